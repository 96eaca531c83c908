//! Every measure over its strides: median, interval, spread, grade, reference.

use super::doubt::{ClockEffects, Doubt};
use super::{Grade, GradeReason, Interval, MeasureSummary, SideDifference, Verdict, reference};
use super::{limits, sensor_dependence, stretches};
use body::{LongAxisMethod, SegmentCalibration};
use gait::speed::{LeverSource, SpeedEstimate};
use gait::{Comparison, ContactSource, Domain, Measure, Stride};
use rayon::prelude::*;
use recording::{Recording, Side, Site, Track};
use signal::{bootstrap, statistics};

const REPLICATES: usize = 1000;
const BLOCK: usize = 5;
/// Strides per side for a good mean, and for a usable one (ten give excellent reliability: König et al. 2014).
const GOOD_STRIDES: usize = 20;
const USABLE_STRIDES: usize = 8;

/// What the assessment must know of the recording beside the strides.
pub struct Context<'a> {
    /// The recording, as it was settled.
    pub recording: &'a Recording,
    /// How each sensor sits on its segment.
    pub calibration: &'a [SegmentCalibration],
    /// The kind of sensor that told the contacts.
    pub source: ContactSource,
    /// Median walking speed, m/s.
    pub speed_mps: Option<f64>,
    /// What all lengths share beside the scatter of strides.
    pub speed: Option<SpeedEstimate>,
    /// Seed of the bootstrap.
    pub seed: u64,
    /// Sites with more than a tenth of their samples missing.
    pub poor_sites: Vec<Site>,
    /// Sites whose acceleration reaches the end of its range in more than a hundredth of the samples: peaks are cut off.
    pub clipped_sites: Vec<Site>,
    /// Sites whose sensor moved on its strap during the recording.
    pub moved_sites: Vec<Site>,
    /// Where the sensors do not agree with each other.
    pub doubts: &'a [Doubt],
    /// What the clocks' uncertainty does to each value.
    pub(crate) clock_effects: &'a ClockEffects,
}

impl Context<'_> {
    /// No sensor lost many samples, reached the end of its range or moved on its strap.
    pub fn sound(&self) -> bool {
        self.poor_sites.is_empty()
            && self.clipped_sites.is_empty()
            && self.moved_sites.is_empty()
            && self.doubts.iter().all(|doubt| doubt.grade == Grade::A)
    }

    /// True where a sensor behind the measure has its zero assumed rather than measured.
    fn zero_assumed(&self, measure: Measure, side: Option<Side>) -> bool {
        limits::depends_on_zero(measure)
            && self.calibration.iter().any(|calibration| {
                sensor_dependence::depends_on_sensor(calibration.site, measure, side)
                    && calibration.long_axis == Some(LongAxisMethod::WalkingMean)
            })
    }

    fn poor_sensor(&self, measure: Measure, side: Option<Side>) -> bool {
        let depends = |sites: &[Site]| {
            sites
                .iter()
                .any(|site| sensor_dependence::depends_on_sensor(*site, measure, side))
        };
        depends(&self.poor_sites) || (measure.domain() == Domain::Impact && depends(&self.clipped_sites))
    }

    /// An angle before a sensor slipped and after it are two things.
    fn sensor_moved(&self, measure: Measure, side: Option<Side>) -> bool {
        let depends = |site: &Site| sensor_dependence::depends_on_sensor(*site, measure, side);
        measure.domain() == Domain::Kinematic && self.moved_sites.iter().any(depends)
    }

    fn weak_source(&self, measure: Measure) -> bool {
        let timed = matches!(measure.domain(), Domain::Temporal | Domain::Spatial | Domain::Impact);
        self.source != ContactSource::Shank && timed && measure != Measure::StrideTime && measure != Measure::Cadence
    }

    /// How far a measure of one side (of both, for `None`) over `n` strides can be trusted, and what it lacks for an A
    /// (`gate-<code>` in the wording files).
    pub fn grade(&self, measure: Measure, side: Option<Side>, n: usize) -> (Grade, Vec<GradeReason>) {
        let doubts = [
            (n < USABLE_STRIDES, Grade::C, GradeReason::TooFewStrides),
            (
                (USABLE_STRIDES..GOOD_STRIDES).contains(&n),
                Grade::B,
                GradeReason::TooFewStrides,
            ),
            (self.zero_assumed(measure, side), Grade::C, GradeReason::ZeroAssumed),
            (self.sensor_moved(measure, side), Grade::C, GradeReason::SensorMoved),
            (self.weak_source(measure), Grade::C, GradeReason::WeakSource),
            (self.poor_sensor(measure, side), Grade::C, GradeReason::PoorSensor),
            (
                self.lever_assumed(measure) == Some(false),
                Grade::B,
                GradeReason::LeverAssumed,
            ),
            (
                self.lever_assumed(measure) == Some(true),
                Grade::C,
                GradeReason::LeverUnclear,
            ),
            (
                measure.domain() == Domain::Impact && self.slow_sampling(measure, side),
                Grade::B,
                GradeReason::SlowSampling,
            ),
        ];
        let own = doubts.iter().filter(|(holds, _, _)| *holds);
        let mut held: Vec<(Grade, GradeReason)> = own.map(|(_, grade, code)| (*grade, *code)).collect();
        // The cause that was found comes before what it led to.
        for doubt in self.doubts_about(measure, side) {
            if doubt.grade > Grade::A && !held.iter().any(|(_, code)| *code == doubt.code) {
                held.insert(0, (doubt.grade, doubt.code));
            }
        }
        (
            held.iter().map(|(grade, _)| *grade).max().unwrap_or(Grade::A),
            held.iter().map(|(_, code)| *code).collect(),
        )
    }

    /// Whether a length stands on an assumed height of the shank sensors, and on one that the data do not even tell.
    fn lever_assumed(&self, measure: Measure) -> Option<bool> {
        let speed = self.speed.filter(|speed| speed.lever_assumed() && is_length(measure))?;
        Some(speed.lever_source == Some(LeverSource::Unclear))
    }

    /// Half width of the 95 % range of the error that all strides of a measure share, as a share of its value.
    fn systematic_share(&self, measure: Measure) -> f64 {
        let speed = self.speed.filter(|_| is_length(measure));
        speed.map_or(0.0, |speed| speed.systematic_share)
    }

    /// Impacts want 200 Hz.
    fn slow_sampling(&self, measure: Measure, side: Option<Side>) -> bool {
        let slow =
            |track: &&Track| track.rate_hz < 190.0 && sensor_dependence::depends_on_sensor(track.site, measure, side);
        self.recording.tracks.values().any(|track| slow(&track))
    }

    /// Codes of the reasons that forbid a verdict on a side difference; `clock_decides` where the clocks' uncertainty alone
    /// would move it over its limit.
    pub(crate) fn quality_reasons(&self, measure: Measure, few: bool, clock_decides: bool) -> Vec<GradeReason> {
        let mut reasons: Vec<GradeReason> = Vec::new();
        let mut add = |wrong: bool, code: GradeReason| {
            if wrong && !reasons.contains(&code) {
                reasons.push(code);
            }
        };
        for doubt in self.doubts {
            add(doubt.forbids(measure, self.source), doubt.code);
        }
        add(few, GradeReason::TooFewStrides);
        add(clock_decides, GradeReason::Clock);
        add(self.zero_assumed(measure, None), GradeReason::ZeroAssumed);
        add(self.sensor_moved(measure, None), GradeReason::SensorMoved);
        add(self.weak_source(measure), GradeReason::WeakSource);
        add(self.poor_sensor(measure, None), GradeReason::PoorSensor);
        reasons
    }
}

