//! Every form in which a recording may come is read, and a written session is read back the same.

#![allow(clippy::unwrap_used, reason = "a test fails where it stands")]

use nalgebra::Vector3;
use proptest::prelude::*;
use recording::{
    Clock, Notice, ReadOptions, Recording, RecordingError, STANDARD_GRAVITY, SensorInfo, Site, Track, inspect, read,
    write_session,
};
use std::fs;
use std::io::Write;
use std::path::Path;

const HEADER: &str = "time_s,acc_x_mps2,acc_y_mps2,acc_z_mps2,gyr_x_radps,gyr_y_radps,gyr_z_radps";

fn rows(n: usize) -> String {
    (0..n)
        .map(|i| format!("{},9.81,{},0.25,0.5,-0.125,0.0625\n", i as f64 / 100.0, i as f64 / 1e3))
        .collect()
}

fn plain(n: usize) -> String {
    format!("{HEADER}\n{}", rows(n))
}

fn put(folder: &Path, name: &str, content: impl AsRef<[u8]>) {
    fs::write(folder.join(name), content).unwrap();
}

fn read_folder(folder: &Path) -> Result<Recording, RecordingError> {
    read(&[folder.to_owned()], &ReadOptions::default())
}

fn codes(notices: &[Notice]) -> Vec<&str> {
    notices.iter().map(|notice| notice.code.code()).collect()
}

/// The pelvis track of a folder that holds just this file.
fn only_track(name: &str, content: impl AsRef<[u8]>) -> (Track, Vec<Notice>) {
    let folder = tempfile::tempdir().unwrap();
    put(folder.path(), name, content);
    let mut recording = read_folder(folder.path()).unwrap_or_else(|error| panic!("{name}: {error}"));
    (
        recording.tracks.remove(&Site::Pelvis).expect("a pelvis track"),
        recording.notices,
    )
}

#[test]
fn dialects_and_packings_give_the_same_track() {
    let text = plain(300);
    let (expected, notices) = only_track("pelvis.csv", &text);
    assert_eq!(expected.len(), 300);
    assert_eq!(expected.rate_hz, 100.0);
    assert_eq!(expected.acc_mps2[7], Vector3::new(9.81, 0.007, 0.25));
    assert_eq!(expected.gyr_radps[7], Vector3::new(0.5, -0.125, 0.0625));
    assert!(notices.is_empty(), "{notices:?}");
    let mut gz = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
    gz.write_all(text.as_bytes()).unwrap();
    let quoted: String = text
        .lines()
        .map(|line| format!("\"{}\"\n", line.replace(',', "\",\"")))
        .collect();
    let variants: Vec<(&str, Vec<u8>)> = vec![
        (
            "pelvis.csv",
            format!("\u{feff}{}", text.replace('\n', "\r\n")).into_bytes(),
        ),
        ("pelvis.csv", text.replace(',', ";").into_bytes()),
        ("pelvis.tsv", text.replace(',', "\t").into_bytes()),
        ("pelvis.csv", text.replace(',', ";").replace('.', ",").into_bytes()),
        ("pelvis.txt", text.replace(',', "\t").replace('.', ",").into_bytes()),
        ("pelvis.csv", format!("sep=;\n{}", text.replace(',', ";")).into_bytes()),
        (
            "pelvis.csv",
            format!("# made by hand\n# twice\n{text}\n\n").into_bytes(),
        ),
        ("pelvis.csv", text.trim_end().as_bytes().to_vec()),
        ("pelvis.csv", quoted.into_bytes()),
        ("pelvis.csv", text.replace(',', " , ").into_bytes()),
        ("pelvis.csv.gz", gz.finish().unwrap()),
        ("pelvis.csv.zst", zstd::encode_all(text.as_bytes(), 3).unwrap()),
        ("lower_back.csv", text.clone().into_bytes()),
    ];
    for (i, (name, content)) in variants.into_iter().enumerate() {
        assert_eq!(only_track(name, content).0, expected, "variant {i} ({name})");
    }
}

