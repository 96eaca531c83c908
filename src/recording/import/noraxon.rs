//! Noraxon myoRESEARCH (Ultium Motion, myoMOTION) CSV: all sensors in one wide table below a few lines of remarks.
//!
//! `time`, then `Noraxon MyoMotion-Segments-Shank LT-Acceleration-x (mG)` and `…-Gyroscope-x (deg/s)`, or the older
//! `Shank Accel Sensor X LT (mG)`; comma, or semicolon with decimal commas. LT and RT are left and right.
//!
//! Tests: hand-made files after these column names, which published analysis programs use (no real file at hand).

use super::super::Quantity;
use super::super::error::RecordingError;
use super::super::problem::{ExportProblem, MissingSignals, RawSignalsAdvice};
use super::sheet::{self, Layout};
use super::{ClockBase, Export, ForeignSensor, Format, FormatDescription, Head, Part, PassedOver, nothing_whole};
use std::collections::BTreeMap;

pub(super) const FORMAT: Format = Format {
    name: "Noraxon CSV",
    detect,
    read,
    about: FormatDescription {
        program: "Noraxon myoRESEARCH (Ultium, myoMOTION)",
        reads: "all segments of a wide CSV",
        source: "column names that published programs use",
        tried: "made",
        refused: "segments without gyroscope",
    },
};

fn detect(head: &Head) -> bool {
    head.lines().any(|line| {
        line.contains("Noraxon MyoMotion-Segments-") || (line.contains("Accel Sensor X") && line.contains("(mG)"))
    })
}

/// What a column is: sensor, signal, axis.
fn meaning(name: &str) -> Option<(String, Quantity, usize)> {
    let name = name.trim();
    let axis_of = |letter: &str| {
        ["x", "y", "z"]
            .iter()
            .position(|axis| axis.eq_ignore_ascii_case(letter))
    };
    if let Some(rest) = name.strip_prefix("Noraxon MyoMotion-Segments-") {
        let mut parts = rest.rsplitn(3, '-');
        let axis = parts.next()?.split_whitespace().next()?;
        let quantity = match parts.next()? {
            "Acceleration" => Quantity::Accelerometer,
            "Gyroscope" => Quantity::Gyroscope,
            _ => return None,
        };
        return Some((parts.next()?.to_owned(), quantity, axis_of(axis)?));
    }
    let (segment, rest) = name.split_once(" Accel Sensor ")?;
    let mut words = rest.split_whitespace();
    let axis = axis_of(words.next()?)?;
    let side = words.next().filter(|word| matches!(*word, "LT" | "RT"));
    let label = side.map_or_else(|| segment.to_owned(), |side| format!("{segment} {side}"));
    Some((label, Quantity::Accelerometer, axis))
}

fn read(export: &Export) -> Result<Vec<Part>, RecordingError> {
    let text = export.beginning()?;
    let header = text.lines().take(60).position(|line| {
        let names = sheet::cells(line, sheet::delimiter_of(line)).unwrap_or_default();
        names
            .first()
            .is_some_and(|name| name.to_lowercase().starts_with("time"))
            && names.iter().any(|name| meaning(name).is_some())
    });
    let Some(layout) = header.and_then(|at| Layout::below(&text, at, 0)) else {
        return Err(export.broken(FORMAT.name, None, ExportProblem::NoColumnNames));
    };
    let mut sensors: BTreeMap<String, [[Option<usize>; 3]; 2]> = BTreeMap::new();
    for (column, name) in layout.names.iter().enumerate() {
        if let Some((label, quantity, axis)) = meaning(name) {
            let place = &mut sensors.entry(label).or_default()[quantity as usize][axis];
            // Both spellings may stand side by side; the first one counts.
            place.get_or_insert(column);
        }
    }
    let factor = |quantity, column| sheet::named_factor(export, &layout, quantity, column);
    let mut parts = Vec::new();
    for (label, [acc, gyr]) in sensors {
        let ([Some(ax), Some(ay), Some(az)], [Some(gx), Some(gy), Some(gz)]) = (acc, gyr) else {
            let any = |axes: [Option<usize>; 3]| axes.iter().any(Option::is_some);
            parts.extend(PassedOver::of(&export.file, &label, any(acc), any(gyr)));
            continue;
        };
        let factors = (factor(Quantity::Accelerometer, ax)?, factor(Quantity::Gyroscope, gx)?);
        let mut numbers = layout.numbers(export, &[0, ax, ay, az, gx, gy, gz])?;
        let time_s = std::mem::take(&mut numbers.columns[0]);
        let samples = numbers.sensor(&export.file, &layout.names[0], time_s, factors)?;
        let mut sensor = ForeignSensor::new(
            FORMAT.name,
            &export.file,
            &label,
            ClockBase::file(&export.file),
            samples,
        );
        sensor.model = Some("Noraxon Ultium Motion".to_owned());
        parts.push(sensor.into());
    }
    if nothing_whole(&parts) {
        return Err(export.no_raw_signals(FORMAT.name, MissingSignals::BOTH, RawSignalsAdvice::Noraxon));
    }
    Ok(parts)
}
