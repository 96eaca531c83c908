//! The whole store in one file, and back.
//!
//! A backup is a `tar` archive: a snapshot of the database (SQLite's online backup, so that work may go on), `key.json`
//! of an encrypted store, the packed recordings as they are, and last `SHA256SUMS` over all of them, which tells a whole
//! backup from a broken one. The backup of an encrypted store is encrypted, that of a plain one is not.

use super::audit::{self, Done};
use super::clock::By;
use super::contents;
use super::data_dir::DataDir;
use super::types::RecordingId;
use super::{Passphrase, Store, StoreError, hex, upkeep};
use recording::durable;
use rusqlite::Connection;
use rusqlite::backup::Backup;
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;
use std::fs::{self, File, TryLockError};
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};
use std::time::Duration;

const SUMS: &str = "SHA256SUMS";
/// Of a list in a backup, bytes: a million recordings.
const LARGEST_LIST: u64 = 1 << 28;
/// The contents that a backup could not take in, one a line.
const LEFT_OUT: &str = "LEFT-OUT";

/// A recording that is not in a backup, or not whole.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Lost {
    pub recording: RecordingId,
    pub pseudonym: String,
    /// What is wrong with its files.
    pub what: String,
}

/// What a restore brought back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Restored {
    /// Where the store is now that was there before.
    pub kept: Option<PathBuf>,
    /// Recordings whose files the backup does not hold whole; everything else about them is there.
    pub lost: Vec<Lost>,
}

impl Store {
    /// Writes a backup to a new file. The file is whole or not there, and on the disk when this returns. Every byte was
    /// checked against its hash: what is in it can be restored. Recordings whose files are missing or damaged here do not
    /// stop the rest; they are returned, and nobody must believe that they are safe.
    ///
    /// # Errors
    /// [`StoreError::Exists`], [`StoreError::Damaged`] where the database itself is damaged, and what the disk says.
    pub fn backup(&mut self, out: &Path, by: &By) -> Result<Vec<Lost>, StoreError> {
        if out.symlink_metadata().is_ok() {
            return Err(StoreError::Exists { path: out.to_owned() });
        }
        self.change(|connection| {
            audit::note(
                connection,
                by,
                Done {
                    action: "backup-made",
                    ..Done::default()
                },
            )
        })?;
        let folder = out.parent().filter(|folder| !folder.as_os_str().is_empty());
        sweep_partial(folder.unwrap_or(Path::new(".")));
        let mut partial = out.as_os_str().to_owned();
        partial.push(format!(".partial-{}", std::process::id()));
        let partial = PathBuf::from(partial);
        let snapshot = contents::temporary(&self.data_dir, "backup");
        let written = self
            .snapshot(&snapshot)
            .and_then(|listed| self.write_backup(&partial, &snapshot, &listed))
            .and_then(|lost| {
                durable::put_in_place(&partial, out).map_err(StoreError::io(out, "put in its place"))?;
                Ok(lost)
            });
        // The first error is the one to report; the snapshot is swept at the next start at the latest.
        fs::remove_file(&snapshot).ok();
        if written.is_err() {
            fs::remove_file(&partial).ok();
        }
        written
    }

    /// A copy of the database, and the contents that it speaks of.
    fn snapshot(&self, path: &Path) -> Result<Vec<String>, StoreError> {
        let file = platform::create_private(path).map_err(StoreError::io(path, "written"))?;
        drop(file);
        let mut copy = Connection::open(path)?;
        #[cfg(feature = "encrypted")]
        if let super::Encryption::Encrypted(keys) = &self.encryption {
            keys.give(&copy)?;
        }
        Backup::new(&self.connection, &mut copy)?.run_to_completion(256, Duration::ZERO, None)?;
        super::check(&copy, &self.data_dir.database())?;
        let contents = copy
            .prepare("SELECT DISTINCT content FROM recording ORDER BY content")?
            .query_map([], |row| row.get(0))?
            .collect::<rusqlite::Result<_>>()?;
        Ok(contents)
    }

