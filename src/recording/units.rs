//! Samples in a file's own units become SI, after the numbers have been asked whether they agree.

use super::columns::{SensorColumns, Unit};
use super::error::{Quantity, RecordingError};
use super::input::Probed;
use super::table::Samples;
use super::{Notice, STANDARD_GRAVITY, Severity, Site};
use nalgebra::Vector3;

/// Rates outside cannot be analysed; below `LOW_RATE_HZ` contacts are timed poorly. Our choice.
const RATE_HZ: std::ops::RangeInclusive<f64> = 20.0..=2000.0;
const LOW_RATE_HZ: f64 = 50.0;
/// No person turns a sensor this fast for one sample in a hundred (3400 deg/s); our choice.
const ABSURD_RATE_RADPS: f64 = 60.0;
/// As many samples decide on a unit.
const ASKED: usize = 20_000;

/// Makes seconds of the times in place; the unit is the header's or, where it states none, the only one whose rate
/// is possible. Returns the rate.
pub(super) fn settle_time(
    probed: &Probed,
    time: &mut [f64],
    site: Site,
    notices: &mut Vec<Notice>,
) -> Result<f64, RecordingError> {
    let file = || probed.file.clone();
    let column = || probed.names[probed.header.time].clone();
    if time.len() < 2 {
        let shared = probed.header.sensors.len() > 1;
        let file = if shared {
            format!("{} ({site})", probed.file)
        } else {
            file()
        };
        return Err(RecordingError::TooShort { file, rows: time.len() });
    }
    let step = median_step(time);
    let per_second = match probed.header.time_unit {
        Some(unit) => unit.0,
        None => {
            let possible = |unit: &f64| RATE_HZ.contains(&(unit / step));
            let Some(unit) = [1.0, 1e3, 1e6, 1e9].into_iter().find(possible) else {
                return Err(RecordingError::UnknownTimeUnit {
                    file: file(),
                    column: column(),
                    step,
                });
            };
            notices.push(
                Notice::new("time-unit-inferred", Severity::Info)
                    .at(site)
                    .with("file", file())
                    .with("per_second", unit),
            );
            unit
        }
    };
    if per_second != 1.0 {
        time.iter_mut().for_each(|time| *time /= per_second);
    }
    let rate_hz = measured_rate(time);
    if !RATE_HZ.contains(&rate_hz) {
        return Err(RecordingError::Rate {
            file: file(),
            column: column(),
            rate_hz,
        });
    }
    if rate_hz < LOW_RATE_HZ {
        notices.push(
            Notice::new("low-rate", Severity::Warning)
                .at(site)
                .with("rate_hz", rate_hz),
        );
    }
    Ok(rate_hz)
}

fn median_step(time: &[f64]) -> f64 {
    let mut steps: Vec<f64> = time.windows(2).take(ASKED).map(|pair| pair[1] - pair[0]).collect();
    median(&mut steps)
}

/// Samples per second while there is no gap: the mean over the steps near the median one, because times rounded to
/// milliseconds make the median itself coarse. Rounded to 0.001 Hz.
pub(super) fn measured_rate(time: &[f64]) -> f64 {
    let middle = median_step(time);
    let (mut sum, mut count) = (0.0, 0usize);
    for pair in time.windows(2) {
        let step = pair[1] - pair[0];
        if step > 0.5 * middle && step < 1.5 * middle {
            sum += step;
            count += 1;
        }
    }
    let rate = if sum > 0.0 { count as f64 / sum } else { 1.0 / middle };
    (rate * 1e3).round() / 1e3
}

/// Makes m/s² and rad/s of the samples in place, or refuses where names and numbers disagree (if not `lenient`).
pub(super) fn settle_values(
    probed: &Probed,
    columns: &SensorColumns,
    samples: &mut Samples,
    site: Site,
    lenient: bool,
    notices: &mut Vec<Notice>,
) -> Result<(), RecordingError> {
    let file = || probed.file.clone();
    let column = |i: usize| probed.names[i].clone();
    let mut magnitudes = asked(&samples.acc);
    let typical = median(&mut magnitudes);
    let seen = [Unit::Mps2, Unit::G, Unit::MilliG]
        .into_iter()
        .find(|unit| (0.8..=1.25).contains(&(typical * unit.factor() / STANDARD_GRAVITY)));
    let acc_unit = match (&columns.acc_unit, seen) {
        (Some(claimed), Some(seen)) if *claimed != seen && !lenient => {
            return Err(RecordingError::WrongUnit {
                file: file(),
                column: column(columns.acc[0]),
                claimed: claimed.name(),
                likely: seen.name(),
                evidence: format!("the typical acceleration is {typical:.3}"),
                rename: match seen {
                    Unit::G => "acc_x_g",
                    Unit::MilliG => "acc_x_mg",
                    _ => "acc_x_mps2",
                },
            });
        }
        (Some(claimed), _) => claimed.clone(),
        (None, Some(seen)) => {
            let unit = seen.name();
            notices.push(
                Notice::new("acc-unit-inferred", Severity::Info)
                    .at(site)
                    .with("file", file())
                    .with("unit", unit),
            );
            seen
        }
        (None, None) => {
            return Err(RecordingError::UnknownUnit {
                file: file(),
                column: column(columns.acc[0]),
                quantity: Quantity::Accelerometer,
                found: None,
            });
        }
    };
    let Some(gyr_unit) = columns.gyr_unit.clone() else {
        return Err(RecordingError::UnknownUnit {
            file: file(),
            column: column(columns.gyr[0]),
            quantity: Quantity::Gyroscope,
            found: None,
        });
    };
    let mut speeds = asked(&samples.gyr);
    let at = speeds.len() * 99 / 100;
    let (_, &mut fast, _) = speeds.select_nth_unstable_by(at, f64::total_cmp);
    let fast_radps = fast * gyr_unit.factor();
    if fast_radps > ABSURD_RATE_RADPS && !lenient {
        let likely = match gyr_unit {
            Unit::Radps => ("deg/s", "gyr_x_dps"),
            _ => ("raw counts or mdeg/s", "gyr_x_mdps"),
        };
        return Err(RecordingError::WrongUnit {
            file: file(),
            column: column(columns.gyr[0]),
            claimed: gyr_unit.name(),
            likely: likely.0,
            evidence: format!("the gyroscope often reads {fast:.0}"),
            rename: likely.1,
        });
    }
    scale(&mut samples.acc, acc_unit.factor());
    scale(&mut samples.gyr, gyr_unit.factor());
    Ok(())
}

fn scale(values: &mut [Vector3<f64>], factor: f64) {
    if factor != 1.0 {
        values.iter_mut().for_each(|value| *value *= factor);
    }
}

/// Magnitudes of evenly chosen samples.
fn asked(values: &[Vector3<f64>]) -> Vec<f64> {
    values
        .iter()
        .step_by(values.len() / ASKED + 1)
        .map(Vector3::norm)
        .collect()
}

/// The middle value (the upper one of two); the list is not empty.
fn median(values: &mut [f64]) -> f64 {
    let middle = values.len() / 2;
    *values.select_nth_unstable_by(middle, f64::total_cmp).1
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_rate_survives_rounding_and_gaps() {
        let times: Vec<f64> = (0..600)
            .filter(|i| !(100..140).contains(i))
            .map(|i| (f64::from(i) / 60.0 * 1e3).round() / 1e3)
            .collect();
        assert!((measured_rate(&times) - 60.0).abs() < 0.01);
        let exact: Vec<f64> = (0..100).map(|i| f64::from(i) / 100.0).collect();
        assert_eq!(measured_rate(&exact), 100.0);
    }
}
