//! Who sits where: thigh and shank, left and right.
//!
//! * In every step the knee bends, so the shank swings farther than its thigh in the same time: its sagittal rate is larger
//!   (median of healthy walking 1.7 times; a stiff knee comes near 1).
//! * A foot's blow on the floor goes up its own leg: thigh and shank are shaken together, the other leg half a stride
//!   later. (The swing itself would not do: a thigh that swings half a stride later looks like one with its sign changed.)
//! * The pelvis sways towards the leg that stands: contacts found from the pelvis alone name the leg (in 99 % of real steps).

use super::{Fault, Remedy, SetupFinding};
use crate::body::activity::{low_pass, swing_cycles, turning_mask};
use crate::body::principal::{active_mask, mean_direction, principal_axis, sagittal_rate, signed_by_third_moment};
use crate::body::{Body, BodyAngles, Motion};
use crate::gait::{ContactKind, contacts};
use crate::recording::{Recording, Segment, Side, Site};
use crate::signal::statistics;
use nalgebra::Vector3;
use std::collections::BTreeMap;

/// A shank that is slower than its thigh by more than this is no shank; beyond the second it is proved.
const SLOWER: f64 = 0.95;
const PROVED_SLOWER: f64 = 0.85;
/// Correlation by which the other leg must fit better; its own leg's blows agree by 0.8 to 0.97, the other's by 0 to 0.6.
const FITS_BETTER: f64 = 0.2;
/// Blows are what of the acceleration lies beyond this, Hz; they reach the thigh within so many samples.
const BLOW_HZ: f64 = 5.0;
const BLOW_SAMPLES: usize = 5;
/// Fewest swings of a limb that walks.
const FEWEST_SWINGS: usize = 5;
/// Contacts of pelvis and legs that belong together, seconds; fewest of them; share of agreeing sides below which the
/// sides are exchanged.
const SAME_CONTACT_S: f64 = 0.20;
const FEWEST: usize = 8;
const EXCHANGED: f64 = 0.25;
/// Accelerations to the side of thigh and shank go together; against each other by more than this is a turned sensor.
const AGAINST: f64 = -0.25;

struct Limb {
    /// Acceleration along the same axis, below 3 Hz.
    aside: Vec<f64>,
    /// 95th percentile of the rate where it moves.
    swing: f64,
    /// Strength of the shaking.
    blows: Vec<f64>,
}

fn limbs(motion: &Motion) -> BTreeMap<Site, Limb> {
    let mut limbs = BTreeMap::new();
    for (site, sensor) in &motion.sensors {
        if !matches!(site.segment(), Segment::Thigh | Segment::Shank) {
            continue;
        }
        let active = active_mask(sensor, &turning_mask(sensor));
        let Some(up) = mean_direction(&sensor.up, &active) else {
            continue;
        };
        let Some(principal) = principal_axis(&sensor.gyr, &active, &up) else {
            continue;
        };
        let axis = signed_by_third_moment(sensor, principal.axis, &active);
        let rate = low_pass(&sagittal_rate(sensor, &axis), 6.0);
        let aside: Vec<f64> = sensor.acc.iter().map(|acc| acc.dot(&axis)).collect();
        let moving: Vec<f64> = rate
            .iter()
            .zip(&active)
            .filter(|(_, active)| **active)
            .map(|(rate, _)| *rate)
            .collect();
        if moving.len() < 200 || swing_cycles(&rate).len() < FEWEST_SWINGS {
            continue;
        }
        let sizes: Vec<f64> = sensor.acc.iter().map(Vector3::norm).collect();
        let slow = low_pass(&sizes, BLOW_HZ);
        let shaking: Vec<f64> = sizes
            .iter()
            .zip(&slow)
            .map(|(size, slow)| (size - slow).abs())
            .collect();
        let limb = Limb {
            aside: low_pass(&aside, 3.0),
            swing: statistics::percentile(&moving, 95.0),
            blows: low_pass(&shaking, BLOW_HZ),
        };
        limbs.insert(*site, limb);
    }
    limbs
}

/// Finds sensors on the wrong place, and exchanges in place what is proved.
pub(super) fn settle(recording: &mut Recording, motion: &Motion, refused: &[Site]) -> Vec<SetupFinding> {
    let mut findings = Vec::new();
    let mut limbs = limbs(motion);
    limbs.retain(|site, _| !refused.contains(site));
    crossed(&limbs, recording, &mut findings);
    let mut exchanged = Vec::new();
    for side in Side::BOTH {
        let (Some(thigh), Some(shank)) = (limbs.get(&Site::thigh(side)), limbs.get(&Site::shank(side))) else {
            continue;
        };
        let ratio = shank.swing / thigh.swing;
        if ratio < SLOWER {
            let remedy = if ratio < PROVED_SLOWER {
                Remedy::Repaired
            } else {
                Remedy::Asked
            };
            findings.push(SetupFinding::new(Fault::ThighForShank, remedy).of(side).sized(ratio));
            if remedy == Remedy::Repaired {
                exchanged.push(side);
            }
        }
        if statistics::correlation(&thigh.aside, &shank.aside) < AGAINST {
            findings.push(SetupFinding::new(Fault::UpsideDown, Remedy::Asked).of(side));
        }
    }
    for side in exchanged {
        exchange(recording, Site::thigh(side), Site::shank(side));
    }
    if let Some(share) = agreement_with_pelvis(recording)
        && share < EXCHANGED
    {
        findings.push(SetupFinding::new(Fault::LeftForRight, Remedy::Asked).sized(100.0 * share));
    }
    findings
}

