//! Any table by a small mapping file (TOML) that says which column is what.
//!
//! ```toml
//! # delimiter = ";"        comma, semicolon and tab are told by themselves
//! # skip_lines = 3         lines above the column names
//! # header = false         columns are then named "1", "2", …
//! [time]
//! column = "t"             # or: rate_hz = 100, where rows are the only time
//! unit = "ms"              # s, ms, us, ns
//!
//! [[sensor]]
//! site = "thigh_left"      # or leave it out and give --site
//! acc = ["a1", "a2", "a3"]
//! acc_unit = "g"
//! gyr = ["w1", "w2", "w3"] # "-w3" turns an axis round
//! gyr_unit = "deg/s"
//! ```
//!
//! Tests: hand-made.

use super::super::Site;
use super::super::error::{Quantity, RecordingError};
use super::super::input::Input;
use super::sheet::{self, Layout};
use super::{ClockBase, Export, ForeignSensor, Part};
use serde::Deserialize;

pub(super) const NAME: &str = "table by mapping";

/// What the columns of a table mean.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Mapping {
    /// One sign; told from the header where it is absent.
    #[serde(default)]
    pub delimiter: Option<String>,
    /// Lines above the column names (or above the first row, without header).
    #[serde(default)]
    pub skip_lines: usize,
    /// Lines between the column names and the first row.
    #[serde(default)]
    pub skip_after_header: usize,
    #[serde(default = "yes")]
    pub header: bool,
    pub time: Time,
    pub sensor: Vec<Sensor>,
}

fn yes() -> bool {
    true
}

/// Where the times are.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Time {
    #[serde(default)]
    pub column: Option<String>,
    #[serde(default)]
    pub unit: Option<String>,
    /// Rows per second, where there is no column of times.
    #[serde(default)]
    pub rate_hz: Option<f64>,
}

/// The six columns of one sensor.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Sensor {
    #[serde(default)]
    pub site: Option<Site>,
    /// A name for [`SensorToPlace`](super::SensorToPlace), where there is no site.
    #[serde(default)]
    pub name: Option<String>,
    pub acc: [String; 3],
    pub acc_unit: String,
    pub gyr: [String; 3],
    pub gyr_unit: String,
}

impl Mapping {
    /// Reads a mapping file.
    ///
    /// # Errors
    /// [`RecordingError::Session`] with the line and the key.
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
            let reason = error.message().lines().next().unwrap_or_default();
            RecordingError::Session {
                file: file.clone(),
                line,
                column: None,
                message: format!(
                    "{reason}. A mapping needs [time] and one [[sensor]] with acc, acc_unit, gyr and gyr_unit."
                ),
            }
        })?;
        let wrong = |key: &str, message: &str| {
            Err(RecordingError::Session {
                file: file.clone(),
                line: None,
                column: Some(key.to_owned()),
                message: message.to_owned(),
            })
        };
        if mapping.time.column.is_some() == mapping.time.rate_hz.is_some() {
            return wrong("time", "give either the column of the times or rate_hz.");
        }
        if mapping
            .time
            .rate_hz
            .is_some_and(|rate| !(rate > 0.0 && rate.is_finite()))
        {
            return wrong("time.rate_hz", "must be greater than 0.");
        }
        if mapping.time.column.is_some() && mapping.per_second().is_none() {
            return wrong("time.unit", "must be s, ms, us or ns.");
        }
        for sensor in &mapping.sensor {
            if sheet::factor(Quantity::Accelerometer, &sensor.acc_unit).is_none() {
                return wrong("sensor.acc_unit", "must be m/s², g or mg.");
            }
            if sheet::factor(Quantity::Gyroscope, &sensor.gyr_unit).is_none() {
                return wrong("sensor.gyr_unit", "must be rad/s, deg/s or mdeg/s.");
            }
        }
        Ok(mapping)
    }

    fn per_second(&self) -> Option<f64> {
        match self.time.unit.as_deref() {
            Some("s") => Some(1.0),
            Some("ms") => Some(1e3),
            Some("us" | "µs") => Some(1e6),
            Some("ns") => Some(1e9),
            _ => None,
        }
    }

    /// The sensors of a table.
    pub(super) fn read(&self, export: &Export) -> Result<Vec<Part>, RecordingError> {
        let text = export.text()?;
        let line = text.lines().nth(self.skip_lines).unwrap_or_default();
        let delimiter = match self.delimiter.as_deref() {
            Some("\\t" | "tab") => b'\t',
            Some(sign) if sign.len() == 1 => sign.as_bytes()[0],
            _ => sheet::delimiter_of(line),
        };
        let after = if self.header { self.skip_after_header } else { 0 };
        let Some(mut layout) = Layout::with_delimiter(&text, self.skip_lines, after, delimiter) else {
            return Err(export.broken(
                NAME,
                Some(self.skip_lines as u64 + 1),
                "there is no line where the columns should begin",
            ));
        };
        if !self.header {
            layout.lines_before = self.skip_lines;
            layout.names = (1..=layout.names.len()).map(|k| k.to_string()).collect();
        }
        let find = |name: &str| {
            layout.column(name).ok_or_else(|| {
                export.broken(
                    NAME,
                    Some(self.skip_lines as u64 + 1),
                    format!(
                        "there is no column {name:?} (there are {}). Correct the mapping.",
                        layout.names.join(", ")
                    ),
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
        let mut parts = Vec::new();
        for sensor in &self.sensor {
            let mut axes = Vec::new();
            for name in sensor.acc.iter().chain(&sensor.gyr) {
                axes.push(axis(name)?);
            }
            let mut wanted: Vec<usize> = axes.iter().map(|(column, _)| *column).collect();
            if let Some(column) = &self.time.column {
                wanted.push(find(column)?);
            }
            let mut numbers = layout.numbers(&export.file, &text, &wanted)?;
            for ((_, sign), column) in axes.iter().zip(&mut numbers.columns) {
                column.iter_mut().for_each(|value| *value *= sign);
            }
            let time_s: Vec<f64> = match (self.time.rate_hz, self.per_second()) {
                (Some(rate), _) => (0..numbers.lines.len()).map(|k| k as f64 / rate).collect(),
                (None, per_second) => numbers.columns[6]
                    .iter()
                    .map(|time| time / per_second.unwrap_or(1.0))
                    .collect(),
            };
            let factors = (
                sheet::factor(Quantity::Accelerometer, &sensor.acc_unit).unwrap_or(1.0),
                sheet::factor(Quantity::Gyroscope, &sensor.gyr_unit).unwrap_or(1.0),
            );
            let c = &numbers.columns;
            let column = self.time.column.as_deref().unwrap_or("row");
            let samples = sheet::rows(
                &export.file,
                column,
                &numbers.lines,
                &time_s,
                [&c[0], &c[1], &c[2]],
                [&c[3], &c[4], &c[5]],
                factors,
            )?;
            let label = match (sensor.site, &sensor.name) {
                (Some(site), _) => site.name(),
                (None, Some(name)) => name,
                (None, None) => "",
            };
            let mut found = ForeignSensor::new(NAME, &export.file, label, ClockBase::file(&export.file), samples);
            found.rate_hz = self.time.rate_hz;
            parts.push(found.into());
        }
        Ok(parts)
    }
}
