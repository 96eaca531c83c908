//! One sensor against the laws of motion: units, exchanged columns, axes, the gyroscope's scale.
//!
//! Acceleration carried into a frame that does not turn (by integrating the gyroscope) and averaged over a few strides is
//! gravity: 9.81 m/s² in one constant direction, because a walking body ends where its speed began. With a wrong scale, sign
//! or order of axes the average shrinks and wanders. The mean deviation over windows of 3 s, as a share of g, is 0.01 to 0.05
//! in real recordings of pelvis, thigh and shank sensors, and two to forty times that for a gyroscope that is doubled,
//! halved or turned round on a leg. The law holds for every rigid sensor, however it is worn.

use super::swing::Turns;
use super::{Fault, Remedy, SetupFinding};
use nalgebra::{Matrix3, UnitQuaternion, Vector3};
use recording::{STANDARD_GRAVITY, Segment, Site, Track};
use signal::statistics;

/// Length of a stretch, of the averages in it, and the step between them, seconds.
const STRETCH_S: f64 = 6.0;
const AVERAGE_S: f64 = 3.0;
const STEP_S: f64 = 0.5;
/// As many stretches, the liveliest ones.
const STRETCHES: usize = 8;
/// From this deviation on accelerometer and gyroscope do not agree; good sensors stay below.
const SUSPECT: f64 = 0.03;
/// A hypothesis proves itself when it leaves less than this share of the deviation, and no more than the second, in this
/// share of the stretches.
const PROOF_SHARE: f64 = 0.55;
const GOOD: f64 = 0.07;
/// Share of the deviation that a hypothesis may leave to be asked about at all.
const BETTER: f64 = 0.8;
const PROOF_STRETCHES: f64 = 0.75;
/// Beyond this nothing fits.
const HOPELESS: f64 = 0.25;
/// No limb turns faster (3400 deg/s).
const ABSURD_RADPS: f64 = 60.0;
/// The acceleration's direction, below about 2 Hz, turns as fast as the sensor, more or less what the limb's own
/// acceleration adds: 0.4 to 1.3 times on legs and feet, 1.4 to 4 times on the pelvis. Degrees taken for radians, or the
/// other way round, move that by 57 times. The bounds lie half-way on the way there.
const TURNS_ALIKE: std::ops::RangeInclusive<f64> = 0.12..=12.0;
/// The sensor is carried about: variation of the acceleration's magnitude from which a walk is assumed, m/s2.
const MOVING_MPS2: f64 = 0.8;

/// On legs the planes of swing of both sensors agree better than this (cosine), and the turning is seen at most so many
/// times as large; a hypothesis for one that does not must reach the second values.
const SAME_PLANE: f64 = 0.85;
const MOST_SEEN: f64 = 1.9;
const RESTORED_PLANE: f64 = 0.95;
const RESTORED_SEEN: f64 = 1.5;

/// Stretches of motion without gaps, `length` samples from each start.
pub(super) struct Stretches {
    pub starts: Vec<usize>,
    pub length: usize,
    pub interval_s: f64,
}

fn stretches(track: &Track) -> Stretches {
    let interval_s = 1.0 / track.rate_hz;
    let length = (STRETCH_S * track.rate_hz) as usize;
    let mut candidates: Vec<(f64, usize)> = Vec::new();
    let mut start = 0;
    while length > 8 && start + length <= track.len() {
        let span = track.time_s[start + length - 1] - track.time_s[start];
        if span < 1.03 * STRETCH_S {
            // Motion by both sensors: a gyroscope in the wrong unit must not hide the walk.
            let rate: f64 = track.gyr_radps[start..start + length].iter().map(Vector3::norm).sum();
            candidates.push((rate, start));
        }
        start += length / 2;
    }
    candidates.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
    let mut starts: Vec<usize> = Vec::new();
    for (_, start) in candidates {
        if starts.len() < STRETCHES && starts.iter().all(|other| start.abs_diff(*other) >= length) {
            starts.push(start);
        }
    }
    Stretches {
        starts,
        length,
        interval_s,
    }
}

/// Largest bias that a gyroscope may have under a hypothesis, rad/s (20 deg/s): uncalibrated parts have 5 to 20. With less
/// room for it, a biased sensor as it is would lose against a wrong scale, which shrinks the bias as well.
const LARGEST_BIAS_RADPS: f64 = 0.35;
/// Beyond this the bias is nearly linear no more, rad/s: it is fitted again around what was found.
const LINEAR_BIAS_RADPS: f64 = 0.03;
/// Bias from which a sensor is told of and mended, rad/s (3 deg/s): the orientation filter takes off 2 by itself.
const NOTABLE_BIAS_RADPS: f64 = 0.05;

