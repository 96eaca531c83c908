//! From changed recordings to every number and word that leaves the program.

use super::Target;
use super::mutate;
use super::reader::{recording_is_sound, sentence};
use assessment::{Settings, analyze};
use gait::Measure;
use nalgebra::Vector3;
use rand::{RngExt, SeedableRng};
use rand_pcg::Pcg64Mcg;
use recording::{ReadOptions, Recording, Track, read, write_session};
use report::ReportOptions;
use serde_json::Value;
use simulation::{Extent, Scenario, Stage, presets, simulate};
use std::path::Path;
use summary::Summary;
use wording::Language;

pub(crate) struct Analysis {
    walks: Vec<Recording>,
}

/// Every so many inputs the whole report is written, which takes longer than the analysis.
const REPORTS: u64 = 8;
/// Larger than every number of a summary but for identities and dates: steps in an hour, milliseconds of a day.
const LARGEST: f64 = 1e8;

impl Analysis {
    pub(crate) fn new() -> Analysis {
        let short = |scenario: Scenario| Scenario {
            protocol: vec![
                Stage::Stand { seconds: 4.0 },
                Stage::Walk {
                    extent: Extent::Seconds(14.0),
                    lane_m: Some(12.0),
                },
                Stage::Stand { seconds: 3.0 },
            ],
            ..scenario
        };
        let walks = [presets::limp(3), presets::healthy(5), presets::pelvic_drop(7)];
        Analysis {
            walks: walks.map(|walk| simulate(&short(walk)).recording).to_vec(),
        }
    }

    /// Writes the changed recording of a seed as the files of a session.
    fn write(&self, seed: u64, folder: &Path) {
        let mut random = Pcg64Mcg::seed_from_u64(seed);
        let mut recording = self.walks[random.random_range(0..self.walks.len())].clone();
        if random.random_bool(0.3) {
            let keep = random.random_range(1..=recording.tracks.len());
            while recording.tracks.len() > keep {
                let at = random.random_range(0..recording.tracks.len());
                let site = *recording.tracks.keys().nth(at).unwrap();
                recording.tracks.remove(&site);
            }
        }
        let sites: Vec<_> = recording.tracks.keys().copied().collect();
        for _ in 0..random.random_range(1..5) {
            let one = recording
                .tracks
                .get_mut(&sites[random.random_range(0..sites.len())])
                .unwrap();
            trouble(one, &mut random);
        }
        let session = &mut recording.session;
        if random.random_bool(0.2) {
            session.subject.height_m = Some(random.random_range(0.5..2.6));
            session.subject.shank_length_m = Some(random.random_range(0.1..0.8));
            session.subject.thigh_length_m = Some(random.random_range(0.1..0.8));
            session.subject.age_years = Some(random.random_range(0.0..130.0));
        }
        write_session(folder, &recording).unwrap();
        if random.random_bool(0.3) {
            let mut files: Vec<_> = std::fs::read_dir(folder)
                .unwrap()
                .map(|entry| entry.unwrap().path())
                .collect();
            files.sort();
            let file = &files[random.random_range(0..files.len())];
            let mut bytes = std::fs::read(file).unwrap();
            mutate::change(&mut bytes, &[], &mut random);
            std::fs::write(file, bytes).unwrap();
        }
    }
}

/// What sensors, straps and clocks do.
fn trouble(track: &mut Track, random: &mut Pcg64Mcg) {
    let n = track.len();
    if n < 10 {
        return;
    }
    let from = random.random_range(0..n - 1);
    let to = (from + random.random_range(1..=n)).min(n);
    let size = 10f64.powf(random.random_range(-3.0..3.4));
    let axis = random.random_range(0..3usize);
    let both = |track: &mut Track, change: &dyn Fn(&mut Vector3<f64>)| {
        track.acc_mps2[from..to].iter_mut().for_each(change);
        track.gyr_radps[from..to].iter_mut().for_each(change);
    };
    match random.random_range(0..14) {
        0 => track.acc_mps2[from][axis] = size,
        1 => track.gyr_radps[from][axis] = -size,
        2 => track.acc_mps2[from..to].iter_mut().for_each(|acc| *acc *= size),
        3 => track.gyr_radps[from..to].iter_mut().for_each(|gyr| *gyr *= size),
        4 => both(track, &|value| *value = Vector3::zeros()),
        5 => {
            let (acc, gyr) = (track.acc_mps2[from], track.gyr_radps[from]);
            track.acc_mps2[from..to].iter_mut().for_each(|value| *value = acc);
            track.gyr_radps[from..to].iter_mut().for_each(|value| *value = gyr);
        }
        6 => both(track, &|value| value[axis] = -value[axis]),
        7 => both(track, &|value| value.swap_rows(0, 1)),
        8 => both(track, &|value| value[axis] += size),
        9 => {
            let keep = |k: usize| !(from..to).contains(&k) || k.is_multiple_of(97);
            let kept = |k: &usize| keep(*k);
            let left: Vec<usize> = (0..n).filter(kept).collect();
            if left.len() > 4 {
                track.time_s = left.iter().map(|&k| track.time_s[k]).collect();
                track.acc_mps2 = left.iter().map(|&k| track.acc_mps2[k]).collect();
                track.gyr_radps = left.iter().map(|&k| track.gyr_radps[k]).collect();
            }
        }
        10 => track.time_s[from..].iter_mut().for_each(|time| *time += size),
        11 => {
            let stretch = random.random_range(0.3..3.0);
            track.time_s.iter_mut().for_each(|time| *time *= stretch);
        }
        12 => {
            for value in track.acc_mps2[from..to]
                .iter_mut()
                .chain(&mut track.gyr_radps[from..to])
            {
                value[axis] += size * random.random_range(-1.0..1.0);
            }
        }
        _ => both(track, &|value| value.iter_mut().for_each(|v| *v = v.clamp(-size, size))),
    }
}

