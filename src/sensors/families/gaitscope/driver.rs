//! The collector's side of the protocol for one sensor, over all its connections.

mod conformance;
mod exchange;
mod identity;
mod resend;
mod runs;
mod stream;

use super::{from_protocol, to_protocol};
use crate::clock::HostClock;
use crate::family::{Driver, DriverError, DriverEvent, DriverFuture, Identity, SampleMark, Setup, Wire};
use crate::radio::{LinkEvent, Notification, RadioError};
use crate::random::Random;
use crate::violation::Violation;
use conformance::Conformance;
use exchange::{Exchanges, FIRST_EXCHANGES, FIRST_PAUSE};
use firmware_protocol::{
    Command, Decoder, PROTOCOL_VERSION, PROTOCOL_VERSION_MIN, Ranges, Reply, Response, RunId, State, Status,
    StatusReport, gatt,
};
use futures::FutureExt;
use recording::Site;
use resend::Resends;
use runs::{Naming, names};
use std::time::Duration;
use tokio::time::Instant;
use uuid::Uuid;

const DATA: Uuid = Uuid::from_u128(gatt::DATA);
const CONTROL: Uuid = Uuid::from_u128(gatt::CONTROL);
const INFO: Uuid = Uuid::from_u128(gatt::INFO);
const BATTERY_LEVEL: Uuid = Uuid::from_u128(gatt::sig_uuid(gatt::BATTERY_LEVEL));

/// How long an answer may take: one that is late costs less than a connection that is given up. Our choice.
const ANSWER: Duration = Duration::from_secs(12);
/// A sensor that takes longer to answer is asked for more at once. Our choice.
const SLOW_ANSWER: Duration = Duration::from_secs(1);
/// How long services may stay hidden after a connection.
const DISCOVERY: Duration = Duration::from_secs(5);

pub(super) struct GaitscopeDriver {
    setup: Setup,
    identity: Option<Identity>,
    boot: u16,
    report: Option<StatusReport>,
    /// Samples that the sensor keeps.
    buffer: u32,
    /// Nothing is asked for before the first start on a connection.
    started: bool,
    /// Of the last command.
    tag: u8,
    /// The last answer took long.
    slow: bool,
    random: Random,
    decoder: Decoder<256>,
    /// Of the run that is being decoded.
    run: RunId,
    ranges: Ranges,
    naming: Naming,
    /// Runs of this connection and those before it, as the sensor named them since its last start.
    seen: Vec<RunId>,
    /// The newest sample of the present run, and when it came.
    newest: Option<SampleMark>,
    newest_at: Instant,
    conformance: Conformance,
    resends: Resends,
    exchanges: Exchanges,
}

impl GaitscopeDriver {
    pub(super) fn new(setup: Setup) -> GaitscopeDriver {
        let now = Instant::now();
        GaitscopeDriver {
            random: Random::new(setup.seed),
            naming: setup
                .resume
                .map_or_else(Naming::default, |resume| Naming::after(resume.run)),
            setup,
            identity: None,
            boot: 0,
            report: None,
            buffer: 0,
            started: false,
            tag: 0,
            slow: false,
            decoder: Decoder::new(),
            run: RunId { boot: 0, run: 0 },
            ranges: Ranges::default(),
            seen: Vec::new(),
            newest: None,
            newest_at: now,
            conformance: Conformance::default(),
            resends: Resends::new(now),
            exchanges: Exchanges::new(now),
        }
    }

    fn tag(&mut self) -> u8 {
        self.tag = self.tag.wrapping_add(1);
        self.tag
    }

    /// Asks and waits for the answer; samples that come meanwhile wait in the wire.
    async fn ask(&mut self, wire: &mut Wire, command: Command) -> Result<Reply, DriverError> {
        let tag = self.tag();
        let frame = command.encode(tag);
        let reply = wire
            .ask(CONTROL, &frame, ANSWER, |notification| {
                answer(notification)
                    .filter(|response| response.tag == tag)
                    .map(|response| response.reply)
            })
            .await?;
        match reply {
            Reply::Refused { status, .. } => Err(refusal(command, status)),
            reply => Ok(reply),
        }
    }

