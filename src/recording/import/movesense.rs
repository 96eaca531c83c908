//! Movesense: JSON of the data logger and of live subscriptions, and CSV of the showcase apps.
//!
//! JSON: objects (anywhere in the document) with `Timestamp` (milliseconds of the first sample), `ArrayAcc` (m/s²) and
//! `ArrayGyro` (deg/s); IMU6 and IMU9 carry both, Acc and Gyro subscriptions one each. The samples of an object are spread
//! evenly up to the next object's time. CSV: one signal a file with `timestamp` (ms) and `x, y, z`, the signal in the
//! file's name. Every sensor counts from its own start.
//!
//! Tests: hand-made files after the published API (no real file at hand).

use super::super::Quantity;
use super::super::error::RecordingError;
use super::super::problem::ExportProblem;
use super::super::text::reason;
use super::sheet::{self, Layout};
use super::{Export, Format, FormatDescription, Half, Part};
use nalgebra::Vector3;
use serde_json::Value;

pub(super) const JSON: Format = Format {
    name: "Movesense JSON",
    detect: |head| {
        let text = head.text.trim_start();
        (text.starts_with('{') || text.starts_with('['))
            && (text.contains("\"ArrayAcc\"") || text.contains("\"ArrayGyro\""))
    },
    read: read_json,
    about: FormatDescription {
        program: "Movesense logger and live: JSON",
        reads: "IMU6, IMU9, or Acc and Gyro",
        source: "published interface",
        tried: "made",
        refused: "–",
    },
};

pub(super) const CSV: Format = Format {
    name: "Movesense CSV",
    detect: |head| {
        head.lines().next().is_some_and(|line| {
            let names: Vec<String> = sheet::cells(line, sheet::delimiter_of(line))
                .unwrap_or_default()
                .iter()
                .map(|name| name.to_lowercase())
                .collect();
            names == ["timestamp", "x", "y", "z"] || names == ["timestamp (ms)", "x", "y", "z"]
        })
    },
    read: read_csv,
    about: FormatDescription {
        program: "Movesense showcase apps: CSV",
        reads: "one signal a file, paired by name",
        source: "published interface",
        tried: "made",
        refused: "files whose name says no signal",
    },
};

fn read_csv(export: &Export) -> Result<Vec<Part>, RecordingError> {
    let text = export.beginning()?;
    let stem = export.stem().to_lowercase();
    let (quantity, factor) = if stem.contains("gyro") {
        (Quantity::Gyroscope, 1f64.to_radians())
    } else if stem.contains("acc") {
        (Quantity::Accelerometer, 1.0)
    } else {
        return Err(export.broken(CSV.name, Some(1), ExportProblem::WhichQuantity));
    };
    let Some(layout) = Layout::below(&text, 0, 0) else {
        return Err(export.broken(CSV.name, Some(1), ExportProblem::NoColumnNames));
    };
    let numbers = layout.numbers(export, &[0, 1, 2, 3])?;
    let rows = sheet::half_rows(&export.file, "timestamp", &numbers, 1e-3, factor)?;
    let half = Half {
        without_gravity: stem.contains("linear"),
        ..Half::of(CSV.name, &export.file, device(export.stem()), quantity, rows)
    };
    Ok(vec![half.into()])
}

/// The file's name without the signal's.
fn device(stem: &str) -> String {
    let words = stem.split(['_', '-', ' ']).filter(|word| {
        let word = word.to_lowercase();
        ![
            "acc",
            "accelerometer",
            "linearacceleration",
            "gyro",
            "gyroscope",
            "angularvelocity",
        ]
        .contains(&word.as_str())
    });
    words.collect::<Vec<_>>().join("_")
}

/// Samples of one kind: their packets' times and contents.
type Packets = Vec<(f64, Vec<Vector3<f64>>)>;

fn read_json(export: &Export) -> Result<Vec<Part>, RecordingError> {
    let text = export.json()?;
    let mut packets: [Packets; 2] = Default::default();
    // The logger writes one document, live recorders one document a line.
    let documents: Result<Vec<Value>, serde_json::Error> =
        serde_json::Deserializer::from_str(&text).into_iter().collect();
    let documents = documents.map_err(|error| {
        export.broken(
            JSON.name,
            Some(error.line() as u64),
            ExportProblem::Json { reason: reason(error) },
        )
    })?;
    for document in &documents {
        collect(document, &mut packets);
    }
    let mut parts = Vec::new();
    let signals = [(Quantity::Accelerometer, 1.0), (Quantity::Gyroscope, 1f64.to_radians())];
    for (packets, (quantity, factor)) in packets.into_iter().zip(signals) {
        if packets.is_empty() {
            continue;
        }
        let (time_s, values) = spread(packets);
        if let Some(at) = time_s.windows(2).position(|pair| pair[1] <= pair[0]) {
            return Err(export.broken(JSON.name, None, ExportProblem::TimeBackward { at_s: time_s[at] }));
        }
        let values = values.into_iter().map(|value| value * factor).collect();
        let half = Half::of(
            JSON.name,
            &export.file,
            device(export.stem()),
            quantity,
            (time_s, values),
        );
        parts.push(half.into());
    }
    Ok(parts)
}

fn collect(value: &Value, packets: &mut [Packets; 2]) {
    match value {
        Value::Array(items) => items.iter().for_each(|item| collect(item, packets)),
        Value::Object(map) => {
            if let Some(time) = map.get("Timestamp").and_then(Value::as_f64) {
                for (place, key) in ["ArrayAcc", "ArrayGyro"].into_iter().enumerate() {
                    let Some(Value::Array(items)) = map.get(key) else {
                        continue;
                    };
                    let vector = |item: &Value| {
                        let axis = |name: &str| item.get(name).and_then(Value::as_f64);
                        Some(Vector3::new(axis("x")?, axis("y")?, axis("z")?))
                    };
                    packets[place].push((time / 1e3, items.iter().filter_map(vector).collect()));
                }
            }
            map.values().for_each(|inner| collect(inner, packets));
        }
        _ => {}
    }
}

/// Every sample its time: packets at their own times, the samples in them at the usual interval.
fn spread(packets: Packets) -> (Vec<f64>, Vec<Vector3<f64>>) {
    let mut intervals: Vec<f64> = packets
        .windows(2)
        .filter(|pair| !pair[0].1.is_empty())
        .map(|pair| (pair[1].0 - pair[0].0) / pair[0].1.len() as f64)
        .collect();
    intervals.sort_by(f64::total_cmp);
    let usual = intervals.get(intervals.len() / 2).copied().unwrap_or(0.01);
    let (mut times, mut values) = (Vec::new(), Vec::new());
    for (k, (time, samples)) in packets.iter().enumerate() {
        let next = packets.get(k + 1).map(|(next, _)| *next);
        let own = next.map_or(usual, |next| (next - time) / samples.len().max(1) as f64);
        // Packets that the radio lost leave a gap after this one's own samples.
        let interval = if own > 0.0 && own < 1.5 * usual { own } else { usual };
        for (i, sample) in samples.iter().enumerate() {
            times.push(time + i as f64 * interval);
            values.push(*sample);
        }
    }
    (times, values)
}
