//! The truth must agree with the samples by physics alone, not by the formulas that made them.

use super::*;
use nalgebra::{Matrix3, Rotation3, Vector3};
use recording::{STANDARD_GRAVITY, Site, Track};
use std::path::Path;

/// Half a minute of walking with faultless sensors on bone and no impacts.
fn clean() -> Scenario {
    let mut scenario = presets::healthy(3);
    scenario.protocol = vec![
        Stage::Stand { seconds: 3.0 },
        Stage::Walk {
            extent: Extent::Seconds(24.0),
            lane_m: None,
        },
        Stage::Stand { seconds: 2.0 },
    ];
    scenario.edits.clear();
    scenario.kit = Kit::perfect(200.0);
    scenario.kit.impact_mps2 = 0.0;
    scenario
}

/// Strapdown: orientation from rates, velocity and position from specific force, starting upright and at rest.
fn strapdown(track: &Track) -> (Vec<Matrix3<f64>>, Vec<Vector3<f64>>) {
    let dt = 1.0 / track.rate_hz;
    let mut orientation = Rotation3::<f64>::identity();
    let (mut velocity, mut position) = (Vector3::zeros(), Vector3::zeros());
    let (mut turned, mut places) = (vec![], vec![]);
    let mut last: Option<(Vector3<f64>, Vector3<f64>)> = None;
    for (force, rate) in track.acc_mps2.iter().zip(&track.gyr_radps) {
        if let Some((_, rate_before)) = last {
            orientation *= Rotation3::new((rate + rate_before) * (dt / 2.0));
        }
        let acceleration = orientation * force - Vector3::new(0.0, STANDARD_GRAVITY, 0.0);
        if let Some((acceleration_before, _)) = last {
            position += velocity * dt + (2.0 * acceleration_before + acceleration) * (dt * dt / 6.0);
            velocity += (acceleration + acceleration_before) * (dt / 2.0);
        }
        last = Some((acceleration, *rate));
        turned.push(orientation.into_inner());
        places.push(position);
    }
    (turned, places)
}

#[test]
fn integrated_rates_give_the_true_inclinations() {
    let Simulated { recording, truth } = simulate(&clean());
    for side in Side::BOTH {
        let leg = skeleton::index(side);
        for (site, inclination) in [
            (Site::thigh(side), &truth.angles.thigh_inclination),
            (Site::shank(side), &truth.angles.shank_inclination),
        ] {
            let (turned, _) = strapdown(&recording.tracks[&site]);
            for (i, expected) in inclination[leg].iter().enumerate() {
                let Some(r) = turned.get(2 * i) else { continue };
                // World up in segment axes; the axial rotation of the leg (a few degrees) is not in the truth.
                let (x, y, z) = (r[(1, 0)], r[(1, 1)], r[(1, 2)]);
                let shown = x.hypot(z).copysign(x).atan2(y).to_degrees();
                if expected.abs() > 10.0 {
                    assert!((shown - expected).abs() < 0.8, "{site} {i}: {shown} against {expected}");
                } else {
                    assert!((x.atan2(y).to_degrees() - expected).abs() < 0.5, "{site} {i}");
                }
            }
        }
    }
}

#[test]
fn twice_integrated_accelerations_give_the_stride_length() {
    for treadmill in [false, true] {
        let mut scenario = Scenario { treadmill, ..clean() };
        // Without noise in the angles there is no sway either: the strapdown starts upright and at rest.
        scenario.variability.angle_sd_deg = 0.0;
        let Simulated { recording, truth } = simulate(&scenario);
        let track = &recording.tracks[&Site::Pelvis];
        let (_, places) = strapdown(track);
        let strides: Vec<&Stride> = truth.steady(Side::Right).collect();
        let (first, last) = (strides[0], strides[strides.len() - 1]);
        let place = |t: f64| places[(t * track.rate_hz).round() as usize].x;
        let travelled = place(last.start_s) - place(first.start_s);
        let length: f64 = strides[..strides.len() - 1].iter().map(|stride| stride.length_m).sum();
        let belt = if treadmill {
            truth.speed_mps * (last.start_s - first.start_s)
        } else {
            0.0
        };
        assert!(
            ((travelled + belt) / length - 1.0).abs() < 0.01,
            "{travelled} + {belt} against {length}"
        );
        assert!(
            (truth.speed_mps / scenario.speed_mps - 1.0).abs() < 0.03,
            "{}",
            truth.speed_mps
        );
    }
}

#[test]
fn the_standing_foot_stays_where_it_is() {
    let mut scenario = clean();
    for turn in [None, Some(9.0)] {
        scenario.protocol[1] = Stage::Walk {
            extent: Extent::Seconds(24.0),
            lane_m: turn,
        };
        let truth = simulate(&scenario).truth;
        for stride in truth.strides.iter().filter(|stride| turn.is_some() || stride.steady) {
            let ankle = &truth.ankle_m[skeleton::index(stride.side)];
            let at = |share: f64| ankle[((stride.start_s + share * stride.stance_s()) * 100.0).round() as usize];
            let slip = at(0.6) - at(0.4);
            assert!(slip.x.hypot(slip.z) < 0.03, "{} m at {}", slip.norm(), stride.start_s);
            assert!((at(0.5).y - scenario.person.ankle_height_m()).abs() < 0.02);
        }
    }
}

