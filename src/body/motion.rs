//! From raw tracks to motion on one clock: uniform samples, orientation, the vertical seen from the sensor.

use nalgebra::{UnitQuaternion, Vector3};
use rayon::prelude::*;
use recording::{Recording, STANDARD_GRAVITY, Side, Site, Track};
use signal::orientation::{OfflineVqf, VqfParameters, offline_vqf};
use signal::resample;
use std::collections::BTreeMap;

/// Rate of the common clock on which segments are compared, Hz. Walking angles have no power beyond 20 Hz; impacts are
/// measured on the raw samples instead.
pub const RATE_HZ: f64 = 100.0;

/// Longest gap that is bridged by interpolation without marking the samples as missing, seconds.
const BRIDGED_GAP_S: f64 = 0.05;

/// A gap after which the orientation filter starts anew, seconds: beyond it the interpolated rates say nothing of what
/// the segment did.
const RESTART_GAP_S: f64 = 0.5;

/// Longest clock: so many values for each sample of the longest track, and so many more. The readers close long pauses and
/// stay below. Ours.
const MOST_PER_SAMPLE: f64 = 50.0;
const FREE_LEN: f64 = 1e6;

/// The recording's uniform clock: sample `k` lies at `start_s + k / RATE_HZ`.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Grid {
    /// Time of the first sample, seconds on the recording's clock.
    pub start_s: f64,
    /// Number of samples.
    pub len: usize,
}

impl Grid {
    /// The clock from the first to the last sample of any sensor; `None` where it would be far longer than the samples
    /// allow, so that memory follows from them and never from one wrong time.
    pub(crate) fn spanning(recording: &Recording) -> Option<Grid> {
        let mut start = f64::INFINITY;
        let mut end = f64::NEG_INFINITY;
        for track in recording.tracks.values() {
            if let (Some(first), Some(last)) = (track.time_s.first(), track.time_s.last()) {
                start = start.min(*first);
                end = end.max(*last);
            }
        }
        let samples = recording.tracks.values().map(Track::len).max().unwrap_or(0);
        let believed = FREE_LEN + MOST_PER_SAMPLE * samples as f64;
        (end > start && (end - start) * RATE_HZ <= believed).then(|| Grid {
            start_s: start,
            len: ((end - start) * RATE_HZ + 1e-6).floor() as usize + 1,
        })
    }

    /// Time of a fractional index, seconds on the recording's clock.
    pub fn time(&self, index: f64) -> f64 {
        self.start_s + index / RATE_HZ
    }

    /// Fractional index of a time.
    pub fn index(&self, time_s: f64) -> f64 {
        (time_s - self.start_s) * RATE_HZ
    }
}

/// One sensor on the common clock. All vectors have the grid's length; outside the track's own time and inside its gaps
/// `valid` is false and the values are interpolated or held.
#[derive(Debug, Clone)]
pub struct SensorMotion {
    /// Where it is worn.
    pub site: Site,
    /// Specific force, sensor frame, m/s².
    pub acc: Vec<Vector3<f64>>,
    /// Angular rate without bias, sensor frame, rad/s.
    pub gyr: Vec<Vector3<f64>>,
    /// Sensor → world (Z up, heading arbitrary).
    pub orientation: Vec<UnitQuaternion<f64>>,
    /// World's vertical seen from the sensor, unit length.
    pub up: Vec<Vector3<f64>>,
    /// Whether a sample was measured.
    pub valid: Vec<bool>,
}

impl SensorMotion {
    /// True where no sample between two fractional indices is missing.
    pub fn is_valid_between(&self, from: f64, to: f64) -> bool {
        let last = self.valid.len().saturating_sub(1);
        let from = from.max(0.0).floor() as usize;
        let to = (to.max(0.0).ceil() as usize).min(last);
        from <= to && self.valid[from..=to].iter().all(|valid| *valid)
    }
}

/// All sensors of a recording on one clock.
#[derive(Debug, Clone)]
pub struct Motion {
    /// The common clock.
    pub grid: Grid,
    /// By site.
    pub sensors: BTreeMap<Site, SensorMotion>,
}

