//! The collector's side of the protocol for one sensor, over all its connections.

use super::{from_protocol, to_protocol, too_new};
use crate::clock::HostClock;
use crate::family::{Driver, DriverError, DriverEvent, DriverFuture, DriverSample, Identity, RunKey, Setup, Wire};
use crate::radio::{LinkEvent, Notification, RadioError};
use crate::random::Random;
use firmware_protocol::{
    Command, Decoder, Event, Info, InfoError, PROTOCOL_VERSION, PROTOCOL_VERSION_MIN, Ranges, Reply, Response, RunId,
    Span, State, Status, StatusReport, TimeExchange, gatt,
};
use futures::FutureExt;
use recording::Site;
use std::time::Duration;
use tokio::time::Instant;
use uuid::Uuid;

const DATA: Uuid = Uuid::from_u128(gatt::DATA);
const CONTROL: Uuid = Uuid::from_u128(gatt::CONTROL);
const INFO: Uuid = Uuid::from_u128(gatt::INFO);
const BATTERY_LEVEL: Uuid = Uuid::from_u128(gatt::sig_uuid(gatt::BATTERY_LEVEL));
const SERIAL_NUMBER: Uuid = Uuid::from_u128(gatt::sig_uuid(gatt::SERIAL_NUMBER));
const MODEL_NUMBER: Uuid = Uuid::from_u128(gatt::sig_uuid(gatt::MODEL_NUMBER));
const FIRMWARE_REVISION: Uuid = Uuid::from_u128(gatt::sig_uuid(gatt::FIRMWARE_REVISION));

/// How long an answer may take.
const ANSWER: Duration = Duration::from_secs(4);
/// How long services may stay hidden after a connection.
const DISCOVERY: Duration = Duration::from_secs(5);
/// A link is calm when no new gap opened for this long. Our choice.
const LINK_QUIET_TIME: Duration = Duration::from_millis(300);
/// So many samples are asked for at once: two seconds at 100 Hz, which a link carries beside the new ones. Our choice.
const MAX_RESEND_SAMPLES: u32 = 200;
/// After so many answers in a row that brought nothing over a good air, a gap is given up: the chip never took those
/// samples. Our choice: over an air that loses a fifth unseen, eight in a row are three in a million.
const MAX_EMPTY_RESENDS: u32 = 8;
/// After an answer that brought nothing, the next question waits: a bad air passes. Our choice.
const PAUSE: Duration = Duration::from_millis(700);
/// Exchanges of times: quickly until there are so many, then slowly. Our choice.
const QUICK_EXCHANGES: u32 = 40;
const QUICK: Duration = Duration::from_millis(200);
const SLOW: Duration = Duration::from_millis(500);
/// Exchanges before the start, each after a random pause of up to so long: one right after the other would wait for the
/// connection event equally long each time, which tells nothing.
const FIRST_EXCHANGES: u32 = 4;
const FIRST_PAUSE: Duration = Duration::from_millis(60);

/// A resend that was asked for.
#[derive(Debug, Clone, Copy)]
struct Job {
    tag: u8,
    span: Span,
    /// Samples of the span that were missing when it was asked for.
    missing: u32,
    asked: Instant,
}

pub(super) struct GaitscopeDriver {
    setup: Setup,
    decoder: Decoder<256>,
    /// Of the run that is being decoded.
    run: RunId,
    ranges: Ranges,
    tag: u8,
    boot: u16,
    report: Option<StatusReport>,
    identity: Option<Identity>,
    job: Option<Job>,
    empty_resends: u32,
    exchange: Option<(u8, u64)>,
    exchanges: u32,
    next_exchange: Instant,
    random: Random,
    gap_opened: Instant,
    /// When something was last damaged or missed.
    bad_air: Option<Instant>,
    /// No question before this.
    pause_until: Instant,
    /// Nothing is asked for before the first start on a connection.
    started: bool,
}

