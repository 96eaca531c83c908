//! What waits for the disk, and what comes back from it.

use super::CaptureActor;
use crate::capture::CaptureError;
use crate::recorder::{Batch, Recorder};
use recording::recovery::Row;
use recording::{Session, Site};
use std::collections::BTreeMap;
use std::time::Duration;
use tokio::task::{JoinError, JoinHandle};
use tokio::time::Instant;

/// So long a recording goes on while the disk is full: time to make room. Ours.
const FULL_DISK: Duration = Duration::from_secs(60);
/// The disk has had the last rows for so long: it is said. Our choice.
const DISK_BEHIND: Duration = Duration::from_secs(2);

pub(super) struct DiskQueue {
    /// Away while it writes: the actor hears the sensors meanwhile.
    pub(super) recorder: Option<Recorder>,
    /// Rows for the disk's next turn, by site: in order, late.
    waiting: BTreeMap<Site, [Vec<Row>; 2]>,
    pub(super) waiting_rows: usize,
    /// What the recording begins with, until it is handed to the disk.
    pub(super) first_session: Option<Session>,
    /// Whether the recording's beginning is on the disk: before that nobody is told that it runs.
    pub(super) holds_beginning: bool,
    pub(super) sync_due: bool,
    pub(super) journal_due: bool,
    /// When the rows were handed over that the disk has now.
    writing_since: Option<Instant>,
    /// Since when the disk is full.
    pub(super) full_since: Option<Instant>,
    pub(super) written_bytes: u64,
}

impl DiskQueue {
    pub(super) fn new(recorder: Recorder) -> DiskQueue {
        DiskQueue {
            recorder: Some(recorder),
            waiting: BTreeMap::new(),
            waiting_rows: 0,
            first_session: None,
            holds_beginning: false,
            sync_due: false,
            journal_due: false,
            writing_since: None,
            full_since: None,
            written_bytes: 0,
        }
    }

    /// Rows in order, and late ones.
    pub(super) fn push(&mut self, site: Site, rows: [Vec<Row>; 2]) {
        let count = rows.iter().map(Vec::len).sum::<usize>();
        if count > 0 {
            self.waiting_rows += count;
            for (waiting, rows) in self.waiting.entry(site).or_default().iter_mut().zip(rows) {
                waiting.extend(rows);
            }
        }
    }

    pub(super) fn is_behind(&self) -> bool {
        self.writing_since.is_some_and(|since| since.elapsed() >= DISK_BEHIND)
    }
}

/// What comes back from the disk: the recorder, and whether it could write.
pub(super) type Written = (Recorder, Result<(), CaptureError>);

/// The end of what is being written; never, if nothing is.
pub(super) async fn written(writing: &mut Option<JoinHandle<Written>>) -> Result<Written, JoinError> {
    match writing {
        Some(work) => work.await,
        None => futures::future::pending().await,
    }
}

impl CaptureActor {
    /// Hands to the disk what waits for it, off the runtime: however slow it is, the sensors and the person are heard.
    pub(super) fn write(&mut self) -> Option<JoinHandle<Written>> {
        if self.course.begin_us.is_none() || self.failure.is_some() {
            return None;
        }
        let mut recorder = self.disk.recorder.take()?;
        let batch = self.batch();
        self.disk.writing_since = Some(Instant::now());
        Some(tokio::task::spawn_blocking(move || {
            let done = recorder.write(batch);
            (recorder, done)
        }))
    }

    /// What waits for the disk, with the journal that its rows need.
    pub(super) fn batch(&mut self) -> Batch {
        let sync = std::mem::take(&mut self.disk.sync_due);
        let journal = (sync || self.disk.journal_due).then(|| self.journal());
        self.disk.journal_due = false;
        self.disk.waiting_rows = 0;
        Batch {
            session: self.disk.first_session.take(),
            rows: std::mem::take(&mut self.disk.waiting),
            journal,
            sync,
        }
    }

    pub(super) fn on_written(&mut self, done: Result<Written, JoinError>) {
        self.disk.writing_since = None;
        match done {
            Ok((recorder, done)) => {
                self.disk.written_bytes = recorder.written_bytes();
                self.disk.recorder = Some(recorder);
                match done {
                    Ok(()) => (self.disk.full_since, self.disk.holds_beginning) = (None, true),
                    // The recorder keeps the rows, some kilobytes a second, until somebody made room.
                    Err(error) if error.is_full_disk() => {
                        (self.disk.journal_due, self.disk.sync_due) = (true, true);
                        let since = *self.disk.full_since.get_or_insert_with(Instant::now);
                        if since.elapsed() > FULL_DISK {
                            self.fail(error);
                        }
                    }
                    Err(error) => self.fail(error),
                }
            }
            Err(error) => self.fail(CaptureError::Fault(error.to_string())),
        }
    }
}
