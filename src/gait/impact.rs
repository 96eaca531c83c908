//! Loading indicators: shock at contact and how it dies away up the leg. Accelerations, never forces.
//!
//! Measured on the raw samples at the sensor's own rate: at 100 Hz a 25 ms pulse is read up to 19 % low, alike on both
//! sides.

use super::Measure;
use super::types::Stride;
use body::motion::Motion;
use body::{Axes, Body};
use nalgebra::Vector3;
use rayon::prelude::*;
use recording::{Recording, STANDARD_GRAVITY, Side, Site, Track};
use schemars::JsonSchema;
use serde::Serialize;
use signal::spectrum;

/// Search windows around initial contact, seconds.
const BEFORE_S: f64 = 0.020;
const AFTER_S: f64 = 0.100;
const AFTER_PELVIS_S: f64 = 0.120;
/// Where a second impact is looked for after the first, seconds.
/// The bounds of 30 and 120 ms lie between the samples of usual rates, so that no rounding decides about one.
const SECOND_S: (f64, f64) = (0.0275, 0.1225);
/// Lowest rate from which frequency attenuation is read, Hz: its upper band ends at 20 Hz.
const LOWEST_SPECTRAL_RATE_HZ: f64 = 80.0;

/// How vibration changes between two sensors in stance, dB; negative is attenuation.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct ShockTransfer {
    /// The leg in stance.
    pub side: Side,
    /// The lower sensor.
    pub from: Site,
    /// The upper sensor.
    pub to: Site,
    /// Mean over 3 to 8 Hz (movement).
    pub movement_db: f64,
    /// Mean over 9 to 20 Hz (impact); band names after Shorten & Winslow 1992.
    pub impact_db: f64,
    /// Standard error of `impact_db` from groups of stance phases, dB.
    pub impact_se_db: f64,
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
                (acc - up * STANDARD_GRAVITY).dot(&axes.y)
            });
            let total = window(track, motion, contact, AFTER_S, |acc, _| acc.norm() - STANDARD_GRAVITY);
            if let Some(peak) = peak_of(&axial) {
                shank_peak = Some(peak.height);
                let after = window(track, motion, contact, AFTER_S + SECOND_S.1, |acc, up| {
                    (acc - up * STANDARD_GRAVITY).dot(&axes.y)
                });
                let second = second_peak(&after, peak.time_s).filter(|_| track.rate_hz >= LOWEST_SPECTRAL_RATE_HZ);
                stride
                    .values
                    .set_optional(Measure::SecondImpactPeak, second.map(|second| second / peak.height));
                stride.values.set(Measure::PeakTibialAcceleration, peak.height);
                stride.values.set_optional(Measure::TibialTimeToPeak, peak.rise_s);
                stride
                    .values
                    .set_optional(Measure::TibialLoadingRate, peak.rise_s.map(|rise| peak.height / rise));
            }
            stride.values.set_optional(
                Measure::ResultantTibialAcceleration,
                peak_of(&total).map(|peak| peak.height),
            );
        }
        let attenuation = |peak: f64| shank_peak.filter(|shank| *shank > 1.0).map(|shank| 1.0 - peak / shank);
        if let Some((track, axes)) = sensor(Site::thigh(stride.side)) {
            let axial = window(track, motion, contact, AFTER_S, |acc, up| {
                (acc - up * STANDARD_GRAVITY).dot(&axes.y)
            });
            let lost = peak_of(&axial).and_then(|peak| attenuation(peak.height));
            stride.values.set_optional(Measure::AttenuationShankThigh, lost);
        }
        if let Some(track) = recording.tracks.get(&Site::Pelvis) {
            let upward = |acc: Vector3<f64>, up: Vector3<f64>| acc.dot(&up) - STANDARD_GRAVITY;
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
    time_s: f64,
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
        time_s: time,
        rise_s: onset.map(|(start, _)| time - start),
    })
}

