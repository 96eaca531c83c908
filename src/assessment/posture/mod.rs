//! Quiet standing: sway, slow leaning, shifts of weight, and what changed from the first stand to the last.
//!
//! The zero of every angle is the calibration stand itself, so that an absolute posture is not to be had from it. Only a
//! stand against a wall gives an outer zero; without one nothing absolute is reported.

mod sway;
#[cfg(test)]
mod tests;

pub use sway::Sway;

use super::shifts::MovedSensor;
use super::{FindingVerdict, Grade, Reason};
use crate::doubt::Withheld;
use crate::{AbsenceReason, Absent};
use body::motion::{RATE_HZ, runs};
use body::{Body, BodyAngles, Motion, calibrate};
use recording::{PhaseKind, Recording, Side, Site};
use schemars::JsonSchema;
use serde::Serialize;
use signal::statistics;
use std::ops::Range;

/// Shortest stand that is described, and one that is good, seconds.
const SHORTEST_S: f64 = 10.0;
const GOOD_S: f64 = 30.0;
/// Quiet stretches this close belong to one stand, seconds.
const JOIN_S: f64 = 3.0;
/// Left out at both ends of a stand named in the session: people still settle, seconds.
const SETTLE_S: f64 = 1.0;
/// Beyond this a thigh belongs to somebody who sits; the pelvis tilts back by less.
const SITTING_THIGH_DEG: f64 = 40.0;
const SITTING_PELVIS_DEG: f64 = 12.0;
/// A move of weight from leg to leg leans the body sideways by more than this between two seconds before and two after.
const WEIGHT_SHIFT_DEG: f64 = 1.5;
/// Changes between stands: as levels of angles within one session (detectable change 8° leg, 3° pelvis, by √2).
const LEG_LIMIT_DEG: f64 = 5.7;
const PELVIS_LIMIT_DEG: f64 = 2.1;

/// What standing showed.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct Posture {
    /// Stands of ten seconds or more, in order.
    pub stands: Vec<Stand>,
    /// From the first stand to the last, per angle; empty with fewer than two stands.
    pub changes: Vec<PostureChange>,
    /// Standing against the wall's zero; empty without a wall phase.
    pub against_wall: Vec<WallAngle>,
    /// What could not be measured, and why.
    pub absent: Vec<Absent>,
}

/// One stand.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct Stand {
    /// Its beginning, seconds on the recording's clock.
    pub start_s: f64,
    /// Its end, seconds on the recording's clock.
    pub end_s: f64,
    /// A from 30 s on, else B.
    pub grade: Grade,
    /// Needs a calibrated pelvis sensor.
    pub sway: Option<Sway>,
    /// Slow leaning along a straight line, per angle.
    pub leaning: Vec<Leaning>,
    /// Times at which the weight moved from one leg to the other, seconds.
    pub weight_shifts_s: Vec<f64>,
}

/// An angle that the body stands with.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum StandingAngle {
    /// + = top forward.
    PelvisTilt,
    /// + = right side up.
    PelvisObliquity,
    /// + = top forward.
    TrunkTilt,
    /// + = knee end forward.
    ThighInclination,
    /// + = ankle end forward.
    ShankInclination,
    /// + = bent.
    KneeFlexion,
    /// + = bent.
    HipFlexion,
}

/// How far an angle moved along its straight line during a stand.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, JsonSchema)]
pub struct Leaning {
    /// Which.
    pub angle: StandingAngle,
    /// `None` for pelvis and trunk.
    pub side: Option<Side>,
    /// From the stand's beginning to its end, degrees.
    pub change_deg: f64,
}

/// Mean of an angle in the last stand minus that in the first.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct PostureChange {
    /// Which.
    pub angle: StandingAngle,
    /// `None` for pelvis and trunk.
    pub side: Option<Side>,
    /// In the first stand, degrees.
    pub first_deg: f64,
    /// In the last stand, degrees.
    pub last_deg: f64,
    /// Last minus first, degrees.
    pub change_deg: f64,
    /// What the change had to exceed, degrees.
    pub limit_deg: f64,
    /// Two stands cannot be more than hinted at: `Possible` beyond the limit; `CannotBeJudged` where a sensor moved.
    pub verdict: FindingVerdict,
    /// Why it cannot be judged; empty where it can.
    pub reasons: Vec<Reason>,
}

