//! From paths to a [`Recording`].

use super::error::RecordingError;
use super::import::{self, Assembled, Format, Head, Mapping, SensorToPlace};
use super::input::{self, Input, Kind, Probed};
use super::placing::{self, Placed};
use super::plausible;
use super::problem::ArchiveProblem;
use super::session_file;
use super::table::{self, Samples, Table};
use super::text::{hex, printable};
use super::units;
use super::{Clock, Notice, NoticeCode, Recording, SensorInfo, Session, Severity, Site, Source, Track};
use rayon::prelude::*;
use sha2::{Digest, Sha256};
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::PathBuf;
use std::sync::Arc;

/// How to read; the defaults need no thought.
#[derive(Debug, Clone, PartialEq)]
pub struct ReadOptions {
    /// Which recording of a folder that holds several: the key that the refusal lists.
    pub only: Option<String>,
    /// Where sensors were worn whose names do not say it: by file name without folders, by `file:sensor` where a file holds
    /// several, or by serial number ([`SensorToPlace::key`]).
    pub sites: BTreeMap<String, Site>,
    /// Samples per second of exports that do not state it.
    pub rate_hz: Option<f64>,
    /// What the columns of tables mean that speak for themselves in no way.
    pub mapping: Option<Mapping>,
    /// Take units as the columns name them even where the numbers deny it: for the setup detective, who repairs them.
    pub lenient: bool,
    /// Files that are left out, by their names without folders; also single sensors, by [`SensorToPlace::key`].
    pub ignore: BTreeSet<String>,
    /// Largest unpacked size of a file, bytes: packed files can grow without end.
    pub max_bytes: u64,
}

impl Default for ReadOptions {
    fn default() -> Self {
        ReadOptions {
            only: None,
            sites: BTreeMap::new(),
            rate_hz: None,
            mapping: None,
            lenient: false,
            ignore: BTreeSet::new(),
            max_bytes: 4 << 30,
        }
    }
}

/// What [`open`] came to.
#[derive(Debug)]
pub enum Opened {
    /// The recording.
    Recording(Box<Recording>),
    /// These sensors must be placed first: fill [`ReadOptions::sites`] and open again.
    NeedsSites(Vec<SensorToPlace>),
}

/// Reads one recording from paths; see [`open`], which also takes bytes and asks for sites instead of refusing.
///
/// # Errors
/// [`RecordingError`] with file, line and column where there is one; its sentence says what to do.
pub fn read(paths: &[PathBuf], options: &ReadOptions) -> Result<Recording, RecordingError> {
    if let [dir] = paths
        && let Some(journal) = super::recovery::journal(dir)?
    {
        return super::recovery::load(dir, &journal);
    }
    let given: Vec<Input> = paths.iter().cloned().map(Input::Path).collect();
    open_inputs(Inputs::gather(&given, options)?, options)?.or_refuse()
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
        if !options.ignore.contains(&name) {
            let file = name.clone();
            inputs.take(Input::Bytes { name, bytes }, &file, false);
        }
    }
    inputs.order();
    open_inputs(inputs, options)?.or_refuse()
}

/// Opens one recording: a session folder, a folder of CSV files named by site, one wide CSV file, several files, or the
/// exports of other makers' programs (found by content), also inside zip archives. Paths or bytes.
///
/// Plain, gzip and zstd files; comma, semicolon or tab; m/s² or g, rad/s or deg/s, as the columns' names say. A unit
/// that no name states is taken only where the numbers prove it. What could be read only in part is an error; what was
/// passed over is a [`Notice`] of the recording: `files-ignored`, `columns-ignored`, `second-sensor-ignored`,
/// `sensor-site-unknown`, `duplicate-rows-dropped`, `incomplete-rows`, `time-unit-inferred`, `acc-unit-inferred`,
/// `low-rate`, `rate-differs`, `clock-shifted`, `session-sensor-absent`, `site-from-name`, `clocks-by-time-stamps`,
/// `clocks-by-movement`, `gyroscope-interpolated`, `low-range-accelerometer`, `recording-unfinished`, `impossible-samples`,
/// `wrong-time-stamps`, `pause-closed`. Doubts about the signal itself are found by
/// [`check::inspect`](super::check::inspect).
///
/// # Errors
/// [`RecordingError`] with file, line and column where there is one; its sentence says what to do. Sensors without a site
/// are no error but [`Opened::NeedsSites`].
///
/// # Cost
/// One pass over the bytes, files in parallel; memory: 56 bytes per sample and sensor. Exports of other makers are held in
/// memory while they are read, up to 1 GiB each.
pub fn open(given: &[Input], options: &ReadOptions) -> Result<Opened, RecordingError> {
    Ok(match open_inputs(Inputs::gather(given, options)?, options)? {
        Outcome::Recording(recording) => Opened::Recording(recording),
        Outcome::Unplaced(_, sensors) => Opened::NeedsSites(sensors),
    })
}

