//! Who changed beyond the error of measuring twice.

use super::{ONCE, known, one_version, several, unfinished, unit};
use crate::answer::{Columns, numbers, texts};
use crate::figure::{Figure, Series};
use crate::{Answer, CohortError, Dataset};
use datafusion::arrow::array::RecordBatch;
use gaitscope::assessment::compare::{self, ChangeState, MeasureChange, Visit};
use serde_json::{Value, json};
use std::collections::BTreeMap;

/// Each person's recordings in a row, one after the other: which changes are beyond the measurement error, as
/// `gaitscope compare` judges it, with its preconditions.
///
/// Recordings follow each other by date, then by name. Without `measure` all measures and side differences are looked at.
/// The table holds what changed beyond error; the remarks count what did not and what could not be compared, by reason.
///
/// # Errors
/// [`CohortError::TooLittle`] where nobody was recorded twice, [`CohortError::Older`] where the data set has not what is needed.
pub async fn changed(dataset: &Dataset, measure: Option<&str>) -> Result<Answer, CohortError> {
    one_version(dataset).await?;
    let measure = match measure {
        Some(measure) => Some(known(dataset, measure).await?),
        None => None,
    };
    let visits = visits(dataset).await?;
    let pairs: Vec<(&String, &Visit, &Visit)> = visits
        .iter()
        .flat_map(|(person, visits)| visits.windows(2).map(move |pair| (person, &pair[0], &pair[1])))
        .collect();
    if pairs.is_empty() {
        return Err(CohortError::TooLittle(
            "nobody was recorded twice: recordings of one person have the same pseudonym in session.toml and the same clinic".to_owned(),
        ));
    }
    let mut rows: Vec<(&str, &str, &str, &str, MeasureChange)> = Vec::new();
    for (person, earlier, later) in &pairs {
        let mut compared = compare::compare(earlier, later);
        // SQL gave the findings in no order.
        compared.side_differences.sort_by_key(|change| change.measure);
        let kinds = [
            ("measure", compared.measures),
            ("side_difference", compared.side_differences),
        ];
        for (kind, changes) in kinds {
            for change in changes {
                if measure.is_none_or(|measure| change.measure.name() == measure) {
                    rows.push((person, &earlier.name, &later.name, kind, change));
                }
            }
        }
    }
    let mut remarks = unfinished(dataset);
    remarks.extend(counted(pairs.len(), &rows));
    let figure = match measure {
        Some(measure) => Some(figure(measure, &rows).svg()?),
        None => None,
    };
    rows.retain(|(.., change)| change.state == ChangeState::ChangedBeyondError);
    let table = Columns::default()
        .text("person", rows.iter().map(|row| Some(row.0.to_owned())))
        .text("earlier", rows.iter().map(|row| Some(row.1.to_owned())))
        .text("later", rows.iter().map(|row| Some(row.2.to_owned())))
        .text("kind", rows.iter().map(|row| Some(row.3.to_owned())))
        .text("measure", rows.iter().map(|row| Some(row.4.measure.name().to_owned())))
        .text(
            "side",
            rows.iter().map(|row| row.4.side.map(|side| side.name().to_owned())),
        )
        .number("before", rows.iter().map(|row| Some(row.4.earlier)))
        .number("after", rows.iter().map(|row| Some(row.4.later)))
        .number("change", rows.iter().map(|row| Some(row.4.change)))
        .number("detectable", rows.iter().map(|row| row.4.detectable))
        .text("unit", rows.iter().map(|row| Some(row.4.unit.clone())))
        .table()?;
    Ok(Answer { table, remarks, figure })
}

/// How many changes there are of each state, and why some could not be judged.
fn counted(pairs: usize, rows: &[(&str, &str, &str, &str, MeasureChange)]) -> Vec<String> {
    let of = |state| rows.iter().filter(|(.., change)| change.state == state).count();
    let mut remarks = vec![format!(
        "{}: {} beyond measurement error, {} not shown, {} not comparable.",
        several(pairs, "pair of recordings", "pairs of recordings"),
        several(of(ChangeState::ChangedBeyondError), "change", "changes"),
        of(ChangeState::NotShown),
        of(ChangeState::NotComparable)
    )];
    let mut reasons: BTreeMap<&str, usize> = BTreeMap::new();
    for reason in rows.iter().flat_map(|(.., change)| &change.reasons) {
        *reasons.entry(reason).or_default() += 1;
    }
    if !reasons.is_empty() {
        let reasons: Vec<String> = reasons
            .iter()
            .map(|(reason, count)| format!("{reason} {count}"))
            .collect();
        remarks.push(format!("Not comparable because of: {}.", reasons.join(", ")));
    }
    remarks.push(
        "Each change is judged alone at 95 %: where nothing changed, one in twenty is shown as a change all the same."
            .to_owned(),
    );
    remarks
}

