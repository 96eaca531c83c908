//! The report of one analysis: a page for people (HTML, PDF) and files for programs (JSON, CSV).
//!
//! [`write_all`] writes the whole folder. The words come from [`wording`], the drawings from plotters, and the
//! HTML and PDF pages from one [`document::Document`], so that they say the same.
//!
//! ```
//! use assessment::{Settings, analyze};
//! use report::{ReportOptions, write_all};
//! use simulation::{presets, simulate};
//!
//! let walk = simulate(&presets::limp(1)).recording;
//! let folder = tempfile::tempdir()?;
//! let written = write_all(&analyze(&walk, &Settings::default())?, folder.path(), &ReportOptions::default())?;
//! assert!(written.files.iter().any(|file| file.ends_with("report.html")));
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod compose;
mod decimal;
pub mod document;
mod figures;
mod files;
mod html;
mod norms;
mod numbers;
#[cfg(feature = "pdf")]
mod pdf;
#[cfg(test)]
mod sample;
mod tables;
#[cfg(test)]
mod tests;

pub use figures::{FigureError, placement_kit_svg, placement_svg};
#[cfg(feature = "pdf")]
pub use figures::{png, print_png};

use assessment::Analysis;
use assessment::compare::{Comparison, Visit};
use assessment::headlines::Headline;
use explanation::Explanation;
use std::io;
use std::path::{Path, PathBuf};
use summary::Summary;
use wording::{Language, Wording};

/// How the report is written.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct ReportOptions {
    pub language: Language,
    /// The PDF has the appendix too: all tables, criteria, studies and methods.
    pub full: bool,
    /// The visit before this one, marked in the picture of page one where it can be compared.
    pub last: Option<Visit>,
}

/// The files that were written, in the order of writing.
#[derive(Debug, Clone, PartialEq)]
pub struct Written {
    pub files: Vec<PathBuf>,
}

/// Why a report could not be written.
#[derive(Debug, thiserror::Error)]
pub enum ReportError {
    #[error("the folder {} cannot be made; choose another folder, or ask for the right to write there", path.display())]
    Folder { path: PathBuf, source: io::Error },
    #[error("{} cannot be written; close it in other programs, and check the free space and the right to write there", path.display())]
    Write { path: PathBuf, source: io::Error },
    #[error(transparent)]
    Figure(#[from] FigureError),
    #[error("the summary cannot be put into JSON; this is a fault of the program, please report it")]
    Json(#[from] serde_json::Error),
    #[error(
        "the PDF cannot be made: {0}; this is a fault of the program, please report it (the HTML page holds the same)"
    )]
    Pdf(String),
}

/// The document behind HTML and PDF.
pub fn document(analysis: &Analysis, options: &ReportOptions) -> Result<document::Document, ReportError> {
    Ok(compose::compose(
        analysis,
        &Explanation::of(analysis),
        &Wording::new(options.language),
        options,
    )?)
}

/// Page one as text, its figure in words.
///
/// # Errors
/// As [`document()`].
pub fn page_one_text(analysis: &Analysis, options: &ReportOptions) -> Result<String, ReportError> {
    let document = document(analysis, options)?;
    let text = document.front.iter().flat_map(document::Block::text);
    Ok([document.title.clone(), document.subtitle.clone()]
        .into_iter()
        .chain(text)
        .collect::<Vec<_>>()
        .join("\n"))
}

/// The page for the person who walked, as text.
///
/// # Errors
/// As [`document()`].
pub fn patient_text(analysis: &Analysis, options: &ReportOptions) -> Result<String, ReportError> {
    let document = document(analysis, options)?;
    Ok(document
        .patient
        .iter()
        .flat_map(document::Block::text)
        .collect::<Vec<_>>()
        .join("\n"))
}

/// How full a report is, to be held against what page one promises: 250 words of running text on one page, nine points, six pages.
#[cfg(feature = "pdf")]
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Fullness {
    /// Words of running text on page one.
    pub words: usize,
    /// Pages that page one takes.
    pub front_pages: usize,
    /// Smallest letters on page one, those of its figures among them, points.
    pub smallest_letters_pt: f32,
    /// Pages without the appendix.
    pub pages: usize,
    /// Pages of the patient sheet; none for two visits.
    pub sheet_pages: usize,
}

#[cfg(feature = "pdf")]
fn fullness_of(document: &document::Document) -> Result<Fullness, ReportError> {
    let without_appendix = document::Document {
        full: false,
        ..document.clone()
    };
    let pages = pdf::lay_out(&without_appendix)?;
    let sheet_pages = match document.patient.is_empty() {
        true => 0,
        false => pdf::lay_out(&document.patient_document())?.count(),
    };
    Ok(Fullness {
        words: document::word_count(&document.front),
        front_pages: pdf::front_pages(document)?,
        smallest_letters_pt: pages.smallest_letters(0),
        pages: pages.count(),
        sheet_pages,
    })
}

/// How full the report of an analysis is.
///
/// # Errors
/// As [`document()`].
#[cfg(feature = "pdf")]
pub fn fullness(analysis: &Analysis, options: &ReportOptions) -> Result<Fullness, ReportError> {
    fullness_of(&document(analysis, options)?)
}

/// How full the page of two visits is.
///
/// # Errors
/// As [`document()`].
#[cfg(all(feature = "pdf", test))]
pub(crate) fn comparison_fullness(
    found: &Comparison,
    headlines: [&[Headline]; 2],
    options: &ReportOptions,
) -> Result<Fullness, ReportError> {
    fullness_of(&comparison_document(found, headlines, options)?)
}

