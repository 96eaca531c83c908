//! A radio in process: simulated sensors that speak the real protocol, with faults on request.
//!
//! The sensors run the protocol crate's reference implementation, sample a `Body` by their own drifting clocks, and send
//! at connection events. Everything happens on `tokio` time: with `tokio::time::pause` hours pass in seconds. What each
//! sensor really made is kept as [`RunTruth`], so that a test asserts on sample numbers and true times.
//!
//! ```
//! # #[tokio::main(flavor = "current_thread")]
//! # async fn main() -> Result<(), Box<dyn std::error::Error>> {
//! use sensors::finder;
//! use sensors::virtual_radio::{VirtualRadio, VirtualSensor};
//! use simulation::{presets, simulate};
//! use std::time::Duration;
//!
//! // One simulated sensor per track; whoever walked in the recording walks in a loop.
//! let walk = simulate(&presets::healthy(1)).recording;
//! let radio = VirtualRadio::new(VirtualSensor::wearing(&walk, 1));
//! let all = walk.tracks.len();
//! let found = finder::scan(&radio, Duration::from_secs(20), |found| found.len() == all).await?;
//! assert_eq!(found.len(), all);
//! # Ok(())
//! # }
//! ```

mod device;
mod link;

pub use device::RunTruth;

use super::families::gaitscope::to_protocol;
use super::radio::{Link, PeerId, Radio, RadioError, RadioFuture, Sighting};
use super::random::Random;
use device::Device;
use firmware_protocol::{State, gatt};
use futures::FutureExt;
use futures::stream::BoxStream;
use link::VirtualLink;
use recording::{Recording, Site, Track};
use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;
use tokio::time::Instant;
use uuid::Uuid;

/// What somebody does at a moment (seconds since the radio was made): specific force (m/s²) and angular rate (rad/s).
pub type MotionFunction = Arc<dyn Fn(f64) -> ([f64; 3], [f64; 3]) + Send + Sync>;

/// What the simulated sensor is strapped to.
#[derive(Clone)]
pub enum MotionSource {
    /// A table: gravity along an axis of the housing (0, 1, 2).
    Table { up: usize },
    /// A person who did what this track says, over and over.
    Recorded(Arc<Track>),
    /// A person who decides only now what to do.
    Computed(MotionFunction),
}

impl std::fmt::Debug for MotionSource {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            MotionSource::Table { up } => f.debug_struct("Table").field("up", up).finish(),
            MotionSource::Recorded(track) => f.debug_tuple("Recorded").field(track).finish(),
            MotionSource::Computed(_) => f.write_str("Computed"),
        }
    }
}

impl MotionSource {
    /// Specific force (m/s²) and angular rate (rad/s) at a time.
    fn at(&self, time_s: f64) -> ([f64; 3], [f64; 3]) {
        match self {
            MotionSource::Table { up } => {
                let mut acc = [0.0; 3];
                acc[(*up).min(2)] = recording::STANDARD_GRAVITY;
                (acc, [0.0; 3])
            }
            MotionSource::Recorded(track) if track.len() >= 2 => {
                let first = track.time_s[0];
                let last = track.time_s[track.len() - 1];
                let at = first + time_s.max(0.0).rem_euclid(last - first);
                let i = track
                    .time_s
                    .partition_point(|time| *time <= at)
                    .clamp(1, track.len() - 1);
                let step = track.time_s[i] - track.time_s[i - 1];
                let share = ((at - track.time_s[i - 1]) / step).clamp(0.0, 1.0);
                let between = |values: &[nalgebra::Vector3<f64>]| values[i - 1].lerp(&values[i], share).into();
                (between(&track.acc_mps2), between(&track.gyr_radps))
            }
            MotionSource::Recorded(_) => ([0.0; 3], [0.0; 3]),
            MotionSource::Computed(act) => act(time_s),
        }
    }
}

/// What goes wrong, from when, and for how long; seconds since the radio was made.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Fault {
    pub at_s: f64,
    pub for_s: f64,
    pub kind: FaultKind,
}