/// How a hypothesis fits: the true rate is `map` times the measured one, less a constant bias.
struct Fit {
    /// Deviation of the carried-along gravity in each stretch, as a share of g: with the bias that fits best, and with none.
    left: Vec<f64>,
    plain: Vec<f64>,
    /// Of the mapped rates, rad/s.
    bias: Vector3<f64>,
}

/// Fits one hypothesis. A bias of half a degree per second alone would turn gravity by 3 degrees in a stretch.
fn fit(track: &Track, stretches: &Stretches, map: &Matrix3<f64>) -> Fit {
    let start = averages(track, stretches, map, &Vector3::zeros());
    let plain: Vec<f64> = start.iter().map(|means| spread(means)).collect();
    let mut bias = Vector3::zeros();
    let mut around = start;
    for _ in 0..3 {
        let change = bias_step(track, stretches, map, &bias, &around);
        bias = (bias + change).cap_magnitude(LARGEST_BIAS_RADPS);
        around = averages(track, stretches, map, &bias);
        if change.norm() < LINEAR_BIAS_RADPS {
            break;
        }
    }
    let left = around
        .iter()
        .map(|means| spread(means))
        .zip(&plain)
        .map(|(own, plain)| own.min(*plain))
        .collect();
    Fit { left, plain, bias }
}

fn deviations(track: &Track, stretches: &Stretches, map: &Matrix3<f64>) -> Vec<f64> {
    fit(track, stretches, map).left
}

/// Averages over a few strides of the acceleration carried into a frame that does not turn, for each stretch.
fn averages(track: &Track, stretches: &Stretches, map: &Matrix3<f64>, bias: &Vector3<f64>) -> Vec<Vec<Vector3<f64>>> {
    let window = (AVERAGE_S / stretches.interval_s) as usize;
    let step = ((STEP_S / stretches.interval_s) as usize).max(1);
    let weights: Vec<f64> = (0..window)
        .map(|k| 1.0 - (std::f64::consts::TAU * (k as f64 + 0.5) / window as f64).cos())
        .collect();
    let total: f64 = weights.iter().sum();
    let one = |start: &usize| -> Vec<Vector3<f64>> {
        let mut orientation = UnitQuaternion::identity();
        let carried: Vec<Vector3<f64>> = (*start..*start + stretches.length)
            .map(|k| {
                let own = orientation * track.acc_mps2[k];
                if let Some(next) = track.gyr_radps.get(k + 1) {
                    let rate = map * (track.gyr_radps[k] + next) / 2.0 - bias;
                    let interval_s = track.time_s[k + 1] - track.time_s[k];
                    orientation *= UnitQuaternion::from_scaled_axis(rate * interval_s);
                }
                own
            })
            .collect();
        (0..=stretches.length - window)
            .step_by(step)
            .map(|at| {
                let own = carried[at..at + window].iter().zip(&weights);
                own.map(|(value, weight)| value * *weight).sum::<Vector3<f64>>() / total
            })
            .collect()
    };
    stretches.starts.iter().map(one).collect()
}

/// The change of the constant bias of the mapped rates that keeps the averages of each stretch closest together (one step
/// of Gauss and Newton from `from`, whose averages are `plain`).
fn bias_step(
    track: &Track,
    stretches: &Stretches,
    map: &Matrix3<f64>,
    from: &Vector3<f64>,
    plain: &[Vec<Vector3<f64>>],
) -> Vector3<f64> {
    const STEP_RADPS: f64 = 0.005;
    let centred = |of: &[Vec<Vector3<f64>>]| -> Vec<Vector3<f64>> {
        of.iter()
            .flat_map(|means| {
                let centre = means.iter().sum::<Vector3<f64>>() / means.len().max(1) as f64;
                means.iter().map(move |mean| mean - centre)
            })
            .collect()
    };
    let base = centred(plain);
    let slopes: Vec<Vec<Vector3<f64>>> = (0..3)
        .map(|axis| {
            let mut moved = *from;
            moved[axis] += STEP_RADPS;
            centred(&averages(track, stretches, map, &moved))
                .iter()
                .zip(&base)
                .map(|(moved, base)| (moved - base) / STEP_RADPS)
                .collect()
        })
        .collect();
    let dot = |a: &[Vector3<f64>], b: &[Vector3<f64>]| a.iter().zip(b).map(|(a, b)| a.dot(b)).sum::<f64>();
    let normal = Matrix3::from_fn(|row, column| dot(&slopes[row], &slopes[column]));
    let right = Vector3::from_fn(|row, _| -dot(&slopes[row], &base));
    // About an axis along gravity a bias shows nothing: a small weight keeps it at zero there.
    let damping = Matrix3::identity() * (1e-3 * normal.trace()).max(1e-9);
    (normal + damping).lu().solve(&right).unwrap_or_default()
}

