//! Simulated people with a known truth: accuracy without any reference's error, and what no recording can show, how
//! often healthy people are told of a difference that is not theirs and how often a real one is found.
//!
//! The simulation knows nothing of the analysis. Seeds are fixed, people run in parallel, results keep their order:
//! the same program gives the same figures.

use super::score::{Tally, median, quantile, score_angle, worst};
use super::{Bar, Row, SetInfo, ValidationReport};
use assessment::Analysis;
use assessment::{FindingVerdict, Pattern, SideDifference, Verdict};
use gait::{AngleColumn, ContactKind, Measure};
use rayon::prelude::*;
use recording::{Recording, Side};
use simulation::presets::{by_hand, healthy_person};
use simulation::{Edit, EditKind, Extent, Kit, Scenario, Simulated, SoftTissue, Stage, Truth, simulate};
use std::collections::BTreeMap;

/// The analysis under test, called from several threads.
pub type AnalyzeAnywhere<'a> = dyn Fn(&Recording) -> Result<Analysis, String> + Sync + 'a;

/// Name of the set with faultless sensors.
const EXACT: &str = "simulated, faultless sensors";
/// Name of the set with usual sensors.
const USUAL: &str = "simulated, usual sensors";
/// People in the set with faultless sensors.
const EXACT_PEOPLE: u64 = 12;
const TOLERANCE_S: f64 = 0.1;
/// An angle that is there before and not after the sensors were turned changed by this much, degrees.
const LOST_ANGLE_DEG: f64 = 180.0;
/// A planted difference of this many times the gate must be found: the whole interval has to lie beyond it, and that in each
/// half of the walk. 8.6 % of stance, as much as when the gate was 5.7 % and the value alone had to pass it.
const BEYOND_GATE: f64 = 1.75;

/// Adds the simulated sets: a dozen people with faultless sensors, and `people` with usual ones, of whom a tenth (at
/// least ten) limp as well. Cost: about `people` analyses of a two-minute walk.
pub fn add_synthetic(report: &mut ValidationReport, analyze: &AnalyzeAnywhere, people: usize) {
    exact(report, analyze);
    if people > 0 {
        usual(report, analyze, people as u64);
        crate::synthetic_sources::add_sources(report, analyze, (people / 10).clamp(6, 40));
        crate::synthetic_function::add_function(report, analyze);
        crate::synthetic_power::add_power(report, analyze, (people / 10).clamp(6, 40));
    }
}

/// A two-minute walk to and fro between quiet stands: long enough for the pairs of strides that a verdict needs.
fn walk(scenario: Scenario) -> Scenario {
    let protocol = vec![
        Stage::Stand { seconds: 6.0 },
        Stage::Walk {
            extent: Extent::Seconds(120.0),
            lane_m: Some(20.0),
        },
        Stage::Stand { seconds: 4.0 },
    ];
    Scenario { protocol, ..scenario }
}

#[derive(Default)]
struct Exactness {
    initial: Tally,
    last: Tally,
    stride_time_ms: Vec<f64>,
    knee_deg: Vec<f64>,
    hip_deg: Vec<f64>,
    difference_points: Vec<(Measure, f64)>,
    turned_deg: Vec<f64>,
    refusals: Vec<String>,
}

