//! APDM (Clario) Mobility Lab and Motion Studio: CSV in two layouts.
//!
//! * CSV with a title: `Test Name`, `Sample Rate`, then one row of names such as `Lumbar/Acceleration/X` and one of units.
//! * CSV `Format=7` (and its kin): one row with each sensor's number and place, one with its signals, one with the axes; times
//!   in microseconds since 1970, m/s² and rad/s.
//!
//! Opals keep one common clock to well below a sample. Tests: real files of both layouts.

use super::super::Quantity;
use super::super::error::RecordingError;
use super::sheet::{self, Layout};
use super::{ClockBase, Export, ForeignSensor, Format, Head, Part};

pub(super) const CSV: Format = Format {
    name: "APDM CSV",
    detect: |head| titled(head) || head.text.starts_with("Format="),
    read: |export| {
        let text = export.text()?;
        if text.starts_with("Format=") {
            numbered_csv(export, &text)
        } else {
            titled_csv(export, &text)
        }
    },
};

pub(super) const ADVICE: &str =
    "Export the raw data of the recording (\"Raw data\", HDF5 or CSV) with accelerometer and gyroscope.";

fn titled(head: &Head) -> bool {
    head.lines()
        .take(6)
        .any(|line| line.starts_with("Time,") && line.contains("/Acceleration/X"))
}

fn clock(export: &Export) -> ClockBase {
    ClockBase::file(&export.file)
}

fn titled_csv(export: &Export, text: &str) -> Result<Vec<Part>, RecordingError> {
    let at = text
        .lines()
        .take(6)
        .position(|line| line.starts_with("Time,"))
        .unwrap_or(0);
    let Some(layout) = Layout::with_delimiter(text, at, 1, b',') else {
        return Err(export.broken(CSV.name, None, "the row of names is not there"));
    };
    let units = text
        .lines()
        .nth(at + 1)
        .and_then(|line| sheet::cells(line, b','))
        .unwrap_or_default();
    let mut labels: Vec<&str> = Vec::new();
    for name in &layout.names {
        if let Some(label) = name.strip_suffix("/Acceleration/X") {
            labels.push(label);
        }
    }
    let mut parts = Vec::new();
    for label in labels {
        let axes = |signal: &str| {
            let [x, y, z] = ["X", "Y", "Z"].map(|axis| layout.column(&format!("{label}/{signal}/{axis}")));
            Some([x?, y?, z?])
        };
        let (Some(acc), Some(gyr)) = (axes("Acceleration"), axes("Angular Velocity")) else {
            continue;
        };
        let factor = |quantity: Quantity, column: usize| {
            let unit = units.get(column).map_or("", String::as_str);
            sheet::factor(quantity, unit).ok_or_else(|| RecordingError::UnknownUnit {
                file: export.file.clone(),
                column: layout.names[column].clone(),
                quantity,
                found: Some(unit.to_owned()),
            })
        };
        let factors = (
            factor(Quantity::Accelerometer, acc[0])?,
            factor(Quantity::Gyroscope, gyr[0])?,
        );
        let wanted: Vec<usize> = [0].into_iter().chain(acc).chain(gyr).collect();
        let numbers = layout.numbers(&export.file, text, &wanted)?;
        let c = &numbers.columns;
        let samples = sheet::rows(
            &export.file,
            "Time",
            &numbers.lines,
            &c[0],
            [&c[1], &c[2], &c[3]],
            [&c[4], &c[5], &c[6]],
            factors,
        )?;
        let mut sensor = ForeignSensor::new(CSV.name, &export.file, label, clock(export), samples);
        sensor.model = Some("APDM Opal".to_owned());
        parts.push(sensor.into());
    }
    if parts.is_empty() {
        return Err(export.no_raw_signals(CSV.name, "no sensor with acceleration and angular velocity", ADVICE));
    }
    Ok(parts)
}

fn numbered_csv(export: &Export, text: &str) -> Result<Vec<Part>, RecordingError> {
    let line = |k: usize| -> Vec<String> {
        let line = text.lines().nth(k).unwrap_or_default();
        line.split(',').map(|cell| cell.trim().to_owned()).collect()
    };
    let (heads, signals, axes) = (line(0), line(1), line(2));
    if signals.first().is_none_or(|name| name != "Time") {
        return Err(export.broken(CSV.name, Some(2), "the row of signals does not begin with Time"));
    }
    // A sensor's number opens its columns, its place stands three cells further.
    let starts: Vec<usize> = (1..heads.len())
        .filter(|&column| !heads[column].is_empty() && heads[column].bytes().all(|byte| byte.is_ascii_digit()))
        .collect();
    let layout = Layout {
        delimiter: b',',
        decimal_comma: false,
        lines_before: 3,
        names: (0..axes.len())
            .map(|k| format!("{} {}", signals.get(k).map_or("", String::as_str), axes[k]))
            .collect(),
    };
    let mut parts = Vec::new();
    for (k, &start) in starts.iter().enumerate() {
        let end = starts.get(k + 1).copied().unwrap_or(signals.len());
        let find = |name: &str| -> Option<[usize; 3]> {
            let at = (start..end).find(|&column| signals.get(column).is_some_and(|own| own == name))?;
            let right = ["X", "Y", "Z"]
                .iter()
                .enumerate()
                .all(|(i, axis)| axes.get(at + i).is_some_and(|own| own == axis));
            right.then_some([at, at + 1, at + 2])
        };
        let (Some(acc), Some(gyr)) = (find("Accelerometer"), find("Gyroscope")) else {
            continue;
        };
        let label = heads[start + 1..end.min(heads.len())]
            .iter()
            .find(|cell| !cell.is_empty());
        let wanted: Vec<usize> = [0].into_iter().chain(acc).chain(gyr).collect();
        let numbers = layout.numbers(&export.file, text, &wanted)?;
        let time_s: Vec<f64> = numbers.columns[0].iter().map(|us| us / 1e6).collect();
        let c = &numbers.columns;
        let samples = sheet::rows(
            &export.file,
            "Time",
            &numbers.lines,
            &time_s,
            [&c[1], &c[2], &c[3]],
            [&c[4], &c[5], &c[6]],
            (1.0, 1.0),
        )?;
        let label = label.map_or("", String::as_str);
        let mut sensor = ForeignSensor::new(CSV.name, &export.file, label, clock(export), samples);
        sensor.model = Some("APDM Opal".to_owned());
        sensor.serial = Some(heads[start].clone());
        parts.push(sensor.into());
    }
    if parts.is_empty() {
        return Err(export.no_raw_signals(CSV.name, "no sensor with accelerometer and gyroscope", ADVICE));
    }
    Ok(parts)
}
