//! From bytes to samples: one pass, a block at a time, nothing copied but the numbers.
//!
//! A plain row is read number by number without first looking for its end; every other row (quotation marks, empty
//! cells, blanks, mistakes) goes a slower way that says what is wrong. Cost: linear in the bytes; memory is one block
//! beside the samples.
//!
//! Why not `csv`: splitting each line into cells first takes 2.7 times as long with the same parser of numbers (an hour of one
//! sensor, 23 MB: 71 ms against 26 ms, best of 25 on one core), and it takes an open quotation mark in silence.

use super::error::RecordingError;
use super::input::{self, Probed};
use super::text::printable;
use nalgebra::Vector3;

const BLOCK_BYTES: usize = 256 * 1024;
/// A longer line is no row of samples.
const LINE_BYTES: usize = 1 << 20;

/// The samples of one sensor in the file's own units.
#[derive(Debug, Default)]
pub(super) struct Samples {
    pub time: Vec<f64>,
    pub acc: Vec<Vector3<f64>>,
    pub gyr: Vec<Vector3<f64>>,
    /// The line of each sample in the file, 1-based.
    pub lines: Vec<u32>,
    /// Rows where some of the six values were missing and others not.
    pub incomplete: usize,
}

/// All sensors of a file, in the order of its header.
#[derive(Debug, Default)]
pub(super) struct Table {
    pub sensors: Vec<Samples>,
    /// Rows that were an exact copy of the row before.
    pub duplicates: usize,
    pub rows: usize,
}

/// Reads all rows of a probed file.
pub(super) fn read(probed: &Probed, max_bytes: u64) -> Result<Table, RecordingError> {
    let file = &probed.file;
    let mut reader = input::open(&probed.input).map_err(|error| input::read_error(file, 0, error))?;
    let mut rows = Rows::new(probed);
    let mut block = vec![0u8; BLOCK_BYTES];
    let mut filled = 0;
    let mut total = 0u64;
    loop {
        if filled == block.len() {
            if block.len() >= LINE_BYTES {
                return Err(RecordingError::LineTooLong {
                    file: file.clone(),
                    line: rows.line + 1,
                    limit_bytes: LINE_BYTES,
                });
            }
            block.resize(block.len() * 2, 0);
        }
        let got = match reader.read(&mut block[filled..]) {
            Ok(got) => got,
            Err(error) if error.kind() == std::io::ErrorKind::Interrupted => continue,
            Err(error) => return Err(input::read_error(file, rows.line, error)),
        };
        total += got as u64;
        if total > max_bytes {
            return Err(RecordingError::TooBig {
                file: file.clone(),
                line: rows.line,
                limit_bytes: max_bytes,
            });
        }
        let fresh = filled;
        filled += got;
        if got == 0 {
            rows.take(&mut block[..filled], 0, true)?;
            return Ok(rows.table);
        }
        if let Some(last) = block[fresh..filled].iter().rposition(|&byte| byte == b'\n') {
            let end = fresh + last + 1;
            rows.take(&mut block[..end], 0, false)?;
            block.copy_within(end..filled, 0);
            filled -= end;
        }
    }
}

/// What a column is for: nothing, or a place in the row of values.
type ColumnTarget = Option<u16>;

struct Rows<'a> {
    probed: &'a Probed,
    /// One per column: `Some(0)` is the time, then six for each sensor.
    targets: Vec<ColumnTarget>,
    row: Vec<f64>,
    previous: Vec<f64>,
    previous_line: u64,
    line: u64,
    table: Table,
}

