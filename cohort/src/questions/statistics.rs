//! Means, quantiles and Welch's interval.

use statrs::distribution::{ContinuousCDF, StudentsT};

pub(super) fn mean(values: &[f64]) -> f64 {
    values.iter().sum::<f64>() / values.len() as f64
}

/// Of a sample: divided by n − 1. `None` below two values.
pub(super) fn variance(values: &[f64]) -> Option<f64> {
    let mean = mean(values);
    (values.len() > 1)
        .then(|| values.iter().map(|value| (value - mean).powi(2)).sum::<f64>() / (values.len() - 1) as f64)
}

/// Linear between the sorted values (Hyndman & Fan's type 7). `None` of nothing.
pub(super) fn quantile(sorted: &[f64], share: f64) -> Option<f64> {
    let at = share * sorted.len().checked_sub(1)? as f64;
    let (low, rest) = (at.floor() as usize, at.fract());
    let next = sorted.get(low + 1).unwrap_or(&sorted[low]);
    Some(sorted[low] + rest * (next - sorted[low]))
}

/// Half the width of the 95 % interval of a mean.
pub(super) fn half_width(values: &[f64]) -> Option<f64> {
    let n = values.len() as f64;
    Some(student(n - 1.0)? * (variance(values)? / n).sqrt())
}

/// Mean of `b` minus mean of `a` with its 95 % interval by Welch (1947), which takes no equal spread for granted.
pub(super) fn welch(a: &[f64], b: &[f64]) -> Option<(f64, f64, f64)> {
    let difference = mean(b) - mean(a);
    let (na, nb) = (a.len() as f64, b.len() as f64);
    let (ea, eb) = (variance(a)? / na, variance(b)? / nb);
    let error = (ea + eb).sqrt();
    if error == 0.0 {
        return Some((difference, difference, difference));
    }
    let freedom = (ea + eb).powi(2) / (ea.powi(2) / (na - 1.0) + eb.powi(2) / (nb - 1.0));
    let half = student(freedom)? * error;
    Some((difference, difference - half, difference + half))
}

fn student(freedom: f64) -> Option<f64> {
    StudentsT::new(0.0, 1.0, freedom).ok().map(|t| t.inverse_cdf(0.975))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn welch_with_equal_spreads_is_students_interval() {
        let a = [1.0, 2.0, 3.0, 4.0, 5.0];
        let b = [3.0, 4.0, 5.0, 6.0, 7.0];
        let (difference, low, high) = welch(&a, &b).expect("enough values");
        assert!((difference - 2.0).abs() < 1e-12);
        // Equal spreads: 8 degrees of freedom, t = 2.306004, standard error 1.
        assert!((low - (2.0 - 2.306_004)).abs() < 1e-5 && (high - (2.0 + 2.306_004)).abs() < 1e-5);
        assert_eq!(welch(&a, &[1.0]), None);
    }

    #[test]
    fn unequal_groups_lose_degrees_of_freedom() {
        // Variances 1 and 100 of three each: 2.04 degrees of freedom (Welch-Satterthwaite by hand).
        let (_, low, high) = welch(&[0.0, 1.0, 2.0], &[0.0, 10.0, 20.0]).expect("enough values");
        let half = (high - low) / 2.0;
        assert!((half / (101.0f64 / 3.0).sqrt() - 4.24).abs() < 0.05, "{half}");
    }

    #[test]
    fn quantiles_lie_between_values() {
        let sorted = [1.0, 2.0, 3.0, 4.0];
        assert_eq!(quantile(&sorted, 0.5), Some(2.5));
        assert_eq!(quantile(&sorted, 1.0), Some(4.0));
        assert_eq!(quantile(&[], 0.5), None);
    }
}
