//! What goes out can be read again by its own rules, and says what the analysis says.

use assessment::{Analysis, Settings, analyze};
use export::batch::{self, BatchOptions, Outcome};
use export::{self, ExportError, ExportOptions, Format, opensim};
use gait::AngleColumn;
use parquet::file::reader::{FileReader, SerializedFileReader};
use recording::{ReadOptions, Recording, Side, Site, read, write_session};
use simulation::{Extent, Scenario, Stage, presets, simulate};
use std::collections::BTreeSet;
use std::fs;
use std::path::Path;
use std::sync::LazyLock;
use wording::Language;

static LIMP: LazyLock<(Recording, Analysis)> = LazyLock::new(|| {
    let recording = simulate(&short(presets::limp(5), 30.0)).recording;
    let analysis = analyze(&recording, &Settings::default()).expect("a walk");
    (recording, analysis)
});

fn short(scenario: Scenario, seconds: f64) -> Scenario {
    Scenario {
        protocol: vec![
            Stage::Stand { seconds: 5.0 },
            Stage::Walk {
                extent: Extent::Seconds(seconds),
                lane_m: Some(60.0),
            },
            Stage::Stand { seconds: 3.0 },
        ],
        ..scenario
    }
}

fn options() -> ExportOptions {
    ExportOptions {
        made_at: "2026-03-01T09:30:00Z".to_owned(),
        report_pdf: Some(b"%PDF-1.7 a report".to_vec()),
        language: Language::English,
    }
}

fn exported(format: Format) -> tempfile::TempDir {
    let dir = tempfile::tempdir().expect("a folder");
    let (recording, analysis) = &*LIMP;
    let files = export::write(recording, analysis, format, dir.path(), &options()).expect("written");
    assert!(!files.is_empty());
    assert!(files.iter().all(|file| file.is_file()), "every file named is there");
    dir
}

/// All files below a folder with their bytes.
fn bytes(dir: &Path) -> Vec<(String, Vec<u8>)> {
    let mut files = Vec::new();
    let mut folders = vec![dir.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).expect("listed") {
            let path = entry.expect("an entry").path();
            if path.is_dir() {
                folders.push(path);
            } else {
                let name = path.strip_prefix(dir).expect("below").to_string_lossy().into_owned();
                files.push((name, fs::read(&path).expect("read")));
            }
        }
    }
    files.sort();
    files
}

#[test]
fn the_same_input_gives_the_same_bytes_in_every_format() {
    for format in Format::ALL {
        let (once, again) = (exported(format), exported(format));
        assert!(bytes(once.path()) == bytes(again.path()), "{}", format.name());
    }
}

#[test]
fn csv_comes_back_bit_for_bit() {
    let dir = exported(Format::Csv);
    let again = read(&[dir.path().to_owned()], &ReadOptions::default()).expect("read");
    assert_eq!(again.tracks, LIMP.0.tracks);
    assert_eq!(again.session.subject, LIMP.0.session.subject);
}

#[test]
fn bids_holds_every_sample_with_all_its_digits() {
    let dir = exported(Format::Bids);
    let files = bytes(dir.path());
    for (site, track) in &LIMP.0.tracks {
        let name = format!("tracksys-{}_motion.tsv", site.name().replace('_', ""));
        let (_, data) = files
            .iter()
            .find(|(path, _)| path.ends_with(&name))
            .expect("the sensor's file");
        let text = std::str::from_utf8(data).expect("text");
        assert_eq!(text.lines().count(), track.len(), "no header, one row a sample");
        for (k, line) in text.lines().enumerate() {
            let row: Vec<f64> = line.split('\t').map(|cell| cell.parse().expect("a number")).collect();
            let (acc, gyr) = (track.acc_mps2[k], track.gyr_radps[k]);
            assert_eq!(row, [track.time_s[k], acc.x, acc.y, acc.z, gyr.x, gyr.y, gyr.z]);
        }
    }
}

#[test]
fn opensim_orientations_stand_upright_walk_forward_and_bend_the_knee_as_the_angles_do() {
    let (recording, analysis) = &*LIMP;
    let (times, segments) = opensim::orientations(recording, analysis);
    let of = |site: Site| {
        let found = segments.iter().find(|segment| segment.site == site);
        &found.expect("aligned").orientation
    };
    let middle = times.len() / 2;
    for segment in &segments {
        let q = segment.orientation[100].expect("standing");
        assert!(
            (q * nalgebra::Vector3::y()).z > 0.9,
            "{:?} stands upright",
            segment.site
        );
        let mean: nalgebra::Vector3<f64> = segment.orientation[middle - 200..middle + 200]
            .iter()
            .flatten()
            .map(|q| q * nalgebra::Vector3::x())
            .sum();
        assert!(
            mean.y.atan2(mean.x).to_degrees().abs() < 12.0,
            "{:?} faces along X",
            segment.site
        );
    }
    for side in Side::BOTH {
        let knee = analysis
            .angles
            .get(AngleColumn::KneeFlexion(side))
            .expect("a knee angle");
        let (thigh, shank) = (of(Site::thigh(side)), of(Site::shank(side)));
        for k in (500..times.len() - 400).step_by(7) {
            let (Some(thigh), Some(shank)) = (thigh[k], shank[k]) else {
                continue;
            };
            let bend = thigh.inverse() * shank;
            // Flexion turns the shank backwards about z.
            let x = bend * nalgebra::Vector3::x();
            let flexion = -x.y.atan2(x.x).to_degrees();
            assert!(
                (flexion - knee[k]).abs() < 6.0,
                "{side} at {:.2} s: {flexion} and {}",
                times[k],
                knee[k]
            );
        }
    }
}

