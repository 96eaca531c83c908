//! Tables of many programs and labs, made here: the same walk in each one's clothes.

#![allow(clippy::unwrap_used, reason = "a test fails where it stands")]

use recording::{
    Input, Mapping, Notice, Opened, Question, ReadOptions, Recording, RecordingError, STANDARD_GRAVITY, Site, explain,
    open,
};
use std::fmt::Write as _;
use std::sync::Arc;

const ROWS: usize = 600;

/// A sensor that swings while its wearer walks, at a time: acceleration in m/s² and rate in rad/s.
fn walk(t: f64) -> [f64; 6] {
    let bounce = STANDARD_GRAVITY + 3.0 * (11.0 * t).sin();
    [
        0.2 * bounce,
        0.98 * bounce,
        0.5 * (5.5 * t).cos(),
        0.3 * (5.5 * t).sin(),
        0.1,
        3.0 * (5.5 * t).cos() + 0.25,
    ]
}

/// The walk in g and deg/s, as cells.
fn in_g(t: f64) -> String {
    let [a, b, c, d, e, f] = walk(t);
    let acc = [a, b, c].map(|value| format!("{:.6}", value / STANDARD_GRAVITY));
    let gyr = [d, e, f].map(|value| format!("{:.6}", value.to_degrees()));
    format!("{},{}", acc.join(","), gyr.join(","))
}

fn in_si(t: f64) -> String {
    walk(t).map(|value| format!("{value:.6}")).join(",")
}

/// A table: lines above, and a row for each sample.
fn table(above: &str, row: impl Fn(usize) -> String) -> String {
    let mut text = format!("{above}\n");
    for k in 0..ROWS {
        writeln!(text, "{}", row(k)).unwrap();
    }
    text
}

fn file(name: &str, text: impl Into<String>) -> Input {
    Input::Bytes {
        name: name.to_owned(),
        bytes: Arc::from(text.into().into_bytes()),
    }
}

fn options(rate_hz: Option<f64>, sites: &[(&str, Site)]) -> ReadOptions {
    ReadOptions {
        rate_hz,
        sites: sites.iter().map(|(key, site)| ((*key).to_owned(), *site)).collect(),
        ..ReadOptions::default()
    }
}

fn opened(given: &[Input], options: &ReadOptions) -> Result<Recording, RecordingError> {
    match open(given, options)? {
        Opened::Recording(recording) => Ok(*recording),
        Opened::NeedsSites(sensors) => Err(RecordingError::NeedsSites { sensors }),
    }
}

fn read(name: &str, text: impl Into<String>, rate_hz: Option<f64>) -> Result<Recording, RecordingError> {
    opened(&[file(name, text)], &options(rate_hz, &[]))
}

fn codes(notices: &[Notice]) -> Vec<&'static str> {
    notices.iter().map(|notice| notice.code.code()).collect()
}

/// The track is the walk: its rate, units and times.
fn is_the_walk(recording: &Recording, site: Site, rate_hz: f64) {
    let track = &recording.tracks[&site];
    assert!(
        (track.rate_hz / rate_hz - 1.0).abs() < 0.005,
        "{} Hz instead of {rate_hz}",
        track.rate_hz
    );
    for k in [0, track.len() / 2, track.len() - 1] {
        let expected = walk(track.time_s[k] - track.time_s[0]);
        let got: Vec<f64> = (track.acc_mps2[k].iter())
            .chain(track.gyr_radps[k].iter())
            .copied()
            .collect();
        for (axis, (got, expected)) in got.iter().zip(expected).enumerate() {
            assert!(
                (got - expected).abs() < 0.02,
                "row {k}, axis {axis}: {got} instead of {expected}"
            );
        }
    }
}

const AXES: &str = "acc_x,acc_y,acc_z,gyr_x,gyr_y,gyr_z";
const UNITS: &str = "[g],[g],[g],[deg/s],[deg/s],[deg/s]";

#[test]
fn a_row_of_units_below_the_names_and_lines_above_them() {
    for (above, cells) in [
        (
            format!("Gait Up\nDevice,P5\nSubject,1\n\nTime,{AXES}\n[s],{UNITS}"),
            in_g as fn(f64) -> String,
        ),
        (format!("time,{AXES}\ns,m/s²,m/s²,m/s²,rad/s,rad/s,rad/s"), in_si),
        (
            "Time,Accel X,Accel Y,Accel Z,Gyro X,Gyro Y,Gyro Z\n(s),(g),(g),(g),(°/s),(°/s),(°/s)".to_owned(),
            in_g,
        ),
    ] {
        let text = table(&above, |k| format!("{},{}", k as f64 / 100.0, cells(k as f64 / 100.0)));
        is_the_walk(&read("pelvis.csv", text, None).unwrap(), Site::Pelvis, 100.0);
    }
    let text = table(&format!("time,{AXES}\nms,{UNITS}"), |k| {
        format!("{},{}", 10 * k, in_g(k as f64 / 100.0))
    });
    is_the_walk(&read("pelvis.csv", text, None).unwrap(), Site::Pelvis, 100.0);
}