#[test]
fn a_mirrored_scenario_gives_the_mirrored_recording() {
    let mut scenario = presets::healthy(5);
    scenario.edits = vec![
        Edit::new(EditKind::StanceTime, Side::Left, -8.0),
        Edit::new(EditKind::PelvicDrop, Side::Left, 4.0),
        Edit::new(EditKind::Circumduction, Side::Right, 6.0),
    ];
    for (i, sensor) in scenario.kit.sensors.iter_mut().enumerate() {
        sensor.mount.about_long_axis_deg = 7.0 * i as f64 - 20.0;
        sensor.mount.tilt_frontal_deg = 3.0;
    }
    let (a, b) = (simulate(&scenario), simulate(&scenario.mirrored()));
    for (site, track) in &a.recording.tracks {
        let mirror = &b.recording.tracks[&site.mirrored()];
        assert_eq!(track.time_s, mirror.time_s);
        for i in 0..track.len() {
            let (f, m) = (track.acc_mps2[i], mirror.acc_mps2[i]);
            assert!((f - Vector3::new(m.x, m.y, -m.z)).norm() < 2e-2, "{site} {i}: {f} {m}");
            let (w, m) = (track.gyr_radps[i], mirror.gyr_radps[i]);
            assert!((w - Vector3::new(-m.x, -m.y, m.z)).norm() < 5e-3, "{site} {i}");
        }
    }
    assert_eq!(a.truth.contacts.len(), b.truth.contacts.len());
    assert_eq!(a.truth.contacts[3].side, b.truth.contacts[3].side.other());
}

#[test]
fn the_seed_decides_everything() {
    let (a, b) = (simulate(&presets::healthy(8)), simulate(&presets::healthy(8)));
    assert_eq!(a.recording, b.recording);
    assert_eq!(a.truth, b.truth);
    assert_ne!(a.recording, simulate(&presets::healthy(9)).recording);
    // Another kit leaves the walk as it was.
    let mut other = presets::healthy(8);
    other.kit.sensors.remove(0);
    assert_eq!(simulate(&other).truth.strides, a.truth.strides);
}

#[test]
fn a_healthy_walk_looks_like_one() {
    let truth = simulate(&presets::healthy(21)).truth;
    let strides: Vec<&Stride> = truth.strides.iter().filter(|stride| stride.steady).collect();
    assert!(strides.len() > 40, "{}", strides.len());
    let times: Vec<f64> = truth.steady(Side::Left).map(Stride::time_s).collect();
    let mean = times.iter().sum::<f64>() / times.len() as f64;
    let sd = (times.iter().map(|t| (t - mean).powi(2)).sum::<f64>() / (times.len() - 1) as f64).sqrt();
    assert!(
        (0.8..3.2).contains(&(100.0 * sd / mean)),
        "stride time CV {}",
        100.0 * sd / mean
    );
    for stride in &strides {
        let stance = stride.stance_s() / stride.time_s();
        assert!((0.57..0.64).contains(&stance), "{stance}");
        assert!((54.0..69.0).contains(&stride.features.knee_swing_peak));
        assert!((5.0..17.0).contains(&stride.features.loading_excursion));
        assert!((2.4..8.1).contains(&stride.features.pelvic_drop));
        assert!((-27.0..-12.0).contains(&stride.features.thigh_min));
        assert!((stride.step_time_s / stride.time_s() - 0.5).abs() < 0.08);
    }
    // The pelvis rises and falls a few centimetres per step.
    let walking = &truth.mid_hip_m[2000..3000];
    let (low, high) = walking
        .iter()
        .fold((f64::MAX, f64::MIN), |(l, h), p| (l.min(p.y), h.max(p.y)));
    assert!((0.02..0.08).contains(&(high - low)), "{}", high - low);
}

#[test]
fn planted_edits_are_in_the_truth_with_their_size() {
    let cases = [
        (EditKind::StanceTime, -10.0, 0.105),
        (EditKind::StepTime, 10.0, 0.10),
        (EditKind::SwingKnee, -15.0, 15.0),
        (EditKind::LoadingResponse, -6.0, 6.0),
        (EditKind::PelvicDrop, 4.0, 4.0),
        (EditKind::Circumduction, 6.0, 6.0),
        (EditKind::LessExtension, 6.0, 6.0),
        (EditKind::HipHike, 4.0, 4.0),
    ];
    for (kind, size, expected) in cases {
        let mut scenario = clean();
        scenario.variability = Variability::NONE;
        scenario.edits = vec![Edit::new(kind, Side::Right, size)];
        let truth = simulate(&scenario).truth;
        let effect = &truth.effects[0];
        let shown = match kind {
            EditKind::StanceTime | EditKind::StepTime => effect.difference_percent.unwrap() / 100.0,
            _ => effect.right - effect.left,
        };
        let expected = if size < 0.0 { -expected } else { expected };
        assert!(
            (shown / expected - 1.0).abs() < 0.3,
            "{}: {shown} for {expected}",
            kind.name()
        );
    }
}

