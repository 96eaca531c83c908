//! The collector against simulated sensors whose truth is known.

mod clocks;
mod endings;
mod faults;
mod hour;
mod promises;
mod support;
mod warnings;
