//! A mapping for the table at hand, to read, correct and use: what its first lines tell, and what they leave open.

use super::super::columns::{self, Unit};
use super::super::error::RecordingError;
use super::super::{Input, ReadOptions, units};
use super::header::{Base, Header, Stated};
use super::mapping::{Mapping, Sensor, Time};
use super::sheet::{self, Layout};
use super::{Export, times};
use nalgebra::Vector3;
use signal::statistics::median;

/// Rows that are shown.
const SHOWN: usize = 10;

/// What a table looks like, and the mapping that would read it.
#[derive(Debug, Clone, PartialEq)]
pub struct Explanation {
    /// The file, and the table in it where it holds several.
    pub table: String,
    /// The mapping that would read it.
    pub mapping: Mapping,
    /// The columns' names, as a mapping calls them.
    pub columns: Vec<String>,
    /// The first rows of samples, cell by cell.
    pub rows: Vec<Vec<String>>,
    /// Keys of the mapping that are guesses or examples, such as `time.rate_hz` and `sensor.gyr_unit`.
    pub open: Vec<&'static str>,
}

/// Looks at the first lines of a table; of a file with several tables (a spreadsheet, a MATLAB file), at each.
///
/// # Errors
/// A file that cannot be opened, or that holds no table.
pub fn explain(input: &Input, options: &ReadOptions) -> Result<Vec<Explanation>, RecordingError> {
    let head = super::super::input::head(input)?;
    if let Some(tables) = super::container::tables(input, &head, options)? {
        // Sheets of notes and lists of events are no tables of samples.
        let found: Vec<Result<Explanation, RecordingError>> =
            tables.iter().map(|table| explain_one(table, options)).collect();
        let several = tables.len() > 1;
        let mut explained: Vec<Explanation> = Vec::new();
        let mut refused = None;
        for (table, found) in tables.iter().zip(found) {
            match found {
                Ok(mut found) => {
                    let file = table.file();
                    let own = file.rsplit('/').next().unwrap_or(&file);
                    found.mapping.table = several.then(|| super::super::input::stem(own).to_owned());
                    explained.push(found);
                }
                Err(error) => refused = Some(error),
            }
        }
        return match refused {
            Some(error) if explained.is_empty() => Err(error),
            _ => Ok(explained),
        };
    }
    Ok(vec![explain_one(input, options)?])
}

fn explain_one(input: &Input, options: &ReadOptions) -> Result<Explanation, RecordingError> {
    let export = Export {
        input,
        file: input.file(),
        options,
        around: &[],
    };
    super::super::input::must_be_text(&export.file, &super::super::input::head(input)?)?;
    let text = export.beginning()?;
    let found = match Header::of(&text) {
        Some(header) => Some(of_header(&header, &text, options)),
        None => by_numbers(&text, options),
    };
    match found {
        Some(found) => Ok(Explanation {
            table: export.file,
            ..found
        }),
        None => Err(RecordingError::TooShort {
            file: export.file,
            rows: 0,
        }),
    }
}

/// What somebody who sees the table says of it.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Said {
    /// Names of columns, as [`Explanation::columns`] gives them: x, y, z of acceleration, then of angular velocity.
    pub axes: [String; 6],
    /// As a mapping writes it, such as `g`.
    pub acc_unit: String,
    /// As a mapping writes it, such as `deg/s`.
    pub gyr_unit: String,
    /// The column of the times, and its unit as a mapping writes it.
    pub time: Option<(String, String)>,
    /// Rows per second, where no column is a time.
    pub rate_hz: Option<f64>,
}

impl Explanation {
    /// The mapping with what somebody says of one sensor; checked as a file would be.
    ///
    /// # Errors
    /// [`RecordingError::Mapping`] with the key.
    pub fn with(&self, said: Said) -> Result<Mapping, RecordingError> {
        let [ax, ay, az, gx, gy, gz] = said.axes;
        let mut mapping = self.mapping.clone();
        let counted = said.time.as_ref().is_none_or(|(_, unit)| unit == "count");
        let (column, unit) = said.time.unzip();
        mapping.time = Time {
            column,
            unit,
            rate_hz: said.rate_hz.filter(|_| counted),
        };
        let (acc, gyr) = (([ax, ay, az], said.acc_unit), ([gx, gy, gz], said.gyr_unit));
        mapping.sensor = vec![Sensor::plain(None, acc, gyr)];
        mapping.check(&self.table)?;
        Ok(mapping)
    }

