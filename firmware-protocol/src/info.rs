//! What a sensor can do: the INFO characteristic, read first.

use crate::bytes::{Reader, Writer};
use crate::{AccRange, GyrRange, Ranges};

/// The most rates that a sensor can offer.
pub const MAX_RATES: usize = 8;

/// Fixed facts about a sensor, 32 bytes. The first three bytes keep their place in every future version.
///
/// | byte | what |
/// |---|---|
/// | 0 | layout of this value: 1 |
/// | 1, 2 | oldest and newest protocol version that the sensor speaks |
/// | 3 | bit 0 has a button, bit 1 wakes by motion, bit 2 can blink |
/// | 4 | accelerometer ranges, bit k for code k |
/// | 5 | gyroscope ranges, bit k for code k |
/// | 6..10 | samples that the resend buffer holds |
/// | 10..14 | unit number |
/// | 14 | number of rates, 1 to 8 |
/// | 15 | 0 |
/// | 16..32 | rates, u16, Hz, ascending, then 0 |
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Info {
    /// Oldest protocol version that the sensor speaks.
    pub version_min: u8,
    /// Newest.
    pub version_max: u8,
    /// Has a button.
    pub has_button: bool,
    /// Wakes from sleep when moved.
    pub wakes_by_motion: bool,
    /// Can blink to be identified.
    pub can_blink: bool,
    /// Accelerometer ranges, bit k for code k.
    pub acc_ranges: u8,
    /// Gyroscope ranges, bit k for code k.
    pub gyr_ranges: u8,
    /// Samples that the resend buffer holds: at least 60 s at 104 Hz or below.
    pub buffer_samples: u32,
    /// As in the advertisement.
    pub unit: u32,
    /// Rates in Hz, ascending, then zeros.
    pub rates_hz: [u16; MAX_RATES],
}

/// Why bytes are not an INFO value that this version can read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum InfoError {
    /// Shorter than 32 bytes.
    Length,
    /// Another layout; the sensor speaks these protocol versions.
    Layout {
        /// Oldest.
        version_min: u8,
        /// Newest.
        version_max: u8,
    },
    /// No rate, too many rates, or rates not ascending.
    Rates,
}

impl core::fmt::Display for InfoError {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        match self {
            InfoError::Length => f.write_str("the info value is shorter than 32 bytes"),
            InfoError::Layout {
                version_min,
                version_max,
            } => {
                write!(
                    f,
                    "unknown layout; the sensor speaks protocol versions {version_min} to {version_max}"
                )
            }
            InfoError::Rates => f.write_str("the list of rates is empty, too long or not ascending"),
        }
    }
}

impl core::error::Error for InfoError {}

impl Info {
    /// Bytes of the value.
    pub const LEN: usize = 32;

