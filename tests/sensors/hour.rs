//! One hour of five sensors with a fault each minute. A program of its own: its memory is measured.

#![allow(clippy::unwrap_used, reason = "a test fails where it stands")]

#[allow(dead_code, reason = "other tests use the rest")]
mod support;

use sensors::virtual_radio::{Fault, FaultKind, VirtualRadio};
use support::*;

/// Resident memory of this program, bytes; 0 where the system does not tell.
fn resident() -> u64 {
    let text = std::fs::read_to_string("/proc/self/statm").unwrap_or_default();
    let pages = text
        .split_whitespace()
        .nth(1)
        .and_then(|pages| pages.parse::<u64>().ok());
    pages.unwrap_or(0) * 4096
}

#[tokio::test(start_paused = true)]
async fn an_hour_with_a_fault_each_minute_loses_nothing() {
    let dir = tempfile::tempdir().unwrap();
    let folder = dir.path().join("session");
    let mut sensors = five(9);
    let kinds = [
        (30.0, FaultKind::Absent),
        (0.1, FaultKind::HangUp),
        (20.0, FaultKind::Loss(0.1)),
        (20.0, FaultKind::Corrupt(0.1)),
        (20.0, FaultKind::Duplicate(0.3)),
        (20.0, FaultKind::Reorder(0.3)),
        (20.0, FaultKind::Truncated(0.1)),
    ];
    for minute in 1..60 {
        let (for_s, kind) = kinds[minute % kinds.len()];
        let fault = Fault {
            at_s: 60.0 * minute as f64,
            for_s,
            kind,
        };
        let hit = minute % 5;
        // Every tenth minute all at once.
        for (i, sensor) in sensors.iter_mut().enumerate() {
            if i == hit || minute % 10 == 0 {
                sensor.faults.push(fault);
            }
        }
    }
    let radio = VirtualRadio::new(sensors.clone());
    let chosen = choose(&radio, 5).await;
    let memory = tokio::spawn(async {
        let mut seen = Vec::new();
        for _ in 0..11 {
            tokio::time::sleep(std::time::Duration::from_secs(300)).await;
            seen.push(resident());
        }
        seen
    });
    let finished = record(&radio, plan(&folder, chosen), 3600.0).await.unwrap();
    let memory = memory.await.unwrap();
    let mut samples = 0;
    for sensor in &sensors {
        samples += nothing_lost(&folder, sensor, &radio.truth(sensor.unit));
    }
    let recovered: u64 = finished.status.sensors.iter().map(|sensor| sensor.recovered).sum();
    let lost: u64 = finished.status.sensors.iter().map(|sensor| sensor.lost).sum();
    println!("{samples} samples, {recovered} recovered, {lost} lost; resident {memory:?}");
    assert_eq!(lost, 0);
    assert!(samples > 5 * 359_000 && recovered > 10_000);
    let grown = memory[10].saturating_sub(memory[1]);
    assert!(
        grown < 16 << 20,
        "memory grew by {grown} bytes in 45 minutes: {memory:?}"
    );
}
