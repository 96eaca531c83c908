//! Patients, visits, recordings and analyses, kept on this machine.
//!
//! One folder holds everything: an SQLite database, and the recordings' files under the hash of their content. The
//! interface is synchronous; a [`Store`] can be sent to another thread, and several may be open on one folder.
//!
//! ```no_run
//! use gaitscope::analysis::Settings;
//! use gaitscope::store::{Clock, NewRecording, PatientDetails, Store, SystemClock, default_data_dir};
//! # fn main() -> Result<(), gaitscope::store::StoreError> {
//! let mut store = Store::open(&default_data_dir()?, None)?;
//! let by = SystemClock.by("AM");
//! let patient = store.add_patient("P-017", &PatientDetails::default(), &by)?;
//! let visit = store.add_visit(patient, by.at, "first visit", &by)?;
//! let recording = store.add_recording(visit, "my-session".as_ref(), &NewRecording::default(), &by)?;
//! let analysis = store.analyze(recording, &Settings::default(), &by)?;
//! println!("{}", analysis.summary);
//! # Ok(())
//! # }
//! ```
//!
//! When a function that changes something returns `Ok`, the change is on the disk: a crash, a kill or a power cut
//! loses nothing that was confirmed, and leaves nothing half done. Every change goes into the audit trail, in the same
//! transaction.
//!
//! What the store does not do: it does not keep the machine's other users out beyond the rights of the folder (its
//! owner only), nor does it encrypt without the feature `encrypted-store` and a passphrase.

mod analyses;
mod audit;
mod backup;
mod clock;
mod consents;
mod contents;
mod error;
mod export;
mod notes;
mod patients;
mod place;
mod recordings;
#[cfg(feature = "encrypted-store")]
mod seal;
mod settings;
#[cfg(test)]
mod tests;
mod types;
mod vault;
mod visits;

pub use analyses::{AnalysisJob, program};
pub use audit::AuditEntry;
pub use backup::restore;
pub use clock::{By, Clock, SystemClock};
pub use contents::Files;
pub use error::StoreError;
pub use place::default_data_dir;
pub use types::{
    AnalysisId, AnalysisKey, Consent, ConsentId, Identity, LONGEST_LINE, LONGEST_NOTE, NewNote, NewRecording, Note,
    NoteId, Patient, PatientDetails, PatientId, PatientRow, Reading, RecordingId, StoredAnalysis, StoredFile,
    StoredRecording, Visit, VisitId,
};

use place::Place;
use rusqlite::{Connection, ErrorCode, TransactionBehavior};
use rusqlite_migration::{M, Migrations};
use std::fs::{self, File, TryLockError};
use std::io::Read;
use std::path::{Path, PathBuf};
use std::str::FromStr;
use std::time::Duration;
use vault::Vault;

/// `gait` in ASCII: says that a database is ours.
const APPLICATION_ID: i32 = 0x6761_6974;
/// How long a change waits for another program's change.
const PATIENCE: Duration = Duration::from_secs(10);
/// In order, never changed once released: a newer layout is one more.
const MIGRATIONS: [&str; 1] = [include_str!("migrations/1.sql")];

/// The passphrase of an encrypted store. Never printed.
#[derive(Clone)]
pub struct Passphrase(#[cfg_attr(not(feature = "encrypted-store"), expect(dead_code))] String);

impl Passphrase {
    pub fn new(text: impl Into<String>) -> Passphrase {
        Passphrase(text.into())
    }

    #[cfg(feature = "encrypted-store")]
    fn text(&self) -> &str {
        &self.0
    }
}

impl std::fmt::Debug for Passphrase {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Passphrase(…)")
    }
}

impl Drop for Passphrase {
    fn drop(&mut self) {
        #[cfg(feature = "encrypted-store")]
        zeroize::Zeroize::zeroize(&mut self.0);
    }
}

/// An open data folder.
pub struct Store {
    connection: Connection,
    place: Place,
    vault: Vault,
    /// Held shared as long as the store is open.
    _lock: File,
    max_recording_bytes: u64,
}

impl std::fmt::Debug for Store {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Store")
            .field("root", &self.place.root)
            .finish_non_exhaustive()
    }
}

