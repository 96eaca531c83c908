//! One leg, thigh and shank, with a synchronous optical knee angle under impacts.

use super::common::{Honesty, Legs, or_finding, reference, run};
use crate::discover::SetFolder;
use crate::table::sibling;
use crate::{Bar, RecordingDetail, SetInfo, Tools, ValidationReport};
use gait::AngleColumn;
use recording::{Side, Site};

pub(super) fn score(folder: &SetFolder, tools: &Tools, report: &mut ValidationReport) {
    let set = folder.name.as_str();
    let mut knees = Legs::default();
    let mut honesty = Honesty::default();
    let stems = folder.stems("_knee_angle.csv");
    for stem in &stems {
        let mut detail = RecordingDetail::new(set, stem);
        let is_left = stem
            .to_lowercase()
            .split(['_', '-'])
            .any(|word| word == "left" || word == "l");
        let side = if is_left { Side::Left } else { Side::Right };
        let paths = ["_thigh.csv", "_shank.csv"].map(|suffix| sibling(&folder.path, stem, suffix));
        let run = run(
            tools,
            &paths,
            &[Site::thigh(side), Site::shank(side)],
            &mut detail,
            |_| {},
        );
        run.iter().for_each(|run| honesty.see(run));
        let analysis = run.as_ref().and_then(|run| run.analysis.as_ref());
        if let Some(table) = reference(&sibling(&folder.path, stem, "_knee_angle.csv"), set, report)
            && let Some(times) = or_finding(table.numbers("time_s"), set, report)
            && let Some(angles) = or_finding(table.numbers("knee_flexion_deg"), set, report)
        {
            knees.leg(&mut detail, AngleColumn::KneeFlexion(side), (&times, &angles), analysis);
        }
        report.recordings.push(detail);
    }
    let bar = Some(Bar::AtMost(1.5));
    report.rows.extend(knees.rmse_rows(set, "knee flexion", bar, bar));
    report.rows.push(knees.offset_row(set, "knee flexion", None));
    report.rows.push(honesty.row(set));
    report.sets.push(SetInfo {
        name: set.to_owned(),
        kind: "one knee with optical angle".to_owned(),
        recordings: stems.len(),
        reference:
            "Optical knee flexion, synchronous to about 10 ms; the markers sat on the sensor plates, so soft tissue \
                    moves both alike and does not show. Jumps and cuts rather than level walking."
                .to_owned(),
        synthetic: false,
    });
}
