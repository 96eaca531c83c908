//! `gaitscope sensors`: who is near, and telling one of them something.

use anyhow::{Context, bail};
use clap::Args;
use recording::Site;
use sensors::adapter::AdapterRadio;
use sensors::finder::{self, DiscoveredSensor};
use sensors::radio::Radio;
use sensors::settings::{self, Remembered, RememberedSensor};
use sensors::virtual_radio::{VirtualRadio, VirtualSensor};
use simulation::{presets, simulate};
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

/// What to look for, and what to tell.
#[derive(Debug, Args)]
#[command(
    after_help = "Examples:\n  gaitscope sensors\n  gaitscope sensors --identify GS-00C0FFEE\n  gaitscope sensors --assign GS-00C0FFEE=shank_left"
)]
pub(super) struct SensorsArgs {
    /// How long to look, seconds.
    #[arg(long, default_value_t = 5.0, value_name = "S")]
    seconds: f64,
    /// Make this sensor blink for ten seconds.
    #[arg(long, value_name = "LABEL")]
    identify: Option<String>,
    /// Say where a sensor is worn: LABEL=SITE, or LABEL=none. Stored in the sensor if it can, and by this program.
    #[arg(long, value_name = "LABEL=SITE")]
    assign: Vec<String>,
    /// Also connect to each sensor and read its serial number, model and firmware.
    #[arg(long)]
    details: bool,
    /// Print everything as JSON.
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    radio: RadioOptions,
}

/// Which radio, and where settings lie.
#[derive(Debug, Args)]
pub(super) struct RadioOptions {
    /// Five simulated sensors on a walking person instead of real ones, to try things out.
    #[arg(long)]
    demo: bool,
    /// Where this program remembers sensors, instead of the usual place.
    #[arg(long, value_name = "DIR")]
    config_dir: Option<PathBuf>,
}

impl RadioOptions {
    pub(super) async fn open(&self) -> anyhow::Result<Arc<dyn Radio>> {
        if self.demo {
            let recording = simulate(&presets::healthy(1)).recording;
            let mut sensors = VirtualSensor::wearing(&recording, 1);
            let now = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH);
            for sensor in &mut sensors {
                // Switched on anew with every start of the program.
                sensor.boot = now.as_ref().map_or(0, |since| since.as_millis() as u16);
            }
            return Ok(Arc::new(VirtualRadio::new(sensors)));
        }
        Ok(Arc::new(AdapterRadio::open().await?))
    }

    pub(super) fn config_dir(&self) -> anyhow::Result<PathBuf> {
        match &self.config_dir {
            Some(dir) => Ok(dir.clone()),
            None => Ok(settings::config_dir()?),
        }
    }
}

/// A runtime for one command.
pub(super) fn runtime() -> anyhow::Result<tokio::runtime::Runtime> {
    tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .enable_all()
        .build()
        .context("cannot start the program's tasks")
}

/// Scans, with what is remembered of each sensor.
pub(super) async fn look(
    radio: &dyn Radio,
    seconds: f64,
    remembered: &Remembered,
    enough: impl FnMut(&[DiscoveredSensor]) -> bool,
) -> anyhow::Result<Vec<DiscoveredSensor>> {
    let mut found = finder::scan(radio, Duration::try_from_secs_f64(seconds.clamp(0.5, 300.0))?, enough).await?;
    for sensor in &mut found {
        let known = remembered.site(sensor.serial.as_deref(), &sensor.label);
        sensor.site = known.or(sensor.site);
    }
    Ok(found)
}

pub(super) fn run(options: &SensorsArgs) -> anyhow::Result<()> {
    runtime()?.block_on(work(options))
}

