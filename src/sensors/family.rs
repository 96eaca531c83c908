//! What a family of sensors is: how its advertisements look, what it can do, and how it is spoken to.

use super::clock::HostClock;
use super::radio::{Link, LinkEvent, Notification, PeerId, RadioError, Sighting};
use super::violation::Violation;
use firmware_protocol::{Ranges, TimeExchange};
use futures::future::BoxFuture;
use futures::stream::BoxStream;
use futures::{FutureExt, StreamExt};
use recording::{SensorLimit, Site};
use serde::Serialize;
use std::collections::VecDeque;
use std::ops::Range;
use std::sync::Arc;
use std::time::Duration;
use tokio::time::Instant;
use uuid::Uuid;

/// A kind of sensor that the program can record from.
pub trait Family: Send + Sync {
    /// Kebab-case key, such as `gaitscope` or `movella-dot`.
    fn key(&self) -> &'static str;

    /// The name that a person knows, such as `Movella DOT`.
    fn title(&self) -> &'static str;

    fn capabilities(&self) -> Capabilities;

    /// What the advertisement tells, if it is of this family.
    fn recognise(&self, sighting: &Sighting) -> Option<Recognised>;

    /// One sensor's driver. It lives as long as the recording, over all connections.
    fn driver(&self, setup: Setup) -> Box<dyn Driver>;
}

/// What a family can and cannot do.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Capabilities {
    /// Samples missed on the air can be had again.
    pub resend: bool,
    /// Samples carry the sensor's own time. Without it their time is that of their arrival, some 10 ms uncertain.
    pub device_time: bool,
    /// Samples are numbered, so that a missing one is known.
    pub numbered: bool,
    /// Fastest live rate of acceleration and angular rate, Hz.
    pub max_rate_hz: f64,
    pub battery: bool,
    /// Can blink or beep so that a person finds it.
    pub identify: bool,
    /// Remembers where it is worn. Where it does not, this program remembers it by serial number.
    pub stores_site: bool,
}

impl Capabilities {
    /// What weakens every recording with such sensors, for `session.toml`.
    pub fn limits(&self) -> Vec<SensorLimit> {
        let all = [
            (!self.resend, SensorLimit::NoResend),
            (!self.device_time, SensorLimit::NoDeviceTime),
            (self.max_rate_hz < 100.0, SensorLimit::LowLiveRate),
        ];
        all.into_iter()
            .filter(|(holds, _)| *holds)
            .map(|(_, limit)| limit)
            .collect()
    }
}

/// The longest text that a sensor's advertisement or memory may hold; names in use have a third.
const LONGEST_TEXT: usize = 64;

/// Text from a sensor, as it may be shown and written: cut, and without what a terminal or a page would obey.
pub(crate) fn text_of(text: &str) -> String {
    let cut: String = text.chars().take(LONGEST_TEXT).collect();
    recording::printable(&cut).into_owned()
}

impl Identity {
    /// The same, with texts that can be shown.
    pub(crate) fn shown(self) -> Identity {
        Identity {
            serial: text_of(&self.serial),
            model: text_of(&self.model),
            firmware: text_of(&self.firmware),
            ..self
        }
    }
}

/// What an advertisement tells.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Recognised {
    /// What is printed on the sensor, for people: such as `GS-00C0FFEE`.
    pub label: String,
    /// Serial number, where the advertisement has it.
    pub serial: Option<String>,
    pub battery_percent: Option<u8>,
    /// Where it says that it is worn.
    pub site: Option<Site>,
    /// Anything that keeps it from being used, as a sentence.
    pub unusable: Option<String>,
    /// True where it is sampling into its buffer: its connection was lost.
    pub sampling: bool,
}

/// How a sensor is to be set up.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Setup {
    /// Wanted rate; a family that cannot takes its nearest and says so in [`Identity`].
    pub rate_hz: u16,
    /// Wanted ranges; a sensor that has others that will do takes them and says so in [`Identity`].
    pub ranges: Ranges,
    /// What an earlier recording, which is to go on, has of this sensor.
    pub resume: Option<Resume>,
    /// Of its random moments; another for each sensor: [`PeerId::seed`](super::radio::PeerId::seed).
    pub seed: u64,
}

