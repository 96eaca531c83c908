//! Pelvis and trunk over the walk: forward tilt from stride to stride, and how far the trunk leans over each leg.

use super::super::Interval;
use super::PatternInput;
use gait::{AngleColumn, AngleSeries, Measure, Stride};
use recording::Side;
use signal::{bootstrap, statistics, trend};

/// Strides averaged into one point of a trend, and per block of the bootstrap.
const BLOCK: usize = 5;
const REPLICATES: usize = 1000;
/// Of the total change, what a single jump may make up before a slipped sensor is the likelier reason; ours.
const JUMP_SHARE: f64 = 0.5;
/// Changes smaller than this are no slip, degrees.
const LEAST_JUMP_DEG: f64 = 2.0;
/// Window in which the trunk stands over the leg, per cent of the cycle.
const STANCE_WINDOW: (f64, f64) = (15.0, 50.0);

/// One value per included stride, in order of time.
#[derive(Debug, Clone, Default)]
pub(super) struct Series {
    time_s: Vec<f64>,
    value: Vec<f64>,
}

/// A steady change.
pub(super) struct Trend {
    /// Slope times span.
    pub total: f64,
    pub interval: Interval,
    pub p: f64,
}

impl Series {
    /// From the first to the last stride, seconds.
    pub(super) fn span_s(&self) -> f64 {
        match (self.time_s.first(), self.time_s.last()) {
            (Some(first), Some(last)) => last - first,
            _ => 0.0,
        }
    }

    fn between(&self, from_s: f64, to_s: f64) -> &[f64] {
        let first = self.time_s.partition_point(|time| *time < from_s);
        let end = self.time_s.partition_point(|time| *time <= to_s);
        &self.value[first..end]
    }

    /// Median of the last minute minus that of the first, with its 95 % interval.
    pub(super) fn last_minute_against_first(&self, seed: u64) -> Option<(f64, Interval)> {
        let (start, end) = (*self.time_s.first()?, *self.time_s.last()?);
        let first = self.between(start, start + 60.0);
        let last = self.between(end - 60.0, end);
        difference_of_medians(last, first, seed)
    }

    /// Means of five strides each: neighbours are alike.
    fn blocks(&self) -> (Vec<f64>, Vec<f64>) {
        let mean = |values: &[f64]| -> Vec<f64> { values.chunks_exact(BLOCK).map(statistics::mean).collect() };
        (mean(&self.time_s), mean(&self.value))
    }

    pub(super) fn trend(&self) -> Option<Trend> {
        let (time, value) = self.blocks();
        let test = trend::mann_kendall(&value)?;
        let slope = trend::theil_sen(&time, &value, 0.95, test.inflation)?;
        let span = self.span_s();
        Some(Trend {
            total: slope.slope * span,
            interval: Interval {
                low: slope.low * span,
                high: slope.high * span,
            },
            p: test.p,
        })
    }

    /// True where one jump between neighbouring fifteen strides makes up most of the change: posture changes slowly, a
    /// sensor slips at once.
    pub(super) fn slipped(&self) -> bool {
        let (_, value) = self.blocks();
        const WINDOW: usize = 3;
        if value.len() < 4 * WINDOW {
            return false;
        }
        let change = statistics::median(&value[value.len() - 2 * WINDOW..]) - statistics::median(&value[..2 * WINDOW]);
        let largest = (WINDOW..=value.len() - WINDOW)
            .map(|k| statistics::median(&value[k..k + WINDOW]) - statistics::median(&value[k - WINDOW..k]))
            .fold(0.0_f64, |best, jump| if jump.abs() > best.abs() { jump } else { best });
        largest.abs() > LEAST_JUMP_DEG && largest.abs() > JUMP_SHARE * change.abs()
    }
}

/// Median of one sample minus that of another with a 95 % interval from both medians' intervals. `None` below five
/// values on either side.
pub(super) fn difference_of_medians(one: &[f64], other: &[f64], seed: u64) -> Option<(f64, Interval)> {
    let half = |values: &[f64]| -> Option<(f64, f64, f64)> {
        let (low, high) = bootstrap::block_bootstrap_median(&[values], BLOCK, REPLICATES, seed)?;
        let median = statistics::median(values);
        Some((median, median - low, high - median))
    };
    let (one, other) = (half(one)?, half(other)?);
    let value = one.0 - other.0;
    let interval = Interval {
        low: value - one.1.hypot(other.2),
        high: value + one.2.hypot(other.1),
    };
    Some((value, interval))
}

