//! What the findings may mean, told with the article's facts: finding, mechanism, conditions, signs, next steps.
//!
//! Everything here is data: each sentence is a key of the wording files with its values and with all that it rests on
//! ([`Basis`]), so that every sentence of the report can be traced to a measure, an article fact, a study or an answer.
//! A pattern is evidence, never a diagnosis: it is "consistent with" an idea of the article, equally common other reasons
//! stand beside it, and gait does not name the cause.
//!
//! ```
//! use explanation::Fact;
//! use wording::{Language, Wording};
//!
//! let german = Wording::new(Language::German);
//! assert!(Fact::all().all(|fact| german.has(fact.key())));
//! ```

mod chain;
mod examination;
pub mod facts;
mod headline;
pub mod links;
pub mod papers;
mod patient;
mod red_flags;
mod sentence;
mod signs;

pub use chain::{Chain, ConditionLink, EvidenceSentence, MechanismLink, SignLink};
pub use examination::{ExaminationReason, ExaminationStep};
pub use facts::{ARTICLE_TITLE, Condition, Fact, Mechanism, NextStep, Sign};
pub use headline::headline_sentence;
pub use links::{Direction, Topic};
pub use papers::Paper;
pub use patient::PatientSection;
pub use red_flags::{RedFlag, RedFlags};
pub use sentence::{Arg, Basis, Rule, Sentence};
pub use signs::{SignAnswer, SignState};

use assessment::headlines::{Headline, headlines, is_recovery, ranked};
use assessment::loading::LoadingBalance;
use assessment::{Analysis, Drift, Finding, FindingVerdict, Pattern, Shift, SideDifference, Verdict};
use gait::Stride;
use recording::{Intake, Side};
use schemars::JsonSchema;
use serde::Serialize;
use std::collections::BTreeSet;

/// What was measured, as the assessment hands it over; parts that were not looked for stay empty.
#[derive(Debug, Clone, Copy, Default)]
pub struct Measured<'a> {
    /// What page one says first.
    pub headlines: &'a [Headline],
    pub findings: &'a [Finding],
    /// All of them; the verdicts decide.
    pub side_differences: &'a [SideDifference],
    pub shifts: &'a [Shift],
    pub drifts: &'a [Drift],
    /// The loading indicators drawn together.
    pub loading: Option<&'a LoadingBalance>,
    /// The walk is long enough for what it shows to count as a sign of the article: see `long_enough`.
    pub long: bool,
}

/// Least walking, seconds, and least included strides of each leg from which on a pattern counts as the article's "shifted
/// gait": a shorter walk shows how a person walked, not how they walk. Ours.
const LONG_S: f64 = 180.0;
const LONG_STRIDES: usize = 100;

/// True where both legs walked for three minutes and made a hundred strides that count.
fn long_enough(strides: &[Stride]) -> bool {
    Side::BOTH.iter().all(|side| {
        let own = || strides.iter().filter(|stride| stride.side == *side);
        let walked_s: f64 = own().map(|stride| stride.end_s - stride.start_s).sum();
        walked_s >= LONG_S && own().filter(|stride| stride.included()).count() >= LONG_STRIDES
    })
}

/// The explanation in the order in which it is to be read.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct Explanation {
    pub red_flags: RedFlags,
    /// Names the article as the source, and keeps measured and said apart.
    pub introduction: Vec<Sentence>,
    pub chains: Vec<Chain>,
    /// Which leg is spared, by how much and how surely, in one sentence; absent for a kit on one leg.
    pub loading: Option<Sentence>,
    /// True where no pattern, shift or drift is shown or possible.
    pub no_finding: bool,
    /// What that means and what it does not; empty with findings.
    pub no_finding_sentences: Vec<Sentence>,
    /// Patterns that were looked for and not shown.
    pub not_shown: Vec<Sentence>,
    pub not_judged: Vec<NotJudged>,
    pub signs: Vec<SignAnswer>,
    /// What the answers say together.
    pub signs_sentences: Vec<Sentence>,
    /// What to examine or ask, with the reason, in order: chosen from findings and answers together.
    pub examination: Vec<ExaminationStep>,
    /// What the article advises; behind what is urgent.
    pub next_steps: Vec<Sentence>,
    pub limits: Vec<Sentence>,
    /// Ids of the studies that are cited, in order.
    pub papers: Vec<String>,
    /// One page in plain words.
    pub patient: Vec<PatientSection>,
}