/// Measures that come from the way between two flat feet.
fn is_length(measure: Measure) -> bool {
    matches!(measure, Measure::StrideLength | Measure::Speed)
}

/// A measure whose verdict is withheld is not of the best grade anywhere.
pub(crate) fn lower_where_withheld(measures: &mut [MeasureSummary], differences: &[SideDifference]) {
    for difference in differences
        .iter()
        .filter(|difference| difference.verdict == Verdict::CannotBeJudged)
    {
        for summary in measures
            .iter_mut()
            .filter(|summary| summary.measure == difference.measure && summary.grade == Grade::A)
        {
            summary.grade = Grade::B;
            summary.grade_reasons.clone_from(&difference.gates.quality_reasons);
        }
    }
}

/// Summaries of everything that was measured, sorted by measure and side.
pub(crate) fn summaries(strides: &[Stride], context: &Context) -> Vec<MeasureSummary> {
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
    let mut time_s: Vec<f64> = Vec::new();
    let mut bout = None;
    for stride in strides
        .iter()
        .filter(|s| s.included() && side.is_none_or(|side| s.side == side))
    {
        let Some(value) = stride.values.get(measure) else {
            continue;
        };
        time_s.push(stride.start_s);
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
        .map(|(low, high)| {
            // What all strides share does not shrink with their number, the person's level wanders beside, and clocks err.
            let value = statistics::median(&all);
            let shared = context.systematic_share(measure) * value;
            let wander = stretches::wander(&time_s, &all, stretches::WANDER_OF_LEG);
            let clock = context
                .clock_effects
                .of_measure
                .get(&(measure, side))
                .copied()
                .unwrap_or(0.0);
            let beside = shared.hypot(1.96 * wander.hypot(clock));
            Interval {
                low: value - (value - low).hypot(beside),
                high: value + (high - value).hypot(beside),
            }
        });
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
        (Domain::Spatial, ContactSource::Shank) => "stride-shank-strapdown-2",
        (Domain::Spatial, _) => "stride-pelvis-pendulum-1",
        (Domain::Kinematic, _) => "angles-vertical-1",
        (Domain::Impact, _) => "impact-1",
        (Domain::Regularity, _) => "harmonic-ratio-1",
    }
}
