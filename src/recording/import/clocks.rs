//! Sensors on one clock: by their time stamps, or by the synchronisation movement.
//!
//! Three small jumps or heel drops between quiet moments, at the start and best at the end too, strike all sensors at once:
//! the magnitudes of acceleration are cross-correlated there at 200 Hz. Two such moments also give the drift of a clock.
//! Steps are no common impulse (methods: left and right strike in turn), so without the movement nothing is aligned.

use super::{ClockBase, ForeignSensor, SensorRows};
use crate::STANDARD_GRAVITY;

/// Rate of the correlation, Hz.
const RATE_HZ: f64 = 200.0;
/// Quiet before and after the movement, seconds, and how much the magnitude may vary there, m/s².
const QUIET_S: f64 = 1.4;
const QUIET_MPS2: f64 = 0.8;
/// No movement is believed across a longer step between samples, seconds.
const LONGEST_STEP_S: f64 = 1.0;
/// Length of three jumps or heel drops, seconds.
const MOVEMENT_S: std::ops::RangeInclusive<f64> = 0.6..=9.0;
/// A strike: beyond this and beyond half of the strongest in the movement, m/s².
const STRIKE_MPS2: f64 = 1.35 * STANDARD_GRAVITY;
/// Strikes of one jump (push and landing) lie closer than this, seconds.
const ONE_STRIKE_S: f64 = 0.30;
/// Two sensors saw the same movement if the gaps between its strikes agree to this, seconds.
const SAME_GAPS_S: f64 = 0.08;
/// Farthest that the correlation may move a lag found from strikes, seconds.
const FINE_S: f64 = 0.12;
/// Largest believable drift of a sensor's clock (crystals: 100 parts per million).
const LARGEST_DRIFT: f64 = 500e-6;

/// How a sensor's own times lead to the recording's clock: `own + offset + drift × own`.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub(super) struct Correction {
    pub offset_s: f64,
    pub drift: f64,
    /// Standard uncertainty; `None` where nothing tells.
    pub uncertainty_s: Option<f64>,
}

/// What was found for all sensors, in their order.
#[derive(Debug, PartialEq)]
pub(super) enum Aligned {
    /// By the time stamps that the sensors share.
    Shared(Vec<Correction>),
    /// By the movement.
    Movement(Vec<Correction>),
    /// As far as time stamps and the movement go; some clocks could not be tied to the first one's. Their first samples are
    /// laid on its first one, and the uncertainty is unknown.
    Apart(Vec<Correction>),
}

/// Brings sensors on one clock.
pub(super) fn align(sensors: &[ForeignSensor]) -> Aligned {
    let stated = |sensor: &ForeignSensor| match sensor.clock {
        ClockBase::Shared { uncertainty_s, .. } => uncertainty_s,
        ClockBase::Own => 0.0,
    };
    let same = |a: &ForeignSensor, b: &ForeignSensor| {
        a.clock == b.clock || shared_key(a).is_some_and(|key| shared_key(b) == Some(key))
    };
    if sensors.len() < 2
        || sensors
            .iter()
            .all(|sensor| shared_key(sensor).is_some() && same(sensor, &sensors[0]))
    {
        let keep = |sensor: &ForeignSensor| Correction {
            uncertainty_s: Some(if sensors.len() < 2 { 0.0 } else { stated(sensor) }),
            ..Correction::default()
        };
        return Aligned::Shared(sensors.iter().map(keep).collect());
    }
    let movements: Vec<Vec<Movement>> = sensors.iter().map(|sensor| movements(&sensor.samples)).collect();
    let known = Correction {
        uncertainty_s: Some(0.0),
        ..Correction::default()
    };
    let mut corrections = vec![known; sensors.len()];
    let starts = |k: usize| sensors[k].samples.time_s.first().copied().unwrap_or_default();
    for k in 1..sensors.len() {
        // A sensor that shares its clock with an earlier one takes over what was found for that.
        let twin = (0..k).find(|&j| shared_key(&sensors[k]).is_some() && same(&sensors[j], &sensors[k]));
        match twin {
            Some(j) => corrections[k] = corrections[j],
            None => match between(
                (&sensors[0].samples, &movements[0]),
                (&sensors[k].samples, &movements[k]),
            ) {
                Some(correction) => corrections[k] = correction,
                None => {
                    corrections[k] = Correction {
                        offset_s: starts(0) - starts(k),
                        ..Correction::default()
                    }
                }
            },
        }
    }
    if corrections.iter().all(|found| found.uncertainty_s.is_some()) {
        Aligned::Movement(corrections)
    } else {
        Aligned::Apart(corrections)
    }
}

