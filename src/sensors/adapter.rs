//! The computer's own Bluetooth adapter, through `btleplug`.

use super::radio::{CONNECT_TIMEOUT, Link, LinkEvent, Notification, PeerId, Radio, RadioError, RadioFuture, Sighting};
use btleplug::api::{
    Central, CentralEvent, CentralState, Characteristic, Manager as _, Peripheral as _, ScanFilter, WriteType,
};
use btleplug::platform::{Adapter, Manager, Peripheral, PeripheralId};
use futures::future::BoxFuture;
use futures::stream::BoxStream;
use futures::{FutureExt, StreamExt};
use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, Once, PoisonError};
use std::time::Duration;
use tokio::sync::{OnceCell, broadcast, mpsc, watch};
use tokio::time::Instant;
use uuid::Uuid;

/// How long the Bluetooth service may take for a question.
const SERVICE: Duration = Duration::from_secs(5);
/// How long after a connection was made the service may take to tell of it.
const TOLD: Duration = Duration::from_secs(2);

/// The first adapter of this computer.
pub struct AdapterRadio {
    adapter: Adapter,
    /// What the adapter tells: one stream for the whole life, because dropping one can make a task of the stack panic.
    events: broadcast::Sender<CentralEvent>,
    links: Mutex<BTreeMap<PeerId, Arc<AdapterLink>>>,
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    // What is kept here is whole between any two statements.
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

fn peer_id(id: &PeripheralId) -> PeerId {
    PeerId::new(id.to_string())
}

async fn within<T>(
    what: &'static str,
    limit: Duration,
    work: impl Future<Output = btleplug::Result<T>>,
) -> Result<T, RadioError> {
    match tokio::time::timeout(limit, work).await {
        Ok(done) => done.map_err(|error| translate(&error)),
        Err(_) => Err(RadioError::TimedOut {
            what,
            seconds: limit.as_secs(),
        }),
    }
}

/// The stack's errors are texts in part; these are the ones that a person or the program can do something about.
fn translate(error: &btleplug::Error) -> RadioError {
    let text = error.to_string();
    let has = |part: &str| text.to_lowercase().contains(part);
    match error {
        btleplug::Error::PermissionDenied => RadioError::NotAllowed,
        btleplug::Error::NotConnected => RadioError::NotConnected,
        btleplug::Error::NoAdapterAvailable => RadioError::NoAdapter,
        _ if has("inprogress") || has("in progress") || has("already in progress") => RadioError::Busy,
        _ if has("not powered") || has("notready") || has("not ready") => RadioError::AdapterOff,
        _ if has("not connected") || has("notconnected") => RadioError::NotConnected,
        _ if has("accessdenied") || has("access denied") || has("permission denied") => RadioError::NotAllowed,
        _ if has("connection-abort") || has("le-connection") || has("connection-timeout") => {
            RadioError::Aborted { reason: text }
        }
        _ if has("serviceunknown") || has("not provided by any") || has("no such file") => {
            RadioError::NoService { reason: text }
        }
        _ => RadioError::Other(text),
    }
}

/// The Linux stack (bluez-async 0.9) takes off its listener whenever it has waited for something, in a task of its own. Where a
/// signal comes in between, the listener is gone already, or the bus takes no message at that moment, and the task panics over
/// that; nothing else happens: a listener more hears, and is not asked. A person need not see it: every other panic is told
/// as before.
fn quiet_known_race() {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| {
        let before = std::panic::take_hook();
        std::panic::set_hook(Box::new(move |panic| {
            let there = panic
                .location()
                .is_some_and(|at| at.file().ends_with("messagestream.rs"));
            let gone = panic.payload_as_str().is_some_and(|text| {
                ["No match with that id found", "Failed to send message"]
                    .iter()
                    .any(|known| text.contains(known))
            });
            if there && gone {
                tracing::debug!("a listener of the Bluetooth stack was gone before it was taken off");
            } else {
                before(panic);
            }
        }));
    });
}

impl AdapterRadio {
    /// Opens the first adapter. Must be called within a `tokio` runtime.
    ///
    /// # Errors
    /// No Bluetooth service, no adapter, adapter switched off: each says what to do.
    pub async fn open() -> Result<AdapterRadio, RadioError> {
        quiet_known_race();
        let no_service = |error: RadioError| match error {
            RadioError::Other(reason) => RadioError::NoService { reason },
            RadioError::TimedOut { .. } => RadioError::NoService {
                reason: "no answer within 5 s".to_owned(),
            },
            error => error,
        };
        let manager = within("asking the Bluetooth service", SERVICE, Manager::new())
            .await
            .map_err(no_service)?;
        let adapters = within("asking for adapters", SERVICE, manager.adapters())
            .await
            .map_err(no_service)?;
        let adapter = adapters.into_iter().next().ok_or(RadioError::NoAdapter)?;
        let state = within("asking the adapter", SERVICE, adapter.adapter_state()).await?;
        if state == CentralState::PoweredOff {
            return Err(RadioError::AdapterOff);
        }
        let mut stream = within("listening to the adapter", SERVICE, adapter.events()).await?;
        let (events, _) = broadcast::channel(1024);
        let sender = events.clone();
        tokio::spawn(async move {
            while let Some(event) = stream.next().await {
                // Nobody may be listening.
                let _ = sender.send(event);
            }
        });
        Ok(AdapterRadio {
            adapter,
            events,
            links: Mutex::default(),
        })
    }
}

