//! Left against right at a glance: the body with its findings, and a bar per measure with interval and healthy band.

use super::body;
use super::canvas::{self, Anchor, Canvas, FigureError};
use super::{BAND, FAINT, GRID, INK, SOFT, Scale, TICK, WIDTH, colour};
use crate::analysis::Analysis;
use crate::assessment::{Finding, MeasureSummary, SideDifference, Verdict};
use crate::gait::{Domain, Measure};
use crate::recording::Side;
use crate::report::document::{Figure, Hover};
use crate::report::numbers;
use crate::wording::Wording;

/// Measures worth a glance, in this order, after those whose difference is shown.
const GLANCE: &[Measure] = &[
    Measure::StanceTime,
    Measure::SingleSupportTime,
    Measure::StepLength,
    Measure::KneeSwingPeak,
    Measure::KneeLoadingExcursion,
    Measure::ThighRange,
    Measure::ShockShank,
    Measure::PelvicDrop,
    Measure::StepTime,
    Measure::StrideTime,
    Measure::KneeRange,
    Measure::PelvisObliquityRange,
    Measure::PelvisRotationRange,
    Measure::PelvisTiltRange,
    Measure::Cadence,
];
/// Rows, of these shown differences at most.
const ROWS: usize = 7;
const SHOWN: usize = 4;
const ROW: i32 = 84;
const HEAD: i32 = 112;
/// Room for the value of a side at either end of a bar.
const VALUE: i32 = 165;
/// A bar ends here at the latest: times the limit.
const REACH: f64 = 3.0;

/// Left and right edge of the rows.
type Edges = (i32, i32);

