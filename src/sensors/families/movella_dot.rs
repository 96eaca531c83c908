//! Movella DOT, formerly Xsens DOT.
//!
//! It streams at most 60 Hz, each sample once with the sensor's own time: what the air swallows is lost, but its time tells
//! that it is missing. (Its own memory records at 120 Hz; such files are imported, see `gaitscope import`.)

pub(crate) mod wire;

use crate::clock::HostClock;
use crate::family::{
    Capabilities, Driver, DriverError, DriverEvent, DriverFuture, DriverSample, Family, Identity, Recognised, RunKey,
    Setup, Wire,
};
use crate::radio::{Notification, Sighting};
use futures::FutureExt;
use recording::Site;
use std::time::Duration;
use tokio::time::Instant;

/// How long services may stay hidden after a connection.
const DISCOVERY: Duration = Duration::from_secs(5);
/// Between two looks at the battery.
const BATTERY_EVERY: Duration = Duration::from_secs(60);
/// Below this it tells that little is left, per cent: about ten of six hundred minutes. Our choice.
const LOW_BATTERY: u8 = 5;
/// A jump of the sensor's time by more than this is none of the air's doing, µs. Our choice.
const LONGEST_GAP_US: i64 = 120_000_000;

/// The family.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct MovellaDot;

impl Family for MovellaDot {
    fn key(&self) -> &'static str {
        "movella-dot"
    }

    fn title(&self) -> &'static str {
        "Movella DOT"
    }

    fn capabilities(&self) -> Capabilities {
        Capabilities {
            resend: false,
            device_time: true,
            numbered: false,
            max_rate_hz: 60.0,
            battery: true,
            identify: true,
            stores_site: false,
        }
    }

    fn recognise(&self, sighting: &Sighting) -> Option<Recognised> {
        let name = sighting.name.as_deref().unwrap_or_default();
        let named = ["Movella DOT", "Xsens DOT"].iter().any(|known| name.starts_with(known));
        if !named && !sighting.manufacturer_data.contains_key(&wire::COMPANY) {
            return None;
        }
        let label = if name.is_empty() { "Movella DOT" } else { name };
        Some(Recognised {
            // All of them carry the same name until a person gives another: the address tells them apart.
            label: format!("{label} {}", sighting.peer),
            ..Recognised::default()
        })
    }

    fn driver(&self, setup: Setup) -> Box<dyn Driver> {
        Box::new(DotDriver::new(setup))
    }
}

struct DotDriver {
    setup: Setup,
    rate_hz: u16,
    stream: Stream,
    next_battery: Option<Instant>,
}

/// From times to numbers: one stretch of streaming.
#[derive(Debug, Clone, Copy)]
struct Stream {
    run: RunKey,
    on: bool,
    period_us: f64,
    /// Unwrapped time and number of the newest sample.
    newest: Option<(u64, u32)>,
}

/// What a time means within a stream.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum TimeStep {
    /// Number, unwrapped time, and how many are missing before it.
    Next {
        sequence: u32,
        time_us: u64,
        missing: u32,
    },
    /// Came before.
    Old,
    Jumped,
}

impl Stream {
    fn place(&mut self, time_us: u32) -> TimeStep {
        let Some((last_us, last)) = self.newest else {
            self.newest = Some((u64::from(time_us), 0));
            return TimeStep::Next {
                sequence: 0,
                time_us: u64::from(time_us),
                missing: 0,
            };
        };
        // The difference modulo 2³², as a signed number: wraps every 71.6 minutes are seen through.
        let step = i64::from(time_us.wrapping_sub(last_us as u32) as i32);
        if step <= 0 && step > -LONGEST_GAP_US {
            return TimeStep::Old;
        }
        if !(0..=LONGEST_GAP_US).contains(&step) {
            return TimeStep::Jumped;
        }
        let steps = (step as f64 / self.period_us).round().max(1.0) as u32;
        let time_us = last_us + step as u64;
        let sequence = last.saturating_add(steps);
        self.newest = Some((time_us, sequence));
        TimeStep::Next {
            sequence,
            time_us,
            missing: steps - 1,
        }
    }

