//! When sensors' clocks are not known: the body as witness.
//!
//! Two segments that meet in a joint share that point's acceleration. Its vertical part needs no heading: for a sensor at
//! `r` from the joint it is `up·(f + ω̇ × r + ω × (ω × r)) − g`, linear in the unknown `r`. Of all lags of one sensor against
//! the other the right one leaves the least (idea: Seel, Schauer & Raisch 2012, *Joint axis and position estimation from
//! inertial measurement data*). Where no joint is between two sensors, what is left is that all sensors on a body turn, start
//! and stop together, which tells tenths of a second.

use super::activity::{heading_rate, low_pass};
use super::motion::{Motion, RATE_HZ, SensorMotion};
use nalgebra::{SMatrix, SVector, Vector3};
use rayon::prelude::*;
use recording::{Recording, STANDARD_GRAVITY, Segment, Side, Site};
use signal::statistics;
use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

/// Band in which joints are compared, Hz: below it all legs look alike, above it skin and straps swing on their own.
const BAND_HZ: f64 = 10.0;
/// Length of a stretch that gives one lag, seconds, and how many are spread over a recording at most.
const WINDOW_S: f64 = 12.0;
const MOST_WINDOWS: usize = 12;
/// Rate of the search over seconds, Hz.
const COARSE_HZ: f64 = 10.0;
/// Largest offset that is looked for, seconds.
const FARTHEST_S: f64 = 30.0;
/// Levers from a sensor to the joint that are usual, metres; larger ones are held back.
const LEVER_M: f64 = 0.4;

/// Sensors whose clock is one among themselves, against the sensors before them.
#[derive(Debug, Clone, PartialEq)]
pub struct Group {
    /// The sensors of one clock.
    pub sites: Vec<Site>,
    /// Seconds that were added to their times, at the recording's start, and seconds per second.
    pub offset_s: f64,
    /// What is added to their times beside the offset, seconds per second.
    pub drift: f64,
    /// Standard uncertainty of what is left, seconds; `None` where the walk does not tell it.
    pub uncertainty_s: Option<f64>,
    /// Found from the walk; else as stated.
    pub estimated: bool,
    /// The walk contradicts the clocks as they were stated.
    pub contradicted: bool,
}

/// How far every clock is known, and what is to be added to reach one clock.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Alignment {
    /// Independent of each other; sensors whose clock is sure are in none.
    pub groups: Vec<Group>,
}

/// What a joint says of the clocks of two sensors.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Lag {
    /// Seconds by which the second sensor's times are late, at the grid's start.
    lag_s: f64,
    /// Growth of the lag, seconds per second.
    drift: f64,
    /// Scatter of the lags of single stretches around that line, seconds.
    scatter_s: f64,
    windows: usize,
}

impl Lag {
    /// The same, of the first sensor against the second.
    fn turned(self) -> Lag {
        Lag {
            lag_s: -self.lag_s,
            drift: -self.drift,
            ..self
        }
    }
}

/// A joint between two sensors: by how much the second seems late with one clock (what skin and straps do to it), and the
/// standard uncertainty of that, seconds. From walks of healthy and dizzy people with sensors of one clock: thigh and shank
/// −4 to −16 ms, pelvis and thigh −5 to −20 ms, pelvis and shank without a thigh between them −4 to −35 ms, the thighs
/// −15 to +20 ms; simulated rigid bodies −3 to 0.
#[derive(Debug, Clone, Copy)]
struct Link {
    usual_s: f64,
    unsure_s: f64,
}

impl Link {
    /// The same, of the first sensor against the second.
    fn turned(self) -> Link {
        Link {
            usual_s: -self.usual_s,
            ..self
        }
    }
}

const KNEE: Link = Link {
    usual_s: -0.006,
    unsure_s: 0.006,
};
const HIP: Link = Link {
    usual_s: -0.008,
    unsure_s: 0.008,
};
const LEG: Link = Link {
    usual_s: -0.012,
    unsure_s: 0.012,
};
const HIPS: Link = Link {
    usual_s: 0.0,
    unsure_s: 0.015,
};

