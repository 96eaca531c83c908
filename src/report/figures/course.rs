//! A measure over the recording, stride by stride: whether the walk was even, and when it changed.

use super::canvas::{self, Anchor, FigureError};
use super::{GRID, INK, LABEL, Scale, TICK, WIDTH, colour, span, tick_decimals, tick_step, ticks, timeline};
use crate::document::{Figure, Hover};
use crate::numbers;
use assessment::Analysis;
use gait::Measure;
use recording::Side;
use signal::statistics::median;
use wording::Wording;

/// Marks per side; more strides than these are grouped into medians.
const MARKS: usize = 150;
const HEIGHT: i32 = 560;

/// A change to be marked: when, and what became of the level of which side.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Mark {
    pub at_s: f64,
    pub words: String,
}

/// Times and values of one side's steady strides.
fn points(analysis: &Analysis, measure: Measure, side: Side) -> Vec<(f64, f64)> {
    analysis
        .strides
        .iter()
        .filter(|stride| stride.side == side && stride.included())
        .filter_map(|stride| Some((stride.start_s, stride.values.get(measure)?)))
        .collect()
}

/// Groups of neighbouring strides, each as its median time and median value.
fn grouped(points: &[(f64, f64)], size: usize) -> Vec<(f64, f64)> {
    points
        .chunks(size.max(1))
        .map(|group| {
            let values: Vec<f64> = group.iter().map(|point| point.1).collect();
            (group[group.len() / 2].0, median(&values))
        })
        .collect()
}

/// The figure across the page; `None` where there are fewer than three steady strides.
pub(crate) fn figure(
    analysis: &Analysis,
    measure: Measure,
    changes: &[Mark],
    wording: &Wording,
) -> Result<Option<Figure>, FigureError> {
    let id = format!("course-{}", measure.name().replace('_', "-"));
    sized(analysis, measure, changes, &id, WIDTH, wording)
}

/// As [`figure`], half as wide, to stand beside words.
pub(crate) fn narrow(
    analysis: &Analysis,
    measure: Measure,
    changes: &[Mark],
    id: &str,
    wording: &Wording,
) -> Result<Option<Figure>, FigureError> {
    sized(analysis, measure, changes, id, WIDTH / 2, wording)
}

fn sized(
    analysis: &Analysis,
    measure: Measure,
    changes: &[Mark],
    id: &str,
    width: u32,
    wording: &Wording,
) -> Result<Option<Figure>, FigureError> {
    let narrow = width < WIDTH;
    let height = if narrow { HEIGHT + 60 } else { HEIGHT };
    // In the narrow figure the sides stand in a line of their own.
    let top = if narrow { 126 } else { 66 };
    let sides = Side::BOTH.map(|side| points(analysis, measure, side));
    if sides.iter().map(Vec::len).max().unwrap_or(0) < 3 {
        return Ok(None);
    }
    let group = sides
        .iter()
        .map(|points| points.len().div_ceil(MARKS))
        .max()
        .unwrap_or(1);
    let marks = sides.clone().map(|points| grouped(&points, group));
    let Some((low, high)) = span(marks.iter().flatten().map(|(_, value)| value)) else {
        return Ok(None);
    };
    let pad = ((least_height(measure) - (high - low)) / 2.0)
        .max(0.1 * (high - low))
        .max(1e-6);
    let (start, end) = timeline::clock(analysis);
    let x = Scale {
        from: (start, end),
        to: (110, width as i32 - 20),
    };
    let y = Scale {
        from: (low - pad, high + pad),
        to: (height - 96, top),
    };
    let name = wording.say(&format!("measure-{}", measure.name()));
    let unit = numbers::unit(wording, measure);
    let axis = if unit.is_empty() {
        name.clone()
    } else {
        format!("{name}, {unit}")
    };
    let body = canvas::draw_sized(width, height as u32, |canvas| {
        timeline::time_axis(canvas, wording, x, y.to.1, y.to.0)?;
        value_axis(canvas, x, y, wording)?;
        canvas.fitted(
            &axis,
            (0, 22),
            LABEL,
            INK,
            true,
            width as i32 - if narrow { 20 } else { 360 },
        )?;
        legend(canvas, wording, (width as i32 - 20, if narrow { 74 } else { 22 }))?;
        for change in changes {
            let at = x.at(change.at_s.clamp(start, end));
            canvas.dashed(&[(at, y.to.1 - 8), (at, y.to.0)], INK, 5, (18.0, 10.0))?;
        }
        for (side, marks) in Side::BOTH.iter().zip(&marks) {
            for (time, value) in marks {
                let place = (x.at(*time), y.at(*value));
                match side {
                    Side::Left => canvas.circle(place, 8, colour(*side))?,
                    Side::Right => canvas.triangle(place, 10, colour(*side))?,
                }
            }
        }
        // Over the marks, or they would hide it.
        moments(canvas, changes, x, y.to.1 + 14, wording)
    })?;
    let mut caption = wording.text("figure-course-caption", &[("measure", (&name).into())]);
    if !changes.is_empty() {
        caption.push(' ');
        caption.push_str(&wording.say("figure-course-marked"));
    }
    if group > 1 {
        caption.push(' ');
        caption.push_str(&wording.text("figure-course-grouped", &[("count", group.into())]));
    }
    let decimals = numbers::decimals(measure);
    let number = |value: f64| numbers::with_unit(&numbers::fixed(wording, value, decimals), &unit);
    let said = Side::BOTH.iter().zip(&sides);
    let said = said.filter_map(|(side, points)| side_sentence(*side, points, number, wording));
    let description: Vec<String> = said.chain(changes.iter().map(|change| change.words.clone())).collect();
    Ok(Some(Figure {
        id: id.to_owned(),
        body,
        width,
        height: height as u32,
        title: wording.text("figure-course-title", &[("measure", (&name).into())]),
        description: description.join(" "),
        caption,
        hover: hover(&marks, x, y, &number, wording),
    }))
}

