//! Every finding beside its plot: what was measured, what it may mean, what looks alike, what can be checked by hand. In the
//! appendix its criteria, conditions, studies and what it does not claim; the patterns that are not shown or could not be
//! judged, the signs, what the article advises.

use super::{Context, capital};
use crate::document::{Align, Block, Column, Figure, Row, Table, Text, Tone};
use crate::figures::{self, FigureError};
use crate::numbers;
use assessment::headlines::main_criterion;
use assessment::{Criterion, Finding, FindingVerdict, Pattern};
use explanation::{Basis, Chain, Sentence, SignState, Topic};
use gait::{Curve, Measure};
use recording::PositionEffect;
use std::collections::BTreeSet;
use wording::Wording;

/// Findings told in full; the rest is named.
const TOLD: usize = 6;

pub(super) fn name_with_side(context: &Context, finding: &Finding) -> String {
    let pattern = context.say(&format!("pattern-{}", finding.pattern.name()));
    context.wording.text(
        "finding-name",
        &[
            ("pattern", pattern.into()),
            ("side", finding.side.map_or("none", |side| side.name()).into()),
        ],
    )
}

/// `Stance time shorter than on the other leg: −12 % (limit −5 %)`.
pub(super) fn main_criterion_words(context: &Context, finding: &Finding) -> String {
    let Some((criterion, value)) = main_criterion(finding).and_then(|main| Some((main, main.value?))) else {
        return String::new();
    };
    let number = |value: f64| {
        criterion_value(
            context.wording,
            criterion.measure,
            criterion.real(value),
            &criterion.unit,
        )
    };
    let name = capital(&context.say(&format!("criterion-{}", criterion.code)));
    let words = [
        ("criterion", name.into()),
        ("value", number(value).into()),
        ("limit", number(criterion.limit).into()),
    ];
    context.wording.text("front-criterion", &words)
}

/// A criterion's value with its unit.
pub(crate) fn criterion_value(wording: &Wording, measure: Option<Measure>, value: f64, unit: &str) -> String {
    let decimals = match (measure, unit) {
        (Some(measure), unit) if unit == measure.unit() => numbers::decimals(measure),
        _ => numbers::decimals_of(unit),
    };
    numbers::with_unit(&numbers::fixed(wording, value, decimals), &wording.unit(unit))
}

/// One criterion as a sentence, for people who cannot see its bar.
pub(crate) fn criterion_sentence(wording: &Wording, criterion: &Criterion) -> String {
    let name = wording.say(&format!("criterion-{}", criterion.code));
    let number = |value: f64| criterion_value(wording, criterion.measure, criterion.real(value), &criterion.unit);
    let Some(value) = criterion.value.filter(|value| value.is_finite()) else {
        return wording.text("criterion-not-measured", &[("criterion", name.into())]);
    };
    let mut words = vec![
        ("criterion", name.into()),
        ("value", number(value).into()),
        ("limit", number(criterion.limit).into()),
    ];
    let state = if criterion.met { "met" } else { "not-met" };
    match criterion.interval.filter(|i| i.low.is_finite() && i.high.is_finite()) {
        Some(interval) => {
            words.push(("low", number(interval.low).into()));
            words.push(("high", number(interval.high).into()));
            wording.text(&format!("criterion-{state}-interval"), &words)
        }
        None => wording.text(&format!("criterion-{state}"), &words),
    }
}

/// The curve in which a pattern is seen best; others are told by the bars of their criteria.
fn curve(pattern: Pattern) -> Option<Curve> {
    match pattern {
        Pattern::ReducedLoadingFlexion | Pattern::IncreasedLoadingFlexion | Pattern::StiffKnee => {
            Some(Curve::KneeFlexion)
        }
        Pattern::PelvicDrop | Pattern::HipHiking => Some(Curve::PelvisObliquity),
        Pattern::LateralTrunkLean => Some(Curve::TrunkLean),
        Pattern::Steppage | Pattern::ReducedThighExtension => Some(Curve::ThighInclination),
        Pattern::ForwardLean => Some(Curve::PelvisTilt),
        Pattern::Antalgic
        | Pattern::Circumduction
        | Pattern::ShortSlowSteps
        | Pattern::IncreasedVariability
        | Pattern::AsymmetricLoading => None,
    }
}

