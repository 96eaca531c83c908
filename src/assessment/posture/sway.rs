//! How much the pelvis sways in quiet standing.

use body::motion::RATE_HZ;
use body::{Body, Motion};
use nalgebra::Vector3;
use recording::{STANDARD_GRAVITY, Site};
use schemars::JsonSchema;
use serde::Serialize;
use signal::filter::Butterworth;
use std::ops::Range;

/// Band of sway, Hz.
const LOW_HZ: f64 = 0.1;
const HIGH_HZ: f64 = 5.0;

/// Horizontal acceleration of the pelvis without gravity, 0.1 to 5 Hz.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, JsonSchema)]
pub struct Sway {
    /// Root mean square forwards and backwards, m/s².
    pub forward_mps2: f64,
    /// Root mean square sideways, m/s².
    pub sideways_mps2: f64,
    /// Root mean square of the horizontal acceleration's rate of change, m/s³: how unsmooth the sway is.
    pub jerk_mps3: f64,
}

/// Sway over a stand; `None` without an aligned pelvis sensor, or where samples are missing.
pub(super) fn sway(motion: &Motion, body: &Body, range: &Range<usize>) -> Option<Sway> {
    let (sensor, axes) = (motion.sensor(Site::Pelvis)?, body.axes(Site::Pelvis)?);
    if !sensor.valid.get(range.clone())?.iter().all(|valid| *valid) {
        return None;
    }
    let horizontal = |k: usize| -> Option<(f64, f64)> {
        let up = sensor.up[k];
        let without_gravity: Vector3<f64> = sensor.acc[k] - STANDARD_GRAVITY * up;
        let side = (axes.z - up * axes.z.dot(&up)).try_normalize(1e-6)?;
        // Forward lies to the left of "right": up × right.
        let forward = up.cross(&side);
        Some((without_gravity.dot(&forward), without_gravity.dot(&side)))
    };
    let (forward, sideways): (Vec<f64>, Vec<f64>) = range
        .clone()
        .map(horizontal)
        .collect::<Option<Vec<_>>>()?
        .into_iter()
        .unzip();
    let filter = Butterworth::bandpass(2, LOW_HZ, HIGH_HZ, RATE_HZ).ok()?;
    let (forward, sideways) = (filter.filtfilt(&forward), filter.filtfilt(&sideways));
    let rms = |values: &[f64]| (values.iter().map(|v| v * v).sum::<f64>() / values.len().max(1) as f64).sqrt();
    let steps = |values: &[f64]| -> Vec<f64> { values.windows(2).map(|pair| (pair[1] - pair[0]) * RATE_HZ).collect() };
    Some(Sway {
        forward_mps2: rms(&forward),
        sideways_mps2: rms(&sideways),
        jerk_mps3: rms(&steps(&forward)).hypot(rms(&steps(&sideways))),
    })
}
