//! A recording on the virtual radio, and its comparison with the truth.

use futures::StreamExt;
use recording::recovery::{self, Row};
use recording::{Recording, Session, Site};
use sensors::capture::{Capture, CaptureCommand, CaptureError, Chosen, Finished, Plan};
use sensors::families;
use sensors::radio::Radio;
use sensors::status::{CaptureStatus, Stage};
use sensors::virtual_radio::{RunTruth, VirtualRadio, VirtualSensor};
use simulation::{presets, simulate};
use std::collections::BTreeMap;
use std::path::Path;
use std::sync::{Arc, LazyLock};
use std::time::Duration;

/// Somebody who stands and walks; made once.
pub(crate) static WALK: LazyLock<Recording> = LazyLock::new(|| simulate(&presets::healthy(3)).recording);

/// Chooses every sensor that the radio shows, at the site that it says.
pub(crate) async fn choose(radio: &dyn Radio, count: usize) -> Vec<Chosen> {
    let known = families::all();
    let mut chosen: BTreeMap<Site, Chosen> = BTreeMap::new();
    let mut sightings = radio.scan().await.expect("the virtual radio scans");
    while chosen.len() < count {
        let sighting = sightings.next().await.expect("sensors are around");
        if let Some((family, told)) = families::recognise(&known, &sighting) {
            let site = told.site.expect("assigned");
            chosen.insert(
                site,
                Chosen {
                    peer: sighting.peer,
                    family,
                    site,
                    label: told.label,
                },
            );
        }
    }
    chosen.into_values().collect()
}

pub(crate) fn plan(folder: &Path, sensors: Vec<Chosen>) -> Plan {
    Plan {
        folder: folder.to_owned(),
        resume: false,
        sensors,
        rate_hz: 100,
        ranges: Default::default(),
        phases: vec![],
        stop_after_s: None,
        session: Session::default(),
        lock_dir: None,
    }
}

pub(crate) async fn wait_for(capture: &Capture, what: impl FnMut(&CaptureStatus) -> bool) {
    let mut status = capture.status();
    let waited = tokio::time::timeout(Duration::from_secs(120), status.wait_for(what)).await;
    waited.expect("within two minutes").expect("the recording goes on");
}

/// Records for so long and stops.
pub(crate) async fn record(radio: &VirtualRadio, plan: Plan, seconds: f64) -> Result<Finished, CaptureError> {
    let capture = Capture::start(Arc::new(radio.clone()), plan)?;
    wait_for(&capture, |status| status.stage == Stage::Ready).await;
    capture.command(CaptureCommand::Begin).await;
    tokio::time::sleep(Duration::from_secs_f64(seconds)).await;
    capture.command(CaptureCommand::Stop).await;
    capture.finished().await
}

/// The rows of a finished folder.
pub(crate) fn rows(dir: &Path, site: Site) -> Vec<Row> {
    let text = std::fs::read_to_string(recovery::files(dir, site).0).expect("recorded");
    let mut lines = text.lines();
    assert_eq!(lines.next(), Some(recovery::HEADER));
    lines
        .map(|line| {
            let cells: Vec<&str> = line.split(',').collect();
            let number = |i: usize| cells[i].parse::<f64>().expect("a number");
            Row {
                time_s: number(0),
                acc_mps2: [number(1), number(2), number(3)],
                gyr_radps: [number(4), number(5), number(6)],
                sequence: cells[7].parse().expect("a number"),
                device_us: cells[8].parse().expect("a number"),
            }
        })
        .collect()
}

/// Asserts that a sensor of one run lost nothing: every number from its first to its last, in order, each with the
/// values that the body had at that true moment.
pub(crate) fn nothing_lost(dir: &Path, sensor: &VirtualSensor, truth: &[RunTruth]) -> usize {
    let site = sensor.site.expect("assigned");
    let rows = rows(dir, site);
    let run = truth.last().expect("it ran");
    for (i, row) in rows.iter().enumerate() {
        assert_eq!(row.sequence, rows[0].sequence + i as u64, "{site}: a number is missing");
    }
    let last = rows.last().expect("rows").sequence;
    assert_eq!(last + 1, u64::from(run.made), "{site}: the end is missing");
    for row in rows.iter().step_by(97) {
        let at = run.start_s + row.sequence as f64 * run.period_s;
        let track = &WALK.tracks[&site];
        let span = track.time_s[track.len() - 1] - track.time_s[0];
        let time = track.time_s[0] + at.rem_euclid(span);
        let i = track.time_s.partition_point(|t| *t <= time).clamp(1, track.len() - 1);
        let share = (time - track.time_s[i - 1]) / (track.time_s[i] - track.time_s[i - 1]);
        let true_acc = track.acc_mps2[i - 1].lerp(&track.acc_mps2[i], share.clamp(0.0, 1.0));
        for axis in 0..3 {
            let limit = 16.0 * 9.80665;
            let off = row.acc_mps2[axis] - true_acc[axis].clamp(-limit, limit);
            assert!(off.abs() < 0.004, "{site} {}: {off}", row.sequence);
        }
    }
    rows.len()
}

/// Five sensors on a walking person.
pub(crate) fn five(seed: u64) -> Vec<VirtualSensor> {
    VirtualSensor::wearing(&WALK, seed)
}
