//! The document as one HTML file: no network, drawings inside, ready for paper. Everything can be read without scripts;
//! one small script inside shows a figure's values at once where the pointer is (browsers do so by themselves, later).

use super::document::{Align, Block, Document, Figure, Row, Table, Text, Tone};
use super::figures;
use maud::{DOCTYPE, Markup, PreEscaped, html};

/// Renders the whole page. Every text is escaped by the template.
pub(crate) fn render(document: &Document) -> String {
    let words = document.glossary.as_slice();
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
                    section.front { @for block in &document.front { (render_block(block, words)) } }
                    (contents(document))
                    @for (k, block) in document.blocks.iter().enumerate() {
                        @match block {
                            Block::Heading { level: 2, text } => h2 id=(anchor(k)) { (text) },
                            block => (render_block(block, words)),
                        }
                    }
                    @if !document.appendix.is_empty() {
                        details.appendix id="appendix" open[document.full] {
                            summary { (document.appendix_title) }
                            @for block in &document.appendix { (render_block(block, words)) }
                        }
                    }
                    @if !document.patient.is_empty() {
                        section.patient id="patient" {
                            @for block in &document.patient { (render_block(block, words)) }
                        }
                    }
                    (render_block(&document.closing, words))
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
            ul {
                @for (k, text) in sections { li { a href={ "#" (anchor(k)) } { (text) } } }
                @if !document.appendix.is_empty() { li { a href="#appendix" { (document.appendix_title) } } }
                @if !document.patient.is_empty() { li { a href="#patient" { (document.patient_title) } } }
            }
        }
    }
}

/// Words of the field with their meanings.
type Glossary = [(String, String)];

fn runs(text: &Text, words: &Glossary) -> Markup {
    html! {
        @for run in &text.0 {
            @if run.strong { strong { (explained(&run.text, words)) } } @else { (explained(&run.text, words)) }
        }
    }
}

/// A text in which words of the field show their meaning when pointed at.
fn explained(text: &str, words: &Glossary) -> Markup {
    let first = words
        .iter()
        .filter_map(|(word, meaning)| Some((text.find(word.as_str())?, word, meaning)))
        .filter(|(at, word, _)| alone(text, *at, word.len()))
        .min_by_key(|(at, word, _)| (*at, std::cmp::Reverse(word.len())));
    let Some((at, word, meaning)) = first else {
        return html! { (text) };
    };
    let (before, rest) = text.split_at(at);
    html! {
        (before) abbr title=(meaning) { (word) } (explained(&rest[word.len()..], words))
    }
}

/// True where a word stands alone and is no part of a longer one.
fn alone(text: &str, at: usize, len: usize) -> bool {
    let letter = |c: Option<char>| c.is_some_and(char::is_alphanumeric);
    !letter(text[..at].chars().next_back()) && !letter(text[at + len..].chars().next())
}

fn render_block(block: &Block, words: &Glossary) -> Markup {
    match block {
        Block::Heading { level: 2, text } => html! { h2 { (text) } },
        Block::Heading { text, .. } => html! { h3 { (text) } },
        Block::Paragraph(text) => html! { p { (runs(text, words)) } },
        Block::Note(text) => html! { p.note { (runs(text, words)) } },
        Block::List(items) => html! { ul { @for item in items { li { (runs(item, words)) } } } },
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
                    @for paragraph in paragraphs { p { (runs(paragraph, words)) } }
                    @if !items.is_empty() { ul { @for item in items { li { (runs(item, words)) } } } }
                }
            }
        },
        Block::Table(table) => render_table(table, words),
        Block::Figure(figure) => render_figure(figure),
        Block::Beside { figure, paragraphs } => html! {
            div.beside {
                (render_figure(figure))
                div { @for paragraph in paragraphs { p { (runs(paragraph, words)) } } }
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

fn render_table(table: &Table, words: &Glossary) -> Markup {
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
                                @if k == 0 { th scope="row" { (runs(cell, words)) } }
                                @else { td class=(align_class(table.columns.get(k).map_or(Align::Left, |c| c.align))) { (runs(cell, words)) } }
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
