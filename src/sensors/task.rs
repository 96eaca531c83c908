//! The life of one sensor during a recording: connect, set up, stream, lose, connect again, fetch, end.

use super::capture::Chosen;
use super::clock::{ClockFit, ClockLine, ClockState, HostClock};
use super::family::{Driver, DriverError, DriverEvent, DriverSample, Identity, RunKey, Setup, Wire};
use super::radio::{Link, LinkEvent, Radio, RadioError};
use super::random::Random;
use super::status::{LinkState, Warning};
use super::violation::{Violation, Violations};
use futures::StreamExt;
use std::collections::{BTreeMap, VecDeque};
use std::ops::Range;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::{mpsc, watch};
use tokio::time::Instant;

/// The first wait after a failed connection; doubled up to the longest. Our choice.
const FIRST_WAIT: Duration = Duration::from_millis(300);
const LONGEST_WAIT: Duration = Duration::from_secs(4);
/// Connected, but nothing came for so long: the connection is made anew. Our choice.
const SILENCE: Duration = Duration::from_secs(5);
const TICK: Duration = Duration::from_millis(500);
/// Rates and delays are over this long.
const RECENT: Duration = Duration::from_secs(2);

/// What the recording wants of its sensors.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum TargetState {
    Stream,
    /// End, and fetch what is missing.
    Stop {
        /// What is not in hand then is not waited for any longer.
        deadline: Instant,
        /// When the recording was stopped, host time, µs.
        at_us: u64,
    },
}

impl TargetState {
    fn deadline(self) -> Option<Instant> {
        match self {
            TargetState::Stream => None,
            TargetState::Stop { deadline, .. } => Some(deadline),
        }
    }
}

/// What a sensor's task tells.
pub(super) enum Report {
    Samples {
        run: RunKey,
        recovered: bool,
        /// Host time (µs) of each sample by the fit as it stands.
        samples: Vec<(DriverSample, f64)>,
    },
    Missing {
        run: RunKey,
        numbers: Range<u32>,
    },
    Lost {
        run: RunKey,
        numbers: Range<u32>,
    },
    /// What was told of its clock does not hold for what comes now.
    ClockJumped,
    Clock {
        clock: u32,
        line: ClockLine,
        state: ClockState,
    },
    Identity(Box<Identity>),
    Live(Box<Live>),
    /// The task has ended. `complete`: the sensor said where its run ended, or that it has nothing of it.
    Ended {
        complete: bool,
    },
}

/// What a screen shows of the connection.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Live {
    pub state: LinkState,
    pub problem: Option<String>,
    pub rate_hz: f64,
    pub delay_ms: Option<f64>,
    pub battery_percent: Option<u8>,
    pub rssi_dbm: Option<i16>,
    pub connections: u32,
    pub corrupt: u64,
    pub warnings: Vec<Warning>,
    pub violations: Violations,
}

pub(super) struct SensorTask {
    pub index: usize,
    pub chosen: Chosen,
    pub setup: Setup,
    pub radio: Arc<dyn Radio>,
    pub clock: HostClock,
    /// Spreads its waits, so that sensors that were lost together do not come back in step.
    pub random: Random,
    /// The recording has ended already: what is missing is fetched.
    pub fetches: bool,
    /// Up to this device time, µs.
    pub fetch_until_us: Option<u64>,
    pub targets: watch::Receiver<TargetState>,
    pub reports: mpsc::Sender<(usize, Report)>,
}

/// Why a connection ended.
enum Ended {
    Lost(String),
    Unusable(String),
    Stopped,
}

struct Running {
    driver: Box<dyn Driver>,
    fits: BTreeMap<u32, ClockFit>,
    live: Live,
    recent: VecDeque<(Instant, u32, f64)>,
    last_sample: Instant,
    events: Vec<DriverEvent>,
    warned: BTreeMap<Warning, Instant>,
    clock_fitted: Instant,
    newest_clock: Option<u32>,
    identity: Option<Identity>,
    /// The sensor said where its run ended.
    complete: bool,
}