/// The numbers of a value's `Debug` that are none. What stands in quotation marks came from outside.
fn not_finite(shown: &str) -> bool {
    let outside: String = shown.split('"').step_by(2).collect();
    outside
        .split(|sign: char| !sign.is_alphanumeric())
        .any(|word| word == "NaN" || word == "inf")
}

/// Numbers within what a summary can hold, words that act on nobody.
fn walk(value: &Value, path: &str) {
    match value {
        Value::Number(number) => {
            let size = number.as_f64().unwrap().abs();
            assert!(size < LARGEST || path.ends_with("seed"), "{path} is {number}");
        }
        Value::String(text) => assert_eq!(recording::printable_lines(text), *text, "{path}"),
        Value::Array(items) => items
            .iter()
            .enumerate()
            .for_each(|(k, item)| walk(item, &format!("{path}[{k}]"))),
        Value::Object(map) => map.iter().for_each(|(key, item)| walk(item, &format!("{path}.{key}"))),
        Value::Null | Value::Bool(_) => {}
    }
}

fn pages(folder: &Path) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        let Ok(text) = String::from_utf8(std::fs::read(&path).unwrap()) else {
            assert!(name.ends_with(".pdf"), "{name} is no text");
            continue;
        };
        for word in text.split(|sign: char| !(sign.is_alphanumeric() || sign == '∞')) {
            assert!(!["NaN", "inf", "Infinity", "∞"].contains(&word), "{name} shows {word}");
        }
        assert!(!text.contains('\u{1b}'), "{name} holds an escape code");
    }
}

impl Target for Analysis {
    fn run(&self, seed: u64) -> bool {
        let folder = tempfile::tempdir().unwrap();
        let session = folder.path().join("walk");
        self.write(seed, &session);
        let recording = match read(&[session], &ReadOptions::default()) {
            Ok(recording) => recording,
            Err(error) => {
                sentence(&error.to_string());
                return false;
            }
        };
        recording_is_sound(&recording);
        let analysis = match analyze(&recording, &Settings::default()) {
            Ok(analysis) => analysis,
            Err(error) => {
                sentence(&error.to_string());
                return false;
            }
        };
        for language in [Language::English, Language::German] {
            let summary = Summary::in_language(&analysis, language);
            let shown = format!("{summary:?}");
            assert!(!not_finite(&shown), "a number that is none: {}", around(&shown));
            walk(&serde_json::to_value(&summary).unwrap(), "summary");
        }
        for row in &analysis.measures {
            // Of whole walks: wider than of level walking, as the median may be of strides that are not.
            let possible = row.measure.possible(false);
            assert!(possible.contains(&row.value), "{} of {}", row.measure.name(), row.value);
        }
        for stride in &analysis.strides {
            for measure in Measure::ALL {
                if let Some(value) = stride.values.get(*measure) {
                    assert!(
                        measure.possible(stride.included()).contains(&value),
                        "{} {value}",
                        measure.name()
                    );
                }
            }
        }
        if seed.is_multiple_of(REPORTS) {
            let language = if seed.is_multiple_of(2 * REPORTS) {
                Language::English
            } else {
                Language::German
            };
            report::write_all(
                &analysis,
                &folder.path().join("report"),
                &ReportOptions {
                    language,
                    full: true,
                    last: None,
                },
            )
            .unwrap();
            pages(&folder.path().join("report"));
        }
        true
    }

    fn files(&self, seed: u64) -> Vec<(String, Vec<u8>)> {
        let folder = tempfile::tempdir().unwrap();
        self.write(seed, folder.path());
        let entries = std::fs::read_dir(folder.path())
            .unwrap()
            .map(|entry| entry.unwrap().path());
        entries
            .map(|path| {
                (
                    path.file_name().unwrap().to_string_lossy().into_owned(),
                    std::fs::read(&path).unwrap(),
                )
            })
            .collect()
    }

    fn most_mib(&self) -> u64 {
        2048
    }
}

/// The place of the first number that is none.
fn around(shown: &str) -> &str {
    let at = shown
        .find("NaN")
        .into_iter()
        .chain(shown.find("inf"))
        .min()
        .unwrap_or(0);
    let cut = |at: usize| (0..=at).rev().find(|at| shown.is_char_boundary(*at)).unwrap_or(0);
    &shown[cut(at.saturating_sub(300))..cut((at + 60).min(shown.len()))]
}
