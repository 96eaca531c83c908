//! The way to one simulated sensor: connection events, and what goes wrong on the air.

use super::device::Device;
use super::{FaultKind, lock};
use crate::radio::{CONNECT_TIMEOUT, Link, LinkEvent, Notification, PeerId, RadioError, RadioFuture};
use firmware_protocol::{Packet, Ranges, StreamHeader, gatt};
use futures::FutureExt;
use futures::future::BoxFuture;
use futures::stream::BoxStream;
use std::collections::{BTreeMap, VecDeque};
use std::sync::{Arc, Mutex};
use std::time::Duration;
use tokio::sync::{mpsc, oneshot};
use tokio::time::Instant;
use uuid::Uuid;

/// A link ends when nothing was heard for this long, s.
const SUPERVISION_S: f64 = 2.0;
/// Notifications that fit into one connection event.
const PER_EVENT: usize = 4;
/// How long services stay hidden by [`FaultKind::LateDiscovery`], s.
const LATE_S: f64 = 3.0;
/// What waits for a reader that is not there. Two minutes of five packets a second and more.
const EVENTS: usize = 65_536;

struct Request {
    value: Vec<u8>,
    done: oneshot::Sender<Result<(), RadioError>>,
}

pub(super) struct VirtualLink {
    peer: PeerId,
    device: Arc<Mutex<Device>>,
    /// To the task of the present connection.
    requests: Arc<Mutex<Option<mpsc::UnboundedSender<Request>>>>,
    hidden_until_s: Mutex<f64>,
    /// To the latest reader.
    reader: Arc<Mutex<mpsc::Sender<LinkEvent>>>,
    /// The connection that was made last.
    connection: Mutex<u64>,
}

impl VirtualLink {
    pub(super) fn new(peer: PeerId, device: Arc<Mutex<Device>>) -> VirtualLink {
        let (sender, _) = mpsc::channel(1);
        VirtualLink {
            peer,
            device,
            requests: Arc::default(),
            hidden_until_s: Mutex::new(0.0),
            reader: Arc::new(Mutex::new(sender)),
            connection: Mutex::new(0),
        }
    }

    fn is_connected(&self) -> bool {
        lock(&self.requests)
            .as_ref()
            .is_some_and(|requests| !requests.is_closed())
    }

    async fn one_event(&self) -> Result<(), RadioError> {
        let interval = lock(&self.device).setup.interval_ms;
        tokio::time::sleep(Duration::from_secs_f64(interval * 1e-3)).await;
        if self.is_connected() {
            Ok(())
        } else {
            Err(RadioError::NotConnected)
        }
    }

    async fn connect_now(&self) -> Result<u64, RadioError> {
        if self.is_connected() {
            return Ok(*lock(&self.connection));
        }
        let late = RadioError::TimedOut {
            what: "connecting",
            seconds: CONNECT_TIMEOUT.as_secs(),
        };
        let (reachable, busy) = {
            let mut device = lock(&self.device);
            let now = device.now_s();
            device.advance(now);
            let busy = device.active(now).any(|kind| kind == FaultKind::Busy);
            (device.in_reach(now) && !device.connected, busy)
        };
        if busy {
            tokio::time::sleep(Duration::from_millis(50)).await;
            return Err(RadioError::Busy);
        }
        if !reachable {
            tokio::time::sleep(CONNECT_TIMEOUT).await;
            return Err(late);
        }
        let wait = lock(&self.device).random.between(0.1, 0.4);
        tokio::time::sleep(Duration::from_secs_f64(wait)).await;
        let mut device = lock(&self.device);
        let now = device.now_s();
        device.advance(now);
        if !device.in_reach(now) || device.connected {
            return Err(RadioError::NotConnected);
        }
        let hides = device.active(now).any(|kind| kind == FaultKind::LateDiscovery);
        *lock(&self.hidden_until_s) = if hides { now + LATE_S } else { 0.0 };
        device.sensor.connected();
        let mtu = device.setup.mtu;
        device.sensor.set_mtu(mtu);
        device.connected = true;
        let anchor_s = now + device.random.between(0.0, 0.05);
        drop(device);
        let (sender, receiver) = mpsc::unbounded_channel();
        *lock(&self.requests) = Some(sender);
        let number = {
            let mut number = lock(&self.connection);
            *number += 1;
            *number
        };
        let connection = Connection {
            number,
            device: Arc::clone(&self.device),
            reader: Arc::clone(&self.reader),
            requests: receiver,
            answers: VecDeque::new(),
            held_back: None,
            heard_s: now,
        };
        tokio::spawn(connection.run(anchor_s));
        Ok(number)
    }
}

