//! The collector against simulated sensors whose truth is known.

#![allow(clippy::unwrap_used, reason = "a test fails where it stands")]

mod clocks;
mod endings;
mod faults;
mod promises;
mod support;
mod warnings;
