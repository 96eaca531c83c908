//! The sensors of a session: found, chosen, streaming, recorded. The sensors are near the computer's adapter, or virtual
//! ones on a radio in process; everything here is the same for both.

use super::person::Person;
use super::places::place;
use super::protocol::ProtocolKind;
use recording::{Session, Site};
use sensors::adapter::AdapterRadio;
use sensors::capture::{Capture, CaptureCommand, CaptureError, Plan, Task};
use sensors::finder::{self, DiscoveredSensor};
use sensors::radio::{Radio, RadioError};
use sensors::settings::{Remembered, RememberedSensor};
use sensors::status::{CaptureStatus, SampleBlock, Stage};
use std::collections::{BTreeMap, BTreeSet};
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
    /// A walk gave reason to doubt where it was said to be: it is asked anew.
    pub doubted: bool,
    /// Why it cannot be used, as a sentence.
    pub unusable: Option<String>,
}

/// Why there is no capture.
#[derive(Debug, Clone, thiserror::Error)]
pub enum SensorManagerError {
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

impl From<CaptureError> for SensorManagerError {
    fn from(error: CaptureError) -> SensorManagerError {
        match error {
            CaptureError::Radio(error) => SensorManagerError::Radio(error),
            CaptureError::NoSensors => SensorManagerError::NoSensors,
            CaptureError::NeverBegan => SensorManagerError::NeverBegan,
            other => SensorManagerError::Capture(other.to_string()),
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
pub struct SensorManager {
    source: Source,
    radio: tokio::sync::Mutex<Option<Arc<dyn Radio>>>,
    found: Mutex<Vec<DiscoveredSensor>>,
    /// What is printed on sensors that were doubted to be where they were said to be: their places are asked for anew.
    distrusted: Mutex<BTreeSet<String>>,
    /// Where this program remembers which sensor is worn where, and locks sensors in use.
    settings: Option<PathBuf>,
    /// Wears the sensors of a demonstration.
    person: Option<Arc<Person>>,
}

impl SensorManager {
    /// By this computer's adapter.
    pub fn bluetooth(settings: Option<PathBuf>) -> SensorManager {
        SensorManager::new(Source::Adapter, settings, None)
    }

    /// By a given radio.
    pub fn given(radio: Arc<dyn Radio>, settings: Option<PathBuf>) -> SensorManager {
        SensorManager::new(Source::Given(radio), settings, None)
    }

    /// Virtual sensors on a virtual person.
    pub fn demonstration(settings: Option<PathBuf>) -> SensorManager {
        let (person, radio) = Person::with_sensors();
        SensorManager::new(Source::Given(Arc::new(radio)), settings, Some(person))
    }

    fn new(source: Source, settings: Option<PathBuf>, person: Option<Arc<Person>>) -> SensorManager {
        SensorManager {
            source,
            radio: tokio::sync::Mutex::default(),
            found: Mutex::default(),
            distrusted: Mutex::default(),
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
    async fn reopen_after(&self, error: RadioError) -> SensorManagerError {
        if error.needs_a_person() {
            *self.radio.lock().await = None;
        }
        SensorManagerError::Radio(error)
    }

    /// Looks for sensors, at most six seconds.
    ///
    /// # Errors
    /// The radio's.
    pub async fn search(&self) -> Result<Vec<FoundSensor>, SensorManagerError> {
        let radio = match self.radio().await {
            Ok(radio) => radio,
            Err(error) => return Err(self.reopen_after(error).await),
        };
        let begun = Instant::now();
        let enough = move |found: &[DiscoveredSensor]| found.len() >= KIT && begun.elapsed() >= LOOK_ON;
        let mut found = match finder::scan(radio.as_ref(), LOOK, enough).await {
            Ok(found) => found,
            Err(error) => return Err(self.reopen_after(error).await),
        };
        let remembered = self.remembered();
        let distrusted = self.distrusted().clone();
        for sensor in &mut found {
            let known = remembered.site(sensor.serial.as_deref(), &sensor.label);
            sensor.site = known.or(sensor.site).filter(|_| !distrusted.contains(&sensor.label));
        }
        let shown = found
            .iter()
            .map(|sensor| FoundSensor {
                doubted: distrusted.contains(&sensor.label),
                ..shown(sensor)
            })
            .collect();
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
    pub(crate) fn remembered_sites(&self) -> Vec<(String, Site)> {
        let sensors = self.remembered().sensors.into_iter();
        sensors.map(|sensor| (sensor.label, sensor.site)).collect()
    }

    fn distrusted(&self) -> std::sync::MutexGuard<'_, BTreeSet<String>> {
        self.distrusted.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The places of a leg's sensors are doubted: none of them is proposed for the next person.
    pub(crate) fn distrust(&self, status: &CaptureStatus) {
        let legs = status.sensors.iter().filter(|sensor| sensor.site.side().is_some());
        self.distrusted().extend(legs.map(|sensor| sensor.label.clone()));
    }

    /// Remembers where connected sensors were worn, for the next session, after the exchanges that were made.
    pub fn remember(&self, status: &CaptureStatus, exchanged: &[[Site; 2]]) {
        for sensor in &status.sensors {
            self.distrusted().remove(&sensor.label);
        }
        let Some(dir) = &self.settings else { return };
        let mut remembered = self.remembered();
        for sensor in &status.sensors {
            let Some(serial) = &sensor.serial else { continue };
            let entry = RememberedSensor {
                serial: serial.clone(),
                label: sensor.label.clone(),
                family: sensor.family.to_owned(),
                site: place(sensor.site, exchanged),
            };
            let site = entry.site;
            remembered.assign(entry, Some(site));
        }
        // The session does not need it.
        if let Err(error) = remembered.save(dir) {
            tracing::warn!("where sensors are worn cannot be remembered: {error}");
        }
    }

    fn found(&self, id: &str) -> Result<DiscoveredSensor, SensorManagerError> {
        let found = self.found.lock().unwrap_or_else(PoisonError::into_inner);
        let sensor = found.iter().find(|sensor| &*sensor.peer.0 == id);
        sensor.cloned().ok_or(SensorManagerError::Forgotten)
    }

    /// Lets one sensor blink for ten seconds.
    ///
    /// # Errors
    /// The radio's and the sensor's.
    pub async fn blink(&self, id: &str) -> Result<(), SensorManagerError> {
        let sensor = self.found(id)?;
        let radio = self.radio().await?;
        let label = sensor.label.clone();
        // On a thread of its own: what drives a sensor is not made to move between threads.
        let runtime = tokio::runtime::Handle::current();
        let locks = self.locks();
        let asked = tokio::task::spawn_blocking(move || {
            runtime.block_on(finder::identify(radio.as_ref(), &sensor, BLINK_S, locks.as_deref()))
        });
        let problem = match asked.await {
            Ok(Ok(())) => return Ok(()),
            Ok(Err(error)) => error.to_string(),
            Err(error) => error.to_string(),
        };
        Err(SensorManagerError::Sensor { label, problem })
    }

    fn locks(&self) -> Option<PathBuf> {
        self.settings.as_ref().map(|dir| dir.join("locks"))
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
    ) -> Result<CaptureHandle, SensorManagerError> {
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
            lock_dir: self.locks(),
        };
        self.start(plan, kind).await
    }

    /// Goes on with a recording that broke off, with the sensors that it had; `worn` names them by what is printed on
    /// them. The protocol goes on with the phase that was interrupted.
    ///
    /// # Errors
    /// As [`SensorManager::search`] and [`SensorManager::open`]; a sensor that is not in sight.
    pub async fn resume(
        &self,
        worn: &BTreeMap<Site, String>,
        folder: PathBuf,
        kind: ProtocolKind,
        phases_begun: usize,
        session: Session,
    ) -> Result<CaptureHandle, SensorManagerError> {
        self.search().await?;
        let found = self.found.lock().unwrap_or_else(PoisonError::into_inner).clone();
        let mut sensors = Vec::new();
        for (site, label) in worn {
            let Some(sensor) = found.iter().find(|sensor| sensor.label == *label) else {
                return Err(SensorManagerError::Sensor {
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
            lock_dir: self.locks(),
        };
        self.start(plan, kind).await
    }

    async fn start(&self, plan: Plan, kind: ProtocolKind) -> Result<CaptureHandle, SensorManagerError> {
        let radio = self.radio().await?;
        self.expect(kind).await;
        let capture = Capture::start(radio, plan)?;
        if let Some(person) = &self.person {
            person.follow(capture.status());
        }
        Ok(CaptureHandle::new(capture))
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

fn shown(sensor: &DiscoveredSensor) -> FoundSensor {
    FoundSensor {
        id: sensor.peer.0.to_string(),
        label: sensor.label.clone(),
        family: sensor.family.title().to_owned(),
        battery_percent: sensor.battery_percent,
        rssi_dbm: sensor.rssi_dbm,
        site: sensor.site,
        can_blink: sensor.family.capabilities().identify,
        doubted: false,
        unusable: sensor.unusable.clone(),
    }
}

enum Request {
    Command(CaptureCommand, Instant),
    Task(Box<Task>),
}

/// The handle of an open capture. Dropped, it ends the recording as a stop does.
pub struct CaptureHandle {
    requests: mpsc::Sender<Request>,
    status: watch::Receiver<CaptureStatus>,
    samples: Mutex<Option<broadcast::Receiver<Arc<SampleBlock>>>>,
    done: tokio::sync::Mutex<Option<JoinHandle<Result<PathBuf, SensorManagerError>>>>,
}

impl CaptureHandle {
    /// Must be called within a runtime.
    fn new(capture: Capture) -> CaptureHandle {
        let (requests, requested) = mpsc::channel(16);
        let (status, samples) = (capture.status(), capture.samples());
        let folder = status.borrow().folder.clone();
        CaptureHandle {
            requests,
            status,
            samples: Mutex::new(Some(samples)),
            done: tokio::sync::Mutex::new(Some(tokio::spawn(run_capture(capture, requested, folder)))),
        }
    }

    pub fn status(&self) -> CaptureStatus {
        self.status.borrow().clone()
    }

    pub fn watch(&self) -> watch::Receiver<CaptureStatus> {
        self.status.clone()
    }

    /// All samples since the capture was opened; for one listener.
    pub fn samples(&self) -> Option<broadcast::Receiver<Arc<SampleBlock>>> {
        self.samples.lock().unwrap_or_else(PoisonError::into_inner).take()
    }

    /// Told to a recording that has ended, it does nothing.
    pub async fn command(&self, command: CaptureCommand) {
        let _ = self.requests.send(Request::Command(command, Instant::now())).await;
    }

    /// Changes what will be recorded; before the start.
    pub async fn set_task(&self, task: Task) {
        let _ = self.requests.send(Request::Task(Box::new(task))).await;
    }

    /// Waits until the recording has ended; the folder holds it. For one listener.
    ///
    /// # Errors
    /// Why it ended early, or [`SensorManagerError::NeverBegan`].
    pub async fn finished(&self) -> Result<PathBuf, SensorManagerError> {
        let Some(done) = self.done.lock().await.take() else {
            return Err(SensorManagerError::Capture(
                "the recording was ended by someone else".to_owned(),
            ));
        };
        done.await
            .unwrap_or_else(|error| Err(SensorManagerError::Capture(error.to_string())))
    }

    /// Lets the sensors go, and waits until they are free, though not for ever.
    pub(crate) async fn release(&self) {
        self.command(CaptureCommand::Stop).await;
        let mut status = self.status.clone();
        let ended = status.wait_for(|now| now.stage == Stage::Done);
        let _ = tokio::time::timeout(LET_GO, ended).await;
    }
}

/// Holds the recording until it ends.
async fn run_capture(
    capture: Capture,
    mut requested: mpsc::Receiver<Request>,
    folder: PathBuf,
) -> Result<PathBuf, SensorManagerError> {
    let mut status = capture.status();
    loop {
        tokio::select! {
            request = requested.recv() => match request {
                Some(Request::Command(command, at)) => capture.command_at(command, at).await,
                Some(Request::Task(task)) => capture.set_task(*task),
                None => {
                    capture.command(CaptureCommand::Stop).await;
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
