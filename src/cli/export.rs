//! `gaitscope export RECORDING --format FORMAT --out DIR`.

use super::analyze::{file_and_site, language};
use assessment::Settings;
use clap::Args;
use export::{self, ExportOptions, Format};
use recording::{self, ReadOptions, Site};
use std::path::PathBuf;
use wording::Language;

/// What to export, and how.
#[derive(Debug, Args)]
#[command(
    after_help = "Example:\n  gaitscope export samples/limp --format bids --out bids\n\nFormats:\n  csv      session folder and tables\n  \
                  parquet  strides, events, measures, findings\n  bids     BIDS-Motion data set\n  opensim  orientations (.sto), \
                  angles (.mot)\n  fhir     HL7 FHIR R4 bundle with the PDF\n  mcap     for Foxglove\n  \
                  figures  every figure of the report, SVG and PNG"
)]
pub(super) struct ExportArgs {
    /// A recording, as for `analyze`.
    #[arg(required = true)]
    recording: Vec<PathBuf>,
    /// csv, parquet, bids, opensim, fhir, mcap or figures; several by repeating it.
    #[arg(long, required = true, value_parser = format)]
    format: Vec<Format>,
    /// Where the files go; several formats get a folder each below it.
    #[arg(long, short)]
    out: PathBuf,
    /// Which recording, where a folder holds several.
    #[arg(long, value_name = "KEY")]
    only: Option<String>,
    /// Where a file's sensor was worn, if its name does not say so.
    #[arg(long = "site", value_name = "FILE=SITE", value_parser = file_and_site)]
    sites: Vec<(String, Site)>,
    /// The time that FHIR calls `issued`, such as 2026-03-01T09:30:00Z; now, if it is not given.
    #[arg(long, value_name = "TIME")]
    made_at: Option<String>,
    /// The language of figures and of the PDF in FHIR: en or de.
    #[arg(long, default_value = "en", value_parser = language)]
    language: Language,
}

fn format(name: &str) -> Result<Format, String> {
    Format::from_name(name).ok_or_else(|| {
        let names: Vec<&str> = Format::ALL.iter().map(|format| format.name()).collect();
        format!("there is no format `{name}`; use one of {}", names.join(", "))
    })
}

pub(super) fn run(options: &ExportArgs) -> anyhow::Result<()> {
    let read = ReadOptions {
        only: options.only.clone(),
        sites: options.sites.iter().cloned().collect(),
        ..ReadOptions::default()
    };
    let recording = recording::read(&options.recording, &read)?;
    let analysis = assessment::analyze(&recording, &Settings::default())?;
    #[cfg(feature = "pdf")]
    let report_pdf = match options.format.contains(&Format::Fhir) {
        true => Some(report::pdf(
            &analysis,
            &report::ReportOptions {
                language: options.language,
                ..report::ReportOptions::default()
            },
        )?),
        false => None,
    };
    #[cfg(not(feature = "pdf"))]
    let report_pdf = None;
    let export = ExportOptions {
        made_at: options
            .made_at
            .clone()
            .unwrap_or_else(|| jiff::Timestamp::now().to_string()),
        report_pdf,
        language: options.language,
    };
    for format in &options.format {
        let dir = match options.format.len() {
            1 => options.out.clone(),
            _ => options.out.join(format.name()),
        };
        for file in export::write(&recording, &analysis, *format, &dir, &export)? {
            outln!("{}", file.display());
        }
    }
    Ok(())
}
