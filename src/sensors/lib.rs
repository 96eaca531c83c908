//! Bluetooth LE: finding sensors, connecting, streaming, clocks, gaps, and the recorder. A file per sensor family.
//!
//! | file | what |
//! |---|---|
//! | [`radio`] | what a radio can do; implemented by the computer's adapter ([`adapter`]) and in process ([`virtual_radio`]) |
//! | [`family`], [`families`] | what kinds of sensor there are, and how each is spoken to |
//! | [`clock`] | from a sensor's clock to the computer's |
//! | [`status`] | what a screen shows while sensors are worn: states, counts, warnings, sample blocks |
//! | [`violation`] | what a sensor does that its protocol does not allow, each with its place in the specification |
//! | [`finder`], [`settings`] | looking around, telling a sensor its site, remembering it |
//! | [`selftest`] | a trial of the sensors at hand, judged |
//! | [`capture`] | the running recording: its plan and its handle |
//! | [`recorder`] | samples into the session folder, safe each second |
//!
//! Everything runs on `tokio` time, so that a test or a demonstration on the [`virtual_radio`] runs hours in seconds.

#![allow(
    clippy::let_underscore_must_use,
    reason = "a channel whose other end is gone is no error, and what cannot be tidied up is left to the next start"
)]

mod actor;
pub mod adapter;
pub mod capture;
pub mod clock;
pub mod families;
pub mod family;
pub mod finder;
mod locks;
pub mod radio;
mod random;
pub mod recorder;
pub mod selftest;
mod sequence;
pub mod settings;
pub mod status;
mod task;
pub mod violation;
pub mod virtual_radio;
mod wear_monitor;
