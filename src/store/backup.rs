//! The whole store in one file, and back.
//!
//! A backup is a `tar` archive: a snapshot of the database (SQLite's online backup, so that work may go on), `key.json`
//! of an encrypted store, the packed recordings as they are, and last `SHA256SUMS` over all of them, which tells a whole
//! backup from a broken one. The backup of an encrypted store is encrypted, that of a plain one is not.

use super::audit::{self, Done};
use super::clock::By;
use super::contents;
use super::place::Place;
use super::{Passphrase, Store, StoreError, hex};
use rusqlite::Connection;
use rusqlite::backup::Backup;
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;
use std::fs::{self, File, TryLockError};
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};
use std::time::Duration;

const SUMS: &str = "SHA256SUMS";

impl Store {
    /// Writes a backup to a new file. The file is whole or not there, and on the disk when this returns.
    ///
    /// # Errors
    /// [`StoreError::Exists`], [`StoreError::Damaged`] where a recording is missing or changed, and what the disk says.
    pub fn backup(&mut self, out: &Path, by: &By) -> Result<(), StoreError> {
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
        let mut partial = out.as_os_str().to_owned();
        partial.push(format!(".partial-{}", std::process::id()));
        let partial = PathBuf::from(partial);
        let snapshot = contents::temporary(&self.place, "backup");
        let written = self
            .snapshot(&snapshot)
            .and_then(|listed| self.write_backup(&partial, &snapshot, &listed))
            .and_then(|()| fs::rename(&partial, out).map_err(StoreError::io(out, "put in its place")));
        // The first error is the one to report; the snapshot is swept at the next start at the latest.
        let _ = fs::remove_file(&snapshot);
        if written.is_err() {
            let _ = fs::remove_file(&partial);
        }
        written?;
        let folder = out.parent().filter(|folder| !folder.as_os_str().is_empty());
        contents::sync_dir(folder.unwrap_or(Path::new(".")))
    }

    /// A copy of the database, and the contents that it speaks of.
    fn snapshot(&self, path: &Path) -> Result<Vec<String>, StoreError> {
        let file = contents::create_private(path).map_err(StoreError::io(path, "written"))?;
        drop(file);
        let mut copy = Connection::open(path)?;
        #[cfg(feature = "encrypted-store")]
        if let super::Vault::Sealed(keys) = &self.vault {
            keys.give(&copy)?;
        }
        Backup::new(&self.connection, &mut copy)?.run_to_completion(256, Duration::ZERO, None)?;
        let contents = copy
            .prepare("SELECT DISTINCT content FROM recording ORDER BY content")?
            .query_map([], |row| row.get(0))?
            .collect::<rusqlite::Result<_>>()?;
        Ok(contents)
    }

