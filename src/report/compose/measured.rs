//! The tables of values: key numbers on page one or two, everything else near the end.

use super::Context;
use crate::document::{Align, Block, Column, Row, Table, Text};
use crate::numbers;
use assessment::{Grade, MeasureSummary};
use gait::{Comparison, Domain, Measure};
use recording::Side;

/// The measures a physiotherapist looks for first; those that the kit gave are shown.
const KEY: &[Measure] = &[
    Measure::Speed,
    Measure::Cadence,
    Measure::StrideLength,
    Measure::StrideTime,
    Measure::StancePercent,
    Measure::StepTime,
    Measure::DoubleSupportPercent,
    Measure::KneeRange,
    Measure::KneeLoadingExcursion,
    Measure::KneeSwingPeak,
    Measure::HipRange,
    Measure::PelvicDrop,
    Measure::PeakTibialAcceleration,
    Measure::ThighRange,
    Measure::PelvisObliquityRange,
    Measure::PelvisRotationRange,
    Measure::HarmonicRatioVertical,
];
/// Key numbers shown; more would not fit on page one.
const KEY_ROWS: usize = 12;

pub(super) fn key_numbers(context: &Context, blocks: &mut Vec<Block>) {
    let present: Vec<Measure> = KEY
        .iter()
        .copied()
        .filter(|m| context.analysis.measures.iter().any(|row| row.measure == *m))
        .take(KEY_ROWS)
        .collect();
    if present.is_empty() {
        return;
    }
    blocks.push(Block::Heading {
        level: 2,
        text: context.say("heading-key-numbers"),
    });
    blocks.push(Block::Table(table(
        context,
        &present,
        &context.say("caption-key-numbers"),
        false,
    )));
    blocks.push(Block::Note(context.say("key-numbers-note").into()));
}

pub(super) fn all_measures(context: &Context, blocks: &mut Vec<Block>) {
    let present: Vec<Measure> = Measure::ALL
        .iter()
        .copied()
        .filter(|m| context.analysis.measures.iter().any(|row| row.measure == *m))
        .collect();
    if present.is_empty() {
        return;
    }
    blocks.push(Block::Heading {
        level: 2,
        text: context.say("heading-all-measures"),
    });
    blocks.push(Block::Paragraph(context.say("all-measures-intro").into()));
    blocks.push(Block::Table(table(
        context,
        &present,
        &context.say("caption-all-measures"),
        true,
    )));
}

fn column(header: String, align: Align, weight: f32) -> Column {
    Column { header, align, weight }
}

pub(super) fn table(context: &Context, measures: &[Measure], caption: &str, grouped: bool) -> Table {
    let columns = vec![
        column(context.say("column-measure"), Align::Left, 3.2),
        column(context.say("column-left"), Align::Right, 2.55),
        column(context.say("column-right"), Align::Right, 2.55),
        column(context.say("column-reference"), Align::Right, 1.75),
        column(context.say("column-strides"), Align::Right, 1.25),
        column(context.say("column-grade"), Align::Center, 0.75),
    ];
    let mut rows = Vec::new();
    let mut last: Option<Domain> = None;
    for measure in measures {
        if grouped && last != Some(measure.domain()) {
            last = Some(measure.domain());
            rows.push(Row::Group(context.say(domain_key(measure.domain()))));
        }
        rows.push(row(context, *measure));
    }
    Table {
        caption: caption.to_owned(),
        columns,
        rows,
    }
}

pub(super) fn domain_key(domain: Domain) -> &'static str {
    match domain {
        Domain::Temporal => "domain-temporal",
        Domain::Spatial => "domain-spatial",
        Domain::Kinematic => "domain-kinematic",
        Domain::Impact => "domain-impact",
        Domain::Regularity => "domain-regularity",
    }
}

fn row(context: &Context, measure: Measure) -> Row {
    let wording = context.wording;
    let decimals = numbers::decimals(measure);
    let value = |summary: Option<&MeasureSummary>| match summary {
        Some(summary) => {
            let text = Text::strong(numbers::fixed(context.wording, summary.value, decimals));
            match summary.interval {
                Some(interval) => text.and(format!(
                    "\u{2002}({})",
                    together(&numbers::interval(wording, interval, decimals))
                )),
                None => text,
            }
        }
        None => Text::from("–"),
    };
    let both = context.analysis.measure(measure, None);
    let sides = Side::BOTH.map(|side| context.analysis.measure(measure, Some(side)));
    let all: Vec<&MeasureSummary> = both.into_iter().chain(sides.into_iter().flatten()).collect();
    let reference = all.iter().find_map(|summary| summary.reference.as_ref());
    let counts = if measure.comparison() == Comparison::None {
        both.map(|summary| summary.n.to_string()).unwrap_or_default()
    } else {
        sides
            .map(|summary| summary.map_or("–".to_owned(), |summary| summary.n.to_string()))
            .join("/")
    };
    let grade = all.iter().map(|summary| summary.grade).max();
    let (left, right) = match both {
        // One value for the whole body: it stands in the first column, marked as such.
        Some(_) => (value(both), Text::from(context.say("both-sides"))),
        None => (value(sides[0]), value(sides[1])),
    };
    Row::Cells(vec![
        context.measure_with_unit(measure).into(),
        left,
        right,
        reference.map_or(Text::from("–"), |reference| {
            numbers::range(wording, reference.p05, reference.p95, decimals).into()
        }),
        counts.into(),
        grade.map_or("–", grade_letter).into(),
    ])
}

/// A text that does not break.
pub(super) fn together(text: &str) -> String {
    text.replace(' ', "\u{a0}")
}

pub(super) fn grade_letter(grade: Grade) -> &'static str {
    match grade {
        Grade::A => "A",
        Grade::B => "B",
        Grade::C => "C",
    }
}
