//! Standing, walking again after a rest, and the walk against what healthy people show at its speed.

use super::{Context, capital, finding_verdict_key};
use crate::document::{Align, Block, Column, Row, Table, Text};
use crate::numbers;
use assessment::posture::{Posture, Stand, StandingAngle};
use recording::Side;

fn column(context: &Context, key: &str, align: Align, weight: f32) -> Column {
    Column {
        header: context.say(key),
        align,
        weight,
    }
}

fn degrees(context: &Context, value: f64) -> String {
    format!("{}°", numbers::fixed(context.wording, value, 1))
}

fn angle(context: &Context, angle: StandingAngle, side: Option<Side>) -> String {
    let key = match angle {
        StandingAngle::PelvisTilt => "curve-pelvis_tilt_deg",
        StandingAngle::PelvisObliquity => "curve-pelvis_obliquity_deg",
        StandingAngle::TrunkTilt => "standing-trunk_tilt",
        StandingAngle::ThighInclination => "curve-thigh_inclination_deg",
        StandingAngle::ShankInclination => "curve-shank_inclination_deg",
        StandingAngle::KneeFlexion => "curve-knee_flexion_deg",
        StandingAngle::HipFlexion => "curve-hip_flexion_deg",
    };
    named(context, context.say(key), side)
}

fn named(context: &Context, measure: String, side: Option<Side>) -> String {
    let side = side.map_or("none", |side| side.name());
    capital(
        &context
            .wording
            .text("changed-measure", &[("measure", measure.into()), ("side", side.into())]),
    )
}

/// Quiet standing.
pub(super) fn section(context: &Context, blocks: &mut Vec<Block>) {
    blocks.push(Block::Heading {
        level: 2,
        text: context.say("heading-posture"),
    });
    let Some(posture) = &context.analysis.posture else {
        blocks.push(Block::Paragraph(context.say("posture-none").into()));
        return;
    };
    blocks.push(Block::Paragraph(context.say("posture-intro").into()));
    stands(context, posture, blocks);
    changes(context, posture, blocks);
    if !posture.against_wall.is_empty() {
        let items = posture
            .against_wall
            .iter()
            .filter(|row| row.value_deg.is_finite())
            .map(|row| {
                let name = angle(context, row.angle, Some(row.side));
                Text::from(format!("{name}: {}", degrees(context, row.value_deg)))
            })
            .collect();
        blocks.push(Block::Paragraph(context.say("posture-wall").into()));
        blocks.push(Block::List(items));
    }
    blocks.push(Block::Note(context.say("posture-note").into()));
}

/// A row for each stand.
fn stands(context: &Context, posture: &Posture, blocks: &mut Vec<Block>) {
    let sway = |value: Option<f64>| {
        value.filter(|value| value.is_finite()).map_or("–".to_owned(), |value| {
            numbers::with_unit(&numbers::fixed(context.wording, value, 3), "m/s²")
        })
    };
    let time = |seconds: f64| numbers::fixed(context.wording, seconds, 0);
    let row = |stand: &Stand| {
        let most = stand
            .leaning
            .iter()
            .filter(|leaning| leaning.change_deg.is_finite())
            .max_by(|a, b| a.change_deg.abs().total_cmp(&b.change_deg.abs()));
        let span = context.wording.text(
            "range",
            &[("low", time(stand.start_s).into()), ("high", time(stand.end_s).into())],
        );
        Row::Cells(vec![
            numbers::with_unit(&span, "s").into(),
            sway(stand.sway.map(|sway| sway.forward_mps2)).into(),
            sway(stand.sway.map(|sway| sway.sideways_mps2)).into(),
            stand.weight_shifts_s.len().to_string().into(),
            most.map_or("–".to_owned(), |leaning| {
                format!(
                    "{} {}",
                    angle(context, leaning.angle, leaning.side),
                    degrees(context, leaning.change_deg)
                )
            })
            .into(),
            super::measured::grade_letter(stand.grade).into(),
        ])
    };
    if posture.stands.is_empty() {
        return;
    }
    blocks.push(Block::Table(Table {
        caption: context.say("caption-stands"),
        columns: vec![
            column(context, "column-stand", Align::Left, 1.3),
            column(context, "column-sway-forward", Align::Right, 1.5),
            column(context, "column-sway-sideways", Align::Right, 1.5),
            column(context, "column-weight-shifts", Align::Right, 1.2),
            column(context, "column-leaning", Align::Left, 3.0),
            column(context, "column-grade", Align::Center, 0.7),
        ],
        rows: posture.stands.iter().map(row).collect(),
    }));
}

/// What changed from the first stand to the last.
fn changes(context: &Context, posture: &Posture, blocks: &mut Vec<Block>) {
    let rows: Vec<Row> = posture
        .changes
        .iter()
        .filter(|row| {
            [row.first_deg, row.last_deg, row.change_deg, row.limit_deg]
                .iter()
                .all(|v| v.is_finite())
        })
        .map(|row| {
            Row::Cells(vec![
                angle(context, row.angle, row.side).into(),
                degrees(context, row.first_deg).into(),
                degrees(context, row.last_deg).into(),
                degrees(context, row.change_deg).into(),
                degrees(context, row.limit_deg).into(),
                context.say(finding_verdict_key(row.verdict)).into(),
            ])
        })
        .collect();
    if rows.is_empty() {
        return;
    }
    blocks.push(Block::Table(Table {
        caption: context.say("caption-posture-changes"),
        columns: vec![
            column(context, "column-angle", Align::Left, 3.0),
            column(context, "column-first-stand", Align::Right, 1.3),
            column(context, "column-last-stand", Align::Right, 1.3),
            column(context, "column-change", Align::Right, 1.3),
            column(context, "column-limit", Align::Right, 1.2),
            column(context, "column-verdict", Align::Left, 1.6),
        ],
        rows,
    }));
}

