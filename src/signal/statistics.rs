//! Descriptive statistics of a sample. Every function gives `NaN` where the sample is too small for it (never a panic,
//! never a zero that looks like a measurement) and where the sample holds a `NaN`, unless it says otherwise.

use std::f64::consts::PI;

/// Consistency factor that turns a median absolute deviation into the standard deviation of normal data.
pub(crate) const MAD_TO_SD: f64 = 1.482_602_218_505_602;

/// Arithmetic mean; `NaN` for no values.
pub fn mean(x: &[f64]) -> f64 {
    x.iter().sum::<f64>() / x.len() as f64
}

/// Standard deviation of the sample (divisor n − 1); `NaN` below two values.
pub fn sd(x: &[f64]) -> f64 {
    if x.len() < 2 {
        return f64::NAN;
    }
    let mean = mean(x);
    (x.iter().map(|value| (value - mean).powi(2)).sum::<f64>() / (x.len() - 1) as f64).sqrt()
}

/// Median; `NaN` for no values. Cost: O(n), by selection.
pub fn median(x: &[f64]) -> f64 {
    median_in_place(&mut x.to_vec())
}

/// Median of a scratch slice, whose order is lost; allocates nothing.
pub(crate) fn median_in_place(x: &mut [f64]) -> f64 {
    percentile_in_place(x, 50.0)
}

/// The `percent`-th percentile (0 to 100) with linear interpolation between order statistics, as NumPy's default.
/// `NaN` for no values; a `percent` outside 0 to 100 is held to it.
pub fn percentile(x: &[f64], percent: f64) -> f64 {
    percentile_in_place(&mut x.to_vec(), percent)
}

/// [`percentile`] of a scratch slice, whose order is lost; allocates nothing.
pub(crate) fn percentile_in_place(x: &mut [f64], percent: f64) -> f64 {
    if x.is_empty() || percent.is_nan() || x.iter().any(|value| value.is_nan()) {
        return f64::NAN;
    }
    let position = percent.clamp(0.0, 100.0) / 100.0 * (x.len() - 1) as f64;
    let (below, share) = (position.floor() as usize, position.fract());
    let (_, &mut low, above) = x.select_nth_unstable_by(below, f64::total_cmp);
    if share == 0.0 {
        return low;
    }
    let high = above.iter().copied().fold(f64::INFINITY, f64::min);
    low + share * (high - low)
}

/// Median absolute deviation from the median, not scaled; `NaN` for no values.
pub fn mad(x: &[f64]) -> f64 {
    let mut scratch = x.to_vec();
    let middle = median_in_place(&mut scratch);
    scratch.iter_mut().for_each(|value| *value = (*value - middle).abs());
    median_in_place(&mut scratch)
}

/// Standard deviation estimated from the median absolute deviation: 1.4826 · [`mad`]. Half the sample may be wrong.
pub fn robust_sd(x: &[f64]) -> f64 {
    MAD_TO_SD * mad(x)
}

/// Skewness (third standardised moment, population form as SciPy's default); `NaN` without spread.
pub fn skewness(x: &[f64]) -> f64 {
    let mean = mean(x);
    let (mut second, mut third) = (0.0, 0.0);
    for value in x {
        let d = value - mean;
        second += d * d;
        third += d * d * d;
    }
    let n = x.len() as f64;
    (third / n) / (second / n).powf(1.5)
}

/// Pearson's correlation of paired values; surplus values of the longer slice are left out. `NaN` below two pairs and
/// where one of the two has no spread.
pub fn correlation(x: &[f64], y: &[f64]) -> f64 {
    let n = x.len().min(y.len());
    let (x, y) = (&x[..n], &y[..n]);
    let (mean_x, mean_y) = (mean(x), mean(y));
    let (mut xx, mut yy, mut xy) = (0.0, 0.0, 0.0);
    for (a, b) in x.iter().zip(y) {
        let (a, b) = (a - mean_x, b - mean_y);
        xx += a * a;
        yy += b * b;
        xy += a * b;
    }
    if xx > 0.0 && yy > 0.0 {
        (xy / (xx.sqrt() * yy.sqrt())).clamp(-1.0, 1.0)
    } else {
        f64::NAN
    }
}

/// The same angle in radians within −π (left out) to π.
pub fn wrap_angle(radians: f64) -> f64 {
    let turned = radians - 2.0 * PI * (radians / (2.0 * PI)).round();
    if turned <= -PI { turned + 2.0 * PI } else { turned }
}

/// A straight line `y = intercept + slope · x` by least squares.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct LineFit {
    /// Value at x = 0, in units of y.
    pub intercept: f64,
    /// Units of y per unit of x.
    pub slope: f64,
    /// Standard deviation of the residuals (n − 2 degrees of freedom), in units of y; `NaN` below three points.
    pub residual_sd: f64,
    /// Standard error of the slope for independent residuals; `NaN` below three points.
    pub slope_se: f64,
}

