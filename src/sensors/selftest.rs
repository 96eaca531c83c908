//! Does it work here, with these sensors? A trial recording that writes nothing, judged.
//!
//! All sensors lie still on a table. They are connected at once, as in a recording, stream for a while, are hung up on
//! for some seconds on purpose where they can send missed samples again, and go on. What came is counted and timed.

mod judge;
#[cfg(test)]
mod tests;
mod trial;

pub use judge::{Check, Outcome};

use super::families::recognise;
use super::family::{Family, Recognised};
use super::locks;
use super::radio::{PeerId, Radio, RadioError};
use futures::StreamExt;
use serde::Serialize;
use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;
use tokio::time::Instant;

/// How long each part takes.
#[derive(Debug, Clone, PartialEq)]
pub struct SelftestOptions {
    /// Looking for sensors.
    pub scan: Duration,
    /// Streaming before the break.
    pub stream: Duration,
    /// The break on purpose.
    pub break_for: Duration,
    /// How long missed samples may take after the break.
    pub catch_up: Duration,
    pub rate_hz: u16,
    /// Where sensors in use are locked against a second program on this computer; `None`: not at all.
    pub lock_dir: Option<PathBuf>,
}

impl Default for SelftestOptions {
    fn default() -> Self {
        SelftestOptions {
            scan: Duration::from_secs(8),
            stream: Duration::from_secs(20),
            break_for: Duration::from_secs(4),
            catch_up: Duration::from_secs(30),
            rate_hz: 100,
            lock_dir: None,
        }
    }
}

/// What the trial showed of one sensor.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct SensorReport {
    /// What is printed on it.
    pub label: String,
    /// Title of its family.
    pub family: &'static str,
    pub serial: Option<String>,
    pub firmware: Option<String>,
    /// In the order of the trial.
    pub checks: Vec<Check>,
}

/// What the trial showed.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Report {
    /// In order of labels.
    pub sensors: Vec<SensorReport>,
}

impl Report {
    /// True where there is a sensor and nothing failed.
    pub fn passed(&self) -> bool {
        let mut checks = self.sensors.iter().flat_map(|sensor| &sensor.checks);
        !self.sensors.is_empty() && checks.all(|check| check.outcome != Outcome::Fail)
    }
}

/// Where the trial is, for a person who waits.
#[derive(Debug, Clone, PartialEq)]
pub enum Progress {
    Scanning {
        seconds: u64,
    },
    Found {
        labels: Vec<String>,
    },
    /// All sensors are being tried at once, for about so long.
    Trying {
        seconds: u64,
    },
}

struct Candidate {
    peer: PeerId,
    family: Arc<dyn Family>,
    told: Recognised,
    rssi_dbm: Option<i16>,
}

/// Scans, tries every sensor of a known family, judges.
///
/// # Errors
/// The radio's, where it does not work at all; what is wrong with a sensor is in its report.
pub async fn run(
    radio: Arc<dyn Radio>,
    families: &[Arc<dyn Family>],
    options: &SelftestOptions,
    mut tell: impl FnMut(Progress),
) -> Result<Report, RadioError> {
    tell(Progress::Scanning {
        seconds: options.scan.as_secs(),
    });
    let found = scan(radio.as_ref(), families, options.scan).await?;
    tell(Progress::Found {
        labels: found.iter().map(|one| one.told.label.clone()).collect(),
    });
    if !found.is_empty() {
        tell(Progress::Trying {
            seconds: (options.stream + options.break_for).as_secs() + 10,
        });
    }
    let trials = found.into_iter().map(|one| sensor(Arc::clone(&radio), one, options));
    let sensors = futures::future::join_all(trials).await;
    Ok(Report { sensors })
}

async fn scan(radio: &dyn Radio, families: &[Arc<dyn Family>], limit: Duration) -> Result<Vec<Candidate>, RadioError> {
    let mut sightings = radio.scan().await?;
    let deadline = Instant::now() + limit;
    let mut found: BTreeMap<PeerId, Candidate> = BTreeMap::new();
    while let Ok(Some(sighting)) = tokio::time::timeout_at(deadline, sightings.next()).await {
        let Some((family, told)) = recognise(families, &sighting) else {
            continue;
        };
        let one = found.entry(sighting.peer.clone()).or_insert_with(|| Candidate {
            peer: sighting.peer.clone(),
            family,
            told: told.clone(),
            rssi_dbm: None,
        });
        one.rssi_dbm = sighting.rssi_dbm.or(one.rssi_dbm);
        // A later advertisement can tell more than a scan response.
        if told.battery_percent.is_some() || told.unusable.is_some() {
            one.told = told;
        }
    }
    radio.stop_scan().await?;
    let mut list: Vec<Candidate> = found.into_values().collect();
    list.sort_by(|a, b| a.told.label.cmp(&b.told.label));
    Ok(list)
}

async fn sensor(radio: Arc<dyn Radio>, found: Candidate, options: &SelftestOptions) -> SensorReport {
    let mut report = SensorReport {
        label: found.told.label.clone(),
        family: found.family.title(),
        serial: None,
        firmware: None,
        checks: vec![judge::signal(found.rssi_dbm)],
    };
    if let Some(reason) = &found.told.unusable {
        report.checks.push(judge::unusable(reason));
        return report;
    }
    // The trial hangs up on the sensor: a recording of another program would lose by it.
    let _held = match locks::hold(options.lock_dir.as_deref(), &found.peer, &found.told.label) {
        Ok(held) => held,
        Err(error) => {
            report.checks.push(judge::unusable(&error.to_string()));
            return report;
        }
    };
    let tried = trial::run(radio.as_ref(), &found.peer, found.family.as_ref(), options).await;
    if let Some(identity) = &tried.identity {
        report.serial = Some(identity.serial.clone());
        report.firmware = Some(identity.firmware.clone());
    }
    report
        .checks
        .extend(judge::checks(&tried, &found.family.capabilities()));
    report
}