/// Standing against the wall as zero.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, JsonSchema)]
pub struct WallAngle {
    /// Which.
    pub angle: StandingAngle,
    /// Of which leg.
    pub side: Side,
    /// Free standing minus wall, degrees; flexion positive.
    pub value_deg: f64,
}

/// The stands of a session; `None` without one of ten seconds. `moved` are the sensors known to have moved; sway and
/// leaning of a doubted sensor are left out. Cost: one
/// pass over the stands' samples.
pub(crate) fn posture(
    recording: &Recording,
    motion: &Motion,
    body: &Body,
    angles: &BodyAngles,
    moved: &[MovedSensor],
    withheld: Withheld,
) -> Option<Posture> {
    let ranges = stands(recording, motion, angles);
    if ranges.is_empty() {
        return None;
    }
    let mut absent = Vec::new();
    let mut refuse = |what: &str, reason: AbsenceReason| {
        absent.push(Absent {
            what: what.to_owned(),
            reason,
        })
    };
    if body.axes(Site::Pelvis).is_none() {
        let reason = if motion.sensor(Site::Pelvis).is_some() {
            AbsenceReason::NotCalibrated
        } else {
            AbsenceReason::NoPelvisSensor
        };
        refuse("sway", reason);
    }
    let wall = phase_ranges(recording, motion, PhaseKind::Wall);
    let against_wall = wall
        .first()
        .map_or_else(Vec::new, |wall| against_wall(angles, wall, &ranges[0]))
        .into_iter()
        .filter(|row| {
            let mut sites = sites_of(row.angle, Some(row.side)).into_iter();
            sites.all(|site| withheld.sensor(site).is_none())
        })
        .collect::<Vec<_>>();
    if against_wall.is_empty() {
        refuse("standing-posture", AbsenceReason::NoOuterZero);
    }
    let doubted = withheld.sensor(Site::Pelvis).is_some();
    if doubted {
        refuse("sway", AbsenceReason::SensorsDisagree);
    }
    let stands = ranges
        .iter()
        .map(|range| {
            let mut stand = stand(motion, body, angles, range.clone());
            stand.sway = stand.sway.filter(|_| !doubted);
            let clear = |leaning: &Leaning| {
                let mut sites = sites_of(leaning.angle, leaning.side).into_iter();
                sites.all(|site| withheld.sensor(site).is_none())
            };
            stand.leaning.retain(clear);
            stand
        })
        .collect();
    let changes = match (ranges.first(), ranges.last()) {
        (Some(first), Some(last)) if ranges.len() >= 2 => changes(angles, first, last, moved, withheld),
        _ => Vec::new(),
    };
    Some(Posture {
        stands,
        changes,
        against_wall,
        absent,
    })
}

fn phase_ranges(recording: &Recording, motion: &Motion, kind: PhaseKind) -> Vec<Range<usize>> {
    let at = |time: f64| (motion.grid.index(time).round().max(0.0) as usize).min(motion.grid.len);
    recording
        .session
        .protocol
        .phases
        .iter()
        .filter(|phase| phase.kind == kind)
        .map(|phase| at(phase.start_s + SETTLE_S)..at(phase.end_s - SETTLE_S).max(at(phase.start_s + SETTLE_S)))
        .filter(|range| !range.is_empty())
        .collect()
}