/// Sensors of one file with one column of times have the same number; none where all have, or no other sensor has it.
pub(super) fn groups(sensors: &[ForeignSensor]) -> Vec<Option<usize>> {
    let exact = |sensor: &ForeignSensor| match &sensor.clock {
        ClockBase::Shared { key, uncertainty_s } if *uncertainty_s == 0.0 => Some(key.clone()),
        _ => None,
    };
    let keys: Vec<Option<String>> = sensors.iter().map(exact).collect();
    let of = |key: &Option<String>| {
        let first = keys.iter().position(|other| key.is_some() && other == key)?;
        let beside = keys.iter().filter(|other| *other == key).count();
        (beside > 1 && beside < keys.len()).then_some(first)
    };
    keys.iter().map(of).collect()
}

fn shared_key(sensor: &ForeignSensor) -> Option<&str> {
    match &sensor.clock {
        ClockBase::Shared { key, .. } => Some(key),
        ClockBase::Own => None,
    }
}

/// One movement as one sensor saw it: the times of its three strikes.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Movement {
    strikes: [f64; 3],
}

impl Movement {
    fn gaps(&self) -> [f64; 2] {
        [self.strikes[1] - self.strikes[0], self.strikes[2] - self.strikes[1]]
    }
}

/// Magnitude of acceleration at even steps from the first sample on.
fn magnitude(rows: &SensorRows, from_s: f64, count: usize) -> Vec<f64> {
    let mut next = rows.time_s.partition_point(|time| *time < from_s).saturating_sub(1);
    (0..count)
        .map(|k| {
            let time = from_s + k as f64 / RATE_HZ;
            while next + 1 < rows.time_s.len() && rows.time_s[next + 1] < time {
                next += 1;
            }
            let (a, b) = (next, (next + 1).min(rows.time_s.len() - 1));
            let step = rows.time_s[b] - rows.time_s[a];
            let share = if step > 0.0 {
                ((time - rows.time_s[a]) / step).clamp(0.0, 1.0)
            } else {
                0.0
            };
            rows.acc[a].norm() * (1.0 - share) + rows.acc[b].norm() * share
        })
        .collect()
}

fn movements(rows: &SensorRows) -> Vec<Movement> {
    let time = &rows.time_s;
    let mut found = Vec::new();
    let mut first = 0;
    // Stretch by stretch: the even steps are as many as the samples allow, whatever the times say.
    for k in 1..=time.len() {
        if k == time.len() || time[k] - time[k - 1] > LONGEST_STEP_S {
            found.extend(movements_between(rows, time[first], time[k - 1]));
            first = k;
        }
    }
    found
}

fn movements_between(rows: &SensorRows, start: f64, end: f64) -> Vec<Movement> {
    let count = ((end - start) * RATE_HZ) as usize + 1;
    let values = magnitude(rows, start, count);
    let window = (QUIET_S * RATE_HZ) as usize;
    // Quiet at k: the window that ends there varies little.
    let mut quiet = vec![false; count];
    let (mut sum, mut squares) = (0.0, 0.0);
    for k in 0..count {
        sum += values[k];
        squares += values[k] * values[k];
        if k >= window {
            sum -= values[k - window];
            squares -= values[k - window] * values[k - window];
        }
        if k + 1 >= window {
            let mean = sum / window as f64;
            quiet[k] = squares / window as f64 - mean * mean < QUIET_MPS2 * QUIET_MPS2 / 4.0;
        }
    }
    let mut found = Vec::new();
    let mut k = 0;
    while k < count {
        if !quiet[k] {
            k += 1;
            continue;
        }
        // From the end of one quiet stretch to the end of the first quiet window of the next.
        let mut last = k;
        while last + 1 < count && quiet[last + 1] {
            last += 1;
        }
        let Some(next) = (last + 1..count).find(|&j| quiet[j]) else {
            break;
        };
        let (from, to) = (last, next.saturating_sub(window));
        if to > from && MOVEMENT_S.contains(&((to - from) as f64 / RATE_HZ)) {
            found.extend(strikes(&values[from..to]).map(|own| Movement {
                strikes: own.map(|at| start + (from + at) as f64 / RATE_HZ),
            }));
        }
        k = next;
    }
    found
}

