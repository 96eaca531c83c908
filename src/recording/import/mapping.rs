//! Any table by a small mapping file (TOML) that says which column is what; `docs/mapping.md` tells it with examples.
//!
//! ```toml
//! # table = "Sheet1"       of a workbook, a MATLAB or HDF5 file with several tables
//! # delimiter = ";"        comma, semicolon, tab and blanks are told by themselves
//! # skip_lines = 3         lines above the column names
//! # header = false         columns are then named "1", "2", …
//! # shared_clock = true    all files that are read with it count on one clock
//! [time]
//! column = "t"             # or: rate_hz = 100, where rows are the only time
//! unit = "ms"              # s, ms, us, ns; date; count (of samples, with rate_hz)
//!
//! [[sensor]]
//! site = "thigh_left"      # or leave it out: it is then asked
//! acc = ["a1", "a2", "a3"]
//! acc_unit = "g"
//! # acc_scale = 0.000488   one step of the numbers, in that unit
//! # acc_offset = [2048, 2048, 2048]   what the numbers are at zero: taken off before the scale
//! gyr = ["w1", "w2", "-w3"] # turns an axis round
//! gyr_unit = "deg/s"
//! ```
//!
//! Tests: hand-made.

use super::super::Site;
use super::super::columns;
use super::super::error::{Quantity, RecordingError};
use super::super::input::Input;
use super::super::problem::{ExportProblem, MappingProblem};
use super::super::text::reason;
use super::super::units::{self, Claim};
use super::sheet::{self, Layout};
use super::times::{self, Count};
use super::{ClockBase, Export, ForeignSensor, Part, SensorRows};
use serde::{Deserialize, Serialize};

pub(super) const NAME: &str = "table by mapping";

/// What the columns of a table mean.
#[derive(Debug, Clone, PartialEq, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Mapping {
    /// The table that is meant, of a file that holds several: a sheet's name, a structure's.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub table: Option<String>,
    /// One sign; told from the header where it is absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub delimiter: Option<String>,
    /// Lines above the column names (or above the first row, without header).
    #[serde(default, skip_serializing_if = "is_zero")]
    pub skip_lines: usize,
    /// Lines between the column names and the first row.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub skip_after_header: usize,
    /// False where the table has no column names; columns are then called by their number from 1.
    #[serde(default = "yes", skip_serializing_if = "is_yes")]
    pub header: bool,
    /// All files that are read with this mapping count on one clock.
    #[serde(default, skip_serializing_if = "is_no")]
    pub shared_clock: bool,
    /// Where the times are.
    pub time: Time,
    /// One for each sensor of the table.
    pub sensor: Vec<Sensor>,
}

fn yes() -> bool {
    true
}

fn is_yes(value: &bool) -> bool {
    *value
}

fn is_no(value: &bool) -> bool {
    !*value
}

fn is_zero(value: &usize) -> bool {
    *value == 0
}

fn one() -> f64 {
    1.0
}

fn is_one(value: &f64) -> bool {
    *value == 1.0
}

fn is_nothing(value: &[f64; 3]) -> bool {
    *value == [0.0; 3]
}

/// Where the times are.
#[derive(Debug, Clone, PartialEq, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Time {
    /// Its name; none where rows come at a steady rate.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub column: Option<String>,
    /// `s`, `ms`, `us`, `ns`, `date` (dates or times of day) or `count` (of samples).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unit: Option<String>,
    /// Rows per second, where there is no column of times, or where it counts samples.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rate_hz: Option<f64>,
}

/// The six columns of one sensor.
#[derive(Debug, Clone, PartialEq, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Sensor {
    /// Where it is worn, if that is known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub site: Option<Site>,
    /// A name for [`SensorToPlace`](super::SensorToPlace), where there is no site.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// x, y, z; a `-` before a name turns the sign.
    pub acc: [String; 3],
    /// Such as `m/s²` or `g`.
    pub acc_unit: String,
    /// One step of the numbers, in that unit.
    #[serde(default = "one", skip_serializing_if = "is_one")]
    pub acc_scale: f64,
    /// The numbers at zero, before the scale.
    #[serde(default, skip_serializing_if = "is_nothing")]
    pub acc_offset: [f64; 3],
    /// x, y, z; a `-` before a name turns the sign.
    pub gyr: [String; 3],
    /// Such as `rad/s` or `deg/s`.
    pub gyr_unit: String,
    /// One step of the numbers, in that unit.
    #[serde(default = "one", skip_serializing_if = "is_one")]
    pub gyr_scale: f64,
    /// The numbers at zero, before the scale.
    #[serde(default, skip_serializing_if = "is_nothing")]
    pub gyr_offset: [f64; 3],
}

