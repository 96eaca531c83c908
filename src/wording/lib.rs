//! All words that people read, kept in Fluent files (`locales/<language>/*.ftl`) so that a second language is a file.
//!
//! Keys are made of a kind and the code that the other rooms use: `measure-stance_time_s`, `notice-gap`,
//! `quality-few-strides`, `absent-no-thigh-sensor`, `curve-knee_flexion_deg`, `verdict-shown`. A code without a
//! message is shown in a readable form of itself, never swallowed.
//!
//! ```
//! use wording::{Language, Wording};
//!
//! assert_eq!(Wording::new(Language::English).say("measure-stance_time_s"), "Stance time");
//! ```

#![warn(missing_docs, clippy::missing_errors_doc)]

use fluent_bundle::concurrent::FluentBundle;
use fluent_bundle::types::FluentNumber;
use fluent_bundle::{FluentArgs, FluentResource, FluentValue};
use recording::Notice;
use recording::notice::NoticeValue;
use std::borrow::Cow;
use std::collections::BTreeSet;
use std::sync::{Mutex, PoisonError};

/// A language that the report can be written in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Language {
    /// `en`, the one that every other is held to.
    #[default]
    English,
    /// `de`.
    German,
}

impl Language {
    /// In the order of choice.
    pub const ALL: [Language; 2] = [Language::English, Language::German];

    /// The language with this BCP 47 tag; regions are ignored (`de-AT` is German).
    pub fn from_tag(tag: &str) -> Option<Language> {
        let primary = tag.split(['-', '_']).next().unwrap_or_default().to_lowercase();
        Language::ALL.into_iter().find(|language| language.tag() == primary)
    }

    /// Between whole number and decimals.
    pub(crate) fn decimal_mark(self) -> char {
        match self {
            Language::English => '.',
            Language::German => ',',
        }
    }

    /// The BCP 47 tag, as in HTML's `lang`.
    pub fn tag(self) -> &'static str {
        match self {
            Language::English => "en",
            Language::German => "de",
        }
    }

    fn files(self) -> &'static [&'static str] {
        match self {
            Language::English => &[
                include_str!("../../locales/en/report.ftl"),
                include_str!("../../locales/en/measures.ftl"),
                include_str!("../../locales/en/quality.ftl"),
                include_str!("../../locales/en/reading.ftl"),
                include_str!("../../locales/en/methods.ftl"),
                include_str!("../../locales/en/explanation.ftl"),
                include_str!("../../locales/en/placement.ftl"),
                include_str!("../../locales/en/app.ftl"),
                include_str!("../../locales/en/function.ftl"),
            ],
            Language::German => &[
                include_str!("../../locales/de/report.ftl"),
                include_str!("../../locales/de/measures.ftl"),
                include_str!("../../locales/de/quality.ftl"),
                include_str!("../../locales/de/methods.ftl"),
                include_str!("../../locales/de/explanation.ftl"),
                include_str!("../../locales/de/placement.ftl"),
                include_str!("../../locales/de/app.ftl"),
                include_str!("../../locales/de/function.ftl"),
                include_str!("../../locales/de/reading.ftl"),
            ],
        }
    }
}

/// A value inside a sentence.
#[derive(Debug, Clone, PartialEq)]
pub enum Word<'a> {
    /// Chooses the plural; shown with at most two decimals.
    Number(f64),
    /// Words, put in as they are.
    Text(Cow<'a, str>),
}

impl From<f64> for Word<'_> {
    fn from(value: f64) -> Self {
        Word::Number(value)
    }
}

impl From<usize> for Word<'_> {
    fn from(value: usize) -> Self {
        Word::Number(value as f64)
    }
}

impl<'a> From<&'a str> for Word<'a> {
    fn from(value: &'a str) -> Self {
        Word::Text(Cow::Borrowed(value))
    }
}

impl<'a> From<&'a String> for Word<'a> {
    fn from(value: &'a String) -> Self {
        Word::Text(Cow::Borrowed(value))
    }
}

impl From<String> for Word<'_> {
    fn from(value: String) -> Self {
        Word::Text(Cow::Owned(value))
    }
}

/// The messages of one language.
pub struct Wording {
    language: Language,
    bundle: FluentBundle<FluentResource>,
    /// Keys that were asked for and had no words.
    without_words: Mutex<BTreeSet<String>>,
}

impl Wording {
    /// Reads the embedded files of a language; a test holds them free of errors. Costs about a millisecond.
    pub fn new(language: Language) -> Wording {
        let id = language.tag().parse().unwrap_or_default();
        let mut bundle = FluentBundle::new_concurrent(vec![id]);
        // Isolation marks are for mixed writing directions; they would end up in copied text and in the PDF.
        bundle.set_use_isolating(false);
        if language.decimal_mark() == ',' {
            bundle.set_formatter(Some(with_decimal_comma));
        }
        for file in language.files() {
            let resource = match FluentResource::try_new((*file).to_owned()) {
                Ok(resource) | Err((resource, _)) => resource,
            };
            bundle.add_resource_overriding(resource);
        }
        Wording {
            language,
            bundle,
            without_words: Mutex::default(),
        }
    }

    /// The language of the sentences.
    pub fn language(&self) -> Language {
        self.language
    }

    /// A number with so many decimals, a real minus sign and the language's decimal mark: `−0,25` in German.
    pub fn decimal(&self, value: f64, decimals: usize) -> String {
        let digits = format!("{:.decimals$}", value.abs());
        let negative = value < 0.0 && digits.bytes().any(|digit| matches!(digit, b'1'..=b'9'));
        let digits = digits.replace('.', &self.language.decimal_mark().to_string());
        if negative { format!("−{digits}") } else { digits }
    }

