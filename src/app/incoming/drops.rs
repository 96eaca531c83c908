//! What was dropped, from files to an analysis: read, asked about where the files do not say it, analysed.

use super::reasons;
use crate::analysis::{self, Analysis, Settings};
use crate::recording::{
    self, Input, Opened, ReadOptions, Recording, RecordingChoice, RecordingError, SensorToPlace, Site,
};
use crate::wording::Language;
use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

/// Uploads that stay within reach; the oldest goes first.
const KEPT: usize = 24;
/// Largest unpacked size of one file.
const LARGEST_FILE: u64 = 1 << 30;

/// What must be asked before the files can be read.
#[derive(Debug, Clone, PartialEq)]
pub enum Question {
    /// Which sensor was where.
    Sensors { sensors: Vec<SensorToPlace> },
    /// Two files claim the same place: every table of the folder, and one of the two.
    Sites { files: Vec<String>, about: String },
    /// Which of several recordings is meant.
    Which { choices: Vec<RecordingChoice> },
    /// How many samples a second the export holds.
    Rate { file: String, format: &'static str },
}

/// What was answered until now.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Answers {
    /// By a sensor's key or a file's name.
    pub sites: BTreeMap<String, Site>,
    /// Files that are left out.
    pub unused: BTreeSet<String>,
    pub only: Option<String>,
    pub rate_hz: Option<f64>,
}

/// What became of the files.
#[derive(Debug, Clone)]
pub enum Outcome {
    Ask {
        question: Question,
        /// The reader's sentence, where it says more than the question.
        because: Option<String>,
    },
    /// They cannot be read, or not be analysed; the library's sentence says why and what to do.
    Refused { because: String, line: Option<u64> },
    Ready {
        recording: Arc<Recording>,
        analysis: Arc<Analysis>,
    },
}

/// One upload.
#[derive(Debug, Clone)]
pub struct Dropped {
    pub id: String,
    pub folder: PathBuf,
    /// Names as they came, for the person's eyes only.
    pub shown: Vec<String>,
    pub answers: Answers,
    pub outcome: Outcome,
}

/// The uploads of this run.
#[derive(Debug, Default)]
pub struct Drops(Mutex<VecDeque<Dropped>>);

impl Drops {
    pub fn get(&self, id: &str) -> Option<Dropped> {
        self.lock().iter().find(|dropped| dropped.id == id).cloned()
    }

    /// Newest first: id, names, whether it can be analysed.
    pub fn list(&self) -> Vec<Dropped> {
        self.lock().iter().rev().cloned().collect()
    }

    /// Keeps an upload, or its new state.
    pub fn put(&self, dropped: Dropped) {
        let mut all = self.lock();
        if let Some(old) = all.iter_mut().find(|old| old.id == dropped.id) {
            *old = dropped;
            return;
        }
        if all.len() >= KEPT
            && let Some(oldest) = all.pop_front()
        {
            remove(&oldest.folder);
        }
        all.push_back(dropped);
    }

