//! The bytes of recordings: one file each, under the hash of its content, whole or not there.
//!
//! A recording's files become one `tar` archive, packed with zstd (and sealed, where the store is encrypted):
//! `recordings/ab/abcd….tar.zst`. Any program opens an unsealed one. The content's hash is the SHA-256 of the lines
//! `<sha256 of the file>  <bytes>  <name>` in the order of names.

use super::data_dir::DataDir;
use super::encryption::Encryption;
use super::types::StoredFile;
use super::{StoreError, hex};
use platform::create_private;
use recording::durable;
use sha2::{Digest, Sha256};
use std::fs::{self, File};
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

/// Unpacked bytes of one recording.
pub type Files = Vec<(String, Arc<[u8]>)>;

/// Quick, and a third of the size.
const ZSTD_LEVEL: i32 = 3;

/// A file to be taken in.
pub(super) enum Incoming {
    Disk(PathBuf),
    Memory(Arc<[u8]>),
}

/// An archive that is written and on the disk, but not yet in its place.
pub(super) struct Packed {
    temporary: PathBuf,
    pub content: String,
    pub files: Vec<StoredFile>,
}

impl Drop for Packed {
    fn drop(&mut self) {
        // Gone already where it was put in its place; else only untidy, and swept when the store opens.
        fs::remove_file(&self.temporary).ok();
    }
}

/// The files of a session folder: those that lie in it directly, by name.
pub(super) fn folder_files(folder: &Path) -> Result<Vec<(String, Incoming)>, StoreError> {
    let mut files = Vec::new();
    for entry in fs::read_dir(folder).map_err(StoreError::io(folder, "listed"))? {
        let entry = entry.map_err(StoreError::io(folder, "listed"))?;
        let path = entry.path();
        // A link could lead anywhere; `file_type` does not follow it.
        let kind = entry.file_type().map_err(StoreError::io(&path, "read"))?;
        if kind.is_dir() {
            continue;
        }
        let name = entry.file_name().into_string().map_err(|name| StoreError::FileName {
            name: name.to_string_lossy().into_owned(),
            problem: "it is not Unicode",
        })?;
        if !kind.is_file() {
            return Err(StoreError::FileName {
                name,
                problem: "it is no ordinary file but a link or a device",
            });
        }
        // What file managers and editors leave behind.
        if !name.starts_with(['.', '~']) {
            files.push((name, Incoming::Disk(path)));
        }
    }
    if files.is_empty() {
        return Err(StoreError::EmptyRecording {
            path: folder.to_owned(),
        });
    }
    Ok(files)
}

/// Whether a name can be a file's on every platform, and no path.
pub(super) fn check_name(name: &str) -> Result<(), StoreError> {
    const RESERVED: [&str; 4] = ["CON", "PRN", "AUX", "NUL"];
    let stem = name.split('.').next().unwrap_or_default().to_ascii_uppercase();
    let numbered = (stem.starts_with("COM") || stem.starts_with("LPT")) && stem.len() == 4;
    let problem = if name.is_empty() || name == "." || name == ".." {
        "it is no name"
    } else if name.len() > 200 {
        "it is too long"
    } else if name
        .chars()
        .any(|sign| sign.is_control() || "/\\:*?\"<>|".contains(sign))
    {
        "it holds signs that paths or other systems use"
    } else if name.ends_with(['.', ' ']) || name.starts_with(' ') {
        "it begins or ends with a blank or a point"
    } else if RESERVED.contains(&stem.as_str()) || numbered {
        "it is the name of a device on Windows"
    } else {
        return Ok(());
    };
    Err(StoreError::FileName {
        name: name.chars().take(80).collect(),
        problem,
    })
}

