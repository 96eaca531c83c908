//! Angles over the gait cycle: peaks and ranges of every stride, and mean curves.
//!
//! Windows are per cent of the stride (initial contact to initial contact of the same foot).

use super::types::{Curve, CycleCurve, Stride};
use super::{Measure, Values};
use body::BodyAngles;
use body::motion::RATE_HZ;
use recording::Side;
use signal::statistics;
use std::ops::RangeInclusive;

/// Points of a normalised cycle, 0 to 100 %.
pub const POINTS: usize = 101;
/// Single strides kept for drawing.
const DRAWN_STRIDES: usize = 40;

/// The angles of one leg and of the pelvis seen from that leg, by curve.
fn column(angles: &BodyAngles, curve: Curve, side: Side) -> Option<(&[f64], f64)> {
    let leg = angles.leg(side);
    // Obliquity and rotation are kept for the right side; the left side sees the opposite.
    let sign = if side == Side::Right { 1.0 } else { -1.0 };
    let pelvis = angles.pelvis.as_ref();
    match curve {
        Curve::KneeFlexion => leg.knee.as_deref().map(|values| (values, 1.0)),
        Curve::HipFlexion => leg.hip.as_deref().map(|values| (values, 1.0)),
        Curve::ThighInclination => leg.thigh.as_deref().map(|values| (values, 1.0)),
        Curve::ShankInclination => leg.shank.as_deref().map(|values| (values, 1.0)),
        Curve::PelvisTilt => pelvis.map(|pelvis| (pelvis.tilt.as_slice(), 1.0)),
        Curve::PelvisObliquity => pelvis.map(|pelvis| (pelvis.obliquity.as_slice(), sign)),
        Curve::PelvisRotation => pelvis.map(|pelvis| (pelvis.rotation.as_slice(), sign)),
        Curve::TrunkLean => angles.trunk.as_ref().map(|trunk| (trunk.obliquity.as_slice(), -sign)),
    }
}

/// One stride of one angle at 101 equally spaced points; `None` where a sample is missing.
pub(crate) fn normalised(angles: &BodyAngles, curve: Curve, stride: &Stride) -> Option<[f64; POINTS]> {
    let (values, sign) = column(angles, curve, stride.side)?;
    let mut cycle = interpolated(
        values,
        angles.grid.index(stride.start_s),
        angles.grid.index(stride.end_s),
    )?;
    cycle.iter_mut().for_each(|value| *value *= sign);
    if curve == Curve::PelvisRotation {
        let mean = statistics::mean(&cycle);
        cycle.iter_mut().for_each(|value| *value -= mean);
    }
    Some(cycle)
}

fn interpolated(values: &[f64], from: f64, to: f64) -> Option<[f64; POINTS]> {
    if from < 0.0 || values.len() < 2 || to > (values.len() - 1) as f64 {
        return None;
    }
    let mut cycle = [0.0; POINTS];
    for (point, value) in cycle.iter_mut().enumerate() {
        let position = from + (to - from) * point as f64 / (POINTS - 1) as f64;
        let index = (position as usize).min(values.len() - 2);
        let share = position - index as f64;
        *value = values[index] + share * (values[index + 1] - values[index]);
        if !value.is_finite() {
            return None;
        }
    }
    Some(cycle)
}

fn highest(cycle: &[f64; POINTS], window: RangeInclusive<usize>) -> (usize, f64) {
    window.map(|k| (k, cycle[k])).fold(
        (0, f64::NEG_INFINITY),
        |best, next| if next.1 > best.1 { next } else { best },
    )
}

fn lowest(cycle: &[f64; POINTS], window: RangeInclusive<usize>) -> f64 {
    window.map(|k| cycle[k]).fold(f64::INFINITY, f64::min)
}

/// Steepest rise within a window of the cycle, per second, over 4 % of the cycle: single points are noisy.
fn steepest(cycle: &[f64; POINTS], window: RangeInclusive<usize>, duration_s: f64) -> f64 {
    const SPAN: usize = 4;
    let last = *window.end();
    let rise = (*window.start()..=last - SPAN).map(|k| cycle[k + SPAN] - cycle[k]);
    rise.fold(f64::NEG_INFINITY, f64::max) * (POINTS - 1) as f64 / (SPAN as f64 * duration_s)
}

