//! What cannot be analysed is refused: status 1, the place, what to do, and nothing written.

use crate::support::{SITES, analyze_to, part_of_sample, say};
use std::fs;
use std::io::Write;
use std::path::Path;
use tempfile::TempDir;

const UNTIL_S: f64 = 3.0;

fn short() -> TempDir {
    part_of_sample("healthy", &SITES, UNTIL_S, true)
}

/// Analyses, demands refusal with these words, and that the out folder was not touched.
fn refused(recording: &Path, words: &[&str]) {
    let place = tempfile::tempdir().expect("a temporary folder");
    let out = place.path().join("report");
    let ran = analyze_to(recording, &out);
    assert_eq!(ran.status, 1, "{}: {}{}", recording.display(), ran.stdout, ran.stderr);
    for word in words {
        assert!(ran.stderr.contains(word), "`{word}` is missing in: {}", ran.stderr);
    }
    assert!(!ran.stderr.contains("panicked"), "{}", ran.stderr);
    assert_eq!(ran.stdout, "");
    let left: Vec<_> = fs::read_dir(&out)
        .map(|files| files.flatten().map(|file| file.path()).collect())
        .unwrap_or_default();
    assert!(left.is_empty(), "written although refused: {left:?}");
}

/// The healthy walk with one sensor file changed.
fn with_shank(change: impl Fn(Vec<String>) -> Vec<String>) -> TempDir {
    let folder = short();
    let file = folder.path().join("shank_left.csv");
    let lines = fs::read_to_string(&file)
        .expect("the sensor")
        .lines()
        .map(str::to_owned)
        .collect();
    fs::write(&file, change(lines).join("\n") + "\n").expect("written");
    folder
}

#[test]
fn text_in_a_cell() {
    let folder = with_shank(|mut lines| {
        lines[41] = lines[41].replacen(',', ",n/k", 1);
        lines
    });
    refused(
        folder.path(),
        &["shank_left.csv", "line 42", "acc_x_mps2", "is not a number"],
    );
}

#[test]
fn a_missing_column() {
    let folder = with_shank(|lines| {
        lines
            .iter()
            .map(|line| line.rsplit_once(',').expect("cells").0.to_owned())
            .collect()
    });
    refused(folder.path(), &["shank_left.csv", "gyroscope", "z"]);
}

#[test]
fn time_that_runs_backward() {
    let folder = with_shank(|mut lines| {
        lines.swap(100, 150);
        lines
    });
    refused(
        folder.path(),
        &["shank_left.csv", "line 102", "time_s", "time runs backward"],
    );
}

#[test]
fn a_truncated_gzip_file() {
    let folder = short();
    let file = folder.path().join("shank_left.csv");
    let mut packer = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
    packer.write_all(&fs::read(&file).expect("the sensor")).expect("packed");
    let bytes = packer.finish().expect("packed");
    fs::remove_file(&file).expect("removed");
    fs::write(folder.path().join("shank_left.csv.gz"), &bytes[..bytes.len() / 2]).expect("written");
    refused(folder.path(), &["shank_left.csv.gz"]);
}

#[test]
fn two_recordings_in_one_folder() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let part = short();
    for walk in ["monday", "friday"] {
        for site in ["shank_left", "shank_right"] {
            let name = format!("{walk}_{site}.csv");
            fs::copy(part.path().join(format!("{site}.csv")), folder.path().join(name)).expect("copied");
        }
    }
    refused(folder.path(), &["2 recordings", "monday", "friday", "--only"]);
}

#[test]
fn sensors_that_see_no_gait() {
    let folder = short();
    for site in SITES {
        fs::remove_file(folder.path().join(format!("{site}.csv"))).expect("removed");
    }
    fs::remove_file(folder.path().join("session.toml")).expect("removed");
    let source = part_of_sample("healthy", &["pelvis"], UNTIL_S, false);
    fs::copy(source.path().join("pelvis.csv"), folder.path().join("foot_left.csv")).expect("copied");
    refused(folder.path(), &["foot_left", "shank"]);
}

