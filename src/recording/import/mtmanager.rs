//! Xsens MT Manager and Awinda (MTw): text with `//` remarks, one file per sensor, as OpenSense uses it too.
//!
//! Comma, semicolon, tab or space between the cells; empty or `NaN` where the device gives nothing; `Acc_*` in m/s² and
//! `Gyr_*` in rad/s. Time is `PacketCounter` (16 bits) over the update rate: rows that the radio lost leave a gap and never a
//! wrong time. Newer headers do not state the rate: then `VelInc` over `Acc`, or the turn of the orientation over the
//! gyroscope, proves it. The files of one trial share the receiver's counter. Sites may stand in an OpenSense mapping
//! (`myIMUMappings.xml`) among the files.
//!
//! Tests: real exports of every dialect (MT Manager 4.6, 2019, 2020 and 2022; the eight sensors of the OpenSense example, which
//! hold no gyroscope: the refusal).

use super::super::error::RecordingError;
use super::super::problem::{ExportProblem, MissingSignals, RawSignalsAdvice};
use super::sheet::{self, Layout, Numbers};
use super::{ClockBase, Export, ForeignSensor, Format, FormatDescription, Head, Part};
use nalgebra::{Matrix3, Quaternion, Rotation3, UnitQuaternion, Vector3};

pub(super) const FORMAT: Format = Format {
    name: "Xsens MT Manager text",
    detect,
    read,
    about: FormatDescription {
        program: "Xsens MT Manager, Awinda",
        reads: "text with `//` remarks, `PacketCounter` or (older) `Counter`; update or sample rate, or the rate that increments prove; files of one trial share the counter",
        source: "exports of 4.6 to 2022, and older",
        tried: "real",
        refused: "files without angular velocity",
    },
};

/// Awinda receivers sample all sensors at once to far less than a sample.
const SYNC_S: f64 = 0.0005;
/// Counters that begin at less may each have been set to zero. Ours.
const LEAST_SHARED_COUNT: f64 = 1000.0;
/// Update rates of MTw and MTi; a proved rate is the nearest of them.
const RATES_HZ: [f64; 12] = [
    20.0, 25.0, 30.0, 40.0, 50.0, 60.0, 75.0, 80.0, 100.0, 120.0, 200.0, 400.0,
];

fn detect(head: &Head) -> bool {
    head.text.trim_start().starts_with("//")
        && head.lines().any(|line| {
            !line.starts_with("//")
                && counter_of(line).is_some()
                && (line.contains("Acc_X") || line.contains("Mat[1]") || line.contains("Quat_q0"))
        })
}

fn read(export: &Export) -> Result<Vec<Part>, RecordingError> {
    let text = export.beginning()?;
    let header = text
        .lines()
        .take(60)
        .position(|line| !line.starts_with("//") && counter_of(line).is_some());
    let delimiter = |line: &str| {
        let (_, after) = line.split_once(counter_of(line)?)?;
        let sign = after.bytes().next().filter(|sign| b",;\t ".contains(sign));
        Some(sign.unwrap_or(b'\t'))
    };
    let layout = header.and_then(|at| {
        let line = text.lines().nth(at)?;
        Layout::with_delimiter(&text, at, 0, delimiter(line)?)
    });
    let Some(layout) = layout else {
        return Err(export.broken(FORMAT.name, None, ExportProblem::NoColumnNames));
    };
    let acc = layout.columns(["Acc_X", "Acc_Y", "Acc_Z"]);
    let gyr = layout.columns(["Gyr_X", "Gyr_Y", "Gyr_Z"]);
    let (Some(acc), Some(gyr)) = (acc, gyr) else {
        let missing = match (acc.is_some(), gyr.is_some()) {
            (true, false) => MissingSignals::AngularVelocity,
            (false, true) => MissingSignals::Acceleration,
            _ => MissingSignals::OrientationOnly,
        };
        return Err(export.no_raw_signals(FORMAT.name, missing, RawSignalsAdvice::MtManager));
    };
    let counter = (layout.column("PacketCounter"))
        .or_else(|| layout.column("Counter"))
        .unwrap_or_default();
    let wanted: Vec<usize> = [counter].into_iter().chain(acc).chain(gyr).collect();
    let numbers = layout.numbers(export, &wanted)?;
    let stated = |key: &str| {
        text.lines().take(layout.lines_before).find_map(|line| {
            let (own, value) = line.trim_start_matches('/').split_once(':')?;
            own.trim().eq_ignore_ascii_case(key).then(|| value.trim().to_owned())
        })
    };
    let stated_rate = stated("Update Rate")
        .or_else(|| stated("Sample rate"))
        .and_then(|value| value.trim_end_matches("Hz").trim().parse::<f64>().ok());
    let rate_hz = match stated_rate.or(export.options.rate_hz) {
        Some(rate) => rate,
        None => match proved_rate(export, &layout, &numbers)? {
            Some(rate) => rate,
            None => {
                return Err(RecordingError::NoRate {
                    file: export.file.clone(),
                    format: FORMAT.name,
                });
            }
        },
    };
    let mut time_s = sheet::unwrapped(&numbers.columns[0], 65_536.0, rate_hz);
    let first = numbers.columns[0]
        .iter()
        .copied()
        .find(|value| !value.is_nan())
        .unwrap_or(0.0);
    time_s.iter_mut().for_each(|time| *time += first / rate_hz);
    let samples = numbers.sensor(&export.file, "PacketCounter", time_s, (1.0, 1.0))?;
    let serial = stated("DeviceId").or_else(|| id_in_name(export.stem()));
    let trial = serial
        .as_deref()
        .and_then(|id| export.stem().strip_suffix(id))
        .unwrap_or(export.stem());
    // Older files have no number of their own, but a counter that began long before them and stands alike in all of a trial.
    let key = if layout.column("PacketCounter").is_none() && first > LEAST_SHARED_COUNT {
        format!("Xsens counter {first} {rate_hz}")
    } else {
        format!("Xsens trial {}", trial.trim_end_matches(['_', '-']))
    };
    let clock = ClockBase::Shared {
        key,
        uncertainty_s: SYNC_S,
    };
    let label = serial
        .as_deref()
        .and_then(|id| mapped_name(export, id))
        .unwrap_or_default();
    let mut sensor = ForeignSensor::new(FORMAT.name, &export.file, &label, clock, samples);
    sensor.model = Some(stated("ProductCode").unwrap_or_else(|| "Xsens MT".to_owned()));
    sensor.serial = serial;
    sensor.rate_hz = Some(rate_hz);
    Ok(vec![sensor.into()])
}

