//! What the collector promises to whoever built a sensor, each broken by a sensor that misbehaves.

use super::support::*;
use recording::recovery::JOURNAL;
use recording::{NoticeCode, ReadOptions, Site, read};
use sensors::capture::{Capture, CaptureCommand, CaptureError, Finished, Plan, look_at};
use sensors::finder;
use sensors::status::{LinkState, SensorStatus, Shortfall, Stage, Warning};
use sensors::violation::Violation;
use sensors::virtual_radio::{Fault, FaultKind, VirtualRadio, VirtualSensor};
use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::Arc;
use std::time::Duration;

fn fault(at_s: f64, for_s: f64, kind: FaultKind) -> Fault {
    Fault { at_s, for_s, kind }
}

/// Two sensors, the first as given; what became of it.
async fn with_one(folder: &Path, change: impl FnOnce(&mut VirtualSensor), seconds: f64) -> Trial {
    let mut sensors = five(5);
    sensors.truncate(2);
    change(&mut sensors[0]);
    let radio = VirtualRadio::new(sensors.clone());
    let chosen = choose(&radio, 2).await;
    let finished = record(&radio, plan(folder, chosen), seconds).await.unwrap();
    Trial {
        radio,
        sensors,
        finished,
    }
}

struct Trial {
    radio: VirtualRadio,
    sensors: Vec<VirtualSensor>,
    finished: Finished,
}

impl Trial {
    fn site(&self) -> Site {
        self.sensors[0].site.unwrap()
    }

    fn status(&self) -> &SensorStatus {
        of(&self.finished, self.site())
    }

    fn broke(&self, violation: Violation) -> bool {
        self.status().violations.iter().any(|(broken, _)| broken == violation)
    }

    /// The largest difference of its times from the truth that its device times tell, after taking out the mean, s. Every
    /// row belongs to one of the true runs, in order.
    fn shift_s(&self, folder: &Path) -> f64 {
        let runs = self.radio.truth(self.sensors[0].unit);
        let rows = rows(folder, self.site());
        let mut run = 0;
        let mut errors = Vec::new();
        let mut first = 0;
        for (i, row) in rows.iter().enumerate() {
            if i > 0 && row.device_us < rows[i - 1].device_us {
                (run, first) = (run + 1, i);
            }
            // Of the first run the number is the truth's; a later one is recorded from its first sample on.
            let number = if run == 0 {
                row.sequence as f64
            } else {
                (i - first) as f64
            };
            errors.push(row.time_s - (runs[run].start_s + number * runs[run].period_s));
        }
        let (low, high) = errors.iter().fold((f64::MAX, f64::MIN), |(low, high), error| {
            (low.min(*error), high.max(*error))
        });
        high - low
    }
}

fn of(finished: &Finished, site: Site) -> &SensorStatus {
    let sensors = &finished.status.sensors;
    sensors.iter().find(|sensor| sensor.site == site).expect("planned")
}

/// The end of a connection that the collector hung up itself is told when the next one is made already: it is none of the
/// next one's.
#[tokio::test(start_paused = true)]
async fn an_end_that_is_told_late_is_not_the_next_connections() {
    let dir = tempfile::tempdir().unwrap();
    let folder = dir.path().join("session");
    let change = |sensor: &mut VirtualSensor| {
        sensor.ends_late_s = 1.5;
        sensor.faults = vec![fault(15.0, 6.0, FaultKind::Loss(1.0))];
    };
    let trial = with_one(&folder, change, 45.0).await;
    assert!(
        trial.status().connections <= 3,
        "{} connections",
        trial.status().connections
    );
    assert_eq!((trial.status().lost, trial.status().missing), (0, 0));
    nothing_lost(&folder, &trial.sensors[0], &trial.radio.truth(trial.sensors[0].unit));
}

#[tokio::test(start_paused = true)]
async fn a_restart_under_the_old_boot_number_is_a_restart() {
    let dir = tempfile::tempdir().unwrap();
    let folder = dir.path().join("session");
    let change = |sensor: &mut VirtualSensor| {
        sensor.same_boot = true;
        sensor.faults = vec![fault(20.0, 5.0, FaultKind::PowerOff)];
    };
    let trial = with_one(&folder, change, 45.0).await;
    assert!(trial.status().warnings.contains(&Warning::Restarted));
    assert!(trial.broke(Violation::SameBoot));
    let shift_s = trial.shift_s(&folder);
    assert!(shift_s < 0.06, "times move by {:.0} ms", shift_s * 1e3);
    // What it did not take while it was off is lost, and said to be.
    assert!((500..1200).contains(&trial.status().lost), "{}", trial.status().lost);
}

