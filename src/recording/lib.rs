//! What was recorded: sites, sensors, tracks, the person, and the files they come from.
//!
//! This module knows nothing of signal processing or anatomy beyond the names of the body segments.
//!
//! ```
//! use recording::{ReadOptions, Site, read_memory};
//!
//! // A folder in memory: one file, named by its site, at rest. A folder on the disk is read by `read`.
//! let mut csv = String::from("time_s,acc_x_mps2,acc_y_mps2,acc_z_mps2,gyr_x_radps,gyr_y_radps,gyr_z_radps\n");
//! for k in 0..500 {
//!     csv += &format!("{:.2},0.0,9.81,0.0,0.0,0.0,0.0\n", f64::from(k) / 100.0);
//! }
//! let files = vec![("pelvis.csv".to_owned(), csv.into_bytes().into())];
//! let recording = read_memory("rest", files, &ReadOptions::default())?;
//! assert_eq!(recording.tracks[&Site::Pelvis].len(), 500);
//! # Ok::<(), recording::RecordingError>(())
//! ```

#![warn(missing_docs, clippy::missing_errors_doc)]

pub mod check;
mod codes;
mod columns;
pub mod durable;
pub mod error;
pub mod import;
mod input;
pub mod intake;
mod naming;
pub mod note;
pub mod notice;
mod placing;
mod plausible;
mod problem;
pub mod read;
pub mod recovery;
mod rows;
pub mod session;
mod session_file;
pub mod site;
mod table;
pub mod text;
pub mod track;
mod units;
pub mod write;

pub use check::{TrackCheck, inspect};
pub use error::{Quantity, Question, RecordingChoice, RecordingError, RecordingErrorCode};
pub use import::{Explanation, FormatDescription, Mapping, Said, SensorToPlace, explain, formats};
pub use input::Input;
pub use intake::{Answer, Intake, IntakeError, PainPlace, PainSide, PositionEffect};
pub use note::{Note, NoteError};
pub use notice::{Notice, NoticeCode, Severity, TimeRange};
pub use problem::{
    ArchiveProblem, ExportProblem, ForeignContent, MappingProblem, MissingSignals, RawSignalsAdvice, SessionProblem,
};
pub use read::{Opened, ReadOptions, open, read, read_memory};
pub use session::{Phase, PhaseKind, Protocol, SensorEntry, SensorLimit, Session, Subject};
pub use site::{Segment, Side, Site};
pub use text::{hex, printable, printable_lines};
pub use track::{Clock, Recording, SensorInfo, Source, Track};
pub use write::write_session;

/// Standard gravity, m/s²: what 1 g means.
pub const STANDARD_GRAVITY: f64 = 9.80665;
