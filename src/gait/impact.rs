//! Loading indicators: shock at contact and how it dies away up the leg. Accelerations, never forces.
//!
//! Measured on the raw samples at the sensor's own rate: at 100 Hz a 25 ms pulse is read up to 19 % low, alike on both
//! sides.

use super::Measure;
use super::types::Stride;
use crate::body::motion::{GRAVITY, Motion};
use crate::body::{Axes, Body};
use crate::recording::{Recording, Side, Site, Track};
use crate::signal::spectrum;
use nalgebra::Vector3;
use rayon::prelude::*;
use schemars::JsonSchema;
use serde::Serialize;

/// Search windows around initial contact, seconds.
const BEFORE_S: f64 = 0.020;
const AFTER_S: f64 = 0.100;
const AFTER_PELVIS_S: f64 = 0.120;
/// Lowest rate from which frequency attenuation is read, Hz: its upper band ends at 20 Hz.
const LOWEST_SPECTRAL_RATE_HZ: f64 = 80.0;

/// How vibration changes between two sensors in stance, dB; negative is attenuation.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct ShockTransfer {
    pub side: Side,
    pub from: Site,
    pub to: Site,
    /// Mean over 3 to 8 Hz (movement).
    pub movement_db: f64,
    /// Mean over 9 to 20 Hz (impact); band names after Shorten & Winslow 1992.
    pub impact_db: f64,
    /// Stance phases behind it.
    pub n: usize,
}

/// Fills the impact measures of every stride.
pub fn measure(strides: &mut [Stride], recording: &Recording, motion: &Motion, body: &Body) {
    strides.par_iter_mut().for_each(|stride| {
        let contact = stride.start_s;
        let sensor = |site: Site| -> Option<(&Track, &Axes)> { Some((recording.tracks.get(&site)?, body.axes(site)?)) };
        let mut shank_peak = None;
        if let Some((track, axes)) = sensor(Site::shank(stride.side)) {
            let axial = window(track, motion, contact, AFTER_S, |acc, up| {
                (acc - up * GRAVITY).dot(&axes.y)
            });
            let total = window(track, motion, contact, AFTER_S, |acc, _| acc.norm() - GRAVITY);
            if let Some(peak) = peak_of(&axial) {
                shank_peak = Some(peak.height);
                stride.values.set(Measure::ShockShank, peak.height);
                stride.values.set_optional(Measure::ShockTimeToPeak, peak.rise_s);
                stride
                    .values
                    .set_optional(Measure::ShockSlope, peak.rise_s.map(|rise| peak.height / rise));
            }
            stride
                .values
                .set_optional(Measure::ShockShankResultant, peak_of(&total).map(|peak| peak.height));
        }
        let attenuation = |peak: f64| shank_peak.filter(|shank| *shank > 1.0).map(|shank| 1.0 - peak / shank);
        if let Some((track, axes)) = sensor(Site::thigh(stride.side)) {
            let axial = window(track, motion, contact, AFTER_S, |acc, up| {
                (acc - up * GRAVITY).dot(&axes.y)
            });
            let lost = peak_of(&axial).and_then(|peak| attenuation(peak.height));
            stride.values.set_optional(Measure::AttenuationShankThigh, lost);
        }
        if let Some(track) = recording.tracks.get(&Site::Pelvis) {
            let upward = |acc: Vector3<f64>, up: Vector3<f64>| acc.dot(&up) - GRAVITY;
            let early = window(track, motion, contact, AFTER_PELVIS_S, upward);
            let lost = peak_of(&early).and_then(|peak| attenuation(peak.height));
            stride.values.set_optional(Measure::AttenuationShankPelvis, lost);
            let duration = stride.end_s - stride.start_s;
            let highest = |from: f64, to: f64| {
                let start = contact + from * duration;
                let values = samples(track, motion, start, contact + to * duration, upward);
                values.iter().map(|(_, value)| *value).reduce(f64::max)
            };
            stride
                .values
                .set_optional(Measure::PelvisLoadingPeak, highest(0.0, 0.2));
            stride
                .values
                .set_optional(Measure::PelvisPushOffPeak, highest(0.4, 0.6));
        }
    });
}

/// Raw samples of a scalar between two times: (time, value). Empty where the track has a gap there.
fn samples(
    track: &Track,
    motion: &Motion,
    from_s: f64,
    to_s: f64,
    value: impl Fn(Vector3<f64>, Vector3<f64>) -> f64,
) -> Vec<(f64, f64)> {
    let Some(sensor) = motion.sensor(track.site) else {
        return Vec::new();
    };
    let (from, to) = (motion.grid.index(from_s), motion.grid.index(to_s));
    if from < 0.0 || !sensor.is_valid_between(from, to) {
        return Vec::new();
    }
    let first = track.time_s.partition_point(|time| *time < from_s);
    let end = track.time_s.partition_point(|time| *time <= to_s);
    (first..end)
        .map(|k| {
            let nearest = (motion.grid.index(track.time_s[k]).round().max(0.0) as usize).min(sensor.up.len() - 1);
            (track.time_s[k], value(track.acc_mps2[k], sensor.up[nearest]))
        })
        .collect()
}

