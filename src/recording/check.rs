//! What the samples of one sensor say about themselves: gaps, clipping, a dead sensor, gravity at rest.

use super::{Notice, NoticeCode, STANDARD_GRAVITY, Severity, TimeRange, Track};
use nalgebra::Vector3;

/// A step longer than this, and longer than [`GAP_INTERVALS`] sample intervals, is a gap. Our choice.
const GAP_S: f64 = 0.050;
const GAP_INTERVALS: f64 = 1.5;
/// Share of the full scale from which a sample counts as clipped.
const CLIP_SHARE: f64 = 0.98;
/// Values that do not change at all for this long come from no living sensor. Our choice.
const FLAT_S: f64 = 0.25;
/// Rest: a window of this length in which each gyroscope axis and the acceleration's magnitude hardly vary. Our choice.
const REST_S: f64 = 1.0;
const REST_GYR_STD_RADPS: f64 = 0.026;
const REST_ACC_STD_MPS2: f64 = 0.1;
const REST_GYR_MEAN_RADPS: f64 = 0.1;
/// A gravity that is off by more is worth a word.
const GRAVITY_OFF_MPS2: f64 = 0.3;
/// Median magnitudes of whole recordings; walking runs from 9.4 to 10.5 m/s².
const MEDIAN_MPS2: std::ops::RangeInclusive<f64> = 8.5..=12.0;

/// The result of [`inspect`].
#[derive(Debug, Clone, PartialEq, Default)]
pub struct TrackCheck {
    /// Share of the expected samples that are missing between the first and the last, 0..1.
    pub lost_share: f64,
    /// The longest step between two samples that is a gap, seconds; 0 without gaps.
    pub longest_gap_s: f64,
    /// Steps longer than 50 ms and 1.5 sample intervals, from the sample before to the sample after.
    pub gaps: Vec<TimeRange>,
    /// Share of samples where an axis is at the end of its range, 0..1.
    pub clipped_share: f64,
    /// Stretches in which all six values stood still.
    pub flat: Vec<TimeRange>,
    /// Mean magnitude of the acceleration while the sensor rested, m/s²; `None` where it never did for a second.
    pub gravity_at_rest_mps2: Option<f64>,
    /// `gap`, `clipped`, `flat-signal`, `gyroscope-dead`, `gravity-off`, `acceleration-off`; at most one of each.
    pub notices: Vec<Notice>,
}

/// Looks through one sensor's samples once (and once more where its range is not stated).
///
/// # Cost
/// Linear; an hour at 100 Hz takes a few milliseconds.
pub fn inspect(track: &Track) -> TrackCheck {
    let mut check = TrackCheck::default();
    if track.len() < 2 || track.rate_hz.is_nan() || track.rate_hz <= 0.0 {
        return check;
    }
    gaps(track, &mut check);
    flat(track, &mut check);
    check.clipped_share = clipped(track) as f64 / track.len() as f64;
    check.gravity_at_rest_mps2 = gravity_at_rest(track);
    doubts(track, &mut check);
    check
}

fn gaps(track: &Track, check: &mut TrackCheck) {
    let interval = 1.0 / track.rate_hz;
    let mut lost = 0.0;
    for pair in track.time_s.windows(2) {
        let step = pair[1] - pair[0];
        if step > GAP_INTERVALS * interval {
            lost += (step / interval).round() - 1.0;
            if step > GAP_S {
                check.gaps.push(TimeRange {
                    start_s: pair[0],
                    end_s: pair[1],
                });
                check.longest_gap_s = check.longest_gap_s.max(step);
            }
        }
    }
    check.lost_share = lost / (lost + track.len() as f64);
}

fn flat(track: &Track, check: &mut TrackCheck) {
    let mut start = 0;
    for i in 1..=track.len() {
        let same = i < track.len()
            && track.acc_mps2[i] == track.acc_mps2[i - 1]
            && track.gyr_radps[i] == track.gyr_radps[i - 1];
        if !same {
            let range = TimeRange {
                start_s: track.time_s[start],
                end_s: track.time_s[i - 1],
            };
            if i - start >= 5 && range.end_s - range.start_s >= FLAT_S {
                check.flat.push(range);
            }
            start = i;
        }
    }
}

fn largest(value: &Vector3<f64>) -> f64 {
    value.amax()
}

/// The smallest ranges that sensors are sold with, less a little: below them nothing ends.
const SMALLEST_ACC_MPS2: f64 = 1.5 * STANDARD_GRAVITY;
const SMALLEST_GYR_RADPS: f64 = 2.0;

/// Number of samples at the end of the range of either sensor.
fn clipped(track: &Track) -> usize {
    let acc = limit(&track.acc_mps2, track.info.acc_range_mps2, SMALLEST_ACC_MPS2);
    let gyr = limit(&track.gyr_radps, track.info.gyr_range_radps, SMALLEST_GYR_RADPS);
    if acc.is_infinite() && gyr.is_infinite() {
        return 0;
    }
    (track.acc_mps2.iter().zip(&track.gyr_radps))
        .filter(|(a, g)| largest(a) >= acc || largest(g) >= gyr)
        .count()
}

