//! The one error of this room: what cannot be read, where, and what to do about it.

use super::Site;
use super::import::SensorToPlace;
use std::fmt;
use std::io;

/// Which of the two sensors a column belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Quantity {
    Accelerometer,
    Gyroscope,
}

impl fmt::Display for Quantity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Quantity::Accelerometer => "accelerometer",
            Quantity::Gyroscope => "gyroscope",
        })
    }
}

impl Quantity {
    /// How a column of this quantity is best named.
    fn example(self) -> &'static str {
        match self {
            Quantity::Accelerometer => "acc_x_mps2 (m/s²), acc_x_g (g) or acc_x_mg (milli-g)",
            Quantity::Gyroscope => "gyr_x_radps (rad/s), gyr_x_dps (degrees per second) or gyr_x_mdps",
        }
    }
}

/// One recording of a folder that holds several.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RecordingChoice {
    /// What to give as [`ReadOptions::only`](super::ReadOptions::only).
    pub key: String,
    pub sites: Vec<Site>,
}

/// Why a recording could not be read or written.
///
/// The sentence names the file, the line (1-based, counted over the whole file) and the column where there is one, says
/// what was found there, and ends with what to do. [`RecordingError::file`], [`line`](RecordingError::line) and
/// [`column`](RecordingError::column) give the position to programs.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum RecordingError {
    #[error("No recording was given. Give a session folder or the CSV files of one recording.")]
    NothingGiven,

    #[error("{file}: there is no such file or folder. Check the spelling and the folder you are in.")]
    NotFound { file: String },

    #[error(
        "{file}: cannot be read: {source}. Check that the file is not open in another program and that you may read it."
    )]
    Io {
        file: String,
        #[source]
        source: io::Error,
    },

    #[error(
        "{file}: cannot be written: {source}. Check that the folder exists, is not full and that you may write there."
    )]
    Write {
        file: String,
        #[source]
        source: io::Error,
    },

    #[error(
        "{folder}: holds no sensor recording{}. Expected are CSV files named by site, such as pelvis.csv, thigh_left.csv \
         and shank_left.csv, or one CSV file with columns such as pelvis_acc_x_mps2.{}",
        list_after(": the files there have no accelerometer and gyroscope columns: ", ignored),
        list_after(" Recordings may lie in its subfolders; give one of them: ", subfolders)
    )]
    NoSensorFiles {
        folder: String,
        ignored: Vec<String>,
        subfolders: Vec<String>,
    },

    #[error(
        "{folder}: holds {} recordings, and only one can be read at a time:\n{}Choose one with --only {} or give its \
         files by name.", choices.len(), choice_lines(choices), quoted(&choices[0].key)
    )]
    SeveralRecordings {
        folder: String,
        choices: Vec<RecordingChoice>,
    },

    #[error("There is no recording {only:?} here. There {}:\n{}", if choices.len() == 1 { "is" } else { "are" }, choice_lines(choices))]
    NoSuchRecording {
        only: String,
        choices: Vec<RecordingChoice>,
    },

    #[error(
        "{file}: has no accelerometer and gyroscope columns (its columns are {}). A sensor file needs time_s, \
         acc_x_mps2, acc_y_mps2, acc_z_mps2, gyr_x_radps, gyr_y_radps and gyr_z_radps.",
        shortened(columns)
    )]
    NotASensorFile { file: String, columns: Vec<String> },

    #[error("{file}: {what}. {advice}")]
    ForeignFormat {
        file: String,
        what: &'static str,
        advice: &'static str,
    },

    #[error(
        "{file}: this is a recording of {format}, but it holds {holds} and gait is measured from raw acceleration and angular velocity. {advice}"
    )]
    NoRawSignals {
        file: String,
        format: &'static str,
        holds: String,
        advice: &'static str,
    },

    #[error("{file}{}: as {format}: {message}", line.map(|line| format!(", line {line}")).unwrap_or_default())]
    Export {
        file: String,
        format: &'static str,
        line: Option<u64>,
        message: String,
    },

    #[error(
        "{file} is a plain table and {other} an export of a sensor maker's program; they share no clock. Give the files of one program only, or import the export first (gaitscope import) and put the table beside it."
    )]
    MixedFormats { file: String, other: String },

    #[error(
        "{file}: the archive is not read: {what}. Unpack it yourself and give its files; if it is a spreadsheet, open it and save it as CSV (UTF-8)."
    )]
    Archive { file: String, what: String },

    #[error(
        "{file}: this export of {format} does not say how many samples there are in a second, and its columns do not prove it. Say it, such as --rate 100."
    )]
    NoRate { file: String, format: &'static str },

    #[error("It must be said where {} worn:\n{}Sites are pelvis, thigh_left, thigh_right, shank_left, shank_right, trunk, foot_left, foot_right.", if sensors.len() == 1 { "this sensor was" } else { "these sensors were" }, site_lines(sensors))]
    NeedsSites { sensors: Vec<SensorToPlace> },

    #[error(
        "{first} and {} share no clock: their times cannot be brought together. Record three small jumps or heel drops between two quiet moments at the start and at the end; or put clock_offset_s and clock_uncertainty_s of every sensor into session.toml; or give the sensors of one clock only.",
        others.join(", ")
    )]
    NoCommonClock { first: String, others: Vec<String> },

    #[error(
        "{file}: the file's name does not say where the sensor was worn. Rename it after the site (pelvis, thigh_left, \
         thigh_right, shank_left, shank_right, trunk, foot_left, foot_right), or say it with --site \"{file}=pelvis\"."
    )]
    UnknownSite { file: String },

    #[error(
        "{file}: {name:?} does not say which sensor was worn where ({} groups of sensor columns). Begin each column's name with its site, such \
         as thigh_left_acc_x_mps2.",
        groups
    )]
    UnknownPrefix { file: String, name: String, groups: usize },

    #[error(
        "{file}: {name:?} names the {segment} but not the leg. Add left or right to the name, such as {segment}_left, or \
         say it with --site."
    )]
    NoSide {
        file: String,
        name: String,
        segment: &'static str,
    },

    #[error("{file}: {name:?} names more than one site. Keep one, such as thigh_left, or say it with --site.")]
    AmbiguousSite { file: String, name: String },

    #[error(
        "{} and {} both claim to be the {site} sensor. Keep one of them: take the other out of the folder, or rename it \
         after the site where it was really worn.",
        first,
        second
    )]
    SameSite { site: Site, first: String, second: String },

    #[error(
        "{file}: has {has} columns{} but no {lacks} columns. Both are needed in the same file: export the recording again \
         with accelerometer and gyroscope, or put the columns of both into one file.",
        group_of(group)
    )]
    HalfSensor {
        file: String,
        group: String,
        has: Quantity,
        lacks: Quantity,
    },

    #[error(
        "{file}: the {quantity}{} has no {axis} axis. All three axes are needed: export the recording again with x, y and \
         z.",
        group_of(group)
    )]
    MissingAxis {
        file: String,
        group: String,
        quantity: Quantity,
        axis: char,
    },

    #[error("{file}: the column {column:?} stands twice, or two columns mean the same. Rename or delete one of them.")]
    SameColumn { file: String, column: String },

    #[error(
        "{file}: column {column:?} is acceleration without gravity (\"free\" or \"linear\"). Gravity is needed to know \
         which way is up: export the calibrated acceleration instead."
    )]
    GravityRemoved { file: String, column: String },

    #[error(
        "{file}: there is no time column. Name the column with the times time_s (seconds), time_ms, time_us or timestamp_ns."
    )]
    NoTime { file: String },

    #[error(
        "{file}, line {line}: there is no header; the first row already holds numbers. Put a first row with the column \
         names: time_s, acc_x_mps2, acc_y_mps2, acc_z_mps2, gyr_x_radps, gyr_y_radps, gyr_z_radps."
    )]
    NoHeader { file: String, line: u64 },

    #[error(
        "{file}, column {column}: {} and the data do not prove one. Put the unit into the column's name: {}.",
        unit_text(found), quantity.example()
    )]
    UnknownUnit {
        file: String,
        column: String,
        quantity: Quantity,
        found: Option<String>,
    },

    #[error("{file}, column {column}: the axes of one sensor must have the same unit. Give x, y and z the same unit.")]
    MixedUnits { file: String, column: String },

    #[error(
        "{file}: {evidence}, but the column's name says {claimed}: this looks like {likely}. Rename the columns, such as {rename}."
    )]
    WrongUnit {
        file: String,
        column: String,
        claimed: &'static str,
        likely: &'static str,
        evidence: String,
        rename: &'static str,
    },

    #[error(
        "{file}, line {line}, column {column}: {found:?} is not a number.{} Correct the cell, or leave it empty where the \
         sensor has no sample.",
        number_hint(found)
    )]
    NotANumber {
        file: String,
        line: u64,
        column: String,
        found: String,
    },

    #[error(
        "{file}, line {line}, column {column}: {found:?} is infinite or too large for a measurement. Leave the cell empty \
         where the sensor has no sample."
    )]
    Infinite {
        file: String,
        line: u64,
        column: String,
        found: String,
    },

    #[error(
        "{file}, line {line}, column {column}: the time is missing. Every row needs its time; delete the row if it has none."
    )]
    MissingTime { file: String, line: u64, column: String },

    #[error(
        "{file}, line {line}: {found} cells, but the header names {expected} columns.{}",
        if *last { " It is the file's last line: recording or copying stopped in the middle of it. Delete this line, or copy the file again." }
        else { " Correct the row, or export the file again." }
    )]
    CellCount {
        file: String,
        line: u64,
        expected: usize,
        found: usize,
        /// True where nothing follows that line.
        last: bool,
    },

    #[error(
        "{file}, line {line}: a quotation mark is opened and not closed. Correct the row, or export the file without quotation marks."
    )]
    OpenQuote { file: String, line: u64 },

    #[error(
        "{file}, line {line}, column {column}: the time {time} stands on two rows with different values (also in line {earlier_line}). Two \
         recordings may have been joined, or the times were rounded too coarsely: export again with all decimals."
    )]
    TimeRepeats {
        file: String,
        line: u64,
        column: String,
        time: f64,
        earlier_line: u64,
    },

    #[error(
        "{file}, line {line}, column {column}: time runs backward, from {before} to {after}. Two recordings may have been \
         joined in one file, or rows are out of order: split the file, or export it again in order of time."
    )]
    TimeBackward {
        file: String,
        line: u64,
        column: String,
        before: f64,
        after: f64,
    },

    #[error("{file}: {}. Was the recording stopped at once, or the file copied only in part?", rows_text(*rows))]
    TooShort { file: String, rows: usize },

    #[error(
        "{file}: about {rate_hz:.3} samples per second. Gait analysis needs 20 to 2000 (100 is good): {}.",
        if *rate_hz < 20.0 { "set the sensors to a higher rate, or check the unit of the time column" }
        else { "check the unit of the time column" }
    )]
    Rate { file: String, column: String, rate_hz: f64 },

    #[error(
        "{file}: the unit of the times in column {column:?} is not stated, and a typical step of {step} proves none. Name \
         the column time_s, time_ms, time_us or timestamp_ns."
    )]
    UnknownTimeUnit { file: String, column: String, step: f64 },

    #[error(
        "{file}, after line {line}: the compressed file is damaged or cut short ({reason}). Copy it again from where it came."
    )]
    Compressed { file: String, line: u64, reason: String },

    #[error(
        "{file}, after line {line}: unpacked, the file is larger than {limit_bytes} bytes. A recording is far smaller; check what this file is."
    )]
    TooBig { file: String, line: u64, limit_bytes: u64 },

    #[error(
        "{file}, line {line}: the line is longer than {limit_bytes} bytes, so this is not a table of samples. Check that it is a CSV file."
    )]
    LineTooLong {
        file: String,
        line: u64,
        limit_bytes: usize,
    },

    #[error(
        "There is no sensor on pelvis, thigh or shank, only on {}. Walking is analysed from pelvis, thigh_left/right or shank_left/right: add one of \
         these sensors.",
        site_list(found)
    )]
    NoUsableSite { found: Vec<Site> },

    #[error("{file}{}: {message}", session_position(*line, column))]
    Session {
        file: String,
        line: Option<u64>,
        /// The key.
        column: Option<String>,
        message: String,
    },
}

