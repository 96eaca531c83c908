//! The recording itself: one task that hears all sensors, keeps the clock and the phases, and feeds the recorder.

use super::capture::{Capture, CaptureCommand, CaptureError, Finished, Plan, Task};
use super::clock::{ClockLine, HostClock};
use super::family::{Identity, RunKey, Setup};
use super::radio::Radio;
use super::random::Random;
use super::recorder::{Batch, Disk, Recorder};
use super::sequence::{SamplePosition, SequenceTracker};
use super::status::{
    CaptureStatus, ClockedSample, LinkState, NOT_BEGUN_S, PhaseStatus, SampleBlock, SensorStatus, Stage,
};
use super::task::{Live, Report, SensorTask, TargetState};
use super::violation::Violations;
use super::wear_monitor::WearMonitor;
use super::{family, locks};
use recording::recovery::{self, Journal, JournalSensor, Row};
use recording::{Phase, PhaseKind, Session, Site};
use std::collections::{BTreeMap, VecDeque};
use std::fs::File;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, SystemTime, UNIX_EPOCH};
use tokio::sync::{broadcast, mpsc, watch};
use tokio::task::{JoinError, JoinHandle};
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
/// The disk has had the last rows for so long: it is said. Our choice.
const DISK_BEHIND: Duration = Duration::from_secs(2);
/// So long a recording goes on while the disk is full: time to make room. Ours.
const FULL_DISK: Duration = Duration::from_secs(60);
/// So many rows wait for a disk that takes nothing, then the recording ends; half an hour of five sensors at 100 Hz.
const MAX_WAITING_ROWS: usize = 1_000_000;
const REPORTS: usize = 1024;
const BLOCKS: usize = 1024;

struct SensorState {
    status: SensorStatus,
    tracker: SequenceTracker,
    identity: Option<Identity>,
    /// Clock of the device and its line.
    line: Option<(u32, ClockLine)>,
    numbered: bool,
    resend: bool,
    ended: bool,
    /// It said where its run ended, or that it has none of it: nothing that it does not tell is in it.
    complete: bool,
}

impl SensorState {
    fn rate_hz(&self) -> f64 {
        self.status.nominal_rate_hz.unwrap_or(100.0)
    }
}

/// Samples that came before the begin.
struct Early {
    index: usize,
    run: RunKey,
    recovered: bool,
    samples: Vec<(family::DriverSample, f64)>,
}