#[test]
fn units_that_are_unknown_shifted_or_mixed_are_refused() {
    let with = |units: &str| {
        let text = table(&format!("time,{AXES}\n{units}"), |k| {
            format!("{},{}", k as f64 / 100.0, in_g(k as f64 / 100.0))
        });
        read("pelvis.csv", text, None).unwrap_err()
    };
    for units in [
        "s,LSB,LSB,LSB,deg/s,deg/s,deg/s",
        "s,g,g,g,counts,counts,counts",
        // Shifted by a column: seconds below an acceleration.
        "-,s,g,g,g,deg/s,deg/s",
    ] {
        let error = with(units);
        assert!(
            matches!(
                error,
                RecordingError::UnknownUnit { found: Some(_), .. } | RecordingError::MixedUnits { .. }
            ),
            "{units}: {error}"
        );
        assert_eq!(error.question(), Some(Question::Columns), "{units}");
    }
    assert!(matches!(
        with("s,g,mg,g,deg/s,deg/s,deg/s"),
        RecordingError::MixedUnits { .. }
    ));
    // Stated, and denied by the numbers.
    assert!(matches!(
        with("s,m/s²,m/s²,m/s²,deg/s,deg/s,deg/s"),
        RecordingError::WrongUnit { .. }
    ));
    assert!(matches!(
        with("s,g,g,g,rad/s,rad/s,rad/s"),
        RecordingError::WrongUnit { .. }
    ));
    // The same where the names say it.
    let text = table(
        "samples,acc_x_lsb,acc_y_lsb,acc_z_lsb,gyr_x_dps,gyr_y_dps,gyr_z_dps",
        |k| format!("{k},{}", in_g(k as f64 / 100.0)),
    );
    let error = read("pelvis.csv", text, Some(100.0)).unwrap_err();
    assert!(
        matches!(error, RecordingError::UnknownUnit { found: Some(_), .. }),
        "{error}"
    );
}

#[test]
fn a_scale_beyond_gravity_is_refused_on_every_way_in() {
    let raw = |t: f64| walk(t).map(|value| format!("{:.4}", 18_000.0 * value)).join(",");
    let plain = "time_s,acc_x_mps2,acc_y_mps2,acc_z_mps2,gyr_x_dps,gyr_y_dps,gyr_z_dps";
    let mps2 = |k: usize| format!("{},{}", k as f64 / 100.0, raw(k as f64 / 100.0));
    let text = |above: &str| table(above, mps2);
    let mapped = "[time]\ncolumn = \"t\"\nunit = \"s\"\n[[sensor]]\nsite = \"pelvis\"\nacc = [\"a\", \"b\", \"c\"]\nacc_unit = \"m/s²\"\ngyr = [\"d\", \"e\", \"f\"]\ngyr_unit = \"deg/s\"\n";
    let by_mapping = ReadOptions {
        mapping: Some(Mapping::load(&file("map.toml", mapped)).unwrap()),
        ..ReadOptions::default()
    };
    for (above, options) in [
        (plain.to_owned(), ReadOptions::default()),
        (
            format!("time,{AXES}\ns,m/s²,m/s²,m/s²,deg/s,deg/s,deg/s"),
            ReadOptions::default(),
        ),
        ("t,a,b,c,d,e,f".to_owned(), by_mapping),
    ] {
        let error = opened(&[file("pelvis.csv", text(&above))], &options).unwrap_err();
        assert!(
            matches!(
                error,
                RecordingError::WrongScale { .. } | RecordingError::WrongUnit { .. }
            ),
            "{above}: {error}"
        );
    }
}

#[test]
fn sensors_stand_above_before_inside_or_behind_the_names() {
    let two = |first: &str, second: &str| -> String {
        let six = |name: &str| {
            AXES.split(',')
                .map(|axis| name.replace('*', axis))
                .collect::<Vec<_>>()
                .join(",")
        };
        format!("{},{}", six(first), six(second))
    };
    let inside = |place: &str| {
        ["acc", "gyr"]
            .iter()
            .flat_map(|signal| ["x", "y", "z"].map(|axis| format!("{signal}_{place}_{axis}")))
            .collect::<Vec<_>>()
            .join(",")
    };
    let groups = "left_sensor,left_sensor,left_sensor,left_sensor,left_sensor,left_sensor,right_sensor,right_sensor,right_sensor,right_sensor,right_sensor,right_sensor";
    let once = "Left,,,,,,Right,,,,,";
    let layered = "Left,,,,,,Right,,,,,\n,Accelerometer,,,Gyroscope,,,Accelerometer,,,Gyroscope,,";
    for (above, first, second) in [
        (
            format!("time_s,{}", two("shank_left_*", "shank_right_*")),
            "shank_left",
            "shank_right",
        ),
        (format!("time_s,{}", two("*_1", "*_2")), "1", "2"),
        (format!("time_s,{}", two("*", "*.1")), "0", "1"),
        (
            format!("time_s,{}", two("L_SHANK.*", "R_SHANK.*")),
            "l_shank",
            "r_shank",
        ),
        (format!("time_s,{},{}", inside("ls"), inside("rs")), "ls", "rs"),
        (
            format!(",{groups}\ntime_s,{}", two("*", "*")),
            "left_sensor",
            "right_sensor",
        ),
        (format!(",{once}\ntime_s,{}", two("*", "*")), "left", "right"),
        (format!(",{layered}\ntime_s,x,y,z,x,y,z,x,y,z,x,y,z"), "left", "right"),
        // The index' name in a row of its own, as pandas writes it.
        (
            format!(",{groups}\n,{}\ntime_s,,,,,,,,,,,,", two("*", "*")),
            "left_sensor",
            "right_sensor",
        ),
    ] {
        let text = table(&above, |k| {
            let t = k as f64 / 100.0;
            format!("{t},{},{}", in_g(t), in_g(t + 0.3))
        });
        let keys = [format!("walk.csv:{first}"), format!("walk.csv:{second}")];
        let sites = [
            (keys[0].as_str(), Site::ShankLeft),
            (keys[1].as_str(), Site::ShankRight),
        ];
        let recording = opened(&[file("walk.csv", text)], &options(None, &sites));
        let recording = recording.unwrap_or_else(|error| panic!("{above}: {error}"));
        is_the_walk(&recording, Site::ShankLeft, 100.0);
        let right = &recording.tracks[&Site::ShankRight];
        assert!((right.acc_mps2[0].x - walk(0.3)[0]).abs() < 0.01, "{above}");
        assert_eq!(right.clock.uncertainty_s, Some(0.0), "one column of times is one clock");
    }
}

