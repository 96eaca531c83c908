//! What the article says, as typed data: mechanisms, conditions, signs and next steps, and the links between them.
//!
//! The wording files hold the sentences (`mechanism-<name>`, `condition-<name>`, `sign-<name>`, `next-<name>`); here
//! stand only the ids and what the article ties to what. Nothing is linked here that the article does not link.

use schemars::JsonSchema;
use serde::{Serialize, Serializer};
use std::fmt;

/// The title of the article that every fact comes from.
pub const ARTICLE_TITLE: &str = "Can Your Back Cause Knee Pain? Signs to Look For";

macro_rules! facts {
    ($(#[$doc:meta])* $type:ident, $count:literal, $prefix:literal: $($(#[$variant_doc:meta])* $variant:ident = $id:literal, $name:literal;)*) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum $type { $($(#[$variant_doc])* $variant,)* }

        impl $type {
            pub const ALL: [$type; $count] = [$($type::$variant,)*];

            /// The id of the fact, such as `M-REFERRAL`.
            pub fn id(self) -> &'static str {
                match self { $($type::$variant => $id,)* }
            }

            /// The key of its wording.
            pub fn key(self) -> &'static str {
                match self { $($type::$variant => concat!($prefix, "-", $name),)* }
            }
        }

        impl Serialize for $type {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.serialize_str(self.id())
            }
        }

        impl JsonSchema for $type {
            fn schema_name() -> std::borrow::Cow<'static, str> {
                stringify!($type).into()
            }

            fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
                schemars::json_schema!({ "type": "string", "enum": [$($id),*] })
            }
        }
    };
}

facts! {
    /// How the back reaches the knee.
    Mechanism, 5, "mechanism":
    /// An irritated lumbar nerve sends pain along its path.
    Referral = "M-REFERRAL", "referral";
    /// The sciatic nerve, from the lower back down the leg.
    Sciatic = "M-SCIATIC", "sciatic";
    /// The femoral nerve, to the front of thigh and knee.
    Femoral = "M-FEMORAL", "femoral";
    /// Weight and walking change, and the knee takes the stress; no nerve is needed.
    Compensation = "M-COMPENSATION", "compensation";
    /// Weak or unbalanced muscles of hip and lower back make the knee less stable.
    Weakness = "M-WEAKNESS", "weakness";
}

facts! {
    /// A condition that the article names.
    Condition, 4, "condition":
    Radiculopathy = "C-RADICULOPATHY", "radiculopathy";
    Stenosis = "C-STENOSIS", "stenosis";
    Piriformis = "C-PIRIFORMIS", "piriformis";
    Spondylolisthesis = "C-SPONDYLOLISTHESIS", "spondylolisthesis";
}

facts! {
    /// A sign that knee pain may come from the back. Six are asked, one is measured.
    Sign, 7, "sign":
    NotLocal = "S-NOT-LOCAL", "not-local";
    BackPosition = "S-BACK-POSITION", "back-position";
    Neuro = "S-NEURO", "neuro";
    Radiating = "S-RADIATING", "radiating";
    Quality = "S-QUALITY", "quality";
    Hamstring = "S-HAMSTRING", "hamstring";
    /// The one that this program measures.
    GaitShift = "S-GAIT-SHIFT", "gait-shift";
}

facts! {
    /// What the article advises.
    NextStep, 4, "next":
    Evaluate = "N-EVALUATE", "evaluate";
    Conservative = "N-CONSERVATIVE", "conservative";
    Pain = "N-PAIN", "pain";
    Diagnosis = "N-DIAGNOSIS", "diagnosis";
}

impl NextStep {
    /// True for advice that must not stand beside a reported warning sign: exercises and pain relievers.
    pub(crate) fn waits_for_warning_signs(self) -> bool {
        matches!(self, NextStep::Conservative | NextStep::Pain)
    }
}

impl Mechanism {
    /// The conditions that the article ties to the mechanism.
    ///
    /// Compensation stands alone: the article describes it as the way without any nerve, and names no condition for it.
    pub fn conditions(self) -> &'static [Condition] {
        use Condition::*;
        match self {
            Mechanism::Referral => &[Radiculopathy, Stenosis, Spondylolisthesis],
            Mechanism::Sciatic => &[Radiculopathy, Piriformis],
            Mechanism::Femoral => &[Radiculopathy],
            Mechanism::Compensation => &[],
            Mechanism::Weakness => &[Radiculopathy, Stenosis],
        }
    }
}

