//! The line to the sensors: found, chosen, streaming, recorded. The sensors are near the computer's adapter, or virtual
//! ones on a radio in process; everything here is the same for both.

use super::person::Person;
use super::protocol::ProtocolKind;
use crate::recording::{Session, Site};
use crate::sensors::adapter::AdapterRadio;
use crate::sensors::capture::{Capture, CaptureError, Order, Plan, Task};
use crate::sensors::finder::{self, Found};
use crate::sensors::radio::{Radio, RadioError};
use crate::sensors::settings::{Remembered, RememberedSensor};
use crate::sensors::status::{CaptureStatus, SampleBlock, Stage};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;
use tokio::sync::{broadcast, mpsc, watch};
use tokio::task::JoinHandle;
use tokio::time::Instant;

/// The longest search.
const LOOK: Duration = Duration::from_secs(6);
/// A search that has a whole kit ends after this long: others may answer a little later.
const LOOK_ON: Duration = Duration::from_millis(1500);
/// Sensors of a whole kit.
const KIT: usize = 5;
const BLINK_S: u8 = 10;
/// What all sensors are set to, Hz.
const RATE_HZ: u16 = 100;
/// Sensors that were let go advertise again within this long.
const LET_GO: Duration = Duration::from_secs(6);

/// A sensor in sight.
#[derive(Debug, Clone, PartialEq)]
pub struct FoundSensor {
    /// What the radio calls it; means nothing to people.
    pub id: String,
    /// What is printed on it.
    pub label: String,
    pub family: String,
    pub battery_percent: Option<u8>,
    pub rssi_dbm: Option<i16>,
    /// Where it says, or where this program remembers, that it is worn.
    pub site: Option<Site>,
    pub can_blink: bool,
    /// Why it cannot be used, as a sentence.
    pub unusable: Option<String>,
}

/// Why there is no line.
#[derive(Debug, Clone, thiserror::Error)]
pub enum LineError {
    #[error(transparent)]
    Radio(#[from] RadioError),
    #[error("no sensor was chosen. Choose at least one")]
    NoSensors,
    /// Chosen on a page that is older than the last search.
    #[error("one of these sensors is not in the list any more. Search again")]
    Forgotten,
    #[error("{label}: {problem}")]
    Sensor { label: String, problem: String },
    /// The recording could not be made, or ended early.
    #[error("{0}")]
    Capture(String),
    /// It was stopped before it began: nothing was written.
    #[error("the recording was stopped before it began; nothing was written")]
    NeverBegan,
}

impl From<CaptureError> for LineError {
    fn from(error: CaptureError) -> LineError {
        match error {
            CaptureError::Radio(error) => LineError::Radio(error),
            CaptureError::NoSensors => LineError::NoSensors,
            CaptureError::NeverBegan => LineError::NeverBegan,
            other => LineError::Capture(other.to_string()),
        }
    }
}

/// Which radio the sensors are reached by.
enum Source {
    /// This computer's adapter, opened when it is first needed.
    Adapter,
    Given(Arc<dyn Radio>),
}

/// The sensors around.
pub struct Sensing {
    source: Source,
    radio: tokio::sync::Mutex<Option<Arc<dyn Radio>>>,
    found: Mutex<Vec<Found>>,
    /// Where this program remembers which sensor is worn where, and locks sensors in use.
    settings: Option<PathBuf>,
    /// Wears the sensors of a demonstration.
    person: Option<Arc<Person>>,
}

impl Sensing {
    /// By this computer's adapter.
    pub fn bluetooth(settings: Option<PathBuf>) -> Sensing {
        Sensing::new(Source::Adapter, settings, None)
    }

    /// By a given radio.
    pub fn given(radio: Arc<dyn Radio>, settings: Option<PathBuf>) -> Sensing {
        Sensing::new(Source::Given(radio), settings, None)
    }

    /// Virtual sensors on a virtual person.
    pub fn demonstration(settings: Option<PathBuf>) -> Sensing {
        let (person, radio) = Person::with_sensors();
        Sensing::new(Source::Given(Arc::new(radio)), settings, Some(person))
    }

    fn new(source: Source, settings: Option<PathBuf>, person: Option<Arc<Person>>) -> Sensing {
        Sensing {
            source,
            radio: tokio::sync::Mutex::default(),
            found: Mutex::default(),
            settings,
            person,
        }
    }

    async fn radio(&self) -> Result<Arc<dyn Radio>, RadioError> {
        let mut open = self.radio.lock().await;
        if let Some(radio) = open.as_ref() {
            return Ok(Arc::clone(radio));
        }
        let radio: Arc<dyn Radio> = match &self.source {
            Source::Adapter => Arc::new(AdapterRadio::open().await?),
            Source::Given(radio) => Arc::clone(radio),
        };
        *open = Some(Arc::clone(&radio));
        Ok(radio)
    }

    /// After an error that a person must mend, the adapter is opened anew: it may be another one.
    async fn mind(&self, error: RadioError) -> LineError {
        if error.needs_a_person() {
            *self.radio.lock().await = None;
        }
        LineError::Radio(error)
    }