impl Motion {
    /// The sensor of this site.
    pub fn sensor(&self, site: Site) -> Option<&SensorMotion> {
        self.sensors.get(&site)
    }

    /// The sensor of this thigh.
    pub fn thigh(&self, side: Side) -> Option<&SensorMotion> {
        self.sensor(Site::thigh(side))
    }

    /// The sensor of this shank.
    pub fn shank(&self, side: Side) -> Option<&SensorMotion> {
        self.sensor(Site::shank(side))
    }

    /// Resamples every track and finds its orientation with offline VQF. Cost: linear in the number of samples; tracks
    /// run in parallel.
    pub fn from_recording(recording: &Recording) -> Option<Motion> {
        let grid = Grid::spanning(recording)?;
        let tracks: Vec<&Track> = recording.tracks.values().filter(|track| track.len() >= 2).collect();
        let sensors: Vec<SensorMotion> = tracks.par_iter().map(|track| sensor_motion(track, grid)).collect();
        Some(Motion {
            grid,
            sensors: sensors.into_iter().map(|motion| (motion.site, motion)).collect(),
        })
    }
}

/// Half-open runs of `true`.
pub fn runs(mask: &[bool]) -> Vec<std::ops::Range<usize>> {
    let mut found = Vec::new();
    let mut start = None;
    for (index, set) in mask.iter().enumerate() {
        match (set, start) {
            (true, None) => start = Some(index),
            (false, Some(first)) => {
                found.push(first..index);
                start = None;
            }
            _ => {}
        }
    }
    if let Some(first) = start {
        found.push(first..mask.len());
    }
    found
}

/// The sample ranges between gaps longer than `RESTART_GAP_S`.
fn chunks(time_s: &[f64]) -> Vec<std::ops::Range<usize>> {
    let mut found = Vec::new();
    let mut first = 0;
    for index in 1..=time_s.len() {
        if index == time_s.len() || time_s[index] - time_s[index - 1] > RESTART_GAP_S {
            found.push(first..index);
            first = index;
        }
    }
    found
}

fn sensor_motion(track: &Track, grid: Grid) -> SensorMotion {
    let mut motion = SensorMotion {
        site: track.site,
        acc: vec![Vector3::new(0.0, 0.0, STANDARD_GRAVITY); grid.len],
        gyr: vec![Vector3::zeros(); grid.len],
        orientation: vec![UnitQuaternion::identity(); grid.len],
        up: vec![Vector3::z(); grid.len],
        valid: vec![false; grid.len],
    };
    for chunk in chunks(&track.time_s) {
        fill_chunk(track, chunk, grid, &mut motion);
    }
    mark_gaps(track, grid, &mut motion.valid);
    motion
}

/// Marks samples inside gaps as missing.
fn mark_gaps(track: &Track, grid: Grid, valid: &mut [bool]) {
    let limit = BRIDGED_GAP_S.max(1.5 / track.rate_hz);
    for pair in track.time_s.windows(2) {
        if pair[1] - pair[0] > limit {
            let from = (grid.index(pair[0]).floor().max(-1.0) + 1.0) as usize;
            let to = (grid.index(pair[1]).ceil().max(0.0) as usize).min(valid.len());
            valid.iter_mut().take(to).skip(from).for_each(|sample| *sample = false);
        }
    }
}

