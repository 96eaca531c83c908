//! Alignment of the sensors above the legs: pelvis and trunk.
//!
//! The long axis is the vertical in standing, else over the walk. The forward axis is the principal direction of the
//! horizontal acceleration at step frequency: the body brakes and speeds up once a step. Its sign: the legs share it
//! ([`super::shared`]); without them, the forward acceleration leads the upward one by about 110° (101 to 130° in the
//! recordings it was found on). A pelvis that drops far jolts sideways more than it brakes: where the legs point across
//! that axis, theirs is the front.

use super::activity::{step_rhythm, turning_mask};
use super::alignment::{Alignment, Axes};
use super::motion::{Motion, RATE_HZ, SensorMotion};
use super::shared::{LegMotion, SharedForward};
use super::standing::Standing;
use super::types::{LongAxisMethod, Refusal, SegmentCalibration, SideAxisMethod};
use nalgebra::{Matrix2, SymmetricEigen, Vector2, Vector3};
use recording::{Recording, STANDARD_GRAVITY, Segment, Site};
use signal::filter::Butterworth;
use signal::statistics;

/// Mean anterior tilt over a healthy cycle, degrees, assumed where no standing pose fixes zero.
const MEAN_PELVIC_TILT_DEG: f64 = 9.7;
/// Smallest share of the horizontal acceleration at step frequency along the forward axis; 0.93 to 0.99 is usual.
const FORWARD_SHARE: f64 = 0.70;
/// Smallest sine of the angle by which the forward acceleration leads the upward one; 0.40 to 1.00 in 82 real walks. With less,
/// front and back, and with them left and right, may be taken for each other.
const FORWARD_LEAD: f64 = 0.35;
/// Smallest share of the acceleration that legs and pelvis have in common, to say which end of an axis is the front (thighs,
/// shanks; found are 0.46 to 0.88 and 0.25 to 0.67 in 57 real walks), and to say the axis by itself. Shanks swing more than they
/// move on: theirs is 14° off at most in real walks, and 21° where a simulated pelvis drops by 10°.
const COMMON_WITH_THIGHS: f64 = 0.45;
const COMMON_WITH_SHANKS: f64 = 0.25;
const AXIS_WITH_SHANKS: f64 = 0.40;
/// Farther apart, degrees, the axis of the steps is not that of the legs; 0 to 27 with thighs in real walks, 85 to 90 where the
/// steps' axis is the sideways one.
const ACROSS_DEG: f64 = 30.0;
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
    legs: &[LegMotion],
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
            Some((axes, true))
        }
        None => estimate(sensor, standing, step_hz, legs, &mut report),
    };
    let clear = found.filter(|(_, clear)| *clear).map(|(axes, _)| axes);
    report.rotation = clear.map(|axes| axes.rows());
    Some(Alignment {
        axes: clear,
        rough: found.map(|(axes, _)| axes),
        report,
    })
}