#[test]
fn abbreviations_are_asked_about_with_a_guess() {
    for (name, guess) in [
        ("LS.csv", Site::ShankLeft),
        ("SA.csv", Site::Pelvis),
        ("x_RT.csv", Site::ThighRight),
    ] {
        let text = table(&format!("Time,{AXES}\n[s],{UNITS}"), |k| {
            format!("{},{}", k as f64 / 100.0, in_g(k as f64 / 100.0))
        });
        let Opened::NeedsSites(sensors) = open(&[file(name, text)], &ReadOptions::default()).unwrap() else {
            panic!("{name} was placed");
        };
        assert_eq!(sensors[0].guess, Some(guess), "{name}");
    }
}

#[test]
fn half_sensors_are_named_and_the_other_one_is_not_placed_by_the_files_name() {
    let names = "s1_acc_x,s1_acc_y,s1_acc_z,s2_acc_x,s2_acc_y,s2_acc_z,s2_gyr_x,s2_gyr_y,s2_gyr_z";
    for (above, time) in [(format!("time_s,{names}"), true), (format!("samples,{names}"), false)] {
        let text = table(&above, |k| {
            let t = k as f64 / 100.0;
            format!("{},0,1,0,{}", if time { t } else { k as f64 }, in_g(t))
        });
        let given = [file("shank_left.csv", text)];
        let rate = Some(100.0);
        let refused = opened(&given, &options(rate, &[])).unwrap_err();
        assert!(
            matches!(refused.question(), Some(Question::Sites(_) | Question::Site(_))),
            "{refused}"
        );
        let placed = opened(&given, &options(rate, &[("shank_left.csv:s2", Site::ThighLeft)])).unwrap();
        is_the_walk(&placed, Site::ThighLeft, 100.0);
        assert!(
            codes(&placed.notices).contains(&"half-sensor-ignored"),
            "{:?}",
            codes(&placed.notices)
        );
    }
    // One signal with a name before it and one without are one sensor.
    let text = table("samples,imu_acc_x,imu_acc_y,imu_acc_z,gyr_x,gyr_y,gyr_z", |k| {
        format!("{k},{}", in_g(k as f64 / 100.0))
    });
    is_the_walk(&read("pelvis.csv", text, Some(100.0)).unwrap(), Site::Pelvis, 100.0);
}

#[test]
fn without_times_a_rate_is_given_stated_or_asked_for() {
    let cells = |k: usize| in_g(k as f64 / 50.0);
    let bare = table(AXES, cells);
    let error = read("pelvis.csv", bare.clone(), None).unwrap_err();
    assert_eq!(error.question(), Some(Question::Rate), "{error}");
    is_the_walk(&read("pelvis.csv", bare, Some(50.0)).unwrap(), Site::Pelvis, 50.0);
    for above in [
        "# sampling frequency: 50",
        "// Sample rate: 50.0Hz",
        "Sampling Rate (Hz);50",
        "# recorded at 50 Hz",
        "Abtastrate: 50,0 Hz",
    ] {
        let text = table(&format!("{above}\n{AXES}"), cells);
        let recording = read("pelvis.csv", text, None).unwrap_or_else(|error| panic!("{above}: {error}"));
        is_the_walk(&recording, Site::Pelvis, 50.0);
    }
}

#[test]
fn counters_give_gaps_or_an_even_course_or_are_refused() {
    let counted = |name: &str, number: &dyn Fn(usize) -> Option<usize>| {
        let mut text = format!("{name},{AXES}\n");
        for k in 0..ROWS {
            if let Some(number) = number(k) {
                writeln!(text, "{number},{}", in_g(k as f64 / 100.0)).unwrap();
            }
        }
        text
    };
    for name in ["samples", "Packet number", "", "Frame", "time"] {
        let text = counted(name, &|k| (!(200..210).contains(&k)).then_some(k + 5000));
        let recording = read("pelvis.csv", text, Some(100.0)).unwrap_or_else(|error| panic!("{name}: {error}"));
        is_the_walk(&recording, Site::Pelvis, 100.0);
        let time = &recording.tracks[&Site::Pelvis].time_s;
        assert!((time[200] - time[199] - 0.11).abs() < 1e-9, "{name}: the gap stays");
    }
    // Packets of other kinds are counted too.
    let text = counted("Packet number", &|k| Some(5 * (k / 2) + 2 * (k % 2)));
    let recording = read("pelvis.csv", text, Some(100.0)).unwrap();
    is_the_walk(&recording, Site::Pelvis, 100.0);
    assert_eq!(recording.tracks[&Site::Pelvis].len(), ROWS);
    // Lost rows, or other things counted: nothing tells.
    let text = counted("samples", &|k| (k % 10 != 3).then_some(k));
    let error = read("pelvis.csv", text, Some(100.0)).unwrap_err();
    assert!(matches!(error, RecordingError::NoTime { .. }), "{error}");
    // One more in every row is not a millisecond, whatever the column is called.
    let error = read("pelvis.csv", counted("time", &Some), None).unwrap_err();
    assert_eq!(error.question(), Some(Question::Rate), "{error}");
}

