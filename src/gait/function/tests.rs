//! Against simulated people: what was planted, and the same definitions on the true angles.

use super::*;
use body::Motion;
use recording::Recording;
use simulation::{Scenario, Simulated, Stage, presets, simulate};

fn function_test(recording: &Recording) -> Option<FunctionResult> {
    let motion = Motion::from_recording(recording).expect("samples");
    let turns = crate::segment::turns(&motion);
    measure(recording, &motion, &Body::calibrate(recording, &motion), &turns)
}

fn measured(scenario: &Scenario) -> (Simulated, FunctionResult) {
    let simulated = simulate(scenario);
    let result = function_test(&simulated.recording).expect("the protocol names a test");
    (simulated, result)
}

/// Start and end of each chair stage, seconds.
fn chairs(simulated: &Simulated) -> Vec<(f64, f64)> {
    let phases = simulated.truth.phases.iter();
    phases
        .filter(|phase| phase.kind == PhaseKind::Sit)
        .map(|phase| (phase.start_s, phase.end_s))
        .collect()
}

/// When the true thighs (their mean) move faster than the threshold around a moment: first and last second.
fn truly_moving(simulated: &Simulated, within: (f64, f64)) -> (f64, f64) {
    let angles = &simulated.truth.angles;
    let mean = |k: usize| 0.5 * (angles.thigh_inclination[0][k] + angles.thigh_inclination[1][k]);
    let moving: Vec<f64> = (1..angles.time_s.len() - 1)
        .filter(|&k| (within.0..within.1).contains(&angles.time_s[k]))
        .filter(|&k| {
            let rate = (mean(k + 1) - mean(k - 1)) / (angles.time_s[k + 1] - angles.time_s[k - 1]);
            rate.abs() > postural_transitions::MOVING_DEGPS
        })
        .map(|k| angles.time_s[k])
        .collect();
    (moving[0], moving[moving.len() - 1])
}

fn near(value: f64, truth: f64, tolerance: f64, what: &str) {
    assert!((value - truth).abs() <= tolerance, "{what}: {value} against {truth}");
}

#[test]
fn five_rises_are_timed_as_they_were() {
    for seed in 1..=6 {
        let (simulated, found) = measured(&presets::five_times_sit_to_stand(seed));
        assert!(found.problems.is_empty(), "{:?}", found.problems);
        assert_eq!(found.repetitions.len(), 5);
        let chairs = chairs(&simulated);
        for (at, repetition) in found.repetitions.iter().enumerate() {
            let rise = truly_moving(&simulated, (chairs[at].1 - 1.2, chairs[at].1 + 0.1));
            near(repetition.thighs_start_s, rise.0, 0.08, "rise starts");
            near(repetition.upright_s, rise.1, 0.08, "upright");
            assert!(repetition.start_s <= repetition.thighs_start_s);
            near(repetition.start_s, rise.0, 0.15, "lean starts with the thighs here");
            let sit = truly_moving(&simulated, (chairs[at + 1].0 - 0.1, chairs[at + 1].0 + 1.3));
            near(repetition.sit_start_s.unwrap(), sit.0, 0.08, "sitting down starts");
            near(repetition.seated_s.unwrap(), sit.1, 0.08, "seated");
        }
        let first = chairs[0].1 - 1.15;
        near(found.total_s.unwrap(), chairs[4].1 - first, 0.25, "total");
        near(
            found.total_seated_s.unwrap(),
            chairs[5].0 + 1.15 - first,
            0.3,
            "total seated",
        );
    }
}

#[test]
fn rising_before_the_test_is_not_of_it() {
    // As in a practice: seated while the sensors are put on, up for the quiet stand, down again, and then the test.
    for (seated_s, stand_s) in [(12.0, 8.0), (9.0, 6.0)] {
        let mut scenario = presets::five_times_sit_to_stand(4);
        let plain = measured(&scenario).1;
        let before = [
            Stage::Stand { seconds: 1.0 },
            Stage::Chair {
                seconds: seated_s,
                move_s: 1.2,
                slower: None,
            },
        ];
        scenario.protocol.splice(0..0, before);
        scenario.protocol[2] = Stage::Stand { seconds: stand_s };
        let simulated = simulate(&scenario);
        let mut told = simulated.recording.clone();
        // The session names the stand and the chair, and no walk.
        told.session.protocol.phases.drain(0..2);
        let mut untold = simulated.recording.clone();
        untold
            .session
            .protocol
            .phases
            .retain(|phase| phase.kind == PhaseKind::Stand && phase.start_s > 5.0);
        for recording in [&told, &untold] {
            let found = function_test(recording).unwrap();
            assert!(found.problems.is_empty(), "{:?}", found.problems);
            near(found.total_s.unwrap(), plain.total_s.unwrap(), 0.1, "total");
        }
    }
}