impl SensorTask {
    pub(crate) async fn run(mut self) {
        let now = Instant::now();
        let mut running = Running {
            driver: self.chosen.family.driver(self.setup.clone()),
            fits: BTreeMap::new(),
            live: Live {
                state: LinkState::Searching,
                problem: None,
                rate_hz: 0.0,
                delay_ms: None,
                battery_percent: None,
                rssi_dbm: None,
                connections: 0,
                corrupt: 0,
                warnings: Vec::new(),
                violations: Violations::default(),
            },
            identity: None,
            complete: false,
            recent: VecDeque::new(),
            last_sample: now,
            events: Vec::new(),
            warned: BTreeMap::new(),
            clock_fitted: now,
            newest_clock: None,
        };
        self.live(&mut running, LinkState::Searching, None).await;
        if let Some(mut wire) = self.open(&mut running).await {
            self.keep(&mut running, &mut wire).await;
        }
        // The recording may be gone already.
        let complete = running.complete;
        let _ = self.reports.send((self.index, Report::Ended { complete })).await;
    }

    /// Finds the link and its stream, for as long as it takes.
    async fn open(&mut self, running: &mut Running) -> Option<Wire> {
        loop {
            let link = match self.radio.link(&self.chosen.peer).await {
                Ok(link) => Wire::open(link, self.clock).await,
                Err(error) => Err(error),
            };
            match link {
                Ok(wire) => return Some(wire),
                Err(error) => self.live(running, LinkState::Searching, Some(error.to_string())).await,
            }
            let wait = self.random.about(LONGEST_WAIT);
            if !self.wait(wait).await {
                return None;
            }
            self.look_around().await;
        }
    }

    /// Scans for a moment, so that the operating system learns of the sensor (again).
    async fn look_around(&self) {
        let peer = self.chosen.peer.clone();
        let Ok(mut sightings) = self.radio.scan().await else {
            return;
        };
        let seen = async move { while sightings.next().await.is_some_and(|sighting| sighting.peer != peer) {} };
        // Not seen is told by the next attempt to connect.
        let _ = tokio::time::timeout(Duration::from_secs(4), seen).await;
    }

    /// Waits; false if the recording stops meanwhile, or, stopped already, is over.
    async fn wait(&mut self, time: Duration) -> bool {
        let target = *self.targets.borrow();
        if let Some(deadline) = target.deadline()
            && self.fetches
        {
            let until = Instant::now() + time;
            tokio::time::sleep_until(until.min(deadline)).await;
            return until < deadline;
        }
        let mut targets = self.targets.clone();
        let stopped = targets.wait_for(|target| target.deadline().is_some());
        tokio::time::timeout(time, stopped).await.is_err()
    }

    async fn keep(&mut self, running: &mut Running, wire: &mut Wire) {
        let mut wait = FIRST_WAIT;
        let mut attempts = 0;
        loop {
            let target = *self.targets.borrow_and_update();
            if let Some(deadline) = target.deadline()
                && ((running.live.connections == 0 && !self.fetches) || Instant::now() >= deadline)
            {
                break;
            }
            let before = running.live.connections;
            let ended = self.connection(running, wire).await;
            running.driver.link_lost();
            let link = Arc::clone(wire.link());
            // Also where it is broken: the operating system may still be trying.
            let _ = tokio::time::timeout(Duration::from_secs(5), link.disconnect()).await;
            for notification in wire.leftovers() {
                running
                    .driver
                    .notification(&notification, &self.clock, &mut running.events);
            }
            self.deliver(running).await;
            match ended {
                Ended::Stopped => break,
                Ended::Unusable(problem) => {
                    self.live(running, LinkState::Failed, Some(problem)).await;
                    let mut targets = self.targets.clone();
                    // The sender lives as long as the recording.
                    let _ = targets.wait_for(|target| target.deadline().is_some()).await;
                    return;
                }
                Ended::Lost(problem) => {
                    if running.live.connections > before {
                        (wait, attempts) = (FIRST_WAIT, 0);
                    }
                    attempts += 1;
                    self.live(running, LinkState::Lost, Some(problem)).await;
                    let target = *self.targets.borrow();
                    let pause = self.random.about(wait);
                    match target.deadline() {
                        Some(deadline) => tokio::time::sleep_until(deadline.min(Instant::now() + pause)).await,
                        None => {
                            self.wait(pause).await;
                        }
                    }
                    wait = (wait * 2).min(LONGEST_WAIT);
                    if attempts % 3 == 2 {
                        self.look_around().await;
                    }
                }
            }
        }
        let problem = running.live.problem.take().filter(|_| !running.complete);
        self.live(running, LinkState::Closed, problem).await;
    }

