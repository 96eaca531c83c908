//! A second opinion on the number of strides from a foot sensor, where no better reference exists.
//!
//! The foot's sagittal angular rate repeats once per stride. Its period is the first strong peak of the
//! autocorrelation; the signal is then demodulated at that frequency under a Gaussian window of the period's width,
//! and the number of strides is the phase that went by, counted only while the amplitude says that the foot walks.
//! No peak is picked and no sign is needed, so a weak swing or a doubled peak does not change the count. It assumes
//! one rhythm: a stride time that changes by more than a third within a recording is miscounted.

use super::score::quantile;
use nalgebra::{Matrix3, SymmetricEigen};
use recording::Track;

/// Shortest and longest stride looked for, seconds.
const STRIDE_S: (f64, f64) = (0.6, 2.6);
/// Below this share of the upper amplitudes the foot does not walk; chosen.
const WALKING_SHARE: f64 = 0.3;

/// How many strides a foot made.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct FootStrideCount {
    /// Gait cycles that went by, with fractions.
    pub strides: f64,
    /// The dominant stride period, seconds.
    pub period_s: f64,
    /// Autocorrelation at that period, 0..1.
    pub regularity: f64,
}

/// Counts strides; none where the foot's rate has no period (autocorrelation below 0.3) or is too short.
/// Cost: n × window.
pub(crate) fn count_strides(track: &Track) -> Option<FootStrideCount> {
    let rate = track.rate_hz;
    let signal = smooth(&sagittal_rate(track), (0.04 * rate).round() as usize);
    let (period_s, regularity) = period(&signal, rate)?;
    let sigma = 0.6 * period_s * rate;
    let reach = (2.5 * sigma).ceil() as isize;
    let omega = 2.0 * std::f64::consts::PI / (period_s * rate);
    let n = signal.len() as isize;
    let demodulated: Vec<(f64, f64)> = (0..n)
        .map(|center| {
            let (mut re, mut im) = (0.0, 0.0);
            for k in (center - reach).max(0)..(center + reach + 1).min(n) {
                let offset = (k - center) as f64;
                let weight = signal[k as usize] * (-0.5 * (offset / sigma).powi(2)).exp();
                // The phase of the component at the window's own center, so that it advances with time.
                re += weight * (omega * offset).cos();
                im -= weight * (omega * offset).sin();
            }
            (re.hypot(im), im.atan2(re))
        })
        .collect();
    let amplitudes: Vec<f64> = demodulated.iter().map(|point| point.0).collect();
    let threshold = WALKING_SHARE * quantile(&amplitudes, 0.9)?;
    let turns = |a: f64, b: f64| {
        let d = b - a;
        (d - 2.0 * std::f64::consts::PI * (d / (2.0 * std::f64::consts::PI)).round()) / (2.0 * std::f64::consts::PI)
    };
    let walking = demodulated
        .windows(2)
        .filter(|pair| pair[0].0 >= threshold && pair[1].0 >= threshold);
    let strides = walking.map(|pair| turns(pair[0].1, pair[1].1)).sum::<f64>().abs();
    Some(FootStrideCount {
        strides,
        period_s,
        regularity,
    })
}

/// The angular rate about the axis around which the foot turns most.
fn sagittal_rate(track: &Track) -> Vec<f64> {
    let scatter: Matrix3<f64> = track.gyr_radps.iter().map(|w| w * w.transpose()).sum();
    let eigen = SymmetricEigen::new(scatter);
    let axis = eigen.eigenvectors.column(eigen.eigenvalues.imax()).into_owned();
    track.gyr_radps.iter().map(|w| w.dot(&axis)).collect()
}

/// Moving average over `2 half + 1` samples, shorter at the ends.
fn smooth(values: &[f64], half: usize) -> Vec<f64> {
    let mut sums = vec![0.0];
    for value in values {
        sums.push(sums[sums.len() - 1] + value);
    }
    let around = |i: usize| (i.saturating_sub(half), (i + half + 1).min(values.len()));
    let mean = |(from, to): (usize, usize)| (sums[to] - sums[from]) / (to - from) as f64;
    (0..values.len()).map(|i| mean(around(i))).collect()
}