/// Acceleration and levers of one sensor, up to the joint.
struct Witness {
    /// Vertical acceleration, m/s², and its change per metre of lever along the sensor's axes, 1/s².
    rows: [Vec<f64>; 4],
    /// Turning of the body and liveliness, at [`COARSE_HZ`]; empty where only a part is looked at.
    coarse: [Vec<f64>; 2],
    /// Magnitude of the rate, rad/s.
    speed: Vec<f64>,
}

fn witness(sensor: &SensorMotion, range: Range<usize>, whole: bool) -> Witness {
    let n = range.len();
    let (gyr, acc, ups) = (
        &sensor.gyr[range.clone()],
        &sensor.acc[range.clone()],
        &sensor.up[range],
    );
    let axis = |part: usize| low_pass(&gyr.iter().map(|rate| rate[part]).collect::<Vec<f64>>(), BAND_HZ);
    let rates = [axis(0), axis(1), axis(2)];
    let rate = |k: usize| Vector3::new(rates[0][k], rates[1][k], rates[2][k]);
    let vertical: Vec<f64> = acc
        .iter()
        .zip(ups)
        .map(|(force, up)| force.dot(up) - STANDARD_GRAVITY)
        .collect();
    let mut rows = [low_pass(&vertical, BAND_HZ), vec![0.0; n], vec![0.0; n], vec![0.0; n]];
    for k in 1..n.saturating_sub(1) {
        let (w, up) = (rate(k), ups[k]);
        let turning = (rate(k + 1) - rate(k - 1)) * (0.5 * RATE_HZ);
        // up · (ω̇ × r + ω (ω·r) − r ω²), as a row before r.
        let row = up.cross(&turning) + w * up.dot(&w) - up * w.norm_squared();
        for part in 0..3 {
            rows[part + 1][k] = row[part];
        }
    }
    if !whole {
        return Witness {
            rows,
            coarse: Default::default(),
            speed: Vec::new(),
        };
    }
    let step = (RATE_HZ / COARSE_HZ) as usize;
    let speed: Vec<f64> = gyr.iter().map(|w| w.norm()).collect();
    let thin = |values: &[f64]| values.iter().step_by(step).copied().collect::<Vec<f64>>();
    Witness {
        rows,
        coarse: [thin(&heading_rate(sensor)), thin(&low_pass(&speed, 0.5))],
        speed,
    }
}

/// Correlation of two series where the second is `lag` samples late.
fn lagged_correlation(a: &[f64], b: &[f64], lag: i64) -> f64 {
    let (from_a, from_b) = ((-lag).max(0) as usize, lag.max(0) as usize);
    let n = a.len().saturating_sub(from_a).min(b.len().saturating_sub(from_b));
    if n < 20 {
        return -1.0;
    }
    let c = statistics::correlation(&a[from_a..from_a + n], &b[from_b..from_b + n]);
    // A short overlap proves little.
    c * (n as f64 / a.len().min(b.len()) as f64).min(1.0).sqrt()
}

/// The lag at which both sensors turn, start and stop together, samples of the grid, and the correlation there.
fn coarse(a: &Witness, b: &Witness) -> (i64, f64) {
    let most = (FARTHEST_S * COARSE_HZ).min(a.coarse[0].len() as f64 / 2.0) as i64;
    let size = |values: &[f64]| statistics::sd(values);
    // Turning counts as much as it is there: without a turn the heading is noise.
    let turning = size(&a.coarse[0]).min(size(&b.coarse[0]));
    let weight = (turning / 0.2).min(1.0);
    let score = |lag: i64| {
        let heading = lagged_correlation(&a.coarse[0], &b.coarse[0], lag);
        let activity = lagged_correlation(&a.coarse[1], &b.coarse[1], lag);
        (weight * heading + activity) / (1.0 + weight)
    };
    let best = (-most..=most)
        .map(|lag| (lag, score(lag)))
        .max_by(|x, y| x.1.total_cmp(&y.1))
        .unwrap_or((0, -1.0));
    (best.0 * (RATE_HZ / COARSE_HZ) as i64, best.1)
}

