//! The line to the sensors: found, chosen, streaming, recorded. Where the sensors are virtual, [`super::player`] is at
//! the other end.

use super::player;
use super::protocol::ProtocolKind;
use crate::recording::{Session, Site};
use crate::sensors::capture::Order;
use crate::sensors::status::{CaptureStatus, SampleBlock};
use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::Arc;
use tokio::sync::{Mutex, broadcast, mpsc, watch};
use tokio::task::JoinHandle;

/// A sensor in sight.
#[derive(Debug, Clone, PartialEq)]
pub struct FoundSensor {
    pub id: String,
    /// What is printed on it.
    pub label: String,
    pub family: String,
    pub battery_percent: Option<u8>,
    pub rssi_dbm: Option<i16>,
    /// Where it says that it is worn.
    pub site: Option<Site>,
    pub can_blink: bool,
}

/// Why there is no line.
#[derive(Debug, Clone, thiserror::Error)]
pub enum LineError {
    #[error(
        "this build of the app records from virtual sensors only; start it with --demo, or record with real sensors elsewhere and drop the files here"
    )]
    NoRadio,
    #[error("no sensor was chosen; choose at least one")]
    NoSensors,
    #[error("{0}")]
    Other(String),
}

/// Which sensors there are.
pub enum Sensing {
    /// Virtual sensors on a virtual person.
    Virtual,
    /// None: files only.
    Absent,
}

impl Sensing {
    pub async fn search(&self) -> Result<Vec<FoundSensor>, LineError> {
        match self {
            Sensing::Virtual => Ok(player::sensors()),
            Sensing::Absent => Err(LineError::NoRadio),
        }
    }

    pub async fn blink(&self, _id: &str) -> Result<(), LineError> {
        match self {
            Sensing::Virtual => Ok(()),
            Sensing::Absent => Err(LineError::NoRadio),
        }
    }

    pub async fn open(
        &self,
        worn: &BTreeMap<Site, String>,
        folder: PathBuf,
        kind: ProtocolKind,
        session: Session,
    ) -> Result<Line, LineError> {
        if worn.is_empty() {
            return Err(LineError::NoSensors);
        }
        match self {
            Sensing::Virtual => player::open(worn, folder, kind, session).await,
            Sensing::Absent => Err(LineError::NoRadio),
        }
    }
}

/// An open line.
pub struct Line {
    pub(super) orders: mpsc::Sender<Order>,
    pub(super) status: watch::Receiver<CaptureStatus>,
    pub(super) samples: broadcast::Sender<Arc<SampleBlock>>,
    pub(super) done: Mutex<Option<JoinHandle<Result<PathBuf, LineError>>>>,
}

impl Line {
    pub fn status(&self) -> CaptureStatus {
        self.status.borrow().clone()
    }

    pub fn watch(&self) -> watch::Receiver<CaptureStatus> {
        self.status.clone()
    }

    pub fn samples(&self) -> broadcast::Receiver<Arc<SampleBlock>> {
        self.samples.subscribe()
    }

    pub async fn order(&self, order: Order) {
        // Told to a recording that has ended, it does nothing.
        let _ = self.orders.send(order).await;
    }

    /// Waits until the recording has ended; the folder holds it.
    pub async fn finished(&self) -> Result<PathBuf, LineError> {
        let Some(done) = self.done.lock().await.take() else {
            return Err(LineError::Other("the recording was ended by someone else".to_owned()));
        };
        done.await
            .unwrap_or_else(|error| Err(LineError::Other(error.to_string())))
    }
}
