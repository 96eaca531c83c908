//! What the person was asked: the signs that no sensor can see, where it hurts, and the warning signs.
//!
//! Stored as `[intake]` in `session.toml`, every key optional, or given one by one as `key=value` (see [`Intake::set`]).
//! A key that is absent was not asked; `unknown` was asked and could not be answered.

use super::Side;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

/// The answer to a yes/no question.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Answer {
    /// Yes.
    Yes,
    /// No.
    No,
    /// Asked, and not known.
    Unknown,
}

/// What a position of the back does to the pain.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum PositionEffect {
    /// Less pain.
    Better,
    /// More pain.
    Worse,
    /// No change.
    Same,
    /// Asked, and not known.
    Unknown,
}

/// The leg or legs that hurt.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum PainSide {
    /// The left leg.
    Left,
    /// The right leg.
    Right,
    /// Both legs.
    Both,
}

impl PainSide {
    /// Whether this leg hurts.
    pub fn includes(self, side: Side) -> bool {
        matches!(
            (self, side),
            (PainSide::Both, _) | (PainSide::Left, Side::Left) | (PainSide::Right, Side::Right)
        )
    }
}

/// Where it hurts, from top to bottom.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum PainPlace {
    /// Lower back.
    LowerBack,
    /// Buttock.
    Buttock,
    /// Hip or groin.
    Hip,
    /// Front of the thigh.
    ThighFront,
    /// Back of the thigh.
    ThighBack,
    /// Front of the knee.
    KneeFront,
    /// Inner side of the knee.
    KneeInner,
    /// Outer side of the knee.
    KneeOuter,
    /// Hollow of the knee.
    KneeBack,
    /// Lower leg.
    LowerLeg,
    /// Foot.
    Foot,
}

/// The content of `[intake]`.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Intake {
    /// The knee pain is NOT made worse by moving or pressing the knee.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub not_local: Option<Answer>,
    /// The pain changes with the position of the back. Where it is absent, the four positions below answer for it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub back_position: Option<Answer>,
    /// Numbness, tingling or weakness in the leg or foot beside the knee pain.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub neuro: Option<Answer>,
    /// The pain runs from hip or buttock to the knee.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub radiating: Option<Answer>,
    /// A deep ache or burning, not a sharp local pain.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub quality: Option<Answer>,
    /// Hamstring tightness that stays despite stretching.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub hamstring: Option<Answer>,
    /// The leg or legs that hurt.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub pain_side: Option<PainSide>,
    /// Every place that hurts.
    #[serde(skip_serializing_if = "BTreeSet::is_empty")]
    pub pain_place: BTreeSet<PainPlace>,
    /// Pain now, 0 (none) to 10 (worst imaginable).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub pain_score: Option<f64>,
    /// Sitting.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sitting: Option<PositionEffect>,
    /// Standing.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub standing: Option<PositionEffect>,
    /// Walking.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub walking: Option<PositionEffect>,
    /// Bending forward.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub bending: Option<PositionEffect>,
    /// Warning sign: numbness where a saddle touches.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub saddle_numbness: Option<Answer>,
    /// Warning sign: a change in passing or holding urine or stool.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub bladder_bowel_change: Option<Answer>,
    /// Warning sign: the foot has newly begun to hang or slap.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub new_foot_drop: Option<Answer>,
}

/// Why an answer cannot be taken.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
#[expect(missing_docs, reason = "the sentence of each names its values")]
pub enum IntakeError {
    #[error("`{key}` is no question of the intake; use one of {}", Intake::KEYS.join(", "))]
    UnknownKey { key: String },
    #[error("intake: `{key}` cannot be `{value}`; write {expected}")]
    BadValue {
        key: String,
        value: String,
        expected: &'static str,
    },
    #[error("intake: `back_position` is `no`, but `{key}` is `{value}`; correct one of the two")]
    Contradiction { key: &'static str, value: &'static str },
}

impl IntakeError {
    /// The key that the problem belongs to.
    pub fn key(&self) -> &str {
        match self {
            IntakeError::UnknownKey { key } | IntakeError::BadValue { key, .. } => key,
            IntakeError::Contradiction { .. } => "back_position",
        }
    }
}

const ANSWERS: &str = "yes, no or unknown";
const EFFECTS: &str = "better, worse, same or unknown";
const SIDES: &str = "left, right or both";
const PLACES: &str = "one or more, with commas between, of lower_back, buttock, hip, thigh_front, thigh_back, knee_front, \
                      knee_inner, knee_outer, knee_back, lower_leg, foot";
const SCORE: &str = "a number from 0 to 10";

