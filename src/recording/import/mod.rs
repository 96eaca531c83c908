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
#[cfg(feature = "hdf5")]
mod apdm_hdf5;
mod archive;
mod assemble;
mod bids;
mod clocks;
mod container;
mod delsys;
mod explain;
mod header;
mod mapping;
mod metamotion;
mod movesense;
mod mtmanager;
mod noraxon;
mod pair;
mod phone;
mod plain;
mod sheet;
mod shimmer;
mod times;
mod witmotion;
mod xsens_dot;

pub use archive::check_directory;
pub use assemble::SensorToPlace;
pub use explain::{Explanation, Said, explain};
pub use mapping::Mapping;

pub(super) use archive::{MOST_BYTES, members};
pub(super) use assemble::{Assembled, assemble};
pub(super) use bids::{description_of, is_described};
pub(super) use container::tables;

use super::error::RecordingError;
use super::input::{self, Input};
use super::problem::{ExportProblem, MissingSignals, RawSignalsAdvice};
use super::{Notice, Quantity, ReadOptions};
use nalgebra::Vector3;
use std::borrow::Cow;
use std::io::{BufRead, BufReader, Read};

/// The beginning of a file, to tell formats apart.
pub(super) struct Head<'a> {
    pub name: &'a str,
    #[cfg_attr(not(feature = "hdf5"), expect(dead_code, reason = "all but HDF5 is text"))]
    pub bytes: &'a [u8],
    pub text: Cow<'a, str>,
}

impl<'a> Head<'a> {
    pub(crate) fn new(name: &'a str, bytes: &'a [u8]) -> Head<'a> {
        let text = String::from_utf8_lossy(bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes));
        Head { name, bytes, text }
    }

    /// The first lines.
    pub(crate) fn lines(&self) -> impl Iterator<Item = &str> {
        self.text.lines().take(60)
    }
}

/// One maker's format.
pub(super) struct Format {
    pub name: &'static str,
    /// By content; a name may only add to it.
    pub detect: fn(&Head) -> bool,
    pub read: fn(&Export) -> Result<Vec<Part>, RecordingError>,
    pub about: FormatDescription,
}

/// What a person is told of a format: a row of `docs/formats.md`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct FormatDescription {
    /// Maker and program.
    pub program: &'static str,
    /// Which of its files.
    pub reads: &'static str,
    /// The sample or description after which the reader was written.
    pub source: &'static str,
    /// On what it was tried: recordings of that program (real), or files written by hand (made).
    pub tried: &'static str,
    /// What is not read, and said to be so.
    pub refused: &'static str,
}

impl Format {
    /// A table of nobody's program.
    pub(crate) fn is_plain(&self) -> bool {
        self.name == plain::FORMAT.name
    }
}

/// All formats, the most particular first.
const FORMATS: &[&Format] = &[
    &bids::FORMAT,
    &xsens_dot::FORMAT,
    &mtmanager::FORMAT,
    &shimmer::FORMAT,
    &apdm::CSV,
    #[cfg(feature = "hdf5")]
    &apdm_hdf5::FORMAT,
    &metamotion::FORMAT,
    &phone::PHYPHOX,
    &phone::SENSOR_LOGGER,
    &movesense::CSV,
    &movesense::JSON,
    &noraxon::FORMAT,
    &witmotion::FORMAT,
    &delsys::FORMAT,
    &plain::FORMAT,
];

/// All formats that are read, as a person is told of them.
pub fn formats() -> impl Iterator<Item = FormatDescription> {
    FORMATS
        .iter()
        .map(|format| format.about)
        .chain(container::DESCRIPTIONS.iter().copied())
}

/// The format of a file, `None` where no maker's is recognised.
pub(super) fn detect(head: &Head) -> Option<&'static Format> {
    FORMATS.iter().copied().find(|format| (format.detect)(head))
}

/// One file of a known format, with the files around it.
pub(super) struct Export<'a> {
    pub input: &'a Input,
    pub file: String,
    pub options: &'a ReadOptions,
    /// Everything that was given, for formats of several files.
    pub around: &'a [Input],
}

/// Larger exports are refused: their numbers are held in memory.
const LARGEST_BYTES: u64 = 512 << 20;
/// How much of a file is looked at to find its columns and what is written above them.
const BEGINNING_BYTES: u64 = 64 << 10;
/// JSON needs up to twenty times its size once it is parsed; an hour of two signals is 45 MB.
const LARGEST_JSON: u64 = 64 << 20;

