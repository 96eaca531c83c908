//! The collector's side of the protocol for one sensor, over all its connections.

use super::{from_protocol, to_protocol, too_new};
use crate::clock::HostClock;
use crate::family::{
    Driver, DriverError, DriverEvent, DriverFuture, DriverSample, Identity, Resume, RunKey, SampleMark, Setup, Wire,
};
use crate::radio::{LinkEvent, Notification, RadioError};
use crate::random::Random;
use crate::violation::Violation;
use firmware_protocol::{
    AccRange, Command, CorruptReason, Decoder, Event, GyrRange, HEADER_LEN, Info, InfoError, OVERHEAD,
    PROTOCOL_VERSION, PROTOCOL_VERSION_MIN, Ranges, Reply, Response, RunId, SAMPLE_LEN, Span, State, Status,
    StatusReport, StreamHeader, TimeExchange, gatt,
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

/// How long an answer may take: one that is late costs less than a connection that is given up. Our choice.
const ANSWER: Duration = Duration::from_secs(12);
/// How long services may stay hidden after a connection.
const DISCOVERY: Duration = Duration::from_secs(5);
/// A link is calm when no new gap opened for this long. Our choice.
const LINK_QUIET_TIME: Duration = Duration::from_millis(300);
/// So many samples are asked for at once: two seconds at 100 Hz, which a link carries beside the new ones. Our choice.
const MAX_RESEND_SAMPLES: u32 = 200;
/// The same while no new ones are sent. Our choice.
const MAX_RESEND_ALONE: u32 = 2000;
/// What the sensor forgets within this is asked for before anything else, and until there is room for more, s. Our choice.
const HURRY_S: f64 = 12.0;
const ROOM_S: f64 = 20.0;
/// Numbers may run ahead of the collector's clock by a tenth and so much: a link that queued, a chip that lost some, s. Ours.
const AHEAD_S: f64 = 10.0;
/// A computer that slept, at most, µs. Ours: the sensor goes on for two minutes alone.
const SLEPT_US: u64 = 600_000_000;
/// The rate is judged by so many seconds of samples, and off if by more than this share. Our choice.
const RATE_OVER_S: f64 = 8.0;
const RATE_OFF: f64 = 0.03;
/// The end of a run may lie so far from where the samples on disk say, beside a twentieth: else it is another run under the
/// old name, µs. Our choice.
const SAME_RUN_US: f64 = 500_000.0;
/// So long after the recording's end what a sensor took is not asked for any longer, s.
const BEYOND_S: f64 = 1.5;
/// After so many answers in a row that brought nothing over a good air, a gap is given up: the chip never took those
/// samples. Our choice: over an air that loses a fifth unseen, eight in a row are three in a million.
const MAX_EMPTY_RESENDS: u32 = 8;
/// After an answer that brought nothing, the next question waits: a bad air passes. Our choice.
const PAUSE: Duration = Duration::from_millis(700);
/// A sensor that takes longer to answer is asked for more at once. Our choice.
const SLOW_ANSWER: Duration = Duration::from_secs(1);
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
    /// When it was asked for, or brought something last.
    asked: Instant,
    /// The sensor accepted it: other commands may follow.
    pending: bool,
}

/// An exchange of times that was begun.
#[derive(Debug, Clone, Copy)]
struct Asked {
    tag: u8,
    sent_us: u64,
    at: Instant,
}

/// How this program names a sensor's runs. The sensor's own names are not enough: one that is built with a mistake starts
/// anew under an old name, and then neither its numbers nor its clock go on.
#[derive(Debug, Clone, Default)]
struct Naming {
    /// Restarts under an old name so far.
    epoch: u32,
    /// Numbers at which the numbering of the present run jumped ahead without time passing.
    jumps: Vec<u32>,
}

impl Naming {
    /// Goes on where an earlier program was.
    fn after(resume: RunKey) -> Naming {
        Naming {
            epoch: resume.clock >> 16,
            jumps: vec![0; (resume.run >> 8) as usize & 0xff],
        }
    }

