//! `gaitscope record FOLDER`.

use super::sensors::{RadioOptions, look, runtime};
use anyhow::{Context, bail};
use clap::Args;
use live::{LiveChain, LiveEvent, LiveNote, LiveSample};
use recording::recovery::{self, Journal};
use recording::{PhaseKind, Protocol, Session, Site, Subject};
use sensors::capture::{Capture, CaptureCommand, Chosen, Finished, Plan, PlannedPhase};
use sensors::finder::DiscoveredSensor;
use sensors::settings::Remembered;
use sensors::status::{CaptureStatus, LinkState, SampleBlock, SensorStatus, Shortfall, Stage};
use sensors::violation::{self, Violations};
use std::collections::BTreeMap;
use std::io::{BufRead, IsTerminal};
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::broadcast::error::RecvError;
use tokio::sync::mpsc;

/// What to record.
#[derive(Debug, Args)]
#[command(
    after_help = "Keys while recording: Enter ends the phase, m sets a mark, p begins and ends a pause, q stops (each followed by Enter); Ctrl-C stops too.\n\n\
                  Examples:\n  gaitscope record my-session --phases stand=5,walk=120,stand=5 --analyze my-report\n  \
                  gaitscope record my-session --resume\n  gaitscope record try-out --demo --seconds 20"
)]
pub(super) struct RecordArgs {
    /// The session folder to write.
    folder: PathBuf,
    /// Go on with a recording that broke off. One that was stopped while a sensor was away is completed: what the sensor
    /// still has is fetched.
    #[arg(long)]
    resume: bool,
    /// End such a recording without what its sensors may still have.
    #[arg(long, requires = "resume")]
    give_up: bool,
    /// When it is done, analyse it and write the report here.
    #[arg(long, value_name = "DIR")]
    analyze: Option<PathBuf>,
    /// Samples a second.
    #[arg(long, default_value_t = 100, value_name = "HZ")]
    rate: u16,
    /// Stop by itself after so many seconds.
    #[arg(long, value_name = "S")]
    seconds: Option<f64>,
    /// The protocol's phases, such as stand=5,walk=120,turn,rest=60: kind and seconds; without seconds Enter ends it.
    #[arg(long, value_delimiter = ',', value_parser = phase)]
    phases: Vec<PlannedPhase>,
    /// Use this sensor at this site (LABEL=SITE); without any, all sensors in sight that know their site.
    #[arg(long = "sensor", value_name = "LABEL=SITE", value_parser = super::analyze::file_and_site)]
    sensors: Vec<(String, Site)>,
    /// Use a sensor at a site by what is printed on it or by its Bluetooth address (SITE=LABEL); as --sensor.
    #[arg(long = "site", value_name = "SITE=LABEL", value_parser = site_and_label)]
    sites: Vec<(Site, String)>,
    /// How many sensors to wait for.
    #[arg(long, value_name = "N")]
    count: Option<usize>,
    /// How long to look for sensors, seconds.
    #[arg(long, default_value_t = 10.0, value_name = "S")]
    wait: f64,
    /// Begin as soon as all sensors send, without Enter.
    #[arg(long)]
    now: bool,
    /// The person's pseudonym; no name.
    #[arg(long)]
    pseudonym: Option<String>,
    /// Body height, metres.
    #[arg(long, value_name = "M")]
    height: Option<f64>,
    #[command(flatten)]
    radio: RadioOptions,
}

fn phase(text: &str) -> Result<PlannedPhase, String> {
    let (name, seconds) = match text.split_once('=') {
        Some((name, seconds)) => match seconds.parse::<f64>() {
            Ok(seconds) if seconds > 0.0 && seconds <= 7200.0 => (name, Some(seconds)),
            _ => return Err(format!("`{seconds}` is no number of seconds")),
        },
        None => (text, None),
    };
    let kind = match name {
        "stand" => PhaseKind::Stand,
        "sit" => PhaseKind::Sit,
        "swing" => PhaseKind::Swing,
        "walk" => PhaseKind::Walk,
        "turn" => PhaseKind::Turn,
        "rest" => PhaseKind::Rest,
        "wall" => PhaseKind::Wall,
        _ => {
            return Err(format!(
                "`{name}` is no phase; use stand, sit, swing, walk, turn, rest or wall"
            ));
        }
    };
    Ok(PlannedPhase { kind, seconds })
}

fn site_and_label(text: &str) -> Result<(Site, String), String> {
    let (site, label) = text
        .split_once('=')
        .ok_or("expected SITE=LABEL, such as shank_left=GS-00C0FFEE")?;
    let site = Site::from_name(site).ok_or_else(|| {
        let names: Vec<&str> = Site::ALL.iter().map(|site| site.name()).collect();
        format!("`{site}` is no site; use one of {}", names.join(", "))
    })?;
    Ok((site, label.to_owned()))
}

