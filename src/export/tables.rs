//! The tables of an analysis: one row per stride, contact, measure, finding, and one for the recording itself.
//!
//! Each row carries the recording's name and the SHA-256 of its bytes, so that tables of many recordings can be joined.

use super::ExportError;
use super::columns::Table;
use assessment::{Analysis, GradeReason};
use gait::{Measure, Stride};
use recording::{Notice, NoticeCode, Session, Side, Source};
use std::path::{Path, PathBuf};
use summary::Summary;

/// All tables of one analysis, by name.
pub fn tables(analysis: &Analysis) -> Vec<(&'static str, Table)> {
    vec![
        ("strides", strides(analysis)),
        ("events", events(analysis)),
        ("measures", measures(analysis)),
        ("findings", findings(analysis)),
        ("recordings", recordings(analysis)),
    ]
}

/// Writes `<table>.parquet` for each of [`tables`].
pub fn write(analysis: &Analysis, dir: &Path) -> Result<Vec<PathBuf>, ExportError> {
    tables(analysis)
        .into_iter()
        .map(|(name, table)| table.write(dir, name))
        .collect()
}

fn start(analysis: &Analysis, rows: usize) -> Table {
    start_with(&analysis.source, &analysis.session, rows)
}

fn start_with(source: &Source, session: &Session, rows: usize) -> Table {
    let mut table = Table::new();
    table
        .text("recording", (0..rows).map(|_| Some(source.name.clone())))
        .text("sha256", (0..rows).map(|_| Some(source.sha256.clone())))
        .text("subject", (0..rows).map(|_| session.subject.pseudonym.clone()));
    table
}

fn side(side: Option<Side>) -> Option<&'static str> {
    side.map(Side::name)
}

/// One row per stride; every measure is a column, measured or not, so that all files have one schema.
pub fn strides(analysis: &Analysis) -> Table {
    stride_rows(&analysis.source, &analysis.session, &analysis.strides)
}

/// The table `strides` without a row: its columns, for those who must know them before the first recording.
pub fn no_strides() -> Table {
    stride_rows(&Source::default(), &Session::default(), &[])
}

fn stride_rows(source: &Source, session: &Session, rows: &[Stride]) -> Table {
    let mut table = start_with(source, session, rows.len());
    table
        .text("side", rows.iter().map(|stride| Some(stride.side.name())))
        .whole("bout", rows.iter().map(|stride| Some(stride.bout as i64)))
        .number("start_s", rows.iter().map(|stride| Some(stride.start_s)))
        .number("end_s", rows.iter().map(|stride| Some(stride.end_s)))
        .number("final_contact_s", rows.iter().map(|stride| stride.final_contact_s));
    for measure in Measure::ALL {
        table.number(measure.name(), rows.iter().map(|stride| stride.values.get(*measure)));
    }
    table
        .truth("included", rows.iter().map(|stride| Some(stride.included())))
        .text(
            "excluded_because",
            rows.iter().map(|stride| {
                let reasons: Vec<&str> = stride.excluded_because.iter().map(|reason| reason.name()).collect();
                (!reasons.is_empty()).then(|| reasons.join(";"))
            }),
        );
    table
}

fn events(analysis: &Analysis) -> Table {
    let rows = &analysis.contacts;
    let mut table = start(analysis, rows.len());
    table
        .text("side", rows.iter().map(|contact| Some(contact.side.name())))
        .text("event", rows.iter().map(|contact| Some(contact.kind.name())))
        .number("time_s", rows.iter().map(|contact| Some(contact.time_s)));
    table
}

fn measures(analysis: &Analysis) -> Table {
    let rows = &analysis.measures;
    let mut table = start(analysis, rows.len());
    table
        .text("measure", rows.iter().map(|row| Some(row.measure.name())))
        .text("side", rows.iter().map(|row| side(row.side)))
        .number("value", rows.iter().map(|row| Some(row.value)))
        .text("unit", rows.iter().map(|row| Some(row.unit.clone())))
        .whole("n", rows.iter().map(|row| Some(row.n as i64)))
        .number("low", rows.iter().map(|row| row.interval.map(|interval| interval.low)))
        .number(
            "high",
            rows.iter().map(|row| row.interval.map(|interval| interval.high)),
        )
        .number("spread", rows.iter().map(|row| Some(row.spread)))
        .text("grade", rows.iter().map(|row| Some(format!("{:?}", row.grade))))
        .text("method", rows.iter().map(|row| Some(row.method.clone())))
        .text("reasons", rows.iter().map(|row| Some(codes(&row.grade_reasons))));
    table
}

/// Codes with semicolons between.
fn codes(reasons: &[GradeReason]) -> String {
    let codes: Vec<&str> = reasons.iter().map(|reason| reason.code()).collect();
    codes.join(";")
}

