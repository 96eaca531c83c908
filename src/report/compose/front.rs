//! Page one, which reads itself in a minute: warning signs, what was recorded and how good it is, three essentials, the
//! findings in order of weight, left against right, what it may mean, what to do next.

use super::{Context, findings, note, quality, words};
use crate::assessment::FindingVerdict;
use crate::explanation::{self, ARTICLE_TITLE, Chain, Judged, Topic};
use crate::recording::Site;
use crate::report::document::{Align, Block, Column, Row, Table, Text, Tone};
use crate::report::figures::{self, FigureError};

/// Findings in the table; the rest is counted.
const FINDINGS: usize = 5;
/// Links to knee and back told on page one.
const LINKS: usize = 2;
/// Checks by hand named on page one.
const CHECKS: usize = 3;

pub fn page(context: &Context) -> Result<Vec<Block>, FigureError> {
    let mut blocks = vec![Block::Note(Text::strong(context.say("statement")))];
    warning_signs(context, &mut blocks);
    quality(context, &mut blocks);
    essentials(context, &mut blocks);
    table(context, &mut blocks);
    blocks.push(heading(context, "heading-sides-glance"));
    let ranked: Vec<_> = findings::ranked(context)
        .into_iter()
        .map(|(finding, _)| finding)
        .collect();
    blocks.push(Block::Figure(figures::glance::figure(
        context.analysis,
        &ranked,
        context.wording,
    )?));
    meaning(context, &mut blocks);
    next(context, &mut blocks);
    note::on_page_one(context, &mut blocks);
    Ok(blocks)
}

fn heading(context: &Context, key: &str) -> Block {
    Block::Heading {
        level: 2,
        text: context.say(key),
    }
}

/// Reported ones stand in a frame above all else; whatever was not asked is named in one line.
fn warning_signs(context: &Context, blocks: &mut Vec<Block>) {
    let flags = &context.explanation.red_flags;
    if flags.urgent() {
        blocks.push(Block::Callout {
            tone: Tone::Poor,
            badge: Some("!".to_owned()),
            title: context.tell(&flags.heading),
            paragraphs: flags
                .sentences
                .iter()
                .map(|sentence| Text::strong(context.tell(sentence)))
                .collect(),
            items: Vec::new(),
        });
        return;
    }
    let head = Text::strong(format!("{}:", context.tell(&flags.heading))).and(" ");
    let text = if flags.open.is_empty() {
        head.and(context.say("front-flags-none"))
    } else {
        let signs: Vec<String> = flags.open.iter().map(|flag| context.say(flag.key())).collect();
        head.and(
            context
                .wording
                .text("front-flags-open", &[("signs", words::join(context, &signs).into())]),
        )
    };
    blocks.push(Block::Paragraph(text));
}

fn quality(context: &Context, blocks: &mut Vec<Block>) {
    let (tone, grade) = quality::grade(context);
    let mut paragraphs = vec![Text::from(words::walked(context))];
    let reasons: Vec<String> = context
        .analysis
        .quality
        .reasons
        .iter()
        .take(2)
        .map(|code| context.say(&format!("quality-{code}")))
        .collect();
    if !reasons.is_empty() {
        paragraphs.push(reasons.join(" ").into());
    }
    blocks.push(Block::Callout {
        tone,
        badge: Some(grade.to_owned()),
        title: context.say(&format!("grade-{grade}")),
        paragraphs,
        items: Vec::new(),
    });
}

fn essentials(context: &Context, blocks: &mut Vec<Block>) {
    blocks.push(heading(context, "heading-essentials"));
    blocks.push(Block::List(three(context)));
}

fn three(context: &Context) -> Vec<Text> {
    vec![patterns(context), words::headline(context), changes(context)]
}

/// The essentials as lines of text, reported warning signs before them.
pub fn lines(context: &Context) -> Vec<String> {
    let flags = &context.explanation.red_flags;
    let urgent = if flags.urgent() {
        flags.sentences.as_slice()
    } else {
        &[]
    };
    let warned = urgent.iter().map(|sentence| context.tell(sentence));
    warned.chain(three(context).iter().map(Text::plain)).collect()
}

