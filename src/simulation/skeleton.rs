//! From angles to places: pelvis, trunk, thighs, shanks and feet as rigid bodies, and feet that roll on the floor.
//!
//! World and segments share one frame convention: x forward, y up, z to the person's right. Index 0 is the left leg,
//! 1 the right.

use super::kit::{rotation_x, rotation_y, rotation_z};
use super::scenario::Person;
use nalgebra::{Matrix3, Vector3};
use recording::Side;

/// Index of a side in arrays of two.
pub fn index(side: Side) -> usize {
    match side {
        Side::Left => 0,
        Side::Right => 1,
    }
}

/// +1 where outwards is +z (right), −1 on the left.
fn outwards(leg: usize) -> f64 {
    if leg == 1 { 1.0 } else { -1.0 }
}

/// Angles of one leg, radians.
#[derive(Debug, Clone, Copy, Default)]
pub struct LegPose {
    /// Inclination of thigh and shank, distal end forward positive.
    pub thigh: f64,
    /// As `thigh`.
    pub shank: f64,
    /// Pitch of the foot, toes up positive.
    pub foot: f64,
    /// Distal end outwards positive, for thigh and shank alike.
    pub lean: f64,
    /// Internal rotation of the thigh about its long axis; the shank has 60 % of it.
    pub axial: f64,
}

/// All angles of the body, radians; zero throughout is standing.
#[derive(Debug, Clone, Copy, Default)]
pub struct Posture {
    /// Turned to the left positive.
    pub heading: f64,
    /// Anterior tilt of the pelvis.
    pub tilt: f64,
    /// Right side of the pelvis up.
    pub obliquity: f64,
    /// Right side of the pelvis forward.
    pub rotation: f64,
    /// Forward lean of the trunk.
    pub trunk_forward: f64,
    /// Trunk towards the right.
    pub trunk_right: f64,
    /// Left, right.
    pub legs: [LegPose; 2],
}

/// Orientations (segment → world) and joint places relative to the middle between the hip joints, world axes, metres.
#[derive(Debug, Clone, Copy)]
pub struct Frames {
    /// Segment → world.
    pub pelvis: Matrix3<f64>,
    /// Segment → world.
    pub trunk: Matrix3<f64>,
    /// Segment → world; left, right.
    pub thigh: [Matrix3<f64>; 2],
    /// Segment → world; left, right.
    pub shank: [Matrix3<f64>; 2],
    /// Segment → world; left, right.
    pub foot: [Matrix3<f64>; 2],
    /// Joint centre; left, right.
    pub hip: [Vector3<f64>; 2],
    /// Joint centre; left, right.
    pub knee: [Vector3<f64>; 2],
    /// Joint centre; left, right.
    pub ankle: [Vector3<f64>; 2],
}

/// Sizes of the rigid bodies, metres.
#[derive(Debug, Clone)]
pub(crate) struct Skeleton {
    pub thigh_m: f64,
    pub shank_m: f64,
    pub half_hip_width_m: f64,
    pub ankle_height_m: f64,
    /// Ankle to the end of the heel, and to the ball of the foot, along the sole.
    pub heel_m: f64,
    pub ball_m: f64,
}

impl Skeleton {
    pub(crate) fn of(person: &Person) -> Skeleton {
        Skeleton {
            thigh_m: person.thigh_m,
            shank_m: person.shank_m,
            half_hip_width_m: person.hip_width_m / 2.0,
            ankle_height_m: person.ankle_height_m(),
            heel_m: 0.03 * person.height_m,
            ball_m: 0.07 * person.height_m,
        }
    }

