//! From samples to what the live page draws: the causal chain, packed into some thirty small messages a second that all
//! pages share. A page that is slow misses messages; nothing waits for it.

use super::chair::Chair;
use super::lanes::Lanes;
use super::places::{self, AGAIN_S, FIRST_S, Latest, PlaceDoubt};
use super::protocol::ProtocolKind;
use super::sensor_manager::CaptureHandle;
use axum::extract::ws::Utf8Bytes;
use gait::ContactKind;
use live::{LiveChain, LiveEvent, LiveSample, Rhythm};
use nalgebra::Vector3;
use recording::{Phase, Side, Site};
use sensors::capture::CaptureCommand;
use sensors::status::{CaptureStatus, SampleBlock, Stage};
use serde::Serialize;
use std::collections::{BTreeMap, VecDeque};
use std::sync::{Arc, Mutex, PoisonError, Weak};
use std::time::{Duration, SystemTime, UNIX_EPOCH};
use tokio::sync::broadcast::error::RecvError;
use tokio::sync::{broadcast, watch};
use tokio::task::JoinHandle;
use tokio::time::{MissedTickBehavior, interval};

/// How often a message goes out.
const FRAME: Duration = Duration::from_millis(30);
/// How often the sensors' state goes out.
const SENSORS: Duration = Duration::from_millis(500);
/// Messages that a page which comes late gets at once: about ten seconds.
const RECENT: usize = 330;
/// A standing sensor turns less than this, rad/s (about 3°/s); ours.
const STILL_RADPS: f64 = 0.05;
/// How fast what is seen at rest follows the samples.
const FOLLOW: f64 = 0.05;
/// Nobody walks the lanes in fewer steps than these. Ours: long steps of eight lanes of ten metres are ninety.
const LANES_STEPS: usize = 60;

/// One message of curves.
#[derive(Debug, Default, Serialize)]
struct Frame {
    kind: &'static str,
    /// Newest sample, seconds since the start.
    t: f64,
    /// When the newest point of the curves was measured, milliseconds of the computer's clock.
    at: f64,
    /// Time and knee flexion of each leg.
    left: Vec<[f64; 2]>,
    right: Vec<[f64; 2]>,
    /// Time, side (0 left), kind (0 initial).
    contacts: Vec<[f64; 3]>,
    #[serde(skip_serializing_if = "Option::is_none")]
    rhythm: Option<Rhythm>,
    /// True for the first message of a recording.
    first: bool,
    /// Steps of the whole recording; rises from the chair and the lane that is walked, in the open part.
    steps: usize,
    rises: u32,
    #[serde(skip_serializing_if = "Option::is_none")]
    lane: Option<u32>,
}

/// One message of the sensors' state.
#[derive(Debug, Serialize)]
struct Sensors<'a> {
    kind: &'static str,
    #[serde(flatten)]
    status: &'a CaptureStatus,
    still: BTreeMap<&'static str, bool>,
    /// Which sensors seem to be on each other's places.
    doubt: Option<PlaceDoubt>,
    /// The legs' sensors were seen walking, and nothing speaks against their places.
    places_seen: bool,
}

/// What is seen of a sensor at rest.
#[derive(Debug, Default, Clone, Copy)]
struct Rest {
    turning_radps: f64,
    seen: bool,
}

/// Makes the messages and keeps the latest.
#[derive(Debug)]
pub(crate) struct Hub {
    frames: broadcast::Sender<Utf8Bytes>,
    recent: Mutex<VecDeque<Utf8Bytes>>,
    /// Pairs of places that were exchanged in the recording that runs.
    exchanged: watch::Sender<Vec<[Site; 2]>>,
    /// What its walk says of the sensors' places.
    doubt: watch::Sender<Option<PlaceDoubt>>,
    /// The protocol that was begun.
    kind: Mutex<Option<ProtocolKind>>,
}

impl Default for Hub {
    fn default() -> Self {
        Hub {
            frames: broadcast::Sender::new(256),
            recent: Mutex::default(),
            exchanged: watch::Sender::default(),
            doubt: watch::Sender::default(),
            kind: Mutex::default(),
        }
    }
}

