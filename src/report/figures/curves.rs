//! Angles over the stride: both legs in one panel, each on its own stride, over the healthy band.

use super::canvas::{self, Anchor, Canvas, FigureError};
use super::{BAND, FAINT, GRID, INK, LABEL, SOFT, Scale, TICK, WIDTH, colour, span, tick_decimals, tick_step, ticks};
use crate::document::{Figure, Hover};
use crate::norms::{self, Band};
use crate::numbers;
use assessment::{Analysis, GradeReason};
use gait::{Curve, CycleCurve};
use plotters::style::RGBColor;
use recording::Side;
use wording::Wording;

/// Curves that share a figure, up to three panels a row.
const GROUPS: &[&[Curve]] = &[
    &[Curve::KneeFlexion, Curve::HipFlexion],
    &[Curve::ThighInclination, Curve::ShankInclination],
    &[
        Curve::PelvisTilt,
        Curve::PelvisObliquity,
        Curve::PelvisRotation,
        Curve::TrunkLean,
    ],
];
/// Single strides drawn behind each mean, and every how many points of them.
const STRIDES: usize = 20;
const EVERY: usize = 2;

const PANEL_HEIGHT: i32 = 640;
const GAP: i32 = 70;
/// Width of a panel that stands alone.
const NARROW: i32 = 1000;
/// Room on the left and right of a panel's axis.
const AXIS: (i32, i32) = (92, 36);
/// Points of the stride from one value told to the next.
const HOVER_STEP: usize = 2;

/// What one panel shows.
struct Panel<'a> {
    curve: Curve,
    sides: Vec<&'a CycleCurve>,
    band: Option<&'static Band>,
    /// Sides whose sensors are doubted: drawn grey, and compared with nobody.
    doubted: Vec<(Side, GradeReason)>,
}

/// All curve figures that the recording gives.
pub(crate) fn all(analysis: &Analysis, wording: &Wording) -> Result<Vec<Figure>, FigureError> {
    let mut figures = Vec::new();
    for group in GROUPS {
        let panels: Vec<Panel> = group.iter().filter_map(|curve| panel(analysis, *curve)).collect();
        if !panels.is_empty() {
            figures.push(figure(&panels, wording)?);
        }
    }
    Ok(figures)
}

/// The sides that have the curve, and its healthy band where it fits; `None` where no side has it.
fn panel(analysis: &Analysis, curve: Curve) -> Option<Panel<'_>> {
    let sides: Vec<&CycleCurve> = Side::BOTH
        .iter()
        .filter_map(|side| analysis.cycles.iter().find(|c| c.curve == curve && c.side == *side))
        .filter(|cycle| cycle.mean.len() == 101 && cycle.mean.iter().all(|value| value.is_finite()))
        .collect();
    let doubt = |side: Side| Some((side, analysis.curve_doubt(curve, side)?));
    let doubted: Vec<(Side, GradeReason)> = sides.iter().filter_map(|cycle| doubt(cycle.side)).collect();
    let band = norms::band(curve).filter(|_| norms::refusal(analysis).is_none() && doubted.len() < sides.len());
    (!sides.is_empty()).then_some(Panel {
        curve,
        sides,
        band,
        doubted,
    })
}

fn name(wording: &Wording, curve: Curve) -> String {
    wording.say(&format!("curve-{}", curve.name()))
}

impl Panel<'_> {
    fn colour(&self, side: Side) -> RGBColor {
        if self.doubted.iter().any(|(own, _)| *own == side) {
            FAINT
        } else {
            colour(side)
        }
    }
}

/// The caption: what the lines are, and which of them are doubted, with the reason.
fn caption(panels: &[Panel], names: &str, wording: &Wording) -> String {
    let mut caption = wording.text("figure-curves-caption", &[("names", names.into())]);
    for panel in panels {
        for (side, reason) in &panel.doubted {
            caption.push(' ');
            caption.push_str(&wording.text(
                "figure-curves-doubted",
                &[
                    ("name", name(wording, panel.curve).into()),
                    ("side", wording.say(&format!("side-{}", side.name())).into()),
                    ("reason", wording.say(reason.key()).into()),
                ],
            ));
        }
    }
    caption
}