enum Row<'a> {
    Difference(&'a SideDifference),
    /// Values of the sides (or of the body) against the healthy band.
    Values(Measure, Vec<&'a MeasureSummary>),
}

/// The figure of page one. `findings` are the shown and possible ones in order of weight.
pub fn figure(analysis: &Analysis, findings: &[&Finding], wording: &Wording) -> Result<Figure, FigureError> {
    let rows = rows(analysis);
    let height = body::TALL.max(HEAD + ROW * rows.len() as i32);
    let edges = (body::WIDE + 70, WIDTH as i32 - 4);
    let body = canvas::draw(height as u32, |canvas| {
        body::draw(canvas, analysis, findings, true, wording)?;
        draw_rows(canvas, &rows, edges, wording)
    })?;
    let mut description = seen(analysis, findings, wording);
    description.extend(rows.iter().map(|row| sentence(row, wording)));
    Ok(Figure {
        id: "glance".to_owned(),
        body,
        width: WIDTH,
        height: height as u32,
        title: wording.say("figure-glance-title"),
        description: description.join(" "),
        caption: wording.say(if matches!(rows.first(), Some(Row::Values(..)) | None) {
            "figure-glance-caption-values"
        } else {
            "figure-glance-caption"
        }),
        hover: hover(&rows, edges, wording),
    })
}

/// Sensors and findings in words.
fn seen(analysis: &Analysis, findings: &[&Finding], wording: &Wording) -> Vec<String> {
    let mut description: Vec<String> =
        vec![wording.text("figure-glance-sensors", &[("count", analysis.sensors.len().into())])];
    description.extend(findings.iter().filter_map(|finding| {
        let side = finding.side?;
        Some(
            wording.text(
                "figure-glance-finding",
                &[
                    (
                        "pattern",
                        wording.say(&format!("pattern-{}", finding.pattern.name())).into(),
                    ),
                    ("side", side.name().into()),
                    (
                        "verdict",
                        wording
                            .say(super::super::compose::finding_verdict_key(finding.verdict))
                            .into(),
                    ),
                ],
            ),
        )
    }));
    description
}

/// The body alone, for the page of the person who walked: where something was seen, without its name.
pub fn person(analysis: &Analysis, findings: &[&Finding], wording: &Wording) -> Result<Figure, FigureError> {
    // Wider than the body needs, so that it stays small beside the words.
    let (width, height) = (body::WIDE as u32 + 250, body::TALL as u32);
    let body = canvas::draw_sized(width, height, |canvas| {
        body::draw(canvas, analysis, findings, false, wording)
    })?;
    Ok(Figure {
        id: "person".to_owned(),
        body,
        width,
        height,
        title: wording.say("figure-person-title"),
        description: seen(analysis, findings, wording).join(" "),
        caption: wording.say("figure-person-caption"),
        hover: Vec::new(),
    })
}

/// The differences of one domain as a figure of their own; `None` where there are none.
pub fn of_domain(analysis: &Analysis, domain: Domain, wording: &Wording) -> Result<Option<Figure>, FigureError> {
    let rows: Vec<Row> = finite(analysis)
        .filter(|row| row.measure.domain() == domain && limit(row).is_some())
        .map(Row::Difference)
        .collect();
    if rows.is_empty() {
        return Ok(None);
    }
    let height = HEAD + ROW * rows.len() as i32;
    let edges = (0, WIDTH as i32 - 4);
    let body = canvas::draw(height as u32, |canvas| draw_rows(canvas, &rows, edges, wording))?;
    Ok(Some(Figure {
        id: "loading".to_owned(),
        body,
        width: WIDTH,
        height: height as u32,
        title: wording.say("figure-loading-title"),
        description: rows
            .iter()
            .map(|row| sentence(row, wording))
            .collect::<Vec<_>>()
            .join(" "),
        caption: wording.say("figure-loading-caption"),
        hover: hover(&rows, edges, wording),
    }))
}

fn finite(analysis: &Analysis) -> impl Iterator<Item = &SideDifference> {
    analysis.side_differences.iter().filter(|row| {
        [row.difference, row.interval.low, row.interval.high, row.left, row.right]
            .iter()
            .all(|value| value.is_finite())
    })
}

/// What a difference is held against: the healthy limit, else the measuring error.
fn limit(row: &SideDifference) -> Option<f64> {
    row.gates
        .healthy_limit
        .or(row.gates.error_limit)
        .filter(|limit| limit.is_finite() && *limit > 0.0)
}

fn rows(analysis: &Analysis) -> Vec<Row<'_>> {
    let mut shown: Vec<(&SideDifference, f64)> = finite(analysis)
        .filter(|row| row.verdict == Verdict::Shown)
        .filter_map(|row| Some((row, row.difference.abs() / limit(row)?)))
        .collect();
    shown.sort_by(|a, b| b.1.total_cmp(&a.1));
    let mut chosen: Vec<&SideDifference> = shown.into_iter().take(SHOWN).map(|(row, _)| row).collect();
    for measure in GLANCE {
        let row = finite(analysis).find(|row| row.measure == *measure && limit(row).is_some());
        if let Some(row) = row.filter(|row| !chosen.iter().any(|known| known.measure == row.measure)) {
            chosen.push(row);
        }
    }
    chosen.truncate(ROWS);
    if !chosen.is_empty() {
        return chosen.into_iter().map(Row::Difference).collect();
    }
    GLANCE
        .iter()
        .filter_map(|measure| {
            let values: Vec<&MeasureSummary> = analysis
                .measures
                .iter()
                .filter(|row| row.measure == *measure && row.value.is_finite())
                .collect();
            (!values.is_empty()).then_some(Row::Values(*measure, values))
        })
        .take(ROWS)
        .collect()
}

fn name(wording: &Wording, measure: Measure) -> String {
    wording.say(&format!("measure-{}", measure.name()))
}

fn difference_words(row: &SideDifference, wording: &Wording) -> String {
    numbers::with_unit(
        &numbers::signed(wording, row.difference, numbers::difference_decimals(row.measure)),
        &numbers::difference_unit(wording, row.measure),
    )
}

fn value_words(measure: Measure, value: f64, wording: &Wording) -> String {
    numbers::with_unit(
        &numbers::fixed(wording, value, numbers::decimals(measure)),
        &numbers::unit(wording, measure),
    )
}

fn sentence(row: &Row, wording: &Wording) -> String {
    match row {
        Row::Difference(row) => wording.text(
            "figure-glance-row",
            &[
                ("measure", name(wording, row.measure).into()),
                ("left", value_words(row.measure, row.left, wording).into()),
                ("right", value_words(row.measure, row.right, wording).into()),
                ("value", difference_words(row, wording).into()),
                (
                    "interval",
                    numbers::interval(wording, row.interval, numbers::difference_decimals(row.measure)).into(),
                ),
                (
                    "verdict",
                    wording.say(crate::report::compose::verdict_key(row.verdict)).into(),
                ),
            ],
        ),
        Row::Values(measure, values) => {
            let words: Vec<String> = values.iter().map(|value| labelled(value, wording)).collect();
            let reference = values.iter().find_map(|value| value.reference.as_ref());
            let mut text = format!("{}: {}", name(wording, *measure), words.join(", "));
            if let Some(reference) = reference {
                let range = numbers::range(wording, reference.p05, reference.p95, numbers::decimals(*measure));
                text.push_str(&format!(" ({}: {range})", wording.say("figure-healthy")));
            }
            text + "."
        }
    }
}

