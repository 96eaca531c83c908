use super::*;
use crate::{Settings, analyze};
use gait::speed::median_speed;
use simulation::{Edit, EditKind, Scenario, presets, simulate};

fn of(scenario: &Scenario, age_years: Option<f64>) -> Profile {
    let mut recording = simulate(scenario).recording;
    recording.session.subject.age_years = age_years;
    let analysis = analyze(&recording, &Settings::default()).unwrap();
    let speed = median_speed(&analysis.strides);
    profile(
        &analysis.strides,
        &analysis.cycles,
        &recording.session,
        speed,
        analysis.speed_method,
    )
}

#[test]
fn regressions_are_the_published_ones() {
    let (step, sd) = expected(Measure::StepLength, 1.2, AgeGroup::Young).unwrap();
    assert!((step - (-0.0070 * 1.44 + 0.3258 * 1.2 + 0.2494)).abs() < 1e-3 && (sd - 0.028).abs() < 1e-3);
    let (cadence, _) = expected(Measure::Cadence, 1.2, AgeGroup::Older).unwrap();
    assert!(
        (cadence - (-19.19 * 1.44 + 89.66 * 1.2 + 40.80)).abs() < 0.05,
        "{cadence}"
    );
    assert!(expected(Measure::Cadence, 0.3, AgeGroup::All).is_none());
    assert!(expected(Measure::KneeRange, 1.2, AgeGroup::All).is_none());
    assert_eq!(REFERENCES.len(), 5);
}

#[test]
fn a_healthy_walk_is_as_expected_and_a_stiff_knee_is_not() {
    let healthy = of(&presets::healthy(1), Some(40.0));
    assert_eq!(healthy.expected.len(), 2, "{healthy:?}");
    for row in &healthy.expected {
        assert!(row.z.abs() < 2.5, "{row:?}");
        assert_eq!(row.group, AgeGroup::Young);
    }
    assert_eq!(
        healthy.reduced.as_ref().map(|score| score.name.as_str()),
        Some("rGPS-5 (shape)")
    );
    let knee = |profile: &Profile, side: Side| {
        let shape = profile
            .shapes
            .iter()
            .find(|s| s.curve == Curve::KneeFlexion && s.side == side);
        shape.map(|shape| (shape.score_deg, shape.above_healthy)).unwrap()
    };
    assert!(!knee(&healthy, Side::Right).1, "{:?}", healthy.shapes);
    let mut scenario = presets::healthy(1);
    scenario.edits.push(Edit::new(EditKind::SwingKnee, Side::Right, -25.0));
    let stiff = of(&scenario, Some(40.0));
    assert!(knee(&stiff, Side::Right).1, "{:?}", stiff.shapes);
    assert!(!knee(&stiff, Side::Left).1);
    assert!(stiff.reduced.unwrap().score_deg > healthy.reduced.unwrap().score_deg);
}

#[test]
fn outside_the_reference_nothing_is_compared() {
    let child = of(&presets::healthy(2), Some(12.0));
    assert!(child.expected.is_empty() && child.shapes.is_empty() && child.reduced.is_none());
    assert_eq!(child.absent[0].reason, AbsenceReason::NoReferenceForChildren);
    let mut slow = presets::healthy(2);
    slow.speed_mps = 0.7;
    let slow = of(&slow, None);
    assert_eq!(slow.expected[0].group, AgeGroup::All);
    assert!(slow.shapes.is_empty());
    assert_eq!(slow.absent[0].reason, AbsenceReason::NoReferenceAtThisSpeed);
    let empty = profile(&[], &[], &Session::default(), None, None);
    assert_eq!(empty.absent[0].reason, AbsenceReason::NoSpeed);
}
