//! What the application asks of a motion chip.

use firmware_protocol::{Counts, Ranges};

/// What a chip took, in order.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reading {
    /// One sample.
    Sample {
        /// By the protocol's scale: full scale ÷ 32768.
        counts: Counts,
        /// When it was taken, µs since the firmware started.
        time_us: u64,
    },
    /// So many samples are missing here: the chip's FIFO ran over.
    Lost {
        /// Whole sampling periods.
        count: u32,
    },
}

/// The readings of one look at the chip.
pub type Batch = heapless::Vec<Reading, 32>;

/// An accelerometer and gyroscope that keeps its samples until they are fetched.
pub trait MotionChip {
    /// Why it does not answer.
    type Error;

    /// Is it there and the right one?
    async fn probe(&mut self) -> Result<(), Self::Error>;

    /// Begins to sample; returns when the first sample may be used.
    async fn start(&mut self, rate_hz: u16, ranges: Ranges) -> Result<(), Self::Error>;

    /// Appends what was taken since the last call, as far as `batch` has room.
    async fn read(&mut self, batch: &mut Batch) -> Result<(), Self::Error>;

    /// Puts it to rest.
    async fn stop(&mut self) -> Result<(), Self::Error>;

    /// Puts it to rest so that motion raises its interrupt line.
    async fn arm_wake(&mut self) -> Result<(), Self::Error>;
}
