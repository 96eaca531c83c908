//! Which samples of one sensor are in hand, which are missing, and the numbers that they have in the file.
//!
//! A sensor numbers the samples of a run from 0; a run ends with a restart. In the file numbers go on over all runs: after
//! a restart by as many sampling periods as passed by the clock.

use super::clock::ClockLine;
use super::family::{Resume, RunKey, SampleMark};
use recording::recovery::{JournalRun, Row};
use std::collections::BTreeMap;
use std::ops::Range;

/// So many runs are kept: a sensor that restarts each second for an hour would need four times as many, and is none.
const RUNS: usize = 1000;
/// So many separate gaps are kept; where more open, the lowest is lost.
const GAPS: usize = 4096;
/// A run that goes on under its old name keeps its numbers only if its clock says the same by so much: else it is another
/// start of the sensor under the old name, s. Our choice: more than any restart of this program leaves unsure.
const SAME_CLOCK_S: f64 = 2.0;

#[derive(Debug, Clone, Default)]
pub(super) struct SequenceTracker {
    pub runs: Vec<JournalRun>,
    /// Runs before this index have their final clock.
    frozen: usize,
    pub first: Option<u64>,
    /// One past the highest number known.
    pub next: u64,
    /// Start and end of what is missing.
    missing: BTreeMap<u64, u64>,
    pub samples: u64,
    pub recovered: u64,
    pub lost: u64,
    /// The newest sample in hand: its number, its time, its device time.
    last: u64,
    last_time_s: f64,
    last_device_us: u64,
    /// Its clock jumped while it was heard: the same numbers have other times.
    jumped: bool,
    /// Nothing beyond this number belongs to the recording.
    limit: Option<u64>,
    /// The recording has ended: what comes belongs to runs that are known, by the clocks that are known.
    fetching: bool,
}

/// Where an accepted sample goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum SamplePosition {
    InOrder(u64),
    Late(u64),
}

impl SequenceTracker {
    /// The tracker of a recording that goes on: what the files hold.
    pub(crate) fn resumed(runs: Vec<JournalRun>, rows: &[Row]) -> SequenceTracker {
        let mut tracker = SequenceTracker {
            frozen: runs.len(),
            runs,
            ..SequenceTracker::default()
        };
        for row in rows {
            if tracker.first.is_none() {
                tracker.first = Some(row.sequence);
                tracker.next = row.sequence;
            }
            tracker.open(tracker.next, row.sequence);
            tracker.next = row.sequence + 1;
            tracker.samples += 1;
            tracker.newest(row.sequence, row.time_s, row.device_us);
        }
        tracker
    }

    /// The same of a recording that has ended.
    pub(crate) fn ended(runs: Vec<JournalRun>, rows: &[Row], stopped_s: f64, rate_hz: f64) -> SequenceTracker {
        let mut tracker = SequenceTracker {
            fetching: true,
            ..SequenceTracker::resumed(runs, rows)
        };
        tracker.stop_at(stopped_s, rate_hz);
        tracker
    }

    /// The recording's time of a device time of a run that is known.
    pub(crate) fn time_s(&self, key: RunKey, device_us: u64) -> Option<f64> {
        let run = self.runs.iter().rev().find(|run| same(run, key))?;
        Some(run.time_s(device_us))
    }

    /// The device time of the last run at a recording's time, µs.
    pub(crate) fn device_us(&self, time_s: f64) -> Option<u64> {
        let run = self.runs.last()?;
        let since_us = (time_s - run.at_time_s) * 1e6 / (1.0 + run.drift);
        Some((run.at_device_us as f64 + since_us).max(0.0) as u64)
    }

    fn newest(&mut self, sequence: u64, time_s: f64, device_us: u64) {
        (self.last, self.last_time_s, self.last_device_us) = (sequence, time_s, device_us);
    }

    /// When the newest sample was taken, s.
    pub(crate) fn last_time_s(&self) -> Option<f64> {
        self.first.map(|_| self.last_time_s)
    }

    /// What comes after this moment does not belong to the recording.
    pub(crate) fn stop_at(&mut self, time_s: f64, rate_hz: f64) {
        self.limit = self.first.map(|_| {
            let periods = ((time_s - self.last_time_s) * rate_hz).round();
            self.last.saturating_add_signed(periods as i64)
        });
    }

    /// It was to go on to here: what is not in hand from its newest number on is missing, and told.
    pub(crate) fn expect_until(&mut self, time_s: f64, rate_hz: f64) -> Range<u64> {
        let from = self.next;
        let periods = ((time_s - self.last_time_s) * rate_hz).floor().max(0.0);
        let end = self.last.saturating_add(periods as u64).saturating_add(1);
        if self.first.is_some() && end > self.next {
            self.open(self.next, end);
            self.next = end;
        }
        from..self.next
    }