/// Where a recording stopped.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Resume {
    /// The latest run that was recorded.
    pub run: RunKey,
    /// The lowest number of that run that is missing on disk: one past the newest where nothing else is.
    pub from: u32,
    /// The newest sample of that run on disk.
    pub newest: SampleMark,
}

/// A sample's number within its run, and the device's time of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SampleMark {
    pub sequence: u32,
    /// µs.
    pub device_us: u64,
}

/// One stretch of samples with one numbering and one device clock, as the family names it. Two runs with the same
/// `clock` share a device clock.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct RunKey {
    /// Changes when the device's clock starts anew (a restart).
    pub clock: u32,
    pub run: u32,
}

/// What a sensor is, read over its connection.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Identity {
    pub serial: String,
    pub model: String,
    pub firmware: String,
    /// Rate of the samples that will come.
    pub rate_hz: f64,
    /// Full scale, m/s².
    pub acc_range_mps2: Option<f64>,
    /// Full scale, rad/s.
    pub gyr_range_radps: Option<f64>,
    pub battery_percent: Option<u8>,
    pub site: Option<Site>,
    /// How many seconds of samples the sensor keeps for a resend; 0 without.
    pub buffer_s: f64,
}

/// One sample in SI units in the sensor's own axes.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct DriverSample {
    /// Number within its run.
    pub sequence: u32,
    /// The sensor's own time, µs; for a family without one, [`HostClock::us`] of the time that the driver estimates.
    pub device_us: u64,
    /// Specific force: +9.81 upwards at rest.
    pub acc_mps2: [f64; 3],
    /// Right-hand rule.
    pub gyr_radps: [f64; 3],
}

/// What a driver tells.
#[derive(Debug, Clone, PartialEq)]
pub enum DriverEvent {
    /// New samples, or recovered ones; ascending within the list.
    Samples {
        run: RunKey,
        recovered: bool,
        /// When the notification that held them came.
        arrived: Instant,
        samples: Vec<DriverSample>,
    },
    /// These numbers are missing and may still come.
    Missing {
        run: RunKey,
        numbers: Range<u32>,
    },
    /// These numbers were missing and will never come.
    Lost {
        run: RunKey,
        numbers: Range<u32>,
    },
    /// One exchange of times; the collector's times by [`HostClock::us`].
    Exchange {
        run: RunKey,
        exchange: TimeExchange,
    },
    /// The sensor's clock jumped: what was learnt of it holds no longer.
    ClockJumped {
        run: RunKey,
    },
    /// The sensor restarted and lost what it had.
    Restarted,
    Battery {
        percent: u8,
    },
    /// Less than about ten minutes are left.
    LowBattery,
    /// A value touched the end of its range.
    Clipped,
    /// The samples that come have another rate or other full scales than [`Identity`] says.
    Format {
        rate_hz: f64,
        acc_range_mps2: f64,
        gyr_range_radps: f64,
    },
    /// It does not do what its protocol says.
    Violation {
        violation: Violation,
        /// What was seen, where there is more to say than that it happened.
        detail: Option<String>,
    },
    /// A notification was damaged and thrown away.
    Corrupt,
    /// Samples came twice.
    Duplicate {
        count: u32,
    },
}

/// Why a driver could not go on.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum DriverError {
    #[error(transparent)]
    Radio(#[from] RadioError),
    /// Connecting again may help.
    #[error("{0}")]
    Failed(String),
    /// This sensor cannot be recorded from, whatever is tried.
    #[error("{0}")]
    Unusable(String),
}

/// What a driver's slow work gives.
pub type DriverFuture<'a, T> = BoxFuture<'a, Result<T, DriverError>>;

/// Speaks with one sensor.
///
/// The order of calls: [`bring_up`](Driver::bring_up) and [`start`](Driver::start) after every connection; then
/// [`notification`](Driver::notification) for all that comes and [`work`](Driver::work) at
/// [`wake_at`](Driver::wake_at); [`link_lost`](Driver::link_lost) when the connection ends;
/// [`stop`](Driver::stop) at the end. Events go to `out` in the order of happening.
pub trait Driver: Send {
    /// Reads who the sensor is, enables what must be, sets it up. Called on every connection.
    fn bring_up<'a>(&'a mut self, wire: &'a mut Wire) -> DriverFuture<'a, Identity>;

