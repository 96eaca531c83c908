//! What was recorded: sites, sensors, tracks, the person, and the files they come from.
//!
//! This module knows nothing of signal processing or anatomy beyond the names of the body segments.

pub mod check;
mod columns;
pub mod error;
pub mod import;
mod input;
pub mod intake;
mod naming;
pub mod note;
pub mod notice;
mod placing;
pub mod read;
pub mod session;
mod session_file;
pub mod site;
mod table;
pub mod track;
pub mod unfinished;
mod units;
pub mod write;

pub use check::{TrackCheck, inspect};
pub use error::{Quantity, RecordingChoice, RecordingError};
pub use import::{Mapping, SensorToPlace};
pub use input::Input;
pub use intake::{Answer, Intake, IntakeError, PainPlace, PainSide, PositionEffect};
pub use note::{Note, NoteError};
pub use notice::{Notice, Severity, TimeRange};
pub use read::{Opened, ReadOptions, open, read, read_memory};
pub use session::{Phase, PhaseKind, Protocol, SensorEntry, SensorLimit, Session, Subject};
pub use site::{Segment, Side, Site};
pub use track::{Clock, Recording, SensorInfo, Source, Track};
pub use write::write_session;

/// Standard gravity, m/s²: what 1 g means.
pub const STANDARD_GRAVITY: f64 = 9.80665;
