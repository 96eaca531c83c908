//! A Movella DOT, a WitMotion and a Polar Verity Sense in process, for tests of their drivers: answers and samples as the makers' documents say,
//! on `tokio` time, lying on a table.

use super::movella_dot::wire as dot;
use super::polar_verity::wire as polar;
use super::witmotion::wire as wit;
use crate::radio::{Link, LinkEvent, Notification, PeerId, Radio, RadioError, RadioFuture, Sighting};
use futures::channel::mpsc::{UnboundedReceiver, UnboundedSender, unbounded};
use futures::future::BoxFuture;
use futures::stream::BoxStream;
use futures::{FutureExt, StreamExt};
use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};
use std::time::Duration;
use tokio::time::Instant;
use uuid::Uuid;

/// Which sensor.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    Dot,
    Wit,
    Polar,
}

/// A radio with one sensor of each kind; of every `lose` samples one never arrives (0: all arrive).
pub(crate) struct VendorRadio {
    links: Vec<Arc<VendorLink>>,
}

impl VendorRadio {
    pub(crate) fn new(kinds: &[Kind], lose: u64) -> VendorRadio {
        let link = |(k, kind): (usize, &Kind)| {
            let (sender, receiver) = unbounded();
            Arc::new(VendorLink {
                peer: PeerId::new(format!("D4:22:CD:00:00:{k:02X}")),
                kind: *kind,
                lose,
                sender,
                receiver: Mutex::new(Some(receiver)),
                state: Arc::new(Mutex::new(State {
                    connected: false,
                    connections: 0,
                    rate_hz: 10,
                    stretch: 0,
                    commands: Vec::new(),
                })),
            })
        };
        VendorRadio {
            links: kinds.iter().enumerate().map(link).collect(),
        }
    }

    /// What was written to the first sensor, in order.
    pub(crate) fn commands(&self) -> Vec<Vec<u8>> {
        self.links[0]
            .state
            .lock()
            .expect("no test panics with it")
            .commands
            .clone()
    }
}

impl Radio for VendorRadio {
    fn scan(&self) -> RadioFuture<'_, BoxStream<'static, Sighting>> {
        let seen: Vec<Sighting> = self
            .links
            .iter()
            .map(|link| Sighting {
                peer: link.peer.clone(),
                name: Some(match link.kind {
                    Kind::Dot => "Movella DOT".to_owned(),
                    Kind::Wit => "WT901BLE67".to_owned(),
                    Kind::Polar => "Polar Sense B5C1D2E3".to_owned(),
                }),
                rssi_dbm: Some(-55),
                services: vec![],
                service_data: BTreeMap::new(),
                manufacturer_data: BTreeMap::new(),
            })
            .collect();
        let forever = futures::stream::iter(seen).chain(futures::stream::pending());
        async move { Ok(forever.boxed()) }.boxed()
    }

    fn stop_scan(&self) -> RadioFuture<'_, ()> {
        async { Ok(()) }.boxed()
    }

    fn link(&self, peer: &PeerId) -> RadioFuture<'_, Arc<dyn Link>> {
        let found = self.links.iter().find(|link| link.peer == *peer).cloned();
        let peer = peer.clone();
        async move {
            match found {
                Some(link) => Ok(link as Arc<dyn Link>),
                None => Err(RadioError::NotInSight { peer }),
            }
        }
        .boxed()
    }
}

struct State {
    connected: bool,
    connections: u64,
    rate_hz: u16,
    /// Counts starts and stops: a stream of an older stretch ends.
    stretch: u64,
    commands: Vec<Vec<u8>>,
}

struct VendorLink {
    peer: PeerId,
    kind: Kind,
    lose: u64,
    sender: UnboundedSender<LinkEvent>,
    receiver: Mutex<Option<UnboundedReceiver<LinkEvent>>>,
    state: Arc<Mutex<State>>,
}

impl VendorLink {
    fn notify(&self, characteristic: Uuid, value: Vec<u8>) {
        let notification = Notification {
            characteristic,
            value,
            arrived: Instant::now(),
        };
        // Nobody listens when the test is over.
        let _ = self.sender.unbounded_send(LinkEvent::Notification(notification));
    }

    fn stop(&self) {
        self.state.lock().expect("whole").stretch += 1;
    }

