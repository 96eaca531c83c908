//! What a reader must know first, as data: at most three headlines, in order of weight, one phenomenon each.
//!
//! First what makes the recording unbelievable, then the result of a test of function, then what sitting undid, then what
//! changed on the way, then the leading pattern, then loading or the leading side difference, then that the legs are alike,
//! else that there is nothing to say, with the reason. Sentences are made elsewhere; here is only what they say.

use super::compare::{is_pace, named, side};
use super::doubt::{Scope, Withheld};
use super::limits;
use super::patterns::table::{Role, rule};
use super::protocol::Recovery;
use super::shifts::sites_behind;
use super::sides::real_difference;
use super::{
    Analysis, Criterion, Drift, Finding, FindingVerdict, Grade, GradeReason, Interval, Pattern, Shift, SideDifference,
    Verdict,
};
use gait::{Domain, Measure};
use recording::Side;
use schemars::JsonSchema;
use serde::Serialize;
use serde_json::Value;

/// Headlines of a recording at most.
const MOST: usize = 3;
/// After a rest this long, a change is the recovery from it and no news, seconds. Ours: the minute over which recovery is
/// measured.
const RECOVERY_S: f64 = 60.0;

/// Fewest measures judged before the legs are called alike. Ours: step time alone, which a single sensor gives, says little.
const FEWEST_JUDGED: usize = 3;

/// What a headline is about, in order of weight.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum HeadlineCode {
    /// Something makes the recording, or a part of it, unbelievable.
    Doubt,
    /// The result of a test of function.
    TestResult,
    /// Walking changed the gait and sitting or resting undid it.
    RecoveredBySitting,
    /// The gait changed at a moment or steadily.
    ChangedOnTheWay,
    /// A way of walking that is shown or possible.
    Pattern,
    /// One leg is loaded less.
    Loading,
    /// The legs differ in one measure.
    SideDifference,
    /// The legs are alike within what healthy legs differ by.
    Alike,
    /// Nothing can be said, and why.
    NothingToSay,
}

impl HeadlineCode {
    /// In order of weight.
    pub const ALL: [HeadlineCode; 9] = [
        HeadlineCode::Doubt,
        HeadlineCode::TestResult,
        HeadlineCode::RecoveredBySitting,
        HeadlineCode::ChangedOnTheWay,
        HeadlineCode::Pattern,
        HeadlineCode::Loading,
        HeadlineCode::SideDifference,
        HeadlineCode::Alike,
        HeadlineCode::NothingToSay,
    ];
}

/// The names of a headline's values.
const VALUES: [&str; 12] = [
    "total",
    "distance",
    "first",
    "last",
    "after",
    "before",
    "change",
    "difference",
    "left",
    "right",
    "measures",
    "judged",
];

/// A number of a headline.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct HeadlineValue {
    /// `total`, `distance`, `first`, `last`, `after`, `before`, `change`, `difference`, `left`, `right`, `measures` or
    /// `judged`. Differences between the legs are how much more the right leg has: per cent of the left, or in the
    /// measure's unit. That of a pattern is how much more its own leg has than the other, or the value itself.
    pub name: &'static str,
    /// In the unit of the measure, or in real per cent.
    pub value: f64,
    /// UCUM; `1` for counts.
    pub unit: String,
    /// 95 % interval of the value.
    pub interval: Option<Interval>,
}

/// What became of a difference between the legs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DifferenceCourse {
    /// The legs hardly differed before, or the other way round.
    Begins,
    /// It grew.
    More,
    /// It shrank.
    Less,
}

impl DifferenceCourse {
    /// As in wording files.
    pub fn name(self) -> &'static str {
        match self {
            DifferenceCourse::Begins => "begins",
            DifferenceCourse::More => "more",
            DifferenceCourse::Less => "less",
        }
    }
}

/// A difference before that is this share of the one after was hardly one. Ours.
const HARDLY: f64 = 0.33;

