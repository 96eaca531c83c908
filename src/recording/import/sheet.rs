//! Tables of text: where the header stands, which columns are wanted, and the numbers in them.

use super::super::columns::{self, Unit};
use super::super::error::{Quantity, RecordingError};
use super::super::input::split_quoted;
use super::SensorRows;
use nalgebra::Vector3;

/// How a text table is laid out.
#[derive(Debug, Clone)]
pub(super) struct Layout {
    pub delimiter: u8,
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
    pub fn below(text: &str, header: usize, units: usize) -> Option<Layout> {
        let line = text.lines().nth(header)?;
        let delimiter = delimiter_of(line);
        Layout::with_delimiter(text, header, units, delimiter)
    }

    /// The same with a known delimiter.
    pub fn with_delimiter(text: &str, header: usize, units: usize, delimiter: u8) -> Option<Layout> {
        let line = text.lines().nth(header)?;
        let names = cells(line, delimiter)?;
        let rows = || text.lines().skip(header + 1 + units).take(50);
        let decimal_comma = delimiter != b','
            && rows().any(|row| row.contains(','))
            && !rows().any(|row| row.split(char::from(delimiter)).any(plain_decimal));
        Some(Layout {
            delimiter,
            decimal_comma,
            lines_before: header + 1 + units,
            names,
        })
    }

    /// The column with this name, whatever its case.
    pub fn column(&self, name: &str) -> Option<usize> {
        self.names.iter().position(|own| own.eq_ignore_ascii_case(name))
    }

    /// Three columns with these names.
    pub fn columns(&self, names: [&str; 3]) -> Option<[usize; 3]> {
        let [x, y, z] = names.map(|name| self.column(name));
        Some([x?, y?, z?])
    }

    /// The numbers of the wanted columns.
    ///
    /// # Errors
    /// A cell that is no number, or a row that ends before the last wanted column.
    pub fn numbers(&self, file: &str, text: &str, wanted: &[usize]) -> Result<Numbers, RecordingError> {
        self.parse(file, text, wanted, |_, cell| {
            let parsed: Option<f64> = if self.decimal_comma {
                fast_float2::parse(cell.replace(',', ".")).ok()
            } else {
                fast_float2::parse(cell).ok()
            };
            parsed.filter(|value| value.is_finite())
        })
    }

    /// The same with a reader of one's own for the cells of some columns (its first argument is the place in `wanted`).
    pub fn parse(
        &self,
        file: &str,
        text: &str,
        wanted: &[usize],
        read: impl Fn(usize, &str) -> Option<f64>,
    ) -> Result<Numbers, RecordingError> {
        let needed = wanted.iter().max().map_or(0, |last| last + 1);
        let mut numbers = Numbers {
            columns: vec![Vec::new(); wanted.len()],
            lines: Vec::new(),
        };
        let mut own = Vec::with_capacity(self.names.len());
        let total = text.lines().count();
        for (at, line) in text.lines().enumerate().skip(self.lines_before) {
            let number = at as u64 + 1;
            if line.trim().is_empty() {
                continue;
            }
            own.clear();
            if line.contains('"') {
                let Some(cells) = cells(line, self.delimiter) else {
                    return Err(RecordingError::OpenQuote {
                        file: file.to_owned(),
                        line: number,
                    });
                };
                own.extend(cells.into_iter().map(std::borrow::Cow::Owned));
            } else {
                own.extend(line.split(char::from(self.delimiter)).map(|cell| cell.trim().into()));
            }
            if own.len() < needed {
                return Err(RecordingError::CellCount {
                    file: file.to_owned(),
                    line: number,
                    expected: self.names.len(),
                    found: own.len(),
                    last: at + 1 == total && !text.ends_with('\n'),
                });
            }
            for (place, &column) in wanted.iter().enumerate() {
                let cell: &str = &own[column];
                let value = if is_missing(cell) {
                    f64::NAN
                } else {
                    read(place, cell).ok_or_else(|| RecordingError::NotANumber {
                        file: file.to_owned(),
                        line: number,
                        column: self.names.get(column).cloned().unwrap_or_default(),
                        found: cell.chars().take(40).collect(),
                    })?
                };
                numbers.columns[place].push(value);
            }
            numbers.lines.push(number);
        }
        Ok(numbers)
    }
}

fn plain_decimal(cell: &str) -> bool {
    cell.contains('.') && cell.trim().parse::<f64>().is_ok()
}

fn is_missing(cell: &str) -> bool {
    cell.is_empty()
        || ["nan", "na", "n/a", "null", "none", "-nan"]
            .iter()
            .any(|word| cell.eq_ignore_ascii_case(word))
}

/// The cells of a line, trimmed, with quotation marks undone; an empty last cell after a closing delimiter is no cell.
pub(super) fn cells(line: &str, delimiter: u8) -> Option<Vec<String>> {
    let mut cells: Vec<String> = split_quoted(line.as_bytes(), delimiter)?
        .iter()
        .map(|cell| String::from_utf8_lossy(cell).trim().to_owned())
        .collect();
    if cells.len() > 1 && cells.last().is_some_and(String::is_empty) {
        cells.pop();
    }
    Some(cells)
}

/// The sign that splits a header into most cells.
pub(super) fn delimiter_of(line: &str) -> u8 {
    let count = |sign: u8| line.bytes().filter(|&byte| byte == sign).count();
    let mut likely = b',';
    for sign in *b"\t;" {
        if count(sign) > count(likely) {
            likely = sign;
        }
    }
    if count(likely) == 0 && count(b' ') > 0 {
        likely = b' ';
    }
    likely
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

/// The text in the last brackets of a column's name.
pub(super) fn bracketed(name: &str) -> Option<&str> {
    let end = name.rfind([')', ']'])?;
    let start = name[..end].rfind(['(', '['])?;
    Some(name[start + 1..end].trim())
}

/// Puts seven columns (seconds, three accelerations, three rates) together, times the factors.
///
/// # Errors
/// Time that is missing, runs backward, or stands on two rows with different values.
pub(super) fn rows(
    file: &str,
    column: &str,
    lines: &[u64],
    time_s: &[f64],
    acc: [&[f64]; 3],
    gyr: [&[f64]; 3],
    factors: (f64, f64),
) -> Result<SensorRows, RecordingError> {
    let mut out = SensorRows::default();
    let mut last: Option<(f64, usize)> = None;
    let row = |k: usize| [acc[0][k], acc[1][k], acc[2][k], gyr[0][k], gyr[1][k], gyr[2][k]];
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
        if missing == 0 {
            out.time_s.push(time_s[k]);
            out.acc.push(Vector3::new(values[0], values[1], values[2]) * factors.0);
            out.gyr.push(Vector3::new(values[3], values[4], values[5]) * factors.1);
        } else if missing < 6 {
            out.incomplete += 1;
        }
    }
    Ok(out)
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
    use super::*;

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
            layout.numbers("f", text, &[0, 1]).unwrap().columns,
            vec![vec![0.5, 1.0], vec![1.25, 2.0]]
        );
    }

    #[test]
    fn a_bad_cell_has_its_line_and_column() {
        let text = "t,x\n0,1\n1,oops\n";
        let layout = Layout::below(text, 0, 0).unwrap();
        let error = layout.numbers("f.csv", text, &[0, 1]).unwrap_err();
        assert_eq!((error.line(), error.column()), (Some(3), Some("x")));
    }
}
