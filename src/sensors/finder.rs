//! Looking around, and telling one sensor something: what comes before a recording.

use super::capture::Chosen;
use super::families;
use super::family::{Driver, DriverError, Family, Identity, Setup, Wire};
use super::locks;
use super::radio::{PeerId, Radio, RadioError};
use super::task::visit;
use futures::StreamExt;
use recording::Site;
use serde::Serialize;
use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

/// More sensors than a clinic has: a radio that invents addresses fills no memory.
const MOST: usize = 256;

/// A sensor that was seen.
#[derive(Clone, Serialize)]
pub struct DiscoveredSensor {
    #[serde(skip)]
    pub peer: PeerId,
    #[serde(skip)]
    pub family: Arc<dyn Family>,
    /// What is printed on it.
    pub label: String,
    /// The family's key.
    pub kind: &'static str,
    pub rssi_dbm: Option<i16>,
    pub battery_percent: Option<u8>,
    /// Where it says, or where this program remembers, that it is worn.
    pub site: Option<Site>,
    pub serial: Option<String>,
    pub firmware: Option<String>,
    pub model: Option<String>,
    /// Sampling into its buffer: its connection was lost.
    pub sampling: bool,
    /// Why it cannot be used, as a sentence.
    pub unusable: Option<String>,
}

impl DiscoveredSensor {
    /// For a plan.
    pub fn chosen(&self, site: Site) -> Chosen {
        Chosen {
            peer: self.peer.clone(),
            family: Arc::clone(&self.family),
            site,
            label: self.label.clone(),
        }
    }
}

/// Scans for so long, or until `enough`; sorted by label. `rate_hz` is for sensors that are asked who they are.
///
/// # Errors
/// The radio's.
pub async fn scan(
    radio: &dyn Radio,
    time: Duration,
    mut enough: impl FnMut(&[DiscoveredSensor]) -> bool,
) -> Result<Vec<DiscoveredSensor>, RadioError> {
    let known = families::all();
    let mut found: BTreeMap<PeerId, DiscoveredSensor> = BTreeMap::new();
    let mut sightings = radio.scan().await?;
    let deadline = tokio::time::Instant::now() + time;
    while let Ok(Some(sighting)) = tokio::time::timeout_at(deadline, sightings.next()).await {
        let Some((family, told)) = families::recognise(&known, &sighting) else {
            continue;
        };
        if found.len() >= MOST && !found.contains_key(&sighting.peer) {
            continue;
        }
        let kind = family.key();
        let seen = found.entry(sighting.peer.clone()).or_insert_with(|| DiscoveredSensor {
            peer: sighting.peer.clone(),
            family,
            label: told.label.clone(),
            kind,
            rssi_dbm: None,
            battery_percent: None,
            site: None,
            serial: None,
            firmware: None,
            model: None,
            sampling: false,
            unusable: None,
        });
        seen.rssi_dbm = sighting.rssi_dbm.or(seen.rssi_dbm);
        seen.battery_percent = told.battery_percent.or(seen.battery_percent);
        seen.site = told.site.or(seen.site);
        seen.serial = told.serial.or(seen.serial.take());
        seen.sampling = told.sampling;
        seen.unusable = told.unusable;
        let all: Vec<DiscoveredSensor> = found.values().cloned().collect();
        if enough(&all) {
            break;
        }
    }
    drop(sightings);
    radio.stop_scan().await?;
    let mut found: Vec<DiscoveredSensor> = found.into_values().collect();
    found.sort_by(|a, b| a.label.cmp(&b.label));
    Ok(found)
}

/// Does something with a sensor that no other program on this computer uses: hanging up would end its recording.
async fn visited<T>(
    radio: &dyn Radio,
    found: &DiscoveredSensor,
    lock_dir: Option<&Path>,
    act: impl AsyncFnOnce(&mut Wire, &mut dyn Driver, &Identity) -> Result<T, DriverError>,
) -> Result<T, DriverError> {
    let setup = Setup {
        rate_hz: 100,
        seed: found.peer.seed(),
        ..Setup::default()
    };
    let _held =
        locks::hold(lock_dir, &found.peer, &found.label).map_err(|error| DriverError::Unusable(error.to_string()))?;
    // The site matters to nobody here.
    let chosen = found.chosen(Site::Pelvis);
    let (mut wire, mut driver, identity) = visit(radio, &chosen, setup).await?;
    let done = act(&mut wire, driver.as_mut(), &identity).await;
    let link = Arc::clone(wire.link());
    // It ends with the program anyhow.
    let _ = link.disconnect().await;
    done
}

/// Asks a sensor who it is: serial number, model, firmware. `lock_dir`: as a [`Plan`](super::capture::Plan)'s.
///
/// # Errors
/// The radio's and the sensor's; a sensor that another program uses.
pub async fn read_identity(
    radio: &dyn Radio,
    found: &DiscoveredSensor,
    lock_dir: Option<&Path>,
) -> Result<Identity, DriverError> {
    visited(radio, found, lock_dir, async |_, _, identity| Ok(identity.clone())).await
}

/// Makes a sensor show itself.
///
/// # Errors
/// The radio's and the sensor's; a family that cannot; a sensor that another program uses.
pub async fn identify(
    radio: &dyn Radio,
    found: &DiscoveredSensor,
    seconds: u8,
    lock_dir: Option<&Path>,
) -> Result<(), DriverError> {
    if !found.family.capabilities().identify {
        return Err(DriverError::Unusable(format!(
            "a {} cannot show itself",
            found.family.title()
        )));
    }
    visited(radio, found, lock_dir, async |wire, driver, _| {
        driver.identify(wire, seconds).await
    })
    .await
}

/// Tells a sensor where it is worn, where its family can remember that; gives its identity, so that the program can.
///
/// # Errors
/// The radio's and the sensor's; a sensor that another program uses.
pub async fn assign(
    radio: &dyn Radio,
    found: &DiscoveredSensor,
    site: Option<Site>,
    lock_dir: Option<&Path>,
) -> Result<Identity, DriverError> {
    let stores = found.family.capabilities().stores_site;
    visited(radio, found, lock_dir, async |wire, driver, identity| {
        if stores {
            driver.assign_site(wire, site).await?;
        }
        Ok(identity.clone())
    })
    .await
}
