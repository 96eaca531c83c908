//! Timed up and go, and five times sit-to-stand: phases, durations, and how the two sides rise.
//!
//! Timed up and go (Podsiadlo & Richardson 1991, J Am Geriatr Soc 39:142): rise, walk 3 m, turn, walk back, turn and sit
//! down. The parts are those of the instrumented test (Salarian et al. 2010, IEEE Trans Neural Syst Rehabil Eng 18:303;
//! Weiss et al. 2010, Physiol Meas 31:2009). Five times sit-to-stand: Whitney et al. 2005, Phys Ther 85:1034; Guralnik et
//! al. 1994, J Gerontol 49:M85 stop the watch at the fifth stand, others at the fifth sitting: both are given.
//!
//! The clock starts with the first movement (lean of trunk or pelvis where such a sensor is worn, else of the thighs) and
//! ends when the back comes to rest against the chair (sensor on pelvis or trunk), else when the thighs do. A stop watch starts at the word “go”: it shows the reaction on top.
//! Only recordings whose protocol names the test are measured; an ordinary walk is never taken for one.

use super::postural_transitions::{self, PosturalTransition, ThighElevation, Way};
use super::types::Turn;
use body::motion::{Motion, RATE_HZ, SensorMotion};
use body::{Body, activity};
use nalgebra::Vector3;
use recording::{PhaseKind, Recording, Session, Side, Site, codes};
use schemars::JsonSchema;
use serde::Serialize;
use signal::statistics;

/// A turn of the test, degrees; both are half turns.
const TURN_DEG: f64 = 90.0;

/// A timed test of getting up, walking and sitting down.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum FunctionTest {
    /// Rise, walk three metres, turn, walk back, turn and sit down (Podsiadlo & Richardson 1991).
    TimedUpAndGo,
    /// Rise and sit down five times as fast as possible (Csuka & McCarty 1985).
    FiveTimesSitToStand,
}

impl FunctionTest {
    /// The test that a session's protocol names, if it names one.
    pub fn of(session: &Session) -> Option<FunctionTest> {
        let name = session.protocol.name.as_deref()?.trim().to_lowercase();
        match name.replace(['_', ' '], "-").as_str() {
            "timed-up-and-go" => Some(FunctionTest::TimedUpAndGo),
            "five-times-sit-to-stand" => Some(FunctionTest::FiveTimesSitToStand),
            _ => None,
        }
    }

    /// As in `session.toml`.
    pub fn name(self) -> &'static str {
        match self {
            FunctionTest::TimedUpAndGo => "timed-up-and-go",
            FunctionTest::FiveTimesSitToStand => "five-times-sit-to-stand",
        }
    }
}

/// Part of a timed up and go.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum FunctionPhaseKind {
    /// From the first movement until upright.
    Rise,
    /// Upright until the first turn.
    Walk,
    /// The first turn.
    Turn,
    /// From the first turn to the second.
    WalkBack,
    /// From the beginning of the second turn, or of sitting down where that is earlier, until seated.
    TurnToSit,
}

impl FunctionPhaseKind {
    /// As in files.
    pub fn name(self) -> &'static str {
        match self {
            FunctionPhaseKind::Rise => "rise",
            FunctionPhaseKind::Walk => "walk",
            FunctionPhaseKind::Turn => "turn",
            FunctionPhaseKind::WalkBack => "walk_back",
            FunctionPhaseKind::TurnToSit => "turn_to_sit",
        }
    }
}

/// A part of the test on the recording's clock.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, JsonSchema)]
pub struct FunctionPhase {
    /// Which part.
    pub kind: FunctionPhaseKind,
    /// Its beginning, seconds.
    pub start_s: f64,
    /// Its end, seconds.
    pub end_s: f64,
}

/// One rise and the sitting down after it, on the recording's clock, seconds.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, JsonSchema)]
pub struct Repetition {
    /// First movement of trunk, pelvis or thighs.
    pub start_s: f64,
    /// The thighs begin to rise.
    pub thighs_start_s: f64,
    /// Upright.
    pub upright_s: f64,
    /// Null where the person did not sit down again.
    pub sit_start_s: Option<f64>,
    /// Seated again; null where the person was not.
    pub seated_s: Option<f64>,
}

