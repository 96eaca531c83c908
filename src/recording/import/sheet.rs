//! Tables of text: where the header stands, which columns are wanted, and the numbers in them.

use super::super::columns::{self, Unit};
use super::super::error::{Quantity, RecordingError};
use super::super::input::{self, split_quoted};
use super::super::table::is_missing;
use super::super::text::printable;
use super::{Export, SensorRows};
use nalgebra::Vector3;
use std::io::BufRead;

/// Bytes for which room is made before the rows are read.
const LARGEST_RESERVE: u64 = 600 << 20;

/// How a text table is laid out.
#[derive(Debug, Clone)]
pub(super) struct Layout {
    pub delimiter: u8,
    /// Runs of blanks part the cells.
    pub blanks: bool,
    pub decimal_comma: bool,
    /// Lines above the first row of samples.
    pub lines_before: usize,
    pub names: Vec<String>,
}

/// The wanted columns as numbers; `NaN` where a cell is empty.
#[derive(Debug, Clone, Default)]
pub(super) struct Numbers {
    /// One list per wanted column.
    pub columns: Vec<Vec<f64>>,
    /// The line of each row, 1-based.
    pub lines: Vec<u64>,
}

impl Layout {
    /// The layout below a header line: delimiter and decimal sign are told from the line and the rows below it.
    pub(super) fn below(text: &str, header: usize, units: usize) -> Option<Layout> {
        let line = text.lines().nth(header)?;
        let delimiter = delimiter_of(line);
        Layout::with_delimiter(text, header, units, delimiter)
    }

    /// The same with a known delimiter.
    pub(super) fn with_delimiter(text: &str, header: usize, units: usize, delimiter: u8) -> Option<Layout> {
        let line = text.lines().nth(header)?;
        let names = cells(line, delimiter)?;
        let rows = || text.lines().skip(header + 1 + units).take(50);
        let decimal_comma = delimiter != b','
            && rows().any(|row| row.contains(','))
            && !rows().any(|row| row.split(char::from(delimiter)).any(plain_decimal));
        Some(Layout {
            delimiter,
            blanks: false,
            decimal_comma,
            lines_before: header + 1 + units,
            names,
        })
    }

    /// The column with this name, whatever its case.
    pub(super) fn column(&self, name: &str) -> Option<usize> {
        self.names.iter().position(|own| own.eq_ignore_ascii_case(name))
    }

    /// Three columns with these names.
    pub(super) fn columns(&self, names: [&str; 3]) -> Option<[usize; 3]> {
        let [x, y, z] = names.map(|name| self.column(name));
        Some([x?, y?, z?])
    }

    /// The numbers of the wanted columns.
    ///
    /// # Errors
    /// A cell that is no number, or a row that ends before the last wanted column.
    pub(super) fn numbers(&self, export: &Export, wanted: &[usize]) -> Result<Numbers, RecordingError> {
        self.parse(export, wanted, |_, cell| self.number(cell))
    }

    /// A cell as a number.
    pub(super) fn number(&self, cell: &str) -> Option<f64> {
        let parsed: Option<f64> = if self.decimal_comma {
            // A point in such a file separates thousands, or the file mixes both: neither is guessed.
            if cell.contains('.') {
                return None;
            }
            fast_float2::parse(cell.replace(',', ".")).ok()
        } else {
            fast_float2::parse(cell).ok()
        };
        parsed.filter(|value| value.is_finite())
    }

