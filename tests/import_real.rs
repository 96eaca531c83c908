//! Real exports of sensor makers' programs, read in place where they are.

#![allow(clippy::unwrap_used, reason = "a test fails where it stands")]

mod real;

use recording::{self, Opened, Question, ReadOptions, Recording, RecordingError, Site, Track};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

fn main() -> ExitCode {
    real::run(vec![
        real::on_recordings("xsens_mt_manager_in_every_dialect", xsens_mt_manager_in_every_dialect),
        real::on_recordings(
            "orientation_only_exports_are_refused_with_the_reason",
            orientation_only_exports_are_refused_with_the_reason,
        ),
        real::on_recordings("apdm_csv_of_both_layouts", apdm_csv_of_both_layouts),
        real::on_recordings(
            "shimmer_calibrated_is_read_and_the_rest_refused",
            shimmer_calibrated_is_read_and_the_rest_refused,
        ),
        real::on_recordings("tables_of_researchers_open", tables_of_researchers_open),
    ])
}

fn samples(data: &Path, folder: &str) -> PathBuf {
    let path = data.join("importer_samples").join(folder);
    assert!(path.is_dir(), "{} is not there", path.display());
    path
}

fn read(path: PathBuf, sites: &[(&str, Site)]) -> Result<Recording, RecordingError> {
    let sites: BTreeMap<String, Site> = sites.iter().map(|(key, site)| ((*key).to_owned(), *site)).collect();
    let options = ReadOptions {
        sites,
        ..ReadOptions::default()
    };
    recording::read(&[path], &options)
}

/// Gravity and a rate that a sensor can have.
fn is_a_sensor(track: &Track, rate_hz: f64) {
    assert!((track.rate_hz - rate_hz).abs() < 0.02 * rate_hz, "{} Hz", track.rate_hz);
    let mut sizes: Vec<f64> = track.acc_mps2.iter().map(|acc| acc.norm()).collect();
    sizes.sort_by(f64::total_cmp);
    let median = sizes[sizes.len() / 2];
    assert!((8.0..11.5).contains(&median), "{median} m/s²");
}

fn xsens_mt_manager_in_every_dialect(data: &Path) {
    let folder = samples(data, "xsens_mtw_txt");
    let raw = [
        ("MT2022_ACC_GYRO_ROT_ALL_TAB_NAN_00B42D4B.txt", None),
        ("MT2022_ACC_GYRO_ROT_EULER_TAB_00B42D4F.txt", None),
        ("MT2022_ACC_GYRO_ROT_MAT_COMMA_00B42D4B.txt", None),
        ("MT2022_ACC_GYRO_ROT_MAT_SEMICOLON_00B42D4B.txt", None),
        ("MT2022_ACC_GYRO_ROT_MAT_SPACE_00B42D4B.txt", None),
        ("MT46_01-000_00B42D4D.txt", Some(100.0)),
        ("MT46_01-000_00B42D4E.txt", Some(100.0)),
        ("MTManager2019_full_header_MT_012000E0.txt", Some(100.0)),
        ("MT_01200454_000-000_00B40DE4.txt", None),
        ("MT_012005D6_031-000_00B421AF.txt", Some(100.0)),
        ("MT_012005D6_031-000_00B4227B.txt", Some(100.0)),
        ("test1_00B421E6.txt", Some(100.0)),
    ];
    for (name, rate_hz) in raw {
        let given = ReadOptions {
            sites: BTreeMap::from([(name.to_owned(), Site::Pelvis)]),
            rate_hz: rate_hz.is_none().then_some(100.0),
            ..ReadOptions::default()
        };
        let recording = recording::read(&[folder.join(name)], &given).unwrap_or_else(|error| panic!("{name}: {error}"));
        is_a_sensor(&recording.tracks[&Site::Pelvis], 100.0);
    }
    for name in [
        "MT2022_ACC_00B42D4B.txt",
        "MT_01200312-002-000_00B474BA.txt",
        "MT_012005D6-000_sit_to_stand-000_00B421ED.txt",
    ] {
        let error = read(folder.join(name), &[(name, Site::Pelvis)]).unwrap_err();
        assert!(matches!(error, RecordingError::NoRawSignals { .. }), "{name}: {error}");
    }
    // Five still rows prove no rate.
    let name = "MT2022_ACC_GYRO_ROT_MAT_COMMA_00B42D4B.txt";
    let error = read(folder.join(name), &[(name, Site::Pelvis)]).unwrap_err();
    assert_eq!(error.question(), Some(Question::Rate), "{error}");
}

