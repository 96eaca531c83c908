//! From paths to a [`Recording`].

use super::error::RecordingError;
use super::input::{self, Kind, Origin, Probed};
use super::placing::{self, Placed};
use super::session_file;
use super::table::{self, Samples, Table};
use super::units;
use super::{Clock, Notice, Recording, SensorInfo, Session, Severity, Site, Source, Track};
use rayon::prelude::*;
use sha2::{Digest, Sha256};
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io::Read;
use std::path::PathBuf;
use std::sync::Arc;

/// How to read; the defaults need no thought.
#[derive(Debug, Clone, PartialEq)]
pub struct ReadOptions {
    /// Which recording of a folder that holds several: the key that the refusal lists.
    pub only: Option<String>,
    /// Where sensors were worn whose file names do not say it, by file name without folders.
    pub sites: BTreeMap<String, Site>,
    /// File names (without folders) of a folder that are left out.
    pub ignore: BTreeSet<String>,
    /// Largest unpacked size of a file, bytes: packed files can grow without end.
    pub max_bytes: u64,
}

impl Default for ReadOptions {
    fn default() -> Self {
        ReadOptions {
            only: None,
            sites: BTreeMap::new(),
            ignore: BTreeSet::new(),
            max_bytes: 4 << 30,
        }
    }
}

/// Reads one recording: a session folder, a folder of CSV files named by site, one wide CSV file, or several files.
///
/// Plain, gzip and zstd files; comma, semicolon or tab; m/s² or g, rad/s or deg/s, as the columns' names say. A unit
/// that no name states is taken only where the numbers prove it. What could be read only in part is an error; what was
/// passed over is a [`Notice`] of the recording: `files-ignored`, `columns-ignored`, `second-sensor-ignored`,
/// `sensor-site-unknown`, `duplicate-rows-dropped`, `incomplete-rows`, `time-unit-inferred`, `acc-unit-inferred`,
/// `low-rate`, `rate-differs`, `clock-shifted`, `session-sensor-absent`, `recording-unfinished`.
/// Doubts about the signal itself are found by
/// [`check::inspect`](super::check::inspect).
///
/// # Errors
/// [`RecordingError`] with file, line and column where there is one; its sentence says what to do.
///
/// # Cost
/// One pass over the bytes, files in parallel; memory: 56 bytes per sample and sensor.
pub fn read(paths: &[PathBuf], options: &ReadOptions) -> Result<Recording, RecordingError> {
    if let [dir] = paths
        && let Some(journal) = super::unfinished::journal(dir)?
    {
        return super::unfinished::load(dir, &journal);
    }
    read_inputs(Inputs::gather(paths, options)?, options)
}

/// Reads one recording whose files lie in memory, as [`read`] does a folder: `title` is the folder's name, and each file
/// has its name without folders. For recordings that must not touch the disk.
///
/// # Errors
/// As [`read`].
pub fn read_memory(
    title: &str,
    files: Vec<(String, Arc<[u8]>)>,
    options: &ReadOptions,
) -> Result<Recording, RecordingError> {
    let mut inputs = Inputs::new(title.to_owned());
    inputs.listed = true;
    for (name, bytes) in files {
        let origin = Origin {
            path: PathBuf::from(&name),
            bytes: Some(bytes),
        };
        if !options.ignore.contains(&name) {
            inputs.take(origin, &name, false);
        }
    }
    inputs.sort();
    read_inputs(inputs, options)
}