fn window(
    track: &Track,
    motion: &Motion,
    contact_s: f64,
    after_s: f64,
    value: impl Fn(Vector3<f64>, Vector3<f64>) -> f64,
) -> Vec<(f64, f64)> {
    samples(track, motion, contact_s - BEFORE_S, contact_s + after_s, value)
}

struct Peak {
    height: f64,
    /// From the last crossing of a tenth of the peak to the peak.
    rise_s: Option<f64>,
}

fn peak_of(values: &[(f64, f64)]) -> Option<Peak> {
    let (index, &(time, height)) = values.iter().enumerate().max_by(|a, b| a.1.1.total_cmp(&b.1.1))?;
    if height <= 0.0 {
        return None;
    }
    let onset = values[..index].iter().rev().find(|(_, value)| *value < 0.1 * height);
    Some(Peak {
        height,
        rise_s: onset.map(|(start, _)| time - start),
    })
}

/// Frequency attenuation from shank to thigh and to pelvis over the included strides' stance phases (from 10 % before
/// contact to 60 % of the cycle).
pub fn shock_transfer(strides: &[Stride], recording: &Recording, motion: &Motion, body: &Body) -> Vec<ShockTransfer> {
    Side::BOTH
        .par_iter()
        .flat_map(|side| transfer_of(*side, strides, recording, motion, body))
        .collect()
}

fn transfer_of(
    side: Side,
    strides: &[Stride],
    recording: &Recording,
    motion: &Motion,
    body: &Body,
) -> Vec<ShockTransfer> {
    let included: Vec<&Stride> = strides.iter().filter(|s| s.side == side && s.included()).collect();
    let Some(shank) = spectrum_of(Site::shank(side), &included, recording, motion, body) else {
        return Vec::new();
    };
    [Site::thigh(side), Site::Pelvis]
        .into_iter()
        .filter_map(|to| {
            let other = spectrum_of(to, &included, recording, motion, body)?;
            Some(ShockTransfer {
                side,
                from: Site::shank(side),
                to,
                movement_db: band_difference(&shank.power, &other.power, 3, 8),
                impact_db: band_difference(&shank.power, &other.power, 9, 20),
                n: shank.n.min(other.n),
            })
        })
        .collect()
}

struct StanceSpectrum {
    /// Power in bins of 1 Hz.
    power: Vec<f64>,
    n: usize,
}

fn spectrum_of(
    site: Site,
    strides: &[&Stride],
    recording: &Recording,
    motion: &Motion,
    body: &Body,
) -> Option<StanceSpectrum> {
    let track = recording.tracks.get(&site)?;
    let axes = body.axes(site)?;
    if track.rate_hz < LOWEST_SPECTRAL_RATE_HZ {
        return None;
    }
    let segments: Vec<Vec<f64>> = strides
        .iter()
        .filter_map(|stride| {
            let duration = stride.end_s - stride.start_s;
            let (from, to) = (stride.start_s - 0.1 * duration, stride.start_s + 0.6 * duration);
            let values = samples(track, motion, from, to, |acc, up| (acc - up * GRAVITY).dot(&axes.y));
            (values.len() >= 32).then(|| values.into_iter().map(|(_, value)| value).collect())
        })
        .collect();
    if segments.len() < 5 {
        return None;
    }
    // Zero-padded to one second and more: bins of at most 1 Hz.
    let size = (track.rate_hz.ceil() as usize).next_power_of_two().max(256);
    let density = spectrum::welch_psd(&segments, track.rate_hz, size);
    let bin = track.rate_hz / size as f64;
    let power = (0..=20)
        .map(|hertz| {
            let inside = |k: &usize| (*k as f64 * bin - hertz as f64).abs() <= 0.5;
            (0..density.len()).filter(inside).map(|k| density[k]).sum()
        })
        .collect();
    Some(StanceSpectrum {
        power,
        n: segments.len(),
    })
}

fn band_difference(distal: &[f64], proximal: &[f64], from: usize, to: usize) -> f64 {
    let sum: f64 = (from..=to)
        .map(|hertz| 10.0 * (proximal[hertz] / distal[hertz]).log10())
        .sum();
    sum / (to - from + 1) as f64
}
