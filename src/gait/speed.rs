//! Stride length and walking speed.
//!
//! Shanks: the shank turns about the ankle in mid-stance, which gives the sensor's velocity there; between two
//! mid-stances its acceleration is integrated twice and the velocity's drift removed (Li, Young, Naing & Donelan 2010).
//! Pelvis alone: the inverted pendulum of Zijlstra & Hof 2003, an estimate.

use super::Measure;
use super::types::{ContactSource, Stride};
use crate::body::motion::{GRAVITY, Motion, RATE_HZ, SensorMotion};
use crate::body::{Axes, Body, BodyAngles};
use crate::recording::{Session, Side, Site};
use crate::signal::filter::Butterworth;
use crate::signal::statistics;
use nalgebra::Vector3;

/// Mid-stance, as a share of stance: the foot is flat and the shank turns evenly.
const MID_STANCE_SHARE: f64 = 0.40;
/// Height of the sensor above the point about which the shank turns, metres.
const SENSOR_HEIGHT_M: f64 = 0.22;
/// Stance as a share of the stride where the final contact is not known.
const STANCE_SHARE: f64 = 0.62;
/// Segment lengths as shares of the body height (Drillis & Contini 1966).
const THIGH_SHARE: f64 = 0.245;
const SHANK_SHARE: f64 = 0.246;
/// Roll-over of the feet lengthens every step of the two-leg model by this factor.
const ROLL_OVER: f64 = 1.11;
/// Pendulum: K of Mobilise-D's cohorts (4.739 / 4) and the sensor's height as a share of the body height.
const PENDULUM_FACTOR: f64 = 1.185;
const PELVIS_HEIGHT_SHARE: f64 = 0.53;
/// Body height where none is given, metres; only the pendulum needs it.
const USUAL_HEIGHT_M: f64 = 1.70;

/// Stride length and speed of every stride of the legs with an aligned shank.
pub fn by_shank_strapdown(strides: &mut [Stride], motion: &Motion, body: &Body) {
    for side in Side::BOTH {
        let (Some(sensor), Some(axes)) = (motion.shank(side), body.axes(Site::shank(side))) else {
            continue;
        };
        let own: Vec<usize> = (0..strides.len()).filter(|&k| strides[k].side == side).collect();
        for (order, &k) in own.iter().enumerate() {
            let next = own
                .get(order + 1)
                .map(|&next| &strides[next])
                .filter(|next| next.start_s == strides[k].end_s);
            let from = motion.grid.index(mid_stance(&strides[k]));
            let to = motion.grid.index(match next {
                Some(next) => mid_stance(next),
                None => strides[k].end_s + (mid_stance(&strides[k]) - strides[k].start_s),
            });
            if let Some(way) = strapdown(sensor, axes, side, from, to) {
                // The way from mid-stance to mid-stance takes a little more or less time than the stride.
                let speed = way.length_m * RATE_HZ / (to - from);
                strides[k].values.set(Measure::SwingSideways, way.outward_m);
                let duration = strides[k].end_s - strides[k].start_s;
                strides[k].values.set(Measure::StrideLength, speed * duration);
                strides[k].values.set(Measure::Speed, speed);
            }
        }
    }
}

fn mid_stance(stride: &Stride) -> f64 {
    let stance = match stride.final_contact_s {
        Some(last) => last - stride.start_s,
        None => STANCE_SHARE * (stride.end_s - stride.start_s),
    };
    stride.start_s + MID_STANCE_SHARE * stance
}

/// The way of a shank sensor from one mid-stance to the next.
pub(crate) struct Way {
    /// Horizontal distance, metres.
    pub length_m: f64,
    /// Largest distance from the straight line, to the leg's own side, metres.
    pub outward_m: f64,
}

/// Integrates the acceleration between two mid-stances (fractional samples); `None` across a gap.
pub(crate) fn strapdown(sensor: &SensorMotion, axes: &Axes, side: Side, from: f64, to: f64) -> Option<Way> {
    let (first, last) = (from.round().max(0.0) as usize, to.round() as usize);
    if last >= sensor.acc.len() || last <= first + 10 || !sensor.is_valid_between(from, to) {
        return None;
    }
    let velocity_at = |k: usize| -> Vector3<f64> {
        let arm = axes.y * SENSOR_HEIGHT_M;
        sensor.orientation[k].transform_vector(&sensor.gyr[k].cross(&arm))
    };
    let step = 1.0 / RATE_HZ;
    let linear = |k: usize| sensor.orientation[k].transform_vector(&sensor.acc[k]) - Vector3::z() * GRAVITY;
    let mut velocity = velocity_at(first);
    let mut way = Vector3::zeros();
    let mut path = Vec::with_capacity(last - first + 1);
    path.push(way);
    let mut previous = linear(first);
    for k in first + 1..=last {
        let current = linear(k);
        let next = velocity + (previous + current) * (0.5 * step);
        way += (velocity + next) * (0.5 * step);
        path.push(way);
        velocity = next;
        previous = current;
    }
    let duration = (last - first) as f64 * step;
    // A constant error of the acceleration makes the velocity drift linearly: half of the final error on average.
    let drift = velocity - velocity_at(last);
    way -= drift * (0.5 * duration);
    let length = way.x.hypot(way.y);
    // Seen along the way, the person's right: forward × up.
    let right = Vector3::new(way.y, -way.x, 0.0) / length.max(f64::MIN_POSITIVE);
    let outward = if side == Side::Right { right } else { -right };
    let aside = path.iter().enumerate().map(|(k, place)| {
        let time = k as f64 * step;
        (place - drift * (0.5 * time * time / duration)).dot(&outward)
    });
    let exact = (to - from) / (last - first) as f64;
    Some(Way {
        length_m: length * exact,
        outward_m: aside.fold(0.0, f64::max),
    })
}

