//! How numbers are written for people: decimals by unit, a real minus sign, units as they are read.

use assessment::{Interval, SideDifference};
use gait::{Comparison, Measure};
use wording::Wording;

/// A number with fixed decimals in the language's way, with U+2212 for minus and no negative zero.
pub(crate) fn fixed(wording: &Wording, value: f64, decimals: usize) -> String {
    wording.decimal(value, decimals)
}

/// Like [`fixed`], with a plus sign in front of positive numbers.
pub(crate) fn signed(wording: &Wording, value: f64, decimals: usize) -> String {
    let text = fixed(wording, value, decimals);
    let zero = !text.bytes().any(|digit| matches!(digit, b'1'..=b'9'));
    if value > 0.0 && !zero { format!("+{text}") } else { text }
}

/// Decimals that a UCUM unit deserves.
pub(crate) fn decimals_of(unit: &str) -> usize {
    match unit {
        "s" | "m" | "m/s" | "1" => 2,
        "{steps}/min" | "deg/s" | "m/s3" => 0,
        _ => 1,
    }
}

pub(crate) fn decimals(measure: Measure) -> usize {
    if measure == Measure::TibialTimeToPeak {
        3
    } else {
        decimals_of(measure.unit())
    }
}

/// Decimals of a side difference, which may stand in per cent.
pub(crate) fn difference_decimals(measure: Measure) -> usize {
    match measure.comparison() {
        Comparison::LogRatioPercent => 1,
        _ => decimals(measure),
    }
}

/// A side difference as it is read: how much more the right leg has, real per cent of the left for ratios.
pub(crate) fn real_difference(measure: Measure, value: f64) -> f64 {
    match measure.comparison() {
        Comparison::LogRatioPercent => assessment::sides::real_difference(measure, "%", value),
        _ => value,
    }
}

/// The interval of a side difference as it is read.
pub(crate) fn difference_interval(wording: &Wording, row: &SideDifference, decimals: usize) -> String {
    let real = |value: f64| real_difference(row.measure, value);
    range(wording, real(row.interval.low), real(row.interval.high), decimals)
}

/// The unit as it is read, empty for ratios.
pub(crate) fn unit(wording: &Wording, measure: Measure) -> String {
    wording.unit(measure.unit())
}

/// The unit of a side difference: per cent for ratios, points for differences of shares.
pub(crate) fn difference_unit(wording: &Wording, measure: Measure) -> String {
    match (measure.comparison(), measure.unit()) {
        (Comparison::LogRatioPercent, _) => wording.say("unit-percent"),
        (_, "%") => wording.say("unit-points"),
        (_, unit) => wording.unit(unit),
    }
}

/// A number and its unit, held together: the degree sign without a space, others with a no-break space.
pub(crate) fn with_unit(number: &str, unit: &str) -> String {
    if unit.is_empty() {
        number.to_owned()
    } else if unit.starts_with('°') {
        format!("{number}{unit}")
    } else {
        format!("{number}\u{a0}{unit}")
    }
}

/// `0.63 to 0.65`.
pub(crate) fn range(wording: &Wording, low: f64, high: f64, decimals: usize) -> String {
    wording.text(
        "range",
        &[
            ("low", fixed(wording, low, decimals).into()),
            ("high", fixed(wording, high, decimals).into()),
        ],
    )
}

pub(crate) fn interval(wording: &Wording, interval: Interval, decimals: usize) -> String {
    range(wording, interval.low, interval.high, decimals)
}

/// `12.5 s`, `3 min 20 s`, `1 h 2 min`.
pub(crate) fn duration(wording: &Wording, seconds: f64) -> String {
    wording.duration(seconds)
}

#[cfg(test)]
mod tests {
    use super::*;
    use wording::Language;

    #[test]
    fn minus_is_a_minus_sign_and_zero_has_none() {
        let english = Wording::new(Language::English);
        assert_eq!(fixed(&english, -1.26, 1), "\u{2212}1.3");
        assert_eq!(fixed(&english, -0.01, 1), "0.0");
        assert_eq!(signed(&english, 0.04, 1), "0.0");
        assert_eq!(signed(&english, 0.06, 1), "+0.1");
    }

    #[test]
    fn german_numbers_have_a_comma() {
        let german = Wording::new(Language::German);
        assert_eq!(fixed(&german, -1.26, 1), "\u{2212}1,3");
        assert_eq!(signed(&german, 0.06, 2), "+0,06");
        assert_eq!(range(&german, 0.63, 0.65, 2), "0,63 bis 0,65");
        assert_eq!(duration(&german, 12.5), "12,5\u{a0}s");
    }

    #[test]
    fn degrees_stand_close_and_other_units_apart() {
        assert_eq!(with_unit("3.0", "°"), "3.0°");
        assert_eq!(with_unit("3.0", "s"), "3.0\u{a0}s");
        assert_eq!(with_unit("3.0", ""), "3.0");
    }
}
