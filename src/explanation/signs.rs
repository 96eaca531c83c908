//! The article's seven signs: six asked in the intake, one measured.

use super::facts::{Condition, Mechanism, Sign};
use super::sentence::{Basis, Sentence};
use super::{Judged, Measured, judged};
use assessment::{Finding, FindingVerdict, Verdict};
use gait::Measure;
use recording::{Answer, Intake, PainPlace, PositionEffect};
use schemars::JsonSchema;
use serde::Serialize;

/// Which way a sign points. None of them decides anything alone.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum SignState {
    /// The article counts it among the signs that the back may be involved.
    For,
    /// Asked and absent. It does not rule the back out.
    Against,
    /// Asked or measured, without a clear answer.
    Unclear,
    /// Not asked, or not measured.
    Open,
}

impl SignState {
    /// As in wording keys: `sign-state-<name>`.
    pub fn name(self) -> &'static str {
        match self {
            SignState::For => "for",
            SignState::Against => "against",
            SignState::Unclear => "unclear",
            SignState::Open => "open",
        }
    }
}

/// One sign with its answer.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct SignAnswer {
    pub sign: Sign,
    pub state: SignState,
    /// True for the one that this program measures.
    pub measured: bool,
    pub sentence: Sentence,
}

/// All seven signs in the article's order.
pub(super) fn signs(measured: &Measured, intake: &Intake) -> Vec<SignAnswer> {
    Sign::ALL
        .into_iter()
        .map(|sign| answer(sign, measured, intake))
        .collect()
}

fn answer(sign: Sign, measured: &Measured, intake: &Intake) -> SignAnswer {
    let asked = |given: Option<Answer>| match given {
        Some(Answer::Yes) => SignState::For,
        Some(Answer::No) => SignState::Against,
        Some(Answer::Unknown) => SignState::Unclear,
        None => SignState::Open,
    };
    let state = match sign {
        Sign::NotLocal => asked(intake.not_local),
        Sign::BackPosition => asked(intake.position_matters()),
        Sign::Neuro => asked(intake.neuro),
        Sign::Radiating => asked(intake.radiating),
        Sign::Quality => asked(intake.quality),
        Sign::Hamstring => asked(intake.hamstring),
        Sign::GaitShift => gait_shift(measured),
    };
    let is_measured = sign.intake_key().is_none();
    let kind = if is_measured { "measured" } else { "asked" };
    let short = is_measured && shown_too_short(measured, state);
    let name = if short { "short" } else { state.name() };
    let sentence = Sentence::new(format!("sign-{kind}-{name}"), sign);
    let mut sentence = if is_measured {
        sentence.key_arg("sign", sign.key())
    } else {
        sentence.key_arg("question", format!("{}.question", sign.key()))
    };
    match sign.intake_key() {
        Some(key) => {
            sentence = sentence.and(Basis::Intake(key));
            if sign == Sign::BackPosition && intake.back_position.is_none() {
                for (key, effect) in intake.positions() {
                    if effect.is_some() {
                        sentence = sentence.and(Basis::Intake(key));
                    }
                }
            }
        }
        None => {
            for basis in shift_basis(measured) {
                sentence = sentence.and(basis);
            }
        }
    }
    SignAnswer {
        sign,
        state,
        measured: is_measured,
        sentence,
    }
}

/// A shifted gait: a pattern that is shown, in both halves of a walk that is long enough. Unclear where it is shown in less,
/// or where only a side difference, a shift or a drift is shown, or a pattern possible.
fn gait_shift(measured: &Measured) -> SignState {
    let verdicts = measured.findings.iter().map(|finding| finding.verdict);
    let verdicts = verdicts.chain(measured.shifts.iter().map(|shift| shift.verdict));
    let verdicts: Vec<FindingVerdict> = verdicts
        .chain(measured.drifts.iter().map(|drift| drift.verdict))
        .collect();
    let differs = measured
        .side_differences
        .iter()
        .any(|row| matches!(row.verdict, Verdict::Shown | Verdict::Small));
    let seen = |verdict: &FindingVerdict| matches!(verdict, FindingVerdict::Shown | FindingVerdict::Possible);
    if measured.long
        && measured
            .findings
            .iter()
            .any(|finding| holds_throughout(finding, measured))
    {
        SignState::For
    } else if verdicts.iter().any(seen) || differs {
        SignState::Unclear
    } else if judged(measured.findings) == Judged::Most {
        // Where most patterns could not be judged, silence says nothing.
        SignState::Against
    } else {
        SignState::Open
    }
}

