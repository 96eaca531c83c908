//! Two visits side by side: headlines then and now, ways of walking then and now, what changed beyond the error of measuring
//! twice with its picture, and what cannot be compared, and why.

use super::recording::protocol;
use super::{capital, changed_name, finding_verdict_key};
use crate::document::{Align, Block, Column, Document, Row, Table, Text, Tone};
use crate::figures::{self, FigureError};
use crate::numbers;
use assessment::FindingVerdict;
use assessment::compare::{ChangeState, Comparison, MeasureChange, PatternChange, PreconditionCode};
use assessment::headlines::Headline;
use assessment::limits::is_primary;
use explanation::headline_sentence;
use recording::Side;
use wording::Wording;

/// Patterns on page one, those that changed first; the rest stands behind it.
const PATTERNS: usize = 5;
/// Changes drawn; the rest stands in the table.
const DRAWN: usize = 9;

pub(crate) fn compose(
    found: &Comparison,
    [then, now]: [&[Headline]; 2],
    wording: &Wording,
) -> Result<Document, FigureError> {
    let mut front = vec![Block::Note(Text::strong(wording.say("statement")))];
    unlike(found, wording, &mut front);
    front.push(heading(wording, "compare-heading-headlines"));
    front.push(then_and_now([then, now], found, wording));
    let mut patterns = patterns(found, wording);
    let more = patterns.split_off(patterns.len().min(PATTERNS));
    front.extend((!patterns.is_empty()).then_some(Block::List(patterns)));
    let changed = changed(found);
    front.push(heading(wording, "compare-heading-changed"));
    if changed.is_empty() {
        front.push(Block::Paragraph(wording.say("compare-none-changed").into()));
    }
    let mut drawn: Vec<(&MeasureChange, bool)> = changed.clone();
    // Without a change the measures that carry verdicts are drawn, so that their stillness is seen.
    if drawn.is_empty() {
        drawn = comparable(found).filter(|(row, _)| is_primary(row.measure)).collect();
    }
    drawn.truncate(DRAWN);
    front.extend(figures::comparison::figure(&drawn, wording)?.map(Block::Figure));
    front.push(Block::Note(wording.say("compare-speed-note").into()));
    let mut blocks = Vec::new();
    blocks.extend((!more.is_empty()).then_some(Block::List(more)));
    not_comparable(found, wording, &mut blocks);
    let rows: Vec<_> = comparable(found).collect();
    let appendix = vec![Block::Table(table(&rows, wording))];
    Ok(Document {
        language: wording.language().tag().to_owned(),
        title: wording.say("compare-title"),
        subtitle: wording.text(
            "compare-subtitle",
            &[("earlier", (&found.earlier).into()), ("later", (&found.later).into())],
        ),
        footer: "gaitscope".to_owned(),
        contents: wording.say("heading-contents"),
        page_words: (wording.say("page"), wording.say("page-of")),
        front,
        blocks,
        appendix,
        appendix_title: wording.say("compare-heading-all"),
        full: true,
        patient: Vec::new(),
        patient_title: String::new(),
        glossary: super::glossary::terms(wording),
        closing: Block::Callout {
            tone: Tone::Statement,
            badge: None,
            title: String::new(),
            paragraphs: vec![Text::strong(wording.say("statement"))],
            items: Vec::new(),
        },
    })
}

fn heading(wording: &Wording, key: &str) -> Block {
    Block::Heading {
        level: 2,
        text: wording.say(key),
    }
}

/// What is not alike on both visits stands first: unlike visits are not compared.
fn unlike(found: &Comparison, wording: &Wording, blocks: &mut Vec<Block>) {
    let items: Vec<Text> = unlike_lines(found, wording).into_iter().map(Text::from).collect();
    if !items.is_empty() {
        blocks.push(Block::Callout {
            tone: Tone::Care,
            badge: None,
            title: wording.say("compare-unlike"),
            paragraphs: Vec::new(),
            items,
        });
    }
}

/// What is not alike on both visits, a line each.
pub(crate) fn unlike_lines(found: &Comparison, wording: &Wording) -> Vec<String> {
    let rows = found.preconditions.iter().filter(|row| row.met == Some(false));
    rows.map(|row| {
        let what = wording.say(row.code.key());
        if row.code == PreconditionCode::SameCalibration {
            return format!("{what}: {}", aligned_otherwise(&row.earlier, &row.later, wording));
        }
        let [then, now] = [&row.earlier, &row.later].map(|value| met_by(row.code, value, wording));
        format!("{what}: {then} | {now}")
    })
    .collect()
}

