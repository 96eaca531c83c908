//! A recording that is being made, or that broke off: its journal, and how its rows come into order.
//!
//! While sensors are recorded, the session folder holds beside `session.toml`:
//!
//! | file | what |
//! |---|---|
//! | `recording.toml` | the [`Journal`]: which sensors, which runs, how their clocks stand; written anew each second |
//! | `<site>.csv` | samples in the order of their numbers, appended as they come; times by the clock fit of that moment |
//! | `<site>.csv.late` | samples that were missed on the air and sent again later; same columns, no header |
//!
//! At the end [`finish`] merges the late rows by `sequence`, gives every row its time by the last clock fit, and removes
//! journal and late files. Until then [`read`](super::read()) does the same in memory: a folder whose recording broke off
//! at any moment is a recording. The last line of a file may be torn; it is dropped.

use super::error::RecordingError;
use super::problem::SessionProblem;
use super::{
    Clock, Notice, NoticeCode, Phase, Recording, SensorEntry, SensorInfo, SensorLimit, Session, Severity, Site, Source,
    Track, durable, input, plausible, printable, session_file,
};
use nalgebra::Vector3;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io::{BufWriter, Read, Write};
use std::path::{Path, PathBuf};

/// The journal's name in the session folder.
pub const JOURNAL: &str = "recording.toml";
/// A day with a run each second; parsed, it needs ten times its size.
const LARGEST_JOURNAL: u64 = 16 << 20;
/// Of one sensor's file: two days at 200 Hz.
const LARGEST_ROWS: u64 = 4 << 30;
/// Numbers and device times beyond this were never written: 2^53 samples, or microseconds, are centuries. Ours.
const LARGEST_NUMBER: u64 = 1 << 53;
/// The columns of a recorded file.
pub const HEADER: &str =
    "time_s,acc_x_mps2,acc_y_mps2,acc_z_mps2,gyr_x_radps,gyr_y_radps,gyr_z_radps,sequence,device_us";

/// What is needed to put a broken-off recording in order, and to go on with it.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Journal {
    /// Version of this layout; 1.
    pub schema_version: u32,
    /// When the recording's clock was at zero, ms since 1970.
    pub began_unix_ms: u64,
    /// Recorded so far, s.
    pub elapsed_s: f64,
    /// Moments that the therapist marked, s.
    pub marks_s: Vec<f64>,
    /// One for each sensor.
    #[serde(rename = "sensor")]
    pub sensors: Vec<JournalSensor>,
    /// Phases so far.
    #[serde(rename = "phase")]
    pub phases: Vec<Phase>,
    /// Rests that were not planned; phases go on through them until the recording is put in order.
    #[serde(rename = "pause", skip_serializing_if = "Vec::is_empty")]
    pub pauses: Vec<Phase>,
    /// Somebody ended the recording then, s; what sensors that were away took until then can still be fetched.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub stopped_s: Option<f64>,
}

/// One sensor of a recording that is being made.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct JournalSensor {
    /// Where it is worn.
    pub site: Site,
    /// Key of its family.
    pub family: String,
    /// What is printed on it.
    pub label: String,
    /// Maker and type.
    #[serde(default)]
    pub model: Option<String>,
    /// Serial number.
    #[serde(default)]
    pub serial: Option<String>,
    /// Nominal rate, Hz.
    #[serde(default)]
    pub rate_hz: Option<f64>,
    /// Full scale, m/s².
    #[serde(default)]
    pub acc_range_mps2: Option<f64>,
    /// Full scale, rad/s.
    #[serde(default)]
    pub gyr_range_radps: Option<f64>,
    /// Standard uncertainty of its times, s.
    #[serde(default)]
    pub clock_uncertainty_s: Option<f64>,
    /// Standard uncertainty of its drift, ppm.
    #[serde(default)]
    pub drift_uncertainty_ppm: Option<f64>,
    /// What sensors of its family cannot do.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub limits: Vec<SensorLimit>,
    /// So many samples are missing that may still be in the sensor, once the recording was stopped.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub fetchable: u64,
    /// Ascending by `from`.
    #[serde(rename = "run", default)]
    pub runs: Vec<JournalRun>,
}