/// One thing that a reader must know first.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct Headline {
    /// What it is about.
    pub code: HeadlineCode,
    /// The pattern, measure, test, or reason, by its name in this file.
    pub about: Option<String>,
    /// The measure, where it is about one.
    #[serde(skip)]
    pub measure: Option<Measure>,
    /// The pattern, where it is about one.
    #[serde(skip)]
    pub pattern: Option<Pattern>,
    /// The leg that it is about: in a difference the leg that has less, for step time the leg whose step takes longer (it
    /// is the one that is hurried off).
    pub side: Option<Side>,
    /// True where a change is one of the difference between the legs.
    pub of_difference: bool,
    /// How sure it is.
    pub verdict: FindingVerdict,
    /// When it began, seconds on the recording's clock, where it began at a moment.
    pub onset_s: Option<f64>,
    /// The numbers of its sentence.
    pub values: Vec<HeadlineValue>,
}

impl Headline {
    fn new(code: HeadlineCode, verdict: FindingVerdict) -> Headline {
        Headline {
            code,
            about: None,
            measure: None,
            pattern: None,
            side: None,
            of_difference: false,
            verdict,
            onset_s: None,
            values: Vec::new(),
        }
    }

    fn of_measure(mut self, measure: Measure) -> Headline {
        self.about = Some(measure.name().to_owned());
        self.measure = Some(measure);
        self
    }

    fn of_pattern(mut self, pattern: Pattern) -> Headline {
        self.about = Some(pattern.name().to_owned());
        self.pattern = Some(pattern);
        self
    }

    fn on(mut self, side: Option<Side>) -> Headline {
        self.side = side;
        self
    }

    fn value(mut self, name: &'static str, value: f64, unit: &str, interval: Option<Interval>) -> Headline {
        self.values.push(HeadlineValue {
            name,
            value,
            unit: unit.to_owned(),
            interval,
        });
        self
    }

    /// A headline as `summary.json` holds it, to be worded anew; `None` for one that this version does not know.
    pub(crate) fn from_json(row: &Value) -> Option<Headline> {
        let code = named(HeadlineCode::ALL, &row["code"])?;
        let about = row["about"].as_str();
        let value = |row: &Value| {
            Some(HeadlineValue {
                name: VALUES.into_iter().find(|name| row["name"] == *name)?,
                value: row["value"].as_f64()?,
                unit: row["unit"].as_str()?.to_owned(),
                interval: match (row["interval"]["low"].as_f64(), row["interval"]["high"].as_f64()) {
                    (Some(low), Some(high)) => Some(Interval { low, high }),
                    _ => None,
                },
            })
        };
        Some(Headline {
            measure: about.and_then(Measure::from_name),
            pattern: about.and_then(|about| Pattern::ALL.into_iter().find(|pattern| pattern.name() == about)),
            about: about.map(str::to_owned),
            side: side(row),
            of_difference: row["of_difference"] == true,
            onset_s: row["onset_s"].as_f64(),
            values: row["values"].as_array()?.iter().map(value).collect::<Option<_>>()?,
            ..Headline::new(code, named(FindingVerdict::ALL, &row["verdict"])?)
        })
    }

    /// How a difference between the legs went, and from which leg it is told; `None` for anything else.
    pub fn course(&self) -> Option<(DifferenceCourse, Side)> {
        let [before, after] = ["before", "after"].map(|name| self.get(name).map(|row| row.value));
        let (before, after) = (before?, after?);
        let course = match after.abs() >= before.abs() {
            _ if !self.of_difference => return None,
            false => DifferenceCourse::Less,
            true if before * after > 0.0 && before.abs() > HARDLY * after.abs() => DifferenceCourse::More,
            true => DifferenceCourse::Begins,
        };
        let more = if larger(before, after) >= 0.0 {
            Side::Right
        } else {
            Side::Left
        };
        Some((course, more))
    }

    /// The value of this name.
    pub fn get(&self, name: &str) -> Option<&HeadlineValue> {
        self.values.iter().find(|value| value.name == name)
    }
}