fn read_inputs(inputs: Inputs, options: &ReadOptions) -> Result<Recording, RecordingError> {
    let mut notices = Vec::new();
    let mut files = Vec::new();
    let mut ignored = Vec::new();
    for origin in &inputs.tables {
        match input::probe(origin) {
            Ok(Kind::Sensors(probed)) => files.push(*probed),
            Ok(Kind::Other(columns)) if !inputs.listed => {
                let file = origin.file_name();
                return Err(RecordingError::NotASensorFile { file, columns });
            }
            Ok(Kind::Other(_)) => ignored.push(origin.file_name()),
            // An empty file in a folder is refused only if it names a site: it may be any other file.
            Err(RecordingError::TooShort { file, rows: 0 }) if inputs.listed && !names_a_site(&file) => {
                ignored.push(file)
            }
            Err(error) => return Err(error),
        }
    }
    if files.is_empty() {
        return Err(RecordingError::NoSensorFiles {
            folder: inputs.name,
            ignored,
            subfolders: inputs.subfolders,
        });
    }
    let groups = placing::place(&files, options, !inputs.listed, &mut notices)?;
    let group = placing::choose(groups, options.only.as_deref(), &inputs.name)?;
    let chosen = placing::one_per_site(&group, &files, &mut notices)?;
    let usable = |site: &Site| !matches!(site, Site::Trunk | Site::FootLeft | Site::FootRight);
    if !chosen.keys().any(usable) {
        return Err(RecordingError::NoUsableSite {
            found: chosen.keys().copied().collect(),
        });
    }
    if !ignored.is_empty() {
        notices.push(
            Notice::new("files-ignored", Severity::Info)
                .with("count", ignored.len())
                .with("files", ignored.join(", ")),
        );
    }
    let session = match &inputs.session {
        Some(origin) => session_file::load(origin)?,
        None => Session::default(),
    };

    let used: BTreeSet<usize> = chosen.values().map(|placed| placed.file).collect();
    let used: Vec<&Probed> = used.into_iter().map(|file| &files[file]).collect();
    let mut hashed: Vec<Origin> = used
        .iter()
        .map(|probed| probed.origin.clone())
        .chain(inputs.session.clone())
        .collect();
    hashed.sort_by_key(|origin| (origin.file_name(), origin.path.clone()));
    let (tables, sha256) = rayon::join(
        || {
            used.par_iter()
                .map(|probed| table::read(probed, options.max_bytes))
                .collect::<Vec<_>>()
        },
        || digest(&hashed),
    );
    let mut by_file: BTreeMap<PathBuf, Table> = BTreeMap::new();
    for (probed, table) in used.iter().zip(tables) {
        let table = table?;
        file_notices(probed, &table, &mut notices);
        by_file.insert(probed.origin.path.clone(), table);
    }
    let mut tracks = BTreeMap::new();
    for (&site, placed) in &chosen {
        let probed = &files[placed.file];
        let samples = by_file
            .get_mut(&probed.origin.path)
            .map(|table| std::mem::take(&mut table.sensors[placed.sensor]));
        let track = track(probed, placed, samples.unwrap_or_default(), &session, &mut notices)?;
        tracks.insert(site, track);
    }
    for entry in &session.sensors {
        if !tracks.contains_key(&entry.site) {
            notices.push(Notice::new("session-sensor-absent", Severity::Warning).at(entry.site));
        }
    }
    if session.protocol.phases.is_empty() {
        shift_epoch(&mut tracks, &mut notices);
    }
    let name = if group.key.is_empty() {
        inputs.title(&used)
    } else {
        group.key
    };
    Ok(Recording {
        session,
        tracks,
        source: Source {
            name,
            sha256: sha256?,
            files: hashed.iter().map(Origin::file_name).collect(),
        },
        notices,
    })
}

/// What the given paths lead to.
struct Inputs {
    /// For messages and titles.
    name: String,
    tables: Vec<Origin>,
    session: Option<Origin>,
    /// True where the files were found in a folder, false where each was given.
    listed: bool,
    subfolders: Vec<String>,
}

impl Inputs {
    fn new(name: String) -> Inputs {
        Inputs {
            name,
            tables: Vec::new(),
            session: None,
            listed: false,
            subfolders: Vec::new(),
        }
    }

    fn gather(paths: &[PathBuf], options: &ReadOptions) -> Result<Inputs, RecordingError> {
        let Some(first) = paths.first() else {
            return Err(RecordingError::NothingGiven);
        };
        let mut inputs = Inputs::new(input::file_name(
            &fs::canonicalize(first).unwrap_or_else(|_| first.clone()),
        ));
        for path in paths {
            let failed = |source: std::io::Error| match source.kind() {
                std::io::ErrorKind::NotFound => RecordingError::NotFound {
                    file: path.display().to_string(),
                },
                _ => RecordingError::Io {
                    file: path.display().to_string(),
                    source,
                },
            };
            if fs::metadata(path).map_err(failed)?.is_dir() {
                inputs.listed = true;
                for entry in fs::read_dir(path).map_err(failed)? {
                    let entry = entry.map_err(failed)?.path();
                    let name = input::file_name(&entry);
                    if options.ignore.contains(&name) {
                        continue;
                    }
                    if entry.is_dir() {
                        inputs.subfolders.push(name);
                    } else {
                        inputs.take(Origin::disk(entry), &name, false);
                    }
                }
            } else {
                inputs.take(Origin::disk(path.clone()), &input::file_name(path), true);
            }
        }
        inputs.sort();
        Ok(inputs)
    }

    fn sort(&mut self) {
        self.tables.sort_by(|a, b| a.path.cmp(&b.path));
        self.tables.dedup_by(|a, b| a.path == b.path);
        self.subfolders.sort();
    }