#[test]
fn faults_of_the_sensors_are_in_the_recording() {
    let mut scenario = clean();
    let sensor = scenario.kit.at_mut(Site::ShankLeft).unwrap();
    sensor.rate_hz = 104.0;
    sensor.gyr_range_radps = 250_f64.to_radians();
    sensor.clock = ClockFault {
        offset_s: 0.7,
        drift_ppm: 80.0,
        jitter_s: 0.001,
    };
    sensor.loss = Loss {
        share: 0.1,
        burst_packets: 3.0,
        samples_per_packet: 4,
    };
    sensor.starts_late_s = 1.0;
    let Simulated { recording, truth } = simulate(&scenario);
    let track = &recording.tracks[&Site::ShankLeft];
    let lost = truth
        .sensors
        .iter()
        .find(|s| s.sensor.site == Site::ShankLeft)
        .unwrap()
        .lost_share;
    assert!((0.04..0.18).contains(&lost), "{lost}");
    assert!((track.time_s[0] - 1.7).abs() < 0.05);
    assert!(track.time_s.windows(2).all(|pair| pair[1] > pair[0]));
    let peak = track.gyr_radps.iter().map(|w| w.z).fold(f64::MIN, f64::max);
    assert!((peak.to_degrees() - 250.0).abs() < 0.1, "{}", peak.to_degrees());
    assert_eq!(truth.contacts, simulate(&clean()).truth.contacts);
}

#[test]
fn sitting_and_standing_up_return_to_the_same_height() {
    let mut scenario = clean();
    scenario.protocol = vec![
        Stage::Stand { seconds: 2.0 },
        Stage::Walk {
            extent: Extent::Metres(8.0),
            lane_m: None,
        },
        Stage::Sit { seconds: 8.0 },
        Stage::Walk {
            extent: Extent::Metres(8.0),
            lane_m: None,
        },
        Stage::Stand { seconds: 2.0 },
    ];
    let truth = simulate(&scenario).truth;
    let standing = truth.mid_hip_m[0].y;
    assert!((truth.mid_hip_m[truth.mid_hip_m.len() - 1].y - standing).abs() < 0.01);
    let lowest = truth.mid_hip_m.iter().map(|p| p.y).fold(f64::MAX, f64::min);
    assert!((0.3..0.45).contains(&(standing - lowest)), "{}", standing - lowest);
    assert_eq!(truth.phases.len(), 5);
}

#[test]
fn nobody_jolts() {
    // Turns, limps, sitting down: accelerations stay those of people, and nothing jumps from sample to sample.
    for name in presets::NAMES {
        let mut scenario = presets::by_name(name, 2).unwrap();
        scenario.kit = Kit::perfect(100.0);
        scenario.kit.impact_mps2 = 0.0;
        let recording = simulate(&scenario).recording;
        for (site, limit) in [(Site::Pelvis, 26.0), (Site::ThighLeft, 32.0), (Site::ShankRight, 45.0)] {
            let track = &recording.tracks[&site];
            for (i, pair) in track.acc_mps2.windows(2).enumerate() {
                assert!(pair[1].norm() < limit, "{name} {site} {i}: {}", pair[1].norm());
                assert!(
                    (pair[1] - pair[0]).norm() < 14.0,
                    "{name} {site} {i}: {}",
                    (pair[1] - pair[0]).norm()
                );
            }
        }
    }
}

#[test]
fn gravity_is_the_mean_of_what_the_pelvis_feels() {
    let Simulated { recording, truth } = simulate(&clean());
    let (first, last) = {
        let strides: Vec<&Stride> = truth.steady(Side::Left).collect();
        (strides[0].start_s, strides[strides.len() - 1].start_s)
    };
    let track = &recording.tracks[&Site::Pelvis];
    let (turned, _) = strapdown(track);
    let walking = track
        .time_s
        .iter()
        .enumerate()
        .filter(|(_, t)| (first..last).contains(*t));
    let up: Vec<f64> = walking.map(|(i, _)| (turned[i] * track.acc_mps2[i]).y).collect();
    let mean = up.iter().sum::<f64>() / up.len() as f64;
    assert!((mean / STANDARD_GRAVITY - 1.0).abs() < 0.01, "{mean}");
}

/// `samples/` holds what the program writes today.
#[test]
fn the_samples_are_as_they_are_made() {
    let made = tempfile::tempdir().unwrap();
    samples::generate_samples(made.path()).unwrap();
    let kept = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../samples");
    for name in samples::SAMPLE_NAMES {
        let files = std::fs::read_dir(made.path().join(name)).unwrap();
        let files: Vec<_> = files.map(|file| file.unwrap().file_name()).collect();
        assert!(files.len() > 5, "{name}: {files:?}");
        for file in files {
            let [new, old] = [made.path(), kept.as_path()].map(|folder| std::fs::read(folder.join(name).join(&file)));
            assert!(
                new.unwrap() == old.unwrap(),
                "{name}/{}: write the samples anew",
                file.display()
            );
        }
    }
}