/// `left 0.64 s`, or `0.64 s` for the whole body.
fn labelled(row: &MeasureSummary, wording: &Wording) -> String {
    let value = value_words(row.measure, row.value, wording);
    match row.side {
        Some(side) => format!("{} {value}", wording.say(&format!("figure-{}", side.name()))),
        None => value,
    }
}

fn hover(rows: &[Row], edges: Edges, wording: &Wording) -> Vec<Hover> {
    rows.iter()
        .enumerate()
        .map(|(k, row)| Hover {
            x: edges.0,
            y: HEAD + ROW * k as i32,
            width: edges.1 - edges.0,
            height: ROW,
            text: sentence(row, wording),
        })
        .collect()
}

fn draw_rows(canvas: &Canvas, rows: &[Row], edges: Edges, wording: &Wording) -> Result<(), FigureError> {
    let Some(first) = rows.first() else {
        let words = wording.say("figure-glance-empty");
        return canvas.text(&words, (edges.0, 60), TICK, SOFT, Anchor::Start, false);
    };
    let healthy = wording.say("figure-key-healthy");
    canvas.rect((edges.0, 10), (edges.0 + 46, 34), BAND, 1.0)?;
    canvas.ink(&healthy, (edges.0 + 58, 22), TICK - 2, Anchor::Start)?;
    let next = edges.0 + 58 + canvas::text_width(&healthy, TICK - 2, false) + 44;
    if matches!(first, Row::Difference(_)) {
        canvas.line(&[(next, 12), (next, 32)], SOFT, 4, 1.0)?;
        canvas.ink(
            &wording.say("figure-key-error"),
            (next + 14, 22),
            TICK - 2,
            Anchor::Start,
        )?;
        let (left, right) = (wording.say("figure-more-left"), wording.say("figure-more-right"));
        canvas.text(&left, (edges.0, 78), TICK, colour(Side::Left), Anchor::Start, true)?;
        canvas.text(&right, (edges.1, 78), TICK, colour(Side::Right), Anchor::End, true)?;
    }
    for (k, row) in rows.iter().enumerate() {
        let top = HEAD + ROW * k as i32;
        canvas.line(&[(edges.0, top), (edges.1, top)], GRID, 2, 1.0)?;
        match row {
            Row::Difference(row) => difference(canvas, row, edges, top, wording)?,
            Row::Values(measure, values) => against_band(canvas, *measure, values, edges, top, wording)?,
        }
    }
    Ok(())
}