fn is_zero(count: &u64) -> bool {
    *count == 0
}

/// A stretch of one numbering and one device clock.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct JournalRun {
    /// The device clock's name, changed by a restart.
    pub clock: u32,
    /// The numbering's name, changed by a new start of sampling.
    pub run: u32,
    /// `sequence` in the file of the run's sample 0; can be negative.
    pub base: i64,
    /// The first `sequence` in the file that belongs to it.
    pub from: u64,
    /// A device time, µs, …
    pub at_device_us: u64,
    /// … and the recording's time at that moment, s.
    pub at_time_s: f64,
    /// How much faster the recording's clock runs, s/s.
    pub drift: f64,
}

impl JournalRun {
    /// The recording's time of a device time, s.
    pub fn time_s(&self, device_us: u64) -> f64 {
        let since = device_us as f64 - self.at_device_us as f64;
        self.at_time_s + since * 1e-6 * (1.0 + self.drift)
    }
}

/// One row of a recorded file.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Row {
    /// Recording's clock, s.
    pub time_s: f64,
    /// Specific force, sensor frame, m/s².
    pub acc_mps2: [f64; 3],
    /// Angular rate, sensor frame, rad/s.
    pub gyr_radps: [f64; 3],
    /// Number of the sample; a gap is samples that are missing.
    pub sequence: u64,
    /// The sensor's own clock, µs.
    pub device_us: u64,
}

impl Row {
    /// Appends the row's line. Five and six decimals are finer than a tenth of a count of the narrowest ranges.
    pub fn write(&self, out: &mut Vec<u8>) {
        let ([ax, ay, az], [gx, gy, gz]) = (self.acc_mps2, self.gyr_radps);
        writeln!(
            out,
            "{:.6},{ax:.5},{ay:.5},{az:.5},{gx:.6},{gy:.6},{gz:.6},{},{}",
            self.time_s, self.sequence, self.device_us
        )
        .expect("memory takes all");
    }

    fn parse(line: &[u8]) -> Option<Row> {
        let mut cells = line.split(|&byte| byte == b',');
        let mut number = || {
            fast_float2::parse::<f64, _>(cells.next()?)
                .ok()
                .filter(|value| value.is_finite())
        };
        let time_s = number()?;
        let mut values = [0.0; 6];
        for value in &mut values {
            *value = number()?;
        }
        let mut whole = || {
            let number: u64 = std::str::from_utf8(cells.next()?).ok()?.parse().ok()?;
            (number <= LARGEST_NUMBER).then_some(number)
        };
        let (sequence, device_us) = (whole()?, whole()?);
        let [ax, ay, az, gx, gy, gz] = values;
        cells.next().is_none().then_some(Row {
            time_s,
            acc_mps2: [ax, ay, az],
            gyr_radps: [gx, gy, gz],
            sequence,
            device_us,
        })
    }
}

/// The file of a site, and the file of its late samples.
pub fn files(dir: &Path, site: Site) -> (PathBuf, PathBuf) {
    (dir.join(format!("{site}.csv")), dir.join(format!("{site}.csv.late")))
}

