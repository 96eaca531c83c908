//! Hand-made exports of every format, after the published descriptions: the same short movement in each maker's clothes.

use super::super::{Input, NoticeCode, Opened, ReadOptions, Recording, RecordingError, STANDARD_GRAVITY, Site, open};
use std::fmt::Write as _;
use std::sync::Arc;

/// The movement: acceleration in m/s² and rate in rad/s.
fn at(k: usize) -> ([f64; 3], [f64; 3]) {
    let t = k as f64 / 100.0;
    ([0.5 * t.sin(), 9.8, 0.3], [0.1, 0.2 * t.cos(), -0.4])
}

const ROWS: usize = 200;

fn file(name: &str, text: impl Into<String>) -> Input {
    Input::Bytes {
        name: name.to_owned(),
        bytes: Arc::from(text.into().into_bytes()),
    }
}

fn placed(pairs: &[(&str, Site)]) -> ReadOptions {
    ReadOptions {
        sites: pairs.iter().map(|(key, site)| ((*key).to_owned(), *site)).collect(),
        ..ReadOptions::default()
    }
}

fn recording(given: &[Input], options: &ReadOptions) -> Recording {
    match open(given, options).unwrap() {
        Opened::Recording(recording) => *recording,
        Opened::NeedsSites(sensors) => panic!("{sensors:?}"),
    }
}

/// Every sample of a track is the movement, in time and in units.
fn is_the_movement(recording: &Recording, site: Site) {
    let track = &recording.tracks[&site];
    assert_eq!(track.len(), ROWS);
    assert!((track.rate_hz - 100.0).abs() < 0.01, "{}", track.rate_hz);
    let start = track.time_s[0];
    for k in 0..ROWS {
        let (acc, gyr) = at(k);
        assert!(
            (track.time_s[k] - start - k as f64 / 100.0).abs() < 2e-4,
            "{k}: {}",
            track.time_s[k] - start
        );
        for axis in 0..3 {
            assert!((track.acc_mps2[k][axis] - acc[axis]).abs() < 2e-3, "{k} {axis}");
            assert!((track.gyr_radps[k][axis] - gyr[axis]).abs() < 2e-3, "{k} {axis}");
        }
    }
}

const DOT_HEAD: &str = "sep=,\nDeviceTag:,zdt\nSyncStatus:,Synced\nOutputRate:,100Hz\nMeasurement Mode:,Test\n\n";

fn dot(columns: &str, cells: impl Fn(usize) -> String) -> String {
    let mut text = format!("{DOT_HEAD}PacketCounter,SampleTimeFine,{columns}\n");
    for k in 0..ROWS {
        // The counter of microseconds goes round on the way.
        let stamp = (4_294_000_000u64 + 10_000 * k as u64) % 4_294_967_296;
        writeln!(text, "{k},{stamp},{}", cells(k)).unwrap();
    }
    text
}

#[test]
fn movella_dot_rate_quantities_and_custom_modes() {
    let text = dot("Quat_W,Quat_X,Quat_Y,Quat_Z,Acc_X,Acc_Y,Acc_Z,Gyr_X,Gyr_Y,Gyr_Z", |k| {
        let (a, g) = at(k);
        let g = g.map(f64::to_degrees);
        format!("1,0,0,0,{},{},{},{},{},{}", a[0], a[1], a[2], g[0], g[1], g[2])
    });
    let opened = recording(&[file("LTibia_1.csv", text)], &ReadOptions::default());
    is_the_movement(&opened, Site::ShankLeft);
    assert_eq!(opened.tracks[&Site::ShankLeft].info.serial.as_deref(), Some("zdt"));
}

#[test]
fn movella_dot_delta_quantities_are_increments() {
    let text = dot("dq_W,dq_X,dq_Y,dq_Z,dv[1],dv[2],dv[3],Mag_X,Mag_Y,Mag_Z", |k| {
        let (a, g) = at(k);
        let q = nalgebra::UnitQuaternion::from_scaled_axis(nalgebra::Vector3::from(g) * 0.01);
        format!(
            "{},{},{},{},{},{},{},0,0,0",
            q.w,
            q.i,
            q.j,
            q.k,
            a[0] * 0.01,
            a[1] * 0.01,
            a[2] * 0.01
        )
    });
    is_the_movement(
        &recording(&[file("pelvis.csv", text)], &ReadOptions::default()),
        Site::Pelvis,
    );
}

