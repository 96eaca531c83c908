//! MATLAB files of version 5 (`save`, also `-v7`): arrays and structures of arrays. Version 7.3 is HDF5.
//!
//! After "MAT-File Format", R2024a. Objects (`table`, `timetable`) are stored in a form that is not published: they are passed
//! over, and a file that holds nothing else is refused.

use super::super::super::problem::ExportProblem;
use super::arrays::{self, Array, MOST_ARRAYS};
use super::{Table, unreadable};
use flate2::read::ZlibDecoder;
use std::io::Read;

pub(super) const NAME: &str = "MATLAB file";

const HEADER: usize = 128;
/// Structures in structures.
const DEEPEST: usize = 16;
/// Of all variables, unpacked.
const LARGEST_FILE: u64 = 512 << 20;
/// Measured numbers pack to a tenth at best. Ours.
const LARGEST_RATIO: u64 = 100;
const FREE_BYTES: u64 = 16 << 20;

pub(super) fn tables(bytes: &[u8]) -> Result<Vec<Table>, ExportProblem> {
    let body = bytes
        .get(HEADER..)
        .ok_or_else(|| unreadable("it ends within its header"))?;
    let big_endian = match &bytes[HEADER - 2..HEADER] {
        b"IM" => false,
        b"MI" => true,
        _ => return Err(unreadable("its header is damaged")),
    };
    let mut found = Vec::new();
    let mut left = LARGEST_FILE;
    elements(body, big_endian, &mut |kind, data| {
        match kind {
            MATRIX => matrix(data, big_endian, None, &mut Vec::new(), &mut found)?,
            COMPRESSED => {
                let limit = left.min(FREE_BYTES.max(LARGEST_RATIO * data.len() as u64));
                let mut unpacked = Vec::new();
                let got = ZlibDecoder::new(data).take(limit + 1).read_to_end(&mut unpacked);
                got.map_err(unreadable)?;
                if unpacked.len() as u64 > limit {
                    return Err(unreadable("its variables grow beyond all bounds"));
                }
                left -= unpacked.len() as u64;
                elements(&unpacked, big_endian, &mut |kind, data| match kind {
                    MATRIX => matrix(data, big_endian, None, &mut Vec::new(), &mut found),
                    _ => Ok(()),
                })?;
            }
            _ => {}
        }
        Ok(())
    })?;
    arrays::tables(found)
}

const INT32: u32 = 5;
const UINT32: u32 = 6;
const MATRIX: u32 = 14;
const COMPRESSED: u32 = 15;

/// Walks through the elements of a stretch of the file.
fn elements<'a>(
    mut rest: &'a [u8],
    big_endian: bool,
    take: &mut dyn FnMut(u32, &'a [u8]) -> Result<(), ExportProblem>,
) -> Result<(), ExportProblem> {
    while rest.len() >= 8 {
        let (kind, data, after) = element(rest, big_endian)?;
        take(kind, data)?;
        rest = after;
    }
    Ok(())
}

/// The first element: its type, its data, and what follows.
fn element(rest: &[u8], big_endian: bool) -> Result<(u32, &[u8], &[u8]), ExportProblem> {
    let cut = || unreadable("it is cut short");
    let word = |at: usize| -> Result<u32, ExportProblem> {
        let four: [u8; 4] = rest
            .get(at..at + 4)
            .and_then(|four| four.try_into().ok())
            .ok_or_else(cut)?;
        Ok(if big_endian {
            u32::from_be_bytes(four)
        } else {
            u32::from_le_bytes(four)
        })
    };
    let first = word(0)?;
    // Up to four bytes stand in the tag itself.
    if first >> 16 != 0 {
        let length = (first >> 16) as usize;
        let data = rest.get(4..4 + length).filter(|_| length <= 4).ok_or_else(cut)?;
        return Ok((first & 0xffff, data, rest.get(8..).ok_or_else(cut)?));
    }
    let length = word(4)? as usize;
    let data = rest.get(8..).and_then(|rest| rest.get(..length)).ok_or_else(cut)?;
    // Compressed variables are not padded.
    let padded = if first == COMPRESSED {
        length
    } else {
        length.div_ceil(8) * 8
    };
    Ok((first, data, rest.get(8 + padded..).unwrap_or_default()))
}

