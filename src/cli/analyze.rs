//! `gaitscope analyze RECORDING --out DIR`.

use super::import::Reading;
use anyhow::{Context, bail};
use assessment::Settings;
use assessment::Verdict;
use assessment::compare::Visit;
use clap::Args;
use recording::{self, Note, Site};
use report::{self, ReportOptions};
use std::path::{Path, PathBuf};
use std::time::Instant;
use wording::Language;

/// What to analyse, and where the report goes.
#[derive(Debug, Default, Args)]
#[command(after_help = "Example:\n  gaitscope analyze samples/limp --out report-limp")]
pub(super) struct AnalyzeArgs {
    /// A session folder, a folder of CSV files named by site, one wide CSV, one CSV per sensor, or exports of a maker's program.
    #[arg(required = true)]
    recording: Vec<PathBuf>,
    /// Where the report goes; made if it is not there.
    #[arg(long, short, default_value = "report")]
    out: PathBuf,
    #[command(flatten)]
    reading: Reading,
    /// An answer of the intake, such as `--intake radiating=yes`; adds to those in `session.toml`.
    #[arg(long = "intake", value_name = "KEY=VALUE", value_parser = answer)]
    intake: Vec<(String, String)>,
    /// A note of the therapist, shown in the report as it is written; replaces that in `session.toml`.
    #[arg(long, value_name = "TEXT")]
    note: Option<String>,
    /// The note as a text file in UTF-8.
    #[arg(long, value_name = "FILE", conflicts_with = "note")]
    note_file: Option<PathBuf>,
    /// Who wrote the note.
    #[arg(long, value_name = "NAME")]
    note_author: Option<String>,
    /// The day the note was written, such as 2026-05-31.
    #[arg(long, value_name = "DATE")]
    note_date: Option<String>,
    /// The language of the report: en or de.
    #[arg(long, default_value = "en", value_parser = language)]
    language: Language,
    /// The day of the recording, such as 2026-05-31; replaces that in `session.toml`.
    #[arg(long, value_name = "DATE", value_parser = date)]
    date: Option<String>,
    /// The visit before, as its `summary.json`: marked in the picture of page one where it can be compared.
    #[arg(long, value_name = "FILE")]
    last: Option<PathBuf>,
    /// Put the appendix into the PDF too: all values, criteria, studies and methods.
    #[arg(long)]
    full: bool,
    /// Print what was written and the essentials as JSON.
    #[arg(long)]
    json: bool,
    /// Settings in TOML; the defaults need none.
    #[arg(long, value_name = "FILE")]
    settings: Option<PathBuf>,
    /// Say on standard error how long reading, analysing and writing took.
    #[arg(long)]
    timings: bool,
}

fn answer(text: &str) -> Result<(String, String), String> {
    match text.split_once('=') {
        Some((key, value)) => Ok((key.to_owned(), value.to_owned())),
        None => Err("expected KEY=VALUE, such as radiating=yes".to_owned()),
    }
}

fn date(text: &str) -> Result<String, String> {
    match recording::note::is_date(text) {
        true => Ok(text.to_owned()),
        false => Err("write year-month-day, such as 2026-05-31".to_owned()),
    }
}

pub(super) fn language(tag: &str) -> Result<Language, String> {
    Language::from_tag(tag).ok_or_else(|| {
        let known: Vec<&str> = Language::ALL.iter().map(|language| language.tag()).collect();
        format!("there is no language `{tag}`; use one of {}", known.join(", "))
    })
}

pub(super) fn file_and_site(text: &str) -> Result<(String, Site), String> {
    let (file, site) = text
        .rsplit_once('=')
        .ok_or_else(|| "expected FILE=SITE, such as a.csv=shank_left".to_owned())?;
    let site = Site::from_name(site).ok_or_else(|| {
        let names: Vec<&str> = Site::ALL.iter().map(|site| site.name()).collect();
        format!("`{site}` is no site; use one of {}", names.join(", "))
    })?;
    Ok((file.to_owned(), site))
}