    /// A new stretch: its own numbers, its own clock, since nobody says that the sensor's clock went on.
    fn begin(&mut self, rate_hz: u16) {
        let next = self.run.run + 1;
        *self = Stream {
            run: RunKey { clock: next, run: next },
            on: true,
            period_us: 1e6 / f64::from(rate_hz),
            newest: None,
        };
    }
}

impl DotDriver {
    fn new(setup: Setup) -> DotDriver {
        // What goes on after a break never shares a run with what was recorded before it.
        let last = setup.resume.map_or(0, |resume| resume.run.run.max(resume.run.clock));
        DotDriver {
            rate_hz: wire::nearest_rate(setup.rate_hz),
            setup,
            stream: Stream {
                run: RunKey { clock: last, run: last },
                on: false,
                period_us: 1e6 / 60.0,
                newest: None,
            },
            next_battery: None,
        }
    }

    async fn up(&mut self, wire: &mut Wire) -> Result<Identity, DriverError> {
        wire.find(
            &[
                wire::DEVICE_INFO,
                wire::DEVICE_CONTROL,
                wire::MEASUREMENT,
                wire::MEDIUM_PAYLOAD,
            ],
            DISCOVERY,
        )
        .await?;
        let info = wire::DeviceInfo::decode(&wire.read(wire::DEVICE_INFO).await?)
            .ok_or_else(|| DriverError::Failed("its device information is too short".to_owned()))?;
        // The rate cannot be changed while it streams.
        wire.write(wire::MEASUREMENT, &wire::measure(false), true).await?;
        wire.write(
            wire::DEVICE_CONTROL,
            &wire::set_rate(wire::nearest_rate(self.setup.rate_hz)),
            true,
        )
        .await?;
        self.rate_hz = wire::decode_rate(&wire.read(wire::DEVICE_CONTROL).await?)
            .filter(|rate| wire::RATES_HZ.contains(rate))
            .ok_or_else(|| {
                DriverError::Failed(
                    "it did not take a streaming rate; end any recording into its own memory".to_owned(),
                )
            })?;
        wire.subscribe(wire::MEDIUM_PAYLOAD).await?;
        // Older firmware may hide it; then the battery stays unknown.
        let battery_percent = match wire.link().has(wire::BATTERY) {
            true => wire::decode_battery(&wire.read(wire::BATTERY).await?),
            false => None,
        };
        self.next_battery = wire.link().has(wire::BATTERY).then(|| Instant::now() + BATTERY_EVERY);
        Ok(Identity {
            serial: info.serial,
            model: format!("Movella DOT {}", info.product).trim_end().to_owned(),
            firmware: info.firmware,
            rate_hz: f64::from(self.rate_hz),
            acc_range_mps2: Some(wire::ACC_RANGE_MPS2),
            gyr_range_radps: Some(wire::GYR_RANGE_DEGPS.to_radians()),
            battery_percent,
            site: None,
            buffer_s: 0.0,
        })
    }

    fn battery(&self, value: &[u8], out: &mut Vec<DriverEvent>) {
        if let Some(percent) = wire::decode_battery(value) {
            out.push(DriverEvent::Battery { percent });
            if percent <= LOW_BATTERY {
                out.push(DriverEvent::LowBattery);
            }
        }
    }
}

impl Driver for DotDriver {
    fn bring_up<'a>(&'a mut self, wire: &'a mut Wire) -> DriverFuture<'a, Identity> {
        self.up(wire).boxed()
    }

