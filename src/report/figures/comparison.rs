//! Then and now: one row a measure, with the band within which two measurings of the same walk differ.

use super::canvas::{self, Anchor, FigureError};
use super::glance::LETTER;
use super::{BAND, BLUE, GRID, INK, ORANGE, SOFT, Scale, WIDTH};
use crate::compose::comparison::{name, value};
use crate::document::Figure;
use assessment::compare::{ChangeState, MeasureChange};
use wording::Wording;

const ROW: i32 = 100;
const HEAD: i32 = 76;
/// The words of a row stand above its plot, so that the longest name keeps its size.
const PLOT: (i32, i32) = (0, WIDTH as i32);
/// The axis ends here at the latest: times the detectable change.
const REACH: f64 = 4.0;

/// `None` without rows.
pub(crate) fn figure(rows: &[(&MeasureChange, bool)], wording: &Wording) -> Result<Option<Figure>, FigureError> {
    let drawn = |row: &MeasureChange| {
        let limit = row.detectable.filter(|limit| limit.is_finite() && *limit > 0.0);
        limit.filter(|_| row.change.is_finite())
    };
    let rows: Vec<(&MeasureChange, bool, f64)> = rows
        .iter()
        .filter_map(|(row, difference)| Some((*row, *difference, drawn(row)?)))
        .collect();
    if rows.is_empty() {
        return Ok(None);
    }
    let height = HEAD + ROW * rows.len() as i32;
    let body = canvas::draw(height as u32, |canvas| {
        canvas.rect((PLOT.0, 22), (PLOT.0 + 46, 54), BAND, 1.0)?;
        canvas.ink(
            &wording.say("compare-key-band"),
            (PLOT.0 + 60, 38),
            LETTER,
            Anchor::Start,
        )?;
        for (k, (row, difference, limit)) in rows.iter().enumerate() {
            let top = HEAD + ROW * k as i32;
            let (line, y) = (top + 26, top + 74);
            let changed = row.state == ChangeState::ChangedBeyondError;
            canvas.line(&[(0, top), (WIDTH as i32, top)], GRID, 2, 1.0)?;
            let words = format!(
                "{} → {}",
                value(row, *difference, row.earlier, wording),
                value(row, *difference, row.later, wording)
            );
            let room = WIDTH as i32 - canvas::text_width(&words, LETTER, changed) - 30;
            canvas.fitted(&name(row, *difference, wording), (0, line), LETTER, INK, changed, room)?;
            canvas.text(&words, (WIDTH as i32, line), LETTER, INK, Anchor::End, changed)?;
            let x = Scale {
                from: (-REACH * limit, REACH * limit),
                to: PLOT,
            };
            canvas.rect((x.at(-limit), y - 18), (x.at(*limit), y + 18), BAND, 1.0)?;
            canvas.line(&[(x.at(0.0), y - 22), (x.at(0.0), y + 22)], SOFT, 3, 1.0)?;
            let at = |value: f64| x.at(value.clamp(-REACH * limit, REACH * limit));
            let tone = if row.change < 0.0 { BLUE } else { ORANGE };
            let tone = if changed { tone } else { SOFT };
            if let Some(interval) = row.interval {
                canvas.line(&[(at(interval.low), y), (at(interval.high), y)], tone, 5, 1.0)?;
            }
            canvas.diamond((at(row.change), y), 16, tone)?;
        }
        Ok(())
    })?;
    let sentences = rows.iter().map(|(row, difference, limit)| {
        let words = |number: f64| value(row, *difference, number, wording);
        wording.text(
            "compare-figure-row",
            &[
                ("measure", name(row, *difference, wording).into()),
                ("earlier", words(row.earlier).into()),
                ("later", words(row.later).into()),
                ("limit", words(*limit).into()),
            ],
        )
    });
    Ok(Some(Figure {
        id: "comparison".to_owned(),
        body,
        width: WIDTH,
        height: height as u32,
        title: wording.say("compare-figure-title"),
        description: sentences.collect::<Vec<_>>().join(" "),
        caption: wording.say("compare-figure-caption"),
        hover: Vec::new(),
    }))
}
