//! From the analysis to the document: what is said, in which order.
//!
//! Page one reads alone. Then tests of function, the findings with their explanation, left against right, curves, and what
//! changed along the session: six pages with page one. All else stands in the appendix, and the page for the person who
//! walked is a file of its own.

mod changes;
pub(super) mod comparison;
mod findings;
mod front;
mod glossary;
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
#[cfg(test)]
pub(crate) use glossary::terms as glossary_terms;
pub(super) use recording::capital;
pub(super) use sides::verdict_key;

use super::ReportOptions;
use super::document::{Block, Document, Text, Tone};
use super::figures::{self, FigureError};
use super::numbers;
use ::recording::Side;
use assessment::Analysis;
use assessment::FindingVerdict;
use explanation::{Explanation, Sentence};
use gait::Measure;
use wording::Wording;

/// What every section needs.
pub(super) struct Context<'a> {
    pub analysis: &'a Analysis,
    pub wording: &'a Wording,
    pub explanation: &'a Explanation,
}

impl Context<'_> {
    pub(crate) fn say(&self, key: &str) -> String {
        self.wording.say(key)
    }

    /// A sentence of the explanation.
    pub(crate) fn tell(&self, sentence: &Sentence) -> String {
        sentence.text(self.wording)
    }

    /// A measure's name as it begins a line.
    pub(crate) fn measure(&self, measure: Measure) -> String {
        self.wording.say(&format!("measure-{}", measure.name()))
    }

    /// `Stance time (s)`.
    pub(crate) fn measure_with_unit(&self, measure: Measure) -> String {
        let unit = numbers::unit(self.wording, measure);
        let name = self.measure(measure);
        if unit.is_empty() {
            name
        } else {
            format!("{name} ({unit})")
        }
    }

    /// Included strides of a side.
    pub(crate) fn included(&self, side: Side) -> usize {
        self.analysis
            .strides
            .iter()
            .filter(|stride| stride.side == side && stride.included())
            .count()
    }
}

/// `Stance time, right against left`: a series that changed.
pub(super) fn changed_name(wording: &Wording, measure: Measure, side: Option<Side>, of_difference: bool) -> String {
    let side = match (of_difference, side) {
        (true, _) => "difference",
        (_, Some(side)) => side.name(),
        _ => "none",
    };
    let measure = wording.say(&format!("measure-{}", measure.name()));
    wording.text("changed-measure", &[("measure", measure.into()), ("side", side.into())])
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
pub(crate) fn essentials(analysis: &Analysis, explanation: &Explanation, wording: &Wording) -> Vec<String> {
    front::lines(&Context {
        analysis,
        wording,
        explanation,
    })
}

/// The whole document. Cost: the figures, about a millisecond each.
pub(crate) fn compose(
    analysis: &Analysis,
    explanation: &Explanation,
    wording: &Wording,
    options: &ReportOptions,
) -> Result<Document, FigureError> {
    let context = Context {
        analysis,
        wording,
        explanation,
    };
    let title = wording.text("title", &[("name", recording::name(&context).into())]);
    let subtitle = recording::subtitle(&context);
    let front = front::page(&context, options.last.as_ref())?;
    let mut blocks = Vec::new();
    note::section(&context, &front, &mut blocks);
    tests_of_function::section(&context, &mut blocks);
    findings::section(&context, &mut blocks)?;
    sides::section(&context, &mut blocks)?;
    curves(&context, &mut blocks)?;
    changes::section(&context, &mut blocks)?;
    posture::rest(&context, &mut blocks);

    let mut appendix = Vec::new();
    quality::section(&context, &mut appendix);
    words::section(&context, &mut appendix);
    measured::key_numbers(&context, &mut appendix);
    findings::details(&context, &mut appendix);
    sides::details(&context, &mut appendix)?;
    posture::profile(&context, &mut appendix);
    loading::section(&context, &mut appendix);
    changes::details(&context, &mut appendix);
    posture::section(&context, &mut appendix);
    recording::section(&context, &mut appendix)?;
    measured::all_measures(&context, &mut appendix);
    methods::absent(&context, &mut appendix);
    methods::section(&context, &mut appendix);
    glossary::section(&context, &mut appendix);
    let mut patient = Vec::new();
    patient::page(&context, &mut patient)?;
    Ok(Document {
        language: wording.language().tag().to_owned(),
        title,
        subtitle,
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
        appendix,
        appendix_title: context.say("heading-appendix"),
        full: options.full,
        patient,
        patient_title: context.say("heading-patient"),
        glossary: glossary::terms(context.wording),
        closing: Block::Callout {
            tone: Tone::Statement,
            badge: None,
            title: String::new(),
            paragraphs: vec![Text::strong(context.say("statement"))],
            items: Vec::new(),
        },
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
