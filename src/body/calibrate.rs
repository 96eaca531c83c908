//! Sensor-to-segment calibration of thighs and shanks: no exact placement, no fixed order of exercises.
//!
//! The long axis comes from quiet standing where there is some, else from the mean vertical over whole strides; the side
//! axis from the principal direction of the angular rate in straight walking (Seel et al. 2014 use the same motion for a
//! two-sensor estimate; here each sensor stands alone, which needs no common heading). Signs come from the walk itself.
//! Every method has a gate; what fails stays unaligned, and says so.

use super::activity::{low_pass, quiet_mask, swing_cycles, turning_mask};
use super::alignment::{Alignment, Axes};
use super::motion::{GRAVITY, Motion, RATE_HZ, SensorMotion};
use super::types::{LongAxisMethod, SegmentCalibration, SideAxisMethod};
use crate::recording::{PhaseKind, Recording, Segment, Session, Side, Site};
use crate::signal::statistics;
use nalgebra::{Matrix3, SymmetricEigen, Vector3};
use rayon::prelude::*;
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
/// Angular rate from which a sample counts for the principal axis, rad/s.
const ACTIVE_RATE_RADPS: f64 = 0.5;
/// What agreement of the accelerations weighs against overextension, degrees.
const AGREEMENT_DEG: f64 = 5.0;
/// Largest angle between the resting vertical and the mean vertical in motion for a rest to count as standing.
const STANDING_ANGLE_DEG: f64 = 30.0;

/// Aligns every thigh and shank sensor.
pub fn align_limbs(recording: &Recording, motion: &Motion, quiet: &[bool]) -> BTreeMap<Site, Alignment> {
    let alone: BTreeMap<Site, Alignment> = motion
        .sensors
        .par_iter()
        .filter(|(site, _)| matches!(site.segment(), Segment::Thigh | Segment::Shank))
        .map(|(site, sensor)| (*site, align_alone(recording, sensor, quiet)))
        .collect();
    let settled: Vec<_> = Side::BOTH
        .par_iter()
        .map(|side| {
            let of = |site: Site| alone.get(&site).cloned();
            settle_signs(motion, *side, of(Site::thigh(*side)), of(Site::shank(*side)))
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
    let masks: Vec<Vec<bool>> = motion.sensors.par_iter().map(|(_, sensor)| quiet_mask(sensor)).collect();
    let all: Vec<bool> = (0..motion.grid.len).map(|k| masks.iter().all(|mask| mask[k])).collect();
    super::activity::keep_long_runs(&all, (2.0 * RATE_HZ) as usize)
}

/// What one sensor says by itself; the sign of its side axis is provisional.
fn align_alone(recording: &Recording, sensor: &SensorMotion, quiet: &[bool]) -> Alignment {
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
                    report,
                };
            }
            None => report.refusals.push("mounting-not-a-rotation".to_owned()),
        }
    }
    let axes = estimate(
        &recording.session,
        sensor,
        quiet,
        recording.session_start(),
        &mut report,
    );
    Alignment { axes, report }
}

impl Recording {
    /// First sample of any sensor, seconds; the origin of the analysis clock.
    fn session_start(&self) -> f64 {
        self.tracks
            .values()
            .filter_map(|track| track.time_s.first())
            .copied()
            .fold(f64::INFINITY, f64::min)
    }
}

fn estimate(
    session: &Session,
    sensor: &SensorMotion,
    quiet: &[bool],
    start_s: f64,
    report: &mut SegmentCalibration,
) -> Option<Axes> {
    let turning = turning_mask(sensor);
    let active: Vec<bool> = (0..sensor.gyr.len())
        .map(|k| sensor.valid[k] && !turning[k] && sensor.gyr[k].norm() > ACTIVE_RATE_RADPS)
        .collect();
    let moving_up = mean_direction(&sensor.up, &active);
    let Some(moving_up) = moving_up else {
        report.refusals.push("no-motion".to_owned());
        return None;
    };
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
    let walking_up = cycle_up.unwrap_or(moving_up);

    let stand = standing_direction(session, sensor, quiet, start_s, &walking_up, report);
    let long = stand.unwrap_or(walking_up);
    let used: Vec<bool> = if enough_walking {
        (0..active.len()).map(|k| active[k] && straight[k]).collect()
    } else {
        active.clone()
    };
    let principal = principal_axis(&sensor.gyr, &used, &long)?;
    report.eigenvalue_share = Some(principal.in_plane);
    if principal.share < SAGITTAL_SHARE {
        let share = principal.share;
        report.refusals.push(format!(
            "walking-axis: share {share:.2} of all rotation, needs {SAGITTAL_SHARE:.2}"
        ));
        return None;
    }
    if principal.in_plane < IN_PLANE_SHARE {
        let share = principal.in_plane;
        report.refusals.push(format!(
            "walking-axis: share {share:.2} across the segment, needs {IN_PLANE_SHARE:.2}"
        ));
        return None;
    }
    let clear = principal.in_plane >= CLEAR_IN_PLANE_SHARE;
    if !enough_walking && stand.is_none() && !clear && sensor.gyr.len() as f64 > 4.0 * RATE_HZ {
        report
            .refusals
            .push("walking-axis: neither walking cycles nor a standing phase".to_owned());
        return None;
    }
    let side = signed_by_third_moment(sensor, principal.axis, &used);
    report.side_axis = Some(SideAxisMethod::Walking);
    report.long_axis = Some(if stand.is_some() {
        LongAxisMethod::Standing
    } else {
        LongAxisMethod::WalkingMean
    });
    report.offset_uncertainty_deg = Some(if stand.is_some() { 1.5 } else { 4.0 });
    Axes::from_long_and_side(long, side)
}