    fn write_backup(&self, out: &Path, snapshot: &Path, listed: &[String]) -> Result<Vec<Lost>, StoreError> {
        let mut lost = Vec::new();
        let mut left_out = String::new();
        let failed = |error| StoreError::io(out, "written")(error);
        let file = platform::create_private(out).map_err(failed)?;
        // As long as it is written: another backup into this folder leaves it alone.
        file.lock().map_err(failed)?;
        let mut tar = tar::Builder::new(io::BufWriter::with_capacity(1 << 20, file));
        let mut sums = String::new();
        let mut files = vec![(DataDir::DATABASE.to_owned(), snapshot.to_owned())];
        if self.is_encrypted() {
            files.push((DataDir::KEY.to_owned(), self.data_dir.key()));
        }
        for content in listed {
            let path = contents::path_of(&self.data_dir, &self.encryption, content);
            if let Err(error) = contents::verify(&self.data_dir, &self.encryption, content, &self.files_of(content)?) {
                lost.extend(self.lost(content, &error)?);
                left_out.push_str(&format!("{content}\n"));
                continue;
            }
            let folder = content.get(..2).unwrap_or_default();
            let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
            files.push((format!("recordings/{folder}/{name}"), path));
        }
        for (name, path) in files {
            let source = File::open(&path).map_err(|error| match error.kind() {
                io::ErrorKind::NotFound => StoreError::damaged(&path, "the file is missing"),
                _ => StoreError::io(&path, "read")(error),
            })?;
            let bytes = source.metadata().map_err(StoreError::io(&path, "read"))?.len();
            let sum = append(&mut tar, &name, bytes, source).map_err(failed)?;
            sums.push_str(&format!("{sum}  {name}\n"));
        }
        if !left_out.is_empty() {
            let sum = append(&mut tar, LEFT_OUT, left_out.len() as u64, left_out.as_bytes()).map_err(failed)?;
            sums.push_str(&format!("{sum}  {LEFT_OUT}\n"));
        }
        append(&mut tar, SUMS, sums.len() as u64, sums.as_bytes()).map_err(failed)?;
        let file = tar
            .into_inner()
            .and_then(|buffer| buffer.into_inner().map_err(io::IntoInnerError::into_error))
            .map_err(failed)?;
        file.sync_all().map_err(failed)?;
        Ok(lost)
    }

    /// The recordings of a content, with what is wrong with it.
    fn lost(&self, content: &str, error: &StoreError) -> Result<Vec<Lost>, StoreError> {
        let mut statement = self.connection.prepare_cached(
            "SELECT r.id, p.pseudonym FROM recording r JOIN visit v ON v.id = r.visit_id \
             JOIN patient p ON p.id = v.patient_id WHERE r.content = ?1 ORDER BY r.id",
        )?;
        let rows = statement.query_map([content], |row| {
            Ok(Lost {
                recording: row.get(0)?,
                pseudonym: row.get(1)?,
                what: error.to_string(),
            })
        })?;
        Ok(rows.collect::<rusqlite::Result<_>>()?)
    }
}

/// Takes away what killed backups left in this folder: only what begins as a backup of ours, and that nobody writes.
fn sweep_partial(folder: &Path) {
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        let name = entry.file_name().to_string_lossy().into_owned();
        let number = name.rsplit_once(".partial-").map_or("", |(_, number)| number);
        let is_file = entry.file_type().is_ok_and(|kind| kind.is_file());
        if number.is_empty() || !number.bytes().all(|byte| byte.is_ascii_digit()) || !is_file {
            continue;
        }
        let Ok(mut file) = File::open(entry.path()) else {
            continue;
        };
        if file.try_lock().is_err() {
            continue;
        }
        let mut head = Vec::new();
        let first = (&mut file)
            .take(DataDir::DATABASE.len() as u64 + 1)
            .read_to_end(&mut head);
        let ours = head.is_empty() || head.strip_suffix(b"\0") == Some(DataDir::DATABASE.as_bytes());
        // What stays is only untidy, and tried again by the next backup.
        if first.is_ok() && ours {
            fs::remove_file(entry.path()).ok();
        }
    }
}

fn append(tar: &mut tar::Builder<impl Write>, name: &str, bytes: u64, source: impl Read) -> io::Result<String> {
    let mut header = tar::Header::new_gnu();
    header.set_size(bytes);
    header.set_mode(0o600);
    header.set_mtime(0);
    let mut source = Summing {
        inner: source.take(bytes),
        hasher: Sha256::new(),
        bytes: 0,
    };
    tar.append_data(&mut header, name, &mut source)?;
    if source.bytes != bytes {
        return Err(io::Error::new(
            io::ErrorKind::UnexpectedEof,
            format!("{name} became shorter"),
        ));
    }
    Ok(hex(&source.hasher.finalize()))
}

struct Summing<R> {
    inner: R,
    hasher: Sha256,
    bytes: u64,
}

impl<R: Read> Read for Summing<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let got = self.inner.read(buffer)?;
        self.hasher.update(&buffer[..got]);
        self.bytes += got as u64;
        Ok(got)
    }
}

