//! Movella (Xsens) DOT: the CSV of the app, the SDK's loggers and the Data Exporter, one file per sensor.
//!
//! The columns say the payload mode: `Acc_*` (m/s²) and `Gyr_*` (deg/s) in the rate quantities and custom modes, `dq_*` and
//! `dv*` in the delta quantities and high-fidelity modes (increments over one output interval: divided by it they are mean
//! rates and mean specific forces), `Quat_*`, `Euler_*` and `FreeAcc_*` in the rest, which hold no raw signals and are
//! refused. `SampleTimeFine` counts microseconds in 32 bits; sensors whose header says `Synced` share that clock.
//!
//! Tests: five real recordings (orientation only: the refusal); hand-made files of the other modes after the payload table of
//! the user manual.

use super::super::Quantity;
use super::super::error::RecordingError;
use super::super::problem::{ExportProblem, MissingSignals, RawSignalsAdvice};
use super::super::units;
use super::sheet::{self, Layout};
use super::{ClockBase, Export, ForeignSensor, Format, FormatDescription, Head, Part};

pub(super) const FORMAT: Format = Format {
    name: "Movella DOT CSV",
    detect,
    read,
    about: FormatDescription {
        program: "Movella DOT: app, Data Exporter, PC SDK",
        reads: "rate quantities, custom modes, delta quantities; `SampleTimeFine` in µs, in the PC SDK's logs in 0.1 ms",
        source: "user manual, payload modes",
        tried: "real (orientation only); made of the other modes",
        refused: "Euler angles, quaternions, free acceleration",
    },
};

/// Accuracy of the sensors' own synchronisation, seconds (one output interval at 60 Hz over an hour is excluded by the
/// maker; ours: a third of a sample).
const SYNC_S: f64 = 0.005;
fn detect(head: &Head) -> bool {
    let header = head.lines().any(|line| {
        let names = sheet::cells(line, sheet::delimiter_of(line)).unwrap_or_default();
        let has = |name: &str| names.iter().any(|own| own.eq_ignore_ascii_case(name));
        has("SampleTimeFine") && (has("PacketCounter") || has("Status"))
    });
    header && !head.text.trim_start().starts_with("//") && (signature(head) || delta(head))
}

/// What DOT files say of themselves above the table.
fn signature(head: &Head) -> bool {
    [
        "DeviceTag",
        "DeviceId",
        "Measurement Mode",
        "MeasurementMode",
        "SyncStatus",
        "© Xsens",
        "OutputRate",
    ]
    .iter()
    .any(|word| head.text.contains(word))
        || ["Acc_X", "Gyr_X", "Quat_W", "FreeAcc_X", "Euler_X"]
            .iter()
            .any(|word| head.text.contains(word))
}

fn delta(head: &Head) -> bool {
    head.text.to_lowercase().contains("dq_w")
}

fn read(export: &Export) -> Result<Vec<Part>, RecordingError> {
    let text = export.beginning()?;
    let Some(layout) = sheet::header_line(&text, &["SampleTimeFine"]).and_then(|at| Layout::below(&text, at, 0)) else {
        return Err(export.broken(FORMAT.name, None, ExportProblem::NoColumnNames));
    };
    let stated = |key: &str| stated(&text, &layout, key);
    let rate_hz = stated("OutputRate")
        .and_then(|value| value.trim_end_matches("Hz").trim().parse::<f64>().ok())
        .or(export.options.rate_hz);
    let mode = stated("Measurement Mode").or_else(|| stated("MeasurementMode"));
    let (wanted, is_delta) = columns(&layout).map_err(|missing| RecordingError::NoRawSignals {
        file: export.file.clone(),
        format: FORMAT.name,
        missing,
        mode,
        advice: RawSignalsAdvice::XsensDot,
    })?;
    let mut numbers = layout.numbers(export, &wanted)?;
    let per_second = per_second(&numbers.columns[0], rate_hz);
    let time_s = sheet::unwrapped(&numbers.columns[0], 4_294_967_296.0, per_second);
    let first = numbers.columns[0]
        .iter()
        .copied()
        .find(|value| !value.is_nan())
        .unwrap_or(0.0);
    let acc = sheet::three(&mut numbers.columns, [1, 2, 3]);
    let (gyr, factors) = if is_delta {
        let interval = match rate_hz {
            Some(rate) => 1.0 / rate,
            None => Some(units::median_step(&time_s))
                .filter(|step| *step > 0.0)
                .unwrap_or(1.0 / 60.0),
        };
        (rates_of(&numbers.columns[4..8], interval), (1.0 / interval, 1.0))
    } else {
        let dps = sheet::factor(Quantity::Gyroscope, "deg/s").unwrap_or(1.0);
        (sheet::three(&mut numbers.columns, [4, 5, 6]), (1.0, dps))
    };
    let (file, lines) = (&export.file, &numbers.lines);
    let mut samples = sheet::rows(file, "SampleTimeFine", lines, time_s, acc, gyr, factors)?;
    let synced = stated("SyncStatus").is_some_and(|status| status.eq_ignore_ascii_case("synced"));
    if synced {
        samples.time_s.iter_mut().for_each(|time| *time += first / per_second);
    }
    let clock = if synced {
        ClockBase::Shared {
            key: "Movella DOT, synced".to_owned(),
            uncertainty_s: SYNC_S,
        }
    } else {
        ClockBase::Own
    };
    let tag = stated("DeviceTag").unwrap_or_default();
    let mut sensor = ForeignSensor::new(FORMAT.name, &export.file, "", clock, samples);
    sensor.model = Some("Movella DOT".to_owned());
    sensor.serial = (!tag.is_empty()).then_some(tag);
    sensor.rate_hz = rate_hz;
    Ok(vec![sensor.into()])
}

