//! The samples of one sensor, and all sensors of one recording.

use super::{Notice, Session, Site};
use nalgebra::Vector3;
use std::collections::BTreeMap;

/// How well a sensor's clock is known against the recording's clock.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Clock {
    /// Already added to the track's times, seconds.
    pub offset_s: f64,
    /// Standard uncertainty of that offset, seconds; 0 where the sensors share one clock (one wide file).
    pub uncertainty_s: f64,
}

/// What is known of the sensor itself.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct SensorInfo {
    pub model: Option<String>,
    pub serial: Option<String>,
    /// Full scale, m/s², where stated.
    pub acc_range_mps2: Option<f64>,
    /// Full scale, rad/s, where stated.
    pub gyr_range_radps: Option<f64>,
    /// Rotation sensor → segment (rows x, y, z), where stated.
    pub mounting: Option<[[f64; 3]; 3]>,
}

/// One sensor's samples as they were recorded: own rows, own gaps, nothing resampled.
///
/// `time_s`, `acc_mps2` and `gyr_radps` have the same length; times are finite and strictly increasing, values finite.
/// Specific force: an accelerometer at rest reads +9.81 m/s² upwards.
#[derive(Debug, Clone, PartialEq)]
pub struct Track {
    pub site: Site,
    /// The recording's clock, seconds.
    pub time_s: Vec<f64>,
    pub acc_mps2: Vec<Vector3<f64>>,
    pub gyr_radps: Vec<Vector3<f64>>,
    /// Nominal rate in Hz: stated in the session, or 1 / median sample interval.
    pub rate_hz: f64,
    pub clock: Clock,
    pub info: SensorInfo,
}

impl Track {
    pub fn len(&self) -> usize {
        self.time_s.len()
    }

    pub fn is_empty(&self) -> bool {
        self.time_s.is_empty()
    }
}

/// Where a recording came from.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Source {
    /// A short name for titles, without folders.
    pub name: String,
    /// SHA-256 over the bytes of all files read, in the order of their names, lower-case hex.
    pub sha256: String,
    /// File names read, without folders, sorted.
    pub files: Vec<String>,
}

/// Everything that one session recorded.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Recording {
    pub session: Session,
    /// Sorted by site.
    pub tracks: BTreeMap<Site, Track>,
    pub source: Source,
    /// What the reader found and could not repair, or repaired and says so.
    pub notices: Vec<Notice>,
}