    /// Streams until the next stop.
    fn stream(&self) {
        self.stop();
        let state = Arc::clone(&self.state);
        let (stretch, rate_hz) = {
            let state = state.lock().expect("whole");
            (state.stretch, state.rate_hz)
        };
        let (sender, kind, lose) = (self.sender.clone(), self.kind, self.lose);
        tokio::spawn(async move {
            let begun = Instant::now();
            for k in 0u64.. {
                tokio::time::sleep_until(begun + Duration::from_micros(k * 1_000_000 / u64::from(rate_hz))).await;
                let state = state.lock().expect("whole");
                if state.stretch != stretch || !state.connected {
                    return;
                }
                if lose > 0 && k % lose == lose - 1 {
                    continue;
                }
                let (characteristic, value) = match kind {
                    Kind::Dot => {
                        let sample = dot::Sample {
                            // Wraps during the trial.
                            time_us: 4_290_000_000u32.wrapping_add((k * 1_000_000 / u64::from(rate_hz)) as u32),
                            acc_mps2: [0.0, 0.0, 9.80665],
                            gyr_degps: [0.2, 0.0, 0.0],
                        };
                        (dot::MEDIUM_PAYLOAD, sample.encode())
                    }
                    // It sends frames: see `frames`.
                    Kind::Polar => return,
                    Kind::Wit => {
                        let counts: [i16; 9] = [0, 0, 2048, 3, 0, 0, 0, 0, 0];
                        let mut bytes = vec![0x55, 0x61];
                        bytes.extend(counts.iter().flat_map(|count| count.to_le_bytes()));
                        (wit::DATA, bytes)
                    }
                };
                let _ = sender.unbounded_send(LinkEvent::Notification(Notification {
                    characteristic,
                    value,
                    arrived: Instant::now(),
                }));
            }
        });
    }

    /// Streams one signal in frames of half a second until the next stop. Acceleration is taken at moments of its own.
    fn frames(&self, signal: polar::Signal) {
        const COUNT: u64 = 26;
        let state = Arc::clone(&self.state);
        let stretch = state.lock().expect("whole").stretch;
        let (sender, lose) = (self.sender.clone(), self.lose);
        let (sample, late_us) = match signal {
            polar::Signal::Acceleration => ([0, 0, 1000], 0),
            polar::Signal::AngularRate => ([2, 0, 0], 7_000),
        };
        tokio::spawn(async move {
            let begun = Instant::now() + Duration::from_micros(late_us);
            for k in 1u64.. {
                let taken_us = (k * COUNT - 1) * 1_000_000 / u64::from(polar::RATE_HZ);
                tokio::time::sleep_until(begun + Duration::from_micros(taken_us + 5_000)).await;
                let state = state.lock().expect("whole");
                if state.stretch != stretch || !state.connected {
                    return;
                }
                if lose > 0 && k % lose == lose - 1 {
                    continue;
                }
                let last_ns = 537_048_300_000_000_000 + (late_us + taken_us) * 1000;
                let _ = sender.unbounded_send(LinkEvent::Notification(Notification {
                    characteristic: polar::DATA,
                    value: polar::encode(signal, last_ns, &[sample; COUNT as usize], 4),
                    arrived: Instant::now(),
                }));
            }
        });
    }

