use super::*;
use crate::FindingVerdict;
use crate::{Analysis, GradeReason, Reason, Settings, analyze};
use gait::Measure;
use recording::{Recording, Side};
use simulation::presets::{healthy, stiff_knee};
use simulation::simulate;

/// What a finished analysis was judged from.
fn input(analysis: &Analysis) -> PatternInput<'_> {
    PatternInput {
        session: &analysis.session,
        sites: analysis.sensors.iter().map(|sensor| sensor.site).collect(),
        calibration: &analysis.calibration,
        contact_source: analysis.contact_source,
        strides: &analysis.strides,
        angles: &analysis.angles,
        measures: &analysis.measures,
        side_differences: &analysis.side_differences,
        shock_transfer: &analysis.shock_transfer,
        variability: &analysis.variability,
        doubts: &analysis.doubts,
        moved: analysis.changes.moved.iter().map(|sensor| sensor.site).collect(),
        speed_mps: analysis.measure(Measure::Speed, None).map(|summary| summary.value),
        seed: analysis.settings.seed,
    }
}

fn judged(recording: &Recording) -> Vec<Finding> {
    let analysis = analyze(recording, &Settings::default()).unwrap();
    findings(&input(&analysis))
}

fn of(findings: &[Finding], pattern: Pattern) -> &Finding {
    findings.iter().find(|finding| finding.pattern == pattern).unwrap()
}

#[test]
fn there_is_one_finding_a_pattern_in_order() {
    let found = judged(&simulate(&healthy(1)).recording);
    let patterns: Vec<Pattern> = found.iter().map(|finding| finding.pattern).collect();
    assert_eq!(patterns, Pattern::ALL);
    for finding in &found {
        let unjudged = finding.verdict == FindingVerdict::CannotBeJudged;
        assert_eq!(unjudged, !finding.reasons.is_empty(), "{finding:?}");
        assert!(finding.side.is_none() || finding.verdict != FindingVerdict::NotShown);
    }
    assert_eq!(of(&found, Pattern::LateralTrunkLean).reasons, [Reason::NoTrunkSensor]);
    assert_eq!(
        of(&found, Pattern::ForwardLean).reasons,
        [Reason::NoTrunkSensor, Reason::ShortRecording]
    );
}

#[test]
fn what_is_missing_is_named() {
    let mut recording = simulate(&stiff_knee(3)).recording;
    recording.tracks.remove(&Site::Pelvis);
    let found = judged(&recording);
    assert_eq!(of(&found, Pattern::PelvicDrop).reasons, [Reason::NoPelvisSensor]);
    assert_eq!(of(&found, Pattern::StiffKnee).verdict, FindingVerdict::Shown);
    recording.tracks.remove(&Site::ThighLeft);
    let found = judged(&recording);
    assert_eq!(of(&found, Pattern::StiffKnee).reasons, [Reason::OneSidedKit]);
    recording.tracks.remove(&Site::ThighRight);
    let found = judged(&recording);
    assert_eq!(of(&found, Pattern::StiffKnee).reasons, [Reason::NoThighSensor]);
}

#[test]
fn the_pelvis_alone_tells_no_leg() {
    let mut recording = simulate(&healthy(5)).recording;
    recording.tracks.retain(|site, _| *site == Site::Pelvis);
    for finding in judged(&recording) {
        assert_eq!(finding.verdict, FindingVerdict::CannotBeJudged, "{finding:?}");
    }
}

#[test]
fn few_strides_give_no_verdict_on_the_legs() {
    let recording = simulate(&stiff_knee(4)).recording;
    let mut analysis = analyze(&recording, &Settings::default()).unwrap();
    for difference in &mut analysis.side_differences {
        difference.gates.quality_reasons.push(GradeReason::TooFewStrides);
    }
    for summary in &mut analysis.measures {
        summary.n = 9;
    }
    let found = findings(&input(&analysis));
    let antalgic = of(&found, Pattern::Antalgic);
    assert_eq!(antalgic.verdict, FindingVerdict::CannotBeJudged);
    assert!(antalgic.reasons.contains(&Reason::TooFewStrides));
    assert!(found.iter().all(|finding| finding.verdict != FindingVerdict::Shown));
}

#[test]
fn criteria_are_written_from_the_named_leg() {
    let found = judged(&simulate(&stiff_knee(6)).recording);
    let stiff = of(&found, Pattern::StiffKnee);
    assert_eq!((stiff.verdict, stiff.side), (FindingVerdict::Shown, Some(Side::Right)));
    let lower = stiff
        .criteria
        .iter()
        .find(|criterion| criterion.code == "lower-swing-peak")
        .unwrap();
    let (value, interval) = (lower.value.unwrap(), lower.interval.unwrap());
    assert!(lower.met && value < lower.limit && lower.limit < 0.0, "{lower:?}");
    assert!(interval.low <= value && value <= interval.high);
}
