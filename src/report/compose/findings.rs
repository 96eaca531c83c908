//! Every finding in full: beside its plot what was measured and what it may mean; its criteria, what looks the same, what
//! it does not claim, what can be checked by hand. Then the patterns that are not shown or could not be judged, the
//! signs, the next steps.

use super::{Context, capital};
use crate::assessment::{Criterion, Finding, FindingVerdict, Pattern};
use crate::explanation::{Basis, Chain, Sentence, Topic};
use crate::gait::{Curve, Measure};
use crate::report::document::{Align, Block, Column, Figure, Row, Table, Text, Tone};
use crate::report::figures::{self, FigureError};
use crate::report::numbers;
use crate::wording::Wording;
use std::collections::BTreeSet;

/// Changes along the session that are told in words; the rest stands in its table.
const MEASURED: usize = 4;

/// Findings that are shown or possible in order of weight, with their weight: verdict first, then how many criteria
/// agree, then how far the furthest goes beyond its limit.
pub fn ranked<'a>(context: &Context<'a>) -> Vec<(&'a Finding, f64)> {
    let mut found: Vec<(&Finding, f64)> = context
        .analysis
        .findings
        .iter()
        .filter(|finding| matches!(finding.verdict, FindingVerdict::Shown | FindingVerdict::Possible))
        .map(|finding| (finding, weight(finding)))
        .collect();
    found.sort_by(|a, b| a.0.verdict.cmp(&b.0.verdict).then(b.1.total_cmp(&a.1)));
    found
}

fn weight(finding: &Finding) -> f64 {
    let met: Vec<&Criterion> = finding.criteria.iter().filter(|criterion| criterion.met).collect();
    let furthest = met.iter().map(|criterion| excess(criterion)).fold(0.0, f64::max);
    met.len() as f64 + furthest.min(5.0) / 10.0
}

/// How far a value is beyond its limit, in multiples of the limit.
fn excess(criterion: &Criterion) -> f64 {
    match criterion.value {
        Some(value) if criterion.limit != 0.0 => ((value - criterion.limit) / criterion.limit).abs(),
        _ => 0.0,
    }
}

/// The chains in the order of [`ranked`], changes within the walk behind the patterns of their verdict.
pub fn ordered_chains<'a>(context: &Context<'a>) -> Vec<&'a Chain> {
    let ranked = ranked(context);
    let place = |chain: &Chain| match chain.topic {
        Topic::Pattern(pattern) => ranked
            .iter()
            .position(|(finding, _)| finding.pattern == pattern && finding.side == chain.side)
            .unwrap_or(usize::MAX - 1),
        Topic::Drift | Topic::Shift => usize::MAX,
    };
    let mut chains: Vec<&Chain> = context.explanation.chains.iter().collect();
    chains.sort_by_key(|chain| (chain.verdict, place(chain)));
    chains
}

pub fn name_with_side(context: &Context, finding: &Finding) -> String {
    let pattern = context.say(&format!("pattern-{}", finding.pattern.name()));
    context.wording.text(
        "finding-name",
        &[
            ("pattern", pattern.into()),
            ("side", finding.side.map_or("none", |side| side.name()).into()),
        ],
    )
}

/// `Stance time shorter than on the other leg: −12 % (limit −5 %)`.
pub fn main_criterion(context: &Context, finding: &Finding) -> String {
    let met = finding.criteria.iter().filter(|criterion| criterion.met);
    let main = met.max_by(|a, b| excess(a).total_cmp(&excess(b)));
    let Some((criterion, value)) = main.and_then(|criterion| Some((criterion, criterion.value?))) else {
        return String::new();
    };
    context.wording.text(
        "front-criterion",
        &[
            (
                "criterion",
                capital(&context.say(&format!("criterion-{}", criterion.code))).into(),
            ),
            (
                "value",
                criterion_value(context.wording, criterion.measure, value, &criterion.unit).into(),
            ),
            (
                "limit",
                criterion_value(context.wording, criterion.measure, criterion.limit, &criterion.unit).into(),
            ),
        ],
    )
}

/// A criterion's value with its unit.
pub fn criterion_value(wording: &Wording, measure: Option<Measure>, value: f64, unit: &str) -> String {
    let decimals = match (measure, unit) {
        (Some(measure), unit) if unit == measure.unit() => numbers::decimals(measure),
        _ => numbers::decimals_of(unit),
    };
    numbers::with_unit(
        &numbers::fixed(wording, value, decimals),
        &numbers::unit_words(wording, unit),
    )
}

