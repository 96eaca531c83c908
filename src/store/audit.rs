//! Who did what when: rows that can only be added, chained by hashes.

use super::clock::{By, from_us};
use super::{PatientId, Store, StoreError};
use jiff::Timestamp;
use rusqlite::{Connection, OptionalExtension, Row, params};
use serde::Serialize;
use sha2::{Digest, Sha256};

/// One row of the audit trail. It holds numbers and codes, never names, pseudonyms or texts: it stays when a person's
/// data are deleted.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct AuditEntry {
    pub id: i64,
    pub at: Timestamp,
    pub who: String,
    /// What was done, such as `recording-added`.
    pub action: String,
    pub patient: Option<PatientId>,
    /// Number of the visit, recording, note, … that it was done to.
    pub object: Option<i64>,
    pub detail: Option<String>,
}

/// What is noted of a change.
#[derive(Default)]
pub(super) struct Done<'a> {
    pub action: &'a str,
    pub patient: Option<PatientId>,
    pub object: Option<i64>,
    pub detail: Option<&'a str>,
}

/// Adds a row; call it in the transaction of the change itself.
pub(super) fn note(connection: &Connection, by: &By, done: Done) -> Result<(), StoreError> {
    let last: Option<(i64, String)> = connection
        .prepare_cached("SELECT id, hash FROM audit ORDER BY id DESC LIMIT 1")?
        .query_row([], |row| Ok((row.get(0)?, row.get(1)?)))
        .optional()?;
    let (last_id, last_hash) = last.unwrap_or_default();
    let entry = AuditEntry {
        id: last_id + 1,
        at: from_us(by.at.as_microsecond())?,
        who: by.who.clone(),
        action: done.action.to_owned(),
        patient: done.patient,
        object: done.object,
        detail: done.detail.map(str::to_owned),
    };
    connection
        .prepare_cached(
            "INSERT INTO audit (id, at_us, who, action, patient_id, object_id, detail, hash) \
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
        )?
        .execute(params![
            entry.id,
            entry.at.as_microsecond(),
            entry.who,
            entry.action,
            entry.patient,
            entry.object,
            entry.detail,
            chained(&last_hash, &entry)
        ])?;
    Ok(())
}

/// Each field with its length before it, so that no two rows give the same bytes.
fn chained(before: &str, entry: &AuditEntry) -> String {
    let optional = |value: Option<i64>| value.map_or_else(String::new, |value| value.to_string());
    let mut hasher = Sha256::new();
    for field in [
        before,
        &entry.id.to_string(),
        &entry.at.as_microsecond().to_string(),
        &entry.who,
        &entry.action,
        &optional(entry.patient.map(|id| id.0)),
        &optional(entry.object),
        entry.detail.as_deref().unwrap_or("\0"),
    ] {
        hasher.update((field.len() as u64).to_le_bytes());
        hasher.update(field.as_bytes());
    }
    super::hex(&hasher.finalize())
}

fn entry(row: &Row) -> rusqlite::Result<(AuditEntry, String)> {
    let at: i64 = row.get(1)?;
    let at = Timestamp::from_microsecond(at)
        .map_err(|error| rusqlite::Error::FromSqlConversionFailure(1, rusqlite::types::Type::Integer, error.into()))?;
    Ok((
        AuditEntry {
            id: row.get(0)?,
            at,
            who: row.get(2)?,
            action: row.get(3)?,
            patient: row.get(4)?,
            object: row.get(5)?,
            detail: row.get(6)?,
        },
        row.get(7)?,
    ))
}

const COLUMNS: &str = "SELECT id, at_us, who, action, patient_id, object_id, detail, hash FROM audit";

impl Store {
    /// The newest rows first, at most `limit`; of one person or of all.
    pub fn audit(&self, patient: Option<PatientId>, limit: usize) -> Result<Vec<AuditEntry>, StoreError> {
        let limit = i64::try_from(limit).unwrap_or(i64::MAX);
        let mut statement = self.connection.prepare_cached(&format!(
            "{COLUMNS} WHERE ?1 IS NULL OR patient_id = ?1 ORDER BY id DESC LIMIT ?2"
        ))?;
        let rows = statement.query_map(params![patient, limit], |row| entry(row).map(|(entry, _)| entry))?;
        Ok(rows.collect::<rusqlite::Result<_>>()?)
    }

    /// Checks the whole trail: the number of the first row that does not follow from the one before it.
    pub fn audit_break(&self) -> Result<Option<i64>, StoreError> {
        let mut statement = self.connection.prepare(&format!("{COLUMNS} ORDER BY id"))?;
        let mut rows = statement.query([])?;
        let (mut expected, mut before) = (1, String::new());
        while let Some(row) = rows.next()? {
            let (entry, hash) = entry(row)?;
            if entry.id != expected || hash != chained(&before, &entry) {
                return Ok(Some(expected));
            }
            expected += 1;
            before = hash;
        }
        Ok(None)
    }
}