    /// After a restart under the old name.
    fn next(&self) -> Naming {
        Naming {
            epoch: self.epoch + 1,
            jumps: Vec::new(),
        }
    }

    /// The name of a run, for samples from this number on.
    fn key(&self, run: RunId, from: u32) -> RunKey {
        let jumps = self.jumps.iter().filter(|jump| **jump <= from).count() as u32;
        RunKey {
            clock: u32::from(run.boot) | self.epoch << 16,
            run: u32::from(run.run) | jumps << 8,
        }
    }
}

/// Whether a name that was given to a run is that of this one.
fn names(key: RunKey, run: RunId) -> bool {
    key.clock & 0xffff == u32::from(run.boot) && key.run & 0xff == u32::from(run.run)
}

pub(super) struct GaitscopeDriver {
    setup: Setup,
    decoder: Decoder<256>,
    /// Of the run that is being decoded.
    run: RunId,
    ranges: Ranges,
    naming: Naming,
    /// Runs of this connection and those before it, as the sensor named them since its last start.
    seen: Vec<RunId>,
    /// What the samples that come were said to be.
    format: Option<(u16, Ranges)>,
    /// Of the present run: the first sample by which the rate is judged, and the newest.
    rate_from: Option<SampleMark>,
    newest: Option<SampleMark>,
    newest_at: Instant,
    rate_told: bool,
    /// Samples that came without a header, on this connection.
    headless: u32,
    /// Samples that the sensor keeps.
    buffer: u32,
    /// The last answer took long.
    slow: bool,
    tag: u8,
    boot: u16,
    report: Option<StatusReport>,
    identity: Option<Identity>,
    job: Option<Job>,
    empty_resends: u32,
    exchange: Option<Asked>,
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
            naming: setup
                .resume
                .map_or_else(Naming::default, |resume| Naming::after(resume.run)),
            setup,
            decoder: Decoder::new(),
            run: RunId { boot: 0, run: 0 },
            ranges: Ranges::default(),
            seen: Vec::new(),
            format: None,
            rate_from: None,
            newest: None,
            newest_at: now,
            rate_told: false,
            headless: 0,
            buffer: 0,
            slow: false,
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
        let run = RunId {
            boot: self.boot,
            run: self.run.run,
        };
        out.push(DriverEvent::Exchange {
            run: self.naming.key(run, 0),
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

    /// Numbers that a gap can have at most, if the sensor counts its samples.
    fn most_missing(&self, now: Instant) -> u32 {
        let away_s = now.saturating_duration_since(self.newest_at).as_secs_f64();
        let rate_hz = f64::from(self.format.map_or(self.setup.rate_hz, |(rate_hz, _)| rate_hz));
        ((1.1 * away_s + AHEAD_S) * rate_hz) as u32
    }

    fn reader<'a>(
        naming: &'a mut Naming,
        run: RunId,
        ranges: Ranges,
        arrived: Instant,
        most_missing: u32,
        out: &'a mut Vec<DriverEvent>,
    ) -> Reader<'a> {
        Reader {
            naming,
            run,
            ranges,
            arrived,
            most_missing,
            before: None,
            header: None,
            began: false,
            broken_off: None,
            same_name: false,
            gap: false,
            damaged: None,
            jumped: false,
            ahead: None,
            recovered: false,
            headless: 0,
            first: None,
            newest: None,
            out,
        }
    }

