//! The chain against people with a known truth, and against what must hold for every walk.

use super::*;
use body::LongAxisMethod;
use gait::ContactKind;
use recording::{Recording, Side, Site, Track};
use simulation::{Extent, Scenario, Simulated, Stage, presets, simulate};
use validation::score::Tally;

fn short(mut scenario: Scenario) -> Scenario {
    scenario.protocol = vec![
        Stage::Stand { seconds: 4.0 },
        Stage::Walk {
            extent: Extent::Seconds(30.0),
            lane_m: None,
        },
        Stage::Stand { seconds: 4.0 },
    ];
    scenario
}

fn run(recording: &Recording, block_s: f64) -> Vec<LiveEvent> {
    let mut replay = Replay::new(recording, block_s);
    let mut events = Vec::new();
    while replay.step(&mut events).is_some() {}
    events
}

fn contacts(events: &[LiveEvent]) -> Vec<LiveContact> {
    events
        .iter()
        .filter_map(|event| match event {
            LiveEvent::Contact(contact) => Some(*contact),
            _ => None,
        })
        .collect()
}

fn steps(events: &[LiveEvent]) -> Vec<LiveStep> {
    events
        .iter()
        .filter_map(|event| match event {
            LiveEvent::Step(step) => Some(*step),
            _ => None,
        })
        .collect()
}

fn calibrated_s(events: &[LiveEvent]) -> f64 {
    events
        .iter()
        .filter_map(|event| match event {
            LiveEvent::Note(LiveNote::Calibrated {
                time_s, refined: false, ..
            }) => Some(*time_s),
            _ => None,
        })
        .fold(f64::NEG_INFINITY, f64::max)
}

/// Of full-strength contacts after the calibration.
fn score(simulated: &Simulated, events: &[LiveEvent], kind: ContactKind) -> Tally {
    let from = calibrated_s(events) + 0.3;
    let mut tally = Tally::default();
    for side in Side::BOTH {
        let truth: Vec<f64> = simulated
            .truth
            .contacts
            .iter()
            .filter(|contact| contact.side == side && contact.initial == (kind == ContactKind::InitialContact))
            .map(|contact| contact.time_s)
            .filter(|time| *time > from)
            .collect();
        let found: Vec<f64> = contacts(events)
            .iter()
            .filter(|contact| contact.side == side && contact.kind == kind)
            .map(|contact| contact.time_s)
            .filter(|time| *time > from)
            .collect();
        tally.add(&Tally::of(&truth, &found, 0.06, (from, f64::INFINITY)));
    }
    tally
}

#[test]
fn contacts_are_true_and_told_in_time() {
    // A stiff knee shifts the landmark of the final contact itself, live and in the analysis alike.
    let both = [ContactKind::InitialContact, ContactKind::FinalContact];
    for (scenario, kinds) in [
        (presets::healthy(3), &both[..]),
        (presets::limp(4), &both[..]),
        (presets::stiff_knee(5), &both[..1]),
    ] {
        let simulated = simulate(&short(scenario));
        let events = run(&simulated.recording, 0.05);
        let told = contacts(&events);
        assert!(told.len() > 50, "{}", told.len());
        for kind in kinds {
            let tally = score(&simulated, &events, *kind);
            let f1 = tally.f1().expect("contacts");
            let median = tally.median_ms().expect("pairs");
            assert!(f1 > 0.97, "{kind:?}: {f1} {tally:?}");
            assert!(median.abs() < 20.0, "{kind:?}: {median} ms");
        }
        let latest = told.iter().map(LiveContact::delay_s).fold(0.0, f64::max);
        assert!(latest <= 0.150, "{latest}");
    }
}

#[test]
fn standing_and_the_first_strides_calibrate() {
    let simulated = simulate(&short(presets::healthy(7)));
    let events = run(&simulated.recording, 0.05);
    let first = simulated.truth.contacts[0].time_s;
    assert!(calibrated_s(&events) < first + 6.0, "{}", calibrated_s(&events));
    let zeros: Vec<LongAxisMethod> = events
        .iter()
        .filter_map(|event| match event {
            LiveEvent::Note(LiveNote::Calibrated { zero, .. }) => Some(*zero),
            _ => None,
        })
        .collect();
    assert!(zeros.iter().all(|zero| *zero == LongAxisMethod::Standing), "{zeros:?}");
}

