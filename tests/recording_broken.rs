//! Every mistake that a recording can hold is refused with its place and with what to do.

#![allow(clippy::unwrap_used, reason = "a test fails where it stands")]

use recording::{NoticeCode, Question, ReadOptions, RecordingError, read};
use std::io::Write;
use std::path::PathBuf;

fn fixture(name: &str) -> PathBuf {
    PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../.."))
        .join("tests/fixtures/broken")
        .join(name)
}

fn refusal(name: &str) -> RecordingError {
    match read(&[fixture(name)], &ReadOptions::default()) {
        Ok(_) => panic!("{name} was read"),
        Err(error) => error,
    }
}

/// Fixture, line, column, words of the sentence.
type Case = (&'static str, Option<u64>, Option<&'static str>, &'static [&'static str]);

/// Each broken fixture, the line and column it must name, and words of the sentence.
#[test]
fn each_broken_file_says_what_is_wrong_where_and_what_to_do() {
    let cases: &[Case] = &[
        (
            "text_in_cell/pelvis.csv",
            Some(5),
            Some("acc_y_mps2"),
            &["\"abc\" is not a number", "leave it empty"],
        ),
        (
            "time_of_day/pelvis.csv",
            Some(3),
            Some("time_s"),
            &["Times of day", "seconds"],
        ),
        (
            "mixed_decimals/pelvis.csv",
            Some(4),
            Some("acc_x_mps2"),
            &["\"9,81\"", "mixed"],
        ),
        ("infinite/pelvis.csv", Some(4), Some("gyr_z_radps"), &["infinite"]),
        ("missing_time/pelvis.csv", Some(4), Some("time_s"), &["time is missing"]),
        ("few_cells/pelvis.csv", Some(4), None, &["6 cells", "7 columns"]),
        ("many_cells/pelvis.csv", Some(4), None, &["8 cells", "7 columns"]),
        (
            "cut_short/pelvis.csv",
            Some(7),
            None,
            &["last line", "Delete this line"],
        ),
        ("open_quote/pelvis.csv", Some(4), None, &["quotation mark"]),
        (
            "backward/pelvis.csv",
            Some(5),
            Some("time_s"),
            &["from 0.02 to 0.01", "Two recordings"],
        ),
        (
            "repeated_time/pelvis.csv",
            Some(5),
            Some("time_s"),
            &["0.02 stands on two rows", "line 4", "rounded"],
        ),
        ("no_time/pelvis.csv", None, None, &["no time column", "time_s"]),
        ("no_header/pelvis.csv", Some(1), None, &["no header"]),
        ("empty/pelvis.csv", None, None, &["no samples"]),
        ("header_only/pelvis.csv", None, None, &["no samples"]),
        ("single_row/pelvis.csv", None, None, &["only one sample"]),
        (
            "acc_only/pelvis.csv",
            None,
            None,
            &["has accelerometer columns", "no gyroscope"],
        ),
        (
            "gyr_only/pelvis.csv",
            None,
            None,
            &["has gyroscope columns", "no accelerometer"],
        ),
        ("missing_axis/pelvis.csv", None, None, &["accelerometer", "no z axis"]),
        (
            "g_named_mps2/pelvis.csv",
            None,
            Some("acc_x_mps2"),
            &["looks like g", "acc_x_g"],
        ),
        (
            "dps_named_radps/pelvis.csv",
            None,
            Some("gyr_x_radps"),
            &["looks like deg/s", "gyr_x_dps"],
        ),
        (
            "gyro_without_unit/pelvis.csv",
            None,
            Some("gyr_x"),
            &["no unit is stated", "gyr_x_dps"],
        ),
        (
            "acc_unprovable/pelvis.csv",
            None,
            Some("acc_x"),
            &["no unit is stated", "acc_x_g"],
        ),
        (
            "unknown_unit/pelvis.csv",
            None,
            Some("acc_x_counts"),
            &["\"counts\" is not known"],
        ),
        (
            "free_acceleration/pelvis.csv",
            None,
            Some("FreeAcc_X"),
            &["without gravity"],
        ),
        (
            "slow/pelvis.csv",
            None,
            Some("time_s"),
            &["10.000 samples per second", "20 to 2000"],
        ),
        (
            "two_accelerometers/pelvis.csv",
            None,
            Some("accel_x_g"),
            &["stands twice"],
        ),
        ("no_leg/thigh.csv", None, None, &["not the leg", "thigh_left"]),
        (
            "no_site/walk.csv",
            None,
            None,
            &["where the sensor was worn", "Rename it after the site"],
        ),
        ("two_aliases", None, None, &["lower_back.csv", "lumbar.csv", "pelvis"]),
        ("feet_only", None, None, &["only on foot_left", "shank_left/right"]),
        (
            "several",
            None,
            None,
            &["holds 2 recordings", "walk1: pelvis, thigh_left", "Choose one"],
        ),
        ("nothing", None, None, &["no sensor recording", "events.csv"]),
        ("session_typo", Some(2), None, &["heigth_m"]),
        ("session_cm", Some(2), Some("subject.height_m"), &["172", "metres"]),
        ("events.csv", None, None, &["no such file"]),
    ];
    for (name, line, column, words) in cases {
        let error = refusal(name);
        let text = error.to_string();
        assert_eq!(error.line(), *line, "{name}: {text}");
        assert_eq!(error.column(), *column, "{name}: {text}");
        for word in *words {
            assert!(text.contains(word), "{name}: {word:?} is not in: {text}");
        }
        assert!(text.ends_with(['.', '?']), "{name}: {text}");
        assert!(!text.contains("--"), "an option is the front end's to name: {text}");
    }
}

