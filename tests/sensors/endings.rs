//! How a recording can end: full disk, a program that is killed, a sensor that restarts.

use super::support::*;
use recording::{PhaseKind, ReadOptions, read, recovery};
use sensors::capture::{Capture, CaptureCommand, CaptureError, Plan, PlannedPhase};
use sensors::recorder::{Disk, FileSystem, Sink};
use sensors::status::Stage;
use sensors::virtual_radio::{Fault, FaultKind, VirtualRadio};
use std::io::{self, Write as _};
use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicI64, Ordering};
use std::time::Duration;

/// A disk with so many bytes left.
struct Small(Arc<AtomicI64>);

struct SmallFile(Box<dyn Sink>, Arc<AtomicI64>);

impl Disk for Small {
    fn append(&self, path: &Path) -> io::Result<Box<dyn Sink>> {
        Ok(Box::new(SmallFile(FileSystem.append(path)?, Arc::clone(&self.0))))
    }
}

impl Sink for SmallFile {
    fn write(&mut self, bytes: &[u8]) -> io::Result<()> {
        let left = self.1.fetch_sub(bytes.len() as i64, Ordering::Relaxed);
        let fits = usize::try_from(left).unwrap_or(0).min(bytes.len());
        self.0.write(&bytes[..fits])?;
        if fits < bytes.len() {
            return Err(io::Error::from(io::ErrorKind::StorageFull));
        }
        Ok(())
    }

    fn sync(&mut self) -> io::Result<()> {
        self.0.sync()
    }
}

/// Room that comes again within the minute costs no sample; what a write left half done is taken back.
#[tokio::test(start_paused = true)]
async fn a_disk_that_fills_and_empties_loses_nothing() {
    let dir = tempfile::tempdir().unwrap();
    let folder = dir.path().join("session");
    let radio = VirtualRadio::new(five(5));
    let chosen = choose(&radio, 5).await;
    let left = Arc::new(AtomicI64::new(200_000));
    let disk = Arc::new(Small(Arc::clone(&left)));
    let capture = Capture::start_on(Arc::new(radio.clone()), plan(&folder, chosen), disk).unwrap();
    wait_for(&capture, |status| status.stage == Stage::Ready).await;
    capture.command(CaptureCommand::Begin).await;
    for room in [2_000_000, i64::MAX / 2] {
        wait_for(&capture, |status| status.disk_full).await;
        tokio::time::sleep(Duration::from_secs(20)).await;
        left.store(room, Ordering::Relaxed);
        wait_for(&capture, |status| !status.disk_full).await;
    }
    tokio::time::sleep(Duration::from_secs(5)).await;
    capture.command(CaptureCommand::Stop).await;
    let finished = capture.finished().await.unwrap();
    let whole = read(&[folder], &ReadOptions::default()).unwrap();
    for sensor in &finished.status.sensors {
        let track = &whole.tracks[&sensor.site];
        assert_eq!(sensor.lost, 0, "{}", sensor.site);
        let expected = finished.status.elapsed_s * track.rate_hz;
        assert!(
            track.len() as f64 > expected - 2.0 * track.rate_hz,
            "{}: {} of {expected}",
            sensor.site,
            track.len()
        );
        let longest = track
            .time_s
            .windows(2)
            .map(|pair| pair[1] - pair[0])
            .fold(0.0, f64::max);
        assert!(longest < 0.05, "{}: {longest} s are missing", sensor.site);
    }
}