fn figure(panels: &[Panel], wording: &Wording) -> Result<Figure, FigureError> {
    let columns = match panels.len() {
        1 | 3 => panels.len() as i32,
        _ => 2,
    };
    let rows = (panels.len() as i32 + columns - 1) / columns;
    let height = rows * PANEL_HEIGHT + (rows - 1) * GAP / 2;
    let width = WIDTH as i32;
    let corners = |k: usize| {
        let (row, place) = (k as i32 / columns, k as i32 % columns);
        let wide = (width - (columns - 1) * GAP) / columns;
        let (left, top) = (place * (wide + GAP), row * (PANEL_HEIGHT + GAP / 2));
        ((left, top), (left + wide, top + PANEL_HEIGHT))
    };
    let body = canvas::draw(height as u32, |canvas| {
        for (k, panel) in panels.iter().enumerate() {
            let (from, to) = corners(k);
            draw_panel(canvas, panel, wording, from, to)?;
        }
        Ok(())
    })?;
    let hover = panels
        .iter()
        .enumerate()
        .flat_map(|(k, panel)| hover(panel, corners(k), wording))
        .collect();
    let names: Vec<String> = panels.iter().map(|panel| name(wording, panel.curve)).collect();
    let names = names.join(", ");
    Ok(Figure {
        id: format!("curves-{}", panels[0].curve.name().replace('_', "-")),
        body,
        width: WIDTH,
        height: height as u32,
        title: wording.text("figure-curves-title", &[("names", (&names).into())]),
        description: describe(panels, wording),
        caption: caption(panels, &names, wording),
        hover,
    })
}

/// One curve alone, half a page wide, to stand beside words.
pub(crate) fn single(
    analysis: &Analysis,
    curve: Curve,
    id: &str,
    wording: &Wording,
) -> Result<Option<Figure>, FigureError> {
    let Some(panel) = panel(analysis, curve) else {
        return Ok(None);
    };
    let corners = ((0, 0), (NARROW, PANEL_HEIGHT));
    let body = canvas::draw_sized(NARROW as u32, PANEL_HEIGHT as u32, |canvas| {
        draw_panel(canvas, &panel, wording, corners.0, corners.1)
    })?;
    let names = name(wording, curve);
    Ok(Some(Figure {
        id: id.to_owned(),
        body,
        width: NARROW as u32,
        height: PANEL_HEIGHT as u32,
        title: wording.text("figure-curves-title", &[("names", (&names).into())]),
        description: describe(std::slice::from_ref(&panel), wording),
        caption: caption(std::slice::from_ref(&panel), &names, wording),
        hover: hover(&panel, corners, wording),
    }))
}

/// Upright strips that tell the values of both sides at their place in the stride.
fn hover(panel: &Panel, (from, to): ((i32, i32), (i32, i32)), wording: &Wording) -> Vec<Hover> {
    let x = Scale {
        from: (0.0, 100.0),
        to: (from.0 + AXIS.0, to.0 - AXIS.1),
    };
    (0..=100)
        .step_by(HOVER_STEP)
        .map(|k| {
            let half = HOVER_STEP as f64 / 2.0;
            let (left, right) = (x.at((k as f64 - half).max(0.0)), x.at((k as f64 + half).min(100.0)));
            let mut words = vec![format!("{}, {k} %", name(wording, panel.curve))];
            for cycle in &panel.sides {
                let side = wording.say(&format!("side-{}", cycle.side.name()));
                words.push(format!("{side} {}°", numbers::fixed(wording, cycle.mean[k], 1)));
            }
            if let Some(band) = panel.band {
                let range = numbers::range(wording, band.p05[k], band.p95[k], 0);
                words.push(format!("{} {range}°", wording.say("figure-healthy")));
            }
            Hover {
                x: left,
                y: from.1 + 136,
                width: right - left,
                height: to.1 - 92 - from.1 - 136,
                text: words.join("\n"),
            }
        })
        .collect()
}

fn describe(panels: &[Panel], wording: &Wording) -> String {
    let degrees = |value: f64| numbers::fixed(wording, value, 0);
    let mut sentences = Vec::new();
    for panel in panels {
        for cycle in &panel.sides {
            let (low, high) = span(&cycle.mean).unwrap_or_default();
            sentences.push(wording.text(
                "figure-curve-side",
                &[
                    ("name", name(wording, panel.curve).into()),
                    ("side", wording.say(&format!("side-{}", cycle.side.name())).into()),
                    ("low", degrees(low).into()),
                    ("high", degrees(high).into()),
                    ("n", cycle.n.into()),
                ],
            ));
        }
        if let Some((low, high)) = panel.band.and_then(|band| span(&band.mean)) {
            sentences.push(wording.text(
                "figure-curve-band",
                &[("low", degrees(low).into()), ("high", degrees(high).into())],
            ));
        }
    }
    sentences.join(" ")
}

