//! APDM (Clario) Mobility Lab and Motion Studio: CSV in two layouts.
//!
//! * CSV with a title: `Test Name`, `Sample Rate`, then one row of names such as `Lumbar/Acceleration/X` and one of units.
//! * CSV `Format=7` (and its kin): one row with each sensor's number and place, one with its signals, one with the axes; times
//!   in microseconds since 1970, m/s² and rad/s.
//!
//! Opals keep one common clock to well below a sample. Tests: real files of both layouts.

use super::super::Quantity;
use super::super::error::RecordingError;
use super::super::problem::{ExportProblem, MissingSignals, RawSignalsAdvice};
use super::sheet::{self, Layout};
use super::{ClockBase, Export, ForeignSensor, Format, FormatDescription, Head, Part, PassedOver, nothing_whole};

pub(super) const CSV: Format = Format {
    name: "APDM CSV",
    detect: |head| titled(head) || head.text.starts_with("Format="),
    read: |export| {
        let text = export.beginning()?;
        if text.starts_with("Format=") {
            numbered_csv(export, &text)
        } else {
            titled_csv(export, &text)
        }
    },
    about: FormatDescription {
        program: "APDM (Clario) Mobility Lab, Motion Studio: CSV",
        reads: "both layouts, all sensors",
        source: "exports",
        tried: "real",
        refused: "what holds no raw signals",
    },
};

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
        return Err(export.broken(CSV.name, None, ExportProblem::NoColumnNames));
    };
    let units = text
        .lines()
        .nth(at + 1)
        .and_then(|line| sheet::cells(line, b','))
        .unwrap_or_default();
    let mut labels: Vec<&str> = Vec::new();
    for name in &layout.names {
        let own = ["/Acceleration/X", "/Angular Velocity/X"];
        if let Some(label) = own.iter().find_map(|end| name.strip_suffix(end))
            && !labels.contains(&label)
        {
            labels.push(label);
        }
    }
    let mut parts = Vec::new();
    for label in labels {
        let axes = |signal: &str| {
            let [x, y, z] = ["X", "Y", "Z"].map(|axis| layout.column(&format!("{label}/{signal}/{axis}")));
            Some([x?, y?, z?])
        };
        let (acc, gyr) = (axes("Acceleration"), axes("Angular Velocity"));
        let (Some(acc), Some(gyr)) = (acc, gyr) else {
            parts.extend(PassedOver::of(&export.file, label, acc.is_some(), gyr.is_some()));
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
        let mut numbers = layout.numbers(export, &wanted)?;
        let time_s = std::mem::take(&mut numbers.columns[0]);
        let samples = numbers.sensor(&export.file, "Time", time_s, factors)?;
        let mut sensor = ForeignSensor::new(CSV.name, &export.file, label, clock(export), samples);
        sensor.model = Some("APDM Opal".to_owned());
        parts.push(sensor.into());
    }
    if nothing_whole(&parts) {
        return Err(export.no_raw_signals(CSV.name, MissingSignals::BOTH, RawSignalsAdvice::Apdm));
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
        return Err(export.broken(CSV.name, Some(2), ExportProblem::NoColumnNames));
    }
    // A sensor's number opens its columns, its place stands three cells further.
    let starts: Vec<usize> = (1..heads.len())
        .filter(|&column| !heads[column].is_empty() && heads[column].bytes().all(|byte| byte.is_ascii_digit()))
        .collect();
    let layout = Layout {
        delimiter: b',',
        blanks: false,
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
        let label = heads[start + 1..end.min(heads.len())]
            .iter()
            .find(|cell| !cell.is_empty());
        let label = label.map_or("", String::as_str);
        let (acc, gyr) = (find("Accelerometer"), find("Gyroscope"));
        let (Some(acc), Some(gyr)) = (acc, gyr) else {
            let name = if label.is_empty() { &heads[start] } else { label };
            parts.extend(PassedOver::of(&export.file, name, acc.is_some(), gyr.is_some()));
            continue;
        };
        let wanted: Vec<usize> = [0].into_iter().chain(acc).chain(gyr).collect();
        let numbers = layout.numbers(export, &wanted)?;
        let time_s: Vec<f64> = numbers.columns[0].iter().map(|us| us / 1e6).collect();
        let samples = numbers.sensor(&export.file, "Time", time_s, (1.0, 1.0))?;
        let mut sensor = ForeignSensor::new(CSV.name, &export.file, label, clock(export), samples);
        sensor.model = Some("APDM Opal".to_owned());
        sensor.serial = Some(heads[start].clone());
        parts.push(sensor.into());
    }
    if nothing_whole(&parts) {
        return Err(export.no_raw_signals(CSV.name, MissingSignals::BOTH, RawSignalsAdvice::Apdm));
    }
    Ok(parts)
}
