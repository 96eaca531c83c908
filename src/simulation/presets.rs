//! Named people, ready to walk.

use super::random::Stream;
use super::scenario::{Course, Edit, EditKind, Extent, Person, Scenario, Sex, Stage, Variability};
use super::{ClockFault, CurveSource, Kit, Loss, Slip};
use recording::{Side, Site};

/// The named scenarios that [`by_name`] knows, sorted.
pub const NAMES: [&str; 9] = [
    "badly_recorded",
    "changes_on_the_way",
    "five_times_sit_to_stand",
    "healthy",
    "limp",
    "pelvic_drop",
    "stiff_knee",
    "timed_up_and_go",
    "walk_sit_walk",
];

/// A named scenario, `None` for an unknown name.
pub fn by_name(name: &str, seed: u64) -> Option<Scenario> {
    match name {
        "healthy" => Some(healthy(seed)),
        "limp" => Some(limp(seed)),
        "stiff_knee" => Some(stiff_knee(seed)),
        "pelvic_drop" => Some(pelvic_drop(seed)),
        "changes_on_the_way" => Some(changes_on_the_way(seed)),
        "badly_recorded" => Some(badly_recorded(seed)),
        "walk_sit_walk" => Some(walk_sit_walk(seed)),
        "timed_up_and_go" => Some(timed_up_and_go(seed)),
        "five_times_sit_to_stand" => Some(five_times_sit_to_stand(seed)),
        _ => None,
    }
}

/// About a minute to and fro on a 20 m lane between two quiet stands.
fn corridor() -> Vec<Stage> {
    vec![
        Stage::Stand { seconds: 6.0 },
        Stage::Walk {
            extent: Extent::Seconds(68.0),
            lane_m: Some(20.0),
        },
        Stage::Stand { seconds: 4.0 },
    ]
}

/// A middle-aged adult at comfortable speed, usual sensors put on by hand, no planted differences.
pub fn healthy(seed: u64) -> Scenario {
    let mut kit = Kit::usual(100.0);
    by_hand(&mut kit, seed, 15.0, 5.0);
    Scenario {
        name: "healthy".to_owned(),
        seed,
        person: Person::of_height(1.70),
        speed_mps: 1.25,
        variability: Variability::default(),
        protocol: corridor(),
        treadmill: false,
        first_step: Side::Right,
        edits: vec![],
        kit,
    }
}

/// Sensors turned on their straps (uniform up to `about_deg`) and tilted (normal, limited to `tilt_deg`).
pub fn by_hand(kit: &mut Kit, seed: u64, about_deg: f64, tilt_deg: f64) {
    let mut stream = Stream::new(seed, 50);
    for sensor in &mut kit.sensors {
        sensor.mount.about_long_axis_deg = stream.uniform(-about_deg, about_deg);
        sensor.mount.tilt_sagittal_deg = tilt_deg / 2.0 * stream.bounded_normal(2.0);
        sensor.mount.tilt_frontal_deg = tilt_deg / 2.0 * stream.bounded_normal(2.0);
        sensor.mount.shift_m = 0.005 * stream.bounded_normal(2.0);
    }
}

fn named(name: &str, seed: u64, speed_mps: f64, edits: Vec<Edit>) -> Scenario {
    Scenario {
        name: name.to_owned(),
        speed_mps,
        edits,
        ..healthy(seed)
    }
}

/// Hurries off the left leg: shorter stance, early contact of the other leg, soft placing.
pub fn limp(seed: u64) -> Scenario {
    let left = |kind, size| Edit::new(kind, Side::Left, size);
    let edits = vec![
        left(EditKind::StanceTime, -10.0),
        left(EditKind::StepTime, 16.0),
        left(EditKind::Impact, -35.0),
        left(EditKind::LoadingResponse, -3.0),
    ];
    named("limp", seed, 1.05, edits)
}

