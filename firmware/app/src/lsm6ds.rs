//! STMicroelectronics' LSM6DS3TR-C (the same die as the LSM6DSL), LSM6DS3 and LSM6DS33, over I²C, by their FIFO.
//!
//! Register names are those of the data sheets; how the FIFO is laid out is AN5130 (LSM6DS3TR-C) and AN4650 (LSM6DS3),
//! sections "FIFO" and "Step counter and time stamp data in FIFO". The FIFO holds sets of nine words: gyroscope, accelerometer,
//! and a stamp of the chip's own counter. Which word comes next is told by `FIFO_PATTERN`, so that an overflow, which throws away
//! the oldest words, costs at most one set beyond.

use embassy_time::Timer;
use embedded_hal_async::i2c::I2c;
use firmware_protocol::{AccRange, GyrRange, Ranges, Rescale};

use crate::stamps::Stamps;
use crate::{Batch, MotionChip, Reading};

/// With SA0 low, as both boards have it.
const ADDRESS: u8 = 0x6A;

mod register {
    pub(super) const FIFO_CTRL1: u8 = 0x06;
    pub(super) const FIFO_CTRL5: u8 = 0x0A;
    pub(super) const WHO_AM_I: u8 = 0x0F;
    pub(super) const CTRL1_XL: u8 = 0x10;
    pub(super) const CTRL2_G: u8 = 0x11;
    pub(super) const CTRL3_C: u8 = 0x12;
    pub(super) const CTRL6_C: u8 = 0x15;
    pub(super) const CTRL10_C: u8 = 0x19;
    pub(super) const FIFO_STATUS1: u8 = 0x3A;
    pub(super) const FIFO_DATA_OUT_L: u8 = 0x3E;
    pub(super) const TIMESTAMP0: u8 = 0x40;
    pub(super) const TIMESTAMP2: u8 = 0x42;
    pub(super) const TAP_CFG: u8 = 0x58;
    pub(super) const WAKE_UP_THS: u8 = 0x5B;
    pub(super) const WAKE_UP_DUR: u8 = 0x5C;
    pub(super) const MD1_CFG: u8 = 0x5E;
}
use register::*;

/// `CTRL3_C`: block data update, address increments.
const BDU_IF_INC: u8 = 0x44;
const SW_RESET: u8 = 0x01;
/// `FIFO_CTRL2`: stamps are the fourth data set.
const TIMER_PEDO_FIFO_EN: u8 = 0x80;
const FIFO_CONTINUOUS: u8 = 0b110;
/// `WAKE_UP_DUR`: the counter counts 25 µs.
const TIMER_HR: u8 = 0x10;
/// Written to `TIMESTAMP2`, sets the counter to 0.
const TIMER_RESET: u8 = 0xAA;
/// The data sheets do not say what the counter does at its end: it is set back before that.
const COUNTER_RESET_AT: u32 = 0xF0_0000;

/// Words of a set: three each of gyroscope, accelerometer, stamp.
const SET_WORDS: u16 = 9;
const SET_BYTES: usize = 2 * SET_WORDS as usize;
/// Sets that are fetched by one transfer.
const SETS_AT_ONCE: usize = 8;
/// Words that the smallest FIFO of the family holds (4 kB).
const FIFO_WORDS: u16 = 2048;

/// A reading of the counter that took longer than this, µs, was interrupted and is no pair.
const UNDISTURBED_US: u64 = 1_500;
/// So much longer than the quickest one, µs, a reading can take without an interrupt: an interrupt always lies on the same side
/// of the counter's reading, so that its errors do not cancel.
const JITTER_US: u64 = 100;
/// After so many interrupted readings in a row, a second's, the next one is believed: an old line drifts.
const SKIPPED: u32 = 20;
/// Reset to ready (data sheets, "boot time"), and the gyroscope's turn-on time with some samples of its filter.
const BOOT_MS: u64 = 20;
const SETTLE_MS: u64 = 160;

/// A count of the gyroscope is worth 4.375 m°/s at ±125 °/s (data sheet, "G_So"), where the protocol has 125/32768 °/s; the other
/// ranges have the same ratio. Those of the accelerometer are full scale ÷ 32768, to 0.1 %.
const GYROSCOPE: Rescale = Rescale::new(4_375 * 32_768 / 1_000, 125 * 1_000);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Variant {
    /// LSM6DS3TR-C, LSM6DSL.
    TrC,
    /// LSM6DS3, LSM6DS33.
    Ds3,
}