fn numbers(kind: u32, data: &[u8], big_endian: bool) -> Option<Vec<f64>> {
    fn read<const N: usize>(data: &[u8], big_endian: bool, of: impl Fn([u8; N]) -> f64) -> Vec<f64> {
        let one = |bytes: &[u8]| {
            let mut own = [0; N];
            own.copy_from_slice(bytes);
            if big_endian {
                own.reverse();
            }
            of(own)
        };
        data.chunks_exact(N).map(one).collect()
    }
    Some(match kind {
        1 => read(data, big_endian, |b| f64::from(i8::from_le_bytes(b))),
        2 => read(data, big_endian, |b| f64::from(u8::from_le_bytes(b))),
        3 => read(data, big_endian, |b| f64::from(i16::from_le_bytes(b))),
        4 => read(data, big_endian, |b| f64::from(u16::from_le_bytes(b))),
        5 => read(data, big_endian, |b| f64::from(i32::from_le_bytes(b))),
        6 => read(data, big_endian, |b| f64::from(u32::from_le_bytes(b))),
        7 => read(data, big_endian, |b| f64::from(f32::from_le_bytes(b))),
        9 => read(data, big_endian, f64::from_le_bytes),
        12 => read(data, big_endian, |b| i64::from_le_bytes(b) as f64),
        13 => read(data, big_endian, |b| u64::from_le_bytes(b) as f64),
        _ => return None,
    })
}

/// Takes the arrays of numbers out of a matrix element; `name` where the structure around it says it.
fn matrix(
    data: &[u8],
    big_endian: bool,
    name: Option<&str>,
    path: &mut Vec<String>,
    found: &mut Vec<Array>,
) -> Result<(), ExportProblem> {
    if found.len() >= MOST_ARRAYS {
        return Err(unreadable("it holds more arrays than any recording"));
    }
    if data.is_empty() || path.len() > DEEPEST {
        return Ok(());
    }
    let (kind, flags, rest) = element(data, big_endian)?;
    let class = match numbers(kind, flags, big_endian).as_deref() {
        Some([flags, ..]) if kind == UINT32 => *flags as u32 & 0xff,
        _ => return Ok(()),
    };
    let (kind, dimensions, rest) = element(rest, big_endian)?;
    // Objects have no dimensions here.
    let Some(dimensions) = numbers(kind, dimensions, big_endian).filter(|_| kind == INT32) else {
        return Ok(());
    };
    let (_, own, rest) = element(rest, big_endian)?;
    let own = String::from_utf8_lossy(own).trim_end_matches('\0').to_owned();
    path.push(name.map_or(own, str::to_owned));
    match class {
        // Structures: the fields' names, then every field of every element.
        2 => {
            let (kind, length, rest) = element(rest, big_endian)?;
            let length = numbers(kind, length, big_endian)
                .and_then(|length| length.first().copied())
                .unwrap_or(0.0) as usize;
            let (_, names, mut rest) = element(rest, big_endian)?;
            let names: Vec<String> = (names.chunks(length.max(1)))
                .map(|name| {
                    String::from_utf8_lossy(name)
                        .split('\0')
                        .next()
                        .unwrap_or_default()
                        .to_owned()
                })
                .collect();
            let count: f64 = dimensions.iter().product();
            let mut at = 0usize;
            while rest.len() >= 8 && !names.is_empty() {
                let (kind, data, after) = element(rest, big_endian)?;
                let field = &names[at % names.len()];
                let name = if count > 1.0 {
                    format!("{}_{field}", at / names.len() + 1)
                } else {
                    field.clone()
                };
                if kind == MATRIX {
                    matrix(data, big_endian, Some(&name), path, found)?;
                }
                at += 1;
                rest = after;
            }
        }
        // Cells: by their numbers.
        1 => {
            let mut rest = rest;
            let mut at = 0usize;
            while rest.len() >= 8 {
                let (kind, data, after) = element(rest, big_endian)?;
                at += 1;
                if kind == MATRIX {
                    matrix(data, big_endian, Some(&at.to_string()), path, found)?;
                }
                rest = after;
            }
        }
        6..=15 if dimensions.len() == 2 => {
            let (kind, values, _) = element(rest, big_endian)?;
            let (rows, columns) = (dimensions[0] as usize, dimensions[1] as usize);
            if let Some(values) = numbers(kind, values, big_endian)
                && rows.checked_mul(columns) == Some(values.len())
            {
                found.push(Array::new(path.clone(), rows, columns, values));
            }
        }
        _ => {}
    }
    path.pop();
    Ok(())
}
