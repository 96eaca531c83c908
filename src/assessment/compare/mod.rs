//! Two visits of one person: what changed beyond the error of measuring twice.
//!
//! Reliable change (Jacobson & Truax 1991): `RCI = Δ / (√2 SEM)`; |RCI| above 1.96 is the same as |Δ| above MDC95. It
//! holds only where both visits measured the same thing: same sensors, rate, walkway, protocol, calibration and speed. Where
//! they did not, the measure is not comparable, and the reason is given. Differences between the legs hardly depend on speed
//! and are compared at any, those of impacts excepted.

#[cfg(test)]
mod tests;
mod visit;

pub use visit::{DifferenceRow, MeasureRow, Visit, VisitDifference, VisitError, VisitFinding, VisitMeasure};
pub use visit::{calibration_method, speed_of};
pub(crate) use visit::{named, side};

use super::profile::{self, AgeGroup};
use super::shifts::{detectable, interval_of_change, sites_behind};
use super::{FindingVerdict, Grade, GradeReason, Interval, Pattern, Reason, limits, sides};
use gait::{Domain, Measure};
use recording::{Side, Site, codes};
use schemars::JsonSchema;
use serde::Serialize;

/// Largest difference in walking speed at which other measures are compared, m/s.
const SAME_SPEED_MPS: f64 = 0.1;
/// Sampling rates within this share are the same.
const SAME_RATE: f64 = 0.1;
/// Fewest strides of a measure on either visit.
const FEWEST_STRIDES: usize = 10;

/// The comparison of two visits.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct Comparison {
    /// The earlier visit's name.
    pub earlier: String,
    /// The later visit's name.
    pub later: String,
    /// What must be alike, and whether it is.
    pub preconditions: Vec<Precondition>,
    /// Each measure by side.
    pub measures: Vec<MeasureChange>,
    /// Left against right.
    pub side_differences: Vec<MeasureChange>,
    /// Ways of walking that are shown or possible on one visit at least.
    pub patterns: Vec<PatternChange>,
}

/// A way of walking on two visits.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct PatternChange {
    /// The way of walking.
    pub pattern: Pattern,
    /// The leg of the later visit, where it is seen there, else of the earlier one; `None` for both legs or the whole body.
    pub side: Option<Side>,
    /// `None` where the visit did not look for it.
    pub earlier: Option<FindingVerdict>,
    /// `None` where the visit did not look for it.
    pub later: Option<FindingVerdict>,
    /// The leg of the earlier visit, where it is seen there.
    pub earlier_side: Option<Side>,
    /// Why the visits cannot be compared in it; empty where they can.
    pub reasons: Vec<Reason>,
}

codes! {
    /// What must be alike on both visits.
    pub enum PreconditionCode of "check" {
        SamePerson = "same-person",
        SameSensors = "same-sensors",
        SameRate = "same-rate",
        SameWalkway = "same-walkway",
        SameProtocol = "same-protocol",
        SameContacts = "same-contacts",
        SameCalibration = "same-calibration",
        SameSpeed = "same-speed",
    }
}

/// One thing that must be alike.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct Precondition {
    /// What must be alike.
    pub code: PreconditionCode,
    /// `None` where it is not known.
    pub met: Option<bool>,
    /// As the earlier visit has it.
    pub earlier: String,
    /// As the later visit has it.
    pub later: String,
}

/// The three states of a measure between two visits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum ChangeState {
    /// The change is larger than what a new visit alone brings.
    ChangedBeyondError,
    /// It is not.
    NotShown,
    /// The visits do not allow a comparison.
    NotComparable,
}

/// One measure on two visits.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct MeasureChange {
    /// What is compared.
    pub measure: Measure,
    /// `None` for measures of the whole body and for side differences.
    pub side: Option<Side>,
    /// On the earlier visit, in `unit`.
    pub earlier: f64,
    /// On the later visit, in `unit`.
    pub later: f64,
    /// `later − earlier`.
    pub change: f64,
    /// UCUM unit, or `%` for log ratios.
    pub unit: String,
    /// 95 % interval of the change from the strides of both visits, without the error of a new placement.
    pub interval: Option<Interval>,
    /// Smallest detectable change between visits (MDC95); `None` where none is known.
    pub detectable: Option<f64>,
    /// Reliable change index, `1.96 Δ / MDC95`.
    pub rci: Option<f64>,
    /// The change less what the other walking speed alone would bring (cadence and step length only).
    pub change_beyond_speed: Option<f64>,
    /// What is shown.
    pub state: ChangeState,
    /// Why it is not comparable (`reason-<code>`).
    pub reasons: Vec<Reason>,
}