enum Outcome {
    Recording(Box<Recording>),
    /// With the refusal of plain files, which is particular.
    Unplaced(Option<RecordingError>, Vec<SensorToPlace>),
}

impl Outcome {
    fn or_refuse(self) -> Result<Recording, RecordingError> {
        match self {
            Outcome::Recording(recording) => Ok(*recording),
            Outcome::Unplaced(Some(error), _) => Err(error),
            Outcome::Unplaced(None, sensors) => Err(RecordingError::NeedsSites { sensors }),
        }
    }
}

fn open_inputs(inputs: Inputs, options: &ReadOptions) -> Result<Outcome, RecordingError> {
    let mut inputs = inputs;
    let sorted = inputs.sort(options)?;
    if !sorted.foreign.is_empty() {
        return foreign(&inputs, sorted, options);
    }
    let mut notices = Vec::new();
    let (files, ignored) = probe(&inputs, sorted)?;
    if files.is_empty() {
        return Err(RecordingError::NoSensorFiles {
            folder: inputs.name,
            ignored,
            subfolders: inputs.subfolders,
        });
    }
    let groups = match placing::place(&files, options, !inputs.listed, &mut notices) {
        Ok(groups) => groups,
        Err(
            error @ (RecordingError::UnknownSite { .. }
            | RecordingError::NoSide { .. }
            | RecordingError::AmbiguousSite { .. }
            | RecordingError::UnknownPrefix { .. }),
        ) => return Ok(Outcome::Unplaced(Some(error), to_place(&files))),
        Err(error) => return Err(error),
    };
    let group = placing::choose(groups, options.only.as_deref(), &inputs.name)?;
    let chosen = placing::one_per_site(&group, &files, &mut notices)?;
    need_usable(chosen.keys().copied())?;
    if !ignored.is_empty() {
        notices.push(
            Notice::new(NoticeCode::FilesIgnored, Severity::Info)
                .with("count", ignored.len())
                .with("files", ignored.join(", ")),
        );
    }
    let session = match &inputs.session {
        Some(path) => session_file::load(path)?,
        None => Session::default(),
    };

    let used: BTreeSet<usize> = chosen.values().map(|placed| placed.file).collect();
    let used: Vec<&Probed> = used.into_iter().map(|file| &files[file]).collect();
    let mut hashed: Vec<Input> = used
        .iter()
        .map(|probed| probed.input.clone())
        .chain(inputs.session.clone())
        .collect();
    hashed.sort_by_key(|input| (input.file(), input.clone()));
    let (tables, sha256) = rayon::join(
        || {
            used.par_iter()
                .map(|probed| table::read(probed, options.max_bytes))
                .collect::<Vec<_>>()
        },
        || digest(&hashed),
    );
    let mut by_file: BTreeMap<Input, Table> = BTreeMap::new();
    for (probed, table) in used.iter().zip(tables) {
        let table = table?;
        file_notices(probed, &table, &mut notices);
        by_file.insert(probed.input.clone(), table);
    }
    let mut tracks = BTreeMap::new();
    // One column of times, or one sensor alone, is one clock; what the session states comes before it.
    let shared = used.len() == 1;
    for (&site, placed) in &chosen {
        let probed = &files[placed.file];
        let samples = by_file
            .get_mut(&probed.input)
            .map(|table| std::mem::take(&mut table.sensors[placed.sensor]));
        let samples = samples.unwrap_or_default();
        let mut track = track(probed, placed, samples, &session, options, &mut notices)?;
        if shared {
            track.clock.uncertainty_s.get_or_insert(0.0);
        }
        let beside = chosen.values().filter(|other| other.file == placed.file).count() > 1;
        if beside && !shared && track.clock.offset_s == 0.0 {
            track.clock.group.get_or_insert(placed.file);
        }
        tracks.insert(site, track);
    }
    let name = if group.key.is_empty() {
        inputs.title(used.first().map(|probed| probed.file.as_str()))
    } else {
        group.key
    };
    let source = Source {
        name,
        sha256: sha256?,
        files: hashed.iter().map(Input::file).collect(),
    };
    let recording = finish(session, tracks, source, notices)?;
    Ok(Outcome::Recording(Box::new(recording)))
}