impl<'a> Rows<'a> {
    fn new(probed: &'a Probed) -> Rows<'a> {
        let header = &probed.header;
        let mut targets = vec![None; probed.names.len()];
        targets[header.time] = Some(0);
        for (sensor, columns) in header.sensors.iter().enumerate() {
            for (k, &column) in columns.acc.iter().chain(&columns.gyr).enumerate() {
                targets[column] = u16::try_from(1 + sensor * 6 + k).ok();
            }
        }
        let values = 1 + header.sensors.len() * 6;
        Rows {
            probed,
            targets,
            row: vec![f64::NAN; values],
            previous: vec![f64::NAN; values],
            previous_line: 0,
            line: 0,
            table: Table {
                sensors: header.sensors.iter().map(|_| Samples::default()).collect(),
                ..Table::default()
            },
        }
    }

    /// Takes whole lines; `last` where the file ends after them.
    fn take(&mut self, block: &mut [u8], mut at: usize, last: bool) -> Result<(), RecordingError> {
        while self.line < self.probed.lines_before && at < block.len() {
            at = line_end(block, at);
            self.line += 1;
        }
        if self.probed.decimal_comma {
            swap_decimals(&mut block[at..]);
        }
        while at < block.len() {
            self.line += 1;
            // A packed file can hold a billion empty lines.
            if block[at] == b'\n' {
                at += 1;
            } else if let Some(used) = self.plain_row(&block[at..]) {
                at += used;
                self.keep()?;
            } else {
                let end = line_end(block, at);
                if self.odd_row(&block[at..end], last && end == block.len())? {
                    self.keep()?;
                }
                at = end;
            }
        }
        Ok(())
    }

    /// Reads a row of plain numbers; the bytes used with the line's end, or `None` if the row is not plain.
    fn plain_row(&mut self, text: &[u8]) -> Option<usize> {
        let mut at = 0;
        let columns = self.targets.len();
        for (i, target) in self.targets.iter().enumerate() {
            match target {
                Some(target) => {
                    let (value, used) = number(&text[at..])?;
                    self.row[usize::from(*target)] = value;
                    at += used;
                }
                None => {
                    while let Some(&byte) = text.get(at) {
                        if byte == b'"' {
                            return None;
                        }
                        if byte == self.probed.delimiter || byte == b'\n' || byte == b'\r' {
                            break;
                        }
                        at += 1;
                    }
                }
            }
            if i + 1 < columns {
                if *text.get(at)? != self.probed.delimiter {
                    return None;
                }
                at += 1;
            }
        }
        match text.get(at..)? {
            [] => Some(at),
            [b'\n', ..] => Some(at + 1),
            [b'\r', b'\n', ..] => Some(at + 2),
            _ => None,
        }
    }

    /// Reads any row with care; false if the line is empty or a remark.
    fn odd_row(&mut self, line: &[u8], last: bool) -> Result<bool, RecordingError> {
        let file = || self.probed.file.clone();
        let complete = line.ends_with(b"\n");
        let line = line.strip_suffix(b"\n").unwrap_or(line);
        let line = line.strip_suffix(b"\r").unwrap_or(line);
        if line.iter().all(u8::is_ascii_whitespace) && !(self.probed.delimiter == b'\t' && line.contains(&b'\t')) {
            return Ok(false);
        }
        let Some(mut cells) = input::split_quoted(line, self.probed.delimiter) else {
            return Err(RecordingError::OpenQuote {
                file: file(),
                line: self.line,
            });
        };
        let expected = self.targets.len();
        if cells.len() == expected + 1 && cells[expected].trim_ascii().is_empty() {
            cells.pop();
        }
        if cells.len() != expected {
            return Err(RecordingError::CellCount {
                file: file(),
                line: self.line,
                expected,
                found: cells.len(),
                last: last && !complete && cells.len() < expected,
            });
        }
        for (i, target) in self.targets.iter().enumerate() {
            let Some(target) = *target else { continue };
            let cell = cells[i].trim_ascii();
            let column = || self.probed.names[i].clone();
            if is_missing(cell) {
                if target == 0 {
                    return Err(RecordingError::MissingTime {
                        file: file(),
                        line: self.line,
                        column: column(),
                    });
                }
                self.row[usize::from(target)] = f64::NAN;
                continue;
            }
            let found = || self.as_found(cell);
            let value: f64 = fast_float2::parse(cell).map_err(|_| RecordingError::NotANumber {
                file: file(),
                line: self.line,
                column: column(),
                found: found(),
            })?;
            if !value.is_finite() {
                return Err(RecordingError::Infinite {
                    file: file(),
                    line: self.line,
                    column: column(),
                    found: found(),
                });
            }
            self.row[usize::from(target)] = value;
        }
        Ok(true)
    }

    /// The cell as it stands in the file, for a message.
    fn as_found(&self, cell: &[u8]) -> String {
        const SHOWN: usize = 40;
        let mut cell = cell.to_vec();
        if self.probed.decimal_comma {
            swap_decimals(&mut cell);
        }
        let text = String::from_utf8_lossy(&cell);
        let mut shown: String = text.chars().take(SHOWN).collect();
        shown = printable(&shown).into_owned();
        if text.chars().nth(SHOWN).is_some() {
            shown.push('…');
        }
        shown
    }

    /// Stores the row if its time is after the row before.
    fn keep(&mut self) -> Result<(), RecordingError> {
        let time = self.row[0];
        let before = self.previous[0];
        if time <= before {
            let same = |(a, b): (&f64, &f64)| a == b || (a.is_nan() && b.is_nan());
            if self.row.iter().zip(&self.previous).all(same) {
                self.table.duplicates += 1;
                return Ok(());
            }
            let (file, line) = (self.probed.file.clone(), self.line);
            let column = self.probed.names[self.probed.header.time].clone();
            return Err(if time == before {
                RecordingError::TimeRepeats {
                    file,
                    line,
                    column,
                    time,
                    earlier_line: self.previous_line,
                }
            } else {
                RecordingError::TimeBackward {
                    file,
                    line,
                    column,
                    before,
                    after: time,
                }
            });
        }
        for (samples, values) in self.table.sensors.iter_mut().zip(self.row[1..].chunks_exact(6)) {
            let missing = values.iter().filter(|value| value.is_nan()).count();
            if missing == 0 {
                samples.time.push(time);
                samples.lines.push(u32::try_from(self.line).unwrap_or(u32::MAX));
                samples.acc.push(Vector3::new(values[0], values[1], values[2]));
                samples.gyr.push(Vector3::new(values[3], values[4], values[5]));
            } else if missing < 6 {
                samples.incomplete += 1;
            }
        }
        self.table.rows += 1;
        std::mem::swap(&mut self.row, &mut self.previous);
        self.previous_line = self.line;
        Ok(())
    }
}

/// The number at the beginning of the text, and its length.
#[inline]
fn number(text: &[u8]) -> Option<(f64, usize)> {
    let (value, used) = fast_float2::parse_partial::<f64, _>(text).ok()?;
    value.is_finite().then_some((value, used))
}

/// Whether a cell stands for a value that was not measured.
pub(super) fn is_missing(cell: &[u8]) -> bool {
    cell.is_empty()
        || ["nan", "na", "n/a", "null", "none", "-nan"]
            .iter()
            .any(|word| cell.eq_ignore_ascii_case(word.as_bytes()))
}

fn line_end(block: &[u8], at: usize) -> usize {
    block[at..]
        .iter()
        .position(|&byte| byte == b'\n')
        .map_or(block.len(), |offset| at + offset + 1)
}

/// Decimal commas become points, and points become commas, which no number holds: thousands are never misread.
fn swap_decimals(bytes: &mut [u8]) {
    for byte in bytes {
        match *byte {
            b',' => *byte = b'.',
            b'.' => *byte = b',',
            _ => {}
        }
    }
}
