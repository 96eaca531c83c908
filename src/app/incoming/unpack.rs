//! Zip archives, unpacked within bounds: nothing that an archive says of itself is believed. The app does it in a process of
//! its own ([`super::apart`]): a directory of millions of names fills memory before the first of them is looked at.

use super::{FREE_BYTES, Limits, UploadError, names};
use recording::ArchiveProblem;
use std::fs::{self, File};
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};

/// Unpacks one archive into a folder and returns the bytes written. Archives within archives stay as they are.
pub fn unpack(archive: &Path, into: &Path, limits: &Limits, mut used: u64) -> Result<u64, UploadError> {
    let bomb = || UploadError::Bomb {
        limit_mb: limits.unpacked_bytes >> 20,
    };
    let packed = fs::metadata(archive)?.len();
    let allowed = limits
        .unpacked_bytes
        .min(FREE_BYTES.max(packed.saturating_mul(limits.ratio)));
    if packed > limits.sent_bytes {
        return Err(UploadError::TooLarge {
            limit_mb: limits.sent_bytes >> 20,
        });
    }
    // What the reader of archives refuses is refused here too, before the directory is taken apart.
    let bytes = fs::read(archive)?;
    recording::import::check_directory(&bytes).map_err(|problem| match problem {
        ArchiveProblem::TooManyFiles => UploadError::TooMany { limit: limits.files },
        ArchiveProblem::NameTwice { .. } => UploadError::Name,
        _ => UploadError::Archive,
    })?;
    let mut zip = zip::ZipArchive::new(io::Cursor::new(bytes)).map_err(|_| UploadError::Archive)?;
    if zip.len() > limits.files {
        return Err(UploadError::TooMany { limit: limits.files });
    }
    let before = used;
    for at in 0..zip.len() {
        let mut entry = zip.by_index(at).map_err(|_| UploadError::Archive)?;
        if entry.is_symlink() {
            return Err(UploadError::Name);
        }
        if entry.is_dir() {
            continue;
        }
        let Some(place) = names::inside(entry.name())? else {
            continue;
        };
        let path = into.join(place);
        if let Some(folder) = path.parent() {
            fs::create_dir_all(folder)?;
        }
        // A second file of the same name would replace the first in silence.
        let mut out = File::create_new(&path).map_err(|error| match error.kind() {
            io::ErrorKind::AlreadyExists => UploadError::Name,
            _ => UploadError::Write(error),
        })?;
        let mut block = vec![0; 1 << 16];
        loop {
            let n = entry.read(&mut block).map_err(|_| UploadError::Archive)?;
            if n == 0 {
                break;
            }
            used += n as u64;
            if used > limits.unpacked_bytes || used - before > allowed {
                return Err(bomb());
            }
            out.write_all(&block[..n])?;
        }
    }
    Ok(used - before)
}

/// Unpacks the archives of an upload, each into a folder of its name beside it, and removes them.
///
/// # Errors
/// The first archive's that is refused.
pub(crate) fn unpack_all(archives: &[PathBuf], limits: &Limits) -> Result<(), UploadError> {
    let mut used = 0;
    for archive in archives {
        used += unpack(archive, &archive.with_extension(""), limits, used)?;
        fs::remove_file(archive)?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use zip::write::SimpleFileOptions;

    fn archive(folder: &Path, files: &[(&str, &[u8])]) -> std::path::PathBuf {
        let path = folder.join("a.zip");
        let mut zip = zip::ZipWriter::new(File::create(&path).unwrap());
        for (name, bytes) in files {
            zip.start_file(*name, SimpleFileOptions::default()).unwrap();
            zip.write_all(bytes).unwrap();
        }
        zip.finish().unwrap();
        path
    }

    #[test]
    fn a_usual_archive_unpacks() {
        let folder = tempfile::tempdir().unwrap();
        let path = archive(folder.path(), &[("s/pelvis.csv", b"a,b"), ("s/session.toml", b"x")]);
        let into = folder.path().join("out");
        assert_eq!(unpack(&path, &into, &Limits::default(), 0).unwrap(), 4);
        assert_eq!(fs::read(into.join("s/pelvis.csv")).unwrap(), b"a,b");
    }

    #[test]
    fn bombs_and_tricks_are_refused() {
        let folder = tempfile::tempdir().unwrap();
        let into = folder.path().join("out");
        let zeros = vec![0; 40 << 20];
        let path = archive(folder.path(), &[("z.csv", &zeros)]);
        assert!(matches!(
            unpack(&path, &into, &Limits::default(), 0),
            Err(UploadError::Bomb { .. })
        ));
        let path = archive(folder.path(), &[("../../z.csv", b"x")]);
        assert!(matches!(
            unpack(&path, &into, &Limits::default(), 0),
            Err(UploadError::Name)
        ));
        assert!(!folder.path().join("z.csv").exists());
        let many: Vec<String> = (0..300).map(|k| format!("{k}.csv")).collect();
        let many: Vec<(&str, &[u8])> = many.iter().map(|name| (name.as_str(), b"x".as_slice())).collect();
        let path = archive(folder.path(), &many);
        assert!(matches!(
            unpack(&path, &into, &Limits::default(), 0),
            Err(UploadError::TooMany { .. })
        ));
        // Two of one name: the archive's own index would keep one of them in silence.
        let path = archive(folder.path(), &[("one.csv", b"1"), ("two.csv", b"2")]);
        let bytes = fs::read(&path).unwrap();
        let mut twice = bytes.clone();
        for at in 0..bytes.len().saturating_sub(7) {
            if &bytes[at..at + 7] == b"two.csv" {
                twice[at..at + 7].copy_from_slice(b"one.csv");
            }
        }
        assert_ne!(twice, bytes);
        fs::write(&path, twice).unwrap();
        assert!(matches!(
            unpack(&path, &into, &Limits::default(), 0),
            Err(UploadError::Name)
        ));
        fs::write(folder.path().join("b.zip"), b"PK\x03\x04 and then nothing").unwrap();
        let broken = unpack(&folder.path().join("b.zip"), &into, &Limits::default(), 0);
        assert!(matches!(broken, Err(UploadError::Archive)));
    }
}
