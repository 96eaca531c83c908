//! What was dropped, from files to an analysis: read, asked about where the files do not say it, analysed.

use super::reasons;
use assessment::{Analysis, Settings};
use recording::{
    self, Explanation, Input, Mapping, Opened, ReadOptions, Recording, RecordingChoice, RecordingError, SensorToPlace,
    Site,
};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};
use wording::Language;

/// Uploads that stay within reach; the oldest goes first.
const KEPT: usize = 24;
/// Samples of all sensors of all uploads that are held in memory; older uploads go first. Two hours of five sensors at
/// 100 Hz, some 400 MB with their analyses.
const KEPT_SAMPLES: usize = 4_000_000;
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
    /// Which column of a table is what.
    Columns { found: Box<Explanation> },
}

/// What was answered until now.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Answers {
    /// By a sensor's key or a file's name.
    pub sites: BTreeMap<String, Site>,
    /// Files that are left out.
    pub unused: BTreeSet<String>,
    pub only: Option<String>,
    pub rate_hz: Option<f64>,
    /// Which column is what.
    #[serde(default)]
    pub mapping: Option<Mapping>,
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

impl Dropped {
    /// How many samples it holds in memory.
    fn samples(&self) -> usize {
        match &self.outcome {
            Outcome::Ready { recording, .. } => recording.tracks.values().map(|track| track.len()).sum(),
            _ => 0,
        }
    }
}

/// The uploads of this run, and what was said of the columns of their tables.
#[derive(Debug, Default)]
pub struct Drops(Mutex<VecDeque<Dropped>>, Mutex<VecDeque<(Vec<String>, Mapping)>>);

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
        // What was answered last is the newest.
        all.retain(|old| old.id != dropped.id);
        all.push_back(dropped);
        while all.len() > KEPT || (all.len() > 1 && all.iter().map(Dropped::samples).sum::<usize>() > KEPT_SAMPLES) {
            if let Some(oldest) = all.pop_front() {
                remove(&oldest.folder);
            }
        }
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

    /// Keeps what the columns with these names are, for the next table of that shape.
    pub fn remember(&self, columns: Vec<String>, mapping: Mapping) {
        let mut known = self.1.lock().unwrap_or_else(PoisonError::into_inner);
        known.retain(|(own, _)| *own != columns);
        known.push_back((columns, mapping));
        while known.len() > KEPT {
            known.pop_front();
        }
    }

    /// What was said of a table with the same columns.
    pub fn remembered(&self, columns: &[String]) -> Option<Mapping> {
        let known = self.1.lock().unwrap_or_else(PoisonError::into_inner);
        let (_, mapping) = known.iter().find(|(own, _)| own == columns)?;
        Some(mapping.clone())
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
    remove_reports(folder);
}

/// Where the report of an upload is put: beside it, since what is read must stay what was sent. Another answer is another
/// report.
pub(crate) fn report_folder(folder: &Path, answers: &Answers, language: Language) -> PathBuf {
    let mark = crate::safety::digest(&format!("{answers:?}"));
    folder.with_extension(format!("{mark}.{}.report", language.tag()))
}

/// Removes the reports of an upload; they are made again where they are asked for.
pub(crate) fn remove_reports(folder: &Path) {
    let (Some(parent), Some(name)) = (folder.parent(), folder.file_name()) else {
        return;
    };
    let start = format!("{}.", name.to_string_lossy());
    let entries = match fs::read_dir(parent) {
        Ok(entries) => entries,
        Err(error) => return tracing::warn!("reports of an upload cannot be listed: {error}"),
    };
    for entry in entries.flatten() {
        let name = entry.file_name().to_string_lossy().into_owned();
        if name.starts_with(&start)
            && name.contains(".report")
            && let Err(error) = fs::remove_dir_all(entry.path())
        {
            tracing::warn!("the report of an upload cannot be removed: {error}");
        }
    }
}

