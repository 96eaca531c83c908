//! The summary: three to five sentences made from the verdicts, nothing that a verdict does not carry.

use super::Context;
use crate::document::{Block, Text, Tone};
use crate::numbers;
use assessment::{GradeReason, SideDifference, Verdict};
use gait::{Comparison, Measure};
use recording::Side;
use wording::Language;

/// Differences named in a sentence before the rest is counted.
const NAMED: usize = 4;

pub(super) fn section(context: &Context, blocks: &mut Vec<Block>) {
    blocks.push(Block::Heading {
        level: 2,
        text: context.say("heading-summary"),
    });
    let mut sentences = vec![Text::from(walked(context))];
    for verdict in [
        Verdict::Shown,
        Verdict::Alike,
        Verdict::Small,
        Verdict::NotShown,
        Verdict::CannotBeJudged,
    ] {
        sentences.extend(about(context, verdict));
    }
    if context.analysis.side_differences.is_empty() {
        sentences.push(context.say(no_comparison(context)).into());
    }
    blocks.push(Block::Callout {
        tone: Tone::Summary,
        badge: None,
        title: String::new(),
        paragraphs: sentences,
        items: Vec::new(),
    });
}

/// What was walked: strides, speed, cadence.
pub(super) fn walked(context: &Context) -> String {
    let analysis = context.analysis;
    let strides = [context.included(Side::Left), context.included(Side::Right)];
    if strides == [0, 0] {
        return context.say("summary-no-strides");
    }
    let mean = |measure: Measure| {
        let rows: Vec<f64> = analysis
            .measures
            .iter()
            .filter(|row| row.measure == measure)
            .map(|row| row.value)
            .collect();
        (!rows.is_empty()).then(|| rows.iter().sum::<f64>() / rows.len() as f64)
    };
    let mut text = context.wording.text(
        "summary-strides",
        &[("left", strides[0].into()), ("right", strides[1].into())],
    );
    if let Some(cadence) = mean(Measure::Cadence) {
        text.push(' ');
        text.push_str(&match mean(Measure::Speed) {
            Some(speed) => context.wording.text(
                "summary-speed-and-cadence",
                &[
                    ("speed", numbers::fixed(context.wording, speed, 2).into()),
                    ("cadence", numbers::fixed(context.wording, cadence, 0).into()),
                ],
            ),
            None => context.wording.text(
                "summary-cadence",
                &[("cadence", numbers::fixed(context.wording, cadence, 0).into())],
            ),
        });
    }
    if let Some(side) = analysis.session.affected_side {
        text.push(' ');
        text.push_str(
            &context
                .wording
                .text("summary-affected", &[("side", side.name().into())]),
        );
    }
    text
}

/// Why the sides are not compared: too short a walk, or not the sensors for it.
pub(super) fn no_comparison(context: &Context) -> &'static str {
    if Side::BOTH.iter().all(|side| context.included(*side) > 0) {
        "summary-too-few"
    } else {
        "summary-no-comparison"
    }
}

fn about(context: &Context, verdict: Verdict) -> Option<Text> {
    let mut found: Vec<&SideDifference> = context
        .analysis
        .side_differences
        .iter()
        .filter(|row| row.verdict == verdict)
        .collect();
    if found.is_empty() {
        return (verdict == Verdict::Shown && !context.analysis.side_differences.is_empty()).then(|| {
            let judged = context
                .analysis
                .side_differences
                .iter()
                .any(|row| row.verdict.is_judged());
            let key = if judged {
                "summary-none-shown"
            } else {
                "summary-none-judged"
            };
            Text::strong(context.say(key))
        });
    }
    // Largest first, measured by the limits that each difference had to pass; where nothing is larger, the usual order.
    if matches!(verdict, Verdict::Shown | Verdict::Small) {
        found.sort_by(|a, b| exceedance(b).total_cmp(&exceedance(a)));
    }
    let rest = found.len().saturating_sub(NAMED);
    let mut names: Vec<String> = found
        .iter()
        .take(NAMED)
        .map(|row| match verdict {
            Verdict::Shown => with_direction(context, row),
            _ => inline(context, row.measure),
        })
        .collect();
    if rest > 0 {
        names.push(context.wording.text("and-more", &[("count", rest.into())]));
    }
    let list = join(context, &names);
    let key = match verdict {
        Verdict::Shown => "summary-shown",
        Verdict::Alike => "summary-alike",
        Verdict::Small => "summary-small",
        Verdict::NotShown => "summary-not-shown",
        Verdict::CannotBeJudged => "summary-cannot-be-judged",
        // Every measure is in the table; a list of those without a verdict tells nothing.
        Verdict::Described => return None,
    };
    let head = context.say(&format!("{key}.head"));
    let reasons = match verdict {
        Verdict::CannotBeJudged => reasons(context, &found),
        _ => String::new(),
    };
    let words = [
        ("list", list.into()),
        ("count", found.len().into()),
        ("reasons", reasons.into()),
    ];
    Some(Text::strong(head).and(" ").and(context.wording.text(key, &words)))
}

