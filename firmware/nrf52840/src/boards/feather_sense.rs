//! Adafruit Feather nRF52840 Sense: LSM6DS3TR-C (before January 2024 LSM6DS33; the driver asks), button, blue light. Pins by
//! Adafruit's variant for Arduino. It has no 32 kHz crystal: its clock may be off by 500 ppm, beyond what PROTOCOL.md allows, and
//! the collector says so.

use embassy_nrf::Peri;
use embassy_nrf::pac;
use embassy_nrf::peripherals::{P0_11, P0_12, P0_29};

use crate::Parts;

pub(crate) const MODEL: &str = "Feather nRF52840 Sense";
pub(crate) const CRYSTAL_32_KHZ: bool = false;
pub(crate) const BUTTON: bool = true;

pub(crate) struct Pins {
    pub(crate) sda: Peri<'static, P0_12>,
    pub(crate) scl: Peri<'static, P0_11>,
    pub(crate) battery: Peri<'static, P0_29>,
    pub(crate) parts: Parts,
}

/// INT1 of the motion chip, and the button.
pub(crate) fn arm() {
    crate::wake_by(pac::P1, 11, true);
    crate::wake_by(pac::P1, 2, false);
}

macro_rules! pins {
    ($p:ident) => {{
        use embassy_nrf::gpio::{Input, Level, Output, OutputDrive, Pull};
        $crate::board::Pins {
            sda: $p.P0_12,
            scl: $p.P0_11,
            battery: $p.P0_29,
            parts: $crate::Parts {
                light: Output::new($p.P1_10, Level::Low, OutputDrive::Standard),
                lit_high: true,
                button: Some(Input::new($p.P1_02, Pull::Up)),
                arm: $crate::board::arm,
                charging: $crate::Charging::Usb,
                // Two of 100 kΩ.
                divider: 2000,
                _supplies: [None, None],
            },
        }
    }};
}
pub(crate) use pins;
