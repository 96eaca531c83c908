//! All sensors on one body turn alike when it turns.
//!
//! The vertical part of the rate, averaged over about a stride, is the body's change of heading, whatever the segment: in
//! good recordings with half a turn or more the sensors of pelvis and legs agree by 0.92 to 1.00. The vertical comes from
//! the accelerometer. So a sensor whose acceleration is upside down turns the other way, one whose gyroscope is doubled
//! turns twice as far, and one with exchanged axes turns like nothing else.

use super::whole_turns::{self, Share};
use super::{Fault, Remedy, SetupFinding, physics};
use body::activity::heading_rate;
use body::{Motion, RATE_HZ};
use nalgebra::Matrix3;
use rayon::prelude::*;
use recording::{Recording, Segment, Site};
use signal::statistics;
use std::collections::BTreeMap;

/// A turn: rate beyond this (rad/s), and as far in all (radians) before anything is said.
const TURN_RADPS: f64 = 0.44;
const TURNED_RAD: f64 = 2.0;
/// Correlation of sensors that turn alike, and below which one does not belong.
const ALIKE: f64 = 0.8;
const UNLIKE: f64 = 0.5;
/// Factors that ranges and exports are wrong by; how far from one of them, as a share of it.
const FACTORS: [f64; 4] = [0.5, 2.0, 0.25, 4.0];
const NEAR_FACTOR: f64 = 0.2;
/// The same for what whole turns say.
const NEAR_SHARE: f64 = 0.1;
/// Sensors of one body turn alike to within this in most walks; four of 120 real ones lie at 0.72 to 1.29. Counts where there
/// are too few whole turns.
const LIKE_SLOPES: std::ops::Range<f64> = 0.78..1.28;
/// As near, and gravity not against it, it is proved: sensors of one body turn alike to some per cent.
const PROVED_FACTOR: f64 = 0.07;

/// How two sensors turn: correlation, and how far the first turns for one radian of the second.
#[derive(Debug, Clone, Copy)]
struct Pair {
    alike: f64,
    slope: f64,
}

/// How a sensor turns against the others.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Turning {
    /// The other way, against most of the others; of two sensors, against the other one.
    Opposite,
    Opposites,
    /// As no other sensor does.
    Unlike,
    /// As the others, if its rates were this many times as large: a usual factor, what the turns say, and whether whole turns
    /// say it.
    Scaled {
        factor: f64,
        seen: f64,
        whole: bool,
    },
}

/// What is wrong with the turning of pelvis, trunk, thighs and shanks, nothing mended.
pub(super) fn find(recording: &Recording, motion: &Motion, refused: &[Site]) -> Vec<SetupFinding> {
    let found = compare(motion, refused).into_iter();
    found.filter(|found| explains(recording, found)).map(asked).collect()
}

/// A leg turns about its axis in the swing: a factor that no range or export is wrong by, and no whole turn shows, must carry
/// gravity better too.
fn explains(recording: &Recording, (site, turning): &(Site, Turning)) -> bool {
    match (turning, recording.tracks.get(site)) {
        (
            Turning::Scaled {
                factor, whole: false, ..
            },
            Some(track),
        ) if !FACTORS.contains(factor) => !physics::fits_as_is(track, &(Matrix3::identity() * *factor)),
        _ => true,
    }
}

fn asked((site, turning): (Site, Turning)) -> SetupFinding {
    match turning {
        Turning::Opposite | Turning::Opposites => SetupFinding::new(Fault::UpsideDown, Remedy::Asked).at(site),
        Turning::Unlike => SetupFinding::new(Fault::AxesPermuted, Remedy::Asked).at(site),
        Turning::Scaled { factor, .. } => SetupFinding::new(Fault::RateScale, Remedy::Asked)
            .at(site)
            .sized(factor),
    }
}

/// As [`find`], and mends in place what is proved.
pub(super) fn settle(recording: &mut Recording, motion: &Motion, refused: &[Site]) -> Vec<SetupFinding> {
    let mend = |recording: &mut Recording, (site, turning): (Site, Turning)| -> SetupFinding {
        let mut finding = asked((site, turning));
        let Some(track) = recording.tracks.get_mut(&site) else {
            return finding;
        };
        match turning {
            // Rates that are turned round would turn the other way as well, but they contradict the acceleration.
            Turning::Opposite if physics::fits_as_is(track, &-Matrix3::identity()) => {
                track.acc_mps2.iter_mut().for_each(|value| *value = -*value);
                finding.remedy = Remedy::Repaired;
            }
            Turning::Scaled { factor, seen, .. } => {
                let map = Matrix3::identity() * factor;
                let usual = FACTORS.contains(&factor);
                let alike = usual && (factor / seen - 1.0).abs() < PROVED_FACTOR;
                if usual && physics::beats_as_is(track, &map) || alike && physics::fits_as_well(track, &map) {
                    finding = physics::mend(track, site, Fault::RateScale, &map, factor);
                }
            }
            _ => {}
        }
        finding
    };
    let found = compare(motion, refused).into_iter();
    let explained: Vec<(Site, Turning)> = found.filter(|found| explains(recording, found)).collect();
    explained.into_iter().map(|found| mend(recording, found)).collect()
}

