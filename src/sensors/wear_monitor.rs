//! How the sensors are worn, as far as their signals tell while they are recorded: moving, upside down, wrong leg.
//!
//! All limits here are our choice; they raise a warning for a person to look, nothing else.

use super::status::{SampleBlock, Warning};
use recording::{Side, Site};
use std::collections::{BTreeMap, BTreeSet, VecDeque};

/// The signal is looked at in steps of this length, s.
const STEP_S: f64 = 0.05;
/// So many steps are kept: ten seconds.
const KEPT: usize = 200;
/// A person who stands sways more slowly than this, rad/s.
const MOVING_RADPS: f64 = 0.35;
/// Walking moves a shank faster than this on average, rad/s.
const WALKING_RADPS: f64 = 0.8;
/// Legs are told apart where own and other leg differ by so much in correlation. On walks of real people the own leg's
/// was higher by 0.4 to 0.8, on simulated ones by 0.25 and more.
const CORRELATION: f64 = 0.2;
/// Added to a jerk before its logarithm is taken, m/s³: quiet swings are all alike.
const QUIET_MPS3: f64 = 5.0;
/// Samples further apart than this are not neighbours, s.
const NEIGHBOURS_S: f64 = 0.06;

#[derive(Debug, Clone, Copy, Default)]
struct Step {
    index: i64,
    count: f64,
    rate: f64,
    acc: [f64; 3],
    /// How fast the acceleration's magnitude changes, m/s³, summed over so many samples.
    jerk: f64,
    jerks: f64,
}

impl Step {
    fn shock(&self) -> f64 {
        (self.jerk / self.jerks.max(1.0) + QUIET_MPS3).ln()
    }
}

/// The last ten seconds of all sensors, coarsely.
#[derive(Debug, Clone, Default)]
pub(super) struct WearMonitor {
    steps: BTreeMap<Site, VecDeque<Step>>,
    /// Time and magnitude of the latest acceleration.
    latest: BTreeMap<Site, (f64, f64)>,
}

impl WearMonitor {
    pub(crate) fn push(&mut self, block: &SampleBlock) {
        if block.recovered {
            return;
        }
        let steps = self.steps.entry(block.site).or_default();
        let latest = self.latest.entry(block.site).or_insert((f64::NEG_INFINITY, 0.0));
        for sample in &block.samples {
            let index = (sample.time_s / STEP_S).floor() as i64;
            if steps.back().is_none_or(|last| last.index != index) {
                steps.push_back(Step {
                    index,
                    ..Step::default()
                });
                if steps.len() > KEPT {
                    steps.pop_front();
                }
            }
            let magnitude = sample.acc_mps2.iter().map(|x| x * x).sum::<f64>().sqrt();
            let since_s = sample.time_s - latest.0;
            let change = (since_s > 0.0 && since_s < NEIGHBOURS_S).then(|| (magnitude - latest.1).abs() / since_s);
            *latest = (sample.time_s, magnitude);
            if let Some(step) = steps.back_mut() {
                if let Some(change) = change {
                    step.jerk += change;
                    step.jerks += 1.0;
                }
                step.count += 1.0;
                step.rate += sample.gyr_radps.iter().map(|x| x * x).sum::<f64>().sqrt();
                for (sum, value) in step.acc.iter_mut().zip(sample.acc_mps2) {
                    *sum += value;
                }
            }
        }
    }

    /// The clock began anew.
    pub(crate) fn restart(&mut self) {
        self.steps.clear();
        self.latest.clear();
    }