    fn decode(&mut self, notification: &Notification, out: &mut Vec<DriverEvent>) {
        let arrived = notification.arrived;
        // What was recorded before this program is no gap that opens now.
        let most_missing = match self.newest {
            Some(_) => self.most_missing(arrived),
            None => u32::MAX,
        };
        let mut reader = Self::reader(&mut self.naming, self.run, self.ranges, arrived, most_missing, out);
        reader.before = self.newest;
        self.decoder.push(&notification.value, |event| reader.take(event));
        let (began, header, damaged, ahead) = (reader.began, reader.header, reader.damaged, reader.ahead);
        let same_name = reader.same_name;
        let (gap, jumped, recovered) = (reader.gap, reader.jumped, reader.recovered);
        let (first, newest, headless) = (reader.first, reader.newest, reader.headless);
        (self.run, self.ranges) = (reader.run, reader.ranges);
        if began {
            self.seen.push(self.run);
            (self.rate_from, self.newest, self.rate_told) = (None, None, false);
        }
        if same_name {
            self.same_boot(out);
        }
        if let (Some(resume), Some(header), true) = (self.setup.resume, header, began)
            && names(resume.run, self.run)
        {
            self.setup.resume = None;
            if is_same_run(&resume, &header) {
                let mut reader = Self::reader(&mut self.naming, self.run, self.ranges, arrived, u32::MAX, out);
                self.decoder.expect_from(resume.from, |event| reader.take(event));
                self.newest = Some(resume.newest);
            } else {
                self.renamed(out);
            }
        }
        if let Some(span) = ahead {
            // Nothing of it was ever taken.
            self.decoder.give_up(span, |_| {});
            let detail = Some(format!("by {}", span.count()));
            let violation = Violation::NumbersAhead;
            out.push(DriverEvent::Violation { violation, detail });
            (self.rate_from, self.newest) = (None, None);
        }
        if let Some(header) = header {
            self.hold_to(&header, out);
        }
        self.judge_packet(&notification.value, damaged, headless, out);
        if let Some(newest) = newest {
            self.newest = Some(newest);
            self.newest_at = arrived;
        }
        if jumped {
            // Its clock is to be learnt anew, quickly.
            self.exchanges = 0;
            self.next_exchange = Instant::now();
            self.rate_from = None;
        } else if let (Some(first), Some(newest)) = (first, newest) {
            self.judge_rate(first, newest, out);
        }
        if gap {
            self.gap_opened = Instant::now();
        }
        if gap || damaged.is_some() {
            self.bad_air = Some(Instant::now());
        }
        if recovered && let Some(job) = &mut self.job {
            job.asked = Instant::now();
        }
    }

    /// Whether a header says what was configured; what differs is believed, and told once.
    fn hold_to(&mut self, header: &StreamHeader, out: &mut Vec<DriverEvent>) {
        let (rate_hz, ranges) = (header.rate_hz, header.ranges);
        if self.format == Some((rate_hz, ranges)) {
            return;
        }
        if let Some((configured_hz, configured)) = self.format {
            if rate_hz != configured_hz {
                let detail = Some(format!("{rate_hz} Hz, not {configured_hz} Hz"));
                let violation = Violation::HeaderRate;
                out.push(DriverEvent::Violation { violation, detail });
            }
            if ranges != configured {
                let detail = Some(format!("{}, not {}", shown(ranges), shown(configured)));
                let violation = Violation::HeaderRanges;
                out.push(DriverEvent::Violation { violation, detail });
            }
        }
        self.format = Some((rate_hz, ranges));
        if let Some(identity) = &mut self.identity {
            identity.rate_hz = f64::from(rate_hz);
            identity.acc_range_mps2 = Some(ranges.acc.full_scale_mps2());
            identity.gyr_range_radps = Some(ranges.gyr.full_scale_radps());
        }
        out.push(DriverEvent::Format {
            rate_hz: f64::from(rate_hz),
            acc_range_mps2: ranges.acc.full_scale_mps2(),
            gyr_range_radps: ranges.gyr.full_scale_radps(),
        });
    }

