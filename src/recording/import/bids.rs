//! BIDS-Motion: `…_motion.tsv` (no header), `…_channels.tsv` (what its columns are), `…_motion.json` (the rate).
//!
//! Recognised by the channels file's header; the other two lie beside it. Channels of type `ACCEL` and `GYRO` with the same
//! `tracked_point` are one sensor; `LATENCY` (seconds) is the time where it is there, else rows over `SamplingFrequency`.
//! Acceleration in m/s² or g, rates in rad/s or deg/s.
//!
//! Tests: hand-made files after the specification (version 1.10).

use super::super::error::{Quantity, RecordingError};
use super::super::problem::{ExportProblem, MissingSignals, RawSignalsAdvice};
use super::sheet::{self, Layout};
use super::{ClockBase, Export, ForeignSensor, Format, FormatDescription, Head, Part, PassedOver, nothing_whole};
use std::collections::BTreeMap;

pub(super) const FORMAT: Format = Format {
    name: "BIDS-Motion",
    detect,
    read,
    about: FormatDescription {
        program: "BIDS-Motion (any)",
        reads: "`…_channels.tsv` with `…_motion.tsv` and `…_motion.json`; latency or sampling frequency",
        source: "specification 1.10",
        tried: "made",
        refused: "positions and orientations alone",
    },
};

const COLUMNS: [&str; 4] = ["component", "type", "tracked_point", "units"];

fn detect(head: &Head) -> bool {
    head.name.ends_with("_channels.tsv")
        && head.lines().next().is_some_and(|line| {
            let names = sheet::cells(line, b'\t').unwrap_or_default();
            COLUMNS.iter().all(|name| names.iter().any(|own| own == name))
        })
}

/// The channels file that would describe a table of this name.
pub(in super::super) fn description_of(name: &str) -> Option<String> {
    name.strip_suffix("_motion.tsv")
        .map(|stem| format!("{stem}_channels.tsv"))
}

/// Whether a file is read through its channels file and not by itself.
pub(in super::super) fn is_described(name: &str, others: impl Fn(&str) -> bool) -> bool {
    description_of(name).is_some_and(|channels| others(&channels)) || name.ends_with("_motion.json")
}

/// What the description says of the table's columns, by their place.
#[derive(Default)]
struct Channels {
    /// By the place on the body: the columns of three accelerations and three rates.
    sensors: BTreeMap<String, [[Option<usize>; 3]; 2]>,
    /// One for each column.
    units: Vec<String>,
    latency: Option<usize>,
}

impl Channels {
    fn of(text: &str, layout: &Layout) -> Channels {
        let column = |name: &str| layout.column(name).unwrap_or_default();
        let [component, kind, point, units] = COLUMNS.map(column);
        let mut channels = Channels::default();
        for line in text.lines().skip(1).filter(|line| !line.trim().is_empty()) {
            let cells: Vec<&str> = line.split('\t').map(str::trim).collect();
            let cell = |at: usize| cells.get(at).copied().unwrap_or_default();
            let channel = channels.units.len();
            channels.units.push(cell(units).to_owned());
            let quantity = match cell(kind).to_uppercase().as_str() {
                "ACCEL" => Quantity::Accelerometer,
                "GYRO" | "ANGVEL" => Quantity::Gyroscope,
                "LATENCY" => {
                    channels.latency.get_or_insert(channel);
                    continue;
                }
                _ => continue,
            };
            let axes = ["x", "y", "z"];
            if let Some(axis) = axes.iter().position(|axis| axis.eq_ignore_ascii_case(cell(component))) {
                let sensor = channels.sensors.entry(cell(point).to_owned()).or_default();
                sensor[quantity as usize][axis] = Some(channel);
            }
        }
        channels
    }
}

fn read(export: &Export) -> Result<Vec<Part>, RecordingError> {
    let text = export.beginning()?;
    let Some(layout) = Layout::with_delimiter(&text, 0, 0, b'\t') else {
        return Err(export.broken(FORMAT.name, Some(1), ExportProblem::NoColumnNames));
    };
    let channels = Channels::of(&text, &layout);
    let own_name = export.file.rsplit('/').next().unwrap_or(&export.file);
    let stem = own_name.trim_end_matches("_channels.tsv");
    let folder = export.file[..export.file.len() - own_name.len()].to_owned();
    let table_name = format!("{folder}{stem}_motion.tsv");
    let Some(table) = export.sibling(&table_name) else {
        return Err(export.broken(FORMAT.name, None, ExportProblem::MissingFile { other: table_name }));
    };
    let rate_hz = export.sibling(&format!("{folder}{stem}_motion.json")).and_then(|side| {
        let value: serde_json::Value = serde_json::from_str(&side.text().ok()?).ok()?;
        value
            .get("SamplingFrequencyEffective")
            .or_else(|| value.get("SamplingFrequency"))?
            .as_f64()
    });
    let table = Export {
        input: &table,
        file: table_name,
        ..*export
    };
    let layout = Layout {
        delimiter: b'\t',
        blanks: false,
        decimal_comma: false,
        lines_before: 0,
        names: (1..=channels.units.len()).map(|k| format!("column {k}")).collect(),
    };
    let factor = |quantity: Quantity, channel: usize| {
        let unit = channels.units.get(channel).map_or("", String::as_str);
        sheet::factor(quantity, unit).ok_or_else(|| RecordingError::UnknownUnit {
            file: export.file.clone(),
            column: format!("channel {}", channel + 1),
            quantity,
            found: Some(unit.to_owned()),
        })
    };
    let mut parts = Vec::new();
    for (label, [acc, gyr]) in channels.sensors {
        let ([Some(ax), Some(ay), Some(az)], [Some(gx), Some(gy), Some(gz)]) = (acc, gyr) else {
            let any = |axes: [Option<usize>; 3]| axes.iter().any(Option::is_some);
            parts.extend(PassedOver::of(&table.file, &label, any(acc), any(gyr)));
            continue;
        };
        let factors = (factor(Quantity::Accelerometer, ax)?, factor(Quantity::Gyroscope, gx)?);
        let wanted: Vec<usize> = [ax, ay, az, gx, gy, gz].into_iter().chain(channels.latency).collect();
        let mut numbers = layout.numbers(&table, &wanted)?;
        let time_s: Vec<f64> = match (channels.latency, rate_hz) {
            (Some(_), _) => std::mem::take(&mut numbers.columns[6]),
            (None, Some(rate)) => (0..numbers.lines.len()).map(|k| k as f64 / rate).collect(),
            (None, None) => {
                return Err(RecordingError::NoRate {
                    file: table.file.clone(),
                    format: FORMAT.name,
                });
            }
        };
        let samples = sheet::rows(
            &table.file,
            "LATENCY",
            &numbers.lines,
            time_s,
            sheet::three(&mut numbers.columns, [0, 1, 2]),
            sheet::three(&mut numbers.columns, [3, 4, 5]),
            factors,
        )?;
        let mut sensor = ForeignSensor::new(FORMAT.name, &table.file, &label, ClockBase::file(&table.file), samples);
        sensor.files.push(export.file.clone());
        sensor.rate_hz = rate_hz;
        parts.push(sensor.into());
    }
    if nothing_whole(&parts) {
        return Err(export.no_raw_signals(FORMAT.name, MissingSignals::BOTH, RawSignalsAdvice::Bids));
    }
    Ok(parts)
}
