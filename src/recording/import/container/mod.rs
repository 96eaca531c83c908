//! Files that hold tables in another shape than text: spreadsheets, MATLAB files, HDF5 of anybody, Axivity's recordings. Each
//! table becomes one of text, with the names that the file gives, and is read on as any other: by its names, or by a mapping.

mod arrays;
mod axivity;
#[cfg(feature = "hdf5")]
mod hdf5;
#[cfg(not(feature = "hdf5"))]
#[path = "without_hdf5.rs"]
mod hdf5;
mod matlab;
mod spreadsheet;

pub(in super::super) use spreadsheet::is_spreadsheet;

use super::super::ReadOptions;
use super::super::error::RecordingError;
use super::super::input::{self, Input};
use super::super::problem::ExportProblem;
use super::super::text::reason;
use std::io::Read;
use std::sync::Arc;

/// What a person is told of them.
pub(super) const DESCRIPTIONS: &[super::FormatDescription] = &[
    super::FormatDescription {
        program: "MATLAB: `.mat` of version 5 and 7, and 7.3",
        reads: "arrays and structures of arrays, those of one length side by side; a number called `fs` or the like is the rate",
        source: "MAT-File Format, R2024a; HDF5",
        tried: "made (SciPy, h5py)",
        refused: "`table` objects, version 4",
    },
    #[cfg(feature = "hdf5")]
    super::FormatDescription {
        program: "HDF5 of anybody",
        reads: "data sets of one length side by side, with the unit of their attribute",
        source: "HDF5",
        tried: "made (h5py)",
        refused: "files without arrays of numbers",
    },
    super::FormatDescription {
        program: "Excel: `.xlsx`",
        reads: "every sheet as a table, dates as dates; a mapping picks one",
        source: "ECMA-376",
        tried: "made (openpyxl)",
        refused: "`.xls`, `.xlsb`, documents",
    },
    super::FormatDescription {
        program: "Axivity AX6: `.cwa`",
        reads: "six axes packed in 16 bits, gaps where blocks are missing",
        source: "the maker's description (`cwa.md`) as we remember it, no file of a device",
        tried: "made",
        refused: "AX3 (no gyroscope), nine axes",
    },
];

/// Larger ones are refused: they are unpacked in memory.
const LARGEST_BYTES: u64 = 512 << 20;
/// Of all tables of a file, as text.
const LARGEST_TABLE: usize = 512 << 20;
/// Of one cell of text; longer ones are no names.
const LONGEST_CELL: usize = 500;

/// A table of text.
struct Table {
    /// What the file calls it.
    name: String,
    text: String,
}

/// The tables of a file that is such a container; `None` for every other file.
///
/// # Errors
/// A damaged file, one that grows beyond all bounds, and one without any table.
///
/// # Cost
/// Memory for the file and for its tables as text.
pub(in super::super) fn tables(
    input: &Input,
    head: &[u8],
    options: &ReadOptions,
) -> Result<Option<Vec<Input>>, RecordingError> {
    let file = input.file();
    let read = || whole(input, options).map(Arc::<[u8]>::from);
    let (format, found): (&'static str, Result<Vec<Table>, ExportProblem>) = if head.starts_with(b"MATLAB 5.0 MAT-file")
    {
        (matlab::NAME, matlab::tables(&read()?))
    } else if head.starts_with(b"MATLAB 7.3 MAT-file") {
        (matlab::NAME, hdf5::tables(read()?))
    } else if head.starts_with(hdf5::SIGNATURE) {
        let bytes = read()?;
        if hdf5::is_apdm(bytes.clone()) {
            return Ok(None);
        }
        (hdf5::NAME, hdf5::tables(bytes))
    } else if axivity::is_axivity(head) {
        (axivity::NAME, axivity::tables(&read()?))
    } else if head.starts_with(b"PK\x03\x04") && is_spreadsheet(input) {
        (spreadsheet::NAME, spreadsheet::tables(&read()?))
    } else {
        return Ok(None);
    };
    let refused = |problem| RecordingError::Export {
        file: file.clone(),
        format,
        line: None,
        problem,
    };
    let found = found.map_err(refused)?;
    if found.is_empty() {
        return Err(refused(ExportProblem::NoTables));
    }
    let alone = found.len() == 1;
    let named = |table: Table| Input::Bytes {
        name: if alone {
            file.clone()
        } else {
            format!("{file}/{}.csv", table.name.replace(['/', '\\'], "_"))
        },
        bytes: Arc::from(table.text.into_bytes()),
    };
    Ok(Some(found.into_iter().map(named).collect()))
}

fn whole(input: &Input, options: &ReadOptions) -> Result<Vec<u8>, RecordingError> {
    let file = input.file();
    let limit = options.max_bytes.min(LARGEST_BYTES);
    let failed = |error| input::read_error(&file, 0, error);
    let mut bytes = Vec::new();
    let reader = input::open(input).map_err(failed)?;
    reader.take(limit + 1).read_to_end(&mut bytes).map_err(failed)?;
    if bytes.len() as u64 > limit {
        return Err(RecordingError::TooBig {
            file,
            line: 0,
            limit_bytes: limit,
        });
    }
    Ok(bytes)
}

fn unreadable(error: impl std::fmt::Display) -> ExportProblem {
    ExportProblem::Unreadable {
        reason: reason(error.to_string()),
    }
}

/// A name as the cell of a table: without what would part it.
fn as_cell(name: &str) -> String {
    name.chars()
        .take(LONGEST_CELL)
        .map(|sign| {
            if matches!(sign, ',' | '"' | '\n' | '\r') {
                ' '
            } else {
                sign
            }
        })
        .collect()
}
