//! What really happened: read off the motion that made the samples, never off the samples.

use super::model::speed_at;
use super::scenario::{EditKind, Scenario};
use super::schedule::Schedule;
use super::skeleton::{Skeleton, index};
use super::walk::Motion;
use nalgebra::Vector3;
use recording::{Phase, Side};

/// One foot meeting or leaving the floor.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Contact {
    /// The foot.
    pub side: Side,
    /// Initial contact, otherwise final contact.
    pub initial: bool,
    /// Seconds on the recording's clock.
    pub time_s: f64,
    /// 1 in full walking; smaller in the steps out of and into standing, where a contact is soft.
    pub gain: f64,
}

/// One stride, initial contact to the next of the same foot.
#[derive(Debug, Clone, PartialEq)]
pub struct Stride {
    /// The foot.
    pub side: Side,
    /// Initial contact, seconds.
    pub start_s: f64,
    /// The next initial contact of the same foot, seconds.
    pub end_s: f64,
    /// Where the foot leaves the floor within the stride, seconds.
    pub final_contact_s: f64,
    /// Initial contact of the other leg within the stride.
    pub other_contact_s: f64,
    /// Time from the other leg's contact before `start_s`.
    pub step_time_s: f64,
    /// Horizontal distance between the foot's two places on the floor.
    pub length_m: f64,
    /// Overlaps a turn.
    pub turning: bool,
    /// In full walking, not in a turn and not next to one.
    pub steady: bool,
    /// What its curves show.
    pub features: Features,
}

impl Stride {
    /// Its duration, seconds.
    pub fn time_s(&self) -> f64 {
        self.end_s - self.start_s
    }
    /// Duration of stance, seconds.
    pub fn stance_s(&self) -> f64 {
        self.final_contact_s - self.start_s
    }
    pub(crate) fn swing_s(&self) -> f64 {
        self.end_s - self.final_contact_s
    }
    /// Mean speed, m/s.
    pub fn speed_mps(&self) -> f64 {
        self.length_m / self.time_s()
    }
}

/// Scalar features of a stride's true curves, degrees; windows as shares of the stride's time.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Features {
    /// Highest knee flexion in swing.
    pub knee_swing_peak: f64,
    /// Highest knee flexion in 0 to 25 % minus that at contact.
    pub loading_excursion: f64,
    /// Highest rise of this side of the pelvis in 0 to 30 % over that at contact.
    pub pelvic_drop: f64,
    /// Highest obliquity (this side up) in 60 to 90 % over level, the mean of that at this and at the other foot's contact.
    pub hip_hike: f64,
    /// Gain of outward leg lean from final contact to its maximum in 60 to 90 %.
    pub circumduction: f64,
    /// Highest thigh inclination.
    pub thigh_max: f64,
    /// Lowest thigh inclination.
    pub thigh_min: f64,
    /// Mean anterior tilt of the pelvis.
    pub pelvic_tilt_mean: f64,
    /// Peak of the planted impact pulse at the shank, m/s².
    pub impact_mps2: f64,
}

/// Angles on a uniform grid, degrees, signs of the conventions: flexion, distal end forward, anterior tilt, right
/// side up, right side forward positive. Zero is standing. Index 0 left, 1 right.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Angles {
    /// Of the grid, Hz.
    pub rate_hz: f64,
    /// Seconds on the recording's clock.
    pub time_s: Vec<f64>,
    /// The knee's.
    pub knee_flexion: [Vec<f64>; 2],
    /// Thigh inclination plus pelvic tilt.
    pub hip_flexion: [Vec<f64>; 2],
    /// In the leg's own plane (leaning outwards with it), as gravity in the segment shows it.
    pub thigh_inclination: [Vec<f64>; 2],
    /// As `thigh_inclination`.
    pub shank_inclination: [Vec<f64>; 2],
    /// Outward lean of the leg.
    pub leg_lean: [Vec<f64>; 2],
    /// Anterior positive.
    pub pelvis_tilt: Vec<f64>,
    /// Right side up positive.
    pub pelvis_obliquity: Vec<f64>,
    /// Right side forward positive.
    pub pelvis_rotation: Vec<f64>,
    /// Turned to the left since the start.
    pub heading: Vec<f64>,
}

