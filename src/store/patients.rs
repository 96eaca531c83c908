//! People, by pseudonym.

use super::audit::{self, Done};
use super::clock::{By, from_us};
use super::types::{self, Identity, Patient, PatientDetails, PatientId, PatientRow};
use super::{Store, StoreError, VisitId, parsed, upkeep};
use recording::Side;
use rusqlite::{Connection, OptionalExtension, params};
use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

impl Store {
    /// Adds a person.
    ///
    /// # Errors
    /// [`StoreError::PseudonymTaken`], or [`StoreError::Field`] for what cannot be.
    pub fn add_patient(&mut self, pseudonym: &str, details: &PatientDetails, by: &By) -> Result<PatientId, StoreError> {
        let pseudonym = types::pseudonym(pseudonym)?;
        let details = details.checked(by.at)?;
        self.change(|connection| {
            free(connection, &pseudonym, None)?;
            connection.execute(
                "INSERT INTO patient (pseudonym, added_us) VALUES (?1, ?2)",
                params![pseudonym, by.at.as_microsecond()],
            )?;
            let id = PatientId(connection.last_insert_rowid());
            write_details(connection, id, &details)?;
            audit::note(connection, by, done("patient-added", id))?;
            Ok(id)
        })
    }

    pub fn patient(&self, id: PatientId) -> Result<Patient, StoreError> {
        let missing = StoreError::Missing {
            what: "person",
            id: id.0,
        };
        let row = self
            .connection
            .prepare_cached(
                "SELECT pseudonym, added_us, birth_year, sex, height_m, thigh_length_m, shank_length_m, affected_side, \
                 sensor_height_m FROM patient WHERE id = ?1",
            )?
            .query_row([id], |row| {
                let details = PatientDetails {
                    birth_year: row.get(2)?,
                    sex: row.get(3)?,
                    height_m: row.get(4)?,
                    thigh_length_m: row.get(5)?,
                    shank_length_m: row.get(6)?,
                    affected_side: row.get::<_, Option<String>>(7)?.and_then(|side| match side.as_str() {
                        "left" => Some(Side::Left),
                        "right" => Some(Side::Right),
                        _ => None,
                    }),
                    sensor_height_m: row.get(8)?,
                };
                Ok((row.get::<_, String>(0)?, row.get::<_, i64>(1)?, details))
            })
            .optional()?;
        let (pseudonym, added, details) = row.ok_or(missing)?;
        Ok(Patient {
            id,
            pseudonym,
            added: from_us(added)?,
            details,
            identity: self.identity(id)?,
        })
    }

