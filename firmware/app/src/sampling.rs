//! From the chip into the buffer.

use core::cell::RefCell;

use embassy_futures::select::{Either3, select3};
use embassy_sync::blocking_mutex::raw::NoopRawMutex;
use embassy_sync::signal::Signal;
use embassy_time::{Duration, Instant, Timer, with_timeout};
use firmware_protocol::{Ranges, State};

use crate::{Batch, Core, MotionChip, Reading};

/// Between two looks at the chip: half a packet of a tenth of a second.
const LOOK: Duration = Duration::from_millis(48);
/// A chip that gives nothing for so long does not work. Longer than it needs to begin.
const SILENCE: Duration = Duration::from_millis(1000);
/// A chip that does not work is tried again so often.
const RETRY: Duration = Duration::from_secs(5);

/// A signal between the loops of the application.
pub(crate) type Wire<T> = Signal<NoopRawMutex, T>;

/// What the sampling loop is told, and what it tells.
#[derive(Default)]
pub(crate) struct Sampling {
    /// Sample with this rate and these ranges.
    pub(crate) start: Wire<(u16, Ranges)>,
    /// Arm the chip: the sensor goes to sleep.
    pub(crate) arm: Wire<()>,
    /// It is armed.
    pub(crate) armed: Wire<()>,
    /// There is something to send.
    pub(crate) news: Wire<()>,
    /// When the loop last went round.
    pub(crate) alive: core::cell::Cell<u64>,
}

impl Sampling {
    pub(crate) async fn run<K: MotionChip, const N: usize>(&self, chip: &mut K, sensor: &RefCell<Core<N>>) -> ! {
        loop {
            let probed = chip.probe().await;
            sensor.borrow_mut().set_fault(probed.is_err());
            self.idle(chip, sensor).await;
        }
    }

    /// Until the chip is to be probed again.
    async fn idle<K: MotionChip, const N: usize>(&self, chip: &mut K, sensor: &RefCell<Core<N>>) {
        loop {
            self.alive.set(Instant::now().as_millis());
            match select3(self.start.wait(), self.arm.wait(), Timer::after(RETRY)).await {
                Either3::First((rate_hz, ranges)) => {
                    if self.sample(chip, sensor, rate_hz, ranges).await.is_err() {
                        sensor.borrow_mut().set_fault(true);
                        self.news.signal(());
                        return;
                    }
                }
                Either3::Second(()) => {
                    // A chip that cannot be armed leaves the button and the charger.
                    let _ = chip.arm_wake().await;
                    self.armed.signal(());
                }
                Either3::Third(()) if sensor.borrow().state() == State::Fault => return,
                Either3::Third(()) => {}
            }
        }
    }

