//! Who sits where: thigh and shank, left and right.
//!
//! * In every step the knee bends, so the shank swings farther than its thigh in the same time: its sagittal rate is larger
//!   (median of healthy walking 1.7 times; a stiff knee comes near 1). And it swings later: a shank follows its thigh by less
//!   than a quarter of a stride, with a stiff knee as well.
//! * A foot's blow on the floor goes up its own leg: thigh and shank are shaken together, the other leg half a stride
//!   later. (The swing itself would not do: a thigh that swings half a stride later looks like one with its sign changed.)
//! * The pelvis sways towards the leg that stands: contacts found from the pelvis alone name the leg (in 99 % of real steps).
//!   A shorter step or stance of one leg can turn this rule round; then the pelvis still rises over the leg that has landed.

use super::{Fault, Remedy, SetupFinding};
use body::activity::{low_pass, swing_cycles, turning_mask};
use body::period::stride_period;
use body::principal::{active_mask, mean_direction, principal_axis, sagittal_rate, signed_by_third_moment};
use body::{Body, BodyAngles, Motion};
use gait::{Contact, ContactKind, ContactSource, contacts};
use nalgebra::Vector3;
use recording::{Recording, Segment, Side, Site};
use signal::statistics;
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
/// Contacts of pelvis and legs that belong together, seconds; fewest of them; share of agreeing sides below which the legs'
/// sensors are on the other legs.
const SAME_CONTACT_S: f64 = 0.20;
const FEWEST_CONTACTS: usize = 12;
const EXCHANGED: f64 = 0.2;
/// Over the leg that has landed the pelvis rises by 0.05 to 5 degrees in real walks, and 0.98 of the sides agree; where it
/// falls by less than this, hardly a side may agree (with a step that is a quarter shorter a tenth does).
const FALLS_DEG: f64 = -0.5;
const SURELY_EXCHANGED: f64 = 0.05;
/// A quarter of a stride where the walk has no rhythm, samples; correlation of the swings of thigh and shank below which
/// nothing is said of them (0.71 to 0.93 in all but one of 49 real walks, where the shank follows by 0.14 to 0.28 s).
const QUARTER_SAMPLES: usize = 28;
const ONE_LEG: f64 = 0.55;
/// Accelerations to the side of thigh and shank go together; against each other by more than this is a turned sensor.
const AGAINST: f64 = -0.25;

struct Limb {
    /// Sagittal rate, below 6 Hz, about an axis whose sign is that of the swing; of thighs it can be the other one.
    rate: Vec<f64>,
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
            rate,
            blows: low_pass(&shaking, BLOW_HZ),
        };
        limbs.insert(*site, limb);
    }
    limbs
}

/// Where the strength of the shaking says that thighs and shanks of different legs belong together: by how much better the
/// other leg fits; `None` without four limbs. A minute from the middle is looked at.
pub(in crate::setup) fn fits_other_leg(motion: &Motion) -> Option<f64> {
    const LOOKED_AT: usize = 6000;
    let n = motion.grid.len;
    let range = n.saturating_sub(LOOKED_AT) / 2..(n.saturating_sub(LOOKED_AT) / 2 + LOOKED_AT).min(n);
    let blows = |site: Site| -> Option<Vec<f64>> {
        let sensor = motion.sensor(site)?;
        let sizes: Vec<f64> = sensor.acc[range.clone()].iter().map(Vector3::norm).collect();
        let slow = low_pass(&sizes, BLOW_HZ);
        let shaking: Vec<f64> = sizes
            .iter()
            .zip(&slow)
            .map(|(size, slow)| (size - slow).abs())
            .collect();
        Some(low_pass(&shaking, BLOW_HZ))
    };
    let both = |of: fn(Side) -> Site| Some([blows(of(Side::Left))?, blows(of(Side::Right))?]);
    let (thighs, shanks) = (both(Site::thigh)?, both(Site::shank)?);
    let fit = |other: bool| {
        let of = |k: usize| together(&thighs[k], &shanks[if other { 1 - k } else { k }]);
        (of(0) + of(1)) / 2.0
    };
    Some(fit(true) - fit(false))
}

