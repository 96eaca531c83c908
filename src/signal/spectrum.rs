//! Frequency content: analytic signal, autocorrelation, harmonics of one stride, power spectra. All transforms are fast
//! Fourier transforms of any length (`rustfft`), O(n log n).

use std::f64::consts::PI;

use nalgebra::Complex;
use rustfft::FftPlanner;

/// The analytic signal: the input as real part and its Hilbert transform (every wave a quarter period later) as
/// imaginary part. Size and angle are the instantaneous amplitude and phase of a narrow-band input.
///
/// As SciPy's `hilbert`: the negative frequencies are removed over the whole record, which is taken as periodic, so the
/// first and last period or so are distorted where the ends do not fit. Band-pass first. Empty for an empty input.
pub fn analytic_signal(x: &[f64]) -> Vec<Complex<f64>> {
    let n = x.len();
    let mut buffer: Vec<Complex<f64>> = x.iter().map(|&value| Complex::new(value, 0.0)).collect();
    if n == 0 {
        return buffer;
    }
    let mut planner = FftPlanner::new();
    planner.plan_fft_forward(n).process(&mut buffer);
    let scale = 1.0 / n as f64;
    // The mean and, for an even length, the highest frequency belong to both halves: they are kept once.
    for (k, value) in buffer.iter_mut().enumerate() {
        *value *= match k {
            0 => scale,
            _ if 2 * k == n => scale,
            _ if 2 * k < n => 2.0 * scale,
            _ => 0.0,
        };
    }
    planner.plan_fft_inverse(n).process(&mut buffer);
    buffer
}

/// The Hilbert transforms (every wave a quarter period later) of two series of the same length: the imaginary parts of
/// their analytic signals, at the cost of one. Zeros are put behind them up to a length that transforms fast, as SciPy's
/// `hilbert` with a larger `N` does, so the ends are as uncertain as in [`analytic_signal`].
pub fn hilbert_pair(first: &[f64], second: &[f64]) -> (Vec<f64>, Vec<f64>) {
    let n = first.len().min(second.len());
    if n == 0 {
        return (Vec::new(), Vec::new());
    }
    let size = fast_length(n);
    let mut buffer = vec![Complex::new(0.0, 0.0); size];
    for ((slot, &re), &im) in buffer.iter_mut().zip(first).zip(second) {
        *slot = Complex::new(re, im);
    }
    let mut planner = FftPlanner::new();
    planner.plan_fft_forward(size).process(&mut buffer);
    let scale = 1.0 / size as f64;
    // A quarter turn back for positive frequencies and forth for negative ones, which keeps both series apart. The mean
    // and, for an even length, the highest frequency have no quarter period.
    for (k, value) in buffer.iter_mut().enumerate() {
        *value = match k {
            0 => Complex::new(0.0, 0.0),
            _ if 2 * k == size => Complex::new(0.0, 0.0),
            _ if 2 * k < size => Complex::new(value.im, -value.re) * scale,
            _ => Complex::new(-value.im, value.re) * scale,
        };
    }
    planner.plan_fft_inverse(size).process(&mut buffer);
    buffer.truncate(n);
    buffer.into_iter().map(|value| (value.re, value.im)).unzip()
}

/// The smallest product of twos, threes and fives that is not below `n`: a length that transforms fast.
fn fast_length(n: usize) -> usize {
    let mut best = n.next_power_of_two();
    let mut five = 1;
    while five < best {
        let mut three = five;
        while three < best {
            best = best.min(three * n.div_ceil(three).next_power_of_two());
            three *= 3;
        }
        five *= 5;
    }
    best
}

/// Unbiased autocorrelation of the mean-removed series for lags 0 to `max_lag` samples, divided by its value at lag 0
/// (Moe-Nilssen & Helbostad 2004): `c(m) = Σ x_i x_(i+m) / (n − m)`, result `c(m) / c(0)`.
///
/// Lags beyond n − 1 are left out, so the result has at most n values; it is empty for an empty series and `NaN` for a
/// constant one. Near n the few products make it noisy: look at lags up to about half the record.
pub fn autocorrelation_unbiased(x: &[f64], max_lag: usize) -> Vec<f64> {
    let n = x.len();
    if n == 0 {
        return Vec::new();
    }
    let lags = max_lag.min(n - 1);
    let mean = x.iter().sum::<f64>() / n as f64;
    // Zeros behind the series keep its end from meeting its start.
    let size = (n + lags).next_power_of_two();
    let mut buffer = vec![Complex::new(0.0, 0.0); size];
    for (slot, value) in buffer.iter_mut().zip(x) {
        slot.re = value - mean;
    }
    let power: f64 = buffer.iter().map(|value| value.re * value.re).sum::<f64>() / n as f64;
    let mut planner = FftPlanner::new();
    planner.plan_fft_forward(size).process(&mut buffer);
    buffer
        .iter_mut()
        .for_each(|value| *value = Complex::new(value.norm_sqr(), 0.0));
    planner.plan_fft_inverse(size).process(&mut buffer);
    (0..=lags)
        .map(|m| buffer[m].re / size as f64 / (n - m) as f64 / power)
        .collect()
}