#[tokio::test(start_paused = true)]
async fn a_full_disk_stops_and_keeps() {
    let dir = tempfile::tempdir().unwrap();
    let folder = dir.path().join("session");
    let radio = VirtualRadio::new(five(5));
    let chosen = choose(&radio, 5).await;
    let disk = Arc::new(Small(Arc::new(AtomicI64::new(500_000))));
    let capture = Capture::start_on(Arc::new(radio.clone()), plan(&folder, chosen), disk).unwrap();
    wait_for(&capture, |status| status.stage == Stage::Ready).await;
    capture.command(CaptureCommand::Begin).await;
    let error = capture.finished().await.unwrap_err();
    assert!(matches!(error, CaptureError::Write { .. }), "{error}");
    assert!(error.to_string().contains("kept"), "{error}");
    let recording = read(std::slice::from_ref(&folder), &ReadOptions::default()).unwrap();
    let samples: usize = recording.tracks.values().map(|track| track.len()).sum();
    assert!(samples > 4000, "{samples}");
    // With room again it goes on, and what the sensors kept meanwhile is fetched.
    let chosen = choose(&radio, 5).await;
    let again = Plan {
        resume: true,
        ..plan(&folder, chosen)
    };
    let finished = record(&radio, again, 10.0).await.unwrap();
    let whole = read(&[folder], &ReadOptions::default()).unwrap();
    for sensor in &finished.status.sensors {
        let (before, after) = (&recording.tracks[&sensor.site], &whole.tracks[&sensor.site]);
        assert_eq!(before.acc_mps2[..], after.acc_mps2[..before.len()], "{}", sensor.site);
        assert!(after.len() > before.len() + 900, "{}", sensor.site);
    }
}

/// A disk that takes nothing while it is told to wait.
struct Slow(Arc<AtomicBool>);

struct SlowFile(Box<dyn Sink>, Arc<AtomicBool>);

impl Disk for Slow {
    fn append(&self, path: &Path) -> io::Result<Box<dyn Sink>> {
        Ok(Box::new(SlowFile(FileSystem.append(path)?, Arc::clone(&self.0))))
    }
}

impl Sink for SlowFile {
    fn write(&mut self, bytes: &[u8]) -> io::Result<()> {
        while self.1.load(Ordering::Relaxed) {
            std::thread::sleep(Duration::from_millis(10));
        }
        self.0.write(bytes)
    }

    fn sync(&mut self) -> io::Result<()> {
        self.0.sync()
    }
}

/// While the disk hangs the sensors and the person are heard, it is said, marks have their moment, and nothing is lost.
#[tokio::test(flavor = "multi_thread")]
async fn a_disk_that_hangs_is_not_waited_for() {
    let dir = tempfile::tempdir().unwrap();
    let folder = dir.path().join("session");
    let sensors = five(8);
    let radio = VirtualRadio::new(sensors.clone());
    let chosen = choose(&radio, 5).await;
    let hangs = Arc::new(AtomicBool::new(false));
    let disk = Arc::new(Slow(Arc::clone(&hangs)));
    let capture = Capture::start_on(Arc::new(radio.clone()), plan(&folder, chosen), disk).unwrap();
    wait_for(&capture, |status| status.stage == Stage::Ready).await;
    capture.command(CaptureCommand::Begin).await;
    let begun = std::time::Instant::now();
    wait_for(&capture, |status| status.written_bytes > 0).await;
    hangs.store(true, Ordering::Relaxed);
    wait_for(&capture, |status| status.disk_behind).await;
    let before: u64 = capture
        .status()
        .borrow()
        .sensors
        .iter()
        .map(|sensor| sensor.samples)
        .sum();
    let marked = begun.elapsed().as_secs_f64();
    capture.command(CaptureCommand::Mark).await;
    wait_for(&capture, |status| status.marks_s.len() == 1).await;
    let mark = capture.status().borrow().marks_s[0];
    assert!((mark - marked).abs() < 0.1, "{mark} instead of {marked}");
    tokio::time::sleep(Duration::from_millis(1500)).await;
    let status = capture.status().borrow().clone();
    let after: u64 = status.sensors.iter().map(|sensor| sensor.samples).sum();
    assert!(after > before + 500, "{before} to {after}");
    assert!(status.disk_behind);
    hangs.store(false, Ordering::Relaxed);
    wait_for(&capture, |status| !status.disk_behind).await;
    capture.command(CaptureCommand::Stop).await;
    let finished = capture.finished().await.unwrap();
    for (sensor, status) in sensors.iter().zip(&finished.status.sensors) {
        assert_eq!(status.lost, 0, "{}", status.site);
        let site = sensor.site.unwrap();
        let rows = rows(&folder, site);
        let whole = rows.windows(2).all(|pair| pair[1].sequence == pair[0].sequence + 1);
        assert!(whole && rows.len() > 300, "{site}: {}", rows.len());
    }
    let recording = read(&[folder], &ReadOptions::default()).unwrap();
    assert_eq!(recording.session.protocol.marks_s.len(), 1);
}

