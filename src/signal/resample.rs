//! Other time grids: from irregular samples to a uniform grid, from a fast grid to a slower one, and from a gait cycle
//! to percent of the cycle. Interpolation is linear: at 100 Hz its error on gait signals (below 15 Hz) is smaller than
//! the sensors' noise, and it never overshoots.

use nalgebra::Vector3;

use super::filter::Butterworth;

/// Edge of the anti-alias filter as a share of the new rate (0.5 would be the first frequency that folds back).
const ANTI_ALIAS_SHARE: f64 = 0.4;
/// Order of the anti-alias filter; it acts twice, being run forwards and backwards.
const ANTI_ALIAS_ORDER: usize = 4;

/// Values that can be averaged with weights.
trait Value:
    Copy + std::ops::Add<Output = Self> + std::ops::Sub<Output = Self> + std::ops::Mul<f64, Output = Self>
{
}
impl Value for f64 {}
impl Value for Vector3<f64> {}

/// Vectors on the uniform grid `grid_start + k / rate_hz`, k = 0 .. n, from samples at rising times.
///
/// Linear between samples; the first and the last value hold outside them. Of samples with equal times the later
/// counts from that time on. Times and values beyond the shorter of the two slices are left out; without any sample
/// the result is empty. Nothing is low-passed here: see [`thin`] for going to a lower rate. Cost: O(samples + n).
pub fn linear(time: &[f64], values: &[Vector3<f64>], grid_start: f64, rate_hz: f64, n: usize) -> Vec<Vector3<f64>> {
    interpolate(time, values, grid_start, rate_hz, n)
}

fn interpolate<T: Value>(time: &[f64], values: &[T], grid_start: f64, rate_hz: f64, n: usize) -> Vec<T> {
    let m = time.len().min(values.len());
    let (time, values) = (&time[..m], &values[..m]);
    if m == 0 {
        return Vec::new();
    }
    let mut after = 0;
    let mut out = Vec::with_capacity(n);
    for k in 0..n {
        let t = grid_start + k as f64 / rate_hz;
        while after < m && time[after] <= t {
            after += 1;
        }
        out.push(match after {
            0 => values[0],
            _ if after == m => values[m - 1],
            _ => {
                let share = (t - time[after - 1]) / (time[after] - time[after - 1]);
                values[after - 1] + (values[after] - values[after - 1]) * share
            }
        });
    }
    out
}

/// A uniform series of vectors at another rate: `n` values at the times `k / to_hz` from the first sample on.
///
/// Where the new rate is lower, a zero-phase Butterworth low-pass at 0.4 × the new rate keeps what is too fast for the
/// new grid from folding back. The last value holds beyond the end; an empty input gives an empty result.
pub fn thin(values: &[Vector3<f64>], from_hz: f64, to_hz: f64, n: usize) -> Vec<Vector3<f64>> {
    match anti_alias(from_hz, to_hz) {
        Some(filter) => at_rate(&filter.filtfilt_vectors(values), from_hz, to_hz, n),
        None => at_rate(values, from_hz, to_hz, n),
    }
}

/// The filter that a change of rate needs; none where the new rate is not lower.
fn anti_alias(from_hz: f64, to_hz: f64) -> Option<Butterworth> {
    if to_hz >= from_hz {
        return None;
    }
    Butterworth::lowpass(ANTI_ALIAS_ORDER, ANTI_ALIAS_SHARE * to_hz, from_hz).ok()
}

fn at_rate<T: Value>(values: &[T], from_hz: f64, to_hz: f64, n: usize) -> Vec<T> {
    if values.is_empty() {
        return Vec::new();
    }
    (0..n).map(|k| at_index(values, k as f64 * from_hz / to_hz)).collect()
}

/// Value at a fractional index, held at the ends.
fn at_index<T: Value>(values: &[T], position: f64) -> T {
    let position = position.max(0.0);
    let below = (position as usize).min(values.len() - 1);
    match values.get(below + 1) {
        Some(&above) => values[below] + (above - values[below]) * (position - below as f64),
        None => values[below],
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use std::f64::consts::PI;

    #[test]
    fn a_line_stays_a_line_and_the_ends_hold() {
        let time = [0.0, 0.013, 0.02, 0.05];
        let values = time.map(|t| Vector3::new(t, 2.0 * t, 1.0 - t));
        let out = linear(&time, &values, -0.01, 100.0, 9);
        for (k, value) in out.iter().enumerate() {
            let t = (-0.01 + k as f64 * 0.01).clamp(0.0, 0.05);
            assert!((value - Vector3::new(t, 2.0 * t, 1.0 - t)).norm() < 1e-12);
        }
        assert!(linear(&[], &[], 0.0, 100.0, 4).is_empty());
        let sevens = Vector3::repeat(7.0);
        assert_eq!(linear(&[1.0], &[sevens], 0.0, 100.0, 3), vec![sevens; 3]);
    }

    #[test]
    fn doubled_times_do_not_divide_by_zero() {
        let out = linear(
            &[0.0, 0.01, 0.01, 0.02],
            &[0.0, 1.0, 3.0, 4.0].map(Vector3::repeat),
            0.0,
            200.0,
            5,
        );
        let wanted = [0.0, 0.5, 3.0, 3.5, 4.0];
        assert!(out.iter().zip(wanted).all(|(a, b)| (a.x - b).abs() < 1e-9), "{out:?}");
    }

    #[test]
    fn thinning_keeps_slow_waves_and_stops_fast_ones() {
        let wave = |hz: f64| {
            (0..2000)
                .map(|k| Vector3::repeat((2.0 * PI * hz * k as f64 / 1000.0).sin()))
                .collect::<Vec<_>>()
        };
        let slow = thin(&wave(5.0), 1000.0, 100.0, 200);
        for (k, value) in slow.iter().enumerate().skip(20).take(160) {
            assert!((value.x - (2.0 * PI * 5.0 * k as f64 / 100.0).sin()).abs() < 1e-3);
        }
        // 93 Hz would show as 7 Hz.
        assert!(
            thin(&wave(93.0), 1000.0, 100.0, 200)[20..180]
                .iter()
                .all(|value| value.norm() < 2e-2)
        );
    }

    proptest! {
        #[test]
        fn interpolation_never_overshoots(x in proptest::collection::vec(-9.0..9.0f64, 1..60), rate in 5.0..900.0f64) {
            let time: Vec<f64> = (0..x.len()).map(|k| k as f64 * 0.01 + 0.003 * (k as f64).sin()).collect();
            let (low, high) = x.iter().fold((9.0f64, -9.0f64), |(l, h), &v| (l.min(v), h.max(v)));
            let vectors: Vec<_> = x.iter().map(|&value| Vector3::repeat(value)).collect();
            for value in linear(&time, &vectors, -0.1, rate, 80).iter().map(|vector| vector.x) {
                prop_assert!(value >= low - 1e-12 && value <= high + 1e-12);
            }
        }
    }
}
