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
