//! Opening a file: packed or plain, bounded in size; and finding where its table begins.

use super::error::RecordingError;
use super::{columns, columns::Header};
use flate2::read::MultiGzDecoder;
use std::fs::{self, File};
use std::io::{self, BufReader, Read};
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// How much of a file is looked at to find its header.
const PROBE_BYTES: u64 = 64 * 1024;
/// A header may stand below this many lines of remarks.
const PROBE_LINES: usize = 60;

/// A file as it is given to the reader: where it lies, or its bytes (an upload, a member of an archive).
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Input {
    Path(PathBuf),
    Bytes { name: String, bytes: Arc<[u8]> },
}

impl From<PathBuf> for Input {
    fn from(path: PathBuf) -> Self {
        Input::Path(path)
    }
}

impl Input {
    /// The file's name without folders; a member of an archive keeps the archive's name before it.
    pub fn file(&self) -> String {
        match self {
            Input::Path(path) => file_name(path),
            Input::Bytes { name, .. } => name.clone(),
        }
    }

    /// The bytes as they lie on the disk, packed or not.
    pub(super) fn raw(&self) -> io::Result<Box<dyn Read + '_>> {
        Ok(match self {
            Input::Path(path) => Box::new(File::open(path)?),
            Input::Bytes { bytes, .. } => Box::new(&bytes[..]),
        })
    }

    /// The file of that name beside this one on the disk.
    pub(super) fn beside(&self, name: &str) -> Option<Input> {
        match self {
            Input::Path(path) => {
                let other = path.with_file_name(name);
                other.is_file().then_some(Input::Path(other))
            }
            Input::Bytes { .. } => None,
        }
    }

    pub(super) fn has_beside(&self, name: &str) -> bool {
        self.beside(name).is_some()
    }

    /// The whole content as text.
    pub(super) fn text(&self) -> io::Result<String> {
        match self {
            Input::Path(path) => fs::read_to_string(path),
            Input::Bytes { bytes, .. } => {
                String::from_utf8(bytes.to_vec()).map_err(|error| io::Error::new(io::ErrorKind::InvalidData, error))
            }
        }
    }
}

/// The file's name without folders.
pub(super) fn file_name(path: &Path) -> String {
    path.file_name().map_or_else(
        || path.display().to_string(),
        |name| name.to_string_lossy().into_owned(),
    )
}

/// The name without the extensions that the reader knows.
pub(super) fn stem(name: &str) -> &str {
    let mut stem = name;
    for ending in [".gz", ".zst", ".csv", ".tsv", ".txt"] {
        if stem.len() > ending.len() && stem.is_char_boundary(stem.len() - ending.len()) {
            let (rest, end) = stem.split_at(stem.len() - ending.len());
            if end.eq_ignore_ascii_case(ending) {
                stem = rest;
            }
        }
    }
    stem
}

/// Whether a folder's file is looked at at all.
pub(super) fn is_table_name(name: &str) -> bool {
    let lower = name.to_lowercase();
    let plain = lower
        .strip_suffix(".gz")
        .or_else(|| lower.strip_suffix(".zst"))
        .unwrap_or(&lower);
    !name.starts_with(['.', '~']) && [".csv", ".tsv", ".txt"].iter().any(|ending| plain.ends_with(ending))
}

/// The file's content, unpacked as its first bytes (not its name) say.
pub(super) fn open(input: &Input) -> io::Result<Box<dyn Read + '_>> {
    let mut file = input.raw()?;
    let mut magic = Vec::with_capacity(4);
    Read::by_ref(&mut file).take(4).read_to_end(&mut magic)?;
    let whole = io::Cursor::new(magic.clone()).chain(file);
    Ok(if magic.starts_with(&[0x1f, 0x8b]) {
        Box::new(MultiGzDecoder::new(BufReader::with_capacity(1 << 16, whole)))
    } else if magic.starts_with(&[0x28, 0xb5, 0x2f, 0xfd]) {
        Box::new(zstd::stream::read::Decoder::new(whole)?)
    } else {
        Box::new(whole)
    })
}

/// An error while reading, which in a packed file nearly always means a damaged one.
pub(super) fn read_error(file: &str, line: u64, error: io::Error) -> RecordingError {
    match error.kind() {
        io::ErrorKind::UnexpectedEof
        | io::ErrorKind::InvalidInput
        | io::ErrorKind::InvalidData
        | io::ErrorKind::Other => RecordingError::Compressed {
            file: file.to_owned(),
            line,
            reason: error.to_string(),
        },
        _ => RecordingError::Io {
            file: file.to_owned(),
            source: error,
        },
    }
}

/// A file whose header was understood.
#[derive(Debug, Clone)]
pub(super) struct Probed {
    pub input: Input,
    pub file: String,
    pub delimiter: u8,
    pub decimal_comma: bool,
    /// Lines before the first row of samples.
    pub lines_before: u64,
    pub names: Vec<String>,
    pub header: Header,
}

/// What a file turned out to be.
pub(super) enum Kind {
    Sensors(Box<Probed>),
    /// A table without sensor columns; its columns' names.
    Other(Vec<String>),
}

/// The first unpacked bytes of a file; an error if it is empty.
pub(super) fn head(input: &Input) -> Result<Vec<u8>, RecordingError> {
    let file = input.file();
    let io_error = |source: io::Error| match source.kind() {
        io::ErrorKind::NotFound => RecordingError::NotFound { file: file.clone() },
        _ => read_error(&file, 0, source),
    };
    let mut head = Vec::new();
    let mut reader = open(input).map_err(io_error)?;
    let outcome = reader.by_ref().take(PROBE_BYTES).read_to_end(&mut head);
    if head.is_empty() {
        outcome.map_err(io_error)?;
        return Err(RecordingError::TooShort { file, rows: 0 });
    }
    Ok(head)
}