    /// Until the run ends, or the chip fails.
    async fn sample<K: MotionChip, const N: usize>(
        &self,
        chip: &mut K,
        sensor: &RefCell<Core<N>>,
        rate_hz: u16,
        ranges: Ranges,
    ) -> Result<(), ()> {
        let run = sensor.borrow().run();
        let goes_on = || sensor.borrow().state() == State::Sampling && sensor.borrow().run() == run;
        with_timeout(SILENCE, chip.start(rate_hz, ranges))
            .await
            .map_err(drop)?
            .map_err(drop)?;
        let mut heard = Instant::now();
        let mut batch = Batch::new();
        while goes_on() {
            self.alive.set(Instant::now().as_millis());
            Timer::after(LOOK).await;
            batch.clear();
            // One failure of the bus is none: what the chip took waits in its FIFO.
            let _ = with_timeout(SILENCE, chip.read(&mut batch)).await;
            if !batch.is_empty() {
                heard = Instant::now();
            } else if heard.elapsed() > SILENCE {
                return Err(());
            }
            let mut sensor = sensor.borrow_mut();
            if sensor.run() != run {
                break;
            }
            for reading in &batch {
                match *reading {
                    Reading::Sample { counts, time_us } => drop(sensor.sample(&counts, time_us)),
                    Reading::Lost { count } => sensor.chip_lost(count),
                }
            }
            self.news.signal(());
        }
        if chip.stop().await.is_err() && sensor.borrow().state() != State::Sampling {
            return Err(());
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use std::boxed::Box;
    use std::pin::pin;
    use std::task::{Context, Waker};

    use embassy_time::MockDriver;
    use firmware_protocol::{Command, Stored as Sample};

    use super::*;
    use crate::Stored;

    /// A chip that can be taken away.
    #[derive(Default)]
    struct Chip {
        gone: core::cell::Cell<bool>,
        starts: core::cell::Cell<u32>,
        taken: core::cell::Cell<u32>,
    }

    impl MotionChip for &Chip {
        type Error = ();

        async fn probe(&mut self) -> Result<(), ()> {
            if self.gone.get() { Err(()) } else { Ok(()) }
        }

        async fn start(&mut self, _: u16, _: Ranges) -> Result<(), ()> {
            self.starts.set(self.starts.get() + 1);
            self.probe().await
        }

        async fn read(&mut self, batch: &mut Batch) -> Result<(), ()> {
            self.probe().await?;
            for _ in 0..5 {
                let time_us = Instant::now().as_micros();
                let _ = batch.push(Reading::Sample {
                    counts: [0; 6],
                    time_us,
                });
                self.taken.set(self.taken.get() + 1);
            }
            Ok(())
        }

        async fn stop(&mut self) -> Result<(), ()> {
            self.probe().await
        }

        async fn arm_wake(&mut self) -> Result<(), ()> {
            self.probe().await
        }
    }

    fn start<const N: usize>(sensor: &RefCell<Core<N>>, sampling: &Sampling) {
        let mut sensor = sensor.borrow_mut();
        let hello = Command::Hello {
            version_min: 1,
            version_max: 2,
        };
        sensor.command(&hello.encode(1), 0, || 0);
        sensor.set_subscribed(true);
        sensor.set_mtu(247);
        sensor.command(&Command::Start.encode(2), 0, || 0);
        assert_eq!(sensor.state(), State::Sampling);
        sampling.start.signal((104, Ranges::default()));
    }

    /// Lets the loop live with a chip for as long as `test` says, in ms. The mock clock belongs to one test at a time.
    fn bench(test: impl FnOnce(&Chip, &Sampling, &RefCell<Core<512>>, &mut dyn FnMut(u32))) {
        static CLOCK: std::sync::Mutex<()> = std::sync::Mutex::new(());
        let _clock = CLOCK.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        let ring: &'static mut [Sample; 512] = Box::leak(Box::new([Sample::EMPTY; 512]));
        let core = crate::sensor(crate::info::<512>(1, false, true), Stored::default(), ring);
        let (sensor, chip, sampling) = (RefCell::new(core), Chip::default(), Sampling::default());
        let mut driver = &chip;
        let mut running = pin!(sampling.run(&mut driver, &sensor));
        let mut context = Context::from_waker(Waker::noop());
        sensor.borrow_mut().connected();
        test(&chip, &sampling, &sensor, &mut |ms| {
            for _ in 0..ms {
                let _ = running.as_mut().poll(&mut context);
                MockDriver::get().advance(Duration::from_millis(1));
            }
        });
    }

    /// A chip that falls silent ends the run as a fault within 1.2 s; back again, it is found within seconds and samples.
    #[test]
    fn a_chip_that_falls_silent_is_a_fault_and_comes_back() {
        bench(|chip, sampling, sensor, live| {
            live(100);
            start(sensor, sampling);
            live(500);
            let made = sensor.borrow().buffer().next_sequence();
            assert!(made >= 45 && made == chip.taken.get(), "{made}");
            chip.gone.set(true);
            live(900);
            assert_eq!(
                sensor.borrow().state(),
                State::Sampling,
                "what a second brings back was in the FIFO"
            );
            live(300);
            assert_eq!(sensor.borrow().state(), State::Fault);
            chip.gone.set(false);
            live(6_000);
            assert_eq!(sensor.borrow().state(), State::Idle);
            start(sensor, sampling);
            live(200);
            assert_eq!((chip.starts.get(), sensor.borrow().run().run), (2, 2));
            assert!(sensor.borrow().buffer().next_sequence() > 0);
        });
    }

    /// A run that is stopped and another that is started between two looks: nothing of the chip's old samples comes into it.
    #[test]
    fn a_new_run_begins_with_a_chip_that_was_started_anew() {
        bench(|chip, sampling, sensor, live| {
            live(10);
            start(sensor, sampling);
            live(220);
            sensor.borrow_mut().command(&Command::Stop.encode(3), 0, || 0);
            start(sensor, sampling);
            let before = chip.taken.get();
            live(220);
            assert_eq!(chip.starts.get(), 2);
            // What the look brought that was under way when the run ended is thrown away.
            let made = sensor.borrow().buffer().next_sequence();
            assert!(made > 0 && made <= chip.taken.get() - before, "{made}");
        });
    }
}