/// The same while the program was down: a recording that goes on.
#[tokio::test(start_paused = true)]
async fn a_restart_under_the_old_boot_number_while_nobody_listened() {
    let dir = tempfile::tempdir().unwrap();
    let folder = dir.path().join("session");
    let mut sensors = five(5);
    sensors.truncate(2);
    sensors[0].same_boot = true;
    sensors[0].faults = vec![fault(22.0, 10.0, FaultKind::PowerOff)];
    let radio = VirtualRadio::new(sensors.clone());
    let chosen = choose(&radio, 2).await;
    let capture = Capture::start(Arc::new(radio.clone()), plan(&folder, chosen)).unwrap();
    wait_for(&capture, |status| status.stage == Stage::Ready).await;
    capture.command(CaptureCommand::Begin).await;
    tokio::time::sleep(Duration::from_secs(15)).await;
    // A copy of the folder is what a program that was killed now leaves.
    let killed = dir.path().join("killed");
    std::fs::create_dir(&killed).unwrap();
    for entry in std::fs::read_dir(&folder).unwrap() {
        let entry = entry.unwrap();
        std::fs::copy(entry.path(), killed.join(entry.file_name())).unwrap();
    }
    drop(capture);
    tokio::time::sleep(Duration::from_secs(8)).await;
    // Until it is back.
    let chosen = choose(&radio, 2).await;
    tokio::time::sleep(Duration::from_secs(8)).await;
    let again = Plan {
        resume: true,
        ..plan(&killed, chosen)
    };
    let finished = record(&radio, again, 15.0).await.unwrap();
    let trial = Trial {
        radio,
        sensors,
        finished,
    };
    assert!(trial.broke(Violation::SameBoot), "{:?}", trial.status().violations);
    // The wall clock does not pass in this test: only that the two stretches are apart, in order, and not merged.
    let rows = rows(&killed, trial.site());
    for pair in rows.windows(2) {
        assert!(
            pair[1].time_s > pair[0].time_s && pair[1].sequence > pair[0].sequence,
            "{pair:?}"
        );
    }
    let back = rows
        .windows(2)
        .filter(|pair| pair[1].device_us < pair[0].device_us)
        .count();
    assert_eq!(back, 1);
}

/// Out of reach at the stop: what is missing is said, the recording stays open, names the sensor, and is completed later;
/// nothing of it lies after the stop.
#[tokio::test(start_paused = true)]
async fn away_at_the_stop() {
    let dir = tempfile::tempdir().unwrap();
    let folder = dir.path().join("session");
    let change = |sensor: &mut VirtualSensor| sensor.faults = vec![fault(25.0, 45.0, FaultKind::Absent)];
    let trial = with_one(&folder, change, 30.0).await;
    let status = trial.status();
    let stopped_s = trial.finished.status.elapsed_s;
    assert!((29.5..30.5).contains(&stopped_s), "{stopped_s}");
    // It sampled on: from where it was last heard up to the stop.
    let last_s = status.last_s.unwrap();
    let expected = ((stopped_s - last_s) * 100.0) as u64;
    assert!(
        status.missing.abs_diff(expected) <= 2,
        "{} of {expected}",
        status.missing
    );
    assert_eq!(status.lost, 0);
    let Some(Shortfall::EndedEarly { at_s, fetchable }) = status.shortfall(stopped_s) else {
        panic!("{:?}", status.shortfall(stopped_s));
    };
    assert!(at_s == last_s && fetchable == status.missing);
    assert!(
        of(&trial.finished, trial.sensors[1].site.unwrap())
            .shortfall(stopped_s)
            .is_none()
    );
    assert!(folder.join(JOURNAL).exists());
    let open = read(std::slice::from_ref(&folder), &ReadOptions::default()).unwrap();
    let notice = open
        .notices
        .iter()
        .find(|notice| notice.code == NoticeCode::SamplesInSensor);
    assert_eq!(notice.and_then(|notice| notice.site), Some(trial.site()));

    // Near again, half a minute later, and only that sensor.
    let journal = look_at(&folder, true).unwrap().unwrap();
    let fetchable: Vec<Site> = journal
        .sensors
        .iter()
        .filter(|it| it.fetchable > 0)
        .map(|it| it.site)
        .collect();
    assert_eq!(fetchable, [trial.site()]);
    let mut chosen = choose(&trial.radio, 2).await;
    chosen.retain(|chosen| chosen.site == trial.site());
    let again = Plan {
        resume: true,
        ..plan(&folder, chosen)
    };
    let capture = Capture::start(Arc::new(trial.radio.clone()), again).unwrap();
    let finished = capture.finished().await.unwrap();
    let status = of(&finished, trial.site());
    assert_eq!((status.missing, status.lost), (0, 0), "{status:?}");
    assert!(!folder.join(JOURNAL).exists());
    assert!(status.shortfall(stopped_s).is_none());
    let rows = rows(&folder, trial.site());
    assert!(rows.windows(2).all(|pair| pair[1].sequence == pair[0].sequence + 1));
    let end_s = rows.last().unwrap().time_s;
    assert!((end_s - stopped_s).abs() < 0.05, "{end_s} of {stopped_s}");
    assert!(trial.shift_s(&folder) < 0.01);
    let whole = read(&[folder], &ReadOptions::default()).unwrap();
    assert_eq!(whole.notices, vec![]);
}

