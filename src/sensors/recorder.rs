//! Samples into the session folder, as they come.
//!
//! Whole lines are written several times a second and made safe (`fdatasync`) each second, so that a program that dies
//! loses no more than the last second. New samples are appended in order; those that come late go to a file beside it and
//! are merged at the end: see [`recovery`].

use super::capture::CaptureError;
use recording::recovery::{self, HEADER, Journal, Row, Settled};
use recording::{Session, Site};
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
    /// Bytes of the file that are whole, since this program writes to it.
    whole: u64,
    /// A write broke off: the file may go on beyond what is whole.
    torn: bool,
    unsynced: bool,
}

impl Track {
    fn new(path: PathBuf) -> Track {
        Track {
            path,
            pending: Vec::new(),
            sink: None,
            whole: 0,
            torn: false,
            unsynced: false,
        }
    }

    /// Opens the file behind its whole lines.
    fn open(&mut self, disk: &dyn Disk) -> io::Result<Box<dyn Sink>> {
        if self.torn {
            match OpenOptions::new().write(true).open(&self.path) {
                Ok(file) => file.set_len(self.whole)?,
                Err(error) if error.kind() == io::ErrorKind::NotFound => {}
                Err(error) => return Err(error),
            }
            self.torn = false;
        }
        let sink = disk.append(&self.path)?;
        // Not zero for any error: rows that are there would be cut off with the next torn line.
        self.whole = match std::fs::metadata(&self.path) {
            Ok(data) => data.len(),
            Err(error) if error.kind() == io::ErrorKind::NotFound => 0,
            Err(error) => return Err(error),
        };
        Ok(sink)
    }

    /// Rows that a full disk does not take stay, and come with the next flush.
    fn flush(&mut self, disk: &dyn Disk, sync: bool) -> io::Result<u64> {
        let written = self.pending.len() as u64;
        if written > 0 {
            let mut sink = match self.sink.take() {
                Some(sink) => sink,
                None => self.open(disk)?,
            };
            if let Err(error) = sink.write(&self.pending) {
                self.torn = true;
                return Err(error);
            }
            self.sink = Some(sink);
            self.whole += written;
            self.pending.clear();
            self.unsynced = true;
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

/// What goes to the disk at one turn.
pub(crate) struct Batch {
    /// The session file that a new recording begins with.
    pub session: Option<Session>,
    /// By site: rows in order, late rows.
    pub rows: BTreeMap<Site, [Vec<Row>; 2]>,
    pub journal: Option<Journal>,
    /// To be made safe.
    pub sync: bool,
}

/// Writes one recording.
pub(crate) struct Recorder {
    dir: PathBuf,
    disk: Arc<dyn Disk>,
    /// By site: samples in order, late samples.
    tracks: BTreeMap<Site, [Track; 2]>,
    /// The session file that is not written yet.
    session: Option<Session>,
    written: u64,
}

impl Recorder {
    /// Prepares a folder for a new recording, or for going on with one.
    ///
    /// # Errors
    /// A folder that holds another recording, or cannot be written.
    pub(crate) fn open(dir: &Path, resume: bool, disk: Arc<dyn Disk>) -> Result<Recorder, CaptureError> {
        let folder = dir.to_owned();
        let failed = |file: &Path| {
            let file = file.to_owned();
            move |reason| CaptureError::Write { file, reason }
        };
        let journal = usable(dir, resume)?;
        std::fs::create_dir_all(dir).map_err(failed(dir))?;
        for sensor in journal.iter().flat_map(|journal| &journal.sensors) {
            let (main, late) = recovery::files(dir, sensor.site);
            for path in [main, late] {
                whole_lines(&path).map_err(failed(&path))?;
            }
        }
        Ok(Recorder {
            dir: folder,
            disk,
            tracks: BTreeMap::new(),
            session: None,
            written: 0,
        })
    }

    /// Writes a batch; with `sync` makes it safe. What a full disk does not take, but for the journal, comes again with
    /// the next batch.
    ///
    /// # Errors
    /// [`CaptureError::Write`]: the disk is full or gone.
    pub(crate) fn write(&mut self, batch: Batch) -> Result<(), CaptureError> {
        for (site, [in_order, late]) in batch.rows {
            self.push(site, false, in_order);
            self.push(site, true, late);
        }
        self.session = batch.session.or_else(|| self.session.take());
        if let Some(session) = &self.session {
            recovery::write_session_file(&self.dir, session)?;
            self.session = None;
        }
        if let Some(journal) = &batch.journal {
            // First: rows of a new run mean nothing without it.
            recovery::write_journal(&self.dir, journal)?;
        }
        for track in self.tracks.values_mut().flatten() {
            match track.flush(self.disk.as_ref(), batch.sync) {
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

    fn push(&mut self, site: Site, late: bool, rows: Vec<Row>) {
        if rows.is_empty() {
            return;
        }
        let dir = &self.dir;
        let pair = self.tracks.entry(site).or_insert_with(|| {
            let (main, late) = recovery::files(dir, site);
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

    /// Bytes written by this program.
    pub(crate) fn written_bytes(&self) -> u64 {
        self.written
    }

    /// Writes the last batch, with its journal, and puts the folder in order; see [`recovery::finish`]. It can be gone on
    /// with where `open`: samples are still in a sensor.
    ///
    /// # Errors
    /// What cannot be read or written; the folder can still be read then.
    pub(crate) fn finish(mut self, batch: Batch, open: bool) -> Result<BTreeMap<Site, Settled>, CaptureError> {
        self.write(Batch { sync: true, ..batch })?;
        self.tracks.clear();
        Ok(match open {
            true => recovery::settle(&self.dir)?,
            false => recovery::finish(&self.dir)?,
        })
    }
}

/// Whether a folder can be recorded into, or gone on with, before anything is written; the journal that is there.
///
/// # Errors
/// A folder that holds another recording, or cannot be read.
pub(crate) fn usable(dir: &Path, resume: bool) -> Result<Option<Journal>, CaptureError> {
    let folder = dir.to_owned();
    let journal = recovery::journal(dir)?;
    match (&journal, resume) {
        (None, true) => Err(CaptureError::NothingToResume { folder }),
        (Some(_), false) => Err(CaptureError::FolderInUse { folder }),
        (None, false) => {
            for path in Site::ALL.map(|site| recovery::files(dir, site).0) {
                let there = path.try_exists().map_err(|reason| CaptureError::Write {
                    file: path.clone(),
                    reason,
                })?;
                if there {
                    return Err(CaptureError::FolderInUse { folder });
                }
            }
            Ok(None)
        }
        (Some(_), true) => Ok(journal),
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