impl Hub {
    pub(crate) fn frames(&self) -> broadcast::Receiver<Utf8Bytes> {
        self.frames.subscribe()
    }

    pub(crate) fn recent(&self) -> Vec<Utf8Bytes> {
        self.recent
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .iter()
            .cloned()
            .collect()
    }

    /// What the walk says of the sensors' places.
    pub(crate) fn doubts(&self) -> watch::Receiver<Option<PlaceDoubt>> {
        self.doubt.subscribe()
    }

    /// The places were exchanged: curves and doubts begin anew.
    pub(crate) fn exchange(&self, exchanged: &[[Site; 2]]) {
        self.doubt.send_replace(None);
        self.exchanged.send_replace(exchanged.to_vec());
    }

    /// Which protocol the recording follows.
    pub(crate) fn expect(&self, kind: ProtocolKind) {
        *self.kind.lock().unwrap_or_else(PoisonError::into_inner) = Some(kind);
    }

    fn kind(&self) -> Option<ProtocolKind> {
        *self.kind.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Follows a capture until it ends.
    pub(crate) fn follow(self: &Arc<Hub>, capture: &Arc<CaptureHandle>, exchanged: &[[Site; 2]]) {
        self.recent.lock().unwrap_or_else(PoisonError::into_inner).clear();
        self.exchange(exchanged);
        let (hub, status, capture_of) = (self.clone(), capture.watch(), Arc::downgrade(capture));
        // Followed once, when it is opened.
        let Some(samples) = capture.samples() else { return };
        tokio::spawn(async move { hub.run(samples, status, capture_of).await });
    }

    async fn run(
        self: Arc<Hub>,
        mut samples: broadcast::Receiver<Arc<SampleBlock>>,
        mut status: watch::Receiver<CaptureStatus>,
        capture: Weak<CaptureHandle>,
    ) {
        let mut view = View::default();
        let mut exchanged = self.exchanged.subscribe();
        view.exchanged = exchanged.borrow_and_update().clone();
        let mut frame = interval(FRAME);
        frame.set_missed_tick_behavior(MissedTickBehavior::Skip);
        let mut sensors = interval(SENSORS);
        // Every look at the places is a task of its own; one at a time.
        let mut looking: Option<JoinHandle<Option<PlaceDoubt>>> = None;
        loop {
            tokio::select! {
                block = samples.recv() => match block {
                    Ok(block) => view.take(&block),
                    // The view skips; the recording has every sample.
                    Err(RecvError::Lagged(_)) => {}
                    Err(RecvError::Closed) => return,
                },
                _ = frame.tick() => {
                    if let Some(frame) = view.frame(self.kind()) {
                        self.send(&frame, true);
                    }
                    if let Some(kind) = self.kind()
                        && view.is_over(kind)
                        && let Some(capture) = capture.upgrade()
                    {
                        view.open = None;
                        capture.command(CaptureCommand::NextPhase).await;
                    }
                }
                _ = sensors.tick() => {
                    if looking.is_none() && view.looks() {
                        let recording = view.latest.recording();
                        looking = Some(tokio::task::spawn_blocking(move || PlaceDoubt::of(&recording)));
                    }
                    self.tell(&status.borrow_and_update().clone(), &view);
                }
                found = async { match &mut looking { Some(task) => task.await, None => std::future::pending().await } } => {
                    looking = None;
                    match found {
                        // An exchange meanwhile makes it a look at what is no more.
                        Ok(found) if view.looked_at == view.exchanged => {
                            view.seen = found.is_none() && view.steps > 0;
                            self.doubt.send_if_modified(|known| std::mem::replace(known, found) != found);
                        }
                        Ok(_) => {}
                        Err(error) => tracing::error!("the sensors' places cannot be looked at: {error}"),
                    }
                }
                changed = exchanged.changed() => {
                    let Ok(()) = changed else { return };
                    view.start_anew(exchanged.borrow_and_update().clone());
                    self.recent.lock().unwrap_or_else(PoisonError::into_inner).clear();
                }
                changed = status.changed() => {
                    let Ok(()) = changed else { return };
                    let now = status.borrow_and_update().clone();
                    view.clock(&now);
                    view.phases(&now);
                    self.tell(&now, &view);
                }
            }
        }
    }

    fn tell(&self, status: &CaptureStatus, view: &View) {
        let message = Sensors {
            kind: "sensors",
            status: &placed(status, &view.exchanged),
            doubt: *self.doubt.borrow(),
            places_seen: view.seen,
            still: view
                .rest
                .iter()
                .map(|(site, rest)| (site.name(), rest.seen && rest.turning_radps < STILL_RADPS))
                .collect(),
        };
        self.send(&message, false);
    }

    fn send(&self, message: &impl Serialize, keep: bool) {
        let text = match serde_json::to_string(message) {
            Ok(text) => Utf8Bytes::from(text),
            Err(error) => {
                tracing::error!("a message to the pages cannot be written: {error}");
                return;
            }
        };
        if keep {
            let mut recent = self.recent.lock().unwrap_or_else(PoisonError::into_inner);
            if recent.len() >= RECENT {
                recent.pop_front();
            }
            recent.push_back(text.clone());
        }
        // No page may be open.
        let _ = self.frames.send(text);
    }
}

/// The status with every sensor where it is after the exchanges.
fn placed(status: &CaptureStatus, exchanged: &[[Site; 2]]) -> CaptureStatus {
    let mut status = status.clone();
    for sensor in &mut status.sensors {
        sensor.site = places::place(sensor.site, exchanged);
    }
    status
}

/// The chain and what it told since the last message.
#[derive(Default)]
struct View {
    /// Pairs of places that were exchanged.
    exchanged: Vec<[Site; 2]>,
    latest: Latest,
    /// When the places are looked at next, seconds of the recording; under which exchanges they were looked at.
    next_look_s: f64,
    looked_at: Vec<[Site; 2]>,
    seen: bool,
    steps: usize,
    chair: Chair,
    lanes: Lanes,
    /// The part that a person must end, while it lasts.
    open: Option<usize>,
    stands: bool,
    chain: Option<LiveChain>,
    frame: Frame,
    rest: BTreeMap<Site, Rest>,
    /// Computer's time of the recording's zero, milliseconds: the earliest that fits what was told of its clock.
    zero_ms: Option<f64>,
    events: Vec<LiveEvent>,
    told_phase: Option<(usize, f64)>,
}

fn now_ms() -> f64 {
    SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .map_or(0.0, |since| since.as_secs_f64() * 1e3)
}

impl View {
    /// Forgets what was seen with the sensors on other places.
    fn start_anew(&mut self, exchanged: Vec<[Site; 2]>) {
        *self = View {
            exchanged,
            zero_ms: self.zero_ms,
            told_phase: self.told_phase,
            open: self.open,
            stands: self.stands,
            steps: self.steps,
            // Whoever turns, turns whatever a sensor is called.
            lanes: std::mem::take(&mut self.lanes),
            ..View::default()
        };
    }

