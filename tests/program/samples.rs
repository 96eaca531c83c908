//! Each sample: all files with the right headers, contacts and planted differences against the truth.

use crate::support::{Events, FILES, Report, SAMPLES, Table, report, sample};
use gait::Measure;

fn median(values: &[f64]) -> f64 {
    validation::score::median(values).expect("values")
}

#[test]
fn every_file_is_written_with_its_header() {
    for name in SAMPLES {
        let report = report(name);
        for file in FILES {
            assert!(report.bytes(file).len() > 1000, "{name}: {file}");
        }
        if cfg!(feature = "pdf") {
            let pdf = report.bytes("report.pdf");
            assert!(pdf.starts_with(b"%PDF-") && pdf.len() > 20_000, "{name}: report.pdf");
        }
        let header = |file: &str| report.table(file).header;
        assert_eq!(header("events.csv"), ["side", "event", "time_s"]);
        assert_eq!(header("cycles.csv"), ["measure", "side", "percent", "mean", "sd", "n"]);
        let strides = header("strides.csv");
        assert_eq!(strides[..3], ["side", "start_s", "end_s"]);
        assert_eq!(strides[strides.len() - 2..], ["included", "excluded_because"]);
        let unknown: Vec<&String> = strides[3..strides.len() - 2]
            .iter()
            .filter(|column| Measure::from_name(column).is_none())
            .collect();
        assert!(unknown.is_empty(), "{name}: {unknown:?}");
        let angles = header("angles.csv");
        assert_eq!(angles[0], "time_s");
        for column in [
            "knee_flexion_left_deg",
            "hip_flexion_right_deg",
            "shank_inclination_left_deg",
            "pelvis_tilt_deg",
        ] {
            assert!(angles.contains(&column.to_owned()), "{name}: {column} of {angles:?}");
        }
        assert!(
            angles.iter().skip(1).all(|column| column.ends_with("_deg")),
            "{angles:?}"
        );
        let html = String::from_utf8(report.bytes("report.html")).expect("text");
        assert!(
            html.starts_with("<!DOCTYPE html>") && html.trim_end().ends_with("</html>"),
            "{name}"
        );
        for outside in [
            "src=\"http",
            "<script src",
            "<link rel=\"stylesheet\"",
            "@import",
            "url(http",
        ] {
            assert!(!html.contains(outside), "{name}: the page reaches out with {outside}");
        }
        assert!(report.stdout.contains("report.html"), "{}", report.stdout);
    }
}

#[test]
fn a_cycle_has_101_points_a_stride_a_reason() {
    for name in SAMPLES {
        let cycles = report(name).table("cycles.csv");
        assert_eq!(cycles.rows.len() % 101, 0, "{name}");
        for (k, percent) in cycles.numbers("percent").iter().enumerate() {
            assert_eq!(*percent, (k % 101) as f64, "{name}");
        }
        let strides = report(name).table("strides.csv");
        let (included, because) = (strides.column("included"), strides.column("excluded_because"));
        for row in &strides.rows {
            assert_eq!(row[included] == "true", row[because].is_empty(), "{name}: {row:?}");
        }
    }
}

#[test]
fn contacts_agree_with_the_truth() {
    for name in SAMPLES {
        let (firm, all) = Events::truth(&sample(name));
        for event in ["initial_contact", "final_contact"] {
            let tally = report(name).events().tally(event, &firm, &all, (0.0, 78.0), |_| 0.0);
            let f1 = tally.f1().expect("contacts");
            let (bias, spread) = (tally.median_ms().expect("pairs"), tally.iqr_ms().expect("pairs"));
            println!("{name} {event}: F1 {f1:.3}, bias {bias:.1} ms, IQR {spread:.1} ms");
            let bars = if name == "badly_recorded" {
                (0.90, 40.0, 50.0)
            } else if name == "stiff_knee" && event == "final_contact" {
                // Known: a leg that swings stiffly leaves the ground long after its landmark; verdicts on these times are
                // withheld (`unlike-swing`).
                (0.95, 60.0, 110.0)
            } else {
                (0.99, 25.0, 15.0)
            };
            assert!(f1 >= bars.0, "{name} {event}: F1 {f1}, {tally:?}");
            assert!(bias.abs() <= bars.1, "{name} {event}: bias {bias} ms");
            assert!(spread <= bars.2, "{name} {event}: IQR {spread} ms");
        }
    }
}

/// Median of a truth column over the steady strides of a side.
fn true_median(name: &str, column: &str, side: &str) -> f64 {
    let table = Table::read(&sample(name).join("truth_strides.csv"));
    let (sides, steady) = (table.column("side"), table.column("steady"));
    let values = table.numbers(column);
    let rows = table.rows.iter().zip(values);
    median(
        &rows
            .filter(|(row, _)| row[sides] == side && row[steady] == "true")
            .map(|(_, value)| value)
            .collect::<Vec<_>>(),
    )
}

fn found(report: &Report, measure: &str, side: Option<&str>) -> f64 {
    report
        .measure(measure, side)
        .unwrap_or_else(|| panic!("{measure} was not measured"))
}