#[test]
fn movella_dot_modes_without_raw_signals_are_refused_with_the_reason() {
    for (columns, cells) in [
        (
            "Quat_W,Quat_X,Quat_Y,Quat_Z,FreeAcc_X,FreeAcc_Y,FreeAcc_Z",
            "1,0,0,0,0,0,0",
        ),
        ("Euler_X,Euler_Y,Euler_Z", "0,0,0"),
        (
            "Euler_X,Euler_Y,Euler_Z,FreeAcc_X,FreeAcc_Y,FreeAcc_Z,Gyr_X,Gyr_Y,Gyr_Z",
            "0,0,0,0,0,0,0,0,0",
        ),
        ("FreeAcc_X,FreeAcc_Y,FreeAcc_Z", "0,0,0"),
    ] {
        let error = open(
            &[file("pelvis.csv", dot(columns, |_| cells.to_owned()))],
            &ReadOptions::default(),
        )
        .unwrap_err();
        assert!(matches!(error, RecordingError::NoRawSignals { .. }), "{error}");
        assert!(error.to_string().contains("Rate quantities"), "{error}");
    }
}

fn meta(unit: &str, values: impl Fn(usize) -> [f64; 3]) -> String {
    let mut text = format!("epoc (ms),timestamp (+0200),elapsed (s),x-axis ({unit}),y-axis ({unit}),z-axis ({unit})\n");
    for k in 0..ROWS {
        let [x, y, z] = values(k);
        writeln!(
            text,
            "{},2024-05-01T10:00:00.000,{},{x},{y},{z}",
            1_714_557_600_000u64 + 10 * k as u64,
            k as f64 / 100.0
        )
        .unwrap();
    }
    text
}

#[test]
fn metamotion_pairs_its_files_by_device() {
    let acc = meta("g", |k| at(k).0.map(|value| value / STANDARD_GRAVITY));
    let gyr = meta("deg/s", |k| at(k).1.map(f64::to_degrees));
    let files = [
        file("LeftThigh_2024_AABB_Accelerometer_100.000Hz_1.4.csv", acc.clone()),
        file("LeftThigh_2024_AABB_Gyroscope_100.000Hz_1.4.csv", gyr),
    ];
    is_the_movement(&recording(&files, &ReadOptions::default()), Site::ThighLeft);
    let alone = open(&files[..1], &ReadOptions::default()).unwrap_err();
    assert!(matches!(alone, RecordingError::HalfSensor { .. }), "{alone}");
}

fn zipped(name: &str, members: &[(&str, String)]) -> Input {
    use std::io::Write;
    let mut writer = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    for (member, text) in members {
        writer
            .start_file(*member, zip::write::SimpleFileOptions::default())
            .unwrap();
        writer.write_all(text.as_bytes()).unwrap();
    }
    Input::Bytes {
        name: name.to_owned(),
        bytes: Arc::from(writer.finish().unwrap().into_inner()),
    }
}

#[test]
fn phyphox_and_sensor_logger_archives_are_one_phone_each() {
    let phyphox = |names: [&str; 3], values: &dyn Fn(usize) -> [f64; 3]| {
        let mut text = format!("\"Time (s)\",\"{}\",\"{}\",\"{}\"\n", names[0], names[1], names[2]);
        for k in 0..ROWS {
            let [x, y, z] = values(k);
            writeln!(text, "{:e},{x:e},{y:e},{z:e}", k as f64 / 100.0).unwrap();
        }
        text
    };
    let archive = zipped(
        "walk.zip",
        &[
            (
                "Accelerometer.csv",
                phyphox(["X (m/s^2)", "Y (m/s^2)", "Z (m/s^2)"], &|k| at(k).0),
            ),
            (
                "Gyroscope.csv",
                phyphox(["X (rad/s)", "Y (rad/s)", "Z (rad/s)"], &|k| at(k).1),
            ),
            (
                "meta/device.csv",
                "\"property\",\"value\"\n\"deviceModel\",\"x\"\n".to_owned(),
            ),
        ],
    );
    let Opened::NeedsSites(open_sites) = open(std::slice::from_ref(&archive), &ReadOptions::default()).unwrap() else {
        panic!("a phone does not know where it was worn")
    };
    assert_eq!(open_sites[0].key, "walk.zip");
    assert_eq!(open_sites[0].guess, None);
    is_the_movement(
        &recording(&[archive], &placed(&[("walk.zip", Site::Pelvis)])),
        Site::Pelvis,
    );

    let logger = |values: &dyn Fn(usize) -> [f64; 3]| {
        let mut text = "time,seconds_elapsed,z,y,x\n".to_owned();
        for k in 0..ROWS {
            let [x, y, z] = values(k);
            writeln!(
                text,
                "{},{},{z},{y},{x}",
                1_714_557_600_000_000_000u64 + 10_000_000 * k as u64,
                k as f64 / 100.0
            )
            .unwrap();
        }
        text
    };
    let archive = zipped(
        "pelvis.zip",
        &[
            (
                "Accelerometer.csv",
                logger(&|k| [at(k).0[0], at(k).0[1] - 9.8, at(k).0[2]]),
            ),
            ("Gravity.csv", logger(&|_| [0.0, 9.8, 0.0])),
            ("Gyroscope.csv", logger(&|k| at(k).1)),
            ("Light.csv", logger(&|_| [0.0; 3])),
        ],
    );
    is_the_movement(&recording(&[archive], &ReadOptions::default()), Site::Pelvis);
}

