//! Places the document's blocks down the pages.

use super::page::{Belongs, Bookmark, Color, Mark, PAGE, Pages, Structure};
use super::text::{Face, Line, Metrics, Piece};
use crate::document::{Block, Document, Figure, Text, Tone};
use crate::{ReportError, figures};
use krilla::tagging::{ListNumbering, TableHeaderScope, Tag, TagKind};
use std::num::NonZeroU16;
use std::sync::Arc;

pub(super) const LEFT: f32 = 54.0;
pub(super) const WIDTH: f32 = PAGE.0 - 2.0 * LEFT;
const TOP: f32 = 50.0;
const BOTTOM: f32 = PAGE.1 - 58.0;

pub(super) const INK: Color = (0x1f, 0x29, 0x33);
pub(super) const SOFT: Color = (0x52, 0x60, 0x6d);
pub(super) const RULE: Color = (0xd3, 0xda, 0xe0);
pub(super) const ACCENT: Color = (0x1c, 0x5d, 0x7d);
const PALE: Color = (0xf4, 0xf6, 0xf8);
const WHITE: Color = (0xff, 0xff, 0xff);

/// Body text and its line height, points.
const BODY: f32 = 9.2;
const LEADING: f32 = 13.4;

/// How a stretch of text is set.
#[derive(Clone, Copy)]
pub(super) struct Style {
    pub face: Face,
    pub size: f32,
    pub leading: f32,
    pub color: Color,
}

pub(super) const BODY_STYLE: Style = Style {
    face: Face::Regular,
    size: BODY,
    leading: LEADING,
    color: INK,
};
pub(super) const NOTE_STYLE: Style = Style {
    face: Face::Regular,
    size: 7.8,
    leading: 11.2,
    color: SOFT,
};

/// Words beside a figure, and the width of either.
const BESIDE_STYLE: Style = Style {
    face: Face::Regular,
    size: 9.0,
    leading: 12.2,
    color: INK,
};
const HALF: f32 = (WIDTH - 18.0) / 2.0;

/// The pen: where the next block goes, and what stands already.
pub(super) struct Layout {
    pub metrics: Metrics,
    pub structure: Structure,
    pages: Vec<Vec<(Belongs, Mark)>>,
    bookmarks: Vec<Bookmark>,
    pub y: f32,
    /// Size of everything, 1 but for page one and, where it helps, the last part.
    scale: f32,
    /// Set closer, to fit a page.
    close: bool,
    /// On page one.
    front: bool,
    /// Letters of page one are no smaller, points; those of a table would be.
    least: f32,
    fonts: Arc<usvg::fontdb::Database>,
}

/// Down to this size of page one its drawing keeps its full width.
const FULL_WIDTH: f32 = 0.9;
/// Sizes that page one is tried in, until it fits on one page; its smallest letters stay at nine points or more.
const FRONT_SCALES: [f32; 7] = [1.12, 1.09, 1.06, 1.03, 1.0, 0.99, 0.98];
/// Letters of page one, points.
const FRONT_LEAST: f32 = 9.0;
/// Sizes of a page of plain words alone, where its answers are many.
const SHEET_SCALES: [f32; 12] = [1.12, 1.09, 1.06, 1.03, 1.0, 0.98, 0.96, 0.94, 0.92, 0.9, 0.88, 0.86];
/// Letters of remarks on page one: nine points at its smallest scale, as its running text.
const FRONT_NOTE: f32 = BODY;

/// Lays out everything, page numbers included.
pub(crate) fn lay_out(document: &Document) -> Result<Pages, ReportError> {
    let fonts = figures::FONTS.clone();
    let mut layout = front(document, &fonts)?;
    if !document.blocks.is_empty() {
        (layout.scale, layout.close, layout.front, layout.least) = (1.0, false, false, 0.0);
    }
    if !document.blocks.is_empty() {
        layout.new_page();
    }
    layout.run(&document.blocks)?;
    if document.full && !document.appendix.is_empty() {
        layout.new_page();
        layout.run(&document.appendix)?;
    }
    // The sheet in plain words ends with the statement in words of its own.
    if !document.blocks.is_empty() {
        layout.run(std::slice::from_ref(&document.closing))?;
    }
    layout.footers(document);
    let title = layout.metrics.printable(&document.title);
    Ok(Pages {
        pages: layout.pages,
        structure: layout.structure,
        bookmarks: layout.bookmarks,
        title,
        language: document.language.clone(),
    })
}