#[test]
fn a_stated_rate_does_not_hide_the_times() {
    let at = |k: usize| k as f64 / 96.0;
    let text = table(
        &format!("# sampling rate: 100\ntime,{AXES}\ns,{}", UNITS.replace(['[', ']'], "")),
        |k| format!("{:.6},{}", at(k), in_g(at(k))),
    );
    let recording = read("pelvis.csv", text, None).unwrap();
    is_the_walk(&recording, Site::Pelvis, 96.0);
    assert!(codes(&recording.notices).contains(&"rate-differs"));
    let plain = table("time_s,acc_x_g,acc_y_g,acc_z_g,gyr_x_dps,gyr_y_dps,gyr_z_dps", |k| {
        format!("{:.6},{}", at(k), in_g(at(k)))
    });
    let recording = read("pelvis.csv", plain, Some(100.0)).unwrap();
    is_the_walk(&recording, Site::Pelvis, 96.0);
    assert!(codes(&recording.notices).contains(&"rate-differs"));
}

#[test]
fn units_of_time_that_nothing_states_are_inferred_aloud() {
    for (per_second, start) in [(1.0, 1.7e9), (1e3, 1.7e12), (1e6, 1.7e15), (1e9, 1.7e18)] {
        let text = table(&format!("timestamp,{AXES}\n-,{UNITS}"), |k| {
            format!("{:.4},{}", start + per_second * k as f64 / 50.0, in_g(k as f64 / 50.0))
        });
        let recording = read("pelvis.csv", text, None).unwrap_or_else(|error| panic!("{per_second}: {error}"));
        is_the_walk(&recording, Site::Pelvis, 50.0);
        assert!(
            codes(&recording.notices).contains(&"time-unit-inferred"),
            "{per_second}"
        );
    }
}

#[test]
fn dates_and_times_of_day() {
    let of_day = |t: f64, sign: char| {
        let total = 23.0 * 3600.0 + 59.0 * 60.0 + 58.0 + t;
        let day = total.rem_euclid(86_400.0);
        let text = format!(
            "{:02}:{:02}:{:06.3}",
            (day / 3600.0) as u32,
            (day / 60.0) as u32 % 60,
            day % 60.0
        );
        text.replace('.', &sign.to_string())
    };
    let date = |t: f64, next: &'static str, first: &'static str| if t >= 2.0 { next } else { first };
    let spellings: [&dyn Fn(f64) -> String; 5] = [
        &|t| format!("{}T{}Z", date(t, "2024-05-07", "2024-05-06"), of_day(t, '.')),
        &|t| format!("{} {}", date(t, "07.05.2024", "06.05.2024"), of_day(t, '.')),
        &|t| format!("{} {}+02:00", date(t, "2024/05/07", "2024/05/06"), of_day(t, '.')),
        // Over midnight.
        &|t| of_day(t, '.'),
        &|t| of_day(t, ':'),
    ];
    for spelling in spellings {
        let text = table(
            "timestamp,Gyroscope X (deg/s),Gyroscope Y (deg/s),Gyroscope Z (deg/s),Accelerometer X (g),Accelerometer Y (g),Accelerometer Z (g)",
            |k| {
                let t = k as f64 / 100.0;
                let cells = in_g(t);
                let six: Vec<&str> = cells.split(',').collect();
                format!("{},{},{}", spelling(t), six[3..].join(","), six[..3].join(","))
            },
        );
        let example = spelling(0.0);
        let recording = read("pelvis.csv", text, None).unwrap_or_else(|error| panic!("{example}: {error}"));
        is_the_walk(&recording, Site::Pelvis, 100.0);
    }
}

#[test]
fn packets_that_arrive_in_bunches_become_times_and_nothing_is_lost() {
    let late = |packet: usize| 0.1 * packet as f64 + 0.01 * ((7 * packet) % 5) as f64 / 5.0;
    for (column, number) in [("sequence", 1), ("Packet number", 10)] {
        let text = table(&format!("timestamp_ms,{column},{AXES}"), |k| {
            let stamp = 1e3 * late(k / 10) + (k % 10) as f64;
            format!("{stamp:.2},{},{}", k / number, in_g(k as f64 / 100.0))
        });
        let recording = read("pelvis.csv", text, None).unwrap_or_else(|error| panic!("{column}: {error}"));
        let track = &recording.tracks[&Site::Pelvis];
        assert!((track.rate_hz - 100.0).abs() < 0.5, "{column}: {} Hz", track.rate_hz);
        assert_eq!(track.len(), ROWS);
        assert!(
            track
                .time_s
                .windows(2)
                .all(|pair| (pair[1] - pair[0] - 0.01).abs() < 1e-4),
            "{column}"
        );
        assert!(codes(&recording.notices).contains(&"times-spread"), "{column}");
    }
    // Stamps of whole seconds, and no number.
    let text = table(&format!("time,{AXES}"), |k| {
        format!("10:00:{:02},{}", k / 50, in_g(k as f64 / 50.0))
    });
    let recording = read("pelvis.csv", text, None).unwrap();
    assert!((recording.tracks[&Site::Pelvis].rate_hz - 50.0).abs() < 2.5);
}

fn discover(rates: &str, rows: impl Fn(usize) -> String) -> String {
    let signals = "EMG 1 (mV), ACC X (G), ACC Y (G), ACC Z (G), GYRO X (deg/s), GYRO Y (deg/s), GYRO Z (deg/s)";
    table(
        &format!(
            "Application:, Trigno Discover (1.6.4)\nDate/Time:, 12/6/2024 12:37:52 PM\nCollection Length (seconds):, 0.112500\n\
             Left shank (54717), , , , , , , Right shank (55240), , , , , , \nsensor mode: 66, , , , , , , sensor mode: 66, , , , , , \n\
             {signals}, {signals}\n{rates}"
        ),
        rows,
    )
}

