//! Seeed Studio XIAO nRF52840 Sense: LSM6DS3TR-C, RGB light, charger; no button but reset. Pins by Seeed's schematic and its
//! variant for Arduino.

use embassy_nrf::Peri;
use embassy_nrf::pac;
use embassy_nrf::peripherals::{P0_07, P0_27, P0_31};

use crate::Parts;

pub(crate) const MODEL: &str = "XIAO nRF52840 Sense";
pub(crate) const CRYSTAL_32_KHZ: bool = true;
pub(crate) const BUTTON: bool = false;

pub(crate) struct Pins {
    pub(crate) sda: Peri<'static, P0_07>,
    pub(crate) scl: Peri<'static, P0_27>,
    pub(crate) battery: Peri<'static, P0_31>,
    pub(crate) parts: Parts,
}

/// INT1 of the motion chip.
pub(crate) fn arm() {
    crate::wake_by(pac::P0, 11, true);
}

macro_rules! pins {
    ($p:ident) => {{
        use embassy_nrf::gpio::{Input, Level, Output, OutputDrive, Pull};
        $crate::board::Pins {
            sda: $p.P0_07,
            scl: $p.P0_27,
            battery: $p.P0_31,
            parts: $crate::Parts {
                // Blue, against the supply.
                light: Output::new($p.P0_06, Level::High, OutputDrive::Standard),
                lit_high: false,
                button: None,
                arm: $crate::board::arm,
                charging: $crate::Charging::Pin(Input::new($p.P0_17, Pull::Up)),
                // 1 MΩ over 510 kΩ.
                divider: 2961,
                _supplies: [
                    // The motion chip is fed by a pin.
                    Some(Output::new($p.P1_08, Level::High, OutputDrive::HighDrive)),
                    // Low joins the divider to ground. It stays so: open, the converter's pin would see the whole cell.
                    Some(Output::new($p.P0_14, Level::Low, OutputDrive::Standard)),
                ],
            },
        }
    }};
}
pub(crate) use pins;
