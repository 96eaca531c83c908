//! Exports of other makers' programs, found by content, one file per format.
//!
//! ```text
//! files, archives -> detect -> read (a format) -> whole sensors, or halves that are paired -> sites -> one clock -> Recording
//! ```
//!
//! A format gives every sensor its own rows in SI units, with what it knows of the sensor's name, range and clock. Nothing
//! is resampled, with one exception that is said: where a maker stores accelerometer and gyroscope on times of their own,
//! the gyroscope is interpolated to the accelerometer's times.

mod apdm;
mod apdm_hdf5;
mod archive;
mod assemble;
mod bids;
mod clocks;
mod mapping;
mod metamotion;
mod movesense;
mod mtmanager;
mod noraxon;
mod pair;
mod phone;
mod sheet;
mod shimmer;
mod witmotion;
mod xsens_dot;

pub use assemble::SensorToPlace;
pub use mapping::Mapping;

pub(super) use archive::members;
pub(super) use assemble::{Assembled, assemble};
pub(super) use bids::{description_of, is_described};

use super::error::RecordingError;
use super::input::{self, Input};
use super::{Notice, Quantity, ReadOptions};
use nalgebra::Vector3;
use std::borrow::Cow;
use std::io::Read;

/// The beginning of a file, to tell formats apart.
pub(super) struct Head<'a> {
    pub name: &'a str,
    pub bytes: &'a [u8],
    pub text: Cow<'a, str>,
}

impl<'a> Head<'a> {
    pub fn new(name: &'a str, bytes: &'a [u8]) -> Head<'a> {
        let text = String::from_utf8_lossy(bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes));
        Head { name, bytes, text }
    }

    /// The first lines.
    pub fn lines(&self) -> impl Iterator<Item = &str> {
        self.text.lines().take(60)
    }
}

/// One maker's format.
pub(super) struct Format {
    pub name: &'static str,
    /// By content; a name may only add to it.
    pub detect: fn(&Head) -> bool,
    pub read: fn(&Export) -> Result<Vec<Part>, RecordingError>,
}

/// All formats, the most particular first.
const FORMATS: [&Format; 13] = [
    &bids::FORMAT,
    &xsens_dot::FORMAT,
    &mtmanager::FORMAT,
    &shimmer::FORMAT,
    &apdm::CSV,
    &apdm_hdf5::FORMAT,
    &metamotion::FORMAT,
    &phone::PHYPHOX,
    &phone::SENSOR_LOGGER,
    &movesense::CSV,
    &movesense::JSON,
    &noraxon::FORMAT,
    &witmotion::FORMAT,
];

/// The format of a file, `None` where no maker's is recognised.
pub(super) fn detect(head: &Head) -> Option<&'static Format> {
    FORMATS.into_iter().find(|format| (format.detect)(head))
}

/// One file of a known format, with the files around it.
pub(super) struct Export<'a> {
    pub input: &'a Input,
    pub file: String,
    pub options: &'a ReadOptions,
    /// Everything that was given, for formats of several files.
    pub around: &'a [Input],
}

/// Larger exports are refused: they are held in memory while they are read.
const LARGEST_BYTES: u64 = 1 << 30;

