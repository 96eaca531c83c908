//! Mathematics on samples, without anatomy: filters, peaks, statistics, resampling, orientation from inertial sensors,
//! spectra, bootstrap intervals, change points and trends. Nothing here knows a recording, a body side or a gait event.
//!
//! Conventions: SI units, slices in and vectors out, time in seconds, frequency in hertz, quaternions from sensor to
//! world with Z up. No function panics on short or empty input; what cannot be computed is `NaN`, `None` or an error,
//! as each function says.
//!
//! ```
//! use signal::{bootstrap, statistics};
//!
//! let step_times_s = [0.52, 0.55, 0.53, 0.54, 0.56, 0.53, 0.55, 0.54];
//! let middle = statistics::median(&step_times_s);
//! // Its 95 % interval: resampled in blocks of two, because neighbours resemble each other.
//! let (low, high) = bootstrap::block_bootstrap_median(&[&step_times_s], 2, 1000, 1).expect("enough values");
//! assert!(low <= middle && middle <= high);
//! ```

#![warn(missing_docs, clippy::missing_errors_doc)]

pub mod bootstrap;
pub mod changepoints;
pub mod filter;
pub mod orientation;
pub mod peaks;
pub mod resample;
pub mod spectrum;
pub mod statistics;
pub mod trend;