/// Pages that title and page one take.
pub(crate) fn front_pages(document: &Document) -> Result<usize, ReportError> {
    Ok(front(document, &figures::FONTS)?.pages.len())
}

/// Title and page one, in the largest size that fits on one page.
fn front(document: &Document, fonts: &Arc<usvg::fontdb::Database>) -> Result<Layout, ReportError> {
    let mut last = None;
    let sheet = document.blocks.is_empty() && document.appendix.is_empty();
    let scales: &[f32] = if sheet { &SHEET_SCALES } else { &FRONT_SCALES };
    for &scale in scales {
        let mut layout = Layout::new(scale, true, fonts)?;
        layout.least = if sheet { 0.0 } else { FRONT_LEAST };
        layout.title(document);
        layout.run(&document.front)?;
        let fits = layout.pages.len() == 1;
        last = Some(layout);
        if fits {
            break;
        }
    }
    last.ok_or_else(|| ReportError::Pdf("no size for page one".to_owned()))
}

impl Layout {
    fn new(scale: f32, close: bool, fonts: &Arc<usvg::fontdb::Database>) -> Result<Layout, ReportError> {
        Ok(Layout {
            metrics: Metrics::new().ok_or_else(|| ReportError::Pdf("the embedded font cannot be read".to_owned()))?,
            structure: Structure::new(),
            pages: vec![Vec::new()],
            bookmarks: Vec::new(),
            y: TOP,
            scale,
            close,
            front: true,
            least: 0.0,
            fonts: fonts.clone(),
        })
    }

    /// Places blocks one after the other.
    fn run(&mut self, blocks: &[Block]) -> Result<(), ReportError> {
        (0..blocks.len()).try_for_each(|k| self.block(&blocks[k..]))
    }

    /// Remarks: smaller than running text, but not on page one.
    fn note_style(&self) -> Style {
        let style = if self.front {
            Style {
                size: FRONT_NOTE,
                leading: 12.4,
                ..NOTE_STYLE
            }
        } else {
            NOTE_STYLE
        };
        self.sized(style)
    }

    /// A style in this page's size.
    pub(super) fn sized(&self, style: Style) -> Style {
        let scale = self.scale.max(self.least / style.size);
        Style {
            size: style.size * scale,
            leading: style.leading * scale,
            ..style
        }
    }

    pub(super) fn put(&mut self, belongs: Belongs, mark: Mark) {
        if let Some(page) = self.pages.last_mut() {
            page.push((belongs, mark));
        }
    }

    pub(super) fn new_page(&mut self) {
        self.pages.push(Vec::new());
        self.y = TOP;
    }

    /// True where a new page was begun, because the height did not fit.
    pub(super) fn need(&mut self, height: f32) -> bool {
        let breaks = self.y + height > BOTTOM && self.y > TOP;
        if breaks {
            self.new_page();
        }
        breaks
    }

    fn at_top(&self) -> bool {
        self.y <= TOP
    }

    fn space(&mut self, height: f32) {
        if !self.at_top() {
            self.y += height;
        }
    }

    pub(super) fn break_lines(&self, text: &Text, style: Style, width: f32) -> Vec<Line> {
        self.metrics.lines(text, style.face, style.size, width)
    }

    /// Puts a line whose box begins at `y`.
    pub(super) fn line_at(&mut self, node: usize, line: Line, style: Style, x: f32, y: f32) {
        let baseline = y + 0.5 * style.leading + 0.36 * style.size;
        self.put(
            Belongs::To(node),
            Mark::Line {
                x,
                baseline,
                line,
                size: style.size,
                color: style.color,
            },
        );
    }

    /// Lines down the page, breaking pages where needed.
    fn flow(&mut self, node: usize, lines: Vec<Line>, style: Style, x: f32) {
        for line in lines {
            self.need(style.leading);
            let y = self.y;
            self.line_at(node, line, style, x, y);
            self.y += style.leading;
        }
    }