    /// The rules that one notification can break.
    fn judge_packet(
        &mut self,
        value: &[u8],
        damaged: Option<CorruptReason>,
        headless: u32,
        out: &mut Vec<DriverEvent>,
    ) {
        let is_header = value.len() == HEADER_LEN && value.first().is_some_and(|byte| byte & 1 != 0);
        let mut break_of = |violation, detail| out.push(DriverEvent::Violation { violation, detail });
        match damaged {
            Some(CorruptReason::Length) => {
                break_of(Violation::PacketLength, Some(format!("{} bytes", value.len())));
            }
            Some(CorruptReason::Crc) if is_header => break_of(Violation::HeaderCheck, None),
            Some(CorruptReason::Crc) => break_of(Violation::PacketCheck, None),
            Some(CorruptReason::Field) => break_of(Violation::HeaderField, None),
            Some(CorruptReason::Sequence) => break_of(Violation::Sequence, None),
            None if !is_header => {
                let count = value.len().saturating_sub(OVERHEAD) / SAMPLE_LEN;
                let most = self
                    .format
                    .map_or(usize::MAX, |(rate_hz, _)| usize::from(rate_hz / 10).max(1));
                if count > most {
                    break_of(Violation::PacketSize, Some(format!("{count} samples, at most {most}")));
                }
            }
            None => {}
        }
        if headless > 0 && self.started {
            self.headless += 1;
            // The first can be on their way from before.
            if self.headless == 5 {
                break_of(Violation::HeaderMissing, None);
            }
        }
    }

    fn judge_rate(&mut self, first: SampleMark, newest: SampleMark, out: &mut Vec<DriverEvent>) {
        let from = *self.rate_from.get_or_insert(first);
        let Some((stated_hz, _)) = self.format else { return };
        let passed_s = newest.device_us.saturating_sub(from.device_us) as f64 * 1e-6;
        if self.rate_told || passed_s < RATE_OVER_S {
            return;
        }
        let measured_hz = f64::from(newest.sequence.saturating_sub(from.sequence)) / passed_s;
        if (measured_hz / f64::from(stated_hz) - 1.0).abs() > RATE_OFF {
            self.rate_told = true;
            out.push(DriverEvent::Violation {
                violation: Violation::Rate,
                detail: Some(format!("{measured_hz:.1} Hz, stated {stated_hz} Hz")),
            });
        }
    }

    /// The sensor started anew under its old name: nothing of what was before is in it, and its clock is another.
    fn restarted(&mut self, out: &mut Vec<DriverEvent>) {
        self.with_decoder(out, |decoder, on| decoder.finish(on));
        self.decoder = Decoder::new();
        self.seen.clear();
        self.renamed(out);
    }

    /// The run that is read is another than the name says.
    fn renamed(&mut self, out: &mut Vec<DriverEvent>) {
        self.naming = self.naming.next();
        (self.rate_from, self.newest) = (None, None);
        out.push(DriverEvent::Restarted);
        self.same_boot(out);
    }

    /// A restart under the old name: what was learnt of the clock is of another run, and nothing of it can be resumed.
    fn same_boot(&mut self, out: &mut Vec<DriverEvent>) {
        self.setup.resume = None;
        self.exchanges = 0;
        out.push(DriverEvent::Violation {
            violation: Violation::SameBoot,
            detail: None,
        });
    }

    /// Whether the run that the sensor has is the one that was being recorded. One whose numbers went back is not, whatever
    /// it is called.
    fn is_ours(&mut self, current: RunId, report: &StatusReport, out: &mut Vec<DriverEvent>) -> bool {
        let back = if self.decoder.header().is_some_and(|header| header.id == current) {
            self.decoder.head().is_some_and(|head| report.next < head)
        } else if let Some(resume) = self.setup.resume.filter(|resume| names(resume.run, current)) {
            report.next <= resume.newest.sequence
        } else {
            return false;
        };
        if back {
            self.restarted(out);
        }
        !back
    }

    /// Nor is one whose clock went back.
    fn has_our_clock(&mut self, device_us: u64, out: &mut Vec<DriverEvent>) -> bool {
        let newest = self.newest.or(self.setup.resume.map(|resume| resume.newest));
        let back = newest.is_some_and(|newest| device_us < newest.device_us);
        if back {
            self.restarted(out);
        }
        !back
    }