#[test]
fn what_an_option_of_the_reader_mends_is_asked_as_data() {
    assert_eq!(refusal("no_site/walk.csv").question(), Some(Question::Site("walk.csv")));
    let several = refusal("several");
    let Some(Question::Recording(choices)) = several.question() else {
        panic!("{several}")
    };
    let keys: Vec<&str> = choices.iter().map(|choice| choice.key.as_str()).collect();
    assert_eq!(keys, ["walk1", "walk2"]);
    assert_eq!(refusal("no_time/pelvis.csv").question(), Some(Question::Rate));
}

#[test]
fn cut_and_oversized_packed_files_are_refused() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("pelvis.csv.gz");
    let mut text = String::from("time_s,acc_x_mps2,acc_y_mps2,acc_z_mps2,gyr_x_radps,gyr_y_radps,gyr_z_radps\n");
    for i in 0..20_000 {
        text.push_str(&format!(
            "{},9.8,{},0.2,0.1,0,0\n",
            f64::from(i) / 100.0,
            f64::from(i % 97) / 1e3
        ));
    }
    let mut packer = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    packer.write_all(text.as_bytes()).unwrap();
    let packed = packer.finish().unwrap();
    std::fs::write(&path, &packed).unwrap();
    assert_eq!(
        read(std::slice::from_ref(&path), &ReadOptions::default())
            .unwrap()
            .tracks
            .len(),
        1
    );
    let small = ReadOptions {
        max_bytes: 100_000,
        ..ReadOptions::default()
    };
    assert!(matches!(
        read(std::slice::from_ref(&path), &small),
        Err(RecordingError::TooBig { .. })
    ));
    std::fs::write(&path, &packed[..packed.len() / 2]).unwrap();
    let error = read(std::slice::from_ref(&path), &ReadOptions::default()).unwrap_err();
    assert!(matches!(error, RecordingError::Compressed { .. }), "{error}");
    // A workbook is a zip archive with a list of its parts, a cut one not even that: both get the same advice.
    let mut workbook = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    let plain = zip::write::SimpleFileOptions::default();
    for part in ["[Content_Types].xml", "xl/worksheets/sheet1.xml"] {
        workbook.start_file(part, plain).unwrap();
        workbook.write_all(b"<x/>").unwrap();
    }
    let workbook = workbook.finish().unwrap().into_inner();
    for (bytes, what) in [
        (&workbook[..], "spreadsheet"),
        (&workbook[..workbook.len() / 2], "damaged"),
    ] {
        std::fs::write(&path, bytes).unwrap();
        let text = read(std::slice::from_ref(&path), &ReadOptions::default())
            .unwrap_err()
            .to_string();
        assert!(text.contains(what) && text.contains("CSV"), "{text}");
    }
    let long = folder.path().join("shank_left.csv");
    std::fs::write(&long, format!("{}{}", &text[..200], "9".repeat(3 << 20))).unwrap();
    assert!(matches!(
        read(&[long], &ReadOptions::default()),
        Err(RecordingError::LineTooLong { .. })
    ));
}

/// A walk-like table of `rows` rows at 100 Hz, with more lines after them.
fn table(rows: usize, more: &str) -> String {
    let mut text = "time_s,acc_x_mps2,acc_y_mps2,acc_z_mps2,gyr_x_radps,gyr_y_radps,gyr_z_radps\n".to_owned();
    for k in 0..rows {
        text.push_str(&format!("{:.2},0.1,9.81,0.1,0,0,0.2\n", k as f64 / 100.0));
    }
    text + more
}

