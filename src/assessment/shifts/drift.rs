//! One series: whether it drifts over a stretch of walking.

use super::series::Series;
use signal::{statistics, trend};

/// Longer series are averaged over neighbours: all pairs of values are looked at.
const MOST_POINTS: usize = 500;

/// A straight line through a stretch of a series.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct DriftFit {
    /// Unit per minute of walking.
    pub slope: f64,
    pub low: f64,
    pub high: f64,
    pub intercept: f64,
    /// Mann-Kendall with the correction of Hamed & Rao.
    pub p: f64,
    /// From the middle of the first minute to the middle of the last, along the slope.
    pub total_change: f64,
    pub n: usize,
}

/// The trend of the values `from..to`; `None` below [`FEWEST`](super::series::FEWEST) of them or without spread.
pub(crate) fn line(series: &Series, from: usize, to: usize) -> Option<DriftFit> {
    let n = to - from;
    if n < super::series::FEWEST {
        return None;
    }
    let per_point = n.div_ceil(MOST_POINTS);
    let thin = |values: &[f64]| -> Vec<f64> { values[from..to].chunks(per_point).map(statistics::mean).collect() };
    let (t, y) = (thin(&series.walked_min), thin(&series.values));
    let test = trend::mann_kendall(&y)?;
    let fit = trend::theil_sen(&t, &y, 0.95, test.inflation)?;
    let span = series.walked_min[to - 1] - series.walked_min[from];
    Some(DriftFit {
        slope: fit.slope,
        low: fit.low,
        high: fit.high,
        intercept: fit.intercept,
        p: test.p,
        total_change: fit.slope * (span - 1f64.min(0.5 * span)),
        n,
    })
}

/// Sum of squared deviations of scores from the straight line through them, for comparison with levels.
pub(crate) fn cost(z: &[f64], walked_min: &[f64]) -> f64 {
    match statistics::linear_regression(walked_min, z) {
        Some(line) => z
            .iter()
            .zip(walked_min)
            .map(|(z, t)| (z - line.intercept - line.slope * t).powi(2))
            .sum(),
        None => f64::INFINITY,
    }
}
