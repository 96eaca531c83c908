//! WitMotion WT901BLE, WT901BLECL and their kin with Bluetooth 5.0 firmware.
//!
//! They neither number nor time their samples, and send nothing again. The time of a sample is that of its arrival, made
//! even by the rate; a sample that the air swallowed shows only as a late one. That is good enough for angles and cadence,
//! and not for differences of a few milliseconds between the legs: the recording says so.

mod timing;
pub(crate) mod wire;

use crate::clock::HostClock;
use crate::family::{
    Capabilities, Driver, DriverError, DriverEvent, DriverFuture, DriverSample, Family, Identity, Recognised, RunKey,
    Setup, Wire,
};
use crate::radio::{Notification, RadioError, Sighting};
use futures::FutureExt;
use recording::Site;
use std::time::Duration;
use timing::Timing;
use tokio::time::Instant;
use wire::{Cutter, Frame};

/// How long services may stay hidden after a connection.
const DISCOVERY: Duration = Duration::from_secs(5);
/// How long registers may take; some firmware has not all of them.
const ANSWER: Duration = Duration::from_millis(800);
/// Between two looks at the battery.
const BATTERY_EVERY: Duration = Duration::from_secs(60);
/// Below this it tells that little is left, per cent. Our choice.
const LOW_BATTERY: u8 = 5;

/// The family.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct WitMotion;

impl Family for WitMotion {
    fn key(&self) -> &'static str {
        "witmotion"
    }

    fn title(&self) -> &'static str {
        "WitMotion WT901BLE"
    }

    fn capabilities(&self) -> Capabilities {
        Capabilities {
            resend: false,
            device_time: false,
            numbered: false,
            max_rate_hz: 200.0,
            battery: true,
            identify: false,
            stores_site: false,
        }
    }

    fn recognise(&self, sighting: &Sighting) -> Option<Recognised> {
        let name = sighting.name.as_deref().unwrap_or_default();
        if !name.starts_with("WT901") && !sighting.services.contains(&wire::SERVICE) {
            return None;
        }
        let label = if name.is_empty() { "WitMotion" } else { name };
        Some(Recognised {
            // Many carry the same name: the address tells them apart.
            label: format!("{label} {}", sighting.peer),
            ..Recognised::default()
        })
    }

    fn driver(&self, setup: Setup) -> Box<dyn Driver> {
        Box::new(WitDriver::new(setup))
    }
}

struct WitDriver {
    rate_hz: u16,
    cutter: Cutter,
    timing: Timing,
    run: RunKey,
    on: bool,
    battery: Option<u8>,
    next_battery: Option<Instant>,
}

impl WitDriver {
    fn new(setup: Setup) -> WitDriver {
        let rate_hz = wire::nearest_rate(setup.rate_hz);
        WitDriver {
            rate_hz,
            cutter: Cutter::default(),
            timing: Timing::new(rate_hz),
            run: RunKey {
                clock: 0,
                run: setup.resume.map_or(0, |resume| resume.run.run),
            },
            on: false,
            battery: None,
            next_battery: None,
        }
    }

    /// Asks for registers; `None` where the firmware has none there.
    async fn registers(&self, wire: &mut Wire, first: u16) -> Result<Option<[u16; 8]>, DriverError> {
        let mut cutter = Cutter::default();
        let asked = wire
            .ask(wire::COMMAND, &wire::read_registers(first), ANSWER, |notification| {
                let mut answer = None;
                cutter.push(&notification.value, |frame| {
                    if let Frame::Registers { first: at, values } = frame
                        && at == first
                    {
                        answer = Some(values);
                    }
                });
                answer
            })
            .await;
        match asked {
            Ok(values) => Ok(Some(values)),
            Err(RadioError::TimedOut { .. }) => Ok(None),
            Err(error) => Err(error.into()),
        }
    }

