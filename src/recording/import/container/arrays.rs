//! Named arrays of numbers, as MATLAB and HDF5 files hold them, become tables: arrays of one length stand side by side.

use super::super::super::problem::ExportProblem;
use super::{LARGEST_TABLE, Table, as_cell};
use std::fmt::Write as _;

/// Fewer rows are no recording: settings, calibrations, labels.
const FEWEST_ROWS: usize = 20;
/// A file with more arrays is no recording.
pub(super) const MOST_ARRAYS: usize = 2000;
/// Arrays with more columns are pictures or matrices of something else.
const MOST_COLUMNS: usize = 64;

/// An array by the names that lead to it.
pub(super) struct Array {
    pub path: Vec<String>,
    pub rows: usize,
    pub columns: usize,
    /// Column after column.
    pub values: Vec<f64>,
    /// The unit that the file states.
    pub unit: Option<String>,
}

impl Array {
    /// Of a matrix that may lie on its side: a recording has more rows than columns.
    pub(super) fn new(path: Vec<String>, rows: usize, columns: usize, values: Vec<f64>) -> Array {
        if rows >= columns || rows > MOST_COLUMNS {
            return Array {
                path,
                rows,
                columns,
                values,
                unit: None,
            };
        }
        let turned = (0..rows).flat_map(|row| (0..columns).map(move |column| column * rows + row));
        Array {
            path,
            rows: columns,
            columns: rows,
            values: turned.map(|at| values.get(at).copied().unwrap_or(f64::NAN)).collect(),
            unit: None,
        }
    }
}

/// Tables of the arrays that are long enough; single numbers that are called a rate are said above each.
pub(super) fn tables(arrays: Vec<Array>) -> Result<Vec<Table>, ExportProblem> {
    let rate = arrays
        .iter()
        .find(|array| array.rows == 1 && array.columns == 1 && is_rate(&array.path));
    let rate = rate
        .and_then(|array| array.values.first())
        .copied()
        .filter(|rate| *rate > 0.0);
    let mut long: Vec<Array> = (arrays.into_iter())
        .filter(|array| array.rows >= FEWEST_ROWS && (1..=MOST_COLUMNS).contains(&array.columns))
        .collect();
    let mut tables = Vec::new();
    let mut left = LARGEST_TABLE;
    while let Some(rows) = long.first().map(|array| array.rows) {
        let (own, rest): (Vec<Array>, Vec<Array>) = long.into_iter().partition(|array| array.rows == rows);
        long = rest;
        let table = table(&own, rows, rate, left)?;
        left -= table.text.len();
        tables.push(table);
    }
    Ok(tables)
}

fn is_rate(path: &[String]) -> bool {
    let name: String = path.last().map(|name| name.to_lowercase()).unwrap_or_default();
    let name: String = name.chars().filter(char::is_ascii_alphanumeric).collect();
    matches!(
        name.as_str(),
        "fs" | "rate"
            | "srate"
            | "samplerate"
            | "samplingrate"
            | "samplingfrequency"
            | "samplefrequency"
            | "freq"
            | "frequency"
            | "fsimu"
            | "fsample"
            | "fsamp"
            | "ratehz"
            | "samplingfreq"
    )
}

fn table(arrays: &[Array], rows: usize, rate: Option<f64>, left: usize) -> Result<Table, ExportProblem> {
    // What all paths begin with is the table's name, and not each column's.
    let first = &arrays[0].path;
    let shared = (0..first.len().saturating_sub(1))
        .take_while(|&at| {
            arrays
                .iter()
                .all(|array| array.path.len() > at + 1 && array.path[at] == first[at])
        })
        .count();
    let mut text = String::new();
    if let Some(rate) = rate {
        writeln!(text, "# sampling rate: {rate}").expect("a string takes all");
    }
    let mut names = Vec::new();
    for array in arrays {
        let own = as_cell(&array.path[shared..].join("_"));
        let unit = array
            .unit
            .as_ref()
            .map(|unit| format!(" ({})", as_cell(unit)))
            .unwrap_or_default();
        for column in 0..array.columns {
            names.push(match array.columns {
                1 => format!("{own}{unit}"),
                3 => format!("{own}_{}{unit}", ["x", "y", "z"][column]),
                _ => format!("{own}_{}{unit}", column + 1),
            });
        }
    }
    writeln!(text, "{}", names.join(",")).expect("a string takes all");
    for row in 0..rows {
        let mut between = "";
        for array in arrays {
            for column in 0..array.columns {
                let value = array.values.get(column * rows + row).copied().unwrap_or(f64::NAN);
                text.push_str(between);
                between = ",";
                if value.is_finite() {
                    write!(text, "{value}").expect("a string takes all");
                }
            }
        }
        text.push('\n');
        if text.len() > left {
            return Err(super::unreadable(format!(
                "its tables are larger than {LARGEST_TABLE} bytes"
            )));
        }
    }
    let name = if shared > 0 {
        first[..shared].join(".")
    } else {
        first.join(".")
    };
    Ok(Table { name, text })
}
