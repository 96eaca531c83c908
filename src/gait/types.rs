//! The results of gait segmentation, as plain data.

use super::Values;
use recording::{Side, Site};
use schemars::JsonSchema;
use serde::Serialize;
use std::fmt;

/// A foot meets or leaves the ground.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum ContactKind {
    /// A foot meets the ground.
    InitialContact,
    /// A foot leaves the ground.
    FinalContact,
}

impl ContactKind {
    /// As in files.
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
    /// The foot.
    pub side: Side,
    /// Met or left the ground.
    pub kind: ContactKind,
    /// Seconds.
    pub time_s: f64,
    /// The kind of sensor that told it.
    pub source: ContactSource,
}

/// A stretch of uninterrupted walking.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, JsonSchema)]
pub struct Bout {
    /// Its first contact, seconds on the recording's clock.
    pub start_s: f64,
    /// Its last contact, seconds on the recording's clock.
    pub end_s: f64,
}

/// A change of walking direction.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, JsonSchema)]
pub struct Turn {
    /// Its beginning, seconds on the recording's clock.
    pub start_s: f64,
    /// Its end, seconds on the recording's clock.
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
    /// Walked in a bout most of whose strides are implausible, while other bouts are sound.
    DoubtfulBout,
}

impl Exclusion {
    /// In the order of tables.
    pub const ALL: [Exclusion; 8] = [
        Exclusion::Turn,
        Exclusion::GaitStart,
        Exclusion::GaitStop,
        Exclusion::Gap,
        Exclusion::Implausible,
        Exclusion::NotSteady,
        Exclusion::NotLevelWalking,
        Exclusion::DoubtfulBout,
    ];

    /// As in files; its words stand at `exclusion-<name>`.
    pub fn name(self) -> &'static str {
        match self {
            Exclusion::Turn => "turn",
            Exclusion::GaitStart => "gait_start",
            Exclusion::GaitStop => "gait_stop",
            Exclusion::Gap => "gap",
            Exclusion::Implausible => "implausible",
            Exclusion::NotSteady => "not_steady",
            Exclusion::NotLevelWalking => "not_level_walking",
            Exclusion::DoubtfulBout => "doubtful_bout",
        }
    }
}

/// One gait cycle of one leg: initial contact to the next initial contact of the same foot.
#[derive(Debug, Clone, PartialEq)]
pub struct Stride {
    /// The foot.
    pub side: Side,
    /// Index into the list of bouts.
    pub bout: usize,
    /// Initial contact, seconds on the recording's clock.
    pub start_s: f64,
    /// The same foot's next initial contact, seconds on the recording's clock.
    pub end_s: f64,
    /// This foot's final contact within the stride.
    pub final_contact_s: Option<f64>,
    /// The other foot's final contact within the stride (end of loading double support).
    pub opposite_final_contact_s: Option<f64>,
    /// The other foot's initial contact within the stride.
    pub opposite_initial_contact_s: Option<f64>,
    /// Its measures.
    pub values: Values,
    /// Empty where the stride counts.
    pub excluded_because: Vec<Exclusion>,
}

impl Stride {
    /// Whether it counts.
    pub fn included(&self) -> bool {
        self.excluded_because.is_empty()
    }

    /// True where its contacts or samples are in doubt, so that no measure of a neighbour may lean on them.
    pub fn is_broken(&self) -> bool {
        self.excluded_because
            .iter()
            .any(|reason| matches!(reason, Exclusion::Implausible | Exclusion::Gap))
    }
}

/// A curve over the gait cycle.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Curve {
    /// Degrees, flexion +.
    KneeFlexion,
    /// Degrees, flexion +: the thigh against the pelvis.
    HipFlexion,
    /// Degrees from the vertical, + = knee end forward.
    ThighInclination,
    /// Degrees from the vertical, + = ankle end forward.
    ShankInclination,
    /// Degrees, + = anterior.
    PelvisTilt,
    /// Degrees, + = the side of the foot up.
    PelvisObliquity,
    /// Degrees, + = the side of the foot forward.
    PelvisRotation,
    /// Degrees, + = towards the side of the foot.
    TrunkLean,
}