#[test]
fn movesense_json_spreads_its_packets_and_csv_pairs() {
    let mut items = Vec::new();
    for packet in 0..ROWS / 4 {
        let vectors = |of: &dyn Fn(usize) -> [f64; 3]| -> String {
            let one = |k: usize| {
                let [x, y, z] = of(4 * packet + k);
                format!("{{\"x\":{x},\"y\":{y},\"z\":{z}}}")
            };
            (0..4).map(one).collect::<Vec<_>>().join(",")
        };
        let (acc, gyr) = (vectors(&|k| at(k).0), vectors(&|k| at(k).1.map(f64::to_degrees)));
        items.push(format!(
            "{{\"Imu6\":{{\"Timestamp\":{},\"ArrayAcc\":[{acc}],\"ArrayGyro\":[{gyr}]}}}}",
            500 + 40 * packet
        ));
    }
    let text = format!("{{\"Samples\":[{}]}}", items.join(","));
    is_the_movement(
        &recording(&[file("shank_right.json", text)], &ReadOptions::default()),
        Site::ShankRight,
    );
    let csv = |of: &dyn Fn(usize) -> [f64; 3]| {
        let mut text = "timestamp,x,y,z\n".to_owned();
        for k in 0..ROWS {
            let [x, y, z] = of(k);
            writeln!(text, "{},{x},{y},{z}", 10 * k).unwrap();
        }
        text
    };
    let files = [
        file("trunk_pelvis_Acc.csv", csv(&|k| at(k).0)),
        file("trunk_pelvis_Gyro.csv", csv(&|k| at(k).1.map(f64::to_degrees))),
    ];
    is_the_movement(
        &recording(&files, &placed(&[("trunk_pelvis_Acc.csv", Site::Pelvis)])),
        Site::Pelvis,
    );
}

#[test]
fn noraxon_with_semicolons_and_decimal_commas() {
    let mut text = "Type: CSV\nName;Test\n\n".to_owned();
    let mut names = vec!["time".to_owned(), "Activity".to_owned()];
    for sensor in ["Pelvis", "Shank LT"] {
        for (signal, unit) in [("Acceleration", "mG"), ("Gyroscope", "deg/s")] {
            names.extend(
                ["x", "y", "z"].map(|axis| format!("\"Noraxon MyoMotion-Segments-{sensor}-{signal}-{axis} ({unit})\"")),
            );
        }
    }
    writeln!(text, "{}", names.join(";")).unwrap();
    for k in 0..ROWS {
        let (a, g) = at(k);
        let mut cells = vec![format!("{:.4}", k as f64 / 100.0), "Walk".to_owned()];
        for _ in 0..2 {
            cells.extend(a.map(|value| format!("{:.6}", value / STANDARD_GRAVITY * 1e3)));
            cells.extend(g.map(|value| format!("{:.6}", value.to_degrees())));
        }
        writeln!(text, "{}", cells.join(";").replace('.', ",")).unwrap();
    }
    let opened = recording(&[file("session.csv", text)], &ReadOptions::default());
    is_the_movement(&opened, Site::Pelvis);
    is_the_movement(&opened, Site::ShankLeft);
}