/// Unexplained share of the joint's motion for one lag (samples) in a window.
fn unexplained(a: &Witness, b: &Witness, from: usize, len: usize, lag: i64) -> Option<f64> {
    let shifted = from as i64 + lag;
    let n = a.rows[0].len();
    if shifted < 1 || shifted as usize + len >= n || from < 1 || from + len >= n {
        return None;
    }
    let shifted = shifted as usize;
    let mut gram = SMatrix::<f64, 8, 8>::zeros();
    let (mut right, mut total) = (SVector::<f64, 8>::zeros(), [0.0; 3]);
    for k in 0..len {
        let (i, j) = (from + k, shifted + k);
        let y = a.rows[0][i] - b.rows[0][j];
        let x = SVector::<f64, 8>::from([
            a.rows[1][i],
            a.rows[2][i],
            a.rows[3][i],
            -b.rows[1][j],
            -b.rows[2][j],
            -b.rows[3][j],
            1.0,
            0.0,
        ]);
        gram += x * x.transpose();
        right += x * y;
        total[0] += y * y;
        total[1] += a.rows[0][i] * a.rows[0][i];
        total[2] += b.rows[0][j] * b.rows[0][j];
    }
    // Held back by a twentieth of a m/s² of noise against usual levers.
    let ridge = len as f64 * (0.3f64 / LEVER_M).powi(2);
    for part in 0..6 {
        gram[(part, part)] += ridge;
    }
    gram[(7, 7)] = 1.0;
    let solved = gram.cholesky()?.solve(&right);
    Some((total[0] - solved.dot(&right)).max(0.0) / (total[1] + total[2]).max(f64::MIN_POSITIVE))
}

/// Search around the coarse lag, samples, and its first step.
const NEAR: i64 = 44;
const STEP: usize = 4;
/// A stretch counts where the body moves up and down this much, m/s², and where the best lag leaves at most this share
/// unexplained and at most this share of what the usual lag leaves.
const MOVING_MPS2: f64 = 0.7;
const EXPLAINED: f64 = 0.55;
const CONTRAST: f64 = 0.75;
/// Stretches that disagree with the others by more, seconds, are left out.
const APART_S: f64 = 0.06;
/// Scatter beyond which a joint says nothing, seconds.
const LOOSE_S: f64 = 0.03;

/// The lag (samples) at which two sensors fit best in one stretch.
fn best_lag(a: &Witness, b: &Witness, from: usize, len: usize, near: i64, reach: i64) -> Option<f64> {
    let strength = statistics::sd(&a.rows[0][from..from + len]);
    if strength < MOVING_MPS2 {
        return None;
    }
    let at = |lag: i64| unexplained(a, b, from, len, near + lag).unwrap_or(f64::INFINITY);
    let rough: Vec<(i64, f64)> = (-reach..=reach).step_by(STEP).map(|lag| (lag, at(lag))).collect();
    let middle = rough.iter().min_by(|x, y| x.1.total_cmp(&y.1))?.0;
    let wide = STEP as i64;
    let curve: Vec<f64> = (middle - wide..=middle + wide).map(at).collect();
    let best = (0..curve.len()).min_by(|x, y| curve[*x].total_cmp(&curve[*y]))?;
    let finite: Vec<f64> = rough
        .iter()
        .map(|(_, value)| *value)
        .filter(|v| v.is_finite())
        .collect();
    let usual = statistics::median(&finite);
    if best == 0
        || best + 1 == curve.len()
        || (middle.abs() >= reach)
        || curve[best] > EXPLAINED
        || curve[best] > CONTRAST * usual
    {
        return None;
    }
    let (place, _) = signal::peaks::parabola_vertex(&curve, best);
    Some((near + middle - wide) as f64 + place)
}

