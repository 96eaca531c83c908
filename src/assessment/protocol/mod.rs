//! Walk, rest, walk: minute by minute, and whether a rest undoes what the walk brought.
//!
//! Worse with walking and better after sitting is a pattern over time and nothing more: heart, vessels, lungs and fitness
//! look alike.

use super::shifts::{self, Inputs, MovedSensor, drift, series, series::Series};
use super::{FindingVerdict, Interval, Reason};
use gait::{Bout, Measure};
use rayon::prelude::*;
use recording::{Phase, PhaseKind, Side, Site};
use schemars::JsonSchema;
use serde::Serialize;
use signal::statistics;
use std::ops::Range;

#[cfg(test)]
mod tests;

/// A pause between bouts that counts as a rest, seconds (ours): long enough that nobody only waited for a door.
pub(crate) const SHORTEST_REST_S: f64 = 30.0;
/// Shortest walk before a rest whose first and last minute can be told apart, seconds.
const SHORTEST_BEFORE_S: f64 = 120.0;
/// Shortest walk after a rest, seconds.
const SHORTEST_AFTER_S: f64 = 30.0;
/// Fewest strides behind a minute's value, and behind a verdict.
const FEWEST_IN_MINUTE: usize = 5;
const FEWEST_FOR_VERDICT: usize = 15;
/// Share of the change that the rest must undo.
const RECOVERED_SHARE: f64 = 0.5;

/// What each minute is described by: measure, of the difference of the sides or not.
const DESCRIBED: [(Measure, bool); 9] = [
    (Measure::Speed, false),
    (Measure::Cadence, false),
    (Measure::StrideLength, false),
    (Measure::StepLength, false),
    (Measure::StepTime, true),
    (Measure::StanceTime, true),
    (Measure::ThighMinimum, false),
    (Measure::HipMinimum, false),
    (Measure::PelvisTiltMean, false),
];

/// A session of two or more walks with rests between them.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct WalkRestWalk {
    /// In order.
    pub walks: Vec<Walk>,
    /// In order, each after the walk of the same index.
    pub rests: Vec<Rest>,
    /// Minute by minute over all walks.
    pub minutes: Vec<Minute>,
    /// One per series that could be asked, over the first rest after a walk of two minutes or more; empty otherwise.
    pub recoveries: Vec<Recovery>,
}

/// One walk.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, JsonSchema)]
pub struct Walk {
    /// Its beginning, seconds on the recording's clock.
    pub start_s: f64,
    /// Its end, seconds on the recording's clock.
    pub end_s: f64,
    /// Without the pauses in it.
    pub walked_s: f64,
}

/// One rest.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, JsonSchema)]
pub struct Rest {
    /// Its beginning, seconds on the recording's clock.
    pub start_s: f64,
    /// Its end, seconds on the recording's clock.
    pub end_s: f64,
    /// `sit` where the session names a phase of sitting; unknown otherwise.
    pub seated: Option<bool>,
}

/// One minute of a walk (the last one may be shorter, 30 s at least).
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct Minute {
    /// Index of the walk.
    pub walk: usize,
    /// Its beginning, seconds on the recording's clock.
    pub start_s: f64,
    /// Its end, seconds on the recording's clock.
    pub end_s: f64,
    /// Included strides of both legs.
    pub strides: usize,
    /// Coefficient of variation of the stride time, robust, per cent.
    pub stride_time_cv_percent: Option<f64>,
    /// One for each series with strides enough.
    pub values: Vec<MinuteValue>,
}

/// Median of one series over a minute.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct MinuteValue {
    /// Which.
    pub measure: Measure,
    /// `None` where the measure is a side difference or of the whole body.
    pub side: Option<Side>,
    /// True where the series is right minus left (or the log ratio in per cent).
    pub of_difference: bool,
    /// The median, in `unit`.
    pub value: f64,
    /// UCUM unit, or `%` for log ratios.
    pub unit: String,
    /// Strides behind it.
    pub n: usize,
}

/// Whether a rest undid what the walk before it had changed.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct Recovery {
    /// Which.
    pub measure: Measure,
    /// `None` where the measure is a side difference or of the whole body.
    pub side: Option<Side>,
    /// True where the series is right minus left (or the log ratio in per cent).
    pub of_difference: bool,
    /// UCUM unit, or `%` for log ratios.
    pub unit: String,
    /// Medians of the first and last minute before the rest and of the first minute after it.
    pub first: f64,
    /// In the last minute before the rest.
    pub last: f64,
    /// In the first minute after the rest.
    pub after: f64,
    /// `last − first`.
    pub change: f64,
    /// What the change had to exceed.
    pub limit: f64,
    /// Trend of the walk before the rest (Mann-Kendall after Hamed & Rao), corrected over the series (Holm).
    pub trend_shown: bool,
    /// Share of the change that was undone, 1 is all of it.
    pub recovered_share: f64,
    /// 95 % interval of `after − last`.
    pub interval: Interval,
    /// `Shown`: it changed with walking and the rest undid half or more of it. `Possible`: beyond the limit, but trend or
    /// recovery is not sure.
    pub verdict: FindingVerdict,
    /// Why it is withheld; empty where it is not.
    pub reasons: Vec<Reason>,
}

