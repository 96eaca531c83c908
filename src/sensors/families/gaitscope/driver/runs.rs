//! Which run the sensor has, and what this program calls it.

use super::GaitscopeDriver;
use crate::family::{DriverEvent, Resume, RunKey};
use crate::violation::Violation;
use firmware_protocol::{Decoder, RunId, StatusReport, StreamHeader};

/// The end of a run may lie so far from where the samples on disk say, beside a twentieth: else it is another run under the
/// old name, µs. Our choice.
const SAME_RUN_US: f64 = 500_000.0;

/// How this program names a sensor's runs. The sensor's own names are not enough: one that is built with a mistake starts
/// anew under an old name, and then neither its numbers nor its clock go on.
#[derive(Debug, Clone, Default)]
pub(super) struct Naming {
    /// Restarts under an old name so far.
    epoch: u32,
    /// Numbers at which the numbering of the present run jumped ahead without time passing.
    pub(super) jumps: Vec<u32>,
}

impl Naming {
    /// Goes on where an earlier program was.
    pub(super) fn after(resume: RunKey) -> Naming {
        Naming {
            epoch: resume.clock >> 16,
            jumps: vec![0; (resume.run >> 8) as usize & 0xff],
        }
    }

    /// After a restart under the old name.
    pub(super) fn next(&self) -> Naming {
        Naming {
            epoch: self.epoch + 1,
            jumps: Vec::new(),
        }
    }

    /// The name of a run, for samples from this number on.
    pub(super) fn key(&self, run: RunId, from: u32) -> RunKey {
        let jumps = self.jumps.iter().filter(|jump| **jump <= from).count() as u32;
        RunKey {
            clock: u32::from(run.boot) | self.epoch << 16,
            run: u32::from(run.run) | jumps << 8,
        }
    }
}

/// Whether a name that was given to a run is that of this one.
pub(super) fn names(key: RunKey, run: RunId) -> bool {
    key.clock & 0xffff == u32::from(run.boot) && key.run & 0xff == u32::from(run.run)
}

/// Whether a header is of the run whose samples are on disk: its number and its time go on from them.
pub(super) fn is_same_run(resume: &Resume, header: &StreamHeader) -> bool {
    let newest = resume.newest;
    if header.sequence <= newest.sequence || header.time_us < newest.device_us {
        return false;
    }
    let passed_us = (header.time_us - newest.device_us) as f64;
    let counted_us = f64::from(header.sequence - newest.sequence) * 1e6 / f64::from(header.rate_hz.max(1));
    (passed_us - counted_us).abs() <= SAME_RUN_US + counted_us / 20.0
}

impl GaitscopeDriver {
    /// The sensor started anew under its old name: nothing of what was before is in it, and its clock is another.
    pub(super) fn restarted(&mut self, out: &mut Vec<DriverEvent>) {
        self.with_decoder(out, |decoder, on| decoder.finish(on));
        self.decoder = Decoder::new();
        self.seen.clear();
        self.renamed(out);
    }

    /// The run that is read is another than the name says.
    pub(super) fn renamed(&mut self, out: &mut Vec<DriverEvent>) {
        self.naming = self.naming.next();
        (self.conformance.rate_from, self.newest) = (None, None);
        out.push(DriverEvent::Restarted);
        self.same_boot(out);
    }

    /// A restart under the old name: what was learnt of the clock is of another run, and nothing of it can be resumed.
    pub(super) fn same_boot(&mut self, out: &mut Vec<DriverEvent>) {
        self.setup.resume = None;
        self.exchanges.count = 0;
        out.push(DriverEvent::Violation {
            violation: Violation::SameBoot,
            detail: None,
        });
    }

    /// Whether the run that the sensor has is the one that was being recorded. One whose numbers went back is not, whatever
    /// it is called.
    pub(super) fn is_ours(&mut self, current: RunId, report: &StatusReport, out: &mut Vec<DriverEvent>) -> bool {
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
    pub(super) fn has_our_clock(&mut self, device_us: u64, out: &mut Vec<DriverEvent>) -> bool {
        let newest = self.newest.or(self.setup.resume.map(|resume| resume.newest));
        let back = newest.is_some_and(|newest| device_us < newest.device_us);
        if back {
            self.restarted(out);
        }
        !back
    }
}