/// The files with sensors, and the names of those without.
fn probe(inputs: &Inputs, sorted: Sorted) -> Result<(Vec<Probed>, Vec<String>), RecordingError> {
    let mut files = Vec::new();
    let mut ignored = sorted.ignored;
    for (input, head) in &sorted.plain {
        match input::probe(input, head) {
            Ok(Kind::Sensors(probed)) => files.push(*probed),
            // One of several tables in a file may be anything.
            Ok(Kind::Other(columns)) if !inputs.listed && !inputs.members.contains(&input.file()) => {
                let file = input.file();
                return Err(RecordingError::NotASensorFile { file, columns });
            }
            Ok(Kind::Other(_)) => ignored.push(input.file()),
            // An empty file in a folder is refused only if it names a site: it may be any other file.
            Err(RecordingError::TooShort { file, rows: 0 }) if inputs.listed && !names_a_site(&file) => {
                ignored.push(file)
            }
            Err(error) => return Err(error),
        }
    }
    Ok((files, ignored))
}

/// Exports of other makers.
fn foreign(inputs: &Inputs, sorted: Sorted, options: &ReadOptions) -> Result<Outcome, RecordingError> {
    let session = match &inputs.session {
        Some(path) => session_file::load(path)?,
        None => Session::default(),
    };
    let mut ignored = sorted.ignored;
    for (input, head) in &sorted.plain {
        // A plain sensor table beside exports would be left out in silence: it has no place in their clocks.
        match input::probe(input, head) {
            Ok(Kind::Sensors(_)) => {
                return Err(RecordingError::MixedFormats {
                    file: input.file(),
                    other: sorted
                        .foreign
                        .first()
                        .map(|(input, _)| input.file())
                        .unwrap_or_default(),
                });
            }
            _ => ignored.push(input.file()),
        }
    }
    let mut around = inputs.tables.clone();
    around.extend(inputs.extras.iter().cloned());
    let (tracks, mut notices) = match import::assemble(&sorted.foreign, &around, options, &session)? {
        Assembled::Tracks { tracks, notices } => (tracks, notices),
        Assembled::NeedsSites(sensors) => return Ok(Outcome::Unplaced(None, sensors)),
    };
    need_usable(tracks.keys().copied())?;
    if !ignored.is_empty() {
        notices.push(
            Notice::new(NoticeCode::FilesIgnored, Severity::Info)
                .with("count", ignored.len())
                .with("files", ignored.join(", ")),
        );
    }
    let mut hashed: Vec<Input> = sorted
        .foreign
        .iter()
        .map(|(input, _)| input.clone())
        .chain(inputs.session.clone())
        .collect();
    hashed.sort_by_key(|input| (input.file(), input.clone()));
    let first = sorted.foreign.first().map(|(input, _)| input.file());
    let source = Source {
        name: inputs.title(first.as_deref()),
        sha256: digest(&hashed)?,
        files: hashed.iter().map(Input::file).collect(),
    };
    let recording = finish(session, tracks, source, notices)?;
    Ok(Outcome::Recording(Box::new(recording)))
}

pub(super) fn finish(
    mut session: Session,
    mut tracks: BTreeMap<Site, Track>,
    source: Source,
    mut notices: Vec<Notice>,
) -> Result<Recording, RecordingError> {
    for entry in &session.sensors {
        if !tracks.contains_key(&entry.site) {
            notices.push(Notice::new(NoticeCode::SessionSensorAbsent, Severity::Warning).at(entry.site));
            continue;
        }
        for limit in &entry.limits {
            notices.push(Notice::new(limit.notice(), Severity::Warning).at(entry.site));
        }
    }
    if session.protocol.phases.is_empty() && session.protocol.marks_s.is_empty() {
        shift_epoch(&mut tracks, &mut notices);
    }
    plausible::close_pauses(&mut tracks, &mut session, &mut notices)?;
    let exchanged = std::mem::take(&mut session.exchanged);
    let mut recording = Recording {
        session,
        tracks,
        source,
        notices,
    };
    for [a, b] in exchanged {
        recording.exchange(a, b);
    }
    Ok(recording)
}

