//! Shimmer Consensys CSV (plain or packed): `sep=` line, names, units, rows; one device or several side by side.
//!
//! Names are `<device>_<signal>_<CAL|UNCAL>`; units stand in the third line. Calibrated acceleration (m/s²) and rates (deg/s)
//! are read, uncalibrated counts are refused: only the calibration in the device turns them into units. Of two
//! accelerometers the wide-range one is taken, since the low-noise one clips at 2 g, which every heel strike exceeds. Times
//! are milliseconds since 1970 of the device's clock, set in the dock; `TimestampSync` is corrected against the master.
//!
//! Tests: real exports of Consensys (calibrated, uncalibrated, synced without motion sensors, a pair).

use super::super::error::RecordingError;
use super::super::problem::{ExportProblem, MissingSignals, RawSignalsAdvice};
use super::super::{Notice, NoticeCode, Quantity, Severity};
use super::sheet::{self, Layout};
use super::{ClockBase, Export, ForeignSensor, Format, FormatDescription, Head, Part, PassedOver, nothing_whole};
use std::collections::BTreeMap;

pub(super) const FORMAT: Format = Format {
    name: "Shimmer Consensys CSV",
    detect,
    read,
    about: FormatDescription {
        program: "Shimmer Consensys",
        reads: "calibrated signals of one or several devices",
        source: "exports",
        tried: "real",
        refused: "uncalibrated counts",
    },
};

/// Clocks set in one dock, and corrected against a master; ours, after the maker's application notes.
const DOCKED_S: f64 = 0.010;
const SYNCED_S: f64 = 0.003;

fn detect(head: &Head) -> bool {
    head.lines().take(4).any(|line| {
        let line = line.replace('"', "");
        (line.contains("_Timestamp") || line.starts_with("Timestamp")) && line.contains("_CAL")
    })
}

/// The columns of one device.
#[derive(Debug, Default)]
struct Device {
    time: Option<(usize, bool)>,
    /// Kind of signal (`Accel_WR`, `Gyro`) to its three columns, calibrated ones only.
    signals: BTreeMap<String, [Option<usize>; 3]>,
    uncalibrated: Vec<String>,
}

fn read(export: &Export) -> Result<Vec<Part>, RecordingError> {
    let text = export.beginning()?;
    let separator = text
        .lines()
        .next()
        .and_then(|line| line.trim_matches(['"', '\r']).strip_prefix("sep=")?.bytes().next());
    let header = text.lines().take(4).position(|line| line.contains("_CAL"));
    let layout = header.and_then(|at| {
        let line = text.lines().nth(at)?;
        Layout::with_delimiter(&text, at, 1, separator.unwrap_or_else(|| sheet::delimiter_of(line)))
    });
    let (Some(layout), Some(at)) = (layout, header) else {
        return Err(export.broken(FORMAT.name, None, ExportProblem::NoColumnNames));
    };
    let units = text
        .lines()
        .nth(at + 1)
        .and_then(|line| sheet::cells(line, layout.delimiter))
        .unwrap_or_default();
    let unit = |column: usize| units.get(column).map_or("", String::as_str);
    let devices = devices(&layout);
    let mut parts: Vec<Part> = Vec::new();
    let mut found: Vec<String> = Vec::new();
    for (name, device) in &devices {
        found.extend(device.uncalibrated.iter().cloned());
        let complete = |kind: &str| match device.signals.get(kind) {
            Some([Some(x), Some(y), Some(z)]) => Some([*x, *y, *z]),
            _ => None,
        };
        let acc = ["Accel_WR", "Accel_LN", "Accel"]
            .into_iter()
            .find_map(|kind| Some((kind, complete(kind)?)));
        let gyr = complete("Gyro");
        let (Some((kind, acc)), Some(gyr), Some((time, synced))) = (acc, gyr, device.time) else {
            parts.extend(PassedOver::of(&export.file, name, acc.is_some(), gyr.is_some()));
            continue;
        };
        let factor_of = |quantity: Quantity, columns: &[usize; 3]| {
            sheet::factor(quantity, unit(columns[0])).ok_or_else(|| RecordingError::UnknownUnit {
                file: export.file.clone(),
                column: layout.names[columns[0]].clone(),
                quantity,
                found: Some(unit(columns[0]).to_owned()),
            })
        };
        let factors = (
            factor_of(Quantity::Accelerometer, &acc)?,
            factor_of(Quantity::Gyroscope, &gyr)?,
        );
        let wanted: Vec<usize> = [time].into_iter().chain(acc).chain(gyr).collect();
        let numbers = layout.numbers(export, &wanted)?;
        let time_s: Vec<f64> = numbers.columns[0].iter().map(|ms| ms / 1e3).collect();
        let column = &layout.names[time];
        let samples = numbers.sensor(&export.file, column, time_s, factors)?;
        let clock = ClockBase::wall(if synced { SYNCED_S } else { DOCKED_S });
        let label = if devices.len() > 1 { name.as_str() } else { "" };
        let mut sensor = ForeignSensor::new(FORMAT.name, &export.file, label, clock, samples);
        sensor.model = Some("Shimmer3".to_owned());
        sensor.serial = Some(name.clone());
        if kind == "Accel_LN" {
            sensor.acc_range_mps2 = Some(2.0 * super::super::STANDARD_GRAVITY);
            sensor
                .notices
                .push(Notice::new(NoticeCode::LowRangeAccelerometer, Severity::Warning).with("range_g", 2.0));
        }
        parts.push(sensor.into());
    }
    if nothing_whole(&parts) {
        let missing = if found.iter().any(|name| name.contains("Gyro") || name.contains("Accel")) {
            MissingSignals::Calibration
        } else {
            let signals = layout.names.iter().filter(|name| !name.contains("Timestamp"));
            MissingSignals::Both {
                signals: signals.take(6).cloned().collect(),
            }
        };
        return Err(export.no_raw_signals(FORMAT.name, missing, RawSignalsAdvice::Shimmer));
    }
    Ok(parts)
}

fn devices(layout: &Layout) -> BTreeMap<String, Device> {
    let mut devices: BTreeMap<String, Device> = BTreeMap::new();
    for (column, name) in layout.names.iter().enumerate() {
        let Some((stem, calibrated)) = name
            .strip_suffix("_UNCAL")
            .map(|stem| (stem, false))
            .or_else(|| name.strip_suffix("_CAL").map(|stem| (stem, true)))
        else {
            continue;
        };
        let starts = ["Timestamp", "Accel_", "Gyro_", "Mag_"];
        let Some(at) = starts.iter().filter_map(|word| stem.find(word)).min() else {
            continue;
        };
        let (device, signal) = (stem[..at].trim_end_matches('_').to_owned(), &stem[at..]);
        let own = devices.entry(device).or_default();
        if signal.starts_with("Timestamp") {
            let synced = signal.contains("Sync");
            // The corrected times, where both stand there; never the text of `FormattedUnix`.
            if calibrated && signal.ends_with("_Unix") && own.time.is_none_or(|(_, before)| !before || synced) {
                own.time = Some((column, synced));
            }
            continue;
        }
        let (kind, axis) = signal.rsplit_once('_').unwrap_or((signal, ""));
        match (calibrated, ["X", "Y", "Z"].iter().position(|letter| *letter == axis)) {
            (true, Some(axis)) => own.signals.entry(kind.to_owned()).or_default()[axis] = Some(column),
            (false, _) => own.uncalibrated.push(name.clone()),
            _ => {}
        }
    }
    devices
}
