//! The recording itself: one task that hears all sensors, keeps the clock and the phases, and feeds the recorder.

mod course;
mod disk;
mod journal;
mod sensor;

use super::capture::{Capture, CaptureCommand, CaptureError, Finished, Plan, Task};
use super::clock::HostClock;
use super::family::{RunKey, Setup};
use super::radio::Radio;
use super::random::Random;
use super::recorder::{Disk, Recorder};
use super::sequence::SamplePosition;
use super::status::{CaptureStatus, ClockedSample, LinkState, NOT_BEGUN_S, PhaseStatus, SampleBlock, Stage};
use super::task::{Report, SensorTask, TargetState};
use super::wear_monitor::WearMonitor;
use super::{family, locks};
use course::Course;
use disk::{DiskQueue, written};
use recording::PhaseKind;
use recording::recovery::{self, Journal, JournalSensor, Row};
use sensor::{SensorState, show};
use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::fs::File;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, SystemTime, UNIX_EPOCH};
use tokio::sync::{broadcast, mpsc, watch};
use tokio::time::Instant;

/// How long missing samples are waited for after the stop. Our choice.
const RESEND_TIMEOUT: Duration = Duration::from_secs(20);
/// The same where a recording that was stopped is gone on with only to fetch what a sensor still has: a person brings it
/// near meanwhile. Our choice.
const FETCH_TIMEOUT: Duration = Duration::from_secs(60);
/// So long after the stop samples are taken: a connected sensor hears of it a moment later, s. Our choice.
const HEARS_STOP_S: f64 = 1.0;
/// A run that its sensor ended is not missed for less than this before the stop, s. Our choice.
const RAGGED_S: f64 = 0.25;
/// Whatever hangs, the recording ends so long after the fetch.
const END_GRACE: Duration = Duration::from_secs(15);
const TICK: Duration = Duration::from_millis(250);
/// Every fourth tick is made safe on disk.
const SYNC_EVERY: u32 = 4;
/// So many packets are kept of what comes before a recording goes on; some five minutes of five sensors at 100 Hz.
const MAX_EARLY_PACKETS: usize = 16_384;
/// So many rows wait for a disk that takes nothing, then the recording ends; half an hour of five sensors at 100 Hz.
const MAX_WAITING_ROWS: usize = 1_000_000;
const REPORTS: usize = 1024;
const BLOCKS: usize = 1024;

/// Samples that came before the begin.
struct Early {
    index: usize,
    run: RunKey,
    recovered: bool,
    samples: Vec<(family::DriverSample, f64)>,
}

/// Where what the recording tells goes.
struct Outlets {
    status: watch::Sender<CaptureStatus>,
    blocks: broadcast::Sender<Arc<SampleBlock>>,
    targets: watch::Sender<TargetState>,
}

struct CaptureActor {
    plan: Plan,
    course: Course,
    sensors: Vec<SensorState>,
    disk: DiskQueue,
    outlets: Outlets,
    wear: WearMonitor,
    failure: Option<CaptureError>,
    /// The journal that is gone on with.
    before: Option<Journal>,
    /// Of a recording that goes on: what the sensors sent, and sent again, before it was told to begin. They ran on, and
    /// what they send is asked for once.
    early: VecDeque<Early>,
    task: Arc<Mutex<Option<Task>>>,
    locks: Vec<File>,
}

