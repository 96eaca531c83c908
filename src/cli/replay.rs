//! `gaitscope replay SESSION`: a recording through the live chain, then the same analysis as `analyze`.

use super::analyze::language;
use anyhow::Context;
use assessment::Settings;
use clap::Args;
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use live::{Activity, LiveEvent, LiveNote, LiveStep, Replay};
use recording::{self, ReadOptions, Site};
use report::{self, ReportOptions};
use std::io::{BufWriter, IsTerminal, Write};
use std::path::PathBuf;
use std::time::{Duration, Instant};
use validation::score::quantile;
use wording::Language;

/// How much of a recording is handed over at once, seconds: about what Bluetooth LE delivers.
const BLOCK_S: f64 = 0.05;

/// What to play, and how fast.
#[derive(Debug, Args)]
#[command(after_help = "Example:\n  gaitscope replay samples/limp --speed max --out report-limp")]
pub(super) struct ReplayArgs {
    /// A session folder, a folder of CSV files named by site, one wide CSV, or one CSV per sensor.
    #[arg(required = true)]
    recording: Vec<PathBuf>,
    /// Times the speed of life, or `max` for as fast as possible.
    #[arg(long, default_value = "1", value_parser = speed, allow_hyphen_values = true)]
    speed: Speed,
    /// Print every live event as one line of JSON; the last line sums up.
    #[arg(long)]
    json: bool,
    /// Write the report here, the same as `analyze` writes.
    #[arg(long, short, value_name = "DIR")]
    out: Option<PathBuf>,
    /// Which recording, where a folder holds several.
    #[arg(long, value_name = "KEY")]
    only: Option<String>,
    /// Where a file's sensor was worn, if its name does not say so: `--site file.csv=thigh_left`.
    #[arg(long = "site", value_name = "FILE=SITE", value_parser = super::analyze::file_and_site)]
    sites: Vec<(String, Site)>,
    /// The language of the report: en or de.
    #[arg(long, default_value = "en", value_parser = language)]
    language: Language,
}

/// How fast a recording is played.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Speed {
    Times(f64),
    Max,
}

fn speed(text: &str) -> Result<Speed, String> {
    if text == "max" {
        return Ok(Speed::Max);
    }
    match text.parse::<f64>() {
        Ok(times) if times.is_finite() && times > 0.0 => Ok(Speed::Times(times)),
        _ => Err("expected a positive number, such as 4, or max".to_owned()),
    }
}

pub(super) fn run(options: &ReplayArgs) -> anyhow::Result<()> {
    let read = ReadOptions {
        only: options.only.clone(),
        sites: options.sites.iter().cloned().collect(),
        ..ReadOptions::default()
    };
    let recording = recording::read(&options.recording, &read)?;
    let delays_s = play(&recording, options)?;
    let analysis = assessment::analyze(&recording, &Settings::default())?;
    let files = match &options.out {
        Some(out) => {
            let language = options.language;
            report::write_all(
                &analysis,
                out,
                &ReportOptions {
                    language,
                    ..ReportOptions::default()
                },
            )?
            .files
        }
        None => Vec::new(),
    };
    let ms = |p: f64| quantile(&delays_s, p).map(|delay| (1000.0 * delay).round());
    if options.json {
        let value = serde_json::json!({
            "event": "end",
            "contacts": delays_s.len(),
            "delay_median_ms": ms(0.5),
            "delay_most_ms": ms(1.0),
            "strides": analysis.strides.len(),
            "quality": analysis.quality,
            "files": files,
        });
        outln!("{value}");
        return Ok(());
    }
    if let (Some(median), Some(most)) = (ms(0.5), ms(1.0)) {
        outln!(
            "{} contacts told live, {median:.0} ms after they happened (median), {most:.0} ms at most",
            delays_s.len()
        );
    }
    outln!(
        "{}: {:.0} s, {} strides, quality {:?}",
        analysis.source.name,
        analysis.duration_s,
        analysis.strides.len(),
        analysis.quality.grade
    );
    if let Some(out) = &options.out {
        outln!("report: {}", out.join("report.html").display());
    }
    Ok(())
}