/// Places of exactly three strikes, `None` where there are more or fewer.
fn strikes(values: &[f64]) -> Option<[usize; 3]> {
    let top = values.iter().copied().fold(0.0, f64::max);
    let limit = STRIKE_MPS2.max(STANDARD_GRAVITY + 0.5 * (top - STANDARD_GRAVITY));
    let mut places: Vec<usize> = Vec::new();
    let mut last_above: Option<usize> = None;
    for (k, &value) in values.iter().enumerate().filter(|(_, value)| **value > limit) {
        let apart = last_above.is_none_or(|before| (k - before) as f64 > ONE_STRIKE_S * RATE_HZ);
        last_above = Some(k);
        match places.last_mut() {
            Some(place) if !apart => {
                if value > values[*place] {
                    *place = k;
                }
            }
            _ => places.push(k),
        }
    }
    places.try_into().ok()
}

/// How the second sensor's times lead to the first one's.
fn between(first: (&SensorRows, &[Movement]), second: (&SensorRows, &[Movement])) -> Option<Correction> {
    let pairs: Vec<(Movement, Movement)> = first
        .1
        .iter()
        .flat_map(|a| second.1.iter().map(move |b| (*a, *b)))
        .filter(|(a, b)| (0..2).all(|k| (a.gaps()[k] - b.gaps()[k]).abs() < SAME_GAPS_S))
        .collect();
    // The first movement of both, and the last pair that lies as far on in both.
    let start = pairs.first()?;
    let (lag, own) = fine_lag(first.0, second.0, start)?;
    let end = pairs.iter().rev().find(|(a, b)| {
        let (on_a, on_b) = (a.strikes[0] - start.0.strikes[0], b.strikes[0] - start.1.strikes[0]);
        on_a > 5.0 && (on_a - on_b).abs() < SAME_GAPS_S + LARGEST_DRIFT * on_a
    });
    let at = start.1.strikes[0];
    let Some(end) = end else {
        return Some(Correction {
            offset_s: lag,
            drift: 0.0,
            uncertainty_s: Some(own),
        });
    };
    let (late, own_late) = fine_lag(first.0, second.0, end)?;
    let drift = (late - lag) / (end.1.strikes[0] - at);
    (drift.abs() <= LARGEST_DRIFT).then_some(Correction {
        offset_s: lag - drift * at,
        drift,
        uncertainty_s: Some(own.max(own_late)),
    })
}

/// Seconds to add to the second sensor's times, and the standard uncertainty: the spread of the three strikes one by one.
fn fine_lag(first: &SensorRows, second: &SensorRows, pair: &(Movement, Movement)) -> Option<(f64, f64)> {
    let (a, b) = pair;
    let single: Vec<f64> = (0..3).map(|k| a.strikes[k] - b.strikes[k]).collect();
    let coarse = single.iter().sum::<f64>() / 3.0;
    let margin = (FINE_S * RATE_HZ) as usize;
    let from = a.strikes[0] - 0.4;
    let count = ((a.strikes[2] + 0.4 - from) * RATE_HZ) as usize;
    let reference = magnitude(first, from, count);
    let other = magnitude(second, from - coarse - FINE_S, count + 2 * margin);
    let scores: Vec<f64> = (0..=2 * margin)
        .map(|shift| correlation(&reference, &other[shift..shift + count]))
        .collect();
    let best = (0..scores.len()).max_by(|a, b| scores[*a].total_cmp(&scores[*b]))?;
    if scores[best] < 0.5 || best == 0 || best + 1 == scores.len() {
        return None;
    }
    let (l, m, r) = (scores[best - 1], scores[best], scores[best + 1]);
    let bend = l - 2.0 * m + r;
    let part = if bend < 0.0 { 0.5 * (l - r) / bend } else { 0.0 };
    let shift = (best as f64 + part) / RATE_HZ - FINE_S;
    let spread = (single.iter().map(|lag| (lag - coarse).powi(2)).sum::<f64>() / 2.0 / 3.0).sqrt();
    let sample =
        |rows: &SensorRows| (rows.time_s[rows.time_s.len() - 1] - rows.time_s[0]) / (rows.time_s.len() - 1) as f64;
    let rounding = sample(first).max(sample(second)) / 12f64.sqrt();
    Some((coarse - shift, spread.max(rounding)))
}