fn period(signal: &[f64], rate: f64) -> Option<(f64, f64)> {
    let mean = signal.iter().sum::<f64>() / signal.len().max(1) as f64;
    let centered: Vec<f64> = signal.iter().map(|value| value - mean).collect();
    let longest = ((STRIDE_S.1 * rate) as usize).min(signal.len() / 2);
    let shortest = (STRIDE_S.0 * rate) as usize;
    let correlation = |lag: usize| -> f64 {
        let (a, b) = (&centered[..centered.len() - lag], &centered[lag..]);
        let product: f64 = a.iter().zip(b).map(|(x, y)| x * y).sum();
        let power = |part: &[f64]| part.iter().map(|x| x * x).sum::<f64>();
        product / (power(a) * power(b)).sqrt().max(f64::MIN_POSITIVE)
    };
    let values: Vec<(usize, f64)> = (shortest..longest).map(|lag| (lag, correlation(lag))).collect();
    let top = values.iter().map(|value| value.1).fold(f64::NEG_INFINITY, f64::max);
    if top.is_nan() || top < 0.3 {
        return None;
    }
    // The shortest lag that is a peak nearly as high as the highest: twice the period correlates as well.
    let peak = values
        .windows(3)
        .find(|w| w[1].1 >= w[0].1 && w[1].1 >= w[2].1 && w[1].1 > 0.85 * top);
    let (lag, value) = peak.map(|w| w[1])?;
    Some((lag as f64 / rate, value))
}

#[cfg(test)]
mod tests {
    use super::*;
    use nalgebra::Vector3;
    use recording::{Clock, SensorInfo, Site};

    /// A foot whose rate has two negative lobes and one positive per stride, about a slanted axis.
    fn foot(period_s: f64, seconds: f64, walks: impl Fn(f64) -> bool) -> Track {
        let rate = 100.0;
        let time_s: Vec<f64> = (0..(seconds * rate) as usize).map(|i| i as f64 / rate).collect();
        let lobe = |phase: f64, center: f64, width: f64| (-((phase - center) / width).powi(2)).exp();
        let axis = Vector3::new(0.2, -0.9, 0.4).normalize();
        let gyr_radps = time_s.iter().map(|&t| {
            let phase = (t / period_s).fract();
            let value = -4.0 * lobe(phase, 0.55, 0.06) + 6.0 * lobe(phase, 0.75, 0.08) - 3.0 * lobe(phase, 0.95, 0.03);
            axis * if walks(t) { value } else { 0.0 }
        });
        Track {
            site: Site::FootLeft,
            gyr_radps: gyr_radps.collect(),
            acc_mps2: vec![Vector3::new(0.0, 0.0, 9.81); time_s.len()],
            time_s,
            rate_hz: rate,
            clock: Clock::SHARED,
            info: SensorInfo::default(),
        }
    }

    #[test]
    fn cycles_are_counted_without_peaks() {
        for period_s in [0.95, 1.13, 1.6] {
            let count = count_strides(&foot(period_s, 40.0, |_| true)).unwrap();
            assert!((count.strides - 40.0 / period_s).abs() < 0.5, "{period_s}: {count:?}");
            assert!((count.period_s - period_s).abs() < 0.02);
        }
    }

    #[test]
    fn standing_is_not_counted() {
        let count = count_strides(&foot(1.1, 60.0, |t| (15.0..45.0).contains(&t))).unwrap();
        assert!((count.strides - 30.0 / 1.1).abs() < 2.0, "{count:?}");
    }

    #[test]
    fn a_still_foot_has_no_count() {
        assert_eq!(count_strides(&foot(1.1, 20.0, |_| false)), None);
    }
}
