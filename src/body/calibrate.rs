//! Sensor-to-segment calibration of thighs and shanks: no exact placement, no fixed order of exercises.
//!
//! The long axis comes from quiet standing where there is some, else from the mean vertical over whole strides; the side
//! axis from the principal direction of the angular rate in straight walking (Seel et al. 2014 use the same motion for a
//! two-sensor estimate; here each sensor stands alone, which needs no common heading). Signs come from the walk itself.
//! Every method has a gate; what fails stays unaligned, and says so.

use super::activity::{quiet_mask, swing_cycles, turning_mask};
use super::alignment::{Alignment, Axes};
use super::motion::{Motion, RATE_HZ, SensorMotion};
use super::period::{period_weights, stride_period};
use super::principal::{active_mask, mean_direction, principal_axis, sagittal_rate, signed_by_third_moment};
use super::signs::signs_of_pair;
use super::standing::{self, Standing};
use super::types::{LongAxisMethod, Refusal, SegmentCalibration, SideAxisMethod};
use nalgebra::Vector3;
use rayon::prelude::*;
use recording::{Recording, Segment, Side, Site};
use std::collections::BTreeMap;

/// Mean inclination over a healthy gait cycle, degrees, assumed where no standing pose fixes zero (42 adults,
/// Fukuchi et al. 2018, differentiated curves).
const MEAN_THIGH_INCLINATION_DEG: f64 = 4.5;
const MEAN_SHANK_INCLINATION_DEG: f64 = -14.0;
/// Smallest share of the sagittal rotation in all rotation square to the long axis. In walking it is 0.89 to 0.98; where
/// a person dances, kicks or turns about it falls to 0.75, and the axis with it.
const IN_PLANE_SHARE: f64 = 0.84;
/// The same where neither walking cycles nor a standing phase confirm that the motion is a walk.
const CLEAR_IN_PLANE_SHARE: f64 = 0.90;
/// Smallest share of the sagittal rotation in all rotation, the one about the long axis included, much of which is skin:
/// 0.49 to 0.77 for thighs and 0.50 to 0.91 for shanks in good recordings.
const SAGITTAL_SHARE: f64 = 0.35;
/// Standard uncertainty of a zero that is assumed from healthy walking: 2 to 3 degrees, the worst legs 6 to 10.
const ASSUMED_ZERO_DEG: f64 = 4.0;
/// Aligns every thigh and shank sensor.
pub fn align_limbs(recording: &Recording, motion: &Motion, quiet: &[bool]) -> BTreeMap<Site, Alignment> {
    let limbs = Limbs::of(motion);
    let standing = standing::find(recording, motion, quiet, &limbs.walking_up());
    limbs.align(recording, motion, &standing)
}

/// What the limbs' sensors show of the walk before any zero is known.
pub(crate) struct Limbs {
    /// Stride period, samples.
    period: Option<f64>,
    walks: BTreeMap<Site, Walk>,
}

impl Limbs {
    pub(crate) fn of(motion: &Motion) -> Limbs {
        let period = stride_period(motion);
        let walks = motion
            .sensors
            .par_iter()
            .filter(|(site, _)| matches!(site.segment(), Segment::Thigh | Segment::Shank))
            .filter_map(|(site, sensor)| Some((*site, walk_of(sensor, period)?)))
            .collect();
        Limbs { period, walks }
    }

    /// The mean vertical of every limb's walk, sensor frame.
    pub(crate) fn walking_up(&self) -> BTreeMap<Site, Vector3<f64>> {
        self.walks.iter().map(|(site, walk)| (*site, walk.up)).collect()
    }

    /// Samples of straight walking of two limbs; empty unless both walk enough.
    fn walking(&self, thigh: Site, shank: Site) -> Vec<bool> {
        let walking = |site: Site| self.walks.get(&site).filter(|walk| walk.enough_walking);
        match (walking(thigh), walking(shank)) {
            (Some(thigh), Some(shank)) => thigh.used.iter().zip(&shank.used).map(|(a, b)| *a && *b).collect(),
            _ => Vec::new(),
        }
    }

    pub(crate) fn align(
        &self,
        recording: &Recording,
        motion: &Motion,
        standing: &Standing,
    ) -> BTreeMap<Site, Alignment> {
        align_with(recording, motion, self, standing)
    }
}

