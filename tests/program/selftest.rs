//! `selftest` as a user runs it, on simulated sensors.

use super::support::say;
use serde_json::Value;

#[test]
fn simulated_sensors_pass_in_a_table_with_status_zero() {
    let ran = say(&["selftest", "--demo", "--scan", "1", "--seconds", "5", "--json"]);
    assert_eq!(ran.status, 0, "{}{}", ran.stdout, ran.stderr);
    let report: Value = serde_json::from_str(&ran.stdout).expect("JSON");
    let sensors = report["sensors"].as_array().expect("sensors");
    assert_eq!(sensors.len(), 5);
    for sensor in sensors {
        let resend = sensor["checks"]
            .as_array()
            .and_then(|checks| checks.iter().find(|check| check["name"] == "resend"))
            .expect("looked at");
        assert_eq!(resend["outcome"], "pass", "{resend}");
    }
    assert!(ran.stderr.contains("touch nothing"), "{}", ran.stderr);
}

#[test]
fn without_bluetooth_it_says_what_to_do() {
    let ran = say(&["selftest", "--scan", "1", "--seconds", "5"]);
    // Where this is tested there is no radio, or no sensor near it.
    assert_eq!(ran.status, 1, "{}{}", ran.stdout, ran.stderr);
    assert!(
        ran.stderr.starts_with("looking") || ran.stderr.starts_with("gaitscope: "),
        "{}",
        ran.stderr
    );
}
