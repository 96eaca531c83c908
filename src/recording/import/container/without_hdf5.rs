//! HDF5 in a program that was built without the feature `hdf5`: recognised, and refused with the reason.

use super::super::super::problem::ExportProblem;
use super::Table;
use std::sync::Arc;

pub(super) const NAME: &str = "HDF5 file";
pub(super) const SIGNATURE: &[u8] = b"\x89HDF\r\n\x1a\n";

/// None is left to the reader of Mobility Lab's files, which is not there either.
pub(super) fn is_apdm(_: Arc<[u8]>) -> bool {
    false
}

pub(super) fn tables(_: Arc<[u8]>) -> Result<Vec<Table>, ExportProblem> {
    Err(ExportProblem::WithoutHdf5)
}
