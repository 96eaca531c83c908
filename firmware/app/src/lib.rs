//! The firmware of a gaitscope sensor, without a board: what happens between the motion chip and the radio.
//!
//! [`run`] is the whole application. It is given what differs from board to board: a Bluetooth controller, a motion chip
//! ([`MotionChip`]; [`Lsm6ds`] drives the LSM6DS family), flash for [`Settings`], and a [`Board`] with LED, battery and
//! power. The rules of the protocol are those of `firmware_protocol::Sensor`; nothing of them is decided here.
#![cfg_attr(not(any(test, feature = "simulation")), no_std)]
#![allow(async_fn_in_trait)] // One executor, one thread: futures need not be `Send`.

mod battery;
mod bluetooth;
mod board;
mod chip;
mod lsm6ds;
mod sampling;
mod settings;
#[cfg(feature = "simulation")]
pub mod simulation;
mod stamps;

pub use battery::{Battery, percent_of};
pub use bluetooth::{Identity, run};
pub use board::{Board, Power};
pub use chip::{Batch, MotionChip, Reading};
pub use lsm6ds::{Error as Lsm6dsError, Lsm6ds};
pub use settings::{Settings, Stored};

use firmware_protocol::{Info, PROTOCOL_VERSION, PROTOCOL_VERSION_MIN, Ranges, Sensor, Setup, Stored as Sample};

/// The protocol's sensor with `N` samples of buffer, which lie in a `static` of their own.
pub type Core<const N: usize> = Sensor<N, &'static mut [Sample; N]>;

/// The rates of the LSM6DS family that the protocol can use, Hz.
pub const RATES_HZ: [u16; 8] = [52, 104, 208, 0, 0, 0, 0, 0];

/// The rate after a start, Hz.
pub const DEFAULT_RATE_HZ: u16 = 104;

/// What the sensor says about itself before anything else. `N` is the size of its buffer.
pub const fn info<const N: usize>(unit: u32, has_button: bool, wakes_by_motion: bool) -> Info {
    Info {
        version_min: PROTOCOL_VERSION_MIN,
        version_max: PROTOCOL_VERSION,
        has_button,
        wakes_by_motion,
        can_blink: true,
        acc_ranges: 0b01111,
        gyr_ranges: 0b011111,
        buffer_samples: N as u32,
        unit,
        rates_hz: RATES_HZ,
    }
}

/// The sensor of this start.
pub fn sensor<const N: usize>(info: Info, stored: Stored, ring: &'static mut [Sample; N]) -> Core<N> {
    let setup = Setup {
        info,
        boot: stored.boot,
        site: stored.site,
        rate_hz: DEFAULT_RATE_HZ,
        ranges: Ranges::default(),
    };
    Sensor::with_ring(setup, ring)
}
