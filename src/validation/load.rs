//! Recordings for the sets: through the reader under test where it can, and by a plain second way where it cannot.
//!
//! The second way serves two ends: tables that are no recordings as they stand (windows that share one clock), and
//! scoring the analysis even where the reader refuses a file; the refusal is then a finding of its own.

use super::table::{Table, TableError, file_name};
use super::{RecordingDetail, Tools};
use nalgebra::Vector3;
use recording::{Clock, Recording, SensorInfo, Side, Site, Source, Track};
use std::path::PathBuf;

/// What a file's name says about the sensor in it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Placed {
    pub site: Site,
    /// The name without the words that name the site, but with a side that stands elsewhere in it.
    pub rest: String,
}

/// Finds a site in a name such as `thigh_left`, `s01_left_t10_shank` or `01-4_lowerback`; none if it names none.
/// A leg's segment without any side is none too.
pub(crate) fn place_of(stem: &str) -> Option<Placed> {
    let joined = stem.to_lowercase().replace("lower_back", "lowerback");
    let words: Vec<&str> = joined.split('_').collect();
    let side_word = |word: &str| match word {
        "left" | "l" => Some(Side::Left),
        "right" | "r" => Some(Side::Right),
        _ => None,
    };
    let (position, make): (usize, fn(Side) -> Site) = words.iter().enumerate().rev().find_map(|(index, word)| {
        let make: fn(Side) -> Site = match *word {
            "pelvis" | "lowerback" | "lumbar" | "sacrum" => |_| Site::Pelvis,
            "trunk" | "chest" | "sternum" => |_| Site::Trunk,
            "thigh" | "hip" => Site::thigh,
            "shank" | "knee" => Site::shank,
            "foot" => Site::foot,
            _ => return None,
        };
        Some((index, make))
    })?;
    let midline = make(Side::Left) == make(Side::Right);
    let side = words.iter().find_map(|word| side_word(word));
    let site = match side {
        _ if midline => make(Side::Left),
        Some(side) => make(side),
        None => return None,
    };
    let rest: Vec<&str> = words
        .iter()
        .enumerate()
        .filter(|(index, _)| *index != position)
        .map(|(_, word)| *word)
        .collect();
    let only_side = rest.iter().all(|word| side_word(word).is_some());
    Some(Placed {
        site,
        rest: if only_side { String::new() } else { rest.join("_") },
    })
}

/// The sites of a wide file, with the prefix of their columns.
pub(crate) fn wide_sites(header: &[String]) -> Vec<(Site, String)> {
    let prefixes = header.iter().filter_map(|name| name.strip_suffix("_acc_x_mps2"));
    let mut sites: Vec<(Site, String)> = Vec::new();
    for prefix in prefixes {
        if let Some(placed) = place_of(prefix)
            && !sites.iter().any(|(site, _)| *site == placed.site)
        {
            sites.push((placed.site, prefix.to_owned()));
        }
    }
    sites
}

/// Reads one recording with the reader under test. Where that refuses, or misses one of the `expected` sites, the
/// recording is read the plain way and the detail says so.
pub(crate) fn load(
    tools: &Tools,
    paths: &[PathBuf],
    expected: &[Site],
    detail: &mut RecordingDetail,
) -> Result<Recording, String> {
    let complete = |recording: &Recording| expected.iter().all(|site| recording.tracks.contains_key(site));
    let complaint = match (tools.read)(paths) {
        Ok(recording) if complete(&recording) => return Ok(recording),
        Ok(recording) => {
            let missing: Vec<&str> = expected
                .iter()
                .filter(|site| !recording.tracks.contains_key(site))
                .map(|s| s.name())
                .collect();
            format!("the reader did not find {}", missing.join(", "))
        }
        Err(error) => format!("the reader refused it: {}", without_folders(&error, paths)),
    };
    let recording = read_plainly(paths).map_err(|error| format!("{complaint}; {error}"))?;
    if recording.tracks.is_empty() || !complete(&recording) {
        return Err(complaint);
    }
    detail.remarks.push(format!("{complaint}; read without it for scoring"));
    Ok(recording)
}

/// A message with the folders of `paths` taken out, since no path of one machine belongs in a report.
pub(crate) fn without_folders(message: &str, paths: &[PathBuf]) -> String {
    paths.iter().fold(message.to_owned(), |text, path| {
        let folder = path
            .parent()
            .map(|folder| format!("{}/", folder.display()))
            .unwrap_or_default();
        if folder.len() > 1 {
            text.replace(&folder, "")
        } else {
            text
        }
    })
}

