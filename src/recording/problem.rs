//! What exactly is wrong, where a [`RecordingError`](super::RecordingError) has many forms: data for every front end's
//! words, and the English sentence that the error itself says.

use super::codes;
use super::error::shortened;
use super::{IntakeError, NoteError, Quantity, Site};
use thiserror::Error;

/// What a file holds that should be a text table.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[expect(missing_docs, reason = "the sentence of each names its values")]
pub enum ForeignContent {
    #[error(
        "this is a spreadsheet or document of another form than .xlsx. Open it and save it as .xlsx or CSV (UTF-8)."
    )]
    Spreadsheet,
    #[error(
        "this is a spreadsheet or a zip archive, not a CSV file. Open it and save it as CSV (UTF-8), or unpack it first."
    )]
    SpreadsheetOrArchive,
    #[error("the text is stored as UTF-16. Save the file again as CSV (UTF-8).")]
    Utf16,
    #[error(
        "this is a MATLAB file of an old form. In MATLAB save it anew (save walk.mat -v7), or write its signals as a table: \
         writetable(T, \"walk.csv\")."
    )]
    Matlab,
    #[error(
        "this is an MVNX file: it holds the model's movement and acceleration without gravity, and no sensor's raw signals. \
         Export acceleration and angular velocity of the trackers as text (MT Manager)."
    )]
    Mvnx,
    #[error(
        "this is a NumPy or pickle file. In Python write it as a table: pandas.DataFrame(data).to_csv(\"walk.csv\")."
    )]
    Numpy,
    #[error("this is a Parquet file. In Python write it as a table: pandas.read_parquet(file).to_csv(\"walk.csv\").")]
    Parquet,
    #[error("this is a database. Export its table of samples as CSV.")]
    Database,
    #[error("this is a picture or a film. Export the sensors' raw data as CSV.")]
    Picture,
    #[error("this is a C3D file. Export the sensors' acceleration and angular velocity as CSV.")]
    C3d,
    #[error("this is a PDF, which shows a recording and does not hold it. Export the raw data as CSV.")]
    Pdf,
    #[error("this is not a text file. Check that it is a CSV file.")]
    Binary,
}

/// Why an archive is not read.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[expect(missing_docs, reason = "the sentence of each names its values")]
pub enum ArchiveProblem {
    #[error("the archive is larger than any recording")]
    TooLarge,
    #[error("it holds more files than any recording")]
    TooManyFiles,
    #[error("it is damaged ({reason})")]
    Damaged { reason: String },
    #[error("{member:?} stands in it twice, and one would be lost")]
    NameTwice { member: String },
    #[error("a file in it cannot be unpacked ({reason})")]
    CannotUnpack { reason: String },
    #[error("{member:?} in it leads out of the archive")]
    LeadsOut { member: String },
    #[error("{member:?} in it grows beyond {limit_bytes} bytes")]
    GrowsBeyond { member: String, limit_bytes: u64 },
    #[error("it lies in another archive")]
    Nested,
    #[error("it holds no table: the first of its files is {member:?}")]
    NoTable { member: String },
}

/// What is wrong with the structure of a maker's export, or of a table that a mapping describes.
#[derive(Debug, Clone, PartialEq, Error)]
#[expect(missing_docs, reason = "the sentence of each names its values")]
pub enum ExportProblem {
    #[error("the row of column names is not there. Export the recording again, or give the file as it was exported.")]
    NoColumnNames,
    #[error("there are no columns {columns}. Export the recording again with them.")]
    NoColumns { columns: &'static str },
    #[error("{other}, which holds the samples, is not there. Give it too.")]
    MissingFile { other: String },
    #[error("the file cannot be read ({reason}). Export the recording again, or as CSV.")]
    Unreadable { reason: String },
    #[error(
        "sensor {sensor}: a table of shape {shape:?} instead of three columns. Export the recording again, or as CSV."
    )]
    Shape { sensor: String, shape: Vec<u64> },
    #[error(
        "sensor {sensor}: there are {times} times, {accelerations} accelerations and {rates} angular velocities. Export \
         the recording again, or as CSV."
    )]
    Counts {
        sensor: String,
        times: usize,
        accelerations: usize,
        rates: usize,
    },
    #[error(
        "the columns x, y, z may be acceleration or angular velocity, and the file's name does not say which. Put Acc or \
         Gyro into the file's name."
    )]
    WhichQuantity,
    #[error("this is no complete JSON ({reason}). Copy the file again.")]
    Json { reason: String },
    #[error("time runs backward at {at_s:.3} s. Two recordings may have been joined: give each by itself.")]
    TimeBackward { at_s: f64 },
    #[error(
        "it and {other} both hold the {quantity} of one sensor. Give the files of one recording only, one pair for each \
         sensor."
    )]
    SameHalf { other: String, quantity: Quantity },
    #[error("there is no line where the columns should begin. Correct the mapping.")]
    NoTable,
    #[error(
        "it holds no arrays of numbers that are long enough for a recording (MATLAB's table objects are not read: in MATLAB \
         use table2struct(T, \"ToScalar\", true) or writetable)."
    )]
    NoTables,
    #[error(
        "this program was built without HDF5 (its feature hdf5). Export the recording as CSV, or use a program that was \
         built with it."
    )]
    WithoutHdf5,
    #[error(
        "the sensor has no gyroscope (an AX3). Gait is measured from acceleration and angular velocity: record with an AX6."
    )]
    NoGyroscope,
    #[error(
        "there is no column {name:?} (there are {}). Correct the mapping.",
        shortened(columns)
    )]
    NoMappedColumn { name: String, columns: Vec<String> },
}

