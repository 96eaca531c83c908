//! A recording as a session folder.

use super::error::RecordingError;
use super::recovery::write_session_file;
use super::{Recording, SensorEntry, Track, durable, input, units};
use std::fs;
use std::io::Write;
use std::path::Path;

const HEADER: &str = "time_s,acc_x_mps2,acc_y_mps2,acc_z_mps2,gyr_x_radps,gyr_y_radps,gyr_z_radps";

/// Writes `session.toml` and one CSV file per site into a folder, which is made if it is not there.
///
/// [`read`](super::read::read) gives the same tracks back, bit for bit: numbers are written with all their digits. The
/// times in the files are the sensors' own (without the clock offset, which stands in `session.toml`). What a track
/// knows of its sensor is added to the session's entries; `source` and `notices` are not stored.
///
/// # Errors
/// [`RecordingError::Write`] with the file.
pub fn write_session(dir: &Path, recording: &Recording) -> Result<(), RecordingError> {
    let failed = |path: &Path| {
        let file = input::file_name(path);
        move |source| RecordingError::Write { file, source }
    };
    fs::create_dir_all(dir).map_err(failed(dir))?;
    let mut session = recording.session.clone();
    session.schema_version.get_or_insert(1);
    for track in recording.tracks.values() {
        let path = dir.join(format!("{}.csv", track.site));
        let own_times = own_times(track);
        note_sensor(&mut session.sensors, track, &own_times);
        durable::write(&path, |out| write_track(out, track, &own_times)).map_err(failed(&path))?;
    }
    write_session_file(dir, &session)
}

/// Brings the sensor's entry up to what the track knows; none is made where nothing is known.
fn note_sensor(entries: &mut Vec<SensorEntry>, track: &Track, own_times: &[f64]) {
    let measured = if own_times.len() > 1 {
        units::measured_rate(own_times)
    } else {
        0.0
    };
    let known = track.clock != Default::default() || track.info != Default::default() || track.rate_hz != measured;
    let at = match entries.iter().position(|entry| entry.site == track.site) {
        Some(at) => at,
        None if known => {
            entries.push(SensorEntry::new(track.site));
            entries.len() - 1
        }
        None => return,
    };
    let entry = &mut entries[at];
    let info = &track.info;
    entry.model.clone_from(&info.model);
    entry.serial.clone_from(&info.serial);
    entry.acc_range_mps2 = info.acc_range_mps2;
    entry.gyr_range_radps = info.gyr_range_radps;
    entry.mounting = info.mounting;
    entry.clock_offset_s = track.clock.offset_s;
    entry.clock_uncertainty_s = track.clock.uncertainty_s;
    entry.clock_group = track.clock.group;
    if track.rate_hz != measured && entry.rate_hz != Some(track.rate_hz) {
        entry.rate_hz = Some(track.rate_hz);
    }
}

/// The times before the clock offset was added: the number that gives the track's time again when it is added. A
/// subtraction alone is off by a rounding at times, so its neighbours are tried.
fn own_times(track: &Track) -> Vec<f64> {
    let offset = track.clock.offset_s;
    let own = |&time: &f64| {
        let near = time - offset;
        [near, near.next_up(), near.next_down()]
            .into_iter()
            .find(|own| own + offset == time)
            .unwrap_or(near)
    };
    if offset == 0.0 {
        track.time_s.clone()
    } else {
        track.time_s.iter().map(own).collect()
    }
}

fn write_track(out: &mut impl Write, track: &Track, own_times: &[f64]) -> std::io::Result<()> {
    writeln!(out, "{HEADER}")?;
    for ((time, acc), gyr) in own_times.iter().zip(&track.acc_mps2).zip(&track.gyr_radps) {
        writeln!(
            out,
            "{time},{},{},{},{},{},{}",
            acc.x, acc.y, acc.z, gyr.x, gyr.y, gyr.z
        )?;
    }
    Ok(())
}