/// One criterion as a sentence, for people who cannot see its bar.
pub fn criterion_sentence(wording: &Wording, criterion: &Criterion) -> String {
    let name = wording.say(&format!("criterion-{}", criterion.code));
    let number = |value: f64| criterion_value(wording, criterion.measure, value, &criterion.unit);
    let Some(value) = criterion.value.filter(|value| value.is_finite()) else {
        return wording.text("criterion-not-measured", &[("criterion", name.into())]);
    };
    let mut words = vec![
        ("criterion", name.into()),
        ("value", number(value).into()),
        ("limit", number(criterion.limit).into()),
    ];
    let state = if criterion.met { "met" } else { "not-met" };
    match criterion.interval.filter(|i| i.low.is_finite() && i.high.is_finite()) {
        Some(interval) => {
            words.push(("low", number(interval.low).into()));
            words.push(("high", number(interval.high).into()));
            wording.text(&format!("criterion-{state}-interval"), &words)
        }
        None => wording.text(&format!("criterion-{state}"), &words),
    }
}

/// The curve in which a pattern is seen best; others are told by the bars of their criteria.
fn curve(pattern: Pattern) -> Option<Curve> {
    match pattern {
        Pattern::ReducedLoadingFlexion | Pattern::IncreasedLoadingFlexion | Pattern::StiffKnee => {
            Some(Curve::KneeFlexion)
        }
        Pattern::PelvicDrop | Pattern::HipHiking => Some(Curve::PelvisObliquity),
        Pattern::LateralTrunkLean => Some(Curve::TrunkLean),
        Pattern::Steppage | Pattern::ReducedThighExtension => Some(Curve::ThighInclination),
        Pattern::ForwardLean => Some(Curve::PelvisTilt),
        Pattern::Antalgic
        | Pattern::Circumduction
        | Pattern::ShortSlowSteps
        | Pattern::IncreasedVariability
        | Pattern::AsymmetricLoading => None,
    }
}

pub fn section(context: &Context, blocks: &mut Vec<Block>) -> Result<(), FigureError> {
    let explanation = context.explanation;
    heading(context, 2, "heading-explanation", blocks);
    red_flags(context, blocks);
    for sentence in &explanation.introduction {
        blocks.push(Block::Paragraph(context.tell(sentence).into()));
    }
    let mut told = BTreeSet::new();
    for (k, chain) in ordered_chains(context).into_iter().enumerate() {
        chain_blocks(context, chain, k, &mut told, blocks)?;
    }
    if explanation.no_finding {
        heading(context, 3, "heading-no-finding", blocks);
        for sentence in &explanation.no_finding_sentences {
            blocks.push(Block::Paragraph(context.tell(sentence).into()));
        }
    }
    others(context, blocks);
    signs(context, blocks);
    heading(context, 3, "heading-next-steps", blocks);
    blocks.push(list(context, &explanation.next_steps));
    heading(context, 3, "heading-explanation-limits", blocks);
    // The statement, the last of them, stands at the beginning and at the end of the report.
    let limits = explanation.limits.iter().filter(|sentence| sentence.key != "statement");
    blocks.push(Block::List(
        limits.map(|sentence| context.tell(sentence).into()).collect(),
    ));
    Ok(())
}

fn heading(context: &Context, level: u8, key: &str, blocks: &mut Vec<Block>) {
    blocks.push(Block::Heading {
        level,
        text: context.say(key),
    });
}

fn list(context: &Context, sentences: &[Sentence]) -> Block {
    Block::List(sentences.iter().map(|sentence| context.tell(sentence).into()).collect())
}

/// Warning signs come before anything that gait may say.
fn red_flags(context: &Context, blocks: &mut Vec<Block>) {
    let flags = &context.explanation.red_flags;
    blocks.push(Block::Callout {
        tone: if flags.urgent() { Tone::Poor } else { Tone::Care },
        badge: flags.urgent().then(|| "!".to_owned()),
        title: context.tell(&flags.heading),
        paragraphs: flags
            .sentences
            .iter()
            .map(|sentence| context.tell(sentence).into())
            .collect(),
        items: Vec::new(),
    });
}