/// Nobody is told that a recording runs before its beginning is safe; what came meanwhile is part of it.
#[tokio::test(flavor = "multi_thread")]
async fn a_recording_runs_once_its_beginning_is_on_the_disk() {
    let dir = tempfile::tempdir().unwrap();
    let folder = dir.path().join("session");
    let radio = VirtualRadio::new(five(9));
    let chosen = choose(&radio, 5).await;
    let hangs = Arc::new(AtomicBool::new(true));
    let disk = Arc::new(Slow(Arc::clone(&hangs)));
    let capture = Capture::start_on(Arc::new(radio.clone()), plan(&folder, chosen), disk).unwrap();
    wait_for(&capture, |status| status.stage == Stage::Ready).await;
    capture.command(CaptureCommand::Begin).await;
    wait_for(&capture, |status| status.disk_behind).await;
    assert_eq!(capture.status().borrow().stage, Stage::Ready);
    hangs.store(false, Ordering::Relaxed);
    wait_for(&capture, |status| status.stage == Stage::Recording).await;
    let running = capture.status().borrow().clone();
    assert!(running.elapsed_s > 2.0, "{running:?}");
    assert!(recovery::session(&folder).unwrap().is_some());
    assert!(recovery::journal(&folder).unwrap().is_some());
    capture.command(CaptureCommand::Stop).await;
    let finished = capture.finished().await.unwrap();
    for sensor in &finished.status.sensors {
        assert_eq!(sensor.lost, 0, "{}", sensor.site);
        assert!(sensor.samples as f64 > running.elapsed_s * 90.0, "{sensor:?}");
    }
}

/// A walk to the end: marks set by key, the report at the end, and the marks in both.
#[test]
fn marks_and_the_report_at_the_end() {
    let dir = tempfile::tempdir().unwrap();
    let (folder, report) = (dir.path().join("session"), dir.path().join("report"));
    let mut program = Command::new(env!("CARGO_BIN_EXE_gaitscope"))
        .arg("record")
        .arg(&folder)
        .args([
            "--demo",
            "--now",
            "--count",
            "5",
            "--phases",
            "stand=4,walk=16",
            "--config-dir",
        ])
        .arg(dir.path())
        .arg("--analyze")
        .arg(&report)
        .stdin(Stdio::piped())
        .stderr(Stdio::null())
        .stdout(Stdio::null())
        .spawn()
        .unwrap();
    let journal = folder.join("recording.toml");
    while !journal.exists() {
        assert!(program.try_wait().unwrap().is_none(), "the program ended by itself");
        std::thread::sleep(Duration::from_millis(20));
    }
    let mut keys = program.stdin.take().unwrap();
    for wait_ms in [2_000, 3_000] {
        std::thread::sleep(Duration::from_millis(wait_ms));
        keys.write_all(b"m\n").unwrap();
    }
    std::thread::sleep(Duration::from_millis(2_500));
    let unfinished = read(std::slice::from_ref(&folder), &ReadOptions::default()).unwrap();
    assert_eq!(unfinished.session.protocol.marks_s.len(), 2, "in the journal");
    assert!(program.wait().unwrap().success());
    let recording = read(&[folder], &ReadOptions::default()).unwrap();
    let marks = &recording.session.protocol.marks_s;
    assert_eq!(marks, &unfinished.session.protocol.marks_s);
    let apart = marks[1] - marks[0];
    assert!(marks[0] > 1.0 && (2.5..4.5).contains(&apart), "{marks:?}");
    assert_eq!(recording.session.protocol.phases.len(), 2);
    assert!(report.join("report.pdf").exists() && report.join("summary.json").exists());
    let html = std::fs::read_to_string(report.join("report.html")).unwrap();
    assert!(html.contains("2 moments were marked while recording"));
}

