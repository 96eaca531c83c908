//! Random moments. The same seed gives the same ones, so that a recording on the virtual radio can be repeated; each
//! sensor has a seed of its own, so that several do not ask, wait and connect in step.

use rand_pcg::Pcg32;
use rand_pcg::rand_core::{Rng, SeedableRng};
use std::time::Duration;

pub(crate) struct Random(Pcg32);

impl Random {
    pub(crate) fn new(seed: u64) -> Random {
        Random(Pcg32::seed_from_u64(seed))
    }

    pub(crate) fn between(&mut self, low: f64, high: f64) -> f64 {
        low + (high - low) * (f64::from(self.0.next_u32()) / 4_294_967_296.0)
    }

    pub(crate) fn chance(&mut self, share: f64) -> bool {
        self.between(0.0, 1.0) < share
    }

    /// A pause of up to so long, evenly spread.
    pub(crate) fn pause(&mut self, most: Duration) -> Duration {
        most.mul_f64(self.between(0.0, 1.0))
    }

    /// A wait of about so long, a quarter more or less.
    pub(crate) fn about(&mut self, wait: Duration) -> Duration {
        wait.mul_f64(self.between(0.75, 1.25))
    }
}