/// Brings a backup back into a data folder. Where a store is there already it is kept beside the folder, and its new
/// place is returned; nothing is changed unless the backup is whole and its database opens. With `partial`, recordings that
/// the backup no longer holds whole are passed over and returned, as long as its database is whole.
///
/// # Errors
/// [`StoreError::BadBackup`], [`StoreError::PartlyWhole`] unless `partial`, [`StoreError::InUse`] while the store is open anywhere, [`StoreError::NotEmpty`] for a folder
/// of other things, the errors of [`Store::open`].
pub fn restore(
    backup: &Path,
    dir: &Path,
    passphrase: Option<&Passphrase>,
    partial: bool,
    by: &By,
) -> Result<Restored, StoreError> {
    let beside = |what: &str| -> Result<PathBuf, StoreError> {
        let name = dir
            .file_name()
            .ok_or(StoreError::NoPlace)?
            .to_string_lossy()
            .into_owned();
        Ok(dir.with_file_name(format!("{name}.{what}")))
    };
    let there = dir.symlink_metadata().is_ok();
    if there {
        upkeep::claim(&DataDir::new(dir))?;
    }
    let lock_path = DataDir::new(dir).lock();
    let lock = match File::open(&lock_path) {
        Ok(lock) => Some(lock),
        Err(error) if error.kind() == io::ErrorKind::NotFound => None,
        Err(error) => return Err(StoreError::io(&lock_path, "opened")(error)),
    };
    match lock.as_ref().map(File::try_lock) {
        Some(Err(TryLockError::WouldBlock)) => return Err(StoreError::InUse),
        Some(Err(TryLockError::Error(error))) => return Err(StoreError::io(&lock_path, "locked")(error)),
        _ => {}
    }
    let fresh = beside(&format!("restoring-{}", std::process::id()))?;
    let checked = begin(&fresh).and_then(|own| {
        unpack(backup, &fresh, partial)?;
        let mut store = Store::open(&fresh, passphrase)?;
        let lost = store.intact(backup, partial)?;
        store.change(|connection| {
            audit::note(
                connection,
                by,
                Done {
                    action: "backup-restored",
                    ..Done::default()
                },
            )
        })?;
        drop(store);
        let mark = fresh.join(upkeep::RESTORING);
        fs::remove_file(&mark).map_err(StoreError::io(&mark, "deleted"))?;
        let list = fresh.join(LEFT_OUT);
        if list.exists() {
            fs::remove_file(&list).map_err(StoreError::io(&list, "deleted"))?;
        }
        drop(own);
        Ok(lost)
    });
    let lost = match checked {
        Ok(lost) => lost,
        Err(error) => {
            // The first error is the one to report.
            fs::remove_dir_all(&fresh).ok();
            return Err(error);
        }
    };
    // Whoever opens the old store now holds it in its place: it is not moved under its feet.
    let lock = lock.filter(|_| platform::OPEN_FILES_MOVE);
    let kept = match there {
        true => {
            let kept = beside(&format!("before-restore-{}", by.at.as_millisecond()))?;
            exchange(&fresh, dir, &kept)?;
            Some(kept)
        }
        false => {
            durable::put_in_place(&fresh, dir).map_err(StoreError::io(dir, "put in its place"))?;
            None
        }
    };
    drop(lock);
    Ok(Restored { kept, lost })
}

/// Makes the folder in which a backup is unpacked, marked as such and held: another start neither takes it for a store nor
/// sweeps it.
fn begin(fresh: &Path) -> Result<File, StoreError> {
    contents::make_private_dir(fresh)?;
    let path = fresh.join(upkeep::RESTORING);
    let own = platform::create_private(&path).map_err(StoreError::io(&path, "written"))?;
    own.lock().map_err(StoreError::io(&path, "locked"))?;
    Ok(own)
}

/// Puts the new folder in the old one's place, and the old one aside. Where the system can exchange two names at once there
/// is a store under the name at every moment.
fn exchange(fresh: &Path, dir: &Path, kept: &Path) -> Result<(), StoreError> {
    if platform::exchange(fresh, dir) {
        return durable::put_in_place(fresh, kept).map_err(StoreError::io(fresh, "moved aside"));
    }
    durable::put_in_place(dir, kept).map_err(StoreError::io(dir, "moved aside"))?;
    durable::put_in_place(fresh, dir).map_err(|error| {
        // The old store comes back under its name.
        durable::put_in_place(kept, dir).ok();
        StoreError::io(dir, "put in its place")(error)
    })
}