fn written(name: &str, content: &[u8]) -> (tempfile::TempDir, PathBuf) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join(name);
    std::fs::write(&path, content).unwrap();
    (folder, path)
}

#[test]
fn one_wrong_time_stamp_is_left_out_and_named() {
    let (_folder, path) = written("pelvis.csv", table(300, "1000000000.0,0.1,9.81,0.1,0,0,0\n").as_bytes());
    let recording = read(&[path], &ReadOptions::default()).unwrap();
    assert_eq!(recording.tracks[&recording::Site::Pelvis].len(), 300);
    let notice = recording
        .notices
        .iter()
        .find(|notice| notice.code == NoticeCode::WrongTimeStamps);
    assert_eq!(notice.unwrap().values["line"], 302usize.into());
}

#[test]
fn rows_far_apart_are_no_recording_and_hours_between_two_walks_are_closed() {
    let mut sparse = String::new();
    for k in 1..600 {
        sparse.push_str(&format!("{}.0,0.1,9.81,0.1,0,0,0\n", 100 * k));
        sparse.push_str(&format!("{}.01,0.1,9.81,0.1,0,0,0\n", 100 * k));
        sparse.push_str(&format!("{}.02,0.1,9.81,0.1,0,0,0\n", 100 * k));
    }
    let (_folder, path) = written("pelvis.csv", table(300, &sparse).as_bytes());
    let refused = read(&[path], &ReadOptions::default()).unwrap_err();
    assert!(matches!(refused, RecordingError::Sparse { .. }), "{refused}");
    let mut later = String::new();
    for k in 0..300 {
        later.push_str(&format!("{:.2},0.1,9.81,0.1,0,0,0.1\n", 36_000.0 + k as f64 / 100.0));
    }
    let (_folder, path) = written("pelvis.csv", table(300, &later).as_bytes());
    let recording = read(&[path], &ReadOptions::default()).unwrap();
    let times = &recording.tracks[&recording::Site::Pelvis].time_s;
    assert!(times.len() == 600 && times[599] < 20.0, "{}", times[599]);
    assert!(
        recording
            .notices
            .iter()
            .any(|notice| notice.code == NoticeCode::PauseClosed)
    );
}

#[test]
fn a_value_beyond_every_sensor_is_left_out_and_named() {
    let mut text = table(300, "");
    text = text.replace("1.00,0.1,9.81,", "1.00,0.1,3.2e29,");
    let (_folder, path) = written("pelvis.csv", text.as_bytes());
    let recording = read(&[path], &ReadOptions::default()).unwrap();
    assert_eq!(recording.tracks[&recording::Site::Pelvis].len(), 299);
    let notice = recording
        .notices
        .iter()
        .find(|notice| notice.code == NoticeCode::ImpossibleSamples);
    assert_eq!(notice.unwrap().values["line"], 102usize.into());
}

#[test]
fn no_sentence_carries_what_a_terminal_obeys() {
    let evil = "\u{1b}]0;PWNED\u{7}\u{1b}[31mRED\u{1b}[2J";
    let header = format!("{evil},b,c\n1,2,3\n");
    let cell = format!("{}0,{evil},9,0,0,0,0\n", table(0, ""));
    for content in [header, cell] {
        let (_folder, path) = written("pelvis.csv", content.as_bytes());
        let sentence = read(&[path], &ReadOptions::default()).unwrap_err().to_string();
        assert!(sentence.contains("RED"), "{sentence}");
        assert!(
            !sentence.chars().any(|sign| sign.is_control() && sign != '\n'),
            "{sentence:?}"
        );
    }
    let (_folder, path) = written("a\u{1b}[2J\nPASS b.csv", table(300, "").as_bytes());
    let sentence = read(&[path], &ReadOptions::default()).unwrap_err().to_string();
    assert!(
        !sentence.contains('\u{1b}') && !sentence.contains("\nPASS"),
        "{sentence:?}"
    );
}

#[test]
fn a_header_of_xsens_is_cut_at_no_character() {
    let text = "// a\n// b\naaaaaaaaaaaaé PacketCounter\tAcc_X\tAcc_Y\tAcc_Z\n1\t2\t3\t4\n";
    let (_folder, path) = written("pelvis.txt", text.as_bytes());
    assert!(read(&[path], &ReadOptions::default()).is_err());
}