/// Stands of ten seconds or more: phases where the session names them, else quiet stretches that are not sitting.
fn stands(recording: &Recording, motion: &Motion, angles: &BodyAngles) -> Vec<Range<usize>> {
    let shortest = (SHORTEST_S * RATE_HZ) as usize;
    let found = if recording.session.protocol.phases.is_empty() {
        let mut joined: Vec<Range<usize>> = Vec::new();
        for run in runs(&calibrate::common_quiet(motion)) {
            match joined.last_mut() {
                Some(last) if ((run.start - last.end) as f64) < JOIN_S * RATE_HZ => last.end = run.end,
                _ => joined.push(run),
            }
        }
        joined.into_iter().filter(|range| upright(angles, range)).collect()
    } else {
        phase_ranges(recording, motion, PhaseKind::Stand)
    };
    found
        .into_iter()
        // Half a second of phases may lie outside the samples.
        .filter(|range| range.len() + (2.0 * SETTLE_S * RATE_HZ) as usize >= shortest && range.len() >= shortest / 2)
        .collect()
}

/// False where somebody sits, or where no sensor could tell.
fn upright(angles: &BodyAngles, range: &Range<usize>) -> bool {
    let thighs: Vec<f64> = Side::BOTH
        .iter()
        .filter_map(|side| mean(angles.leg(*side).thigh.as_deref(), range))
        .collect();
    if !thighs.is_empty() {
        return thighs.iter().all(|angle| angle.abs() < SITTING_THIGH_DEG);
    }
    mean(angles.pelvis.as_ref().map(|pelvis| pelvis.tilt.as_slice()), range)
        .is_some_and(|tilt| tilt.abs() < SITTING_PELVIS_DEG)
}

fn finite(values: Option<&[f64]>, range: &Range<usize>) -> Option<Vec<f64>> {
    let found: Vec<f64> = values?
        .get(range.clone())?
        .iter()
        .copied()
        .filter(|v| v.is_finite())
        .collect();
    (2 * found.len() > range.len()).then_some(found)
}

fn mean(values: Option<&[f64]>, range: &Range<usize>) -> Option<f64> {
    finite(values, range).map(|values| statistics::mean(&values))
}

/// One angle of the body over time.
type Course<'a> = (StandingAngle, Option<Side>, &'a [f64]);

fn courses(angles: &BodyAngles) -> Vec<Course<'_>> {
    use StandingAngle::*;
    let mut found: Vec<Course> = Vec::new();
    if let Some(pelvis) = &angles.pelvis {
        found.push((PelvisTilt, None, &pelvis.tilt));
        found.push((PelvisObliquity, None, &pelvis.obliquity));
    }
    if let Some(trunk) = &angles.trunk {
        found.push((TrunkTilt, None, &trunk.tilt));
    }
    for side in Side::BOTH {
        let leg = angles.leg(side);
        let all = [
            (ThighInclination, &leg.thigh),
            (ShankInclination, &leg.shank),
            (KneeFlexion, &leg.knee),
            (HipFlexion, &leg.hip),
        ];
        for (angle, values) in all {
            if let Some(values) = values {
                found.push((angle, Some(side), values));
            }
        }
    }
    found
}

fn stand(motion: &Motion, body: &Body, angles: &BodyAngles, range: Range<usize>) -> Stand {
    let seconds = range.len() as f64 / RATE_HZ;
    let leaning = courses(angles)
        .into_iter()
        .filter_map(|(angle, side, values)| {
            let values = values.get(range.clone())?;
            let (time, kept): (Vec<f64>, Vec<f64>) = values
                .iter()
                .enumerate()
                .filter(|(_, value)| value.is_finite())
                .map(|(k, value)| (k as f64 / RATE_HZ, *value))
                .unzip();
            let line = (2 * kept.len() > values.len())
                .then(|| statistics::linear_regression(&time, &kept))
                .flatten()?;
            Some(Leaning {
                angle,
                side,
                change_deg: line.slope * seconds,
            })
        })
        .collect();
    Stand {
        start_s: motion.grid.time(range.start as f64),
        end_s: motion.grid.time(range.end as f64),
        // The named stand was longer by what people need to settle.
        grade: if seconds + 2.0 * SETTLE_S >= GOOD_S {
            Grade::A
        } else {
            Grade::B
        },
        sway: sway::sway(motion, body, &range),
        leaning,
        weight_shifts_s: weight_shifts(angles, &range)
            .into_iter()
            .map(|k| motion.grid.time(k as f64))
            .collect(),
    }
}