/// What one edit did, measured on the true strides in which it was at least half in force.
#[derive(Debug, Clone, PartialEq)]
pub struct EditEffect {
    /// What was planted.
    pub kind: EditKind,
    /// The leg it belongs to.
    pub side: Side,
    /// In the unit of the kind.
    pub size: f64,
    /// When it began, seconds; `None` where it holds throughout.
    pub onset_s: Option<f64>,
    /// Median of the edit's measure over those strides; unit of the measure (s, deg, m/s², m, m/s).
    pub left: f64,
    /// The same of the right leg.
    pub right: f64,
    /// `100·ln(right/left)` where both are positive.
    pub difference_percent: Option<f64>,
}

/// Everything known about a simulated recording.
#[derive(Debug, Clone, PartialEq)]
pub struct Truth {
    /// Sorted by time.
    pub contacts: Vec<Contact>,
    /// Sorted by start; both sides.
    pub strides: Vec<Stride>,
    /// The body's angles.
    pub angles: Angles,
    /// Middle of the hip joints and ankles on the grid of `angles`, metres, x forward at the start, y up, z right; on a
    /// treadmill relative to the belt.
    pub mid_hip_m: Vec<Vector3<f64>>,
    /// Left, right.
    pub ankle_m: [Vec<Vector3<f64>>; 2],
    /// Changes of direction, in order.
    pub turns: Vec<Turn>,
    /// What was done when.
    pub phases: Vec<Phase>,
    /// One for each edit.
    pub effects: Vec<EditEffect>,
    /// Mean over steady strides, 0 without any.
    pub speed_mps: f64,
    /// Onsets of planted changes, sorted.
    pub onsets_s: Vec<f64>,
    /// One for each sensor.
    pub sensors: Vec<SensorTruth>,
}

/// What is wrong with one sensor.
#[derive(Debug, Clone, PartialEq)]
pub struct SensorTruth {
    /// The sensor as it was planned.
    pub sensor: super::kit::Sensor,
    /// Share of its samples that are missing between its first and its last.
    pub lost_share: f64,
}

/// A change of walking direction.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Turn {
    /// Its beginning, seconds.
    pub start_s: f64,
    /// Its end, seconds.
    pub end_s: f64,
    /// Degrees, to the left positive.
    pub angle_deg: f64,
}

impl Truth {
    /// Median of a feature over the steady strides of a side, `None` without any.
    pub fn median(&self, side: Side, feature: impl Fn(&Stride) -> f64) -> Option<f64> {
        median(
            self.strides
                .iter()
                .filter(|s| s.side == side && s.steady)
                .map(feature)
                .collect(),
        )
    }

    /// Steady strides of a side.
    pub fn steady(&self, side: Side) -> impl Iterator<Item = &Stride> {
        self.strides
            .iter()
            .filter(move |stride| stride.side == side && stride.steady)
    }
}

/// The truth's own, so that it shares no mistake with what it judges; `None` for no values.
fn median(mut values: Vec<f64>) -> Option<f64> {
    if values.is_empty() {
        return None;
    }
    values.sort_by(f64::total_cmp);
    let n = values.len();
    Some((values[(n - 1) / 2] + values[n / 2]) / 2.0)
}

/// Grid rate of the truth, Hz.
pub(crate) const TRUTH_HZ: f64 = 100.0;

