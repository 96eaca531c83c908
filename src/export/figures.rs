//! Every figure of the report as files of its own.

use super::files;
use super::{ExportError, ExportOptions};
use assessment::Analysis;
use rayon::prelude::*;
use report::{self, ReportOptions};
use std::path::{Path, PathBuf};

/// Writes `<place>-<figure>.svg` for every figure of the report, with its title and its description inside, and, with the
/// feature `pdf`, the same as `.png` of 600 dots per inch.
///
/// # Errors
/// [`ExportError::Report`] where a figure cannot be drawn, [`ExportError::Write`].
pub fn write(analysis: &Analysis, dir: &Path, options: &ExportOptions) -> Result<Vec<PathBuf>, ExportError> {
    let words = ReportOptions {
        language: options.language,
        ..ReportOptions::default()
    };
    let one = |figure: &report::FigureFile| -> Result<Vec<PathBuf>, ExportError> {
        let path = |ending: &str| dir.join(format!("{}.{ending}", figure.name));
        #[cfg_attr(
            not(feature = "pdf"),
            expect(unused_mut, reason = "only the drawings as PNG are added")
        )]
        let mut written = vec![files::write(path("svg"), figure.svg.as_bytes())?];
        #[cfg(feature = "pdf")]
        {
            let picture = report::print_png(&figure.svg).map_err(report::ReportError::from)?;
            written.push(files::write(path("png"), &picture)?);
        }
        Ok(written)
    };
    let written: Result<Vec<Vec<PathBuf>>, ExportError> =
        report::figures(analysis, &words)?.par_iter().map(one).collect();
    Ok(written?.concat())
}