impl Export<'_> {
    /// The unpacked content, bounded.
    pub fn bytes(&self) -> Result<Vec<u8>, RecordingError> {
        let limit = self.options.max_bytes.min(LARGEST_BYTES);
        let failed = |error| input::read_error(&self.file, 0, error);
        let mut bytes = Vec::new();
        let reader = input::open(self.input).map_err(failed)?;
        reader.take(limit + 1).read_to_end(&mut bytes).map_err(failed)?;
        if bytes.len() as u64 > limit {
            return Err(RecordingError::TooBig {
                file: self.file.clone(),
                line: 0,
                limit_bytes: limit,
            });
        }
        Ok(bytes)
    }

    /// The unpacked content as text; bytes that are no UTF-8 (a degree sign of an old Windows) become `�`.
    pub fn text(&self) -> Result<String, RecordingError> {
        let bytes = self.bytes()?;
        let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(&bytes);
        Ok(String::from_utf8_lossy(bytes).into_owned())
    }

    /// The file of that name among those given, or beside this one on the disk.
    pub fn sibling(&self, name: &str) -> Option<Input> {
        let given = self.around.iter().find(|other| other.file() == name);
        given.cloned().or_else(|| self.input.beside(name))
    }

    /// The file's name without folder, archive and endings.
    pub fn stem(&self) -> &str {
        let name = self.file.rsplit('/').next().unwrap_or(&self.file);
        input::stem(name)
    }

    /// A structural error of this export.
    pub fn broken(&self, format: &'static str, line: Option<u64>, message: impl Into<String>) -> RecordingError {
        RecordingError::Export {
            file: self.file.clone(),
            format,
            line,
            message: message.into(),
        }
    }

    /// Refuses an export that holds no accelerometer and gyroscope.
    pub fn no_raw_signals(&self, format: &'static str, holds: &str, advice: &'static str) -> RecordingError {
        RecordingError::NoRawSignals {
            file: self.file.clone(),
            format,
            holds: holds.to_owned(),
            advice,
        }
    }
}

/// What a format read: a sensor, or one half of one.
pub(super) enum Part {
    Sensor(Box<ForeignSensor>),
    Half(Box<Half>),
}

impl From<ForeignSensor> for Part {
    fn from(sensor: ForeignSensor) -> Part {
        Part::Sensor(Box::new(sensor))
    }
}

/// Which clock a sensor's times count on.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum ClockBase {
    /// One that all sensors with the same key share, each with this standard uncertainty in seconds.
    Shared { key: String, uncertainty_s: f64 },
    /// Its own, which starts anywhere.
    Own,
}

impl ClockBase {
    /// Sensors of one file with one column of times.
    pub fn file(file: &str) -> ClockBase {
        ClockBase::Shared {
            key: format!("file {file}"),
            uncertainty_s: 0.0,
        }
    }

    /// Time since 1970.
    pub fn wall(uncertainty_s: f64) -> ClockBase {
        ClockBase::Shared {
            key: "wall".to_owned(),
            uncertainty_s,
        }
    }
}

/// One sensor of an export, in SI units.
#[derive(Debug, Clone)]
pub(super) struct ForeignSensor {
    pub format: &'static str,
    /// Files it came from.
    pub files: Vec<String>,
    /// The sensor's own name in the file; empty where it has none.
    pub label: String,
    pub model: Option<String>,
    pub serial: Option<String>,
    pub acc_range_mps2: Option<f64>,
    pub gyr_range_radps: Option<f64>,
    /// Stated by the export; else measured from the times.
    pub rate_hz: Option<f64>,
    pub clock: ClockBase,
    pub samples: SensorRows,
    pub notices: Vec<Notice>,
}

impl ForeignSensor {
    pub fn new(format: &'static str, file: &str, label: &str, clock: ClockBase, samples: SensorRows) -> ForeignSensor {
        ForeignSensor {
            format,
            files: vec![file.to_owned()],
            label: label.to_owned(),
            model: None,
            serial: None,
            acc_range_mps2: None,
            gyr_range_radps: None,
            rate_hz: None,
            clock,
            samples,
            notices: Vec::new(),
        }
    }
}

/// Rows of one sensor: times strictly increasing, values finite.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct SensorRows {
    pub time_s: Vec<f64>,
    pub acc: Vec<Vector3<f64>>,
    pub gyr: Vec<Vector3<f64>>,
    /// Rows with only some of the values, left out.
    pub incomplete: usize,
    /// Rows that repeat the row before, left out.
    pub duplicates: usize,
}

/// Accelerometer or gyroscope alone, from a file of its own.
#[derive(Debug, Clone)]
pub(super) struct Half {
    pub format: &'static str,
    pub file: String,
    /// Halves of one device belong together.
    pub device: String,
    pub quantity: Quantity,
    pub clock: ClockBase,
    pub time_s: Vec<f64>,
    /// SI.
    pub values: Vec<Vector3<f64>>,
    /// True for acceleration without gravity, and for gravity alone: the two are added.
    pub without_gravity: bool,
    pub gravity_alone: bool,
}

#[cfg(test)]
mod tests;