#[test]
fn opensim_files_have_as_many_cells_as_columns() {
    let dir = exported(Format::OpenSim);
    for (file, separator) in [("orientations.sto", '\t'), ("angles.mot", '\t')] {
        let text = fs::read_to_string(dir.path().join(file)).expect("text");
        let (_, table) = text.split_once("endheader\n").expect("a header");
        let mut lines = table.lines();
        let columns = lines.next().expect("names").split(separator).count();
        assert!(columns > 4);
        assert!(lines.all(|line| line.split(separator).count() == columns));
    }
}

#[test]
fn nothing_aligned_is_said_and_not_written_as_an_empty_file() {
    let mut still = LIMP.0.clone();
    for track in still.tracks.values_mut() {
        track
            .gyr_radps
            .iter_mut()
            .for_each(|rate| *rate = nalgebra::Vector3::zeros());
        let first = track.acc_mps2[0];
        track.acc_mps2.iter_mut().for_each(|acc| *acc = first);
    }
    let analysis = analyze(&still, &Settings::default()).expect("an analysis of nothing");
    let dir = tempfile::tempdir().expect("a folder");
    let error = export::write(&still, &analysis, Format::OpenSim, dir.path(), &options()).expect_err("refused");
    assert!(matches!(error, ExportError::NothingAligned { .. }), "{error}");
}

#[test]
fn fhir_references_lead_to_entries_and_no_code_is_borrowed() {
    let dir = exported(Format::Fhir);
    let text = fs::read_to_string(dir.path().join("bundle.json")).expect("text");
    let bundle: serde_json::Value = serde_json::from_str(&text).expect("JSON");
    let entries = bundle["entry"].as_array().expect("entries");
    let urls: BTreeSet<&str> = entries.iter().filter_map(|entry| entry["fullUrl"].as_str()).collect();
    assert_eq!(urls.len(), entries.len(), "every entry has a name of its own");
    fn references<'a>(value: &'a serde_json::Value, found: &mut Vec<&'a str>) {
        match value {
            serde_json::Value::Object(map) => {
                found.extend(map.get("reference").and_then(|reference| reference.as_str()));
                map.values().for_each(|value| references(value, found));
            }
            serde_json::Value::Array(list) => list.iter().for_each(|value| references(value, found)),
            _ => {}
        }
    }
    let mut found = Vec::new();
    references(&bundle, &mut found);
    assert!(found.len() > 50);
    assert!(found.iter().all(|reference| urls.contains(reference)));
    assert!(!text.contains("loinc") && !text.contains("snomed"));
    let observations = entries
        .iter()
        .filter(|entry| entry["resource"]["resourceType"] == "Observation");
    assert_eq!(
        observations.count(),
        LIMP.1.measures.iter().filter(|row| row.value.is_finite()).count()
    );
}

#[test]
fn fhir_wants_a_time_with_a_zone() {
    let (recording, analysis) = &*LIMP;
    let dir = tempfile::tempdir().expect("a folder");
    for made_at in ["2026-03-01", "2026-03-01T09:30:00", "yesterday"] {
        let options = ExportOptions {
            made_at: made_at.to_owned(),
            ..options()
        };
        let error = export::write(recording, analysis, Format::Fhir, dir.path(), &options).expect_err("refused");
        assert!(error.to_string().contains(made_at), "{error}");
    }
}

#[test]
fn mcap_is_in_order_and_holds_every_sample_and_contact() {
    let dir = exported(Format::Mcap);
    let data = fs::read(dir.path().join("session.mcap")).expect("bytes");
    let (mut last, mut samples, mut contacts) = (0, 0, 0);
    for message in mcap::read::MessageStream::new(&data).expect("an MCAP file") {
        let message = message.expect("a message");
        assert!(message.log_time >= last);
        last = message.log_time;
        let value: serde_json::Value = serde_json::from_slice(&message.data).expect("JSON");
        if message.channel.topic.starts_with("/imu/") {
            samples += 1;
            assert!(value["acc_mps2"]["x"].is_f64());
        }
        contacts += usize::from(message.channel.topic == "/contacts");
    }
    assert_eq!(samples, LIMP.0.tracks.values().map(|track| track.len()).sum::<usize>());
    assert_eq!(contacts, LIMP.1.contacts.len());
}

fn rows(path: &Path) -> usize {
    let mut rows = 0;
    for (name, data) in bytes(path) {
        if name.ends_with(".parquet") {
            let reader = SerializedFileReader::new(bytes::Bytes::from(data)).expect("Parquet");
            rows += reader.metadata().file_metadata().num_rows() as usize;
        }
    }
    rows
}

