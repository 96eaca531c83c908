//! The bytes of a Polar Verity Sense, without any input or output.
//!
//! From the maker's "Polar Measurement Data Specification" (service PMD), and, where it is silent, from what the maker's own
//! SDK does with the same bytes: little-endian; a frame is one signal's samples with the time of the **last** of them, the
//! first in full and the others as differences of few bits each.

use recording::STANDARD_GRAVITY;
use uuid::Uuid;

/// One of the maker's UUIDs by its 16 bits.
const fn uuid(short: u16) -> Uuid {
    Uuid::from_u128(0xfb00_0000_02e7_f387_1cad_8acd_2d8d_f0c8 | ((short as u128) << 96))
}

/// Commands and their answers; read, write, indicate.
pub(crate) const CONTROL: Uuid = uuid(0x5c81);
/// Frames; notify.
pub(crate) const DATA: Uuid = uuid(0x5c82);

/// Samples a second of both signals. Faster ones are offered in the maker's "SDK mode", which does not promise that all of
/// them are sent.
pub(crate) const RATE_HZ: u16 = 52;
const RESOLUTION_BITS: u16 = 16;
const AXES: u8 = 3;

/// What is measured.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Signal {
    Acceleration = 2,
    AngularRate = 5,
}

const GET_SETTINGS: u8 = 1;
const START: u8 = 2;
const STOP: u8 = 3;
const SDK_MODE: u8 = 9;
const RESPONSE: u8 = 0xf0;

/// The wider choice of ranges; the optical sensor stops for it.
pub(crate) const SDK_MODE_ON: [u8; 2] = [START, SDK_MODE];

/// Asks what is offered.
pub(crate) fn get_settings(signal: Signal) -> [u8; 2] {
    [GET_SETTINGS, signal as u8]
}

pub(crate) fn stop(signal: Signal) -> [u8; 2] {
    [STOP, signal as u8]
}

/// Starts a signal with a full scale in g or °/s.
pub(crate) fn start(signal: Signal, range: u16) -> Vec<u8> {
    let mut bytes = vec![START, signal as u8];
    for (setting, value) in [(0, RATE_HZ), (1, RESOLUTION_BITS), (2, range)] {
        bytes.extend([setting, 1]);
        bytes.extend(value.to_le_bytes());
    }
    bytes.extend([4, 1, AXES]);
    bytes
}

/// An answer to a command.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Answer {
    pub(crate) command: u8,
    pub(crate) about: u8,
    /// 0: done; 6: it was so already.
    pub(crate) status: u8,
    /// Full scales that are offered.
    pub(crate) ranges: Vec<u16>,
    pub(crate) rates_hz: Vec<u16>,
    /// What one count is worth, in the signal's unit.
    pub(crate) factor: Option<f64>,
}

impl Answer {
    pub(crate) fn decode(bytes: &[u8]) -> Option<Answer> {
        let [RESPONSE, command, about, status, rest @ ..] = bytes else {
            return None;
        };
        let mut answer = Answer {
            command: *command,
            about: *about,
            status: *status,
            ranges: Vec::new(),
            rates_hz: Vec::new(),
            factor: None,
        };
        // Whether more follows, then settings: kind, how many values, values.
        let mut rest = rest.get(1..).unwrap_or_default();
        while let [kind, count, values @ ..] = rest {
            let size = match kind {
                0..=2 => 2,
                3 | 5 => 4,
                4 => 1,
                _ => break,
            };
            let length = size * usize::from(*count);
            let Some(own) = values.get(..length) else { break };
            let words = || own.chunks_exact(2).map(|two| u16::from_le_bytes([two[0], two[1]]));
            match (kind, own) {
                (0, _) => answer.rates_hz = words().collect(),
                (2, _) => answer.ranges = words().collect(),
                (5, [a, b, c, d]) => {
                    let factor = f64::from(f32::from_le_bytes([*a, *b, *c, *d]));
                    answer.factor = Some(factor).filter(|factor| factor.is_finite() && *factor > 0.0);
                }
                _ => {}
            }
            rest = &values[length..];
        }
        Some(answer)
    }
}