/// Finds sensors on the wrong place, and exchanges in place what is proved.
/// `aligned` is the same on one clock; `with_pelvis` where that clock tells the legs' steps apart.
pub(super) fn settle(
    recording: &mut Recording,
    aligned: &mut Recording,
    with_pelvis: bool,
    motion: &Motion,
    refused: &[Site],
) -> Vec<SetupFinding> {
    let mut findings = Vec::new();
    let mut limbs = limbs(motion);
    limbs.retain(|site, _| !refused.contains(site));
    let mut exchange = |a: Site, b: Site, aligned: &mut Recording| {
        exchange(recording, a, b);
        exchange(aligned, a, b);
    };
    crossed(&limbs, aligned, with_pelvis, &mut exchange, &mut findings);
    for finding in along_legs(&limbs, motion) {
        if let (Remedy::Repaired, Some(side)) = (finding.remedy, finding.side) {
            exchange(Site::thigh(side), Site::shank(side), aligned);
        }
        findings.push(finding);
    }
    if with_pelvis
        && let Some(walk) = Walk::of(aligned)
        && on_the_other_legs(&walk.motion, &walk.body, &walk.angles, &walk.legs) == Some(true)
    {
        findings.push(SetupFinding::new(Fault::LeftForRight, Remedy::Asked));
    }
    findings
}

/// What thigh and shank of a leg show of each other.
pub(super) fn of_legs(motion: &Motion, refused: &[Site]) -> Vec<SetupFinding> {
    let mut limbs = limbs(motion);
    limbs.retain(|site, _| !refused.contains(site));
    along_legs(&limbs, motion)
}

fn along_legs(limbs: &BTreeMap<Site, Limb>, motion: &Motion) -> Vec<SetupFinding> {
    let quarter = stride_period(motion).map_or(QUARTER_SAMPLES, |period| (period / 4.0) as usize);
    let mut findings = Vec::new();
    for side in Side::BOTH {
        let (Some(thigh), Some(shank)) = (limbs.get(&Site::thigh(side)), limbs.get(&Site::shank(side))) else {
            continue;
        };
        let ratio = shank.swing / thigh.swing;
        let together = follows(&thigh.rate, &shank.rate, quarter);
        if together.strength < ONE_LEG {
            continue;
        }
        if ratio < SLOWER && together.lag < 0 {
            let remedy = if ratio < PROVED_SLOWER {
                Remedy::Repaired
            } else {
                Remedy::Asked
            };
            findings.push(SetupFinding::new(Fault::ThighForShank, remedy).of(side).sized(ratio));
        }
        // A shank follows its thigh; seen before it, the two go with each other's next swing, and the sign is that of nothing.
        let follows = together.lag > 0;
        if follows && together.sign * statistics::correlation(&thigh.aside, &shank.aside) < AGAINST {
            findings.push(SetupFinding::new(Fault::UpsideDown, Remedy::Asked).of(side));
        }
    }
    findings
}

/// How a shank's swing goes with its thigh's.
#[derive(Debug, Clone, Copy)]
struct Together {
    /// Samples by which the shank is later.
    lag: i64,
    /// 1, or −1 where the two axes point to different sides.
    sign: f64,
    /// Correlation at that lag, 0..1.
    strength: f64,
}

