//! Contacts from the pelvis alone: weaker, and the sides are estimated.
//!
//! Each step the body brakes after contact and speeds up again: the forward acceleration, kept to the neighbourhood of
//! the step frequency, falls through zero close to the contact (after Zijlstra & Hof 2003, with the zero crossing in
//! place of the peak). The side comes from the mediolateral acceleration at stride frequency. Final contacts cannot be
//! found this way and are not claimed.

use crate::types::{Contact, ContactKind, ContactSource};
use body::motion::{Motion, RATE_HZ, SensorMotion, runs};
use body::trunk::around;
use body::{Axes, Body, BodyAngles, activity};
use recording::{STANDARD_GRAVITY, Side, Site};
use signal::{spectrum, statistics};

/// Contact before the falling zero crossing, seconds.
const LEAD_S: f64 = 0.040;
/// Slow walkers (steps of more than this many seconds) go on braking long after contact: the crossing follows later by this
/// share of what the step lasts longer. Ours; from one person with multiple sclerosis (steps of 1.2 s, 180 ms late).
const USUAL_STEP_S: f64 = 0.67;
const SLOW_LEAD_SHARE: f64 = 0.3;
/// Shortest walk that is looked at, seconds.
const SHORTEST_WALK_S: f64 = 1.5;
/// A contact follows the last one by at least this, seconds, and this share of a step.
const SHORTEST_STEP_S: f64 = 0.25;
const SHORTEST_STEP_SHARE: f64 = 0.45;
/// When the pelvis has dropped on the swinging side after a contact, seconds, and fewest contacts of a leg.
const DROPPED_S: f64 = 0.15;
const FEWEST_CONTACTS: usize = 6;
/// A step belongs to walking if the band's amplitude reaches this share of its median.
const SMALLEST_SHARE: f64 = 0.25;

/// Initial contacts of both feet, or `None` where the pelvis shows no steps. Where its forward axis is weak the contacts stand,
/// their sides do not.
pub fn contacts(motion: &Motion, body: &Body) -> Option<Vec<Contact>> {
    let sensor = motion.sensor(Site::Pelvis)?;
    let axes = body.axes(Site::Pelvis).or_else(|| body.rough_axes(Site::Pelvis))?;
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

/// By how much the side of the pelvis over the leg that has just landed rises, degrees: the median over its contacts, the mean
/// of both legs. Positive in walking, with or without a limp, and negative where the legs' names are exchanged. `None` without
/// an aligned pelvis or contacts of both legs. (The turn of the pelvis at a contact has no such sign: it differs between
/// healthy people.)
pub fn rise_after_landing_deg(angles: &BodyAngles, legs: &[Contact]) -> Option<f64> {
    let obliquity = &angles.pelvis.as_ref()?.obliquity;
    let at = |time_s: f64| {
        obliquity
            .get(angles.grid.index(time_s).round().max(0.0) as usize)
            .copied()
    };
    let of = |side: Side| -> Option<f64> {
        let rises: Vec<f64> = legs
            .iter()
            .filter(|contact| contact.kind == ContactKind::InitialContact && contact.side == side)
            .filter_map(|contact| {
                let right = at(contact.time_s + DROPPED_S)? - at(contact.time_s)?;
                Some(if side == Side::Right { right } else { -right }).filter(|rise| rise.is_finite())
            })
            .collect();
        (rises.len() >= FEWEST_CONTACTS).then(|| statistics::median(&rises))
    };
    Some(0.5 * (of(Side::Left)? + of(Side::Right)?))
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
            .map(|k| (sensor.acc[k] - sensor.up[k] * STANDARD_GRAVITY).dot(&axis))
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
        let own_hz = rhythm[wide.start + k];
        let own_hz = if own_hz > 0.0 { own_hz } else { frequency };
        let lead_s = LEAD_S + SLOW_LEAD_SHARE * (1.0 / own_hz - USUAL_STEP_S).max(0.0);
        let index = k as f64 + forward[k] / (forward[k] - forward[k + 1]) - lead_s * RATE_HZ;
        let absolute = wide.start as f64 + index;
        let inside = absolute >= run.start as f64 && absolute < run.end as f64;
        let strong = envelope[k] >= SMALLEST_SHARE * typical;
        let shortest = SHORTEST_STEP_S.max(SHORTEST_STEP_SHARE / own_hz) * RATE_HZ;
        let spaced = previous.is_none_or(|previous| index - previous > shortest);
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
