//! The one gait session that can go on: who, which sensors, which protocol, the recording, its report.
//!
//! It lives in the program, not in a page: a page that is loaded again finds it as it is, and all tabs see the same.
//! Every change raises its revision, which all pages are told at once.

pub mod hub;
pub mod line;
pub mod player;
pub mod protocol;

use crate::recording::{
    Intake, Phase, PhaseKind, Protocol as RecordedProtocol, Session as RecordedSession, Site, Subject,
};
use crate::sensors::capture::Order;
use crate::sensors::status::{CaptureStatus, Stage};
use crate::store::{PatientDetails, PatientId, RecordingId, VisitId};
use axum::extract::ws::Utf8Bytes;
use hub::Hub;
use line::{FoundSensor, Line, LineError, Sensing};
use protocol::ProtocolKind;
use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError};
use tokio::sync::{broadcast, watch};

/// Where the session stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Step {
    Who,
    Sensors,
    Check,
    Protocol,
    Live,
    /// Stopped: the files are put in order.
    Storing,
    Done,
}

/// One pause, seconds since the start; open while it lasts.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Pause {
    pub from_s: f64,
    pub to_s: Option<f64>,
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
    /// Which sensor is where.
    pub worn: BTreeMap<Site, String>,
    pub protocol: Option<ProtocolKind>,
    pub pauses: Vec<Pause>,
    pub result: Option<RecordingId>,
    /// Why the recording ended by itself, or could not be stored.
    pub trouble: Option<String>,
}

impl Session {
    fn new() -> Session {
        Session {
            step: Step::Who,
            patient: None,
            pseudonym: String::new(),
            details: PatientDetails::default(),
            visit: None,
            intake: Intake::default(),
            found: Vec::new(),
            worn: BTreeMap::new(),
            protocol: None,
            pauses: Vec::new(),
            result: None,
            trouble: None,
        }
    }

    pub fn paused(&self) -> bool {
        self.pauses.last().is_some_and(|pause| pause.to_s.is_none())
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

    /// Looks for sensors.
    pub async fn search(&self) -> Result<(), ClinicError> {
        let found = self.sensing.search().await?;
        self.change(&[Step::Sensors], |session| {
            for sensor in &found {
                if let Some(site) = sensor.site {
                    session.worn.entry(site).or_insert_with(|| sensor.id.clone());
                }
            }
            session.found = found;
        })
    }

    /// Lets one sensor blink.
    pub async fn blink(&self, id: &str) -> Result<(), ClinicError> {
        Ok(self.sensing.blink(id).await?)
    }

    /// Opens the line to the chosen sensors: they stream, nothing is written yet.
    pub async fn connect(
        &self,
        worn: BTreeMap<Site, String>,
        folder: PathBuf,
        kind: ProtocolKind,
    ) -> Result<(), ClinicError> {
        let session = {
            let mut inner = self.lock();
            if !matches!(inner.session.step, Step::Sensors | Step::Protocol) {
                return Err(ClinicError::OtherStep);
            }
            inner.line = None;
            inner.session.worn = worn.clone();
            inner.session.protocol = Some(kind);
            inner.session.recorded()
        };
        let line = Arc::new(self.sensing.open(&worn, folder, kind, session).await?);
        self.hub.follow(&line);
        {
            let mut inner = self.lock();
            inner.line = Some(line);
            inner.session.step = if inner.session.step == Step::Sensors {
                Step::Check
            } else {
                Step::Live
            };
        }
        self.told();
        Ok(())
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

    /// Begins or ends a pause. Samples are written on; the stretch is marked as a rest.
    pub fn pause(&self) -> Result<(), ClinicError> {
        let now_s = self.status().map_or(0.0, |status| status.elapsed_s);
        self.change(&[Step::Live], |session| match session.pauses.last_mut() {
            Some(pause) if pause.to_s.is_none() => pause.to_s = Some(now_s),
            _ => session.pauses.push(Pause {
                from_s: now_s,
                to_s: None,
            }),
        })?;
        self.hub.paused(self.session().paused());
        Ok(())
    }

    /// Stops the recording and waits until its folder is whole; gives folder and pauses.
    pub async fn stop(&self) -> Result<(PathBuf, Vec<Phase>), ClinicError> {
        let line = self.line()?;
        let end_s = line.status().elapsed_s;
        self.change(&[Step::Live], |session| session.step = Step::Storing)?;
        line.order(Order::Stop).await;
        let finished = line.finished().await;
        self.lock().line = None;
        let pauses = self.session().pauses;
        let rests = pauses.iter().map(|pause| Phase {
            kind: PhaseKind::Rest,
            start_s: pause.from_s,
            end_s: pause.to_s.unwrap_or(end_s),
        });
        match finished {
            Ok(folder) => Ok((folder, rests.collect())),
            Err(error) => {
                self.fail(error.to_string());
                Err(error.into())
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
    }

    /// The recording ended badly; the session goes back to the choice of the protocol.
    pub fn fail(&self, because: String) {
        let _ = self.change(&[Step::Live, Step::Storing], |session| {
            session.step = Step::Done;
            session.trouble = Some(because);
        });
    }

    /// Ends everything when the program ends: what was recorded is kept.
    pub async fn close(&self) {
        let line = self.lock().line.clone();
        if let Some(line) = line {
            line.order(Order::Stop).await;
            if let Err(error) = line.finished().await {
                tracing::error!("a recording ended badly: {error}");
            }
        }
    }
}