/// The column that counts the samples, as newer and older versions call it.
fn counter_of(line: &str) -> Option<&'static str> {
    let cell = |name: &str| line.split([',', ';', '\t', ' ']).any(|cell| cell.trim() == name);
    ["PacketCounter", "Counter"].into_iter().find(|name| cell(name))
}

/// The eight hexadecimal digits at the end of `MT_01200312-002-000_00B474BA`.
fn id_in_name(stem: &str) -> Option<String> {
    let id = stem.rsplit('_').next()?;
    (id.len() == 8 && id.bytes().all(|byte| byte.is_ascii_hexdigit())).then(|| id.to_owned())
}

/// What an OpenSense mapping among the files calls the sensor with this number, such as `tibia_r_imu`.
fn mapped_name(export: &Export, id: &str) -> Option<String> {
    export
        .around
        .iter()
        .filter(|other| other.file().to_lowercase().ends_with(".xml"))
        .find_map(|mapping| {
            let text = mapping.text().ok()?;
            let sensor = text
                .split("<ExperimentalSensor ")
                .skip(1)
                .find(|part| part.split('"').nth(1).is_some_and(|name| name.ends_with(id)))?;
            let name = sensor.split("<name_in_model>").nth(1)?.split('<').next()?;
            Some(name.trim().trim_end_matches("_imu").to_owned())
        })
}

/// The rate that the file proves: velocity increments are acceleration times the interval, and the orientation turns by
/// the angular rate times the interval.
fn proved_rate(export: &Export, layout: &Layout, numbers: &Numbers) -> Result<Option<f64>, RecordingError> {
    let counter = &numbers.columns[0];
    let next = |k: usize| (counter[k + 1] - counter[k]).rem_euclid(65_536.0) == 1.0;
    let (mut top, mut bottom) = (0.0, 0.0);
    if let Some(increments) = layout.columns(["VelInc_X", "VelInc_Y", "VelInc_Z"]) {
        let increments = layout.numbers(export, &increments)?;
        for k in 0..counter.len() {
            for axis in 0..3 {
                let (v, a) = (increments.columns[axis][k], numbers.columns[1 + axis][k]);
                if !(v.is_nan() || a.is_nan()) {
                    top += a * a;
                    bottom += a * v;
                }
            }
        }
    } else {
        let turns = orientations(export, layout)?;
        for k in 0..turns.len().saturating_sub(1) {
            let (Some(a), Some(b)) = (turns[k], turns[k + 1]) else {
                continue;
            };
            let rate = Vector3::new(numbers.columns[4][k], numbers.columns[5][k], numbers.columns[6][k]);
            let turn = (a.inverse() * b).scaled_axis();
            // Slow turns drown in rounding and in the filter's corrections.
            if next(k) && rate.norm() > 0.5 && turn.norm() > 1e-4 {
                top += rate.norm_squared();
                bottom += rate.dot(&turn);
            }
        }
    }
    let rate = top / bottom;
    let nearest = RATES_HZ
        .into_iter()
        .min_by(|a, b| (a / rate).ln().abs().total_cmp(&(b / rate).ln().abs()));
    Ok(nearest.filter(|nearest| bottom > 0.0 && (nearest / rate - 1.0).abs() < 0.04))
}

fn orientations(export: &Export, layout: &Layout) -> Result<Vec<Option<UnitQuaternion<f64>>>, RecordingError> {
    let find = |names: &[&str]| -> Option<Vec<usize>> { names.iter().map(|name| layout.column(name)).collect() };
    if let Some(wanted) = find(&["Quat_q0", "Quat_q1", "Quat_q2", "Quat_q3"]) {
        let numbers = layout.numbers(export, &wanted)?;
        let c = &numbers.columns;
        let of = |k: usize| {
            let q = Quaternion::new(c[0][k], c[1][k], c[2][k], c[3][k]);
            (q.norm() > 0.5).then(|| UnitQuaternion::from_quaternion(q))
        };
        return Ok((0..c[0].len()).map(of).collect());
    }
    let names = [
        "Mat[1][1]",
        "Mat[2][1]",
        "Mat[3][1]",
        "Mat[1][2]",
        "Mat[2][2]",
        "Mat[3][2]",
        "Mat[1][3]",
        "Mat[2][3]",
        "Mat[3][3]",
    ];
    let Some(wanted) = find(&names) else {
        return Ok(Vec::new());
    };
    let numbers = layout.numbers(export, &wanted)?;
    let of = |k: usize| {
        let values: Vec<f64> = numbers.columns.iter().map(|column| column[k]).collect();
        let matrix = Matrix3::from_column_slice(&values);
        (matrix.determinant() > 0.5)
            .then(|| UnitQuaternion::from_rotation_matrix(&Rotation3::from_matrix_unchecked(matrix)))
    };
    Ok((0..numbers.lines.len()).map(of).collect())
}
