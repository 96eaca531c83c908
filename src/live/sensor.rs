//! One sensor of the live chain: its samples on the common clock, its orientation, its latest past.

use super::resample::Resampler;
use super::types::LiveSample;
use body::{RATE_HZ, SensorMotion};
use nalgebra::{UnitQuaternion, Vector3};
use recording::Site;
use signal::orientation::{OnlineVqf, VqfParameters};

/// How much of the past is kept for calibration, seconds.
pub(super) const HISTORY_S: f64 = 40.0;
const HISTORY: usize = (HISTORY_S * RATE_HZ) as usize;
/// Longest gap that counts as bridged, seconds; as offline.
const BRIDGED_GAP_S: f64 = 0.05;
/// A gap after which the orientation filter starts anew, seconds; as offline.
pub(super) const RESTART_GAP_S: f64 = 0.5;

/// What a sample led to.
pub(super) enum Taken {
    /// It came after a newer one.
    Late,
    /// Samples before it are missing, from the last one on.
    AfterGap {
        since_s: f64,
    },
    Regular,
}

/// One sensor. Its past lies in a [`SensorMotion`], so that the calibration of whole recordings works on it.
pub(super) struct LiveSensor {
    resampler: Resampler,
    filter: OnlineVqf,
    pub(super) motion: SensorMotion,
    /// Index on the common clock of the first sample in `motion`.
    pub(super) first: i64,
    pub(super) last_s: Option<f64>,
    pub(super) late_samples: u64,
    pub(super) silent: bool,
}

fn fresh_filter() -> OnlineVqf {
    OnlineVqf::new(RATE_HZ, &VqfParameters::default()).expect("the common clock's rate and the defaults are sound")
}

impl LiveSensor {
    pub(super) fn new(site: Site) -> LiveSensor {
        LiveSensor {
            resampler: Resampler::default(),
            filter: fresh_filter(),
            motion: SensorMotion {
                site,
                acc: Vec::new(),
                gyr: Vec::new(),
                orientation: Vec::new(),
                up: Vec::new(),
                valid: Vec::new(),
            },
            first: 0,
            last_s: None,
            late_samples: 0,
            silent: false,
        }
    }

    /// Measured rate, Hz.
    pub(super) fn rate_hz(&self) -> Option<f64> {
        self.resampler.interval_s().map(|interval| 1.0 / interval)
    }

    /// One past the newest index on the common clock.
    pub(super) fn end(&self) -> i64 {
        self.first + self.motion.valid.len() as i64
    }

    /// Place of an index of the common clock in `motion`, if it is there.
    pub(super) fn place(&self, index: i64) -> Option<usize> {
        let place = usize::try_from(index - self.first).ok()?;
        (place < self.motion.valid.len()).then_some(place)
    }

    /// Takes a sample; `origin_s` is the time of index 0. New indices are those from the old to the new
    /// [`end`](LiveSensor::end).
    pub(super) fn push(&mut self, sample: &LiveSample, origin_s: f64) -> Taken {
        let time = sample.time_s;
        let Some(last) = self.last_s else {
            self.first = first_index(time, origin_s);
            self.take(sample, origin_s);
            return Taken::Regular;
        };
        if time <= last {
            self.late_samples += 1;
            return Taken::Late;
        }
        let gap = time - last;
        let limit = self.bridged_gap();
        if gap > RESTART_GAP_S {
            self.resampler.restart();
            self.filter = fresh_filter();
            self.skip_to(first_index(time, origin_s));
        }
        self.take(sample, origin_s);
        if gap > limit {
            Taken::AfterGap { since_s: last }
        } else {
            Taken::Regular
        }
    }

    fn bridged_gap(&self) -> f64 {
        BRIDGED_GAP_S.max(1.5 * self.resampler.interval_s().unwrap_or(0.0))
    }

    fn take(&mut self, sample: &LiveSample, origin_s: f64) {
        self.resampler.push(sample.time_s, sample.acc_mps2, sample.gyr_radps);
        self.last_s = Some(sample.time_s);
        let limit = self.bridged_gap();
        while let Some((acc, gyr, interval)) = self.resampler.at(origin_s + self.end() as f64 / RATE_HZ) {
            let orientation = self.filter.push(&gyr, &acc);
            self.store(acc, gyr - self.filter.bias_radps(), orientation, interval <= limit);
        }
    }

    /// Marks everything up to `index` as missing; a long absence clears the past.
    fn skip_to(&mut self, index: i64) {
        if index - self.end() >= HISTORY as i64 {
            let motion = &mut self.motion;
            motion.acc.clear();
            motion.gyr.clear();
            motion.orientation.clear();
            motion.up.clear();
            motion.valid.clear();
            self.first = index;
        }
        while self.end() < index {
            self.store(Vector3::z(), Vector3::zeros(), UnitQuaternion::identity(), false);
        }
    }

    fn store(&mut self, acc: Vector3<f64>, gyr: Vector3<f64>, orientation: UnitQuaternion<f64>, valid: bool) {
        let motion = &mut self.motion;
        motion.acc.push(acc);
        motion.gyr.push(gyr);
        motion.orientation.push(orientation);
        motion.up.push(orientation.inverse_transform_vector(&Vector3::z()));
        motion.valid.push(valid);
        // Dropping half of twice the past at a time costs a move per sample.
        if motion.valid.len() >= 2 * HISTORY {
            motion.acc.drain(..HISTORY);
            motion.gyr.drain(..HISTORY);
            motion.orientation.drain(..HISTORY);
            motion.up.drain(..HISTORY);
            motion.valid.drain(..HISTORY);
            self.first += HISTORY as i64;
        }
    }

    /// A window of the common clock as whole recordings have it; what this sensor does not have is marked as missing.
    pub(super) fn window(&self, from: i64, len: usize) -> SensorMotion {
        let mut window = SensorMotion {
            site: self.motion.site,
            acc: vec![Vector3::z(); len],
            gyr: vec![Vector3::zeros(); len],
            orientation: vec![UnitQuaternion::identity(); len],
            up: vec![Vector3::z(); len],
            valid: vec![false; len],
        };
        let start = from.max(self.first);
        let end = (from + len as i64).min(self.end());
        if start < end {
            let to = (start - from) as usize..(end - from) as usize;
            let own = (start - self.first) as usize..(end - self.first) as usize;
            window.acc[to.clone()].copy_from_slice(&self.motion.acc[own.clone()]);
            window.gyr[to.clone()].copy_from_slice(&self.motion.gyr[own.clone()]);
            window.orientation[to.clone()].copy_from_slice(&self.motion.orientation[own.clone()]);
            window.up[to.clone()].copy_from_slice(&self.motion.up[own.clone()]);
            window.valid[to].copy_from_slice(&self.motion.valid[own]);
        }
        window
    }
}

/// First index of the common clock at or after a time.
fn first_index(time_s: f64, origin_s: f64) -> i64 {
    ((time_s - origin_s) * RATE_HZ - 1e-6).ceil() as i64
}