/// # Errors
/// No sensor, one site twice, a sensor that another recording holds, and a folder that cannot be written or gone on with.
pub(super) fn start(radio: Arc<dyn Radio>, plan: Plan, disk: Arc<dyn Disk>) -> Result<Capture, CaptureError> {
    each_site_once(&plan)?;
    let mut locks = Vec::new();
    for chosen in &plan.sensors {
        locks.extend(locks::hold(plan.lock_dir.as_deref(), &chosen.peer, &chosen.label)?);
    }
    let recorder = Recorder::open(&plan.folder, plan.resume, disk)?;
    let before = match plan.resume {
        true => recovery::journal(&plan.folder)?,
        false => None,
    };
    let course = Course::new(HostClock::start(), before.as_ref());
    let mut sensors = Vec::new();
    for chosen in &plan.sensors {
        let earlier = before
            .as_ref()
            .and_then(|journal| journal.sensors.iter().find(|sensor| sensor.site == chosen.site));
        sensors.push(SensorState::new(&plan, chosen, earlier, course.stopped_s)?);
    }
    let (targets, target) = watch::channel(match course.fetching {
        true => TargetState::Stop {
            deadline: Instant::now() + FETCH_TIMEOUT,
            at_us: course.clock.now_us(),
        },
        false => TargetState::Stream,
    });
    let reports = start_tasks(&radio, &plan, &course, &sensors, &target);
    let (commands, commands_in) = mpsc::channel(16);
    let (blocks, _) = broadcast::channel(BLOCKS);
    let (status, seen) = watch::channel(CaptureStatus {
        stage: Stage::Connecting,
        elapsed_s: 0.0,
        phase: None,
        sensors: sensors.iter().map(|state| state.status.clone()).collect(),
        marks_s: Vec::new(),
        paused: false,
        folder: plan.folder.clone(),
        written_bytes: 0,
        disk_behind: false,
        disk_full: false,
        failure: None,
    });
    let task = Arc::new(Mutex::new(None));
    let actor = CaptureActor {
        plan,
        course,
        sensors,
        disk: DiskQueue::new(recorder),
        outlets: Outlets {
            status,
            blocks: blocks.clone(),
            targets,
        },
        wear: WearMonitor::default(),
        failure: None,
        before,
        early: VecDeque::new(),
        task: Arc::clone(&task),
        locks,
    };
    Ok(Capture {
        commands,
        status: seen,
        samples: blocks,
        task,
        done: tokio::spawn(actor.run(commands_in, reports)),
    })
}

fn each_site_once(plan: &Plan) -> Result<(), CaptureError> {
    if plan.sensors.is_empty() {
        return Err(CaptureError::NoSensors);
    }
    let mut sites = BTreeSet::new();
    match plan.sensors.iter().find(|chosen| !sites.insert(chosen.site)) {
        Some(twice) => Err(CaptureError::SiteTwice { site: twice.site }),
        None => Ok(()),
    }
}

/// A task for each sensor; what they report.
fn start_tasks(
    radio: &Arc<dyn Radio>,
    plan: &Plan,
    course: &Course,
    sensors: &[SensorState],
    targets: &watch::Receiver<TargetState>,
) -> mpsc::Receiver<(usize, Report)> {
    let (reports, heard) = mpsc::channel(REPORTS);
    for (index, (chosen, state)) in plan.sensors.iter().zip(sensors).enumerate() {
        let task = SensorTask {
            index,
            chosen: chosen.clone(),
            setup: Setup {
                rate_hz: plan.rate_hz,
                ranges: plan.ranges,
                resume: state.tracker.resume_from(),
                seed: chosen.peer.seed(),
            },
            random: Random::new(chosen.peer.seed()),
            fetch_until_us: course.stopped_s.and_then(|stop| state.tracker.device_us(stop)),
            fetches: course.fetching,
            radio: Arc::clone(radio),
            clock: course.clock,
            targets: targets.clone(),
            reports: reports.clone(),
        };
        tokio::spawn(task.run());
    }
    heard
}