impl RecordingError {
    /// The file's name without folders (the path as given where the file could not be opened at all).
    pub fn file(&self) -> Option<&str> {
        use RecordingError::*;
        match self {
            NothingGiven | NoSuchRecording { .. } | NoUsableSite { .. } => None,
            NeedsSites { sensors } => sensors.first().map(|sensor| sensor.file.as_str()),
            NoCommonClock { first, .. } => Some(first),
            NoSensorFiles { folder, .. } | SeveralRecordings { folder, .. } => Some(folder),
            SameSite { first, .. } => Some(first),
            NotFound { file }
            | Io { file, .. }
            | Write { file, .. }
            | NotASensorFile { file, .. }
            | ForeignFormat { file, .. }
            | NoRawSignals { file, .. }
            | Export { file, .. }
            | Archive { file, .. }
            | MixedFormats { file, .. }
            | NoRate { file, .. }
            | UnknownSite { file }
            | UnknownPrefix { file, .. }
            | NoSide { file, .. }
            | AmbiguousSite { file, .. }
            | HalfSensor { file, .. }
            | MissingAxis { file, .. }
            | SameColumn { file, .. }
            | GravityRemoved { file, .. }
            | NoTime { file }
            | NoHeader { file, .. }
            | UnknownUnit { file, .. }
            | MixedUnits { file, .. }
            | WrongUnit { file, .. }
            | NotANumber { file, .. }
            | Infinite { file, .. }
            | MissingTime { file, .. }
            | CellCount { file, .. }
            | OpenQuote { file, .. }
            | TimeRepeats { file, .. }
            | TimeBackward { file, .. }
            | TooShort { file, .. }
            | Rate { file, .. }
            | UnknownTimeUnit { file, .. }
            | Compressed { file, .. }
            | TooBig { file, .. }
            | LineTooLong { file, .. }
            | Session { file, .. } => Some(file),
        }
    }

