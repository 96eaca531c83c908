//! The store as the pages use it: one at a time, away from the threads that answer requests.

use super::listen::{Options, StartError};
use super::safety;
use crate::analysis::{Analysis, Settings};
use crate::recording::Note;
use crate::report::{self, ReportOptions};
use crate::store::{Clock, PatientId, RecordingId, Store, StoreError, SystemClock, default_data_dir};
use crate::wording::Language;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

/// Who stands in the audit trail for what is done here.
const WHO: &str = "app";
const LANGUAGE: &str = "language";
/// Uploads of a program that was killed are removed after so long.
const ABANDONED: Duration = Duration::from_secs(24 * 3600);

/// The open store and the folder for what is not stored.
pub struct Desk {
    store: Arc<Mutex<Store>>,
    pub root: PathBuf,
    pub incoming: PathBuf,
    pub unfinished: PathBuf,
}

pub use crate::store::By;

/// The app, now.
pub fn by() -> By {
    SystemClock.by(WHO)
}

/// Opens the store where the options say; a demonstration gets a folder of its own, which holds nothing real.
pub fn open(options: &Options) -> Result<Desk, StartError> {
    let root = match (&options.data_dir, options.demo) {
        (Some(folder), _) => folder.clone(),
        (None, true) => std::env::temp_dir().join(format!("gaitscope-demo-{}", safety::name())),
        (None, false) => default_data_dir().map_err(|error| StartError::Folder {
            folder: PathBuf::from("."),
            reason: error.to_string(),
        })?,
    };
    let failed = |reason: String| StartError::Folder {
        folder: root.clone(),
        reason,
    };
    let store = Store::open(&root, options.passphrase.as_ref()).map_err(|error| failed(error.to_string()))?;
    let dropped = root.join("dropped");
    sweep(&dropped);
    let incoming = dropped.join(safety::name());
    fs::create_dir_all(&incoming).map_err(|error| failed(error.to_string()))?;
    Ok(Desk {
        unfinished: store.unfinished_dir(),
        store: Arc::new(Mutex::new(store)),
        incoming,
        root: root.clone(),
    })
}

/// Removes what programs that were killed left behind; another program's fresh uploads stay.
fn sweep(folder: &Path) {
    let Ok(entries) = fs::read_dir(folder) else {
        return;
    };
    for entry in entries.flatten() {
        let age = entry
            .metadata()
            .and_then(|data| data.modified())
            .ok()
            .and_then(|at| at.elapsed().ok());
        if age.is_some_and(|age| age > ABANDONED) {
            // What cannot be removed now is tried again at the next start.
            let _ = fs::remove_dir_all(entry.path());
        }
    }
}

/// Why a stored recording has no report.
#[derive(Debug, thiserror::Error)]
pub enum DeskError {
    #[error(transparent)]
    Store(#[from] StoreError),
    #[error(transparent)]
    Analysis(#[from] crate::analysis::AnalysisError),
    #[error(transparent)]
    Report(#[from] report::ReportError),
    #[error("the program made a mistake: {0}; please report it")]
    Fault(String),
}

impl Desk {
    /// Does something with the store on a thread where it may block.
    pub async fn with<T: Send + 'static>(
        &self,
        work: impl FnOnce(&mut Store) -> Result<T, StoreError> + Send + 'static,
    ) -> Result<T, DeskError> {
        let store = self.store.clone();
        let done = tokio::task::spawn_blocking(move || work(&mut lock(&store))).await;
        Ok(done.map_err(|error| DeskError::Fault(error.to_string()))??)
    }

    pub fn language(&self) -> Language {
        let tag: Option<String> = lock(&self.store).setting(LANGUAGE).ok().flatten();
        tag.and_then(|tag| Language::from_tag(&tag)).unwrap_or_default()
    }

    pub async fn set_language(&self, language: Language) -> Result<(), DeskError> {
        self.with(move |store| store.set_setting(LANGUAGE, &language.tag(), &by()))
            .await
    }

    /// People for a list to choose from: number and what is shown.
    pub async fn people(&self) -> Result<Vec<(PatientId, String)>, DeskError> {
        let rows = self.with(|store| store.patients("")).await?;
        let shown = |pseudonym: String, name: Option<String>| match name {
            Some(name) => format!("{pseudonym} ({name})"),
            None => pseudonym,
        };
        Ok(rows
            .into_iter()
            .map(|row| (row.id, shown(row.pseudonym, row.name)))
            .collect())
    }

    /// Removes all reports that were made: after a deletion nothing of it may stay.
    pub async fn forget_reports(&self) {
        let incoming = self.incoming.clone();
        // A failed task leaves the reports to the end of the program, which removes the folder.
        let _ = tokio::task::spawn_blocking(move || {
            for entry in fs::read_dir(&incoming).into_iter().flatten().flatten() {
                if entry.file_name().to_string_lossy().starts_with("report-") {
                    let _ = fs::remove_dir_all(entry.path());
                }
            }
        })
        .await;
    }

    /// The folder with the report of a stored recording, made where what it depends on has changed: files, answers,
    /// notes, language, program.
    pub async fn report(&self, id: RecordingId, language: Language) -> Result<PathBuf, DeskError> {
        let (store, incoming) = (self.store.clone(), self.incoming.clone());
        let made = tokio::task::spawn_blocking(move || make(&store, &incoming, id, language)).await;
        made.map_err(|error| DeskError::Fault(error.to_string()))?
    }
}

fn lock(store: &Mutex<Store>) -> std::sync::MutexGuard<'_, Store> {
    // Changes are transactions of the database: a panic elsewhere leaves none half done.
    store.lock().unwrap_or_else(PoisonError::into_inner)
}

/// The store is locked only for reading and keeping, not while the analysis runs.
fn make(store: &Mutex<Store>, incoming: &Path, id: RecordingId, language: Language) -> Result<PathBuf, DeskError> {
    let settings = Settings::default();
    let (key, note) = {
        let store = lock(store);
        (store.analysis_key(id, &settings)?, note(&store, id)?)
    };
    let mark = safety::digest(&format!(
        "{}|{}|{}|{note:?}|{}",
        key.input,
        key.settings,
        key.program,
        language.tag()
    ));
    let folder = incoming.join(format!("report-{id}-{mark}"));
    if folder.join("cycles.csv").exists() {
        return Ok(folder);
    }
    let job = lock(store).analysis_job(id, &settings)?;
    let mut analysis: Analysis = job.run()?;
    lock(store).keep_analysis(&job, &analysis, &by())?;
    analysis.session.note = note;
    report::write_all(&analysis, &folder, &ReportOptions { language })?;
    Ok(folder)
}

/// What the therapist wrote for the report of this visit, as one note.
fn note(store: &Store, id: RecordingId) -> Result<Option<Note>, StoreError> {
    let recording = store.stored_recording(id)?;
    let notes = store.notes(recording.patient)?;
    let wanted: Vec<_> = notes
        .iter()
        .filter(|note| note.in_report && note.visit == Some(recording.visit))
        .collect();
    let Some(last) = wanted.last() else {
        return Ok(None);
    };
    let texts: Vec<&str> = wanted.iter().map(|note| note.text.as_str()).collect();
    let mut text = texts.join("\n\n");
    // The store takes longer notes than a page can show.
    if let Some((end, _)) = text.char_indices().nth(Note::LONGEST) {
        text.truncate(end);
    }
    Ok(Some(Note {
        text,
        author: None,
        date: Some(last.written.strftime("%Y-%m-%d").to_string()),
    }))
}
