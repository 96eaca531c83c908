//! `gaitscope import FILE… --out SESSION`.

use crate::recording::{self, Input, Mapping, Opened, ReadOptions, RecordingError, Site};
use crate::wording::{Language, Wording};
use clap::Args;
use std::path::PathBuf;

/// What to import, and where the session goes.
#[derive(Debug, Args)]
#[command(
    after_help = "Example:\n  gaitscope import walk_L.csv walk_R.csv --site walk_L.csv=shank_left --site walk_R.csv=shank_right --out session\n\
                  Formats are found by content: Movella DOT, Xsens MT Manager and Awinda, APDM (CSV, HDF5), Shimmer, MetaMotion, phyphox,\n\
                  Sensor Logger, Movesense, Noraxon, WitMotion, BIDS-Motion; zip archives of them; any table by --mapping."
)]
pub struct Options {
    /// Exports of a sensor maker's program: files, folders or zip archives of one recording.
    #[arg(required = true)]
    files: Vec<PathBuf>,
    /// The session folder to write; made if it is not there.
    #[arg(long, value_name = "SESSION")]
    out: PathBuf,
    #[command(flatten)]
    reading: Reading,
    /// Print what was found as JSON; sensors without a site are listed there and nothing is written.
    #[arg(long)]
    json: bool,
}

/// How to read what does not speak for itself; shared by all commands that open recordings.
#[derive(Debug, Args)]
pub struct Reading {
    /// Which recording, where a folder holds several; of exports, what the files' names contain.
    #[arg(long, value_name = "KEY")]
    pub only: Option<String>,
    /// Where a sensor was worn, if its name does not say so: `--site file.csv=thigh_left`, or `file.csv:Sensor 2=pelvis`.
    #[arg(long = "site", value_name = "FILE=SITE", value_parser = super::analyze::file_and_site)]
    pub sites: Vec<(String, Site)>,
    /// Samples per second, where an export does not say it.
    #[arg(long, value_name = "HZ")]
    pub rate: Option<f64>,
    /// A mapping file (TOML) that says which column of the tables is what.
    #[arg(long, value_name = "FILE")]
    pub mapping: Option<PathBuf>,
}

impl Reading {
    /// As options of the reader.
    ///
    /// # Errors
    /// A mapping file that cannot be read.
    pub fn options(&self) -> Result<ReadOptions, RecordingError> {
        let mapping = match &self.mapping {
            Some(path) => Some(Mapping::load(&Input::Path(path.clone()))?),
            None => None,
        };
        Ok(ReadOptions {
            only: self.only.clone(),
            sites: self.sites.iter().cloned().collect(),
            rate_hz: self.rate,
            mapping,
            ..ReadOptions::default()
        })
    }
}

pub fn run(options: &Options) -> anyhow::Result<()> {
    let given: Vec<Input> = options.files.iter().cloned().map(Input::Path).collect();
    let opened = recording::open(&given, &options.reading.options()?)?;
    let recording = match opened {
        Opened::Recording(recording) => recording,
        Opened::NeedsSites(sensors) => {
            if options.json {
                println!(
                    "{}",
                    serde_json::to_string_pretty(&serde_json::json!({ "needs_sites": sensors }))?
                );
            }
            return Err(RecordingError::NeedsSites { sensors }.into());
        }
    };
    recording::write_session(&options.out, &recording)?;
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
        let value = serde_json::json!({ "session": options.out, "sensors": sensors, "notices": recording.notices });
        println!("{}", serde_json::to_string_pretty(&value)?);
        return Ok(());
    }
    println!("{}:", options.out.display());
    for track in recording.tracks.values() {
        let clock = match (track.clock.offset_s, track.clock.uncertainty_s) {
            (offset, unsure) if offset != 0.0 || unsure != 0.0 => {
                format!(", clock {offset:+.3} s ± {:.0} ms", 1e3 * unsure)
            }
            _ => String::new(),
        };
        println!(
            "  {:<12} {:>7} samples at {:>6.1} Hz{clock}",
            track.site.name(),
            track.len(),
            track.rate_hz
        );
    }
    let words = Wording::new(Language::English);
    for notice in &recording.notices {
        match notice.site {
            Some(site) => println!("  {site}: {}", words.notice(notice)),
            None => println!("  {}", words.notice(notice)),
        }
    }
    println!("Next: gaitscope check {}", options.out.display());
    Ok(())
}
