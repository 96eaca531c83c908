//! Lanes of a walk there and back, counted by the turns at their ends, so that a walk over a distance ends by itself.

use nalgebra::Vector3;
use recording::Site;
use sensors::status::SampleBlock;
use std::collections::BTreeMap;
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

/// Which way a sensor faces, against the beginning.
#[derive(Debug, Default)]
struct Heading {
    gravity: Vector3<f64>,
    turned_rad: f64,
    newest_s: Option<f64>,
    turns: u32,
}

/// The turns of the part that lasts.
#[derive(Debug, Default)]
pub(super) struct Lanes {
    headings: BTreeMap<Site, Heading>,
    /// Since when every sensor rests, seconds of the recording.
    rests_since_s: Option<f64>,
    now_s: f64,
}

impl Lanes {
    /// Takes the samples of a sensor. Legs swing too much: pelvis and thighs tell.
    pub(super) fn take(&mut self, site: Site, block: &SampleBlock) {
        if !matches!(site, Site::Pelvis | Site::ThighLeft | Site::ThighRight) {
            return;
        }
        let heading = self.headings.entry(site).or_default();
        for sample in &block.samples {
            let felt = Vector3::from(sample.acc_mps2);
            let since_s = heading.newest_s.map_or(0.0, |newest_s| sample.time_s - newest_s);
            heading.newest_s = Some(sample.time_s);
            self.now_s = self.now_s.max(sample.time_s);
            if heading.gravity == Vector3::zeros() {
                heading.gravity = felt;
            }
            if !(0.0..GAP_S).contains(&since_s) {
                continue;
            }
            heading.gravity += (since_s / FOLLOW_S).min(1.0) * (felt - heading.gravity);
            let Some(up) = heading.gravity.try_normalize(1e-6) else {
                continue;
            };
            heading.turned_rad += since_s * Vector3::from(sample.gyr_radps).dot(&up);
            heading.turned_rad *= 1.0 - since_s / FORGET_S;
            if heading.turned_rad.abs() > TURNED_RAD {
                heading.turned_rad -= PI.copysign(heading.turned_rad);
                heading.turns += 1;
            }
        }
    }

    /// Whether every sensor rests now.
    pub(super) fn rest(&mut self, rests: bool) {
        self.rests_since_s = rests.then(|| self.rests_since_s.unwrap_or(self.now_s));
    }

    /// The walk begins: lanes count from here.
    pub(super) fn begin(&mut self) {
        for heading in self.headings.values_mut() {
            (heading.turned_rad, heading.turns) = (0.0, 0);
        }
        self.rests_since_s = None;
    }

    /// Turns so far: the pelvis's, where it is worn.
    fn turns(&self) -> u32 {
        let of = |site: Site| self.headings.get(&site).map(|heading| heading.turns);
        of(Site::Pelvis)
            .or_else(|| of(Site::ThighLeft).max(of(Site::ThighRight)))
            .unwrap_or_default()
    }

    /// The lane that is walked, from 1; at most `wanted`.
    pub(super) fn lane(&self, wanted: u32) -> u32 {
        (self.turns() + 1).min(wanted)
    }

    /// Whether so many lanes were walked: turned at the end of the last one too, or stopped on it.
    pub(super) fn are_over(&self, wanted: u32) -> bool {
        let stopped = self
            .rests_since_s
            .is_some_and(|since_s| self.now_s - since_s > STANDS_S);
        self.turns() >= wanted || (self.turns() + 1 >= wanted && stopped)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use sensors::status::ClockedSample;
    use simulation::{Extent, Stage, presets, simulate};

    /// Plays a walk to and fro; when it was over, by its sensors and by its truth, and how many turns there were.
    fn played(site: Site, lanes: u32, drift_radps: f64) -> (Option<f64>, f64, u32) {
        let mut scenario = presets::limp(5);
        let walk = Stage::Walk {
            extent: Extent::Metres(10.0 * f64::from(lanes)),
            lane_m: Some(10.0),
        };
        scenario.protocol = vec![Stage::Stand { seconds: 5.0 }, walk, Stage::Stand { seconds: 6.0 }];
        let simulated = simulate(&scenario);
        let track = &simulated.recording.tracks[&site];
        let ends_s = track.time_s[track.len() - 1] - track.time_s[0] - 6.0;
        let mut counted = Lanes::default();
        let (mut over_s, mut begun) = (None, false);
        for k in 0..track.len() {
            let time_s = track.time_s[k] - track.time_s[0];
            let block = SampleBlock {
                site,
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
            counted.take(site, &block);
            counted.rest(track.gyr_radps[k].norm() < 0.05);
            if !begun && time_s > 5.0 {
                counted.begin();
                begun = true;
            }
            if begun && over_s.is_none() && counted.are_over(8) {
                over_s = Some(time_s);
            }
        }
        (over_s, ends_s, counted.turns())
    }

    #[test]
    fn a_walk_over_a_distance_ends_by_itself() {
        for site in [Site::Pelvis, Site::ThighLeft, Site::ThighRight] {
            for drift_radps in [0.0, 0.01, -0.01] {
                let (over_s, ends_s, turns) = played(site, 8, drift_radps);
                let over_s = over_s.unwrap_or_else(|| panic!("{site}: never over, {turns} turns"));
                assert!(
                    (ends_s - 2.0..ends_s + 5.0).contains(&over_s),
                    "{site}, {drift_radps} rad/s: over at {over_s} s of {ends_s} s, {turns} turns"
                );
            }
        }
    }

    #[test]
    fn fewer_lanes_are_not_the_distance() {
        let (over_s, _, turns) = played(Site::Pelvis, 6, 0.0);
        assert!(
            over_s.is_none() && (5..=6).contains(&turns),
            "{over_s:?}, {turns} turns"
        );
    }
}