#[test]
fn units_are_read_from_the_names() {
    let row = |i: usize| format!("{},1000,0,0,180,0,-90\n", i * 10);
    let text = format!(
        "time_ms,ax [mg],ay [mg],az [mg],Gyro X (deg/s),Gyro Y (deg/s),Gyro Z (deg/s)\n{}",
        (0..50).map(row).collect::<String>()
    );
    let (track, _) = only_track("pelvis.csv", text);
    assert_eq!(track.rate_hz, 100.0);
    assert_eq!(track.time_s[3], 0.03);
    assert!((track.acc_mps2[0].x - STANDARD_GRAVITY).abs() < 1e-12);
    assert!((track.gyr_radps[0].x - std::f64::consts::PI).abs() < 1e-12);
    let row = |i: usize| format!("{},1.0,0,0,0.1,0,0\n", i * 10_000);
    let text = format!(
        "timestamp,ax,ay,az,gx_dps,gy_dps,gz_dps,mag_x\n{}",
        (0..50).map(row).collect::<String>().replace("\n", ",3\n")
    );
    let (track, notices) = only_track("pelvis.csv", text);
    assert!((track.acc_mps2[0].x - STANDARD_GRAVITY).abs() < 1e-12);
    assert_eq!(track.rate_hz, 100.0);
    assert_eq!(
        codes(&notices),
        ["columns-ignored", "time-unit-inferred", "acc-unit-inferred"]
    );
}

#[test]
fn a_wide_file_gives_each_sensor_its_own_rows() {
    let six = |site: &str| {
        HEADER
            .split(',')
            .skip(1)
            .map(|column| format!("{site}_{column}"))
            .collect::<Vec<_>>()
            .join(",")
    };
    let mut text = format!("time_s,{},{}\n", six("lumbar"), six("left_knee"));
    for i in 0..200 {
        let lumbar = if (50..70).contains(&i) {
            ",,,,,".to_owned()
        } else {
            "9.8,0,0,0,0,0.1".to_owned()
        };
        let knee = if i == 90 { "9.8,0,,0,0,0.1" } else { "9.7,0,0,0,0,0.2" };
        text.push_str(&format!("{},{lumbar},{knee}\n", f64::from(i) / 100.0));
    }
    let folder = tempfile::tempdir().unwrap();
    put(folder.path(), "walk_imu.csv", text);
    put(
        folder.path(),
        "walk_events.csv",
        "side,event,time_s\nleft,initial_contact,0.3\n",
    );
    let recording = read_folder(folder.path()).unwrap();
    assert_eq!(recording.source.name, "walk");
    assert_eq!(recording.source.files, ["walk_imu.csv"]);
    assert_eq!(recording.tracks[&Site::Pelvis].len(), 180);
    assert_eq!(recording.tracks[&Site::ShankLeft].len(), 199);
    assert_eq!(codes(&recording.notices), ["files-ignored", "incomplete-rows"]);
    let check = inspect(&recording.tracks[&Site::Pelvis]);
    assert_eq!(check.gaps.len(), 1);
    assert!((check.longest_gap_s - 0.21).abs() < 1e-9);
    assert!((check.lost_share - 0.1).abs() < 1e-9);
}

#[test]
fn the_sites_own_name_wins_over_an_alias_and_copies_of_rows_are_dropped() {
    let folder = tempfile::tempdir().unwrap();
    put(
        folder.path(),
        "pelvis.csv",
        plain(20) + "0.19,9.81,0.019,0.25,0.5,-0.125,0.0625\n",
    );
    put(folder.path(), "lower_back.csv", plain(30));
    let recording = read_folder(folder.path()).unwrap();
    assert_eq!(recording.tracks[&Site::Pelvis].len(), 20);
    assert_eq!(
        codes(&recording.notices),
        ["second-sensor-ignored", "duplicate-rows-dropped"]
    );
}

