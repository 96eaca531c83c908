//! `summary.json`: every result with its unit, count, interval, reference, verdict and method, under a published schema.
//!
//! ```
//! use assessment::{Settings, analyze};
//! use simulation::{presets, simulate};
//! use summary::Summary;
//!
//! let walk = simulate(&presets::healthy(1)).recording;
//! let summary = Summary::new(&analyze(&walk, &Settings::default())?);
//! assert_eq!(summary.session, walk.session);
//! # Ok::<(), assessment::AnalysisError>(())
//! ```

#![warn(missing_docs, clippy::missing_errors_doc)]

use assessment::function::{FunctionReference, function_reference};
use assessment::headlines::{Headline, headlines};
use assessment::loading::LoadingBalance;
use assessment::posture::Posture;
use assessment::profile::Profile;
use assessment::protocol::WalkRestWalk;
use assessment::shifts::{MovedSensor, ShiftEvent};
use assessment::{AbsenceReason, Absent, Analysis, GradeReason, SensorSummary, SessionQuality, Settings};
use assessment::{Drift, Finding, Grade, Interval, MeasureSummary, Reference, Shift, SideDifference, Verdict};
use body::SegmentCalibration;
use explanation::{Explanation, headline_sentence};
use gait::SpeedMethod;
use gait::function::FunctionResult;
use gait::impact::ShockTransfer;
use gait::regularity::{Regularity, Variability};
use gait::speed::SpeedEstimate;
use gait::{Bout, ContactSource, Exclusion, Measure, Turn};
use recording::{Notice, Session, Side};
use schemars::JsonSchema;
use serde::Serialize;
use std::collections::BTreeMap;
use wording::{Language, Wording};

/// Version of the layout of `summary.json`; grows when a field changes its meaning or goes away.
pub(crate) const SCHEMA_VERSION: u32 = 1;

/// The program's version and a fingerprint of the code and data that the numbers come from: two analyses of the same bytes
/// with the same settings and methods are the same.
pub const METHODS: &str = concat!(env!("CARGO_PKG_VERSION"), "+", env!("GAITSCOPE_METHODS"));

/// The content of `summary.json`.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct Summary {
    /// Version of this file's layout.
    pub schema_version: u32,
    /// The program that wrote it.
    pub program: Program,
    /// What was read.
    pub input: Input,
    /// What the session says of person, protocol and sensors.
    pub session: Session,
    /// What the analysis was told to do.
    pub settings: Settings,
    /// From the first to the last sample of any sensor, seconds.
    pub duration_s: f64,
    /// Each sensor: rate, gaps, clipping, rest.
    pub sensors: Vec<SensorSummary>,
    /// How each sensor sits on its segment.
    pub calibration: Vec<SegmentCalibration>,
    /// Which sensors the contacts were found with; null where no walking was found.
    pub contact_source: Option<ContactSource>,
    /// How walking speed was found; null where it was not.
    pub speed_method: Option<SpeedMethod>,
    /// Height of the shank sensors above the ankles and where it comes from, and the error that all lengths share; null
    /// without a speed.
    pub speed: Option<SpeedEstimate>,
    /// How far the session can be trusted.
    pub quality: SessionQuality,
    /// What a reader must know first, weightiest first: one at least, three at most.
    pub headlines: Vec<HeadlineRow>,
    /// Strides found, counted and left out.
    pub strides: StrideCounts,
    /// Stretches of uninterrupted walking.
    pub bouts: Vec<Bout>,
    /// Changes of walking direction.
    pub turns: Vec<Turn>,
    /// One row per measure and side.
    pub measures: Vec<MeasureRow>,
    /// One row per measure whose sides are compared.
    pub side_differences: Vec<SideDifference>,
    /// How vibration changes from one sensor to the next.
    pub shock_transfer: Vec<ShockTransfer>,
    /// How alike steps and strides are.
    pub regularity: Vec<Regularity>,
    /// Spread from stride to stride.
    pub variability: Vec<Variability>,
    /// Compensation patterns, one per pattern, shown or not, each with its criteria.
    pub findings: Vec<Finding>,
    /// The loading indicators drawn together; null for a kit on one leg.
    pub loading: Option<LoadingBalance>,
    /// What changed within the session.
    pub changes: ChangesWithin,
    /// Walks, rests and what a rest undid; null without two walks of half a minute.
    pub walk_rest_walk: Option<WalkRestWalk>,
    /// Timed up and go or five times sit-to-stand; null where the protocol names none.
    pub function_test: Option<FunctionResult>,
    /// How long healthy people of this age take for the test; null where no reference fits.
    pub function_reference: Option<FunctionReference>,
    /// Quiet standing; null without a stand of ten seconds.
    pub posture: Option<Posture>,
    /// Measures and curves against what healthy people show at this speed.
    pub profile: Profile,
    /// What the findings may mean: sentences as keys of the wording files, each with its values and what it rests on.
    pub explanation: Explanation,
    /// What was not measured, and why.
    pub absent: Vec<Absent>,
    /// Doubts about recording and analysis.
    pub notices: Vec<Notice>,
}

