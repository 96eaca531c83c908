//! Patients, visits, recordings and analyses, kept on this machine.
//!
//! One folder holds everything: an SQLite database, and the recordings' files under the hash of their content. The
//! interface is synchronous; a [`Store`] can be sent to another thread, and several may be open on one folder.
//!
//! ```
//! use assessment::Settings;
//! use simulation::{presets, simulate};
//! use store::{Clock, NewRecording, PatientDetails, Store, SystemClock};
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! let folder = tempfile::tempdir()?;
//! let session = folder.path().join("session");
//! recording::write_session(&session, &simulate(&presets::limp(1)).recording)?;
//!
//! let mut store = Store::open(&folder.path().join("data"), None)?;
//! let by = SystemClock.by("AM");
//! let patient = store.add_patient("P-017", &PatientDetails::default(), &by)?;
//! let visit = store.add_visit(patient, by.at, "first visit", &by)?;
//! let recording = store.add_recording(visit, &session, &NewRecording::default(), &by)?;
//! let analysis = store.analyze(recording, &Settings::default(), &by)?;
//! assert_eq!(store.patients("P-017")?[0].visits, 1);
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
//! owner only), nor does it encrypt without the feature `encrypted` and a passphrase.

mod analyses;
mod audit;
mod backup;
#[cfg(feature = "encrypted")]
mod cipher;
mod clock;
mod consents;
mod contents;
mod data_dir;
mod encryption;
mod error;
mod export;
mod notes;
mod patients;
mod recordings;
mod settings;
#[cfg(test)]
mod tests;
mod types;
mod upkeep;
mod visits;

pub use analyses::AnalysisJob;
pub use audit::AuditEntry;
pub use backup::{Lost, Restored, restore};
pub use clock::{By, Clock, SystemClock};
pub use contents::Files;
pub use data_dir::default_data_dir;
pub use error::StoreError;
pub use types::{
    AnalysisId, AnalysisKey, Consent, ConsentId, Identity, MethodChange, NewNote, NewRecording, Note, NoteId, Patient,
    PatientDetails, PatientId, PatientRow, Reading, RecordingId, StoredAnalysis, StoredFile, StoredRecording, Visit,
    VisitId,
};

use data_dir::DataDir;
use encryption::Encryption;
use recording::hex;
use rusqlite::{Connection, ErrorCode, TransactionBehavior};
use rusqlite_migration::{M, Migrations};
use std::fs::{File, TryLockError};
use std::io::Read;
use std::path::{Path, PathBuf};
use std::str::FromStr;
use std::sync::OnceLock;
use std::time::Duration;

pub use upkeep::Trace;

/// `gait` in ASCII: says that a database is ours.
const APPLICATION_ID: i32 = 0x6761_6974;
/// How long a change waits for another program's change.
const PATIENCE: Duration = Duration::from_secs(10);
/// In order, never changed once released: a newer layout is one more.
const MIGRATIONS: [&str; 3] = [
    include_str!("migrations/1.sql"),
    include_str!("migrations/2.sql"),
    include_str!("migrations/3.sql"),
];

/// The passphrase of an encrypted store. Never printed.
#[derive(Clone)]
pub struct Passphrase(#[cfg_attr(not(feature = "encrypted"), expect(dead_code, reason = "nothing is sealed"))] String);

impl Passphrase {
    pub fn new(text: impl Into<String>) -> Passphrase {
        Passphrase(text.into())
    }

    #[cfg(feature = "encrypted")]
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
        #[cfg(feature = "encrypted")]
        zeroize::Zeroize::zeroize(&mut self.0);
    }
}

/// An open data folder.
pub struct Store {
    connection: Connection,
    data_dir: DataDir,
    encryption: Encryption,
    /// Held shared as long as the store is open.
    _lock: File,
    max_recording_bytes: u64,
}