/// Least-squares line through paired points; surplus values of the longer slice are left out. `None` below two points or
/// where all x are equal.
pub fn linear_regression(x: &[f64], y: &[f64]) -> Option<LineFit> {
    let n = x.len().min(y.len());
    let (x, y) = (&x[..n], &y[..n]);
    let (mean_x, mean_y) = (mean(x), mean(y));
    let (mut xx, mut xy) = (0.0, 0.0);
    for (a, b) in x.iter().zip(y) {
        xx += (a - mean_x).powi(2);
        xy += (a - mean_x) * (b - mean_y);
    }
    if n < 2 || xx.is_nan() || xx <= 0.0 {
        return None;
    }
    let slope = xy / xx;
    let intercept = mean_y - slope * mean_x;
    let left: f64 = x
        .iter()
        .zip(y)
        .map(|(a, b)| (b - mean_y - slope * (a - mean_x)).powi(2))
        .sum();
    let residual_sd = if n > 2 {
        (left / (n - 2) as f64).sqrt()
    } else {
        f64::NAN
    };
    Some(LineFit {
        intercept,
        slope,
        residual_sd,
        slope_se: residual_sd / xx.sqrt(),
    })
}

/// Sum of the products of two series, over the shorter one's length. Summed in four parts, which a processor does side by
/// side.
pub fn dot(a: &[f64], b: &[f64]) -> f64 {
    let n = a.len().min(b.len());
    let (a, b) = (&a[..n], &b[..n]);
    let mut parts = [0.0; 4];
    let (a_four, b_four) = (a.chunks_exact(4), b.chunks_exact(4));
    let rest: f64 = a_four
        .remainder()
        .iter()
        .zip(b_four.remainder())
        .map(|(a, b)| a * b)
        .sum();
    for (a, b) in a_four.zip(b_four) {
        for k in 0..4 {
            parts[k] += a[k] * b[k];
        }
    }
    (parts[0] + parts[1]) + (parts[2] + parts[3]) + rest
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn too_small_samples_give_nan() {
        for value in [
            mean(&[]),
            median(&[]),
            percentile(&[], 30.0),
            mad(&[]),
            skewness(&[]),
            sd(&[1.0]),
        ] {
            assert!(value.is_nan());
        }
        assert!(correlation(&[1.0], &[2.0]).is_nan() && correlation(&[1.0, 1.0], &[0.0, 2.0]).is_nan());
        assert!(median(&[1.0, f64::NAN, 2.0]).is_nan());
        assert!(linear_regression(&[2.0, 2.0], &[0.0, 1.0]).is_none());
    }

    #[test]
    fn known_samples() {
        let x = [4.0, 1.0, 3.0, 2.0];
        assert_eq!((mean(&x), median(&x), mad(&x)), (2.5, 2.5, 1.0));
        assert!((sd(&x) - (5.0f64 / 3.0).sqrt()).abs() < 1e-15);
        assert_eq!(
            (percentile(&x, 0.0), percentile(&x, 100.0), percentile(&x, 30.0)),
            (1.0, 4.0, 1.9)
        );
        assert!((skewness(&[0.0, 0.0, 1.0]) - 0.5f64.sqrt()).abs() < 1e-12);
        let line = linear_regression(&[0.0, 1.0, 2.0, 3.0], &[1.0, 3.0, 5.0, 7.0]).unwrap();
        assert!((line.slope - 2.0).abs() < 1e-12 && (line.intercept - 1.0).abs() < 1e-12 && line.slope_se < 1e-12);
    }

    proptest! {
        #[test]
        fn percentile_by_selection_is_percentile_by_sorting(
            x in proptest::collection::vec(-5.0..5.0f64, 1..80), percent in 0.0..100.0f64,
        ) {
            let mut sorted = x.clone();
            sorted.sort_by(f64::total_cmp);
            let position = percent / 100.0 * (x.len() - 1) as f64;
            let low = sorted[position as usize];
            let high = sorted[(position as usize + 1).min(x.len() - 1)];
            prop_assert!((percentile(&x, percent) - (low + position.fract() * (high - low))).abs() < 1e-12);
        }

        #[test]
        fn wrapped_angles_are_the_same_direction(angle in -50.0..50.0f64) {
            let wrapped = wrap_angle(angle);
            prop_assert!(wrapped > -PI && wrapped <= PI);
            prop_assert!((wrapped.sin() - angle.sin()).abs() < 1e-9 && (wrapped.cos() - angle.cos()).abs() < 1e-9);
        }

        #[test]
        fn correlation_does_not_care_for_unit_and_offset(
            x in proptest::collection::vec(-5.0..5.0f64, 3..40), scale in 0.1..9.0f64, offset in -5.0..5.0f64,
        ) {
            let y: Vec<f64> = x.iter().enumerate().map(|(k, v)| v + (k as f64).sin()).collect();
            let moved: Vec<f64> = y.iter().map(|v| offset - scale * v).collect();
            prop_assert!((correlation(&x, &y) + correlation(&x, &moved)).abs() < 1e-6);
        }
    }
}
