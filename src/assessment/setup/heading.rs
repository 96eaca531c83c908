//! All sensors on one body turn alike when it turns.
//!
//! The vertical part of the rate, averaged over about a stride, is the body's change of heading, whatever the segment: in
//! good recordings with half a turn or more the sensors of pelvis and legs agree by 0.92 to 1.00. The vertical comes from
//! the accelerometer. So a sensor whose acceleration is upside down turns the other way, one whose gyroscope is doubled
//! turns twice as far, and one with exchanged axes turns like nothing else.

use super::{Fault, Remedy, SetupFinding, physics};
use crate::body::activity::heading_rate;
use crate::body::{Motion, RATE_HZ};
use crate::recording::{Recording, Segment, Site};
use crate::signal::statistics;
use nalgebra::Matrix3;

/// A turn: rate beyond this (rad/s), and as far in all (radians) before anything is said.
const TURN_RADPS: f64 = 0.44;
const TURNED_RAD: f64 = 2.0;
/// Correlation of sensors that turn alike, and below which one does not belong.
const ALIKE: f64 = 0.8;
const UNLIKE: f64 = 0.5;
/// Factors that ranges and exports are wrong by; how far from one of them, as a share of it.
const FACTORS: [f64; 4] = [0.5, 2.0, 0.25, 4.0];
const NEAR_FACTOR: f64 = 0.2;

/// How two sensors turn: correlation, and how far the first turns for one radian of the second.
#[derive(Debug, Clone, Copy)]
struct Pair {
    alike: f64,
    slope: f64,
}

/// Compares the turning of pelvis, trunk, thighs and shanks, and mends in place what is proved.
pub(super) fn settle(recording: &mut Recording, motion: &Motion, refused: &[Site]) -> Vec<SetupFinding> {
    let turning: Vec<(Site, Vec<f64>)> = motion
        .sensors
        .values()
        .filter(|sensor| sensor.site.segment() != Segment::Foot && !refused.contains(&sensor.site))
        .map(|sensor| (sensor.site, heading_rate(sensor)))
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
    let mut findings = Vec::new();
    for a in 0..n {
        let site = turning[a].0;
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
        let opposite = own.iter().filter(|pair| pair.alike < -ALIKE).count();
        let unlike = own.iter().filter(|pair| pair.alike.abs() < UNLIKE).count();
        let alike = own.iter().filter(|pair| pair.alike > ALIKE).count();
        let Some(track) = recording.tracks.get_mut(&site) else {
            continue;
        };
        if most(opposite, own.len()) {
            // Rates that are turned round would turn the other way as well, but they contradict the acceleration.
            let proved = physics::fits_as_is(track, &-Matrix3::identity());
            let remedy = if proved { Remedy::Repaired } else { Remedy::Asked };
            if proved {
                track.acc_mps2.iter_mut().for_each(|value| *value = -*value);
            }
            findings.push(SetupFinding::new(Fault::UpsideDown, remedy).at(site));
        } else if most(unlike, own.len()) {
            findings.push(SetupFinding::new(Fault::AxesPermuted, Remedy::Asked).at(site));
        } else if most(alike, own.len()) {
            let slope = statistics::median(&own.iter().map(|pair| pair.slope).collect::<Vec<f64>>());
            let factor = FACTORS
                .into_iter()
                .find(|factor| (slope * factor - 1.0).abs() < NEAR_FACTOR);
            if let Some(factor) = factor {
                findings.push(physics::mend(
                    track,
                    site,
                    Fault::RateScale,
                    &(Matrix3::identity() * factor),
                    factor,
                ));
            }
        }
    }
    if n == 2 && pairs[0][1].is_some_and(|pair| pair.alike < -ALIKE) {
        // Which of the two, nobody can say.
        findings.push(SetupFinding::new(Fault::UpsideDown, Remedy::Asked).at(turning[1].0));
    }
    findings
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
