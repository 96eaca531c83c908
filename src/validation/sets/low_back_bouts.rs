//! Lower back alone over walking bouts, against two references that disagree with each other.

use super::common::{
    Honesty, TrueContact, contact_times, describe_tally, or_finding, reference, run, true_contacts, truth_times,
};
use crate::discover::SetFolder;
use crate::score::{EDGE_S, Tally, median, pair_nearest_first, worst};
use crate::table::sibling;
use crate::{Bar, RecordingDetail, Row, SetInfo, Tools, ValidationReport};
use assessment::Analysis;
use gait::{ContactKind, Measure, Stride};
use recording::{Side, Site};

const TOLERANCE_S: f64 = 0.25;
/// Strides are matched by their start, seconds.
const STRIDE_TOLERANCE_S: f64 = 0.2;
const SUFFIX: &str = "_lowerback.csv";

/// One reference of one recording.
struct Reference {
    name: String,
    bouts: Vec<(f64, f64)>,
    contacts: Vec<TrueContact>,
    /// Start, stride time, length and speed; NaN where empty.
    strides: Vec<[f64; 4]>,
}

#[derive(Default)]
struct Sums {
    initial: Tally,
    initial_any_side: Tally,
    stride_time_s: Vec<f64>,
    stride_time_missing: usize,
    speed_share: Vec<f64>,
    length_m: Vec<f64>,
    recordings: usize,
}

pub(super) fn score(folder: &SetFolder, tools: &Tools, report: &mut ValidationReport) {
    let set = folder.name.as_str();
    let mut sums = Sums::default();
    let mut honesty = Honesty::default();
    let stems = folder.stems(SUFFIX);
    for stem in &stems {
        let mut detail = RecordingDetail::new(set, stem);
        let run = run(
            tools,
            &[folder.file(&format!("{stem}{SUFFIX}"))],
            &[Site::Pelvis],
            &mut detail,
            |_| {},
        );
        run.iter().for_each(|run| honesty.see(run));
        let analysis = run.as_ref().and_then(|run| run.analysis.as_ref());
        let edges_s = run
            .as_ref()
            .map_or((f64::NEG_INFINITY, f64::INFINITY), |run| run.edges_s);
        let references = references_of(folder, stem, report);
        if references.is_empty() {
            detail.remarks.push("no reference bouts: not scored".to_owned());
        } else {
            sums.recordings += 1;
            score_recording(&references, analysis, edges_s, &mut sums, &mut detail);
        }
        report.recordings.push(detail);
    }
    rows(set, &sums, report);
    report.rows.push(honesty.row(set));
    report.sets.push(SetInfo {
        name: set.to_owned(),
        kind: "lower back alone, walking bouts".to_owned(),
        recordings: stems.len(),
        reference:
            "Two references (optical capture inside its volume; pressure insoles with foot sensors) that differ from \
                    each other by up to 0.1 s in contacts and by whole bouts: the one that agrees better with the \
                    analysis counts, inside its own bouts. Walking that neither of them saw is not judged."
                .to_owned(),
        synthetic: false,
    });
}

fn rows(set: &str, sums: &Sums, report: &mut ValidationReport) {
    let hits = sums.initial.errors_s.len();
    let counts = |tally: &Tally| format!("{} missed, {} extra", tally.missed_s.len(), tally.extra_s.len());
    let time_ms: Vec<f64> = sums.stride_time_s.iter().map(|error| 1000.0 * error.abs()).collect();
    let straight = time_ms.len() + sums.stride_time_missing;
    let length: Vec<f64> = sums.length_m.iter().map(|error| error.abs()).collect();
    let speed: Vec<f64> = sums.speed_share.iter().map(|share| 100.0 * share.abs()).collect();
    let row = |figure: &str, value, unit, n| Row::new(set, figure, value, unit, n);
    report.rows.extend([
        row("initial contact F1 per side (±250 ms)", sums.initial.f1(), "1", hits)
            .bar(Bar::AtLeast(0.85))
            .note(counts(&sums.initial)),
        row(
            "initial contact F1 without sides",
            sums.initial_any_side.f1(),
            "1",
            sums.initial_any_side.errors_s.len(),
        )
        .note(counts(&sums.initial_any_side)),
        row("initial contact median error", sums.initial.median_ms(), "ms", hits),
    ]);
    if straight > 0 {
        let worst_time = row(
            "median stride time on straight walks, worst error",
            worst(&time_ms),
            "ms",
            time_ms.len(),
        );
        let worst_time = worst_time.bar(Bar::AtMost(30.0));
        report
            .rows
            .push(worst_time.incomplete(sums.stride_time_missing, straight, "walks"));
    }
    let note = "median over recordings of the error of the median";
    report
        .rows
        .push(row("speed, absolute error", median(&speed), "%", speed.len()).note(note));
    report
        .rows
        .push(row("speed, worst recording", worst(&speed), "%", speed.len()));
    report.rows.push(row(
        "stride length, median error",
        median(&sums.length_m),
        "m",
        length.len(),
    ));
    report.rows.push(row(
        "stride length, median absolute error",
        median(&length),
        "m",
        length.len(),
    ));
}