impl Store {
    /// The database's own check, and that every recording is there and unchanged, but for those that the backup says it
    /// left out and, where `partial`, those that it lost. These are returned.
    ///
    /// # Cost
    /// Reads everything.
    fn intact(&self, backup: &Path, partial: bool) -> Result<Vec<Lost>, StoreError> {
        let bad = |what: String| StoreError::BadBackup {
            path: backup.to_owned(),
            what: recording::printable(&what).into_owned(),
        };
        super::check(&self.connection, &self.data_dir.database()).map_err(|error| bad(error.to_string()))?;
        if let Some(row) = self.audit_break()? {
            return Err(bad(format!("row {row} of the audit trail was changed")));
        }
        let list = self.data_dir.root.join(LEFT_OUT);
        let mut left_out = String::new();
        match File::open(&list) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => {}
            opened => {
                let read = opened.and_then(|file| file.take(LARGEST_LIST).read_to_string(&mut left_out));
                read.map_err(StoreError::io(&list, "read"))?;
            }
        }
        let contents: Vec<String> = self
            .connection
            .prepare("SELECT DISTINCT content FROM recording ORDER BY content")?
            .query_map([], |row| row.get(0))?
            .collect::<rusqlite::Result<_>>()?;
        let mut lost = Vec::new();
        for content in contents {
            let Err(error) = contents::verify(&self.data_dir, &self.encryption, &content, &self.files_of(&content)?)
            else {
                continue;
            };
            if !partial && !left_out.lines().any(|line| line == content) {
                return Err(StoreError::PartlyWhole {
                    path: backup.to_owned(),
                    what: error.to_string(),
                });
            }
            lost.extend(self.lost(&content, &error)?);
            let path = contents::path_of(&self.data_dir, &self.encryption, &content);
            if path.exists() {
                fs::remove_file(&path).map_err(StoreError::io(&path, "deleted"))?;
            }
        }
        Ok(lost)
    }
}

/// Unpacks an archive of nothing but what a backup may hold, and checks it against its sums. Where `partial`, an archive
/// that breaks off or does not agree with its sums goes on to the checks of the database and of each recording.
fn unpack(backup: &Path, dir: &Path, partial: bool) -> Result<(), StoreError> {
    let bad = |what: String| StoreError::BadBackup {
        path: backup.to_owned(),
        what: recording::printable(&what).into_owned(),
    };
    let file = File::open(backup).map_err(StoreError::io(backup, "read"))?;
    let mut tar = tar::Archive::new(io::BufReader::with_capacity(1 << 20, file));
    let data_dir = DataDir::new(dir);
    contents::make_private_dir(&data_dir.recordings())?;
    let mut found = BTreeMap::new();
    let mut sums = None;
    for entry in tar.entries().map_err(|error| bad(error.to_string()))? {
        let mut entry = match entry {
            Ok(entry) => entry,
            Err(_) if partial => break,
            Err(error) => return Err(bad(error.to_string())),
        };
        let name = String::from_utf8_lossy(&entry.path_bytes()).into_owned();
        let odd = || bad(format!("it holds {:?}", name.chars().take(80).collect::<String>()));
        if !entry.header().entry_type().is_file() || sums.is_some() {
            return Err(odd());
        }
        if name == SUMS {
            let mut text = String::new();
            match (&mut entry).take(LARGEST_LIST).read_to_string(&mut text) {
                Ok(_) => sums = Some(text),
                Err(_) if partial => break,
                Err(error) => return Err(bad(error.to_string())),
            }
            continue;
        }
        let path = allowed(&data_dir, &name).ok_or_else(odd)?;
        if let Some(parent) = path.parent() {
            contents::make_private_dir(parent)?;
        }
        let mut source = Summing {
            inner: &mut entry,
            hasher: Sha256::new(),
            bytes: 0,
        };
        let mut out = platform::create_private(&path).map_err(StoreError::io(&path, "written"))?;
        match io::copy(&mut source, &mut out) {
            Ok(_) => {}
            Err(_) if partial => break,
            Err(error) => return Err(bad(error.to_string())),
        }
        out.sync_all().map_err(StoreError::io(&path, "written"))?;
        let sum = hex(&source.hasher.finalize());
        found.insert(name, sum);
    }
    if !found.contains_key(DataDir::DATABASE) {
        return Err(bad("it holds no whole database".to_owned()));
    }
    if partial {
        return contents::sync_dir(dir);
    }
    let sums = sums.ok_or_else(|| bad("it ends too early".to_owned()))?;
    let expected: BTreeMap<String, String> = sums
        .lines()
        .filter_map(|line| line.split_once("  "))
        .map(|(sum, name)| (name.to_owned(), sum.to_owned()))
        .collect();
    if found != expected {
        return Err(StoreError::PartlyWhole {
            path: backup.to_owned(),
            what: "its files are not those of its list".to_owned(),
        });
    }
    contents::sync_dir(dir)
}

/// Where a backup's entry goes; `None` for a name that no backup has.
fn allowed(data_dir: &DataDir, name: &str) -> Option<PathBuf> {
    if name == DataDir::DATABASE || name == DataDir::KEY || name == LEFT_OUT {
        return Some(data_dir.root.join(name));
    }
    let (folder, file) = name.strip_prefix("recordings/")?.split_once('/')?;
    let content = file
        .strip_suffix(".tar.zst.sealed")
        .or_else(|| file.strip_suffix(".tar.zst"))?;
    let is_hash = content.len() == 64 && content.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'));
    (is_hash && content.starts_with(folder) && folder.len() == 2).then(|| data_dir.recordings().join(folder).join(file))
}