/// Where the body's sideways lean steps from one level to another: pelvis obliquity, else the legs' outward lean
/// (both legs lean to the same side when the weight moves).
fn weight_shifts(angles: &BodyAngles, range: &Range<usize>) -> Vec<usize> {
    let lean: Vec<f64> = if let Some(pelvis) = &angles.pelvis {
        pelvis.obliquity[range.clone()].to_vec()
    } else if let (Some(left), Some(right)) = (&angles.left.outward, &angles.right.outward) {
        range.clone().map(|k| 0.5 * (right[k] - left[k])).collect()
    } else {
        return Vec::new();
    };
    let window = (2.0 * RATE_HZ) as usize;
    if lean.len() < 2 * window || lean.iter().any(|value| !value.is_finite()) {
        return Vec::new();
    }
    let mut sums = vec![0.0];
    for value in &lean {
        sums.push(sums[sums.len() - 1] + value);
    }
    let average = |from: usize, to: usize| (sums[to] - sums[from]) / (to - from) as f64;
    let steps: Vec<f64> = (window..=lean.len() - window)
        .map(|k| (average(k, k + window) - average(k - window, k)).abs())
        .collect();
    signal::peaks::local_maxima(&steps, WEIGHT_SHIFT_DEG, window)
        .into_iter()
        .map(|k| range.start + window + k)
        .collect()
}

fn changes(
    angles: &BodyAngles,
    first: &Range<usize>,
    last: &Range<usize>,
    moved: &[MovedSensor],
    withheld: Withheld,
) -> Vec<PostureChange> {
    let loose = |site: Site| moved.iter().any(|sensor| sensor.site == site);
    courses(angles)
        .into_iter()
        .filter_map(|(angle, side, values)| {
            let (first_deg, last_deg) = (mean(Some(values), first)?, mean(Some(values), last)?);
            let sites = sites_of(angle, side);
            let limit_deg = match angle {
                StandingAngle::PelvisTilt | StandingAngle::PelvisObliquity => PELVIS_LIMIT_DEG,
                _ => LEG_LIMIT_DEG,
            };
            let change_deg = last_deg - first_deg;
            let mut reasons = Vec::new();
            if sites.iter().copied().any(loose) {
                reasons.push(Reason::SensorMoved);
            }
            reasons.extend(
                sites
                    .into_iter()
                    .find_map(|site| withheld.sensor(site))
                    .map(Reason::from),
            );
            let verdict = if !reasons.is_empty() {
                FindingVerdict::CannotBeJudged
            } else if change_deg.abs() > limit_deg {
                FindingVerdict::Possible
            } else {
                FindingVerdict::NotShown
            };
            Some(PostureChange {
                angle,
                side,
                first_deg,
                last_deg,
                change_deg,
                limit_deg,
                verdict,
                reasons,
            })
        })
        .collect()
}

fn sites_of(angle: StandingAngle, side: Option<Side>) -> Vec<Site> {
    use StandingAngle::*;
    let Some(side) = side else {
        return vec![if angle == TrunkTilt { Site::Trunk } else { Site::Pelvis }];
    };
    match angle {
        ThighInclination => vec![Site::thigh(side)],
        ShankInclination => vec![Site::shank(side)],
        KneeFlexion => vec![Site::thigh(side), Site::shank(side)],
        HipFlexion => vec![Site::thigh(side), Site::Pelvis],
        PelvisTilt | PelvisObliquity | TrunkTilt => vec![],
    }
}

fn against_wall(angles: &BodyAngles, wall: &Range<usize>, stand: &Range<usize>) -> Vec<WallAngle> {
    courses(angles)
        .into_iter()
        .filter(|(angle, _, _)| matches!(angle, StandingAngle::KneeFlexion | StandingAngle::HipFlexion))
        .filter_map(|(angle, side, values)| {
            Some(WallAngle {
                angle,
                side: side?,
                value_deg: mean(Some(values), stand)? - mean(Some(values), wall)?,
            })
        })
        .collect()
}
