//! Random numbers in separate streams, so that a change of the kit leaves the walk as it was.

use rand::{RngExt, SeedableRng};
use rand_distr::{Distribution, StandardNormal};
use rand_pcg::Pcg64;

/// One stream of a scenario's random numbers.
#[derive(Debug, Clone)]
pub struct Stream(Pcg64);

impl Stream {
    /// `purpose` separates the streams of one seed.
    pub fn new(seed: u64, purpose: u64) -> Stream {
        Stream(Pcg64::seed_from_u64(
            seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) ^ purpose.wrapping_mul(0xD1B5_4A32_D192_ED03),
        ))
    }

    /// Standard normal.
    pub fn normal(&mut self) -> f64 {
        StandardNormal.sample(&mut self.0)
    }

    /// Normal, redrawn until within `limit` standard deviations.
    pub(crate) fn bounded_normal(&mut self, limit: f64) -> f64 {
        loop {
            let value = self.normal();
            if value.abs() <= limit {
                return value;
            }
        }
    }

    /// Uniform in `low..high`.
    pub fn uniform(&mut self, low: f64, high: f64) -> f64 {
        low + (high - low) * self.0.random::<f64>()
    }

    /// True with probability `p`.
    pub fn chance(&mut self, p: f64) -> bool {
        self.0.random::<f64>() < p
    }
}

/// A first-order autoregressive series with unit standard deviation.
#[derive(Debug, Clone)]
pub(crate) struct Autoregressive {
    stream: Stream,
    lag1: f64,
    state: Option<f64>,
}

impl Autoregressive {
    pub(crate) fn new(stream: Stream, lag1: f64) -> Autoregressive {
        Autoregressive {
            stream,
            lag1,
            state: None,
        }
    }

    /// The next value; extremes beyond 3 standard deviations do not occur in the innovations.
    pub(crate) fn draw(&mut self) -> f64 {
        let fresh = self.stream.bounded_normal(3.0);
        let value = match self.state {
            None => fresh,
            Some(last) => self.lag1 * last + (1.0 - self.lag1 * self.lag1).sqrt() * fresh,
        };
        self.state = Some(value);
        value
    }
}