/// The bouts of each walk: bouts without a rest (30 s, or a phase of sitting or rest) between them belong together.
pub fn walks(bouts: &[Bout], phases: &[Phase]) -> Vec<Range<usize>> {
    let rested = |from: f64, to: f64| {
        to - from >= SHORTEST_REST_S
            || phases.iter().any(|phase| {
                matches!(phase.kind, PhaseKind::Sit | PhaseKind::Rest)
                    && phase.start_s >= from - 2.0
                    && phase.end_s <= to + 2.0
            })
    };
    let mut found = Vec::new();
    let mut start = 0;
    for k in 1..=bouts.len() {
        if k == bouts.len() || rested(bouts[k - 1].end_s, bouts[k].start_s) {
            found.push(start..k);
            start = k;
        }
    }
    found
}

/// Seconds walked in some of the bouts.
pub(crate) fn walked_s(bouts: &[Bout], walk: &Range<usize>) -> f64 {
    bouts[walk.clone()].iter().map(|bout| bout.end_s - bout.start_s).sum()
}

/// The session as walks and rests; `None` without two walks of half a minute or more. Cost: linear in the strides.
pub fn walk_rest_walk(inputs: &Inputs, moved: &[MovedSensor]) -> Option<WalkRestWalk> {
    let bouts = inputs.bouts;
    let long: Vec<Range<usize>> = walks(bouts, &inputs.recording.session.protocol.phases)
        .into_iter()
        .filter(|walk| walked_s(bouts, walk) >= SHORTEST_AFTER_S)
        .collect();
    if long.len() < 2 {
        return None;
    }
    let walks: Vec<Walk> = long
        .iter()
        .map(|walk| Walk {
            start_s: bouts[walk.start].start_s,
            end_s: bouts[walk.end - 1].end_s,
            walked_s: walked_s(bouts, walk),
        })
        .collect();
    let described = described(inputs);
    let minutes = minutes(inputs, &walks, &described);
    let resting = (0..walks.len() - 1).find(|&k| walks[k].walked_s >= SHORTEST_BEFORE_S);
    let recoveries = resting.map_or_else(Vec::new, |k| {
        recoveries(inputs, &described, &walks[k], &walks[k + 1], moved)
    });
    Some(WalkRestWalk {
        rests: walks
            .windows(2)
            .map(|pair| rest(inputs, pair[0].end_s, pair[1].start_s))
            .collect(),
        walks,
        minutes,
        recoveries,
    })
}

fn described(inputs: &Inputs) -> Vec<Series> {
    let mut wanted = Vec::new();
    for (measure, of_difference) in DESCRIBED {
        if of_difference || measure.comparison() == gait::Comparison::None {
            wanted.push((measure, None, of_difference));
        } else {
            wanted.extend(Side::BOTH.map(|side| (measure, Some(side), false)));
        }
    }
    wanted
        .into_par_iter()
        .map(|(measure, side, of_difference)| series::one(inputs, measure, side, of_difference))
        .filter(|series| series.len() > 0)
        .collect()
}

fn rest(inputs: &Inputs, start_s: f64, end_s: f64) -> Rest {
    let phases = &inputs.recording.session.protocol.phases;
    let named = |kind: PhaseKind| {
        phases
            .iter()
            .any(|phase| phase.kind == kind && phase.start_s < end_s && phase.end_s > start_s)
    };
    Rest {
        start_s,
        end_s,
        seated: if named(PhaseKind::Sit) {
            Some(true)
        } else {
            (!phases.is_empty()).then_some(false)
        },
    }
}

/// Indices of a series within a stretch of time.
fn within(series: &Series, start_s: f64, end_s: f64) -> Range<usize> {
    series.start_s.partition_point(|t| *t < start_s)..series.start_s.partition_point(|t| *t < end_s)
}

