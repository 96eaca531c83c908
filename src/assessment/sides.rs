//! Left against right: the decision rule, never a bare threshold.
//!
//! Few measures carry a verdict (the primary ones of [`limits`]); the others are described. A side difference is shown only if its
//! interval lies as a whole beyond what the instrument may produce and what healthy people show, in the recording and in
//! each of its halves, if it is no chance among the primary measures (Holm 1979), and if the recording is good enough to
//! judge. The legs are alike in a measure if its interval lies as a whole within those limits.

use super::limits;
use super::pairs::{self, Pair, compare};
use super::stretches;
use super::{Gates, Grade, GradeReason, Interval, SideDifference, Verdict};
use crate::measure_summary::Context;
use gait::{Comparison, Measure, Stride};
use rayon::prelude::*;
use recording::Side;
use signal::{bootstrap, statistics};

/// Fewest included strides of each leg for a verdict (twenty are the least for a mean: König et al. 2014), and fewest
/// pairs of them: strides next to a turn have no partner. Ours.
const FEWEST_STRIDES: usize = 20;
const FEWEST_PAIRS: usize = 10;
/// Fewest pairs for a difference to be given at all.
const FEWEST_SHOWN: usize = 3;
/// Strides per block of the bootstrap: neighbours are alike.
const BLOCK: usize = 5;
const REPLICATES: usize = 2000;
/// Points at which the bootstrap's distribution is read for a probability.
const QUANTILES: usize = 20;
/// Standard normal quantile of a 95 % interval.
const Z95: f64 = 1.96;
/// Uncertainties of the clocks below this share of the measuring error decide nothing.
const LEAST_CLOCK_SHARE: f64 = 0.1;

/// All side differences of a recording with both legs measured.
pub fn differences(strides: &[Stride], context: &Context) -> Vec<SideDifference> {
    let pairs = pairs::pairs(strides);
    let mut found: Vec<(SideDifference, f64)> = Measure::ALL
        .par_iter()
        .filter_map(|measure| difference(*measure, strides, &pairs, context))
        .collect();
    let unlike = unlike_swing(&found);
    for (difference, _) in found
        .iter_mut()
        .filter(|(difference, _)| unlike && from_final_contact(difference.measure))
    {
        difference.gates.quality_reasons.push(GradeReason::UnlikeSwing);
    }
    holm(&mut found);
    found.into_iter().map(|(difference, _)| judged(difference)).collect()
}

/// True where the measure begins or ends with a foot leaving the ground.
pub(crate) fn from_final_contact(measure: Measure) -> bool {
    use Measure::*;
    matches!(
        measure,
        StanceTime
            | SwingTime
            | StancePercent
            | SingleSupportTime
            | InitialDoubleSupportTime
            | TerminalDoubleSupportTime
            | DoubleSupportPercent
            | KneeSwingGain
    )
}

/// Where one leg swings so unlike the other, final contacts cannot be compared: the landmark that marks them belongs to
/// the shank's swing and moves with its rate. Ours, from simulated stiff knees with equal stance times: 22 % less rate fake
/// 2 % of stance asymmetry, 31 % 3 %, 44 % 15 %; initial contacts stay. A leg that stands for less time takes more time for the
/// same swing: its rate is lower as well, but not the way that its shank goes, and this is what it is to be told of. Knee angles
/// do not decide: skin and straps make healthy knees differ by more than that.
fn unlike_swing(found: &[(SideDifference, f64)]) -> bool {
    let of = |measure: Measure| found.iter().find(|(row, _)| row.measure == measure);
    let rate = of(Measure::ShankSwingPeakRate);
    let goes_as_far = of(Measure::ShankRange).is_some_and(|(range, _)| {
        limits::side_limit(Measure::ShankRange).is_some_and(|limit| range.difference.abs() <= limit)
    });
    rate.is_some_and(|(rate, _)| rate.difference.abs() > UNLIKE_RATE_PERCENT) && !goes_as_far
}

