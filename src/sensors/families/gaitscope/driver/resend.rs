//! What is missing, and the asking for it.

use super::{ANSWER, CONTROL, GaitscopeDriver, SLOW_ANSWER};
use crate::family::{DriverError, DriverEvent, SampleMark, Wire};
use firmware_protocol::{Command, Reply, Response, RunId, Span, StatusReport};
use std::time::Duration;
use tokio::time::Instant;

/// A link is calm when no new gap opened for this long. Our choice.
const LINK_QUIET_TIME: Duration = Duration::from_millis(300);
/// So many samples are asked for at once: two seconds at 100 Hz, which a link carries beside the new ones. Our choice.
const MAX_RESEND_SAMPLES: u32 = 200;
/// The same while no new ones are sent. Our choice.
const MAX_RESEND_ALONE: u32 = 2000;
/// What the sensor forgets within this is asked for before anything else, and until there is room for more, s. Our choice.
const HURRY_S: f64 = 12.0;
const ROOM_S: f64 = 20.0;
/// So long after the recording's end what a sensor took is not asked for any longer, s.
const BEYOND_S: f64 = 1.5;
/// After so many answers in a row that brought nothing over a good air, a gap is given up: the chip never took those
/// samples. Our choice: over an air that loses a fifth unseen, eight in a row are three in a million.
const MAX_EMPTY_RESENDS: u32 = 8;
/// After an answer that brought nothing, the next question waits: a bad air passes. Our choice.
const PAUSE: Duration = Duration::from_millis(700);

/// A resend that was asked for.
#[derive(Debug, Clone, Copy)]
pub(super) struct Job {
    tag: u8,
    span: Span,
    /// Samples of the span that were missing when it was asked for.
    missing: u32,
    /// When it was asked for, or brought something last.
    pub(super) asked: Instant,
    /// The sensor accepted it: other commands may follow.
    pub(super) pending: bool,
}

#[derive(Debug)]
pub(super) struct Resends {
    pub(super) job: Option<Job>,
    /// Answers in a row that brought nothing over a good air.
    empty: u32,
    /// No question before this.
    pause_until: Instant,
    pub(super) gap_opened: Instant,
    /// When something was last damaged or missed.
    pub(super) bad_air: Option<Instant>,
}

impl Resends {
    pub(super) fn new(now: Instant) -> Resends {
        Resends {
            job: None,
            empty: 0,
            pause_until: now,
            gap_opened: now,
            bad_air: None,
        }
    }
}

impl GaitscopeDriver {
    fn missing_in(&self, span: Span) -> u32 {
        let gaps = self.decoder.gaps().spans().iter();
        gaps.map(|gap| gap.intersection(span).count()).sum()
    }

    /// The lowest gap, or its first part; of a slow sensor the gaps after it too.
    pub(super) fn wanted(&self) -> Option<Span> {
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

    /// The lowest number that is missing.
    fn lowest_missing(&self) -> Option<u32> {
        self.decoder.gaps().spans().first().map(|gap| gap.first)
    }

    pub(super) fn asks_at(&self) -> Instant {
        self.resends.pause_until.max(self.resends.gap_opened + LINK_QUIET_TIME)
    }

    pub(super) fn asks_now(&self) -> bool {
        self.started && self.resends.job.is_none() && self.asks_at() <= Instant::now() && self.wanted().is_some()
    }

    pub(super) async fn ask_resend(&mut self, wire: &mut Wire) -> Result<(), DriverError> {
        let Some(span) = self.wanted() else { return Ok(()) };
        let tag = self.tag();
        self.resends.job = Some(Job {
            tag,
            span,
            missing: self.missing_in(span),
            asked: Instant::now(),
            pending: false,
        });
        let frame = Command::resend(self.run, span).encode(tag);
        Ok(wire.write(CONTROL, &frame, true).await?)
    }

    /// What the answer to the present job means.
    pub(super) fn resend_answered(&mut self, response: Response, out: &mut Vec<DriverEvent>) {
        let Some(job) = self.resends.job.filter(|job| job.tag == response.tag) else {
            return;
        };
        match response.reply {
            Reply::Resend { done: false, first, .. } => {
                self.slow = job.asked.elapsed() > SLOW_ANSWER;
                if let Some(job) = &mut self.resends.job {
                    (job.pending, job.asked) = (true, Instant::now());
                }
                // What lies before the first number that the sensor offers, it does not have.
                let gone = Span::new(job.span.first, first.min(job.span.end));
                if !gone.is_empty() {
                    self.with_decoder(out, |decoder, on| decoder.give_up(gone, on));
                }
            }
            Reply::Resend { done: true, .. } => {
                self.resends.job = None;
                if self.missing_in(job.span) < job.missing {
                    self.resends.empty = 0;
                } else {
                    self.resends.pause_until = Instant::now() + PAUSE;
                    // Over a bad air it may have been lost again.
                    let bad = self.resends.bad_air.is_some_and(|at| at >= job.asked);
                    self.resends.empty += u32::from(!bad);
                }
                if self.resends.empty >= MAX_EMPTY_RESENDS {
                    self.resends.empty = 0;
                    self.with_decoder(out, |decoder, on| decoder.give_up(job.span, on));
                }
            }
            Reply::NotAvailable { id, oldest, .. } => {
                self.resends.job = None;
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
            _ => self.resends.job = None,
        }
    }

    /// Asks for all that is missing, and takes what comes, until nothing is missing or `deadline`.
    pub(super) async fn fetch(
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
            if self.resends.job.is_some_and(|job| job.asked.elapsed() > ANSWER) {
                self.resends.job = None;
            }
            if self.resends.job.is_none() && self.resends.pause_until <= Instant::now() {
                self.ask_resend(wire).await?;
            }
            self.pump(wire, deadline.min(Instant::now() + Duration::from_millis(500)), out)
                .await?;
        }
        Ok(())
    }

    /// Makes known what is missing of our run up to a number, while no new samples are sent.
    pub(super) async fn open_gap(
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

    /// What it took after the recording's end is nobody's.
    pub(super) fn give_up_beyond(&mut self, known: SampleMark, until_us: u64, rate_hz: u16) {
        let left_s = until_us.saturating_sub(known.device_us) as f64 * 1e-6 + BEYOND_S;
        let wanted = (left_s * 1.01 * f64::from(rate_hz)) as u32;
        let beyond = Span::new(known.sequence.saturating_add(wanted), u32::MAX);
        self.decoder.give_up(beyond, |_| {});
    }

    /// What the ended run still has, before another start empties the buffer.
    pub(super) async fn fetch_ended(
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
    pub(super) async fn fetch_forgotten_soon(
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
        self.resends.job = None;
        Ok(())
    }
}
