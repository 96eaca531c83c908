//! Which samples of one sensor are in hand, which are missing, and the numbers that they have in the file.
//!
//! A sensor numbers the samples of a run from 0; a run ends with a restart. In the file numbers go on over all runs: after
//! a restart by as many sampling periods as passed by the clock.

use super::clock::ClockLine;
use super::family::RunKey;
use recording::recovery::{JournalRun, Row};
use std::collections::BTreeMap;
use std::ops::Range;

/// So many runs are kept: a sensor that restarts each second for an hour would need four times as many, and is none.
const RUNS: usize = 1000;
/// So many separate gaps are kept; where more open, the lowest is lost.
const GAPS: usize = 4096;

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
    last_time_s: f64,
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
            tracker.last_time_s = row.time_s;
        }
        tracker
    }

    /// Where the last run of a recording that goes on stands: the lowest of its numbers that is missing.
    pub(crate) fn resume_from(&self) -> Option<(RunKey, u32)> {
        let run = self.runs.last()?;
        let lowest = self
            .missing
            .range(run.from..)
            .next()
            .map_or(self.next, |(start, _)| *start);
        let number = u32::try_from(lowest as i64 - run.base).ok()?;
        let (clock, run) = (run.clock, run.run);
        Some((RunKey { clock, run }, number))
    }

    pub(crate) fn missing(&self) -> u64 {
        self.missing.iter().map(|(start, end)| end - start).sum()
    }

    /// From now on the clock is another: what comes is timed apart from what was.
    pub(crate) fn freeze(&mut self) {
        self.frozen = self.runs.len();
    }

    /// The clock of the present run as it is known now.
    pub(crate) fn clock(&mut self, clock: u32, line: ClockLine, begin_us: u64) {
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
        let known = |run: &JournalRun| run.clock == key.clock && run.run == key.run;
        if self.runs.len() >= RUNS && !self.runs[self.frozen.min(self.runs.len())..].iter().any(known) {
            return None;
        }
        let base = self.base(key, number, device_us, time_s, rate_hz, numbered);
        let sequence = u64::try_from(base + i64::from(number)).ok()?;
        let Some(first) = self.first else {
            self.first = Some(sequence);
            self.next = sequence + 1;
            self.samples += 1;
            self.last_time_s = time_s;
            return Some(SamplePosition::InOrder(sequence));
        };
        if sequence >= self.next {
            self.open(self.next, sequence);
            self.next = sequence + 1;
            self.samples += 1;
            self.last_time_s = time_s;
            return Some(SamplePosition::InOrder(sequence));
        }
        if sequence < first {
            self.first = Some(sequence);
            self.open(sequence + 1, first);
        } else if !self.close(sequence) {
            return None;
        }
        self.samples += 1;
        self.recovered += 1;
        Some(SamplePosition::Late(sequence))
    }

    /// The file's number of the run's sample 0.
    fn base(&mut self, key: RunKey, number: u32, device_us: u64, time_s: f64, rate_hz: f64, numbered: bool) -> i64 {
        let same = |run: &&JournalRun| run.clock == key.clock && run.run == key.run;
        if let Some(run) = self.runs.iter().skip(self.frozen).rev().find(same) {
            return run.base;
        }
        let earlier = self
            .runs
            .iter()
            .rev()
            .find(same)
            .map(|run| run.base)
            .filter(|_| numbered);
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
        let run = self
            .runs
            .iter()
            .rev()
            .find(|run| run.clock == key.clock && run.run == key.run)?;
        let at = |number: u32| u64::try_from((run.base + i64::from(number)).max(0)).unwrap_or(0);
        Some((at(numbers.start), at(numbers.end)))
    }

    /// The sensor's driver says that these are missing: matters at the end of a run, where no later sample shows it.
    pub(crate) fn note_missing(&mut self, key: RunKey, numbers: &Range<u32>) {
        let Some((_, end)) = self.span(key, numbers) else {
            return;
        };
        if self.first.is_some() && end > self.next {
            self.open(self.next, end);
            self.next = end;
        }
    }

    /// These will never come.
    pub(crate) fn note_lost(&mut self, key: RunKey, numbers: &Range<u32>) {
        let Some((start, end)) = self.span(key, numbers) else {
            return;
        };
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

    /// The recording ends: what is missing is lost.
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
        assert!(
            put(&mut tracker, RunKey { clock: 0, run: 0 }, 1, 9e4).is_some(),
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
        assert_eq!(tracker.missing(), 499);
        tracker.note_lost(RUN, &(0..700));
        assert_eq!((tracker.missing(), tracker.lost), (0, 499));
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
        assert_eq!(tracker.resume_from(), Some((RUN, 110)));
        assert_eq!(put(&mut tracker, RUN, 112, 1.12), Some(SamplePosition::Late(112)));
        assert_eq!(put(&mut tracker, RUN, 140, 1.4), Some(SamplePosition::InOrder(140)));
        assert_eq!(tracker.missing(), 4 + 20);
    }
}