/// Amplitudes of the first `n` harmonics of one stride: entry k − 1 is the amplitude of the wave with k periods in the
/// stride, in units of the input. The samples must cover exactly one stride, the next contact's sample left out.
///
/// Harmonics above half the sampling rate are zero; an empty stride gives an empty result. Cost: O(samples · n).
pub fn harmonic_amplitudes(one_stride: &[f64], n: usize) -> Vec<f64> {
    /// Harmonics that are summed side by side: each waits for its own last step only.
    const LANES: usize = 10;
    let length = one_stride.len();
    if length == 0 {
        return Vec::new();
    }
    let mut amplitudes = Vec::with_capacity(n + LANES);
    while amplitudes.len() < n {
        // A rotating pointer instead of a sine per sample; one stride is too short for its error to grow.
        let first = amplitudes.len() + 1;
        let turn: [Complex<f64>; LANES] =
            std::array::from_fn(|j| Complex::from_polar(1.0, -2.0 * PI * (first + j) as f64 / length as f64));
        let (turn_re, turn_im) = (turn.map(|turn| turn.re), turn.map(|turn| turn.im));
        let (mut re, mut im) = ([1.0; LANES], [0.0; LANES]);
        let (mut sum_re, mut sum_im) = ([0.0; LANES], [0.0; LANES]);
        for &value in one_stride {
            for j in 0..LANES {
                sum_re[j] += re[j] * value;
                sum_im[j] += im[j] * value;
                (re[j], im[j]) = (
                    re[j] * turn_re[j] - im[j] * turn_im[j],
                    re[j] * turn_im[j] + im[j] * turn_re[j],
                );
            }
        }
        amplitudes.extend((0..LANES).map(|j| match 2 * (first + j) {
            double if double > length => 0.0,
            double if double == length => sum_re[j].hypot(sum_im[j]) / length as f64,
            _ => 2.0 * sum_re[j].hypot(sum_im[j]) / length as f64,
        }));
    }
    amplitudes.truncate(n);
    amplitudes
}