/// Understands the first lines of a file.
pub(super) fn probe(input: &Input, head: &[u8]) -> Result<Kind, RecordingError> {
    let file = input.file();
    foreign(&file, head)?;
    let text = String::from_utf8_lossy(head.strip_prefix(b"\xef\xbb\xbf").unwrap_or(head));
    let lines: Vec<&str> = text.lines().take(PROBE_LINES).collect();

    let mut separator = None;
    let mut best: Option<(usize, u8, Vec<String>)> = None;
    let mut first_table: Option<(usize, u8, Vec<String>)> = None;
    for (i, line) in lines.iter().enumerate() {
        let bare = line.trim().trim_matches('"');
        if bare.is_empty() || line.starts_with('#') || line.starts_with("//") {
            continue;
        }
        if let Some(sign) = line.trim_matches(['"', ' ', '\r']).strip_prefix("sep=") {
            separator = sign.bytes().next().or(Some(b'\t'));
            continue;
        }
        let delimiter = separator.unwrap_or_else(|| likely_delimiter(line));
        let names: Vec<String> = split_quoted(line.as_bytes(), delimiter)
            .unwrap_or_default()
            .iter()
            .map(|cell| String::from_utf8_lossy(cell).trim().to_owned())
            .collect();
        if columns::axis_count(&names) >= 3 {
            best = Some((i, delimiter, names));
            break;
        }
        first_table.get_or_insert((i, delimiter, names));
    }
    let Some((row, delimiter, names)) = best else {
        let Some((row, _, names)) = first_table else {
            return Err(RecordingError::TooShort { file, rows: 0 });
        };
        if names.len() >= 7 && names.iter().all(|name| name.replace(',', ".").parse::<f64>().is_ok()) {
            return Err(RecordingError::NoHeader {
                file,
                line: row as u64 + 1,
            });
        }
        return Ok(Kind::Other(names));
    };
    let Some(header) = columns::understand(&file, &names)? else {
        return Ok(Kind::Other(names));
    };
    let rows = || {
        lines[row + 1..]
            .iter()
            .flat_map(|line| line.split(char::from(delimiter)))
    };
    let decimal_comma =
        delimiter != b',' && rows().any(|cell| cell.contains(',')) && !rows().any(|cell| cell.contains('.'));
    Ok(Kind::Sensors(Box::new(Probed {
        input: input.clone(),
        file,
        delimiter,
        decimal_comma,
        lines_before: row as u64 + 1,
        names,
        header,
    })))
}

/// The delimiter that splits a header into most cells; comma if none does.
fn likely_delimiter(line: &str) -> u8 {
    let count = |sign: u8| line.bytes().filter(|&byte| byte == sign).count();
    let mut likely = b',';
    for sign in *b"\t;" {
        if count(sign) > count(likely) {
            likely = sign;
        }
    }
    likely
}

/// The cells of one line, with quotation marks undone; `None` if one is left open.
pub(super) fn split_quoted(line: &[u8], delimiter: u8) -> Option<Vec<Vec<u8>>> {
    let mut cells = Vec::new();
    let mut cell = Vec::new();
    let mut inside = false;
    let mut at = 0;
    while at < line.len() {
        let byte = line[at];
        match byte {
            b'"' if inside && line.get(at + 1) == Some(&b'"') => {
                cell.push(b'"');
                at += 1;
            }
            b'"' => inside = !inside,
            _ if byte == delimiter && !inside => cells.push(std::mem::take(&mut cell)),
            _ => cell.push(byte),
        }
        at += 1;
    }
    cells.push(cell);
    (!inside).then_some(cells)
}

/// Refuses what is clearly not a text table.
fn foreign(file: &str, head: &[u8]) -> Result<(), RecordingError> {
    let (what, advice) = if head.starts_with(b"PK\x03\x04") {
        (
            "this is a spreadsheet or a zip archive, not a CSV file",
            "Open it and save it as CSV (UTF-8), or unpack it first.",
        )
    } else if head.starts_with(&[0xff, 0xfe]) || head.starts_with(&[0xfe, 0xff]) {
        ("the text is stored as UTF-16", "Save the file again as CSV (UTF-8).")
    } else if head.contains(&0) {
        ("this is not a text file", "Check that it is a CSV file.")
    } else {
        return Ok(());
    };
    Err(RecordingError::ForeignFormat {
        file: file.to_owned(),
        what,
        advice,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn stems_lose_all_known_endings() {
        assert_eq!(stem("pelvis.csv"), "pelvis");
        assert_eq!(stem("Pelvis.CSV.GZ"), "Pelvis");
        assert_eq!(stem("thigh.left.csv.zst"), "thigh.left");
        assert_eq!(stem("é"), "é");
        assert!(
            is_table_name("a.csv.gz")
                && is_table_name("a.TSV")
                && !is_table_name(".a.csv")
                && !is_table_name("README.md")
        );
    }

    #[test]
    fn quotation_marks_are_undone() {
        let cells = |line: &str| split_quoted(line.as_bytes(), b',').map(|cells| cells.len());
        assert_eq!(cells("a,b,c"), Some(3));
        assert_eq!(cells("\"a,b\",c"), Some(2));
        assert_eq!(cells("\"a,b,c"), None);
        assert_eq!(split_quoted(b"\"a\"\"b\"", b','), Some(vec![b"a\"b".to_vec()]));
        assert_eq!(cells(""), Some(1));
    }
}
