//! Polar Verity Sense: an optical heart-rate sensor for the arm that also streams acceleration and angular rate.
//!
//! Each signal comes in frames of its own, about a second and a half long, with the sensor's own time; the two are not taken
//! at the same moments. Acceleration is therefore read between its samples, at the moments of the angular rate. A frame that
//! the air swallows is lost, and its times tell that it is missing. There is no exchange of times: the clock is fitted by
//! arrivals, with what delay the sensor always has unknown.

pub(crate) mod wire;

use crate::clock::HostClock;
use crate::family::{
    Capabilities, Driver, DriverError, DriverEvent, DriverFuture, DriverSample, Family, Identity, Recognised, RunKey,
    Setup, Wire,
};
use crate::radio::{LinkEvent, Notification, Sighting};
use firmware_protocol::gatt;
use futures::FutureExt;
use recording::{STANDARD_GRAVITY, Site};
use std::collections::VecDeque;
use std::time::Duration;
use tokio::time::Instant;
use uuid::Uuid;
use wire::{Answer, Frame, Signal};

const BATTERY_LEVEL: Uuid = Uuid::from_u128(gatt::sig_uuid(gatt::BATTERY_LEVEL));
const FIRMWARE_REVISION: Uuid = Uuid::from_u128(gatt::sig_uuid(gatt::FIRMWARE_REVISION));
/// How long services may stay hidden after a connection, and an answer may take.
const DISCOVERY: Duration = Duration::from_secs(5);
const ANSWER: Duration = Duration::from_secs(5);
/// Frames that hold the moment of the stop are waited for so long: they come a frame's length later.
const LAST_FRAMES: Duration = Duration::from_millis(3500);
/// Below this little is left, per cent. Our choice.
const LOW_BATTERY: u8 = 5;
/// Full scales that are preferred, °/s and g.
const GYR_RANGE: u16 = 2000;
const ACC_RANGE: u16 = 16;
/// A step of the sensor's time by more than this is none of the air's doing, ns. Our choice.
const LONGEST_GAP_NS: u64 = 120_000_000_000;
/// Samples that wait for the other signal, at most: ten seconds. Our choice.
const MOST_WAITING: usize = 520;

/// The family.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct PolarVerity;

impl Family for PolarVerity {
    fn key(&self) -> &'static str {
        "polar-verity-sense"
    }

    fn title(&self) -> &'static str {
        "Polar Verity Sense"
    }

    fn capabilities(&self) -> Capabilities {
        Capabilities {
            resend: false,
            device_time: true,
            numbered: false,
            max_rate_hz: f64::from(wire::RATE_HZ),
            battery: true,
            identify: false,
            stores_site: false,
        }
    }

    fn recognise(&self, sighting: &Sighting) -> Option<Recognised> {
        // "Polar Sense" and eight digits that are printed on it.
        let name = sighting
            .name
            .as_deref()
            .filter(|name| name.starts_with("Polar Sense"))?;
        Some(Recognised {
            label: name.to_owned(),
            ..Recognised::default()
        })
    }

    fn driver(&self, setup: Setup) -> Box<dyn Driver> {
        Box::new(PolarDriver::new(setup))
    }
}

/// One signal's samples that wait for the other's: time, ns, and value.
#[derive(Debug, Default)]
struct Track {
    waiting: VecDeque<(u64, [f64; 3])>,
    /// When the last sample of the latest frame was taken, and when that frame came.
    last: Option<(u64, Instant)>,
    /// What one count is worth.
    factor: f64,
    range: u16,
}

impl Track {
    fn clear(&mut self) {
        self.waiting.clear();
        self.last = None;
    }

    /// Takes a frame; false where its time contradicts the last one's.
    fn take(&mut self, frame: &Frame, arrived: Instant) -> bool {
        let count = frame.samples.len() as u64;
        let nominal_ns = 1_000_000_000 / u64::from(wire::RATE_HZ);
        let step_ns = match self.last {
            Some((last, _)) if frame.last_ns <= last || frame.last_ns - last > LONGEST_GAP_NS => return false,
            // The frame follows the last one: its samples are spread evenly between the two.
            Some((last, _)) if (frame.last_ns - last) < count * nominal_ns * 6 / 5 => (frame.last_ns - last) / count,
            _ => nominal_ns,
        };
        for (k, value) in frame.si(self.factor).enumerate() {
            let before = (count - 1 - k as u64) * step_ns;
            self.waiting.push_back((frame.last_ns.saturating_sub(before), value));
        }
        while self.waiting.len() > MOST_WAITING {
            self.waiting.pop_front();
        }
        self.last = Some((frame.last_ns, arrived));
        true
    }
}