#[test]
fn delsys_discover_with_columns_of_unlike_length() {
    let rates = |gyr: &str| {
        let one = format!("1925.9259 Hz, 148.1481 Hz, 148.1481 Hz, 148.1481 Hz, {gyr} Hz, {gyr} Hz, {gyr} Hz");
        format!("{one}, {one}")
    };
    // The muscles are sampled more often: the movement ends early.
    let text = discover(&rates("148.1481"), |k| {
        let cells = if k < 500 {
            in_g(k as f64 / 148.1481)
        } else {
            ",,,,,".to_owned()
        };
        format!("0.01,{cells},-0.02,{cells}")
    });
    let recording = read("walk.csv", text, None).unwrap();
    is_the_walk(&recording, Site::ShankLeft, 148.148);
    is_the_walk(&recording, Site::ShankRight, 148.148);
    assert_eq!(recording.tracks[&Site::ShankLeft].len(), 500);
    // A gyroscope at half the rate is interpolated, and that is said.
    let text = discover(&rates("74.07405"), |k| {
        let (acc, gyr) = (in_g(k as f64 / 148.1481), in_g(k as f64 / 74.07405));
        let acc = acc.split(',').take(3).collect::<Vec<_>>().join(",");
        let gyr = gyr.split(',').skip(3).collect::<Vec<_>>().join(",");
        let cells = format!("{acc},{}", if k < 300 { &gyr } else { ",," });
        format!("0.01,{cells},-0.02,{cells}")
    });
    let recording = read("walk.csv", text, None).unwrap();
    is_the_walk(&recording, Site::ShankLeft, 148.148);
    assert!(codes(&recording.notices).contains(&"gyroscope-interpolated"));
}

#[test]
fn delsys_with_times_before_each_signal() {
    let names = |sensor: usize, spelling: &dyn Fn(&str, usize) -> String, signals: &[&str]| {
        signals
            .iter()
            .map(|signal| spelling(signal, sensor))
            .collect::<Vec<_>>()
            .join(",")
    };
    let emgworks = |signal: &str, sensor: usize| format!("X[s],\"Avanti sensor {sensor}: {signal} {sensor}\"");
    let series = |signal: &str, sensor: usize| {
        let (signal, unit) = (
            signal.replace('.', " "),
            if signal.starts_with('A') { "G" } else { "deg/s" },
        );
        format!("Avanti {sensor} {signal} Time Series (s),Avanti {sensor} {signal} ({unit})")
    };
    let acc = ["ACC.X", "ACC.Y", "ACC.Z"];
    let all = ["ACC.X", "ACC.Y", "ACC.Z", "GYRO.X", "GYRO.Y", "GYRO.Z"];
    for (spelling, key) in [
        (&emgworks as &dyn Fn(&str, usize) -> String, "avanti_sensor_2"),
        (&series, "avanti_2"),
    ] {
        let above = format!("{},{}", names(1, spelling, &acc), names(2, spelling, &all));
        let text = table(&above, |k| {
            // The last rows are empty: their times are no numbers, and alike for all that.
            if k >= 550 {
                return ",".repeat(17);
            }
            let t = k as f64 * 0.00675;
            let cells: Vec<String> = in_g(t).split(',').map(|cell| format!("{t:.6},{cell}")).collect();
            format!("{},{}", cells[..3].join(","), cells.join(","))
        });
        let key = format!("shank_left.csv:{key}");
        let given = [file("shank_left.csv", text)];
        let recording = opened(&given, &options(None, &[(&key, Site::Pelvis)]));
        let recording = recording.unwrap_or_else(|error| panic!("{above}: {error}"));
        is_the_walk(&recording, Site::Pelvis, 148.148);
        assert!(
            codes(&recording.notices).contains(&"half-sensor-ignored"),
            "sensor 1 has no gyroscope"
        );
        assert!(
            matches!(
                opened(&given, &options(None, &[])),
                Err(RecordingError::NeedsSites { .. })
            ),
            "the file's name is not this sensor's"
        );
    }
}

