//! The body in motion: postures over time, and a pelvis that goes where feet without slip carry it.
//!
//! The pelvis follows from the legs. Horizontally its velocity is that of the standing foot's ankle seen backwards
//! (the foot rolls, its sole does not slip); in double support the two legs' answers are blended smoothly while the
//! load passes over. Vertically its height is the blend of the heights that the two standing legs ask for.

use super::kit::{Kit, Mount, Sensor, rotation_y, rotation_z};
use super::model::posture_of;
use super::random::Stream;
use super::scenario::{Person, Scenario};
use super::schedule::{Schedule, Walk};
use super::shape::{LegAngles, leg_angles};
use super::skeleton::{Frames, Posture, Skeleton, index};
use super::smooth::rise;
use nalgebra::{Matrix3, Vector3};
use recording::{Segment, Side};
use std::f64::consts::TAU;

/// Time constant (standard deviation) of the body's giving way at load transfer, seconds.
const GIVE_S: f64 = 0.03;

/// Positions and orientations on a uniform fine grid that starts at time 0.
#[derive(Debug)]
pub struct Motion {
    /// Rate of the grid, Hz.
    pub fine_hz: f64,
    /// One per sample.
    pub postures: Vec<Posture>,
    /// Middle between the hip joints, world, metres.
    pub mid_hip_m: Vec<Vector3<f64>>,
    /// Ankle joints, world, metres; left, right.
    pub ankle_m: [Vec<Vector3<f64>>; 2],
    /// One per sensor of the kit, in its order.
    pub sensors: Vec<SensorPath>,
}

/// Where a sensor is and how it is turned (sensor → world).
#[derive(Debug, Default)]
pub struct SensorPath {
    /// World, metres.
    pub position_m: Vec<Vector3<f64>>,
    /// Sensor → world.
    pub orientation: Vec<Matrix3<f64>>,
}

/// Postures at increasing times; remembers where it is, so a step costs O(1).
pub(crate) struct Player<'a> {
    schedule: &'a Schedule,
    lean_deg: f64,
    sway: [(f64, f64, f64); 3],
    walk: usize,
    cursors: [usize; 2],
    handover: usize,
}