/// Back while it is still waited for: it is ended, and what it took after the stop is left.
#[tokio::test(start_paused = true)]
async fn back_soon_after_the_stop() {
    let dir = tempfile::tempdir().unwrap();
    let folder = dir.path().join("session");
    let change = |sensor: &mut VirtualSensor| sensor.faults = vec![fault(30.0, 15.0, FaultKind::Absent)];
    let trial = with_one(&folder, change, 30.0).await;
    let status = trial.status();
    assert_eq!((status.missing, status.lost), (0, 0), "{status:?}");
    let stopped_s = trial.finished.status.elapsed_s;
    let end_s = rows(&folder, trial.site()).last().unwrap().time_s;
    assert!(
        end_s > stopped_s - 0.05 && end_s < stopped_s + 1.01,
        "{end_s} of {stopped_s}"
    );
    assert!(!folder.join(JOURNAL).exists());
}

#[tokio::test(start_paused = true)]
async fn a_sensor_that_died_is_told_with_when() {
    let dir = tempfile::tempdir().unwrap();
    let folder = dir.path().join("session");
    let change = |sensor: &mut VirtualSensor| sensor.faults = vec![fault(20.0, 1e6, FaultKind::PowerOff)];
    let trial = with_one(&folder, change, 30.0).await;
    let stopped_s = trial.finished.status.elapsed_s;
    let shortfall = trial.status().shortfall(stopped_s);
    assert!(
        matches!(shortfall, Some(Shortfall::EndedEarly { at_s, .. }) if at_s < stopped_s - 10.0),
        "{shortfall:?}"
    );
    assert!(trial.status().problem.is_some(), "all is not well");
}

#[tokio::test(start_paused = true)]
async fn a_sensor_without_battery_never_sent_and_is_missed() {
    let dir = tempfile::tempdir().unwrap();
    let folder = dir.path().join("session");
    let mut sensors = five(5);
    sensors.truncate(2);
    sensors[0].battery_percent = 0;
    let site = sensors[0].site.unwrap();
    let radio = VirtualRadio::new(sensors);
    let chosen = choose(&radio, 2).await;
    let capture = Capture::start(Arc::new(radio), plan(&folder, chosen)).unwrap();
    tokio::time::sleep(Duration::from_secs(15)).await;
    capture.command(CaptureCommand::Begin).await;
    tokio::time::sleep(Duration::from_secs(10)).await;
    capture.command(CaptureCommand::Stop).await;
    let finished = capture.finished().await.unwrap();
    let status = of(&finished, site);
    assert_eq!(status.shortfall(finished.status.elapsed_s), Some(Shortfall::NeverSent));
    assert!(
        status
            .problem
            .as_ref()
            .is_some_and(|problem| problem.contains("battery")),
        "{status:?}"
    );
    let recording = read(&[folder], &ReadOptions::default()).unwrap();
    let missed = recording
        .notices
        .iter()
        .find(|notice| notice.code == NoticeCode::SessionSensorAbsent);
    assert_eq!(missed.and_then(|notice| notice.site), Some(site));
}

#[tokio::test(start_paused = true)]
async fn answers_that_come_8_s_late_lose_nothing() {
    let dir = tempfile::tempdir().unwrap();
    let folder = dir.path().join("session");
    let change = |sensor: &mut VirtualSensor| {
        sensor.faults = vec![
            fault(12.0, 200.0, FaultKind::LateAnswers(8.0)),
            fault(15.0, 20.0, FaultKind::Loss(0.2)),
        ];
    };
    let trial = with_one(&folder, change, 120.0).await;
    assert_eq!((trial.status().lost, trial.status().missing), (0, 0));
    nothing_lost(&folder, &trial.sensors[0], &trial.radio.truth(trial.sensors[0].unit));
}