/// Patterns with their verdicts, then side differences with theirs.
fn findings(analysis: &Analysis) -> Table {
    let patterns = &analysis.findings;
    let differences = &analysis.side_differences;
    let mut table = start(analysis, patterns.len() + differences.len());
    let kinds = patterns
        .iter()
        .map(|_| "pattern")
        .chain(differences.iter().map(|_| "side_difference"));
    let names = patterns
        .iter()
        .map(|finding| finding.pattern.name())
        .chain(differences.iter().map(|difference| difference.measure.name()));
    let sides = patterns
        .iter()
        .map(|finding| side(finding.side))
        .chain(differences.iter().map(|_| None));
    let verdicts = patterns
        .iter()
        .map(|finding| word(&finding.verdict))
        .chain(differences.iter().map(|difference| word(&difference.verdict)));
    let of_differences = |value: fn(&assessment::SideDifference) -> f64| {
        patterns
            .iter()
            .map(|_| None)
            .chain(differences.iter().map(move |row| Some(value(row))))
    };
    table
        .text("kind", kinds.map(Some))
        .text("name", names.map(Some))
        .text("side", sides)
        .text("verdict", verdicts)
        .number("difference", of_differences(|row| row.difference))
        .number("low", of_differences(|row| row.interval.low))
        .number("high", of_differences(|row| row.interval.high))
        .text(
            "unit",
            patterns
                .iter()
                .map(|_| None)
                .chain(differences.iter().map(|row| Some(row.unit.clone()))),
        )
        .whole(
            "pairs",
            patterns
                .iter()
                .map(|_| None)
                .chain(differences.iter().map(|row| Some(row.pairs as i64))),
        )
        .text(
            "grade",
            patterns
                .iter()
                .map(|row| Some(format!("{:?}", row.grade)))
                .chain(differences.iter().map(|row| Some(format!("{:?}", row.grade)))),
        )
        .text(
            "reasons",
            patterns
                .iter()
                .map(|_| None)
                .chain(differences.iter().map(|row| Some(codes(&row.gates.quality_reasons)))),
        );
    table
}

/// The word that `summary.json` uses for a verdict.
fn word(verdict: &impl serde::Serialize) -> Option<String> {
    serde_json::to_value(verdict).ok()?.as_str().map(str::to_owned)
}

/// What must be alike where two recordings of one person are compared, as a list of JSON objects, one a sensor.
fn setup(analysis: &Analysis) -> Vec<serde_json::Value> {
    analysis
        .sensors
        .iter()
        .map(|sensor| {
            let aligned = analysis.calibration.iter().find(|row| row.site == sensor.site);
            let moved = |notice: &Notice| notice.code == NoticeCode::SensorMoved && notice.site == Some(sensor.site);
            serde_json::json!({
                "site": sensor.site,
                "rate_hz": sensor.rate_hz,
                "long_axis": aligned.map(|row| word(&row.long_axis)),
                "side_axis": aligned.map(|row| word(&row.side_axis)),
                "moved": analysis.notices.iter().any(moved),
            })
        })
        .collect()
}

/// One row: where it came from, what it was analysed with, how good it is.
fn recordings(analysis: &Analysis) -> Table {
    let summary = Summary::new(analysis);
    let subject = &analysis.session.subject;
    let speed = analysis.measure(Measure::Speed, None).map(|row| row.value);
    let settings = serde_json::to_string(&analysis.settings).ok();
    let mut table = start(analysis, 1);
    let setup = serde_json::to_string(&setup(analysis)).ok();
    table
        .text("version", [Some(analysis.version.clone())])
        .text("settings", [settings])
        .text("files", [Some(analysis.source.files.join(";"))])
        .text("protocol", [analysis.session.protocol.name.clone()])
        .number("age_years", [subject.age_years])
        .number("height_m", [subject.height_m])
        .text("sex", [subject.sex.clone()])
        .number("duration_s", [Some(analysis.duration_s)])
        .whole("sensors", [Some(analysis.sensors.len() as i64)])
        .truth("treadmill", [Some(analysis.session.protocol.treadmill)])
        .text("setup", [setup])
        .text("contact_source", [analysis.contact_source.as_ref().and_then(word)])
        .text("speed_method", [analysis.speed_method.as_ref().and_then(word)])
        .whole("strides_left", [Some(summary.strides.left.found as i64)])
        .whole("strides_right", [Some(summary.strides.right.found as i64)])
        .whole("strides_left_included", [Some(summary.strides.left.included as i64)])
        .whole("strides_right_included", [Some(summary.strides.right.included as i64)])
        .number("speed_mps", [speed])
        .text("grade", [Some(format!("{:?}", analysis.quality.grade))]);
    table
}
