//! What can go wrong with the store, and what to do about it.

use recording::{RecordingError, printable};
use std::io;
use std::path::{Path, PathBuf};

/// Why the store cannot do what it was asked. Nothing that was confirmed before is lost by an error.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    #[error("{} cannot be {doing}: {source}; check the free space and the right to write there", path.display())]
    Io {
        path: PathBuf,
        doing: &'static str,
        source: io::Error,
    },
    #[error("the database could not take it: {}; nothing was changed", printable(&.0.to_string()))]
    Database(#[from] rusqlite::Error),
    #[error("the database is in use by another program and did not become free; try again")]
    Busy,
    #[error("the data in {} were written by a newer version of this program; update it", path.display())]
    TooNew { path: PathBuf },
    #[error("{} is not a database of this program", path.display())]
    NotAStore { path: PathBuf },
    #[error("{} is damaged: {what}; restore a backup, and keep the damaged folder", path.display())]
    Damaged { path: PathBuf, what: String },
    #[error(
        "{} holds other things and no data of this program; name an empty folder, or one that does not exist yet", path.display()
    )]
    NotEmpty { path: PathBuf },
    #[error("there are no data of this program in {}; name the data folder", path.display())]
    NoStore { path: PathBuf },
    #[error("{} is a link and would lead elsewhere; put the folder or file itself there", path.display())]
    Link { path: PathBuf },
    #[error(
        "others on this computer can get at {}, and it is not yours to change; as its owner run: chmod {mode:o} '{}'", path.display(), path.display()
    )]
    Open { path: PathBuf, mode: u32 },
    #[error("no folder for the data is known on this computer; name one")]
    NoPlace,
    #[cfg_attr(
        feature = "encrypted",
        error("the data in {} are encrypted; give the passphrase", path.display())
    )]
    #[cfg_attr(
        not(feature = "encrypted"),
        error(
            "the data in {} are encrypted, which this build of the program cannot open; install one with the feature \
             `encrypted-store`", path.display()
        )
    )]
    NeedsPassphrase { path: PathBuf },
    #[error(
        "the data in {} are NOT encrypted, but a passphrase was given; open them without one, or name a new folder for an \
         encrypted store and move the people there", path.display()
    )]
    NotEncrypted { path: PathBuf },
    #[error("the passphrase is not the one of {}", path.display())]
    WrongPassphrase { path: PathBuf },
    #[error("a passphrase needs at least {least} characters")]
    ShortPassphrase { least: usize },
    #[error("this build of the program cannot encrypt; install one with the feature `encrypted-store`")]
    NoEncryption,
    #[error("a recording of this person is being made; stop it and wait until it is stored, then delete")]
    BeingRecorded,
    #[error("there is no {what} with the number {id}; it may have been deleted")]
    Missing { what: &'static str, id: i64 },
    #[error("nobody is called `{pseudonym}` here")]
    NoSuchPerson { pseudonym: String },
    #[error("the pseudonym `{pseudonym}` is taken; choose another")]
    PseudonymTaken { pseudonym: String },
    #[error("{field}: {problem}")]
    Field { field: &'static str, problem: String },
    #[error("the file name {name:?} cannot be kept: {problem}; rename the file")]
    FileName { name: String, problem: &'static str },
    #[error("the recording in {} holds no files", path.display())]
    EmptyRecording { path: PathBuf },
    #[error("the recording is larger than {limit_mib} MiB; check that it is one, or raise the limit")]
    TooLarge { limit_mib: u64 },
    #[error("{name} changed while it was copied; finish writing it, then add it again")]
    Changed { name: String },
    #[error("{} is there already; choose a new name", path.display())]
    Exists { path: PathBuf },
    #[error("{} is no backup of this program, or not whole: {what}", path.display())]
    BadBackup { path: PathBuf, what: String },
    #[error("{} is not whole: {what}; what is whole can still be restored", path.display())]
    PartlyWhole { path: PathBuf, what: String },
    #[error("another window of the program has these data open; close it, then try again")]
    InUse,
    #[error(transparent)]
    Recording(#[from] RecordingError),
    #[error(transparent)]
    Analysis(#[from] assessment::AnalysisError),
    #[error("{what} cannot be put into JSON or read back: {source}; this is a fault of the program, please report it")]
    Json {
        what: &'static str,
        source: serde_json::Error,
    },
}

impl StoreError {
    pub(super) fn io(path: &Path, doing: &'static str) -> impl FnOnce(io::Error) -> StoreError {
        let path = path.to_owned();
        move |source| StoreError::Io { path, doing, source }
    }

    pub(super) fn json(what: &'static str) -> impl FnOnce(serde_json::Error) -> StoreError {
        move |source| StoreError::Json { what, source }
    }

    pub(super) fn damaged(path: &Path, what: impl Into<String>) -> StoreError {
        StoreError::Damaged {
            path: path.to_owned(),
            // SQLite names what stands in the file.
            what: printable(&what.into()).into_owned(),
        }
    }
}