/// The headlines of an analysis, weightiest first: one at least, three at most. Pure; microseconds.
pub fn headlines(analysis: &Analysis) -> Vec<Headline> {
    let mut found = Vec::new();
    found.extend(doubt(analysis));
    found.extend(test_result(analysis));
    found.extend(recovered(analysis));
    found.extend(changed(analysis));
    let pattern = leading_pattern(analysis);
    found.extend(pattern.map(|finding| {
        let mut headline = Headline::new(HeadlineCode::Pattern, finding.verdict)
            .of_pattern(finding.pattern)
            .on(finding.side);
        if let Some((criterion, value)) = main_criterion(finding).and_then(|main| Some((main, main.value?))) {
            let real = |value: f64| criterion.real(value);
            let interval = criterion.interval.map(|interval| Interval {
                low: real(interval.low),
                high: real(interval.high),
            });
            headline = headline.value("difference", real(value), &criterion.unit, interval);
        }
        headline
    }));
    found.extend(loading(analysis, pattern).or_else(|| leading_difference(analysis, pattern)));
    if !found.iter().any(|headline| headline.code > HeadlineCode::TestResult) {
        found.extend(alike(analysis));
    }
    if found.is_empty() {
        found.push(nothing(analysis));
    }
    found.truncate(MOST);
    found
}

/// The criterion that a finding rests on: of those that are met the leading one that is furthest beyond its limit, else the
/// furthest of all.
pub fn main_criterion(finding: &Finding) -> Option<&Criterion> {
    let leads = |criterion: &Criterion| {
        let mut rules = rule(finding.pattern).criteria.iter();
        rules.any(|row| row.code == criterion.code && row.role == Role::Leading)
    };
    let weight = |criterion: &Criterion| criterion.value.map_or(0.0, |value| excess(criterion.limit, value));
    let met = finding.criteria.iter().filter(|criterion| criterion.met);
    met.max_by(|a, b| leads(a).cmp(&leads(b)).then(weight(a).total_cmp(&weight(b))))
}

/// How many times its limit a value is.
fn excess(limit: f64, value: f64) -> f64 {
    if limit == 0.0 { 0.0 } else { (value / limit).abs() }
}

/// The doubt that leaves the worst grade among those that withhold verdicts; a sensor that moved is one.
fn doubt(analysis: &Analysis) -> Option<Headline> {
    let tested = analysis
        .function_test
        .as_ref()
        .is_some_and(|found| found.total_s.is_some());
    let heavy = analysis
        .doubts
        .iter()
        .filter(|doubt| doubt.withholds || doubt.grade == Grade::C)
        // The few steps of a test of function are no strides to be judged, and its result does not rest on them.
        .filter(|doubt| !tested || doubt.code != GradeReason::ManyImplausible);
    if let Some(doubt) = heavy.max_by_key(|doubt| (doubt.grade, doubt.scope == Scope::All)) {
        let mut headline = Headline::new(HeadlineCode::Doubt, FindingVerdict::CannotBeJudged);
        headline.about = Some(doubt.code.code().to_owned());
        headline.side = match doubt.sites[..] {
            [site] => site.side(),
            _ => None,
        };
        return Some(headline);
    }
    let first = analysis.changes.moved.first()?;
    let mut headline = Headline::new(HeadlineCode::Doubt, FindingVerdict::CannotBeJudged).on(first.site.side());
    headline.about = Some(GradeReason::SensorMoved.code().to_owned());
    headline.onset_s = first.at_s;
    Some(headline.value("change", first.turn_deg, "deg", None))
}

fn test_result(analysis: &Analysis) -> Option<Headline> {
    let Some(result) = analysis.function_test.as_ref() else {
        return walked_distance(analysis);
    };
    let verdict = match result.total_s {
        Some(_) => FindingVerdict::Shown,
        None => FindingVerdict::CannotBeJudged,
    };
    let mut headline = Headline::new(HeadlineCode::TestResult, verdict);
    headline.about = Some(result.test.name().to_owned());
    if let Some(total) = result.total_s {
        headline = headline.value("total", total, "s", None);
    }
    Some(headline)
}

/// Walking tests whose result is the distance: name of the protocol, name of the test, seconds of walking that make one.
const WALKING_TESTS: [(&str, &str, f64); 2] = [
    ("walk_6_min", "six-minute-walk", 360.0),
    ("walk_2_min", "two-minute-walk", 120.0),
];
/// Share of a walking test's time that must have been recorded, from the first step on: a stopwatch is pressed by hand. Who
/// stands still within it takes the test all the same.
const RECORDED_SHARE: f64 = 0.98;
/// Share of the walking whose strides must have a speed.
const MEASURED_SHARE: f64 = 0.5;

