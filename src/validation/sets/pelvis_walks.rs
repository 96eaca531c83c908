//! Walks of a pelvis sensor alone, healthy and ill, a folder each, against contacts of other sensors.

use super::common::{Honesty, contact_times, describe_tally, reference, run, true_contacts, truth_times};
use crate::discover::SetFolder;
use crate::score::{Tally, worst};
use crate::{Bar, RecordingDetail, Row, SetInfo, Tools, ValidationReport};
use gait::ContactKind;
use recording::{Side, Site};

const TOLERANCE_S: f64 = 0.25;

pub(super) fn score(folder: &SetFolder, tools: &Tools, report: &mut ValidationReport) {
    let set = folder.name.as_str();
    let kind = ContactKind::InitialContact;
    let (mut any_side, mut sided) = (Tally::default(), Tally::default());
    let mut misses: Vec<f64> = Vec::new();
    let mut honesty = Honesty::default();
    let walks = folders_with_contacts(&folder.path);
    for walk in &walks {
        let path = folder.path.join(walk);
        let mut detail = RecordingDetail::new(set, walk);
        let run = run(tools, std::slice::from_ref(&path), &[Site::Pelvis], &mut detail, |_| {});
        run.iter().for_each(|run| honesty.see(run));
        let analysis = run.as_ref().and_then(|run| run.analysis.as_ref());
        let edges_s = run
            .as_ref()
            .map_or((f64::NEG_INFINITY, f64::INFINITY), |run| run.edges_s);
        let truth = reference(&path.join("truth_events.csv"), set, report)
            .and_then(|table| true_contacts(&table, |_| true).ok())
            .unwrap_or_default();
        let all = Tally::of(
            &truth_times(&truth, kind, None),
            &contact_times(analysis, kind, None),
            TOLERANCE_S,
            edges_s,
        );
        for side in Side::BOTH {
            let (truth, found) = (
                truth_times(&truth, kind, Some(side)),
                contact_times(analysis, kind, Some(side)),
            );
            sided.add(&Tally::of(&truth, &found, TOLERANCE_S, edges_s));
        }
        describe_tally(&mut detail, "initial contact", &all);
        // What is missing to 1, so that the worst is the largest.
        misses.push(1.0 - all.f1().unwrap_or(0.0));
        any_side.add(&all);
        report.recordings.push(detail);
    }
    let hits = any_side.errors_s.len();
    let counts = |tally: &Tally| format!("{} missed, {} extra", tally.missed_s.len(), tally.extra_s.len());
    report.rows.extend([
        Row::new(
            set,
            "initial contact F1 without sides (±250 ms)",
            any_side.f1(),
            "1",
            hits,
        )
        .bar(Bar::AtLeast(0.85))
        .note(counts(&any_side)),
        Row::new(
            set,
            "initial contact F1 without sides, worst walk",
            worst(&misses).map(|miss| 1.0 - miss),
            "1",
            walks.len(),
        ),
        Row::new(
            set,
            "initial contact F1 per side",
            sided.f1(),
            "1",
            sided.errors_s.len(),
        )
        .note(counts(&sided)),
        Row::new(set, "initial contact median error", any_side.median_ms(), "ms", hits),
    ]);
    report.rows.push(honesty.row(set));
    report.sets.push(SetInfo {
        name: set.to_owned(),
        kind: "pelvis alone, healthy and pathological walks".to_owned(),
        recordings: walks.len(),
        reference:
            "Contacts of the set's authors from foot sensors. Some contacts of one foot are listed within 0.1 s of \
                    the other foot's; no method can find both."
                .to_owned(),
        synthetic: false,
    });
}

/// The sub-folders with true contacts and without true strides, which no pelvis alone could be held to.
pub(crate) fn folders_with_contacts(path: &std::path::Path) -> Vec<String> {
    let mut found: Vec<String> = std::fs::read_dir(path)
        .into_iter()
        .flatten()
        .flatten()
        .map(|entry| entry.path())
        .filter(|walk| walk.join("truth_events.csv").is_file() && !walk.join("truth_strides.csv").exists())
        .map(|walk| crate::table::file_name(&walk))
        .collect();
    found.sort();
    found
}
