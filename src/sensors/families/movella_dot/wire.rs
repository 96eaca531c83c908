//! The bytes of a Movella DOT, without any input or output.
//!
//! From the maker's "Movella DOT BLE Services Specifications" (2023): all values are little-endian; a sample of the mode
//! "rate quantities" is a time and two triples of 32-bit floats.

use recording::STANDARD_GRAVITY;
use uuid::Uuid;

/// One of the maker's 128-bit UUIDs by its 16 bits.
const fn uuid(short: u16) -> Uuid {
    Uuid::from_u128(0x1517_0000_4947_11e9_8646_d663_bd87_3d93 | ((short as u128) << 96))
}

/// Who the sensor is; read.
pub(crate) const DEVICE_INFO: Uuid = uuid(0x1001);
/// Output rate, light, tag; read and write.
pub(crate) const DEVICE_CONTROL: Uuid = uuid(0x1002);
/// Starts and stops measuring; write.
pub(crate) const MEASUREMENT: Uuid = uuid(0x2001);
/// Samples of 21 to 40 bytes; notify.
pub(crate) const MEDIUM_PAYLOAD: Uuid = uuid(0x2003);
/// Level and charging; read and notify.
pub(crate) const BATTERY: Uuid = uuid(0x3001);
/// The maker's number in advertisements.
pub(crate) const COMPANY: u16 = 0x0886;

/// Rates that it can stream, Hz. 120 Hz is for recording into its own memory only.
pub(crate) const RATES_HZ: [u16; 8] = [1, 4, 10, 12, 15, 20, 30, 60];
/// Full scales, fixed.
pub(crate) const ACC_RANGE_MPS2: f64 = 16.0 * STANDARD_GRAVITY;
pub(crate) const GYR_RANGE_DEGPS: f64 = 2000.0;
/// "Rate quantities": time, acceleration, angular rate.
const RATE_QUANTITIES: u8 = 21;
/// Time, three floats, three floats.
const SAMPLE_LEN: usize = 28;
/// Some firmware pads the sample with zeros to what the characteristic holds.
const LONGEST: usize = 40;
const DEVICE_INFO_LEN: usize = 34;
const DEVICE_CONTROL_LEN: usize = 32;

/// One sample as it was sent.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Sample {
    /// The sensor's clock, µs; begins anew every 71.6 minutes.
    pub(crate) time_us: u32,
    /// Specific force, m/s².
    pub(crate) acc_mps2: [f64; 3],
    pub(crate) gyr_degps: [f64; 3],
}

impl Sample {
    /// `None` for any other length (zeros behind it do not count), and for values that are no numbers or beyond what the chip can measure (with a tenth
    /// of margin for its calibration): there is no check sum, so this is all that tells damage.
    pub(crate) fn decode(bytes: &[u8]) -> Option<Sample> {
        let padding = bytes.get(SAMPLE_LEN..)?;
        if bytes.len() > LONGEST || padding.iter().any(|byte| *byte != 0) {
            return None;
        }
        let time_us = u32::from_le_bytes(take(bytes, 0)?);
        let triple = |at: usize, limit: f64| -> Option<[f64; 3]> {
            let mut values = [0.0; 3];
            for (k, value) in values.iter_mut().enumerate() {
                *value = f64::from(f32::from_le_bytes(take(bytes, at + 4 * k)?));
                if !value.is_finite() || value.abs() > 1.1 * limit {
                    return None;
                }
            }
            Some(values)
        };
        Some(Sample {
            time_us,
            acc_mps2: triple(4, ACC_RANGE_MPS2)?,
            gyr_degps: triple(16, GYR_RANGE_DEGPS)?,
        })
    }

    /// The bytes of a sample, as a sensor sends it.
    #[cfg(test)]
    pub(crate) fn encode(&self) -> Vec<u8> {
        let mut bytes = self.time_us.to_le_bytes().to_vec();
        for value in self.acc_mps2.iter().chain(&self.gyr_degps) {
            bytes.extend((*value as f32).to_le_bytes());
        }
        bytes
    }

    /// Whether a value touches the end of its range.
    pub(crate) fn clipped(&self) -> bool {
        let touches = |values: &[f64; 3], limit: f64| values.iter().any(|value| value.abs() >= 0.995 * limit);
        touches(&self.acc_mps2, ACC_RANGE_MPS2) || touches(&self.gyr_degps, GYR_RANGE_DEGPS)
    }
}

/// What the sensor says of itself.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct DeviceInfo {
    pub(crate) firmware: String,
    /// As printed on the sensor, hexadecimal.
    pub(crate) serial: String,
    pub(crate) product: String,
}

impl DeviceInfo {
    pub(crate) fn decode(bytes: &[u8]) -> Option<DeviceInfo> {
        if bytes.len() < DEVICE_INFO_LEN {
            return None;
        }
        let [major, minor, revision]: [u8; 3] = take(bytes, 6)?;
        let serial = u64::from_le_bytes(take(bytes, 20)?);
        let product: [u8; 6] = take(bytes, 28)?;
        Some(DeviceInfo {
            firmware: format!("{major}.{minor}.{revision}"),
            serial: format!("{serial:012X}"),
            product: product
                .iter()
                .filter(|byte| byte.is_ascii_graphic())
                .map(|byte| char::from(*byte))
                .collect(),
        })
    }
}

/// The rate that the control characteristic tells, Hz.
pub(crate) fn decode_rate(bytes: &[u8]) -> Option<u16> {
    Some(u16::from_le_bytes(take(bytes, 24)?))
}

