//! The results of the assessment, as plain data.

use super::{AbsenceReason, Grade, GradeReason, QualityReason};
use gait::{Comparison, Measure};
use recording::{Side, Site};
use schemars::JsonSchema;
use serde::Serialize;

/// A 95 % confidence interval.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, JsonSchema)]
pub struct Interval {
    /// Lower end.
    pub low: f64,
    /// Upper end.
    pub high: f64,
}

/// Where a healthy person's value is expected.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct Reference {
    /// Mean of people.
    pub mean: f64,
    /// Standard deviation between people.
    pub sd: f64,
    /// 5th and 95th percentile of healthy limbs.
    pub p05: f64,
    /// 95th percentile.
    pub p95: f64,
    /// Short id of the source, such as `fukuchi2018`.
    pub source: String,
}

/// One measure over all included strides of one side (or of both where it belongs to no leg).
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct MeasureSummary {
    /// Which.
    pub measure: Measure,
    /// `None` for measures of the whole body.
    pub side: Option<Side>,
    /// Median over strides, in the measure's unit.
    pub value: f64,
    /// UCUM unit; `1` for ratios.
    pub unit: String,
    /// Strides behind it.
    pub n: usize,
    /// Of the person's median: of the strides (bootstrap over blocks) and of the walk's wandering from stretch to stretch.
    /// Absent below 5 strides.
    pub interval: Option<Interval>,
    /// Robust standard deviation between strides (1.4826 MAD).
    pub spread: f64,
    /// How far it can be trusted.
    pub grade: Grade,
    /// What is missing for an A (`gate-<code>` in the wording files, with what to do next time); empty for an A.
    pub grade_reasons: Vec<GradeReason>,
    /// Of healthy people; `None` where none fits.
    pub reference: Option<Reference>,
    /// Id and version of the method, such as `contacts-shank-1`.
    pub method: String,
}

/// The verdicts on a side difference, and nothing else. Only primary measures have one of the first four.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    /// The whole interval lies beyond the measurement error and healthy variation, in the recording and in each of its
    /// halves, with good quality.
    Shown,
    /// The whole interval lies within the limits: the legs are alike (equivalence).
    Alike,
    /// The interval excludes no difference, but lies neither within nor beyond the limits as a whole.
    Small,
    /// The interval includes no difference and reaches beyond the limits: nothing is shown, nor that the legs are alike.
    NotShown,
    /// The recording does not allow a verdict.
    CannotBeJudged,
    /// Not one of the primary measures: described with its interval, without a verdict.
    Described,
}

impl Verdict {
    /// True for what says something of the legs: neither withheld nor a description without verdict.
    pub fn is_judged(self) -> bool {
        !matches!(self, Verdict::CannotBeJudged | Verdict::Described)
    }
}

/// Why a side difference has the verdict it has.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct Gates {
    /// The interval excludes zero; for primary measures corrected for their number (Holm 1979).
    pub beyond_noise: bool,
    /// The near end of the interval lies beyond both limits, in the whole recording and in each of its halves.
    pub beyond_limits: bool,
    /// Limit from measurement error; `None` where none is known.
    pub error_limit: Option<f64>,
    /// Healthy 95th percentile of the absolute difference; `None` where none is known.
    pub healthy_limit: Option<f64>,
    /// Codes of quality reasons that forbid a verdict (`too-few-strides`, `clock`, `calibration`, `weak-source`…); empty if none.
    pub quality_reasons: Vec<GradeReason>,
}

/// Left against right in one measure.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct SideDifference {
    /// Which.
    pub measure: Measure,
    /// How the two sides are compared.
    pub comparison: Comparison,
    /// Median of the paired differences, right minus left, in `unit`: positive means right is larger.
    pub difference: f64,
    /// `%` for log ratios, otherwise the measure's unit.
    pub unit: String,
    /// 95 % interval of `difference` for the person: of the strides, of the walk's wandering from stretch to stretch, and
    /// of the clocks where the measure crosses sensors. What straps and skin add is in the limits.
    pub interval: Interval,
    /// Standard uncertainty added for the sensors' clocks, in `unit`; 0 if one clock.
    pub clock_uncertainty: f64,
    /// Pairs of strides.
    pub pairs: usize,
    /// Median of the left strides, in the measure's unit.
    pub left: f64,
    /// Median of the right strides, in the measure's unit.
    pub right: f64,
    /// What the verdict rests on.
    pub gates: Gates,
    /// What is said.
    pub verdict: Verdict,
    /// How far it can be trusted.
    pub grade: Grade,
}

/// What one sensor contributed.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct SensorSummary {
    /// Where it is worn.
    pub site: Site,
    /// Sample rate, Hz.
    pub rate_hz: f64,
    /// First sample, seconds on the recording's clock.
    pub start_s: f64,
    /// Last sample, seconds on the recording's clock.
    pub end_s: f64,
    /// Number of samples.
    pub samples: usize,
    /// Share of expected samples that are missing, 0..1.
    pub lost_share: f64,
    /// Longest gap, seconds.
    pub longest_gap_s: f64,
    /// Share of samples at the range's end, 0..1.
    pub clipped_share: f64,
    /// Mean magnitude of the acceleration at rest, m/s², where it rested.
    pub gravity_mps2: Option<f64>,
    /// Standard uncertainty of its times on the recording's clock, stated or found from the walk; `None` where neither
    /// is known.
    pub clock_uncertainty_s: Option<f64>,
}

/// Whole-session quality: the worst grade that matters, with reasons and advice as notices.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct SessionQuality {
    /// The worst of its reasons.
    pub grade: Grade,
    /// Codes of the reasons behind B or C (`quality-<code>` in the wording files).
    pub reasons: Vec<QualityReason>,
}

/// What could not be measured, and why (`absent-<reason>` in the wording files).
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct Absent {
    /// Measure or curve name.
    pub what: String,
    /// Kebab-case reason: `no-thigh-sensor`, `one-sided-kit`, `not-calibrated`, `no-walking`, …
    pub reason: AbsenceReason,
}