    /// Forward kinematics of one posture.
    pub(crate) fn frames(&self, posture: &Posture) -> Frames {
        let heading = rotation_y(posture.heading);
        let pelvis =
            heading * rotation_y(posture.rotation) * rotation_x(-posture.obliquity) * rotation_z(-posture.tilt);
        let trunk = heading
            * rotation_y(-0.3 * posture.rotation)
            * rotation_x(posture.trunk_right)
            * rotation_z(-posture.trunk_forward);
        let mut frames = Frames {
            pelvis,
            trunk,
            thigh: [Matrix3::identity(); 2],
            shank: [Matrix3::identity(); 2],
            foot: [Matrix3::identity(); 2],
            hip: [Vector3::zeros(); 2],
            knee: [Vector3::zeros(); 2],
            ankle: [Vector3::zeros(); 2],
        };
        for (leg, pose) in posture.legs.iter().enumerate() {
            let out = outwards(leg);
            let plane = heading * rotation_x(-out * pose.lean);
            let thigh = plane * rotation_z(pose.thigh);
            let shank = plane * rotation_z(pose.shank);
            // The axial rotation turns the segment in place: its long axis, and with it the joints, stay.
            frames.thigh[leg] = thigh * rotation_y(out * pose.axial);
            frames.shank[leg] = shank * rotation_y(out * 0.6 * pose.axial);
            frames.foot[leg] = heading * rotation_z(pose.foot);
            frames.hip[leg] = pelvis.column(2) * (out * self.half_hip_width_m);
            frames.knee[leg] = frames.hip[leg] - thigh.column(1) * self.thigh_m;
            frames.ankle[leg] = frames.knee[leg] - shank.column(1) * self.shank_m;
        }
        frames
    }

    /// Height of the ankle over the floor while a foot of this pitch touches it: the support function of a sole
    /// rounded over heel and ball. Rolling without slip moves the ankle forward by `-height · Δpitch`.
    pub(crate) fn ankle_over_floor_m(&self, pitch: f64) -> f64 {
        const ROUNDING_M: f64 = 0.006;
        let (sin, cos) = pitch.sin_cos();
        let under_heel = self.heel_m * sin + self.ankle_height_m * cos;
        let under_ball = -self.ball_m * sin + self.ankle_height_m * cos;
        let (high, low) = if under_heel > under_ball {
            (under_heel, under_ball)
        } else {
            (under_ball, under_heel)
        };
        high + ROUNDING_M * ((low - high) / ROUNDING_M).exp().ln_1p()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use approx::assert_relative_eq;

    #[test]
    fn standing_is_upright_and_a_raised_thigh_goes_forward() {
        let skeleton = Skeleton::of(&Person::of_height(1.7));
        let standing = skeleton.frames(&Posture::default());
        assert_relative_eq!(standing.ankle[1].y, -(skeleton.thigh_m + skeleton.shank_m));
        assert!(standing.hip[1].z > 0.0 && standing.hip[0].z < 0.0);
        let mut posture = Posture::default();
        posture.legs[1] = LegPose {
            thigh: 0.3,
            lean: 0.1,
            ..LegPose::default()
        };
        let raised = skeleton.frames(&posture);
        assert!(raised.knee[1].x > 0.1 && raised.ankle[1].z > standing.ankle[1].z);
    }

    #[test]
    fn the_pelvis_angles_have_the_agreed_signs() {
        let skeleton = Skeleton::of(&Person::of_height(1.7));
        let posture = Posture {
            tilt: 0.1,
            obliquity: 0.05,
            rotation: 0.08,
            ..Posture::default()
        };
        let pelvis = skeleton.frames(&posture).pelvis;
        assert!(
            (-pelvis[(1, 0)]).atan2(pelvis[(0, 0)]) > 0.09,
            "front of the pelvis points down"
        );
        assert_relative_eq!(pelvis[(1, 2)].asin(), 0.05, epsilon = 1e-12);
        assert!(pelvis[(0, 2)].asin() > 0.07, "right side forward");
    }

    #[test]
    fn the_sole_rolls_without_slip() {
        // The slope of the support function is how far the contact lies before the ankle.
        let skeleton = Skeleton::of(&Person::of_height(1.7));
        let slope =
            |pitch: f64| (skeleton.ankle_over_floor_m(pitch + 1e-5) - skeleton.ankle_over_floor_m(pitch - 1e-5)) / 2e-5;
        let on_heel = skeleton.heel_m * 0.5_f64.cos() - skeleton.ankle_height_m * 0.5_f64.sin();
        assert!((slope(0.5) - on_heel).abs() < 1e-3);
        let on_ball = -skeleton.ball_m * 0.8_f64.cos() + skeleton.ankle_height_m * 0.8_f64.sin();
        assert!((slope(-0.8) - on_ball).abs() < 1e-3);
    }
}
