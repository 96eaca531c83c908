//! What is usual at a speed, an age, a sex and a leg length.

use recording::{STANDARD_GRAVITY, Subject};
use std::sync::LazyLock;

/// Leg length as a share of the body height, where no lengths are given.
const LEG_SHARE: f64 = 0.53;
/// Age from which the older group's regression is the nearer one, years.
const OLDER_YEARS: f64 = 45.0;

/// A fit of step length or cadence to speed: `a2 v² + a1 v + a0`, with the standard deviation between people about it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Fit {
    a: [f64; 3],
    pub sd: f64,
    range: (f64, f64),
}

impl Fit {
    /// The expectation at a speed.
    pub(crate) fn at(&self, v: f64) -> f64 {
        let [a2, a1, a0] = self.a;
        a2 * v * v + a1 * v + a0
    }
}

/// The fits by group and quantity, from 43 adults (BMClab; `data/norms`).
static FITS: LazyLock<Vec<(String, String, Fit)>> = LazyLock::new(|| {
    let table = include_str!("../../../data/norms/bmclab_h2a_speed_regressions.csv");
    let mut reader = csv::Reader::from_reader(table.as_bytes());
    reader
        .records()
        .filter_map(|record| {
            let record = record.ok()?;
            let value = |column: usize| -> Option<f64> { record.get(column)?.parse().ok() };
            let fit = Fit {
                a: [value(3)?, value(4)?, value(5)?],
                sd: value(6)?,
                range: (value(9)?, value(10)?),
            };
            Some((record.get(0)?.to_owned(), record.get(1)?.to_owned(), fit))
        })
        .collect()
});

/// The fit of a quantity (`StepLength` in metres, `Cadence` in steps per minute, or size-free) for a group of people.
pub(crate) fn fit(group: &str, quantity: &str) -> Option<Fit> {
    FITS.iter()
        .find(|(known, what, _)| known == group && what == quantity)
        .map(|(_, _, fit)| *fit)
}

/// Expected step length in metres and its standard deviation between people, at a walking speed in m/s. With the body
/// height the size-free fit is taken. `None` outside the speeds of the fits.
pub fn step_length_m(speed_mps: f64, subject: &Subject) -> Option<(f64, f64)> {
    let group = match subject.age_years {
        Some(age) if age < 18.0 => return None,
        Some(age) if age > OLDER_YEARS => "Older",
        Some(_) => "Young",
        None => "All",
    };
    let (quantity, x, scale) = match subject.height_m {
        Some(height) => {
            let leg = LEG_SHARE * height;
            ("sl_norm", speed_mps / (STANDARD_GRAVITY * leg).sqrt(), leg)
        }
        None => ("StepLength", speed_mps, 1.0),
    };
    let fit = fit(group, quantity)?;
    let known = (fit.range.0..=fit.range.1).contains(&x);
    known.then_some((scale * fit.at(x), scale * fit.sd))
}

/// Mean speed of the people behind the healthy angles, m/s.
const TABLE_SPEED_MPS: f64 = 1.24;

/// By how much angles that grow with the step are expected to be smaller or larger at a speed than in the healthy table.
pub fn reach(speed_mps: f64, subject: &Subject) -> Option<f64> {
    Some(step_length_m(speed_mps, subject)?.0 / step_length_m(TABLE_SPEED_MPS, subject)?.0)
}

/// Usual comfortable speed of adults by age, men and women, m/s (Bohannon & Andrews 2011): upper age, men, women.
const USUAL_SPEEDS: [(f64, f64, f64); 5] = [
    (30.0, 1.36, 1.34),
    (60.0, 1.43, 1.35),
    (70.0, 1.34, 1.24),
    (80.0, 1.26, 1.13),
    (f64::INFINITY, 0.97, 0.94),
];

/// Usual comfortable speed, m/s; the mean of both where the sex is not given. `None` without an age or under 18.
pub fn usual_speed_mps(subject: &Subject) -> Option<f64> {
    let age = subject.age_years.filter(|age| *age >= 18.0)?;
    let (_, men, women) = USUAL_SPEEDS.iter().find(|row| age < row.0)?;
    Some(match subject.sex.as_deref() {
        Some("male") => *men,
        Some("female") => *women,
        _ => (men + women) / 2.0,
    })
}

/// Expected double support in per cent of the stride: a line through 23.7, 20.4 and 17.9 % at 0.94, 1.24 and 1.50 m/s
/// (adults; Fukuchi 2018 by Froude number). `None` outside 0.6 to 1.7 m/s.
pub fn double_support_percent(speed_mps: f64) -> Option<f64> {
    let known = (0.6..=1.7).contains(&speed_mps);
    known.then_some(20.4 - 10.4 * (speed_mps - 1.24))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn expected_steps_match_the_published_people() {
        let subject = Subject {
            age_years: Some(28.0),
            ..Subject::default()
        };
        let (step, sd) = step_length_m(1.23, &subject).unwrap();
        assert!((step - 0.637).abs() < 0.015, "{step}");
        assert!((0.02..0.05).contains(&sd));
        let tall = Subject {
            height_m: Some(1.95),
            ..subject.clone()
        };
        let short = Subject {
            height_m: Some(1.55),
            ..subject
        };
        assert!(step_length_m(1.2, &tall).unwrap().0 > step_length_m(1.2, &short).unwrap().0);
        assert!(step_length_m(2.5, &tall).is_none());
        assert!(reach(0.8, &tall).unwrap() < 1.0 && reach(1.5, &tall).unwrap() > 1.0);
    }

    #[test]
    fn children_have_no_expectation() {
        let child = Subject {
            age_years: Some(12.0),
            ..Subject::default()
        };
        assert!(step_length_m(1.0, &child).is_none() && usual_speed_mps(&child).is_none());
        assert!(usual_speed_mps(&Subject::default()).is_none());
    }

    #[test]
    fn double_support_shrinks_with_speed() {
        for (speed, percent) in [(0.94, 23.7), (1.24, 20.4), (1.50, 17.9)] {
            assert!((double_support_percent(speed).unwrap() - percent).abs() < 0.5);
        }
    }
}