fn align_with(recording: &Recording, motion: &Motion, limbs: &Limbs, standing: &Standing) -> BTreeMap<Site, Alignment> {
    let alone: BTreeMap<Site, Alignment> = motion
        .sensors
        .par_iter()
        .filter(|(site, _)| matches!(site.segment(), Segment::Thigh | Segment::Shank))
        .map(|(site, sensor)| {
            let walk = limbs.walks.get(site);
            (*site, align_alone(recording, sensor, walk, standing))
        })
        .collect();
    let settled: Vec<_> = Side::BOTH
        .par_iter()
        .map(|side| {
            let of = |site: Site| alone.get(&site).cloned();
            settle_signs(motion, *side, limbs, of(Site::thigh(*side)), of(Site::shank(*side)))
        })
        .collect();
    settled
        .into_iter()
        .flat_map(|(thigh, shank)| [thigh, shank])
        .flatten()
        .map(|alignment| (alignment.report.site, alignment))
        .collect()
}

/// True where every sensor that has samples rests.
pub fn common_quiet(motion: &Motion) -> Vec<bool> {
    let masks: Vec<Vec<bool>> = motion
        .sensors
        .par_iter()
        .map(|(_, sensor)| quiet_mask(sensor))
        .collect();
    let all: Vec<bool> = (0..motion.grid.len).map(|k| masks.iter().all(|mask| mask[k])).collect();
    super::activity::keep_long_runs(&all, (2.0 * RATE_HZ) as usize)
}

/// What one sensor says by itself; the sign of its side axis is provisional.
fn align_alone(recording: &Recording, sensor: &SensorMotion, walk: Option<&Walk>, standing: &Standing) -> Alignment {
    let mut report = SegmentCalibration {
        site: sensor.site,
        long_axis: None,
        side_axis: None,
        rotation: None,
        eigenvalue_share: None,
        offset_uncertainty_deg: None,
        refusals: Vec::new(),
    };
    let info = recording.tracks.get(&sensor.site).map(|track| &track.info);
    if let Some(rows) = info.and_then(|info| info.mounting.as_ref()) {
        match Axes::from_rows(rows) {
            Some(axes) => {
                report.long_axis = Some(LongAxisMethod::Given);
                report.side_axis = Some(SideAxisMethod::Given);
                report.offset_uncertainty_deg = Some(2.0);
                return Alignment {
                    axes: Some(axes),
                    rough: None,
                    report,
                };
            }
            None => report.refusals.push(Refusal::MountingNotARotation),
        }
    }
    let axes = match walk {
        Some(walk) => estimate(sensor, walk, standing, &mut report),
        None => {
            report.refusals.push(Refusal::NoMotion);
            None
        }
    };
    Alignment {
        axes,
        rough: None,
        report,
    }
}

/// The motion of one limb that its axes are taken from.
struct Walk {
    /// Samples of motion; where there is enough walking, of straight walking.
    used: Vec<bool>,
    enough_walking: bool,
    /// Mean vertical over whole strides, else over all motion; sensor frame.
    up: Vector3<f64>,
}

fn walk_of(sensor: &SensorMotion, period: Option<f64>) -> Option<Walk> {
    let turning = turning_mask(sensor);
    let active = active_mask(sensor, &turning);
    let moving_up = mean_direction(&sensor.up, &active)?;
    // First pass over all motion, second over the cycles of walking that the first pass shows.
    let provisional = principal_axis(&sensor.gyr, &active, &moving_up)?;
    let provisional_rate = sagittal_rate(sensor, &signed_by_third_moment(sensor, provisional.axis, &active));
    let cycles = swing_cycles(&provisional_rate);
    let mut walking = vec![false; active.len()];
    for cycle in &cycles {
        walking[cycle.clone()].iter_mut().for_each(|sample| *sample = true);
    }
    let straight: Vec<bool> = (0..active.len())
        .map(|k| walking[k] && !turning[k] && sensor.valid[k])
        .collect();
    let enough_walking = straight.iter().filter(|set| **set).count() >= (0.8 * RATE_HZ) as usize;
    let cycle_up = if enough_walking {
        mean_up_over(sensor, &cycles, &turning)
    } else {
        None
    };
    let period_up = period.and_then(|period| {
        let weights = period_weights(sensor, period);
        let sum: Vector3<f64> = sensor.up.iter().zip(weights).map(|(up, weight)| up * weight).sum();
        sum.try_normalize(1e-6)
    });
    let used: Vec<bool> = if enough_walking {
        (0..active.len()).map(|k| active[k] && straight[k]).collect()
    } else {
        active
    };
    Some(Walk {
        used,
        enough_walking,
        up: cycle_up.or(period_up).unwrap_or(moving_up),
    })
}

