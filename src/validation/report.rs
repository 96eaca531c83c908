//! The result of a validation run, as plain data.

use serde::Serialize;
use std::fmt;

/// What a figure must reach.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Bar {
    AtLeast(f64),
    AtMost(f64),
    /// Of the absolute value.
    WithinPlusMinus(f64),
}

impl Bar {
    /// Whether `value` reaches the bar; what is not finite never does.
    pub(crate) fn met_by(self, value: f64) -> bool {
        match self {
            Bar::AtLeast(limit) => value >= limit,
            Bar::AtMost(limit) => value <= limit,
            Bar::WithinPlusMinus(limit) => value.abs() <= limit,
        }
    }
}

impl fmt::Display for Bar {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Bar::AtLeast(limit) => write!(f, "≥ {limit}"),
            Bar::AtMost(limit) => write!(f, "≤ {limit}"),
            Bar::WithinPlusMinus(limit) => write!(f, "within ±{limit}"),
        }
    }
}

/// One figure of one set.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Row {
    pub set: String,
    pub figure: String,
    /// Absent where nothing could be scored.
    pub value: Option<f64>,
    /// `ms`, `deg`, `%`, `m`, `1` (a ratio) or `` (a count).
    pub unit: String,
    /// Absent for figures that are reported without judgement.
    pub bar: Option<Bar>,
    /// Present exactly where a bar is.
    pub met: Option<bool>,
    /// How many contacts, legs, strides or recordings are behind the value.
    pub n: usize,
    pub note: String,
}

impl Row {
    pub fn new(set: &str, figure: &str, value: Option<f64>, unit: &str, n: usize) -> Row {
        Row {
            set: set.to_owned(),
            figure: figure.to_owned(),
            value: value.filter(|value| value.is_finite()),
            unit: unit.to_owned(),
            bar: None,
            met: None,
            n,
            note: String::new(),
        }
    }

    /// Sets the bar; a value that could not be found misses it.
    pub fn bar(mut self, bar: Bar) -> Row {
        self.met = Some(self.value.is_some_and(|value| bar.met_by(value)));
        self.bar = Some(bar);
        self
    }

    pub fn note(mut self, note: impl Into<String>) -> Row {
        self.note = note.into();
        self
    }

    /// Counts the bar as missed where `missing` of the things that had to be scored (`of` in all) were not.
    pub fn incomplete(mut self, missing: usize, of: usize, what: &str) -> Row {
        if missing > 0 {
            if self.bar.is_some() {
                self.met = Some(false);
            }
            let gap = if self.note.is_empty() { "" } else { "; " };
            self.note = format!("{}{gap}{missing} of {of} {what} could not be scored", self.note);
        }
        self
    }
}

/// A named number of one recording.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Figure {
    pub name: String,
    pub value: f64,
    pub unit: String,
}

/// What became of one recording.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "snake_case", tag = "state", content = "reason")]
pub enum Outcome {
    Analysed,
    /// The analysis said why it could not.
    Refused(String),
    /// Neither the reader nor this module could read it.
    NotRead(String),
}

/// One recording of one set.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct RecordingDetail {
    pub set: String,
    pub recording: String,
    pub outcome: Outcome,
    pub figures: Vec<Figure>,
    /// What the analysis said of the person: patterns, sides, numbers, reasons.
    pub said: Vec<String>,
    /// Our reading of that, where one has been written.
    pub reading: Option<String>,
    pub pattern_shown: bool,
    /// A pattern of one leg or a side difference is shown.
    pub asymmetry_shown: bool,
    pub remarks: Vec<String>,
}

impl RecordingDetail {
    pub fn new(set: &str, recording: &str) -> RecordingDetail {
        RecordingDetail {
            set: set.to_owned(),
            recording: recording.to_owned(),
            outcome: Outcome::Analysed,
            figures: Vec::new(),
            said: Vec::new(),
            reading: super::readings::reading(set, recording).map(|(text, _)| text.to_owned()),
            pattern_shown: false,
            asymmetry_shown: false,
            remarks: Vec::new(),
        }
    }

    /// Adds a figure; one that is not finite is left out.
    pub fn figure(&mut self, name: impl Into<String>, value: f64, unit: &str) {
        if value.is_finite() {
            self.figures.push(Figure {
                name: name.into(),
                value,
                unit: unit.to_owned(),
            });
        }
    }
}

/// A set that was scored, and what its reference is worth.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct SetInfo {
    pub name: String,
    /// What kind of recordings it holds.
    pub kind: String,
    pub recordings: usize,
    /// What the reference is and what it cannot show.
    pub reference: String,
    /// True where sensors or people are computed, not recorded.
    pub synthetic: bool,
}

/// Everything a validation run found.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ValidationReport {
    /// Version of the program that was judged.
    pub version: String,
    pub sets: Vec<SetInfo>,
    pub rows: Vec<Row>,
    pub recordings: Vec<RecordingDetail>,
    /// What could not be read, analysed or scored, in words.
    pub findings: Vec<String>,
}

impl ValidationReport {
    pub fn new() -> ValidationReport {
        ValidationReport {
            version: env!("CARGO_PKG_VERSION").to_owned(),
            sets: Vec::new(),
            rows: Vec::new(),
            recordings: Vec::new(),
            findings: Vec::new(),
        }
    }

    /// Whether at least one figure was judged and every judged figure reached its bar.
    pub fn all_met(&self) -> bool {
        self.rows.iter().any(|row| row.met.is_some()) && self.rows.iter().all(|row| row.met != Some(false))
    }

    /// Judged figures that reached their bar, and judged figures in all.
    pub fn met_of(&self) -> (usize, usize) {
        let judged = self.rows.iter().filter(|row| row.met.is_some());
        let met = self.rows.iter().filter(|row| row.met == Some(true));
        (met.count(), judged.count())
    }
}

impl Default for ValidationReport {
    fn default() -> Self {
        ValidationReport::new()
    }
}
