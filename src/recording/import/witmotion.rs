//! WitMotion: the text of the PC program and the CSV-like text of the newer ones (several devices in one file).
//!
//! Old: `Time(s) … ax(g) ay(g) az(g) wx(deg/s) wy(deg/s) wz(deg/s)` between tabs or blanks. New: `Time, Device name,
//! Chip Time(), Acceleration X(g) …, Angular velocity X(°/s) …`. The chip's own time counts where it is there: the time of
//! the computer is that of the radio packets.
//!
//! Tests: hand-made files after these column names, which published programs read (no real file at hand).

use super::super::Quantity;
use super::super::error::RecordingError;
use super::super::problem::{ExportProblem, MissingSignals, RawSignalsAdvice};
use super::sheet::{self, Layout};
use super::{ClockBase, Export, ForeignSensor, Format, FormatDescription, Part};
use std::cell::RefCell;
use std::collections::BTreeMap;

pub(super) const FORMAT: Format = Format {
    name: "WitMotion text",
    detect: |head| head.lines().any(is_header),
    read,
    about: FormatDescription {
        program: "WitMotion PC programs",
        reads: "old and new text, several devices",
        source: "column names that published programs read",
        tried: "made",
        refused: "other output contents",
    },
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
    let text = export.beginning()?;
    let at = text.lines().take(60).position(is_header).unwrap_or(0);
    let header = text.lines().nth(at).unwrap_or_default();
    let Some(mut layout) = Layout::below(&text, at, 0) else {
        return Err(export.broken(FORMAT.name, None, ExportProblem::NoColumnNames));
    };
    if !header.contains(['\t', ',']) {
        // Blanks in runs line the old program's columns up.
        layout.blanks = true;
        layout.names = header.split_ascii_whitespace().map(str::to_owned).collect();
    }
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
        return Err(export.no_raw_signals(FORMAT.name, MissingSignals::BOTH, RawSignalsAdvice::Witmotion));
    };
    let factors = (
        sheet::named_factor(export, &layout, Quantity::Accelerometer, acc[0])?,
        sheet::named_factor(export, &layout, Quantity::Gyroscope, gyr[0])?,
    );
    let device = find("devicename").or_else(|| find("address"));
    let wanted: Vec<usize> = [time].into_iter().chain(acc).chain(gyr).chain(device).collect();
    let names: RefCell<Vec<String>> = RefCell::default();
    let numbers = layout.parse(export, &wanted, |place, cell| {
        let plain = || fast_float2::parse::<f64, _>(cell.replace(',', ".")).ok();
        match place {
            0 => plain().or_else(|| sheet::clock_time(cell)),
            7 => {
                let mut names = names.borrow_mut();
                let at = names.iter().position(|known| known == cell).unwrap_or_else(|| {
                    names.push(cell.to_owned());
                    names.len() - 1
                });
                Some(at as f64)
            }
            _ => plain(),
        }
    })?;
    let names = names.into_inner();
    let mut devices: BTreeMap<String, Vec<usize>> = BTreeMap::new();
    for row in 0..numbers.lines.len() {
        let of_row = numbers.columns.get(7).map(|own| own[row]).filter(|own| !own.is_nan());
        let name = of_row.and_then(|own| names.get(own as usize)).cloned();
        devices.entry(name.unwrap_or_default()).or_default().push(row);
    }
    let many = devices.len() > 1;
    let mut parts = Vec::new();
    for (name, rows) in devices {
        let pick = |column: usize| -> Vec<f64> { rows.iter().map(|&row| numbers.columns[column][row]).collect() };
        let lines: Vec<u64> = rows.iter().map(|&row| numbers.lines[row]).collect();
        let samples = sheet::rows(
            &export.file,
            &layout.names[time],
            &lines,
            pick(0),
            [1, 2, 3].map(pick),
            [4, 5, 6].map(pick),
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