#[test]
fn times_speed_and_knees_agree_with_the_truth() {
    for name in SAMPLES.iter().filter(|name| **name != "badly_recorded") {
        let report = report(name);
        let table = Table::read(&sample(name).join("truth_strides.csv"));
        let steady = table.column("steady");
        let times = table
            .numbers("start_s")
            .into_iter()
            .zip(table.numbers("end_s"))
            .map(|(start, end)| end - start);
        let durations: Vec<f64> = times
            .zip(&table.rows)
            .filter(|(_, row)| row[steady] == "true")
            .map(|(duration, _)| duration)
            .collect();
        let stride = found(report, "stride_time_s", None);
        assert!(
            (stride - median(&durations)).abs() < 0.015,
            "{name}: stride time {stride}"
        );
        for side in ["left", "right"] {
            let truth = true_median(name, "knee_swing_peak_deg", side);
            let knee = found(report, "knee_swing_peak_deg", Some(side)) - truth;
            println!("{name} {side}: knee swing peak {knee:+.1} degrees");
            assert!(
                knee.abs() < 5.0,
                "{name} {side}: the knee's swing peak is off by {knee} degrees"
            );
        }
        let speed = found(report, "speed_mps", None) / true_median(name, "speed_mps", "left") - 1.0;
        assert!(speed.abs() < 0.08, "{name}: speed is off by {} %", 100.0 * speed);
    }
}

#[test]
fn the_limp_is_measured_and_named_on_the_left() {
    let report = report("limp");
    let truth = 100.0 * (true_median("limp", "stance_s", "right") / true_median("limp", "stance_s", "left")).ln();
    let row = report.difference("stance_time_s").expect("stance is compared");
    let difference = row["difference"].as_f64().expect("a number");
    assert!(
        (difference - truth).abs() < 3.0,
        "stance difference {difference} %, true {truth} %"
    );
    assert_eq!(row["verdict"], "shown");
    let step = report.difference("step_time_s").expect("steps are compared");
    let true_step =
        100.0 * (true_median("limp", "step_time_s", "right") / true_median("limp", "step_time_s", "left")).ln();
    let step_difference = step["difference"].as_f64().expect("a number");
    assert!(
        (step_difference - true_step).abs() < 4.0,
        "step difference {step_difference} %, true {true_step} %"
    );
    assert_eq!(step["verdict"], "shown");
    // The stance is longer on the right; what is said must say so, and not of the left.
    assert!(found(report, "stance_time_s", Some("right")) > found(report, "stance_time_s", Some("left")));
    assert!(
        report.stdout.contains("Shorter stance") && report.stdout.contains("left leg: shown"),
        "{}",
        report.stdout
    );
}

#[test]
fn the_stiff_knee_is_measured_and_named_on_the_right() {
    let report = report("stiff_knee");
    let column = "knee_swing_peak_deg";
    let truth = true_median("stiff_knee", column, "right") - true_median("stiff_knee", column, "left");
    let row = report.difference(column).expect("knees are compared");
    let difference = row["difference"].as_f64().expect("a number");
    assert!((difference - truth).abs() < 4.0, "{difference} degrees, true {truth}");
    // The peak is described; the verdict is the range's.
    assert_eq!(row["verdict"], "described");
    let range = report.difference("knee_range_deg").expect("knees are compared");
    assert_eq!(range["verdict"], "shown");
}

#[test]
fn the_pelvic_drop_is_measured_on_the_right() {
    let report = report("pelvic_drop");
    let truth =
        true_median("pelvic_drop", "pelvic_drop_deg", "right") - true_median("pelvic_drop", "pelvic_drop_deg", "left");
    let row = report.difference("pelvic_drop_deg").expect("drops are compared");
    let difference = row["difference"].as_f64().expect("a number");
    assert!((difference - truth).abs() < 2.5, "{difference} degrees, true {truth}");
    assert_eq!(row["verdict"], "shown");
}

#[test]
fn the_healthy_walk_shows_no_side_difference() {
    assert_eq!(report("healthy").shown(), Vec::<&str>::new());
}

/// Where a clock is late, what crosses sensors is not judged: no difference may be shown that nobody has.
#[test]
fn bad_sensors_are_named_and_make_no_difference() {
    let report = report("badly_recorded");
    assert_eq!(report.shown(), Vec::<&str>::new());
    let notices: Vec<&str> = report
        .list("notices")
        .iter()
        .filter_map(|notice| notice["code"].as_str())
        .collect();
    println!("{notices:?}");
    assert!(notices.len() >= 3, "{notices:?}");
    assert_ne!(report.summary["quality"]["grade"], "A");
    let lost = |site: &str| {
        let row = report
            .list("sensors")
            .iter()
            .find(|row| row["site"] == site)
            .expect("the sensor");
        row["lost_share"].as_f64().expect("a share")
    };
    assert!((lost("shank_left") - 0.0797).abs() < 0.01, "{}", lost("shank_left"));
    assert!(lost("thigh_right") < 0.001);
}

#[test]
fn the_same_recording_gives_the_same_bytes() {
    let again = Report::of(&sample("limp"));
    let first = report("limp");
    let pdf: &[&str] = if cfg!(feature = "pdf") {
        &["report.pdf", "patient.pdf"]
    } else {
        &[]
    };
    for file in FILES.iter().chain(pdf) {
        assert!(first.bytes(file) == again.bytes(file), "{file} differs");
    }
}