#[test]
fn a_limp_shows_in_the_step_times_and_the_knee_bends_as_in_truth() {
    let simulated = simulate(&short(presets::limp(11)));
    let last = *steps(&run(&simulated.recording, 0.05)).last().expect("steps");
    let times = |side: Side| -> f64 {
        let contacts: Vec<_> = simulated
            .truth
            .contacts
            .iter()
            .filter(|contact| contact.initial)
            .collect();
        let steps: Vec<f64> = contacts
            .windows(2)
            .filter(|pair| pair[1].side == side && pair[0].side != side && pair[0].gain >= 1.0)
            .map(|pair| pair[1].time_s - pair[0].time_s)
            .collect();
        signal::statistics::median(&steps)
    };
    let truth = times(Side::Right) - times(Side::Left);
    let found = last.rhythm.step_time_difference_s.expect("enough steps");
    assert!((found - truth).abs() < 0.015, "{found} {truth}");
    assert!(found.abs() > 0.03, "the limp is planted: {found}");

    let healthy = simulate(&short(presets::healthy(12)));
    let peaks: Vec<f64> = steps(&run(&healthy.recording, 0.05))
        .iter()
        .filter_map(|step| step.knee_peak_deg)
        .collect();
    let peak = signal::statistics::median(&peaks);
    assert!((55.0..70.0).contains(&peak), "{peak}");
    let speeds: Vec<f64> = steps(&run(&healthy.recording, 0.05))
        .iter()
        .filter_map(|step| step.speed_mps)
        .collect();
    let speed = signal::statistics::median(&speeds);
    assert!((speed / 1.25).ln().abs() < 0.15, "{speed}");
}

#[test]
fn the_size_of_the_blocks_hardly_moves_a_contact() {
    let simulated = simulate(&short(presets::healthy(13)));
    let times = |block_s: f64| {
        let mut list: Vec<_> = contacts(&run(&simulated.recording, block_s))
            .into_iter()
            .map(|contact| (contact.side, contact.kind, contact.time_s))
            .collect();
        list.sort_by(|a, b| (a.0, a.1).cmp(&(b.0, b.1)).then(a.2.total_cmp(&b.2)));
        list
    };
    // Calibrations come at other moments, so axes differ by fractions of a degree, and a first contact may be missing.
    let (fine, coarse) = (times(0.01), times(0.2));
    let near = |one: &(Side, ContactKind, f64)| {
        coarse
            .iter()
            .any(|other| (one.0, one.1) == (other.0, other.1) && (one.2 - other.2).abs() < 0.002)
    };
    let common = fine.iter().filter(|one| near(one)).count();
    let most = fine.len().max(coarse.len());
    assert!(common + 4 >= most, "{common} of {} and {}", fine.len(), coarse.len());
}

#[test]
fn exchanging_the_legs_exchanges_the_events() {
    let simulated = simulate(&short(presets::healthy(14)));
    let mut mirrored = Recording::default();
    for (site, track) in &simulated.recording.tracks {
        let track = Track {
            site: site.mirrored(),
            ..track.clone()
        };
        mirrored.tracks.insert(site.mirrored(), track);
    }
    let key = |contact: LiveContact, side: Side| (side, contact.kind, (contact.time_s * 1e6).round() as i64);
    let mut here: Vec<_> = contacts(&run(&simulated.recording, 0.05))
        .into_iter()
        .map(|contact| key(contact, contact.side))
        .collect();
    let mut there: Vec<_> = contacts(&run(&mirrored, 0.05))
        .into_iter()
        .map(|contact| key(contact, contact.side.other()))
        .collect();
    here.sort();
    there.sort();
    assert_eq!(here, there);
}