/// Every finding beside its plot: what was seen, what the article says, what looks alike, what to check.
pub(super) fn section(context: &Context, blocks: &mut Vec<Block>) -> Result<(), FigureError> {
    let explanation = context.explanation;
    heading(context, 2, "heading-explanation", blocks);
    if explanation.no_finding {
        for sentence in &explanation.no_finding_sentences {
            blocks.push(Block::Paragraph(context.tell(sentence).into()));
        }
    } else {
        let [article, ..] = &explanation.introduction[..] else {
            return Ok(());
        };
        // The caution holds for every finding and stands once.
        let caution = explanation.chains.first().map(|chain| context.tell(&chain.caution));
        let text = Text::from(context.tell(article))
            .and(" ")
            .and_strong(caution.unwrap_or_default());
        blocks.push(Block::Paragraph(text));
    }
    for (k, chain) in explanation.chains.iter().take(TOLD).enumerate() {
        told(context, chain, k, blocks)?;
    }
    let rest: Vec<String> = explanation
        .chains
        .iter()
        .skip(TOLD)
        .map(|chain| context.tell(&chain.title))
        .collect();
    if !rest.is_empty() {
        blocks.push(Block::Paragraph(format!("{}.", rest.join("; ")).into()));
    }
    answers(context, blocks);
    Ok(())
}

/// Criteria, conditions, studies, what is not claimed; what is not shown or not judged; the signs; what the article advises.
pub(super) fn details(context: &Context, blocks: &mut Vec<Block>) {
    let explanation = context.explanation;
    heading(context, 2, "heading-explanation-details", blocks);
    red_flags(context, blocks);
    for sentence in explanation.introduction.iter().skip(1) {
        blocks.push(Block::Paragraph(context.tell(sentence).into()));
    }
    let mut told = BTreeSet::new();
    for chain in &explanation.chains {
        chain_blocks(context, chain, &mut told, blocks);
    }
    others(context, blocks);
    signs(context, blocks);
    heading(context, 3, "heading-article-advice", blocks);
    blocks.push(list(context, &explanation.next_steps));
    heading(context, 3, "heading-explanation-limits", blocks);
    // The statement, the last of them, stands at the beginning and at the end of the report.
    let limits = explanation.limits.iter().filter(|sentence| sentence.key != "statement");
    blocks.push(Block::List(
        limits.map(|sentence| context.tell(sentence).into()).collect(),
    ));
}

/// The finding of a chain; `None` for changes on the way.
fn finding_of<'a>(context: &Context<'a>, chain: &Chain) -> Option<&'a Finding> {
    let Topic::Pattern(pattern) = chain.topic else {
        return None;
    };
    let mut findings = context.analysis.findings.iter();
    findings.find(|finding| finding.pattern == pattern && finding.side == chain.side)
}

/// One finding, its words beside its plot.
fn told(context: &Context, chain: &Chain, k: usize, blocks: &mut Vec<Block>) -> Result<(), FigureError> {
    blocks.push(Block::Heading {
        level: 3,
        text: context.tell(&chain.title),
    });
    let finding = finding_of(context, chain);
    let headed = |key: &str, text: String| Text::strong(format!("{}:", context.say(key))).and(" ").and(text);
    let measured = match finding {
        Some(finding) => format!("{}.", main_criterion_words(context, finding)),
        None => joined(context, &chain.measured[..chain.measured.len().min(2)]),
    };
    let names: Vec<String> = chain.mimics.iter().map(|sentence| context.tell(sentence)).collect();
    let mut description = chain.description.clone();
    // How sure a verdict is stands in the methods.
    description.retain(|sentence| !sentence.key.ends_with("-means"));
    let paragraphs = vec![
        joined(context, &description).into(),
        headed("heading-measured", measured),
        headed("heading-link", with_facts(context, &chain.link)),
        headed("heading-alike", format!("{}.", names.join("; "))),
        headed("heading-checks", joined(context, &chain.checks)),
    ];
    let figure = match finding {
        Some(finding) => plot(context, finding, k)?,
        None => course(context, chain, k)?,
    };
    match figure {
        Some(figure) => blocks.push(Block::Beside { figure, paragraphs }),
        None => blocks.extend(paragraphs.into_iter().map(Block::Paragraph)),
    }
    Ok(())
}

/// What the person answered, so that it can be read beside the findings and at the next visit.
fn answers(context: &Context, blocks: &mut Vec<Block>) {
    let intake = &context.analysis.session.intake;
    if intake.is_empty() {
        return;
    }
    heading(context, 3, "heading-answers", blocks);
    let mut items: Vec<Text> = Vec::new();
    items.extend(super::recording::pain(context).map(Text::from));
    let positions: Vec<String> = intake
        .positions()
        .into_iter()
        .filter_map(|(key, effect)| {
            let effect = serde_word(&effect?);
            let words = context.wording.text("intake-effect", &[("effect", effect.into())]);
            Some(format!("{}: {words}", context.say(&format!("intake-{key}"))))
        })
        .collect();
    if !positions.is_empty() {
        items.push(format!("{}.", positions.join("; ")).into());
    }
    let asked = context.explanation.signs.iter().filter(|answer| !answer.measured);
    items.extend(
        asked
            .filter(|answer| answer.state != SignState::Open)
            .map(|answer| context.tell(&answer.sentence).into()),
    );
    let flags = &context.explanation.red_flags;
    if flags.open.is_empty() && !flags.urgent() {
        items.push(context.say("red-flags-none").into());
    }
    blocks.push(Block::List(items));
}

