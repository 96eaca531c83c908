//! The trial on simulated sensors, in simulated time.

use super::*;
use crate::families;
use crate::families::virtual_vendors::{Kind, VendorRadio};
use crate::virtual_radio::{Fault, FaultKind, MotionSource, VirtualRadio, VirtualSensor};
use recording::SensorLimit;

fn outcome(report: &SensorReport, name: &str) -> Option<Outcome> {
    report
        .checks
        .iter()
        .find(|check| check.name == name)
        .map(|check| check.outcome)
}

#[tokio::test(start_paused = true)]
async fn bought_sensors_pass_with_their_limits_said() {
    let radio = Arc::new(VendorRadio::new(&[Kind::Dot, Kind::Wit], 0));
    let report = run(radio.clone(), &families::all(), &SelftestOptions::default(), |_| {})
        .await
        .expect("the radio works");
    assert!(report.passed(), "{report:#?}");
    let [dot, wit] = report.sensors.as_slice() else {
        panic!("{report:#?}")
    };
    assert_eq!(
        (dot.family, dot.serial.as_deref()),
        ("Movella DOT", Some("D422CD000001"))
    );
    for name in [
        "connection",
        "battery",
        "rate",
        "missed-on-air",
        "rest",
        "gravity",
        "gyroscope",
    ] {
        assert_eq!(outcome(dot, name), Some(Outcome::Pass), "{name}: {dot:#?}");
        assert_eq!(outcome(wit, name), Some(Outcome::Pass), "{name}: {wit:#?}");
    }
    for report in [dot, wit] {
        assert_eq!(outcome(report, "resend"), Some(Outcome::Warn));
    }
    assert_eq!(outcome(wit, "clock"), Some(Outcome::Warn));
    // Asked for 100 Hz, it takes the fastest that it can stream.
    assert!(
        dot.checks
            .iter()
            .any(|check| check.name == "rate" && check.found.contains("of 60 Hz"))
    );
    // Stopped before the rate is set, started, stopped at the end.
    let commands = radio.commands();
    assert_eq!(commands.first().map(Vec::as_slice), Some(&[1, 0, 21][..]));
    assert_eq!(commands.last().map(Vec::as_slice), Some(&[1, 0, 21][..]));
    assert!(commands.iter().any(|command| command == &[1, 1, 21]));
}

#[tokio::test(start_paused = true)]
async fn a_verity_sense_passes_with_its_limits_said() {
    let radio = Arc::new(VendorRadio::new(&[Kind::Polar], 0));
    let report = run(radio.clone(), &families::all(), &SelftestOptions::default(), |_| {})
        .await
        .expect("the radio works");
    assert!(report.passed(), "{report:#?}");
    let polar = &report.sensors[0];
    assert_eq!(
        (polar.family, polar.label.as_str()),
        ("Polar Verity Sense", "Polar Sense B5C1D2E3")
    );
    for name in ["connection", "rate", "missed-on-air", "rest", "gravity", "gyroscope"] {
        assert_eq!(outcome(polar, name), Some(Outcome::Pass), "{name}: {polar:#?}");
    }
    assert_eq!(outcome(polar, "resend"), Some(Outcome::Warn));
    assert!(
        polar
            .checks
            .iter()
            .any(|check| check.name == "rate" && check.found.contains("of 52 Hz"))
    );
    // The widest ranges that it offers, and both signals stopped at the end.
    let commands = radio.commands();
    assert!(
        commands
            .iter()
            .any(|command| command[..2] == [2, 2] && command[12] == 16)
    );
    assert_eq!(commands.last().map(Vec::as_slice), Some(&[3, 5][..]));
}

#[tokio::test(start_paused = true)]
async fn what_the_air_swallows_is_counted() {
    let radio = Arc::new(VendorRadio::new(&[Kind::Dot], 10));
    let report = run(radio, &families::all(), &SelftestOptions::default(), |_| {})
        .await
        .expect("the radio works");
    assert_eq!(outcome(&report.sensors[0], "missed-on-air"), Some(Outcome::Fail));
    assert_eq!(outcome(&report.sensors[0], "rate"), Some(Outcome::Pass), "{report:#?}");
    assert!(!report.passed());
}

#[tokio::test(start_paused = true)]
async fn without_sensors_it_does_not_pass() {
    let radio = Arc::new(VendorRadio::new(&[], 0));
    let report = run(radio, &families::all(), &SelftestOptions::default(), |_| {})
        .await
        .expect("the radio works");
    assert!(report.sensors.is_empty() && !report.passed());
}

#[test]
fn limits_say_what_a_family_cannot_do() {
    let limits: Vec<_> = families::all()
        .iter()
        .map(|family| (family.key(), family.capabilities().limits()))
        .collect();
    assert_eq!(
        limits,
        [
            ("gaitscope", vec![]),
            ("movella-dot", vec![SensorLimit::NoResend, SensorLimit::LowLiveRate]),
            ("witmotion", vec![SensorLimit::NoResend, SensorLimit::NoDeviceTime]),
            (
                "polar-verity-sense",
                vec![SensorLimit::NoResend, SensorLimit::LowLiveRate]
            ),
        ]
    );
}

fn table(unit: u32) -> VirtualSensor {
    VirtualSensor {
        drift_ppm: 40.0 - 20.0 * f64::from(unit),
        ..VirtualSensor::new(unit, None, MotionSource::Table { up: 2 })
    }
}

#[tokio::test(start_paused = true)]
async fn our_sensors_pass_and_send_again_what_the_break_cost() {
    let radio = Arc::new(VirtualRadio::new(vec![table(1), table(2), table(3)]));
    let report = run(radio, &families::all(), &SelftestOptions::default(), |_| {})
        .await
        .expect("the radio works");
    assert_eq!(report.sensors.len(), 3);
    assert!(report.passed(), "{report:#?}");
    for sensor in &report.sensors {
        for name in [
            "connection",
            "rate",
            "missed-on-air",
            "resend",
            "delay",
            "clock",
            "rest",
            "gravity",
        ] {
            assert_eq!(outcome(sensor, name), Some(Outcome::Pass), "{name}: {sensor:#?}");
        }
    }
}

#[tokio::test(start_paused = true)]
async fn a_poor_link_an_old_protocol_and_an_empty_battery_fail_each_alone() {
    let lossy = VirtualSensor {
        faults: vec![Fault {
            at_s: 0.0,
            for_s: 1e6,
            kind: FaultKind::Loss(0.2),
        }],
        ..table(1)
    };
    let old = VirtualSensor { version: 9, ..table(2) };
    let empty = VirtualSensor {
        battery_percent: 4,
        ..table(3)
    };
    let radio = Arc::new(VirtualRadio::new(vec![lossy, old, empty]));
    let report = run(radio, &families::all(), &SelftestOptions::default(), |_| {})
        .await
        .expect("the radio works");
    assert!(!report.passed());
    let mut failed: Vec<Vec<&str>> = report
        .sensors
        .iter()
        .map(|sensor| {
            let failed = sensor.checks.iter().filter(|check| check.outcome == Outcome::Fail);
            failed.map(|check| check.name).collect()
        })
        .collect();
    // A link that loses a fifth of everything also loses what is sent again near the end of the trial.
    failed[0].retain(|name| *name != "resend");
    assert_eq!(
        failed,
        [vec!["missed-on-air"], vec!["usable"], vec!["battery"]],
        "{report:#?}"
    );
    let advised = report.sensors.iter().flat_map(|sensor| &sensor.checks);
    assert!(
        advised
            .filter(|check| check.outcome == Outcome::Fail)
            .all(|check| check.advice.is_some())
    );
}
