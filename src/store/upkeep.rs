//! Keeping the data folder in order: what is ours in it, who may see it, and what goes when a person goes.
//!
//! | place | what of a person lies there | until |
//! |---|---|---|
//! | `gaitscope.db` with `-wal` and `-shm` | all rows | the deletion; overwritten (`secure_delete`), the log emptied |
//! | `recordings/` | the files of recordings, packed | the deletion |
//! | `incoming/` | copies that are being made | the end of the change; after a kill the next start |
//! | `unfinished/visit-N-…/` | recordings that are being made or broke off | taken in, or the deletion |
//! | `dropped/<run>/` | what was dropped on the app, and reports that it made | the end of the run; reports also at every deletion |
//! | `<folder>.restoring-PID` | a backup that is being unpacked | after a kill the next start |
//! | `<folder>.before-restore-…` | the store that a restore replaced | the person at the keyboard removes it |
//! | `<backup>.partial-PID`, `.<export>.partial-PID` | a backup or an export that is being written | put in its place; after a kill with the next one into the same folder |
//!
//! [`Trace::ALL`] is the same list for programs; nothing of a person lies anywhere else. Nothing here follows a link, and
//! nothing is removed whose name this program did not give.

use super::types::VisitId;
use super::{DataDir, StoreError, contents};
use std::fs::{self, File};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

/// Says that a folder is a data folder of this program.
pub(super) const MARKER: &str = "gaitscope-data";
const MARKER_TEXT: &str = "This folder belongs to the program gaitscope, which keeps and removes files in it. It holds \
                           health data. Do not put other files here.\n";
/// Lies in a backup that is being unpacked, until it is whole.
pub(super) const RESTORING: &str = "restoring";
/// What the name of the lock of a run of the app ends with, beside its folder below `dropped`.
const OWNER: &str = "lock";

/// A place in which data of a person can lie.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Trace {
    Database,
    Recordings,
    Incoming,
    Unfinished,
    Dropped,
    Restoring,
    /// Stores that a restore replaced: removed by hand alone.
    Replaced,
    /// Backups and exports that are being written, as far as they are written beside the data folder; elsewhere the next
    /// one into the same folder removes what a killed one left.
    Partial,
}

impl Trace {
    pub const ALL: [Trace; 8] = [
        Trace::Database,
        Trace::Recordings,
        Trace::Incoming,
        Trace::Unfinished,
        Trace::Dropped,
        Trace::Restoring,
        Trace::Replaced,
        Trace::Partial,
    ];

    /// Files and folders of this kind that are there now, below a data folder or beside it.
    ///
    /// # Errors
    /// A folder that cannot be listed.
    pub fn paths(self, root: &Path) -> Result<Vec<PathBuf>, StoreError> {
        let data_dir = DataDir::new(root);
        match self {
            Trace::Database => Ok(["", "-wal", "-shm"]
                .iter()
                .map(|ending| root.join(format!("{}{ending}", DataDir::DATABASE)))
                .filter(|path| path.symlink_metadata().is_ok())
                .collect()),
            Trace::Recordings => entries(&data_dir.recordings()),
            Trace::Incoming => entries(&data_dir.incoming()),
            Trace::Unfinished => entries(&data_dir.unfinished()),
            Trace::Dropped => entries(&data_dir.dropped()),
            Trace::Restoring => restoring(root),
            Trace::Replaced => beside(root, |name, own| {
                let moment = name
                    .strip_prefix(own)
                    .and_then(|rest| rest.strip_prefix(".before-restore-"));
                moment.is_some_and(is_number)
            }),
            Trace::Partial => beside(root, |name, _| {
                name.rsplit_once(".partial-")
                    .is_some_and(|(_, number)| is_number(number))
            }),
        }
    }
}

/// What lies in a folder; nothing where there is none, or a link in its place.
fn entries(folder: &Path) -> Result<Vec<PathBuf>, StoreError> {
    if !is_folder(folder) {
        return Ok(Vec::new());
    }
    let listed: io::Result<Vec<PathBuf>> =
        fs::read_dir(folder).and_then(|entries| entries.map(|entry| Ok(entry?.path())).collect());
    let mut found = listed.map_err(StoreError::io(folder, "listed"))?;
    found.sort();
    Ok(found)
}

fn is_number(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit())
}

/// What lies beside the data folder under a name that fits; it is told the name, and that of the data folder.
fn beside(root: &Path, fits: impl Fn(&str, &str) -> bool) -> Result<Vec<PathBuf>, StoreError> {
    let (Some(parent), Some(own)) = (root.parent(), root.file_name()) else {
        return Ok(Vec::new());
    };
    let parent = if parent.as_os_str().is_empty() {
        Path::new(".")
    } else {
        parent
    };
    let own = own.to_string_lossy();
    let mut found = entries(parent)?;
    found.retain(|path| fits(&path.file_name().unwrap_or_default().to_string_lossy(), &own));
    Ok(found)
}

/// A folder itself, not a link to one.
fn is_folder(path: &Path) -> bool {
    path.symlink_metadata().is_ok_and(|data| data.is_dir())
}

