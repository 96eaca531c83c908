//! The one gait session that can go on: who, which sensors, which protocol, the recording, its report.
//!
//! It lives in the program, not in a page: a page that is loaded again finds it as it is, and all tabs see the same.
//! Every change raises its revision, which all pages are told at once.

pub mod hub;
pub mod line;
pub mod person;
pub mod protocol;

use crate::recording::{Intake, Protocol as RecordedProtocol, Session as RecordedSession, Site, Subject};
use crate::sensors::capture::{Order, Task};
use crate::sensors::status::{CaptureStatus, Stage};
use crate::store::{PatientDetails, PatientId, RecordingId, VisitId};
use axum::extract::ws::Utf8Bytes;
use hub::Hub;
use line::{FoundSensor, Line, LineError, Sensing};
use protocol::ProtocolKind;
use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;
use tokio::sync::{broadcast, watch};

/// How long the end of the program waits for a recording.
const LAST: Duration = Duration::from_secs(40);
/// The longest that a page waits until an order has arrived.
const HEARD: Duration = Duration::from_secs(2);

/// Where the session stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Step {
    Who,
    Sensors,
    Check,
    Protocol,
    Live,
    /// Stopped: what is missing is fetched, the files are put in order and stored.
    Storing,
    Done,
}

/// The session as pages see it.
#[derive(Debug, Clone)]
pub struct Session {
    pub step: Step,
    pub patient: Option<PatientId>,
    pub pseudonym: String,
    pub details: PatientDetails,
    pub visit: Option<VisitId>,
    pub intake: Intake,
    pub found: Vec<FoundSensor>,
    /// A search is going on.
    pub searching: bool,
    /// Why the last search found nothing out.
    pub radio: Option<LineError>,
    /// Which sensor is where.
    pub worn: BTreeMap<Site, String>,
    pub protocol: Option<ProtocolKind>,
    pub result: Option<RecordingId>,
    /// Why the recording ended by itself, or could not be stored.
    pub trouble: Option<String>,
}

impl Default for Session {
    fn default() -> Session {
        Session::new()
    }
}

impl Session {
    /// One that begins.
    pub fn new() -> Session {
        Session {
            step: Step::Who,
            patient: None,
            pseudonym: String::new(),
            details: PatientDetails::default(),
            visit: None,
            intake: Intake::default(),
            found: Vec::new(),
            searching: false,
            radio: None,
            worn: BTreeMap::new(),
            protocol: None,
            result: None,
            trouble: None,
        }
    }

    /// Keeps what a search found. Sensors that are in sight stay where they were said to be.
    fn take(&mut self, found: Vec<FoundSensor>) {
        self.worn.retain(|_, id| found.iter().any(|sensor| sensor.id == *id));
        for sensor in found.iter().filter(|sensor| sensor.unusable.is_none()) {
            let placed = self.worn.values().any(|id| *id == sensor.id);
            if let Some(site) = sensor.site
                && !placed
            {
                self.worn.entry(site).or_insert_with(|| sensor.id.clone());
            }
        }
        self.found = found;
    }

    /// What goes into `session.toml`.
    fn recorded(&self) -> RecordedSession {
        RecordedSession {
            schema_version: Some(1),
            subject: Subject {
                pseudonym: Some(self.pseudonym.clone()),
                height_m: self.details.height_m,
                thigh_length_m: self.details.thigh_length_m,
                shank_length_m: self.details.shank_length_m,
                ..Subject::default()
            },
            protocol: RecordedProtocol {
                name: self.protocol.map(|kind| kind.name().to_owned()),
                ..RecordedProtocol::default()
            },
            affected_side: self.details.affected_side,
            intake: self.intake.clone(),
            ..RecordedSession::default()
        }
    }
}

/// Why the session cannot do what it was asked.
#[derive(Debug, thiserror::Error)]
pub enum ClinicError {
    /// It has gone on meanwhile, perhaps in another tab.
    #[error("the session is at another step")]
    OtherStep,
    #[error(transparent)]
    Line(#[from] LineError),
}

struct Inner {
    session: Session,
    line: Option<Arc<Line>>,
}

/// The session and the line to the sensors.
pub struct Clinic {
    inner: Mutex<Inner>,
    revision: watch::Sender<u64>,
    hub: Arc<Hub>,
    sensing: Sensing,
}

impl Clinic {
    pub fn new(sensing: Sensing) -> Clinic {
        Clinic {
            inner: Mutex::new(Inner {
                session: Session::new(),
                line: None,
            }),
            revision: watch::Sender::new(0),
            hub: Arc::new(Hub::default()),
            sensing,
        }
    }

    pub fn revision(&self) -> u64 {
        *self.revision.borrow()
    }

    pub fn watch(&self) -> watch::Receiver<u64> {
        self.revision.subscribe()
    }