/// What cannot be true in a `session.toml`, or in the journal of a recording that goes on.
#[derive(Debug, Clone, PartialEq, Error)]
#[expect(missing_docs, reason = "the sentence of each names its values")]
pub enum SessionProblem {
    #[error("{reason}. Correct the spelling or the value, or delete the line.")]
    Toml { reason: String },
    #[error("is {found}, but this program knows version 1. Update the program.")]
    Version { found: u32 },
    #[error("cannot be `{found}`; write year-month-day, such as 2026-05-31.")]
    Date { found: String },
    #[error("{value} is not possible ({from} to {to}). Lengths are in metres, such as 1.72.")]
    OutOfRange { value: f64, from: f64, to: f64 },
    #[error("{0}.")]
    Intake(IntakeError),
    #[error("{0}.")]
    Note(NoteError),
    #[error("a phase must start before it ends, but one runs from {start_s} to {end_s} s.")]
    Phase { start_s: f64, end_s: f64 },
    #[error("a mark is not a finite number of seconds.")]
    Mark,
    #[error("{site} stands twice. Keep one entry per sensor.")]
    SiteTwice { site: Site },
    #[error("the clock offset of {site} is beyond every clock (1e10 s). Write seconds.")]
    ClockOffset { site: Site },
    #[error("the clock uncertainty of {site} must be 0 or more seconds.")]
    ClockUncertainty { site: Site },
    #[error("of {site} must be greater than 0.")]
    NotPositive { site: Site },
    #[error("is the height above the ankle and belongs to a shank, not to {site}.")]
    NotAShank { site: Site },
    #[error("of {site} is not a rotation: its rows must be unit vectors at right angles, right-handed.")]
    Mounting { site: Site },
    #[error(
        "a clock that stands at {at_s} s and drifts by {drift} is none. Remove the file to read the samples as they are."
    )]
    JournalClock { at_s: f64, drift: f64 },
    #[error("{reason}. Remove the file to read the samples as they are, without those that came late.")]
    Journal { reason: String },
}

/// What is wrong in a mapping file.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[expect(missing_docs, reason = "the sentence of each names its values")]
pub enum MappingProblem {
    #[error("{reason}. A mapping needs [time] and one [[sensor]] with acc, acc_unit, gyr and gyr_unit.")]
    Toml { reason: String },
    #[error("give the column of the times, or rate_hz.")]
    NoTime,
    #[error("must be greater than 0.")]
    NotPositive,
    #[error("belongs to a table without times, or to a column that counts samples (unit = \"count\").")]
    RateOrColumn,
    #[error("must be s, ms, us, ns, date or count.")]
    TimeUnit,
    #[error("must be m/s², g or mg.")]
    AccUnit,
    #[error("must be rad/s, deg/s or mdeg/s.")]
    GyrUnit,
}

/// What an export lacks that gait is measured from.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[expect(missing_docs, reason = "the sentence of each names its values")]
pub enum MissingSignals {
    #[error("acceleration but no angular velocity")]
    AngularVelocity,
    #[error("angular velocity but no acceleration with gravity")]
    Acceleration,
    #[error("only orientation and what the sensor computed from it")]
    OrientationOnly,
    /// Not even one of the two; `signals` are the names of what is there instead, where the export lists them.
    #[error("no sensor with acceleration and angular velocity{}", if signals.is_empty() { String::new() }
        else { format!(" (its signals are {})", shortened(signals)) })]
    Both { signals: Vec<String> },
    #[error("fewer than three axes")]
    Axes,
    #[error("uncalibrated counts without units")]
    Calibration,
}

impl MissingSignals {
    /// Neither acceleration nor angular velocity, and nothing known of what is there.
    pub(super) const BOTH: MissingSignals = MissingSignals::Both { signals: Vec::new() };
}

codes! {
    /// How a maker's program gives the raw signals.
    pub enum RawSignalsAdvice of "raw-signals" {
        Apdm = "apdm",
        Bids = "bids",
        Delsys = "delsys",
        Metamotion = "metamotion",
        MtManager = "mt-manager",
        Noraxon = "noraxon",
        Phyphox = "phyphox",
        Shimmer = "shimmer",
        Witmotion = "witmotion",
        XsensDot = "xsens-dot",
    }
}

impl RawSignalsAdvice {
    /// The English sentence.
    pub(super) fn sentence(self) -> &'static str {
        match self {
            RawSignalsAdvice::Apdm => {
                "Export the raw data of the recording (\"Raw data\", HDF5 or CSV) with accelerometer and gyroscope."
            }
            RawSignalsAdvice::Bids => "Positions and orientations alone cannot be analysed here.",
            RawSignalsAdvice::Delsys => {
                "In Trigno Discover or EMGworks choose a sensor mode with accelerometer and gyroscope, record again, and \
                 export as CSV."
            }
            RawSignalsAdvice::Metamotion => "Give the Accelerometer and the Gyroscope file of each sensor.",
            RawSignalsAdvice::MtManager => {
                "In MT Manager choose \"Acceleration\" and \"Rate of turn\" (calibrated data) under the exporter's \
                 options and export the same recording again: the .mtb file holds both."
            }
            RawSignalsAdvice::Noraxon => {
                "In myoRESEARCH export \"Acceleration\" and \"Gyroscope\" of the segments as CSV."
            }
            RawSignalsAdvice::Phyphox => "Export the experiment again with all its columns.",
            RawSignalsAdvice::Shimmer => {
                "In Consensys enable the wide-range accelerometer and the gyroscope, and export calibrated data (CAL) \
                 with Unix time stamps."
            }
            RawSignalsAdvice::Witmotion => "Record again with acceleration and angular velocity in the output content.",
            RawSignalsAdvice::XsensDot => {
                "Record again with the measurement mode \"Rate quantities\" or \"Custom mode 5\" (acceleration and \
                 angular velocity), and export that."
            }
        }
    }
}
