//! Warning signs that need urgent care: asked, never measured, and told before anything else.

use super::sentence::{Basis, Rule, Sentence};
use recording::{Answer, Intake};
use schemars::JsonSchema;
use serde::Serialize;

/// A warning sign.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum RedFlag {
    SaddleNumbness,
    BladderBowelChange,
    NewFootDrop,
}

impl RedFlag {
    pub const ALL: [RedFlag; 3] = [
        RedFlag::SaddleNumbness,
        RedFlag::BladderBowelChange,
        RedFlag::NewFootDrop,
    ];

    /// The key of the intake that answers it.
    pub fn intake_key(self) -> &'static str {
        match self {
            RedFlag::SaddleNumbness => "saddle_numbness",
            RedFlag::BladderBowelChange => "bladder_bowel_change",
            RedFlag::NewFootDrop => "new_foot_drop",
        }
    }

    /// The key of its wording.
    pub fn key(self) -> &'static str {
        match self {
            RedFlag::SaddleNumbness => "red-flag-saddle-numbness",
            RedFlag::BladderBowelChange => "red-flag-bladder-bowel-change",
            RedFlag::NewFootDrop => "red-flag-new-foot-drop",
        }
    }

    pub fn answer(self, intake: &Intake) -> Option<Answer> {
        match self {
            RedFlag::SaddleNumbness => intake.saddle_numbness,
            RedFlag::BladderBowelChange => intake.bladder_bowel_change,
            RedFlag::NewFootDrop => intake.new_foot_drop,
        }
    }
}

/// The first part of every explanation; its sentences are never empty.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct RedFlags {
    pub present: Vec<RedFlag>,
    /// Not asked, or asked and not known.
    pub open: Vec<RedFlag>,
    pub heading: Sentence,
    pub sentences: Vec<Sentence>,
}

impl RedFlags {
    /// True where someone must act today.
    pub fn urgent(&self) -> bool {
        !self.present.is_empty()
    }
}

/// What must be said of the warning signs, whatever the gait says.
pub(crate) fn red_flags(intake: &Intake) -> RedFlags {
    let having = |wanted: fn(Option<Answer>) -> bool| -> Vec<RedFlag> {
        RedFlag::ALL
            .into_iter()
            .filter(|flag| wanted(flag.answer(intake)))
            .collect()
    };
    let present = having(|answer| answer == Some(Answer::Yes));
    let open = having(|answer| matches!(answer, None | Some(Answer::Unknown)));
    let about = |key: &str, flags: &[RedFlag]| {
        flags
            .iter()
            .fold(Sentence::new(key, Basis::Rule(Rule::WarningSigns)), |sentence, flag| {
                sentence.and(Basis::Intake(flag.intake_key()))
            })
    };
    let named = |key: &str, flag: RedFlag| about(key, &[flag]).key_arg("sign", flag.key());
    let mut sentences = Vec::new();
    if !present.is_empty() {
        sentences.push(about("red-flags-urgent", &present));
        sentences.extend(present.iter().map(|flag| named("red-flag-reported", *flag)));
        sentences.push(about("red-flags-whatever-gait", &present));
    }
    if !open.is_empty() {
        sentences.push(about("red-flags-open", &open));
        sentences.extend(open.iter().map(|flag| named("red-flag-to-ask", *flag)));
    }
    if present.is_empty() {
        if open.is_empty() {
            sentences.push(about("red-flags-none", &RedFlag::ALL));
        }
        // The advice stands in every report: the signs may come after the visit.
        sentences.push(about("red-flags-standing-advice", &RedFlag::ALL));
    }
    let heading = about(
        if present.is_empty() {
            "red-flags-heading"
        } else {
            "red-flags-heading-urgent"
        },
        &RedFlag::ALL,
    );
    RedFlags {
        present,
        open,
        heading,
        sentences,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_present_sign_is_urgent() {
        for flag in RedFlag::ALL {
            let mut intake = Intake::default();
            intake.set(flag.intake_key(), "yes").unwrap();
            let told = red_flags(&intake);
            assert!(told.urgent());
            assert_eq!(told.present, [flag]);
            assert_eq!(told.open.len(), 2);
            assert_eq!(told.sentences[0].key, "red-flags-urgent");
            assert!(told.sentences[0].basis.contains(&Basis::Intake(flag.intake_key())));
        }
    }

    #[test]
    fn what_was_not_asked_is_said_and_no_is_no_promise() {
        let told = red_flags(&Intake::default());
        assert!(!told.urgent());
        assert_eq!(told.open, RedFlag::ALL);
        assert_eq!(told.sentences[0].key, "red-flags-open");
        let mut intake = Intake::default();
        for flag in RedFlag::ALL {
            intake.set(flag.intake_key(), "no").unwrap();
        }
        let told = red_flags(&intake);
        let keys: Vec<&str> = told.sentences.iter().map(|sentence| sentence.key.as_str()).collect();
        assert_eq!(keys, ["red-flags-none", "red-flags-standing-advice"]);
    }
}