/// Reads the truth off a motion. `impacts(side, time)` is the planted pulse.
pub(crate) fn observe(
    scenario: &Scenario,
    schedule: &Schedule,
    motion: &Motion,
    impact: impl Fn(Side, f64) -> f64,
) -> Truth {
    let step = (motion.fine_hz / TRUTH_HZ).round() as usize;
    let angles = angles(scenario, motion, step);
    let mut contacts = Vec::new();
    let mut strides = Vec::new();
    for walk in &schedule.walks {
        for side in Side::BOTH {
            let leg = &walk.legs[index(side)];
            let both = [(&leg.initial_contacts, true), (&leg.final_contacts, false)];
            for (times, initial) in both {
                contacts.extend(times.iter().map(|&time_s| Contact {
                    side,
                    initial,
                    time_s,
                    gain: walk.gain(time_s),
                }));
            }
            let other = &walk.legs[index(side.other())].initial_contacts;
            for (n, pair) in leg.initial_contacts.windows(2).enumerate() {
                let (start_s, end_s) = (pair[0], pair[1]);
                let (Some(before), Some(between)) = (
                    other.iter().copied().rfind(|t| *t < start_s),
                    other.iter().copied().find(|t| *t > start_s),
                ) else {
                    continue;
                };
                let near_turn = |margin: f64| {
                    schedule
                        .turns
                        .iter()
                        .any(|turn| turn.start_s - 0.4 - margin < end_s && turn.end_s + 0.4 + margin > start_s)
                };
                let final_contact_s = leg.final_contacts[n + 1];
                let mut features = features(&angles, side, [start_s, end_s], final_contact_s, between);
                features.impact_mps2 = impact(side, start_s);
                let ankle = |t: f64| at(&motion.ankle_m[index(side)], t * motion.fine_hz);
                // Both instants lie in the middle of single support, when the foot is flat and still.
                let flat = |start: f64, fc: f64| start + 0.45 * (fc - start);
                let next_final = leg
                    .final_contacts
                    .get(n + 2)
                    .copied()
                    .unwrap_or(end_s + final_contact_s - start_s);
                let travelled = ankle(flat(end_s, next_final)) - ankle(flat(start_s, final_contact_s));
                strides.push(Stride {
                    side,
                    start_s,
                    end_s,
                    final_contact_s,
                    other_contact_s: between,
                    step_time_s: start_s - before,
                    length_m: travelled.x.hypot(travelled.z),
                    turning: near_turn(-0.4),
                    steady: !near_turn(end_s - start_s) && walk.gain(start_s) > 0.999 && walk.gain(next_final) > 0.999,
                    features,
                });
            }
        }
    }
    contacts.sort_by(|a, b| a.time_s.total_cmp(&b.time_s));
    strides.sort_by(|a, b| a.start_s.total_cmp(&b.start_s));
    let steady: Vec<&Stride> = strides.iter().filter(|stride| stride.steady).collect();
    let speed_mps = steady.iter().map(|s| s.length_m).sum::<f64>() / steady.iter().map(|s| s.time_s()).sum::<f64>();
    let mut onsets_s: Vec<f64> = scenario.edits.iter().filter_map(|edit| edit.course.onset_s()).collect();
    onsets_s.sort_by(f64::total_cmp);
    Truth {
        effects: effects(scenario, &strides),
        contacts,
        angles,
        mid_hip_m: motion.mid_hip_m.iter().copied().step_by(step).collect(),
        ankle_m: [0, 1].map(|leg| motion.ankle_m[leg].iter().copied().step_by(step).collect()),
        turns: schedule
            .turns
            .iter()
            .map(|t| Turn {
                start_s: t.start_s,
                end_s: t.end_s,
                angle_deg: t.angle.to_degrees(),
            })
            .collect(),
        phases: schedule.phases.clone(),
        speed_mps: if steady.is_empty() { 0.0 } else { speed_mps },
        strides,
        onsets_s,
        sensors: vec![],
    }
}

fn angles(scenario: &Scenario, motion: &Motion, step: usize) -> Angles {
    let skeleton = Skeleton::of(&scenario.person);
    let mut angles = Angles {
        rate_hz: TRUTH_HZ,
        ..Angles::default()
    };
    for (i, posture) in motion.postures.iter().enumerate().step_by(step) {
        let mut level = *posture;
        level.heading = 0.0;
        let pelvis = skeleton.frames(&level).pelvis;
        let tilt = (-pelvis[(1, 0)]).atan2(pelvis[(0, 0)]).to_degrees();
        angles.time_s.push(i as f64 / motion.fine_hz);
        for (leg, pose) in posture.legs.iter().enumerate() {
            angles.thigh_inclination[leg].push(pose.thigh.to_degrees());
            angles.shank_inclination[leg].push(pose.shank.to_degrees());
            angles.knee_flexion[leg].push((pose.thigh - pose.shank).to_degrees());
            angles.hip_flexion[leg].push(pose.thigh.to_degrees() + tilt);
            angles.leg_lean[leg].push(pose.lean.to_degrees());
        }
        angles.pelvis_tilt.push(tilt);
        angles.pelvis_obliquity.push(pelvis[(1, 2)].asin().to_degrees());
        angles.pelvis_rotation.push(pelvis[(0, 2)].asin().to_degrees());
        angles.heading.push(posture.heading.to_degrees());
    }
    angles
}

fn at(values: &[Vector3<f64>], x: f64) -> Vector3<f64> {
    let last = values.len() - 1;
    let i = (x.max(0.0) as usize).min(last);
    let u = (x - i as f64).clamp(0.0, 1.0);
    values[i] + (values[(i + 1).min(last)] - values[i]) * u
}

