//! The recording itself: one task that hears all sensors, keeps the clock and the phases, and feeds the recorder.

use super::capture::{Capture, CaptureError, Finished, Order, Plan, Task};
use super::clock::{ClockLine, HostClock};
use super::family::{Identity, Resume, RunKey, Setup};
use super::ledger::{Ledger, Place};
use super::radio::Radio;
use super::recorder::{Disk, Recorder};
use super::status::{
    CaptureStatus, ClockedSample, LinkState, NOT_BEGUN_S, PhaseStatus, SampleBlock, SensorStatus, Stage,
};
use super::task::{Live, Report, SensorTask, Wish};
use super::wear::Wear;
use super::{family, locks};
use crate::recording::unfinished::{self, Journal, JournalSensor, Row};
use crate::recording::{Phase, PhaseKind};
use std::collections::{BTreeMap, VecDeque};
use std::fs::File;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, SystemTime, UNIX_EPOCH};
use tokio::sync::{broadcast, mpsc, watch};
use tokio::time::Instant;

/// How long missing samples are waited for after the stop. Our choice.
const FETCH: Duration = Duration::from_secs(20);
/// Whatever hangs, the recording ends so long after the fetch.
const HARD: Duration = Duration::from_secs(15);
const TICK: Duration = Duration::from_millis(250);
/// Every fourth tick is made safe on disk.
const SYNC_EVERY: u32 = 4;
/// So many packets are kept of what comes before a recording goes on; some five minutes of five sensors at 100 Hz.
const EARLY: usize = 16_384;
const REPORTS: usize = 1024;
const BLOCKS: usize = 1024;

struct Worn {
    status: SensorStatus,
    ledger: Ledger,
    identity: Option<Identity>,
    /// Clock of the device and its line.
    line: Option<(u32, ClockLine)>,
    numbered: bool,
    ended: bool,
}

/// Samples that came before the begin.
struct Early {
    index: usize,
    run: RunKey,
    recovered: bool,
    samples: Vec<(family::DriverSample, f64)>,
}

struct Run {
    plan: Plan,
    clock: HostClock,
    worn: Vec<Worn>,
    recorder: Option<Recorder>,
    status: watch::Sender<CaptureStatus>,
    blocks: broadcast::Sender<Arc<SampleBlock>>,
    wishes: watch::Sender<Wish>,
    stage: Stage,
    opened_us: u64,
    begin_us: Option<u64>,
    began_unix_ms: u64,
    phases: Vec<Phase>,
    phase: usize,
    phase_from_s: f64,
    marks_s: Vec<f64>,
    /// Pauses that have ended, and when the one that goes on began.
    pauses: Vec<Phase>,
    paused_from_s: Option<f64>,
    wear: Wear,
    failure: Option<CaptureError>,
    dirty: bool,
    /// The journal that is gone on with.
    before: Option<Journal>,
    /// Of a recording that goes on: what the sensors sent, and sent again, before it was told to begin. They ran on, and
    /// what they send is asked for once.
    early: VecDeque<Early>,
    written: u64,
    task: Arc<Mutex<Option<Task>>>,
    locks: Vec<File>,
}