/// The lag of one sensor against another over a recording.
fn lag(a: &Witness, b: &Witness, near: i64, reach: i64) -> Option<Lag> {
    let n = a.rows[0].len();
    let len = ((WINDOW_S * RATE_HZ) as usize).min(n.saturating_sub(4) / 2);
    if len < (3.0 * RATE_HZ) as usize {
        return None;
    }
    let count = (n / len).clamp(1, MOST_WINDOWS);
    let found: Vec<(f64, f64)> = (0..count)
        .into_par_iter()
        .filter_map(|w| {
            let from = if count == 1 {
                1
            } else {
                w * (n - len - 2) / (count - 1) + 1
            };
            let lag = best_lag(a, b, from, len, near, reach)?;
            Some(((from + len / 2) as f64 / RATE_HZ, lag / RATE_HZ))
        })
        .collect();
    if found.is_empty() {
        return None;
    }
    // A clock runs evenly: the line through most of the stretches.
    let mut slopes = Vec::new();
    for (k, first) in found.iter().enumerate() {
        for second in &found[k + 1..] {
            if second.0 - first.0 > WINDOW_S {
                slopes.push((second.1 - first.1) / (second.0 - first.0));
            }
        }
    }
    let mut drift = if found.len() >= 4 {
        statistics::median(&slopes)
    } else {
        0.0
    };
    let level = |drift: f64| statistics::median(&found.iter().map(|(at, lag)| lag - drift * at).collect::<Vec<f64>>());
    let scatter = |drift: f64| {
        let middle = level(drift);
        statistics::robust_sd(
            &found
                .iter()
                .map(|(at, lag)| lag - drift * at - middle)
                .collect::<Vec<f64>>(),
        )
    };
    let span = found[found.len() - 1].0 - found[0].0;
    // No drift where it explains no more than the scatter.
    if !drift.is_finite() || (drift * span).abs() < 3.0 * scatter(drift).max(0.004) {
        drift = 0.0;
    }
    let middle = level(drift);
    let near: Vec<f64> = found
        .iter()
        .map(|(at, lag)| lag - drift * at)
        .filter(|lag| (lag - middle).abs() < APART_S)
        .collect();
    let scatter_s = statistics::robust_sd(&near);
    (2 * near.len() > found.len() && scatter_s < LOOSE_S).then(|| Lag {
        lag_s: statistics::median(&near),
        drift,
        scatter_s,
        windows: near.len(),
    })
}

/// Correlation of turning, starting and stopping from which two sensors are of one walk.
const ALIKE: f64 = 0.7;
/// Length of walking that is looked at where clocks are stated, seconds; stretches in it must contradict the statement by
/// more than this, seconds.
const CHECKED_S: f64 = 40.0;
const CONTRADICTS_S: f64 = 0.04;

/// How far the clocks of a recording are known. Stated ones are believed unless knees or hips contradict them; unknown ones
/// are found from the walk, leg by leg from the pelvis (or one leg) down.
///
/// # Cost
/// Where all clocks are stated, a few stretches of each joint. Where not, twelve stretches, and a search over half a minute.
pub fn align(recording: &Recording, motion: &Motion) -> Alignment {
    let worn: Vec<Site> = motion.sensors.keys().copied().filter(|site| !is_foot(*site)).collect();
    let stated = |site: Site| recording.tracks.get(&site).and_then(|track| track.clock.uncertainty_s);
    if worn.len() < 2 {
        return Alignment::default();
    }
    let all_stated = worn.iter().all(|site| stated(*site).is_some());
    let found = if all_stated && !contradicted(recording, motion) {
        None
    } else {
        Some(estimate(recording, motion))
    };
    let believed = || -> Vec<Group> {
        let of = |sites: Vec<Site>| {
            let uncertainty_s = stated(sites[0]).filter(|unsure| *unsure > 0.0)?;
            Some(Group {
                sites,
                offset_s: 0.0,
                drift: 0.0,
                uncertainty_s: Some(uncertainty_s),
                estimated: false,
                contradicted: false,
            })
        };
        let clocks = clocks_of(recording, &worn.iter().copied().collect());
        clocks.into_iter().filter_map(of).collect()
    };
    let groups = match found {
        Some(groups) if all_stated => against_statement(groups, worn.len()).unwrap_or_else(believed),
        Some(groups) => groups,
        None => believed(),
    };
    Alignment { groups }
}