impl Repetition {
    /// From the first movement until upright, seconds.
    pub fn rise_s(&self) -> f64 {
        self.upright_s - self.start_s
    }

    /// From upright until the person begins to sit down, seconds; `None` without sitting down.
    pub fn stand_s(&self) -> Option<f64> {
        Some(self.sit_start_s? - self.upright_s)
    }

    /// From the beginning of sitting down until seated, seconds; `None` without sitting down.
    pub fn sit_s(&self) -> Option<f64> {
        Some(self.seated_s? - self.sit_start_s?)
    }
}

/// A median over rises, and the smallest and largest of them.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, JsonSchema)]
#[schemars(rename = "Middle")]
pub struct MedianRange {
    /// The median.
    pub median: f64,
    /// The smallest.
    pub low: f64,
    /// The largest.
    pub high: f64,
}

impl MedianRange {
    fn of(values: &[f64]) -> Option<MedianRange> {
        let low = values.iter().copied().fold(f64::INFINITY, f64::min);
        let high = values.iter().copied().fold(f64::NEG_INFINITY, f64::max);
        (low <= high).then(|| MedianRange {
            median: statistics::median(values),
            low,
            high,
        })
    }
}

/// Stands for the uncertainty of a clock that nobody knows, seconds: no lag is larger.
const UNKNOWN_CLOCK_S: f64 = 1.0;

/// How the two thighs rise.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, JsonSchema)]
pub struct RisingSides {
    /// Rises behind the numbers.
    pub rises: usize,
    /// Largest angular rate of the thigh, degrees per second.
    pub peak_rate_left_degps: MedianRange,
    /// The same of the right thigh.
    pub peak_rate_right_degps: MedianRange,
    /// `100 ln(right / left)` of the largest rates, per cent.
    pub difference_percent: MedianRange,
    /// When the right thigh is half way up against the left, seconds; positive: the right is later.
    pub lag_s: MedianRange,
    /// Standard uncertainty of the lag from the sensors' clocks, seconds.
    pub lag_uncertainty_s: f64,
}

codes! {
    /// Why a time of a test of function is not given, or to be doubted.
    pub enum FunctionProblem of "function" {
        NoThighSensor = "no-thigh-sensor",
        NoStanding = "no-standing",
        NoRise = "no-rise",
        NoTurn = "no-turn",
        NotSeatedAgain = "not-seated-again",
        TooFewRises = "too-few-rises",
        Gap = "gap",
    }
}

/// What a test of function showed.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct FunctionResult {
    /// Which test was done.
    pub test: FunctionTest,
    /// Timed up and go: until the back rests against the chair, where pelvis or trunk show it, else until the thighs rest.
    /// Five times sit-to-stand: until the fifth stand. Null where the test is not complete.
    pub total_s: Option<f64>,
    /// Timed up and go: from the first movement until the thighs rest on the chair.
    pub thighs_at_rest_s: Option<f64>,
    /// Timed up and go: from the first movement until pelvis or trunk have come to rest against the back of the chair, where
    /// a stop watch is stopped: this is held against the norms. Null without such a sensor.
    pub back_against_chair_s: Option<f64>,
    /// Five times sit-to-stand: until seated the fifth time.
    pub total_seated_s: Option<f64>,
    /// Timed up and go: its parts in order.
    pub phases: Vec<FunctionPhase>,
    /// Five times sit-to-stand: at most five. Timed up and go: the one rise.
    pub repetitions: Vec<Repetition>,
    /// Null without sensors on both thighs.
    pub rising: Option<RisingSides>,
    /// Why something is not given.
    pub problems: Vec<FunctionProblem>,
}

/// Measures the test that the session names; `None` where it names none.
pub fn measure(recording: &Recording, motion: &Motion, body: &Body, turns: &[Turn]) -> Option<FunctionResult> {
    let test = FunctionTest::of(&recording.session)?;
    let mut result = FunctionResult {
        test,
        total_s: None,
        total_seated_s: None,
        thighs_at_rest_s: None,
        back_against_chair_s: None,
        phases: Vec::new(),
        repetitions: Vec::new(),
        rising: None,
        problems: Vec::new(),
    };
    if let Err(problem) = fill(&mut result, recording, motion, body, turns) {
        result.problems.push(problem);
    }
    Some(result)
}