/// The sensors that were aligned with the body in another way, or on one visit alone; the ways stand in the visits' reports.
fn aligned_otherwise(earlier: &str, later: &str, wording: &Wording) -> String {
    let [then, now]: [Vec<&str>; 2] = [earlier, later].map(|rows| rows.split(", ").collect());
    let other = |a: &[&str], b: &[&str]| -> Vec<String> {
        let rows = a.iter().filter(|row| !b.contains(row));
        rows.map(|row| row.split(':').next().unwrap_or_default().to_owned())
            .collect()
    };
    let mut sites = [other(&then, &now), other(&now, &then)].concat();
    sites.retain(|site| !site.is_empty());
    sites.sort_unstable();
    sites.dedup();
    let names = sites.iter().map(|site| wording.say(&format!("site-{site}")));
    names.collect::<Vec<_>>().join(", ")
}

/// What a visit has of a precondition, in words.
fn met_by(code: PreconditionCode, value: &str, wording: &Wording) -> String {
    let site = |name: &str| wording.say(&format!("site-{name}"));
    match code {
        _ if value.is_empty() => "–".to_owned(),
        PreconditionCode::SamePerson | PreconditionCode::SameCalibration => value.to_owned(),
        PreconditionCode::SameSensors => value.split(", ").map(site).collect::<Vec<_>>().join(", "),
        PreconditionCode::SameRate => format!("{value} Hz"),
        PreconditionCode::SameWalkway => wording.say(&format!("compare-walkway-{value}")),
        PreconditionCode::SameProtocol => protocol(value, wording),
        PreconditionCode::SameContacts => wording.say(&format!("compare-contacts-{value}")),
        PreconditionCode::SameSpeed => {
            let speed = value
                .parse()
                .map_or(value.to_owned(), |speed| numbers::fixed(wording, speed, 2));
            numbers::with_unit(&speed, &wording.say("unit-mps"))
        }
    }
}

fn then_and_now([then, now]: [&[Headline]; 2], found: &Comparison, wording: &Wording) -> Block {
    let cell = |headlines: &[Headline]| match headlines {
        [] => Text::from("–"),
        headlines => {
            let told = headlines
                .iter()
                .map(|headline| headline_sentence(headline).text(wording));
            Text::from(told.collect::<Vec<_>>().join(" "))
        }
    };
    let rows = [
        ("compare-then", &found.earlier, then),
        ("compare-now", &found.later, now),
    ];
    Block::Table(Table {
        caption: wording.say("compare-caption-headlines"),
        columns: vec![
            column(wording, "compare-column-visit", 1.6),
            column(wording, "compare-column-said", 6.0),
        ],
        rows: rows
            .into_iter()
            .map(|(key, name, said)| {
                let visit = wording.text(key, &[("name", name.into())]);
                Row::Cells(vec![visit.into(), cell(said)])
            })
            .collect(),
    })
}

fn column(wording: &Wording, key: &str, weight: f32) -> Column {
    Column {
        header: wording.say(key),
        align: Align::Left,
        weight,
    }
}

fn patterns(found: &Comparison, wording: &Wording) -> Vec<Text> {
    let verdict = |verdict: Option<FindingVerdict>| {
        verdict.map_or_else(|| "–".to_owned(), |verdict| wording.say(finding_verdict_key(verdict)))
    };
    let line = |row: &PatternChange| {
        let name = |side: Option<Side>| {
            let pattern = wording.say(&format!("pattern-{}", row.pattern.name()));
            let side = side.map_or("none", Side::name);
            wording.text("finding-name", &[("pattern", pattern.into()), ("side", side.into())])
        };
        let moved = moved(row);
        let words = match moved {
            true => format!(
                "{}: {} → {}: {}",
                name(row.earlier_side),
                verdict(row.earlier),
                name(row.side),
                verdict(row.later)
            ),
            false => format!("{}: {} → {}", name(row.side), verdict(row.earlier), verdict(row.later)),
        };
        if !row.reasons.is_empty() {
            let reasons: Vec<String> = row.reasons.iter().map(|reason| wording.say(reason.key())).collect();
            let not = wording.say("compare-not-comparable");
            Text::from(format!("{words} ({not}: {})", reasons.join("; ")))
        } else if moved || row.earlier != row.later {
            Text::strong(words)
        } else {
            Text::from(words)
        }
    };
    let mut rows: Vec<&PatternChange> = found.patterns.iter().collect();
    rows.sort_by_key(|row| !(row.reasons.is_empty() && (moved(row) || row.earlier != row.later)));
    rows.into_iter().map(line).collect()
}

