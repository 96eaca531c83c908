//! BIDS-Motion (Brain Imaging Data Structure 1.9 and later): the archive format for motion recordings.
//!
//! ```text
//! dataset_description.json  participants.tsv  README
//! sub-<pseudonym>/ses-<recording>/sub-…_ses-…_scans.tsv
//! sub-…/ses-…/motion/sub-…_ses-…_task-walk_tracksys-<site>_motion.tsv   (no header, as the standard demands)
//!                                         …_motion.json  …_channels.tsv  …_channels.json
//! ```
//!
//! In BIDS one tracking system has one clock and one count of samples. Every sensor keeps its own rows and gaps here, so
//! that each is a tracking system of its own; its first column is the time (`LATENCY`, seconds on the recording's
//! clock), so that nothing is resampled and nothing is lost. Angles and contacts are results, not recordings: they go to
//! `derivatives/gaitscope`.

use super::{ExportError, files};
use assessment::Analysis;
use recording::{Recording, Site, Track};
use serde_json::json;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};

/// Columns of every motion file: name, component, type, unit.
const CHANNELS: [(&str, &str, &str, &str); 7] = [
    ("time", "n/a", "LATENCY", "s"),
    ("acc_x", "x", "ACCEL", "m/s^2"),
    ("acc_y", "y", "ACCEL", "m/s^2"),
    ("acc_z", "z", "ACCEL", "m/s^2"),
    ("gyr_x", "x", "GYRO", "rad/s"),
    ("gyr_y", "y", "GYRO", "rad/s"),
    ("gyr_z", "z", "GYRO", "rad/s"),
];

/// Writes the data set of one recording. Further recordings written into the same folder join it, except that
/// `participants.tsv` and `README` are those of the last one.
pub fn write(recording: &Recording, analysis: &Analysis, dir: &Path) -> Result<Vec<PathBuf>, ExportError> {
    let subject = &recording.session.subject;
    let sub = format!(
        "sub-{}",
        files::label(subject.pseudonym.as_deref().unwrap_or(""), "unknown")
    );
    let ses = format!("ses-{}", files::label(&recording.source.name, "1"));
    let stem = format!("{sub}_{ses}");
    let mut written = dataset(recording, dir, &sub)?;

    let mut scans = Vec::new();
    for (site, track) in &recording.tracks {
        let tracksys = site.name().replace('_', "");
        let base = format!("{stem}_task-walk_tracksys-{tracksys}");
        let folder = files::below(dir, &[&sub, &ses, "motion"]);
        written.push(files::write(
            folder.join(format!("{base}_motion.tsv")),
            samples(track).as_bytes(),
        )?);
        written.push(files::write_json(
            folder.join(format!("{base}_motion.json")),
            &sidecar(*site, track, recording),
        )?);
        written.push(files::write(
            folder.join(format!("{base}_channels.tsv")),
            channels(*site, track).as_bytes(),
        )?);
        written.push(files::write_json(
            folder.join(format!("{base}_channels.json")),
            &frames(),
        )?);
        scans.push(vec![format!("motion/{base}_motion.tsv")]);
    }
    let table = files::tsv(&["filename"], &scans);
    written.push(files::write(
        files::below(dir, &[&sub, &ses]).join(format!("{stem}_scans.tsv")),
        table.as_bytes(),
    )?);
    written.extend(derivatives(analysis, dir, &sub, &ses)?);
    Ok(written)
}

fn dataset(recording: &Recording, dir: &Path, sub: &str) -> Result<Vec<PathBuf>, ExportError> {
    let subject = &recording.session.subject;
    let description = json!({
        "Name": "Gait recordings",
        "BIDSVersion": "1.9.0",
        "DatasetType": "raw",
        "GeneratedBy": [{"Name": "gaitscope", "Version": env!("CARGO_PKG_VERSION")}],
    });
    let number = |value: Option<f64>| value.map_or("n/a".to_owned(), |value| value.to_string());
    let sex = match subject.sex.as_deref() {
        Some(sex @ ("female" | "male")) => sex.to_owned(),
        _ => "n/a".to_owned(),
    };
    let height_cm = subject.height_m.map(|height| (height * 1000.0).round() / 10.0);
    let rows = [vec![sub.to_owned(), number(subject.age_years), sex, number(height_cm)]];
    let people = files::tsv(&["participant_id", "age", "sex", "height"], &rows);
    let columns = json!({
        "age": {"Description": "Age of the participant", "Units": "year"},
        "sex": {"Description": "Sex of the participant, as entered", "Levels": {"female": "female", "male": "male"}},
        "height": {"Description": "Standing height of the participant", "Units": "cm"},
    });
    let readme = "Gait recordings of body-worn motion sensors, exported by gaitscope.\n\n\
                  Every sensor is a tracking system of its own with its own clock corrections already added: the channel `time` holds \
                  seconds on the common clock of the recording. Nothing was resampled. A gap in `time` is a gap in the recording.\n\n\
                  Axes are those of the sensor's housing. The accelerometer measures specific force: at rest the axis that points up reads \
                  +9.81 m/s^2.\n\n\
                  These data describe how a person walks. They can identify that person: treat them as health data.\n";
    Ok(vec![
        files::write_json(dir.join("dataset_description.json"), &description)?,
        files::write(dir.join("participants.tsv"), people.as_bytes())?,
        files::write_json(dir.join("participants.json"), &columns)?,
        files::write(dir.join("README"), readme.as_bytes())?,
    ])
}