/// Whether a rest undid what walking had changed; nothing where there was no rest between walks.
pub(super) fn rest(context: &Context, blocks: &mut Vec<Block>) {
    let Some(protocol) = &context.analysis.walk_rest_walk else {
        return;
    };
    blocks.push(Block::Heading {
        level: 3,
        text: context.say("heading-rest"),
    });
    blocks.push(Block::Paragraph(
        context
            .wording
            .text(
                "rest-walks",
                &[
                    ("walks", protocol.walks.len().into()),
                    ("rests", protocol.rests.len().into()),
                ],
            )
            .into(),
    ));
    let rows: Vec<Row> = protocol
        .recoveries
        .iter()
        .filter(|row| {
            [row.first, row.last, row.after, row.limit, row.recovered_share]
                .iter()
                .all(|v| v.is_finite())
        })
        .map(|row| {
            let decimals = if row.of_difference {
                numbers::difference_decimals(row.measure)
            } else {
                numbers::decimals(row.measure)
            };
            let unit = context.wording.unit(&row.unit);
            let number = |value: f64| numbers::with_unit(&numbers::fixed(context.wording, value, decimals), &unit);
            let side = if row.of_difference {
                "difference"
            } else {
                row.side.map_or("none", |side| side.name())
            };
            let name = context.wording.text(
                "changed-measure",
                &[("measure", context.measure(row.measure).into()), ("side", side.into())],
            );
            Row::Cells(vec![
                name.into(),
                number(row.first).into(),
                number(row.last).into(),
                number(row.after).into(),
                number(row.limit).into(),
                context.say(finding_verdict_key(row.verdict)).into(),
            ])
        })
        .collect();
    if rows.is_empty() {
        blocks.push(Block::Paragraph(context.say("rest-not-asked").into()));
        return;
    }
    blocks.push(Block::Table(Table {
        caption: context.say("caption-rest"),
        columns: vec![
            column(context, "column-measure", Align::Left, 3.0),
            column(context, "column-first-minute", Align::Right, 1.4),
            column(context, "column-last-minute", Align::Right, 1.4),
            column(context, "column-after-rest", Align::Right, 1.4),
            column(context, "column-limit", Align::Right, 1.2),
            column(context, "column-verdict", Align::Left, 1.4),
        ],
        rows,
    }));
}

/// Measures and curve shapes against what healthy people show at this speed.
pub(super) fn profile(context: &Context, blocks: &mut Vec<Block>) {
    let profile = &context.analysis.profile;
    if profile.expected.is_empty() && profile.shapes.is_empty() {
        return;
    }
    blocks.push(Block::Heading {
        level: 3,
        text: context.say("heading-profile"),
    });
    let expected: Vec<Row> = profile
        .expected
        .iter()
        .filter(|row| row.value.is_finite() && row.expected.is_finite() && row.sd.is_finite() && row.z.is_finite())
        .map(|row| {
            let number = |value: f64| numbers::fixed(context.wording, value, numbers::decimals(row.measure));
            Row::Cells(vec![
                context.measure_with_unit(row.measure).into(),
                number(row.value).into(),
                format!("{} ± {}", number(row.expected), number(row.sd)).into(),
                numbers::signed(context.wording, row.z, 1).into(),
            ])
        })
        .collect();
    if !expected.is_empty() {
        blocks.push(Block::Table(Table {
            caption: context.say("caption-expected"),
            columns: vec![
                column(context, "column-measure", Align::Left, 3.0),
                column(context, "column-measured", Align::Right, 1.4),
                column(context, "column-expected", Align::Right, 2.0),
                column(context, "column-z", Align::Right, 1.6),
            ],
            rows: expected,
        }));
    }
    let shapes: Vec<Row> = profile
        .shapes
        .iter()
        .filter(|row| {
            row.score_deg.is_finite() && row.healthy_median_deg.is_finite() && row.healthy_p95_deg.is_finite()
        })
        .map(|row| {
            let name = context.say(&format!("curve-{}", row.curve.name()));
            let state = if row.above_healthy {
                Text::strong(context.say("shape-above"))
            } else {
                Text::from(context.say("shape-within"))
            };
            Row::Cells(vec![
                named(context, name, Some(row.side)).into(),
                degrees(context, row.score_deg).into(),
                degrees(context, row.healthy_median_deg).into(),
                degrees(context, row.healthy_p95_deg).into(),
                state,
            ])
        })
        .collect();
    if !shapes.is_empty() {
        blocks.push(Block::Table(Table {
            caption: context.say("caption-shapes"),
            columns: vec![
                column(context, "column-curve", Align::Left, 3.0),
                column(context, "column-score", Align::Right, 1.4),
                column(context, "column-healthy-median", Align::Right, 1.6),
                column(context, "column-healthy-p95", Align::Right, 1.6),
                column(context, "column-verdict", Align::Left, 1.8),
            ],
            rows: shapes,
        }));
    }
}
