//! The journal of a recording: what it needs to be gone on with.

use super::sensor::SensorState;
use super::{CaptureActor, milli};
use crate::capture::Chosen;
use crate::status::Stage;
use recording::recovery::{Journal, JournalSensor};

impl CaptureActor {
    pub(super) fn journal(&self) -> Journal {
        let mut phases = self.course.phases.clone();
        let now = self.course.now_s();
        if self.course.stage == Stage::Recording
            && let Some(planned) = self.plan.phases.get(self.course.phase)
            && milli(now) > milli(self.course.phase_from_s)
        {
            phases.push(self.course.phase_until(planned.kind, now));
        }
        let mut sensors: Vec<JournalSensor> = self
            .plan
            .sensors
            .iter()
            .zip(&self.sensors)
            .map(|(chosen, state)| self.journal_of(chosen, state))
            .collect();
        if let Some(before) = &self.before {
            let here = |sensor: &&JournalSensor| !self.plan.sensors.iter().any(|chosen| chosen.site == sensor.site);
            sensors.extend(before.sensors.iter().filter(here).cloned());
        }
        Journal {
            schema_version: 1,
            began_unix_ms: self.course.began_unix_ms,
            elapsed_s: milli(self.course.stopped_s.unwrap_or(now)),
            stopped_s: self.course.stopped_s.map(milli),
            marks_s: self.course.marks_s.iter().copied().map(milli).collect(),
            sensors,
            phases,
            pauses: self
                .course
                .pauses
                .iter()
                .cloned()
                .chain(self.course.pause_until(now))
                .collect(),
        }
    }

    fn journal_of(&self, chosen: &Chosen, state: &SensorState) -> JournalSensor {
        let known = state.identity.as_ref();
        let earlier = self
            .before
            .as_ref()
            .and_then(|journal| journal.sensors.iter().find(|sensor| sensor.site == chosen.site));
        JournalSensor {
            site: chosen.site,
            family: chosen.family.key().to_owned(),
            label: chosen.label.clone(),
            model: known
                .map(|it| it.model.clone())
                .or_else(|| earlier.and_then(|it| it.model.clone())),
            serial: known
                .map(|it| it.serial.clone())
                .or_else(|| earlier.and_then(|it| it.serial.clone())),
            rate_hz: known.map(|it| it.rate_hz).or_else(|| earlier.and_then(|it| it.rate_hz)),
            acc_range_mps2: known.map_or_else(|| earlier.and_then(|it| it.acc_range_mps2), |it| it.acc_range_mps2),
            gyr_range_radps: known.map_or_else(|| earlier.and_then(|it| it.gyr_range_radps), |it| it.gyr_range_radps),
            clock_uncertainty_s: match (&state.status.clock, state.numbered) {
                (Some(clock), _) => Some((clock.uncertainty_s * 1e6).round() / 1e6),
                (None, _) => earlier.and_then(|it| it.clock_uncertainty_s),
            },
            drift_uncertainty_ppm: state
                .status
                .clock
                .map(|clock| (clock.drift_uncertainty_ppm * 100.0).round() / 100.0)
                .or_else(|| earlier.and_then(|it| it.drift_uncertainty_ppm)),
            limits: chosen.family.capabilities().limits(),
            fetchable: match self.course.stopped_s {
                Some(_) if state.resend => state.tracker.missing(),
                _ => 0,
            },
            runs: state.tracker.runs.clone(),
        }
    }
}
