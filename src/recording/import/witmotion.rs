//! WitMotion: the text of the PC program and the CSV-like text of the newer ones (several devices in one file).
//!
//! Old: `Time(s) … ax(g) ay(g) az(g) wx(deg/s) wy(deg/s) wz(deg/s)` between tabs or blanks. New: `Time, Device name,
//! Chip Time(), Acceleration X(g) …, Angular velocity X(°/s) …`. The chip's own time counts where it is there: the time of
//! the computer is that of the radio packets.
//!
//! Tests: hand-made files after these column names, which published programs read (no real file at hand).

use super::super::Quantity;
use super::super::error::RecordingError;
use super::sheet::{self, Layout};
use super::{ClockBase, Export, ForeignSensor, Format, Part};
use std::collections::BTreeMap;

pub(super) const FORMAT: Format = Format {
    name: "WitMotion text",
    detect: |head| head.lines().any(is_header),
    read,
};

/// Ours: the chip's clock is set by the computer over the radio.
const CHIP_S: f64 = 0.020;

fn is_header(line: &str) -> bool {
    let line = line.to_lowercase();
    line.contains("time")
        && ((line.contains("ax(g)") && line.contains("wx(deg/s)"))
            || (line.contains("acceleration x(g)") && line.contains("angular velocity x(")))
}

fn read(export: &Export) -> Result<Vec<Part>, RecordingError> {
    let whole = export.text()?;
    let at = whole.lines().take(60).position(is_header).unwrap_or(0);
    let header = whole.lines().nth(at).unwrap_or_default();
    // Blanks in runs line the old program's columns up: they become one tab each.
    let text = if header.contains('\t') || header.contains(',') {
        whole
    } else {
        whole
            .lines()
            .map(|line| line.split_whitespace().collect::<Vec<_>>().join("\t"))
            .collect::<Vec<_>>()
            .join("\n")
    };
    let Some(layout) = Layout::below(&text, at, 0) else {
        return Err(export.broken(FORMAT.name, None, "the row of column names is not there"));
    };
    let find = |start: &str| {
        layout
            .names
            .iter()
            .position(|name| name.to_lowercase().replace(' ', "").starts_with(start))
    };
    let three = |starts: [&str; 3]| {
        let [x, y, z] = starts.map(find);
        Some([x?, y?, z?])
    };
    let acc = three(["ax(", "ay(", "az("]).or_else(|| three(["accelerationx(", "accelerationy(", "accelerationz("]));
    let gyr =
        three(["wx(", "wy(", "wz("]).or_else(|| three(["angularvelocityx(", "angularvelocityy(", "angularvelocityz("]));
    let chip = find("chiptime");
    let (Some(acc), Some(gyr), Some(time)) = (acc, gyr, chip.or_else(|| find("time"))) else {
        return Err(export.no_raw_signals(
            FORMAT.name,
            "no acceleration with angular velocity and time",
            "Record again with acceleration and angular velocity in the output content.",
        ));
    };
    let factor = |quantity: Quantity, column: usize| {
        sheet::bracketed(&layout.names[column])
            .and_then(|unit| sheet::factor(quantity, unit))
            .unwrap_or(1.0)
    };
    let factors = (
        factor(Quantity::Accelerometer, acc[0]),
        factor(Quantity::Gyroscope, gyr[0]),
    );
    let device = find("devicename").or_else(|| find("address"));
    let wanted: Vec<usize> = [time].into_iter().chain(acc).chain(gyr).collect();
    let numbers = layout.parse(&export.file, &text, &wanted, |place, cell| {
        let plain = fast_float2::parse::<f64, _>(cell.replace(',', ".")).ok();
        if place == 0 {
            plain.or_else(|| sheet::clock_time(cell))
        } else {
            plain
        }
    })?;
    let all: Vec<&str> = text.lines().collect();
    let mut devices: BTreeMap<String, Vec<usize>> = BTreeMap::new();
    for (row, line) in numbers.lines.iter().enumerate() {
        let name = device.and_then(|column| {
            let line = all.get(*line as usize - 1)?;
            Some(sheet::cells(line, layout.delimiter)?.get(column)?.clone())
        });
        devices.entry(name.unwrap_or_default()).or_default().push(row);
    }
    let many = devices.len() > 1;
    let mut parts = Vec::new();
    for (name, rows) in devices {
        let pick = |column: usize| -> Vec<f64> { rows.iter().map(|&row| numbers.columns[column][row]).collect() };
        let lines: Vec<u64> = rows.iter().map(|&row| numbers.lines[row]).collect();
        let c: Vec<Vec<f64>> = (0..7).map(pick).collect();
        let samples = sheet::rows(
            &export.file,
            &layout.names[time],
            &lines,
            &c[0],
            [&c[1], &c[2], &c[3]],
            [&c[4], &c[5], &c[6]],
            factors,
        )?;
        let clock = if chip.is_some() {
            ClockBase::wall(CHIP_S)
        } else {
            ClockBase::Own
        };
        let mut sensor = ForeignSensor::new(FORMAT.name, &export.file, if many { &name } else { "" }, clock, samples);
        sensor.model = Some("WitMotion".to_owned());
        sensor.serial = (!name.is_empty()).then_some(name);
        parts.push(sensor.into());
    }
    Ok(parts)
}
