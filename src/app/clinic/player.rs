//! Virtual sensors on a virtual person, played at the speed of life: a simulated walk with a limp, now and then a packet
//! that is lost on the air and comes later. It answers as a recording from real sensors does, and what it writes is a
//! session folder like any other.

use super::line::{FoundSensor, Line, LineError};
use super::protocol::ProtocolKind;
use crate::recording::{self, Phase, Recording, Session, Site, Source, Track};
use crate::sensors::capture::{Order, PlannedPhase};
use crate::sensors::status::{CaptureStatus, ClockedSample, LinkState, PhaseStatus, SampleBlock, SensorStatus, Stage};
use crate::simulation::{self, presets};
use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::{Mutex, broadcast, mpsc, watch};
use tokio::time::{Instant, MissedTickBehavior, interval};

/// How often samples come, as from sensors that send every other sample.
const TICK: Duration = Duration::from_millis(20);
/// A packet gets lost about this often for each sensor, and comes again this much later.
const LOSS_EVERY_S: f64 = 9.0;
const RECOVERED_AFTER_S: f64 = 0.6;
/// Of the beginning, played in a circle before the start: the person stands.
const WAITING_S: f64 = 3.0;
const SEED: u64 = 7;

const KIT: [(Site, &str, u8, i16); 5] = [
    (Site::Pelvis, "GS-0001", 92, -51),
    (Site::ThighLeft, "GS-0002", 88, -57),
    (Site::ThighRight, "GS-0003", 85, -60),
    (Site::ShankLeft, "GS-0004", 79, -63),
    (Site::ShankRight, "GS-0005", 18, -66),
];

/// The virtual kit.
pub fn sensors() -> Vec<FoundSensor> {
    KIT.iter()
        .map(|&(site, label, battery, rssi)| FoundSensor {
            id: label.to_lowercase(),
            label: label.to_owned(),
            family: "virtual".to_owned(),
            battery_percent: Some(battery),
            rssi_dbm: Some(rssi),
            site: Some(site),
            can_blink: true,
        })
        .collect()
}

/// One sensor while it plays. It is worn where the person chose, whatever it says.
struct Voice {
    site: Site,
    label: String,
    battery: u8,
    rssi: i16,
    track: Track,
    next: usize,
    lost_until: f64,
    held: Vec<(f64, SampleBlock)>,
    recovered: u64,
    samples: u64,
}

/// Opens the line: simulates the walk (about a second for each minute), then plays it.
pub async fn open(
    worn: &BTreeMap<Site, String>,
    folder: PathBuf,
    kind: ProtocolKind,
    session: Session,
) -> Result<Line, LineError> {
    let simulated = tokio::task::spawn_blocking(move || {
        let mut scenario = presets::limp(SEED);
        scenario.protocol = kind.stages();
        simulation::simulate(&scenario).recording
    });
    let recording = simulated.await.map_err(|error| LineError::Other(error.to_string()))?;
    let mut voices = Vec::new();
    for (&site, id) in worn {
        let Some((home, label, battery, rssi)) = KIT.iter().find(|row| row.1.to_lowercase() == *id) else {
            continue;
        };
        let Some(track) = recording.tracks.get(home) else {
            continue;
        };
        voices.push(Voice {
            site,
            label: (*label).to_owned(),
            battery: *battery,
            rssi: *rssi,
            track: Track { site, ..track.clone() },
            next: 0,
            lost_until: 0.0,
            held: Vec::new(),
            recovered: 0,
            samples: 0,
        });
    }
    Ok(play(voices, folder, kind.phases(), session))
}

fn play(voices: Vec<Voice>, folder: PathBuf, phases: Vec<PlannedPhase>, session: Session) -> Line {
    let (orders, inbox) = mpsc::channel(16);
    let samples = broadcast::Sender::new(1024);
    let mut player = Player {
        voices,
        phases,
        phase: 0,
        phase_began_s: 0.0,
        ended: Vec::new(),
        marks_s: Vec::new(),
        began: None,
        opened: Instant::now(),
        folder,
        session,
        samples: samples.clone(),
    };
    let (status_in, status) = watch::channel(player.status(Stage::Ready));
    let done = tokio::spawn(async move { player.run(inbox, status_in).await });
    Line {
        orders,
        status,
        samples,
        done: Mutex::new(Some(done)),
    }
}

