//! The same recording in other clothes: other files, packing, separators, units, rates and lengths.

use crate::support::{Events, Report, SITES, Table, analyze_to, gaitscope, part_of_sample};
use simulation::{self, Extent, Kit, Scenario, Stage, presets, samples};
use std::collections::BTreeSet;
use std::fs;
use std::io::Write;
use std::path::Path;
use std::sync::LazyLock;
use tempfile::TempDir;

/// The first seconds of the healthy walk: stand, one lane, a turn.
const UNTIL_S: f64 = 30.0;

/// The walk as sensor files alone and what was found in it; every other form must find the same.
static PLAIN: LazyLock<(TempDir, Report)> = LazyLock::new(|| {
    let folder = part_of_sample("healthy", &SITES, UNTIL_S, false);
    let report = Report::of(folder.path());
    (folder, report)
});

fn plain() -> &'static Path {
    PLAIN.0.path()
}

fn text_of(site: &str) -> String {
    fs::read_to_string(plain().join(format!("{site}.csv"))).expect("a sensor file")
}

/// A folder in which every sensor file has gone through `change` (file name and bytes).
fn changed(change: impl Fn(&str, &str) -> (String, Vec<u8>)) -> TempDir {
    let folder = tempfile::tempdir().expect("a temporary folder");
    for site in SITES {
        let (name, bytes) = change(site, &text_of(site));
        fs::write(folder.path().join(name), bytes).expect("written");
    }
    folder
}

fn assert_same_as_plain(recording: &Path, tolerance_s: f64, what: &str) {
    let report = Report::of(recording);
    report.events().assert_same(&PLAIN.1.events(), tolerance_s, what);
    let strides = |report: &Report| report.table("strides.csv").rows.len();
    assert_eq!(strides(&report), strides(&PLAIN.1), "{what}");
}

#[test]
fn gzip_and_zstandard_are_read() {
    let gz = changed(|site, text| {
        let mut packer = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
        packer.write_all(text.as_bytes()).expect("packed");
        (format!("{site}.csv.gz"), packer.finish().expect("packed"))
    });
    assert_same_as_plain(gz.path(), 0.0, "gz");
    let zst = changed(|site, text| {
        (
            format!("{site}.csv.zst"),
            zstd::encode_all(text.as_bytes(), 1).expect("packed"),
        )
    });
    assert_same_as_plain(zst.path(), 0.0, "zst");
}

#[test]
fn one_wide_file_is_the_same_walk() {
    let texts: Vec<String> = SITES.iter().map(|site| text_of(site)).collect();
    let mut lines: Vec<_> = texts.iter().map(|text| text.lines()).collect();
    let mut wide = String::new();
    let mut first = true;
    while let Some(row) = lines.iter_mut().map(Iterator::next).collect::<Option<Vec<&str>>>() {
        let time = row[0].split(',').next().expect("a time").to_owned();
        wide.push_str(&time);
        for (site, cells) in SITES.iter().zip(row) {
            let (own_time, rest) = cells.split_once(',').expect("cells");
            assert_eq!(own_time, time, "the sample's sensors share one clock");
            for cell in rest.split(',') {
                wide.push(',');
                if first {
                    wide.push_str(&format!("{site}_"));
                }
                wide.push_str(cell);
            }
        }
        wide.push('\n');
        first = false;
    }
    let folder = tempfile::tempdir().expect("a temporary folder");
    let file = folder.path().join("walk.csv");
    fs::write(&file, wide).expect("written");
    assert_same_as_plain(&file, 0.0, "one wide file");
}

#[test]
fn semicolons_with_decimal_commas_are_read() {
    let folder = changed(|site, text| {
        (
            format!("{site}.csv"),
            text.replace(',', ";").replace('.', ",").into_bytes(),
        )
    });
    assert_same_as_plain(folder.path(), 0.0, "decimal commas");
}

#[test]
fn g_and_degrees_per_second_are_converted() {
    let folder = changed(|site, text| {
        let mut changed = String::from("time_s,acc_x_g,acc_y_g,acc_z_g,gyr_x_dps,gyr_y_dps,gyr_z_dps\n");
        for line in text.lines().skip(1) {
            let cells: Vec<f64> = line.split(',').map(|cell| cell.parse().expect("a number")).collect();
            changed.push_str(&cells[0].to_string());
            for (k, value) in cells[1..].iter().enumerate() {
                let value = if k < 3 { value / 9.80665 } else { value.to_degrees() };
                changed.push_str(&format!(",{value:.6}"));
            }
            changed.push('\n');
        }
        (format!("{site}.csv"), changed.into_bytes())
    });
    assert_same_as_plain(folder.path(), 0.002, "g and deg/s");
}

#[test]
fn other_words_for_the_sites_are_understood() {
    let names = ["lower_back", "left_hip", "right_hip", "knee_left", "knee_right"];
    let folder = tempfile::tempdir().expect("a temporary folder");
    for (site, name) in SITES.iter().zip(names) {
        fs::write(folder.path().join(format!("{name}.csv")), text_of(site)).expect("written");
    }
    assert_same_as_plain(folder.path(), 0.0, "aliases");
    // Files given one by one, and one whose name says nothing.
    let odd = folder.path().join("sensor7.csv");
    recording::durable::put_in_place(&folder.path().join("knee_left.csv"), &odd).expect("renamed");
    let out = tempfile::tempdir().expect("a temporary folder");
    let files: Vec<_> = ["lower_back", "left_hip", "right_hip", "knee_right", "sensor7"]
        .iter()
        .map(|name| folder.path().join(format!("{name}.csv")))
        .collect();
    let mut arguments = vec!["analyze".as_ref()];
    arguments.extend(files.iter().map(|file| file.as_os_str()));
    arguments.extend(["--site", "sensor7.csv=shank_left", "--out"].map(std::ffi::OsStr::new));
    arguments.push(out.path().as_os_str());
    let ran = gaitscope(&arguments);
    assert_eq!(ran.status, 0, "{}", ran.stderr);
    assert_eq!(
        Table::read(&out.path().join("events.csv")).rows,
        PLAIN.1.table("events.csv").rows
    );
}

