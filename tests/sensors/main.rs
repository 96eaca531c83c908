//! The collector against simulated sensors whose truth is known.
#![cfg(feature = "sensors")]

mod faults;
mod support;
