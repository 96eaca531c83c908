//! The recording from start to end: walking, turns, which strides count, and where samples are missing.

use super::canvas::{self, Anchor, Canvas, FigureError};
use super::{FAINT, GRID, INK, SOFT, Scale, TICK, WIDTH, colour, tick_decimals, tick_step, ticks};
use crate::document::Figure;
use crate::numbers;
use assessment::Analysis;
use plotters::style::RGBColor;
use recording::Side;
use wording::Wording;

const ROW: i32 = 62;
const LEFT: i32 = 330;
const GAPS: RGBColor = RGBColor(0x7a, 0x1f, 0x5c);

/// The figure; `None` for an empty recording. Strides are merged into runs, so an hour costs no more than a minute.
pub(crate) fn figure(analysis: &Analysis, wording: &Wording) -> Result<Option<Figure>, FigureError> {
    if !(analysis.duration_s.is_finite() && analysis.duration_s > 0.0) {
        return Ok(None);
    }
    let gaps = gaps(analysis);
    let height = 4 * ROW + if gaps.is_empty() { 0 } else { ROW } + 110;
    let body = canvas::draw(height as u32, |canvas| paint(canvas, analysis, &gaps, wording))?;
    let walking: f64 = analysis.bouts.iter().map(|bout| bout.end_s - bout.start_s).sum();
    let included = analysis.strides.iter().filter(|stride| stride.included()).count();
    let description = wording.text(
        "figure-timeline-description",
        &[
            ("bouts", analysis.bouts.len().into()),
            ("walking", numbers::duration(wording, walking).into()),
            ("turns", analysis.turns.len().into()),
            ("included", included.into()),
            ("strides", analysis.strides.len().into()),
            ("gaps", gaps.len().into()),
        ],
    );
    Ok(Some(Figure {
        id: "timeline".to_owned(),
        body,
        width: WIDTH,
        height: height as u32,
        title: wording.say("figure-timeline-title"),
        description,
        caption: wording.say(if gaps.is_empty() {
            "figure-timeline-caption"
        } else {
            "figure-timeline-caption-gaps"
        }),
        hover: Vec::new(),
    }))
}

/// Shortest stretch without an angle that is drawn, samples.
const SHORTEST_GAP: usize = 5;

/// Where any of the angles is missing.
fn gaps(analysis: &Analysis) -> Vec<(f64, f64)> {
    let series = &analysis.angles;
    let mut missing = vec![false; series.time_s.len()];
    for (_, values) in &series.columns {
        missing
            .iter_mut()
            .zip(values)
            .for_each(|(missing, value)| *missing |= value.is_nan());
    }
    let mut gaps = Vec::new();
    let mut start = 0;
    for run in missing.chunk_by(|a, b| a == b) {
        let end = start + run.len();
        if run[0] && run.len() >= SHORTEST_GAP {
            gaps.push((series.time_s[start], series.time_s[end - 1]));
        }
        start = end;
    }
    gaps
}

/// First sample's time and the end of the recording.
pub(super) fn clock(analysis: &Analysis) -> (f64, f64) {
    let start = analysis
        .sensors
        .iter()
        .map(|sensor| sensor.start_s)
        .filter(|s| s.is_finite())
        .fold(f64::INFINITY, f64::min);
    let start = if start.is_finite() { start } else { 0.0 };
    (start, start + analysis.duration_s)
}

/// A moment as it is read on the axis: `95 s`, or `3.5 min` in long recordings.
pub(super) fn moment(wording: &Wording, seconds: f64, duration: f64) -> String {
    if duration > 180.0 {
        numbers::with_unit(&numbers::fixed(wording, seconds / 60.0, 1), &wording.say("unit-min"))
    } else {
        numbers::with_unit(&numbers::fixed(wording, seconds, 0), &wording.say("unit-s"))
    }
}