#[test]
fn an_empty_file_and_an_empty_folder_and_nothing() {
    let folder = short();
    fs::write(folder.path().join("thigh_left.csv"), "").expect("written");
    refused(folder.path(), &["thigh_left.csv", "no samples"]);
    let empty = tempfile::tempdir().expect("a temporary folder");
    refused(empty.path(), &["no sensor recording", "pelvis.csv"]);
    refused(&empty.path().join("misspelt"), &["misspelt", "no such file or folder"]);
}

#[test]
fn a_wrong_word_in_the_session() {
    let folder = short();
    let file = folder.path().join("session.toml");
    let text = fs::read_to_string(&file)
        .expect("the session")
        .replace("height_m", "hight_m");
    fs::write(&file, text).expect("written");
    refused(folder.path(), &["session.toml", "hight_m"]);
}

/// A file where the out folder should be: nobody, not even an administrator, can write there.
#[test]
fn an_out_folder_that_cannot_be_made() {
    let folder = part_of_sample("healthy", &SITES, 12.0, true);
    let place = tempfile::tempdir().expect("a temporary folder");
    let out = place.path().join("report");
    fs::write(&out, "a file").expect("written");
    let ran = analyze_to(folder.path(), &out);
    assert_eq!(ran.status, 1, "{}", ran.stderr);
    assert!(
        ran.stderr.contains("cannot be made") && ran.stderr.contains("choose another"),
        "{}",
        ran.stderr
    );
    assert_eq!(fs::read_to_string(&out).expect("still there"), "a file");
}

/// A folder in the place of a file: what was written before stays whole, nothing half-written is left.
#[test]
fn a_file_that_cannot_be_written() {
    let folder = part_of_sample("healthy", &SITES, 12.0, true);
    let out = tempfile::tempdir().expect("a temporary folder");
    fs::create_dir_all(out.path().join("summary.json/occupied")).expect("made");
    let ran = analyze_to(folder.path(), out.path());
    assert_eq!(ran.status, 1, "{}", ran.stderr);
    assert!(
        ran.stderr.contains("summary.json") && ran.stderr.contains("cannot be written"),
        "{}",
        ran.stderr
    );
    let partial = fs::read_dir(out.path()).expect("a folder").flatten();
    assert_eq!(
        partial
            .filter(|file| file.file_name().to_string_lossy().ends_with(".new"))
            .count(),
        0
    );
}

#[test]
fn settings_that_are_none() {
    let folder = short();
    let settings = folder.path().join("settings.toml");
    fs::write(&settings, "sead = 1\n").expect("written");
    let path = |path: &Path| path.to_str().expect("text").to_owned();
    let out = path(&folder.path().join("out"));
    let ran = say(&[
        "analyze",
        &path(folder.path()),
        "--settings",
        &path(&settings),
        "--out",
        &out,
    ]);
    assert_eq!(ran.status, 1);
    assert!(
        ran.stderr.contains("settings.toml") && ran.stderr.contains("sead"),
        "{}",
        ran.stderr
    );
    assert!(!Path::new(&out).exists());
}

#[test]
fn wrong_usage_is_status_2() {
    for wrong in [
        &[][..],
        &["analyse", "walk"],
        &["analyze"],
        &["analyze", "walk", "--output", "x"],
        &["analyze", "walk", "--site", "a.csv"],
        &["analyze", "walk", "--site", "a.csv=elbow"],
        &["completions", "klingon"],
        &["simulate", "healthy"],
    ] {
        let ran = say(wrong);
        assert_eq!(ran.status, 2, "{wrong:?}: {}", ran.stderr);
        assert!(
            ran.stderr.contains("Usage") || ran.stderr.contains("--help"),
            "{wrong:?}: {}",
            ran.stderr
        );
        assert_eq!(ran.stdout, "", "{wrong:?}");
    }
}