impl std::fmt::Debug for Store {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Store")
            .field("root", &self.data_dir.root)
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
        let data_dir = DataDir::new(dir);
        upkeep::claim(&data_dir)?;
        for folder in [
            &data_dir.root,
            &data_dir.recordings(),
            &data_dir.incoming(),
            &data_dir.unfinished(),
            &data_dir.dropped(),
        ] {
            contents::make_private_dir(folder)?;
        }
        let lock_path = data_dir.lock();
        let lock = File::options()
            .create(true)
            .truncate(false)
            .write(true)
            .open(&lock_path)
            .map_err(StoreError::io(&lock_path, "opened"))?;
        upkeep::narrow(&data_dir)?;
        // Whoever comes first tidies up and brings the database up to date; others wait for it, but not for ever.
        let alone = match lock.try_lock() {
            Ok(()) => true,
            Err(TryLockError::WouldBlock) => {
                wait_for(&lock, &lock_path)?;
                false
            }
            Err(TryLockError::Error(error)) => return Err(StoreError::io(&lock_path, "locked")(error)),
        };
        let encryption = unlock(&data_dir, passphrase)?;
        let connection = connect(&data_dir.database(), &encryption)?;
        let mut store = Store {
            connection,
            data_dir,
            encryption,
            _lock: lock,
            max_recording_bytes: 4 << 30,
        };
        store.migrate()?;
        upkeep::mark(&store.data_dir)?;
        upkeep::narrow(&store.data_dir)?;
        if alone {
            store.check_database()?;
            store.sweep()?;
            store
                ._lock
                .unlock()
                .and_then(|()| store._lock.lock_shared())
                .map_err(StoreError::io(&lock_path, "locked"))?;
        }
        Ok(store)
    }

    /// Opens a store that is there already, and makes none.
    ///
    /// # Errors
    /// [`StoreError::NoStore`], and those of [`Store::open`].
    pub fn open_existing(dir: &Path, passphrase: Option<&Passphrase>) -> Result<Store, StoreError> {
        if !DataDir::new(dir).database().is_file() {
            return Err(StoreError::NoStore { path: dir.to_owned() });
        }
        Store::open(dir, passphrase)
    }

    /// The data folder.
    pub fn dir(&self) -> &Path {
        &self.data_dir.root
    }

    /// A folder for sessions that are being recorded. What lies there is never touched by the store: add it when it is
    /// finished, then remove it. It is not encrypted.
    pub fn unfinished_dir(&self) -> PathBuf {
        self.data_dir.unfinished()
    }

    /// Puts an encrypted store under another passphrase; nothing is encrypted anew. Backups made before keep the old one.
    ///
    /// # Errors
    /// A wrong old passphrase, a new one that is too short, a store that is not encrypted.
    #[cfg(feature = "encrypted")]
    pub fn change_passphrase(&mut self, old: &Passphrase, new: &Passphrase, by: &By) -> Result<(), StoreError> {
        if !self.is_encrypted() {
            return Err(StoreError::NotEncrypted {
                path: self.data_dir.root.clone(),
            });
        }
        let data_dir = self.data_dir.clone();
        self.change(|connection| {
            audit::note(
                connection,
                by,
                audit::Done {
                    action: "passphrase-changed",
                    ..audit::Done::default()
                },
            )?;
            cipher::change(&data_dir, old, new)
        })
    }

    pub fn is_encrypted(&self) -> bool {
        !matches!(self.encryption, Encryption::Plain)
    }

    /// Another largest recording than 4 GiB, unpacked bytes.
    #[cfg(test)]
    fn limit_recordings(&mut self, bytes: u64) {
        self.max_recording_bytes = bytes;
    }

    fn migrate(&mut self) -> Result<(), StoreError> {
        let path = self.data_dir.database();
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
                    path: self.data_dir.root.clone(),
                },
                Error::RusqliteError { err, .. } => StoreError::Database(err),
                error => StoreError::damaged(&path, error.to_string()),
            })
    }

    /// Takes away what an interrupted program left; only when nobody else has the store open.
    fn sweep(&mut self) -> Result<(), StoreError> {
        upkeep::sweep(&self.data_dir)?;
        let left: Vec<VisitId> = self
            .connection
            .prepare("SELECT id FROM visit")?
            .query_map([], |row| row.get(0))?
            .collect::<rusqlite::Result<_>>()?;
        let gone: Vec<VisitId> = Trace::Unfinished
            .paths(&self.data_dir.root)?
            .iter()
            .filter_map(|path| upkeep::visit_of(path))
            .filter(|visit| !left.contains(visit))
            .collect();
        if !gone.is_empty() {
            upkeep::forget_files(&self.data_dir, &gone)?;
        }
        self.forget()?;
        self.connection.execute("DELETE FROM loose_content", [])?;
        Ok(())
    }

    /// Looks through the whole database, so that damage is told when it can still be mended from a backup.
    fn check_database(&self) -> Result<(), StoreError> {
        check(&self.connection, &self.data_dir.database())
    }

    /// A folder for one run of the app below `dropped`: it is kept as long as the lock is, and swept at a later start.
    pub fn own_run(&self, name: &str) -> Result<(PathBuf, File), StoreError> {
        upkeep::own_run(&self.data_dir, name)
    }

    /// Keeps a folder below [`unfinished_dir`](Store::unfinished_dir) from being deleted by any program, as long as the
    /// returned file is open: a recording is being made in it.
    ///
    /// # Errors
    /// What the disk says.
    pub fn hold_unfinished(folder: &Path) -> Result<File, StoreError> {
        upkeep::hold(folder)
    }

    /// Runs a change in one transaction: it is on the disk as a whole when this returns, or not at all.
    fn change<T>(&mut self, change: impl FnOnce(&Connection) -> Result<T, StoreError>) -> Result<T, StoreError> {
        if !self.connection.is_autocommit() {
            // A part of [`Store::together`], which confirms or takes back all parts.
            return change(&self.connection);
        }
        let transaction = self
            .connection
            .transaction_with_behavior(TransactionBehavior::Immediate)
            .map_err(busy)?;
        let value = change(&transaction)?;
        transaction.commit().map_err(busy)?;
        Ok(value)
    }

    /// Runs several changes in one transaction: all of them are on the disk when this returns, or none. For changes of
    /// rows; adding and deleting recordings moves files and stands alone.
    ///
    /// # Errors
    /// The first error of a part; nothing was changed then.
    pub fn together<T>(&mut self, parts: impl FnOnce(&mut Store) -> Result<T, StoreError>) -> Result<T, StoreError> {
        self.connection.execute_batch("BEGIN IMMEDIATE").map_err(busy)?;
        let done = parts(self).and_then(|value| {
            self.connection.execute_batch("COMMIT").map_err(busy)?;
            Ok(value)
        });
        if done.is_err() && !self.connection.is_autocommit() {
            // The first error is the one to report; closing the connection takes the change back as well.
            self.connection.execute_batch("ROLLBACK").ok();
        }
        done
    }

    /// Empties the write-ahead log into the database, so that deleted rows do not live on in it.
    fn truncate_log(&self) -> Result<(), StoreError> {
        self.connection
            .query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(()))
            .map_err(busy)
    }
}

