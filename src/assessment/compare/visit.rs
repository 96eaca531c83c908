//! One visit, as far as a comparison needs it: from an analysis, or from a `summary.json` written earlier.

use crate::analysis::{Analysis, SpeedMethod};
use crate::assessment::{Grade, Interval, Verdict};
use crate::gait::Measure;
use crate::recording::{Notice, Side, Site};
use serde_json::Value;
use std::collections::BTreeMap;

/// What a comparison looks at.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Visit {
    pub name: String,
    pub pseudonym: Option<String>,
    pub age_years: Option<f64>,
    pub treadmill: bool,
    pub rates_hz: BTreeMap<Site, f64>,
    /// How each sensor's axes were found, `long/side`.
    pub calibration: BTreeMap<Site, String>,
    pub contact_source: Option<String>,
    pub speed_method: Option<String>,
    pub(super) speed_kind: Option<SpeedMethod>,
    /// Median walking speed, m/s.
    pub speed_mps: Option<f64>,
    /// Sensors that moved during the visit.
    pub moved: Vec<Site>,
    pub measures: Vec<VisitMeasure>,
    pub differences: Vec<VisitDifference>,
}

#[derive(Debug, Clone, PartialEq)]
pub struct VisitMeasure {
    pub measure: Measure,
    pub side: Option<Side>,
    pub value: f64,
    pub unit: String,
    pub n: usize,
    pub interval: Option<Interval>,
    pub grade: Option<Grade>,
}

#[derive(Debug, Clone, PartialEq)]
pub struct VisitDifference {
    pub measure: Measure,
    pub difference: f64,
    pub unit: String,
    pub interval: Interval,
    pub pairs: usize,
    /// The visit itself could not judge it.
    pub unjudged: bool,
}

/// Why a file is no visit.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum VisitError {
    #[error("not a summary of this program: {0}")]
    NotASummary(String),
    #[error("schema version {found} is not known; this program reads version 1: analyse the recording again")]
    OtherVersion { found: u64 },
}

fn moved(notices: &[Notice]) -> Vec<Site> {
    notices
        .iter()
        .filter(|notice| notice.code == "sensor-moved")
        .filter_map(|notice| notice.site)
        .collect()
}

/// The snake-case name that an enum has in JSON.
fn name_of(value: &impl serde::Serialize) -> Option<String> {
    match serde_json::to_value(value) {
        Ok(Value::String(text)) => Some(text),
        _ => None,
    }
}

fn method(long: Option<String>, side: Option<String>) -> String {
    format!("{}/{}", long.unwrap_or_default(), side.unwrap_or_default())
}

impl Visit {
    pub fn from_analysis(analysis: &Analysis) -> Visit {
        Visit {
            name: analysis.source.name.clone(),
            pseudonym: analysis.session.subject.pseudonym.clone(),
            age_years: analysis.session.subject.age_years,
            treadmill: analysis.session.protocol.treadmill,
            rates_hz: analysis
                .sensors
                .iter()
                .map(|sensor| (sensor.site, sensor.rate_hz))
                .collect(),
            calibration: analysis
                .calibration
                .iter()
                .map(|c| (c.site, method(name_of(&c.long_axis), name_of(&c.side_axis))))
                .collect(),
            contact_source: analysis.contact_source.as_ref().and_then(name_of),
            speed_method: analysis.speed_method.as_ref().and_then(name_of),
            speed_kind: analysis.speed_method,
            // The measure's value, as in a summary: strides that are left out have no say.
            speed_mps: analysis.measure(Measure::Speed, None).map(|row| row.value),
            moved: moved(&analysis.notices),
            measures: analysis
                .measures
                .iter()
                .map(|row| VisitMeasure {
                    measure: row.measure,
                    side: row.side,
                    value: row.value,
                    unit: row.unit.clone(),
                    n: row.n,
                    interval: row.interval,
                    grade: Some(row.grade),
                })
                .collect(),
            differences: analysis
                .side_differences
                .iter()
                .map(|row| VisitDifference {
                    measure: row.measure,
                    difference: row.difference,
                    unit: row.unit.clone(),
                    interval: row.interval,
                    pairs: row.pairs,
                    unjudged: row.verdict == Verdict::CannotBeJudged,
                })
                .collect(),
        }
    }

