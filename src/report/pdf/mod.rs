//! The document as a PDF: A4, tagged after PDF/UA-1, with vector drawings and embedded fonts.
//!
//! krilla writes the file; the layout is our own and small: headings, paragraphs, lists, framed blocks, tables and
//! figures down one column. Krilla refuses to write a file that breaks what PDF/UA-1 lets a program check.

mod layout;
mod page;
mod table;
mod text;

pub(crate) use layout::{front_pages, lay_out};

use super::ReportError;
use super::document::Document;

/// Renders the whole file. Cost: about 100 ms, most of it drawings and compression.
pub(crate) fn render(document: &Document) -> Result<Vec<u8>, ReportError> {
    page::write(layout::lay_out(document)?)
}
