//! Left against right: the figure, the table, and what each verdict means.

use super::{Context, words};
use crate::assessment::{SideDifference, Verdict};
use crate::report::document::{Align, Block, Column, Row, Table, Text};
use crate::report::figures::{self, FigureError};
use crate::report::numbers;

pub fn section(context: &Context, blocks: &mut Vec<Block>) -> Result<(), FigureError> {
    let rows = &context.analysis.side_differences;
    blocks.push(Block::Heading {
        level: 2,
        text: context.say("heading-sides"),
    });
    if rows.is_empty() {
        blocks.push(Block::Paragraph(context.say("sides-none").into()));
        return Ok(());
    }
    let intro = match context.analysis.session.affected_side {
        Some(side) => context
            .wording
            .text("sides-how-to-read-affected", &[("side", side.name().into())]),
        None => context.say("sides-how-to-read"),
    };
    blocks.push(Block::Paragraph(intro.into()));
    blocks.extend(
        figures::differences::all(context.analysis, context.wording)?
            .into_iter()
            .map(Block::Figure),
    );
    blocks.push(Block::Table(table(context, rows)));
    blocks.push(Block::Note(context.say("sides-note").into()));
    Ok(())
}

pub fn verdict_key(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::Shown => "verdict-shown",
        Verdict::Small => "verdict-small",
        Verdict::NotShown => "verdict-not_shown",
        Verdict::CannotBeJudged => "verdict-cannot_be_judged",
    }
}

fn table(context: &Context, differences: &[SideDifference]) -> Table {
    let column = |key: &str, align, weight| Column {
        header: context.say(key),
        align,
        weight,
    };
    let columns = vec![
        column("column-measure", Align::Left, 2.7),
        column("column-difference", Align::Right, 3.1),
        column("column-error-limit", Align::Right, 1.25),
        column("column-healthy-limit", Align::Right, 1.2),
        column("column-verdict", Align::Left, 3.3),
    ];
    let mut rows = Vec::new();
    let mut last = None;
    for difference in differences {
        let domain = difference.measure.domain();
        if last != Some(domain) {
            last = Some(domain);
            rows.push(Row::Group(context.say(super::measured::domain_key(domain))));
        }
        rows.push(row(context, difference));
    }
    Table {
        caption: context.say("caption-sides"),
        columns,
        rows,
    }
}

fn row(context: &Context, difference: &SideDifference) -> Row {
    let wording = context.wording;
    let decimals = numbers::difference_decimals(difference.measure);
    let unit = numbers::difference_unit(wording, difference.measure);
    let limit = |limit: Option<f64>| {
        limit.map_or("–".to_owned(), |limit| {
            numbers::with_unit(&format!("±{}", numbers::fixed(context.wording, limit, decimals)), &unit)
        })
    };
    let value = Text::strong(numbers::with_unit(
        &numbers::signed(context.wording, difference.difference, decimals),
        &unit,
    ))
    .and(format!(
        "\u{2002}({})",
        super::measured::together(&numbers::interval(wording, difference.interval, decimals))
    ));
    let word = context.say(verdict_key(difference.verdict));
    let verdict = match difference.verdict {
        Verdict::Shown => Text::strong(word).and(format!(": {}", words::direction(context, difference, 1))),
        Verdict::CannotBeJudged => {
            let reasons: Vec<String> = difference
                .gates
                .quality_reasons
                .iter()
                .map(|code| context.say(&format!("gate-{code}")))
                .collect();
            if reasons.is_empty() {
                word.into()
            } else {
                Text::from(format!("{word}: {}", words::join(context, &reasons)))
            }
        }
        Verdict::Small | Verdict::NotShown => word.into(),
    };
    Row::Cells(vec![
        context.measure(difference.measure).into(),
        value,
        limit(difference.gates.error_limit).into(),
        limit(difference.gates.healthy_limit).into(),
        verdict,
    ])
}
