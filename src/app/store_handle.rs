//! The store as the pages use it: one at a time, away from the threads that answer requests.

use super::listen::{AppOptions, StartError};
use super::pages::analysed;
use super::safety;
use assessment::{Analysis, Settings};
use jiff::tz::TimeZone;
use recording::{Note, durable};
use report::{self, ReportOptions};
use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};
use store::{Clock, PatientId, RecordingId, Store, StoreError, SystemClock, default_data_dir};
use wording::Language;

/// Who stands in the audit trail for what is done here.
const WHO: &str = "app";
const LANGUAGE: &str = "language";

/// The open store and the folder for what is not stored.
pub struct StoreHandle {
    store: Arc<Mutex<Store>>,
    pub root: PathBuf,
    pub incoming: PathBuf,
    pub unfinished: PathBuf,
    /// Held while a report is made: the second who asks for it waits, and finds it.
    making: Arc<Mutex<()>>,
    /// Keeps the folder of this run from being swept by another one.
    _owned: File,
}

pub use store::By;

/// The app, now.
pub fn by() -> By {
    SystemClock.by(WHO)
}

/// Opens the store where the options say; a demonstration gets a folder of its own, which holds nothing real.
pub fn open(options: &AppOptions) -> Result<StoreHandle, StartError> {
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
    let (incoming, owned) = store
        .own_run(&safety::name())
        .map_err(|error| failed(error.to_string()))?;
    Ok(StoreHandle {
        unfinished: store.unfinished_dir(),
        store: Arc::new(Mutex::new(store)),
        incoming,
        making: Arc::default(),
        _owned: owned,
        root: root.clone(),
    })
}