/// Strides to draw: evenly chosen.
fn chosen(cycle: &CycleCurve) -> impl Iterator<Item = &Vec<f64>> {
    let step = cycle.strides.len().div_ceil(STRIDES).max(1);
    cycle.strides.iter().step_by(step).filter(|stride| stride.len() == 101)
}

fn draw_panel(
    canvas: &Canvas,
    panel: &Panel,
    wording: &Wording,
    (left, top): (i32, i32),
    (right, bottom): (i32, i32),
) -> Result<(), FigureError> {
    let means = panel.sides.iter().flat_map(|cycle| cycle.mean.iter());
    let strides = panel.sides.iter().flat_map(|cycle| chosen(cycle).flatten());
    let band = panel.band.iter().flat_map(|band| band.p05.iter().chain(&band.p95));
    let (low, high) = span(means.chain(strides).chain(band)).unwrap_or((0.0, 1.0));
    // At least ten degrees high, so that noise does not look like movement.
    let pad = ((10.0 - (high - low)) / 2.0).max(0.06 * (high - low));
    let (low, high) = (low - pad, high + pad);
    let x = Scale {
        from: (0.0, 100.0),
        to: (left + AXIS.0, right - AXIS.1),
    };
    let y = Scale {
        from: (low, high),
        to: (bottom - 92, top + 136),
    };

    canvas.text(
        &name(wording, panel.curve),
        (left, top + 20),
        38,
        INK,
        Anchor::Start,
        true,
    )?;
    let axis = wording.say(&format!("curve-{}.axis", panel.curve.name()));
    canvas.text(&axis, (left, top + 64), TICK, SOFT, Anchor::Start, false)?;

    if let Some(band) = panel.band {
        let upper = (0..101).map(|k| (x.at(k as f64), y.at(band.p95[k])));
        let lower = (0..101).rev().map(|k| (x.at(k as f64), y.at(band.p05[k])));
        canvas.polygon(&upper.chain(lower).collect::<Vec<_>>(), BAND, 1.0)?;
    }
    grid(canvas, wording, x, y)?;
    if let Some(band) = panel.band {
        let mean: Vec<(i32, i32)> = (0..101).map(|k| (x.at(k as f64), y.at(band.mean[k]))).collect();
        canvas.dashed(&mean, SOFT, 3, (5.0, 9.0))?;
    }
    for cycle in &panel.sides {
        for stride in chosen(cycle) {
            let points: Vec<(i32, i32)> = (0..101)
                .step_by(EVERY)
                .filter(|k| stride[*k].is_finite())
                .map(|k| (x.at(k as f64), y.at(stride[k])))
                .collect();
            canvas.line(&points, panel.colour(cycle.side), 2, 0.16)?;
        }
    }
    contacts_off(canvas, panel, wording, x, y)?;
    for cycle in &panel.sides {
        mean_line(canvas, cycle, panel.colour(cycle.side), x, y)?;
    }
    names(canvas, panel, wording, x, y)
}

fn grid(canvas: &Canvas, wording: &Wording, x: Scale, y: Scale) -> Result<(), FigureError> {
    let step = tick_step(y.from.1 - y.from.0, 6);
    for value in ticks(y.from.0, y.from.1, step) {
        let at = y.at(value);
        let tone: RGBColor = if value == 0.0 { FAINT } else { GRID };
        canvas.line(&[(x.to.0, at), (x.to.1, at)], tone, 2, 1.0)?;
        canvas.ink(
            &numbers::fixed(wording, value, tick_decimals(step)),
            (x.to.0 - 14, at),
            TICK,
            Anchor::End,
        )?;
    }
    for value in [0.0, 20.0, 40.0, 60.0, 80.0, 100.0] {
        let at = x.at(value);
        canvas.line(&[(at, y.to.0), (at, y.to.0 + 10)], FAINT, 2, 1.0)?;
        canvas.ink(
            &numbers::fixed(wording, value, 0),
            (at, y.to.0 + 32),
            TICK,
            Anchor::Middle,
        )?;
    }
    canvas.line(&[(x.to.0, y.to.0), (x.to.1, y.to.0)], FAINT, 2, 1.0)?;
    let middle = (x.to.0 + x.to.1) / 2;
    canvas.text(
        &wording.say("figure-percent"),
        (middle, y.to.0 + 72),
        TICK,
        SOFT,
        Anchor::Middle,
        false,
    )
}