/// The headlines of page one as lines of text, for a terminal; before them what is urgent, if the intake reports it.
pub fn essentials(analysis: &Analysis, options: &ReportOptions) -> Vec<String> {
    compose::essentials(analysis, &Explanation::of(analysis), &Wording::new(options.language))
}

/// Writes `report.html`, `report.pdf` and `patient.pdf` (feature `pdf`), `summary.json`, `events.csv`, `strides.csv`, `angles.csv` and
/// `cycles.csv` into a folder, which is made where it is missing. Files of an earlier report are replaced one by one,
/// each as a whole. The same analysis gives the same bytes: nothing is dated.
///
/// Cost: for an hour of walking about 0.3 s on one core, half of it `angles.csv`.
pub fn write_all(analysis: &Analysis, dir: &Path, options: &ReportOptions) -> Result<Written, ReportError> {
    std::fs::create_dir_all(dir).map_err(|source| ReportError::Folder {
        path: dir.to_owned(),
        source,
    })?;
    let document = document(analysis, options)?;
    let html = html::render(&document);
    let mut json = serde_json::to_string_pretty(&Summary::in_language(analysis, options.language))?;
    json.push('\n');
    let mut files = vec![files::write(dir, "report.html", |out| out.write_all(html.as_bytes()))?];
    #[cfg(feature = "pdf")]
    {
        let bytes = pdf::render(&document)?;
        files.push(files::write(dir, "report.pdf", |out| out.write_all(&bytes))?);
        let bytes = pdf::render(&document.patient_document())?;
        files.push(files::write(dir, "patient.pdf", |out| out.write_all(&bytes))?);
    }
    files.push(files::write(dir, "summary.json", |out| out.write_all(json.as_bytes()))?);
    files.extend(write_tables(analysis, dir)?);
    Ok(Written { files })
}

/// What is not alike on two visits, a line each, for a terminal.
pub fn unlike_visits(found: &Comparison, wording: &Wording) -> Vec<String> {
    compose::comparison::unlike_lines(found, wording)
}

pub use compose::comparison::{name as change_name, value as change_value};

/// The page of two visits, `headlines` those of the earlier and the later one.
fn comparison_document(
    found: &Comparison,
    headlines: [&[Headline]; 2],
    options: &ReportOptions,
) -> Result<document::Document, ReportError> {
    Ok(compose::comparison::compose(
        found,
        headlines,
        &Wording::new(options.language),
    )?)
}

/// Writes two visits side by side as `compare.html` and `compare.pdf` (feature `pdf`) into a folder, which is made where it
/// is missing; `headlines` are those of the earlier and the later one.
///
/// # Errors
/// As [`write_all`].
pub fn write_comparison(
    found: &Comparison,
    headlines: [&[Headline]; 2],
    dir: &Path,
    options: &ReportOptions,
) -> Result<Written, ReportError> {
    std::fs::create_dir_all(dir).map_err(|source| ReportError::Folder {
        path: dir.to_owned(),
        source,
    })?;
    let document = comparison_document(found, headlines, options)?;
    let html = html::render(&document);
    #[cfg_attr(
        not(feature = "pdf"),
        expect(unused_mut, reason = "nothing is added without the PDF")
    )]
    let mut files = vec![files::write(dir, "compare.html", |out| out.write_all(html.as_bytes()))?];
    #[cfg(feature = "pdf")]
    {
        let bytes = pdf::render(&document)?;
        files.push(files::write(dir, "compare.pdf", |out| out.write_all(&bytes))?);
    }
    Ok(Written { files })
}

/// Writes `events.csv`, `strides.csv`, `angles.csv` and `cycles.csv` into a folder, which is made where it is missing.
pub fn write_tables(analysis: &Analysis, dir: &Path) -> Result<Vec<PathBuf>, ReportError> {
    std::fs::create_dir_all(dir).map_err(|source| ReportError::Folder {
        path: dir.to_owned(),
        source,
    })?;
    Ok(vec![
        files::write(dir, "events.csv", |out| tables::events(analysis, out))?,
        files::write(dir, "strides.csv", |out| tables::strides(analysis, out))?,
        files::write(dir, "angles.csv", |out| tables::angles(analysis, out))?,
        files::write(dir, "cycles.csv", |out| tables::cycles(analysis, out))?,
    ])
}

/// A figure of the report as a file of its own.
#[derive(Debug, Clone, PartialEq)]
pub struct FigureFile {
    /// Its place and what it is, such as `03-curves-knee-flexion`; letters, digits and hyphens.
    pub name: String,
    /// The SVG, with title and description, its size on paper in millimetres.
    pub svg: String,
}

/// Every figure of the report, in the order of the report. Values that a screen shows when pointed at are left out.
///
/// # Errors
/// As [`document()`].
pub fn figures(analysis: &Analysis, options: &ReportOptions) -> Result<Vec<FigureFile>, ReportError> {
    let document = document(analysis, options)?;
    let drawings = document.all().filter_map(|block| match block {
        document::Block::Figure(figure) | document::Block::Beside { figure, .. } => Some(figure),
        _ => None,
    });
    let file = |(place, figure): (usize, &document::Figure)| FigureFile {
        name: format!("{:02}-{}", place + 1, figure.id),
        svg: figures::wrap_for_file(figure),
    };
    Ok(drawings.enumerate().map(file).collect())
}

/// The report as a PDF file's bytes.
#[cfg(feature = "pdf")]
pub fn pdf(analysis: &Analysis, options: &ReportOptions) -> Result<Vec<u8>, ReportError> {
    pdf::render(&document(analysis, options)?)
}