/// Welch's one-sided power spectral density averaged over segments of a recording (the stance phases, say): entry k is
/// the power per hertz at `k · rate_hz / nfft`, in squared units of the input per hertz, up to half the rate.
///
/// Each segment loses its mean, is weighted by a periodic Hann window of its own length and filled with zeros to `nfft`,
/// so short segments of different lengths share one frequency grid. A segment longer than `nfft` is cut into pieces of
/// `nfft` that overlap by half. Segments below 8 samples are left out. Empty if nothing is left, if the rate is not
/// positive or `nfft` is below 8. A segment counts equally whatever its length. Cost: O(nfft log nfft) per piece.
pub fn welch_psd<S: AsRef<[f64]>>(segments: &[S], rate_hz: f64, nfft: usize) -> Vec<f64> {
    /// Below this a window leaves less than two useful frequencies.
    const SHORTEST: usize = 8;
    if nfft < SHORTEST || rate_hz.is_nan() || rate_hz <= 0.0 {
        return Vec::new();
    }
    let fft = FftPlanner::new().plan_fft_forward(nfft);
    let mut density = vec![0.0; nfft / 2 + 1];
    let mut buffer = vec![Complex::new(0.0, 0.0); nfft];
    let mut scratch = vec![Complex::new(0.0, 0.0); fft.get_inplace_scratch_len()];
    let mut count = 0usize;
    for segment in segments
        .iter()
        .map(AsRef::as_ref)
        .filter(|segment| segment.len() >= SHORTEST)
    {
        let length = segment.len().min(nfft);
        let mut start = 0;
        while start + length <= segment.len() {
            let piece = &segment[start..start + length];
            let mean = piece.iter().sum::<f64>() / length as f64;
            let mut power = 0.0;
            buffer.fill(Complex::new(0.0, 0.0));
            for (k, value) in piece.iter().enumerate() {
                let weight = 0.5 - 0.5 * (2.0 * PI * k as f64 / length as f64).cos();
                power += weight * weight;
                buffer[k].re = weight * (value - mean);
            }
            fft.process_with_scratch(&mut buffer, &mut scratch);
            for (k, sum) in density.iter_mut().enumerate() {
                let sides = if k == 0 || 2 * k == nfft { 1.0 } else { 2.0 };
                *sum += sides * buffer[k].norm_sqr() / (rate_hz * power);
            }
            count += 1;
            start += (length / 2).max(1);
        }
    }
    if count == 0 {
        return Vec::new();
    }
    density.iter_mut().for_each(|value| *value /= count as f64);
    density
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn the_analytic_signal_of_a_cosine_turns_steadily() {
        for n in [64usize, 65] {
            let x: Vec<f64> = (0..n)
                .map(|k| 2.0 * (2.0 * PI * 5.0 * k as f64 / n as f64).cos())
                .collect();
            for (k, value) in analytic_signal(&x).iter().enumerate() {
                let wanted = Complex::from_polar(2.0, 2.0 * PI * 5.0 * k as f64 / n as f64);
                assert!((value - wanted).norm() < 1e-12);
            }
        }
        assert!(analytic_signal(&[]).is_empty());
        assert_eq!(analytic_signal(&[3.0])[0], Complex::new(3.0, 0.0));
    }

    #[test]
    fn fast_lengths_are_the_next_ones() {
        let smooth = |mut n: usize| {
            for prime in [2, 3, 5] {
                while n.is_multiple_of(prime) {
                    n /= prime;
                }
            }
            n == 1
        };
        for n in 1..2000 {
            let next = (n..).find(|&n| smooth(n)).unwrap();
            assert_eq!(fast_length(n), next, "{n}");
        }
    }

    #[test]
    fn a_pair_is_transformed_as_two_are() {
        for n in [1, 2, 30, 64, 97, 400, 719] {
            let a: Vec<f64> = (0..n).map(|k| (0.3 * k as f64).sin() + 0.1 * k as f64).collect();
            let b: Vec<f64> = (0..n).map(|k| (0.7 * k as f64 + 1.0).cos()).collect();
            let alone = |x: &[f64]| {
                let mut padded = x.to_vec();
                padded.resize(fast_length(n), 0.0);
                analytic_signal(&padded)
            };
            let (first, second) = hilbert_pair(&a, &b);
            assert_eq!((first.len(), second.len()), (n, n));
            for ((found, x), which) in [(first, &a), (second, &b)].into_iter().zip(["first", "second"]) {
                for (found, wanted) in found.iter().zip(alone(x)) {
                    assert!((found - wanted.im).abs() < 1e-10 * n as f64, "{which} of {n}");
                }
            }
        }
        assert_eq!(hilbert_pair(&[], &[]), (vec![], vec![]));
    }

    #[test]
    fn harmonics_of_known_waves() {
        let n = 97;
        let wave = |k: usize, a: f64, turn: f64, i: usize| a * (2.0 * PI * (k * i) as f64 / n as f64 + turn).cos();
        let x: Vec<f64> = (0..n)
            .map(|i| 7.0 + wave(1, 0.5, 0.3, i) + wave(4, 2.0, -1.0, i))
            .collect();
        for (k, amplitude) in harmonic_amplitudes(&x, 20).iter().enumerate() {
            let wanted = [0.5, 0.0, 0.0, 2.0].get(k).copied().unwrap_or(0.0);
            assert!((amplitude - wanted).abs() < 1e-12);
        }
        let fastest = harmonic_amplitudes(&[1.0, -1.0, 1.0, -1.0], 3);
        assert!(fastest[0].abs() < 1e-12 && (fastest[1] - 1.0).abs() < 1e-12 && fastest[2] == 0.0);
    }

    #[test]
    fn the_density_adds_up_to_the_variance() {
        let x: Vec<f64> = (0..4096)
            .map(|k| (k as f64 * 0.7).sin() + 0.5 * (k as f64 * 1.9).cos())
            .collect();
        let (psd, step) = (welch_psd(&[&x], 100.0, 512), 100.0 / 512.0);
        let power: f64 = psd.iter().sum::<f64>() * step;
        assert!((power - 0.625).abs() < 0.01, "{power}");
        let mean = |from: f64, to: f64| {
            let band = &psd[(from / step) as usize..(to / step) as usize];
            band.iter().sum::<f64>() / band.len() as f64
        };
        assert!(mean(10.0, 12.5) > 100.0 * mean(15.0, 25.0));
        assert!(welch_psd(&[&x[..5]], 100.0, 512).is_empty());
    }

    proptest! {
        #[test]
        fn autocorrelation_by_transform_is_the_sum_of_products(
            x in proptest::collection::vec(-5.0..5.0f64, 2..120), max_lag in 0usize..130,
        ) {
            let n = x.len();
            let mean = x.iter().sum::<f64>() / n as f64;
            let c = |m: usize| {
                (0..n - m).map(|i| (x[i] - mean) * (x[i + m] - mean)).sum::<f64>() / (n - m) as f64
            };
            prop_assume!(c(0) > 1e-6);
            let fast = autocorrelation_unbiased(&x, max_lag);
            prop_assert_eq!(fast.len(), max_lag.min(n - 1) + 1);
            for (m, value) in fast.iter().enumerate() {
                prop_assert!((value - c(m) / c(0)).abs() < 1e-10);
            }
        }
    }
}
