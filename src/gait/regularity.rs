//! Rhythm of the whole body from the pelvis, and variability between strides. Knows no sides.

use super::Measure;
use super::types::{Stride, Turn};
use body::Body;
use body::motion::{Motion, RATE_HZ};
use nalgebra::Vector3;
use rayon::prelude::*;
use recording::{STANDARD_GRAVITY, Side, Site};
use schemars::JsonSchema;
use serde::Serialize;
use signal::{spectrum, statistics};

/// Direction of a pelvis acceleration.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Direction {
    /// Along the vertical.
    Vertical,
    /// Along the person's front.
    Forward,
    /// To the person's side.
    Sideways,
}

/// Autocorrelation of the pelvis acceleration at one step and at one stride (Moe-Nilssen & Helbostad 2004), median over
/// straight walks; 1 is a perfect repetition. Sideways, the step's value is negative by nature and given as its size.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct Regularity {
    /// Of the acceleration.
    pub direction: Direction,
    /// At one step, −1 to 1.
    pub step: f64,
    /// At one stride, −1 to 1.
    pub stride: f64,
    /// Straight walks behind it.
    pub n: usize,
}

/// Spread of a measure from stride to stride around a local level, pooled within bouts.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct Variability {
    /// What varies.
    pub measure: Measure,
    /// The foot.
    pub side: Side,
    /// 100 × standard deviation / mean, trends within bouts taken out.
    pub cv_percent: f64,
    /// The same from the median absolute deviation.
    pub robust_cv_percent: f64,
    /// Strides behind it.
    pub n: usize,
}

const HARMONICS: usize = 20;
/// Fewest strides on end for autocorrelation.
const FEWEST_STRIDES: usize = 6;

fn directions(motion: &Motion, body: &Body) -> Option<[(Direction, Vec<f64>); 3]> {
    let sensor = motion.sensor(Site::Pelvis)?;
    let axes = body.axes(Site::Pelvis)?;
    let along = |axis: Option<Vector3<f64>>| -> Vec<f64> {
        (0..sensor.acc.len())
            .map(|k| {
                let linear = sensor.acc[k] - sensor.up[k] * STANDARD_GRAVITY;
                linear.dot(&axis.unwrap_or(sensor.up[k]))
            })
            .collect()
    };
    Some([
        (Direction::Vertical, along(None)),
        (Direction::Forward, along(Some(axes.x))),
        (Direction::Sideways, along(Some(axes.z))),
    ])
}

/// Harmonic ratios of every stride: how far the two steps of a stride repeat each other (Bellanca 2013). Vertical and
/// forward: even over odd harmonics; sideways: odd over even.
pub fn harmonic_ratios(strides: &mut [Stride], motion: &Motion, body: &Body) {
    let Some(directions) = directions(motion, body) else {
        return;
    };
    strides.par_iter_mut().for_each(|stride| {
        let (from, to) = (motion.grid.index(stride.start_s), motion.grid.index(stride.end_s));
        let (first, last) = (from.round().max(0.0) as usize, to.round() as usize);
        if last > motion.grid.len || last <= first + 2 * HARMONICS {
            return;
        }
        for (direction, values) in &directions {
            let amplitudes = spectrum::harmonic_amplitudes(&values[first..last], HARMONICS);
            let even: f64 = amplitudes.iter().skip(1).step_by(2).sum();
            let odd: f64 = amplitudes.iter().step_by(2).sum();
            let (measure, ratio) = match direction {
                Direction::Vertical => (Measure::HarmonicRatioVertical, even / odd),
                Direction::Forward => (Measure::HarmonicRatioForward, even / odd),
                Direction::Sideways => (Measure::HarmonicRatioSideways, odd / even),
            };
            stride.values.set(measure, ratio);
        }
    });
}