    /// Looks for sensors, at most six seconds.
    ///
    /// # Errors
    /// The radio's.
    pub async fn search(&self) -> Result<Vec<FoundSensor>, LineError> {
        let radio = match self.radio().await {
            Ok(radio) => radio,
            Err(error) => return Err(self.mind(error).await),
        };
        let begun = Instant::now();
        let enough = move |found: &[Found]| found.len() >= KIT && begun.elapsed() >= LOOK_ON;
        let mut found = match finder::look(radio.as_ref(), LOOK, enough).await {
            Ok(found) => found,
            Err(error) => return Err(self.mind(error).await),
        };
        let remembered = self.remembered();
        for sensor in &mut found {
            let known = remembered.site(sensor.serial.as_deref(), &sensor.label);
            sensor.site = known.or(sensor.site);
        }
        let shown = found.iter().map(shown).collect();
        *self.found.lock().unwrap_or_else(PoisonError::into_inner) = found;
        Ok(shown)
    }

    fn remembered(&self) -> Remembered {
        let Some(dir) = &self.settings else {
            return Remembered::default();
        };
        Remembered::load(dir).unwrap_or_else(|error| {
            tracing::warn!("where sensors were worn cannot be read: {error}");
            Remembered::default()
        })
    }

    /// Sensors of earlier sessions, by what is printed on them.
    pub fn remembered_sites(&self) -> Vec<(String, Site)> {
        let sensors = self.remembered().sensors.into_iter();
        sensors.map(|sensor| (sensor.label, sensor.site)).collect()
    }

    /// Remembers where connected sensors are worn, for the next session.
    pub fn remember(&self, status: &CaptureStatus) {
        let Some(dir) = &self.settings else { return };
        let mut remembered = self.remembered();
        for sensor in &status.sensors {
            let Some(serial) = &sensor.serial else { continue };
            let entry = RememberedSensor {
                serial: serial.clone(),
                label: sensor.label.clone(),
                family: sensor.family.to_owned(),
                site: sensor.site,
            };
            remembered.assign(entry, Some(sensor.site));
        }
        // The session does not need it.
        if let Err(error) = remembered.save(dir) {
            tracing::warn!("where sensors are worn cannot be remembered: {error}");
        }
    }

    fn found(&self, id: &str) -> Result<Found, LineError> {
        let found = self.found.lock().unwrap_or_else(PoisonError::into_inner);
        let sensor = found.iter().find(|sensor| &*sensor.peer.0 == id);
        sensor.cloned().ok_or(LineError::Forgotten)
    }

    /// Lets one sensor blink for ten seconds.
    ///
    /// # Errors
    /// The radio's and the sensor's.
    pub async fn blink(&self, id: &str) -> Result<(), LineError> {
        let sensor = self.found(id)?;
        let radio = self.radio().await?;
        let label = sensor.label.clone();
        // On a thread of its own: what drives a sensor is not made to move between threads.
        let runtime = tokio::runtime::Handle::current();
        let asked =
            tokio::task::spawn_blocking(move || runtime.block_on(finder::identify(radio.as_ref(), &sensor, BLINK_S)));
        let problem = match asked.await {
            Ok(Ok(())) => return Ok(()),
            Ok(Err(error)) => error.to_string(),
            Err(error) => error.to_string(),
        };
        Err(LineError::Sensor { label, problem })
    }

    /// Connects sensors for a recording into a folder. Nothing is written yet.
    ///
    /// # Errors
    /// A sensor that is not known or in use, a folder that cannot be used.
    pub async fn open(
        &self,
        worn: &BTreeMap<Site, String>,
        folder: PathBuf,
        kind: ProtocolKind,
        session: Session,
    ) -> Result<Line, LineError> {
        let mut sensors = Vec::new();
        for (site, id) in worn {
            sensors.push(self.found(id)?.chosen(*site));
        }
        let plan = Plan {
            folder,
            resume: false,
            sensors,
            rate_hz: RATE_HZ,
            ranges: Default::default(),
            phases: kind.phases(),
            stop_after_s: None,
            session,
            lock_dir: self.settings.as_ref().map(|dir| dir.join("locks")),
        };
        self.start(plan, kind).await
    }

    /// Goes on with a recording that broke off, with the sensors that it had; `worn` names them by what is printed on
    /// them. The protocol goes on with the phase that was interrupted.
    ///
    /// # Errors
    /// As [`Sensing::search`] and [`Sensing::open`]; a sensor that is not in sight.
    pub async fn resume(
        &self,
        worn: &BTreeMap<Site, String>,
        folder: PathBuf,
        kind: ProtocolKind,
        phases_begun: usize,
        session: Session,
    ) -> Result<Line, LineError> {
        self.search().await?;
        let found = self.found.lock().unwrap_or_else(PoisonError::into_inner).clone();
        let mut sensors = Vec::new();
        for (site, label) in worn {
            let Some(sensor) = found.iter().find(|sensor| sensor.label == *label) else {
                return Err(LineError::Sensor {
                    label: label.clone(),
                    problem: "is not in sight. Is it awake and near?".to_owned(),
                });
            };
            sensors.push(sensor.chosen(*site));
        }
        let mut phases = kind.phases();
        phases.drain(..phases_begun.saturating_sub(1).min(phases.len()));
        let plan = Plan {
            folder,
            resume: true,
            sensors,
            rate_hz: RATE_HZ,
            ranges: Default::default(),
            phases,
            stop_after_s: None,
            session,
            lock_dir: self.settings.as_ref().map(|dir| dir.join("locks")),
        };
        self.start(plan, kind).await
    }