    /// Takes one event if one comes before `until`.
    async fn pump(&mut self, wire: &mut Wire, until: Instant, out: &mut Vec<DriverEvent>) -> Result<(), DriverError> {
        match tokio::time::timeout_at(until, wire.next()).await {
            Ok(LinkEvent::Notification(notification)) => {
                let clock = wire.clock;
                self.notification(&notification, &clock, out);
                Ok(())
            }
            Ok(LinkEvent::Disconnected { .. }) => Err(RadioError::NotConnected.into()),
            Err(_) => Ok(()),
        }
    }

    /// How long the answer to a command is waited for before the next is sent; `None` where none is due.
    fn unanswered_until(&self) -> Option<Instant> {
        let exchange = self.exchanges.asked.map(|asked| asked.at + ANSWER);
        let job = self
            .resends
            .job
            .filter(|job| !job.pending)
            .map(|job| job.asked + ANSWER);
        exchange.or(job)
    }
}

impl Driver for GaitscopeDriver {
    fn bring_up<'a>(&'a mut self, wire: &'a mut Wire) -> DriverFuture<'a, Identity> {
        async move {
            wire.find(&[INFO, CONTROL, DATA], DISCOVERY).await?;
            wire.subscribe(CONTROL).await?;
            let mut identity = match self.identity.take() {
                Some(identity) => identity,
                None => self.identify_sensor(wire).await?,
            };
            let hello = Command::Hello {
                version_min: PROTOCOL_VERSION_MIN,
                version_max: PROTOCOL_VERSION,
            };
            match self.ask(wire, hello).await? {
                Reply::Hello { boot, .. } => self.boot = boot,
                Reply::UnsupportedVersion {
                    version_min,
                    version_max,
                } => {
                    let advice = if version_min > PROTOCOL_VERSION {
                        "Update this program"
                    } else {
                        "Update its firmware"
                    };
                    return Err(DriverError::Unusable(format!(
                        "it speaks protocol versions {version_min} to {version_max}, this program \
                         {PROTOCOL_VERSION_MIN} to {PROTOCOL_VERSION}. {advice}"
                    )));
                }
                _ => return Err(strange()),
            }
            let Reply::Status(report) = self.ask(wire, Command::Status).await? else {
                return Err(strange());
            };
            if report.state == State::Fault {
                return Err(DriverError::Unusable("its motion chip does not work".to_owned()));
            }
            self.report = Some(report);
            wire.subscribe(DATA).await?;
            if wire.link().has(BATTERY_LEVEL) {
                // Only for the display; a sensor that does not notify it is none the worse.
                let _ = wire.subscribe(BATTERY_LEVEL).await;
            }
            identity.battery_percent = report.battery_percent;
            identity.site = report.site.and_then(from_protocol);
            self.identity = Some(identity.clone());
            Ok(identity)
        }
        .boxed()
    }

