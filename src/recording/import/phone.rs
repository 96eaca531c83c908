//! Phones: phyphox (CSV or zip) and Sensor Logger (CSV or zip).
//!
//! * phyphox: `"Time (s)","X (m/s^2)",…` or `"Acceleration x (m/s^2)"`, `"Gyroscope x (rad/s)"`; comma, semicolon or tab, with
//!   point or comma. Times from the start of the experiment. The experiment must be acceleration *with* g.
//! * Sensor Logger: `time` (nanoseconds since 1970), `seconds_elapsed`, `z, y, x`; the signal is only in the file's name
//!   (`Accelerometer` is without gravity and is added to `Gravity`; `TotalAcceleration` and `…Uncalibrated` are whole). m/s²
//!   and rad/s with the app's "standardise units" on.
//!
//! All files of one archive (or of one folder without archive) are one phone. Tests: hand-made files after the apps'
//! documentation (no real file at hand).

use super::super::Quantity;
use super::super::error::RecordingError;
use super::super::problem::{ExportProblem, MissingSignals, RawSignalsAdvice};
use super::sheet::{self, Layout};
use super::{ClockBase, Export, Format, FormatDescription, Half, Head, Part};

pub(super) const PHYPHOX: Format = Format {
    name: "phyphox CSV",
    detect: is_phyphox,
    read: read_phyphox,
    about: FormatDescription {
        program: "phyphox (phones)",
        reads: "CSV or zip; acceleration with g and gyroscope, paired",
        source: "app; public recordings",
        tried: "real, made",
        refused: "acceleration without g",
    },
};

pub(super) const SENSOR_LOGGER: Format = Format {
    name: "Sensor Logger CSV",
    detect: is_sensor_logger,
    read: read_sensor_logger,
    about: FormatDescription {
        program: "Sensor Logger (phones)",
        reads: "CSV or zip; Gravity and Accelerometer are added, TotalAcceleration is whole",
        source: "app's description",
        tried: "made",
        refused: "acceleration without gravity",
    },
};

/// Phones set their clocks by the network; ours.
const PHONE_S: f64 = 0.050;

/// The archive that a file came from, or nothing: one phone each.
fn device(export: &Export) -> String {
    export
        .file
        .split_once('/')
        .map_or_else(String::new, |(archive, _)| archive.to_owned())
}

fn is_phyphox(head: &Head) -> bool {
    let Some(line) = head.lines().next() else { return false };
    let names = sheet::cells(line, sheet::delimiter_of(line)).unwrap_or_default();
    let axis = |name: &String| {
        let name = name.to_lowercase();
        [
            "x (m/s^2)",
            "acceleration x (m/s^2)",
            "linear acceleration x (m/s^2)",
            "x (m/s²)",
            "gyroscope x (rad/s)",
            "x (rad/s)",
        ]
        .iter()
        .any(|known| name == *known)
    };
    names.first().is_some_and(|name| name == "Time (s)") && names.iter().any(axis)
}

fn read_phyphox(export: &Export) -> Result<Vec<Part>, RecordingError> {
    let text = export.beginning()?;
    let Some(layout) = Layout::below(&text, 0, 0) else {
        return Err(export.broken(PHYPHOX.name, Some(1), ExportProblem::NoColumnNames));
    };
    let mut parts = Vec::new();
    for (quantity, words) in [
        (
            Quantity::Accelerometer,
            ["x (m/s", "acceleration x (m/s", "linear acceleration x (m/s"],
        ),
        (
            Quantity::Gyroscope,
            ["x (rad/s", "gyroscope x (rad/s", "gyroscope x (deg/s"],
        ),
    ] {
        let found = (0..layout.names.len()).find_map(|column| {
            let name = layout.names[column].to_lowercase();
            words
                .iter()
                .any(|word| name.starts_with(word))
                .then_some((column, name))
        });
        let Some((x, name)) = found else { continue };
        if x + 2 >= layout.names.len() {
            return Err(export.no_raw_signals(PHYPHOX.name, MissingSignals::Axes, RawSignalsAdvice::Phyphox));
        }
        let factor = sheet::named_factor(export, &layout, quantity, x)?;
        let numbers = layout.numbers(export, &[0, x, x + 1, x + 2])?;
        let rows = sheet::half_rows(&export.file, &layout.names[0], &numbers, 1.0, factor)?;
        let half = Half {
            without_gravity: name.starts_with("linear") || export.stem().to_lowercase().contains("linear"),
            ..Half::of(PHYPHOX.name, &export.file, device(export), quantity, rows)
        };
        parts.push(half.into());
    }
    Ok(parts)
}

fn is_sensor_logger(head: &Head) -> bool {
    head.lines().next().is_some_and(|line| {
        let names = sheet::cells(line, b',').unwrap_or_default();
        let has = |name: &str| names.iter().any(|own| own == name);
        has("time") && has("seconds_elapsed")
    })
}

fn read_sensor_logger(export: &Export) -> Result<Vec<Part>, RecordingError> {
    let text = export.beginning()?;
    let signal = export.stem().to_lowercase();
    let (quantity, without_gravity, gravity_alone) = match signal.as_str() {
        "accelerometer" => (Quantity::Accelerometer, true, false),
        "gravity" => (Quantity::Accelerometer, false, true),
        "totalacceleration" => (Quantity::Accelerometer, false, false),
        "gyroscope" => (Quantity::Gyroscope, false, false),
        // Light, position, the uncalibrated twins and so on.
        _ => return Ok(Vec::new()),
    };
    let Some(layout) = Layout::below(&text, 0, 0) else {
        return Err(export.broken(SENSOR_LOGGER.name, Some(1), ExportProblem::NoColumnNames));
    };
    let (Some(time), Some([x, y, z])) = (layout.column("time"), layout.columns(["x", "y", "z"])) else {
        return Err(export.broken(
            SENSOR_LOGGER.name,
            Some(1),
            ExportProblem::NoColumns {
                columns: "time, x, y, z",
            },
        ));
    };
    let numbers = layout.numbers(export, &[time, x, y, z])?;
    let rows = sheet::half_rows(&export.file, "time", &numbers, 1e-9, 1.0)?;
    let half = Half {
        clock: ClockBase::wall(PHONE_S),
        without_gravity,
        gravity_alone,
        ..Half::of(SENSOR_LOGGER.name, &export.file, device(export), quantity, rows)
    };
    Ok(vec![half.into()])
}