/// What the whole walk says against clocks that are stated: a few stretches can err. `None` where nothing would move.
///
/// Where most of the sensors would have to move, each by another step, either their clocks or what they measure is wrong, and
/// the walk does not say by how much: these clocks are unknown.
fn against_statement(mut groups: Vec<Group>, worn: usize) -> Option<Vec<Group>> {
    fn moved(group: &Group) -> bool {
        group.uncertainty_s.is_some() && (group.offset_s.abs() > CONTRADICTS_S || group.drift != 0.0)
    }
    let gone: Vec<&Group> = groups.iter().filter(|group| moved(group)).collect();
    let first = gone.first()?.offset_s;
    let sites: BTreeSet<Site> = gone.iter().flat_map(|group| group.sites.iter().copied()).collect();
    let together = gone.iter().all(|group| (group.offset_s - first).abs() < CONTRADICTS_S);
    if 2 * sites.len() > worn && !together {
        for group in groups.iter_mut().filter(|group| moved(group)) {
            (group.offset_s, group.drift, group.uncertainty_s) = (0.0, 0.0, None);
        }
    }
    groups.iter_mut().for_each(|group| group.contradicted = true);
    Some(groups)
}

fn is_foot(site: Site) -> bool {
    site.segment() == Segment::Foot
}

/// Whether a lag contradicts clocks that are known to `unsure`, seconds.
fn is_contradicted(lag: Lag, link: Link, unsure: f64) -> bool {
    let most = CONTRADICTS_S.max(3.0 * unsure) + 2.0 * lag.scatter_s;
    lag.windows >= 2 && (lag.lag_s - link.usual_s).abs() > most
}

/// Whether a knee or hip tells of other clocks than those that are stated.
fn contradicted(recording: &Recording, motion: &Motion) -> bool {
    let n = motion.grid.len;
    let len = ((CHECKED_S * RATE_HZ) as usize).min(n);
    let range = (n - len) / 2..(n - len) / 2 + len;
    let pairs: Vec<(Site, Site, Link)> = Side::BOTH
        .into_iter()
        .flat_map(|side| {
            [
                (Site::thigh(side), Site::shank(side), KNEE),
                (Site::Pelvis, Site::thigh(side), HIP),
            ]
        })
        .collect();
    let sites: Vec<Site> = Site::ALL
        .into_iter()
        .filter(|site| pairs.iter().any(|(a, b, _)| a == site || b == site))
        .collect();
    let witnesses: BTreeMap<Site, Witness> = sites
        .into_par_iter()
        .filter_map(|site| Some((site, witness(motion.sensor(site)?, range.clone(), false))))
        .collect();
    let stated = |site: &Site| recording.tracks.get(site).and_then(|track| track.clock.uncertainty_s);
    pairs.par_iter().any(|(a, b, link)| {
        let (Some(first), Some(second)) = (witnesses.get(a), witnesses.get(b)) else {
            return false;
        };
        let unsure = stated(a).unwrap_or(0.0).hypot(stated(b).unwrap_or(0.0));
        lag(first, second, 0, NEAR).is_some_and(|lag| is_contradicted(lag, *link, unsure))
    })
}

/// Two sensors that a joint, or the trunk between them, joins: how the second's lag is found, and how far a lag of 0 is from it.
#[derive(Clone, Copy)]
struct Joint {
    first: Site,
    second: Site,
    link: Link,
    /// A shank that hangs on the trunk without a thigh between them is known but for a step.
    by_steps: bool,
}

/// Joints between the sensors that are worn, those that tell a clock best first.
fn joints(worn: &BTreeSet<Site>) -> Vec<Vec<Joint>> {
    let joint = |first: Site, second: Site, link: Link| Joint {
        first,
        second,
        link,
        by_steps: false,
    };
    let root = [Site::Pelvis, Site::Trunk].into_iter().find(|site| worn.contains(site));
    let of_both = |make: &dyn Fn(Side) -> Joint| Side::BOTH.map(make).to_vec();
    let mut ranks = vec![
        of_both(&|side| joint(Site::thigh(side), Site::shank(side), KNEE)),
        of_both(&|side| joint(Site::Pelvis, Site::thigh(side), HIP)),
        vec![joint(Site::Pelvis, Site::Trunk, LEG)],
    ];
    if let Some(root) = root {
        if root == Site::Trunk {
            ranks.push(of_both(&|side| joint(root, Site::thigh(side), LEG)));
        }
        ranks.push(of_both(&|side| Joint {
            by_steps: true,
            ..joint(root, Site::shank(side), LEG)
        }));
    }
    ranks.push(vec![joint(Site::ThighLeft, Site::ThighRight, HIPS)]);
    for rank in &mut ranks {
        rank.retain(|joint| worn.contains(&joint.first) && worn.contains(&joint.second));
    }
    ranks
}