/// The journal of a folder whose recording is being made or broke off; `None` for any other folder.
///
/// # Errors
/// A journal that cannot be read.
pub fn journal(dir: &Path) -> Result<Option<Journal>, RecordingError> {
    let text = match input::Input::Path(dir.join(JOURNAL)).text_within(LARGEST_JOURNAL) {
        Ok(text) => text,
        Err(error)
            if matches!(
                error.kind(),
                std::io::ErrorKind::NotFound | std::io::ErrorKind::NotADirectory
            ) =>
        {
            return Ok(None);
        }
        Err(source) => {
            return Err(RecordingError::Io {
                file: JOURNAL.to_owned(),
                source,
            });
        }
    };
    match toml::from_str(&text) {
        Ok(journal) => {
            let mut journal: Journal = journal;
            for sensor in &mut journal.sensors {
                let words = [&mut sensor.family, &mut sensor.label];
                let known = [&mut sensor.model, &mut sensor.serial].into_iter().flatten();
                for word in words.into_iter().chain(known) {
                    *word = printable(word).into_owned();
                }
            }
            let runs = journal.sensors.iter().flat_map(|sensor| &sensor.runs);
            let finite = |run: &JournalRun| run.at_time_s.is_finite() && run.drift.abs() < 0.1;
            if let Some(run) = runs.into_iter().find(|run| !finite(run)) {
                return Err(RecordingError::Session {
                    file: JOURNAL.to_owned(),
                    line: None,
                    key: Some("sensor.run".to_owned()),
                    problem: Box::new(SessionProblem::JournalClock {
                        at_s: run.at_time_s,
                        drift: run.drift,
                    }),
                });
            }
            Ok(Some(journal))
        }
        Err(error) => Err(RecordingError::Session {
            file: JOURNAL.to_owned(),
            line: None,
            key: None,
            problem: Box::new(SessionProblem::Journal {
                reason: super::text::reason(error.message()),
            }),
        }),
    }
}

/// All rows of one sensor in order, each with its best time.
///
/// # Errors
/// A line that is no row, other than a torn last one.
pub fn rows(dir: &Path, sensor: &JournalSensor) -> Result<Vec<Row>, RecordingError> {
    let (main, late) = files(dir, sensor.site);
    let mut rows = parse(&main, true)?;
    rows.extend(parse(&late, false)?);
    rows.sort_by_key(|row| row.sequence);
    rows.dedup_by_key(|row| row.sequence);
    let mut run = 0;
    let mut before = f64::NEG_INFINITY;
    for row in &mut rows {
        while sensor.runs.get(run + 1).is_some_and(|next| next.from <= row.sequence) {
            run += 1;
        }
        if let Some(run) = sensor.runs.get(run) {
            row.time_s = run.time_s(row.device_us);
        }
        // Two runs whose clocks meet within an interval, or a clock that jumped.
        row.time_s = row.time_s.max(before + 1e-6);
        before = row.time_s;
    }
    Ok(rows)
}

fn parse(path: &Path, header: bool) -> Result<Vec<Row>, RecordingError> {
    let file = input::file_name(path);
    // A pipe would be waited for without end.
    let mut bytes = Vec::new();
    let input = input::Input::Path(path.to_owned());
    let read = input
        .raw()
        .and_then(|raw| raw.take(LARGEST_ROWS + 1).read_to_end(&mut bytes));
    match read {
        // Not the part of it that fits: the rest would be lost without a word.
        Ok(got) if got as u64 > LARGEST_ROWS => {
            return Err(RecordingError::TooBig {
                file,
                line: 0,
                limit_bytes: LARGEST_ROWS,
            });
        }
        Ok(_) => {}
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(Vec::new()),
        Err(source) => return Err(RecordingError::Io { file, source }),
    }
    // What follows the last line's end was torn.
    let whole = bytes.iter().rposition(|&byte| byte == b'\n').map_or(0, |at| at + 1);
    let mut rows = Vec::with_capacity(whole / 90);
    for (i, line) in bytes[..whole].split(|&byte| byte == b'\n').enumerate() {
        if line.is_empty() || (header && i == 0) {
            continue;
        }
        match Row::parse(line) {
            Some(row) => rows.push(row),
            None => {
                let shown: String = String::from_utf8_lossy(line).chars().take(40).collect();
                let shown = printable(&shown).into_owned();
                return Err(RecordingError::NotANumber {
                    file,
                    line: i as u64 + 1,
                    column: "row".to_owned(),
                    found: shown,
                });
            }
        }
    }
    Ok(rows)
}

