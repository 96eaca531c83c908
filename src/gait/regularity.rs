//! Rhythm of the whole body from the pelvis, and variability between strides. Knows no sides.

use super::Measure;
use super::types::{Stride, Turn};
use crate::body::Body;
use crate::body::motion::{GRAVITY, Motion, RATE_HZ};
use crate::recording::{Side, Site};
use crate::signal::{spectrum, statistics};
use nalgebra::Vector3;
use rayon::prelude::*;
use schemars::JsonSchema;
use serde::Serialize;

/// Direction of a pelvis acceleration.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Direction {
    Vertical,
    Forward,
    Sideways,
}

/// Autocorrelation of the pelvis acceleration at one step and at one stride (Moe-Nilssen & Helbostad 2004), median over
/// straight walks; 1 is a perfect repetition. Sideways, the step's value is negative by nature and given as its size.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct Regularity {
    pub direction: Direction,
    pub step: f64,
    pub stride: f64,
    /// Straight walks behind it.
    pub n: usize,
}

/// Spread of a measure from stride to stride, pooled within bouts.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct Variability {
    pub measure: Measure,
    pub side: Side,
    /// 100 × standard deviation / mean, bout means taken out.
    pub cv_percent: f64,
    /// The same from the median absolute deviation.
    pub robust_cv_percent: f64,
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
                let linear = sensor.acc[k] - sensor.up[k] * GRAVITY;
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

struct Run {
    start_s: f64,
    end_s: f64,
    stride_s: f64,
}

/// Stretches of included strides of one leg that follow each other without a turn.
fn straight_runs(strides: &[Stride], turns: &[Turn]) -> Vec<Run> {
    // One leg tells the rhythm of both: the one that begins.
    let begins = strides.iter().find(|stride| stride.included());
    let side = begins.map_or(Side::Right, |stride| stride.side);
    let own: Vec<&Stride> = strides.iter().filter(|s| s.side == side && s.included()).collect();
    let mut found = Vec::new();
    let mut open: Vec<&Stride> = Vec::new();
    let mut close = |open: &mut Vec<&Stride>| {
        if let (true, Some(first), Some(last)) = (open.len() >= FEWEST_STRIDES, open.first(), open.last()) {
            let durations: Vec<f64> = open.iter().map(|stride| stride.end_s - stride.start_s).collect();
            found.push(Run {
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

/// Variability of the included strides, bout means taken out, never across turns' strides.
pub fn variability(strides: &[Stride]) -> Vec<Variability> {
    let mut found = Vec::new();
    for measure in VARIABLE {
        for side in Side::BOTH {
            let mut groups: std::collections::BTreeMap<usize, Vec<f64>> = std::collections::BTreeMap::new();
            for stride in strides.iter().filter(|s| s.side == side && s.included()) {
                if let Some(value) = stride.values.get(measure) {
                    groups.entry(stride.bout).or_default().push(value);
                }
            }
            let groups: Vec<Vec<f64>> = groups.into_values().filter(|group| group.len() >= 3).collect();
            let all: Vec<f64> = groups.iter().flatten().copied().collect();
            if all.len() < 6 {
                continue;
            }
            let rest: Vec<f64> = groups
                .iter()
                .flat_map(|group| {
                    let mean = statistics::mean(group);
                    group.iter().map(move |value| value - mean).collect::<Vec<f64>>()
                })
                .collect();
            let freedom = (rest.len() - groups.len()) as f64;
            let sd = (rest.iter().map(|value| value * value).sum::<f64>() / freedom).sqrt();
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
