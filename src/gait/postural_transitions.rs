//! Rising from a chair and sitting down, from how far the thighs are lifted.
//!
//! A thigh hangs upright in standing and lies nearly level in sitting; the angle between the two tells posture without
//! any other sensor (thigh inclination is how posture is told in free living: Lyden et al. 2012, Med Sci Sports Exerc
//! 44:2243). Here: the angle between the vertical that the sensor sees and the one that it saw in standing, which needs
//! no calibrated axes and no heading. Bounds of a movement by angular rate, as in the instrumented timed up and go
//! (Salarian et al. 2010, IEEE Trans Neural Syst Rehabil Eng 18:303); the thresholds are ours.
//!
//! Fails where the person never sits (a high stool: less than 55°) or does not come upright between two sittings.

use body::activity;
use body::motion::{RATE_HZ, SensorMotion};
use nalgebra::Vector3;

/// Above this lift the person sits, below the other the person is upright, degrees; between them the last state holds.
const SEATED_DEG: f64 = 55.0;
const UPRIGHT_DEG: f64 = 30.0;
/// A thigh that is slower than this does not move, degrees per second: about twice the sway of quiet sitting.
pub(super) const MOVING_DEGPS: f64 = 5.0;
/// A pelvis or trunk that turns faster about a level axis has begun to lean.
const LEANING_DEGPS: f64 = 10.0;
/// How long before the thighs a lean may begin, seconds.
const LEAN_BEFORE_S: f64 = 1.5;
/// Thigh movements between chair and standing have no power beyond this, Hz.
const CUTOFF_HZ: f64 = 5.0;
/// Longest movement between sitting and standing, seconds.
const LONGEST_S: f64 = 8.0;

/// How far a thigh is lifted from its standing direction, on the common clock.
#[derive(Debug, Clone)]
pub(super) struct ThighElevation {
    pub deg: Vec<f64>,
    /// Positive: towards sitting.
    pub rate_degps: Vec<f64>,
}

impl ThighElevation {
    /// `standing` is the vertical seen from the sensor in standing.
    pub(crate) fn of(sensor: &SensorMotion, standing: &Vector3<f64>) -> ThighElevation {
        let raw: Vec<f64> = sensor
            .up
            .iter()
            .map(|up| up.dot(standing).clamp(-1.0, 1.0).acos().to_degrees())
            .collect();
        ThighElevation::smoothed(&raw)
    }

    fn smoothed(raw: &[f64]) -> ThighElevation {
        let deg = activity::low_pass(raw, CUTOFF_HZ);
        let last = deg.len().saturating_sub(1);
        let rate_degps = (0..deg.len())
            .map(|k| {
                let (before, after) = (k.saturating_sub(1), (k + 1).min(last));
                (deg[after] - deg[before]) * RATE_HZ / (after - before).max(1) as f64
            })
            .collect();
        ThighElevation { deg, rate_degps }
    }

    /// The mean of both thighs, or the only one.
    pub(crate) fn mean(elevations: &[&ThighElevation]) -> Option<ThighElevation> {
        let first = elevations.first()?;
        let share = 1.0 / elevations.len() as f64;
        let deg: Vec<f64> = (0..first.deg.len())
            .map(|k| elevations.iter().map(|elevation| elevation.deg[k]).sum::<f64>() * share)
            .collect();
        Some(ThighElevation::smoothed(&deg))
    }

