//! Files that are either whole or not there: written under a temporary name, then renamed.

use super::ReportError;
use std::fs::{self, File};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

/// Writes one file of the report and returns its path.
pub fn write(
    dir: &Path,
    name: &str,
    fill: impl FnOnce(&mut dyn Write) -> io::Result<()>,
) -> Result<PathBuf, ReportError> {
    let path = dir.join(name);
    let temporary = dir.join(format!(".{name}.partial"));
    let result = File::create(&temporary)
        .and_then(|mut file| {
            fill(&mut file)?;
            file.flush()
        })
        .and_then(|()| fs::rename(&temporary, &path));
    match result {
        Ok(()) => Ok(path),
        Err(source) => {
            // The first error is the one to report; a left-over temporary file is only untidy.
            let _ = fs::remove_file(&temporary);
            Err(ReportError::Write { path, source })
        }
    }
}