fn fill(
    result: &mut FunctionResult,
    recording: &Recording,
    motion: &Motion,
    body: &Body,
    turns: &[Turn],
) -> Result<(), FunctionProblem> {
    let thighs: Vec<(Side, &SensorMotion)> = Side::BOTH
        .into_iter()
        .filter_map(|side| Some((side, motion.thigh(side)?)))
        .collect();
    if thighs.is_empty() {
        return Err(FunctionProblem::NoThighSensor);
    }
    let lifted = |(side, sensor): &(Side, &SensorMotion)| {
        let standing = standing_direction(&recording.session, motion, body, sensor)?;
        Some((*side, ThighElevation::of(sensor, &standing)))
    };
    let elevations: Vec<(Side, ThighElevation)> = thighs.iter().filter_map(lifted).collect();
    let both: Vec<&ThighElevation> = elevations.iter().map(|(_, elevation)| elevation).collect();
    let elevation = ThighElevation::mean(&both).ok_or(FunctionProblem::NoStanding)?;
    let transitions = postural_transitions::find(&elevation);
    let upper = motion.sensor(Site::Trunk).or_else(|| motion.sensor(Site::Pelvis));
    let turns = &match upper {
        Some(sensor) => tightened(turns, sensor, motion),
        None => turns.to_vec(),
    };
    let time = |sample: usize| motion.grid.time(sample as f64);
    let repetition = |rise: &PosturalTransition, sit: Option<&PosturalTransition>| Repetition {
        start_s: time(upper.map_or(rise.start, |sensor| postural_transitions::lean_start(sensor, rise))),
        thighs_start_s: time(rise.start),
        upright_s: time(rise.end),
        sit_start_s: sit.map(|sit| time(sit.start)),
        seated_s: sit.map(|sit| time(sit.end)),
    };
    let pairs = rises(&transitions);
    if pairs.is_empty() {
        return Err(FunctionProblem::NoRise);
    }
    let used: Vec<&PosturalTransition> = match result.test {
        FunctionTest::FiveTimesSitToStand => {
            let used = &pairs[the_five(&pairs, &recording.session, &time)];
            result.repetitions = used.iter().map(|(rise, sit)| repetition(rise, *sit)).collect();
            if used.is_empty() {
                return Err(FunctionProblem::NoRise);
            }
            if let [first, .., last] = &result.repetitions[..]
                && used.len() == 5
            {
                result.total_s = Some(last.upright_s - first.start_s);
                result.total_seated_s = last.seated_s.map(|seated| seated - first.start_s);
            } else {
                result.problems.push(FunctionProblem::TooFewRises);
            }
            used.iter().map(|(rise, _)| *rise).collect()
        }
        FunctionTest::TimedUpAndGo => {
            // The rise that a turn follows before the person sits again; others belong to the preparation.
            let turned = pairs.iter().find_map(|(rise, sit)| {
                let from = time(rise.start);
                let until = sit.map_or(f64::INFINITY, |sit| time(sit.end));
                let turns: Vec<&Turn> = turns
                    .iter()
                    .filter(|turn| turn.angle_deg.abs() >= TURN_DEG && turn.start_s > from && turn.start_s < until)
                    .collect();
                (!turns.is_empty()).then_some((*rise, *sit, turns))
            });
            let (rise, sit, turns) = turned.ok_or(FunctionProblem::NoTurn)?;
            let once = repetition(rise, sit);
            if sit.is_none() {
                result.problems.push(FunctionProblem::NotSeatedAgain);
            }
            result.phases = phases(&once, &turns);
            result.thighs_at_rest_s = once.seated_s.map(|seated| seated - once.start_s);
            result.back_against_chair_s = upper
                .zip(sit)
                .map(|(sensor, sit)| time(postural_transitions::back_at_rest(sensor, sit)) - once.start_s);
            result.total_s = result.back_against_chair_s.or(result.thighs_at_rest_s);
            result.repetitions.push(once);
            vec![rise]
        }
    };
    let (start, end) = (used[0].start, used[used.len() - 1].end);
    if thighs
        .iter()
        .any(|(_, sensor)| !sensor.is_valid_between(start as f64, end as f64))
    {
        result.problems.push(FunctionProblem::Gap);
    }
    if let [(Side::Left, left), (Side::Right, right)] = &elevations[..] {
        result.rising = rising(left, right, &used, recording);
    }
    Ok(())
}

