//! Tables: column widths from weights, rows that stay whole, the header again on every page.

use super::layout::{ACCENT, INK, LEFT, Layout, NOTE_STYLE, RULE, Style, WIDTH};
use super::page::{Belongs, Mark};
use super::text::{Face, Line};
use crate::document::{Align, Row, Table, Text};
use krilla::tagging::{TableHeaderScope, Tag};
use std::num::NonZeroU32;

const CELL: Style = Style {
    face: Face::Regular,
    size: 8.0,
    leading: 11.2,
    color: INK,
};
const HEAD: Style = Style {
    face: Face::Bold,
    size: 8.0,
    leading: 11.0,
    color: INK,
};
const GROUP: Style = Style {
    face: Face::Bold,
    size: 8.2,
    leading: 11.4,
    color: ACCENT,
};
/// Space between columns and above and below text.
const GUTTER: f32 = 7.0;
const PAD: f32 = 2.6;

/// Left edge and width of each column: by weight, but no narrower than its longest word, so that none is cut in two.
fn places(layout: &Layout, table: &Table) -> Vec<(f32, f32)> {
    let count = table.columns.len();
    let free = WIDTH - GUTTER * count.saturating_sub(1) as f32;
    let (cell, head) = (layout.sized(CELL).size, layout.sized(HEAD).size);
    let word = |text: &str, face: Face, size: f32| -> f32 {
        let words = text.split(' ').map(|word| layout.metrics.width(word, face, size));
        words.fold(0.0, f32::max)
    };
    let mut least: Vec<f32> = table
        .columns
        .iter()
        .map(|column| word(&column.header, Face::Bold, head))
        .collect();
    for row in &table.rows {
        let Row::Cells(cells) = row else { continue };
        for (least, text) in least.iter_mut().zip(cells) {
            for run in &text.0 {
                let face = if run.strong { Face::Bold } else { Face::Regular };
                *least = least.max(word(&run.text, face, cell));
            }
        }
    }
    // A file name without spaces must not push the others out.
    for least in &mut least {
        *least = (*least + 0.5).min(free / 3.0);
    }
    let mut widths = vec![0.0; count];
    let mut fixed = vec![false; count];
    loop {
        let taken: f32 = (0..count).filter(|k| fixed[*k]).map(|k| least[k]).sum();
        let total: f32 = (0..count).filter(|k| !fixed[*k]).map(|k| table.columns[k].weight).sum();
        let mut again = false;
        for k in 0..count {
            widths[k] = if fixed[k] {
                least[k]
            } else {
                (free - taken) * table.columns[k].weight / total
            };
            again |= !fixed[k] && widths[k] < least[k];
        }
        if !again || taken > free {
            break;
        }
        for k in 0..count {
            fixed[k] |= widths[k] < least[k];
        }
    }
    let mut x = LEFT;
    widths
        .into_iter()
        .map(|width| {
            let place = (x, width);
            x += width + GUTTER;
            place
        })
        .collect()
}

/// Tables of at most this many rows stay on one page.
const SHORT: usize = 14;

/// The height of a short table, which is not to be broken.
pub(super) fn kept_together(layout: &Layout, table: &Table) -> Option<f32> {
    let places = places(layout, table);
    let lines = |cells: &[Text], style: Style| -> f32 {
        let tallest = cells
            .iter()
            .zip(&places)
            .map(|(cell, (_, width))| layout.break_lines(cell, style, *width).len())
            .max();
        style.leading * tallest.unwrap_or(1) as f32 + 2.0 * PAD
    };
    let head: Vec<Text> = table
        .columns
        .iter()
        .map(|column| Text::strong(column.header.as_str()))
        .collect();
    let rows: f32 = table
        .rows
        .iter()
        .map(|row| match row {
            Row::Group(_) => layout.sized(GROUP).leading + 2.0 * PAD + 2.0,
            Row::Cells(cells) => lines(cells, layout.sized(CELL)),
        })
        .sum();
    (table.rows.len() <= SHORT)
        .then(|| 2.0 * layout.sized(NOTE_STYLE).leading + lines(&head, layout.sized(HEAD)) + rows)
}