/// Why the chip does not do its work.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Error<E> {
    /// The bus.
    Bus(E),
    /// Another chip answers, with this `WHO_AM_I`.
    Unknown(u8),
    /// It has no such rate or range.
    Unsupported,
}

impl<E> From<E> for Error<E> {
    fn from(error: E) -> Self {
        Error::Bus(error)
    }
}

/// A chip of the family.
pub struct Lsm6ds<B> {
    bus: B,
    /// Device time, µs.
    now: fn() -> u64,
    variant: Variant,
    stamps: Stamps,
    /// How long the quickest reading of the counter took in this run, µs.
    quickest_us: u64,
    /// Interrupted readings since the last pair.
    skipped: u32,
}

impl<B: I2c> Lsm6ds<B> {
    /// On this bus, with this device clock (µs).
    pub fn new(bus: B, now: fn() -> u64) -> Self {
        Lsm6ds {
            bus,
            now,
            variant: Variant::TrC,
            stamps: Stamps::new(1),
            quickest_us: UNDISTURBED_US,
            skipped: 0,
        }
    }

    /// The bus, for who looks behind the driver.
    pub fn bus(&mut self) -> &mut B {
        &mut self.bus
    }

    async fn write(&mut self, register: u8, value: u8) -> Result<(), B::Error> {
        self.bus.write(ADDRESS, &[register, value]).await
    }

    async fn read_from(&mut self, register: u8, out: &mut [u8]) -> Result<(), B::Error> {
        self.bus.write_read(ADDRESS, &[register], out).await
    }

    /// Reads the counter beside the device clock, and sets it back before its end.
    async fn pair(&mut self) -> Result<(), B::Error> {
        let mut raw = [0; 3];
        let before = (self.now)();
        self.read_from(TIMESTAMP0, &mut raw).await?;
        let after = (self.now)();
        let counter = u32::from_le_bytes([raw[0], raw[1], raw[2], 0]);
        let took = after - before;
        self.quickest_us = self.quickest_us.min(took);
        let undisturbed = took <= self.quickest_us + JITTER_US;
        if undisturbed || self.skipped >= SKIPPED && took < UNDISTURBED_US {
            self.stamps.pair(counter, before + took / 2);
            self.skipped = 0;
        } else {
            self.skipped += 1;
        }
        if counter >= COUNTER_RESET_AT {
            self.write(TIMESTAMP2, TIMER_RESET).await?;
        }
        Ok(())
    }

    async fn reset(&mut self) -> Result<(), Error<B::Error>> {
        let mut who = [0];
        self.read_from(WHO_AM_I, &mut who).await?;
        self.variant = match who[0] {
            0x6A => Variant::TrC,
            0x69 => Variant::Ds3,
            other => return Err(Error::Unknown(other)),
        };
        self.write(CTRL3_C, SW_RESET).await?;
        Timer::after_millis(BOOT_MS).await;
        Ok(self.write(CTRL3_C, BDU_IF_INC).await?)
    }
}

impl<B: I2c> MotionChip for Lsm6ds<B> {
    type Error = Error<B::Error>;

    async fn probe(&mut self) -> Result<(), Self::Error> {
        self.reset().await
    }

