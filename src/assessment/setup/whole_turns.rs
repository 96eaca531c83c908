//! Whoever turns round faces one way afterwards, with every segment: over a whole turn of the body the headings of all sensors
//! change by the same angle, whatever a leg does about its own axis on the way.
//!
//! In 29 real walks with three turns or more (straps, shanks with and without thighs, freezing) the usual change of a sensor lies
//! within 3 % of that of the others, and where it does not its turns differ among themselves. A gyroscope whose values are 10 %
//! too large is seen. (The rate about the vertical, by which [`heading`](super::heading) compares, also holds what a leg's swing in
//! a leaning plane adds: 0.72 to 1.29 of the others'.)

use body::activity::low_pass;
use body::principal::principal_axis;
use body::{Motion, RATE_HZ, SensorMotion};
use nalgebra::Vector3;
use rayon::prelude::*;
use recording::{Segment, Site};
use signal::statistics;
use std::collections::BTreeMap;
use std::ops::Range;

/// The body turns from this rate on; before and after it walks straight on, below the second, within so many seconds. rad/s.
const TURNS_RADPS: f64 = 0.35;
const STRAIGHT_RADPS: f64 = 0.08;
const TURN_ENDS_WITHIN_S: f64 = 2.5;
/// A turn that counts, radians.
const TURNED_RAD: f64 = 1.2;
/// A heading changes with the stride; this is slower, Hz.
const SLOWER_HZ: f64 = 0.5;
const FEWEST_TURNS: usize = 3;
/// As far as good sensors are apart, and what else the scatter of the turns allows (standard errors).
const APART: f64 = 0.06;
const STANDARD_ERRORS: f64 = 3.0;
/// Outside of this, or with more scatter, a heading was not seen, as of a thigh whose axis points up in the chair.
const SEEN: Range<f64> = 0.4..2.5;
const LARGEST_STANDARD_ERROR: f64 = 0.06;

/// How far a sensor turns for one radian of the others, over whole turns of the body.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Share {
    pub usual: f64,
    pub standard_error: f64,
}

impl Share {
    /// Whether the turns say anything of its gyroscope.
    pub(super) fn is_seen(self) -> bool {
        SEEN.contains(&self.usual) && self.standard_error < LARGEST_STANDARD_ERROR
    }

    /// Whether its gyroscope's values are too large or too small.
    pub(super) fn is_apart(self) -> bool {
        self.is_seen() && (self.usual - 1.0).abs() > APART + STANDARD_ERRORS * self.standard_error
    }
}

/// Of each sensor, where the body turned three times or more, and two sensors or more saw it.
pub(super) fn shares(motion: &Motion, refused: &[Site]) -> BTreeMap<Site, Share> {
    let sensors: Vec<(Site, &SensorMotion)> = motion
        .sensors
        .iter()
        .filter(|(site, _)| site.segment() != Segment::Foot && !refused.contains(site))
        .map(|(site, sensor)| (*site, sensor))
        .collect();
    let headings: Vec<(Site, &SensorMotion, Vec<f64>)> = sensors
        .par_iter()
        .filter_map(|(site, sensor)| Some((*site, *sensor, heading(sensor)?)))
        .collect();
    if headings.len() < 2 {
        return BTreeMap::new();
    }
    let mut shares: BTreeMap<Site, Vec<f64>> = BTreeMap::new();
    for turn in turns(&headings) {
        let seen = headings
            .iter()
            .filter(|(_, sensor, _)| sensor.valid[turn.clone()].iter().all(|valid| *valid));
        let changes: Vec<(Site, f64)> = seen
            .map(|(site, _, heading)| (*site, heading[turn.end - 1] - heading[turn.start]))
            .collect();
        let usual = statistics::median(&changes.iter().map(|(_, change)| *change).collect::<Vec<f64>>());
        if changes.len() >= 2 && usual.abs() > TURNED_RAD {
            for (site, change) in changes {
                shares.entry(site).or_default().push(change / usual);
            }
        }
    }
    shares.retain(|_, of| of.len() >= FEWEST_TURNS);
    let share = |of: Vec<f64>| Share {
        usual: statistics::median(&of),
        // Of a median.
        standard_error: 1.25 * statistics::robust_sd(&of) / (of.len() as f64).sqrt(),
    };
    shares.into_iter().map(|(site, of)| (site, share(of))).collect()
}

/// Where an axis that lies level most of the time points, radians, counter-clockwise, without what changes with the stride; `None`
/// without motion.
fn heading(sensor: &SensorMotion) -> Option<Vec<f64>> {
    let held: Vec<Vector3<f64>> = (sensor.up.iter().zip(&sensor.valid))
        .filter_map(|(up, valid)| valid.then_some(*up))
        .collect();
    let up = held.iter().sum::<Vector3<f64>>().try_normalize(1e-9)?;
    let level = principal_axis(&sensor.gyr, &sensor.valid, &up)?.axis;
    let (mut turned, mut last) = (0.0, None);
    let heading: Vec<f64> = sensor
        .orientation
        .iter()
        .map(|orientation| {
            let ahead = orientation * level;
            let now = ahead.y.atan2(ahead.x);
            turned += last.map_or(0.0, |last| statistics::wrap_angle(now - last));
            last = Some(now);
            turned
        })
        .collect();
    Some(low_pass(&heading, SLOWER_HZ))
}

/// Turns of the body from straight on to straight on, by the median of the sensors.
fn turns(headings: &[(Site, &SensorMotion, Vec<f64>)]) -> Vec<Range<usize>> {
    let len = headings.iter().map(|(_, _, heading)| heading.len()).min().unwrap_or(0);
    let rates: Vec<f64> = (1..len)
        .map(|k| {
            let each: Vec<f64> = (headings.iter())
                .filter(|(_, sensor, _)| sensor.valid[k])
                .map(|(_, _, heading)| (heading[k] - heading[k - 1]) * RATE_HZ)
                .collect();
            if each.is_empty() {
                0.0
            } else {
                statistics::median(&each)
            }
        })
        .collect();
    let turning: Vec<bool> = rates.iter().map(|rate| rate.abs() > TURNS_RADPS).collect();
    let reach = (TURN_ENDS_WITHIN_S * RATE_HZ) as usize;
    let mut found: Vec<Range<usize>> = Vec::new();
    for run in body::motion::runs(&turning) {
        let way = rates[run.start].signum();
        let goes_on = |k: &usize| rates[*k] * way > STRAIGHT_RADPS;
        let before = (run.start.saturating_sub(reach)..run.start)
            .rev()
            .take_while(goes_on)
            .count();
        let after = (run.end..rates.len().min(run.end + reach)).take_while(goes_on).count();
        let turn = run.start - before..run.end + after + 1;
        match found.last_mut() {
            Some(last) if turn.start < last.end => last.end = turn.end,
            _ => found.push(turn),
        }
    }
    found
}