/// When the changes were; those close to each other take turns in height, from `top` downwards.
fn moments(
    canvas: &canvas::Canvas,
    changes: &[Mark],
    x: Scale,
    top: i32,
    wording: &Wording,
) -> Result<(), FigureError> {
    let (start, end) = x.from;
    let mut taken: Vec<(i32, i32, i32)> = Vec::new();
    for change in changes {
        let at = x.at(change.at_s.clamp(start, end));
        let time = timeline::moment(wording, change.at_s, end - start);
        let wide = canvas::text_width(&time, TICK, true) + 20;
        let (anchor, from) = if at + wide > x.to.1 {
            (Anchor::End, at - wide)
        } else {
            (Anchor::Start, at)
        };
        let clash = |row: i32| {
            taken
                .iter()
                .any(|(a, b, known)| *known == row && from < *b && from + wide > *a)
        };
        let row = (0..6).find(|row| !clash(*row)).unwrap_or(0);
        taken.push((from, from + wide, row));
        let place = at + if anchor == Anchor::End { -10 } else { 10 };
        canvas.label(&time, (place, top + 38 * row), TICK, INK, anchor)?;
    }
    Ok(())
}

/// One side's smallest, largest and median value.
fn side_sentence(
    side: Side,
    points: &[(f64, f64)],
    number: impl Fn(f64) -> String,
    wording: &Wording,
) -> Option<String> {
    let values: Vec<f64> = points.iter().map(|point| point.1).collect();
    let (low, high) = span(&values)?;
    let side = wording.say(&format!("side-{}", side.name()));
    Some(wording.text(
        "figure-course-side",
        &[
            ("side", crate::compose::capital(&side).into()),
            ("low", number(low).into()),
            ("high", number(high).into()),
            ("median", number(median(&values)).into()),
        ],
    ))
}

/// Least height of the axis, so that an even walk looks even.
fn least_height(measure: Measure) -> f64 {
    match measure.unit() {
        "s" => 0.2,
        "deg" => 10.0,
        "m" | "m/s" => 0.3,
        "%" | "{steps}/min" => 10.0,
        _ => 0.0,
    }
}

fn value_axis(canvas: &canvas::Canvas, x: Scale, y: Scale, wording: &Wording) -> Result<(), FigureError> {
    let step = tick_step(y.from.1 - y.from.0, 5);
    for value in ticks(y.from.0, y.from.1, step) {
        canvas.line(&[(x.to.0, y.at(value)), (x.to.1, y.at(value))], GRID, 2, 1.0)?;
        canvas.ink(
            &numbers::fixed(wording, value, tick_decimals(step)),
            (x.to.0 - 14, y.at(value)),
            TICK,
            Anchor::End,
        )?;
    }
    Ok(())
}

fn legend(canvas: &canvas::Canvas, wording: &Wording, (right, y): (i32, i32)) -> Result<(), FigureError> {
    let mut at = right;
    for side in [Side::Right, Side::Left] {
        let text = wording.say(&format!("figure-{}", side.name()));
        let wide = canvas::text_width(&text, LABEL, true);
        canvas.text(&text, (at, y), LABEL, colour(side), Anchor::End, true)?;
        let mark = (at - wide - 24, y);
        match side {
            Side::Left => canvas.circle(mark, 9, colour(side))?,
            Side::Right => canvas.triangle(mark, 12, colour(side))?,
        }
        at -= wide + 90;
    }
    Ok(())
}

/// Each mark tells its time and value.
fn hover(
    marks: &[Vec<(f64, f64)>; 2],
    x: Scale,
    y: Scale,
    number: &dyn Fn(f64) -> String,
    wording: &Wording,
) -> Vec<Hover> {
    let mut parts = Vec::new();
    for (side, marks) in Side::BOTH.iter().zip(marks) {
        let side = wording.say(&format!("side-{}", side.name()));
        parts.extend(marks.iter().map(|(time, value)| Hover {
            x: x.at(*time) - 9,
            y: y.at(*value) - 12,
            width: 18,
            height: 24,
            text: format!(
                "{}, {side}: {}",
                numbers::with_unit(&numbers::fixed(wording, *time, 0), "s"),
                number(*value)
            ),
        }));
    }
    parts
}
