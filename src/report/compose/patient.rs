//! The patient sheet, a file of its own on paper: the walk in plain words, for the person who walked, beside a picture of where something was seen.

use super::Context;
use crate::document::{Block, Text, Tone};
use crate::figures::{self, FigureError};
use assessment::headlines::ranked;

pub(super) fn page(context: &Context, blocks: &mut Vec<Block>) -> Result<(), FigureError> {
    blocks.push(Block::Heading {
        level: 2,
        text: context.say("heading-patient"),
    });
    let found: Vec<_> = ranked(context.analysis)
        .into_iter()
        .filter(|finding| finding.side.is_some())
        .collect();
    for (k, section) in context.explanation.patient.iter().enumerate() {
        let sentences = section.sentences.iter().map(|sentence| context.tell(sentence));
        // Something urgent stands first and in a frame.
        if k == 0 && context.explanation.red_flags.urgent() {
            blocks.push(Block::Callout {
                tone: Tone::Poor,
                badge: Some("!".to_owned()),
                title: context.tell(&section.heading),
                paragraphs: sentences.map(Text::strong).collect(),
                items: Vec::new(),
            });
            continue;
        }
        blocks.push(Block::Heading {
            level: 3,
            text: context.tell(&section.heading),
        });
        if section.heading.key == "patient-heading-seen" && !found.is_empty() {
            blocks.push(Block::Beside {
                figure: figures::glance::person(context.analysis, &found, context.wording)?,
                paragraphs: sentences.map(Text::from).collect(),
            });
        } else {
            blocks.extend(sentences.map(|text| Block::Paragraph(text.into())));
        }
    }
    Ok(())
}
