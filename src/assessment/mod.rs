//! Reference values, side differences and their verdicts, quality. Knows thresholds, not wording.

pub mod quality;
pub mod types;

pub use quality::Grade;
pub use types::*;