/// Orientation and resampled values of one stretch without long gaps.
fn fill_chunk(track: &Track, chunk: std::ops::Range<usize>, grid: Grid, motion: &mut SensorMotion) {
    let time = &track.time_s[chunk.clone()];
    let (acc, gyr) = (&track.acc_mps2[chunk.clone()], &track.gyr_radps[chunk]);
    let first = grid.index(time[0]).ceil().max(0.0) as usize;
    let last = (grid.index(time[time.len() - 1]) + 1e-6)
        .floor()
        .min(grid.len as f64 - 1.0);
    if last < first as f64 {
        return;
    }
    let count = last as usize - first + 1;
    let start_s = grid.time(first as f64);
    // Fast sensors are filtered at their own rate, where the integration is best, and thinned afterwards.
    if track.rate_hz > 1.05 * RATE_HZ {
        let fine_len = ((time[time.len() - 1] - start_s) * track.rate_hz + 1e-6).floor() as usize + 1;
        let fine_acc = resample::linear(time, acc, start_s, track.rate_hz, fine_len);
        let fine_gyr = resample::linear(time, gyr, start_s, track.rate_hz, fine_len);
        let filtered = orientation(track.rate_hz, &fine_gyr, &fine_acc);
        let unbiased: Vec<Vector3<f64>> = fine_gyr
            .iter()
            .zip(&filtered.bias_radps)
            .map(|(rate, bias)| rate - bias)
            .collect();
        let acc = resample::thin(&fine_acc, track.rate_hz, RATE_HZ, count);
        let gyr = resample::thin(&unbiased, track.rate_hz, RATE_HZ, count);
        for k in 0..count {
            let position = k as f64 * track.rate_hz / RATE_HZ;
            let index = (position.round() as usize).min(fine_len - 1);
            // The nearest fine sample, carried on by its own rate to the coarse sample's time.
            let carry = UnitQuaternion::from_scaled_axis(unbiased[index] * ((position - index as f64) / track.rate_hz));
            store(motion, first + k, acc[k], gyr[k], filtered.orientation[index] * carry);
        }
    } else {
        let acc = resample::linear(time, acc, start_s, RATE_HZ, count);
        let gyr = resample::linear(time, gyr, start_s, RATE_HZ, count);
        let filtered = orientation(RATE_HZ, &gyr, &acc);
        for k in 0..count {
            store(
                motion,
                first + k,
                acc[k],
                gyr[k] - filtered.bias_radps[k],
                filtered.orientation[k],
            );
        }
    }
}

/// Mean bias from which the filter is run again on rates without it, in a short stretch and in a longer one, and what it may
/// still find then, rad/s (0.3, 1 and 0.1 deg/s). The filter expects 0.5 deg/s at the begin, and takes half a minute to find more:
/// of 4 and 8 deg/s planted in 30 real walks without a rest up to 6° were left in a knee that walked for 50 s; now 1° at most.
const BIAS_IN_SHORT_RADPS: f64 = 0.005;
const BIAS_IN_LONG_RADPS: f64 = 0.017;
const SETTLED_BIAS_RADPS: f64 = 0.002;
/// A stretch of this length is long: the begin of the filter's search is a small part of it.
const LONG_S: f64 = 120.0;

/// The filter's orientation and bias (rates in rad/s, accelerations in m/s²), however large the bias is.
fn orientation(rate_hz: f64, gyr: &[Vector3<f64>], acc: &[Vector3<f64>]) -> OfflineVqf {
    const MOST_RUNS: usize = 8;
    let run = |gyr: &[Vector3<f64>]| offline_vqf(rate_hz, gyr, acc, &VqfParameters::default());
    let mean =
        |found: &OfflineVqf| found.bias_radps.iter().sum::<Vector3<f64>>() / found.bias_radps.len().max(1) as f64;
    let mut filtered = run(gyr);
    let mut found = mean(&filtered);
    let long = gyr.len() as f64 > LONG_S * rate_hz;
    if found.norm() < if long { BIAS_IN_LONG_RADPS } else { BIAS_IN_SHORT_RADPS } {
        return filtered;
    }
    let mut taken_off = Vector3::zeros();
    for _ in 1..MOST_RUNS {
        taken_off += found;
        let less: Vec<Vector3<f64>> = gyr.iter().map(|rate| rate - taken_off).collect();
        filtered = run(&less);
        found = mean(&filtered);
        if found.norm() < SETTLED_BIAS_RADPS {
            break;
        }
    }
    filtered.bias_radps.iter_mut().for_each(|bias| *bias += taken_off);
    filtered
}

fn store(
    motion: &mut SensorMotion,
    index: usize,
    acc: Vector3<f64>,
    gyr: Vector3<f64>,
    orientation: UnitQuaternion<f64>,
) {
    motion.acc[index] = acc;
    motion.gyr[index] = gyr;
    motion.orientation[index] = orientation;
    motion.up[index] = orientation.inverse_transform_vector(&Vector3::z());
    motion.valid[index] = true;
}
