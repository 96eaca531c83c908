//! One visit, as far as a comparison needs it: from an analysis, or from a `summary.json` written earlier.

use crate::Analysis;
use crate::headlines::{Headline, headlines};
use crate::{FindingVerdict, Grade, GradeReason, Interval, Pattern, Verdict};
use gait::Measure;
use gait::SpeedMethod;
use recording::{Notice, NoticeCode, Side, Site};
use serde_json::Value;
use std::collections::BTreeMap;

/// What a comparison looks at.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Visit {
    /// The recording's name.
    pub name: String,
    /// Version of the rules that the visit was analysed by ([`crate::METHOD`]).
    pub method: u32,
    /// Of the person.
    pub pseudonym: Option<String>,
    /// Whole years.
    pub age_years: Option<f64>,
    /// Whether the walk was on a treadmill.
    pub treadmill: bool,
    /// The protocol's name, without regard to case and to dashes or spaces.
    pub protocol: Option<String>,
    /// Sample rates, Hz.
    pub rates_hz: BTreeMap<Site, f64>,
    /// How each sensor's axes were found, `long/side`.
    pub calibration: BTreeMap<Site, String>,
    /// Name of the kind of sensor that told the contacts.
    pub contact_source: Option<String>,
    /// Name of the method behind the speed.
    pub speed_method: Option<String>,
    /// Median walking speed, m/s.
    pub speed_mps: Option<f64>,
    /// Sensors that moved during the visit.
    pub moved: Vec<Site>,
    /// Each measure by side.
    pub measures: Vec<VisitMeasure>,
    /// Left against right.
    pub differences: Vec<VisitDifference>,
    /// One for each pattern.
    pub findings: Vec<VisitFinding>,
    /// What its page one says first.
    pub headlines: Vec<Headline>,
}

/// A pattern on one visit.
#[derive(Debug, Clone, PartialEq)]
pub struct VisitFinding {
    /// Which.
    pub pattern: Pattern,
    /// The leg it is named after.
    pub side: Option<Side>,
    /// Whether it is shown.
    pub verdict: FindingVerdict,
}

fn protocol(name: Option<&str>) -> Option<String> {
    let name = name?.trim().to_lowercase().replace([' ', '-'], "_");
    (!name.is_empty()).then_some(name)
}

/// A measure on one visit.
#[derive(Debug, Clone, PartialEq)]
pub struct VisitMeasure {
    /// Which.
    pub measure: Measure,
    /// `None` for measures of the whole body.
    pub side: Option<Side>,
    /// Median over the strides, in `unit`.
    pub value: f64,
    /// UCUM unit.
    pub unit: String,
    /// Strides behind it.
    pub n: usize,
    /// 95 % interval of the value.
    pub interval: Option<Interval>,
    /// How far it can be trusted.
    pub grade: Option<Grade>,
    /// What it lacks for grade A.
    pub reasons: Vec<GradeReason>,
}

/// A side difference on one visit.
#[derive(Debug, Clone, PartialEq)]
pub struct VisitDifference {
    /// Of which measure.
    pub measure: Measure,
    /// Right minus left, in `unit`.
    pub difference: f64,
    /// `%` for log ratios, otherwise the measure's unit.
    pub unit: String,
    /// 95 % interval of the difference.
    pub interval: Interval,
    /// Pairs of strides.
    pub pairs: usize,
    /// The visit itself could not judge it, for these reasons if they are known.
    pub unjudged: bool,
    /// Why not, or what it lacks for grade A.
    pub reasons: Vec<GradeReason>,
}

/// Why a file is no visit.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
#[expect(missing_docs, reason = "the sentence of each names its values")]
pub enum VisitError {
    #[error("not a summary of this program: {0}")]
    NotASummary(String),
    #[error("schema version {found} is not known; this program reads version 1: analyse the recording again")]
    OtherVersion { found: u64 },
}

/// What tells of a sensor that moved.
const MOVED: [NoticeCode; 2] = [NoticeCode::SensorMoved, NoticeCode::SensorRemounted];

fn moved(notices: &[Notice]) -> Vec<Site> {
    notices
        .iter()
        .filter(|notice| MOVED.contains(&notice.code))
        .filter_map(|notice| notice.site)
        .collect()
}

/// The snake-case name that an enum has in JSON.
pub(crate) fn name_of(value: &impl serde::Serialize) -> Option<String> {
    match serde_json::to_value(value) {
        Ok(Value::String(text)) => Some(text),
        _ => None,
    }
}

