//! MbientLab MetaMotion (MetaBase app): one CSV for each sensor and signal.
//!
//! `epoc (ms), timestamp (±zone), elapsed (s), x-axis (g), …`; the unit says the signal (g or deg/s), the name says the
//! device: `<name>_<date>_<address>_<signal>_<rate>Hz_<version>.csv`. Times are the phone's or hub's clock; the radio
//! delays them by up to a connection interval.
//!
//! Tests: hand-made files after the app's column names (no real file at hand).

use super::super::Quantity;
use super::super::error::RecordingError;
use super::super::problem::{ExportProblem, MissingSignals, RawSignalsAdvice};
use super::sheet::{self, Layout};
use super::{ClockBase, Export, Format, FormatDescription, Half, Head, Part};

pub(super) const FORMAT: Format = Format {
    name: "MbientLab MetaMotion CSV",
    detect,
    read,
    about: FormatDescription {
        program: "MbientLab MetaMotion (MetaBase)",
        reads: "accelerometer and gyroscope files, paired by device",
        source: "column names",
        tried: "made",
        refused: "one of the two alone",
    },
};

/// Ours: a connection interval of 30 ms, evenly spread.
const RADIO_S: f64 = 0.010;

fn detect(head: &Head) -> bool {
    head.lines().take(3).any(|line| {
        let line = line.to_lowercase();
        line.starts_with("epoc") && line.contains("elapsed (s)") && line.contains("x-axis (")
    })
}

fn read(export: &Export) -> Result<Vec<Part>, RecordingError> {
    let text = export.beginning()?;
    let layout = text
        .lines()
        .take(3)
        .position(|line| line.to_lowercase().starts_with("epoc"))
        .and_then(|at| Layout::below(&text, at, 0));
    let Some(layout) = layout else {
        return Err(export.broken(FORMAT.name, None, ExportProblem::NoColumnNames));
    };
    let axis = |letter: char| {
        layout
            .names
            .iter()
            .position(|name| name.to_lowercase().starts_with(&format!("{letter}-axis (")))
    };
    let (Some(x), Some(y), Some(z)) = (axis('x'), axis('y'), axis('z')) else {
        return Err(export.no_raw_signals(FORMAT.name, MissingSignals::Axes, RawSignalsAdvice::Metamotion));
    };
    let unit = sheet::bracketed(&layout.names[x]).unwrap_or_default();
    let (quantity, factor) = match (
        sheet::factor(Quantity::Accelerometer, unit),
        sheet::factor(Quantity::Gyroscope, unit),
    ) {
        (Some(factor), _) => (Quantity::Accelerometer, factor),
        (_, Some(factor)) => (Quantity::Gyroscope, factor),
        // A magnetometer or a light sensor of the same device is of no use here and no mistake.
        _ => return Ok(Vec::new()),
    };
    let numbers = layout.numbers(export, &[0, x, y, z])?;
    let rows = sheet::half_rows(&export.file, &layout.names[0], &numbers, 1e-3, factor)?;
    let half = Half {
        clock: ClockBase::wall(RADIO_S),
        without_gravity: unit_is_linear(export.stem()),
        gravity_alone: export.stem().contains("Gravity"),
        ..Half::of(FORMAT.name, &export.file, device(export.stem()), quantity, rows)
    };
    Ok(vec![half.into()])
}

fn unit_is_linear(stem: &str) -> bool {
    stem.contains("Linear Acceleration") || stem.contains("LinearAcceleration")
}

/// The name and address before the signal: what both files of a device share.
fn device(stem: &str) -> String {
    let signals = ["_Accelerometer", "_Gyroscope", "_Linear", "_Gravity"];
    let at = signals
        .iter()
        .filter_map(|signal| stem.find(signal))
        .min()
        .unwrap_or(stem.len());
    stem[..at].to_owned()
}
