//! A body seen from behind, so that left is left: where the sensors were worn, and which side a finding is named after.

use super::canvas::{self, Anchor, Canvas, FigureError};
use super::silhouette::{self, Seen, Stand};
use super::{BAND, FAINT, INK, SOFT, TINTS, colour};
use assessment::Analysis;
use assessment::{Finding, FindingVerdict, Pattern};
use plotters::style::WHITE;
use recording::{Side, Site};
use wording::Wording;

/// Width of the drawing with its labels, and height of the body.
pub(super) const WIDE: i32 = 820;
pub(super) const TALL: i32 = 720;
const MIDDLE: i32 = WIDE / 2;
/// Room for the words on either side.
const LABEL_WIDTH: i32 = 262;
const LINE: i32 = 44;
const SIZE: i32 = super::glance::LETTER;
/// Labels on a side.
const LABELS: usize = 3;

/// The body, from behind: left is left.
const STAND: Stand = Stand {
    seen: Seen::Behind,
    at: (MIDDLE, 62),
    scale: 0.612,
};

fn site_place(site: Site) -> (i32, i32) {
    let at = |side: Side, down: f64, out: f64| STAND.place(side, down, out);
    match site {
        Site::Pelvis => at(Side::Left, 486.0, 0.0),
        Site::Trunk => at(Side::Left, 240.0, 0.0),
        Site::ThighLeft => at(Side::Left, 684.0, 82.0),
        Site::ThighRight => at(Side::Right, 684.0, 82.0),
        Site::ShankLeft => at(Side::Left, 822.0, 68.0),
        Site::ShankRight => at(Side::Right, 822.0, 68.0),
        Site::FootLeft => at(Side::Left, 982.0, 50.0),
        Site::FootRight => at(Side::Right, 982.0, 50.0),
    }
}

/// Where a pattern is seen: the middle and the size of its mark.
fn region(pattern: Pattern, side: Side) -> ((i32, i32), i32) {
    let at = |down: f64, out: f64| STAND.place(side, down, out);
    match pattern {
        Pattern::ReducedLoadingFlexion | Pattern::IncreasedLoadingFlexion => (at(752.0, 40.0), 25),
        Pattern::StiffKnee => (at(730.0, 56.0), 25),
        Pattern::PelvicDrop | Pattern::HipHiking => (at(484.0, 62.0), 28),
        Pattern::LateralTrunkLean | Pattern::ForwardLean => (at(300.0, 44.0), 30),
        Pattern::Circumduction => (at(860.0, 62.0), 22),
        Pattern::Steppage => (at(950.0, 46.0), 20),
        Pattern::ReducedThighExtension => (at(620.0, 50.0), 28),
        Pattern::Antalgic => (at(896.0, 46.0), 21),
        Pattern::AsymmetricLoading => (at(984.0, 50.0), 21),
        Pattern::ShortSlowSteps | Pattern::IncreasedVariability => (at(966.0, 50.0), 20),
    }
}

fn circle(at: (i32, i32), radius: i32) -> Vec<(i32, i32)> {
    (0..=48)
        .map(|k| {
            let angle = std::f64::consts::TAU * f64::from(k) / 48.0;
            (
                at.0 + (f64::from(radius) * angle.cos()).round() as i32,
                at.1 + (f64::from(radius) * angle.sin()).round() as i32,
            )
        })
        .collect()
}

/// Findings that are shown or possible and belong to a side, shown first.
fn named<'a>(findings: &[&'a Finding], side: Side) -> Vec<&'a Finding> {
    let mut found: Vec<&Finding> = findings
        .iter()
        .copied()
        .filter(|finding| finding.side == Some(side))
        .collect();
    found.sort_by_key(|finding| finding.verdict);
    found.truncate(LABELS);
    found.sort_by_key(|finding| region(finding.pattern, side).0.1);
    found
}

