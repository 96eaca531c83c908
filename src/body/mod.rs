//! From sensors to segments: calibration, segment and joint angles.

pub mod types;

pub use types::*;
