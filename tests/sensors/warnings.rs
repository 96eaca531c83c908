//! What a person is warned of while the sensors are worn, and only then.

use super::support::*;
use nalgebra::Vector3;
use recording::{Site, Track};
use sensors::capture::{Capture, CaptureCommand, Finished};
use sensors::status::{LinkState, Stage, Warning};
use sensors::virtual_radio::{Fault, FaultKind, MotionSource, VirtualRadio, VirtualSensor};
use std::collections::BTreeSet;
use std::ops::RangeInclusive;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

type Warned = BTreeSet<(Site, Warning)>;

/// Waits so long with all sensors on, records so long, and gives what was warned of before and during the recording.
async fn warned(folder: &Path, sensors: &[VirtualSensor], before_s: f64, seconds: f64) -> (Warned, Warned, Finished) {
    let radio = VirtualRadio::new(sensors.to_vec());
    let chosen = choose(&radio, sensors.len()).await;
    let capture = Capture::start(Arc::new(radio), plan(folder, chosen)).unwrap();
    let mut status = capture.status();
    let seen = tokio::spawn(async move {
        let (mut before, mut during) = (Warned::new(), Warned::new());
        while status.changed().await.is_ok() {
            let now = status.borrow_and_update().clone();
            let at = match now.stage {
                Stage::Connecting | Stage::Ready => &mut before,
                _ => &mut during,
            };
            for sensor in &now.sensors {
                at.extend(sensor.warnings.iter().map(|warning| (sensor.site, *warning)));
            }
        }
        (before, during)
    });
    wait_for(&capture, |status| status.stage == Stage::Ready).await;
    tokio::time::sleep(Duration::from_secs_f64(before_s)).await;
    capture.command(CaptureCommand::Begin).await;
    tokio::time::sleep(Duration::from_secs_f64(seconds)).await;
    capture.command(CaptureCommand::Stop).await;
    let finished = capture.finished().await.unwrap();
    let (before, during) = seen.await.unwrap();
    (before, during, finished)
}

/// The part of the walk between two times, over and over.
fn only(sensors: &mut [VirtualSensor], time_s: RangeInclusive<f64>) {
    for sensor in sensors {
        if let MotionSource::Recorded(track) = &sensor.body {
            let kept: Vec<usize> = (0..track.len())
                .filter(|i| time_s.contains(&track.time_s[*i]))
                .collect();
            sensor.body = MotionSource::Recorded(Arc::new(Track {
                time_s: kept.iter().map(|i| track.time_s[*i]).collect(),
                acc_mps2: kept.iter().map(|i| track.acc_mps2[*i]).collect(),
                gyr_radps: kept.iter().map(|i| track.gyr_radps[*i]).collect(),
                ..(**track).clone()
            }));
        }
    }
}

const STANDS: RangeInclusive<f64> = 0.5..=4.5;
const WALKS: RangeInclusive<f64> = 8.0..=24.0;

/// Half a turn about a horizontal axis of the housing.
fn turned_over(track: &Track) -> Track {
    let mean = track.acc_mps2.iter().sum::<Vector3<f64>>();
    let vertical = mean.iamax();
    let kept = (vertical + 1) % 3;
    let over = |v: &Vector3<f64>| {
        let mut turned = -v;
        turned[kept] = v[kept];
        turned
    };
    Track {
        acc_mps2: track.acc_mps2.iter().map(over).collect(),
        gyr_radps: track.gyr_radps.iter().map(over).collect(),
        ..track.clone()
    }
}

#[tokio::test(start_paused = true)]
async fn nobody_is_warned_of_a_calm_start_and_a_walk() {
    let dir = tempfile::tempdir().unwrap();
    let mut standing = five(5);
    only(&mut standing, STANDS);
    let (before, during, _) = warned(&dir.path().join("standing"), &standing, 8.0, 5.0).await;
    assert_eq!((before, during), (Warned::new(), Warned::new()));
    let mut walking = five(5);
    only(&mut walking, WALKS);
    let (_, during, _) = warned(&dir.path().join("walking"), &walking, 2.0, 30.0).await;
    assert_eq!(during, Warned::new());
}

#[tokio::test(start_paused = true)]
async fn moving_before_the_start() {
    let dir = tempfile::tempdir().unwrap();
    let mut sensors = five(5);
    only(&mut sensors, WALKS);
    let (before, _, _) = warned(&dir.path().join("session"), &sensors, 5.0, 3.0).await;
    for site in [Site::ShankLeft, Site::ShankRight] {
        assert!(before.contains(&(site, Warning::MovingBeforeStart)), "{before:?}");
    }
}

#[tokio::test(start_paused = true)]
async fn upside_down_against_the_other_leg() {
    let dir = tempfile::tempdir().unwrap();
    let mut sensors = five(5);
    only(&mut sensors, STANDS);
    for sensor in &mut sensors {
        if let (Some(Site::ThighRight), MotionSource::Recorded(track)) = (sensor.site, &sensor.body) {
            sensor.body = MotionSource::Recorded(Arc::new(turned_over(track)));
        }
    }
    let (before, _, _) = warned(&dir.path().join("session"), &sensors, 5.0, 3.0).await;
    assert_eq!(before, Warned::from([(Site::ThighRight, Warning::UpsideDown)]));
}

