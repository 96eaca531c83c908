//! The virtual person of the demonstration: stands until a recording begins, then does what the protocol asks. All that
//! is virtual ends at the radio: the recording cannot tell this person's sensors from real ones.

use super::protocol::ProtocolKind;
use recording::{STANDARD_GRAVITY, Site, Track};
use sensors::status::{CaptureStatus, Stage};
use sensors::virtual_radio::{Fault, FaultKind, MotionSource, VirtualRadio, VirtualSensor};
use simulation::{self, presets};
use std::collections::BTreeMap;
use std::sync::{Arc, PoisonError, RwLock};
use std::time::{SystemTime, UNIX_EPOCH};
use tokio::sync::watch;
use tokio::time::Instant;

/// Of the beginning, played in a circle before the start: the person stands.
const WAITING_S: f64 = 3.0;
/// Of the end, played in a circle after the last movement.
const RESTING_S: f64 = 2.0;
/// This share of the packets is lost on the air, and asked for again.
const LOSS: f64 = 0.02;
/// Three samples in a packet: the curves come as smoothly as from good firmware.
const MTU: u16 = 47;
const SEED: u64 = 7;
/// The first of the kit's numbers.
const UNIT: u32 = 0xA000_0001;

/// Where each sensor is strapped, and how full its battery is.
const KIT: [(Site, u8); 5] = [
    (Site::Pelvis, 92),
    (Site::ThighLeft, 88),
    (Site::ThighRight, 85),
    (Site::ShankLeft, 79),
    (Site::ShankRight, 18),
];

#[derive(Default)]
struct Part {
    kind: Option<ProtocolKind>,
    tracks: BTreeMap<Site, Track>,
    /// When the person began, seconds since they came into being.
    began_s: Option<f64>,
    /// When the part that lasts until somebody ends it was ended, likewise.
    told_s: Option<f64>,
}

impl Part {
    /// Which moment of the tracks is played, seconds; `length_s` is theirs.
    fn played_s(&self, at_s: f64, length_s: f64) -> f64 {
        let waiting_s = WAITING_S.min(length_s);
        let Some(began_s) = self.began_s.filter(|began_s| at_s >= *began_s) else {
            return at_s.rem_euclid(waiting_s);
        };
        // There and back, as long as it is asked for: from the stand at the end to the one at the beginning.
        let again = |since_s: f64| match since_s > length_s {
            true if length_s > waiting_s => waiting_s + (since_s - length_s).rem_euclid(length_s - waiting_s),
            _ => since_s,
        };
        let played_s = match (self.kind, self.told_s) {
            (Some(ProtocolKind::FreeWalk), None) => again(at_s - began_s),
            (Some(ProtocolKind::FreeWalk), Some(told_s)) => again(told_s - began_s) + at_s - told_s,
            _ => at_s - began_s,
        };
        let rest_s = RESTING_S.min(length_s);
        match played_s > length_s {
            true => length_s - rest_s + (played_s - length_s).rem_euclid(rest_s),
            false => played_s,
        }
    }
}

/// Somebody with a limp on the left.
pub struct Person {
    origin: Instant,
    part: RwLock<Part>,
}

impl Person {
    /// The person, and a radio with the five sensors that they wear.
    pub(crate) fn with_sensors() -> (Arc<Person>, VirtualRadio) {
        let person = Arc::new(Person {
            origin: Instant::now(),
            part: RwLock::default(),
        });
        // Switched on anew at each start of the program: a recording that goes on must not take them for those of before.
        let boot = SystemTime::now()
            .duration_since(UNIX_EPOCH)
            .map_or(0, |since| since.as_millis() as u16);
        let sensors = KIT.iter().enumerate().map(|(k, &(site, battery_percent))| {
            let wearer = Arc::clone(&person);
            let body = MotionSource::Computed(Arc::new(move |at_s| wearer.at(site, at_s)));
            VirtualSensor {
                battery_percent,
                mtu: MTU,
                boot,
                drift_ppm: 12.0 * (k as f64 - 2.0),
                faults: vec![Fault {
                    at_s: 0.0,
                    for_s: f64::INFINITY,
                    kind: FaultKind::Loss(LOSS),
                }],
                ..VirtualSensor::new(UNIT + k as u32, Some(site), body)
            }
        });
        let radio = VirtualRadio::new(sensors.collect());
        (person, radio)
    }