#[test]
fn one_of_several_recordings_can_be_chosen() {
    let folder = tempfile::tempdir().unwrap();
    for name in [
        "s1_left_t3_thigh.csv",
        "s1_left_t3_shank.csv",
        "s1_left_t4_thigh.csv",
        "S2_lowerback.csv",
    ] {
        put(folder.path(), name, plain(10));
    }
    let only = |key: &str| {
        read(
            &[folder.path().to_owned()],
            &ReadOptions {
                only: Some(key.into()),
                ..ReadOptions::default()
            },
        )
    };
    let recording = only("s1_t3").unwrap();
    assert_eq!(
        recording.tracks.keys().copied().collect::<Vec<_>>(),
        [Site::ThighLeft, Site::ShankLeft]
    );
    assert_eq!(recording.source.name, "s1_t3");
    assert!(only("t9").unwrap_err().to_string().contains("s1_t4"));
    let files = ["s1_left_t4_thigh.csv", "S2_lowerback.csv"].map(|name| folder.path().join(name));
    assert_eq!(read(&files, &ReadOptions::default()).unwrap().tracks.len(), 2);
}

#[test]
fn the_hash_is_that_of_the_files_one_after_the_other() {
    use sha2::{Digest, Sha256};
    let folder = tempfile::tempdir().unwrap();
    put(folder.path(), "thigh_left.csv", plain(10));
    put(folder.path(), "pelvis.csv", plain(20));
    let expected = Sha256::digest(plain(20) + &plain(10));
    let expected: String = expected.iter().map(|byte| format!("{byte:02x}")).collect();
    assert_eq!(read_folder(folder.path()).unwrap().source.sha256, expected);
}

#[test]
fn clock_offset_ranges_and_mounting_reach_the_track_and_come_back() {
    let folder = tempfile::tempdir().unwrap();
    put(folder.path(), "pelvis.csv", plain(500));
    put(
        folder.path(),
        "session.toml",
        "[subject]\nheight_m = 1.72\n[[sensor]]\nsite = \"pelvis\"\nclock_offset_s = 0.1\nclock_uncertainty_s = 0.004\n\
         acc_range_mps2 = 156.9\nmounting = [[0.0, 1.0, 0.0], [1.0, 0.0, 0.0], [0.0, 0.0, -1.0]]\n",
    );
    let recording = read_folder(folder.path()).unwrap();
    let track = &recording.tracks[&Site::Pelvis];
    assert_eq!(track.time_s[0], 0.1);
    assert_eq!(
        track.clock,
        Clock {
            offset_s: 0.1,
            uncertainty_s: Some(0.004),
            group: None,
        }
    );
    assert_eq!(track.info.acc_range_mps2, Some(156.9));
    let copy = tempfile::tempdir().unwrap();
    write_session(copy.path(), &recording).unwrap();
    let again = read_folder(copy.path()).unwrap();
    assert_eq!(again.tracks, recording.tracks);
    assert_eq!(again.session.subject, recording.session.subject);
    assert_eq!(again.session.sensors, recording.session.sensors);
}

