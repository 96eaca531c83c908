//! Everything about one person as ordinary files: for the person, or for another practice.

use super::audit::{self, Done};
use super::clock::By;
use super::contents;
use super::types::{AnalysisId, AnalysisKey, PatientId, RecordingId};
use super::{Store, StoreError};
use jiff::Timestamp;
use recording::durable;
use serde::Serialize;
use std::fs::{self, File};
use std::io::Write;
use std::path::{Path, PathBuf};

/// Where the parts of an exported recording are.
#[derive(Serialize)]
struct ExportedRecording {
    id: RecordingId,
    title: String,
    protocol: Option<String>,
    added: Timestamp,
    content: String,
    folder: String,
    analyses: Vec<ExportedAnalysis>,
}

#[derive(Serialize)]
struct ExportedAnalysis {
    id: AnalysisId,
    made: Timestamp,
    key: AnalysisKey,
    file: String,
}

impl Store {
    /// Writes everything about one person into a new folder: `person.json` (details, name, consents, visits with their
    /// intake, all notes, the person's part of the audit trail), the recordings' files as they were added
    /// (`recording-N/`), and all analyses (`recording-N-analysis-M.json`). The folder is whole or not there. It is not
    /// encrypted.
    ///
    /// # Errors
    /// [`StoreError::Exists`], [`StoreError::Damaged`] where a recording is, and what the disk says.
    pub fn export_patient(&mut self, id: PatientId, out: &Path, by: &By) -> Result<PathBuf, StoreError> {
        let exists = || StoreError::Exists { path: out.to_owned() };
        if out.symlink_metadata().is_ok() {
            return Err(exists());
        }
        let name = out.file_name().ok_or_else(exists)?.to_string_lossy();
        let partial = out.with_file_name(format!(".{name}.partial-{}", std::process::id()));
        sweep_partial(out.parent().unwrap_or(Path::new("")));
        let lock_path = lock_of(&partial);
        let own = platform::create_private(&lock_path).map_err(StoreError::io(&lock_path, "written"))?;
        own.lock().map_err(StoreError::io(&lock_path, "locked"))?;
        let written = self.write_export(id, &partial).and_then(|()| {
            // Before it can be taken away: no export without its row.
            self.note_export(id, by)?;
            // A folder that came into being meanwhile is not replaced: a rename onto it fails unless it is empty.
            durable::put_in_place(&partial, out).map_err(StoreError::io(out, "put in its place"))
        });
        if written.is_err() {
            // The first error is the one to report.
            fs::remove_dir_all(&partial).ok();
        }
        // Empty, and swept by the next export where it stays.
        fs::remove_file(&lock_path).ok();
        written.map(|()| out.to_owned())
    }

    /// Writes into the audit trail that everything about a person was given out in another way than by
    /// [`Store::export_patient`].
    pub fn note_export(&mut self, id: PatientId, by: &By) -> Result<(), StoreError> {
        self.change(|connection| {
            audit::note(
                connection,
                by,
                Done {
                    action: "patient-exported",
                    patient: Some(id),
                    ..Done::default()
                },
            )
        })
    }

    fn write_export(&self, id: PatientId, dir: &Path) -> Result<(), StoreError> {
        let patient = self.patient(id)?;
        contents::make_private_dir(dir)?;
        let mut visits = Vec::new();
        for visit in self.visits(id)? {
            let mut recordings = Vec::new();
            for stored in self.recordings(visit.id)? {
                let folder = format!("recording-{}", stored.id);
                contents::make_private_dir(&dir.join(&folder))?;
                for (name, bytes) in self.recording_files(stored.id)? {
                    // Checked when it came in; the database could have been changed since.
                    contents::check_name(&name)?;
                    write_file(&dir.join(&folder).join(name), &bytes)?;
                }
                contents::sync_dir(&dir.join(&folder))?;
                let mut analyses = Vec::new();
                for analysis in self.analyses(stored.id)? {
                    let file = format!("recording-{}-analysis-{}.json", stored.id, analysis.id);
                    write_file(&dir.join(&file), analysis.summary.as_bytes())?;
                    analyses.push(ExportedAnalysis {
                        id: analysis.id,
                        made: analysis.made,
                        key: analysis.key,
                        file,
                    });
                }
                recordings.push(ExportedRecording {
                    id: stored.id,
                    title: stored.title,
                    protocol: stored.protocol,
                    added: stored.added,
                    content: stored.content,
                    folder,
                    analyses,
                });
            }
            visits.push(serde_json::json!({ "visit": visit, "recordings": recordings }));
        }
        let person = serde_json::json!({
            "format": "gaitscope-person",
            "version": 1,
            "person": patient,
            "consents": self.consents(id)?,
            "visits": visits,
            "notes": self.notes_ever(id)?,
            "audit": self.audit(Some(id), usize::MAX)?,
        });
        let text = serde_json::to_string_pretty(&person).map_err(StoreError::json("the person"))?;
        write_file(&dir.join("person.json"), text.as_bytes())?;
        contents::sync_dir(dir)
    }
}

/// Beside a folder that is being written, held by whoever writes it.
fn lock_of(partial: &Path) -> PathBuf {
    let mut path = partial.as_os_str().to_owned();
    path.push(".lock");
    PathBuf::from(path)
}

/// Takes away what killed exports left in this folder: a person's data that nobody asked to keep. Only what nobody holds.
fn sweep_partial(folder: &Path) {
    let folder = if folder.as_os_str().is_empty() {
        Path::new(".")
    } else {
        folder
    };
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        let name = entry.file_name().to_string_lossy().into_owned();
        let Some(partial) = name.strip_suffix(".lock").filter(|name| name.starts_with('.')) else {
            continue;
        };
        let number = partial.rsplit_once(".partial-").map_or("", |(_, number)| number);
        let named = !number.is_empty() && number.bytes().all(|byte| byte.is_ascii_digit());
        let is_ours = entry.metadata().is_ok_and(|data| data.is_file() && data.len() == 0);
        if !named || !is_ours || File::open(entry.path()).map_or(true, |lock| lock.try_lock().is_err()) {
            continue;
        }
        let partial = folder.join(partial);
        // What stays is tried again by the next export; the lock stays as long as the folder.
        if partial.symlink_metadata().is_ok_and(|data| data.is_dir()) && fs::remove_dir_all(&partial).is_err() {
            continue;
        }
        fs::remove_file(entry.path()).ok();
    }
}

fn write_file(path: &Path, bytes: &[u8]) -> Result<(), StoreError> {
    platform::create_private(path)
        .and_then(|mut file: File| {
            file.write_all(bytes)?;
            file.sync_all()
        })
        .map_err(StoreError::io(path, "written"))
}
