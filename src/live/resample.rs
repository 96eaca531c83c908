//! From a sensor's own times to the common clock, looking back only.

use body::RATE_HZ;
use nalgebra::Vector3;
use std::collections::VecDeque;

/// Half the window over which a fast sensor is averaged, seconds: the average over one step of the common clock keeps the
/// integral of the angular rate, and stops most of what would fold back.
const HALF_WINDOW_S: f64 = 0.5 / RATE_HZ;
/// A sensor counts as fast if its samples come closer together than this, seconds.
const FAST_INTERVAL_S: f64 = 0.95 / RATE_HZ;
/// Weight of the newest interval in the running mean.
const INTERVAL_WEIGHT: f64 = 0.05;

#[derive(Debug, Clone, Copy)]
struct Knot {
    time_s: f64,
    acc: Vector3<f64>,
    gyr: Vector3<f64>,
    /// Integral of the straight lines between samples, from the first knot.
    acc_sum: Vector3<f64>,
    gyr_sum: Vector3<f64>,
}

/// Values of one sensor at any time within its latest samples.
///
/// Sensors of up to about 105 Hz are interpolated; a value is there once a sample at or after its time has come. Faster
/// ones are averaged over one step of the common clock, which costs 5 ms more.
#[derive(Debug, Clone, Default)]
pub(super) struct Resampler {
    knots: VecDeque<Knot>,
    interval_s: Option<f64>,
}

impl Resampler {
    /// Takes the next sample; its time is after all earlier ones.
    pub(super) fn push(&mut self, time_s: f64, acc: Vector3<f64>, gyr: Vector3<f64>) {
        let mut knot = Knot {
            time_s,
            acc,
            gyr,
            acc_sum: Vector3::zeros(),
            gyr_sum: Vector3::zeros(),
        };
        if let Some(last) = self.knots.back() {
            let step = time_s - last.time_s;
            knot.acc_sum = last.acc_sum + (acc + last.acc) * (0.5 * step);
            knot.gyr_sum = last.gyr_sum + (gyr + last.gyr) * (0.5 * step);
            self.interval_s = Some(match self.interval_s {
                // One gap must not look like a slow sensor.
                Some(mean) if step > 3.0 * mean => mean,
                Some(mean) => mean + INTERVAL_WEIGHT * (step - mean),
                None => step,
            });
        }
        self.knots.push_back(knot);
    }

    /// Forgets all samples, keeps the rate.
    pub(super) fn restart(&mut self) {
        self.knots.clear();
    }

    pub(super) fn interval_s(&self) -> Option<f64> {
        self.interval_s
    }

    fn half_window(&self) -> f64 {
        match self.interval_s {
            Some(interval) if interval < FAST_INTERVAL_S => HALF_WINDOW_S,
            _ => 0.0,
        }
    }

    /// Acceleration and angular rate at a time, once enough samples have come; the length of the longest interval between
    /// the samples used. Times must not go back by more than a step of the common clock.
    pub(super) fn at(&mut self, time_s: f64) -> Option<(Vector3<f64>, Vector3<f64>, f64)> {
        let half = self.half_window();
        let newest = self.knots.back()?.time_s;
        // A sample that lies on the time but for rounding counts as there.
        if newest + 1e-9 < time_s + half {
            return None;
        }
        while self.knots.len() > 2 && self.knots[1].time_s < time_s - HALF_WINDOW_S - 1.0 / RATE_HZ {
            self.knots.pop_front();
        }
        let first = self.knots.front()?.time_s;
        if half == 0.0 || self.knots.len() < 2 || time_s - half < first {
            let (k, share) = self.place(time_s);
            let (a, b) = (&self.knots[k], &self.knots[(k + 1).min(self.knots.len() - 1)]);
            let acc = a.acc + (b.acc - a.acc) * share;
            let gyr = a.gyr + (b.gyr - a.gyr) * share;
            return Some((acc, gyr, b.time_s - a.time_s));
        }
        let (from, to) = (self.place(time_s - half), self.place(time_s + half));
        let (a, b) = (self.sums(from), self.sums(to));
        let scale = 1.0 / (2.0 * half);
        let longest = (from.0..=to.0)
            .filter_map(|k| Some(self.knots.get(k + 1)?.time_s - self.knots[k].time_s))
            .fold(0.0, f64::max);
        Some(((b.0 - a.0) * scale, (b.1 - a.1) * scale, longest))
    }

    /// The knot at or before a time, and how far towards the next; held at the ends.
    fn place(&self, time_s: f64) -> (usize, f64) {
        let after = self.knots.partition_point(|knot| knot.time_s <= time_s);
        if after == 0 {
            return (0, 0.0);
        }
        let k = after - 1;
        match self.knots.get(after) {
            Some(next) => {
                let before = self.knots[k].time_s;
                (k, (time_s - before) / (next.time_s - before))
            }
            None => (k, 0.0),
        }
    }

    fn sums(&self, (k, share): (usize, f64)) -> (Vector3<f64>, Vector3<f64>) {
        let a = &self.knots[k];
        let Some(b) = self.knots.get(k + 1) else {
            return (a.acc_sum, a.gyr_sum);
        };
        let step = share * (b.time_s - a.time_s);
        (
            a.acc_sum + (a.acc + (b.acc - a.acc) * (0.5 * share)) * step,
            a.gyr_sum + (a.gyr + (b.gyr - a.gyr) * (0.5 * share)) * step,
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line(time: f64) -> Vector3<f64> {
        Vector3::new(time, 2.0 - time, 3.0 * time)
    }

    #[test]
    fn a_line_stays_a_line_at_any_rate() {
        for rate in [50.0, 60.0, 100.0, 120.0, 200.0, 400.0] {
            let mut resampler = Resampler::default();
            let mut next = 2;
            for k in 0..400 {
                let time = k as f64 / rate;
                resampler.push(time, line(time), -line(time));
                while let Some((acc, gyr, _)) = resampler.at(f64::from(next) * 0.01) {
                    let wanted = line(f64::from(next) * 0.01);
                    assert!(
                        (acc - wanted).norm() < 1e-9 && (gyr + wanted).norm() < 1e-9,
                        "{rate} Hz"
                    );
                    next += 1;
                }
                // A value comes at most one sample interval and half a step after its time.
                assert!(f64::from(next) * 0.01 + 0.0051 > time, "{rate} Hz: {next} at {time}");
            }
        }
    }

    #[test]
    fn fast_sensors_are_averaged() {
        let mut resampler = Resampler::default();
        for k in 0..400 {
            // 100 Hz sampled at 400 Hz would be a constant on the common clock; its mean is zero.
            let value = (std::f64::consts::TAU * 100.0 * k as f64 / 400.0).cos();
            resampler.push(k as f64 / 400.0, Vector3::repeat(value), Vector3::repeat(value));
        }
        let (acc, ..) = resampler.at(0.95).expect("the samples are there");
        assert!(acc.norm() < 1e-9, "{acc}");
    }

    #[test]
    fn the_gap_between_the_samples_used_is_told() {
        let mut resampler = Resampler::default();
        for k in (0..40).chain(60..70) {
            resampler.push(k as f64 * 0.01, Vector3::z(), Vector3::z());
        }
        assert!((resampler.at(0.5).expect("bridged").2 - 0.21).abs() < 1e-9);
        assert!(resampler.at(0.65).expect("there").2 < 0.0101);
    }
}
