//! One page in plain words for the person who walked.

use super::chain::{Chain, side_name, verdict_name};
use super::facts::{Mechanism, NextStep, Sign};
use super::red_flags::RedFlags;
use super::sentence::{Basis, Rule, Sentence};
use super::signs::{SignAnswer, SignState};
use schemars::JsonSchema;
use serde::Serialize;
use std::collections::BTreeSet;

/// A heading with short sentences under it.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct PatientSection {
    pub heading: Sentence,
    pub sentences: Vec<Sentence>,
}

/// The page from top to bottom; urgent warning signs stand above all else.
pub(super) fn page(flags: &RedFlags, chains: &[Chain], none: &[Sentence], signs: &[SignAnswer]) -> Vec<PatientSection> {
    let rule = Basis::Rule(Rule::DescribesOnly);
    let section = |name: &str, sentences: Vec<Sentence>| PatientSection {
        heading: Sentence::new(format!("patient-heading-{name}"), rule),
        sentences,
    };
    let warning = warning(flags);
    let mut page = Vec::new();
    if flags.urgent() {
        page.push(section("urgent", warning.clone()));
    }
    page.push(section("what", vec![Sentence::new("patient-what", rule)]));
    page.push(section("seen", seen(chains, none)));
    page.push(section("back", back(chains)));
    page.push(section("answers", answers(signs)));
    page.push(section("next", next()));
    if !flags.urgent() {
        page.push(section("warning", warning));
    }
    page.push(section("last", vec![Sentence::new("patient-last", rule)]));
    page
}

fn warning(flags: &RedFlags) -> Vec<Sentence> {
    let key = if flags.urgent() {
        "patient-urgent"
    } else {
        "patient-warning"
    };
    let mut sentences = vec![Sentence::new(key, Basis::Rule(Rule::WarningSigns))];
    let named: &[_] = if flags.urgent() {
        &flags.present
    } else {
        &super::RedFlag::ALL
    };
    sentences.extend(named.iter().map(|flag| {
        Sentence::new(format!("patient-{}", flag.key()), Basis::Intake(flag.intake_key()))
            .and(Basis::Rule(Rule::WarningSigns))
    }));
    sentences
}

fn seen(chains: &[Chain], none: &[Sentence]) -> Vec<Sentence> {
    let mut sentences: Vec<Sentence> = chains
        .iter()
        .map(|chain| {
            let name = chain.topic.name();
            Sentence::new(format!("patient-pattern-{name}"), Basis::Finding(name))
                .text_arg("side", side_name(chain.side))
                .text_arg("verdict", verdict_name(chain.verdict))
        })
        .collect();
    if chains.is_empty() {
        let key = match none.first().map(|sentence| sentence.key.as_str()) {
            Some("no-finding-none-judged") => "patient-nothing-judged",
            Some("no-finding-few-judged") => "patient-few-judged",
            _ => "patient-nothing-seen",
        };
        sentences.push(Sentence::new(key, Basis::Rule(Rule::TwoCriteria)));
        sentences.push(Sentence::new("patient-nothing-means", Basis::Rule(Rule::DescribesOnly)));
    } else {
        sentences.push(
            Sentence::new("patient-not-the-cause", Basis::Rule(Rule::DescribesOnly)).and(Basis::Paper("pmc9739785")),
        );
    }
    sentences
}

/// The ways that the findings point to; without findings the two most general ones.
fn back(chains: &[Chain]) -> Vec<Sentence> {
    let mut mechanisms: BTreeSet<Mechanism> = chains
        .iter()
        .flat_map(|chain| chain.mechanisms.iter().map(|link| link.mechanism))
        .collect();
    if mechanisms.is_empty() {
        mechanisms.extend([Mechanism::Referral, Mechanism::Compensation]);
    }
    let mut sentences = vec![Sentence::new("patient-back", Mechanism::Referral)];
    sentences.extend(
        mechanisms
            .into_iter()
            .map(|fact| Sentence::new(format!("patient-{}", fact.key()), fact)),
    );
    sentences
}

fn answers(signs: &[SignAnswer]) -> Vec<Sentence> {
    let asked: Vec<&SignAnswer> = signs.iter().filter(|answer| !answer.measured).collect();
    let pointing: Vec<&&SignAnswer> = asked.iter().filter(|answer| answer.state == SignState::For).collect();
    if asked.iter().all(|answer| answer.state == SignState::Open) {
        return vec![with_all("patient-answers-open")];
    }
    if pointing.is_empty() {
        return vec![with_all("patient-answers-none")];
    }
    let mut sentences = vec![with_all("patient-answers-some")];
    sentences.extend(pointing.iter().map(|answer| {
        let sentence = Sentence::new(format!("patient-{}", answer.sign.key()), answer.sign);
        answer
            .sentence
            .basis
            .iter()
            .fold(sentence, |sentence, basis| sentence.and(*basis))
    }));
    sentences.push(with_all("patient-answers-hint"));
    sentences
}

fn with_all(key: &str) -> Sentence {
    let keys = Sign::ALL.iter().filter_map(|sign| sign.intake_key());
    keys.fold(Sentence::new(key, Basis::Rule(Rule::DescribesOnly)), |sentence, key| {
        sentence.and(Basis::Intake(key))
    })
}

fn next() -> Vec<Sentence> {
    NextStep::ALL
        .into_iter()
        .map(|fact| Sentence::new(format!("patient-{}", fact.key()), fact))
        .collect()
}
