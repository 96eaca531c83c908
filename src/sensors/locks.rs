//! One program per sensor on this computer.

use super::capture::{CaptureError, Chosen};
use std::fs::{File, TryLockError};
use std::path::Path;

/// Locks a sensor for as long as the returned file is open.
///
/// # Errors
/// [`CaptureError::SensorInUse`]. A folder that cannot be written locks nothing: that is no reason not to record.
pub(super) fn lock(dir: &Path, chosen: &Chosen) -> Result<Option<File>, CaptureError> {
    let name: String = chosen
        .peer
        .0
        .chars()
        .map(|sign| if sign.is_ascii_alphanumeric() { sign } else { '_' })
        .collect();
    let opened = std::fs::create_dir_all(dir).and_then(|()| {
        File::options()
            .create(true)
            .truncate(false)
            .write(true)
            .open(dir.join(format!("{name}.lock")))
    });
    let Ok(file) = opened else { return Ok(None) };
    match file.try_lock() {
        Ok(()) => Ok(Some(file)),
        Err(TryLockError::WouldBlock) => Err(CaptureError::SensorInUse(chosen.label.clone())),
        Err(TryLockError::Error(_)) => Ok(None),
    }
}
