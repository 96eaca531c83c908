//! When a person stands still and when a limb swings in cycles, found before anything is aligned.

use super::motion::{RATE_HZ, SensorMotion};
use signal::filter::Butterworth;
use signal::{peaks, statistics};
use std::ops::Range;

/// Quiet: mean angular rate over a second below this, rad/s (3.4 °/s). Our choice: twice the sway of quiet standing.
const QUIET_RATE_RADPS: f64 = 0.06;
/// Quiet: standard deviation of the acceleration's magnitude over a second below this, m/s².
const QUIET_ACC_SD_MPS2: f64 = 0.2;
/// Shortest quiet stretch that is used, seconds.
const SHORTEST_QUIET_S: f64 = 2.0;
/// Rate of change of heading that marks a turn, rad/s (25 °/s).
const TURN_RATE_RADPS: f64 = 0.44;

/// True where this sensor rests: quiet for at least two seconds on end.
pub fn quiet_mask(sensor: &SensorMotion) -> Vec<bool> {
    let len = sensor.acc.len();
    let window = RATE_HZ as usize;
    let mean_rate = moving_mean(sensor.gyr.iter().map(|rate| rate.norm()), window);
    let force: Vec<f64> = sensor.acc.iter().map(|force| force.norm()).collect();
    let mean_force = moving_mean(force.iter().copied(), window);
    let mean_square = moving_mean(force.iter().map(|force| force * force), window);
    let quiet: Vec<bool> = (0..len)
        .map(|k| {
            let variance = mean_square[k] - mean_force[k] * mean_force[k];
            sensor.valid[k] && mean_rate[k] < QUIET_RATE_RADPS && variance < QUIET_ACC_SD_MPS2 * QUIET_ACC_SD_MPS2
        })
        .collect();
    keep_long_runs(&quiet, (SHORTEST_QUIET_S * RATE_HZ) as usize)
}

/// Clears runs shorter than `shortest` samples.
pub fn keep_long_runs(mask: &[bool], shortest: usize) -> Vec<bool> {
    let mut kept = vec![false; mask.len()];
    for run in super::motion::runs(mask) {
        if run.len() >= shortest {
            kept[run].iter_mut().for_each(|sample| *sample = true);
        }
    }
    kept
}

/// Centred moving mean; windows shrink at the edges.
pub(crate) fn moving_mean(values: impl ExactSizeIterator<Item = f64>, window: usize) -> Vec<f64> {
    let (len, half) = (values.len(), window / 2);
    let mut sums = Vec::with_capacity(len + 1);
    let mut total = 0.0;
    sums.push(total);
    sums.extend(values.map(|value| {
        total += value;
        total
    }));
    let at = |k: usize| {
        let (from, to) = (k.saturating_sub(half), (k + half + 1).min(len));
        (sums[to] - sums[from]) / (to - from) as f64
    };
    let whole = 2 * half + 1;
    let mut means = Vec::with_capacity(len);
    means.extend((0..half.min(len)).map(at));
    // Whole windows share their size: no division each.
    means.extend(
        sums.windows(whole + 1)
            .map(|sums| (sums[whole] - sums[0]) * (1.0 / whole as f64)),
    );
    means.extend((means.len()..len).map(at));
    means
}

/// Rate of change of heading, rad/s, counter-clockwise positive: the vertical part of the angular rate, averaged over
/// about a stride so that the leg's own rotation cancels.
pub fn heading_rate(sensor: &SensorMotion) -> Vec<f64> {
    let vertical: Vec<f64> = sensor
        .gyr
        .iter()
        .zip(&sensor.up)
        .map(|(rate, up)| rate.dot(up))
        .collect();
    low_pass(&vertical, 0.5)
}

