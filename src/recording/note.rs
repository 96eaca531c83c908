//! What the therapist adds in words of their own: `[note]` in `session.toml`.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// A remark of the therapist. It is shown in the report as it was written and changes no result.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Note {
    /// Free text; empty lines part paragraphs.
    pub text: String,
    /// Who wrote it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub author: Option<String>,
    /// The day it was written, `YYYY-MM-DD`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub date: Option<String>,
}

/// True for a day written as `YYYY-MM-DD`.
pub fn is_date(text: &str) -> bool {
    text.len() == 10 && text.parse::<jiff::civil::Date>().is_ok()
}

/// Why a note cannot be taken.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[expect(missing_docs, reason = "the sentence of each names its values")]
pub enum NoteError {
    #[error("the note has no text; write some, or leave the note out")]
    Empty,
    #[error("the note has {characters} characters; shorten it to {}", Note::LONGEST)]
    TooLong { characters: usize },
    #[error(
        "the author of the note has {characters} characters; shorten it to {}",
        Note::LONGEST_AUTHOR
    )]
    LongAuthor { characters: usize },
    #[error("the date of the note cannot be `{date}`; write year-month-day, such as 2026-05-31")]
    BadDate { date: String },
}

impl NoteError {
    /// The key in `[note]` that the problem belongs to.
    pub fn key(&self) -> &'static str {
        match self {
            NoteError::Empty | NoteError::TooLong { .. } => "text",
            NoteError::LongAuthor { .. } => "author",
            NoteError::BadDate { .. } => "date",
        }
    }
}

impl Note {
    /// Characters of the text; about three pages.
    pub const LONGEST: usize = 10_000;
    pub(crate) const LONGEST_AUTHOR: usize = 200;

    /// True where the note can be shown.
    ///
    /// # Errors
    /// [`NoteError`], with its key.
    pub fn check(&self) -> Result<(), NoteError> {
        if self.text.trim().is_empty() {
            return Err(NoteError::Empty);
        }
        let characters = self.text.chars().count();
        if characters > Note::LONGEST {
            return Err(NoteError::TooLong { characters });
        }
        let characters = self.author.as_deref().unwrap_or_default().chars().count();
        if characters > Note::LONGEST_AUTHOR {
            return Err(NoteError::LongAuthor { characters });
        }
        match &self.date {
            Some(date) if !is_date(date) => Err(NoteError::BadDate { date: date.clone() }),
            _ => Ok(()),
        }
    }

    /// The paragraphs, without empty ones.
    pub fn paragraphs(&self) -> Vec<String> {
        let mut paragraphs: Vec<String> = vec![String::new()];
        for line in self.text.lines().map(str::trim) {
            if line.is_empty() {
                paragraphs.push(String::new());
            } else if let Some(last) = paragraphs.last_mut() {
                if !last.is_empty() {
                    last.push(' ');
                }
                last.push_str(line);
            }
        }
        paragraphs.retain(|paragraph| !paragraph.is_empty());
        paragraphs
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn note(text: &str, date: Option<&str>) -> Note {
        Note {
            text: text.to_owned(),
            author: None,
            date: date.map(str::to_owned),
        }
    }

    #[test]
    fn dates_are_days_of_the_calendar() {
        assert_eq!(note("a", Some("2026-02-28")).check(), Ok(()));
        for wrong in ["2026-02-30", "28.02.2026", "2026-2-3", "yesterday", ""] {
            let error = note("a", Some(wrong)).check().unwrap_err();
            assert_eq!(error.key(), "date", "{wrong}");
        }
    }

    #[test]
    fn empty_and_endless_notes_are_refused() {
        assert_eq!(note(" \n", None).check(), Err(NoteError::Empty));
        let characters = Note::LONGEST + 1;
        assert_eq!(
            note(&"ä".repeat(characters), None).check(),
            Err(NoteError::TooLong { characters })
        );
        assert_eq!(note(&"ä".repeat(Note::LONGEST), None).check(), Ok(()));
    }

    #[test]
    fn empty_lines_part_paragraphs() {
        let paragraphs = note("one\n two \r\n\n\n three\n", None).paragraphs();
        assert_eq!(paragraphs, ["one two", "three"]);
    }
}
