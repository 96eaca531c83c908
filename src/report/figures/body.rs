//! A body seen from behind, so that left is left: where the sensors were worn, and which side a finding is named after.

use super::canvas::{self, Anchor, Canvas, FigureError};
use super::{BAND, FAINT, INK, SOFT, TICK, colour};
use crate::analysis::Analysis;
use crate::assessment::{Finding, FindingVerdict, Pattern};
use crate::recording::{Side, Site};
use crate::wording::Wording;
use plotters::style::{RGBColor, WHITE};

/// Width of the drawing with its labels, and height of the body.
pub(super) const WIDE: i32 = 820;
pub(super) const TALL: i32 = 720;
const MIDDLE: i32 = WIDE / 2;
/// Room for the words on either side.
const LABEL_WIDTH: i32 = 262;
const LINE: i32 = 33;
const SIZE: i32 = TICK - 2;
/// Labels on a side.
const LABELS: usize = 4;

/// −1 for left, +1 for right: the way from the middle.
fn way(side: Side) -> i32 {
    match side {
        Side::Left => -1,
        Side::Right => 1,
    }
}

/// A limb's outline around its axis, from the half width at one end to that at the other.
fn limb(from: (i32, i32), to: (i32, i32), wide: (i32, i32)) -> [(i32, i32); 4] {
    [
        (from.0 - wide.0, from.1),
        (from.0 + wide.0, from.1),
        (to.0 + wide.1, to.1),
        (to.0 - wide.1, to.1),
    ]
}

struct Joints {
    hip: (i32, i32),
    knee: (i32, i32),
    ankle: (i32, i32),
}

fn joints(side: Side) -> Joints {
    let at = |offset: i32, y: i32| (MIDDLE + way(side) * offset, y);
    Joints {
        hip: at(40, 352),
        knee: at(44, 506),
        ankle: at(42, 652),
    }
}

fn shape(canvas: &Canvas, points: &[(i32, i32)], fill: RGBColor) -> Result<(), FigureError> {
    canvas.polygon(points, fill, 1.0)?;
    let mut around = points.to_vec();
    around.extend(points.first().copied());
    canvas.line(&around, SOFT, 3, 1.0)
}

fn outline(canvas: &Canvas) -> Result<(), FigureError> {
    let mirrored = |half: &[(i32, i32)]| -> Vec<(i32, i32)> {
        let right = half.iter().map(|(x, y)| (MIDDLE + x, *y));
        right.chain(half.iter().rev().map(|(x, y)| (MIDDLE - x, *y))).collect()
    };
    for side in Side::BOTH {
        let at = |offset: i32, y: i32| (MIDDLE + way(side) * offset, y);
        let Joints { hip, knee, ankle } = joints(side);
        shape(canvas, &limb(at(98, 140), at(122, 252), (17, 14)), BAND)?;
        shape(canvas, &limb(at(122, 252), at(130, 372), (14, 9)), BAND)?;
        shape(canvas, &limb(hip, knee, (36, 22)), BAND)?;
        shape(canvas, &limb(knee, ankle, (23, 13)), BAND)?;
        let foot = [at(28, 654), at(56, 654), at(70, 686), at(26, 686)];
        shape(canvas, &foot, BAND)?;
    }
    shape(
        canvas,
        &mirrored(&[
            (14, 96),
            (14, 118),
            (96, 130),
            (100, 152),
            (66, 262),
            (78, 352),
            (70, 378),
            (4, 384),
        ]),
        BAND,
    )?;
    canvas.ring((MIDDLE, 58), 43, SOFT, 3)?;
    canvas.circle((MIDDLE, 58), 41, BAND)
}

fn site_place(site: Site) -> (i32, i32) {
    match site {
        Site::Pelvis => (MIDDLE, 330),
        Site::Trunk => (MIDDLE, 180),
        Site::ThighLeft => (MIDDLE - 72, 430),
        Site::ThighRight => (MIDDLE + 72, 430),
        Site::ShankLeft => (MIDDLE - 66, 556),
        Site::ShankRight => (MIDDLE + 66, 556),
        Site::FootLeft => (MIDDLE - 48, 674),
        Site::FootRight => (MIDDLE + 48, 674),
    }
}

/// Where a pattern is seen: the middle and the size of its mark.
fn region(pattern: Pattern, side: Side) -> ((i32, i32), i32) {
    let leg = joints(side);
    let at = |offset: i32, y: i32| (MIDDLE + way(side) * offset, y);
    match pattern {
        Pattern::ReducedLoadingFlexion | Pattern::IncreasedLoadingFlexion | Pattern::StiffKnee => (leg.knee, 34),
        Pattern::PelvicDrop | Pattern::HipHiking => (at(58, 340), 34),
        Pattern::LateralTrunkLean | Pattern::ForwardLean => (at(52, 210), 38),
        Pattern::Circumduction | Pattern::Steppage => (at(43, 590), 30),
        Pattern::ReducedThighExtension => (at(42, 425), 32),
        Pattern::Antalgic | Pattern::AsymmetricLoading => (at(46, 652), 34),
        Pattern::ShortSlowSteps | Pattern::IncreasedVariability => (at(46, 670), 30),
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
/// a black square a sensor. `findings` in order of weight.
pub(super) fn draw(
    canvas: &Canvas,
    analysis: &Analysis,
    findings: &[&Finding],
    wording: &Wording,
) -> Result<(), FigureError> {
    outline(canvas)?;
    for side in Side::BOTH {
        let name = wording.say(&format!("figure-{}", side.name()));
        let at = (MIDDLE + way(side) * 232, 30);
        canvas.text(&name, at, 38, colour(side), Anchor::Middle, true)?;
        let found = named(findings, side);
        for finding in &found {
            let (place, radius) = region(finding.pattern, side);
            if finding.verdict == FindingVerdict::Shown {
                canvas.circle(place, radius, colour(side))?;
                canvas.line(&circle(place, radius), INK, 4, 1.0)?;
            } else {
                canvas.dashed(&circle(place, radius), INK, 4, (14.0, 9.0))?;
            }
        }
        labels(canvas, &found, side, wording)?;
    }
    for sensor in &analysis.sensors {
        let (x, y) = site_place(sensor.site);
        canvas.rect((x - 15, y - 12), (x + 15, y + 12), WHITE, 1.0)?;
        canvas.rect((x - 12, y - 9), (x + 12, y + 9), INK, 1.0)?;
    }
    let key = wording.say("figure-body-key");
    canvas.text(&key, (MIDDLE, TALL - 12), SIZE - 2, SOFT, Anchor::Middle, false)
}

/// One label: whether its finding is shown, its lines, its place, its height.
type Label = (bool, Vec<String>, (i32, i32), i32);

/// The words of a side's findings, each beside its place, none over another.
fn labels(canvas: &Canvas, found: &[&Finding], side: Side, wording: &Wording) -> Result<(), FigureError> {
    let blocks: Vec<Label> = found
        .iter()
        .map(|finding| {
            let shown = finding.verdict == FindingVerdict::Shown;
            let mut words = wording.say(&format!("pattern-{}", finding.pattern.name()));
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
        let end = place.0 + way(side) * radius;
        canvas.line(
            &[(start, top + height / 2), (end, place.1)],
            if *shown { INK } else { FAINT },
            3,
            1.0,
        )?;
    }
    Ok(())
}