/// Reads and analyses what lies in the folder; why it cannot is said in `language`. Costs as much as `gaitscope analyze` without its report.
pub fn read(folder: &Path, answers: &Answers, language: Language) -> Outcome {
    let options = ReadOptions {
        only: answers.only.clone(),
        sites: answers.sites.clone(),
        rate_hz: answers.rate_hz,
        ignore: answers.unused.clone(),
        mapping: answers.mapping.clone(),
        max_bytes: LARGEST_FILE,
        ..ReadOptions::default()
    };
    let paths = match paths(folder) {
        Ok(paths) => paths,
        Err(error) => return question(&[], error, language),
    };
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
    match assessment::analyze(&recording, &Settings::default()) {
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
fn paths(folder: &Path) -> Result<Vec<PathBuf>, RecordingError> {
    let mut at = folder.to_owned();
    loop {
        let entries = listed(&at)?;
        match entries.as_slice() {
            [one] if one.is_dir() => at = one.clone(),
            [one] => return Ok(vec![one.clone()]),
            _ => return Ok(vec![at]),
        }
    }
}

/// What lies in a folder, by name.
fn listed(folder: &Path) -> Result<Vec<PathBuf>, RecordingError> {
    let entries: io::Result<Vec<PathBuf>> =
        fs::read_dir(folder).and_then(|entries| entries.map(|entry| Ok(entry?.path())).collect());
    let mut entries = entries.map_err(|source| RecordingError::Io {
        file: folder.display().to_string(),
        source,
    })?;
    entries.sort();
    Ok(entries)
}

/// A refusal that an answer can mend becomes a question.
fn question(paths: &[PathBuf], error: RecordingError, language: Language) -> Outcome {
    let because = reasons::said(&error, language);
    let question = match error {
        RecordingError::SameSite { first, .. } => Question::Sites {
            files: match tables(paths) {
                Ok(files) => files,
                Err(error) => {
                    return Outcome::Refused {
                        because: reasons::said(&error, language),
                        line: None,
                    };
                }
            },
            about: first,
        },
        RecordingError::SeveralRecordings { choices, .. } => Question::Which { choices },
        RecordingError::NoRate { file, format } => Question::Rate { file, format },
        RecordingError::NoTime { file } | RecordingError::UnknownTimeUnit { file, .. } => {
            Question::Rate { file, format: "CSV" }
        }
        error if error.question() == Some(recording::Question::Columns) => match explained(paths) {
            Some(found) => Question::Columns { found: Box::new(found) },
            None => {
                return Outcome::Refused {
                    line: error.line(),
                    because,
                };
            }
        },
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

/// The one table of an upload, as far as it can be told; of several files nobody says all columns at once.
fn explained(paths: &[PathBuf]) -> Option<Explanation> {
    let [path] = paths else { return None };
    let path = match listed(path) {
        Ok(entries) if path.is_dir() => entries.into_iter().find(|entry| entry.is_file())?,
        _ => path.clone(),
    };
    let found = recording::explain(&Input::Path(path), &ReadOptions::default()).ok()?;
    found.into_iter().next()
}

fn tables(paths: &[PathBuf]) -> Result<Vec<String>, RecordingError> {
    let mut names = Vec::new();
    for path in paths {
        let files: Vec<PathBuf> = if path.is_dir() {
            listed(path)?
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
    Ok(names)
}

#[cfg(test)]
mod tests {
    use super::*;
    use recording::Said;

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
        // A table whose names say nothing is asked about column by column.
        let other = tempfile::tempdir().unwrap();
        let nameless = other.path();
        let rows: String = (0..30).map(|k| format!("{},0,9.81,0,0,0,0\n", 10 * k)).collect();
        fs::write(nameless.join("walk.csv"), format!("t,u1,u2,u3,u4,u5,u6\n{rows}")).unwrap();
        let asked = read(nameless, &Answers::default(), Language::German);
        let Outcome::Ask {
            question: Question::Columns { found },
            ..
        } = asked
        else {
            panic!("{asked:?}");
        };
        assert_eq!((found.columns.len(), found.rows.len()), (7, 10));
        let said = Said {
            axes: ["u1", "u2", "u3", "u4", "u5", "u6"].map(str::to_owned),
            acc_unit: "m/s²".to_owned(),
            gyr_unit: "rad/s".to_owned(),
            time: Some(("t".to_owned(), "ms".to_owned())),
            rate_hz: None,
        };
        let answers = Answers {
            mapping: Some(found.with(said).unwrap()),
            ..Answers::default()
        };
        let placed = read(nameless, &answers, Language::German);
        assert!(
            matches!(
                placed,
                Outcome::Ask {
                    question: Question::Sensors { .. },
                    ..
                }
            ),
            "{placed:?}"
        );
        let drops = Drops::default();
        drops.remember(found.columns.clone(), answers.mapping.clone().unwrap());
        assert_eq!(drops.remembered(&found.columns), answers.mapping);
        fs::write(inner.join("pelvis.csv"), format!("{ROWS}0.03,0,x,0,0,0,0\n")).unwrap();
        fs::remove_file(inner.join("one.csv")).unwrap();
        fs::remove_file(inner.join("two.csv")).unwrap();
        let Outcome::Refused { because, line } = read(folder.path(), &Answers::default(), Language::English) else {
            panic!("not refused");
        };
        assert!(line == Some(5) && because.contains("acc_y_mps2"), "{because}");
    }
}