impl Export<'_> {
    /// The unpacked content, bounded.
    #[cfg_attr(not(feature = "hdf5"), expect(dead_code, reason = "all but HDF5 is text"))]
    pub(crate) fn bytes(&self) -> Result<Vec<u8>, RecordingError> {
        self.bytes_within(LARGEST_BYTES)
    }

    /// The same for JSON.
    pub(crate) fn json(&self) -> Result<String, RecordingError> {
        let bytes = self.bytes_within(LARGEST_JSON)?;
        Ok(String::from_utf8_lossy(&bytes)
            .trim_start_matches('\u{feff}')
            .to_owned())
    }

    fn bytes_within(&self, limit: u64) -> Result<Vec<u8>, RecordingError> {
        let limit = self.options.max_bytes.min(limit);
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

    /// The first lines as text; bytes that are no UTF-8 (a degree sign of an old Windows) become `�`.
    pub(crate) fn beginning(&self) -> Result<String, RecordingError> {
        let failed = |error| input::read_error(&self.file, 0, error);
        let mut bytes = Vec::new();
        let reader = input::open(self.input).map_err(failed)?;
        reader.take(BEGINNING_BYTES).read_to_end(&mut bytes).map_err(failed)?;
        let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(&bytes);
        // Not half a line: its cells would be taken for whole ones.
        let whole = match bytes.iter().rposition(|&byte| byte == b'\n') {
            Some(last) if bytes.len() as u64 + 3 >= BEGINNING_BYTES => &bytes[..=last],
            _ => bytes,
        };
        Ok(String::from_utf8_lossy(whole).into_owned())
    }

    /// The unpacked content from its first byte on, a piece at a time and bounded.
    pub(crate) fn stream(&self) -> Result<(impl BufRead + '_, u64), RecordingError> {
        let limit = self.options.max_bytes.min(LARGEST_BYTES);
        let failed = |error| input::read_error(&self.file, 0, error);
        let reader = input::open(self.input).map_err(failed)?;
        Ok((BufReader::with_capacity(1 << 16, reader.take(limit + 1)), limit))
    }

    /// The file of that name among those given, or beside this one on the disk.
    pub(crate) fn sibling(&self, name: &str) -> Option<Input> {
        let given = self.around.iter().find(|other| other.file() == name);
        given.cloned().or_else(|| self.input.beside(name))
    }

    /// The file's name without folder, archive and endings.
    pub(crate) fn stem(&self) -> &str {
        let name = self.file.rsplit('/').next().unwrap_or(&self.file);
        input::stem(name)
    }

    /// A structural error of this export.
    pub(crate) fn broken(&self, format: &'static str, line: Option<u64>, problem: ExportProblem) -> RecordingError {
        RecordingError::Export {
            file: self.file.clone(),
            format,
            line,
            problem,
        }
    }

    /// Refuses an export that holds no accelerometer and gyroscope.
    pub(crate) fn no_raw_signals(
        &self,
        format: &'static str,
        missing: MissingSignals,
        advice: RawSignalsAdvice,
    ) -> RecordingError {
        RecordingError::NoRawSignals {
            file: self.file.clone(),
            format,
            missing,
            mode: None,
            advice,
        }
    }
}

/// What a format read: a sensor, one half of one, or a sensor that is of no use.
pub(super) enum Part {
    Sensor(Box<ForeignSensor>),
    Half(Box<Half>),
    PassedOver(PassedOver),
}

/// A sensor of which the file holds only one of the two signals.
#[derive(Debug, Clone)]
pub(super) struct PassedOver {
    pub file: String,
    /// The sensor's name in the file.
    pub label: String,
    pub has: Quantity,
}

impl PassedOver {
    /// What a sensor with these signals is of: nothing where it has both or neither.
    pub(crate) fn of(file: &str, label: &str, acc: bool, gyr: bool) -> Option<Part> {
        let has = match (acc, gyr) {
            (true, false) => Quantity::Accelerometer,
            (false, true) => Quantity::Gyroscope,
            _ => return None,
        };
        Some(Part::PassedOver(PassedOver {
            file: file.to_owned(),
            label: label.to_owned(),
            has,
        }))
    }
}

/// Whether a format found nothing that can be used.
pub(super) fn nothing_whole(parts: &[Part]) -> bool {
    parts.iter().all(|part| matches!(part, Part::PassedOver(_)))
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
    pub(crate) fn file(file: &str) -> ClockBase {
        ClockBase::Shared {
            key: format!("file {file}"),
            uncertainty_s: 0.0,
        }
    }

    /// Time since 1970.
    pub(crate) fn wall(uncertainty_s: f64) -> ClockBase {
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
    /// The file holds other sensors as well, read or passed over, so that its name is not this one's.
    pub shares_file: bool,
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
    pub(crate) fn new(
        format: &'static str,
        file: &str,
        label: &str,
        clock: ClockBase,
        samples: SensorRows,
    ) -> ForeignSensor {
        ForeignSensor {
            format,
            files: vec![file.to_owned()],
            label: label.to_owned(),
            shares_file: false,
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
    /// The line of each row in its file, 1-based; empty where the file has no lines.
    pub lines: Vec<u32>,
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
    /// Both halves stand in this file; else they may come from two.
    pub own_file: bool,
    /// The file holds other sensors as well, so that its name is not this one's.
    pub shares_file: bool,
    pub quantity: Quantity,
    pub clock: ClockBase,
    pub time_s: Vec<f64>,
    /// SI.
    pub values: Vec<Vector3<f64>>,
    pub notices: Vec<Notice>,
    /// True for acceleration without gravity, and for gravity alone: the two are added.
    pub without_gravity: bool,
    pub gravity_alone: bool,
}

impl Half {
    /// One signal of a device in a file of its own, by a clock of its own.
    fn of(
        format: &'static str,
        file: &str,
        device: String,
        quantity: Quantity,
        (time_s, values): (Vec<f64>, Vec<Vector3<f64>>),
    ) -> Half {
        Half {
            format,
            file: file.to_owned(),
            device,
            own_file: false,
            shares_file: false,
            quantity,
            clock: ClockBase::Own,
            time_s,
            values,
            notices: Vec::new(),
            without_gravity: false,
            gravity_alone: false,
        }
    }
}

impl From<Half> for Part {
    fn from(half: Half) -> Part {
        Part::Half(Box::new(half))
    }
}

#[cfg(test)]
mod tests;
