//! Reference values, side differences and their verdicts, quality. Knows thresholds, not wording.
//!
//! ```
//! use assessment::{Settings, analyze};
//! use gait::Measure;
//! use recording::Side;
//! use simulation::{presets, simulate};
//!
//! let walk = simulate(&presets::limp(1)).recording;
//! let analysis = analyze(&walk, &Settings::default())?;
//! let stance = analysis.measure(Measure::StanceTime, Some(Side::Left)).expect("shank sensors tell stance");
//! assert!(stance.value > 0.4 && stance.value < 1.0);
//! # Ok::<(), assessment::AnalysisError>(())
//! ```

#![warn(missing_docs, clippy::missing_errors_doc)]

mod analysis;
pub mod compare;
pub mod doubt;
pub mod finding;
pub mod function;
pub mod headlines;
pub mod limits;
pub mod loading;
pub mod measure_summary;
pub mod pairs;
pub mod patterns;
#[cfg(test)]
mod placement_tests;
pub mod posture;
pub mod profile;
pub mod protocol;
pub mod quality;
mod reasons;
pub mod reference;
pub mod sensor_dependence;
pub mod setup;
pub mod shifts;
pub mod sides;
mod stretches;
pub mod types;

/// Version of the rules behind values, intervals and verdicts; grows when old and new results must not be compared as they
/// stand. 1: point estimates against optical limits, every measure judged. 2: whole intervals against limits from straps,
/// primary measures, intervals that know the walk's wandering. 3: times against foot sensors, hike above level, signed outward
/// way. Summaries without it are of version 1.
pub const METHOD: u32 = 3;

pub use analysis::{Analysis, AnalysisError, Settings, analyze};
pub use doubt::{Doubt, Refusal, Scope};
pub use finding::{Criterion, Drift, Finding, FindingVerdict, Pattern, Shift};
pub use measure_summary::Context;
pub use quality::Grade;
pub use reasons::{AbsenceReason, GradeReason, QualityReason, Reason};
pub use types::*;