/// The right knee bends too little in swing; the leg is brought round outside and the pelvis is lifted.
pub fn stiff_knee(seed: u64) -> Scenario {
    let right = |kind, size| Edit::new(kind, Side::Right, size);
    let edits = vec![
        right(EditKind::SwingKnee, -22.0),
        right(EditKind::Circumduction, 7.0),
        right(EditKind::HipHike, 5.5),
    ];
    named("stiff_knee", seed, 1.0, edits)
}

/// The pelvis falls to the left while the right leg stands.
pub fn pelvic_drop(seed: u64) -> Scenario {
    named(
        "pelvic_drop",
        seed,
        1.15,
        vec![Edit::new(EditKind::PelvicDrop, Side::Right, 6.0)],
    )
}

/// Walks like anyone, then from the fortieth second spares the right leg and leans forward more and more.
pub fn changes_on_the_way(seed: u64) -> Scenario {
    let step = Course::StepAt(40.0);
    let ramp = Course::Ramp {
        from_s: 40.0,
        to_s: 70.0,
    };
    let edits = vec![
        Edit::new(EditKind::StanceTime, Side::Right, -10.0).with_course(step.clone()),
        Edit::new(EditKind::StepTime, Side::Right, 14.0).with_course(step),
        Edit::new(EditKind::ForwardLean, Side::Right, 6.0).with_course(ramp.clone()),
        Edit::new(EditKind::LessExtension, Side::Right, 6.0).with_course(ramp.clone()),
        Edit::new(EditKind::Speed, Side::Right, -12.0).with_course(ramp),
    ];
    named("changes_on_the_way", seed, 1.2, edits)
}

/// Three minutes with growing complaints, two of rest seated, a minute as at the start.
pub fn walk_sit_walk(seed: u64) -> Scenario {
    let worse = Course::Points(vec![(40.0, 0.0), (180.0, 1.0), (200.0, 1.0), (260.0, 0.1)]);
    let edits = [
        (EditKind::Speed, -25.0),
        (EditKind::ForwardLean, 7.0),
        (EditKind::StepLength, -8.0),
    ];
    let mut edits: Vec<Edit> = edits
        .map(|(kind, size)| Edit::new(kind, Side::Right, size).with_course(worse.clone()))
        .into();
    for side in Side::BOTH {
        edits.push(Edit::new(EditKind::LessExtension, side, 5.0).with_course(worse.clone()));
    }
    let walk = |seconds| Stage::Walk {
        extent: Extent::Seconds(seconds),
        lane_m: Some(20.0),
    };
    Scenario {
        protocol: vec![
            Stage::Stand { seconds: 8.0 },
            walk(180.0),
            Stage::Stand { seconds: 3.0 },
            Stage::Sit { seconds: 120.0 },
            Stage::Stand { seconds: 3.0 },
            walk(60.0),
            Stage::Stand { seconds: 5.0 },
        ],
        ..named("walk_sit_walk", seed, 1.15, edits)
    }
}

/// From a stand onto a chair, and from there 3 m, round, back, round and down again. The left thigh rises slower.
pub fn timed_up_and_go(seed: u64) -> Scenario {
    let chair = Stage::Chair {
        seconds: 6.0,
        move_s: 1.4,
        slower: Some((Side::Left, 0.2)),
    };
    Scenario {
        protocol: vec![
            Stage::Stand { seconds: 6.0 },
            chair.clone(),
            Stage::Walk {
                // 3 m there and back with both turns, and two steps to the chair.
                extent: Extent::Metres(10.5),
                lane_m: Some(3.0),
            },
            chair,
            Stage::Stand { seconds: 3.0 },
        ],
        ..named("timed_up_and_go", seed, 1.0, vec![])
    }
}

