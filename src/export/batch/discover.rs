//! Finding recordings below folders.

use super::BatchError;
use recording::{self, ReadOptions, RecordingError};
use std::fs;
use std::path::{Path, PathBuf};

/// A recording that was found, not read yet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DiscoveredRecording {
    /// Path below the root, with `#key` where a folder holds several recordings.
    pub name: String,
    /// What to give to `recording::read`.
    pub paths: Vec<PathBuf>,
    /// Which one of the folder.
    pub only: Option<String>,
    /// The first folder below the root, or the root's own name.
    pub clinic: String,
    /// Day of the newest file of the recording, `YYYY-MM-DD` in UTC: files carry no other date.
    pub date: String,
}

/// All recordings below the roots, in the order of their names.
///
/// A folder with a `session.toml` is one recording. Another folder with tables is read as far as needed to see how many
/// recordings it holds; a folder whose tables cannot be read is listed as well, so that its reason is told and nothing is
/// passed over in silence. Folders without tables are only walked through. Links are not followed.
///
/// # Errors
/// [`BatchError::Folder`] where a folder cannot be listed.
pub fn discover(roots: &[PathBuf]) -> Result<Vec<DiscoveredRecording>, BatchError> {
    let mut found = Vec::new();
    for root in roots {
        let name = root
            .file_name()
            .map_or("all".to_owned(), |name| name.to_string_lossy().into_owned());
        if root.is_file() {
            found.push(one(root, &name, &name, None)?);
        } else {
            walk(root, root, &name, &mut found)?;
        }
    }
    Ok(found)
}

fn walk(root: &Path, folder: &Path, root_name: &str, found: &mut Vec<DiscoveredRecording>) -> Result<(), BatchError> {
    let failed = |source| BatchError::Folder {
        path: folder.to_owned(),
        source,
    };
    let mut folders = Vec::new();
    let (mut session, mut tables) = (false, false);
    for entry in fs::read_dir(folder).map_err(failed)? {
        let entry = entry.map_err(failed)?;
        let kind = entry.file_type().map_err(failed)?;
        let name = entry.file_name().to_string_lossy().into_owned();
        if kind.is_dir() && !name.starts_with('.') {
            folders.push(entry.path());
        } else if kind.is_file() {
            session |= name == "session.toml";
            tables |= is_table(&name);
        }
    }
    let relative = folder.strip_prefix(root).unwrap_or(folder);
    let clinic = relative.components().next().map_or(root_name.to_owned(), |first| {
        first.as_os_str().to_string_lossy().into_owned()
    });
    let name = if relative.as_os_str().is_empty() {
        root_name.to_owned()
    } else {
        let parts: Vec<_> = relative.iter().map(|part| part.to_string_lossy()).collect();
        parts.join("/")
    };
    if session || tables {
        let only = if session { Vec::new() } else { several(folder) };
        if only.is_empty() {
            found.push(one(folder, &name, &clinic, None)?);
        }
        for key in only {
            found.push(one(folder, &format!("{name}#{key}"), &clinic, Some(key.clone()))?);
        }
    }
    // What a session folder holds below itself are results of it.
    if !session {
        folders.sort();
        for below in folders {
            walk(root, &below, root_name, found)?;
        }
    }
    Ok(())
}

/// Whether a file's name is that of a table that a sensor may have written.
pub fn is_table(name: &str) -> bool {
    [".csv", ".csv.gz", ".csv.zst"]
        .iter()
        .any(|end| name.to_lowercase().ends_with(end))
}

/// The keys of a folder's recordings, where it holds more than one.
fn several(folder: &Path) -> Vec<String> {
    match recording::read(&[folder.to_owned()], &ReadOptions::default()) {
        Err(RecordingError::SeveralRecordings { choices, .. }) => {
            choices.into_iter().map(|choice| choice.key).collect()
        }
        _ => Vec::new(),
    }
}

fn one(path: &Path, name: &str, clinic: &str, only: Option<String>) -> Result<DiscoveredRecording, BatchError> {
    Ok(DiscoveredRecording {
        name: name.to_owned(),
        paths: vec![path.to_owned()],
        only,
        clinic: clinic.to_owned(),
        date: newest(path)?,
    })
}

/// The day of the newest file, in UTC.
fn newest(path: &Path) -> Result<String, BatchError> {
    let failed = |source| BatchError::Folder {
        path: path.to_owned(),
        source,
    };
    let mut newest = None;
    if path.is_dir() {
        for entry in fs::read_dir(path).map_err(failed)? {
            let data = entry.and_then(|entry| entry.metadata()).map_err(failed)?;
            if data.is_file() {
                newest = newest.max(data.modified().ok());
            }
        }
    } else {
        newest = fs::metadata(path)
            .and_then(|data| data.modified())
            .map_err(failed)
            .map(Some)?;
    }
    let stamp = newest
        .and_then(|time| jiff::Timestamp::try_from(time).ok())
        .unwrap_or_default();
    Ok(stamp.to_zoned(jiff::tz::TimeZone::UTC).date().to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sessions_and_tables_are_found_and_results_are_not() {
        let root = tempfile::tempdir().expect("a folder");
        let session = root.path().join("north/p1/visit");
        fs::create_dir_all(session.join("report")).expect("folders");
        fs::write(session.join("session.toml"), "").expect("written");
        fs::write(session.join("report/strides.csv"), "side\nleft\n").expect("written");
        let broken = root.path().join("south/p2");
        fs::create_dir_all(&broken).expect("folders");
        fs::write(broken.join("pelvis.csv"), "nothing\n").expect("written");
        fs::create_dir_all(root.path().join("empty")).expect("folders");
        let found = discover(&[root.path().to_owned()]).expect("listed");
        let names: Vec<(&str, &str)> = found
            .iter()
            .map(|one| (one.name.as_str(), one.clinic.as_str()))
            .collect();
        assert_eq!(names, [("north/p1/visit", "north"), ("south/p2", "south")]);
    }
}
