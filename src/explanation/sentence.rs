//! A sentence as data: the key of its wording, the values in it, and everything that it rests on.

use super::facts::Fact;
use gait::Measure;
use schemars::JsonSchema;
use serde::{Serialize, Serializer};
use std::collections::BTreeMap;
use std::fmt;
use wording::{Word, Wording};

/// What a sentence rests on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Basis {
    /// Measured in this recording.
    Measure(Measure),
    /// A pattern, change or side difference of this recording, by name, where no single measure carries the sentence.
    Finding(&'static str),
    /// Said by the article.
    Fact(Fact),
    /// Found by a study; an id of `papers::PAPERS`.
    Paper(&'static str),
    /// Answered (or not) in the intake; one of its keys.
    Intake(&'static str),
    /// A rule of this program: how verdicts are made and what may be said.
    Rule(Rule),
}

/// What the program itself stands for, where neither article nor study nor measurement does.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Rule {
    /// A pattern is a description of movement and names no cause.
    DescribesOnly,
    /// Two independent criteria on one side make a pattern "shown", one makes it "possible".
    TwoCriteria,
    /// Warning signs need urgent care, whatever the gait shows.
    WarningSigns,
    /// Clinical common knowledge of what looks the same; no single source.
    LooksAlike,
    /// Customary examination by hand; no single source.
    HandCheck,
    /// A recording is judged only where its quality allows.
    Quality,
}

impl Rule {
    pub fn name(self) -> &'static str {
        match self {
            Rule::DescribesOnly => "describes-only",
            Rule::TwoCriteria => "two-criteria",
            Rule::WarningSigns => "warning-signs",
            Rule::LooksAlike => "looks-alike",
            Rule::HandCheck => "hand-check",
            Rule::Quality => "quality",
        }
    }
}

impl fmt::Display for Basis {
    /// `measure:stance_time_s`, `article:M-REFERRAL`, `paper:lee2010`, `intake:radiating`, `rule:looks-alike`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Basis::Measure(measure) => write!(f, "measure:{}", measure.name()),
            Basis::Finding(name) => write!(f, "finding:{name}"),
            Basis::Fact(fact) => write!(f, "article:{fact}"),
            Basis::Paper(id) => write!(f, "paper:{id}"),
            Basis::Intake(key) => write!(f, "intake:{key}"),
            Basis::Rule(rule) => write!(f, "rule:{}", rule.name()),
        }
    }
}

impl Serialize for Basis {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl JsonSchema for Basis {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Basis".into()
    }

    fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
        schemars::json_schema!({
            "type": "string",
            "pattern": "^(measure|finding|article|paper|intake|rule):",
            "description": "What a sentence rests on: a measure, a finding, a fact of the article, a paper, an answer, a rule."
        })
    }
}

impl<T: Into<Fact>> From<T> for Basis {
    fn from(fact: T) -> Self {
        Basis::Fact(fact.into())
    }
}

/// A value inside a sentence.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Arg {
    /// A whole number; chooses the plural.
    Count(u32),
    /// A measured number with its decimals, written with the language's decimal mark.
    Decimal { value: f64, decimals: u8 },
    /// As `Decimal`, with its UCUM unit behind it in the words of the report.
    Quantity { value: f64, decimals: u8, unit: String },
    /// A moment of the recording or a stretch of time, seconds, written in minutes where it is long.
    Time(f64),
    /// Shown as it is, or chosen by in the wording (`left`, `shown`, …).
    Text(String),
    /// The key of another message.
    Key(String),
}

/// One sentence that can be traced to what it rests on.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct Sentence {
    /// Key in the wording files.
    pub key: String,
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    #[schemars(default)]
    pub args: BTreeMap<String, Arg>,
    /// Never empty.
    pub basis: Vec<Basis>,
}

impl Sentence {
    pub fn new(key: impl Into<String>, basis: impl Into<Basis>) -> Sentence {
        Sentence {
            key: key.into(),
            args: BTreeMap::new(),
            basis: vec![basis.into()],
        }
    }

    pub fn and(mut self, basis: impl Into<Basis>) -> Sentence {
        let basis = basis.into();
        if !self.basis.contains(&basis) {
            self.basis.push(basis);
        }
        self
    }

    pub fn with(mut self, name: &str, arg: Arg) -> Sentence {
        self.args.insert(name.to_owned(), arg);
        self
    }

    pub(super) fn text_arg(self, name: &str, text: &str) -> Sentence {
        self.with(name, Arg::Text(text.to_owned()))
    }

    pub(super) fn key_arg(self, name: &str, key: impl Into<String>) -> Sentence {
        self.with(name, Arg::Key(key.into()))
    }

    /// The sentence in a language; where a word is missing, a readable form of its key.
    pub fn text(&self, wording: &Wording) -> String {
        let words = self.words(wording);
        let words: Vec<(&str, Word)> = words.iter().map(|(name, word)| (*name, word.clone())).collect();
        wording.text(&self.key, &words)
    }

    /// As [`text`](Sentence::text), but `None` where anything is missing.
    pub fn try_text(&self, wording: &Wording) -> Option<String> {
        let complete = self.args.values().all(|arg| match arg {
            Arg::Key(key) => wording.try_text(key, &[]).is_some(),
            _ => true,
        });
        let words = self.words(wording);
        complete.then(|| wording.try_text(&self.key, &words)).flatten()
    }

    fn words(&self, wording: &Wording) -> Vec<(&str, Word<'static>)> {
        self.args
            .iter()
            .map(|(name, arg)| {
                let word = match arg {
                    Arg::Count(count) => Word::Number(f64::from(*count)),
                    Arg::Decimal { value, decimals } => Word::from(wording.decimal(*value, usize::from(*decimals))),
                    Arg::Quantity { value, decimals, unit } => {
                        Word::from(quantity(wording, *value, usize::from(*decimals), unit))
                    }
                    Arg::Time(seconds) => Word::from(wording.duration(*seconds)),
                    Arg::Text(text) => Word::from(text.clone()),
                    Arg::Key(key) => Word::from(wording.say(key)),
                };
                (name.as_str(), word)
            })
            .collect()
    }
}

/// A measured number with as many decimals as its unit deserves.
pub(super) fn quantity_of(value: f64, unit: &str) -> Arg {
    let decimals = match unit {
        "s" | "m" | "m/s" | "1" => 2,
        "deg/s" | "{steps}/min" | "m/s3" => 0,
        _ => 1,
    };
    Arg::Quantity {
        value,
        decimals,
        unit: unit.to_owned(),
    }
}

/// `5.2°`, `0.64 s`, `12 %`, `3`.
fn quantity(wording: &Wording, value: f64, decimals: usize, unit: &str) -> String {
    let number = wording.decimal(value, decimals);
    let key = match unit {
        "deg" => return format!("{number}°"),
        "1" | "" => return number,
        "%" => "unit-percent",
        "s" => "unit-s",
        "m" => "unit-m",
        "m/s" => "unit-mps",
        "deg/s" => "unit-degps",
        "m/s2" => "unit-mps2",
        "m/s3" => "unit-mps3",
        "{steps}/min" => "unit-steps",
        other => return format!("{number} {other}"),
    };
    format!("{number} {}", wording.say(key))
}