/// A bar from zero to the difference, in multiples of its limit.
fn difference(
    canvas: &Canvas,
    row: &SideDifference,
    edges: Edges,
    top: i32,
    wording: &Wording,
) -> Result<(), FigureError> {
    let shown = row.verdict == Verdict::Shown;
    let unjudged = row.verdict == Verdict::CannotBeJudged;
    let tone = if unjudged { SOFT } else { INK };
    canvas.text(
        &name(wording, row.measure),
        (edges.0, top + 22),
        TICK,
        tone,
        Anchor::Start,
        shown,
    )?;
    let mut words = difference_words(row, wording);
    if unjudged {
        words = format!("{words} ({})", wording.say("verdict-cannot_be_judged"));
    }
    canvas.text(&words, (edges.1, top + 22), TICK, tone, Anchor::End, shown)?;
    let middle = top + 58;
    for (side, value) in [(Side::Left, row.left), (Side::Right, row.right)] {
        let (at, anchor) = match side {
            Side::Left => (edges.0, Anchor::Start),
            Side::Right => (edges.1, Anchor::End),
        };
        let ink = if unjudged { SOFT } else { colour(side) };
        let words = value_words(row.measure, value, wording);
        canvas.text(&words, (at, middle), TICK - 2, ink, anchor, false)?;
    }
    let Some(limit) = limit(row) else {
        return Ok(());
    };
    let x = Scale {
        from: (-REACH * limit, REACH * limit),
        to: (edges.0 + VALUE, edges.1 - VALUE),
    };
    let reach = REACH * limit;
    if let Some(healthy) = row.gates.healthy_limit.filter(|healthy| healthy.is_finite()) {
        canvas.rect((x.at(-healthy), middle - 17), (x.at(healthy), middle + 17), BAND, 1.0)?;
    }
    if let Some(error) = row
        .gates
        .error_limit
        .filter(|error| error.is_finite() && *error <= reach)
    {
        for at in [x.at(-error), x.at(error)] {
            canvas.line(&[(at, middle - 17), (at, middle + 17)], SOFT, 4, 1.0)?;
        }
    }
    let side = if row.difference >= 0.0 { Side::Right } else { Side::Left };
    let end = x.at(row.difference.clamp(-reach, reach));
    let (a, b) = (end.min(x.at(0.0)), end.max(x.at(0.0)));
    let fill = if unjudged { FAINT } else { colour(side) };
    canvas.rect(
        (a, middle - 10),
        (b.max(a + 2), middle + 10),
        fill,
        if shown { 1.0 } else { 0.45 },
    )?;
    canvas.line(&[(x.at(0.0), middle - 20), (x.at(0.0), middle + 20)], INK, 3, 1.0)?;
    let ends = [row.interval.low, row.interval.high].map(|value| x.at(value.clamp(-reach, reach)));
    canvas.line(&[(ends[0], middle), (ends[1], middle)], INK, 3, 1.0)?;
    for (value, at) in [(row.interval.low, ends[0]), (row.interval.high, ends[1])] {
        if value.abs() <= reach {
            canvas.line(&[(at, middle - 8), (at, middle + 8)], INK, 3, 1.0)?;
        } else {
            let way = if value > 0.0 { 1 } else { -1 };
            let tip = [(at, middle), (at - 12 * way, middle - 9), (at - 12 * way, middle + 9)];
            canvas.polygon(&tip, INK, 1.0)?;
        }
    }
    Ok(())
}

/// Values with their intervals over the healthy band, where there is one.
fn against_band(
    canvas: &Canvas,
    measure: Measure,
    values: &[&MeasureSummary],
    edges: Edges,
    top: i32,
    wording: &Wording,
) -> Result<(), FigureError> {
    canvas.text(
        &name(wording, measure),
        (edges.0, top + 22),
        TICK,
        INK,
        Anchor::Start,
        false,
    )?;
    let words: Vec<String> = values.iter().map(|value| labelled(value, wording)).collect();
    canvas.text(&words.join(" · "), (edges.1, top + 22), TICK, INK, Anchor::End, true)?;
    let reference = values.iter().find_map(|value| value.reference.as_ref());
    let mut seen: Vec<f64> = reference.iter().flat_map(|r| [r.p05, r.p95]).collect();
    for value in values {
        seen.push(value.value);
        seen.extend(value.interval.iter().flat_map(|interval| [interval.low, interval.high]));
    }
    let Some((low, high)) = super::span(&seen) else {
        return Ok(());
    };
    let pad = (0.3 * (high - low)).max(0.02 * high.abs()).max(1e-6);
    let x = Scale {
        from: (low - pad, high + pad),
        to: edges,
    };
    let middle = top + 58;
    if let Some(reference) = reference {
        canvas.rect(
            (x.at(reference.p05), middle - 17),
            (x.at(reference.p95), middle + 17),
            BAND,
            1.0,
        )?;
    }
    canvas.line(&[(edges.0, middle + 18), (edges.1, middle + 18)], FAINT, 2, 1.0)?;
    for row in values {
        let tone = row.side.map_or(INK, colour);
        let y = match row.side {
            Some(Side::Left) => middle - 8,
            Some(Side::Right) => middle + 8,
            None => middle,
        };
        if let Some(interval) = row.interval {
            canvas.line(&[(x.at(interval.low), y), (x.at(interval.high), y)], tone, 5, 1.0)?;
        }
        let at = (x.at(row.value), y);
        match row.side {
            Some(Side::Left) => canvas.circle(at, 10, tone)?,
            Some(Side::Right) => canvas.triangle(at, 12, tone)?,
            None => canvas.diamond(at, 13, tone)?,
        }
    }
    Ok(())
}