    fn identity(&self, id: PatientId) -> Result<Option<Identity>, StoreError> {
        let row: Option<(String, Option<String>, Option<String>)> = self
            .connection
            .prepare_cached("SELECT name, birth_date, contact FROM patient_name WHERE patient_id = ?1")?
            .query_row([id], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))
            .optional()?;
        row.map(|(name, birth_date, contact)| {
            Ok(Identity {
                name,
                birth_date: birth_date.map(|text| parsed("date of birth", &text)).transpose()?,
                contact,
            })
        })
        .transpose()
    }

    /// The person with this pseudonym, in upper or lower case.
    pub fn patient_called(&self, pseudonym: &str) -> Result<Patient, StoreError> {
        let id = self
            .connection
            .prepare_cached("SELECT id FROM patient WHERE pseudonym = ?1")?
            .query_row([pseudonym.trim()], |row| row.get(0))
            .optional()?;
        let id = id.ok_or_else(|| StoreError::NoSuchPerson {
            pseudonym: pseudonym.trim().to_owned(),
        })?;
        self.patient(id)
    }

    /// People whose pseudonym or name contains these words (all, where empty), the latest visit first. Upper and lower
    /// case and accents do not matter: `Müller`, `Mueller` and `Muller` find each other.
    pub fn patients(&self, search: &str) -> Result<Vec<PatientRow>, StoreError> {
        let words: Vec<String> = search.split_whitespace().map(found_by).collect();
        let mut statement = self.connection.prepare_cached(
            "SELECT p.id, p.pseudonym, n.name, count(v.id), max(v.began_us) \
             FROM patient p LEFT JOIN patient_name n ON n.patient_id = p.id LEFT JOIN visit v ON v.patient_id = p.id \
             GROUP BY p.id ORDER BY max(v.began_us) DESC NULLS FIRST, p.id DESC",
        )?;
        let rows = statement.query_map([], |row| {
            Ok((
                row.get(0)?,
                row.get::<_, String>(1)?,
                row.get::<_, Option<String>>(2)?,
                row.get::<_, u64>(3)?,
                row.get::<_, Option<i64>>(4)?,
            ))
        })?;
        let mut found = Vec::new();
        for row in rows {
            let (id, pseudonym, name, visits, last) = row?;
            let text = found_by(&format!("{} {}", pseudonym, name.as_deref().unwrap_or_default()));
            if words.iter().all(|word| text.contains(word.as_str())) {
                found.push(PatientRow {
                    id,
                    pseudonym,
                    name,
                    visits,
                    last_visit: last.map(from_us).transpose()?,
                });
            }
        }
        Ok(found)
    }

    /// Changes the pseudonym and what is known of the body. Analyses made with the old details are kept, and are not
    /// current any more.
    pub fn change_patient(
        &mut self,
        id: PatientId,
        pseudonym: &str,
        details: &PatientDetails,
        by: &By,
    ) -> Result<(), StoreError> {
        let pseudonym = types::pseudonym(pseudonym)?;
        let details = details.checked(by.at)?;
        self.change(|connection| {
            free(connection, &pseudonym, Some(id))?;
            let rows = connection.execute(
                "UPDATE patient SET pseudonym = ?2 WHERE id = ?1",
                params![id, pseudonym],
            )?;
            if rows == 0 {
                return Err(missing(id));
            }
            write_details(connection, id, &details)?;
            audit::note(connection, by, done("patient-changed", id))
        })
    }

    /// Deletes a person with everything about them: name, visits, recordings, analyses, notes, consents. What is deleted
    /// is overwritten in the database and removed from the folder; the audit trail keeps that number `id` was here and
    /// was deleted. Backups made before still hold it.
    ///
    /// # Errors
    /// [`StoreError::BeingRecorded`]. After an error while the files are removed the person is gone from the database, and the files follow at the
    /// next deletion or start.
    pub fn delete_patient(&mut self, id: PatientId, by: &By) -> Result<(), StoreError> {
        let visits: Vec<VisitId> = self.visits(id)?.iter().map(|visit| visit.id).collect();
        upkeep::none_is_made(&self.data_dir, &visits)?;
        self.change(|connection| {
            exists(connection, id)?;
            connection.execute(
                "INSERT OR IGNORE INTO loose_content SELECT r.content FROM recording r \
                 JOIN visit v ON v.id = r.visit_id WHERE v.patient_id = ?1",
                [id],
            )?;
            connection.execute("DELETE FROM patient WHERE id = ?1", [id])?;
            audit::note(connection, by, done("patient-deleted", id))
        })?;
        upkeep::forget_files(&self.data_dir, &visits)?;
        self.forget()
    }

    /// Sets or (with `None`) removes what identifies the person.
    pub fn set_identity(&mut self, id: PatientId, identity: Option<&Identity>, by: &By) -> Result<(), StoreError> {
        let identity = identity.map(Identity::checked).transpose()?;
        self.change(|connection| {
            exists(connection, id)?;
            connection.execute("DELETE FROM patient_name WHERE patient_id = ?1", [id])?;
            let action = match &identity {
                Some(identity) => {
                    connection.execute(
                        "INSERT INTO patient_name (patient_id, name, birth_date, contact) VALUES (?1, ?2, ?3, ?4)",
                        params![
                            id,
                            identity.name,
                            identity.birth_date.map(|date| date.to_string()),
                            identity.contact
                        ],
                    )?;
                    "name-set"
                }
                None => "name-removed",
            };
            audit::note(connection, by, done(action, id))
        })
    }
}

/// A text as it is found by: in lower case, without accents, and with umlauts however they are written (ü, ue and u are one).
fn found_by(text: &str) -> String {
    let low = text.to_lowercase();
    let plain: String = low.nfd().filter(|sign| !is_combining_mark(*sign)).collect();
    let plain = plain.replace('ß', "ss");
    plain.replace("ae", "a").replace("oe", "o").replace("ue", "u")
}

fn done(action: &str, id: PatientId) -> Done<'_> {
    Done {
        action,
        patient: Some(id),
        ..Done::default()
    }
}

fn missing(id: PatientId) -> StoreError {
    StoreError::Missing {
        what: "person",
        id: id.0,
    }
}

pub(super) fn exists(connection: &Connection, id: PatientId) -> Result<(), StoreError> {
    let found = connection
        .prepare_cached("SELECT 1 FROM patient WHERE id = ?1")?
        .exists([id])?;
    found.then_some(()).ok_or_else(|| missing(id))
}

fn free(connection: &Connection, pseudonym: &str, except: Option<PatientId>) -> Result<(), StoreError> {
    let taken = connection
        .prepare_cached("SELECT 1 FROM patient WHERE pseudonym = ?1 AND id IS NOT ?2")?
        .exists(params![pseudonym, except])?;
    if taken {
        return Err(StoreError::PseudonymTaken {
            pseudonym: pseudonym.to_owned(),
        });
    }
    Ok(())
}

fn write_details(connection: &Connection, id: PatientId, details: &PatientDetails) -> Result<(), StoreError> {
    let side = details.affected_side.map(|side| match side {
        Side::Left => "left",
        Side::Right => "right",
    });
    connection.execute(
        "UPDATE patient SET birth_year = ?2, sex = ?3, height_m = ?4, thigh_length_m = ?5, shank_length_m = ?6, \
         affected_side = ?7, sensor_height_m = ?8 WHERE id = ?1",
        params![
            id,
            details.birth_year,
            details.sex,
            details.height_m,
            details.thigh_length_m,
            details.shank_length_m,
            side,
            details.sensor_height_m
        ],
    )?;
    Ok(())
}