/// Sensors that share a clock because their times come from one column, else each by itself; that of the pelvis (the trunk,
/// the left leg) first.
fn clocks_of(recording: &Recording, worn: &BTreeSet<Site>) -> Vec<Vec<Site>> {
    let column = |site: Site| recording.tracks.get(&site).and_then(|track| track.clock.group);
    let mut clocks: Vec<Vec<Site>> = Vec::new();
    let order = [Site::Pelvis, Site::Trunk];
    let legs = Side::BOTH
        .into_iter()
        .flat_map(|side| [Site::thigh(side), Site::shank(side)]);
    for site in order.into_iter().chain(legs).filter(|site| worn.contains(site)) {
        let same = |clock: &&mut Vec<Site>| column(site).is_some() && column(clock[0]) == column(site);
        match clocks.iter_mut().find(same) {
            Some(clock) => clock.push(site),
            None => clocks.push(vec![site]),
        }
    }
    clocks
}

/// Groups in the order in which they hang on each other: a leg, then what is below its knee. Sensors of one column of times
/// are one clock, and hang on the others by the joint that tells it best.
fn estimate(recording: &Recording, motion: &Motion) -> Vec<Group> {
    let range = 0..motion.grid.len;
    let witnesses: BTreeMap<Site, Witness> = motion
        .sensors
        .par_iter()
        .filter(|(site, _)| !is_foot(**site))
        .map(|(site, sensor)| (*site, witness(sensor, range.clone(), true)))
        .collect();
    let worn: BTreeSet<Site> = witnesses.keys().copied().collect();
    let ranks = joints(&worn);
    let mut clocks = clocks_of(recording, &worn);
    // One column of times is a claim as well: where a joint within it contradicts, each of its sensors is asked by itself.
    let contradicts = |clock: &Vec<Site>| {
        let within = |joint: &&Joint| clock.contains(&joint.first) && clock.contains(&joint.second);
        ranks.iter().flatten().filter(within).any(|joint| {
            let lag = joint_lag(motion, &witnesses, joint);
            lag.is_some_and(|lag| is_contradicted(lag, joint.link, 0.0))
        })
    };
    clocks = clocks
        .into_iter()
        .flat_map(|clock| match contradicts(&clock) {
            true => clock.into_iter().map(|site| vec![site]).collect(),
            false => vec![clock],
        })
        .collect();
    let mut groups: Vec<Group> = Vec::new();
    let mut reached = match clocks.is_empty() {
        true => return Vec::new(),
        false => clocks.remove(0),
    };
    while !clocks.is_empty() {
        let of = |site: Site| clocks.iter().position(|clock| clock.contains(&site));
        let across = |joint: &&Joint| {
            let at = |site: Site| reached.contains(&site);
            at(joint.first) != at(joint.second)
        };
        let candidates: Vec<&Joint> = ranks
            .iter()
            .map(|rank| rank.iter().filter(across).collect::<Vec<&Joint>>())
            .find(|rank| !rank.is_empty())
            .unwrap_or_default();
        let turned = |joint: &Joint| reached.contains(&joint.second);
        let next = candidates
            .first()
            .and_then(|joint| of(if turned(joint) { joint.first } else { joint.second }))
            .unwrap_or(0);
        // Two joints between the same clocks: the one that tells it more surely.
        let found = candidates
            .iter()
            .filter(|joint| {
                [joint.first, joint.second]
                    .iter()
                    .any(|site| clocks[next].contains(site))
            })
            .filter_map(|joint| Some((**joint, joint_lag(motion, &witnesses, joint)?)))
            .min_by(|x, y| unsure_of(x.0.link, x.1).total_cmp(&unsure_of(y.0.link, y.1)));
        let clock = clocks.remove(next);
        let (on, top) = match candidates.first() {
            Some(joint) if turned(joint) => (joint.second, joint.first),
            Some(joint) => (joint.first, joint.second),
            None => (reached[0], clock[0]),
        };
        let (lag, link) = match found {
            Some((joint, lag)) if turned(&joint) => (Some(lag.turned()), joint.link.turned()),
            Some((joint, lag)) => (Some(lag), joint.link),
            None => (None, LEG),
        };
        let rough = || {
            let (lag, alike) = coarse(&witnesses[&on], &witnesses[&top]);
            if alike > ALIKE { lag as f64 / RATE_HZ } else { 0.0 }
        };
        let fallback_s = if lag.is_none() { rough() } else { 0.0 };
        // What hangs on a clock moves with it.
        for tree in groups.iter_mut().filter(|tree| tree.sites.contains(&on)) {
            tree.sites.extend(clock.iter().copied());
        }
        reached.extend(clock.iter().copied());
        groups.push(group(clock, lag, link, fallback_s));
    }
    groups
}

