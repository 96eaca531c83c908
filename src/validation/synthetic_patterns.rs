//! How surely compensation patterns are found in simulated people, and how often healthy people are told of one.
//!
//! Every pattern is planted at 1.5 times the limit of its leading criterion (what needs another size says so), and where a
//! pattern needs a second criterion that the first does not bring along, that one too: a person who has the pattern shows both. The planted
//! size is the effect in the truth: the person's own small side differences of the planted kinds are taken out first.

use assessment::patterns::{expected, has_side};
use assessment::{Analysis, Settings, analyze};
use assessment::{Finding, FindingVerdict, Pattern};
use rayon::prelude::*;
use recording::{Side, Site, Subject};
use simulation::model::GaitModel;
use simulation::presets::healthy_person;
use simulation::{Course, Edit, EditKind, Extent, Scenario, Sensor, Sex, Stage, simulate};
use std::collections::BTreeMap;

/// Limits are passed by this factor.
const BEYOND: f64 = 1.5;
/// Short steps: by so many times 1.645 standard deviations (a sixth of the step: the length's own uncertainty has to be passed
/// as well), at a speed that is lower by this share than usual.
const SHORT_STEPS: f64 = 2.25;
const SLOWER: f64 = 0.55;
/// Lean of the trunk: the limit of 4° has to be passed beyond the uncertainty of the zero, 4°. Where it leans by more than 10°,
/// the trunk's own axes are lost.
const LEAN_DEG: f64 = 9.0;
/// First seeds of people with a pattern; healthy people start at 0.
const PLANTED_SEEDS: u64 = 50_000;
/// Walks of patterns that need no more than pairs of strides, seconds, and of those that need time.
const WALK_S: f64 = 120.0;
const LONG_WALK_S: f64 = 400.0;

/// What happened to the people with one planted pattern.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Planted {
    pub people: usize,
    /// Shown with the right side (or without a side where it has none).
    pub shown: usize,
    /// Shown or possible, with the right side.
    pub seen: usize,
    /// Shown with the wrong side.
    pub wrong_side: usize,
    /// How often each other pattern was shown as well.
    pub also: BTreeMap<Pattern, usize>,
    /// People with the opposite change, and in how many of them the pattern was shown.
    pub opposite_people: usize,
    pub opposite_shown: usize,
    /// The criteria of the first misses, in words, for whoever looks into them.
    pub misses: Vec<String>,
}

impl Planted {}

/// What is found in `people` people with one pattern, and in as many with its opposite. Deterministic; cost: up to two
/// analyses of a two-minute walk a person, of a seven-minute walk for the forward lean.
pub fn planted(pattern: Pattern, people: usize) -> Planted {
    let results: Vec<(Side, Vec<Finding>, Option<Vec<Finding>>)> = (0..people as u64)
        .into_par_iter()
        .map(|number| {
            let side = if number.is_multiple_of(2) {
                Side::Left
            } else {
                Side::Right
            };
            let seed = PLANTED_SEEDS + 1000 * pattern as u64 + number;
            let found = found_in(&with_pattern(pattern, side, seed));
            (
                side,
                found,
                opposite(pattern, side, seed).map(|scenario| found_in(&scenario)),
            )
        })
        .collect();
    let mut sum = Planted {
        people,
        ..Planted::default()
    };
    for (side, findings, opposite) in &results {
        let wanted = has_side(pattern).then_some(*side);
        for finding in findings {
            let shown = finding.verdict == FindingVerdict::Shown;
            if finding.pattern != pattern {
                if shown {
                    *sum.also.entry(finding.pattern).or_default() += 1;
                }
                continue;
            }
            let right = finding.side == wanted;
            sum.shown += usize::from(shown && right);
            sum.seen += usize::from(right && (shown || finding.verdict == FindingVerdict::Possible));
            sum.wrong_side += usize::from(shown && !right);
            if !(shown && right) && sum.misses.len() < 5 {
                sum.misses.push(described(finding));
            }
        }
        if let Some(opposite) = opposite {
            sum.opposite_people += 1;
            let shown = |finding: &Finding| finding.pattern == pattern && finding.verdict == FindingVerdict::Shown;
            sum.opposite_shown += usize::from(opposite.iter().any(shown));
        }
    }
    sum
}

