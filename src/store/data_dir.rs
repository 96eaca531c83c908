//! Where the data lie.

use super::StoreError;
use std::path::{Path, PathBuf};

/// The folder where this platform keeps an application's data ([`platform::data_home`]), with `gaitscope` in it.
///
/// # Errors
/// [`StoreError::NoPlace`] where the platform names none.
pub fn default_data_dir() -> Result<PathBuf, StoreError> {
    platform::data_home()
        .map(|home| home.join("gaitscope"))
        .ok_or(StoreError::NoPlace)
}

/// The parts of a data folder.
#[derive(Debug, Clone)]
pub(super) struct DataDir {
    pub root: PathBuf,
}

impl DataDir {
    pub(crate) const DATABASE: &str = "gaitscope.db";
    pub(crate) const KEY: &str = "key.json";

    pub(crate) fn new(root: &Path) -> DataDir {
        DataDir { root: root.to_owned() }
    }

    pub(crate) fn database(&self) -> PathBuf {
        self.root.join(Self::DATABASE)
    }

    /// Present where the store is encrypted: how the passphrase leads to the keys.
    pub(crate) fn key(&self) -> PathBuf {
        self.root.join(Self::KEY)
    }

    pub(crate) fn lock(&self) -> PathBuf {
        self.root.join("lock")
    }

    pub(crate) fn recordings(&self) -> PathBuf {
        self.root.join("recordings")
    }

    /// Files that are being written; swept when nobody else has the store open.
    pub(crate) fn incoming(&self) -> PathBuf {
        self.root.join("incoming")
    }

    /// What was dropped on the app, and the reports that it made: a folder for each run.
    pub(crate) fn dropped(&self) -> PathBuf {
        self.root.join("dropped")
    }

    /// Sessions that are being recorded; swept only with their visit.
    pub(crate) fn unfinished(&self) -> PathBuf {
        self.root.join("unfinished")
    }
}