    async fn start(&mut self, rate_hz: u16, ranges: Ranges) -> Result<(), Self::Error> {
        let rate = match rate_hz {
            52 => 0b0011,
            104 => 0b0100,
            208 => 0b0101,
            _ => return Err(Error::Unsupported),
        };
        let acc = match ranges.acc {
            AccRange::G2 => 0b0000,
            AccRange::G16 => 0b0100,
            AccRange::G4 => 0b1000,
            AccRange::G8 => 0b1100,
            AccRange::G32 => return Err(Error::Unsupported),
        };
        let gyr = match ranges.gyr {
            GyrRange::Dps125 => 0b0010,
            GyrRange::Dps250 => 0b0000,
            GyrRange::Dps500 => 0b0100,
            GyrRange::Dps1000 => 0b1000,
            GyrRange::Dps2000 => 0b1100,
            GyrRange::Dps4000 => return Err(Error::Unsupported),
        };
        self.reset().await?;
        self.write(CTRL1_XL, rate << 4 | acc).await?;
        self.write(CTRL2_G, rate << 4 | gyr).await?;
        self.write(WAKE_UP_DUR, TIMER_HR).await?;
        let (timer, enable) = match self.variant {
            Variant::TrC => (CTRL10_C, 0x20),
            Variant::Ds3 => (TAP_CFG, 0x80),
        };
        self.write(timer, enable).await?;
        self.write(TIMESTAMP2, TIMER_RESET).await?;
        self.stamps = Stamps::new(rate_hz);
        (self.quickest_us, self.skipped) = (UNDISTURBED_US, 0);
        // The line from counter to clock is known to a fraction of a millisecond before the first sample.
        for _ in 0..4 {
            Timer::after_millis(SETTLE_MS / 4).await;
            self.pair().await?;
        }
        // No threshold; stamps; no decimation of gyroscope, accelerometer and stamps; the third set is not used.
        self.bus
            .write(ADDRESS, &[FIFO_CTRL1, 0, TIMER_PEDO_FIFO_EN, 0b001_001, 0b001_000])
            .await?;
        Ok(self.write(FIFO_CTRL5, rate << 3 | FIFO_CONTINUOUS).await?)
    }

    async fn read(&mut self, batch: &mut Batch) -> Result<(), Self::Error> {
        self.pair().await?;
        let mut status = [0; 4];
        self.read_from(FIFO_STATUS1, &mut status).await?;
        let [low, high, pattern, _] = status;
        let width = if self.variant == Variant::TrC { 0x07 } else { 0x0F };
        let mut words = u16::from_le_bytes([low, high & width]);
        if high & 0x40 != 0 && words < SET_WORDS {
            // Run over: the number of words has run over as well.
            words = FIFO_WORDS - 1;
        }
        // What an overflow left of a set is thrown away.
        let stray = (SET_WORDS - u16::from(pattern) % SET_WORDS) % SET_WORDS;
        if stray > 0 && words >= stray {
            let mut rest = [0; SET_BYTES];
            let rest = &mut rest[..2 * usize::from(stray)];
            self.read_from(FIFO_DATA_OUT_L, rest).await?;
            words -= stray;
        }
        let mut sets = usize::from(words / SET_WORDS);
        let mut bytes = [0; SETS_AT_ONCE * SET_BYTES];
        // A set needs two places: what is missing before it, and itself.
        while sets > 0 && batch.capacity() - batch.len() >= 2 {
            let now = sets.min(SETS_AT_ONCE).min((batch.capacity() - batch.len()) / 2);
            let bytes = &mut bytes[..now * SET_BYTES];
            self.read_from(FIFO_DATA_OUT_L, bytes).await?;
            sets -= now;
            for set in bytes.chunks_exact(SET_BYTES) {
                let word = |k: usize| i16::from_le_bytes([set[2 * k], set[2 * k + 1]]);
                // B0 = bits 8 to 15, B1 = 16 to 23, B3 = 0 to 7.
                let stamp = u32::from_le_bytes([set[15], set[12], set[13], 0]);
                let step = self.stamps.sample(stamp);
                if step.lost > 0 {
                    let _ = batch.push(Reading::Lost { count: step.lost });
                }
                let [x, y, z] = [0, 1, 2].map(|k| GYROSCOPE.apply(word(k)));
                let _ = batch.push(Reading::Sample {
                    counts: [word(3), word(4), word(5), x, y, z],
                    time_us: step.time_us,
                });
            }
        }
        Ok(())
    }

    async fn stop(&mut self) -> Result<(), Self::Error> {
        // All registers to their start: both halves powered down.
        self.reset().await
    }

    async fn arm_wake(&mut self) -> Result<(), Self::Error> {
        self.reset().await?;
        // 26 Hz at ±2 g, low power; 4/64 of full scale (125 mg) for one sample raises INT1, which stays up until it is read.
        self.write(CTRL6_C, 0x10).await?;
        self.write(CTRL1_XL, 0x20).await?;
        self.write(WAKE_UP_THS, 0x04).await?;
        self.write(WAKE_UP_DUR, 0x00).await?;
        let interrupts = if self.variant == Variant::TrC { 0x81 } else { 0x01 };
        self.write(TAP_CFG, interrupts).await?;
        Ok(self.write(MD1_CFG, 0x20).await?)
    }
}