/// Copies files into an archive under `incoming`, and sees to it that it is on the disk.
pub(super) fn pack(
    data_dir: &DataDir,
    encryption: &Encryption,
    mut files: Vec<(String, Incoming)>,
    limit: u64,
) -> Result<Packed, StoreError> {
    files.sort_by(|a, b| a.0.cmp(&b.0));
    let mut seen = std::collections::BTreeSet::new();
    for (name, _) in &files {
        check_name(name)?;
        if !seen.insert(name.to_lowercase()) {
            return Err(StoreError::FileName {
                name: name.clone(),
                problem: "it stands twice, or differs from another only by upper and lower case",
            });
        }
    }
    let temporary = temporary(data_dir, "pack");
    let failed = |error| StoreError::io(&temporary, "written")(error);
    let mut packed = Packed {
        temporary: temporary.clone(),
        content: String::new(),
        files: Vec::new(),
    };
    let file = create_private(&temporary).map_err(failed)?;
    let writer = encryption.writer(file).map_err(failed)?;
    let zstd = zstd::Encoder::new(writer, ZSTD_LEVEL).map_err(failed)?;
    let mut tar = tar::Builder::new(zstd);
    let mut left = limit;
    for (name, incoming) in &files {
        let stored = match incoming {
            Incoming::Disk(path) => {
                let reading = |error| StoreError::io(path, "read")(error);
                let source = File::open(path).map_err(reading)?;
                let bytes = source.metadata().map_err(reading)?.len();
                append(&mut tar, name, bytes, &mut left, limit, source, path)?
            }
            Incoming::Memory(content) => {
                let path = Path::new(name);
                append(
                    &mut tar,
                    name,
                    content.len() as u64,
                    &mut left,
                    limit,
                    &content[..],
                    path,
                )?
            }
        };
        packed.files.push(stored);
    }
    let file = tar
        .into_inner()
        .and_then(zstd::Encoder::finish)
        .and_then(|writer| writer.finish())
        .map_err(failed)?;
    file.sync_all().map_err(failed)?;
    packed.content = content_of(&packed.files);
    Ok(packed)
}

fn append(
    tar: &mut tar::Builder<impl Write>,
    name: &str,
    bytes: u64,
    left: &mut u64,
    limit: u64,
    source: impl Read,
    path: &Path,
) -> Result<StoredFile, StoreError> {
    *left = left
        .checked_sub(bytes)
        .ok_or(StoreError::TooLarge { limit_mib: limit >> 20 })?;
    let mut header = tar::Header::new_gnu();
    header.set_size(bytes);
    header.set_mode(0o600);
    header.set_mtime(0);
    let mut hashing = Hashing {
        source,
        hasher: Sha256::new(),
        bytes: 0,
    };
    tar.append_data(&mut header, name, Read::by_ref(&mut hashing).take(bytes))
        .map_err(StoreError::io(path, "copied"))?;
    let more = hashing.read(&mut [0]).map_err(StoreError::io(path, "read"))?;
    if more > 0 || hashing.bytes != bytes {
        return Err(StoreError::Changed { name: name.to_owned() });
    }
    Ok(StoredFile {
        name: name.to_owned(),
        bytes,
        sha256: hex(&hashing.hasher.finalize()),
    })
}

struct Hashing<R> {
    source: R,
    hasher: Sha256,
    bytes: u64,
}

impl<R: Read> Read for Hashing<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let got = self.source.read(buffer)?;
        self.hasher.update(&buffer[..got]);
        self.bytes += got as u64;
        Ok(got)
    }
}

/// The hash of a list of files, sorted by name.
pub(super) fn content_of(files: &[StoredFile]) -> String {
    let mut hasher = Sha256::new();
    for file in files {
        hasher.update(format!("{}  {}  {}\n", file.sha256, file.bytes, file.name));
    }
    hex(&hasher.finalize())
}

/// Where a content lies.
pub(super) fn path_of(data_dir: &DataDir, encryption: &Encryption, content: &str) -> PathBuf {
    let folder = content.get(..2).unwrap_or(content);
    data_dir
        .recordings()
        .join(folder)
        .join(format!("{content}{}", encryption.ending()))
}

/// Moves an archive to its place, and sees to it that the move is on the disk. An archive of the same content that lies
/// there already is replaced by its equal.
pub(super) fn settle(data_dir: &DataDir, encryption: &Encryption, packed: &Packed) -> Result<(), StoreError> {
    let path = path_of(data_dir, encryption, &packed.content);
    let folder = path.parent().unwrap_or(&data_dir.root);
    make_private_dir(folder)?;
    sync_dir(&data_dir.recordings())?;
    durable::put_in_place(&packed.temporary, &path).map_err(StoreError::io(&path, "put in its place"))
}