    /// One connection from its making to its end.
    async fn connection(&mut self, running: &mut Running, wire: &mut Wire) -> Ended {
        let ended = match self.bring_up(running, wire).await {
            Ok(()) => {
                let target = *self.targets.borrow();
                match target {
                    TargetState::Stop { deadline, at_us } => self.finish(running, wire, deadline, at_us).await,
                    TargetState::Stream => match self.start(running, wire).await {
                        Ok(()) => Ok(self.stream(running, wire).await),
                        Err(error) => Err(error),
                    },
                }
            }
            Err(error) => Err(error),
        };
        match ended {
            Ok(ended) => ended,
            Err(DriverError::Unusable(problem)) => Ended::Unusable(problem),
            Err(error) => Ended::Lost(error.to_string()),
        }
    }

    async fn bring_up(&mut self, running: &mut Running, wire: &mut Wire) -> Result<(), DriverError> {
        let problem = running.live.problem.clone();
        self.live(running, LinkState::Connecting, problem.clone()).await;
        wire.connect().await?;
        self.live(running, LinkState::SettingUp, problem).await;
        let identity = running.driver.bring_up(wire).await?.shown();
        running.live.battery_percent = identity.battery_percent.or(running.live.battery_percent);
        running.identity = Some(identity.clone());
        self.report(Report::Identity(Box::new(identity))).await;
        Ok(())
    }

    async fn start(&mut self, running: &mut Running, wire: &mut Wire) -> Result<(), DriverError> {
        let started = running.driver.start(wire, &mut running.events).await;
        self.deliver(running).await;
        started?;
        running.live.connections += 1;
        running.last_sample = Instant::now();
        self.live(running, LinkState::Streaming, None).await;
        Ok(())
    }

    async fn stream(&mut self, running: &mut Running, wire: &mut Wire) -> Ended {
        let mut tick = tokio::time::interval(TICK);
        tick.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
        let mut targets = self.targets.clone();
        let mut rssi_at = Instant::now();
        loop {
            let wake = running.driver.wake_at();
            let wake = async move {
                match wake {
                    Some(at) => tokio::time::sleep_until(at).await,
                    None => futures::future::pending().await,
                }
            };
            tokio::select! {
                biased;
                target = async { targets.wait_for(|target| target.deadline().is_some()).await.map(|target| *target).ok() } => {
                    // Otherwise the recording is gone.
                    let Some(deadline) = target.and_then(TargetState::deadline) else { return Ended::Stopped };
                    return self.stop(running, wire, deadline).await;
                }
                event = wire.next() => match event {
                    LinkEvent::Notification(notification) => {
                        running.driver.notification(&notification, &self.clock, &mut running.events);
                        self.deliver(running).await;
                    }
                    LinkEvent::Disconnected { .. } => return Ended::Lost("its connection was lost".to_owned()),
                },
                () = wake => {
                    let done = running.driver.work(wire, &mut running.events).await;
                    self.deliver(running).await;
                    if let Err(error) = done {
                        return Ended::Lost(error.to_string());
                    }
                }
                _ = tick.tick() => {
                    if running.last_sample.elapsed() >= SILENCE {
                        return Ended::Lost("it sent nothing for 5 s; connecting again".to_owned());
                    }
                    if rssi_at <= Instant::now() {
                        rssi_at = Instant::now() + Duration::from_secs(5);
                        let link = Arc::clone(wire.link());
                        let rssi = tokio::time::timeout(Duration::from_millis(500), link.rssi_dbm()).await;
                        running.live.rssi_dbm = rssi.ok().flatten().or(running.live.rssi_dbm);
                    }
                    self.live(running, LinkState::Streaming, None).await;
                }
            }
        }
    }

    async fn stop(&mut self, running: &mut Running, wire: &mut Wire, deadline: Instant) -> Ended {
        self.live(running, LinkState::Fetching, None).await;
        let left = deadline.saturating_duration_since(Instant::now()) + Duration::from_secs(8);
        let done = tokio::time::timeout(left, running.driver.stop(wire, deadline, &mut running.events)).await;
        self.deliver(running).await;
        match done {
            Ok(Ok(())) => {
                running.complete = true;
                Ended::Stopped
            }
            Err(_) => Ended::Stopped,
            Ok(Err(error)) => Ended::Lost(error.to_string()),
        }
    }

