//! The one gait session that can go on: who, which sensors, which protocol, the recording, its report.
//!
//! It lives in the program, not in a page: a page that is loaded again finds it as it is, and all tabs see the same.
//! Every change raises its revision, which all pages are told at once.

mod chair;
pub mod hub;
mod lanes;
pub mod person;
pub mod places;
pub mod protocol;
pub mod sensor_manager;

use axum::extract::ws::Utf8Bytes;
use explanation::RedFlag;
use hub::Hub;
use places::PlaceDoubt;
use protocol::ProtocolKind;
use recording::{Answer, Intake, Protocol as RecordedProtocol, Session as RecordedSession, Site, Subject, recovery};
use sensor_manager::{CaptureHandle, FoundSensor, SensorManager, SensorManagerError};
use sensors::capture::{CaptureCommand, Task};
use sensors::status::{CaptureStatus, Stage};
use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;
use store::{PatientDetails, PatientId, RecordingId, VisitId};
use tokio::sync::{broadcast, watch};

/// How long the end of the program waits for a recording.
const LAST: Duration = Duration::from_secs(40);
/// A recording shorter than this is offered to be repeated, seconds: it says nothing of a walk. Ours.
pub(crate) const SHORT_S: f64 = 20.0;
/// The longest that a page waits until an order has arrived.
const HEARD: Duration = Duration::from_secs(2);

/// Where the session stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Step {
    Who,
    /// A warning sign was answered with yes: what it means, before anything is strapped on.
    Warning,
    Sensors,
    Check,
    Protocol,
    Live,
    /// Stopped: what is missing is fetched, the files are put in order and stored.
    Storing,
    Done,
}

impl Step {
    /// The steps that one can go back to.
    pub(crate) const WAY: [Step; 6] = [
        Step::Who,
        Step::Warning,
        Step::Sensors,
        Step::Check,
        Step::Protocol,
        Step::Live,
    ];

    /// In addresses.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Step::Who => "who",
            Step::Warning => "warning",
            Step::Sensors => "sensors",
            Step::Check => "check",
            Step::Protocol => "protocol",
            Step::Live => "live",
            Step::Storing => "storing",
            Step::Done => "done",
        }
    }

    pub(crate) fn from_name(name: &str) -> Option<Step> {
        Step::WAY.into_iter().find(|step| step.name() == name)
    }
}

