//! Contacts, strides, bouts, turns, per-stride measures and cycle curves. No thresholds on people, no opinions.
//!
//! [`contacts`] finds when feet land and leave; [`segment`] makes bouts, turns and strides of them; [`temporal`],
//! [`kinematics`], [`speed`], [`impact`] and [`regularity`] measure every stride. [`function`] measures rising, walking and sitting down in tests of function.

pub mod contacts;
pub mod function;
pub mod impact;
pub mod kinematics;
pub mod measure;
pub mod regularity;
pub mod segment;
pub mod speed;
pub mod temporal;
mod transfers;
pub mod types;

pub use measure::{Comparison, Domain, Measure, Values};
pub use types::*;