fn estimate(sensor: &SensorMotion, walk: &Walk, standing: &Standing, report: &mut SegmentCalibration) -> Option<Axes> {
    let stand = standing.direction(sensor, &walk.up, report);
    let long = stand.map_or(walk.up, |stand| stand.up);
    let principal = principal_axis(&sensor.gyr, &walk.used, &long)?;
    report.eigenvalue_share = Some(principal.in_plane);
    if principal.share < SAGITTAL_SHARE {
        let share = principal.share;
        report.refusals.push(Refusal::LittleAboutOneAxis {
            share,
            needed: SAGITTAL_SHARE,
        });
        return None;
    }
    if principal.in_plane < IN_PLANE_SHARE {
        let share = principal.in_plane;
        report.refusals.push(Refusal::LittleAcross {
            share,
            needed: IN_PLANE_SHARE,
        });
        return None;
    }
    let clear = principal.in_plane >= CLEAR_IN_PLANE_SHARE;
    if !walk.enough_walking && stand.is_none() && !clear && sensor.gyr.len() as f64 > 4.0 * RATE_HZ {
        report.refusals.push(Refusal::NoWalkingNorStanding);
        return None;
    }
    let side = signed_by_third_moment(sensor, principal.axis, &walk.used);
    report.side_axis = Some(SideAxisMethod::Walking);
    report.long_axis = Some(if stand.is_some() {
        LongAxisMethod::Standing
    } else {
        LongAxisMethod::WalkingMean
    });
    report.offset_uncertainty_deg = Some(stand.map_or(ASSUMED_ZERO_DEG, |stand| stand.uncertainty_deg));
    Axes::from_long_and_side(long, side)
}

/// Mean vertical over whole cycles, each cycle weighing the same, turns left out where anything else is left.
fn mean_up_over(sensor: &SensorMotion, cycles: &[std::ops::Range<usize>], turning: &[bool]) -> Option<Vector3<f64>> {
    let mean = |straight_only: bool| -> Option<Vector3<f64>> {
        let mut sum = Vector3::zeros();
        for cycle in cycles {
            let turns = turning[cycle.clone()].iter().any(|turn| *turn);
            if (straight_only && turns) || sensor.valid[cycle.clone()].iter().any(|valid| !valid) {
                continue;
            }
            let own: Vector3<f64> = sensor.up[cycle.clone()].iter().sum();
            sum += own / cycle.len() as f64;
        }
        sum.try_normalize(1e-6)
    };
    mean(true).or_else(|| mean(false))
}

/// Settles the signs of a leg's side axes and the zero of its angles.
fn settle_signs(
    motion: &Motion,
    side: Side,
    limbs: &Limbs,
    thigh: Option<Alignment>,
    shank: Option<Alignment>,
) -> (Option<Alignment>, Option<Alignment>) {
    let (mut thigh, mut shank) = (thigh, shank);
    if let (Some(upper), Some(lower)) = (&mut thigh, &mut shank)
        && let (Some(a), Some(b), Some(ta), Some(sa)) = (motion.thigh(side), motion.shank(side), upper.axes, lower.axes)
    {
        let level = |report: &SegmentCalibration| report.long_axis != Some(LongAxisMethod::WalkingMean);
        let level = level(&upper.report) && level(&lower.report);
        let (ta, sa) = signs_of_pair(
            a,
            b,
            ta,
            sa,
            level,
            &limbs.walking(Site::thigh(side), Site::shank(side)),
        );
        upper.axes = Some(ta);
        lower.axes = Some(sa);
    }
    for alignment in [&mut thigh, &mut shank].into_iter().flatten() {
        finish(motion, limbs.period, alignment);
    }
    (thigh, shank)
}

/// Sets the mean inclination where standing did not set zero, and writes the rotation into the report.
fn finish(motion: &Motion, period: Option<f64>, alignment: &mut Alignment) {
    let site = alignment.report.site;
    let (Some(axes), Some(sensor)) = (alignment.axes, motion.sensor(site)) else {
        return;
    };
    let mut axes = axes;
    if alignment.report.long_axis == Some(LongAxisMethod::WalkingMean) {
        let target: f64 = match site.segment() {
            Segment::Thigh => MEAN_THIGH_INCLINATION_DEG,
            _ => MEAN_SHANK_INCLINATION_DEG,
        };
        let cycles = swing_cycles(&sagittal_rate(sensor, &axes.z));
        let mut weights = vec![0.0; sensor.up.len()];
        for k in cycles.into_iter().flatten() {
            weights[k] = f64::from(u8::from(sensor.valid[k]));
        }
        if let (true, Some(period)) = (weights.iter().all(|weight| *weight == 0.0), period) {
            weights = period_weights(sensor, period);
        }
        if weights.iter().all(|weight| *weight == 0.0) {
            weights = sensor.valid.iter().map(|valid| f64::from(u8::from(*valid))).collect();
        }
        let total: f64 = weights.iter().sum();
        let sum: f64 = sensor
            .up
            .iter()
            .zip(&weights)
            .map(|(up, weight)| weight * axes.inclination(up))
            .sum();
        axes = axes.with_inclination_shift(target.to_radians() - sum / total);
    }
    alignment.axes = Some(axes);
    alignment.report.rotation = Some(axes.rows());
}
