//! One sensor's trial: what was measured, without opinion.

use super::SelftestOptions;
use crate::clock::{ClockFit, ClockState, HostClock};
use crate::family::{Driver, DriverError, DriverEvent, Family, Identity, RunKey, Setup, Wire};
use crate::radio::{LinkEvent, PeerId, Radio, RadioError};
use crate::violation::{Violation, Violations};
use firmware_protocol::Ranges;
use std::collections::BTreeMap;
use std::time::Duration;
use tokio::time::Instant;

/// How long connecting may take, all attempts together.
const CONNECT_LIMIT: Duration = Duration::from_secs(25);
/// Between two attempts.
const ATTEMPT_PAUSE: Duration = Duration::from_millis(500);
/// How long setting up may take.
const SET_UP_LIMIT: Duration = Duration::from_secs(20);

/// What a sensor did.
#[derive(Debug, Default)]
pub(super) struct Trial {
    pub(super) connected_after: Option<Duration>,
    pub(super) identity: Option<Identity>,
    /// What ended the trial early, as a sentence.
    pub(super) trouble: Option<String>,
    /// The trouble is the sensor's for good: trying again does not help.
    pub(super) unusable: bool,
    /// Samples and seconds of arrival before the break, the first second left out.
    pub(super) streamed: usize,
    pub(super) streamed_s: f64,
    /// Samples that did not come at their turn, before the break.
    pub(super) missed: u64,
    /// Samples missed in the break and after, and all that were had again; those that never come.
    pub(super) missed_in_break: u64,
    pub(super) recovered: u64,
    pub(super) lost: u64,
    pub(super) corrupt: u64,
    pub(super) violations: Violations,
    pub(super) battery_percent: Option<u8>,
    pub(super) clock: Option<ClockState>,
    /// From taking to arriving, s, in order of size.
    pub(super) delays_s: Vec<f64>,
    pub(super) still: Still,
    /// The break was made and the sensor came back.
    pub(super) came_back: bool,
}

/// Sums over the samples before the break.
#[derive(Debug, Default)]
pub(super) struct Still {
    count: f64,
    acc: f64,
    gyr: [f64; 3],
    gyr_square: [f64; 3],
}

impl Still {
    fn add(&mut self, acc: &[f64; 3], gyr: &[f64; 3]) {
        self.count += 1.0;
        self.acc += acc.iter().map(|value| value * value).sum::<f64>().sqrt();
        for (k, rate) in gyr.iter().enumerate() {
            self.gyr[k] += rate;
            self.gyr_square[k] += rate * rate;
        }
    }

    /// Mean size of the acceleration, m/s².
    pub(super) fn gravity_mps2(&self) -> Option<f64> {
        (self.count >= 50.0).then(|| self.acc / self.count)
    }

    /// Largest mean and largest standard deviation of the three angular rates, °/s.
    pub(super) fn offset_and_noise_degps(&self) -> Option<(f64, f64)> {
        if self.count < 50.0 {
            return None;
        }
        let (mut offset, mut noise) = (0.0f64, 0.0f64);
        for k in 0..3 {
            let mean = self.gyr[k] / self.count;
            offset = offset.max(mean.abs().to_degrees());
            noise = noise.max(
                (self.gyr_square[k] / self.count - mean * mean)
                    .max(0.0)
                    .sqrt()
                    .to_degrees(),
            );
        }
        Some((offset, noise))
    }
}

/// The trial while it runs.
struct Running {
    trial: Trial,
    clock: HostClock,
    fits: BTreeMap<u32, ClockFit>,
    newest_clock: u32,
    /// Clock, device time and arrival of every fifth sample, µs.
    arrivals: Vec<(u32, u64, u64)>,
    taken: usize,
    before_break: bool,
    /// From here on the rate is counted.
    counted_from: Option<Instant>,
    newest_arrival: Option<Instant>,
    /// Missing and not come yet, by run.
    open: BTreeMap<RunKey, std::collections::BTreeSet<u32>>,
}

