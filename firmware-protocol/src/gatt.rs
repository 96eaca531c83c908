//! The GATT table: which services and characteristics a sensor offers.
//!
//! UUIDs are given as `u128` in the order in which they are written (`43a50001-4f96-49f8-a776-11a65d2493f2` is
//! `0x43a50001_4f96_49f8_a776_11a65d2493f2`); over the air they are little endian.

/// The motion service, the one a scan looks for.
pub const MOTION_SERVICE: u128 = 0x43a50001_4f96_49f8_a776_11a65d2493f2;
/// Samples and stream headers: notify.
pub const DATA: u128 = 0x43a50002_4f96_49f8_a776_11a65d2493f2;
/// Commands by write with response, responses by indication.
pub const CONTROL: u128 = 0x43a50003_4f96_49f8_a776_11a65d2493f2;
/// What the sensor can do ([`Info`](crate::Info)): read, before anything else.
pub const INFO: u128 = 0x43a50004_4f96_49f8_a776_11a65d2493f2;

/// Battery Service of the Bluetooth SIG.
pub const BATTERY_SERVICE: u16 = 0x180f;
/// Battery Level, percent: read and notify.
pub const BATTERY_LEVEL: u16 = 0x2a19;
/// Device Information Service of the Bluetooth SIG.
pub const DEVICE_INFORMATION_SERVICE: u16 = 0x180a;
/// Manufacturer name, UTF-8.
pub const MANUFACTURER_NAME: u16 = 0x2a29;
/// Model number, UTF-8.
pub const MODEL_NUMBER: u16 = 0x2a24;
/// Serial number, UTF-8: the only name of a sensor that holds on every computer.
pub const SERIAL_NUMBER: u16 = 0x2a25;
/// Hardware revision, UTF-8.
pub const HARDWARE_REVISION: u16 = 0x2a27;
/// Firmware revision, UTF-8, semantic versioning.
pub const FIRMWARE_REVISION: u16 = 0x2a26;

/// The 128-bit form of a UUID that the Bluetooth SIG assigned.
pub const fn sig_uuid(short: u16) -> u128 {
    0x0000_0000_0000_1000_8000_0080_5f9b_34fb | ((short as u128) << 96)
}

#[cfg(test)]
mod tests {
    #[test]
    fn sig_uuid_of_battery() {
        assert_eq!(
            super::sig_uuid(super::BATTERY_SERVICE),
            0x0000180f_0000_1000_8000_00805f9b34fb
        );
    }
}