pub(super) fn lay_out(layout: &mut Layout, table: &Table) {
    if let Some(height) = kept_together(layout, table) {
        layout.need(height);
    }
    let places = places(layout, table);
    let node = layout.structure.add(0, Tag::Table);
    let caption = layout.break_lines(&Text::from(table.caption.as_str()), layout.sized(NOTE_STYLE), WIDTH);
    let head: Vec<Vec<Line>> = table
        .columns
        .iter()
        .zip(&places)
        .map(|(column, (_, width))| {
            layout.break_lines(&Text::strong(column.header.as_str()), layout.sized(HEAD), *width)
        })
        .collect();
    let head_height = tallest(&head, layout.sized(HEAD)) + 2.0 * PAD;
    layout.y += 2.0;
    layout.need(
        layout.sized(NOTE_STYLE).leading * caption.len() as f32
            + head_height
            + 3.0 * (layout.sized(CELL).leading + 2.0 * PAD),
    );
    let words = layout.structure.add(node, Tag::Caption);
    for line in caption {
        let y = layout.y;
        let style = layout.sized(NOTE_STYLE);
        layout.line_at(words, line, style, LEFT, y);
        layout.y += style.leading;
    }
    layout.y += 2.0;
    let header = layout.structure.add(node, Tag::THead);
    let row = layout.structure.add(header, Tag::TR);
    let cells: Vec<Belongs> = table
        .columns
        .iter()
        .map(|_| Belongs::To(layout.structure.add(row, Tag::TH(TableHeaderScope::Column))))
        .collect();
    draw_head(layout, table, &places, &head, head_height, &cells);
    let again = vec![Belongs::Artifact; table.columns.len()];

    let body = layout.structure.add(node, Tag::TBody);
    for (k, entry) in table.rows.iter().enumerate() {
        match entry {
            Row::Group(name) => {
                let tall = layout.sized(GROUP).leading + 3.0 * PAD + 2.0;
                // A group's name never stands alone at the foot of a page.
                let next = if k + 1 < table.rows.len() {
                    2.0 * layout.sized(CELL).leading + 2.0 * PAD
                } else {
                    0.0
                };
                if layout.need(tall + next) {
                    draw_head(layout, table, &places, &head, head_height, &again);
                }
                let row = layout.structure.add(body, Tag::TR);
                let span = NonZeroU32::new(table.columns.len() as u32);
                let cell = layout
                    .structure
                    .add(row, Tag::TH(TableHeaderScope::Row).with_col_span(span));
                let line = super::layout::word(name, Face::Bold, &layout.metrics, layout.sized(GROUP).size);
                let y = layout.y + 2.0 * PAD;
                let style = layout.sized(GROUP);
                layout.line_at(cell, line, style, LEFT, y);
                layout.y += tall - PAD;
                rule(layout);
            }
            Row::Cells(cells) => {
                let lines: Vec<Vec<Line>> = cells
                    .iter()
                    .zip(&places)
                    .map(|(cell, (_, width))| layout.break_lines(cell, layout.sized(CELL), *width))
                    .collect();
                let tall = tallest(&lines, layout.sized(CELL)) + 2.0 * PAD;
                if layout.need(tall) {
                    draw_head(layout, table, &places, &head, head_height, &again);
                }
                let row = layout.structure.add(body, Tag::TR);
                for (k, lines) in lines.into_iter().enumerate() {
                    let cell = match k {
                        0 => layout.structure.add(row, Tag::TH(TableHeaderScope::Row)),
                        _ => layout.structure.add(row, Tag::TD),
                    };
                    let align = table.columns.get(k).map_or(Align::Left, |column| column.align);
                    let top = layout.y + PAD;
                    let style = layout.sized(CELL);
                    put(layout, Belongs::To(cell), lines, style, places[k], align, top);
                }
                layout.y += tall;
                rule(layout);
            }
        }
    }
    layout.y += 6.0;
}

fn tallest(cells: &[Vec<Line>], style: Style) -> f32 {
    style.leading * cells.iter().map(Vec::len).max().unwrap_or(1).max(1) as f32
}

fn rule(layout: &mut Layout) {
    let y = layout.y - 0.25;
    layout.put(
        Belongs::Artifact,
        Mark::Rect {
            x: LEFT,
            y,
            width: WIDTH,
            height: 0.5,
            color: RULE,
        },
    );
}

fn draw_head(
    layout: &mut Layout,
    table: &Table,
    places: &[(f32, f32)],
    head: &[Vec<Line>],
    height: f32,
    belongs: &[Belongs],
) {
    for (k, lines) in head.iter().enumerate() {
        // Headers stand on the rule.
        let top = layout.y + height - PAD - layout.sized(HEAD).leading * lines.len() as f32;
        let style = layout.sized(HEAD);
        put(
            layout,
            belongs[k],
            lines.clone(),
            style,
            places[k],
            table.columns[k].align,
            top,
        );
    }
    layout.y += height;
    let y = layout.y - 0.6;
    layout.put(
        Belongs::Artifact,
        Mark::Rect {
            x: LEFT,
            y,
            width: WIDTH,
            height: 1.1,
            color: INK,
        },
    );
}

fn put(
    layout: &mut Layout,
    belongs: Belongs,
    lines: Vec<Line>,
    style: Style,
    (x, width): (f32, f32),
    align: Align,
    top: f32,
) {
    for (k, line) in lines.into_iter().enumerate() {
        let x = match align {
            Align::Left => x,
            Align::Right => x + width - line.width,
            Align::Center => x + (width - line.width) / 2.0,
        };
        let baseline = top + style.leading * k as f32 + 0.5 * style.leading + 0.36 * style.size;
        layout.put(
            belongs,
            Mark::Line {
                x,
                baseline,
                line,
                size: style.size,
                color: style.color,
            },
        );
    }
}