fn reasons(context: &Context, rows: &[&SideDifference]) -> String {
    let mut reasons: Vec<GradeReason> = rows
        .iter()
        .flat_map(|row| row.gates.quality_reasons.iter().copied())
        .collect();
    reasons.sort_unstable();
    reasons.dedup();
    let names: Vec<String> = reasons.iter().map(|reason| context.say(reason.key())).collect();
    join(context, &names)
}

/// How many times a difference exceeds the larger of its limits.
fn exceedance(row: &SideDifference) -> f64 {
    let limit = [row.gates.error_limit, row.gates.healthy_limit]
        .into_iter()
        .flatten()
        .fold(0.0, f64::max);
    let scale = if limit > 0.0 {
        limit
    } else {
        (row.interval.high - row.interval.low).abs().max(1e-9)
    };
    row.difference.abs() / scale
}

fn inline(context: &Context, measure: Measure) -> String {
    within_sentence(context, &context.measure(measure))
}

/// A name as it stands within a sentence. English begins it with a small letter; German nouns keep theirs.
pub(super) fn within_sentence(context: &Context, name: &str) -> String {
    match context.wording.language() {
        Language::English => lower_first(name),
        Language::German => name.to_owned(),
    }
}

/// `stance time (8.6 % longer on the left)`.
fn with_direction(context: &Context, row: &SideDifference) -> String {
    context.wording.text(
        "difference-inline",
        &[
            ("measure", inline(context, row.measure).into()),
            ("direction", direction(context, row, 0).into()),
        ],
    )
}

/// `8.6 % longer on the left`.
pub(super) fn direction(context: &Context, row: &SideDifference, least_decimals: usize) -> String {
    // In sentences a rounded per cent says enough; other units need their decimals.
    let decimals = match row.comparison {
        Comparison::LogRatioPercent => least_decimals,
        _ => numbers::difference_decimals(row.measure),
    };
    let side = if row.difference >= 0.0 { Side::Right } else { Side::Left };
    let amount = numbers::with_unit(
        &numbers::fixed(context.wording, more(row), decimals),
        &numbers::difference_unit(context.wording, row.measure),
    );
    let kind = match (row.measure.unit(), row.comparison) {
        ("s", _) => "time",
        ("m", _) => "length",
        (_, Comparison::LogRatioPercent) if row.measure.name().contains("speed") => "speed",
        _ => "size",
    };
    context.wording.text(
        "direction",
        &[
            ("amount", amount.into()),
            ("kind", kind.into()),
            ("side", side.name().into()),
        ],
    )
}

/// How much more the leg with more has: real per cent of the other leg for ratios.
fn more(row: &SideDifference) -> f64 {
    numbers::real_difference(row.measure, row.difference.abs())
}

/// `a, b and c`.
pub(super) fn join(context: &Context, names: &[String]) -> String {
    match names {
        [] => String::new(),
        [only] => only.clone(),
        [first @ .., last] => context
            .wording
            .text("list-and", &[("first", first.join(", ").into()), ("last", last.into())]),
    }
}

fn lower_first(text: &str) -> String {
    let mut letters = text.chars();
    letters
        .next()
        .map(|first| first.to_lowercase().chain(letters).collect())
        .unwrap_or_default()
}