/// Every rise, with the sitting down that follows it.
fn rises(transitions: &[PosturalTransition]) -> Vec<(&PosturalTransition, Option<&PosturalTransition>)> {
    transitions
        .iter()
        .enumerate()
        .filter(|(_, transition)| transition.way == Way::Rise)
        .map(|(at, rise)| (rise, transitions.get(at + 1).filter(|next| next.way == Way::SitDown)))
        .collect()
}

/// Longer than this on the chair or standing between two rises is a rest, seconds: the test has none (ours; the slowest of
/// Bohannon's people in their eighties need 3 s for a whole rise and sitting).
const REST_S: f64 = 5.0;

/// Which rises are the test's: those on end without a rest between them, after the stand that the session names; of more than
/// five the fastest five on end, since rising to put the sensors on or to leave the chair is slower or stands apart.
fn the_five(
    pairs: &[(&PosturalTransition, Option<&PosturalTransition>)],
    session: &Session,
    time: &impl Fn(usize) -> f64,
) -> std::ops::Range<usize> {
    let mut phases = session.protocol.phases.iter();
    let prepared_s = phases
        .find(|phase| phase.kind == PhaseKind::Stand)
        .map_or(f64::NEG_INFINITY, |phase| 0.5 * (phase.start_s + phase.end_s));
    let mut runs: Vec<std::ops::Range<usize>> = Vec::new();
    for (at, (rise, _)) in pairs.iter().enumerate() {
        if time(rise.start) < prepared_s {
            continue;
        }
        let goes_on = |before: &(&PosturalTransition, Option<&PosturalTransition>)| {
            before.1.is_some_and(|sit| {
                time(sit.start) - time(before.0.end) <= REST_S && time(rise.start) - time(sit.end) <= REST_S
            })
        };
        match runs.last_mut() {
            Some(run) if run.end == at && goes_on(&pairs[at - 1]) => run.end = at + 1,
            _ => runs.push(at..at + 1),
        }
    }
    let longest = runs.iter().map(|run| run.len().min(5)).max().unwrap_or(0);
    let span = |run: &std::ops::Range<usize>| time(pairs[run.end - 1].0.end) - time(pairs[run.start].0.start);
    runs.iter()
        .flat_map(|run| {
            run.clone()
                .map(|from| from..from + longest)
                .filter(|five| five.end <= run.end)
        })
        .min_by(|a, b| span(a).total_cmp(&span(b)))
        .unwrap_or(0..0)
}

/// Heading of pelvis or trunk within one turn, Hz: a turn of two seconds has no more, and the bounds stay where they are.
const TURN_HZ: f64 = 1.5;
/// A turn reaches to this share of its largest rate, as everywhere.
const TURN_EDGE_SHARE: f64 = 0.25;

/// The turns with the bounds of the heading's own rate: a turn as it is found is smoothed over a stride, which makes it begin
/// and end a quarter of a second outside.
fn tightened(turns: &[Turn], sensor: &SensorMotion, motion: &Motion) -> Vec<Turn> {
    let vertical: Vec<f64> = sensor
        .gyr
        .iter()
        .zip(&sensor.up)
        .map(|(rate, up)| rate.dot(up))
        .collect();
    let rate = activity::low_pass(&vertical, TURN_HZ);
    let bounds = |turn: &Turn| {
        let first = motion.grid.index(turn.start_s).max(0.0) as usize;
        let last = (motion.grid.index(turn.end_s).max(0.0) as usize).min(rate.len());
        let largest = rate
            .get(first..last)?
            .iter()
            .fold(0.0f64, |largest, rate| largest.max(rate.abs()));
        let fast = |k: &usize| rate[*k].abs() > TURN_EDGE_SHARE * largest;
        Some((
            motion.grid.time((first..last).find(fast)? as f64),
            motion.grid.time((first..last).rev().find(fast)? as f64),
        ))
    };
    turns
        .iter()
        .map(|turn| {
            let (start_s, end_s) = bounds(turn).unwrap_or((turn.start_s, turn.end_s));
            Turn {
                start_s,
                end_s,
                angle_deg: turn.angle_deg,
            }
        })
        .collect()
}