/// From which value on a sensor clips: 98 % of the stated range, or the largest value where the signal stays at it
/// again and again and piles up there (a peak touches its maximum once, and few others come near it; a clipped one runs
/// along it); else infinite.
fn limit(values: &[Vector3<f64>], range: Option<f64>, floor: f64) -> f64 {
    const RUNS: usize = 3;
    const PILED_UP: f64 = 0.6;
    if let Some(range) = range {
        return CLIP_SHARE * range;
    }
    let top = values.iter().map(largest).fold(0.0, f64::max);
    if top < floor {
        return f64::INFINITY;
    }
    let (near, below) = (top * (1.0 - 1e-3), top * (1.0 - 1e-2));
    let (mut runs, mut length, mut at_top, mut around) = (0, 0, 0usize, 0usize);
    for value in values {
        let size = largest(value);
        length = if size >= near { length + 1 } else { 0 };
        runs += usize::from(length == 2);
        at_top += usize::from(size >= near);
        around += usize::from(size >= below);
    }
    // The rounded top of an oscillation spends a third of its last hundredth in its last thousandth.
    if runs >= RUNS && at_top as f64 >= PILED_UP * around as f64 {
        near
    } else {
        f64::INFINITY
    }
}

fn gravity_at_rest(track: &Track) -> Option<f64> {
    let window = ((REST_S * track.rate_hz).round() as usize).max(5);
    let (mut sum, mut count) = (0.0, 0usize);
    let windows = track
        .acc_mps2
        .chunks_exact(window)
        .zip(track.gyr_radps.chunks_exact(window))
        .zip(track.time_s.chunks_exact(window));
    for ((acc, gyr), time) in windows {
        if time[window - 1] - time[0] > 1.2 * REST_S {
            continue;
        }
        let n = window as f64;
        let (mut gyr_sum, mut gyr_squares) = (Vector3::zeros(), Vector3::zeros());
        for value in gyr {
            gyr_sum += value;
            gyr_squares += value.component_mul(value);
        }
        let mean = gyr_sum / n;
        let variance = gyr_squares / n - mean.component_mul(&mean);
        if mean.amax() > REST_GYR_MEAN_RADPS || variance.max() > REST_GYR_STD_RADPS.powi(2) {
            continue;
        }
        let (mut total, mut squares) = (0.0, 0.0);
        for value in acc {
            let magnitude = value.norm();
            total += magnitude;
            squares += magnitude * magnitude;
        }
        let mean = total / n;
        if squares / n - mean * mean <= REST_ACC_STD_MPS2.powi(2) {
            sum += total;
            count += window;
        }
    }
    (count > 0).then(|| sum / count as f64)
}

fn doubts(track: &Track, check: &mut TrackCheck) {
    let notice = |code: NoticeCode, severity: Severity| Notice::new(code, severity).at(track.site);
    if !check.gaps.is_empty() {
        let severity = if check.lost_share > 0.05 {
            Severity::Problem
        } else {
            Severity::Warning
        };
        check.notices.push(
            notice(NoticeCode::Gap, severity)
                .with("count", check.gaps.len())
                .with("longest_s", check.longest_gap_s)
                .with("lost_percent", 100.0 * check.lost_share),
        );
    }
    if check.clipped_share > 0.0 {
        let severity = if check.clipped_share > 0.01 {
            Severity::Problem
        } else {
            Severity::Warning
        };
        check
            .notices
            .push(notice(NoticeCode::Clipped, severity).with("percent", 100.0 * check.clipped_share));
    }
    let total = track.time_s[track.len() - 1] - track.time_s[0];
    let still: f64 = check.flat.iter().map(|range| range.end_s - range.start_s).sum();
    if let Some(first) = check.flat.first() {
        let severity = if still > 0.1 * total {
            Severity::Problem
        } else {
            Severity::Warning
        };
        check.notices.push(
            notice(NoticeCode::FlatSignal, severity)
                .between(first.start_s, first.end_s)
                .with("count", check.flat.len())
                .with("total_s", still),
        );
    }
    if still < 0.5 * total && track.gyr_radps.windows(2).all(|pair| pair[0] == pair[1]) {
        check.notices.push(notice(NoticeCode::GyroscopeDead, Severity::Problem));
    }
    let mut magnitudes: Vec<f64> = track
        .acc_mps2
        .iter()
        .step_by(track.len() / 20_000 + 1)
        .map(Vector3::norm)
        .collect();
    let middle = magnitudes.len() / 2;
    let median = *magnitudes.select_nth_unstable_by(middle, f64::total_cmp).1;
    if !MEDIAN_MPS2.contains(&median) {
        check
            .notices
            .push(notice(NoticeCode::AccelerationOff, Severity::Problem).with("median_mps2", median));
    } else if let Some(gravity) = check.gravity_at_rest_mps2
        && (gravity - STANDARD_GRAVITY).abs() > GRAVITY_OFF_MPS2
    {
        check
            .notices
            .push(notice(NoticeCode::GravityOff, Severity::Warning).with("gravity_mps2", gravity));
    }
}