impl Store {
    /// Opens the store in a folder; makes it, where there is none. With a passphrase a new store is encrypted, and an
    /// existing one must be.
    ///
    /// # Errors
    /// An encrypted store without its passphrase, a plain one with a passphrase, a folder of a newer program, and what
    /// the disk says. Nothing is changed then.
    pub fn open(dir: &Path, passphrase: Option<&Passphrase>) -> Result<Store, StoreError> {
        let place = Place::new(dir);
        for folder in [&place.root, &place.recordings(), &place.incoming(), &place.unfinished()] {
            contents::make_private_dir(folder)?;
        }
        let lock_path = place.lock();
        let lock = File::options()
            .create(true)
            .truncate(false)
            .write(true)
            .open(&lock_path)
            .map_err(StoreError::io(&lock_path, "opened"))?;
        // Whoever comes first tidies up and brings the database up to date; others wait for it.
        let alone = match lock.try_lock() {
            Ok(()) => true,
            Err(TryLockError::WouldBlock) => {
                lock.lock_shared().map_err(StoreError::io(&lock_path, "locked"))?;
                false
            }
            Err(TryLockError::Error(error)) => return Err(StoreError::io(&lock_path, "locked")(error)),
        };
        let vault = unlock(&place, passphrase)?;
        let connection = connect(&place.database(), &vault)?;
        let mut store = Store {
            connection,
            place,
            vault,
            _lock: lock,
            max_recording_bytes: 4 << 30,
        };
        store.migrate()?;
        if alone {
            store.sweep()?;
            store
                ._lock
                .unlock()
                .and_then(|()| store._lock.lock_shared())
                .map_err(StoreError::io(&lock_path, "locked"))?;
        }
        Ok(store)
    }

    /// The data folder.
    pub fn dir(&self) -> &Path {
        &self.place.root
    }

    /// A folder for sessions that are being recorded. What lies there is never touched by the store: add it when it is
    /// finished, then remove it. It is not encrypted.
    pub fn unfinished_dir(&self) -> PathBuf {
        self.place.unfinished()
    }

    /// Puts an encrypted store under another passphrase; nothing is encrypted anew. Backups made before keep the old one.
    ///
    /// # Errors
    /// A wrong old passphrase, a new one that is too short, a store that is not encrypted.
    #[cfg(feature = "encrypted-store")]
    pub fn change_passphrase(&mut self, old: &Passphrase, new: &Passphrase, by: &By) -> Result<(), StoreError> {
        if !self.is_encrypted() {
            return Err(StoreError::NotEncrypted {
                path: self.place.root.clone(),
            });
        }
        let place = self.place.clone();
        self.change(|connection| {
            audit::note(
                connection,
                by,
                audit::Done {
                    action: "passphrase-changed",
                    ..audit::Done::default()
                },
            )?;
            seal::change(&place, old, new)
        })
    }

    pub fn is_encrypted(&self) -> bool {
        !matches!(self.vault, Vault::Plain)
    }

    /// The largest recording that is taken in, unpacked bytes; 4 GiB unless set.
    pub fn limit_recordings(&mut self, bytes: u64) {
        self.max_recording_bytes = bytes;
    }

    fn migrate(&mut self) -> Result<(), StoreError> {
        let path = self.place.database();
        let id: i32 = self
            .connection
            .pragma_query_value(None, "application_id", |row| row.get(0))?;
        let tables: i64 = self
            .connection
            .query_row("SELECT count(*) FROM sqlite_master", [], |row| row.get(0))?;
        if id != APPLICATION_ID {
            if tables > 0 {
                return Err(StoreError::NotAStore { path });
            }
            self.connection.pragma_update(None, "application_id", APPLICATION_ID)?;
        }
        use rusqlite_migration::{Error, MigrationDefinitionError};
        Migrations::from_iter(MIGRATIONS.map(M::up))
            .to_latest(&mut self.connection)
            .map_err(|error| match error {
                Error::MigrationDefinition(MigrationDefinitionError::DatabaseTooFarAhead) => StoreError::TooNew {
                    path: self.place.root.clone(),
                },
                Error::RusqliteError { err, .. } => StoreError::Database(err),
                error => StoreError::damaged(&path, error.to_string()),
            })
    }

    /// Takes away what an interrupted program left; only when nobody else has the store open.
    fn sweep(&mut self) -> Result<(), StoreError> {
        let incoming = self.place.incoming();
        for entry in fs::read_dir(&incoming).map_err(StoreError::io(&incoming, "listed"))? {
            let path = entry.map_err(StoreError::io(&incoming, "listed"))?.path();
            let removed = if path.is_dir() {
                fs::remove_dir_all(&path)
            } else {
                fs::remove_file(&path)
            };
            removed.map_err(StoreError::io(&path, "deleted"))?;
        }
        self.forget()?;
        self.connection.execute("DELETE FROM loose_content", [])?;
        Ok(())
    }

