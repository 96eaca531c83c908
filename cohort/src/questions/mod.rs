//! The named questions.
//!
//! The unit is the person, not the stride: strides of one person are alike, and counting them as independent makes
//! differences out of nothing. A person is a pseudonym within a clinic; a recording without one stands for itself.

mod changed;
mod compare;
mod distribution;
mod statistics;

pub use changed::changed;
pub use compare::compare;
pub use distribution::distribution;

use crate::answer::{numbers, texts};
use crate::{Answer, CohortError, Dataset};
use gait::Measure;

/// One recording's value of a measure: mean of the sides that have one.
#[derive(Debug, Clone, PartialEq)]
struct Value {
    person: String,
    group: Option<String>,
    age_years: Option<f64>,
    speed_mps: Option<f64>,
    value: f64,
}

/// Recordings once each: a copy of a folder is the same recording, found by its bytes.
const ONCE: &str = "once AS (SELECT * FROM (SELECT *, row_number() OVER (PARTITION BY sha256 ORDER BY date, clinic) AS copy \
                    FROM recordings) WHERE copy = 1)";

/// The values of a measure, those of quality C left out, with what has to be said about who is in.
async fn values(dataset: &Dataset, measure: &str, by: Option<&str>) -> Result<(Vec<Value>, Vec<String>), CohortError> {
    one_version(dataset).await?;
    let measure = known(dataset, measure).await?;
    let by = by.map_or("NULL".to_owned(), |by| format!("({by})"));
    // `by` is an expression of whoever asks, in a query that can only read.
    let query = format!(
        "WITH {ONCE}, of_sides AS (SELECT DISTINCT sha256, side, value, grade FROM measures WHERE measure = '{measure}'), \
         of_recordings AS (SELECT sha256 AS of_sha256, avg(value) AS measured, max(grade) AS of_grade FROM of_sides GROUP BY sha256) \
         SELECT arrow_cast({by}, 'Utf8') AS of_group, clinic || '/' || subject AS person, sha256, age_years, speed_mps, measured, of_grade \
         FROM once JOIN of_recordings ON once.sha256 = of_sha256 ORDER BY person, sha256"
    );
    let table = dataset.sql(&query).await?.table;
    let (group, person, sha256) = (
        texts(&table, "of_group")?,
        texts(&table, "person")?,
        texts(&table, "sha256")?,
    );
    let (age, speed) = (numbers(&table, "age_years")?, numbers(&table, "speed_mps")?);
    let (value, grade) = (numbers(&table, "measured")?, texts(&table, "of_grade")?);
    let mut values = Vec::new();
    let (mut poor, mut nameless) = (0, 0);
    for row in 0..table.num_rows() {
        if grade[row].as_deref() == Some("C") {
            poor += 1;
            continue;
        }
        let Some(measured) = value[row] else { continue };
        nameless += usize::from(person[row].is_none());
        values.push(Value {
            person: person[row].clone().or_else(|| sha256[row].clone()).unwrap_or_default(),
            group: group[row].clone(),
            age_years: age[row],
            speed_mps: speed[row],
            value: measured,
        });
    }
    let mut remarks = unfinished(dataset);
    if poor > 0 {
        remarks.push(format!(
            "{} left out: the measure has quality C there.",
            several(poor, "recording is", "recordings are")
        ));
    }
    if nameless > 0 {
        remarks.push(format!(
            "{} no person: each stands for one of its own.",
            several(nameless, "recording names", "recordings name")
        ));
    }
    Ok((values, remarks))
}

/// A number with the words that go with it.
fn several(count: usize, one: &str, more: &str) -> String {
    format!("{count} {}", if count == 1 { one } else { more })
}

/// What a stopped batch left, in words.
fn unfinished(dataset: &Dataset) -> Vec<String> {
    match dataset.unfinished {
        0 => Vec::new(),
        count => vec![format!(
            "{} not whole, since a batch was stopped; run gaitscope batch again for the whole answer.",
            several(count, "recording is", "recordings are")
        )],
    }
}

/// The measure's name, if the data set has it.
async fn known(dataset: &Dataset, measure: &str) -> Result<&'static str, CohortError> {
    if let Some(measure) = Measure::from_name(measure) {
        return Ok(measure.name());
    }
    let table = dataset
        .sql("SELECT DISTINCT measure FROM measures ORDER BY measure")
        .await?
        .table;
    Err(CohortError::NoMeasure {
        name: measure.to_owned(),
        measures: texts(&table, "measure")?.into_iter().flatten().collect(),
    })
}

/// Unit of a measure as people write it.
fn unit(measure: &str) -> String {
    Measure::from_name(measure)
        .map(|measure| measure.unit().replace("{steps}", "steps"))
        .unwrap_or_default()
}

/// Refuses data sets of several versions or settings.
async fn one_version(dataset: &Dataset) -> Result<(), CohortError> {
    let table = dataset
        .sql("SELECT DISTINCT version, settings FROM recordings ORDER BY version, settings")
        .await?
        .table;
    if table.num_rows() < 2 {
        return Ok(());
    }
    let settings = texts(&table, "settings")?;
    Err(CohortError::Mixed {
        found: texts(&table, "version")?
            .into_iter()
            .zip(settings)
            .map(|(version, settings)| format!("{} {}", version.unwrap_or_default(), settings.unwrap_or_default()))
            .collect(),
    })
}

/// What tables and columns there are.
///
/// # Errors
/// [`CohortError`] where the data set cannot be read.
pub async fn tables(dataset: &Dataset) -> Result<Answer, CohortError> {
    let mut names = Vec::new();
    for table in crate::dataset::TABLES {
        let provider = dataset.context.table(table).await?;
        for field in provider.schema().fields() {
            names.push((table.to_owned(), field.name().clone(), field.data_type().to_string()));
        }
    }
    let table = crate::answer::Columns::default()
        .text("table", names.iter().map(|(table, _, _)| Some(table.clone())))
        .text("column", names.iter().map(|(_, column, _)| Some(column.clone())))
        .text("type", names.iter().map(|(_, _, kind)| Some(kind.clone())))
        .table()?;
    Ok(Answer {
        table,
        remarks: unfinished(dataset),
        figure: None,
    })
}