/// A stand, a while on a chair, five rises, and the last stand. The right thigh rises slower.
pub fn five_times_sit_to_stand(seed: u64) -> Scenario {
    let chair = |seconds| Stage::Chair {
        seconds,
        move_s: 1.0,
        slower: Some((Side::Right, 0.15)),
    };
    let mut protocol = vec![Stage::Stand { seconds: 6.0 }, chair(6.0)];
    for _ in 0..4 {
        protocol.extend([Stage::Stand { seconds: 0.6 }, chair(2.7)]);
    }
    protocol.extend([Stage::Stand { seconds: 0.6 }, chair(6.0), Stage::Stand { seconds: 3.0 }]);
    Scenario {
        protocol,
        ..named("five_times_sit_to_stand", seed, 1.2, vec![])
    }
}

/// A healthy walk through a bad setup: lost packets, a clipping gyroscope, a late clock, a slipped strap, a slow
/// sensor, one that dies early, and one put on a quarter turn off.
pub fn badly_recorded(seed: u64) -> Scenario {
    let mut scenario = named("badly_recorded", seed, 1.3, vec![]);
    for sensor in &mut scenario.kit.sensors {
        sensor.clock.drift_ppm = 20.0;
        sensor.clock.jitter_s = 0.0008;
        match sensor.site {
            Site::ShankLeft => {
                sensor.loss = Loss {
                    share: 0.06,
                    burst_packets: 4.0,
                    samples_per_packet: 5,
                }
            }
            Site::ShankRight => {
                sensor.gyr_range_radps = 250_f64.to_radians();
                sensor.acc_range_mps2 = 2.0 * recording::STANDARD_GRAVITY;
                sensor.clock = ClockFault {
                    offset_s: 0.06,
                    drift_ppm: -60.0,
                    jitter_s: 0.0008,
                };
            }
            Site::ThighRight => {
                sensor.slip = Some(Slip {
                    at_s: 45.0,
                    about_long_axis_deg: 30.0,
                    tilt_sagittal_deg: 9.0,
                });
            }
            Site::ThighLeft => {
                sensor.mount.about_long_axis_deg = 88.0;
                sensor.stops_early_s = 12.0;
            }
            _ => {
                sensor.rate_hz = 50.0;
                sensor.starts_late_s = 1.5;
                sensor.gyr_bias_radps = 2.0_f64.to_radians();
            }
        }
    }
    scenario
}

/// One of many healthy adults: random body, speed, variability and sensors, and small side differences as healthy
/// people have. Their spread is chosen so that the 95th percentile of each absolute difference is about 0.6 of the
/// healthy limit computed from 42 adults (whose limits contain one stride's noise).
pub fn healthy_person(seed: u64) -> Scenario {
    let mut stream = Stream::new(seed, 60);
    let mut scenario = healthy(seed);
    scenario.name = format!("healthy_person_{seed}");
    let male = stream.chance(0.5);
    let height_m = if male { 1.77 } else { 1.65 } + 0.06 * stream.bounded_normal(2.0);
    scenario.person = Person {
        thigh_m: 0.245 * height_m * (1.0 + 0.02 * stream.bounded_normal(2.0)),
        shank_m: 0.246 * height_m * (1.0 + 0.02 * stream.bounded_normal(2.0)),
        age_years: stream.uniform(20.0, 75.0).round(),
        sex: if male { Sex::Male } else { Sex::Female },
        cadence_percent: 2.5 * stream.bounded_normal(2.0),
        walking_lean_deg: 1.0 + stream.bounded_normal(2.0),
        ..Person::of_height(height_m)
    };
    scenario.speed_mps = (1.25 + 0.13 * stream.bounded_normal(2.0)).clamp(0.95, 1.6);
    scenario.variability = Variability {
        stride_time_cv_percent: stream.uniform(1.2, 2.6),
        angle_sd_deg: stream.uniform(0.8, 1.8),
        lag1: stream.uniform(0.2, 0.5),
    };
    scenario.first_step = if stream.chance(0.5) { Side::Left } else { Side::Right };
    let natural = [
        (EditKind::StanceTime, 0.9),
        (EditKind::StepTime, 1.2),
        (EditKind::SwingKnee, 2.0),
        (EditKind::LoadingResponse, 1.4),
        (EditKind::PelvicDrop, 0.4),
        (EditKind::HipHike, 0.3),
        (EditKind::Circumduction, 0.7),
        (EditKind::LessExtension, 0.9),
        (EditKind::Impact, 4.0),
    ];
    scenario.edits = natural
        .into_iter()
        .map(|(kind, sd)| Edit::new(kind, Side::Right, sd * stream.bounded_normal(2.5)))
        .collect();
    scenario.kit = Kit::usual(100.0);
    scenario.kit.soft_tissue.sliding_deg = stream.uniform(0.5, 2.0);
    by_hand(&mut scenario.kit, seed, 30.0, 8.0);
    scenario
}