/// The way of a walking test: each stretch of walking, turns included, times the speed of its strides. Its interval is what all
/// strides' lengths share as error.
fn walked_distance(analysis: &Analysis) -> Option<Headline> {
    let protocol = analysis.session.protocol.name.as_deref()?.replace('-', "_");
    let (_, about, seconds) = WALKING_TESTS.into_iter().find(|(name, ..)| *name == protocol)?;
    let mut headline = Headline::new(HeadlineCode::TestResult, FindingVerdict::CannotBeJudged);
    headline.about = Some(about.to_owned());
    let Some((distance, share)) = distance(analysis, seconds) else {
        return Some(headline);
    };
    headline.verdict = FindingVerdict::Shown;
    let interval = Interval {
        low: distance * (1.0 - share),
        high: distance * (1.0 + share),
    };
    Some(headline.value("distance", distance, "m", Some(interval)))
}

/// Metres walked within the test's time, and the share of it that is not sure; `None` where the recording is shorter than the
/// test, or its speed is doubted or hardly known.
fn distance(analysis: &Analysis, seconds: f64) -> Option<(f64, f64)> {
    let share = analysis.speed?.systematic_share;
    let withheld = Withheld {
        doubts: &analysis.doubts,
        source: analysis.contact_source?,
    };
    let behind = sites_behind(Measure::Speed, None, analysis.speed_method);
    let moved = analysis
        .changes
        .moved
        .iter()
        .any(|sensor| behind.contains(&sensor.site));
    if moved || withheld.values(Measure::Speed, None).is_some() {
        return None;
    }
    let start_s = analysis.bouts.first()?.start_s;
    let end_s = start_s + seconds;
    if analysis.angles.time_s.last()? - start_s < RECORDED_SHARE * seconds {
        return None;
    }
    let of_bout = |bout: usize| {
        let strides = analysis.strides.iter();
        let own = strides.filter(move |stride| stride.bout == bout && !stride.is_broken());
        own.filter_map(|stride| Some((stride.end_s - stride.start_s, stride.values.get(Measure::Speed)?)))
            .filter(|(_, speed)| speed.is_finite())
    };
    let (mut distance, mut walked, mut measured) = (0.0, 0.0, 0.0);
    for (k, bout) in analysis.bouts.iter().enumerate() {
        let within = (bout.end_s.min(end_s) - bout.start_s).max(0.0);
        let (time, way) = of_bout(k).fold((0.0, 0.0), |(time, way), (s, mps)| (time + s, way + s * mps));
        walked += within;
        if time > 0.0 {
            distance += within * way / time;
            measured += within;
        }
    }
    // Stretches without a stride of their own go as the others did.
    (measured > MEASURED_SHARE * walked).then(|| (distance * walked / measured, share))
}

/// What the rest undid: walking speed if it is among it, else what changed most.
fn recovered(analysis: &Analysis) -> Option<Headline> {
    let course = analysis.walk_rest_walk.as_ref()?;
    let shown = |row: &&Recovery| row.verdict == FindingVerdict::Shown;
    let weight = |row: &Recovery| excess(row.limit, row.change);
    let row = course.recoveries.iter().filter(shown).max_by(|a, b| {
        let speed = |row: &Recovery| row.measure == Measure::Speed;
        speed(a).cmp(&speed(b)).then(weight(a).total_cmp(&weight(b)))
    })?;
    let mut headline = Headline::new(HeadlineCode::RecoveredBySitting, row.verdict)
        .of_measure(row.measure)
        .on(row.side)
        .value("first", row.first, &row.unit, None)
        .value("last", row.last, &row.unit, None)
        .value("after", row.after, &row.unit, None);
    headline.of_difference = row.of_difference;
    headline.onset_s = course.rests.first().map(|rest| rest.start_s);
    Some(headline)
}

/// True for a change that a rest brought: it undoes what walking did, the recovery of that is shown, and it is told with the
/// rest. A change that merely falls behind a rest is news.
pub fn is_recovery(analysis: &Analysis, shift: &Shift) -> bool {
    let mut rests = analysis.walk_rest_walk.iter().flat_map(|course| &course.rests);
    rests.any(|rest| (rest.start_s..=rest.end_s + RECOVERY_S).contains(&shift.onset_s))
        && is_told_of_rest(
            analysis,
            (shift.measure, shift.side, shift.of_difference),
            -shift.change,
        )
}