impl Intake {
    /// Every key, in the order in which one asks.
    pub const KEYS: [&'static str; 16] = [
        "not_local",
        "back_position",
        "neuro",
        "radiating",
        "quality",
        "hamstring",
        "pain_side",
        "pain_place",
        "pain_score",
        "sitting",
        "standing",
        "walking",
        "bending",
        "saddle_numbness",
        "bladder_bowel_change",
        "new_foot_drop",
    ];

    /// True where nothing was asked.
    pub fn is_empty(&self) -> bool {
        *self == Intake::default()
    }

    /// Replaces one answer, as in `radiating=yes` or `pain_place=buttock,knee_back`. An empty value takes it back.
    ///
    /// On an error nothing is changed. Contradictions between answers are seen by [`check`](Intake::check), because
    /// they may be resolved by the next answer.
    ///
    /// # Errors
    /// A key that is none, and a value that the question does not know.
    pub fn set(&mut self, key: &str, value: &str) -> Result<(), IntakeError> {
        let key = key.trim().replace('-', "_");
        let value = value.trim().to_lowercase();
        match key.as_str() {
            "not_local" => assign(&mut self.not_local, &key, &value, ANSWERS),
            "back_position" => assign(&mut self.back_position, &key, &value, ANSWERS),
            "neuro" => assign(&mut self.neuro, &key, &value, ANSWERS),
            "radiating" => assign(&mut self.radiating, &key, &value, ANSWERS),
            "quality" => assign(&mut self.quality, &key, &value, ANSWERS),
            "hamstring" => assign(&mut self.hamstring, &key, &value, ANSWERS),
            "saddle_numbness" => assign(&mut self.saddle_numbness, &key, &value, ANSWERS),
            "bladder_bowel_change" => assign(&mut self.bladder_bowel_change, &key, &value, ANSWERS),
            "new_foot_drop" => assign(&mut self.new_foot_drop, &key, &value, ANSWERS),
            "sitting" => assign(&mut self.sitting, &key, &value, EFFECTS),
            "standing" => assign(&mut self.standing, &key, &value, EFFECTS),
            "walking" => assign(&mut self.walking, &key, &value, EFFECTS),
            "bending" => assign(&mut self.bending, &key, &value, EFFECTS),
            "pain_side" => assign(&mut self.pain_side, &key, &value, SIDES),
            "pain_place" => {
                let places: Option<BTreeSet<PainPlace>> = value
                    .split(',')
                    .map(str::trim)
                    .filter(|place| !place.is_empty())
                    .map(parse)
                    .collect();
                self.pain_place = places.ok_or_else(|| bad(&key, &value, PLACES))?;
                Ok(())
            }
            "pain_score" => {
                self.pain_score = match value.as_str() {
                    "" => None,
                    text => Some(
                        text.parse::<f64>()
                            .ok()
                            .filter(|score| (0.0..=10.0).contains(score))
                            .ok_or_else(|| bad(&key, text, SCORE))?,
                    ),
                };
                Ok(())
            }
            _ => Err(IntakeError::UnknownKey { key }),
        }
    }

    /// What a file may contain but no one can have answered: a pain score off the scale, answers that exclude each other.
    ///
    /// # Errors
    /// A number out of its range, and answers that contradict each other.
    pub fn check(&self) -> Result<(), IntakeError> {
        if let Some(score) = self.pain_score
            && !(0.0..=10.0).contains(&score)
        {
            return Err(bad("pain_score", &score.to_string(), SCORE));
        }
        if self.back_position == Some(Answer::No) {
            for (key, effect) in self.positions() {
                let value = match effect {
                    Some(PositionEffect::Better) => "better",
                    Some(PositionEffect::Worse) => "worse",
                    _ => continue,
                };
                return Err(IntakeError::Contradiction { key, value });
            }
        }
        Ok(())
    }

