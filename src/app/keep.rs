//! What was recorded goes into the store: when a recording ends, and later where it broke off because the program or the
//! computer ended.
//!
//! While it is made, a recording lies in a folder of its own beside the store. The folder's name holds the number of the
//! visit; who it is stands within, by pseudonym.

use super::clinic::line::{Line, LineError};
use super::clinic::protocol::ProtocolKind;
use super::desk::by;
use super::safety;
use super::state::Shared;
use crate::recording::Site;
use crate::recording::unfinished::{self, JOURNAL};
use crate::sensors::status::Stage;
use crate::store::{NewRecording, RecordingId, StoreError, VisitId};
use jiff::Timestamp;
use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

const PREFIX: &str = "visit-";

/// The name of a new recording's folder.
pub fn folder_name(visit: VisitId) -> String {
    format!("{PREFIX}{visit}-{}", safety::name())
}

/// Attends to a line until its recording has ended, and stores it with the visit.
pub fn attend(app: &Shared, line: Arc<Line>, visit: VisitId) {
    let app = Arc::clone(app);
    tokio::spawn(async move {
        let mut status = line.watch();
        let mut recording = false;
        // An error is a recording that has gone: `finished` says why.
        if let Ok(now) = status.wait_for(|now| now.stage >= Stage::Recording).await {
            recording = now.stage == Stage::Recording;
        }
        if recording {
            let _ = status.wait_for(|now| now.stage > Stage::Recording).await;
            app.clinic.ending();
        }
        match line.finished().await {
            Ok(folder) => {
                let stored = app.desk.with(move |store| store_folder(store, visit, &folder));
                match stored.await {
                    Ok(id) => app.clinic.done(id),
                    Err(error) => app.clinic.fail(error.to_string()),
                }
            }
            // The person went back, or began a new session.
            Err(LineError::NeverBegan) if !recording => {}
            Err(error) => {
                tracing::error!("a recording ended by itself: {error}");
                app.clinic.fail(error.to_string());
            }
        }
    });
}

/// The store takes the folder in; the folder goes.
fn store_folder(store: &mut crate::store::Store, visit: VisitId, folder: &Path) -> Result<RecordingId, StoreError> {
    unfinished::finish(folder)?;
    let id = store.add_recording(visit, folder, &NewRecording::default(), &by())?;
    // The store has it. If the folder cannot be removed now, it is offered among those that broke off.
    if let Err(error) = fs::remove_dir_all(folder) {
        tracing::warn!("the folder of a stored recording cannot be removed: {error}");
    }
    Ok(id)
}

/// A recording that broke off.
#[derive(Debug, Clone, PartialEq)]
pub struct BrokenOff {
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
    /// What is printed on the sensor of each site; empty where it cannot be gone on with.
    pub worn: BTreeMap<Site, String>,
    /// Why it cannot be taken in before somebody mends its `session.toml`.
    pub problem: Option<String>,
}

/// The recordings that broke off, oldest first; not the one that is being made. Folders that never got a sample go.
pub fn broken_off(unfinished_dir: &Path, being_made: Option<&Path>) -> Vec<BrokenOff> {
    let mut found: Vec<BrokenOff> = fs::read_dir(unfinished_dir)
        .into_iter()
        .flatten()
        .flatten()
        .map(|entry| entry.path())
        .filter(|folder| Some(folder.as_path()) != being_made)
        .filter_map(|folder| read(&folder))
        .collect();
    found.sort_by(|a, b| (a.began, &a.name).cmp(&(b.began, &b.name)));
    found
}

fn read(folder: &Path) -> Option<BrokenOff> {
    let name = folder.file_name()?.to_str()?.to_owned();
    let visit = name.strip_prefix(PREFIX)?.split('-').next()?.parse().ok()?;
    let (recorded, problem) = match unfinished::session(folder) {
        Ok(recorded) => (recorded?, None),
        Err(error) => (Default::default(), Some(error.to_string())),
    };
    // A journal that cannot be read is told when the recording is taken in.
    let journal = unfinished::journal(folder).ok().flatten();
    let began = journal.as_ref().and_then(|journal| {
        let ms = i64::try_from(journal.began_unix_ms).ok()?;
        Timestamp::from_millisecond(ms).ok()
    });
    let worn = journal.iter().flat_map(|journal| &journal.sensors);
    Some(BrokenOff {
        visit,
        pseudonym: recorded.subject.pseudonym,
        protocol: recorded.protocol.name.as_deref().and_then(ProtocolKind::from_name),
        began,
        length_s: journal.as_ref().map(|journal| journal.elapsed_s),
        phases: journal.as_ref().map_or(0, |journal| journal.phases.len()),
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
pub async fn take_in(app: &Shared, broken: &BrokenOff) -> Result<RecordingId, super::desk::DeskError> {
    let (visit, folder) = (broken.visit, broken.folder.clone());
    app.desk.with(move |store| store_folder(store, visit, &folder)).await
}

/// Whether the folder holds a recording that sensors can go on with.
pub fn can_go_on(broken: &BrokenOff) -> bool {
    broken.problem.is_none() && !broken.worn.is_empty() && broken.folder.join(JOURNAL).exists()
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
        let found = broken_off(dir.path(), None);
        assert_eq!(found.len(), 2, "{found:?}");
        // One that cannot be read is shown, with the reason: nobody looks for what is hidden.
        assert_eq!(found[1].visit, VisitId(5));
        assert!(found[1].problem.as_ref().unwrap().contains("session.toml"));
        assert_eq!(found[0].problem, None);
        assert_eq!(found[0].visit, VisitId(3));
        assert_eq!(found[0].pseudonym.as_deref(), Some("P-7"));
        assert_eq!(found[0].protocol, Some(ProtocolKind::TwoMinutes));
        assert!(!can_go_on(&found[0]));
        let others = broken_off(dir.path(), Some(&dir.path().join("visit-3-ab")));
        assert!(others.iter().all(|other| other.visit != VisitId(3)), "{others:?}");
    }
}