/// Height of a second peak 30 to 120 ms after the first, above the dip between them; 0 where nothing rises again, `None`
/// where samples are missing. The front of a foot that slaps down makes one.
fn second_peak(values: &[(f64, f64)], first_s: f64) -> Option<f64> {
    let (from, to) = (first_s + SECOND_S.0, first_s + SECOND_S.1);
    if values.last().is_none_or(|(last, _)| *last < to - 0.02) {
        return None;
    }
    let mut lowest = f64::INFINITY;
    let mut best: f64 = 0.0;
    for (_, value) in values.iter().filter(|(time, _)| *time > first_s && *time <= to) {
        lowest = lowest.min(*value);
        best = best.max(*value - lowest);
    }
    // A rise that began before the window counts by what it reaches within it.
    let inside = values.iter().filter(|(time, _)| *time >= from && *time <= to);
    let highest = inside.map(|(_, value)| *value).fold(f64::NEG_INFINITY, f64::max);
    Some(best.min(highest).max(0.0))
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
                impact_se_db: standard_error(&shank.groups, &other.groups),
                n: shank.n.min(other.n),
            })
        })
        .collect()
}

struct StanceSpectrum {
    /// Power in bins of 1 Hz.
    power: Vec<f64>,
    /// The same of groups of neighbouring stance phases.
    groups: Vec<Vec<f64>>,
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
            let values = samples(track, motion, from, to, |acc, up| {
                (acc - up * STANDARD_GRAVITY).dot(&axes.y)
            });
            (values.len() >= 32).then(|| values.into_iter().map(|(_, value)| value).collect())
        })
        .collect();
    if segments.len() < 5 {
        return None;
    }
    // Zero-padded to one second and more: bins of at most 1 Hz.
    let size = (track.rate_hz.ceil() as usize).next_power_of_two().max(256);
    let bin = track.rate_hz / size as f64;
    let per_hertz = |segments: &[Vec<f64>]| -> Vec<f64> {
        let density = spectrum::welch_psd(segments, track.rate_hz, size);
        (0..=20)
            .map(|hertz| {
                let inside = |k: &usize| (*k as f64 * bin - hertz as f64).abs() <= 0.5;
                (0..density.len()).filter(inside).map(|k| density[k]).sum()
            })
            .collect()
    };
    let groups: Vec<Vec<f64>> = segments
        .chunks(segments.len().div_ceil(GROUPS))
        .map(per_hertz)
        .collect();
    // Welch's estimate is the mean over segments: that of all is the weighted mean of the groups'.
    let sizes = segments.chunks(segments.len().div_ceil(GROUPS)).map(<[_]>::len);
    let mut power = vec![0.0; 21];
    for (group, size) in groups.iter().zip(sizes) {
        for (sum, value) in power.iter_mut().zip(group) {
            *sum += value * size as f64 / segments.len() as f64;
        }
    }
    Some(StanceSpectrum {
        power,
        groups,
        n: segments.len(),
    })
}

/// Groups of stance phases that the error of a transfer is read from.
const GROUPS: usize = 8;

/// Standard error of the mean over groups of the impact band's transfer; infinite for a single group.
fn standard_error(distal: &[Vec<f64>], proximal: &[Vec<f64>]) -> f64 {
    let transfers: Vec<f64> = distal
        .iter()
        .zip(proximal)
        .map(|(distal, proximal)| band_difference(distal, proximal, 9, 20))
        .collect();
    let n = transfers.len() as f64;
    let mean = transfers.iter().sum::<f64>() / n;
    let squares: f64 = transfers.iter().map(|value| (value - mean).powi(2)).sum();
    (squares / ((n - 1.0) * n)).sqrt()
}

fn band_difference(distal: &[f64], proximal: &[f64], from: usize, to: usize) -> f64 {
    let sum: f64 = (from..=to)
        .map(|hertz| 10.0 * (proximal[hertz] / distal[hertz]).log10())
        .sum();
    sum / (to - from + 1) as f64
}
