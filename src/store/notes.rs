//! Notes of the therapist, about a person or a visit.

use super::audit::{self, Done};
use super::clock::{By, from_us};
use super::types::{self, NewNote, Note, NoteId, PatientId};
use super::{Store, StoreError, patients, visits};
use rusqlite::{Connection, OptionalExtension, Row, params};

const COLUMNS: &str = "SELECT id, patient_id, visit_id, text, in_report, written_us, written_by, replaces, retracted \
                       FROM note";

impl Store {
    pub fn add_note(&mut self, patient: PatientId, note: &NewNote, by: &By) -> Result<NoteId, StoreError> {
        let text = types::note_text(&note.text)?;
        self.change(|connection| {
            patients::exists(connection, patient)?;
            if let Some(visit) = note.visit
                && visits::patient_of(connection, visit)? != patient
            {
                return Err(StoreError::Field {
                    field: "note",
                    problem: "the visit is another person's".to_owned(),
                });
            }
            let id = insert(connection, patient, note, &text, by)?;
            audit::note(connection, by, done("note-added", patient, id))?;
            Ok(id)
        })
    }

    /// Takes a note out of sight and out of reports. Its text is kept.
    pub fn retract_note(&mut self, id: NoteId, by: &By) -> Result<(), StoreError> {
        self.change(|connection| {
            let note = open_note(connection, id)?;
            connection.execute("UPDATE note SET retracted = 1 WHERE id = ?1", [id])?;
            audit::note(connection, by, done("note-retracted", note.patient, id))
        })
    }

    /// A person's notes that stand, the oldest first.
    pub fn notes(&self, patient: PatientId) -> Result<Vec<Note>, StoreError> {
        let all = self.notes_ever(patient)?;
        let replaced: Vec<NoteId> = all.iter().filter_map(|note| note.replaces).collect();
        Ok(all
            .into_iter()
            .filter(|note| !note.retracted && !replaced.contains(&note.id))
            .collect())
    }

    /// All notes that were ever written about a person, with those that were replaced or retracted.
    pub fn notes_ever(&self, patient: PatientId) -> Result<Vec<Note>, StoreError> {
        let mut statement = self
            .connection
            .prepare_cached(&format!("{COLUMNS} WHERE patient_id = ?1 ORDER BY id"))?;
        let rows = statement.query_map([patient], |row| Ok(read(row)))?;
        rows.map(|row| row?).collect()
    }
}

fn insert(
    connection: &Connection,
    patient: PatientId,
    note: &NewNote,
    text: &str,
    by: &By,
) -> Result<NoteId, StoreError> {
    connection.execute(
        "INSERT INTO note (patient_id, visit_id, text, in_report, written_us, written_by) \
         VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
        params![
            patient,
            note.visit,
            text,
            note.in_report,
            by.at.as_microsecond(),
            by.who
        ],
    )?;
    Ok(NoteId(connection.last_insert_rowid()))
}

/// A note that was neither replaced nor retracted.
fn open_note(connection: &Connection, id: NoteId) -> Result<Note, StoreError> {
    let note = connection
        .query_row(&format!("{COLUMNS} WHERE id = ?1"), [id], |row| Ok(read(row)))
        .optional()?
        .ok_or(StoreError::Missing { what: "note", id: id.0 })??;
    let replaced = connection
        .prepare_cached("SELECT 1 FROM note WHERE replaces = ?1")?
        .exists([id])?;
    if replaced || note.retracted {
        return Err(StoreError::Field {
            field: "note",
            problem: "was corrected or taken back already; reload the page".to_owned(),
        });
    }
    Ok(note)
}

fn read(row: &Row) -> Result<Note, StoreError> {
    Ok(Note {
        id: row.get(0)?,
        patient: row.get(1)?,
        visit: row.get(2)?,
        text: row.get(3)?,
        in_report: row.get(4)?,
        written: from_us(row.get(5)?)?,
        written_by: row.get(6)?,
        replaces: row.get(7)?,
        retracted: row.get(8)?,
    })
}

fn done(action: &str, patient: PatientId, id: NoteId) -> Done<'_> {
    Done {
        action,
        patient: Some(patient),
        object: Some(id.0),
        ..Done::default()
    }
}
