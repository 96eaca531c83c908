//! Reference values, side differences and their verdicts, quality. Knows thresholds, not wording.

pub mod behind;
pub mod compare;
pub mod finding;
pub mod function;
pub mod limits;
pub mod loading;
pub mod pairs;
pub mod patterns;
pub mod posture;
pub mod profile;
pub mod protocol;
pub mod quality;
pub mod reference;
pub mod setup;
pub mod shifts;
pub mod sides;
pub mod summary;
pub mod types;

pub use finding::{Criterion, Drift, Finding, FindingVerdict, Pattern, Shift};
pub use quality::Grade;
pub use summary::Context;
pub use types::*;