#[test]
fn a_mapping_reads_counts_scales_offsets_and_dates_and_joins_clocks() {
    let mapping = |time: &str, more: &str| {
        let text = format!(
            "{more}[time]\n{time}\n[[sensor]]\nacc = [\"a\", \"b\", \"c\"]\nacc_unit = \"g\"\nacc_scale = 0.001\nacc_offset = [100, 100, 100]\ngyr = [\"d\", \"e\", \"-f\"]\ngyr_unit = \"deg/s\"\ngyr_scale = 0.0625\n"
        );
        Mapping::load(&file("map.toml", text)).unwrap()
    };
    let raw = |t: f64| {
        let [a, b, c, d, e, f] = walk(t);
        let acc = [a, b, c].map(|value| format!("{:.3}", 1000.0 * value / STANDARD_GRAVITY + 100.0));
        let gyr = [d, e, -f].map(|value| format!("{:.3}", value.to_degrees() / 0.0625));
        format!("{},{}", acc.join(","), gyr.join(","))
    };
    for (time, cell) in [
        (
            "column = \"n\"\nunit = \"count\"\nrate_hz = 100",
            (&|k: usize| k.to_string()) as &dyn Fn(usize) -> String,
        ),
        ("rate_hz = 100", &|k| k.to_string()),
        ("column = \"n\"\nunit = \"us\"", &|k| (10_000 * k).to_string()),
        ("column = \"n\"\nunit = \"date\"", &|k| {
            format!("06.05.2024 10:00:{:06.3}", k as f64 / 100.0)
        }),
    ] {
        let text = table("n,a,b,c,d,e,f", |k| format!("{},{}", cell(k), raw(k as f64 / 100.0)));
        let sites = [("a.csv", Site::ShankLeft), ("b.csv", Site::ShankRight)];
        let given = [file("a.csv", text.clone()), file("b.csv", text)];
        for (more, clock) in [("shared_clock = true\n", Some(0.0)), ("", None)] {
            let read = ReadOptions {
                mapping: Some(mapping(time, more)),
                ..options(None, &sites)
            };
            let recording = opened(&given, &read).unwrap_or_else(|error| panic!("{time}: {error}"));
            is_the_walk(&recording, Site::ShankLeft, 100.0);
            let clocks: Vec<Option<f64>> = recording
                .tracks
                .values()
                .map(|track| track.clock.uncertainty_s)
                .collect();
            assert_eq!(clocks[1], clock, "{time}");
        }
    }
    for (time, key) in [
        ("unit = \"s\"", "time"),
        ("column = \"t\"\nunit = \"years\"", "time.unit"),
        ("column = \"t\"\nunit = \"s\"\nrate_hz = 5", "time.rate_hz"),
        ("rate_hz = -1", "time.rate_hz"),
    ] {
        let text = format!(
            "[time]\n{time}\n[[sensor]]\nacc = [\"a\", \"b\", \"c\"]\nacc_unit = \"g\"\ngyr = [\"d\", \"e\", \"f\"]\ngyr_unit = \"deg/s\"\n"
        );
        let error = Mapping::load(&file("map.toml", text)).unwrap_err();
        assert_eq!(error.column(), Some(key), "{error}");
    }
}

#[test]
fn sensors_and_files_can_be_left_out() {
    let text = table(&format!("Time,{AXES}\n[s],{UNITS}"), |k| {
        format!("{},{}", k as f64 / 100.0, in_g(k as f64 / 100.0))
    });
    let given = [file("pelvis.csv", text.clone()), file("LUA.csv", text)];
    assert!(opened(&given, &options(None, &[])).is_err());
    let mut read = options(None, &[]);
    read.ignore.insert("LUA.csv".to_owned());
    let recording = opened(&given, &read).unwrap();
    assert_eq!(recording.tracks.keys().collect::<Vec<_>>(), [&Site::Pelvis]);
}

#[test]
fn an_explanation_is_a_mapping_that_reads_the_table() {
    let cells = |k: usize| in_g(k as f64 / 100.0);
    let tables = [
        table(&format!("# sampling rate: 100\nsamples,{AXES}"), |k| {
            format!("{k},{}", cells(k))
        }),
        table(&format!("Gait Up\n\nTime,{AXES}\n[s],{UNITS}"), |k| {
            format!("{},{}", k as f64 / 100.0, cells(k))
        }),
        table(&format!("timestamp,{AXES}"), |k| format!("{},{}", 10 * k, cells(k))).replace(',', ";"),
        table(&format!("date,{AXES}"), |k| {
            format!("06.05.2024 10:00:{:06.3},{}", k as f64 / 100.0, cells(k))
        }),
        // Names that say nothing, and no names.
        table("t,u1,u2,u3,u4,u5,u6", |k| format!("{},{}", 10 * k, cells(k))),
        table(&format!("0,{}", cells(0)), |k| {
            format!("{},{}", 10 * (k + 1), cells(k + 1))
        }),
        // Names that stand twice.
        table(&format!(",L,L,L,L,L,L\ntime_s,{AXES}"), |k| {
            format!("{},{}", k as f64 / 100.0, cells(k))
        }),
    ];
    let si = table(&format!("time_s,{AXES}"), |k| {
        format!("{},{}", k as f64 / 100.0, in_si(k as f64 / 100.0))
    });
    let found = explain(&file("walk.csv", si), &ReadOptions::default())
        .unwrap()
        .remove(0);
    assert_eq!(found.mapping.sensor[0].acc_unit, "m/s²", "told by gravity");
    assert_eq!(
        found.open,
        ["sensor.acc_unit", "sensor.gyr_unit"],
        "and said to be a guess"
    );
    for text in tables {
        let input = file("walk.csv", text.clone());
        let found = explain(&input, &ReadOptions::default()).unwrap().remove(0);
        let toml = found.toml().unwrap();
        let read = ReadOptions {
            mapping: Some(Mapping::load(&file("map.toml", toml.clone())).unwrap()),
            ..options(None, &[("walk.csv", Site::Pelvis)])
        };
        let recording = opened(&[input], &read).unwrap_or_else(|error| panic!("{error}\n{toml}\n{}", &text[..200]));
        is_the_walk(&recording, Site::Pelvis, 100.0);
        assert!(toml.lines().count() <= 16, "{toml}");
        assert_eq!(found.rows.len(), 10);
    }
}

