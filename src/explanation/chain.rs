//! From one finding to what may be said of it: measured, article, signs, studies, other reasons, checks by hand.

use super::Measured;
use super::facts::{Condition, Mechanism, Sign};
use super::links::{self, Direction, Topic};
use super::sentence::{Arg, Basis, Rule, Sentence, quantity_of};
use super::signs::{self, SignAnswer, SignState};
use assessment::{Criterion, Drift, Finding, FindingVerdict, Interval, Shift};
use recording::{Intake, Side};
use schemars::JsonSchema;
use serde::Serialize;

/// The explanation of one pattern or change.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct Chain {
    pub topic: Topic,
    pub side: Option<Side>,
    /// `shown` or `possible`.
    pub verdict: FindingVerdict,
    pub title: Sentence,
    /// What the pattern is, and how sure it is.
    pub description: Vec<Sentence>,
    /// What the sensors saw, criterion by criterion.
    pub measured: Vec<Sentence>,
    /// Next to which idea of the article it stands: "consistent with", no more.
    pub link: Sentence,
    /// Gait does not name the cause; to be printed beside the link.
    pub caution: Sentence,
    pub mechanisms: Vec<MechanismLink>,
    /// What studies found, both ways.
    pub evidence: Vec<EvidenceSentence>,
    /// Equally common other reasons.
    #[serde(rename = "alike")]
    pub mimics: Vec<Sentence>,
    /// What must not be claimed.
    pub not_claimed: Vec<Sentence>,
    /// What the therapist can check by hand.
    pub checks: Vec<Sentence>,
}

/// A way by which the back can reach the knee, with the conditions that the article ties to it.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct MechanismLink {
    pub mechanism: Mechanism,
    pub sentence: Sentence,
    pub conditions: Vec<ConditionLink>,
}

/// A condition with what the intake adds.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct ConditionLink {
    pub condition: Condition,
    pub name: Sentence,
    pub sentence: Sentence,
    pub signs: Vec<SignLink>,
    pub details: Vec<Sentence>,
}

/// A sign of the condition's picture, with the way it points here.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct SignLink {
    pub sign: Sign,
    pub state: SignState,
    pub sentence: Sentence,
}

/// What a study found, and which way it points.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct EvidenceSentence {
    pub direction: Direction,
    pub sentence: Sentence,
}

/// The chains of all findings that are shown or possible: shown first, then in the order given.
pub(super) fn chains(measured: &Measured, intake: &Intake, signs: &[SignAnswer]) -> Vec<Chain> {
    let mut chains = Vec::new();
    for verdict in [FindingVerdict::Shown, FindingVerdict::Possible] {
        for finding in measured.findings.iter().filter(|finding| finding.verdict == verdict) {
            let sentences = finding
                .criteria
                .iter()
                .map(|criterion| criterion_sentence(finding, criterion))
                .collect();
            chains.push(chain(
                Topic::Pattern(finding.pattern),
                finding.side,
                verdict,
                sentences,
                intake,
                signs,
            ));
            if let Some(chain) = chains.last_mut() {
                let basis = Basis::Finding(finding.pattern.name());
                let remarks = finding.remarks.iter();
                chain
                    .description
                    .extend(remarks.map(|code| Sentence::new(format!("remark-{code}"), basis)));
            }
        }
        let shifts: Vec<Sentence> = measured
            .shifts
            .iter()
            .filter(|row| row.verdict == verdict)
            .map(shift_sentence)
            .collect();
        if !shifts.is_empty() {
            chains.push(chain(Topic::Shift, None, verdict, shifts, intake, signs));
        }
        let drifts: Vec<Sentence> = measured
            .drifts
            .iter()
            .filter(|row| row.verdict == verdict)
            .map(drift_sentence)
            .collect();
        if !drifts.is_empty() {
            chains.push(chain(Topic::Drift, None, verdict, drifts, intake, signs));
        }
    }
    chains
}

fn chain(
    topic: Topic,
    side: Option<Side>,
    verdict: FindingVerdict,
    measured: Vec<Sentence>,
    intake: &Intake,
    signs: &[SignAnswer],
) -> Chain {
    let name = topic.name();
    let finding = Basis::Finding(name);
    let row = links::links(topic);
    let pattern = format!("pattern-{name}");
    let certainty = Sentence::new(
        format!("finding-{}-means", verdict_name(verdict)),
        Basis::Rule(Rule::TwoCriteria),
    );
    let mut description = vec![
        Sentence::new(format!("{pattern}.help"), finding),
        certainty.and(finding),
    ];
    if let (Some(side), Some(hurting)) = (side, intake.pain_side) {
        let key = if hurting.includes(side) {
            "pain-on-this-side"
        } else {
            "pain-on-other-side"
        };
        description.push(Sentence::new(key, Basis::Intake("pain_side")).and(finding));
    }
    let coded = |kind: &str, codes: &[&str], rule: Rule| -> Vec<Sentence> {
        codes
            .iter()
            .map(|code| Sentence::new(format!("{kind}-{code}"), Basis::Rule(rule)))
            .collect()
    };
    Chain {
        topic,
        side,
        verdict,
        title: Sentence::new("chain-title", finding)
            .key_arg("pattern", pattern)
            .text_arg("side", side_name(side))
            .text_arg("verdict", verdict_name(verdict)),
        description,
        measured,
        link: row.mechanisms.iter().fold(
            Sentence::new(format!("link-{name}"), finding),
            |sentence, (mechanism, _)| sentence.and(*mechanism),
        ),
        caution: Sentence::new("gait-names-no-cause", Basis::Paper("pmc9739785")).and(Basis::Rule(Rule::DescribesOnly)),
        mechanisms: row
            .mechanisms
            .iter()
            .map(|(mechanism, conditions)| mechanism_link(*mechanism, conditions, intake, signs))
            .collect(),
        evidence: row
            .evidence
            .iter()
            .map(|found| EvidenceSentence {
                direction: found.direction,
                sentence: Sentence {
                    key: format!("evidence-{}", found.key),
                    args: Default::default(),
                    basis: found.papers.iter().map(|id| Basis::Paper(id)).collect(),
                },
            })
            .collect(),
        mimics: coded("alike", row.mimics, Rule::LooksAlike),
        not_claimed: coded("not", row.excluded_claims, Rule::DescribesOnly),
        checks: coded("check", row.checks, Rule::HandCheck),
    }
}

