//! Against simulated people whose stride lengths are known.

use super::*;
use crate::SpeedMethod;
use crate::contacts;
use crate::segment;
use recording::Recording;
use simulation::presets::{healthy, healthy_person};
use simulation::{Extent, Scenario, Simulated, Stage, simulate};

fn straight(mut scenario: Scenario, seconds: f64) -> Scenario {
    scenario.protocol = vec![
        Stage::Stand { seconds: 5.0 },
        Stage::Walk {
            extent: Extent::Seconds(seconds),
            lane_m: None,
        },
        Stage::Stand { seconds: 4.0 },
    ];
    scenario
}

/// Strides with lengths, and how sure they are.
fn measured(recording: &Recording) -> (Vec<Stride>, SpeedMethod, SpeedEstimate) {
    let motion = Motion::from_recording(recording).expect("samples");
    let body = Body::calibrate(recording, &motion);
    let angles = BodyAngles::compute(&motion, &body);
    let found = contacts::find(&motion, &body, &angles);
    let bouts = segment::bouts(&found);
    let mut strides = segment::strides(&motion, &angles, &found, &bouts, &segment::turns(&motion));
    let mut estimate = by_shank_strapdown(&mut strides, &motion, &body, &recording.session).expect("shanks");
    step_lengths(&mut strides, &angles, &recording.session);
    let method = settle(
        &mut strides,
        &recording.session,
        SpeedMethod::ShankStrapdown,
        &mut estimate,
    );
    (strides, method, estimate)
}

fn without_lever(simulated: &Simulated) -> Recording {
    let mut recording = simulated.recording.clone();
    for entry in &mut recording.session.sensors {
        entry.sensor_height_m = None;
    }
    recording
}

#[test]
fn with_the_lever_given_speed_is_right() {
    let mut errors: Vec<f64> = (1..=6)
        .map(|seed| {
            let simulated = simulate(&straight(healthy_person(seed), 30.0));
            let (strides, method, estimate) = measured(&simulated.recording);
            assert_eq!(method, SpeedMethod::ShankStrapdown);
            assert_eq!(estimate.lever_source, Some(LeverSource::Given));
            assert!(estimate.notices().is_empty(), "{:?}", estimate.notices());
            let error = median_speed(&strides).expect("strides") / simulated.truth.speed_mps - 1.0;
            assert!(error.abs() <= estimate.systematic_share, "{error} in {estimate:?}");
            100.0 * error.abs()
        })
        .collect();
    errors.sort_by(f64::total_cmp);
    assert!(errors[3] <= 2.0, "{errors:?}");
}

#[test]
fn the_data_choose_the_mounting() {
    // The simulated sensors sit below the knee; moved down by 0.28 m they are at the ankle.
    for (shift_m, expected) in [(0.0, LeverSource::BelowKnee), (-0.28, LeverSource::AtAnkle)] {
        for seed in 1..=4 {
            let mut scenario = straight(healthy(seed), 30.0);
            for sensor in &mut scenario.kit.sensors {
                if matches!(sensor.site, Site::ShankLeft | Site::ShankRight) {
                    sensor.mount.shift_m += shift_m;
                }
            }
            let simulated = simulate(&scenario);
            let (strides, _, estimate) = measured(&without_lever(&simulated));
            assert_eq!(estimate.lever_source, Some(expected), "{estimate:?}");
            assert!(estimate.lever_assumed() && !estimate.notices().is_empty());
            let error = median_speed(&strides).expect("strides") / simulated.truth.speed_mps - 1.0;
            assert!(error.abs() <= estimate.systematic_share, "{error} in {estimate:?}");
        }
    }
}

#[test]
fn a_timed_walk_rescales_lengths() {
    let mut simulated = simulate(&straight(healthy(2), 25.0));
    let (before, _, _) = measured(&simulated.recording);
    simulated.recording.session.protocol.timed_speed_mps = Some(1.0);
    let (after, method, estimate) = measured(&simulated.recording);
    assert_eq!(method, SpeedMethod::Timed);
    assert!((median_speed(&after).expect("strides") - 1.0).abs() < 1e-9);
    let factor = estimate.timed_factor.expect("rescaled");
    for (before, after) in before.iter().zip(&after) {
        for measure in [Measure::StrideLength, Measure::StepLength] {
            let both = before.values.get(measure).zip(after.values.get(measure));
            if let Some((before, after)) = both {
                assert!((after / before - factor).abs() < 1e-9);
            }
        }
    }
    // A walk that was timed elsewhere does not fit this one, and that is said.
    assert_eq!(estimate.notices()[0].code, recording::NoticeCode::TimedSpeedDisagrees);
}
