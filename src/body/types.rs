//! How each sensor was aligned with its segment, as plain data.

use crate::recording::Site;
use schemars::JsonSchema;
use serde::Serialize;

/// Where the segment's long axis came from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum LongAxisMethod {
    /// `mounting` in `session.toml`.
    Given,
    /// Quiet standing; zero of the angle is this person's standing posture.
    Standing,
    /// Mean vertical over whole strides, with the healthy mean inclination assumed; carries an offset of several degrees.
    WalkingMean,
}

/// Where the medio-lateral axis came from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum SideAxisMethod {
    Given,
    /// Standing and sitting vertical.
    TwoPoses,
    /// Principal axis of the angular rate in knee swings.
    Swing,
    /// Principal axis of the angular rate in walking.
    Walking,
    /// Two-sensor hinge estimate of the knee.
    Hinge,
    /// Principal axis of horizontal acceleration at step frequency (pelvis).
    StepAcceleration,
}

/// One sensor's alignment, its quality, and the methods that were tried and refused.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct SegmentCalibration {
    pub site: Site,
    /// `None` where no method passed its gate: then no angle is reported for this segment.
    pub long_axis: Option<LongAxisMethod>,
    pub side_axis: Option<SideAxisMethod>,
    /// Rows x (anterior), y (proximal), z (to the person's right) in sensor coordinates, where calibrated.
    pub rotation: Option<[[f64; 3]; 3]>,
    /// Share of the largest eigenvalue of the angular rate's scatter, 0..1, where walking or swing was used.
    pub eigenvalue_share: Option<f64>,
    /// Estimated standard uncertainty of the angle's zero, degrees.
    pub offset_uncertainty_deg: Option<f64>,
    /// Codes of methods refused, with the figure that failed, in order of trial.
    pub refusals: Vec<String>,
}
