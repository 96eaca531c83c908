//! The last minute of samples, for the collector that missed some.

use crate::{Counts, EncodeError, Flags, MAX_SAMPLES, RunId, encode_data};

/// One sample as the ring keeps it: 16 bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Stored {
    counts: Counts,
    /// Low 24 bits of the device time, low byte first: all that a packet needs.
    time: [u8; 3],
    /// [`Flags::code`], and bit 0 where a sample is.
    flags: u8,
}

const PRESENT: u8 = 1;

impl Stored {
    /// A place of the ring that holds nothing: all bits zero, so that a `static` ring costs no flash.
    pub const EMPTY: Stored = Stored {
        counts: [0; 6],
        time: [0; 3],
        flags: 0,
    };

    /// `None` for a number that was passed over.
    fn present(&self) -> Option<&Stored> {
        (self.flags & PRESENT != 0).then_some(self)
    }
}

/// The newest `N` samples of one run; 16 `N` bytes. 60 s at 100 Hz are 6000 samples, 96 kB.
///
/// Firmware that streams from here with a cursor loses nothing while the link stalls: the cursor lags and catches up.
/// Packets are cut anew at every call, so a resend after a reconnection suits the MTU of that moment.
///
/// `B` is where they are kept: in the buffer itself, or by [`ResendBuffer::with_ring`] in a `static` of their own.
#[derive(Debug, Clone)]
pub struct ResendBuffer<const N: usize, B = [Stored; N]> {
    run: RunId,
    ring: B,
    /// Number of the next sample.
    next: u32,
    /// How many numbers before `next` are held.
    held: u32,
}

impl<const N: usize> ResendBuffer<N> {
    /// An empty buffer. `const`, so that it can be a `static` and never lies on the stack.
    pub const fn new(run: RunId) -> Self {
        ResendBuffer::with_ring(run, [Stored::EMPTY; N])
    }
}

impl<const N: usize, B> ResendBuffer<N, B> {
    /// An empty buffer that keeps its samples in `ring`.
    pub const fn with_ring(run: RunId, ring: B) -> Self {
        ResendBuffer {
            run,
            ring,
            next: 0,
            held: 0,
        }
    }
}

impl<const N: usize, B: AsRef<[Stored]> + AsMut<[Stored]>> ResendBuffer<N, B> {
    /// Forgets everything; the next sample has the number 0 of `run`.
    pub fn restart(&mut self, run: RunId) {
        (self.run, self.next, self.held) = (run, 0, 0);
    }

    /// The run whose samples these are.
    pub fn run(&self) -> RunId {
        self.run
    }

    /// Number of the next sample.
    pub fn next_sequence(&self) -> u32 {
        self.next
    }

    /// The oldest number that is held; [`Self::next_sequence`] if none is.
    pub fn oldest(&self) -> u32 {
        self.next - self.held
    }

    fn store(&mut self, stored: Stored) -> u32 {
        let number = self.next;
        if let Some(slot) = number
            .checked_rem(N as u32)
            .and_then(|slot| self.ring.as_mut().get_mut(slot as usize))
        {
            *slot = stored;
            self.held = (self.held + 1).min(N as u32);
        }
        self.next = self.next.saturating_add(1);
        number
    }

    /// Keeps one sample and returns its number.
    pub fn push(&mut self, counts: &Counts, time_us: u64, flags: Flags) -> u32 {
        let [a, b, c, ..] = time_us.to_le_bytes();
        self.store(Stored {
            counts: *counts,
            time: [a, b, c],
            flags: flags.code() | PRESENT,
        })
    }

    /// Passes over the numbers of `count` samples that the chip lost.
    pub fn skip(&mut self, count: u32) {
        if count >= N as u32 {
            self.next = self.next.saturating_add(count);
            self.held = 0;
        } else {
            for _ in 0..count {
                self.store(Stored::EMPTY);
            }
        }
    }

    fn get(&self, number: u32) -> Option<&Stored> {
        if number < self.oldest() || number >= self.next {
            return None;
        }
        self.ring.as_ref().get((number % N as u32) as usize)?.present()
    }

