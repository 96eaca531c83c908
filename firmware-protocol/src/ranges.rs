//! Full scales, and from counts to SI units.

use crate::Counts;

/// Standard gravity, m/s² (CGPM 1901, exact by definition).
pub const STANDARD_GRAVITY_MPS2: f64 = 9.80665;

/// Full scale of the accelerometer. The code is the discriminant.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[repr(u8)]
#[allow(missing_docs)]
pub enum AccRange {
    G2 = 0,
    G4 = 1,
    G8 = 2,
    G16 = 3,
    G32 = 4,
}

impl AccRange {
    /// All ranges in the order of their codes.
    pub const ALL: [AccRange; 5] = [AccRange::G2, AccRange::G4, AccRange::G8, AccRange::G16, AccRange::G32];

    /// The code on the air.
    pub const fn code(self) -> u8 {
        self as u8
    }

    /// The range with this code.
    pub fn from_code(code: u8) -> Option<AccRange> {
        AccRange::ALL.get(usize::from(code)).copied()
    }

    /// Full scale in units of standard gravity.
    pub const fn full_scale_g(self) -> u16 {
        2 << (self as u8)
    }

    /// Full scale, m/s².
    pub fn full_scale_mps2(self) -> f64 {
        f64::from(self.full_scale_g()) * STANDARD_GRAVITY_MPS2
    }

    /// What one count is worth, m/s².
    pub fn mps2_per_count(self) -> f64 {
        self.full_scale_mps2() / 32768.0
    }
}

/// Full scale of the gyroscope. The code is the discriminant.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[repr(u8)]
#[allow(missing_docs)]
pub enum GyrRange {
    Dps125 = 0,
    Dps250 = 1,
    Dps500 = 2,
    Dps1000 = 3,
    Dps2000 = 4,
    Dps4000 = 5,
}

impl GyrRange {
    /// All ranges in the order of their codes.
    pub const ALL: [GyrRange; 6] = [
        GyrRange::Dps125,
        GyrRange::Dps250,
        GyrRange::Dps500,
        GyrRange::Dps1000,
        GyrRange::Dps2000,
        GyrRange::Dps4000,
    ];

    /// The code on the air.
    pub const fn code(self) -> u8 {
        self as u8
    }

    /// The range with this code.
    pub fn from_code(code: u8) -> Option<GyrRange> {
        GyrRange::ALL.get(usize::from(code)).copied()
    }

    /// Full scale, degrees per second.
    pub const fn full_scale_dps(self) -> u16 {
        125 << (self as u8)
    }

    /// Full scale, rad/s.
    pub fn full_scale_radps(self) -> f64 {
        f64::from(self.full_scale_dps()) * (core::f64::consts::PI / 180.0)
    }

    /// What one count is worth, rad/s.
    pub fn radps_per_count(self) -> f64 {
        self.full_scale_radps() / 32768.0
    }
}

/// Both full scales, one byte on the air: accelerometer in the low four bits, gyroscope in the high four.
///
/// The default suits gait: ±16 g holds heel strikes at the shank, ±2000 °/s a fast swing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Ranges {
    /// Accelerometer.
    pub acc: AccRange,
    /// Gyroscope.
    pub gyr: GyrRange,
}

impl Default for Ranges {
    fn default() -> Self {
        Ranges {
            acc: AccRange::G16,
            gyr: GyrRange::Dps2000,
        }
    }
}

/// One sample in SI units, in the sensor's own axes.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct SiSample {
    /// Specific force, m/s²: +9.81 on the axis that points up at rest.
    pub acc_mps2: [f64; 3],
    /// Angular velocity, rad/s, right-hand rule.
    pub gyr_radps: [f64; 3],
}

impl Ranges {
    /// The byte on the air.
    pub const fn code(self) -> u8 {
        self.acc.code() | self.gyr.code() << 4
    }

    /// The ranges with this byte.
    pub fn from_code(code: u8) -> Option<Ranges> {
        Some(Ranges {
            acc: AccRange::from_code(code & 15)?,
            gyr: GyrRange::from_code(code >> 4)?,
        })
    }

    /// Counts to SI units: `count × full scale / 32768`.
    pub fn to_si(self, counts: &Counts) -> SiSample {
        let (acc, gyr) = (self.acc.mps2_per_count(), self.gyr.radps_per_count());
        let [ax, ay, az, gx, gy, gz] = counts.map(f64::from);
        SiSample {
            acc_mps2: [ax * acc, ay * acc, az * acc],
            gyr_radps: [gx * gyr, gy * gyr, gz * gyr],
        }
    }
}

/// From the counts of a chip whose sensitivity is not `full scale / 32768` to the counts of this protocol.
///
/// The LSM6DS family, for one, gives 70 m°/s per count at ±2000 °/s, where this protocol says 61.035. Fixed point: one
/// multiplication, one shift; rounds to nearest, saturates (a saturated count is a clipped one).
///
/// ```
/// use firmware_protocol::Rescale;
/// let lsm6dso = Rescale::new(70_000, 61_035); // millionths of °/s per count: the chip's, the protocol's
/// assert_eq!(lsm6dso.apply(1000), 1147);
/// assert_eq!(lsm6dso.apply(i16::MIN), i16::MIN);
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rescale {
    factor: i64,
}

impl Rescale {
    /// `chip / protocol`: what one count is worth on either side, in any common unit. A zero denominator counts as 1.
    pub const fn new(chip: u32, protocol: u32) -> Rescale {
        let below = if protocol == 0 { 1 } else { protocol as u64 };
        // 32 bits below the point: no count is off by more than its own rounding.
        let factor = ((chip as u64) << 32).saturating_add(below / 2) / below;
        // 2^47 leaves room for 16 bits of count.
        Rescale {
            factor: if factor > 1 << 47 { 1 << 47 } else { factor as i64 },
        }
    }

    /// One count.
    pub const fn apply(self, count: i16) -> i16 {
        let scaled = (count as i64 * self.factor + (1 << 31)) >> 32;
        if scaled > i16::MAX as i64 {
            i16::MAX
        } else if scaled < i16::MIN as i64 {
            i16::MIN
        } else {
            scaled as i16
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn full_scales() {
        assert_eq!(AccRange::ALL.map(AccRange::full_scale_g), [2, 4, 8, 16, 32]);
        assert_eq!(
            GyrRange::ALL.map(GyrRange::full_scale_dps),
            [125, 250, 500, 1000, 2000, 4000]
        );
        let si = Ranges {
            acc: AccRange::G2,
            gyr: GyrRange::Dps250,
        }
        .to_si(&[16384, 0, -32768, -32768, 0, 16384]);
        assert!((si.acc_mps2[0] - 9.80665).abs() < 1e-12);
        assert!((si.acc_mps2[2] + 19.6133).abs() < 1e-12);
        assert!((si.gyr_radps[0] + 4.363_323_129_985_824).abs() < 1e-12);
    }

    #[test]
    fn codes_are_reversible() {
        for code in 0..=u8::MAX {
            let valid = code & 15 < 5 && code >> 4 < 6;
            assert_eq!(Ranges::from_code(code).map(Ranges::code), valid.then_some(code));
        }
    }

    proptest! {
        #[test]
        fn rescale_is_the_ratio(chip in 1u32..200_000, protocol in 1u32..200_000, count: i16) {
            let exact = f64::from(count) * f64::from(chip) / f64::from(protocol);
            let got = f64::from(Rescale::new(chip, protocol).apply(count));
            let exact = exact.clamp(-32768.0, 32767.0);
            prop_assert!((got - exact).abs() <= 0.51, "{got} {exact}");
        }
    }
}
