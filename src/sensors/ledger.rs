//! Which samples of one sensor are in hand, which are missing, and the numbers that they have in the file.
//!
//! A sensor numbers the samples of a run from 0; a run ends with a restart. In the file numbers go on over all runs: after
//! a restart by as many sampling periods as passed by the clock.

use super::clock::ClockLine;
use super::family::RunKey;
use crate::recording::unfinished::{JournalRun, Row};
use std::collections::BTreeMap;
use std::ops::Range;

/// So many separate gaps are kept; where more open, the lowest is lost.
const GAPS: usize = 4096;

#[derive(Debug, Clone, Default)]
pub(super) struct Ledger {
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
pub(super) enum Place {
    InOrder(u64),
    Late(u64),
}

impl Ledger {
    /// The ledger of a recording that goes on: what the files hold.
    pub fn resumed(runs: Vec<JournalRun>, rows: &[Row]) -> Ledger {
        let mut ledger = Ledger {
            frozen: runs.len(),
            runs,
            ..Ledger::default()
        };
        for row in rows {
            if ledger.first.is_none() {
                ledger.first = Some(row.sequence);
                ledger.next = row.sequence;
            }
            ledger.open(ledger.next, row.sequence);
            ledger.next = row.sequence + 1;
            ledger.samples += 1;
            ledger.last_time_s = row.time_s;
        }
        ledger
    }

    /// Where the last run of a recording that goes on stands: the lowest of its numbers that is missing.
    pub fn resume_from(&self) -> Option<(RunKey, u32)> {
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

    pub fn missing(&self) -> u64 {
        self.missing.iter().map(|(start, end)| end - start).sum()
    }

    /// From now on the clock is another: what comes is timed apart from what was.
    pub fn freeze(&mut self) {
        self.frozen = self.runs.len();
    }

    /// The clock of the present run as it is known now.
    pub fn clock(&mut self, clock: u32, line: ClockLine, begin_us: u64) {
        for run in self.runs.iter_mut().skip(self.frozen).filter(|run| run.clock == clock) {
            run.at_device_us = line.at_device_us;
            run.at_time_s = (line.at_host_us - begin_us as f64) * 1e-6;
            run.drift = line.drift;
        }
    }

    /// Takes one sample; `None` if it is in hand already. `numbered` is false for a family whose numbers begin anew with
    /// this program.
    pub fn place(
        &mut self,
        key: RunKey,
        sample: (u32, u64),
        time_s: f64,
        rate_hz: f64,
        numbered: bool,
    ) -> Option<Place> {
        let (number, device_us) = sample;
        let base = self.base(key, number, device_us, time_s, rate_hz, numbered);
        let sequence = u64::try_from(base + i64::from(number)).ok()?;
        let Some(first) = self.first else {
            self.first = Some(sequence);
            self.next = sequence + 1;
            self.samples += 1;
            self.last_time_s = time_s;
            return Some(Place::InOrder(sequence));
        };
        if sequence >= self.next {
            self.open(self.next, sequence);
            self.next = sequence + 1;
            self.samples += 1;
            self.last_time_s = time_s;
            return Some(Place::InOrder(sequence));
        }
        if sequence < first {
            self.first = Some(sequence);
            self.open(sequence + 1, first);
        } else if !self.close(sequence) {
            return None;
        }
        self.samples += 1;
        self.recovered += 1;
        Some(Place::Late(sequence))
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
    pub fn note_missing(&mut self, key: RunKey, numbers: &Range<u32>) {
        let Some((_, end)) = self.span(key, numbers) else {
            return;
        };
        if self.first.is_some() && end > self.next {
            self.open(self.next, end);
            self.next = end;
        }
    }

    /// These will never come.
    pub fn note_lost(&mut self, key: RunKey, numbers: &Range<u32>) {
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
    pub fn end(&mut self) {
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

    fn put(ledger: &mut Ledger, run: RunKey, number: u32, time_s: f64) -> Option<Place> {
        ledger.place(run, (number, u64::from(number) * 10_000), time_s, 100.0, true)
    }

    #[test]
    fn every_sample_is_counted_once() {
        let mut ledger = Ledger::default();
        for number in (100..150).chain(160..170) {
            assert!(matches!(put(&mut ledger, RUN, number, 0.0), Some(Place::InOrder(_))));
        }
        assert_eq!((ledger.samples, ledger.missing()), (60, 10));
        assert_eq!(put(&mut ledger, RUN, 155, 0.0), Some(Place::Late(155)));
        assert_eq!(put(&mut ledger, RUN, 155, 0.0), None);
        assert_eq!(put(&mut ledger, RUN, 120, 0.0), None);
        ledger.note_missing(RUN, &(170..180));
        ledger.note_lost(RUN, &(150..153));
        assert_eq!((ledger.missing(), ledger.lost, ledger.recovered), (16, 3, 1));
        ledger.end();
        let made = 180 - 100;
        assert_eq!(ledger.samples + ledger.lost, made);
    }

    #[test]
    fn after_a_restart_numbers_go_on_by_the_clock() {
        let mut ledger = Ledger::default();
        for number in 0..100 {
            put(&mut ledger, RUN, number, f64::from(number) * 0.01);
        }
        // Five seconds later, with numbers from 0 again.
        let again = RunKey { clock: 8, run: 1 };
        assert_eq!(put(&mut ledger, again, 0, 5.99), Some(Place::InOrder(599)));
        assert_eq!(put(&mut ledger, again, 1, 6.00), Some(Place::InOrder(600)));
        assert_eq!(ledger.missing(), 499);
        ledger.note_lost(RUN, &(0..700));
        assert_eq!((ledger.missing(), ledger.lost), (0, 499));
    }

    #[test]
    fn a_clock_that_jumped_splits_the_times_not_the_numbers() {
        let mut ledger = Ledger::default();
        put(&mut ledger, RUN, 0, 0.0);
        ledger.freeze();
        assert_eq!(put(&mut ledger, RUN, 1, 0.01), Some(Place::InOrder(1)));
        assert_eq!(ledger.runs.len(), 2);
        assert_eq!((ledger.runs[1].base, ledger.runs[1].from), (0, 1));
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
        let mut ledger = Ledger::resumed(vec![run], &rows);
        assert_eq!(ledger.resume_from(), Some((RUN, 110)));
        assert_eq!(put(&mut ledger, RUN, 112, 1.12), Some(Place::Late(112)));
        assert_eq!(put(&mut ledger, RUN, 140, 1.4), Some(Place::InOrder(140)));
        assert_eq!(ledger.missing(), 4 + 20);
    }
}