/// A site in words: `right shank`.
fn words(site: Site) -> String {
    let name = site.name();
    match name.rsplit_once('_') {
        Some((segment, side)) => format!("{side} {segment}"),
        None => name.to_owned(),
    }
}

/// Whether a person means this sensor: by its label or its address, however that is written.
fn is_meant(sensor: &DiscoveredSensor, wanted: &str) -> bool {
    let plain = |text: &str| -> String {
        text.chars()
            .filter(char::is_ascii_alphanumeric)
            .map(|sign| sign.to_ascii_lowercase())
            .collect()
    };
    let wanted = plain(wanted);
    !wanted.is_empty() && (plain(&sensor.label) == wanted || plain(&sensor.peer.0).ends_with(&wanted))
}

/// What to tell the person when a phase begins.
fn prompt(kind: PhaseKind) -> &'static str {
    match kind {
        PhaseKind::Stand => "Stand still and upright, feet side by side.",
        PhaseKind::Sit => "Sit down and sit still.",
        PhaseKind::Swing => "Swing each lower leg a few times.",
        PhaseKind::Walk => "Walk straight at your usual pace.",
        PhaseKind::Turn => "Turn around and walk on.",
        PhaseKind::Rest => "Rest.",
        PhaseKind::Wall => "Stand against the wall: heels, back and shoulders touch it.",
    }
}

pub(super) fn run(options: &RecordArgs) -> anyhow::Result<()> {
    let runtime = runtime()?;
    let finished = runtime.block_on(work(options));
    // A thread that waits for a key would hold the program.
    runtime.shutdown_background();
    let Some(finished) = finished? else { return Ok(()) };
    let whole = summary(&finished);
    if let Some(out) = &options.analyze {
        super::analyze::report_on(&finished.folder, out)?;
    }
    if !whole {
        return Err(Incomplete(finished.folder).into());
    }
    Ok(())
}

/// What was recorded is there, and something that was asked for is not in it; exit status 3.
#[derive(Debug)]
pub(super) struct Incomplete(PathBuf);

impl std::fmt::Display for Incomplete {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}: recorded, but not everything: see above", self.0.display())
    }
}

impl std::error::Error for Incomplete {}

async fn work(options: &RecordArgs) -> anyhow::Result<Option<Finished>> {
    // Before anything is looked for.
    let before = sensors::capture::look_at(&options.folder, options.resume)?;
    if options.give_up {
        recovery::finish(&options.folder)?;
        outln!(
            "{}: ended without what its sensors may still have",
            options.folder.display()
        );
        return Ok(None);
    }
    let dir = options.radio.config_dir()?;
    let remembered = Remembered::load(&dir)?;
    let radio = options.radio.open().await?;
    let chosen = choose(options, &remembered, radio.as_ref(), before.as_ref()).await?;
    let session = Session {
        subject: Subject {
            pseudonym: options.pseudonym.clone(),
            height_m: options.height,
            ..Subject::default()
        },
        protocol: Protocol::default(),
        ..Session::default()
    };
    let capture = Capture::start(
        radio,
        Plan {
            folder: options.folder.clone(),
            resume: options.resume,
            sensors: chosen,
            rate_hz: options.rate,
            ranges: Default::default(),
            phases: options.phases.clone(),
            stop_after_s: options.seconds,
            session,
            lock_dir: Some(dir.join("locks")),
        },
    )?;
    run_interactive(options, capture).await.map(Some)
}