struct PolarDriver {
    acc: Track,
    gyr: Track,
    run: RunKey,
    on: bool,
    /// Time, ns, and number of the newest sample.
    newest: Option<(u64, u32)>,
}

impl PolarDriver {
    fn new(setup: Setup) -> PolarDriver {
        // What goes on after a break never shares a run with what was recorded before it.
        let last = setup.resume.map_or(0, |resume| resume.run.run.max(resume.run.clock));
        PolarDriver {
            acc: Track::default(),
            gyr: Track::default(),
            run: RunKey { clock: last, run: last },
            on: false,
            newest: None,
        }
    }

    fn begin(&mut self) {
        let next = self.run.run + 1;
        self.run = RunKey { clock: next, run: next };
        self.on = true;
        self.newest = None;
        self.acc.clear();
        self.gyr.clear();
    }

    async fn ask(&self, wire: &mut Wire, command: &[u8]) -> Result<Answer, DriverError> {
        let (asked, about) = (command[0], command[1]);
        let answer = wire
            .ask(wire::CONTROL, command, ANSWER, |notification| {
                Some(&notification.value)
                    .filter(|_| notification.characteristic == wire::CONTROL)
                    .and_then(|value| Answer::decode(value))
                    .filter(|answer| (answer.command, answer.about) == (asked, about))
            })
            .await?;
        Ok(answer)
    }

    async fn up(&mut self, wire: &mut Wire) -> Result<Identity, DriverError> {
        wire.find(&[wire::CONTROL, wire::DATA], DISCOVERY).await?;
        wire.subscribe(wire::CONTROL).await?;
        wire.subscribe(wire::DATA).await?;
        for signal in [Signal::Acceleration, Signal::AngularRate] {
            // Left over from an earlier program; refused where nothing is.
            self.ask(wire, &wire::stop(signal)).await?;
        }
        // Refused by old firmware, which has ±8 g alone.
        self.ask(wire, &wire::SDK_MODE_ON).await?;
        for (signal, wanted) in [(Signal::Acceleration, ACC_RANGE), (Signal::AngularRate, GYR_RANGE)] {
            let offered = self.ask(wire, &wire::get_settings(signal)).await?;
            let fits = offered.rates_hz.contains(&wire::RATE_HZ);
            let range = offered.ranges.iter().copied().filter(|range| *range <= wanted).max();
            let (Some(range), true, 0) = (range, fits, offered.status) else {
                return Err(DriverError::Unusable(format!(
                    "it does not offer {} at {} Hz. Update its firmware, and end any training that it records",
                    match signal {
                        Signal::Acceleration => "acceleration",
                        Signal::AngularRate => "angular rate",
                    },
                    wire::RATE_HZ
                )));
            };
            self.track(signal).range = range;
        }
        let battery_percent = match wire.link().has(BATTERY_LEVEL) {
            true => wire.read(BATTERY_LEVEL).await?.first().copied(),
            false => None,
        };
        if wire.link().has(BATTERY_LEVEL) {
            // Only for the display.
            let _ = wire.subscribe(BATTERY_LEVEL).await;
        }
        let firmware = match wire.link().has(FIRMWARE_REVISION) {
            true => wire.read(FIRMWARE_REVISION).await?,
            false => Vec::new(),
        };
        Ok(Identity {
            // The address is the only name that it gives over the air.
            serial: wire.peer().to_string(),
            model: "Polar Verity Sense".to_owned(),
            firmware: String::from_utf8_lossy(&firmware).trim_matches(['\0', ' ']).to_owned(),
            rate_hz: f64::from(wire::RATE_HZ),
            acc_range_mps2: Some(f64::from(self.acc.range) * STANDARD_GRAVITY),
            gyr_range_radps: Some(f64::from(self.gyr.range).to_radians()),
            battery_percent: battery_percent.map(|percent| percent.min(100)),
            site: None,
            buffer_s: 0.0,
        })
    }

    fn track(&mut self, signal: Signal) -> &mut Track {
        match signal {
            Signal::Acceleration => &mut self.acc,
            Signal::AngularRate => &mut self.gyr,
        }
    }