fn exact(report: &mut ValidationReport, analyze: &AnalyzeAnywhere) {
    let people: Vec<Exactness> = (0..EXACT_PEOPLE)
        .into_par_iter()
        .map(|seed| one_exact(seed, analyze))
        .collect();
    let mut sum = Exactness::default();
    for mut person in people {
        sum.initial.add(&person.initial);
        sum.last.add(&person.last);
        sum.stride_time_ms.append(&mut person.stride_time_ms);
        sum.knee_deg.append(&mut person.knee_deg);
        sum.hip_deg.append(&mut person.hip_deg);
        sum.difference_points.append(&mut person.difference_points);
        sum.turned_deg.append(&mut person.turned_deg);
        sum.refusals.append(&mut person.refusals);
    }
    let row = |figure: &str, value, unit: &str, n| Row::new(EXACT, figure, value, unit, n);
    let refused = sum.refusals.len();
    let mut rows = Vec::new();
    for (name, tally) in [("initial contact", &sum.initial), ("final contact", &sum.last)] {
        let n = tally.errors_s.len();
        let note = format!("{} missed, {} extra", tally.missed_s.len(), tally.extra_s.len());
        let absolute: Vec<f64> = tally.errors_s.iter().map(|error| 1000.0 * error.abs()).collect();
        rows.push(
            row(&format!("{name} F1 (±100 ms)"), tally.f1(), "1", n)
                .bar(Bar::AtLeast(0.98))
                .note(note),
        );
        let of_median = row(&format!("{name} median absolute error"), median(&absolute), "ms", n);
        rows.push(of_median.bar(Bar::AtMost(10.0)));
        rows.push(row(&format!("{name} median error"), tally.median_ms(), "ms", n));
    }
    let times = &sum.stride_time_ms;
    rows.push(row("median stride time, worst error", worst(times), "ms", times.len()).bar(Bar::AtMost(5.0)));
    let knees = &sum.knee_deg;
    rows.push(row("knee flexion RMSE, median over legs", median(knees), "deg", knees.len()).bar(Bar::AtMost(1.0)));
    rows.push(row("knee flexion RMSE, worst leg", worst(knees), "deg", knees.len()));
    rows.push(row(
        "hip flexion RMSE, median over legs",
        median(&sum.hip_deg),
        "deg",
        sum.hip_deg.len(),
    ));
    for measure in [Measure::StanceTime, Measure::StepTime] {
        let of_measure = sum.difference_points.iter().filter(|point| point.0 == measure);
        let errors: Vec<f64> = of_measure.map(|point| point.1.abs()).collect();
        let figure = format!(
            "side difference of {}, median absolute error (%-points)",
            measure.name()
        );
        rows.push(row(&figure, median(&errors), "%", errors.len()).bar(Bar::AtMost(1.0)));
    }
    let turned = &sum.turned_deg;
    let figure = "sensors turned by 30° on their straps: change of knee and hip angle, worst leg (RMS)";
    rows.push(row(figure, worst(turned), "deg", turned.len()).bar(Bar::AtMost(2.0)));
    report.rows.extend(
        rows.into_iter()
            .map(|row| row.incomplete(refused, EXACT_PEOPLE as usize, "people")),
    );
    report.findings.extend(sum.refusals);
    report.sets.push(SetInfo {
        name: EXACT.to_owned(),
        kind: "simulated people, sensors without noise, bias or soft tissue".to_owned(),
        recordings: EXACT_PEOPLE as usize,
        reference:
            "Exact by construction. The people follow mean curves of healthy adults with their own sizes, rhythms \
                    and small side differences; they do not stumble, and their knees are hinges. Contacts in the soft \
                    steps out of and into standing and in turns are counted but their times are not judged."
                .to_owned(),
        synthetic: true,
    });
}

