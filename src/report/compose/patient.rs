//! The last page: the walk in plain words, for the person who walked.

use super::Context;
use crate::report::document::{Block, Text, Tone};

pub fn page(context: &Context, blocks: &mut Vec<Block>) {
    blocks.push(Block::NewPage);
    blocks.push(Block::Heading {
        level: 2,
        text: context.say("heading-patient"),
    });
    for (k, section) in context.explanation.patient.iter().enumerate() {
        // Something urgent stands first and in a frame.
        if k == 0 && context.explanation.red_flags.urgent() {
            blocks.push(Block::Callout {
                tone: Tone::Poor,
                badge: Some("!".to_owned()),
                title: context.tell(&section.heading),
                paragraphs: section
                    .sentences
                    .iter()
                    .map(|sentence| Text::strong(context.tell(sentence)))
                    .collect(),
                items: Vec::new(),
            });
            continue;
        }
        blocks.push(Block::Heading {
            level: 3,
            text: context.tell(&section.heading),
        });
        let sentences = section.sentences.iter().map(|sentence| context.tell(sentence));
        blocks.extend(sentences.map(|text| Block::Paragraph(text.into())));
    }
}
