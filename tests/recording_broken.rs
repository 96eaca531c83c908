//! Every mistake that a recording can hold is refused with its place and with what to do.

use gaitscope::recording::{ReadOptions, RecordingError, read};
use std::io::Write;
use std::path::PathBuf;

fn fixture(name: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
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
            Some(2),
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
            &["where the sensor was worn", "--site \"walk.csv=pelvis\""],
        ),
        ("two_aliases", None, None, &["lower_back.csv", "lumbar.csv", "pelvis"]),
        ("feet_only", None, None, &["only on foot_left", "shank_left/right"]),
        (
            "several",
            None,
            None,
            &["holds 2 recordings", "walk1: pelvis, thigh_left", "--only walk1"],
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
    }
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
        assert!(text.contains(what) && text.contains("save it as CSV"), "{text}");
    }
    let long = folder.path().join("shank_left.csv");
    std::fs::write(&long, format!("{}{}", &text[..200], "9".repeat(3 << 20))).unwrap();
    assert!(matches!(
        read(&[long], &ReadOptions::default()),
        Err(RecordingError::LineTooLong { .. })
    ));
}