/// The one of these whose name in JSON stands there.
pub(crate) fn named<T: serde::Serialize>(all: impl IntoIterator<Item = T>, name: &Value) -> Option<T> {
    let name = name.as_str()?;
    all.into_iter().find(|one| name_of(one).as_deref() == Some(name))
}

/// How a sensor's axes were found, as [`Visit::calibration`] holds it.
pub fn calibration_method(long: Option<String>, side: Option<String>) -> String {
    format!("{}/{}", long.unwrap_or_default(), side.unwrap_or_default())
}

impl Visit {
    /// The method behind the visit's speed, which says what sensors it rests on.
    pub(super) fn speed_kind(&self) -> Option<SpeedMethod> {
        use SpeedMethod::{PelvisPendulum, ShankStrapdown, Timed, TwoLegModel};
        [ShankStrapdown, TwoLegModel, PelvisPendulum, Timed]
            .into_iter()
            .find(|kind| name_of(kind) == self.speed_method)
    }

    /// A visit from an analysis.
    pub fn from_analysis(analysis: &Analysis) -> Visit {
        Visit {
            name: analysis.source.name.clone(),
            method: crate::METHOD,
            pseudonym: analysis.session.subject.pseudonym.clone(),
            age_years: analysis.session.subject.age_years,
            treadmill: analysis.session.protocol.treadmill,
            protocol: protocol(analysis.session.protocol.name.as_deref()),
            rates_hz: analysis
                .sensors
                .iter()
                .map(|sensor| (sensor.site, sensor.rate_hz))
                .collect(),
            calibration: analysis
                .calibration
                .iter()
                .map(|c| (c.site, calibration_method(name_of(&c.long_axis), name_of(&c.side_axis))))
                .collect(),
            contact_source: analysis.contact_source.as_ref().and_then(name_of),
            speed_method: analysis.speed_method.as_ref().and_then(name_of),
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
                    reasons: row.grade_reasons.clone(),
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
                    reasons: row.gates.quality_reasons.clone(),
                })
                .collect(),
            findings: analysis
                .findings
                .iter()
                .map(|row| VisitFinding {
                    pattern: row.pattern,
                    side: row.side,
                    verdict: row.verdict,
                })
                .collect(),
            headlines: headlines(analysis),
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
        let measures: Vec<VisitMeasure> = rows("measures")?.iter().filter_map(measure_row).collect();
        Ok(Visit {
            name: root["input"]["name"].as_str().unwrap_or_default().to_owned(),
            method: root["program"]["method"]
                .as_u64()
                .and_then(|method| u32::try_from(method).ok())
                .unwrap_or(1),
            pseudonym: text_of(&root["session"]["subject"]["pseudonym"]),
            age_years: root["session"]["subject"]["age_years"].as_f64(),
            treadmill: root["session"]["protocol"]["treadmill"].as_bool().unwrap_or(false),
            protocol: protocol(root["session"]["protocol"]["name"].as_str()),
            rates_hz: rows("sensors")?
                .iter()
                .filter_map(|row| Some((site(row)?, row["rate_hz"].as_f64()?)))
                .collect(),
            calibration: rows("calibration")?
                .iter()
                .filter_map(|row| {
                    Some((
                        site(row)?,
                        calibration_method(text_of(&row["long_axis"]), text_of(&row["side_axis"])),
                    ))
                })
                .collect(),
            contact_source: text_of(&root["contact_source"]),
            speed_method: text_of(&root["speed_method"]),
            speed_mps: speed_of(&measures),
            moved: rows("notices")?
                .iter()
                .filter(|row| MOVED.iter().any(|code| row["code"] == code.code()))
                .filter_map(site)
                .collect(),
            measures,
            differences: rows("side_differences")?.iter().filter_map(difference_row).collect(),
            findings: rows("findings")?.iter().filter_map(finding_row).collect(),
            // Summaries of versions before the headlines have none.
            headlines: root["headlines"]
                .as_array()
                .into_iter()
                .flatten()
                .filter_map(Headline::from_json)
                .collect(),
        })
    }
}

/// Walking speed among a visit's measures, m/s.
pub fn speed_of(measures: &[VisitMeasure]) -> Option<f64> {
    let speed = measures.iter().find(|row| row.measure == Measure::Speed);
    speed.map(|row| row.value)
}

