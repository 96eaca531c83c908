//! What changed within the session: sudden shifts, steady drifts, and sensors that moved on their strap.
//!
//! Each watched series (per side, of the whole body, of the side difference) is searched for changes of level by optimal
//! partitioning (Jackson et al. 2005) on robust scores of the person's own first strides, and for a trend by Theil-Sen
//! and Mann-Kendall (Hamed & Rao 1998). A change is shown only if it is more than chance over all series together (Holm
//! 1979), and larger than the measurement error. Where levels and a line explain the same series, the better one is
//! reported. What stands on a sensor that moved is withheld.
//!
//! Cost: an hour of walking (3300 strides a side, 40 series) takes about a tenth of a second on two cores.

pub mod detectable;
pub(crate) mod drift;
mod group;
mod level;
mod moved;
pub(crate) mod series;
#[cfg(test)]
mod tests;

pub use group::{ShiftEvent, weight};
pub use moved::{MovedBy, MovedSensor, find as moved_sensors};
pub(crate) use series::sites_behind;

use super::{Drift, FindingVerdict, GradeReason, Interval, Reason, Shift, protocol, sides};
use crate::doubt::Withheld;
use body::Motion;
use gait::SpeedMethod;
use gait::{Bout, Stride};
use level::{Level, Scores};
use rayon::prelude::*;
use recording::{Notice, Recording, Site};
use series::Series;
use signal::{bootstrap, statistics};

/// Family-wise error over all shifts and drifts of a session.
const ALPHA: f64 = 0.05;
const REPLICATES: usize = 1000;
const BLOCK: usize = 5;

/// What the search needs; all borrowed from the analysis.
#[derive(Clone, Copy)]
pub struct Inputs<'a> {
    /// The recording.
    pub recording: &'a Recording,
    /// Its sensors on one clock.
    pub motion: &'a Motion,
    /// All strides.
    pub strides: &'a [Stride],
    /// Stretches of uninterrupted walking.
    pub bouts: &'a [Bout],
    /// How walking speed was found.
    pub speed_method: Option<SpeedMethod>,
    /// What nothing may be concluded from.
    pub(crate) withheld: Withheld<'a>,
    /// Seed of the bootstrap.
    pub seed: u64,
}

impl Inputs<'_> {
    /// Why nothing is concluded from a series, `loose` sensors having moved.
    pub(crate) fn withheld(&self, series: &Series, loose: &[Site]) -> Option<Reason> {
        if series.sites.iter().any(|site| loose.contains(site)) {
            return Some(Reason::SensorMoved);
        }
        let side = series.side.filter(|_| !series.of_difference);
        self.withheld.values(series.measure, side).map(Reason::from)
    }
}

/// Everything that changed.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Changes {
    /// In order of onset.
    pub shifts: Vec<Shift>,
    /// One per series that drifts more than chance or more than its limit.
    pub drifts: Vec<Drift>,
    /// The shifts beyond measurement error, grouped, weightiest first.
    pub events: Vec<ShiftEvent>,
    /// Sensors that did not stay where they were put.
    pub moved: Vec<MovedSensor>,
    /// One per moved sensor.
    pub notices: Vec<Notice>,
    /// How many series were long enough to be searched; 0 means that nothing can be said.
    pub series: usize,
}

/// One series with what was found in it.
struct Searched {
    series: Series,
    withheld: Option<Reason>,
    shifts: Vec<(Shift, f64)>,
    drift: Option<(Drift, f64)>,
}

/// Searches a session, given the sensors that moved ([`moved_sensors`]); deterministic.
pub(crate) fn find_with(inputs: &Inputs, moved: Vec<MovedSensor>) -> Changes {
    let loose: Vec<Site> = moved.iter().map(|sensor| sensor.site).collect();
    let watched = series::watched(inputs);
    let count = watched.len();
    let longest = longest_walk(inputs);
    let mut searched: Vec<Searched> = watched
        .into_par_iter()
        .map(|series| {
            let withheld = inputs.withheld(&series, &loose);
            search(series, withheld, &longest, inputs.seed)
        })
        .collect();
    judge(&mut searched);
    withhold_final_contacts(&mut searched, inputs.strides);
    let mut shifts: Vec<Shift> = Vec::new();
    let mut drifts: Vec<Drift> = Vec::new();
    for found in searched {
        shifts.extend(found.shifts.into_iter().map(|(shift, _)| shift));
        drifts.extend(found.drift.map(|(drift, _)| drift));
    }
    shifts.sort_by(|a, b| a.onset_s.total_cmp(&b.onset_s));
    Changes {
        events: group::events(&shifts, usual_stride_s(inputs.strides)),
        shifts,
        drifts,
        notices: moved.iter().map(MovedSensor::notice).collect(),
        moved,
        series: count,
    }
}