    /// The fractional sample between two where half of the way between their elevations is passed.
    pub(crate) fn half_way(&self, from: usize, to: usize) -> Option<f64> {
        let middle = 0.5 * (self.deg[from] + self.deg[to]);
        let rising = self.deg[to] < self.deg[from];
        (from..to).find_map(|k| {
            let (a, b) = (self.deg[k] - middle, self.deg[k + 1] - middle);
            let passes = if rising {
                a >= 0.0 && b < 0.0
            } else {
                a <= 0.0 && b > 0.0
            };
            passes.then(|| k as f64 + a / (a - b))
        })
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Way {
    Rise,
    SitDown,
}

/// One movement between sitting and standing, in samples, from the first to the last movement of the thighs.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct PosturalTransition {
    pub way: Way,
    pub start: usize,
    pub end: usize,
}

/// All movements between sitting and standing, in order.
pub(super) fn find(elevation: &ThighElevation) -> Vec<PosturalTransition> {
    let mut found = Vec::new();
    // The last sample that was clearly seated or upright.
    let mut last: Option<(bool, usize)> = None;
    for (k, &deg) in elevation.deg.iter().enumerate() {
        let seated = if deg > SEATED_DEG {
            true
        } else if deg < UPRIGHT_DEG {
            false
        } else {
            continue;
        };
        if let Some((before, at)) = last
            && before != seated
        {
            let way = if seated { Way::SitDown } else { Way::Rise };
            let transition = bounds(elevation, way, at, k);
            if (transition.end - transition.start) as f64 <= LONGEST_S * RATE_HZ {
                found.push(transition);
            }
        }
        last = Some((seated, k));
    }
    found
}

fn bounds(elevation: &ThighElevation, way: Way, from: usize, to: usize) -> PosturalTransition {
    let sign = if way == Way::SitDown { 1.0 } else { -1.0 };
    let moves = |k: &usize| sign * elevation.rate_degps[*k] > MOVING_DEGPS;
    PosturalTransition {
        way,
        start: (0..=from).rev().take_while(moves).last().unwrap_or(from),
        end: (to..elevation.deg.len()).take_while(moves).last().unwrap_or(to),
    }
}

/// When pelvis or trunk began to lean for a rise, in samples; not after the thighs.
pub(super) fn lean_start(sensor: &SensorMotion, rise: &PosturalTransition) -> usize {
    let earliest = rise.start.saturating_sub((LEAN_BEFORE_S * RATE_HZ) as usize);
    // Half a second more at both ends for the filter.
    let from = earliest.saturating_sub(RATE_HZ as usize / 2);
    let to = (rise.end + RATE_HZ as usize / 2).min(sensor.gyr.len());
    let level = level_rate(sensor, from, to);
    // It leans when the thighs begin, or shortly after; from there back to where it was still.
    let reach = (rise.start..=rise.end).find(|&k| level[k - from] > LEANING_DEGPS);
    let Some(leaning) = reach.filter(|&k| k <= rise.start + RATE_HZ as usize / 4) else {
        return rise.start;
    };
    (earliest..=leaning)
        .rev()
        .take_while(|&k| level[k - from] > LEANING_DEGPS)
        .last()
        .unwrap_or(rise.start)
        .min(rise.start)
}

/// A pelvis or trunk that turns slower than this about a level axis rests against the chair, degrees per second; it must do so
/// for this long, seconds, and a person who has not leant back after this long will not. Ours, chosen on two of the three
/// people with video marks.
const RESTING_DEGPS: f64 = 5.0;
const RESTING_S: f64 = 0.5;
const LEANING_BACK_S: f64 = 4.0;

/// When pelvis or trunk have come to rest after sitting down, in samples; not before the thighs.
pub(super) fn back_at_rest(sensor: &SensorMotion, sit: &PosturalTransition) -> usize {
    let from = sit.end.saturating_sub(RATE_HZ as usize / 2);
    let to = (sit.end + ((LEANING_BACK_S + RESTING_S) * RATE_HZ) as usize).min(sensor.gyr.len());
    let level = level_rate(sensor, from, to);
    let calm = (RESTING_S * RATE_HZ) as usize;
    let mut rest = sit.end;
    for k in sit.end..to {
        if level[k - from] > RESTING_DEGPS {
            rest = k;
        } else if k - rest >= calm {
            break;
        }
    }
    rest
}

/// Rate about a level axis, degrees per second, from sample to sample.
fn level_rate(sensor: &SensorMotion, from: usize, to: usize) -> Vec<f64> {
    let level: Vec<f64> = (from..to)
        .map(|k| {
            let (rate, up) = (sensor.gyr[k], sensor.up[k]);
            (rate - up * rate.dot(&up)).norm().to_degrees()
        })
        .collect();
    activity::low_pass(&level, CUTOFF_HZ)
}
