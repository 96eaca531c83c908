//! Readers of recordings.

use super::Target;
use super::mutate;
use rand::{RngExt, SeedableRng};
use rand_pcg::Pcg64Mcg;
use recording::{Input, Mapping, Opened, ReadOptions, Recording, RecordingError, Site, open, read, recovery};
use std::collections::BTreeMap;
use std::sync::Arc;

/// A recording of the corpus.
struct Case {
    name: String,
    files: Vec<(String, Vec<u8>)>,
    sites: BTreeMap<String, Site>,
    rate_hz: Option<f64>,
}

impl Case {
    fn all(target: &str) -> Vec<Case> {
        let mut cases: Vec<Case> = std::fs::read_dir(super::corpus())
            .unwrap()
            .map(|entry| entry.unwrap().path())
            .filter(|path| path.file_name().unwrap().to_string_lossy().split('-').next() == Some(target))
            .map(|path| {
                let mut case = Case {
                    name: path.file_name().unwrap().to_string_lossy().into_owned(),
                    files: Vec::new(),
                    sites: BTreeMap::new(),
                    rate_hz: None,
                };
                for entry in std::fs::read_dir(&path).unwrap() {
                    let path = entry.unwrap().path();
                    let name = path.file_name().unwrap().to_string_lossy().into_owned();
                    let bytes = std::fs::read(&path).unwrap();
                    if name == "options" {
                        let text = String::from_utf8(bytes).unwrap();
                        case.rate_hz = text.lines().find_map(|line| line.strip_prefix("rate=")?.parse().ok());
                        let pairs = text.lines().filter_map(|line| line.strip_prefix('@')?.split_once('='));
                        case.sites = pairs
                            .map(|(key, site)| (key.to_owned(), Site::from_name(site).unwrap()))
                            .collect();
                    } else {
                        case.files.push((name, bytes));
                    }
                }
                case.files.sort();
                case
            })
            .collect();
        cases.sort_by(|a, b| a.name.cmp(&b.name));
        cases
    }
}

pub(crate) struct Reader {
    target: String,
    cases: Vec<Case>,
}

impl Reader {
    pub(crate) fn new(target: &str) -> Reader {
        let cases = Case::all(target);
        assert!(!cases.is_empty(), "no corpus for {target}");
        Reader {
            target: target.to_owned(),
            cases,
        }
    }

    fn changed(&self, seed: u64) -> (&Case, Vec<(String, Vec<u8>)>) {
        let mut random = Pcg64Mcg::seed_from_u64(seed);
        let case = &self.cases[random.random_range(0..self.cases.len())];
        let other = &self.cases[random.random_range(0..self.cases.len())];
        let other = &other.files[random.random_range(0..other.files.len())].1;
        let mut files = case.files.clone();
        let at = random.random_range(0..files.len());
        files[at].1 = mutate::file(&files[at].1, other, &mut random);
        // Of a recording that broke off only the program itself gives the names.
        if self.target != "journal" && random.random_bool(0.05) {
            files[at].0 = mutate::name(&files[at].0, &mut random);
        }
        (case, files)
    }

    fn outcome(&self, case: &Case, files: Vec<(String, Vec<u8>)>) -> Result<Opened, RecordingError> {
        let mut options = ReadOptions {
            sites: case.sites.clone(),
            rate_hz: case.rate_hz,
            ..ReadOptions::default()
        };
        let memory = |(name, bytes): (String, Vec<u8>)| (name, Arc::from(bytes));
        let recording = |recording: Recording| Opened::Recording(Box::new(recording));
        match self.target.as_str() {
            "journal" => {
                let folder = tempfile::tempdir().unwrap();
                for (name, bytes) in files {
                    std::fs::write(folder.path().join(name), bytes).unwrap();
                }
                let read = read(&[folder.path().to_owned()], &options).map(recording);
                // Putting it in order is what happens to one's own recordings after a kill.
                if let Err(error) = recovery::finish(folder.path()) {
                    sentence(&error.to_string());
                }
                read
            }
            "session" => {
                recording::read_memory("walk", files.into_iter().map(memory).collect(), &options).map(recording)
            }
            _ => {
                let mut inputs: Vec<Input> = files
                    .into_iter()
                    .map(memory)
                    .map(|(name, bytes)| Input::Bytes { name, bytes })
                    .collect();
                if self.target == "mapping"
                    && let Some(at) = inputs.iter().position(|input| input.file().ends_with(".toml"))
                {
                    options.mapping = Some(Mapping::load(&inputs.remove(at))?);
                }
                open(&inputs, &options)
            }
        }
    }
}