fn usual_stride_s(strides: &[Stride]) -> f64 {
    let times: Vec<f64> = strides.iter().map(|stride| stride.end_s - stride.start_s).collect();
    let usual = statistics::median(&times);
    if usual.is_finite() { usual } else { 1.1 }
}

/// The bouts of the longest walk without a rest: drift is of tiring, and a rest undoes it.
fn longest_walk(inputs: &Inputs) -> std::ops::Range<usize> {
    let walked = |walk: &std::ops::Range<usize>| protocol::walked_s(inputs.bouts, walk);
    protocol::walks(inputs.bouts, &inputs.recording.session.protocol.phases)
        .into_iter()
        .max_by(|a, b| walked(a).total_cmp(&walked(b)))
        .unwrap_or(0..0)
}

fn search(series: Series, withheld: Option<Reason>, longest: &std::ops::Range<usize>, seed: u64) -> Searched {
    let Some(scores) = Scores::of(&series) else {
        return Searched {
            series,
            withheld,
            shifts: Vec::new(),
            drift: None,
        };
    };
    let levels = scores.changes();
    let from = series.bout.partition_point(|bout| *bout < longest.start);
    let to = series.bout.partition_point(|bout| *bout < longest.end);
    let line = drift::line(&series, from, to);
    // Levels or a line: the one that explains the strides with fewer words.
    let penalty = scores.penalty();
    let by_levels = scores.cost(&levels) + penalty * levels.len() as f64;
    let by_line =
        drift::cost(&scores.z[from..to], &series.walked_min[from..to]) + outside_cost(&scores, from, to) + penalty;
    let levels_win = !levels.is_empty() && by_levels <= by_line;
    let shifts: Vec<(Shift, f64)> = if levels.is_empty() || levels_win || line.is_none() {
        levels
            .iter()
            .filter_map(|level| shift(&series, level, seed).map(|shift| (shift, level.p)))
            .collect()
    } else {
        // Changes outside the drifting walk, such as after a rest, stay changes.
        levels
            .iter()
            .filter(|level| level.at <= from && from > 0 || level.at >= to)
            .filter_map(|level| shift(&series, level, seed).map(|shift| (shift, level.p)))
            .collect()
    };
    let drift = line.and_then(|line| {
        let level = statistics::median(&series.values[from..to]);
        let limit = detectable::within_session(series.measure, series.of_difference, level)?;
        let mut reasons = Vec::new();
        if levels_win {
            reasons.push(Reason::LevelsExplainIt);
        }
        let drift = Drift {
            measure: series.measure,
            side: series.side,
            of_difference: series.of_difference,
            slope_per_min: line.slope,
            interval: Interval {
                low: line.low,
                high: line.high,
            },
            level,
            total_change: line.total_change,
            unit: series.unit().to_owned(),
            p: line.p,
            limit,
            n: line.n,
            verdict: FindingVerdict::NotShown,
            reasons,
        };
        Some((drift, line.p))
    });
    Searched {
        series,
        withheld,
        shifts,
        drift,
    }
}

/// What the levels leave unexplained outside the walk that the line is fitted to.
fn outside_cost(scores: &Scores, from: usize, to: usize) -> f64 {
    let squares = |z: &[f64]| {
        let mean = statistics::mean(z);
        z.iter().map(|value| (value - mean).powi(2)).sum::<f64>()
    };
    [&scores.z[..from], &scores.z[to..]]
        .into_iter()
        .filter(|part| !part.is_empty())
        .map(squares)
        .sum()
}

/// The median of the values `from..to` and its 95 % interval.
pub(crate) fn median_of(series: &Series, from: usize, to: usize, seed: u64) -> Option<(f64, Interval)> {
    let groups = series.by_bout(from, to);
    let (low, high) = bootstrap::block_bootstrap_median(&groups, BLOCK, REPLICATES, seed)?;
    Some((statistics::median(&series.values[from..to]), Interval { low, high }))
}

