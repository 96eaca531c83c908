//! Stride time over the recording: whether the walk was even, and whether it changed.

use super::canvas::{self, Anchor, FigureError};
use super::{GRID, LABEL, SOFT, Scale, TICK, WIDTH, colour, span, tick_decimals, tick_step, ticks, timeline};
use crate::analysis::Analysis;
use crate::gait::Measure;
use crate::recording::Side;
use crate::report::document::Figure;
use crate::report::numbers;
use crate::wording::Wording;

/// Marks per side; more strides than these are grouped into medians.
const MARKS: usize = 150;
const HEIGHT: i32 = 560;

/// Times and stride times of one side's steady strides.
fn points(analysis: &Analysis, side: Side) -> Vec<(f64, f64)> {
    analysis
        .strides
        .iter()
        .filter(|stride| stride.side == side && stride.included())
        .filter_map(|stride| Some((stride.start_s, stride.values.get(Measure::StrideTime)?)))
        .collect()
}

fn median(values: &mut [f64]) -> f64 {
    values.sort_by(f64::total_cmp);
    match values.len() {
        0 => f64::NAN,
        n if n % 2 == 1 => values[n / 2],
        n => (values[n / 2 - 1] + values[n / 2]) / 2.0,
    }
}

/// Groups of neighbouring strides, each as its median time and median stride time.
fn grouped(points: &[(f64, f64)], size: usize) -> Vec<(f64, f64)> {
    points
        .chunks(size.max(1))
        .map(|group| {
            let mut values: Vec<f64> = group.iter().map(|point| point.1).collect();
            (group[group.len() / 2].0, median(&mut values))
        })
        .collect()
}

/// The figure; `None` where there are fewer than three steady strides.
pub fn figure(analysis: &Analysis, wording: &Wording) -> Result<Option<Figure>, FigureError> {
    let sides = Side::BOTH.map(|side| points(analysis, side));
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
    // At least a fifth of a second high, so that an even walk looks even.
    let pad = ((0.2 - (high - low)) / 2.0).max(0.1 * (high - low));
    let (start, end) = timeline::clock(analysis);
    let x = Scale {
        from: (start, end),
        to: (110, WIDTH as i32 - 20),
    };
    let y = Scale {
        from: (low - pad, high + pad),
        to: (HEIGHT - 96, 66),
    };
    let body = canvas::draw(HEIGHT as u32, |canvas| {
        timeline::time_axis(canvas, wording, x, y.to.1, y.to.0)?;
        let step = tick_step(y.from.1 - y.from.0, 5);
        for value in ticks(y.from.0, y.from.1, step) {
            canvas.line(&[(x.to.0, y.at(value)), (x.to.1, y.at(value))], GRID, 2, 1.0)?;
            canvas.ink(
                &numbers::fixed(value, tick_decimals(step)),
                (x.to.0 - 14, y.at(value)),
                TICK,
                Anchor::End,
            )?;
        }
        canvas.text(
            &wording.say("figure-seconds-axis"),
            (0, 22),
            TICK,
            SOFT,
            Anchor::Start,
            false,
        )?;
        let mut at = WIDTH as i32 - 20;
        for side in [Side::Right, Side::Left] {
            let text = wording.say(&format!("figure-{}", side.name()));
            let wide = canvas::text_width(&text, LABEL, true);
            canvas.text(&text, (at, 22), LABEL, colour(side), Anchor::End, true)?;
            let mark = (at - wide - 24, 22);
            match side {
                Side::Left => canvas.circle(mark, 9, colour(side))?,
                Side::Right => canvas.triangle(mark, 12, colour(side))?,
            }
            at -= wide + 90;
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
        Ok(())
    })?;
    let mut caption = wording.say("figure-stride-time-caption");
    if group > 1 {
        caption.push(' ');
        caption.push_str(&wording.text("figure-stride-time-grouped", &[("count", group.into())]));
    }
    let description: Vec<String> = Side::BOTH
        .iter()
        .zip(&sides)
        .filter_map(|(side, points)| {
            let mut values: Vec<f64> = points.iter().map(|point| point.1).collect();
            let (low, high) = span(&values)?;
            let seconds = |value: f64| numbers::fixed(value, 2);
            Some(wording.text(
                "figure-stride-time-side",
                &[
                    (
                        "side",
                        crate::report::compose::capital(&wording.say(&format!("side-{}", side.name()))).into(),
                    ),
                    ("low", seconds(low).into()),
                    ("high", seconds(high).into()),
                    ("median", seconds(median(&mut values)).into()),
                ],
            ))
        })
        .collect();
    Ok(Some(Figure {
        id: "stride-time".to_owned(),
        body,
        width: WIDTH,
        height: HEIGHT as u32,
        title: wording.say("figure-stride-time-title"),
        description: description.join(" "),
        caption,
    }))
}
