//! Sitting and standing up as a thigh sensor sees it, so that the tests on a chair end by themselves.

use super::protocol::ProtocolKind;
use nalgebra::Vector3;
use recording::Site;
use sensors::status::SampleBlock;
use std::collections::BTreeMap;

/// How quickly the direction of gravity follows the samples: a fifth of a second at 100 Hz. Ours.
const FOLLOW: f64 = 0.05;
/// A thigh that is tilted further than this against the stand sits, and less than that stands, degrees. Ours: a seat tilts it
/// by 70° to 100°, a step by at most 35° for a moment.
const SITS_DEG: f64 = 55.0;
const STANDS_DEG: f64 = 30.0;
/// Seated this long after the walk, the test is over, seconds.
const SETTLED_S: f64 = 1.0;
/// After the fifth stand one may sit down once more: its time is measured too, seconds.
const LAST_SITTING_S: f64 = 3.0;
/// Rises of the test of five.
const RISES: u32 = 5;
/// How long before its part a rise may come, seconds. Ours.
const EARLY_S: f64 = 3.0;

#[derive(Debug, Default, Clone, Copy)]
struct Thigh {
    gravity: Vector3<f64>,
    /// Sum of gravity while the person was told to stand.
    standing: Vector3<f64>,
}

/// What the thighs have shown since the stand at the beginning.
#[derive(Debug, Default)]
pub(super) struct Chair {
    thighs: BTreeMap<Site, Thigh>,
    seated: bool,
    /// Since when it is as it is, seconds of the recording.
    since_s: f64,
    rises: u32,
    now_s: f64,
}

impl Chair {
    /// Takes the samples of a sensor; `stands` while the person is told to stand.
    pub(super) fn take(&mut self, site: Site, block: &SampleBlock, stands: bool) {
        if !matches!(site, Site::ThighLeft | Site::ThighRight) {
            return;
        }
        let thigh = self.thighs.entry(site).or_default();
        for sample in &block.samples {
            let felt = Vector3::from(sample.acc_mps2);
            if thigh.gravity == Vector3::zeros() {
                thigh.gravity = felt;
            }
            thigh.gravity += FOLLOW * (felt - thigh.gravity);
            if stands {
                thigh.standing += felt;
            }
            self.now_s = self.now_s.max(sample.time_s);
        }
        let tilts: Vec<f64> = self
            .thighs
            .values()
            .filter(|thigh| thigh.standing != Vector3::zeros())
            .map(|thigh| thigh.gravity.angle(&thigh.standing).to_degrees())
            .collect();
        if tilts.is_empty() || stands {
            return;
        }
        let tilt = tilts.iter().sum::<f64>() / tilts.len() as f64;
        let seated = tilt > if self.seated { STANDS_DEG } else { SITS_DEG };
        if seated != self.seated {
            self.seated = seated;
            self.since_s = self.now_s;
            self.rises += u32::from(!seated);
        }
    }

    /// The open part of a protocol begins: rises count from here. Whoever was up a moment before the word did what it asks for.
    pub(super) fn begin(&mut self) {
        let just_rose = self.rises > 0 && !self.seated && self.now_s - self.since_s < EARLY_S;
        self.rises = u32::from(just_rose);
    }

    pub(super) fn rises(&self) -> u32 {
        self.rises
    }

    /// Whether the open part is over.
    pub(super) fn is_over(&self, kind: ProtocolKind) -> bool {
        let for_s = self.now_s - self.since_s;
        match kind {
            ProtocolKind::TimedUpAndGo => self.rises > 0 && self.seated && for_s > SETTLED_S,
            ProtocolKind::SitToStand if self.rises > RISES => true,
            ProtocolKind::SitToStand if self.rises == RISES => {
                for_s > if self.seated { SETTLED_S } else { LAST_SITTING_S }
            }
            _ => false,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use sensors::status::ClockedSample;
    use simulation::{Stage, presets, simulate};

    /// Plays a simulated test, in which the person stands for `stands_s` at first, from the end of the sitting on.
    fn over_at(kind: ProtocolKind, protocol: Vec<Stage>, begins_s: f64) -> (f64, u32) {
        let mut scenario = presets::healthy(3);
        scenario.protocol = protocol;
        let walk = simulate(&scenario).recording;
        let mut chair = Chair::default();
        let track = &walk.tracks[&Site::ThighLeft];
        let mut begun = false;
        for k in 0..track.len() {
            let time_s = track.time_s[k] - track.time_s[0];
            let block = SampleBlock {
                site: Site::ThighLeft,
                rate_hz: track.rate_hz,
                recovered: false,
                recorded: true,
                samples: vec![ClockedSample {
                    time_s,
                    sequence: k as u64,
                    device_us: 0,
                    acc_mps2: track.acc_mps2[k].into(),
                    gyr_radps: track.gyr_radps[k].into(),
                }],
            };
            chair.take(Site::ThighLeft, &block, time_s < 5.0);
            if !begun && time_s > begins_s {
                chair.begin();
                begun = true;
            }
            if begun && chair.is_over(kind) {
                return (time_s, chair.rises());
            }
        }
        panic!("{kind:?} does not end: {chair:?}");
    }

    #[test]
    fn tests_on_a_chair_end_by_themselves() {
        let tug = presets::timed_up_and_go(0).protocol;
        let (ended_s, rises) = over_at(ProtocolKind::TimedUpAndGo, tug, 10.0);
        assert!(rises == 1 && ended_s > 15.0, "{rises} rises, over at {ended_s} s");
        // Up before the word.
        let tug = presets::timed_up_and_go(0).protocol;
        let (ended_s, rises) = over_at(ProtocolKind::TimedUpAndGo, tug, 13.5);
        assert!(rises == 1 && ended_s > 15.0, "{rises} rises, over at {ended_s} s");
        let five = presets::five_times_sit_to_stand(0).protocol;
        let (ended_s, rises) = over_at(ProtocolKind::SitToStand, five, 9.0);
        assert!(rises == 5 && ended_s > 20.0, "{rises} rises, over at {ended_s} s");
    }
}
