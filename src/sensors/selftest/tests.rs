//! The trial on simulated sensors, in simulated time.

use super::*;
use crate::recording::SensorLimit;
use crate::sensors::families;
use crate::sensors::families::virtual_vendors::{Kind, VendorRadio};

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
    let report = run(radio.clone(), &families::all(), &Options::default(), |_| {})
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
async fn what_the_air_swallows_is_counted() {
    let radio = Arc::new(VendorRadio::new(&[Kind::Dot], 10));
    let report = run(radio, &families::all(), &Options::default(), |_| {})
        .await
        .expect("the radio works");
    assert_eq!(outcome(&report.sensors[0], "missed-on-air"), Some(Outcome::Fail));
    assert_eq!(outcome(&report.sensors[0], "rate"), Some(Outcome::Pass), "{report:#?}");
    assert!(!report.passed());
}

#[tokio::test(start_paused = true)]
async fn without_sensors_it_does_not_pass() {
    let radio = Arc::new(VendorRadio::new(&[], 0));
    let report = run(radio, &families::all(), &Options::default(), |_| {})
        .await
        .expect("the radio works");
    assert!(report.sensors.is_empty() && !report.passed());
}

#[test]
fn limits_say_what_a_family_cannot_do() {
    let limits: Vec<_> = families::all()
        .iter()
        .map(|family| (family.key(), family.abilities().limits()))
        .collect();
    assert_eq!(
        limits,
        [
            ("gaitscope", vec![]),
            ("movella-dot", vec![SensorLimit::NoResend, SensorLimit::LowLiveRate]),
            ("witmotion", vec![SensorLimit::NoResend, SensorLimit::NoDeviceTime]),
        ]
    );
}
