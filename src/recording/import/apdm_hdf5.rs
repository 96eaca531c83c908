//! APDM (Clario) Mobility Lab: HDF5.
//!
//! Format 5: `/Sensors/<number>/{Accelerometer, Gyroscope, Time}` with the place in the attribute `Label 0` of
//! `Configuration`; older ones: `/<number>/{Calibrated/Accelerometers, Calibrated/Gyroscopes, Time}`. m/s², rad/s,
//! microseconds since 1970. Read by a decoder in pure Rust, with a bound on what it unpacks.
//!
//! Tests: files made by h5py after the published layout (no real file at hand).

use super::super::error::RecordingError;
use super::super::problem::{ExportProblem, MissingSignals, RawSignalsAdvice};
use super::super::text::reason;
use super::{ClockBase, Export, ForeignSensor, Format, FormatDescription, Part, PassedOver, nothing_whole, sheet};
use hdf5_reader::group::Group;
use hdf5_reader::{Hdf5File, OpenOptions};
use nalgebra::Vector3;

pub(super) const FORMAT: Format = Format {
    name: "APDM HDF5",
    detect: |head| head.bytes.starts_with(b"\x89HDF\r\n\x1a\n"),
    read,
    about: FormatDescription {
        program: "APDM (Clario) Mobility Lab: HDF5",
        reads: "formats 3 and 5, all sensors",
        source: "published layout",
        tried: "made (h5py)",
        refused: "what holds no raw signals",
    },
};

/// Of one data set, unpacked: twelve hours of one signal at 128 Hz are 130 MB.
const LARGEST_DATASET: usize = 256 << 20;
/// Measured samples pack to a tenth at best: a small file that says that it holds much more is filled with zeros. Ours.
const LARGEST_RATIO: usize = 100;
const FREE_BYTES: usize = 16 << 20;

fn read(export: &Export) -> Result<Vec<Part>, RecordingError> {
    let bytes = export.bytes()?;
    let most = LARGEST_DATASET.min(FREE_BYTES.max(bytes.len().saturating_mul(LARGEST_RATIO)));
    let options = OpenOptions::default()
        .with_max_read_bytes(most)
        .with_max_chunk_bytes(most);
    let broken = |problem| export.broken(FORMAT.name, None, problem);
    let unreadable = |error: hdf5_reader::error::Error| broken(ExportProblem::Unreadable { reason: reason(error) });
    let file = Hdf5File::from_vec_with_options(bytes, options).map_err(unreadable)?;
    let root = file.root_group().map_err(unreadable)?;
    let (parent, inside, names) = match root.group("Sensors") {
        Ok(sensors) => (sensors, None, ["Accelerometer", "Gyroscope"]),
        Err(_) => (root, Some("Calibrated"), ["Accelerometers", "Gyroscopes"]),
    };
    let mut parts = Vec::new();
    for sensor in parent.groups().map_err(unreadable)? {
        let number = reason(sensor.name().trim_matches('/'));
        let signals = match inside {
            None => Ok(sensor.clone()),
            Some(name) => sensor.group(name),
        };
        let (Ok(signals), Ok(times)) = (signals, sensor.dataset("Time")) else {
            continue;
        };
        let (acc, gyr) = (signals.dataset(names[0]), signals.dataset(names[1]));
        let (Ok(acc), Ok(gyr)) = (&acc, &gyr) else {
            parts.extend(PassedOver::of(&export.file, &number, acc.is_ok(), gyr.is_ok()));
            continue;
        };
        let vectors = |data: &hdf5_reader::dataset::Dataset| -> Result<[Vec<f64>; 3], RecordingError> {
            let values = numbers(data).map_err(unreadable)?;
            let rows: Vec<Vector3<f64>> = match data.shape() {
                [_, 3] => values.chunks_exact(3).map(Vector3::from_column_slice).collect(),
                [3, n] => {
                    let n = *n as usize;
                    (0..n)
                        .map(|k| Vector3::new(values[k], values[n + k], values[2 * n + k]))
                        .collect()
                }
                shape => {
                    return Err(broken(ExportProblem::Shape {
                        sensor: number.clone(),
                        shape: shape.to_vec(),
                    }));
                }
            };
            Ok([0, 1, 2].map(|axis| rows.iter().map(|row| row[axis]).collect()))
        };
        let (a, g) = (vectors(acc)?, vectors(gyr)?);
        let time_s: Vec<f64> = stamps(&times).map_err(unreadable)?;
        if a[0].len() != g[0].len() || a[0].len() != time_s.len() {
            return Err(broken(ExportProblem::Counts {
                sensor: number,
                times: time_s.len(),
                accelerations: a[0].len(),
                rates: g[0].len(),
            }));
        }
        let rows: Vec<u64> = (1..=time_s.len() as u64).collect();
        let samples = sheet::rows(&export.file, "Time", &rows, time_s, a, g, (1.0, 1.0))?;
        let label = label_of(&sensor).unwrap_or_else(|| number.clone());
        let mut found = ForeignSensor::new(
            FORMAT.name,
            &export.file,
            &label,
            ClockBase::file(&export.file),
            samples,
        );
        found.model = Some("APDM Opal".to_owned());
        found.serial = Some(number);
        parts.push(found.into());
    }
    if nothing_whole(&parts) {
        return Err(export.no_raw_signals(FORMAT.name, MissingSignals::BOTH, RawSignalsAdvice::Apdm));
    }
    Ok(parts)
}

fn numbers(data: &hdf5_reader::dataset::Dataset) -> hdf5_reader::error::Result<Vec<f64>> {
    match data.read_array::<f64>() {
        Ok(values) => Ok(values.into_iter().collect()),
        Err(_) => Ok(data.read_array::<f32>()?.into_iter().map(f64::from).collect()),
    }
}

/// Seconds of microseconds since 1970.
fn stamps(data: &hdf5_reader::dataset::Dataset) -> hdf5_reader::error::Result<Vec<f64>> {
    if let Ok(values) = data.read_array::<u64>() {
        return Ok(values.into_iter().map(|us| us as f64 / 1e6).collect());
    }
    if let Ok(values) = data.read_array::<i64>() {
        return Ok(values.into_iter().map(|us| us as f64 / 1e6).collect());
    }
    Ok(numbers(data)?.into_iter().map(|us| us / 1e6).collect())
}

/// Where the sensor was worn, as the session's setup names it.
fn label_of(sensor: &Group) -> Option<String> {
    let own = sensor
        .group("Configuration")
        .ok()
        .and_then(|group| group.attribute("Label 0").ok());
    let attribute = own.or_else(|| sensor.attribute("Label 0").ok())?;
    let text = attribute.read_string().ok()?;
    let text = text.trim_matches(['\0', ' ']).to_owned();
    (!text.is_empty()).then_some(text)
}