/// A way to go wrong.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum FaultKind {
    /// Out of range: the link is lost after the supervision timeout, connections hang, advertisements are not heard.
    Absent,
    /// The link ends at once, at the fault's begin.
    HangUp,
    /// This share of data notifications never arrives.
    Loss(f64),
    /// This share arrives damaged.
    Corrupt(f64),
    /// This share arrives cut short.
    Truncated(f64),
    /// This share arrives twice.
    Duplicate(f64),
    /// This share arrives after its successor.
    Reorder(f64),
    /// A connection made now shows no services for three seconds.
    LateDiscovery,
    /// Connecting is answered with "in progress".
    Busy,
    /// Switched off at the begin, switched on again at the end: buffer and clock begin anew.
    PowerOff,
    /// At the begin the device clock steps ahead by so many µs.
    ClockJump(u64),
    /// Answers leave so many seconds later than they could.
    LateAnswers(f64),
    /// At the begin it passes over so many numbers, of which it took no sample.
    SkipNumbers(u32),
}

/// One simulated sensor.
#[derive(Debug, Clone)]
pub struct VirtualSensor {
    /// Printed on the housing.
    pub unit: u32,
    /// Where its memory says that it is worn.
    pub site: Option<Site>,
    pub body: MotionSource,
    /// How much faster its clock runs than true time.
    pub drift_ppm: f64,
    /// Connection interval, ms: 7.5 to 50.
    pub interval_ms: f64,
    pub mtu: u16,
    pub battery_percent: u8,
    /// Names this start of its firmware; real sensors draw or count it.
    pub boot: u16,
    /// The only protocol version that it speaks.
    pub version: u8,
    /// Samples that its buffer holds.
    pub buffer: u32,
    /// How long after its end the operating system tells of a connection's end, s.
    pub ends_late_s: f64,
    /// Every start of its firmware calls itself [`boot`](VirtualSensor::boot): a maker's mistake.
    pub same_boot: bool,
    /// Bit k of each: it offers the accelerometer's, the gyroscope's range of code k.
    pub offers: [u8; 2],
    /// How much faster its chip samples than it says, ppm; its clock tells the truth.
    pub rate_off_ppm: f64,
    /// The ranges that its headers name in place of what was configured, as on the air (PROTOCOL.md, section 7).
    pub header_ranges: Option<u8>,
    pub faults: Vec<Fault>,
}

impl VirtualSensor {
    /// A healthy sensor.
    pub fn new(unit: u32, site: Option<Site>, body: MotionSource) -> VirtualSensor {
        VirtualSensor {
            unit,
            site,
            body,
            drift_ppm: 0.0,
            interval_ms: 15.0,
            mtu: 247,
            battery_percent: 90,
            boot: 100,
            version: firmware_protocol::PROTOCOL_VERSION,
            buffer: device::BUFFER as u32,
            ends_late_s: 0.0,
            same_boot: false,
            offers: [0b01111, 0b011111],
            rate_off_ppm: 0.0,
            header_ranges: None,
            faults: Vec::new(),
        }
    }

    /// One sensor per track of a recording, with drifts of ±50 ppm and intervals of 7.5 to 50 ms drawn from the seed.
    pub fn wearing(recording: &Recording, seed: u64) -> Vec<VirtualSensor> {
        let mut random = Random::new(seed);
        let tracks = recording.tracks.values().enumerate();
        tracks
            .map(|(i, track)| VirtualSensor {
                drift_ppm: random.between(-50.0, 50.0),
                interval_ms: (random.between(6.0, 40.0)).round() * 1.25,
                battery_percent: random.between(40.0, 100.0) as u8,
                ..VirtualSensor::new(
                    0xA000_0001 + i as u32,
                    Some(track.site),
                    MotionSource::Recorded(Arc::new(track.clone())),
                )
            })
            .collect()
    }
}

/// The radio and its sensors.
#[derive(Clone)]
pub struct VirtualRadio {
    origin: Instant,
    devices: Arc<Vec<Arc<Mutex<Device>>>>,
    links: Arc<Mutex<BTreeMap<PeerId, Arc<VirtualLink>>>>,
}

