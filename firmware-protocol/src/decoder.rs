//! Notifications in, events out: one decoder for the live link, a replay and a file.

use crate::gaps::{GapSet, Span};
use crate::packet::{SAMPLE_LEN, SEQUENCE_BITS, TIME_BITS};
use crate::{Account, Block, CorruptReason, DataPacket, Event, LossReason, Packet, PacketError, RunId, StreamHeader};

/// A number and the device time that belongs to it.
#[derive(Debug, Clone, Copy)]
struct Mark {
    sequence: u32,
    time_us: u64,
}

#[derive(Debug, Clone)]
struct Run {
    header: StreamHeader,
    /// The lowest number that is accounted for.
    start: u32,
    /// One past the highest number seen.
    head: u32,
    /// Start of the stretch over which the period is measured.
    base: Mark,
    /// The newest packet or header.
    last: Mark,
}

impl Run {
    fn new(header: StreamHeader) -> Run {
        let mark = Mark {
            sequence: header.sequence,
            time_us: header.time_us,
        };
        Run {
            header,
            start: header.sequence,
            head: header.sequence,
            base: mark,
            last: mark,
        }
    }

    fn nominal_period_ns(&self) -> u64 {
        1_000_000_000 / u64::from(self.header.rate_hz.max(1))
    }

    fn period_ns(&self) -> u64 {
        let samples = u64::from(self.last.sequence - self.base.sequence);
        if samples < u64::from(self.header.rate_hz) {
            return self.nominal_period_ns();
        }
        (self.last.time_us - self.base.time_us).saturating_mul(1000) / samples
    }

    /// The time of a sample by count and period.
    fn predict(&self, sequence: u32) -> u64 {
        let samples = u64::from(sequence.abs_diff(self.last.sequence));
        let away = samples.saturating_mul(self.period_ns()) / 1000;
        if sequence >= self.last.sequence {
            self.last.time_us.saturating_add(away)
        } else {
            self.last.time_us.saturating_sub(away)
        }
    }

    /// The full number nearest to the head with these low bits; `None` outside `0..2^32`.
    fn unwrap_sequence(&self, low: u32) -> Option<u32> {
        const HALF: u32 = 1 << (SEQUENCE_BITS - 1);
        const MASK: u32 = (1 << SEQUENCE_BITS) - 1;
        let ahead = low.wrapping_sub(self.head).wrapping_add(HALF) & MASK;
        u32::try_from(i64::from(self.head) + i64::from(ahead) - i64::from(HALF)).ok()
    }

    /// The full time nearest to the prediction with these low bits.
    fn unwrap_time(&self, sequence: u32, low: u32) -> u64 {
        const SPAN: u64 = 1 << TIME_BITS;
        let expected = self.predict(sequence);
        let ahead = u64::from(low).wrapping_sub(expected).wrapping_add(SPAN / 2) & (SPAN - 1);
        let time = expected.saturating_add(ahead);
        time.checked_sub(SPAN / 2).unwrap_or(time + SPAN / 2)
    }

    /// The expected time of a number, if a stated one contradicts it.
    fn contradiction(&self, sequence: u32, time_us: u64) -> Option<u64> {
        let expected = self.predict(sequence);
        let away = u64::from(sequence.abs_diff(self.last.sequence)).saturating_mul(self.nominal_period_ns()) / 1000;
        let tolerance = self.nominal_period_ns() / 1000 + away / 10;
        (expected.abs_diff(time_us) > tolerance).then_some(expected)
    }

    /// Takes note of a newer number with its time; returns the expected time if the two contradict each other.
    fn advance(&mut self, sequence: u32, time_us: u64) -> Option<u64> {
        let jump = self.contradiction(sequence, time_us);
        self.last = Mark { sequence, time_us };
        if jump.is_some() || time_us < self.base.time_us {
            self.base = self.last;
        }
        jump
    }
}

/// Turns the notifications of one sensor into [`Event`]s.
///
/// Feed it every notification of the DATA characteristic in the order of arrival, over all reconnections; it finds out
/// by itself what was lost, what a resend brought back, and where the sensor restarted. `GAPS` is how many separate gaps
/// can be open at once (8 bytes each). A packet costs one CRC and a search in the open gaps; nothing is allocated, and no
/// input makes it panic.
#[derive(Debug, Clone)]
pub struct Decoder<const GAPS: usize = 64> {
    run: Option<Run>,
    /// The only run whose header is accepted while there is none.
    awaited: Option<RunId>,
    gaps: GapSet<GAPS>,
    account: Account,
}

impl<const GAPS: usize> Default for Decoder<GAPS> {
    fn default() -> Self {
        Decoder::new()
    }
}

