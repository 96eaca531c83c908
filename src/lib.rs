//! Gait analysis for physiotherapists: recordings of motion sensors worn on hips and knees go in, and an honest
//! description of the walk comes out: contacts, strides, joint angles, side differences, each with its uncertainty.
//!
//! The data flow through the modules from top to bottom; a module imports only from modules above it:
//!
//! ```text
//! recording -> signal -> body -> gait -> assessment -> analysis -> explanation -> report -> cli
//! ```
//!
//! [`analysis::analyze`] is the whole offline chain in one pure function.
#![forbid(unsafe_code)]

pub mod analysis;
#[cfg(feature = "app")]
pub mod app;
pub mod assessment;
#[cfg(feature = "exports")]
pub mod batch;
pub mod body;
pub mod cli;
pub mod explanation;
#[cfg(feature = "exports")]
pub mod export;
pub mod gait;
pub mod live;
pub mod recording;
pub mod report;
#[cfg(feature = "sensors")]
pub mod sensors;
pub mod signal;
pub mod simulation;
#[cfg(feature = "store")]
pub mod store;
pub mod validation;
pub mod wording;
