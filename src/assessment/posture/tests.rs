use super::*;
use crate::shifts;
use crate::{Settings, analyze};
use recording::Phase;
use simulation::{Extent, Scenario, Slip, Stage, presets, simulate};

const NOTHING_WITHHELD: Withheld = Withheld {
    doubts: &[],
    source: gait::ContactSource::Shank,
};

fn scenario(first_s: f64, last_s: f64) -> Scenario {
    let mut scenario = presets::healthy(5);
    scenario.protocol = vec![
        Stage::Stand { seconds: first_s },
        Stage::Walk {
            extent: Extent::Seconds(60.0),
            lane_m: None,
        },
        Stage::Stand { seconds: last_s },
    ];
    scenario
}

fn of(recording: &Recording, moved: &[MovedSensor]) -> Option<Posture> {
    let motion = Motion::from_recording(recording).unwrap();
    let body = Body::calibrate(recording, &motion);
    let angles = BodyAngles::compute(&motion, &body);
    posture(recording, &motion, &body, &angles, moved, NOTHING_WITHHELD)
}

#[test]
fn two_stands_with_and_without_the_session_naming_them() {
    let mut recording = simulate(&scenario(35.0, 15.0)).recording;
    for named in [true, false] {
        if !named {
            recording.session.protocol.phases.clear();
        }
        let found = of(&recording, &[]).expect("stands");
        assert_eq!(found.stands.len(), 2, "{named}: {found:?}");
        assert_eq!(found.stands[0].grade, Grade::A);
        assert_eq!(found.stands[1].grade, Grade::B);
        let sway = found.stands[0].sway.expect("a pelvis sensor");
        assert!(sway.forward_mps2 > 0.0 && sway.forward_mps2 < 0.3, "{sway:?}");
        assert!(
            found.stands[0].weight_shifts_s.is_empty(),
            "{:?}",
            found.stands[0].weight_shifts_s
        );
        for change in &found.changes {
            assert_eq!(change.verdict, FindingVerdict::NotShown, "{change:?}");
        }
        assert!(found.against_wall.is_empty());
        assert!(found.absent.iter().any(|row| row.reason == AbsenceReason::NoOuterZero));
    }
    let short = simulate(&scenario(6.0, 5.0)).recording;
    assert!(of(&short, &[]).is_none());
}

#[test]
fn a_wall_is_a_zero() {
    let mut recording = simulate(&scenario(40.0, 15.0)).recording;
    recording.session.protocol.phases.insert(
        0,
        Phase {
            kind: PhaseKind::Wall,
            start_s: 2.0,
            end_s: 12.0,
        },
    );
    let found = of(&recording, &[]).expect("stands");
    // The simulated person stands free and at the wall alike.
    assert_eq!(found.against_wall.len(), 4, "{:?}", found.against_wall);
    for row in &found.against_wall {
        assert!(row.value_deg.abs() < 1.5, "{row:?}");
    }
}

#[test]
fn a_moved_sensor_changes_no_posture() {
    let mut scenario = scenario(20.0, 20.0);
    scenario.kit.at_mut(Site::Pelvis).unwrap().slip = Some(Slip {
        at_s: 50.0,
        about_long_axis_deg: 0.0,
        tilt_sagittal_deg: 14.0,
    });
    let recording = simulate(&scenario).recording;
    let analysis = analyze(&recording, &Settings::default()).unwrap();
    let motion = Motion::from_recording(&recording).unwrap();
    let moved = shifts::moved_sensors(&shifts::Inputs {
        recording: &recording,
        motion: &motion,
        strides: &analysis.strides,
        bouts: &analysis.bouts,
        speed_method: analysis.speed_method,
        withheld: NOTHING_WITHHELD,
        seed: 1,
    });
    assert_eq!(
        moved.iter().map(|sensor| sensor.site).collect::<Vec<_>>(),
        [Site::Pelvis]
    );
    let found = of(&recording, &moved).expect("stands");
    let tilt = found
        .changes
        .iter()
        .find(|change| change.angle == StandingAngle::PelvisTilt)
        .unwrap();
    assert!(tilt.change_deg.abs() > 10.0, "{tilt:?}");
    assert_eq!(tilt.verdict, FindingVerdict::CannotBeJudged);
    let knee = found
        .changes
        .iter()
        .find(|change| change.angle == StandingAngle::KneeFlexion)
        .unwrap();
    assert_eq!(knee.verdict, FindingVerdict::NotShown);
}
