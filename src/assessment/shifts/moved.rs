//! Sensors that moved on their segment while they were worn.
//!
//! A slipped strap turns everything the sensor sees by the same rotation, from one stride to the next, and turns nothing
//! else. Three things are looked at: the vertical in the sensor's frame over whole strides (jumps), the axis about which
//! the sensor swings (jumps: a strap turned about the limb shows here), and the vertical in quiet standing before and
//! after. A change of gait turns stance and swing by different amounts or its neighbours as well; a change of posture
//! is undone in the last stand. Limit 8° (ours). A slow slide without a stand after the walk is not seen.

use super::Inputs;
use body::{activity, calibrate, motion};
use gait::Stride;
use nalgebra::{Matrix3, SymmetricEigen, Vector3};
use rayon::prelude::*;
use recording::{Notice, NoticeCode, PhaseKind, Segment, Severity, Side, Site};
use schemars::JsonSchema;
use serde::Serialize;

/// Largest change of a standing vertical or of a swing axis that still counts as the same placement, degrees.
const LARGEST_TURN_DEG: f64 = 8.0;
/// Strides on either side of a jump that are compared.
const WINDOW: usize = 8;
/// Strides on either side that must hold the new direction.
const HOLD: usize = 30;
/// Fewest strides of a leg for any search in walking.
const FEWEST_STRIDES: usize = 3 * WINDOW;
/// Share of the limit that each part of the cycle must show, and that neighbouring sensors must stay below.
const PART: f64 = 0.5;
/// Beyond this from the walking vertical the thigh belongs to somebody who sits, degrees.
const SITTING_DEG: f64 = 40.0;
/// Shortest stand that is compared, seconds.
const SHORTEST_STAND_S: f64 = 2.0;

/// How a moved sensor was noticed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum MovedBy {
    /// The vertical over whole strides jumped.
    WalkingVertical,
    /// The axis that the segment swings about jumped.
    SwingAxis,
    /// The vertical in quiet standing differs between the first and the last stand.
    Standing,
    /// Its axes in walking differ before and after a rest: it was taken off and put on again.
    Rest,
}

/// A sensor that does not sit as it sat at the start.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, JsonSchema)]
pub struct MovedSensor {
    /// The sensor.
    pub site: Site,
    /// When it happened, where it happened in walking, seconds.
    pub at_s: Option<f64>,
    /// How far it turned, degrees.
    pub turn_deg: f64,
    /// How it was found.
    pub by: MovedBy,
}

impl MovedSensor {
    /// `sensor-moved`, or `sensor-remounted` where it was in a rest, with the angle and the time in minutes.
    pub fn notice(&self) -> Notice {
        let code = if self.by == MovedBy::Rest {
            NoticeCode::SensorRemounted
        } else {
            NoticeCode::SensorMoved
        };
        let notice = Notice::new(code, Severity::Problem)
            .at(self.site)
            .with("angle", self.turn_deg.round())
            .with("minutes", (self.at_s.unwrap_or(0.0) / 6.0).round() / 10.0);
        match self.at_s {
            Some(at) => notice.between(at, at),
            None => notice,
        }
    }
}

/// What one sensor saw in one stride, in its own frame.
#[derive(Debug, Clone, Copy)]
struct View {
    start_s: f64,
    /// Mean vertical over the stride, over mid-stance (10 to 40 %) and over swing (65 to 95 %).
    whole: Vector3<f64>,
    stance: Vector3<f64>,
    swing: Vector3<f64>,
    /// Axis of the angular rate square to the vertical, where it is clear.
    axis: Vector3<f64>,
}

/// All sensors that moved. Cost: one pass over the samples of the walk.
pub fn find(inputs: &Inputs) -> Vec<MovedSensor> {
    let sites: Vec<Site> = inputs.motion.sensors.keys().copied().collect();
    let views: Vec<(Site, Vec<View>)> = sites.par_iter().map(|site| (*site, views(inputs, *site))).collect();
    let stands = stands(inputs, &views);
    let quiet: Vec<(Site, Vec<Vector3<f64>>)> = sites
        .iter()
        .map(|site| {
            (
                *site,
                stands
                    .iter()
                    .map(|stand| mean_up(inputs, *site, stand.clone()))
                    .collect(),
            )
        })
        .collect();
    let stand_time = |k: usize| inputs.motion.grid.time(stands[k].start as f64);
    let mut moved = Vec::new();
    for (index, (site, own)) in views.iter().enumerate() {
        let standing = &quiet[index].1;
        let jump = vertical_jump(own)
            .filter(|jump| !neighbours_turn(*site, &views, own[jump.at].start_s, jump.turn_deg))
            .or_else(|| limb_axis_jump(*site, own))
            .filter(|jump| {
                // Standing as before means that the person changed, not the sensor.
                let at = own[jump.at].start_s;
                let before = (0..standing.len()).rev().find(|&k| stand_time(k) < at);
                let after = (0..standing.len()).find(|&k| stand_time(k) > at);
                match (jump.by, before, after) {
                    (MovedBy::WalkingVertical, Some(a), Some(b)) => {
                        degrees_between(&standing[a], &standing[b]) > PART * LARGEST_TURN_DEG
                    }
                    _ => true,
                }
            });
        if let Some(jump) = jump {
            moved.push(MovedSensor {
                site: *site,
                at_s: Some(own[jump.at].start_s),
                turn_deg: jump.turn_deg,
                by: jump.by,
            });
        } else if let Some(turn_deg) = standing_turn(*site, &quiet, own) {
            moved.push(MovedSensor {
                site: *site,
                at_s: None,
                turn_deg,
                by: MovedBy::Standing,
            });
        }
    }
    moved
}

