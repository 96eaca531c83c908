//! What was recorded goes into the store: when a recording ends, and later where it broke off because the program or the
//! computer ended.
//!
//! While it is made, a recording lies in a folder of its own beside the store. The folder's name holds the number of the
//! visit; who it is stands within, by pseudonym.

use super::incoming::reasons;
use super::safety;
use super::session::protocol::ProtocolKind;
use super::session::sensor_manager::{CaptureHandle, SensorManagerError};
use super::state::Shared;
use super::store_handle::by;
use jiff::Timestamp;
use recording::recovery::{self, JOURNAL};
use recording::{RecordingError, Site};
use sensors::status::Stage;
use std::collections::BTreeMap;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use store::{NewRecording, RecordingId, StoreError, VisitId};
use wording::Language;

const PREFIX: &str = "visit-";

/// The name of a new recording's folder.
pub(crate) fn folder_name(visit: VisitId) -> String {
    format!("{PREFIX}{visit}-{}", safety::name())
}

/// Waits until a capture has ended, and stores it with the visit.
pub(crate) fn store_when_finished(app: &Shared, capture: Arc<CaptureHandle>, visit: VisitId) {
    let app = Arc::clone(app);
    tokio::spawn(async move {
        let mut status = capture.watch();
        let mut recording = false;
        let folder = status.borrow().folder.clone();
        if is_stopped(&folder) {
            // Only what a sensor still has is fetched.
            app.controller.ending();
        }
        // An error is a recording that has gone: `finished` says why.
        if let Ok(now) = status.wait_for(|now| now.stage >= Stage::Recording).await {
            recording = now.stage == Stage::Recording;
        }
        // Another program that would delete the person, or the visit, is told.
        let mut held = None;
        if recording {
            let folder = status.borrow().folder.clone();
            match store::Store::hold_unfinished(&folder) {
                Ok(file) => held = Some(file),
                Err(error) => tracing::error!("the folder of the recording cannot be held: {error}"),
            }
            let _ = status.wait_for(|now| now.stage > Stage::Recording).await;
            app.controller.ending();
        }
        match capture.finished().await {
            Ok(folder) if is_stopped(&folder) => {
                drop(held);
                app.controller.fail(app.words().say("app-fetch-open"));
            }
            Ok(folder) => {
                let stored = app.store.with(move |store| {
                    let stored = store_folder(store, visit, &folder);
                    drop(held);
                    stored
                });
                match stored.await {
                    Ok(id) => app.controller.done(id),
                    Err(error) => app.controller.fail(error.to_string()),
                }
            }
            // The person went back, or began a new session.
            Err(SensorManagerError::NeverBegan) if !recording => {}
            Err(error) => {
                tracing::error!("a recording ended by itself: {error}");
                app.controller.fail(error.to_string());
            }
        }
    });
}

/// Whether a recording was stopped and samples of it may still be in a sensor.
fn is_stopped(folder: &Path) -> bool {
    // A journal that cannot be read is told with the recordings that broke off.
    let journal = recovery::journal(folder).ok().flatten();
    journal.is_some_and(|journal| journal.stopped_s.is_some())
}

/// The store takes the folder in; the folder goes.
fn store_folder(store: &mut store::Store, visit: VisitId, folder: &Path) -> Result<RecordingId, StoreError> {
    recovery::finish(folder)?;
    let new = NewRecording {
        protocol: recovery::session(folder)?.and_then(|session| session.protocol.name),
        ..NewRecording::default()
    };
    let id = store.add_recording(visit, folder, &new, &by())?;
    // The store has it. If the folder cannot be removed now, it is offered among those that broke off.
    if let Err(error) = fs::remove_dir_all(folder) {
        tracing::warn!("the folder of a stored recording cannot be removed: {error}");
    }
    Ok(id)
}

/// A recording that broke off.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct InterruptedRecording {
    /// Its folder's name.
    pub name: String,
    pub folder: PathBuf,
    pub visit: VisitId,
    pub pseudonym: Option<String>,
    pub protocol: Option<ProtocolKind>,
    /// When it began, and how long it is; unknown where its files are in order and only the store does not have it.
    pub began: Option<Timestamp>,
    pub length_s: Option<f64>,
    /// Phases that had begun.
    pub phases: usize,
    /// What is printed on the sensor of each site; empty where it cannot be gone on with. Of a recording that was stopped,
    /// the sensors that may still have samples of it.
    pub worn: BTreeMap<Site, String>,
    /// How many samples those may be; `None` where it was not stopped.
    pub fetchable: Option<u64>,
    /// Pairs of places that were exchanged while it was made.
    pub exchanged: Vec<[Site; 2]>,
    /// Why it cannot be taken in before somebody mends its `session.toml`.
    pub problem: Option<String>,
}

