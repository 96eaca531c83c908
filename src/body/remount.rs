//! Sensors that were taken off in a rest and put on again another way.
//!
//! A recording is cut at its rests. In every stretch of walking a thigh or shank sensor shows its own axes: the mean
//! vertical over whole strides and the axis that it swings about, whose sign the swing gives. The same placement shows the
//! same axes to within a few degrees; a sensor that was put on again does not, by whatever angle and about whatever axis. A
//! turn by half a circle about the limb is seen as well: the swing then goes the other way. What is found is undone by
//! turning the later samples into the axes of the first stretches, so that one alignment holds for the whole recording.
//!
//! A turn of less than `SMALLEST_TURN_DEG` is not undone here: gaits differ by some degrees from walk to walk.

use super::activity::{moving_mean, swing_cycles, turning_mask};
use super::alignment::Axes;
use super::motion::{Motion, RATE_HZ, SensorMotion, runs};
use super::principal::{mean_direction, principal_axis, sagittal_rate, signed_by_third_moment};
use nalgebra::{Matrix3, Vector3};
use rayon::prelude::*;
use recording::{Recording, Segment, Site};
use signal::statistics;
use std::ops::Range;

/// Mean angular rate over a second above which a limb walks, rad/s; ours: slow walking reaches 0.5.
const WALKING_RADPS: f64 = 0.35;
/// Shortest rest in which a sensor can be taken off and put on, and shortest stretch that is looked at, seconds.
const SHORTEST_REST_S: f64 = 3.0;
const SHORTEST_STRETCH_S: f64 = 5.0;
/// Fewest strides of a stretch that its axes are taken from.
const FEWEST_CYCLES: usize = 4;
/// Smallest turn of the axes that is a new placement, degrees, and up to which the other limbs must not turn as well (a
/// person who walks in another way turns them all).
const SMALLEST_TURN_DEG: f64 = 20.0;
const SURE_TURN_DEG: f64 = 45.0;
/// Stretches whose turns agree to within this belong to one placement, degrees.
const ALIKE_DEG: f64 = 15.0;
/// The gates of an alignment, see [`super::calibrate`].
const IN_PLANE_SHARE: f64 = 0.84;
const SHARE: f64 = 0.35;
/// The swing's course decides the sign where one way round lies nearer to the first stretches by this factor.
const CLEAR_SIGN: f64 = 0.6;

/// A sensor that sits otherwise between two times than in the first walk.
#[derive(Debug, Clone, PartialEq)]
pub struct Remounted {
    /// Where it is worn.
    pub site: Site,
    /// From this time to the other, seconds; the last one is infinite where it stays so.
    pub from_s: f64,
    /// The end of that time, seconds; infinite where it stays so.
    pub to_s: f64,
    /// By how much it sits otherwise, degrees.
    pub turn_deg: f64,
    /// Turns the sensor's values into the axes of the first stretches; `None` where the two ways round cannot be told apart.
    pub undone_by: Option<Matrix3<f64>>,
}

/// What one sensor shows of its placement in one stretch.
#[derive(Debug, Clone)]
struct View {
    up: Vector3<f64>,
    side: Vector3<f64>,
    /// Percentiles 5, 25, 50, 75 and 95 of the rate about `side`, rad/s.
    course: [f64; 5],
    cycles: f64,
}

/// Finds all sensors that were put on anew. Cost: one pass over the samples of every thigh and shank.
pub fn find(motion: &Motion) -> Vec<Remounted> {
    let limbs: Vec<&SensorMotion> = motion
        .sensors
        .values()
        .filter(|sensor| matches!(sensor.site.segment(), Segment::Thigh | Segment::Shank))
        .collect();
    let stretches = stretches(&limbs, motion.grid.len);
    if stretches.len() < 2 {
        return Vec::new();
    }
    let views: Vec<Vec<Option<View>>> = limbs
        .par_iter()
        .map(|sensor| {
            let turning = turning_mask(sensor);
            stretches
                .iter()
                .map(|stretch| view(sensor, &turning, stretch))
                .collect()
        })
        .collect();
    let turns: Vec<Vec<f64>> = views.iter().map(|own| turns(own)).collect();
    let mut found = Vec::new();
    for (index, sensor) in limbs.iter().enumerate() {
        let own = &views[index];
        let moved: Vec<bool> = (0..stretches.len())
            .map(|k| {
                let turn = turns[index][k];
                let others = (0..limbs.len()).filter(|other| *other != index);
                let alone = others.into_iter().all(|other| turns[other][k] < 0.5 * turn);
                turn > SMALLEST_TURN_DEG && (turn > SURE_TURN_DEG || alone)
            })
            .collect();
        // What a stretch without enough strides shows is that of the stretch before it.
        let mut state = vec![false; stretches.len()];
        for k in 0..stretches.len() {
            state[k] = if own[k].is_some() {
                moved[k]
            } else {
                k > 0 && state[k - 1]
            };
        }
        let reference = merged(own, |k| !state[k]);
        let mut k = 0;
        while k < stretches.len() {
            if !state[k] {
                k += 1;
                continue;
            }
            let first = k;
            let start = own[k].clone();
            while k < stretches.len() && state[k] && alike(&start, &own[k]) {
                k += 1;
            }
            let placed = merged(own, |at| (first..k).contains(&at));
            if let (Some(reference), Some(placed)) = (&reference, &placed) {
                let at = |k: usize| handled(sensor, stretches[k - 1].end..stretches[k].start);
                found.push(Remounted {
                    site: sensor.site,
                    from_s: motion.grid.time(at(first) as f64),
                    to_s: if k < stretches.len() {
                        motion.grid.time(at(k) as f64)
                    } else {
                        f64::INFINITY
                    },
                    turn_deg: turn(reference, placed).0,
                    undone_by: turn(reference, placed).1,
                });
            }
        }
    }
    found
}