    /// Runs a change in one transaction: it is on the disk as a whole when this returns, or not at all.
    fn change<T>(&mut self, change: impl FnOnce(&Connection) -> Result<T, StoreError>) -> Result<T, StoreError> {
        let transaction = self
            .connection
            .transaction_with_behavior(TransactionBehavior::Immediate)
            .map_err(busy)?;
        let value = change(&transaction)?;
        transaction.commit().map_err(busy)?;
        Ok(value)
    }

    /// Empties the write-ahead log into the database, so that deleted rows do not live on in it.
    fn truncate_log(&self) -> Result<(), StoreError> {
        self.connection
            .query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(()))
            .map_err(busy)
    }
}

fn busy(error: rusqlite::Error) -> StoreError {
    match error.sqlite_error_code() {
        Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked) => StoreError::Busy,
        _ => StoreError::Database(error),
    }
}

/// Finds out whether the store is encrypted, and demands the passphrase if and only if it is.
fn unlock(place: &Place, passphrase: Option<&Passphrase>) -> Result<Vault, StoreError> {
    let database = place.database();
    let mut head = Vec::new();
    match File::open(&database) {
        Ok(file) => {
            file.take(16)
                .read_to_end(&mut head)
                .map_err(StoreError::io(&database, "read"))?;
        }
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => {}
        Err(error) => return Err(StoreError::io(&database, "read")(error)),
    }
    let plain = head == b"SQLite format 3\0";
    let path = place.root.clone();
    match (place.key().exists(), passphrase) {
        (true, _) if plain => Err(StoreError::damaged(
            &database,
            "it is not encrypted, although there is a file `key.json`",
        )),
        (true, None) => Err(StoreError::NeedsPassphrase { path }),
        (false, _) if !head.is_empty() && !plain => Err(StoreError::damaged(
            &database,
            "it is no database, or it is encrypted and the file `key.json` is missing",
        )),
        (false, Some(_)) if plain => Err(StoreError::NotEncrypted { path }),
        (false, None) => Ok(Vault::Plain),
        #[cfg(not(feature = "encrypted-store"))]
        (_, Some(_)) => Err(StoreError::NoEncryption),
        #[cfg(feature = "encrypted-store")]
        (true, Some(passphrase)) => Ok(Vault::Sealed(seal::open(place, passphrase)?.into())),
        #[cfg(feature = "encrypted-store")]
        (false, Some(passphrase)) => Ok(Vault::Sealed(seal::create(place, passphrase)?.into())),
    }
}

/// Opens a database file with the rules that the store relies on.
fn connect(path: &Path, vault: &Vault) -> Result<Connection, StoreError> {
    let connection = Connection::open(path)?;
    match vault {
        Vault::Plain => {}
        #[cfg(feature = "encrypted-store")]
        Vault::Sealed(keys) => keys.unlock(&connection, path)?,
    }
    connection.busy_timeout(PATIENCE)?;
    let first: Result<i64, _> = connection.query_row("SELECT count(*) FROM sqlite_master", [], |row| row.get(0));
    first.map_err(|error| match error.sqlite_error_code() {
        Some(ErrorCode::NotADatabase | ErrorCode::DatabaseCorrupt) => {
            StoreError::damaged(path, "the database cannot be read")
        }
        _ => busy(error),
    })?;
    // Readers do not wait for writers, and a confirmed change is on the disk.
    connection.pragma_update_and_check(None, "journal_mode", "WAL", |_| Ok(()))?;
    for (name, value) in [
        ("synchronous", "FULL"),
        ("fullfsync", "ON"),
        ("checkpoint_fullfsync", "ON"),
        ("foreign_keys", "ON"),
        // Deleted rows are overwritten.
        ("secure_delete", "ON"),
        ("temp_store", "MEMORY"),
        ("trusted_schema", "OFF"),
        ("cell_size_check", "ON"),
    ] {
        connection
            .pragma_update_and_check(None, name, value, |_| Ok(()))
            .or_else(|error| match error {
                rusqlite::Error::QueryReturnedNoRows => Ok(()),
                error => Err(error),
            })?;
    }
    Ok(connection)
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// A value that the store wrote as text.
fn parsed<T: FromStr<Err: std::fmt::Display>>(field: &'static str, text: &str) -> Result<T, StoreError> {
    text.parse().map_err(|error: T::Err| StoreError::Field {
        field,
        problem: format!("`{text}` cannot be read: {error}"),
    })
}
