//! A forest plot: every side difference with its interval, what healthy people show and what the sensors cannot tell.

use super::canvas::{self, Anchor, Canvas, FigureError};
use super::{BAND, FAINT, GRID, INK, LABEL, SOFT, Scale, TICK, WIDTH, colour, tick_decimals, tick_step, ticks};
use crate::document::Figure;
use crate::numbers;
use assessment::Analysis;
use assessment::{SideDifference, Verdict};
use recording::Side;
use wording::Wording;

const ROW: i32 = 45;
const HEAD: i32 = 100;
const FOOT: i32 = 58;
/// Columns: names, plot, verdicts.
const PLOT: (i32, i32) = (690, 1490);

/// One panel per unit, since different units share no axis; shares and ratios first.
pub(crate) fn all(analysis: &Analysis, wording: &Wording) -> Result<Vec<Figure>, FigureError> {
    let mut panels: Vec<(String, Vec<&SideDifference>)> = Vec::new();
    for row in &analysis.side_differences {
        if !row.difference.is_finite() || !row.interval.low.is_finite() || !row.interval.high.is_finite() {
            continue;
        }
        let unit = numbers::difference_unit(wording, row.measure);
        match panels.iter_mut().find(|(known, _)| *known == unit) {
            Some((_, rows)) => rows.push(row),
            None => panels.push((unit, vec![row])),
        }
    }
    let [percent, points, degrees] = ["unit-percent", "unit-points", "unit-deg"].map(|key| wording.say(key));
    // The few measures in other units stand in the table alone.
    panels.retain(|(unit, _)| [&percent, &points, &degrees].contains(&unit));
    let (angles, others): (Vec<_>, Vec<_>) = panels.into_iter().partition(|(unit, _)| *unit == degrees);
    [("differences-ratios", others), ("differences-angles", angles)]
        .into_iter()
        .filter(|(_, panels)| !panels.is_empty())
        .map(|(id, panels)| figure(id, &panels, wording))
        .collect()
}

/// `in per cent`, `in degrees`.
fn unit_name(wording: &Wording, unit: &str) -> String {
    let known = [
        ("unit-percent", "in-percent"),
        ("unit-points", "in-points"),
        ("unit-deg", "in-degrees"),
    ];
    known
        .iter()
        .find(|(key, _)| wording.say(key) == unit)
        .map_or(unit.to_owned(), |(_, name)| wording.say(name))
}

fn figure(id: &str, panels: &[(String, Vec<&SideDifference>)], wording: &Wording) -> Result<Figure, FigureError> {
    let height: i32 = panels
        .iter()
        .map(|(_, rows)| HEAD + ROW * rows.len() as i32 + FOOT)
        .sum();
    let body = canvas::draw(height as u32, |canvas| {
        let mut top = 0;
        for (k, (unit, rows)) in panels.iter().enumerate() {
            panel(canvas, wording, unit, rows, top, k == 0)?;
            top += HEAD + ROW * rows.len() as i32 + FOOT;
        }
        Ok(())
    })?;
    let units: Vec<String> = panels.iter().map(|(unit, _)| unit_name(wording, unit)).collect();
    let description: Vec<String> = panels
        .iter()
        .flat_map(|(unit, rows)| rows.iter().map(|row| sentence(wording, unit, row)))
        .collect();
    Ok(Figure {
        id: id.to_owned(),
        body,
        width: WIDTH,
        height: height as u32,
        title: wording.text("figure-differences-title", &[("unit", units.join(" · ").into())]),
        description: description.join(" "),
        caption: wording.text("figure-differences-caption", &[("unit", units.join(" · ").into())]),
        hover: Vec::new(),
    })
}

fn name(wording: &Wording, row: &SideDifference) -> String {
    wording.say(&format!("measure-{}", row.measure.name()))
}

fn verdict(wording: &Wording, row: &SideDifference) -> String {
    wording.say(crate::compose::verdict_key(row.verdict))
}

/// The difference with its unit; a long unit stands in the panel's title only.
fn value(wording: &Wording, unit: &str, row: &SideDifference) -> String {
    let number = numbers::signed(
        wording,
        numbers::real_difference(row.measure, row.difference),
        numbers::difference_decimals(row.measure),
    );
    if unit.chars().count() > 1 {
        number
    } else {
        numbers::with_unit(&number, unit)
    }
}

fn sentence(wording: &Wording, unit: &str, row: &SideDifference) -> String {
    let decimals = numbers::difference_decimals(row.measure);
    wording.text(
        "figure-difference-row",
        &[
            ("measure", name(wording, row).into()),
            ("value", value(wording, unit, row).into()),
            ("interval", numbers::difference_interval(wording, row, decimals).into()),
            ("verdict", verdict(wording, row).into()),
        ],
    )
}

/// Half the width of the axis: limits and values fit, wild intervals are cut and marked with an arrow.
fn reach(rows: &[&SideDifference]) -> f64 {
    let needed = rows
        .iter()
        .flat_map(|row| {
            [
                Some(row.difference.abs()),
                row.gates.error_limit,
                row.gates.healthy_limit,
            ]
            .into_iter()
            .flatten()
        })
        .fold(0.0, f64::max);
    let ends = rows
        .iter()
        .flat_map(|row| [row.interval.low.abs(), row.interval.high.abs()])
        .fold(0.0, f64::max);
    (1.12 * ends.min(2.0 * needed).max(needed)).max(1e-6)
}