/// One connection.
struct Connection {
    number: u64,
    device: Arc<Mutex<Device>>,
    reader: Arc<Mutex<mpsc::Sender<LinkEvent>>>,
    requests: mpsc::UnboundedReceiver<Request>,
    /// Each with the moment before which it does not leave, s.
    answers: VecDeque<(f64, Vec<u8>)>,
    held_back: Option<Notification>,
    heard_s: f64,
}

impl Connection {
    async fn run(mut self, anchor_s: f64) {
        let interval = lock(&self.device).setup.interval_ms * 1e-3;
        let mut at_s = anchor_s;
        loop {
            at_s += interval;
            let when = lock(&self.device).instant(at_s);
            tokio::time::sleep_until(when).await;
            // A computer that was busy misses connection events.
            let now = lock(&self.device).now_s();
            if now - at_s > 1.0 {
                at_s += ((now - at_s) / interval).floor() * interval;
            }
            if !self.event(at_s) {
                break;
            }
        }
        self.requests.close();
        {
            let mut device = lock(&self.device);
            device.sensor.disconnected();
            device.connected = false;
        }
        let late = lock(&self.device).setup.ends_late_s;
        tokio::time::sleep(Duration::from_secs_f64(late)).await;
        let connection = self.number;
        let _ = lock(&self.reader).try_send(LinkEvent::Disconnected { connection });
    }

    /// One connection event; false if the link ends.
    fn event(&mut self, at_s: f64) -> bool {
        let device = Arc::clone(&self.device);
        let mut device = lock(&device);
        device.advance(at_s);
        if self.requests.is_closed() || device.hangs_up(at_s) {
            return false;
        }
        if !device.powered() || !device.in_reach(at_s) {
            return at_s - self.heard_s < SUPERVISION_S;
        }
        self.heard_s = at_s;
        let mut sent = 0;
        while sent < PER_EVENT
            && let Some((_, value)) = self.answers.pop_front_if(|(due_s, _)| *due_s <= at_s)
        {
            sent += 1;
            let arrived = arrival(&mut device, at_s);
            self.give(Notification {
                characteristic: Uuid::from_u128(gatt::CONTROL),
                value,
                arrived,
            });
        }
        let mut packet = [0; 512];
        while sent < PER_EVENT
            && let Some(length) = device.sensor.next_notification(&mut packet)
        {
            sent += 1;
            let arrived = arrival(&mut device, at_s);
            let named = device.setup.header_ranges.and_then(Ranges::from_code);
            if let (Some(ranges), Ok(Packet::Header(header))) = (named, Packet::parse(&packet[..length])) {
                packet[..length].copy_from_slice(&StreamHeader { ranges, ..header }.encode());
            }
            let notification = Notification {
                characteristic: Uuid::from_u128(gatt::DATA),
                value: packet[..length].to_vec(),
                arrived,
            };
            self.through_the_air(&mut device, notification, at_s);
        }
        let late_s = device.active(at_s).map(|kind| match kind {
            FaultKind::LateAnswers(by_s) => by_s,
            _ => 0.0,
        });
        let due_s = at_s + late_s.fold(0.0, f64::max);
        if sent < PER_EVENT
            && let Some(frame) = device.sensor.next_indication()
        {
            self.answers.push_back((due_s, frame.to_vec()));
        }
        while let Ok(request) = self.requests.try_recv() {
            if let Some(answer) = device.command(&request.value, at_s) {
                self.answers.push_back((due_s, answer.to_vec()));
            }
            let _ = request.done.send(Ok(()));
        }
        true
    }

    fn through_the_air(&mut self, device: &mut Device, mut notification: Notification, at_s: f64) {
        let faults: Vec<FaultKind> = device.active(at_s).collect();
        let mut twice = false;
        let mut later = false;
        for fault in faults {
            match fault {
                FaultKind::Loss(share) if device.random.chance(share) => return,
                FaultKind::Corrupt(share) if device.random.chance(share) => {
                    let i = device.random.between(0.0, notification.value.len() as f64) as usize;
                    if let Some(byte) = notification.value.get_mut(i) {
                        *byte ^= 0x5a;
                    }
                }
                FaultKind::Truncated(share) if device.random.chance(share) => {
                    let half = notification.value.len() / 2;
                    notification.value.truncate(half);
                }
                FaultKind::Duplicate(share) => twice |= device.random.chance(share),
                FaultKind::Reorder(share) => later |= device.random.chance(share),
                _ => {}
            }
        }
        if later && self.held_back.is_none() {
            self.held_back = Some(notification);
            return;
        }
        if twice {
            self.give(notification.clone());
        }
        self.give(notification);
        if let Some(held) = self.held_back.take() {
            self.give(held);
        }
    }

