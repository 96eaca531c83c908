//! What changed on the way: sudden shifts, steady drifts, sensors that moved; each shown change marked in its plot.

use super::{Context, capital, changed_name};
use crate::document::{Align, Block, Column, Row, Table, Text};
use crate::figures::FigureError;
use crate::figures::course::{self, Mark};
use crate::numbers;
use assessment::headlines::{headlines, is_recovery};
use assessment::limits::is_primary;
use assessment::{Drift, FindingVerdict, Shift};
use gait::Measure;
use recording::Side;

/// Measures that are plotted, weightiest first.
const PLOTS: usize = 2;
/// Rows of each table; the rest stands in summary.json.
const ROWS: usize = 12;

/// `3 min 20 s`.
pub(super) fn moment(context: &Context, seconds: f64) -> String {
    numbers::duration(context.wording, seconds)
}

/// Shown and possible changes: sudden ones, weightiest first, then trends. What a rest brought back is told of the rest.
fn told<'a>(context: &Context<'a>) -> (Vec<&'a Shift>, Vec<&'a Drift>) {
    let changes = &context.analysis.changes;
    let seen = |verdict: FindingVerdict| matches!(verdict, FindingVerdict::Shown | FindingVerdict::Possible);
    let of_events = changes.events.iter().flat_map(|event| &event.shifts);
    let shifts: Vec<&Shift> = of_events
        .filter_map(|k| changes.shifts.get(*k))
        .filter(|shift| seen(shift.verdict) && !is_recovery(context.analysis, shift))
        .collect();
    let mut drifts: Vec<&Drift> = changes.drifts.iter().filter(|drift| seen(drift.verdict)).collect();
    drifts.sort_by_key(|drift| drift.verdict);
    (shifts, drifts)
}

/// The course of the session: its weightiest measures over time.
pub(super) fn section(context: &Context, blocks: &mut Vec<Block>) -> Result<(), FigureError> {
    let changes = &context.analysis.changes;
    blocks.push(Block::Heading {
        level: 2,
        text: context.say("heading-changes"),
    });
    let (shifts, drifts) = told(context);
    let mut plotted: Vec<Measure> = Vec::new();
    let measures = shifts
        .iter()
        .map(|shift| shift.measure)
        .chain(drifts.iter().map(|drift| drift.measure));
    for measure in measures {
        if !plotted.contains(&measure) {
            plotted.push(measure);
        }
    }
    // What the headline is about first, then measures that carry verdicts; impacts only confirm.
    let leading: Vec<Measure> = headlines(context.analysis)
        .iter()
        .filter_map(|headline| headline.measure)
        .collect();
    plotted.sort_by_key(|measure| (!leading.contains(measure), !is_primary(*measure)));
    plotted.truncate(PLOTS);
    if changes.series == 0 {
        blocks.push(Block::Paragraph(context.say("changes-not-judged").into()));
    } else if plotted.is_empty() {
        blocks.push(Block::Paragraph(Text::strong(context.say("changes-none"))));
    }
    if plotted.is_empty() {
        plotted.push(Measure::StrideTime);
    }
    for measure in plotted {
        let marks = marks(context, measure);
        blocks.extend(course::figure(context.analysis, measure, &marks, context.wording)?.map(Block::Figure));
    }
    for moved in &changes.moved {
        blocks.push(Block::Paragraph(context.wording.notice(&moved.notice()).into()));
    }
    Ok(())
}

/// How changes were looked for, and all of them.
pub(super) fn details(context: &Context, blocks: &mut Vec<Block>) {
    let series = context.analysis.changes.series;
    let (shifts, drifts) = told(context);
    if series == 0 {
        return;
    }
    blocks.push(Block::Heading {
        level: 2,
        text: context.say("heading-all-changes"),
    });
    let how = context
        .wording
        .text("changes-how-to-read", &[("series", series.into())]);
    blocks.push(Block::Paragraph(how.into()));
    if !shifts.is_empty() {
        blocks.push(Block::Table(shift_table(context, &shifts)));
    }
    if !drifts.is_empty() {
        blocks.push(Block::Table(drift_table(context, &drifts)));
    }
}

