//! What a screen shows while sensors are worn, as data: it can be serialised, and says nothing in sentences but through
//! `Display`, which is English for the command line.

use super::clock::ClockState;
use super::violation::Violations;
use recording::{PhaseKind, Site};
use serde::Serialize;
use std::path::PathBuf;

/// What the running recording is doing, in this order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Stage {
    /// Looking for the sensors and connecting; nothing is written.
    Connecting,
    /// All sensors stream; waiting for the start. Nothing is written.
    Ready,
    /// Samples are written; what the recording begins with is safe on the disk.
    Recording,
    /// Stopped; what is missing is being fetched, the files are put in order.
    Finishing,
    /// The folder is complete, or the recording failed.
    Done,
}

/// Everything at one moment.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct CaptureStatus {
    pub stage: Stage,
    /// Seconds since the start; 0 before.
    pub elapsed_s: f64,
    pub phase: Option<PhaseStatus>,
    /// In the order of the plan.
    pub sensors: Vec<SensorStatus>,
    /// Marks set so far, seconds since the start.
    pub marks_s: Vec<f64>,
    /// A pause goes on.
    pub paused: bool,
    pub folder: PathBuf,
    /// Bytes of samples in the folder.
    pub written_bytes: u64,
    /// The disk does not keep up; samples wait in memory, and nothing is lost as long as the program runs.
    pub disk_behind: bool,
    /// The disk is full: rows wait in memory until there is room again, for a minute.
    pub disk_full: bool,
    /// Why the recording ended by itself, as a sentence.
    pub failure: Option<String>,
}

/// The protocol's current phase.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct PhaseStatus {
    pub kind: PhaseKind,
    /// Counting from 0, and how many there are.
    pub index: usize,
    pub count: usize,
    pub elapsed_s: f64,
    /// `None` where a person decides when it ends.
    pub planned_s: Option<f64>,
}

/// The connection of one sensor.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum LinkState {
    /// Not in sight yet.
    Searching,
    Connecting,
    /// Connected, being set up.
    SettingUp,
    Streaming,
    /// The connection was lost; waiting before the next attempt.
    Lost,
    /// Fetching what was missed after the stop.
    Fetching,
    /// Finished.
    Closed,
    /// Given up; `problem` says why.
    Failed,
}

/// One sensor at one moment.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct SensorStatus {
    pub site: Site,
    /// What is printed on it.
    pub label: String,
    /// Key of its family.
    pub family: &'static str,
    pub serial: Option<String>,
    pub model: Option<String>,
    pub firmware: Option<String>,
    pub state: LinkState,
    /// The latest trouble with it, as a sentence; `None` while all is well.
    pub problem: Option<String>,
    pub nominal_rate_hz: Option<f64>,
    /// Samples a second that arrived over the last two seconds.
    pub rate_hz: f64,
    /// Samples of the recording in hand.
    pub samples: u64,
    /// Of those, how many came only after being asked for.
    pub recovered: u64,
    /// Missing, may still come. What is missing when all is done is still in the sensor, or may be: the recording can be
    /// gone on with to fetch it.
    pub missing: u64,
    /// Missing for good.
    pub lost: u64,
    /// Notifications that were damaged.
    pub corrupt: u64,
    /// From a sample's moment to its arrival, ms: the median over the last two seconds.
    pub delay_ms: Option<f64>,
    pub battery_percent: Option<u8>,
    pub rssi_dbm: Option<i16>,
    /// How its clock stands against the recording's.
    pub clock: Option<ClockState>,
    /// How often its connection was made.
    pub connections: u32,
    /// When its newest sample was taken, seconds since the start.
    pub last_s: Option<f64>,
    pub warnings: Vec<Warning>,
    /// Rules of its protocol that it did not keep.
    pub violations: Violations,
}

/// What of a sensor is not in a recording that has ended.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
#[serde(rename_all = "snake_case", tag = "what")]
pub enum Shortfall {
    /// Not one sample of it.
    NeverSent,
    /// Everything after this moment, seconds since the start. `fetchable`: so many samples may still be in the sensor.
    EndedEarly { at_s: f64, fetchable: u64 },
    /// Samples in between that may still be in the sensor.
    Gaps { fetchable: u64 },
}

/// A sensor ended early whose last sample is older than this at the stop, s: more than any link holds back. Our choice.
const EARLY_S: f64 = 1.0;

impl SensorStatus {
    /// What of this sensor is not in a recording that was stopped then. Samples that are lost for good in the middle are
    /// told by `lost`.
    pub fn shortfall(&self, stopped_s: f64) -> Option<Shortfall> {
        let fetchable = self.missing;
        match self.last_s {
            None => Some(Shortfall::NeverSent),
            Some(at_s) if at_s < stopped_s - EARLY_S => Some(Shortfall::EndedEarly { at_s, fetchable }),
            Some(_) => (fetchable > 0).then_some(Shortfall::Gaps { fetchable }),
        }
    }
}

/// What a person should look at. Serialises to its snake-case name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Warning {
    /// Connected, but no sample for two seconds.
    Silent,
    /// It moves although the recording is about to begin standing still.
    MovingBeforeStart,
    /// The long axis of its segment reads upside down against the other leg.
    UpsideDown,
    /// It moves with the other leg's sensor of the same segment rather than with its own leg.
    WrongLeg,
    /// Samples arrive more than two seconds late: the radio is overloaded.
    Late,
    /// Less than about ten minutes of battery.
    LowBattery,
    /// Values touch the end of the range.
    Clipping,
    /// Its clock jumped.
    ClockJumped,
    /// It restarted during the recording.
    Restarted,
    /// Missed samples cannot be had again from this family.
    NoResend,
}

impl std::fmt::Display for Warning {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Warning::Silent => "sends nothing",
            Warning::MovingBeforeStart => "moves; stand still before the start",
            Warning::UpsideDown => "seems to be upside down against the other leg",
            Warning::WrongLeg => "seems to be on the other leg",
            Warning::Late => "samples come late; fewer Bluetooth devices or a nearer adapter may help",
            Warning::LowBattery => "battery nearly empty",
            Warning::Clipping => "values exceed its range",
            Warning::ClockJumped => "its clock jumped",
            Warning::Restarted => "it restarted; what it had not sent yet is lost",
            Warning::NoResend => "cannot send missed samples again",
        })
    }
}

/// The clock before the start of a recording begins here, s.
pub(crate) const NOT_BEGUN_S: f64 = -86_400.0;

/// Consecutive samples of one sensor on the recording's clock.
#[derive(Debug, Clone, PartialEq)]
pub struct SampleBlock {
    pub site: Site,
    /// Nominal.
    pub rate_hz: f64,
    /// True if they were missing and came later than their neighbours.
    pub recovered: bool,
    /// False before the start: shown, not written.
    pub recorded: bool,
    /// At least one.
    pub samples: Vec<ClockedSample>,
}

/// One sample with its time on the recording's clock.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct ClockedSample {
    /// Seconds since the start of the recording, by the fit as it stands. Before the start they are negative and count
    /// from `NOT_BEGUN_S` at the first connection: whoever follows the samples begins anew where `recorded` becomes true.
    pub time_s: f64,
    /// The number in the recording's files: counts sampling periods, over restarts of the sensor too.
    pub sequence: u64,
    /// The sensor's own time, µs.
    pub device_us: u64,
    /// Specific force in the sensor's axes: +9.81 upwards at rest.
    pub acc_mps2: [f64; 3],
    pub gyr_radps: [f64; 3],
}