/// True where the sensor's heading turns.
///
/// Nothing is marked in recordings of less than four seconds: the leg's own rotation does not average out there.
pub fn turning_mask(sensor: &SensorMotion) -> Vec<bool> {
    if sensor.gyr.len() < (SHORTEST_TURN_RECORDING_S * RATE_HZ) as usize {
        return vec![false; sensor.gyr.len()];
    }
    heading_rate(sensor)
        .into_iter()
        .map(|rate| rate.abs() > TURN_RATE_RADPS)
        .collect()
}

/// Shortest recording in which turns are looked for, seconds.
const SHORTEST_TURN_RECORDING_S: f64 = 4.0;

/// Zero-phase fourth-order low-pass on the common clock; the cut-off lies far below its Nyquist rate.
pub fn low_pass(values: &[f64], cutoff_hz: f64) -> Vec<f64> {
    match Butterworth::lowpass(4, cutoff_hz, RATE_HZ) {
        Ok(filter) => filter.filtfilt(values),
        Err(_) => values.to_vec(),
    }
}

/// Whole swing-to-swing cycles of a sagittal rate (rad/s, swing positive), as ranges of samples from one swing peak to
/// the next. Only cycles of a walk: at least two alike neighbours in duration, 0.6 to 4 s.
pub fn swing_cycles(rate: &[f64]) -> Vec<Range<usize>> {
    let smooth = low_pass(rate, 6.0);
    let candidates = peaks::local_maxima(&smooth, 0.6, (0.5 * RATE_HZ) as usize);
    if candidates.len() < 2 {
        return Vec::new();
    }
    let heights: Vec<f64> = candidates.iter().map(|&k| smooth[k]).collect();
    let floor = 0.4 * statistics::percentile(&heights, 75.0);
    let swings: Vec<usize> = candidates
        .into_iter()
        .zip(heights)
        .filter(|(_, height)| *height >= floor)
        .map(|(k, _)| k)
        .collect();
    let plausible = |samples: usize| (0.6 * RATE_HZ..=4.0 * RATE_HZ).contains(&(samples as f64));
    let durations: Vec<usize> = swings.windows(2).map(|pair| pair[1] - pair[0]).collect();
    let alike = |a: usize, b: usize| plausible(a) && plausible(b) && (a as f64 / b as f64).ln().abs() < 0.35;
    (0..durations.len())
        .filter(|&k| {
            let before = k > 0 && alike(durations[k], durations[k - 1]);
            let after = k + 1 < durations.len() && alike(durations[k], durations[k + 1]);
            // A recording of two or three seconds holds one or two cycles; there is no neighbour to ask.
            let alone = durations.len() <= 2 && plausible(durations[k]);
            before || after || alone
        })
        .map(|k| swings[k]..swings[k + 1])
        .collect()
}

/// Step frequency along the recording, Hz, from a pelvis or trunk sensor; 0 where its owner does not walk. One value per
/// sample of the common clock.
///
/// Autocorrelation of the vertical acceleration in windows of four seconds (after Moe-Nilssen & Helbostad 2004): the first
/// clear peak between 0.3 and 1.1 s is the step. A stiff or spastic walk bounces twice a step, or once a stride; so the
/// stride, which the horizontal acceleration and the rotation repeat, is asked as well, and overrules the bounce where it
/// contradicts it clearly. Cost: linear in the recording's length.
pub fn step_rhythm(sensor: &SensorMotion) -> Vec<f64> {
    let len = sensor.acc.len();
    let vertical: Vec<f64> = sensor.acc.iter().zip(&sensor.up).map(|(acc, up)| acc.dot(up)).collect();
    let smooth = low_pass(&vertical, 8.0);
    let thin: Vec<f64> = smooth.iter().step_by(RHYTHM_THIN).copied().collect();
    let rate = RATE_HZ / RHYTHM_THIN as f64;
    let window = ((4.0 * rate) as usize).min(thin.len());
    let hop = (0.5 * rate) as usize;
    let mut rhythm = vec![0.0; len];
    if window < (1.2 * rate) as usize {
        return rhythm;
    }
    // Filtered only where some window is in doubt.
    let swaying = std::cell::OnceCell::new();
    let mut votes: Vec<Vec<f64>> = vec![Vec::new(); thin.len().div_ceil(hop) + 1];
    let mut start = 0;
    while start + window <= thin.len() {
        let sway = || swaying.get_or_init(|| swaying_of(sensor));
        if let Some(frequency) = window_rhythm(&thin[start..start + window], sway, start, rate) {
            for vote in votes.iter_mut().take((start + window).div_ceil(hop)).skip(start / hop) {
                vote.push(frequency);
            }
        }
        start += hop;
    }
    let voted: Vec<f64> = votes
        .iter()
        .map(|votes| {
            if votes.is_empty() {
                0.0
            } else {
                statistics::median(votes)
            }
        })
        .collect();
    for (k, value) in rhythm.iter_mut().enumerate() {
        if sensor.valid[k] {
            *value = voted[(k / RHYTHM_THIN / hop).min(voted.len() - 1)];
        }
    }
    rhythm
}

