//! The collector against simulated sensors whose truth is known.
#![cfg(feature = "sensors")]

mod clocks;
mod endings;
mod faults;
mod hour;
mod support;
mod warnings;
