//! Contacts, strides, bouts, turns, per-stride measures and cycle curves. No thresholds on people, no opinions.

pub mod measure;
pub mod types;

pub use measure::{Comparison, Domain, Measure, Values};
pub use types::*;
