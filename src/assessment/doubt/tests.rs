//! Recordings whose sensors do not agree, made from simulated walks.

use super::*;
use crate::{Analysis, AnalysisError, Settings, Verdict, analyze};
use recording::PhaseKind;
use simulation::{Scenario, presets, simulate};

fn recording(scenario: &Scenario) -> Recording {
    simulate(scenario).recording
}

/// As separate files without a word on clocks.
fn unstated(mut recording: Recording) -> Recording {
    recording
        .tracks
        .values_mut()
        .for_each(|track| track.clock.uncertainty_s = None);
    recording
}

fn late(recording: &mut Recording, site: Site, by_s: f64) {
    let track = recording.tracks.get_mut(&site).expect("worn");
    track.time_s.iter_mut().for_each(|time| *time += by_s);
}

fn analysed(recording: &Recording) -> Analysis {
    analyze(recording, &Settings::default()).expect("analysed")
}

fn shown(analysis: &Analysis) -> Vec<Measure> {
    let rows = analysis.side_differences.iter();
    rows.filter(|row| row.verdict == Verdict::Shown)
        .map(|row| row.measure)
        .collect()
}

fn codes(analysis: &Analysis) -> Vec<&'static str> {
    analysis.doubts.iter().map(|doubt| doubt.code.code()).collect()
}

#[test]
fn unknown_clocks_are_found_and_said() {
    let mut shifted = unstated(recording(&presets::healthy(1)));
    late(&mut shifted, Site::ShankLeft, 0.060);
    let analysis = analysed(&shifted);
    assert!(shown(&analysis).is_empty(), "{:?}", shown(&analysis));
    let doubt = analysis
        .doubts
        .iter()
        .find(|doubt| doubt.sites == [Site::ShankLeft])
        .expect("a doubt");
    assert_eq!(doubt.code, GradeReason::ClockEstimated);
    let Some(recording::notice::NoticeValue::Number(offset_ms)) = doubt.notice.values.get("offset_ms") else {
        panic!("no offset");
    };
    assert!((offset_ms + 60.0).abs() < 15.0, "{offset_ms}");
    for side in Side::BOTH {
        for measure in [Measure::StanceTime, Measure::SwingTime, Measure::KneeRange] {
            let row = analysis.measure(measure, Some(side)).expect("measured");
            assert!(row.grade <= Grade::B, "{measure:?}: {:?}", row.grade_reasons);
        }
        let knee = analysis.measure(Measure::KneeRange, Some(side)).expect("measured");
        assert_ne!(knee.grade, Grade::A);
    }
}

#[test]
fn a_file_of_several_sensors_is_one_clock() {
    let mut files = unstated(recording(&presets::limp(1)));
    for track in files.tracks.values_mut() {
        track.clock.group = track.site.side().map(|side| side as usize);
    }
    for site in [Site::ThighRight, Site::ShankRight] {
        late(&mut files, site, 0.080);
    }
    let analysis = analysed(&files);
    let estimated: Vec<&Doubt> = analysis
        .doubts
        .iter()
        .filter(|doubt| doubt.code == GradeReason::ClockEstimated)
        .collect();
    let sites: Vec<&[Site]> = estimated.iter().map(|doubt| doubt.sites.as_slice()).collect();
    assert_eq!(
        sites,
        [
            [Site::ThighLeft, Site::ShankLeft].as_slice(),
            &[Site::ThighRight, Site::ShankRight]
        ]
    );
    for side in Side::BOTH {
        let knee = analysis.measure(Measure::KneeRange, Some(side)).expect("measured");
        assert!(knee.grade_reasons.is_empty(), "{:?}", knee.grade_reasons);
    }
    let whole = analysed(&recording(&presets::limp(1)));
    let step = |analysis: &Analysis| {
        let mut rows = analysis.side_differences.iter();
        rows.find(|row| row.measure == Measure::StepTime)
            .expect("judged")
            .difference
    };
    assert!((step(&analysis) - step(&whole)).abs() < 4.0);
}