    /// Where the last run of a recording that goes on stands.
    pub(crate) fn resume_from(&self) -> Option<Resume> {
        let run = self.runs.last()?;
        let lowest = self
            .missing
            .range(run.from..)
            .next()
            .map_or(self.next, |(start, _)| *start);
        let number = |sequence: u64| u32::try_from(sequence as i64 - run.base).ok();
        let (from, newest) = (number(lowest)?, number(self.last)?);
        let (clock, run) = (run.clock, run.run);
        Some(Resume {
            run: RunKey { clock, run },
            from,
            newest: SampleMark {
                sequence: newest,
                device_us: self.last_device_us,
            },
        })
    }

    pub(crate) fn missing(&self) -> u64 {
        self.missing.iter().map(|(start, end)| end - start).sum()
    }

    /// From now on the clock is another, though the numbers go on: what comes is timed apart from what was.
    pub(crate) fn freeze(&mut self) {
        self.frozen = self.runs.len();
        self.jumped = true;
    }

    /// The clock of the present run as it is known now.
    pub(crate) fn clock(&mut self, clock: u32, line: ClockLine, begin_us: u64) {
        if self.fetching {
            return;
        }
        for run in self.runs.iter_mut().skip(self.frozen).filter(|run| run.clock == clock) {
            run.at_device_us = line.at_device_us;
            run.at_time_s = (line.at_host_us - begin_us as f64) * 1e-6;
            run.drift = line.drift;
        }
    }

    /// Takes one sample; `None` if it is in hand already. `numbered` is false for a family whose numbers begin anew with
    /// this program.
    pub(crate) fn place(
        &mut self,
        key: RunKey,
        sample: (u32, u64),
        time_s: f64,
        rate_hz: f64,
        numbered: bool,
    ) -> Option<SamplePosition> {
        let (number, device_us) = sample;
        let current = &self.runs[self.frozen.min(self.runs.len())..];
        if self.runs.len() >= RUNS && !current.iter().any(|run| same(run, key)) {
            return None;
        }
        if self.fetching && !self.runs.iter().any(|run| same(run, key)) {
            return None;
        }
        let runs = self.runs.len();
        let base = self.base(key, number, device_us, time_s, rate_hz, numbered);
        let mut before = self.runs[..runs].iter();
        let begins = self.runs.len() > runs && !before.any(|run| same(run, key) && run.base == base);
        let sequence = u64::try_from(base + i64::from(number)).ok()?;
        if self.limit.is_some_and(|limit| sequence > limit) {
            return None;
        }
        let Some(first) = self.first else {
            self.first = Some(sequence);
            self.next = sequence + 1;
            self.samples += 1;
            self.newest(sequence, time_s, device_us);
            return Some(SamplePosition::InOrder(sequence));
        };
        if sequence >= self.next {
            self.open(self.next, sequence);
            if begins {
                // The sensor begins anew: it has nothing of what was before.
                self.end();
            }
            self.next = sequence + 1;
            self.samples += 1;
            self.newest(sequence, time_s, device_us);
            return Some(SamplePosition::InOrder(sequence));
        }
        if sequence < first {
            self.first = Some(sequence);
            self.open(sequence + 1, first);
        } else if !self.close(sequence) {
            return None;
        }
        if sequence > self.last {
            self.newest(sequence, time_s, device_us);
        }
        self.samples += 1;
        self.recovered += 1;
        Some(SamplePosition::Late(sequence))
    }

    /// The file's number of the run's sample 0.
    fn base(&mut self, key: RunKey, number: u32, device_us: u64, time_s: f64, rate_hz: f64, numbered: bool) -> i64 {
        let same_run = |run: &&JournalRun| same(run, key);
        let current = if self.fetching { 0 } else { self.frozen };
        if let Some(run) = self.runs.iter().skip(current).rev().find(same_run) {
            return run.base;
        }
        let goes_on = |run: &&JournalRun| (run.time_s(device_us) - time_s).abs() < SAME_CLOCK_S;
        let earlier = self.runs.iter().rev().find(same_run).filter(|_| numbered);
        let earlier = earlier.filter(|run| self.jumped || goes_on(run)).map(|run| run.base);
        let base = match (earlier, self.first) {
            (Some(base), _) => base,
            (None, None) => 0,
            (None, Some(_)) => {
                let periods = ((time_s - self.last_time_s) * rate_hz).round().max(1.0) as u64;
                (self.next - 1 + periods) as i64 - i64::from(number)
            }
        };
        let from = u64::try_from(base + i64::from(number)).unwrap_or(0);
        self.runs.push(JournalRun {
            clock: key.clock,
            run: key.run,
            base,
            // A recovered sample of before does not begin the stretch.
            from: from.max(if self.first.is_some() { self.next } else { 0 }),
            at_device_us: device_us,
            at_time_s: time_s,
            drift: 0.0,
        });
        base
    }