    /// What to warn of; `still` while the person is to stand still.
    pub(crate) fn warnings(&self, still: bool) -> BTreeSet<(Site, Warning)> {
        let mut found = BTreeSet::new();
        if still {
            for &site in self.steps.keys() {
                if self.rate(site, 20).is_some_and(|rate| rate > MOVING_RADPS) {
                    found.insert((site, Warning::MovingBeforeStart));
                }
            }
        }
        let pairs = [(Site::ThighLeft, Site::ThighRight), (Site::ShankLeft, Site::ShankRight)];
        for (left, right) in pairs {
            if let (Some(a), Some(b)) = (self.up(left), self.up(right))
                && a.0 == b.0
                && a.1 != b.1
            {
                // Which of the two cannot be known; the axis usually points up.
                found.insert((if a.1 { right } else { left }, Warning::UpsideDown));
            }
        }
        if self.wrong_leg() {
            found.insert((Site::ShankLeft, Warning::WrongLeg));
            found.insert((Site::ShankRight, Warning::WrongLeg));
        }
        found
    }

    /// Mean turning rate over the latest steps, rad/s.
    fn rate(&self, site: Site, steps: usize) -> Option<f64> {
        let all = self.steps.get(&site)?;
        let latest = all.iter().rev().take(steps);
        let (count, sum) = latest.fold((0.0, 0.0), |(count, sum), step| (count + step.count, sum + step.rate));
        (all.len() >= steps && count > 0.0).then(|| sum / count)
    }

    /// The axis that is nearest to the vertical and whether it points up; only while quiet, and only where it is clear.
    fn up(&self, site: Site) -> Option<(usize, bool)> {
        if self.rate(site, 20)? > MOVING_RADPS {
            return None;
        }
        let steps = self.steps.get(&site)?;
        let mut acc = [0.0; 3];
        for step in steps.iter().rev().take(20) {
            for (sum, value) in acc.iter_mut().zip(step.acc) {
                *sum += value;
            }
        }
        let norm = acc.iter().map(|x| x * x).sum::<f64>().sqrt();
        let axis = (0..3).max_by(|a, b| acc[*a].abs().total_cmp(&acc[*b].abs()))?;
        (acc[axis].abs() > 0.85 * norm).then_some((axis, acc[axis] > 0.0))
    }

    /// A foot's landing shakes thigh and shank of its own leg at once. Where each shank is shaken with the other leg's
    /// thigh, two are exchanged.
    fn wrong_leg(&self) -> bool {
        let walking = Side::BOTH.iter().all(|side| {
            self.rate(Site::shank(*side), KEPT - 20)
                .is_some_and(|rate| rate > WALKING_RADPS)
        });
        if !walking {
            return false;
        }
        let with = |thigh: Side, shank: Side| self.correlation(Site::thigh(thigh), Site::shank(shank));
        let (Some(ll), Some(rr), Some(lr), Some(rl)) = (
            with(Side::Left, Side::Left),
            with(Side::Right, Side::Right),
            with(Side::Left, Side::Right),
            with(Side::Right, Side::Left),
        ) else {
            return false;
        };
        (lr + rl) / 2.0 > (ll + rr) / 2.0 + CORRELATION
    }

    fn correlation(&self, a: Site, b: Site) -> Option<f64> {
        let (a, b) = (self.steps.get(&a)?, self.steps.get(&b)?);
        let other: BTreeMap<i64, f64> = b.iter().map(|step| (step.index, step.shock())).collect();
        let pairs: Vec<(f64, f64)> = a
            .iter()
            .filter_map(|step| Some((step.shock(), *other.get(&step.index)?)))
            .collect();
        if pairs.len() < KEPT / 2 {
            return None;
        }
        let n = pairs.len() as f64;
        let (mean_a, mean_b) = pairs.iter().fold((0.0, 0.0), |(x, y), (a, b)| (x + a / n, y + b / n));
        let (mut ab, mut aa, mut bb) = (0.0, 0.0, 0.0);
        for (x, y) in pairs {
            ab += (x - mean_a) * (y - mean_b);
            aa += (x - mean_a).powi(2);
            bb += (y - mean_b).powi(2);
        }
        (aa > 0.0 && bb > 0.0).then(|| ab / (aa * bb).sqrt())
    }
}