    fn write_backup(&self, out: &Path, snapshot: &Path, listed: &[String]) -> Result<(), StoreError> {
        let failed = |error| StoreError::io(out, "written")(error);
        let file = contents::create_private(out).map_err(failed)?;
        let mut tar = tar::Builder::new(io::BufWriter::with_capacity(1 << 20, file));
        let mut sums = String::new();
        let mut files = vec![(Place::DATABASE.to_owned(), snapshot.to_owned())];
        if self.is_encrypted() {
            files.push((Place::KEY.to_owned(), self.place.key()));
        }
        for content in listed {
            let path = contents::path_of(&self.place, &self.vault, content);
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
        append(&mut tar, SUMS, sums.len() as u64, sums.as_bytes()).map_err(failed)?;
        let file = tar
            .into_inner()
            .and_then(|buffer| buffer.into_inner().map_err(io::IntoInnerError::into_error))
            .map_err(failed)?;
        file.sync_all().map_err(failed)
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
/// place is returned; nothing is changed unless the backup is whole and its database opens.
///
/// # Errors
/// [`StoreError::BadBackup`], [`StoreError::InUse`] while the store is open anywhere, the errors of [`Store::open`].
pub fn restore(
    backup: &Path,
    dir: &Path,
    passphrase: Option<&Passphrase>,
    by: &By,
) -> Result<Option<PathBuf>, StoreError> {
    let beside = |what: &str| -> Result<PathBuf, StoreError> {
        let name = dir
            .file_name()
            .ok_or(StoreError::NoPlace)?
            .to_string_lossy()
            .into_owned();
        Ok(dir.with_file_name(format!("{name}.{what}")))
    };
    let lock_path = Place::new(dir).lock();
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
    let checked = unpack(backup, &fresh).and_then(|()| {
        let mut store = Store::open(&fresh, passphrase)?;
        store.intact(backup)?;
        store.change(|connection| {
            audit::note(
                connection,
                by,
                Done {
                    action: "backup-restored",
                    ..Done::default()
                },
            )
        })
    });
    if let Err(error) = checked {
        // The first error is the one to report.
        let _ = fs::remove_dir_all(&fresh);
        return Err(error);
    }
    let kept = if dir.exists() {
        let kept = beside(&format!("before-restore-{}", by.at.as_millisecond()))?;
        fs::rename(dir, &kept).map_err(StoreError::io(dir, "moved aside"))?;
        Some(kept)
    } else {
        None
    };
    fs::rename(&fresh, dir).map_err(StoreError::io(dir, "put in its place"))?;
    if let Some(parent) = dir.parent().filter(|parent| !parent.as_os_str().is_empty()) {
        contents::sync_dir(parent)?;
    }
    Ok(kept)
}

impl Store {
    /// The database's own check, and that every recording is there and unchanged.
    ///
    /// # Cost
    /// Reads everything.
    fn intact(&self, backup: &Path) -> Result<(), StoreError> {
        let bad = |what: String| StoreError::BadBackup {
            path: backup.to_owned(),
            what,
        };
        let verdict: String = self
            .connection
            .query_row("PRAGMA integrity_check(1)", [], |row| row.get(0))?;
        if verdict != "ok" {
            return Err(bad(verdict));
        }
        if let Some(row) = self.audit_break()? {
            return Err(bad(format!("row {row} of the audit trail was changed")));
        }
        let mut statement = self.connection.prepare("SELECT id FROM recording")?;
        let ids = statement.query_map([], |row| row.get(0))?;
        for id in ids {
            self.recording_files(id?).map_err(|error| bad(error.to_string()))?;
        }
        Ok(())
    }
}

/// Unpacks an archive of nothing but what a backup may hold, and checks it against its sums.
fn unpack(backup: &Path, dir: &Path) -> Result<(), StoreError> {
    let bad = |what: String| StoreError::BadBackup {
        path: backup.to_owned(),
        what,
    };
    let file = File::open(backup).map_err(StoreError::io(backup, "read"))?;
    let mut tar = tar::Archive::new(io::BufReader::with_capacity(1 << 20, file));
    let place = Place::new(dir);
    contents::make_private_dir(&place.recordings())?;
    let mut found = BTreeMap::new();
    let mut sums = None;
    for entry in tar.entries().map_err(|error| bad(error.to_string()))? {
        let mut entry = entry.map_err(|error| bad(error.to_string()))?;
        let name = String::from_utf8_lossy(&entry.path_bytes()).into_owned();
        let odd = || bad(format!("it holds {:?}", name.chars().take(80).collect::<String>()));
        if !entry.header().entry_type().is_file() || sums.is_some() {
            return Err(odd());
        }
        if name == SUMS {
            let mut text = String::new();
            (&mut entry)
                .take(1 << 28)
                .read_to_string(&mut text)
                .map_err(|error| bad(error.to_string()))?;
            sums = Some(text);
            continue;
        }
        let path = allowed(&place, &name).ok_or_else(odd)?;
        if let Some(parent) = path.parent() {
            contents::make_private_dir(parent)?;
        }
        let mut source = Summing {
            inner: &mut entry,
            hasher: Sha256::new(),
            bytes: 0,
        };
        let mut out = contents::create_private(&path).map_err(StoreError::io(&path, "written"))?;
        io::copy(&mut source, &mut out).map_err(|error| bad(error.to_string()))?;
        out.sync_all().map_err(StoreError::io(&path, "written"))?;
        let sum = hex(&source.hasher.finalize());
        found.insert(name, sum);
    }
    let sums = sums.ok_or_else(|| bad("it ends too early".to_owned()))?;
    let expected: BTreeMap<String, String> = sums
        .lines()
        .filter_map(|line| line.split_once("  "))
        .map(|(sum, name)| (name.to_owned(), sum.to_owned()))
        .collect();
    if found != expected || !found.contains_key(Place::DATABASE) {
        return Err(bad("its files are not those of its list".to_owned()));
    }
    contents::sync_dir(dir)
}

/// Where a backup's entry goes; `None` for a name that no backup has.
fn allowed(place: &Place, name: &str) -> Option<PathBuf> {
    if name == Place::DATABASE || name == Place::KEY {
        return Some(place.root.join(name));
    }
    let (folder, file) = name.strip_prefix("recordings/")?.split_once('/')?;
    let content = file
        .strip_suffix(".tar.zst.sealed")
        .or_else(|| file.strip_suffix(".tar.zst"))?;
    let is_hash = content.len() == 64 && content.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'));
    (is_hash && content.starts_with(folder) && folder.len() == 2).then(|| place.recordings().join(folder).join(file))
}
