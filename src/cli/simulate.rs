//! `gaitscope simulate`.

use crate::simulation::samples;
use clap::Args;
use std::path::PathBuf;

/// Example: gaitscope simulate --out samples
#[derive(Debug, Args)]
pub struct Options {
    /// Where the sample sessions go, one folder each with its truth beside it.
    #[arg(long, short, default_value = "samples")]
    out: PathBuf,
}

pub fn run(options: &Options) -> anyhow::Result<()> {
    samples::generate_samples(&options.out)?;
    println!("{}", options.out.display());
    Ok(())
}