/// The session as pages see it.
#[derive(Debug, Clone)]
pub struct Session {
    pub step: Step,
    pub patient: Option<PatientId>,
    pub pseudonym: String,
    /// The person's name, where the practice keeps it: for the screen alone.
    pub name: Option<String>,
    /// A few words about the visit.
    pub title: String,
    /// The protocol of this person's last recording: proposed again.
    pub proposed: Option<ProtocolKind>,
    pub details: PatientDetails,
    pub visit: Option<VisitId>,
    pub intake: Intake,
    /// The intake as it was typed, for whoever comes back to it.
    pub answers: Vec<(String, String)>,
    pub found: Vec<FoundSensor>,
    /// A search is going on.
    pub searching: bool,
    /// Why the last search found nothing out.
    pub radio: Option<SensorManagerError>,
    /// Which sensor is where.
    pub worn: BTreeMap<Site, String>,
    pub protocol: Option<ProtocolKind>,
    pub result: Option<RecordingId>,
    /// Why the recording ended by itself, or could not be stored.
    pub trouble: Option<String>,
    /// Sensors that seem to be on the other place, as the walk so far shows.
    pub doubt: Option<PlaceDoubt>,
    /// Pairs of places that were exchanged while the recording ran.
    pub exchanged: Vec<[Site; 2]>,
    /// The recording is over in moments: a slip, perhaps.
    pub short: bool,
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
            name: None,
            title: String::new(),
            proposed: None,
            details: PatientDetails::default(),
            visit: None,
            intake: Intake::default(),
            answers: Vec::new(),
            found: Vec::new(),
            searching: false,
            radio: None,
            worn: BTreeMap::new(),
            protocol: None,
            result: None,
            trouble: None,
            doubt: None,
            exchanged: Vec::new(),
            short: false,
        }
    }

    /// What the person answered with yes and needs a doctor today.
    pub(crate) fn red_flags(&self) -> Vec<RedFlag> {
        RedFlag::ALL
            .into_iter()
            .filter(|flag| flag.answer(&self.intake) == Some(Answer::Yes))
            .collect()
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
pub enum SessionError {
    /// It has gone on meanwhile, perhaps in another tab.
    #[error("the session is at another step")]
    OtherStep,
    #[error(transparent)]
    Sensors(#[from] SensorManagerError),
}

struct Inner {
    session: Session,
    capture: Option<Arc<CaptureHandle>>,
    /// Of a session that was left: its sensors are being let go.
    leaving: Option<Arc<CaptureHandle>>,
}

/// The session and its capture.
pub struct SessionController {
    inner: Mutex<Inner>,
    revision: watch::Sender<u64>,
    hub: Arc<Hub>,
    sensors: SensorManager,
}

impl SessionController {
    pub fn new(sensors: SensorManager) -> SessionController {
        SessionController {
            inner: Mutex::new(Inner {
                session: Session::new(),
                capture: None,
                leaving: None,
            }),
            revision: watch::Sender::new(0),
            hub: Arc::new(Hub::default()),
            sensors,
        }
    }

    pub fn revision(&self) -> u64 {
        *self.revision.borrow()
    }

    pub fn watch(&self) -> watch::Receiver<u64> {
        self.revision.subscribe()
    }

    /// What the walk of a recording says of the sensors' places.
    pub(crate) fn doubts(&self) -> watch::Receiver<Option<PlaceDoubt>> {
        self.hub.doubts()
    }

    pub fn frames(&self) -> broadcast::Receiver<Utf8Bytes> {
        self.hub.frames()
    }

    pub(crate) fn recent_frames(&self) -> Vec<Utf8Bytes> {
        self.hub.recent()
    }

    pub fn session(&self) -> Session {
        self.lock().session.clone()
    }

    /// The status of the sensors, where a capture is open.
    pub fn status(&self) -> Option<CaptureStatus> {
        self.lock().capture.as_ref().map(|capture| capture.status())
    }

    pub(crate) fn status_watch(&self) -> Option<watch::Receiver<CaptureStatus>> {
        self.lock().capture.as_ref().map(|capture| capture.watch())
    }

    pub(crate) fn is_recording(&self) -> bool {
        self.status().is_some_and(|status| status.stage == Stage::Recording)
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, Inner> {
        // Every change is one assignment after all checks: a panic elsewhere leaves none half done.
        self.inner.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Changes the session where it is at one of these steps.
    pub fn change(&self, at: &[Step], change: impl FnOnce(&mut Session)) -> Result<(), SessionError> {
        {
            let mut inner = self.lock();
            if !at.contains(&inner.session.step) {
                return Err(SessionError::OtherStep);
            }
            change(&mut inner.session);
        }
        self.told();
        Ok(())
    }

    fn told(&self) {
        self.revision.send_modify(|revision| *revision += 1);
    }

    /// A new session; a recording that runs is not touched. The sensors of the old one are let go.
    pub(crate) fn reset(&self) -> Result<(), SessionError> {
        {
            let mut inner = self.lock();
            let begun = |capture: &Arc<CaptureHandle>| capture.status().stage >= Stage::Recording;
            let runs = inner.session.step == Step::Live && inner.capture.as_ref().is_some_and(begun);
            if runs || inner.session.step == Step::Storing {
                return Err(SessionError::OtherStep);
            }
            inner.session = Session::new();
            if let Some(capture) = inner.capture.take() {
                // Whoever stores the recording when it ends holds it too: it is told to end.
                let leaving = Arc::clone(&capture);
                tokio::spawn(async move { leaving.release().await });
                inner.leaving = Some(capture);
            }
        }
        self.told();
        Ok(())
    }

    /// Waits until the sensors of a session that was left are free.
    async fn freed(&self) {
        let leaving = self.lock().leaving.take();
        if let Some(capture) = leaving {
            capture.release().await;
        }
    }

    /// Whether this person may be deleted: not while a recording of them is made or stored. A session of theirs that has
    /// not begun to record is ended.
    pub(crate) fn let_go(&self, patient: PatientId) -> bool {
        self.session().patient != Some(patient) || self.reset().is_ok()
    }

    /// The same of one visit.
    pub(crate) fn let_visit_go(&self, visit: VisitId) -> bool {
        self.session().visit != Some(visit) || self.reset().is_ok()
    }

    /// A recording was deleted: the session that ended with it offers it no longer.
    pub(crate) fn forget_result(&self, recording: RecordingId) {
        // At another step it shows no recording.
        let _ = self.change(&[Step::Done], |session| {
            if session.result == Some(recording) {
                session.result = None;
            }
        });
    }

    /// Goes back to an earlier step, as long as nothing is recorded.
    ///
    /// # Errors
    /// A step that is not before this one, a recording that runs, sensors that would have to be connected anew.
    pub(crate) fn go_back(&self, to: Step) -> Result<(), SessionError> {
        {
            let mut inner = self.lock();
            let now = inner.session.step;
            let stage = inner.capture.as_ref().map(|capture| capture.status().stage);
            let connected = stage.is_some_and(|stage| stage < Stage::Recording);
            let begun = stage.is_some_and(|stage| stage >= Stage::Recording);
            let there = match to {
                Step::Warning => !inner.session.red_flags().is_empty(),
                Step::Check => connected,
                _ => true,
            };
            if to >= now || now > Step::Live || begun || !there {
                return Err(SessionError::OtherStep);
            }
            inner.session.step = to;
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
        self.freed().await;
        let capture = self.lock().capture.take();
        if let Some(capture) = capture {
            capture.release().await;
        }
        let found = self.sensors.search().await;
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
    pub async fn blink(&self, id: &str) -> Result<(), SessionError> {
        Ok(self.sensors.blink(id).await?)
    }

    /// Sensors of earlier sessions, by what is printed on them, and where each was worn.
    pub fn remembered(&self) -> Vec<(String, Site)> {
        self.sensors.remembered_sites()
    }

    /// Where a recording is written now; not yet one of those that broke off.
    pub fn folder(&self) -> Option<PathBuf> {
        self.status().map(|status| status.folder)
    }

    /// Opens a capture with the chosen sensors: they stream, nothing is written yet.
    ///
    /// # Errors
    /// Another step, or no capture.
    pub async fn connect(
        &self,
        worn: BTreeMap<Site, String>,
        folder: PathBuf,
        kind: ProtocolKind,
    ) -> Result<Arc<CaptureHandle>, SessionError> {
        if worn.is_empty() {
            return Err(SensorManagerError::NoSensors.into());
        }
        let (session, before) = {
            let mut inner = self.lock();
            if !matches!(inner.session.step, Step::Sensors | Step::Protocol) || inner.session.searching {
                return Err(SessionError::OtherStep);
            }
            inner.session.worn = worn.clone();
            inner.session.protocol = Some(kind);
            self.hub.expect(kind);
            (inner.session.recorded(), inner.capture.take())
        };
        self.freed().await;
        if let Some(capture) = before {
            capture.release().await;
        }
        let capture = Arc::new(self.sensors.open(&worn, folder, kind, session).await?);
        self.take_capture(&capture, |session| {
            session.step = match session.step {
                Step::Sensors => Step::Check,
                _ => Step::Live,
            };
        });
        Ok(capture)
    }

    fn take_capture(&self, capture: &Arc<CaptureHandle>, change: impl FnOnce(&mut Session)) {
        {
            let mut inner = self.lock();
            inner.capture = Some(Arc::clone(capture));
            inner.session.doubt = None;
            inner.session.exchanged = Vec::new();
            inner.session.short = false;
            change(&mut inner.session);
        }
        let exchanged = self.session().exchanged;
        self.hub.follow(capture, &exchanged);
        self.told();
    }

    /// The sensors send, and stand still. Where they are worn is remembered only when a walk has shown it.
    ///
    /// # Errors
    /// Another step.
    pub fn checked(&self) -> Result<(), SessionError> {
        self.change(&[Step::Check], |session| session.step = Step::Protocol)
    }

    /// What the walk so far says of the sensors' places; told to all pages.
    pub(crate) fn doubt(&self, doubt: Option<PlaceDoubt>) {
        if let (Some(_), Some(status)) = (&doubt, self.status()) {
            self.sensors.distrust(&status);
        }
        // Where nothing is recorded any more the report says it.
        let _ = self.change(&[Step::Live, Step::Storing], |session| session.doubt = doubt);
    }

    /// Exchanges places while the recording runs: it is written into the recording's folder, and holds for the pictures, for
    /// the report and for the next recording of these sensors.
    ///
    /// # Errors
    /// Another step; what the disk says.
    pub(crate) fn exchange(&self, pairs: &[[Site; 2]]) -> Result<(), SessionError> {
        let status = self.status().filter(|now| now.stage == Stage::Recording);
        let status = status.ok_or(SessionError::OtherStep)?;
        let failed = |error: recording::RecordingError| SensorManagerError::Capture(error.to_string());
        let mut recorded = recovery::session(&status.folder)
            .map_err(failed)?
            .ok_or(SessionError::OtherStep)?;
        for pair in pairs {
            places::toggle(&mut recorded.exchanged, *pair);
        }
        recovery::write_session_file(&status.folder, &recorded).map_err(failed)?;
        self.hub.exchange(&recorded.exchanged);
        self.change(&[Step::Live], |session| {
            for [a, b] in pairs {
                places::exchange(&mut session.worn, *a, *b);
            }
            session.exchanged = recorded.exchanged;
            session.doubt = None;
        })
    }

    /// Remembers where the sensors of a recording were worn, where its walk gave no reason to doubt it.
    fn remember(&self) {
        let (session, status) = (self.session(), self.status());
        if let (None, Some(status)) = (session.doubt, status) {
            self.sensors.remember(&status, &session.exchanged);
        }
    }

    /// Chooses the protocol for sensors that are connected; false where they are not, and must be connected first.
    ///
    /// # Errors
    /// Another step.
    pub async fn choose(&self, kind: ProtocolKind) -> Result<bool, SessionError> {
        let (task, capture) = {
            let mut inner = self.lock();
            if inner.session.step != Step::Protocol {
                return Err(SessionError::OtherStep);
            }
            let waits =
                |capture: &&Arc<CaptureHandle>| matches!(capture.status().stage, Stage::Connecting | Stage::Ready);
            let Some(capture) = inner.capture.as_ref().filter(waits).cloned() else {
                return Ok(false);
            };
            inner.session.protocol = Some(kind);
            self.hub.expect(kind);
            let task = Task {
                phases: kind.phases(),
                session: inner.session.recorded(),
            };
            (task, capture)
        };
        self.sensors.expect(kind).await;
        capture.set_task(task).await;
        self.change(&[Step::Protocol], |session| session.step = Step::Live)?;
        Ok(true)
    }

    /// Goes on with a recording that broke off; the session is that of its visit.
    ///
    /// # Errors
    /// A session that goes on; no capture.
    pub async fn resume(
        &self,
        session: Session,
        folder: PathBuf,
        begun: usize,
    ) -> Result<Arc<CaptureHandle>, SessionError> {
        self.reset()?;
        self.freed().await;
        let kind = session.protocol.unwrap_or(ProtocolKind::TenMetres);
        self.hub.expect(kind);
        let opened = self
            .sensors
            .resume(&session.worn, folder, kind, begun, session.recorded());
        let capture = Arc::new(opened.await?);
        self.take_capture(&capture, |now| {
            *now = Session {
                step: Step::Live,
                ..session
            };
        });
        Ok(capture)
    }

    fn capture(&self) -> Result<Arc<CaptureHandle>, SessionError> {
        self.lock().capture.clone().ok_or(SessionError::OtherStep)
    }

    /// Tells the running recording something.
    pub async fn command(&self, command: CaptureCommand) -> Result<(), SessionError> {
        if self.session().step != Step::Live {
            return Err(SessionError::OtherStep);
        }
        self.capture()?.command(command).await;
        Ok(())
    }

    /// Begins or ends a pause, and waits until the recording has heard of it. Samples are written on; the stretch is a
    /// rest.
    ///
    /// # Errors
    /// Another step.
    pub async fn pause(&self) -> Result<(), SessionError> {
        let mut status = self.capture()?.watch();
        let paused = status.borrow().paused;
        self.command(if paused {
            CaptureCommand::Resume
        } else {
            CaptureCommand::Pause
        })
        .await?;
        let heard = status.wait_for(|now| now.paused != paused || now.stage != Stage::Recording);
        // A recording that ended meanwhile has ended the pause too.
        let _ = tokio::time::timeout(HEARD, heard).await;
        Ok(())
    }

    /// Stops the recording. `store_when_finished` stores it: see [`SessionController::stored`].
    ///
    /// # Errors
    /// Another step.
    pub async fn stop(&self) -> Result<(), SessionError> {
        let capture = self.capture()?;
        self.change(&[Step::Live], |session| session.step = Step::Storing)?;
        capture.command(CaptureCommand::Stop).await;
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
            // The sender lives as long as the controller.
            if session.step != Step::Storing || revision.changed().await.is_err() {
                return session;
            }
        }
    }

    /// The recording is stored.
    pub fn done(&self, recording: RecordingId) {
        self.remember();
        let short = self.status().is_some_and(|status| status.elapsed_s < SHORT_S);
        // Whoever began a new session meanwhile keeps it.
        let _ = self.change(&[Step::Storing], |session| {
            session.step = Step::Done;
            session.result = Some(recording);
            session.short = short;
        });
        self.lock().capture = None;
    }

    /// The recording ended badly; what was written waits among those that broke off.
    pub fn fail(&self, because: String) {
        let _ = self.change(&[Step::Live, Step::Storing], |session| {
            session.step = Step::Done;
            session.trouble = Some(because);
        });
        self.lock().capture = None;
    }

    /// Ends everything when the program ends: what was recorded is kept.
    pub async fn close(&self) {
        let capture = self.lock().capture.clone();
        if let Some(capture) = capture {
            let recording = capture.status().stage >= Stage::Recording;
            capture.command(CaptureCommand::Stop).await;
            let ended = async {
                // An error is a recording that has ended.
                let _ = capture.watch().wait_for(|now| now.stage == Stage::Done).await;
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