fn one_exact(seed: u64, analyze: &AnalyzeAnywhere) -> Exactness {
    let mut scenario = walk(healthy_person(10_000 + seed));
    scenario.kit = Kit {
        soft_tissue: SoftTissue::NONE,
        ..Kit::perfect(100.0)
    };
    by_hand(&mut scenario.kit, seed, 15.0, 5.0);
    let mut turned = scenario.clone();
    for (index, sensor) in turned.kit.sensors.iter_mut().enumerate() {
        sensor.mount.about_long_axis_deg += if index % 2 == 0 { 30.0 } else { -30.0 };
    }
    let mut out = Exactness::default();
    let Simulated { recording, truth } = simulate(&scenario);
    let analysis = match analyze(&recording) {
        Ok(analysis) => analysis,
        Err(reason) => {
            out.refusals
                .push(format!("{EXACT}: {} was refused: {reason}", scenario.name));
            return out;
        }
    };
    let edges_s = super::load::edges_s(&recording);
    out.initial = tally(&truth, &analysis, true, edges_s);
    out.last = tally(&truth, &analysis, false, edges_s);
    for side in Side::BOTH {
        out.stride_time_ms.extend(stride_time_error_ms(&truth, &analysis, side));
        let index = usize::from(side == Side::Right);
        let angles = &truth.angles;
        for (column, truth_deg, errors) in [
            (
                AngleColumn::KneeFlexion(side),
                &angles.knee_flexion[index],
                &mut out.knee_deg,
            ),
            (
                AngleColumn::HipFlexion(side),
                &angles.hip_flexion[index],
                &mut out.hip_deg,
            ),
        ] {
            if let Some(values) = analysis.angles.get(column) {
                let score = score_angle(&angles.time_s, truth_deg, &analysis.angles.time_s, values);
                errors.extend(score.map(|score| score.rmse_deg));
            }
        }
    }
    out.difference_points.extend(difference_errors(&truth, &analysis));
    match analyze(&simulate(&turned).recording) {
        Ok(again) => out.turned_deg.extend(angle_changes_deg(&analysis, &again)),
        Err(reason) => out.refusals.push(format!(
            "{EXACT}: {} with turned sensors was refused: {reason}",
            scenario.name
        )),
    }
    out
}

/// Contacts of one kind over both sides. The steps out of and into standing and those in turns are found or missed
/// like all others, but have no time error.
pub(crate) fn tally(truth: &Truth, analysis: &Analysis, initial: bool, edges_s: (f64, f64)) -> Tally {
    let kind = if initial {
        ContactKind::InitialContact
    } else {
        ContactKind::FinalContact
    };
    let steady = |time: f64| {
        truth
            .strides
            .iter()
            .any(|s| s.steady && time >= s.start_s - 1e-9 && time <= s.end_s + 1e-9)
    };
    let mut sum = Tally::default();
    for side in Side::BOTH {
        let of_side = |full: &dyn Fn(f64) -> bool| -> Vec<f64> {
            let contacts = truth.contacts.iter().filter(|c| c.side == side && c.initial == initial);
            contacts
                .map(|contact| contact.time_s)
                .filter(|time| full(*time))
                .collect()
        };
        let found = analysis
            .contacts
            .iter()
            .filter(|contact| contact.side == side && contact.kind == kind);
        let found: Vec<f64> = found.map(|contact| contact.time_s).collect();
        let mut all = Tally::of(&of_side(&|_| true), &found, TOLERANCE_S, edges_s);
        let judged = Tally::of(&of_side(&steady), &found, TOLERANCE_S, edges_s);
        // A soft contact at the very beginning or end of a walk may be missed: nobody could tell it from standing.
        all.missed_s.retain(|time| steady(*time));
        all.errors_s = judged.errors_s;
        sum.add(&all);
    }
    sum
}

fn stride_time_error_ms(truth: &Truth, analysis: &Analysis, side: Side) -> Option<f64> {
    let expected = truth.median(side, |stride| stride.time_s())?;
    let found = analysis
        .strides
        .iter()
        .filter(|stride| stride.side == side && stride.included());
    let found = median(&found.map(|stride| stride.end_s - stride.start_s).collect::<Vec<_>>())?;
    Some(1000.0 * (found - expected).abs())
}

/// Found minus true side difference of stance and step time, in points of `100 ln(right / left)`.
fn difference_errors(truth: &Truth, analysis: &Analysis) -> Vec<(Measure, f64)> {
    let of = |measure: Measure, feature: &dyn Fn(&simulation::Stride) -> f64| {
        let found = analysis
            .side_differences
            .iter()
            .find(|difference| difference.measure == measure)?;
        let (left, right) = (truth.median(Side::Left, feature)?, truth.median(Side::Right, feature)?);
        Some((measure, found.difference - 100.0 * (right / left).ln()))
    };
    let stance = of(Measure::StanceTime, &|stride| stride.stance_s());
    let step = of(Measure::StepTime, &|stride| stride.step_time_s);
    stance.into_iter().chain(step).collect()
}

