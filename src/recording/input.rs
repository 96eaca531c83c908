//! Opening a file: packed or plain, bounded in size; and finding where its table begins.

use super::error::RecordingError;
use super::problem::ForeignContent;
use super::text::{printable, reason};
use super::{columns, columns::Header};
use flate2::read::MultiGzDecoder;
use std::fs::{self, File};
use std::io::{self, BufReader, Read};
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// How much of a file is looked at to find its header.
const PROBE_BYTES: u64 = 64 * 1024;
/// Sessions, mappings and descriptions are pages, not books: parsed, they need ten times their size.
const LARGEST_TEXT: u64 = 1 << 20;
/// A header may stand below this many lines of remarks.
const PROBE_LINES: usize = 60;

/// A file as it is given to the reader: where it lies, or its bytes (an upload, a member of an archive).
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Input {
    /// Where it lies.
    Path(PathBuf),
    /// Its bytes.
    Bytes {
        /// As a file's name.
        name: String,
        /// The content.
        bytes: Arc<[u8]>,
    },
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
            Input::Bytes { name, .. } => printable(name).into_owned(),
        }
    }

    /// The bytes as they lie on the disk, packed or not.
    pub(super) fn raw(&self) -> io::Result<Box<dyn Read + '_>> {
        Ok(match self {
            Input::Path(path) => {
                // A pipe would be waited for without end, and a device has none.
                if !fs::metadata(path)?.is_file() {
                    return Err(io::Error::other("it is a pipe or a device, and not a file"));
                }
                Box::new(File::open(path)?)
            }
            Input::Bytes { bytes, .. } => Box::new(&bytes[..]),
        })
    }

    /// How many bytes there are, packed or not.
    pub(super) fn size(&self) -> Option<u64> {
        match self {
            Input::Path(path) => fs::metadata(path).ok().map(|data| data.len()),
            Input::Bytes { bytes, .. } => Some(bytes.len() as u64),
        }
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

    /// The whole content of a small file as text: a session, a mapping, a description of channels.
    pub(super) fn text(&self) -> io::Result<String> {
        self.text_within(LARGEST_TEXT)
    }

    /// The same within another limit, bytes.
    pub(super) fn text_within(&self, limit: u64) -> io::Result<String> {
        let mut bytes = Vec::new();
        self.raw()?.take(limit + 1).read_to_end(&mut bytes)?;
        if bytes.len() as u64 > limit {
            return Err(io::Error::other(format!(
                "it is larger than {limit} bytes, and a file of this name holds a page of text"
            )));
        }
        String::from_utf8(bytes).map_err(|error| io::Error::new(io::ErrorKind::InvalidData, error))
    }
}

/// The file's name without folders.
pub(super) fn file_name(path: &Path) -> String {
    let name = path.file_name().unwrap_or(path.as_os_str());
    printable(&name.to_string_lossy()).into_owned()
}

/// The name without the extensions that the reader knows.
pub(super) fn stem(name: &str) -> &str {
    let mut stem = name;
    for ending in [
        ".gz", ".zst", ".csv", ".tsv", ".txt", ".xlsx", ".mat", ".h5", ".hdf5", ".cwa",
    ] {
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
            reason: reason(error),
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
    must_be_text(&file, head)?;
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
            .map(|cell| printable(String::from_utf8_lossy(cell).trim()).into_owned())
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
pub(super) fn likely_delimiter(line: &str) -> u8 {
    let count = |sign: u8| line.bytes().filter(|&byte| byte == sign).count();
    let mut likely = b',';
    for sign in *b"\t;" {
        if count(sign) > count(likely) {
            likely = sign;
        }
    }
    likely
}

/// The cells of one line, with quotation marks undone; `None` if one is left open: `csv` would take all that follows for
/// one cell, in silence.
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

/// Where pictures and films say what they are.
const PICTURES: [(usize, &[u8]); 5] = [
    (0, b"\x89PNG"),
    (0, b"\xff\xd8\xff"),
    (0, b"GIF8"),
    (4, b"ftyp"),
    (8, b"AVI "),
];

/// Refuses what is clearly not a text table.
pub(super) fn must_be_text(file: &str, head: &[u8]) -> Result<(), RecordingError> {
    let content = if head.starts_with(b"PK\x03\x04") {
        ForeignContent::SpreadsheetOrArchive
    } else if head.starts_with(&[0xff, 0xfe]) || head.starts_with(&[0xfe, 0xff]) {
        ForeignContent::Utf16
    } else if head.starts_with(b"\xd0\xcf\x11\xe0") {
        ForeignContent::Spreadsheet
    } else if head.starts_with(b"MATLAB ") {
        ForeignContent::Matlab
    } else if head.starts_with(b"%PDF") {
        ForeignContent::Pdf
    } else if head.windows(5).take(2000).any(|five| five == b"<mvnx") {
        ForeignContent::Mvnx
    } else if head.starts_with(b"\x93NUMPY") || head.starts_with(b"\x80\x04\x95") || head.starts_with(b"\x80\x05\x95") {
        ForeignContent::Numpy
    } else if head.starts_with(b"PAR1") {
        ForeignContent::Parquet
    } else if head.starts_with(b"SQLite format 3\0") {
        ForeignContent::Database
    } else if PICTURES
        .iter()
        .any(|(at, magic)| head.get(*at..).is_some_and(|rest| rest.starts_with(magic)))
    {
        ForeignContent::Picture
    } else if head.len() > 512 && head[1] == 0x50 && head[0] > 1 && head[..512].contains(&0) {
        // Block of the parameters, then the key of the format.
        ForeignContent::C3d
    } else if head.contains(&0) {
        ForeignContent::Binary
    } else {
        return Ok(());
    };
    Err(RecordingError::ForeignFormat {
        file: file.to_owned(),
        content,
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