/// True where a shown recovery says what walking did to a series: its own, which changed the same way, or that of walking
/// speed, which steps follow. `change` is what walking did to the series.
fn is_told_of_rest(analysis: &Analysis, (measure, side, of_difference): Series, change: f64) -> bool {
    let course = analysis.walk_rest_walk.iter();
    let shown = || {
        let rows = course.clone().flat_map(|course| &course.recoveries);
        rows.filter(|row| row.verdict == FindingVerdict::Shown)
    };
    let own = |row: &Recovery| (row.measure, row.side, row.of_difference) == (measure, side, of_difference);
    let paced = |row: &Recovery| {
        let follows = follows_speed(measure).filter(|_| row.measure == Measure::Speed && !of_difference);
        follows.is_some_and(|follows| follows * row.change * change > 0.0)
    };
    shown().any(|row| own(row) && row.change * change > 0.0 || paced(row))
}

/// A watched series: measure, side, and whether it is the difference between the legs.
type Series = (Measure, Option<Side>, bool);

/// How a level goes with walking speed, for what steps are made of: 1 with it, -1 against it.
fn follows_speed(measure: Measure) -> Option<f64> {
    match (measure.domain(), measure.unit()) {
        (Domain::Spatial | Domain::Impact, _) => Some(1.0),
        (Domain::Temporal, "s" | "%") => Some(-1.0),
        (Domain::Temporal, _) => Some(1.0),
        _ => None,
    }
}

/// Of a difference before and after, the one that is further from zero: it names the leg.
fn larger(before: f64, after: f64) -> f64 {
    if after.abs() >= before.abs() { after } else { before }
}

/// The leg that a difference, right minus left, is about.
fn leg_of(measure: Measure, difference: f64) -> Side {
    let less = if difference > 0.0 { Side::Left } else { Side::Right };
    if measure == Measure::StepTime {
        less.other()
    } else {
        less
    }
}

/// Which of several changes is told: the legs against each other in a measure that carries verdicts, which hardly depends on
/// speed; then walking speed itself, what follows it, and anything else; impacts only confirm.
fn told_first(measure: Measure, of_difference: bool) -> u8 {
    let primary = limits::is_primary(measure);
    match measure.domain() {
        Domain::Impact => 0,
        _ if of_difference && primary => 4,
        _ if measure == Measure::Speed => 3,
        _ if primary || is_pace(measure) => 2,
        _ => 1,
    }
}

/// The weightiest change that is no recovery from a rest; what walking does to a measure that sitting mends is told there.
fn changed(analysis: &Analysis) -> Option<Headline> {
    let changes = &analysis.changes;
    let step = changes
        .events
        .iter()
        .filter(|event| event.verdict == FindingVerdict::Shown)
        .flat_map(|event| event.shifts.iter().filter_map(|k| changes.shifts.get(*k)))
        .filter(|shift: &&Shift| shift.verdict == FindingVerdict::Shown && !is_recovery(analysis, shift))
        .max_by(|a, b| {
            let weight = |shift: &Shift| excess(shift.limit, shift.change);
            let rank = |shift: &Shift| told_first(shift.measure, shift.of_difference);
            rank(a).cmp(&rank(b)).then(weight(a).total_cmp(&weight(b)))
        });
    let told = |drift: &Drift| {
        let series = (drift.measure, drift.side, drift.of_difference);
        is_told_of_rest(analysis, series, drift.total_change)
    };
    let drift = changes
        .drifts
        .iter()
        .filter(|drift| drift.verdict == FindingVerdict::Shown && !told(drift))
        .max_by(|a, b| {
            let weight = |drift: &Drift| excess(drift.limit, drift.total_change);
            let rank = |drift: &Drift| told_first(drift.measure, drift.of_difference);
            rank(a).cmp(&rank(b)).then(weight(a).total_cmp(&weight(b)))
        });
    // Of a step and a trend the one that leads; of two that are alike the step, which has a moment.
    let step = step.filter(|shift| {
        drift.is_none_or(|drift| {
            told_first(shift.measure, shift.of_difference) >= told_first(drift.measure, drift.of_difference)
        })
    });
    if let Some(shift) = step {
        let real = |value: f64| shift.real(value);
        let side = match shift.of_difference {
            true => Some(leg_of(shift.measure, larger(shift.before, shift.after))),
            false => shift.side,
        };
        let mut headline = Headline::new(HeadlineCode::ChangedOnTheWay, shift.verdict)
            .of_measure(shift.measure)
            .on(side)
            .value("before", real(shift.before), &shift.unit, None)
            .value("after", real(shift.after), &shift.unit, None);
        if !shift.of_difference {
            headline = headline.value("change", shift.change, &shift.unit, Some(shift.interval));
        }
        headline.of_difference = shift.of_difference;
        headline.onset_s = Some(shift.onset_s);
        return Some(headline);
    }
    let drift = drift?;
    let mut headline = Headline::new(HeadlineCode::ChangedOnTheWay, drift.verdict).of_measure(drift.measure);
    if drift.of_difference {
        let [first, last] = [-0.5, 0.5].map(|half| drift.level + half * drift.total_change);
        headline = headline
            .on(Some(leg_of(drift.measure, larger(first, last))))
            .value("before", drift.real(first), &drift.unit, None)
            .value("after", drift.real(last), &drift.unit, None);
    } else {
        headline = headline
            .on(drift.side)
            .value("change", drift.total_change, &drift.unit, None);
    }
    headline.of_difference = drift.of_difference;
    Some(headline)
}

