//! `replay`: the live events of a recording, then the same report as `analyze`.

use super::support::{analyze_to, gaitscope, sample};
use serde_json::Value;
use std::ffi::OsStr;
use std::fs;
use std::time::Instant;
use tempfile::TempDir;

#[test]
fn the_report_is_that_of_analyze_byte_for_byte() {
    let dir = TempDir::new().expect("a folder");
    let (here, there) = (dir.path().join("analyze"), dir.path().join("replay"));
    assert_eq!(analyze_to(&sample("limp"), &here).status, 0);
    let ran = gaitscope(&[
        "replay".as_ref(),
        sample("limp").as_ref(),
        "--speed".as_ref(),
        "max".as_ref(),
        "--out".as_ref(),
        there.as_ref(),
    ]);
    assert_eq!(ran.status, 0, "{}", ran.stderr);
    for file in [
        "summary.json",
        "events.csv",
        "strides.csv",
        "angles.csv",
        "cycles.csv",
        "report.html",
    ] {
        let read = |folder: &std::path::Path| fs::read(folder.join(file)).expect("written");
        assert!(read(&here) == read(&there), "{file} differs");
    }
    for word in [
        "walks",
        "stands still",
        "foot lands",
        "knee bends",
        "contacts told live",
    ] {
        assert!(ran.stdout.contains(word), "{word}: {}", ran.stdout);
    }
}

#[test]
fn json_lines_tell_every_event_in_time() {
    let ran = gaitscope(&[
        OsStr::new("replay"),
        sample("healthy").as_ref(),
        OsStr::new("--speed"),
        OsStr::new("max"),
        OsStr::new("--json"),
    ]);
    assert_eq!(ran.status, 0, "{}", ran.stderr);
    let events: Vec<Value> = ran
        .stdout
        .lines()
        .map(|line| serde_json::from_str(line).expect("a line is JSON"))
        .collect();
    let of = |kind: &str| events.iter().filter(|event| event["event"] == kind).collect::<Vec<_>>();
    let contacts = of("contact");
    assert!(contacts.len() > 200, "{}", contacts.len());
    for contact in &contacts {
        let number = |key: &str| contact[key].as_f64().expect("a number");
        assert!(number("decided_s") - number("time_s") <= 0.150, "{contact}");
    }
    assert!(!of("step").is_empty() && !of("angles").is_empty() && !of("note").is_empty());
    let end = events.last().expect("lines");
    assert_eq!(end["event"], "end");
    assert_eq!(end["contacts"].as_u64(), Some(contacts.len() as u64));
}

#[test]
fn speed_is_kept_and_nonsense_is_refused() {
    let begun = Instant::now();
    let ran = gaitscope(&[
        OsStr::new("replay"),
        sample("healthy").as_ref(),
        OsStr::new("--speed"),
        OsStr::new("40"),
    ]);
    assert_eq!(ran.status, 0, "{}", ran.stderr);
    // The sample lasts longer than 60 s.
    assert!(begun.elapsed().as_secs_f64() > 60.0 / 40.0);
    let ran = gaitscope(&[
        OsStr::new("replay"),
        OsStr::new("x"),
        OsStr::new("--speed"),
        OsStr::new("-1"),
    ]);
    assert_eq!(ran.status, 2);
    assert!(ran.stderr.contains("positive number"), "{}", ran.stderr);
}
