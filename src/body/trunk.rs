//! Alignment of the sensors above the legs: pelvis and trunk.
//!
//! The long axis is the vertical in standing, else over the walk. The forward axis is the principal direction of the
//! horizontal acceleration at step frequency: the body brakes and speeds up once a step. Its sign: the forward
//! acceleration leads the upward one by about 110° (101 to 130° in the recordings it was found on).

use super::activity::{step_rhythm, turning_mask};
use super::alignment::{Alignment, Axes};
use super::motion::{Motion, RATE_HZ, SensorMotion};
use super::standing::Standing;
use super::types::{LongAxisMethod, Refusal, SegmentCalibration, SideAxisMethod};
use nalgebra::{Matrix2, SymmetricEigen, Vector3};
use recording::{Recording, STANDARD_GRAVITY, Site};
use signal::filter::Butterworth;
use signal::statistics;

/// Mean anterior tilt over a healthy cycle, degrees, assumed where no standing pose fixes zero.
const MEAN_PELVIC_TILT_DEG: f64 = 9.7;
/// Smallest share of the horizontal acceleration at step frequency along the forward axis; 0.93 to 0.99 is usual.
const FORWARD_SHARE: f64 = 0.70;
/// Smallest sine of the angle by which the forward acceleration leads the upward one; 0.40 to 1.00 in 82 real walks. With less,
/// front and back, and with them left and right, may be taken for each other.
const FORWARD_LEAD: f64 = 0.35;
/// Shortest walk from which the forward axis is taken, seconds.
const SHORTEST_WALK_S: f64 = 1.4;

/// Aligns the pelvis or trunk sensor, if it is there. Where the forward axis is weak there are no axes, but a rough guess
/// that steps can be found with.
///
/// `step_hz` is the step frequency that the legs show, where they have sensors: it helps where the walk is too short for
/// the pelvis to tell by itself.
pub(crate) fn align_upper(
    recording: &Recording,
    motion: &Motion,
    site: Site,
    standing: &Standing,
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
    let found = match info.and_then(|info| info.mounting.as_ref()).and_then(Axes::from_rows) {
        Some(axes) => {
            report.long_axis = Some(LongAxisMethod::Given);
            report.side_axis = Some(SideAxisMethod::Given);
            report.offset_uncertainty_deg = Some(2.0);
            Some(Estimate {
                axes,
                clear: true,
                fronts: None,
            })
        }
        None => estimate(sensor, standing, step_hz, &mut report),
    };
    let clear = found.as_ref().filter(|found| found.clear).map(|found| found.axes);
    report.rotation = clear.map(|axes| axes.rows());
    Some(Alignment {
        axes: clear,
        rough: found.as_ref().map(|found| found.axes),
        fronts: found.and_then(|found| found.fronts),
        report,
    })
}

/// The axes of a sensor above the legs.
struct Estimate {
    axes: Axes,
    /// Clear enough for angles, sides and speed.
    clear: bool,
    fronts: Option<[Axes; 2]>,
}

fn estimate(
    sensor: &SensorMotion,
    standing: &Standing,
    step_hz: Option<f64>,
    report: &mut SegmentCalibration,
) -> Option<Estimate> {
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
        report.refusals.push(Refusal::NoSteadyWalking);
        return None;
    }
    let frequency = statistics::median(&frequencies);
    let mean_up: Vector3<f64> = (0..walking.len()).filter(|&k| walking[k]).map(|k| sensor.up[k]).sum();
    let mean_up = mean_up.try_normalize(1e-6)?;
    let stand = standing.direction(sensor, &mean_up, report);
    let long = stand.map_or(mean_up, |stand| stand.up);
    let forward = forward_axis(sensor, &long, frequency, &walking)?;
    report.eigenvalue_share = Some(forward.share);
    let axes = Axes::from_long_and_side(long, forward.axis.cross(&long))?;
    if forward.share < FORWARD_SHARE {
        report.refusals.push(Refusal::LittleAlongOneAxis {
            share: forward.share,
            needed: FORWARD_SHARE,
        });
        return Some(Estimate {
            axes,
            clear: false,
            fronts: None,
        });
    }
    let zeroed = match stand {
        Some(stand) => {
            report.long_axis = Some(LongAxisMethod::Standing);
            report.offset_uncertainty_deg = Some(stand.uncertainty_deg);
            |axes: Axes, _: Site, _: &Vector3<f64>| axes
        }
        None => {
            report.long_axis = Some(LongAxisMethod::WalkingMean);
            report.offset_uncertainty_deg = Some(10.0);
            at_usual_tilt
        }
    };
    let [front, back] = [axes, axes.flipped()].map(|axes| zeroed(axes, sensor.site, &mean_up));
    let clear = forward.lead >= FORWARD_LEAD;
    if clear {
        report.side_axis = Some(SideAxisMethod::StepAcceleration);
    } else {
        report.refusals.push(Refusal::FrontUnclear {
            lead: forward.lead,
            needed: FORWARD_LEAD,
        });
    }
    Some(Estimate {
        axes: front,
        clear,
        fronts: (!clear).then_some([front, back]),
    })
}