/// `record --analyze`: the report on a folder that was just recorded.
#[cfg(feature = "sensors")]
pub(super) fn report_on(folder: &Path, out: &Path) -> anyhow::Result<()> {
    run(&AnalyzeArgs {
        recording: vec![folder.to_owned()],
        out: out.to_owned(),
        ..AnalyzeArgs::default()
    })
}

pub(super) fn run(options: &AnalyzeArgs) -> anyhow::Result<()> {
    let settings = match &options.settings {
        Some(path) => read_settings(path)?,
        None => Settings::default(),
    };
    let begun = Instant::now();
    let mut recording = recording::read(&options.recording, &options.reading.options()?)?;
    let read = Instant::now();
    for (key, value) in &options.intake {
        recording.session.intake.set(key, value)?;
    }
    recording.session.intake.check()?;
    recording.session.date = options.date.clone().or(recording.session.date.take());
    recording.session.note = note(options, recording.session.note.take())?;
    let analysis = assessment::analyze(&recording, &settings)?;
    let analysed = Instant::now();
    let report_options = ReportOptions {
        language: options.language,
        full: options.full,
        last: options.last.as_deref().map(visit).transpose()?,
    };
    let written = report::write_all(&analysis, &options.out, &report_options)?;
    if options.timings {
        errln!(
            "read in {:.3} s, analysed in {:.3} s, written in {:.3} s",
            (read - begun).as_secs_f64(),
            (analysed - read).as_secs_f64(),
            analysed.elapsed().as_secs_f64()
        );
    }
    let shown: Vec<String> = analysis
        .side_differences
        .iter()
        .filter(|difference| difference.verdict == Verdict::Shown)
        .map(|difference| difference.measure.name().to_owned())
        .collect();
    if options.json {
        let value = serde_json::json!({
            "recording": analysis.source.name,
            "quality": analysis.quality,
            "strides": analysis.strides.len(),
            "side_differences_shown": shown,
            "files": written.files,
        });
        outln!("{}", serde_json::to_string_pretty(&value)?);
        return Ok(());
    }
    outln!(
        "{}: {:.0} s, {} strides, quality {:?}",
        analysis.source.name,
        analysis.duration_s,
        analysis.strides.len(),
        analysis.quality.grade
    );
    for line in report::essentials(&analysis, &report_options) {
        outln!("  {line}");
    }
    outln!("report: {}", options.out.join("report.html").display());
    for file in written.files.iter().filter(|file| !file.ends_with("report.html")) {
        outln!("        {}", file.display());
    }
    Ok(())
}

/// The note of the command line, else that of the session; author and date of the command line go with either.
fn note(options: &AnalyzeArgs, known: Option<Note>) -> anyhow::Result<Option<Note>> {
    let text = match (&options.note, &options.note_file) {
        (Some(text), _) => Some(text.clone()),
        (None, Some(path)) => Some(
            std::fs::read_to_string(path)
                .with_context(|| format!("{}: the note cannot be read as UTF-8 text", path.display()))?,
        ),
        (None, None) => None,
    };
    let mut note = match (text, known) {
        (Some(text), _) => Note {
            text,
            ..Note::default()
        },
        (None, Some(known)) => known,
        (None, None) if options.note_author.is_some() || options.note_date.is_some() => {
            bail!("there is no note; add --note or --note-file")
        }
        (None, None) => return Ok(None),
    };
    note.author = options.note_author.clone().or(note.author);
    note.date = options.note_date.clone().or(note.date);
    note.check()?;
    Ok(Some(note))
}

fn visit(path: &Path) -> anyhow::Result<Visit> {
    let text = std::fs::read_to_string(path).with_context(|| format!("{}: cannot be read", path.display()))?;
    Visit::from_summary(&text).with_context(|| path.display().to_string())
}

fn read_settings(path: &Path) -> anyhow::Result<Settings> {
    let text =
        std::fs::read_to_string(path).with_context(|| format!("{}: the settings cannot be read", path.display()))?;
    match toml::from_str(&text) {
        Ok(settings) => Ok(settings),
        Err(error) => bail!("{}: {error}", path.display()),
    }
}
