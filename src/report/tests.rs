//! The report as a whole: every case is written, read back and held against its promises.

use super::sample::{self, Case};
use super::*;
use std::fs;

fn written(case: Case) -> (tempfile::TempDir, Written) {
    let dir = tempfile::tempdir().unwrap();
    let written = write_all(&sample::analysis(case), dir.path(), &ReportOptions::default()).unwrap();
    (dir, written)
}

fn read(dir: &tempfile::TempDir, name: &str) -> String {
    fs::read_to_string(dir.path().join(name)).unwrap()
}

/// Writes every case to the folder named by `GAITSCOPE_SAMPLES`, to be looked at.
#[test]
fn samples_for_the_eye() {
    let Some(dir) = std::env::var_os("GAITSCOPE_SAMPLES") else {
        eprintln!("GAITSCOPE_SAMPLES names no folder; nothing to look at");
        return;
    };
    for case in Case::ALL {
        let analysis = sample::analysis(case);
        let started = std::time::Instant::now();
        write_all(&analysis, &Path::new(&dir).join(case.name()), &ReportOptions::default()).unwrap();
        eprintln!("{}: {:.0} ms", case.name(), started.elapsed().as_secs_f64() * 1e3);
    }
}

#[test]
fn the_statement_stands_first_and_last() {
    let (dir, _) = written(Case::Healthy);
    let html = read(&dir, "report.html");
    let statement = "This report describes how you moved during this recording. It cannot show what causes your pain. \
                     Discuss it with your physiotherapist or physician.";
    assert_eq!(html.matches(statement).count(), 2);
    assert!(html.find(statement).unwrap() < html.find("<h2>").unwrap());
}
