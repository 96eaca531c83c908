//! A whole kit (pelvis, thighs, shanks) with optical angles and force-plate checked contacts.

use super::common::{Honesty, Legs, describe_tally, or_finding, reference, run, tally_sides, true_contacts};
use crate::discover::SetFolder;
use crate::score::Tally;
use crate::table::sibling;
use crate::{Bar, RecordingDetail, Row, SetInfo, Tools, ValidationReport};
use gait::{AngleColumn, ContactKind};
use recording::{Side, Site};

/// Pairs farther apart than this are no pairs, seconds.
const TOLERANCE_S: f64 = 0.1;
const LEG_SITES: [Site; 4] = [Site::ThighLeft, Site::ThighRight, Site::ShankLeft, Site::ShankRight];

pub(super) fn score(folder: &SetFolder, tools: &Tools, report: &mut ValidationReport) {
    let set = folder.name.as_str();
    let (mut initial, mut last) = (Tally::default(), Tally::default());
    let (mut knees, mut hips) = (Legs::default(), Legs::default());
    let mut honesty = Honesty::default();
    let stems = folder.stems("_imu.csv");
    for stem in &stems {
        let mut detail = RecordingDetail::new(set, stem);
        let run = run(
            tools,
            &[folder.file(&format!("{stem}_imu.csv"))],
            &LEG_SITES,
            &mut detail,
            |_| {},
        );
        let analysis = run.as_ref().and_then(|run| run.analysis.as_ref());
        run.iter().for_each(|run| honesty.see(run));
        // A recording that could not be read still has contacts to be found: edges then forgive nothing.
        let edges_s = run
            .as_ref()
            .map_or((f64::NEG_INFINITY, f64::INFINITY), |run| run.edges_s);

        if let Some(table) = reference(&sibling(&folder.path, stem, "_events.csv"), set, report) {
            // Where the source of an event is named, only the labelled events count: plates see one step per foot.
            let sources: Option<Vec<&str>> = table.text("source").ok();
            let keep = |row: usize| sources.as_ref().is_none_or(|sources| sources[row] == "c3d_event");
            if let Some(truth) = or_finding(true_contacts(&table, keep), set, report) {
                for (name, kind, sum) in [
                    ("initial contact", ContactKind::InitialContact, &mut initial),
                    ("final contact", ContactKind::FinalContact, &mut last),
                ] {
                    let tally = tally_sides(&truth, analysis, kind, TOLERANCE_S, edges_s);
                    describe_tally(&mut detail, name, &tally);
                    sum.add(&tally);
                }
            }
        }
        if let Some(table) = reference(&sibling(&folder.path, stem, "_angles.csv"), set, report)
            && let Some(times) = or_finding(table.numbers("time_s"), set, report)
        {
            for side in Side::BOTH {
                let letter = if side == Side::Left { "L" } else { "R" };
                for (joint, legs) in [("knee", &mut knees), ("hip", &mut hips)] {
                    let Ok(angles) = table.numbers(&format!("{joint}_flex_{letter}_deg")) else {
                        continue;
                    };
                    let column = match joint {
                        "knee" => AngleColumn::KneeFlexion(side),
                        _ => AngleColumn::HipFlexion(side),
                    };
                    legs.leg(&mut detail, column, (&times, &angles), analysis);
                }
            }
        }
        report.recordings.push(detail);
    }

    for (name, tally, median_bar, iqr_bar) in [
        ("initial contact", &initial, 10.0, 25.0),
        ("final contact", &last, 15.0, 20.0),
    ] {
        let n = tally.errors_s.len();
        let note = format!("{} missed, {} extra", tally.missed_s.len(), tally.extra_s.len());
        let row = |figure: &str, value, unit| Row::new(set, &format!("{name} {figure}"), value, unit, n);
        report
            .rows
            .push(row("F1 (±100 ms)", tally.f1(), "1").bar(Bar::AtLeast(0.98)).note(note));
        report
            .rows
            .push(row("median error", tally.median_ms(), "ms").bar(Bar::WithinPlusMinus(median_bar)));
        report
            .rows
            .push(row("error IQR", tally.iqr_ms(), "ms").bar(Bar::AtMost(iqr_bar)));
    }
    let (at_most_1, at_most_2) = (Some(Bar::AtMost(1.0)), Some(Bar::AtMost(2.0)));
    report
        .rows
        .extend(knees.rmse_rows(set, "knee flexion", at_most_1, at_most_2));
    report
        .rows
        .push(knees.offset_row(set, "knee flexion", Some(Bar::AtMost(4.0))));
    if hips.missing + hips.scores.len() > 0 {
        report.rows.extend(hips.rmse_rows(set, "hip flexion", at_most_1, None));
        report.rows.push(
            hips.offset_row(set, "hip flexion", None)
                .note("pelvic tilt at rest is not observable"),
        );
    }
    report.rows.push(honesty.row(set));
    report.sets.push(SetInfo {
        name: set.to_owned(),
        kind: "whole kit with optical angles and contacts".to_owned(),
        recordings: stems.len(),
        reference:
            "Optical motion capture and labelled contacts that agree with force plates to about 5 ms. The motion is \
                    real, the sensors are computed from it without noise, slip or soft tissue: the set tests the \
                    mathematics, not the strap. The knee's zero is the optical model's."
                .to_owned(),
        synthetic: true,
    });
}
