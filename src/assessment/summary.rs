//! Every measure over its strides: median, interval, spread, grade, reference.

use super::limits;
use super::{Grade, Interval, MeasureSummary, reference};
use crate::body::{LongAxisMethod, SegmentCalibration};
use crate::gait::{Comparison, ContactSource, Domain, Measure, Stride};
use crate::recording::{Recording, Segment, Side, Site};
use crate::signal::{bootstrap, statistics};
use rayon::prelude::*;

const REPLICATES: usize = 1000;
const BLOCK: usize = 5;
/// Strides per side for a good mean, and for a usable one (ten give excellent reliability: König et al. 2014).
const GOOD_STRIDES: usize = 20;
const USABLE_STRIDES: usize = 8;

/// What the assessment must know of the recording beside the strides.
pub struct Context<'a> {
    pub recording: &'a Recording,
    pub calibration: &'a [SegmentCalibration],
    pub source: ContactSource,
    pub speed_mps: Option<f64>,
    pub seed: u64,
    /// Sites with more than a tenth of their samples missing.
    pub poor_sites: Vec<Site>,
    /// Sites whose acceleration reaches the end of its range in more than a hundredth of the samples: peaks are cut off.
    pub clipped_sites: Vec<Site>,
}

impl Context<'_> {
    /// Standard uncertainty of the time between the two legs' contacts, seconds.
    pub fn clock_uncertainty_between_legs(&self) -> f64 {
        let of = |site: Site| self.recording.tracks.get(&site).map(|track| track.clock.uncertainty_s);
        let pair = match self.source {
            ContactSource::Shank => [of(Site::ShankLeft), of(Site::ShankRight)],
            ContactSource::Thigh => [of(Site::ThighLeft), of(Site::ThighRight)],
            ContactSource::Pelvis => return 0.0,
        };
        pair.into_iter()
            .flatten()
            .map(|value| value * value)
            .sum::<f64>()
            .sqrt()
    }

    fn segments_of(measure: Measure) -> &'static [Segment] {
        use Measure::*;
        match measure {
            KneeAtContact
            | KneeLoadingPeak
            | KneeLoadingPeakTime
            | KneeLoadingExcursion
            | KneeStanceMinimum
            | KneeSwingPeak
            | KneeSwingGain
            | KneeRange
            | AttenuationShankThigh
            | StepLength => &[Segment::Thigh, Segment::Shank],
            HipAtContact | HipMinimum | HipRange => &[Segment::Thigh, Segment::Pelvis],
            ThighMaximum | ThighMinimum | ThighRange | ThighSwingPeakRate => &[Segment::Thigh],
            ShankRange | ShankSwingPeakRate | ShockShank | ShockShankResultant | ShockTimeToPeak | ShockSlope => {
                &[Segment::Shank]
            }
            PelvisTiltMean | PelvisTiltRange | PelvisObliquityRange | PelvisRotationRange | PelvicDrop | SwingHike
            | PelvisLoadingPeak | PelvisPushOffPeak => &[Segment::Pelvis],
            _ => &[],
        }
    }

    /// True where a sensor behind the measure has its zero assumed rather than measured.
    fn zero_assumed(&self, measure: Measure) -> bool {
        limits::depends_on_zero(measure)
            && self.calibration.iter().any(|calibration| {
                Self::segments_of(measure).contains(&calibration.site.segment())
                    && calibration.long_axis == Some(LongAxisMethod::WalkingMean)
            })
    }

    fn poor_sensor(&self, measure: Measure) -> bool {
        let behind = |sites: &[Site]| {
            sites
                .iter()
                .any(|site| Self::segments_of(measure).contains(&site.segment()))
        };
        behind(&self.poor_sites) || (measure.domain() == Domain::Impact && behind(&self.clipped_sites))
    }

    fn weak_source(&self, measure: Measure) -> bool {
        let timed = matches!(measure.domain(), Domain::Temporal | Domain::Spatial | Domain::Impact);
        self.source != ContactSource::Shank && timed && measure != Measure::StrideTime && measure != Measure::Cadence
    }

    /// How far a measure over `n` strides can be trusted.
    pub fn grade(&self, measure: Measure, n: usize) -> Grade {
        let by_count = if n >= GOOD_STRIDES {
            Grade::A
        } else if n >= USABLE_STRIDES {
            Grade::B
        } else {
            Grade::C
        };
        let by_method = if self.zero_assumed(measure) || self.weak_source(measure) || self.poor_sensor(measure) {
            Grade::C
        } else if measure.domain() == Domain::Impact && self.slow_sampling() {
            Grade::B
        } else {
            Grade::A
        };
        by_count.max(by_method)
    }

    /// Impacts want 200 Hz.
    fn slow_sampling(&self) -> bool {
        self.recording.tracks.values().any(|track| track.rate_hz < 190.0)
    }

    /// Codes of the reasons that forbid a verdict on a side difference.
    pub fn quality_reasons(
        &self,
        measure: Measure,
        pairs: usize,
        fewest: usize,
        difference: f64,
        clock: f64,
        clock_share: f64,
    ) -> Vec<String> {
        let mut reasons = Vec::new();
        let mut add = |wrong: bool, code: &str| {
            if wrong {
                reasons.push(code.to_owned());
            }
        };
        add(pairs < fewest, "too-few-strides");
        add(
            clock > 0.0 && 1.96 * clock > clock_share * difference.abs().max(f64::MIN_POSITIVE) && 1.96 * clock > 2.0,
            "clock",
        );
        add(self.zero_assumed(measure), "zero-assumed");
        add(self.weak_source(measure), "weak-source");
        add(self.poor_sensor(measure), "poor-sensor");
        reasons
    }
}

