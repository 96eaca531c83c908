//! The plane in which a sensor turns, seen by the accelerometer and by the gyroscope.
//!
//! Below about 2 Hz the acceleration's direction, gravity and the limb's own acceleration together, moves in the plane in
//! which the limb swings, and about as fast as the limb turns: on thighs and shanks the axes of the two movements lie
//! within 18 degrees of each other, and their sizes are 0.36 to 1.3 times the same. A gyroscope whose axes are exchanged
//! turns about another axis, or about the vertical, where gravity sees nothing. Signs cannot be told this way: whether a
//! thigh's own acceleration or gravity wins depends on how fast it swings.

use super::physics::Stretches;
use nalgebra::{Matrix3, SymmetricEigen, Vector3};
use recording::Track;

/// Steps whose gyroscope turns by less say nothing, radians.
const STILL_RAD: f64 = 0.1;
/// Half a step, seconds.
const HALF_STEP_S: f64 = 0.15;

/// What was seen from one step to the next, 0.3 s each.
pub(super) struct Turns {
    /// Turn of the acceleration's direction, the direction itself, turn of the gyroscope (sensor frame, radians).
    steps: Vec<(Vector3<f64>, Vector3<f64>, Vector3<f64>)>,
}

/// How the two sensors agree.
#[derive(Debug, Clone, Copy)]
pub(super) struct Agreement {
    /// Cosine between the axes of the two movements, 0..1.
    pub axes: f64,
    /// Size of the acceleration's turning, as a multiple of the gyroscope's.
    pub ratio: f64,
}

impl Turns {
    pub(super) fn new(track: &Track, stretches: &Stretches) -> Turns {
        let half = ((HALF_STEP_S / stretches.interval_s).round() as usize).max(1);
        let mean = |values: &[Vector3<f64>], at: usize| -> Vector3<f64> {
            values[at - half..at + half].iter().sum::<Vector3<f64>>() / (2 * half) as f64
        };
        let mut steps = Vec::new();
        for &start in &stretches.starts {
            for at in (start + half..start + stretches.length - 3 * half).step_by(half) {
                let (one, two) = (mean(&track.acc_mps2, at), mean(&track.acc_mps2, at + 2 * half));
                let (Some(one), Some(two)) = (one.try_normalize(1e-9), two.try_normalize(1e-9)) else {
                    continue;
                };
                let Some(middle) = (one + two).try_normalize(1e-9) else {
                    continue;
                };
                let turn = mean(&track.gyr_radps, at + half) * (2 * half) as f64 * stretches.interval_s;
                // Gravity, seen from the sensor, turns against it.
                steps.push((two.cross(&one), middle, turn));
            }
        }
        Turns { steps }
    }

    /// The agreement over the steps with motion, if the true rate is `map` times the measured one.
    pub(super) fn under(&self, map: &Matrix3<f64>) -> Agreement {
        let (mut seen, mut told) = (Matrix3::zeros(), Matrix3::zeros());
        for (turn, direction, rate) in &self.steps {
            if rate.norm() < STILL_RAD {
                continue;
            }
            let own = map * rate;
            let across = own - direction * own.dot(direction);
            seen += turn * turn.transpose();
            told += across * across.transpose();
        }
        let axis = |scatter: &Matrix3<f64>| {
            let eigen = SymmetricEigen::new(*scatter);
            eigen.eigenvectors.column(eigen.eigenvalues.imax()).into_owned()
        };
        Agreement {
            axes: axis(&seen).dot(&axis(&told)).abs(),
            ratio: (seen.trace() / told.trace()).sqrt(),
        }
    }

    /// As [`Agreement::ratio`], over all steps: for a gyroscope whose unit is not known, no step is still.
    pub(super) fn ratio(&self) -> f64 {
        let (mut seen, mut told) = (0.0, 0.0);
        for (turn, direction, rate) in &self.steps {
            seen += turn.norm_squared();
            told += (rate - direction * rate.dot(direction)).norm_squared();
        }
        (seen / told).sqrt()
    }
}
