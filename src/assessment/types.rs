//! The results of the assessment, as plain data.

use super::Grade;
use crate::gait::{Comparison, Measure};
use crate::recording::Side;
use schemars::JsonSchema;
use serde::Serialize;

/// A 95 % confidence interval.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, JsonSchema)]
pub struct Interval {
    pub low: f64,
    pub high: f64,
}

/// Where a healthy person's value is expected.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct Reference {
    pub mean: f64,
    /// Standard deviation between people.
    pub sd: f64,
    /// 5th and 95th percentile of healthy limbs.
    pub p05: f64,
    pub p95: f64,
    /// Short id of the source, such as `fukuchi2018`.
    pub source: String,
}

/// One measure over all included strides of one side (or of both where it belongs to no leg).
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct MeasureSummary {
    pub measure: Measure,
    /// `None` for measures of the whole body.
    pub side: Option<Side>,
    /// Median over strides, in the measure's unit.
    pub value: f64,
    pub unit: String,
    /// Strides behind it.
    pub n: usize,
    /// Of the median; bootstrap over blocks of strides. Absent below 5 strides.
    pub interval: Option<Interval>,
    /// Robust standard deviation between strides (1.4826 MAD).
    pub spread: f64,
    pub grade: Grade,
    /// What is missing for an A (`gate-<code>` in the wording files, with what to do next time); empty for an A.
    pub grade_reasons: Vec<String>,
    pub reference: Option<Reference>,
    /// Id and version of the method, such as `contacts-shank-1`.
    pub method: String,
}

/// The four verdicts on a side difference, and nothing else.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    /// Beyond the noise of this recording, the measurement error and healthy variation, with good quality.
    Shown,
    /// Beyond the noise of this recording, but within measurement error or healthy variation.
    Small,
    /// The interval includes no difference.
    NotShown,
    /// The recording does not allow a verdict.
    CannotBeJudged,
}

/// Why a side difference has the verdict it has.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct Gates {
    /// The interval (corrected for multiplicity) excludes zero.
    pub beyond_noise: bool,
    /// Limit from measurement error; `None` where none is known.
    pub error_limit: Option<f64>,
    /// Healthy 95th percentile of the absolute difference; `None` where none is known.
    pub healthy_limit: Option<f64>,
    /// Codes of quality reasons that forbid a verdict (`too-few-strides`, `clock`, `calibration`, `weak-source`…); empty if none.
    pub quality_reasons: Vec<String>,
}

/// Left against right in one measure.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct SideDifference {
    pub measure: Measure,
    pub comparison: Comparison,
    /// Median of the paired differences, right minus left, in `unit`: positive means right is larger.
    pub difference: f64,
    /// `%` for log ratios, otherwise the measure's unit.
    pub unit: String,
    /// 95 % interval of `difference`, widened by the clocks' uncertainty where the measure crosses sensors.
    pub interval: Interval,
    /// Standard uncertainty added for the sensors' clocks, in `unit`; 0 if one clock.
    pub clock_uncertainty: f64,
    /// Pairs of strides.
    pub pairs: usize,
    pub left: f64,
    pub right: f64,
    pub gates: Gates,
    pub verdict: Verdict,
    pub grade: Grade,
}