/// Where the pelvis is level in walking: halfway between this foot's and the other foot's contact, so that neither a tilted
/// sensor nor the stand has a part in it. `None` where the other foot's contact is not known.
fn level(obliquity: &[f64; POINTS], stride: &Stride) -> Option<f64> {
    let share = (stride.opposite_initial_contact_s? - stride.start_s) / (stride.end_s - stride.start_s);
    let other = (share * (POINTS - 1) as f64).round();
    let between = (0.0..(POINTS - 1) as f64).contains(&other);
    between.then(|| 0.5 * (obliquity[0] + obliquity[other as usize]))
}

fn range(cycle: &[f64; POINTS]) -> f64 {
    highest(cycle, 0..=100).1 - lowest(cycle, 0..=100)
}

/// Fills the kinematic measures of every stride.
pub fn measure(strides: &mut [Stride], angles: &BodyAngles) {
    use rayon::prelude::*;
    strides.par_iter_mut().for_each(|stride| {
        let cycle = |curve: Curve| normalised(angles, curve, stride);
        let final_percent = stride.final_contact_s.map(|time| {
            (100.0 * (time - stride.start_s) / (stride.end_s - stride.start_s))
                .round()
                .clamp(0.0, 100.0) as usize
        });
        let mut values = stride.values.clone();
        if let Some(knee) = cycle(Curve::KneeFlexion) {
            knee_values(&mut values, &knee, final_percent);
        }
        if let Some(hip) = cycle(Curve::HipFlexion) {
            values.set(Measure::HipAtContact, hip[0]);
            values.set(Measure::HipMinimum, lowest(&hip, 30..=70));
            values.set(Measure::HipRange, range(&hip));
        }
        if let Some(thigh) = cycle(Curve::ThighInclination) {
            values.set(Measure::ThighMaximum, highest(&thigh, 55..=100).1);
            values.set(Measure::ThighMinimum, lowest(&thigh, 30..=70));
            values.set(Measure::ThighRange, range(&thigh));
        }
        if let Some(shank) = cycle(Curve::ShankInclination) {
            values.set(Measure::ShankRange, range(&shank));
        }
        if let Some(tilt) = cycle(Curve::PelvisTilt) {
            values.set(Measure::PelvisTiltMean, statistics::mean(&tilt));
            values.set(Measure::PelvisTiltRange, range(&tilt));
        }
        if let Some(obliquity) = cycle(Curve::PelvisObliquity) {
            values.set(Measure::PelvisObliquityRange, range(&obliquity));
            values.set(Measure::PelvicDrop, highest(&obliquity, 0..=30).1 - obliquity[0]);
            values.set(
                Measure::PelvicDropRate,
                steepest(&obliquity, 0..=20, stride.end_s - stride.start_s),
            );
            values.set_optional(
                Measure::HipHike,
                level(&obliquity, stride).map(|level| highest(&obliquity, 60..=90).1 - level),
            );
        }
        if let Some(rotation) = cycle(Curve::PelvisRotation) {
            values.set(Measure::PelvisRotationRange, range(&rotation));
        }
        rates_and_lean(&mut values, angles, stride, final_percent);
        stride.values = values;
    });
}

fn knee_values(values: &mut Values, knee: &[f64; POINTS], final_percent: Option<usize>) {
    let (time, peak) = highest(knee, 0..=25);
    values.set(Measure::KneeAtContact, knee[0]);
    values.set(Measure::KneeLoadingPeak, peak);
    values.set(Measure::KneeLoadingPeakTime, time as f64);
    values.set(Measure::KneeLoadingExcursion, peak - knee[0]);
    values.set(Measure::KneeStanceMinimum, lowest(knee, 25..=55));
    let swing = highest(knee, 50..=100).1;
    values.set(Measure::KneeSwingPeak, swing);
    values.set_optional(
        Measure::KneeSwingGain,
        final_percent.map(|percent| swing - knee[percent]),
    );
    values.set(Measure::KneeRange, range(knee));
}

