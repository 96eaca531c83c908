//! Lanes of a walk there and back, counted by the turns at their ends, so that a walk over a distance ends by itself.

use nalgebra::Vector3;
use recording::Site;
use sensors::status::SampleBlock;
use std::f64::consts::PI;

/// How slowly the direction of gravity follows the samples, seconds: longer than a step shakes it. Ours.
const FOLLOW_S: f64 = 0.5;
/// What was turned is forgotten with this time constant, seconds: a gyroscope that is off by 1°/s adds up to 20°, and a turn
/// of three seconds loses a seventh. Ours.
const FORGET_S: f64 = 20.0;
/// A half turn counts from here, rad (120°): walking round something and a look back are less. Ours.
const TURNED_RAD: f64 = 2.0 * PI / 3.0;
/// Samples further apart than this are no turning that was seen, seconds.
const GAP_S: f64 = 0.5;
/// A walk whose last lane was begun is over when the person has stood still this long, seconds. Ours.
const STANDS_S: f64 = 2.0;

/// The turns of the part that lasts, by the sensor on the pelvis. Thighs do not tell: they miss one turn in seven.
#[derive(Debug, Default)]
pub(super) struct Lanes {
    gravity: Vector3<f64>,
    turned_rad: f64,
    newest_s: Option<f64>,
    turns: u32,
    /// Since when every sensor rests, seconds of the recording.
    rests_since_s: Option<f64>,
}

impl Lanes {
    /// Takes the samples of a sensor.
    pub(super) fn take(&mut self, site: Site, block: &SampleBlock) {
        if site != Site::Pelvis {
            return;
        }
        for sample in &block.samples {
            let felt = Vector3::from(sample.acc_mps2);
            let since_s = self.newest_s.map_or(0.0, |newest_s| sample.time_s - newest_s);
            self.newest_s = Some(sample.time_s);
            if self.gravity == Vector3::zeros() {
                self.gravity = felt;
            }
            if !(0.0..GAP_S).contains(&since_s) {
                continue;
            }
            self.gravity += (since_s / FOLLOW_S).min(1.0) * (felt - self.gravity);
            let Some(up) = self.gravity.try_normalize(1e-6) else {
                continue;
            };
            self.turned_rad += since_s * Vector3::from(sample.gyr_radps).dot(&up);
            self.turned_rad *= 1.0 - since_s / FORGET_S;
            if self.turned_rad.abs() > TURNED_RAD {
                self.turned_rad -= PI.copysign(self.turned_rad);
                self.turns += 1;
            }
        }
    }

    /// Whether every sensor rests now.
    pub(super) fn rest(&mut self, rests: bool) {
        let now_s = self.newest_s;
        self.rests_since_s = self.rests_since_s.or(now_s).filter(|_| rests);
    }

    /// The walk begins: lanes count from here.
    pub(super) fn begin(&mut self) {
        (self.turned_rad, self.turns, self.rests_since_s) = (0.0, 0, None);
    }

    /// The lane that is walked, from 1; at most `wanted`. `None` without a sensor that tells.
    pub(super) fn lane(&self, wanted: u32) -> Option<u32> {
        self.newest_s.map(|_| (self.turns + 1).min(wanted))
    }

    /// Whether so many lanes were walked: turned at the end of the last one too, or stopped on it.
    pub(super) fn are_over(&self, wanted: u32) -> bool {
        let stopped = self.rests_since_s.zip(self.newest_s);
        let stopped = stopped.is_some_and(|(since_s, now_s)| now_s - since_s > STANDS_S);
        self.turns >= wanted || (self.turns + 1 >= wanted && stopped)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use sensors::status::ClockedSample;
    use simulation::{Extent, Stage, presets, simulate};

    /// Plays a walk to and fro; when it was over, by its sensors and by its truth, and how many turns there were.
    fn played(lanes: u32, drift_radps: f64) -> (Option<f64>, f64, u32) {
        let mut scenario = presets::limp(5);
        let walk = Stage::Walk {
            extent: Extent::Metres(10.0 * f64::from(lanes)),
            lane_m: Some(10.0),
        };
        scenario.protocol = vec![Stage::Stand { seconds: 5.0 }, walk, Stage::Stand { seconds: 6.0 }];
        let simulated = simulate(&scenario);
        let track = &simulated.recording.tracks[&Site::Pelvis];
        let ends_s = track.time_s[track.len() - 1] - track.time_s[0] - 6.0;
        let mut counted = Lanes::default();
        let (mut over_s, mut begun) = (None, false);
        for k in 0..track.len() {
            let time_s = track.time_s[k] - track.time_s[0];
            let block = SampleBlock {
                site: Site::Pelvis,
                rate_hz: track.rate_hz,
                recovered: false,
                recorded: true,
                samples: vec![ClockedSample {
                    time_s,
                    sequence: k as u64,
                    device_us: 0,
                    acc_mps2: track.acc_mps2[k].into(),
                    gyr_radps: track.gyr_radps[k].add_scalar(drift_radps).into(),
                }],
            };
            counted.take(Site::Pelvis, &block);
            counted.rest(track.gyr_radps[k].norm() < 0.05);
            if !begun && time_s > 5.0 {
                counted.begin();
                begun = true;
            }
            if begun && over_s.is_none() && counted.are_over(8) {
                over_s = Some(time_s);
            }
        }
        (over_s, ends_s, counted.turns)
    }

    #[test]
    fn a_walk_over_a_distance_ends_by_itself() {
        for drift_radps in [0.0, 0.01, -0.01] {
            let (over_s, ends_s, turns) = played(8, drift_radps);
            let over_s = over_s.unwrap_or_else(|| panic!("{drift_radps} rad/s: never over, {turns} turns"));
            assert!(
                (ends_s - 2.0..ends_s + 5.0).contains(&over_s),
                "{drift_radps} rad/s: over at {over_s} s of {ends_s} s, {turns} turns"
            );
        }
    }

    #[test]
    fn fewer_lanes_are_not_the_distance() {
        let (over_s, _, turns) = played(6, 0.0);
        assert!(
            over_s.is_none() && (5..=6).contains(&turns),
            "{over_s:?}, {turns} turns"
        );
    }
}
