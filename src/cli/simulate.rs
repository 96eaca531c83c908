//! `gaitscope simulate`: a session folder of somebody who never walked, with the truth beside it.

use anyhow::{Context, bail};
use clap::Args;
use simulation::{CurveSource, Extent, Stage, presets, samples, simulate};
use std::path::PathBuf;

/// Simulate a walk with a known truth.
#[derive(Debug, Args)]
#[command(
    after_help = "Example:\n  gaitscope simulate limp --out limp-session\n  gaitscope analyze limp-session --out report"
)]
pub(super) struct SimulateArgs {
    /// Who walks: a preset, `healthy_person` for a random healthy adult, or `samples` for all sample sessions.
    #[arg(default_value = "healthy")]
    pub preset: String,
    /// The folder to write; for `samples` one folder per session below it.
    #[arg(long, value_name = "DIR")]
    pub out: PathBuf,
    /// The same seed gives the same files.
    #[arg(long, default_value_t = samples::SAMPLE_SEED)]
    pub seed: u64,
    /// Whose mean curves the person walks with: fukuchi (which the analysis knows too), pinzone-1 or pinzone-2.
    #[arg(long, value_name = "SOURCE", default_value = "fukuchi", value_parser = curves_of)]
    pub curves: CurveSource,
    /// Walking speed in m/s instead of the preset's.
    #[arg(long, value_name = "MPS")]
    pub speed: Option<f64>,
    /// Length of each walk in seconds instead of the preset's.
    #[arg(long, value_name = "SECONDS")]
    pub walk: Option<f64>,
}

fn curves_of(name: &str) -> Result<CurveSource, String> {
    CurveSource::from_name(name).ok_or_else(|| {
        let names: Vec<&str> = CurveSource::ALL.iter().map(|source| source.name()).collect();
        format!("there are: {}", names.join(", "))
    })
}

/// Runs the command and says what was written.
///
/// # Errors
/// An unknown preset, a speed nobody walks at, or a folder that cannot be written.
pub(super) fn run(args: &SimulateArgs) -> anyhow::Result<()> {
    let folder = args.out.display();
    if args.preset == "samples" {
        samples::generate_samples(&args.out).with_context(|| format!("cannot write the samples to {folder}"))?;
        outln!("Wrote {} sessions to {folder}", samples::SAMPLE_NAMES.len());
        return Ok(());
    }
    let scenario = match args.preset.as_str() {
        "healthy_person" => Some(presets::healthy_person_of(args.curves, args.seed)),
        name => presets::by_name(name, args.seed),
    };
    let Some(mut scenario) = scenario else {
        bail!(
            "no preset is called '{}'; there are: {}, healthy_person, samples",
            args.preset,
            presets::NAMES.join(", ")
        );
    };
    scenario.person.curves = args.curves;
    if let Some(speed) = args.speed {
        if !(0.3..=2.0).contains(&speed) {
            bail!("{speed} m/s is no walking speed; give 0.3 to 2.0");
        }
        scenario.speed_mps = speed;
    }
    if let Some(seconds) = args.walk {
        if !(5.0..=7200.0).contains(&seconds) {
            bail!("a walk of {seconds} s cannot be simulated; give 5 to 7200");
        }
        for stage in &mut scenario.protocol {
            if let Stage::Walk { extent, .. } = stage {
                *extent = Extent::Seconds(seconds);
            }
        }
    }
    let simulated = simulate(&scenario);
    samples::write_simulated(&args.out, &simulated).with_context(|| format!("cannot write the session to {folder}"))?;
    let truth = &simulated.truth;
    outln!(
        "Wrote {folder}: {} sensors, {} strides at {:.2} m/s, {} turns; the truth is in truth*.csv and truth.toml",
        simulated.recording.tracks.len(),
        truth.strides.len(),
        truth.speed_mps,
        truth.turns.len()
    );
    Ok(())
}