/// What is shown, else what is possible, else that nothing is.
fn patterns(context: &Context) -> Text {
    let head = Text::strong(context.say("essential-patterns")).and(" ");
    let ranked = findings::ranked(context);
    let of = |verdict: FindingVerdict| -> Vec<String> {
        ranked
            .iter()
            .filter(|(finding, _)| finding.verdict == verdict)
            .map(|(finding, _)| findings::name_with_side(context, finding))
            .collect()
    };
    for (verdict, key) in [
        (FindingVerdict::Shown, "essential-patterns-shown"),
        (FindingVerdict::Possible, "essential-patterns-possible"),
    ] {
        let names = of(verdict);
        if !names.is_empty() {
            return head.and(context.wording.text(
                key,
                // Names hold commas themselves.
                &[("list", words::shortened(context, names, 3).join("; ").into())],
            ));
        }
    }
    head.and(context.tell(&explanation::nothing_found(&context.analysis.findings)))
}

fn changes(context: &Context) -> Text {
    let changes = &context.analysis.changes;
    let head = Text::strong(context.say("essential-changes")).and(" ");
    let shown = |verdict: FindingVerdict| verdict == FindingVerdict::Shown;
    // The weightiest three, in the order in which they happened.
    let mut onsets: Vec<f64> = changes
        .events
        .iter()
        .filter(|event| shown(event.verdict))
        .take(3)
        .map(|event| event.onset_s)
        .collect();
    onsets.sort_by(f64::total_cmp);
    let times: Vec<String> = onsets
        .into_iter()
        .map(|onset| super::changes::moment(context, onset))
        .collect();
    let drifts = changes.drifts.iter().filter(|drift| shown(drift.verdict)).count();
    let mut sentences = Vec::new();
    if !times.is_empty() {
        let list = words::join(context, &times);
        sentences.push(
            context
                .wording
                .text("essential-changes-shown", &[("times", list.into())]),
        );
    }
    if drifts > 0 {
        sentences.push(
            context
                .wording
                .text("essential-drifts-shown", &[("count", drifts.into())]),
        );
    }
    if sentences.is_empty() {
        sentences.push(context.say(if changes.series == 0 {
            "essential-changes-not-judged"
        } else {
            "essential-changes-none"
        }));
    }
    if !changes.moved.is_empty() {
        sentences.push(
            context
                .wording
                .text("essential-moved", &[("count", changes.moved.len().into())]),
        );
    }
    head.and(sentences.join(" "))
}

fn table(context: &Context, blocks: &mut Vec<Block>) {
    blocks.push(heading(context, "heading-findings"));
    let ranked = findings::ranked(context);
    let changes: Vec<&Chain> = context
        .explanation
        .chains
        .iter()
        .filter(|chain| !matches!(chain.topic, Topic::Pattern(_)))
        .collect();
    let column = |key: &str, weight: f32| Column {
        header: context.say(key),
        align: Align::Left,
        weight,
    };
    let mut rows: Vec<(FindingVerdict, Row)> = ranked
        .iter()
        .map(|(finding, _)| {
            let row = Row::Cells(vec![
                Text::strong(findings::name_with_side(context, finding)),
                context.say(super::finding_verdict_key(finding.verdict)).into(),
                findings::main_criterion(context, finding).into(),
            ]);
            (finding.verdict, row)
        })
        .collect();
    rows.extend(changes.iter().map(|chain| {
        let row = Row::Cells(vec![
            Text::strong(context.say(&format!("pattern-{}", chain.topic.name()))),
            context.say(super::finding_verdict_key(chain.verdict)).into(),
            chain
                .measured
                .first()
                .map(|sentence| context.tell(sentence))
                .unwrap_or_default()
                .into(),
        ]);
        (chain.verdict, row)
    }));
    rows.sort_by_key(|(verdict, _)| *verdict);
    let more = rows.len().saturating_sub(FINDINGS);
    if rows.is_empty() {
        let words = match explanation::judged(&context.analysis.findings) {
            Judged::Nothing => context.say("front-nothing-judged"),
            Judged::Few { .. } => context.tell(&explanation::nothing_found(&context.analysis.findings)),
            Judged::Most => context.say("front-no-findings"),
        };
        blocks.push(Block::Paragraph(words.into()));
    } else {
        blocks.push(Block::Table(Table {
            caption: context.say("caption-findings"),
            columns: vec![
                column("column-finding", 3.0),
                column("column-verdict", 1.1),
                column("column-rests-on", 4.6),
            ],
            rows: rows.into_iter().take(FINDINGS).map(|(_, row)| row).collect(),
        }));
    }
    let count = |verdict: FindingVerdict| {
        context
            .analysis
            .findings
            .iter()
            .filter(|row| row.verdict == verdict)
            .count()
    };
    let mut note = Vec::new();
    if more > 0 {
        note.push(context.wording.text("front-more-findings", &[("count", more.into())]));
    }
    note.push(context.wording.text(
        "front-other-patterns",
        &[
            ("not_shown", count(FindingVerdict::NotShown).into()),
            ("unjudged", count(FindingVerdict::CannotBeJudged).into()),
        ],
    ));
    blocks.push(Block::Note(note.join(" ").into()));
}