/// Compares two visits. Pure; cost negligible.
pub fn compare(earlier: &Visit, later: &Visit) -> Comparison {
    let preconditions = preconditions(earlier, later);
    let pairs = |side: Option<Side>, measure: Measure| {
        let of = |visit: &Visit| {
            visit
                .measures
                .iter()
                .find(|row| row.measure == measure && row.side == side)
                .cloned()
        };
        Some((of(earlier)?, of(later)?))
    };
    let mut measures = Vec::new();
    for measure in Measure::ALL {
        for side in [None, Some(Side::Left), Some(Side::Right)] {
            if let Some((before, after)) = pairs(side, *measure) {
                measures.push(measure_change(earlier, later, &before, &after));
            }
        }
    }
    let side_differences = earlier
        .differences
        .iter()
        .filter_map(|before| {
            let after = later.differences.iter().find(|row| row.measure == before.measure)?;
            Some(difference_change(earlier, later, before, after))
        })
        .collect();
    Comparison {
        earlier: earlier.name.clone(),
        later: later.name.clone(),
        preconditions,
        measures,
        side_differences,
        patterns: patterns(earlier, later),
    }
}

/// One row a pattern that is seen on one visit at least; it may have gone from both legs to one, or to the other.
fn patterns(earlier: &Visit, later: &Visit) -> Vec<PatternChange> {
    let seen = |verdict: FindingVerdict| matches!(verdict, FindingVerdict::Shown | FindingVerdict::Possible);
    let of = |visit: &Visit, pattern: Pattern| {
        let rows = visit.findings.iter().filter(|row| row.pattern == pattern);
        rows.min_by_key(|row| row.verdict).map(|row| (row.verdict, row.side))
    };
    let reasons = unlike(earlier, later);
    let row = |pattern: Pattern| {
        let [then, now] = [of(earlier, pattern), of(later, pattern)];
        let [of_then, of_now] = [then, now].map(|found| found.filter(|(verdict, _)| seen(*verdict)));
        let (_, side) = of_now.or(of_then)?;
        Some(PatternChange {
            pattern,
            side,
            earlier: then.map(|(verdict, _)| verdict),
            later: now.map(|(verdict, _)| verdict),
            earlier_side: of_then.and_then(|(_, side)| side),
            reasons: reasons.clone(),
        })
    };
    Pattern::ALL.into_iter().filter_map(row).collect()
}

fn preconditions(earlier: &Visit, later: &Visit) -> Vec<Precondition> {
    let row = |code: PreconditionCode, met: Option<bool>, earlier: String, later: String| Precondition {
        code,
        met,
        earlier,
        later,
    };
    let sites = |visit: &Visit| -> String {
        let names: Vec<&str> = visit.rates_hz.keys().map(|site| site.name()).collect();
        names.join(", ")
    };
    let rates = |visit: &Visit| -> String {
        let rates: Vec<String> = visit.rates_hz.values().map(|rate| format!("{rate:.0}")).collect();
        rates.join(", ")
    };
    let known = |a: &Option<String>, b: &Option<String>| Some(a.as_ref()? == b.as_ref()?);
    let text = |value: &Option<String>| value.clone().unwrap_or_default();
    let speed = |visit: &Visit| visit.speed_mps.map(|speed| format!("{speed:.2}")).unwrap_or_default();
    let walkway = |visit: &Visit| if visit.treadmill { "treadmill" } else { "overground" }.to_owned();
    let aligned = |visit: &Visit| -> String {
        let all: Vec<String> = visit
            .calibration
            .iter()
            .map(|(site, method)| format!("{}: {}", site.name(), method))
            .collect();
        all.join(", ")
    };
    vec![
        row(
            PreconditionCode::SamePerson,
            known(&earlier.pseudonym, &later.pseudonym),
            text(&earlier.pseudonym),
            text(&later.pseudonym),
        ),
        row(
            PreconditionCode::SameSensors,
            Some(earlier.rates_hz.keys().eq(later.rates_hz.keys())),
            sites(earlier),
            sites(later),
        ),
        row(
            PreconditionCode::SameRate,
            Some(
                earlier
                    .rates_hz
                    .iter()
                    .all(|(site, rate)| later.rates_hz.get(site).is_none_or(|other| same_rate(*rate, *other))),
            ),
            rates(earlier),
            rates(later),
        ),
        row(
            PreconditionCode::SameWalkway,
            Some(earlier.treadmill == later.treadmill),
            walkway(earlier),
            walkway(later),
        ),
        row(
            PreconditionCode::SameProtocol,
            known(&earlier.protocol, &later.protocol),
            text(&earlier.protocol),
            text(&later.protocol),
        ),
        row(
            PreconditionCode::SameContacts,
            known(&earlier.contact_source, &later.contact_source),
            text(&earlier.contact_source),
            text(&later.contact_source),
        ),
        row(
            PreconditionCode::SameCalibration,
            Some(earlier.calibration == later.calibration),
            aligned(earlier),
            aligned(later),
        ),
        row(
            PreconditionCode::SameSpeed,
            same_speed(earlier, later),
            speed(earlier),
            speed(later),
        ),
    ]
}

