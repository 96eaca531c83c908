//! How a person walks at a speed: cadence, stance share, and the reach of the legs that makes the steps long enough.

use super::curves::CURVE_FINAL_CONTACT;
use super::scenario::{EditKind, Person, Scenario};
use super::shape::{Shape, Trait, leg_angles};
use super::skeleton::{LegPose, Posture, Skeleton};
use super::smooth::{CubicSpline, rise};
use recording::STANDARD_GRAVITY;
use std::collections::BTreeMap;

/// Timing and shape of healthy walking of one person at any speed.
#[derive(Debug)]
pub struct GaitModel {
    person: Person,
    skeleton: Skeleton,
    /// Solved reach per tenth of a metre per second.
    reach: BTreeMap<i32, f64>,
}

impl GaitModel {
    /// Solves nothing yet: the reach of the legs is found for each speed when it is asked for.
    pub fn new(person: &Person) -> GaitModel {
        GaitModel {
            person: person.clone(),
            skeleton: Skeleton::of(person),
            reach: BTreeMap::new(),
        }
    }

    /// Stride time, seconds: the dimensionless cadence regression of 43 adults (BMClab h2a; `data/norms/`).
    pub fn stride_time_s(&self, speed_mps: f64) -> f64 {
        let leg = self.person.leg_m();
        let v = speed_mps / (STANDARD_GRAVITY * leg).sqrt();
        let (a2, a1, a0) = if self.person.age_years > 45.0 {
            (-0.672161, 1.196327, 0.212382)
        } else {
            (-0.91512, 1.410456, 0.152606)
        };
        let steps_per_s =
            (a2 * v * v + a1 * v + a0) * (STANDARD_GRAVITY / leg).sqrt() * (1.0 + self.person.cadence_percent / 100.0);
        2.0 / steps_per_s.max(0.5)
    }

    /// Share of the stride from initial to final contact; slope over 42 adults at three speeds (Fukuchi 2018).
    pub(crate) fn stance_share(speed_mps: f64) -> f64 {
        (0.603 - 0.048 * (speed_mps - 1.24)).clamp(0.56, 0.68)
    }

    /// The healthy stride at a speed: knee flexion grows with speed, and the thighs reach as far as the steps need.
    pub fn shape(&mut self, speed_mps: f64) -> Shape {
        let tenths = speed_mps * 10.0;
        let low = tenths.floor();
        let (a, b) = (self.solved_reach(low as i32), self.solved_reach(low as i32 + 1));
        with_speed(
            Shape::healthy(a + (b - a) * (tenths - low), self.person.curves),
            speed_mps,
        )
    }

    fn solved_reach(&mut self, tenths: i32) -> f64 {
        if let Some(reach) = self.reach.get(&tenths) {
            return *reach;
        }
        let speed = f64::from(tenths) / 10.0;
        let wanted = speed * self.stride_time_s(speed) / 2.0;
        let (mut low, mut high) = (0.1, 2.2);
        for _ in 0..24 {
            let middle = (low + high) / 2.0;
            let shape = with_speed(Shape::healthy(middle, self.person.curves), speed);
            if self.step_length_m(shape, Self::stance_share(speed)) < wanted {
                low = middle;
            } else {
                high = middle;
            }
        }
        let reach = (low + high) / 2.0;
        self.reach.insert(tenths, reach);
        reach
    }

    /// Travel of the pelvis over one symmetric step, feet rolling without slip.
    fn step_length_m(&self, shape: Shape, stance: f64) -> f64 {
        let (mut times, mut phases) = (Vec::new(), Vec::new());
        for cycle in -2..3 {
            times.extend([f64::from(cycle), f64::from(cycle) + stance]);
            phases.extend([f64::from(cycle), f64::from(cycle) + CURVE_FINAL_CONTACT]);
        }
        let spline = CubicSpline::natural(times, phases);
        const STEPS: usize = 64;
        let mut travel = 0.0;
        let mut last: Option<([f64; 2], [f64; 2])> = None;
        for i in 0..=STEPS {
            let time = 0.5 * i as f64 / STEPS as f64;
            let angles = [0.5, 0.0].map(|shift| leg_angles(spline.at(time + shift, &mut 0), &shape));
            let posture = posture_of(&angles);
            let frames = self.skeleton.frames(&posture);
            let ankles = [frames.ankle[0].x, frames.ankle[1].x];
            let pitch = [posture.legs[0].foot, posture.legs[1].foot];
            if let Some((ankles_before, pitch_before)) = last {
                let right = rise((time - 0.25 / STEPS as f64) / (stance - 0.5).max(0.02));
                for (leg, weight) in [(0, 1.0 - right), (1, right)] {
                    let middle = (pitch[leg] + pitch_before[leg]) / 2.0;
                    let roll = -self.skeleton.ankle_over_floor_m(middle) * (pitch[leg] - pitch_before[leg]);
                    travel += weight * (roll - (ankles[leg] - ankles_before[leg]));
                }
            }
            last = Some((ankles, pitch));
        }
        travel
    }
}

/// Speed effects on the knee: adults' swing peak 57.9, 61.7 and 64.0° at 0.94, 1.24 and 1.50 m/s (Fukuchi 2018);
/// loading response grows likewise (slope chosen from the same direction in Schwartz 2008).
fn with_speed(mut shape: Shape, speed_mps: f64) -> Shape {
    let faster = (speed_mps - 1.24).clamp(-0.8, 0.6);
    shape[Trait::SwingKnee] += 10.5 * faster;
    shape[Trait::Loading] += 8.0 * faster;
    shape
}

/// The posture of two legs in full walking, heading forward.
pub(crate) fn posture_of(angles: &[super::shape::LegAngles; 2]) -> Posture {
    let [left, right] = angles;
    let leg = |a: &super::shape::LegAngles| LegPose {
        thigh: a.thigh.to_radians(),
        shank: a.shank.to_radians(),
        foot: (a.shank + a.ankle).to_radians(),
        lean: a.lean.to_radians(),
        axial: a.axial.to_radians(),
    };
    Posture {
        heading: 0.0,
        tilt: (left.tilt + right.tilt).to_radians(),
        obliquity: (right.obliquity - left.obliquity).to_radians(),
        rotation: (right.rotation - left.rotation).to_radians(),
        trunk_forward: (0.5 * (left.tilt + right.tilt)).to_radians(),
        trunk_right: (right.trunk - left.trunk).to_radians(),
        legs: [leg(left), leg(right)],
    }
}

/// The speed asked for at a time, m/s.
pub(crate) fn speed_at(scenario: &Scenario, time_s: f64) -> f64 {
    let change: f64 = scenario
        .edits
        .iter()
        .filter(|edit| edit.kind == EditKind::Speed)
        .map(|edit| edit.size * edit.course.share(time_s))
        .sum();
    (scenario.speed_mps * (1.0 + change / 100.0)).clamp(0.3, 2.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cadence_and_reach_are_those_of_adults() {
        let mut model = GaitModel::new(&Person::of_height(1.69));
        let cadence = 120.0 / model.stride_time_s(1.24);
        assert!((110.0..122.0).contains(&cadence), "{cadence}");
        let reach = model.shape(1.24)[Trait::Reach];
        assert!((0.85..1.25).contains(&reach), "{reach}");
        assert!(model.shape(0.7)[Trait::Reach] < reach && model.shape(1.6)[Trait::Reach] > reach);
    }
}
