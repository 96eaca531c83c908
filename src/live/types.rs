//! What goes into the causal chain and what comes out of it, as plain data.

use body::LongAxisMethod;
use gait::{ContactKind, ContactSource};
use nalgebra::Vector3;
use recording::{Side, Site};
use serde::Serialize;
use std::collections::BTreeMap;

/// One sample of one sensor on the common clock.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct LiveSample {
    /// The recording's clock, seconds: the sensor's own time carried over by its clock fit.
    pub time_s: f64,
    /// Specific force, sensor frame, m/s².
    pub acc_mps2: Vector3<f64>,
    /// Angular rate, sensor frame, rad/s.
    pub gyr_radps: Vector3<f64>,
}

/// What the chain tells. In JSON every event is an object with its kind in `event`.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(tag = "event", rename_all = "snake_case")]
pub enum LiveEvent {
    /// A foot met or left the ground.
    Contact(LiveContact),
    /// A step is complete: told shortly after the initial contact that ends it.
    Step(LiveStep),
    /// Angles of one leg at one moment, for plotting; 50 a second for each leg that is calibrated.
    Angles(LiveAngles),
    /// The person began to stand still, to walk, or to do something else.
    Activity {
        /// What it does now.
        activity: Activity,
        /// When that began, seconds on the recording's clock.
        time_s: f64,
    },
    /// A doubt or its end.
    Note(LiveNote),
}

/// One contact, decided causally.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct LiveContact {
    /// The foot.
    pub side: Side,
    /// Met or left the ground.
    pub kind: ContactKind,
    /// When the foot met or left the ground, seconds on the recording's clock.
    pub time_s: f64,
    /// Time of the newest sample of that sensor when it was decided, seconds on the recording's clock.
    pub decided_s: f64,
    /// The kind of sensor that told it.
    pub source: ContactSource,
}

impl LiveContact {
    /// How long after the contact it was decided, seconds of sample time. Negative where a landmark before the contact
    /// tells it (thigh sensors).
    pub fn delay_s(&self) -> f64 {
        self.decided_s - self.time_s
    }
}

/// One step of one foot and how the walk goes on the whole. What is not known is absent.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct LiveStep {
    /// The foot that landed.
    pub side: Side,
    /// Its initial contact, seconds on the recording's clock.
    pub time_s: f64,
    /// From the other foot's initial contact to this one, seconds.
    pub step_time_s: Option<f64>,
    /// From this foot's previous initial contact to this one, seconds.
    pub stride_time_s: Option<f64>,
    /// This foot's last stance as a share of its stride, per cent.
    pub stance_percent: Option<f64>,
    /// Largest knee flexion of this leg within the stride, degrees.
    pub knee_peak_deg: Option<f64>,
    /// Largest minus smallest knee flexion of this leg within the stride, degrees.
    pub knee_range_deg: Option<f64>,
    /// Knee flexion at this contact, degrees.
    pub knee_at_contact_deg: Option<f64>,
    /// Walking speed over this foot's last whole stride, m/s: an estimate.
    pub speed_mps: Option<f64>,
    /// Of the walk so far: its latest steps.
    pub rhythm: Rhythm,
}

/// How the latest steps went: medians over the last ten of each foot.
#[derive(Debug, Clone, Copy, PartialEq, Default, Serialize)]
pub struct Rhythm {
    /// Steps per minute.
    pub cadence_per_min: Option<f64>,
    /// Median step time of each foot, seconds.
    pub step_time_left_s: Option<f64>,
    /// Median step time of the right foot, seconds.
    pub step_time_right_s: Option<f64>,
    /// Right minus left step time, seconds; from five steps of each foot on.
    pub step_time_difference_s: Option<f64>,
    /// The same as `100 ln(right / left)`, per cent.
    pub step_time_difference_percent: Option<f64>,
    /// Steps of this bout of walking, both feet.
    pub steps: usize,
}