    /// Learns what the protocol asks for, and stands. Costs about a second for each minute of the protocol: blocks.
    pub(crate) fn learn(&self, kind: ProtocolKind) {
        let known = self.read().kind == Some(kind);
        let tracks = (!known).then(|| {
            let mut scenario = presets::limp(SEED);
            scenario.protocol = kind.stages();
            simulation::simulate(&scenario).recording.tracks
        });
        let mut part = self.part.write().unwrap_or_else(PoisonError::into_inner);
        part.began_s = None;
        part.told_s = None;
        if let Some(tracks) = tracks {
            part.kind = Some(kind);
            part.tracks = tracks;
        }
    }

    /// Watches the screen: begins when the recording does, and stands again when it has ended.
    pub fn follow(self: &Arc<Person>, mut status: watch::Receiver<CaptureStatus>) {
        let person = Arc::clone(self);
        tokio::spawn(async move {
            // An error here is a recording that has gone: nothing to follow.
            if status.wait_for(|now| now.stage == Stage::Recording).await.is_err() {
                return;
            }
            let began_s = person.origin.elapsed().as_secs_f64();
            person.part.write().unwrap_or_else(PoisonError::into_inner).began_s = Some(began_s);
            let open = status.wait_for(|now| now.phase.as_ref().is_some_and(|phase| phase.planned_s.is_none()));
            if open.await.is_ok() {
                let ended = |now: &CaptureStatus| now.phase.as_ref().is_none_or(|phase| phase.planned_s.is_some());
                let _ = status.wait_for(ended).await;
                let told_s = person.origin.elapsed().as_secs_f64();
                person.part.write().unwrap_or_else(PoisonError::into_inner).told_s = Some(told_s);
            }
            let _ = status.wait_for(|now| now.stage > Stage::Recording).await;
            person.part.write().unwrap_or_else(PoisonError::into_inner).began_s = None;
        });
    }

    fn read(&self) -> std::sync::RwLockReadGuard<'_, Part> {
        // Every change is whole: see `learn`.
        self.part.read().unwrap_or_else(PoisonError::into_inner)
    }

    /// What the sensor at a site feels at a moment.
    fn at(&self, site: Site, at_s: f64) -> ([f64; 3], [f64; 3]) {
        let part = self.read();
        let Some(track) = part.tracks.get(&site).filter(|track| track.len() >= 2) else {
            return ([0.0, STANDARD_GRAVITY, 0.0], [0.0; 3]);
        };
        let length_s = track.time_s[track.len() - 1] - track.time_s[0];
        let at = track.time_s[0] + part.played_s(at_s, length_s);
        let i = track
            .time_s
            .partition_point(|time| *time <= at)
            .clamp(1, track.len() - 1);
        let step_s = track.time_s[i] - track.time_s[i - 1];
        let share = ((at - track.time_s[i - 1]) / step_s).clamp(0.0, 1.0);
        let between = |values: &[nalgebra::Vector3<f64>]| values[i - 1].lerp(&values[i], share).into();
        (between(&track.acc_mps2), between(&track.gyr_radps))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn turning(person: &Person, site: Site, at_s: f64) -> f64 {
        let (_, gyr) = person.at(site, at_s);
        gyr.iter().map(|rate| rate * rate).sum::<f64>().sqrt()
    }

    #[test]
    fn stands_until_the_start_then_walks_as_long_as_asked_then_stands() {
        let (person, _) = Person::with_sensors();
        person.learn(ProtocolKind::FreeWalk);
        let quiet = |from: f64| {
            (0..200)
                .map(|k| turning(&person, Site::ShankLeft, from + f64::from(k) * 0.05))
                .fold(0.0, f64::max)
        };
        assert!(quiet(100.0) < 0.3, "stands: {}", quiet(100.0));
        person.part.write().unwrap().began_s = Some(200.0);
        assert!(quiet(215.0) > 2.0, "walks: {}", quiet(215.0));
        // Nobody has ended the walk: there and back again, an hour later too.
        assert!(quiet(305.0) > 2.0 && quiet(3860.0) > 2.0, "walks on");
        person.part.write().unwrap().told_s = Some(320.0);
        assert!(quiet(322.0) > 2.0, "finishes the walk");
        assert!(quiet(420.0) < 0.3, "stands at the end: {}", quiet(420.0));
    }
}