/// Whether a store may be opened or made in this folder.
///
/// # Errors
/// [`StoreError::NotEmpty`] for a folder that holds other things and no database; [`StoreError::Link`] where one of the
/// folders in it is a link: whoever made it could lead the store, and its removing, elsewhere.
pub(super) fn claim(data_dir: &DataDir) -> Result<(), StoreError> {
    let inner = [
        data_dir.recordings(),
        data_dir.incoming(),
        data_dir.unfinished(),
        data_dir.dropped(),
    ];
    for path in inner.iter().chain([&data_dir.database(), &data_dir.lock()]) {
        if path.symlink_metadata().is_ok_and(|data| data.is_symlink()) {
            return Err(StoreError::Link { path: path.clone() });
        }
    }
    let there = |path: &Path| path.try_exists().map_err(StoreError::io(path, "read"));
    if there(&data_dir.database())? || !there(&data_dir.root)? {
        return Ok(());
    }
    // A first start that was killed leaves empty folders; the sensors of a place are remembered before its first person.
    let ours = |path: &Path| {
        let name = path.file_name().unwrap_or_default();
        let known = ["lock", MARKER, DataDir::KEY, "sensors", RESTORING];
        let empty = inner.iter().any(|own| own == path) && is_folder(path) && entries(path)?.is_empty();
        Ok::<bool, StoreError>(empty || known.iter().any(|own| *own == name))
    };
    for path in entries(&data_dir.root)? {
        if !ours(&path)? {
            return Err(StoreError::NotEmpty {
                path: data_dir.root.clone(),
            });
        }
    }
    Ok(())
}

/// Marks a folder whose database is ours.
pub(super) fn mark(data_dir: &DataDir) -> Result<(), StoreError> {
    let path = data_dir.root.join(MARKER);
    match platform::create_private(&path) {
        Ok(mut file) => file
            .write_all(MARKER_TEXT.as_bytes())
            .map_err(StoreError::io(&path, "written")),
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => Ok(()),
        Err(error) => Err(StoreError::io(&path, "written")(error)),
    }
}

/// Sees to it that nobody but the owner gets at the folder and at the files in it that others could open by name.
///
/// # Errors
/// [`StoreError::Open`] where others have rights and they cannot be taken: it names the command.
pub(super) fn narrow(data_dir: &DataDir) -> Result<(), StoreError> {
    let narrow = |path: &Path, mode: u32| -> Result<(), StoreError> {
        match path.symlink_metadata() {
            Ok(data) if data.is_symlink() && path != data_dir.root => return Ok(()),
            Ok(_) => {}
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(()),
            Err(error) => return Err(StoreError::io(path, "read")(error)),
        }
        platform::narrow(path, mode).map_err(|_| StoreError::Open {
            path: path.to_owned(),
            mode,
        })
    };
    narrow(&data_dir.root, 0o700)?;
    for folder in [
        data_dir.recordings(),
        data_dir.incoming(),
        data_dir.unfinished(),
        data_dir.dropped(),
    ] {
        narrow(&folder, 0o700)?;
    }
    for path in Trace::Database.paths(&data_dir.root)? {
        narrow(&path, 0o600)?;
    }
    narrow(&data_dir.lock(), 0o600)?;
    narrow(&data_dir.key(), 0o600)
}

/// Takes away what killed runs left: half-made copies, runs of the app that are over, unpacked backups. Only while nobody
/// else has the store open, and only in a marked folder.
pub(super) fn sweep(data_dir: &DataDir) -> Result<(), StoreError> {
    if !data_dir.root.join(MARKER).is_file() {
        return Ok(());
    }
    for path in Trace::Incoming.paths(&data_dir.root)? {
        if is_temporary(&path) && path.symlink_metadata().is_ok_and(|data| data.is_file()) {
            fs::remove_file(&path).map_err(StoreError::io(&path, "deleted"))?;
        }
    }
    for run in Trace::Dropped.paths(&data_dir.root)? {
        let lock = run.with_extension(OWNER);
        if is_owned(&lock) {
            continue;
        }
        let is_lock = run == lock && run.symlink_metadata().is_ok_and(|data| data.is_file());
        if is_folder(&run) {
            fs::remove_dir_all(&run).map_err(StoreError::io(&run, "deleted"))?;
        } else if is_lock {
            fs::remove_file(&run).map_err(StoreError::io(&run, "deleted"))?;
        }
    }
    // Sensors were connected, and nothing was recorded yet.
    for path in Trace::Unfinished.paths(&data_dir.root)? {
        if visit_of(&path).is_some() && is_folder(&path) && entries(&path)?.iter().all(|file| file.ends_with(HELD)) {
            fs::remove_dir_all(&path).map_err(StoreError::io(&path, "deleted"))?;
        }
    }
    // The folder above may be somebody else's, who lets nobody list it: then no restore left anything there.
    for path in Trace::Restoring.paths(&data_dir.root).unwrap_or_default() {
        fs::remove_dir_all(&path).map_err(StoreError::io(&path, "deleted"))?;
    }
    Ok(())
}