fn orientation_only_exports_are_refused_with_the_reason(data: &Path) {
    for (folder, word) in [("xsens_dot", "orientation"), ("opensense_gait", "no angular velocity")] {
        let path = samples(data, folder);
        let error = read(path, &[]).unwrap_err();
        assert!(matches!(error, RecordingError::NoRawSignals { .. }), "{error}");
        assert!(error.to_string().contains(word), "{error}");
    }
}

fn apdm_csv_of_both_layouts(data: &Path) {
    let folder = samples(data, "apdm");
    let recording = read(folder.join("apdm_format7.csv"), &[]);
    match recording {
        Ok(recording) => {
            assert!(recording.tracks.contains_key(&Site::Pelvis) && recording.tracks.contains_key(&Site::ShankLeft));
            is_a_sensor(&recording.tracks[&Site::Pelvis], 128.0);
        }
        Err(error) => panic!("{error}"),
    }
    let sites = [
        ("Static", Site::Pelvis),
        ("Upper", Site::ThighLeft),
        ("Middle", Site::ShankLeft),
        ("Lower", Site::FootLeft),
    ];
    let given = recording::open(&[folder.join("imuData01.csv").into()], &ReadOptions::default()).unwrap();
    let Opened::NeedsSites(open) = given else {
        panic!("no name of a pendulum is a site")
    };
    assert_eq!(open.len(), 4);
    let keys: Vec<(&str, Site)> = open
        .iter()
        .map(|sensor| sensor.key.as_str())
        .zip(sites.map(|(_, site)| site))
        .collect();
    let recording = read(folder.join("imuData01.csv"), &keys).unwrap();
    assert_eq!(recording.tracks.len(), 4);
    recording.tracks.values().for_each(|track| is_a_sensor(track, 128.0));
}

fn shimmer_calibrated_is_read_and_the_rest_refused(data: &Path) {
    let folder = samples(data, "shimmer");
    let name = "triaxcal_calibrated.csv.gz";
    let recording = read(folder.join(name), &[(name, Site::Pelvis)]).unwrap();
    let track = &recording.tracks[&Site::Pelvis];
    assert_eq!(track.len(), 2149);
    assert_eq!(track.info.serial.as_deref(), Some("Shimmer_952D"));
    for name in [
        "triaxcal_uncalibrated.csv.gz",
        "sdlog_sync_slave.csv.gz",
        "pair_consensys.csv",
    ] {
        let error = read(folder.join(name), &[(name, Site::Pelvis)]).unwrap_err();
        assert!(matches!(error, RecordingError::NoRawSignals { .. }), "{name}: {error}");
    }
}