/// One finding. `told` holds the conditions that were described already; they are only named again.
fn chain_blocks(
    context: &Context,
    chain: &Chain,
    k: usize,
    told: &mut BTreeSet<String>,
    blocks: &mut Vec<Block>,
) -> Result<(), FigureError> {
    blocks.push(Block::Heading {
        level: 3,
        text: context.tell(&chain.title),
    });
    let finding = match chain.topic {
        Topic::Pattern(pattern) => context
            .analysis
            .findings
            .iter()
            .find(|finding| finding.pattern == pattern && finding.side == chain.side),
        Topic::Drift | Topic::Shift => None,
    };
    let mut beside: Vec<Text> = vec![joined(context, &chain.description).into()];
    if finding.is_none() {
        let head = Text::strong(format!("{}:", context.say("heading-measured")));
        let told = &chain.measured[..chain.measured.len().min(MEASURED)];
        let mut words = joined(context, told);
        let more = chain.measured.len() - told.len();
        if more > 0 {
            words.push(' ');
            words.push_str(&context.wording.text("measured-more", &[("count", more.into())]));
        }
        beside.push(head.and(" ").and(words));
    }
    beside.push(
        Text::strong(format!("{}:", context.say("heading-article")))
            .and(" ")
            .and(context.tell(&chain.link)),
    );
    beside.push(Text::strong(context.tell(&chain.caution)));
    let figure = match finding {
        Some(finding) => plot(context, finding, k)?,
        None => course(context, chain, k)?,
    };
    match figure {
        Some(figure) => blocks.push(Block::Beside {
            figure,
            paragraphs: beside,
        }),
        None => blocks.extend(beside.into_iter().map(Block::Paragraph)),
    }
    if let Some(finding) = finding {
        blocks.push(Block::Table(criteria(context, finding)));
    }
    let mut items: Vec<Text> = Vec::new();
    for link in &chain.mechanisms {
        let mut text = Text::from(context.tell(&link.sentence));
        for condition in &link.conditions {
            if !told.insert(condition.sentence.key.clone()) {
                let name = context.tell(&condition.name);
                let again = context.wording.text("condition-told", &[("name", name.into())]);
                text = text.and(" ").and(again);
                continue;
            }
            let mut about = vec![context.tell(&condition.sentence)];
            about.extend(condition.signs.iter().map(|sign| context.tell(&sign.sentence)));
            about.extend(condition.details.iter().map(|detail| context.tell(detail)));
            text = text
                .and(" ")
                .and_strong(format!("{}:", context.tell(&condition.name)))
                .and(" ")
                .and(about.join(" "));
        }
        items.push(text);
    }
    blocks.push(Block::List(items));
    let studies: Vec<Sentence> = chain
        .evidence
        .iter()
        .map(|evidence| evidence.sentence.clone())
        .collect();
    for (key, sentences) in [
        ("heading-studies", &studies),
        ("heading-alike", &chain.alike),
        ("heading-not-claimed", &chain.not_claimed),
        ("heading-checks", &chain.checks),
    ] {
        if sentences.is_empty() {
            continue;
        }
        // Look-alikes are phrases, the others sentences.
        let words = if key == "heading-alike" {
            let names: Vec<String> = sentences.iter().map(|sentence| context.tell(sentence)).collect();
            format!("{}.", names.join("; "))
        } else {
            joined(context, sentences)
        };
        blocks.push(Block::Paragraph(
            Text::strong(format!("{}:", context.say(key))).and(" ").and(words),
        ));
    }
    Ok(())
}

fn plot(context: &Context, finding: &Finding, k: usize) -> Result<Option<Figure>, FigureError> {
    let id = format!("finding-{}", k + 1);
    if let Some(curve) = curve(finding.pattern)
        && let Some(figure) = figures::curves::single(context.analysis, curve, &id, context.wording)?
    {
        return Ok(Some(figure));
    }
    figures::criteria::figure(&id, finding, context.wording)
}

/// The measure of a change along the session, over time.
fn course(context: &Context, chain: &Chain, k: usize) -> Result<Option<Figure>, FigureError> {
    let measure = chain
        .measured
        .iter()
        .flat_map(|sentence| &sentence.basis)
        .find_map(|basis| match basis {
            Basis::Measure(measure) => Some(*measure),
            _ => None,
        });
    let Some(measure) = measure else {
        return Ok(None);
    };
    let marks = super::changes::marks(context, measure);
    let id = format!("finding-{}", k + 1);
    figures::course::narrow(context.analysis, measure, &marks, &id, context.wording)
}