/// Connects, sets up, streams, breaks, catches up, stops.
pub(super) async fn run(radio: &dyn Radio, peer: &PeerId, family: &dyn Family, options: &SelftestOptions) -> Trial {
    let mut running = Running {
        trial: Trial::default(),
        clock: HostClock::start(),
        fits: BTreeMap::new(),
        newest_clock: 0,
        arrivals: Vec::new(),
        taken: 0,
        before_break: true,
        counted_from: None,
        newest_arrival: None,
        open: BTreeMap::new(),
    };
    if let Err(error) = running.go(radio, peer, family, options).await {
        running.trial.unusable = matches!(error, DriverError::Unusable(_));
        running.trial.trouble = Some(error.to_string());
    }
    running.finish()
}

impl Running {
    async fn go(
        &mut self,
        radio: &dyn Radio,
        peer: &PeerId,
        family: &dyn Family,
        options: &SelftestOptions,
    ) -> Result<(), DriverError> {
        let link = radio.link(peer).await?;
        let mut wire = Wire::open(link, self.clock).await?;
        let mut driver = family.driver(Setup {
            rate_hz: options.rate_hz,
            ranges: Ranges::default(),
            resume: None,
            seed: peer.seed(),
        });
        let begun = Instant::now();
        connect(&mut wire).await?;
        self.trial.connected_after = Some(begun.elapsed());
        let done = self.stream(&mut wire, driver.as_mut(), family, options).await;
        // Whatever happened, the sensor is let go.
        let _ = wire.link().disconnect().await;
        done
    }

    async fn stream(
        &mut self,
        wire: &mut Wire,
        driver: &mut dyn Driver,
        family: &dyn Family,
        options: &SelftestOptions,
    ) -> Result<(), DriverError> {
        let identity = self.set_up(wire, driver).await?;
        self.trial.battery_percent = identity.battery_percent;
        self.trial.identity = Some(identity);
        self.counted_from = Some(Instant::now() + Duration::from_secs(1));
        self.pump(wire, driver, Instant::now() + options.stream).await?;
        if let (Some(from), Some(to)) = (self.counted_from, self.newest_arrival) {
            self.trial.streamed_s = to.saturating_duration_since(from).as_secs_f64();
        }
        self.before_break = false;
        if family.capabilities().resend {
            wire.link().disconnect().await?;
            driver.link_lost();
            tokio::time::sleep(options.break_for).await;
            let mut out = Vec::new();
            for notification in wire.leftovers() {
                driver.notification(&notification, &self.clock, &mut out);
            }
            self.absorb(out);
            connect(wire).await?;
            self.set_up(wire, driver).await?;
            self.trial.came_back = true;
            self.pump(wire, driver, Instant::now() + Duration::from_secs(4)).await?;
        }
        let mut out = Vec::new();
        driver.stop(wire, Instant::now() + options.catch_up, &mut out).await?;
        self.absorb(out);
        Ok(())
    }

    async fn set_up(&mut self, wire: &mut Wire, driver: &mut dyn Driver) -> Result<Identity, DriverError> {
        let mut out = Vec::new();
        let limit = |_| DriverError::Failed(format!("setting it up took longer than {} s", SET_UP_LIMIT.as_secs()));
        let identity = tokio::time::timeout(SET_UP_LIMIT, driver.bring_up(wire))
            .await
            .map_err(limit)??;
        tokio::time::timeout(SET_UP_LIMIT, driver.start(wire, &mut out))
            .await
            .map_err(limit)??;
        self.absorb(out);
        Ok(identity)
    }

    /// Takes what comes until `until`.
    async fn pump(&mut self, wire: &mut Wire, driver: &mut dyn Driver, until: Instant) -> Result<(), DriverError> {
        while Instant::now() < until {
            let mut out = Vec::new();
            if driver.wake_at().is_some_and(|wake| wake <= Instant::now()) {
                driver.work(wire, &mut out).await?;
            }
            let wake = driver.wake_at().unwrap_or(until).min(until);
            match tokio::time::timeout_at(wake, wire.next()).await {
                Ok(LinkEvent::Notification(notification)) => driver.notification(&notification, &self.clock, &mut out),
                Ok(LinkEvent::Disconnected { .. }) => {
                    return Err(DriverError::Failed("the connection ended by itself".to_owned()));
                }
                Err(_) => {}
            }
            self.absorb(out);
        }
        Ok(())
    }

