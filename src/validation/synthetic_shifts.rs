//! How often steady walkers are told of a change, and how often a planted one is found where it happened.

use assessment::shifts::{self, Changes, detectable};
use assessment::{FindingVerdict, Shift};
use assessment::{Settings, analyze};
use gait::Measure;
use rayon::prelude::*;
use recording::{Recording, Side, Site};
use signal::statistics;
use simulation::presets::healthy_person;
use simulation::{Course, Edit, EditKind, Extent, Scenario, Slip, Stage, Stride, Truth, simulate};

/// Strides between a true onset and the one found that still count as found there.
const NEAR_STRIDES: f64 = 10.0;
/// A planted change of this many limits must be found.
const BEYOND_LIMIT: f64 = 1.5;

/// What [`shift_rates`] counted.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct ShiftRates {
    pub steady: usize,
    /// Steady walks with any shift or drift shown.
    pub steady_with_any: usize,
    /// Steady walks with a sensor said to have moved.
    pub steady_with_moved: usize,
    /// What the false ones were: measure and whether a drift.
    pub false_alarms: Vec<(Measure, bool)>,
    pub planted: usize,
    /// Planted changes shown within ten strides of their onset.
    pub found: usize,
    /// Per kind of change: planted, found.
    pub by_kind: Vec<(EditKind, usize, usize)>,
    /// Strides from the true onset to the one found, absolute, for those shown at all.
    pub onset_error_strides: Vec<f64>,
    /// Those not found: kind, seed, true change in limits, and the largest measured change of the measure in limits.
    pub missed: Vec<(EditKind, u64, f64, Option<f64>)>,
    /// Planted changes for which a sensor was said to have moved.
    pub planted_with_moved: usize,
    /// Walks with a slipped sensor, those in which exactly that sensor was named, and those that showed a change all the
    /// same.
    pub slips: usize,
    pub slips_found: usize,
    pub slips_with_any_shown: usize,
}

/// Steady walks of healthy people (half to and fro on a 20 m lane, half straight on; two to five minutes), walks with one
/// planted step of 1.5 limits, and walks with a slipped sensor (a quarter as many as steps). Runs in parallel; the same
/// numbers give the same result. Cost: about a third of a second per walk and core.
pub(crate) fn shift_rates(n_steady: usize, n_shift: usize) -> ShiftRates {
    let mut rates = ShiftRates {
        steady: n_steady,
        planted: n_shift,
        slips: n_shift / 4,
        ..ShiftRates::default()
    };
    let steady: Vec<Option<Changes>> = (0..n_steady as u64)
        .into_par_iter()
        .map(|seed| changes(&simulate(&walk(seed)).recording))
        .collect();
    for found in steady.into_iter().flatten() {
        let alarms = shown(&found);
        rates.steady_with_any += usize::from(!alarms.is_empty());
        rates.steady_with_moved += usize::from(!found.moved.is_empty());
        rates.false_alarms.extend(alarms);
    }
    let planted: Vec<Outcome> = (0..n_shift as u64).into_par_iter().map(planted).collect();
    for (seed, outcome) in planted.into_iter().enumerate() {
        let near = outcome.error_strides.is_some_and(|error| error <= NEAR_STRIDES);
        rates.found += usize::from(near);
        if !near {
            let row = (outcome.kind, seed as u64, outcome.true_limits, outcome.measured_limits);
            rates.missed.push(row);
        }
        rates.planted_with_moved += usize::from(outcome.moved);
        rates.onset_error_strides.extend(outcome.error_strides);
        match rates.by_kind.iter_mut().find(|(kind, _, _)| *kind == outcome.kind) {
            Some((_, all, found)) => {
                *all += 1;
                *found += usize::from(near);
            }
            None => rates.by_kind.push((outcome.kind, 1, usize::from(near))),
        }
    }
    rates.by_kind.sort_by_key(|(kind, _, _)| *kind);
    let slips: Vec<(bool, bool)> = (0..rates.slips as u64).into_par_iter().map(slipped).collect();
    rates.slips_found = slips.iter().filter(|(named, _)| *named).count();
    rates.slips_with_any_shown = slips.iter().filter(|(_, any)| *any).count();
    rates
}

/// A healthy person on a walk whose length and lane depend on the seed.
fn walk(seed: u64) -> Scenario {
    Scenario {
        protocol: vec![
            Stage::Stand { seconds: 6.0 },
            Stage::Walk {
                extent: Extent::Seconds(120.0 + 60.0 * (seed % 4) as f64),
                lane_m: (seed.is_multiple_of(2)).then_some(20.0),
            },
            Stage::Stand { seconds: 5.0 },
        ],
        ..healthy_person(10_000 + seed)
    }
}

/// What changed in a recording; `None` where it cannot be analysed.
pub fn changes(recording: &Recording) -> Option<Changes> {
    Some(analyze(recording, &Settings::default()).ok()?.changes)
}

fn shown(found: &Changes) -> Vec<(Measure, bool)> {
    let shifts = found.shifts.iter().filter(|s| s.verdict == FindingVerdict::Shown);
    let drifts = found.drifts.iter().filter(|d| d.verdict == FindingVerdict::Shown);
    shifts
        .map(|shift| (shift.measure, false))
        .chain(drifts.map(|drift| (drift.measure, true)))
        .collect()
}

