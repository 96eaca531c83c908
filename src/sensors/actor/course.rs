//! How far a recording is: its clock, phases, pauses and marks.

use super::milli;
use crate::clock::HostClock;
use crate::status::Stage;
use recording::recovery::Journal;
use recording::{Phase, PhaseKind};
use tokio::time::Instant;

pub(super) struct Course {
    pub(super) clock: HostClock,
    pub(super) stage: Stage,
    pub(super) opened_us: u64,
    pub(super) begin_us: Option<u64>,
    pub(super) began_unix_ms: u64,
    /// Those that have ended.
    pub(super) phases: Vec<Phase>,
    /// The planned phase that goes on, and since when.
    pub(super) phase: usize,
    pub(super) phase_from_s: f64,
    /// When the recording was stopped.
    pub(super) stopped_s: Option<f64>,
    /// It was stopped before this program began: what is missing is fetched.
    pub(super) fetching: bool,
    pub(super) marks_s: Vec<f64>,
    /// Pauses that have ended, and when the one that goes on began.
    pub(super) pauses: Vec<Phase>,
    pub(super) paused_from_s: Option<f64>,
}

impl Course {
    /// Of a recording that begins, or goes on after what its journal says.
    pub(super) fn new(clock: HostClock, before: Option<&Journal>) -> Course {
        let stopped_s = before.and_then(|journal| journal.stopped_s);
        let fetching = stopped_s.is_some();
        Course {
            clock,
            stage: if fetching { Stage::Finishing } else { Stage::Connecting },
            opened_us: clock.now_us(),
            begin_us: fetching.then(|| clock.now_us()),
            began_unix_ms: before.filter(|_| fetching).map_or(0, |journal| journal.began_unix_ms),
            phases: before.map(|journal| journal.phases.clone()).unwrap_or_default(),
            phase: 0,
            phase_from_s: 0.0,
            stopped_s,
            fetching,
            marks_s: before.map(|journal| journal.marks_s.clone()).unwrap_or_default(),
            pauses: before.map(|journal| journal.pauses.clone()).unwrap_or_default(),
            paused_from_s: None,
        }
    }

    pub(super) fn now_s(&self) -> f64 {
        self.seconds(Instant::now())
    }

    /// A moment on the recording's clock, s; 0 before the begin.
    pub(super) fn seconds(&self, at: Instant) -> f64 {
        self.begin_us
            .map_or(0.0, |begin| (self.clock.us(at) as f64 - begin as f64) * 1e-6)
    }

    /// The phase that goes on, as it stands at a moment.
    pub(super) fn phase_until(&self, kind: PhaseKind, end_s: f64) -> Phase {
        Phase {
            kind,
            start_s: milli(self.phase_from_s),
            end_s: milli(end_s),
        }
    }

    pub(super) fn end_phase(&mut self, kind: PhaseKind, at_s: f64) {
        if milli(at_s) > milli(self.phase_from_s) {
            self.phases.push(self.phase_until(kind, at_s));
        }
    }

    /// The pause that goes on, if there is one, as it stands at a moment.
    pub(super) fn pause_until(&self, end_s: f64) -> Option<Phase> {
        let (start_s, end_s) = (milli(self.paused_from_s?), milli(end_s));
        (end_s > start_s).then_some(Phase {
            kind: PhaseKind::Rest,
            start_s,
            end_s,
        })
    }

    pub(super) fn end_pause(&mut self, at_s: f64) {
        self.pauses.extend(self.pause_until(at_s));
        self.paused_from_s = None;
    }
}