impl<'a> Player<'a> {
    pub(crate) fn new(scenario: &Scenario, schedule: &'a Schedule) -> Player<'a> {
        let mut stream = Stream::new(scenario.seed, 5);
        let quiet = scenario.variability.angle_sd_deg > 0.0;
        let sway = [0.11, 0.27, 0.48].map(|hz| {
            let size = if quiet { 0.12 } else { 0.0 };
            (
                hz * stream.uniform(0.8, 1.2),
                size * stream.uniform(0.6, 1.4),
                stream.uniform(0.0, TAU),
            )
        });
        Player {
            schedule,
            lean_deg: scenario.person.walking_lean_deg,
            sway,
            walk: 0,
            cursors: [0; 2],
            handover: 0,
        }
    }

    /// Posture, share of the load on the right leg, and while walking each leg's phase and the gain of the walk.
    pub(crate) fn at(&mut self, time_s: f64) -> (Posture, f64, Option<([f64; 2], f64)>) {
        let walks = &self.schedule.walks;
        while self.walk < walks.len() && time_s > walks[self.walk].end_s {
            self.walk += 1;
            self.cursors = [0; 2];
            self.handover = 0;
        }
        let walk = walks.get(self.walk).filter(|walk| time_s >= walk.start_s);
        let (heading, reach) = self.schedule.turning(time_s);
        let (mut posture, right, phases, gain) = match walk {
            Some(walk) => {
                let gain = walk.gain(time_s);
                let phases = [0, 1].map(|leg| walk.legs[leg].phase.at(time_s, &mut self.cursors[leg]));
                let angles = [0, 1].map(|leg| {
                    let mut angles = leg_angles(phases[leg], &walk.legs[leg].shape(phases[leg]));
                    let knee = angles.thigh - angles.shank;
                    angles.thigh *= reach;
                    angles.shank = angles.thigh - knee;
                    angles.tilt += 0.5 * self.lean_deg;
                    scaled(&angles, gain)
                });
                (
                    posture_of(&angles),
                    self.load_right(walk, time_s),
                    Some((phases, gain)),
                    gain,
                )
            }
            None => (Posture::default(), 0.5, None, 0.0),
        };
        posture.heading = heading;
        let (seated, moving) = self.schedule.sitting(time_s);
        let sway: f64 = self
            .sway
            .iter()
            .map(|(hz, deg, start)| deg * (TAU * hz * time_s + start).sin())
            .sum();
        let legs = seated;
        let seated = 0.5 * (legs[0] + legs[1]);
        let sway = (sway * (1.0 - gain) * (1.0 - seated)).to_radians();
        for (leg, seated) in posture.legs.iter_mut().zip(legs) {
            leg.thigh += sway + (84.0 * seated).to_radians();
            leg.shank += sway - (4.0 * seated + 8.0 * moving).to_radians();
        }
        posture.tilt += (22.0 * moving - 14.0 * seated).to_radians() - sway;
        posture.trunk_forward += (30.0 * moving).to_radians() - sway;
        (posture, right, phases)
    }

    fn load_right(&mut self, walk: &Walk, time_s: f64) -> f64 {
        let list = &walk.handovers;
        while self.handover + 1 < list.len() && time_s >= list[self.handover + 1].start_s {
            self.handover += 1;
        }
        let now = &list[self.handover];
        let before = if self.handover == 0 {
            0.5
        } else {
            list[self.handover - 1].right
        };
        before + (now.right - before) * rise((time_s - now.start_s) / (now.end_s - now.start_s))
    }
}

fn scaled(a: &LegAngles, gain: f64) -> LegAngles {
    LegAngles {
        thigh: a.thigh * gain,
        shank: a.shank * gain,
        ankle: a.ankle * gain,
        lean: a.lean * gain,
        axial: a.axial * gain,
        tilt: a.tilt * gain,
        obliquity: a.obliquity * gain,
        rotation: a.rotation * gain,
        trunk: a.trunk * gain,
    }
}

impl Motion {
    /// Moves the body through its plan, sampled at this rate (Hz).
    pub fn of(scenario: &Scenario, schedule: &Schedule, fine_hz: f64) -> Motion {
        let skeleton = Skeleton::of(&scenario.person);
        let n = (schedule.duration_s * fine_hz).floor() as usize + 1;
        let mut player = Player::new(scenario, schedule);
        let mut motion = Motion {
            fine_hz,
            postures: Vec::with_capacity(n),
            mid_hip_m: Vec::with_capacity(n),
            ankle_m: [Vec::with_capacity(n), Vec::with_capacity(n)],
            sensors: scenario.kit.sensors.iter().map(|_| SensorPath::default()).collect(),
        };
        let mut wearing = Wearing::new(scenario);
        let mut pelvis = Vector3::new(0.0, 0.0, 0.0);
        let mut last: Option<(Frames, Posture, f64)> = None;
        for i in 0..n {
            let time_s = i as f64 / fine_hz;
            let (posture, right, phases) = player.at(time_s);
            let frames = skeleton.frames(&posture);
            let loads = [1.0 - right, right];
            if let Some((frames_before, posture_before, right_before)) = &last {
                let heading = rotation_y((posture.heading + posture_before.heading) / 2.0);
                let right_middle = (right + right_before) / 2.0;
                for (leg, load) in [1.0 - right_middle, right_middle].into_iter().enumerate() {
                    let (pitch, pitch_before) = (posture.legs[leg].foot, posture_before.legs[leg].foot);
                    let roll = -skeleton.ankle_over_floor_m((pitch + pitch_before) / 2.0) * (pitch - pitch_before);
                    let step = heading.column(0) * roll - (frames.ankle[leg] - frames_before.ankle[leg]);
                    pelvis.x += load * step.x;
                    pelvis.z += load * step.z;
                }
            }
            pelvis.y = (0..2)
                .map(|leg| loads[leg] * (skeleton.ankle_over_floor_m(posture.legs[leg].foot) - frames.ankle[leg].y))
                .sum();
            for leg in 0..2 {
                motion.ankle_m[leg].push(pelvis + frames.ankle[leg]);
            }
            wearing.place(&mut motion.sensors, &scenario.kit, &frames, pelvis, phases, time_s);
            motion.mid_hip_m.push(pelvis);
            motion.postures.push(posture);
            last = Some((frames, posture, right));
        }
        motion.give_way();
        motion
    }

    /// Joints, heel pads and soles give way by a few millimetres when the load changes legs; without that a skeleton of
    /// rigid parts jolts twice as hard as people do. The whole body follows the pelvis' path smoothed over time.
    fn give_way(&mut self) {
        let reach = (3.0 * GIVE_S * self.fine_hz).ceil() as usize;
        let weights: Vec<f64> = (0..=reach)
            .map(|k| (-0.5 * (k as f64 / (GIVE_S * self.fine_hz)).powi(2)).exp())
            .collect();
        let total = weights[0] + 2.0 * weights[1..].iter().sum::<f64>();
        let last = self.mid_hip_m.len() - 1;
        let stiff = std::mem::take(&mut self.mid_hip_m);
        for i in 0..=last {
            let mut sum = stiff[i] * weights[0];
            for (k, weight) in weights.iter().enumerate().skip(1) {
                sum += (stiff[i.saturating_sub(k)] + stiff[(i + k).min(last)]) * *weight;
            }
            let place = sum / total;
            let shift = place - stiff[i];
            self.mid_hip_m.push(place);
            for leg in &mut self.ankle_m {
                leg[i] += shift;
            }
            for sensor in &mut self.sensors {
                sensor.position_m[i] += shift;
            }
        }
    }

