//! Left against right: the figure, the table, and what each verdict means.

use super::{Context, words};
use crate::document::{Align, Block, Column, Row, Table, Text};
use crate::figures::{self, FigureError};
use crate::numbers;
use assessment::headlines::is_recovery;
use assessment::{FindingVerdict, Shift, SideDifference, Verdict};

/// Left against right, loading among it: one figure that is the table.
pub(super) fn section(context: &Context, blocks: &mut Vec<Block>) -> Result<(), FigureError> {
    blocks.push(Block::Heading {
        level: 2,
        text: context.say("heading-sides"),
    });
    if context.analysis.side_differences.is_empty() {
        blocks.push(Block::Paragraph(context.say("sides-none").into()));
        return Ok(());
    }
    blocks.push(Block::Paragraph(context.say("sides-marks").into()));
    // The weightiest shown change that no rest explains.
    let changes = &context.analysis.changes;
    let told = |shift: &&Shift| shift.verdict == FindingVerdict::Shown && !is_recovery(context.analysis, shift);
    let mut shifts = changes.events.iter().flat_map(|event| &event.shifts);
    if let Some(shift) = shifts.find_map(|k| changes.shifts.get(*k).filter(told)) {
        let onset = super::changes::moment(context, shift.onset_s);
        let pooled = context.wording.text("sides-pooled", &[("onset", onset.into())]);
        blocks.push(Block::Paragraph(Text::strong(pooled)));
    }
    blocks.extend(figures::sides::figure(context.analysis, context.wording)?.map(Block::Figure));
    let loading = context.explanation.loading.as_ref();
    blocks.extend(loading.map(|sentence| Block::Paragraph(Text::strong(context.tell(sentence)))));
    blocks.push(Block::Note(context.say("sides-note").into()));
    Ok(())
}

fn how_to_read(context: &Context) -> String {
    match context.analysis.session.affected_side {
        Some(side) => context
            .wording
            .text("sides-how-to-read-affected", &[("side", side.name().into())]),
        None => context.say("sides-how-to-read"),
    }
}

/// Every difference with its limits, those without a verdict too.
pub(super) fn details(context: &Context, blocks: &mut Vec<Block>) -> Result<(), FigureError> {
    let rows = &context.analysis.side_differences;
    if rows.is_empty() {
        return Ok(());
    }
    blocks.push(Block::Heading {
        level: 2,
        text: context.say("heading-all-sides"),
    });
    blocks.push(Block::Paragraph(how_to_read(context).into()));
    blocks.extend(
        figures::differences::all(context.analysis, context.wording)?
            .into_iter()
            .map(Block::Figure),
    );
    blocks.push(Block::Table(table(context, rows)));
    Ok(())
}

pub(crate) fn verdict_key(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::Shown => "verdict-shown",
        Verdict::Alike => "verdict-alike",
        Verdict::Small => "verdict-small",
        Verdict::NotShown => "verdict-not_shown",
        Verdict::CannotBeJudged => "verdict-cannot_be_judged",
        Verdict::Described => "verdict-described",
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
    let real = |value: f64| numbers::real_difference(difference.measure, value);
    let limit = |limit: Option<f64>| {
        limit.map_or("–".to_owned(), |limit| {
            // Of a ratio the limits on both sides are not as far from zero: 90 is 10 % less than 100, 100 is 11 % more than 90.
            let [less, more] =
                [-limit, limit].map(|limit| numbers::fixed(context.wording, real(limit).abs(), decimals));
            let told = match less == more {
                true => format!("±{more}"),
                false => format!("−{less}/+{more}"),
            };
            numbers::with_unit(&told, &unit)
        })
    };
    let value = Text::strong(numbers::with_unit(
        &numbers::signed(context.wording, real(difference.difference), decimals),
        &unit,
    ))
    .and(format!(
        "\u{2002}({})",
        super::measured::together(&numbers::difference_interval(wording, difference, decimals))
    ));
    let word = context.say(verdict_key(difference.verdict));
    let verdict = match difference.verdict {
        Verdict::Shown => Text::strong(word).and(format!(": {}", words::direction(context, difference, 1))),
        Verdict::CannotBeJudged => {
            let reasons: Vec<String> = difference
                .gates
                .quality_reasons
                .iter()
                .map(|reason| context.say(reason.key()))
                .collect();
            if reasons.is_empty() {
                word.into()
            } else {
                Text::from(format!("{word}: {}", words::join(context, &reasons)))
            }
        }
        Verdict::Alike | Verdict::Small | Verdict::NotShown | Verdict::Described => word.into(),
    };
    Row::Cells(vec![
        context.measure(difference.measure).into(),
        value,
        limit(difference.gates.error_limit).into(),
        limit(difference.gates.healthy_limit).into(),
        verdict,
    ])
}