/// Which sensor goes where.
async fn choose(
    options: &RecordArgs,
    remembered: &Remembered,
    radio: &dyn sensors::radio::Radio,
    before: Option<&Journal>,
) -> anyhow::Result<Vec<Chosen>> {
    let mut wanted: Vec<(String, Site)> = options.sensors.clone();
    wanted.extend(options.sites.iter().map(|(site, label)| (label.clone(), *site)));
    if let Some(journal) = before.filter(|_| wanted.is_empty()) {
        let stopped = journal.stopped_s.is_some();
        let sensors = journal.sensors.iter().filter(|sensor| !stopped || sensor.fetchable > 0);
        wanted = sensors.map(|sensor| (sensor.label.clone(), sensor.site)).collect();
        if stopped && wanted.is_empty() {
            bail!(
                "{} was stopped, and no sensor has anything more of it: end it with --resume --give-up",
                options.folder.display()
            );
        }
        for (label, site) in wanted.iter().filter(|_| stopped) {
            errln!("fetching what {label} ({}) still has", words(*site));
        }
    }
    let count = match wanted.is_empty() {
        true => options.count.unwrap_or(usize::MAX),
        false => wanted.len(),
    };
    errln!("looking for sensors (at most {:.0} s) …", options.wait);
    let site_of = |sensor: &DiscoveredSensor| match wanted.is_empty() {
        true => sensor
            .site
            .or_else(|| remembered.site(sensor.serial.as_deref(), &sensor.label)),
        false => wanted
            .iter()
            .find(|(label, _)| is_meant(sensor, label))
            .map(|(_, site)| *site),
    };
    let found = look(radio, options.wait, remembered, |all| {
        all.iter().filter(|sensor| site_of(sensor).is_some()).count() >= count
    })
    .await?;
    for (label, site) in &wanted {
        if !found.iter().any(|sensor| is_meant(sensor, label)) {
            bail!(
                "{label} ({}) is not in sight. Is it awake, near, and not connected to another computer or phone?",
                words(*site)
            );
        }
    }
    let mut chosen = Vec::new();
    for sensor in &found {
        let Some(site) = site_of(sensor) else {
            if wanted.is_empty() {
                let label = &sensor.label;
                errln!("  {label} is not used: it has no site (gaitscope sensors --assign {label}=SITE)");
            }
            continue;
        };
        if let Some(problem) = &sensor.unusable {
            bail!("{} ({}): {problem}", sensor.label, words(site));
        }
        errln!("  {:<12} {}", site.name(), sensor.label);
        chosen.push(sensor.chosen(site));
    }
    if options.count.is_some_and(|count| chosen.len() < count) {
        errln!(
            "  only {} of {} sensors are in sight: the others are not recorded",
            chosen.len(),
            options.count.unwrap_or_default()
        );
    }
    Ok(chosen)
}

/// Keys, one line each.
fn keys() -> mpsc::UnboundedReceiver<String> {
    let (sender, receiver) = mpsc::unbounded_channel();
    std::thread::spawn(move || {
        for line in std::io::stdin().lock().lines().map_while(Result::ok) {
            if sender.send(line).is_err() {
                break;
            }
        }
    });
    receiver
}

async fn run_interactive(options: &RecordArgs, capture: Capture) -> anyhow::Result<Finished> {
    let by_hand = std::io::stdin().is_terminal() && !options.now;
    let mut keys = keys();
    let mut listening = true;
    let mut status = capture.status();
    let mut shown = Shown::default();
    let mut samples = capture.samples();
    let mut live = Live::default();
    let mut every = tokio::time::interval(Duration::from_secs(1));
    let mut first = None;
    loop {
        tokio::select! {
            key = keys.recv(), if listening => match key.as_deref().map(str::trim) {
                Some("q") => capture.command(CaptureCommand::Stop).await,
                Some("m") => capture.command(CaptureCommand::Mark).await,
                Some("p") => {
                    let paused = status.borrow().paused;
                    capture.command(if paused { CaptureCommand::Resume } else { CaptureCommand::Pause }).await;
                }
                Some(_) => {
                    let begun = status.borrow().stage == Stage::Recording;
                    capture.command(if begun { CaptureCommand::NextPhase } else { CaptureCommand::Begin }).await;
                }
                None => listening = false,
            },
            stopped = platform::asked_to_end() => {
                stopped.context("cannot hear Ctrl-C")?;
                capture.command(CaptureCommand::Stop).await;
            }
            block = samples.recv(), if live.listening => live.take(block),
            _ = every.tick() => {
                let now = status.borrow_and_update().clone();
                let waiting = matches!(now.stage, Stage::Connecting | Stage::Ready);
                let failed = now.sensors.iter().find(|sensor| sensor.state == LinkState::Failed);
                if waiting && let Some(sensor) = failed {
                    capture.command(CaptureCommand::Stop).await;
                    let problem = sensor.problem.clone().unwrap_or_default();
                    bail!("{} ({}): {problem}", sensor.label, words(sensor.site));
                }
                let some = now.sensors.iter().any(|sensor| sensor.state == LinkState::Streaming);
                if waiting && some {
                    first.get_or_insert_with(std::time::Instant::now);
                }
                let late = first.is_some_and(|first| first.elapsed() >= PATIENCE);
                if !by_hand && (now.stage == Stage::Ready || (waiting && late)) {
                    capture.command(CaptureCommand::Begin).await;
                }
                shown.show(&now, by_hand);
                if now.stage == Stage::Done || status.has_changed().is_err() {
                    break;
                }
            }
        }
    }
    Ok(capture.finished().await?)
}