/// Per cent.
pub(crate) fn decode_battery(bytes: &[u8]) -> Option<u8> {
    bytes.first().copied().filter(|percent| *percent <= 100)
}

/// The fastest rate that it has and that is not above the wanted one; its slowest if none is.
pub(crate) fn nearest_rate(wanted_hz: u16) -> u16 {
    RATES_HZ
        .iter()
        .copied()
        .filter(|rate| *rate <= wanted_hz)
        .max()
        .unwrap_or(RATES_HZ[0])
}

/// Sets the output rate; nothing else is touched (bit 4 of the first byte says so).
pub(crate) fn set_rate(rate_hz: u16) -> [u8; DEVICE_CONTROL_LEN] {
    let mut bytes = [0; DEVICE_CONTROL_LEN];
    bytes[0] = 1 << 4;
    bytes[24..26].copy_from_slice(&rate_hz.to_le_bytes());
    bytes
}

/// Makes the light blink eight times (bit 0).
pub(crate) fn blink() -> [u8; DEVICE_CONTROL_LEN] {
    let mut bytes = [0; DEVICE_CONTROL_LEN];
    bytes[0] = 1;
    bytes[1] = 1;
    bytes
}

/// Starts or stops streaming rate quantities.
pub(crate) fn measure(on: bool) -> [u8; 3] {
    [1, u8::from(on), RATE_QUANTITIES]
}

fn take<const N: usize>(bytes: &[u8], at: usize) -> Option<[u8; N]> {
    bytes.get(at..at + N)?.try_into().ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_sample_by_hand() {
        // 1 s; 9.81 = 0x411cf5c3, -1 = 0xbf800000, 0.5 = 0x3f000000; 90 = 0x42b40000, -180 = 0xc3340000, 0.
        let bytes = [
            0x40, 0x42, 0x0f, 0x00, 0xc3, 0xf5, 0x1c, 0x41, 0x00, 0x00, 0x80, 0xbf, 0x00, 0x00, 0x00, 0x3f, 0x00, 0x00,
            0xb4, 0x42, 0x00, 0x00, 0x34, 0xc3, 0x00, 0x00, 0x00, 0x00,
        ];
        let sample = Sample::decode(&bytes).expect("whole");
        assert_eq!(sample.time_us, 1_000_000);
        assert!((sample.acc_mps2[0] - 9.81).abs() < 1e-6 && sample.acc_mps2[1..] == [-1.0, 0.5]);
        assert_eq!(sample.gyr_degps, [90.0, -180.0, 0.0]);
        assert_eq!(sample.encode(), bytes);
        assert!(!sample.clipped());
        for length in 0..bytes.len() {
            assert_eq!(Sample::decode(&bytes[..length]), None);
        }
        let mut padded = bytes.to_vec();
        padded.resize(40, 0);
        assert_eq!(Sample::decode(&padded), Some(sample));
        padded[39] = 1;
        assert_eq!(Sample::decode(&padded), None);
        padded.resize(41, 0);
        assert_eq!(Sample::decode(&padded), None);
    }

    #[test]
    fn no_number_and_too_much_are_damage_and_the_end_of_the_range_is_clipping() {
        let sample = Sample {
            time_us: 0,
            acc_mps2: [0.0, 0.0, 9.8],
            gyr_degps: [0.0, 1999.0, 0.0],
        };
        assert!(Sample::decode(&sample.encode()).expect("whole").clipped());
        for bad in [f64::NAN, f64::INFINITY, 5000.0] {
            let mut broken = sample;
            broken.gyr_degps[0] = bad;
            assert_eq!(Sample::decode(&broken.encode()), None, "{bad}");
        }
    }

    #[test]
    fn the_device_information_by_hand() {
        let mut bytes = vec![
            0x01, 0x00, 0xcd, 0x22, 0xd4, 0x00, 2, 0, 3, 0xe7, 0x07, 6, 1, 12, 30, 0, 0, 0, 0, 0,
        ];
        bytes.extend([0x05, 0x00, 0x00, 0xcd, 0x22, 0xd4, 0x00, 0x00]);
        bytes.extend(b"XS-T01");
        let info = DeviceInfo::decode(&bytes).expect("whole");
        assert_eq!(info.firmware, "2.0.3");
        assert_eq!(info.serial, "D422CD000005");
        assert_eq!(info.product, "XS-T01");
        assert_eq!(DeviceInfo::decode(&bytes[..33]), None);
    }

    #[test]
    fn commands_by_hand() {
        assert_eq!(measure(true), [1, 1, 21]);
        assert_eq!(measure(false), [1, 0, 21]);
        let rate = set_rate(60);
        assert_eq!((rate[0], &rate[24..26], rate.len()), (0x10, &[60, 0][..], 32));
        assert_eq!(decode_rate(&rate), Some(60));
        assert_eq!(blink()[..2], [1, 1]);
        assert_eq!([0, 1, 50, 60, 100, 400].map(nearest_rate), [1, 1, 30, 60, 60, 60]);
        assert_eq!(MEDIUM_PAYLOAD.to_string(), "15172003-4947-11e9-8646-d663bd873d93");
    }

    proptest! {
        #[test]
        fn no_bytes_make_it_panic(bytes in proptest::collection::vec(any::<u8>(), 0..80)) {
            if let Some(sample) = Sample::decode(&bytes) {
                prop_assert!(sample.acc_mps2.iter().chain(&sample.gyr_degps).all(|value| value.is_finite()));
            }
            DeviceInfo::decode(&bytes);
            decode_rate(&bytes);
            prop_assert!(decode_battery(&bytes).is_none_or(|percent| percent <= 100));
        }
    }
}
