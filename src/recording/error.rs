//! The one error of this room: what cannot be read, where, and what to do about it.

use super::import::SensorToPlace;
use super::problem::{
    ArchiveProblem, ExportProblem, ForeignContent, MappingProblem, MissingSignals, RawSignalsAdvice, SessionProblem,
};
use super::{Site, codes, text};
use std::fmt;
use std::io;

/// Which of the two sensors a column belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Quantity {
    /// Specific force.
    Accelerometer,
    /// Angular rate.
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
    /// The places that were recorded.
    pub sites: Vec<Site>,
}

/// Why a recording could not be read or written.
///
/// All that it says is data: [`code`](RecordingError::code) what is wrong, [`file`](RecordingError::file),
/// [`line`](RecordingError::line) and [`column`](RecordingError::column) where, [`values`](RecordingError::values) what was
/// found there, and [`question`](RecordingError::question) what an option of the reader would mend. A front end words it
/// in its own language and names its own options; the error's own sentence is English, names no option, and ends with
/// what to do.
#[derive(Debug, thiserror::Error)]
#[expect(missing_docs, reason = "the sentence of each names its values")]
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
        "{folder}: holds {} recordings, and only one can be read at a time:\n{}Choose one of them, or give its files by \
         name.", choices.len(), choice_lines(choices)
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
        "{file}: three axes of an accelerometer and three of a gyroscope are not recognised among its columns ({}). Name them \
         time_s, acc_x_mps2, acc_y_mps2, acc_z_mps2, gyr_x_radps, gyr_y_radps and gyr_z_radps.",
        shortened(columns)
    )]
    NotASensorFile { file: String, columns: Vec<String> },

    #[error("{file}: {content}")]
    ForeignFormat { file: String, content: ForeignContent },

    #[error(
        "{file}: this is a recording of {format}, but it holds {missing}{}, and gait is measured from raw acceleration \
         and angular velocity. {}",
        mode.as_ref().map(|mode| format!(" (mode {mode:?})")).unwrap_or_default(), advice.sentence()
    )]
    NoRawSignals {
        file: String,
        format: &'static str,
        missing: MissingSignals,
        /// The measurement mode, where the export states it.
        mode: Option<String>,
        advice: RawSignalsAdvice,
    },

    #[error("{file}{}: as {format}: {problem}", line.map(|line| format!(", line {line}")).unwrap_or_default())]
    Export {
        file: String,
        format: &'static str,
        line: Option<u64>,
        problem: ExportProblem,
    },

    #[error(
        "{file} is a plain table and {other} an export of a sensor maker's program; they share no clock. Give the files of one program only, or make a session folder of the export first and put the table beside it."
    )]
    MixedFormats { file: String, other: String },

    #[error(
        "{file}: the archive is not read: {problem}. Unpack it yourself and give its files; if it is a spreadsheet, open it and save it as CSV (UTF-8)."
    )]
    Archive { file: String, problem: ArchiveProblem },

    #[error(
        "{file}: this export of {format} does not say how many samples there are in a second, and its columns do not prove it. Give the rate."
    )]
    NoRate { file: String, format: &'static str },

    #[error(
        "It must be said where {} worn:\n{}Sites are pelvis, thigh_left, thigh_right, shank_left, shank_right, trunk, \
         foot_left, foot_right.",
        if sensors.len() == 1 { "this sensor was" } else { "these sensors were" }, sensor_lines(sensors)
    )]
    NeedsSites { sensors: Vec<SensorToPlace> },

    #[error(
        "{file}: the file's name does not say where the sensor was worn. Rename it after the site (pelvis, thigh_left, \
         thigh_right, shank_left, shank_right, trunk, foot_left, foot_right)."
    )]
    UnknownSite { file: String },

    #[error(
        "{file}: {name:?} does not say which sensor was worn where ({} groups of sensor columns). Begin each column's name with its site, such \
         as thigh_left_acc_x_mps2.",
        groups
    )]
    UnknownPrefix { file: String, name: String, groups: usize },

    #[error(
        "{file}: {name:?} names the {segment} but not the leg. Add left or right to the name, such as \
         {segment}_left."
    )]
    NoSide {
        file: String,
        name: String,
        segment: &'static str,
    },

    #[error("{file}: {name:?} names more than one site. Keep one, such as thigh_left.")]
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

    #[error(
        "{file}: the column {column:?} stands twice, or two columns mean the same. If they are two sensors, put each one's name before its columns."
    )]
    SameColumn { file: String, column: String },

    #[error(
        "{file}: column {column:?} is acceleration without gravity (\"free\" or \"linear\"). Gravity is needed to know \
         which way is up: export the calibrated acceleration instead."
    )]
    GravityRemoved { file: String, column: String },

    #[error(
        "{file}: there is no time column. Name the column with the times time_s (seconds), time_ms, time_us or timestamp_ns, or give the rate if the rows follow each other evenly."
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
        "{file}, column {column}: the typical acceleration would be {typical_mps2:.0} m/s², and gravity makes it 9.8 in \
         everybody who does not fly: the unit or the scale is wrong. Say both in a mapping."
    )]
    WrongScale {
        file: String,
        column: String,
        typical_mps2: f64,
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
        "{file}{}: {found} is more than any sensor can measure ({count} of {samples} samples are). Check the unit in the columns' names, and \
         whether the file was damaged or joined wrongly.",
        if *line > 0 { format!(", line {line}") } else { String::new() }
    )]
    Impossible {
        file: String,
        /// 0 where the file has no lines.
        line: u64,
        found: String,
        count: usize,
        samples: usize,
    },

    #[error(
        "The samples lie too far apart: {samples} in {hours:.1} hours. This is no recording of a walk; check the times in the files."
    )]
    Sparse { samples: usize, hours: f64 },

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

    #[error(
        "{site}: there are {times} times, {accelerations} accelerations and {rates} angular rates. Give one of each for \
         every row."
    )]
    Lengths {
        site: Site,
        times: usize,
        accelerations: usize,
        rates: usize,
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

    #[error("{file}{}: {problem}", position(*line, key))]
    Session {
        file: String,
        line: Option<u64>,
        key: Option<String>,
        /// Boxed: a result would be large for it alone.
        problem: Box<SessionProblem>,
    },

    #[error("{file}{}: {problem}", position(*line, key))]
    Mapping {
        file: String,
        line: Option<u64>,
        key: Option<String>,
        problem: MappingProblem,
    },
}