#[test]
fn a_late_sensor_within_a_file_of_several_is_said() {
    let mut files = unstated(recording(&presets::healthy(1)));
    for track in files.tracks.values_mut() {
        track.clock.group = track.site.side().map(|side| side as usize);
    }
    late(&mut files, Site::ShankRight, 0.120);
    let analysis = analysed(&files);
    let of_the_shank = analysis.doubts.iter().any(|doubt| {
        doubt.code == GradeReason::ClockEstimated && doubt.sites == [Site::ShankRight] && doubt.scope == Scope::Joined
    });
    assert!(of_the_shank, "{:?}", codes(&analysis));
    assert!(shown(&analysis).is_empty(), "{:?}", shown(&analysis));
}

#[test]
fn what_is_stated_is_believed_but_not_against_the_joints() {
    let good = recording(&presets::healthy(1));
    assert!(codes(&analysed(&good)).is_empty());
    let mut shifted = good;
    late(&mut shifted, Site::ShankLeft, 0.150);
    let analysis = analysed(&shifted);
    assert!(
        codes(&analysis).contains(&"clock-contradicted"),
        "{:?}",
        codes(&analysis)
    );
    assert!(shown(&analysis).is_empty(), "{:?}", shown(&analysis));
}

#[test]
fn two_shanks_keep_what_needs_no_common_clock() {
    let mut shanks = unstated(recording(&presets::limp(1)));
    shanks.tracks.retain(|site, _| site.segment() == Segment::Shank);
    late(&mut shanks, Site::ShankRight, 0.150);
    let analysis = analysed(&shanks);
    assert!(codes(&analysis).contains(&"clock-unknown"), "{:?}", codes(&analysis));
    let verdict = |measure: Measure| {
        let row = analysis.side_differences.iter().find(|row| row.measure == measure);
        row.expect("compared").verdict
    };
    assert_eq!(verdict(Measure::StepTime), Verdict::CannotBeJudged);
    assert_eq!(verdict(Measure::StanceTime), Verdict::Shown);
}

#[test]
fn a_stopped_sensor_leaves_the_others_judged() {
    let mut stopped = recording(&presets::healthy(1));
    let track = stopped.tracks.get_mut(&Site::ThighRight).expect("worn");
    let n = track.len() * 2 / 5;
    track.time_s.truncate(n);
    track.acc_mps2.truncate(n);
    track.gyr_radps.truncate(n);
    let analysis = analysed(&stopped);
    assert_eq!(codes(&analysis), ["ends-early"]);
    assert_ne!(analysis.quality.grade, Grade::A);
    let stance = analysis
        .side_differences
        .iter()
        .find(|row| row.measure == Measure::StanceTime);
    assert_eq!(stance.expect("compared").verdict, Verdict::Alike);
}

#[test]
fn one_file_twice_is_refused() {
    let mut twice = recording(&presets::healthy(1));
    let mut copy = twice.tracks[&Site::ShankLeft].clone();
    copy.site = Site::ShankRight;
    twice.tracks.insert(Site::ShankRight, copy);
    assert!(matches!(
        analyze(&twice, &Settings::default()),
        Err(AnalysisError::Refused(Refusal::SameSamples { .. }))
    ));
}

#[test]
fn impossible_values_are_named_and_dropped() {
    let good = recording(&presets::healthy(1));
    let mut corrupt = good.clone();
    let track = corrupt.tracks.get_mut(&Site::ShankLeft).expect("worn");
    for row in [2000, 3100, 4700] {
        track.acc_mps2[row].y = 99_999.0;
    }
    let (before, after) = (analysed(&good), analysed(&corrupt));
    assert_eq!(codes(&after), ["impossible-values"]);
    let knee = |analysis: &Analysis| {
        analysis
            .measure(Measure::KneeRange, Some(Side::Left))
            .expect("measured")
            .value
    };
    assert!((knee(&before) - knee(&after)).abs() < 1.0);
}

#[test]
fn held_samples_have_no_verdict() {
    let mut held = recording(&presets::healthy(1));
    let track = held.tracks.get_mut(&Site::ShankLeft).expect("worn");
    for k in 0..track.len() {
        track.acc_mps2[k] = track.acc_mps2[k - k % 5];
        track.gyr_radps[k] = track.gyr_radps[k - k % 5];
    }
    let analysis = analysed(&held);
    assert!(codes(&analysis).contains(&"held-samples"), "{:?}", codes(&analysis));
    assert!(shown(&analysis).is_empty());
}