/// The recording with the later placements turned into the first one; samples of a placement that could not be aligned
/// are taken out.
pub fn undo(recording: &Recording, remounted: &[Remounted]) -> Recording {
    let mut settled = recording.clone();
    for one in remounted {
        let Some(track) = settled.tracks.get_mut(&one.site) else {
            continue;
        };
        let inside = |time: f64| time >= one.from_s && time < one.to_s;
        match one.undone_by {
            Some(rotation) => {
                for k in (0..track.time_s.len()).filter(|&k| inside(track.time_s[k])) {
                    track.acc_mps2[k] = rotation * track.acc_mps2[k];
                    track.gyr_radps[k] = rotation * track.gyr_radps[k];
                }
            }
            None => {
                let keep: Vec<usize> = (0..track.time_s.len()).filter(|&k| !inside(track.time_s[k])).collect();
                track.acc_mps2 = keep.iter().map(|&k| track.acc_mps2[k]).collect();
                track.gyr_radps = keep.iter().map(|&k| track.gyr_radps[k]).collect();
                track.time_s = keep.iter().map(|&k| track.time_s[k]).collect();
            }
        }
    }
    settled
}

/// Walking between rests: at least half of the limbs move.
fn stretches(limbs: &[&SensorMotion], len: usize) -> Vec<Range<usize>> {
    let mut walking = vec![0usize; len];
    for sensor in limbs {
        let rate = moving_mean(sensor.gyr.iter().map(|rate| rate.norm()), RATE_HZ as usize);
        for (count, rate) in walking.iter_mut().zip(rate) {
            *count += usize::from(rate > WALKING_RADPS);
        }
    }
    let walking: Vec<bool> = walking
        .into_iter()
        .map(|count| 2 * count >= limbs.len().max(1))
        .collect();
    let mut joined: Vec<Range<usize>> = Vec::new();
    for run in runs(&walking) {
        match joined.last_mut() {
            Some(last) if ((run.start - last.end) as f64) < SHORTEST_REST_S * RATE_HZ => last.end = run.end,
            _ => joined.push(run),
        }
    }
    joined.retain(|run| run.len() as f64 >= SHORTEST_STRETCH_S * RATE_HZ);
    joined
}

fn view(sensor: &SensorMotion, turning: &[bool], stretch: &Range<usize>) -> Option<View> {
    let part = |values: &[Vector3<f64>]| values[stretch.clone()].to_vec();
    let own = SensorMotion {
        site: sensor.site,
        acc: Vec::new(),
        gyr: part(&sensor.gyr),
        orientation: Vec::new(),
        up: part(&sensor.up),
        valid: sensor.valid[stretch.clone()].to_vec(),
    };
    let straight: Vec<bool> = (0..own.gyr.len())
        .map(|k| own.valid[k] && !turning[stretch.start + k])
        .collect();
    let moving: Vec<bool> = (0..own.gyr.len())
        .map(|k| straight[k] && own.gyr[k].norm() > 0.5)
        .collect();
    let rough = principal_axis(&own.gyr, &moving, &mean_direction(&own.up, &moving)?)?.axis;
    let cycles = swing_cycles(&sagittal_rate(&own, &signed_by_third_moment(&own, rough, &moving)));
    let whole: Vec<Range<usize>> = cycles
        .into_iter()
        .filter(|cycle| straight[cycle.clone()].iter().all(|set| *set))
        .collect();
    if whole.len() < FEWEST_CYCLES {
        return None;
    }
    let mut used = vec![false; own.gyr.len()];
    whole.iter().for_each(|cycle| used[cycle.clone()].fill(true));
    let up = mean_direction(&own.up, &used)?;
    let principal = principal_axis(&own.gyr, &used, &up)?;
    if principal.in_plane < IN_PLANE_SHARE || principal.share < SHARE {
        return None;
    }
    let side = signed_by_third_moment(&own, principal.axis, &used);
    let rates: Vec<f64> = (0..used.len())
        .filter(|&k| used[k])
        .map(|k| own.gyr[k].dot(&side))
        .collect();
    Some(View {
        up,
        side,
        course: [5.0, 25.0, 50.0, 75.0, 95.0].map(|share| statistics::percentile(&rates, share)),
        cycles: whole.len() as f64,
    })
}

