//! From the analysis to the document: what is said, in which order.
//!
//! Page one reads alone. Then curves, side differences, loading, changes along the session, the findings with their
//! explanation, the recording and its numbers, methods, limits and sources, and a page for the person who walked.

mod changes;
mod findings;
mod front;
mod loading;
mod measured;
mod methods;
mod note;
mod patient;
mod posture;
mod quality;
mod recording;
mod sides;
mod tests_of_function;
mod words;

pub(super) use findings::{criterion_sentence, criterion_value};
pub(super) use recording::capital;
pub(super) use sides::verdict_key;

use super::document::{Block, Document, Text, Tone};
use super::figures::{self, FigureError};
use super::numbers;
use crate::analysis::Analysis;
use crate::assessment::FindingVerdict;
use crate::explanation::{Explanation, Sentence};
use crate::gait::Measure;
use crate::recording::Side;
use crate::wording::Wording;

/// What every section needs.
pub(super) struct Context<'a> {
    pub analysis: &'a Analysis,
    pub wording: &'a Wording,
    pub explanation: &'a Explanation,
}

impl Context<'_> {
    pub fn say(&self, key: &str) -> String {
        self.wording.say(key)
    }

    /// A sentence of the explanation.
    pub fn tell(&self, sentence: &Sentence) -> String {
        sentence.text(self.wording)
    }

    /// A measure's name as it begins a line.
    pub fn measure(&self, measure: Measure) -> String {
        self.wording.say(&format!("measure-{}", measure.name()))
    }

    /// `Stance time (s)`.
    pub fn measure_with_unit(&self, measure: Measure) -> String {
        let unit = numbers::unit(self.wording, measure);
        let name = self.measure(measure);
        if unit.is_empty() {
            name
        } else {
            format!("{name} ({unit})")
        }
    }

    /// Included strides of a side.
    pub fn included(&self, side: Side) -> usize {
        self.analysis
            .strides
            .iter()
            .filter(|stride| stride.side == side && stride.included())
            .count()
    }
}

/// The key of a verdict on a pattern or change.
pub(super) fn finding_verdict_key(verdict: FindingVerdict) -> &'static str {
    match verdict {
        FindingVerdict::Shown => "finding-verdict-shown",
        FindingVerdict::Possible => "finding-verdict-possible",
        FindingVerdict::NotShown => "finding-verdict-not_shown",
        FindingVerdict::CannotBeJudged => "finding-verdict-cannot_be_judged",
    }
}

/// What page one says first, as lines of text.
pub fn essentials(analysis: &Analysis, explanation: &Explanation, wording: &Wording) -> Vec<String> {
    front::lines(&Context {
        analysis,
        wording,
        explanation,
    })
}

/// The whole document. Cost: the figures, about a millisecond each.
pub fn compose(analysis: &Analysis, explanation: &Explanation, wording: &Wording) -> Result<Document, FigureError> {
    let context = Context {
        analysis,
        wording,
        explanation,
    };
    let front = front::page(&context)?;
    let mut blocks = Vec::new();
    note::section(&context, &mut blocks);
    quality::section(&context, &mut blocks);
    words::section(&context, &mut blocks);
    measured::key_numbers(&context, &mut blocks);
    tests_of_function::section(&context, &mut blocks);
    curves(&context, &mut blocks)?;
    posture::profile(&context, &mut blocks);
    sides::section(&context, &mut blocks)?;
    loading::section(&context, &mut blocks)?;
    changes::section(&context, &mut blocks)?;
    posture::rest(&context, &mut blocks);
    posture::section(&context, &mut blocks);
    findings::section(&context, &mut blocks)?;
    recording::section(&context, &mut blocks)?;
    measured::all_measures(&context, &mut blocks);
    methods::absent(&context, &mut blocks);
    methods::section(&context, &mut blocks);
    patient::page(&context, &mut blocks)?;
    blocks.push(Block::Callout {
        tone: Tone::Statement,
        badge: None,
        title: String::new(),
        paragraphs: vec![Text::strong(context.say("statement"))],
        items: Vec::new(),
    });
    Ok(Document {
        language: wording.language().tag().to_owned(),
        title: wording.text("title", &[("name", recording::name(&context).into())]),
        subtitle: recording::subtitle(&context),
        footer: wording.text(
            "footer",
            &[
                ("version", (&analysis.version).into()),
                (
                    "hash",
                    analysis.source.sha256.chars().take(12).collect::<String>().into(),
                ),
            ],
        ),
        contents: context.say("heading-contents"),
        page_words: (context.say("page"), context.say("page-of")),
        front,
        blocks,
    })
}

fn curves(context: &Context, blocks: &mut Vec<Block>) -> Result<(), FigureError> {
    let found = figures::curves::all(context.analysis, context.wording)?;
    if found.is_empty() {
        return Ok(());
    }
    blocks.push(Block::Heading {
        level: 2,
        text: context.say("heading-curves"),
    });
    blocks.push(Block::Paragraph(context.say("curves-how-to-read").into()));
    match super::norms::refusal(context.analysis) {
        Some(reason) => blocks.push(Block::Paragraph(context.say(&format!("band-{reason}")).into())),
        None => blocks.push(Block::Paragraph(context.say("curves-level").into())),
    }
    blocks.extend(found.into_iter().map(Block::Figure));
    Ok(())
}
