//! When samples without a time were taken: from their arrival and their rate.

use std::ops::Range;

/// A sample later than its turn by more than this means that earlier ones are missing: longer than a link that retries
/// holds samples back, µs. Our choice.
const LATE_US: f64 = 70_000.0;
/// How fast the line of the earliest arrivals may rise: 300 ppm, more than two crystals drift. Our choice.
const CREEP: f64 = 300e-6;

/// Numbers and times of samples that came together.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Placed {
    /// Number of the first.
    pub(super) first: u32,
    /// Its time, µs.
    pub(super) first_us: u64,
    pub(super) step_us: f64,
    /// Numbers that are taken to be missing before it.
    pub(super) missing: Range<u32>,
}

/// Sample `n` is taken at `base + n · period`; the base is the lowest line under the arrivals: a sample can come late, never
/// early. It creeps up so that it follows a sensor whose clock is slow.
#[derive(Debug, Clone)]
pub(super) struct Timing {
    period_us: f64,
    base_us: Option<f64>,
    next: u32,
    /// Time of the newest sample; times never go back.
    newest_us: u64,
}

impl Timing {
    pub(super) fn new(rate_hz: u16) -> Timing {
        Timing {
            period_us: 1e6 / f64::from(rate_hz.max(1)),
            base_us: None,
            next: 0,
            newest_us: 0,
        }
    }

    /// Places `count` samples (at least one) that came together at a time of the computer's clock, µs.
    pub(super) fn place(&mut self, count: u32, arrived_us: u64) -> Placed {
        let arrived = arrived_us as f64;
        let last_of = |first: u32| f64::from(first) + f64::from(count) - 1.0;
        // The newest of them was taken at or before it came.
        let bound = |first: u32| arrived - last_of(first) * self.period_us;
        let base = self.base_us.unwrap_or_else(|| bound(self.next));
        let late = bound(self.next) - base;
        let lost = if late > LATE_US.max(1.5 * self.period_us) {
            (late / self.period_us).round() as u32
        } else {
            0
        };
        let first = self.next.saturating_add(lost);
        let missing = self.next..first;
        let risen = base + CREEP * self.period_us * f64::from(count);
        let base = risen.min(bound(first));
        self.base_us = Some(base);
        self.next = first.saturating_add(count);
        let wanted = (base + f64::from(first) * self.period_us).max(0.0) as u64;
        let first_us = wanted.max(self.newest_us + 1);
        // Where the line fell, the samples stand closer together for once.
        let end = (base + last_of(first) * self.period_us).max(0.0);
        let room = (end - first_us as f64).max(f64::from(count - 1));
        let step_us = if count > 1 {
            room / f64::from(count - 1)
        } else {
            self.period_us
        };
        self.newest_us = first_us + (f64::from(count - 1) * step_us) as u64;
        Placed {
            first,
            first_us,
            step_us,
            missing,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn times_follow_the_rate_and_not_the_radio() {
        let mut timing = Timing::new(100);
        let mut worst: f64 = 0.0;
        for k in 0..2000u32 {
            // Each comes 3 to 30 ms late, by a rhythm of its own; the sensor is 50 ppm slow.
            let taken = 1e9 + f64::from(k) * 10_000.0 * (1.0 + 50e-6);
            let delay = 3_000.0 + f64::from(k * 7 % 10) * 3_000.0;
            let placed = timing.place(1, (taken + delay) as u64);
            assert_eq!((placed.first, placed.missing.is_empty()), (k, true));
            if k > 100 {
                worst = worst.max((placed.first_us as f64 - taken - 3_000.0).abs());
            }
        }
        assert!(worst < 1_000.0, "{worst} µs");
    }

    #[test]
    fn an_absence_is_counted() {
        let mut timing = Timing::new(50);
        timing.place(1, 1_000_000);
        timing.place(1, 1_020_000);
        let placed = timing.place(2, 1_220_000);
        assert_eq!((placed.missing, placed.first), (2..10, 10));
    }

    proptest! {
        #[test]
        fn numbers_and_times_rise_whatever_comes(
            arrivals in proptest::collection::vec((1u32..8, 0u64..400_000), 1..100), rate in 1u16..200,
        ) {
            let mut timing = Timing::new(rate);
            let (mut at, mut number, mut time) = (1_000_000_000, None, 0);
            for (count, after) in arrivals {
                at += after;
                let placed = timing.place(count, at);
                prop_assert!(number.is_none_or(|last| placed.first > last) && placed.first_us > time);
                prop_assert!(placed.step_us >= 1.0);
                number = Some(placed.first + count - 1);
                time = placed.first_us + (f64::from(count - 1) * placed.step_us) as u64;
            }
        }
    }
}
