//! The running recording, seen from a command line or a screen: its plan, and its handle.

use super::family::Family;
use super::radio::{PeerId, Radio, RadioError};
use super::recorder::{Disk, FileSystem};
use super::status::{CaptureStatus, SampleBlock};
use firmware_protocol::Ranges;
use recording::recovery::Journal;
use recording::{PhaseKind, Session, Site};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};
use tokio::sync::{broadcast, mpsc, watch};
use tokio::task::JoinHandle;
use tokio::time::Instant;

/// A sensor that was chosen for a recording.
#[derive(Clone)]
pub struct Chosen {
    pub peer: PeerId,
    pub family: Arc<dyn Family>,
    pub site: Site,
    /// What is printed on it.
    pub label: String,
}

/// One phase of the protocol.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct PlannedPhase {
    pub kind: PhaseKind,
    /// How long; `None`: until [`CaptureCommand::NextPhase`].
    pub seconds: Option<f64>,
}

/// What is to be recorded.
#[derive(Clone)]
pub struct Plan {
    /// The session folder; made if it is not there, refused if it holds a recording, unless `resume`.
    pub folder: PathBuf,
    /// Go on with the unfinished recording in `folder`. One that was stopped while a sensor was away is not gone on with:
    /// what it still has is fetched, and the recording ends.
    pub resume: bool,
    /// One per site.
    pub sensors: Vec<Chosen>,
    pub rate_hz: u16,
    pub ranges: Ranges,
    /// In this command; the recording stops after the last. Empty: one stretch until it is stopped.
    pub phases: Vec<PlannedPhase>,
    /// Stop by itself after this long.
    pub stop_after_s: Option<f64>,
    /// Person, protocol's name, affected side and intake, as they go into `session.toml`; the sensors' entries and the
    /// phases are added.
    pub session: Session,
    /// Where sensors in use are locked against a second program on this computer; `None`: not at all.
    pub lock_dir: Option<PathBuf>,
}

/// What a person can tell a running recording.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CaptureCommand {
    /// Begin writing. Accepted also while a sensor is not there yet: it joins when it appears.
    Begin,
    /// Set a mark at this moment.
    Mark,
    /// Begin a pause: samples are written on, the stretch becomes a rest. The clock of a timed walk goes on, as it does
    /// in the walk tests (ATS statement, Am J Respir Crit Care Med 2002;166:111).
    Pause,
    /// End the pause.
    Resume,
    /// End the current phase.
    NextPhase,
    /// End the recording, fetch what is missing, put the folder in command.
    Stop,
}

/// How a recording ended.
#[derive(Debug, Clone, PartialEq)]
pub struct Finished {
    pub folder: PathBuf,
    /// The last status.
    pub status: CaptureStatus,
}

/// Why a recording could not be made, or ended early.
#[derive(Debug, thiserror::Error)]
pub enum CaptureError {
    #[error(transparent)]
    Radio(#[from] RadioError),
    #[error("no sensor was chosen. Look which are near, and choose some")]
    NoSensors,
    #[error("{site} was given twice. Choose one sensor per site")]
    SiteTwice { site: Site },
    #[error("{folder} holds a recording already. Choose another folder, or go on with it")]
    FolderInUse { folder: PathBuf },
    #[error("{folder} holds no unfinished recording to go on with")]
    NothingToResume { folder: PathBuf },
    #[error("{file} could not be written: {reason}. The recording was stopped; what was written before is kept")]
    Write { file: PathBuf, reason: std::io::Error },
    #[error(
        "{folder}: the disk has taken nothing for so long that the samples no longer fit into memory. The recording was \
         stopped; what was written before is kept"
    )]
    DiskTooSlow { folder: PathBuf },
    #[error("{0} is in use by another gaitscope on this computer. End that one first")]
    SensorInUse(String),
    #[error("the recording stopped before it began")]
    NeverBegan,
    #[error("{0}")]
    Recording(#[from] recording::RecordingError),
    #[error("the recording ended by a fault of this program: {0}. What was written is kept")]
    Fault(String),
}