pub(super) fn need_usable(sites: impl Iterator<Item = Site>) -> Result<(), RecordingError> {
    let found: Vec<Site> = sites.collect();
    if found
        .iter()
        .any(|site| !matches!(site, Site::Trunk | Site::FootLeft | Site::FootRight))
    {
        Ok(())
    } else {
        Err(RecordingError::NoUsableSite { found })
    }
}

/// All sensors of plain files, with what their names suggest.
fn to_place(files: &[Probed]) -> Vec<SensorToPlace> {
    let guess = |name: &str| match super::naming::site_of(name) {
        super::naming::Named::Site { site, .. } => Some(site),
        _ => super::naming::abbreviation(name),
    };
    let mut all = Vec::new();
    for probed in files {
        let sensors = &probed.header.sensors;
        if sensors.len() == 1 && probed.header.halves.is_empty() {
            let stem = input::stem(&probed.file);
            all.push(SensorToPlace::plain(&probed.file, "", guess(stem)));
        } else {
            all.extend(
                sensors
                    .iter()
                    .map(|own| SensorToPlace::plain(&probed.file, &own.group, guess(&own.group))),
            );
        }
    }
    all
}

/// What the given files and folders lead to.
struct Inputs {
    /// For messages and titles.
    name: String,
    tables: Vec<Input>,
    session: Option<Input>,
    /// Files of a folder that only a maker's format can use (JSON, HDF5, archives, mappings).
    extras: Vec<Input>,
    /// Names of files that came out of an archive, or of a file with several tables.
    members: BTreeSet<String>,
    /// Names of tables that came out of a file of another form.
    contained: BTreeSet<String>,
    /// True where the files were found in a folder, false where each was given.
    listed: bool,
    subfolders: Vec<String>,
}

/// The files by what they hold.
#[derive(Default)]
struct Sorted {
    foreign: Vec<(Input, Option<&'static Format>)>,
    /// With their first bytes.
    plain: Vec<(Input, Vec<u8>)>,
    ignored: Vec<String>,
}

impl Inputs {
    fn new(name: String) -> Inputs {
        Inputs {
            name: printable(&name).into_owned(),
            tables: Vec::new(),
            session: None,
            extras: Vec::new(),
            members: BTreeSet::new(),
            contained: BTreeSet::new(),
            listed: false,
            subfolders: Vec::new(),
        }
    }