/// The sudden changes of a measure that are shown or possible, to be marked in its plot.
pub(super) fn marks(context: &Context, measure: Measure) -> Vec<Mark> {
    let changes = &context.analysis.changes;
    let of_events = changes.events.iter().flat_map(|event| &event.shifts);
    of_events
        .filter_map(|k| changes.shifts.get(*k))
        .filter(|shift| shift.measure == measure)
        .filter(|shift| matches!(shift.verdict, FindingVerdict::Shown | FindingVerdict::Possible))
        .map(|shift| Mark {
            at_s: shift.onset_s,
            words: context.wording.text(
                "figure-course-change",
                &[
                    ("time", moment(context, shift.onset_s).into()),
                    ("before", value(context, shift, shift.before).into()),
                    ("after", value(context, shift, shift.after).into()),
                ],
            ),
        })
        .collect()
}

fn value(context: &Context, shift: &Shift, value: f64) -> String {
    number(
        context,
        shift.measure,
        shift.of_difference,
        shift.real(value),
        &shift.unit,
    )
}

fn number(context: &Context, measure: Measure, of_difference: bool, value: f64, unit: &str) -> String {
    let decimals = if of_difference {
        numbers::difference_decimals(measure)
    } else {
        numbers::decimals(measure)
    };
    numbers::with_unit(
        &numbers::fixed(context.wording, value, decimals),
        &context.wording.unit(unit),
    )
}

fn name(context: &Context, measure: Measure, side: Option<Side>, of_difference: bool) -> String {
    capital(&changed_name(context.wording, measure, side, of_difference))
}

fn column(context: &Context, key: &str, align: Align, weight: f32) -> Column {
    Column {
        header: context.say(key),
        align,
        weight,
    }
}

fn shift_table(context: &Context, shifts: &[&Shift]) -> Table {
    let rows = shifts
        .iter()
        .take(ROWS)
        .map(|shift| {
            let at = |value: f64| self::value(context, shift, value);
            let low_high = [at(shift.interval.low), at(shift.interval.high)];
            let interval = context.wording.text(
                "range",
                &[("low", (&low_high[0]).into()), ("high", (&low_high[1]).into())],
            );
            Row::Cells(vec![
                name(context, shift.measure, shift.side, shift.of_difference).into(),
                moment(context, shift.onset_s).into(),
                format!("{} → {}", at(shift.before), at(shift.after)).into(),
                interval.into(),
                at(shift.limit).into(),
                context.say(super::finding_verdict_key(shift.verdict)).into(),
            ])
        })
        .collect();
    Table {
        caption: context.say("caption-shifts"),
        columns: vec![
            column(context, "column-measure", Align::Left, 3.2),
            column(context, "column-onset", Align::Right, 1.3),
            column(context, "column-before-after", Align::Right, 2.2),
            column(context, "column-change-interval", Align::Right, 2.2),
            column(context, "column-limit", Align::Right, 1.2),
            column(context, "column-verdict", Align::Left, 1.1),
        ],
        rows,
    }
}

fn drift_table(context: &Context, drifts: &[&Drift]) -> Table {
    let rows = drifts
        .iter()
        .take(ROWS)
        .map(|drift| {
            let at = |value: f64| {
                number(
                    context,
                    drift.measure,
                    drift.of_difference,
                    drift.real(value),
                    &drift.unit,
                )
            };
            Row::Cells(vec![
                name(context, drift.measure, drift.side, drift.of_difference).into(),
                at(drift.total_change).into(),
                at(drift.limit).into(),
                drift.n.to_string().into(),
                context.say(super::finding_verdict_key(drift.verdict)).into(),
            ])
        })
        .collect();
    Table {
        caption: context.say("caption-drifts"),
        columns: vec![
            column(context, "column-measure", Align::Left, 3.6),
            column(context, "column-total-change", Align::Right, 2.0),
            column(context, "column-limit", Align::Right, 1.4),
            column(context, "column-strides", Align::Right, 1.2),
            column(context, "column-verdict", Align::Left, 1.4),
        ],
        rows,
    }
}