fn joined(context: &Context, sentences: &[Sentence]) -> String {
    let texts: Vec<String> = sentences.iter().map(|sentence| context.tell(sentence)).collect();
    texts.join(" ")
}

fn criteria(context: &Context, finding: &Finding) -> Table {
    let column = |key: &str, align, weight| Column {
        header: context.say(key),
        align,
        weight,
    };
    let number =
        |criterion: &Criterion, value: f64| criterion_value(context.wording, criterion.measure, value, &criterion.unit);
    let rows = finding
        .criteria
        .iter()
        .map(|criterion| {
            let name = capital(&context.say(&format!("criterion-{}", criterion.code)));
            let value = criterion.value.filter(|value| value.is_finite());
            let interval = criterion.interval.filter(|i| i.low.is_finite() && i.high.is_finite());
            let state = match (value, criterion.met) {
                (None, _) => Text::from(context.say("criterion-state-not-measured")),
                (_, true) => Text::strong(context.say("criterion-state-met")),
                (_, false) => Text::from(context.say("criterion-state-not-met")),
            };
            let dash = || "–".to_owned();
            Row::Cells(vec![
                name.into(),
                value.map_or_else(dash, |value| number(criterion, value)).into(),
                interval
                    .map_or_else(dash, |interval| {
                        let (low, high) = (number(criterion, interval.low), number(criterion, interval.high));
                        context
                            .wording
                            .text("range", &[("low", low.into()), ("high", high.into())])
                    })
                    .into(),
                number(criterion, criterion.limit).into(),
                state,
            ])
        })
        .collect();
    let sensors: Vec<String> = finding
        .sensors
        .iter()
        .map(|site| context.say(&format!("site-{}", site.name())))
        .collect();
    Table {
        caption: context.wording.text(
            "caption-criteria",
            &[
                ("sensors", sensors.join(", ").into()),
                ("grade", super::measured::grade_letter(finding.grade).into()),
            ],
        ),
        columns: vec![
            column("column-criterion", Align::Left, 4.4),
            column("column-measured", Align::Right, 1.3),
            column("column-interval", Align::Right, 2.2),
            column("column-limit", Align::Right, 1.3),
            column("column-criterion-state", Align::Left, 1.3),
        ],
        rows,
    }
}

/// Not shown, compactly; not judged, with the reasons.
fn others(context: &Context, blocks: &mut Vec<Block>) {
    let not_shown: Vec<String> = context
        .analysis
        .findings
        .iter()
        .filter(|finding| finding.verdict == FindingVerdict::NotShown)
        .map(|finding| name_with_side(context, finding))
        .collect();
    if !not_shown.is_empty() {
        heading(context, 3, "heading-not-shown", blocks);
        blocks.push(Block::Paragraph(format!("{}.", not_shown.join("; ")).into()));
        blocks.push(Block::Note(context.say("not-shown-note").into()));
    }
    let rows = &context.explanation.not_judged;
    if rows.is_empty() {
        return;
    }
    heading(context, 3, "heading-not-judged", blocks);
    // Patterns with the same reasons share a line.
    let mut groups: Vec<(String, Vec<String>)> = Vec::new();
    for row in rows {
        let reasons: Vec<String> = row.reasons.iter().map(|reason| context.tell(reason)).collect();
        let reasons = reasons.join("; ");
        let name = context.say(&format!("pattern-{}", row.pattern.name()));
        match groups.iter_mut().find(|(known, _)| *known == reasons) {
            Some((_, names)) => names.push(name),
            None => groups.push((reasons, vec![name])),
        }
    }
    let items = groups
        .into_iter()
        .map(|(reasons, names)| Text::strong(names.join("; ")).and(format!(": {reasons}.")))
        .collect();
    blocks.push(Block::List(items));
}

fn signs(context: &Context, blocks: &mut Vec<Block>) {
    heading(context, 3, "heading-signs", blocks);
    let items = context
        .explanation
        .signs
        .iter()
        .map(|answer| context.tell(&answer.sentence).into())
        .collect();
    blocks.push(Block::List(items));
    for sentence in &context.explanation.signs_sentences {
        blocks.push(Block::Paragraph(context.tell(sentence).into()));
    }
}
