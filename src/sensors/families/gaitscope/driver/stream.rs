//! What a notification of samples brings, and what follows from it.

use super::GaitscopeDriver;
use super::runs::{Naming, is_same_run, names};
use crate::family::{DriverEvent, DriverSample, SampleMark};
use crate::radio::Notification;
use crate::violation::Violation;
use firmware_protocol::{Block, CorruptReason, Decoder, Event, Ranges, RunId, Span, StreamHeader};
use tokio::time::Instant;

/// Numbers may run ahead of the collector's clock by a tenth and so much: a link that queued, a chip that lost some, s. Ours.
const AHEAD_S: f64 = 10.0;
/// A computer that slept, at most, µs. Ours: the sensor goes on for two minutes alone.
const SLEPT_US: u64 = 600_000_000;

impl GaitscopeDriver {
    /// Numbers that a gap can have at most, if the sensor counts its samples.
    fn most_missing(&self, now: Instant) -> u32 {
        let away_s = now.saturating_duration_since(self.newest_at).as_secs_f64();
        let rate_hz = f64::from(
            self.conformance
                .format
                .map_or(self.setup.rate_hz, |(rate_hz, _)| rate_hz),
        );
        ((1.1 * away_s + AHEAD_S) * rate_hz) as u32
    }

    fn reader<'a>(
        &'a mut self,
        arrived: Instant,
        most_missing: u32,
        out: &'a mut Vec<DriverEvent>,
    ) -> (&'a mut Decoder<256>, Reader<'a>) {
        let reader = Reader {
            naming: &mut self.naming,
            arrived,
            most_missing,
            before: None,
            found: Found::in_run(self.run, self.ranges),
            out,
        };
        (&mut self.decoder, reader)
    }

    pub(super) fn decode(&mut self, notification: &Notification, out: &mut Vec<DriverEvent>) {
        let arrived = notification.arrived;
        // What was recorded before this program is no gap that opens now.
        let most_missing = match self.newest {
            Some(_) => self.most_missing(arrived),
            None => u32::MAX,
        };
        let before = self.newest;
        let (decoder, mut reader) = self.reader(arrived, most_missing, out);
        reader.before = before;
        decoder.push(&notification.value, |event| reader.take(event));
        let found = reader.found;
        (self.run, self.ranges) = (found.run, found.ranges);
        if found.began {
            self.seen.push(self.run);
            (self.conformance.rate_from, self.newest, self.conformance.rate_told) = (None, None, false);
        }
        if found.same_name {
            self.same_boot(out);
        }
        if let (Some(resume), Some(header), true) = (self.setup.resume, found.header, found.began)
            && names(resume.run, self.run)
        {
            self.setup.resume = None;
            if is_same_run(&resume, &header) {
                let (decoder, mut reader) = self.reader(arrived, u32::MAX, out);
                decoder.expect_from(resume.from, |event| reader.take(event));
                self.newest = Some(resume.newest);
            } else {
                self.renamed(out);
            }
        }
        if let Some(span) = found.ahead {
            // Nothing of it was ever taken.
            self.decoder.give_up(span, |_| {});
            let detail = Some(format!("by {}", span.count()));
            let violation = Violation::NumbersAhead;
            out.push(DriverEvent::Violation { violation, detail });
            (self.conformance.rate_from, self.newest) = (None, None);
        }
        if let Some(header) = found.header {
            self.hold_to(&header, out);
        }
        self.judge_packet(&notification.value, found.damaged, found.headless, out);
        if let Some(newest) = found.newest {
            self.newest = Some(newest);
            self.newest_at = arrived;
        }
        if found.jumped {
            // Its clock is to be learnt anew, quickly.
            self.exchanges.count = 0;
            self.exchanges.next_at = Instant::now();
            self.conformance.rate_from = None;
        } else if let (Some(first), Some(newest)) = (found.first, found.newest) {
            self.judge_rate(first, newest, out);
        }
        if found.gap {
            self.resends.gap_opened = Instant::now();
        }
        if found.gap || found.damaged.is_some() {
            self.resends.bad_air = Some(Instant::now());
        }
        if found.recovered
            && let Some(job) = &mut self.resends.job
        {
            job.asked = Instant::now();
        }
    }

    /// Acts on the decoder, and tells what follows.
    pub(super) fn with_decoder(
        &mut self,
        out: &mut Vec<DriverEvent>,
        act: impl FnOnce(&mut Decoder<256>, &mut dyn FnMut(Event<'_>)),
    ) {
        let now = Instant::now();
        let (decoder, mut reader) = self.reader(now, u32::MAX, out);
        act(decoder, &mut |event| reader.take(event));
    }
}

/// What the decoder told at once.
struct Found {
    run: RunId,
    ranges: Ranges,
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
}

impl Found {
    fn in_run(run: RunId, ranges: Ranges) -> Found {
        Found {
            run,
            ranges,
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
        }
    }
}

/// Turns the decoder's events into a driver's.
struct Reader<'a> {
    naming: &'a mut Naming,
    arrived: Instant,
    /// A gap of more numbers than this is none: the sensor's count ran ahead.
    most_missing: u32,
    /// The newest sample before.
    before: Option<SampleMark>,
    found: Found,
    out: &'a mut Vec<DriverEvent>,
}

