//! The causal chain: samples in, contacts and angles out as they happen, by the same building blocks as the analysis.
//!
//! A [`LiveChain`] is fed with the samples of every sensor on the common clock, in blocks as they arrive, at any rate from
//! 20 to 1000 Hz, sensors out of step with each other as far as radio makes them. It answers with [`LiveEvent`]s:
//!
//! ```
//! use live::{LiveChain, LiveEvent, LiveSample};
//! use recording::Site;
//! use nalgebra::Vector3;
//!
//! let mut chain = LiveChain::default();
//! let mut events = Vec::new();
//! let still = |k: u32| LiveSample {
//!     time_s: f64::from(k) * 0.01,
//!     acc_mps2: Vector3::new(0.0, 9.81, 0.0),
//!     gyr_radps: Vector3::zeros(),
//! };
//! let block: Vec<LiveSample> = (0..400).map(still).collect();
//! chain.push(Site::ShankLeft, &block, &mut events);
//! assert!(events.iter().any(|event| matches!(event, LiveEvent::Activity { .. })));
//! ```
//!
//! What it promises: a contact is told at most 150 ms after it happened, by sample time ([`LiveContact::delay_s`]); events
//! come in the order in which they are decided; what was told is never taken back. What it cannot do: it knows only the
//! past, so the first strides after the start go into the calibration and are not told, and single contacts that the
//! analysis finds by looking ahead can be missing. The report is always made from the recording, never from this.
//!
//! Knows no Bluetooth, no files and no screens, and asks no clock: time is what the samples say.

#![warn(missing_docs, clippy::missing_errors_doc)]

mod activity;
mod calibration;
mod chain;
mod contacts;
mod feed;
mod knee;
mod resample;
mod rhythm;
mod sensor;
mod types;

#[cfg(test)]
mod tests;

pub use chain::LiveChain;
pub use feed::Replay;
pub use types::*;