/// Away for almost as long as the buffer reaches: what it forgets first is asked for before times are exchanged, and before
/// new samples are.
#[tokio::test(start_paused = true)]
async fn what_a_sensor_is_about_to_forget_comes_first() {
    let dir = tempfile::tempdir().unwrap();
    let folder = dir.path().join("session");
    let change = |sensor: &mut VirtualSensor| {
        sensor.faults = vec![
            fault(20.0, 106.0, FaultKind::Absent),
            fault(20.0, 140.0, FaultKind::LateAnswers(1.0)),
        ];
    };
    const STATUS: u8 = 2;
    const START: u8 = 4;
    const TIME: u8 = 6;
    const RESEND: u8 = 7;
    let trial = with_one(&folder, change, 240.0).await;
    let commands = trial.radio.commands(trial.sensors[0].unit);
    let back = commands.iter().rposition(|opcode| *opcode == STATUS).unwrap();
    let after = |opcode: u8| commands[back..].iter().position(|other| *other == opcode);
    let (resend, time, start) = (after(RESEND), after(TIME), after(START));
    assert!(resend.is_some() && resend < time && resend < start, "{:?}", commands);
    assert_eq!(
        (trial.status().lost, trial.status().missing),
        (0, 0),
        "{:?} {:?}",
        commands,
        trial.status()
    );
    nothing_lost(&folder, &trial.sensors[0], &trial.radio.truth(trial.sensors[0].unit));
}

#[tokio::test(start_paused = true)]
async fn ranges_that_the_analysis_can_use_are_used() {
    let dir = tempfile::tempdir().unwrap();
    let folder = dir.path().join("session");
    let trial = with_one(&folder, |sensor| sensor.offers = [0b1111, 0b1111], 8.0).await;
    assert!(trial.status().samples > 700);
    let recording = read(std::slice::from_ref(&folder), &ReadOptions::default()).unwrap();
    let range = recording.tracks[&trial.site()].info.gyr_range_radps.unwrap();
    assert!((range.to_degrees() - 1000.0).abs() < 1e-6);
    let narrow = dir.path().join("narrow");
    let trial = with_one(&narrow, |sensor| sensor.offers = [0b1111, 0b0111], 8.0).await;
    assert_eq!(trial.status().state, LinkState::Failed);
    let problem = trial.status().problem.as_deref().unwrap();
    assert!(
        problem.contains("±500 °/s") && problem.contains("section 4"),
        "{problem}"
    );
}

#[tokio::test(start_paused = true)]
async fn headers_that_say_other_ranges_are_told_and_believed() {
    let dir = tempfile::tempdir().unwrap();
    let folder = dir.path().join("session");
    // ±8 g and ±1000 °/s.
    let trial = with_one(&folder, |sensor| sensor.header_ranges = Some(0x32), 8.0).await;
    assert!(trial.broke(Violation::HeaderRanges));
    assert!(
        !of(&trial.finished, trial.sensors[1].site.unwrap())
            .violations
            .iter()
            .any(|_| true)
    );
    let recording = read(&[folder], &ReadOptions::default()).unwrap();
    let range = recording.tracks[&trial.site()].info.acc_range_mps2.unwrap();
    assert!((range - 8.0 * 9.80665).abs() < 1e-6);
}

#[tokio::test(start_paused = true)]
async fn numbers_that_run_a_million_ahead_are_told_and_survived() {
    let dir = tempfile::tempdir().unwrap();
    let folder = dir.path().join("session");
    let change = |sensor: &mut VirtualSensor| sensor.faults = vec![fault(15.0, 0.1, FaultKind::SkipNumbers(1_000_000))];
    let trial = with_one(&folder, change, 30.0).await;
    assert!(trial.broke(Violation::NumbersAhead), "{:?}", trial.status().violations);
    assert!(trial.status().lost < 300, "{}", trial.status().lost);
    let rows = rows(&folder, trial.site());
    assert!(rows.len() > 2700, "{}", rows.len());
    assert!(rows.last().unwrap().sequence < 3500);
    assert!(rows.windows(2).all(|pair| pair[1].time_s > pair[0].time_s));
}