/// A pattern that could not be judged, and why.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct NotJudged {
    pub pattern: Pattern,
    pub side: Option<Side>,
    pub sentence: Sentence,
    pub reasons: Vec<Sentence>,
}

impl Explanation {
    /// What the findings of an analysis may mean, with the answers of its session's intake.
    pub fn of(analysis: &Analysis) -> Explanation {
        // What a rest brings back is the recovery that is told of the rest, not a change to be explained; the findings
        // are those that page one tells, in its order.
        let shifts: Vec<Shift> = analysis
            .changes
            .shifts
            .iter()
            .filter(|shift| !is_recovery(analysis, shift))
            .cloned()
            .collect();
        let told = ranked(analysis);
        let seen = |finding: &&Finding| matches!(finding.verdict, FindingVerdict::Shown | FindingVerdict::Possible);
        let others = analysis.findings.iter().filter(|finding| !seen(finding));
        let findings: Vec<Finding> = told.into_iter().chain(others).cloned().collect();
        let headlines = headlines(analysis);
        let measured = Measured {
            headlines: &headlines,
            findings: &findings,
            side_differences: &analysis.side_differences,
            shifts: &shifts,
            drifts: &analysis.changes.drifts,
            loading: analysis.loading.as_ref(),
            long: long_enough(&analysis.strides),
        };
        explain(&measured, &analysis.session.intake)
    }
}

/// Explains what was measured with what was asked. Pure; microseconds.
pub fn explain(measured: &Measured, intake: &Intake) -> Explanation {
    let red_flags = red_flags::red_flags(intake);
    let signs = signs::signs(measured, intake);
    let chains = chain::chains(measured, intake, &signs);
    let no_finding_sentences = if chains.is_empty() {
        no_finding(measured)
    } else {
        Vec::new()
    };
    let patient = patient::page(measured, &red_flags, &chains, &no_finding_sentences, &signs);
    let mut explanation = Explanation {
        no_finding: chains.is_empty(),
        introduction: introduction(),
        not_shown: not_shown(measured),
        not_judged: not_judged(measured),
        signs_sentences: signs_sentences(&signs),
        examination: examination::steps(&red_flags, &chains, &signs, intake),
        next_steps: next_steps(&red_flags),
        limits: limits(),
        loading: measured.loading.map(loading),
        papers: Vec::new(),
        red_flags,
        chains,
        no_finding_sentences,
        signs,
        patient,
    };
    let cited: BTreeSet<&str> = explanation
        .sentences()
        .iter()
        .flat_map(|sentence| &sentence.basis)
        .filter_map(|basis| match basis {
            Basis::Paper(id) => Some(*id),
            _ => None,
        })
        .collect();
    explanation.papers = cited.into_iter().map(str::to_owned).collect();
    explanation
}

impl Explanation {
    /// Every sentence in reading order: the therapist's part, then the patient's page.
    pub fn sentences(&self) -> Vec<&Sentence> {
        let mut all = vec![&self.red_flags.heading];
        all.extend(&self.red_flags.sentences);
        all.extend(&self.introduction);
        for chain in &self.chains {
            all.push(&chain.title);
            all.extend(chain.description.iter().chain(&chain.measured));
            all.extend([&chain.link, &chain.caution]);
            for link in &chain.mechanisms {
                all.push(&link.sentence);
                for condition in &link.conditions {
                    all.extend([&condition.name, &condition.sentence]);
                    all.extend(condition.signs.iter().map(|sign| &sign.sentence));
                    all.extend(&condition.details);
                }
            }
            all.extend(chain.evidence.iter().map(|evidence| &evidence.sentence));
            all.extend(chain.mimics.iter().chain(&chain.not_claimed).chain(&chain.checks));
        }
        all.extend(&self.loading);
        all.extend(self.no_finding_sentences.iter().chain(&self.not_shown));
        for row in &self.not_judged {
            all.push(&row.sentence);
            all.extend(&row.reasons);
        }
        all.extend(self.signs.iter().map(|answer| &answer.sentence));
        all.extend(&self.signs_sentences);
        for step in &self.examination {
            all.push(&step.because);
            all.extend(&step.checks);
        }
        all.extend(self.next_steps.iter().chain(&self.limits));
        for section in &self.patient {
            all.push(&section.heading);
            all.extend(&section.sentences);
        }
        all
    }
}