/// `pack-123-4` and the like: what [`contents::temporary`] gives, and what SQLite puts beside it.
fn is_temporary(path: &Path) -> bool {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    let beside = ["-journal", "-wal", "-shm"]
        .iter()
        .find_map(|ending| name.strip_suffix(ending));
    let mut parts = beside.unwrap_or(&name).splitn(2, '-');
    let kind = parts.next().unwrap_or_default();
    let rest = parts.next().unwrap_or_default();
    ["pack", "backup", "key", "check"].contains(&kind)
        && !rest.is_empty()
        && rest.bytes().all(|byte| byte.is_ascii_digit() || byte == b'-')
}

/// Whether a running program holds this lock. A file that cannot be opened is taken for held.
fn is_owned(lock: &Path) -> bool {
    match File::open(lock) {
        Ok(file) => file.try_lock().is_err(),
        Err(error) => error.kind() != io::ErrorKind::NotFound,
    }
}

/// Makes the folder of one run of the app below `dropped`, which stays as long as the returned lock is held.
pub(super) fn own_run(data_dir: &DataDir, name: &str) -> Result<(PathBuf, File), StoreError> {
    let folder = data_dir.dropped().join(name);
    let path = folder.with_extension(OWNER);
    let lock = platform::create_private(&path).map_err(StoreError::io(&path, "written"))?;
    lock.lock().map_err(StoreError::io(&path, "locked"))?;
    contents::make_private_dir(&folder)?;
    Ok((folder, lock))
}

/// Backups that were being unpacked beside the folder by a program that is gone. A folder that a restore put aside has
/// no file `restoring`: it is a store, and stays.
fn restoring(root: &Path) -> Result<Vec<PathBuf>, StoreError> {
    let mut found = beside(root, |name, own| {
        let number = name.strip_prefix(own).and_then(|rest| rest.strip_prefix(".restoring-"));
        number.is_some_and(is_number)
    })?;
    found.retain(|path| is_folder(path) && path.join(RESTORING).is_file() && !is_owned(&path.join(RESTORING)));
    Ok(found)
}

/// In the folder of a recording that is being made; hidden, so that it is no part of the recording.
const HELD: &str = ".held";

/// Says to all programs that a recording is being made in this folder, as long as the file is open.
pub(super) fn hold(folder: &Path) -> Result<File, StoreError> {
    let path = folder.join(HELD);
    let file = File::options()
        .create(true)
        .truncate(false)
        .write(true)
        .open(&path)
        .map_err(StoreError::io(&path, "written"))?;
    file.lock().map_err(StoreError::io(&path, "locked"))?;
    Ok(file)
}

/// Removes one folder of a recording that broke off.
pub(super) fn discard(data_dir: &DataDir, folder: &Path) -> Result<(), StoreError> {
    let known = Trace::Unfinished.paths(&data_dir.root)?;
    if !known.iter().any(|path| path == folder) || !is_folder(folder) {
        return Err(StoreError::Missing {
            what: "recording",
            id: visit_of(folder).map_or(0, |visit| visit.0),
        });
    }
    if is_owned(&folder.join(HELD)) {
        return Err(StoreError::BeingRecorded);
    }
    remove_folder(folder)
}

/// # Errors
/// [`StoreError::BeingRecorded`] where a program makes a recording of one of these visits.
pub(super) fn none_is_made(data_dir: &DataDir, visits: &[VisitId]) -> Result<(), StoreError> {
    let made =
        |path: &PathBuf| visit_of(path).is_some_and(|visit| visits.contains(&visit)) && is_owned(&path.join(HELD));
    match Trace::Unfinished.paths(&data_dir.root)?.iter().any(made) {
        true => Err(StoreError::BeingRecorded),
        false => Ok(()),
    }
}

/// Removes what lies outside of the database of these visits: recordings that broke off, and all reports that any run of
/// the app made (their names do not say whose they are; they are made anew where they are asked for).
pub(super) fn forget_files(data_dir: &DataDir, visits: &[VisitId]) -> Result<(), StoreError> {
    for path in Trace::Unfinished.paths(&data_dir.root)? {
        if is_folder(&path) && visit_of(&path).is_some_and(|visit| visits.contains(&visit)) {
            remove_folder(&path)?;
        }
    }
    for run in Trace::Dropped.paths(&data_dir.root)? {
        for path in entries(&run)? {
            let name = path.file_name().unwrap_or_default().to_string_lossy();
            if name.starts_with("report-") && is_folder(&path) {
                remove_folder(&path)?;
            }
        }
    }
    Ok(())
}

fn remove_folder(path: &Path) -> Result<(), StoreError> {
    match fs::remove_dir_all(path) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(StoreError::io(path, "deleted")(error)),
        _ => Ok(()),
    }
}

/// The visit of `unfinished/visit-N-…`.
pub(super) fn visit_of(path: &Path) -> Option<VisitId> {
    let name = path.file_name()?.to_str()?;
    name.strip_prefix("visit-")?.split('-').next()?.parse().ok()
}
