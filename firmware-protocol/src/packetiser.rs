//! Samples in, packets out: the smallest encoder, for firmware that keeps its resend buffer elsewhere.

use crate::packet::{MAX_PAYLOAD, SAMPLE_LEN};
use crate::{Counts, Flags, MIN_MTU, OVERHEAD, RunId, encode_data, is_clipped, samples_per_packet};

/// Collects samples until a packet is full.
///
/// Numbers are counted here, from 0 at the start of the run. 1.1 kB, no allocation. The packet that [`Packetiser::push`]
/// returns must be sent (or copied) before the next push.
#[derive(Debug, Clone)]
pub struct Packetiser {
    run: RunId,
    per_packet: usize,
    next: u32,
    held: usize,
    first_time_us: u64,
    flags: Flags,
    samples: [Counts; (MAX_PAYLOAD - OVERHEAD) / SAMPLE_LEN],
    out: [u8; MAX_PAYLOAD],
}

impl Packetiser {
    /// For a run at `rate_hz` over a link with this MTU. Where [`samples_per_packet`] refuses the pair, packets are
    /// filled as far as the MTU allows.
    pub fn new(run: RunId, mtu: u16, rate_hz: u16) -> Packetiser {
        let fit = (usize::from(mtu.max(MIN_MTU)) - 3 - OVERHEAD) / SAMPLE_LEN;
        let per_packet = samples_per_packet(mtu, rate_hz)
            .unwrap_or(fit)
            .clamp(1, crate::MAX_SAMPLES);
        Packetiser {
            run,
            per_packet,
            next: 0,
            held: 0,
            first_time_us: 0,
            flags: Flags::default(),
            samples: [[0; 6]; crate::MAX_SAMPLES],
            out: [0; MAX_PAYLOAD],
        }
    }

    /// The number that the next pushed sample will have.
    pub fn next_sequence(&self) -> u32 {
        self.next
    }

    /// Adds one sample taken at `time_us`, and returns a packet when that fills it.
    pub fn push(&mut self, counts: &Counts, time_us: u64, flags: Flags) -> Option<&[u8]> {
        if self.held == 0 {
            self.first_time_us = time_us;
            self.flags = Flags::default();
        }
        self.samples[self.held] = *counts;
        self.flags = self.flags.union(flags).union(Flags {
            clipped: is_clipped(counts),
            ..Flags::default()
        });
        self.held += 1;
        self.next = self.next.wrapping_add(1);
        if self.held < self.per_packet {
            None
        } else {
            self.flush()
        }
    }

    /// The packet of what is held, however short.
    pub fn flush(&mut self) -> Option<&[u8]> {
        let held = core::mem::take(&mut self.held);
        let first = self.next.wrapping_sub(held as u32);
        let samples = self.samples.iter().copied().take(held);
        let len = encode_data(self.run, first, self.first_time_us, self.flags, samples, &mut self.out).ok()?;
        self.out.get(..len)
    }

    /// Says that the chip lost `count` samples (its FIFO overflowed): their numbers are passed over, so that the
    /// collector sees the gap. Returns the packet of what was held before them.
    pub fn skip(&mut self, count: u32) -> Option<&[u8]> {
        let held = self.held;
        let len = self.flush().map(<[u8]>::len);
        self.next = self.next.wrapping_add(count);
        if held == 0 { None } else { self.out.get(..len?) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Packet;
    use proptest::prelude::*;
    use std::vec::Vec;

    proptest! {
        #[test]
        fn every_sample_once_in_order(mtu in 23u16..600, rate_hz in 50u16..=400, count in 0usize..200,
                                      skips in prop::collection::btree_map(0usize..200, 1u32..9, 0..4)) {
            let run = RunId { boot: 1, run: 2 };
            let mut packetiser = Packetiser::new(run, mtu, rate_hz);
            let (mut sent, mut wanted) = (Vec::new(), Vec::new());
            let mut number = 0u32;
            let mut take = |bytes: Option<&[u8]>| {
                if let Some(bytes) = bytes {
                    assert!(bytes.len() <= usize::from(mtu) - 3);
                    let Ok(Packet::Data(packet)) = Packet::parse(bytes) else { panic!() };
                    assert!(packet.verify(run));
                    sent.extend(packet.samples().enumerate().map(|(k, s)| (packet.sequence_low() + k as u32, s)));
                }
            };
            for k in 0..count {
                if let Some(&lost) = skips.get(&k) {
                    take(packetiser.skip(lost));
                    number += lost;
                }
                let counts = [k as i16; 6];
                wanted.push((number, counts));
                number += 1;
                take(packetiser.push(&counts, k as u64 * 10_000, Flags::default()));
            }
            take(packetiser.flush());
            prop_assert_eq!(packetiser.next_sequence(), number);
            prop_assert_eq!(sent, wanted);
        }
    }
}
