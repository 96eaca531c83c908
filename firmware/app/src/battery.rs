//! From the voltage of a lithium polymer cell to per cent.

use crate::Power;

/// Voltage under the small load of a sensor (mV) against charge (per cent). A usual curve of single cells, ours; a cell of
/// another make is off by some per cent in the flat middle and by little at the end, which is what matters.
const CURVE: [(u16, u8); 10] = [
    (3300, 0),
    (3500, 3),
    (3610, 6),
    (3690, 12),
    (3750, 27),
    (3800, 42),
    (3870, 60),
    (3980, 75),
    (4110, 90),
    (4200, 100),
];

/// At or below, per cent, less than ten minutes may be left: the last 3 % of an aged 100 mAh cell at 8 mA. Ours.
const LOW_PERCENT: u8 = 3;

/// The charge of a cell by its voltage, per cent.
pub fn percent_of(cell_mv: u16) -> u8 {
    let above = CURVE.partition_point(|&(mv, _)| mv <= cell_mv);
    let (Some(&(low_mv, low)), Some(&(high_mv, high))) = (CURVE.get(above.wrapping_sub(1)), CURVE.get(above)) else {
        return if above == 0 { 0 } else { 100 };
    };
    let share = u32::from(cell_mv - low_mv) * u32::from(high - low) / u32::from(high_mv - low_mv);
    low + share as u8
}

/// The gauge: it does not rise without a charger, since a load that ends lifts the voltage.
#[derive(Debug, Clone, Copy, Default)]
pub struct Battery {
    percent: Option<u8>,
    charging: bool,
}

impl Battery {
    /// Takes note of a measurement.
    pub fn measured(&mut self, power: Power) {
        self.charging = power.charging;
        self.percent = power.cell_mv.map(percent_of).map(|now| match self.percent {
            Some(before) if !power.charging => now.min(before),
            _ => now,
        });
    }

    /// Per cent, if known.
    pub fn percent(&self) -> Option<u8> {
        self.percent
    }

    /// Less than about ten minutes of sampling are left.
    pub fn low(&self) -> bool {
        !self.charging && self.percent.is_some_and(|percent| percent <= LOW_PERCENT)
    }

    /// On the charger.
    pub fn charging(&self) -> bool {
        self.charging
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_curve_from_empty_to_full() {
        assert_eq!(
            [0, 3299, 3300, 3400, 3840, 4200, 5000].map(percent_of),
            [0, 0, 0, 1, 52, 100, 100]
        );
        assert!((3000..4300).map(percent_of).is_sorted());
    }

    #[test]
    fn rises_on_the_charger_only() {
        let mut battery = Battery::default();
        let mut at = |cell_mv, charging| {
            battery.measured(Power { cell_mv, charging });
            (battery.percent(), battery.low())
        };
        assert_eq!(at(Some(3500), false), (Some(3), true));
        assert_eq!(at(Some(3700), false), (Some(3), true));
        assert_eq!(at(Some(3750), true), (Some(27), false));
        assert_eq!(at(None, false), (None, false));
    }
}