fn track(site: Site, values: &[[f64; 6]], rate_hz: f64, offset_s: f64) -> Track {
    Track {
        site,
        time_s: (0..values.len()).map(|i| i as f64 / rate_hz + offset_s).collect(),
        acc_mps2: values.iter().map(|v| Vector3::new(9.8 + v[0], v[1], v[2])).collect(),
        gyr_radps: values.iter().map(|v| Vector3::new(v[3], v[4], v[5])).collect(),
        rate_hz,
        clock: Clock {
            offset_s,
            uncertainty_s: Some(0.0),
            group: None,
        },
        info: SensorInfo::default(),
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn what_is_written_is_read_back_bit_for_bit(
        values in prop::collection::vec(prop::array::uniform6(-1.0f64..1.0), 5..60),
        rate_hz in 20.5f64..1000.0,
        offset_s in prop_oneof![Just(0.0), 0.0f64..10.0],
    ) {
        // Times that a sensor's own clock and the offset can give.
        let mut pelvis = track(Site::Pelvis, &values, rate_hz, 0.0);
        pelvis.time_s.iter_mut().for_each(|time| *time += offset_s);
        pelvis.clock.offset_s = offset_s;
        let mut recording = Recording::default();
        recording.tracks.insert(Site::Pelvis, pelvis);
        recording.tracks.insert(Site::ShankLeft, track(Site::ShankLeft, &values, rate_hz, 0.0));
        let folder = tempfile::tempdir().unwrap();
        write_session(folder.path(), &recording).unwrap();
        let again = read_folder(folder.path()).unwrap();
        prop_assert_eq!(again.tracks, recording.tracks);
    }

    #[test]
    fn no_bytes_make_the_reader_panic(bytes in prop::collection::vec(any::<u8>(), 0..2000), packed in 0..3usize) {
        let magic: [&[u8]; 3] = [b"", &[0x1f, 0x8b, 8, 0], &[0x28, 0xb5, 0x2f, 0xfd]];
        let folder = tempfile::tempdir().unwrap();
        put(folder.path(), "pelvis.csv", [magic[packed], &bytes].concat());
        read(&[folder.path().join("pelvis.csv")], &ReadOptions::default()).ok();
        put(folder.path(), "session.toml", &bytes);
        read_folder(folder.path()).ok();
    }

    #[test]
    fn no_rows_make_the_reader_panic(body in "([0-9eE+.,;\"\t\r\n#-]|nan|inf|é){0,400}", semicolon in any::<bool>()) {
        let folder = tempfile::tempdir().unwrap();
        let header = if semicolon { HEADER.replace(',', ";") } else { HEADER.to_owned() };
        put(folder.path(), "pelvis.csv", format!("{header}\n{body}"));
        if let Err(error) = read_folder(folder.path()) {
            prop_assert!(!error.to_string().is_empty());
        }
    }

    #[test]
    fn no_header_makes_the_reader_panic(header in "\\PC{0,200}", name in "[a-zA-Zé_ .]{1,20}") {
        let folder = tempfile::tempdir().unwrap();
        put(folder.path(), &format!("{name}.csv"), format!("{header}\n{}", rows(3)));
        read_folder(folder.path()).ok();
    }
}

/// A shank that swings about its third axis, and how it sees gravity.
fn swinging(rate_hz: f64, rows: usize) -> Vec<([f64; 3], [f64; 3])> {
    (0..rows)
        .map(|k| {
            let t = k as f64 / rate_hz;
            let (angle, turn) = (0.5 * (2.0 * t).sin(), (2.0 * t).cos());
            ([angle.sin() * 9.81, angle.cos() * 9.81, 0.2], [0.0, 0.0, turn])
        })
        .collect()
}

fn open_one(name: &str, text: &str, options: &ReadOptions) -> Result<Recording, RecordingError> {
    let folder = tempfile::tempdir().unwrap();
    put(folder.path(), name, text);
    read(&[folder.path().join(name)], options)
}

fn at_rate(rate_hz: f64) -> ReadOptions {
    ReadOptions {
        rate_hz: Some(rate_hz),
        ..ReadOptions::default()
    }
}

/// The rows are the swinging shank's, in SI units.
fn swings(track: &Track, rate_hz: f64) {
    assert!((track.rate_hz / rate_hz - 1.0).abs() < 0.005, "{}", track.rate_hz);
    for (k, (acc, gyr)) in swinging(rate_hz, track.len()).into_iter().enumerate() {
        assert!((track.acc_mps2[k] - Vector3::from(acc)).norm() < 0.01, "{k}");
        assert!((track.gyr_radps[k] - Vector3::from(gyr)).norm() < 0.01, "{k}");
    }
}

#[test]
fn a_table_without_times_is_read_at_a_given_rate_and_a_counter_leaves_gaps() {
    let table = |names: &str, counted: bool| {
        let mut text = format!("{names}\n");
        for (k, (a, g)) in swinging(100.0, 600).into_iter().enumerate() {
            let a = a.map(|value| value / STANDARD_GRAVITY);
            let g = g.map(f64::to_degrees);
            // Three samples were lost on the way.
            if counted && (300..303).contains(&k) {
                continue;
            }
            let count = if counted { format!("{k},") } else { String::new() };
            text += &format!("{count}{},{},{},{},{},{}\n", a[0], a[1], a[2], g[0], g[1], g[2]);
        }
        text
    };
    let axes = "acc_x,acc_y,acc_z,gyr_x,gyr_y,gyr_z";
    let refused = open_one("shank_left.csv", &table(axes, false), &ReadOptions::default()).unwrap_err();
    assert!(matches!(refused, RecordingError::NoTime { .. }), "{refused}");
    let read = open_one("shank_left.csv", &table(axes, false), &at_rate(100.0)).unwrap();
    swings(&read.tracks[&Site::ShankLeft], 100.0);
    assert_eq!(
        codes(&read.notices),
        ["site-from-name", "acc-unit-inferred", "gyr-unit-inferred"]
    );
    let read = open_one(
        "shank_left.csv",
        &table(&format!("samples,{axes}"), true),
        &at_rate(100.0),
    )
    .unwrap();
    let track = &read.tracks[&Site::ShankLeft];
    assert_eq!(track.len(), 597);
    assert!((track.time_s[300] - track.time_s[299] - 0.04).abs() < 1e-9);
    // A remark may state the rate, and then none is asked for.
    let read = open_one(
        "shank_left.csv",
        &format!("# sampling rate: 100 Hz\n{}", table(axes, false)),
        &ReadOptions::default(),
    );
    swings(&read.unwrap().tracks[&Site::ShankLeft], 100.0);
}

#[test]
fn units_sensors_and_dates_may_stand_outside_the_row_of_names() {
    let mut units = "Maker - data export\n\nTime [128 hz],Gyro [128 hz],,,Accel [128 hz],,\nTime,Gyro X,Gyro Y,Gyro Z,Accel X,Accel Y,Accel Z,\n[s],[deg/s],[deg/s],[deg/s],[g],[g],[g],\n".to_owned();
    let mut sensors = String::from(
        "sensor,left_shank,right_shank,left_shank,right_shank,left_shank,right_shank,left_shank,right_shank,left_shank,right_shank,left_shank,right_shank\naxis,acc_x,acc_x,acc_y,acc_y,acc_z,acc_z,gyr_x,gyr_x,gyr_y,gyr_y,gyr_z,gyr_z\n",
    );
    let mut dates = "timestamp,gx_dps,gy_dps,gz_dps,ax_g,ay_g,az_g\n".to_owned();
    let mut german = dates.clone();
    for (k, (a, g)) in swinging(100.0, 600).into_iter().enumerate() {
        let [ax, ay, az] = a.map(|value| value / STANDARD_GRAVITY);
        let [gx, gy, gz] = g.map(f64::to_degrees);
        let row = format!("{gx},{gy},{gz},{ax},{ay},{az}");
        units += &format!("{:.5},{row},\n", k as f64 / 100.0);
        let (second, milli) = (k / 100, k % 100 * 10);
        dates += &format!("2024-05-06T23:59:{:02}.{milli:03}Z,{row}\n", 50 + second);
        german += &format!("06.05.2024 10:00:{second:02}.{milli:03},{row}\n");
        sensors += &format!("{k}");
        for value in a.into_iter().chain(g) {
            sensors += &format!(",{value},{value}");
        }
        sensors += "\n";
    }
    for text in [&units, &dates, &german] {
        let read = open_one("shank_left.csv", text, &ReadOptions::default()).unwrap();
        swings(&read.tracks[&Site::ShankLeft], 100.0);
    }
    let read = open_one("walk.csv", &sensors, &at_rate(100.0)).unwrap();
    for site in [Site::ShankLeft, Site::ShankRight] {
        swings(&read.tracks[&site], 100.0);
    }
}

#[test]
fn binary_files_are_named_for_what_they_are() {
    let mut c3d = vec![0_u8; 600];
    c3d[..2].copy_from_slice(&[2, 0x50]);
    for (content, word) in [
        (b"MATLAB 5.0 MAT-file, Platform: GLNXA64\0\0".to_vec(), "MATLAB"),
        (c3d, "C3D"),
        (b"%PDF-1.7\n\0".to_vec(), "PDF"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1\0".to_vec(), "spreadsheet"),
    ] {
        let folder = tempfile::tempdir().unwrap();
        put(folder.path(), "pelvis.csv", &content);
        let said = read_folder(folder.path()).unwrap_err().to_string();
        assert!(said.contains(word), "{said}");
    }
}
