//! `gaitscope compare EARLIER LATER`.

use crate::analysis::{self, Settings};
use crate::assessment::compare::{ChangeState, MeasureChange, Visit, compare};
use crate::recording::{self, ReadOptions};
use crate::wording::{Language, Wording};
use anyhow::Context;
use clap::Args;
use std::io::Write;
use std::path::{Path, PathBuf};

/// Example: gaitscope compare visits/may visits/june
#[derive(Debug, Args)]
pub struct Options {
    /// The earlier visit: a recording (folder or CSV file) or its `summary.json`.
    earlier: PathBuf,
    /// The later visit.
    later: PathBuf,
    /// Print everything as JSON.
    #[arg(long)]
    json: bool,
}

pub fn run(options: &Options) -> anyhow::Result<()> {
    let found = compare(&visit(&options.earlier)?, &visit(&options.later)?);
    let mut out = std::io::stdout().lock();
    if options.json {
        writeln!(out, "{}", serde_json::to_string_pretty(&found)?)?;
        return Ok(());
    }
    let words = Wording::new(Language::English);
    writeln!(out, "{} -> {}", found.earlier, found.later)?;
    for row in found.preconditions.iter().filter(|row| row.met == Some(false)) {
        writeln!(out, "  not alike: {} ({} | {})", row.code, row.earlier, row.later)?;
    }
    let all = || {
        let sides = found.measures.iter().map(|row| (row, false));
        sides.chain(found.side_differences.iter().map(|row| (row, true)))
    };
    let count = |state: ChangeState| all().filter(|(row, _)| row.state == state).count();
    for (row, of_difference) in all().filter(|(row, _)| row.state == ChangeState::ChangedBeyondError) {
        writeln!(out, "  changed: {}", sentence(&words, row, of_difference))?;
    }
    writeln!(
        out,
        "  {} changed beyond measurement error, {} without a change that can be shown, {} not comparable",
        count(ChangeState::ChangedBeyondError),
        count(ChangeState::NotShown),
        count(ChangeState::NotComparable)
    )?;
    let mut reasons: Vec<&str> = all()
        .flat_map(|(row, _)| row.reasons.iter().map(String::as_str))
        .collect();
    reasons.sort_unstable();
    reasons.dedup();
    if !reasons.is_empty() {
        writeln!(out, "  reasons for not comparing: {}", reasons.join(", "))?;
    }
    Ok(())
}

fn sentence(words: &Wording, row: &MeasureChange, of_difference: bool) -> String {
    let what = words.text(&format!("measure-{}", row.measure.name()), &[]);
    let whose = match (of_difference, row.side) {
        (true, _) => ", right against left".to_owned(),
        (false, Some(side)) => format!(", {side}"),
        (false, None) => String::new(),
    };
    let limit = row.detectable.unwrap_or_default();
    let unit = &row.unit;
    format!(
        "{what}{whose}: {:.2} -> {:.2} {unit} ({:+.2}; smallest detectable change {limit:.2})",
        row.earlier, row.later, row.change
    )
}

fn visit(path: &Path) -> anyhow::Result<Visit> {
    if path.extension().is_some_and(|extension| extension == "json") {
        let text = std::fs::read_to_string(path).with_context(|| format!("{}: cannot be read", path.display()))?;
        return Visit::from_summary(&text).with_context(|| path.display().to_string());
    }
    let recording = recording::read(&[path.to_path_buf()], &ReadOptions::default())?;
    let analysis = analysis::analyze(&recording, &Settings::default())
        .with_context(|| format!("{} cannot be analysed", path.display()))?;
    Ok(Visit::from_analysis(&analysis))
}