/// The kinds of change that are planted, the measure that must show each, and the size of the edit per unit of the limit
/// (what one unit of the edit does to the measure).
const KINDS: [(EditKind, Measure, f64); 6] = [
    (EditKind::StanceTime, Measure::StanceTime, -1.0),
    (EditKind::SwingKnee, Measure::KneeSwingPeak, -1.0),
    (EditKind::LoadingResponse, Measure::KneeLoadingExcursion, -1.0),
    (EditKind::LessExtension, Measure::ThighMinimum, 1.0),
    (EditKind::ForwardLean, Measure::PelvisTiltMean, 1.0),
    (EditKind::Circumduction, Measure::Circumduction, 1.0),
];

struct Outcome {
    kind: EditKind,
    error_strides: Option<f64>,
    moved: bool,
    true_limits: f64,
    measured_limits: Option<f64>,
}

/// The true change of the planted measure across the onset: medians of the true strides of the leg.
fn true_change(truth: &Truth, measure: Measure, side: Side, onset_s: f64) -> f64 {
    let value = |stride: &Stride, other: f64| match measure {
        Measure::StanceTime => 100.0 * (stride.stance_s() / other).ln(),
        Measure::KneeSwingPeak => stride.features.knee_swing_peak,
        Measure::KneeLoadingExcursion => stride.features.loading_excursion,
        Measure::ThighMinimum => stride.features.thigh_min,
        Measure::PelvisTiltMean => stride.features.pelvic_tilt_mean,
        _ => stride.features.circumduction,
    };
    let level = |after: bool| {
        let of = |side: Side| {
            truth
                .strides
                .iter()
                .filter(move |stride| stride.side == side && stride.steady && (stride.start_s >= onset_s) == after)
        };
        let others: Vec<f64> = of(side.other()).map(Stride::stance_s).collect();
        let other = statistics::median(&others);
        let own: Vec<f64> = of(side).map(|stride| value(stride, other)).collect();
        statistics::median(&own)
    };
    level(true) - level(false)
}

fn planted(seed: u64) -> Outcome {
    let (kind, measure, sign) = KINDS[seed as usize % KINDS.len()];
    let side = if (seed / 6).is_multiple_of(2) {
        Side::Right
    } else {
        Side::Left
    };
    let mut scenario = walk(50_000 + seed);
    let seconds = 120.0 + 60.0 * ((50_000 + seed) % 4) as f64;
    // From a third to two thirds of the walk.
    let onset_s = 6.0 + seconds * (1.0 + ((seed * 37) % 100) as f64 / 100.0) / 3.0;
    let limit = detectable::within_session(measure, measure == Measure::StanceTime, 0.65).unwrap_or(1.0);
    // What an edit does to a measure differs from its size: it is planted, measured on the truth, and scaled.
    let mut size = sign * BEYOND_LIMIT * limit;
    let steady = scenario.edits.clone();
    let mut simulated;
    let mut true_limits;
    loop {
        scenario.edits = steady.clone();
        scenario
            .edits
            .push(Edit::new(kind, side, size).with_course(Course::StepAt(onset_s)));
        simulated = simulate(&scenario);
        true_limits = true_change(&simulated.truth, measure, side, onset_s).abs() / limit;
        let scale = BEYOND_LIMIT / true_limits;
        if !(scale > 1.03 && scale < 2.0) || size.abs() > 2.0 * BEYOND_LIMIT * limit {
            break;
        }
        size *= scale;
    }
    let Some(found) = changes(&simulated.recording) else {
        return Outcome {
            kind,
            error_strides: None,
            moved: false,
            true_limits,
            measured_limits: None,
        };
    };
    let times: Vec<f64> = simulated
        .truth
        .strides
        .iter()
        .filter(|stride| stride.side == Side::Right)
        .map(|stride| stride.start_s)
        .collect();
    let number = |time: f64| times.partition_point(|start| *start < time) as f64;
    let of_it = |shift: &&Shift| {
        shift.verdict == FindingVerdict::Shown
            && shift.measure == measure
            && shift.side.is_none_or(|found| found == side)
    };
    let error_strides = found
        .shifts
        .iter()
        .filter(of_it)
        .map(|shift| (number(shift.onset_s) - number(onset_s)).abs())
        .min_by(f64::total_cmp);
    Outcome {
        kind,
        error_strides,
        moved: !found.moved.is_empty(),
        true_limits,
        measured_limits: found
            .shifts
            .iter()
            .filter(|shift| shift.measure == measure && shift.side.is_none_or(|found| found == side))
            .map(shifts::weight)
            .max_by(f64::total_cmp),
    }
}

/// Whether exactly the slipped sensor was named, and whether any change was shown all the same.
fn slipped(seed: u64) -> (bool, bool) {
    let sites = [
        Site::ThighLeft,
        Site::ThighRight,
        Site::ShankLeft,
        Site::ShankRight,
        Site::Pelvis,
    ];
    let site = sites[seed as usize % sites.len()];
    let mut scenario = walk(90_000 + seed);
    if let Some(sensor) = scenario.kit.at_mut(site) {
        let turned = !seed.is_multiple_of(3) && site != Site::Pelvis;
        sensor.slip = Some(Slip {
            at_s: 60.0,
            about_long_axis_deg: if turned { 25.0 } else { 0.0 },
            tilt_sagittal_deg: if seed % 3 == 1 && turned { 0.0 } else { 12.0 },
        });
    }
    match changes(&simulate(&scenario).recording) {
        Some(found) => {
            let named: Vec<Site> = found.moved.iter().map(|moved| moved.site).collect();
            (named == [site], !shown(&found).is_empty())
        }
        None => (false, false),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_few_walks_are_judged_rightly() {
        let rates = shift_rates(4, 6);
        assert_eq!(rates.steady_with_any, 0, "{:?}", rates.false_alarms);
        assert!(rates.found >= 5, "{:?}", rates.by_kind);
        assert_eq!(rates.slips_found, rates.slips);
    }
}