async fn work(options: &SensorsArgs) -> anyhow::Result<()> {
    let dir = options.radio.config_dir()?;
    let mut remembered = Remembered::load(&dir)?;
    let radio = options.radio.open().await?;
    let locks = dir.join("locks");
    if !options.json {
        errln!("looking for sensors for {:.0} s …", options.seconds);
    }
    let mut found = look(radio.as_ref(), options.seconds, &remembered, |_| false).await?;
    let by_label = |found: &[DiscoveredSensor], label: &str| -> anyhow::Result<usize> {
        match found.iter().position(|sensor| sensor.label.eq_ignore_ascii_case(label)) {
            Some(at) => Ok(at),
            None => {
                bail!("{label} is not in sight. Is it awake, near, and not connected to another computer or phone?")
            }
        }
    };
    if let Some(label) = &options.identify {
        let at = by_label(&found, label)?;
        finder::identify(radio.as_ref(), &found[at], 10, Some(&locks))
            .await
            .with_context(|| label.clone())?;
        errln!("{label} blinks for ten seconds");
    }
    for text in &options.assign {
        let (label, site) = text
            .split_once('=')
            .context("--assign needs LABEL=SITE, such as GS-00C0FFEE=shank_left")?;
        let site = match site {
            "none" => None,
            name => Some(Site::from_name(name).with_context(|| {
                let names: Vec<&str> = Site::ALL.iter().map(|site| site.name()).collect();
                format!("`{name}` is no site; use one of {}, or none", names.join(", "))
            })?),
        };
        let at = by_label(&found, label)?;
        let identity = finder::assign(radio.as_ref(), &found[at], site, Some(&locks))
            .await
            .with_context(|| label.to_owned())?;
        remembered.assign(
            RememberedSensor {
                serial: identity.serial,
                label: found[at].label.clone(),
                family: found[at].kind.to_owned(),
                site: site.unwrap_or(Site::Pelvis),
            },
            site,
        );
        remembered.save(&dir)?;
        found[at].site = site;
        errln!(
            "{label}: {}",
            site.map_or("no site".to_owned(), |site| site.to_string())
        );
    }
    if options.details {
        for sensor in found.iter_mut().filter(|sensor| sensor.unusable.is_none()) {
            match finder::read_identity(radio.as_ref(), sensor, Some(&locks)).await {
                Ok(identity) => {
                    sensor.serial = Some(identity.serial);
                    sensor.model = Some(identity.model);
                    sensor.firmware = Some(identity.firmware);
                }
                Err(error) => sensor.unusable = Some(error.to_string()),
            }
        }
    }
    print(options, &found)
}

fn print(options: &SensorsArgs, found: &[DiscoveredSensor]) -> anyhow::Result<()> {
    if options.json {
        let all: Vec<serde_json::Value> = found
            .iter()
            .map(|sensor| {
                let mut value = serde_json::to_value(sensor)?;
                value["abilities"] = serde_json::to_value(sensor.family.capabilities())?;
                Ok(value)
            })
            .collect::<Result<_, serde_json::Error>>()?;
        outln!("{}", serde_json::to_string_pretty(&all)?);
        return Ok(());
    }
    if found.is_empty() {
        outln!("No sensor in sight. Wake them (button or movement), bring them near, and look again.");
        return Ok(());
    }
    outln!(
        "{:<14} {:>7} {:>8}  {:<12} {:<16} notes",
        "sensor",
        "signal",
        "battery",
        "site",
        "kind"
    );
    for sensor in found {
        let capabilities = sensor.family.capabilities();
        let mut notes: Vec<String> = Vec::new();
        notes.extend(sensor.unusable.clone());
        notes.extend(sensor.firmware.as_ref().map(|firmware| format!("firmware {firmware}")));
        notes.extend(sensor.serial.as_ref().map(|serial| format!("serial {serial}")));
        if !capabilities.resend {
            notes.push("missed samples stay missing".to_owned());
        }
        if !capabilities.device_time {
            notes.push("no clock of its own".to_owned());
        }
        if capabilities.max_rate_hz < 100.0 {
            notes.push(format!("at most {:.0} Hz", capabilities.max_rate_hz));
        }
        let text = |value: Option<String>| value.unwrap_or_else(|| "?".to_owned());
        outln!(
            "{:<14} {:>7} {:>8}  {:<12} {:<16} {}",
            sensor.label,
            text(sensor.rssi_dbm.map(|dbm| format!("{dbm} dBm"))),
            text(sensor.battery_percent.map(|percent| format!("{percent} %"))),
            sensor.site.map_or("-", Site::name),
            sensor.family.title(),
            notes.join("; ")
        );
    }
    Ok(())
}