/// Waits for whoever holds the store alone.
///
/// # Errors
/// [`StoreError::InUse`] where it does not become free in [`PATIENCE`].
fn wait_for(lock: &File, path: &Path) -> Result<(), StoreError> {
    let mut waited = 0;
    loop {
        match lock.try_lock_shared() {
            Ok(()) => return Ok(()),
            Err(TryLockError::WouldBlock) if wait_more(waited) => waited += 1,
            Err(TryLockError::WouldBlock) => return Err(StoreError::InUse),
            Err(TryLockError::Error(error)) => return Err(StoreError::io(path, "locked")(error)),
        }
    }
}

/// Who says that the store waits for another program.
static SAYS: OnceLock<fn(Duration)> = OnceLock::new();
/// Between two looks whether the other program is done.
const LOOK: Duration = Duration::from_millis(20);
/// Waits shorter than this are not worth a word.
const UNSAID: Duration = Duration::from_millis(200);

/// Tells whoever waits: `say` is called when a change or an opening has begun to wait for another program, with the
/// longest that it will. For the whole process; the first call holds.
pub fn when_waiting(say: fn(Duration)) {
    // A second call, by another start in one process, changes nothing.
    SAYS.set(say).ok();
}

/// Waits a little for the `times`-th time; false where it has been long enough.
fn wait_more(times: i32) -> bool {
    let waited = LOOK * times.unsigned_abs();
    if waited == UNSAID
        && let Some(say) = SAYS.get()
    {
        say(PATIENCE);
    }
    if waited >= PATIENCE {
        return false;
    }
    std::thread::sleep(LOOK);
    true
}

/// SQLite's own look at every page, index and rule.
fn check(connection: &Connection, path: &Path) -> Result<(), StoreError> {
    let damaged = |what: String| StoreError::damaged(path, what);
    let verdict: String = connection
        .query_row("PRAGMA integrity_check(1)", [], |row| row.get(0))
        .map_err(|error| damaged(error.to_string()))?;
    if verdict != "ok" {
        return Err(damaged(verdict.lines().next().unwrap_or_default().to_owned()));
    }
    Ok(())
}

fn busy(error: rusqlite::Error) -> StoreError {
    match error.sqlite_error_code() {
        Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked) => StoreError::Busy,
        _ => StoreError::Database(error),
    }
}

/// Finds out whether the store is encrypted, and demands the passphrase if and only if it is.
fn unlock(data_dir: &DataDir, passphrase: Option<&Passphrase>) -> Result<Encryption, StoreError> {
    let database = data_dir.database();
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
    let path = data_dir.root.clone();
    match (data_dir.key().exists(), passphrase) {
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
        (false, None) => Ok(Encryption::Plain),
        #[cfg(not(feature = "encrypted"))]
        (_, Some(_)) => Err(StoreError::NoEncryption),
        #[cfg(feature = "encrypted")]
        (true, Some(passphrase)) => Ok(Encryption::Encrypted(cipher::open(data_dir, passphrase)?.into())),
        #[cfg(feature = "encrypted")]
        (false, Some(passphrase)) => Ok(Encryption::Encrypted(cipher::create(data_dir, passphrase)?.into())),
    }
}

/// Opens a database file with the rules that the store relies on.
fn connect(path: &Path, encryption: &Encryption) -> Result<Connection, StoreError> {
    let connection = Connection::open(path)?;
    match encryption {
        Encryption::Plain => {}
        #[cfg(feature = "encrypted")]
        Encryption::Encrypted(keys) => keys.unlock(&connection, path)?,
    }
    connection.busy_handler(Some(wait_more))?;
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

/// A value that the store wrote as text.
fn parsed<T: FromStr<Err: std::fmt::Display>>(field: &'static str, text: &str) -> Result<T, StoreError> {
    text.parse().map_err(|error: T::Err| StoreError::Field {
        field,
        problem: format!("`{text}` cannot be read: {error}"),
    })
}
