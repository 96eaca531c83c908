//! A finished recording in the order in which its samples came: what a replay feeds to the chain.

use super::chain::LiveChain;
use super::types::{LiveEvent, LiveSample};
use recording::{Phase, Recording, Site};

/// A finished recording on its way through the chain, as it would have come from the sensors: block by block, with the
/// mountings that it states and every phase of its protocol when that ends.
pub struct Replay<'a> {
    chain: LiveChain,
    blocks: Box<dyn Iterator<Item = Block> + 'a>,
    /// Latest end first.
    phases: Vec<Phase>,
}

impl<'a> Replay<'a> {
    /// Blocks of `block_s` seconds; 0.05 is about what Bluetooth LE delivers at once.
    pub fn new(recording: &'a Recording, block_s: f64) -> Replay<'a> {
        let mut chain = LiveChain::default();
        for track in recording.tracks.values() {
            if let Some(rows) = &track.info.mounting {
                // Rows that are no rotation are said by the analysis; here the sensor is calibrated as usual.
                chain.set_mounting(track.site, rows);
            }
        }
        let mut phases = recording.session.protocol.phases.clone();
        phases.sort_by(|a, b| b.end_s.total_cmp(&a.end_s));
        Replay {
            chain,
            blocks: Box::new(blocks(recording, block_s)),
            phases,
        }
    }

    /// Feeds the next block and adds what it tells to `events`. Gives the time on the recording's clock at which the block
    /// would have come; `None` at the end.
    pub fn step(&mut self, events: &mut Vec<LiveEvent>) -> Option<f64> {
        let block = self.blocks.next()?;
        while let Some(phase) = self.phases.pop_if(|phase| phase.end_s <= block.end_s) {
            self.chain.add_phase(phase);
        }
        self.chain.push(block.site, &block.samples, events);
        Some(block.end_s)
    }

    /// The chain that is fed.
    pub fn chain(&self) -> &LiveChain {
        &self.chain
    }
}

/// Samples of one sensor that belong to one stretch of time.
#[derive(Debug, Clone, PartialEq)]
struct Block {
    site: Site,
    /// End of the stretch, seconds on the recording's clock: when a replay at the speed of life hands it over.
    end_s: f64,
    samples: Vec<LiveSample>,
}

/// The recording cut into stretches of `length_s` seconds, in order of time; within a stretch in order of sites.
/// Stretches without samples are left out. Cost: linear; a block is made when it is asked for.
fn blocks(recording: &Recording, length_s: f64) -> impl Iterator<Item = Block> + '_ {
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