    /// The same with a reader of one's own for the cells of some columns (its first argument is the place in `wanted`).
    ///
    /// # Cost
    /// One pass over the file, a line at a time; memory is eight bytes for each wanted cell.
    pub(super) fn parse(
        &self,
        export: &Export,
        wanted: &[usize],
        read: impl Fn(usize, &str) -> Option<f64>,
    ) -> Result<Numbers, RecordingError> {
        let file = &export.file;
        let needed = wanted.iter().max().map_or(0, |last| last + 1);
        let mut numbers = Numbers {
            columns: vec![Vec::new(); wanted.len()],
            lines: Vec::new(),
        };
        let mut targets: Vec<Vec<usize>> = vec![Vec::new(); needed];
        for (place, &column) in wanted.iter().enumerate() {
            targets[column].push(place);
        }
        let (mut reader, limit) = export.stream()?;
        let (mut total, mut number) = (0u64, 0u64);
        let mut raw = Vec::new();
        loop {
            raw.clear();
            let got = reader
                .read_until(b'\n', &mut raw)
                .map_err(|error| input::read_error(file, number, error))?;
            total += got as u64;
            if total > limit {
                return Err(RecordingError::TooBig {
                    file: file.clone(),
                    line: number,
                    limit_bytes: limit,
                });
            }
            if got == 0 {
                return Ok(numbers);
            }
            number += 1;
            if number <= self.lines_before as u64 || raw.iter().all(u8::is_ascii_whitespace) {
                continue;
            }
            let ended = raw.ends_with(b"\n");
            if number == self.lines_before as u64 + 1
                && let Some(bytes) = export.input.size()
            {
                // Room for all rows at once: lists that grow by doubling would need half as much again. Bounded, because a
                // short first line promises more rows than follow.
                let rows = bytes / raw.len() as u64;
                let rows = (rows + rows / 50).min(LARGEST_RESERVE / (8 * (wanted.len() as u64 + 1))) as usize;
                numbers.columns.iter_mut().for_each(|column| column.reserve_exact(rows));
                numbers.lines.reserve_exact(rows);
            }
            let text = String::from_utf8_lossy(&raw);
            let line = Line {
                file,
                number,
                text: text.trim_end_matches(['\r', '\n']),
                ended,
            };
            self.row(&line, &targets, &mut numbers, &read)?;
        }
    }

    /// Takes one row: for each column the places that want it.
    fn row(
        &self,
        line: &Line,
        targets: &[Vec<usize>],
        numbers: &mut Numbers,
        read: impl Fn(usize, &str) -> Option<f64>,
    ) -> Result<(), RecordingError> {
        let needed = targets.len();
        let file = || line.file.to_owned();
        let mut found = 0;
        let mut take = |cell: &str| -> Result<(), RecordingError> {
            let column = found;
            found += 1;
            for &place in targets.get(column).into_iter().flatten() {
                let value = if is_missing(cell.as_bytes()) {
                    f64::NAN
                } else {
                    read(place, cell).ok_or_else(|| RecordingError::NotANumber {
                        file: file(),
                        line: line.number,
                        column: self.names.get(column).cloned().unwrap_or_default(),
                        found: printable(&cell.chars().take(40).collect::<String>()).into_owned(),
                    })?
                };
                numbers.columns[place].push(value);
            }
            Ok(())
        };
        let quoted = if line.text.contains('"') {
            let Some(cells) = cells(line.text, self.delimiter) else {
                return Err(RecordingError::OpenQuote {
                    file: file(),
                    line: line.number,
                });
            };
            Some(cells)
        } else {
            None
        };
        // What stands behind the last wanted column is not looked at.
        let taken = match &quoted {
            Some(cells) => cells.iter().take(needed).try_for_each(|cell| take(cell)),
            None if self.blanks => line.text.split_ascii_whitespace().take(needed).try_for_each(&mut take),
            None => (line.text.split(char::from(self.delimiter)).take(needed)).try_for_each(|cell| take(cell.trim())),
        };
        let cells = match &quoted {
            Some(cells) => cells.len(),
            None if taken.is_ok() => found,
            None if self.blanks => line.text.split_ascii_whitespace().count(),
            None => line.text.split(char::from(self.delimiter)).count(),
        };
        // A row that was cut says so before its last cell is called no number.
        if cells < needed {
            return Err(RecordingError::CellCount {
                file: file(),
                line: line.number,
                expected: self.names.len(),
                found: cells,
                last: !line.ended,
            });
        }
        taken?;
        numbers.lines.push(line.number);
        Ok(())
    }
}

/// A line of a table.
struct Line<'a> {
    file: &'a str,
    /// 1-based.
    number: u64,
    text: &'a str,
    /// By a line's end, not by the file's.
    ended: bool,
}

fn plain_decimal(cell: &str) -> bool {
    cell.contains('.') && cell.trim().parse::<f64>().is_ok()
}

