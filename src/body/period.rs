//! The stride period of a walk, and means over whole periods: also of walks so short that no leg swings twice.

use super::activity::{swing_cycles, turning_mask};
use super::alignment::Alignment;
use super::motion::{Motion, RATE_HZ, SensorMotion, runs};
use super::principal::{active_mask, mean_direction, principal_axis, sagittal_rate, signed_by_third_moment};
use rayon::prelude::*;
use recording::{Segment, Site};
use signal::statistics;
use std::collections::BTreeMap;

/// Median stride duration in samples from the swing cycles of all limbs, before any of them is aligned; `None` where no
/// limb swings twice.
pub fn stride_period(motion: &Motion) -> Option<f64> {
    let durations: Vec<f64> = motion
        .sensors
        .par_iter()
        .filter(|(site, _)| matches!(site.segment(), Segment::Thigh | Segment::Shank))
        .filter_map(|(_, sensor)| {
            let active = active_mask(sensor, &turning_mask(sensor));
            let up = mean_direction(&sensor.up, &active)?;
            let axis = principal_axis(&sensor.gyr, &active, &up)?.axis;
            let rate = sagittal_rate(sensor, &signed_by_third_moment(sensor, axis, &active));
            Some(
                swing_cycles(&rate)
                    .iter()
                    .map(|cycle| cycle.len() as f64)
                    .collect::<Vec<f64>>(),
            )
        })
        .flatten()
        .collect();
    (!durations.is_empty()).then(|| statistics::median(&durations))
}

/// Step frequency from the swing cycles of the aligned limbs, Hz; `None` without cycles.
pub(crate) fn step_frequency(motion: &Motion, alignments: &BTreeMap<Site, Alignment>) -> Option<f64> {
    let mut durations = Vec::new();
    for (site, alignment) in alignments {
        if let (Some(sensor), Some(axes)) = (motion.sensor(*site), alignment.axes.as_ref()) {
            let cycles = swing_cycles(&sagittal_rate(sensor, &axes.z));
            durations.extend(cycles.iter().map(|cycle| cycle.len() as f64));
        }
    }
    (!durations.is_empty()).then(|| 2.0 * RATE_HZ / statistics::median(&durations))
}

/// Weights that average over every whole period inside the runs of valid samples: a trapezoid per run, the mean of all
/// windows of one period. All zero where no run is as long as a period.
pub(crate) fn period_weights(sensor: &SensorMotion, period: f64) -> Vec<f64> {
    let window = period.round().max(1.0) as usize;
    let mut weights = vec![0.0; sensor.valid.len()];
    for run in runs(&sensor.valid) {
        if run.len() < window {
            continue;
        }
        let windows = run.len() - window + 1;
        for (place, weight) in weights[run.clone()].iter_mut().enumerate() {
            *weight = (place + 1).min(run.len() - place).min(window).min(windows) as f64;
        }
    }
    weights
}

#[cfg(test)]
mod tests {
    use super::*;
    use nalgebra::{UnitQuaternion, Vector3};

    #[test]
    fn a_periodic_signal_has_its_mean_whatever_the_cut() {
        let period = 90.0;
        for (start, len) in [(0.0, 90), (17.0, 131), (40.0, 171), (3.0, 250)] {
            let sensor = SensorMotion {
                site: Site::ShankLeft,
                acc: vec![Vector3::z(); len],
                gyr: vec![Vector3::z(); len],
                orientation: vec![UnitQuaternion::identity(); len],
                up: vec![Vector3::z(); len],
                valid: vec![true; len],
            };
            let weights = period_weights(&sensor, period);
            let value = |k: usize| {
                let phase = std::f64::consts::TAU * (k as f64 + start) / period;
                3.0 + 10.0 * phase.sin() + 4.0 * (2.0 * phase).cos()
            };
            let total: f64 = weights.iter().sum();
            let mean = weights
                .iter()
                .enumerate()
                .map(|(k, weight)| weight * value(k))
                .sum::<f64>()
                / total;
            assert!((mean - 3.0).abs() < 1e-9, "{start} {len}: {mean}");
        }
    }
}
