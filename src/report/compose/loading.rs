//! Loading and rhythm: impacts, how vibration is passed on, how regular and how even the steps are.

use super::Context;
use crate::document::{Align, Block, Column, Row, Table};
use crate::numbers;
use gait::regularity::Direction;
use gait::{Domain, Measure};
use recording::Side;

/// The tables behind the figure of loading and rhythm.
pub(super) fn section(context: &Context, blocks: &mut Vec<Block>) {
    let analysis = context.analysis;
    let smooth: Vec<Measure> = Measure::ALL
        .iter()
        .copied()
        .filter(|measure| measure.domain() == Domain::Regularity)
        .filter(|measure| analysis.measures.iter().any(|row| row.measure == *measure))
        .collect();
    let nothing = smooth.is_empty()
        && analysis.shock_transfer.is_empty()
        && analysis.regularity.is_empty()
        && analysis.variability.is_empty();
    if nothing {
        return;
    }
    blocks.push(Block::Heading {
        level: 2,
        text: context.say("heading-loading"),
    });
    blocks.push(Block::Paragraph(context.say("loading-intro").into()));
    blocks.extend(transfer(context).map(Block::Table));
    blocks.extend(regularity(context).map(Block::Table));
    blocks.extend(variability(context).map(Block::Table));
    if !smooth.is_empty() {
        blocks.push(Block::Table(super::measured::table(
            context,
            &smooth,
            &context.say("caption-smoothness"),
            false,
        )));
    }
    blocks.push(Block::Note(context.say("loading-note").into()));
}

fn column(context: &Context, key: &str, align: Align, weight: f32) -> Column {
    Column {
        header: context.say(key),
        align,
        weight,
    }
}

fn decibel(context: &Context, value: f64) -> String {
    numbers::with_unit(&numbers::fixed(context.wording, value, 1), "dB")
}

fn transfer(context: &Context) -> Option<Table> {
    let rows: Vec<Row> = context
        .analysis
        .shock_transfer
        .iter()
        .filter(|row| row.movement_db.is_finite() && row.impact_db.is_finite())
        .map(|row| {
            let way = context.wording.text(
                "transfer-way",
                &[
                    ("from", context.say(&format!("site-{}", row.from.name())).into()),
                    ("to", context.say(&format!("site-{}", row.to.name())).into()),
                ],
            );
            Row::Cells(vec![
                super::capital(&way).into(),
                context.say(&format!("side-{}", row.side.name())).into(),
                decibel(context, row.movement_db).into(),
                decibel(context, row.impact_db).into(),
                row.n.to_string().into(),
            ])
        })
        .collect();
    (!rows.is_empty()).then(|| Table {
        caption: context.say("caption-transfer"),
        columns: vec![
            column(context, "column-way", Align::Left, 3.6),
            column(context, "column-leg", Align::Left, 1.0),
            column(context, "column-movement", Align::Right, 1.6),
            column(context, "column-impact", Align::Right, 1.6),
            column(context, "column-strides", Align::Right, 1.1),
        ],
        rows,
    })
}

fn regularity(context: &Context) -> Option<Table> {
    let rows: Vec<Row> = context
        .analysis
        .regularity
        .iter()
        .filter(|row| row.step.is_finite() && row.stride.is_finite())
        .map(|row| {
            let direction = match row.direction {
                Direction::Vertical => "direction-vertical",
                Direction::Forward => "direction-forward",
                Direction::Sideways => "direction-sideways",
            };
            Row::Cells(vec![
                context.say(direction).into(),
                numbers::fixed(context.wording, row.step, 2).into(),
                numbers::fixed(context.wording, row.stride, 2).into(),
                row.n.to_string().into(),
            ])
        })
        .collect();
    (!rows.is_empty()).then(|| Table {
        caption: context.say("caption-regularity"),
        columns: vec![
            column(context, "column-direction", Align::Left, 3.0),
            column(context, "column-step-regularity", Align::Right, 2.0),
            column(context, "column-stride-regularity", Align::Right, 2.0),
            column(context, "column-walks", Align::Right, 1.4),
        ],
        rows,
    })
}

fn variability(context: &Context) -> Option<Table> {
    let rows = &context.analysis.variability;
    let mut measures: Vec<Measure> = rows.iter().map(|row| row.measure).collect();
    measures.sort();
    measures.dedup();
    let rows: Vec<Row> = measures
        .into_iter()
        .map(|measure| {
            let of = |side: Side| {
                rows.iter()
                    .find(|row| row.measure == measure && row.side == side && row.cv_percent.is_finite())
                    .map_or("–".to_owned(), |row| {
                        format!(
                            "{} ({})",
                            numbers::with_unit(&numbers::fixed(context.wording, row.cv_percent, 1), "%"),
                            numbers::fixed(context.wording, row.robust_cv_percent, 1)
                        )
                    })
            };
            Row::Cells(vec![
                context.measure(measure).into(),
                of(Side::Left).into(),
                of(Side::Right).into(),
            ])
        })
        .collect();
    (!rows.is_empty()).then(|| Table {
        caption: context.say("caption-variability"),
        columns: vec![
            column(context, "column-measure", Align::Left, 3.0),
            column(context, "column-left", Align::Right, 2.0),
            column(context, "column-right", Align::Right, 2.0),
        ],
        rows,
    })
}