/// The cells of a line, trimmed, with quotation marks undone; an empty last cell after a closing delimiter is no cell.
pub(super) fn cells(line: &str, delimiter: u8) -> Option<Vec<String>> {
    let mut cells: Vec<String> = split_quoted(line.as_bytes(), delimiter)?
        .iter()
        .map(|cell| printable(String::from_utf8_lossy(cell).trim()).into_owned())
        .collect();
    if cells.len() > 1 && cells.last().is_some_and(String::is_empty) {
        cells.pop();
    }
    Some(cells)
}

/// Three columns by their places among the wanted ones, taken out.
pub(super) fn three(columns: &mut [Vec<f64>], places: [usize; 3]) -> [Vec<f64>; 3] {
    places.map(|place| std::mem::take(&mut columns[place]))
}

/// The sign that splits a header into most cells.
pub(super) fn delimiter_of(line: &str) -> u8 {
    match input::likely_delimiter(line) {
        b',' if !line.contains(',') && line.contains(' ') => b' ',
        likely => likely,
    }
}

/// The line (0-based) of the first header that contains all of these names, among the first 60.
pub(super) fn header_line(text: &str, names: &[&str]) -> Option<usize> {
    text.lines().take(60).position(|line| {
        let cells = cells(line, delimiter_of(line)).unwrap_or_default();
        names
            .iter()
            .all(|name| cells.iter().any(|cell| cell.eq_ignore_ascii_case(name)))
    })
}

/// Factor to SI of a written unit; `None` where it is no unit of this quantity.
pub(super) fn factor(quantity: Quantity, unit: &str) -> Option<f64> {
    match (quantity, columns::unit_of(unit)?) {
        (Quantity::Accelerometer, unit @ (Unit::Mps2 | Unit::G | Unit::MilliG)) => Some(unit.factor()),
        (Quantity::Gyroscope, unit @ (Unit::Radps | Unit::Dps | Unit::MilliDps)) => Some(unit.factor()),
        _ => None,
    }
}

/// Factor to SI of the unit that stands in a column's name.
///
/// # Errors
/// [`RecordingError::UnknownUnit`] where it is none of this quantity.
pub(super) fn named_factor(
    export: &Export,
    layout: &Layout,
    quantity: Quantity,
    column: usize,
) -> Result<f64, RecordingError> {
    let unit = bracketed(&layout.names[column]);
    unit.and_then(|unit| factor(quantity, unit))
        .ok_or_else(|| RecordingError::UnknownUnit {
            file: export.file.clone(),
            column: layout.names[column].clone(),
            quantity,
            found: unit.map(str::to_owned),
        })
}

/// The text in the last brackets of a column's name.
pub(super) fn bracketed(name: &str) -> Option<&str> {
    let end = name.rfind([')', ']'])?;
    let start = name[..end].rfind(['(', '['])?;
    Some(name[start + 1..end].trim())
}