fn features(
    angles: &Angles,
    side: Side,
    [start_s, end_s]: [f64; 2],
    final_contact_s: f64,
    other_contact_s: f64,
) -> Features {
    let leg = index(side);
    let sign = if side == Side::Right { 1.0 } else { -1.0 };
    let last = angles.time_s.len() - 1;
    let sample = |values: &[f64], t: f64| {
        let x = (t * angles.rate_hz).clamp(0.0, last as f64);
        let i = (x as usize).min(last.saturating_sub(1));
        values[i] + (values[(i + 1).min(last)] - values[i]) * (x - i as f64)
    };
    let over = |values: &[f64], sign: f64, from: f64, to: f64| -> (f64, f64) {
        (0..=60)
            .map(|i| {
                sign * sample(
                    values,
                    start_s + (end_s - start_s) * (from + (to - from) * f64::from(i) / 60.0),
                )
            })
            .fold((f64::MAX, f64::MIN), |(low, high), v| (low.min(v), high.max(v)))
    };
    let knee = &angles.knee_flexion[leg];
    let pelvis = &angles.pelvis_obliquity;
    let thigh = over(&angles.thigh_inclination[leg], 1.0, 0.0, 1.0);
    let tilt: f64 = (0..50)
        .map(|i| sample(&angles.pelvis_tilt, start_s + (end_s - start_s) * f64::from(i) / 50.0))
        .sum();
    Features {
        knee_swing_peak: over(knee, 1.0, 0.5, 1.0).1,
        loading_excursion: over(knee, 1.0, 0.0, 0.25).1 - sample(knee, start_s),
        pelvic_drop: over(pelvis, sign, 0.0, 0.3).1 - sign * sample(pelvis, start_s),
        hip_hike: over(pelvis, sign, 0.6, 0.9).1
            - 0.5 * sign * (sample(pelvis, start_s) + sample(pelvis, other_contact_s)),
        circumduction: over(&angles.leg_lean[leg], 1.0, 0.6, 0.9).1 - sample(&angles.leg_lean[leg], final_contact_s),
        thigh_max: thigh.1,
        thigh_min: thigh.0,
        pelvic_tilt_mean: tilt / 50.0,
        impact_mps2: 0.0,
    }
}

/// The measure that an edit is meant to move.
fn measure(kind: EditKind, stride: &Stride) -> f64 {
    match kind {
        EditKind::StanceTime => stride.stance_s(),
        EditKind::StepTime => stride.step_time_s,
        EditKind::SwingKnee => stride.features.knee_swing_peak,
        EditKind::LoadingResponse => stride.features.loading_excursion,
        EditKind::PelvicDrop => stride.features.pelvic_drop,
        EditKind::HipHike => stride.features.hip_hike,
        EditKind::Circumduction => stride.features.circumduction,
        EditKind::Steppage => stride.features.thigh_max,
        EditKind::LessExtension => stride.features.thigh_min,
        EditKind::ForwardLean | EditKind::TrunkLean => stride.features.pelvic_tilt_mean,
        EditKind::Impact => stride.features.impact_mps2,
        EditKind::StepLength => stride.length_m,
        EditKind::Speed => stride.speed_mps(),
        EditKind::Variability => stride.time_s(),
    }
}

fn effects(scenario: &Scenario, strides: &[Stride]) -> Vec<EditEffect> {
    let over = |side: Side, edit: &super::scenario::Edit| {
        let held = strides
            .iter()
            .filter(|s| s.side == side && s.steady && edit.course.share(s.start_s) >= 0.5);
        median(held.map(|stride| measure(edit.kind, stride)).collect())
    };
    scenario
        .edits
        .iter()
        .filter_map(|edit| {
            let (left, right) = (over(Side::Left, edit)?, over(Side::Right, edit)?);
            Some(EditEffect {
                kind: edit.kind,
                side: edit.side,
                size: edit.size,
                onset_s: edit.course.onset_s(),
                left,
                right,
                difference_percent: (left > 0.0 && right > 0.0).then(|| 100.0 * (right / left).ln()),
            })
        })
        .collect()
}

/// Peak of the impact pulse at the shank for a contact, m/s².
pub(crate) fn impact_size(scenario: &Scenario, side: Side, time_s: f64, gain: f64) -> f64 {
    let percent: f64 = scenario
        .edits
        .iter()
        .filter(|edit| edit.kind == EditKind::Impact && edit.side == side)
        .map(|edit| edit.size * edit.course.share(time_s))
        .sum();
    let speed = speed_at(scenario, time_s);
    scenario.kit.impact_mps2 * (speed / 1.3).powf(1.5) * gain * gain * (1.0 + percent / 100.0).max(0.0)
}