/// Step frequency from the swing cycles of the aligned limbs, Hz; `None` without cycles.
pub fn step_frequency(motion: &Motion, alignments: &BTreeMap<Site, Alignment>) -> Option<f64> {
    let mut durations = Vec::new();
    for (site, alignment) in alignments {
        if let (Some(sensor), Some(axes)) = (motion.sensor(*site), alignment.axes.as_ref()) {
            durations.extend(
                swing_cycles(&sagittal_rate(sensor, &axes.z))
                    .iter()
                    .map(|cycle| cycle.len() as f64),
            );
        }
    }
    (!durations.is_empty()).then(|| 2.0 * RATE_HZ / statistics::median(&durations))
}

struct Principal {
    axis: Vector3<f64>,
    /// Of all rotation.
    share: f64,
    /// Of the rotation square to the long axis.
    in_plane: f64,
}

/// Principal direction of the angular rate square to the long axis. Rotation about the long axis is mostly skin and is left out of the direction.
fn principal_axis(gyr: &[Vector3<f64>], mask: &[bool], long: &Vector3<f64>) -> Option<Principal> {
    let mut scatter = Matrix3::zeros();
    for (rate, _) in gyr.iter().zip(mask).filter(|(_, used)| **used) {
        scatter += rate * rate.transpose();
    }
    let total = scatter.trace();
    if total <= 0.0 {
        return None;
    }
    let across = Matrix3::identity() - long * long.transpose();
    let flat = SymmetricEigen::new(across * scatter * across);
    let index = flat.eigenvalues.imax();
    let largest = flat.eigenvalues[index];
    let axis = flat.eigenvectors.column(index).into_owned();
    // The third eigenvalue belongs to the long axis and is zero.
    Some(Principal {
        axis,
        share: largest / total,
        in_plane: largest / flat.eigenvalues.sum(),
    })
}

/// Swing is the largest excursion of a leg's rate: its third moment is positive.
fn signed_by_third_moment(sensor: &SensorMotion, axis: Vector3<f64>, mask: &[bool]) -> Vector3<f64> {
    let moment: f64 = sensor
        .gyr
        .iter()
        .zip(mask)
        .filter(|(_, used)| **used)
        .map(|(rate, _)| rate.dot(&axis).powi(3))
        .sum();
    if moment < 0.0 { -axis } else { axis }
}

fn sagittal_rate(sensor: &SensorMotion, side: &Vector3<f64>) -> Vec<f64> {
    sensor.gyr.iter().map(|rate| rate.dot(side)).collect()
}