pub(super) fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    // A simulated device is whole between any two of its steps.
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl VirtualRadio {
    /// A radio with these sensors around, in the air from now on.
    pub fn new(sensors: Vec<VirtualSensor>) -> VirtualRadio {
        let origin = Instant::now();
        let devices = sensors
            .into_iter()
            .enumerate()
            .map(|(i, sensor)| Arc::new(Mutex::new(Device::new(i as u64, sensor, origin))))
            .collect();
        VirtualRadio {
            origin,
            devices: Arc::new(devices),
            links: Arc::default(),
        }
    }

    /// When the radio was made: true time counts from here.
    pub fn origin(&self) -> Instant {
        self.origin
    }

    /// What the sensor with this unit number made so far, run by run.
    pub fn truth(&self, unit: u32) -> Vec<RunTruth> {
        let device = self.devices.iter().find(|device| lock(device).setup.unit == unit);
        device.map(|device| lock(device).truth()).unwrap_or_default()
    }

    /// How often the sensor was told to blink.
    pub fn blinks(&self, unit: u32) -> u32 {
        let device = self.devices.iter().find(|device| lock(device).setup.unit == unit);
        device.map_or(0, |device| lock(device).blinks)
    }

    /// The opcodes of all commands that the sensor got, as they came.
    pub fn commands(&self, unit: u32) -> Vec<u8> {
        let device = self.devices.iter().find(|device| lock(device).setup.unit == unit);
        device.map(|device| lock(device).commands.clone()).unwrap_or_default()
    }

    fn peer(unit: u32) -> PeerId {
        PeerId::new(format!("virtual-{unit:08X}"))
    }
}

impl Radio for VirtualRadio {
    fn scan(&self) -> RadioFuture<'_, BoxStream<'static, Sighting>> {
        const EVERY: Duration = Duration::from_millis(200);
        let devices = Arc::clone(&self.devices);
        let sightings = futures::stream::unfold(0usize, move |mut next| {
            let devices = Arc::clone(&devices);
            async move {
                if devices.is_empty() {
                    return futures::future::pending().await;
                }
                loop {
                    let i = next % devices.len();
                    if i == 0 {
                        tokio::time::sleep(EVERY).await;
                    }
                    next += 1;
                    if let Some(sighting) = sight(&devices[i]) {
                        return Some((sighting, next));
                    }
                }
            }
        });
        async move { Ok(Box::pin(sightings) as BoxStream<'static, Sighting>) }.boxed()
    }

    fn stop_scan(&self) -> RadioFuture<'_, ()> {
        async { Ok(()) }.boxed()
    }

    fn link(&self, peer: &PeerId) -> RadioFuture<'_, Arc<dyn Link>> {
        let peer = peer.clone();
        async move {
            let device = self
                .devices
                .iter()
                .find(|device| VirtualRadio::peer(lock(device).setup.unit) == peer);
            let Some(device) = device else {
                return Err(RadioError::NotInSight { peer });
            };
            let mut links = lock(&self.links);
            let link = links
                .entry(peer.clone())
                .or_insert_with(|| Arc::new(VirtualLink::new(peer, Arc::clone(device))));
            Ok(Arc::clone(link) as Arc<dyn Link>)
        }
        .boxed()
    }
}

/// What a scan sees of a device now.
fn sight(device: &Mutex<Device>) -> Option<Sighting> {
    let mut device = lock(device);
    let now = device.now_s();
    device.advance(now);
    if device.connected || !device.in_reach(now) {
        return None;
    }
    let mut advertisement = device.sensor.advertisement();
    advertisement.site = device.setup.site.and_then(to_protocol);
    let data = advertisement.encode().to_vec();
    debug_assert!(matches!(
        advertisement.state,
        State::Idle | State::Sampling | State::Fault
    ));
    let service = Uuid::from_u128(gatt::MOTION_SERVICE);
    Some(Sighting {
        peer: VirtualRadio::peer(device.setup.unit),
        name: Some(String::from_utf8_lossy(&advertisement.local_name()).into_owned()),
        rssi_dbm: Some(-45 - (device.setup.unit % 20) as i16),
        services: vec![service],
        service_data: BTreeMap::from([(service, data)]),
        manufacturer_data: BTreeMap::new(),
    })
}