    fn with_decoder(
        &mut self,
        out: &mut Vec<DriverEvent>,
        act: impl FnOnce(&mut Decoder<256>, &mut dyn FnMut(Event<'_>)),
    ) {
        let now = Instant::now();
        let mut reader = Self::reader(&mut self.naming, self.run, self.ranges, now, u32::MAX, out);
        act(&mut self.decoder, &mut |event| reader.take(event));
    }

    /// What an answer that nobody waits for means.
    fn answered(&mut self, response: Response, arrived: u64, out: &mut Vec<DriverEvent>) {
        if let Some(asked) = self.exchange.filter(|asked| asked.tag == response.tag) {
            self.exchange = None;
            self.slow = asked.at.elapsed() > SLOW_ANSWER;
            if let Reply::Time { received_us, sent_us } = response.reply {
                self.note_exchange(asked.sent_us, received_us, sent_us, arrived, out);
            }
            return;
        }
        let Some(job) = self.job.filter(|job| job.tag == response.tag) else {
            return;
        };
        match response.reply {
            Reply::Resend { done: false, first, .. } => {
                self.slow = job.asked.elapsed() > SLOW_ANSWER;
                if let Some(job) = &mut self.job {
                    (job.pending, job.asked) = (true, Instant::now());
                }
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

    /// The lowest gap, or its first part; of a slow sensor the gaps after it too.
    fn wanted(&self) -> Option<Span> {
        let gaps = self.decoder.gaps().spans();
        let first = gaps.first()?;
        let most = if self.started && !self.slow {
            MAX_RESEND_SAMPLES
        } else {
            MAX_RESEND_ALONE
        };
        let limit = first.first.saturating_add(most);
        // A sensor that takes long to answer is asked for several gaps at once, and what lies between.
        let several = gaps.iter().filter(|gap| self.slow && gap.end <= limit);
        let end = several.map(|gap| gap.end).fold(first.end.min(limit), u32::max);
        Some(Span::new(first.first, end))
    }

    fn asks_at(&self) -> Instant {
        self.pause_until.max(self.gap_opened + LINK_QUIET_TIME)
    }

    /// How long the answer to a command is waited for before the next is sent; `None` where none is due.
    fn unanswered_until(&self) -> Option<Instant> {
        let exchange = self.exchange.map(|asked| asked.at + ANSWER);
        let job = self.job.filter(|job| !job.pending).map(|job| job.asked + ANSWER);
        exchange.or(job)
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
            pending: false,
        });
        let frame = Command::resend(self.run, span).encode(tag);
        Ok(wire.write(CONTROL, &frame, true).await?)
    }

    /// The lowest number that is missing.
    fn lowest_missing(&self) -> Option<u32> {
        self.decoder.gaps().spans().first().map(|gap| gap.first)
    }

    /// Asks for all that is missing, and takes what comes, until nothing is missing or `deadline`.
    async fn fetch(
        &mut self,
        wire: &mut Wire,
        deadline: Instant,
        out: &mut Vec<DriverEvent>,
    ) -> Result<(), DriverError> {
        self.fetch_until(wire, deadline, out, |_| false).await
    }

    /// The same, or until enough is there.
    async fn fetch_until(
        &mut self,
        wire: &mut Wire,
        deadline: Instant,
        out: &mut Vec<DriverEvent>,
        enough: impl Fn(u32) -> bool,
    ) -> Result<(), DriverError> {
        while let Some(lowest) = self.lowest_missing()
            && !enough(lowest)
            && Instant::now() < deadline
        {
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
            Ok(LinkEvent::Disconnected { .. }) => Err(RadioError::NotConnected.into()),
            Err(_) => Ok(()),
        }
    }

    /// Makes known what is missing of our run up to a number, while no new samples are sent.
    async fn open_gap(
        &mut self,
        wire: &mut Wire,
        current: RunId,
        oldest: u32,
        end: u32,
        out: &mut Vec<DriverEvent>,
    ) -> Result<(), DriverError> {
        if let Some(resume) = self.setup.resume {
            // One sample brings the header, which opens the gap.
            let frame = Command::Resend {
                id: current,
                first: resume.from.max(oldest).min(end.saturating_sub(1)),
                count: 1,
            };
            self.decoder.expect_run(current, |_| {});
            self.run = current;
            let tag = self.tag();
            wire.write(CONTROL, &frame.encode(tag), true).await?;
            let until = Instant::now() + ANSWER;
            while self.setup.resume.is_some() && Instant::now() < until {
                self.pump(wire, until, out).await?;
            }
        }
        self.with_decoder(out, |decoder, on| decoder.expect_end(current, end, on));
        Ok(())
    }

    /// What the ended run still has, before another start empties the buffer.
    async fn fetch_ended(
        &mut self,
        wire: &mut Wire,
        current: RunId,
        report: &StatusReport,
        out: &mut Vec<DriverEvent>,
    ) -> Result<(), DriverError> {
        if report.oldest == report.next {
            return Ok(());
        }
        self.open_gap(wire, current, report.oldest, report.next, out).await?;
        let most = Duration::from_secs(30);
        self.fetch(wire, Instant::now() + most, out).await
    }

    /// What the sensor is about to forget comes before anything else.
    async fn fetch_forgotten_soon(
        &mut self,
        wire: &mut Wire,
        current: RunId,
        report: &StatusReport,
        out: &mut Vec<DriverEvent>,
    ) -> Result<(), DriverError> {
        let rate_hz = f64::from(report.rate_hz.max(1));
        let seen = Instant::now();
        // The oldest number that the buffer will hold so long from now.
        let held = self.buffer;
        let oldest = |in_s: f64| {
            let next = f64::from(report.next) + (seen.elapsed().as_secs_f64() + in_s) * rate_hz;
            f64::from(report.oldest).max(next - f64::from(held)) as u32
        };
        let lowest = match self.setup.resume {
            Some(resume) => Some(resume.from),
            None => self
                .lowest_missing()
                .or_else(|| self.decoder.head().filter(|head| *head < report.next)),
        };
        let held_s = f64::from(held) / rate_hz;
        let (hurry_s, room_s) = (HURRY_S.min(held_s / 5.0), ROOM_S.min(held_s / 3.0));
        if held == 0 || lowest.is_none_or(|lowest| lowest >= oldest(hurry_s)) {
            return Ok(());
        }
        self.open_gap(wire, current, report.oldest, report.next, out).await?;
        let most = Duration::from_secs(60);
        // What it takes meanwhile is missing as well, and comes after the start.
        let enough = |lowest| lowest >= report.next || lowest >= oldest(room_s);
        self.fetch_until(wire, Instant::now() + most, out, enough).await?;
        self.job = None;
        Ok(())
    }

    /// Times are exchanged; what they tell is kept until it is known whose clock it is. Gives the sensor's.
    async fn first_exchange(&mut self, wire: &mut Wire, out: &mut Vec<DriverEvent>) -> Result<u64, DriverError> {
        tokio::time::sleep(self.random.pause(FIRST_PAUSE)).await;
        self.exchange_now(wire, out).await?;
        Ok(match out.last() {
            Some(DriverEvent::Exchange { exchange, .. }) => exchange.sensor_received_us,
            _ => u64::MAX,
        })
    }

    async fn identify_sensor(&mut self, wire: &mut Wire) -> Result<Identity, DriverError> {
        let info = match Info::decode(&wire.read(INFO).await?) {
            Ok(info) => info,
            Err(InfoError::Layout { version_min, .. }) => return Err(DriverError::Unusable(too_new(version_min))),
            Err(error) => {
                return Err(DriverError::Unusable(format!(
                    "its description INFO cannot be read: {error} (PROTOCOL.md, section 4)"
                )));
            }
        };
        let rates: Vec<u16> = info.rates().collect();
        // 104 Hz where 100 were asked for: rates are those of the chip.
        self.setup.rate_hz = info.nearest_rate(self.setup.rate_hz).unwrap_or(self.setup.rate_hz);
        if !rates.contains(&self.setup.rate_hz) {
            return Err(DriverError::Unusable(format!(
                "it does not offer {} Hz. Its rates are {} Hz; choose one of them (--rate)",
                self.setup.rate_hz,
                rates.iter().map(u16::to_string).collect::<Vec<_>>().join(", ")
            )));
        }
        let ranges = usable_ranges(&info, self.setup.ranges).ok_or_else(|| {
            let acc: Vec<String> = info.acc().map(|range| format!("±{} g", range.full_scale_g())).collect();
            let gyr: Vec<String> = info
                .gyr()
                .map(|range| format!("±{} °/s", range.full_scale_dps()))
                .collect();
            DriverError::Unusable(format!(
                "its ranges are too narrow for walking: it offers {} and {}; at least ±{} g and ±{} °/s are needed \
                 (PROTOCOL.md, section 4)",
                listed(&acc),
                listed(&gyr),
                LEAST_ACC.full_scale_g(),
                LEAST_GYR.full_scale_dps()
            ))
        })?;
        self.setup.ranges = ranges;
        self.buffer = info.buffer_samples;
        let mut serial = text(wire, SERIAL_NUMBER).await?;
        if serial.is_empty() {
            serial = format!("{:08X}", info.unit);
        }
        Ok(Identity {
            serial,
            model: text(wire, MODEL_NUMBER).await?,
            firmware: text(wire, FIRMWARE_REVISION).await?,
            rate_hz: f64::from(self.setup.rate_hz),
            acc_range_mps2: Some(ranges.acc.full_scale_mps2()),
            gyr_range_radps: Some(ranges.gyr.full_scale_radps()),
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
                self.format = Some((rate_hz, ranges));
            } else {
                self.format.get_or_insert((report.rate_hz, report.ranges));
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
                self.exchanges = self.exchanges.min(FIRST_EXCHANGES);
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
            self.headless = 0;
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
            if self.exchange.is_some_and(|asked| asked.at.elapsed() >= ANSWER) {
                self.exchange = None;
            }
            if self.unanswered_until().is_some() {
                // The next command follows the last one's answer.
            } else if self.asks_now() {
                self.ask_resend(wire).await?;
            } else if Instant::now() >= self.next_exchange {
                self.plan_exchange();
                let tag = self.tag();
                self.exchange = Some(Asked {
                    tag,
                    sent_us: wire.clock.now_us(),
                    at: Instant::now(),
                });
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
                // What it took after the recording's end is nobody's.
                let left_s = until_us.saturating_sub(known.device_us) as f64 * 1e-6 + BEYOND_S;
                let wanted = (left_s * 1.01 * f64::from(report.rate_hz)) as u32;
                let beyond = Span::new(known.sequence.saturating_add(wanted), u32::MAX);
                self.decoder.give_up(beyond, |_| {});
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

/// Turns the decoder's events into a driver's.
struct Reader<'a> {
    naming: &'a mut Naming,
    run: RunId,
    ranges: Ranges,
    arrived: Instant,
    /// A gap of more numbers than this is none: the sensor's count ran ahead.
    most_missing: u32,
    /// The newest sample before.
    before: Option<SampleMark>,
    header: Option<StreamHeader>,
    began: bool,
    /// The run that a restart broke off.
    broken_off: Option<RunId>,
    /// The new run is called as the one that was broken off.
    same_name: bool,
    gap: bool,
    damaged: Option<CorruptReason>,
    jumped: bool,
    ahead: Option<Span>,
    recovered: bool,
    headless: u32,
    /// First and last of the new samples.
    first: Option<SampleMark>,
    newest: Option<SampleMark>,
    out: &'a mut Vec<DriverEvent>,
}

impl Reader<'_> {
    /// Numbers that passed by the sensor's own clock, where a header tells: a computer that slept does not know how long.
    fn counted(&self) -> u32 {
        let passed_us = match (self.header, self.before) {
            (Some(header), Some(before)) => header.time_us.saturating_sub(before.device_us).min(SLEPT_US),
            _ => return 0,
        };
        let rate_hz = self.header.map_or(0, |header| header.rate_hz);
        (1.1 * passed_us as f64 * 1e-6 * f64::from(rate_hz)) as u32
    }

    fn take(&mut self, event: Event<'_>) {
        match event {
            Event::RunStarted { header } => {
                if self.broken_off.take() == Some(header.id) {
                    self.same_name = true;
                    *self.naming = self.naming.next();
                }
                self.run = header.id;
                self.ranges = header.ranges;
                self.began = true;
                self.header = Some(header);
            }
            Event::Header { header } => {
                self.ranges = header.ranges;
                self.header = Some(header);
            }
            Event::Restarted { previous } => {
                self.broken_off = Some(previous);
                self.naming.jumps.clear();
                self.out.push(DriverEvent::Restarted);
            }
            Event::Corrupt(reason) => {
                self.damaged = Some(reason);
                self.out.push(DriverEvent::Corrupt);
            }
            Event::Lost { span, .. } => self.out.push(DriverEvent::Lost {
                run: self.naming.key(self.run, span.first),
                numbers: span.first..span.end,
            }),
            Event::Gap(span) if span.count() > self.most_missing.max(self.counted()) => {
                self.naming.jumps.push(span.end);
                self.ahead = Some(span);
            }
            Event::Gap(span) => {
                self.gap = true;
                self.out.push(DriverEvent::Missing {
                    run: self.naming.key(self.run, span.first),
                    numbers: span.first..span.end,
                });
            }
            Event::ClockJump { .. } => {
                self.jumped = true;
                let run = self.naming.key(self.run, 0);
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
                let samples: Vec<DriverSample> = block
                    .iter()
                    .map(|sample| {
                        let si = self.ranges.to_si(&sample.counts);
                        DriverSample {
                            sequence: sample.sequence,
                            device_us: sample.device_us,
                            acc_mps2: si.acc_mps2,
                            gyr_radps: si.gyr_radps,
                        }
                    })
                    .collect();
                let mark = |sample: &DriverSample| SampleMark {
                    sequence: sample.sequence,
                    device_us: sample.device_us,
                };
                if block.recovered {
                    self.recovered = true;
                } else {
                    self.first = self.first.or(samples.first().map(mark));
                    self.newest = samples.last().map(mark).or(self.newest);
                }
                self.out.push(DriverEvent::Samples {
                    run: self.naming.key(self.run, block.first),
                    recovered: block.recovered,
                    arrived: self.arrived,
                    samples,
                });
            }
            Event::Unanchored { count } => self.headless += count,
            Event::Stale { .. } => {}
        }
    }
}

/// Whether a header is of the run whose samples are on disk: its number and its time go on from them.
fn is_same_run(resume: &Resume, header: &StreamHeader) -> bool {
    let newest = resume.newest;
    if header.sequence <= newest.sequence || header.time_us < newest.device_us {
        return false;
    }
    let passed_us = (header.time_us - newest.device_us) as f64;
    let counted_us = f64::from(header.sequence - newest.sequence) * 1e6 / f64::from(header.rate_hz.max(1));
    (passed_us - counted_us).abs() <= SAME_RUN_US + counted_us / 20.0
}

/// The narrowest ranges that a walk fits into: a heel strike at the shank, and its swing; the limits of the analysis.
const LEAST_ACC: AccRange = AccRange::G8;
const LEAST_GYR: GyrRange = GyrRange::Dps1000;

/// The wanted ranges, or the nearest that the sensor offers and the analysis can use.
fn usable_ranges(info: &Info, wanted: Ranges) -> Option<Ranges> {
    // Wider ones lose resolution, narrower ones clip: the next wider first.
    let acc = || info.acc().filter(|range| *range >= LEAST_ACC);
    let gyr = || info.gyr().filter(|range| *range >= LEAST_GYR);
    Some(Ranges {
        acc: acc().find(|range| *range >= wanted.acc).or_else(|| acc().max())?,
        gyr: gyr().find(|range| *range >= wanted.gyr).or_else(|| gyr().max())?,
    })
}

fn shown(ranges: Ranges) -> String {
    format!(
        "±{} g and ±{} °/s",
        ranges.acc.full_scale_g(),
        ranges.gyr.full_scale_dps()
    )
}

fn listed(items: &[String]) -> String {
    match items {
        [] => "none".to_owned(),
        items => items.join(", "),
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
