//! An analysis and its recording in the formats of other programs.
//!
//! | format | file | for |
//! |---|---|---|
//! | [`Format::Csv`] | `session.toml`, a CSV per site, `events.csv`, `strides.csv`, `angles.csv`, `cycles.csv` | spreadsheets, and back into this program |
//! | [`Format::Parquet`] | `strides.parquet`, `events.parquet`, `measures.parquet`, `findings.parquet`, `recordings.parquet` | statistics |
//! | [`Format::Bids`] | a BIDS-Motion data set | archives |
//! | [`Format::OpenSim`] | `orientations.sto`, `angles.mot` | musculoskeletal models |
//! | [`Format::Fhir`] | `bundle.json`, HL7 FHIR R4 | clinical records |
//! | [`Format::Mcap`] | `session.mcap` | Foxglove and other viewers of robot data |
//! | [`Format::Figures`] | every figure of the report as `.svg` and (feature `pdf`) `.png` of 600 dots per inch | slides, articles |
//!
//! Every export is a view: nothing is computed anew but orientations in a common frame, and nothing is rounded beyond
//! what the format says. Fine-grained gait identifies a person; an export is as private as the recording.
//!
//! ```
//! use assessment::{Settings, analyze};
//! use export::tables;
//! use simulation::{presets, simulate};
//!
//! let walk = simulate(&presets::healthy(1)).recording;
//! let analysis = analyze(&walk, &Settings::default())?;
//! let strides = tables::strides(&analysis);
//! assert_eq!(strides.len(), analysis.strides.len());
//! # Ok::<(), assessment::AnalysisError>(())
//! ```

#![warn(missing_docs)]

pub mod batch;
pub mod bids;
pub mod columns;
pub mod fhir;
pub mod figures;
mod files;
pub mod mcap;
pub mod opensim;
pub mod tables;

use assessment::Analysis;
use recording::{Recording, RecordingError, write_session};
use report::ReportError;
use std::io;
use std::path::{Path, PathBuf};
use wording::Language;

/// A format that other programs read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Format {
    /// Tables of events, strides, angles and cycles, and the recording as a session folder.
    Csv,
    /// The same tables, in columns with types.
    Parquet,
    /// Brain Imaging Data Structure, motion.
    Bids,
    /// Orientations for OpenSense, angles and events for the OpenSim viewer.
    OpenSim,
    /// Observations and a report for patient records.
    Fhir,
    /// Signals and results for Foxglove and other viewers of robots' logs.
    Mcap,
    /// The report's figures as SVG and PNG.
    Figures,
}

impl Format {
    /// In the order of the command line's help.
    pub const ALL: [Format; 7] = [
        Format::Csv,
        Format::Parquet,
        Format::Bids,
        Format::OpenSim,
        Format::Fhir,
        Format::Mcap,
        Format::Figures,
    ];

    /// The name on the command line.
    pub fn name(self) -> &'static str {
        match self {
            Format::Csv => "csv",
            Format::Parquet => "parquet",
            Format::Bids => "bids",
            Format::OpenSim => "opensim",
            Format::Fhir => "fhir",
            Format::Mcap => "mcap",
            Format::Figures => "figures",
        }
    }

    /// The format with exactly this [`name`](Format::name).
    pub fn from_name(name: &str) -> Option<Format> {
        Format::ALL.into_iter().find(|format| format.name() == name)
    }
}

/// What an export has to be told, because neither recording nor analysis knows it.
#[derive(Debug, Clone, PartialEq)]
pub struct ExportOptions {
    /// When the export was made, RFC 3339 with time zone; given from outside so that the same input gives the same bytes.
    pub made_at: String,
    /// The report as PDF, for formats that carry it (FHIR).
    pub report_pdf: Option<Vec<u8>>,
    /// Of the words in figures.
    pub language: Language,
}

/// Why an export could not be written.
#[derive(Debug, thiserror::Error)]
#[expect(missing_docs, reason = "the sentence of each names its values")]
pub enum ExportError {
    /// A file or folder that cannot be written.
    #[error("{} cannot be written; close it in other programs, and check the free space and the right to write there", path.display())]
    Write { path: PathBuf, source: io::Error },
    /// Content that the format does not hold.
    #[error("{} cannot be made: {reason}; this is a fault of the program, please report it", path.display())]
    Format { path: PathBuf, reason: String },
    /// No angle: nothing for formats that are about angles.
    #[error("no sensor could be aligned with its segment, so there is no orientation or angle to export; {advice}")]
    NothingAligned { advice: &'static str },
    /// A time that is none.
    #[error("`{0}` is no time with a time zone; write it as 2026-03-01T09:30:00Z")]
    Time(String),
    /// The recording's session folder cannot be written.
    #[error(transparent)]
    Recording(#[from] RecordingError),
    /// A figure cannot be drawn.
    #[error(transparent)]
    Report(#[from] ReportError),
}

/// Writes one format into a folder, which is made if it is not there, and returns the files in the order of writing.
///
/// A file is either whole or not there.
///
/// # Errors
/// [`ExportError`]; files written before the error stay.
pub fn write(
    recording: &Recording,
    analysis: &Analysis,
    format: Format,
    dir: &Path,
    options: &ExportOptions,
) -> Result<Vec<PathBuf>, ExportError> {
    std::fs::create_dir_all(dir).map_err(|source| ExportError::Write {
        path: dir.to_owned(),
        source,
    })?;
    match format {
        Format::Csv => csv(recording, analysis, dir),
        Format::Parquet => tables::write(analysis, dir),
        Format::Bids => bids::write(recording, analysis, dir),
        Format::OpenSim => opensim::write(recording, analysis, dir),
        Format::Fhir => fhir::write(analysis, dir, options),
        Format::Mcap => mcap::write(recording, analysis, dir),
        Format::Figures => figures::write(analysis, dir, options),
    }
}

/// The recording as a session folder that this program reads back bit for bit, and the tables of the analysis.
fn csv(recording: &Recording, analysis: &Analysis, dir: &Path) -> Result<Vec<PathBuf>, ExportError> {
    write_session(dir, recording)?;
    let mut files: Vec<PathBuf> = recording
        .tracks
        .keys()
        .map(|site| dir.join(format!("{site}.csv")))
        .collect();
    files.insert(0, dir.join("session.toml"));
    // In a folder of their own: beside the sensors' files they would be read as sensors.
    files.extend(report::write_tables(analysis, &dir.join("results"))?);
    Ok(files)
}