    /// A visit from the text of its `summary.json`. Measures that this version does not know are left out.
    ///
    /// # Errors
    /// Text that is no summary, or one of another schema version.
    pub fn from_summary(text: &str) -> Result<Visit, VisitError> {
        let root: Value = serde_json::from_str(text).map_err(|error| VisitError::NotASummary(error.to_string()))?;
        let found = root["schema_version"]
            .as_u64()
            .ok_or_else(|| VisitError::NotASummary("it has no `schema_version`".to_owned()))?;
        if found != 1 {
            return Err(VisitError::OtherVersion { found });
        }
        let rows = |name: &str| -> Result<&Vec<Value>, VisitError> {
            root[name]
                .as_array()
                .ok_or_else(|| VisitError::NotASummary(format!("it has no list `{name}`")))
        };
        let text_of = |value: &Value| value.as_str().map(str::to_owned);
        let site = |row: &Value| row["site"].as_str().and_then(Site::from_name);
        let speed_kind = match root["speed_method"].as_str() {
            Some("shank_strapdown") => Some(SpeedMethod::ShankStrapdown),
            Some("two_leg_model") => Some(SpeedMethod::TwoLegModel),
            Some("pelvis_pendulum") => Some(SpeedMethod::PelvisPendulum),
            Some("timed") => Some(SpeedMethod::Timed),
            _ => None,
        };
        let measures: Vec<VisitMeasure> = rows("measures")?.iter().filter_map(measure_row).collect();
        let speed_mps = measures
            .iter()
            .find(|row| row.measure == Measure::Speed)
            .map(|row| row.value);
        Ok(Visit {
            name: root["input"]["name"].as_str().unwrap_or_default().to_owned(),
            pseudonym: text_of(&root["session"]["subject"]["pseudonym"]),
            age_years: root["session"]["subject"]["age_years"].as_f64(),
            treadmill: root["session"]["protocol"]["treadmill"].as_bool().unwrap_or(false),
            rates_hz: rows("sensors")?
                .iter()
                .filter_map(|row| Some((site(row)?, row["rate_hz"].as_f64()?)))
                .collect(),
            calibration: rows("calibration")?
                .iter()
                .filter_map(|row| {
                    Some((
                        site(row)?,
                        method(text_of(&row["long_axis"]), text_of(&row["side_axis"])),
                    ))
                })
                .collect(),
            contact_source: text_of(&root["contact_source"]),
            speed_method: text_of(&root["speed_method"]),
            speed_kind,
            speed_mps,
            moved: rows("notices")?
                .iter()
                .filter(|row| row["code"] == "sensor-moved")
                .filter_map(site)
                .collect(),
            measures,
            differences: rows("side_differences")?.iter().filter_map(difference_row).collect(),
        })
    }
}

fn interval(value: &Value) -> Option<Interval> {
    Some(Interval {
        low: value["low"].as_f64()?,
        high: value["high"].as_f64()?,
    })
}

fn measure_row(row: &Value) -> Option<VisitMeasure> {
    Some(VisitMeasure {
        measure: Measure::from_name(row["measure"].as_str()?)?,
        side: match row["side"].as_str() {
            Some("left") => Some(Side::Left),
            Some("right") => Some(Side::Right),
            _ => None,
        },
        value: row["value"].as_f64()?,
        unit: row["unit"].as_str()?.to_owned(),
        n: usize::try_from(row["n"].as_u64()?).ok()?,
        interval: interval(&row["confidence_interval"]),
        grade: [Grade::A, Grade::B, Grade::C]
            .into_iter()
            .find(|grade| name_of(grade).as_deref() == row["grade"].as_str()),
    })
}

fn difference_row(row: &Value) -> Option<VisitDifference> {
    Some(VisitDifference {
        measure: Measure::from_name(row["measure"].as_str()?)?,
        difference: row["difference"].as_f64()?,
        unit: row["unit"].as_str()?.to_owned(),
        interval: interval(&row["interval"])?,
        pairs: usize::try_from(row["pairs"].as_u64()?).ok()?,
        unjudged: row["verdict"] == "cannot_be_judged",
    })
}