/// The recordings that broke off, oldest first; not the one that is being made. What is wrong with one is said in a
/// language.
///
/// # Errors
/// The folder cannot be listed: there may be some.
pub(crate) fn interrupted_recordings(
    unfinished_dir: &Path,
    being_made: Option<&Path>,
    language: Language,
) -> io::Result<Vec<InterruptedRecording>> {
    let folders: Vec<PathBuf> = fs::read_dir(unfinished_dir)?
        .map(|entry| Ok(entry?.path()))
        .collect::<io::Result<_>>()?;
    let mut found: Vec<InterruptedRecording> = folders
        .iter()
        .filter(|folder| Some(folder.as_path()) != being_made)
        .filter_map(|folder| read(folder, language))
        .collect();
    found.sort_by(|a, b| (a.began, &a.name).cmp(&(b.began, &b.name)));
    Ok(found)
}

fn read(folder: &Path, language: Language) -> Option<InterruptedRecording> {
    let name = folder.file_name()?.to_str()?.to_owned();
    let visit = name.strip_prefix(PREFIX)?.split('-').next()?.parse().ok()?;
    let (recorded, mut problem) = match recovery::session(folder) {
        Ok(Some(recorded)) => (recorded, None),
        Ok(None) if fs::read_dir(folder).is_ok_and(|mut files| files.next().is_none()) => return None,
        // Broken off in its first second: shown, so that nothing lies there unseen.
        Ok(None) => {
            let missing = RecordingError::Io {
                file: "session.toml".to_owned(),
                source: io::ErrorKind::NotFound.into(),
            };
            (Default::default(), Some(missing))
        }
        Err(error) => (Default::default(), Some(error)),
    };
    let journal = match recovery::journal(folder) {
        Ok(journal) => journal,
        Err(error) => {
            problem.get_or_insert(error);
            None
        }
    };
    let problem = problem.map(|error| reasons::said(&error, language));
    let began = journal.as_ref().and_then(|journal| {
        let ms = i64::try_from(journal.began_unix_ms).ok()?;
        Timestamp::from_millisecond(ms).ok()
    });
    let stopped = journal.as_ref().is_some_and(|journal| journal.stopped_s.is_some());
    let worn = journal
        .iter()
        .flat_map(|journal| &journal.sensors)
        .filter(|sensor| !stopped || sensor.fetchable > 0);
    Some(InterruptedRecording {
        visit,
        exchanged: recorded.exchanged,
        pseudonym: recorded.subject.pseudonym,
        protocol: recorded.protocol.name.as_deref().and_then(ProtocolKind::from_name),
        began,
        length_s: journal.as_ref().map(|journal| journal.elapsed_s),
        phases: journal.as_ref().map_or(0, |journal| journal.phases.len()),
        fetchable: stopped.then(|| worn.clone().map(|sensor| sensor.fetchable).sum()),
        worn: worn.map(|sensor| (sensor.site, sensor.label.clone())).collect(),
        problem,
        folder: folder.to_owned(),
        name,
    })
}

/// Takes a recording that broke off into the store.
///
/// # Errors
/// A folder that is not there or cannot be read, a visit that was deleted.
pub(crate) async fn store_interrupted(
    app: &Shared,
    interrupted: &InterruptedRecording,
) -> Result<RecordingId, super::store_handle::StoreHandleError> {
    let (visit, folder) = (interrupted.visit, interrupted.folder.clone());
    app.store.with(move |store| store_folder(store, visit, &folder)).await
}

/// Whether the folder holds a recording that sensors can go on with.
pub(crate) fn can_resume(interrupted: &InterruptedRecording) -> bool {
    interrupted.problem.is_none() && !interrupted.worn.is_empty() && interrupted.folder.join(JOURNAL).exists()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_folders_of_visits_with_a_session_broke_off() {
        let dir = tempfile::tempdir().unwrap();
        for (name, text) in [
            (
                "visit-3-ab",
                Some("[subject]\npseudonym = \"P-7\"\n[protocol]\nname = \"walk_2_min\"\n"),
            ),
            ("visit-4-cd", None),
            ("visit-5-ef", Some("[subject\n")),
            ("other", Some("")),
        ] {
            let folder = dir.path().join(name);
            fs::create_dir(&folder).unwrap();
            if let Some(text) = text {
                fs::write(folder.join("session.toml"), text).unwrap();
            }
        }
        let found = interrupted_recordings(dir.path(), None, Language::English).unwrap();
        assert_eq!(found.len(), 2, "{found:?}");
        // One that cannot be read is shown, with the reason: nobody looks for what is hidden.
        assert_eq!(found[1].visit, VisitId(5));
        assert!(found[1].problem.as_ref().unwrap().contains("session.toml"));
        assert_eq!(found[0].problem, None);
        assert_eq!(found[0].visit, VisitId(3));
        assert_eq!(found[0].pseudonym.as_deref(), Some("P-7"));
        assert_eq!(found[0].protocol, Some(ProtocolKind::TwoMinutes));
        assert!(!can_resume(&found[0]));
        let others =
            interrupted_recordings(dir.path(), Some(&dir.path().join("visit-3-ab")), Language::English).unwrap();
        assert!(others.iter().all(|other| other.visit != VisitId(3)), "{others:?}");
        // A folder that cannot be listed is no folder without recordings.
        let file = dir.path().join("visit-5-ef").join("session.toml");
        assert!(interrupted_recordings(&file, None, Language::English).is_err());
    }
}