fn same_rate(a: f64, b: f64) -> bool {
    (a - b).abs() <= SAME_RATE * a.max(b)
}

fn same_speed(earlier: &Visit, later: &Visit) -> Option<bool> {
    Some((earlier.speed_mps? - later.speed_mps?).abs() <= SAME_SPEED_MPS)
}

/// True for what walking speed is made of: a change of speed is the finding there, not a disturbance.
pub(crate) fn is_pace(measure: Measure) -> bool {
    use Measure::*;
    matches!(measure, Speed | Cadence | StrideTime | StrideLength)
}

/// True where the difference between the legs follows walking speed: impacts grow with it. Of times, lengths and angles it
/// hardly does, so that those are compared at any speed.
fn difference_follows_speed(measure: Measure) -> bool {
    measure.domain() == Domain::Impact
}

/// What forbids every comparison of two visits.
fn unlike(earlier: &Visit, later: &Visit) -> Vec<Reason> {
    let differ = |a: &Option<String>, b: &Option<String>| matches!((a, b), (Some(a), Some(b)) if a != b);
    let wrong = [
        (differ(&earlier.pseudonym, &later.pseudonym), Reason::OtherPerson),
        (earlier.method != later.method, Reason::EarlierMethod),
        (earlier.treadmill != later.treadmill, Reason::OtherWalkway),
        (differ(&earlier.protocol, &later.protocol), Reason::OtherProtocol),
    ];
    wrong
        .into_iter()
        .filter_map(|(wrong, reason)| wrong.then_some(reason))
        .collect()
}

/// What forbids the comparison of one measure.
fn obstacles(earlier: &Visit, later: &Visit, measure: Measure, side: Option<Side>, of_difference: bool) -> Vec<Reason> {
    let mut reasons = unlike(earlier, later);
    let mut add = |wrong: bool, code: Reason| {
        if wrong {
            reasons.push(code);
        }
    };
    // Thighs and shanks see a foot leave the floor at unlike times.
    let timed = matches!(measure.domain(), Domain::Temporal | Domain::Spatial) || sides::from_final_contact(measure);
    add(
        timed && earlier.contact_source != later.contact_source,
        Reason::OtherContactSource,
    );
    add(
        matches!(measure, Measure::Speed | Measure::StrideLength) && earlier.speed_method != later.speed_method,
        Reason::OtherSpeedMethod,
    );
    let sites: Vec<Site> = sites_behind(measure, side, earlier.speed_kind())
        .into_iter()
        .filter(|site| earlier.rates_hz.contains_key(site) || later.rates_hz.contains_key(site))
        .collect();
    add(
        sites
            .iter()
            .any(|site| earlier.rates_hz.contains_key(site) != later.rates_hz.contains_key(site)),
        Reason::OtherSensors,
    );
    let other_rate = sites
        .iter()
        .any(|site| match (earlier.rates_hz.get(site), later.rates_hz.get(site)) {
            (Some(a), Some(b)) => !same_rate(*a, *b),
            _ => false,
        });
    add(measure.domain() == Domain::Impact && other_rate, Reason::OtherRate);
    if measure.domain() == Domain::Kinematic {
        let method = |visit: &Visit, site: &Site| visit.calibration.get(site).cloned();
        add(
            sites.iter().any(|site| method(earlier, site) != method(later, site)),
            Reason::OtherCalibration,
        );
        let assumed = |visit: &Visit| {
            sites.iter().any(|site| {
                visit
                    .calibration
                    .get(site)
                    .is_some_and(|m| m.starts_with("walking_mean"))
            })
        };
        add(
            limits::depends_on_zero(measure) && (assumed(earlier) || assumed(later)),
            Reason::ZeroAssumed,
        );
    }
    add(
        earlier
            .moved
            .iter()
            .chain(&later.moved)
            .any(|site| sites.contains(site)),
        Reason::SensorMoved,
    );
    if !is_pace(measure) && (!of_difference || difference_follows_speed(measure)) {
        match same_speed(earlier, later) {
            Some(true) => {}
            Some(false) => add(true, Reason::OtherSpeed),
            None => add(true, Reason::SpeedUnknown),
        }
    }
    reasons
}