#[test]
fn a_silent_sensor_is_said_and_the_rest_goes_on() {
    let simulated = simulate(&short(presets::healthy(15)));
    let mut recording = simulated.recording.clone();
    let thigh = recording.tracks.get_mut(&Site::ThighLeft).expect("the kit has it");
    let (from, to) = (12.0, 18.0);
    let kept: Vec<usize> = (0..thigh.len())
        .filter(|&k| !(from..to).contains(&thigh.time_s[k]))
        .collect();
    thigh.acc_mps2 = kept.iter().map(|&k| thigh.acc_mps2[k]).collect();
    thigh.gyr_radps = kept.iter().map(|&k| thigh.gyr_radps[k]).collect();
    thigh.time_s = kept.iter().map(|&k| thigh.time_s[k]).collect();
    let events = run(&recording, 0.05);
    let notes: Vec<LiveNote> = events
        .iter()
        .filter_map(|event| match event {
            LiveEvent::Note(note) if note.site() == Some(Site::ThighLeft) => Some(*note),
            _ => None,
        })
        .collect();
    let codes: Vec<&str> = notes.iter().map(LiveNote::code).collect();
    for code in ["sensor-silent", "sensor-back", "gap"] {
        assert!(codes.contains(&code), "{code}: {codes:?}");
    }
    let during = contacts(&events)
        .iter()
        .filter(|contact| (from..to).contains(&contact.time_s))
        .count();
    assert!(during > 15, "{during}");
    let knees = |side: Side| {
        events
            .iter()
            .filter(|event| matches!(event, LiveEvent::Angles(angles)
                if angles.side == side && angles.knee_flexion_deg.is_some() && (from + 0.5..to - 0.5).contains(&angles.time_s)))
            .count()
    };
    assert_eq!(knees(Side::Left), 0);
    assert!(knees(Side::Right) > 200);
}

#[test]
fn any_rate_will_do_and_sensors_need_not_agree() {
    for (rate, other) in [(50.0, 60.0), (200.0, 100.0), (400.0, 52.0)] {
        let mut scenario = short(presets::healthy(16));
        for (k, sensor) in scenario.kit.sensors.iter_mut().enumerate() {
            sensor.rate_hz = if k % 2 == 0 { rate } else { other };
        }
        let simulated = simulate(&scenario);
        let events = run(&simulated.recording, 0.05);
        let latest = contacts(&events).iter().map(LiveContact::delay_s).fold(0.0, f64::max);
        assert!(latest <= 0.150, "{rate} Hz: {latest}");
        for kind in [ContactKind::InitialContact, ContactKind::FinalContact] {
            let f1 = score(&simulated, &events, kind).f1().expect("contacts");
            assert!(f1 > 0.95, "{rate} Hz {kind:?}: {f1}");
        }
    }
}

#[test]
fn thighs_alone_give_contacts_and_a_pelvis_alone_says_that_it_gives_none() {
    let simulated = simulate(&short(presets::healthy(17)));
    let mut thighs = simulated.recording.clone();
    thighs
        .tracks
        .retain(|site, _| matches!(site, Site::ThighLeft | Site::ThighRight));
    let simulated = Simulated {
        recording: thighs,
        truth: simulated.truth,
    };
    let events = run(&simulated.recording, 0.05);
    assert!(
        score(&simulated, &events, ContactKind::InitialContact)
            .f1()
            .expect("contacts")
            > 0.9
    );

    let mut pelvis = simulate(&short(presets::healthy(17))).recording;
    pelvis.tracks.retain(|site, _| *site == Site::Pelvis);
    let events = run(&pelvis, 0.05);
    assert!(contacts(&events).is_empty());
    assert!(
        events
            .iter()
            .any(|event| matches!(event, LiveEvent::Note(LiveNote::NoLegSensor { .. })))
    );
}

#[test]
fn old_and_repeated_samples_are_counted_and_change_nothing() {
    let recording = simulate(&short(presets::healthy(18))).recording;
    let (mut chain, mut other) = (LiveChain::default(), LiveChain::default());
    let (mut once, mut twice) = (Vec::new(), Vec::new());
    let longest = recording.tracks.values().map(Track::len).max().expect("tracks");
    for k in (0..longest).step_by(5) {
        for track in recording.tracks.values() {
            let block: Vec<LiveSample> = (k..(k + 5).min(track.len()))
                .map(|k| LiveSample {
                    time_s: track.time_s[k],
                    acc_mps2: track.acc_mps2[k],
                    gyr_radps: track.gyr_radps[k],
                })
                .collect();
            chain.push(track.site, &block, &mut once);
            other.push(track.site, &block, &mut twice);
            other.push(track.site, &block, &mut twice);
        }
    }
    assert_eq!(once, twice);
    let state = other.state();
    assert!(state.sensors.values().all(|sensor| sensor.late_samples > 1000));
    assert!(chain.state().sensors.values().all(|sensor| sensor.late_samples == 0));
}