    fn title(&mut self, document: &Document) {
        let style = self.sized(Style {
            face: Face::Bold,
            size: 17.0,
            leading: 22.0,
            color: INK,
        });
        let text = self.metrics.printable(&document.title);
        let node = self.structure.add(0, heading_tag(1, &text));
        self.bookmarks.push(Bookmark {
            level: 1,
            text,
            page: 0,
            y: self.y,
        });
        let lines = self.break_lines(&Text::from(document.title.as_str()), style, WIDTH);
        self.flow(node, lines, style, LEFT);
        let style = self.sized(Style {
            color: SOFT,
            ..BODY_STYLE
        });
        let node = self.structure.add(0, Tag::P);
        let lines = self.break_lines(&Text::from(document.subtitle.as_str()), style, WIDTH);
        self.flow(node, lines, style, LEFT);
        self.y += 3.0;
        let y = self.y;
        self.put(
            Belongs::Artifact,
            Mark::Rect {
                x: LEFT,
                y,
                width: WIDTH,
                height: 2.0,
                color: ACCENT,
            },
        );
        self.y += 7.0;
    }

    /// Places the first of these blocks.
    fn block(&mut self, blocks: &[Block]) -> Result<(), ReportError> {
        let [block, rest @ ..] = blocks else {
            return Ok(());
        };
        match block {
            Block::Heading { level, text } => {
                let after = self.first_part(rest).min(BOTTOM - TOP - 60.0);
                self.heading(*level, text, after);
            }
            Block::Paragraph(text) => self.paragraph(text, self.sized(BODY_STYLE)),
            Block::Note(text) => self.paragraph(text, self.note_style()),
            Block::List(items) => {
                self.list(0, items, LEFT, WIDTH);
                self.y += 4.0;
            }
            Block::Facts(facts) => self.facts(facts),
            Block::Callout {
                tone,
                badge,
                title,
                paragraphs,
                items,
            } => {
                self.callout(*tone, badge.as_deref(), title, paragraphs, items);
            }
            Block::Table(table) => super::table::lay_out(self, table),
            Block::Figure(figure) => self.figure(figure)?,
            Block::Beside { figure, paragraphs } => self.beside(figure, paragraphs)?,
            Block::NewPage => {
                if !self.at_top() {
                    self.new_page();
                }
            }
        }
        Ok(())
    }

    /// Height of what must stay on one page with a heading above it.
    fn first_part(&self, blocks: &[Block]) -> f32 {
        let [block, rest @ ..] = blocks else {
            return 0.0;
        };
        match block {
            // A heading or a paragraph that leads to a figure stays with it.
            Block::Heading { .. } => 24.0 + self.first_part(rest),
            Block::Paragraph(text) => {
                let lines = self.break_lines(text, self.sized(BODY_STYLE), WIDTH).len() as f32;
                let leads = rest
                    .iter()
                    .find(|block| !matches!(block, Block::Paragraph(_)))
                    .is_some_and(|block| matches!(block, Block::Figure(_) | Block::Beside { .. }));
                let own = self.scale * LEADING * if leads { lines } else { lines.min(3.0) };
                if leads { own + 4.0 + self.first_part(rest) } else { own }
            }
            Block::Figure(figure) => (self.scale / FULL_WIDTH).min(1.0) * figure_height(figure) + 30.0,
            Block::Beside { figure, paragraphs } => self.beside_height(figure, paragraphs).min(BOTTOM - TOP - 60.0),
            Block::Table(table) => super::table::kept_together(self, table).unwrap_or(90.0),
            Block::Callout { paragraphs, title, .. } => {
                let lines: usize = paragraphs
                    .iter()
                    .map(|text| self.break_lines(text, self.sized(BODY_STYLE), WIDTH - 60.0).len())
                    .sum();
                (self.scale * LEADING * lines as f32 + if title.is_empty() { 24.0 } else { 44.0 }).min(300.0)
            }
            _ => 3.0 * LEADING,
        }
    }

    fn heading(&mut self, level: u8, text: &str, after: f32) {
        let style = match level {
            2 => Style {
                face: Face::Bold,
                size: 12.5,
                leading: 17.0,
                color: ACCENT,
            },
            _ => Style {
                face: Face::Bold,
                size: 10.0,
                leading: 14.0,
                color: INK,
            },
        };
        let style = self.sized(style);
        let close = self.close;
        self.space(
            self.scale
                * if close {
                    5.0
                } else if level == 2 {
                    15.0
                } else {
                    8.0
                },
        );
        let lines = self.break_lines(&Text::strong(text), style, WIDTH);
        self.need(style.leading * lines.len() as f32 + after);
        let node = self.structure.add(0, heading_tag(level, text));
        let page = self.pages.len() - 1;
        self.bookmarks.push(Bookmark {
            level,
            text: self.metrics.printable(text),
            page,
            y: self.y,
        });
        self.flow(node, lines, style, LEFT);
        self.y += if close { 1.0 } else { 4.0 };
    }

