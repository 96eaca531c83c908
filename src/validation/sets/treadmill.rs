//! Shanks and lumbar on a treadmill: speed against the belt, stride counts against the feet.

use super::common::{Honesty, contact_times, reference, run};
use crate::discover::{SetFolder, group_recordings};
use crate::foot_stride_count::{FootStrideCount, count_strides};
use crate::score::{median, worst};
use crate::{Bar, RecordingDetail, Row, SetInfo, Tools, ValidationReport};
use assessment::Analysis;
use gait::{ContactKind, Measure};
use recording::{Recording, Side, Site};
use std::collections::BTreeMap;

/// Belt speed of one trial, where it was fixed.
struct Trial {
    person: f64,
    name: String,
    speed_mps: f64,
}

pub(super) fn score(folder: &SetFolder, tools: &Tools, report: &mut ValidationReport) {
    let set = folder.name.as_str();
    let trials = trials_of(folder, report);
    let (mut count_share, mut speed_share): (Vec<f64>, Vec<f64>) = (Vec::new(), Vec::new());
    let (mut counts_missing, mut speeds_missing) = (0, 0);
    let mut honesty = Honesty::default();
    let recordings = group_recordings(folder);
    for (name, paths) in &recordings {
        let mut detail = RecordingDetail::new(set, name);
        let mut foot = BTreeMap::new();
        let shanks = [Site::ShankLeft, Site::ShankRight];
        let run = run(tools, paths, &shanks, &mut detail, |recording| {
            foot = take_feet(recording)
        });
        run.iter().for_each(|run| honesty.see(run));
        let analysis = run.as_ref().and_then(|run| run.analysis.as_ref());
        for (side, foot) in &foot {
            let found = contact_times(analysis, ContactKind::InitialContact, Some(*side)).len() as f64;
            let share = found / foot.strides - 1.0;
            detail.figure(format!("strides {side} by the foot"), foot.strides, "");
            detail.figure(format!("initial contacts {side} against the foot"), 100.0 * share, "%");
            if analysis.is_some() {
                count_share.push(100.0 * share.abs())
            } else {
                counts_missing += 1
            }
        }
        if foot.is_empty() {
            detail
                .remarks
                .push("no foot sensor with a rhythm: strides not scored".to_owned());
        }
        if let Some(belt_mps) = belt_speed(&trials, name) {
            match median_speed(analysis) {
                Some(speed_mps) => {
                    let share = 100.0 * (speed_mps / belt_mps - 1.0);
                    detail.figure("speed", speed_mps, "m/s");
                    detail.figure("speed against the belt", share, "%");
                    speed_share.push(share.abs());
                }
                None => speeds_missing += 1,
            }
        }
        report.recordings.push(detail);
    }
    let (sides, belts) = (count_share.len(), speed_share.len());
    let row = |figure: &str, value, unit, n| Row::new(set, figure, value, unit, n);
    report.rows.extend([
        row(
            "strides per side against the feet, worst",
            worst(&count_share),
            "%",
            sides,
        )
        .bar(Bar::AtMost(6.0))
        .incomplete(counts_missing, sides + counts_missing, "sides"),
        row(
            "strides per side against the feet, median",
            median(&count_share),
            "%",
            sides,
        ),
        row("speed against the belt, median", median(&speed_share), "%", belts)
            .bar(Bar::AtMost(5.0))
            .incomplete(speeds_missing, belts + speeds_missing, "trials"),
        row("speed against the belt, worst", worst(&speed_share), "%", belts)
            .bar(Bar::AtMost(20.0))
            .incomplete(speeds_missing, belts + speeds_missing, "trials"),
        honesty.row(set),
    ]);
    report.sets.push(SetInfo {
        name: set.to_owned(),
        kind: "shanks and lumbar on a treadmill".to_owned(),
        recordings: recordings.len(),
        reference:
            "The belt's speed where it was fixed; a person may drift on the belt by some per cent over 40 s. Strides \
                    are counted from the foot sensors, which the analysis is not given: a silver count, good to about \
                    one stride. Nothing here judges the timing of contacts or the true asymmetry."
                .to_owned(),
        synthetic: false,
    });
}

/// Takes the feet out of the recording, since they are the reference, and counts their strides.
pub(super) fn take_feet(recording: &mut Recording) -> BTreeMap<Side, FootStrideCount> {
    let feet = Side::BOTH.map(|side| (side, recording.tracks.remove(&Site::foot(side))));
    feet.into_iter()
        .filter_map(|(side, track)| Some((side, count_strides(&track?)?)))
        .collect()
}

fn trials_of(folder: &SetFolder, report: &mut ValidationReport) -> Vec<Trial> {
    let set = folder.name.as_str();
    let Some(table) = reference(&folder.file("trials.csv"), set, report) else {
        return Vec::new();
    };
    let columns = (
        table.numbers("pp"),
        table.text("trial"),
        table.numbers("treadmill_speed_mps"),
    );
    let (Ok(people), Ok(names), Ok(speeds)) = columns else {
        report.findings.push(format!(
            "{set}: trials.csv needs the columns pp, trial and treadmill_speed_mps"
        ));
        return Vec::new();
    };
    let rows = (0..table.len()).filter(|row| speeds[*row] > 0.0);
    rows.map(|row| Trial {
        person: people[row],
        name: names[row].to_owned(),
        speed_mps: speeds[row],
    })
    .collect()
}

/// The belt's speed for a recording named like `pp02_FBPO`.
fn belt_speed(trials: &[Trial], recording: &str) -> Option<f64> {
    let (person, trial) = recording.split_once('_')?;
    let person: f64 = person.trim_start_matches(|c: char| !c.is_ascii_digit()).parse().ok()?;
    let found = trials.iter().find(|row| row.person == person && row.name == trial)?;
    Some(found.speed_mps)
}

/// Median over all strides that have a speed, flagged ones included.
fn median_speed(analysis: Option<&Analysis>) -> Option<f64> {
    let speeds: Vec<f64> = analysis?
        .strides
        .iter()
        .filter_map(|stride| stride.values.get(Measure::Speed))
        .collect();
    median(&speeds)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn trials_are_found_by_number_and_name() {
        let trials = [Trial {
            person: 2.0,
            name: "FBPO".to_owned(),
            speed_mps: 1.6,
        }];
        assert_eq!(belt_speed(&trials, "pp02_FBPO"), Some(1.6));
        assert_eq!(belt_speed(&trials, "pp02_1Reg"), None);
        assert_eq!(belt_speed(&trials, "pp12_FBPO"), None);
    }
}
