//! Samples into the session folder, as they come.
//!
//! Whole lines are written several times a second and made safe (`fdatasync`) each second, so that a program that dies
//! loses no more than the last second. New samples are appended in order; those that come late go to a file beside it and
//! are merged at the end: see [`unfinished`].

use super::capture::CaptureError;
use crate::recording::unfinished::{self, HEADER, Journal, Row, Settled};
use crate::recording::{Session, Site};
use std::collections::BTreeMap;
use std::fs::{File, OpenOptions};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// Where samples go: the disk, or a test's idea of one.
pub trait Disk: Send + Sync {
    /// Opens a file to append to.
    ///
    /// # Errors
    /// The file system's.
    fn append(&self, path: &Path) -> io::Result<Box<dyn Sink>>;
}

/// A file that is being appended to.
pub trait Sink: Send {
    /// Appends all of it.
    ///
    /// # Errors
    /// The file system's.
    fn write(&mut self, bytes: &[u8]) -> io::Result<()>;

    /// Makes safe what was written.
    ///
    /// # Errors
    /// The file system's.
    fn sync(&mut self) -> io::Result<()>;
}

/// The file system.
#[derive(Debug, Clone, Copy, Default)]
pub struct FileSystem;

impl Disk for FileSystem {
    fn append(&self, path: &Path) -> io::Result<Box<dyn Sink>> {
        Ok(Box::new(OpenOptions::new().create(true).append(true).open(path)?))
    }
}

impl Sink for File {
    fn write(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.write_all(bytes)
    }

    fn sync(&mut self) -> io::Result<()> {
        self.sync_data()
    }
}

/// One file: what is not written yet, and the open file.
struct Track {
    path: PathBuf,
    pending: Vec<u8>,
    sink: Option<Box<dyn Sink>>,
    unsynced: bool,
}

impl Track {
    fn new(path: PathBuf) -> Track {
        Track {
            path,
            pending: Vec::new(),
            sink: None,
            unsynced: false,
        }
    }

    fn flush(&mut self, disk: &dyn Disk, sync: bool) -> io::Result<u64> {
        let written = self.pending.len() as u64;
        if written > 0 {
            let sink = match &mut self.sink {
                Some(sink) => sink,
                None => self.sink.insert(disk.append(&self.path)?),
            };
            let done = sink.write(&self.pending);
            self.pending.clear();
            self.unsynced = true;
            done?;
        }
        if sync
            && self.unsynced
            && let Some(sink) = &mut self.sink
        {
            sink.sync()?;
            self.unsynced = false;
        }
        Ok(written)
    }
}

/// Writes one recording.
pub struct Recorder {
    dir: PathBuf,
    disk: Arc<dyn Disk>,
    /// By site: samples in order, late samples.
    tracks: BTreeMap<Site, [Track; 2]>,
    written: u64,
}

impl Recorder {
    /// Prepares a folder for a new recording, or for going on with one.
    ///
    /// # Errors
    /// A folder that holds another recording, or cannot be written.
    pub fn open(dir: &Path, resume: bool, disk: Arc<dyn Disk>) -> Result<Recorder, CaptureError> {
        let folder = dir.to_owned();
        let failed = |file: &Path| {
            let file = file.to_owned();
            move |reason| CaptureError::Write { file, reason }
        };
        std::fs::create_dir_all(dir).map_err(failed(dir))?;
        let journal = unfinished::journal(dir)?;
        match (&journal, resume) {
            (None, true) => return Err(CaptureError::NothingToResume { folder }),
            (Some(_), false) => return Err(CaptureError::FolderInUse { folder }),
            (None, false) => {
                let sites = Site::ALL.map(|site| unfinished::files(dir, site).0);
                if sites.iter().any(|path| path.exists()) {
                    return Err(CaptureError::FolderInUse { folder });
                }
            }
            (Some(journal), true) => {
                for sensor in &journal.sensors {
                    let (main, late) = unfinished::files(dir, sensor.site);
                    for path in [main, late] {
                        whole_lines(&path).map_err(failed(&path))?;
                    }
                }
            }
        }
        Ok(Recorder {
            dir: folder,
            disk,
            tracks: BTreeMap::new(),
            written: 0,
        })
    }

    /// Writes the session file that a recording begins with.
    ///
    /// # Errors
    /// The file system's.
    pub fn begin(&self, session: &Session) -> Result<(), CaptureError> {
        Ok(unfinished::write_session_file(&self.dir, session)?)
    }

    /// Takes rows; they are on disk after the next [`Recorder::flush`].
    pub fn push(&mut self, site: Site, late: bool, rows: impl IntoIterator<Item = Row>) {
        let dir = &self.dir;
        let pair = self.tracks.entry(site).or_insert_with(|| {
            let (main, late) = unfinished::files(dir, site);
            let mut main = Track::new(main);
            if !main.path.exists() {
                main.pending.extend_from_slice(HEADER.as_bytes());
                main.pending.push(b'\n');
            }
            [main, Track::new(late)]
        });
        let track = &mut pair[usize::from(late)];
        for row in rows {
            row.write(&mut track.pending);
        }
    }

    /// Writes what was pushed; with `sync` makes it safe, and the journal with it.
    ///
    /// # Errors
    /// [`CaptureError::Write`]: the disk is full or gone.
    pub fn flush(&mut self, journal: Option<&Journal>, sync: bool) -> Result<(), CaptureError> {
        if let Some(journal) = journal {
            // First: rows of a new run mean nothing without it.
            self.journal(journal)?;
        }
        for track in self.tracks.values_mut().flatten() {
            match track.flush(self.disk.as_ref(), sync) {
                Ok(written) => self.written += written,
                Err(reason) => {
                    return Err(CaptureError::Write {
                        file: track.path.clone(),
                        reason,
                    });
                }
            }
        }
        Ok(())
    }

    fn journal(&self, journal: &Journal) -> Result<(), CaptureError> {
        Ok(unfinished::write_journal(&self.dir, journal)?)
    }

    /// Bytes written by this program.
    pub fn written_bytes(&self) -> u64 {
        self.written
    }

    /// Puts the folder in order; see [`unfinished::finish`].
    ///
    /// # Errors
    /// What cannot be read or written; the folder can still be read then.
    pub fn finish(mut self, journal: &Journal) -> Result<BTreeMap<Site, Settled>, CaptureError> {
        self.flush(Some(journal), true)?;
        self.tracks.clear();
        Ok(unfinished::finish(&self.dir)?)
    }
}

/// Cuts off a torn last line.
fn whole_lines(path: &Path) -> io::Result<()> {
    let bytes = match std::fs::read(path) {
        Ok(bytes) => bytes,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(()),
        Err(error) => return Err(error),
    };
    let whole = bytes.iter().rposition(|&byte| byte == b'\n').map_or(0, |at| at + 1);
    if whole < bytes.len() {
        let file = OpenOptions::new().write(true).open(path)?;
        file.set_len(whole as u64)?;
        file.sync_data()?;
    }
    Ok(())
}
