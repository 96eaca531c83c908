//! Gait analysis: recordings of motion sensors worn on hips and knees go in, an honest description of the walk comes
//! out.
//!
//! The work is done by packages of their own, a room each (`ARCHITECTURE.md`); here are the names that a program in Rust
//! needs to go from a recording to a report. Numbers are SI, side differences are right minus left, and what a set of
//! sensors cannot measure is absent with a reason.
//!
//! ```
//! use gaitscope::{Measure, ReadOptions, ReportOptions, Settings, Side, analyze, read, write_all};
//!
//! let recording = read(&["samples/limp".into()], &ReadOptions::default())?;
//! let analysis = analyze(&recording, &Settings::default())?;
//! for side in Side::BOTH {
//!     if let Some(stance) = analysis.measure(Measure::StanceTime, Some(side)) {
//!         println!("{}: {:.3} s over {} strides", side.name(), stance.value, stance.n);
//!     }
//! }
//! let folder = tempfile::tempdir()?;
//! let written = write_all(&analysis, folder.path(), &ReportOptions::default())?;
//! assert!(written.files.iter().any(|file| file.ends_with("summary.json")));
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

pub use assessment::{Analysis, AnalysisError, Finding, FindingVerdict, Grade, MeasureSummary, Pattern, Settings};
pub use assessment::{SideDifference, Verdict, analyze};
pub use gait::{Measure, Stride};
pub use live::{LiveChain, LiveEvent, LiveSample};
pub use recording::{Notice, ReadOptions, Recording, RecordingError, Session, Side, Site, Track, read, write_session};
pub use report::{ReportError, ReportOptions, write_all};
pub use summary::{Summary, summary_schema};
pub use wording::{Language, Wording};
