//! Real exports of sensor makers' programs, read in place when they are there (GAITSCOPE_DATA), and said to be skipped when not.

use gaitscope::recording::{self, Opened, ReadOptions, Recording, RecordingError, Site, Track};
use std::collections::BTreeMap;
use std::path::PathBuf;

fn samples(folder: &str) -> Option<PathBuf> {
    let data = std::env::var_os("GAITSCOPE_DATA")?;
    let path = PathBuf::from(data).join("importer_samples").join(folder);
    if path.is_dir() {
        return Some(path);
    }
    eprintln!("skipped: {folder} is not there");
    None
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

#[test]
fn xsens_mt_manager_in_every_dialect() {
    let Some(folder) = samples("xsens_mtw_txt") else { return };
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
    assert!(error.to_string().contains("--rate"), "{error}");
}

#[test]
fn orientation_only_exports_are_refused_with_the_reason() {
    for (folder, word) in [("xsens_dot", "orientation"), ("opensense_gait", "no angular velocity")] {
        let Some(path) = samples(folder) else { return };
        let error = read(path, &[]).unwrap_err();
        assert!(matches!(error, RecordingError::NoRawSignals { .. }), "{error}");
        assert!(error.to_string().contains(word), "{error}");
    }
}

#[test]
fn apdm_csv_of_both_layouts() {
    let Some(folder) = samples("apdm") else { return };
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

#[test]
fn shimmer_calibrated_is_read_and_the_rest_refused() {
    let Some(folder) = samples("shimmer") else { return };
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

/// Prints the whole table; long, so only on request: `cargo test --test import_real -- --ignored --nocapture`.
#[test]
#[ignore = "minutes long; the table in VALIDATION.md is written by validate"]
fn setup_table() {
    let data = std::env::var_os("GAITSCOPE_DATA").map(PathBuf::from);
    let mut report = gaitscope::validation::ValidationReport::new();
    gaitscope::validation::add_setup_faults(&mut report, data.as_deref(), 12);
    for row in &report.rows {
        println!(
            "{:<45} {:>6.1} % of {:>3}  {}",
            row.figure,
            row.value.unwrap_or(f64::NAN),
            row.n,
            row.note
        );
    }
}