impl Sensor {
    /// A sensor whose numbers are in these units as they stand.
    pub(super) fn plain(
        name: Option<String>,
        (acc, acc_unit): ([String; 3], String),
        (gyr, gyr_unit): ([String; 3], String),
    ) -> Sensor {
        Sensor {
            site: None,
            name,
            acc,
            acc_unit,
            acc_scale: 1.0,
            acc_offset: [0.0; 3],
            gyr,
            gyr_unit,
            gyr_scale: 1.0,
            gyr_offset: [0.0; 3],
        }
    }
}

impl Mapping {
    /// Reads a mapping file.
    ///
    /// # Errors
    /// [`RecordingError::Mapping`] with the line or the key.
    pub fn load(input: &Input) -> Result<Mapping, RecordingError> {
        let file = input.file();
        let text = input.text().map_err(|source| RecordingError::Io {
            file: file.clone(),
            source,
        })?;
        let mapping: Mapping = toml::from_str(&text).map_err(|error| {
            let line = error
                .span()
                .map(|span| 1 + text[..span.start.min(text.len())].matches('\n').count() as u64);
            let reason = reason(error.message().lines().next().unwrap_or_default());
            RecordingError::Mapping {
                file: file.clone(),
                line,
                key: None,
                problem: MappingProblem::Toml { reason },
            }
        })?;
        mapping.check(&file)?;
        Ok(mapping)
    }

    /// What TOML can say and no table means.
    pub(super) fn check(&self, file: &str) -> Result<(), RecordingError> {
        let wrong = |key: &str, problem: MappingProblem| {
            Err(RecordingError::Mapping {
                file: file.to_owned(),
                line: None,
                key: Some(key.to_owned()),
                problem,
            })
        };
        let time = &self.time;
        if time.column.is_none() && time.rate_hz.is_none() {
            return wrong("time", MappingProblem::NoTime);
        }
        if time.rate_hz.is_some_and(|rate| !(rate > 0.0 && rate.is_finite())) {
            return wrong("time.rate_hz", MappingProblem::NotPositive);
        }
        if time.column.is_some() && time.rate_hz.is_some() != (time.unit.as_deref() == Some("count")) {
            return wrong("time.rate_hz", MappingProblem::RateOrColumn);
        }
        if time.column.is_some()
            && self.per_second().is_none()
            && !matches!(time.unit.as_deref(), Some("date" | "count"))
        {
            return wrong("time.unit", MappingProblem::TimeUnit);
        }
        for sensor in &self.sensor {
            if sheet::factor(Quantity::Accelerometer, &sensor.acc_unit).is_none() {
                return wrong("sensor.acc_unit", MappingProblem::AccUnit);
            }
            if sheet::factor(Quantity::Gyroscope, &sensor.gyr_unit).is_none() {
                return wrong("sensor.gyr_unit", MappingProblem::GyrUnit);
            }
            for (key, scale) in [
                ("sensor.acc_scale", sensor.acc_scale),
                ("sensor.gyr_scale", sensor.gyr_scale),
            ] {
                if !(scale > 0.0 && scale.is_finite()) {
                    return wrong(key, MappingProblem::NotPositive);
                }
            }
        }
        Ok(())
    }

    fn per_second(&self) -> Option<f64> {
        columns::seconds_in(self.time.unit.as_deref()?)
    }

    /// The sensors of a table.
    pub(super) fn read(&self, export: &Export) -> Result<Vec<Part>, RecordingError> {
        let layout = self.layout(export)?;
        let find = |name: &str| {
            layout.column(name).ok_or_else(|| {
                export.broken(
                    NAME,
                    Some(self.skip_lines as u64 + 1),
                    ExportProblem::NoMappedColumn {
                        name: name.to_owned(),
                        columns: layout.names.clone(),
                    },
                )
            })
        };
        let axis = |name: &String| -> Result<(usize, f64), RecordingError> {
            match (layout.column(name), name.strip_prefix('-')) {
                (Some(column), _) => Ok((column, 1.0)),
                (None, Some(bare)) => Ok((find(bare)?, -1.0)),
                (None, None) => Ok((find(name)?, 1.0)),
            }
        };
        let time = self.time.column.as_deref().map(find).transpose()?;
        let axes_of = |sensor: &Sensor| sensor.acc.iter().chain(&sensor.gyr).map(axis).collect();
        let axes: Vec<Vec<(usize, f64)>> = self.sensor.iter().map(axes_of).collect::<Result<_, _>>()?;
        let mut wanted: Vec<usize> = axes.iter().flatten().map(|(column, _)| *column).chain(time).collect();
        wanted.sort_unstable();
        wanted.dedup();
        let place = |column: usize| wanted.partition_point(|own| *own < column);
        let dates = time.filter(|_| self.time.unit.as_deref() == Some("date"));
        let numbers = layout.parse(export, &wanted, |at, cell| {
            if dates == Some(wanted[at]) {
                times::stamp(cell)
            } else {
                layout.number(cell)
            }
        })?;
        let seconds = self.seconds(
            export,
            time.map(|column| &numbers.columns[place(column)]),
            numbers.lines.len(),
        )?;
        let part = |(sensor, axes): (&Sensor, &Vec<(usize, f64)>)| -> Result<Part, RecordingError> {
            let scaled = |from: usize, offset: [f64; 3], scale: f64| {
                [0, 1, 2].map(|k| -> Vec<f64> {
                    let (column, sign) = axes[from + k];
                    let values = numbers.columns[place(column)].iter();
                    values.map(|value| (value - offset[k]) * scale * sign).collect()
                })
            };
            let acc = scaled(0, sensor.acc_offset, sensor.acc_scale);
            let gyr = scaled(3, sensor.gyr_offset, sensor.gyr_scale);
            let column = self.time.column.as_deref().unwrap_or("row");
            let samples = sheet::rows(
                &export.file,
                column,
                &numbers.lines,
                seconds.clone(),
                acc,
                gyr,
                (1.0, 1.0),
            )?;
            Ok(self.found(export, sensor, samples)?.into())
        };
        self.sensor.iter().zip(&axes).map(part).collect()
    }