#[test]
fn witmotion_old_and_new() {
    let mut old = "StartTime: 2024-05-01 10:00:00.000\nTime(s)\tChipTime\tax(g)\tay(g)\taz(g)\twx(deg/s)\twy(deg/s)\twz(deg/s)\tAngleX(deg)\n".to_owned();
    let mut new = "Time,Device name,Chip Time(),Acceleration X(g),Acceleration Y(g),Acceleration Z(g),Angular velocity X(°/s),Angular velocity Y(°/s),Angular velocity Z(°/s)\n".to_owned();
    for k in 0..ROWS {
        let (a, g) = at(k);
        let (a, g) = (a.map(|value| value / STANDARD_GRAVITY), g.map(f64::to_degrees));
        let chip = format!("2024-05-01 10:00:{:06.3}", k as f64 / 100.0);
        writeln!(
            old,
            "{}\t{chip}\t{}\t{}\t{}\t{}\t{}\t{}\t0",
            k, a[0], a[1], a[2], g[0], g[1], g[2]
        )
        .unwrap();
        for device in ["WTshank(aa)", "WTthigh(bb)"] {
            writeln!(
                new,
                "10:00:00.1,{device},{chip},{},{},{},{},{},{}",
                a[0], a[1], a[2], g[0], g[1], g[2]
            )
            .unwrap();
        }
    }
    is_the_movement(
        &recording(&[file("pelvis.txt", old)], &ReadOptions::default()),
        Site::Pelvis,
    );
    let options = placed(&[("WTshank(aa)", Site::ShankLeft), ("WTthigh(bb)", Site::ThighLeft)]);
    let opened = recording(&[file("data.txt", new)], &options);
    is_the_movement(&opened, Site::ShankLeft);
    is_the_movement(&opened, Site::ThighLeft);
}

#[test]
fn bids_motion_reads_its_three_files() {
    let mut channels = "name\tcomponent\ttype\ttracked_point\tunits\nlatency\tn/a\tLATENCY\tn/a\ts\n".to_owned();
    for (kind, unit) in [("ACCEL", "m/s^2"), ("GYRO", "deg/s")] {
        for axis in ["x", "y", "z"] {
            writeln!(channels, "{kind}{axis}\t{axis}\t{kind}\tthigh_right\t{unit}").unwrap();
        }
    }
    let mut motion = String::new();
    for k in 0..ROWS {
        let (a, g) = at(k);
        let g = g.map(f64::to_degrees);
        writeln!(
            motion,
            "{}\t{}\t{}\t{}\t{}\t{}\t{}",
            k as f64 / 100.0,
            a[0],
            a[1],
            a[2],
            g[0],
            g[1],
            g[2]
        )
        .unwrap();
    }
    let files = [
        file("sub-01_task-walk_tracksys-imu_channels.tsv", channels),
        file("sub-01_task-walk_tracksys-imu_motion.tsv", motion),
        file(
            "sub-01_task-walk_tracksys-imu_motion.json",
            "{\"SamplingFrequency\": 100}",
        ),
    ];
    is_the_movement(&recording(&files, &ReadOptions::default()), Site::ThighRight);
}

#[test]
fn any_table_by_a_mapping() {
    let mapping = "skip_lines = 1\n[time]\ncolumn = \"t\"\nunit = \"ms\"\n[[sensor]]\nsite = \"shank_left\"\nacc = [\"a1\", \"a2\", \"a3\"]\nacc_unit = \"g\"\ngyr = [\"w1\", \"w2\", \"-w3\"]\ngyr_unit = \"deg/s\"\n";
    let mapping = super::Mapping::load(&file("map.toml", mapping)).unwrap();
    let mut text = "made by hand\nt;a1;a2;a3;w1;w2;w3\n".to_owned();
    for k in 0..ROWS {
        let (a, g) = at(k);
        let (a, g) = (a.map(|value| value / STANDARD_GRAVITY), g.map(f64::to_degrees));
        writeln!(
            text,
            "{};{};{};{};{};{};{}",
            10 * k,
            a[0],
            a[1],
            a[2],
            g[0],
            g[1],
            -g[2]
        )
        .unwrap();
    }
    let options = ReadOptions {
        mapping: Some(mapping),
        ..ReadOptions::default()
    };
    is_the_movement(&recording(&[file("x.csv", text)], &options), Site::ShankLeft);
    let wrong = super::Mapping::load(&file("map.toml", "[time]\nunit = \"ms\"\nsensor = 1\n")).unwrap_err();
    assert_eq!(wrong.file(), Some("map.toml"));
}

