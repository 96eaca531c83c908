//! What the store keeps, as its users see it.

use super::StoreError;
use jiff::Timestamp;
use jiff::civil::Date;
use recording::{Intake, Side, Site};
use rusqlite::ToSql;
use rusqlite::types::{FromSql, FromSqlResult, ToSqlOutput, ValueRef};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::str::FromStr;

macro_rules! id {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(pub i64);

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.fmt(f)
            }
        }

        impl FromStr for $name {
            type Err = std::num::ParseIntError;
            fn from_str(text: &str) -> Result<Self, Self::Err> {
                text.parse().map($name)
            }
        }

        impl ToSql for $name {
            fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
                self.0.to_sql()
            }
        }

        impl FromSql for $name {
            fn column_result(value: ValueRef<'_>) -> FromSqlResult<Self> {
                i64::column_result(value).map($name)
            }
        }
    };
}

id! {
    /// A person's number; never given twice.
    PatientId
}
id! {
    /// A visit's number; never given twice.
    VisitId
}
id! {
    /// A recording's number; never given twice.
    RecordingId
}
id! {
    /// An analysis' number; never given twice.
    AnalysisId
}
id! {
    /// A note's number; never given twice.
    NoteId
}
id! {
    /// A consent's number; never given twice.
    ConsentId
}

/// What is known of a person's body; goes into every analysis.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct PatientDetails {
    pub birth_year: Option<i16>,
    /// `female`, `male` or whatever the practice writes.
    pub sex: Option<String>,
    /// Standing height, metres.
    pub height_m: Option<f64>,
    /// Greater trochanter to knee line, metres.
    pub thigh_length_m: Option<f64>,
    /// Knee line to lateral malleolus, metres.
    pub shank_length_m: Option<f64>,
    /// The leg that hurts or was operated on.
    pub affected_side: Option<Side>,
    /// How high above the ankle joint the shank sensors are worn, along the shank, metres.
    // Where it is not known, analyses that were kept before it could be are still of the same input.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sensor_height_m: Option<f64>,
}

/// What identifies a person. Optional; kept apart from everything else, and never in a file's name, an address or a log.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Identity {
    pub name: String,
    pub birth_date: Option<Date>,
    /// Telephone, address, number at the practice.
    pub contact: Option<String>,
}

#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Patient {
    pub id: PatientId,
    /// Unique; upper and lower case do not matter.
    pub pseudonym: String,
    pub added: Timestamp,
    pub details: PatientDetails,
    pub identity: Option<Identity>,
}

/// A person in the list.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct PatientRow {
    pub id: PatientId,
    pub pseudonym: String,
    pub name: Option<String>,
    pub visits: u64,
    pub last_visit: Option<Timestamp>,
}

#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Visit {
    pub id: VisitId,
    pub patient: PatientId,
    pub began: Timestamp,
    /// A few words, such as `6 weeks after surgery`; may be empty.
    pub title: String,
    pub intake: Intake,
}

/// How a recording's files are to be read: the answers to what the program had to ask.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Reading {
    /// Which recording of a folder that holds several.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub only: Option<String>,
    /// Where sensors were worn whose file names do not say it, by file name.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub sites: BTreeMap<String, Site>,
    /// Files that are left out.
    #[serde(skip_serializing_if = "BTreeSet::is_empty")]
    pub ignore: BTreeSet<String>,
    /// Pairs of places that were exchanged by hand after the recording.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub exchanged: Vec<[Site; 2]>,
}

/// What is told of a recording when it is added.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct NewRecording {
    /// A few words; may be empty.
    pub title: String,
    /// Name of the protocol, where the session file does not say it.
    pub protocol: Option<String>,
    pub reading: Reading,
}

#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct StoredRecording {
    pub id: RecordingId,
    pub visit: VisitId,
    pub patient: PatientId,
    /// SHA-256 of the list of files (each with its SHA-256, size and name): the same bytes have the same content.
    pub content: String,
    pub title: String,
    pub protocol: Option<String>,
    pub added: Timestamp,
    pub reading: Reading,
    /// Sorted by name.
    pub files: Vec<StoredFile>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct StoredFile {
    pub name: String,
    pub bytes: u64,
    pub sha256: String,
}

/// An analysis as it was made. Never changed; another input, setting or program makes another one.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct StoredAnalysis {
    pub id: AnalysisId,
    pub recording: RecordingId,
    pub key: AnalysisKey,
    pub made: Timestamp,
    /// The text of `summary.json`.
    pub summary: String,
    /// Its headlines as sentences, by the tag of their language; empty where it was kept before they were.
    pub headlines: BTreeMap<String, Vec<String>>,
}

/// What a newer method shows otherwise than an earlier one did, by its name in the wording files.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum MethodChange {
    /// `pattern-<name>`.
    Pattern(String),
    /// The legs' difference in `measure-<name>`.
    SideMeasure(String),
}

/// What an analysis depends on.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct AnalysisKey {
    /// SHA-256 over the recording's content, how it is read, and the session with the intake and the person's measures.
    pub input: String,
    /// The settings as JSON.
    pub settings: String,
    /// The program's version and the fingerprint of its methods, such as `0.1.0+9f86d081884c7d65`.
    pub program: String,
}

