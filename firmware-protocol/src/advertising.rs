//! What a scan shows before any connection: enough to choose a sensor.

use crate::bytes::{Reader, Writer};
use crate::{Site, gatt};

/// What the sensor is doing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[repr(u8)]
pub enum State {
    /// Ready; not sampling.
    Idle = 0,
    /// Sampling into its buffer (the link may be lost): reconnect to go on.
    Sampling = 1,
    /// The self-test of the motion chip failed.
    Fault = 2,
}

impl State {
    /// The code on the air.
    pub const fn code(self) -> u8 {
        self as u8
    }

    /// The state with this code.
    pub const fn from_code(code: u8) -> Option<State> {
        match code {
            0 => Some(State::Idle),
            1 => Some(State::Sampling),
            2 => Some(State::Fault),
            _ => None,
        }
    }
}

/// Service data of the motion service in the advertising packet, ten bytes.
///
/// | byte | what |
/// |---|---|
/// | 0 | newest protocol version that the sensor speaks |
/// | 1 | state |
/// | 2 | bit 0 charging, bit 1 low battery |
/// | 3 | site, 0 for none |
/// | 4 | battery, percent, 255 for unknown |
/// | 5..9 | unit number |
/// | 9 | 0 |
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Advertisement {
    /// Newest protocol version that the sensor speaks.
    pub version: u8,
    /// What it is doing.
    pub state: State,
    /// On the charger.
    pub charging: bool,
    /// Lasts less than about ten minutes.
    pub low_battery: bool,
    /// Where it is worn, if assigned.
    pub site: Option<Site>,
    /// Percent, if known.
    pub battery_percent: Option<u8>,
    /// Printed on the housing as eight hexadecimal digits; the local name is `GS-` and these digits.
    pub unit: u32,
}

/// Why service data is not an advertisement of this protocol.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum AdvertiseError {
    /// Shorter than ten bytes.
    Length,
    /// A field has no meaning in this version; `version` is what the sensor states.
    Field {
        /// The sensor's newest protocol version.
        version: u8,
    },
}

impl core::fmt::Display for AdvertiseError {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        match self {
            AdvertiseError::Length => f.write_str("service data is shorter than ten bytes"),
            AdvertiseError::Field { version } => write!(f, "a field is unknown; the sensor speaks version {version}"),
        }
    }
}

impl core::error::Error for AdvertiseError {}

impl Advertisement {
    /// Bytes of the service data.
    pub const LEN: usize = 10;
    /// Bytes of an advertising packet and of a scan response.
    pub const PACKET_LEN: usize = 31;

    /// The service data, without the UUID.
    pub fn encode(&self) -> [u8; Self::LEN] {
        let mut out = [0; Self::LEN];
        Writer::new(&mut out)
            .u8(self.version)
            .u8(self.state.code())
            .u8(self.charging as u8 | (self.low_battery as u8) << 1)
            .u8(Site::code_of(self.site))
            .u8(self.battery_percent.unwrap_or(255))
            .u32(self.unit);
        out
    }

    /// From service data without the UUID, as scanning libraries give it. Bytes after the tenth, and flags of later
    /// versions, are ignored.
    pub fn decode(bytes: &[u8]) -> Result<Advertisement, AdvertiseError> {
        let bytes = bytes.get(..Self::LEN).ok_or(AdvertiseError::Length)?;
        Self::fields(bytes).ok_or(AdvertiseError::Field { version: bytes[0] })
    }

    fn fields(bytes: &[u8]) -> Option<Advertisement> {
        let mut reader = Reader::new(bytes);
        let version = reader.u8()?;
        let state = State::from_code(reader.u8()?)?;
        let flags = reader.u8()?;
        let site = Site::from_code(reader.u8()?).ok()?;
        let battery_percent = match reader.u8()? {
            255 => None,
            percent @ 0..=100 => Some(percent),
            _ => return None,
        };
        let unit = reader.u32()?;
        let (charging, low_battery) = (flags & 1 != 0, flags & 2 != 0);
        Some(Advertisement {
            version,
            state,
            charging,
            low_battery,
            site,
            battery_percent,
            unit,
        })
    }

    /// The whole advertising packet: flags (general discoverable, no classic Bluetooth) and service data.
    pub fn packet(&self) -> [u8; Self::PACKET_LEN] {
        let mut out = [0; Self::PACKET_LEN];
        Writer::new(&mut out)
            .put(&[2, 0x01, 0x06])
            .put(&[27, 0x21])
            .put(&gatt::MOTION_SERVICE.to_le_bytes())
            .put(&self.encode());
        out
    }

    /// The whole scan response: the list of 128-bit services, and the name.
    pub fn scan_response(&self) -> [u8; Self::PACKET_LEN] {
        let mut out = [0; Self::PACKET_LEN];
        Writer::new(&mut out)
            .put(&[17, 0x07])
            .put(&gatt::MOTION_SERVICE.to_le_bytes())
            .put(&[12, 0x09])
            .put(&self.local_name());
        out
    }

    /// `GS-` and the unit number, eight upper-case hexadecimal digits, ASCII.
    pub fn local_name(&self) -> [u8; 11] {
        let mut name = *b"GS-00000000";
        for (digit, shift) in name[3..].iter_mut().zip((0..8).rev()) {
            *digit = b"0123456789ABCDEF"[(self.unit >> (4 * shift)) as usize & 15];
        }
        name
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn both_packets_are_full_to_the_byte() {
        let mut space = [0; 31];
        assert_eq!(Writer::new(&mut space).put(&[0; 3 + 2 + 16 + 10]).len(), Some(31));
        assert_eq!(Writer::new(&mut space).put(&[0; 2 + 16 + 2 + 11]).len(), Some(31));
    }

    #[test]
    fn name_is_the_unit_number() {
        let advertisement = Advertisement::decode(&[1, 0, 0, 0, 255, 0xef, 0xbe, 0xad, 0x0d, 0]).unwrap();
        assert_eq!(&advertisement.local_name(), b"GS-0DADBEEF");
    }

    proptest! {
        #[test]
        fn round_trip(version: u8, state in 0u8..3, charging: bool, low_battery: bool, site in 0u8..=8,
                      battery_percent in prop::option::of(0u8..=100), unit: u32) {
            let advertisement = Advertisement {
                version, state: State::from_code(state).unwrap(), charging, low_battery,
                site: Site::from_code(site).unwrap(), battery_percent, unit,
            };
            prop_assert_eq!(Advertisement::decode(&advertisement.encode()), Ok(advertisement));
            let packet = advertisement.packet();
            prop_assert_eq!(&packet[21..], &advertisement.encode());
        }

        #[test]
        fn never_panics(bytes: std::vec::Vec<u8>) {
            let _ = Advertisement::decode(&bytes);
        }
    }
}