impl Curve {
    /// In the order of files.
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
    /// Which angle.
    pub curve: Curve,
    /// The foot whose cycles these are.
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
    /// One value per time, degrees.
    pub columns: Vec<(AngleColumn, Vec<f64>)>,
}

impl AngleSeries {
    /// One angle over time, degrees; `None` where its sensors were not worn or not aligned.
    pub fn get(&self, column: AngleColumn) -> Option<&[f64]> {
        let found = self.columns.iter().find(|(known, _)| *known == column);
        found.map(|(_, values)| values.as_slice())
    }
}

/// An angle over time. Inclination + = distal end forward; flexion +; tilt + = anterior; obliquity + = right side up;
/// rotation + = right side forward.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum AngleColumn {
    /// Of this leg.
    KneeFlexion(Side),
    /// Of this leg: the thigh against the pelvis.
    HipFlexion(Side),
    /// Of this leg, from the vertical.
    ThighInclination(Side),
    /// Of this leg, from the vertical.
    ShankInclination(Side),
    /// Of the pelvis, + = anterior.
    PelvisTilt,
    /// Of the pelvis, + = right side up.
    PelvisObliquity,
    /// Of the pelvis, + = right side forward.
    PelvisRotation,
    /// Of the trunk, + = forward.
    TrunkTilt,
    /// Of the trunk, + = right side up.
    TrunkObliquity,
    /// Of the trunk, + = right side forward.
    TrunkRotation,
}

impl AngleColumn {
    /// In the order of files.
    pub const ALL: [AngleColumn; 14] = [
        AngleColumn::KneeFlexion(Side::Left),
        AngleColumn::KneeFlexion(Side::Right),
        AngleColumn::HipFlexion(Side::Left),
        AngleColumn::HipFlexion(Side::Right),
        AngleColumn::ThighInclination(Side::Left),
        AngleColumn::ThighInclination(Side::Right),
        AngleColumn::ShankInclination(Side::Left),
        AngleColumn::ShankInclination(Side::Right),
        AngleColumn::PelvisTilt,
        AngleColumn::PelvisObliquity,
        AngleColumn::PelvisRotation,
        AngleColumn::TrunkTilt,
        AngleColumn::TrunkObliquity,
        AngleColumn::TrunkRotation,
    ];

    /// As in files, with the unit.
    pub fn name(self) -> &'static str {
        use AngleColumn::*;
        match self {
            KneeFlexion(Side::Left) => "knee_flexion_left_deg",
            KneeFlexion(Side::Right) => "knee_flexion_right_deg",
            HipFlexion(Side::Left) => "hip_flexion_left_deg",
            HipFlexion(Side::Right) => "hip_flexion_right_deg",
            ThighInclination(Side::Left) => "thigh_inclination_left_deg",
            ThighInclination(Side::Right) => "thigh_inclination_right_deg",
            ShankInclination(Side::Left) => "shank_inclination_left_deg",
            ShankInclination(Side::Right) => "shank_inclination_right_deg",
            PelvisTilt => "pelvis_tilt_deg",
            PelvisObliquity => "pelvis_obliquity_deg",
            PelvisRotation => "pelvis_rotation_deg",
            TrunkTilt => "trunk_tilt_deg",
            TrunkObliquity => "trunk_obliquity_deg",
            TrunkRotation => "trunk_rotation_deg",
        }
    }

    /// The sensors that it needs.
    pub fn sites(self) -> Vec<Site> {
        use AngleColumn::*;
        match self {
            KneeFlexion(side) => vec![Site::thigh(side), Site::shank(side)],
            HipFlexion(side) => vec![Site::Pelvis, Site::thigh(side)],
            ThighInclination(side) => vec![Site::thigh(side)],
            ShankInclination(side) => vec![Site::shank(side)],
            PelvisTilt | PelvisObliquity | PelvisRotation => vec![Site::Pelvis],
            TrunkTilt | TrunkObliquity | TrunkRotation => vec![Site::Trunk],
        }
    }
}

impl fmt::Display for AngleColumn {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        f.pad(self.name())
    }
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