#[test]
fn times_of_arrival_are_spread() {
    let mut packets = unstated(recording(&presets::healthy(1)));
    for track in packets.tracks.values_mut() {
        for k in 0..track.len() {
            // Five samples arrive together, a millisecond apart, with the last one.
            let last = k - k % 5 + 4;
            track.time_s[k] = 0.01 * last as f64 + 0.001 * (k % 5) as f64;
        }
        track.rate_hz = 1000.0;
    }
    let analysis = analysed(&packets);
    assert!(codes(&analysis).contains(&"arrival-times"), "{:?}", codes(&analysis));
    let sensors = analysis.sensors.iter();
    assert!(sensors.clone().all(|sensor| (sensor.rate_hz - 100.0).abs() < 1.0));
    assert!(sensors.clone().all(|sensor| sensor.lost_share < 0.01));
}

/// What a difference between the legs is judged as.
fn verdict(analysis: &Analysis, measure: Measure) -> Verdict {
    let row = analysis.side_differences.iter().find(|row| row.measure == measure);
    row.expect("compared").verdict
}

fn exchange(recording: &mut Recording, a: Site, b: Site) {
    let (first, second) = (recording.tracks.remove(&a), recording.tracks.remove(&b));
    for (track, site) in [(first, b), (second, a)] {
        let mut track = track.expect("worn");
        track.site = site;
        recording.tracks.insert(site, track);
    }
}

#[test]
fn a_file_that_counts_from_its_own_start_began_late() {
    let mut own = unstated(recording(&presets::healthy(1)));
    let track = own.tracks.get_mut(&Site::ShankLeft).expect("worn");
    let missing = track.time_s.partition_point(|time| *time < track.time_s[0] + 3.2);
    track.time_s.drain(..missing);
    track.acc_mps2.drain(..missing);
    track.gyr_radps.drain(..missing);
    let start = track.time_s[0];
    track.time_s.iter_mut().for_each(|time| *time -= start);
    let analysis = analysed(&own);
    assert!(codes(&analysis).contains(&"starts-late"), "{:?}", codes(&analysis));
    assert!(!codes(&analysis).contains(&"ends-early"));
    assert!(shown(&analysis).is_empty(), "{:?}", shown(&analysis));
    let faults = crate::setup::inspect(&own).findings;
    assert_eq!(faults, [], "sensors are compared on one clock");
}

#[test]
fn one_leg_of_another_rate_is_not_compared_in_impacts() {
    let mut slow = recording(&presets::healthy(1));
    let track = slow.tracks.get_mut(&Site::ShankLeft).expect("worn");
    let keep: Vec<usize> = (0..track.len()).step_by(4).collect();
    track.time_s = keep.iter().map(|&k| track.time_s[k]).collect();
    track.acc_mps2 = keep.iter().map(|&k| track.acc_mps2[k]).collect();
    track.gyr_radps = keep.iter().map(|&k| track.gyr_radps[k]).collect();
    track.rate_hz = 25.0;
    let analysis = analysed(&slow);
    assert!(codes(&analysis).contains(&"rates-differ"), "{:?}", codes(&analysis));
    assert!(shown(&analysis).is_empty(), "{:?}", shown(&analysis));
    assert_eq!(verdict(&analysis, Measure::StanceTime), Verdict::Alike);
}

#[test]
fn shanks_and_pelvis_of_three_clocks_are_on_no_other_leg() {
    let mut three = unstated(recording(&presets::healthy(1)));
    three.tracks.retain(|site, _| site.segment() != Segment::Thigh);
    late(&mut three, Site::ShankLeft, 0.130);
    late(&mut three, Site::ShankRight, -0.040);
    let analysis = analysed(&three);
    for code in ["legs-exchanged", "legs-crossed", "not-one-walk"] {
        assert!(!codes(&analysis).contains(&code), "{:?}", codes(&analysis));
    }
    assert_eq!(verdict(&analysis, Measure::StanceTime), Verdict::Alike);
    assert!(shown(&analysis).is_empty(), "{:?}", shown(&analysis));
}