/// Root mean square change of every knee and hip angle between two analyses of the same walk, offset included.
fn angle_changes_deg(one: &Analysis, other: &Analysis) -> Vec<f64> {
    let joints = one
        .angles
        .columns
        .iter()
        .filter(|(column, _)| matches!(column, AngleColumn::KneeFlexion(_) | AngleColumn::HipFlexion(_)));
    let change = |column: AngleColumn, values: &[f64]| -> f64 {
        let Some(again) = other.angles.get(column) else {
            return LOST_ANGLE_DEG;
        };
        let pairs = values.iter().zip(again).filter(|(a, b)| a.is_finite() && b.is_finite());
        let squares: Vec<f64> = pairs.map(|(a, b)| (a - b).powi(2)).collect();
        (squares.iter().sum::<f64>() / squares.len() as f64).sqrt()
    };
    joints.map(|(column, values)| change(*column, values)).collect()
}

/// What one analysis of a person with usual sensors said.
struct Said {
    shown: Vec<SideDifference>,
    patterns_shown: Vec<Pattern>,
    patterns_possible: Vec<Pattern>,
    stance: Option<SideDifference>,
    stance_true_percent: Option<f64>,
    stride_time_ms: Vec<f64>,
    speed_percent: Option<f64>,
}

fn say(scenario: &Scenario, analyze: &AnalyzeAnywhere) -> Result<Said, String> {
    let Simulated { recording, truth } = simulate(scenario);
    let analysis = analyze(&recording).map_err(|reason| format!("{USUAL}: {} was refused: {reason}", scenario.name))?;
    let stance = |side| truth.median(side, |stride| stride.stance_s());
    let stance_true_percent = stance(Side::Right)
        .zip(stance(Side::Left))
        .map(|(right, left)| 100.0 * (right / left).ln());
    let speeds: Vec<f64> = analysis
        .strides
        .iter()
        .filter(|stride| stride.included())
        .filter_map(|stride| stride.values.get(Measure::Speed))
        .collect();
    let patterns = |verdict: FindingVerdict| -> Vec<Pattern> {
        let found = analysis.findings.iter().filter(|finding| finding.verdict == verdict);
        found.map(|finding| finding.pattern).collect()
    };
    Ok(Said {
        patterns_shown: patterns(FindingVerdict::Shown),
        patterns_possible: patterns(FindingVerdict::Possible),
        shown: analysis
            .side_differences
            .iter()
            .filter(|d| d.verdict == Verdict::Shown)
            .cloned()
            .collect(),
        stance: analysis
            .side_differences
            .iter()
            .find(|d| d.measure == Measure::StanceTime)
            .cloned(),
        stance_true_percent,
        stride_time_ms: Side::BOTH
            .into_iter()
            .filter_map(|side| stride_time_error_ms(&truth, &analysis, side))
            .collect(),
        speed_percent: median(&speeds).map(|speed| 100.0 * (speed / truth.speed_mps - 1.0).abs()),
    })
}

