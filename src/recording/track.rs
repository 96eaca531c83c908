//! The samples of one sensor, and all sensors of one recording.

use super::{Notice, NoticeCode, Session, Severity, Site};
use nalgebra::Vector3;
use std::collections::BTreeMap;

/// How well a sensor's clock is known against the recording's clock.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Clock {
    /// Already added to the track's times, seconds.
    pub offset_s: f64,
    /// Standard uncertainty of the track's times on the recording's clock, seconds; 0 where the sensors share one clock
    /// (one column of times). `None` where nobody stated it: separate files whose clocks may be anything.
    pub uncertainty_s: Option<f64>,
    /// Tracks with the same number share one clock (their times came from one column), whatever it is against the others.
    pub group: Option<usize>,
}

impl Clock {
    /// The clock of sensors whose times come from one column, or from one machine.
    pub const SHARED: Clock = Clock {
        offset_s: 0.0,
        uncertainty_s: Some(0.0),
        group: None,
    };
}

/// What is known of the sensor itself.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct SensorInfo {
    /// Maker and type.
    pub model: Option<String>,
    /// Serial number.
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
    /// Where the sensor is worn.
    pub site: Site,
    /// The recording's clock, seconds.
    pub time_s: Vec<f64>,
    /// Specific force, sensor frame.
    pub acc_mps2: Vec<Vector3<f64>>,
    /// Angular rate, sensor frame.
    pub gyr_radps: Vec<Vector3<f64>>,
    /// Nominal rate in Hz: stated in the session, or 1 / median sample interval.
    pub rate_hz: f64,
    /// How well its times are known.
    pub clock: Clock,
    /// What is known of the sensor.
    pub info: SensorInfo,
}

impl Track {
    /// Number of samples.
    pub fn len(&self) -> usize {
        self.time_s.len()
    }

    /// Whether there is none.
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
    /// What is said of person, protocol and sensors.
    pub session: Session,
    /// Sorted by site.
    pub tracks: BTreeMap<Site, Track>,
    /// Where it came from.
    pub source: Source,
    /// What the reader found and could not repair, or repaired and says so.
    pub notices: Vec<Notice>,
}

impl Recording {
    /// Exchanges the places of two sensors, with all that is said of them; each is marked by a notice.
    pub fn exchange(&mut self, a: Site, b: Site) {
        let other = |site: Site| match site {
            site if site == a => b,
            site if site == b => a,
            site => site,
        };
        self.tracks = std::mem::take(&mut self.tracks)
            .into_iter()
            .map(|(site, track)| {
                let site = other(site);
                (site, Track { site, ..track })
            })
            .collect();
        for entry in &mut self.session.sensors {
            entry.site = other(entry.site);
        }
        self.session.sensors.sort_by_key(|entry| entry.site);
        for notice in &mut self.notices {
            notice.site = notice.site.map(other);
        }
        for site in [a, b].into_iter().filter(|site| self.tracks.contains_key(site)) {
            self.notices
                .push(Notice::new(NoticeCode::PlacesExchanged, Severity::Info).at(site));
        }
    }

    /// First sample of any sensor, seconds, the origin of the analysis' clock; infinite without samples.
    pub fn start_s(&self) -> f64 {
        self.tracks
            .values()
            .filter_map(|track| track.time_s.first())
            .copied()
            .fold(f64::INFINITY, f64::min)
    }
}
