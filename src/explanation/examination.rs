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

/// The steps so far. What is answered already and what an earlier step asks is not asked again.
struct Steps<'a> {
    intake: &'a Intake,
    told: Vec<String>,
    list: Vec<ExaminationStep>,
}

impl Steps<'_> {
    fn add(&mut self, reason: ExaminationReason, because: Sentence, checks: &[&str]) {
        let fresh: Vec<&str> = (checks.iter().copied())
            .filter(|check| !answered(check, self.intake) && !self.told.iter().any(|known| known == check))
            .collect();
        if fresh.is_empty() {
            return;
        }
        self.told.extend(fresh.iter().map(|check| (*check).to_owned()));
        self.list.push(ExaminationStep {
            reason,
            because,
            checks: fresh.iter().map(|check| check_sentence(check)).collect(),
        });
    }

    /// Because of these answers of the intake.
    fn asked(&mut self, reason: ExaminationReason, keys: &[&'static str], checks: &[&str]) {
        let rule = Sentence::new(reason.key(), Basis::Rule(Rule::HandCheck));
        let because = keys.iter().fold(rule, |sentence, key| sentence.and(Basis::Intake(key)));
        self.add(reason, because, checks);
    }

    /// What the answers ask for.
    fn of_answers(&mut self, signs: &[SignAnswer]) {
        let intake = self.intake;
        let yes = |answer: Option<Answer>| answer == Some(Answer::Yes);
        let nerve = [
            (intake.neuro, "neuro"),
            (intake.radiating, "radiating"),
            (intake.new_foot_drop, "new_foot_drop"),
        ];
        let told: Vec<&'static str> = (nerve.into_iter())
            .filter_map(|(answer, key)| yes(answer).then_some(key))
            .collect();
        if !told.is_empty() {
            let checks = [
                "straight-leg-raise",
                "femoral-nerve-stretch",
                "knee-jerk",
                "myotomes-l3-l4",
                "dermatomes-l3-l4",
            ];
            self.asked(ExaminationReason::NerveSigns, &told, &checks);
        }
        if (signs.iter()).any(|row| row.sign == Sign::BackPosition && row.state == SignState::For) {
            let checks = ["repeated-movements", "lumbar-extension"];
            self.asked(ExaminationReason::PositionDependent, &["back_position"], &checks);
        }
        let upright = [intake.walking, intake.standing].contains(&Some(PositionEffect::Worse));
        if upright && intake.sitting == Some(PositionEffect::Better) {
            let keys = ["walking", "standing", "sitting"];
            self.asked(ExaminationReason::WalkingDependent, &keys, &["pulses", "walk-then-sit"]);
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
            let checks = [
                "palpate-joints",
                "knee-effusion",
                "knee-range",
                "knee-ligaments-menisci",
            ];
            self.asked(ExaminationReason::KneeSigns, &["not_local", "pain_place"], &checks);
        }
        if yes(intake.hamstring) {
            let checks = ["straight-leg-raise", "hamstring-length"];
            self.asked(ExaminationReason::HamstringTight, &["hamstring"], &checks);
        }
    }
}

/// The steps in the order in which they are to be taken.
pub(super) fn steps(flags: &RedFlags, chains: &[Chain], signs: &[SignAnswer], intake: &Intake) -> Vec<ExaminationStep> {
    let mut steps = Steps {
        intake,
        told: Vec::new(),
        list: Vec::new(),
    };
    if flags.urgent() {
        let keys: Vec<&'static str> = flags.present.iter().map(|flag| flag.intake_key()).collect();
        steps.asked(ExaminationReason::WarningSign, &keys, &["urgent-assessment"]);
    }
    steps.of_answers(signs);
    for chain in chains {
        let because = Sentence::new(ExaminationReason::Finding.key(), Basis::Finding(chain.topic.name()))
            .key_arg("pattern", format!("pattern-{}", chain.topic.name()))
            .text_arg("side", super::chain::side_name(chain.side));
        steps.add(ExaminationReason::Finding, because, links::links(chain.topic).checks);
    }
    // With a shown finding or without: what only the person can tell.
    if signs
        .iter()
        .filter(|row| !row.measured)
        .all(|row| row.state == SignState::Open)
    {
        let keys: Vec<&'static str> = Sign::ALL.iter().filter_map(|sign| sign.intake_key()).collect();
        steps.asked(ExaminationReason::NotAsked, &keys, &["ask-signs"]);
    }
    steps.list
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