    /// The mapping as a file.
    ///
    /// # Errors
    /// What TOML cannot say, of which there is nothing.
    pub fn toml(&self) -> Result<String, toml::ser::Error> {
        toml::to_string(&self.mapping)
    }
}

/// The sign that parts the cells, where a reader of the mapping might tell another one.
fn delimiter(layout: &Layout) -> Option<String> {
    match layout.delimiter {
        b' ' => Some("blanks".to_owned()),
        b'\t' => Some("tab".to_owned()),
        b';' => Some(";".to_owned()),
        _ => None,
    }
}

fn of_header(header: &Header, text: &str, options: &ReadOptions) -> Explanation {
    let layout = &header.layout;
    let rows = first_rows(text, layout);
    let mut open = Vec::new();
    // Names that stand twice cannot be told apart: the columns are numbered then.
    let unique = (layout.names.iter().enumerate())
        .all(|(k, name)| !name.is_empty() && !layout.names[..k].iter().any(|other| other.eq_ignore_ascii_case(name)));
    let name = |column: usize| {
        if unique {
            layout.names[column].clone()
        } else {
            (column + 1).to_string()
        }
    };
    let time = time_of(header, &rows, options, name, &mut open);
    let mut sensor = Vec::new();
    for own in &header.sensors {
        let mut unit = |which: usize, key: &'static str, usual: &str| match &own.units[which] {
            Stated::Unit(unit) if !matches!(unit, Unit::Unknown(_)) => unit.name().to_owned(),
            _ => {
                if !open.contains(&key) {
                    open.push(key);
                }
                usual.to_owned()
            }
        };
        let usual = usual_unit(layout, &rows, own.axes[0]);
        let acc = (own.axes[0].map(name), unit(0, "sensor.acc_unit", usual));
        let gyr = (own.axes[1].map(name), unit(1, "sensor.gyr_unit", "deg/s"));
        let group = (!own.group.is_empty()).then(|| own.group.clone());
        sensor.push(Sensor::plain(group, acc, gyr));
    }
    Explanation {
        table: String::new(),
        mapping: Mapping {
            table: None,
            delimiter: delimiter(layout),
            skip_lines: if unique { header.at } else { layout.lines_before },
            skip_after_header: if unique { layout.lines_before - header.at - 1 } else { 0 },
            header: unique,
            shared_clock: false,
            time,
            sensor,
        },
        columns: (0..layout.names.len()).map(name).collect(),
        rows,
        open,
    }
}

/// The time as a header tells it; what it leaves open goes to `open`.
fn time_of(
    header: &Header,
    rows: &[Vec<String>],
    options: &ReadOptions,
    name: impl Fn(usize) -> String,
    open: &mut Vec<&'static str>,
) -> Time {
    let rate = options
        .rate_hz
        .or(header.stated_hz)
        .or(header.rates.iter().flatten().next().copied());
    let counted = |column: Option<usize>, open: &mut Vec<&'static str>| {
        if rate.is_none() {
            open.push("time.rate_hz");
        }
        Time {
            column: column.map(&name),
            unit: column.map(|_| "count".to_owned()),
            rate_hz: Some(rate.unwrap_or(100.0)),
        }
    };
    match header.time {
        Base::Dates(column) => Time {
            column: Some(name(column)),
            unit: Some("date".to_owned()),
            rate_hz: None,
        },
        Base::Count(column) => counted(Some(column), open),
        Base::Nothing | Base::Before(_) => counted(None, open),
        Base::Stamps(column, stated) => {
            let cells = rows.iter().filter_map(|row| row.get(column));
            let values: Vec<f64> = cells.filter_map(|cell| header.layout.number(cell)).collect();
            let told = stated.or_else(|| units::unit_of_time(units::median_step(&values), options.rate_hz));
            if stated.is_none() {
                open.push("time.unit");
            }
            Time {
                column: Some(name(column)),
                unit: Some(unit_of_time(told.unwrap_or(1.0))),
                rate_hz: None,
            }
        }
    }
}

/// Gravity tells the unit of the acceleration in the first rows already, as a rule.
fn usual_unit(layout: &Layout, rows: &[Vec<String>], axes: [usize; 3]) -> &'static str {
    let size = |row: &Vec<String>| -> Option<f64> {
        let [x, y, z] = axes.map(|column| layout.number(row.get(column)?));
        Some(Vector3::new(x?, y?, z?).norm())
    };
    let sizes: Vec<f64> = rows.iter().filter_map(size).collect();
    units::unit_by_gravity(median(&sizes)).map_or("g", |unit| unit.name())
}