#[test]
fn broken_exports_say_where() {
    let good = dot("Acc_X,Acc_Y,Acc_Z,Gyr_X,Gyr_Y,Gyr_Z", |_| "0,9.8,0,1,2,3".to_owned());
    let oops = good.replacen("5,4294050000,0,9.8", "5,4294050000,0,9..8", 1);
    let error = open(&[file("pelvis.csv", oops)], &ReadOptions::default()).unwrap_err();
    assert_eq!((error.line(), error.column()), (Some(13), Some("Acc_Y")));
    let cut = &good[..good.len() - 9];
    let error = open(&[file("pelvis.csv", cut)], &ReadOptions::default()).unwrap_err();
    assert!(matches!(error, RecordingError::CellCount { last: true, .. }), "{error}");
}

/// The layout of Mobility Lab's files, made by h5py 3.16 (`tests/fixtures/apdm.py`): the movement on a lumbar and a shank
/// sensor, compressed in chunks.
#[cfg(feature = "hdf5")]
#[test]
fn apdm_hdf5_of_both_versions() {
    for bytes in [
        &include_bytes!("../../../tests/fixtures/apdm_v5.h5")[..],
        include_bytes!("../../../tests/fixtures/apdm_v3.h5"),
    ] {
        let input = Input::Bytes {
            name: "walk.h5".to_owned(),
            bytes: Arc::from(bytes),
        };
        let options = placed(&[("SI-000001", Site::Pelvis), ("SI-000002", Site::ShankRight)]);
        let opened = recording(std::slice::from_ref(&input), &options);
        is_the_movement(&opened, Site::Pelvis);
        is_the_movement(&opened, Site::ShankRight);
        let damaged = Input::Bytes {
            name: "walk.h5".to_owned(),
            bytes: Arc::from(&bytes[..bytes.len() / 3]),
        };
        assert!(open(&[damaged], &options).is_err());
    }
}

/// A DOT that was never synchronised, from `switched_on_s` on: three jumps between quiet moments at 3 s and 33 s, and steps
/// of one leg between.
fn unsynced(switched_on_s: f64, jumps: bool, step_s: f64) -> String {
    let pulse = |t: f64, at: f64| (-((t - at) / 0.025).powi(2)).exp();
    let mut text = format!("{DOT_HEAD}PacketCounter,SampleTimeFine,Acc_X,Acc_Y,Acc_Z,Gyr_X,Gyr_Y,Gyr_Z\n")
        .replace("Synced", "Unsynced");
    for k in 0..4000u32 {
        let t = switched_on_s + f64::from(k) / 100.0;
        let mut a = STANDARD_GRAVITY + 0.05 * (37.0 * t).sin();
        for at in [3.0, 4.0, 5.1, 33.0, 34.1, 35.0].into_iter().filter(|_| jumps) {
            a += 18.0 * pulse(t, at) - 7.0 * pulse(t, at - 0.15);
        }
        if (8.0..30.0).contains(&t) {
            a += 9.0 * pulse((t + step_s).rem_euclid(1.1), 0.5);
        }
        writeln!(
            text,
            "{k},{},0,{a:.5},0,0,{:.4},0",
            1_000_000 + 10_000 * k,
            10.0 * t.sin()
        )
        .unwrap();
    }
    text
}

#[test]
fn sensors_without_a_common_clock_are_aligned_by_the_jumps_and_keep_the_uncertainty() {
    let sites = placed(&[("a.csv", Site::ShankLeft), ("b.csv", Site::ShankRight)]);
    let files = |jumps| {
        [
            file("a.csv", unsynced(0.0, jumps, 0.0)),
            file("b.csv", unsynced(0.734, jumps, 0.55)),
        ]
    };
    let together = recording(&files(true), &sites);
    let (left, right) = (&together.tracks[&Site::ShankLeft], &together.tracks[&Site::ShankRight]);
    for k in [0, 2000, 3999] {
        // The second one was switched on later: its own zero is 0.734 s of the first one's time.
        let apart = right.time_s[k] - left.time_s[k];
        assert!((apart - 0.734).abs() < 0.005, "{apart} at {k}");
    }
    let uncertainty = right.clock.uncertainty_s;
    assert!(
        uncertainty.is_some_and(|seconds| seconds > 0.0 && seconds < 0.02),
        "{uncertainty:?}"
    );
    assert!(
        together
            .notices
            .iter()
            .any(|notice| notice.code == NoticeCode::ClocksByMovement)
    );
    let apart = recording(&files(false), &sites);
    let clocks: Vec<Option<f64>> = apart.tracks.values().map(|track| track.clock.uncertainty_s).collect();
    assert_eq!(clocks, [Some(0.0), None], "left to the walk");
}