    fn span(&self, key: RunKey, numbers: &Range<u32>) -> Option<(u64, u64)> {
        let run = self.runs.iter().rev().find(|run| same(run, key))?;
        let at = |number: u32| u64::try_from((run.base + i64::from(number)).max(0)).unwrap_or(0);
        Some((at(numbers.start), at(numbers.end)))
    }

    /// The sensor's driver says that these are missing: matters at the end of a run, where no later sample shows it.
    pub(crate) fn note_missing(&mut self, key: RunKey, numbers: &Range<u32>) {
        let Some((_, end)) = self.span(key, numbers) else {
            return;
        };
        let end = self.limit.map_or(end, |limit| end.min(limit + 1));
        if self.first.is_some() && end > self.next {
            self.open(self.next, end);
            self.next = end;
        }
    }

    /// These will never come.
    pub(crate) fn note_lost(&mut self, key: RunKey, numbers: &Range<u32>) {
        if let Some((start, end)) = self.span(key, numbers) {
            self.lose(start..end);
        }
    }

    /// The same by their numbers in the file.
    pub(crate) fn lose(&mut self, numbers: Range<u64>) {
        let Range { start, end } = numbers;
        let hit: Vec<(u64, u64)> = self
            .missing
            .range(..end)
            .filter(|(_, to)| **to > start)
            .map(|(from, to)| (*from, *to))
            .collect();
        for (from, to) in hit {
            self.missing.remove(&from);
            if from < start {
                self.missing.insert(from, start);
            }
            if to > end {
                self.missing.insert(end, to);
            }
            self.lost += to.min(end) - from.max(start);
        }
    }

    /// Nothing more comes: what is missing is lost.
    pub(crate) fn end(&mut self) {
        self.lost += self.missing();
        self.missing.clear();
    }

    fn open(&mut self, start: u64, end: u64) {
        if start < end {
            self.missing.insert(start, end);
            if self.missing.len() > GAPS
                && let Some((from, to)) = self.missing.pop_first()
            {
                self.lost += to - from;
            }
        }
    }

    fn close(&mut self, sequence: u64) -> bool {
        let Some((&from, &to)) = self.missing.range(..=sequence).next_back() else {
            return false;
        };
        if sequence >= to {
            return false;
        }
        self.missing.remove(&from);
        if from < sequence {
            self.missing.insert(from, sequence);
        }
        if sequence + 1 < to {
            self.missing.insert(sequence + 1, to);
        }
        true
    }
}

fn same(run: &JournalRun, key: RunKey) -> bool {
    run.clock == key.clock && run.run == key.run
}

#[cfg(test)]
mod tests {
    use super::*;

    const RUN: RunKey = RunKey { clock: 7, run: 1 };

    fn put(tracker: &mut SequenceTracker, run: RunKey, number: u32, time_s: f64) -> Option<SamplePosition> {
        tracker.place(run, (number, u64::from(number) * 10_000), time_s, 100.0, true)
    }

    #[test]
    fn a_sensor_that_never_stops_restarting_fills_no_memory() {
        let mut tracker = SequenceTracker::default();
        for run in 0..5 * RUNS as u32 {
            put(&mut tracker, RunKey { clock: run, run }, 0, f64::from(run));
        }
        assert_eq!(tracker.runs.len(), RUNS);
        let last = RunKey {
            clock: RUNS as u32 - 1,
            run: RUNS as u32 - 1,
        };
        assert!(
            put(&mut tracker, last, 1, RUNS as f64).is_some(),
            "what was known goes on"
        );
    }

    #[test]
    fn every_sample_is_counted_once() {
        let mut tracker = SequenceTracker::default();
        for number in (100..150).chain(160..170) {
            assert!(matches!(
                put(&mut tracker, RUN, number, 0.0),
                Some(SamplePosition::InOrder(_))
            ));
        }
        assert_eq!((tracker.samples, tracker.missing()), (60, 10));
        assert_eq!(put(&mut tracker, RUN, 155, 0.0), Some(SamplePosition::Late(155)));
        assert_eq!(put(&mut tracker, RUN, 155, 0.0), None);
        assert_eq!(put(&mut tracker, RUN, 120, 0.0), None);
        tracker.note_missing(RUN, &(170..180));
        tracker.note_lost(RUN, &(150..153));
        assert_eq!((tracker.missing(), tracker.lost, tracker.recovered), (16, 3, 1));
        tracker.end();
        let made = 180 - 100;
        assert_eq!(tracker.samples + tracker.lost, made);
    }

