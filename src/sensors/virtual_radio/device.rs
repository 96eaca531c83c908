//! One simulated sensor: battery, clock, motion chip, and the protocol crate's reference implementation.

use super::{Fault, FaultKind, VirtualSensor};
use crate::families::gaitscope::{from_protocol, to_protocol};
use crate::random::Random;
use firmware_protocol::{AccRange, Action, Counts, Frame, GyrRange, Info, Ranges, Sensor, Setup};
use tokio::time::Instant;

/// Samples of the largest buffer: a minute at 200 Hz.
pub(super) const BUFFER: usize = 12_000;

/// A stretch of sampling as it really was.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct RunTruth {
    pub boot: u16,
    pub run: u8,
    /// Samples made so far.
    pub made: u32,
    /// True time of sample 0, seconds since the radio was made.
    pub start_s: f64,
    /// True time from one sample to the next, s.
    pub period_s: f64,
    /// Lowest number that the buffer still holds.
    pub oldest: u32,
}

pub(super) struct Device {
    pub setup: VirtualSensor,
    pub sensor: Box<Sensor<BUFFER>>,
    pub connected: bool,
    pub blinks: u32,
    /// Opcodes, as they came.
    pub commands: Vec<u8>,
    pub random: Random,
    origin: Instant,
    boot: u16,
    powered: bool,
    powered_on_s: f64,
    jumped_us: u64,
    /// Begins of faults that happened.
    happened: Vec<f64>,
    sampling: Option<Sampling>,
    runs: Vec<RunTruth>,
}

#[derive(Clone, Copy)]
struct Sampling {
    start_s: f64,
    period_s: f64,
    ranges: Ranges,
    made: u32,
}

impl Device {
    pub(super) fn new(index: u64, setup: VirtualSensor, origin: Instant) -> Device {
        let boot = setup.boot;
        let sensor = firmware(&setup, boot);
        Device {
            sensor,
            connected: false,
            blinks: 0,
            commands: Vec::new(),
            random: Random::new(u64::from(setup.unit) ^ 0x5eed),
            origin,
            boot,
            powered: true,
            // Switched on some time before.
            powered_on_s: -20.0 - index as f64,
            jumped_us: 0,
            happened: Vec::new(),
            sampling: None,
            runs: Vec::new(),
            setup,
        }
    }

    pub(super) fn now_s(&self) -> f64 {
        Instant::now().saturating_duration_since(self.origin).as_secs_f64()
    }

    pub(super) fn instant(&self, at_s: f64) -> Instant {
        self.origin + std::time::Duration::from_secs_f64(at_s.max(0.0))
    }