/// Findings that are shown or possible, weightiest first: shown before possible, then by the criterion that is furthest
/// beyond its limit. Unevenness is left out where the strides themselves became longer or slower on the way, because a trend
/// is not unevenness; asymmetric loading where the same leg's limp says it already.
pub fn ranked(analysis: &Analysis) -> Vec<&Finding> {
    let changes = &analysis.changes;
    let shown = |verdict: FindingVerdict| verdict == FindingVerdict::Shown;
    // Unevenness is told of stride time and stride length: what makes these trend.
    let of_strides = |measure: Measure, of_difference: bool| !of_difference && is_pace(measure);
    let mut recovered = analysis.walk_rest_walk.iter().flat_map(|course| &course.recoveries);
    let mut shifted = changes.events.iter().filter(|event| shown(event.verdict));
    let trend = recovered.any(|row| shown(row.verdict) && of_strides(row.measure, row.of_difference))
        || changes
            .drifts
            .iter()
            .any(|drift| shown(drift.verdict) && of_strides(drift.measure, drift.of_difference))
        || shifted.any(|event| {
            let shifts = event.shifts.iter().filter_map(|k| changes.shifts.get(*k));
            shifts
                .filter(|shift| shown(shift.verdict))
                .any(|shift| of_strides(shift.measure, shift.of_difference))
        });
    let clearest = |finding: &Finding| {
        let met = finding.criteria.iter().filter(|criterion| criterion.met);
        met.filter_map(|criterion| Some(excess(criterion.limit, criterion.value?)))
            .fold(0.0, f64::max)
    };
    let seen = |finding: &&Finding| matches!(finding.verdict, FindingVerdict::Shown | FindingVerdict::Possible);
    let all: Vec<&Finding> = analysis.findings.iter().filter(seen).collect();
    let limps = |side: Option<Side>| {
        all.iter()
            .any(|finding| finding.pattern == Pattern::Antalgic && finding.side == side && shown(finding.verdict))
    };
    let mut kept: Vec<&Finding> = all
        .iter()
        .copied()
        .filter(|finding| finding.pattern != Pattern::AsymmetricLoading || !limps(finding.side))
        .filter(|finding| finding.pattern != Pattern::IncreasedVariability || !trend)
        .collect();
    kept.sort_by(|a, b| {
        let loading = |finding: &Finding| finding.pattern == Pattern::AsymmetricLoading;
        (a.verdict, loading(a))
            .cmp(&(b.verdict, loading(b)))
            .then(clearest(b).total_cmp(&clearest(a)))
    });
    kept
}

/// The weightiest pattern; loading has a headline of its own.
fn leading_pattern(analysis: &Analysis) -> Option<&Finding> {
    ranked(analysis)
        .into_iter()
        .find(|finding| finding.pattern != Pattern::AsymmetricLoading)
}