fn usual(report: &mut ValidationReport, analyze: &AnalyzeAnywhere, people: u64) {
    let said: Vec<Result<Said, String>> = (0..people)
        .into_par_iter()
        .map(|seed| say(&walk(healthy_person(seed)), analyze))
        .collect();
    let row = |figure: &str, value, unit: &str, n| Row::new(USUAL, figure, value, unit, n);
    let heard: Vec<&Said> = said.iter().filter_map(|person| person.as_ref().ok()).collect();
    let refused = said.len() - heard.len();
    let n = heard.len();
    let false_reports = heard.iter().filter(|person| !person.shown.is_empty()).count();
    let mut named: Vec<&str> = heard
        .iter()
        .flat_map(|person| &person.shown)
        .map(|d| d.measure.name())
        .collect();
    named.sort_unstable();
    named.dedup();
    let note = if named.is_empty() {
        String::new()
    } else {
        format!("in {}", named.join(", "))
    };
    let share = (n > 0).then(|| 100.0 * false_reports as f64 / n as f64);
    let false_row = row("healthy people told of a side difference", share, "%", n)
        .bar(Bar::AtMost(5.0))
        .note(note);
    report.rows.push(false_row.incomplete(refused, said.len(), "people"));
    let told = |of: &dyn Fn(&Said) -> &[Pattern]| {
        let mut counts: BTreeMap<Pattern, usize> = BTreeMap::new();
        heard
            .iter()
            .flat_map(|person| of(person))
            .for_each(|pattern| *counts.entry(*pattern).or_default() += 1);
        let people = heard.iter().filter(|person| !of(person).is_empty()).count();
        let parts: Vec<String> = counts
            .iter()
            .map(|(pattern, count)| format!("{} {count}", pattern.name()))
            .collect();
        ((n > 0).then(|| 100.0 * people as f64 / n as f64), parts.join(", "))
    };
    let (share, note) = told(&|person| &person.patterns_shown);
    let shown_row = row("healthy people told of any pattern", share, "%", n)
        .bar(Bar::AtMost(5.0))
        .note(note);
    report.rows.push(shown_row.incomplete(refused, said.len(), "people"));
    let (share, note) = told(&|person| &person.patterns_possible);
    report
        .rows
        .push(row("healthy people told of a possible pattern", share, "%", n).note(note));
    let times: Vec<f64> = heard.iter().flat_map(|person| person.stride_time_ms.clone()).collect();
    report.rows.push(row(
        "median stride time, 95th percentile of errors",
        quantile(&times, 0.95),
        "ms",
        times.len(),
    ));
    let speeds: Vec<f64> = heard.iter().filter_map(|person| person.speed_percent).collect();
    report
        .rows
        .push(row("speed, median absolute error", median(&speeds), "%", speeds.len()));
    let stance_errors: Vec<f64> = heard
        .iter()
        .filter_map(|person| Some((person.stance.as_ref()?.difference - person.stance_true_percent?).abs()))
        .collect();
    let figure = "side difference of stance_time_s, median absolute error (%-points)";
    report
        .rows
        .push(row(figure, median(&stance_errors), "%", stance_errors.len()));

    let gate = heard
        .iter()
        .filter_map(|person| gate_of(person.stance.as_ref()?))
        .next();
    limps(report, analyze, gate, (people / 10).max(10));
    let mut refusals: Vec<String> = said.into_iter().filter_map(Result::err).collect();
    let more = refusals.len().saturating_sub(10);
    refusals.truncate(10);
    report.findings.extend(refusals);
    if more > 0 {
        report
            .findings
            .push(format!("{USUAL}: {more} more people were refused"));
    }
    report.sets.push(SetInfo {
        name: USUAL.to_owned(),
        kind: "simulated people, sensors with noise, bias and soft tissue, put on by hand".to_owned(),
        recordings: people as usize,
        reference: "Exact by construction. Healthy people have small side differences of their own, well inside the \
                    published healthy limits. Soft tissue is modelled as a wobble after impact and a slow sliding; that \
                    real skin behaves so is an assumption."
            .to_owned(),
        synthetic: true,
    });
}

/// The larger of the two limits that a difference must exceed, per cent.
fn gate_of(difference: &SideDifference) -> Option<f64> {
    let limits = [difference.gates.error_limit, difference.gates.healthy_limit];
    limits.into_iter().flatten().reduce(f64::max)
}

