//! Lower back alone: stand, walk, turn, walk back; contacts from the feet, checked by hand.

use super::common::{
    Honesty, TrueContact, contact_times, describe_tally, or_finding, reference, run, tally_sides, true_contacts,
    truth_times,
};
use crate::discover::SetFolder;
use crate::score::{Tally, median, pair_nearest_first};
use crate::{Bar, RecordingDetail, Row, SetInfo, Tools, ValidationReport};
use assessment::Analysis;
use gait::ContactKind;
use recording::{Side, Site};

const TOLERANCE_S: f64 = 0.15;
const SUFFIX: &str = "_lowerback.csv";

#[derive(Default)]
struct Sums {
    initial: Tally,
    initial_any_side: Tally,
    last: Tally,
    last_truths: usize,
    matched: usize,
    right_side: usize,
    turn_start_s: Vec<f64>,
    turn_end_s: Vec<f64>,
    turns_missing: usize,
}

pub(super) fn score(folder: &SetFolder, tools: &Tools, report: &mut ValidationReport) {
    let set = folder.name.as_str();
    let Some(events) = reference(&folder.file("events.csv"), set, report) else {
        return;
    };
    let Some(trials) = or_finding(events.text("trial"), set, report) else {
        return;
    };
    let turns = if folder.has("trials.csv") {
        true_turns(folder, report)
    } else {
        Vec::new()
    };
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
        if let Some(truth) = or_finding(true_contacts(&events, |row| trials[row] == stem), set, report) {
            score_contacts(&truth, analysis, edges_s, &mut sums, &mut detail);
        }
        for (_, start_s, end_s) in turns.iter().filter(|turn| same_trial(&turn.0, stem)) {
            score_turn(analysis, *start_s, *end_s, &mut sums, &mut detail);
        }
        report.recordings.push(detail);
    }

    let row = |figure: &str, value, unit, n| Row::new(set, figure, value, unit, n);
    let hits = sums.initial.errors_s.len();
    let counts = |tally: &Tally| format!("{} missed, {} extra", tally.missed_s.len(), tally.extra_s.len());
    let share = (sums.matched > 0).then(|| 100.0 * sums.right_side as f64 / sums.matched as f64);
    report.rows.extend([
        row("initial contact F1 per side (±150 ms)", sums.initial.f1(), "1", hits)
            .bar(Bar::AtLeast(0.95))
            .note(counts(&sums.initial)),
        row(
            "initial contact F1 without sides",
            sums.initial_any_side.f1(),
            "1",
            sums.matched,
        )
        .note(counts(&sums.initial_any_side)),
        row("initial contact median error", sums.initial.median_ms(), "ms", hits).bar(Bar::WithinPlusMinus(20.0)),
        row("initial contact error IQR", sums.initial.iqr_ms(), "ms", hits),
        row("matched contacts with the right side", share, "%", sums.matched).bar(Bar::AtLeast(98.0)),
    ]);
    if !sums.last.errors_s.is_empty() {
        let n = sums.last.errors_s.len();
        report
            .rows
            .push(row("final contact F1 per side (±150 ms)", sums.last.f1(), "1", n).note(counts(&sums.last)));
        report
            .rows
            .push(row("final contact median error", sums.last.median_ms(), "ms", n));
    } else if sums.last_truths > 0 {
        let note = "none were reported; the back alone shows them poorly";
        report
            .rows
            .push(row("final contact F1 per side (±150 ms)", None, "1", 0).note(note));
    }
    let found = sums.turn_start_s.len();
    if found + sums.turns_missing > 0 {
        let absolute = |errors: &[f64]| median(&errors.iter().map(|error| error.abs()).collect::<Vec<_>>());
        let of_turns = |figure: &str, errors: &[f64]| {
            row(figure, absolute(errors), "s", found).incomplete(
                sums.turns_missing,
                found + sums.turns_missing,
                "turns",
            )
        };
        report
            .rows
            .push(of_turns("turn start, median absolute error", &sums.turn_start_s));
        report
            .rows
            .push(of_turns("turn end, median absolute error", &sums.turn_end_s));
    }
    report.rows.push(honesty.row(set));
    report.sets.push(SetInfo {
        name: set.to_owned(),
        kind: "lower back alone, walk, turn and walk back".to_owned(),
        recordings: stems.len(),
        reference: "Contacts found by algorithms on foot sensors and checked by hand, first and last half steps included; a \
                    common bias of 20 to 30 ms against force plates is possible, so the median error is no better known \
                    than that. Only the lower-back file is given to the analysis."
            .to_owned(),
        synthetic: false,
    });
}