/// Step and stride regularity over the straight parts of the walk.
pub fn autocorrelation(strides: &[Stride], turns: &[Turn], motion: &Motion, body: &Body) -> Vec<Regularity> {
    let Some(directions) = directions(motion, body) else {
        return Vec::new();
    };
    let runs = straight_runs(strides, turns);
    let mut found = Vec::new();
    for (direction, values) in &directions {
        let (mut steps, mut whole) = (Vec::new(), Vec::new());
        for run in &runs {
            let from = motion.grid.index(run.start_s).max(0.0) as usize;
            let to = (motion.grid.index(run.end_s) as usize).min(values.len());
            let lag = run.stride_s * RATE_HZ;
            let longest = (1.2 * lag) as usize;
            if to <= from + 2 * longest {
                continue;
            }
            let correlation = spectrum::autocorrelation_unbiased(&values[from..to], longest);
            let sign = if *direction == Direction::Sideways { -1.0 } else { 1.0 };
            steps.push(top(&correlation, 0.5 * lag, sign));
            whole.push(top(&correlation, lag, 1.0));
        }
        if !steps.is_empty() {
            found.push(Regularity {
                direction: *direction,
                step: statistics::median(&steps),
                stride: statistics::median(&whole),
                n: steps.len(),
            });
        }
    }
    found
}

struct StraightRun {
    start_s: f64,
    end_s: f64,
    stride_s: f64,
}

/// Stretches of included strides of one leg that follow each other without a turn.
fn straight_runs(strides: &[Stride], turns: &[Turn]) -> Vec<StraightRun> {
    // One leg tells the rhythm of both: the one that begins.
    let begins = strides.iter().find(|stride| stride.included());
    let side = begins.map_or(Side::Right, |stride| stride.side);
    let own: Vec<&Stride> = strides.iter().filter(|s| s.side == side && s.included()).collect();
    let mut found = Vec::new();
    let mut open: Vec<&Stride> = Vec::new();
    let mut close = |open: &mut Vec<&Stride>| {
        if let (true, Some(first), Some(last)) = (open.len() >= FEWEST_STRIDES, open.first(), open.last()) {
            let durations: Vec<f64> = open.iter().map(|stride| stride.end_s - stride.start_s).collect();
            found.push(StraightRun {
                start_s: first.start_s,
                end_s: last.end_s,
                stride_s: statistics::median(&durations),
            });
        }
        open.clear();
    };
    for stride in own {
        let turned = turns
            .iter()
            .any(|turn| turn.start_s < stride.end_s && turn.end_s > stride.start_s);
        if turned || open.last().is_some_and(|last| last.end_s != stride.start_s) {
            close(&mut open);
        }
        if !turned {
            open.push(stride);
        }
    }
    close(&mut open);
    found
}

/// Highest value within 15 % of a lag, with a sign.
fn top(correlation: &[f64], lag: f64, sign: f64) -> f64 {
    let from = (0.85 * lag) as usize;
    let to = ((1.15 * lag) as usize).min(correlation.len() - 1);
    correlation[from..=to]
        .iter()
        .map(|value| sign * value)
        .fold(f64::NEG_INFINITY, f64::max)
}

/// Measures whose spread between strides is reported.
const VARIABLE: [Measure; 5] = [
    Measure::StrideTime,
    Measure::StanceTime,
    Measure::SwingTime,
    Measure::StepTime,
    Measure::StrideLength,
];

/// Strides to each side that give the local level against which a stride's deviation is taken: a walk that slows down or a
/// belt that changes its speed drifts over minutes, a person varies from stride to stride. Ours.
const AROUND: usize = 10;