impl<const GAPS: usize> Decoder<GAPS> {
    /// A decoder that waits for a stream header.
    pub const fn new() -> Self {
        Decoder {
            run: None,
            awaited: None,
            gaps: GapSet::new(),
            account: Account {
                expected: 0,
                delivered: 0,
                recovered: 0,
                lost: 0,
                outstanding: 0,
                duplicate: 0,
                unanchored: 0,
                corrupt_packets: 0,
            },
        }
    }

    /// The first header of the current run.
    pub fn header(&self) -> Option<&StreamHeader> {
        self.run.as_ref().map(|run| &run.header)
    }

    /// The number that the next new sample should have.
    pub fn head(&self) -> Option<u32> {
        self.run.as_ref().map(|run| run.head)
    }

    /// What is missing and may still come: the spans to ask for.
    pub fn gaps(&self) -> &GapSet<GAPS> {
        &self.gaps
    }

    /// Where every sample went so far.
    pub fn account(&self) -> Account {
        Account {
            outstanding: self.gaps.count(),
            ..self.account
        }
    }

    /// Takes one notification and calls `on` with what it meant.
    pub fn push(&mut self, payload: &[u8], mut on: impl FnMut(Event<'_>)) {
        match Packet::parse(payload) {
            Ok(Packet::Header(header)) => self.take_header(header, &mut on),
            Ok(Packet::Data(packet)) => self.take_data(packet, &mut on),
            Err(error) => {
                let reason = match error {
                    PacketError::Length => CorruptReason::Length,
                    PacketError::Crc => CorruptReason::Crc,
                    PacketError::Field => CorruptReason::Field,
                };
                self.corrupt(reason, &mut on);
            }
        }
    }

    /// Says which run the sensor named in its answer to `start`. If it is another than the current one, the current one
    /// ends here, and data packets count as unanchored until that run's header arrives.
    pub fn expect_run(&mut self, id: RunId, mut on: impl FnMut(Event<'_>)) {
        if let Some(previous) = self
            .run
            .as_ref()
            .map(|run| run.header.id)
            .filter(|&previous| previous != id)
        {
            self.lose_all(LossReason::RunEnded, &mut on);
            self.run = None;
            if previous.boot != id.boot {
                on(Event::Restarted { previous });
            }
        }
        self.awaited = Some(id);
    }

    /// Opens a gap from `first` up to the number at which this decoder came to know the run: for a collector that wants
    /// what the sensor recorded before the first header arrived. Does nothing if that is not in the past.
    pub fn expect_from(&mut self, first: u32, mut on: impl FnMut(Event<'_>)) {
        let Some(run) = &mut self.run else { return };
        let span = Span::new(first, run.start);
        if !span.is_empty() {
            run.start = first;
            self.open(span, &mut on);
        }
    }

    /// Says that the run has `end` samples (the answer to `stop`): what is missing at its end becomes a gap.
    pub fn expect_end(&mut self, id: RunId, end: u32, mut on: impl FnMut(Event<'_>)) {
        let Some(run) = self.run.as_mut().filter(|run| run.header.id == id) else {
            return;
        };
        let span = Span::new(run.head, end);
        if !span.is_empty() {
            run.head = end;
            self.open(span, &mut on);
        }
    }

    /// Gives up what is missing within `span`: the sensor answered that it no longer has it.
    pub fn give_up(&mut self, span: Span, mut on: impl FnMut(Event<'_>)) {
        let account = &mut self.account;
        let mut lose = |span: Span, reason| {
            account.lost += u64::from(span.count());
            on(Event::Lost { span, reason });
        };
        let extra = self.gaps.remove(span, |span| lose(span, LossReason::GivenUp));
        if let Some(span) = extra {
            lose(span, LossReason::NoRoom);
        }
    }

    /// Gives up everything that is missing: the recording ends here.
    pub fn finish(&mut self, mut on: impl FnMut(Event<'_>)) {
        self.lose_all(LossReason::GivenUp, &mut on);
    }

    fn corrupt(&mut self, reason: CorruptReason, on: &mut impl FnMut(Event<'_>)) {
        self.account.corrupt_packets += 1;
        on(Event::Corrupt(reason));
    }

    fn lose_all(&mut self, reason: LossReason, on: &mut impl FnMut(Event<'_>)) {
        let account = &mut self.account;
        self.gaps.drain(|span| {
            account.lost += u64::from(span.count());
            on(Event::Lost { span, reason });
        });
    }

    /// Enters missing samples that were not expected before.
    fn open(&mut self, span: Span, on: &mut impl FnMut(Event<'_>)) {
        self.account.expected += u64::from(span.count());
        let given_up = self.gaps.insert(span);
        if let Some(span) = given_up {
            self.account.lost += u64::from(span.count());
            on(Event::Lost {
                span,
                reason: LossReason::NoRoom,
            });
        }
        if given_up != Some(span) {
            on(Event::Gap(span));
        }
    }

    fn take_header(&mut self, header: StreamHeader, on: &mut impl FnMut(Event<'_>)) {
        match &mut self.run {
            Some(run)
                if run.header.id == header.id
                    && (header.sequence >= run.head
                        || run.contradiction(header.sequence, header.time_us).is_none()) =>
            {
                if header.sequence < run.head {
                    return on(Event::Stale { header });
                }
                on(Event::Header { header });
                let jump = run.advance(header.sequence, header.time_us);
                let gap = Span::new(run.head, header.sequence);
                run.head = header.sequence;
                if let Some(expected_us) = jump {
                    on(Event::ClockJump {
                        sequence: header.sequence,
                        expected_us,
                        actual_us: header.time_us,
                    });
                }
                if !gap.is_empty() {
                    self.open(gap, on);
                }
            }
            None if self.awaited.is_some_and(|awaited| awaited != header.id) => on(Event::Stale { header }),
            previous => {
                let previous = previous.as_ref().map(|run| run.header.id);
                self.lose_all(LossReason::RunEnded, on);
                // The same name with other times is a sensor that restarted and did not change its boot number.
                let restarted = |previous: &RunId| previous.boot != header.id.boot || *previous == header.id;
                if let Some(previous) = previous.filter(restarted) {
                    on(Event::Restarted { previous });
                }
                self.run = Some(Run::new(header));
                self.awaited = None;
                on(Event::RunStarted { header });
            }
        }
    }

    fn take_data(&mut self, packet: DataPacket<'_>, on: &mut impl FnMut(Event<'_>)) {
        let count = packet.count() as u32;
        let Some(run) = &mut self.run else {
            self.account.unanchored += u64::from(count);
            return on(Event::Unanchored { count });
        };
        if !packet.verify(run.header.id) {
            return self.corrupt(CorruptReason::Crc, on);
        }
        let ends = run
            .unwrap_sequence(packet.sequence_low())
            .and_then(|first| Some((first, first.checked_add(count)?)));
        let Some((first, end)) = ends else {
            return self.corrupt(CorruptReason::Sequence, on);
        };
        let whole = Span::new(first, end);
        let time_us = run.unwrap_time(first, packet.time_low());
        let head = run.head;

        // New numbers move the clock; a resend tells nothing new about it.
        let mut jump = None;
        if first >= head {
            jump = run.advance(first, time_us);
        }
        let period_ns = run.period_ns();
        run.head = head.max(end);
        if let Some(expected_us) = jump {
            on(Event::ClockJump {
                sequence: first,
                expected_us,
                actual_us: time_us,
            });
        }
        let block = |span: Span, recovered| {
            let skip = (span.first - first) as usize;
            let bytes = packet.sample_bytes();
            let bytes = bytes
                .get(skip * SAMPLE_LEN..(skip + span.count() as usize) * SAMPLE_LEN)
                .unwrap_or_default();
            let time_us = time_us + (skip as u64 * period_ns + 500) / 1000;
            Event::Samples(Block {
                first: span.first,
                time_us,
                period_ns,
                flags: packet.flags(),
                recovered,
                bytes,
            })
        };

        // The part that is behind the head: into gaps, or known already.
        let behind = whole.intersection(Span::new(0, head));
        if !behind.is_empty() {
            let account = &mut self.account;
            let mut known_from = behind.first;
            let mut duplicate = |span: Span, on: &mut dyn FnMut(Event<'_>)| {
                if !span.is_empty() {
                    account.duplicate += u64::from(span.count());
                    on(Event::Duplicate(span));
                }
            };
            let mut recovered = 0;
            let given_up = self.gaps.remove(behind, |span| {
                duplicate(Span::new(known_from, span.first), on);
                known_from = span.end;
                recovered += u64::from(span.count());
                on(block(span, true));
            });
            duplicate(Span::new(known_from, behind.end), on);
            account.recovered += recovered;
            if let Some(span) = given_up {
                account.lost += u64::from(span.count());
                on(Event::Lost {
                    span,
                    reason: LossReason::NoRoom,
                });
            }
        }

        // The part that is new, and what is missing before it.
        let new = whole.intersection(Span::new(head, u32::MAX));
        if !new.is_empty() {
            if new.first > head {
                self.open(Span::new(head, new.first), on);
            }
            self.account.expected += u64::from(new.count());
            self.account.delivered += u64::from(new.count());
            on(block(new, false));
        }
    }
}

#[cfg(test)]
mod tests;
