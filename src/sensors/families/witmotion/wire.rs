//! The bytes of a WitMotion BLE sensor, without any input or output.
//!
//! From the maker's "Bluetooth 5.0 communication protocol": a stream of frames of 20 bytes that begin with 55; 61 holds
//! acceleration, angular rate and angles, 71 eight registers that were asked for. Values are 16 bits, low byte first. There
//! is no check sum. Frames need not begin where notifications do.

use recording::STANDARD_GRAVITY;
use uuid::Uuid;

/// The maker's base UUID is not that of the Bluetooth SIG (9a34fb, not 9b34fb).
const fn uuid(short: u16) -> Uuid {
    Uuid::from_u128(0x0000_0000_0000_1000_8000_0080_5f9a_34fb | ((short as u128) << 96))
}

pub(crate) const SERVICE: Uuid = uuid(0xffe5);
/// Frames; notify.
pub(crate) const DATA: Uuid = uuid(0xffe4);
/// Commands; write.
pub(crate) const COMMAND: Uuid = uuid(0xffe9);

/// Full scales, fixed.
pub(crate) const ACC_RANGE_MPS2: f64 = 16.0 * STANDARD_GRAVITY;
pub(crate) const GYR_RANGE_DEGPS: f64 = 2000.0;
/// Rates and their codes.
const RATES: [(u16, u8); 8] = [
    (1, 0x03),
    (2, 0x04),
    (5, 0x05),
    (10, 0x06),
    (20, 0x07),
    (50, 0x08),
    (100, 0x09),
    (200, 0x0b),
];
/// Hundredths of a volt at which a lithium cell has at least so many per cent; the maker's table.
const VOLTAGES: [(u16, u8); 11] = [
    (397, 100),
    (393, 90),
    (387, 75),
    (382, 60),
    (379, 50),
    (377, 40),
    (373, 30),
    (370, 20),
    (368, 15),
    (350, 10),
    (340, 5),
];
pub(crate) const BATTERY: u16 = 0x64;
pub(crate) const VERSION: u16 = 0x2e;
const FRAME_LEN: usize = 20;
const HEAD: u8 = 0x55;
const SAMPLE: u8 = 0x61;
const REGISTERS: u8 = 0x71;

/// Lifts the write lock for ten seconds.
pub(crate) const UNLOCK: [u8; 5] = [0xff, 0xaa, 0x69, 0x88, 0xb5];

/// The fastest rate that it has and that is not above the wanted one, Hz; its slowest if none is.
pub(crate) fn nearest_rate(wanted_hz: u16) -> u16 {
    RATES
        .iter()
        .map(|(rate, _)| *rate)
        .filter(|rate| *rate <= wanted_hz)
        .max()
        .unwrap_or(RATES[0].0)
}

/// Sets the rate until the sensor is switched off; nothing is stored in it. `None` for a rate that it has not.
pub(crate) fn set_rate(rate_hz: u16) -> Option<[u8; 5]> {
    let (_, code) = RATES.iter().find(|(rate, _)| *rate == rate_hz)?;
    Some([0xff, 0xaa, 0x03, *code, 0x00])
}

/// Asks for eight registers from this one on.
pub(crate) fn read_registers(first: u16) -> [u8; 5] {
    let [low, high] = first.to_le_bytes();
    [0xff, 0xaa, 0x27, low, high]
}

/// Per cent from hundredths of a volt; `None` for what no cell has.
pub(crate) fn battery_percent(centivolts: u16) -> Option<u8> {
    if !(250..=450).contains(&centivolts) {
        return None;
    }
    let found = VOLTAGES.iter().find(|(least, _)| centivolts >= *least);
    Some(found.map_or(0, |(_, percent)| *percent))
}

/// One frame.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum Frame {
    /// Counts of acceleration and angular rate.
    Sample([i16; 6]),
    Registers {
        first: u16,
        values: [u16; 8],
    },
}

/// Acceleration in m/s² and angular rate in °/s of a sample's counts.
pub(crate) fn to_units(counts: &[i16; 6]) -> ([f64; 3], [f64; 3]) {
    let scale = |count: i16, range: f64| f64::from(count) / 32768.0 * range;
    let [ax, ay, az, gx, gy, gz] = *counts;
    (
        [ax, ay, az].map(|count| scale(count, ACC_RANGE_MPS2)),
        [gx, gy, gz].map(|count| scale(count, GYR_RANGE_DEGPS)),
    )
}

/// Whether a value touches the end of its range.
pub(crate) fn is_clipped(counts: &[i16; 6]) -> bool {
    counts.iter().any(|count| *count == i16::MAX || *count == i16::MIN)
}

/// Cuts the stream into frames, wherever notifications cut it. Holds at most one unfinished frame.
#[derive(Debug, Clone, Default)]
pub(crate) struct Cutter {
    rest: Vec<u8>,
}