    fn give(&self, notification: Notification) {
        // A reader that is a minute behind loses, as with a real radio.
        let _ = lock(&self.reader).try_send(LinkEvent::Notification(notification));
    }
}

/// When what was sent at a connection event reaches the program.
fn arrival(device: &mut Device, at_s: f64) -> Instant {
    let late = device.random.between(0.0005, 0.002);
    device.instant(at_s + late)
}

impl Link for VirtualLink {
    fn peer(&self) -> &PeerId {
        &self.peer
    }

    fn connect(&self) -> RadioFuture<'_, u64> {
        self.connect_now().boxed()
    }

    fn disconnect(&self) -> RadioFuture<'_, ()> {
        async move {
            // The task sees the closed channel at its next event.
            let had = lock(&self.requests).take().is_some();
            if had {
                let interval = lock(&self.device).setup.interval_ms;
                tokio::time::sleep(Duration::from_secs_f64(2.0 * interval * 1e-3)).await;
            }
            Ok(())
        }
        .boxed()
    }

    fn mtu(&self) -> Option<u16> {
        Some(lock(&self.device).setup.mtu)
    }

    fn has(&self, characteristic: Uuid) -> bool {
        let now = lock(&self.device).now_s();
        self.is_connected() && now >= *lock(&self.hidden_until_s) && known(characteristic)
    }

    fn read(&self, characteristic: Uuid) -> RadioFuture<'_, Vec<u8>> {
        async move {
            self.one_event().await?;
            let device = lock(&self.device);
            values(&device)
                .remove(&characteristic)
                .ok_or(RadioError::NoCharacteristic(characteristic))
        }
        .boxed()
    }

    fn write<'a>(&'a self, characteristic: Uuid, value: &'a [u8], _with_response: bool) -> RadioFuture<'a, ()> {
        async move {
            if characteristic.as_u128() != gatt::CONTROL {
                return Err(RadioError::NoCharacteristic(characteristic));
            }
            let requests = lock(&self.requests).clone().ok_or(RadioError::NotConnected)?;
            let (done, answer) = oneshot::channel();
            let request = Request {
                value: value.to_vec(),
                done,
            };
            requests.send(request).map_err(|_| RadioError::NotConnected)?;
            answer.await.map_err(|_| RadioError::NotConnected)?
        }
        .boxed()
    }

    fn subscribe(&self, characteristic: Uuid) -> RadioFuture<'_, ()> {
        async move {
            self.one_event().await?;
            if characteristic.as_u128() == gatt::DATA {
                lock(&self.device).sensor.set_subscribed(true);
            }
            Ok(())
        }
        .boxed()
    }

    fn events(&self) -> RadioFuture<'_, BoxStream<'static, LinkEvent>> {
        let (sender, mut receiver) = mpsc::channel(EVENTS);
        *lock(&self.reader) = sender;
        async move {
            let stream = futures::stream::poll_fn(move |context| receiver.poll_recv(context));
            Ok(Box::pin(stream) as BoxStream<'static, LinkEvent>)
        }
        .boxed()
    }

    fn rssi_dbm(&self) -> BoxFuture<'_, Option<i16>> {
        async move { Some(-50) }.boxed()
    }
}

fn known(characteristic: Uuid) -> bool {
    let of_ours = [gatt::DATA, gatt::CONTROL, gatt::INFO];
    let standard = [
        gatt::BATTERY_LEVEL,
        gatt::SERIAL_NUMBER,
        gatt::MODEL_NUMBER,
        gatt::FIRMWARE_REVISION,
    ];
    of_ours.contains(&characteristic.as_u128())
        || standard
            .iter()
            .any(|short| gatt::sig_uuid(*short) == characteristic.as_u128())
}

fn values(device: &Device) -> BTreeMap<Uuid, Vec<u8>> {
    let standard = |short| Uuid::from_u128(gatt::sig_uuid(short));
    BTreeMap::from([
        (Uuid::from_u128(gatt::INFO), device.sensor.info().to_vec()),
        (
            standard(gatt::SERIAL_NUMBER),
            format!("V{:08X}", device.setup.unit).into_bytes(),
        ),
        (standard(gatt::MODEL_NUMBER), b"virtual sensor".to_vec()),
        (standard(gatt::FIRMWARE_REVISION), b"1.0.0".to_vec()),
        (standard(gatt::BATTERY_LEVEL), vec![device.setup.battery_percent]),
    ])
}
