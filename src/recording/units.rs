//! Samples in a file's own units become SI, after the numbers have been asked whether they agree.

use super::columns::Unit;
use super::error::{Quantity, RecordingError};
use super::input::Probed;
use super::{Notice, NoticeCode, STANDARD_GRAVITY, Severity, Site};
use nalgebra::Vector3;
use signal::statistics::median;

/// Rates outside cannot be analysed; below `LOW_RATE_HZ` contacts are timed poorly. Our choice.
pub(super) const RATE_HZ: std::ops::RangeInclusive<f64> = 20.0..=2000.0;
pub(super) const LOW_RATE_HZ: f64 = 50.0;
/// A stated rate is taken for exact where the times agree to this; else the times are believed. Ours.
pub(super) const SAME_RATE: f64 = 0.005;
/// No person turns a sensor this fast for one sample in a hundred (3400 deg/s); our choice.
const ABSURD_RATE_RADPS: f64 = 60.0;
/// As many samples decide on a unit.
const ASKED: usize = 20_000;
/// Of a person who moves, gravity makes the typical acceleration; three times as much is a wrong unit or scale. Ours.
const MOST_TYPICAL: f64 = 3.0 * STANDARD_GRAVITY;
/// The gyroscope carries gravity along over this window, seconds, and the two agree at least so well. Ours.
const CARRY_S: f64 = 1.0;
const CARRIED: f64 = 0.5;
/// One sample in a hundred of a person who walks turns at least so fast and at most so fast, wherever the sensor is worn:
/// 34 to 690 deg/s. The numbers of the two units are 57 apart, so that no walk fits both. Ours, from the recordings of
/// VALIDATION.md (pelvis 60 to 150, shank 250 to 500 deg/s).
const WALKING_RADPS: std::ops::RangeInclusive<f64> = 0.6..=12.0;
/// The spread of the acceleration's magnitude in a person who walks is at least this, m/s². Ours.
const WALKING_MPS2: f64 = 1.2;

/// Makes seconds of the times in place; the unit is the header's or, where it states none, the only one whose rate
/// is possible. Returns the rate.
pub(super) fn settle_time(
    probed: &Probed,
    time: &mut [f64],
    site: Site,
    stated_hz: Option<f64>,
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
            let Some(unit) = unit_of_time(step, stated_hz) else {
                return Err(RecordingError::UnknownTimeUnit {
                    file: file(),
                    column: column(),
                    step,
                });
            };
            notices.push(
                Notice::new(NoticeCode::TimeUnitInferred, Severity::Info)
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
            Notice::new(NoticeCode::LowRate, Severity::Warning)
                .at(site)
                .with("rate_hz", rate_hz),
        );
    }
    if let Some(notice) = stated_hz.and_then(|stated| rate_differs(stated, rate_hz)) {
        notices.push(notice.at(site));
    }
    Ok(rate_hz)
}

/// The unit of times whose usual step this is, in parts of a second: the one of the stated rate, else the only one whose rate
/// is possible.
pub(super) fn unit_of_time(step: f64, stated_hz: Option<f64>) -> Option<f64> {
    let units = || [1.0, 1e3, 1e6, 1e9].into_iter();
    match stated_hz {
        Some(stated) => units().find(|unit| (0.8..=1.25).contains(&(unit / step / stated))),
        // Steps of one may be milliseconds, and are a counter as a rule.
        None if step == 1.0 => None,
        None => units().find(|unit| RATE_HZ.contains(&(unit / step))),
    }
}

/// What is said where somebody states another rate than the times have.
pub(super) fn rate_differs(stated_hz: f64, measured_hz: f64) -> Option<Notice> {
    ((stated_hz / measured_hz - 1.0).abs() > SAME_RATE).then(|| {
        Notice::new(NoticeCode::RateDiffers, Severity::Warning)
            .with("stated_hz", stated_hz)
            .with("measured_hz", measured_hz)
    })
}