/// The axes, and whether they are clear enough for angles, sides and speed.
fn estimate(
    sensor: &SensorMotion,
    standing: &Standing,
    step_hz: Option<f64>,
    legs: &[LegMotion],
    report: &mut SegmentCalibration,
) -> Option<(Axes, bool)> {
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
    let steps = Steps::of(sensor, &long, frequency, &walking)?;
    report.eigenvalue_share = Some(steps.share);
    let forward = forward(&steps, Shared::of(legs, sensor, &long, &steps), report);
    let axes = Axes::from_long_and_side(long, forward.axis.cross(&long))?;
    let (axes, long_axis, uncertainty_deg) = match stand {
        Some(stand) => (axes, LongAxisMethod::Standing, stand.uncertainty_deg),
        None => (
            at_usual_tilt(axes, sensor.site, &mean_up),
            LongAxisMethod::WalkingMean,
            10.0,
        ),
    };
    if forward.clear {
        report.side_axis = Some(SideAxisMethod::StepAcceleration);
        report.long_axis = Some(long_axis);
        report.offset_uncertainty_deg = Some(uncertainty_deg);
    }
    Some((axes, forward.clear))
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

/// A forward direction, in sensor coordinates, square to the long axis.
struct Forward {
    axis: Vector3<f64>,
    /// Whether axis and front are sure.
    clear: bool,
}

/// The front by the steps and by the legs; what is not sure is refused in the report.
fn forward(steps: &Steps, shared: Option<Shared>, report: &mut SegmentCalibration) -> Forward {
    let axis = match &shared {
        Some(shared) => {
            let along = steps.axis.dot(&shared.forward.axis);
            let across = along.abs() < ACROSS_DEG.to_radians().cos();
            if across {
                shared.forward.axis
            } else {
                steps.axis * 1_f64.copysign(along)
            }
        }
        None => steps.axis * 1_f64.copysign(steps.lead(&steps.axis)),
    };
    let own_axis = axis.dot(&steps.axis).abs() > ACROSS_DEG.to_radians().cos();
    let by_legs = shared.as_ref().is_some_and(|shared| shared.gives_axis);
    if !by_legs && (steps.share < FORWARD_SHARE || !own_axis) {
        report.refusals.push(Refusal::LittleAlongOneAxis {
            share: steps.share,
            needed: FORWARD_SHARE,
        });
        return Forward { axis, clear: false };
    }
    // Two witnesses that contradict each other are none.
    let needed = if shared.is_some() { -FORWARD_LEAD } else { FORWARD_LEAD };
    let lead = steps.lead(&axis);
    let clear = lead >= needed;
    if !clear {
        report.refusals.push(Refusal::FrontUnclear { lead, needed });
    }
    Forward { axis, clear }
}

/// What the legs say of the front.
struct Shared {
    forward: SharedForward,
    /// Not only which end of an axis is the front, but the axis itself.
    gives_axis: bool,
}

impl Shared {
    /// As far as the legs have enough in common with the sensor. Thighs know the axis better; where they contradict the steps, shanks
    /// say who is right: a thigh's sign comes from its knee, which is none where sensors of two legs were exchanged.
    fn of(legs: &[LegMotion], sensor: &SensorMotion, long: &Vector3<f64>, steps: &Steps) -> Option<Shared> {
        let from = |segment: Segment, least: f64| -> Option<SharedForward> {
            let legs = legs.iter().find(|legs| legs.segment == segment)?;
            legs.forward_of(sensor, long)
                .filter(|forward| forward.coherence >= least)
        };
        let thighs = from(Segment::Thigh, COMMON_WITH_THIGHS);
        let shanks = from(Segment::Shank, COMMON_WITH_SHANKS);
        match (thighs, shanks) {
            (Some(mut forward), Some(shanks)) => {
                if steps.lead(&forward.axis) < -FORWARD_LEAD {
                    forward.axis *= 1_f64.copysign(forward.axis.dot(&shanks.axis));
                }
                Some(Shared {
                    forward,
                    gives_axis: true,
                })
            }
            (Some(forward), None) => Some(Shared {
                forward,
                gives_axis: true,
            }),
            (None, Some(forward)) => Some(Shared {
                gives_axis: forward.coherence >= AXIS_WITH_SHANKS,
                forward,
            }),
            (None, None) => None,
        }
    }
}

/// The acceleration at step frequency.
struct Steps {
    /// Where the horizontal acceleration is largest; either end may be the front. In sensor coordinates, square to the long axis.
    axis: Vector3<f64>,
    /// Share of the horizontal acceleration that is along it.
    share: f64,
    /// Two directions square to each other and to the long axis.
    horizontal: [Vector3<f64>; 2],
    /// Of each of these two: the area that it and the upward acceleration enclose, positive where it leads.
    area: [f64; 2],
    /// Σ of the products of the two with each other, and of the upward one with itself.
    scatter: Matrix2<f64>,
    vertical: f64,
    /// Sine of the phase that passes within a sample.
    passes: f64,
}

impl Steps {
    fn of(sensor: &SensorMotion, long: &Vector3<f64>, frequency: f64, walking: &[bool]) -> Option<Steps> {
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
        let vertical: Vec<f64> = linear.iter().zip(&sensor.up).map(|(acc, up)| acc.dot(up)).collect();
        let vertical = around(&vertical, frequency);
        // The way round in which two of them turn.
        let area = |along: &[f64]| -> f64 {
            (1..walking.len())
                .filter(|&k| walking[k - 1] && walking[k])
                .map(|k| along[k - 1] * vertical[k] - along[k] * vertical[k - 1])
                .sum()
        };
        let steps = Steps {
            axis: first * column[0] + second * column[1],
            share,
            horizontal: [first, second],
            area: [area(&a), area(&b)],
            scatter: steps,
            vertical: (0..walking.len())
                .filter(|&k| walking[k])
                .map(|k| vertical[k] * vertical[k])
                .sum(),
            passes: (std::f64::consts::TAU * frequency / RATE_HZ).sin(),
        };
        (!steps.lead(&steps.axis).is_nan()).then_some(steps)
    }

    /// Sine of the angle by which the acceleration along a horizontal direction leads the upward one: positive at the front.
    fn lead(&self, direction: &Vector3<f64>) -> f64 {
        let along = Vector2::from(self.horizontal.map(|axis| axis.dot(direction)));
        let size = (along.transpose() * self.scatter * along).x * self.vertical;
        0.5 * along.dot(&Vector2::from(self.area)) / (self.passes * size.sqrt())
    }
}

/// Zero-phase band from 0.6 to 1.6 times a frequency.
pub fn around(values: &[f64], frequency: f64) -> Vec<f64> {
    match Butterworth::bandpass(2, 0.6 * frequency, (1.6 * frequency).min(0.45 * RATE_HZ), RATE_HZ) {
        Ok(filter) => filter.filtfilt(values),
        Err(_) => values.to_vec(),
    }
}
