//! The report as a list of blocks, between the analysis and the pages: HTML and PDF render the same document, so that
//! their content is the same by construction.

/// A piece of text in one style.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TextRun {
    pub text: String,
    pub strong: bool,
}

/// Text of one paragraph or cell.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Text(pub Vec<TextRun>);

impl Text {
    pub fn strong(text: impl Into<String>) -> Text {
        Text(vec![TextRun {
            text: text.into(),
            strong: true,
        }])
    }

    pub fn and(mut self, text: impl Into<String>) -> Text {
        self.0.push(TextRun {
            text: text.into(),
            strong: false,
        });
        self
    }

    pub(crate) fn and_strong(mut self, text: impl Into<String>) -> Text {
        self.0.push(TextRun {
            text: text.into(),
            strong: true,
        });
        self
    }

    /// The words alone.
    pub fn plain(&self) -> String {
        self.0.iter().map(|run| run.text.as_str()).collect()
    }
}

impl From<String> for Text {
    fn from(text: String) -> Self {
        Text(vec![TextRun { text, strong: false }])
    }
}

impl From<&str> for Text {
    fn from(text: &str) -> Self {
        Text::from(text.to_owned())
    }
}

/// What a framed block is for; chooses its colour.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tone {
    /// The fixed statement and other things that must not be overlooked.
    Statement,
    /// Grades of the recording.
    Good,
    Care,
    Poor,
    /// The summary.
    Summary,
    /// What the therapist wrote; nothing that the program found.
    Note,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Align {
    Left,
    Right,
    Center,
}

#[derive(Debug, Clone, PartialEq)]
pub struct Column {
    pub header: String,
    pub align: Align,
    /// Share of the table's width, any unit.
    pub weight: f32,
}

#[derive(Debug, Clone, PartialEq)]
pub enum Row {
    /// A heading over the rows that follow, across all columns.
    Group(String),
    /// One cell per column; the first is the row's header.
    Cells(Vec<Text>),
}

/// A table whose first column names the rows.
#[derive(Debug, Clone, PartialEq)]
pub struct Table {
    pub caption: String,
    pub columns: Vec<Column>,
    pub rows: Vec<Row>,
}

/// A part of a drawing that tells its value when pointed at; in figure units. Screens only.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hover {
    pub x: i32,
    pub y: i32,
    pub width: i32,
    pub height: i32,
    pub text: String,
}

/// A drawing with its words for people who cannot see it.
#[derive(Debug, Clone, PartialEq)]
pub struct Figure {
    /// Unique within the document, for HTML ids.
    pub id: String,
    /// The SVG's inside, without the `<svg>` element itself.
    pub body: String,
    /// Size of the drawing's coordinate system.
    pub width: u32,
    pub height: u32,
    /// What the figure is.
    pub title: String,
    /// What it shows, in words.
    pub description: String,
    pub caption: String,
    /// Values to be shown when pointed at.
    pub hover: Vec<Hover>,
}

#[derive(Debug, Clone, PartialEq)]
pub enum Block {
    Heading {
        level: u8,
        text: String,
    },
    Paragraph(Text),
    /// Smaller, for remarks under tables and figures.
    Note(Text),
    List(Vec<Text>),
    /// Name and value pairs.
    Facts(Vec<(String, String)>),
    Callout {
        tone: Tone,
        badge: Option<String>,
        title: String,
        paragraphs: Vec<Text>,
        items: Vec<Text>,
    },
    Table(Table),
    Figure(Figure),
    /// A narrow figure with words beside it.
    Beside {
        figure: Figure,
        paragraphs: Vec<Text>,
    },
    /// What follows begins a page of its own on paper.
    NewPage,
}

impl Block {
    /// Its running text, piece by piece: no words of tables and drawings.
    pub(crate) fn running_text(&self) -> Vec<String> {
        match self {
            Block::Heading { text, .. } => vec![text.clone()],
            Block::Paragraph(text) | Block::Note(text) => vec![text.plain()],
            Block::List(items) => items.iter().map(Text::plain).collect(),
            Block::Callout {
                title,
                paragraphs,
                items,
                ..
            } => {
                let text = paragraphs.iter().chain(items).map(Text::plain);
                [title.clone()]
                    .into_iter()
                    .filter(|title| !title.is_empty())
                    .chain(text)
                    .collect()
            }
            Block::Beside { paragraphs, .. } => paragraphs.iter().map(Text::plain).collect(),
            Block::Facts(_) | Block::Table(_) | Block::Figure(_) | Block::NewPage => Vec::new(),
        }
    }

    /// All its words, those of tables and the descriptions of drawings included.
    pub fn text(&self) -> Vec<String> {
        let mut text = self.running_text();
        match self {
            Block::Facts(facts) => text.extend(facts.iter().map(|(name, value)| format!("{name}: {value}"))),
            Block::Table(table) => {
                text.push(table.caption.clone());
                for row in &table.rows {
                    match row {
                        Row::Group(name) => text.push(name.clone()),
                        Row::Cells(cells) => text.extend(cells.iter().map(Text::plain)),
                    }
                }
            }
            Block::Figure(figure) | Block::Beside { figure, .. } => text.push(figure.description.clone()),
            _ => {}
        }
        text
    }
}

/// The words of running text in some blocks.
pub(crate) fn word_count(blocks: &[Block]) -> usize {
    let text = blocks.iter().flat_map(Block::running_text);
    // A number with its unit is one word, a sign between words is none.
    text.map(|text| {
        text.split(' ')
            .filter(|word| word.chars().any(char::is_alphanumeric))
            .count()
    })
    .sum()
}

/// The whole report.
#[derive(Debug, Clone, PartialEq)]
pub struct Document {
    /// BCP 47 tag.
    pub language: String,
    pub title: String,
    /// What was recorded, in one line.
    pub subtitle: String,
    /// Small print at the foot of each page.
    pub footer: String,
    /// Name of the list of sections.
    pub contents: String,
    /// "Page {number} of {count}".
    pub page_words: (String, String),
    /// Page one, which reads alone and fits one page.
    pub front: Vec<Block>,
    pub blocks: Vec<Block>,
    /// What is for looking up. Screens open it with a click; paper has it where it is asked for.
    pub appendix: Vec<Block>,
    pub appendix_title: String,
    /// True where paper has the appendix too and screens open with it.
    pub full: bool,
    /// The page for the person who walked: on paper a file of its own.
    pub patient: Vec<Block>,
    /// The title of that file.
    pub patient_title: String,
    /// Words of the field as they stand in the text, with their meanings; screens show them when pointed at.
    pub glossary: Vec<(String, String)>,
    /// The statement that ends every report.
    pub closing: Block,
}

impl Document {
    /// Every block that a screen shows, in its order.
    pub fn all(&self) -> impl Iterator<Item = &Block> {
        let parts = [&self.front, &self.blocks, &self.appendix, &self.patient];
        parts.into_iter().flatten().chain([&self.closing])
    }

    /// The page for the person who walked as a document of its own.
    #[cfg(feature = "pdf")]
    pub(crate) fn patient_document(&self) -> Document {
        Document {
            title: self.patient_title.clone(),
            // Its title is its first heading.
            front: self.patient.iter().skip(1).cloned().collect(),
            blocks: Vec::new(),
            appendix: Vec::new(),
            patient: Vec::new(),
            ..self.clone()
        }
    }
}
