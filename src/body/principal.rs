//! The axis about which a limb swings, from its own angular rate.

use super::motion::SensorMotion;
use nalgebra::{Matrix3, SymmetricEigen, Vector3};

/// Angular rate from which a sample counts for the principal axis, rad/s.
const ACTIVE_RATE_RADPS: f64 = 0.5;

/// Samples that count for the principal axis: valid, moving, not turning.
pub fn active_mask(sensor: &SensorMotion, turning: &[bool]) -> Vec<bool> {
    (0..sensor.gyr.len())
        .map(|k| sensor.valid[k] && !turning[k] && sensor.gyr[k].norm() > ACTIVE_RATE_RADPS)
        .collect()
}

/// The direction about which a limb swings.
pub struct Principal {
    /// Unit length, sensor frame.
    pub axis: Vector3<f64>,
    /// Of all rotation.
    pub share: f64,
    /// Of the rotation square to the long axis.
    pub in_plane: f64,
}

/// Principal direction of the angular rate square to the long axis. Rotation about the long axis is mostly skin and is left out of the direction.
pub fn principal_axis(gyr: &[Vector3<f64>], mask: &[bool], long: &Vector3<f64>) -> Option<Principal> {
    let mut scatter = Matrix3::zeros();
    for (rate, _) in gyr.iter().zip(mask).filter(|(_, used)| **used) {
        scatter += rate * rate.transpose();
    }
    let total = scatter.trace();
    if total <= 0.0 {
        return None;
    }
    let across = Matrix3::identity() - long * long.transpose();
    let flat = SymmetricEigen::new(across * scatter * across);
    let index = flat.eigenvalues.imax();
    let largest = flat.eigenvalues[index];
    let axis = flat.eigenvectors.column(index).into_owned();
    // The third eigenvalue belongs to the long axis and is zero.
    Some(Principal {
        axis,
        share: largest / total,
        in_plane: largest / flat.eigenvalues.sum(),
    })
}

/// Swing is the largest excursion of a leg's rate: its third moment is positive.
pub fn signed_by_third_moment(sensor: &SensorMotion, axis: Vector3<f64>, mask: &[bool]) -> Vector3<f64> {
    let moment: f64 = sensor
        .gyr
        .iter()
        .zip(mask)
        .filter(|(_, used)| **used)
        .map(|(rate, _)| rate.dot(&axis).powi(3))
        .sum();
    if moment < 0.0 { -axis } else { axis }
}

/// Angular rate about the side axis, rad/s.
pub fn sagittal_rate(sensor: &SensorMotion, side: &Vector3<f64>) -> Vec<f64> {
    sensor.gyr.iter().map(|rate| rate.dot(side)).collect()
}

/// Mean of unit vectors where the mask is set; `None` where it is empty.
pub fn mean_direction(directions: &[Vector3<f64>], mask: &[bool]) -> Option<Vector3<f64>> {
    let sum: Vector3<f64> = directions
        .iter()
        .zip(mask)
        .filter(|(_, used)| **used)
        .map(|(d, _)| d)
        .sum();
    sum.try_normalize(1e-6)
}
