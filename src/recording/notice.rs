//! Doubts about the data, as data: they travel with the result and reach the report.

use super::Site;
use schemars::JsonSchema;
use serde::Serialize;
use std::collections::BTreeMap;

/// How much a notice matters to a reader of the report.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Severity {
    /// How something was done; nothing is wrong.
    Info,
    /// Results are weaker than they could be.
    Warning,
    /// Something was lost or had to be withheld.
    Problem,
}

/// A stretch of the recording's clock, seconds, start inclusive.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, JsonSchema)]
pub struct TimeRange {
    pub start_s: f64,
    pub end_s: f64,
}

/// A value inside a notice's sentence.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
#[serde(untagged)]
pub enum NoticeValue {
    Number(f64),
    Text(String),
}

impl From<f64> for NoticeValue {
    fn from(value: f64) -> Self {
        NoticeValue::Number(value)
    }
}

impl From<usize> for NoticeValue {
    fn from(value: usize) -> Self {
        NoticeValue::Number(value as f64)
    }
}

impl From<&str> for NoticeValue {
    fn from(value: &str) -> Self {
        NoticeValue::Text(value.to_owned())
    }
}

impl From<String> for NoticeValue {
    fn from(value: String) -> Self {
        NoticeValue::Text(value)
    }
}

/// One doubt or remark. Its sentence is not here: `code` is the key of a message in the wording files
/// (`notice-<code>`, with `values` as arguments), so that a second language is a file.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct Notice {
    /// Kebab-case key, such as `gap` or `gravity-off`.
    pub code: String,
    pub severity: Severity,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub site: Option<Site>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub range: Option<TimeRange>,
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub values: BTreeMap<String, NoticeValue>,
}

impl Notice {
    pub fn new(code: &str, severity: Severity) -> Notice {
        Notice {
            code: code.to_owned(),
            severity,
            site: None,
            range: None,
            values: BTreeMap::new(),
        }
    }

    pub fn at(mut self, site: Site) -> Notice {
        self.site = Some(site);
        self
    }

    pub fn between(mut self, start_s: f64, end_s: f64) -> Notice {
        self.range = Some(TimeRange { start_s, end_s });
        self
    }

    pub fn with(mut self, name: &str, value: impl Into<NoticeValue>) -> Notice {
        self.values.insert(name.to_owned(), value.into());
        self
    }
}