/// Correlation coefficient; 0 where one side does not vary.
fn correlation(a: &[f64], b: &[f64]) -> f64 {
    let n = a.len() as f64;
    let (ma, mb) = (a.iter().sum::<f64>() / n, b.iter().sum::<f64>() / n);
    let (mut ab, mut aa, mut bb) = (0.0, 0.0, 0.0);
    for (x, y) in a.iter().zip(b) {
        ab += (x - ma) * (y - mb);
        aa += (x - ma).powi(2);
        bb += (y - mb).powi(2);
    }
    if aa > 0.0 && bb > 0.0 {
        ab / (aa * bb).sqrt()
    } else {
        0.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use nalgebra::Vector3;

    /// Quiet, three jumps at 3, 4 and 5.1 s, steps of one leg, quiet, three jumps at the end.
    fn worn(rate: f64, start_s: f64, offset_s: f64, drift: f64, step_phase: f64) -> ForeignSensor {
        let mut rows = SensorRows::default();
        let pulse = |t: f64, at: f64| (-((t - at) / 0.025).powi(2)).exp();
        for k in 0..(70.0 * rate) as usize {
            let own = k as f64 / rate;
            let t = start_s + own * (1.0 + drift);
            let mut a = STANDARD_GRAVITY + 0.05 * (37.0 * t).sin();
            for at in [3.0, 4.0, 5.1, 63.0, 64.1, 65.0] {
                a += 18.0 * pulse(t, at) - 7.0 * pulse(t, at - 0.15);
            }
            if (10.0..58.0).contains(&t) {
                a += 9.0 * pulse((t + step_phase).rem_euclid(1.1), 0.5) + 2.0 * (5.7 * t).sin();
            }
            rows.time_s.push(own + offset_s);
            rows.acc.push(Vector3::new(0.0, a, 0.0));
            rows.gyr.push(Vector3::zeros());
        }
        ForeignSensor::new("test", "a.csv", "", ClockBase::Own, rows)
    }

    #[test]
    fn three_jumps_give_offset_and_drift() {
        let first = worn(100.0, 0.0, 0.0, 0.0, 0.0);
        let second = worn(60.0, 1.3, 500.0, 80e-6, 0.55);
        let Aligned::Movement(found) = align(&[first, second]) else {
            panic!("not aligned")
        };
        for own in [502.0, 530.0, 563.0] {
            let truth = 1.3 + (own - 500.0) * (1.0 + 80e-6);
            let got = own + found[1].offset_s + found[1].drift * own;
            assert!((got - truth).abs() < 0.004, "{got} {truth}");
        }
        assert!(
            found[1]
                .uncertainty_s
                .is_some_and(|unsure| unsure > 0.0 && unsure < 0.02)
        );
    }

    #[test]
    fn walking_alone_aligns_nothing() {
        let strip = |mut sensor: ForeignSensor| {
            let rows = &mut sensor.samples;
            let keep: Vec<usize> = (0..rows.time_s.len()).filter(|&k| (800..5900).contains(&k)).collect();
            rows.time_s = keep.iter().map(|&k| rows.time_s[k]).collect();
            rows.acc = keep.iter().map(|&k| rows.acc[k]).collect();
            sensor
        };
        let (a, b) = (
            strip(worn(100.0, 0.0, 0.0, 0.0, 0.0)),
            strip(worn(100.0, 0.0, 7.0, 0.0, 0.55)),
        );
        let Aligned::Apart(found) = align(&[a, b]) else {
            panic!("aligned")
        };
        assert_eq!((found[0].uncertainty_s, found[1].uncertainty_s), (Some(0.0), None));
    }
}