    async fn start(&self, plan: Plan, kind: ProtocolKind) -> Result<Line, LineError> {
        let radio = self.radio().await?;
        self.expect(kind).await;
        let capture = Capture::start(radio, plan)?;
        if let Some(person) = &self.person {
            person.follow(capture.status());
        }
        Ok(Line::new(capture))
    }

    /// Tells the person what will be asked.
    pub async fn expect(&self, kind: ProtocolKind) {
        if let Some(person) = self.person.clone() {
            let learnt = tokio::task::spawn_blocking(move || person.learn(kind)).await;
            if let Err(error) = learnt {
                tracing::error!("the virtual person does not learn: {error}");
            }
        }
    }
}

fn shown(sensor: &Found) -> FoundSensor {
    FoundSensor {
        id: sensor.peer.0.to_string(),
        label: sensor.label.clone(),
        family: sensor.family.title().to_owned(),
        battery_percent: sensor.battery_percent,
        rssi_dbm: sensor.rssi_dbm,
        site: sensor.site,
        can_blink: sensor.family.abilities().identify,
        unusable: sensor.unusable.clone(),
    }
}

enum Ask {
    Order(Order),
    Task(Box<Task>),
}

/// An open line. Dropped, it ends the recording as a stop does.
pub struct Line {
    asks: mpsc::Sender<Ask>,
    status: watch::Receiver<CaptureStatus>,
    samples: Mutex<Option<broadcast::Receiver<Arc<SampleBlock>>>>,
    done: tokio::sync::Mutex<Option<JoinHandle<Result<PathBuf, LineError>>>>,
}

impl Line {
    /// Must be called within a runtime.
    fn new(capture: Capture) -> Line {
        let (asks, asked) = mpsc::channel(16);
        let (status, samples) = (capture.status(), capture.samples());
        let folder = status.borrow().folder.clone();
        Line {
            asks,
            status,
            samples: Mutex::new(Some(samples)),
            done: tokio::sync::Mutex::new(Some(tokio::spawn(attend(capture, asked, folder)))),
        }
    }

    pub fn status(&self) -> CaptureStatus {
        self.status.borrow().clone()
    }

    pub fn watch(&self) -> watch::Receiver<CaptureStatus> {
        self.status.clone()
    }

    /// All samples since the line was opened; for one listener.
    pub fn samples(&self) -> Option<broadcast::Receiver<Arc<SampleBlock>>> {
        self.samples.lock().unwrap_or_else(PoisonError::into_inner).take()
    }

    /// Told to a recording that has ended, it does nothing.
    pub async fn order(&self, order: Order) {
        let _ = self.asks.send(Ask::Order(order)).await;
    }

    /// Changes what will be recorded; before the start.
    pub async fn set_task(&self, task: Task) {
        let _ = self.asks.send(Ask::Task(Box::new(task))).await;
    }

    /// Waits until the recording has ended; the folder holds it. For one listener.
    ///
    /// # Errors
    /// Why it ended early, or [`LineError::NeverBegan`].
    pub async fn finished(&self) -> Result<PathBuf, LineError> {
        let Some(done) = self.done.lock().await.take() else {
            return Err(LineError::Capture("the recording was ended by someone else".to_owned()));
        };
        done.await
            .unwrap_or_else(|error| Err(LineError::Capture(error.to_string())))
    }

    /// Lets the sensors go, and waits until they are free, though not for ever.
    pub async fn let_go(&self) {
        self.order(Order::Stop).await;
        let mut status = self.status.clone();
        let ended = status.wait_for(|now| now.stage == Stage::Done);
        let _ = tokio::time::timeout(LET_GO, ended).await;
    }
}

/// Holds the recording until it ends.
async fn attend(capture: Capture, mut asked: mpsc::Receiver<Ask>, folder: PathBuf) -> Result<PathBuf, LineError> {
    let mut status = capture.status();
    loop {
        tokio::select! {
            ask = asked.recv() => match ask {
                Some(Ask::Order(order)) => capture.order(order).await,
                Some(Ask::Task(task)) => capture.set_task(*task),
                None => {
                    capture.order(Order::Stop).await;
                    break;
                }
            },
            // An error is a recording that is gone: `finished` says why.
            _ = async { status.wait_for(|now| now.stage == Stage::Done).await.is_ok() } => break,
        }
    }
    let finished = capture.finished().await;
    if let Err(CaptureError::NeverBegan) = finished {
        forget(&folder);
    }
    Ok(finished?.folder)
}

/// Removes the folder of a recording that never began; one that holds anything stays.
fn forget(folder: &Path) {
    let _ = std::fs::remove_dir(folder);
}
