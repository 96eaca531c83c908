//! The document as one HTML file: no network, drawings inside, ready for paper. Everything can be read without scripts;
//! one small script inside shows a figure's values at once where the pointer is (browsers do so by themselves, later).

use super::document::{Align, Block, Document, Figure, Row, Table, Text, Tone};
use super::figures;
use maud::{DOCTYPE, Markup, PreEscaped, html};

/// Renders the whole page. Every text is escaped by the template.
pub fn render(document: &Document) -> String {
    let page = html! {
        (DOCTYPE)
        html lang=(document.language) {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                meta name="robots" content="noindex";
                title { (document.title) }
                style { (PreEscaped(include_str!("report.css"))) }
            }
            body {
                main {
                    header {
                        h1 { (document.title) }
                        p.subtitle { (document.subtitle) }
                    }
                    section.front { @for block in &document.front { (render_block(block)) } }
                    (contents(document))
                    @for (k, block) in document.blocks.iter().enumerate() {
                        @match block {
                            Block::Heading { level: 2, text } => h2 id=(anchor(k)) { (text) },
                            block => (render_block(block)),
                        }
                    }
                    footer { p { (document.footer) } }
                }
                script { (PreEscaped(include_str!("hover.js"))) }
            }
        }
    };
    page.into_string()
}

fn anchor(k: usize) -> String {
    format!("part-{k}")
}

/// Links to the sections behind page one; screens only.
fn contents(document: &Document) -> Markup {
    let sections = document.blocks.iter().enumerate().filter_map(|(k, block)| match block {
        Block::Heading { level: 2, text } => Some((k, text)),
        _ => None,
    });
    html! {
        nav.contents aria-label=(document.contents) {
            ul { @for (k, text) in sections { li { a href={ "#" (anchor(k)) } { (text) } } } }
        }
    }
}

fn runs(text: &Text) -> Markup {
    html! {
        @for run in &text.0 {
            @if run.strong { strong { (run.text) } } @else { (run.text) }
        }
    }
}

fn render_block(block: &Block) -> Markup {
    match block {
        Block::Heading { level: 2, text } => html! { h2 { (text) } },
        Block::Heading { text, .. } => html! { h3 { (text) } },
        Block::Paragraph(text) => html! { p { (runs(text)) } },
        Block::Note(text) => html! { p.note { (runs(text)) } },
        Block::List(items) => html! { ul { @for item in items { li { (runs(item)) } } } },
        Block::Facts(facts) => html! {
            dl { @for (name, value) in facts { div { dt { (name) } dd { (value) } } } }
        },
        Block::Callout {
            tone,
            badge,
            title,
            paragraphs,
            items,
        } => html! {
            div class={ "callout " (tone_class(*tone)) } {
                @if let Some(badge) = badge { span.badge { (badge) } }
                div {
                    @if !title.is_empty() { p.callout-title { strong { (title) } } }
                    @for paragraph in paragraphs { p { (runs(paragraph)) } }
                    @if !items.is_empty() { ul { @for item in items { li { (runs(item)) } } } }
                }
            }
        },
        Block::Table(table) => render_table(table),
        Block::Figure(figure) => render_figure(figure),
        Block::Beside { figure, paragraphs } => html! {
            div.beside {
                (render_figure(figure))
                div { @for paragraph in paragraphs { p { (runs(paragraph)) } } }
            }
        },
        Block::NewPage => html! { div.new-page {} },
    }
}

fn tone_class(tone: Tone) -> &'static str {
    match tone {
        Tone::Statement => "statement",
        Tone::Good => "good",
        Tone::Care => "care",
        Tone::Poor => "poor",
        Tone::Summary => "summary",
        Tone::Note => "remark",
    }
}

fn align_class(align: Align) -> &'static str {
    match align {
        Align::Left => "left",
        Align::Right => "right",
        Align::Center => "center",
    }
}

fn render_table(table: &Table) -> Markup {
    let total: f32 = table.columns.iter().map(|column| column.weight).sum();
    html! {
        // A wide table scrolls inside its frame on small screens; the keyboard must reach it.
        div.table role="group" aria-label=(table.caption) tabindex="0" { table {
            caption { (table.caption) }
            colgroup {
                @for column in &table.columns {
                    col style={ "width:" (format!("{:.1}", 100.0 * column.weight / total)) "%" };
                }
            }
            thead { tr { @for column in &table.columns { th scope="col" class=(align_class(column.align)) { (column.header) } } } }
            tbody {
                @for row in &table.rows {
                    @match row {
                        Row::Group(name) => tr.group { th scope="rowgroup" colspan=(table.columns.len()) { (name) } },
                        Row::Cells(cells) => tr {
                            @for (k, cell) in cells.iter().enumerate() {
                                @if k == 0 { th scope="row" { (runs(cell)) } }
                                @else { td class=(align_class(table.columns.get(k).map_or(Align::Left, |c| c.align))) { (runs(cell)) } }
                            }
                        },
                    }
                }
            }
        } }
    }
}

fn render_figure(figure: &Figure) -> Markup {
    html! {
        figure id=(figure.id) {
            (PreEscaped(figures::wrap_for_screen(figure)))
            figcaption { (figure.caption) }
        }
    }
}
