//! MCAP: one file that Foxglove and other viewers of robot data open.
//!
//! JSON messages with JSON Schemas, in the order of time, log times in nanoseconds on the recording's clock:
//!
//! | topic | content |
//! |---|---|
//! | `/imu/<site>` | `acc_mps2`, `gyr_radps` as recorded: own rows, own gaps |
//! | `/angles` | every angle of `angles.csv` by its name, degrees, 100 Hz; missing ones are left out |
//! | `/contacts` | `side`, `event` |
//!
//! Times before the recording's zero do not exist in MCAP; a recording that begins below zero is moved so that its first
//! sample is at 0, and the metadata record `gaitscope` says by how much.

use super::{ExportError, files};
use assessment::Analysis;
use mcap::records::{MessageHeader, Metadata};
use mcap::{McapError, WriteOptions, Writer};
use recording::Recording;
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::io::Cursor;
use std::path::{Path, PathBuf};

/// One message before it is written.
struct Message {
    time_s: f64,
    channel: u16,
    data: Value,
}

/// Writes `session.mcap`. Cost: memory of about 200 bytes a sample.
pub fn write(recording: &Recording, analysis: &Analysis, dir: &Path) -> Result<Vec<PathBuf>, ExportError> {
    let path = dir.join("session.mcap");
    let bytes = encode(recording, analysis).map_err(|error| ExportError::Format {
        path: path.clone(),
        reason: error.to_string(),
    })?;
    Ok(vec![files::write(path, &bytes)?])
}

fn vector() -> Value {
    json!({"type": "object", "properties": {"x": {"type": "number"}, "y": {"type": "number"}, "z": {"type": "number"}}})
}

fn encode(recording: &Recording, analysis: &Analysis) -> Result<Vec<u8>, McapError> {
    let options = WriteOptions::new()
        .compression(None)
        .library(format!("gaitscope {}", env!("CARGO_PKG_VERSION")));
    let mut writer = Writer::with_options(Cursor::new(Vec::new()), options)?;
    let imu = json!({"type": "object", "title": "gaitscope.Imu", "properties": {"acc_mps2": vector(), "gyr_radps": vector()}});
    let imu = writer.add_schema("gaitscope.Imu", "jsonschema", imu.to_string().as_bytes())?;
    let names: serde_json::Map<String, Value> = analysis
        .angles
        .columns
        .iter()
        .map(|(name, _)| (name.name().to_owned(), json!({"type": "number"})))
        .collect();
    let angles = json!({"type": "object", "title": "gaitscope.Angles", "properties": names});
    let angles = writer.add_schema("gaitscope.Angles", "jsonschema", angles.to_string().as_bytes())?;
    let contact = json!({"type": "object", "title": "gaitscope.Contact",
                         "properties": {"side": {"type": "string"}, "event": {"type": "string"}}});
    let contact = writer.add_schema("gaitscope.Contact", "jsonschema", contact.to_string().as_bytes())?;

    let none = BTreeMap::new();
    let mut messages = Vec::new();
    for (site, track) in &recording.tracks {
        let channel = writer.add_channel(imu, &format!("/imu/{site}"), "json", &none)?;
        for ((time_s, acc), gyr) in track.time_s.iter().zip(&track.acc_mps2).zip(&track.gyr_radps) {
            let xyz = |v: &nalgebra::Vector3<f64>| json!({"x": v.x, "y": v.y, "z": v.z});
            messages.push(Message {
                time_s: *time_s,
                channel,
                data: json!({"acc_mps2": xyz(acc), "gyr_radps": xyz(gyr)}),
            });
        }
    }
    let channel = writer.add_channel(angles, "/angles", "json", &none)?;
    for (k, time_s) in analysis.angles.time_s.iter().enumerate() {
        let row: serde_json::Map<String, Value> = analysis
            .angles
            .columns
            .iter()
            .filter(|(_, values)| values[k].is_finite())
            .map(|(name, values)| (name.name().to_owned(), json!(values[k])))
            .collect();
        if !row.is_empty() {
            messages.push(Message {
                time_s: *time_s,
                channel,
                data: Value::Object(row),
            });
        }
    }
    let channel = writer.add_channel(contact, "/contacts", "json", &none)?;
    messages.extend(analysis.contacts.iter().map(|contact| Message {
        time_s: contact.time_s,
        channel,
        data: json!({"side": contact.side.name(), "event": contact.kind.name()}),
    }));
    // A stable sort: messages of one moment keep the order of their channels.
    messages.sort_by(|a, b| a.time_s.total_cmp(&b.time_s));

    let first = messages.first().map_or(0.0, |message| message.time_s);
    let shift_s = if first < 0.0 { -first } else { 0.0 };
    writer.write_metadata(&Metadata {
        name: "gaitscope".to_owned(),
        metadata: BTreeMap::from([
            ("recording".to_owned(), analysis.source.name.clone()),
            ("sha256".to_owned(), analysis.source.sha256.clone()),
            ("shift_s".to_owned(), shift_s.to_string()),
        ]),
    })?;
    for (sequence, message) in messages.into_iter().enumerate() {
        let time = ((message.time_s + shift_s) * 1e9).round() as u64;
        writer.write_to_known_channel(
            &MessageHeader {
                channel_id: message.channel,
                sequence: sequence as u32,
                log_time: time,
                publish_time: time,
            },
            message.data.to_string().as_bytes(),
        )?;
    }
    writer.finish()?;
    Ok(writer.into_inner().into_inner())
}