    /// Back after the recording was stopped: what is missing is fetched, and nothing is begun.
    async fn finish(
        &mut self,
        running: &mut Running,
        wire: &mut Wire,
        deadline: Instant,
        at_us: u64,
    ) -> Result<Ended, DriverError> {
        self.live(running, LinkState::Fetching, None).await;
        let line = running.newest_clock.and_then(|clock| running.fits.get(&clock)?.line());
        let until_us = self.fetch_until_us.or_else(|| Some(line?.device_us(at_us as f64)));
        let left = deadline.saturating_duration_since(Instant::now()) + Duration::from_secs(8);
        let work = running.driver.finish(wire, deadline, until_us, &mut running.events);
        let done = tokio::time::timeout(left, work).await;
        self.deliver(running).await;
        if let Ok(done) = done {
            done?;
            running.complete = true;
        }
        Ok(Ended::Stopped)
    }

    async fn deliver(&self, running: &mut Running) {
        let events = std::mem::take(&mut running.events);
        for event in events {
            match event {
                DriverEvent::Samples {
                    run,
                    recovered,
                    arrived,
                    samples,
                } => {
                    self.samples(running, run, recovered, arrived, samples).await;
                }
                DriverEvent::Missing { run, numbers } => {
                    if !self.chosen.family.capabilities().resend {
                        running.warned.insert(Warning::NoResend, Instant::now());
                    }
                    self.report(Report::Missing { run, numbers }).await;
                }
                DriverEvent::Lost { run, numbers } => self.report(Report::Lost { run, numbers }).await,
                DriverEvent::Exchange { run, exchange } => {
                    let fit = running.fits.entry(run.clock).or_default();
                    fit.exchange(&exchange);
                    fit.update();
                    running.newest_clock = Some(run.clock);
                }
                DriverEvent::ClockJumped { run } => {
                    running.fits.remove(&run.clock);
                    running.warned.insert(Warning::ClockJumped, Instant::now());
                    self.report(Report::ClockJumped).await;
                }
                DriverEvent::Restarted => {
                    running.warned.insert(Warning::Restarted, Instant::now());
                }
                DriverEvent::Battery { percent } => running.live.battery_percent = Some(percent),
                DriverEvent::LowBattery => {
                    running.warned.insert(Warning::LowBattery, Instant::now());
                }
                DriverEvent::Clipped => {
                    running.warned.insert(Warning::Clipping, Instant::now());
                }
                DriverEvent::Corrupt => running.live.corrupt += 1,
                DriverEvent::Violation { violation, detail } => running.live.violations.note(violation, detail),
                DriverEvent::Format {
                    rate_hz,
                    acc_range_mps2,
                    gyr_range_radps,
                } => {
                    if let Some(identity) = &mut running.identity {
                        identity.rate_hz = rate_hz;
                        identity.acc_range_mps2 = Some(acc_range_mps2);
                        identity.gyr_range_radps = Some(gyr_range_radps);
                        let identity = identity.clone();
                        self.report(Report::Identity(Box::new(identity))).await;
                    }
                }
                DriverEvent::Duplicate { .. } => {}
            }
        }
        if running.clock_fitted.elapsed() >= Duration::from_secs(1)
            && let Some(clock) = running.newest_clock
            && let Some(fit) = running.fits.get_mut(&clock)
        {
            running.clock_fitted = Instant::now();
            fit.update();
            if let (Some(line), Some(state)) = (fit.line(), fit.state()) {
                if state.is_no_crystal()
                    && self.chosen.family.capabilities().device_time
                    && !running
                        .live
                        .violations
                        .iter()
                        .any(|(known, _)| known == Violation::ClockDrift)
                {
                    let detail = Some(format!("{:+.0} ppm", -state.drift_ppm));
                    running.live.violations.note(Violation::ClockDrift, detail);
                }
                self.report(Report::Clock { clock, line, state }).await;
            }
        }
    }