/// The turn of every stretch against the first one that shows its axes, degrees; 0 where nothing is shown.
fn turns(views: &[Option<View>]) -> Vec<f64> {
    let Some(first) = views.iter().flatten().next() else {
        return vec![0.0; views.len()];
    };
    views
        .iter()
        .map(|view| view.as_ref().map_or(0.0, |view| turn(first, view).0))
        .collect()
}

/// How far `later` is turned against `first`, degrees, and what turns its values back.
fn turn(first: &View, later: &View) -> (f64, Option<Matrix3<f64>>) {
    let axes = |view: &View, sign: f64| Axes::from_long_and_side(view.up, view.side * sign);
    let distance = |sign: f64| -> f64 {
        let of = |k: usize| {
            if sign > 0.0 {
                later.course[k]
            } else {
                -later.course[4 - k]
            }
        };
        (0..5).map(|k| (first.course[k] - of(k)).powi(2)).sum::<f64>().sqrt()
    };
    let (same, other) = (distance(1.0), distance(-1.0));
    let back = |sign: f64| -> Option<(f64, Matrix3<f64>)> {
        let rotation = axes(first, 1.0)?.matrix().transpose() * axes(later, sign)?.matrix();
        Some((
            ((rotation.trace() - 1.0) / 2.0).clamp(-1.0, 1.0).acos().to_degrees(),
            rotation,
        ))
    };
    let ways = (back(1.0), back(-1.0));
    let (Some(plus), Some(minus)) = ways else {
        return (0.0, None);
    };
    if same < CLEAR_SIGN * other {
        (plus.0, Some(plus.1))
    } else if other < CLEAR_SIGN * same {
        (minus.0, Some(minus.1))
    } else if plus.0.min(minus.0) < SMALLEST_TURN_DEG {
        // The swing does not tell the ways round apart: that nothing happened is likelier.
        let near = if plus.0 < minus.0 { plus } else { minus };
        (near.0, Some(near.1))
    } else {
        (plus.0.min(minus.0), None)
    }
}

fn alike(a: &Option<View>, b: &Option<View>) -> bool {
    match (a, b) {
        (Some(a), Some(b)) => turn(a, b).0 < ALIKE_DEG,
        _ => true,
    }
}

/// The mean of the stretches that are wanted, weighted by their strides.
fn merged(views: &[Option<View>], wanted: impl Fn(usize) -> bool) -> Option<View> {
    let own: Vec<&View> = (0..views.len())
        .filter(|&k| wanted(k))
        .filter_map(|k| views[k].as_ref())
        .collect();
    let most = own.iter().max_by(|a, b| a.cycles.total_cmp(&b.cycles))?;
    let sum = |pick: fn(&View) -> Vector3<f64>| -> Vector3<f64> {
        let aligned = own.iter().map(|view| {
            let value = pick(view);
            value * view.cycles * pick(most).dot(&value).signum()
        });
        aligned.sum()
    };
    Some(View {
        up: sum(|view| view.up).try_normalize(1e-9)?,
        side: sum(|view| view.side).try_normalize(1e-9)?,
        course: most.course,
        cycles: own.iter().map(|view| view.cycles).sum(),
    })
}

/// When in a rest the sensor was handled: where its vertical or its own turning change most within two seconds.
fn handled(sensor: &SensorMotion, rest: Range<usize>) -> usize {
    let half = RATE_HZ as usize;
    let middle = (rest.start + rest.end) / 2;
    let change = |k: usize| -> f64 {
        let (before, after) = (k - half..k, k..k + half);
        let up = |range: Range<usize>| sensor.acc[range].iter().sum::<Vector3<f64>>();
        let turned: f64 = sensor.gyr[k - half..k + half].iter().map(|rate| rate.norm()).sum();
        up(before).angle(&up(after)) + turned / RATE_HZ
    };
    (rest.start + half..rest.end.saturating_sub(half))
        .step_by(half / 10)
        .max_by(|a, b| change(*a).total_cmp(&change(*b)))
        .unwrap_or(middle)
}
