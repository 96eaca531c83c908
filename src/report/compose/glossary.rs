//! The words of the field that the report uses, explained.

use super::Context;
use crate::document::Block;
use wording::Wording;

/// Words explained, by their keys `glossary-<word>`, `.meaning`, and `.term` where it is looked for in texts.
const WORDS: [&str; 23] = [
    "stance",
    "swing",
    "single-support",
    "double-support",
    "loading-response",
    "cadence",
    "stride",
    "antalgic",
    "trendelenburg",
    "duchenne",
    "circumduction",
    "stance-time",
    "step-time",
    "hip-hiking",
    "stiff-knee",
    "steppage",
    "knee-jerk",
    "femoral-nerve-stretch",
    "straight-leg-raise",
    "thomas-test",
    "interval",
    "grade",
    "limit",
];

/// The words as they stand in a text, with their meanings; those that are everyday words stand in the list alone.
pub(crate) fn terms(wording: &Wording) -> Vec<(String, String)> {
    let term = |word: &&str| {
        let term = wording.try_text(&format!("glossary-{word}.term"), &[])?;
        Some((term, wording.say(&format!("glossary-{word}.meaning"))))
    };
    WORDS.iter().filter_map(term).collect()
}

pub(super) fn section(context: &Context, blocks: &mut Vec<Block>) {
    blocks.push(Block::Heading {
        level: 2,
        text: context.say("heading-glossary"),
    });
    let meaning = |word: &&str| {
        (
            context.say(&format!("glossary-{word}")),
            context.say(&format!("glossary-{word}.meaning")),
        )
    };
    blocks.push(Block::Facts(WORDS.iter().map(meaning).collect()));
}
