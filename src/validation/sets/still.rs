//! The stillest part of a recording: a negative test of everything that is calibrated by motion.

use crate::load::edges_s;
use recording::Recording;

/// A sensor that turns slower than this in every second is still, rad/s; chosen well below any walking.
const STILL_RADPS: f64 = 0.25;
/// A still part must last this long, seconds.
const SHORTEST_S: f64 = 8.0;

/// The longest stretch in which no sensor turned, cut out of the recording; none below eight seconds, or for fewer
/// than two sensors.
pub(super) fn still_part(recording: &Recording) -> Option<Recording> {
    if recording.tracks.len() < 2 {
        return None;
    }
    let (start_s, end_s) = edges_s(recording);
    let seconds = (end_s - start_s).floor().max(0.0) as usize;
    let mut moved = vec![false; seconds];
    for track in recording.tracks.values() {
        for (time, rate) in track.time_s.iter().zip(&track.gyr_radps) {
            if let Some(cell) = moved.get_mut((time - start_s).max(0.0) as usize) {
                *cell |= rate.norm() > STILL_RADPS;
            }
        }
    }
    let mut best = (0, 0);
    let mut first = 0;
    for (second, moved) in moved.iter().chain(std::iter::once(&true)).enumerate() {
        if *moved {
            if second - first > best.1 - best.0 {
                best = (first, second);
            }
            first = second + 1;
        }
    }
    if ((best.1 - best.0) as f64) < SHORTEST_S {
        return None;
    }
    let (from_s, to_s) = (start_s + best.0 as f64, start_s + best.1 as f64);
    let mut part = recording.clone();
    for track in part.tracks.values_mut() {
        let from = track.time_s.partition_point(|time| *time < from_s);
        let to = track.time_s.partition_point(|time| *time < to_s);
        track.time_s = track.time_s[from..to].to_vec();
        track.acc_mps2 = track.acc_mps2[from..to].to_vec();
        track.gyr_radps = track.gyr_radps[from..to].to_vec();
    }
    part.session.protocol.phases.clear();
    Some(part)
}

#[cfg(test)]
mod tests {
    use super::*;
    use nalgebra::Vector3;
    use recording::{Clock, SensorInfo, Site, Track};

    fn track(site: Site, moving: impl Fn(f64) -> bool) -> Track {
        let time_s: Vec<f64> = (0..4000).map(|i| f64::from(i) * 0.01).collect();
        let rate = |time: &f64| Vector3::new(0.0, if moving(*time) { 2.0 } else { 0.01 }, 0.0);
        Track {
            site,
            gyr_radps: time_s.iter().map(rate).collect(),
            acc_mps2: vec![Vector3::new(9.81, 0.0, 0.0); time_s.len()],
            time_s,
            rate_hz: 100.0,
            clock: Clock::SHARED,
            info: SensorInfo::default(),
        }
    }

    #[test]
    fn the_longest_common_still_stretch_is_cut_out() {
        let mut recording = Recording::default();
        recording
            .tracks
            .insert(Site::ThighLeft, track(Site::ThighLeft, |t| !(5.0..=20.0).contains(&t)));
        recording
            .tracks
            .insert(Site::ShankLeft, track(Site::ShankLeft, |t| !(3.0..=18.0).contains(&t)));
        let part = still_part(&recording).unwrap();
        let times = &part.tracks[&Site::ShankLeft].time_s;
        assert!(
            (times[0] - 5.0).abs() < 0.02 && (times[times.len() - 1] - 17.99).abs() < 1.02,
            "{times:?}"
        );
        recording.tracks.insert(Site::Pelvis, track(Site::Pelvis, |_| true));
        assert_eq!(still_part(&recording), None);
    }
}