async fn sighting(adapter: &Adapter, id: &PeripheralId) -> Option<Sighting> {
    let peripheral = adapter.peripheral(id).await.ok()?;
    let properties = peripheral.properties().await.ok()??;
    // Without a signal the operating system only remembers it, unless it is connected: by a program that was killed, say.
    if properties.rssi.is_none() && !peripheral.is_connected().await.unwrap_or(false) {
        return None;
    }
    Some(Sighting {
        peer: peer_id(id),
        name: properties.advertisement_name.or(properties.local_name),
        rssi_dbm: properties.rssi,
        services: properties.services,
        service_data: properties.service_data.into_iter().collect(),
        manufacturer_data: properties.manufacturer_data.into_iter().collect(),
    })
}

impl Radio for AdapterRadio {
    fn scan(&self) -> RadioFuture<'_, BoxStream<'static, Sighting>> {
        async move {
            let receiver = self.events.subscribe();
            match within(
                "starting a scan",
                SERVICE,
                self.adapter.start_scan(ScanFilter::default()),
            )
            .await
            {
                // Another scan of this program is on.
                Ok(()) | Err(RadioError::Busy) => {}
                Err(error) => return Err(error),
            }
            let adapter = self.adapter.clone();
            let known = adapter.peripherals().await.unwrap_or_default();
            let known = futures::stream::iter(known.into_iter().map(|peripheral| peripheral.id()));
            let news = futures::stream::unfold(receiver, |mut receiver| async move {
                loop {
                    match receiver.recv().await {
                        Ok(
                            CentralEvent::DeviceDiscovered(id)
                            | CentralEvent::DeviceUpdated(id)
                            | CentralEvent::RssiUpdate { id, .. }
                            | CentralEvent::ServiceDataAdvertisement { id, .. }
                            | CentralEvent::ManufacturerDataAdvertisement { id, .. }
                            | CentralEvent::ServicesAdvertisement { id, .. },
                        ) => return Some((id, receiver)),
                        Ok(_) | Err(broadcast::error::RecvError::Lagged(_)) => {}
                        Err(broadcast::error::RecvError::Closed) => return None,
                    }
                }
            });
            let sightings = known.chain(news).filter_map(move |id| {
                let adapter = adapter.clone();
                async move { sighting(&adapter, &id).await }
            });
            Ok(Box::pin(sightings) as BoxStream<'static, Sighting>)
        }
        .boxed()
    }

    fn stop_scan(&self) -> RadioFuture<'_, ()> {
        async move {
            match within("stopping the scan", SERVICE, self.adapter.stop_scan()).await {
                Ok(()) | Err(RadioError::Other(_)) => Ok(()),
                Err(error) => Err(error),
            }
        }
        .boxed()
    }

    fn link(&self, peer: &PeerId) -> RadioFuture<'_, Arc<dyn Link>> {
        let peer = peer.clone();
        async move {
            if let Some(link) = lock(&self.links).get(&peer) {
                return Ok(Arc::clone(link) as Arc<dyn Link>);
            }
            let all = within("asking for devices", SERVICE, self.adapter.peripherals()).await?;
            let found = all.into_iter().find(|peripheral| peer_id(&peripheral.id()) == peer);
            let peripheral = found.ok_or_else(|| RadioError::NotInSight { peer: peer.clone() })?;
            let link = Arc::new(AdapterLink {
                peer: peer.clone(),
                peripheral,
                central: self.events.clone(),
                reader: Arc::default(),
                heard: OnceCell::new(),
                connections: watch::Sender::new(0),
            });
            lock(&self.links).insert(peer, Arc::clone(&link));
            Ok(link as Arc<dyn Link>)
        }
        .boxed()
    }
}

struct AdapterLink {
    peer: PeerId,
    peripheral: Peripheral,
    central: broadcast::Sender<CentralEvent>,
    /// To the latest reader.
    reader: Arc<Mutex<Option<mpsc::UnboundedSender<LinkEvent>>>>,
    /// Set once the device is listened to.
    heard: OnceCell<()>,
    /// How many connections the service told of, as its signals came: the end of one comes before the begin of the next.
    connections: watch::Sender<u64>,
}

