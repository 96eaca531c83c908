use super::*;
use crate::{Settings, analyze};
use body::Motion;
use simulation::{presets, simulate};

fn session(scenario: &simulation::Scenario) -> Option<WalkRestWalk> {
    let simulated = simulate(scenario);
    let analysis = analyze(&simulated.recording, &Settings::default()).unwrap();
    let motion = Motion::from_recording(&simulated.recording).unwrap();
    let inputs = Inputs {
        recording: &simulated.recording,
        motion: &motion,
        strides: &analysis.strides,
        bouts: &analysis.bouts,
        speed_method: analysis.speed_method,
        withheld: crate::doubt::Withheld {
            doubts: &[],
            source: gait::ContactSource::Shank,
        },
        seed: 1,
    };
    walk_rest_walk(&inputs, &[])
}

#[test]
fn complaints_that_grow_with_walking_and_go_with_sitting_are_seen() {
    let found = session(&presets::walk_sit_walk(1)).expect("two walks");
    assert_eq!(found.walks.len(), 2);
    assert_eq!(found.rests[0].seated, Some(true));
    assert!(found.rests[0].end_s - found.rests[0].start_s > 115.0);
    assert_eq!(found.minutes.iter().filter(|minute| minute.walk == 0).count(), 3);
    assert_eq!(found.minutes.iter().filter(|minute| minute.walk == 1).count(), 1);
    let speed = found.recoveries.iter().find(|r| r.measure == Measure::Speed).unwrap();
    assert!(speed.change < -0.15 && speed.recovered_share > 0.5, "{speed:?}");
    assert_eq!(speed.verdict, FindingVerdict::Shown, "{speed:?}");
    let lean = found
        .recoveries
        .iter()
        .find(|r| r.measure == Measure::PelvisTiltMean)
        .unwrap();
    assert_eq!(lean.verdict, FindingVerdict::Shown, "{lean:?}");
    let stance = found
        .recoveries
        .iter()
        .find(|r| r.measure == Measure::StanceTime)
        .unwrap();
    assert_eq!(stance.verdict, FindingVerdict::NotShown, "{stance:?}");
}

#[test]
fn nothing_grows_in_a_steady_walk_with_a_rest() {
    let scenario = simulation::Scenario {
        edits: vec![],
        ..presets::walk_sit_walk(2)
    };
    let found = session(&scenario).expect("two walks");
    assert!(!found.recoveries.is_empty());
    for recovery in &found.recoveries {
        assert_eq!(recovery.verdict, FindingVerdict::NotShown, "{recovery:?}");
    }
    assert!(session(&presets::healthy(1)).is_none());
}

#[test]
fn walks_are_split_at_rests() {
    let bout = |start_s: f64, end_s: f64| Bout { start_s, end_s };
    let bouts = [bout(0.0, 50.0), bout(60.0, 100.0), bout(140.0, 200.0)];
    assert_eq!(walks(&bouts, &[]), [0..2, 2..3]);
    let sit = Phase {
        kind: PhaseKind::Sit,
        start_s: 51.0,
        end_s: 59.0,
    };
    assert_eq!(walks(&bouts, &[sit]), [0..1, 1..2, 2..3]);
    assert!(walks(&[], &[]).is_empty());
}