/// Without a person at the keys: so long after the first sensor the others are not waited for. They join when they come.
const PATIENCE: Duration = Duration::from_secs(15);

/// Contacts, steps and angles while recording: a view, made from the samples as they come. The report is made from the
/// recording.
struct Live {
    chain: LiveChain,
    events: Vec<LiveEvent>,
    listening: bool,
}

impl Default for Live {
    fn default() -> Self {
        Live {
            chain: LiveChain::default(),
            events: Vec::new(),
            listening: true,
        }
    }
}

impl Live {
    fn take(&mut self, block: Result<Arc<SampleBlock>, RecvError>) {
        let block = match block {
            Ok(block) => block,
            Err(RecvError::Lagged(blocks)) => {
                return errln!("  the live view missed {blocks} blocks of samples; the recording has them");
            }
            Err(RecvError::Closed) => {
                self.listening = false;
                return;
            }
        };
        // Recovered samples are older than what the chain has seen; the recording has them.
        if !block.recorded || block.recovered {
            return;
        }
        let samples: Vec<LiveSample> = block
            .samples
            .iter()
            .map(|sample| LiveSample {
                time_s: sample.time_s,
                acc_mps2: sample.acc_mps2.into(),
                gyr_radps: sample.gyr_radps.into(),
            })
            .collect();
        self.chain.push(block.site, &samples, &mut self.events);
        for event in self.events.drain(..) {
            // Silence and gaps are said with the sensors.
            let said = matches!(
                event,
                LiveEvent::Note(LiveNote::Silent { .. } | LiveNote::Back { .. } | LiveNote::Gap { .. })
            );
            if let Some(line) = super::replay::sentence(&event).filter(|_| !said) {
                errln!("{line}");
            }
        }
    }
}

/// What was said already.
#[derive(Default)]
struct Shown {
    stage: Option<Stage>,
    phase: Option<usize>,
    paused: bool,
    disk_behind: bool,
    disk_full: bool,
    told: BTreeMap<Site, String>,
    violations: BTreeMap<Site, Violations>,
    seconds: u64,
}

impl Shown {
    fn show(&mut self, status: &CaptureStatus, by_hand: bool) {
        self.tell_stage(status, by_hand);
        self.tell_interruptions(status);
        for sensor in &status.sensors {
            self.tell_faults(sensor);
        }
        self.seconds += 1;
        if self.seconds.is_multiple_of(5) {
            match status.stage {
                Stage::Connecting | Stage::Finishing => tell_who_is_waited_for(status),
                Stage::Recording => tell_progress(status),
                Stage::Ready | Stage::Done => {}
            }
        }
    }

    /// The stage and the phase, when another begins.
    fn tell_stage(&mut self, status: &CaptureStatus, by_hand: bool) {
        if self.stage != Some(status.stage) {
            self.stage = Some(status.stage);
            match status.stage {
                Stage::Connecting => errln!("connecting …"),
                Stage::Ready if by_hand => errln!("all sensors send. Stand still, then press Enter to begin"),
                Stage::Ready => errln!("all sensors send"),
                Stage::Recording => errln!("recording into {}", status.folder.display()),
                Stage::Finishing => errln!("stopped; fetching what is missing …"),
                Stage::Done => {}
            }
        }
        if let Some(phase) = &status.phase
            && self.phase != Some(phase.index)
        {
            self.phase = Some(phase.index);
            let length = phase
                .planned_s
                .map_or("until Enter".to_owned(), |seconds| format!("{seconds:.0} s"));
            errln!(
                "\x07phase {} of {} ({length}): {}",
                phase.index + 1,
                phase.count,
                prompt(phase.kind)
            );
        }
    }

    /// Pauses, and a disk that takes nothing, when they begin and end.
    fn tell_interruptions(&mut self, status: &CaptureStatus) {
        let tell = |told: &mut bool, now: bool, begins: &str, ends: &str| {
            if *told != now {
                *told = now;
                errln!("{}", if now { begins } else { ends });
            }
        };
        tell(
            &mut self.paused,
            status.paused,
            "pause; samples are written on, p ends it",
            "the pause is over",
        );
        tell(
            &mut self.disk_full,
            status.disk_full,
            "the disk is full: make room within a minute; samples wait in memory until then",
            "there is room on the disk again",
        );
        tell(
            &mut self.disk_behind,
            status.disk_behind,
            "the disk does not keep up; samples wait in memory. Close other programs that write to it",
            "the disk has caught up",
        );
    }

