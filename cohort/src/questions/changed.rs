//! Who changed beyond the error of measuring twice.

use super::{ONCE, known, one_version, several, unfinished, unit};
use crate::answer::{Columns, numbers, texts};
use crate::figure::{Figure, Series};
use crate::{Answer, CohortError, Dataset};
use assessment::compare::{
    self, ChangeState, DifferenceRow, MeasureChange, MeasureRow, Visit, VisitDifference, VisitMeasure,
    calibration_method, speed_of,
};
use datafusion::arrow::array::RecordBatch;
use recording::Site;
use serde_json::Value;
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
        *reasons.entry(reason.code()).or_default() += 1;
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
            "WITH {twice} SELECT DISTINCT sha256, measure, side, value, unit, n, low, high, grade, reasons FROM measures \
             WHERE sha256 IN (SELECT sha256 FROM asked)"
        ))
        .await?
        .table;
    let of_findings = dataset
        .sql(&format!(
            "WITH {twice} SELECT DISTINCT sha256, name, difference, unit, low, high, pairs, verdict, reasons FROM findings \
             WHERE kind = 'side_difference' AND sha256 IN (SELECT sha256 FROM asked)"
        ))
        .await?
        .table;
    let mut measures = measures_of(&of_measures)?;
    let mut differences = differences_of(&of_findings)?;
    let recordings = Recordings::of(&recordings)?;
    let mut people: BTreeMap<String, Vec<Visit>> = BTreeMap::new();
    for row in 0..recordings.person.len() {
        let (Some(person), Some(sha256)) = (&recordings.person[row], &recordings.sha256[row]) else {
            continue;
        };
        let visit = recordings.visit(
            row,
            measures.remove(sha256).unwrap_or_default(),
            differences.remove(sha256).unwrap_or_default(),
        )?;
        people.entry(person.clone()).or_default().push(visit);
    }
    Ok(people)
}

/// By recording.
type Rows<T> = BTreeMap<String, Vec<T>>;

/// Numbers of rows come as floating point from SQL.
fn whole(value: f64) -> Option<usize> {
    (value >= 0.0).then_some(value as usize)
}

/// A cell; none in a column that an older data set does not have.
fn at<T>(column: &[Option<T>], row: usize) -> Option<&T> {
    column.get(row)?.as_ref()
}

fn measures_of(table: &RecordBatch) -> Result<Rows<VisitMeasure>, CohortError> {
    let text = |name| texts(table, name);
    let (sha256, measure, side) = (text("sha256")?, text("measure")?, text("side")?);
    let (unit, grade, reasons) = (text("unit")?, text("grade")?, text("reasons")?);
    let number = |name| numbers(table, name);
    let (value, n, low, high) = (number("value")?, number("n")?, number("low")?, number("high")?);
    let mut found: Rows<VisitMeasure> = BTreeMap::new();
    for (row, sha256) in sha256.into_iter().enumerate() {
        let measure = || {
            VisitMeasure::from_row(MeasureRow {
                measure: at(&measure, row)?,
                side: at(&side, row).map(String::as_str),
                value: *at(&value, row)?,
                unit: at(&unit, row)?,
                n: whole(*at(&n, row)?)?,
                interval: at(&low, row).copied().zip(at(&high, row).copied()),
                grade: at(&grade, row).map(String::as_str),
                reasons: at(&reasons, row).map_or("", String::as_str),
            })
        };
        found.entry(sha256.unwrap_or_default()).or_default().extend(measure());
    }
    Ok(found)
}

fn differences_of(table: &RecordBatch) -> Result<Rows<VisitDifference>, CohortError> {
    let text = |name| texts(table, name);
    let (sha256, name, unit, verdict) = (text("sha256")?, text("name")?, text("unit")?, text("verdict")?);
    let number = |name| numbers(table, name);
    let (difference, low, high) = (number("difference")?, number("low")?, number("high")?);
    let (pairs, reasons) = (number("pairs")?, text("reasons")?);
    let mut found: Rows<VisitDifference> = BTreeMap::new();
    for (row, sha256) in sha256.into_iter().enumerate() {
        let difference = || {
            VisitDifference::from_row(DifferenceRow {
                measure: at(&name, row)?,
                difference: *at(&difference, row)?,
                unit: at(&unit, row)?,
                interval: at(&low, row).copied().zip(at(&high, row).copied())?,
                pairs: whole(*at(&pairs, row)?)?,
                verdict: at(&verdict, row).map_or("", String::as_str),
                reasons: at(&reasons, row).map_or("", String::as_str),
            })
        };
        found
            .entry(sha256.unwrap_or_default())
            .or_default()
            .extend(difference());
    }
    Ok(found)
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

    /// The visit of a recording; what it needs of each sensor stands as JSON in the column `setup`.
    fn visit(
        &self,
        row: usize,
        measures: Vec<VisitMeasure>,
        differences: Vec<VisitDifference>,
    ) -> Result<Visit, CohortError> {
        let setup: Vec<Value> = self.setup[row]
            .as_deref()
            .and_then(|text| serde_json::from_str(text).ok())
            .ok_or(CohortError::Older("the sensors' setup"))?;
        let site = |sensor: &Value| sensor["site"].as_str().and_then(Site::from_name);
        let text = |value: &Value| value.as_str().map(str::to_owned);
        Ok(Visit {
            name: self.recording[row].clone().unwrap_or_default(),
            // A data set is asked only where all of it was analysed by one version: see `one_version`.
            method: assessment::METHOD,
            pseudonym: self.subject[row].clone(),
            age_years: self.age_years[row],
            treadmill: self.treadmill[row].as_deref() == Some("true"),
            // Whoever asks chooses the recordings, and their measures alone are asked for.
            protocol: None,
            findings: Vec::new(),
            headlines: Vec::new(),
            rates_hz: setup
                .iter()
                .filter_map(|sensor| Some((site(sensor)?, sensor["rate_hz"].as_f64()?)))
                .collect(),
            calibration: setup
                .iter()
                .filter(|sensor| !sensor["long_axis"].is_null())
                .filter_map(|sensor| {
                    let method = calibration_method(text(&sensor["long_axis"]), text(&sensor["side_axis"]));
                    Some((site(sensor)?, method))
                })
                .collect(),
            contact_source: self.contact_source[row].clone(),
            speed_method: self.speed_method[row].clone(),
            speed_mps: speed_of(&measures),
            moved: setup
                .iter()
                .filter(|sensor| sensor["moved"] == true)
                .filter_map(site)
                .collect(),
            measures,
            differences,
        })
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
