//! Page one, which reads itself in a minute: warning signs, the headlines with their picture, how good the recording is,
//! what it may mean, what to do next.
//!
//! It holds [`MOST_WORDS`] words of running text at most. Where it is full, first the detail of the second and third
//! headline leaves, then next steps beyond three, then the article's title, then what it may mean beyond the caution; never a
//! doubt, a warning sign or the grade.

use super::{Context, findings, note, quality, words};
use crate::document::{Block, Text, Tone, word_count};
use crate::figures::{self, FigureError};
use crate::numbers;
use assessment::compare::Visit;
use assessment::function::function_reference;
use assessment::headlines::{Headline, HeadlineCode, headlines, main_criterion, ranked};
use explanation::{self, ARTICLE_TITLE, ExaminationReason, ExaminationStep, Judged, headline_sentence};
use gait::Curve;
use recording::{Side, Site};

/// Words of running text on page one.
pub(crate) const MOST_WORDS: usize = 250;
/// Words in whose room the frame of a reported warning sign stands.
const FRAME_WORDS: usize = 40;
/// Next steps that stay when page one is full, and that it has at most.
const STEPS: (usize, usize) = (3, 5);
/// Checks named for one reason.
const CHECKS: usize = 5;

/// How much page one tells, from all to what must stay.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Fullness {
    All,
    /// Without the detail of the second and third headline.
    FirstDetail,
    /// And with three next steps.
    FewSteps,
    /// And without the article's title behind the meaning.
    NoTitle,
    /// And of the meaning the caution alone.
    Caution,
    /// And with the checks of each step cut short.
    ShortSteps,
    /// And without what was walked beside the grade; it stands behind page one.
    GradeAlone,
}

impl Fullness {
    const FALLING: [Fullness; 7] = [
        Fullness::All,
        Fullness::FirstDetail,
        Fullness::FewSteps,
        Fullness::NoTitle,
        Fullness::Caution,
        Fullness::ShortSteps,
        Fullness::GradeAlone,
    ];
}

pub(super) fn page(context: &Context, last: Option<&Visit>) -> Result<Vec<Block>, FigureError> {
    let figure = figures::glance::figure(context.analysis, &ranked(context.analysis), last, context.wording)?;
    let mut blocks = Vec::new();
    for fullness in Fullness::FALLING {
        blocks = filled(context, &figure, fullness);
        // A frame takes the room of some lines.
        let frame = if context.explanation.red_flags.urgent() {
            FRAME_WORDS
        } else {
            0
        };
        if word_count(&blocks) + frame <= MOST_WORDS {
            break;
        }
    }
    note::on_page_one(context, MOST_WORDS, &mut blocks);
    Ok(blocks)
}

fn filled(context: &Context, figure: &crate::document::Figure, fullness: Fullness) -> Vec<Block> {
    let mut blocks = vec![Block::Note(Text::strong(context.say("statement")))];
    urgent(context, &mut blocks);
    essentials(context, fullness, &mut blocks);
    blocks.push(Block::Figure(figure.clone()));
    blocks.extend(unusual_curves(context).map(|text| Block::Paragraph(text.into())));
    quality(context, fullness, &mut blocks);
    flags(context, &mut blocks);
    meaning(context, fullness, &mut blocks);
    next(context, fullness, &mut blocks);
    blocks
}

fn heading(context: &Context, key: &str) -> Block {
    Block::Heading {
        level: 2,
        text: context.say(key),
    }
}

/// Reported warning signs stand in a frame above all else.
fn urgent(context: &Context, blocks: &mut Vec<Block>) {
    let flags = &context.explanation.red_flags;
    if flags.urgent() {
        let told = flags.sentences.iter().filter(|sentence| {
            // What is still to be asked stands on its own line.
            !matches!(sentence.key.as_str(), "red-flags-open" | "red-flag-to-ask")
        });
        blocks.push(Block::Callout {
            tone: Tone::Poor,
            badge: Some("!".to_owned()),
            title: context.tell(&flags.heading),
            paragraphs: told.map(|sentence| Text::strong(context.tell(sentence))).collect(),
            items: Vec::new(),
        });
    }
}

/// Warning signs that were not asked are named; that all were denied is said.
fn flags(context: &Context, blocks: &mut Vec<Block>) {
    let flags = &context.explanation.red_flags;
    let head = Text::strong(format!("{}:", context.say("heading-warning-signs"))).and(" ");
    if flags.open.is_empty() {
        if !flags.urgent() {
            blocks.push(Block::Paragraph(head.and(context.say("front-flags-none"))));
        }
        return;
    }
    let signs: Vec<String> = flags
        .open
        .iter()
        .map(|flag| context.say(&format!("{}.short", flag.key())))
        .collect();
    let words = [("signs", words::join(context, &signs).into())];
    blocks.push(Block::Paragraph(
        head.and(context.wording.text("front-flags-open", &words)),
    ));
}

