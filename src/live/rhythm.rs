//! Steps from contacts: step and stride times, cadence, the difference between the legs.

use super::activity::BOUT_BREAK_S;
use super::types::Rhythm;
use gait::ContactKind;
use recording::Side;
use signal::statistics;
use std::collections::VecDeque;

/// How many step times of each foot count.
const STEPS: usize = 10;
/// Fewest step times of each foot for a difference.
const FEWEST_FOR_DIFFERENCE: usize = 5;
/// What counts as a step and as a stride, seconds.
const STEP_S: std::ops::RangeInclusive<f64> = 0.2..=2.4;
const STRIDE_S: std::ops::RangeInclusive<f64> = 0.5..=4.0;

/// What one landing completes.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub(super) struct Landing {
    pub(super) step_time_s: Option<f64>,
    pub(super) stride_time_s: Option<f64>,
    pub(super) stance_percent: Option<f64>,
    /// This foot's last two stances, initial to final contact, the older first, seconds.
    pub(super) stances_s: Option<[(f64, f64); 2]>,
}

#[derive(Debug, Clone, Default)]
struct Foot {
    initial: Option<f64>,
    last: Option<f64>,
    stance: Option<(f64, f64)>,
    step_times: VecDeque<f64>,
    stride_times: VecDeque<f64>,
}

/// The latest steps of both feet.
#[derive(Debug, Clone, Default)]
pub(super) struct Steps {
    left: Foot,
    right: Foot,
    landings: [Option<f64>; 2],
    bout_steps: usize,
    /// Steps since the beginning, all bouts.
    pub(super) total: usize,
}

fn keep(list: &mut VecDeque<f64>, value: f64) {
    list.push_back(value);
    if list.len() > STEPS {
        list.pop_front();
    }
}

fn median(list: &VecDeque<f64>) -> Option<f64> {
    let values: Vec<f64> = list.iter().copied().collect();
    (!values.is_empty()).then(|| statistics::median(&values))
}

impl Steps {
    fn foot(&mut self, side: Side) -> &mut Foot {
        match side {
            Side::Left => &mut self.left,
            Side::Right => &mut self.right,
        }
    }

    /// The last two initial contacts of either foot, seconds.
    pub(super) fn landings(&self) -> [Option<f64>; 2] {
        self.landings
    }

    /// Takes a contact; an initial one completes a step.
    pub(super) fn contact(&mut self, side: Side, kind: ContactKind, time_s: f64) -> Option<Landing> {
        if kind == ContactKind::FinalContact {
            self.foot(side).last = Some(time_s);
            return None;
        }
        if self.landings[1].is_some_and(|last| time_s - last > BOUT_BREAK_S) {
            let total = self.total;
            *self = Steps {
                total,
                ..Steps::default()
            };
        }
        self.landings = [self.landings[1], Some(time_s)];
        self.bout_steps += 1;
        self.total += 1;
        let other = self.foot(side.other()).initial;
        let foot = self.foot(side);
        let mut landing = Landing {
            step_time_s: other.map(|other| time_s - other).filter(|step| STEP_S.contains(step)),
            stride_time_s: foot
                .initial
                .map(|initial| time_s - initial)
                .filter(|stride| STRIDE_S.contains(stride)),
            ..Landing::default()
        };
        let stance = match (foot.initial, foot.last) {
            (Some(initial), Some(last)) if last > initial && last < time_s => Some(last - initial),
            _ => None,
        };
        if let (Some(stride), Some(stance)) = (landing.stride_time_s, stance) {
            landing.stance_percent = Some(100.0 * stance / stride);
        }
        let now = foot
            .initial
            .zip(stance)
            .map(|(initial, stance)| (initial, initial + stance));
        landing.stances_s = foot.stance.zip(now).map(|(before, now)| [before, now]);
        foot.stance = now;
        foot.initial = Some(time_s);
        if let Some(step) = landing.step_time_s {
            keep(&mut foot.step_times, step);
        }
        if let Some(stride) = landing.stride_time_s {
            keep(&mut foot.stride_times, stride);
        }
        Some(landing)
    }

    /// How the latest steps went.
    pub(super) fn rhythm(&self) -> Rhythm {
        let (left, right) = (median(&self.left.step_times), median(&self.right.step_times));
        let strides: Vec<f64> = [&self.left, &self.right]
            .into_iter()
            .filter_map(|foot| median(&foot.stride_times))
            .collect();
        let cadence = (!strides.is_empty()).then(|| 120.0 / statistics::mean(&strides));
        let enough = self.left.step_times.len().min(self.right.step_times.len()) >= FEWEST_FOR_DIFFERENCE;
        let both = left.zip(right).filter(|_| enough);
        Rhythm {
            cadence_per_min: cadence,
            step_time_left_s: left,
            step_time_right_s: right,
            step_time_difference_s: both.map(|(left, right)| right - left),
            step_time_difference_percent: both.map(|(left, right)| 100.0 * (right / left).ln()),
            steps: self.bout_steps,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn walk(steps: &mut Steps, from: f64, count: usize, left: f64, right: f64) -> f64 {
        let mut time = from;
        for k in 0..count {
            let (side, step) = if k % 2 == 0 {
                (Side::Left, left)
            } else {
                (Side::Right, right)
            };
            time += step;
            steps.contact(side.other(), ContactKind::FinalContact, time + 0.1);
            steps.contact(side, ContactKind::InitialContact, time);
        }
        time
    }

    #[test]
    fn the_difference_is_right_minus_left() {
        let mut steps = Steps::default();
        let end = walk(&mut steps, 0.0, 9, 0.50, 0.55);
        assert_eq!(steps.rhythm().step_time_difference_s, None);
        walk(&mut steps, end + 0.55, 20, 0.50, 0.55);
        let rhythm = steps.rhythm();
        assert!((rhythm.step_time_difference_s.expect("enough steps") - 0.05).abs() < 1e-9);
        assert!((rhythm.cadence_per_min.expect("strides") - 120.0 / 1.05).abs() < 0.1);
    }

    #[test]
    fn a_pause_begins_a_new_bout() {
        let mut steps = Steps::default();
        let end = walk(&mut steps, 0.0, 12, 0.5, 0.5);
        assert_eq!(steps.rhythm().steps, 12);
        walk(&mut steps, end + 5.0, 2, 0.6, 0.6);
        let rhythm = steps.rhythm();
        assert_eq!((rhythm.steps, steps.total), (2, 14));
        assert_eq!(rhythm.step_time_difference_s, None);
    }

    #[test]
    fn stance_is_a_share_of_the_stride() {
        let mut steps = Steps::default();
        steps.contact(Side::Left, ContactKind::InitialContact, 1.0);
        steps.contact(Side::Left, ContactKind::FinalContact, 1.62);
        let landing = steps
            .contact(Side::Left, ContactKind::InitialContact, 2.0)
            .expect("a step");
        assert!((landing.stance_percent.expect("known") - 62.0).abs() < 1e-9);
        assert_eq!(landing.step_time_s, None);
    }
}