    pub fn frames(&self) -> broadcast::Receiver<Utf8Bytes> {
        self.hub.frames()
    }

    pub fn recent_frames(&self) -> Vec<Utf8Bytes> {
        self.hub.recent()
    }

    pub fn session(&self) -> Session {
        self.lock().session.clone()
    }

    /// The status of the sensors, where a line to them is open.
    pub fn status(&self) -> Option<CaptureStatus> {
        self.lock().line.as_ref().map(|line| line.status())
    }

    pub fn status_watch(&self) -> Option<watch::Receiver<CaptureStatus>> {
        self.lock().line.as_ref().map(|line| line.watch())
    }

    pub fn is_recording(&self) -> bool {
        self.status().is_some_and(|status| status.stage == Stage::Recording)
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, Inner> {
        // Every change is one assignment after all checks: a panic elsewhere leaves none half done.
        self.inner.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Changes the session where it is at one of these steps.
    pub fn change(&self, at: &[Step], change: impl FnOnce(&mut Session)) -> Result<(), ClinicError> {
        {
            let mut inner = self.lock();
            if !at.contains(&inner.session.step) {
                return Err(ClinicError::OtherStep);
            }
            change(&mut inner.session);
        }
        self.told();
        Ok(())
    }

    fn told(&self) {
        self.revision.send_modify(|revision| *revision += 1);
    }

    /// A new session; a recording that runs is not touched.
    pub fn begin_anew(&self) -> Result<(), ClinicError> {
        {
            let mut inner = self.lock();
            if matches!(inner.session.step, Step::Live | Step::Storing) {
                return Err(ClinicError::OtherStep);
            }
            inner.session = Session::new();
            inner.line = None;
        }
        self.told();
        Ok(())
    }

    /// Looks for sensors; sensors that are connected are let go first. What was found, or why nothing, is told by the
    /// session.
    pub async fn search(&self) {
        let begun = self.change(&[Step::Sensors], |session| {
            session.searching = true;
            session.radio = None;
        });
        if begun.is_err() {
            return;
        }
        let line = self.lock().line.take();
        if let Some(line) = line {
            line.let_go().await;
        }
        let found = self.sensing.search().await;
        // Whoever began a new session meanwhile searches anew.
        let _ = self.change(&[Step::Sensors], |session| {
            session.searching = false;
            match found {
                Ok(found) => session.take(found),
                Err(error) => session.radio = Some(error),
            }
        });
    }

    /// Lets one sensor blink.
    pub async fn blink(&self, id: &str) -> Result<(), ClinicError> {
        Ok(self.sensing.blink(id).await?)
    }

    /// Sensors of earlier sessions, by what is printed on them, and where each was worn.
    pub fn remembered(&self) -> Vec<(String, Site)> {
        self.sensing.remembered_sites()
    }

    /// Where a recording is written now; not yet one of those that broke off.
    pub fn folder(&self) -> Option<PathBuf> {
        self.status().map(|status| status.folder)
    }

    /// Opens the line to the chosen sensors: they stream, nothing is written yet.
    ///
    /// # Errors
    /// Another step, or no line.
    pub async fn connect(
        &self,
        worn: BTreeMap<Site, String>,
        folder: PathBuf,
        kind: ProtocolKind,
    ) -> Result<Arc<Line>, ClinicError> {
        if worn.is_empty() {
            return Err(LineError::NoSensors.into());
        }
        let (session, before) = {
            let mut inner = self.lock();
            if !matches!(inner.session.step, Step::Sensors | Step::Protocol) || inner.session.searching {
                return Err(ClinicError::OtherStep);
            }
            inner.session.worn = worn.clone();
            inner.session.protocol = Some(kind);
            (inner.session.recorded(), inner.line.take())
        };
        if let Some(line) = before {
            line.let_go().await;
        }
        let line = Arc::new(self.sensing.open(&worn, folder, kind, session).await?);
        self.take_line(&line, |session| {
            session.step = match session.step {
                Step::Sensors => Step::Check,
                _ => Step::Live,
            };
        });
        Ok(line)
    }

    fn take_line(&self, line: &Arc<Line>, change: impl FnOnce(&mut Session)) {
        self.hub.follow(line);
        {
            let mut inner = self.lock();
            inner.line = Some(Arc::clone(line));
            change(&mut inner.session);
        }
        self.told();
    }

    /// The sensors are worn as they should be: remembered for the next session.
    ///
    /// # Errors
    /// Another step.
    pub fn checked(&self) -> Result<(), ClinicError> {
        self.change(&[Step::Check], |session| session.step = Step::Protocol)?;
        if let Some(status) = self.status() {
            self.sensing.remember(&status);
        }
        Ok(())
    }

    /// Chooses the protocol for sensors that are connected; false where they are not, and must be connected first.
    ///
    /// # Errors
    /// Another step.
    pub async fn choose(&self, kind: ProtocolKind) -> Result<bool, ClinicError> {
        let (task, line) = {
            let mut inner = self.lock();
            if inner.session.step != Step::Protocol {
                return Err(ClinicError::OtherStep);
            }
            let waits = |line: &&Arc<Line>| matches!(line.status().stage, Stage::Connecting | Stage::Ready);
            let Some(line) = inner.line.as_ref().filter(waits).cloned() else {
                return Ok(false);
            };
            inner.session.protocol = Some(kind);
            let task = Task {
                phases: kind.phases(),
                session: inner.session.recorded(),
            };
            (task, line)
        };
        self.sensing.expect(kind).await;
        line.set_task(task).await;
        self.change(&[Step::Protocol], |session| session.step = Step::Live)?;
        Ok(true)
    }

    /// Goes on with a recording that broke off; the session is that of its visit.
    ///
    /// # Errors
    /// A session that goes on; no line.
    pub async fn resume(&self, session: Session, folder: PathBuf, begun: usize) -> Result<Arc<Line>, ClinicError> {
        self.begin_anew()?;
        let kind = session.protocol.unwrap_or(ProtocolKind::TenMetres);
        let opened = self
            .sensing
            .resume(&session.worn, folder, kind, begun, session.recorded());
        let line = Arc::new(opened.await?);
        self.take_line(&line, |now| {
            *now = Session {
                step: Step::Live,
                ..session
            };
        });
        Ok(line)
    }

    fn line(&self) -> Result<Arc<Line>, ClinicError> {
        self.lock().line.clone().ok_or(ClinicError::OtherStep)
    }

    /// Tells the running recording something.
    pub async fn order(&self, order: Order) -> Result<(), ClinicError> {
        if self.session().step != Step::Live {
            return Err(ClinicError::OtherStep);
        }
        self.line()?.order(order).await;
        self.told();
        Ok(())
    }

    /// Begins or ends a pause, and waits until the recording has heard of it. Samples are written on; the stretch is a
    /// rest.
    ///
    /// # Errors
    /// Another step.
    pub async fn pause(&self) -> Result<(), ClinicError> {
        let mut status = self.line()?.watch();
        let paused = status.borrow().paused;
        self.order(if paused { Order::GoOn } else { Order::Pause }).await?;
        let heard = status.wait_for(|now| now.paused != paused || now.stage != Stage::Recording);
        // A recording that ended meanwhile has ended the pause too.
        let _ = tokio::time::timeout(HEARD, heard).await;
        Ok(())
    }

    /// Stops the recording. Whoever attends to the line stores it: see [`Clinic::stored`].
    ///
    /// # Errors
    /// Another step.
    pub async fn stop(&self) -> Result<(), ClinicError> {
        let line = self.line()?;
        self.change(&[Step::Live], |session| session.step = Step::Storing)?;
        line.order(Order::Stop).await;
        Ok(())
    }

    /// The recording ends, by itself or told so.
    pub fn ending(&self) {
        // Told by a page it is at this step already.
        let _ = self.change(&[Step::Live], |session| session.step = Step::Storing);
    }

    /// Waits until a recording that was stopped is stored, or could not be.
    pub async fn stored(&self) -> Session {
        let mut revision = self.watch();
        loop {
            revision.mark_unchanged();
            let session = self.session();
            // The sender lives as long as the clinic.
            if session.step != Step::Storing || revision.changed().await.is_err() {
                return session;
            }
        }
    }

    /// The recording is stored.
    pub fn done(&self, recording: RecordingId) {
        // Whoever began a new session meanwhile keeps it.
        let _ = self.change(&[Step::Storing], |session| {
            session.step = Step::Done;
            session.result = Some(recording);
        });
        self.lock().line = None;
    }

    /// The recording ended badly; what was written waits among those that broke off.
    pub fn fail(&self, because: String) {
        let _ = self.change(&[Step::Live, Step::Storing], |session| {
            session.step = Step::Done;
            session.trouble = Some(because);
        });
        self.lock().line = None;
    }

    /// Ends everything when the program ends: what was recorded is kept.
    pub async fn close(&self) {
        let line = self.lock().line.clone();
        if let Some(line) = line {
            let recording = line.status().stage >= Stage::Recording;
            line.order(Order::Stop).await;
            let ended = async {
                // An error is a recording that has ended.
                let _ = line.watch().wait_for(|now| now.stage == Stage::Done).await;
                if recording {
                    self.stored().await;
                }
            };
            if tokio::time::timeout(LAST, ended).await.is_err() {
                tracing::warn!("the recording could not be finished in time; it waits among those that broke off");
            }
        }
    }
}
