//! The series that are watched over a session: one value per included stride, or per pair of strides.

use super::Inputs;
use crate::pairs::{Pair, compare, pairs};
use crate::sensor_dependence;
use gait::SpeedMethod;
use gait::{Bout, Comparison, Measure, Stride};
use rayon::prelude::*;
use recording::{Segment, Side, Site};
use std::cmp::Ordering;

/// The measures worth watching, each standing for its neighbours: watching all would repeat the same event and cost power.
const WATCHED: [Measure; 18] = [
    Measure::Cadence,
    Measure::StrideLength,
    Measure::Speed,
    Measure::DoubleSupportPercent,
    Measure::PelvisTiltMean,
    Measure::PelvisObliquityRange,
    Measure::StanceTime,
    Measure::StancePercent,
    Measure::StepTime,
    Measure::KneeLoadingExcursion,
    Measure::KneeSwingPeak,
    Measure::KneeRange,
    Measure::HipMinimum,
    Measure::ThighMinimum,
    Measure::Circumduction,
    Measure::PelvicDrop,
    Measure::HipHike,
    Measure::PeakTibialAcceleration,
];
/// Fewest values of a series that is looked at.
pub(super) const FEWEST: usize = 30;

/// One watched series, in order of time.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Series {
    pub measure: Measure,
    pub side: Option<Side>,
    pub of_difference: bool,
    pub values: Vec<f64>,
    /// Start of each stride, seconds of the recording.
    pub start_s: Vec<f64>,
    /// Minutes walked until then, rests left out.
    pub walked_min: Vec<f64>,
    pub bout: Vec<usize>,
    /// Sensors behind the values.
    pub sites: Vec<Site>,
}

impl Series {
    fn push(&mut self, stride: &Stride, value: f64, walked: &[f64], bouts: &[Bout]) {
        let since = bouts
            .get(stride.bout)
            .map_or(stride.start_s, |bout| stride.start_s - bout.start_s);
        self.values.push(value);
        self.start_s.push(stride.start_s);
        self.walked_min
            .push((walked.get(stride.bout).copied().unwrap_or(0.0) + since) / 60.0);
        self.bout.push(stride.bout);
    }

    pub(crate) fn len(&self) -> usize {
        self.values.len()
    }

    pub(crate) fn unit(&self) -> &'static str {
        if self.of_difference && self.measure.comparison() == Comparison::LogRatioPercent {
            "%"
        } else {
            self.measure.unit()
        }
    }

    /// Values from `from` to `to`, split at bouts, as the block bootstrap wants them.
    pub(crate) fn by_bout(&self, from: usize, to: usize) -> Vec<&[f64]> {
        let mut groups = Vec::new();
        let mut start = from;
        for k in from + 1..=to {
            if k == to || self.bout[k] != self.bout[start] {
                groups.push(&self.values[start..k]);
                start = k;
            }
        }
        groups
    }
}

/// The sensors that a measure of one side (of both, for `None`) stands on.
pub(crate) fn sites_behind(measure: Measure, side: Option<Side>, speed: Option<SpeedMethod>) -> Vec<Site> {
    let segments: &[Segment] = match (measure, speed) {
        (Measure::StrideLength | Measure::Speed, Some(SpeedMethod::ShankStrapdown)) => &[Segment::Shank],
        (Measure::StrideLength | Measure::Speed, Some(SpeedMethod::TwoLegModel)) => &[Segment::Thigh, Segment::Shank],
        (Measure::StrideLength | Measure::Speed, Some(SpeedMethod::PelvisPendulum)) => &[Segment::Pelvis],
        _ => sensor_dependence::segments(measure),
    };
    let mut sites: Vec<Site> = Site::ALL
        .into_iter()
        .filter(|site| segments.contains(&site.segment()) && sensor_dependence::of_side(*site, side))
        .collect();
    sites.sort();
    sites
}

/// All watched series with enough values.
pub(crate) fn watched(inputs: &Inputs) -> Vec<Series> {
    let mut wanted: Vec<(Measure, Option<Side>, bool)> = Vec::new();
    for measure in WATCHED {
        if measure.comparison() == Comparison::None {
            wanted.push((measure, None, false));
            continue;
        }
        // The stance share says the same for one leg, without the cadence in it.
        if measure != Measure::StanceTime {
            wanted.extend(Side::BOTH.map(|side| (measure, Some(side), false)));
        }
        if measure != Measure::StancePercent {
            wanted.push((measure, None, true));
        }
    }
    let walked = walked_before(inputs.bouts);
    let pairs = pairs(inputs.strides);
    wanted
        .into_par_iter()
        .filter_map(|(measure, side, of_difference)| {
            let series = build(inputs, &walked, &pairs, measure, side, of_difference);
            (series.len() >= FEWEST).then_some(series)
        })
        .collect()
}

/// One series by name, for other questions over time; may be empty.
pub(crate) fn one(inputs: &Inputs, measure: Measure, side: Option<Side>, of_difference: bool) -> Series {
    let walked = walked_before(inputs.bouts);
    let pairs = if of_difference {
        pairs(inputs.strides)
    } else {
        Vec::new()
    };
    build(inputs, &walked, &pairs, measure, side, of_difference)
}

/// Seconds walked before each bout.
fn walked_before(bouts: &[Bout]) -> Vec<f64> {
    let mut total = 0.0;
    bouts
        .iter()
        .map(|bout| {
            let before = total;
            total += bout.end_s - bout.start_s;
            before
        })
        .collect()
}

fn build(
    inputs: &Inputs,
    walked: &[f64],
    pairs: &[Pair],
    measure: Measure,
    side: Option<Side>,
    of_difference: bool,
) -> Series {
    let strides = inputs.strides;
    let mut series = Series {
        measure,
        side,
        of_difference,
        values: Vec::new(),
        start_s: Vec::new(),
        walked_min: Vec::new(),
        bout: Vec::new(),
        sites: sites_behind(measure, side, inputs.speed_method)
            .into_iter()
            .filter(|site| inputs.recording.tracks.contains_key(site))
            .collect(),
    };
    if of_difference {
        for pair in pairs {
            let value = |index: usize| strides[index].values.get(measure);
            let (Some(r), Some(l)) = (value(pair.right), value(pair.left)) else {
                continue;
            };
            if let Some(difference) = compare(measure.comparison(), r, l) {
                series.push(&strides[pair.first], difference, walked, inputs.bouts);
            }
        }
        return series;
    }
    // Strides of the two legs overlap: of the whole body's values those of one leg say all. The leg that has more of
    // them, or the one that begins: no leg is preferred by its name.
    let counted = |stride: &&Stride| stride.included() && stride.values.get(measure).is_some();
    let count = |side: Side| {
        strides
            .iter()
            .filter(|stride| stride.side == side && counted(stride))
            .count()
    };
    let begins = || strides.iter().find(counted).map_or(Side::Right, |stride| stride.side);
    let side = side.unwrap_or_else(|| match count(Side::Left).cmp(&count(Side::Right)) {
        Ordering::Greater => Side::Left,
        Ordering::Less => Side::Right,
        Ordering::Equal => begins(),
    });
    for stride in strides.iter().filter(|stride| stride.side == side && stride.included()) {
        if let Some(value) = stride.values.get(measure) {
            series.push(stride, value, walked, inputs.bouts);
        }
    }
    series
}
