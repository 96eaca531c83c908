//! A finished recording in the order in which its samples came: what a replay feeds to the chain.

use super::types::LiveSample;
use crate::recording::{Recording, Site};

/// Samples of one sensor that belong to one stretch of time.
#[derive(Debug, Clone, PartialEq)]
pub struct Block {
    pub site: Site,
    /// End of the stretch, seconds on the recording's clock: when a replay at the speed of life hands it over.
    pub end_s: f64,
    pub samples: Vec<LiveSample>,
}

/// The recording cut into stretches of `length_s` seconds, in order of time; within a stretch in order of sites.
/// Stretches without samples are left out. Cost: linear; a block is made when it is asked for.
pub fn blocks(recording: &Recording, length_s: f64) -> impl Iterator<Item = Block> + '_ {
    let start = recording
        .tracks
        .values()
        .filter_map(|track| track.time_s.first())
        .copied()
        .fold(f64::INFINITY, f64::min);
    let end = recording
        .tracks
        .values()
        .filter_map(|track| track.time_s.last())
        .copied()
        .fold(f64::NEG_INFINITY, f64::max);
    let count = if end >= start {
        ((end - start) / length_s).floor() as usize + 1
    } else {
        0
    };
    let mut places: Vec<usize> = vec![0; recording.tracks.len()];
    (0..count).flat_map(move |stretch| {
        let end_s = if stretch + 1 == count {
            end
        } else {
            start + (stretch + 1) as f64 * length_s
        };
        let mut made = Vec::new();
        for (track, place) in recording.tracks.values().zip(&mut places) {
            let first = *place;
            *place += track.time_s[first..].partition_point(|time| *time <= end_s);
            if *place > first {
                made.push(Block {
                    site: track.site,
                    end_s,
                    samples: (first..*place)
                        .map(|k| LiveSample {
                            time_s: track.time_s[k],
                            acc_mps2: track.acc_mps2[k],
                            gyr_radps: track.gyr_radps[k],
                        })
                        .collect(),
                });
            }
        }
        made
    })
}