/// The sensors' entries, the phases and the marks as they belong into `session.toml`.
pub fn complete(session: &mut Session, journal: &Journal) {
    session.schema_version = Some(1);
    let began = i64::try_from(journal.began_unix_ms).ok().filter(|ms| *ms > 0);
    if let Some(began) = began.and_then(|ms| jiff::Timestamp::from_millisecond(ms).ok()) {
        session.date = Some(began.to_zoned(jiff::tz::TimeZone::system()).date().to_string());
    }
    session.protocol.phases = with_rests(&journal.phases, &journal.pauses);
    session.protocol.marks_s.clone_from(&journal.marks_s);
    for sensor in &journal.sensors {
        let last = sensor.runs.last();
        session.sensors.retain(|entry| entry.site != sensor.site);
        session.sensors.push(SensorEntry {
            model: sensor.model.clone(),
            serial: sensor.serial.clone(),
            rate_hz: sensor.rate_hz,
            acc_range_mps2: sensor.acc_range_mps2,
            gyr_range_radps: sensor.gyr_range_radps,
            clock_uncertainty_s: sensor.clock_uncertainty_s,
            device_clock_offset_s: last.map(|run| micro(run.at_time_s - run.at_device_us as f64 * 1e-6)),
            drift_ppm: last.map(|run| (run.drift * 1e9).round() / 1e3),
            drift_uncertainty_ppm: sensor.drift_uncertainty_ppm,
            limits: sensor.limits.clone(),
            ..SensorEntry::new(sensor.site)
        });
    }
    session.sensors.sort_by_key(|entry| entry.site);
}

/// Cuts the rests out of the phases, so that none overlap; what began and ended within a millisecond is none.
fn with_rests(phases: &[Phase], rests: &[Phase]) -> Vec<Phase> {
    let lasts = |phase: &&Phase| phase.end_s > phase.start_s;
    let mut all: Vec<Phase> = phases.iter().filter(lasts).cloned().collect();
    for rest in rests.iter().filter(lasts) {
        all = all
            .iter()
            .flat_map(|phase| {
                let before = Phase {
                    end_s: phase.end_s.min(rest.start_s),
                    ..phase.clone()
                };
                let after = Phase {
                    start_s: phase.start_s.max(rest.end_s),
                    ..phase.clone()
                };
                [before, after].into_iter().filter(|part| part.end_s > part.start_s)
            })
            .collect();
        all.push(rest.clone());
    }
    all.sort_by(|a, b| a.start_s.total_cmp(&b.start_s));
    all
}

fn micro(value: f64) -> f64 {
    (value * 1e6).round() / 1e6
}

/// What [`finish`] made of one sensor's rows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Settled {
    /// Rows in its file.
    pub rows: usize,
    /// By how many numbers its gaps grew (or shrank) when those over restarts were counted by the last clock fit.
    pub grown: i64,
}

/// Puts a folder in order: late rows merged, times by the last clock fit, numbers after a restart by those times,
/// `session.toml` complete, journal removed. Killed at any moment, it leaves a folder that can be read and finished again.
///
/// # Errors
/// What cannot be read or written.
pub fn finish(dir: &Path) -> Result<BTreeMap<Site, Settled>, RecordingError> {
    let settled = settle(dir)?;
    remove(&dir.join(JOURNAL))?;
    Ok(settled)
}

/// As [`finish`], but for the journal, which stays: what is still in a sensor can be fetched.
///
/// # Errors
/// What cannot be read or written.
pub fn settle(dir: &Path) -> Result<BTreeMap<Site, Settled>, RecordingError> {
    let Some(mut journal) = journal(dir)? else {
        return Ok(BTreeMap::new());
    };
    let mut settled = BTreeMap::new();
    let mut all = Vec::new();
    for sensor in &mut journal.sensors {
        let mut rows = rows(dir, sensor)?;
        let grown = renumber(sensor, &mut rows);
        let count = rows.len();
        settled.insert(sensor.site, Settled { rows: count, grown });
        all.push((sensor.site, rows));
    }
    if settled.values().any(|sensor| sensor.grown != 0) {
        // First, so that the rows belong to the same runs whichever of the two numberings a file has.
        write_journal(dir, &journal)?;
    }
    for (site, rows) in all {
        let (main, late) = files(dir, site);
        if rows.is_empty() {
            // A sensor that never came leaves no file that a reader would stumble over.
            for path in [&main, &late] {
                remove(path)?;
            }
            continue;
        }
        replace(&main, |out| {
            writeln!(out, "{HEADER}")?;
            let mut line = Vec::with_capacity(128);
            for row in &rows {
                line.clear();
                row.write(&mut line);
                out.write_all(&line)?;
            }
            Ok(())
        })?;
        remove(&late)?;
    }
    let mut session = session(dir)?.unwrap_or_default();
    // Also a sensor that never sent: whoever reads the recording is told that it was to be there.
    complete(&mut session, &journal);
    write_session_file(dir, &session)?;
    Ok(settled)
}