    /// Makes the samples come, or go on coming after a lost connection.
    fn start<'a>(&'a mut self, wire: &'a mut Wire, out: &'a mut Vec<DriverEvent>) -> DriverFuture<'a, ()>;

    /// Takes one notification.
    fn notification(&mut self, notification: &Notification, clock: &HostClock, out: &mut Vec<DriverEvent>);

    /// When [`work`](Driver::work) wants to be called next.
    fn wake_at(&self) -> Option<Instant>;

    /// Whatever is due: asking for missing samples, exchanging times, reading the battery. Takes no longer than a write.
    fn work<'a>(&'a mut self, wire: &'a mut Wire, out: &'a mut Vec<DriverEvent>) -> DriverFuture<'a, ()>;

    /// The connection ended.
    fn link_lost(&mut self);

    /// Ends the samples and fetches what is missing, until `deadline`. The connection is still there afterwards.
    fn stop<'a>(
        &'a mut self,
        wire: &'a mut Wire,
        deadline: Instant,
        out: &'a mut Vec<DriverEvent>,
    ) -> DriverFuture<'a, ()>;

    /// In place of [`start`](Driver::start) on a connection that is made after the recording's end: fetches what is missing
    /// up to the device time `until_us`, and starts nothing. An error, or a call that is broken off, leaves what is missing
    /// in the sensor.
    fn finish<'a>(
        &'a mut self,
        _wire: &'a mut Wire,
        _deadline: Instant,
        _until_us: Option<u64>,
        _out: &'a mut Vec<DriverEvent>,
    ) -> DriverFuture<'a, ()> {
        async { Ok(()) }.boxed()
    }

    /// Makes the sensor show itself for some seconds.
    fn identify<'a>(&'a mut self, wire: &'a mut Wire, seconds: u8) -> DriverFuture<'a, ()>;

    /// Writes into the sensor where it is worn; only where [`Capabilities::stores_site`].
    fn assign_site<'a>(&'a mut self, wire: &'a mut Wire, site: Option<Site>) -> DriverFuture<'a, ()>;
}

/// A link with its one stream of events: what a driver reads and writes.
pub struct Wire {
    link: Arc<dyn Link>,
    events: BoxStream<'static, LinkEvent>,
    /// What came while an answer was awaited.
    backlog: VecDeque<LinkEvent>,
    /// The connection that was made last. The end of an older one, told late, is none of its own.
    connection: u64,
    /// The collector's clock.
    pub clock: HostClock,
}

impl Wire {
    /// Takes the link's stream of events, once.
    ///
    /// # Errors
    /// The radio's.
    pub async fn open(link: Arc<dyn Link>, clock: HostClock) -> Result<Wire, RadioError> {
        let events = link.events().await?;
        Ok(Wire {
            link,
            events,
            backlog: VecDeque::new(),
            connection: 0,
            clock,
        })
    }

    pub fn link(&self) -> &Arc<dyn Link> {
        &self.link
    }

    /// The device as the radio names it.
    pub fn peer(&self) -> &PeerId {
        self.link.peer()
    }

    /// Makes a connection: see [`Link::connect`].
    ///
    /// # Errors
    /// The radio's.
    pub async fn connect(&mut self) -> Result<(), RadioError> {
        self.connection = self.link.connect().await?;
        Ok(())
    }

    fn is_of_an_older(&self, event: &LinkEvent) -> bool {
        matches!(event, LinkEvent::Disconnected { connection } if *connection < self.connection)
    }

    /// The next event of this connection, or what an older one still brought; not its end. Cancel-safe. A radio that ends
    /// its stream counts as a disconnection every second.
    pub async fn next(&mut self) -> LinkEvent {
        loop {
            let event = match self.backlog.pop_front() {
                Some(event) => event,
                None => match self.events.next().await {
                    Some(event) => event,
                    None => {
                        tokio::time::sleep(Duration::from_secs(1)).await;
                        LinkEvent::Disconnected {
                            connection: self.connection,
                        }
                    }
                },
            };
            if !self.is_of_an_older(&event) {
                return event;
            }
        }
    }