fn serde_word(effect: &PositionEffect) -> &'static str {
    match effect {
        PositionEffect::Better => "better",
        PositionEffect::Worse => "worse",
        PositionEffect::Same => "same",
        PositionEffect::Unknown => "unknown",
    }
}

fn heading(context: &Context, level: u8, key: &str, blocks: &mut Vec<Block>) {
    blocks.push(Block::Heading {
        level,
        text: context.say(key),
    });
}

fn list(context: &Context, sentences: &[Sentence]) -> Block {
    let told = |sentence: &Sentence| with_facts(context, sentence).into();
    Block::List(sentences.iter().map(told).collect())
}

/// A sentence with the ids of what the article says in it, so that both can be held against each other.
fn with_facts(context: &Context, sentence: &Sentence) -> String {
    let ids: Vec<&str> = sentence
        .basis
        .iter()
        .filter_map(|basis| match basis {
            Basis::Fact(fact) => Some(fact.id()),
            _ => None,
        })
        .collect();
    let text = context.tell(sentence);
    if ids.is_empty() {
        text
    } else {
        format!("{text} [{}]", ids.join(", "))
    }
}

/// Warning signs come before anything that gait may say.
fn red_flags(context: &Context, blocks: &mut Vec<Block>) {
    let flags = &context.explanation.red_flags;
    blocks.push(Block::Callout {
        tone: if flags.urgent() { Tone::Poor } else { Tone::Care },
        badge: flags.urgent().then(|| "!".to_owned()),
        title: context.tell(&flags.heading),
        paragraphs: flags
            .sentences
            .iter()
            .map(|sentence| context.tell(sentence).into())
            .collect(),
        items: Vec::new(),
    });
}

/// What stands behind a finding. `told` holds the conditions that were described already; they are only named again.
fn chain_blocks(context: &Context, chain: &Chain, told: &mut BTreeSet<String>, blocks: &mut Vec<Block>) {
    blocks.push(Block::Heading {
        level: 3,
        text: context.tell(&chain.title),
    });
    match finding_of(context, chain) {
        Some(finding) => blocks.push(Block::Table(criteria(context, finding))),
        None => blocks.push(Block::Paragraph(joined(context, &chain.measured).into())),
    }
    let certainty = chain
        .description
        .iter()
        .filter(|sentence| sentence.key.ends_with("-means"));
    blocks.extend(certainty.map(|sentence| Block::Paragraph(context.tell(sentence).into())));
    let mut items: Vec<Text> = Vec::new();
    for link in &chain.mechanisms {
        let mut text = Text::from(with_facts(context, &link.sentence));
        for condition in &link.conditions {
            if !told.insert(condition.sentence.key.clone()) {
                let name = context.tell(&condition.name);
                let again = context.wording.text("condition-told", &[("name", name.into())]);
                text = text.and(" ").and(again);
                continue;
            }
            let mut about = vec![with_facts(context, &condition.sentence)];
            about.extend(condition.signs.iter().map(|sign| context.tell(&sign.sentence)));
            about.extend(condition.details.iter().map(|detail| context.tell(detail)));
            text = text
                .and(" ")
                .and_strong(format!("{}:", context.tell(&condition.name)))
                .and(" ")
                .and(about.join(" "));
        }
        items.push(text);
    }
    blocks.push(Block::List(items));
    let studies: Vec<Sentence> = chain
        .evidence
        .iter()
        .map(|evidence| evidence.sentence.clone())
        .collect();
    for (key, sentences) in [
        ("heading-studies", &studies),
        ("heading-not-claimed", &chain.not_claimed),
    ] {
        if sentences.is_empty() {
            continue;
        }
        blocks.push(Block::Paragraph(
            Text::strong(format!("{}:", context.say(key)))
                .and(" ")
                .and(joined(context, sentences)),
        ));
    }
}

fn plot(context: &Context, finding: &Finding, k: usize) -> Result<Option<Figure>, FigureError> {
    let id = format!("finding-{}", k + 1);
    if let Some(curve) = curve(finding.pattern)
        && let Some(figure) = figures::curves::single(context.analysis, curve, &id, context.wording)?
    {
        return Ok(Some(figure));
    }
    figures::criteria::figure(&id, finding, context.wording)
}

