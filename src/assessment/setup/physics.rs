//! One sensor against the laws of motion: units, exchanged columns, axes, the gyroscope's scale.
//!
//! Acceleration carried into a frame that does not turn (by integrating the gyroscope) and averaged over a few strides is
//! gravity: 9.81 m/s² in one constant direction, because a walking body ends where its speed began. With a wrong scale, sign
//! or order of axes the average shrinks and wanders. The mean deviation over windows of 3 s, as a share of g, is 0.01 to 0.05
//! in real recordings of pelvis, thigh and shank sensors, and two to forty times that for a gyroscope that is doubled,
//! halved or turned round on a leg. The law holds for every rigid sensor, however it is worn.

use super::{Fault, Remedy, SetupFinding};
use crate::recording::{STANDARD_GRAVITY, Site, Track};
use nalgebra::{Matrix3, UnitQuaternion, Vector3};

/// Length of a stretch, of the averages in it, and the step between them, seconds.
const STRETCH_S: f64 = 6.0;
const AVERAGE_S: f64 = 3.0;
const STEP_S: f64 = 0.5;
/// As many stretches, the liveliest ones.
const STRETCHES: usize = 4;
/// From this deviation on accelerometer and gyroscope do not agree; good sensors stay below.
const SUSPECT: f64 = 0.03;
/// A hypothesis proves itself when it leaves less than this share of the deviation, and no more than this.
const PROOF_SHARE: f64 = 0.55;
const GOOD: f64 = 0.07;
/// Beyond this nothing fits.
const HOPELESS: f64 = 0.25;
/// No limb turns faster (3400 deg/s), and a moving one not slower (deg/s taken for rad/s and the reverse).
const ABSURD_RADPS: f64 = 60.0;
const STILL_RADPS: f64 = 0.12;

/// Stretches of motion without gaps.
struct Stretches {
    starts: Vec<usize>,
    length: usize,
    interval_s: f64,
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

/// Deviation of the carried-along gravity, as a share of g, if the true rate is `map` times the measured one.
fn deviation(track: &Track, stretches: &Stretches, map: &Matrix3<f64>) -> f64 {
    let window = (AVERAGE_S / stretches.interval_s) as usize;
    let step = ((STEP_S / stretches.interval_s) as usize).max(1);
    let weights: Vec<f64> = (0..window)
        .map(|k| 1.0 - (std::f64::consts::TAU * (k as f64 + 0.5) / window as f64).cos())
        .collect();
    let total: f64 = weights.iter().sum();
    let (mut sum, mut count) = (0.0, 0usize);
    for &start in &stretches.starts {
        let mut orientation = UnitQuaternion::identity();
        let carried: Vec<Vector3<f64>> = (start..start + stretches.length)
            .map(|k| {
                let own = orientation * track.acc_mps2[k];
                orientation *= UnitQuaternion::from_scaled_axis(map * track.gyr_radps[k] * stretches.interval_s);
                own
            })
            .collect();
        let means: Vec<Vector3<f64>> = (0..=stretches.length - window)
            .step_by(step)
            .map(|at| {
                carried[at..at + window]
                    .iter()
                    .zip(&weights)
                    .map(|(value, weight)| value * *weight)
                    .sum::<Vector3<f64>>()
                    / total
            })
            .collect();
        let Some(up) = means.iter().sum::<Vector3<f64>>().try_normalize(1e-9) else {
            continue;
        };
        for mean in &means {
            sum += (mean - up * STANDARD_GRAVITY).norm_squared();
            count += 1;
        }
    }
    if count == 0 {
        f64::NAN
    } else {
        (sum / count as f64).sqrt() / STANDARD_GRAVITY
    }
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

fn is_gravity(median: f64) -> bool {
    (0.8..=1.25).contains(&(median / STANDARD_GRAVITY))
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

/// The gyroscope: unit, scale, axes.
fn rates(track: &mut Track, site: Site) -> Option<SetupFinding> {
    let stretches = stretches(track);
    if stretches.starts.is_empty() {
        return None;
    }
    let fast = typical(&track.gyr_radps, 0.99);
    let as_is = deviation(track, &stretches, &Matrix3::identity());
    let scaled = |factor: f64| deviation(track, &stretches, &(Matrix3::identity() * factor));
    let per_degree = 1f64.to_radians();
    if fast > ABSURD_RADPS {
        let proved = scaled(per_degree) < as_is.min(2.0 * GOOD) && fast * per_degree < ABSURD_RADPS;
        if proved {
            return Some(mend(
                track,
                site,
                Fault::RateUnit,
                &(Matrix3::identity() * per_degree),
                per_degree,
            ));
        }
        return Some(SetupFinding::new(Fault::RateUnit, Remedy::Refused).at(site).sized(fast));
    }
    let (spread, degrees) = (acceleration_spread(track, &stretches), 1.0 / per_degree);
    if fast < STILL_RADPS && spread > 0.8 && (1.0..ABSURD_RADPS).contains(&(fast * degrees)) {
        // The accelerometer is carried about while the gyroscope hardly turns.
        if scaled(degrees) < 1.2 * as_is {
            return Some(mend(
                track,
                site,
                Fault::RateUnit,
                &(Matrix3::identity() * degrees),
                degrees,
            ));
        }
    }
    if as_is < SUSPECT {
        return None;
    }
    let mut best: Option<(f64, Fault, Matrix3<f64>, f64)> = None;
    let mut consider = |fault: Fault, map: Matrix3<f64>, size: f64| {
        let value = deviation(track, &stretches, &map);
        if best.is_none_or(|(least, ..)| value < least) {
            best = Some((value, fault, map, size));
        }
    };
    for factor in [0.5, 2.0, 0.25, 4.0] {
        consider(Fault::RateScale, Matrix3::identity() * factor, factor);
    }
    for map in axis_maps() {
        consider(Fault::AxesPermuted, map, 0.0);
    }
    let (value, fault, map, size) = best?;
    if value < PROOF_SHARE * as_is && value < GOOD {
        return Some(mend(track, site, fault, &map, size));
    }
    (as_is > HOPELESS).then(|| {
        SetupFinding::new(Fault::Contradiction, Remedy::Refused)
            .at(site)
            .sized(100.0 * as_is)
    })
}

fn mend(track: &mut Track, site: Site, fault: Fault, map: &Matrix3<f64>, size: f64) -> SetupFinding {
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