/// A headline and its sentence.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct HeadlineRow {
    /// What is said, as data.
    #[serde(flatten)]
    pub headline: Headline,
    /// In the language of the report that the file lies beside.
    pub sentence: String,
}

/// The headlines of an analysis with their sentences.
fn headline_rows(analysis: &Analysis, wording: &Wording) -> Vec<HeadlineRow> {
    headlines(analysis)
        .into_iter()
        .map(|headline| HeadlineRow {
            sentence: headline_sentence(&headline).text(wording),
            headline,
        })
        .collect()
}

/// The sentences of the headlines in every language, by its tag.
pub fn headline_sentences(analysis: &Analysis) -> BTreeMap<String, Vec<String>> {
    let in_one = |language: Language| {
        let rows = headline_rows(analysis, &Wording::new(language));
        let sentences = rows.into_iter().map(|row| row.sentence);
        (language.tag().to_string(), sentences.collect())
    };
    Language::ALL.into_iter().map(in_one).collect()
}

/// What changed within the session.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct ChangesWithin {
    /// Sudden changes, in order of onset.
    pub shifts: Vec<Shift>,
    /// Steady trends.
    pub drifts: Vec<Drift>,
    /// Shifts beyond measurement error, grouped by onset, weightiest first; indices into `shifts`.
    pub events: Vec<ShiftEvent>,
    /// Sensors that did not stay where they were put.
    pub moved_sensors: Vec<MovedSensor>,
    /// How many series were long enough to be searched; 0 means that nothing can be said.
    pub series: usize,
}

/// The program that wrote the file.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct Program {
    /// `gaitscope`.
    pub name: String,
    /// The package's version.
    pub version: String,
    /// Version of the rules behind values, intervals and verdicts: results of another one are not compared as they stand.
    pub method: u32,
}

/// The recording that was read.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct Input {
    /// A short name without folders.
    pub name: String,
    /// SHA-256 over the bytes of all files, in the order of their names.
    pub sha256: String,
    /// Names without folders, sorted.
    pub files: Vec<String>,
}

/// Strides found, counted and left out.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct StrideCounts {
    /// Of the left foot.
    pub left: SideCounts,
    /// Of the right foot.
    pub right: SideCounts,
}

/// Strides of one foot.
#[derive(Debug, Clone, Default, PartialEq, Serialize, JsonSchema)]
pub struct SideCounts {
    /// All.
    pub found: usize,
    /// Behind values and verdicts.
    pub included: usize,
    /// Left out, by reason; a stride with several reasons counts once for each.
    pub excluded: BTreeMap<String, usize>,
}

/// One measure on one side.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct MeasureRow {
    /// What was measured.
    pub measure: Measure,
    /// Null for measures of the whole body.
    pub side: Option<Side>,
    /// Median over the included strides.
    pub value: f64,
    /// UCUM unit; `1` for ratios.
    pub unit: String,
    /// Strides behind it.
    pub n: usize,
    /// 95 % confidence interval of the value; null below five strides.
    pub confidence_interval: Option<Interval>,
    /// Robust standard deviation between strides; null where it could not be computed.
    pub spread: Option<f64>,
    /// How far the value can be trusted.
    pub grade: Grade,
    /// What is missing for an A, as `gate-<code>` of the wording files; empty for an A.
    pub grade_reasons: Vec<GradeReason>,
    /// Healthy adults; null where no reference fits.
    pub reference: Option<Reference>,
    /// Verdict on this measure's side difference; null where sides are not compared.
    pub verdict: Option<Verdict>,
    /// Id and version of the method.
    pub method: String,
    /// How the measure is defined.
    pub definition: String,
}