pub(super) fn start(radio: Arc<dyn Radio>, plan: Plan, disk: Arc<dyn Disk>) -> Result<Capture, CaptureError> {
    if plan.sensors.is_empty() {
        return Err(CaptureError::NoSensors);
    }
    for (i, chosen) in plan.sensors.iter().enumerate() {
        if plan.sensors[..i].iter().any(|before| before.site == chosen.site) {
            return Err(CaptureError::SiteTwice { site: chosen.site });
        }
    }
    let mut held = Vec::new();
    if let Some(dir) = &plan.lock_dir {
        for chosen in &plan.sensors {
            held.extend(locks::lock(dir, chosen)?);
        }
    }
    let recorder = Recorder::open(&plan.folder, plan.resume, disk)?;
    let before = if plan.resume {
        unfinished::journal(&plan.folder)?
    } else {
        None
    };
    let clock = HostClock::start();
    let (wishes, wish) = watch::channel(Wish::Stream);
    let (reports, heard) = mpsc::channel(REPORTS);
    let mut worn = Vec::new();
    let mut tasks = Vec::new();
    for (index, chosen) in plan.sensors.iter().enumerate() {
        let old = before
            .as_ref()
            .and_then(|journal| journal.sensors.iter().find(|sensor| sensor.site == chosen.site));
        let ledger = match old {
            Some(sensor) => Ledger::resumed(sensor.runs.clone(), &unfinished::rows(&plan.folder, sensor)?),
            None => Ledger::default(),
        };
        let resume = ledger.resume_from().map(|(run, from)| Resume { run, from });
        worn.push(Worn {
            status: first_status(chosen),
            ledger,
            identity: None,
            line: None,
            numbered: chosen.family.abilities().numbered && chosen.family.abilities().device_time,
            ended: false,
        });
        tasks.push(SensorTask {
            index,
            chosen: chosen.clone(),
            setup: Setup {
                rate_hz: plan.rate_hz,
                ranges: plan.ranges,
                resume,
            },
            radio: Arc::clone(&radio),
            clock,
            wishes: wish.clone(),
            reports: reports.clone(),
        });
    }
    drop(reports);
    let (orders, ordered) = mpsc::channel(16);
    let (blocks, _) = broadcast::channel(BLOCKS);
    let (status, seen) = watch::channel(CaptureStatus {
        stage: Stage::Connecting,
        elapsed_s: 0.0,
        phase: None,
        sensors: worn.iter().map(|worn| worn.status.clone()).collect(),
        marks_s: Vec::new(),
        paused: false,
        folder: plan.folder.clone(),
        written_bytes: 0,
        failure: None,
    });
    let task = Arc::new(Mutex::new(None));
    let run = Run {
        task: Arc::clone(&task),
        clock,
        worn,
        recorder: Some(recorder),
        status,
        blocks: blocks.clone(),
        wishes,
        stage: Stage::Connecting,
        opened_us: clock.now_us(),
        begin_us: None,
        began_unix_ms: 0,
        phases: before
            .as_ref()
            .map(|journal| journal.phases.clone())
            .unwrap_or_default(),
        phase: 0,
        phase_from_s: 0.0,
        marks_s: before
            .as_ref()
            .map(|journal| journal.marks_s.clone())
            .unwrap_or_default(),
        pauses: before
            .as_ref()
            .map(|journal| journal.pauses.clone())
            .unwrap_or_default(),
        paused_from_s: None,
        wear: Wear::default(),
        failure: None,
        dirty: false,
        before,
        early: VecDeque::new(),
        written: 0,
        locks: held,
        plan,
    };
    for task in tasks {
        tokio::spawn(task.run());
    }
    let done = tokio::spawn(run.run(ordered, heard));
    Ok(Capture {
        orders,
        status: seen,
        samples: blocks,
        task,
        done,
    })
}

fn first_status(chosen: &super::capture::Chosen) -> SensorStatus {
    SensorStatus {
        site: chosen.site,
        label: chosen.label.clone(),
        family: chosen.family.key(),
        serial: None,
        model: None,
        firmware: None,
        state: LinkState::Searching,
        problem: None,
        nominal_rate_hz: None,
        rate_hz: 0.0,
        samples: 0,
        recovered: 0,
        missing: 0,
        lost: 0,
        corrupt: 0,
        delay_ms: None,
        battery_percent: None,
        rssi_dbm: None,
        clock: None,
        connections: 0,
        warnings: Vec::new(),
    }
}

impl Run {
    async fn run(
        mut self,
        mut orders: mpsc::Receiver<Order>,
        mut heard: mpsc::Receiver<(usize, Report)>,
    ) -> Result<Finished, CaptureError> {
        let mut tick = tokio::time::interval(TICK);
        tick.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
        let mut ticks = 0u32;
        let mut hard_end: Option<Instant> = None;
        let mut ordering = true;
        loop {
            tokio::select! {
                order = orders.recv(), if ordering => {
                    ordering = order.is_some();
                    // A handle that was dropped ends the recording.
                    self.obey(order.unwrap_or(Order::Stop));
                    self.publish();
                }
                report = heard.recv() => match report {
                    Some((index, report)) => self.hear(index, report),
                    None => break,
                },
                _ = tick.tick() => {
                    ticks = ticks.wrapping_add(1);
                    self.time_passes();
                    self.write(ticks.is_multiple_of(SYNC_EVERY)).await;
                    self.publish();
                }
            }
            if self.stage == Stage::Finishing {
                let end = *hard_end.get_or_insert(Instant::now() + FETCH + HARD);
                if self.worn.iter().all(|worn| worn.ended) || Instant::now() >= end {
                    break;
                }
            }
        }
        self.end().await
    }