    /// A UCUM unit as it is read; nothing for `1`.
    pub fn unit(&self, unit: &str) -> String {
        let key = match unit {
            "1" | "" => return String::new(),
            "s" => "unit-s",
            "%" => "unit-percent",
            "{steps}/min" => "unit-steps",
            "m" => "unit-m",
            "m/s" => "unit-mps",
            "deg" => "unit-deg",
            "deg/s" => "unit-degps",
            "m/s2" => "unit-mps2",
            "m/s3" => "unit-mps3",
            other => return other.to_owned(),
        };
        self.say(key)
    }

    /// `12.5 s`, `3 min 20 s`, `1 h 2 min`, held together by no-break spaces.
    pub fn duration(&self, seconds: f64) -> String {
        if seconds < 60.0 {
            return format!("{}\u{a0}{}", self.decimal(seconds, 1), self.say("unit-s"));
        }
        let whole = seconds.round() as u64;
        let (hours, minutes, rest) = (whole / 3600, whole / 60 % 60, whole % 60);
        if hours > 0 {
            format!("{hours}\u{a0}h {minutes}\u{a0}min")
        } else if rest == 0 {
            format!("{minutes}\u{a0}min")
        } else {
            format!("{minutes}\u{a0}min {rest}\u{a0}s")
        }
    }

    /// True where the files hold a message for the key, or the attribute that it names.
    pub fn has(&self, key: &str) -> bool {
        let (id, attribute) = key.split_once('.').map_or((key, None), |(id, name)| (id, Some(name)));
        self.bundle.get_message(id).is_some_and(|message| match attribute {
            Some(name) => message.get_attribute(name).is_some(),
            None => message.value().is_some(),
        })
    }

    /// The sentence behind a key. `key` may name an attribute: `measure-stance_time_s.help`.
    ///
    /// Without a message, or where the message needs a value that was not given, the code itself is made readable, with
    /// the values behind it: `notice-strange-thing` becomes "Strange thing (share 0.2)".
    pub fn text(&self, key: &str, words: &[(&str, Word)]) -> String {
        self.try_text(key, words).unwrap_or_else(|| {
            let mut without = self.without_words.lock().unwrap_or_else(PoisonError::into_inner);
            without.insert(key.to_owned());
            readable(key, words, self.language.decimal_mark())
        })
    }

    /// The keys whose text was made of the key itself, because there are no words for it, or not for these values: what a
    /// test of a whole document looks at.
    pub fn without_words(&self) -> Vec<String> {
        let without = self.without_words.lock().unwrap_or_else(PoisonError::into_inner);
        without.iter().cloned().collect()
    }

    /// Like [`text`](Wording::text), but `None` where there is no message or a value is missing.
    pub fn try_text(&self, key: &str, words: &[(&str, Word)]) -> Option<String> {
        let (id, attribute) = match key.split_once('.') {
            Some((id, attribute)) => (id, Some(attribute)),
            None => (key, None),
        };
        let message = self.bundle.get_message(id)?;
        let pattern = match attribute {
            Some(attribute) => message.get_attribute(attribute)?.value(),
            None => message.value()?,
        };
        let mut arguments = FluentArgs::new();
        for (name, word) in words {
            let value = match word {
                Word::Number(number) => FluentValue::Number(FluentNumber::from((number * 100.0).round() / 100.0)),
                Word::Text(text) => FluentValue::from(text.as_ref()),
            };
            arguments.set(*name, value);
        }
        let mut errors = Vec::new();
        let text = self.bundle.format_pattern(pattern, Some(&arguments), &mut errors);
        errors.is_empty().then(|| text.into_owned())
    }

    /// The sentence of a notice, with its advice where there is one.
    pub fn notice(&self, notice: &Notice) -> String {
        let words: Vec<(&str, Word)> = notice
            .values
            .iter()
            .map(|(name, value)| {
                let word = match value {
                    NoticeValue::Number(number) => Word::from(*number),
                    NoticeValue::Text(text) => Word::from(text),
                };
                (name.as_str(), word)
            })
            .collect();
        let sentence = self.text(notice.code.key(), &words);
        let advice = notice.code.advice_key().and_then(|key| self.try_text(key, &words));
        match advice {
            Some(advice) => format!("{sentence} {advice}"),
            None => sentence,
        }
    }

    /// Shorthand for a sentence without values.
    pub fn say(&self, key: &str) -> String {
        self.text(key, &[])
    }
}

/// Numbers inside sentences, for languages that write a comma.
fn with_decimal_comma<M>(value: &FluentValue, _: &M) -> Option<String> {
    match value {
        FluentValue::Number(number) => Some(number.as_string().replace('.', ",")),
        _ => None,
    }
}

/// A key without its kind, with spaces, beginning with a capital, the values in brackets behind it.
fn readable(key: &str, words: &[(&str, Word)], mark: char) -> String {
    let code = key.split_once('-').map_or(key, |(_, code)| code);
    let spaced = code.replace(['-', '_', '.'], " ");
    let mut letters = spaced.chars();
    let mut text: String = match letters.next() {
        Some(first) => first.to_uppercase().chain(letters).collect(),
        None => String::new(),
    };
    if !words.is_empty() {
        let values: Vec<String> = words
            .iter()
            .map(|(name, word)| match word {
                Word::Number(number) => {
                    let number = ((number * 100.0).round() / 100.0).to_string();
                    format!("{} {}", name.replace('_', " "), number.replace('.', &mark.to_string()))
                }
                Word::Text(value) => format!("{} {value}", name.replace('_', " ")),
            })
            .collect();
        text.push_str(&format!(" ({})", values.join(", ")));
    }
    text
}

#[cfg(test)]
mod tests;