/// True for a pattern that is seen on both visits, and on other legs.
fn moved(row: &PatternChange) -> bool {
    let seen = |verdict| matches!(verdict, Some(FindingVerdict::Shown | FindingVerdict::Possible));
    row.side != row.earlier_side && seen(row.earlier) && seen(row.later)
}

/// Everything with its being a difference between the legs; differences first.
fn all(found: &Comparison) -> impl Iterator<Item = (&MeasureChange, bool)> {
    let differences = found.side_differences.iter().map(|row| (row, true));
    differences.chain(found.measures.iter().map(|row| (row, false)))
}

fn comparable(found: &Comparison) -> impl Iterator<Item = (&MeasureChange, bool)> {
    all(found).filter(|(row, _)| row.state != ChangeState::NotComparable)
}

/// Changes beyond error, the measures that carry verdicts first.
fn changed(found: &Comparison) -> Vec<(&MeasureChange, bool)> {
    let mut rows: Vec<_> = all(found)
        .filter(|(row, _)| row.state == ChangeState::ChangedBeyondError)
        .collect();
    rows.sort_by_key(|(row, difference)| (!is_primary(row.measure), !*difference));
    rows
}

/// `Stance time, right against left`.
pub fn name(row: &MeasureChange, of_difference: bool, wording: &Wording) -> String {
    capital(&changed_name(wording, row.measure, row.side, of_difference))
}

/// A value of a row as it is read.
pub fn value(row: &MeasureChange, of_difference: bool, value: f64, wording: &Wording) -> String {
    let (decimals, value) = if of_difference {
        (
            numbers::difference_decimals(row.measure),
            numbers::real_difference(row.measure, value),
        )
    } else {
        (numbers::decimals(row.measure), value)
    };
    numbers::with_unit(&numbers::fixed(wording, value, decimals), &wording.unit(&row.unit))
}

fn table(rows: &[(&MeasureChange, bool)], wording: &Wording) -> Table {
    let right = |key: &str, weight| Column {
        align: Align::Right,
        ..column(wording, key, weight)
    };
    Table {
        caption: wording.say("compare-caption-all"),
        columns: vec![
            column(wording, "column-measure", 4.0),
            right("compare-column-earlier", 1.6),
            right("compare-column-later", 1.6),
            right("compare-column-limit", 1.8),
            column(wording, "column-verdict", 2.2),
        ],
        rows: rows
            .iter()
            .map(|(row, difference)| {
                let words = |number: f64| value(row, *difference, number, wording);
                let state = match row.state {
                    ChangeState::ChangedBeyondError => Text::strong(wording.say("compare-changed")),
                    ChangeState::NotShown => wording.say("compare-not-shown").into(),
                    ChangeState::NotComparable => wording.say("compare-not-comparable").into(),
                };
                Row::Cells(vec![
                    name(row, *difference, wording).into(),
                    words(row.earlier).into(),
                    words(row.later).into(),
                    row.detectable.map_or("–".to_owned(), words).into(),
                    state,
                ])
            })
            .collect(),
    }
}

/// What cannot be compared, by reason.
fn not_comparable(found: &Comparison, wording: &Wording, blocks: &mut Vec<Block>) {
    let mut groups: Vec<(String, Vec<String>)> = Vec::new();
    for (row, difference) in all(found).filter(|(row, _)| row.state == ChangeState::NotComparable) {
        let reasons: Vec<String> = row.reasons.iter().map(|reason| wording.say(reason.key())).collect();
        let (reasons, name) = (reasons.join("; "), name(row, difference, wording));
        match groups.iter_mut().find(|(known, _)| *known == reasons) {
            Some((_, names)) => names.push(name),
            None => groups.push((reasons, vec![name])),
        }
    }
    if groups.is_empty() {
        return;
    }
    blocks.push(heading(wording, "compare-heading-not-comparable"));
    let items = groups
        .into_iter()
        .map(|(reasons, names)| Text::strong(capital(&reasons)).and(format!(": {}.", names.join("; "))));
    blocks.push(Block::List(items.collect()));
}