/// Unpacks a content into memory and checks every byte of it.
pub(super) fn unpack(
    data_dir: &DataDir,
    encryption: &Encryption,
    content: &str,
    files: &[StoredFile],
) -> Result<Files, StoreError> {
    let path = path_of(data_dir, encryption, content);
    let broken = |error: io::Error| StoreError::damaged(&path, error.to_string());
    let mut tar = tar::Archive::new(opened(&path, encryption)?);
    let mut found = Files::new();
    let mut entries = tar.entries().map_err(broken)?;
    for expected in files {
        let missing = || StoreError::damaged(&path, format!("{} is missing", expected.name));
        let mut entry = entries.next().ok_or_else(missing)?.map_err(broken)?;
        let name = entry.path_bytes().into_owned();
        if name != expected.name.as_bytes() || entry.size() != expected.bytes {
            return Err(missing());
        }
        let mut bytes = Vec::new();
        entry.read_to_end(&mut bytes).map_err(broken)?;
        if hex(&Sha256::digest(&bytes)) != expected.sha256 {
            return Err(StoreError::damaged(&path, format!("{} has changed", expected.name)));
        }
        found.push((expected.name.clone(), Arc::from(bytes)));
    }
    Ok(found)
}

/// A content's bytes as they were packed, unsealed.
fn opened(path: &Path, encryption: &Encryption) -> Result<impl Read, StoreError> {
    let file = File::open(path).map_err(|error| match error.kind() {
        io::ErrorKind::NotFound => StoreError::damaged(path, "the file is missing"),
        _ => StoreError::io(path, "read")(error),
    })?;
    let broken = |error: io::Error| StoreError::damaged(path, error.to_string());
    let reader = encryption.reader(file).map_err(broken)?;
    zstd::Decoder::new(reader).map_err(broken)
}

/// Reads a content to its end and checks every byte of it, without holding it in memory.
pub(super) fn verify(
    data_dir: &DataDir,
    encryption: &Encryption,
    content: &str,
    files: &[StoredFile],
) -> Result<(), StoreError> {
    let path = path_of(data_dir, encryption, content);
    let broken = |error: io::Error| StoreError::damaged(&path, error.to_string());
    let mut tar = tar::Archive::new(opened(&path, encryption)?);
    let mut entries = tar.entries().map_err(broken)?;
    for expected in files {
        let missing = || StoreError::damaged(&path, format!("{} is missing", expected.name));
        let mut entry = entries.next().ok_or_else(missing)?.map_err(broken)?;
        if *entry.path_bytes() != *expected.name.as_bytes() || entry.size() != expected.bytes {
            return Err(missing());
        }
        let mut hashing = Hashing {
            source: &mut entry,
            hasher: Sha256::new(),
            bytes: 0,
        };
        io::copy(&mut hashing, &mut io::sink()).map_err(broken)?;
        if hex(&hashing.hasher.finalize()) != expected.sha256 {
            return Err(StoreError::damaged(&path, format!("{} has changed", expected.name)));
        }
    }
    Ok(())
}

/// A name in `incoming` that nobody else uses.
pub(super) fn temporary(data_dir: &DataDir, kind: &str) -> PathBuf {
    static COUNT: AtomicU64 = AtomicU64::new(0);
    let count = COUNT.fetch_add(1, Ordering::Relaxed);
    data_dir
        .incoming()
        .join(format!("{kind}-{}-{count}", std::process::id()))
}

/// Makes a folder that only its owner can enter, where it is missing.
pub(super) fn make_private_dir(path: &Path) -> Result<(), StoreError> {
    platform::make_private_folder(path).map_err(StoreError::io(path, "made"))
}

/// Sees to it that a folder's list of names is on the disk, where the system does not by itself.
pub(super) fn sync_dir(path: &Path) -> Result<(), StoreError> {
    durable::sync_folder(path).map_err(StoreError::io(path, "written"))
}
