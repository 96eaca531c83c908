//! What to examine next, chosen from findings and answers together, each step with its reason.
//!
//! Warning signs come first. Then what the answers ask for (a nerve, a position, the knee itself), then what the
//! findings ask for. A question that the intake has answered is not asked again.

use super::chain::Chain;
use super::facts::Sign;
use super::links;
use super::red_flags::RedFlags;
use super::sentence::{Basis, Rule, Sentence};
use super::signs::{SignAnswer, SignState};
use recording::{Answer, Intake, PainPlace, PositionEffect};
use schemars::JsonSchema;
use serde::Serialize;

/// Why something is to be examined, in the order in which it is told.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum ExaminationReason {
    /// A warning sign was reported.
    WarningSign,
    /// Numbness, tingling, weakness, or pain that runs down the leg: a nerve may be involved.
    NerveSigns,
    /// The pain changes with the position of the back.
    PositionDependent,
    /// Worse in walking, better in sitting: from nerves or from vessels.
    WalkingDependent,
    /// Moving or pressing the knee hurts, or the pain sits in the knee and nothing speaks for the back.
    KneeSigns,
    /// The back of the thigh stays tight.
    HamstringTight,
    /// Something in the walk.
    Finding,
    /// The signs that only the person can tell were not asked.
    NotAsked,
}

impl ExaminationReason {
    pub const ALL: [ExaminationReason; 8] = [
        ExaminationReason::WarningSign,
        ExaminationReason::NerveSigns,
        ExaminationReason::PositionDependent,
        ExaminationReason::WalkingDependent,
        ExaminationReason::KneeSigns,
        ExaminationReason::HamstringTight,
        ExaminationReason::Finding,
        ExaminationReason::NotAsked,
    ];

    /// The key of its words.
    pub fn key(self) -> &'static str {
        match self {
            ExaminationReason::WarningSign => "examine-warning-sign",
            ExaminationReason::NerveSigns => "examine-nerve-signs",
            ExaminationReason::PositionDependent => "examine-position-dependent",
            ExaminationReason::WalkingDependent => "examine-walking-dependent",
            ExaminationReason::KneeSigns => "examine-knee-signs",
            ExaminationReason::HamstringTight => "examine-hamstring-tight",
            ExaminationReason::Finding => "examine-finding",
            ExaminationReason::NotAsked => "examine-not-asked",
        }
    }
}

/// One step: a reason, and what to do for it.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct ExaminationStep {
    pub reason: ExaminationReason,
    /// The reason in words.
    pub because: Sentence,
    /// What to examine, by hand or by asking.
    pub checks: Vec<Sentence>,
}

/// Checks of a finding that an answer of the intake makes superfluous.
fn answered(check: &str, intake: &Intake) -> bool {
    match check {
        "ask-pain" => !intake.pain_place.is_empty() || intake.pain_score.is_some(),
        "ask-relief-sitting" => intake.sitting.is_some_and(|effect| effect != PositionEffect::Unknown),
        _ => false,
    }
}