struct CaptureActor {
    plan: Plan,
    clock: HostClock,
    sensors: Vec<SensorState>,
    /// Away while it writes: the actor hears the sensors meanwhile.
    recorder: Option<Recorder>,
    /// Rows for the disk's next turn, by site: in order, late.
    waiting: BTreeMap<Site, [Vec<Row>; 2]>,
    waiting_rows: usize,
    /// What the recording begins with, until it is handed to the disk.
    first_session: Option<Session>,
    /// Whether the recording's beginning is on the disk: before that nobody is told that it runs.
    on_disk: bool,
    sync_due: bool,
    /// When the rows were handed over that the disk has now.
    writing_since: Option<Instant>,
    /// Since when the disk is full.
    full_since: Option<Instant>,
    status: watch::Sender<CaptureStatus>,
    blocks: broadcast::Sender<Arc<SampleBlock>>,
    targets: watch::Sender<TargetState>,
    stage: Stage,
    opened_us: u64,
    begin_us: Option<u64>,
    began_unix_ms: u64,
    phases: Vec<Phase>,
    phase: usize,
    phase_from_s: f64,
    /// When the recording was stopped.
    stopped_s: Option<f64>,
    /// It was stopped before this program began: what is missing is fetched.
    fetching: bool,
    marks_s: Vec<f64>,
    /// Pauses that have ended, and when the one that goes on began.
    pauses: Vec<Phase>,
    paused_from_s: Option<f64>,
    wear: WearMonitor,
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
    for chosen in &plan.sensors {
        held.extend(locks::hold(plan.lock_dir.as_deref(), &chosen.peer, &chosen.label)?);
    }
    let recorder = Recorder::open(&plan.folder, plan.resume, disk)?;
    let before = if plan.resume {
        recovery::journal(&plan.folder)?
    } else {
        None
    };
    let clock = HostClock::start();
    let stopped_s = before.as_ref().and_then(|journal| journal.stopped_s);
    let (targets, target) = watch::channel(match stopped_s {
        Some(_) => TargetState::Stop {
            deadline: Instant::now() + FETCH_TIMEOUT,
            at_us: clock.now_us(),
        },
        None => TargetState::Stream,
    });
    let (reports, heard) = mpsc::channel(REPORTS);
    let mut states = Vec::new();
    let mut tasks = Vec::new();
    for (index, chosen) in plan.sensors.iter().enumerate() {
        let old = before
            .as_ref()
            .and_then(|journal| journal.sensors.iter().find(|sensor| sensor.site == chosen.site));
        let tracker = match old {
            Some(sensor) => {
                let rows = recovery::rows(&plan.folder, sensor)?;
                match stopped_s {
                    Some(stop) => {
                        SequenceTracker::ended(sensor.runs.clone(), &rows, stop, sensor.rate_hz.unwrap_or(100.0))
                    }
                    None => SequenceTracker::resumed(sensor.runs.clone(), &rows),
                }
            }
            None => SequenceTracker::default(),
        };
        let resume = tracker.resume_from();
        let fetch_until_us = stopped_s.and_then(|stop| tracker.device_us(stop));
        states.push(SensorState {
            status: SensorStatus {
                nominal_rate_hz: old.and_then(|sensor| sensor.rate_hz),
                ..first_status(chosen)
            },
            tracker,
            identity: None,
            line: None,
            numbered: chosen.family.capabilities().numbered && chosen.family.capabilities().device_time,
            resend: chosen.family.capabilities().resend,
            ended: false,
            complete: false,
        });
        tasks.push(SensorTask {
            index,
            chosen: chosen.clone(),
            setup: Setup {
                rate_hz: plan.rate_hz,
                ranges: plan.ranges,
                resume,
                seed: chosen.peer.seed(),
            },
            random: Random::new(chosen.peer.seed()),
            fetch_until_us,
            fetches: stopped_s.is_some(),
            radio: Arc::clone(&radio),
            clock,
            targets: target.clone(),
            reports: reports.clone(),
        });
    }
    drop(reports);
    let (commands, commands_in) = mpsc::channel(16);
    let (blocks, _) = broadcast::channel(BLOCKS);
    let (status, seen) = watch::channel(CaptureStatus {
        stage: Stage::Connecting,
        elapsed_s: 0.0,
        phase: None,
        sensors: states.iter().map(|state| state.status.clone()).collect(),
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
        task: Arc::clone(&task),
        clock,
        sensors: states,
        recorder: Some(recorder),
        waiting: BTreeMap::new(),
        waiting_rows: 0,
        first_session: None,
        on_disk: false,
        sync_due: false,
        writing_since: None,
        full_since: None,
        status,
        blocks: blocks.clone(),
        targets,
        stage: if stopped_s.is_some() {
            Stage::Finishing
        } else {
            Stage::Connecting
        },
        opened_us: clock.now_us(),
        begin_us: stopped_s.map(|_| clock.now_us()),
        began_unix_ms: match (&before, stopped_s) {
            (Some(journal), Some(_)) => journal.began_unix_ms,
            _ => 0,
        },
        stopped_s,
        fetching: stopped_s.is_some(),
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
        wear: WearMonitor::default(),
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
    let done = tokio::spawn(actor.run(commands_in, heard));
    Ok(Capture {
        commands,
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
        last_s: None,
        warnings: Vec::new(),
        violations: Violations::default(),
    }
}

/// What comes back from the disk: the recorder, and whether it could write.
type Written = (Recorder, Result<(), CaptureError>);

/// The end of what is being written; never, if nothing is.
async fn written(writing: &mut Option<JoinHandle<Written>>) -> Result<Written, JoinError> {
    match writing {
        Some(work) => work.await,
        None => futures::future::pending().await,
    }
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
                    self.sync_due |= ticks.is_multiple_of(SYNC_EVERY);
                    if writing.is_none() {
                        writing = self.write();
                    }
                    self.publish();
                }
            }
            if self.stage == Stage::Finishing {
                let patience = if self.fetching { FETCH_TIMEOUT } else { RESEND_TIMEOUT };
                let end = *hard_end.get_or_insert(Instant::now() + patience + END_GRACE);
                let fetched = self.sensors.iter().all(|state| state.ended) || Instant::now() >= end;
                // Rows that wait for room on the disk are waited for as well.
                if fetched && (self.full_since.is_none() || self.failure.is_some()) {
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

    fn now_s(&self) -> f64 {
        self.seconds(Instant::now())
    }

    /// A moment on the recording's clock, s; 0 before the begin.
    fn seconds(&self, at: Instant) -> f64 {
        self.begin_us
            .map_or(0.0, |begin| (self.clock.us(at) as f64 - begin as f64) * 1e-6)
    }

    /// Does what a person told, as of the moment when it was told.
    fn on_command(&mut self, command: CaptureCommand, at: Instant) {
        let at_s = self.seconds(at);
        match command {
            CaptureCommand::Begin if self.begin_us.is_none() && self.stage != Stage::Finishing => self.begin(at),
            CaptureCommand::Mark if self.begin_us.is_some() => {
                self.marks_s.push(at_s);
                self.dirty = true;
            }
            CaptureCommand::Pause if self.stage == Stage::Recording && self.paused_from_s.is_none() => {
                self.paused_from_s = Some(at_s);
                self.dirty = true;
            }
            CaptureCommand::Resume if self.stage == Stage::Recording => self.go_on(at_s),
            // Told of a phase that has ended by itself meanwhile, it is not for the next one.
            CaptureCommand::NextPhase if self.stage == Stage::Recording && at_s >= self.phase_from_s => {
                self.next_phase(at_s);
            }
            CaptureCommand::Stop if self.stage == Stage::Finishing => {
                // Told twice: what is missing is not waited for any longer.
                let at_us = self.clock.now_us();
                let deadline = Instant::now();
                self.targets.send_replace(TargetState::Stop { deadline, at_us });
            }
            CaptureCommand::Stop => self.stop(at_s, RESEND_TIMEOUT),
            CaptureCommand::Begin
            | CaptureCommand::Mark
            | CaptureCommand::Pause
            | CaptureCommand::Resume
            | CaptureCommand::NextPhase => {}
        }
    }

    /// The pause that goes on, if there is one, as it stands at a moment.
    fn pause(&self, at_s: f64) -> Option<Phase> {
        let (start_s, end_s) = (milli(self.paused_from_s?), milli(at_s));
        (end_s > start_s).then_some(Phase {
            kind: PhaseKind::Rest,
            start_s,
            end_s,
        })
    }

    fn go_on(&mut self, at_s: f64) {
        let pause = self.pause(at_s);
        self.pauses.extend(pause);
        self.paused_from_s = None;
        self.dirty = true;
    }

    fn begin(&mut self, at: Instant) {
        if let Some(task) = self.task.lock().unwrap_or_else(PoisonError::into_inner).take() {
            self.plan.phases = task.phases;
            self.plan.session = task.session;
        }
        let now = self.clock.us(at);
        let unix_ms = SystemTime::now()
            .duration_since(UNIX_EPOCH)
            .map_or(0, |since| since.saturating_sub(at.elapsed()).as_millis() as u64);
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
        self.phase_from_s = self.seconds(at);
        self.stage = Stage::Recording;
        self.wear.restart();
        self.dirty = true;
        let mut session = self.plan.session.clone();
        session.schema_version = Some(1);
        if self.before.is_none() {
            self.first_session = Some(session);
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
                self.stop(now, RESEND_TIMEOUT);
            }
        }
    }

    fn stop(&mut self, now: f64, patience: Duration) {
        if self.stage == Stage::Finishing {
            return;
        }
        self.go_on(now);
        if self.stage == Stage::Recording && self.phase < self.plan.phases.len() {
            let planned = self.plan.phases[self.phase];
            if now > self.phase_from_s {
                self.phases.push(Phase {
                    kind: planned.kind,
                    start_s: milli(self.phase_from_s),
                    end_s: milli(now),
                });
            }
        }
        if self.stage == Stage::Recording {
            self.stopped_s = Some(now);
            for state in &mut self.sensors {
                let rate_hz = state.rate_hz();
                state.tracker.stop_at(now + HEARS_STOP_S, rate_hz);
            }
        }
        self.stage = Stage::Finishing;
        self.dirty = true;
        self.targets.send_replace(TargetState::Stop {
            deadline: Instant::now() + patience,
            at_us: self.clock.now_us(),
        });
    }

    fn fail(&mut self, error: CaptureError) {
        if self.failure.is_none() {
            self.failure = Some(error);
        }
        self.stop(self.now_s(), Duration::ZERO);
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
        let elsewhere = self.before.as_ref().filter(|_| self.fetching);
        here || elsewhere.is_some_and(|journal| journal.sensors.iter().any(of_others))
    }

    fn time_passes(&mut self) {
        let up = |state: LinkState| matches!(state, LinkState::Streaming | LinkState::Failed);
        if self.stage == Stage::Connecting && self.sensors.iter().all(|state| up(state.status.state)) {
            self.stage = Stage::Ready;
        } else if self.stage == Stage::Ready && !self.sensors.iter().all(|state| up(state.status.state)) {
            self.stage = Stage::Connecting;
        }
        if self.waiting_rows > MAX_WAITING_ROWS {
            let folder = self.plan.folder.clone();
            self.fail(CaptureError::DiskTooSlow { folder });
        }
        if self.stage != Stage::Recording {
            return;
        }
        let now = self.now_s();
        let planned = self.plan.phases.get(self.phase).and_then(|phase| phase.seconds);
        if planned.is_some_and(|seconds| now - self.phase_from_s >= seconds) {
            self.next_phase(now);
        }
        if self.plan.stop_after_s.is_some_and(|limit| now >= limit) {
            self.stop(now, RESEND_TIMEOUT);
        }
    }

    fn on_report(&mut self, index: usize, report: Report) {
        let begin_us = self.begin_us;
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
                if self.begin_us.is_none() && self.before.is_some() {
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
                self.dirty = true;
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
                self.dirty = true;
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
            recorded: self.begin_us.is_some(),
            samples: Vec::with_capacity(samples.len()),
        };
        match self.begin_us {
            None => block.samples.extend(samples.iter().map(|(sample, host)| {
                let time_s = NOT_BEGUN_S + (host - self.opened_us as f64) * 1e-6;
                clocked(sample, time_s, u64::from(sample.sequence))
            })),
            Some(begin) => {
                let runs = state.tracker.runs.len();
                let mut rows = [Vec::new(), Vec::new()];
                for (sample, host) in samples {
                    let time_s = match self.fetching {
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
                    self.dirty = true;
                    if let Some((clock, line)) = state.line {
                        state.tracker.clock(clock, line, begin);
                    }
                }
                let count = rows.iter().map(Vec::len).sum::<usize>();
                if count > 0 && self.failure.is_none() {
                    self.waiting_rows += count;
                    let waiting = self.waiting.entry(block.site).or_default();
                    for (waiting, rows) in waiting.iter_mut().zip(rows) {
                        waiting.extend(rows);
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
            .zip(&self.sensors)
            .map(|(chosen, state)| {
                let known = state.identity.as_ref();
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
                    clock_uncertainty_s: match (&state.status.clock, state.numbered) {
                        (Some(clock), _) => Some((clock.uncertainty_s * 1e6).round() / 1e6),
                        (None, _) => earlier.and_then(|it| it.clock_uncertainty_s),
                    },
                    drift_uncertainty_ppm: state
                        .status
                        .clock
                        .map(|clock| (clock.drift_uncertainty_ppm * 100.0).round() / 100.0)
                        .or_else(|| earlier.and_then(|it| it.drift_uncertainty_ppm)),
                    limits: chosen.family.capabilities().limits(),
                    fetchable: match self.stopped_s {
                        Some(_) if state.resend => state.tracker.missing(),
                        _ => 0,
                    },
                    runs: state.tracker.runs.clone(),
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
            elapsed_s: milli(self.stopped_s.unwrap_or(now)),
            stopped_s: self.stopped_s.map(milli),
            marks_s: self.marks_s.iter().copied().map(milli).collect(),
            sensors,
            phases,
            pauses: self.pauses.iter().cloned().chain(self.pause(now)).collect(),
        }
    }

    /// Hands to the disk what waits for it, off the runtime: however slow it is, the sensors and the person are heard.
    fn write(&mut self) -> Option<JoinHandle<Written>> {
        if self.begin_us.is_none() || self.failure.is_some() {
            return None;
        }
        let mut recorder = self.recorder.take()?;
        let batch = self.batch();
        self.writing_since = Some(Instant::now());
        Some(tokio::task::spawn_blocking(move || {
            let done = recorder.write(batch);
            (recorder, done)
        }))
    }

    /// What waits for the disk, with the journal that its rows need.
    fn batch(&mut self) -> Batch {
        let sync = std::mem::take(&mut self.sync_due);
        let journal = (sync || self.dirty).then(|| self.journal());
        self.dirty = false;
        self.waiting_rows = 0;
        Batch {
            session: self.first_session.take(),
            rows: std::mem::take(&mut self.waiting),
            journal,
            sync,
        }
    }

    fn on_written(&mut self, done: Result<Written, JoinError>) {
        self.writing_since = None;
        match done {
            Ok((recorder, done)) => {
                self.written = recorder.written_bytes();
                self.recorder = Some(recorder);
                match done {
                    Ok(()) => (self.full_since, self.on_disk) = (None, true),
                    // The recorder keeps the rows, some kilobytes a second, until somebody made room.
                    Err(error) if error.is_full_disk() => {
                        (self.dirty, self.sync_due) = (true, true);
                        let since = *self.full_since.get_or_insert_with(Instant::now);
                        if since.elapsed() > FULL_DISK {
                            self.fail(error);
                        }
                    }
                    Err(error) => self.fail(error),
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
            .get(self.phase)
            .filter(|_| self.stage == Stage::Recording);
        let status = CaptureStatus {
            stage: match self.stage {
                Stage::Recording if !self.on_disk => Stage::Ready,
                stage => stage,
            },
            elapsed_s: self.stopped_s.unwrap_or_else(|| self.now_s()),
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
            disk_full: self.full_since.is_some() && self.failure.is_none(),
            disk_behind: self.writing_since.is_some_and(|since| since.elapsed() >= DISK_BEHIND),
            failure: self.failure.as_ref().map(ToString::to_string),
        };
        self.status.send_replace(status);
    }

    async fn end(mut self) -> Result<Finished, CaptureError> {
        // What is missing and may still be in a sensor stays missing: it can be fetched when the sensor is near again.
        let stopped_s = self.stopped_s.unwrap_or_default();
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
        self.dirty = true;
        let batch = self.batch();
        let recorder = self.recorder.take();
        let began = self.begin_us.is_some();
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
    status.violations = live.violations;
}

fn milli(value: f64) -> f64 {
    (value * 1000.0).round() / 1000.0
}