/// The visits of everybody who has two or more, in their order.
async fn visits(dataset: &Dataset) -> Result<BTreeMap<String, Vec<Visit>>, CohortError> {
    let has = |table: &RecordBatch, column| table.column_by_name(column).is_some();
    let twice = format!(
        "{ONCE}, twice AS (SELECT clinic, subject FROM once WHERE subject IS NOT NULL GROUP BY clinic, subject HAVING count(*) > 1), \
         asked AS (SELECT once.* FROM once JOIN twice ON once.clinic = twice.clinic AND once.subject = twice.subject)"
    );
    let recordings = dataset
        .sql(&format!(
            "WITH {twice} SELECT *, clinic || '/' || subject AS person FROM asked ORDER BY person, date, recording, sha256"
        ))
        .await?
        .table;
    if !has(&recordings, "setup") {
        return Err(CohortError::Older("the sensors' setup"));
    }
    let of_measures = dataset
        .sql(&format!(
            "WITH {twice} SELECT DISTINCT sha256, measure, side, value, unit, n, low, high, grade FROM measures \
             WHERE sha256 IN (SELECT sha256 FROM asked)"
        ))
        .await?
        .table;
    let of_findings = dataset
        .sql(&format!(
            "WITH {twice} SELECT DISTINCT sha256, name, difference, unit, low, high, pairs, verdict FROM findings \
             WHERE kind = 'side_difference' AND sha256 IN (SELECT sha256 FROM asked)"
        ))
        .await?
        .table;
    let mut measures = rows(
        &of_measures,
        &["measure", "side", "unit", "grade"],
        &["value", "n", "low", "high"],
    )?;
    let mut findings = rows(
        &of_findings,
        &["name", "unit", "verdict"],
        &["difference", "low", "high", "pairs"],
    )?;
    let recordings = Recordings::of(&recordings)?;
    let mut people: BTreeMap<String, Vec<Visit>> = BTreeMap::new();
    for row in 0..recordings.person.len() {
        let (Some(person), Some(sha256)) = (&recordings.person[row], &recordings.sha256[row]) else {
            continue;
        };
        let summary = recordings.summary(
            row,
            measures.remove(sha256).unwrap_or_default(),
            findings.remove(sha256).unwrap_or_default(),
        )?;
        let visit = Visit::from_summary(&summary.to_string()).map_err(|error| CohortError::Query(error.to_string()))?;
        people.entry(person.clone()).or_default().push(visit);
    }
    Ok(people)
}

type Row = BTreeMap<String, Value>;

/// The rows of a table by recording, as JSON.
fn rows(table: &RecordBatch, text: &[&str], number: &[&str]) -> Result<BTreeMap<String, Vec<Row>>, CohortError> {
    let sha256 = texts(table, "sha256")?;
    let mut by_recording: BTreeMap<String, Vec<Row>> = BTreeMap::new();
    let mut columns: Vec<(&str, Vec<Value>)> = Vec::new();
    for name in text {
        columns.push((name, texts(table, name)?.into_iter().map(Value::from).collect()));
    }
    for name in number {
        columns.push((name, numbers(table, name)?.into_iter().map(Value::from).collect()));
    }
    for (row, sha256) in sha256.into_iter().enumerate() {
        let values = columns
            .iter()
            .map(|(name, values)| ((*name).to_owned(), values.get(row).cloned().unwrap_or_default()))
            .collect();
        by_recording.entry(sha256.unwrap_or_default()).or_default().push(values);
    }
    Ok(by_recording)
}

/// The columns of `recordings` that make a visit.
struct Recordings {
    person: Vec<Option<String>>,
    sha256: Vec<Option<String>>,
    recording: Vec<Option<String>>,
    subject: Vec<Option<String>>,
    age_years: Vec<Option<f64>>,
    treadmill: Vec<Option<String>>,
    setup: Vec<Option<String>>,
    contact_source: Vec<Option<String>>,
    speed_method: Vec<Option<String>>,
}

impl Recordings {
    fn of(table: &RecordBatch) -> Result<Recordings, CohortError> {
        Ok(Recordings {
            person: texts(table, "person")?,
            sha256: texts(table, "sha256")?,
            recording: texts(table, "recording")?,
            subject: texts(table, "subject")?,
            age_years: numbers(table, "age_years")?,
            treadmill: texts(table, "treadmill")?,
            setup: texts(table, "setup")?,
            contact_source: texts(table, "contact_source")?,
            speed_method: texts(table, "speed_method")?,
        })
    }