/// Puts seven columns (seconds, three accelerations, three rates) together, times the factors. The columns are used up, so
/// that a long recording is not held twice.
///
/// # Errors
/// Time that is missing, runs backward, or stands on two rows with different values.
pub(super) fn rows(
    file: &str,
    column: &str,
    lines: &[u64],
    mut time_s: Vec<f64>,
    acc: [Vec<f64>; 3],
    gyr: [Vec<f64>; 3],
    factors: (f64, f64),
) -> Result<SensorRows, RecordingError> {
    let mut out = SensorRows::default();
    let mut last: Option<(f64, usize)> = None;
    let row = |k: usize| [acc[0][k], acc[1][k], acc[2][k], gyr[0][k], gyr[1][k], gyr[2][k]];
    let mut keep = vec![false; time_s.len()];
    for k in 0..time_s.len() {
        let values = row(k);
        let missing = values.iter().filter(|value| value.is_nan()).count();
        if time_s[k].is_nan() {
            if missing == 6 {
                continue;
            }
            return Err(RecordingError::MissingTime {
                file: file.to_owned(),
                line: lines[k],
                column: column.to_owned(),
            });
        }
        if let Some((before, at)) = last
            && time_s[k] <= before
        {
            if time_s[k] == before {
                let same = row(at)
                    .iter()
                    .zip(&values)
                    .all(|(a, b)| a == b || (a.is_nan() && b.is_nan()));
                if same {
                    out.duplicates += 1;
                    continue;
                }
                return Err(RecordingError::TimeRepeats {
                    file: file.to_owned(),
                    line: lines[k],
                    column: column.to_owned(),
                    time: time_s[k],
                    earlier_line: lines[at],
                });
            }
            return Err(RecordingError::TimeBackward {
                file: file.to_owned(),
                line: lines[k],
                column: column.to_owned(),
                before,
                after: time_s[k],
            });
        }
        last = Some((time_s[k], k));
        keep[k] = missing == 0;
        if (1..6).contains(&missing) {
            out.incomplete += 1;
        }
    }
    let vectors = |[x, y, z]: [Vec<f64>; 3], factor: f64| -> Vec<Vector3<f64>> {
        let kept = (0..keep.len()).filter(|&k| keep[k]);
        let mut vectors = Vec::with_capacity(keep.len());
        vectors.extend(kept.map(|k| Vector3::new(x[k], y[k], z[k]) * factor));
        vectors
    };
    out.acc = vectors(acc, factors.0);
    out.gyr = vectors(gyr, factors.1);
    let kept = lines.iter().zip(&keep).filter(|(_, keep)| **keep);
    out.lines = kept.map(|(line, _)| u32::try_from(*line).unwrap_or(u32::MAX)).collect();
    let mut kept = keep.iter();
    time_s.retain(|_| kept.next().copied().unwrap_or_default());
    out.time_s = time_s;
    Ok(out)
}

impl Numbers {
    /// [`rows`] of the columns behind the first: three accelerations, three rates.
    pub(super) fn sensor(
        mut self,
        file: &str,
        column: &str,
        time_s: Vec<f64>,
        factors: (f64, f64),
    ) -> Result<SensorRows, RecordingError> {
        let acc = three(&mut self.columns, [1, 2, 3]);
        let gyr = three(&mut self.columns, [4, 5, 6]);
        rows(file, column, &self.lines, time_s, acc, gyr, factors)
    }
}

/// Times and vectors of a file that holds one signal: the first column is the time, the next three are the axes. Rows with an
/// empty cell and rows that repeat a time are left out: such files repeat the last sample of a radio packet.
///
/// # Errors
/// Time that runs backward.
pub(super) fn half_rows(
    file: &str,
    column: &str,
    numbers: &Numbers,
    seconds: f64,
    factor: f64,
) -> Result<(Vec<f64>, Vec<Vector3<f64>>), RecordingError> {
    let (mut times, mut values) = (Vec::new(), Vec::new());
    let c = &numbers.columns;
    for (k, line) in numbers.lines.iter().enumerate() {
        let row = [c[0][k], c[1][k], c[2][k], c[3][k]];
        if row.iter().any(|value| value.is_nan()) {
            continue;
        }
        let time = row[0] * seconds;
        if let Some(&before) = times.last() {
            if time < before {
                return Err(RecordingError::TimeBackward {
                    file: file.to_owned(),
                    line: *line,
                    column: column.to_owned(),
                    before,
                    after: time,
                });
            }
            if time == before {
                continue;
            }
        }
        times.push(time);
        values.push(Vector3::new(row[1], row[2], row[3]) * factor);
    }
    Ok((times, values))
}

/// Seconds of a counter that returns to zero after `modulus`, from 0 at its first value. A repeated value stays, so that
/// [`rows`] can judge it.
pub(super) fn unwrapped(counter: &[f64], modulus: f64, per_second: f64) -> Vec<f64> {
    let mut seconds = Vec::with_capacity(counter.len());
    let (mut total, mut last): (f64, Option<f64>) = (0.0, None);
    for &value in counter {
        if value.is_nan() {
            seconds.push(f64::NAN);
            continue;
        }
        if let Some(last) = last {
            let step = value - last;
            // Back by more than half of its range: it went round.
            total += if step < -0.5 * modulus { step + modulus } else { step };
        }
        last = Some(value);
        seconds.push(total / per_second);
    }
    seconds
}

