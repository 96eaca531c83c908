//! The series that are watched over a session: one value per included stride, or per pair of strides.

use super::Inputs;
use crate::analysis::SpeedMethod;
use crate::gait::{Bout, Comparison, Measure, Stride};
use crate::recording::{Segment, Side, Site};
use rayon::prelude::*;

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
    Measure::SwingHike,
    Measure::ShockShank,
];
/// Fewest values of a series that is looked at.
pub(super) const FEWEST: usize = 30;

/// One watched series, in order of time.
#[derive(Debug, Clone, PartialEq)]
pub struct Series {
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

    pub fn len(&self) -> usize {
        self.values.len()
    }

    pub fn unit(&self) -> &'static str {
        if self.of_difference && self.measure.comparison() == Comparison::LogRatioPercent {
            "%"
        } else {
            self.measure.unit()
        }
    }

    /// Values from `from` to `to`, split at bouts, as the block bootstrap wants them.
    pub fn by_bout(&self, from: usize, to: usize) -> Vec<&[f64]> {
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
pub fn sites_behind(measure: Measure, side: Option<Side>, speed: Option<SpeedMethod>) -> Vec<Site> {
    use Measure::*;
    let sides: &[Side] = match side {
        Some(Side::Left) => &[Side::Left],
        Some(Side::Right) => &[Side::Right],
        None => &Side::BOTH,
    };
    let segments: &[Segment] = match measure {
        KneeAtContact
        | KneeLoadingPeak
        | KneeLoadingPeakTime
        | KneeLoadingExcursion
        | KneeStanceMinimum
        | KneeSwingPeak
        | KneeSwingGain
        | KneeRange
        | AttenuationShankThigh => &[Segment::Thigh, Segment::Shank],
        HipAtContact | HipMinimum | HipRange => &[Segment::Thigh, Segment::Pelvis],
        ThighMaximum | ThighMinimum | ThighRange | ThighSwingPeakRate | Circumduction => &[Segment::Thigh],
        ShankRange | ShankSwingPeakRate | ShockShank | ShockShankResultant | ShockTimeToPeak | ShockSlope => {
            &[Segment::Shank]
        }
        PelvisTiltMean
        | PelvisTiltRange
        | PelvisObliquityRange
        | PelvisRotationRange
        | PelvicDrop
        | SwingHike
        | PelvisLoadingPeak
        | PelvisPushOffPeak
        | HarmonicRatioVertical
        | HarmonicRatioForward
        | HarmonicRatioSideways => &[Segment::Pelvis],
        AttenuationShankPelvis => &[Segment::Shank, Segment::Pelvis],
        StepLength => &[Segment::Thigh, Segment::Shank],
        StrideLength | Speed => match speed {
            Some(SpeedMethod::ShankStrapdown) => &[Segment::Shank],
            Some(SpeedMethod::TwoLegModel) => &[Segment::Thigh, Segment::Shank],
            Some(SpeedMethod::PelvisPendulum) => &[Segment::Pelvis],
            _ => &[],
        },
        // Times between contacts: a turned strap changes a rate's size, hardly the moment of its zero crossing.
        _ => &[],
    };
    let mut sites: Vec<Site> = Site::ALL
        .into_iter()
        .filter(|site| segments.contains(&site.segment()) && site.side().is_none_or(|side| sides.contains(&side)))
        .collect();
    sites.sort();
    sites
}

/// All watched series with enough values.
pub fn watched(inputs: &Inputs) -> Vec<Series> {
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
    pairs: &[(usize, usize)],
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
        for &(right, left) in pairs {
            let (Some(r), Some(l)) = (strides[right].values.get(measure), strides[left].values.get(measure)) else {
                continue;
            };
            if let Some(difference) = compare(measure.comparison(), r, l) {
                series.push(&strides[right], difference, walked, inputs.bouts);
            }
        }
        return series;
    }
    // Strides of the two legs overlap: of the whole body's values those of one leg say all.
    let side = side.unwrap_or_else(|| {
        let count = |side: Side| {
            strides
                .iter()
                .filter(|s| s.side == side && s.included() && s.values.get(measure).is_some())
                .count()
        };
        if count(Side::Left) > count(Side::Right) {
            Side::Left
        } else {
            Side::Right
        }
    });
    for stride in strides.iter().filter(|stride| stride.side == side && stride.included()) {
        if let Some(value) = stride.values.get(measure) {
            series.push(stride, value, walked, inputs.bouts);
        }
    }
    series
}

fn compare(comparison: Comparison, right: f64, left: f64) -> Option<f64> {
    match comparison {
        Comparison::Difference => Some(right - left),
        Comparison::LogRatioPercent => (right > 0.0 && left > 0.0).then(|| 100.0 * (right / left).ln()),
        Comparison::None => None,
    }
}

/// Each included right stride with the included left stride that begins within it.
fn pairs(strides: &[Stride]) -> Vec<(usize, usize)> {
    let included = |side: Side| (0..strides.len()).filter(move |&k| strides[k].side == side && strides[k].included());
    let left: Vec<usize> = included(Side::Left).collect();
    let mut next = 0;
    included(Side::Right)
        .filter_map(|right| {
            while next < left.len() && strides[left[next]].start_s <= strides[right].start_s {
                next += 1;
            }
            let partner = *left.get(next)?;
            (strides[partner].start_s < strides[right].end_s).then_some((right, partner))
        })
        .collect()
}
