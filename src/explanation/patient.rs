//! One page in plain words for the person who walked.

use super::Measured;
use super::chain::{Chain, side_name, verdict_name};
use super::facts::{Mechanism, NextStep, Sign};
use super::headline::told;
use super::links::Topic;
use super::red_flags::RedFlags;
use super::sentence::{Basis, Rule, Sentence};
use super::signs::{SignAnswer, SignState};
use assessment::headlines::{Headline, HeadlineCode};
use assessment::{FindingVerdict, Pattern};
use gait::Measure;
use recording::Side;
use schemars::JsonSchema;
use serde::Serialize;
use std::collections::BTreeSet;

/// Things seen, and ways from back to knee, that one page tells.
const SEEN: usize = 4;
const WAYS: usize = 2;

/// A heading with short sentences under it.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct PatientSection {
    pub heading: Sentence,
    pub sentences: Vec<Sentence>,
}

/// The page from top to bottom; urgent warning signs stand above all else.
pub(super) fn page(
    measured: &Measured,
    flags: &RedFlags,
    chains: &[Chain],
    none: &[Sentence],
    signs: &[SignAnswer],
) -> Vec<PatientSection> {
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
    page.push(section("seen", seen(measured.headlines, chains, none)));
    page.push(section("back", back(chains)));
    page.push(section("answers", answers(signs)));
    page.push(section("next", next(flags)));
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

/// The headlines of page one in plain words, then what else was found.
fn seen(headlines: &[Headline], chains: &[Chain], none: &[Sentence]) -> Vec<Sentence> {
    let told = |chain: &Chain| {
        headlines.iter().any(|headline| match chain.topic {
            Topic::Pattern(pattern) => headline.pattern == Some(pattern) && headline.side == chain.side,
            Topic::Shift | Topic::Drift => matches!(
                headline.code,
                HeadlineCode::ChangedOnTheWay | HeadlineCode::RecoveredBySitting
            ),
        })
    };
    let judged = none.first().map(|sentence| sentence.key.as_str());
    let mut sentences: Vec<Sentence> = headlines.iter().map(|headline| plain(headline, judged)).collect();
    let others: Vec<Sentence> = chains
        .iter()
        .filter(|chain| !told(chain))
        .take(SEEN.saturating_sub(sentences.len()))
        .map(|chain| pattern(chain.topic.name(), chain.side, chain.verdict))
        .collect();
    sentences.extend(others);
    let of = |code: HeadlineCode| headlines.iter().any(|headline| headline.code == code);
    let rule = Basis::Rule(Rule::DescribesOnly);
    let cause = Sentence::new("patient-not-the-cause", rule).and(Basis::Paper("pmc9739785"));
    let found = [
        HeadlineCode::RecoveredBySitting,
        HeadlineCode::ChangedOnTheWay,
        HeadlineCode::SideDifference,
    ];
    if !chains.is_empty() || found.into_iter().any(of) {
        sentences.push(cause);
    } else if of(HeadlineCode::TestResult) {
        sentences.push(Sentence::new("patient-test-means", rule));
    } else {
        // What could not be judged is said once; where nothing could, no leg is called alike either.
        let said = [HeadlineCode::Doubt, HeadlineCode::NothingToSay].into_iter().any(of);
        let key = match judged.filter(|_| !said) {
            Some("no-finding-none-judged") if headlines.is_empty() => Some("patient-nothing-judged"),
            Some("no-finding-few-judged") => Some("patient-few-judged"),
            _ => None,
        };
        sentences.extend(key.map(|key| Sentence::new(key, Basis::Rule(Rule::TwoCriteria))));
        sentences.push(Sentence::new("patient-nothing-means", rule));
    }
    sentences
}

fn pattern(name: &'static str, side: Option<Side>, verdict: FindingVerdict) -> Sentence {
    Sentence::new(format!("patient-pattern-{name}"), Basis::Finding(name))
        .text_arg("side", side_name(side))
        .text_arg("verdict", verdict_name(verdict))
}

/// A headline for the person who walked; `judged` is the key of what is said where no pattern is seen.
fn plain(headline: &Headline, judged: Option<&str>) -> Sentence {
    let quality = Basis::Rule(Rule::Quality);
    let about = headline.about.clone().unwrap_or_default();
    let measure = headline.measure.map_or(quality, Basis::Measure);
    let sentence = match headline.code {
        HeadlineCode::Doubt if judged == Some("no-finding-none-judged") => {
            Sentence::new("patient-nothing-judged", quality)
        }
        HeadlineCode::Doubt => Sentence::new("patient-doubt", quality),
        HeadlineCode::TestResult if headline.verdict == FindingVerdict::Shown => {
            Sentence::new("patient-test-result", Basis::Finding("function-test")).text_arg("test", &about)
        }
        HeadlineCode::TestResult => Sentence::new("patient-test-without-result", Basis::Finding("function-test")),
        HeadlineCode::RecoveredBySitting => Sentence::new("patient-recovered", measure),
        HeadlineCode::ChangedOnTheWay if headline.of_difference => Sentence::new("patient-legs-changed", measure),
        HeadlineCode::ChangedOnTheWay => Sentence::new("patient-changed", measure),
        HeadlineCode::Pattern | HeadlineCode::Loading => {
            let of_legs = headline.pattern.unwrap_or(Pattern::AsymmetricLoading);
            return pattern(of_legs.name(), headline.side, headline.verdict);
        }
        HeadlineCode::SideDifference => match headline.measure {
            Some(measure) => Sentence::new("patient-side-difference", Basis::Measure(measure))
                .key_arg("measure", format!("measure-{}", measure.name())),
            None => Sentence::new("patient-nothing-shown", quality),
        },
        HeadlineCode::Alike => Sentence::new("patient-alike", quality),
        HeadlineCode::NothingToSay if judged == Some("no-finding-few-judged") => {
            Sentence::new("patient-few-judged", Basis::Rule(Rule::TwoCriteria))
        }
        HeadlineCode::NothingToSay if about == "too_uncertain" => Sentence::new("patient-nothing-shown", quality),
        HeadlineCode::NothingToSay => Sentence::new("patient-nothing-walked", quality),
    };
    let change = match headline.code {
        HeadlineCode::RecoveredBySitting => headline.get("last").zip(headline.get("first")),
        _ => headline.get("after").zip(headline.get("before")),
    };
    let change = change.map_or_else(
        || headline.get("change").map_or(0.0, |change| change.value),
        |(now, then)| now.value - then.value,
    );
    let course = headline.course().map_or("begins", |(course, _)| course.name());
    let mut sentence = sentence
        .text_arg("what", what(headline))
        .text_arg("direction", if change < 0.0 { "down" } else { "up" })
        .text_arg("how", if headline.onset_s.is_some() { "once" } else { "slowly" })
        .text_arg("course", course)
        .text_arg("side", side_name(headline.side));
    for value in headline
        .values
        .iter()
        .filter(|value| matches!(value.name, "total" | "distance"))
    {
        sentence = sentence.with(value.name, told(headline, value));
    }
    sentence
}

/// What a change is about, as far as there are everyday words for it.
fn what(headline: &Headline) -> &'static str {
    use Measure::{Speed, StanceTime, StepLength, StepTime, StrideLength};
    match headline.measure {
        Some(Speed) => "speed",
        Some(StrideLength | StepLength) if !headline.of_difference => "steps",
        Some(StanceTime | StepTime | Measure::SingleSupportTime) if headline.of_difference => "time",
        _ => "other",
    }
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
            .take(WAYS)
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

fn next(flags: &RedFlags) -> Vec<Sentence> {
    NextStep::ALL
        .into_iter()
        .filter(|fact| !flags.urgent() || !fact.waits_for_warning_signs())
        .map(|fact| Sentence::new(format!("patient-{}", fact.key()), fact))
        .collect()
}