/// Plays the recording; gives the delay of every contact, seconds.
fn play(recording: &recording::Recording, options: &ReplayArgs) -> anyhow::Result<Vec<f64>> {
    let ends =
        |pick: fn(&[f64]) -> Option<&f64>| recording.tracks.values().filter_map(move |track| pick(&track.time_s));
    let start_s = ends(<[f64]>::first).copied().fold(f64::INFINITY, f64::min);
    let end_s = ends(<[f64]>::last).copied().fold(f64::NEG_INFINITY, f64::max);
    let bar = progress(end_s - start_s);
    // Lines that nobody waits for are written in one go; a person or a program that follows sees each at once.
    let mut out = BufWriter::new(std::io::stdout().lock());
    let begun = Instant::now();
    let mut delays_s = Vec::new();
    let mut events = Vec::new();
    let mut replay = Replay::new(recording, BLOCK_S);
    while let Some(now_s) = replay.step(&mut events) {
        if let Speed::Times(times) = options.speed {
            let due = Duration::try_from_secs_f64(((now_s - start_s) / times).max(0.0));
            let due = due.with_context(|| format!("replay of {:.0} s at {times} times its speed", end_s - start_s))?;
            std::thread::sleep(due.saturating_sub(begun.elapsed()));
        }
        bar.set_position(((now_s - start_s) * 10.0) as u64);
        for event in events.drain(..) {
            if let LiveEvent::Contact(contact) = &event {
                delays_s.push(contact.delay_s());
            }
            let line = if options.json {
                Some(serde_json::to_string(&event)?)
            } else {
                sentence(&event)
            };
            if let Some(line) = line {
                bar.suspend(|| writeln!(out, "{line}"))?;
            }
        }
        if options.speed != Speed::Max {
            out.flush()?;
        }
    }
    out.flush()?;
    bar.finish_and_clear();
    Ok(delays_s)
}

/// A bar over the recording's time where a person looks.
fn progress(length_s: f64) -> ProgressBar {
    if !std::io::stderr().is_terminal() {
        return ProgressBar::hidden();
    }
    let bar = ProgressBar::with_draw_target(Some((length_s * 10.0) as u64), ProgressDrawTarget::stderr());
    match ProgressStyle::with_template("{bar:40} {percent} %, {eta} left") {
        Ok(style) => bar.with_style(style),
        Err(_) => bar,
    }
}

/// What a person reads of an event; contacts and angles come too often for lines.
pub(super) fn sentence(event: &LiveEvent) -> Option<String> {
    match event {
        LiveEvent::Contact(_) | LiveEvent::Angles(_) => None,
        LiveEvent::Step(step) => Some(step_line(step)),
        LiveEvent::Activity { activity, time_s } => {
            let what = match activity {
                Activity::Still => "stands still",
                Activity::Walking => "walks",
                Activity::Moving => "moves",
            };
            Some(format!("{time_s:9.2} s  {what}"))
        }
        LiveEvent::Note(note) => Some(note_line(note)),
    }
}

fn step_line(step: &LiveStep) -> String {
    let mut line = format!("{:9.2} s  {:5} foot lands", step.time_s, step.side.name());
    let mut add = |part: Option<String>| {
        if let Some(part) = part {
            line.push_str("  ");
            line.push_str(&part);
        }
    };
    add(step.step_time_s.map(|time| format!("step {time:.2} s")));
    add(step
        .rhythm
        .cadence_per_min
        .map(|cadence| format!("{cadence:.0} steps/min")));
    add(step.knee_peak_deg.map(|knee| format!("knee bends {knee:.0}°")));
    add(step.speed_mps.map(|speed| format!("about {speed:.1} m/s")));
    add(step
        .rhythm
        .step_time_difference_s
        .map(|difference| format!("right step {:+.0} ms against left", 1000.0 * difference)));
    line
}

fn note_line(note: &LiveNote) -> String {
    match note {
        LiveNote::Calibrated {
            site,
            time_s,
            zero,
            refined,
        } => {
            let from = match zero {
                body::LongAxisMethod::Given => "as given",
                body::LongAxisMethod::Standing => "zero is quiet standing",
                body::LongAxisMethod::WalkingMean => "without standing: angles carry an offset of some degrees",
            };
            let again = if *refined { "aligned again" } else { "aligned" };
            format!("{time_s:9.2} s  {site}: {again}, {from}")
        }
        LiveNote::NotCalibrated { site, time_s } => format!(
            "{time_s:9.2} s  {site}: its walk does not tell how it sits; stand still for five seconds, then walk straight"
        ),
        LiveNote::Silent { site, since_s } => format!("{since_s:9.2} s  {site}: silent from here on"),
        LiveNote::Back { site, time_s } => format!("{time_s:9.2} s  {site}: speaks again"),
        LiveNote::Gap { site, start_s, end_s } => {
            format!("{start_s:9.2} s  {site}: nothing for {:.2} s", end_s - start_s)
        }
        LiveNote::NoLegSensor { time_s } => format!(
            "{time_s:9.2} s  no sensor on a thigh or shank: contacts are found only by the analysis of the whole recording"
        ),
    }
}
