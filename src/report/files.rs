//! Files that are either whole or not there, with this room's errors.

use super::ReportError;
use recording::durable;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

/// Writes one file of the report and returns its path.
pub(crate) fn write(
    dir: &Path,
    name: &str,
    fill: impl FnOnce(&mut dyn Write) -> io::Result<()>,
) -> Result<PathBuf, ReportError> {
    let path = dir.join(name);
    match durable::write(&path, |out| fill(out)) {
        Ok(()) => Ok(path),
        Err(source) => Err(ReportError::Write { path, source }),
    }
}
