//! `gaitscope compare EARLIER LATER`.

use anyhow::Context;
use assessment::Settings;
use assessment::compare::{ChangeState, MeasureChange, Visit, compare};
use clap::Args;
use recording::{self, ReadOptions};
use report::ReportOptions;
use std::io::Write;
use std::path::{Path, PathBuf};
use wording::{Language, Wording};

/// Example: gaitscope compare visits/may visits/june
#[derive(Debug, Args)]
pub(super) struct CompareArgs {
    /// The earlier visit: a recording (folder or CSV file) or its `summary.json`.
    earlier: PathBuf,
    /// The later visit.
    later: PathBuf,
    /// Write the comparison as a page (HTML, PDF) into this folder.
    #[arg(long, short, value_name = "DIR")]
    out: Option<PathBuf>,
    /// The language of page and words: en or de.
    #[arg(long, default_value = "en", value_parser = super::analyze::language)]
    language: Language,
    /// Print everything as JSON.
    #[arg(long)]
    json: bool,
}

pub(super) fn run(options: &CompareArgs) -> anyhow::Result<()> {
    let words = Wording::new(options.language);
    let [earlier, later] = [visit(&options.earlier)?, visit(&options.later)?];
    let found = compare(&earlier, &later);
    let mut out = std::io::stdout().lock();
    let written = match &options.out {
        Some(dir) => {
            let headlines = [earlier.headlines.as_slice(), later.headlines.as_slice()];
            let report_options = ReportOptions {
                language: options.language,
                ..ReportOptions::default()
            };
            report::write_comparison(&found, headlines, dir, &report_options)?.files
        }
        None => Vec::new(),
    };
    if options.json {
        writeln!(out, "{}", serde_json::to_string_pretty(&found)?)?;
        return Ok(());
    }
    writeln!(out, "{} -> {}", found.earlier, found.later)?;
    for line in report::unlike_visits(&found, &words) {
        writeln!(out, "  {}: {line}", words.say("compare-unlike"))?;
    }
    for (key, visit) in [("compare-column-earlier", &earlier), ("compare-column-later", &later)] {
        for headline in &visit.headlines {
            let sentence = explanation::headline_sentence(headline).text(&words);
            writeln!(out, "  {}: {sentence}", words.say(key))?;
        }
    }
    let all = || {
        let sides = found.measures.iter().map(|row| (row, false));
        sides.chain(found.side_differences.iter().map(|row| (row, true)))
    };
    let count = |state: ChangeState| all().filter(|(row, _)| row.state == state).count();
    for (row, of_difference) in all().filter(|(row, _)| row.state == ChangeState::ChangedBeyondError) {
        writeln!(
            out,
            "  {}: {}",
            words.say("compare-changed"),
            sentence(&words, row, of_difference)
        )?;
    }
    let counts = [
        ("changed", count(ChangeState::ChangedBeyondError).into()),
        ("still", count(ChangeState::NotShown).into()),
        ("unlike", count(ChangeState::NotComparable).into()),
    ];
    writeln!(out, "  {}", words.text("compare-counts", &counts))?;
    let mut reasons: Vec<String> = all()
        .flat_map(|(row, _)| row.reasons.iter().map(|reason| words.say(reason.key())))
        .collect();
    reasons.sort_unstable();
    reasons.dedup();
    if !reasons.is_empty() {
        writeln!(
            out,
            "  {}: {}",
            words.say("compare-heading-not-comparable"),
            reasons.join("; ")
        )?;
    }
    for file in written {
        writeln!(out, "{}", file.display())?;
    }
    Ok(())
}

fn sentence(words: &Wording, row: &MeasureChange, of_difference: bool) -> String {
    let [earlier, later, limit] = [row.earlier, row.later, row.detectable.unwrap_or_default()]
        .map(|value| report::change_value(row, of_difference, value, words));
    words.text(
        "compare-figure-row",
        &[
            ("measure", report::change_name(row, of_difference, words).into()),
            ("earlier", earlier.into()),
            ("later", later.into()),
            ("limit", limit.into()),
        ],
    )
}

fn visit(path: &Path) -> anyhow::Result<Visit> {
    if path.extension().is_some_and(|extension| extension == "json") {
        let text = std::fs::read_to_string(path).with_context(|| format!("{}: cannot be read", path.display()))?;
        return Visit::from_summary(&text).with_context(|| path.display().to_string());
    }
    let recording = recording::read(&[path.to_path_buf()], &ReadOptions::default())?;
    let analysis = assessment::analyze(&recording, &Settings::default())
        .with_context(|| format!("{} cannot be analysed", path.display()))?;
    Ok(Visit::from_analysis(&analysis))
}
