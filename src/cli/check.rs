//! `gaitscope check RECORDING`: the setup detective.

use super::import::Reading;
use assessment::Settings;
use assessment::setup::{self, SetupFinding};
use body::{LongAxisMethod, SideAxisMethod};
use clap::Args;
use recording::{self, Notice, ReadOptions, Severity, check};
use std::path::PathBuf;
use wording::{Language, Wording};

/// What to check.
#[derive(Debug, Args)]
#[command(after_help = "Example:\n  gaitscope check my-session")]
pub(super) struct CheckArgs {
    /// A session folder, a folder of CSV files named by site, one wide CSV, one CSV per sensor, or exports of a maker's program.
    #[arg(required = true)]
    recording: Vec<PathBuf>,
    #[command(flatten)]
    reading: Reading,
    /// Write the recording with everything mended that was proved, as a session folder.
    #[arg(long, value_name = "SESSION")]
    repair: Option<PathBuf>,
    /// Print everything as JSON.
    #[arg(long)]
    json: bool,
}

pub(super) fn run(options: &CheckArgs) -> anyhow::Result<()> {
    let reading = ReadOptions {
        lenient: true,
        ..options.reading.options()?
    };
    let read = recording::read(&options.recording, &reading)?;
    let mut found = setup::inspect(&read);
    let recording = found.repaired.take().unwrap_or(read);
    let analysis = assessment::analyze(&recording, &Settings::default())?;
    found.add_moved(&analysis.changes.moved);
    if let Some(folder) = &options.repair {
        recording::write_session(folder, &recording)?;
    }
    if options.json {
        let value = serde_json::json!({
            "recording": analysis.source.name,
            "setup": found.findings,
            "sensors": analysis.sensors,
            "calibration": analysis.calibration,
            "contact_source": analysis.contact_source,
            "strides": analysis.strides.len(),
            "quality": analysis.quality,
            "notices": analysis.notices,
        });
        outln!("{}", serde_json::to_string_pretty(&value)?);
        return Ok(());
    }
    let words = Wording::new(Language::English);
    outln!("{}: {:.1} s", analysis.source.name, analysis.duration_s);
    for track in recording.tracks.values() {
        let seen = check::inspect(track);
        outln!(
            "  {:<12} {:>7} samples at {:>6.1} Hz, {:.1} % lost, longest gap {:.2} s, {:.1} % clipped",
            track.site.name(),
            track.len(),
            track.rate_hz,
            100.0 * seen.lost_share,
            seen.longest_gap_s,
            100.0 * seen.clipped_share
        );
    }
    for finding in &found.findings {
        let notice = finding.notice();
        let remedy = words.text(&format!("setup-remedy-{}", finding.remedy.name()), &[]);
        let place = finding.site.map(|site| format!("{site}: ")).unwrap_or_default();
        outln!("  {remedy}: {place}{}", words.notice(&notice));
    }
    if found.findings.is_empty() {
        outln!("  setup: nothing wrong was found");
    }
    for calibration in &analysis.calibration {
        let state = match (calibration.long_axis, calibration.side_axis) {
            (Some(long), Some(side)) => format!("aligned: {}; {}", long_axis(long), side_axis(side)),
            _ => {
                let refusals: Vec<String> = calibration.refusals.iter().map(ToString::to_string).collect();
                format!("not aligned: {}", refusals.join("; "))
            }
        };
        outln!("  {:<12} {state}", calibration.site.name());
    }
    outln!(
        "  {} strides, quality {:?}",
        analysis.strides.len(),
        analysis.quality.grade
    );
    // What the analysis doubts for the same reason was told above.
    let told = |notice: &&Notice| {
        let findings = found.findings.iter().map(SetupFinding::notice);
        findings
            .map(|told| (told.code, told.site))
            .any(|told| told == (notice.code, notice.site))
    };
    for notice in analysis.notices.iter().filter(|notice| !told(notice)) {
        let mark = match notice.severity {
            Severity::Info => "note",
            Severity::Warning => "warning",
            Severity::Problem => "problem",
        };
        match notice.site {
            Some(site) => outln!("  {mark}: {site}: {}", words.notice(notice)),
            None => outln!("  {mark}: {}", words.notice(notice)),
        }
    }
    Ok(())
}

/// Where a segment's long axis came from, in a few words.
fn long_axis(method: LongAxisMethod) -> &'static str {
    match method {
        LongAxisMethod::Given => "long axis from session.toml",
        LongAxisMethod::Standing => "long axis from quiet standing",
        LongAxisMethod::WalkingMean => "long axis from the mean of walking (its zero is assumed)",
    }
}

/// Where the axis to the side came from, in a few words.
fn side_axis(method: SideAxisMethod) -> &'static str {
    match method {
        SideAxisMethod::Given => "side axis from session.toml",
        SideAxisMethod::TwoPoses => "side axis from standing and sitting",
        SideAxisMethod::Swing => "side axis from knee swings",
        SideAxisMethod::Walking => "side axis from the swing of walking",
        SideAxisMethod::Hinge => "side axis from the knee as a hinge",
        SideAxisMethod::StepAcceleration => "side axis from the rhythm of steps",
    }
}