fn mechanism_link(
    mechanism: Mechanism,
    conditions: &[Condition],
    intake: &Intake,
    signs: &[SignAnswer],
) -> MechanismLink {
    let condition_link = |condition: Condition| ConditionLink {
        condition,
        name: Sentence::new(condition.key(), condition),
        sentence: Sentence::new(format!("{}.ties", condition.key()), condition).and(mechanism),
        signs: condition
            .signs()
            .iter()
            .filter_map(|sign| signs.iter().find(|answer| answer.sign == *sign))
            .map(|answer| sign_link(condition, answer))
            .collect(),
        details: signs::details(mechanism, condition, intake),
    };
    MechanismLink {
        mechanism,
        sentence: Sentence::new(mechanism.key(), mechanism),
        conditions: conditions.iter().copied().map(condition_link).collect(),
    }
}

fn sign_link(condition: Condition, answer: &SignAnswer) -> SignLink {
    let mut sentence = Sentence::new(format!("condition-sign-{}", answer.state.name()), condition)
        .and(answer.sign)
        .key_arg("sign", answer.sign.key());
    for basis in &answer.sentence.basis {
        sentence = sentence.and(*basis);
    }
    SignLink {
        sign: answer.sign,
        state: answer.state,
        sentence,
    }
}

fn criterion_sentence(finding: &Finding, criterion: &Criterion) -> Sentence {
    let mut sentence = Sentence::new(String::new(), Basis::Finding(finding.pattern.name()))
        .key_arg("criterion", format!("criterion-{}", criterion.code))
        .with("limit", quantity_of(criterion.real(criterion.limit), &criterion.unit));
    if let Some(measure) = criterion.measure {
        sentence.basis = vec![Basis::Measure(measure)];
    }
    let Some(value) = criterion.value else {
        sentence.key = "criterion-not-measured".to_owned();
        sentence.args.remove("limit");
        return sentence;
    };
    let met = if criterion.met { "met" } else { "not-met" };
    sentence = sentence.with("value", quantity_of(criterion.real(value), &criterion.unit));
    match criterion.interval {
        Some(interval) => {
            sentence.key = format!("criterion-{met}-interval");
            with_interval(sentence, interval, &criterion.unit, |value| criterion.real(value))
        }
        None => {
            sentence.key = format!("criterion-{met}");
            sentence
        }
    }
}

fn shift_sentence(shift: &Shift) -> Sentence {
    let key = if shift.of_difference {
        "shift-of-difference"
    } else {
        "shift-measured"
    };
    let sentence = Sentence::new(key, Basis::Measure(shift.measure))
        .key_arg("measure", format!("measure-{}", shift.measure.name()))
        .text_arg("side", side_name(shift.side))
        .with("onset", Arg::Time(shift.onset_s))
        .with("before", quantity_of(shift.real(shift.before), &shift.unit))
        .with("after", quantity_of(shift.real(shift.after), &shift.unit))
        .with("change", quantity_of(shift.real(shift.change), &shift.unit));
    with_interval(sentence, shift.interval, &shift.unit, |value| shift.real(value))
}

fn drift_sentence(drift: &Drift) -> Sentence {
    let key = if drift.of_difference {
        "drift-of-difference"
    } else {
        "drift-measured"
    };
    let sentence = Sentence::new(key, Basis::Measure(drift.measure))
        .key_arg("measure", format!("measure-{}", drift.measure.name()))
        .text_arg("side", side_name(drift.side))
        .with("slope", quantity_of(drift.real(drift.slope_per_min), &drift.unit))
        .with("change", quantity_of(drift.real(drift.total_change), &drift.unit));
    with_interval(sentence, drift.interval, &drift.unit, |value| drift.real(value))
}

fn with_interval(sentence: Sentence, interval: Interval, unit: &str, real: impl Fn(f64) -> f64) -> Sentence {
    sentence
        .with("low", quantity_of(real(interval.low), unit))
        .with("high", quantity_of(real(interval.high), unit))
}

pub(super) fn side_name(side: Option<Side>) -> &'static str {
    side.map_or("none", Side::name)
}

pub(super) fn verdict_name(verdict: FindingVerdict) -> &'static str {
    match verdict {
        FindingVerdict::Shown => "shown",
        FindingVerdict::Possible => "possible",
        FindingVerdict::NotShown => "not-shown",
        FindingVerdict::CannotBeJudged => "cannot-be-judged",
    }
}