/// Every so many samples of the common clock are enough for the bounce, and of these for the stride.
const RHYTHM_THIN: usize = 2;
const STRIDE_THIN: usize = 2;
/// Shortest and longest step, seconds: of the bounce, and with the stride's help.
const SHORTEST_STEP_S: f64 = 0.28;
const LONGEST_STEP_S: f64 = 1.15;
const LONGEST_SLOW_STEP_S: f64 = 1.5;
/// Bounce from which somebody walks, m/s²; slow steps (below 1.2 Hz) bounce less, in proportion to their frequency.
const SMALLEST_RMS_MPS2: f64 = 0.4;
const SLOW_STEP_HZ: f64 = 1.2;
/// What the stride's autocorrelation weighs against the bounce's, and by how much the stride must contradict; ours.
const STRIDE_WEIGHT: f64 = 3.0;
const CONTRADICTION: f64 = 0.5;
/// Autocorrelation of a bounce that needs no other witness.
const CLEAR_BOUNCE: f64 = 0.75;

/// Horizontal acceleration (m/s²) and rotation (rad/s) below 5 Hz, three axes each, thinned to 25 Hz.
fn swaying_of(sensor: &SensorMotion) -> [Vec<f64>; 6] {
    let thin = |values: Vec<f64>| -> Vec<f64> {
        let smooth = low_pass(&values, 5.0);
        smooth.into_iter().step_by(RHYTHM_THIN * STRIDE_THIN).collect()
    };
    std::array::from_fn(|axis| {
        thin(if axis < 3 {
            let pairs = sensor.acc.iter().zip(&sensor.up);
            pairs.map(|(acc, up)| acc[axis] - up[axis] * acc.dot(up)).collect()
        } else {
            sensor.gyr.iter().map(|rate| rate[axis - 3]).collect()
        })
    })
}

/// Autocorrelation at each lag, as a share of the power.
fn autocorrelation(channels: &[&[f64]], lags: impl Iterator<Item = usize>) -> Vec<f64> {
    let centred: Vec<Vec<f64>> = channels
        .iter()
        .map(|values| {
            let mean = statistics::mean(values);
            values.iter().map(|value| value - mean).collect()
        })
        .collect();
    let len = centred.first().map_or(0, Vec::len);
    let at = |lag: usize| -> f64 {
        let products: f64 = centred
            .iter()
            .map(|own| statistics::dot(&own[lag..], &own[..len - lag]))
            .sum();
        products / (len - lag) as f64
    };
    let power = at(0);
    lags.map(|lag| if power > 0.0 { at(lag) / power } else { 0.0 })
        .collect()
}