/// Root mean square of the averages' distance from gravity in their mean direction, as a share of g.
fn spread(means: &[Vector3<f64>]) -> f64 {
    let Some(up) = means.iter().sum::<Vector3<f64>>().try_normalize(1e-9) else {
        return f64::INFINITY;
    };
    let sum: f64 = means
        .iter()
        .map(|mean| (mean - up * STANDARD_GRAVITY).norm_squared())
        .sum();
    (sum / means.len() as f64).sqrt() / STANDARD_GRAVITY
}

fn typical(values: &[Vector3<f64>], share: f64) -> f64 {
    let mut sizes: Vec<f64> = values
        .iter()
        .step_by(values.len() / 20_000 + 1)
        .map(Vector3::norm)
        .collect();
    let at = ((sizes.len() - 1) as f64 * share) as usize;
    *sizes.select_nth_unstable_by(at, f64::total_cmp).1
}

/// Whether a usual magnitude is that of gravity: 1.0 at rest, up to 1.3 times on a foot that walks fast. The next unit or
/// range is twice as far at least.
fn is_gravity(median: f64) -> bool {
    (0.75..=1.45).contains(&(median / STANDARD_GRAVITY))
}

/// Finds what is wrong with one sensor, and mends in place what is proved.
pub(super) fn settle(track: &mut Track) -> Vec<SetupFinding> {
    let mut findings = Vec::new();
    if track.len() < 50 || track.rate_hz.is_nan() || track.rate_hz <= 0.0 {
        return findings;
    }
    let site = track.site;
    if !is_gravity(typical(&track.acc_mps2, 0.5)) && is_gravity(typical(&track.gyr_radps, 0.5)) {
        std::mem::swap(&mut track.acc_mps2, &mut track.gyr_radps);
        findings.push(SetupFinding::new(Fault::Exchanged, Remedy::Repaired).at(site));
    }
    let median = typical(&track.acc_mps2, 0.5);
    if !is_gravity(median) {
        // The usual magnitude is that of gravity, whatever the unit.
        let units = [STANDARD_GRAVITY, STANDARD_GRAVITY / 1e3];
        match units.into_iter().find(|factor| is_gravity(median * factor)) {
            Some(factor) => {
                track.acc_mps2.iter_mut().for_each(|value| *value *= factor);
                findings.push(
                    SetupFinding::new(Fault::AccelerationUnit, Remedy::Repaired)
                        .at(site)
                        .sized(factor),
                );
            }
            None => {
                findings.push(
                    SetupFinding::new(Fault::AccelerationUnit, Remedy::Refused)
                        .at(site)
                        .sized(median),
                );
                return findings;
            }
        }
    }
    findings.extend(rates(track, site));
    findings
}

/// The gyroscope: unit, bias, scale, axes.
fn rates(track: &mut Track, site: Site) -> Vec<SetupFinding> {
    let stretches = stretches(track);
    if stretches.starts.is_empty() {
        return Vec::new();
    }
    let fast = typical(&track.gyr_radps, 0.99);
    let moves = acceleration_spread(track, &stretches) > MOVING_MPS2;
    let turns = Turns::new(track, &stretches);
    let ratio = turns.ratio();
    if fast > ABSURD_RADPS || moves && !TURNS_ALIKE.contains(&ratio) {
        let factor = if fast > ABSURD_RADPS || ratio < 1.0 {
            1f64.to_radians()
        } else {
            1f64.to_degrees()
        };
        let proved = fast * factor < ABSURD_RADPS && (!moves || TURNS_ALIKE.contains(&(ratio / factor)));
        return vec![if proved {
            mend(track, site, Fault::RateUnit, &(Matrix3::identity() * factor), factor)
        } else {
            SetupFinding::new(Fault::RateUnit, Remedy::Refused).at(site).sized(fast)
        }];
    }
    let bias = notable_bias(track, &stretches);
    if let Some(bias) = bias {
        track.gyr_radps.iter_mut().for_each(|value| *value -= bias);
    }
    let biased = bias.map(|bias| {
        SetupFinding::new(Fault::GyroscopeBias, Remedy::Repaired)
            .at(site)
            .sized(bias.norm().to_degrees())
    });
    biased
        .into_iter()
        .chain(scale_and_axes(track, site, &stretches, moves))
        .collect()
}