    fn written(&self, characteristic: Uuid, value: &[u8]) {
        self.state.lock().expect("whole").commands.push(value.to_vec());
        match (self.kind, characteristic, value) {
            (Kind::Dot, dot::DEVICE_CONTROL, value) if value[0] & 0x10 != 0 => {
                self.state.lock().expect("whole").rate_hz = u16::from_le_bytes([value[24], value[25]]);
            }
            (Kind::Dot, dot::MEASUREMENT, [1, 1, 21]) => self.stream(),
            (Kind::Dot, dot::MEASUREMENT, [1, 0, _]) => self.stop(),
            (Kind::Wit, wit::COMMAND, [0xff, 0xaa, 0x03, code, 0]) => {
                let rates = [(6, 10), (7, 20), (8, 50), (9, 100), (11, 200)];
                if let Some((_, rate)) = rates.iter().find(|(known, _)| known == code) {
                    self.state.lock().expect("whole").rate_hz = *rate;
                    self.stream();
                }
            }
            (Kind::Polar, polar::CONTROL, [command, about, ..]) => {
                let mut answer = vec![0xf0, *command, *about, 0, 0];
                match (command, about) {
                    (1, 2) => answer.extend([0, 1, 52, 0, 1, 1, 16, 0, 2, 2, 8, 0, 16, 0, 4, 1, 3]),
                    (1, 5) => answer.extend([0, 1, 52, 0, 1, 1, 16, 0, 2, 1, 0xd0, 7, 4, 1, 3]),
                    (2, 2) => self.frames(polar::Signal::Acceleration),
                    (2, 5) => {
                        answer.extend([5, 1]);
                        answer.extend(0.07f32.to_le_bytes());
                        self.frames(polar::Signal::AngularRate);
                    }
                    (3, _) => self.stop(),
                    _ => {}
                }
                self.notify(polar::CONTROL, answer);
            }
            (Kind::Wit, wit::COMMAND, [0xff, 0xaa, 0x27, 0x64, 0]) => {
                let mut bytes = vec![0x55, 0x71, 0x64, 0x00, 0x86, 0x01];
                bytes.resize(20, 0);
                self.notify(wit::DATA, bytes);
            }
            _ => {}
        }
    }
}

impl Link for VendorLink {
    fn peer(&self) -> &PeerId {
        &self.peer
    }

    fn connect(&self) -> RadioFuture<'_, u64> {
        let mut state = self.state.lock().expect("whole");
        state.connections += u64::from(!state.connected);
        state.connected = true;
        let connection = state.connections;
        async move { Ok(connection) }.boxed()
    }

    fn disconnect(&self) -> RadioFuture<'_, ()> {
        self.stop();
        let connection = {
            let mut state = self.state.lock().expect("whole");
            state.connected = false;
            state.connections
        };
        let _ = self.sender.unbounded_send(LinkEvent::Disconnected { connection });
        async { Ok(()) }.boxed()
    }

    fn mtu(&self) -> Option<u16> {
        Some(247)
    }

    fn has(&self, characteristic: Uuid) -> bool {
        match self.kind {
            Kind::Dot => [
                dot::DEVICE_INFO,
                dot::DEVICE_CONTROL,
                dot::MEASUREMENT,
                dot::MEDIUM_PAYLOAD,
                dot::BATTERY,
            ]
            .contains(&characteristic),
            Kind::Wit => [wit::DATA, wit::COMMAND].contains(&characteristic),
            Kind::Polar => [polar::DATA, polar::CONTROL].contains(&characteristic),
        }
    }

    fn read(&self, characteristic: Uuid) -> RadioFuture<'_, Vec<u8>> {
        let value = match characteristic {
            dot::DEVICE_INFO => {
                let mut bytes = vec![0; 20];
                bytes[6..9].copy_from_slice(&[3, 0, 0]);
                bytes.extend(0xD422_CD00_0001u64.to_le_bytes());
                bytes.extend(b"XS-T01");
                Ok(bytes)
            }
            dot::DEVICE_CONTROL => Ok(dot::set_rate(self.state.lock().expect("whole").rate_hz).to_vec()),
            dot::BATTERY => Ok(vec![83, 0]),
            other => Err(RadioError::NoCharacteristic(other)),
        };
        async move { value }.boxed()
    }

    fn write<'a>(&'a self, characteristic: Uuid, value: &'a [u8], _with_response: bool) -> RadioFuture<'a, ()> {
        self.written(characteristic, value);
        async { Ok(()) }.boxed()
    }

    fn subscribe(&self, characteristic: Uuid) -> RadioFuture<'_, ()> {
        if characteristic == wit::DATA {
            self.stream();
        }
        async { Ok(()) }.boxed()
    }

    fn events(&self) -> RadioFuture<'_, BoxStream<'static, LinkEvent>> {
        let receiver = self.receiver.lock().expect("whole").take();
        async move {
            match receiver {
                Some(receiver) => Ok(receiver.boxed()),
                None => Err(RadioError::Other("the events were taken already".to_owned())),
            }
        }
        .boxed()
    }

    fn rssi_dbm(&self) -> BoxFuture<'_, Option<i16>> {
        async { Some(-55) }.boxed()
    }
}