    /// The part of a `summary.json` that a visit is read from: one judge for folders and data sets.
    fn summary(&self, row: usize, measures: Vec<Row>, findings: Vec<Row>) -> Result<Value, CohortError> {
        let setup: Vec<Value> = self.setup[row]
            .as_deref()
            .and_then(|text| serde_json::from_str(text).ok())
            .ok_or(CohortError::Older("the sensors' setup"))?;
        let moved: Vec<Value> = setup
            .iter()
            .filter(|sensor| sensor["moved"] == true)
            .map(|sensor| json!({"code": "sensor-moved", "site": sensor["site"]}))
            .collect();
        let aligned: Vec<&Value> = setup.iter().filter(|sensor| !sensor["long_axis"].is_null()).collect();
        let interval = |row: &Row| json!({"low": row["low"], "high": row["high"]});
        // Numbers of rows come as floating point from SQL and are whole in a summary.
        let whole = |value: &Value| value.as_f64().map(|value| value as u64);
        let measures: Vec<Value> = measures
            .iter()
            .map(|row| {
                json!({
                    "measure": row["measure"], "side": row["side"], "value": row["value"], "unit": row["unit"],
                    "n": whole(&row["n"]), "grade": row["grade"], "confidence_interval": interval(row),
                })
            })
            .collect();
        let findings: Vec<Value> = findings
            .iter()
            .map(|row| {
                json!({
                    "measure": row["name"], "difference": row["difference"], "unit": row["unit"], "interval": interval(row),
                    "pairs": whole(&row["pairs"]), "verdict": row["verdict"],
                })
            })
            .collect();
        Ok(json!({
            "schema_version": 1,
            "input": {"name": self.recording[row]},
            "session": {
                "subject": {"pseudonym": self.subject[row], "age_years": self.age_years[row]},
                "protocol": {"treadmill": self.treadmill[row].as_deref() == Some("true")},
            },
            "sensors": setup,
            "calibration": aligned,
            "contact_source": self.contact_source[row],
            "speed_method": self.speed_method[row],
            "measures": measures,
            "side_differences": findings,
            "notices": moved,
        }))
    }
}

fn figure(measure: &str, rows: &[(&str, &str, &str, &str, MeasureChange)]) -> Figure {
    let points = |state| -> Vec<(f64, f64)> {
        rows.iter()
            .filter(|(_, _, _, kind, change)| *kind == "measure" && change.state == state)
            .map(|(.., change)| (change.earlier, change.later))
            .collect()
    };
    let series: Vec<Series> = [
        ("not shown", ChangeState::NotShown),
        ("changed beyond error", ChangeState::ChangedBeyondError),
        ("not comparable", ChangeState::NotComparable),
    ]
    .map(|(name, state)| Series {
        name: name.to_owned(),
        points: points(state),
    })
    .into();
    let all = || series.iter().flat_map(|series| &series.points);
    let low = all().flat_map(|point| [point.0, point.1]).fold(f64::INFINITY, f64::min);
    let high = all()
        .flat_map(|point| [point.0, point.1])
        .fold(f64::NEG_INFINITY, f64::max);
    // Where the error depends on the person's value there is no one band.
    let errors: Vec<f64> = rows
        .iter()
        .filter(|(_, _, _, kind, _)| *kind == "measure")
        .filter_map(|(.., change)| change.detectable)
        .collect();
    let detectable = errors
        .first()
        .copied()
        .filter(|first| errors.iter().all(|error| error == first));
    let counts: Vec<String> = series
        .iter()
        .map(|series| format!("{}: {}", series.name, series.points.len()))
        .collect();
    Figure {
        title: format!("{measure}: earlier and later"),
        description: format!(
            "One point a person, side and pair of recordings. On the line nothing changed; changes within the shaded band are within \
             the error of measuring twice. {}.",
            counts.join("; ")
        ),
        x: format!("earlier ({})", unit(measure)),
        y: format!("later ({})", unit(measure)),
        groups: None,
        bands: match detectable {
            Some(error) if low < high => vec![vec![
                (low, low - error),
                (high, high - error),
                (high, high + error),
                (low, low + error),
            ]],
            _ => Vec::new(),
        },
        lines: if low < high {
            vec![vec![(low, low), (high, high)]]
        } else {
            Vec::new()
        },
        series,
        intervals: Vec::new(),
    }
}
