//! `gaitscope batch FOLDER… --out DATASET`.

use anyhow::bail;
use assessment::Settings;
use clap::Args;
use export::batch::{self, BatchOptions, Outcome};
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use std::path::PathBuf;

/// Which recordings, and where the data set goes.
#[derive(Debug, Args)]
#[command(
    after_help = "Example:\n  gaitscope batch recordings --out dataset\n\nRun it again to go on after a stop: what is done is known."
)]
pub(super) struct BatchArgs {
    /// Folders; every recording below them is analysed.
    #[arg(required = true)]
    folders: Vec<PathBuf>,
    /// The data set: a folder of Parquet files, made if it is not there.
    #[arg(long, short)]
    out: PathBuf,
    /// How many recordings at once; as many as there are cores, if it is not given.
    #[arg(long, short = 'j', value_name = "N")]
    workers: Option<usize>,
    /// The clinic of all recordings; otherwise the first folder below each given one.
    #[arg(long)]
    clinic: Option<String>,
    /// Print what became of each recording as JSON.
    #[arg(long)]
    json: bool,
}

pub(super) fn run(options: &BatchArgs) -> anyhow::Result<()> {
    let found = batch::discover(&options.folders)?;
    if found.is_empty() {
        bail!(
            "no recording lies below the given folders; a recording is a folder with session.toml or with CSV files named by site"
        );
    }
    let bar = ProgressBar::with_draw_target(Some(found.len() as u64), ProgressDrawTarget::stderr());
    bar.set_style(ProgressStyle::with_template(
        "{bar:30} {pos} of {len} recordings, {eta} left, {msg}",
    )?);
    let workers = match options.workers {
        Some(workers) => workers,
        None => std::thread::available_parallelism().map_or(1, |cores| cores.get()),
    };
    let settings = BatchOptions {
        settings: Settings::default(),
        dataset: options.out.clone(),
        workers,
        clinic: options.clinic.clone(),
    };
    let done = batch::run(&found, &settings, |done| {
        bar.set_message(done.recording.name.clone());
        bar.inc(1);
    })?;
    bar.finish_and_clear();
    let count = |wanted: fn(&Outcome) -> bool| done.iter().filter(|row| wanted(&row.outcome)).count();
    let analysed = count(|outcome| *outcome == Outcome::Analysed);
    let known = count(|outcome| *outcome == Outcome::Known);
    let failed = count(|outcome| matches!(outcome, Outcome::Failed(_)));
    if options.json {
        let rows: Vec<serde_json::Value> = done
            .iter()
            .map(|row| match &row.outcome {
                Outcome::Analysed => serde_json::json!({"recording": row.recording.name, "outcome": "analysed"}),
                Outcome::Known => serde_json::json!({"recording": row.recording.name, "outcome": "known"}),
                Outcome::Failed(reason) => {
                    serde_json::json!({"recording": row.recording.name, "outcome": "failed", "reason": reason})
                }
            })
            .collect();
        outln!("{}", serde_json::to_string_pretty(&rows)?);
    } else {
        outln!(
            "{analysed} analysed, {known} known already, {failed} failed; data set: {}",
            options.out.display()
        );
        for row in &done {
            if let Outcome::Failed(reason) = &row.outcome {
                outln!("  {}: {}", row.recording.name, reason.replace('\n', " "));
            }
        }
    }
    if failed > 0 {
        bail!(
            "{failed} of {} recordings could not be analysed; the reasons are in {}",
            done.len(),
            options.out.join("failed.csv").display()
        );
    }
    Ok(())
}