/// The lag across a joint.
fn joint_lag(motion: &Motion, witnesses: &BTreeMap<Site, Witness>, joint: &Joint) -> Option<Lag> {
    let (a, b) = (witnesses.get(&joint.first)?, witnesses.get(&joint.second)?);
    match joint.second.side().filter(|_| joint.by_steps) {
        Some(side) => lag(a, b, near_by_antiphase(motion, witnesses, joint.first, side), QUARTER),
        None => lag(a, b, coarse(a, b).0, NEAR),
    }
}

/// Reach of the search where the rhythm of steps repeats, samples.
const QUARTER: i64 = 24;

/// The lag of a shank against pelvis or trunk, samples: these rise with each step, so it is known but for a step; legs in
/// antiphase (a weak law: it holds for a limp as well, but to a tenth of a stride) and the lag at which all turn and start
/// together choose.
fn near_by_antiphase(motion: &Motion, witnesses: &BTreeMap<Site, Witness>, root: Site, side: Side) -> i64 {
    let (Some(a), Some(b)) = (witnesses.get(&root), witnesses.get(&Site::shank(side))) else {
        return 0;
    };
    let near = coarse(a, b).0;
    let Some(period) = super::period::stride_period(motion) else {
        return near;
    };
    let (first, other) = (
        witnesses.get(&Site::shank(Side::Left)),
        witnesses.get(&Site::shank(Side::Right)),
    );
    let (Some(left), Some(right)) = (first, other) else {
        return near;
    };
    let half = (period / 2.0).round() as i64;
    // Where each shank fits the trunk, in a step's reach, and the right one against the left by antiphase.
    let fits = |shank: &Witness| {
        let near = coarse(a, shank).0;
        let n = a.rows[0].len();
        let len = ((2.0 * WINDOW_S * RATE_HZ) as usize).min(n.saturating_sub(4) / 2);
        let from = (n - len) / 2;
        (-half / 2..half / 2)
            .step_by(2)
            .map(|lag| {
                (
                    near + lag,
                    unexplained(a, shank, from, len, near + lag).unwrap_or(f64::INFINITY),
                )
            })
            .min_by(|x, y| x.1.total_cmp(&y.1))
            .map_or(near, |found| found.0)
    };
    let (at_left, at_right) = (fits(left), fits(right));
    let apart = antiphase(left, right, period);
    // A common start and turn is known to half a second; what is within that is no reason to move.
    let off = |lag: i64, shank: &Witness| {
        let near = coarse(a, shank).0;
        let usual = if near.abs() <= (0.5 * RATE_HZ) as i64 { 0 } else { near };
        (lag - usual).abs()
    };
    // Steps by which either may be off: the smallest change that brings the legs into antiphase.
    let options = [
        (0, 0),
        (-1, 0),
        (1, 0),
        (0, -1),
        (0, 1),
        (-1, -1),
        (1, 1),
        (-1, 1),
        (1, -1),
    ];
    let misfit = |(l, r): (i64, i64)| {
        let difference = (at_right + r * half - at_left - l * half) as f64 - apart;
        let wrapped = difference - (difference / period).round() * period;
        let far = (off(at_left + l * half, left) + off(at_right + r * half, right)) as f64;
        wrapped.abs() + 0.1 * far
    };
    let chosen = options
        .into_iter()
        .min_by(|x, y| misfit(*x).total_cmp(&misfit(*y)))
        .unwrap_or((0, 0));
    if side == Side::Left {
        at_left + chosen.0 * half
    } else {
        at_right + chosen.1 * half
    }
}

