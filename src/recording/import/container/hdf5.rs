//! HDF5 of anybody, and MATLAB files of version 7.3, which are HDF5: data sets by the groups that lead to them.

use super::super::super::problem::ExportProblem;
use super::arrays::{self, Array, MOST_ARRAYS};
use super::{Table, unreadable};
use hdf5_reader::dataset::Dataset;
use hdf5_reader::group::Group;
use hdf5_reader::{Hdf5File, OpenOptions};
use std::sync::Arc;

pub(super) const NAME: &str = "HDF5 file";
pub(super) const SIGNATURE: &[u8] = b"\x89HDF\r\n\x1a\n";

/// Of one data set, unpacked.
const LARGEST_DATASET: usize = 256 << 20;
/// Of all data sets together.
const LARGEST_FILE: usize = 512 << 20;
/// Measured samples pack to a tenth at best: a small file that says that it holds much more is filled with zeros. Ours.
const LARGEST_RATIO: usize = 100;
const FREE_BYTES: usize = 16 << 20;
/// Groups in groups.
const DEEPEST: usize = 16;

fn file(bytes: Arc<[u8]>) -> Result<Hdf5File, hdf5_reader::error::Error> {
    let most = LARGEST_DATASET.min(FREE_BYTES.max(bytes.len().saturating_mul(LARGEST_RATIO)));
    let options = OpenOptions::default()
        .with_max_read_bytes(most)
        .with_max_chunk_bytes(most);
    Hdf5File::from_shared_bytes_with_options(bytes, options)
}

/// Whether the groups are those of Mobility Lab's files.
pub(super) fn is_apdm(bytes: Arc<[u8]>) -> bool {
    let Ok(root) = file(bytes).and_then(|file| file.root_group()) else {
        // Damaged files are told by whoever reads them.
        return true;
    };
    let of_older = |group: &Group| group.group("Calibrated").is_ok() && group.dataset("Time").is_ok();
    let of_newer = |sensors: Group| {
        let mut groups = sensors.groups().unwrap_or_default().into_iter();
        groups.any(|group| group.dataset("Accelerometer").is_ok() || group.dataset("Gyroscope").is_ok())
    };
    root.group("Sensors").is_ok_and(of_newer) || root.groups().unwrap_or_default().iter().any(of_older)
}

pub(super) fn tables(bytes: Arc<[u8]>) -> Result<Vec<Table>, ExportProblem> {
    let file = file(bytes).map_err(unreadable)?;
    let root = file.root_group().map_err(unreadable)?;
    let mut found = Vec::new();
    let mut left = Left {
        bytes: LARGEST_FILE,
        groups: MOST_ARRAYS,
    };
    collect(&root, &mut Vec::new(), &mut left, &mut found)?;
    arrays::tables(found)
}

/// What may still be read: a group can lead to itself.
struct Left {
    bytes: usize,
    groups: usize,
}

fn collect(
    group: &Group,
    path: &mut Vec<String>,
    left: &mut Left,
    found: &mut Vec<Array>,
) -> Result<(), ExportProblem> {
    let many = || unreadable("it holds more arrays than any recording");
    left.groups = left.groups.checked_sub(1).ok_or_else(many)?;
    if found.len() >= MOST_ARRAYS {
        return Err(many());
    }
    let last = |name: &str| name.trim_matches('/').rsplit('/').next().unwrap_or_default().to_owned();
    for dataset in group.datasets().map_err(unreadable)? {
        path.push(last(dataset.name()));
        found.extend(array(&dataset, path, left)?);
        path.pop();
    }
    for inner in group.groups().map_err(unreadable)? {
        let name = last(inner.name());
        // MATLAB keeps there what cells and structures point to.
        if path.len() < DEEPEST && name != "#refs#" && name != "#subsystem#" {
            path.push(name);
            collect(&inner, path, left, found)?;
            path.pop();
        }
    }
    // A rate that is an attribute of the group.
    for attribute in group.attributes().unwrap_or_default() {
        if let Ok(value) = attribute.read_scalar::<f64>() {
            let path = path.iter().cloned().chain([attribute.name.clone()]).collect();
            found.push(Array::new(path, 1, 1, vec![value]));
        }
    }
    Ok(())
}

fn array(dataset: &Dataset, path: &[String], left: &mut Left) -> Result<Option<Array>, ExportProblem> {
    let shape: Vec<usize> = dataset.shape().iter().map(|length| *length as usize).collect();
    let (rows, columns) = match *shape.as_slice() {
        [] => (1, 1),
        [rows] => (rows, 1),
        [rows, columns] => (rows, columns),
        _ => return Ok(None),
    };
    let count = rows.saturating_mul(columns);
    let bytes = count.saturating_mul(8);
    // Nothing that numbers are read of: text, references, tables of mixed columns.
    let Some(values) = numbers(dataset) else {
        return Ok(None);
    };
    if bytes > left.bytes {
        return Err(unreadable(format!(
            "it holds more than {LARGEST_FILE} bytes of numbers"
        )));
    }
    left.bytes -= bytes;
    if values.len() != count {
        return Ok(None);
    }
    // Rows lie one after the other here, and columns in an array.
    let by_column = (0..columns).flat_map(|column| (0..rows).map(move |row| row * columns + column));
    let mut array = Array::new(path.to_vec(), rows, columns, by_column.map(|at| values[at]).collect());
    let unit = ["units", "unit", "Units", "Unit"]
        .into_iter()
        .find_map(|name| dataset.attribute(name).ok());
    array.unit = unit
        .and_then(|unit| unit.read_string().ok())
        .map(|text| text.trim_matches(['\0', ' ']).to_owned());
    Ok(Some(array))
}

fn numbers(dataset: &Dataset) -> Option<Vec<f64>> {
    macro_rules! either {
        ($($kind:ty),+) => {
            $(if let Ok(values) = dataset.read_array::<$kind>() {
                return Some(values.into_iter().map(|value| value as f64).collect());
            })+
        };
    }
    either!(f64, f32, i32, i64, u32, u64, i16, u16, i8, u8);
    None
}
