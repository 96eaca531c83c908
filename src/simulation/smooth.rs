//! Smooth functions: everything a body does is built from these, because accelerations are second derivatives.

use std::f64::consts::TAU;

/// Rises from 0 to 1 while `x` goes from 0 to 1; value, slope and curvature are continuous everywhere.
pub fn rise(x: f64) -> f64 {
    let x = x.clamp(0.0, 1.0);
    x * x * x * (10.0 + x * (6.0 * x - 15.0))
}

/// A plateau of height 1 on the circle of the gait cycle: rises between `a` and `b`, falls between `c` and `d`
/// (fractions of the cycle, `a < b <= c < d < a + 1`).
pub fn plateau(phase: f64, [a, b, c, d]: [f64; 4]) -> f64 {
    let x = a + (phase - a).rem_euclid(1.0);
    rise((x - a) / (b - a)) * (1.0 - rise((x - c) / (d - c)))
}

/// A plateau of height 1 that happens once: rises between `a` and `b`, falls between `c` and `d`.
pub(crate) fn plateau_once(x: f64, [a, b, c, d]: [f64; 4]) -> f64 {
    rise((x - a) / (b - a)) * (1.0 - rise((x - c) / (d - c)))
}

/// A periodic curve over the gait cycle: a truncated Fourier series, tabulated as quintic Hermite pieces that carry
/// the exact value, slope and curvature at every knot. The result has a continuous second derivative and costs six
/// multiplications per evaluation.
#[derive(Debug, Clone)]
pub struct PeriodicCurve {
    pieces: Vec<[f64; 6]>,
}

impl PeriodicCurve {
    const KNOTS: usize = 96;

    /// Fits `harmonics` harmonics to equally spaced samples of one cycle (the end point not repeated), as if smoothed by
    /// a Gaussian of standard deviation `blur` (cycles).
    pub fn fit(samples: &[f64], harmonics: usize, blur: f64) -> PeriodicCurve {
        let n = samples.len() as f64;
        let coefficients: Vec<(f64, f64)> = (0..=harmonics)
            .map(|k| {
                let scale = if k == 0 { 1.0 } else { 2.0 } / n * (-0.5 * (TAU * k as f64 * blur).powi(2)).exp();
                let (mut cos_sum, mut sin_sum) = (0.0, 0.0);
                for (i, &y) in samples.iter().enumerate() {
                    let angle = TAU * k as f64 * i as f64 / n;
                    cos_sum += y * angle.cos();
                    sin_sum += y * angle.sin();
                }
                (scale * cos_sum, scale * sin_sum)
            })
            .collect();
        let at = |x: f64| {
            let mut jet = [0.0; 3];
            for (k, &(a, b)) in coefficients.iter().enumerate() {
                let w = TAU * k as f64;
                let (sin, cos) = (w * x).sin_cos();
                jet[0] += a * cos + b * sin;
                jet[1] += w * (b * cos - a * sin);
                jet[2] -= w * w * (a * cos + b * sin);
            }
            jet
        };
        let h = 1.0 / Self::KNOTS as f64;
        let pieces = (0..Self::KNOTS)
            .map(|i| quintic(at(i as f64 * h), at((i + 1) as f64 * h), h))
            .collect();
        PeriodicCurve { pieces }
    }

    /// The curve at a phase given in cycles; whole cycles are ignored.
    pub fn at(&self, phase: f64) -> f64 {
        let x = (phase - phase.floor()) * Self::KNOTS as f64;
        let i = (x as usize).min(Self::KNOTS - 1);
        let u = x - i as f64;
        let [c0, c1, c2, c3, c4, c5] = self.pieces[i];
        c0 + u * (c1 + u * (c2 + u * (c3 + u * (c4 + u * c5))))
    }
}

/// Polynomial on [0, 1] with the given value, slope and curvature (per unit of the abscissa) at both ends.
fn quintic(left: [f64; 3], right: [f64; 3], h: f64) -> [f64; 6] {
    let (y0, d0, s0) = (left[0], left[1] * h, left[2] * h * h / 2.0);
    let (y1, d1, s1) = (right[0], right[1] * h, right[2] * h * h / 2.0);
    let dy = y1 - y0 - d0 - s0;
    let dd = d1 - d0 - 2.0 * s0;
    let ds = s1 - s0;
    [
        y0,
        d0,
        s0,
        10.0 * dy - 4.0 * dd + ds,
        -15.0 * dy + 7.0 * dd - 2.0 * ds,
        6.0 * dy - 3.0 * dd + ds,
    ]
}

/// Natural cubic spline through given points, extended by straight lines.
#[derive(Debug, Clone)]
pub struct CubicSpline {
    x: Vec<f64>,
    y: Vec<f64>,
    /// Second derivatives at the knots.
    m: Vec<f64>,
}