fn quality(context: &Context, fullness: Fullness, blocks: &mut Vec<Block>) {
    let (tone, grade) = quality::grade(context);
    let reason = context.analysis.quality.reasons.first();
    // A test of function is no walk to be described.
    let tested = context
        .analysis
        .function_test
        .as_ref()
        .is_some_and(|found| found.total_s.is_some());
    let walked = (!tested && fullness < Fullness::GradeAlone).then(|| words::walked(context));
    let reason = reason.map(|reason| context.say(reason.key()));
    let mut text = walked.into_iter().chain(reason).collect::<Vec<_>>().join(" ");
    if text.is_empty() && fullness < Fullness::GradeAlone {
        text = context.say(&format!("grade-{grade}.meaning"));
    }
    blocks.push(Block::Callout {
        tone,
        badge: Some(grade.to_owned()),
        title: context.say(&format!("grade-{grade}")),
        paragraphs: (!text.is_empty()).then(|| text.into()).into_iter().collect(),
        items: Vec::new(),
    });
}

/// Curves whose shape lies beyond what healthy people show, those of doubted sensors left out; `None` where there are none.
fn unusual_curves(context: &Context) -> Option<String> {
    let beyond = |curve: Curve, side: Side| {
        let mut shapes = context.analysis.profile.shapes.iter();
        shapes.any(|shape| (shape.curve, shape.side) == (curve, side) && shape.above_healthy)
            && context.analysis.curve_doubt(curve, side).is_none()
    };
    let told = |curve: &Curve| {
        let side = match Side::BOTH.map(|side| beyond(*curve, side)) {
            [true, true] => context.say("both-sides"),
            [true, false] => context.say("side-left"),
            [false, true] => context.say("side-right"),
            [false, false] => return None,
        };
        let name = context.say(&format!("curve-{}", curve.name()));
        Some(format!("{} ({side})", words::within_sentence(context, &name)))
    };
    let curves: Vec<String> = Curve::ALL.iter().filter_map(told).collect();
    let list = words::join(context, &curves);
    (!curves.is_empty()).then(|| context.wording.text("front-curves", &[("curves", list.into())]))
}

fn essentials(context: &Context, fullness: Fullness, blocks: &mut Vec<Block>) {
    blocks.push(heading(context, "heading-essentials"));
    let headlines = headlines(context.analysis);
    let items = headlines.iter().enumerate().map(|(rank, headline)| {
        let sentence = context.tell(&headline_sentence(headline));
        let text = if rank == 0 {
            Text::strong(sentence)
        } else {
            sentence.into()
        };
        match detail(context, headline).filter(|_| rank == 0 || fullness == Fullness::All) {
            Some(detail) => text.and(" ").and(detail),
            None => text,
        }
    });
    blocks.push(Block::List(items.collect()));
}

/// What a headline rests on.
fn detail(context: &Context, headline: &Headline) -> Option<String> {
    match headline.code {
        HeadlineCode::Pattern => {
            let mut findings = context.analysis.findings.iter();
            let finding = findings.find(|row| Some(row.pattern) == headline.pattern && row.side == headline.side)?;
            main_criterion(finding)?;
            Some(format!("{}.", findings::main_criterion_words(context, finding)))
        }
        HeadlineCode::TestResult => {
            let found = context
                .analysis
                .function_test
                .as_ref()
                .filter(|found| found.total_s.is_some())?;
            let reference = function_reference(found.test, context.analysis.session.subject.age_years)?;
            let words = [
                ("low", usize::from(reference.low_age).into()),
                ("high", usize::from(reference.high_age).into()),
                ("limit", numbers::fixed(context.wording, reference.limit_s, 1).into()),
                ("source", reference.source.into()),
            ];
            Some(context.wording.text("headline-detail-reference", &words))
        }
        HeadlineCode::Doubt => {
            // Which sensors it is about, where it is not all of them.
            let doubts = context.analysis.doubts.iter();
            let doubt = doubts.filter(|doubt| Some(doubt.code.code()) == headline.about.as_deref());
            let mut sites: Vec<Site> = doubt.flat_map(|doubt| doubt.sites.iter().copied()).collect();
            sites.sort_unstable();
            sites.dedup();
            let told = !sites.is_empty() && sites.len() < context.analysis.sensors.len();
            let names: Vec<String> = sites
                .iter()
                .map(|site| context.say(&format!("site-{}", site.name())))
                .collect();
            told.then(|| format!("({})", names.join(", ")))
        }
        HeadlineCode::Loading => context
            .explanation
            .loading
            .as_ref()
            .map(|sentence| context.tell(sentence)),
        _ => None,
    }
}

