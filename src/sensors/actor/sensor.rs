//! What is known of one sensor of a recording.

use crate::capture::{CaptureError, Chosen, Plan};
use crate::clock::ClockLine;
use crate::family::Identity;
use crate::sequence::SequenceTracker;
use crate::status::{LinkState, SensorStatus};
use crate::task::Live;
use crate::violation::Violations;
use recording::recovery::{self, JournalSensor};

pub(super) struct SensorState {
    pub(super) status: SensorStatus,
    pub(super) tracker: SequenceTracker,
    pub(super) identity: Option<Identity>,
    /// Clock of the device and its line.
    pub(super) line: Option<(u32, ClockLine)>,
    pub(super) numbered: bool,
    pub(super) resend: bool,
    pub(super) ended: bool,
    /// It said where its run ended, or that it has none of it: nothing that it does not tell is in it.
    pub(super) complete: bool,
}

impl SensorState {
    /// Of a sensor before its first connection; `earlier` is what the journal of a recording that goes on says of it.
    ///
    /// # Errors
    /// Rows of the recording that goes on which cannot be read.
    pub(super) fn new(
        plan: &Plan,
        chosen: &Chosen,
        earlier: Option<&JournalSensor>,
        stopped_s: Option<f64>,
    ) -> Result<SensorState, CaptureError> {
        let tracker = match earlier {
            Some(sensor) => {
                let rows = recovery::rows(&plan.folder, sensor)?;
                match stopped_s {
                    Some(stop) => {
                        SequenceTracker::ended(sensor.runs.clone(), &rows, stop, sensor.rate_hz.unwrap_or(100.0))
                    }
                    None => SequenceTracker::resumed(sensor.runs.clone(), &rows),
                }
            }
            None => SequenceTracker::default(),
        };
        let capabilities = chosen.family.capabilities();
        Ok(SensorState {
            status: SensorStatus {
                nominal_rate_hz: earlier.and_then(|sensor| sensor.rate_hz),
                ..first_status(chosen)
            },
            tracker,
            identity: None,
            line: None,
            numbered: capabilities.numbered && capabilities.device_time,
            resend: capabilities.resend,
            ended: false,
            complete: false,
        })
    }

    pub(super) fn rate_hz(&self) -> f64 {
        self.status.nominal_rate_hz.unwrap_or(100.0)
    }
}

fn first_status(chosen: &Chosen) -> SensorStatus {
    SensorStatus {
        site: chosen.site,
        label: chosen.label.clone(),
        family: chosen.family.key(),
        serial: None,
        model: None,
        firmware: None,
        state: LinkState::Searching,
        problem: None,
        nominal_rate_hz: None,
        rate_hz: 0.0,
        samples: 0,
        recovered: 0,
        missing: 0,
        lost: 0,
        corrupt: 0,
        delay_ms: None,
        battery_percent: None,
        rssi_dbm: None,
        clock: None,
        connections: 0,
        last_s: None,
        warnings: Vec::new(),
        violations: Violations::default(),
    }
}

/// Shows how the connection is.
pub(super) fn show(status: &mut SensorStatus, live: Live) {
    status.state = live.state;
    status.problem = live.problem;
    status.rate_hz = live.rate_hz;
    status.delay_ms = live.delay_ms;
    status.battery_percent = live.battery_percent;
    status.rssi_dbm = live.rssi_dbm;
    status.connections = live.connections;
    status.corrupt = live.corrupt;
    status.warnings = live.warnings;
    status.violations = live.violations;
}