    fn start<'a>(&'a mut self, wire: &'a mut Wire, _out: &'a mut Vec<DriverEvent>) -> DriverFuture<'a, ()> {
        async {
            self.stream.begin(self.rate_hz);
            Ok(wire.write(wire::MEASUREMENT, &wire::measure(true), true).await?)
        }
        .boxed()
    }

    fn notification(&mut self, notification: &Notification, _clock: &HostClock, out: &mut Vec<DriverEvent>) {
        if notification.characteristic == wire::BATTERY {
            return self.battery(&notification.value, out);
        }
        if notification.characteristic != wire::MEDIUM_PAYLOAD || !self.stream.on {
            return;
        }
        let Some(sample) = wire::Sample::decode(&notification.value) else {
            out.push(DriverEvent::Corrupt);
            return;
        };
        match self.stream.place(sample.time_us) {
            TimeStep::Old => out.push(DriverEvent::Duplicate { count: 1 }),
            TimeStep::Jumped => {
                let run = self.stream.run;
                out.push(DriverEvent::ClockJumped { run });
                self.stream.begin(self.rate_hz);
                self.notification(notification, _clock, out);
            }
            TimeStep::Next {
                sequence,
                time_us,
                missing,
            } => {
                let run = self.stream.run;
                if missing > 0 {
                    let numbers = sequence - missing..sequence;
                    out.push(DriverEvent::Lost { run, numbers });
                }
                if sample.clipped() {
                    out.push(DriverEvent::Clipped);
                }
                out.push(DriverEvent::Samples {
                    run,
                    recovered: false,
                    arrived: notification.arrived,
                    samples: vec![DriverSample {
                        sequence,
                        device_us: time_us,
                        acc_mps2: sample.acc_mps2,
                        gyr_radps: sample.gyr_degps.map(f64::to_radians),
                    }],
                });
            }
        }
    }

    fn wake_at(&self) -> Option<Instant> {
        self.next_battery
    }

    fn work<'a>(&'a mut self, wire: &'a mut Wire, out: &'a mut Vec<DriverEvent>) -> DriverFuture<'a, ()> {
        async {
            if self.next_battery.is_some_and(|due| Instant::now() >= due) {
                self.next_battery = Some(Instant::now() + BATTERY_EVERY);
                let value = wire.read(wire::BATTERY).await?;
                self.battery(&value, out);
            }
            Ok(())
        }
        .boxed()
    }

    fn link_lost(&mut self) {
        self.stream.on = false;
        self.next_battery = None;
    }

    fn stop<'a>(
        &'a mut self,
        wire: &'a mut Wire,
        _deadline: Instant,
        out: &'a mut Vec<DriverEvent>,
    ) -> DriverFuture<'a, ()> {
        async {
            // What is on its way already is taken; nothing can be fetched.
            let clock = wire.clock;
            wire.write(wire::MEASUREMENT, &wire::measure(false), true).await?;
            for notification in wire.leftovers() {
                self.notification(&notification, &clock, out);
            }
            self.stream.on = false;
            Ok(())
        }
        .boxed()
    }

    fn identify<'a>(&'a mut self, wire: &'a mut Wire, _seconds: u8) -> DriverFuture<'a, ()> {
        async { Ok(wire.write(wire::DEVICE_CONTROL, &wire::blink(), true).await?) }.boxed()
    }

    fn assign_site<'a>(&'a mut self, _wire: &'a mut Wire, _site: Option<Site>) -> DriverFuture<'a, ()> {
        async { Err(DriverError::Unusable("it cannot remember where it is worn".to_owned())) }.boxed()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::radio::PeerId;
    use std::collections::BTreeMap;

    fn sighting(name: Option<&str>, company: Option<u16>) -> Sighting {
        Sighting {
            peer: PeerId::new("D4:22:CD:00:00:05"),
            name: name.map(str::to_owned),
            rssi_dbm: None,
            services: vec![],
            service_data: BTreeMap::new(),
            manufacturer_data: company.map(|number| (number, vec![0; 4])).into_iter().collect(),
        }
    }

    #[test]
    fn it_is_known_by_its_name_or_its_maker() {
        for (name, company) in [
            (Some("Movella DOT"), None),
            (Some("Xsens DOT"), None),
            (None, Some(0x0886)),
        ] {
            let told = MovellaDot.recognise(&sighting(name, company)).expect("known");
            assert!(told.label.contains("DOT D4:22:CD:00:00:05"), "{}", told.label);
        }
        assert_eq!(MovellaDot.recognise(&sighting(Some("WT901BLE01"), Some(7))), None);
    }

    fn driver() -> DotDriver {
        let mut driver = DotDriver::new(Setup {
            rate_hz: 100,
            ..Setup::default()
        });
        driver.stream.begin(driver.rate_hz);
        driver
    }

    fn push(driver: &mut DotDriver, value: Vec<u8>) -> Vec<DriverEvent> {
        let mut out = Vec::new();
        let notification = Notification {
            characteristic: wire::MEDIUM_PAYLOAD,
            value,
            arrived: Instant::now(),
        };
        driver.notification(&notification, &HostClock::start(), &mut out);
        out
    }

    fn sample(time_us: u32) -> Vec<u8> {
        wire::Sample {
            time_us,
            acc_mps2: [0.0, 9.8, 0.0],
            gyr_degps: [180.0, 0.0, 0.0],
        }
        .encode()
    }

    fn numbers(events: &[DriverEvent]) -> Vec<(u32, u64)> {
        events
            .iter()
            .filter_map(|event| match event {
                DriverEvent::Samples { samples, .. } => Some(samples.iter().map(|s| (s.sequence, s.device_us))),
                _ => None,
            })
            .flatten()
            .collect()
    }

    #[test]
    fn the_sensors_time_numbers_the_samples_and_tells_what_is_lost() {
        let mut driver = driver();
        assert_eq!(numbers(&push(&mut driver, sample(5_000_000))), [(0, 5_000_000)]);
        assert_eq!(numbers(&push(&mut driver, sample(5_016_667))), [(1, 5_016_667)]);
        let events = push(&mut driver, sample(5_100_000));
        assert!(events.contains(&DriverEvent::Lost {
            run: driver.stream.run,
            numbers: 2..6
        }));
        assert_eq!(numbers(&events), [(6, 5_100_000)]);
        assert_eq!(
            push(&mut driver, sample(5_016_667)),
            [DriverEvent::Duplicate { count: 1 }]
        );
        assert_eq!(push(&mut driver, vec![1, 2, 3]), [DriverEvent::Corrupt]);
    }

    #[test]
    fn the_clock_wraps_and_jumps() {
        let mut driver = driver();
        push(&mut driver, sample(u32::MAX - 9_999));
        assert_eq!(
            numbers(&push(&mut driver, sample(6_667))),
            [(1, u64::from(u32::MAX) + 6_668)]
        );
        let before = driver.stream.run;
        let events = push(&mut driver, sample(1_000_000_000));
        assert_eq!(events[0], DriverEvent::ClockJumped { run: before });
        assert_eq!(numbers(&events), [(0, 1_000_000_000)]);
        assert_ne!(driver.stream.run, before);
    }

    #[test]
    fn rates_are_right_handed_radians() {
        let events = push(&mut driver(), sample(0));
        let DriverEvent::Samples { samples, .. } = &events[0] else {
            panic!("{events:?}")
        };
        assert!((samples[0].gyr_radps[0] - std::f64::consts::PI).abs() < 1e-6);
    }

    #[test]
    fn nothing_is_taken_before_the_start_and_a_resumed_recording_has_its_own_run() {
        let mut idle = DotDriver::new(Setup::default());
        assert!(push(&mut idle, sample(0)).is_empty());
        let mut resumed = DotDriver::new(Setup {
            resume: Some(crate::family::Resume {
                run: RunKey { clock: 4, run: 4 },
                from: 10,
                newest: crate::family::SampleMark {
                    sequence: 9,
                    device_us: 0,
                },
            }),
            ..Setup::default()
        });
        resumed.stream.begin(60);
        assert_eq!(resumed.stream.run, RunKey { clock: 5, run: 5 });
    }
}