/// Why the values of either visit are doubted.
fn doubted(earlier: &[GradeReason], later: &[GradeReason], side: Option<Side>) -> Vec<Reason> {
    let mut found: Vec<Reason> = Vec::new();
    for reason in earlier.iter().chain(later).filter(|reason| reason.doubts_values(side)) {
        let reason = Reason::from(*reason);
        if !found.contains(&reason) {
            found.push(reason);
        }
    }
    found
}

fn measure_change(earlier: &Visit, later: &Visit, before: &VisitMeasure, after: &VisitMeasure) -> MeasureChange {
    let mut reasons = obstacles(earlier, later, before.measure, before.side, false);
    reasons.extend(doubted(&before.reasons, &after.reasons, before.side));
    if before.n.min(after.n) < FEWEST_STRIDES || before.grade.max(after.grade) == Some(Grade::C) {
        reasons.push(Reason::TooUncertain);
    }
    let detectable = detectable::between_visits(before.measure, before.value);
    // Cadence and step length have an expectation at every speed; the rest of their change is the person's.
    let change_beyond_speed = earlier.speed_mps.zip(later.speed_mps).and_then(|(v1, v2)| {
        let group = AgeGroup::of(earlier.age_years)?;
        let expected = |speed: f64| profile::expected(before.measure, speed, group).map(|(mean, _)| mean);
        Some(after.value - before.value - (expected(v2)? - expected(v1)?))
    });
    let interval = before
        .interval
        .zip(after.interval)
        .map(|(a, b)| interval_of_change((before.value, a), (after.value, b)));
    finish(MeasureChange {
        measure: before.measure,
        side: before.side,
        earlier: before.value,
        later: after.value,
        change: after.value - before.value,
        unit: before.unit.clone(),
        interval,
        detectable,
        rci: None,
        change_beyond_speed,
        state: ChangeState::NotShown,
        reasons,
    })
}

fn difference_change(
    earlier: &Visit,
    later: &Visit,
    before: &VisitDifference,
    after: &VisitDifference,
) -> MeasureChange {
    let mut reasons = obstacles(earlier, later, before.measure, None, true);
    // A difference belongs to both legs: which is which matters.
    reasons.extend(doubted(&before.reasons, &after.reasons, Some(Side::Left)));
    if before.pairs.min(after.pairs) < FEWEST_STRIDES || before.unjudged || after.unjudged {
        reasons.push(Reason::TooUncertain);
    }
    finish(MeasureChange {
        measure: before.measure,
        side: None,
        earlier: before.difference,
        later: after.difference,
        change: after.difference - before.difference,
        unit: before.unit.clone(),
        interval: Some(interval_of_change(
            (before.difference, before.interval),
            (after.difference, after.interval),
        )),
        detectable: detectable::between_visits_of_difference(before.measure),
        rci: None,
        change_beyond_speed: None,
        state: ChangeState::NotShown,
        reasons,
    })
}

/// The index and the state. Without a known error nothing can be called a change.
fn finish(mut row: MeasureChange) -> MeasureChange {
    row.rci = row
        .detectable
        .filter(|limit| *limit > 0.0)
        .map(|limit| 1.96 * row.change / limit);
    if row.rci.is_none() {
        row.reasons.push(Reason::ErrorUnknown);
    }
    let beyond_noise = row
        .interval
        .is_none_or(|interval| interval.low > 0.0 || interval.high < 0.0);
    row.state = if !row.reasons.is_empty() {
        ChangeState::NotComparable
    } else if row.rci.is_some_and(|rci| rci.abs() > 1.96) && beyond_noise {
        ChangeState::ChangedBeyondError
    } else {
        ChangeState::NotShown
    };
    row
}