/// Angles of one leg, degrees; signs as in the analysis (flexion +, inclination + with the distal end forward).
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct LiveAngles {
    /// The leg.
    pub side: Side,
    /// Seconds on the recording's clock.
    pub time_s: f64,
    /// Knee flexion, degrees; absent without both sensors calibrated.
    pub knee_flexion_deg: Option<f64>,
    /// Thigh inclination, degrees; absent without a calibrated sensor.
    pub thigh_inclination_deg: Option<f64>,
    /// Shank inclination, degrees; absent without a calibrated sensor.
    pub shank_inclination_deg: Option<f64>,
}

/// What the person does, as far as the sensors show.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Activity {
    /// All sensors rest.
    Still,
    /// Feet land again and again.
    Walking,
    /// Neither.
    Moving,
}

/// A doubt about the live view, or its end. `code` names it for wordings.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
#[serde(tag = "note", rename_all = "snake_case")]
#[expect(
    missing_docs,
    reason = "each is about one sensor and one time, seconds on the recording's clock"
)]
pub enum LiveNote {
    /// How a sensor sits on its segment is known now, or known better: its angles count from here on.
    Calibrated {
        /// The sensor.
        site: Site,
        /// When, seconds on the recording's clock.
        time_s: f64,
        /// Where the zero of its angles comes from.
        zero: LongAxisMethod,
        /// True if it replaces an earlier calibration.
        refined: bool,
    },
    /// The person walks, but this sensor's walk does not tell how it sits: angles and contacts of it are withheld.
    NotCalibrated { site: Site, time_s: f64 },
    /// Nothing came from this sensor for a second or more.
    Silent { site: Site, since_s: f64 },
    /// A silent sensor speaks again.
    Back { site: Site, time_s: f64 },
    /// Samples are missing so far; recovered samples go into the recording, but come too late for the live view.
    Gap { site: Site, start_s: f64, end_s: f64 },
    /// The kit has no sensor on a thigh or shank: contacts are not told live.
    NoLegSensor { time_s: f64 },
}

impl LiveNote {
    /// Kebab-case name, the same for every note of its kind.
    pub fn code(&self) -> &'static str {
        match self {
            LiveNote::Calibrated { refined: false, .. } => "calibrated",
            LiveNote::Calibrated { refined: true, .. } => "calibration-refined",
            LiveNote::NotCalibrated { .. } => "not-calibrated",
            LiveNote::Silent { .. } => "sensor-silent",
            LiveNote::Back { .. } => "sensor-back",
            LiveNote::Gap { .. } => "gap",
            LiveNote::NoLegSensor { .. } => "no-leg-sensor",
        }
    }

    /// The sensor that it is about, if it is about one.
    pub fn site(&self) -> Option<Site> {
        match *self {
            LiveNote::Calibrated { site, .. }
            | LiveNote::NotCalibrated { site, .. }
            | LiveNote::Silent { site, .. }
            | LiveNote::Back { site, .. }
            | LiveNote::Gap { site, .. } => Some(site),
            LiveNote::NoLegSensor { .. } => None,
        }
    }
}

/// Where the chain stands: a view that came late starts from here.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct LiveState {
    /// Newest sample of any sensor, seconds on the recording's clock.
    pub time_s: Option<f64>,
    /// What the person does.
    pub activity: Activity,
    /// The kind of sensor that tells contacts; absent before the first.
    pub contact_source: Option<ContactSource>,
    /// How the latest steps went.
    pub rhythm: Rhythm,
    /// By site.
    pub sensors: BTreeMap<Site, LiveSensorState>,
}

/// One sensor as the chain sees it.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct LiveSensorState {
    /// Newest sample, seconds on the recording's clock.
    pub last_s: f64,
    /// Measured sample rate, Hz; absent before the second sample.
    pub rate_hz: Option<f64>,
    /// Where the zero of its angles comes from; absent while it is not calibrated.
    pub zero: Option<LongAxisMethod>,
    /// Nothing came from it for a second or more.
    pub silent: bool,
    /// Samples that came after newer ones and were left out of the live view.
    pub late_samples: u64,
}
