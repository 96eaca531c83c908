//! How each sensor was aligned with its segment, as plain data.

use recording::Site;
use schemars::{JsonSchema, Schema, SchemaGenerator};
use serde::{Serialize, Serializer};
use std::borrow::Cow;
use std::fmt;

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
    /// Stated in the session (`mounting`).
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

/// Why a way of aligning a sensor was not taken, with the figure that failed. Files hold its sentence.
#[derive(Debug, Clone, Copy, PartialEq)]
#[expect(missing_docs, reason = "the line above each names its figures")]
pub enum Refusal {
    /// The `mounting` of the session is not a rotation.
    MountingNotARotation,
    /// The sensor never moved.
    NoMotion,
    /// Rests in which the segment was not upright, and their number: no standing.
    RestsInAnotherPosture(usize),
    /// What the angle reads while its owner stands, and the most that is allowed, degrees.
    StandReads { reading_deg: f64, limit_deg: f64 },
    /// Share of the rotation that is about one axis, and the least that is wanted, 0..1.
    LittleAboutOneAxis { share: f64, needed: f64 },
    /// Share of the rotation across the segment that is about one axis, and the least that is wanted, 0..1.
    LittleAcross { share: f64, needed: f64 },
    /// Neither walking cycles nor a standing phase.
    NoWalkingNorStanding,
    /// No steady walking to find the step's rhythm in (pelvis, trunk).
    NoSteadyWalking,
    /// Share of the horizontal acceleration at step rhythm along one axis, and the least that is wanted, 0..1.
    LittleAlongOneAxis { share: f64, needed: f64 },
    /// Sine of the angle by which the acceleration along that axis leads the upward one, and the least that is wanted: which
    /// end of the axis is the front.
    FrontUnclear { lead: f64, needed: f64 },
    /// The same sine, negative, at the end that the legs have in front.
    FrontContradicted { lead: f64 },
    /// Angle between that axis and the legs' forward, and the most that is allowed, degrees.
    AcrossLegs { apart_deg: f64, limit_deg: f64 },
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        match self {
            Refusal::MountingNotARotation => f.write_str("mounting-not-a-rotation"),
            Refusal::NoMotion => f.write_str("no-motion"),
            Refusal::RestsInAnotherPosture(count) => write!(f, "standing: {count} rest(s) in another posture"),
            Refusal::StandReads { reading_deg, limit_deg } => {
                write!(f, "standing: reads {reading_deg:.1} deg, at most {limit_deg:.0}")
            }
            Refusal::LittleAboutOneAxis { share, needed } => {
                write!(f, "walking-axis: share {share:.2} of all rotation, needs {needed:.2}")
            }
            Refusal::LittleAcross { share, needed } => {
                write!(
                    f,
                    "walking-axis: share {share:.2} across the segment, needs {needed:.2}"
                )
            }
            Refusal::NoWalkingNorStanding => f.write_str("walking-axis: neither walking cycles nor a standing phase"),
            Refusal::NoSteadyWalking => f.write_str("step-acceleration: no steady walking"),
            Refusal::LittleAlongOneAxis { share, needed } => {
                write!(f, "step-acceleration: share {share:.2}, needs {needed:.2}")
            }
            Refusal::FrontUnclear { lead, needed } => {
                write!(f, "step-acceleration: lead {lead:.2}, needs {needed:.2}")
            }
            Refusal::FrontContradicted { lead } => {
                write!(f, "step-acceleration: lead {lead:.2} where the legs have their front")
            }
            Refusal::AcrossLegs { apart_deg, limit_deg } => {
                write!(
                    f,
                    "step-acceleration: {apart_deg:.0} deg from the legs' forward, at most {limit_deg:.0}"
                )
            }
        }
    }
}

impl Serialize for Refusal {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl JsonSchema for Refusal {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> Cow<'static, str> {
        String::schema_name()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        String::json_schema(generator)
    }
}

/// One sensor's alignment, its quality, and the methods that were tried and refused.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct SegmentCalibration {
    /// Where the sensor is worn.
    pub site: Site,
    /// `None` where no method passed its gate: then no angle is reported for this segment.
    pub long_axis: Option<LongAxisMethod>,
    /// `None` where no method passed its gate.
    pub side_axis: Option<SideAxisMethod>,
    /// Rows x (anterior), y (proximal), z (to the person's right) in sensor coordinates, where calibrated.
    pub rotation: Option<[[f64; 3]; 3]>,
    /// Share of the largest eigenvalue of the angular rate's scatter, 0..1, where walking or swing was used.
    pub eigenvalue_share: Option<f64>,
    /// Estimated standard uncertainty of the angle's zero, degrees.
    pub offset_uncertainty_deg: Option<f64>,
    /// Methods refused, in order of trial.
    pub refusals: Vec<Refusal>,
}
