//! Contacts from the pelvis alone: weaker, and the sides are estimated.
//!
//! Each step the body brakes after contact and speeds up again: the forward acceleration, kept to the neighbourhood of
//! the step frequency, falls through zero close to the contact (after Zijlstra & Hof 2003, with the zero crossing in
//! place of the peak). The side comes from the mediolateral acceleration at stride frequency. Final contacts cannot be
//! found this way and are not claimed.

use crate::body::motion::{GRAVITY, Motion, RATE_HZ, SensorMotion, runs};
use crate::body::trunk::around;
use crate::body::{Axes, Body, activity};
use crate::gait::types::{Contact, ContactKind, ContactSource};
use crate::recording::{Side, Site};
use crate::signal::{spectrum, statistics};

/// Contact before the falling zero crossing, seconds.
const LEAD_S: f64 = 0.040;
/// Shortest walk that is looked at, seconds.
const SHORTEST_WALK_S: f64 = 1.5;
/// A step belongs to walking if the band's amplitude reaches this share of its median.
const SMALLEST_SHARE: f64 = 0.25;

/// Initial contacts of both feet, or `None` where the pelvis is not aligned.
pub fn contacts(motion: &Motion, body: &Body) -> Option<Vec<Contact>> {
    let sensor = motion.sensor(Site::Pelvis)?;
    let axes = body.axes(Site::Pelvis)?;
    let rhythm = activity::step_rhythm(sensor);
    let walking: Vec<bool> = rhythm.iter().map(|frequency| *frequency > 0.0).collect();
    let mut list = Vec::new();
    for run in runs(&walking) {
        if run.len() as f64 >= SHORTEST_WALK_S * RATE_HZ {
            contacts_of_walk(motion, sensor, axes, &rhythm, run, &mut list);
        }
    }
    Some(list)
}

fn contacts_of_walk(
    motion: &Motion,
    sensor: &SensorMotion,
    axes: &Axes,
    rhythm: &[f64],
    run: std::ops::Range<usize>,
    list: &mut Vec<Contact>,
) {
    // The filter needs some room around the walk to settle.
    let margin = (2.0 * RATE_HZ) as usize;
    let wide = run.start.saturating_sub(margin)..(run.end + margin).min(rhythm.len());
    let frequency = statistics::median(&rhythm[run.clone()]);
    let along = |pick: fn(&Axes) -> nalgebra::Vector3<f64>| -> Vec<f64> {
        let axis = pick(axes);
        wide.clone()
            .map(|k| (sensor.acc[k] - sensor.up[k] * GRAVITY).dot(&axis))
            .collect()
    };
    let forward = around(&along(|axes| axes.x), frequency);
    let sideways = around(&along(|axes| axes.z), 0.5 * frequency);
    let (quadrature, rolling) = spectrum::hilbert_pair(&forward, &sideways);
    let envelope: Vec<f64> = forward.iter().zip(&quadrature).map(|(re, im)| re.hypot(*im)).collect();
    let typical = statistics::median(&envelope[run.start - wide.start..run.end - wide.start]);
    let mut previous: Option<f64> = None;
    for k in 0..forward.len().saturating_sub(1) {
        if !(forward[k] >= 0.0 && forward[k + 1] < 0.0) {
            continue;
        }
        let index = k as f64 + forward[k] / (forward[k] - forward[k + 1]) - LEAD_S * RATE_HZ;
        let absolute = wide.start as f64 + index;
        let inside = absolute >= run.start as f64 && absolute < run.end as f64;
        let strong = envelope[k] >= SMALLEST_SHARE * typical;
        let spaced = previous.is_none_or(|previous| index - previous > 0.25 * RATE_HZ);
        if !(inside && strong && spaced && index >= 0.0 && sensor.is_valid_between(absolute - 3.0, absolute + 3.0)) {
            continue;
        }
        previous = Some(index);
        // A quarter of a stride after contact the body moves towards the standing leg.
        let side = if rolling[index.round() as usize] > 0.0 {
            Side::Right
        } else {
            Side::Left
        };
        list.push(Contact {
            side,
            kind: ContactKind::InitialContact,
            time_s: motion.grid.time(absolute),
            source: ContactSource::Pelvis,
        });
    }
}