    /// Writes a value and waits for the first notification that `pick` accepts; all others are kept for
    /// [`Wire::next`], in order.
    ///
    /// # Errors
    /// The radio's; [`RadioError::NotConnected`] if the link ends, [`RadioError::TimedOut`] after `limit`.
    pub async fn ask<T>(
        &mut self,
        characteristic: Uuid,
        value: &[u8],
        limit: Duration,
        mut pick: impl FnMut(&Notification) -> Option<T>,
    ) -> Result<T, RadioError> {
        let deadline = Instant::now() + limit;
        let late = |_| RadioError::TimedOut {
            what: "the sensor's answer",
            seconds: limit.as_secs(),
        };
        // What came before the question is no answer to it.
        tokio::time::timeout_at(deadline, self.link.write(characteristic, value, true))
            .await
            .map_err(late)??;
        loop {
            let event = tokio::time::timeout_at(deadline, self.events.next())
                .await
                .map_err(late)?;
            match event {
                Some(LinkEvent::Notification(notification)) => match pick(&notification) {
                    Some(answer) => return Ok(answer),
                    None => self.backlog.push_back(LinkEvent::Notification(notification)),
                },
                Some(event) if self.is_of_an_older(&event) => {}
                Some(LinkEvent::Disconnected { .. }) | None => {
                    let connection = self.connection;
                    self.backlog.push_back(LinkEvent::Disconnected { connection });
                    return Err(RadioError::NotConnected);
                }
            }
        }
    }

    /// Waits until the device shows these characteristics: discovery can end late.
    ///
    /// # Errors
    /// [`RadioError::NoCharacteristic`] after `limit`, or the radio's.
    pub async fn find(&mut self, characteristics: &[Uuid], limit: Duration) -> Result<(), RadioError> {
        let deadline = Instant::now() + limit;
        loop {
            let Some(&absent) = characteristics.iter().find(|uuid| !self.link.has(**uuid)) else {
                return Ok(());
            };
            if Instant::now() >= deadline {
                return Err(RadioError::NoCharacteristic(absent));
            }
            tokio::time::sleep(Duration::from_millis(200)).await;
            self.connect().await?;
        }
    }

    /// Before a connection: what the last one still brought. Its end is known.
    pub(crate) fn leftovers(&mut self) -> Vec<Notification> {
        let mut left = Vec::new();
        loop {
            let event = match self.backlog.pop_front() {
                Some(event) => Some(event),
                None => self.events.next().now_or_never().flatten(),
            };
            match event {
                Some(LinkEvent::Notification(notification)) => left.push(notification),
                Some(LinkEvent::Disconnected { .. }) => {}
                None => return left,
            }
        }
    }

    /// Reads a value within 5 s.
    ///
    /// # Errors
    /// The radio's.
    pub async fn read(&mut self, characteristic: Uuid) -> Result<Vec<u8>, RadioError> {
        bounded("reading a value", self.link.read(characteristic)).await
    }

    /// Writes a value within 5 s.
    ///
    /// # Errors
    /// The radio's.
    pub async fn write(&mut self, characteristic: Uuid, value: &[u8], with_response: bool) -> Result<(), RadioError> {
        bounded("writing a value", self.link.write(characteristic, value, with_response)).await
    }

    /// Enables notifications or indications within 5 s.
    ///
    /// # Errors
    /// The radio's.
    pub async fn subscribe(&mut self, characteristic: Uuid) -> Result<(), RadioError> {
        bounded("enabling notifications", self.link.subscribe(characteristic)).await
    }
}

async fn bounded<T>(what: &'static str, work: super::radio::RadioFuture<'_, T>) -> Result<T, RadioError> {
    const LIMIT: Duration = Duration::from_secs(5);
    match tokio::time::timeout(LIMIT, work).await {
        Ok(done) => done,
        Err(_) => Err(RadioError::TimedOut {
            what,
            seconds: LIMIT.as_secs(),
        }),
    }
}
