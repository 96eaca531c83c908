//! `gaitscope import FILE… --out SESSION`.

use clap::Args;
use recording::{self, Input, Mapping, Opened, ReadOptions, RecordingError, Site};
use std::path::PathBuf;
use wording::{Language, Wording};

/// What to import, and where the session goes.
#[derive(Debug, Args)]
#[command(
    after_help = "Example:\n  gaitscope import walk_L.csv walk_R.csv --site walk_L.csv=shank_left --site walk_R.csv=shank_right --out session\n\
                  Formats are found by content (--formats lists them); zip archives of them; any table by --mapping, which --explain writes."
)]
pub(super) struct ImportArgs {
    /// Exports of a sensor maker's program: files, folders or zip archives of one recording.
    #[arg(required_unless_present = "formats")]
    files: Vec<PathBuf>,
    /// The session folder to write; made if it is not there.
    #[arg(long, value_name = "SESSION", required_unless_present_any = ["explain", "formats"])]
    out: Option<PathBuf>,
    /// Print a mapping for each table at hand, to correct and to give as --mapping; nothing is written.
    #[arg(long, conflicts_with_all = ["out", "json"])]
    explain: bool,
    /// Print what is read of which maker's program, and what is refused.
    #[arg(long, exclusive = true)]
    formats: bool,
    #[command(flatten)]
    reading: Reading,
    /// Print what was found as JSON; sensors without a site are listed there and nothing is written.
    #[arg(long)]
    json: bool,
}

/// How to read what does not speak for itself; shared by all commands that open recordings.
#[derive(Debug, Default, Args)]
pub(super) struct Reading {
    /// Which recording, where a folder holds several; of exports, what the files' names contain.
    #[arg(long, value_name = "KEY")]
    pub only: Option<String>,
    /// Where a sensor was worn, if its name does not say so: `--site file.csv=thigh_left`, or `file.csv:Sensor 2=pelvis`.
    #[arg(long = "site", value_name = "FILE=SITE", value_parser = super::analyze::file_and_site)]
    pub sites: Vec<(String, Site)>,
    /// Samples per second, where an export does not say it.
    #[arg(long, value_name = "HZ")]
    pub rate: Option<f64>,
    /// A mapping file (TOML) that says which column of the tables is what; `import --explain FILE` prints one.
    #[arg(long, value_name = "FILE")]
    pub mapping: Option<PathBuf>,
    /// Leave out a file, or a sensor of it, such as one that was not worn: `--without file.csv`, `--without "file.csv:Sensor 2"`.
    #[arg(long, value_name = "FILE")]
    pub without: Vec<String>,
}

impl Reading {
    /// As options of the reader.
    ///
    /// # Errors
    /// A mapping file that cannot be read.
    pub(super) fn options(&self) -> Result<ReadOptions, RecordingError> {
        let mapping = match &self.mapping {
            Some(path) => Some(Mapping::load(&Input::Path(path.clone()))?),
            None => None,
        };
        Ok(ReadOptions {
            only: self.only.clone(),
            sites: self.sites.iter().cloned().collect(),
            rate_hz: self.rate,
            mapping,
            ignore: self.without.iter().cloned().collect(),
            ..ReadOptions::default()
        })
    }
}

/// Prints a mapping for each file.
fn explained(given: &[Input], options: &ReadOptions) -> anyhow::Result<()> {
    for input in given {
        for found in recording::explain(input, options)? {
            outln!("# {}: a mapping, to read with --mapping. Its first rows:", found.table);
            outln!("#   {}", found.columns.join(" | "));
            for row in found.rows.iter().take(3) {
                outln!("#   {}", row.join(" | "));
            }
            if !found.open.is_empty() {
                outln!("# The file does not say these; correct them: {}", found.open.join(", "));
            }
            outln!("# A site for each sensor (site = \"shank_left\"), or --site. What the keys mean: docs/mapping.md");
            outln!("{}", found.toml()?);
        }
    }
    Ok(())
}

pub(super) fn run(options: &ImportArgs) -> anyhow::Result<()> {
    let given: Vec<Input> = options.files.iter().cloned().map(Input::Path).collect();
    if options.formats {
        for format in recording::formats() {
            outln!("{}", format.program);
            outln!("  reads: {}", format.reads);
            outln!("  tried on: {}", format.tried);
            outln!("  refused: {}", format.refused);
        }
        return Ok(());
    }
    let Some(out) = options.out.as_deref().filter(|_| !options.explain) else {
        return explained(&given, &options.reading.options()?);
    };
    let opened = recording::open(&given, &options.reading.options()?)?;
    let recording = match opened {
        Opened::Recording(recording) => recording,
        Opened::NeedsSites(sensors) => {
            if options.json {
                outln!(
                    "{}",
                    serde_json::to_string_pretty(&serde_json::json!({ "needs_sites": sensors }))?
                );
            }
            return Err(RecordingError::NeedsSites { sensors }.into());
        }
    };
    recording::write_session(out, &recording)?;
    if options.json {
        let sensors: Vec<_> = recording
            .tracks
            .values()
            .map(|track| {
                serde_json::json!({
                    "site": track.site,
                    "model": track.info.model,
                    "serial": track.info.serial,
                    "rate_hz": track.rate_hz,
                    "samples": track.len(),
                    "clock_offset_s": track.clock.offset_s,
                    "clock_uncertainty_s": track.clock.uncertainty_s,
                })
            })
            .collect();
        let value = serde_json::json!({ "session": out, "sensors": sensors, "notices": recording.notices });
        outln!("{}", serde_json::to_string_pretty(&value)?);
        return Ok(());
    }
    outln!("{}:", out.display());
    for track in recording.tracks.values() {
        let clock = match (track.clock.offset_s, track.clock.uncertainty_s) {
            (_, None) => ", clock unknown".to_owned(),
            (offset, Some(unsure)) if offset != 0.0 || unsure != 0.0 => {
                format!(", clock {offset:+.3} s ± {:.0} ms", 1e3 * unsure)
            }
            _ => String::new(),
        };
        outln!(
            "  {:<12} {:>7} samples at {:>6.1} Hz{clock}",
            track.site.name(),
            track.len(),
            track.rate_hz
        );
    }
    let words = Wording::new(Language::English);
    for notice in &recording.notices {
        match notice.site {
            Some(site) => outln!("  {site}: {}", words.notice(notice)),
            None => outln!("  {}", words.notice(notice)),
        }
    }
    outln!("Next: gaitscope check {}", out.display());
    Ok(())
}