/// The headlines as lines of text, reported warning signs before them.
pub(super) fn lines(context: &Context) -> Vec<String> {
    let flags = &context.explanation.red_flags;
    let urgent = if flags.urgent() {
        flags.sentences.as_slice()
    } else {
        &[]
    };
    let warned = urgent.iter().map(|sentence| context.tell(sentence));
    let headlines = headlines(context.analysis);
    let told = headlines
        .iter()
        .map(|headline| context.tell(&headline_sentence(headline)));
    warned.chain(told).collect()
}

/// "Consistent with", never more; the caution stands in the same block.
fn meaning(context: &Context, fullness: Fullness, blocks: &mut Vec<Block>) {
    let explanation = context.explanation;
    blocks.push(heading(context, "heading-meaning"));
    let told = match explanation.chains.first() {
        _ if fullness >= Fullness::Caution => String::new(),
        Some(chain) => context.tell(&chain.link),
        None if explanation::judged(&context.analysis.findings) == Judged::Most => context.say("front-meaning-none"),
        None => context.say("front-meaning-unjudged"),
    };
    let caution = Text::strong(context.say("front-meaning-caution"));
    let mut text = match told.is_empty() {
        true => caution,
        false => Text::from(told)
            .and(" ")
            .and_strong(context.say("front-meaning-caution")),
    };
    if let Some(signs) = explanation.signs_sentences.first() {
        text = text.and(" ").and(context.tell(signs));
    }
    if fullness < Fullness::NoTitle && !explanation.chains.is_empty() {
        let article = [("title", ARTICLE_TITLE.into())];
        text = text.and(" ").and(context.wording.text("front-article", &article));
    }
    blocks.push(Block::Paragraph(text));
}

fn next(context: &Context, fullness: Fullness, blocks: &mut Vec<Block>) {
    blocks.push(heading(context, "heading-next-steps"));
    let most = if fullness >= Fullness::FewSteps {
        STEPS.0
    } else {
        STEPS.1
    };
    let checks = if fullness >= Fullness::ShortSteps { 2 } else { CHECKS };
    let mut items: Vec<Text> = context
        .explanation
        .examination
        .iter()
        .map(|step| examine(context, step, checks))
        .collect();
    // A kit on one leg answers less than it could: that is the next step of the recording, whatever was found.
    let sites: Vec<Site> = context.analysis.sensors.iter().map(|sensor| sensor.site).collect();
    let one_sided = |site: &Site| site.side().is_some() && !sites.contains(&site.mirrored());
    let head = || Text::strong(context.say("next-time")).and(" ");
    // The advice that belongs to the leading doubt, else that of the first reason that has one.
    let leading = headlines(context.analysis)
        .first()
        .and_then(|headline| headline.about.clone());
    let doubts = context.analysis.doubts.iter();
    let of_doubts = doubts
        .filter(|doubt| Some(doubt.code.code()) == leading.as_deref())
        .filter_map(|doubt| doubt.code.advice_key());
    let of_quality = context
        .analysis
        .quality
        .reasons
        .iter()
        .filter_map(|reason| reason.advice_key());
    // The doubt's comes first, then the missing leg's, then that of what else was not good.
    let both_legs = sites.iter().any(one_sided).then_some("front-both-legs");
    let advice = of_doubts
        .chain(both_legs)
        .chain(of_quality)
        .find_map(|key| Some(head().and(context.wording.try_text(key, &[])?)));
    items.truncate(most - usize::from(advice.is_some()));
    items.extend(advice);
    if items.is_empty() {
        items.push(context.say("front-evaluate").into());
    }
    blocks.push(Block::List(items));
}

/// The reason in bold and what to do.
fn examine(context: &Context, step: &ExaminationStep, checks: usize) -> Text {
    let most = if step.reason == ExaminationReason::Finding {
        checks.min(3)
    } else {
        checks
    };
    let told: Vec<String> = step.checks.iter().take(most).map(|check| context.tell(check)).collect();
    Text::strong(format!("{}:", context.tell(&step.because)))
        .and(" ")
        .and(told.join(" "))
}