    /// Gives every angular rate that has accelerations around it.
    fn pair(&mut self, out: &mut Vec<DriverEvent>) {
        let mut samples: Vec<DriverSample> = Vec::new();
        let (mut lost, mut clipped) = (Vec::new(), false);
        let period_ns = 1e9 / f64::from(wire::RATE_HZ);
        while let Some(&(time_ns, gyr_radps)) = self.gyr.waiting.front() {
            while self.acc.waiting.len() > 1 && self.acc.waiting[1].0 <= time_ns {
                self.acc.waiting.pop_front();
            }
            let (Some(&(from, a)), Some(&(to, b))) = (self.acc.waiting.front(), self.acc.waiting.get(1)) else {
                break;
            };
            self.gyr.waiting.pop_front();
            // Not across what the air swallowed.
            if time_ns < from || (to - from) as f64 > 1.5 * period_ns {
                continue;
            }
            let share = (time_ns - from) as f64 / (to - from).max(1) as f64;
            let acc_mps2: [f64; 3] = std::array::from_fn(|k| a[k] + share * (b[k] - a[k]));
            let sequence = match self.newest {
                None => 0,
                Some((last_ns, last)) => {
                    let steps = ((time_ns - last_ns) as f64 / period_ns).round().max(1.0) as u32;
                    if steps > 1 {
                        lost.push(last + 1..last.saturating_add(steps));
                    }
                    last.saturating_add(steps)
                }
            };
            self.newest = Some((time_ns, sequence));
            let touches = |values: &[f64; 3], limit: f64| values.iter().any(|value| value.abs() >= 0.995 * limit);
            clipped |= touches(&acc_mps2, f64::from(self.acc.range) * STANDARD_GRAVITY)
                || touches(&gyr_radps, f64::from(self.gyr.range).to_radians());
            samples.push(DriverSample {
                sequence,
                device_us: time_ns / 1000,
                acc_mps2,
                gyr_radps,
            });
        }
        let (Some(newest), Some((last_ns, came))) = (self.newest, self.gyr.last) else {
            return;
        };
        if samples.is_empty() {
            return;
        }
        let run = self.run;
        out.extend(lost.into_iter().map(|numbers| DriverEvent::Lost { run, numbers }));
        if clipped {
            out.push(DriverEvent::Clipped);
        }
        // As if each had come with its own frame's haste: waiting for the other signal is none of the air's delay.
        let before = Duration::from_nanos(last_ns.saturating_sub(newest.0));
        out.push(DriverEvent::Samples {
            run,
            recovered: false,
            arrived: came.checked_sub(before).unwrap_or(came),
            samples,
        });
    }
}

impl Driver for PolarDriver {
    fn bring_up<'a>(&'a mut self, wire: &'a mut Wire) -> DriverFuture<'a, Identity> {
        self.up(wire).boxed()
    }