    fn now_s(&self) -> f64 {
        self.begin_us
            .map_or(0.0, |begin| (self.clock.now_us() as f64 - begin as f64) * 1e-6)
    }

    fn obey(&mut self, order: Order) {
        match order {
            Order::Begin if self.begin_us.is_none() && self.stage != Stage::Finishing => self.begin(),
            Order::Mark if self.begin_us.is_some() => self.marks_s.push(self.now_s()),
            Order::Pause if self.stage == Stage::Recording && self.paused_from_s.is_none() => {
                self.paused_from_s = Some(self.now_s());
                self.dirty = true;
            }
            Order::GoOn if self.stage == Stage::Recording => self.go_on(),
            Order::NextPhase if self.stage == Stage::Recording => self.next_phase(),
            Order::Stop if self.stage == Stage::Finishing => {
                // Told twice: what is missing is not waited for any longer.
                self.wishes.send_replace(Wish::Stop(Instant::now()));
            }
            Order::Stop => self.stop(FETCH),
            Order::Begin | Order::Mark | Order::Pause | Order::GoOn | Order::NextPhase => {}
        }
    }

    /// The pause that goes on now, if there is one, as it stands.
    fn pause(&self) -> Option<Phase> {
        let (start_s, end_s) = (milli(self.paused_from_s?), milli(self.now_s()));
        (end_s > start_s).then_some(Phase {
            kind: PhaseKind::Rest,
            start_s,
            end_s,
        })
    }

    fn go_on(&mut self) {
        let pause = self.pause();
        self.pauses.extend(pause);
        self.paused_from_s = None;
        self.dirty = true;
    }

    fn begin(&mut self) {
        if let Some(task) = self.task.lock().unwrap_or_else(PoisonError::into_inner).take() {
            self.plan.phases = task.phases;
            self.plan.session = task.session;
        }
        let now = self.clock.now_us();
        let unix_ms = SystemTime::now()
            .duration_since(UNIX_EPOCH)
            .map_or(0, |since| since.as_millis() as u64);
        let begin = match &self.before {
            Some(before) => {
                self.began_unix_ms = before.began_unix_ms;
                self.continued(now, unix_ms.saturating_sub(before.began_unix_ms))
            }
            None => {
                self.began_unix_ms = unix_ms;
                now
            }
        };
        self.begin_us = Some(begin);
        self.phase_from_s = self.now_s();
        self.stage = Stage::Recording;
        self.wear.restart();
        self.dirty = true;
        let mut session = self.plan.session.clone();
        session.schema_version = Some(1);
        if self.before.is_none()
            && let Some(recorder) = &self.recorder
            && let Err(error) = recorder.begin(&session)
        {
            self.fail(error);
        }
        for early in std::mem::take(&mut self.early) {
            self.samples(early.index, early.run, early.recovered, &early.samples);
        }
    }

    /// Host time at which a recording that goes on was at zero: by the sensors that ran on meanwhile, else by the
    /// computer's clock.
    fn continued(&self, now_us: u64, passed_ms: u64) -> u64 {
        let mut begins: Vec<f64> = self
            .worn
            .iter()
            .filter_map(|worn| {
                let (clock, line) = worn.line?;
                let old = worn.ledger.runs.last().filter(|run| run.clock == clock)?;
                Some(line.at_host_us - old.time_s(line.at_device_us) * 1e6)
            })
            .collect();
        begins.sort_by(f64::total_cmp);
        match begins.get(begins.len() / 2) {
            Some(begin) => begin.round() as u64,
            None => now_us.saturating_sub(passed_ms * 1000),
        }
    }

    fn next_phase(&mut self) {
        let now = self.now_s();
        if let Some(planned) = self.plan.phases.get(self.phase) {
            if now > self.phase_from_s {
                self.phases.push(Phase {
                    kind: planned.kind,
                    start_s: milli(self.phase_from_s),
                    end_s: milli(now),
                });
            }
            self.phase += 1;
            self.phase_from_s = now;
            if self.phase >= self.plan.phases.len() {
                self.stop(FETCH);
            }
        }
    }

