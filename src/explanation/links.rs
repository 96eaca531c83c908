//! Which pattern stands next to which idea of the article, what studies found, and what else it may be.
//!
//! The mechanisms and conditions of a row never go beyond what [`Mechanism::conditions`] ties together (a test holds
//! this). What looks alike, must not be claimed and can be checked by hand stands in the table of patterns.

use super::facts::Condition::{self, *};
use super::facts::Mechanism::{self, *};
use assessment::Pattern;
use assessment::patterns::table::rule;
use schemars::JsonSchema;
use serde::Serialize;

/// What a chain starts from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Topic {
    Pattern(Pattern),
    /// Measures that change steadily with walking time.
    Drift,
    /// Measures that change at one moment.
    Shift,
}

impl Topic {
    /// All sixteen.
    pub fn all() -> impl Iterator<Item = Topic> {
        Pattern::ALL
            .into_iter()
            .map(Topic::Pattern)
            .chain([Topic::Drift, Topic::Shift])
    }

    /// Kebab-case, as in wording keys: `pattern-<name>`.
    pub fn name(self) -> &'static str {
        match self {
            Topic::Pattern(pattern) => pattern.name(),
            Topic::Drift => "drift",
            Topic::Shift => "shift",
        }
    }
}

/// What a study found that bears on a pattern: `evidence-<key>` in the wording files.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Evidence {
    pub key: &'static str,
    pub papers: &'static [&'static str],
    pub direction: Direction,
}

/// Which way a study points for the pattern that it stands beside.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Direction {
    /// Found the same pattern with a back problem.
    Supports,
    /// Found the opposite, or no difference.
    Opposes,
    /// Limits what can be concluded.
    Limits,
}

/// The row of one topic.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Links {
    pub mechanisms: &'static [(Mechanism, &'static [Condition])],
    pub evidence: &'static [Evidence],
    pub mimics: &'static [&'static str],
    pub excluded_claims: &'static [&'static str],
    pub checks: &'static [&'static str],
}