fn score_contacts(
    truth: &[TrueContact],
    analysis: Option<&Analysis>,
    edges_s: (f64, f64),
    sums: &mut Sums,
    detail: &mut RecordingDetail,
) {
    let tally = tally_sides(truth, analysis, ContactKind::InitialContact, TOLERANCE_S, edges_s);
    describe_tally(detail, "initial contact", &tally);
    sums.initial.add(&tally);
    let all_true = truth_times(truth, ContactKind::InitialContact, None);
    let all_found = contact_times(analysis, ContactKind::InitialContact, None);
    sums.initial_any_side
        .add(&Tally::of(&all_true, &all_found, TOLERANCE_S, edges_s));
    sums.last.add(&tally_sides(
        truth,
        analysis,
        ContactKind::FinalContact,
        TOLERANCE_S,
        edges_s,
    ));
    sums.last_truths += truth_times(truth, ContactKind::FinalContact, None).len();

    let (matched, right) = right_sides(truth, analysis);
    sums.matched += matched;
    sums.right_side += right;
    detail.figure(
        "contacts with the right side",
        100.0 * right as f64 / matched as f64,
        "%",
    );
}

/// Pairs without regard to side: how many pairs, and how many of them agree in side.
fn right_sides(truth: &[TrueContact], analysis: Option<&Analysis>) -> (usize, usize) {
    let sided = |side: Side| {
        let times = truth_times(truth, ContactKind::InitialContact, Some(side));
        let found = contact_times(analysis, ContactKind::InitialContact, Some(side));
        (times, found)
    };
    let ((left, found_left), (right, found_right)) = (sided(Side::Left), sided(Side::Right));
    let true_s = [left.as_slice(), right.as_slice()].concat();
    let found_s = [found_left.as_slice(), found_right.as_slice()].concat();
    let pairs = pair_nearest_first(&true_s, &found_s, TOLERANCE_S);
    let agree = pairs
        .iter()
        .filter(|(t, f)| (*t < left.len()) == (*f < found_left.len()))
        .count();
    (pairs.len(), agree)
}

/// The reference's turns: trial as subject and number, start, end.
fn true_turns(folder: &SetFolder, report: &mut ValidationReport) -> Vec<((f64, f64), f64, f64)> {
    let set = folder.name.as_str();
    let Some(table) = reference(&folder.file("trials.csv"), set, report) else {
        return Vec::new();
    };
    let columns = ["subject", "trial", "uturn_start_s", "uturn_end_s"].map(|name| table.numbers(name));
    let [Ok(subjects), Ok(trials), Ok(starts), Ok(ends)] = columns else {
        return Vec::new();
    };
    let rows = (0..table.len()).filter(|row| starts[*row].is_finite() && ends[*row].is_finite());
    rows.map(|row| ((subjects[row], trials[row]), starts[row], ends[row]))
        .collect()
}

/// Whether `07-4` is subject 7's trial 4.
fn same_trial(trial: &(f64, f64), stem: &str) -> bool {
    let mut numbers = stem
        .split(['-', '_'])
        .map(|part| part.parse::<f64>().unwrap_or(f64::NAN));
    numbers.next() == Some(trial.0) && numbers.next() == Some(trial.1)
}

fn score_turn(analysis: Option<&Analysis>, start_s: f64, end_s: f64, sums: &mut Sums, detail: &mut RecordingDetail) {
    let turns = analysis.map(|analysis| analysis.turns.as_slice()).unwrap_or_default();
    let overlap = |turn: &&gait::Turn| turn.end_s.min(end_s) - turn.start_s.max(start_s);
    let best = turns
        .iter()
        .max_by(|a, b| overlap(a).total_cmp(&overlap(b)))
        .filter(|turn| overlap(turn) > 0.0);
    match best {
        Some(turn) => {
            sums.turn_start_s.push(turn.start_s - start_s);
            sums.turn_end_s.push(turn.end_s - end_s);
            detail.figure("turn start error", turn.start_s - start_s, "s");
            detail.figure("turn end error", turn.end_s - end_s, "s");
            detail.figure("turn angle", turn.angle_deg, "deg");
        }
        None => sums.turns_missing += 1,
    }
}