    /// What is new of a sensor's warnings, and of the protocol's rules that it breaks.
    fn tell_faults(&mut self, sensor: &SensorStatus) {
        let mut words: Vec<String> = sensor.warnings.iter().map(ToString::to_string).collect();
        words.extend(sensor.problem.clone());
        let words = words.join("; ");
        if self.told.get(&sensor.site) != Some(&words) {
            if !words.is_empty() {
                errln!("  {} ({}): {words}", sensor.site, sensor.label);
            } else if sensor.state == LinkState::Streaming
                && self.told.get(&sensor.site).is_some_and(|before| !before.is_empty())
            {
                errln!("  {} ({}): all well again", sensor.site, sensor.label);
            }
            self.told.insert(sensor.site, words);
        }
        let told = self.violations.entry(sensor.site).or_default();
        for (violation, seen) in sensor.violations.iter() {
            if !told.iter().any(|(known, _)| known == violation) {
                let sentence = violation::sentence(violation, seen);
                errln!("  {} ({}): {sentence}", sensor.site, sensor.label);
            }
        }
        told.clone_from(&sensor.violations);
    }
}

fn tell_who_is_waited_for(status: &CaptureStatus) {
    let busy = |sensor: &&SensorStatus| !matches!(sensor.state, LinkState::Streaming | LinkState::Closed);
    let names: Vec<&str> = status
        .sensors
        .iter()
        .filter(busy)
        .map(|sensor| sensor.label.as_str())
        .collect();
    errln!("  waiting for {}", names.join(", "));
}

fn tell_progress(status: &CaptureStatus) {
    errln!("{:>6.0} s", status.elapsed_s);
    for sensor in &status.sensors {
        let clock = sensor.clock.map_or("clock unknown".to_owned(), |clock| {
            format!("clock ±{:.1} ms {:+.1} ppm", clock.uncertainty_s * 1e3, clock.drift_ppm)
        });
        let text = |value: Option<String>| value.unwrap_or_else(|| "?".to_owned());
        errln!(
            "  {:<12} {:>6.1} Hz, {} samples, {} recovered, {} missing, {} lost, delay {}, battery {}, signal {}, {clock}{}",
            sensor.site.name(),
            sensor.rate_hz,
            sensor.samples,
            sensor.recovered,
            sensor.missing,
            sensor.lost,
            text(sensor.delay_ms.map(|ms| format!("{ms:.0} ms"))),
            text(sensor.battery_percent.map(|percent| format!("{percent} %"))),
            text(sensor.rssi_dbm.map(|dbm| format!("{dbm} dBm"))),
            if sensor.state == LinkState::Streaming {
                ""
            } else {
                " (not connected)"
            }
        );
    }
}

/// Says what was recorded and what was not; whether all is there that was asked for.
fn summary(finished: &Finished) -> bool {
    let stopped_s = finished.status.elapsed_s;
    outln!("{}: {stopped_s:.0} s", finished.folder.display());
    let mut whole = true;
    let mut fetchable = Vec::new();
    for sensor in &finished.status.sensors {
        outln!(
            "  {:<12} {} samples, {} recovered, {} lost{}{}",
            sensor.site.name(),
            sensor.samples,
            sensor.recovered,
            sensor.lost,
            if sensor.lost > 0 {
                " (the gap is marked in the recording)"
            } else {
                ""
            },
            if sensor.missing > 0 {
                format!(", {} missing that may still be in the sensor", sensor.missing)
            } else {
                String::new()
            }
        );
        let why = sensor
            .problem
            .as_ref()
            .map_or(String::new(), |problem| format!(": {problem}"));
        let (site, label) = (words(sensor.site), &sensor.label);
        match sensor.shortfall(stopped_s) {
            None => {}
            Some(Shortfall::NeverSent) => {
                whole = false;
                outln!("  NOT RECORDED: {label} ({site}) never sent a sample{why}");
            }
            Some(Shortfall::EndedEarly { at_s, .. }) => {
                whole = false;
                outln!("  ENDED EARLY: {label} ({site}) at {at_s:.1} of {stopped_s:.1} s{why}");
            }
            Some(Shortfall::Gaps { .. }) => whole = false,
        }
        if sensor.missing > 0 {
            fetchable.push(format!("{label} ({site})"));
        }
        for (violation, seen) in sensor.violations.iter() {
            outln!("  {label} ({site}): {}", violation::sentence(violation, seen));
        }
    }
    if !fetchable.is_empty() {
        outln!(
            "  {} may still have what is missing, for as long as it stays switched on: bring it near and run\n    \
             gaitscope record {} --resume\n  (or end the recording without it: --resume --give-up)",
            fetchable.join(", "),
            finished.folder.display()
        );
    }
    whole
}