impl CaptureError {
    /// Whether only room is missing on the disk, which may come again.
    pub(super) fn is_full_disk(&self) -> bool {
        use std::io::ErrorKind::{QuotaExceeded, StorageFull};
        let reason = match self {
            CaptureError::Write { reason, .. } => reason,
            CaptureError::Recording(recording::RecordingError::Write { source, .. }) => source,
            _ => return false,
        };
        matches!(reason.kind(), StorageFull | QuotaExceeded)
    }
}

/// What is to be done next with sensors that are connected already.
#[derive(Debug, Clone, PartialEq)]
pub struct Task {
    /// In place of the plan's.
    pub phases: Vec<PlannedPhase>,
    /// In place of the plan's.
    pub session: Session,
}

/// Looks whether a folder can be recorded into, or gone on with, without writing anything; the journal of what is there.
///
/// # Errors
/// As [`Capture::start`] of the folder.
pub fn look_at(folder: &Path, resume: bool) -> Result<Option<Journal>, CaptureError> {
    super::recorder::usable(folder, resume)
}

/// A running recording. Dropping it stops the recording as [`CaptureCommand::Stop`] does, in the background.
pub struct Capture {
    pub(super) commands: mpsc::Sender<(CaptureCommand, Instant)>,
    pub(super) status: watch::Receiver<CaptureStatus>,
    pub(super) samples: broadcast::Sender<Arc<SampleBlock>>,
    pub(super) task: Arc<Mutex<Option<Task>>>,
    pub(super) done: JoinHandle<Result<Finished, CaptureError>>,
}

impl Capture {
    /// Starts: connects all sensors at once and keeps them. Nothing is written before [`CaptureCommand::Begin`]. Must be called
    /// within a `tokio` runtime; the recording runs in tasks of its own.
    ///
    /// # Errors
    /// A plan that cannot be, a folder that cannot be used, a sensor that another program on this computer uses.
    pub fn start(radio: Arc<dyn Radio>, plan: Plan) -> Result<Capture, CaptureError> {
        Capture::start_on(radio, plan, Arc::new(FileSystem))
    }

    /// As [`Capture::start`], with the samples on another disk.
    ///
    /// # Errors
    /// As [`Capture::start`].
    pub fn start_on(radio: Arc<dyn Radio>, plan: Plan, disk: Arc<dyn Disk>) -> Result<Capture, CaptureError> {
        super::actor::start(radio, plan, disk)
    }

    /// Changes what will be recorded, without connecting anew. Taken at [`CaptureCommand::Begin`]; does nothing after it.
    pub fn set_task(&self, task: Task) {
        *self.task.lock().unwrap_or_else(PoisonError::into_inner) = Some(task);
    }

    /// Tells the recording something, which holds from this moment. Told to one that has ended, it does nothing.
    pub async fn command(&self, command: CaptureCommand) {
        self.command_at(command, Instant::now()).await;
    }

    /// As [`Capture::command`], for what was told a moment ago: it holds from `at`.
    pub async fn command_at(&self, command: CaptureCommand, at: Instant) {
        // The receiver is gone only when the recording has ended.
        let _ = self.commands.send((command, at)).await;
    }

    /// The status, several times a second.
    pub fn status(&self) -> watch::Receiver<CaptureStatus> {
        self.status.clone()
    }

    /// All samples from now on, before and after the start. A receiver that is slower than the sensors loses the oldest
    /// blocks and is told so by `RecvError::Lagged`; the recording itself is not touched by that.
    pub fn samples(&self) -> broadcast::Receiver<Arc<SampleBlock>> {
        self.samples.subscribe()
    }

    /// Waits until the recording has ended.
    ///
    /// # Errors
    /// Why it could not be made or ended early.
    pub async fn finished(self) -> Result<Finished, CaptureError> {
        match self.done.await {
            Ok(done) => done,
            Err(error) => Err(CaptureError::Fault(error.to_string())),
        }
    }
}