impl Summary {
    /// The view of an analysis. JSON knows no NaN: a row whose numbers are not finite moves to `absent`.
    /// Its sentences are English; [`in_language`](Summary::in_language) chooses.
    pub fn new(analysis: &Analysis) -> Summary {
        Summary::in_language(analysis, Language::English)
    }

    /// As [`new`](Summary::new), the headlines' sentences in this language.
    pub fn in_language(analysis: &Analysis, language: Language) -> Summary {
        let mut absent = analysis.absent.clone();
        let mut lost = |measure: Measure| {
            let row = Absent {
                what: measure.name().to_owned(),
                reason: AbsenceReason::NotANumber,
            };
            if !absent.contains(&row) {
                absent.push(row);
            }
        };
        let mut measures = Vec::new();
        for row in &analysis.measures {
            if row.value.is_finite() {
                measures.push(measure_row(row, analysis));
            } else {
                lost(row.measure);
            }
        }
        let mut side_differences = Vec::new();
        for row in &analysis.side_differences {
            match finite_difference(row) {
                Some(row) => side_differences.push(row),
                None => lost(row.measure),
            }
        }
        Summary {
            schema_version: SCHEMA_VERSION,
            program: Program {
                name: "gaitscope".to_owned(),
                version: analysis.version.clone(),
                method: assessment::METHOD,
            },
            input: Input {
                name: analysis.source.name.clone(),
                sha256: analysis.source.sha256.clone(),
                files: analysis.source.files.clone(),
            },
            session: analysis.session.clone(),
            settings: analysis.settings.clone(),
            duration_s: finite_or_zero(analysis.duration_s),
            sensors: analysis.sensors.iter().map(finite_sensor).collect(),
            calibration: analysis.calibration.iter().map(finite_calibration).collect(),
            contact_source: analysis.contact_source,
            speed_method: analysis.speed_method,
            speed: analysis.speed,
            quality: analysis.quality.clone(),
            headlines: headline_rows(analysis, &Wording::new(language)),
            strides: StrideCounts {
                left: counts(analysis, Side::Left),
                right: counts(analysis, Side::Right),
            },
            bouts: analysis.bouts.clone(),
            turns: analysis.turns.clone(),
            measures,
            side_differences,
            shock_transfer: finite(&analysis.shock_transfer, |row| {
                vec![row.movement_db, row.impact_db, row.impact_se_db]
            }),
            regularity: finite(&analysis.regularity, |row| vec![row.step, row.stride]),
            variability: finite(&analysis.variability, |row| vec![row.cv_percent, row.robust_cv_percent]),
            findings: analysis.findings.iter().map(finite_finding).collect(),
            loading: analysis.loading.clone(),
            changes: ChangesWithin {
                // The events count into this list, so that no row may go away: what is not finite becomes zero.
                shifts: analysis.changes.shifts.iter().map(finite_shift).collect(),
                drifts: finite(&analysis.changes.drifts, |row| {
                    vec![
                        row.slope_per_min,
                        row.interval.low,
                        row.interval.high,
                        row.total_change,
                        row.p,
                        row.limit,
                    ]
                }),
                events: analysis.changes.events.clone(),
                moved_sensors: finite(&analysis.changes.moved, |row| vec![row.turn_deg]),
                series: analysis.changes.series,
            },
            walk_rest_walk: analysis.walk_rest_walk.clone(),
            function_test: analysis.function_test.clone(),
            function_reference: analysis
                .function_test
                .as_ref()
                .and_then(|found| function_reference(found.test, analysis.session.subject.age_years)),
            posture: analysis.posture.clone(),
            profile: analysis.profile.clone(),
            explanation: Explanation::of(analysis),
            absent,
            notices: analysis.notices.clone(),
        }
    }
}

/// The JSON Schema of `summary.json`, for programs that read it.
pub fn summary_schema() -> schemars::Schema {
    schemars::schema_for!(Summary)
}

