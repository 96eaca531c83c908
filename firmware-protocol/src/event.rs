//! What the decoder tells: samples, gaps, and everything that can go wrong on the way.

use crate::packet::{SAMPLE_LEN, read_counts};
use crate::{Counts, Flags, RunId, Span, StreamHeader};

/// One sample with its number and its time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Sample {
    /// Number within the run, from 0.
    pub sequence: u32,
    /// Device time, µs since the sensor's firmware started.
    pub device_us: u64,
    /// As the sensor counted it; [`Ranges::to_si`](crate::Ranges::to_si) gives SI units.
    pub counts: Counts,
}

/// Consecutive samples out of one packet.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Block<'a> {
    /// Number of the first sample.
    pub first: u32,
    /// Device time of the first sample, µs.
    pub time_us: u64,
    /// Time from one sample to the next, ns: measured over this run once a second of it was seen, nominal before.
    pub period_ns: u64,
    /// What the packet said; holds for the packet as a whole.
    pub flags: Flags,
    /// True if these samples were missing before and now fill a gap.
    pub recovered: bool,
    /// A multiple of 12.
    pub(crate) bytes: &'a [u8],
}

impl<'a> Block<'a> {
    /// How many samples; at least one.
    pub fn count(&self) -> u32 {
        (self.bytes.len() / SAMPLE_LEN) as u32
    }

    /// The samples in order.
    pub fn iter(&self) -> impl ExactSizeIterator<Item = Sample> + 'a {
        let Block {
            first,
            time_us,
            period_ns,
            bytes,
            ..
        } = *self;
        bytes
            .chunks_exact(SAMPLE_LEN)
            .zip(0..crate::MAX_SAMPLES as u32)
            .map(move |(bytes, k)| Sample {
                sequence: first.saturating_add(k),
                device_us: time_us + (u64::from(k) * period_ns + 500) / 1000,
                counts: read_counts(bytes),
            })
    }
}

/// Why a notification was thrown away.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum CorruptReason {
    /// Its length fits no packet.
    Length,
    /// Its check failed: damaged, or of another run.
    Crc,
    /// A field of a stream header has no meaning in this version.
    Field,
    /// It is numbered before the first or after the last sample that a run can have.
    Sequence,
}

/// Why missing samples will never come.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum LossReason {
    /// The collector gave up: the sensor no longer has them, or the recording ended.
    GivenUp,
    /// Another run began.
    RunEnded,
    /// More gaps were open than the decoder can hold.
    NoRoom,
}

/// What a notification meant. One notification can give several events, in the order given here.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Event<'a> {
    /// The notification was thrown away. Its samples, if it held any, show as a gap later.
    Corrupt(CorruptReason),
    /// Samples came before any stream header: their number and time cannot be told. The next header heals it.
    Unanchored {
        /// How many samples were thrown away.
        count: u32,
    },
    /// These samples will never come.
    Lost {
        /// Which.
        span: Span,
        /// Why.
        reason: LossReason,
    },
    /// The sensor's firmware restarted: its clock and its numbers begin anew; `previous` has the new run's name if the
    /// sensor did not change its boot number. [`Event::RunStarted`] follows.
    Restarted {
        /// The run that it broke off.
        previous: RunId,
    },
    /// A run begins, for the sensor or for this decoder. A number other than 0 tells that samples were made before; see
    /// [`Decoder::expect_from`](crate::Decoder::expect_from).
    RunStarted {
        /// Rate, ranges, site, time.
        header: StreamHeader,
    },
    /// The header of the current run was repeated.
    Header {
        /// Only its number, time and site can differ from the run's first.
        header: StreamHeader,
    },
    /// A header of the current run came late, with a number already passed; ignored.
    Stale {
        /// As received.
        header: StreamHeader,
    },
    /// The device clock and the count of samples contradict each other by more than a period and a tenth of the time
    /// since the last packet. The new time is believed.
    ClockJump {
        /// The sample at which it shows.
        sequence: u32,
        /// Its time by count and rate, µs.
        expected_us: u64,
        /// Its time by the sensor, µs.
        actual_us: u64,
    },
    /// Samples are missing; ask the sensor to send them again.
    Gap(Span),
    /// Samples: new ones in ascending order, or recovered ones.
    Samples(Block<'a>),
    /// Samples that are no longer wanted: delivered before, or lost by [`Event::Lost`].
    Duplicate(Span),
}

/// Where every sample went. Over all runs, from the first header on:
/// `expected = delivered + recovered + lost + outstanding`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Account {
    /// Samples that the sensor made, as far as this decoder can know.
    pub expected: u64,
    /// Delivered at their turn.
    pub delivered: u64,
    /// Delivered later, into a gap.
    pub recovered: u64,
    /// Will never come.
    pub lost: u64,
    /// Missing, but may still come.
    pub outstanding: u64,
    /// Received once more than needed.
    pub duplicate: u64,
    /// Received before the first header.
    pub unanchored: u64,
    /// Notifications thrown away.
    pub corrupt_packets: u64,
}
