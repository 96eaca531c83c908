//! The rotation from a sensor to its segment.

use super::types::SegmentCalibration;
use nalgebra::{Matrix3, Vector3};

/// Segment axes in sensor coordinates: x anterior, y proximal, z to the person's right; right-handed.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Axes {
    /// Anterior.
    pub x: Vector3<f64>,
    /// Proximal, up the segment.
    pub y: Vector3<f64>,
    /// To the person's right.
    pub z: Vector3<f64>,
}

impl Axes {
    /// Keeps `y` and turns `z` square to it; `None` where the two are parallel.
    pub(crate) fn from_long_and_side(y: Vector3<f64>, z: Vector3<f64>) -> Option<Axes> {
        let y = y.try_normalize(1e-9)?;
        let z = (z - y * z.dot(&y)).try_normalize(1e-6)?;
        Some(Axes { x: y.cross(&z), y, z })
    }

    /// The three rows of a rotation matrix sensor → segment, made square; `None` where they span no space.
    pub fn from_rows(rows: &[[f64; 3]; 3]) -> Option<Axes> {
        let x = Vector3::from(rows[0]).try_normalize(1e-9)?;
        let y = Vector3::from(rows[1]).try_normalize(1e-9)?;
        let z = Vector3::from(rows[2]).try_normalize(1e-9)?;
        if x.cross(&y).dot(&z) < 0.9 {
            return None;
        }
        Axes::from_long_and_side(y, z)
    }

    /// The rows of the rotation sensor → segment, as in `session.toml` and `summary.json`.
    pub fn rows(&self) -> [[f64; 3]; 3] {
        [self.x.into(), self.y.into(), self.z.into()]
    }

    /// The same segment seen with left and right, front and back exchanged: the other sign of the side axis.
    pub fn flipped(&self) -> Axes {
        Axes {
            x: -self.x,
            y: self.y,
            z: -self.z,
        }
    }

    /// Turns x and y about z by `angle` (radians) so that every inclination grows by that angle.
    pub(crate) fn with_inclination_shift(&self, angle: f64) -> Axes {
        let (sin, cos) = angle.sin_cos();
        // Inclination is atan2(up·x, up·y): it grows by `angle` when x and y turn backwards in the sensor.
        Axes {
            x: self.x * cos + self.y * sin,
            y: self.y * cos - self.x * sin,
            z: self.z,
        }
    }

    /// Inclination of the segment, radians, from the vertical seen by the sensor; + = distal end forward.
    pub fn inclination(&self, up: &Vector3<f64>) -> f64 {
        up.dot(&self.x).atan2(up.dot(&self.y))
    }

    /// The rotation sensor → segment.
    pub fn matrix(&self) -> Matrix3<f64> {
        Matrix3::from_rows(&[self.x.transpose(), self.y.transpose(), self.z.transpose()])
    }
}

/// How one sensor sits on its segment.
#[derive(Debug, Clone, PartialEq)]
pub struct Alignment {
    /// `None` where no method passed its gate.
    pub axes: Option<Axes>,
    /// Pelvis and trunk: the best guess where the forward axis is too weak for angles, sides and speed. Steps are still in
    /// it.
    pub rough: Option<Axes>,
    /// How the axes were found, and which ways were refused.
    pub report: SegmentCalibration,
}

/// Two directions square to each other and to a long axis; the second is a quarter turn about it before the first.
pub(crate) fn square_to(long: &Vector3<f64>) -> [Vector3<f64>; 2] {
    let helper = if long.x.abs() < 0.8 { Vector3::x() } else { Vector3::y() };
    let first = long.cross(&helper).normalize();
    [first, long.cross(&first)]
}