fn introduction() -> Vec<Sentence> {
    let article = Sign::ALL.into_iter().fold(
        Sentence::new("explanation-article", Mechanism::Referral).text_arg("title", ARTICLE_TITLE),
        |sentence, sign| sentence.and(sign),
    );
    vec![
        article,
        Sentence::new("explanation-kept-apart", Basis::Rule(Rule::DescribesOnly)),
    ]
}

fn loading(balance: &LoadingBalance) -> Sentence {
    let finding = Basis::Finding(Pattern::AsymmetricLoading.name());
    let rest = |sentence: Sentence| {
        let measures = balance.indicators.iter().map(|row| Basis::Measure(row.measure));
        measures.fold(sentence, Sentence::and)
    };
    if balance.judged == 0 || balance.verdict == FindingVerdict::CannotBeJudged {
        return rest(Sentence::new("loading-balance-not-judged", finding));
    }
    rest(Sentence::new("loading-balance", finding))
        .text_arg("side", chain::side_name(balance.spared))
        .with("towards", Arg::Count(balance.towards as u32))
        .with("against", Arg::Count(balance.against as u32))
        .with("judged", Arg::Count(balance.judged as u32))
}

/// How much of what was looked for a recording can tell.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Judged {
    Nothing,
    /// So many patterns of so many, and no more than could not be judged: silence on the others is no all-clear.
    Few {
        judged: u32,
        all: u32,
    },
    Most,
}

/// How many of the patterns were judged.
pub fn judged(findings: &[Finding]) -> Judged {
    let unjudged = findings
        .iter()
        .filter(|finding| finding.verdict == FindingVerdict::CannotBeJudged)
        .count();
    match findings.len() - unjudged {
        0 => Judged::Nothing,
        judged if judged <= unjudged => Judged::Few {
            judged: judged as u32,
            all: findings.len() as u32,
        },
        _ => Judged::Most,
    }
}

/// The first sentence where no pattern is shown or possible.
pub fn nothing_found(findings: &[Finding]) -> Sentence {
    match judged(findings) {
        Judged::Nothing => Sentence::new("no-finding-none-judged", Basis::Rule(Rule::Quality)),
        Judged::Few { judged, all } => Sentence::new("no-finding-few-judged", Basis::Rule(Rule::Quality))
            .with("judged", Arg::Count(judged))
            .with("all", Arg::Count(all)),
        Judged::Most => Sentence::new("no-finding-not-shown", Basis::Rule(Rule::TwoCriteria)),
    }
}

fn no_finding(measured: &Measured) -> Vec<Sentence> {
    let mut sentences = vec![nothing_found(measured.findings)];
    let differing: Vec<&SideDifference> = measured
        .side_differences
        .iter()
        .filter(|row| row.verdict == Verdict::Shown)
        .collect();
    if let [first, rest @ ..] = differing.as_slice() {
        let sentence = Sentence::new("no-finding-but-differences", Basis::Measure(first.measure))
            .with("count", Arg::Count(differing.len() as u32));
        sentences.push(
            rest.iter()
                .fold(sentence, |sentence, row| sentence.and(Basis::Measure(row.measure))),
        );
    }
    if judged(measured.findings) == Judged::Most {
        sentences.push(Sentence::new("no-finding-means", Basis::Rule(Rule::TwoCriteria)));
    }
    let asked = Sign::ALL.into_iter().filter(|sign| sign.intake_key().is_some());
    sentences.push(asked.fold(
        Sentence::new("no-finding-does-not-mean", Basis::Rule(Rule::DescribesOnly)),
        |sentence, sign| sentence.and(sign),
    ));
    sentences
}