struct Player {
    voices: Vec<Voice>,
    phases: Vec<PlannedPhase>,
    phase: usize,
    phase_began_s: f64,
    ended: Vec<Phase>,
    marks_s: Vec<f64>,
    began: Option<Instant>,
    opened: Instant,
    folder: PathBuf,
    session: Session,
    samples: broadcast::Sender<Arc<SampleBlock>>,
}

impl Player {
    async fn run(
        &mut self,
        mut inbox: mpsc::Receiver<Order>,
        status: watch::Sender<CaptureStatus>,
    ) -> Result<PathBuf, LineError> {
        let mut tick = interval(TICK);
        tick.set_missed_tick_behavior(MissedTickBehavior::Skip);
        let mut last_told = Instant::now();
        loop {
            let order = tokio::select! {
                _ = tick.tick() => None,
                // Without anyone at the other end the recording ends as if it were stopped.
                order = inbox.recv() => Some(order.unwrap_or(Order::Stop)),
            };
            let mut told = order.is_some();
            match order {
                Some(Order::Begin) if self.began.is_none() => self.began = Some(Instant::now()),
                Some(Order::Mark) if self.began.is_some() => self.marks_s.push(self.now_s()),
                Some(Order::NextPhase) if self.began.is_some() => self.end_phase(),
                Some(Order::Stop) => break,
                Some(Order::Begin | Order::Mark | Order::NextPhase) | None => {}
            }
            self.speak();
            let planned = self.phases.get(self.phase).and_then(|phase| phase.seconds);
            if self.began.is_some() && planned.is_some_and(|seconds| self.now_s() - self.phase_began_s >= seconds) {
                self.end_phase();
                told = true;
            }
            if told || last_told.elapsed() >= Duration::from_millis(250) {
                last_told = Instant::now();
                let stage = if self.began.is_some() {
                    Stage::Recording
                } else {
                    Stage::Ready
                };
                // Nobody may look at the moment.
                let _ = status.send(self.status(stage));
            }
        }
        let end_s = self.now_s();
        let _ = status.send(self.status(Stage::Finishing));
        if self.began.is_none() {
            return Err(LineError::Other(
                "the recording was stopped before it began; nothing was written".to_owned(),
            ));
        }
        self.end_phase();
        let (recording, folder) = (self.recording(end_s), self.folder.clone());
        let written = tokio::task::spawn_blocking(move || recording::write_session(&folder, &recording)).await;
        let _ = status.send(self.status(Stage::Done));
        match written {
            Ok(Ok(())) => Ok(self.folder.clone()),
            Ok(Err(error)) => Err(LineError::Other(error.to_string())),
            Err(error) => Err(LineError::Other(error.to_string())),
        }
    }

    /// Seconds since the start; before it, since the line was opened.
    fn now_s(&self) -> f64 {
        self.began.unwrap_or(self.opened).elapsed().as_secs_f64()
    }

    fn end_phase(&mut self) {
        let now_s = self.now_s();
        if let Some(phase) = self.phases.get(self.phase)
            && now_s > self.phase_began_s
        {
            self.ended.push(Phase {
                kind: phase.kind,
                start_s: self.phase_began_s,
                end_s: now_s,
            });
            self.phase += 1;
            self.phase_began_s = now_s;
        }
    }