#[tokio::test(start_paused = true)]
async fn a_chip_that_runs_at_104_hz_and_says_100() {
    let dir = tempfile::tempdir().unwrap();
    let folder = dir.path().join("session");
    let trial = with_one(&folder, |sensor| sensor.rate_off_ppm = 40_000.0, 30.0).await;
    assert!(trial.broke(Violation::Rate));
    let recording = read(&[folder], &ReadOptions::default()).unwrap();
    let differs = recording
        .notices
        .iter()
        .find(|notice| notice.code == NoticeCode::RateDiffers);
    assert_eq!(differs.and_then(|notice| notice.site), Some(trial.site()));
    assert!((recording.tracks[&trial.site()].rate_hz - 104.0).abs() < 0.1);
}

#[tokio::test(start_paused = true)]
async fn damage_is_told_with_its_section() {
    let dir = tempfile::tempdir().unwrap();
    let folder = dir.path().join("session");
    let change = |sensor: &mut VirtualSensor| {
        sensor.faults = vec![
            fault(10.0, 10.0, FaultKind::Corrupt(0.3)),
            fault(10.0, 10.0, FaultKind::Truncated(0.3)),
        ];
    };
    let trial = with_one(&folder, change, 30.0).await;
    for violation in [Violation::PacketCheck, Violation::PacketLength] {
        assert!(trial.broke(violation), "{:?}", trial.status().violations);
    }
    let sentences: Vec<String> = trial
        .status()
        .violations
        .iter()
        .map(|(violation, seen)| sensors::violation::sentence(violation, seen))
        .collect();
    assert!(
        sentences
            .iter()
            .all(|sentence| sentence.contains("PROTOCOL.md, section 5")),
        "{sentences:?}"
    );
    assert_eq!(trial.status().lost, 0);
}

/// A clock that no crystal has is noticed, and fitted.
#[tokio::test(start_paused = true)]
async fn a_clock_1000_ppm_off_is_told() {
    let dir = tempfile::tempdir().unwrap();
    let folder = dir.path().join("session");
    let trial = with_one(&folder, |sensor| sensor.drift_ppm = 1000.0, 60.0).await;
    assert!(trial.broke(Violation::ClockDrift), "{:?}", trial.status());
    let clock = trial.status().clock.unwrap();
    let off = (clock.drift_ppm + 1000.0).abs();
    assert!(off < 3.0 * clock.drift_uncertainty_ppm + 1.0, "{clock:?}");
    assert!(
        trial.shift_s(&folder) < 2.0 * clock.uncertainty_s.max(0.003),
        "{clock:?}"
    );
}

/// Whoever blinks at a sensor that another program records is refused before anything is sent.
#[tokio::test(start_paused = true)]
async fn a_sensor_that_is_recorded_is_left_alone() {
    let dir = tempfile::tempdir().unwrap();
    let locks = dir.path().join("locks");
    let radio = VirtualRadio::new(five(5));
    let around = finder::scan(&radio, Duration::from_secs(3), |_| false).await.unwrap();
    let chosen = choose(&radio, 5).await;
    let folder = dir.path().join("session");
    let held = Plan {
        lock_dir: Some(locks.clone()),
        ..plan(&folder, chosen)
    };
    let capture = Capture::start(Arc::new(radio.clone()), held).unwrap();
    wait_for(&capture, |status| status.stage == Stage::Ready).await;
    let refused = finder::identify(&radio, &around[0], 10, Some(&locks))
        .await
        .unwrap_err();
    assert!(refused.to_string().contains("in use"), "{refused}");
    let status = capture.status().borrow().clone();
    assert!(
        status
            .sensors
            .iter()
            .all(|sensor| sensor.state == LinkState::Streaming && sensor.connections == 1)
    );
    capture.command(CaptureCommand::Stop).await;
    assert!(matches!(capture.finished().await, Err(CaptureError::NeverBegan)));
    finder::identify(&radio, &around[0], 10, Some(&locks)).await.unwrap();
}

/// The folder is looked at before anybody waits for a scan.
#[test]
fn a_folder_that_is_used_is_told_before_the_scan() {
    let dir = tempfile::tempdir().unwrap();
    let used = dir.path().join("used");
    std::fs::create_dir(&used).unwrap();
    std::fs::write(used.join("pelvis.csv"), "x").unwrap();
    let out = Command::new(env!("CARGO_BIN_EXE_gaitscope"))
        .arg("record")
        .arg(&used)
        .args(["--demo", "--now", "--config-dir"])
        .arg(dir.path())
        .stdin(Stdio::null())
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&out.stderr);
    assert_eq!(out.status.code(), Some(1));
    assert!(
        said.contains("holds a recording already") && !said.contains("looking for"),
        "{said}"
    );
}