    fn start<'a>(&'a mut self, wire: &'a mut Wire, out: &'a mut Vec<DriverEvent>) -> DriverFuture<'a, ()> {
        async move {
            let report = self.report.take().ok_or_else(strange)?;
            let current = RunId {
                boot: self.boot,
                run: report.run,
            };
            // Whose clock they are of is known only when the run is.
            let mut exchanges = Vec::new();
            let began = Instant::now();
            let mut sampling = report.state == State::Sampling;
            // By its numbers; by its clock once there is time for that.
            let mut ours = self.is_ours(current, &report, out);
            if sampling && ours {
                self.fetch_forgotten_soon(wire, current, &report, out).await?;
            }
            let device_us = self.first_exchange(wire, &mut exchanges).await?;
            ours = ours && self.has_our_clock(device_us, out);
            if sampling && !ours {
                // Left over from an earlier program.
                self.ask(wire, Command::Stop).await?;
                sampling = false;
            } else if !sampling && ours {
                self.fetch_ended(wire, current, &report, out).await?;
            }
            let (rate_hz, ranges) = (self.setup.rate_hz, self.setup.ranges);
            if !sampling {
                self.ask(wire, Command::Configure { rate_hz, ranges }).await?;
                self.conformance.format = Some((rate_hz, ranges));
            } else {
                self.conformance.format.get_or_insert((report.rate_hz, report.ranges));
            }
            // A sensor that is slow to answer starts first.
            let mut more = FIRST_EXCHANGES - 1;
            while more > 0 && began.elapsed() < Duration::from_secs(3) {
                more -= 1;
                tokio::time::sleep(self.random.pause(FIRST_PAUSE)).await;
                self.exchange_now(wire, &mut exchanges).await?;
            }
            let Reply::Started { id, resumed, .. } = self.ask(wire, Command::Start).await? else {
                return Err(strange());
            };
            let resumes = self.setup.resume.is_some_and(|resume| names(resume.run, id));
            if !resumed && (self.seen.contains(&id) || resumes) {
                self.restarted(out);
            }
            self.with_decoder(out, |decoder, on| decoder.expect_run(id, on));
            if self.run != id {
                self.exchanges.count = self.exchanges.count.min(FIRST_EXCHANGES);
                if !resumes {
                    self.naming.jumps.clear();
                }
            }
            self.run = id;
            let run = self.naming.key(id, 0);
            out.extend(exchanges.into_iter().map(|event| match event {
                DriverEvent::Exchange { exchange, .. } => DriverEvent::Exchange { run, exchange },
                other => other,
            }));
            self.started = true;
            self.conformance.headless = 0;
            self.plan_exchange();
            Ok(())
        }
        .boxed()
    }

    fn notification(&mut self, notification: &Notification, clock: &HostClock, out: &mut Vec<DriverEvent>) {
        match notification.characteristic {
            DATA => self.decode(notification, out),
            CONTROL => match answer(notification) {
                Some(response) => {
                    if !self.exchange_answered(response, clock.us(notification.arrived), out) {
                        self.resend_answered(response, out);
                    }
                }
                None => {
                    out.push(DriverEvent::Corrupt);
                    out.push(DriverEvent::Violation {
                        violation: Violation::Answer,
                        detail: Some(format!(
                            "{:02x?}",
                            &notification.value[..notification.value.len().min(20)]
                        )),
                    });
                }
            },
            BATTERY_LEVEL => {
                if let [percent] = *notification.value.as_slice() {
                    out.push(DriverEvent::Battery {
                        percent: percent.min(100),
                    });
                }
            }
            _ => {}
        }
    }

    fn wake_at(&self) -> Option<Instant> {
        if !self.started {
            return None;
        }
        if let Some(expires) = self.unanswered_until() {
            return Some(expires);
        }
        let gap = self.wanted().map(|_| match self.resends.job {
            Some(job) => job.asked + ANSWER,
            None => self.asks_at(),
        });
        Some(gap.map_or(self.exchanges.next_at, |gap| gap.min(self.exchanges.next_at)))
    }

    fn work<'a>(&'a mut self, wire: &'a mut Wire, _out: &'a mut Vec<DriverEvent>) -> DriverFuture<'a, ()> {
        async move {
            if self.resends.job.is_some_and(|job| job.asked.elapsed() >= ANSWER) {
                // The answer was lost; the sensor has finished since, or refuses as busy.
                self.resends.job = None;
            }
            if self.exchanges.asked.is_some_and(|asked| asked.at.elapsed() >= ANSWER) {
                self.exchanges.asked = None;
            }
            if self.unanswered_until().is_some() {
                // The next command follows the last one's answer.
            } else if self.asks_now() {
                self.ask_resend(wire).await?;
            } else if Instant::now() >= self.exchanges.next_at {
                self.begin_exchange(wire).await?;
            }
            Ok(())
        }
        .boxed()
    }

    fn link_lost(&mut self) {
        self.resends.job = None;
        self.exchanges.asked = None;
        self.started = false;
        self.report = None;
    }

    fn finish<'a>(
        &'a mut self,
        wire: &'a mut Wire,
        deadline: Instant,
        until_us: Option<u64>,
        out: &'a mut Vec<DriverEvent>,
    ) -> DriverFuture<'a, ()> {
        async move {
            let report = self.report.take().ok_or_else(strange)?;
            let current = RunId {
                boot: self.boot,
                run: report.run,
            };
            let last = self.setup.resume.map(|resume| resume.run);
            let run = last.unwrap_or_else(|| self.naming.key(self.run, u32::MAX));
            let mut ours = self.is_ours(current, &report, out);
            // Of one that still samples the oldest is forgotten meanwhile.
            if ours && report.state != State::Sampling {
                let device_us = self.first_exchange(wire, &mut Vec::new()).await?;
                ours = self.has_our_clock(device_us, out);
            }
            if !ours {
                // It has another run, or none: what it had of ours is gone.
                self.with_decoder(out, |decoder, on| decoder.finish(on));
                let numbers = 0..u32::MAX;
                out.push(DriverEvent::Lost { run, numbers });
                return Ok(());
            }
            let end = match report.state {
                State::Sampling => match self.ask(wire, Command::Stop).await? {
                    Reply::Stopped { end, .. } => end,
                    _ => return Err(strange()),
                },
                _ => report.next,
            };
            let known = self.newest.or(self.setup.resume.map(|resume| resume.newest));
            self.open_gap(wire, current, report.oldest, end, out).await?;
            if let (Some(until_us), Some(known)) = (until_us, known) {
                self.give_up_beyond(known, until_us, report.rate_hz);
            }
            self.fetch(wire, deadline, out).await
        }
        .boxed()
    }

    fn stop<'a>(
        &'a mut self,
        wire: &'a mut Wire,
        deadline: Instant,
        out: &'a mut Vec<DriverEvent>,
    ) -> DriverFuture<'a, ()> {
        async move {
            let Reply::Stopped { id, end } = self.ask(wire, Command::Stop).await? else {
                return Err(strange());
            };
            self.started = false;
            // The last samples and the header after them are on their way.
            let patience = deadline.min(Instant::now() + Duration::from_secs(3));
            while id == self.run && self.decoder.head().is_some_and(|head| head < end) && Instant::now() < patience {
                self.pump(wire, patience, out).await?;
            }
            self.with_decoder(out, |decoder, on| decoder.expect_end(id, end, on));
            self.fetch(wire, deadline, out).await
        }
        .boxed()
    }

    fn identify<'a>(&'a mut self, wire: &'a mut Wire, seconds: u8) -> DriverFuture<'a, ()> {
        async move { self.ask(wire, Command::Identify { seconds }).await.map(drop) }.boxed()
    }

    fn assign_site<'a>(&'a mut self, wire: &'a mut Wire, site: Option<Site>) -> DriverFuture<'a, ()> {
        async move {
            let site = site.and_then(to_protocol);
            self.ask(wire, Command::AssignSite { site }).await.map(drop)
        }
        .boxed()
    }
}

fn answer(notification: &Notification) -> Option<Response> {
    (notification.characteristic == CONTROL)
        .then(|| Response::decode(&notification.value).ok())
        .flatten()
}

fn strange() -> DriverError {
    DriverError::Failed("its answer has no meaning (PROTOCOL.md, section 6); connecting again".to_owned())
}

fn refusal(command: Command, status: Status) -> DriverError {
    match status {
        Status::Fault => DriverError::Unusable("its motion chip does not work".to_owned()),
        Status::BatteryEmpty => DriverError::Failed("its battery is empty. Charge it".to_owned()),
        Status::UnsupportedRate => DriverError::Unusable("it does not offer this rate. Choose another".to_owned()),
        Status::UnsupportedRange => DriverError::Unusable("it does not offer these ranges".to_owned()),
        Status::MtuTooSmall => DriverError::Failed(
            "this connection carries too few bytes a packet for the rate. Choose a lower one".to_owned(),
        ),
        status => DriverError::Failed(format!(
            "it refused command 0x{:02x}: {status} (PROTOCOL.md, section 6)",
            command.opcode()
        )),
    }
}
