//! How far this recording can be trusted, and what to do better next time.

use super::Context;
use crate::assessment::Grade;
use crate::report::document::{Block, Text, Tone};

/// The frame's colour and the letter.
pub fn grade(context: &Context) -> (Tone, &'static str) {
    match context.analysis.quality.grade {
        Grade::A => (Tone::Good, "A"),
        Grade::B => (Tone::Care, "B"),
        Grade::C => (Tone::Poor, "C"),
    }
}

pub fn section(context: &Context, blocks: &mut Vec<Block>) {
    let quality = &context.analysis.quality;
    let (tone, grade) = grade(context);
    blocks.push(Block::Heading {
        level: 2,
        text: context.say("heading-quality"),
    });
    let items = quality
        .reasons
        .iter()
        .map(|code| {
            let reason = Text::from(context.say(&format!("quality-{code}")));
            match context.wording.try_text(&format!("quality-{code}.advice"), &[]) {
                Some(advice) => reason
                    .and(" ")
                    .and_strong(context.say("next-time"))
                    .and(format!("\u{a0}{advice}")),
                None => reason,
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