impl Condition {
    /// The signs that belong to the article's picture of the condition, beyond those that speak for the back at large.
    pub fn signs(self) -> &'static [Sign] {
        match self {
            Condition::Radiculopathy => &[Sign::Neuro, Sign::Radiating],
            Condition::Stenosis => &[Sign::BackPosition, Sign::Neuro],
            Condition::Piriformis => &[Sign::Radiating, Sign::Neuro],
            Condition::Spondylolisthesis => &[Sign::Radiating],
        }
    }
}

impl Sign {
    /// The intake key that answers it; `None` for the measured one.
    pub fn intake_key(self) -> Option<&'static str> {
        Some(match self {
            Sign::NotLocal => "not_local",
            Sign::BackPosition => "back_position",
            Sign::Neuro => "neuro",
            Sign::Radiating => "radiating",
            Sign::Quality => "quality",
            Sign::Hamstring => "hamstring",
            Sign::GaitShift => return None,
        })
    }
}

/// Any fact of the article, by its id.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Fact {
    Mechanism(Mechanism),
    Condition(Condition),
    Sign(Sign),
    NextStep(NextStep),
}

impl Fact {
    /// All twenty facts in the article's order.
    pub fn all() -> impl Iterator<Item = Fact> {
        let mechanisms = Mechanism::ALL.into_iter().map(Fact::Mechanism);
        let conditions = Condition::ALL.into_iter().map(Fact::Condition);
        let signs = Sign::ALL.into_iter().map(Fact::Sign);
        mechanisms
            .chain(conditions)
            .chain(signs)
            .chain(NextStep::ALL.into_iter().map(Fact::NextStep))
    }

    pub fn id(self) -> &'static str {
        match self {
            Fact::Mechanism(fact) => fact.id(),
            Fact::Condition(fact) => fact.id(),
            Fact::Sign(fact) => fact.id(),
            Fact::NextStep(fact) => fact.id(),
        }
    }

    /// The key of its wording.
    pub fn key(self) -> &'static str {
        match self {
            Fact::Mechanism(fact) => fact.key(),
            Fact::Condition(fact) => fact.key(),
            Fact::Sign(fact) => fact.key(),
            Fact::NextStep(fact) => fact.key(),
        }
    }
}

impl fmt::Display for Fact {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.id())
    }
}

impl From<Mechanism> for Fact {
    fn from(fact: Mechanism) -> Self {
        Fact::Mechanism(fact)
    }
}

impl From<Condition> for Fact {
    fn from(fact: Condition) -> Self {
        Fact::Condition(fact)
    }
}

impl From<Sign> for Fact {
    fn from(fact: Sign) -> Self {
        Fact::Sign(fact)
    }
}

impl From<NextStep> for Fact {
    fn from(fact: NextStep) -> Self {
        Fact::NextStep(fact)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use recording::Intake;
    use std::collections::BTreeSet;

    #[test]
    fn ids_are_unique() {
        let ids: BTreeSet<&str> = Fact::all().map(Fact::id).collect();
        let keys: BTreeSet<&str> = Fact::all().map(Fact::key).collect();
        assert_eq!((ids.len(), keys.len()), (20, 20));
        for fact in Fact::all() {
            let prefix = match fact {
                Fact::Mechanism(_) => "M-",
                Fact::Condition(_) => "C-",
                Fact::Sign(_) => "S-",
                Fact::NextStep(_) => "N-",
            };
            assert!(fact.id().starts_with(prefix));
        }
    }

    #[test]
    fn every_condition_is_reached_and_has_signs() {
        for condition in Condition::ALL {
            assert!(
                Mechanism::ALL
                    .iter()
                    .any(|mechanism| mechanism.conditions().contains(&condition))
            );
            assert!(!condition.signs().is_empty());
        }
    }

    #[test]
    fn six_signs_are_asked() {
        let asked: Vec<&str> = Sign::ALL.iter().filter_map(|sign| sign.intake_key()).collect();
        assert_eq!(asked.len(), 6);
        assert!(asked.iter().all(|key| Intake::KEYS.contains(key)));
    }
}
