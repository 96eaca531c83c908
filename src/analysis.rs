//! The offline chain in one function: a recording in, an analysis out.

use crate::assessment::{Grade, MeasureSummary, SideDifference};
use crate::body::SegmentCalibration;
use crate::gait::{AngleSeries, Bout, Contact, ContactSource, CycleCurve, Stride, Turn};
use crate::recording::{Notice, Session, Side, Site, Source};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Everything that can be set, with defaults that need no setting. Printed in `summary.json`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Settings {
    /// Seed of the bootstrap.
    pub seed: u64,
}

impl Default for Settings {
    fn default() -> Self {
        Settings { seed: 20_180_424 }
    }
}

/// What one sensor contributed.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct SensorSummary {
    pub site: Site,
    pub rate_hz: f64,
    pub start_s: f64,
    pub end_s: f64,
    pub samples: usize,
    /// Share of expected samples that are missing, 0..1.
    pub lost_share: f64,
    /// Longest gap, seconds.
    pub longest_gap_s: f64,
    /// Share of samples at the range's end, 0..1.
    pub clipped_share: f64,
    /// Mean magnitude of the acceleration at rest, m/s², where it rested.
    pub gravity_mps2: Option<f64>,
    pub clock_uncertainty_s: f64,
}

/// Whole-session quality: the worst grade that matters, with reasons and advice as notices.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct SessionQuality {
    pub grade: Grade,
    /// Codes of the reasons behind B or C (`quality-<code>` in the wording files).
    pub reasons: Vec<String>,
}

/// How walking speed and stride length were found.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum SpeedMethod {
    /// Shank strapdown between mid-stances.
    ShankStrapdown,
    /// Thigh and shank of both legs.
    TwoLegModel,
    /// Inverted pendulum from vertical pelvis motion: an estimate.
    PelvisPendulum,
    /// Typed in by the therapist (timed walk).
    Timed,
}

/// What could not be measured, and why (`absent-<reason>` in the wording files).
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct Absent {
    /// Measure or curve name.
    pub what: String,
    /// Kebab-case reason: `no-thigh-sensor`, `one-sided-kit`, `not-calibrated`, `no-walking`, …
    pub reason: String,
}

/// All that is known after the analysis; the report and the exports are views of it.
#[derive(Debug, Clone, PartialEq)]
pub struct Analysis {
    pub version: String,
    pub source: Source,
    pub session: Session,
    pub settings: Settings,
    /// From first to last sample of any sensor, seconds.
    pub duration_s: f64,
    pub sensors: Vec<SensorSummary>,
    pub calibration: Vec<SegmentCalibration>,
    pub contact_source: Option<ContactSource>,
    pub speed_method: Option<SpeedMethod>,
    pub contacts: Vec<Contact>,
    pub bouts: Vec<Bout>,
    pub turns: Vec<Turn>,
    /// In order of start.
    pub strides: Vec<Stride>,
    pub angles: AngleSeries,
    pub cycles: Vec<CycleCurve>,
    pub measures: Vec<MeasureSummary>,
    pub side_differences: Vec<SideDifference>,
    pub absent: Vec<Absent>,
    pub quality: SessionQuality,
    pub notices: Vec<Notice>,
}

impl Analysis {
    /// The summary of one measure on one side.
    pub fn measure(&self, measure: crate::gait::Measure, side: Option<Side>) -> Option<&MeasureSummary> {
        self.measures
            .iter()
            .find(|summary| summary.measure == measure && summary.side == side)
    }
}