/// The interval of `after − before` from the intervals of both, by the method of variance estimates recovery (Zou &
/// Donner 2008).
pub(crate) fn interval_of_change(before: (f64, Interval), after: (f64, Interval)) -> Interval {
    let change = after.0 - before.0;
    Interval {
        low: change - (after.0 - after.1.low).hypot(before.1.high - before.0),
        high: change + (after.1.high - after.0).hypot(before.0 - before.1.low),
    }
}

/// The change between two neighbouring levels with its interval.
fn shift(series: &Series, level: &Level, seed: u64) -> Option<Shift> {
    let seed = seed.rotate_left(23) ^ ((series.measure as u64) << 8);
    let before = median_of(series, level.from, level.at, seed ^ 1)?;
    let after = median_of(series, level.at, level.to, seed ^ 2)?;
    Some(Shift {
        measure: series.measure,
        side: series.side,
        of_difference: series.of_difference,
        onset_s: series.start_s[level.at],
        onset_stride: level.at,
        before: before.0,
        after: after.0,
        change: after.0 - before.0,
        unit: series.unit().to_owned(),
        interval: interval_of_change(before, after),
        limit: detectable::within_session(series.measure, series.of_difference, before.0)?,
        verdict: FindingVerdict::NotShown,
        reasons: Vec::new(),
    })
}

/// Holm's correction over every shift and drift of every series that may speak, then the verdicts.
fn judge(searched: &mut [Searched]) {
    let free = searched.iter().filter(|found| found.withheld.is_none());
    let mut all: Vec<f64> = free
        .clone()
        .flat_map(|found| {
            found
                .shifts
                .iter()
                .map(|(_, p)| *p)
                .chain(found.drift.as_ref().map(|(_, p)| *p))
        })
        .collect();
    // A series without a candidate was tested as well.
    let tests = all.len().max(2 * free.count());
    all.sort_by(f64::total_cmp);
    let mut bound = 0.0;
    for (rank, p) in all.iter().enumerate() {
        if *p > ALPHA / (tests - rank) as f64 {
            break;
        }
        bound = *p;
    }
    let significant = |p: f64| p <= bound && bound > 0.0 || p == 0.0;
    for found in searched.iter_mut() {
        let withheld = found.withheld;
        for (shift, p) in &mut found.shifts {
            shift.verdict = verdict(shift.change.abs() > shift.limit, significant(*p), withheld.is_some());
            shift.reasons.extend(withheld);
        }
        found
            .shifts
            .retain(|(shift, p)| shift.verdict != FindingVerdict::NotShown || significant(*p));
        if let Some((drift, p)) = &mut found.drift {
            let beyond = drift.total_change.abs() > drift.limit;
            let doubted = drift.reasons.contains(&Reason::LevelsExplainIt);
            drift.verdict = verdict(beyond && !doubted, significant(*p), withheld.is_some());
            drift.reasons.extend(withheld);
            if !beyond && !significant(*p) {
                found.drift = None;
            }
        }
        debug_assert!(found.series.len() >= series::FEWEST);
    }
}

/// Where one leg swings unlike the other before or after a change, final contacts move with its swing, and what they bound has
/// not changed for sure.
fn withhold_final_contacts(searched: &mut [Searched], strides: &[Stride]) {
    let shifts = searched
        .iter_mut()
        .flat_map(|found| &mut found.shifts)
        .map(|(shift, _)| shift);
    let bounded = shifts.filter(|shift| sides::from_final_contact(shift.measure));
    for shift in bounded.filter(|shift| matches!(shift.verdict, FindingVerdict::Shown | FindingVerdict::Possible)) {
        if sides::swings_unlike(strides, f64::NEG_INFINITY, shift.onset_s)
            || sides::swings_unlike(strides, shift.onset_s, f64::INFINITY)
        {
            shift.verdict = FindingVerdict::CannotBeJudged;
            shift.reasons.push(Reason::from(GradeReason::UnlikeSwing));
        }
    }
}

fn verdict(beyond: bool, significant: bool, withheld: bool) -> FindingVerdict {
    match (withheld, beyond, significant) {
        (true, true, _) => FindingVerdict::CannotBeJudged,
        (false, true, true) => FindingVerdict::Shown,
        (false, true, false) => FindingVerdict::Possible,
        _ => FindingVerdict::NotShown,
    }
}