    fn gather(given: &[Input], options: &ReadOptions) -> Result<Inputs, RecordingError> {
        let Some(first) = given.first() else {
            return Err(RecordingError::NothingGiven);
        };
        let mut inputs = Inputs::new(match first {
            Input::Path(path) => input::file_name(&fs::canonicalize(path).unwrap_or_else(|_| path.clone())),
            Input::Bytes { name, .. } => name.clone(),
        });
        for one in given {
            if options.ignore.contains(&one.file()) {
                continue;
            }
            let Input::Path(path) = one else {
                inputs.take(one.clone(), &one.file(), true);
                continue;
            };
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
                    } else if entry.is_file() {
                        inputs.take(Input::Path(entry), &name, false);
                    }
                }
            } else {
                inputs.take(one.clone(), &one.file(), true);
            }
        }
        inputs.order();
        Ok(inputs)
    }

    fn order(&mut self) {
        self.tables.sort();
        self.tables.dedup();
        self.extras.sort();
        self.subfolders.sort();
    }

    fn take(&mut self, input: Input, name: &str, given: bool) {
        let lower = name.to_lowercase();
        let is_extra = [".json", ".h5", ".hdf5", ".zip", ".xlsx", ".mat", ".cwa"]
            .iter()
            .any(|ending| lower.ends_with(ending));
        if name == session_file::NAME {
            self.session = Some(input);
        } else if lower.ends_with(".xml") || (!given && is_extra && !name.starts_with('.')) {
            self.extras.push(input);
        } else if given || input::is_table_name(name) {
            self.tables.push(input);
        }
    }

    /// Unpacks archives and tells makers' exports from plain tables.
    fn sort(&mut self, options: &ReadOptions) -> Result<Sorted, RecordingError> {
        let mut sorted = Sorted::default();
        let mut queue: Vec<(Input, bool)> = self.tables.iter().map(|input| (input.clone(), false)).collect();
        queue.extend(self.extras.iter().map(|input| (input.clone(), true)));
        queue.reverse();
        let mut seen: Vec<Input> = Vec::new();
        let mut left = import::MOST_BYTES.min(options.max_bytes);
        while let Some((input, extra)) = queue.pop() {
            let name = input.file();
            let head = match input::head(&input) {
                Ok(head) => head,
                Err(RecordingError::TooShort { .. }) if extra => continue,
                Err(RecordingError::TooShort { .. }) => Vec::new(),
                Err(error) => return Err(error),
            };
            // Of a folder's files only where there is nothing else: a workbook of notes may lie beside the recordings.
            let wanted = !extra || self.tables.is_empty();
            if wanted
                && !self.contained.contains(&name)
                && let Some(tables) = import::tables(&input, &head, options)?
            {
                if tables.len() > 1 {
                    self.members.extend(tables.iter().map(Input::file));
                }
                let only = options.mapping.as_ref().and_then(|mapping| mapping.table.as_deref());
                self.contained.extend(tables.iter().map(Input::file));
                queue.extend(
                    (tables.into_iter().rev())
                        .filter(|table| is_called(table, only))
                        .map(|table| (table, false)),
                );
                continue;
            }
            if head.starts_with(b"PK\x03\x04") {
                if self.members.contains(&name) {
                    return Err(RecordingError::Archive {
                        file: name,
                        problem: ArchiveProblem::Nested,
                    });
                }
                if !extra || self.tables.is_empty() {
                    let members = import::members(&input, &mut left)?;
                    self.members.extend(members.iter().map(Input::file));
                    queue.extend(members.iter().rev().map(|member| (member.clone(), true)));
                    self.extras.extend(members);
                }
                continue;
            }
            let described = import::is_described(&name, |other| {
                self.tables
                    .iter()
                    .chain(&self.extras)
                    .any(|input| input.file() == other)
                    || input.has_beside(other)
            });
            if described && options.mapping.is_none() {
                if let Some(channels) = import::description_of(&name)
                    && let Some(beside) = input.beside(&channels).filter(|_| {
                        !self
                            .tables
                            .iter()
                            .chain(&self.extras)
                            .any(|input| input.file() == channels)
                    })
                {
                    queue.push((beside, false));
                }
                continue;
            }
            if seen.contains(&input) {
                continue;
            }
            seen.push(input.clone());
            // A mapping says more of a table than its names.
            let known = import::detect(&Head::new(&name, &head))
                .filter(|format| !(options.mapping.is_some() && format.is_plain()));
            match known {
                Some(format) => sorted.foreign.push((input, Some(format))),
                None if options.mapping.is_some() && !extra => sorted.foreign.push((input, None)),
                None if extra && !input::is_table_name(name.rsplit('/').next().unwrap_or(&name)) => {}
                None => sorted.plain.push((input, head)),
            }
        }
        // In a folder, or an archive, only the files that the key names.
        if let Some(only) = &options.only {
            sorted
                .foreign
                .retain(|(input, _)| !self.listed || input.file().contains(only.as_str()));
        }
        Ok(sorted)
    }

    /// A title where the files' names hold no key: the folder's or the only file's name.
    fn title(&self, first: Option<&str>) -> String {
        if self.listed {
            return self.name.clone();
        }
        first.map(|file| input::stem(file).to_owned()).unwrap_or_default()
    }
}

/// Whether a table is the one that a mapping names; without a name each is.
fn is_called(table: &Input, name: Option<&str>) -> bool {
    let file = table.file();
    let own = file.rsplit('/').next().unwrap_or(&file);
    name.is_none_or(|name| own.eq_ignore_ascii_case(name) || input::stem(own).eq_ignore_ascii_case(name))
}