    pub(super) fn active(&self, at_s: f64) -> impl Iterator<Item = FaultKind> + '_ {
        let on = move |fault: &&Fault| (fault.at_s..fault.at_s + fault.for_s).contains(&at_s);
        self.setup.faults.iter().filter(on).map(|fault| fault.kind)
    }

    pub(super) fn in_reach(&self, at_s: f64) -> bool {
        self.powered && !self.active(at_s).any(|kind| kind == FaultKind::Absent)
    }

    pub(super) fn powered(&self) -> bool {
        self.powered
    }

    /// True once for each hang-up that was due.
    pub(super) fn hangs_up(&mut self, at_s: f64) -> bool {
        self.due(at_s, |kind| kind == FaultKind::HangUp).is_some()
    }

    fn due(&mut self, at_s: f64, is: impl Fn(FaultKind) -> bool) -> Option<FaultKind> {
        let fault = self
            .setup
            .faults
            .iter()
            .find(|fault| is(fault.kind) && fault.at_s <= at_s && !self.happened.contains(&fault.at_s))?;
        self.happened.push(fault.at_s);
        Some(fault.kind)
    }

    /// The sensor's clock, µs.
    pub(super) fn device_us(&self, at_s: f64) -> u64 {
        let seconds = (at_s - self.powered_on_s).max(0.0) * (1.0 + self.setup.drift_ppm * 1e-6);
        5_000_000 + (seconds * 1e6) as u64 + self.jumped_us
    }

    /// Lives on until a moment.
    pub(super) fn advance(&mut self, to_s: f64) {
        if let Some(FaultKind::ClockJump(us)) = self.due(to_s, |kind| matches!(kind, FaultKind::ClockJump(_))) {
            self.jumped_us += us;
        }
        if let Some(FaultKind::SkipNumbers(count)) = self.due(to_s, |kind| matches!(kind, FaultKind::SkipNumbers(_))) {
            self.sensor.chip_lost(count);
        }
        let off = self.active(to_s).any(|kind| kind == FaultKind::PowerOff);
        if off && self.powered {
            self.note();
            self.powered = false;
            self.sampling = None;
        } else if !off && !self.powered {
            self.powered = true;
            if !self.setup.same_boot {
                self.boot = self.boot.wrapping_add(1000);
            }
            self.powered_on_s = to_s;
            self.jumped_us = 0;
            self.sensor = firmware(&self.setup, self.boot);
        }
        while let Some(sampling) = self.sampling {
            let at_s = sampling.start_s + f64::from(sampling.made) * sampling.period_s;
            if at_s > to_s {
                break;
            }
            let counts = counts(&self.setup, at_s, sampling.ranges);
            let stop = self.sensor.sample(&counts, self.device_us(at_s));
            self.sampling = Some(Sampling {
                made: sampling.made + 1,
                ..sampling
            });
            self.note();
            if stop.is_some() {
                self.sampling = None;
            }
        }
    }

    /// Answers a command.
    pub(super) fn command(&mut self, frame: &[u8], at_s: f64) -> Option<Frame> {
        self.advance(at_s);
        self.commands.extend(frame.first());
        let (received, sent) = (self.device_us(at_s), self.device_us(at_s + 0.0003));
        let (answer, action) = self.sensor.command(frame, received, || sent)?;
        match action {
            Some(Action::StartSampling { rate_hz, ranges }) => {
                let chip = (1.0 + self.setup.drift_ppm * 1e-6) * (1.0 + self.setup.rate_off_ppm * 1e-6);
                let period_s = 1.0 / (f64::from(rate_hz) * chip);
                let start_s = at_s + 0.004;
                self.sampling = Some(Sampling {
                    start_s,
                    period_s,
                    ranges,
                    made: 0,
                });
                let id = self.sensor.run();
                self.runs.push(RunTruth {
                    boot: id.boot,
                    run: id.run,
                    made: 0,
                    start_s,
                    period_s,
                    oldest: 0,
                });
            }
            Some(Action::StopSampling | Action::Sleep) => self.sampling = None,
            Some(Action::Blink { seconds }) if seconds > 0 => self.blinks += 1,
            Some(Action::StoreSite { site }) => self.setup.site = site.and_then(from_protocol),
            Some(Action::Blink { .. }) | None => {}
        }
        Some(answer)
    }

    fn note(&mut self) {
        let (made, oldest) = (self.sensor.buffer().next_sequence(), self.sensor.buffer().oldest());
        let id = self.sensor.run();
        if let Some(run) = self
            .runs
            .last_mut()
            .filter(|run| (run.boot, run.run) == (id.boot, id.run))
        {
            (run.made, run.oldest) = (made, oldest);
        }
    }

    pub(super) fn truth(&self) -> Vec<RunTruth> {
        self.runs.clone()
    }
}

fn firmware(setup: &VirtualSensor, boot: u16) -> Box<Sensor<BUFFER>> {
    let info = Info {
        version_min: setup.version,
        version_max: setup.version,
        has_button: true,
        wakes_by_motion: true,
        can_blink: true,
        acc_ranges: setup.offers[0],
        gyr_ranges: setup.offers[1],
        buffer_samples: setup.buffer,
        unit: setup.unit,
        rates_hz: [50, 100, 200, 0, 0, 0, 0, 0],
    };
    let mut sensor = Box::new(Sensor::new(Setup {
        info,
        boot,
        site: setup.site.and_then(to_protocol),
        rate_hz: 100,
        ranges: Ranges::default(),
    }));
    sensor.set_battery(Some(setup.battery_percent), setup.battery_percent < 5, false);
    sensor
}

fn counts(setup: &VirtualSensor, at_s: f64, ranges: Ranges) -> Counts {
    let (acc, gyr) = setup.body.at(at_s);
    let Ranges {
        acc: acc_range,
        gyr: gyr_range,
    } = ranges;
    let a = |value: f64| count(value, AccRange::mps2_per_count(acc_range));
    let g = |value: f64| count(value, GyrRange::radps_per_count(gyr_range));
    [a(acc[0]), a(acc[1]), a(acc[2]), g(gyr[0]), g(gyr[1]), g(gyr[2])]
}

fn count(value: f64, step: f64) -> i16 {
    // Saturates, as a chip does.
    (value / step).round() as i16
}