/// Summaries of everything that was measured, sorted by measure and side.
pub fn summaries(strides: &[Stride], context: &Context) -> Vec<MeasureSummary> {
    let mut wanted: Vec<(Measure, Option<Side>)> = Vec::new();
    for measure in Measure::ALL {
        if measure.comparison() == Comparison::None {
            wanted.push((*measure, None));
        } else {
            wanted.extend(Side::BOTH.map(|side| (*measure, Some(side))));
        }
    }
    wanted
        .into_par_iter()
        .filter_map(|(measure, side)| summary(measure, side, strides, context))
        .collect()
}

fn summary(measure: Measure, side: Option<Side>, strides: &[Stride], context: &Context) -> Option<MeasureSummary> {
    let mut groups: Vec<Vec<f64>> = Vec::new();
    let mut bout = None;
    for stride in strides
        .iter()
        .filter(|s| s.included() && side.is_none_or(|side| s.side == side))
    {
        let Some(value) = stride.values.get(measure) else {
            continue;
        };
        if bout != Some(stride.bout) {
            bout = Some(stride.bout);
            groups.push(Vec::new());
        }
        if let Some(group) = groups.last_mut() {
            group.push(value);
        }
    }
    let all: Vec<f64> = groups.iter().flatten().copied().collect();
    if all.is_empty() {
        return None;
    }
    let views: Vec<&[f64]> = groups.iter().map(Vec::as_slice).collect();
    let seed = context.seed.rotate_left(17) ^ ((measure as u64) << 2 | side.map_or(0, |side| side as u64 + 1));
    let interval = (all.len() >= 5)
        .then(|| bootstrap::block_bootstrap_median(&views, BLOCK, REPLICATES, seed))
        .flatten()
        .map(|(low, high)| Interval { low, high });
    Some(MeasureSummary {
        measure,
        side,
        value: statistics::median(&all),
        unit: measure.unit().to_owned(),
        n: all.len(),
        interval,
        spread: statistics::robust_sd(&all),
        grade: context.grade(measure, all.len()),
        reference: reference::reference(measure, context.speed_mps, context.recording.session.subject.age_years),
        method: method(measure, context.source).to_owned(),
    })
}

/// Id and version of the method behind a measure.
fn method(measure: Measure, source: ContactSource) -> &'static str {
    match (measure.domain(), source) {
        (Domain::Temporal, ContactSource::Shank) => "contacts-shank-1",
        (Domain::Temporal, ContactSource::Thigh) => "contacts-thigh-1",
        (Domain::Temporal, ContactSource::Pelvis) => "contacts-pelvis-1",
        (Domain::Spatial, _) if measure == Measure::StepLength => "step-two-leg-1",
        (Domain::Spatial, ContactSource::Shank) => "stride-shank-strapdown-1",
        (Domain::Spatial, _) => "stride-pelvis-pendulum-1",
        (Domain::Kinematic, _) => "angles-vertical-1",
        (Domain::Impact, _) => "impact-1",
        (Domain::Regularity, _) => "harmonic-ratio-1",
    }
}