    fn stop(&mut self, patience: Duration) {
        if self.stage == Stage::Finishing {
            return;
        }
        self.go_on();
        if self.stage == Stage::Recording && self.phase < self.plan.phases.len() {
            let planned = self.plan.phases[self.phase];
            let now = self.now_s();
            if now > self.phase_from_s {
                self.phases.push(Phase {
                    kind: planned.kind,
                    start_s: milli(self.phase_from_s),
                    end_s: milli(now),
                });
            }
        }
        self.stage = Stage::Finishing;
        self.wishes.send_replace(Wish::Stop(Instant::now() + patience));
    }

    fn fail(&mut self, error: CaptureError) {
        if self.failure.is_none() {
            self.failure = Some(error);
        }
        self.stop(Duration::ZERO);
    }

    fn time_passes(&mut self) {
        let up = |state: LinkState| matches!(state, LinkState::Streaming | LinkState::Failed);
        if self.stage == Stage::Connecting && self.worn.iter().all(|worn| up(worn.status.state)) {
            self.stage = Stage::Ready;
        } else if self.stage == Stage::Ready && !self.worn.iter().all(|worn| up(worn.status.state)) {
            self.stage = Stage::Connecting;
        }
        if self.stage != Stage::Recording {
            return;
        }
        let now = self.now_s();
        let planned = self.plan.phases.get(self.phase).and_then(|phase| phase.seconds);
        if planned.is_some_and(|seconds| now - self.phase_from_s >= seconds) {
            self.next_phase();
        }
        if self.plan.stop_after_s.is_some_and(|limit| now >= limit) {
            self.stop(FETCH);
        }
    }

    fn hear(&mut self, index: usize, report: Report) {
        let begin_us = self.begin_us;
        let Some(worn) = self.worn.get_mut(index) else { return };
        match report {
            Report::Samples {
                run,
                recovered,
                samples,
            } => {
                self.samples(index, run, recovered, &samples);
                if self.begin_us.is_none() && self.before.is_some() {
                    if self.early.len() >= EARLY {
                        self.early.pop_front();
                    }
                    self.early.push_back(Early {
                        index,
                        run,
                        recovered,
                        samples,
                    });
                }
            }
            Report::Missing { run, numbers } => worn.ledger.note_missing(run, &numbers),
            Report::Lost { run, numbers } => worn.ledger.note_lost(run, &numbers),
            Report::ClockJumped => {
                worn.ledger.freeze();
                worn.line = None;
                self.dirty = true;
            }
            Report::Clock { clock, line, state } => {
                worn.line = Some((clock, line));
                worn.status.clock = Some(state);
                if let Some(begin) = begin_us {
                    worn.ledger.clock(clock, line, begin);
                }
            }
            Report::Identity(identity) => {
                let status = &mut worn.status;
                status.serial = Some(identity.serial.clone());
                status.model = Some(identity.model.clone()).filter(|model| !model.is_empty());
                status.firmware = Some(identity.firmware.clone()).filter(|text| !text.is_empty());
                status.nominal_rate_hz = Some(identity.rate_hz);
                worn.identity = Some(*identity);
                self.dirty = true;
            }
            Report::Live(live) => show(&mut worn.status, *live),
            Report::Ended => {
                worn.ended = true;
                if worn.status.state != LinkState::Failed {
                    worn.status.state = LinkState::Closed;
                }
            }
        }
    }

