//! What a person agreed to, and until when.

use super::audit::{self, Done};
use super::clock::{By, from_us};
use super::types::{self, Consent, ConsentId, PatientId};
use super::{Store, StoreError, parsed, patients};
use jiff::civil::Date;
use rusqlite::{OptionalExtension, Row, params};

impl Store {
    /// Records that the person agreed to `purpose` on a day; `evidence` says where the signed paper is.
    pub fn add_consent(
        &mut self,
        patient: PatientId,
        purpose: &str,
        given_on: Date,
        evidence: Option<&str>,
        by: &By,
    ) -> Result<ConsentId, StoreError> {
        let purpose = types::full_line("purpose", purpose)?;
        let evidence = types::optional_line("evidence", evidence)?;
        self.change(|connection| {
            patients::exists(connection, patient)?;
            connection.execute(
                "INSERT INTO consent (patient_id, purpose, given_on, evidence, recorded_us, recorded_by) \
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
                params![
                    patient,
                    purpose,
                    given_on.to_string(),
                    evidence,
                    by.at.as_microsecond(),
                    by.who
                ],
            )?;
            let id = ConsentId(connection.last_insert_rowid());
            audit::note(connection, by, done("consent-given", patient, id))?;
            Ok(id)
        })
    }

    /// Records that the person does not agree any more from this day on. What was recorded before stays until it is
    /// deleted.
    pub fn withdraw_consent(&mut self, id: ConsentId, on: Date, by: &By) -> Result<(), StoreError> {
        self.change(|connection| {
            let row: Option<(PatientId, String, Option<String>)> = connection
                .query_row(
                    "SELECT patient_id, given_on, withdrawn_on FROM consent WHERE id = ?1",
                    [id],
                    |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)),
                )
                .optional()?;
            let (patient, given_on, withdrawn_on) = row.ok_or(StoreError::Missing {
                what: "consent",
                id: id.0,
            })?;
            let problem = if withdrawn_on.is_some() {
                "was withdrawn already"
            } else if on < parsed::<Date>("date of consent", &given_on)? {
                "cannot be withdrawn before it was given"
            } else {
                connection.execute(
                    "UPDATE consent SET withdrawn_on = ?2 WHERE id = ?1",
                    params![id, on.to_string()],
                )?;
                return audit::note(connection, by, done("consent-withdrawn", patient, id));
            };
            Err(StoreError::Field {
                field: "consent",
                problem: problem.to_owned(),
            })
        })
    }

    /// A person's consents, the oldest first, withdrawn ones too.
    pub fn consents(&self, patient: PatientId) -> Result<Vec<Consent>, StoreError> {
        let mut statement = self.connection.prepare_cached(
            "SELECT id, patient_id, purpose, given_on, evidence, recorded_us, recorded_by, withdrawn_on FROM consent \
             WHERE patient_id = ?1 ORDER BY id",
        )?;
        let rows = statement.query_map([patient], |row| Ok(read(row)))?;
        rows.map(|row| row?).collect()
    }
}

fn read(row: &Row) -> Result<Consent, StoreError> {
    let given_on: String = row.get(3)?;
    let withdrawn_on: Option<String> = row.get(7)?;
    Ok(Consent {
        id: row.get(0)?,
        patient: row.get(1)?,
        purpose: row.get(2)?,
        given_on: parsed("date of consent", &given_on)?,
        evidence: row.get(4)?,
        recorded: from_us(row.get(5)?)?,
        recorded_by: row.get(6)?,
        withdrawn_on: withdrawn_on
            .map(|text| parsed("date of withdrawal", &text))
            .transpose()?,
    })
}

fn done(action: &str, patient: PatientId, id: ConsentId) -> Done<'_> {
    Done {
        action,
        patient: Some(patient),
        object: Some(id.0),
        ..Done::default()
    }
}
