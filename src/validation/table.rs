//! Reference tables: small CSV files with a header, read whole.

use std::fs::File;
use std::path::{Path, PathBuf};

/// Why a reference table could not be used.
#[derive(Debug, thiserror::Error)]
pub(crate) enum TableError {
    #[error("{file}: cannot be opened: {cause}")]
    Open { file: String, cause: std::io::Error },
    #[error("{file}: {cause}")]
    Csv { file: String, cause: csv::Error },
    #[error("{file}: has no column `{column}`")]
    NoColumn { file: String, column: String },
    #[error("{file}, line {line}, column `{column}`: `{text}` is not a number")]
    NotANumber {
        file: String,
        line: usize,
        column: String,
        text: String,
    },
}

/// A CSV file as text cells.
#[derive(Debug, Clone)]
pub(crate) struct Table {
    file: String,
    pub header: Vec<String>,
    rows: Vec<csv::StringRecord>,
}

impl Table {
    pub(crate) fn read(path: &Path) -> Result<Table, TableError> {
        let file = file_name(path);
        let handle = File::open(path).map_err(|cause| TableError::Open {
            file: file.clone(),
            cause,
        })?;
        let mut reader = csv::ReaderBuilder::new().trim(csv::Trim::All).from_reader(handle);
        let csv_error = |cause| TableError::Csv {
            file: file_name(path),
            cause,
        };
        let header = reader.headers().map_err(csv_error)?.iter().map(str::to_owned).collect();
        let rows = reader.records().collect::<Result<Vec<_>, _>>().map_err(csv_error)?;
        Ok(Table { file, header, rows })
    }

    pub(crate) fn len(&self) -> usize {
        self.rows.len()
    }

    fn index(&self, column: &str) -> Result<usize, TableError> {
        let found = self.header.iter().position(|name| name == column);
        found.ok_or_else(|| TableError::NoColumn {
            file: self.file.clone(),
            column: column.to_owned(),
        })
    }

    /// A column as text.
    pub(crate) fn text(&self, column: &str) -> Result<Vec<&str>, TableError> {
        let index = self.index(column)?;
        Ok(self.rows.iter().map(|row| row.get(index).unwrap_or("")).collect())
    }

    /// A column as numbers; an empty cell or `nan` is NaN.
    pub(crate) fn numbers(&self, column: &str) -> Result<Vec<f64>, TableError> {
        let parse = |(row, text): (usize, &str)| {
            if text.is_empty() || text.eq_ignore_ascii_case("nan") {
                return Ok(f64::NAN);
            }
            fast_float2::parse(text).map_err(|_| TableError::NotANumber {
                file: self.file.clone(),
                line: row + 2,
                column: column.to_owned(),
                text: text.to_owned(),
            })
        };
        self.text(column)?.into_iter().enumerate().map(parse).collect()
    }
}

/// The header alone; empty if the file cannot be read as CSV.
pub(crate) fn header_of(path: &Path) -> Vec<String> {
    let reader = csv::ReaderBuilder::new()
        .flexible(true)
        .trim(csv::Trim::All)
        .from_path(path);
    let header = reader.ok().and_then(|mut reader| reader.headers().ok().cloned());
    header
        .map(|row| row.iter().map(str::to_owned).collect())
        .unwrap_or_default()
}

/// The file's name without folders, for messages.
pub(crate) fn file_name(path: &Path) -> String {
    path.file_name()
        .map(|name| name.to_string_lossy().into_owned())
        .unwrap_or_default()
}

/// `folder/<stem><suffix>`.
pub(crate) fn sibling(folder: &Path, stem: &str, suffix: &str) -> PathBuf {
    folder.join(format!("{stem}{suffix}"))
}
