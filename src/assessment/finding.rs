//! The results of looking for compensation, shifts and posture, as plain data.

use super::sides::real_difference;
use super::{Grade, Interval, Reason};
use gait::Measure;
use recording::{Side, Site};
use schemars::JsonSchema;
use serde::Serialize;

/// A describable way of walking. Every one is a description of movement; none names a cause.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Pattern {
    /// Less time on one leg than on the other.
    Antalgic,
    /// The knee bends less when it takes the load.
    ReducedLoadingFlexion,
    /// The knee bends more when it takes the load.
    IncreasedLoadingFlexion,
    /// The knee bends less in swing.
    StiffKnee,
    /// The pelvis drops on the other side while the leg stands.
    PelvicDrop,
    /// The trunk leans over the standing leg.
    LateralTrunkLean,
    /// The pelvis is lifted on the side of the swinging leg.
    HipHiking,
    /// The leg is swung outwards.
    Circumduction,
    /// The thigh is lifted high in swing.
    Steppage,
    /// The thigh goes back less in late stance.
    ReducedThighExtension,
    /// Trunk or pelvis lean forward, or come to do so.
    ForwardLean,
    /// Slow, with short steps.
    ShortSlowSteps,
    /// Strides differ more from each other than is usual.
    IncreasedVariability,
    /// The loading indicators together: which leg is spared.
    AsymmetricLoading,
}

impl Pattern {
    /// In the order of reports.
    pub const ALL: [Pattern; 14] = [
        Pattern::Antalgic,
        Pattern::ReducedLoadingFlexion,
        Pattern::IncreasedLoadingFlexion,
        Pattern::StiffKnee,
        Pattern::PelvicDrop,
        Pattern::LateralTrunkLean,
        Pattern::HipHiking,
        Pattern::Circumduction,
        Pattern::Steppage,
        Pattern::ReducedThighExtension,
        Pattern::ForwardLean,
        Pattern::ShortSlowSteps,
        Pattern::IncreasedVariability,
        Pattern::AsymmetricLoading,
    ];

    /// Kebab-case, as in wording keys: `pattern-<name>`.
    pub fn name(self) -> &'static str {
        match self {
            Pattern::Antalgic => "antalgic",
            Pattern::ReducedLoadingFlexion => "reduced-loading-flexion",
            Pattern::IncreasedLoadingFlexion => "increased-loading-flexion",
            Pattern::StiffKnee => "stiff-knee",
            Pattern::PelvicDrop => "pelvic-drop",
            Pattern::LateralTrunkLean => "lateral-trunk-lean",
            Pattern::HipHiking => "hip-hiking",
            Pattern::Circumduction => "circumduction",
            Pattern::Steppage => "steppage",
            Pattern::ReducedThighExtension => "reduced-thigh-extension",
            Pattern::ForwardLean => "forward-lean",
            Pattern::ShortSlowSteps => "short-slow-steps",
            Pattern::IncreasedVariability => "increased-variability",
            Pattern::AsymmetricLoading => "asymmetric-loading",
        }
    }
}

/// The four verdicts on a pattern. `Shown` needs two independent criteria on the same side, `Possible` one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum FindingVerdict {
    /// Two independent criteria hold on the same side.
    Shown,
    /// One holds.
    Possible,
    /// None holds.
    NotShown,
    /// The recording does not allow a verdict.
    CannotBeJudged,
}

impl FindingVerdict {
    /// The surest first.
    pub const ALL: [FindingVerdict; 4] = [
        FindingVerdict::Shown,
        FindingVerdict::Possible,
        FindingVerdict::NotShown,
        FindingVerdict::CannotBeJudged,
    ];
}

/// One criterion of a pattern, with what was measured and what was asked.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct Criterion {
    /// Kebab-case, as in wording keys: `criterion-<code>`.
    pub code: String,
    /// What it looks at; `None` for what is no measure of a stride.
    pub measure: Option<Measure>,
    /// What was measured; `None` where it could not be.
    pub value: Option<f64>,
    /// UCUM unit of value, interval and limit.
    pub unit: String,
    /// 95 % interval of the value.
    pub interval: Option<Interval>,
    /// What the value had to pass.
    pub limit: f64,
    /// Whether the value passed the limit.
    pub met: bool,
}

