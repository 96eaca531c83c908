//! Alignment of the sensors above the legs: pelvis and trunk.
//!
//! The long axis is the vertical in standing, else over the walk. The forward axis is the principal direction of the
//! horizontal acceleration at step frequency: the body brakes and speeds up once a step. Its sign: the forward
//! acceleration leads the upward one by about 110° (101 to 130° in the recordings it was found on).

use super::activity::{step_rhythm, turning_mask};
use super::alignment::{Alignment, Axes};
use super::motion::{GRAVITY, Motion, RATE_HZ, SensorMotion, runs};
use super::types::{LongAxisMethod, SegmentCalibration, SideAxisMethod};
use crate::recording::{Recording, Site};
use crate::signal::filter::Butterworth;
use crate::signal::statistics;
use nalgebra::{Matrix2, SymmetricEigen, Vector3};

/// Mean anterior tilt over a healthy cycle, degrees, assumed where no standing pose fixes zero.
const MEAN_PELVIC_TILT_DEG: f64 = 9.7;
/// Smallest share of the horizontal acceleration at step frequency along the forward axis; 0.93 to 0.99 is usual.
const FORWARD_SHARE: f64 = 0.70;
/// Shortest walk from which the forward axis is taken, seconds.
const SHORTEST_WALK_S: f64 = 1.4;

/// Aligns the pelvis or trunk sensor, if it is there.
///
/// `step_hz` is the step frequency that the legs show, where they have sensors: it helps where the walk is too short for
/// the pelvis to tell by itself.
pub fn align_upper(
    recording: &Recording,
    motion: &Motion,
    site: Site,
    quiet: &[bool],
    step_hz: Option<f64>,
) -> Option<Alignment> {
    let sensor = motion.sensor(site)?;
    let mut report = SegmentCalibration {
        site,
        long_axis: None,
        side_axis: None,
        rotation: None,
        eigenvalue_share: None,
        offset_uncertainty_deg: None,
        refusals: Vec::new(),
    };
    let info = recording.tracks.get(&site).map(|track| &track.info);
    let axes = match info.and_then(|info| info.mounting.as_ref()).and_then(Axes::from_rows) {
        Some(axes) => {
            report.long_axis = Some(LongAxisMethod::Given);
            report.side_axis = Some(SideAxisMethod::Given);
            report.offset_uncertainty_deg = Some(2.0);
            Some(axes)
        }
        None => estimate(sensor, quiet, step_hz, &mut report),
    };
    report.rotation = axes.map(|axes| axes.rows());
    Some(Alignment { axes, report })
}

fn estimate(
    sensor: &SensorMotion,
    quiet: &[bool],
    step_hz: Option<f64>,
    report: &mut SegmentCalibration,
) -> Option<Axes> {
    let mut rhythm = step_rhythm(sensor);
    let turning = turning_mask(sensor);
    if let (true, Some(step_hz)) = (rhythm.iter().all(|frequency| *frequency == 0.0), step_hz) {
        rhythm = vec![step_hz; rhythm.len()];
    }
    let walking: Vec<bool> = (0..rhythm.len())
        .map(|k| rhythm[k] > 0.0 && !turning[k] && sensor.valid[k])
        .collect();
    let frequencies: Vec<f64> = (0..rhythm.len()).filter(|&k| walking[k]).map(|k| rhythm[k]).collect();
    if (frequencies.len() as f64) < SHORTEST_WALK_S * RATE_HZ {
        report.refusals.push("step-acceleration: no steady walking".to_owned());
        return None;
    }
    let frequency = statistics::median(&frequencies);
    let mean_up: Vector3<f64> = (0..walking.len()).filter(|&k| walking[k]).map(|k| sensor.up[k]).sum();
    let mean_up = mean_up.try_normalize(1e-6)?;
    let standing = standing_up(sensor, quiet, &mean_up);
    let long = standing.unwrap_or(mean_up);
    let forward = forward_axis(sensor, &long, frequency, &walking, report)?;
    let axes = Axes::from_long_and_side(long, forward.cross(&long))?;
    report.side_axis = Some(SideAxisMethod::StepAcceleration);
    if standing.is_some() {
        report.long_axis = Some(LongAxisMethod::Standing);
        report.offset_uncertainty_deg = Some(1.5);
        return Some(axes);
    }
    report.long_axis = Some(LongAxisMethod::WalkingMean);
    report.offset_uncertainty_deg = Some(10.0);
    // Inclination is minus the anterior tilt: the long axis points up here, not down.
    let assumed = if sensor.site == Site::Pelvis {
        -MEAN_PELVIC_TILT_DEG.to_radians()
    } else {
        0.0
    };
    let mean = axes.inclination(&mean_up);
    Some(axes.with_inclination_shift(assumed - mean))
}