    async fn up(&mut self, wire: &mut Wire) -> Result<Identity, DriverError> {
        wire.find(&[wire::DATA, wire::COMMAND], DISCOVERY).await?;
        wire.subscribe(wire::DATA).await?;
        let rate = wire::set_rate(self.rate_hz)
            .ok_or_else(|| DriverError::Failed(format!("it has no rate of {} Hz", self.rate_hz)))?;
        wire.write(wire::COMMAND, &wire::UNLOCK, true).await?;
        wire.write(wire::COMMAND, &rate, true).await?;
        self.battery = self
            .registers(wire, wire::BATTERY)
            .await?
            .and_then(|values| wire::battery_percent(values[0]));
        let version = self.registers(wire, wire::VERSION).await?.map_or(0, |values| values[0]);
        self.next_battery = Some(Instant::now() + BATTERY_EVERY);
        Ok(Identity {
            // It has no serial number on the air; its address is printed on none, but stays.
            serial: wire.peer().to_string(),
            model: "WitMotion WT901BLE".to_owned(),
            firmware: if version == 0 {
                "unknown".to_owned()
            } else {
                version.to_string()
            },
            rate_hz: f64::from(self.rate_hz),
            acc_range_mps2: Some(wire::ACC_RANGE_MPS2),
            gyr_range_radps: Some(wire::GYR_RANGE_DEGPS.to_radians()),
            battery_percent: self.battery,
            site: None,
            buffer_s: 0.0,
        })
    }

    /// A new stretch of samples with its own numbers; its clock is the computer's, always the same.
    fn begin(&mut self) {
        self.run.run += 1;
        self.on = true;
        self.cutter.restart();
        self.timing = Timing::new(self.rate_hz);
    }

    fn samples(&mut self, list: &[[i16; 6]], arrived: Instant, clock: &HostClock, out: &mut Vec<DriverEvent>) {
        let run = self.run;
        let placed = self.timing.place(list.len() as u32, clock.us(arrived));
        if !placed.missing.is_empty() {
            out.push(DriverEvent::Lost {
                run,
                numbers: placed.missing,
            });
        }
        if list.iter().any(wire::is_clipped) {
            out.push(DriverEvent::Clipped);
        }
        let samples = list
            .iter()
            .enumerate()
            .map(|(k, counts)| {
                let (acc_mps2, gyr_degps) = wire::to_units(counts);
                DriverSample {
                    sequence: placed.first + k as u32,
                    device_us: placed.first_us + (k as f64 * placed.step_us) as u64,
                    acc_mps2,
                    gyr_radps: gyr_degps.map(f64::to_radians),
                }
            })
            .collect();
        out.push(DriverEvent::Samples {
            run,
            recovered: false,
            arrived,
            samples,
        });
    }
}

impl Driver for WitDriver {
    fn bring_up<'a>(&'a mut self, wire: &'a mut Wire) -> DriverFuture<'a, Identity> {
        self.up(wire).boxed()
    }

