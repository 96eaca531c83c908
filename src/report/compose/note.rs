//! The therapist's note: on page one where it is short, else on a page of its own that page one points to.

use super::Context;
use crate::document::{Block, Text, Tone, word_count};
use recording::Note;

/// Characters of a note that page one has room for.
const SHORT: usize = 500;

/// A short note on page one, where its words find room beside the others; else where it stands.
pub(super) fn on_page_one(context: &Context, most_words: usize, blocks: &mut Vec<Block>) {
    let Some(note) = &context.analysis.session.note else {
        return;
    };
    let framed = frame(context, note);
    let words = word_count(blocks) + word_count(std::slice::from_ref(&framed));
    if note.text.chars().count() <= SHORT && words <= most_words {
        blocks.push(framed);
    } else {
        blocks.push(Block::Paragraph(Text::strong(context.say("note-follows"))));
    }
}

/// The note behind page one, where it does not stand there.
pub(super) fn section(context: &Context, front: &[Block], blocks: &mut Vec<Block>) {
    let told = |block: &Block| matches!(block, Block::Callout { tone: Tone::Note, .. });
    if let Some(note) = context
        .analysis
        .session
        .note
        .as_ref()
        .filter(|_| !front.iter().any(told))
    {
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
pub(super) fn day(context: &Context, date: &str) -> String {
    match date.split('-').collect::<Vec<_>>()[..] {
        [year, month, day] => context.wording.text(
            "note-date",
            &[("year", year.into()), ("month", month.into()), ("day", day.into())],
        ),
        _ => date.to_owned(),
    }
}