    /// Low 24 bits of the device time of a sample that is held, µs.
    pub fn time_low(&self, number: u32) -> Option<u32> {
        self.get(number)
            .map(|stored| u32::from_le_bytes([stored.time[0], stored.time[1], stored.time[2], 0]))
    }

    /// The first number at or after `from` whose sample is held.
    pub fn first_present(&self, from: u32) -> Option<u32> {
        (from.max(self.oldest())..self.next).find(|&number| self.get(number).is_some())
    }

    /// Cuts one packet: at most `max` consecutive samples with numbers from `from` up to `end` (exclusive), beginning at
    /// the first that is held. Returns the packet's length and the number to go on with; `None` if nothing is left to
    /// send in that range.
    pub fn packet(&self, from: u32, end: u32, max: usize, out: &mut [u8]) -> Option<Result<(usize, u32), EncodeError>> {
        let end = end.min(self.next);
        let first = self.first_present(from).filter(|&first| first < end)?;
        let last = end.min(first.saturating_add(max.clamp(1, MAX_SAMPLES) as u32));
        let samples = (first..last).map_while(|number| self.get(number));
        let (flags, count) = samples.clone().fold((Flags::default(), 0), |(flags, n), s| {
            (flags.union(Flags::from_code(s.flags)), n + 1)
        });
        let time = u64::from(self.time_low(first)?);
        let written = encode_data(self.run, first, time, flags, samples.map(|stored| stored.counts), out);
        Some(written.map(|len| (len, first + count)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{MAX_PAYLOAD, Packet};
    use proptest::prelude::*;
    use std::collections::BTreeMap;

    const RUN: RunId = RunId { boot: 9, run: 1 };

    proptest! {
        /// Whatever was pushed or skipped, the buffer returns exactly the newest N numbers' samples.
        #[test]
        fn holds_the_newest(steps in prop::collection::vec(prop::option::weighted(0.9, any::<Counts>()), 0..120),
                            from in 0u32..130, length in 0u32..130, max in 1usize..50) {
            const N: usize = 32;
            let mut buffer = ResendBuffer::<N>::new(RUN);
            let mut truth = BTreeMap::new();
            for (k, step) in steps.iter().enumerate() {
                match step {
                    Some(counts) => {
                        prop_assert_eq!(buffer.push(counts, k as u64 * 5000, Flags::default()), k as u32);
                        truth.insert(k as u32, *counts);
                    }
                    None => buffer.skip(1),
                }
            }
            let oldest = (steps.len() as u32).saturating_sub(N as u32);
            prop_assert_eq!(buffer.oldest(), oldest);
            let end = from.saturating_add(length);
            let wanted: BTreeMap<_, _> =
                truth.into_iter().filter(|(k, _)| (from..end).contains(k) && *k >= oldest).collect();
            let mut got = BTreeMap::new();
            let mut cursor = from;
            let mut out = [0; MAX_PAYLOAD];
            while let Some(packet) = buffer.packet(cursor, end, max, &mut out) {
                let (len, next) = packet.unwrap();
                let Ok(Packet::Data(packet)) = Packet::parse(&out[..len]) else { panic!() };
                prop_assert!(packet.verify(RUN) && packet.count() <= max && next > cursor);
                prop_assert_eq!(packet.time_low(), packet.sequence_low() * 5000);
                for (k, counts) in packet.samples().enumerate() {
                    got.insert(packet.sequence_low() + k as u32, counts);
                }
                cursor = next;
            }
            prop_assert_eq!(got, wanted);
        }
    }

    #[test]
    fn a_sample_takes_16_bytes() {
        assert_eq!(core::mem::size_of::<Stored>(), 16);
    }

    #[test]
    fn a_long_skip_forgets_all() {
        let mut buffer = ResendBuffer::<8>::new(RUN);
        buffer.push(&[1; 6], 0, Flags::default());
        buffer.skip(1_000_000);
        assert_eq!((buffer.oldest(), buffer.next_sequence()), (1_000_001, 1_000_001));
        assert_eq!(buffer.push(&[2; 6], 0, Flags::default()), 1_000_001);
        assert_eq!(buffer.first_present(0), Some(1_000_001));
    }
}