impl CaptureActor {
    async fn run(
        mut self,
        mut commands: mpsc::Receiver<(CaptureCommand, Instant)>,
        mut reports: mpsc::Receiver<(usize, Report)>,
    ) -> Result<Finished, CaptureError> {
        let mut tick = tokio::time::interval(TICK);
        tick.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
        let mut ticks = 0u32;
        let mut hard_end: Option<Instant> = None;
        let mut commanded = true;
        let mut writing = None;
        loop {
            tokio::select! {
                command = commands.recv(), if commanded => {
                    commanded = command.is_some();
                    // A handle that was dropped ends the recording.
                    let (command, at) = command.unwrap_or_else(|| (CaptureCommand::Stop, Instant::now()));
                    self.on_command(command, at);
                    self.publish();
                }
                report = reports.recv() => match report {
                    Some((index, report)) => self.on_report(index, report),
                    None => break,
                },
                done = written(&mut writing) => {
                    writing = None;
                    self.on_written(done);
                }
                _ = tick.tick() => {
                    ticks = ticks.wrapping_add(1);
                    self.time_passes();
                    self.disk.sync_due |= ticks.is_multiple_of(SYNC_EVERY);
                    if writing.is_none() {
                        writing = self.write();
                    }
                    self.publish();
                }
            }
            if self.course.stage == Stage::Finishing {
                let patience = if self.course.fetching {
                    FETCH_TIMEOUT
                } else {
                    RESEND_TIMEOUT
                };
                let end = *hard_end.get_or_insert(Instant::now() + patience + END_GRACE);
                let fetched = self.sensors.iter().all(|state| state.ended) || Instant::now() >= end;
                // Rows that wait for room on the disk are waited for as well.
                if fetched && (self.disk.full_since.is_none() || self.failure.is_some()) {
                    break;
                }
            }
        }
        if let Some(work) = writing
            && self.failure.is_none()
        {
            self.on_written(work.await);
        }
        self.end().await
    }

    /// Does what a person told, as of the moment when it was told.
    fn on_command(&mut self, command: CaptureCommand, at: Instant) {
        let at_s = self.course.seconds(at);
        match command {
            CaptureCommand::Begin if self.course.begin_us.is_none() && self.course.stage != Stage::Finishing => {
                self.begin(at)
            }
            CaptureCommand::Mark if self.course.begin_us.is_some() => {
                self.course.marks_s.push(at_s);
                self.disk.journal_due = true;
            }
            CaptureCommand::Pause if self.course.stage == Stage::Recording && self.course.paused_from_s.is_none() => {
                self.course.paused_from_s = Some(at_s);
                self.disk.journal_due = true;
            }
            CaptureCommand::Resume if self.course.stage == Stage::Recording => {
                self.course.end_pause(at_s);
                self.disk.journal_due = true;
            }
            // Told of a phase that has ended by itself meanwhile, it is not for the next one.
            CaptureCommand::NextPhase if self.course.stage == Stage::Recording && at_s >= self.course.phase_from_s => {
                self.next_phase(at_s);
            }
            CaptureCommand::Stop if self.course.stage == Stage::Finishing => {
                // Told twice: what is missing is not waited for any longer.
                let at_us = self.course.clock.now_us();
                let deadline = Instant::now();
                self.outlets.targets.send_replace(TargetState::Stop { deadline, at_us });
            }
            CaptureCommand::Stop => self.stop(at_s, RESEND_TIMEOUT),
            CaptureCommand::Begin
            | CaptureCommand::Mark
            | CaptureCommand::Pause
            | CaptureCommand::Resume
            | CaptureCommand::NextPhase => {}
        }
    }

    fn begin(&mut self, at: Instant) {
        if let Some(task) = self.task.lock().unwrap_or_else(PoisonError::into_inner).take() {
            self.plan.phases = task.phases;
            self.plan.session = task.session;
        }
        let now = self.course.clock.us(at);
        let unix_ms = SystemTime::now()
            .duration_since(UNIX_EPOCH)
            .map_or(0, |since| since.saturating_sub(at.elapsed()).as_millis() as u64);
        let begin = match &self.before {
            Some(before) => {
                self.course.began_unix_ms = before.began_unix_ms;
                self.continued(now, unix_ms.saturating_sub(before.began_unix_ms))
            }
            None => {
                self.course.began_unix_ms = unix_ms;
                now
            }
        };
        self.course.begin_us = Some(begin);
        self.course.phase_from_s = self.course.seconds(at);
        self.course.stage = Stage::Recording;
        self.wear.restart();
        self.disk.journal_due = true;
        let mut session = self.plan.session.clone();
        session.schema_version = Some(1);
        if self.before.is_none() {
            self.disk.first_session = Some(session);
        }
        for early in std::mem::take(&mut self.early) {
            self.samples(early.index, early.run, early.recovered, &early.samples);
        }
    }