fn names_a_site(file: &str) -> bool {
    matches!(
        super::naming::site_of(input::stem(file)),
        super::naming::Named::Site { .. }
    )
}

/// SHA-256 over the files' bytes as they lie on disk, one after the other.
pub(super) fn digest(inputs: &[Input]) -> Result<String, RecordingError> {
    let mut hasher = Sha256::new();
    let mut block = vec![0u8; 1 << 18];
    for input in inputs {
        let failed = |source| RecordingError::Io {
            file: input.file(),
            source,
        };
        let mut file = input.raw().map_err(failed)?;
        loop {
            let got = file.read(&mut block).map_err(failed)?;
            if got == 0 {
                break;
            }
            hasher.update(&block[..got]);
        }
    }
    Ok(hex(&hasher.finalize()))
}

fn file_notices(probed: &Probed, table: &Table, notices: &mut Vec<Notice>) {
    for (name, has) in &probed.header.halves {
        notices.push(Notice::half_sensor(&probed.file, name, *has));
    }
    let extra = &probed.header.extra;
    if !extra.is_empty() {
        notices.push(
            Notice::new(NoticeCode::ColumnsIgnored, Severity::Info)
                .with("file", probed.file.as_str())
                .with("count", extra.len())
                .with("columns", extra.join(", ")),
        );
    }
    if table.duplicates > 0 {
        notices.push(
            Notice::new(NoticeCode::DuplicateRowsDropped, Severity::Warning)
                .with("file", probed.file.as_str())
                .with("count", table.duplicates),
        );
    }
}

pub(super) fn track(
    probed: &Probed,
    placed: &Placed,
    mut samples: Samples,
    session: &Session,
    asked: &ReadOptions,
    notices: &mut Vec<Notice>,
) -> Result<Track, RecordingError> {
    let site = placed.site;
    let mut rate_hz = units::settle_time(probed, &mut samples.time, site, asked.rate_hz, notices)?;
    let columns = &probed.header.sensors[placed.sensor];
    let claim = units::Claim {
        file: &probed.file,
        columns: [columns.acc[0], columns.gyr[0]].map(|column| probed.names[column].as_str()),
        acc: columns.acc_unit.clone(),
        gyr: columns.gyr_unit.clone(),
    };
    let lenient = asked.lenient;
    let found = units::settle_values(claim, &samples.time, &mut samples.acc, &mut samples.gyr, lenient)?;
    notices.extend(found.into_iter().map(|notice| notice.at(site)));
    if samples.incomplete > 0 {
        notices.push(
            Notice::new(NoticeCode::IncompleteRows, Severity::Warning)
                .at(site)
                .with("count", samples.incomplete),
        );
    }
    let mut clock = Clock::default();
    let mut info = SensorInfo::default();
    if let Some(entry) = session.sensors.iter().find(|entry| entry.site == site) {
        clock = Clock {
            offset_s: entry.clock_offset_s,
            uncertainty_s: entry.clock_uncertainty_s,
            group: entry.clock_group,
        };
        info = SensorInfo {
            model: entry.model.clone(),
            serial: entry.serial.clone(),
            acc_range_mps2: entry.acc_range_mps2,
            gyr_range_radps: entry.gyr_range_radps,
            mounting: entry.mounting,
        };
        if let Some(stated) = entry.rate_hz {
            match units::rate_differs(stated, rate_hz) {
                None => rate_hz = stated,
                Some(notice) => notices.push(notice.at(site)),
            }
        }
        if clock.offset_s != 0.0 {
            samples.time.iter_mut().for_each(|time| *time += clock.offset_s);
        }
    }
    let columns = plausible::Columns {
        time_s: &mut samples.time,
        acc: &mut samples.acc,
        gyr: &mut samples.gyr,
        lines: &samples.lines,
    };
    let found = plausible::sift(&probed.file, columns, &info, lenient)?;
    notices.extend(found.into_iter().map(|notice| notice.at(site)));
    if samples.time.len() < 2 {
        return Err(RecordingError::TooShort {
            file: probed.file.clone(),
            rows: samples.time.len(),
        });
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
        notices.push(Notice::new(NoticeCode::ClockShifted, Severity::Info).with("start_s", start));
    }
}
