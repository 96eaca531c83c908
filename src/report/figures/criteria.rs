//! The criteria of one pattern: what was measured, with its interval, against what was asked.

use super::canvas::{self, Anchor, Canvas, FigureError};
use super::{FAINT, GRID, INK, SOFT, Scale, TICK, colour, span};
use crate::compose::criterion_value;
use crate::document::{Figure, Hover};
use assessment::{Criterion, Finding};
use wording::Wording;

/// Half a page wide, as it stands beside its words.
pub(crate) const WIDE: i32 = 1000;
const LINE: i32 = 36;
const BAR: i32 = 66;

/// The figure; `None` where no criterion could be measured.
pub(crate) fn figure(id: &str, finding: &Finding, wording: &Wording) -> Result<Option<Figure>, FigureError> {
    let rows: Vec<(&Criterion, f64, Vec<String>)> = finding
        .criteria
        .iter()
        .filter_map(|criterion| {
            let value = criterion
                .value
                .filter(|value| value.is_finite() && criterion.limit.is_finite())?;
            let name = crate::compose::capital(&wording.say(&format!("criterion-{}", criterion.code)));
            Some((criterion, value, canvas::wrapped(&name, TICK, criterion.met, WIDE - 10)))
        })
        .collect();
    if rows.is_empty() {
        return Ok(None);
    }
    let heights: Vec<i32> = rows
        .iter()
        .map(|(_, _, lines)| LINE * lines.len() as i32 + BAR + 22)
        .collect();
    let height: i32 = heights.iter().sum::<i32>() + 8;
    let body = canvas::draw_sized(WIDE as u32, height as u32, |canvas| {
        let mut top = 0;
        for ((criterion, value, lines), tall) in rows.iter().zip(&heights) {
            draw_row(canvas, finding, criterion, *value, lines, top, wording)?;
            top += tall;
        }
        Ok(())
    })?;
    let mut hover = Vec::new();
    let mut description = Vec::new();
    let mut top = 0;
    for ((criterion, ..), tall) in rows.iter().zip(&heights) {
        let text = crate::compose::criterion_sentence(wording, criterion);
        hover.push(Hover {
            x: 0,
            y: top,
            width: WIDE,
            height: *tall,
            text: text.clone(),
        });
        description.push(text);
        top += tall;
    }
    let pattern = wording.say(&format!("pattern-{}", finding.pattern.name()));
    Ok(Some(Figure {
        id: id.to_owned(),
        body,
        width: WIDE as u32,
        height: height as u32,
        title: wording.text("figure-criteria-title", &[("pattern", pattern.into())]),
        description: description.join(" "),
        caption: wording.say("figure-criteria-caption"),
        hover,
    }))
}

fn draw_row(
    canvas: &Canvas,
    finding: &Finding,
    criterion: &Criterion,
    value: f64,
    lines: &[String],
    top: i32,
    wording: &Wording,
) -> Result<(), FigureError> {
    for (k, line) in lines.iter().enumerate() {
        let y = top + LINE / 2 + LINE * k as i32;
        canvas.text(line, (0, y), TICK, INK, Anchor::Start, criterion.met)?;
    }
    let middle = top + LINE * lines.len() as i32 + BAR / 2;
    let words = criterion_value(wording, criterion.measure, criterion.real(value), &criterion.unit);
    let bar_end = WIDE - 190;
    canvas.text(&words, (WIDE, middle), TICK, INK, Anchor::End, criterion.met)?;
    let interval = criterion.interval.filter(|i| i.low.is_finite() && i.high.is_finite());
    // Intervals may be wild; they are cut, not the axis stretched.
    let (low, high) = span(&[0.0, value, criterion.limit]).unwrap_or((0.0, 1.0));
    let room = (high - low).max(1e-9);
    let (ends_low, ends_high) = interval.map_or((low, high), |i| (i.low.max(low - room), i.high.min(high + room)));
    let (low, high) = (low.min(ends_low), high.max(ends_high));
    let pad = 0.04 * (high - low);
    let x = Scale {
        from: (low - pad, high + pad),
        to: (0, bar_end),
    };
    canvas.line(&[(0, middle + 22), (bar_end, middle + 22)], GRID, 2, 1.0)?;
    let tone = match (criterion.met, finding.side) {
        (true, Some(side)) => colour(side),
        (true, None) => INK,
        (false, _) => FAINT,
    };
    let (a, b) = (x.at(value).min(x.at(0.0)), x.at(value).max(x.at(0.0)));
    canvas.rect((a, middle - 13), (b.max(a + 3), middle + 13), tone, 1.0)?;
    canvas.line(&[(x.at(0.0), middle - 22), (x.at(0.0), middle + 22)], SOFT, 3, 1.0)?;
    if interval.is_some() {
        let (from, to) = (x.at(ends_low), x.at(ends_high));
        canvas.line(&[(from, middle), (to, middle)], INK, 3, 1.0)?;
        for at in [from, to] {
            canvas.line(&[(at, middle - 8), (at, middle + 8)], INK, 3, 1.0)?;
        }
    }
    let at = x.at(criterion.limit);
    canvas.dashed(&[(at, middle - 28), (at, middle + 28)], INK, 5, (9.0, 6.0))
}
