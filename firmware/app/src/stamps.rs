//! From the chip's own counter to device time.
//!
//! A chip stamps its samples with a counter that runs on its own oscillator, some per cent off, and that is short: 24 bits of
//! 25 µs are seven minutes. At each look at the chip the counter is read beside the device clock; a filter over these
//! pairs gives the line from one to the other. So the stamps are as regular as the chip samples, and as true as the crystal.

/// Bits of the counter.
const COUNTER_BITS: u32 = 24;
const MASK: u32 = (1 << COUNTER_BITS) - 1;
/// What one count is worth by the chip's data sheet, µs.
pub(crate) const TICK_US: f64 = 25.0;
/// Farther apart, s, two values of the counter have nothing to do with each other: it was set back between them.
const REACH_S: u32 = 8;
/// Pairs that the filter looks back on. Ours: at ten a second, the chip's oscillator warms up more slowly than that.
const MEMORY: u32 = 64;

/// The samples' stamps, and the line to device time.
#[derive(Debug, Clone)]
pub(crate) struct Stamps {
    rate_hz: u32,
    /// Of the newest sample, as the chip gave it.
    raw: Option<u32>,
    /// Of the newest sample, counted on without end.
    ticks: i64,
    line: Line,
}

/// How one sample follows the one before it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Step {
    /// Samples that are missing before this one.
    pub(crate) lost: u32,
    /// Device time of this one, µs.
    pub(crate) time_us: u64,
}

impl Stamps {
    /// For a chip whose counter and samples begin now.
    pub(crate) fn new(rate_hz: u16) -> Stamps {
        Stamps {
            rate_hz: u32::from(rate_hz.max(1)),
            raw: None,
            ticks: 0,
            line: Line::default(),
        }
    }

    fn period_ticks(&self) -> f64 {
        1e6 / TICK_US / f64::from(self.rate_hz)
    }

    /// Counts from `from` on to `to`, if they can belong together.
    fn between(from: u32, to: u32) -> Option<i64> {
        let ahead = to.wrapping_sub(from) & MASK;
        (ahead < REACH_S * (1_000_000 / TICK_US as u32)).then_some(i64::from(ahead))
    }

    /// The counter said `raw` when the device clock said `device_us`.
    pub(crate) fn pair(&mut self, raw: u32, device_us: u64) {
        let ticks = match self.raw {
            None => Some(i64::from(raw)),
            Some(last) => Self::between(last, raw).map(|ahead| self.ticks + ahead),
        };
        if let Some(ticks) = ticks {
            self.line.pair(ticks, device_us);
        }
    }

    /// The next sample has this stamp.
    pub(crate) fn sample(&mut self, raw: u32) -> Step {
        let period = self.period_ticks();
        let mut lost = 0;
        match self.raw {
            None => self.ticks = i64::from(raw),
            Some(last) => {
                let ahead = Self::between(last, raw).unwrap_or(0);
                let periods = (ahead as f64 / period + 0.5) as u32;
                // A stamp that does not go on (the counter was set back, or stands at its end) is that of the next sample: the
                // chip takes them in equal steps.
                self.ticks += if periods == 0 { (period + 0.5) as i64 } else { ahead };
                lost = periods.saturating_sub(1);
            }
        }
        self.raw = Some(raw);
        Step {
            lost,
            time_us: self.line.at(self.ticks),
        }
    }
}

/// An α-β filter with expanding memory: the least-squares line at first, then one that forgets (Brookner, *Tracking and
/// Kalman Filtering Made Easy*, section 1.2.10).
#[derive(Debug, Clone, Default)]
struct Line {
    pairs: u32,
    ticks: i64,
    us: f64,
    /// Beyond [`TICK_US`], as a share.
    rate: f64,
}

impl Line {
    fn predict(&self, ticks: i64) -> f64 {
        self.us + (ticks - self.ticks) as f64 * TICK_US * (1.0 + self.rate)
    }

    fn pair(&mut self, ticks: i64, device_us: u64) {
        let elapsed = (ticks - self.ticks) as f64 * TICK_US;
        if self.pairs == 0 {
            (self.ticks, self.us) = (ticks, device_us as f64);
        } else if elapsed > 0.0 {
            let n = f64::from(self.pairs.min(MEMORY)) + 1.0;
            let predicted = self.predict(ticks);
            let residual = device_us as f64 - predicted;
            self.us = predicted + residual * 2.0 * (2.0 * n - 1.0) / (n * (n + 1.0));
            self.rate += residual / elapsed * 6.0 / (n * (n + 1.0));
            self.ticks = ticks;
        } else {
            return;
        }
        self.pairs += 1;
    }

    fn at(&self, ticks: i64) -> u64 {
        let us = self.predict(ticks);
        if us > 0.0 { (us + 0.5) as u64 } else { 0 }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A chip that runs off by `error`, read every 50 ms over an hour's first minutes, with `reset` of its counter near its end
    /// or its wrap.
    fn worst_us(error: f64, seconds: u32, reset: bool) -> f64 {
        let (rate, mut stamps) = (104, Stamps::new(104));
        let true_period = 1e6 / f64::from(rate) * (1.0 + error);
        let tick = TICK_US * (1.0 + error);
        let base = 3_000_000.0;
        let (mut zero, mut worst) = (base, 0f64);
        let raw = |zero: f64, at: f64| ((at - zero) / tick) as u64 as u32 & MASK;
        for k in 0..5 {
            let at = base + 40_000.0 * f64::from(k);
            stamps.pair(raw(zero, at), at as u64);
        }
        let first = base + 200_000.0;
        let (mut next, mut look) = (0u32, first);
        while look < base + f64::from(seconds) * 1e6 {
            look += 50_000.0;
            // The counter is read before the samples are.
            let counter = raw(zero, look);
            stamps.pair(counter, look as u64);
            let was = zero;
            if reset && counter > 0xF0_0000 {
                zero = look;
            }
            while first + f64::from(next) * true_period < look {
                let at = first + f64::from(next) * true_period;
                let step = stamps.sample(raw(was, at));
                assert_eq!(step.lost, 0, "{next}");
                worst = worst.max((step.time_us as f64 - at).abs());
                next += 1;
            }
        }
        worst
    }

    #[test]
    fn true_over_the_wrap_of_the_counter() {
        for error in [-0.03, 0.0, 0.002, 0.03] {
            let worst = worst_us(error, 1000, false);
            assert!(worst < 100.0, "{error}: {worst} µs");
        }
    }

    #[test]
    fn true_over_a_reset_of_the_counter() {
        let worst = worst_us(0.02, 1000, true);
        assert!(worst < 200.0, "{worst} µs");
    }

    #[test]
    fn missing_samples_are_counted() {
        let mut stamps = Stamps::new(104);
        stamps.pair(0, 1_000_000);
        let at = |n: f64| (n * 1e6 / 104.0 / TICK_US) as u32;
        assert_eq!(stamps.sample(at(0.0)).lost, 0);
        assert_eq!(stamps.sample(at(1.0)).lost, 0);
        assert_eq!(stamps.sample(at(232.0)).lost, 230);
        assert_eq!(stamps.sample(at(233.0)).time_us.abs_diff(1_000_000 + 2_240_385) / 30, 0);
    }
}