    /// Carries everything that is fixed in the room back with a treadmill's belt. The walk itself (`mid_hip_m`,
    /// `ankle_m`) stays in the frame of the belt, where the feet stand still.
    pub(crate) fn put_on_belt(&mut self, walk: &Walk, belt_mps: f64) {
        let mut carried = 0.0;
        for i in 0..self.mid_hip_m.len() {
            let time_s = i as f64 / self.fine_hz;
            if time_s >= walk.start_s && time_s <= walk.end_s {
                carried += belt_mps * walk.gain(time_s) / self.fine_hz;
            }
            for sensor in &mut self.sensors {
                sensor.position_m[i].x -= carried;
            }
        }
    }
}

/// A shank sensor sits this share of the shank below the knee.
const SHANK_SENSOR_SHARE: f64 = 0.13;

/// Height of a shank sensor above the ankle along the shank, metres.
pub(crate) fn height_over_ankle_m(person: &Person, sensor: &Sensor) -> f64 {
    (1.0 - SHANK_SENSOR_SHARE) * person.shank_m + sensor.mount.shift_m
}

/// Where the sensors sit on their segments.
struct Wearing {
    offsets: Vec<Vector3<f64>>,
    mounts: Vec<Matrix3<f64>>,
    slide_start: Vec<f64>,
}

impl Wearing {
    fn new(scenario: &Scenario) -> Wearing {
        let person = &scenario.person;
        let offsets = scenario.kit.sensors.iter().map(|sensor| {
            let out = if sensor.site.side() == Some(Side::Left) {
                -1.0
            } else {
                1.0
            };
            let shift = Vector3::new(0.0, sensor.mount.shift_m, 0.0);
            shift
                + match sensor.site.segment() {
                    Segment::Pelvis => Vector3::new(-0.1, 0.06, 0.0),
                    Segment::Trunk => Vector3::new(-0.1, 0.24 * person.height_m, 0.0),
                    Segment::Thigh => Vector3::new(0.0, -0.65 * person.thigh_m, out * 0.07),
                    Segment::Shank => Vector3::new(0.02, -SHANK_SENSOR_SHARE * person.shank_m, out * 0.045),
                    Segment::Foot => Vector3::new(0.07, -0.03, 0.0),
                }
        });
        let offsets: Vec<_> = offsets.collect();
        let mounts = scenario
            .kit
            .sensors
            .iter()
            .map(|sensor| sensor.mount.matrix())
            .collect();
        let mut stream = Stream::new(scenario.seed, 6);
        let by_segment: Vec<f64> = (0..5).map(|_| stream.uniform(0.0, 1.0)).collect();
        let slide_start = scenario
            .kit
            .sensors
            .iter()
            .map(|sensor| by_segment[sensor.site.segment() as usize])
            .collect();
        Wearing {
            offsets,
            mounts,
            slide_start,
        }
    }

    fn place(
        &mut self,
        paths: &mut [SensorPath],
        kit: &Kit,
        frames: &Frames,
        pelvis: Vector3<f64>,
        walking: Option<([f64; 2], f64)>,
        time_s: f64,
    ) {
        for (k, sensor) in kit.sensors.iter().enumerate() {
            let leg = sensor.site.side().map_or(1, index);
            let (frame, origin) = match sensor.site.segment() {
                Segment::Pelvis => (frames.pelvis, Vector3::zeros()),
                Segment::Trunk => (frames.trunk, Vector3::zeros()),
                Segment::Thigh => (frames.thigh[leg], frames.hip[leg]),
                Segment::Shank => (frames.shank[leg], frames.knee[leg]),
                Segment::Foot => (frames.foot[leg], frames.ankle[leg]),
            };
            let mut turned = frame;
            if let (Some((phases, gain)), true) = (walking, kit.soft_tissue.sliding_deg != 0.0) {
                turned *= self.slide(
                    gain * kit.soft_tissue.sliding_deg,
                    k,
                    leg,
                    phases,
                    sensor.site.segment(),
                );
            }
            if let Some(slip) = sensor.slip.filter(|slip| time_s > slip.at_s) {
                let share = rise((time_s - slip.at_s) / 0.5);
                turned *= Mount {
                    about_long_axis_deg: slip.about_long_axis_deg * share,
                    tilt_sagittal_deg: slip.tilt_sagittal_deg * share,
                    ..Mount::default()
                }
                .matrix();
            }
            paths[k].position_m.push(pelvis + origin + frame * self.offsets[k]);
            paths[k].orientation.push(turned * self.mounts[k]);
        }
    }

    /// The sensor's slow turning on the skin: first and second harmonic of the cycle.
    fn slide(&self, sliding_deg: f64, k: usize, leg: usize, phases: [f64; 2], segment: Segment) -> Matrix3<f64> {
        let share = if segment == Segment::Thigh { 1.0 } else { 0.4 };
        // The trunk and the pelvis move alike with both legs.
        let turn = match segment {
            Segment::Pelvis | Segment::Trunk => TAU * (phases[0] + phases[1]),
            _ => TAU * phases[leg],
        } + TAU * self.slide_start[k];
        let size = (sliding_deg * share).to_radians();
        rotation_z(size * (0.7 * turn.sin() + 0.4 * (2.0 * turn).cos()))
    }
}