/// Writes the journal in the old one's place.
///
/// # Errors
/// [`RecordingError::Write`].
pub fn write_journal(dir: &Path, journal: &Journal) -> Result<(), RecordingError> {
    let text = toml::to_string(journal).map_err(|error| RecordingError::Write {
        file: JOURNAL.to_owned(),
        source: std::io::Error::other(error),
    })?;
    replace(&dir.join(JOURNAL), |out| out.write_all(text.as_bytes()))
}

/// Over a restart numbers go on by as many periods as passed. How many those were, the last clock fit knows better than
/// the first samples after the restart did: counts them again, and moves the numbers of all that follows. The journal's
/// borders between runs are set where they hold for both numberings; where there is no such place, nothing is moved.
/// Returns by how many numbers the gaps grew.
fn renumber(sensor: &mut JournalSensor, rows: &mut [Row]) -> i64 {
    let Some(rate_hz) = sensor.rate_hz else { return 0 };
    // Runs that have rows, each with its first row.
    let mut starts: Vec<(usize, usize)> = Vec::new();
    let mut run = 0;
    for (i, row) in rows.iter().enumerate() {
        while sensor.runs.get(run + 1).is_some_and(|next| next.from <= row.sequence) {
            run += 1;
        }
        if starts.last().is_none_or(|(last, _)| *last != run) {
            starts.push((run, i));
        }
    }
    let numbering = |run: usize| sensor.runs.get(run).map(|run| (run.clock, run.run, run.base));
    let mut shifts = vec![0i64; starts.len()];
    let mut borders = Vec::new();
    for k in 1..starts.len() {
        let ((earlier, _), (later, first)) = (starts[k - 1], starts[k]);
        let (a, b) = (rows[first - 1], rows[first]);
        let (last_number, first_number) = (a.sequence as i64, b.sequence as i64);
        let counted = if numbering(earlier) == numbering(later) {
            first_number - last_number
        } else {
            ((b.time_s - a.time_s) * rate_hz).round().max(1.0) as i64
        };
        let moved = counted.saturating_sub(first_number.saturating_sub(last_number));
        shifts[k] = shifts[k - 1].saturating_add(moved);
        let low = last_number
            .max(last_number.saturating_add(shifts[k - 1]))
            .saturating_add(1);
        let high = first_number.min(first_number.saturating_add(shifts[k]));
        if low > high {
            return 0;
        }
        borders.push((later, low as u64));
    }
    if shifts.iter().all(|shift| *shift == 0) {
        return 0;
    }
    for (run, border) in borders {
        sensor.runs[run].from = border;
    }
    let mut index = 0;
    sensor.runs.retain(|_| {
        index += 1;
        starts.iter().any(|(run, _)| *run == index - 1)
    });
    for (k, shift) in shifts.iter().enumerate() {
        let end = starts.get(k + 1).map_or(rows.len(), |(_, first)| *first);
        for row in &mut rows[starts[k].1..end] {
            row.sequence = row.sequence.saturating_add_signed(*shift);
        }
    }
    shifts.last().copied().unwrap_or(0)
}

/// Reads `session.toml`; `None` where there is none.
///
/// # Errors
/// A file that cannot be read or is not of its form.
pub fn session(dir: &Path) -> Result<Option<Session>, RecordingError> {
    let path = dir.join(session_file::NAME);
    let there = path.try_exists().map_err(|source| RecordingError::Io {
        file: input::file_name(&path),
        source,
    })?;
    if !there {
        return Ok(None);
    }
    session_file::load(&input::Input::Path(path)).map(Some)
}