    async fn samples(
        &self,
        running: &mut Running,
        run: RunKey,
        recovered: bool,
        arrived: Instant,
        samples: Vec<DriverSample>,
    ) {
        let Some(newest) = samples.last() else { return };
        let arrived_us = self.clock.us(arrived);
        let device_time = self.chosen.family.capabilities().device_time;
        let fit = running.fits.entry(run.clock).or_default();
        if device_time && !recovered {
            fit.arrival(newest.device_us, arrived_us);
        }
        if device_time && fit.line().is_none() {
            fit.update();
        }
        running.newest_clock = Some(run.clock);
        let host = |device_us: u64| match (device_time, fit.line()) {
            (true, Some(line)) => line.host_us(device_us),
            // The driver counts by the host's clock.
            _ => device_us as f64,
        };
        let samples: Vec<(DriverSample, f64)> = samples
            .into_iter()
            .map(|sample| (sample, host(sample.device_us)))
            .collect();
        if !recovered && let Some((_, at)) = samples.last() {
            running.last_sample = Instant::now();
            let delay_ms = (arrived_us as f64 - at) / 1000.0;
            running
                .recent
                .push_back((Instant::now(), samples.len() as u32, delay_ms));
        }
        self.report(Report::Samples {
            run,
            recovered,
            samples,
        })
        .await;
    }

    async fn report(&self, report: Report) {
        // The recording may be gone; then nobody wants to know.
        let _ = self.reports.send((self.index, report)).await;
    }

    async fn live(&self, running: &mut Running, state: LinkState, problem: Option<String>) {
        let now = Instant::now();
        while running
            .recent
            .front()
            .is_some_and(|(at, ..)| now.duration_since(*at) > RECENT)
        {
            running.recent.pop_front();
        }
        let count: u32 = running.recent.iter().map(|(_, count, _)| count).sum();
        let mut delays: Vec<f64> = running.recent.iter().map(|(.., delay)| *delay).collect();
        delays.sort_by(f64::total_cmp);
        running.live.rate_hz = f64::from(count) / RECENT.as_secs_f64();
        running.live.delay_ms = delays.get(delays.len() / 2).copied();
        running.warned.retain(|warning, at| {
            let lasting = matches!(warning, Warning::ClockJumped | Warning::Restarted | Warning::NoResend);
            lasting || now.duration_since(*at) < Duration::from_secs(10)
        });
        let mut warnings: Vec<Warning> = running.warned.keys().copied().collect();
        // Some families gather samples for a second or two before they send.
        let silent = if self.chosen.family.capabilities().numbered {
            RECENT
        } else {
            2 * RECENT
        };
        if state == LinkState::Streaming && running.last_sample.elapsed() > silent {
            warnings.push(Warning::Silent);
        }
        if running.live.delay_ms.is_some_and(|delay| delay > 2000.0) {
            warnings.push(Warning::Late);
        }
        if running.live.battery_percent.is_some_and(|percent| percent < 10) {
            warnings.push(Warning::LowBattery);
        }
        warnings.sort();
        warnings.dedup();
        running.live.warnings = warnings;
        running.live.state = state;
        running.live.problem = problem;
        self.report(Report::Live(Box::new(running.live.clone()))).await;
    }
}

/// A link of its own to one sensor, brought up and ready for a command.
///
/// # Errors
/// The radio's and the driver's.
pub(super) async fn visit(
    radio: &dyn Radio,
    chosen: &Chosen,
    setup: Setup,
) -> Result<(Wire, Box<dyn Driver>, Identity), DriverError> {
    let link: Arc<dyn Link> = radio.link(&chosen.peer).await?;
    let mut wire = Wire::open(link, HostClock::start()).await?;
    let mut driver = chosen.family.driver(setup);
    let mut last = DriverError::Radio(RadioError::NotConnected);
    for attempt in 0..3 {
        if attempt > 0 {
            tokio::time::sleep(FIRST_WAIT).await;
        }
        let link = Arc::clone(wire.link());
        let tried = match wire.connect().await {
            Ok(()) => driver.bring_up(&mut wire).await,
            Err(error) => Err(error.into()),
        };
        match tried {
            Ok(identity) => return Ok((wire, driver, identity.shown())),
            Err(error) => {
                let _ = link.disconnect().await;
                wire.leftovers();
                if matches!(error, DriverError::Unusable(_)) {
                    return Err(error);
                }
                last = error;
            }
        }
    }
    Err(last)
}