impl Criterion {
    /// A number of this criterion as it is read: a difference between the legs, kept as the logarithm of their ratio, as real
    /// per cent of the other leg.
    pub fn real(&self, value: f64) -> f64 {
        match self.measure {
            Some(measure) if measure.unit() != self.unit => real_difference(measure, &self.unit, value),
            _ => value,
        }
    }
}

impl Shift {
    /// A level of this series as it is read: differences between the legs as real per cent of the left leg.
    pub fn real(&self, value: f64) -> f64 {
        real(self.measure, self.of_difference, &self.unit, value)
    }
}

impl Drift {
    /// As [`Shift::real`].
    pub fn real(&self, value: f64) -> f64 {
        real(self.measure, self.of_difference, &self.unit, value)
    }
}

fn real(measure: Measure, of_difference: bool, unit: &str, value: f64) -> f64 {
    if of_difference {
        real_difference(measure, unit, value)
    } else {
        value
    }
}

/// One pattern on one side, judged.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct Finding {
    /// Which.
    pub pattern: Pattern,
    /// The leg it is named after; `None` for the whole body, or where nothing is shown.
    pub side: Option<Side>,
    /// Whether it is shown.
    pub verdict: FindingVerdict,
    /// What was looked at.
    pub criteria: Vec<Criterion>,
    /// Sensors behind it.
    pub sensors: Vec<Site>,
    /// Why it could not be judged (`reason-<code>`); empty otherwise.
    pub reasons: Vec<Reason>,
    /// What is to be known beside the verdict (`remark-<code>`), such as `both-legs`.
    pub remarks: Vec<String>,
    /// How far it can be trusted.
    pub grade: Grade,
}

/// A sudden change of a measure within the session.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct Shift {
    /// What changed.
    pub measure: Measure,
    /// `None` where the measure is a side difference or of the whole body.
    pub side: Option<Side>,
    /// True where the series is right minus left (or the log ratio in per cent).
    pub of_difference: bool,
    /// First stride of the new level: its start, seconds, and its number among the strides of the series.
    pub onset_s: f64,
    /// Number of that stride in the series.
    pub onset_stride: usize,
    /// Level before, in `unit`.
    pub before: f64,
    /// Level after, in `unit`.
    pub after: f64,
    /// `after − before`.
    pub change: f64,
    /// UCUM unit, or `%` for log ratios.
    pub unit: String,
    /// 95 % interval of the change.
    pub interval: Interval,
    /// What the change had to exceed.
    pub limit: f64,
    /// Whether it is shown.
    pub verdict: FindingVerdict,
    /// `sensor-moved` and the like, where it is withheld.
    pub reasons: Vec<Reason>,
}

/// A steady trend of a measure within the session.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct Drift {
    /// What changes.
    pub measure: Measure,
    /// `None` where the measure is a side difference or of the whole body.
    pub side: Option<Side>,
    /// True where the series is right minus left (or the log ratio in per cent).
    pub of_difference: bool,
    /// Theil-Sen slope, unit per minute of walking, and its 95 % interval.
    pub slope_per_min: f64,
    /// 95 % interval of the slope.
    pub interval: Interval,
    /// Median over the walk.
    pub level: f64,
    /// Change from the first to the last minute along the slope.
    pub total_change: f64,
    /// UCUM unit, or `%` for log ratios; of the slope, each minute.
    pub unit: String,
    /// Mann-Kendall, corrected for autocorrelation (Hamed & Rao 1998).
    pub p: f64,
    /// What the total change had to exceed.
    pub limit: f64,
    /// Strides behind it.
    pub n: usize,
    /// Whether it is shown.
    pub verdict: FindingVerdict,
    /// Why it is withheld; empty where it is not.
    pub reasons: Vec<Reason>,
}