    /// Host time at which a recording that goes on was at zero: by the sensors that ran on meanwhile, else by the
    /// computer's clock.
    fn continued(&self, now_us: u64, passed_ms: u64) -> u64 {
        let mut begins: Vec<f64> = self
            .sensors
            .iter()
            .filter_map(|state| {
                let (clock, line) = state.line?;
                let old = state.tracker.runs.last().filter(|run| run.clock == clock)?;
                Some(line.at_host_us - old.time_s(line.at_device_us) * 1e6)
            })
            .collect();
        begins.sort_by(f64::total_cmp);
        match begins.get(begins.len() / 2) {
            Some(begin) => begin.round() as u64,
            None => now_us.saturating_sub(passed_ms * 1000),
        }
    }

    fn next_phase(&mut self, now: f64) {
        if let Some(planned) = self.plan.phases.get(self.course.phase) {
            self.course.end_phase(planned.kind, now);
            self.course.phase += 1;
            self.course.phase_from_s = now;
            if self.course.phase >= self.plan.phases.len() {
                self.stop(now, RESEND_TIMEOUT);
            }
        }
    }

    fn stop(&mut self, now: f64, patience: Duration) {
        if self.course.stage == Stage::Finishing {
            return;
        }
        self.course.end_pause(now);
        if self.course.stage == Stage::Recording {
            if let Some(planned) = self.plan.phases.get(self.course.phase) {
                self.course.end_phase(planned.kind, now);
            }
            self.course.stopped_s = Some(now);
            for state in &mut self.sensors {
                let rate_hz = state.rate_hz();
                state.tracker.stop_at(now + HEARS_STOP_S, rate_hz);
            }
        }
        self.course.stage = Stage::Finishing;
        self.disk.journal_due = true;
        self.outlets.targets.send_replace(TargetState::Stop {
            deadline: Instant::now() + patience,
            at_us: self.course.clock.now_us(),
        });
    }

    fn fail(&mut self, error: CaptureError) {
        if self.failure.is_none() {
            self.failure = Some(error);
        }
        self.stop(self.course.now_s(), Duration::ZERO);
    }

    /// Whether samples are missing that may still be in a sensor.
    fn is_open(&self) -> bool {
        let here = self
            .sensors
            .iter()
            .any(|state| state.resend && state.tracker.missing() > 0);
        let of_others = |sensor: &JournalSensor| {
            sensor.fetchable > 0 && !self.plan.sensors.iter().any(|chosen| chosen.site == sensor.site)
        };
        let elsewhere = self.before.as_ref().filter(|_| self.course.fetching);
        here || elsewhere.is_some_and(|journal| journal.sensors.iter().any(of_others))
    }

    fn time_passes(&mut self) {
        let up = |state: LinkState| matches!(state, LinkState::Streaming | LinkState::Failed);
        if self.course.stage == Stage::Connecting && self.sensors.iter().all(|state| up(state.status.state)) {
            self.course.stage = Stage::Ready;
        } else if self.course.stage == Stage::Ready && !self.sensors.iter().all(|state| up(state.status.state)) {
            self.course.stage = Stage::Connecting;
        }
        if self.disk.waiting_rows > MAX_WAITING_ROWS {
            let folder = self.plan.folder.clone();
            self.fail(CaptureError::DiskTooSlow { folder });
        }
        if self.course.stage != Stage::Recording {
            return;
        }
        let now = self.course.now_s();
        let planned = self.plan.phases.get(self.course.phase).and_then(|phase| phase.seconds);
        if planned.is_some_and(|seconds| now - self.course.phase_from_s >= seconds) {
            self.next_phase(now);
        }
        if self.plan.stop_after_s.is_some_and(|limit| now >= limit) {
            self.stop(now, RESEND_TIMEOUT);
        }
    }