/// Samples of one signal.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Frame {
    pub(crate) signal: Signal,
    /// When the last of them was taken, ns on the sensor's clock.
    pub(crate) last_ns: u64,
    /// Counts; at least one.
    pub(crate) samples: Vec<[i32; 3]>,
    /// Whether one count of acceleration is 1 g rather than 1 mg, before the factor.
    pub(crate) in_g: bool,
}

/// More than a notification can hold of the shortest differences.
const MOST_SAMPLES: usize = 2000;

impl Frame {
    /// `None` for anything else, and for frames of a layout that this sensor does not send.
    pub(crate) fn decode(bytes: &[u8]) -> Option<Frame> {
        let (head, data) = bytes.split_at_checked(10)?;
        let signal = match head[0] & 0x3f {
            2 => Signal::Acceleration,
            5 => Signal::AngularRate,
            _ => return None,
        };
        let last_ns = u64::from_le_bytes(head[1..9].try_into().ok()?);
        let (packed, layout) = (head[9] & 0x80 != 0, head[9] & 0x7f);
        let samples = match (signal, packed, layout) {
            (_, true, 0) | (Signal::Acceleration, true, 1) => unpack(data)?,
            (Signal::Acceleration, false, 1) if data.len().is_multiple_of(6) => {
                data.chunks_exact(6).map(triple).collect()
            }
            _ => return None,
        };
        (!samples.is_empty()).then_some(Frame {
            signal,
            last_ns,
            samples,
            in_g: packed && layout == 0,
        })
    }

    /// In m/s² or rad/s.
    pub(crate) fn si(&self, factor: f64) -> impl Iterator<Item = [f64; 3]> + '_ {
        let unit = match (self.signal, self.in_g) {
            (Signal::Acceleration, true) => STANDARD_GRAVITY,
            (Signal::Acceleration, false) => 1e-3 * STANDARD_GRAVITY,
            (Signal::AngularRate, _) => 1f64.to_radians(),
        };
        self.samples
            .iter()
            .map(move |counts| counts.map(|count| f64::from(count) * factor * unit))
    }
}

fn triple(bytes: &[u8]) -> [i32; 3] {
    std::array::from_fn(|k| i32::from(i16::from_le_bytes([bytes[2 * k], bytes[2 * k + 1]])))
}

/// The first sample in full, then blocks: bits of a difference, how many samples, their differences from low to high bits.
fn unpack(data: &[u8]) -> Option<Vec<[i32; 3]>> {
    let (first, mut rest) = data.split_at_checked(6)?;
    let mut newest = triple(first);
    let mut samples = vec![newest];
    while let [bits, count, packed @ ..] = rest {
        let (bits, count) = (usize::from(*bits), usize::from(*count));
        let length = (bits * count * 3).div_ceil(8);
        let block = packed.get(..length)?;
        if bits > 31 || samples.len() + count > MOST_SAMPLES {
            return None;
        }
        let bit = |at: usize| i32::from(block[at / 8] >> (at % 8) & 1);
        for sample in 0..count {
            for (axis, value) in newest.iter_mut().enumerate() {
                let from = (3 * sample + axis) * bits;
                let unsigned = (0..bits).fold(0, |value, k| value | bit(from + k) << k);
                let negative = bits > 0 && bit(from + bits - 1) == 1;
                let difference = if negative { unsigned - (1 << bits) } else { unsigned };
                *value = value.checked_add(difference)?;
            }
            samples.push(newest);
        }
        rest = &packed[length..];
    }
    // One byte over is no block.
    rest.is_empty().then_some(samples)
}