/// The findings in one simulated person; none where the recording was refused.
pub(crate) fn found_in(scenario: &Scenario) -> Vec<Finding> {
    let recording = simulate(scenario).recording;
    let analysis: Option<Analysis> = analyze(&recording, &Settings::default()).ok();
    analysis.map_or(Vec::new(), |analysis| analysis.findings)
}

fn described(finding: &Finding) -> String {
    let criteria: Vec<String> = finding
        .criteria
        .iter()
        .map(|criterion| match criterion.value {
            Some(value) => format!(
                "{} {value:.1}/{:.1}{}",
                criterion.code,
                criterion.limit,
                if criterion.met { " met" } else { "" }
            ),
            None => format!("{} -", criterion.code),
        })
        .collect();
    format!(
        "{:?} {:?} [{}] {}",
        finding.verdict,
        finding.side,
        criteria.join("; "),
        finding
            .reasons
            .iter()
            .map(|reason| reason.code())
            .collect::<Vec<_>>()
            .join(", ")
    )
}

/// To and fro between quiet stands.
fn walk(scenario: Scenario, seconds: f64) -> Scenario {
    let protocol = vec![
        Stage::Stand { seconds: 6.0 },
        Stage::Walk {
            extent: Extent::Seconds(seconds),
            lane_m: Some(20.0),
        },
        Stage::Stand { seconds: 4.0 },
    ];
    Scenario { protocol, ..scenario }
}

/// A healthy person with a pattern planted at 1.5 times its limits.
pub fn with_pattern(pattern: Pattern, side: Side, seed: u64) -> Scenario {
    planted_by(pattern, side, seed, 1.0)
}

/// The same person with the opposite change, where the pattern has one.
pub fn opposite(pattern: Pattern, side: Side, seed: u64) -> Option<Scenario> {
    // A pattern's opposite on one leg is that pattern on the other leg where only the legs are compared.
    let of_legs_only = matches!(
        pattern,
        Pattern::Antalgic | Pattern::AsymmetricLoading | Pattern::LateralTrunkLean
    );
    (!of_legs_only).then(|| planted_by(pattern, side, seed, -1.0))
}

fn planted_by(pattern: Pattern, side: Side, seed: u64, direction: f64) -> Scenario {
    let planted: Vec<(EditKind, f64)> = effects(pattern);
    let mut scenario = healthy_person(seed);
    scenario
        .edits
        .retain(|edit| planted.iter().all(|(kind, _)| *kind != edit.kind));
    for (kind, size) in planted {
        let mut edit = Edit::new(kind, side, direction * size);
        if pattern == Pattern::ForwardLean {
            let (from_s, to_s) = (10.0, LONG_WALK_S);
            edit = edit.with_course(Course::Ramp { from_s, to_s });
        }
        scenario.edits.push(edit);
    }
    match pattern {
        Pattern::ForwardLean => {
            // Only what it needs: the long walk costs less so.
            scenario
                .kit
                .sensors
                .retain(|sensor| matches!(sensor.site, Site::Pelvis | Site::ShankLeft | Site::ShankRight));
            walk(scenario, LONG_WALK_S)
        }
        Pattern::LateralTrunkLean => {
            let mut trunk = Sensor::usual(Site::Trunk, 100.0);
            trunk.mount.tilt_sagittal_deg = 3.0;
            trunk.mount.tilt_frontal_deg = if seed.is_multiple_of(3) { 4.0 } else { -2.0 };
            scenario.kit.sensors.push(trunk);
            walk(scenario, WALK_S)
        }
        Pattern::ShortSlowSteps => walk(short_and_slow(scenario, direction), WALK_S),
        Pattern::IncreasedVariability => {
            let steady = direction < 0.0;
            scenario.variability.stride_time_cv_percent = if steady { 0.6 } else { BEYOND * 4.0 };
            // As far beyond its limit as the times: 6° of it make lengths as uneven as the limit on them, 5 %.
            scenario.variability.angle_sd_deg = if steady { 0.4 } else { BEYOND * 6.0 };
            walk(scenario, 1.5 * WALK_S)
        }
        _ => walk(scenario, WALK_S),
    }
}