fn not_shown(measured: &Measured) -> Vec<Sentence> {
    let rows = measured
        .findings
        .iter()
        .filter(|finding| finding.verdict == FindingVerdict::NotShown);
    rows.map(|finding| {
        let name = finding.pattern.name();
        Sentence::new("pattern-not-shown", Basis::Finding(name))
            .key_arg("pattern", format!("pattern-{name}"))
            .text_arg("side", chain::side_name(finding.side))
    })
    .collect()
}

fn not_judged(measured: &Measured) -> Vec<NotJudged> {
    let rows = measured
        .findings
        .iter()
        .filter(|finding| finding.verdict == FindingVerdict::CannotBeJudged);
    rows.map(|finding| {
        let name = finding.pattern.name();
        NotJudged {
            pattern: finding.pattern,
            side: finding.side,
            sentence: Sentence::new("pattern-not-judged", Basis::Finding(name))
                .key_arg("pattern", format!("pattern-{name}"))
                .text_arg("side", chain::side_name(finding.side)),
            reasons: finding
                .reasons
                .iter()
                .map(|reason| Sentence::new(reason.key(), Basis::Rule(Rule::Quality)))
                .collect(),
        }
    })
    .collect()
}

fn signs_sentences(signs: &[SignAnswer]) -> Vec<Sentence> {
    let asked: Vec<&SignAnswer> = signs.iter().filter(|answer| !answer.measured).collect();
    let of = |state: SignState| asked.iter().filter(|answer| answer.state == state).count() as u32;
    let all = |sentence: Sentence| {
        asked
            .iter()
            .fold(sentence, |sentence, answer| sentence.and(answer.sign))
    };
    if of(SignState::Open) as usize == asked.len() {
        // What was measured is told with the findings; it is no answer.
        return vec![all(Sentence::new("signs-none-asked", Basis::Rule(Rule::DescribesOnly)))];
    }
    let summary = all(Sentence::new("signs-summary", Basis::Rule(Rule::DescribesOnly)))
        .with("for", Arg::Count(of(SignState::For)))
        .with("against", Arg::Count(of(SignState::Against)))
        .with("open", Arg::Count(of(SignState::Open) + of(SignState::Unclear)));
    vec![
        summary,
        Sentence::new("signs-decide-nothing", Basis::Rule(Rule::DescribesOnly)),
    ]
}

fn next_steps(flags: &RedFlags) -> Vec<Sentence> {
    let urgent = flags.present.iter().fold(
        Sentence::new("next-urgent-first", Basis::Rule(Rule::WarningSigns)),
        |sentence, flag| sentence.and(Basis::Intake(flag.intake_key())),
    );
    // Exercises and pain relievers wait until the warning signs are assessed.
    let steps = NextStep::ALL
        .into_iter()
        .filter(|fact| !flags.urgent() || !fact.waits_for_warning_signs())
        .map(|fact| Sentence::new(fact.key(), fact));
    flags.urgent().then_some(urgent).into_iter().chain(steps).collect()
}

fn limits() -> Vec<Sentence> {
    let rule = Basis::Rule(Rule::DescribesOnly);
    vec![
        Sentence::new("explanation-limit-evidence", rule),
        Sentence::new("gait-names-no-cause", Basis::Paper("pmc9739785")).and(rule),
        Sentence::new("explanation-limit-both-ways", Basis::Paper("yokogawa2015"))
            .and(Basis::Paper("mousavi2021"))
            .and(Basis::Paper("miura2022")),
        Sentence::new("evidence-effects-below-error", Basis::Paper("jat56-960")),
        Sentence::new("explanation-limit-absence", rule),
        Sentence::new("explanation-limit-article", rule).text_arg("title", ARTICLE_TITLE),
        Sentence::new("statement", rule),
    ]
}

#[cfg(test)]
mod tests;