/// What is read from the angles for the patterns. Index 0 left, 1 right.
#[derive(Debug, Clone, Default)]
pub(super) struct Courses {
    pub pelvis_tilt: Series,
    pub trunk_tilt: Series,
    /// Trunk lean towards the standing leg per stride, degrees.
    pub trunk_lean: [Vec<f64>; 2],
}

impl Courses {
    pub(super) fn of(input: &PatternInput) -> Courses {
        let mut courses = Courses::default();
        let trunk_tilt = input.angles.get(AngleColumn::TrunkTilt);
        let trunk_obliquity = input.angles.get(AngleColumn::TrunkObliquity);
        for stride in input.strides.iter().filter(|stride| stride.included()) {
            if let Some(tilt) = stride.values.get(Measure::PelvisTiltMean) {
                courses.pelvis_tilt.time_s.push(stride.start_s);
                courses.pelvis_tilt.value.push(tilt);
            }
            if let Some(tilt) = trunk_tilt.and_then(|values| mean_within(input.angles, values, stride, (0.0, 100.0))) {
                courses.trunk_tilt.time_s.push(stride.start_s);
                courses.trunk_tilt.value.push(tilt);
            }
            let Some(obliquity) = trunk_obliquity else { continue };
            // Obliquity is positive with the right side up, which leans the trunk to the left.
            let towards = if stride.side == Side::Right { -1.0 } else { 1.0 };
            let leg = usize::from(stride.side == Side::Right);
            let standing = mean_within(input.angles, obliquity, stride, STANCE_WINDOW);
            courses.trunk_lean[leg].extend(standing.map(|lean| towards * lean));
        }
        courses
    }
}

/// Mean of an angle over a window of a stride, in per cent of the stride; `None` where samples are missing.
fn mean_within(angles: &AngleSeries, values: &[f64], stride: &Stride, window: (f64, f64)) -> Option<f64> {
    let duration = stride.end_s - stride.start_s;
    let (from, to) = (
        stride.start_s + window.0 / 100.0 * duration,
        stride.start_s + window.1 / 100.0 * duration,
    );
    let first = angles.time_s.partition_point(|time| *time < from);
    let end = angles.time_s.partition_point(|time| *time <= to);
    let inside = values.get(first..end)?;
    (!inside.is_empty() && inside.iter().all(|value| value.is_finite())).then(|| statistics::mean(inside))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn series(tilt: impl Fn(f64) -> f64) -> Series {
        let time_s: Vec<f64> = (0..700).map(|k| k as f64 * 0.55).collect();
        let noise = |k: usize| 0.4 * ((k * 7919 % 101) as f64 / 50.0 - 1.0);
        Series {
            value: time_s
                .iter()
                .enumerate()
                .map(|(k, time)| tilt(*time) + noise(k))
                .collect(),
            time_s,
        }
    }

    #[test]
    fn a_slow_lean_is_a_trend_and_no_slip() {
        let lean = series(|time| 6.0 * time / 385.0);
        let trend = lean.trend().unwrap();
        assert!((trend.total - 6.0).abs() < 0.4, "{}", trend.total);
        assert!(trend.p < 1e-6 && trend.interval.low < 6.0 && trend.interval.high > 5.5);
        let (change, interval) = lean.last_minute_against_first(1).unwrap();
        assert!((change - 5.1).abs() < 0.4, "{change}");
        assert!(interval.low > 4.0 && interval.high < 6.0);
        assert!(!lean.slipped());
    }

    #[test]
    fn a_jump_is_a_slip_and_nothing_is_nothing() {
        assert!(series(|time| if time > 200.0 { 6.0 } else { 0.0 }).slipped());
        let flat = series(|_| 3.0);
        assert!(!flat.slipped());
        assert!(flat.trend().unwrap().total.abs() < 0.3);
    }
}