fn compare(motion: &Motion, refused: &[Site]) -> Vec<(Site, Turning)> {
    let turning: Vec<(Site, Vec<f64>)> = motion
        .sensors
        .par_iter()
        .filter(|(site, _)| site.segment() != Segment::Foot && !refused.contains(site))
        .map(|(site, sensor)| (*site, heading_rate(sensor)))
        .collect();
    let n = turning.len();
    let valid = |k: usize| &motion.sensors[&turning[k].0].valid;
    let pairs: Vec<Vec<Option<Pair>>> = (0..n)
        .map(|a| {
            let other = |b: usize| {
                (a != b)
                    .then(|| pair((&turning[a].1, valid(a)), (&turning[b].1, valid(b))))
                    .flatten()
            };
            (0..n).map(other).collect()
        })
        .collect();
    let mut found = Vec::new();
    let shares: BTreeMap<Site, Share> = whole_turns::shares(motion, refused);
    for a in 0..n {
        let own: Vec<Pair> = pairs[a].iter().flatten().copied().collect();
        // The others must know what a turn is: most of them alike among themselves.
        let others: Vec<Pair> = (0..n)
            .filter(|b| *b != a)
            .flat_map(|b| {
                (b + 1..n)
                    .filter(|c| *c != a)
                    .filter_map(|c| pairs[b][c])
                    .collect::<Vec<_>>()
            })
            .collect();
        let most = |count: usize, of: usize| 2 * count > of;
        let agree = others
            .iter()
            .filter(|pair| pair.alike > ALIKE && (0.7..1.4).contains(&pair.slope))
            .count();
        if own.len() < 2 || !most(agree, others.len()) {
            continue;
        }
        let count = |wanted: fn(&Pair) -> bool| own.iter().filter(|pair| wanted(pair)).count();
        if most(count(|pair| pair.alike < -ALIKE), own.len()) {
            found.push((turning[a].0, Turning::Opposite));
        } else if most(count(|pair| pair.alike.abs() < UNLIKE), own.len()) {
            found.push((turning[a].0, Turning::Unlike));
        } else if most(count(|pair| pair.alike > ALIKE), own.len()) {
            let slope = statistics::median(&own.iter().map(|pair| pair.slope).collect::<Vec<f64>>());
            found.extend(scaled(slope, shares.get(&turning[a].0)).map(|scaled| (turning[a].0, scaled)));
        }
    }
    let told: Vec<Site> = found.iter().map(|(site, _)| *site).collect();
    let apart = shares
        .iter()
        .filter(|(site, share)| share.is_apart() && !told.contains(site));
    found.extend(apart.filter_map(|(site, share)| Some((*site, scaled(share.usual, Some(share))?))));
    if n == 2 && pairs[0][1].is_some_and(|pair| pair.alike < -ALIKE) {
        // Which of the two, nobody can say.
        found.push((turning[1].0, Turning::Opposites));
    }
    found
}

/// What the turns of a sensor say of its scale: whole ones, where there are enough, else how it turns for one radian of the others.
fn scaled(slope: f64, share: Option<&Share>) -> Option<Turning> {
    if let Some(share) = share.filter(|share| share.is_seen()) {
        let seen = 1.0 / share.usual;
        let usual = FACTORS
            .into_iter()
            .find(|factor| (factor / seen - 1.0).abs() < NEAR_SHARE);
        return share.is_apart().then_some(Turning::Scaled {
            factor: usual.unwrap_or(seen),
            seen,
            whole: true,
        });
    }
    let usual = FACTORS
        .into_iter()
        .find(|factor| (slope * factor - 1.0).abs() < NEAR_FACTOR);
    let factor = usual.or_else(|| (!LIKE_SLOPES.contains(&slope)).then_some(1.0 / slope))?;
    Some(Turning::Scaled {
        factor,
        seen: 1.0 / slope,
        whole: false,
    })
}

/// `None` without half a turn, seen by either sensor, in which both have samples.
fn pair(a: (&[f64], &[bool]), b: (&[f64], &[bool])) -> Option<Pair> {
    let (mut products, mut own, mut other, mut turned) = (0.0, 0.0, 0.0, 0.0);
    for ((x, y), valid) in a.0.iter().zip(b.0).zip(a.1.iter().zip(b.1)) {
        if *valid.0 && *valid.1 && x.abs().max(y.abs()) > TURN_RADPS {
            products += x * y;
            own += x * x;
            other += y * y;
            turned += x.abs().max(y.abs()) / RATE_HZ;
        }
    }
    (turned > TURNED_RAD && own > 0.0 && other > 0.0).then(|| Pair {
        alike: products / (own * other).sqrt(),
        slope: products / other,
    })
}