    fn start<'a>(&'a mut self, _wire: &'a mut Wire, _out: &'a mut Vec<DriverEvent>) -> DriverFuture<'a, ()> {
        // It streams as long as somebody listens; what came before the start is left out.
        self.begin();
        async { Ok(()) }.boxed()
    }

    fn notification(&mut self, notification: &Notification, clock: &HostClock, out: &mut Vec<DriverEvent>) {
        if notification.characteristic != wire::DATA {
            return;
        }
        let mut list = Vec::new();
        let mut battery = None;
        let strange = self.cutter.push(&notification.value, |frame| match frame {
            Frame::Sample(counts) => list.push(counts),
            Frame::Registers { first, values } if first == wire::BATTERY => battery = wire::battery_percent(values[0]),
            Frame::Registers { .. } => {}
        });
        if let Some(percent) = battery {
            self.battery = battery;
            out.push(DriverEvent::Battery { percent });
            if percent <= LOW_BATTERY {
                out.push(DriverEvent::LowBattery);
            }
        }
        if !self.on {
            return;
        }
        if strange > 0 {
            out.push(DriverEvent::Corrupt);
        }
        if !list.is_empty() {
            self.samples(&list, notification.arrived, clock, out);
        }
    }

    fn wake_at(&self) -> Option<Instant> {
        self.next_battery
    }

    fn work<'a>(&'a mut self, wire: &'a mut Wire, _out: &'a mut Vec<DriverEvent>) -> DriverFuture<'a, ()> {
        async {
            if self.next_battery.is_some_and(|due| Instant::now() >= due) {
                self.next_battery = Some(Instant::now() + BATTERY_EVERY);
                // The answer comes among the samples.
                wire.write(wire::COMMAND, &wire::read_registers(wire::BATTERY), false)
                    .await?;
            }
            Ok(())
        }
        .boxed()
    }

    fn link_lost(&mut self) {
        self.on = false;
        self.next_battery = None;
        self.cutter.restart();
    }

    fn stop<'a>(
        &'a mut self,
        wire: &'a mut Wire,
        _deadline: Instant,
        out: &'a mut Vec<DriverEvent>,
    ) -> DriverFuture<'a, ()> {
        async {
            // There is no command to stop; it stops when the connection ends.
            let clock = wire.clock;
            for notification in wire.leftovers() {
                self.notification(&notification, &clock, out);
            }
            self.on = false;
            Ok(())
        }
        .boxed()
    }

    fn identify<'a>(&'a mut self, _wire: &'a mut Wire, _seconds: u8) -> DriverFuture<'a, ()> {
        async { Err(DriverError::Unusable("it can neither blink nor beep".to_owned())) }.boxed()
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

    #[test]
    fn it_is_known_by_its_name_or_its_service() {
        let sighting = |name: Option<&str>, services| Sighting {
            peer: PeerId::new("C0:FF:EE:00:00:01"),
            name: name.map(str::to_owned),
            rssi_dbm: None,
            services,
            service_data: BTreeMap::new(),
            manufacturer_data: BTreeMap::new(),
        };
        assert!(WitMotion.recognise(&sighting(Some("WT901BLE67"), vec![])).is_some());
        assert!(WitMotion.recognise(&sighting(None, vec![wire::SERVICE])).is_some());
        assert_eq!(WitMotion.recognise(&sighting(Some("Movella DOT"), vec![])), None);
    }

    #[test]
    fn samples_are_numbered_and_timed_by_their_arrival() {
        let clock = HostClock::start();
        let begun = Instant::now();
        let mut driver = WitDriver::new(Setup {
            rate_hz: 100,
            ..Setup::default()
        });
        driver.begin();
        let frame = |value: i16| {
            let mut bytes = vec![0x55, 0x61];
            bytes.extend(
                [value, 0, 2048, 0, 0, 0, 0, 0, 0]
                    .iter()
                    .flat_map(|count: &i16| count.to_le_bytes()),
            );
            bytes
        };
        let mut out = Vec::new();
        // Two samples every 20 ms; those of 200 to 300 ms never come.
        for k in (0..20u64).filter(|k| !(10..15).contains(k)) {
            let notification = Notification {
                characteristic: wire::DATA,
                value: [frame(1), frame(2)].concat(),
                arrived: begun + Duration::from_millis(20 * k),
            };
            driver.notification(&notification, &clock, &mut out);
        }
        let mut numbers = Vec::new();
        let mut lost = Vec::new();
        for event in &out {
            match event {
                DriverEvent::Samples { samples, .. } => {
                    numbers.extend(samples.iter().map(|sample| (sample.sequence, sample.device_us)));
                }
                DriverEvent::Lost { numbers, .. } => lost.extend([numbers.start, numbers.end]),
                other => panic!("{other:?}"),
            }
        }
        assert_eq!(numbers.len(), 30);
        assert_eq!(lost, vec![20, 30]);
        assert!(
            numbers
                .windows(2)
                .all(|pair| pair[1].0 > pair[0].0 && pair[1].1 > pair[0].1)
        );
        let span = numbers[29].1 - numbers[0].1;
        assert!((380_000..=400_000).contains(&span), "{span}");
    }

    #[test]
    fn the_battery_is_told_among_the_samples() {
        let mut driver = WitDriver::new(Setup::default());
        let mut bytes = vec![0; 20];
        bytes[..6].copy_from_slice(&[0x55, 0x71, 0x64, 0x00, 0x5e, 0x01]);
        let mut out = Vec::new();
        let notification = Notification {
            characteristic: wire::DATA,
            value: bytes,
            arrived: Instant::now(),
        };
        driver.notification(&notification, &HostClock::start(), &mut out);
        assert_eq!(out, [DriverEvent::Battery { percent: 10 }]);
    }
}
