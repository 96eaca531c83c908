//! One fault after the other.

use super::support::*;
use recording::{ReadOptions, read};
use sensors::virtual_radio::{Fault, FaultKind, VirtualRadio, VirtualSensor};
use std::path::Path;

fn fault(at_s: f64, for_s: f64, kind: FaultKind) -> Fault {
    Fault { at_s, for_s, kind }
}

/// Records five sensors for a while, of which the first two have these faults, and asserts that nothing was lost.
async fn survives(seconds: f64, faults: &[Fault]) -> sensors::capture::Finished {
    let dir = tempfile::tempdir().unwrap();
    let folder = dir.path().join("session");
    let mut sensors = five(5);
    for sensor in &mut sensors[..2] {
        sensor.faults = faults.to_vec();
    }
    let radio = VirtualRadio::new(sensors.clone());
    let chosen = choose(&radio, 5).await;
    let finished = record(&radio, plan(&folder, chosen), seconds).await.unwrap();
    all_there(&folder, &sensors, &radio);
    for sensor in &finished.status.sensors {
        assert_eq!((sensor.lost, sensor.missing), (0, 0), "{}", sensor.site);
    }
    finished
}

fn all_there(folder: &Path, sensors: &[VirtualSensor], radio: &VirtualRadio) {
    for sensor in sensors {
        nothing_lost(folder, sensor, &radio.truth(sensor.unit));
    }
    let recording = read(&[folder.to_owned()], &ReadOptions::default()).unwrap();
    assert_eq!(recording.tracks.len(), 5);
    assert_eq!(recording.notices, vec![]);
}

#[tokio::test(start_paused = true)]
async fn steady() {
    let finished = survives(20.0, &[]).await;
    assert!(
        finished
            .status
            .sensors
            .iter()
            .all(|sensor| sensor.samples > 1990 && sensor.recovered == 0)
    );
}

#[tokio::test(start_paused = true)]
async fn out_of_range_for_half_a_minute() {
    let finished = survives(60.0, &[fault(15.0, 30.0, FaultKind::Absent)]).await;
    assert!(finished.status.sensors[0].recovered > 2500);
}

#[tokio::test(start_paused = true)]
async fn hang_ups() {
    let faults: Vec<Fault> = (0..8)
        .map(|k| fault(12.0 + 3.0 * f64::from(k), 0.1, FaultKind::HangUp))
        .collect();
    let finished = survives(45.0, &faults).await;
    assert!(finished.status.sensors[0].connections >= 5);
}

#[tokio::test(start_paused = true)]
async fn a_bad_air() {
    survives(
        60.0,
        &[
            fault(10.0, 20.0, FaultKind::Loss(0.2)),
            fault(15.0, 20.0, FaultKind::Corrupt(0.1)),
            fault(20.0, 20.0, FaultKind::Truncated(0.1)),
            fault(25.0, 20.0, FaultKind::Duplicate(0.2)),
            fault(30.0, 20.0, FaultKind::Reorder(0.2)),
        ],
    )
    .await;
}

#[tokio::test(start_paused = true)]
async fn busy_radio_and_late_services() {
    survives(
        50.0,
        &[
            fault(0.0, 3.0, FaultKind::Busy),
            fault(12.0, 0.1, FaultKind::HangUp),
            fault(12.0, 4.0, FaultKind::Busy),
            fault(25.0, 0.1, FaultKind::HangUp),
            fault(25.0, 2.0, FaultKind::LateDiscovery),
        ],
    )
    .await;
}
