//! The results of gait segmentation, as plain data.

use super::Values;
use crate::recording::Side;
use schemars::JsonSchema;
use serde::Serialize;

/// A foot meets or leaves the ground.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum ContactKind {
    InitialContact,
    FinalContact,
}

impl ContactKind {
    pub fn name(self) -> &'static str {
        match self {
            ContactKind::InitialContact => "initial_contact",
            ContactKind::FinalContact => "final_contact",
        }
    }
}

/// Which sensors a contact was found with, best first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum ContactSource {
    /// Sagittal angular rate of the shank: the primary method.
    Shank,
    /// Sagittal angular rate of the thigh: weaker.
    Thigh,
    /// Pelvis acceleration alone: weaker, and its sides are estimated.
    Pelvis,
}

/// One contact. `time_s` is on the recording's clock, with sub-sample resolution.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, JsonSchema)]
pub struct Contact {
    pub side: Side,
    pub kind: ContactKind,
    pub time_s: f64,
    pub source: ContactSource,
}

/// A stretch of uninterrupted walking.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, JsonSchema)]
pub struct Bout {
    pub start_s: f64,
    pub end_s: f64,
}

/// A change of walking direction.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, JsonSchema)]
pub struct Turn {
    pub start_s: f64,
    pub end_s: f64,
    /// Counter-clockwise (to the left) positive, degrees.
    pub angle_deg: f64,
}

/// Why a stride is left out of means and verdicts. It stays in the tables.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Exclusion {
    /// Overlaps a turn or stands directly beside one.
    Turn,
    /// One of the first strides of a bout.
    GaitStart,
    /// One of the last strides of a bout.
    GaitStop,
    /// Samples are missing within the stride.
    Gap,
    /// Stride, stance or the other foot's contact is outside what walking allows.
    Implausible,
    /// Its duration stands apart from its neighbours.
    NotSteady,
    /// Runs, climbs stairs or otherwise does not walk on the level.
    NotLevelWalking,
}

impl Exclusion {
    pub fn name(self) -> &'static str {
        match self {
            Exclusion::Turn => "turn",
            Exclusion::GaitStart => "gait_start",
            Exclusion::GaitStop => "gait_stop",
            Exclusion::Gap => "gap",
            Exclusion::Implausible => "implausible",
            Exclusion::NotSteady => "not_steady",
            Exclusion::NotLevelWalking => "not_level_walking",
        }
    }
}

/// One gait cycle of one leg: initial contact to the next initial contact of the same foot.
#[derive(Debug, Clone, PartialEq)]
pub struct Stride {
    pub side: Side,
    /// Index into the list of bouts.
    pub bout: usize,
    pub start_s: f64,
    pub end_s: f64,
    /// This foot's final contact within the stride.
    pub final_contact_s: Option<f64>,
    /// The other foot's final contact within the stride (end of loading double support).
    pub opposite_final_contact_s: Option<f64>,
    /// The other foot's initial contact within the stride.
    pub opposite_initial_contact_s: Option<f64>,
    pub values: Values,
    /// Empty where the stride counts.
    pub excluded_because: Vec<Exclusion>,
}

impl Stride {
    pub fn included(&self) -> bool {
        self.excluded_because.is_empty()
    }
}

/// A curve over the gait cycle.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Curve {
    KneeFlexion,
    HipFlexion,
    ThighInclination,
    ShankInclination,
    PelvisTilt,
    PelvisObliquity,
    PelvisRotation,
    TrunkLean,
}

impl Curve {
    pub const ALL: [Curve; 8] = [
        Curve::KneeFlexion,
        Curve::HipFlexion,
        Curve::ThighInclination,
        Curve::ShankInclination,
        Curve::PelvisTilt,
        Curve::PelvisObliquity,
        Curve::PelvisRotation,
        Curve::TrunkLean,
    ];

    /// `knee_flexion_deg` and the like, as in files.
    pub fn name(self) -> &'static str {
        match self {
            Curve::KneeFlexion => "knee_flexion_deg",
            Curve::HipFlexion => "hip_flexion_deg",
            Curve::ThighInclination => "thigh_inclination_deg",
            Curve::ShankInclination => "shank_inclination_deg",
            Curve::PelvisTilt => "pelvis_tilt_deg",
            Curve::PelvisObliquity => "pelvis_obliquity_deg",
            Curve::PelvisRotation => "pelvis_rotation_deg",
            Curve::TrunkLean => "trunk_lean_deg",
        }
    }
}

/// The mean course of an angle over the included strides of one side; 101 points, 0 to 100 % of that side's own cycle.
#[derive(Debug, Clone, PartialEq)]
pub struct CycleCurve {
    pub curve: Curve,
    pub side: Side,
    /// Degrees.
    pub mean: Vec<f64>,
    /// Standard deviation between strides, degrees.
    pub sd: Vec<f64>,
    /// Strides behind the mean.
    pub n: usize,
    /// Up to 40 single strides evenly spaced over the recording, for drawing; each 101 points.
    pub strides: Vec<Vec<f64>>,
    /// Mean final contact, per cent of the cycle, where known.
    pub final_contact_percent: Option<f64>,
}

/// Angles over time on one uniform clock; `NaN` where a sensor has no valid samples.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct AngleSeries {
    /// Seconds, the recording's clock, uniform steps.
    pub time_s: Vec<f64>,
    /// Column name with unit (`knee_flexion_left_deg`, `pelvis_tilt_deg`) and one value per time, degrees.
    pub columns: Vec<(String, Vec<f64>)>,
}
