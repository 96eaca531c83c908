//! Every measure over its strides: median, interval, spread, grade, reference.

use super::{Grade, Interval, MeasureSummary, reference};
use super::{behind, limits};
use crate::body::{LongAxisMethod, SegmentCalibration};
use crate::gait::{Comparison, ContactSource, Domain, Measure, Stride};
use crate::recording::{Recording, Side, Site, Track};
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
    /// Sites whose sensor moved on its strap during the recording.
    pub moved_sites: Vec<Site>,
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

    /// No sensor lost many samples, reached the end of its range or moved on its strap.
    pub fn sound(&self) -> bool {
        self.poor_sites.is_empty() && self.clipped_sites.is_empty() && self.moved_sites.is_empty()
    }

    /// True where a sensor behind the measure has its zero assumed rather than measured.
    fn zero_assumed(&self, measure: Measure, side: Option<Side>) -> bool {
        limits::depends_on_zero(measure)
            && self.calibration.iter().any(|calibration| {
                behind::is_behind(calibration.site, measure, side)
                    && calibration.long_axis == Some(LongAxisMethod::WalkingMean)
            })
    }

    fn poor_sensor(&self, measure: Measure, side: Option<Side>) -> bool {
        let behind = |sites: &[Site]| sites.iter().any(|site| behind::is_behind(*site, measure, side));
        behind(&self.poor_sites) || (measure.domain() == Domain::Impact && behind(&self.clipped_sites))
    }

    /// An angle before a sensor slipped and after it are two things.
    fn sensor_moved(&self, measure: Measure, side: Option<Side>) -> bool {
        let behind = |site: &Site| behind::is_behind(*site, measure, side);
        measure.domain() == Domain::Kinematic && self.moved_sites.iter().any(behind)
    }

    fn weak_source(&self, measure: Measure) -> bool {
        let timed = matches!(measure.domain(), Domain::Temporal | Domain::Spatial | Domain::Impact);
        self.source != ContactSource::Shank && timed && measure != Measure::StrideTime && measure != Measure::Cadence
    }

    /// How far a measure of one side (of both, for `None`) over `n` strides can be trusted, and what it lacks for an A
    /// (`gate-<code>` in the wording files).
    pub fn grade(&self, measure: Measure, side: Option<Side>, n: usize) -> (Grade, Vec<String>) {
        let doubts = [
            (n < USABLE_STRIDES, Grade::C, "too-few-strides"),
            ((USABLE_STRIDES..GOOD_STRIDES).contains(&n), Grade::B, "too-few-strides"),
            (self.zero_assumed(measure, side), Grade::C, "zero-assumed"),
            (self.sensor_moved(measure, side), Grade::C, "sensor-moved"),
            (self.weak_source(measure), Grade::C, "weak-source"),
            (self.poor_sensor(measure, side), Grade::C, "poor-sensor"),
            (
                measure.domain() == Domain::Impact && self.slow_sampling(measure, side),
                Grade::B,
                "slow-sampling",
            ),
        ];
        let held = || doubts.iter().filter(|(holds, _, _)| *holds);
        (
            held().map(|(_, grade, _)| *grade).max().unwrap_or(Grade::A),
            held().map(|(_, _, code)| (*code).to_owned()).collect(),
        )
    }

    /// Impacts want 200 Hz.
    fn slow_sampling(&self, measure: Measure, side: Option<Side>) -> bool {
        let slow = |track: &&Track| track.rate_hz < 190.0 && behind::is_behind(track.site, measure, side);
        self.recording.tracks.values().any(|track| slow(&track))
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
        add(self.zero_assumed(measure, None), "zero-assumed");
        add(self.sensor_moved(measure, None), "sensor-moved");
        add(self.weak_source(measure), "weak-source");
        add(self.poor_sensor(measure, None), "poor-sensor");
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
    // The same draws for both legs: exchanged legs give exchanged intervals.
    let seed = context.seed.rotate_left(17) ^ ((measure as u64) << 2);
    let interval = (all.len() >= 5)
        .then(|| bootstrap::block_bootstrap_median(&views, BLOCK, REPLICATES, seed))
        .flatten()
        .map(|(low, high)| Interval { low, high });
    let (grade, grade_reasons) = context.grade(measure, side, all.len());
    Some(MeasureSummary {
        measure,
        side,
        value: statistics::median(&all),
        unit: measure.unit().to_owned(),
        n: all.len(),
        interval,
        spread: statistics::robust_sd(&all),
        grade,
        grade_reasons,
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