    fn absorb(&mut self, events: Vec<DriverEvent>) {
        for event in events {
            match event {
                DriverEvent::Samples {
                    run,
                    recovered,
                    arrived,
                    samples,
                } => {
                    if recovered {
                        self.trial.recovered += samples.len() as u64;
                        if let Some(open) = self.open.get_mut(&run) {
                            samples.iter().for_each(|sample| {
                                open.remove(&sample.sequence);
                            });
                        }
                    } else {
                        self.fresh(run, arrived, &samples);
                    }
                }
                DriverEvent::Missing { run, numbers } => {
                    self.miss(u64::from(numbers.end.saturating_sub(numbers.start)));
                    self.open.entry(run).or_default().extend(numbers);
                }
                DriverEvent::Lost { run, numbers } => {
                    let count = u64::from(numbers.end.saturating_sub(numbers.start));
                    self.trial.lost += count;
                    let open = self.open.entry(run).or_default();
                    let known = numbers.filter(|number| open.remove(number)).count() as u64;
                    // A family without numbers tells of a loss only once it is final.
                    self.miss(count - known);
                }
                DriverEvent::Exchange { run, exchange } => {
                    self.fits.entry(run.clock).or_default().exchange(&exchange);
                }
                DriverEvent::Battery { percent } => self.trial.battery_percent = Some(percent),
                DriverEvent::Corrupt => self.trial.corrupt += 1,
                DriverEvent::Violation { violation, detail } => self.trial.violations.note(violation, detail),
                DriverEvent::Format { rate_hz, .. } => {
                    if let Some(identity) = &mut self.trial.identity {
                        identity.rate_hz = rate_hz;
                    }
                }
                _ => {}
            }
        }
    }

    fn miss(&mut self, count: u64) {
        if self.before_break {
            self.trial.missed += count;
        } else {
            self.trial.missed_in_break += count;
        }
    }

    fn fresh(&mut self, run: RunKey, arrived: Instant, samples: &[crate::family::DriverSample]) {
        let host_us = self.clock.us(arrived);
        self.newest_clock = run.clock;
        let fit = self.fits.entry(run.clock).or_default();
        if let Some(last) = samples.last() {
            fit.arrival(last.device_us, host_us);
        }
        for sample in samples {
            self.taken += 1;
            if self.taken.is_multiple_of(5) {
                self.arrivals.push((run.clock, sample.device_us, host_us));
            }
            if self.before_break {
                self.trial.still.add(&sample.acc_mps2, &sample.gyr_radps);
            }
        }
        if self.before_break && self.counted_from.is_some_and(|from| arrived >= from) {
            self.trial.streamed += samples.len();
            self.newest_arrival = Some(arrived);
        }
    }

    fn finish(mut self) -> Trial {
        self.fits.values_mut().for_each(ClockFit::update);
        self.trial.clock = self.fits.get(&self.newest_clock).and_then(ClockFit::state);
        if let Some(state) = self.trial.clock.filter(ClockState::is_no_crystal) {
            let detail = Some(format!("{:+.0} ppm", -state.drift_ppm));
            self.trial.violations.note(Violation::ClockDrift, detail);
        }
        let mut delays: Vec<f64> = self
            .arrivals
            .iter()
            .filter_map(|(clock, device_us, host_us)| {
                let line = self.fits.get(clock)?.line()?;
                Some((*host_us as f64 - line.host_us(*device_us)) * 1e-6)
            })
            .collect();
        delays.sort_by(f64::total_cmp);
        self.trial.delays_s = delays;
        // What is still open when all is over did not come again.
        self.trial.lost += self.open.values().map(|open| open.len() as u64).sum::<u64>();
        self.trial
    }
}

/// Connects, trying again while that can help.
async fn connect(wire: &mut Wire) -> Result<(), RadioError> {
    let deadline = Instant::now() + CONNECT_LIMIT;
    loop {
        match wire.connect().await {
            Ok(()) => return Ok(()),
            Err(error) if error.needs_a_person() || Instant::now() + ATTEMPT_PAUSE >= deadline => return Err(error),
            Err(_) => tokio::time::sleep(ATTEMPT_PAUSE).await,
        }
    }
}