#[test]
fn a_batch_goes_on_where_it_stopped_and_tells_what_failed() {
    let root = tempfile::tempdir().expect("a folder");
    for (clinic, seed) in [("north", 1), ("north", 2), ("south", 3)] {
        let recording = simulate(&short(presets::healthy(seed), 15.0)).recording;
        write_session(&root.path().join(format!("{clinic}/p{seed}")), &recording).expect("written");
    }
    // The same bytes twice, and one that cannot be read.
    let copy = root.path().join("south/p3-copy");
    fs::create_dir_all(&copy).expect("a folder");
    for entry in fs::read_dir(root.path().join("south/p3")).expect("listed") {
        let path = entry.expect("an entry").path();
        fs::copy(&path, copy.join(path.file_name().expect("a name"))).expect("copied");
    }
    fs::create_dir_all(root.path().join("south/broken")).expect("a folder");
    fs::write(root.path().join("south/broken/pelvis.csv"), "time_s,acc_x_mps2\n0,1\n").expect("written");

    let found = batch::discover(&[root.path().to_owned()]).expect("listed");
    assert_eq!(found.len(), 5);
    let out = tempfile::tempdir().expect("a folder");
    let options = |name: &str, workers: usize| BatchOptions {
        settings: Settings::default(),
        dataset: out.path().join(name),
        workers,
        clinic: None,
    };
    let done = batch::run(&found, &options("two", 2), |_| ()).expect("a batch");
    let outcome = |name: &str| {
        done.iter()
            .find(|row| row.recording.name == name)
            .map(|row| &row.outcome)
    };
    assert_eq!(outcome("north/p1"), Some(&Outcome::Analysed));
    assert!(matches!(outcome("south/broken"), Some(Outcome::Failed(reason)) if reason.contains("pelvis.csv")));
    let count = |done: &[batch::Done], wanted: Outcome| done.iter().filter(|row| row.outcome == wanted).count();
    assert_eq!((count(&done, Outcome::Analysed), count(&done, Outcome::Known)), (3, 1));
    let failed = fs::read_to_string(out.path().join("two/failed.csv")).expect("a table");
    assert!(failed.contains("south/broken"));

    let again = batch::run(&found, &options("two", 2), |_| ()).expect("a batch");
    assert_eq!(
        (count(&again, Outcome::Analysed), count(&again, Outcome::Known)),
        (0, 4)
    );

    // One worker or two: the same data set, but for which of two equal recordings came first.
    batch::run(&found, &options("one", 1), |_| ()).expect("a batch");
    for table in ["strides", "events", "measures", "findings", "recordings"] {
        let (one, two) = (
            rows(&out.path().join("one").join(table)),
            rows(&out.path().join("two").join(table)),
        );
        assert_eq!(one, two, "{table}");
        assert!(one >= 3);
    }
    assert!(out.path().join("one/strides/clinic=north").is_dir());
}

#[test]
fn figures_carry_their_words_and_pictures_their_resolution() {
    let dir = exported(Format::Figures);
    let files = bytes(dir.path());
    let of =
        |ending: &str| -> Vec<&(String, Vec<u8>)> { files.iter().filter(|(name, _)| name.ends_with(ending)).collect() };
    let (drawings, pictures) = (of(".svg"), of(".png"));
    assert!(drawings.len() > 5, "{} drawings", drawings.len());
    assert!(drawings.iter().any(|(name, _)| name == "01-glance.svg"));
    for (name, data) in &drawings {
        let svg = std::str::from_utf8(data).expect("text");
        assert!(
            svg.starts_with("<svg width=\"") && svg.contains("mm\""),
            "{name} has a size on paper"
        );
        let inside = |tag: &str| {
            let from = svg.find(&format!("<{tag} id=")).expect("the element");
            let text = &svg[from..svg[from..].find("</").map_or(svg.len(), |end| from + end)];
            text.split_once('>').map_or(0, |(_, words)| words.len())
        };
        assert!(
            inside("title") > 3 && inside("desc") > 10,
            "{name} has title and description"
        );
    }
    if cfg!(feature = "pdf") {
        let stems = |files: &[&(String, Vec<u8>)]| -> Vec<String> {
            files
                .iter()
                .map(|(name, _)| name[..name.len() - 4].to_owned())
                .collect()
        };
        assert_eq!(stems(&drawings), stems(&pictures));
        for (name, data) in &pictures {
            let width = u32::from_be_bytes(data[16..20].try_into().expect("four bytes"));
            assert!(width > 500, "{name} is {width} pixels wide");
            assert!(
                data.windows(4).any(|four| four == b"pHYs"),
                "{name} states its resolution"
            );
        }
    }
    let german = tempfile::tempdir().expect("a folder");
    let (recording, analysis) = &*LIMP;
    let words = ExportOptions {
        language: Language::German,
        ..options()
    };
    export::write(recording, analysis, Format::Figures, german.path(), &words).expect("written");
    let title = |dir: &Path| fs::read_to_string(dir.join("01-glance.svg")).expect("read");
    assert_ne!(title(dir.path()), title(german.path()));
}