fn mean_line(canvas: &Canvas, cycle: &CycleCurve, tone: RGBColor, x: Scale, y: Scale) -> Result<(), FigureError> {
    let points: Vec<(i32, i32)> = (0..101).map(|k| (x.at(k as f64), y.at(cycle.mean[k]))).collect();
    match cycle.side {
        Side::Left => {
            canvas.line(&points, tone, 6, 1.0)?;
            (5..100)
                .step_by(15)
                .try_for_each(|k| canvas.circle(points[k], 10, tone))
        }
        Side::Right => {
            canvas.dashed(&points, tone, 6, (26.0, 12.0))?;
            (12..100)
                .step_by(15)
                .try_for_each(|k| canvas.triangle(points[k], 13, tone))
        }
    }
}

/// An upright line where each foot leaves the ground, named on top; the earlier one is named to its left.
fn contacts_off(canvas: &Canvas, panel: &Panel, wording: &Wording, x: Scale, y: Scale) -> Result<(), FigureError> {
    let mut found: Vec<(f64, Side)> = panel
        .sides
        .iter()
        .filter_map(|cycle| Some((cycle.final_contact_percent?, cycle.side)))
        .collect();
    found.retain(|(percent, _)| (0.0..=100.0).contains(percent));
    found.sort_by(|a, b| a.0.total_cmp(&b.0));
    for (k, (percent, side)) in found.iter().enumerate() {
        let at = x.at(*percent);
        match side {
            Side::Left => canvas.line(&[(at, y.to.1), (at, y.to.0)], colour(*side), 3, 0.8)?,
            Side::Right => canvas.dashed(&[(at, y.to.1), (at, y.to.0)], colour(*side), 3, (16.0, 10.0))?,
        }
        let initial = wording.say(&format!("initial-{}", side.name()));
        let text = format!("{initial} {}\u{a0}%", numbers::fixed(wording, *percent, 0));
        let (place, anchor) = if k == 0 && found.len() == 2 {
            (at - 8, Anchor::End)
        } else {
            (at + 8, Anchor::Start)
        };
        canvas.text(&text, (place, y.to.1 - 20), TICK - 2, colour(*side), anchor, true)?;
    }
    Ok(())
}

/// `left` and `right` beside their curves, where the curves are furthest apart in that side's favour.
fn names(canvas: &Canvas, panel: &Panel, wording: &Wording, x: Scale, y: Scale) -> Result<(), FigureError> {
    let mut taken: Vec<(i32, i32, i32, i32)> = Vec::new();
    for cycle in &panel.sides {
        let other = panel.sides.iter().find(|candidate| candidate.side != cycle.side);
        let text = wording.say(&format!("figure-{}", cycle.side.name()));
        let half = canvas::text_width(&text, LABEL, true) / 2 + 8;
        let mut best: Option<(f64, i32, i32)> = None;
        for k in (6..=94).step_by(2) {
            for above in [true, false] {
                let at = (x.at(k as f64), y.at(cycle.mean[k]) + if above { -40 } else { 40 });
                let cell = (at.0 - half, at.1 - 24, at.0 + half, at.1 + 24);
                let inside = cell.1 > y.to.1 + 4 && cell.3 < y.to.0 - 4 && cell.0 > x.to.0 && cell.2 < x.to.1;
                let free = taken
                    .iter()
                    .all(|t| cell.2 < t.0 || cell.0 > t.2 || cell.3 < t.1 || cell.1 > t.3);
                if !inside || !free {
                    continue;
                }
                // Distance from every curve to the label's cell, along the label's width.
                let clear = |mean: &[f64]| -> i32 {
                    (0..101)
                        .filter(|j| (cell.0..=cell.2).contains(&x.at(*j as f64)))
                        .map(|j| {
                            let line = y.at(mean[j]);
                            if line < cell.1 {
                                cell.1 - line
                            } else if line > cell.3 {
                                line - cell.3
                            } else {
                                -40
                            }
                        })
                        .min()
                        .unwrap_or(0)
                };
                let own = clear(&cycle.mean).min(14);
                let others = other.map_or(60, |other| clear(&other.mean)).min(60);
                let upright = panel
                    .sides
                    .iter()
                    .filter_map(|side| side.final_contact_percent)
                    .any(|percent| (cell.0 - 6..=cell.2 + 6).contains(&x.at(percent)));
                let score = f64::from(3 * own + others) - if upright { 60.0 } else { 0.0 } - 0.02 * k as f64;
                if best.is_none_or(|(known, _, _)| score > known) {
                    best = Some((score, at.0, at.1));
                }
            }
        }
        if let Some((_, cx, cy)) = best {
            taken.push((cx - half, cy - 24, cx + half, cy + 24));
            canvas.label(&text, (cx, cy), LABEL, colour(cycle.side), Anchor::Middle)?;
        }
    }
    Ok(())
}