/// Rows without a header; all digits, so that reading gives the same numbers back.
fn samples(track: &Track) -> String {
    let mut text = String::with_capacity(track.len() * 100);
    for ((time, acc), gyr) in track.time_s.iter().zip(&track.acc_mps2).zip(&track.gyr_radps) {
        writeln!(
            text,
            "{time}\t{}\t{}\t{}\t{}\t{}\t{}",
            acc.x, acc.y, acc.z, gyr.x, gyr.y, gyr.z
        )
        .expect("a string takes all");
    }
    text
}

fn channels(site: Site, track: &Track) -> String {
    let rate = effective_rate(track);
    let uncertainty = track
        .clock
        .uncertainty_s
        .map_or("unknown".to_owned(), |uncertainty| format!("{uncertainty} s"));
    let describe = |kind: &str| match kind {
        "LATENCY" => {
            format!("Common clock of the recording; standard uncertainty of this sensor's offset {uncertainty}")
        }
        _ => "n/a".to_owned(),
    };
    let rows: Vec<Vec<String>> = CHANNELS
        .iter()
        .map(|(name, component, kind, unit)| {
            let point = if *kind == "LATENCY" { "n/a" } else { site.name() };
            let frame = if *kind == "LATENCY" { "n/a" } else { "sensor" };
            [name, component, kind, point, unit, frame]
                .iter()
                .map(|cell| (*cell).to_owned())
                .chain([format!("{rate}"), describe(kind)])
                .collect()
        })
        .collect();
    let header = [
        "name",
        "component",
        "type",
        "tracked_point",
        "units",
        "reference_frame",
        "sampling_frequency",
        "description",
    ];
    files::tsv(&header, &rows)
}

/// Samples per second from first to last sample, gaps included, to a millihertz.
fn effective_rate(track: &Track) -> f64 {
    match (track.time_s.first(), track.time_s.last()) {
        (Some(first), Some(last)) if last > first => {
            ((track.len() - 1) as f64 / (last - first) * 1000.0).round() / 1000.0
        }
        _ => track.rate_hz,
    }
}

fn sidecar(site: Site, track: &Track, recording: &Recording) -> serde_json::Value {
    let mut value = json!({
        "TaskName": "walk",
        "TaskDescription": recording.session.protocol.name.as_deref().unwrap_or("Walking"),
        "SamplingFrequency": track.rate_hz,
        "SamplingFrequencyEffective": effective_rate(track),
        "TrackingSystemName": site.name().replace('_', ""),
        "TrackedPointsCount": 1,
        "ACCELChannelCount": 3,
        "GYROChannelCount": 3,
        "LATENCYChannelCount": 1,
        "MotionChannelCount": CHANNELS.len(),
        "RecordingType": "continuous",
        "MissingValues": "n/a",
        "SubjectArtefactDescription": "n/a",
    });
    if let Some(object) = value.as_object_mut() {
        let mut add = |key: &str, text: &Option<String>| {
            if let Some(text) = text {
                object.insert(key.to_owned(), json!(text));
            }
        };
        add("ManufacturersModelName", &track.info.model);
        add("DeviceSerialNumber", &track.info.serial);
    }
    value
}

/// The sensor's own axes: a sensor that was strapped on by hand has no axis of anatomy, which the standard writes as `_`.
fn frames() -> serde_json::Value {
    json!({
        "reference_frame": {
            "Description": "The axes of the sensor's housing",
            "Levels": {"sensor": {"SpatialAxes": "___", "RotationRule": "right-hand"}}
        }
    })
}

fn derivatives(analysis: &Analysis, dir: &Path, sub: &str, ses: &str) -> Result<Vec<PathBuf>, ExportError> {
    let root = files::below(dir, &["derivatives", "gaitscope"]);
    let description = json!({
        "Name": "Contacts found by gaitscope",
        "BIDSVersion": "1.9.0",
        "DatasetType": "derivative",
        "GeneratedBy": [{"Name": "gaitscope", "Version": env!("CARGO_PKG_VERSION")}],
    });
    let rows: Vec<Vec<String>> = analysis
        .contacts
        .iter()
        .map(|contact| {
            vec![
                format!("{:.4}", contact.time_s),
                "n/a".to_owned(),
                contact.kind.name().to_owned(),
                contact.side.name().to_owned(),
            ]
        })
        .collect();
    let table = files::tsv(&["onset", "duration", "trial_type", "side"], &rows);
    let name = format!("{sub}_{ses}_task-walk_desc-contacts_events.tsv");
    Ok(vec![
        files::write_json(root.join("dataset_description.json"), &description)?,
        files::write(files::below(&root, &[sub, ses, "motion"]).join(name), table.as_bytes())?,
    ])
}