#[tokio::test(start_paused = true)]
async fn shanks_exchanged() {
    let dir = tempfile::tempdir().unwrap();
    let mut sensors = five(5);
    only(&mut sensors, WALKS);
    for sensor in &mut sensors {
        sensor.site = match sensor.site {
            Some(Site::ShankLeft) => Some(Site::ShankRight),
            Some(Site::ShankRight) => Some(Site::ShankLeft),
            other => other,
        };
    }
    let (_, during, _) = warned(&dir.path().join("session"), &sensors, 2.0, 30.0).await;
    assert_eq!(
        during,
        Warned::from([
            (Site::ShankLeft, Warning::WrongLeg),
            (Site::ShankRight, Warning::WrongLeg)
        ])
    );
}

fn fault(at_s: f64, for_s: f64, kind: FaultKind) -> Fault {
    Fault { at_s, for_s, kind }
}

/// Connected, and nothing comes: said, and had again afterwards.
#[tokio::test(start_paused = true)]
async fn silent() {
    let dir = tempfile::tempdir().unwrap();
    let folder = dir.path().join("session");
    let mut sensors = five(5);
    sensors[0].faults = vec![fault(15.0, 4.0, FaultKind::Loss(1.0))];
    let site = sensors[0].site.unwrap();
    let (_, during, finished) = warned(&folder, &sensors, 2.0, 30.0).await;
    assert_eq!(during, Warned::from([(site, Warning::Silent)]));
    assert!(
        finished.status.sensors.iter().all(|sensor| sensor.lost == 0),
        "{:?}",
        finished.status
    );
}

/// Low, then empty: said, what it sent is kept, and the others go on.
#[tokio::test(start_paused = true)]
async fn a_battery_that_dies() {
    let dir = tempfile::tempdir().unwrap();
    let folder = dir.path().join("session");
    let mut sensors = five(5);
    sensors[0].battery_percent = 4;
    sensors[0].faults = vec![fault(20.0, 1e6, FaultKind::PowerOff)];
    let site = sensors[0].site.unwrap();
    let (before, during, finished) = warned(&folder, &sensors, 2.0, 30.0).await;
    assert!(before.contains(&(site, Warning::LowBattery)), "{before:?}");
    assert!(during.iter().all(|(warned, _)| *warned == site), "{during:?}");
    let kept = rows(&folder, site);
    let end_s = kept.last().unwrap().time_s;
    // The recording began some four seconds after the radio.
    assert!(end_s > 12.0 && end_s < 20.0, "{end_s}");
    assert!(kept.windows(2).all(|pair| pair[1].sequence == pair[0].sequence + 1));
    for other in &sensors[1..] {
        let rows = rows(&folder, other.site.unwrap());
        assert!(rows.len() > 2_950, "{}", rows.len());
    }
    let state = finished.status.sensors.iter().find(|sensor| sensor.site == site);
    assert!(state.is_some_and(|sensor| sensor.state != LinkState::Streaming));
}

/// Its numbers run on, its time does not: said, nothing lost, and the recording's times are the true ones.
#[tokio::test(start_paused = true)]
async fn a_clock_that_jumps() {
    let dir = tempfile::tempdir().unwrap();
    let folder = dir.path().join("session");
    let mut sensors = five(5);
    sensors[0].faults = vec![fault(25.0, 0.1, FaultKind::ClockJump(2_500_000))];
    let site = sensors[0].site.unwrap();
    let radio = VirtualRadio::new(sensors.clone());
    let chosen = choose(&radio, 5).await;
    let finished = record(&radio, plan(&folder, chosen), 60.0).await.unwrap();
    let of_site = |sensor: &&sensors::status::SensorStatus| sensor.site == site;
    let status = finished.status.sensors.iter().find(of_site).unwrap();
    assert!(status.warnings.contains(&Warning::ClockJumped), "{:?}", status.warnings);
    assert_eq!((status.lost, status.missing), (0, 0));
    nothing_lost(&folder, &sensors[0], &radio.truth(sensors[0].unit));
    let run = *radio.truth(sensors[0].unit).last().unwrap();
    let errors: Vec<f64> = rows(&folder, site)
        .iter()
        .map(|row| row.time_s - (run.start_s + row.sequence as f64 * run.period_s))
        .collect();
    let spread = errors.iter().copied().fold(f64::MIN, f64::max) - errors.iter().copied().fold(f64::MAX, f64::min);
    assert!(spread < 0.010, "its times move by {:.1} ms", spread * 1e3);
}

/// A sensor of another protocol version fails by itself, with both versions and what to do; the others are recorded.
#[tokio::test(start_paused = true)]
async fn an_unknown_version() {
    for (version, advice) in [(0, "Update its firmware"), (9, "Update this program")] {
        let dir = tempfile::tempdir().unwrap();
        let folder = dir.path().join("session");
        let mut sensors = five(5);
        sensors[0].version = version;
        let site = sensors[0].site.unwrap();
        let (_, _, finished) = warned(&folder, &sensors, 1.0, 10.0).await;
        for sensor in &finished.status.sensors {
            if sensor.site != site {
                assert!(sensor.samples > 950, "{}", sensor.samples);
                continue;
            }
            assert_eq!(sensor.state, LinkState::Failed);
            let problem = sensor.problem.as_deref().unwrap_or_default();
            assert!(
                problem.contains(&format!("version {version}")) || problem.contains(&format!("versions {version}")),
                "{problem}"
            );
            assert!(problem.contains(advice), "{problem}");
        }
    }
}