#[test]
fn a_doubted_gyroscope_takes_what_stands_on_it_and_nothing_else() {
    for factor in [0.5, 2.0] {
        let mut scaled = recording(&presets::healthy(1));
        let track = scaled.tracks.get_mut(&Site::ThighLeft).expect("worn");
        track.gyr_radps.iter_mut().for_each(|rate| *rate *= factor);
        let analysis = analysed(&scaled);
        assert!(
            codes(&analysis).contains(&"gyroscope-doubtful"),
            "{factor}: {:?}",
            codes(&analysis)
        );
        assert_eq!(verdict(&analysis, Measure::KneeRange), Verdict::CannotBeJudged);
        assert_eq!(verdict(&analysis, Measure::StanceTime), Verdict::Alike);
        let knee = |side| {
            analysis
                .measure(Measure::KneeRange, Some(side))
                .expect("measured")
                .grade
        };
        assert_eq!(knee(Side::Left), Grade::C);
        assert_ne!(knee(Side::Right), Grade::A);
        // Nor is the curve compared with anybody.
        let shapes = &analysis.profile.shapes;
        let of = |side: Side| {
            shapes
                .iter()
                .any(|row| row.curve == gait::Curve::KneeFlexion && row.side == side)
        };
        assert!(!of(Side::Left) && of(Side::Right));
        assert!(analysis.curve_doubt(gait::Curve::KneeFlexion, Side::Left).is_some());
    }
}

/// The gyroscope's own low-pass, as a sensor's chip has it: two poles, no samples of later.
fn filtered(recording: &mut Recording, site: Site, cutoff_hz: f64) {
    let track = recording.tracks.get_mut(&site).expect("worn");
    let share = 1.0 - (-std::f64::consts::TAU * cutoff_hz / track.rate_hz).exp();
    let mut poles = [track.gyr_radps[0]; 2];
    for rate in &mut track.gyr_radps {
        poles[0] += share * (*rate - poles[0]);
        poles[1] += share * (poles[0] - poles[1]);
        *rate = poles[1];
    }
}

#[test]
fn a_gyroscope_with_a_low_pass_of_its_own_is_late() {
    let good = recording(&presets::healthy(4));
    for (site, cutoff_hz) in [(Site::ShankLeft, 10.0), (Site::ShankRight, 4.0), (Site::ThighLeft, 8.0)] {
        let mut smoothed = good.clone();
        filtered(&mut smoothed, site, cutoff_hz);
        let analysis = analysed(&smoothed);
        let doubt = (analysis.doubts.iter()).find(|doubt| doubt.code == GradeReason::GyroscopeSmoothed);
        assert_eq!(doubt.expect("a doubt").sites, [site], "{cutoff_hz} Hz");
        assert!(
            shown(&analysis).is_empty(),
            "{site} {cutoff_hz} Hz: {:?}",
            shown(&analysis)
        );
        assert!(analysis.quality.grade > Grade::A, "{site} {cutoff_hz} Hz");
    }
}

#[test]
fn a_gyroscope_bias_is_taken_off_and_told() {
    let good = recording(&presets::healthy(1));
    let mut biased = good.clone();
    let track = biased.tracks.get_mut(&Site::ShankLeft).expect("worn");
    let bias = nalgebra::Vector3::new(1.0, 1.0, 1.0) * f64::to_radians(5.0);
    track.gyr_radps.iter_mut().for_each(|rate| *rate += bias);
    let (before, after) = (analysed(&good), analysed(&biased));
    assert_eq!(codes(&after), ["gyroscope-bias"]);
    assert!(after.doubts[0].grade == Grade::A && !after.doubts[0].withholds);
    let knee = |analysis: &Analysis| {
        analysis
            .measure(Measure::KneeRange, Some(Side::Left))
            .expect("measured")
            .value
    };
    assert!((knee(&before) - knee(&after)).abs() < 1.0);
    assert!(shown(&after).is_empty(), "{:?}", shown(&after));
}

