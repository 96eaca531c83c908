//! Files and folders that are whole or not there, also after the power failed: written beside their place, brought to the
//! disk, then moved. Every room that replaces something on the disk does it here.

use std::ffi::OsString;
use std::fs::{self, File};
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

pub use platform::sync_folder;

/// Writes a file in the place of what is there. Whatever happens, the old file or the new one is under the name; when this
/// returns without an error, the new one is on the disk.
///
/// # Errors
/// What the disk says. The old file is then untouched, unless the last step failed: then the new one is under the name and
/// may not outlive a power cut.
pub fn write(path: &Path, fill: impl FnOnce(&mut BufWriter<File>) -> io::Result<()>) -> io::Result<()> {
    let beside = beside(path);
    let done = File::create(&beside).and_then(|file| {
        let mut out = BufWriter::with_capacity(1 << 16, file);
        fill(&mut out)?;
        out.flush()?;
        out.get_ref().sync_all()?;
        put_in_place(&beside, path)
    });
    if done.is_err() {
        // The first error is the one to report; what is left over is only untidy.
        fs::remove_file(&beside).ok();
    }
    done
}

/// Moves a file or folder to its place on the same disk, and sees to it that the move is on the disk. What it holds must
/// have been brought there before ([`File::sync_all`]).
///
/// # Errors
/// What the disk says. A folder takes the place of an empty folder only.
pub fn put_in_place(from: &Path, to: &Path) -> io::Result<()> {
    platform::rename(from, to)?;
    let (old, new) = (parent(from), parent(to));
    sync_folder(new)?;
    if old != new {
        sync_folder(old)?;
    }
    Ok(())
}

/// The folder in which a path lies.
fn parent(path: &Path) -> &Path {
    path.parent()
        .filter(|folder| !folder.as_os_str().is_empty())
        .unwrap_or(Path::new("."))
}

/// Where a file is written before it goes to its place: hidden, so that no reader of the folder takes it for one of its
/// files, and always the same, so that what a kill leaves is overwritten by the next attempt.
fn beside(path: &Path) -> PathBuf {
    let mut name = OsString::from(".");
    name.push(path.file_name().unwrap_or_default());
    name.push(".new");
    path.with_file_name(name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_replaced_whole_or_not_at_all() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("a.txt");
        write(&path, |out| out.write_all(b"old")).unwrap();
        let failed = write(&path, |out| {
            out.write_all(b"half")?;
            Err(io::Error::other("the disk is full"))
        });
        assert_eq!(failed.unwrap_err().to_string(), "the disk is full");
        assert_eq!(fs::read(&path).unwrap(), b"old");
        write(&path, |out| out.write_all(b"new")).unwrap();
        assert_eq!(fs::read(&path).unwrap(), b"new");
        assert_eq!(fs::read_dir(dir.path()).unwrap().count(), 1, "nothing is left over");
    }

    #[test]
    fn a_folder_does_not_take_the_place_of_a_full_one() {
        let dir = tempfile::tempdir().unwrap();
        let (new, old) = (dir.path().join("new"), dir.path().join("old"));
        for folder in [&new, &old] {
            fs::create_dir(folder).unwrap();
            fs::write(folder.join("a.txt"), b"a").unwrap();
        }
        assert!(put_in_place(&new, &old).is_err());
        assert!(new.join("a.txt").exists() && old.join("a.txt").exists());
        fs::remove_file(old.join("a.txt")).unwrap();
        put_in_place(&new, &old).unwrap();
        assert!(!new.exists() && old.join("a.txt").exists());
    }
}
