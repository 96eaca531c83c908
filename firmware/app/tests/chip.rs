//! The driver against the simulated chip, register by register: every sample by number, value and time.

use std::cell::Cell;
use std::pin::pin;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::task::{Context, Poll, Waker};

use embassy_time::{Duration, Instant, MockDriver};
use firmware::simulation::Chip;
use firmware::{Batch, Lsm6ds, Lsm6dsError, MotionChip, Reading};
use firmware_protocol::{AccRange, Counts, GyrRange, Ranges};

/// The mock clock belongs to one test at a time.
fn clock() -> MutexGuard<'static, ()> {
    static CLOCK: Mutex<()> = Mutex::new(());
    let guard = CLOCK.lock().unwrap_or_else(PoisonError::into_inner);
    MockDriver::get().reset();
    pass(3_000_000);
    guard
}

fn pass(us: u64) {
    MockDriver::get().advance(Duration::from_micros(us));
}

fn now() -> u64 {
    Instant::now().as_micros()
}

/// Runs a future, and the clock whenever it waits.
fn run<T>(future: impl Future<Output = T>) -> T {
    let mut future = pin!(future);
    let mut context = Context::from_waker(Waker::noop());
    loop {
        match future.as_mut().poll(&mut context) {
            Poll::Ready(value) => return value,
            Poll::Pending => pass(100),
        }
    }
}

/// Any counts, both ends of the scale among them.
fn signal(number: u32) -> [i16; 6] {
    std::array::from_fn(|axis| {
        let mixed = (number * 6 + axis as u32).wrapping_mul(2_654_435_761);
        match mixed >> 28 {
            0 => i16::MAX,
            1 => i16::MIN,
            _ => (mixed >> 8) as i16,
        }
    })
}

/// What the protocol says of the chip's counts: data sheet, table "mechanical characteristics", 70 m°/s at ±2000 °/s.
fn by_protocol(raw: [i16; 6]) -> Counts {
    let gyroscope = |count: i16| {
        (f64::from(count) * 0.070 * 32768.0 / 2000.0)
            .round()
            .clamp(-32768.0, 32767.0) as i16
    };
    let [ax, ay, az, gx, gy, gz] = raw;
    [ax, ay, az, gyroscope(gx), gyroscope(gy), gyroscope(gz)]
}

/// The driver at work, and the numbers that its readings have.
struct Bench {
    driver: Lsm6ds<Chip>,
    next: u32,
    lost: u32,
    worst_us: f64,
}

impl Bench {
    fn start(rate_hz: u16, slow: f64) -> Bench {
        let mut driver = Lsm6ds::new(Chip::new(now, slow, signal), now);
        run(driver.start(rate_hz, Ranges::default())).unwrap();
        Bench {
            driver,
            next: 0,
            lost: 0,
            worst_us: 0.0,
        }
    }

    /// Looks at the chip until it has nothing more, and compares all of it.
    fn look(&mut self) {
        loop {
            let mut batch = Batch::new();
            run(self.driver.read(&mut batch)).unwrap();
            if batch.is_empty() {
                return;
            }
            for reading in &batch {
                match *reading {
                    Reading::Lost { count } => {
                        self.next += count;
                        self.lost += count;
                    }
                    Reading::Sample { counts, time_us } => {
                        let taken = self.driver.bus().taken[self.next as usize];
                        assert_eq!(counts, by_protocol(taken.raw), "number {}", self.next);
                        self.worst_us = self.worst_us.max((time_us as f64 - taken.time_us).abs());
                        self.next += 1;
                    }
                }
            }
        }
    }
}

#[test]
fn nothing_is_lost_at_any_rate_and_by_any_oscillator() {
    let _clock = clock();
    for rate in [52, 104, 208] {
        for slow in [-0.03, 0.0, 0.03] {
            let mut bench = Bench::start(rate, slow);
            for _ in 0..200 {
                pass(48_000);
                bench.look();
            }
            assert_eq!(bench.lost, 0);
            let taken = bench.driver.bus().taken.len() as u32;
            assert!(
                taken - bench.next <= 1 && bench.next > u32::from(rate) * 9,
                "{} of {taken}",
                bench.next
            );
            assert!(bench.worst_us < 120.0, "{rate} Hz, {slow}: {} µs", bench.worst_us);
        }
    }
}

/// The counter is 24 bits of 25 µs: it ends after seven minutes.
#[test]
fn times_are_true_over_the_end_of_the_counter() {
    let _clock = clock();
    let mut bench = Bench::start(104, 0.011);
    for _ in 0..1_000 * 10 {
        pass(96_000);
        bench.look();
    }
    assert_eq!(bench.lost, 0);
    assert!(bench.next > 98_000, "{}", bench.next);
    assert!(bench.worst_us < 200.0, "{} µs", bench.worst_us);
}

/// The FIFO holds 227 samples: what comes after is lost from the front, by word and not by sample.
#[test]
fn an_overflow_is_counted_and_the_rest_is_in_its_place() {
    let _clock = clock();
    for away_ms in [2_300, 3_111, 5_000] {
        let mut bench = Bench::start(104, 0.02);
        for pause in [48, 48, away_ms, 48, 48, 48, away_ms, 48, 48] {
            pass(pause * 1000);
            bench.look();
        }
        let taken = bench.driver.bus().taken.len() as u32;
        assert!(taken - bench.next <= 1, "{} of {taken}", bench.next);
        let expected = 2 * ((away_ms as f64 / 9.807) as u32).saturating_sub(227);
        assert!(
            bench.lost.abs_diff(expected) <= 8,
            "{away_ms} ms: lost {}, not {expected}",
            bench.lost
        );
        assert!(bench.worst_us < 300.0, "{} µs", bench.worst_us);
    }
}

#[test]
fn a_bus_that_fails_for_a_second_costs_nothing() {
    let _clock = clock();
    let mut bench = Bench::start(104, 0.0);
    let failed = Cell::new(0);
    for look in 0..60 {
        pass(48_000);
        bench.driver.bus().absent = (20..40).contains(&look);
        if bench.driver.bus().absent {
            assert!(matches!(
                run(bench.driver.read(&mut Batch::new())),
                Err(Lsm6dsError::Bus(_))
            ));
            failed.set(failed.get() + 1);
        } else {
            bench.look();
        }
    }
    assert_eq!((failed.get(), bench.lost), (20, 0));
    assert!(bench.next > 290, "{}", bench.next);
}

/// A radio that comes between in three of four looks, always after the chip's answer, moves no stamp.
#[test]
fn times_are_true_though_interrupts_come_between() {
    let _clock = clock();
    let mut bench = Bench::start(104, 0.005);
    for look in 0..400 {
        pass(48_000);
        bench.driver.bus().interrupt = if look % 4 == 0 { || {} } else { || pass(1_400) };
        bench.look();
    }
    assert_eq!(bench.lost, 0);
    assert!(bench.worst_us < 120.0, "{} µs", bench.worst_us);
}

#[test]
fn what_the_chip_has_not_is_refused() {
    let _clock = clock();
    let mut driver = Lsm6ds::new(Chip::new(now, 0.0, signal), now);
    assert!(run(driver.probe()).is_ok());
    assert_eq!(run(driver.start(100, Ranges::default())), Err(Lsm6dsError::Unsupported));
    let ranges = Ranges {
        acc: AccRange::G32,
        gyr: GyrRange::Dps2000,
    };
    assert_eq!(run(driver.start(104, ranges)), Err(Lsm6dsError::Unsupported));
    driver.bus().absent = true;
    assert!(matches!(run(driver.probe()), Err(Lsm6dsError::Bus(_))));
}