/// Draws the body with its top left corner at the origin. A full disc is a shown finding, a dashed ring a possible one,
/// a black square a sensor. `findings` in order of weight. `words`: with the names of the findings.
pub(super) fn draw(
    canvas: &Canvas,
    analysis: &Analysis,
    findings: &[&Finding],
    words: bool,
    wording: &Wording,
) -> Result<(), FigureError> {
    STAND.draw(canvas, BAND, SOFT, 3, Some(TINTS))?;
    STAND.features(canvas, FAINT, 3)?;
    for side in Side::BOTH {
        let name = wording.say(&format!("figure-{}", side.name()));
        let half = canvas::text_width(&name, 38, true) / 2;
        let middle = MIDDLE + STAND.way(side) * 232;
        silhouette::badge(canvas, side, (middle - half - 20, 46), 44, wording)?;
        canvas.text(&name, (middle + 28, 46), 38, colour(side), Anchor::Middle, true)?;
        let found = named(findings, side);
        for finding in &found {
            let (place, radius) = region(finding.pattern, side);
            if finding.verdict == FindingVerdict::Shown {
                canvas.circle(place, radius, colour(side))?;
                canvas.line(&circle(place, radius), INK, 4, 1.0)?;
            } else {
                canvas.dashed(&circle(place, radius), INK, 4, (12.0, 8.0))?;
            }
        }
        if words {
            labels(canvas, &found, side, wording)?;
        }
    }
    for sensor in &analysis.sensors {
        let (x, y) = site_place(sensor.site);
        canvas.rect((x - 13, y - 10), (x + 13, y + 10), WHITE, 1.0)?;
        canvas.rect((x - 10, y - 7), (x + 10, y + 7), INK, 1.0)?;
    }
    let key = wording.say("figure-body-key");
    canvas.text(&key, (MIDDLE, TALL - 12), SIZE, SOFT, Anchor::Middle, false)
}

/// One label: whether its finding is shown, its lines, its place, its height.
type Label = (bool, Vec<String>, (i32, i32), i32);

/// The words of a side's findings, each beside its place, none over another.
fn labels(canvas: &Canvas, found: &[&Finding], side: Side, wording: &Wording) -> Result<(), FigureError> {
    let blocks: Vec<Label> = found
        .iter()
        .map(|finding| {
            let shown = finding.verdict == FindingVerdict::Shown;
            // The clinical term stands in brackets and has no room here.
            let name = wording.say(&format!("pattern-{}", finding.pattern.name()));
            let mut words = name.split(" (").next().unwrap_or_default().to_owned();
            if !shown {
                words = wording.text("figure-body-possible", &[("pattern", words.into())]);
            }
            let (place, radius) = region(finding.pattern, side);
            (shown, canvas::wrapped(&words, SIZE, shown, LABEL_WIDTH), place, radius)
        })
        .collect();
    let heights: Vec<i32> = blocks.iter().map(|(_, lines, ..)| LINE * lines.len() as i32).collect();
    let mut tops: Vec<i32> = Vec::new();
    let mut free = 70;
    for (block, height) in blocks.iter().zip(&heights) {
        let top = (block.2.1 - height / 2).max(free);
        tops.push(top);
        free = top + height + 16;
    }
    // What ran off the lower end moves up again, the last first.
    let mut floor = TALL - 44;
    for (top, height) in tops.iter_mut().zip(&heights).rev() {
        *top = (*top).min(floor - height);
        floor = *top - 16;
    }
    for ((shown, lines, place, radius), (top, height)) in blocks.iter().zip(tops.iter().zip(&heights)) {
        let (edge, anchor) = match side {
            Side::Left => (0, Anchor::Start),
            Side::Right => (WIDE, Anchor::End),
        };
        let widest = lines
            .iter()
            .map(|line| canvas::text_width(line, SIZE, *shown))
            .max()
            .unwrap_or(0);
        for (k, line) in lines.iter().enumerate() {
            let y = top + LINE / 2 + LINE * k as i32;
            canvas.text(line, (edge, y), SIZE, INK, anchor, *shown)?;
        }
        let start = match side {
            Side::Left => widest + 10,
            Side::Right => WIDE - widest - 10,
        };
        let end = place.0 + STAND.way(side) * radius;
        canvas.line(
            &[(start, top + height / 2), (end, place.1)],
            if *shown { INK } else { FAINT },
            3,
            1.0,
        )?;
    }
    Ok(())
}
