//! Visits and what was asked at them.

use super::audit::{self, Done};
use super::clock::{By, from_us};
use super::types::{self, PatientId, Visit, VisitId};
use super::{Store, StoreError, patients, upkeep};
use jiff::Timestamp;
use recording::Intake;
use rusqlite::{Connection, OptionalExtension, Row, params};
use std::path::Path;

impl Store {
    /// Begins a visit. `began` is when it was (now, or long ago for recordings that are taken in later).
    pub fn add_visit(
        &mut self,
        patient: PatientId,
        began: Timestamp,
        title: &str,
        by: &By,
    ) -> Result<VisitId, StoreError> {
        let title = types::line("title", title)?;
        self.change(|connection| {
            patients::exists(connection, patient)?;
            connection.execute(
                "INSERT INTO visit (patient_id, began_us, title, intake) VALUES (?1, ?2, ?3, '{}')",
                params![patient, began.as_microsecond(), title],
            )?;
            let id = VisitId(connection.last_insert_rowid());
            audit::note(connection, by, done("visit-added", patient, id))?;
            Ok(id)
        })
    }

    pub fn visit(&self, id: VisitId) -> Result<Visit, StoreError> {
        let row = self
            .connection
            .prepare_cached("SELECT id, patient_id, began_us, title, intake FROM visit WHERE id = ?1")?
            .query_row([id], |row| Ok(read(row)))
            .optional()?;
        row.ok_or_else(|| missing(id))?
    }

    /// A person's visits, the latest first.
    pub fn visits(&self, patient: PatientId) -> Result<Vec<Visit>, StoreError> {
        let mut statement = self.connection.prepare_cached(
            "SELECT id, patient_id, began_us, title, intake FROM visit WHERE patient_id = ?1 \
             ORDER BY began_us DESC, id DESC",
        )?;
        let rows = statement.query_map([patient], |row| Ok(read(row)))?;
        rows.map(|row| row?).collect()
    }

    /// Keeps the answers. They go into every analysis of the visit's recordings; analyses made before are kept, and are
    /// not current any more.
    pub fn set_intake(&mut self, id: VisitId, intake: &Intake, by: &By) -> Result<(), StoreError> {
        intake.check().map_err(|error| StoreError::Field {
            field: "intake",
            problem: error.to_string(),
        })?;
        let text = serde_json::to_string(intake).map_err(StoreError::json("the intake"))?;
        self.change(|connection| {
            let patient = patient_of(connection, id)?;
            connection.execute("UPDATE visit SET intake = ?2 WHERE id = ?1", params![id, text])?;
            audit::note(connection, by, done("intake-changed", patient, id))
        })
    }

    /// Changes when a visit was and its few words. The person's age at it follows, and with it what analyses depend on.
    ///
    /// # Errors
    /// [`StoreError::Field`] for a title that cannot be, [`StoreError::Missing`].
    pub fn change_visit(&mut self, id: VisitId, began: Timestamp, title: &str, by: &By) -> Result<(), StoreError> {
        let title = types::line("title", title)?;
        self.change(|connection| {
            let patient = patient_of(connection, id)?;
            connection.execute(
                "UPDATE visit SET began_us = ?2, title = ?3 WHERE id = ?1",
                params![id, began.as_microsecond(), title],
            )?;
            audit::note(connection, by, done("visit-changed", patient, id))
        })
    }

    /// Gives a visit with its recordings, analyses and notes to another person: it was made under the wrong one.
    ///
    /// # Errors
    /// [`StoreError::Missing`]; [`StoreError::BeingRecorded`] while a recording of it is made.
    pub fn move_visit(&mut self, id: VisitId, to: PatientId, by: &By) -> Result<(), StoreError> {
        upkeep::none_is_made(&self.data_dir, &[id])?;
        self.change(|connection| {
            let from = patient_of(connection, id)?;
            patients::exists(connection, to)?;
            connection.execute("UPDATE visit SET patient_id = ?2 WHERE id = ?1", params![id, to])?;
            connection.execute("UPDATE note SET patient_id = ?2 WHERE visit_id = ?1", params![id, to])?;
            audit::note(connection, by, done("visit-moved-away", from, id))?;
            audit::note(connection, by, done("visit-moved-here", to, id))
        })
    }

    /// Keeps in the audit trail that a warning sign was answered with yes, and that somebody read what it means before
    /// they went on. `flags` are the signs' keys.
    ///
    /// # Errors
    /// [`StoreError::Missing`].
    pub fn acknowledge_warning(&mut self, id: VisitId, flags: &[&str], by: &By) -> Result<(), StoreError> {
        let detail = flags.join(", ");
        self.change(|connection| {
            let patient = patient_of(connection, id)?;
            let noted = Done {
                detail: Some(&detail),
                ..done("warning-acknowledged", patient, id)
            };
            audit::note(connection, by, noted)
        })
    }

    /// Removes a recording that broke off, below [`unfinished_dir`](Store::unfinished_dir): nobody wants it.
    ///
    /// # Errors
    /// [`StoreError::BeingRecorded`] while a program makes it; what the disk says.
    pub fn discard_unfinished(&mut self, folder: &Path, by: &By) -> Result<(), StoreError> {
        upkeep::discard(&self.data_dir, folder)?;
        self.change(|connection| {
            let visit = upkeep::visit_of(folder);
            let patient = visit.and_then(|visit| patient_of(connection, visit).ok());
            let noted = Done {
                action: "unfinished-discarded",
                patient,
                object: visit.map(|visit| visit.0),
                ..Done::default()
            };
            audit::note(connection, by, noted)
        })
    }

    /// Deletes a visit with its recordings, analyses and notes.
    ///
    /// # Errors
    /// [`StoreError::Missing`]; [`StoreError::BeingRecorded`] while a recording of it is made.
    pub fn delete_visit(&mut self, id: VisitId, by: &By) -> Result<(), StoreError> {
        upkeep::none_is_made(&self.data_dir, &[id])?;
        self.change(|connection| {
            let patient = patient_of(connection, id)?;
            connection.execute(
                "INSERT OR IGNORE INTO loose_content SELECT content FROM recording WHERE visit_id = ?1",
                [id],
            )?;
            connection.execute("DELETE FROM visit WHERE id = ?1", [id])?;
            audit::note(connection, by, done("visit-deleted", patient, id))
        })?;
        upkeep::forget_files(&self.data_dir, &[id])?;
        self.forget()
    }
}

fn read(row: &Row) -> Result<Visit, StoreError> {
    Ok(Visit {
        id: row.get(0)?,
        patient: row.get(1)?,
        began: from_us(row.get(2)?)?,
        title: row.get(3)?,
        intake: serde_json::from_str(&row.get::<_, String>(4)?).map_err(StoreError::json("the intake"))?,
    })
}

fn missing(id: VisitId) -> StoreError {
    StoreError::Missing {
        what: "visit",
        id: id.0,
    }
}

pub(super) fn patient_of(connection: &Connection, id: VisitId) -> Result<PatientId, StoreError> {
    connection
        .prepare_cached("SELECT patient_id FROM visit WHERE id = ?1")?
        .query_row([id], |row| row.get(0))
        .optional()?
        .ok_or_else(|| missing(id))
}

fn done(action: &str, patient: PatientId, id: VisitId) -> Done<'_> {
    Done {
        action,
        patient: Some(patient),
        object: Some(id.0),
        ..Done::default()
    }
}