/// The steps in the order in which they are to be taken.
pub(super) fn steps(flags: &RedFlags, chains: &[Chain], signs: &[SignAnswer], intake: &Intake) -> Vec<ExaminationStep> {
    let mut told: Vec<String> = Vec::new();
    let mut steps = Vec::new();
    let mut add = |reason: ExaminationReason, because: Sentence, checks: &[&str]| {
        let fresh: Vec<&&str> = checks
            .iter()
            .filter(|check| !answered(check, intake) && !told.iter().any(|known| known == *check))
            .collect();
        told.extend(fresh.iter().map(|check| (**check).to_owned()));
        if !fresh.is_empty() {
            let checks = fresh.iter().map(|check| check_sentence(check)).collect();
            steps.push(ExaminationStep {
                reason,
                because,
                checks,
            });
        }
    };
    let because = |reason: ExaminationReason, keys: &[&'static str]| {
        let rule = Sentence::new(reason.key(), Basis::Rule(Rule::HandCheck));
        keys.iter().fold(rule, |sentence, key| sentence.and(Basis::Intake(key)))
    };
    if flags.urgent() {
        let keys: Vec<&'static str> = flags.present.iter().map(|flag| flag.intake_key()).collect();
        let reason = ExaminationReason::WarningSign;
        add(reason, because(reason, &keys), &["urgent-assessment"]);
    }
    let yes = |answer: Option<Answer>| answer == Some(Answer::Yes);
    let of = |sign: Sign| signs.iter().find(|row| row.sign == sign).map(|row| row.state);
    let nerve = yes(intake.neuro) || yes(intake.radiating) || yes(intake.new_foot_drop);
    if nerve {
        let mut keys = Vec::new();
        keys.extend(yes(intake.neuro).then_some("neuro"));
        keys.extend(yes(intake.radiating).then_some("radiating"));
        keys.extend(yes(intake.new_foot_drop).then_some("new_foot_drop"));
        let reason = ExaminationReason::NerveSigns;
        let checks = [
            "straight-leg-raise",
            "femoral-nerve-stretch",
            "knee-jerk",
            "myotomes-l3-l4",
            "dermatomes-l3-l4",
        ];
        add(reason, because(reason, &keys), &checks);
    }
    if of(Sign::BackPosition) == Some(SignState::For) {
        let reason = ExaminationReason::PositionDependent;
        add(
            reason,
            because(reason, &["back_position"]),
            &["repeated-movements", "lumbar-extension"],
        );
    }
    let upright = [intake.walking, intake.standing].contains(&Some(PositionEffect::Worse));
    if upright && intake.sitting == Some(PositionEffect::Better) {
        let reason = ExaminationReason::WalkingDependent;
        add(
            reason,
            because(reason, &["walking", "standing", "sitting"]),
            &["pulses", "walk-then-sit"],
        );
    }
    let in_knee = [
        PainPlace::KneeFront,
        PainPlace::KneeInner,
        PainPlace::KneeOuter,
        PainPlace::KneeBack,
    ]
    .iter()
    .any(|place| intake.pain_place.contains(place));
    let for_the_back = signs.iter().any(|row| !row.measured && row.state == SignState::For);
    if intake.not_local == Some(Answer::No) || (in_knee && !for_the_back) {
        let reason = ExaminationReason::KneeSigns;
        add(
            reason,
            because(reason, &["not_local", "pain_place"]),
            &[
                "palpate-joints",
                "knee-effusion",
                "knee-range",
                "knee-ligaments-menisci",
            ],
        );
    }
    if yes(intake.hamstring) {
        let reason = ExaminationReason::HamstringTight;
        add(
            reason,
            because(reason, &["hamstring"]),
            &["straight-leg-raise", "hamstring-length"],
        );
    }
    for chain in chains {
        let because = Sentence::new(ExaminationReason::Finding.key(), Basis::Finding(chain.topic.name()))
            .key_arg("pattern", format!("pattern-{}", chain.topic.name()))
            .text_arg("side", super::chain::side_name(chain.side));
        add(ExaminationReason::Finding, because, links::links(chain.topic).checks);
    }
    // With a shown finding or without: what only the person can tell.
    if signs
        .iter()
        .filter(|row| !row.measured)
        .all(|row| row.state == SignState::Open)
    {
        let keys: Vec<&'static str> = Sign::ALL.iter().filter_map(|sign| sign.intake_key()).collect();
        let reason = ExaminationReason::NotAsked;
        add(reason, because(reason, &keys), &["ask-signs"]);
    }
    steps
}

fn check_sentence(name: &str) -> Sentence {
    Sentence::new(format!("check-{name}"), Basis::Rule(Rule::HandCheck))
}

#[cfg(test)]
mod tests {
    use super::super::{Measured, explain};
    use super::*;

    fn of(answers: &[(&str, &str)]) -> Vec<(ExaminationReason, Vec<String>)> {
        let mut intake = Intake::default();
        for (key, value) in answers {
            intake.set(key, value).unwrap();
        }
        let steps = explain(&Measured::default(), &intake).examination;
        let keys = |step: &ExaminationStep| step.checks.iter().map(|check| check.key.clone()).collect();
        steps.iter().map(|step| (step.reason, keys(step))).collect()
    }

    #[test]
    fn answers_choose_the_steps() {
        use ExaminationReason::*;
        let reasons = |answers: &[(&str, &str)]| -> Vec<ExaminationReason> {
            of(answers).into_iter().map(|(reason, _)| reason).collect()
        };
        assert_eq!(reasons(&[]), [NotAsked]);
        assert_eq!(reasons(&[("neuro", "yes")]), [NerveSigns]);
        assert_eq!(reasons(&[("not_local", "no")]), [KneeSigns]);
        assert_eq!(
            reasons(&[("sitting", "better"), ("walking", "worse")]),
            [PositionDependent, WalkingDependent]
        );
        assert_eq!(
            reasons(&[("saddle_numbness", "yes"), ("neuro", "yes")]),
            [WarningSign, NerveSigns]
        );
    }

    #[test]
    fn a_nerve_is_examined_with_all_five_and_nothing_twice() {
        let steps = of(&[("radiating", "yes"), ("hamstring", "yes")]);
        let nerve = [
            "straight-leg-raise",
            "femoral-nerve-stretch",
            "knee-jerk",
            "myotomes-l3-l4",
            "dermatomes-l3-l4",
        ];
        assert_eq!(steps[0].1, nerve.map(|name| format!("check-{name}")));
        assert_eq!(steps[1].1, ["check-hamstring-length"]);
    }
}