    /// Whether it is time to look at the places.
    fn looks(&mut self) -> bool {
        let due = self.chain.is_some() && self.frame.t >= self.next_look_s.max(FIRST_S);
        if due {
            self.next_look_s = self.frame.t + AGAIN_S;
            self.looked_at.clone_from(&self.exchanged);
        }
        due
    }

    fn is_over(&self, kind: ProtocolKind) -> bool {
        // A turn that was none must not end a walk that says nothing yet.
        let walked = |lanes| self.lanes.are_over(lanes) && self.steps >= LANES_STEPS;
        self.open.is_some() && (self.chair.is_over(kind) || kind.lanes().is_some_and(walked))
    }

    fn take(&mut self, block: &SampleBlock) {
        let site = places::place(block.site, &self.exchanged);
        let rest = self.rest.entry(site).or_default();
        for sample in &block.samples {
            let turning = Vector3::from(sample.gyr_radps).norm();
            rest.turning_radps += if rest.seen {
                FOLLOW * (turning - rest.turning_radps)
            } else {
                turning
            };
            rest.seen = true;
        }
        // Recovered samples are in the recording; for the curves they come too late.
        if !block.recorded || block.recovered {
            return;
        }
        self.latest.take(site, block);
        self.chair.take(site, block, self.stands);
        self.lanes.take(site, block);
        self.lanes
            .rest(self.rest.values().all(|rest| rest.turning_radps < STILL_RADPS));
        let first = self.chain.is_none();
        let chain = self.chain.get_or_insert_with(LiveChain::default);
        self.frame.first |= first;
        let samples: Vec<LiveSample> = block
            .samples
            .iter()
            .map(|sample| LiveSample {
                time_s: sample.time_s,
                acc_mps2: sample.acc_mps2.into(),
                gyr_radps: sample.gyr_radps.into(),
            })
            .collect();
        let Some(newest) = samples.last().map(|sample| sample.time_s) else {
            return;
        };
        self.frame.t = self.frame.t.max(newest);
        chain.push(site, &samples, &mut self.events);
        for event in self.events.drain(..) {
            match event {
                LiveEvent::Angles(angles) => {
                    if let Some(knee) = angles.knee_flexion_deg {
                        let points = match angles.side {
                            Side::Left => &mut self.frame.left,
                            Side::Right => &mut self.frame.right,
                        };
                        points.push([round(angles.time_s, 1e3), round(knee, 1e1)]);
                    }
                }
                LiveEvent::Contact(contact) => {
                    let side = if contact.side == Side::Left { 0.0 } else { 1.0 };
                    let kind = if contact.kind == ContactKind::InitialContact {
                        0.0
                    } else {
                        1.0
                    };
                    self.frame.contacts.push([round(contact.time_s, 1e3), side, kind]);
                }
                LiveEvent::Step(step) => {
                    self.steps += 1;
                    self.frame.rhythm = Some(step.rhythm);
                }
                LiveEvent::Activity { .. } | LiveEvent::Note(_) => {}
            }
        }
    }