/// Step length from thighs and shanks of both legs at initial contact: how far this ankle is ahead of the other
/// (after Aminian 2002 and Salarian 2004, re-derived for two legs). Needs segment lengths or the body height.
pub fn step_lengths(strides: &mut [Stride], angles: &BodyAngles, session: &Session) {
    let subject = &session.subject;
    let Some(thigh) = subject
        .thigh_length_m
        .or(subject.height_m.map(|height| THIGH_SHARE * height))
    else {
        return;
    };
    let Some(shank) = subject
        .shank_length_m
        .or(subject.height_m.map(|height| SHANK_SHARE * height))
    else {
        return;
    };
    let ahead = |side: Side, index: f64| -> Option<f64> {
        let leg = angles.leg(side);
        let at = |values: &Option<Vec<f64>>| value_at(values.as_deref()?, index);
        let (upper, lower) = (at(&leg.thigh)?.to_radians(), at(&leg.shank)?.to_radians());
        Some(thigh * upper.sin() + shank * lower.sin())
    };
    for stride in strides {
        let index = angles.grid.index(stride.end_s);
        if let (Some(own), Some(other)) = (ahead(stride.side, index), ahead(stride.side.other(), index)) {
            stride.values.set(Measure::StepLength, ROLL_OVER * (own - other));
        }
    }
}

fn value_at(values: &[f64], index: f64) -> Option<f64> {
    let below = index.floor();
    if below < 0.0 || below as usize + 1 >= values.len() {
        return None;
    }
    let (k, share) = (below as usize, index - below);
    let value = values[k] + share * (values[k + 1] - values[k]);
    value.is_finite().then_some(value)
}

/// Stride length and speed from the pelvis's vertical path: step = 2 K √(2 l h − h²) with h the rise and fall within the
/// step. Returns whether the body height had to be assumed.
pub fn by_pelvis_pendulum(strides: &mut [Stride], motion: &Motion, session: &Session) -> bool {
    let Some(sensor) = motion.sensor(Site::Pelvis) else {
        return false;
    };
    let leg = PELVIS_HEIGHT_SHARE * session.subject.height_m.unwrap_or(USUAL_HEIGHT_M);
    let path = vertical_path(sensor);
    for stride in strides.iter_mut() {
        let from = motion.grid.index(stride.start_s).max(0.0) as usize;
        let to = (motion.grid.index(stride.end_s) as usize + 1).min(path.len());
        let Some(middle) = stride
            .opposite_initial_contact_s
            .map(|time| motion.grid.index(time) as usize)
        else {
            continue;
        };
        if middle <= from + 5 || middle + 5 >= to || !sensor.is_valid_between(from as f64, to as f64 - 1.0) {
            continue;
        }
        let step = |range: std::ops::Range<usize>| -> f64 {
            let values = &path[range];
            let high = values.iter().copied().fold(f64::NEG_INFINITY, f64::max);
            let low = values.iter().copied().fold(f64::INFINITY, f64::min);
            let rise = (high - low).min(leg);
            2.0 * PENDULUM_FACTOR * (2.0 * leg * rise - rise * rise).sqrt()
        };
        let length = step(from..middle) + step(middle..to);
        stride.values.set(Measure::StrideLength, length);
        stride
            .values
            .set(Measure::Speed, length / (stride.end_s - stride.start_s));
    }
    session.subject.height_m.is_none()
}

/// Vertical displacement, metres, without its slow part: integrated twice, high-passed at 0.1 and 1 Hz each time.
fn vertical_path(sensor: &SensorMotion) -> Vec<f64> {
    let raw: Vec<f64> = sensor
        .acc
        .iter()
        .zip(&sensor.up)
        .map(|(acc, up)| acc.dot(up) - GRAVITY)
        .collect();
    let high = |values: &[f64], cutoff: f64| match Butterworth::highpass(4, cutoff, RATE_HZ) {
        Ok(filter) => filter.filtfilt(values),
        Err(_) => values.to_vec(),
    };
    let integrate = |values: &[f64]| -> Vec<f64> {
        let mut sum = 0.0;
        let mut previous = values.first().copied().unwrap_or(0.0);
        values
            .iter()
            .map(|value| {
                sum += 0.5 * (previous + value) / RATE_HZ;
                previous = *value;
                sum
            })
            .collect()
    };
    let velocity = high(&integrate(&high(&raw, 0.1)), 1.0);
    integrate(&velocity)
}

/// Which of the two ways to a speed a kit allows.
pub fn method_for(source: ContactSource, motion: &Motion, body: &Body) -> Option<crate::analysis::SpeedMethod> {
    let shank = Side::BOTH.iter().any(|side| body.axes(Site::shank(*side)).is_some());
    match source {
        ContactSource::Shank if shank => Some(crate::analysis::SpeedMethod::ShankStrapdown),
        _ if motion.sensor(Site::Pelvis).is_some() => Some(crate::analysis::SpeedMethod::PelvisPendulum),
        _ => None,
    }
}

/// Median speed over strides, m/s.
pub fn median_speed(strides: &[Stride]) -> Option<f64> {
    let speeds: Vec<f64> = strides
        .iter()
        .filter_map(|stride| stride.values.get(Measure::Speed))
        .collect();
    (!speeds.is_empty()).then(|| statistics::median(&speeds))
}
