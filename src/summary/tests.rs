use super::*;
use assessment::analyze;
use assessment::compare::{Visit, VisitError, compare};
use simulation::{presets, simulate};

#[test]
fn a_summary_is_the_same_visit_as_its_analysis() {
    let analysis = analyze(&simulate(&presets::limp(1)).recording, &Settings::default()).unwrap();
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