fn read_plainly(paths: &[PathBuf]) -> Result<Recording, String> {
    let mut recording = Recording::default();
    for path in paths {
        let table = Table::read(path).map_err(|error| error.to_string())?;
        let name = file_name(path);
        let stem = name.trim_end_matches(".csv");
        let wide = wide_sites(&table.header);
        let added = if wide.is_empty() {
            let placed = place_of(stem).ok_or_else(|| format!("{name}: its name tells no site"))?;
            add_track(&mut recording, &table, placed.site, "", |_| true)
        } else {
            wide.iter().try_for_each(|(site, prefix)| {
                add_track(&mut recording, &table, *site, &format!("{prefix}_"), |_| true)
            })
        };
        added.map_err(|error| error.to_string())?;
        recording.source.files.push(name);
    }
    Ok(recording)
}

/// The recording in the rows of a wide table for which `keep(row)` holds.
pub(crate) fn recording_of_rows(
    table: &Table,
    name: &str,
    keep: impl Fn(usize) -> bool + Copy,
) -> Result<Recording, TableError> {
    let mut recording = Recording {
        source: Source {
            name: name.to_owned(),
            ..Source::default()
        },
        ..Recording::default()
    };
    for (site, prefix) in wide_sites(&table.header) {
        add_track(&mut recording, table, site, &format!("{prefix}_"), keep)?;
    }
    Ok(recording)
}

fn add_track(
    recording: &mut Recording,
    table: &Table,
    site: Site,
    prefix: &str,
    keep: impl Fn(usize) -> bool,
) -> Result<(), TableError> {
    let column = |name: &str| table.numbers(&format!("{prefix}{name}"));
    let times = table.numbers("time_s")?;
    let acc = [column("acc_x_mps2")?, column("acc_y_mps2")?, column("acc_z_mps2")?];
    let gyr = [column("gyr_x_radps")?, column("gyr_y_radps")?, column("gyr_z_radps")?];
    let mut track = Track {
        site,
        time_s: Vec::new(),
        acc_mps2: Vec::new(),
        gyr_radps: Vec::new(),
        rate_hz: f64::NAN,
        clock: Clock::SHARED,
        info: SensorInfo::default(),
    };
    for row in (0..times.len()).filter(|row| keep(*row)) {
        let a = Vector3::new(acc[0][row], acc[1][row], acc[2][row]);
        let w = Vector3::new(gyr[0][row], gyr[1][row], gyr[2][row]);
        let later = track.time_s.last().is_none_or(|last| times[row] > *last);
        if times[row].is_finite() && later && a.iter().chain(w.iter()).all(|value| value.is_finite()) {
            track.time_s.push(times[row]);
            track.acc_mps2.push(a);
            track.gyr_radps.push(w);
        }
    }
    let steps: Vec<f64> = track.time_s.windows(2).map(|pair| pair[1] - pair[0]).collect();
    if let Some(step) = super::score::median(&steps) {
        track.rate_hz = 1.0 / step;
        recording.tracks.insert(site, track);
    }
    Ok(())
}

/// First and last sample time over all sensors.
pub(crate) fn edges_s(recording: &Recording) -> (f64, f64) {
    let first = recording
        .tracks
        .values()
        .filter_map(|track| track.time_s.first())
        .copied();
    let last = recording
        .tracks
        .values()
        .filter_map(|track| track.time_s.last())
        .copied();
    (
        first.fold(f64::INFINITY, f64::min),
        last.fold(f64::NEG_INFINITY, f64::max),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_tell_sites() {
        let at = |stem: &str| place_of(stem).map(|placed| (placed.site, placed.rest));
        assert_eq!(at("thigh_left"), Some((Site::ThighLeft, String::new())));
        assert_eq!(
            at("s01_left_t10_shank"),
            Some((Site::ShankLeft, "s01_left_t10".to_owned()))
        );
        assert_eq!(at("01-4_lowerback"), Some((Site::Pelvis, "01-4".to_owned())));
        assert_eq!(at("lower_back"), Some((Site::Pelvis, String::new())));
        assert_eq!(
            at("drop_landing_right_thigh"),
            Some((Site::ThighRight, "drop_landing_right".to_owned()))
        );
        assert_eq!(at("left_knee"), Some((Site::ShankLeft, String::new())));
        assert_eq!(at("shank"), None);
        assert_eq!(at("02_undisturbed_slow_rotation_B"), None);
    }

    #[test]
    fn messages_lose_their_folders() {
        let path = PathBuf::from("some/where/a.csv");
        assert_eq!(without_folders("some/where/a.csv: line 3", &[path]), "a.csv: line 3");
    }
}