fn unit_of_time(per_second: f64) -> String {
    let units = [(1e3, "ms"), (1e6, "us"), (1e9, "ns")];
    let known = units.iter().find(|(own, _)| *own == per_second);
    known.map_or("s", |(_, name)| name).to_owned()
}

fn first_rows(text: &str, layout: &Layout) -> Vec<Vec<String>> {
    let cells = |line: &str| {
        if layout.blanks {
            Some(line.split_ascii_whitespace().map(str::to_owned).collect())
        } else {
            sheet::cells(line, layout.delimiter)
        }
    };
    (text.lines().skip(layout.lines_before))
        .filter(|line| !line.trim().is_empty())
        .take(SHOWN)
        .filter_map(cells)
        .collect()
}

/// The cells of a line of samples and what parts them; `None` for another line.
fn samples(line: &str) -> Option<(Vec<String>, u8)> {
    let delimiter = sheet::delimiter_of(line);
    let cells: Vec<String> = if delimiter == b' ' {
        line.split_ascii_whitespace().map(str::to_owned).collect()
    } else {
        sheet::cells(line, delimiter)?
    };
    let is_sample = |cell: &String| cell.replace(',', ".").parse::<f64>().is_ok() || times::stamp(cell).is_some();
    (cells.iter().filter(|cell| is_sample(cell)).count() >= 6).then_some((cells, delimiter))
}

/// A table whose names say nothing: the first column that grows evenly is taken for the time, the next six for one sensor.
fn by_numbers(text: &str, options: &ReadOptions) -> Option<Explanation> {
    let lines: Vec<&str> = text.lines().collect();
    let first = (0..lines.len()).find(|&at| samples(lines[at]).is_some())?;
    let (cells, sign) = samples(lines[first])?;
    let names = first
        .checked_sub(1)
        .and_then(|above| sheet::cells(lines[above], sign))
        .filter(|names| names.len() == cells.len() && names.iter().all(|name| !name.is_empty()));
    let count = cells.len();
    let (at, header) = if names.is_some() {
        (first - 1, true)
    } else {
        (first, false)
    };
    let mut layout = Layout::with_delimiter(text, at, 0, sign)?;
    layout.blanks = sign == b' ';
    layout.lines_before = first;
    let columns = names.unwrap_or_else(|| (1..=count).map(|k| k.to_string()).collect());
    let rows = first_rows(text, &layout);
    let values = |column: usize| -> Vec<f64> {
        rows.iter()
            .filter_map(|row| {
                layout
                    .number(row.get(column)?)
                    .or_else(|| times::stamp(row.get(column)?))
            })
            .collect()
    };
    let grows = |column: &usize| {
        let values = values(*column);
        values.len() > 2 && values.windows(2).all(|pair| pair[1] > pair[0])
    };
    let time_column = columns::time(&columns)
        .map(|(at, _)| at)
        .or_else(|| (0..count).find(grows));
    let (time, said) = match time_column {
        Some(column) => {
            let dated = rows.first().is_some_and(|row| times::stamp(&row[column]).is_some());
            let step = units::median_step(&values(column));
            let per_second = units::unit_of_time(step, options.rate_hz);
            let time = Time {
                column: Some(columns[column].clone()),
                unit: Some(match per_second {
                    _ if dated => "date".to_owned(),
                    Some(per_second) => unit_of_time(per_second),
                    None => "count".to_owned(),
                }),
                rate_hz: (!dated && per_second.is_none()).then_some(options.rate_hz.unwrap_or(100.0)),
            };
            (time, &["time.column", "time.unit"][..])
        }
        None => {
            let time = Time {
                column: None,
                unit: None,
                rate_hz: Some(options.rate_hz.unwrap_or(100.0)),
            };
            (time, &["time.rate_hz"][..])
        }
    };
    let mut free = (0..count).filter(|column| Some(*column) != time_column);
    let mut three = || -> Option<[String; 3]> {
        let [x, y, z] = [free.next(), free.next(), free.next()];
        Some([x?, y?, z?].map(|column| columns[column].clone()))
    };
    Some(Explanation {
        table: String::new(),
        mapping: Mapping {
            table: None,
            delimiter: delimiter(&layout),
            skip_lines: at,
            skip_after_header: 0,
            header,
            shared_clock: false,
            time,
            sensor: vec![Sensor::plain(
                None,
                (three()?, "g".to_owned()),
                (three()?, "deg/s".to_owned()),
            )],
        },
        columns,
        rows,
        open: [
            said,
            &["sensor.acc", "sensor.acc_unit", "sensor.gyr", "sensor.gyr_unit"],
        ]
        .concat(),
    })
}
