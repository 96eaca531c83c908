//! The report as a list of blocks, between the analysis and the pages: HTML and PDF render the same document, so that
//! their content is the same by construction.

/// A piece of text in one style.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Run {
    pub text: String,
    pub strong: bool,
}

/// Text of one paragraph or cell.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Text(pub Vec<Run>);

impl Text {
    pub fn strong(text: impl Into<String>) -> Text {
        Text(vec![Run {
            text: text.into(),
            strong: true,
        }])
    }

    pub fn and(mut self, text: impl Into<String>) -> Text {
        self.0.push(Run {
            text: text.into(),
            strong: false,
        });
        self
    }

    pub fn and_strong(mut self, text: impl Into<String>) -> Text {
        self.0.push(Run {
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
        Text(vec![Run { text, strong: false }])
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
    /// Page one, which reads alone; on paper it is set small enough to fit.
    pub front: Vec<Block>,
    pub blocks: Vec<Block>,
}
