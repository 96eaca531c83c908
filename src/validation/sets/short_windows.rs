//! Windows of about one second around single stance phases, with a marker-based knee angle.

use super::common::{Honesty, Legs, or_finding, reference, run_loaded};
use crate::discover::SetFolder;
use crate::load::recording_of_rows;
use crate::score::median;
use crate::table::{Table, sibling};
use crate::{Bar, Outcome, RecordingDetail, Row, SetInfo, Tools, ValidationReport};
use gait::AngleColumn;
use recording::{Recording, Side};

/// Distance of the windows' starts where all of a person's windows are put on one clock, seconds.
const SPACING_S: f64 = 10.0;

pub(super) fn score(folder: &SetFolder, tools: &Tools, report: &mut ValidationReport) {
    let set = folder.name.as_str();
    let (mut alone, mut together) = (Legs::default(), Legs::default());
    let mut honesty = Honesty::default();
    let stems = folder.stems("_imu.csv");
    let mut windows_seen = 0;
    for stem in &stems {
        let Some(sensors) = reference(&sibling(&folder.path, stem, "_imu.csv"), set, report) else {
            continue;
        };
        let Some(truth) = reference(&sibling(&folder.path, stem, "_reference.csv"), set, report) else {
            continue;
        };
        let Some(sensor_steps) = or_finding(sensors.numbers("step"), set, report) else {
            continue;
        };
        let Some(truth_steps) = or_finding(truth.numbers("step"), set, report) else {
            continue;
        };
        let mut steps: Vec<f64> = sensor_steps.iter().copied().filter(|step| step.is_finite()).collect();
        steps.sort_by(f64::total_cmp);
        steps.dedup();
        windows_seen += steps.len();

        let mut all = Recording::default();
        for step in &steps {
            let mut detail = RecordingDetail::new(set, &format!("{stem}, window {step}"));
            match recording_of_rows(&sensors, &detail.recording, |row| sensor_steps[row] == *step) {
                Ok(recording) => {
                    append(&mut all, &recording, step * SPACING_S);
                    let run = run_loaded(tools, recording, &mut detail);
                    honesty.see(&run);
                    score_window(
                        &truth,
                        &truth_steps,
                        *step,
                        0.0,
                        run.analysis.as_ref(),
                        &mut alone,
                        &mut detail,
                        report,
                    );
                }
                Err(error) => detail.outcome = Outcome::NotRead(error.to_string()),
            }
            report.recordings.push(detail);
        }
        let mut detail = RecordingDetail::new(set, &format!("{stem}, all windows on one clock"));
        let run = run_loaded(tools, all, &mut detail);
        honesty.see(&run);
        for step in &steps {
            let offset_s = step * SPACING_S;
            score_window(
                &truth,
                &truth_steps,
                *step,
                offset_s,
                run.analysis.as_ref(),
                &mut together,
                &mut detail,
                report,
            );
        }
        report.recordings.push(detail);
    }
    let note = "each window is a recording of its own";
    let rows = alone.rmse_rows(set, "knee flexion, single windows:", Some(Bar::AtMost(4.5)), None);
    report.rows.extend(rows.into_iter().map(|row| {
        let note = if row.note.is_empty() {
            note.to_owned()
        } else {
            format!("{note}; {}", row.note)
        };
        row.note(note)
    }));
    report
        .rows
        .push(alone.offset_row(set, "knee flexion, single windows:", None));
    let joint = together.rmse();
    let row = Row::new(
        set,
        "knee flexion, windows of a person together: RMSE, median",
        median(&joint),
        "deg",
        joint.len(),
    );
    let total = together.missing + joint.len();
    report.rows.push(
        row.note("one recording with gaps")
            .incomplete(together.missing, total, "legs"),
    );
    report.rows.push(honesty.row(set));
    report.sets.push(SetInfo {
        name: set.to_owned(),
        kind: "stance windows with marker-based knee angle".to_owned(),
        recordings: windows_seen,
        reference:
            "Knee flexion from skin markers on a treadmill. Sensors and markers move differently over the muscles, \
                    which costs 2.5 to 4.5 degrees whatever the algorithm. One window holds no full stride."
                .to_owned(),
        synthetic: false,
    });
}

/// Puts a window's samples behind those that are there, `offset_s` later.
fn append(all: &mut Recording, window: &Recording, offset_s: f64) {
    for (site, track) in &window.tracks {
        let mut later = track.clone();
        later.time_s.iter_mut().for_each(|time| *time += offset_s);
        match all.tracks.get_mut(site) {
            Some(whole) => {
                whole.time_s.extend(later.time_s);
                whole.acc_mps2.extend(later.acc_mps2);
                whole.gyr_radps.extend(later.gyr_radps);
            }
            None => {
                all.tracks.insert(*site, later);
            }
        }
    }
}

#[allow(clippy::too_many_arguments, reason = "a row of a table has so many")]
fn score_window(
    truth: &Table,
    truth_steps: &[f64],
    step: f64,
    offset_s: f64,
    analysis: Option<&assessment::Analysis>,
    legs: &mut Legs,
    detail: &mut RecordingDetail,
    report: &mut ValidationReport,
) {
    let set = detail.set.clone();
    let Some(times) = or_finding(truth.numbers("time_s"), &set, report) else {
        return;
    };
    let rows: Vec<usize> = (0..truth.len()).filter(|row| truth_steps[*row] == step).collect();
    let window_s: Vec<f64> = rows.iter().map(|row| times[*row] + offset_s).collect();
    for (letter, side) in [("L", Side::Left), ("R", Side::Right)] {
        let Ok(angles) = truth.numbers(&format!("knee_flex_{letter}_deg")) else {
            continue;
        };
        let window_deg: Vec<f64> = rows.iter().map(|row| angles[*row]).collect();
        legs.leg(
            detail,
            AngleColumn::KneeFlexion(side),
            (&window_s, &window_deg),
            analysis,
        );
    }
}
