//! Orientation of a sensor from its gyroscope and accelerometer: the VQF filter of Laidig & Seel (2023, Information
//! Fusion 91:187-204), without magnetometer, written anew for speed.
//!
//! The filter integrates the angular rate, low-passes the acceleration in the frame that the integration gives (where
//! gait's accelerations average out and gravity stays), and tilts that frame so that gravity points down. It estimates
//! the gyroscope's bias at rest and in motion. Results are quaternions from sensor to world, `v_world = q v_sensor q*`,
//! world Z up, heading arbitrary and drifting slowly.
//!
//! * [`offline_vqf`] for recordings: looks ahead as well as back, right from the first sample on.
//! * [`OnlineVqf`] for live data: causal; needs some seconds to settle.
//!
//! Assumptions: rates in rad/s, accelerations in m/s², uniform sampling at 20 to 1000 Hz, no missing samples, no `NaN`.
//! It fails where acceleration does not average out over about `tau_acc_s` (long curves in a vehicle), and heading is
//! only as good as the bias.
//!
//! The test oracle is the authors' own implementation, to 1e-9 (`tests/golden`). What differs is how the numbers are
//! had: forward and backward pass run side by side in the two lanes of one vector register, the Kalman update is three
//! scalar updates (the measurement covariance is diagonal), covariances are symmetric, sines of small angles are
//! series, and the two bias estimates are joined without inverting either covariance.

mod algebra;
mod lane;
mod offline;
mod online;
mod step;

pub use offline::{OfflineVqf, offline_vqf};
pub use online::OnlineVqf;

/// Settings of the filter; the defaults are the authors' and need no change for gait.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct VqfParameters {
    /// Time constant of the acceleration low-pass, in seconds. Long: trusts the gyroscope.
    pub tau_acc_s: f64,
    /// Whether the bias is estimated in motion, from the inclination corrections.
    pub motion_bias: bool,
    /// Whether rest is detected and the bias estimated there, from the gyroscope itself.
    pub rest_bias: bool,
    /// Standard deviation of the bias before the first sample, in °/s.
    pub bias_sigma_init_degps: f64,
    /// Time in which the bias becomes uncertain by 0.1 °/s when nothing is measured, in seconds.
    pub bias_forgetting_s: f64,
    /// Largest bias and largest disagreement that is believed, in °/s.
    pub bias_clip_degps: f64,
    /// Standard deviation of the converged bias in motion, in °/s.
    pub bias_sigma_motion_degps: f64,
    /// How weakly the vertical bias, which motion does not show, is drawn to zero.
    pub bias_vertical_forgetting: f64,
    /// Standard deviation of the converged bias at rest, in °/s.
    pub bias_sigma_rest_degps: f64,
    /// How long the sensor must be still to count as resting, in seconds.
    pub rest_min_s: f64,
    /// Time constant of the low-pass that stillness is judged against, in seconds.
    pub rest_filter_tau_s: f64,
    /// Largest deviation of the rate from its low-pass at rest, in °/s.
    pub rest_threshold_degps: f64,
    /// Largest deviation of the acceleration from its low-pass at rest, in m/s².
    pub rest_threshold_mps2: f64,
}

impl Default for VqfParameters {
    fn default() -> Self {
        Self {
            tau_acc_s: 3.0,
            motion_bias: true,
            rest_bias: true,
            bias_sigma_init_degps: 0.5,
            bias_forgetting_s: 100.0,
            bias_clip_degps: 2.0,
            bias_sigma_motion_degps: 0.1,
            bias_vertical_forgetting: 1e-4,
            bias_sigma_rest_degps: 0.03,
            rest_min_s: 1.5,
            rest_filter_tau_s: 0.5,
            rest_threshold_degps: 2.0,
            rest_threshold_mps2: 0.5,
        }
    }
}
