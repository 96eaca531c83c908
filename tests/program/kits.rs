//! Fewer sensors give what they can, and the rest is named as absent, never zero.

use crate::support::{Events, Report, part_of_sample, sample};

const UNTIL_S: f64 = 40.0;

fn kit(sites: &[&str]) -> Report {
    Report::of(part_of_sample("healthy", sites, UNTIL_S, true).path())
}

/// F1 of initial contacts over both sides.
fn f1(report: &Report, event: &str) -> f64 {
    let cut = |events: Events| {
        Events(
            events
                .0
                .into_iter()
                .map(|(key, times)| (key, times.into_iter().filter(|t| *t < UNTIL_S).collect()))
                .collect(),
        )
    };
    let (firm, all) = Events::truth(&sample("healthy"));
    report
        .events()
        .tally(event, &cut(firm), &cut(all), (0.0, UNTIL_S), |_| 0.0)
        .f1()
        .expect("contacts")
}

/// No column of angles, no measure and no cell may hold what was not measured.
fn assert_nothing_of(report: &Report, words: &[&str], what: &str) {
    let angles = report.table("angles.csv").header;
    let strides = report.table("strides.csv").header;
    let measures: Vec<&str> = report
        .list("measures")
        .iter()
        .filter_map(|row| row["measure"].as_str())
        .collect();
    let compared: Vec<&str> = report
        .list("side_differences")
        .iter()
        .filter_map(|row| row["measure"].as_str())
        .collect();
    let cycles: Vec<String> = report
        .table("cycles.csv")
        .rows
        .into_iter()
        .map(|row| row[0].clone())
        .collect();
    let all = angles
        .iter()
        .chain(&strides)
        .chain(&cycles)
        .map(String::as_str)
        .chain(measures)
        .chain(compared);
    for name in all {
        assert!(
            !words.iter().any(|word| name.starts_with(word)),
            "{what}: {name} cannot be measured"
        );
    }
}

#[test]
fn shanks_alone_give_contacts_and_no_knee() {
    let report = kit(&["shank_left", "shank_right"]);
    assert_eq!(report.summary["contact_source"], "shank");
    assert!(f1(&report, "initial_contact") > 0.98 && f1(&report, "final_contact") > 0.98);
    assert!(report.measure("stance_time_s", Some("left")).is_some());
    assert!(report.measure("shank_range_deg", Some("right")).is_some());
    assert_nothing_of(
        &report,
        &["knee_", "hip_", "thigh_", "pelvis_", "pelvic_", "harmonic_"],
        "shanks",
    );
    let absent = report.absent();
    assert_eq!(absent.get("knee_flexion"), Some(&"no-thigh-sensor"), "{absent:?}");
    assert_eq!(absent.get("pelvis"), Some(&"no-pelvis-sensor"), "{absent:?}");
    assert_eq!(report.shown(), Vec::<&str>::new());
}

#[test]
fn thighs_alone_give_weaker_contacts_and_say_so() {
    let report = kit(&["thigh_left", "thigh_right"]);
    assert_eq!(report.summary["contact_source"], "thigh");
    let found = f1(&report, "initial_contact");
    assert!(found > 0.9, "F1 {found}");
    assert_nothing_of(
        &report,
        &["knee_", "hip_", "shank_", "shock_", "pelvis_", "pelvic_", "harmonic_"],
        "thighs",
    );
    let absent = report.absent();
    assert_eq!(absent.get("knee_flexion"), Some(&"no-shank-sensor"), "{absent:?}");
    assert_eq!(absent.get("shock"), Some(&"no-shank-sensor"), "{absent:?}");
    assert_ne!(report.summary["quality"]["grade"], "A");
    assert_eq!(report.shown(), Vec::<&str>::new());
}

#[test]
fn a_pelvis_alone_gives_steps_and_no_stance() {
    let report = kit(&["pelvis"]);
    assert_eq!(report.summary["contact_source"], "pelvis");
    let found = f1(&report, "initial_contact");
    assert!(found > 0.9, "F1 {found}");
    assert_nothing_of(
        &report,
        &[
            "knee_",
            "hip_",
            "shank_",
            "thigh_",
            "shock_",
            "stance_",
            "circumduction",
        ],
        "pelvis",
    );
    let absent = report.absent();
    assert_eq!(absent.get("stance"), Some(&"contacts-from-pelvis"), "{absent:?}");
    let stride = report.measure("stride_time_s", None).expect("stride time");
    assert!((0.9..1.2).contains(&stride), "{stride}");
    assert_eq!(report.summary["quality"]["grade"], "C");
    assert_eq!(report.shown(), Vec::<&str>::new());
}

#[test]
fn one_leg_gives_its_own_measures_and_no_comparison() {
    let report = kit(&["thigh_left", "shank_left"]);
    let events = report.events();
    assert!(events.0.keys().all(|(side, _)| side == "left"), "{:?}", events.0.keys());
    assert!(events.count() > 20);
    assert!(report.measure("knee_swing_peak_deg", Some("left")).is_some());
    assert!(report.list("measures").iter().all(|row| row["side"] != "right"));
    assert!(report.list("side_differences").is_empty());
    for name in ["angles.csv", "strides.csv"] {
        assert!(
            report.table(name).header.iter().all(|column| !column.contains("right")),
            "{name}"
        );
    }
    assert_nothing_of(
        &report,
        &["hip_", "pelvis_", "pelvic_", "step_time", "double_support"],
        "one leg",
    );
    let absent = report.absent();
    assert_eq!(absent.get("knee_flexion"), Some(&"one-sided-kit"), "{absent:?}");
}

/// What is absent is told to the reader, not only to programs.
#[test]
fn the_page_names_what_is_absent() {
    let report = kit(&["shank_left", "shank_right"]);
    let html = String::from_utf8(report.bytes("report.html")).expect("text");
    let text = visible(&html).to_lowercase();
    assert!(
        text.contains("thigh") && text.contains("pelvis"),
        "the page names the missing sensors"
    );
    assert!(!text.contains("absent-"), "a key without words on the page");
    // Numbers and options that slipped through as the program writes them; "none" is an ordinary word.
    let words = text.split(|letter: char| !letter.is_alphanumeric());
    assert_eq!(
        words.filter(|word| matches!(*word, "nan" | "inf" | "infinity")).count(),
        0
    );
    assert!(!text.contains("some(") && !text.contains("none)"));
}

/// What a reader sees of a page: no tags, no styles.
fn visible(html: &str) -> String {
    let body = html.split_once("<body").expect("a body").1;
    let mut text = String::new();
    for piece in body.split('<') {
        text.push_str(piece.split_once('>').map_or("", |(_, after)| after));
        text.push(' ');
    }
    text
}
