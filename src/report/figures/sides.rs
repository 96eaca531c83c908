//! Left against right in one figure that is the table too: the measures that carry verdicts, then those of loading, each row
//! with both values, the difference with its interval, what healthy people show, and the verdict.

use super::canvas::{self, Anchor, Canvas, FigureError};
use super::glance::{difference_words, limit, name, sentence_of, value_words};
use super::{BAND, GRID, INK, LABEL, SOFT, Scale, TICK, WIDTH, colour};
use crate::document::Figure;
use crate::numbers;
use assessment::limits::is_primary;
use assessment::{Analysis, SideDifference, Verdict};
use gait::Domain;
use recording::Side;
use wording::Wording;

const ROW: i32 = 58;
const HEAD: i32 = 70;
/// Where the columns stand: left value ends, bar, right value begins, difference ends, verdict begins.
const LEFT: i32 = 760;
const BAR: (i32, i32) = (780, 1140);
const RIGHT: i32 = 1160;
const DIFFERENCE: i32 = 1720;
const VERDICT: i32 = 1740;
/// A bar ends here at the latest: times the limit.
const REACH: f64 = 3.0;

/// `None` without differences.
pub(crate) fn figure(analysis: &Analysis, wording: &Wording) -> Result<Option<Figure>, FigureError> {
    let told = |row: &&SideDifference| {
        let numbers = [row.difference, row.interval.low, row.interval.high, row.left, row.right];
        numbers.iter().all(|value| value.is_finite())
    };
    let of = |wanted: fn(&SideDifference) -> bool| -> Vec<&SideDifference> {
        analysis
            .side_differences
            .iter()
            .filter(told)
            .filter(|row| wanted(row))
            .collect()
    };
    let primary = of(|row| is_primary(row.measure));
    let loading = of(|row| !is_primary(row.measure) && row.measure.domain() == Domain::Impact);
    let groups = [("sides-group-verdicts", primary), ("sides-group-loading", loading)];
    let groups: Vec<(&str, Vec<&SideDifference>)> = groups.into_iter().filter(|(_, rows)| !rows.is_empty()).collect();
    if groups.is_empty() {
        return Ok(None);
    }
    let rows: i32 = groups.iter().map(|(_, rows)| rows.len() as i32).sum();
    let height = HEAD + ROW * (rows + groups.len() as i32);
    let body = canvas::draw(height as u32, |canvas| {
        head(canvas, wording)?;
        let mut top = HEAD;
        for (key, rows) in &groups {
            canvas.text(&wording.say(key), (0, top + 36), LABEL, INK, Anchor::Start, true)?;
            top += ROW;
            for row in rows {
                draw_row(canvas, row, top, wording)?;
                top += ROW;
            }
        }
        Ok(())
    })?;
    let all = groups.iter().flat_map(|(_, rows)| rows);
    Ok(Some(Figure {
        id: "sides".to_owned(),
        body,
        width: WIDTH,
        height: height as u32,
        title: wording.say("figure-sides-title"),
        description: all.map(|row| sentence_of(row, wording)).collect::<Vec<_>>().join(" "),
        caption: wording.say("figure-sides-caption"),
        hover: Vec::new(),
    }))
}

fn head(canvas: &Canvas, wording: &Wording) -> Result<(), FigureError> {
    let middle = (BAR.0 + BAR.1) / 2;
    let words = |key: &str| wording.say(key);
    canvas.text(
        &words("column-left"),
        (LEFT, 36),
        TICK,
        colour(Side::Left),
        Anchor::End,
        true,
    )?;
    canvas.text(
        &words("column-right"),
        (RIGHT, 36),
        TICK,
        colour(Side::Right),
        Anchor::Start,
        true,
    )?;
    canvas.text(
        &words("column-difference"),
        (DIFFERENCE, 36),
        TICK,
        INK,
        Anchor::End,
        true,
    )?;
    canvas.text(&words("column-verdict"), (VERDICT, 36), TICK, INK, Anchor::Start, true)?;
    canvas.rect((middle - 110, 24), (middle - 70, 48), BAND, 1.0)?;
    canvas.text(
        &words("figure-key-healthy"),
        (middle - 60, 36),
        TICK - 4,
        SOFT,
        Anchor::Start,
        false,
    )
}

fn draw_row(canvas: &Canvas, row: &SideDifference, top: i32, wording: &Wording) -> Result<(), FigureError> {
    canvas.line(&[(0, top), (WIDTH as i32, top)], GRID, 2, 1.0)?;
    let y = top + ROW / 2;
    let shown = row.verdict == Verdict::Shown;
    let tone = if row.verdict == Verdict::CannotBeJudged {
        SOFT
    } else {
        INK
    };
    canvas.fitted(&name(wording, row.measure), (0, y), TICK, tone, shown, LEFT - 200)?;
    for (side, value, at, anchor) in [
        (Side::Left, row.left, LEFT, Anchor::End),
        (Side::Right, row.right, RIGHT, Anchor::Start),
    ] {
        canvas.text(
            &value_words(row.measure, value, wording),
            (at, y),
            TICK,
            colour(side),
            anchor,
            false,
        )?;
    }
    let decimals = numbers::difference_decimals(row.measure);
    let interval = numbers::difference_interval(wording, row, decimals);
    let words = format!("{} ({interval})", difference_words(row, wording));
    canvas.text(&words, (DIFFERENCE, y), TICK, tone, Anchor::End, shown)?;
    let verdict = wording.say(&format!("{}.short", crate::compose::verdict_key(row.verdict)));
    canvas.fitted(&verdict, (VERDICT, y), TICK, tone, shown, WIDTH as i32 - VERDICT)?;
    let Some(limit) = limit(row) else {
        return Ok(());
    };
    let reach = REACH * limit;
    let x = Scale {
        from: (-reach, reach),
        to: BAR,
    };
    if let Some(healthy) = row.gates.healthy_limit.filter(|healthy| healthy.is_finite()) {
        canvas.rect((x.at(-healthy), y - 15), (x.at(healthy), y + 15), BAND, 1.0)?;
    }
    canvas.line(&[(x.at(0.0), y - 18), (x.at(0.0), y + 18)], SOFT, 3, 1.0)?;
    let at = |value: f64| x.at(value.clamp(-reach, reach));
    let side = if row.difference >= 0.0 { Side::Right } else { Side::Left };
    let ink = if shown { colour(side) } else { tone };
    canvas.line(
        &[(at(row.interval.low), y), (at(row.interval.high), y)],
        ink,
        if shown { 7 } else { 4 },
        1.0,
    )?;
    let mark = (at(row.difference), y);
    match row.verdict {
        Verdict::Shown => canvas.diamond(mark, 16, ink),
        Verdict::CannotBeJudged => canvas.cross(mark, 9, SOFT, 4),
        _ => canvas.ring(mark, 9, ink, 4),
    }
}