impl GaitscopeDriver {
    pub(super) fn new(setup: Setup) -> GaitscopeDriver {
        let now = Instant::now();
        GaitscopeDriver {
            random: Random::new(setup.seed),
            setup,
            decoder: Decoder::new(),
            run: RunId { boot: 0, run: 0 },
            ranges: Ranges::default(),
            tag: 0,
            boot: 0,
            report: None,
            identity: None,
            job: None,
            empty_resends: 0,
            exchange: None,
            exchanges: 0,
            next_exchange: now,
            gap_opened: now,
            bad_air: None,
            pause_until: now,
            started: false,
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

    async fn exchange_now(&mut self, wire: &mut Wire, out: &mut Vec<DriverEvent>) -> Result<(), DriverError> {
        let tag = self.tag();
        let sent = wire.clock.now_us();
        let clock = wire.clock;
        let got = wire
            .ask(CONTROL, &Command::Time.encode(tag), ANSWER, |notification| {
                answer(notification)
                    .filter(|response| response.tag == tag)
                    .map(|response| (response.reply, clock.us(notification.arrived)))
            })
            .await?;
        if let (Reply::Time { received_us, sent_us }, arrived) = got {
            self.note_exchange(sent, received_us, sent_us, arrived, out);
        }
        Ok(())
    }

    fn note_exchange(&mut self, sent: u64, received_us: u64, sent_us: u64, arrived: u64, out: &mut Vec<DriverEvent>) {
        self.exchanges += 1;
        out.push(DriverEvent::Exchange {
            run: RunKey {
                clock: u32::from(self.boot),
                run: u32::from(self.run.run),
            },
            exchange: TimeExchange {
                collector_sent_us: sent,
                sensor_received_us: received_us,
                sensor_sent_us: sent_us,
                collector_received_us: arrived,
            },
        });
    }

    /// Random moments spread the way out over the connection interval, which the clock fit lives on.
    fn plan_exchange(&mut self) {
        let base = if self.exchanges < QUICK_EXCHANGES { QUICK } else { SLOW };
        self.next_exchange = Instant::now() + base + self.random.pause(Duration::from_millis(100));
    }

    fn decode(&mut self, notification: &Notification, out: &mut Vec<DriverEvent>) {
        let arrived = notification.arrived;
        let mut reader = Reader {
            run: self.run,
            ranges: self.ranges,
            arrived,
            began: false,
            gap: false,
            damaged: false,
            jumped: false,
            out,
        };
        self.decoder.push(&notification.value, |event| reader.take(event));
        let began = reader.began;
        self.run = reader.run;
        self.ranges = reader.ranges;
        if let Some(resume) = self.setup.resume
            && began
            && key(self.run) == resume.run
        {
            self.setup.resume = None;
            self.decoder.expect_from(resume.from, |event| reader.take(event));
        }
        if reader.gap {
            self.gap_opened = Instant::now();
        }
        if reader.gap || reader.damaged {
            self.bad_air = Some(Instant::now());
        }
        if reader.jumped {
            // Its clock is to be learnt anew, quickly.
            self.exchanges = 0;
            self.next_exchange = Instant::now();
        }
    }

    fn with_decoder(
        &mut self,
        out: &mut Vec<DriverEvent>,
        act: impl FnOnce(&mut Decoder<256>, &mut dyn FnMut(Event<'_>)),
    ) {
        let mut reader = Reader {
            run: self.run,
            ranges: self.ranges,
            arrived: Instant::now(),
            began: false,
            gap: false,
            damaged: false,
            jumped: false,
            out,
        };
        act(&mut self.decoder, &mut |event| reader.take(event));
    }

    /// What an answer that nobody waits for means.
    fn answered(&mut self, response: Response, arrived: u64, out: &mut Vec<DriverEvent>) {
        if let Some((tag, sent)) = self.exchange
            && tag == response.tag
        {
            self.exchange = None;
            if let Reply::Time { received_us, sent_us } = response.reply {
                self.note_exchange(sent, received_us, sent_us, arrived, out);
            }
            return;
        }
        let Some(job) = self.job.filter(|job| job.tag == response.tag) else {
            return;
        };
        match response.reply {
            Reply::Resend { done: false, first, .. } => {
                // What lies before the first number that the sensor offers, it does not have.
                let gone = Span::new(job.span.first, first.min(job.span.end));
                if !gone.is_empty() {
                    self.with_decoder(out, |decoder, on| decoder.give_up(gone, on));
                }
            }
            Reply::Resend { done: true, .. } => {
                self.job = None;
                if self.missing_in(job.span) < job.missing {
                    self.empty_resends = 0;
                } else {
                    self.pause_until = Instant::now() + PAUSE;
                    // Over a bad air it may have been lost again.
                    let bad = self.bad_air.is_some_and(|at| at >= job.asked);
                    self.empty_resends += u32::from(!bad);
                }
                if self.empty_resends >= MAX_EMPTY_RESENDS {
                    self.empty_resends = 0;
                    self.with_decoder(out, |decoder, on| decoder.give_up(job.span, on));
                }
            }
            Reply::NotAvailable { id, oldest, .. } => {
                self.job = None;
                let gone = match id == self.run {
                    // Another run is in the buffer.
                    false => Span::new(0, u32::MAX),
                    true if oldest > job.span.first => Span::new(0, oldest),
                    // In the buffer's range, but the chip never took any of it.
                    true => job.span,
                };
                self.with_decoder(out, |decoder, on| decoder.give_up(gone, on));
            }
            // Busy with a resend of an earlier connection, or refused for the moment: asked again later.
            _ => self.job = None,
        }
    }

    fn missing_in(&self, span: Span) -> u32 {
        let gaps = self.decoder.gaps().spans().iter();
        gaps.map(|gap| gap.intersection(span).count()).sum()
    }

    /// The lowest gap, or its first part.
    fn wanted(&self) -> Option<Span> {
        let gap = *self.decoder.gaps().spans().first()?;
        Some(Span::new(
            gap.first,
            gap.end.min(gap.first.saturating_add(MAX_RESEND_SAMPLES)),
        ))
    }

    fn asks_at(&self) -> Instant {
        self.pause_until.max(self.gap_opened + LINK_QUIET_TIME)
    }

    fn asks_now(&self) -> bool {
        self.started && self.job.is_none() && self.asks_at() <= Instant::now() && self.wanted().is_some()
    }

    async fn ask_resend(&mut self, wire: &mut Wire) -> Result<(), DriverError> {
        let Some(span) = self.wanted() else { return Ok(()) };
        let tag = self.tag();
        self.job = Some(Job {
            tag,
            span,
            missing: self.missing_in(span),
            asked: Instant::now(),
        });
        let frame = Command::resend(self.run, span).encode(tag);
        Ok(wire.write(CONTROL, &frame, true).await?)
    }

    /// Asks for all that is missing, and takes what comes, until nothing is missing or `deadline`.
    async fn fetch(
        &mut self,
        wire: &mut Wire,
        deadline: Instant,
        out: &mut Vec<DriverEvent>,
    ) -> Result<(), DriverError> {
        while !self.decoder.gaps().spans().is_empty() && Instant::now() < deadline {
            if self.job.is_some_and(|job| job.asked.elapsed() > ANSWER) {
                self.job = None;
            }
            if self.job.is_none() && self.pause_until <= Instant::now() {
                self.ask_resend(wire).await?;
            }
            self.pump(wire, deadline.min(Instant::now() + Duration::from_millis(500)), out)
                .await?;
        }
        Ok(())
    }

    /// Takes one event if one comes before `until`.
    async fn pump(&mut self, wire: &mut Wire, until: Instant, out: &mut Vec<DriverEvent>) -> Result<(), DriverError> {
        match tokio::time::timeout_at(until, wire.next()).await {
            Ok(LinkEvent::Notification(notification)) => {
                let clock = wire.clock;
                self.notification(&notification, &clock, out);
                Ok(())
            }
            Ok(LinkEvent::Disconnected) => Err(RadioError::NotConnected.into()),
            Err(_) => Ok(()),
        }
    }

    /// What the ended run still has, before another start empties the buffer.
    async fn fetch_ended(
        &mut self,
        wire: &mut Wire,
        report: &StatusReport,
        out: &mut Vec<DriverEvent>,
    ) -> Result<(), DriverError> {
        let offered = RunId {
            boot: self.boot,
            run: report.run,
        };
        let known = self.decoder.header().is_some_and(|header| header.id == offered);
        let resumed = self.setup.resume.filter(|resume| resume.run == key(offered));
        if report.oldest == report.next || !(known || resumed.is_some()) {
            return Ok(());
        }
        if known {
            let end = report.next;
            self.with_decoder(out, |decoder, on| decoder.expect_end(offered, end, on));
        } else if let Some(resume) = resumed {
            // One sample brings the header, which opens the gap.
            let frame = Command::Resend {
                id: offered,
                first: resume.from.max(report.oldest),
                count: 1,
            };
            self.decoder.expect_run(offered, |_| {});
            self.run = offered;
            self.ask(wire, frame).await?;
            let until = Instant::now() + ANSWER;
            while self.setup.resume.is_some() && Instant::now() < until {
                self.pump(wire, until, out).await?;
            }
        }
        let most = Duration::from_secs(30);
        self.fetch(wire, Instant::now() + most, out).await
    }

    async fn identify_sensor(&mut self, wire: &mut Wire) -> Result<Identity, DriverError> {
        let info = match Info::decode(&wire.read(INFO).await?) {
            Ok(info) => info,
            Err(InfoError::Layout { version_min, .. }) => return Err(DriverError::Unusable(too_new(version_min))),
            Err(error) => return Err(DriverError::Failed(format!("its description is damaged: {error}"))),
        };
        let rates: Vec<u16> = info.rates().collect();
        // 104 Hz where 100 were asked for: rates are those of the chip.
        self.setup.rate_hz = info.nearest_rate(self.setup.rate_hz).unwrap_or(self.setup.rate_hz);
        if !info.supports(self.setup.rate_hz, self.setup.ranges) {
            return Err(DriverError::Unusable(format!(
                "it does not offer {} Hz with ±{} g and ±{} °/s. Its rates are {} Hz; choose one of them",
                self.setup.rate_hz,
                self.setup.ranges.acc.full_scale_g(),
                self.setup.ranges.gyr.full_scale_dps(),
                rates.iter().map(u16::to_string).collect::<Vec<_>>().join(", ")
            )));
        }
        let mut serial = text(wire, SERIAL_NUMBER).await?;
        if serial.is_empty() {
            serial = format!("{:08X}", info.unit);
        }
        Ok(Identity {
            serial,
            model: text(wire, MODEL_NUMBER).await?,
            firmware: text(wire, FIRMWARE_REVISION).await?,
            rate_hz: f64::from(self.setup.rate_hz),
            acc_range_mps2: Some(self.setup.ranges.acc.full_scale_mps2()),
            gyr_range_radps: Some(self.setup.ranges.gyr.full_scale_radps()),
            battery_percent: None,
            site: None,
            buffer_s: f64::from(info.buffer_samples) / f64::from(self.setup.rate_hz),
        })
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
            let ours = self.decoder.header().is_some_and(|header| header.id == current)
                || self.setup.resume.is_some_and(|resume| resume.run == key(current));
            let mut sampling = report.state == State::Sampling;
            if sampling && !ours {
                // Left over from an earlier program.
                self.ask(wire, Command::Stop).await?;
                sampling = false;
            } else if !sampling {
                self.fetch_ended(wire, &report, out).await?;
            }
            if !sampling {
                let (rate_hz, ranges) = (self.setup.rate_hz, self.setup.ranges);
                self.ask(wire, Command::Configure { rate_hz, ranges }).await?;
            }
            for _ in 0..FIRST_EXCHANGES {
                tokio::time::sleep(self.random.pause(FIRST_PAUSE)).await;
                self.exchange_now(wire, out).await?;
            }
            let Reply::Started { id, .. } = self.ask(wire, Command::Start).await? else {
                return Err(strange());
            };
            self.with_decoder(out, |decoder, on| decoder.expect_run(id, on));
            if self.run != id {
                self.exchanges = self.exchanges.min(FIRST_EXCHANGES);
            }
            self.run = id;
            self.started = true;
            self.plan_exchange();
            Ok(())
        }
        .boxed()
    }

    fn notification(&mut self, notification: &Notification, clock: &HostClock, out: &mut Vec<DriverEvent>) {
        match notification.characteristic {
            DATA => self.decode(notification, out),
            CONTROL => match answer(notification) {
                Some(response) => self.answered(response, clock.us(notification.arrived), out),
                None => out.push(DriverEvent::Corrupt),
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
        let gap = self.wanted().map(|_| match self.job {
            Some(job) => job.asked + ANSWER,
            None => self.asks_at(),
        });
        Some(gap.map_or(self.next_exchange, |gap| gap.min(self.next_exchange)))
    }

    fn work<'a>(&'a mut self, wire: &'a mut Wire, _out: &'a mut Vec<DriverEvent>) -> DriverFuture<'a, ()> {
        async move {
            if self.job.is_some_and(|job| job.asked.elapsed() >= ANSWER) {
                // The answer was lost; the sensor has finished since, or refuses as busy.
                self.job = None;
            }
            if self.asks_now() {
                self.ask_resend(wire).await?;
            }
            if Instant::now() >= self.next_exchange {
                self.plan_exchange();
                let tag = self.tag();
                self.exchange = Some((tag, wire.clock.now_us()));
                wire.write(CONTROL, &Command::Time.encode(tag), true).await?;
            }
            Ok(())
        }
        .boxed()
    }

    fn link_lost(&mut self) {
        self.job = None;
        self.exchange = None;
        self.started = false;
        self.report = None;
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

/// Turns the decoder's events into a driver's.
struct Reader<'a> {
    run: RunId,
    ranges: Ranges,
    arrived: Instant,
    began: bool,
    gap: bool,
    damaged: bool,
    jumped: bool,
    out: &'a mut Vec<DriverEvent>,
}

impl Reader<'_> {
    fn take(&mut self, event: Event<'_>) {
        let run = key(self.run);
        match event {
            Event::RunStarted { header } => {
                self.run = header.id;
                self.ranges = header.ranges;
                self.began = true;
            }
            Event::Restarted { .. } => self.out.push(DriverEvent::Restarted),
            Event::Corrupt(_) => {
                self.damaged = true;
                self.out.push(DriverEvent::Corrupt);
            }
            Event::Lost { span, .. } => self.out.push(DriverEvent::Lost {
                run,
                numbers: span.first..span.end,
            }),
            Event::Gap(span) => {
                self.gap = true;
                self.out.push(DriverEvent::Missing {
                    run,
                    numbers: span.first..span.end,
                });
            }
            Event::ClockJump { .. } => {
                self.jumped = true;
                self.out.push(DriverEvent::ClockJumped { run });
            }
            Event::Duplicate(span) => self.out.push(DriverEvent::Duplicate { count: span.count() }),
            Event::Samples(block) => {
                if block.flags.clipped {
                    self.out.push(DriverEvent::Clipped);
                }
                if block.flags.low_battery {
                    self.out.push(DriverEvent::LowBattery);
                }
                let samples = block.iter().map(|sample| {
                    let si = self.ranges.to_si(&sample.counts);
                    DriverSample {
                        sequence: sample.sequence,
                        device_us: sample.device_us,
                        acc_mps2: si.acc_mps2,
                        gyr_radps: si.gyr_radps,
                    }
                });
                self.out.push(DriverEvent::Samples {
                    run,
                    recovered: block.recovered,
                    arrived: self.arrived,
                    samples: samples.collect(),
                });
            }
            Event::Unanchored { .. } | Event::Header { .. } | Event::Stale { .. } => {}
        }
    }
}

/// A text of the Device Information service; empty where there is none.
async fn text(wire: &mut Wire, characteristic: Uuid) -> Result<String, DriverError> {
    if !wire.link().has(characteristic) {
        return Ok(String::new());
    }
    let value = wire.read(characteristic).await?;
    Ok(String::from_utf8_lossy(&value).trim_matches(['\0', ' ']).to_owned())
}

fn key(run: RunId) -> RunKey {
    RunKey {
        clock: u32::from(run.boot),
        run: u32::from(run.run),
    }
}

fn answer(notification: &Notification) -> Option<Response> {
    (notification.characteristic == CONTROL)
        .then(|| Response::decode(&notification.value).ok())
        .flatten()
}

fn strange() -> DriverError {
    DriverError::Failed("its answer has no meaning; connecting again".to_owned())
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
        status => DriverError::Failed(format!("it refused command 0x{:02x}: {status}", command.opcode())),
    }
}
