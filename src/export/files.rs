//! Files that are either whole or not there, with this room's errors.

use super::ExportError;
use recording::durable;
use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};

/// Writes the file; its folder is made if it is not there.
pub(crate) fn write(path: PathBuf, bytes: &[u8]) -> Result<PathBuf, ExportError> {
    let written = path
        .parent()
        .map_or(Ok(()), fs::create_dir_all)
        .and_then(|()| durable::write(&path, |out| out.write_all(bytes)));
    match written {
        Ok(()) => Ok(path),
        Err(source) => Err(ExportError::Write { path, source }),
    }
}

/// JSON with two spaces and a line end.
pub(crate) fn write_json(path: PathBuf, value: &serde_json::Value) -> Result<PathBuf, ExportError> {
    let mut text = serde_json::to_string_pretty(value).map_err(|error| ExportError::Format {
        path: path.clone(),
        reason: error.to_string(),
    })?;
    text.push('\n');
    write(path, text.as_bytes())
}

/// A name as formats with strict names take it: letters and digits only, never empty.
pub(crate) fn label(text: &str, fallback: &str) -> String {
    let label: String = text.chars().filter(char::is_ascii_alphanumeric).take(64).collect();
    if label.is_empty() { fallback.to_owned() } else { label }
}

/// A tab-separated table: header and rows. Cells are made of this program's own words and of names without tabs.
pub(crate) fn tsv(header: &[&str], rows: &[Vec<String>]) -> String {
    let mut text = header.join("\t");
    text.push('\n');
    for row in rows {
        let cells: Vec<String> = row.iter().map(|cell| cell.replace(['\t', '\n', '\r'], " ")).collect();
        text.push_str(&cells.join("\t"));
        text.push('\n');
    }
    text
}

/// The folder's own path below which files are made; for messages.
pub(crate) fn below(dir: &Path, parts: &[&str]) -> PathBuf {
    parts.iter().fold(dir.to_owned(), |path, part| path.join(part))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn labels_hold_letters_and_digits_only() {
        assert_eq!(label("P-12/ä ../x", "unknown"), "P12x");
        assert_eq!(label("../..", "unknown"), "unknown");
    }

    #[test]
    fn cells_cannot_break_a_table() {
        assert_eq!(
            tsv(&["a", "b"], &[vec!["x\ty".into(), "z\n".into()]]),
            "a\tb\nx y\tz \n"
        );
    }

    #[test]
    fn a_failed_write_leaves_nothing() {
        let dir = tempfile::tempdir().expect("a folder");
        let path = dir.path().join("taken");
        fs::create_dir_all(path.join("inside")).expect("a folder in the way");
        assert!(write(path, b"x").is_err());
        assert_eq!(fs::read_dir(dir.path()).expect("readable").count(), 1);
    }
}