impl CubicSpline {
    /// `x` strictly increasing, at least two points. Cost O(n).
    pub(crate) fn natural(x: Vec<f64>, y: Vec<f64>) -> CubicSpline {
        let n = x.len();
        debug_assert!(n >= 2 && y.len() == n);
        let mut m = vec![0.0; n];
        // Thomas algorithm on the interior knots; `upper` and `rhs` are the eliminated coefficients.
        let (mut upper, mut rhs) = (vec![0.0; n], vec![0.0; n]);
        for i in 1..n.saturating_sub(1) {
            let (left, right) = (x[i] - x[i - 1], x[i + 1] - x[i]);
            let load = 6.0 * ((y[i + 1] - y[i]) / right - (y[i] - y[i - 1]) / left);
            let pivot = 2.0 * (left + right) - left * upper[i - 1];
            upper[i] = right / pivot;
            rhs[i] = (load - left * rhs[i - 1]) / pivot;
        }
        for i in (1..n.saturating_sub(1)).rev() {
            m[i] = rhs[i] - upper[i] * m[i + 1];
        }
        CubicSpline { x, y, m }
    }

    /// Value at `x`. `cursor` remembers the interval, so that a walk forwards in time costs O(1) per call.
    pub fn at(&self, x: f64, cursor: &mut usize) -> f64 {
        let last = self.x.len() - 1;
        if x <= self.x[0] {
            return self.y[0] + (x - self.x[0]) * self.end_slope(0, 1);
        }
        if x >= self.x[last] {
            return self.y[last] + (x - self.x[last]) * self.end_slope(last, last - 1);
        }
        let mut i = (*cursor).min(last - 1);
        while self.x[i] > x {
            i -= 1;
        }
        while self.x[i + 1] < x {
            i += 1;
        }
        *cursor = i;
        let h = self.x[i + 1] - self.x[i];
        let (a, b) = ((self.x[i + 1] - x) / h, (x - self.x[i]) / h);
        a * self.y[i]
            + b * self.y[i + 1]
            + ((a * a * a - a) * self.m[i] + (b * b * b - b) * self.m[i + 1]) * h * h / 6.0
    }

    /// Slope at the end knot `end`, whose only neighbour is `next`.
    fn end_slope(&self, end: usize, next: usize) -> f64 {
        let h = self.x[next] - self.x[end];
        (self.y[next] - self.y[end]) / h - h * (2.0 * self.m[end] + self.m[next]) / 6.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_fourier_series_is_reproduced_between_its_samples() {
        let truth = |x: f64| 3.0 + 10.0 * (TAU * x).cos() - 2.0 * (TAU * 9.0 * x).sin();
        let samples: Vec<f64> = (0..100).map(|i| truth(i as f64 / 100.0)).collect();
        let curve = PeriodicCurve::fit(&samples, 12, 0.0);
        for i in 0..977 {
            let x = i as f64 / 977.0;
            assert!((curve.at(x) - truth(x)).abs() < 2e-4);
            assert!((curve.at(x + 4.0) - curve.at(x)).abs() < 1e-9);
        }
    }

    #[test]
    fn the_second_derivative_has_no_jump_at_the_knots() {
        let samples: Vec<f64> = (0..100).map(|i| (TAU * i as f64 / 100.0).cos().powi(7)).collect();
        let curve = PeriodicCurve::fit(&samples, 12, 0.0);
        let second = |x: f64| (curve.at(x + 1e-4) - 2.0 * curve.at(x) + curve.at(x - 1e-4)) / 1e-8;
        for knot in 0..96 {
            let x = 1.0 + knot as f64 / 96.0;
            assert!((second(x + 2e-4) - second(x - 2e-4)).abs() < 5.0, "knot {knot}");
        }
    }

    #[test]
    fn a_natural_spline_meets_its_knots_and_straight_lines() {
        let x = vec![0.0, 0.4, 1.0, 1.7, 2.0];
        let line = CubicSpline::natural(x.clone(), x.iter().map(|x| 2.0 * x - 1.0).collect());
        let mut cursor = 0;
        for probe in [-1.0, 0.1, 0.9, 1.5, 3.0] {
            assert!((line.at(probe, &mut cursor) - (2.0 * probe - 1.0)).abs() < 1e-12);
        }
        let y = vec![0.0, 1.0, 0.5, 2.0, 2.0];
        let bent = CubicSpline::natural(x.clone(), y.clone());
        for (x, y) in x.iter().zip(&y) {
            assert!((bent.at(*x, &mut cursor) - y).abs() < 1e-12);
        }
    }

    #[test]
    fn a_plateau_wraps_round_the_cycle() {
        let window = [0.9, 0.95, 1.05, 1.1];
        assert_eq!(plateau(0.0, window), 1.0);
        assert_eq!(plateau(7.0, window), 1.0);
        assert_eq!(plateau(0.5, window), 0.0);
        assert!((plateau(0.925, window) - 0.5).abs() < 1e-9);
    }
}