fn standing_up(sensor: &SensorMotion, quiet: &[bool], mean_up: &Vector3<f64>) -> Option<Vector3<f64>> {
    let mut sum = Vector3::zeros();
    for run in runs(quiet) {
        let own: Vector3<f64> = sensor.acc[run.clone()].iter().sum();
        let Some(direction) = own.try_normalize(1e-6) else {
            continue;
        };
        if direction.angle(mean_up).to_degrees() <= 20.0 {
            sum += direction * run.len() as f64;
        }
    }
    sum.try_normalize(1e-6)
}

/// The forward direction in sensor coordinates, square to `long`.
fn forward_axis(
    sensor: &SensorMotion,
    long: &Vector3<f64>,
    frequency: f64,
    walking: &[bool],
    report: &mut SegmentCalibration,
) -> Option<Vector3<f64>> {
    let helper = if long.x.abs() < 0.8 { Vector3::x() } else { Vector3::y() };
    let first = long.cross(&helper).normalize();
    let second = long.cross(&first);
    let linear: Vec<Vector3<f64>> = sensor
        .acc
        .iter()
        .zip(&sensor.up)
        .map(|(acc, up)| acc - up * GRAVITY)
        .collect();
    let band = |direction: &Vector3<f64>| -> Vec<f64> {
        let values: Vec<f64> = linear.iter().map(|acc| acc.dot(direction)).collect();
        around(&values, frequency)
    };
    let (a, b) = (band(&first), band(&second));
    let mut scatter = Matrix2::zeros();
    for k in (0..walking.len()).filter(|&k| walking[k]) {
        scatter += Matrix2::new(a[k] * a[k], a[k] * b[k], a[k] * b[k], b[k] * b[k]);
    }
    let eigen = SymmetricEigen::new(scatter);
    let share = eigen.eigenvalues.max() / scatter.trace();
    report.eigenvalue_share = Some(share);
    if share.is_nan() || share < FORWARD_SHARE {
        report
            .refusals
            .push(format!("step-acceleration: share {share:.2}, needs {FORWARD_SHARE:.2}"));
        return None;
    }
    let column = eigen.eigenvectors.column(eigen.eigenvalues.imax());
    let axis = first * column[0] + second * column[1];
    let along: Vec<f64> = (0..a.len()).map(|k| a[k] * column[0] + b[k] * column[1]).collect();
    let vertical: Vec<f64> = linear.iter().zip(&sensor.up).map(|(acc, up)| acc.dot(up)).collect();
    let vertical = around(&vertical, frequency);
    // The way round in which the two of them turn: the area that they enclose is positive where `along` leads.
    let lead: f64 = (1..walking.len())
        .filter(|&k| walking[k - 1] && walking[k])
        .map(|k| along[k - 1] * vertical[k] - along[k] * vertical[k - 1])
        .sum();
    Some(if lead < 0.0 { -axis } else { axis })
}

/// Zero-phase band from 0.6 to 1.6 times a frequency.
pub fn around(values: &[f64], frequency: f64) -> Vec<f64> {
    match Butterworth::bandpass(2, 0.6 * frequency, (1.6 * frequency).min(0.45 * RATE_HZ), RATE_HZ) {
        Ok(filter) => filter.filtfilt(values),
        Err(_) => values.to_vec(),
    }
}
