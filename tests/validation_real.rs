//! The folders of real recordings with references, as validation sees them.

mod real;

use assessment::{Analysis, Settings, analyze};
use gait::AngleColumn;
use libtest_mimic::Trial;
use recording::{Recording, Side};
use simulation::{presets, simulate};
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use validation::{Outcome, ValidateOptions, ValidationReport, render_markdown, validate};

fn main() -> ExitCode {
    real::run(vec![
        real::on_recordings("the_real_folders_are_recognised", the_real_folders_are_recognised),
        real::on_recordings("knees_bend_forwards_in_chairs", knees_bend_forwards_in_chairs),
        setup_table(),
    ])
}

/// What an analysis that found nothing would say of this recording.
fn nothing_found(recording: &Recording, any: &Analysis) -> Analysis {
    Analysis {
        source: recording.source.clone(),
        session: recording.session.clone(),
        sensors: Vec::new(),
        calibration: Vec::new(),
        contact_source: None,
        speed_method: None,
        contacts: Vec::new(),
        bouts: Vec::new(),
        turns: Vec::new(),
        strides: Vec::new(),
        angles: Default::default(),
        cycles: Vec::new(),
        measures: Vec::new(),
        side_differences: Vec::new(),
        shock_transfer: Vec::new(),
        regularity: Vec::new(),
        variability: Vec::new(),
        findings: Vec::new(),
        loading: None,
        changes: Default::default(),
        function_test: None,
        walk_rest_walk: None,
        posture: None,
        profile: Default::default(),
        absent: Vec::new(),
        notices: Vec::new(),
        ..any.clone()
    }
}

/// People who rise, walk, turn and sit down: whichever way a sensor was strapped, the knee bends in the chair and does not
/// overextend.
fn knees_bend_forwards_in_chairs(data: &Path) {
    let trials = std::fs::read_dir(data.join("tug_phases")).expect("the set");
    let folders = trials
        .map(|entry| entry.expect("an entry").path())
        .filter(|path| path.is_dir());
    let mut seen = 0;
    for folder in folders {
        let name = folder.display().to_string();
        let recording = recording::read(&[folder], &recording::ReadOptions::default()).expect("a recording");
        let analysis = analyze(&recording, &Settings::default()).unwrap_or_else(|refusal| panic!("{name}: {refusal}"));
        for side in Side::BOTH {
            let knee = analysis.angles.get(AngleColumn::KneeFlexion(side)).expect("a knee");
            let mut knee: Vec<f64> = knee.iter().copied().filter(|angle| angle.is_finite()).collect();
            knee.sort_by(f64::total_cmp);
            let (least, most) = (knee[knee.len() / 50], knee[knee.len() * 49 / 50]);
            assert!(least > -15.0 && most > 60.0, "{name}, {side:?}: {least} to {most}°");
            seen += 1;
        }
    }
    assert!(seen >= 18, "{seen} legs");
}

/// Every set is recognised and every recording read.
fn the_real_folders_are_recognised(data: &Path) {
    let any = analyze(&simulate(&presets::healthy(1)).recording, &Settings::default()).expect("a healthy walk");
    let refusing = |_: &[PathBuf]| Err("not today".to_owned());
    let report = validate(
        data,
        &|r| Ok(nothing_found(r, &any)),
        &refusing,
        &ValidateOptions::default(),
    );
    assert!(report.sets.len() >= 8, "{:?}", report.sets);
    let unread = report
        .recordings
        .iter()
        // What goes through the program's own reader is refused here on purpose.
        .filter(|detail| matches!(&detail.outcome, Outcome::NotRead(why) if !why.contains("not today")));
    assert_eq!(
        unread.map(|detail| &detail.recording).collect::<Vec<_>>(),
        Vec::<&String>::new()
    );
    // An analysis that finds nothing must reach no bar of accuracy.
    let reached = report.rows.iter().filter(|row| {
        row.met == Some(true)
            && !row.figure.contains("claimed")
            && !row.figure.contains("pattern shown")
            && !row.figure.contains("told of")
            && !row.figure.contains("sides named")
    });
    assert_eq!(
        reached.map(|row| &row.figure).collect::<Vec<_>>(),
        Vec::<&String>::new()
    );
    if std::env::var_os("GAITSCOPE_PRINT").is_some() {
        eprintln!("{}", render_markdown(&report));
    }
}

/// Prints the whole table; minutes long, so only on request:
/// `cargo test -p validation --test validation_real -- --ignored --nocapture`. VALIDATION.md's is written by `validate`.
fn setup_table() -> Trial {
    real::on_recordings("setup_table", |data| {
        let mut report = ValidationReport::new();
        validation::add_setup_faults(&mut report, Some(data), 12);
        for row in &report.rows {
            println!(
                "{:<45} {:>6.1} % of {:>3}  {}",
                row.figure,
                row.value.unwrap_or(f64::NAN),
                row.n,
                row.note
            );
        }
    })
    .with_ignored_flag(true)
}