    /// The rates that are offered.
    pub fn rates(&self) -> impl Iterator<Item = u16> + '_ {
        self.rates_hz.iter().copied().take_while(|&rate| rate != 0)
    }

    /// The offered rate nearest to the wanted one, if it is within 10 % of it: 104 Hz for a collector that wants 100.
    pub fn nearest_rate(&self, wanted_hz: u16) -> Option<u16> {
        self.rates()
            .filter(|rate| rate.abs_diff(wanted_hz) <= wanted_hz / 10)
            .min_by_key(|rate| rate.abs_diff(wanted_hz))
    }

    /// True if the sensor offers this rate and these ranges.
    pub fn supports(&self, rate_hz: u16, ranges: Ranges) -> bool {
        rate_hz != 0
            && self.rates().any(|rate| rate == rate_hz)
            && self.acc_ranges >> ranges.acc.code() & 1 != 0
            && self.gyr_ranges >> ranges.gyr.code() & 1 != 0
    }

    /// The accelerometer ranges that are offered and known to this version.
    pub fn acc(&self) -> impl Iterator<Item = AccRange> + '_ {
        AccRange::ALL
            .into_iter()
            .filter(|range| self.acc_ranges >> range.code() & 1 != 0)
    }

    /// The gyroscope ranges that are offered and known to this version.
    pub fn gyr(&self) -> impl Iterator<Item = GyrRange> + '_ {
        GyrRange::ALL
            .into_iter()
            .filter(|range| self.gyr_ranges >> range.code() & 1 != 0)
    }

    /// The 32 bytes.
    pub fn encode(&self) -> [u8; Self::LEN] {
        let mut out = [0; Self::LEN];
        let flags = self.has_button as u8 | (self.wakes_by_motion as u8) << 1 | (self.can_blink as u8) << 2;
        let mut writer = Writer::new(&mut out)
            .put(&[
                1,
                self.version_min,
                self.version_max,
                flags,
                self.acc_ranges,
                self.gyr_ranges,
            ])
            .u32(self.buffer_samples)
            .u32(self.unit)
            .u8(self.rates().count() as u8)
            .u8(0);
        for rate in self.rates() {
            writer = writer.u16(rate);
        }
        out
    }

    /// From the value of the characteristic. Bytes after the 32nd are ignored.
    pub fn decode(bytes: &[u8]) -> Result<Info, InfoError> {
        if let [layout, version_min, version_max, ..] = *bytes {
            if layout != 1 {
                return Err(InfoError::Layout {
                    version_min,
                    version_max,
                });
            }
        }
        let (info, count) = Self::fields(bytes).ok_or(InfoError::Length)?;
        let ascending = info.rates_hz.get(..count).ok_or(InfoError::Rates)?;
        let valid = !ascending.is_empty() && ascending[0] > 0 && ascending.windows(2).all(|pair| pair[0] < pair[1]);
        if valid { Ok(info) } else { Err(InfoError::Rates) }
    }

    fn fields(bytes: &[u8]) -> Option<(Info, usize)> {
        let mut reader = Reader::new(bytes);
        let [_, version_min, version_max, flags, acc_ranges, gyr_ranges] = reader.take()?;
        let (buffer_samples, unit) = (reader.u32()?, reader.u32()?);
        let [count, _] = reader.take()?;
        let mut rates_hz = [0; MAX_RATES];
        for (k, rate) in rates_hz.iter_mut().enumerate() {
            let value = reader.u16()?;
            if k < usize::from(count) {
                *rate = value;
            }
        }
        let info = Info {
            version_min,
            version_max,
            has_button: flags & 1 != 0,
            wakes_by_motion: flags & 2 != 0,
            can_blink: flags & 4 != 0,
            acc_ranges,
            gyr_ranges,
            buffer_samples,
            unit,
            rates_hz,
        };
        Some((info, usize::from(count)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use std::collections::BTreeSet;

    #[test]
    fn a_native_rate_serves_who_wants_a_round_one() {
        let mut bytes = [0; Info::LEN];
        bytes[0] = 1;
        bytes[14..22].copy_from_slice(&[3, 0, 52, 0, 104, 0, 208, 0]);
        let info = Info::decode(&bytes).unwrap();
        let wanted = [50, 60, 100, 104, 115, 200, 220, 400];
        let nearest = [
            Some(52),
            None,
            Some(104),
            Some(104),
            Some(104),
            Some(208),
            Some(208),
            None,
        ];
        assert_eq!(wanted.map(|rate| info.nearest_rate(rate)), nearest);
    }

    proptest! {
        #[test]
        fn round_trip(version_min: u8, version_max: u8, flags in 0u8..8, acc_ranges: u8, gyr_ranges: u8,
                      buffer_samples: u32, unit: u32, rates in prop::collection::btree_set(1u16..1000, 1..=8)) {
            let mut rates_hz = [0; MAX_RATES];
            let rates: BTreeSet<u16> = rates;
            for (slot, rate) in rates_hz.iter_mut().zip(rates) {
                *slot = rate;
            }
            let info = Info {
                version_min, version_max, has_button: flags & 1 != 0, wakes_by_motion: flags & 2 != 0,
                can_blink: flags & 4 != 0, acc_ranges, gyr_ranges, buffer_samples, unit, rates_hz,
            };
            prop_assert_eq!(Info::decode(&info.encode()), Ok(info));
        }

        #[test]
        fn never_panics(bytes: std::vec::Vec<u8>) {
            let _ = Info::decode(&bytes);
        }
    }

    #[test]
    fn another_layout_still_names_its_versions() {
        assert_eq!(
            Info::decode(&[9, 3, 4]),
            Err(InfoError::Layout {
                version_min: 3,
                version_max: 4
            })
        );
        assert_eq!(Info::decode(&[1, 3, 4]), Err(InfoError::Length));
        let mut bytes = [0; 32];
        bytes[0] = 1;
        assert_eq!(Info::decode(&bytes), Err(InfoError::Rates));
        bytes[14] = 9;
        assert_eq!(Info::decode(&bytes), Err(InfoError::Rates));
    }
}