/// Turned so that the mean over the walk is that of healthy people. Inclination is minus the anterior tilt: the long axis
/// points up here, not down.
fn at_usual_tilt(axes: Axes, site: Site, mean_up: &Vector3<f64>) -> Axes {
    let assumed = if site == Site::Pelvis {
        -MEAN_PELVIC_TILT_DEG.to_radians()
    } else {
        0.0
    };
    axes.with_inclination_shift(assumed - axes.inclination(mean_up))
}

/// A forward direction, and how clear it is.
struct Forward {
    /// In sensor coordinates, square to the long axis.
    axis: Vector3<f64>,
    /// Share of the horizontal acceleration at step frequency that is along it.
    share: f64,
    /// Sine of the angle by which it leads the upward acceleration: which end is the front.
    lead: f64,
}

fn forward_axis(sensor: &SensorMotion, long: &Vector3<f64>, frequency: f64, walking: &[bool]) -> Option<Forward> {
    let helper = if long.x.abs() < 0.8 { Vector3::x() } else { Vector3::y() };
    let first = long.cross(&helper).normalize();
    let second = long.cross(&first);
    let linear: Vec<Vector3<f64>> = sensor
        .acc
        .iter()
        .zip(&sensor.up)
        .map(|(acc, up)| acc - up * STANDARD_GRAVITY)
        .collect();
    let band = |direction: &Vector3<f64>, frequency: f64| -> Vec<f64> {
        let values: Vec<f64> = linear.iter().map(|acc| acc.dot(direction)).collect();
        around(&values, frequency)
    };
    let scatter = |a: &[f64], b: &[f64]| -> Matrix2<f64> {
        (0..walking.len())
            .filter(|&k| walking[k])
            .map(|k| Matrix2::new(a[k] * a[k], a[k] * b[k], a[k] * b[k], b[k] * b[k]))
            .sum()
    };
    let (a, b) = (band(&first, frequency), band(&second, frequency));
    let steps = scatter(&a, &b);
    let mut eigen = SymmetricEigen::new(steps);
    let share = eigen.eigenvalues.max() / steps.trace();
    if share.is_nan() {
        return None;
    }
    if share < FORWARD_SHARE {
        // At stride frequency the body sways from side to side: forward is also where it sways least.
        let sway = scatter(&band(&first, 0.5 * frequency), &band(&second, 0.5 * frequency));
        eigen = SymmetricEigen::new(steps / steps.trace() - sway / sway.trace().max(f64::MIN_POSITIVE));
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
    // Sine of the angle by which one leads the other.
    let size = |values: &[f64]| -> f64 {
        let used = (0..walking.len()).filter(|&k| walking[k]);
        used.map(|k| values[k] * values[k]).sum()
    };
    let step = (std::f64::consts::TAU * frequency / RATE_HZ).sin();
    let lead = 0.5 * lead / (step * (size(&along) * size(&vertical)).sqrt());
    if lead.is_nan() {
        return None;
    }
    Some(Forward {
        axis: if lead < 0.0 { -axis } else { axis },
        share,
        lead: lead.abs(),
    })
}

/// Zero-phase band from 0.6 to 1.6 times a frequency.
pub fn around(values: &[f64], frequency: f64) -> Vec<f64> {
    match Butterworth::bandpass(2, 0.6 * frequency, (1.6 * frequency).min(0.45 * RATE_HZ), RATE_HZ) {
        Ok(filter) => filter.filtfilt(values),
        Err(_) => values.to_vec(),
    }
}
