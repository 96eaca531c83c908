//! `gaitscope validate`.

use assessment::Settings;
use recording::{self, ReadOptions};
use signal::orientation::{VqfParameters, offline_vqf};

use anyhow::{Context, bail};
use clap::Args;
use std::path::PathBuf;

/// What to judge by, and where the figures go.
#[derive(Debug, Args)]
#[command(after_help = "Example:\n  gaitscope validate --data recordings-with-references --out VALIDATION.md")]
pub(super) struct ValidateArgs {
    /// Folder with sets of recordings and their references, beside what is simulated.
    #[arg(long)]
    data: Option<PathBuf>,
    /// How many healthy simulated people to judge, and how many with a limp; 0 leaves simulation out.
    #[arg(long, default_value_t = 1000)]
    people: usize,
    /// How many steady walks are searched for shifts; 0 leaves out these and what is planted.
    #[arg(long, default_value_t = 1000)]
    walks: usize,
    /// In how many people each pattern, and in how many walks a shift, is planted.
    #[arg(long, default_value_t = 100)]
    planted: usize,
    /// In how many simulated people setup faults are planted, beside real recordings; 0 leaves setup faults out.
    #[arg(long, default_value_t = 12)]
    setup: usize,
    /// Leave out the sensors that disagree, planted in real and simulated recordings.
    #[arg(long)]
    no_agreement: bool,
    /// Write the tables as Markdown.
    #[arg(long)]
    out: Option<PathBuf>,
    /// Write the figures as JSON.
    #[arg(long, value_name = "FILE")]
    json: Option<PathBuf>,
    /// Only the sets whose folder name, and planted disagreements whose name, contains this; may be given several times.
    #[arg(long)]
    only: Vec<String>,
}

pub(super) fn run(options: &ValidateArgs) -> anyhow::Result<()> {
    let analyze = |recording: &recording::Recording| {
        assessment::analyze(recording, &Settings::default()).map_err(|error| error.to_string())
    };
    let read = |paths: &[PathBuf]| recording::read(paths, &ReadOptions::default()).map_err(|error| error.to_string());
    let orient = |rate_hz: f64, gyr: &[nalgebra::Vector3<f64>], acc: &[nalgebra::Vector3<f64>]| {
        let filtered = offline_vqf(rate_hz, gyr, acc, &VqfParameters::default());
        Ok(filtered.orientation.iter().map(|q| [q.w, q.i, q.j, q.k]).collect())
    };
    let chosen = validation::ValidateOptions {
        orientation: Some(&orient),
        progress: None,
        only: options.only.clone(),
    };
    let mut report = match &options.data {
        Some(data) => validation::validate(data, &analyze, &read, &chosen),
        None => validation::ValidationReport::new(),
    };
    if options.people > 0 {
        validation::add_synthetic(&mut report, &analyze, options.people);
    }
    if options.walks > 0 {
        validation::add_rates(&mut report, options.walks, options.planted);
    }
    if options.setup > 0 {
        validation::add_setup_faults(&mut report, options.data.as_deref(), options.setup);
    }
    if !options.no_agreement {
        validation::add_agreement(&mut report, options.data.as_deref(), &options.only);
    }
    let text = validation::render_markdown(&report);
    match &options.out {
        Some(path) => std::fs::write(path, &text).with_context(|| format!("{}: cannot be written", path.display()))?,
        None => outln!("{text}"),
    }
    if let Some(path) = &options.json {
        let json = serde_json::to_string_pretty(&report)?;
        std::fs::write(path, json).with_context(|| format!("{}: cannot be written", path.display()))?;
    }
    let (met, of) = report.met_of();
    outln!("{met} of {of} bars met");
    if report.all_met() {
        Ok(())
    } else {
        bail!("not all bars are met")
    }
}