/// Ticks and the words below a time axis; long recordings count in minutes.
pub(super) fn time_axis(
    canvas: &Canvas,
    wording: &Wording,
    x: Scale,
    top: i32,
    bottom: i32,
) -> Result<(), FigureError> {
    let (start, end) = x.from;
    let (unit, per) = if end - start > 180.0 {
        ("figure-minutes", 60.0)
    } else {
        ("figure-seconds", 1.0)
    };
    let step = tick_step((end - start) / per, if x.to.1 - x.to.0 < 1000 { 5 } else { 10 });
    for tick in ticks(start / per, end / per, step) {
        let at = x.at(tick * per);
        canvas.line(&[(at, top), (at, bottom)], GRID, 2, 1.0)?;
        canvas.ink(
            &numbers::fixed(wording, tick, tick_decimals(step)),
            (at, bottom + 26),
            TICK,
            Anchor::Middle,
        )?;
    }
    let words = wording.text("figure-time", &[("unit", wording.say(unit).into())]);
    canvas.text(
        &words,
        ((x.to.0 + x.to.1) / 2, bottom + 68),
        TICK,
        SOFT,
        Anchor::Middle,
        false,
    )
}

fn paint(canvas: &Canvas, analysis: &Analysis, gaps: &[(f64, f64)], wording: &Wording) -> Result<(), FigureError> {
    let (start, end) = clock(analysis);
    let x = Scale {
        from: (start, end),
        to: (LEFT, WIDTH as i32 - 20),
    };
    let rows = 4 + i32::from(!gaps.is_empty());
    time_axis(canvas, wording, x, 0, rows * ROW)?;
    let name = |row: i32, key: &str, tone: RGBColor| -> Result<i32, FigureError> {
        let middle = row * ROW + ROW / 2;
        canvas.text(&wording.say(key), (0, middle), TICK, tone, Anchor::Start, false)?;
        canvas.line(&[(LEFT, (row + 1) * ROW), (x.to.1, (row + 1) * ROW)], GRID, 2, 1.0)?;
        Ok(middle)
    };
    // A bar is never thinner than three pixels, or it would not be seen.
    let bar = |from: f64, to: f64, y: (i32, i32), tone: RGBColor, alpha: f64| {
        let (a, b) = (x.at(from.clamp(start, end)), x.at(to.clamp(start, end)));
        canvas.rect((a, y.0), (b.max(a + 3), y.1), tone, alpha)
    };
    let middle = name(0, "timeline-walking", INK)?;
    for bout in &analysis.bouts {
        bar(bout.start_s, bout.end_s, (middle - 16, middle + 16), SOFT, 0.9)?;
    }
    let middle = name(1, "timeline-turns", INK)?;
    for turn in &analysis.turns {
        bar(turn.start_s, turn.end_s, (middle - 16, middle + 16), INK, 1.0)?;
    }
    for (row, side) in [(2, Side::Left), (3, Side::Right)] {
        let middle = name(
            row,
            if side == Side::Left {
                "timeline-left"
            } else {
                "timeline-right"
            },
            colour(side),
        )?;
        for run in runs(analysis, side, (end - start) / 400.0) {
            let (tone, half) = if run.2 { (colour(side), 20) } else { (FAINT, 8) };
            bar(run.0, run.1, (middle - half, middle + half), tone, 1.0)?;
        }
    }
    if !gaps.is_empty() {
        let middle = name(4, "timeline-gaps", GAPS)?;
        // Several gaps within one pixel are one bar.
        let mut last = i32::MIN;
        for (from, to) in gaps {
            let at = x.at(from.clamp(start, end));
            if at > last + 3 || x.at(to.clamp(start, end)) > last + 3 {
                bar(*from, *to, (middle - 16, middle + 16), GAPS, 1.0)?;
                last = x.at(to.clamp(start, end)).max(at);
            }
        }
    }
    Ok(())
}

/// Neighbouring strides of the same fate, merged: start, end, counts. Interruptions below `join` seconds close up where
/// they lie between strides of the same fate.
fn runs(analysis: &Analysis, side: Side, join: f64) -> Vec<(f64, f64, bool)> {
    let mut runs: Vec<(f64, f64, bool)> = Vec::new();
    for stride in analysis.strides.iter().filter(|stride| stride.side == side) {
        match runs.last_mut() {
            Some(run) if run.2 == stride.included() && stride.start_s - run.1 <= join.max(0.02) => {
                run.1 = run.1.max(stride.end_s);
            }
            _ => runs.push((stride.start_s, stride.end_s, stride.included())),
        }
    }
    runs
}