    /// The line, 1-based, counted from the top of the (unpacked) file with header and comments.
    pub fn line(&self) -> Option<u64> {
        use RecordingError::*;
        match self {
            NoHeader { line, .. }
            | NotANumber { line, .. }
            | Infinite { line, .. }
            | MissingTime { line, .. }
            | CellCount { line, .. }
            | OpenQuote { line, .. }
            | TimeRepeats { line, .. }
            | TimeBackward { line, .. }
            | Compressed { line, .. }
            | TooBig { line, .. }
            | LineTooLong { line, .. } => Some(*line),
            Session { line, .. } | Export { line, .. } => *line,
            _ => None,
        }
    }

    /// The column's name as it stands in the header, or the key in `session.toml`.
    pub fn column(&self) -> Option<&str> {
        use RecordingError::*;
        match self {
            SameColumn { column, .. }
            | GravityRemoved { column, .. }
            | UnknownUnit { column, .. }
            | MixedUnits { column, .. }
            | WrongUnit { column, .. }
            | NotANumber { column, .. }
            | Infinite { column, .. }
            | MissingTime { column, .. }
            | TimeRepeats { column, .. }
            | TimeBackward { column, .. }
            | Rate { column, .. }
            | UnknownTimeUnit { column, .. } => Some(column),
            Session { column, .. } => column.as_deref(),
            _ => None,
        }
    }
}