impl Cutter {
    /// Takes the bytes of one notification; tells every frame that is complete. Gives how many bytes belonged to none.
    pub(crate) fn push(&mut self, bytes: &[u8], mut tell: impl FnMut(Frame)) -> usize {
        self.rest.extend_from_slice(bytes);
        let (mut at, mut strange) = (0, 0);
        loop {
            let left = &self.rest[at..];
            match left {
                [HEAD, SAMPLE | REGISTERS, ..] if left.len() >= FRAME_LEN => {
                    tell(decode(left));
                    at += FRAME_LEN;
                }
                // A frame that is not complete yet.
                [] | [HEAD] | [HEAD, SAMPLE | REGISTERS, ..] => break,
                _ => {
                    at += 1;
                    strange += 1;
                }
            }
        }
        self.rest.drain(..at);
        strange
    }

    /// A connection ended: the rest of an unfinished frame will never come.
    pub(crate) fn restart(&mut self) {
        self.rest.clear();
    }
}

/// A frame of at least 20 bytes whose first two are known.
fn decode(frame: &[u8]) -> Frame {
    let word = |k: usize| [frame[2 + 2 * k], frame[3 + 2 * k]];
    if frame[1] == SAMPLE {
        Frame::Sample(std::array::from_fn(|k| i16::from_le_bytes(word(k))))
    } else {
        Frame::Registers {
            first: u16::from_le_bytes(word(0)),
            values: std::array::from_fn(|k| u16::from_le_bytes(word(k + 1))),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// 0.5 g on y, 1 g on z, 500 °/s about y, angles 0, 45, 90°.
    const BY_HAND: [u8; 20] = [
        0x55, 0x61, 0x00, 0x00, 0x00, 0x04, 0x00, 0x08, 0x00, 0x00, 0x00, 0x20, 0x00, 0x00, 0x00, 0x00, 0x00, 0x20,
        0x00, 0x40,
    ];
    const COUNTS: [i16; 6] = [0, 1024, 2048, 0, 8192, 0];

    fn frames(parts: &[&[u8]]) -> (Vec<Frame>, usize) {
        let (mut found, mut strange) = (Vec::new(), 0);
        let mut cutter = Cutter::default();
        for part in parts {
            strange += cutter.push(part, |frame| found.push(frame));
        }
        (found, strange)
    }

    #[test]
    fn a_sample_by_hand() {
        assert_eq!(frames(&[&BY_HAND]), (vec![Frame::Sample(COUNTS)], 0));
        let (acc, gyr) = to_units(&COUNTS);
        assert!((acc[2] - STANDARD_GRAVITY).abs() < 1e-12 && (acc[1] - 0.5 * STANDARD_GRAVITY).abs() < 1e-12);
        assert_eq!(gyr, [0.0, 500.0, 0.0]);
        assert!(!is_clipped(&COUNTS) && is_clipped(&[0, i16::MIN, 0, 0, 0, 0]));
    }

    #[test]
    fn frames_are_cut_wherever_the_notifications_are() {
        let two: Vec<u8> = [BY_HAND, BY_HAND].concat();
        for cut in 0..two.len() {
            let (found, strange) = frames(&[&two[..cut], &two[cut..]]);
            assert_eq!((found.len(), strange), (2, 0), "cut at {cut}");
        }
        let (found, strange) = frames(&[&[0xaa, 0x55, 0x12], &BY_HAND, &[1, 2, 3, 4, 5, 6, 7, 8], &BY_HAND]);
        assert_eq!((found.len(), strange), (2, 11));
    }

    #[test]
    fn registers_by_hand() {
        let mut bytes = [0; 20];
        bytes[..6].copy_from_slice(&[0x55, 0x71, 0x64, 0x00, 0x86, 0x01]);
        let (found, _) = frames(&[&bytes]);
        assert_eq!(
            found,
            [Frame::Registers {
                first: BATTERY,
                values: [390, 0, 0, 0, 0, 0, 0, 0]
            }]
        );
        assert_eq!(
            [390, 397, 420, 349, 300, 0, 5000].map(battery_percent),
            [Some(75), Some(100), Some(100), Some(5), Some(0), None, None]
        );
    }

    #[test]
    fn commands_by_hand() {
        assert_eq!(set_rate(100), Some([0xff, 0xaa, 0x03, 0x09, 0x00]));
        assert_eq!(set_rate(60), None);
        assert_eq!(read_registers(BATTERY), [0xff, 0xaa, 0x27, 0x64, 0x00]);
        assert_eq!([0, 60, 100, 128, 400].map(nearest_rate), [1, 50, 100, 100, 200]);
        assert_eq!(DATA.to_string(), "0000ffe4-0000-1000-8000-00805f9a34fb");
    }

    proptest! {
        #[test]
        fn no_bytes_make_it_panic_or_grow(parts in proptest::collection::vec(
            proptest::collection::vec(prop_oneof![Just(0x55u8), Just(0x61), Just(0x71), any::<u8>()], 0..60), 0..20,
        )) {
            let mut cutter = Cutter::default();
            let (mut frames, mut strange, mut all) = (0, 0, 0);
            for part in &parts {
                all += part.len();
                strange += cutter.push(part, |_| frames += 1);
                prop_assert!(cutter.rest.len() < FRAME_LEN);
            }
            prop_assert_eq!(all, strange + frames * FRAME_LEN + cutter.rest.len());
        }
    }
}