/// The measure of a change along the session, over time.
fn course(context: &Context, chain: &Chain, k: usize) -> Result<Option<Figure>, FigureError> {
    let measure = chain
        .measured
        .iter()
        .flat_map(|sentence| &sentence.basis)
        .find_map(|basis| match basis {
            Basis::Measure(measure) => Some(*measure),
            _ => None,
        });
    let Some(measure) = measure else {
        return Ok(None);
    };
    let marks = super::changes::marks(context, measure);
    let id = format!("finding-{}", k + 1);
    figures::course::narrow(context.analysis, measure, &marks, &id, context.wording)
}

fn joined(context: &Context, sentences: &[Sentence]) -> String {
    let texts: Vec<String> = sentences.iter().map(|sentence| context.tell(sentence)).collect();
    texts.join(" ")
}

fn criteria(context: &Context, finding: &Finding) -> Table {
    let column = |key: &str, align, weight| Column {
        header: context.say(key),
        align,
        weight,
    };
    let number = |criterion: &Criterion, value: f64| {
        criterion_value(
            context.wording,
            criterion.measure,
            criterion.real(value),
            &criterion.unit,
        )
    };
    let rows = finding
        .criteria
        .iter()
        .map(|criterion| {
            let name = capital(&context.say(&format!("criterion-{}", criterion.code)));
            let value = criterion.value.filter(|value| value.is_finite());
            let interval = criterion.interval.filter(|i| i.low.is_finite() && i.high.is_finite());
            let state = match (value, criterion.met) {
                (None, _) => Text::from(context.say("criterion-state-not-measured")),
                (_, true) => Text::strong(context.say("criterion-state-met")),
                (_, false) => Text::from(context.say("criterion-state-not-met")),
            };
            let dash = || "–".to_owned();
            Row::Cells(vec![
                name.into(),
                value.map_or_else(dash, |value| number(criterion, value)).into(),
                interval
                    .map_or_else(dash, |interval| {
                        let (low, high) = (number(criterion, interval.low), number(criterion, interval.high));
                        context
                            .wording
                            .text("range", &[("low", low.into()), ("high", high.into())])
                    })
                    .into(),
                number(criterion, criterion.limit).into(),
                state,
            ])
        })
        .collect();
    let sensors: Vec<String> = finding
        .sensors
        .iter()
        .map(|site| context.say(&format!("site-{}", site.name())))
        .collect();
    Table {
        caption: context.wording.text(
            "caption-criteria",
            &[
                ("sensors", sensors.join(", ").into()),
                ("grade", super::measured::grade_letter(finding.grade).into()),
            ],
        ),
        columns: vec![
            column("column-criterion", Align::Left, 4.4),
            column("column-measured", Align::Right, 1.3),
            column("column-interval", Align::Right, 2.2),
            column("column-limit", Align::Right, 1.3),
            column("column-criterion-state", Align::Left, 1.3),
        ],
        rows,
    }
}

/// Not shown, compactly; not judged, with the reasons.
fn others(context: &Context, blocks: &mut Vec<Block>) {
    let not_shown: Vec<String> = context
        .analysis
        .findings
        .iter()
        .filter(|finding| finding.verdict == FindingVerdict::NotShown)
        .map(|finding| name_with_side(context, finding))
        .collect();
    if !not_shown.is_empty() {
        heading(context, 3, "heading-not-shown", blocks);
        blocks.push(Block::Paragraph(format!("{}.", not_shown.join("; ")).into()));
        blocks.push(Block::Note(context.say("not-shown-note").into()));
    }
    let rows = &context.explanation.not_judged;
    if rows.is_empty() {
        return;
    }
    heading(context, 3, "heading-not-judged", blocks);
    // Patterns with the same reasons share a line.
    let mut groups: Vec<(String, Vec<String>)> = Vec::new();
    for row in rows {
        let reasons: Vec<String> = row.reasons.iter().map(|reason| context.tell(reason)).collect();
        let reasons = reasons.join("; ");
        let name = context.say(&format!("pattern-{}", row.pattern.name()));
        match groups.iter_mut().find(|(known, _)| *known == reasons) {
            Some((_, names)) => names.push(name),
            None => groups.push((reasons, vec![name])),
        }
    }
    let items = groups
        .into_iter()
        .map(|(reasons, names)| Text::strong(names.join("; ")).and(format!(": {reasons}.")))
        .collect();
    blocks.push(Block::List(items));
}

fn signs(context: &Context, blocks: &mut Vec<Block>) {
    heading(context, 3, "heading-signs", blocks);
    let items = context
        .explanation
        .signs
        .iter()
        .map(|answer| with_facts(context, &answer.sentence).into())
        .collect();
    blocks.push(Block::List(items));
    for sentence in &context.explanation.signs_sentences {
        blocks.push(Block::Paragraph(context.tell(sentence).into()));
    }
}