/// The bias of the rates as they are: their mean where the sensor lies or stands still, else what keeps gravity in its place,
/// where it clearly does so better than none.
fn notable_bias(track: &Track, stretches: &Stretches) -> Option<Vector3<f64>> {
    if let Some(rest) = bias_at_rest(track) {
        return Some(rest).filter(|bias| bias.norm() > NOTABLE_BIAS_RADPS);
    }
    let own = fit(track, stretches, &Matrix3::identity());
    let pairs = own.left.iter().zip(&own.plain);
    let better = pairs.filter(|(left, plain)| **left < PROOF_SHARE * **plain).count();
    let proved = own.bias.norm() > NOTABLE_BIAS_RADPS
        && statistics::median(&own.left) < SUSPECT
        && better as f64 >= PROOF_STRETCHES * own.left.len() as f64;
    proved.then_some(own.bias)
}

/// Mean rate over the longest stretch of two seconds or more in which neither sensor changes: there the true rate is zero.
pub(super) fn bias_at_rest(track: &Track) -> Option<Vector3<f64>> {
    const REST_S: f64 = 2.0;
    const GYR_SD_RADPS: f64 = 0.035;
    const ACC_SD_MPS2: f64 = 0.2;
    let window = (0.5 * track.rate_hz).ceil() as usize;
    let still = |range: std::ops::Range<usize>| {
        let sd = |values: &[Vector3<f64>]| {
            let mean = values.iter().sum::<Vector3<f64>>() / values.len() as f64;
            (values.iter().map(|value| (value - mean).norm_squared()).sum::<f64>() / values.len() as f64).sqrt()
        };
        sd(&track.gyr_radps[range.clone()]) < GYR_SD_RADPS && sd(&track.acc_mps2[range]) < ACC_SD_MPS2
    };
    let quiet: Vec<bool> = (0..track.len() / window.max(1))
        .map(|k| still(k * window..(k + 1) * window))
        .collect();
    let longest = body::motion::runs(&quiet).into_iter().max_by_key(|run| run.len())?;
    let range = longest.start * window..longest.end * window;
    let mean = track.gyr_radps[range.clone()].iter().sum::<Vector3<f64>>() / range.len().max(1) as f64;
    (range.len() as f64 >= REST_S * track.rate_hz).then_some(mean)
}

/// Scale and axes, against the rates as they are; nothing is mended that fits no better than they do.
fn scale_and_axes(track: &mut Track, site: Site, stretches: &Stretches, moves: bool) -> Option<SetupFinding> {
    let as_is = deviations(track, stretches, &Matrix3::identity());
    let usual = statistics::median(&as_is);
    let turns = Turns::new(track, stretches);
    let seen = turns.under(&Matrix3::identity());
    let leg = matches!(site.segment(), Segment::Thigh | Segment::Shank);
    let askew = leg && moves && (seen.axes < SAME_PLANE || seen.ratio > MOST_SEEN);
    if usual < SUSPECT && !askew {
        return None;
    }
    let mut ideas: Vec<Idea> = hypotheses()
        .into_iter()
        .filter(|(_, map, _)| {
            let under = turns.under(map);
            !askew || under.axes > RESTORED_PLANE && under.ratio < RESTORED_SEEN
        })
        .map(|(fault, map, size)| {
            let left = deviations(track, stretches, &map);
            Idea {
                usual: statistics::median(&left),
                left,
                fault,
                map,
                size,
            }
        })
        .collect();
    ideas.sort_by(|a, b| a.usual.total_cmp(&b.usual));
    if let Some(best) = ideas.first() {
        let pairs = best.left.iter().zip(&as_is);
        let better = pairs.filter(|(own, as_is)| **own < PROOF_SHARE * **as_is).count();
        let fits = best.usual < GOOD;
        let explains = best.usual < PROOF_SHARE * usual && better as f64 >= PROOF_STRETCHES * as_is.len() as f64;
        // Proved: nothing else explains it nearly as well.
        let alone = ideas
            .get(1)
            .is_none_or(|second| best.usual < PROOF_SHARE * second.usual);
        if fits && explains {
            return Some(if alone {
                mend(track, site, best.fault, &best.map, best.size)
            } else {
                SetupFinding::new(best.fault, Remedy::Asked).at(site).sized(best.size)
            });
        }
        // Seen in the swing, and gravity agrees, but not clearly enough to change anybody's data.
        if fits && askew && best.usual < BETTER * usual {
            return Some(SetupFinding::new(best.fault, Remedy::Asked).at(site).sized(best.size));
        }
    }
    if usual > HOPELESS {
        return Some(
            SetupFinding::new(Fault::Contradiction, Remedy::Refused)
                .at(site)
                .sized(100.0 * usual),
        );
    }
    // Nothing fits better than the data as they are, which fit badly. (A leg that hardly swings is seen to turn more than it
    // does as well, but gravity stays in its place.)
    (usual >= SUSPECT && askew && seen.ratio > MOST_SEEN)
        .then(|| SetupFinding::new(Fault::UnlikeLimb, Remedy::Asked).at(site))
}