#[derive(Debug, Clone, Copy)]
struct Jump {
    at: usize,
    turn_deg: f64,
    by: MovedBy,
}

/// Strides of the sensor's own leg (of the leg that begins for the pelvis), those that count and hold no gap.
fn views(inputs: &Inputs, site: Site) -> Vec<View> {
    let Some(sensor) = inputs.motion.sensor(site) else {
        return Vec::new();
    };
    let begins = || {
        inputs
            .strides
            .iter()
            .find(|stride| stride.included())
            .map(|stride| stride.side)
    };
    let side = site.side().or_else(begins).unwrap_or(Side::Right);
    let one = |stride: &Stride| -> Option<View> {
        let grid = inputs.motion.grid;
        let (from, to) = (grid.index(stride.start_s), grid.index(stride.end_s));
        if !sensor.is_valid_between(from, to) {
            return None;
        }
        let at = |share: f64| (from + share * (to - from)).round().max(0.0) as usize;
        let mean = |a: f64, b: f64| -> Option<Vector3<f64>> {
            let sum: Vector3<f64> = sensor.up.get(at(a)..at(b))?.iter().sum();
            sum.try_normalize(1e-9)
        };
        let mut scatter = Matrix3::zeros();
        for rate in sensor.gyr.get(at(0.0)..at(1.0))? {
            scatter += rate * rate.transpose();
        }
        // A limb also turns about its own length, nearly as much as it swings on some thighs; a strap turned about the limb
        // turns the axis square to it.
        let whole = mean(0.0, 1.0)?;
        let across = Matrix3::identity() - whole * whole.transpose();
        let eigen = SymmetricEigen::new(across * scatter * across);
        let largest = eigen.eigenvalues.imax();
        Some(View {
            start_s: stride.start_s,
            whole,
            stance: mean(0.10, 0.40)?,
            swing: mean(0.65, 0.95)?,
            axis: eigen.eigenvectors.column(largest).into_owned(),
        })
    };
    let mut found: Vec<View> = inputs
        .strides
        .iter()
        .filter(|stride| stride.side == side && stride.included())
        .filter_map(one)
        .collect();
    // An axis has no direction of its own: all follow the first.
    if let Some(first) = found.first().map(|view| view.axis) {
        for view in &mut found {
            if view.axis.dot(&first) < 0.0 {
                view.axis = -view.axis;
            }
        }
    }
    found
}

fn degrees_between(a: &Vector3<f64>, b: &Vector3<f64>) -> f64 {
    a.cross(b).norm().atan2(a.dot(b)).to_degrees()
}

fn mean_of(views: &[View], part: impl Fn(&View) -> Vector3<f64>) -> Vector3<f64> {
    views.iter().map(part).sum()
}

/// The turn of one direction between the `reach` strides before and after stride `k`.
fn turn_at(views: &[View], k: usize, reach: usize, part: impl Fn(&View) -> Vector3<f64> + Copy) -> f64 {
    let before = mean_of(&views[k.saturating_sub(reach)..k], part);
    let after = mean_of(&views[k..(k + reach).min(views.len())], part);
    degrees_between(&before, &after)
}

/// Where a direction turns most from one window to the next, and by how much over longer windows.
fn largest_jump(views: &[View], part: impl Fn(&View) -> Vector3<f64> + Copy) -> Option<(usize, f64)> {
    if views.len() < FEWEST_STRIDES {
        return None;
    }
    let (at, near) = (WINDOW..=views.len() - WINDOW)
        .map(|k| (k, turn_at(views, k, WINDOW, part)))
        .max_by(|a, b| a.1.total_cmp(&b.1))?;
    // Sudden: four strides on either side show it as well.
    let sudden = turn_at(views, at, WINDOW / 2, part);
    let held = turn_at(views, at, HOLD, part);
    (near > LARGEST_TURN_DEG && sudden > 0.75 * near && held > LARGEST_TURN_DEG).then_some((at, held))
}