    fn take(&mut self, origin: Origin, name: &str, given: bool) {
        if name == session_file::NAME {
            self.session = Some(origin);
        } else if given || input::is_table_name(name) {
            self.tables.push(origin);
        }
    }

    /// A title where the files' names hold no key: the folder's or the only file's name.
    fn title(&self, used: &[&Probed]) -> String {
        if self.listed {
            return self.name.clone();
        }
        used.first()
            .map(|probed| input::stem(&probed.file).to_owned())
            .unwrap_or_default()
    }
}

fn names_a_site(file: &str) -> bool {
    matches!(
        super::naming::site_of(input::stem(file)),
        super::naming::Named::Site { .. }
    )
}

/// SHA-256 over the files' bytes as they lie on disk, one after the other.
pub(super) fn digest(origins: &[Origin]) -> Result<String, RecordingError> {
    let mut hasher = Sha256::new();
    let mut block = vec![0u8; 1 << 18];
    for origin in origins {
        let failed = |source| RecordingError::Io {
            file: origin.file_name(),
            source,
        };
        let mut file = origin.raw().map_err(failed)?;
        loop {
            let got = file.read(&mut block).map_err(failed)?;
            if got == 0 {
                break;
            }
            hasher.update(&block[..got]);
        }
    }
    Ok(hasher.finalize().iter().map(|byte| format!("{byte:02x}")).collect())
}

fn file_notices(probed: &Probed, table: &Table, notices: &mut Vec<Notice>) {
    let extra = &probed.header.extra;
    if !extra.is_empty() {
        notices.push(
            Notice::new("columns-ignored", Severity::Info)
                .with("file", probed.file.as_str())
                .with("count", extra.len())
                .with("columns", extra.join(", ")),
        );
    }
    if table.duplicates > 0 {
        notices.push(
            Notice::new("duplicate-rows-dropped", Severity::Warning)
                .with("file", probed.file.as_str())
                .with("count", table.duplicates),
        );
    }
}

fn track(
    probed: &Probed,
    placed: &Placed,
    mut samples: Samples,
    session: &Session,
    notices: &mut Vec<Notice>,
) -> Result<Track, RecordingError> {
    let site = placed.site;
    let mut rate_hz = units::settle_time(probed, &mut samples.time, site, notices)?;
    let columns = &probed.header.sensors[placed.sensor];
    units::settle_values(probed, columns, &mut samples, site, notices)?;
    if samples.incomplete > 0 {
        notices.push(
            Notice::new("incomplete-rows", Severity::Warning)
                .at(site)
                .with("count", samples.incomplete),
        );
    }
    let mut clock = Clock::default();
    let mut info = SensorInfo::default();
    if let Some(entry) = session.sensors.iter().find(|entry| entry.site == site) {
        clock = Clock {
            offset_s: entry.clock_offset_s,
            uncertainty_s: entry.clock_uncertainty_s.unwrap_or(0.0),
        };
        info = SensorInfo {
            model: entry.model.clone(),
            serial: entry.serial.clone(),
            acc_range_mps2: entry.acc_range_mps2,
            gyr_range_radps: entry.gyr_range_radps,
            mounting: entry.mounting,
        };
        if let Some(stated) = entry.rate_hz {
            if (stated / rate_hz - 1.0).abs() <= 0.05 {
                rate_hz = stated;
            } else {
                notices.push(
                    Notice::new("rate-differs", Severity::Warning)
                        .at(site)
                        .with("stated_hz", stated)
                        .with("measured_hz", rate_hz),
                );
            }
        }
        if clock.offset_s != 0.0 {
            samples.time.iter_mut().for_each(|time| *time += clock.offset_s);
        }
    }
    Ok(Track {
        site,
        time_s: samples.time,
        acc_mps2: samples.acc,
        gyr_radps: samples.gyr,
        rate_hz,
        clock,
        info,
    })
}

/// Times that count from 1970 or from a sensor's start weeks ago begin at zero instead: more decimals, and a report
/// that can be read. One shift for all sensors.
fn shift_epoch(tracks: &mut BTreeMap<Site, Track>, notices: &mut Vec<Notice>) {
    const FAR_S: f64 = 1e6;
    let start = tracks
        .values()
        .filter_map(|track| track.time_s.first().copied())
        .fold(f64::INFINITY, f64::min)
        .floor();
    if start.is_finite() && start.abs() > FAR_S {
        for track in tracks.values_mut() {
            track.time_s.iter_mut().for_each(|time| *time -= start);
        }
        notices.push(Notice::new("clock-shifted", Severity::Info).with("start_s", start));
    }
}