    fn start<'a>(&'a mut self, wire: &'a mut Wire, _out: &'a mut Vec<DriverEvent>) -> DriverFuture<'a, ()> {
        async {
            self.begin();
            for signal in [Signal::Acceleration, Signal::AngularRate] {
                let command = wire::start(signal, self.track(signal).range);
                let answer = self.ask(wire, &command).await?;
                if answer.status != 0 {
                    return Err(DriverError::Failed(format!(
                        "it does not start (status {}). Take it off its charger, and end any training that it records",
                        answer.status
                    )));
                }
                self.track(signal).factor = answer.factor.unwrap_or(1.0);
            }
            Ok(())
        }
        .boxed()
    }

    fn notification(&mut self, notification: &Notification, _clock: &HostClock, out: &mut Vec<DriverEvent>) {
        if notification.characteristic == BATTERY_LEVEL
            && let [percent] = *notification.value.as_slice()
        {
            let percent = percent.min(100);
            out.push(DriverEvent::Battery { percent });
            if percent <= LOW_BATTERY {
                out.push(DriverEvent::LowBattery);
            }
        }
        if notification.characteristic != wire::DATA || !self.on {
            return;
        }
        let Some(frame) = Frame::decode(&notification.value) else {
            out.push(DriverEvent::Corrupt);
            return;
        };
        if !self.track(frame.signal).take(&frame, notification.arrived) {
            // Its clock was set, or a frame came twice: a stretch of its own begins.
            out.push(DriverEvent::ClockJumped { run: self.run });
            self.begin();
            self.track(frame.signal).take(&frame, notification.arrived);
        }
        self.pair(out);
    }

    fn wake_at(&self) -> Option<Instant> {
        None
    }

    fn work<'a>(&'a mut self, _wire: &'a mut Wire, _out: &'a mut Vec<DriverEvent>) -> DriverFuture<'a, ()> {
        async { Ok(()) }.boxed()
    }

    fn link_lost(&mut self) {
        self.on = false;
    }

    fn stop<'a>(
        &'a mut self,
        wire: &'a mut Wire,
        deadline: Instant,
        out: &'a mut Vec<DriverEvent>,
    ) -> DriverFuture<'a, ()> {
        async move {
            // What was taken up to now is in frames that are not full yet.
            let now = Instant::now();
            let until = deadline.min(now + LAST_FRAMES);
            let clock = wire.clock;
            let whole = |track: &Track| track.last.is_some_and(|(_, came)| came >= now);
            while !(whole(&self.acc) && whole(&self.gyr)) {
                match tokio::time::timeout_at(until, wire.next()).await {
                    Ok(LinkEvent::Notification(notification)) => self.notification(&notification, &clock, out),
                    Ok(LinkEvent::Disconnected { .. }) => return Err(crate::radio::RadioError::NotConnected.into()),
                    Err(_) => break,
                }
            }
            for signal in [Signal::Acceleration, Signal::AngularRate] {
                self.ask(wire, &wire::stop(signal)).await?;
            }
            self.on = false;
            Ok(())
        }
        .boxed()
    }

    fn identify<'a>(&'a mut self, _wire: &'a mut Wire, _seconds: u8) -> DriverFuture<'a, ()> {
        async { Err(DriverError::Unusable("it cannot show itself".to_owned())) }.boxed()
    }

    fn assign_site<'a>(&'a mut self, _wire: &'a mut Wire, _site: Option<Site>) -> DriverFuture<'a, ()> {
        async { Err(DriverError::Unusable("it cannot remember where it is worn".to_owned())) }.boxed()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const START_NS: u64 = 537_048_300_000_000_000;
    const STEP_NS: u64 = 19_230_769;

    fn push(driver: &mut PolarDriver, bytes: Vec<u8>) -> Vec<DriverEvent> {
        let mut out = Vec::new();
        let notification = Notification {
            characteristic: wire::DATA,
            value: bytes,
            arrived: Instant::now(),
        };
        driver.notification(&notification, &HostClock::start(), &mut out);
        out
    }

    /// A frame of samples whose first value is their time, in steps, from a number on.
    fn frame(signal: Signal, from: u64, count: u64, late_ns: u64) -> Vec<u8> {
        let samples: Vec<[i16; 3]> = (from..from + count).map(|k| [k as i16, 0, 1000]).collect();
        wire::encode(signal, START_NS + (from + count - 1) * STEP_NS + late_ns, &samples, 4)
    }

    fn driver() -> PolarDriver {
        let mut driver = PolarDriver::new(Setup::default());
        driver.begin();
        for signal in [Signal::Acceleration, Signal::AngularRate] {
            *driver.track(signal) = Track {
                factor: 1.0,
                range: 2000,
                ..Track::default()
            };
        }
        driver
    }

    fn samples(events: &[DriverEvent]) -> Vec<DriverSample> {
        let all = events.iter().filter_map(|event| match event {
            DriverEvent::Samples { samples, .. } => Some(samples.clone()),
            _ => None,
        });
        all.flatten().collect()
    }

    #[test]
    fn the_two_signals_are_brought_to_the_same_moments() {
        let mut driver = driver();
        // Angular rate is taken a quarter of a step after acceleration.
        assert!(push(&mut driver, frame(Signal::AngularRate, 0, 50, STEP_NS / 4)).is_empty());
        let got = samples(&push(&mut driver, frame(Signal::Acceleration, 0, 71, 0)));
        assert_eq!(got.len(), 50);
        for (k, sample) in got.iter().enumerate() {
            assert_eq!(sample.sequence, k as u32);
            let steps = sample.acc_mps2[0] / (1e-3 * STANDARD_GRAVITY);
            assert!((steps - k as f64 - 0.25).abs() < 1e-3, "{steps}");
            assert!((sample.gyr_radps[0].to_degrees() - k as f64).abs() < 1e-9);
        }
    }

    #[test]
    fn a_frame_that_the_air_swallowed_is_told() {
        let mut driver = driver();
        for from in [0, 50, 150] {
            push(&mut driver, frame(Signal::Acceleration, from, 50, 0));
        }
        let mut events = push(&mut driver, frame(Signal::AngularRate, 0, 50, 1000));
        events.extend(push(&mut driver, frame(Signal::AngularRate, 50, 50, 1000)));
        events.extend(push(&mut driver, frame(Signal::AngularRate, 100, 50, 1000)));
        events.extend(push(&mut driver, frame(Signal::AngularRate, 150, 50, 1000)));
        let got = samples(&events);
        let lost: u32 = events
            .iter()
            .map(|event| match event {
                DriverEvent::Lost { numbers, .. } => numbers.end - numbers.start,
                _ => 0,
            })
            .sum();
        assert!((50..=52).contains(&lost), "{lost}");
        assert_eq!(got.len() as u32 + lost, got.last().unwrap().sequence + 1);
    }

    #[test]
    fn a_clock_that_was_set_begins_a_stretch_of_its_own() {
        let mut driver = driver();
        push(&mut driver, frame(Signal::Acceleration, 500, 50, 0));
        let before = driver.run;
        let events = push(&mut driver, frame(Signal::Acceleration, 0, 50, 0));
        assert_eq!(events, [DriverEvent::ClockJumped { run: before }]);
        assert_ne!(driver.run, before);
    }
}
