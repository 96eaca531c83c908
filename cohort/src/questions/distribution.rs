//! How a measure is spread over age and walking speed.

use super::statistics::{mean, quantile};
use super::{Value, several, unit, values};
use crate::answer::Columns;
use crate::figure::{Figure, Series};
use crate::{Answer, CohortError, Dataset};
use std::collections::BTreeMap;

/// Width of an age band, years, and of a speed band, m/s.
const AGE_BAND: f64 = 20.0;
const SPEED_BAND: f64 = 0.2;

type People<'a> = BTreeMap<&'a str, Vec<f64>>;

/// A measure in bands of age (20 years) and walking speed (0.2 m/s): people, median and quartiles of each band.
///
/// Most measures of gait depend on speed; a spread over age alone mostly shows who walks slowly. A person's value in a band
/// is the mean over their recordings in it.
///
/// # Errors
/// [`CohortError::NoMeasure`], and [`CohortError::TooLittle`] where nobody has the measure and a speed.
pub async fn distribution(dataset: &Dataset, measure: &str) -> Result<Answer, CohortError> {
    let (values, mut remarks) = values(dataset, measure, None).await?;
    // By age and speed: everybody's values.
    let mut bands: BTreeMap<(Option<i64>, i64), People> = BTreeMap::new();
    let mut without = 0;
    for value in &values {
        let Some(speed) = value.speed_mps else {
            without += 1;
            continue;
        };
        let age = value.age_years.map(|age| band(age, AGE_BAND));
        bands
            .entry((age, band(speed, SPEED_BAND)))
            .or_default()
            .entry(&value.person)
            .or_default()
            .push(value.value);
    }
    if bands.is_empty() {
        return Err(CohortError::TooLittle(format!(
            "nobody has both `{measure}` and a walking speed in this data set"
        )));
    }
    if without > 0 {
        remarks.push(format!(
            "{} left out for want of a walking speed.",
            several(without, "recording is", "recordings are")
        ));
    }
    let people: Vec<Vec<f64>> = bands
        .values()
        .map(|people| {
            let mut means: Vec<f64> = people.values().map(|values| mean(values)).collect();
            means.sort_by(f64::total_cmp);
            means
        })
        .collect();
    let table = Columns::default()
        .text("age_years", bands.keys().map(|(age, _)| Some(age_name(*age))))
        .text(
            "speed_mps",
            bands.keys().map(|(_, speed)| Some(span(*speed, SPEED_BAND, 1))),
        )
        .whole("people", people.iter().map(Vec::len))
        .number("lower_quartile", people.iter().map(|values| quantile(values, 0.25)))
        .number("median", people.iter().map(|values| quantile(values, 0.5)))
        .number("upper_quartile", people.iter().map(|values| quantile(values, 0.75)))
        .text("unit", people.iter().map(|_| Some(unit(measure))))
        .table()?;
    let figure = figure(measure, &values).svg()?;
    Ok(Answer {
        table,
        remarks,
        figure: Some(figure),
    })
}

/// Whole bands below this one. A value on a border, up to a rounding, belongs to the upper band.
fn band(value: f64, width: f64) -> i64 {
    (value / width + 1e-9).floor() as i64
}

fn span(band: i64, width: f64, decimals: usize) -> String {
    let low = band as f64 * width;
    format!("{low:.decimals$} to {:.decimals$}", low + width)
}

fn age_name(band: Option<i64>) -> String {
    band.map_or("not known".to_owned(), |band| span(band, AGE_BAND, 0))
}

fn figure(measure: &str, values: &[Value]) -> Figure {
    let mut ages: BTreeMap<Option<i64>, Vec<(f64, f64)>> = BTreeMap::new();
    let mut speeds: BTreeMap<i64, Vec<f64>> = BTreeMap::new();
    for value in values {
        if let Some(speed) = value.speed_mps {
            let age = value.age_years.map(|age| band(age, AGE_BAND));
            ages.entry(age).or_default().push((speed, value.value));
            speeds.entry(band(speed, SPEED_BAND)).or_default().push(value.value);
        }
    }
    let (mut median, mut low, mut high) = (Vec::new(), Vec::new(), Vec::new());
    for (at, values) in &mut speeds {
        values.sort_by(f64::total_cmp);
        let middle = (*at as f64 + 0.5) * SPEED_BAND;
        let push = |line: &mut Vec<(f64, f64)>, share| {
            if let Some(value) = quantile(values, share) {
                line.push((middle, value));
            }
        };
        push(&mut median, 0.5);
        push(&mut low, 0.25);
        push(&mut high, 0.75);
    }
    let described: Vec<String> = median
        .iter()
        .map(|(speed, value)| format!("{value:.3} around {speed:.1} m/s"))
        .collect();
    low.extend(high.into_iter().rev());
    Figure {
        title: format!("{measure} by walking speed and age"),
        description: format!(
            "One point a recording, signs by age. Line: median of each speed band; shaded: its quartiles. Medians: {}.",
            described.join(", ")
        ),
        x: "walking speed (m/s)".to_owned(),
        y: format!("{measure} ({})", unit(measure)),
        groups: None,
        series: ages
            .into_iter()
            .map(|(age, points)| Series {
                name: match age {
                    Some(_) => format!("{} years", age_name(age)),
                    None => "age not known".to_owned(),
                },
                points,
            })
            .collect(),
        lines: vec![median],
        bands: vec![low],
        intervals: Vec::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_border_belongs_to_the_upper_band() {
        assert_eq!(band(40.0, AGE_BAND), 2);
        assert_eq!(band(39.9, AGE_BAND), 1);
        // 0.6 / 0.2 is a hair below 3 in binary.
        assert_eq!(band(0.6, SPEED_BAND), 3);
        assert_eq!(span(3, SPEED_BAND, 1), "0.6 to 0.8");
    }
}