    /// How the table is laid out, as far as the mapping says it and the first lines show it.
    fn layout(&self, export: &Export) -> Result<Layout, RecordingError> {
        let text = export.beginning()?;
        let line = text.lines().nth(self.skip_lines).unwrap_or_default();
        let delimiter = match self.delimiter.as_deref() {
            Some("\\t" | "tab") => b'\t',
            Some("blanks") => b' ',
            Some(sign) if sign.len() == 1 => sign.as_bytes()[0],
            _ => sheet::delimiter_of(line),
        };
        let after = if self.header { self.skip_after_header } else { 0 };
        let Some(mut layout) = Layout::with_delimiter(&text, self.skip_lines, after, delimiter) else {
            return Err(export.broken(NAME, Some(self.skip_lines as u64 + 1), ExportProblem::NoTable));
        };
        if delimiter == b' ' {
            layout.blanks = true;
            layout.names = line.split_ascii_whitespace().map(str::to_owned).collect();
        }
        if !self.header {
            layout.lines_before = self.skip_lines;
            layout.names = (1..=layout.names.len()).map(|k| k.to_string()).collect();
        }
        Ok(layout)
    }

    /// A sensor with its samples, in SI units.
    fn found(
        &self,
        export: &Export,
        sensor: &Sensor,
        mut samples: SensorRows,
    ) -> Result<ForeignSensor, RecordingError> {
        let file = &export.file;
        if samples.time_s.len() < 2 {
            return Err(RecordingError::TooShort {
                file: file.clone(),
                rows: samples.time_s.len(),
            });
        }
        let claim = Claim {
            file,
            columns: [&sensor.acc[0], &sensor.gyr[0]],
            acc: columns::unit_of(&sensor.acc_unit),
            gyr: columns::unit_of(&sensor.gyr_unit),
        };
        let lenient = export.options.lenient;
        let notices = units::settle_values(claim, &samples.time_s, &mut samples.acc, &mut samples.gyr, lenient)?;
        let label = match (sensor.site, &sensor.name) {
            (Some(site), _) => site.name(),
            (None, Some(name)) => name,
            (None, None) => "",
        };
        let clock = if self.shared_clock {
            ClockBase::Shared {
                key: "mapping".to_owned(),
                uncertainty_s: 0.0,
            }
        } else {
            ClockBase::file(file)
        };
        let mut found = ForeignSensor::new(NAME, file, label, clock, samples);
        found.rate_hz = self.time.rate_hz;
        found.notices = notices;
        Ok(found)
    }

    fn seconds(&self, export: &Export, raw: Option<&Vec<f64>>, rows: usize) -> Result<Vec<f64>, RecordingError> {
        let no_time = || RecordingError::NoTime {
            file: export.file.clone(),
        };
        Ok(match (raw, self.time.rate_hz) {
            (None, Some(rate)) => (0..rows).map(|k| k as f64 / rate).collect(),
            (Some(raw), Some(rate)) => match times::count(raw) {
                Count::Samples(places) => places.into_iter().map(|place| place / rate).collect(),
                Count::Others => (0..rows).map(|k| k as f64 / rate).collect(),
                // The mapping says that these are samples: what is missing is missing.
                Count::Unclear => {
                    let first = raw.first().ok_or_else(no_time)?;
                    raw.iter().map(|count| (count - first) / rate).collect()
                }
            },
            (Some(raw), None) => match self.per_second() {
                Some(per_second) => raw.iter().map(|time| time / per_second).collect(),
                None if raw.iter().all(|time| time.is_nan() || *time < 172_800.0) => {
                    sheet::unwrapped(raw, 86_400.0, 1.0)
                }
                None => raw.clone(),
            },
            (None, None) => return Err(no_time()),
        })
    }
}