/// By how many samples the second leg's clock is late if the legs walk in antiphase, but for whole strides.
fn antiphase(left: &Witness, right: &Witness, period: f64) -> f64 {
    let n = left.speed.len().min(right.speed.len());
    let most = period.round() as i64;
    let best = (0..most)
        .step_by(2)
        .map(|lag| (lag, lagged_correlation(&left.speed[..n], &right.speed[..n], lag)))
        .max_by(|x, y| x.1.total_cmp(&y.1))
        .map_or(0, |found| found.0);
    best as f64 - period / 2.0
}

/// Standard uncertainty of a lag across a joint, seconds.
fn unsure_of(link: Link, lag: Lag) -> f64 {
    link.unsure_s.hypot(1.5 * lag.scatter_s / (lag.windows as f64).sqrt())
}

fn group(sites: Vec<Site>, lag: Option<Lag>, link: Link, fallback_s: f64) -> Group {
    let mut found = Group {
        sites,
        offset_s: 0.0,
        drift: 0.0,
        uncertainty_s: None,
        estimated: true,
        contradicted: false,
    };
    match lag {
        Some(lag) => {
            let unsure = unsure_of(link, lag);
            let late = lag.lag_s - link.usual_s;
            // What is within the uncertainty is no reason to move anything.
            if late.abs() > 2.0 * unsure || lag.drift != 0.0 {
                found.offset_s = -late;
                found.drift = -lag.drift;
            }
            found.uncertainty_s = Some(unsure);
        }
        // Together within some tenths of a second: enough to be one walk, not for what joins them.
        None if fallback_s.abs() > 0.5 => found.offset_s = -fallback_s,
        None => {}
    }
    found
}

/// A second look at a recording that was aligned by a first one: what is left.
pub fn refine(before: &Alignment, recording: &Recording, motion: &Motion) -> Alignment {
    let mut groups = estimate(recording, motion);
    for group in &mut groups {
        group.contradicted = before.groups.iter().any(|group| group.contradicted);
        // What could not be found once is not moved again.
        let found = before
            .groups
            .iter()
            .any(|first| first.sites == group.sites && first.uncertainty_s.is_some());
        if !found {
            (group.offset_s, group.drift, group.uncertainty_s) = (0.0, 0.0, None);
        }
    }
    Alignment { groups }
}

impl Alignment {
    /// Adds what a second look found to the first.
    pub fn add(&mut self, again: Alignment) {
        for group in &mut self.groups {
            if let Some(second) = again.groups.iter().find(|second| second.sites == group.sites) {
                group.offset_s += second.offset_s;
                group.drift += second.drift;
                group.uncertainty_s = second.uncertainty_s;
            }
        }
    }

    /// Whether any sensor's times change.
    pub fn moves(&self) -> bool {
        self.groups
            .iter()
            .any(|group| group.offset_s != 0.0 || group.drift != 0.0)
    }

    /// Moves the tracks' times. `start_s` is where the grid of the motion began from which this was found.
    pub fn apply(&self, recording: &mut Recording, start_s: f64) {
        for group in self
            .groups
            .iter()
            .filter(|group| group.offset_s != 0.0 || group.drift != 0.0)
        {
            for site in &group.sites {
                if let Some(track) = recording.tracks.get_mut(site) {
                    for time in &mut track.time_s {
                        // A lag that grows with time on the first sensor's clock.
                        *time += group.offset_s + group.drift * (*time - start_s);
                    }
                    track.clock.offset_s += group.offset_s;
                    // Times that run faster or slower change the rate that is measured by them.
                    track.rate_hz /= 1.0 + group.drift;
                }
            }
        }
    }
}
