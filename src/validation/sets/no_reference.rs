//! Recordings without a reference: what was counted, whether the sides agree, what was refused, and whether anything
//! was claimed that could not be known.

use super::common::{Honesty, run};
use super::still::still_part;
use super::treadmill::take_feet;
use crate::discover::{SetFolder, group_recordings};
use crate::score::{median, worst};
use crate::{Bar, Outcome, RecordingDetail, Row, SetInfo, Tools, ValidationReport};
use assessment::Analysis;
use gait::{AngleColumn, ContactKind, Measure};
use recording::{Recording, Side};
use std::collections::BTreeMap;

#[derive(Default)]
struct Sums {
    strides: usize,
    refused: usize,
    side_counts: Vec<f64>,
    side_times_ms: Vec<f64>,
    against_feet: Vec<f64>,
    still: usize,
    still_claims: usize,
}

pub(super) fn score(folder: &SetFolder, tools: &Tools, report: &mut ValidationReport) {
    let set = folder.name.as_str();
    let mut sums = Sums::default();
    let mut honesty = Honesty::default();
    let recordings = group_recordings(folder);
    for (name, paths) in &recordings {
        let mut detail = RecordingDetail::new(set, name);
        let mut foot = BTreeMap::new();
        let run = run(tools, paths, &[], &mut detail, |recording| foot = take_feet(recording));
        run.iter().for_each(|run| honesty.see(run));
        let analysis = run.as_ref().and_then(|run| run.analysis.as_ref());
        sums.refused += usize::from(analysis.is_none());
        if let Some(analysis) = analysis {
            compare_sides(analysis, &mut sums, &mut detail);
            list_calibration(analysis, &mut detail);
            for (side, foot) in &foot {
                let found = initial_contacts(analysis, *side);
                let share = found as f64 / foot.strides - 1.0;
                detail.figure(format!("strides {side} by the foot"), foot.strides, "");
                // A thigh alone on one side must not be compared with a foot of the other.
                if found > 0 && foot.strides > 3.0 {
                    sums.against_feet.push(100.0 * share.abs());
                }
            }
        }
        report.recordings.push(detail);
        if let Some(part) = run.and_then(|run| still_part(&run.recording)) {
            score_still(part, name, tools, set, &mut sums, report);
        }
    }
    let n = recordings.len();
    let row = |figure: &str, value, unit, n| Row::new(set, figure, value, unit, n);
    report.rows.push(row("strides found", Some(sums.strides as f64), "", n));
    report
        .rows
        .push(row("recordings refused", Some(sums.refused as f64), "", n));
    if !sums.side_counts.is_empty() {
        let people = sums.side_counts.len();
        report.rows.push(row(
            "left and right strides, worst difference",
            worst(&sums.side_counts),
            "",
            people,
        ));
        let times = &sums.side_times_ms;
        report.rows.push(row(
            "left and right stride time, worst difference",
            worst(times),
            "ms",
            times.len(),
        ));
    }
    if !sums.against_feet.is_empty() {
        let feet = &sums.against_feet;
        report.rows.push(row(
            "strides per side against the feet, median",
            median(feet),
            "%",
            feet.len(),
        ));
    }
    report.rows.push(honesty.row(set));
    if sums.still > 0 {
        let claims = row(
            "strides, knee angles and walking axes claimed while still",
            Some(sums.still_claims as f64),
            "",
            sums.still,
        );
        report.rows.push(
            claims
                .bar(Bar::AtMost(0.0))
                .note("the stillest part of a recording, analysed alone"),
        );
    }
    report.sets.push(SetInfo {
        name: set.to_owned(),
        kind: "sensors without a reference".to_owned(),
        recordings: n,
        reference:
            "None: the figures show consistency and restraint, not accuracy. Both legs of a walking person make the \
                    same number of strides; a sensor that never moved cannot be calibrated by its motion."
                .to_owned(),
        synthetic: false,
    });
}