/// The pause is the recording's own: what is killed in it knows of it, and what is put in order cuts it out of the walk.
#[tokio::test(start_paused = true)]
async fn a_pause_is_in_the_journal_while_it_lasts() {
    let dir = tempfile::tempdir().unwrap();
    let folder = dir.path().join("session");
    let radio = VirtualRadio::new(five(6));
    let chosen = choose(&radio, 5).await;
    let plan = Plan {
        phases: vec![PlannedPhase {
            kind: PhaseKind::Walk,
            seconds: None,
        }],
        ..plan(&folder, chosen)
    };
    let capture = Capture::start(Arc::new(radio), plan).unwrap();
    let mut status = capture.status();
    status.wait_for(|now| now.stage == Stage::Ready).await.unwrap();
    capture.command(CaptureCommand::Begin).await;
    tokio::time::sleep(Duration::from_secs(10)).await;
    capture.command(CaptureCommand::Pause).await;
    tokio::time::sleep(Duration::from_secs(5)).await;
    assert!(capture.status().borrow().paused);
    let broken = read(std::slice::from_ref(&folder), &ReadOptions::default()).unwrap();
    let phases = &broken.session.protocol.phases;
    let kinds: Vec<PhaseKind> = phases.iter().map(|phase| phase.kind).collect();
    assert_eq!(kinds, [PhaseKind::Walk, PhaseKind::Rest]);
    assert!(
        (phases[1].start_s - 10.0).abs() < 0.3 && phases[1].end_s > 13.0,
        "{phases:?}"
    );

    capture.command(CaptureCommand::Resume).await;
    tokio::time::sleep(Duration::from_secs(5)).await;
    assert!(!capture.status().borrow().paused);
    capture.command(CaptureCommand::Stop).await;
    let finished = capture.finished().await.unwrap();
    let whole = read(&[finished.folder], &ReadOptions::default()).unwrap();
    let phases = &whole.session.protocol.phases;
    let kinds: Vec<PhaseKind> = phases.iter().map(|phase| phase.kind).collect();
    assert_eq!(kinds, [PhaseKind::Walk, PhaseKind::Rest, PhaseKind::Walk]);
    assert!((phases[1].end_s - phases[1].start_s - 5.0).abs() < 0.3, "{phases:?}");
    assert!((phases[2].end_s - phases[2].start_s - 5.0).abs() < 0.6, "{phases:?}");
}

#[tokio::test(start_paused = true)]
async fn a_sensor_that_restarts_leaves_a_marked_gap() {
    let dir = tempfile::tempdir().unwrap();
    let folder = dir.path().join("session");
    let mut sensors = five(5);
    sensors[0].faults = vec![Fault {
        at_s: 20.0,
        for_s: 5.0,
        kind: FaultKind::PowerOff,
    }];
    let radio = VirtualRadio::new(sensors.clone());
    let chosen = choose(&radio, 5).await;
    let finished = record(&radio, plan(&folder, chosen), 45.0).await.unwrap();
    let site = sensors[0].site.unwrap();
    let rows = rows(&folder, site);
    let runs = radio.truth(sensors[0].unit);
    assert_eq!(runs.len(), 2);
    let gaps: Vec<u64> = rows
        .windows(2)
        .map(|pair| pair[1].sequence - pair[0].sequence)
        .filter(|step| *step > 1)
        .collect();
    assert_eq!(gaps.len(), 1);
    // The file's times keep to the truth over the restart.
    let truth = runs[1].start_s - (runs[0].start_s + (f64::from(runs[0].made) - 1.0) * runs[0].period_s);
    let at = rows
        .windows(2)
        .position(|pair| pair[1].sequence - pair[0].sequence > 1)
        .unwrap();
    let step = rows[at + 1].time_s - rows[at].time_s;
    assert!(step > 5.0 && (step - truth).abs() < 0.5, "{step} {truth}");
    assert!((gaps[0] as f64 / 100.0 - step).abs() < 0.02, "{} {step}", gaps[0]);
    let status = finished
        .status
        .sensors
        .iter()
        .find(|sensor| sensor.site == site)
        .unwrap();
    assert_eq!(status.lost, gaps[0] - 1);
    let recording = read(&[folder], &ReadOptions::default()).unwrap();
    assert_eq!(recording::inspect(&recording.tracks[&site]).gaps.len(), 1);
}