/// Asymmetric loading, unless the leading pattern says the same of the same leg.
fn loading(analysis: &Analysis, pattern: Option<&Finding>) -> Option<Headline> {
    let balance = analysis.loading.as_ref()?;
    if !matches!(balance.verdict, FindingVerdict::Shown | FindingVerdict::Possible) {
        return None;
    }
    let side = balance.spared?;
    if pattern.is_some_and(|finding| finding.pattern == Pattern::Antalgic && finding.side == Some(side)) {
        return None;
    }
    let mut headline = Headline::new(HeadlineCode::Loading, balance.verdict)
        .of_pattern(Pattern::AsymmetricLoading)
        .on(Some(side));
    let stance = analysis
        .side_differences
        .iter()
        .find(|row| row.measure == Measure::StanceTime);
    if let Some(row) = stance {
        headline = headline.value("left", row.left, row.measure.unit(), None).value(
            "right",
            row.right,
            row.measure.unit(),
            None,
        );
    }
    Some(headline)
}

/// What moves one and the same angle or time: where a pattern rests on one of them, the others say nothing new.
fn kin(measure: Measure) -> Option<u8> {
    use Measure::*;
    match measure {
        StanceTime
        | StancePercent
        | SwingTime
        | SingleSupportTime
        | InitialDoubleSupportTime
        | TerminalDoubleSupportTime => Some(0),
        KneeSwingPeak | KneeSwingGain | KneeRange | ShankSwingPeakRate => Some(1),
        KneeLoadingPeak | KneeLoadingExcursion => Some(2),
        ThighMinimum | HipMinimum => Some(3),
        _ => None,
    }
}

/// The shown side difference that is most beyond its limits and says nothing of what the leading pattern rests on.
fn leading_difference(analysis: &Analysis, pattern: Option<&Finding>) -> Option<Headline> {
    let told = |measure: Measure| {
        pattern.is_some_and(|finding| {
            let met = finding.criteria.iter().filter(|row| row.met);
            met.filter_map(|row| row.measure)
                .any(|row| row == measure || kin(row).is_some_and(|kin_of| kin(measure) == Some(kin_of)))
        })
    };
    let limit = |row: &SideDifference| {
        let limits = [row.gates.error_limit, row.gates.healthy_limit];
        limits.into_iter().flatten().fold(0.0, f64::max)
    };
    let row = analysis
        .side_differences
        .iter()
        .filter(|row| row.verdict == Verdict::Shown && !told(row.measure))
        .max_by(|a, b| excess(limit(a), a.difference).total_cmp(&excess(limit(b), b.difference)))?;
    let less = if row.difference > 0.0 { Side::Left } else { Side::Right };
    Some(
        Headline::new(HeadlineCode::SideDifference, FindingVerdict::Shown)
            .of_measure(row.measure)
            .on(Some(less))
            .value(
                "difference",
                real_difference(row.measure, &row.unit, row.difference),
                &row.unit,
                None,
            )
            .value("left", row.left, row.measure.unit(), None)
            .value("right", row.right, row.measure.unit(), None),
    )
}

/// The legs are alike in every primary measure that was judged, and no pattern is shown or possible.
fn alike(analysis: &Analysis) -> Option<Headline> {
    let of = |verdict: Verdict| {
        analysis
            .side_differences
            .iter()
            .filter(|row| row.verdict == verdict)
            .count()
    };
    let judged = analysis
        .side_differences
        .iter()
        .filter(|row| row.verdict.is_judged())
        .count();
    let open = analysis
        .findings
        .iter()
        .any(|finding| matches!(finding.verdict, FindingVerdict::Shown | FindingVerdict::Possible));
    let alike = of(Verdict::Alike);
    if judged < FEWEST_JUDGED || open || 2 * alike < judged {
        return None;
    }
    Some(
        Headline::new(HeadlineCode::Alike, FindingVerdict::NotShown)
            .value("measures", alike as f64, "1", None)
            .value("judged", judged as f64, "1", None),
    )
}

fn nothing(analysis: &Analysis) -> Headline {
    let mut headline = Headline::new(HeadlineCode::NothingToSay, FindingVerdict::CannotBeJudged);
    let judged = analysis.side_differences.iter().any(|row| row.verdict.is_judged())
        || analysis
            .findings
            .iter()
            .any(|row| row.verdict == FindingVerdict::NotShown);
    headline.about = match analysis.quality.reasons.first() {
        _ if judged => Some("too_uncertain".to_owned()),
        Some(reason) => Some(reason.code().to_owned()),
        None => None,
    };
    headline
}