fn initial_contacts(analysis: &Analysis, side: Side) -> usize {
    let initial = |kind| kind == ContactKind::InitialContact;
    analysis
        .contacts
        .iter()
        .filter(|contact| initial(contact.kind) && contact.side == side)
        .count()
}

fn compare_sides(analysis: &Analysis, sums: &mut Sums, detail: &mut RecordingDetail) {
    sums.strides += analysis.strides.len();
    let [left, right] = Side::BOTH.map(|side| initial_contacts(analysis, side));
    if left > 0 && right > 0 {
        let difference = left.abs_diff(right) as f64;
        detail.figure("initial contacts, left minus right", left as f64 - right as f64, "");
        sums.side_counts.push(difference);
    }
    let [left, right] = Side::BOTH.map(|side| {
        let of_side = analysis
            .strides
            .iter()
            .filter(|stride| stride.side == side && stride.included());
        median(&of_side.map(|stride| stride.end_s - stride.start_s).collect::<Vec<_>>())
    });
    if let (Some(left), Some(right)) = (left, right) {
        detail.figure("median stride time, left minus right", 1000.0 * (left - right), "ms");
        sums.side_times_ms.push(1000.0 * (left - right).abs());
    }
    for side in Side::BOTH {
        if let Some(summary) = analysis.measure(Measure::KneeRange, Some(side)) {
            detail.figure(format!("knee range {side}"), summary.value, "deg");
        }
    }
    if let Some(range) = analysis.measure(Measure::Speed, Some(Side::Left)) {
        detail.figure("speed left", range.value, "m/s");
    }
}

/// One remark per sensor: how it was calibrated, or which methods were refused.
fn list_calibration(analysis: &Analysis, detail: &mut RecordingDetail) {
    for entry in &analysis.calibration {
        let long = entry
            .long_axis
            .map_or("none".to_owned(), |method| format!("{method:?}"));
        let side = entry
            .side_axis
            .map_or("none".to_owned(), |method| format!("{method:?}"));
        let refused = if entry.refusals.is_empty() {
            String::new()
        } else {
            let refusals: Vec<String> = entry.refusals.iter().map(ToString::to_string).collect();
            format!(", refused: {}", refusals.join(", "))
        };
        detail
            .remarks
            .push(format!("{}: long axis {long}, side axis {side}{refused}", entry.site));
    }
    let mut reasons: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for absent in &analysis.absent {
        reasons.entry(absent.reason.code()).or_default().push(&absent.what);
    }
    let parts: Vec<String> = reasons
        .iter()
        .map(|(reason, what)| format!("{reason} ({})", what.len()))
        .collect();
    if !parts.is_empty() {
        detail.remarks.push(format!("not measured: {}", parts.join(", ")));
    }
}

/// The still part must not give strides, knee angles or axes from motion. A refusal is as good as an empty result.
fn score_still(part: Recording, name: &str, tools: &Tools, set: &str, sums: &mut Sums, report: &mut ValidationReport) {
    use body::SideAxisMethod;
    let mut detail = RecordingDetail::new(set, &format!("{name}, still part"));
    let run = super::common::run_loaded(tools, part, &mut detail);
    sums.still += 1;
    if let Some(analysis) = &run.analysis {
        let from_motion = |method: SideAxisMethod| !matches!(method, SideAxisMethod::Given | SideAxisMethod::TwoPoses);
        let axes = analysis
            .calibration
            .iter()
            .filter(|entry| entry.side_axis.is_some_and(from_motion))
            .count();
        let knees = analysis.angles.columns.iter().filter(|(column, values)| {
            matches!(column, AngleColumn::KneeFlexion(_)) && values.iter().any(|value| value.is_finite())
        });
        let (knees, strides) = (knees.count(), analysis.strides.len());
        detail.figure("axes claimed from motion", axes as f64, "");
        detail.figure("knee angles claimed", knees as f64, "");
        sums.still_claims += axes + knees + strides;
        list_calibration(analysis, &mut detail);
    } else if let Outcome::Refused(reason) = &detail.outcome {
        detail.remarks.push(format!("refused, as it should be: {reason}"));
    }
    report.recordings.push(detail);
}