    /// Removes an upload and its files.
    pub fn forget(&self, id: &str) {
        let mut all = self.lock();
        if let Some(at) = all.iter().position(|dropped| dropped.id == id)
            && let Some(gone) = all.remove(at)
        {
            remove(&gone.folder);
        }
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, VecDeque<Dropped>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The next start empties the folder of uploads, so a file that cannot be removed now does not stay.
fn remove(folder: &Path) {
    if let Err(error) = fs::remove_dir_all(folder) {
        tracing::warn!("an upload's folder cannot be removed: {error}");
    }
}

/// Reads and analyses what lies in the folder; why it cannot is said in `language`. Costs as much as `gaitscope analyze` without its report.
pub fn read(folder: &Path, answers: &Answers, language: Language) -> Outcome {
    let options = ReadOptions {
        only: answers.only.clone(),
        sites: answers.sites.clone(),
        rate_hz: answers.rate_hz,
        ignore: answers.unused.clone(),
        max_bytes: LARGEST_FILE,
        ..ReadOptions::default()
    };
    let paths = paths(folder);
    let inputs: Vec<Input> = paths.iter().cloned().map(Input::Path).collect();
    let recording = match recording::open(&inputs, &options) {
        Ok(Opened::Recording(recording)) => *recording,
        Ok(Opened::NeedsSites(sensors)) => {
            return Outcome::Ask {
                question: Question::Sensors { sensors },
                because: None,
            };
        }
        Err(error) => return question(&paths, error, language),
    };
    match analysis::analyze(&recording, &Settings::default()) {
        Ok(analysis) => Outcome::Ready {
            recording: Arc::new(recording),
            analysis: Arc::new(analysis),
        },
        Err(error) => Outcome::Refused {
            because: error.to_string(),
            line: None,
        },
    }
}

/// Goes down while a folder holds nothing but one folder; a single file is read as such.
fn paths(folder: &Path) -> Vec<PathBuf> {
    let mut at = folder.to_owned();
    loop {
        let mut entries: Vec<PathBuf> = fs::read_dir(&at)
            .map(|entries| entries.flatten().map(|entry| entry.path()).collect())
            .unwrap_or_default();
        entries.sort();
        match entries.as_slice() {
            [one] if one.is_dir() => at = one.clone(),
            [one] => return vec![one.clone()],
            _ => return vec![at],
        }
    }
}

/// A refusal that an answer can mend becomes a question.
fn question(paths: &[PathBuf], error: RecordingError, language: Language) -> Outcome {
    let because = reasons::said(&error, language);
    let question = match error {
        RecordingError::SameSite { first, .. } => Question::Sites {
            files: tables(paths),
            about: first,
        },
        RecordingError::SeveralRecordings { choices, .. } => Question::Which { choices },
        RecordingError::NoRate { file, format } => Question::Rate { file, format },
        error => {
            return Outcome::Refused {
                line: error.line(),
                because,
            };
        }
    };
    Outcome::Ask {
        question,
        because: Some(because),
    }
}

fn tables(paths: &[PathBuf]) -> Vec<String> {
    let mut names = Vec::new();
    for path in paths {
        let files: Vec<PathBuf> = if path.is_dir() {
            fs::read_dir(path)
                .map(|entries| entries.flatten().map(|entry| entry.path()).collect())
                .unwrap_or_default()
        } else {
            vec![path.clone()]
        };
        names.extend(
            files
                .iter()
                .filter(|file| file.is_file() && file.extension().is_none_or(|ending| ending != "toml"))
                .filter_map(|file| file.file_name())
                .map(|name| name.to_string_lossy().into_owned()),
        );
    }
    names.sort();
    names
}

#[cfg(test)]
mod tests {
    use super::*;

    const ROWS: &str = "time_s,acc_x_mps2,acc_y_mps2,acc_z_mps2,gyr_x_radps,gyr_y_radps,gyr_z_radps\n\
                        0.00,0,9.81,0,0,0,0\n0.01,0,9.81,0,0,0,0\n0.02,0,9.81,0,0,0,0\n";

    #[test]
    fn unknown_places_are_asked_and_broken_rows_refused() {
        let folder = tempfile::tempdir().unwrap();
        let inner = folder.path().join("inner");
        fs::create_dir(&inner).unwrap();
        fs::write(inner.join("one.csv"), ROWS).unwrap();
        fs::write(inner.join("two.csv"), ROWS).unwrap();
        let Outcome::Ask {
            question: Question::Sensors { sensors },
            ..
        } = read(folder.path(), &Answers::default(), Language::English)
        else {
            panic!("nothing was asked");
        };
        let keys: Vec<&str> = sensors.iter().map(|sensor| sensor.key.as_str()).collect();
        assert_eq!(keys, ["one.csv", "two.csv"]);
        // Both at one place is no answer.
        let twice = Answers {
            sites: keys.iter().map(|key| ((*key).to_owned(), Site::Pelvis)).collect(),
            ..Answers::default()
        };
        assert!(matches!(
            read(folder.path(), &twice, Language::English),
            Outcome::Ask { question: Question::Sites { .. }, because: Some(because) } if because.contains("one.csv")
        ));
        fs::write(inner.join("pelvis.csv"), format!("{ROWS}0.03,0,x,0,0,0,0\n")).unwrap();
        fs::remove_file(inner.join("one.csv")).unwrap();
        fs::remove_file(inner.join("two.csv")).unwrap();
        let Outcome::Refused { because, line } = read(folder.path(), &Answers::default(), Language::English) else {
            panic!("not refused");
        };
        assert!(line == Some(5) && because.contains("acc_y_mps2"), "{because}");
    }
}