/// Swing rates of the segments and the outward lean in swing.
fn rates_and_lean(values: &mut Values, angles: &BodyAngles, stride: &Stride, final_percent: Option<usize>) {
    let leg = angles.leg(stride.side);
    let (from, to) = (angles.grid.index(stride.start_s), angles.grid.index(stride.end_s));
    let peak = |rate: &Option<Vec<f64>>| -> Option<f64> {
        let cycle = interpolated(rate.as_deref()?, from, to)?;
        Some(highest(&cycle, 50..=100).1.to_degrees())
    };
    let swing = peak(&leg.shank_rate);
    values.set_optional(Measure::ShankSwingPeakRate, swing);
    let trough = leg.shank_rate.as_deref().and_then(|rate| trough_at(rate, from));
    if let (Some(trough), Some(swing)) = (trough, swing.filter(|swing| *swing > 0.0)) {
        values.set(Measure::ContactTrough, trough.to_degrees() / swing);
    }
    values.set_optional(Measure::ThighSwingPeakRate, peak(&leg.thigh_rate));
    let lean = leg.outward.as_deref().and_then(|lean| interpolated(lean, from, to));
    let inclination = leg.thigh.as_deref().or(leg.shank.as_deref());
    let inclination = inclination.and_then(|angle| interpolated(angle, from, to));
    if let (Some(mut lean), Some(inclination), Some(percent)) = (lean, inclination, final_percent) {
        without_sagittal_leak(&mut lean, &inclination);
        values.set(Measure::Circumduction, highest(&lean, 60..=90).1 - lean[percent]);
    }
}

/// How deep the rate falls below zero around a contact (fractional index), rad/s. A leg that is put down flat or toes
/// first is not stopped by its heel, and the trough is missing.
fn trough_at(rate: &[f64], contact: f64) -> Option<f64> {
    const BEFORE_S: f64 = 0.025;
    const AFTER_S: f64 = 0.125;
    let from = (contact - BEFORE_S * RATE_HZ).round();
    let to = (contact + AFTER_S * RATE_HZ).round();
    if from < 0.0 || to as usize >= rate.len() {
        return None;
    }
    let lowest = rate[from as usize..=to as usize]
        .iter()
        .copied()
        .fold(f64::INFINITY, f64::min);
    Some((-lowest).max(0.0))
}

/// Takes out of the outward lean what follows the segment's own forward swing in stance. The medio-lateral axis is read
/// from the walk itself; a leg that swings outwards turns it, and a part of the forward swing, ten times as large, then
/// looks like an inward lean that hides the outward one. In stance the foot is on the floor and the true lean hardly
/// follows the inclination.
fn without_sagittal_leak(lean: &mut [f64; POINTS], inclination: &[f64; POINTS]) {
    const STANCE: std::ops::Range<usize> = 5..56;
    if let Some(leak) = statistics::linear_regression(&inclination[STANCE], &lean[STANCE]) {
        for (lean, inclination) in lean.iter_mut().zip(inclination) {
            *lean -= leak.slope * inclination;
        }
    }
}

/// Mean curves over the included strides of each side, for every angle that the kit gives.
pub fn cycle_curves(strides: &[Stride], angles: &BodyAngles) -> Vec<CycleCurve> {
    let mut found = Vec::new();
    for curve in Curve::ALL {
        for side in Side::BOTH {
            if column(angles, curve, side).is_none() {
                continue;
            }
            let own: Vec<&Stride> = strides.iter().filter(|s| s.side == side && s.included()).collect();
            if let Some(cycle) = mean_curve(angles, curve, side, &own) {
                found.push(cycle);
            }
        }
    }
    found
}

fn mean_curve(angles: &BodyAngles, curve: Curve, side: Side, strides: &[&Stride]) -> Option<CycleCurve> {
    let cycles: Vec<[f64; POINTS]> = strides
        .iter()
        .filter_map(|stride| normalised(angles, curve, stride))
        .filter(|cycle| cycle.iter().all(|value| curve.possible().contains(value)))
        .collect();
    if cycles.is_empty() {
        return None;
    }
    let n = cycles.len();
    let mean: Vec<f64> = (0..POINTS)
        .map(|k| cycles.iter().map(|cycle| cycle[k]).sum::<f64>() / n as f64)
        .collect();
    let sd = (0..POINTS)
        .map(|k| {
            let squares: f64 = cycles.iter().map(|cycle| (cycle[k] - mean[k]).powi(2)).sum();
            if n > 1 { (squares / (n - 1) as f64).sqrt() } else { 0.0 }
        })
        .collect();
    let drawn = n.min(DRAWN_STRIDES);
    let shares: Vec<f64> = strides
        .iter()
        .filter_map(|s| {
            s.final_contact_s
                .map(|time| 100.0 * (time - s.start_s) / (s.end_s - s.start_s))
        })
        .collect();
    Some(CycleCurve {
        curve,
        side,
        mean,
        sd,
        n,
        strides: (0..drawn).map(|k| cycles[k * n / drawn].to_vec()).collect(),
        final_contact_percent: (!shares.is_empty()).then(|| statistics::mean(&shares)),
    })
}

/// Seconds between samples of the angle series.
pub const STEP_S: f64 = 1.0 / RATE_HZ;