codes! {
    /// What a [`RecordingError`] is about; a front end's words stand at its key, with [`RecordingError::values`].
    pub enum RecordingErrorCode of "reading" {
        NothingGiven = "nothing-given",
        NotFound = "not-found",
        Io = "io",
        Write = "write",
        NoSensorFiles = "no-sensor-files",
        SeveralRecordings = "several-recordings",
        NoSuchRecording = "no-such-recording",
        NotASensorFile = "not-a-sensor-file",
        Spreadsheet = "spreadsheet",
        SpreadsheetOrArchive = "spreadsheet-or-archive",
        Utf16 = "utf16",
        Matlab = "matlab",
        C3d = "c3d",
        Pdf = "pdf",
        Mvnx = "mvnx",
        Numpy = "numpy",
        Parquet = "parquet",
        Database = "database",
        Picture = "picture",
        Binary = "binary",
        NoAngularVelocity = "no-angular-velocity",
        NoAcceleration = "no-acceleration",
        OrientationOnly = "orientation-only",
        NoRawSignals = "no-raw-signals",
        FewerAxes = "fewer-axes",
        NotCalibrated = "not-calibrated",
        NoColumnNames = "no-column-names",
        NoColumns = "no-columns",
        MissingFile = "missing-file",
        Unreadable = "unreadable",
        Shape = "shape",
        Counts = "counts",
        WhichQuantity = "which-quantity",
        Json = "json",
        ExportTimeBackward = "export-time-backward",
        SameHalf = "same-half",
        NoTable = "no-table",
        NoTables = "no-tables",
        WithoutHdf5 = "without-hdf5",
        NoGyroscope = "no-gyroscope",
        NoMappedColumn = "no-mapped-column",
        MixedFormats = "mixed-formats",
        ArchiveTooLarge = "archive-too-large",
        ArchiveTooManyFiles = "archive-too-many-files",
        ArchiveDamaged = "archive-damaged",
        ArchiveNameTwice = "archive-name-twice",
        ArchiveCannotUnpack = "archive-cannot-unpack",
        ArchiveLeadsOut = "archive-leads-out",
        ArchiveGrowsBeyond = "archive-grows-beyond",
        ArchiveNested = "archive-nested",
        ArchiveNoTable = "archive-no-table",
        NoRate = "no-rate",
        NeedsSites = "needs-sites",
        UnknownSite = "unknown-site",
        UnknownPrefix = "unknown-prefix",
        NoSide = "no-side",
        AmbiguousSite = "ambiguous-site",
        SameSite = "same-site",
        HalfSensor = "half-sensor",
        MissingAxis = "missing-axis",
        SameColumn = "same-column",
        GravityRemoved = "gravity-removed",
        NoTime = "no-time",
        NoHeader = "no-header",
        UnknownUnit = "unknown-unit",
        MixedUnits = "mixed-units",
        WrongUnit = "wrong-unit",
        WrongScale = "wrong-scale",
        NotANumber = "not-a-number",
        Infinite = "infinite",
        Impossible = "impossible",
        Sparse = "sparse",
        MissingTime = "missing-time",
        CellCount = "cell-count",
        CellCountLast = "cell-count-last",
        OpenQuote = "open-quote",
        TimeRepeats = "time-repeats",
        TimeBackward = "time-backward",
        Lengths = "lengths",
        TooShort = "too-short",
        Rate = "rate",
        UnknownTimeUnit = "unknown-time-unit",
        Compressed = "compressed",
        TooBig = "too-big",
        LineTooLong = "line-too-long",
        NoUsableSite = "no-usable-site",
        SessionToml = "session-toml",
        SessionVersion = "session-version",
        SessionDate = "session-date",
        SessionOutOfRange = "session-out-of-range",
        SessionIntake = "session-intake",
        SessionNote = "session-note",
        SessionPhase = "session-phase",
        SessionMark = "session-mark",
        SessionSiteTwice = "session-site-twice",
        SessionClockOffset = "session-clock-offset",
        SessionClockUncertainty = "session-clock-uncertainty",
        SessionNotPositive = "session-not-positive",
        SessionNotAShank = "session-not-a-shank",
        SessionMounting = "session-mounting",
        JournalClock = "journal-clock",
        Journal = "journal",
        MappingToml = "mapping-toml",
        MappingNoTime = "mapping-no-time",
        MappingNotPositive = "mapping-not-positive",
        MappingRateOrColumn = "mapping-rate-or-column",
        MappingTimeUnit = "mapping-time-unit",
        MappingAccUnit = "mapping-acc-unit",
        MappingGyrUnit = "mapping-gyr-unit",
    }
}

