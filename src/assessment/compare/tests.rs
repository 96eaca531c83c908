use super::*;
use crate::analysis::{Analysis, Settings, analyze};
use crate::report::Summary;
use crate::simulation::{Edit, EditKind, Scenario, presets, simulate};

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
    assert_eq!(knee.reasons, ["other-speed"]);
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
            .contains(&"other-person".to_owned())
    );
    assert!(
        state(&found, Measure::HipRange, Some(Side::Left))
            .reasons
            .contains(&"other-sensors".to_owned())
    );
}

#[test]
fn a_summary_is_the_same_visit_as_its_analysis() {
    let analysis = analysed(&presets::limp(1));
    let direct = Visit::from_analysis(&analysis);
    let read = Visit::from_summary(&serde_json::to_string(&Summary::new(&analysis)).unwrap()).unwrap();
    assert_eq!(read.rates_hz, direct.rates_hz);
    assert_eq!(read.calibration, direct.calibration);
    assert_eq!(read.measures.len(), direct.measures.len());
    assert_eq!(read.differences.len(), direct.differences.len());
    assert!((read.speed_mps.unwrap() - direct.speed_mps.unwrap()).abs() < 1e-12);
    let found = compare(&direct, &read);
    assert!(
        found.measures.iter().all(|row| row.change.abs() < 1e-9),
        "a summary keeps every digit"
    );
    assert!(matches!(Visit::from_summary("{}"), Err(VisitError::NotASummary(_))));
    assert!(matches!(
        Visit::from_summary("{\"schema_version\": 9}"),
        Err(VisitError::OtherVersion { found: 9 })
    ));
}
