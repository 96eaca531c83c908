//! One program per sensor on this computer.

use super::capture::CaptureError;
use super::radio::PeerId;
use std::fs::{File, TryLockError};
use std::path::Path;

/// Locks a sensor for as long as the returned file is open; `label` is what is printed on it.
///
/// # Errors
/// [`CaptureError::SensorInUse`]. A folder that cannot be written locks nothing: that is no reason not to record.
pub(super) fn hold(dir: Option<&Path>, peer: &PeerId, label: &str) -> Result<Option<File>, CaptureError> {
    let Some(dir) = dir else { return Ok(None) };
    let name: String = peer
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
        Err(TryLockError::WouldBlock) => Err(CaptureError::SensorInUse(label.to_owned())),
        Err(TryLockError::Error(_)) => Ok(None),
    }
}