#[test]
fn a_stand_before_five_rises_is_upright() {
    let simulated = simulate(&presets::five_times_sit_to_stand(5));
    let motion = Motion::from_recording(&simulated.recording).unwrap();
    let body = Body::calibrate(&simulated.recording, &motion);
    let angles = body::BodyAngles::compute(&motion, &body);
    for side in Side::BOTH {
        let Some(knee) = &angles.leg(side).knee else { continue };
        let stand = statistics::median(&knee[150..450]);
        assert!(stand.abs() < 3.0, "{side}: {stand}");
    }
}

#[test]
fn the_slower_thigh_is_seen_on_its_side() {
    // The right thigh takes 1.15 s, the left 1.0 s: its largest rate is lower in that ratio, and it is half way up later
    // by half of the difference.
    for seed in 1..=6 {
        let (_, found) = measured(&presets::five_times_sit_to_stand(seed));
        let rising = found.rising.unwrap();
        assert_eq!(rising.rises, 5);
        near(
            rising.difference_percent.median,
            100.0 * (1.0f64 / 1.15).ln(),
            3.0,
            "rate",
        );
        near(rising.lag_s.median, 0.075, 0.02, "lag");
        assert!(rising.lag_s.low <= rising.lag_s.median && rising.lag_s.median <= rising.lag_s.high);
        // Largest rate of the planted course: 84° · 15/8 in a second.
        near(rising.peak_rate_left_degps.median, 84.0 * 1.875, 8.0, "peak");
    }
    let (_, found) = measured(&presets::timed_up_and_go(1));
    let rising = found.rising.unwrap();
    near(
        rising.difference_percent.median,
        100.0 * (1.6f64 / 1.4).ln(),
        3.5,
        "rate",
    );
    near(rising.lag_s.median, -0.1, 0.025, "lag");
}

#[test]
fn timed_up_and_go_has_its_parts() {
    for seed in 1..=6 {
        let (simulated, found) = measured(&presets::timed_up_and_go(seed));
        assert!(found.problems.is_empty(), "{:?}", found.problems);
        let kinds: Vec<&str> = found.phases.iter().map(|phase| phase.kind.name()).collect();
        assert_eq!(kinds, ["rise", "walk", "turn", "walk_back", "turn_to_sit"]);
        for pair in found.phases.windows(2) {
            assert_eq!(pair[0].end_s, pair[1].start_s, "no time between the parts");
        }
        let chairs = chairs(&simulated);
        let rise = truly_moving(&simulated, (chairs[0].1 - 1.7, chairs[0].1));
        let sit = truly_moving(&simulated, (chairs[1].0, chairs[1].0 + 1.7));
        near(found.phases[0].start_s, rise.0, 0.15, "start");
        near(found.phases[0].end_s, rise.1, 0.15, "upright");
        near(found.phases[4].end_s, sit.1, 0.1, "seated");
        near(found.thighs_at_rest_s.unwrap(), sit.1 - rise.0, 0.2, "thighs at rest");
        // The simulated back comes to rest with the thighs.
        near(found.back_against_chair_s.unwrap(), sit.1 - rise.0, 0.4, "back at rest");
        assert_eq!(found.total_s, found.back_against_chair_s);
        let turn = simulated.truth.turns[0];
        near(found.phases[2].start_s, turn.start_s, 0.5, "turn starts");
        near(found.phases[2].end_s, turn.end_s, 0.5, "turn ends");
        let second = simulated.truth.turns[1];
        near(found.phases[4].start_s, second.start_s, 0.5, "second turn starts");
    }
}

#[test]
fn an_ordinary_walk_is_no_test_of_function() {
    let recording = simulate(&presets::walk_sit_walk(1)).recording;
    assert_eq!(FunctionTest::of(&recording.session), None);
    let mut named = recording.session.clone();
    named.protocol.name = Some(" Timed_Up and-Go ".to_owned());
    assert_eq!(FunctionTest::of(&named), Some(FunctionTest::TimedUpAndGo));
}

#[test]
fn what_is_missing_is_said() {
    let mut scenario = presets::five_times_sit_to_stand(2);
    // Four rises are left of the six (the last is out of the chair for good).
    scenario.protocol.drain(4..8);
    let (_, found) = measured(&scenario);
    assert_eq!((found.repetitions.len(), found.total_s), (4, None));
    assert_eq!(found.problems, [FunctionProblem::TooFewRises]);

    let mut scenario = presets::timed_up_and_go(2);
    scenario.protocol.truncate(3);
    scenario.protocol.push(Stage::Stand { seconds: 4.0 });
    let (_, found) = measured(&scenario);
    assert_eq!(found.total_s, None);
    assert_eq!(found.problems, [FunctionProblem::NotSeatedAgain]);

    let mut simulated = simulate(&presets::timed_up_and_go(3));
    let tracks = &mut simulated.recording.tracks;
    tracks.remove(&Site::ThighLeft);
    let one_sided = function_test(&simulated.recording).unwrap();
    assert_eq!(one_sided.rising, None);
    assert!(one_sided.total_s.is_some(), "{one_sided:?}");
    simulated.recording.tracks.remove(&Site::ThighRight);
    assert_eq!(
        function_test(&simulated.recording).unwrap().problems,
        [FunctionProblem::NoThighSensor]
    );
}