/// What somebody who knows the recording can tell, so that it is read after all: an option of
/// [`ReadOptions`](super::ReadOptions).
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Question<'a> {
    /// [`sites`](super::ReadOptions::sites): where each of these sensors was worn.
    Sites(&'a [SensorToPlace]),
    /// The same for the one sensor with this key.
    Site(&'a str),
    /// [`only`](super::ReadOptions::only): which of these recordings is meant.
    Recording(&'a [RecordingChoice]),
    /// [`rate_hz`](super::ReadOptions::rate_hz): how many samples a second the export holds.
    Rate,
    /// [`mapping`](super::ReadOptions::mapping): which column of the table is what.
    Columns,
}

// Each problem has its codes and values beside the error's own.

impl ForeignContent {
    fn code(&self) -> RecordingErrorCode {
        use RecordingErrorCode as Code;
        match self {
            ForeignContent::Spreadsheet => Code::Spreadsheet,
            ForeignContent::SpreadsheetOrArchive => Code::SpreadsheetOrArchive,
            ForeignContent::Utf16 => Code::Utf16,
            ForeignContent::Matlab => Code::Matlab,
            ForeignContent::C3d => Code::C3d,
            ForeignContent::Pdf => Code::Pdf,
            ForeignContent::Mvnx => Code::Mvnx,
            ForeignContent::Numpy => Code::Numpy,
            ForeignContent::Parquet => Code::Parquet,
            ForeignContent::Database => Code::Database,
            ForeignContent::Picture => Code::Picture,
            ForeignContent::Binary => Code::Binary,
        }
    }
}

impl MissingSignals {
    fn code(&self) -> RecordingErrorCode {
        use RecordingErrorCode as Code;
        match self {
            MissingSignals::AngularVelocity => Code::NoAngularVelocity,
            MissingSignals::Acceleration => Code::NoAcceleration,
            MissingSignals::OrientationOnly => Code::OrientationOnly,
            MissingSignals::Both { .. } => Code::NoRawSignals,
            MissingSignals::Axes => Code::FewerAxes,
            MissingSignals::Calibration => Code::NotCalibrated,
        }
    }
}

impl ExportProblem {
    fn code(&self) -> RecordingErrorCode {
        use RecordingErrorCode as Code;
        match self {
            ExportProblem::NoColumnNames => Code::NoColumnNames,
            ExportProblem::NoColumns { .. } => Code::NoColumns,
            ExportProblem::MissingFile { .. } => Code::MissingFile,
            ExportProblem::Unreadable { .. } => Code::Unreadable,
            ExportProblem::Shape { .. } => Code::Shape,
            ExportProblem::Counts { .. } => Code::Counts,
            ExportProblem::WhichQuantity => Code::WhichQuantity,
            ExportProblem::Json { .. } => Code::Json,
            ExportProblem::TimeBackward { .. } => Code::ExportTimeBackward,
            ExportProblem::SameHalf { .. } => Code::SameHalf,
            ExportProblem::NoTable => Code::NoTable,
            ExportProblem::NoTables => Code::NoTables,
            ExportProblem::WithoutHdf5 => Code::WithoutHdf5,
            ExportProblem::NoGyroscope => Code::NoGyroscope,
            ExportProblem::NoMappedColumn { .. } => Code::NoMappedColumn,
        }
    }

    fn tell(&self, tell: &mut impl FnMut(&'static str, String)) {
        match self {
            ExportProblem::NoColumns { columns } => tell("columns", (*columns).to_owned()),
            ExportProblem::MissingFile { other } | ExportProblem::SameHalf { other, .. } => {
                tell("other", other.clone());
            }
            ExportProblem::Unreadable { reason } | ExportProblem::Json { reason } => {
                tell("reason", reason.clone());
            }
            ExportProblem::Shape { sensor, .. } | ExportProblem::Counts { sensor, .. } => {
                tell("sensor", sensor.clone());
            }
            ExportProblem::TimeBackward { at_s } => tell("time", format!("{at_s:.3}")),
            ExportProblem::NoMappedColumn { name, columns } => {
                tell("name", name.clone());
                tell("columns", shortened(columns));
            }
            ExportProblem::NoColumnNames
            | ExportProblem::WhichQuantity
            | ExportProblem::NoTable
            | ExportProblem::NoTables
            | ExportProblem::WithoutHdf5
            | ExportProblem::NoGyroscope => {}
        }
    }
}

impl ArchiveProblem {
    fn code(&self) -> RecordingErrorCode {
        use RecordingErrorCode as Code;
        match self {
            ArchiveProblem::TooLarge => Code::ArchiveTooLarge,
            ArchiveProblem::TooManyFiles => Code::ArchiveTooManyFiles,
            ArchiveProblem::Damaged { .. } => Code::ArchiveDamaged,
            ArchiveProblem::NameTwice { .. } => Code::ArchiveNameTwice,
            ArchiveProblem::CannotUnpack { .. } => Code::ArchiveCannotUnpack,
            ArchiveProblem::LeadsOut { .. } => Code::ArchiveLeadsOut,
            ArchiveProblem::GrowsBeyond { .. } => Code::ArchiveGrowsBeyond,
            ArchiveProblem::Nested => Code::ArchiveNested,
            ArchiveProblem::NoTable { .. } => Code::ArchiveNoTable,
        }
    }

    fn tell(&self, tell: &mut impl FnMut(&'static str, String)) {
        match self {
            ArchiveProblem::Damaged { reason } | ArchiveProblem::CannotUnpack { reason } => {
                tell("reason", reason.clone());
            }
            ArchiveProblem::NameTwice { member }
            | ArchiveProblem::LeadsOut { member }
            | ArchiveProblem::NoTable { member } => {
                tell("member", member.clone());
            }
            ArchiveProblem::GrowsBeyond { member, limit_bytes } => {
                tell("member", member.clone());
                tell("limit", limit_bytes.to_string());
            }
            ArchiveProblem::TooLarge | ArchiveProblem::TooManyFiles | ArchiveProblem::Nested => {}
        }
    }
}

impl SessionProblem {
    fn code(&self) -> RecordingErrorCode {
        use RecordingErrorCode as Code;
        match self {
            SessionProblem::Toml { .. } => Code::SessionToml,
            SessionProblem::Version { .. } => Code::SessionVersion,
            SessionProblem::Date { .. } => Code::SessionDate,
            SessionProblem::OutOfRange { .. } => Code::SessionOutOfRange,
            SessionProblem::Intake(_) => Code::SessionIntake,
            SessionProblem::Note(_) => Code::SessionNote,
            SessionProblem::Phase { .. } => Code::SessionPhase,
            SessionProblem::Mark => Code::SessionMark,
            SessionProblem::SiteTwice { .. } => Code::SessionSiteTwice,
            SessionProblem::ClockOffset { .. } => Code::SessionClockOffset,
            SessionProblem::ClockUncertainty { .. } => Code::SessionClockUncertainty,
            SessionProblem::NotPositive { .. } => Code::SessionNotPositive,
            SessionProblem::NotAShank { .. } => Code::SessionNotAShank,
            SessionProblem::Mounting { .. } => Code::SessionMounting,
            SessionProblem::JournalClock { .. } => Code::JournalClock,
            SessionProblem::Journal { .. } => Code::Journal,
        }
    }

    fn tell(&self, tell: &mut impl FnMut(&'static str, String)) {
        match self {
            SessionProblem::Toml { reason } | SessionProblem::Journal { reason } => tell("reason", reason.clone()),
            SessionProblem::Version { found } => tell("found", found.to_string()),
            SessionProblem::Date { found } => tell("found", found.clone()),
            SessionProblem::OutOfRange { value, from, to } => {
                tell("value", value.to_string());
                tell("from", from.to_string());
                tell("to", to.to_string());
            }
            SessionProblem::Phase { start_s, end_s } => {
                tell("start", start_s.to_string());
                tell("end", end_s.to_string());
            }
            SessionProblem::SiteTwice { site }
            | SessionProblem::ClockOffset { site }
            | SessionProblem::ClockUncertainty { site }
            | SessionProblem::NotPositive { site }
            | SessionProblem::NotAShank { site }
            | SessionProblem::Mounting { site } => tell("site", site.name().to_owned()),
            SessionProblem::JournalClock { at_s, drift } => {
                tell("at", at_s.to_string());
                tell("drift", drift.to_string());
            }
            SessionProblem::Intake(_) | SessionProblem::Note(_) | SessionProblem::Mark => {}
        }
    }
}

impl MappingProblem {
    fn code(&self) -> RecordingErrorCode {
        use RecordingErrorCode as Code;
        match self {
            MappingProblem::Toml { .. } => Code::MappingToml,
            MappingProblem::NoTime => Code::MappingNoTime,
            MappingProblem::NotPositive => Code::MappingNotPositive,
            MappingProblem::RateOrColumn => Code::MappingRateOrColumn,
            MappingProblem::TimeUnit => Code::MappingTimeUnit,
            MappingProblem::AccUnit => Code::MappingAccUnit,
            MappingProblem::GyrUnit => Code::MappingGyrUnit,
        }
    }
}

impl RecordingError {
    /// What is wrong.
    pub fn code(&self) -> RecordingErrorCode {
        use RecordingErrorCode as Code;
        match self {
            RecordingError::NothingGiven => Code::NothingGiven,
            RecordingError::NotFound { .. } => Code::NotFound,
            RecordingError::Io { .. } => Code::Io,
            RecordingError::Write { .. } => Code::Write,
            RecordingError::NoSensorFiles { .. } => Code::NoSensorFiles,
            RecordingError::SeveralRecordings { .. } => Code::SeveralRecordings,
            RecordingError::NoSuchRecording { .. } => Code::NoSuchRecording,
            RecordingError::NotASensorFile { .. } => Code::NotASensorFile,
            RecordingError::ForeignFormat { content, .. } => content.code(),
            RecordingError::NoRawSignals { missing, .. } => missing.code(),
            RecordingError::Export { problem, .. } => problem.code(),
            RecordingError::MixedFormats { .. } => Code::MixedFormats,
            RecordingError::Archive { problem, .. } => problem.code(),
            RecordingError::NoRate { .. } => Code::NoRate,
            RecordingError::NeedsSites { .. } => Code::NeedsSites,
            RecordingError::UnknownSite { .. } => Code::UnknownSite,
            RecordingError::UnknownPrefix { .. } => Code::UnknownPrefix,
            RecordingError::NoSide { .. } => Code::NoSide,
            RecordingError::AmbiguousSite { .. } => Code::AmbiguousSite,
            RecordingError::SameSite { .. } => Code::SameSite,
            RecordingError::HalfSensor { .. } => Code::HalfSensor,
            RecordingError::MissingAxis { .. } => Code::MissingAxis,
            RecordingError::SameColumn { .. } => Code::SameColumn,
            RecordingError::GravityRemoved { .. } => Code::GravityRemoved,
            RecordingError::NoTime { .. } => Code::NoTime,
            RecordingError::NoHeader { .. } => Code::NoHeader,
            RecordingError::UnknownUnit { .. } => Code::UnknownUnit,
            RecordingError::MixedUnits { .. } => Code::MixedUnits,
            RecordingError::WrongUnit { .. } => Code::WrongUnit,
            RecordingError::WrongScale { .. } => Code::WrongScale,
            RecordingError::NotANumber { .. } => Code::NotANumber,
            RecordingError::Infinite { .. } => Code::Infinite,
            RecordingError::Impossible { .. } => Code::Impossible,
            RecordingError::Sparse { .. } => Code::Sparse,
            RecordingError::MissingTime { .. } => Code::MissingTime,
            RecordingError::CellCount { last: false, .. } => Code::CellCount,
            RecordingError::CellCount { last: true, .. } => Code::CellCountLast,
            RecordingError::OpenQuote { .. } => Code::OpenQuote,
            RecordingError::TimeRepeats { .. } => Code::TimeRepeats,
            RecordingError::TimeBackward { .. } => Code::TimeBackward,
            RecordingError::Lengths { .. } => Code::Lengths,
            RecordingError::TooShort { .. } => Code::TooShort,
            RecordingError::Rate { .. } => Code::Rate,
            RecordingError::UnknownTimeUnit { .. } => Code::UnknownTimeUnit,
            RecordingError::Compressed { .. } => Code::Compressed,
            RecordingError::TooBig { .. } => Code::TooBig,
            RecordingError::LineTooLong { .. } => Code::LineTooLong,
            RecordingError::NoUsableSite { .. } => Code::NoUsableSite,
            RecordingError::Session { problem, .. } => problem.code(),
            RecordingError::Mapping { problem, .. } => problem.code(),
        }
    }

    /// What its sentence tells beyond the position, by the names that the words of its [`code`](RecordingError::code)
    /// use; the position is among them as `file`, `line` and `column`.
    pub fn values(&self) -> Vec<(&'static str, String)> {
        use RecordingError::*;
        let mut values: Vec<(&'static str, String)> = [
            ("file", self.file().map(str::to_owned)),
            ("line", self.line().map(|line| line.to_string())),
            ("column", self.column().map(str::to_owned)),
        ]
        .into_iter()
        .filter_map(|(name, value)| Some((name, value?)))
        .collect();
        let mut tell = |name, value: String| values.push((name, value));
        match self {
            Io { source, .. } | Write { source, .. } => tell("reason", source.to_string()),
            NoSuchRecording { only, .. } => tell("only", only.clone()),
            SeveralRecordings { choices, .. } => tell("count", choices.len().to_string()),
            NotASensorFile { columns, .. } => tell("columns", shortened(columns)),
            NoRawSignals { format, missing, .. } => {
                tell("format", (*format).to_owned());
                if let MissingSignals::Both { signals } = missing
                    && !signals.is_empty()
                {
                    tell("signals", shortened(signals));
                }
            }
            Export { format, problem, .. } => {
                tell("format", (*format).to_owned());
                problem.tell(&mut tell);
            }
            MixedFormats { other, .. } => tell("other", other.clone()),
            Archive { problem, .. } => problem.tell(&mut tell),
            NoRate { format, .. } => tell("format", (*format).to_owned()),
            NeedsSites { sensors } => {
                let keys: Vec<&str> = sensors.iter().map(|sensor| sensor.key.as_str()).collect();
                tell("sensors", shortened(&keys));
            }
            UnknownPrefix { name, .. } | NoSide { name, .. } | AmbiguousSite { name, .. } => tell("name", name.clone()),
            SameSite { second, .. } => tell("second", second.clone()),
            MissingAxis { axis, .. } => tell("axis", axis.to_string()),
            WrongUnit {
                claimed,
                likely,
                rename,
                ..
            } => {
                tell("claimed", (*claimed).to_owned());
                tell("likely", (*likely).to_owned());
                tell("rename", (*rename).to_owned());
            }
            WrongScale { typical_mps2, .. } => tell("typical", format!("{typical_mps2:.0}")),
            NotANumber { found, .. } | Infinite { found, .. } => tell("found", found.clone()),
            Impossible {
                found, count, samples, ..
            } => {
                tell("found", found.clone());
                tell("count", count.to_string());
                tell("samples", samples.to_string());
            }
            Sparse { samples, hours } => {
                tell("samples", samples.to_string());
                tell("hours", format!("{hours:.0}"));
            }
            CellCount { expected, found, .. } => {
                tell("found", found.to_string());
                tell("expected", expected.to_string());
            }
            TimeRepeats { time, earlier_line, .. } => {
                tell("time", time.to_string());
                tell("earlier", earlier_line.to_string());
            }
            TimeBackward { before, after, .. } => {
                tell("before", before.to_string());
                tell("after", after.to_string());
            }
            Lengths { site, times, .. } => {
                tell("site", site.name().to_owned());
                tell("rows", times.to_string());
            }
            TooShort { rows, .. } => tell("rows", rows.to_string()),
            Rate { rate_hz, .. } => tell("rate", format!("{rate_hz:.0}")),
            TooBig { limit_bytes, .. } => tell("limit", limit_bytes.to_string()),
            LineTooLong { limit_bytes, .. } => tell("limit", limit_bytes.to_string()),
            NoUsableSite { found } => tell("found", site_list(found)),
            Session { problem, .. } => problem.tell(&mut tell),
            Mapping { problem, .. } => {
                if let MappingProblem::Toml { reason } = problem {
                    tell("reason", reason.clone());
                }
            }
            NothingGiven
            | NotFound { .. }
            | NoSensorFiles { .. }
            | ForeignFormat { .. }
            | UnknownSite { .. }
            | HalfSensor { .. }
            | SameColumn { .. }
            | GravityRemoved { .. }
            | NoTime { .. }
            | NoHeader { .. }
            | UnknownUnit { .. }
            | MixedUnits { .. }
            | MissingTime { .. }
            | OpenQuote { .. }
            | UnknownTimeUnit { .. }
            | Compressed { .. } => {}
        }
        values
    }

    /// What can be told so that the recording is read after all; `None` where its files must change.
    pub fn question(&self) -> Option<Question<'_>> {
        use RecordingError::*;
        match self {
            NeedsSites { sensors } => Some(Question::Sites(sensors)),
            UnknownSite { file } | NoSide { file, .. } | AmbiguousSite { file, .. } => Some(Question::Site(file)),
            SameSite { first, .. } => Some(Question::Site(first)),
            SeveralRecordings { choices, .. } | NoSuchRecording { choices, .. } => Some(Question::Recording(choices)),
            NoRate { .. } | NoTime { .. } | UnknownTimeUnit { .. } => Some(Question::Rate),
            NotASensorFile { .. }
            | UnknownUnit { .. }
            | MixedUnits { .. }
            | WrongScale { .. }
            | SameColumn { .. }
            | NoHeader { .. } => Some(Question::Columns),
            _ => None,
        }
    }

    /// The file's name without folders (the path as given where the file could not be opened at all).
    pub fn file(&self) -> Option<&str> {
        use RecordingError::*;
        match self {
            NothingGiven | NoSuchRecording { .. } | NoUsableSite { .. } | Sparse { .. } | Lengths { .. } => None,
            NeedsSites { sensors } => sensors.first().map(|sensor| sensor.file.as_str()),
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
            | WrongScale { file, .. }
            | NotANumber { file, .. }
            | Infinite { file, .. }
            | Impossible { file, .. }
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
            | Session { file, .. }
            | Mapping { file, .. } => Some(file),
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
            Impossible { line, .. } => (*line > 0).then_some(*line),
            Session { line, .. } | Mapping { line, .. } | Export { line, .. } => *line,
            _ => None,
        }
    }

    /// The column's name as it stands in the header, or the key in `session.toml` or in a mapping.
    pub fn column(&self) -> Option<&str> {
        use RecordingError::*;
        match self {
            SameColumn { column, .. }
            | GravityRemoved { column, .. }
            | UnknownUnit { column, .. }
            | MixedUnits { column, .. }
            | WrongUnit { column, .. }
            | WrongScale { column, .. }
            | NotANumber { column, .. }
            | Infinite { column, .. }
            | MissingTime { column, .. }
            | TimeRepeats { column, .. }
            | TimeBackward { column, .. }
            | Rate { column, .. }
            | UnknownTimeUnit { column, .. } => Some(column),
            Session { key, .. } | Mapping { key, .. } => key.as_deref(),
            _ => None,
        }
    }
}

fn sensor_lines(sensors: &[SensorToPlace]) -> String {
    let line = |sensor: &SensorToPlace| match sensor.guess {
        Some(site) => format!("  {} (its name suggests {site})\n", sensor.key),
        None => format!("  {}\n", sensor.key),
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

pub(super) fn shortened<Name: AsRef<str>>(names: &[Name]) -> String {
    const SHOWN: usize = 8;
    let shown: Vec<_> = names
        .iter()
        .take(SHOWN)
        .map(|name| text::beginning(name.as_ref()))
        .collect();
    let mut text = shown.join(", ");
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
        " Times of day among seconds are not understood: write seconds."
    } else if found.starts_with('#') {
        " A spreadsheet left an error there."
    } else {
        ""
    }
}

fn position(line: Option<u64>, key: &Option<String>) -> String {
    let mut text = line.map(|line| format!(", line {line}")).unwrap_or_default();
    if let Some(key) = key {
        text.push_str(&format!(", {key}"));
    }
    text
}