/// The same of a stretch of the walk, so that a leg that begins to swing otherwise on the way is no change of its stance.
pub(crate) fn swings_unlike(strides: &[Stride], from_s: f64, to_s: f64) -> bool {
    let usual = |measure: Measure, side: Side| {
        let own = strides.iter().filter(|stride| stride.side == side && stride.included());
        let values: Vec<f64> = own
            .filter(|stride| (from_s..to_s).contains(&stride.start_s))
            .filter_map(|stride| stride.values.get(measure))
            .collect();
        statistics::median(&values)
    };
    let of = |measure: Measure| {
        compare(
            measure.comparison(),
            usual(measure, Side::Right),
            usual(measure, Side::Left),
        )
    };
    let limit = limits::side_limit(Measure::ShankRange);
    let (rate, range) = (of(Measure::ShankSwingPeakRate), of(Measure::ShankRange));
    rate.is_some_and(|rate| rate.abs() > UNLIKE_RATE_PERCENT)
        && !range.is_some_and(|range| limit.is_some_and(|limit| range.abs() <= limit))
}

const UNLIKE_RATE_PERCENT: f64 = 25.0;

/// One measure's difference and the p-value of its noise gate.
fn difference(
    measure: Measure,
    strides: &[Stride],
    pairs: &[Pair],
    context: &Context,
) -> Option<(SideDifference, f64)> {
    let limits = limits::limits(measure)?;
    let comparison = measure.comparison();
    let mut rows: Vec<Row> = Vec::new();
    for pair in pairs {
        let value = |index: usize| strides[index].values.get(measure);
        let (Some(right), Some(left)) = (value(pair.right), value(pair.left)) else {
            continue;
        };
        if let Some(difference) = compare(comparison, right, left) {
            let first = &strides[pair.first];
            rows.push(Row {
                bout: first.bout,
                time_s: first.start_s,
                left,
                right,
                difference,
            });
        }
    }
    if rows.len() < FEWEST_SHOWN {
        return None;
    }
    let column = |of: &dyn Fn(&Row) -> f64| -> Vec<f64> { rows.iter().map(of).collect() };
    let (left, right) = (
        statistics::median(&column(&|row| row.left)),
        statistics::median(&column(&|row| row.right)),
    );
    let wander = stretches::wander(
        &column(&|row| row.time_s),
        &column(&|row| row.difference),
        stretches::WANDER_OF_DIFFERENCE,
    );
    let clock = context
        .clock_effects
        .of_difference
        .get(&measure)
        .copied()
        .unwrap_or(0.0);
    let beside = wander.hypot(clock);
    let seed = context.seed ^ (measure as u64).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    let whole = estimate(&rows, beside, seed)?;
    let limit = limits.error.max(limits.healthy);
    let (one, other) = rows.split_at(rows.len() / 2);
    // Of each half its own strides speak: how far the walk wanders between them is in the whole.
    let in_halves = || {
        [one, other].iter().all(|half| {
            estimate(half, clock, seed).is_some_and(|half| half.beyond(limit) && half.value * whole.value > 0.0)
        })
    };
    let beyond_limits = whole.beyond(limit) && in_halves();
    let strides_of = |side: Side| {
        let of_side = strides.iter().filter(|stride| stride.side == side && stride.included());
        of_side.filter(|stride| stride.values.get(measure).is_some()).count()
    };
    let fewest = strides_of(Side::Left).min(strides_of(Side::Right));
    let few = fewest < FEWEST_STRIDES || rows.len() < FEWEST_PAIRS;
    // The clocks decide where with one of their extremes there is a difference and with the other there is none.
    let clock_decides = Z95 * clock > LEAST_CLOCK_SHARE * limits.error
        && whole.value.abs() + Z95 * clock > limit
        && whole.value.abs() - Z95 * clock < limit;
    let quality_reasons = context.quality_reasons(measure, few, clock_decides);
    let (grade, _) = context.grade(measure, None, fewest);
    let p = if limits::is_primary(measure) {
        chance(&rows, beside, seed)?
    } else {
        f64::from(whole.interval.low <= 0.0 && whole.interval.high >= 0.0)
    };
    let found = SideDifference {
        measure,
        comparison,
        difference: whole.value,
        unit: if comparison == Comparison::LogRatioPercent {
            "%".to_owned()
        } else {
            measure.unit().to_owned()
        },
        interval: whole.interval,
        clock_uncertainty: clock,
        pairs: rows.len(),
        left,
        right,
        gates: Gates {
            beyond_noise: false,
            beyond_limits,
            error_limit: Some(limits.error),
            healthy_limit: Some(limits.healthy),
            quality_reasons,
        },
        verdict: Verdict::CannotBeJudged,
        grade,
    };
    Some((found, p))
}

/// One pair of strides in one measure.
struct Row {
    bout: usize,
    time_s: f64,
    left: f64,
    right: f64,
    difference: f64,
}