/// Walks slower and with shorter steps than that speed lets expect; or the opposite, steps a tenth longer.
fn short_and_slow(mut scenario: Scenario, direction: f64) -> Scenario {
    let subject = Subject {
        height_m: Some(scenario.person.height_m),
        age_years: Some(scenario.person.age_years),
        sex: Some(
            if scenario.person.sex == Sex::Male {
                "male"
            } else {
                "female"
            }
            .to_owned(),
        ),
        ..Subject::default()
    };
    if direction < 0.0 {
        scenario.edits.push(Edit::new(EditKind::StepLength, Side::Right, 10.0));
        return scenario;
    }
    let Some(usual) = expected::usual_speed_mps(&subject) else {
        return scenario;
    };
    let speed = (1.0 - SLOWER) * usual;
    let Some((step, sd)) = expected::step_length_m(speed, &subject) else {
        return scenario;
    };
    let steps_per_s = speed / (step - SHORT_STEPS * 1.645 * sd);
    // The speed at which this person takes so many steps; the steps are then shortened without changing the cadence.
    let model = GaitModel::new(&scenario.person);
    let (mut low, mut high) = (0.3, 2.0);
    for _ in 0..30 {
        let middle = (low + high) / 2.0;
        if 2.0 / model.stride_time_s(middle) < steps_per_s {
            low = middle;
        } else {
            high = middle;
        }
    }
    scenario.speed_mps = low;
    let shorter = 100.0 * (speed / low - 1.0);
    scenario
        .edits
        .push(Edit::new(EditKind::StepLength, Side::Right, shorter));
    scenario
}

/// Per cent by which a quantity changes for a log ratio of so many per cent.
fn from_log_percent(percent: f64) -> f64 {
    100.0 * ((percent / 100.0_f64).exp() - 1.0)
}