/// Why a stored recording has no report.
#[derive(Debug, thiserror::Error)]
pub enum StoreHandleError {
    #[error(transparent)]
    Store(#[from] StoreError),
    #[error(transparent)]
    Analysis(#[from] assessment::AnalysisError),
    #[error(transparent)]
    Report(#[from] report::ReportError),
    #[error("the program made a mistake: {0}; please report it")]
    Fault(String),
}

/// The store for work that takes long: locked for one step at a time.
pub(crate) struct StoreSteps(Arc<Mutex<Store>>);

impl StoreSteps {
    pub(crate) fn step<T>(&self, work: impl FnOnce(&mut Store) -> Result<T, StoreError>) -> Result<T, StoreError> {
        work(&mut lock(&self.0))
    }
}

impl StoreHandle {
    /// Does something long with the store, step by step: pages get their turn between two steps.
    pub(crate) async fn in_steps<T: Send + 'static>(
        &self,
        work: impl FnOnce(StoreSteps) -> Result<T, StoreError> + Send + 'static,
    ) -> Result<T, StoreHandleError> {
        let steps = StoreSteps(self.store.clone());
        let done = tokio::task::spawn_blocking(move || work(steps)).await;
        Ok(done.map_err(|error| StoreHandleError::Fault(error.to_string()))??)
    }

    /// Does something with the store on a thread where it may block.
    pub async fn with<T: Send + 'static>(
        &self,
        work: impl FnOnce(&mut Store) -> Result<T, StoreError> + Send + 'static,
    ) -> Result<T, StoreHandleError> {
        let store = self.store.clone();
        let done = tokio::task::spawn_blocking(move || work(&mut lock(&store))).await;
        Ok(done.map_err(|error| StoreHandleError::Fault(error.to_string()))??)
    }

    pub fn language(&self) -> Language {
        let tag: Option<String> = lock(&self.store).setting(LANGUAGE).ok().flatten();
        tag.and_then(|tag| Language::from_tag(&tag)).unwrap_or_default()
    }

    pub(crate) async fn set_language(&self, language: Language) -> Result<(), StoreHandleError> {
        self.with(move |store| store.set_setting(LANGUAGE, &language.tag(), &by()))
            .await
    }

    /// People for a list to choose from: number and what is shown.
    pub async fn people(&self) -> Result<Vec<(PatientId, String)>, StoreHandleError> {
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
    pub(crate) async fn forget_reports(&self) {
        let incoming = self.incoming.clone();
        // A failed task leaves the reports to the end of the program, which removes the folder.
        let _ = tokio::task::spawn_blocking(move || {
            let entries = match fs::read_dir(&incoming) {
                Ok(entries) => entries,
                Err(error) => {
                    return tracing::error!("the folder of made reports cannot be listed: {error}");
                }
            };
            for entry in entries {
                let removed =
                    entry.and_then(
                        |entry| match entry.file_name().to_string_lossy().starts_with("report-") {
                            true => fs::remove_dir_all(entry.path()),
                            false => Ok(()),
                        },
                    );
                if let Err(error) = removed {
                    tracing::error!("a made report cannot be removed: {error}");
                }
            }
        })
        .await;
    }

    /// The folder with the report of a stored recording, made where what it depends on has changed: files, answers,
    /// notes, language, program.
    pub async fn report(&self, id: RecordingId, language: Language) -> Result<PathBuf, StoreHandleError> {
        let (store, incoming, making) = (self.store.clone(), self.incoming.clone(), self.making.clone());
        let made = tokio::task::spawn_blocking(move || {
            let _making = making.lock().unwrap_or_else(PoisonError::into_inner);
            make(&store, &incoming, id, language, || ())
        })
        .await;
        made.map_err(|error| StoreHandleError::Fault(error.to_string()))?
    }

    /// Begins to make the report, and waits only until the analysis is kept: what the first screen shows is there then, and
    /// whoever asks for the report waits for the rest.
    ///
    /// # Errors
    /// No analysis; what the store says.
    pub(crate) async fn analysed(&self, id: RecordingId, language: Language) -> Result<(), StoreHandleError> {
        let (store, incoming, making) = (self.store.clone(), self.incoming.clone(), self.making.clone());
        let (kept, is_kept) = tokio::sync::oneshot::channel();
        let made = tokio::task::spawn_blocking(move || {
            let _making = making.lock().unwrap_or_else(PoisonError::into_inner);
            // The page may be gone.
            make(&store, &incoming, id, language, || {
                let _ = kept.send(());
            })
        });
        if is_kept.await.is_ok() {
            return Ok(());
        }
        // It was there already, or cannot be made.
        let made = made.await.map_err(|error| StoreHandleError::Fault(error.to_string()))?;
        made.map(drop)
    }
}

fn lock(store: &Mutex<Store>) -> std::sync::MutexGuard<'_, Store> {
    // Changes are transactions of the database: a panic elsewhere leaves none half done.
    store.lock().unwrap_or_else(PoisonError::into_inner)
}

/// The store is locked only for reading and keeping, not while the analysis runs. `kept` is called once the analysis is kept.
fn make(
    store: &Mutex<Store>,
    incoming: &Path,
    id: RecordingId,
    language: Language,
    kept: impl FnOnce(),
) -> Result<PathBuf, StoreHandleError> {
    let settings = Settings::default();
    let (key, note, day, earlier) = {
        let store = lock(store);
        let recording = store.stored_recording(id)?;
        let visit = store.visit(recording.visit)?;
        let day = visit.began.to_zoned(TimeZone::system()).date().to_string();
        (
            store.analysis_key(id, &settings)?,
            note(&store, id)?,
            day,
            analysed::earlier(&store, &recording)?,
        )
    };
    let last = earlier.last(language);
    let mark = safety::digest(&format!(
        "{}|{}|{}|{note:?}|{day}|{:?}|{}",
        key.input,
        key.settings,
        key.program,
        last.as_ref().map(|(analysis, _)| analysis),
        language.tag()
    ));
    let folder = incoming.join(format!("report-{id}-{mark}"));
    if folder.exists() {
        return Ok(folder);
    }
    let job = lock(store).analysis_job(id, &settings)?;
    let mut analysis: Analysis = job.run()?;
    lock(store).keep_analysis(&job, &analysis, &by())?;
    kept();
    analysis.session.note = note;
    analysis.session.date.get_or_insert(day);
    // Beside its place first: a folder under the name is whole. The name begins as that of a report does, so that a
    // deletion takes it as well.
    let options = ReportOptions {
        language,
        last: last.map(|(_, one)| one.compared),
        ..ReportOptions::default()
    };
    write_report(&analysis, &folder, &options)?;
    // Deleted meanwhile, nothing of it may stay.
    if let Err(error) = lock(store).stored_recording(id) {
        // The end of the run removes what cannot be removed now.
        let _ = fs::remove_dir_all(&folder);
        return Err(error.into());
    }
    Ok(folder)
}

/// Writes a report into a folder that is whole or not there; its name ends with `.new` as long as it is written.
pub(crate) fn write_report(
    analysis: &Analysis,
    folder: &Path,
    options: &ReportOptions,
) -> Result<(), StoreHandleError> {
    let mut unfinished = folder.as_os_str().to_owned();
    unfinished.push(".new");
    let unfinished = PathBuf::from(unfinished);
    let written = report::write_all(analysis, &unfinished, options)
        .map_err(StoreHandleError::from)
        .and_then(|_| {
            durable::put_in_place(&unfinished, folder).map_err(|source| {
                StoreHandleError::Store(StoreError::Io {
                    path: folder.to_owned(),
                    doing: "put in its place",
                    source,
                })
            })
        });
    if written.is_err() {
        // The first error is the one to report; what stays goes with the run.
        let _ = fs::remove_dir_all(&unfinished);
    }
    written
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