/// People who hurry off one leg by 1.75 times the gate in stance time, left and right in turn.
fn limps(report: &mut ValidationReport, analyze: &AnalyzeAnywhere, gate: Option<f64>, people: u64) {
    let row = |figure: &str, value, unit: &str, n| Row::new(USUAL, figure, value, unit, n);
    let figure = "limp of 1.75 times the gate in stance time found, with the right side";
    let Some(gate) = gate else {
        report.rows.push(
            row(figure, None, "%", 0)
                .bar(Bar::AtLeast(95.0))
                .note("no analysis told its gate"),
        );
        return;
    };
    let planted = BEYOND_GATE * gate;
    let found: Vec<Option<bool>> = (0..people)
        .into_par_iter()
        .map(|seed| {
            let side = if seed % 2 == 0 { Side::Left } else { Side::Right };
            let mut scenario = walk(healthy_person(20_000 + seed));
            // The person's own difference in stance would add to the planted one.
            scenario.edits.retain(|edit| edit.kind != EditKind::StanceTime);
            let size = 100.0 * ((-planted / 100.0).exp() - 1.0);
            scenario.edits.push(Edit::new(EditKind::StanceTime, side, size));
            let said = say(&scenario, analyze).ok()?;
            // Shorter on the left means right − left is positive.
            let right_is_longer = side == Side::Left;
            let stance = said
                .shown
                .iter()
                .find(|difference| difference.measure == Measure::StanceTime);
            Some(stance.is_some_and(|difference| (difference.difference > 0.0) == right_is_longer))
        })
        .collect();
    let hits = found.iter().filter(|found| **found == Some(true)).count();
    let share = 100.0 * hits as f64 / found.len() as f64;
    let note = format!("gate {gate:.1} %, planted {planted:.1} %");
    report.rows.push(
        row(figure, Some(share), "%", found.len())
            .bar(Bar::AtLeast(95.0))
            .note(note),
    );
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tests::{blank, strides_of};
    use approx::assert_relative_eq;
    use gait::{Contact, ContactSource};

    fn short(seed: u64) -> Scenario {
        let protocol = vec![
            Stage::Stand { seconds: 4.0 },
            Stage::Walk {
                extent: Extent::Seconds(24.0),
                lane_m: None,
            },
            Stage::Stand { seconds: 4.0 },
        ];
        Scenario {
            protocol,
            kit: Kit::perfect(100.0),
            ..healthy_person(seed)
        }
    }

    /// The truth as an analysis, every contact `late_s` late.
    fn oracle(simulated: &Simulated, late_s: f64) -> Analysis {
        let mut analysis = blank(&simulated.recording);
        let kind = |initial| {
            if initial {
                ContactKind::InitialContact
            } else {
                ContactKind::FinalContact
            }
        };
        let contacts = simulated.truth.contacts.iter().map(|contact| Contact {
            side: contact.side,
            kind: kind(contact.initial),
            time_s: contact.time_s + late_s,
            source: ContactSource::Shank,
        });
        analysis.contacts = contacts.collect();
        analysis.strides = strides_of(&analysis.contacts, 1.0, 1.0);
        analysis
    }

    #[test]
    fn lateness_is_measured_and_the_truth_is_perfect() {
        let simulated = simulate(&short(3));
        let edges_s = crate::load::edges_s(&simulated.recording);
        for initial in [true, false] {
            let sum = tally(&simulated.truth, &oracle(&simulated, 0.007), initial, edges_s);
            assert_relative_eq!(sum.median_ms().unwrap(), 7.0, epsilon = 1e-6);
            assert!(sum.iqr_ms().unwrap() < 1e-6);
            assert_eq!(sum.f1(), Some(1.0));
        }
        let error = stride_time_error_ms(&simulated.truth, &oracle(&simulated, 0.0), Side::Left).unwrap();
        assert!(error < 15.0, "the soft first and last strides count here: {error}");
    }

    #[test]
    fn turning_the_sensors_changes_what_they_record() {
        let scenario = short(4);
        let mut turned = scenario.clone();
        turned.kit.sensors[0].mount.about_long_axis_deg += 30.0;
        assert_ne!(simulate(&scenario).recording, simulate(&turned).recording);
    }

    #[test]
    fn refusals_miss_the_bars_and_are_findings() {
        let mut report = ValidationReport::new();
        add_synthetic(&mut report, &|_| Err("no".to_owned()), 2);
        assert!(!report.all_met());
        assert!(
            report.rows.iter().all(|row| row.met != Some(true)),
            "{:#?}",
            report.rows
        );
        assert!(report.findings.len() >= EXACT_PEOPLE as usize);
        assert_eq!(report.sets.len(), 6);
    }
}
