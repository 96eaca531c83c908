//! Visits and what was asked at them.

use super::audit::{self, Done};
use super::clock::{By, from_us};
use super::types::{self, PatientId, Visit, VisitId};
use super::{Store, StoreError, patients};
use crate::recording::Intake;
use jiff::Timestamp;
use rusqlite::{Connection, OptionalExtension, Row, params};

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

    /// Deletes a visit with its recordings, analyses and notes.
    pub fn delete_visit(&mut self, id: VisitId, by: &By) -> Result<(), StoreError> {
        self.change(|connection| {
            let patient = patient_of(connection, id)?;
            connection.execute(
                "INSERT OR IGNORE INTO loose_content SELECT content FROM recording WHERE visit_id = ?1",
                [id],
            )?;
            connection.execute("DELETE FROM visit WHERE id = ?1", [id])?;
            audit::note(connection, by, done("visit-deleted", patient, id))
        })?;
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