#[test]
fn rows_of_several_sensors_that_alternate_are_told_apart() {
    for (name, values) in [
        ("Device name", ["WT(aa)", "WT(bb)"]),
        ("sensor_id", ["1", "2"]),
        ("Location", ["left", "right"]),
    ] {
        let text = table(
            &format!("time_ms,{name},acc_x_g,acc_y_g,acc_z_g,gyr_x_dps,gyr_y_dps,gyr_z_dps"),
            |k| {
                // A millisecond between the two: as one sensor they would have twice the rate.
                let (at, which) = (k / 2, k % 2);
                let t = at as f64 / 100.0;
                format!("{},{},{}", 10 * at + which, values[which], in_g(t + 0.3 * which as f64))
            },
        );
        let keys = values.map(|value| format!("walk.csv:{value}"));
        let sites = [
            (keys[0].as_str(), Site::ShankLeft),
            (keys[1].as_str(), Site::ShankRight),
        ];
        let recording = opened(&[file("walk.csv", text)], &options(None, &sites));
        let recording = recording.unwrap_or_else(|error| panic!("{name}: {error}"));
        is_the_walk(&recording, Site::ShankLeft, 100.0);
        assert!(
            (recording.tracks[&Site::ShankRight].acc_mps2[0].x - walk(0.3)[0]).abs() < 0.01,
            "{name}"
        );
    }
}

#[test]
fn what_phones_and_kits_call_their_columns() {
    for (above, time) in [
        (
            "ACCELEROMETER X (m/s²);ACCELEROMETER Y (m/s²);ACCELEROMETER Z (m/s²);GYROSCOPE X (rad/s);GYROSCOPE Y (rad/s);GYROSCOPE Z (rad/s);Time since start in ms ",
            1e3,
        ),
        (
            "ax_m/s/s;ay_m/s/s;az_m/s/s;gx_rad/s;gy_rad/s;gz_rad/s;unix_timestamp_microsec",
            1e6,
        ),
        (
            "accelerometerAccelerationX(m/s^2);accelerometerAccelerationY(m/s^2);accelerometerAccelerationZ(m/s^2);gyroRotationX(rad/s);gyroRotationY(rad/s);gyroRotationZ(rad/s);elapsed_s",
            1.0,
        ),
        ("AcX;AcY;AcZ;GyX;GyY;GyZ;millis", 1e3),
    ] {
        let text = table(above, |k| {
            format!(
                "{};{}",
                in_si(k as f64 / 100.0).replace(',', ";"),
                time * k as f64 / 100.0
            )
        });
        is_the_walk(
            &read("pelvis.csv", text, None).unwrap_or_else(|error| panic!("{above}: {error}")),
            Site::Pelvis,
            100.0,
        );
    }
}

fn fixture(name: &str) -> Input {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../../tests/fixtures");
    Input::Path(std::path::Path::new(folder).join(name))
}

#[cfg(not(feature = "hdf5"))]
#[test]
fn without_hdf5_such_a_file_says_so() {
    for name in ["walk_v73.mat", "walk.h5", "apdm_v5.h5", "apdm_v3.h5"] {
        let error = opened(&[fixture(name)], &ReadOptions::default())
            .unwrap_err()
            .to_string();
        assert!(error.contains("built without HDF5"), "{name}: {error}");
    }
}

#[cfg(feature = "hdf5")]
#[test]
fn matlab_hdf5_and_excel_files_hold_tables() {
    // Units stand in none of them but HDF5 and Excel: the numbers prove them.
    for name in ["walk_v5.mat", "walk_v73.mat"] {
        let recording =
            opened(&[fixture(name)], &ReadOptions::default()).unwrap_or_else(|error| panic!("{name}: {error}"));
        is_the_walk(&recording, Site::ShankLeft, 100.0);
        let right = &recording.tracks[&Site::ShankRight];
        assert_eq!(right.len(), 300, "{name}");
        assert!(
            (right.acc_mps2[0].x - walk(0.3)[0]).abs() < 1e-6,
            "{name}: the array on its side is turned"
        );
    }
    for name in ["walk.h5", "walk.xlsx"] {
        let keys = [(name, Site::Pelvis), ("walk.xlsx/Left shank.csv", Site::Pelvis)];
        let recording =
            opened(&[fixture(name)], &options(None, &keys)).unwrap_or_else(|error| panic!("{name}: {error}"));
        is_the_walk(&recording, Site::Pelvis, 100.0);
    }
    let named = explain(&fixture("walk.xlsx"), &ReadOptions::default()).unwrap();
    let tables: Vec<Option<&str>> = named.iter().map(|found| found.mapping.table.as_deref()).collect();
    assert!(tables.contains(&Some("Left shank")), "{tables:?}");
}

#[test]
fn a_mapping_picks_the_table_of_a_workbook() {
    let found = explain(&fixture("walk.xlsx"), &ReadOptions::default()).unwrap();
    let found = found
        .iter()
        .find(|found| found.mapping.table.as_deref() == Some("Left shank"))
        .unwrap();
    let read = ReadOptions {
        mapping: Some(Mapping::load(&file("map.toml", found.toml().unwrap())).unwrap()),
        ..options(None, &[("walk.xlsx/Left shank.csv", Site::ThighLeft)])
    };
    is_the_walk(&opened(&[fixture("walk.xlsx")], &read).unwrap(), Site::ThighLeft, 100.0);
}