#[tokio::test]
async fn a_used_folder_and_a_used_sensor_are_refused() {
    let dir = tempfile::tempdir().unwrap();
    let radio = VirtualRadio::new(five(5));
    let chosen = choose(&radio, 5).await;
    let locks = dir.path().join("locks");
    let mut first = plan(&dir.path().join("a"), chosen.clone());
    first.lock_dir = Some(locks.clone());
    let capture = Capture::start(Arc::new(radio.clone()), first).unwrap();
    let mut second = plan(&dir.path().join("b"), chosen.clone());
    second.lock_dir = Some(locks);
    let refused = Capture::start(Arc::new(radio.clone()), second).err().unwrap();
    assert!(matches!(refused, CaptureError::SensorInUse(_)), "{refused}");
    capture.command(CaptureCommand::Stop).await;
    assert!(matches!(capture.finished().await, Err(CaptureError::NeverBegan)));
    let used = dir.path().join("used");
    std::fs::create_dir(&used).unwrap();
    std::fs::write(used.join("pelvis.csv"), "x").unwrap();
    let refused = Capture::start(Arc::new(radio), plan(&used, chosen)).err().unwrap();
    assert!(matches!(refused, CaptureError::FolderInUse { .. }), "{refused}");
}

/// The real program, killed without warning at different moments; what is there is read, then gone on with.
#[test]
fn killed_at_any_moment_it_keeps_all_but_the_last_second() {
    for (k, after_ms) in [3_000, 4_370, 5_910].into_iter().enumerate() {
        let dir = tempfile::tempdir().unwrap();
        let folder = dir.path().join("session");
        let start = |more: &[&str]| {
            Command::new(env!("CARGO_BIN_EXE_gaitscope"))
                .arg("record")
                .arg(&folder)
                .args(["--demo", "--now", "--count", "5", "--config-dir"])
                .arg(dir.path())
                .args(more)
                .stdin(Stdio::null())
                .stderr(Stdio::null())
                .stdout(Stdio::null())
                .spawn()
                .unwrap()
        };
        let mut program = start(&[]);
        let journal = folder.join("recording.toml");
        while !journal.exists() {
            assert!(program.try_wait().unwrap().is_none(), "the program ended by itself");
            std::thread::sleep(Duration::from_millis(20));
        }
        let begun = std::time::Instant::now();
        std::thread::sleep(Duration::from_millis(after_ms));
        // SIGKILL.
        program.kill().unwrap();
        let ran_s = begun.elapsed().as_secs_f64();
        program.wait().unwrap();
        let recording = read(std::slice::from_ref(&folder), &ReadOptions::default()).unwrap();
        assert_eq!(recording.tracks.len(), 5, "{k}");
        for track in recording.tracks.values() {
            let last = track.time_s[track.len() - 1];
            assert!(last > ran_s - 1.5, "{k} {}: {last} of {ran_s} s", track.site);
            assert!(track.len() as f64 > 98.0 * (ran_s - 1.5));
        }
        let resumed = start(&["--resume", "--seconds", "12"]).wait().unwrap();
        assert!(resumed.success());
        assert!(!journal.exists());
        let whole = read(&[folder], &ReadOptions::default()).unwrap();
        for (site, track) in &whole.tracks {
            let before = &recording.tracks[site];
            assert!(track.len() > before.len(), "{site}");
            assert_eq!(track.acc_mps2[..before.len()], before.acc_mps2[..], "{site}");
            assert!(track.time_s.windows(2).all(|pair| pair[0] < pair[1]));
        }
    }
}