fn exchange(recording: &mut Recording, a: Site, b: Site) {
    let (first, second) = (recording.tracks.remove(&a), recording.tracks.remove(&b));
    for (track, site) in [(first, b), (second, a)] {
        if let Some(mut track) = track {
            track.site = site;
            recording.tracks.insert(site, track);
        }
    }
}

/// Largest correlation within the time that a blow takes.
fn together(a: &[f64], b: &[f64]) -> f64 {
    let n = a.len().min(b.len());
    (0..=BLOW_SAMPLES)
        .flat_map(|lag| [(lag, 0), (0, lag)])
        .filter(|(x, y)| n > 200 + x.max(y))
        .map(|(x, y)| {
            let length = n - x.max(y);
            statistics::correlation(&a[x..x + length], &b[y..y + length])
        })
        .fold(-1.0, f64::max)
}

/// Thighs that are shaken with the other leg's shanks: which pair is wrong, only the pelvis or a person can say.
fn crossed(limbs: &BTreeMap<Site, Limb>, recording: &mut Recording, findings: &mut Vec<SetupFinding>) {
    let blows = |site: Site| limbs.get(&site).map(|limb| limb.blows.as_slice());
    let both = |of: fn(Side) -> Site| Some([blows(of(Side::Left))?, blows(of(Side::Right))?]);
    let (Some(thighs), Some(shanks)) = (both(Site::thigh), both(Site::shank)) else {
        return;
    };
    let own = (together(thighs[0], shanks[0]) + together(thighs[1], shanks[1])) / 2.0;
    let other = (together(thighs[0], shanks[1]) + together(thighs[1], shanks[0])) / 2.0;
    if other < own + FITS_BETTER {
        return;
    }
    // With the shanks' labels the pelvis agrees or not: the thighs or the shanks are the wrong ones.
    let wrong = agreement_with_pelvis(recording).map(|share| if share < EXCHANGED { Site::shank } else { Site::thigh });
    match wrong {
        Some(of) => {
            exchange(recording, of(Side::Left), of(Side::Right));
            for side in Side::BOTH {
                findings.push(SetupFinding::new(Fault::LegsCrossed, Remedy::Repaired).at(of(side)));
            }
        }
        None => findings.push(SetupFinding::new(Fault::LegsCrossed, Remedy::Asked)),
    }
}

/// Share of the initial contacts that legs and pelvis name alike; `None` without a pelvis or enough of them.
fn agreement_with_pelvis(recording: &Recording) -> Option<f64> {
    let only = |keep: &dyn Fn(Site) -> bool| {
        let mut part = recording.clone();
        part.tracks.retain(|site, _| keep(*site));
        let motion = Motion::from_recording(&part)?;
        let body = Body::calibrate(&part, &motion);
        let angles = BodyAngles::compute(&motion, &body);
        Some(contacts::find(&motion, &body, &angles).list)
    };
    if !recording.tracks.contains_key(&Site::Pelvis) {
        return None;
    }
    let start = |keep: &dyn Fn(Site) -> bool| {
        recording
            .tracks
            .iter()
            .filter(|(site, _)| keep(**site))
            .filter_map(|(_, track)| track.time_s.first())
            .copied()
            .fold(f64::INFINITY, f64::min)
    };
    let is_pelvis = |site: Site| site == Site::Pelvis;
    let is_leg = |site: Site| matches!(site.segment(), Segment::Thigh | Segment::Shank);
    if !start(&is_leg).is_finite() {
        return None;
    }
    let initial = |list: Vec<crate::gait::Contact>| -> Vec<(f64, Side)> {
        list.into_iter()
            .filter(|contact| contact.kind == ContactKind::InitialContact)
            .map(|contact| (contact.time_s, contact.side))
            .collect()
    };
    let pelvis = initial(only(&is_pelvis)?);
    let legs = initial(only(&is_leg)?);
    if !Side::BOTH.iter().all(|side| legs.iter().any(|(_, own)| own == side)) {
        return None;
    }
    let (mut alike, mut count) = (0usize, 0usize);
    for (time, side) in &pelvis {
        let near = legs
            .iter()
            .min_by(|a, b| (a.0 - time).abs().total_cmp(&(b.0 - time).abs()))?;
        if (near.0 - time).abs() < SAME_CONTACT_S {
            count += 1;
            alike += usize::from(near.1 == *side);
        }
    }
    (count >= FEWEST).then(|| alike as f64 / count as f64)
}