/// The same random adult with the curves of another source and, where that is not the analysis' own, with side differences
/// as wide as those of real people wearing straps: root mean square over the seven healthy adults of the open recordings with
/// thighs and shanks (`data/norms/straps_side_differences.csv`), person and placement together. The measures stand for
/// the edits: stance time, step time, knee range, loading excursion, pelvic drop, swing hike, circumduction, thigh range, shank
/// shock.
pub fn healthy_person_of(source: CurveSource, seed: u64) -> Scenario {
    let mut scenario = healthy_person(seed);
    if source == CurveSource::Fukuchi {
        return scenario;
    }
    scenario.name = format!("healthy_person_{}_{seed}", source.name());
    scenario.person.curves = source;
    let mut stream = Stream::new(seed, 61);
    let natural = [
        (EditKind::StanceTime, 1.43),
        (EditKind::StepTime, 2.85),
        (EditKind::SwingKnee, 7.16),
        (EditKind::LoadingResponse, 3.7),
        (EditKind::PelvicDrop, 0.65),
        (EditKind::HipHike, 0.5),
        (EditKind::Circumduction, 2.2),
        (EditKind::LessExtension, 3.1),
        (EditKind::Impact, 18.1),
    ];
    scenario.edits = natural
        .into_iter()
        .map(|(kind, sd)| Edit::new(kind, Side::Right, sd * stream.bounded_normal(2.0)))
        .collect();
    scenario
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_other_sources_walk_at_the_speed_asked_for() {
        for source in CurveSource::ALL {
            let mut scenario = healthy_person_of(source, 3);
            scenario.kit.sensors.truncate(1);
            let truth = crate::simulate(&scenario).truth;
            let speed = truth.speed_mps / scenario.speed_mps;
            assert!((speed - 1.0).abs() < 0.08, "{}: {speed}", source.name());
        }
    }

    #[test]
    fn every_name_is_known_and_walks_or_rises() {
        for name in NAMES {
            let scenario = by_name(name, 1).expect("named");
            assert_eq!(scenario.name, name);
            assert!(
                scenario
                    .protocol
                    .iter()
                    .any(|stage| matches!(stage, Stage::Walk { .. } | Stage::Chair { .. }))
            );
        }
        assert!(by_name("unknown", 1).is_none());
    }

    #[test]
    fn healthy_people_differ_but_stay_healthy() {
        let mut knee = Vec::new();
        for seed in 0..12 {
            let mut scenario = healthy_person(seed);
            scenario.kit.sensors.truncate(1);
            let truth = crate::simulate(&scenario).truth;
            let peak = |side| {
                truth
                    .median(side, |stride| stride.features.knee_swing_peak)
                    .expect("strides")
            };
            knee.push(peak(Side::Right) - peak(Side::Left));
            assert!(
                (truth.speed_mps / scenario.speed_mps - 1.0).abs() < 0.06,
                "seed {seed}: {}",
                truth.speed_mps
            );
        }
        assert!(knee.iter().all(|difference| difference.abs() < 7.0), "{knee:?}");
        assert!(knee.iter().any(|difference| difference.abs() > 0.5), "{knee:?}");
    }
}
