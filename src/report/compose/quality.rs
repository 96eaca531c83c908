//! How far this recording can be trusted, and what to do better next time.

use super::Context;
use crate::document::{Block, Text, Tone};
use assessment::Grade;

/// The frame's colour and the letter.
pub(super) fn grade(context: &Context) -> (Tone, &'static str) {
    match context.analysis.quality.grade {
        Grade::A => (Tone::Good, "A"),
        Grade::B => (Tone::Care, "B"),
        Grade::C => (Tone::Poor, "C"),
    }
}

pub(super) fn section(context: &Context, blocks: &mut Vec<Block>) {
    let quality = &context.analysis.quality;
    let (tone, grade) = grade(context);
    blocks.push(Block::Heading {
        level: 2,
        text: context.say("heading-quality"),
    });
    let items = quality
        .reasons
        .iter()
        .map(|reason| {
            let words = Text::from(context.say(reason.key()));
            match reason.advice_key() {
                Some(advice) => words
                    .and(" ")
                    .and_strong(context.say("next-time"))
                    .and(format!("\u{a0}{}", context.say(advice))),
                None => words,
            }
        })
        .collect();
    blocks.push(Block::Callout {
        tone,
        badge: Some(grade.to_owned()),
        title: context.say(&format!("grade-{grade}")),
        paragraphs: vec![context.say(&format!("grade-{grade}.meaning")).into()],
        items,
    });
}