    fn on_report(&mut self, index: usize, report: Report) {
        let begin_us = self.course.begin_us;
        let Some(state) = self.sensors.get_mut(index) else {
            return;
        };
        match report {
            Report::Samples {
                run,
                recovered,
                samples,
            } => {
                self.samples(index, run, recovered, &samples);
                if self.course.begin_us.is_none() && self.before.is_some() {
                    if self.early.len() >= MAX_EARLY_PACKETS {
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
            Report::Missing { run, numbers } => state.tracker.note_missing(run, &numbers),
            Report::Lost { run, numbers } => state.tracker.note_lost(run, &numbers),
            Report::ClockJumped => {
                state.tracker.freeze();
                state.line = None;
                self.disk.journal_due = true;
            }
            Report::Clock {
                clock,
                line,
                state: fit,
            } => {
                state.line = Some((clock, line));
                state.status.clock = Some(fit);
                if let Some(begin) = begin_us {
                    state.tracker.clock(clock, line, begin);
                }
            }
            Report::Identity(identity) => {
                let status = &mut state.status;
                status.serial = Some(identity.serial.clone());
                status.model = Some(identity.model.clone()).filter(|model| !model.is_empty());
                status.firmware = Some(identity.firmware.clone()).filter(|text| !text.is_empty());
                status.nominal_rate_hz = Some(identity.rate_hz);
                state.identity = Some(*identity);
                self.disk.journal_due = true;
            }
            Report::Live(live) => show(&mut state.status, *live),
            Report::Ended { complete } => {
                state.ended = true;
                state.complete = complete;
                if state.status.state != LinkState::Failed {
                    state.status.state = LinkState::Closed;
                }
            }
        }
    }

    fn samples(&mut self, index: usize, run: RunKey, recovered: bool, samples: &[(family::DriverSample, f64)]) {
        let state = &mut self.sensors[index];
        let rate_hz = state.identity.as_ref().map_or(100.0, |identity| identity.rate_hz);
        let clocked = |sample: &family::DriverSample, time_s: f64, sequence: u64| ClockedSample {
            time_s,
            sequence,
            device_us: sample.device_us,
            acc_mps2: sample.acc_mps2,
            gyr_radps: sample.gyr_radps,
        };
        let mut block = SampleBlock {
            site: state.status.site,
            rate_hz,
            recovered,
            recorded: self.course.begin_us.is_some(),
            samples: Vec::with_capacity(samples.len()),
        };
        match self.course.begin_us {
            None => block.samples.extend(samples.iter().map(|(sample, host)| {
                let time_s = NOT_BEGUN_S + (host - self.course.opened_us as f64) * 1e-6;
                clocked(sample, time_s, u64::from(sample.sequence))
            })),
            Some(begin) => {
                let runs = state.tracker.runs.len();
                let mut rows = [Vec::new(), Vec::new()];
                for (sample, host) in samples {
                    let time_s = match self.course.fetching {
                        true => state.tracker.time_s(run, sample.device_us),
                        false => Some((host - begin as f64) * 1e-6),
                    };
                    let Some(time_s) = time_s else { continue };
                    if time_s < 0.0 {
                        continue;
                    }
                    let number = (sample.sequence, sample.device_us);
                    let Some(place) = state.tracker.place(run, number, time_s, rate_hz, state.numbered) else {
                        continue;
                    };
                    let (late, sequence) = match place {
                        SamplePosition::InOrder(sequence) => (0, sequence),
                        SamplePosition::Late(sequence) => (1, sequence),
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
                if state.tracker.runs.len() > runs {
                    self.disk.journal_due = true;
                    if let Some((clock, line)) = state.line {
                        state.tracker.clock(clock, line, begin);
                    }
                }
                if self.failure.is_none() {
                    self.disk.push(block.site, rows);
                }
            }
        }
        if block.samples.is_empty() {
            return;
        }
        self.wear.push(&block);
        // Nobody may be listening.
        let _ = self.outlets.blocks.send(Arc::new(block));
    }

    fn publish(&mut self) {
        let still = match self.course.stage {
            Stage::Ready => true,
            Stage::Recording => {
                let standing = self
                    .plan
                    .phases
                    .get(self.course.phase)
                    .is_some_and(|phase| phase.kind == PhaseKind::Stand);
                standing && self.course.now_s() - self.course.phase_from_s < 3.0
            }
            _ => false,
        };
        let warnings = self.wear.warnings(still);
        let mut sensors = Vec::with_capacity(self.sensors.len());
        for state in &mut self.sensors {
            let tracker = &state.tracker;
            state.status.samples = tracker.samples;
            state.status.recovered = tracker.recovered;
            state.status.missing = tracker.missing();
            state.status.lost = tracker.lost;
            state.status.last_s = tracker.last_time_s();
            let mut status = state.status.clone();
            let of_site = warnings.iter().filter(|(site, _)| *site == status.site);
            status.warnings.extend(of_site.map(|(_, warning)| *warning));
            status.warnings.sort();
            status.warnings.dedup();
            sensors.push(status);
        }
        let phase = self
            .plan
            .phases
            .get(self.course.phase)
            .filter(|_| self.course.stage == Stage::Recording);
        let status = CaptureStatus {
            stage: match self.course.stage {
                Stage::Recording if !self.disk.holds_beginning => Stage::Ready,
                stage => stage,
            },
            elapsed_s: self.course.stopped_s.unwrap_or_else(|| self.course.now_s()),
            phase: phase.map(|planned| PhaseStatus {
                kind: planned.kind,
                index: self.course.phase,
                count: self.plan.phases.len(),
                elapsed_s: self.course.now_s() - self.course.phase_from_s,
                planned_s: planned.seconds,
            }),
            sensors,
            marks_s: self.course.marks_s.clone(),
            paused: self.course.paused_from_s.is_some(),
            folder: self.plan.folder.clone(),
            written_bytes: self.disk.written_bytes,
            disk_full: self.disk.full_since.is_some() && self.failure.is_none(),
            disk_behind: self.disk.is_behind(),
            failure: self.failure.as_ref().map(ToString::to_string),
        };
        self.outlets.status.send_replace(status);
    }

    async fn end(mut self) -> Result<Finished, CaptureError> {
        // What is missing and may still be in a sensor stays missing: it can be fetched when the sensor is near again.
        let stopped_s = self.course.stopped_s.unwrap_or_default();
        for state in &mut self.sensors {
            let rate_hz = state.rate_hz();
            let until_s = if state.complete {
                stopped_s - RAGGED_S
            } else {
                stopped_s
            };
            let tail = state.tracker.expect_until(until_s, rate_hz);
            if state.complete {
                state.tracker.lose(tail);
            }
            if !state.resend || state.status.state == LinkState::Failed {
                state.tracker.end();
            }
        }
        let open = self.is_open();
        self.disk.journal_due = true;
        let batch = self.batch();
        let recorder = self.disk.recorder.take();
        let began = self.course.begin_us.is_some();
        let outcome = match (self.failure.take(), recorder) {
            (Some(error), _) => Err(error),
            (None, _) if !began => Err(CaptureError::NeverBegan),
            (None, None) => Ok(BTreeMap::new()),
            (None, Some(recorder)) => match tokio::task::spawn_blocking(move || recorder.finish(batch, open)).await {
                Ok(done) => done,
                Err(error) => Err(CaptureError::Fault(error.to_string())),
            },
        };
        for state in &mut self.sensors {
            let settled = outcome.as_ref().ok().and_then(|all| all.get(&state.status.site));
            let grown = settled.map_or(0, |settled| settled.grown);
            state.tracker.lost = state.tracker.lost.saturating_add_signed(grown);
        }
        self.course.stage = Stage::Done;
        // Whoever hears of the end may take the sensors again.
        self.locks.clear();
        self.publish();
        if let Err(error) = &outcome {
            self.outlets
                .status
                .send_modify(|status| status.failure = Some(error.to_string()));
        }
        let status = self.outlets.status.borrow().clone();
        outcome.map(|_| Finished {
            folder: self.plan.folder.clone(),
            status,
        })
    }
}

fn milli(value: f64) -> f64 {
    (value * 1000.0).round() / 1000.0
}