    #[test]
    fn after_a_restart_numbers_go_on_by_the_clock() {
        let mut tracker = SequenceTracker::default();
        for number in 0..100 {
            put(&mut tracker, RUN, number, f64::from(number) * 0.01);
        }
        // Five seconds later, with numbers from 0 again.
        let again = RunKey { clock: 8, run: 1 };
        assert_eq!(put(&mut tracker, again, 0, 5.99), Some(SamplePosition::InOrder(599)));
        assert_eq!(put(&mut tracker, again, 1, 6.00), Some(SamplePosition::InOrder(600)));
        // Whatever was not sent before the restart is gone with it.
        assert_eq!((tracker.missing(), tracker.lost), (0, 499));
        tracker.note_lost(RUN, &(0..700));
        assert_eq!((tracker.missing(), tracker.lost), (0, 499));
    }

    #[test]
    fn a_restart_under_the_old_name_is_no_shift() {
        let row = |sequence: u64| Row {
            time_s: sequence as f64 * 0.01,
            acc_mps2: [0.0; 3],
            gyr_radps: [0.0; 3],
            sequence,
            device_us: 5_000_000 + sequence * 10_000,
        };
        let run = JournalRun {
            clock: 7,
            run: 1,
            base: 0,
            from: 0,
            at_device_us: 5_000_000,
            at_time_s: 0.0,
            drift: 0.0,
        };
        let rows: Vec<Row> = (0..1000).map(row).collect();
        let mut tracker = SequenceTracker::resumed(vec![run], &rows);
        // Half a minute later it is at number 100 of what it calls the same run.
        let place = tracker.place(RUN, (100, 3_000_000), 40.0, 100.0, true);
        assert_eq!(place, Some(SamplePosition::InOrder(999 + 3001)));
    }

    #[test]
    fn what_a_sensor_took_to_the_stop_is_missing_and_nothing_beyond_belongs() {
        let mut tracker = SequenceTracker::default();
        for number in 0..500 {
            put(&mut tracker, RUN, number, f64::from(number) * 0.01);
        }
        tracker.stop_at(8.0, 100.0);
        tracker.expect_until(8.0, 100.0);
        assert_eq!(tracker.missing(), 301);
        tracker.note_missing(RUN, &(500..2000));
        assert_eq!(tracker.missing(), 301);
        assert_eq!(put(&mut tracker, RUN, 700, 7.0), Some(SamplePosition::Late(700)));
        assert_eq!(put(&mut tracker, RUN, 900, 9.0), None);
        // Expected once more, nothing is counted twice.
        tracker.expect_until(8.0, 100.0);
        assert_eq!(tracker.missing(), 300);
    }

    #[test]
    fn a_clock_that_jumped_splits_the_times_not_the_numbers() {
        let mut tracker = SequenceTracker::default();
        put(&mut tracker, RUN, 0, 0.0);
        tracker.freeze();
        assert_eq!(put(&mut tracker, RUN, 1, 0.01), Some(SamplePosition::InOrder(1)));
        assert_eq!(tracker.runs.len(), 2);
        assert_eq!((tracker.runs[1].base, tracker.runs[1].from), (0, 1));
    }

    #[test]
    fn a_recording_that_goes_on_knows_its_gaps() {
        let run = JournalRun {
            clock: 7,
            run: 1,
            base: 0,
            from: 100,
            at_device_us: 0,
            at_time_s: 0.0,
            drift: 0.0,
        };
        let row = |sequence| Row {
            time_s: sequence as f64 * 0.01,
            acc_mps2: [0.0; 3],
            gyr_radps: [0.0; 3],
            sequence,
            device_us: 0,
        };
        let rows: Vec<Row> = (100..110).chain(115..120).map(row).collect();
        let mut tracker = SequenceTracker::resumed(vec![run], &rows);
        let resume = tracker.resume_from().unwrap();
        assert_eq!((resume.run, resume.from, resume.newest.sequence), (RUN, 110, 119));
        assert_eq!(put(&mut tracker, RUN, 112, 1.12), Some(SamplePosition::Late(112)));
        assert_eq!(put(&mut tracker, RUN, 140, 1.4), Some(SamplePosition::InOrder(140)));
        assert_eq!(tracker.missing(), 4 + 20);
    }
}