#[cfg(test)]
mod tests {
    use super::super::{Settings, analyze};
    use super::*;
    use simulation::{presets, simulate};
    use std::sync::LazyLock;

    /// Walking slows, sitting mends it.
    static RECOVERED: LazyLock<Analysis> =
        LazyLock::new(|| analyze(&simulate(&presets::walk_sit_walk(1)).recording, &Settings::default()).unwrap());

    fn shift_after_the_rest(measure: Measure, side: Option<Side>, of_difference: bool, change: f64) -> Shift {
        let course = RECOVERED.walk_rest_walk.as_ref().unwrap();
        Shift {
            measure,
            side,
            of_difference,
            onset_s: course.rests[0].end_s + 10.0,
            onset_stride: 0,
            before: 1.0,
            after: 1.0 + change,
            change,
            unit: measure.unit().to_owned(),
            interval: Interval {
                low: change,
                high: change,
            },
            limit: 0.01,
            verdict: FindingVerdict::Shown,
            reasons: Vec::new(),
        }
    }

    /// Only what walking did and the rest undid is told of the rest: the same series, the other way, and shown.
    #[test]
    fn a_recovery_undoes_what_walking_did() {
        let analysis = &*RECOVERED;
        let course = analysis.walk_rest_walk.as_ref().unwrap();
        let speed = course
            .recoveries
            .iter()
            .find(|row| row.measure == Measure::Speed)
            .unwrap();
        assert!(
            speed.verdict == FindingVerdict::Shown && speed.change < 0.0,
            "{speed:?}"
        );
        let of = |measure, of_difference, change| {
            is_recovery(analysis, &shift_after_the_rest(measure, None, of_difference, change))
        };
        assert!(of(Measure::Speed, false, 0.2));
        assert!(!of(Measure::Speed, false, -0.2), "it falls further");
        assert!(of(Measure::StrideTime, false, -0.1), "stride time follows speed");
        assert!(!of(Measure::StrideTime, false, 0.1));
        assert!(!of(Measure::StepTime, true, 8.0), "the legs do not follow speed");
        let mut late = shift_after_the_rest(Measure::Speed, None, false, 0.2);
        late.onset_s += 2.0 * RECOVERY_S;
        assert!(!is_recovery(analysis, &late));
        let mut unsure = analysis.clone();
        let rows = unsure.walk_rest_walk.as_mut().unwrap().recoveries.iter_mut();
        rows.for_each(|row| row.verdict = FindingVerdict::Possible);
        let shift = shift_after_the_rest(Measure::Speed, None, false, 0.2);
        assert!(!is_recovery(&unsure, &shift), "no recovery is shown");
    }

    fn of_difference(before: f64, after: f64) -> Headline {
        let mut headline = Headline::new(HeadlineCode::ChangedOnTheWay, FindingVerdict::Shown)
            .of_measure(Measure::StanceTime)
            .value("before", before, "%", None)
            .value("after", after, "%", None);
        headline.of_difference = true;
        headline
    }

    #[test]
    fn legs_that_become_alike_do_not_begin_to_differ() {
        let course = |before, after| of_difference(before, after).course().unwrap();
        assert_eq!(course(0.5, 14.0), (DifferenceCourse::Begins, Side::Right));
        assert_eq!(course(8.0, 14.0), (DifferenceCourse::More, Side::Right));
        assert_eq!(course(-14.0, -1.0), (DifferenceCourse::Less, Side::Left));
        assert_eq!(course(-14.0, 1.0), (DifferenceCourse::Less, Side::Left));
        assert_eq!(course(-8.0, 9.0), (DifferenceCourse::Begins, Side::Right));
        let mut level = of_difference(1.0, 2.0);
        level.of_difference = false;
        assert_eq!(level.course(), None);
    }

    /// What `summary.json` holds is enough to say it again, in any language.
    #[test]
    fn a_headline_survives_its_file() {
        for headline in headlines(&RECOVERED).into_iter().chain([of_difference(1.0, 9.0)]) {
            let row = serde_json::to_value(&headline).unwrap();
            assert_eq!(Headline::from_json(&row), Some(headline));
        }
        assert_eq!(
            Headline::from_json(&serde_json::json!({ "code": "of_a_later_version" })),
            None
        );
    }
}