#[test]
fn legs_and_segments_on_each_others_place_are_no_finding() {
    let good = recording(&presets::limp(1));
    let mut legs = good.clone();
    exchange(&mut legs, Site::ThighLeft, Site::ThighRight);
    exchange(&mut legs, Site::ShankLeft, Site::ShankRight);
    let analysis = analysed(&legs);
    assert!(codes(&analysis).contains(&"legs-exchanged"), "{:?}", codes(&analysis));
    assert!(shown(&analysis).is_empty(), "{:?}", shown(&analysis));
    let said = |finding: &crate::Finding| {
        use crate::FindingVerdict::{Possible, Shown};
        matches!(finding.verdict, Shown | Possible)
    };
    assert!(!analysis.findings.iter().any(said));
    let mut segments = good;
    exchange(&mut segments, Site::ThighLeft, Site::ShankLeft);
    assert!(matches!(
        analyze(&segments, &Settings::default()),
        Err(AnalysisError::Refused(Refusal::ThighForShank { side: Side::Left }))
    ));
}

#[test]
fn a_sensor_upside_down_is_said() {
    let mut turned = recording(&presets::healthy(1));
    let track = turned.tracks.get_mut(&Site::ShankLeft).expect("worn");
    track.acc_mps2.iter_mut().for_each(|force| *force = -*force);
    let analysis = analysed(&turned);
    assert!(codes(&analysis).contains(&"upside-down"), "{:?}", codes(&analysis));
    assert!(shown(&analysis).is_empty(), "{:?}", shown(&analysis));
}

#[test]
fn put_on_again_another_way_in_the_rest() {
    for degrees in [90.0, 135.0, 180.0] {
        let mut again = recording(&presets::walk_sit_walk(1));
        let rest = again
            .session
            .protocol
            .phases
            .iter()
            .find(|phase| phase.kind == PhaseKind::Sit);
        let at_s = rest.map(|phase| 0.5 * (phase.start_s + phase.end_s)).expect("a rest");
        let track = again.tracks.get_mut(&Site::ShankLeft).expect("worn");
        let turn = nalgebra::Rotation3::from_axis_angle(&nalgebra::Vector3::x_axis(), f64::to_radians(degrees));
        let from = track.time_s.partition_point(|time| *time < at_s);
        track.acc_mps2[from..]
            .iter_mut()
            .for_each(|force| *force = turn * *force);
        track.gyr_radps[from..].iter_mut().for_each(|rate| *rate = turn * *rate);
        let analysis = analysed(&again);
        let moved: Vec<Site> = analysis.changes.moved.iter().map(|sensor| sensor.site).collect();
        assert_eq!(moved, [Site::ShankLeft], "{degrees}");
        assert!(shown(&analysis).is_empty(), "{degrees}: {:?}", shown(&analysis));
        assert_ne!(analysis.quality.grade, Grade::A);
    }
}

#[test]
fn a_bout_in_doubt_does_not_silence_the_others() {
    let whole = recording(&presets::walk_sit_walk(1));
    let sound = analysed(&whole);
    assert!(sound.bouts.len() > 1, "{:?}", sound.bouts);
    // In the last bout somebody holds a shank sensor: its rate is shaken, not walked.
    let mut held = whole;
    let track = held.tracks.get_mut(&Site::ShankLeft).expect("worn");
    let from = sound.bouts[sound.bouts.len() - 1].start_s - 1.0;
    for (rate, time) in track.gyr_radps.iter_mut().zip(&track.time_s) {
        if *time > from {
            *rate *= 1.5 * (2.0 * std::f64::consts::PI * 0.7 * time).sin();
        }
    }
    let analysis = analysed(&held);
    let is_left_out = |stride: &&Stride| stride.excluded_because.contains(&Exclusion::DoubtfulBout);
    let left_out: Vec<&Stride> = analysis.strides.iter().filter(is_left_out).collect();
    let of_bout = |k: usize| plausibility(analysis.strides.iter().filter(|stride| stride.bout == k));
    assert!(
        !left_out.is_empty(),
        "{:?} {:?}",
        codes(&analysis),
        (0..analysis.bouts.len()).map(of_bout).collect::<Vec<_>>()
    );
    assert!(left_out.iter().all(|stride| stride.start_s > from));
    assert!(
        !codes(&analysis).contains(&"many-implausible"),
        "{:?}",
        codes(&analysis)
    );
    let stance = |analysis: &Analysis| {
        analysis
            .measure(Measure::StanceTime, Some(Side::Right))
            .map(|row| row.value)
    };
    let (before, after) = (stance(&sound).expect("measured"), stance(&analysis).expect("measured"));
    assert!((after / before - 1.0).abs() < 0.03, "{before} {after}");
}
