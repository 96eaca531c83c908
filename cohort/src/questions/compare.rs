//! Groups of people compared.

use super::statistics::{half_width, mean, quantile, variance, welch};
use super::{Value, several, unit, values};
use crate::answer::Columns;
use crate::figure::{Figure, Series};
use crate::{Answer, CohortError, Dataset};
use std::collections::{BTreeMap, BTreeSet};

/// A measure in groups of people: number, mean, spread, and the difference of each group's mean from the largest group's, with
/// its 95 % interval.
///
/// `by` is a column of `recordings` (`clinic`, `sex`, `protocol`) or an SQL expression over them (`age_years >= 65`). A
/// person's value is the mean over their recordings in the group.
///
/// # Errors
/// [`CohortError::NoMeasure`], [`CohortError::NoColumn`], and [`CohortError::TooLittle`] where nobody has the measure.
pub async fn compare(dataset: &Dataset, measure: &str, by: &str) -> Result<Answer, CohortError> {
    let (values, mut remarks) = values(dataset, measure, Some(by)).await?;
    let without = values.iter().filter(|value| value.group.is_none()).count();
    if without > 0 {
        remarks.push(format!(
            "{} in no group: `{by}` is not known there.",
            several(without, "recording is", "recordings are")
        ));
    }
    let (groups, shared) = by_group(&values);
    if shared > 0 {
        remarks.push(format!(
            "{} in more than one group; the intervals take the groups for different people and are too wide or too narrow here.",
            several(shared, "person is", "people are")
        ));
    }
    let Some((base, base_values)) = groups.iter().max_by_key(|(_, values)| values.len()) else {
        return Err(CohortError::TooLittle(format!(
            "nobody has `{measure}` and is in a group by `{by}`; `gaitscope cohort DATASET tables` lists what there is"
        )));
    };
    remarks.push(format!(
        "Differences are from `{base}`, with Welch's 95 % intervals. Groups that were not made by lot differ in more than `{by}`: a \
         difference says nothing about its cause."
    ));
    let differences: Vec<Option<(f64, f64, f64)>> = groups
        .iter()
        .map(|(name, values)| if name == base { None } else { welch(base_values, values) })
        .collect();
    let sorted: Vec<Vec<f64>> = groups.values().map(|values| sorted(values)).collect();
    let table = Columns::default()
        .text("group", groups.keys().cloned().map(Some))
        .whole("people", groups.values().map(Vec::len))
        .number("mean", groups.values().map(|values| Some(mean(values))))
        .number("sd", groups.values().map(|values| variance(values).map(f64::sqrt)))
        .number("median", sorted.iter().map(|values| quantile(values, 0.5)))
        .number("difference", differences.iter().map(|row| row.map(|row| row.0)))
        .number("low", differences.iter().map(|row| row.map(|row| row.1)))
        .number("high", differences.iter().map(|row| row.map(|row| row.2)))
        .text("unit", groups.keys().map(|_| Some(unit(measure))))
        .table()?;
    let figure = figure(measure, by, &groups).svg()?;
    Ok(Answer {
        table,
        remarks,
        figure: Some(figure),
    })
}

/// The people's means by group, and how many people are in more than one.
fn by_group(values: &[Value]) -> (BTreeMap<String, Vec<f64>>, usize) {
    let mut people: BTreeMap<(&str, &str), Vec<f64>> = BTreeMap::new();
    for value in values {
        if let Some(group) = &value.group {
            people.entry((group, &value.person)).or_default().push(value.value);
        }
    }
    let everybody: BTreeSet<&str> = people.keys().map(|(_, person)| *person).collect();
    let shared = everybody
        .iter()
        .filter(|person| people.keys().filter(|(_, other)| other == *person).nth(1).is_some())
        .count();
    let mut groups: BTreeMap<String, Vec<f64>> = BTreeMap::new();
    for ((group, _), values) in &people {
        groups.entry((*group).to_owned()).or_default().push(mean(values));
    }
    (groups, shared)
}

fn sorted(values: &[f64]) -> Vec<f64> {
    let mut values = values.to_vec();
    values.sort_by(f64::total_cmp);
    values
}

fn figure(measure: &str, by: &str, groups: &BTreeMap<String, Vec<f64>>) -> Figure {
    let described: Vec<String> = groups
        .iter()
        .map(|(name, values)| format!("{name}: {} people, mean {:.3}", values.len(), mean(values)))
        .collect();
    // Points of a group side by side, in a fixed order: chance would give another picture each time.
    let beside = |k: usize, i: usize| k as f64 - 0.15 + 0.06 * ((i * 7) % 6) as f64 - 0.2;
    Figure {
        title: format!("{measure} by {by}"),
        description: format!(
            "One point a person; means with 95 % intervals beside them. {}.",
            described.join("; ")
        ),
        x: by.to_owned(),
        y: format!("{measure} ({})", unit(measure)),
        groups: Some(groups.keys().cloned().collect()),
        series: vec![Series {
            name: "people".to_owned(),
            points: groups
                .values()
                .enumerate()
                .flat_map(|(k, values)| values.iter().enumerate().map(move |(i, value)| (beside(k, i), *value)))
                .collect(),
        }],
        lines: Vec::new(),
        bands: Vec::new(),
        intervals: groups
            .values()
            .enumerate()
            .map(|(k, values)| {
                let (middle, half) = (mean(values), half_width(values).unwrap_or(0.0));
                (k as f64 + 0.15, middle - half, middle, middle + half)
            })
            .collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn value(person: &str, group: &str, value: f64) -> Value {
        Value {
            person: person.to_owned(),
            group: Some(group.to_owned()),
            age_years: None,
            speed_mps: None,
            value,
        }
    }

    #[test]
    fn a_person_counts_once_in_a_group_however_often_they_were_recorded() {
        let rows = [
            value("p1", "a", 1.0),
            value("p1", "a", 3.0),
            value("p2", "a", 5.0),
            value("p1", "b", 7.0),
        ];
        let (groups, shared) = by_group(&rows);
        assert_eq!(groups["a"], [2.0, 5.0]);
        assert_eq!(groups["b"], [7.0]);
        assert_eq!(shared, 1);
    }
}