fn window_rhythm<'a>(values: &[f64], swaying: impl Fn() -> &'a [Vec<f64>; 6], start: usize, rate: f64) -> Option<f64> {
    let mean = statistics::mean(values);
    let power = values.iter().map(|value| (value - mean).powi(2)).sum::<f64>() / values.len() as f64;
    let rms = power.sqrt();
    let shortest = (SHORTEST_STEP_S * rate) as usize;
    let usual = ((LONGEST_STEP_S * rate) as usize).min(values.len().saturating_sub(2));
    // Two steps must fit into the window with something to compare.
    let slow = ((LONGEST_SLOW_STEP_S * rate) as usize).min(values.len().saturating_sub(12) / 2);
    if rms < SMALLEST_RMS_MPS2 / 2.0 || usual < shortest + 2 {
        return None;
    }
    let bounce = autocorrelation(&[values], shortest..=usual.max(slow));
    let first_clear = |curve: &[f64], floor: f64, share: f64| -> Option<usize> {
        let tops = peaks::local_maxima(curve, floor, 1);
        let best = tops.iter().map(|&k| curve[k]).fold(f64::NEG_INFINITY, f64::max);
        tops.into_iter().find(|&k| curve[k] >= share * best)
    };
    let of_bounce = first_clear(&bounce[..=usual - shortest], 0.2, 0.7);
    let found = |curve: &[f64], at: usize| -> Option<f64> {
        let (vertex, _) = peaks::parabola_vertex(curve, at);
        let frequency = rate / (vertex + shortest as f64);
        (rms >= SMALLEST_RMS_MPS2 * (frequency / SLOW_STEP_HZ).clamp(0.5, 1.0)).then_some(frequency)
    };
    let fits = |own: usize| slow > shortest + 2 && own + shortest < slow;
    if let Some(own) = of_bounce.filter(|&own| bounce[own] >= CLEAR_BOUNCE || !fits(own)) {
        return found(&bounce, own);
    }
    if slow <= shortest + 2 {
        return None;
    }
    let sway = swaying();
    let coarse = start / STRIDE_THIN..((start + values.len()) / STRIDE_THIN).min(sway[0].len());
    let parts: Vec<&[f64]> = sway.iter().map(|own| &own[coarse.clone()]).collect();
    // A stride is two steps of `rate`, or one of the thinned rate.
    let lags = || (shortest..=slow).map(|lag| 2 * lag / STRIDE_THIN);
    let (moved, turned) = (
        autocorrelation(&parts[..3], lags()),
        autocorrelation(&parts[3..], lags()),
    );
    let stride: Vec<f64> = moved.iter().zip(&turned).map(|(a, b)| 0.5 * (a + b)).collect();
    let score: Vec<f64> = bounce
        .iter()
        .zip(&stride)
        .map(|(bounce, stride)| bounce + STRIDE_WEIGHT * stride)
        .collect();
    let of_stride = first_clear(&score, 0.4, 0.85);
    let near = |k: usize| {
        stride[k.saturating_sub(2)..(k + 3).min(stride.len())]
            .iter()
            .copied()
            .fold(-1.0, f64::max)
    };
    let chosen = match (of_bounce, of_stride) {
        (Some(own), Some(other)) if near(own) > stride[other] - CONTRADICTION => own,
        (_, Some(other)) => other,
        (Some(own), None) => own,
        (None, None) => return None,
    };
    if of_bounce == Some(chosen) {
        found(&bounce, chosen)
    } else {
        found(&score, chosen)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_moving_mean_is_the_mean_of_its_window() {
        for len in [0, 1, 4, 5, 9, 40] {
            let values: Vec<f64> = (0..len).map(|k| (k * k % 17) as f64).collect();
            for window in [1, 4, 5, 10] {
                let found = moving_mean(values.iter().copied(), window);
                assert_eq!(found.len(), len);
                for (k, found) in found.iter().enumerate() {
                    let around = &values[k.saturating_sub(window / 2)..(k + window / 2 + 1).min(len)];
                    let mean = around.iter().sum::<f64>() / around.len() as f64;
                    assert!((found - mean).abs() < 1e-9, "{k} of {len}, window {window}");
                }
            }
        }
    }
}
