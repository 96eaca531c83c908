//! One series: when its level changed.

use super::series::Series;
use signal::{changepoints, statistics, trend};
use statrs::distribution::{ContinuousCDF, StudentsT};

/// Fewest strides of a level.
pub(super) const FEWEST_OF_LEVEL: usize = 10;
/// Strides of the person's own beginning that the scale is taken from.
const BASELINE: std::ops::RangeInclusive<usize> = 20..=30;
/// Longer series are averaged over neighbouring strides before the search, whose cost grows with the square of their
/// length; the stride is then found among the neighbours.
const MOST_POINTS: usize = 700;
/// A value this many standard deviations off the median of its six neighbours does not count as evidence.
const OUTLIER_SD: f64 = 4.0;

/// A series prepared for the search: outliers held back, values as robust scores of the person's own beginning.
#[derive(Debug, Clone)]
pub(super) struct Scores {
    /// Robust z per stride.
    pub z: Vec<f64>,
    /// The same, averaged over `stride` neighbours each, in units of their own noise.
    thin: Vec<f64>,
    per_point: usize,
    /// Lag-one correlation of the strides about their running level.
    r1: f64,
}

/// A change of level: first value of the new one, and the bounds of the two levels around it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Level {
    pub from: usize,
    pub at: usize,
    pub to: usize,
    /// Two-sided probability of so large a change by chance at any place of this series.
    pub p: f64,
}

impl Scores {
    /// `None` for a series without spread.
    pub(super) fn of(series: &Series) -> Option<Scores> {
        let n = series.len();
        let count = (n / 3).clamp(*BASELINE.start(), *BASELINE.end()).min(n);
        let baseline = &series.values[..count];
        let middle = statistics::median(baseline);
        let steps: Vec<f64> = series.values.windows(2).map(|pair| pair[1] - pair[0]).collect();
        let r1 = correlation_about_level(&steps);
        // Twenty strides can look calmer than the person is; the steps between all neighbours tell better.
        let from_steps = statistics::robust_sd(&steps) / (2.0 * (1.0 - r1)).sqrt();
        let scale = statistics::robust_sd(baseline).max(from_steps);
        if !(scale.is_finite() && scale > 0.0) {
            return None;
        }
        let held = hold_outliers(&series.values, OUTLIER_SD * scale);
        let z: Vec<f64> = held.iter().map(|value| (value - middle) / scale).collect();
        let per_point = n.div_ceil(MOST_POINTS);
        let mut thin: Vec<f64> = z.chunks(per_point).map(statistics::mean).collect();
        if per_point > 1 {
            let steps: Vec<f64> = thin.windows(2).map(|pair| pair[1] - pair[0]).collect();
            let own = statistics::robust_sd(&steps) / (2.0 * (1.0 - correlation_about_level(&steps))).sqrt();
            if own.is_finite() && own > 0.0 {
                thin.iter_mut().for_each(|value| *value /= own);
            }
        }
        Some(Scores { z, thin, per_point, r1 })
    }

    /// Sum of squared deviations from the means of the levels between the changes, in stride units.
    pub(super) fn cost(&self, changes: &[Level]) -> f64 {
        let mut bounds = vec![0];
        bounds.extend(changes.iter().map(|change| change.at));
        bounds.push(self.z.len());
        bounds.windows(2).map(|pair| squares(&self.z[pair[0]..pair[1]])).sum()
    }

    /// What one more parameter of a model must save, in the units of [`cost`](Self::cost).
    pub(super) fn penalty(&self) -> f64 {
        3.0 * (self.z.len().max(2) as f64).ln() * (1.0 + self.r1) / (1.0 - self.r1)
    }

    /// All changes of level, in order.
    pub(super) fn changes(&self) -> Vec<Level> {
        let least = FEWEST_OF_LEVEL.div_ceil(self.per_point).max(2);
        let penalty = changepoints::default_penalty(&self.thin);
        let coarse = changepoints::optimal_partition(&self.thin, penalty, least);
        let mut at: Vec<usize> = coarse.iter().map(|point| point * self.per_point).collect();
        if self.per_point > 1 {
            let bounds: Vec<usize> = std::iter::once(0).chain(at.clone()).chain([self.z.len()]).collect();
            for k in 0..at.len() {
                at[k] = self.refine(bounds[k], at[k], bounds[k + 2]);
            }
        }
        let bounds: Vec<usize> = std::iter::once(0).chain(at).chain([self.z.len()]).collect();
        bounds
            .windows(3)
            .map(|three| Level {
                from: three[0],
                at: three[1],
                to: three[2],
                p: self.probability(three[0], three[1], three[2]),
            })
            .collect()
    }

    /// The stride near `at` that splits its surroundings best.
    fn refine(&self, from: usize, at: usize, to: usize) -> usize {
        let reach = 4 * FEWEST_OF_LEVEL;
        let (from, to) = (from.max(at.saturating_sub(reach)), to.min(at + reach));
        let near = 2 * self.per_point;
        let split = |k: usize| squares(&self.z[from..k]) + squares(&self.z[k..to]);
        (at.saturating_sub(near).max(from + 2)..=(at + near).min(to.saturating_sub(2)))
            .min_by(|&a, &b| split(a).total_cmp(&split(b)))
            .unwrap_or(at)
    }

    /// Student's t of the two levels' means with the number of strides that correlation leaves, times the number of
    /// places where the change could have been.
    fn probability(&self, from: usize, at: usize, to: usize) -> f64 {
        let (before, after) = (&self.z[from..at], &self.z[at..to]);
        let effective = (1.0 - self.r1) / (1.0 + self.r1);
        let (n1, n2) = (before.len() as f64 * effective, after.len() as f64 * effective);
        let freedom = n1 + n2 - 2.0;
        if freedom < 1.0 {
            return 1.0;
        }
        let spread = (squares(before) + squares(after)) / (before.len() + after.len() - 2) as f64;
        let change = statistics::mean(after) - statistics::mean(before);
        let t = change.abs() / (spread * (1.0 / n1 + 1.0 / n2)).sqrt();
        let places = (self.z.len() as f64 / FEWEST_OF_LEVEL as f64).max(1.0);
        match StudentsT::new(0.0, 1.0, freedom) {
            Ok(distribution) if t.is_finite() => (2.0 * distribution.sf(t) * places).min(1.0),
            _ => 1.0,
        }
    }
}

/// Lag-one correlation about the running level, 0..0.9, from the steps between neighbours; see
/// [`changepoints::default_penalty`].
fn correlation_about_level(steps: &[f64]) -> f64 {
    let of_steps = trend::lag_one_autocorrelation(steps);
    if of_steps.is_nan() {
        0.0
    } else {
        (1.0 + 2.0 * of_steps).clamp(0.0, 0.9)
    }
}

fn squares(z: &[f64]) -> f64 {
    let mean = statistics::mean(z);
    z.iter().map(|value| (value - mean).powi(2)).sum()
}

/// Values far off the median of the seven around them take that median.
fn hold_outliers(values: &[f64], limit: f64) -> Vec<f64> {
    let n = values.len();
    if n < 7 {
        return values.to_vec();
    }
    (0..n)
        .map(|k| {
            let from = k.saturating_sub(3).min(n - 7);
            let mut around = [0.0; 7];
            around.copy_from_slice(&values[from..from + 7]);
            around.sort_by(f64::total_cmp);
            let middle = around[3];
            if (values[k] - middle).abs() > limit {
                middle
            } else {
                values[k]
            }
        })
        .collect()
}