/// A note of the therapist. A correction is a new note; the old text is kept until the person's data are deleted.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Note {
    pub id: NoteId,
    pub patient: PatientId,
    /// `None` for a note about the person.
    pub visit: Option<VisitId>,
    pub text: String,
    /// Whether it is printed in the visit's report.
    pub in_report: bool,
    pub written: Timestamp,
    pub written_by: String,
    pub replaces: Option<NoteId>,
    pub retracted: bool,
}

#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct NewNote {
    pub visit: Option<VisitId>,
    pub text: String,
    pub in_report: bool,
}

/// That the person agreed to something, and until when.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Consent {
    pub id: ConsentId,
    pub patient: PatientId,
    /// To what, such as `gait analysis in treatment`.
    pub purpose: String,
    pub given_on: Date,
    /// Where the signed paper is, for example.
    pub evidence: Option<String>,
    pub recorded: Timestamp,
    pub recorded_by: String,
    pub withdrawn_on: Option<Date>,
}

/// Longest texts, in characters.
pub(crate) const LONGEST_LINE: usize = 200;
pub(crate) const LONGEST_NOTE: usize = 20_000;

/// A text of one line: trimmed, not too long, without control signs.
pub(super) fn line(field: &'static str, text: &str) -> Result<String, StoreError> {
    let text = text.trim();
    let problem = if text.chars().count() > LONGEST_LINE {
        format!("too long; keep it under {LONGEST_LINE} characters")
    } else if text.chars().any(is_odd) {
        "holds control signs; type it again".to_owned()
    } else {
        return Ok(text.to_owned());
    };
    Err(StoreError::Field { field, problem })
}

pub(super) fn full_line(field: &'static str, text: &str) -> Result<String, StoreError> {
    match line(field, text)? {
        text if text.is_empty() => Err(StoreError::Field {
            field,
            problem: "is empty; write something".to_owned(),
        }),
        text => Ok(text),
    }
}

pub(super) fn optional_line(field: &'static str, text: Option<&str>) -> Result<Option<String>, StoreError> {
    Ok(text
        .map(|text| line(field, text))
        .transpose()?
        .filter(|text| !text.is_empty()))
}

/// Control signs, and those that turn the direction of writing or are not seen at all.
fn is_odd(sign: char) -> bool {
    sign.is_control()
        || matches!(sign, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}')
}

/// The text of a note: line breaks and tabs are allowed.
pub(super) fn note_text(text: &str) -> Result<String, StoreError> {
    let text = text.trim().replace("\r\n", "\n");
    let problem = if text.is_empty() {
        "is empty; write something".to_owned()
    } else if text.chars().count() > LONGEST_NOTE {
        format!("too long; keep it under {LONGEST_NOTE} characters")
    } else if text.chars().any(|sign| is_odd(sign) && !matches!(sign, '\n' | '\t')) {
        "holds control signs; type it again".to_owned()
    } else {
        return Ok(text);
    };
    Err(StoreError::Field { field: "note", problem })
}

/// A pseudonym: letters, digits and a few signs, so that it is safe in addresses and file names everywhere.
pub(super) fn pseudonym(text: &str) -> Result<String, StoreError> {
    let text = full_line("pseudonym", text)?;
    let fits = |sign: char| sign.is_ascii_alphanumeric() || matches!(sign, '-' | '_' | '.');
    let problem = if text.len() > 40 {
        "too long; keep it under 40 characters"
    } else if !text.chars().all(fits) {
        "may hold only letters without accents, digits, and - _ ."
    } else if !text.starts_with(|sign: char| sign.is_ascii_alphanumeric()) || text.ends_with('.') {
        "must begin with a letter or digit, and must not end with a point"
    } else {
        return Ok(text);
    };
    Err(StoreError::Field {
        field: "pseudonym",
        problem: problem.to_owned(),
    })
}

impl PatientDetails {
    /// Checks against what a person can be at this moment.
    pub(super) fn checked(&self, now: Timestamp) -> Result<PatientDetails, StoreError> {
        let range = |field: &'static str, value: Option<f64>, low: f64, high: f64| match value {
            Some(value) if !(low..=high).contains(&value) => Err(StoreError::Field {
                field,
                problem: format!("{value} is not possible ({low} to {high}, in metres)"),
            }),
            _ => Ok(()),
        };
        range("height", self.height_m, 0.5, 2.6)?;
        range("thigh length", self.thigh_length_m, 0.1, 0.8)?;
        range("shank length", self.shank_length_m, 0.1, 0.8)?;
        range("height of the shank sensors", self.sensor_height_m, 0.0, 0.6)?;
        if let Some(year) = self.birth_year
            && !(1880..=now.to_zoned(jiff::tz::TimeZone::UTC).year()).contains(&year)
        {
            return Err(StoreError::Field {
                field: "year of birth",
                problem: format!("{year} is not possible"),
            });
        }
        Ok(PatientDetails {
            sex: optional_line("sex", self.sex.as_deref())?,
            ..self.clone()
        })
    }
}

impl Identity {
    pub(super) fn checked(&self) -> Result<Identity, StoreError> {
        Ok(Identity {
            name: full_line("name", &self.name)?,
            birth_date: self.birth_date,
            contact: optional_line("contact", self.contact.as_deref())?,
        })
    }
}
