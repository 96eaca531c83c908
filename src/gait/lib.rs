//! Contacts, strides, bouts, turns, per-stride measures and cycle curves. No thresholds on people, no opinions.
//!
//! [`contacts`] finds when feet land and leave; [`segment`] makes bouts, turns and strides of them; [`temporal`],
//! [`kinematics`], [`speed`], [`impact`] and [`regularity`] measure every stride. [`function`] measures rising, walking and sitting down in tests of function.
//!
//! ```
//! use gait::Measure;
//!
//! let stance = Measure::from_name("stance_time_s").expect("a measure of every stride");
//! assert_eq!((stance, stance.unit()), (Measure::StanceTime, "s"));
//! ```

#![warn(missing_docs, clippy::missing_errors_doc)]

pub mod contacts;
pub mod function;
pub mod impact;
pub mod kinematics;
pub mod measure;
mod possible;
mod postural_transitions;
pub mod regularity;
pub mod segment;
pub mod speed;
pub mod temporal;
pub mod types;

pub use measure::{Comparison, Domain, Measure, Values};
pub use possible::{Withheld, withhold_impossible};
pub use types::*;