/// Seconds since 1970 of `2024-05-01 13:07:02.120`, also with `/`, `T`, `_` or `:` before the milliseconds; of a time of day
/// alone, seconds since midnight. The zone is not known: only differences count.
pub(super) fn clock_time(cell: &str) -> Option<f64> {
    let cell = cell.trim();
    let (date, time) = match cell.find([' ', 'T', '_']) {
        Some(at) => (Some(&cell[..at]), cell[at + 1..].trim()),
        None => (None, cell),
    };
    let mut parts = time.split([':', '_']);
    let hours: f64 = parts.next()?.parse().ok()?;
    let minutes: f64 = parts.next()?.parse().ok()?;
    let mut seconds: f64 = parts.next()?.replace(',', ".").parse().ok()?;
    if let Some(millis) = parts.next() {
        seconds += millis.parse::<f64>().ok()? / 1e3;
    }
    if !((0.0..24.0).contains(&hours) && (0.0..60.0).contains(&minutes) && (0.0..61.0).contains(&seconds)) {
        return None;
    }
    let of_day = hours * 3600.0 + minutes * 60.0 + seconds;
    let Some(date) = date else { return Some(of_day) };
    let mut parts = date.split(['-', '/', '.']);
    let year: i16 = parts.next()?.parse().ok()?;
    let month: i8 = parts.next()?.parse().ok()?;
    let day: i8 = parts.next()?.parse().ok()?;
    let date = jiff::civil::Date::new(year, month, day).ok()?;
    let epoch = jiff::civil::Date::new(1970, 1, 1).ok()?;
    let days = date.since((jiff::Unit::Day, epoch)).ok()?.get_days();
    Some(f64::from(days) * 86_400.0 + of_day)
}

#[cfg(test)]
mod tests {
    use super::super::super::{Input, ReadOptions};
    use super::*;

    fn numbers(layout: &Layout, text: &str, wanted: &[usize]) -> Result<Numbers, RecordingError> {
        let input = Input::Bytes {
            name: "f.csv".to_owned(),
            bytes: text.as_bytes().into(),
        };
        let export = Export {
            input: &input,
            file: input.file(),
            options: &ReadOptions::default(),
            around: &[],
        };
        layout.numbers(&export, wanted)
    }

    #[test]
    fn counters_go_round_and_keep_their_gaps() {
        assert_eq!(
            unwrapped(&[65_534.0, 65_535.0, 0.0, 3.0], 65_536.0, 100.0),
            vec![0.0, 0.01, 0.02, 0.05]
        );
        let steps = unwrapped(&[4_294_967_290.0, 6.0], 4_294_967_296.0, 1e6);
        assert!((steps[1] - 12e-6).abs() < 1e-12);
    }

    #[test]
    fn clock_times_in_their_spellings() {
        let expected = 86_400.0 + 3600.0 + 2.0 * 60.0 + 3.25;
        for text in [
            "1970-01-02 01:02:03.250",
            "1970/01/02 01:02:03.250",
            "1970-01-02T01:02:03.25",
            "1970-1-2_1:2:3_250",
        ] {
            assert_eq!(clock_time(text), Some(expected), "{text}");
        }
        assert_eq!(clock_time("01:02:03:250"), Some(3723.25));
        assert_eq!(clock_time("later"), None);
    }

    #[test]
    fn a_trailing_delimiter_is_no_column_and_decimal_commas_are_seen() {
        assert_eq!(cells("a,b,", b','), Some(vec!["a".to_owned(), "b".to_owned()]));
        let text = "t;x\n0,5;1,25\n1,0;2\n";
        let layout = Layout::below(text, 0, 0).unwrap();
        assert!(layout.decimal_comma);
        assert_eq!(
            numbers(&layout, text, &[0, 1]).unwrap().columns,
            vec![vec![0.5, 1.0], vec![1.25, 2.0]]
        );
    }

    #[test]
    fn a_bad_cell_has_its_line_and_column() {
        let text = "t,x\n0,1\n1,oops\n";
        let layout = Layout::below(text, 0, 0).unwrap();
        let error = numbers(&layout, text, &[0, 1]).unwrap_err();
        assert_eq!((error.line(), error.column()), (Some(3), Some("x")));
    }
}