fn minutes(inputs: &Inputs, walks: &[Walk], described: &[Series]) -> Vec<Minute> {
    let mut found = Vec::new();
    for (index, walk) in walks.iter().enumerate() {
        let mut start_s = walk.start_s;
        while walk.end_s - start_s >= SHORTEST_AFTER_S {
            let end_s = (start_s + 60.0).min(walk.end_s);
            let times: Vec<f64> = inputs
                .strides
                .iter()
                .filter(|stride| stride.included() && (start_s..end_s).contains(&stride.start_s))
                .map(|stride| stride.end_s - stride.start_s)
                .collect();
            found.push(Minute {
                walk: index,
                start_s,
                end_s,
                strides: times.len(),
                stride_time_cv_percent: (times.len() >= 2 * FEWEST_IN_MINUTE)
                    .then(|| 100.0 * statistics::robust_sd(&times) / statistics::median(&times)),
                values: described
                    .iter()
                    .filter_map(|series| minute_value(series, start_s, end_s))
                    .collect(),
            });
            start_s += 60.0;
        }
    }
    found
}

fn minute_value(series: &Series, start_s: f64, end_s: f64) -> Option<MinuteValue> {
    let range = within(series, start_s, end_s);
    (range.len() >= FEWEST_IN_MINUTE).then(|| MinuteValue {
        measure: series.measure,
        side: series.side,
        of_difference: series.of_difference,
        value: statistics::median(&series.values[range.clone()]),
        unit: series.unit().to_owned(),
        n: range.len(),
    })
}

fn recoveries(
    inputs: &Inputs,
    described: &[Series],
    before: &Walk,
    after: &Walk,
    moved: &[MovedSensor],
) -> Vec<Recovery> {
    let loose: Vec<Site> = moved.iter().map(|sensor| sensor.site).collect();
    let mut found: Vec<(Recovery, f64)> = described
        .par_iter()
        .filter_map(|series| recovery(series, before, after, inputs.seed, inputs.withheld(series, &loose)))
        .collect();
    let mut order: Vec<usize> = (0..found.len()).collect();
    order.sort_by(|&a, &b| found[a].1.total_cmp(&found[b].1));
    for (rank, &k) in order.iter().enumerate() {
        if found[k].1 > 0.05 / (found.len() - rank) as f64 {
            break;
        }
        found[k].0.trend_shown = true;
    }
    found.into_iter().map(|(recovery, _)| judged(recovery)).collect()
}

/// One series over one rest, with the p-value of its trend before the rest.
fn recovery(
    series: &Series,
    before: &Walk,
    after: &Walk,
    seed: u64,
    withheld: Option<Reason>,
) -> Option<(Recovery, f64)> {
    let minute = |start_s: f64, salt: u64| {
        let range = within(series, start_s, start_s + 60.0);
        let seed = seed.rotate_left(29) ^ ((series.measure as u64) << 8) ^ salt;
        shifts::median_of(series, range.start, range.end, seed).map(|median| (median, range.len()))
    };
    let (first, n1) = minute(before.start_s, 1)?;
    let (last, n2) = minute(before.end_s - 60.0, 2)?;
    let (then, n3) = minute(after.start_s, 3)?;
    let change = last.0 - first.0;
    let limit = shifts::detectable::within_session(series.measure, series.of_difference, first.0)?;
    let walk = within(series, before.start_s, before.end_s);
    let p = drift::line(series, walk.start, walk.end).map_or(1.0, |line| line.p);
    let mut reasons = Vec::new();
    if n1.min(n2).min(n3) < FEWEST_FOR_VERDICT {
        reasons.push(Reason::TooFewStrides);
    }
    reasons.extend(withheld);
    let recovery = Recovery {
        measure: series.measure,
        side: series.side,
        of_difference: series.of_difference,
        unit: series.unit().to_owned(),
        first: first.0,
        last: last.0,
        after: then.0,
        change,
        limit,
        trend_shown: false,
        recovered_share: if change == 0.0 { 0.0 } else { (last.0 - then.0) / change },
        interval: shifts::interval_of_change(last, then),
        verdict: FindingVerdict::NotShown,
        reasons,
    };
    Some((recovery, p))
}

fn judged(mut recovery: Recovery) -> Recovery {
    let sure = recovery.interval.low > 0.0 || recovery.interval.high < 0.0;
    let recovered = recovery.recovered_share >= RECOVERED_SHARE && sure;
    let beyond = recovery.change.abs() > recovery.limit;
    recovery.verdict = if !recovery.reasons.is_empty() {
        FindingVerdict::CannotBeJudged
    } else if beyond && recovery.trend_shown && recovered {
        FindingVerdict::Shown
    } else if beyond && (recovery.trend_shown || recovered) {
        FindingVerdict::Possible
    } else {
        FindingVerdict::NotShown
    };
    recovery
}