/// A measure of a visit as tables hold it, by names.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct MeasureRow<'a> {
    /// The measure's name.
    pub measure: &'a str,
    /// `left` or `right`; none for measures of the whole body.
    pub side: Option<&'a str>,
    /// Median over the strides, in `unit`.
    pub value: f64,
    /// UCUM unit.
    pub unit: &'a str,
    /// Strides behind it.
    pub n: usize,
    /// Low and high end.
    pub interval: Option<(f64, f64)>,
    /// The grade's letter.
    pub grade: Option<&'a str>,
    /// Codes of what it lacks for grade A, with semicolons between.
    pub reasons: &'a str,
}

/// A side difference of a visit as tables hold it, by names.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct DifferenceRow<'a> {
    /// The measure's name.
    pub measure: &'a str,
    /// Right minus left, in `unit`.
    pub difference: f64,
    /// `%` for log ratios, otherwise the measure's unit.
    pub unit: &'a str,
    /// Low and high end.
    pub interval: (f64, f64),
    /// Pairs of strides.
    pub pairs: usize,
    /// The verdict's name.
    pub verdict: &'a str,
    /// Codes of why it could not be judged, with semicolons between.
    pub reasons: &'a str,
}

/// An interval whose ends are numbers, in their order.
fn ordered((low, high): (f64, f64)) -> Option<Interval> {
    (low.is_finite() && high.is_finite() && low <= high).then_some(Interval { low, high })
}

impl VisitMeasure {
    /// `None` for a measure that this version does not know, and for a value that is no number.
    pub fn from_row(row: MeasureRow) -> Option<VisitMeasure> {
        Some(VisitMeasure {
            measure: Measure::from_name(row.measure)?,
            side: Side::BOTH.into_iter().find(|side| Some(side.name()) == row.side),
            value: Some(row.value).filter(|value| value.is_finite())?,
            unit: row.unit.to_owned(),
            n: row.n,
            interval: row.interval.and_then(ordered),
            grade: [Grade::A, Grade::B, Grade::C]
                .into_iter()
                .find(|grade| name_of(grade).as_deref() == row.grade),
            reasons: known(row.reasons),
        })
    }
}

impl VisitDifference {
    /// `None` for a measure that this version does not know, and for numbers that are none.
    pub fn from_row(row: DifferenceRow) -> Option<VisitDifference> {
        Some(VisitDifference {
            measure: Measure::from_name(row.measure)?,
            difference: Some(row.difference).filter(|value| value.is_finite())?,
            unit: row.unit.to_owned(),
            interval: ordered(row.interval)?,
            pairs: row.pairs,
            unjudged: Some(row.verdict) == name_of(&Verdict::CannotBeJudged).as_deref(),
            reasons: known(row.reasons),
        })
    }
}

fn ends(value: &Value) -> Option<(f64, f64)> {
    Some((value["low"].as_f64()?, value["high"].as_f64()?))
}

/// The codes of a list, with semicolons between, that this version knows.
fn known(codes: &str) -> Vec<GradeReason> {
    let known = |code: &str| GradeReason::ALL.iter().copied().find(|reason| reason.code() == code);
    codes.split(';').filter_map(known).collect()
}

/// A list of codes with semicolons between.
fn joined(codes: &Value) -> String {
    let codes = codes.as_array().into_iter().flatten().filter_map(Value::as_str);
    codes.collect::<Vec<_>>().join(";")
}

fn measure_row(row: &Value) -> Option<VisitMeasure> {
    VisitMeasure::from_row(MeasureRow {
        measure: row["measure"].as_str()?,
        side: row["side"].as_str(),
        value: row["value"].as_f64()?,
        unit: row["unit"].as_str()?,
        n: usize::try_from(row["n"].as_u64()?).ok()?,
        interval: ends(&row["confidence_interval"]),
        grade: row["grade"].as_str(),
        reasons: &joined(&row["grade_reasons"]),
    })
}

fn finding_row(row: &Value) -> Option<VisitFinding> {
    Some(VisitFinding {
        pattern: named(Pattern::ALL, &row["pattern"])?,
        side: side(row),
        verdict: named(FindingVerdict::ALL, &row["verdict"])?,
    })
}

pub(crate) fn side(row: &Value) -> Option<Side> {
    Side::BOTH.into_iter().find(|side| row["side"] == side.name())
}

fn difference_row(row: &Value) -> Option<VisitDifference> {
    VisitDifference::from_row(DifferenceRow {
        measure: row["measure"].as_str()?,
        difference: row["difference"].as_f64()?,
        unit: row["unit"].as_str()?,
        interval: ends(&row["interval"])?,
        pairs: usize::try_from(row["pairs"].as_u64()?).ok()?,
        verdict: row["verdict"].as_str().unwrap_or_default(),
        reasons: &joined(&row["gates"]["quality_reasons"]),
    })
}