/// A folder of public tables beside the recordings: file, rate to give, sensors with their places, and the right rate.
type Opens = (&'static str, Option<f64>, &'static [(&'static str, Site)], f64);

/// Public tables open with no more than a rate and places, with the right rate, units and gravity.
fn tables_of_researchers_open(data: &Path) {
    let folder = data.join("../cases/formats");
    assert!(folder.is_dir(), "{} is not there", folder.display());
    let sites: [Opens; 15] = [
        ("1", None, &[], 128.0),
        ("2", None, &[("S02-Walk_00B40C44.txt", Site::ShankLeft)], 100.0),
        ("3", None, &[("Accelerometer.csv", Site::Pelvis)], 49.9),
        (
            "4",
            None,
            &[("LS.csv", Site::ShankLeft), ("RS.csv", Site::ShankRight)],
            128.0,
        ),
        (
            "6/imu_sample.csv",
            Some(204.8),
            &[
                ("imu_sample.csv:left_sensor", Site::FootLeft),
                ("imu_sample.csv:right_sensor", Site::ShankRight),
            ],
            204.8,
        ),
        (
            "6/stair_down.csv",
            None,
            &[
                ("stair_down.csv:left_sensor", Site::ShankLeft),
                ("stair_down.csv:right_sensor", Site::ShankRight),
            ],
            204.8,
        ),
        ("7/lowerback_mobilised.csv", Some(100.0), &[], 100.0),
        ("7/pelvis_kiel.csv", Some(200.0), &[], 200.0),
        ("7/ring_40hz.csv", None, &[("ring_40hz.csv:seg1", Site::Pelvis)], 40.0),
        ("7/ximu.csv", Some(256.0), &[("ximu.csv", Site::ShankLeft)], 256.0),
        ("11/iso.csv", None, &[("iso.csv", Site::ShankLeft)], 398.3),
        (
            "12/dot_pc_sdk_raw.csv",
            None,
            &[("dot_pc_sdk_raw.csv", Site::ShankRight)],
            100.0,
        ),
        (
            "12/dot_pc_sdk_raw_counter.csv",
            None,
            &[("dot_pc_sdk_raw_counter.csv", Site::ShankRight)],
            100.0,
        ),
        (
            "13/walking_xsens_lowerLeg.txt",
            None,
            &[("walking_xsens_lowerLeg.txt", Site::ShankLeft)],
            120.0,
        ),
        (
            "13/walking_xsens_upperLeg.txt",
            None,
            &[("walking_xsens_upperLeg.txt", Site::ThighLeft)],
            120.0,
        ),
    ];
    for (path, rate_hz, sites, expected) in sites {
        let given = ReadOptions {
            sites: sites.iter().map(|(key, site)| ((*key).to_owned(), *site)).collect(),
            rate_hz,
            ..ReadOptions::default()
        };
        let recording = recording::read(&[folder.join(path)], &given).unwrap_or_else(|error| panic!("{path}: {error}"));
        assert!(!recording.tracks.is_empty());
        for track in recording.tracks.values() {
            let off = track.rate_hz / expected - 1.0;
            assert!(off.abs() < 0.005, "{path}: {} Hz", track.rate_hz);
            let mut sizes: Vec<f64> = track.acc_mps2.iter().map(|acc| acc.norm()).collect();
            sizes.sort_by(f64::total_cmp);
            // A foot that swings through all of a short piece is above gravity as a rule.
            let typical = sizes[sizes.len() / 2];
            assert!((8.0..12.5).contains(&typical), "{path}: {typical} m/s²");
            let mut turns: Vec<f64> = track.gyr_radps.iter().map(|gyr| gyr.norm()).collect();
            turns.sort_by(f64::total_cmp);
            let fast = turns[turns.len() * 99 / 100];
            assert!((0.01..20.0).contains(&fast), "{path}: {fast} rad/s");
        }
    }
    for (path, words) in [
        ("12/dot_pc_sdk_euler.csv", "Rate quantities"),
        ("15/panic.txt", "worn"),
        ("7/lowerback_mobilised.csv", "rate"),
    ] {
        let error = recording::read(&[folder.join(path)], &ReadOptions::default()).unwrap_err();
        assert!(error.to_string().contains(words), "{path}: {error}");
    }
    // Headers of real files over a few rows made by hand: the acceleration is that of rest or nothing at all.
    for (path, key) in [
        ("9/discover_acc_gyro.csv", ""),
        ("9/emgworks.csv", "emgworks.csv:avanti_sensor_2"),
    ] {
        let given = ReadOptions {
            sites: BTreeMap::from([(key.to_owned(), Site::Pelvis)]),
            ..ReadOptions::default()
        };
        let recording = recording::read(&[folder.join(path)], &given).unwrap_or_else(|error| panic!("{path}: {error}"));
        for track in recording.tracks.values() {
            assert!(
                (track.rate_hz / 148.148 - 1.0).abs() < 0.005,
                "{path}: {} Hz",
                track.rate_hz
            );
        }
    }
    // One receiver's counter, and files without a clock in common.
    let sites = BTreeMap::from([
        ("walking_xsens_lowerLeg.txt".to_owned(), Site::ShankLeft),
        ("walking_xsens_upperLeg.txt".to_owned(), Site::ThighLeft),
    ]);
    let given = ReadOptions {
        sites,
        ..ReadOptions::default()
    };
    let both = ["walking_xsens_lowerLeg.txt", "walking_xsens_upperLeg.txt"].map(|name| folder.join("13").join(name));
    let recording = recording::read(&both, &given).unwrap();
    assert!(
        recording
            .tracks
            .values()
            .all(|track| track.clock.uncertainty_s.is_some())
    );
}