/// A recording of an AX6 of 100 Hz, ±8 g, 2000 deg/s, whose blocks hold 40 samples; `lost` blocks are not there.
fn axivity(axes: u8, lost: std::ops::Range<u32>) -> Input {
    let mut bytes = vec![0u8; 1024];
    bytes[..4].copy_from_slice(b"MD\xfc\x03");
    for block in (0..20u32).filter(|block| !lost.contains(block)) {
        let mut own = vec![0u8; 512];
        own[..4].copy_from_slice(b"AX\xfc\x01");
        // The moment of sample 0: whole seconds packed as a date, and a fraction of 32768.
        let start = f64::from(block) * 0.4;
        let (second, fraction) = (start.floor(), start - start.floor());
        let fraction = (fraction * 32_768.0).round();
        own[4..6].copy_from_slice(&(0x8000 | fraction as u16).to_le_bytes());
        own[10..14].copy_from_slice(&block.to_le_bytes());
        let packed = 24 << 26 | 5 << 22 | 6 << 17 | 10 << 12 | second as u32;
        own[14..18].copy_from_slice(&packed.to_le_bytes());
        // 2^-(8+4) g and 8000/2^2 deg/s.
        own[18..20].copy_from_slice(&(4u16 << 13 | 2 << 10).to_le_bytes());
        own[24] = 0x4a;
        own[25] = axes << 4 | 2;
        let offset = -((fraction / 32_768.0 * 100.0).floor() as i16);
        own[26..28].copy_from_slice(&offset.to_le_bytes());
        own[28..30].copy_from_slice(&40u16.to_le_bytes());
        for k in 0..40 {
            let [a, b, c, d, e, f] = walk(start + k as f64 / 100.0);
            let gyr = [d, e, f].map(|value| value.to_degrees() / 2000.0 * 32_768.0);
            let acc = [a, b, c].map(|value| value / STANDARD_GRAVITY * 4096.0);
            for (axis, value) in gyr.iter().chain(&acc).enumerate() {
                let at = 30 + 12 * k + 2 * axis;
                own[at..at + 2].copy_from_slice(&(value.round() as i16).to_le_bytes());
            }
        }
        let sum = own
            .chunks_exact(2)
            .fold(0u16, |sum, two| sum.wrapping_add(u16::from_le_bytes([two[0], two[1]])));
        own[510..].copy_from_slice(&sum.wrapping_neg().to_le_bytes());
        bytes.extend(own);
    }
    Input::Bytes {
        name: "pelvis.cwa".to_owned(),
        bytes: Arc::from(bytes),
    }
}

#[test]
fn axivity_blocks_are_unpacked_and_lost_ones_leave_a_gap() {
    let recording = opened(&[axivity(6, 9..10)], &ReadOptions::default()).unwrap();
    is_the_walk(&recording, Site::Pelvis, 100.0);
    let track = &recording.tracks[&Site::Pelvis];
    assert_eq!(track.len(), 760);
    assert!((track.time_s[360] - track.time_s[359] - 0.41).abs() < 1e-3);
    let error = opened(&[axivity(3, 0..0)], &ReadOptions::default()).unwrap_err();
    assert!(error.to_string().contains("no gyroscope"), "{error}");
}

#[test]
fn what_holds_no_table_is_named_for_what_it_is() {
    for (name, bytes, words) in [
        (
            "a.mvnx",
            &b"<?xml version=\"1.0\"?>\n<mvnx version=\"4\">\n"[..],
            "MVNX",
        ),
        ("a.npy", b"\x93NUMPY\x01\x00v\x00", "NumPy"),
        ("a.parquet", b"PAR1\x15\x04", "Parquet"),
        ("a.db", b"SQLite format 3\x00", "database"),
        ("a.jpg", b"\xff\xd8\xff\xe0", "picture"),
        ("a.mat", b"MATLAB 4", "MATLAB"),
    ] {
        let given = Input::Bytes {
            name: name.to_owned(),
            bytes: Arc::from(bytes),
        };
        let error = opened(&[given], &ReadOptions::default()).unwrap_err().to_string();
        assert!(error.contains(words), "{error}");
    }
    // Cut anywhere, a container is an error and no panic.
    for name in ["walk_v5.mat", "walk_v73.mat", "walk.h5", "walk.xlsx"] {
        let Input::Path(path) = fixture(name) else {
            unreachable!()
        };
        let whole = std::fs::read(path).unwrap();
        for part in 1..30 {
            let given = Input::Bytes {
                name: name.to_owned(),
                bytes: Arc::from(&whole[..whole.len() * part / 30]),
            };
            let refused = opened(&[given], &options(None, &[(name, Site::Pelvis)]));
            assert!(refused.is_err() || name == "walk_v5.mat", "{name} {part}");
        }
    }
}

#[cfg(feature = "hdf5")]
const BEGIN: &str = "<!-- formats: written by the test `the_table_of_formats_is_what_the_readers_say` -->\n";
#[cfg(feature = "hdf5")]
const END: &str = "<!-- /formats -->";

/// With `GAITSCOPE_WRITE_DOCS=1` the table is written before it is compared.
#[cfg(feature = "hdf5")]
#[test]
fn the_table_of_formats_is_what_the_readers_say() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/formats.md");
    let head =
        "| maker, program | what is read | written after | tried on | what is refused |\n|---|---|---|---|---|\n";
    let row = |format: recording::FormatDescription| {
        let recording::FormatDescription {
            program,
            reads,
            source,
            tried,
            refused,
        } = format;
        format!("| {program} | {reads} | {source} | {tried} | {refused} |\n")
    };
    let table = head.to_owned() + &recording::formats().map(row).collect::<String>();
    let page = std::fs::read_to_string(path).unwrap();
    let (before, rest) = page.split_once(BEGIN).expect("the table's beginning");
    let (own, after) = rest.split_once(END).expect("the table's end");
    let written = if std::env::var_os("GAITSCOPE_WRITE_DOCS").is_some() {
        std::fs::write(path, format!("{before}{BEGIN}{table}{END}{after}")).unwrap();
        table.clone()
    } else {
        own.to_owned()
    };
    assert_eq!(
        written, table,
        "write it anew: GAITSCOPE_WRITE_DOCS=1 cargo test --workspace --test recording_tables the_table"
    );
}