    fn samples(&mut self, index: usize, run: RunKey, recovered: bool, samples: &[(family::DriverSample, f64)]) {
        let worn = &mut self.worn[index];
        let rate_hz = worn.identity.as_ref().map_or(100.0, |identity| identity.rate_hz);
        let clocked = |sample: &family::DriverSample, time_s: f64, sequence: u64| ClockedSample {
            time_s,
            sequence,
            device_us: sample.device_us,
            acc_mps2: sample.acc_mps2,
            gyr_radps: sample.gyr_radps,
        };
        let mut block = SampleBlock {
            site: worn.status.site,
            rate_hz,
            recovered,
            recorded: self.begin_us.is_some(),
            samples: Vec::with_capacity(samples.len()),
        };
        match self.begin_us {
            None => block.samples.extend(samples.iter().map(|(sample, host)| {
                let time_s = NOT_BEGUN_S + (host - self.opened_us as f64) * 1e-6;
                clocked(sample, time_s, u64::from(sample.sequence))
            })),
            Some(begin) => {
                let runs = worn.ledger.runs.len();
                let mut rows = [Vec::new(), Vec::new()];
                for (sample, host) in samples {
                    let time_s = (host - begin as f64) * 1e-6;
                    if time_s < 0.0 {
                        continue;
                    }
                    let number = (sample.sequence, sample.device_us);
                    let Some(place) = worn.ledger.place(run, number, time_s, rate_hz, worn.numbered) else {
                        continue;
                    };
                    let (late, sequence) = match place {
                        Place::InOrder(sequence) => (0, sequence),
                        Place::Late(sequence) => (1, sequence),
                    };
                    block.samples.push(clocked(sample, time_s, sequence));
                    rows[late].push(Row {
                        time_s,
                        acc_mps2: sample.acc_mps2,
                        gyr_radps: sample.gyr_radps,
                        sequence,
                        device_us: sample.device_us,
                    });
                }
                if worn.ledger.runs.len() > runs {
                    self.dirty = true;
                    if let Some((clock, line)) = worn.line {
                        worn.ledger.clock(clock, line, begin);
                    }
                }
                if let Some(recorder) = self.recorder.as_mut().filter(|_| self.failure.is_none()) {
                    let [in_order, late] = rows;
                    if !in_order.is_empty() {
                        recorder.push(block.site, false, in_order);
                    }
                    if !late.is_empty() {
                        recorder.push(block.site, true, late);
                    }
                }
            }
        }
        if block.samples.is_empty() {
            return;
        }
        self.wear.push(&block);
        // Nobody may be listening.
        let _ = self.blocks.send(Arc::new(block));
    }

    fn journal(&self) -> Journal {
        let mut phases = self.phases.clone();
        let now = self.now_s();
        if self.stage == Stage::Recording
            && let Some(planned) = self.plan.phases.get(self.phase)
            && milli(now) > milli(self.phase_from_s)
        {
            phases.push(Phase {
                kind: planned.kind,
                start_s: milli(self.phase_from_s),
                end_s: milli(now),
            });
        }
        let old = |site| {
            self.before
                .as_ref()
                .and_then(|journal| journal.sensors.iter().find(|s| s.site == site))
        };
        let mut sensors: Vec<JournalSensor> = self
            .plan
            .sensors
            .iter()
            .zip(&self.worn)
            .map(|(chosen, worn)| {
                let known = worn.identity.as_ref();
                let earlier = old(chosen.site);
                JournalSensor {
                    site: chosen.site,
                    family: chosen.family.key().to_owned(),
                    label: chosen.label.clone(),
                    model: known
                        .map(|it| it.model.clone())
                        .or_else(|| earlier.and_then(|it| it.model.clone())),
                    serial: known
                        .map(|it| it.serial.clone())
                        .or_else(|| earlier.and_then(|it| it.serial.clone())),
                    rate_hz: known.map(|it| it.rate_hz).or_else(|| earlier.and_then(|it| it.rate_hz)),
                    acc_range_mps2: known
                        .map_or_else(|| earlier.and_then(|it| it.acc_range_mps2), |it| it.acc_range_mps2),
                    gyr_range_radps: known
                        .map_or_else(|| earlier.and_then(|it| it.gyr_range_radps), |it| it.gyr_range_radps),
                    clock_uncertainty_s: match (&worn.status.clock, worn.numbered) {
                        (Some(clock), _) => Some((clock.uncertainty_s * 1e6).round() / 1e6),
                        (None, _) => earlier.and_then(|it| it.clock_uncertainty_s),
                    },
                    drift_uncertainty_ppm: worn
                        .status
                        .clock
                        .map(|clock| (clock.drift_uncertainty_ppm * 100.0).round() / 100.0),
                    limits: chosen.family.abilities().limits(),
                    runs: worn.ledger.runs.clone(),
                }
            })
            .collect();
        if let Some(before) = &self.before {
            let here = |sensor: &&JournalSensor| !self.plan.sensors.iter().any(|chosen| chosen.site == sensor.site);
            sensors.extend(before.sensors.iter().filter(here).cloned());
        }
        Journal {
            schema_version: 1,
            began_unix_ms: self.began_unix_ms,
            elapsed_s: milli(now),
            marks_s: self.marks_s.iter().copied().map(milli).collect(),
            sensors,
            phases,
            pauses: self.pauses.iter().cloned().chain(self.pause()).collect(),
        }
    }