fn site_lines(sensors: &[SensorToPlace]) -> String {
    let line = |sensor: &SensorToPlace| {
        let guess = sensor.guess.map_or("SITE", Site::name);
        let hint = if sensor.guess.is_some() {
            "   (its name suggests it)"
        } else {
            ""
        };
        format!("  --site \"{}={guess}\"{hint}\n", sensor.key)
    };
    sensors.iter().map(line).collect()
}

fn quoted(key: &str) -> String {
    if key.is_empty() || key.contains(char::is_whitespace) {
        format!("\"{key}\"")
    } else {
        key.to_owned()
    }
}

fn choice_lines(choices: &[RecordingChoice]) -> String {
    const SHOWN: usize = 40;
    let mut text = String::new();
    for choice in choices.iter().take(SHOWN) {
        text.push_str(&format!("  {}: {}\n", quoted(&choice.key), site_list(&choice.sites)));
    }
    if choices.len() > SHOWN {
        text.push_str(&format!("  … and {} more\n", choices.len() - SHOWN));
    }
    text
}

fn site_list(sites: &[Site]) -> String {
    let names: Vec<&str> = sites.iter().map(|site| site.name()).collect();
    names.join(", ")
}

fn shortened(names: &[String]) -> String {
    const SHOWN: usize = 8;
    let mut text = names.iter().take(SHOWN).cloned().collect::<Vec<_>>().join(", ");
    if names.len() > SHOWN {
        text.push_str(&format!(" and {} more", names.len() - SHOWN));
    }
    text
}

fn list_after(lead: &str, names: &[String]) -> String {
    if names.is_empty() {
        String::new()
    } else {
        format!("{lead}{}", shortened(names))
    }
}

fn group_of(group: &str) -> String {
    if group.is_empty() {
        String::new()
    } else {
        format!(" of {group:?}")
    }
}

fn unit_text(found: &Option<String>) -> String {
    match found {
        Some(unit) => format!("the unit {unit:?} is not known"),
        None => "no unit is stated".to_owned(),
    }
}

fn rows_text(rows: usize) -> String {
    match rows {
        0 => "there are no samples in it".to_owned(),
        1 => "there is only one sample in it".to_owned(),
        n => format!("there are only {n} samples in it"),
    }
}

/// The commonest reason why a cell that looks like a number is none.
fn number_hint(found: &str) -> &'static str {
    let numeric = found.chars().all(|c| c.is_ascii_digit() || ".,-+eE".contains(c));
    if numeric && found.contains(',') {
        " Decimal commas and decimal points are mixed, or thousands are separated."
    } else if found.contains(':') {
        " Times of day are not understood: write seconds."
    } else if found.starts_with('#') {
        " A spreadsheet left an error there."
    } else {
        ""
    }
}

fn session_position(line: Option<u64>, key: &Option<String>) -> String {
    let mut text = line.map(|line| format!(", line {line}")).unwrap_or_default();
    if let Some(key) = key {
        text.push_str(&format!(", {key}"));
    }
    text
}