fn panel(
    canvas: &Canvas,
    wording: &Wording,
    unit: &str,
    rows: &[&SideDifference],
    top: i32,
    first: bool,
) -> Result<(), FigureError> {
    let reach = reach(rows);
    let x = Scale {
        from: (-reach, reach),
        to: PLOT,
    };
    let (start, end) = (top + HEAD, top + HEAD + ROW * rows.len() as i32);
    canvas.text(
        &crate::compose::capital(&unit_name(wording, unit)),
        (0, top + 66),
        LABEL,
        INK,
        Anchor::Start,
        true,
    )?;
    canvas.text(
        &wording.say("figure-more-left"),
        (PLOT.0, top + 66),
        TICK,
        colour(Side::Left),
        Anchor::Start,
        true,
    )?;
    canvas.text(
        &wording.say("figure-more-right"),
        (PLOT.1, top + 66),
        TICK,
        colour(Side::Right),
        Anchor::End,
        true,
    )?;
    if first {
        key(canvas, wording, top + 20)?;
    }
    for (k, row) in rows.iter().enumerate() {
        if let Some(limit) = row.gates.healthy_limit.filter(|limit| limit.is_finite()) {
            let at = start + ROW * k as i32;
            let limit = limit.min(reach);
            canvas.rect((x.at(-limit), at + 5), (x.at(limit), at + ROW - 5), BAND, 1.0)?;
        }
    }
    let step = tick_step(2.0 * reach, 8);
    for tick in ticks(-reach, reach, step) {
        let at = x.at(tick);
        let tone = if tick == 0.0 { SOFT } else { GRID };
        canvas.line(&[(at, start), (at, end)], tone, if tick == 0.0 { 3 } else { 2 }, 1.0)?;
        canvas.ink(
            &numbers::signed(wording, tick, tick_decimals(step)),
            (at, end + 24),
            TICK,
            Anchor::Middle,
        )?;
    }
    for (k, row) in rows.iter().enumerate() {
        let middle = start + ROW * k as i32 + ROW / 2;
        if k > 0 {
            canvas.line(&[(0, middle - ROW / 2), (WIDTH as i32, middle - ROW / 2)], GRID, 1, 1.0)?;
        }
        draw_row(canvas, wording, row, unit, x, middle)?;
    }
    Ok(())
}

/// What shading and brackets mean.
fn key(canvas: &Canvas, wording: &Wording, at: i32) -> Result<(), FigureError> {
    let healthy = wording.say("figure-key-healthy");
    canvas.rect((PLOT.0, at - 13), (PLOT.0 + 50, at + 13), BAND, 1.0)?;
    canvas.ink(&healthy, (PLOT.0 + 64, at), TICK, Anchor::Start)?;
    let next = PLOT.0 + 64 + canvas::text_width(&healthy, TICK, false) + 60;
    bracket(canvas, next, at, 1)?;
    bracket(canvas, next + 44, at, -1)?;
    canvas.ink(&wording.say("figure-key-error"), (next + 66, at), TICK, Anchor::Start)
}

/// `[` or `]`, opening to the right for +1.
fn bracket(canvas: &Canvas, x: i32, y: i32, open: i32) -> Result<(), FigureError> {
    canvas.line(
        &[(x + 9 * open, y - 16), (x, y - 16), (x, y + 16), (x + 9 * open, y + 16)],
        SOFT,
        3,
        1.0,
    )
}

fn draw_row(
    canvas: &Canvas,
    wording: &Wording,
    row: &SideDifference,
    unit: &str,
    x: Scale,
    y: i32,
) -> Result<(), FigureError> {
    let reach = x.from.1;
    let shown = row.verdict == Verdict::Shown;
    let side = if row.difference >= 0.0 { Side::Right } else { Side::Left };
    let tone = match row.verdict {
        Verdict::Shown => colour(side),
        Verdict::CannotBeJudged => FAINT,
        Verdict::Described => SOFT,
        Verdict::Alike | Verdict::Small | Verdict::NotShown => INK,
    };
    let words = if row.verdict == Verdict::CannotBeJudged {
        SOFT
    } else {
        INK
    };
    canvas.fitted(&name(wording, row), (0, y), TICK, words, shown, PLOT.0 - 16)?;
    if let Some(limit) = row
        .gates
        .error_limit
        .filter(|limit| limit.is_finite() && *limit <= reach)
    {
        bracket(canvas, x.at(-limit), y, 1)?;
        bracket(canvas, x.at(limit), y, -1)?;
    }
    let (low, high) = (x.at(row.interval.low.max(-reach)), x.at(row.interval.high.min(reach)));
    canvas.line(&[(low, y), (high, y)], tone, if shown { 6 } else { 4 }, 1.0)?;
    for (cut, at, way) in [
        (row.interval.low < -reach, low, -1),
        (row.interval.high > reach, high, 1),
    ] {
        if cut {
            canvas.polygon(
                &[(at + 10 * way, y), (at - 8 * way, y - 10), (at - 8 * way, y + 10)],
                tone,
                1.0,
            )?;
        } else {
            canvas.line(&[(at, y - 8), (at, y + 8)], tone, 4, 1.0)?;
        }
    }
    let mark = (x.at(row.difference.clamp(-reach, reach)), y);
    match row.verdict {
        Verdict::Shown => canvas.diamond(mark, 17, tone)?,
        Verdict::Small => canvas.circle(mark, 11, tone)?,
        Verdict::NotShown | Verdict::Alike | Verdict::Described => canvas.ring(mark, 10, tone, 4)?,
        Verdict::CannotBeJudged => canvas.cross(mark, 9, SOFT, 4)?,
    }
    canvas.text(
        &value(wording, unit, row),
        (PLOT.1 + 170, y),
        TICK,
        words,
        Anchor::End,
        shown,
    )?;
    let verdict = wording.say(&format!("{}.short", crate::compose::verdict_key(row.verdict)));
    let place = (PLOT.1 + 186, y);
    canvas.fitted(&verdict, place, TICK, words, shown, WIDTH as i32 - place.0)
}