#[cfg(unix)]
#[test]
fn a_pipe_is_refused_and_not_waited_for() {
    let folder = tempfile::tempdir().unwrap();
    let pipe = folder.path().join("pelvis.csv");
    let made = std::process::Command::new("mkfifo").arg(&pipe).status();
    assert!(made.is_ok_and(|status| status.success()));
    let sentence = read(std::slice::from_ref(&pipe), &ReadOptions::default())
        .unwrap_err()
        .to_string();
    assert!(sentence.contains("pipe"), "{sentence}");
    assert!(read(&[folder.path().to_owned()], &ReadOptions::default()).is_err());
}

#[test]
fn a_session_file_is_a_page_and_not_a_book() {
    let (folder, _) = written("pelvis.csv", table(300, "").as_bytes());
    let mut text = "a=[".to_owned();
    text.push_str(&"1,".repeat(1 << 20));
    std::fs::write(folder.path().join("session.toml"), text + "1]").unwrap();
    let sentence = read(&[folder.path().to_owned()], &ReadOptions::default())
        .unwrap_err()
        .to_string();
    assert!(
        sentence.contains("session.toml") && sentence.contains("larger than"),
        "{sentence}"
    );
}

#[test]
fn archives_in_archives_are_refused() {
    let zip = |name: &str, content: &[u8]| {
        let mut writer = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
        writer
            .start_file(name, zip::write::SimpleFileOptions::default())
            .unwrap();
        writer.write_all(content).unwrap();
        writer.finish().unwrap().into_inner()
    };
    // Under the name of a table and under its own.
    for name in ["pelvis.csv", "walk.zip"] {
        let mut inner = zip("pelvis.csv", table(300, "").as_bytes());
        for _ in 0..3 {
            inner = zip(name, &inner);
        }
        let (folder, path) = written("walk.zip", &inner);
        for given in [path, folder.path().to_owned()] {
            let sentence = read(&[given], &ReadOptions::default()).unwrap_err().to_string();
            assert!(
                sentence.starts_with("walk.zip") && sentence.contains("another archive"),
                "{sentence}"
            );
        }
    }
}

/// What lies in a folder beside a journal is read by another way than other folders: the same must hold there.
#[cfg(unix)]
#[test]
fn a_recording_that_broke_off_is_read_within_the_same_bounds() {
    let broken_off = |rows: &str| {
        let journal = "schema_version = 1\nbegan_unix_ms = 0\nelapsed_s = 3.0\nmarks_s = []\n[[sensor]]\nsite = \"pelvis\"\n\
                       family = \"gaitscope\"\nlabel = \"GS-1\"\n[[sensor.run]]\nclock = 1\nrun = 1\nbase = 0\nfrom = 0\n\
                       at_device_us = 0\nat_time_s = 0.0\ndrift = 0.0\n";
        let (folder, path) = written(
            "pelvis.csv",
            format!("{}\n{rows}", recording::recovery::HEADER).as_bytes(),
        );
        std::fs::write(folder.path().join(recording::recovery::JOURNAL), journal).unwrap();
        (folder, path)
    };
    let row = |k: u64, acc: &str| format!("{:.2},0.1,{acc},0.1,0,0,0.2,{k},{}\n", k as f64 / 100.0, 10_000 * k);
    let good: String = (0..300).map(|k| row(k, "9.81")).collect();
    let (folder, _path) = broken_off(&(good.clone() + &row(300, "1e29")));
    let open = |folder: &tempfile::TempDir| read(&[folder.path().to_owned()], &ReadOptions::default());
    let recording = open(&folder).unwrap();
    assert_eq!(recording.tracks[&recording::Site::Pelvis].len(), 300);
    assert!(
        recording
            .notices
            .iter()
            .any(|notice| notice.code == NoticeCode::ImpossibleSamples)
    );
    // A number that no sensor counts to.
    let (folder, _path) = broken_off(&format!("{good}3.00,0,9.81,0,0,0,0,18446744073709551615,3000000\n"));
    assert!(open(&folder).unwrap_err().line() == Some(302));
    let (folder, _path) = broken_off(&good);
    for name in ["pelvis.csv.late", recording::recovery::JOURNAL] {
        let pipe = folder.path().join(name);
        std::fs::remove_file(&pipe).ok();
        assert!(
            std::process::Command::new("mkfifo")
                .arg(&pipe)
                .status()
                .unwrap()
                .success()
        );
        let sentence = open(&folder).unwrap_err().to_string();
        assert!(sentence.contains("pipe"), "{sentence}");
    }
}