impl Reader<'_> {
    /// Numbers that passed by the sensor's own clock, where a header tells: a computer that slept does not know how long.
    fn counted(&self) -> u32 {
        let passed_us = match (self.found.header, self.before) {
            (Some(header), Some(before)) => header.time_us.saturating_sub(before.device_us).min(SLEPT_US),
            _ => return 0,
        };
        let rate_hz = self.found.header.map_or(0, |header| header.rate_hz);
        (1.1 * passed_us as f64 * 1e-6 * f64::from(rate_hz)) as u32
    }

    fn take(&mut self, event: Event<'_>) {
        match event {
            Event::RunStarted { header } => {
                if self.found.broken_off.take() == Some(header.id) {
                    self.found.same_name = true;
                    *self.naming = self.naming.next();
                }
                self.found.run = header.id;
                self.found.ranges = header.ranges;
                self.found.began = true;
                self.found.header = Some(header);
            }
            Event::Header { header } => {
                self.found.ranges = header.ranges;
                self.found.header = Some(header);
            }
            Event::Restarted { previous } => {
                self.found.broken_off = Some(previous);
                self.naming.jumps.clear();
                self.out.push(DriverEvent::Restarted);
            }
            Event::Corrupt(reason) => {
                self.found.damaged = Some(reason);
                self.out.push(DriverEvent::Corrupt);
            }
            Event::Lost { span, .. } => self.out.push(DriverEvent::Lost {
                run: self.naming.key(self.found.run, span.first),
                numbers: span.first..span.end,
            }),
            Event::Gap(span) if span.count() > self.most_missing.max(self.counted()) => {
                self.naming.jumps.push(span.end);
                self.found.ahead = Some(span);
            }
            Event::Gap(span) => {
                self.found.gap = true;
                self.out.push(DriverEvent::Missing {
                    run: self.naming.key(self.found.run, span.first),
                    numbers: span.first..span.end,
                });
            }
            Event::ClockJump { .. } => {
                self.found.jumped = true;
                let run = self.naming.key(self.found.run, 0);
                self.out.push(DriverEvent::ClockJumped { run });
            }
            Event::Duplicate(span) => self.out.push(DriverEvent::Duplicate { count: span.count() }),
            Event::Samples(block) => self.take_samples(&block),
            Event::Unanchored { count } => self.found.headless += count,
            Event::Stale { .. } => {}
        }
    }

    fn take_samples(&mut self, block: &Block<'_>) {
        if block.flags.clipped {
            self.out.push(DriverEvent::Clipped);
        }
        if block.flags.low_battery {
            self.out.push(DriverEvent::LowBattery);
        }
        let samples: Vec<DriverSample> = block
            .iter()
            .map(|sample| {
                let si = self.found.ranges.to_si(&sample.counts);
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
            self.found.recovered = true;
        } else {
            self.found.first = self.found.first.or(samples.first().map(mark));
            self.found.newest = samples.last().map(mark).or(self.found.newest);
        }
        self.out.push(DriverEvent::Samples {
            run: self.naming.key(self.found.run, block.first),
            recovered: block.recovered,
            arrived: self.arrived,
            samples,
        });
    }
}