/// No sign in it acts on whoever shows it.
pub(crate) fn sentence(text: &str) {
    assert!(!text.trim().is_empty());
    assert_eq!(recording::printable_lines(text), text, "signs that act");
    assert!(text.len() < 20_000, "a sentence of {} bytes", text.len());
}

/// What every recording promises to whoever computes with it.
pub(crate) fn recording_is_sound(recording: &Recording) {
    let most = recording.tracks.values().map(|track| track.len()).max().unwrap_or(0);
    for track in recording.tracks.values() {
        assert!(track.len() >= 2 && track.acc_mps2.len() == track.len() && track.gyr_radps.len() == track.len());
        assert!(track.time_s.iter().all(|time| time.is_finite()), "a time is not finite");
        assert!(
            track.time_s.windows(2).all(|pair| pair[0] < pair[1]),
            "times stand still"
        );
        assert!(
            track.acc_mps2.iter().all(|acc| acc.amax() <= 2500.0),
            "an impossible acceleration"
        );
        assert!(
            track.gyr_radps.iter().all(|gyr| gyr.amax() <= 90.0),
            "an impossible rate"
        );
        assert!(track.rate_hz > 0.0 && track.rate_hz < 5000.0, "{} Hz", track.rate_hz);
        let span_s = track.time_s[track.len() - 1] - track.time_s[0];
        assert!(
            span_s * 100.0 <= 300_001.0 + 20.0 * most as f64,
            "{span_s} s of {most} samples"
        );
    }
    let text = serde_json::to_string(&recording.notices).unwrap();
    for line in text.split("\\u").skip(1) {
        assert!(!line.starts_with("00"), "a notice holds a control character: {text}");
    }
    sentence(&format!(
        "{} {}",
        recording.source.name,
        recording.source.files.join(" ")
    ));
}

fn judge(outcome: &Result<Opened, RecordingError>) -> bool {
    match outcome {
        Ok(Opened::Recording(recording)) => {
            recording_is_sound(recording);
            true
        }
        Ok(Opened::NeedsSites(sensors)) => {
            for sensor in sensors {
                sentence(&format!(
                    "{} {} {} {}",
                    sensor.key, sensor.file, sensor.sensor, sensor.format
                ));
                assert!(sensor.duration_s.is_finite() && sensor.duration_s >= 0.0);
            }
            true
        }
        Err(error) => {
            sentence(&error.to_string());
            false
        }
    }
}

impl Target for Reader {
    fn run(&self, seed: u64) -> bool {
        let (case, files) = self.changed(seed);
        judge(&self.outcome(case, files))
    }

    fn files(&self, seed: u64) -> Vec<(String, Vec<u8>)> {
        self.changed(seed).1
    }

    fn most_mib(&self) -> u64 {
        1024
    }
}

/// Otherwise a target would change what is refused anyway.
pub(crate) fn unchanged_recordings_are_read(targets: &[&str]) {
    for target in targets {
        let reader = Reader::new(target);
        for case in &reader.cases {
            let outcome = reader.outcome(case, case.files.clone());
            assert!(
                matches!(outcome, Ok(Opened::Recording(_))),
                "{}: {outcome:?}",
                case.name
            );
            assert!(judge(&outcome), "{}", case.name);
        }
    }
}