fn references_of(folder: &SetFolder, stem: &str, report: &mut ValidationReport) -> Vec<Reference> {
    let set = folder.name.as_str();
    let prefix = format!("{stem}_bouts_");
    let names = folder
        .files
        .iter()
        .filter_map(|file| file.strip_prefix(&prefix)?.strip_suffix(".csv"));
    let mut all = Vec::new();
    for name in names {
        let path = |part: &str| sibling(&folder.path, stem, &format!("_{part}_{name}.csv"));
        let Some(bouts) = reference(&path("bouts"), set, report) else {
            continue;
        };
        let Some(events) = reference(&path("events"), set, report) else {
            continue;
        };
        let columns = (
            bouts.numbers("start_s"),
            bouts.numbers("end_s"),
            true_contacts(&events, |_| true),
        );
        let (Ok(starts), Ok(ends), Ok(contacts)) = columns else {
            report
                .findings
                .push(format!("{set}: the reference {name} of {stem} lacks columns"));
            continue;
        };
        let bouts: Vec<(f64, f64)> = starts
            .into_iter()
            .zip(ends)
            .filter(|(a, b)| a.is_finite() && b > a)
            .collect();
        let file = format!("{stem}_strides_{name}.csv");
        let strides = if folder.has(&file) {
            true_strides(folder, &file, report)
        } else {
            Vec::new()
        };
        if !bouts.is_empty() && !contacts.is_empty() {
            all.push(Reference {
                name: name.to_owned(),
                bouts,
                contacts,
                strides,
            });
        }
    }
    all
}

fn true_strides(folder: &SetFolder, file: &str, report: &mut ValidationReport) -> Vec<[f64; 4]> {
    let set = folder.name.as_str();
    let Some(table) = reference(&folder.file(file), set, report) else {
        return Vec::new();
    };
    let names = ["start_s", "stride_time_s", "stride_length_m", "stride_speed_mps"];
    let mut columns = Vec::new();
    for name in names {
        match or_finding(table.numbers(name), set, report) {
            Some(column) => columns.push(column),
            None => return Vec::new(),
        }
    }
    (0..table.len())
        .map(|row| [0, 1, 2, 3].map(|column: usize| columns[column][row]))
        .collect()
}

fn score_recording(
    references: &[Reference],
    analysis: Option<&Analysis>,
    edges_s: (f64, f64),
    sums: &mut Sums,
    detail: &mut RecordingDetail,
) {
    let mut best: Option<(f64, &Reference, Tally, Tally)> = None;
    for reference in references {
        let mut sided = Tally::default();
        for side in Side::BOTH {
            sided.add(&tally_in_bouts(reference, analysis, Some(side), edges_s));
        }
        let any_side = tally_in_bouts(reference, analysis, None, edges_s);
        let f1 = sided.f1().unwrap_or(0.0);
        detail.figure(format!("initial contact F1 against {}", reference.name), f1, "1");
        // Where both agree equally often, the one that agrees more closely.
        let distance = |tally: &Tally| tally.median_ms().map_or(f64::INFINITY, f64::abs);
        let closer = |best: &(f64, &Reference, Tally, Tally)| f1 == best.0 && distance(&sided) < distance(&best.2);
        if best.as_ref().is_none_or(|best| f1 > best.0 || closer(best)) {
            best = Some((f1, reference, sided, any_side));
        }
    }
    let Some((_, reference, sided, any_side)) = best else {
        return;
    };
    detail.remarks.push(format!("scored against {}", reference.name));
    describe_tally(detail, "initial contact", &sided);
    sums.initial.add(&sided);
    sums.initial_any_side.add(&any_side);
    score_strides(references, reference, analysis, sums, detail);
}