/// "Consistent with", never more; the caution stands in the same block.
fn meaning(context: &Context, blocks: &mut Vec<Block>) {
    let explanation = context.explanation;
    blocks.push(heading(context, "heading-meaning"));
    let mut text = if explanation.chains.is_empty() {
        let judged = explanation::judged(&context.analysis.findings) == Judged::Most;
        Text::from(context.say(if judged {
            "front-meaning-none"
        } else {
            "front-meaning-unjudged"
        }))
    } else {
        // Two changes of different certainty share a link.
        let mut links: Vec<String> = findings::ordered_chains(context)
            .into_iter()
            .map(|chain| context.tell(&chain.link))
            .collect();
        links.dedup();
        links.truncate(LINKS);
        Text::from(links.join(" "))
    };
    text = text.and(" ").and_strong(context.say("front-meaning-caution"));
    blocks.push(Block::Paragraph(text));
    if let Some(signs) = explanation.signs_sentences.first() {
        blocks.push(Block::Paragraph(context.tell(signs).into()));
    }
    let article = context
        .wording
        .text("front-article", &[("title", ARTICLE_TITLE.into())]);
    blocks.push(Block::Note(article.into()));
}

fn next(context: &Context, blocks: &mut Vec<Block>) {
    let explanation = context.explanation;
    blocks.push(heading(context, "heading-next-steps"));
    let mut items: Vec<Text> = Vec::new();
    if explanation.red_flags.urgent() {
        items.extend(
            explanation
                .next_steps
                .first()
                .map(|step| Text::strong(context.tell(step))),
        );
    }
    let mut checks: Vec<String> = Vec::new();
    for chain in findings::ordered_chains(context) {
        for check in chain.checks.iter().map(|check| context.tell(check)) {
            if !checks.contains(&check) {
                checks.push(check);
            }
        }
    }
    checks.truncate(CHECKS);
    if !checks.is_empty() {
        items.push(
            Text::strong(context.say("front-check-by-hand"))
                .and(" ")
                .and(checks.join(" ")),
        );
    }
    let advice = context
        .analysis
        .quality
        .reasons
        .iter()
        .find_map(|code| context.wording.try_text(&format!("quality-{code}.advice"), &[]));
    if let Some(advice) = advice {
        items.push(Text::strong(context.say("next-time")).and(" ").and(advice));
    }
    let sites: Vec<Site> = context.analysis.sensors.iter().map(|sensor| sensor.site).collect();
    if sites
        .iter()
        .any(|site| site.side().is_some() && !sites.contains(&site.mirrored()))
    {
        items.push(
            Text::strong(context.say("next-time"))
                .and(" ")
                .and(context.say("front-both-legs")),
        );
    }
    items.push(context.say("front-evaluate").into());
    blocks.push(Block::List(items));
}