/// What is planted for a pattern: kinds and sizes in the unit of the kind, on the named leg.
fn effects(pattern: Pattern) -> Vec<(EditKind, f64)> {
    match pattern {
        // The widest of each measure's limits: measurement error for stance (5.7 %) and step time (10 %), strapped healthy
        // people for knee and thigh angles; the trunk's lean needs its limit beyond the uncertainty of its zero.
        Pattern::Antalgic => vec![
            (EditKind::StanceTime, from_log_percent(-BEYOND * 5.7)),
            (EditKind::StepTime, BEYOND * 10.0),
        ],
        Pattern::ReducedLoadingFlexion => vec![(EditKind::LoadingResponse, -BEYOND * 7.3)],
        Pattern::IncreasedLoadingFlexion => vec![(EditKind::LoadingResponse, BEYOND * 7.3)],
        Pattern::StiffKnee => vec![(EditKind::SwingKnee, -BEYOND * 14.0)],
        Pattern::PelvicDrop => vec![(EditKind::PelvicDrop, BEYOND * 3.0)],
        Pattern::LateralTrunkLean => vec![(EditKind::TrunkLean, LEAN_DEG)],
        Pattern::HipHiking => vec![(EditKind::HipHike, BEYOND * 3.0), (EditKind::SwingKnee, -BEYOND * 14.8)],
        Pattern::Circumduction => vec![
            (EditKind::Circumduction, BEYOND * 4.0),
            (EditKind::SwingKnee, -BEYOND * 14.8),
        ],
        Pattern::Steppage => vec![(EditKind::Steppage, BEYOND * 7.3)],
        Pattern::ReducedThighExtension => vec![(EditKind::LessExtension, BEYOND * 6.7)],
        Pattern::ForwardLean => vec![(EditKind::ForwardLean, BEYOND * 3.0)],
        // Set from the age and size of the person; see `short_and_slow`.
        Pattern::ShortSlowSteps => vec![],
        Pattern::IncreasedVariability => vec![],
        Pattern::AsymmetricLoading => vec![
            (EditKind::StanceTime, from_log_percent(-BEYOND * 5.7)),
            (EditKind::Impact, from_log_percent(-BEYOND * 40.0)),
        ],
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use assessment::{Criterion, Reason};

    #[test]
    fn planted_patterns_are_shown_and_their_opposites_are_not() {
        for pattern in Pattern::ALL {
            let result = planted(pattern, 2);
            // A thigh that extends less is seen by its own sensor alone, which can make a pattern no more than possible.
            let found = match pattern {
                Pattern::ReducedThighExtension => result.seen,
                _ => result.shown,
            };
            assert_eq!(found, 2, "{}: {:#?}", pattern.name(), result.misses);
            assert_eq!(result.wrong_side, 0, "{}", pattern.name());
            assert_eq!(result.opposite_shown, 0, "{}", pattern.name());
        }
    }

    #[test]
    fn healthy_people_have_no_pattern() {
        for seed in 0..6 {
            let findings = found_in(&walk(healthy_person(seed), WALK_S));
            assert_eq!(findings.len(), Pattern::ALL.len());
            let shown = findings.iter().find(|finding| finding.verdict == FindingVerdict::Shown);
            assert!(shown.is_none(), "seed {seed}: {shown:?}");
        }
    }

    #[test]
    fn a_mirror_swaps_the_sides_and_nothing_else() {
        let held = |finding: &Finding| -> Vec<(String, bool)> {
            let pair = |criterion: &Criterion| (criterion.code.clone(), criterion.met);
            finding.criteria.iter().map(pair).collect()
        };
        for pattern in [
            Pattern::Antalgic,
            Pattern::StiffKnee,
            Pattern::PelvicDrop,
            Pattern::Circumduction,
            Pattern::LateralTrunkLean,
            Pattern::ReducedThighExtension,
            Pattern::AsymmetricLoading,
        ] {
            let scenario = with_pattern(pattern, Side::Left, 900 + pattern as u64);
            let (plain, mirrored) = (found_in(&scenario), found_in(&scenario.mirrored()));
            assert_eq!(plain.len(), Pattern::ALL.len());
            for (one, other) in plain.iter().zip(&mirrored) {
                let what = format!("{} beside {}", one.pattern.name(), pattern.name());
                assert_eq!(one.verdict, other.verdict, "{what}");
                assert_eq!(one.side.map(Side::other), other.side, "{what}");
                assert_eq!(one.reasons, other.reasons, "{what}");
                if one.side.is_some() {
                    assert_eq!(held(one), held(other), "{what}");
                }
            }
            let own = plain
                .iter()
                .find(|finding| finding.pattern == pattern)
                .expect("one per pattern");
            assert_eq!(own.side, Some(Side::Left), "{}", pattern.name());
        }
    }

    #[test]
    fn a_very_stiff_knee_is_no_limp() {
        let mut scenario = with_pattern(Pattern::StiffKnee, Side::Right, 77);
        for edit in &mut scenario.edits {
            if edit.kind == EditKind::SwingKnee {
                edit.size = -26.0;
            }
        }
        let findings = found_in(&scenario);
        let of = |pattern| {
            findings
                .iter()
                .find(|finding| finding.pattern == pattern)
                .expect("one per pattern")
        };
        assert_eq!(of(Pattern::StiffKnee).verdict, FindingVerdict::Shown);
        assert_eq!(of(Pattern::Antalgic).verdict, FindingVerdict::CannotBeJudged);
        assert_eq!(of(Pattern::Antalgic).reasons, [Reason::UnlikeSwing]);
        assert_ne!(of(Pattern::AsymmetricLoading).verdict, FindingVerdict::Shown);
    }
}
