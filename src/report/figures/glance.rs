//! Left against right at a glance: the body with its findings, and a bar per measure with interval and healthy band.

use super::super::compose::changed_name;
use super::body;
use super::canvas::{self, Anchor, Canvas, FigureError};
use super::{BAND, FAINT, GRID, INK, SOFT, Scale, WIDTH, colour};
use crate::document::{Figure, Hover};
use crate::numbers;
use assessment::Analysis;
use assessment::compare::{MeasureChange, Visit, compare};
use assessment::headlines::{HeadlineCode, headlines};
use assessment::limits::is_primary;
use assessment::protocol::Recovery;
use assessment::sides::real_difference;
use assessment::{Finding, FindingVerdict, MeasureSummary, Reason, Shift, SideDifference, Verdict};
use gait::Measure;
use gait::function::FunctionPhaseKind;
use recording::Side;
use wording::Wording;

/// Measures worth a glance, in this order, after those whose difference is shown.
const GLANCE: &[Measure] = &[
    Measure::StanceTime,
    Measure::SingleSupportTime,
    Measure::StepLength,
    Measure::KneeSwingPeak,
    Measure::KneeLoadingExcursion,
    Measure::ThighRange,
    Measure::PeakTibialAcceleration,
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
const ROWS: usize = 5;
const SHOWN: usize = 4;
const ROW: i32 = 118;
const HEAD: i32 = 128;
/// Letters of page one: nine points on an A4 page.
pub(super) const LETTER: i32 = 38;
/// Room for the value of a side at either end of a bar.
const VALUE: i32 = 205;
/// A bar ends here at the latest: times the limit.
const REACH: f64 = 3.0;

/// Left and right edge of the rows.
type Edges = (i32, i32);

enum Row<'a> {
    Difference(&'a SideDifference),
    /// Values of the sides (or of the body) against the healthy band.
    Values(Measure, Vec<&'a MeasureSummary>),
    /// A part of a test of function: its name, when it begins and ends in it, and how long the test takes, seconds.
    Part(String, (f64, f64), f64),
    /// What a measure was before and after the moment that the headline is about: its name, the values, and all in words.
    Course(String, Vec<f64>, String),
}

/// The figure of page one. `findings` are the shown and possible ones in order of weight, `last` the visit before.
pub(crate) fn figure(
    analysis: &Analysis,
    findings: &[&Finding],
    last: Option<&Visit>,
    wording: &Wording,
) -> Result<Figure, FigureError> {
    let before = last.map_or_else(Before::default, |last| Before::of(analysis, last));
    let (rows, keys) = parts(analysis, wording)
        .map(|rows| (rows, &[] as &[&str]))
        .or_else(|| course(analysis, wording))
        .unwrap_or_else(|| (rows(analysis), &[]));
    let height = body::TALL.max(HEAD + ROW * rows.len() as i32);
    let edges = (body::WIDE + 70, WIDTH as i32 - 4);
    let body = canvas::draw(height as u32, |canvas| {
        body::draw(canvas, analysis, findings, true, wording)?;
        draw_rows(canvas, &rows, keys, &before, edges, wording)?;
        mark_before(canvas, &rows, &before, edges, wording)
    })?;
    let mut description = seen(analysis, findings, wording);
    description.extend(rows.iter().map(|row| sentence(row, wording)));
    description.extend(rows.iter().flat_map(|row| before.words(row, wording)));
    Ok(Figure {
        id: "glance".to_owned(),
        body,
        width: WIDTH,
        height: height as u32,
        title: wording.say("figure-glance-title"),
        description: description.join(" "),
        caption: wording.say(match rows.first() {
            Some(Row::Part(..)) => "figure-glance-caption-parts",
            Some(Row::Course(..)) => "figure-glance-caption-course",
            Some(Row::Difference(_)) => "figure-glance-caption",
            Some(Row::Values(..)) | None => "figure-glance-caption-values",
        }),
        hover: hover(&rows, edges, wording),
    })
}

/// What of the visit before can be compared with this one: same walkway and protocol, judged then and now.
#[derive(Default)]
struct Before {
    differences: Vec<(Measure, f64)>,
    /// Values of the sides, or of the body.
    levels: Vec<(Measure, Option<Side>, f64)>,
}

impl Before {
    fn of(analysis: &Analysis, last: &Visit) -> Before {
        let found = compare(last, &Visit::from_analysis(analysis));
        // A picture claims no change: that the error of measuring twice is not known is no obstacle.
        let comparable = |row: &&MeasureChange| {
            row.earlier.is_finite() && row.reasons.iter().all(|reason| *reason == Reason::ErrorUnknown)
        };
        let differences = found.side_differences.iter().filter(comparable);
        let levels = found.measures.iter().filter(comparable);
        Before {
            differences: differences.map(|row| (row.measure, row.earlier)).collect(),
            levels: levels.map(|row| (row.measure, row.side, row.earlier)).collect(),
        }
    }

    fn difference(&self, measure: Measure) -> Option<f64> {
        let mut rows = self.differences.iter();
        rows.find(|(of, _)| *of == measure).map(|(_, value)| *value)
    }

    /// Those of a measure that this figure shows.
    fn levels<'a>(&'a self, values: &'a [&MeasureSummary]) -> impl Iterator<Item = (Option<Side>, f64)> + 'a {
        let shown = |(measure, side, _): &&(Measure, Option<Side>, f64)| {
            values.iter().any(|row| (row.measure, row.side) == (*measure, *side))
        };
        self.levels.iter().filter(shown).map(|(_, side, value)| (*side, *value))
    }

    /// What a row marks, for those who cannot see it.
    fn words(&self, row: &Row, wording: &Wording) -> Vec<String> {
        let told = |measure: String, value: String| {
            wording.text(
                "figure-last-visit-row",
                &[("measure", measure.into()), ("value", value.into())],
            )
        };
        match row {
            Row::Difference(row) => {
                let words = |value: f64| {
                    numbers::with_unit(
                        &numbers::signed(
                            wording,
                            numbers::real_difference(row.measure, value),
                            numbers::difference_decimals(row.measure),
                        ),
                        &numbers::difference_unit(wording, row.measure),
                    )
                };
                let value = self.difference(row.measure).map(words);
                value
                    .map(|value| told(name(wording, row.measure), value))
                    .into_iter()
                    .collect()
            }
            Row::Values(measure, values) => self
                .levels(values)
                .map(|(side, value)| {
                    told(
                        changed_name(wording, *measure, side, false),
                        value_words(*measure, value, wording),
                    )
                })
                .collect(),
            Row::Part(..) | Row::Course(..) => Vec::new(),
        }
    }
}

/// Hollow marks where the differences were at the visit before, and what they are. Those of values stand with the values.
fn mark_before(
    canvas: &Canvas,
    rows: &[Row],
    before: &Before,
    edges: Edges,
    wording: &Wording,
) -> Result<(), FigureError> {
    let mut any = false;
    for (k, row) in rows.iter().enumerate() {
        if let Row::Values(_, values) = row {
            any |= before.levels(values).next().is_some();
        }
        let Row::Difference(row) = row else { continue };
        let Some(value) = before.difference(row.measure) else {
            continue;
        };
        let Some(limit) = limit(row) else { continue };
        let reach = REACH * limit;
        let x = Scale {
            from: (-reach, reach),
            to: (edges.0 + VALUE, edges.1 - VALUE),
        };
        let at = (x.at(value.clamp(-reach, reach)), HEAD + ROW * k as i32 + 84);
        canvas.ring(at, 13, INK, 4)?;
        any = true;
    }
    if any {
        let words = wording.say("figure-last-visit");
        let start = edges.1 - canvas::text_width(&words, LETTER, false);
        canvas.ring((start - 24, 29), 13, INK, 4)?;
        canvas.ink(&words, (start, 29), LETTER, Anchor::Start)?;
    }
    Ok(())
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
pub(crate) fn person(analysis: &Analysis, findings: &[&Finding], wording: &Wording) -> Result<Figure, FigureError> {
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

fn finite(analysis: &Analysis) -> impl Iterator<Item = &SideDifference> {
    analysis.side_differences.iter().filter(|row| {
        [row.difference, row.interval.low, row.interval.high, row.left, row.right]
            .iter()
            .all(|value| value.is_finite())
    })
}

/// What a difference is held against: the healthy limit, else the measuring error.
pub(super) fn limit(row: &SideDifference) -> Option<f64> {
    row.gates
        .healthy_limit
        .or(row.gates.error_limit)
        .filter(|limit| limit.is_finite() && *limit > 0.0)
}

/// The rows of a headline about the course of the walk, with the keys of what their marks are; the walk as a whole would hide
/// what it is about. `None` for any other headline.
fn course<'a>(analysis: &Analysis, wording: &Wording) -> Option<(Vec<Row<'a>>, &'static [&'static str])> {
    let headlines = headlines(analysis);
    let leading = headlines.iter().find(|headline| headline.code != HeadlineCode::Doubt)?;
    // The unit stands once, behind the last number.
    let words = |measure: Measure, of_difference: bool, unit: &str, values: &[f64]| {
        let (decimals, unit) = if of_difference {
            (
                numbers::difference_decimals(measure),
                numbers::difference_unit(wording, measure),
            )
        } else {
            (numbers::decimals(measure), wording.unit(unit))
        };
        let values: Vec<String> = values
            .iter()
            .map(|value| numbers::fixed(wording, *value, decimals))
            .collect();
        numbers::with_unit(&values.join(" → "), &unit)
    };
    let named =
        |measure: Measure, side: Option<Side>, of_difference: bool| changed_name(wording, measure, side, of_difference);
    let rows: Vec<Row> = match leading.code {
        HeadlineCode::RecoveredBySitting => {
            let shown = |row: &&Recovery| row.verdict == FindingVerdict::Shown;
            let mut all: Vec<&Recovery> = analysis
                .walk_rest_walk
                .iter()
                .flat_map(|c| &c.recoveries)
                .filter(shown)
                .collect();
            all.sort_by_key(|row| Some(row.measure) != leading.measure);
            let row = |row: &&Recovery| {
                let real = |value: f64| match row.of_difference {
                    true => real_difference(row.measure, &row.unit, value),
                    false => value,
                };
                let values = [row.first, row.last, row.after].map(real);
                let told = words(row.measure, row.of_difference, &row.unit, &values);
                Row::Course(named(row.measure, row.side, row.of_difference), values.to_vec(), told)
            };
            all.iter().take(ROWS).map(row).collect()
        }
        HeadlineCode::ChangedOnTheWay => {
            let changes = &analysis.changes;
            let of = |k: &usize| changes.shifts.get(*k);
            let same =
                |shift: &&Shift| Some(shift.onset_s) == leading.onset_s && Some(shift.measure) == leading.measure;
            let event = changes
                .events
                .iter()
                .find(|event| event.shifts.iter().filter_map(of).any(|s| same(&s)))?;
            let shown = |shift: &&Shift| shift.verdict == FindingVerdict::Shown;
            let mut all: Vec<&Shift> = event.shifts.iter().filter_map(of).filter(shown).collect();
            all.sort_by_key(|shift| {
                let leads = Some(shift.measure) == leading.measure && shift.of_difference == leading.of_difference;
                (!leads, !is_primary(shift.measure))
            });
            let row = |shift: &&Shift| {
                let values = [shift.real(shift.before), shift.real(shift.after)];
                let told = words(shift.measure, shift.of_difference, &shift.unit, &values);
                Row::Course(
                    named(shift.measure, shift.side, shift.of_difference),
                    values.to_vec(),
                    told,
                )
            };
            all.iter().take(ROWS).map(row).collect()
        }
        _ => return None,
    };
    let keys: &[&str] = match leading.code {
        HeadlineCode::RecoveredBySitting => &["column-first-minute", "column-last-minute", "column-after-rest"],
        _ => &["figure-before", "figure-after"],
    };
    (!rows.is_empty()).then_some((rows, keys))
}

/// The parts of a test of function that has its result, or its repetitions, along the time that it took.
fn parts<'a>(analysis: &Analysis, wording: &Wording) -> Option<Vec<Row<'a>>> {
    let found = analysis
        .function_test
        .as_ref()
        .filter(|found| found.total_s.is_some())?;
    let part = |name: String, start_s: f64, end_s: f64| (name, start_s, end_s);
    let parts: Vec<(String, f64, f64)> = if found.phases.is_empty() {
        let numbered = found.repetitions.iter().enumerate();
        let name = |k: usize| format!("{} {}", wording.say("function-column-repetition"), k + 1);
        numbered
            .map(|(k, row)| part(name(k), row.start_s, row.seated_s.unwrap_or(row.upright_s)))
            .collect()
    } else {
        let name = |kind: FunctionPhaseKind| wording.say(&format!("function-phase-{}", kind.name()));
        let phases = found.phases.iter();
        phases
            .map(|phase| part(name(phase.kind), phase.start_s, phase.end_s))
            .collect()
    };
    let (start, end) = (parts.first()?.1, parts.last()?.2);
    let rows = parts.into_iter().take(ROWS);
    Some(
        rows.map(|(name, from, to)| Row::Part(name, (from - start, to - start), end - start))
            .collect(),
    )
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

pub(super) fn name(wording: &Wording, measure: Measure) -> String {
    wording.say(&format!("measure-{}", measure.name()))
}

pub(super) fn difference_words(row: &SideDifference, wording: &Wording) -> String {
    numbers::with_unit(
        &numbers::signed(
            wording,
            numbers::real_difference(row.measure, row.difference),
            numbers::difference_decimals(row.measure),
        ),
        &numbers::difference_unit(wording, row.measure),
    )
}

pub(super) fn value_words(measure: Measure, value: f64, wording: &Wording) -> String {
    numbers::with_unit(
        &numbers::fixed(wording, value, numbers::decimals(measure)),
        &numbers::unit(wording, measure),
    )
}

/// A difference in words.
pub(super) fn sentence_of(row: &SideDifference, wording: &Wording) -> String {
    sentence(&Row::Difference(row), wording)
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
                    numbers::difference_interval(wording, row, numbers::difference_decimals(row.measure)).into(),
                ),
                ("verdict", wording.say(crate::compose::verdict_key(row.verdict)).into()),
            ],
        ),
        Row::Part(name, (from, to), _) => format!("{name}: {}.", seconds(to - from, wording)),
        Row::Course(name, _, words) => format!("{name}: {words}."),
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

fn draw_rows(
    canvas: &Canvas,
    rows: &[Row],
    keys: &[&str],
    before: &Before,
    edges: Edges,
    wording: &Wording,
) -> Result<(), FigureError> {
    let Some(first) = rows.first() else {
        let words = wording.say("figure-glance-empty");
        return canvas.text(&words, (edges.0, 60), LETTER, SOFT, Anchor::Start, false);
    };
    if matches!(first, Row::Part(..)) {
        return rows.iter().enumerate().try_for_each(|(k, row)| match row {
            Row::Part(name, span, total) => {
                part_row(canvas, name, *span, *total, edges, HEAD + ROW * k as i32, wording)
            }
            _ => Ok(()),
        });
    }
    if matches!(first, Row::Course(..)) {
        let mut x = edges.0 + 14;
        for (k, key) in keys.iter().enumerate() {
            let words = wording.say(key);
            mark(canvas, k, (x, 60))?;
            canvas.ink(&words, (x + 24, 60), LETTER, Anchor::Start)?;
            x += 24 + canvas::text_width(&words, LETTER, false) + 50;
        }
        return rows.iter().enumerate().try_for_each(|(k, row)| match row {
            Row::Course(name, values, words) => course_row(canvas, name, values, words, edges, HEAD + ROW * k as i32),
            _ => Ok(()),
        });
    }
    let healthy = wording.say("figure-key-healthy");
    canvas.rect((edges.0, 14), (edges.0 + 46, 44), BAND, 1.0)?;
    canvas.ink(&healthy, (edges.0 + 58, 29), LETTER, Anchor::Start)?;
    let next = edges.0 + 58 + canvas::text_width(&healthy, LETTER, false) + 44;
    if matches!(first, Row::Difference(_)) {
        canvas.line(&[(next, 14), (next, 44)], SOFT, 4, 1.0)?;
        canvas.ink(&wording.say("figure-key-error"), (next + 14, 29), LETTER, Anchor::Start)?;
        let (left, right) = (wording.say("figure-more-left"), wording.say("figure-more-right"));
        canvas.text(&left, (edges.0, 92), LETTER, colour(Side::Left), Anchor::Start, true)?;
        canvas.text(&right, (edges.1, 92), LETTER, colour(Side::Right), Anchor::End, true)?;
    }
    for (k, row) in rows.iter().enumerate() {
        let top = HEAD + ROW * k as i32;
        canvas.line(&[(edges.0, top), (edges.1, top)], GRID, 2, 1.0)?;
        match row {
            Row::Difference(row) => difference(canvas, row, edges, top, wording)?,
            Row::Values(_, values) => against_band(canvas, values, before, edges, top, wording)?,
            // Rows of a course and parts of a test stand alone and were drawn above.
            Row::Course(..) | Row::Part(..) => {}
        }
    }
    Ok(())
}

fn seconds(value: f64, wording: &Wording) -> String {
    numbers::with_unit(&numbers::fixed(wording, value, 1), &wording.say("unit-s"))
}

/// A part of a test as a bar along the time of the test.
fn part_row(
    canvas: &Canvas,
    name: &str,
    (from, to): (f64, f64),
    total: f64,
    edges: Edges,
    top: i32,
    wording: &Wording,
) -> Result<(), FigureError> {
    canvas.line(&[(edges.0, top), (edges.1, top)], GRID, 2, 1.0)?;
    canvas.ink(name, (edges.0, top + 30), LETTER, Anchor::Start)?;
    let words = seconds(to - from, wording);
    canvas.text(&words, (edges.1, top + 30), LETTER, INK, Anchor::End, true)?;
    let x = Scale {
        from: (0.0, total.max(1e-6)),
        to: edges,
    };
    canvas.rect((edges.0, top + 70), (edges.1, top + 94), BAND, 1.0)?;
    canvas.rect(
        (x.at(from), top + 66),
        (x.at(to).max(x.at(from) + 2), top + 98),
        SOFT,
        1.0,
    )
}

/// The marks of a course in their order: before, after, and after a rest.
fn mark(canvas: &Canvas, k: usize, at: (i32, i32)) -> Result<(), FigureError> {
    match k {
        0 => canvas.ring(at, 13, INK, 5),
        1 => canvas.circle(at, 14, INK),
        _ => canvas.diamond(at, 18, colour(Side::Left)),
    }
}

/// A measure at the moments of its course, on an axis of its own.
fn course_row(
    canvas: &Canvas,
    name: &str,
    numbers: &[f64],
    words: &str,
    edges: Edges,
    top: i32,
) -> Result<(), FigureError> {
    canvas.line(&[(edges.0, top), (edges.1, top)], GRID, 2, 1.0)?;
    // Words that do not fit beside the name stand beside the marks, in letters of the same size.
    let wide = canvas::text_width(words, LETTER, true) + 40;
    let room = edges.1 - edges.0 - wide;
    let beside = canvas::text_width(name, LETTER, false) <= room;
    canvas.fitted(name, (edges.0, top + 30), LETTER, INK, false, edges.1 - edges.0)?;
    let line = if beside { top + 30 } else { top + 84 };
    canvas.text(words, (edges.1, line), LETTER, INK, Anchor::End, true)?;
    let right = if beside { edges.1 } else { edges.1 - wide };
    let Some((low, high)) = super::span(numbers) else {
        return Ok(());
    };
    let pad = (0.15 * (high - low)).max(1e-6);
    let x = Scale {
        from: (low - pad, high + pad),
        to: (edges.0 + 30, right - 30),
    };
    let y = top + 84;
    canvas.line(&[(edges.0, y), (right, y)], FAINT, 3, 1.0)?;
    // The way from one mark to the next, so that there and back can be told apart.
    for pair in numbers.windows(2) {
        canvas.line(&[(x.at(pair[0]), y), (x.at(pair[1]), y)], SOFT, 6, 0.5)?;
    }
    numbers
        .iter()
        .enumerate()
        .try_for_each(|(k, value)| mark(canvas, k, (x.at(*value), y)))
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
        (edges.0, top + 30),
        LETTER,
        tone,
        Anchor::Start,
        shown,
    )?;
    let mut words = difference_words(row, wording);
    if unjudged {
        words = format!("{words} ({})", wording.say("verdict-cannot_be_judged"));
    }
    canvas.text(&words, (edges.1, top + 30), LETTER, tone, Anchor::End, shown)?;
    let middle = top + 84;
    for (side, value) in [(Side::Left, row.left), (Side::Right, row.right)] {
        let (at, anchor) = match side {
            Side::Left => (edges.0, Anchor::Start),
            Side::Right => (edges.1, Anchor::End),
        };
        let ink = if unjudged { SOFT } else { colour(side) };
        let words = value_words(row.measure, value, wording);
        canvas.text(&words, (at, middle), LETTER, ink, anchor, false)?;
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
        canvas.rect((x.at(-healthy), middle - 20), (x.at(healthy), middle + 20), BAND, 1.0)?;
    }
    if let Some(error) = row
        .gates
        .error_limit
        .filter(|error| error.is_finite() && *error <= reach)
    {
        for at in [x.at(-error), x.at(error)] {
            canvas.line(&[(at, middle - 20), (at, middle + 20)], SOFT, 4, 1.0)?;
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

/// Values with their intervals over the healthy band, where there is one, and hollow marks where they were at the visit before.
fn against_band(
    canvas: &Canvas,
    values: &[&MeasureSummary],
    before: &Before,
    edges: Edges,
    top: i32,
    wording: &Wording,
) -> Result<(), FigureError> {
    let Some(measure) = values.first().map(|row| row.measure) else {
        return Ok(());
    };
    canvas.text(
        &name(wording, measure),
        (edges.0, top + 30),
        LETTER,
        INK,
        Anchor::Start,
        false,
    )?;
    let words: Vec<String> = values.iter().map(|value| labelled(value, wording)).collect();
    canvas.text(&words.join(" · "), (edges.1, top + 30), LETTER, INK, Anchor::End, true)?;
    let reference = values.iter().find_map(|value| value.reference.as_ref());
    let mut seen: Vec<f64> = reference.iter().flat_map(|r| [r.p05, r.p95]).collect();
    for value in values {
        seen.push(value.value);
        seen.extend(value.interval.iter().flat_map(|interval| [interval.low, interval.high]));
    }
    let last: Vec<(Option<Side>, f64)> = before.levels(values).collect();
    seen.extend(last.iter().map(|(_, value)| value));
    let Some((low, high)) = super::span(&seen) else {
        return Ok(());
    };
    let pad = (0.3 * (high - low)).max(0.02 * high.abs()).max(1e-6);
    let x = Scale {
        from: (low - pad, high + pad),
        to: edges,
    };
    let middle = top + 84;
    if let Some(reference) = reference {
        canvas.rect(
            (x.at(reference.p05), middle - 20),
            (x.at(reference.p95), middle + 20),
            BAND,
            1.0,
        )?;
    }
    canvas.line(&[(edges.0, middle + 18), (edges.1, middle + 18)], FAINT, 2, 1.0)?;
    let height = |side: Option<Side>| match side {
        Some(Side::Left) => middle - 8,
        Some(Side::Right) => middle + 8,
        None => middle,
    };
    for (side, value) in last {
        canvas.ring((x.at(value), height(side)), 13, side.map_or(INK, colour), 4)?;
    }
    for row in values {
        let tone = row.side.map_or(INK, colour);
        let y = height(row.side);
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