    fn paragraph(&mut self, text: &Text, style: Style) {
        let lines = self.break_lines(text, style, WIDTH);
        // No single line alone at the foot or the top of a page.
        self.need(style.leading * lines.len().min(2) as f32);
        let node = self.structure.add(0, Tag::P);
        self.flow(node, lines, style, LEFT);
        self.y += 4.0 * self.scale;
    }

    fn list(&mut self, parent: usize, items: &[Text], x: f32, width: f32) {
        let list = self.structure.add(parent, Tag::L(ListNumbering::Disc));
        for item in items {
            let style = self.sized(BODY_STYLE);
            let lines = self.break_lines(item, style, width - 12.0);
            self.need(style.leading * lines.len().min(3) as f32);
            self.item(list, lines, x);
            self.y += 2.0 * self.scale;
        }
    }

    fn item(&mut self, list: usize, lines: Vec<Line>, x: f32) {
        let item = self.structure.add(list, Tag::LI);
        let label = self.structure.add(item, Tag::Lbl);
        let (y, style) = (self.y, self.sized(BODY_STYLE));
        self.line_at(label, word("•", Face::Regular, &self.metrics, style.size), style, x, y);
        let body = self.structure.add(item, Tag::LBody);
        self.flow(body, lines, style, x + 12.0);
    }

    /// A framed block. It stays on one page where it can; every paragraph brings its own stretch of background, so that
    /// a very long one can break.
    fn callout(&mut self, tone: Tone, badge: Option<&str>, title: &str, paragraphs: &[Text], items: &[Text]) {
        let color = match tone {
            Tone::Statement => INK,
            Tone::Good => (0x1b, 0x6e, 0x4b),
            Tone::Care => (0x8a, 0x61, 0x00),
            Tone::Poor => (0x9b, 0x2c, 0x2c),
            Tone::Summary => ACCENT,
            Tone::Note => (0x5b, 0x4a, 0x8a),
        };
        let inset = if badge.is_some() { 50.0 } else { 14.0 };
        let (x, width) = (LEFT + inset, WIDTH - inset - 12.0);
        let pad = (8.0 * self.scale).min(if self.close { 6.0 } else { 8.0 });
        let body = self.sized(BODY_STYLE);
        let mut parts: Vec<(Part, Vec<Line>, Style)> = Vec::new();
        if !title.is_empty() {
            let style = self.sized(Style {
                face: Face::Bold,
                size: 10.6,
                leading: 15.0,
                color: INK,
            });
            parts.push((
                Part::Paragraph,
                self.break_lines(&Text::strong(title), style, width),
                style,
            ));
        }
        for text in paragraphs {
            parts.push((Part::Paragraph, self.break_lines(text, body, width), body));
        }
        for text in items {
            parts.push((Part::Item, self.break_lines(text, body, width - 12.0), body));
        }
        let gap = 3.0;
        let height: f32 = parts
            .iter()
            .map(|(_, lines, style)| style.leading * lines.len() as f32 + gap)
            .sum();
        let least = if badge.is_some() { 38.0 } else { 0.0 };
        let height = height.max(least);
        if height + 2.0 * pad < BOTTOM - TOP {
            self.need(height + 2.0 * pad);
        }
        self.backdrop(pad, color);
        let node = self.structure.add(0, Tag::Div);
        let top = self.y;
        let first_page = self.pages.len() - 1;
        // The badge is read first and painted last, over the grounds of all paragraphs beside it.
        let badge = badge.map(|badge| (badge, self.structure.add(node, Tag::P)));
        let mut list = None;
        for (part, lines, style) in parts {
            let tall = style.leading * lines.len() as f32 + gap;
            self.need(tall);
            self.backdrop(tall, color);
            self.y -= tall;
            match part {
                Part::Paragraph => {
                    let node = self.structure.add(node, Tag::P);
                    self.flow(node, lines, style, x);
                }
                Part::Item => {
                    let list = *list.get_or_insert_with(|| self.structure.add(node, Tag::L(ListNumbering::Disc)));
                    self.item(list, lines, x);
                }
            }
            self.y += gap;
        }
        let missing = top + least - self.y;
        self.backdrop((pad - gap + missing.clamp(0.0, least)).max(1.0), color);
        if let Some((badge, node)) = badge {
            let (x, y, size) = (LEFT + 27.0, top + 14.0, 15.0);
            let letter = word(badge, Face::Bold, &self.metrics, size);
            let place = x - letter.width / 2.0;
            let marks = [
                (
                    Belongs::Artifact,
                    Mark::Disc {
                        x,
                        y,
                        radius: 15.0,
                        color,
                    },
                ),
                (
                    Belongs::To(node),
                    Mark::Line {
                        x: place,
                        baseline: y + 0.36 * size,
                        line: letter,
                        size,
                        color: WHITE,
                    },
                ),
            ];
            self.pages[first_page].extend(marks);
        }
        self.y += 4.0 * self.scale;
    }