/// Writes `session.toml`.
///
/// # Errors
/// [`RecordingError::Write`].
pub fn write_session_file(dir: &Path, session: &Session) -> Result<(), RecordingError> {
    let path = dir.join(session_file::NAME);
    let text = toml::to_string_pretty(session).map_err(|error| RecordingError::Write {
        file: session_file::NAME.to_owned(),
        source: std::io::Error::other(error),
    })?;
    replace(&path, |out| out.write_all(text.as_bytes()))
}

/// Writes a file of the folder in the old one's place.
fn replace(path: &Path, write: impl FnOnce(&mut BufWriter<File>) -> std::io::Result<()>) -> Result<(), RecordingError> {
    durable::write(path, write).map_err(|source| RecordingError::Write {
        file: input::file_name(path),
        source,
    })
}

fn remove(path: &Path) -> Result<(), RecordingError> {
    match fs::remove_file(path) {
        Err(source) if source.kind() != std::io::ErrorKind::NotFound => Err(RecordingError::Write {
            file: input::file_name(path),
            source,
        }),
        _ => Ok(()),
    }
}

/// Reads a folder whose recording is being made or broke off.
pub(super) fn load(dir: &Path, journal: &Journal) -> Result<Recording, RecordingError> {
    let mut session = session(dir)?.unwrap_or_default();
    complete(&mut session, journal);
    let mut tracks = BTreeMap::new();
    let mut read = Vec::new();
    let mut notices = Vec::new();
    if journal.stopped_s.is_none() {
        notices.push(Notice::new(NoticeCode::RecordingUnfinished, Severity::Warning));
    }
    for sensor in journal.sensors.iter().filter(|sensor| sensor.fetchable > 0) {
        notices.push(
            Notice::new(NoticeCode::SamplesInSensor, Severity::Warning)
                .at(sensor.site)
                .with("count", sensor.fetchable as f64)
                .with("label", sensor.label.as_str()),
        );
    }
    for sensor in &journal.sensors {
        let rows = rows(dir, sensor)?;
        if rows.len() < 2 {
            // It is not in the recording: that is said, as for a sensor of a session without a file.
            notices.push(Notice::new(NoticeCode::SessionSensorAbsent, Severity::Warning).at(sensor.site));
            continue;
        }
        let (main, late) = files(dir, sensor.site);
        read.extend([main, late].into_iter().filter(|path| path.exists()));
        let mut track = track(sensor, &rows);
        let measured_hz = super::units::measured_rate(&track.time_s);
        let columns = plausible::Columns {
            time_s: &mut track.time_s,
            acc: &mut track.acc_mps2,
            gyr: &mut track.gyr_radps,
            // Merged from two files: no one line is a row's.
            lines: &[],
        };
        let found = plausible::sift(&format!("{}.csv", sensor.site), columns, &track.info, false)?;
        notices.extend(found.into_iter().map(|notice| notice.at(sensor.site)));
        if track.len() < 2 {
            notices.push(Notice::new(NoticeCode::SessionSensorAbsent, Severity::Warning).at(sensor.site));
            continue;
        }
        if !super::units::RATE_HZ.contains(&track.rate_hz) {
            return Err(RecordingError::Rate {
                file: format!("{}.csv", sensor.site),
                column: "device_us".to_owned(),
                rate_hz: track.rate_hz,
            });
        }
        if let Some(notice) = sensor
            .rate_hz
            .and_then(|hz| super::units::rate_differs(hz, measured_hz))
        {
            notices.push(notice.at(sensor.site));
        }
        tracks.insert(sensor.site, track);
    }
    if tracks.is_empty() {
        return Err(RecordingError::TooShort {
            file: input::file_name(dir),
            rows: 0,
        });
    }
    plausible::close_pauses(&mut tracks, &mut session, &mut notices)?;
    read.push(dir.join(JOURNAL));
    read.sort();
    let origins: Vec<input::Input> = read.iter().cloned().map(input::Input::Path).collect();
    let canonical = fs::canonicalize(dir).unwrap_or_else(|_| dir.to_owned());
    Ok(Recording {
        session,
        tracks,
        source: Source {
            name: input::file_name(&canonical),
            sha256: super::read::digest(&origins)?,
            files: read.iter().map(|path| input::file_name(path)).collect(),
        },
        notices,
    })
}

