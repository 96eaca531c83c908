//! The causal filter for live data.

use nalgebra::{Quaternion, UnitQuaternion, Vector3};

use super::VqfParameters;
use super::step::{Coefficients, SIGMA_UNIT, State};

/// A causal orientation filter that takes a sample at a time. About half a microsecond per sample, no allocation.
///
/// Equal to the authors' real-time filter fed with the same samples (quaternion without magnetometer).
#[derive(Clone)]
pub struct OnlineVqf {
    coefficients: Coefficients,
    state: State<f64>,
}

impl OnlineVqf {
    /// A filter for samples at `rate_hz`. Its first orientations are as good as the first acceleration.
    ///
    /// `None` if the rate or a time constant or a standard deviation is not a positive number.
    pub fn new(rate_hz: f64, parameters: &VqfParameters) -> Option<Self> {
        let coefficients = Coefficients::new(rate_hz, parameters);
        coefficients.usable().then(|| Self {
            coefficients,
            state: State::new(&coefficients),
        })
    }

    /// Takes the next angular rate (rad/s) and acceleration (m/s²) and gives the orientation after them, sensor to
    /// world. An acceleration of exactly zero means that there is none, and changes only what the rate tells.
    pub fn push(&mut self, gyr: &Vector3<f64>, acc: &Vector3<f64>) -> UnitQuaternion<f64> {
        let gyr_lp = self.state.push_gyr(&self.coefficients, (*gyr).into());
        if *acc != Vector3::zeros() {
            self.state.push_acc(&self.coefficients, (*acc).into(), gyr_lp);
        }
        self.orientation()
    }

    /// The orientation after the last sample, sensor to world.
    pub fn orientation(&self) -> UnitQuaternion<f64> {
        let [w, x, y, z] = self.state.orientation();
        UnitQuaternion::new_unchecked(Quaternion::new(w, x, y, z))
    }

    /// The gyroscope's bias in rad/s, to be taken from the measured rate.
    pub fn bias_radps(&self) -> Vector3<f64> {
        self.state.bias.into()
    }

    /// Standard deviation of the bias in rad/s (an upper bound over all directions).
    pub fn bias_sigma_radps(&self) -> f64 {
        self.state.p.bound().min(self.coefficients.p_init).sqrt() * SIGMA_UNIT
    }

    /// Whether the sensor is still.
    pub fn resting(&self) -> bool {
        self.state.resting(&self.coefficients)
    }
}