    /// Pale ground with a coloured edge, from the pen downwards; moves the pen. Stretches overlap a little, so that no
    /// hairline shows between them.
    fn backdrop(&mut self, height: f32, color: Color) {
        let y = self.y;
        self.put(
            Belongs::Artifact,
            Mark::Rect {
                x: LEFT,
                y,
                width: WIDTH,
                height: height + 0.4,
                color: PALE,
            },
        );
        self.put(
            Belongs::Artifact,
            Mark::Rect {
                x: LEFT,
                y,
                width: 3.5,
                height: height + 0.4,
                color,
            },
        );
        self.y += height;
    }

    fn facts(&mut self, facts: &[(String, String)]) {
        let node = self.structure.add(0, Tag::Table);
        let body = self.structure.add(node, Tag::TBody);
        for (name, value) in facts {
            let lines = self.break_lines(&Text::from(value.as_str()), BODY_STYLE, WIDTH - 150.0);
            let tall = LEADING * lines.len().max(1) as f32 + 3.0;
            self.need(tall);
            let row = self.structure.add(body, Tag::TR);
            let head = self.structure.add(row, Tag::TH(TableHeaderScope::Row));
            let y = self.y;
            let soft = Style {
                color: SOFT,
                ..BODY_STYLE
            };
            self.line_at(head, word(name, Face::Regular, &self.metrics, BODY), soft, LEFT, y);
            let cell = self.structure.add(row, Tag::TD);
            for (k, line) in lines.into_iter().enumerate() {
                self.line_at(cell, line, BODY_STYLE, LEFT + 150.0, y + LEADING * k as f32);
            }
            self.y += tall;
            let y = self.y - 1.5;
            self.put(
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
        self.y += 6.0;
    }

    fn figure(&mut self, figure: &Figure) -> Result<(), ReportError> {
        // A drawing taller than the page is drawn smaller, as is one on a page that is set smaller.
        // A little smaller type leaves the drawing its full width: it then keeps the margins.
        let own = (self.scale / FULL_WIDTH).min(1.0);
        let scale = own.min((BOTTOM - TOP - 40.0) / figure_height(figure));
        let (width, height) = (WIDTH * scale, figure_height(figure) * scale);
        let note = self.note_style();
        let caption = self.break_lines(&Text::from(figure.caption.as_str()), note, WIDTH);
        self.space(6.0 * self.scale);
        self.need(height + 6.0 + note.leading * caption.len() as f32);
        let (x, y) = (LEFT + (WIDTH - width) / 2.0, self.y);
        let node = self.drawing(figure, 0, (x, y), (width, height))?;
        self.y += height + 4.0 * self.scale;
        let words = self.structure.add(node, Tag::Caption);
        self.flow(words, caption, note, LEFT);
        self.y += 6.0 * self.scale;
        Ok(())
    }

    /// Puts a drawing at a place and returns its node.
    fn drawing(
        &mut self,
        figure: &Figure,
        parent: usize,
        (x, y): (f32, f32),
        (width, height): (f32, f32),
    ) -> Result<usize, ReportError> {
        let options = usvg::Options {
            fontdb: self.fonts.clone(),
            font_family: "DejaVu Sans".to_owned(),
            ..Default::default()
        };
        let tree = usvg::Tree::from_str(&figures::wrap(figure), &options)
            .map_err(|error| ReportError::Pdf(format!("drawing {}: {error}", figure.id)))?;
        let words = self
            .metrics
            .printable(&format!("{}. {}", figure.title, figure.description));
        let node = self.structure.add(parent, Tag::Figure(Some(words)));
        let mark = Mark::Drawing {
            x,
            y,
            width,
            height,
            tree: Box::new(tree),
        };
        self.put(Belongs::To(node), mark);
        Ok(node)
    }

    /// Heights of the figure with its caption and of the words.
    fn beside_heights(&self, figure: &Figure, paragraphs: &[Text]) -> (f32, f32) {
        let drawing = HALF * figure.height as f32 / figure.width as f32;
        let caption = self.break_lines(&Text::from(figure.caption.as_str()), NOTE_STYLE, HALF);
        let words: f32 = paragraphs
            .iter()
            .map(|text| BESIDE_STYLE.leading * self.break_lines(text, BESIDE_STYLE, HALF).len() as f32 + 3.0)
            .sum();
        (drawing + 4.0 + NOTE_STYLE.leading * caption.len() as f32, words)
    }

    fn beside_height(&self, figure: &Figure, paragraphs: &[Text]) -> f32 {
        let (left, right) = self.beside_heights(figure, paragraphs);
        left.max(right) + 14.0
    }

    /// A figure on the left half, words on the right half. Words longer than a page go below the figure instead.
    fn beside(&mut self, figure: &Figure, paragraphs: &[Text]) -> Result<(), ReportError> {
        let (left, right) = self.beside_heights(figure, paragraphs);
        let together = right <= BOTTOM - TOP - 20.0;
        self.space(4.0);
        self.need(if together { left.max(right) } else { left } + 8.0);
        let top = self.y;
        let drawing = HALF * figure.height as f32 / figure.width as f32;
        let node = self.drawing(figure, 0, (LEFT, top), (HALF, drawing))?;
        self.y = top + drawing + 4.0;
        let caption = self.break_lines(&Text::from(figure.caption.as_str()), NOTE_STYLE, HALF);
        let words = self.structure.add(node, Tag::Caption);
        self.flow(words, caption, NOTE_STYLE, LEFT);
        let below = self.y;
        let (x, width) = if together {
            (LEFT + WIDTH - HALF, HALF)
        } else {
            (LEFT, WIDTH)
        };
        if together {
            self.y = top;
        }
        for text in paragraphs {
            let lines = self.break_lines(text, BESIDE_STYLE, width);
            let node = self.structure.add(0, Tag::P);
            self.flow(node, lines, BESIDE_STYLE, x);
            self.y += 3.0;
        }
        self.y = self.y.max(if together { below } else { self.y }) + 8.0;
        Ok(())
    }

    fn footers(&mut self, document: &Document) {
        let count = self.pages.len();
        for k in 0..count {
            // As page one, which is read alone.
            let size = if k == 0 { 9.0 } else { 7.4 };
            let number = format!("{} {} {} {count}", document.page_words.0, k + 1, document.page_words.1);
            let left = word(&document.footer, Face::Regular, &self.metrics, size);
            let right = word(&number, Face::Regular, &self.metrics, size);
            let x = LEFT + WIDTH - right.width;
            let baseline = PAGE.1 - 30.0;
            let rule = Mark::Rect {
                x: LEFT,
                y: baseline - 13.0,
                width: WIDTH,
                height: 0.5,
                color: RULE,
            };
            self.pages[k].push((Belongs::PageNumber, rule));
            for (x, line) in [(LEFT, left), (x, right)] {
                self.pages[k].push((
                    Belongs::PageNumber,
                    Mark::Line {
                        x,
                        baseline,
                        line,
                        size,
                        color: SOFT,
                    },
                ));
            }
        }
    }
}

enum Part {
    Paragraph,
    Item,
}

fn figure_height(figure: &Figure) -> f32 {
    WIDTH * figure.height as f32 / figure.width as f32
}

fn heading_tag(level: u8, text: &str) -> TagKind {
    // Levels come from the document and are never zero.
    let level = NonZeroU16::new(u16::from(level)).unwrap_or(NonZeroU16::MIN);
    Tag::Hn(level, Some(text.to_owned())).into()
}

/// One line of one face.
pub(super) fn word(text: &str, face: Face, metrics: &Metrics, size: f32) -> Line {
    let text = metrics.printable(text);
    let width = metrics.width(&text, face, size);
    Line {
        pieces: vec![Piece { text, face, width }],
        width,
    }
}