    async fn write(&mut self, sync: bool) {
        if self.begin_us.is_none() || self.failure.is_some() {
            return;
        }
        let journal = (sync || self.dirty).then(|| self.journal());
        let Some(mut recorder) = self.recorder.take() else {
            return;
        };
        // Off the runtime: a slow disk must not delay the sensors.
        let work = tokio::task::spawn_blocking(move || {
            let done = recorder.flush(journal.as_ref(), sync);
            (recorder, done)
        });
        match work.await {
            Ok((recorder, done)) => {
                self.written = recorder.written_bytes();
                self.recorder = Some(recorder);
                self.dirty = false;
                if let Err(error) = done {
                    self.fail(error);
                }
            }
            Err(error) => self.fail(CaptureError::Fault(error.to_string())),
        }
    }

    fn publish(&mut self) {
        let still = match self.stage {
            Stage::Ready => true,
            Stage::Recording => {
                let standing = self
                    .plan
                    .phases
                    .get(self.phase)
                    .is_some_and(|phase| phase.kind == PhaseKind::Stand);
                standing && self.now_s() - self.phase_from_s < 3.0
            }
            _ => false,
        };
        let warnings = self.wear.warnings(still);
        let mut sensors = Vec::with_capacity(self.worn.len());
        for worn in &mut self.worn {
            let ledger = &worn.ledger;
            worn.status.samples = ledger.samples;
            worn.status.recovered = ledger.recovered;
            worn.status.missing = ledger.missing();
            worn.status.lost = ledger.lost;
            let mut status = worn.status.clone();
            let of_site = warnings.iter().filter(|(site, _)| *site == status.site);
            status.warnings.extend(of_site.map(|(_, warning)| *warning));
            status.warnings.sort();
            status.warnings.dedup();
            sensors.push(status);
        }
        let phase = self
            .plan
            .phases
            .get(self.phase)
            .filter(|_| self.stage == Stage::Recording);
        let status = CaptureStatus {
            stage: self.stage,
            elapsed_s: self.now_s(),
            phase: phase.map(|planned| PhaseStatus {
                kind: planned.kind,
                index: self.phase,
                count: self.plan.phases.len(),
                elapsed_s: self.now_s() - self.phase_from_s,
                planned_s: planned.seconds,
            }),
            sensors,
            marks_s: self.marks_s.clone(),
            paused: self.paused_from_s.is_some(),
            folder: self.plan.folder.clone(),
            written_bytes: self.written,
            failure: self.failure.as_ref().map(ToString::to_string),
        };
        self.status.send_replace(status);
    }

    async fn end(mut self) -> Result<Finished, CaptureError> {
        for worn in &mut self.worn {
            worn.ledger.end();
        }
        let journal = self.journal();
        let recorder = self.recorder.take();
        let began = self.begin_us.is_some();
        let outcome = match (self.failure.take(), recorder) {
            (Some(error), _) => Err(error),
            (None, _) if !began => Err(CaptureError::NeverBegan),
            (None, None) => Ok(BTreeMap::new()),
            (None, Some(recorder)) => match tokio::task::spawn_blocking(move || recorder.finish(&journal)).await {
                Ok(done) => done,
                Err(error) => Err(CaptureError::Fault(error.to_string())),
            },
        };
        for worn in &mut self.worn {
            let settled = outcome.as_ref().ok().and_then(|all| all.get(&worn.status.site));
            let grown = settled.map_or(0, |settled| settled.grown);
            worn.ledger.lost = worn.ledger.lost.saturating_add_signed(grown);
        }
        self.stage = Stage::Done;
        // Whoever hears of the end may take the sensors again.
        self.locks.clear();
        self.publish();
        if let Err(error) = &outcome {
            self.status
                .send_modify(|status| status.failure = Some(error.to_string()));
        }
        let status = self.status.borrow().clone();
        outcome.map(|_| Finished {
            folder: self.plan.folder.clone(),
            status,
        })
    }
}

fn show(status: &mut SensorStatus, live: Live) {
    status.state = live.state;
    status.problem = live.problem;
    status.rate_hz = live.rate_hz;
    status.delay_ms = live.delay_ms;
    status.battery_percent = live.battery_percent;
    status.rssi_dbm = live.rssi_dbm;
    status.connections = live.connections;
    status.corrupt = live.corrupt;
    status.warnings = live.warnings;
}

fn milli(value: f64) -> f64 {
    (value * 1000.0).round() / 1000.0
}
