//! `session.toml`: who walked, under which protocol, with which sensors.

use super::{Intake, Note, NoticeCode, Side, Site};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// The content of `session.toml`. Every part is optional; unknown keys are errors, so that a typing mistake is seen.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Session {
    /// Version of this layout; 1.
    pub schema_version: Option<u32>,
    /// The day of the recording, `YYYY-MM-DD`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub date: Option<String>,
    /// Who walked.
    pub subject: Subject,
    /// What was to be done.
    pub protocol: Protocol,
    /// The leg that hurts or was operated on, if one is named.
    pub affected_side: Option<Side>,
    /// What the person was asked before the walk.
    #[serde(skip_serializing_if = "Intake::is_empty")]
    pub intake: Intake,
    /// What the therapist adds in words of their own (`[note]`).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub note: Option<Note>,
    /// One entry per sensor (`[[sensor]]`).
    #[serde(rename = "sensor")]
    pub sensors: Vec<SensorEntry>,
    /// Pairs of places that were exchanged by hand after they were named: files and entries have the names of before. The
    /// reader exchanges them and leaves this empty.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    #[schemars(skip)]
    pub exchanged: Vec<[Site; 2]>,
}

impl Session {
    /// Says how high above the ankle the sensor of a shank is worn, metres, where the session does not say it itself.
    pub fn worn_at(&mut self, site: Site, height_m: f64) {
        let at = self.sensors.iter().position(|entry| entry.site == site);
        let at = at.unwrap_or_else(|| {
            self.sensors.push(SensorEntry::new(site));
            self.sensors.len() - 1
        });
        self.sensors[at].sensor_height_m.get_or_insert(height_m);
    }
}

/// The person, by pseudonym: no names, no dates of birth.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Subject {
    /// Never a name.
    pub pseudonym: Option<String>,
    /// Standing height, metres.
    pub height_m: Option<f64>,
    /// Greater trochanter to knee line, metres.
    pub thigh_length_m: Option<f64>,
    /// Knee line to lateral malleolus, metres.
    pub shank_length_m: Option<f64>,
    /// Whole years.
    pub age_years: Option<f64>,
    /// `female`, `male` or whatever the practice writes; only shown.
    pub sex: Option<String>,
}

/// What the person was asked to do.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Protocol {
    /// Such as `timed-up-and-go`, or any other name.
    pub name: Option<String>,
    /// True where the walk was on a treadmill.
    pub treadmill: bool,
    /// A walk of known length and time gives the walking speed, m/s, e.g. a timed 10 m walk: the median speed of the
    /// recording is set to it, and lengths are rescaled.
    pub timed_speed_mps: Option<f64>,
    /// Moments that the therapist marked while recording, seconds on the recording's clock, ascending. Only shown.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub marks_s: Vec<f64>,
    /// Known phases of the recording (`[[protocol.phase]]`).
    #[serde(rename = "phase")]
    pub phases: Vec<Phase>,
}

/// One phase on the recording's clock.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Phase {
    /// What was done.
    pub kind: PhaseKind,
    /// Its beginning, seconds.
    pub start_s: f64,
    /// Its end, seconds.
    pub end_s: f64,
}

/// What is done in a phase.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum PhaseKind {
    /// Standing still.
    Stand,
    /// Sitting still.
    Sit,
    /// Knee swings or leg pendulum for calibration.
    Swing,
    /// Walking.
    Walk,
    /// Turning on the spot.
    Turn,
    /// Anything that is not to be looked at.
    Rest,
    /// Heels, sacrum and shoulders against a wall.
    Wall,
}

/// What is known of one sensor.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SensorEntry {
    /// Where it is worn.
    pub site: Site,
    /// Maker and type.
    #[serde(default)]
    pub model: Option<String>,
    /// Serial number.
    #[serde(default)]
    pub serial: Option<String>,
    /// Nominal rate, Hz.
    #[serde(default)]
    pub rate_hz: Option<f64>,
    /// Full scale of the accelerometer, m/s².
    #[serde(default)]
    pub acc_range_mps2: Option<f64>,
    /// Full scale of the gyroscope, rad/s.
    #[serde(default)]
    pub gyr_range_radps: Option<f64>,
    /// Seconds to add to this sensor's times to reach the recording's clock.
    #[serde(default)]
    pub clock_offset_s: f64,
    /// Standard uncertainty of the sensor's times on the recording's clock, seconds.
    #[serde(default)]
    pub clock_uncertainty_s: Option<f64>,
    /// Sensors with the same number share one clock, whatever it is against the others'.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub clock_group: Option<usize>,
    /// What the recorder added to the sensor's own clock (`device_us`) to get the file's times, at the fit's centre,
    /// seconds. For information: the times in the file have it already.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub device_clock_offset_s: Option<f64>,
    /// How much faster the recording's clock runs than the sensor's, ppm. For information, as before.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub drift_ppm: Option<f64>,
    /// Standard uncertainty of the drift, ppm.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub drift_uncertainty_ppm: Option<f64>,
    /// Rotation sensor → segment, rows x (anterior), y (proximal), z (right) in sensor coordinates.
    #[serde(default)]
    pub mounting: Option<[[f64; 3]; 3]>,
    /// Height of a shank's sensor above the ankle joint (lateral malleolus), along the shank, metres: stride length and
    /// speed need it, and assume one of two usual mountings where it is absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sensor_height_m: Option<f64>,
    /// What sensors of this family cannot do; written by the recorder. Each is a remark in the report and counts for the grade.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub limits: Vec<SensorLimit>,
}

/// What a family of sensors cannot do, and a recording with it suffers from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum SensorLimit {
    /// Samples missed on the air are lost.
    NoResend,
    /// Samples carry no time; that of their arrival stands for it.
    NoDeviceTime,
    /// It streams less than 100 samples a second.
    LowLiveRate,
}

impl SensorLimit {
    /// Code of its notice.
    pub fn notice(self) -> NoticeCode {
        match self {
            SensorLimit::NoResend => NoticeCode::SensorNoResend,
            SensorLimit::NoDeviceTime => NoticeCode::SensorNoDeviceTime,
            SensorLimit::LowLiveRate => NoticeCode::SensorLowLiveRate,
        }
    }
}

impl SensorEntry {
    /// An entry that knows only the site.
    pub fn new(site: Site) -> SensorEntry {
        SensorEntry {
            site,
            model: None,
            serial: None,
            rate_hz: None,
            acc_range_mps2: None,
            gyr_range_radps: None,
            clock_offset_s: 0.0,
            clock_uncertainty_s: None,
            clock_group: None,
            device_clock_offset_s: None,
            drift_ppm: None,
            drift_uncertainty_ppm: None,
            mounting: None,
            sensor_height_m: None,
            limits: Vec::new(),
        }
    }
}