    /// Learns when the recording began, by the computer's clock.
    fn clock(&mut self, status: &CaptureStatus) {
        if status.stage == Stage::Recording {
            let zero_ms = now_ms() - 1e3 * status.elapsed_s;
            self.zero_ms = Some(self.zero_ms.map_or(zero_ms, |known| known.min(zero_ms)));
        }
    }

    /// Tells the chain of phases that ended: rests within a stand count as standing.
    fn phases(&mut self, status: &CaptureStatus) {
        let now = status
            .phase
            .as_ref()
            .map(|phase| (phase.index, status.elapsed_s - phase.elapsed_s));
        if let (Some((before, start_s)), Some((index, end_s))) = (self.told_phase, now)
            && before != index
            && let Some(chain) = &mut self.chain
            && before == 0
        {
            chain.add_phase(Phase {
                kind: recording::PhaseKind::Stand,
                start_s,
                end_s,
            });
        }
        let phase = status.phase.as_ref();
        self.stands = phase.is_some_and(|phase| phase.index == 0 && phase.kind == recording::PhaseKind::Stand);
        if let Some(phase) = phase
            && self.told_phase.is_none_or(|(before, _)| before != phase.index)
        {
            self.open = phase.planned_s.is_none().then_some(phase.index);
            self.chair.begin();
            self.lanes.begin();
        }
        if now.is_some() {
            self.told_phase = now;
        }
    }

    fn frame(&mut self, kind: Option<ProtocolKind>) -> Option<Frame> {
        self.chain.as_ref()?;
        let newest = self
            .frame
            .left
            .last()
            .into_iter()
            .chain(self.frame.right.last())
            .map(|point| point[0])
            .fold(f64::NEG_INFINITY, f64::max);
        let t = self.frame.t;
        let at = match self.zero_ms {
            Some(zero_ms) if newest.is_finite() => zero_ms + 1e3 * newest,
            _ => 0.0,
        };
        let frame = std::mem::take(&mut self.frame);
        self.frame.t = t;
        Some(Frame {
            kind: "live",
            t: round(t, 1e3),
            at,
            steps: self.steps,
            rises: self.chair.rises(),
            lane: kind
                .and_then(ProtocolKind::lanes)
                .filter(|_| self.open.is_some())
                .and_then(|lanes| self.lanes.lane(lanes)),
            ..frame
        })
    }
}

fn round(value: f64, steps: f64) -> f64 {
    (value * steps).round() / steps
}