/// The parts of a timed up and go. A second turn may begin before the person slows down, or be missed where it melts into
/// sitting down: then the last part begins with sitting down.
fn phases(once: &Repetition, turns: &[&Turn]) -> Vec<FunctionPhase> {
    let mut list = Vec::new();
    let mut push = |kind, start_s: f64, end_s: f64| {
        list.push(FunctionPhase {
            kind,
            start_s,
            end_s: end_s.max(start_s),
        });
    };
    push(FunctionPhaseKind::Rise, once.start_s, once.upright_s);
    let Some(first) = turns.first() else {
        return list;
    };
    let turn_start = first.start_s.max(once.upright_s);
    push(FunctionPhaseKind::Walk, once.upright_s, turn_start);
    push(FunctionPhaseKind::Turn, turn_start, first.end_s);
    if let (Some(sit_start), Some(seated)) = (once.sit_start_s, once.seated_s) {
        let second = turns[1..].last().map_or(sit_start, |turn| turn.start_s.min(sit_start));
        push(FunctionPhaseKind::WalkBack, first.end_s, second.max(first.end_s));
        push(FunctionPhaseKind::TurnToSit, second.max(first.end_s), seated);
    }
    list
}

/// The vertical that a thigh sensor sees in standing: from the session's stands, else from its calibration.
fn standing_direction(session: &Session, motion: &Motion, body: &Body, sensor: &SensorMotion) -> Option<Vector3<f64>> {
    let quiet = activity::quiet_mask(sensor);
    let stands = session
        .protocol
        .phases
        .iter()
        .filter(|phase| phase.kind == PhaseKind::Stand);
    let mut sum = Vector3::zeros();
    for phase in stands {
        let from = motion.grid.index(phase.start_s).max(0.0) as usize;
        let to = (motion.grid.index(phase.end_s).max(0.0) as usize).min(quiet.len());
        sum += (from..to)
            .filter(|&k| quiet[k])
            .map(|k| sensor.up[k])
            .sum::<Vector3<f64>>();
    }
    sum.try_normalize(1e-6)
        .or_else(|| body.axes(sensor.site).map(|axes| axes.y))
}

fn rising(
    left: &ThighElevation,
    right: &ThighElevation,
    rises: &[&PosturalTransition],
    recording: &Recording,
) -> Option<RisingSides> {
    let peak = |elevation: &ThighElevation, rise: &PosturalTransition| {
        let rates = elevation.rate_degps[rise.start..=rise.end].iter();
        rates.map(|rate| -rate).fold(0.0, f64::max)
    };
    let lefts: Vec<f64> = rises.iter().map(|rise| peak(left, rise)).collect();
    let rights: Vec<f64> = rises.iter().map(|rise| peak(right, rise)).collect();
    let differences: Vec<f64> = lefts
        .iter()
        .zip(&rights)
        .filter(|(left, right)| **left > 0.0 && **right > 0.0)
        .map(|(left, right)| 100.0 * (right / left).ln())
        .collect();
    let lags: Vec<f64> = rises
        .iter()
        .filter_map(|rise| {
            let (left, right) = (
                left.half_way(rise.start, rise.end)?,
                right.half_way(rise.start, rise.end)?,
            );
            Some((right - left) / RATE_HZ)
        })
        .collect();
    let uncertainty = |side: Side| {
        let track = recording.tracks.get(&Site::thigh(side));
        track
            .and_then(|track| track.clock.uncertainty_s)
            .unwrap_or(UNKNOWN_CLOCK_S)
    };
    Some(RisingSides {
        rises: rises.len(),
        peak_rate_left_degps: MedianRange::of(&lefts)?,
        peak_rate_right_degps: MedianRange::of(&rights)?,
        difference_percent: MedianRange::of(&differences)?,
        lag_s: MedianRange::of(&lags)?,
        lag_uncertainty_s: uncertainty(Side::Left).hypot(uncertainty(Side::Right)),
    })
}

#[cfg(test)]
mod tests;