/// A hypothesis and the deviations that it leaves.
struct Idea {
    usual: f64,
    left: Vec<f64>,
    fault: Fault,
    map: Matrix3<f64>,
    size: f64,
}

fn hypotheses() -> Vec<(Fault, Matrix3<f64>, f64)> {
    let scales = [0.5, 2.0, 0.25, 4.0].map(|factor| (Fault::RateScale, Matrix3::identity() * factor, factor));
    let maps = axis_maps().into_iter().map(|map| (Fault::AxesPermuted, map, 0.0));
    scales.into_iter().chain(maps).collect()
}

/// Whether the rates as they are fit the acceleration at least as well as `map` times them; true where nothing moves.
pub(super) fn fits_as_is(track: &Track, map: &Matrix3<f64>) -> bool {
    let stretches = stretches(track);
    let usual = |map: &Matrix3<f64>| statistics::median(&deviations(track, &stretches, map));
    stretches.starts.is_empty() || usual(&Matrix3::identity()) <= usual(map)
}

/// Whether `map` times the rates fits the acceleration about as well as the rates as they are; slow turns hardly tell.
pub(super) fn fits_as_well(track: &Track, map: &Matrix3<f64>) -> bool {
    const AS_WELL: f64 = 1.2;
    let stretches = stretches(track);
    let usual = |map: &Matrix3<f64>| statistics::median(&deviations(track, &stretches, map));
    !stretches.starts.is_empty() && usual(map) <= AS_WELL * usual(&Matrix3::identity())
}

/// Whether `map` times the rates fits the acceleration clearly better than the rates as they are.
pub(super) fn beats_as_is(track: &Track, map: &Matrix3<f64>) -> bool {
    let stretches = stretches(track);
    let usual = |map: &Matrix3<f64>| statistics::median(&deviations(track, &stretches, map));
    !stretches.starts.is_empty() && usual(map) < PROOF_SHARE * usual(&Matrix3::identity())
}

pub(super) fn mend(track: &mut Track, site: Site, fault: Fault, map: &Matrix3<f64>, size: f64) -> SetupFinding {
    track.gyr_radps.iter_mut().for_each(|value| *value = map * *value);
    SetupFinding::new(fault, Remedy::Repaired).at(site).sized(size)
}

/// How much the magnitude of acceleration varies in the stretches, m/s².
fn acceleration_spread(track: &Track, stretches: &Stretches) -> f64 {
    let sizes: Vec<f64> = stretches
        .starts
        .iter()
        .flat_map(|start| {
            track.acc_mps2[*start..start + stretches.length]
                .iter()
                .map(Vector3::norm)
        })
        .collect();
    let mean = sizes.iter().sum::<f64>() / sizes.len() as f64;
    (sizes.iter().map(|size| (size - mean).powi(2)).sum::<f64>() / sizes.len() as f64).sqrt()
}

/// All ways in which three axes can be named and signed, the right one left out.
fn axis_maps() -> Vec<Matrix3<f64>> {
    let mut maps = Vec::new();
    for order in [[0, 1, 2], [0, 2, 1], [1, 0, 2], [1, 2, 0], [2, 0, 1], [2, 1, 0]] {
        for signs in 0..8u8 {
            let mut map = Matrix3::zeros();
            for (row, column) in order.into_iter().enumerate() {
                map[(row, column)] = if signs & (1 << row) == 0 { 1.0 } else { -1.0 };
            }
            if map != Matrix3::identity() {
                maps.push(map);
            }
        }
    }
    maps
}