/// A median difference with its 95 % interval.
struct Estimate {
    value: f64,
    interval: Interval,
}

impl Estimate {
    /// The whole interval lies beyond a limit, on one side of zero.
    fn beyond(&self, limit: f64) -> bool {
        self.interval.low > limit || self.interval.high < -limit
    }
}

/// The differences by bout.
fn by_bout(rows: &[Row]) -> Vec<Vec<f64>> {
    let bouts = rows.chunk_by(|one, next| one.bout == next.bout);
    bouts
        .map(|bout| bout.iter().map(|row| row.difference).collect())
        .collect()
}

/// Median and interval; `beside` is the standard uncertainty that the strides do not show.
fn estimate(rows: &[Row], beside: f64, seed: u64) -> Option<Estimate> {
    let groups = by_bout(rows);
    let views: Vec<&[f64]> = groups.iter().map(Vec::as_slice).collect();
    let (low, high) = bootstrap::block_bootstrap_median(&views, BLOCK, REPLICATES, seed)?;
    let all: Vec<f64> = rows.iter().map(|row| row.difference).collect();
    let value = statistics::median(&all);
    let widen = |distance: f64| distance.hypot(Z95 * beside);
    Some(Estimate {
        value,
        interval: Interval {
            low: value - widen(value - low),
            high: value + widen(high - value),
        },
    })
}

/// Two-sided probability of a median this far from zero by chance: of the bootstrap's own medians, each with the normal
/// uncertainty that the strides do not show about it.
fn chance(rows: &[Row], beside: f64, seed: u64) -> Option<f64> {
    let groups = by_bout(rows);
    let views: Vec<&[f64]> = groups.iter().map(Vec::as_slice).collect();
    let shares: Vec<f64> = (0..QUANTILES).map(|k| (k as f64 + 0.5) / QUANTILES as f64).collect();
    let medians = bootstrap::block_bootstrap_median_quantiles(&views, BLOCK, REPLICATES, seed, &shares)?;
    let below = |median: f64| match beside {
        0.0 => f64::from(median < 0.0) + 0.5 * f64::from(median == 0.0),
        _ => 0.5 * statrs::function::erf::erfc(median / beside / std::f64::consts::SQRT_2),
    };
    let share = medians.iter().map(|median| below(*median)).sum::<f64>() / medians.len() as f64;
    Some(2.0 * share.min(1.0 - share))
}

/// Holm's step-down correction at 5 % over the primary measures; the others are not corrected, since they carry no verdict.
fn holm(found: &mut [(SideDifference, f64)]) {
    for (difference, p) in found.iter_mut() {
        difference.gates.beyond_noise = !limits::is_primary(difference.measure) && *p == 0.0;
    }
    let mut order: Vec<usize> = (0..found.len())
        .filter(|&k| limits::is_primary(found[k].0.measure) && found[k].0.gates.quality_reasons.is_empty())
        .collect();
    order.sort_by(|&a, &b| found[a].1.total_cmp(&found[b].1));
    let count = order.len();
    for (rank, &k) in order.iter().enumerate() {
        if found[k].1 > 0.05 / (count - rank) as f64 {
            break;
        }
        found[k].0.gates.beyond_noise = true;
    }
}

fn judged(mut difference: SideDifference) -> SideDifference {
    let gates = &difference.gates;
    let limit = [gates.error_limit, gates.healthy_limit]
        .into_iter()
        .flatten()
        .fold(0.0, f64::max);
    let interval = difference.interval;
    difference.verdict = if !gates.quality_reasons.is_empty() {
        Verdict::CannotBeJudged
    } else if !limits::is_primary(difference.measure) {
        Verdict::Described
    } else if gates.beyond_noise && gates.beyond_limits {
        Verdict::Shown
    } else if interval.low > -limit && interval.high < limit {
        Verdict::Alike
    } else if interval.low > 0.0 || interval.high < 0.0 {
        Verdict::Small
    } else {
        Verdict::NotShown
    };
    if difference.verdict == Verdict::CannotBeJudged && difference.grade == Grade::A {
        difference.grade = Grade::B;
    }
    difference
}

/// A difference between the legs as how much more the right leg has: real per cent of the left leg from the logarithm of
/// their ratio, anything else as it is.
pub fn real_difference(measure: Measure, unit: &str, value: f64) -> f64 {
    match (measure.comparison(), unit) {
        (Comparison::LogRatioPercent, "%") => 100.0 * ((value / 100.0).exp() - 1.0),
        _ => value,
    }
}