fn track(sensor: &JournalSensor, rows: &[Row]) -> Track {
    let times: Vec<f64> = rows.iter().map(|row| row.time_s).collect();
    let measured = super::units::measured_rate(&times);
    Track {
        site: sensor.site,
        acc_mps2: rows.iter().map(|row| Vector3::from(row.acc_mps2)).collect(),
        gyr_radps: rows.iter().map(|row| Vector3::from(row.gyr_radps)).collect(),
        rate_hz: sensor
            .rate_hz
            .filter(|stated| (stated / measured - 1.0).abs() <= 0.05)
            .unwrap_or(measured),
        time_s: times,
        clock: Clock {
            offset_s: 0.0,
            uncertainty_s: sensor.clock_uncertainty_s,
            group: None,
        },
        info: SensorInfo {
            model: sensor.model.clone(),
            serial: sensor.serial.clone(),
            acc_range_mps2: sensor.acc_range_mps2,
            gyr_range_radps: sensor.gyr_range_radps,
            mounting: None,
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::PhaseKind;

    #[test]
    fn pauses_are_cut_out_of_phases() {
        let phase = |kind, start_s, end_s| Phase { kind, start_s, end_s };
        let phases = [
            phase(PhaseKind::Stand, 0.0, 5.0),
            phase(PhaseKind::Walk, 5.0, 60.0),
            phase(PhaseKind::Stand, 60.0, 60.0),
        ];
        let cut = with_rests(
            &phases,
            &[phase(PhaseKind::Rest, 20.0, 30.0), phase(PhaseKind::Rest, 40.0, 40.0)],
        );
        let expected = [
            phase(PhaseKind::Stand, 0.0, 5.0),
            phase(PhaseKind::Walk, 5.0, 20.0),
            phase(PhaseKind::Rest, 20.0, 30.0),
            phase(PhaseKind::Walk, 30.0, 60.0),
        ];
        assert_eq!(cut, expected);
        assert_eq!(
            with_rests(&phases, &[phase(PhaseKind::Rest, 0.0, 60.0)]),
            [phase(PhaseKind::Rest, 0.0, 60.0)]
        );
    }

    fn row(sequence: u64) -> Row {
        Row {
            time_s: sequence as f64 * 0.01,
            acc_mps2: [0.0, 9.80665, sequence as f64 * 0.001],
            gyr_radps: [0.1, -0.2, 0.3],
            sequence,
            device_us: 1_000_000 + sequence * 10_000,
        }
    }

    fn folder(main: &[u64], late: &[u64], torn: &str) -> tempfile::TempDir {
        let dir = tempfile::tempdir().unwrap();
        let (path, late_path) = files(dir.path(), Site::Pelvis);
        let text = |numbers: &[u64]| {
            let mut out = Vec::new();
            numbers.iter().for_each(|n| row(*n).write(&mut out));
            out
        };
        let mut whole = format!("{HEADER}\n").into_bytes();
        whole.extend(text(main));
        whole.extend(torn.as_bytes());
        fs::write(path, whole).unwrap();
        fs::write(late_path, text(late)).unwrap();
        let run = |from, base, at_time_s| JournalRun {
            clock: 1,
            run: 1,
            base,
            from,
            at_device_us: 1_000_000,
            at_time_s,
            drift: 0.0,
        };
        let journal = Journal {
            schema_version: 1,
            sensors: vec![JournalSensor {
                site: Site::Pelvis,
                family: "gaitscope".to_owned(),
                label: "GS-1".to_owned(),
                model: None,
                serial: Some("1".to_owned()),
                rate_hz: Some(100.0),
                acc_range_mps2: None,
                gyr_range_radps: None,
                clock_uncertainty_s: Some(0.002),
                drift_uncertainty_ppm: None,
                limits: vec![],
                fetchable: 0,
                runs: vec![run(0, 0, 0.5)],
            }],
            ..Journal::default()
        };
        fs::write(dir.path().join(JOURNAL), toml::to_string(&journal).unwrap()).unwrap();
        dir
    }

    #[test]
    fn late_rows_come_into_order_and_a_torn_line_is_dropped() {
        let main: Vec<u64> = (0..50).chain(60..200).collect();
        let late: Vec<u64> = (50..60).chain(55..57).collect();
        let dir = folder(&main, &late, "1.99,0.1,9.8");
        let recording = crate::read(&[dir.path().to_owned()], &Default::default()).unwrap();
        let track = &recording.tracks[&Site::Pelvis];
        assert_eq!(track.len(), 200);
        assert!((track.time_s[55] - 1.05).abs() < 1e-9, "{}", track.time_s[55]);
        assert_eq!(recording.notices[0].code, NoticeCode::RecordingUnfinished);

        let settled = finish(dir.path()).unwrap();
        assert_eq!(settled[&Site::Pelvis], Settled { rows: 200, grown: 0 });
        assert!(!dir.path().join(JOURNAL).exists() && !files(dir.path(), Site::Pelvis).1.exists());
        let settled = crate::read(&[dir.path().to_owned()], &Default::default()).unwrap();
        assert_eq!(settled.notices, vec![]);
        let times = &settled.tracks[&Site::Pelvis].time_s;
        assert!(times.windows(2).all(|pair| pair[0] < pair[1]));
        assert_eq!(settled.tracks[&Site::Pelvis].acc_mps2, track.acc_mps2);
        assert_eq!(settled.session.sensors[0].clock_uncertainty_s, Some(0.002));
    }

    #[test]
    fn numbers_after_a_restart_follow_the_last_clock() {
        let sensor = |second_from| {
            let run = |clock, base, from, at_time_s| JournalRun {
                clock,
                run: 1,
                base,
                from,
                at_device_us: 0,
                at_time_s,
                drift: 0.0,
            };
            JournalSensor {
                rate_hz: Some(100.0),
                // A run without a row stands between.
                runs: vec![run(1, 0, 0, 0.0), run(5, 120, 120, 0.0), run(2, 150, second_from, 1.53)],
                ..serde_json::from_str(r#"{"site": "pelvis", "family": "gaitscope", "label": "GS-1"}"#).unwrap()
            }
        };
        let row = |sequence: u64, device_us: u64| Row {
            sequence,
            device_us,
            ..row(0)
        };
        let mut rows: Vec<Row> = (0..100).map(|n| row(n, n * 10_000)).collect();
        rows.extend((0..50).map(|n| row(150 + n, n * 10_000)));
        let timed = |rows: &mut [Row]| {
            for (i, row) in rows.iter_mut().enumerate() {
                row.time_s = row.device_us as f64 * 1e-6 + if i < 100 { 0.0 } else { 1.53 };
            }
        };
        timed(&mut rows);
        let mut journal = sensor(150);
        assert_eq!(renumber(&mut journal, &mut rows), 3);
        assert_eq!(
            (rows[99].sequence, rows[100].sequence, rows[149].sequence),
            (99, 153, 202)
        );
        assert_eq!(journal.runs.len(), 2);
        // Done again, after a death between journal and rows or after both, it comes to the same.
        let again = rows.clone();
        assert_eq!(renumber(&mut journal, &mut rows), 0);
        assert_eq!(rows, again);
        for row in &mut rows[100..] {
            row.sequence -= 3;
        }
        assert_eq!(renumber(&mut journal, &mut rows), 3);
        assert_eq!(rows, again);
    }

    #[test]
    fn damage_in_the_middle_is_an_error_with_its_line() {
        let dir = folder(&[1, 2], &[], "1.0,zzz\n1.99,0.1,9.8");
        let error = crate::read(&[dir.path().to_owned()], &Default::default()).unwrap_err();
        assert_eq!(error.line(), Some(4));
    }
}
