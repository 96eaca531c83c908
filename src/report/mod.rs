//! The report of one analysis: a page for people (HTML, PDF) and files for programs (JSON, CSV).
//!
//! [`write_all`] writes the whole folder. The words come from [`crate::wording`], the drawings from plotters, and the
//! HTML and PDF pages from one [`document::Document`], so that they say the same.

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
pub mod summary;
mod tables;
#[cfg(test)]
mod tests;

pub use figures::{FigureError, placement_kit_svg, placement_svg};
#[cfg(feature = "pdf")]
pub use figures::{png, print_png};
pub use summary::{Summary, summary_schema};

use crate::analysis::Analysis;
use crate::explanation::{self, Explanation};
use crate::wording::{Language, Wording};
use std::io;
use std::path::{Path, PathBuf};

/// How the report is written.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct ReportOptions {
    pub language: Language,
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
        &explanation(analysis),
        &Wording::new(options.language),
    )?)
}

/// The three essentials of page one as lines of text, for a terminal: ways of walking, sides, changes on the way;
/// before them what is urgent, if the intake reports it.
pub fn essentials(analysis: &Analysis, options: &ReportOptions) -> Vec<String> {
    compose::essentials(analysis, &explanation(analysis), &Wording::new(options.language))
}

/// What the findings may mean, with the answers of the session's intake.
fn explanation(analysis: &Analysis) -> Explanation {
    let measured = explanation::Measured {
        findings: &analysis.findings,
        side_differences: &analysis.side_differences,
        shifts: &analysis.changes.shifts,
        drifts: &analysis.changes.drifts,
        loading: analysis.loading.as_ref(),
    };
    explanation::explain(&measured, &analysis.session.intake)
}

/// Writes `report.html`, `report.pdf` (feature `pdf`), `summary.json`, `events.csv`, `strides.csv`, `angles.csv` and
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
    let mut json = serde_json::to_string_pretty(&Summary::new(analysis))?;
    json.push('\n');
    let mut files = vec![files::write(dir, "report.html", |out| out.write_all(html.as_bytes()))?];
    #[cfg(feature = "pdf")]
    {
        let bytes = pdf::render(&document)?;
        files.push(files::write(dir, "report.pdf", |out| out.write_all(&bytes))?);
    }
    files.push(files::write(dir, "summary.json", |out| out.write_all(json.as_bytes()))?);
    files.extend(write_tables(analysis, dir)?);
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
    let drawings = document
        .front
        .iter()
        .chain(&document.blocks)
        .filter_map(|block| match block {
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