const fn supports(key: &'static str, papers: &'static [&'static str]) -> Evidence {
    Evidence {
        key,
        papers,
        direction: Direction::Supports,
    }
}

const fn opposes(key: &'static str, papers: &'static [&'static str]) -> Evidence {
    Evidence {
        key,
        papers,
        direction: Direction::Opposes,
    }
}

const fn limits(key: &'static str, papers: &'static [&'static str]) -> Evidence {
    Evidence {
        key,
        papers,
        direction: Direction::Limits,
    }
}

const NO_FORCE: Evidence = limits("no-force", &["kiernan2023"]);
const BELOW_ERROR: Evidence = limits("effects-below-error", &["jat56-960"]);
const DROP_L5: Evidence = supports("drop-hike-l5", &["lee2010"]);

/// What this room adds to the table of patterns.
struct Row {
    mechanisms: &'static [(Mechanism, &'static [Condition])],
    evidence: &'static [Evidence],
}

/// The row of a topic.
pub fn links(topic: Topic) -> Links {
    match topic {
        Topic::Pattern(pattern) => {
            let (row, rule) = (of_pattern(pattern), rule(pattern));
            Links {
                mechanisms: row.mechanisms,
                evidence: row.evidence,
                mimics: rule.mimics,
                excluded_claims: rule.excluded_claims,
                checks: rule.checks,
            }
        }
        Topic::Drift => Links {
            mechanisms: &[(Referral, &[Stenosis])],
            evidence: const { &[limits("stenosis-posture-unchanged", &["mousavi2021"])] },
            mimics: &["vascular", "heart-and-lungs", "tiredness", "pain-anywhere"],
            excluded_claims: &["stenosis", "cause"],
            checks: &["ask-relief-sitting", "pulses", "ask-pain"],
        },
        Topic::Shift => Links {
            mechanisms: &[(Compensation, &[])],
            evidence: &[],
            mimics: &[
                "pain-anywhere",
                "tiredness",
                "distraction",
                "uneven-floor",
                "sensor-slip",
            ],
            excluded_claims: &["cause"],
            checks: &["ask-pain", "sensor-still-in-place"],
        },
    }
}

fn of_pattern(pattern: Pattern) -> Row {
    match pattern {
        Pattern::Antalgic => Row {
            mechanisms: &[
                (Compensation, &[]),
                (Referral, &[Radiculopathy, Stenosis, Spondylolisthesis]),
            ],
            evidence: const {
                &[
                    supports("sciatica-reduced-stance", &["cluster2010"]),
                    opposes("sciatica-normal-stance", &["cluster2010"]),
                ]
            },
        },
        Pattern::ReducedLoadingFlexion => Row {
            mechanisms: &[(Femoral, &[Radiculopathy]), (Weakness, &[Radiculopathy, Stenosis])],
            evidence: const {
                &[
                    opposes("l4-more-flexion", &["yokogawa2015"]),
                    opposes("stenosis-more-flexion", &["boston-thesis"]),
                    limits("strength-explains-little", &["pmc4267982"]),
                    BELOW_ERROR,
                ]
            },
        },
        Pattern::IncreasedLoadingFlexion => Row {
            mechanisms: &[(Femoral, &[Radiculopathy]), (Weakness, &[Radiculopathy, Stenosis])],
            evidence: const {
                &[
                    supports("l4-more-flexion", &["yokogawa2015"]),
                    supports("stenosis-more-flexion", &["boston-thesis"]),
                    limits("effusion-more-flexion", &["torry2000"]),
                    limits("weakness-both-ways", &["jat56-960", "yokogawa2015"]),
                ]
            },
        },
        Pattern::StiffKnee => Row {
            mechanisms: &[(Weakness, &[Radiculopathy, Stenosis]), (Compensation, &[])],
            evidence: &[],
        },
        Pattern::PelvicDrop => Row {
            mechanisms: &[(Weakness, &[Radiculopathy, Stenosis])],
            evidence: const { &[DROP_L5, opposes("hip-arthritis-less-range", &["hip-int2015"])] },
        },
        Pattern::LateralTrunkLean => Row {
            mechanisms: &[(Weakness, &[Radiculopathy, Stenosis]), (Compensation, &[])],
            evidence: const {
                &[
                    limits("lean-in-hip-arthritis", &["jner9-3"]),
                    supports("bending-to-painful-side", &["miura2022"]),
                ]
            },
        },
        Pattern::HipHiking => Row {
            mechanisms: &[(Weakness, &[Radiculopathy, Stenosis])],
            evidence: const { &[DROP_L5] },
        },
        Pattern::Circumduction => Row {
            mechanisms: &[(Compensation, &[]), (Weakness, &[Radiculopathy, Stenosis])],
            evidence: &[],
        },
        Pattern::Steppage => Row {
            mechanisms: &[
                (Sciatic, &[Radiculopathy, Piriformis]),
                (Weakness, &[Radiculopathy, Stenosis]),
            ],
            evidence: const { &[supports("l5-less-dorsiflexion", &["lee2010"])] },
        },
        Pattern::ReducedThighExtension => Row {
            mechanisms: &[(Referral, &[Stenosis]), (Sciatic, &[Radiculopathy])],
            evidence: const {
                &[
                    supports("s1-less-extension", &["s1-study2004"]),
                    supports("stenosis-less-extension", &["lodin2022"]),
                    limits("stenosis-two-ways", &["igawa2018"]),
                ]
            },
        },
        Pattern::ForwardLean => Row {
            mechanisms: &[(Referral, &[Stenosis]), (Compensation, &[])],
            evidence: const {
                &[
                    supports("stoop-belief", &["bmc2019"]),
                    supports("stenosis-thesis-posture", &["boston-thesis"]),
                    opposes("stenosis-posture-unchanged", &["mousavi2021"]),
                    opposes("more-pain-more-extension", &["miura2022"]),
                    limits("stenosis-two-ways", &["igawa2018"]),
                ]
            },
        },
        Pattern::ShortSlowSteps => Row {
            mechanisms: &[(Referral, &[Radiculopathy, Stenosis]), (Compensation, &[])],
            evidence: const {
                &[
                    supports("radiculopathy-slow", &["lee2010", "s1-study2004"]),
                    limits("stenosis-two-ways", &["igawa2018"]),
                ]
            },
        },
        Pattern::IncreasedVariability => Row {
            mechanisms: &[(Weakness, &[Radiculopathy, Stenosis])],
            evidence: const {
                &[
                    limits("stenosis-variability-trend", &["pmc9739785"]),
                    limits("slow-is-variable", &["beauchet2009"]),
                ]
            },
        },
        Pattern::AsymmetricLoading => Row {
            mechanisms: &[(Compensation, &[])],
            evidence: const { &[NO_FORCE] },
        },
    }
}

#[cfg(test)]
mod tests {
    use super::super::papers;
    use super::*;

    #[test]
    fn nothing_is_linked_that_the_article_does_not_link() {
        for topic in Topic::all() {
            let row = links(topic);
            assert!(!row.mechanisms.is_empty(), "{topic:?}");
            for (mechanism, conditions) in row.mechanisms {
                for condition in *conditions {
                    assert!(
                        mechanism.conditions().contains(condition),
                        "{topic:?}: {mechanism:?} and {condition:?}"
                    );
                }
            }
            assert!(
                !row.mimics.is_empty() && !row.excluded_claims.is_empty() && !row.checks.is_empty(),
                "{topic:?}"
            );
        }
    }

    #[test]
    fn every_paper_is_known() {
        for evidence in Topic::all().flat_map(|topic| links(topic).evidence) {
            assert!(!evidence.papers.is_empty(), "{}", evidence.key);
            assert!(
                evidence.papers.iter().all(|id| papers::find(id).is_some()),
                "{}",
                evidence.key
            );
        }
    }

    #[test]
    fn both_ways_are_told_where_the_literature_is_mixed() {
        let directions = |pattern| -> Vec<Direction> {
            links(Topic::Pattern(pattern))
                .evidence
                .iter()
                .map(|evidence| evidence.direction)
                .collect()
        };
        let flexion = links(Topic::Pattern(Pattern::ReducedLoadingFlexion)).evidence;
        assert!(
            flexion
                .iter()
                .any(|e| e.papers == ["yokogawa2015"] && e.direction == Direction::Opposes)
        );
        let more = links(Topic::Pattern(Pattern::IncreasedLoadingFlexion)).evidence;
        assert!(
            more.iter()
                .any(|e| e.papers == ["yokogawa2015"] && e.direction == Direction::Supports)
        );
        let lean = directions(Pattern::ForwardLean);
        assert!(lean.contains(&Direction::Supports) && lean.contains(&Direction::Opposes));
    }
}