/// What the lines above the table say under a name.
fn stated(text: &str, layout: &Layout, key: &str) -> Option<String> {
    text.lines().take(layout.lines_before).find_map(|line| {
        let line = line.trim_matches('"');
        // The PC SDK puts all of it into one line: "DeviceTag: D1,OutputRate: 60".
        let pairs = line.split(',').filter_map(|pair| pair.split_once(':'));
        let of_pc = pairs.map(|(own, value)| (own.trim(), value.trim()));
        if let Some((_, value)) = { of_pc }.find(|(own, value)| own.eq_ignore_ascii_case(key) && !value.is_empty()) {
            return Some(value.to_owned());
        }
        let (own, value) = line.split_once([',', ';', '\t'])?;
        own.trim()
            .trim_end_matches(':')
            .eq_ignore_ascii_case(key)
            .then(|| value.trim().to_owned())
    })
}

/// The columns of time, acceleration and rotation, and whether they hold increments; what is missing where there are none.
fn columns(layout: &Layout) -> Result<(Vec<usize>, bool), MissingSignals> {
    let raw = (
        layout.columns(["Acc_X", "Acc_Y", "Acc_Z"]),
        layout.columns(["Gyr_X", "Gyr_Y", "Gyr_Z"]),
    );
    let delta_v = layout
        .columns(["dv[1]", "dv[2]", "dv[3]"])
        .or_else(|| layout.columns(["dv_1", "dv_2", "dv_3"]))
        .or_else(|| layout.columns(["dv_X", "dv_Y", "dv_Z"]));
    let delta_q = ["dq_W", "dq_X", "dq_Y", "dq_Z"].map(|name| layout.column(name));
    let time = layout.column("SampleTimeFine").unwrap_or_default();
    match (raw, delta_v, delta_q) {
        ((Some(acc), Some(gyr)), _, _) => Ok(([time].into_iter().chain(acc).chain(gyr).collect(), false)),
        (_, Some(dv), [Some(w), Some(x), Some(y), Some(z)]) => {
            Ok(([time].into_iter().chain(dv).chain([w, x, y, z]).collect(), true))
        }
        ((Some(_), None), ..) => Err(MissingSignals::AngularVelocity),
        ((None, Some(_)), ..) => Err(MissingSignals::Acceleration),
        _ => Err(MissingSignals::OrientationOnly),
    }
}

/// Counts of `SampleTimeFine` in a second: microseconds, but 0.1 ms in what the PC SDK logs. The two are 100 apart: the unit is
/// the one whose rate is nearer to the stated one (60 Hz where none is), on a logarithmic scale.
fn per_second(stamps: &[f64], rate_hz: Option<f64>) -> f64 {
    let step = units::median_step(stamps);
    let rate = rate_hz.unwrap_or(60.0);
    // Halfway between the two.
    if 1e6 / step > 10.0 * rate { 1e4 } else { 1e6 }
}

/// Mean angular rate of each increment: its rotation vector over the interval.
fn rates_of(dq: &[Vec<f64>], interval: f64) -> [Vec<f64>; 3] {
    let mut rates = [const { Vec::new() }; 3];
    for (k, w) in dq[0].iter().enumerate() {
        let (w, v) = (*w, nalgebra::Vector3::new(dq[1][k], dq[2][k], dq[3][k]));
        // The shorter way round; the angle of a small rotation is twice its sine.
        let v = if w < 0.0 { -v } else { v };
        let sine = v.norm();
        let scale = if sine < 1e-9 {
            2.0
        } else {
            2.0 * sine.atan2(w.abs()) / sine
        };
        for axis in 0..3 {
            rates[axis].push(v[axis] * scale / interval);
        }
    }
    rates
}