/// The rows whose numbers are all finite.
fn finite<T: Clone>(rows: &[T], numbers: impl Fn(&T) -> Vec<f64>) -> Vec<T> {
    rows.iter()
        .filter(|row| numbers(row).iter().all(|number| number.is_finite()))
        .cloned()
        .collect()
}

fn finite_or_zero(value: f64) -> f64 {
    if value.is_finite() { value } else { 0.0 }
}

fn finite_interval(interval: Option<Interval>) -> Option<Interval> {
    interval.filter(|interval| interval.low.is_finite() && interval.high.is_finite())
}

fn finite_finding(finding: &Finding) -> Finding {
    let mut finding = finding.clone();
    for criterion in &mut finding.criteria {
        criterion.value = criterion.value.filter(|value| value.is_finite());
        criterion.interval = finite_interval(criterion.interval);
        criterion.limit = finite_or_zero(criterion.limit);
    }
    finding
}

fn finite_shift(shift: &Shift) -> Shift {
    let mut shift = shift.clone();
    for value in [
        &mut shift.onset_s,
        &mut shift.before,
        &mut shift.after,
        &mut shift.change,
        &mut shift.interval.low,
        &mut shift.interval.high,
        &mut shift.limit,
    ] {
        *value = finite_or_zero(*value);
    }
    shift
}

fn finite_sensor(sensor: &SensorSummary) -> SensorSummary {
    let mut sensor = sensor.clone();
    sensor.gravity_mps2 = sensor.gravity_mps2.filter(|value| value.is_finite());
    sensor.clock_uncertainty_s = sensor.clock_uncertainty_s.filter(|value| value.is_finite());
    for value in [
        &mut sensor.rate_hz,
        &mut sensor.lost_share,
        &mut sensor.longest_gap_s,
        &mut sensor.clipped_share,
    ] {
        *value = finite_or_zero(*value);
    }
    sensor
}

fn finite_calibration(calibration: &SegmentCalibration) -> SegmentCalibration {
    let mut calibration = calibration.clone();
    calibration.rotation = calibration
        .rotation
        .filter(|rotation| rotation.iter().flatten().all(|v| v.is_finite()));
    calibration.eigenvalue_share = calibration.eigenvalue_share.filter(|value| value.is_finite());
    calibration.offset_uncertainty_deg = calibration.offset_uncertainty_deg.filter(|value| value.is_finite());
    calibration
}

fn finite_difference(row: &SideDifference) -> Option<SideDifference> {
    let needed = [row.difference, row.interval.low, row.interval.high, row.left, row.right];
    if !needed.iter().all(|value| value.is_finite()) {
        return None;
    }
    let mut row = row.clone();
    row.clock_uncertainty = finite_or_zero(row.clock_uncertainty);
    row.gates.error_limit = row.gates.error_limit.filter(|value| value.is_finite());
    row.gates.healthy_limit = row.gates.healthy_limit.filter(|value| value.is_finite());
    Some(row)
}

fn measure_row(row: &MeasureSummary, analysis: &Analysis) -> MeasureRow {
    let verdict = analysis
        .side_differences
        .iter()
        .find(|side| side.measure == row.measure)
        .map(|side| side.verdict);
    MeasureRow {
        measure: row.measure,
        side: row.side,
        value: row.value,
        unit: row.unit.clone(),
        n: row.n,
        confidence_interval: finite_interval(row.interval),
        spread: Some(row.spread).filter(|value| value.is_finite()),
        grade: row.grade,
        grade_reasons: row.grade_reasons.clone(),
        reference: row.reference.clone(),
        verdict,
        method: row.method.clone(),
        definition: row.measure.definition().to_owned(),
    }
}

fn counts(analysis: &Analysis, side: Side) -> SideCounts {
    let mut counts = SideCounts::default();
    for stride in analysis.strides.iter().filter(|stride| stride.side == side) {
        counts.found += 1;
        counts.included += usize::from(stride.included());
        for reason in stride.excluded_because.iter().map(|reason: &Exclusion| reason.name()) {
            *counts.excluded.entry(reason.to_owned()).or_default() += 1;
        }
    }
    counts
}

#[cfg(test)]
mod tests;