/// Variability of the included strides around a local level within each bout, never across bouts.
pub fn variability(strides: &[Stride]) -> Vec<Variability> {
    let mut found = Vec::new();
    for measure in VARIABLE {
        for side in Side::BOTH {
            let mut groups: std::collections::BTreeMap<usize, (Vec<f64>, Vec<f64>)> = std::collections::BTreeMap::new();
            for stride in strides.iter().filter(|s| s.side == side && s.included()) {
                if let Some(value) = stride.values.get(measure) {
                    let (times, values) = groups.entry(stride.bout).or_default();
                    times.push(stride.start_s);
                    values.push(value);
                }
            }
            groups.retain(|_, (values, _)| values.len() >= 3);
            let all: Vec<f64> = groups.values().flat_map(|(_, values)| values.iter().copied()).collect();
            if all.len() < 6 {
                continue;
            }
            let rest: Vec<f64> = groups
                .values()
                .flat_map(|(times, values)| deviations(times, values))
                .collect();
            let sd = (rest.iter().map(|value| value * value).sum::<f64>() / rest.len() as f64).sqrt();
            found.push(Variability {
                measure,
                side,
                cv_percent: 100.0 * sd / statistics::mean(&all),
                robust_cv_percent: 100.0 * statistics::robust_sd(&rest) / statistics::median(&all),
                n: all.len(),
            });
        }
    }
    found
}

/// Deviations from the straight line through the strides around each (with fewer than five, from their mean), enlarged
/// by what the line takes of the stride's own deviation: their mean square is the variance, without bias.
fn deviations(times: &[f64], values: &[f64]) -> Vec<f64> {
    (0..values.len())
        .map(|k| {
            let around = k.saturating_sub(AROUND)..(k + AROUND + 1).min(values.len());
            let (times_around, values_around) = (&times[around.clone()], &values[around]);
            let n = values_around.len() as f64;
            let mean = statistics::mean(values_around);
            let middle = statistics::mean(times_around);
            let spread: f64 = times_around.iter().map(|time| (time - middle).powi(2)).sum();
            let (level, own_share) = if values_around.len() < 5 || spread <= 0.0 {
                (mean, 1.0 / n)
            } else {
                let pairs = times_around.iter().zip(values_around);
                let slope = pairs.map(|(time, value)| (time - middle) * (value - mean)).sum::<f64>() / spread;
                let from_middle = times[k] - middle;
                (mean + slope * from_middle, 1.0 / n + from_middle * from_middle / spread)
            };
            (values[k] - level) / (1.0 - own_share).max(0.1).sqrt()
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Values;

    /// Strides whose times are `level(k)` plus a deviation of alternating sign and size `size`.
    fn strides(n: usize, bouts: usize, level: impl Fn(usize) -> f64, size: f64) -> Vec<Stride> {
        let mut start_s = 0.0;
        (0..n)
            .map(|k| {
                let value = level(k) * (1.0 + if k.is_multiple_of(2) { size } else { -size });
                let mut values = Values::default();
                values.set(Measure::StrideTime, value);
                start_s += value;
                Stride {
                    side: Side::Left,
                    bout: k * bouts / n,
                    start_s: start_s - value,
                    end_s: start_s,
                    final_contact_s: None,
                    opposite_final_contact_s: None,
                    opposite_initial_contact_s: None,
                    values,
                    excluded_because: Vec::new(),
                }
            })
            .collect()
    }

    #[test]
    fn a_trend_is_no_variability() {
        let of = |strides: &[Stride]| variability(strides)[0].cv_percent;
        let steady = of(&strides(120, 1, |_| 1.1, 0.02));
        assert!((steady - 2.0).abs() < 0.15, "{steady}");
        let slowing = of(&strides(120, 1, |k| 1.0 + 0.3 * k as f64 / 120.0, 0.02));
        assert!((slowing - 2.0).abs() < 0.15, "{slowing}");
        let two_bouts = of(&strides(120, 2, |k| if k < 60 { 1.0 } else { 1.3 }, 0.02));
        assert!((two_bouts - 2.0).abs() < 0.2, "{two_bouts}");
        assert!(of(&strides(120, 1, |k| 1.0 + 0.3 * k as f64 / 120.0, 0.0)) < 0.05);
    }

    #[test]
    fn one_odd_stride_moves_the_robust_figure_little() {
        let mut list = strides(60, 1, |_| 1.1, 0.02);
        list[30].values.set(Measure::StrideTime, 1.6);
        let found = &variability(&list)[0];
        assert!(found.robust_cv_percent < 3.6, "{}", found.robust_cv_percent);
        assert!(found.cv_percent > 4.0, "{}", found.cv_percent);
    }
}
