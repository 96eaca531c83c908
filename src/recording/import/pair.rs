//! Accelerometer and gyroscope from files of their own, put together.

use super::super::error::{Quantity, RecordingError};
use super::super::problem::ExportProblem;
use super::super::{Notice, NoticeCode, Severity};
use super::{ClockBase, ForeignSensor, Half, SensorRows};
use nalgebra::Vector3;
use std::collections::BTreeMap;

/// Longest step of the gyroscope over which it is interpolated, seconds and intervals; beyond it there is a gap.
const LONGEST_STEP_S: f64 = 0.05;
const LONGEST_INTERVALS: f64 = 1.5;

/// Whole sensors from halves, device by device.
///
/// # Errors
/// A device of which one half is missing, or two files of the same half.
pub(super) fn pair(halves: Vec<Half>) -> Result<Vec<ForeignSensor>, RecordingError> {
    let mut devices: BTreeMap<(&'static str, String, String), Vec<Half>> = BTreeMap::new();
    for half in halves {
        devices
            .entry((
                half.format,
                if half.own_file {
                    half.file.clone()
                } else {
                    String::new()
                },
                half.device.clone(),
            ))
            .or_default()
            .push(half);
    }
    devices.into_values().map(one).collect()
}

fn one(halves: Vec<Half>) -> Result<ForeignSensor, RecordingError> {
    let mut files: Vec<String> = halves.iter().map(|half| half.file.clone()).collect();
    files.dedup();
    let (acc, gyr): (Vec<Half>, Vec<Half>) = halves
        .into_iter()
        .partition(|half| half.quantity == Quantity::Accelerometer);
    let acc = accelerometer(acc, &files)?;
    let mut gyr = gyr;
    if gyr.len() > 1 {
        return Err(twice(&gyr[0], &gyr[1]));
    }
    let (Some(acc), Some(gyr)) = (acc, gyr.pop()) else {
        return Err(RecordingError::HalfSensor {
            file: files.first().cloned().unwrap_or_default(),
            group: String::new(),
            has: if files.is_empty() {
                Quantity::Gyroscope
            } else {
                half_of(&files)
            },
            lacks: if half_of(&files) == Quantity::Gyroscope {
                Quantity::Accelerometer
            } else {
                Quantity::Gyroscope
            },
        });
    };
    let (samples, interpolated) = together(&acc, &gyr);
    let mut sensor = ForeignSensor::new(acc.format, &acc.file, &acc.device, acc.clock.clone(), samples);
    sensor.files = files;
    sensor.shares_file = acc.shares_file;
    sensor.notices = acc.notices.into_iter().chain(gyr.notices).collect();
    if interpolated {
        sensor
            .notices
            .push(Notice::new(NoticeCode::GyroscopeInterpolated, Severity::Info));
    }
    Ok(sensor)
}

/// Which half a lone file is, from its name; only for the words of the refusal.
fn half_of(files: &[String]) -> Quantity {
    let gyroscope = files.iter().all(|file| file.to_lowercase().contains("gyr"));
    if gyroscope {
        Quantity::Gyroscope
    } else {
        Quantity::Accelerometer
    }
}

fn twice(first: &Half, second: &Half) -> RecordingError {
    RecordingError::Export {
        file: second.file.clone(),
        format: second.format,
        line: None,
        problem: ExportProblem::SameHalf {
            other: first.file.clone(),
            quantity: first.quantity,
        },
    }
}

/// The accelerometer with gravity: as it stands, or the sum of what a phone split into gravity and the rest.
fn accelerometer(halves: Vec<Half>, files: &[String]) -> Result<Option<Half>, RecordingError> {
    let (split, whole): (Vec<Half>, Vec<Half>) = halves
        .into_iter()
        .partition(|half| half.without_gravity || half.gravity_alone);
    let mut whole = whole;
    if whole.len() > 1 {
        return Err(twice(&whole[0], &whole[1]));
    }
    if let Some(whole) = whole.pop() {
        return Ok(Some(whole));
    }
    let rest = split.iter().find(|half| half.without_gravity);
    let gravity = split.iter().find(|half| half.gravity_alone);
    match (rest, gravity) {
        (Some(rest), Some(gravity)) => {
            let mut sum = rest.clone();
            sum.without_gravity = false;
            let mut kept = (Vec::new(), Vec::new());
            for (&time, value) in rest.time_s.iter().zip(&rest.values) {
                if let Some((gravity, _)) = at(&gravity.time_s, &gravity.values, time) {
                    kept.0.push(time);
                    kept.1.push(value + gravity);
                }
            }
            (sum.time_s, sum.values) = kept;
            Ok(Some(sum))
        }
        (Some(rest), None) => Err(RecordingError::GravityRemoved {
            file: rest.file.clone(),
            column: files.first().cloned().unwrap_or_default(),
        }),
        _ => Ok(None),
    }
}

/// The gyroscope at the accelerometer's times; whether it had to be interpolated.
fn together(acc: &Half, gyr: &Half) -> (SensorRows, bool) {
    let mut rows = SensorRows::default();
    let mut interpolated = false;
    // Halves on clocks of their own start together: the device starts both.
    let shift = match (&acc.clock, &gyr.clock) {
        (ClockBase::Own, ClockBase::Own) | (ClockBase::Shared { .. }, ClockBase::Shared { .. }) => 0.0,
        _ => acc.time_s.first().copied().unwrap_or(0.0) - gyr.time_s.first().copied().unwrap_or(0.0),
    };
    for (&time, value) in acc.time_s.iter().zip(&acc.values) {
        if rows.time_s.last().is_some_and(|last| time <= *last) {
            rows.duplicates += 1;
            continue;
        }
        match at(&gyr.time_s, &gyr.values, time - shift) {
            Some((rate, exact)) => {
                interpolated |= !exact;
                rows.time_s.push(time);
                rows.acc.push(*value);
                rows.gyr.push(rate);
            }
            None => rows.incomplete += 1,
        }
    }
    (rows, interpolated)
}

/// The value at a time between two samples that are no gap apart, and whether a sample stands exactly there.
fn at(time_s: &[f64], values: &[Vector3<f64>], time: f64) -> Option<(Vector3<f64>, bool)> {
    let after = time_s.partition_point(|own| *own < time);
    if time_s.get(after) == Some(&time) {
        return Some((values[after], true));
    }
    let before = after.checked_sub(1)?;
    let (a, b) = (*time_s.get(before)?, *time_s.get(after)?);
    let around = &time_s[before.saturating_sub(8)..(after + 9).min(time_s.len())];
    let mut steps: Vec<f64> = around.windows(2).map(|pair| pair[1] - pair[0]).collect();
    steps.sort_by(f64::total_cmp);
    let usual = steps[steps.len() / 2];
    if b - a > LONGEST_STEP_S && b - a > LONGEST_INTERVALS * usual {
        return None;
    }
    let share = (time - a) / (b - a);
    Some((values[before] * (1.0 - share) + values[after] * share, false))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn half(quantity: Quantity, times: &[f64], scale: f64) -> Half {
        let values = times.iter().map(|time| Vector3::new(scale * time, 0.0, 1.0)).collect();
        let file = format!("{quantity}.csv");
        Half::of("test", &file, "a".to_owned(), quantity, (times.to_vec(), values))
    }

    #[test]
    fn a_line_is_interpolated_exactly_and_gaps_stay() {
        let acc = half(Quantity::Accelerometer, &[0.005, 0.015, 0.025, 0.3, 0.505], 1.0);
        let gyr = half(Quantity::Gyroscope, &[0.0, 0.01, 0.02, 0.03, 0.5, 0.51], 2.0);
        let sensor = one(vec![acc, gyr]).unwrap();
        assert_eq!(sensor.samples.time_s, [0.005, 0.015, 0.025, 0.505]);
        assert_eq!(sensor.samples.incomplete, 1);
        for (time, rate) in sensor.samples.time_s.iter().zip(&sensor.samples.gyr) {
            assert!((rate.x - 2.0 * time).abs() < 1e-12);
        }
        assert_eq!(sensor.notices[0].code, NoticeCode::GyroscopeInterpolated);
    }

    #[test]
    fn gravity_and_the_rest_are_added() {
        let mut rest = half(Quantity::Accelerometer, &[0.0, 0.01, 0.02], 1.0);
        rest.without_gravity = true;
        let mut gravity = half(Quantity::Accelerometer, &[0.0, 0.01, 0.02], 0.0);
        gravity.gravity_alone = true;
        let gyr = half(Quantity::Gyroscope, &[0.0, 0.01, 0.02], 1.0);
        let sensor = one(vec![rest.clone(), gravity, gyr.clone()]).unwrap();
        assert_eq!(sensor.samples.acc[0].z, 2.0);
        assert!(matches!(
            one(vec![rest, gyr]),
            Err(RecordingError::GravityRemoved { .. })
        ));
    }
}