    /// The four positions, by key.
    pub fn positions(&self) -> [(&'static str, Option<PositionEffect>); 4] {
        [
            ("sitting", self.sitting),
            ("standing", self.standing),
            ("walking", self.walking),
            ("bending", self.bending),
        ]
    }

    /// Whether the pain changes with the back's position: the answer itself or, where it is absent, the positions.
    /// `No` needs sitting, standing and bending all to be `same`, and walking not to differ.
    pub fn position_matters(&self) -> Option<Answer> {
        if self.back_position.is_some() {
            return self.back_position;
        }
        let effects: Vec<PositionEffect> = self.positions().iter().filter_map(|(_, effect)| *effect).collect();
        if effects.is_empty() {
            None
        } else if effects
            .iter()
            .any(|effect| matches!(effect, PositionEffect::Better | PositionEffect::Worse))
        {
            Some(Answer::Yes)
        } else if [self.sitting, self.standing, self.bending] == [Some(PositionEffect::Same); 3]
            && self.walking != Some(PositionEffect::Unknown)
        {
            Some(Answer::No)
        } else {
            Some(Answer::Unknown)
        }
    }
}

fn assign<T: for<'de> Deserialize<'de>>(
    slot: &mut Option<T>,
    key: &str,
    value: &str,
    expected: &'static str,
) -> Result<(), IntakeError> {
    *slot = match value {
        "" => None,
        text => Some(parse(text).ok_or_else(|| bad(key, text, expected))?),
    };
    Ok(())
}

/// The same names as in the file.
fn parse<T: for<'de> Deserialize<'de>>(text: &str) -> Option<T> {
    use serde::de::IntoDeserializer;
    use serde::de::value::{Error, StrDeserializer};
    let deserializer: StrDeserializer<Error> = text.into_deserializer();
    T::deserialize(deserializer).ok()
}

fn bad(key: &str, value: &str, expected: &'static str) -> IntakeError {
    IntakeError::BadValue {
        key: key.to_owned(),
        value: value.to_owned(),
        expected,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn answers_come_one_by_one() {
        let mut intake = Intake::default();
        intake.set("radiating", "yes").unwrap();
        intake.set("pain-score", " 6 ").unwrap();
        intake.set("pain_side", "Left").unwrap();
        intake.set("pain_place", "buttock, knee_back").unwrap();
        intake.set("sitting", "better").unwrap();
        assert_eq!(intake.radiating, Some(Answer::Yes));
        assert_eq!(intake.pain_score, Some(6.0));
        assert_eq!(intake.pain_side, Some(PainSide::Left));
        assert_eq!(
            intake.pain_place,
            BTreeSet::from([PainPlace::Buttock, PainPlace::KneeBack])
        );
        assert_eq!(intake.position_matters(), Some(Answer::Yes));
        intake.set("radiating", "").unwrap();
        assert_eq!(intake.radiating, None);
    }

    #[test]
    fn every_key_can_be_set_and_nothing_else() {
        for key in Intake::KEYS {
            let mut intake = Intake::default();
            let value = ["yes", "better", "left", "foot", "5"]
                .iter()
                .find(|value| intake.set(key, value).is_ok());
            assert!(value.is_some(), "{key}");
            assert!(!intake.is_empty(), "{key}");
            let before = intake.clone();
            assert!(
                matches!(intake.set(key, "perhaps"), Err(IntakeError::BadValue { .. })),
                "{key}"
            );
            assert_eq!(intake, before, "an error changes nothing");
        }
        let error = Intake::default().set("radiation", "yes").unwrap_err();
        assert!(error.to_string().contains("radiating"), "{error}");
    }

    #[test]
    fn every_key_is_a_key_of_the_file() {
        for key in Intake::KEYS {
            let value = match key {
                "pain_score" => "5.0",
                "pain_place" => "[\"foot\"]",
                "pain_side" => "\"both\"",
                "sitting" | "standing" | "walking" | "bending" => "\"same\"",
                _ => "\"unknown\"",
            };
            let intake: Intake = toml::from_str(&format!("{key} = {value}")).unwrap();
            let back: Intake = toml::from_str(&toml::to_string(&intake).unwrap()).unwrap();
            assert_eq!(intake, back);
            assert!(!intake.is_empty(), "{key}");
        }
        assert!(toml::from_str::<Intake>("radiation = \"yes\"").is_err());
    }

    #[test]
    fn a_pain_score_stays_on_its_scale() {
        for bad in ["-1", "10.5", "nan", "inf", "much"] {
            assert!(Intake::default().set("pain_score", bad).is_err(), "{bad}");
        }
        for score in [-0.1, 10.1, f64::NAN] {
            assert!(
                Intake {
                    pain_score: Some(score),
                    ..Intake::default()
                }
                .check()
                .is_err(),
                "{score}"
            );
        }
        assert!(
            Intake {
                pain_score: Some(10.0),
                ..Intake::default()
            }
            .check()
            .is_ok()
        );
    }

    #[test]
    fn contradictions_are_seen() {
        let mut intake = Intake {
            back_position: Some(Answer::No),
            ..Intake::default()
        };
        assert!(intake.check().is_ok());
        intake.standing = Some(PositionEffect::Worse);
        assert!(matches!(
            intake.check(),
            Err(IntakeError::Contradiction { key: "standing", .. })
        ));
    }

    #[test]
    fn positions_answer_for_the_sign() {
        let same = Some(PositionEffect::Same);
        let mut intake = Intake {
            sitting: same,
            standing: same,
            ..Intake::default()
        };
        assert_eq!(
            intake.position_matters(),
            Some(Answer::Unknown),
            "bending was not asked"
        );
        intake.bending = same;
        assert_eq!(intake.position_matters(), Some(Answer::No));
        intake.walking = Some(PositionEffect::Worse);
        assert_eq!(intake.position_matters(), Some(Answer::Yes));
        assert_eq!(Intake::default().position_matters(), None);
    }
}
