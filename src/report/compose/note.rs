//! The therapist's note: on page one where it is short, else on a page of its own that page one points to.

use super::Context;
use crate::recording::Note;
use crate::report::document::{Block, Text, Tone};

/// Characters of a note that page one has room for.
const SHORT: usize = 500;

fn is_short(note: &Note) -> bool {
    note.text.chars().count() <= SHORT
}

pub fn on_page_one(context: &Context, blocks: &mut Vec<Block>) {
    let Some(note) = &context.analysis.session.note else {
        return;
    };
    if is_short(note) {
        blocks.push(frame(context, note));
    } else {
        blocks.push(Block::Paragraph(Text::strong(context.say("note-follows"))));
    }
}

/// A long note, behind page one.
pub fn section(context: &Context, blocks: &mut Vec<Block>) {
    if let Some(note) = context.analysis.session.note.as_ref().filter(|note| !is_short(note)) {
        blocks.push(frame(context, note));
    }
}

fn frame(context: &Context, note: &Note) -> Block {
    let mut title = context.say("note-title");
    let by: Vec<String> = [
        note.author.clone().filter(|author| !author.trim().is_empty()),
        note.date.as_deref().map(|date| day(context, date)),
    ]
    .into_iter()
    .flatten()
    .collect();
    if !by.is_empty() {
        title = format!("{title} ({})", by.join(", "));
    }
    Block::Callout {
        tone: Tone::Note,
        badge: None,
        title,
        paragraphs: note.paragraphs().into_iter().map(Text::from).collect(),
        items: Vec::new(),
    }
}

/// A day as the language writes it; anything that is no `YYYY-MM-DD` stays as it is.
fn day(context: &Context, date: &str) -> String {
    match date.split('-').collect::<Vec<_>>()[..] {
        [year, month, day] => context.wording.text(
            "note-date",
            &[("year", year.into()), ("month", month.into()), ("day", day.into())],
        ),
        _ => date.to_owned(),
    }
}
