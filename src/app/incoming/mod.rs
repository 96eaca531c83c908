//! Files that a browser hands over: taken as hostile until they were read.
//!
//! [`receive`] writes an upload into a folder of its own within bounds of size, number and time; [`unpack`] does the same
//! with a zip; [`names`] makes sure that no name leads out of that folder; [`drops`] reads what is there, and
//! [`reasons`] says why it cannot be read.

pub mod apart;
pub mod drops;
pub mod names;
pub mod reasons;
pub mod receive;
pub mod unpack;

use serde::{Deserialize, Serialize};
use std::time::Duration;

/// How much is taken. An hour of five sensors is 110 MB of CSV.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Limits {
    /// Files of one upload, before and after unpacking.
    pub files: usize,
    /// Bytes of one upload as sent.
    pub sent_bytes: u64,
    /// Bytes of one upload after unpacking.
    pub unpacked_bytes: u64,
    /// Unpacked bytes for each packed one, once `FREE_BYTES` were unpacked.
    pub ratio: u64,
    /// From the first to the last byte.
    pub whole: Duration,
    /// Without a byte, and with less than `least_bytes`.
    pub idle: Duration,
    /// What must come in each such time, bytes: one that drips is as good as silent.
    pub least_bytes: u64,
}

/// Small files may pack as well as they like.
pub(crate) const FREE_BYTES: u64 = 16 << 20;

impl Default for Limits {
    fn default() -> Self {
        Limits {
            files: 256,
            sent_bytes: 512 << 20,
            unpacked_bytes: 1 << 30,
            ratio: 100,
            whole: Duration::from_secs(300),
            idle: Duration::from_secs(20),
            least_bytes: 64 << 10,
        }
    }
}

/// Why an upload was not taken. Nothing of a refused upload is kept.
#[derive(Debug, thiserror::Error)]
pub enum UploadError {
    #[error("there was no file in the upload")]
    Nothing,
    #[error("the upload is larger than {limit_mb} MB")]
    TooLarge { limit_mb: u64 },
    #[error("the upload holds more than {limit} files")]
    TooMany { limit: usize },
    #[error("the upload took too long")]
    TooSlow,
    #[error("the upload broke off")]
    Broken,
    #[error("a file's name leads out of its folder")]
    Name,
    #[error("the archive unpacks to more than {limit_mb} MB, or to far more than its own size")]
    Bomb { limit_mb: u64 },
    #[error("the archive is damaged, encrypted or of an unknown kind")]
    Archive,
    /// The process that unpacks broke down, or was ended.
    #[error("unpacking the archive broke down")]
    Broke,
    #[error("the upload cannot be written: {0}")]
    Write(#[from] std::io::Error),
}

impl UploadError {
    /// The message's name: `app-upload-<code>`.
    pub fn code(&self) -> &'static str {
        match self {
            UploadError::Nothing => "nothing",
            UploadError::TooLarge { .. } => "too-large",
            UploadError::TooMany { .. } => "too-many",
            UploadError::TooSlow => "too-slow",
            UploadError::Broken => "broken",
            UploadError::Name => "name",
            UploadError::Bomb { .. } => "bomb",
            UploadError::Archive => "archive",
            UploadError::Broke => "broke",
            UploadError::Write(_) => "write",
        }
    }

    /// The number in the message.
    pub fn limit(&self) -> f64 {
        match self {
            UploadError::TooLarge { limit_mb } | UploadError::Bomb { limit_mb } => *limit_mb as f64,
            UploadError::TooMany { limit } => *limit as f64,
            _ => 0.0,
        }
    }
}