/// A short healthy walk with a kit of one's own, on disk.
fn walk(kit: Kit, walk_s: f64, stand_s: f64) -> TempDir {
    let scenario = Scenario {
        protocol: vec![
            Stage::Stand { seconds: stand_s },
            Stage::Walk {
                extent: Extent::Seconds(walk_s),
                lane_m: None,
            },
            Stage::Stand { seconds: stand_s },
        ],
        kit,
        ..presets::healthy(11)
    };
    let folder = tempfile::tempdir().expect("a temporary folder");
    samples::write_simulated(folder.path(), &simulation::simulate(&scenario)).expect("written");
    folder
}

fn assert_contacts(folder: &Path, edges_s: (f64, f64), bias_ms: f64, what: &str) -> Report {
    let (firm, all) = Events::truth(folder);
    let report = Report::of(folder);
    for event in ["initial_contact", "final_contact"] {
        let tally = report.events().tally(event, &firm, &all, edges_s, |_| 0.0);
        let (f1, bias) = (tally.f1().expect("contacts"), tally.median_ms().expect("pairs"));
        println!("{what} {event}: F1 {f1:.3}, bias {bias:.1} ms");
        assert!(f1 >= 0.97, "{what} {event}: F1 {f1}, {tally:?}");
        assert!(bias.abs() <= bias_ms, "{what} {event}: bias {bias} ms");
    }
    report
}

#[test]
fn slow_and_fast_sensors_find_the_same_contacts() {
    for (rate, bias_ms) in [(50.0, 30.0), (200.0, 25.0), (1000.0, 25.0)] {
        let folder = walk(Kit::usual(rate), 15.0, 4.0);
        let report = assert_contacts(folder.path(), (0.0, 23.0), bias_ms, &format!("{rate} Hz"));
        for sensor in report.list("sensors") {
            assert_eq!(sensor["rate_hz"].as_f64(), Some(rate));
        }
        assert_eq!(report.shown(), Vec::<&str>::new(), "{rate} Hz");
    }
}

/// Sensors are switched on and off one after the other; contacts are found while both shanks run.
#[test]
fn sensors_may_start_and_stop_at_different_times() {
    let mut kit = Kit::usual(100.0);
    for (k, sensor) in kit.sensors.iter_mut().enumerate() {
        sensor.starts_late_s = 0.37 * k as f64;
        sensor.stops_early_s = 0.41 * (4 - k) as f64;
        sensor.rate_hz = [50.0, 100.0, 128.0, 100.0, 200.0][k];
    }
    let folder = walk(kit, 20.0, 5.0);
    let report = assert_contacts(folder.path(), (1.5, 29.0), 25.0, "different spans");
    let starts: BTreeSet<String> = report
        .list("sensors")
        .iter()
        .map(|sensor| sensor["start_s"].to_string())
        .collect();
    assert_eq!(starts.len(), 5, "{starts:?}");
}

/// Too short for anything: said so, nothing claimed, no crash.
#[test]
fn one_and_three_seconds_claim_nothing() {
    for seconds in [1.0, 3.0] {
        let folder = part_of_sample("healthy", &SITES, seconds, false);
        let out = tempfile::tempdir().expect("a temporary folder");
        let ran = analyze_to(folder.path(), out.path());
        assert!(
            ran.status == 0 || (ran.status == 1 && !ran.stderr.is_empty()),
            "{seconds} s: {}",
            ran.stderr
        );
        if ran.status == 0 {
            let text = fs::read_to_string(out.path().join("summary.json")).expect("summary.json");
            let summary: serde_json::Value = serde_json::from_str(&text).expect("JSON");
            assert_eq!(
                summary["side_differences"].as_array().map(Vec::len),
                Some(0),
                "{seconds} s"
            );
            assert_eq!(summary["measures"].as_array().map(Vec::len), Some(0), "{seconds} s");
            let absent = summary["absent"].as_array().expect("a list");
            assert!(
                absent.iter().any(|row| row["reason"] == "no-walking"),
                "{seconds} s: {absent:?}"
            );
            assert_eq!(summary["quality"]["grade"], "C", "{seconds} s");
        }
    }
    // Three seconds in the middle of the walk.
    let folder = tempfile::tempdir().expect("a temporary folder");
    for site in SITES {
        let text = text_of(site);
        let rows: Vec<&str> = text.lines().collect();
        let mut cut = rows[..1].to_vec();
        cut.extend(&rows[1001..1301]);
        fs::write(folder.path().join(format!("{site}.csv")), cut.join("\n") + "\n").expect("written");
    }
    let report = Report::of(folder.path());
    assert_eq!(report.shown(), Vec::<&str>::new());
    let judged = report
        .list("side_differences")
        .iter()
        .filter(|row| row["verdict"] != "cannot_be_judged");
    assert_eq!(judged.count(), 0, "three seconds allow no verdict");
    assert_ne!(report.summary["quality"]["grade"], "A");
}
