use super::*;
use crate::{Analysis, Settings, analyze};
use simulation::{Edit, EditKind, Scenario, presets, simulate};

fn analysed(scenario: &Scenario) -> Analysis {
    analyze(&simulate(scenario).recording, &Settings::default()).unwrap()
}

fn state(found: &Comparison, measure: Measure, side: Option<Side>) -> &MeasureChange {
    found
        .measures
        .iter()
        .find(|row| row.measure == measure && row.side == side)
        .unwrap_or_else(|| panic!("{} is missing", measure.name()))
}

#[test]
fn the_same_visit_twice_has_no_change() {
    let visit = Visit::from_analysis(&analysed(&presets::healthy(1)));
    let found = compare(&visit, &visit);
    assert!(
        found.preconditions.iter().all(|row| row.met != Some(false)),
        "{:?}",
        found.preconditions
    );
    assert!(found.measures.iter().all(|row| row.change == 0.0));
    assert!(
        found
            .measures
            .iter()
            .all(|row| row.state != ChangeState::ChangedBeyondError)
    );
    assert_eq!(
        state(&found, Measure::KneeSwingPeak, Some(Side::Right)).state,
        ChangeState::NotShown
    );
    assert_eq!(state(&found, Measure::Speed, None).state, ChangeState::NotShown);
}

#[test]
fn a_stiffer_knee_is_seen_and_the_other_side_is_not() {
    let before = analysed(&presets::healthy(1));
    let mut scenario = presets::healthy(1);
    scenario.seed = 2;
    scenario.edits.push(Edit::new(EditKind::SwingKnee, Side::Right, -14.0));
    let after = analysed(&scenario);
    let found = compare(&Visit::from_analysis(&before), &Visit::from_analysis(&after));
    let right = state(&found, Measure::KneeSwingPeak, Some(Side::Right));
    assert_eq!(right.state, ChangeState::ChangedBeyondError, "{right:?}");
    assert!((right.change + 14.0).abs() < 3.0 && right.rci.unwrap() < -1.96);
    assert_eq!(
        state(&found, Measure::KneeSwingPeak, Some(Side::Left)).state,
        ChangeState::NotShown
    );
    let difference = found
        .side_differences
        .iter()
        .find(|row| row.measure == Measure::KneeSwingPeak)
        .unwrap();
    assert_eq!(difference.state, ChangeState::ChangedBeyondError, "{difference:?}");
}

#[test]
fn another_speed_or_kit_is_not_comparable() {
    let before = Visit::from_analysis(&analysed(&presets::healthy(1)));
    let mut slow = presets::healthy(1);
    slow.speed_mps = 0.95;
    let found = compare(&before, &Visit::from_analysis(&analysed(&slow)));
    let knee = state(&found, Measure::KneeSwingPeak, Some(Side::Right));
    assert_eq!(knee.state, ChangeState::NotComparable);
    assert_eq!(knee.reasons, [Reason::OtherSpeed]);
    let speed = state(&found, Measure::Speed, None);
    assert_eq!(speed.state, ChangeState::ChangedBeyondError, "{speed:?}");
    let cadence = state(&found, Measure::Cadence, None);
    assert!(
        cadence.change_beyond_speed.unwrap().abs() < cadence.change.abs(),
        "{cadence:?}"
    );
    let mut other = before.clone();
    other.pseudonym = before.pseudonym.as_ref().map(|name| format!("{name}x"));
    other.rates_hz.remove(&Site::Pelvis);
    let found = compare(&before, &other);
    assert!(
        state(&found, Measure::Speed, None)
            .reasons
            .contains(&Reason::OtherPerson)
    );
    assert!(
        state(&found, Measure::HipRange, Some(Side::Left))
            .reasons
            .contains(&Reason::OtherSensors)
    );
}

/// A pattern is one row, whichever legs it is seen on; visits that are not alike are not compared in it.
#[test]
fn a_pattern_that_leaves_one_leg_is_one_row() {
    let seen = |side: Option<Side>, verdict: FindingVerdict| Visit {
        findings: vec![VisitFinding {
            pattern: Pattern::StiffKnee,
            side,
            verdict,
        }],
        ..Visit::default()
    };
    let both = seen(None, FindingVerdict::Shown);
    let left = seen(Some(Side::Left), FindingVerdict::Possible);
    let none = seen(None, FindingVerdict::NotShown);
    let row = |earlier: &Visit, later: &Visit| {
        let mut rows = compare(earlier, later).patterns;
        assert_eq!(rows.len(), 1, "{rows:?}");
        rows.remove(0)
    };
    let found = row(&both, &left);
    assert_eq!((found.earlier_side, found.side), (None, Some(Side::Left)));
    assert_eq!(
        (found.earlier, found.later),
        (Some(FindingVerdict::Shown), Some(FindingVerdict::Possible))
    );
    let found = row(&left, &none);
    assert_eq!(
        (found.side, found.later),
        (Some(Side::Left), Some(FindingVerdict::NotShown))
    );
    assert!(found.reasons.is_empty() && compare(&none, &none).patterns.is_empty());
    let mut other = left.clone();
    other.treadmill = true;
    assert_eq!(row(&both, &other).reasons, [Reason::OtherWalkway]);
}

#[test]
fn doubts_of_a_stored_row_are_kept() {
    let row = MeasureRow {
        measure: Measure::StanceTime.name(),
        side: Some("left"),
        value: 0.7,
        unit: "s",
        n: 30,
        interval: None,
        grade: Some("B"),
        reasons: "sensor-moved;of-a-later-version",
    };
    assert_eq!(VisitMeasure::from_row(row).unwrap().reasons, [GradeReason::SensorMoved]);
}