/// Shown by a difference between the legs that lies beyond its limits in each half of the walk.
fn holds_throughout(finding: &Finding, measured: &Measured) -> bool {
    let met = finding.criteria.iter().filter(|criterion| criterion.met);
    let mut rows = met.filter_map(|criterion| {
        let rows = measured.side_differences.iter();
        rows.filter(|row| row.gates.beyond_limits)
            .find(|row| Some(row.measure) == criterion.measure)
    });
    finding.verdict == FindingVerdict::Shown && rows.next().is_some()
}

/// A pattern is shown, though the sign stays unclear.
fn shown_too_short(measured: &Measured, state: SignState) -> bool {
    let shown = |finding: &Finding| finding.verdict == FindingVerdict::Shown;
    state == SignState::Unclear && !measured.long && measured.findings.iter().any(shown)
}

fn shift_basis(measured: &Measured) -> Vec<Basis> {
    let mut basis: Vec<Basis> = measured
        .findings
        .iter()
        .filter(|finding| matches!(finding.verdict, FindingVerdict::Shown | FindingVerdict::Possible))
        .map(|finding| Basis::Finding(finding.pattern.name()))
        .collect();
    let differing = measured
        .side_differences
        .iter()
        .filter(|row| row.verdict == Verdict::Shown)
        .map(|row| row.measure);
    let shifting = measured
        .shifts
        .iter()
        .filter(|row| row.verdict == FindingVerdict::Shown)
        .map(|row| row.measure);
    let drifting = measured
        .drifts
        .iter()
        .filter(|row| row.verdict == FindingVerdict::Shown)
        .map(|row| row.measure);
    let measures: Vec<Measure> = differing.chain(shifting).chain(drifting).collect();
    basis.extend(measures.into_iter().map(Basis::Measure));
    basis
}

/// What place and position of the pain add to a mechanism or condition, where the article describes them.
pub(super) fn details(mechanism: Mechanism, condition: Condition, intake: &Intake) -> Vec<Sentence> {
    let mut sentences = Vec::new();
    let at = |places: &[PainPlace]| places.iter().any(|place| intake.pain_place.contains(place));
    if mechanism == Mechanism::Femoral && at(&[PainPlace::ThighFront, PainPlace::KneeFront]) {
        sentences.push(Sentence::new("detail-front-pain", mechanism).and(Basis::Intake("pain_place")));
    }
    if condition == Condition::Piriformis && at(&[PainPlace::Buttock]) {
        sentences.push(Sentence::new("detail-buttock-pain", condition).and(Basis::Intake("pain_place")));
    }
    if condition == Condition::Stenosis {
        use PositionEffect::{Better, Worse};
        let upright = [("standing", intake.standing), ("walking", intake.walking)];
        let matches = intake.sitting == Some(Better) || upright.iter().any(|(_, effect)| *effect == Some(Worse));
        let opposes = intake.sitting == Some(Worse) || upright.iter().any(|(_, effect)| *effect == Some(Better));
        let key = match (matches, opposes) {
            (true, false) => Some("detail-stenosis-positions-match"),
            (false, true) => Some("detail-stenosis-positions-opposite"),
            (true, true) => Some("detail-stenosis-positions-mixed"),
            (false, false) => None,
        };
        if let Some(key) = key {
            let sentence = Sentence::new(key, condition).and(Basis::Intake("sitting"));
            sentences.push(sentence.and(Basis::Intake("standing")).and(Basis::Intake("walking")));
        }
    }
    sentences
}