fn vertical_jump(views: &[View]) -> Option<Jump> {
    let (at, turn_deg) = largest_jump(views, |view| view.whole)?;
    let stance = turn_at(views, at, HOLD, |view| view.stance);
    let swing = turn_at(views, at, HOLD, |view| view.swing);
    // A turned sensor turns every part of the cycle alike; the swing of a changed gait leaves the standing leg alone.
    let rigid = stance.min(swing) > PART * turn_deg;
    rigid.then_some(Jump {
        at,
        turn_deg,
        by: MovedBy::WalkingVertical,
    })
}

/// Thighs and shanks swing about one axis; the pelvis has none.
fn limb_axis_jump(site: Site, views: &[View]) -> Option<Jump> {
    if !matches!(site.segment(), Segment::Thigh | Segment::Shank) {
        return None;
    }
    let (at, turn_deg) = largest_jump(views, |view| view.axis)?;
    Some(Jump {
        at,
        turn_deg,
        by: MovedBy::SwingAxis,
    })
}

/// Segments that would have to move too if the person, not the sensor, had changed.
fn neighbours(site: Site) -> Vec<Site> {
    match (site.segment(), site.side()) {
        (Segment::Shank, Some(side)) => vec![Site::thigh(side)],
        (Segment::Thigh, Some(side)) => vec![Site::shank(side), Site::Pelvis],
        (Segment::Pelvis, _) => vec![Site::ThighLeft, Site::ThighRight, Site::Trunk],
        (Segment::Trunk, _) => vec![Site::Pelvis],
        _ => vec![],
    }
}

fn neighbours_turn(site: Site, views: &[(Site, Vec<View>)], at_s: f64, turn_deg: f64) -> bool {
    neighbours(site).into_iter().any(|neighbour| {
        let Some((_, own)) = views.iter().find(|(site, _)| *site == neighbour) else {
            return false;
        };
        let k = own.partition_point(|view| view.start_s < at_s);
        k >= WINDOW && k + WINDOW <= own.len() && turn_at(own, k, HOLD, |view| view.whole) > PART * turn_deg
    })
}

/// Quiet stands before and after walking, as ranges of samples: phases where they are given, otherwise quiet stretches in
/// which no thigh lies as in sitting.
fn stands(inputs: &Inputs, views: &[(Site, Vec<View>)]) -> Vec<std::ops::Range<usize>> {
    let grid = inputs.motion.grid;
    let shortest = (SHORTEST_STAND_S * motion::RATE_HZ) as usize;
    let quiet = calibrate::common_quiet(inputs.motion);
    let phases = &inputs.recording.session.protocol.phases;
    let standing_phase = |k: usize| {
        let time = grid.time(k as f64);
        phases
            .iter()
            .find(|phase| phase.start_s <= time && time < phase.end_s)
            .map(|phase| phase.kind == PhaseKind::Stand)
    };
    let known: Vec<bool> = if phases.is_empty() {
        quiet
    } else {
        quiet
            .iter()
            .enumerate()
            .map(|(k, quiet)| *quiet && standing_phase(k).unwrap_or(false))
            .collect()
    };
    let thighs: Vec<(Site, Vector3<f64>)> = views
        .iter()
        .filter(|(site, own)| matches!(site.segment(), Segment::Thigh) && !own.is_empty())
        .map(|(site, own)| (*site, mean_of(&own[..own.len().min(HOLD)], |view| view.whole)))
        .collect();
    if phases.is_empty() && thighs.is_empty() {
        return Vec::new();
    }
    motion::runs(&activity::keep_long_runs(&known, shortest))
        .into_iter()
        .filter(|run| {
            thighs
                .iter()
                .all(|(site, walking)| degrees_between(&mean_up(inputs, *site, run.clone()), walking) < SITTING_DEG)
        })
        .collect()
}

fn mean_up(inputs: &Inputs, site: Site, range: std::ops::Range<usize>) -> Vector3<f64> {
    match inputs.motion.sensor(site) {
        Some(sensor) => sensor.up[range].iter().sum(),
        None => Vector3::zeros(),
    }
}

/// The standing vertical turned, no neighbour's did, and walking shows it too.
fn standing_turn(site: Site, quiet: &[(Site, Vec<Vector3<f64>>)], own: &[View]) -> Option<f64> {
    let turn = |site: Site| -> Option<f64> {
        let (_, stands) = quiet.iter().find(|(known, _)| *known == site)?;
        let (first, last) = (stands.first()?, stands.last()?);
        (stands.len() >= 2 && first.norm() > 0.0 && last.norm() > 0.0).then(|| degrees_between(first, last))
    };
    let standing = turn(site)?;
    let posed = neighbours(site)
        .into_iter()
        .any(|neighbour| turn(neighbour).is_some_and(|turn| turn > PART * standing));
    if standing <= LARGEST_TURN_DEG || posed || own.len() < FEWEST_STRIDES {
        return None;
    }
    let few = (own.len() / 3).min(HOLD);
    let walking = degrees_between(
        &mean_of(&own[..few], |view| view.whole),
        &mean_of(&own[own.len() - few..], |view| view.whole),
    );
    (walking > PART * LARGEST_TURN_DEG).then_some(standing)
}