/// The median step between values that grow, of as many as decide on a unit; `NaN` where none does.
pub(super) fn median_step(values: &[f64]) -> f64 {
    let steps = values.windows(2).map(|pair| pair[1] - pair[0]);
    let growing: Vec<f64> = steps.filter(|step| *step > 0.0).take(ASKED).collect();
    median(&growing)
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

/// What a file says of the units of one sensor, and where.
pub(super) struct Claim<'a> {
    pub file: &'a str,
    /// The first columns of the two signals.
    pub columns: [&'a str; 2],
    pub acc: Option<Unit>,
    pub gyr: Option<Unit>,
}

/// Makes m/s² and rad/s of the samples in place, or refuses where what is said and the numbers disagree (if not `lenient`).
/// A unit that nothing states is taken only where the numbers prove it.
///
/// # Errors
/// [`RecordingError::UnknownUnit`], [`RecordingError::WrongUnit`].
pub(super) fn settle_values(
    claim: Claim,
    time_s: &[f64],
    acc: &mut [Vector3<f64>],
    gyr: &mut [Vector3<f64>],
    lenient: bool,
) -> Result<Vec<Notice>, RecordingError> {
    let [acc_column, gyr_column] = claim.columns;
    let mut notices = Vec::new();
    let mut inferred = |code: NoticeCode, unit: &Unit| {
        notices.push(
            Notice::new(code, Severity::Info)
                .with("file", claim.file)
                .with("unit", unit.name()),
        );
    };
    let unknown = |column: &str, quantity: Quantity, unit: Option<&Unit>| RecordingError::UnknownUnit {
        file: claim.file.to_owned(),
        column: column.to_owned(),
        quantity,
        found: unit.and_then(|unit| match unit {
            Unit::Unknown(text) => Some(text.clone()),
            _ => None,
        }),
    };
    let magnitudes = asked(acc);
    let typical = median(&magnitudes);
    let seen = unit_by_gravity(typical);
    let wrong = |claimed: &Unit, seen: &Unit| RecordingError::WrongUnit {
        file: claim.file.to_owned(),
        column: acc_column.to_owned(),
        claimed: claimed.name(),
        likely: seen.name(),
        evidence: format!("the typical acceleration is {typical:.3}"),
        rename: match seen {
            Unit::G => "acc_x_g",
            Unit::MilliG => "acc_x_mg",
            _ => "acc_x_mps2",
        },
    };
    let acc_unit = match (claim.acc, seen) {
        (Some(unit @ Unit::Unknown(_)), _) => return Err(unknown(acc_column, Quantity::Accelerometer, Some(&unit))),
        (Some(claimed), Some(seen)) if claimed != seen && !lenient => return Err(wrong(&claimed, &seen)),
        (Some(claimed), None) if typical * claimed.factor() > MOST_TYPICAL && !lenient => {
            return Err(RecordingError::WrongScale {
                file: claim.file.to_owned(),
                column: acc_column.to_owned(),
                typical_mps2: typical * claimed.factor(),
            });
        }
        (Some(claimed), _) => claimed,
        (None, Some(seen)) => {
            inferred(NoticeCode::AccUnitInferred, &seen);
            seen
        }
        (None, None) => return Err(unknown(acc_column, Quantity::Accelerometer, None)),
    };
    scale(acc, acc_unit.factor());
    let mut speeds = asked(gyr);
    let at = speeds.len() * 99 / 100;
    let (_, &mut fast, _) = speeds.select_nth_unstable_by(at, f64::total_cmp);
    let gyr_unit = match claim.gyr {
        Some(unit @ Unit::Unknown(_)) => return Err(unknown(gyr_column, Quantity::Gyroscope, Some(&unit))),
        Some(claimed) => claimed,
        None => {
            let Some(unit) = unit_by_carrying(time_s, acc, gyr).or_else(|| unit_by_walking(acc, gyr, fast)) else {
                return Err(unknown(gyr_column, Quantity::Gyroscope, None));
            };
            inferred(NoticeCode::GyrUnitInferred, &unit);
            unit
        }
    };
    let fast_radps = fast * gyr_unit.factor();
    if fast_radps > ABSURD_RATE_RADPS && !lenient {
        let likely = match gyr_unit {
            Unit::Radps => ("deg/s", "gyr_x_dps"),
            _ => ("raw counts or mdeg/s", "gyr_x_mdps"),
        };
        return Err(RecordingError::WrongUnit {
            file: claim.file.to_owned(),
            column: gyr_column.to_owned(),
            claimed: gyr_unit.name(),
            likely: likely.0,
            evidence: format!("the gyroscope often reads {fast:.0}"),
            rename: likely.1,
        });
    }
    scale(gyr, gyr_unit.factor());
    Ok(notices)
}

/// The unit in which this typical acceleration is gravity's.
pub(super) fn unit_by_gravity(typical: f64) -> Option<Unit> {
    [Unit::Mps2, Unit::G, Unit::MilliG]
        .into_iter()
        .find(|unit| (0.8..=1.25).contains(&(typical * unit.factor() / STANDARD_GRAVITY)))
}

/// The gyroscope's unit by gravity: seen from a sensor that turns, it turns the other way, so that the slow part of the
/// acceleration changes by `-w x a`. The two units are 57 apart, and the agreement tells within a factor of two.
fn unit_by_carrying(time_s: &[f64], acc: &[Vector3<f64>], gyr: &[Vector3<f64>]) -> Option<Unit> {
    // Signals with times of their own are not compared row by row.
    if time_s.len() != acc.len() || time_s.len() != gyr.len() {
        return None;
    }
    let rate = measured_rate(time_s);
    let width = ((CARRY_S * rate).round() as usize).max(1);
    let (mut slow, mut turning) = (Vector3::zeros(), Vector3::zeros());
    // The last three means over the window: the change is taken over the outer ones.
    let mut means: [(Vector3<f64>, Vector3<f64>); 3] = Default::default();
    let (mut top, mut bottom, mut changes) = (0.0, 0.0, 0.0);
    for k in 0..acc.len() {
        slow += acc[k];
        turning += gyr[k];
        if k >= width {
            slow -= acc[k - width];
            turning -= gyr[k - width];
        }
        means = [means[1], means[2], (slow / width as f64, turning / width as f64)];
        if k + 1 >= width + 2 {
            let change = (means[2].0 - means[0].0) * (rate / 2.0);
            let carried = -means[1].1.cross(&means[1].0);
            top += change.dot(&carried);
            bottom += carried.norm_squared();
            changes += change.norm_squared();
        }
    }
    let gain = top / bottom;
    if !(gain.is_finite() && top / (bottom * changes).sqrt() > CARRIED) {
        return None;
    }
    [Unit::Radps, Unit::Dps]
        .into_iter()
        .find(|unit| (0.5..=2.0).contains(&(gain / unit.factor())))
}

/// The gyroscope's unit by how fast a walking person's segments turn; nothing where the person does not walk, or where the
/// numbers are counts. `fast`: the magnitude that one sample in a hundred exceeds. Acceleration in m/s².
fn unit_by_walking(acc: &[Vector3<f64>], gyr: &[Vector3<f64>], fast: f64) -> Option<Unit> {
    let sizes = asked(acc);
    let mean = sizes.iter().sum::<f64>() / sizes.len() as f64;
    let spread = (sizes.iter().map(|size| (size - mean).powi(2)).sum::<f64>() / sizes.len() as f64).sqrt();
    let counts = gyr.iter().all(|rate| rate.iter().all(|value| value.fract() == 0.0));
    // Gravity's components are sometimes named like rates, and keep their size.
    let rates = asked(gyr);
    let mean = rates.iter().sum::<f64>() / rates.len() as f64;
    let varies = rates.iter().map(|rate| (rate - mean).powi(2)).sum::<f64>() / rates.len() as f64;
    let is_gravity = varies.sqrt() < 0.2 * mean;
    if spread < WALKING_MPS2 || counts || is_gravity {
        return None;
    }
    [Unit::Radps, Unit::Dps]
        .into_iter()
        .find(|unit| WALKING_RADPS.contains(&(fast * unit.factor())))
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

#[cfg(test)]
mod tests {
    use super::*;

    /// A sensor that swings while its wearer walks, or that leans slowly and carries gravity; m/s² and rad/s.
    fn walking(carries: bool) -> (Vec<f64>, Vec<Vector3<f64>>, Vec<Vector3<f64>>) {
        let time: Vec<f64> = (0..3000).map(|k| f64::from(k) / 100.0).collect();
        let lean = |t: f64| 0.6 * (0.5 * t).sin();
        let acc = time.iter().map(|t| {
            // Whole cycles in a second, so that the means over one do not bounce.
            let size = STANDARD_GRAVITY + 3.0 * (2.0 * std::f64::consts::TAU * t).sin();
            Vector3::new(lean(*t).sin(), lean(*t).cos(), 0.0) * size
        });
        let gyr = time.iter().map(|t| {
            let swing = Vector3::new(0.0, 3.0 * (5.0 * t).sin(), 0.0);
            let leaning = Vector3::new(0.0, 0.0, 0.3 * (0.5 * t).cos());
            if carries { leaning } else { swing }
        });
        (time.clone(), acc.collect(), gyr.collect())
    }

    fn settled(acc_unit: Option<Unit>, gyr_unit: Option<Unit>, factors: (f64, f64)) -> Result<f64, RecordingError> {
        let (time, mut acc, mut gyr) = walking(false);
        let truth = gyr[50].y;
        scale(&mut acc, factors.0);
        scale(&mut gyr, factors.1);
        let claim = Claim {
            file: "a.csv",
            columns: ["acc_x", "gyr_x"],
            acc: acc_unit,
            gyr: gyr_unit,
        };
        settle_values(claim, &time, &mut acc, &mut gyr, false)?;
        Ok(gyr[50].y / truth)
    }

    #[test]
    fn a_stated_unit_is_held_against_the_numbers_and_an_unknown_one_refused() {
        let (g, dps) = (1.0 / STANDARD_GRAVITY, 180.0 / std::f64::consts::PI);
        let right = settled(Some(Unit::G), Some(Unit::Dps), (g, dps)).unwrap();
        assert!((right - 1.0).abs() < 1e-9);
        for (acc, gyr, factors) in [
            (Some(Unit::Mps2), Some(Unit::Dps), (g, dps)),
            (Some(Unit::Mps2), Some(Unit::Radps), (180.0, 1.0)),
            (Some(Unit::G), Some(Unit::Radps), (g, dps)),
        ] {
            let refused = settled(acc, gyr, factors);
            assert!(
                matches!(
                    refused,
                    Err(RecordingError::WrongUnit { .. } | RecordingError::WrongScale { .. })
                ),
                "{refused:?}"
            );
        }
        for (acc, gyr) in [
            (Some(Unit::Unknown("counts".to_owned())), Some(Unit::Dps)),
            (Some(Unit::G), Some(Unit::Unknown("lsb".to_owned()))),
        ] {
            let refused = settled(acc, gyr, (g, dps));
            assert!(
                matches!(refused, Err(RecordingError::UnknownUnit { found: Some(_), .. })),
                "{refused:?}"
            );
        }
    }

    #[test]
    fn the_gyroscopes_unit_is_proved_by_walking_or_not_at_all() {
        let dps = 180.0 / std::f64::consts::PI;
        for factor in [1.0, dps] {
            let right = settled(None, None, (1.0, factor)).unwrap();
            assert!((right - 1.0).abs() < 1e-9, "{right}");
        }
        // Between the two, and beyond both.
        for factor in [6.0, dps * 20.0] {
            let refused = settled(None, None, (1.0, factor));
            assert!(
                matches!(refused, Err(RecordingError::UnknownUnit { found: None, .. })),
                "{refused:?}"
            );
        }
        // Gravity named like rates.
        let (time, mut acc, _) = walking(false);
        let mut gravity: Vec<Vector3<f64>> = acc.iter().map(|acc| acc.normalize() * STANDARD_GRAVITY).collect();
        let claim = Claim {
            file: "a.csv",
            columns: ["ax", "gx"],
            acc: None,
            gyr: None,
        };
        let refused = settle_values(claim, &time, &mut acc, &mut gravity, false);
        assert!(
            matches!(refused, Err(RecordingError::UnknownUnit { .. })),
            "{refused:?}"
        );
        let (time, acc, gyr) = walking(true);
        assert_eq!(
            unit_by_carrying(&time, &acc, &gyr).map(|unit| unit.name()),
            Some("rad/s")
        );
    }

    #[test]
    fn the_unit_of_time_is_that_of_the_stated_rate() {
        assert_eq!(unit_of_time(10.0, None), Some(1e3));
        assert_eq!(unit_of_time(1.0, None), None);
        assert_eq!(unit_of_time(1.0, Some(1000.0)), Some(1e3));
        assert_eq!(unit_of_time(1.0, Some(100.0)), None, "a counter");
        assert_eq!(unit_of_time(0.01, Some(100.0)), Some(1.0));
    }

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
