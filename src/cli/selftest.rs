//! `gaitscope selftest`: do these sensors work with this computer?

use anyhow::bail;
use clap::Args;
use sensors::adapter::AdapterRadio;
use sensors::families;
use sensors::radio::Radio;
use sensors::selftest::{self, Outcome, Progress, Report};
use sensors::virtual_radio::{MotionSource, VirtualRadio, VirtualSensor};
use std::sync::Arc;
use std::time::Duration;

/// Nothing to read for longer than this looks like a program that hangs.
const BEAT: Duration = Duration::from_secs(5);

/// How long to try.
#[derive(Debug, Args)]
#[command(
    after_help = "Switch all sensors on, lay them on a table beside the computer and touch nothing.\n\nExample:\n  gaitscope selftest"
)]
pub(super) struct SelftestArgs {
    /// Seconds to look for sensors.
    #[arg(long, default_value_t = 8, value_parser = clap::value_parser!(u64).range(1..=120))]
    scan: u64,
    /// Seconds of samples.
    #[arg(long, default_value_t = 20, value_parser = clap::value_parser!(u64).range(5..=3600))]
    seconds: u64,
    /// Samples a second; a family that cannot takes its nearest.
    #[arg(long, default_value_t = 100, value_parser = clap::value_parser!(u16).range(50..=400))]
    rate: u16,
    /// Five simulated sensors on a table instead of real ones, to see what a result looks like.
    #[arg(long)]
    demo: bool,
    /// Print the result as JSON.
    #[arg(long)]
    json: bool,
}

pub(super) fn run(options: &SelftestArgs) -> anyhow::Result<()> {
    let report = super::sensors::runtime()?.block_on(async {
        let radio = open(options.demo).await?;
        let settings = selftest::SelftestOptions {
            scan: Duration::from_secs(options.scan),
            stream: Duration::from_secs(options.seconds),
            rate_hz: options.rate,
            lock_dir: sensors::settings::config_dir().ok().map(|dir| dir.join("locks")),
            ..selftest::SelftestOptions::default()
        };
        let families = families::all();
        let mut trial = std::pin::pin!(selftest::run(radio, &families, &settings, say));
        let mut beat = tokio::time::interval(BEAT);
        beat.tick().await;
        let begun = tokio::time::Instant::now();
        loop {
            tokio::select! {
                report = &mut trial => return Ok::<Report, anyhow::Error>(report?),
                _ = beat.tick() => errln!("  ... {} s", begun.elapsed().as_secs()),
            }
        }
    })?;
    if options.json {
        outln!("{}", serde_json::to_string_pretty(&report)?);
    } else {
        print(&report);
    }
    if report.sensors.is_empty() {
        bail!(
            "no sensor of a known family was found. Switch the sensors on, end every phone and computer that may hold them, \
             and move nearer"
        );
    }
    if !report.passed() {
        bail!("not all checks passed; see the advice");
    }
    Ok(())
}

async fn open(demo: bool) -> anyhow::Result<Arc<dyn Radio>> {
    if !demo {
        return Ok(Arc::new(AdapterRadio::open().await?));
    }
    let sensors = (1..=5).map(|unit| VirtualSensor {
        drift_ppm: 10.0 * f64::from(unit),
        ..VirtualSensor::new(unit, None, MotionSource::Table { up: 2 })
    });
    Ok(Arc::new(VirtualRadio::new(sensors.collect())))
}

/// Progress goes to the error stream: the result may go to a file.
fn say(progress: Progress) {
    match progress {
        Progress::Scanning { seconds } => errln!("looking for sensors for {seconds} s ..."),
        Progress::Found { labels } if labels.is_empty() => {}
        Progress::Found { labels } => errln!("found {}: {}", labels.len(), labels.join(", ")),
        Progress::Trying { seconds } => {
            errln!("trying all at once for about {seconds} s; leave them on the table and touch nothing ...");
        }
    }
}

fn print(report: &Report) {
    for sensor in &report.sensors {
        let serial = sensor
            .serial
            .as_deref()
            .map_or(String::new(), |serial| format!(", serial {serial}"));
        let firmware = sensor
            .firmware
            .as_deref()
            .map_or(String::new(), |text| format!(", firmware {text}"));
        outln!("{} ({}{serial}{firmware})", sensor.label, sensor.family);
        for check in &sensor.checks {
            let word = match check.outcome {
                Outcome::Pass => "pass",
                Outcome::Warn => "WARN",
                Outcome::Fail => "FAIL",
                Outcome::Skipped => "-",
            };
            outln!("  {word:4}  {:14} {}", check.name, check.found);
            if let Some(advice) = check.advice {
                outln!("        {:14} -> {advice}", "");
            }
        }
    }
}