fn mean_direction(directions: &[Vector3<f64>], mask: &[bool]) -> Option<Vector3<f64>> {
    let sum: Vector3<f64> = directions
        .iter()
        .zip(mask)
        .filter(|(_, used)| **used)
        .map(|(d, _)| d)
        .sum();
    sum.try_normalize(1e-6)
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

/// The vertical seen from the sensor in quiet standing. A rest counts as standing where the session says so, or where
/// the segment is about as upright as it is on average in motion (a seated thigh is not).
fn standing_direction(
    session: &Session,
    sensor: &SensorMotion,
    quiet: &[bool],
    start_s: f64,
    moving_up: &Vector3<f64>,
    report: &mut SegmentCalibration,
) -> Option<Vector3<f64>> {
    let told: Vec<bool> = session_mask(session, PhaseKind::Stand, start_s, quiet.len());
    let any_told = told.iter().any(|set| *set);
    let rest: Vec<bool> = (0..quiet.len()).map(|k| quiet[k] && (!any_told || told[k])).collect();
    let mut sum = Vector3::zeros();
    let mut refused = 0;
    for run in super::motion::runs(&rest) {
        let own: Vector3<f64> = sensor.acc[run.clone()].iter().sum();
        let Some(direction) = own.try_normalize(1e-6) else {
            continue;
        };
        if direction.angle(moving_up).to_degrees() <= STANDING_ANGLE_DEG {
            sum += direction * run.len() as f64;
        } else {
            refused += 1;
        }
    }
    if refused > 0 {
        report
            .refusals
            .push(format!("standing: {refused} rest(s) in another posture"));
    }
    sum.try_normalize(1e-6)
}

/// True inside the session's phases of one kind.
fn session_mask(session: &Session, kind: PhaseKind, start_s: f64, len: usize) -> Vec<bool> {
    let mut mask = vec![false; len];
    for phase in session.protocol.phases.iter().filter(|phase| phase.kind == kind) {
        let from = ((phase.start_s - start_s) * RATE_HZ).max(0.0) as usize;
        let to = (((phase.end_s - start_s) * RATE_HZ).max(0.0) as usize).min(len);
        mask.iter_mut().take(to).skip(from).for_each(|sample| *sample = true);
    }
    mask
}

/// Settles the signs of a leg's side axes and the zero of its angles.
fn settle_signs(
    motion: &Motion,
    side: Side,
    thigh: Option<Alignment>,
    shank: Option<Alignment>,
) -> (Option<Alignment>, Option<Alignment>) {
    let (mut thigh, mut shank) = (thigh, shank);
    if let (Some(upper), Some(lower)) = (&mut thigh, &mut shank) {
        if let (Some(a), Some(b), Some(ta), Some(sa)) = (motion.thigh(side), motion.shank(side), upper.axes, lower.axes)
        {
            let level = |report: &SegmentCalibration| report.long_axis != Some(LongAxisMethod::WalkingMean);
            let (ta, sa) = signs_of_pair(a, b, ta, sa, level(&upper.report) && level(&lower.report));
            upper.axes = Some(ta);
            lower.axes = Some(sa);
        }
    }
    for alignment in [&mut thigh, &mut shank].into_iter().flatten() {
        finish(motion, alignment);
    }
    (thigh, shank)
}

/// Signs of a leg's two side axes: of the four combinations, the one in which the knee least overextends.
///
/// A knee bends by 60° in walking and by more than 100° in a landing, but overextends by a few degrees only; with a wrong
/// sign the "knee angle" swings far to the negative side. The 2nd percentile of the angle decides. Where it hardly tells
/// the combinations apart, the antero-posterior accelerations of thigh and shank do, which rise and fall together below
/// 3 Hz.
fn signs_of_pair(
    thigh: &SensorMotion,
    shank: &SensorMotion,
    thigh_axes: Axes,
    shank_axes: Axes,
    level: bool,
) -> (Axes, Axes) {
    let both: Vec<usize> = (0..thigh.valid.len())
        .filter(|&k| thigh.valid[k] && shank.valid[k])
        .collect();
    let inclinations = |sensor: &SensorMotion, axes: &Axes| -> Vec<f64> {
        let mut values: Vec<f64> = both.iter().map(|&k| axes.inclination(&sensor.up[k])).collect();
        if !level {
            let mean = statistics::mean(&values);
            values.iter_mut().for_each(|value| *value -= mean);
        }
        values
    };
    let forward = |sensor: &SensorMotion, axes: &Axes| -> Vec<f64> {
        let raw: Vec<f64> = sensor
            .acc
            .iter()
            .zip(&sensor.up)
            .map(|(acc, up)| (acc - up * GRAVITY).dot(&axes.x))
            .collect();
        let smooth = low_pass(&raw, 3.0);
        both.iter().map(|&k| smooth[k]).collect()
    };
    let together = statistics::correlation(&forward(thigh, &thigh_axes), &forward(shank, &shank_axes));
    let (upper, lower) = (inclinations(thigh, &thigh_axes), inclinations(shank, &shank_axes));
    let score = |upper_sign: f64, lower_sign: f64| -> f64 {
        let knee: Vec<f64> = upper
            .iter()
            .zip(&lower)
            .map(|(upper, lower)| statistics::wrap_angle(upper_sign * upper - lower_sign * lower).to_degrees())
            .collect();
        statistics::percentile(&knee, 2.0) + AGREEMENT_DEG * together * upper_sign * lower_sign
    };
    let mut best = (f64::NEG_INFINITY, 1.0, 1.0);
    for (upper_sign, lower_sign) in [(1.0, 1.0), (-1.0, -1.0), (1.0, -1.0), (-1.0, 1.0)] {
        let score = score(upper_sign, lower_sign);
        if score > best.0 {
            best = (score, upper_sign, lower_sign);
        }
    }
    let signed = |axes: Axes, sign: f64| if sign < 0.0 { axes.flipped() } else { axes };
    (signed(thigh_axes, best.1), signed(shank_axes, best.2))
}

/// Sets the mean inclination where standing did not set zero, and writes the rotation into the report.
fn finish(motion: &Motion, alignment: &mut Alignment) {
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
        let used: Vec<usize> = if cycles.is_empty() {
            (0..sensor.up.len()).filter(|&k| sensor.valid[k]).collect()
        } else {
            cycles.into_iter().flatten().filter(|&k| sensor.valid[k]).collect()
        };
        let inclinations: Vec<f64> = used.iter().map(|&k| axes.inclination(&sensor.up[k])).collect();
        axes = axes.with_inclination_shift(target.to_radians() - statistics::mean(&inclinations));
    }
    alignment.axes = Some(axes);
    alignment.report.rotation = Some(axes.rows());
}
