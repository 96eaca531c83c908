//! Mathematics on samples, without anatomy: filters, peaks, statistics, resampling, orientation from inertial sensors,
//! spectra, bootstrap intervals, change points and trends. Nothing here knows a recording, a body side or a gait event.
//!
//! Conventions: SI units, slices in and vectors out, time in seconds, frequency in hertz, quaternions from sensor to
//! world with Z up. No function panics on short or empty input; what cannot be computed is `NaN`, `None` or an error,
//! as each function says.
pub mod bootstrap;
pub mod changepoints;
pub mod filter;
pub mod orientation;
pub mod peaks;
pub mod resample;
pub mod spectrum;
pub mod statistics;
pub mod trend;