    /// Hands over what the sensors measured since the last tick.
    fn speak(&mut self) {
        let now_s = self.now_s();
        let recorded = self.began.is_some();
        for (k, voice) in self.voices.iter_mut().enumerate() {
            let mut fresh = Vec::new();
            if recorded {
                if voice.samples == 0 {
                    voice.next = 0;
                }
                while voice.next < voice.track.len() && voice.track.time_s[voice.next] - voice.track.time_s[0] <= now_s
                {
                    fresh.push(voice.sample(voice.next, voice.track.time_s[voice.next] - voice.track.time_s[0]));
                    voice.next += 1;
                    voice.samples += 1;
                }
            } else {
                let count = ((WAITING_S * voice.track.rate_hz) as usize).min(voice.track.len());
                let upto = (now_s * voice.track.rate_hz) as usize;
                while voice.next < upto && count > 0 {
                    fresh.push(voice.sample(voice.next % count, voice.next as f64 / voice.track.rate_hz - 1e4));
                    voice.next += 1;
                }
            }
            while voice.held.first().is_some_and(|(due_s, _)| *due_s <= now_s) {
                let (_, block) = voice.held.remove(0);
                voice.recovered += block.samples.len() as u64;
                let _ = self.samples.send(Arc::new(block));
            }
            if fresh.is_empty() {
                continue;
            }
            let mut block = SampleBlock {
                site: voice.site,
                rate_hz: voice.track.rate_hz,
                recovered: false,
                recorded,
                samples: fresh,
            };
            let turn = (now_s + 1.7 * k as f64) % LOSS_EVERY_S;
            if recorded && now_s > 8.0 && turn < TICK.as_secs_f64() && now_s > voice.lost_until {
                voice.lost_until = now_s + 1.0;
                block.recovered = true;
                voice.held.push((now_s + RECOVERED_AFTER_S, block));
                continue;
            }
            // Nobody may listen.
            let _ = self.samples.send(Arc::new(block));
        }
    }

    fn status(&self, stage: Stage) -> CaptureStatus {
        let elapsed_s = self.began.map_or(0.0, |began| began.elapsed().as_secs_f64());
        let phase = self.phases.get(self.phase).filter(|_| self.began.is_some());
        CaptureStatus {
            stage,
            elapsed_s,
            phase: phase.map(|phase| PhaseStatus {
                kind: phase.kind,
                index: self.phase,
                count: self.phases.len(),
                elapsed_s: elapsed_s - self.phase_began_s,
                planned_s: phase.seconds,
            }),
            sensors: self.voices.iter().map(Voice::status).collect(),
            marks_s: self.marks_s.clone(),
            folder: self.folder.clone(),
            written_bytes: 0,
            failure: None,
        }
    }

    /// What was played until now, as the sensors measured it.
    fn recording(&self, end_s: f64) -> Recording {
        let mut session = self.session.clone();
        session.protocol.phases.clone_from(&self.ended);
        let tracks = self.voices.iter().map(|voice| {
            let zero = voice.track.time_s.first().copied().unwrap_or(0.0);
            let count = voice
                .track
                .time_s
                .iter()
                .take_while(|time| **time - zero <= end_s)
                .count();
            let track = Track {
                time_s: voice.track.time_s[..count].iter().map(|time| time - zero).collect(),
                acc_mps2: voice.track.acc_mps2[..count].to_vec(),
                gyr_radps: voice.track.gyr_radps[..count].to_vec(),
                ..voice.track.clone()
            };
            (voice.site, track)
        });
        Recording {
            session,
            tracks: tracks.collect(),
            source: Source::default(),
            notices: Vec::new(),
        }
    }
}

impl Voice {
    fn sample(&self, at: usize, time_s: f64) -> ClockedSample {
        ClockedSample {
            time_s,
            sequence: at as u64,
            device_us: (1e6 * self.track.time_s[at].max(0.0)) as u64,
            acc_mps2: self.track.acc_mps2[at].into(),
            gyr_radps: self.track.gyr_radps[at].into(),
        }
    }

    fn status(&self) -> SensorStatus {
        let missing: usize = self.held.iter().map(|(_, block)| block.samples.len()).sum();
        SensorStatus {
            site: self.site,
            label: self.label.clone(),
            family: "virtual",
            serial: Some(self.label.clone()),
            model: Some("virtual".to_owned()),
            firmware: None,
            state: LinkState::Streaming,
            problem: None,
            nominal_rate_hz: Some(self.track.rate_hz),
            rate_hz: self.track.rate_hz,
            samples: self.samples,
            recovered: self.recovered,
            missing: missing as u64,
            lost: 0,
            corrupt: 0,
            delay_ms: None,
            battery_percent: Some(self.battery),
            rssi_dbm: Some(self.rssi),
            clock: None,
            connections: 1,
            warnings: Vec::new(),
        }
    }
}