impl AdapterLink {
    /// Listens to the device, in a task that lives as long as the program: a stream of values that is dropped can make a
    /// task of the Linux stack panic, and one that nobody reads would grow.
    async fn listen(&self) -> Result<(), RadioError> {
        let values = within("listening to the sensor", SERVICE, self.peripheral.notifications()).await?;
        let values = values.map(|value| {
            LinkEvent::Notification(Notification {
                characteristic: value.uuid,
                value: value.value,
                arrived: Instant::now(),
            })
        });
        let id = self.peripheral.id();
        let state = (self.central.subscribe(), id, self.connections.clone());
        let ends = futures::stream::unfold(state, |(mut receiver, id, connections)| async move {
            loop {
                match receiver.recv().await {
                    Ok(CentralEvent::DeviceConnected(made)) if made == id => {
                        connections.send_modify(|count| *count += 1);
                    }
                    Ok(CentralEvent::DeviceDisconnected(gone)) if gone == id => {
                        let connection = *connections.borrow();
                        return Some((LinkEvent::Disconnected { connection }, (receiver, id, connections)));
                    }
                    Ok(_) | Err(broadcast::error::RecvError::Lagged(_)) => {}
                    Err(broadcast::error::RecvError::Closed) => return None,
                }
            }
        });
        let reader = Arc::clone(&self.reader);
        tokio::spawn(async move {
            let mut events = Box::pin(futures::stream::select(values, ends));
            while let Some(event) = events.next().await {
                if let Some(reader) = lock(&reader).as_ref() {
                    // A reader that is gone wants nothing.
                    let _ = reader.send(event);
                }
            }
            // The service ended it: so does the reader's stream.
            *lock(&reader) = None;
        });
        Ok(())
    }

    fn find(&self, uuid: Uuid) -> Result<Characteristic, RadioError> {
        let all = self.peripheral.characteristics();
        all.into_iter()
            .find(|characteristic| characteristic.uuid == uuid)
            .ok_or(RadioError::NoCharacteristic(uuid))
    }
}

impl Link for AdapterLink {
    fn peer(&self) -> &PeerId {
        &self.peer
    }

    fn connect(&self) -> RadioFuture<'_, u64> {
        async move {
            let before = *self.connections.borrow();
            // A sensor that another program held, or this one's last life, is told of by no signal.
            let held = within("asking the sensor", SERVICE, self.peripheral.is_connected()).await;
            let connected = within("connecting", CONNECT_TIMEOUT, self.peripheral.connect()).await;
            if let Err(error) = connected {
                // The service goes on trying until it is told to stop, and refuses a second attempt until then.
                let _ = within("cancelling", SERVICE, self.peripheral.disconnect()).await;
                return Err(error);
            }
            if !held.unwrap_or(false) {
                let mut told = self.connections.subscribe();
                let heard = tokio::time::timeout(TOLD, told.wait_for(|count| *count > before)).await;
                if heard.is_err() {
                    self.connections.send_modify(|count| *count = (*count).max(before + 1));
                }
            }
            within(
                "discovering services",
                CONNECT_TIMEOUT,
                self.peripheral.discover_services(),
            )
            .await?;
            Ok(*self.connections.borrow())
        }
        .boxed()
    }

    fn disconnect(&self) -> RadioFuture<'_, ()> {
        within("disconnecting", SERVICE, self.peripheral.disconnect()).boxed()
    }

    fn mtu(&self) -> Option<u16> {
        Some(self.peripheral.mtu())
    }

    fn has(&self, characteristic: Uuid) -> bool {
        self.find(characteristic).is_ok()
    }

    fn read(&self, characteristic: Uuid) -> RadioFuture<'_, Vec<u8>> {
        async move {
            let characteristic = self.find(characteristic)?;
            within("reading a value", SERVICE, self.peripheral.read(&characteristic)).await
        }
        .boxed()
    }

    fn write<'a>(&'a self, characteristic: Uuid, value: &'a [u8], with_response: bool) -> RadioFuture<'a, ()> {
        async move {
            let characteristic = self.find(characteristic)?;
            let kind = if with_response {
                WriteType::WithResponse
            } else {
                WriteType::WithoutResponse
            };
            within(
                "writing a value",
                SERVICE,
                self.peripheral.write(&characteristic, value, kind),
            )
            .await
        }
        .boxed()
    }

    fn subscribe(&self, characteristic: Uuid) -> RadioFuture<'_, ()> {
        async move {
            let characteristic = self.find(characteristic)?;
            within(
                "enabling notifications",
                SERVICE,
                self.peripheral.subscribe(&characteristic),
            )
            .await
        }
        .boxed()
    }

    fn events(&self) -> RadioFuture<'_, BoxStream<'static, LinkEvent>> {
        async move {
            let (reader, mut events) = mpsc::unbounded_channel();
            *lock(&self.reader) = Some(reader);
            self.heard.get_or_try_init(|| self.listen()).await?;
            let stream = futures::stream::poll_fn(move |context| events.poll_recv(context));
            Ok(Box::pin(stream) as BoxStream<'static, LinkEvent>)
        }
        .boxed()
    }

    fn rssi_dbm(&self) -> BoxFuture<'_, Option<i16>> {
        async move { self.peripheral.read_rssi().await.ok() }.boxed()
    }
}