/// The bytes of a frame, as a sensor sends it, all differences in one block of so many bits.
#[cfg(test)]
pub(crate) fn encode(signal: Signal, last_ns: u64, samples: &[[i16; 3]], bits: usize) -> Vec<u8> {
    let mut bytes = vec![signal as u8];
    bytes.extend(last_ns.to_le_bytes());
    bytes.push(match signal {
        Signal::Acceleration => 0x81,
        Signal::AngularRate => 0x80,
    });
    bytes.extend(samples[0].iter().flat_map(|value| value.to_le_bytes()));
    bytes.extend([bits as u8, (samples.len() - 1) as u8]);
    let mut packed = vec![0u8; (bits * 3 * (samples.len() - 1)).div_ceil(8)];
    let axes = samples.windows(2).flat_map(|pair| pair[1].iter().zip(&pair[0]));
    for (i, (value, before)) in axes.enumerate() {
        let difference = i32::from(*value) - i32::from(*before);
        for at in i * bits..(i + 1) * bits {
            packed[at / 8] |= ((difference >> (at - i * bits) & 1) as u8) << (at % 8);
        }
    }
    bytes.extend(packed);
    bytes
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn commands_by_hand() {
        assert_eq!(DATA.to_string(), "fb005c82-02e7-f387-1cad-8acd2d8df0c8");
        // The example that the maker's document gives for acceleration: 52 Hz, 16 bits, ±8 g, three axes.
        assert_eq!(
            start(Signal::Acceleration, 8),
            [
                0x02, 0x02, 0x00, 0x01, 0x34, 0x00, 0x01, 0x01, 0x10, 0x00, 0x02, 0x01, 0x08, 0x00, 0x04, 0x01, 0x03
            ]
        );
        assert_eq!(
            (get_settings(Signal::AngularRate), stop(Signal::AngularRate)),
            ([1, 5], [3, 5])
        );
    }

    #[test]
    fn answers_by_hand() {
        let started = Answer::decode(&[0xf0, 2, 2, 0, 0]).unwrap();
        assert_eq!((started.status, started.factor), (0, None));
        let mut bytes = vec![
            0xf0, 1, 2, 0, 0, 0, 2, 26, 0, 52, 0, 1, 1, 16, 0, 2, 2, 8, 0, 16, 0, 4, 1, 3,
        ];
        bytes.extend([5, 1]);
        bytes.extend(0.061f32.to_le_bytes());
        let offered = Answer::decode(&bytes).unwrap();
        assert_eq!((offered.rates_hz, offered.ranges), (vec![26, 52], vec![8, 16]));
        assert!(offered.factor.is_some_and(|factor| (factor - 0.061).abs() < 1e-6));
        assert_eq!(Answer::decode(&[0xf1, 2, 2, 0, 0]), None);
    }

    #[test]
    fn differences_by_hand() {
        // Reference 10, −5, 0; three bits of 1, −1, 3 and −4, 0, 1: from low to high 100 111 110 | 001 000 100.
        let bits = "100111110001000100";
        let packed: Vec<u8> = bits
            .as_bytes()
            .chunks(8)
            .map(|byte| byte.iter().enumerate().fold(0, |all, (k, bit)| all | (bit - b'0') << k))
            .collect();
        let mut data = vec![10, 0, 0xfb, 0xff, 0, 0, 3, 2];
        data.extend(packed);
        assert_eq!(unpack(&data), Some(vec![[10, -5, 0], [11, -6, 3], [7, -6, 4]]));
        data.pop();
        assert_eq!(unpack(&data), None);
    }

    #[test]
    fn units() {
        let bytes = encode(Signal::Acceleration, 7, &[[0, 0, 1000], [1, -1, 1001]], 4);
        let frame = Frame::decode(&bytes).unwrap();
        let si: Vec<[f64; 3]> = frame.si(1.0).collect();
        assert!((si[0][2] - STANDARD_GRAVITY).abs() < 1e-12 && (si[1][0] - 1e-3 * STANDARD_GRAVITY).abs() < 1e-12);
        let bytes = encode(Signal::AngularRate, 7, &[[180, 0, 0]], 1);
        let rates: Vec<[f64; 3]> = Frame::decode(&bytes).unwrap().si(0.5).collect();
        assert!((rates[0][0] - std::f64::consts::FRAC_PI_2).abs() < 1e-12);
    }

    proptest! {
        #[test]
        fn whatever_is_packed_unpacks(samples in proptest::collection::vec(any::<[i16; 3]>(), 1..80)) {
            let bytes = encode(Signal::AngularRate, 42, &samples, 18);
            let frame = Frame::decode(&bytes).unwrap();
            prop_assert_eq!(frame.last_ns, 42);
            let expected: Vec<[i32; 3]> = samples.iter().map(|sample| sample.map(i32::from)).collect();
            prop_assert_eq!(frame.samples, expected);
        }

        #[test]
        fn no_bytes_make_it_panic(bytes in proptest::collection::vec(any::<u8>(), 0..300)) {
            let _ = (Frame::decode(&bytes), Answer::decode(&bytes));
        }
    }
}