/// Contacts inside the reference's bouts. A found contact just outside a bout may pair with one inside, but is no
/// extra: the reference does not say what happened there.
fn tally_in_bouts(
    reference: &Reference,
    analysis: Option<&Analysis>,
    side: Option<Side>,
    edges_s: (f64, f64),
) -> Tally {
    let inside = |time: f64, margin: f64| {
        reference
            .bouts
            .iter()
            .any(|(a, b)| time >= a - margin && time <= b + margin)
    };
    let kind = ContactKind::InitialContact;
    let truth: Vec<f64> = truth_times(&reference.contacts, kind, side)
        .into_iter()
        .filter(|t| inside(*t, EDGE_S))
        .collect();
    let found: Vec<f64> = contact_times(analysis, kind, side)
        .into_iter()
        .filter(|t| inside(*t, TOLERANCE_S))
        .collect();
    let mut tally = Tally::of(&truth, &found, TOLERANCE_S, edges_s);
    tally.extra_s.retain(|time| inside(*time, 0.0));
    tally
}

fn in_bouts<'a>(analysis: &'a Analysis, bouts: &[(f64, f64)]) -> Vec<&'a Stride> {
    let inside = |stride: &&Stride| {
        let margin = TOLERANCE_S;
        bouts
            .iter()
            .any(|(a, b)| stride.start_s >= a - margin && stride.end_s <= b + margin)
    };
    analysis.strides.iter().filter(inside).collect()
}

/// The error of the smaller absolute value: references that disagree are given the better agreement, figure by figure.
fn better(errors: impl Iterator<Item = f64>) -> Option<f64> {
    errors
        .filter(|error| error.is_finite())
        .min_by(|a, b| a.abs().total_cmp(&b.abs()))
}

fn score_strides(
    references: &[Reference],
    chosen: &Reference,
    analysis: Option<&Analysis>,
    sums: &mut Sums,
    detail: &mut RecordingDetail,
) {
    let error = |column: usize, of: &dyn Fn(&Stride) -> Option<f64>, as_share: bool| {
        better(references.iter().filter_map(|reference| {
            let truth: Vec<f64> = reference.strides.iter().map(|stride| stride[column]).collect();
            let found: Vec<f64> = in_bouts(analysis?, &reference.bouts)
                .into_iter()
                .filter_map(of)
                .collect();
            let (truth, found) = (median(&truth)?, median(&found)?);
            Some(if as_share {
                (found - truth) / truth
            } else {
                found - truth
            })
        }))
    };
    // A straight walk is one bout and nothing else.
    if references.iter().all(|reference| reference.bouts.len() == 1) {
        match error(1, &|stride| Some(stride.end_s - stride.start_s), false) {
            Some(error) => {
                detail.figure("median stride time error", 1000.0 * error, "ms");
                sums.stride_time_s.push(error);
            }
            None => sums.stride_time_missing += 1,
        }
    }
    if let Some(share) = error(3, &|stride| stride.values.get(Measure::Speed), true) {
        detail.figure("median speed error", 100.0 * share, "%");
        sums.speed_share.push(share);
    }
    let Some(analysis) = analysis else { return };
    let errors = length_errors(chosen, analysis);
    if let Some(error) = median(&errors) {
        detail.figure("stride length median error", error, "m");
    }
    sums.length_m.extend(errors);
}

/// Found − true length of strides matched by start and, where the reference's contacts tell it, side.
fn length_errors(reference: &Reference, analysis: &Analysis) -> Vec<f64> {
    let side_at = |start_s: f64| {
        let initial = reference
            .contacts
            .iter()
            .filter(|contact| contact.kind == ContactKind::InitialContact);
        let same = initial
            .into_iter()
            .find(|contact| (contact.time_s - start_s).abs() < 0.006);
        same.map(|contact| contact.side)
    };
    let mut errors = Vec::new();
    for group in [None, Some(Side::Left), Some(Side::Right)] {
        let truth: Vec<&[f64; 4]> = reference
            .strides
            .iter()
            .filter(|stride| stride[2].is_finite() && side_at(stride[0]) == group)
            .collect();
        let found: Vec<(&Stride, f64)> = analysis
            .strides
            .iter()
            .filter(|stride| group.is_none_or(|side| stride.side == side))
            .filter_map(|stride| Some((stride, stride.values.get(Measure::StrideLength)?)))
            .collect();
        let true_s: Vec<f64> = truth.iter().map(|stride| stride[0]).collect();
        let found_s: Vec<f64> = found.iter().map(|(stride, _)| stride.start_s).collect();
        let pairs = pair_nearest_first(&true_s, &found_s, STRIDE_TOLERANCE_S);
        errors.extend(pairs.into_iter().map(|(t, f)| found[f].1 - truth[t][2]));
    }
    errors
}
