//! Timed up and go, and five times sit-to-stand.

use super::Context;
use crate::document::{Align, Block, Column, Row, Table, Text};
use crate::numbers;
use assessment::function::function_reference;
use gait::function::{FunctionResult, FunctionTest, MedianRange, RisingSides};

/// Nothing where the protocol names no test.
pub(super) fn section(context: &Context, blocks: &mut Vec<Block>) {
    let Some(found) = &context.analysis.function_test else {
        return;
    };
    blocks.push(Block::Heading {
        level: 2,
        text: context.say(&format!("function-{}", found.test.name())),
    });
    total(context, found, blocks);
    for problem in &found.problems {
        blocks.push(Block::Paragraph(context.say(problem.key()).into()));
    }
    if !found.phases.is_empty() {
        let rows = found.phases.iter().map(|phase| {
            Row::Cells(vec![
                context.say(&format!("function-phase-{}", phase.kind.name())).into(),
                seconds(context, phase.start_s).into(),
                seconds(context, phase.end_s - phase.start_s).into(),
            ])
        });
        let headers = [
            "function-column-part",
            "function-column-start",
            "function-column-duration",
        ];
        table(context, "function-caption-parts", &headers, rows.collect(), blocks);
    }
    if found.test == FunctionTest::FiveTimesSitToStand && !found.repetitions.is_empty() {
        let rows = found.repetitions.iter().enumerate().map(|(at, repetition)| {
            let optional = |value: Option<f64>| value.map_or("–".to_owned(), |value| seconds(context, value));
            Row::Cells(vec![
                (at + 1).to_string().into(),
                seconds(context, repetition.rise_s()).into(),
                optional(repetition.stand_s()).into(),
                optional(repetition.sit_s()).into(),
            ])
        });
        let headers = [
            "function-column-repetition",
            "function-column-rise",
            "function-column-stand",
            "function-column-sit",
        ];
        table(
            context,
            "function-caption-repetitions",
            &headers,
            rows.collect(),
            blocks,
        );
    }
    if let Some(rising) = &found.rising {
        sides(context, rising, blocks);
    }
    if !found.repetitions.is_empty() {
        blocks.push(Block::Note(context.say("function-note").into()));
    }
}

fn seconds(context: &Context, value: f64) -> String {
    numbers::with_unit(&numbers::fixed(context.wording, value, 2), "s")
}

fn total(context: &Context, found: &FunctionResult, blocks: &mut Vec<Block>) {
    let Some(total) = found.total_s else {
        return;
    };
    let fixed = |value: f64| numbers::fixed(context.wording, value, 1);
    let said = match (found.back_against_chair_s, found.thighs_at_rest_s) {
        (Some(_), Some(thighs)) => context.wording.text(
            "function-total-back-against-chair",
            &[("total", fixed(total).into()), ("thighs", fixed(thighs).into())],
        ),
        _ => {
            let key = format!("function-total-{}", found.test.name());
            context.wording.text(&key, &[("total", fixed(total).into())])
        }
    };
    let mut text = Text::strong(said);
    if let Some(seated) = found.total_seated_s {
        let said = context.wording.text(
            "function-total-seated",
            &[("total", numbers::fixed(context.wording, seated, 1).into())],
        );
        text = text.and(format!(" {said}"));
    }
    blocks.push(Block::Paragraph(text));
    if let Some(reference) = function_reference(found.test, context.analysis.session.subject.age_years) {
        // A stop watch runs until the back rests against the chair: without a sensor that shows it the whole is longer.
        let whole = found.test != FunctionTest::TimedUpAndGo || found.back_against_chair_s.is_some();
        let key = match (total > reference.limit_s, whole) {
            (true, _) => "function-longer",
            (false, true) => "function-not-longer",
            (false, false) => return,
        };
        let values = [
            ("low", usize::from(reference.low_age).into()),
            ("high", usize::from(reference.high_age).into()),
            ("limit", numbers::fixed(context.wording, reference.limit_s, 1).into()),
            ("source", reference.source.into()),
        ];
        blocks.push(Block::Paragraph(context.wording.text(key, &values).into()));
    }
}

fn table(context: &Context, caption: &str, headers: &[&str], rows: Vec<Row>, blocks: &mut Vec<Block>) {
    let columns = headers.iter().enumerate().map(|(at, key)| Column {
        header: context.say(key),
        align: if at == 0 { Align::Left } else { Align::Right },
        weight: if at == 0 { 2.0 } else { 1.0 },
    });
    blocks.push(Block::Table(Table {
        caption: context.say(caption),
        columns: columns.collect(),
        rows,
    }));
}

/// How left and right rise; described, not judged: there is no healthy reference.
fn sides(context: &Context, rising: &RisingSides, blocks: &mut Vec<Block>) {
    let spread = |value: &MedianRange, decimals: usize, unit: &str| {
        let fixed = |value: f64| numbers::fixed(context.wording, value, decimals);
        let middle = numbers::with_unit(&fixed(value.median), unit);
        if rising.rises < 2 {
            return middle;
        }
        let range = [("low", fixed(value.low).into()), ("high", fixed(value.high).into())];
        format!("{middle} ({})", context.wording.text("range", &range))
    };
    let row = |key: &str, value: String| Row::Cells(vec![context.say(key).into(), value.into()]);
    let rows = vec![
        row("function-peak-left", spread(&rising.peak_rate_left_degps, 0, "°/s")),
        row("function-peak-right", spread(&rising.peak_rate_right_degps, 0, "°/s")),
        row("function-peak-difference", spread(&rising.difference_percent, 0, "%")),
        row("function-lag", spread(&rising.lag_s, 2, "s")),
    ];
    let headers = ["function-column-measure", "function-column-value"];
    table(context, "function-caption-sides", &headers, rows, blocks);
    if rising.lag_s.median.abs() < 2.0 * rising.lag_uncertainty_s {
        blocks.push(Block::Note(context.say("function-lag-uncertain").into()));
    }
}