/// Within a quarter of a stride, two limbs of a leg swing alike at one lag and with one sign only.
fn follows(thigh: &[f64], shank: &[f64], quarter: usize) -> Together {
    let n = thigh.len().min(shank.len());
    let quarter = quarter.min(n / 2) as i64;
    (-quarter..=quarter)
        .map(|lag| {
            let (from, to) = ((-lag).max(0) as usize, lag.max(0) as usize);
            let length = n - from.max(to);
            let alike = statistics::correlation(&thigh[from..from + length], &shank[to..to + length]);
            Together {
                lag,
                sign: alike.signum(),
                strength: alike.abs(),
            }
        })
        .fold(
            Together {
                lag: 0,
                sign: 1.0,
                strength: 0.0,
            },
            |best, own| if own.strength > best.strength { own } else { best },
        )
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
fn crossed(
    limbs: &BTreeMap<Site, Limb>,
    aligned: &mut Recording,
    with_pelvis: bool,
    exchange: &mut impl FnMut(Site, Site, &mut Recording),
    findings: &mut Vec<SetupFinding>,
) {
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
    let walk = with_pelvis.then(|| Walk::of(aligned)).flatten();
    let agreement = walk.and_then(|walk| agreement_with_pelvis(&walk.motion, &walk.body, &walk.legs));
    let wrong = agreement.map(|share| if share < EXCHANGED { Site::shank } else { Site::thigh });
    match wrong {
        Some(of) => {
            exchange(of(Side::Left), of(Side::Right), aligned);
            for side in Side::BOTH {
                findings.push(SetupFinding::new(Fault::LegsCrossed, Remedy::Repaired).at(of(side)));
            }
        }
        None => findings.push(SetupFinding::new(Fault::LegsCrossed, Remedy::Asked)),
    }
}

/// Share of the pelvis's initial contacts to which it gives the side that the legs give; `None` without enough of them.
fn agreement_with_pelvis(motion: &Motion, body: &Body, legs: &[Contact]) -> Option<f64> {
    let initial = |contact: &&Contact| contact.kind == ContactKind::InitialContact;
    let legs: Vec<&Contact> = legs.iter().filter(initial).collect();
    if !Side::BOTH
        .iter()
        .all(|side| legs.iter().any(|contact| contact.side == *side))
    {
        return None;
    }
    let pelvis = contacts::pelvis::contacts(motion, body)?;
    let (mut alike, mut count, mut next) = (0usize, 0usize, 0);
    for own in pelvis.iter().filter(initial) {
        let apart = |contact: &Contact| (contact.time_s - own.time_s).abs();
        while next + 1 < legs.len() && legs[next + 1].time_s <= own.time_s {
            next += 1;
        }
        let around = legs[next..(next + 2).min(legs.len())].iter();
        let near = around.min_by(|a, b| apart(a).total_cmp(&apart(b)))?;
        if apart(near) < SAME_CONTACT_S {
            count += 1;
            alike += usize::from(near.side == own.side);
        }
    }
    (count >= FEWEST_CONTACTS).then(|| alike as f64 / count as f64)
}

/// Whether all leg sensors are named for the other leg, by contacts that the legs gave; `None` where the pelvis does not tell.
/// Both of its witnesses must say so.
pub(in crate::setup) fn on_the_other_legs(
    motion: &Motion,
    body: &Body,
    angles: &BodyAngles,
    legs: &[Contact],
) -> Option<bool> {
    let rise = contacts::pelvis::rise_after_landing_deg(angles, legs)?;
    if rise > 0.0 {
        return Some(false);
    }
    let share = agreement_with_pelvis(motion, body, legs)?;
    Some(share < if rise < FALLS_DEG { EXCHANGED } else { SURELY_EXCHANGED })
}

/// What is needed to ask the pelvis about the legs.
struct Walk {
    motion: Motion,
    body: Body,
    angles: BodyAngles,
    legs: Vec<Contact>,
}

impl Walk {
    /// `None` without a pelvis, or where the legs give no contacts.
    fn of(recording: &Recording) -> Option<Walk> {
        recording.tracks.get(&Site::Pelvis)?;
        let motion = Motion::from_recording(recording)?;
        let body = Body::calibrate(recording, &motion);
        let angles = BodyAngles::compute(&motion, &body);
        let legs = contacts::find(&motion, &body, &angles).list;
        let by_legs = legs.first()?.source != ContactSource::Pelvis;
        by_legs.then_some(Walk {
            motion,
            body,
            angles,
            legs,
        })
    }
}
