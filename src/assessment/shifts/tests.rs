use super::*;
use crate::{Reason, Settings, analyze};
use gait::Measure;
use recording::Side;
use simulation::{Course, Edit, EditKind, Extent, Scenario, Slip, Stage, presets, simulate};

fn changes(scenario: &Scenario) -> Changes {
    analyze(&simulate(scenario).recording, &Settings::default())
        .unwrap()
        .changes
}

fn shown(changes: &Changes) -> Vec<String> {
    let of = |measure: Measure, side: Option<Side>| format!("{} {side:?}", measure.name());
    let shifts = changes.shifts.iter().filter(|s| s.verdict == FindingVerdict::Shown);
    let drifts = changes.drifts.iter().filter(|d| d.verdict == FindingVerdict::Shown);
    shifts
        .map(|s| of(s.measure, s.side))
        .chain(drifts.map(|d| of(d.measure, d.side)))
        .collect()
}

fn minutes(mut scenario: Scenario, minutes: f64) -> Scenario {
    scenario.protocol = vec![
        Stage::Stand { seconds: 6.0 },
        Stage::Walk {
            extent: Extent::Seconds(60.0 * minutes),
            lane_m: None,
        },
        Stage::Stand { seconds: 5.0 },
    ];
    scenario
}

#[test]
fn steady_people_do_not_change() {
    for seed in 0..4 {
        let found = changes(&minutes(presets::healthy_person(seed), 2.0));
        assert!(found.series > 30, "{}", found.series);
        assert!(shown(&found).is_empty(), "seed {seed}: {:?}", shown(&found));
        assert!(found.moved.is_empty(), "{:?}", found.moved);
    }
}

#[test]
fn a_step_is_found_where_it_happened_and_reported_once() {
    for seed in 0..3 {
        let mut scenario = minutes(presets::healthy_person(seed), 3.0);
        let edit = Edit::new(EditKind::SwingKnee, Side::Right, -8.0).with_course(Course::StepAt(90.0));
        scenario.edits.push(edit);
        let found = changes(&scenario);
        let shift = found
            .shifts
            .iter()
            .find(|s| s.measure == Measure::KneeSwingPeak && s.side == Some(Side::Right))
            .unwrap_or_else(|| panic!("seed {seed}: {:?}", found.shifts));
        assert_eq!(shift.verdict, FindingVerdict::Shown, "{shift:?}");
        assert!((shift.onset_s - 90.0).abs() < 4.0, "{shift:?}");
        assert!((shift.change + 8.0).abs() < 2.5, "{shift:?}");
        assert!(shift.interval.low < shift.change && shift.change < shift.interval.high);
        assert_eq!(found.events.len(), 1, "{:?}", found.events);
        assert!(found.events[0].shifts.len() > 1);
        let left = found
            .shifts
            .iter()
            .find(|s| s.side == Some(Side::Left) && s.measure == Measure::KneeSwingPeak);
        assert!(left.is_none(), "{left:?}");
    }
}

#[test]
fn a_ramp_is_a_drift() {
    let mut scenario = minutes(presets::healthy(3), 5.0);
    let course = Course::Ramp {
        from_s: 10.0,
        to_s: 300.0,
    };
    scenario
        .edits
        .push(Edit::new(EditKind::ForwardLean, Side::Right, 7.0).with_course(course));
    let found = changes(&scenario);
    let drift = found
        .drifts
        .iter()
        .find(|d| d.measure == Measure::PelvisTiltMean)
        .unwrap_or_else(|| panic!("{:?}", found.drifts));
    assert_eq!(drift.verdict, FindingVerdict::Shown, "{drift:?}");
    assert!((drift.slope_per_min - 7.0 / (290.0 / 60.0)).abs() < 0.3, "{drift:?}");
    assert!(found.moved.is_empty(), "{:?}", found.moved);
}

#[test]
fn a_slipped_sensor_is_named_and_its_changes_withheld() {
    for (about, tilt) in [(25.0, 0.0), (0.0, 12.0), (30.0, 9.0)] {
        let mut scenario = minutes(presets::healthy(7), 2.0);
        scenario.kit.at_mut(recording::Site::ThighRight).unwrap().slip = Some(Slip {
            at_s: 60.0,
            about_long_axis_deg: about,
            tilt_sagittal_deg: tilt,
        });
        let found = changes(&scenario);
        let sites: Vec<Site> = found.moved.iter().map(|moved| moved.site).collect();
        assert_eq!(sites, [Site::ThighRight], "{about} {tilt}: {:?}", found.moved);
        assert!(
            found.moved[0].at_s.is_none_or(|at| (at - 60.0).abs() < 4.0),
            "{:?}",
            found.moved
        );
        for shift in &found.shifts {
            if shift.side != Some(Side::Left) && shift.measure == Measure::ThighMinimum {
                assert_eq!(shift.reasons, [Reason::SensorMoved]);
                assert_ne!(shift.verdict, FindingVerdict::Shown);
            }
        }
        assert!(shown(&found).is_empty(), "{:?}", shown(&found));
    }
}
