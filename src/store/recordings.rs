//! Recordings of a visit: taken in as they are, read back as they were.

use super::audit::{self, Done};
use super::clock::{By, from_us};
use super::contents::{self, Files, Incoming};
use super::types::{self, NewRecording, PatientId, Reading, RecordingId, StoredFile, StoredRecording, VisitId};
use super::{Store, StoreError, visits};
use jiff::Timestamp;
use recording::{self, ReadOptions, Recording, Session, Side, Site};
use rusqlite::{Connection, OptionalExtension, Row, params};
use std::path::Path;
use std::sync::Arc;

const COLUMNS: &str = "SELECT r.id, r.visit_id, v.patient_id, r.content, r.title, r.protocol, r.added_us, r.reading \
                       FROM recording r JOIN visit v ON v.id = r.visit_id";

impl Store {
    /// Copies a session folder (the files directly in it; hidden ones are left out) into the store. When this returns,
    /// the copy is on the disk, and the original may go. The same files added twice to a visit are one recording.
    ///
    /// # Errors
    /// [`StoreError::FileName`], [`StoreError::TooLarge`], [`StoreError::Changed`] and what the disk says; nothing is
    /// half in.
    ///
    /// # Cost
    /// One pass over the bytes (about 100 MB/s) before the database is touched.
    pub fn add_recording(
        &mut self,
        visit: VisitId,
        folder: &Path,
        new: &NewRecording,
        by: &By,
    ) -> Result<RecordingId, StoreError> {
        visits::patient_of(&self.connection, visit)?;
        self.take_in(|_| Ok(visit), contents::folder_files(folder)?, new, by)
    }

    /// As [`add_recording`](Store::add_recording), into a visit that is made with it: both are there when this returns, or
    /// neither. `visit` makes it, and is called once the files are packed.
    pub fn add_recording_with_visit(
        &mut self,
        visit: impl FnOnce(&mut Store) -> Result<VisitId, StoreError>,
        folder: &Path,
        new: &NewRecording,
        by: &By,
    ) -> Result<RecordingId, StoreError> {
        self.take_in(visit, contents::folder_files(folder)?, new, by)
    }

    /// As [`add_recording`](Store::add_recording), from files in memory.
    pub fn add_recording_files(
        &mut self,
        visit: VisitId,
        files: Vec<(String, Arc<[u8]>)>,
        new: &NewRecording,
        by: &By,
    ) -> Result<RecordingId, StoreError> {
        let files = files
            .into_iter()
            .map(|(name, bytes)| (name, Incoming::Memory(bytes)))
            .collect();
        visits::patient_of(&self.connection, visit)?;
        self.take_in(|_| Ok(visit), files, new, by)
    }

    fn take_in(
        &mut self,
        visit: impl FnOnce(&mut Store) -> Result<VisitId, StoreError>,
        files: Vec<(String, Incoming)>,
        new: &NewRecording,
        by: &By,
    ) -> Result<RecordingId, StoreError> {
        let title = types::line("title", &new.title)?;
        let protocol = types::optional_line("protocol", new.protocol.as_deref())?;
        let reading = serde_json::to_string(&new.reading).map_err(StoreError::json("how a recording is read"))?;
        let packed = contents::pack(&self.data_dir, &self.encryption, files, self.max_recording_bytes)?;
        // Should the program die between the move and the second commit, the next start finds the content here and
        // takes it away.
        self.change(|connection| {
            connection.execute(
                "INSERT OR IGNORE INTO loose_content (content) VALUES (?1)",
                [&packed.content],
            )?;
            Ok(())
        })?;
        let (data_dir, encryption) = (self.data_dir.clone(), self.encryption.clone());
        self.together(|store| {
            let visit = visit(store)?;
            let connection = &store.connection;
            let patient = visits::patient_of(connection, visit)?;
            contents::settle(&data_dir, &encryption, &packed)?;
            connection.execute("DELETE FROM loose_content WHERE content = ?1", [&packed.content])?;
            let known: Option<RecordingId> = connection
                .query_row(
                    "SELECT id FROM recording WHERE visit_id = ?1 AND content = ?2",
                    params![visit, packed.content],
                    |row| row.get(0),
                )
                .optional()?;
            if let Some(id) = known {
                connection.execute(
                    "UPDATE recording SET title = ?2, protocol = ?3, reading = ?4 WHERE id = ?1",
                    params![id, title, protocol, reading],
                )?;
                audit::note(connection, by, done("recording-added-again", patient, id))?;
                return Ok(id);
            }
            for file in &packed.files {
                connection.execute(
                    "INSERT OR IGNORE INTO recording_file (content, name, bytes, sha256) VALUES (?1, ?2, ?3, ?4)",
                    params![packed.content, file.name, file.bytes, file.sha256],
                )?;
            }
            connection.execute(
                "INSERT INTO recording (visit_id, content, title, protocol, added_us, reading) \
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
                params![visit, packed.content, title, protocol, by.at.as_microsecond(), reading],
            )?;
            let id = RecordingId(connection.last_insert_rowid());
            audit::note(connection, by, done("recording-added", patient, id))?;
            Ok(id)
        })
    }

    pub fn stored_recording(&self, id: RecordingId) -> Result<StoredRecording, StoreError> {
        let row = self
            .connection
            .prepare_cached(&format!("{COLUMNS} WHERE r.id = ?1"))?
            .query_row([id], |row| Ok(read(row)))
            .optional()?;
        let mut found = row.ok_or_else(|| missing(id))??;
        found.files = self.files_of(&found.content)?;
        Ok(found)
    }

    /// A visit's recordings, in the order in which they were added.
    pub fn recordings(&self, visit: VisitId) -> Result<Vec<StoredRecording>, StoreError> {
        let mut statement = self
            .connection
            .prepare_cached(&format!("{COLUMNS} WHERE r.visit_id = ?1 ORDER BY r.id"))?;
        let rows = statement.query_map([visit], |row| Ok(read(row)))?;
        rows.map(|row| {
            let mut found = row??;
            found.files = self.files_of(&found.content)?;
            Ok(found)
        })
        .collect()
    }

    pub(super) fn files_of(&self, content: &str) -> Result<Vec<StoredFile>, StoreError> {
        let mut statement = self
            .connection
            .prepare_cached("SELECT name, bytes, sha256 FROM recording_file WHERE content = ?1 ORDER BY name")?;
        let rows = statement.query_map([content], |row| {
            Ok(StoredFile {
                name: row.get(0)?,
                bytes: row.get(1)?,
                sha256: row.get(2)?,
            })
        })?;
        Ok(rows.collect::<rusqlite::Result<_>>()?)
    }

    /// The files as they were added, every byte checked against its hash.
    ///
    /// # Errors
    /// [`StoreError::Damaged`] where the disk lost or changed something.
    pub fn recording_files(&self, id: RecordingId) -> Result<Files, StoreError> {
        let stored = self.stored_recording(id)?;
        contents::unpack(&self.data_dir, &self.encryption, &stored.content, &stored.files)
    }

    /// The recording, read as the therapist's answers say. Its session is completed by what the store knows: the
    /// person's pseudonym always; body measures, affected side, age, sex and the protocol's name where the file is
    /// silent; the visit's answers, where something was asked.
    pub fn read_recording(&self, id: RecordingId) -> Result<Recording, StoreError> {
        let stored = self.stored_recording(id)?;
        let files = contents::unpack(&self.data_dir, &self.encryption, &stored.content, &stored.files)?;
        let title = if stored.title.is_empty() {
            format!("recording {id}")
        } else {
            stored.title.clone()
        };
        let mut recording = recording::read_memory(&title, files, &stored.reading.options())?;
        for [a, b] in &stored.reading.exchanged {
            recording.exchange(*a, *b);
        }
        recording.session = self.completed(recording.session, &stored)?;
        if let Some(height_m) = self.patient(stored.patient)?.details.sensor_height_m {
            for site in Side::BOTH.map(Site::shank) {
                if recording.tracks.contains_key(&site) {
                    recording.session.worn_at(site, height_m);
                }
            }
        }
        Ok(recording)
    }

    fn completed(&self, mut session: Session, stored: &StoredRecording) -> Result<Session, StoreError> {
        let visit = self.visit(stored.visit)?;
        let patient = self.patient(stored.patient)?;
        let details = patient.details;
        let subject = &mut session.subject;
        subject.pseudonym = Some(patient.pseudonym);
        subject.height_m = subject.height_m.or(details.height_m);
        subject.thigh_length_m = subject.thigh_length_m.or(details.thigh_length_m);
        subject.shank_length_m = subject.shank_length_m.or(details.shank_length_m);
        if let (None, Some(year)) = (subject.age_years, details.birth_year) {
            let age = visit.began.to_zoned(jiff::tz::TimeZone::UTC).year() - year;
            subject.age_years = Some(f64::from(age)).filter(|age| (0.0..=130.0).contains(age));
        }
        if subject.sex.is_none() {
            subject.sex = details.sex;
        }
        session.affected_side = session.affected_side.or(details.affected_side);
        if session.protocol.name.is_none() {
            session.protocol.name.clone_from(&stored.protocol);
        }
        if !visit.intake.is_empty() {
            session.intake = visit.intake;
        }
        Ok(session)
    }

    /// Exchanges places of sensors in a recording: they were worn the other way round. Done once more it is taken back. The
    /// files stay as they are; analyses made before are kept, and are not current any more.
    ///
    /// # Errors
    /// [`StoreError::Missing`].
    pub fn exchange_places(&mut self, id: RecordingId, pairs: &[[Site; 2]], by: &By) -> Result<(), StoreError> {
        let mut reading = self.stored_recording(id)?.reading;
        for pair in pairs {
            match reading.exchanged.iter().position(|known| known == pair) {
                Some(at) => drop(reading.exchanged.remove(at)),
                None => reading.exchanged.push(*pair),
            }
        }
        let text = serde_json::to_string(&reading).map_err(StoreError::json("how a recording is read"))?;
        self.change(|connection| {
            let patient = patient_of(connection, id)?;
            connection.execute("UPDATE recording SET reading = ?2 WHERE id = ?1", params![id, text])?;
            audit::note(connection, by, done("places-exchanged", patient, id))
        })
    }

    /// Deletes a recording with its analyses.
    pub fn delete_recording(&mut self, id: RecordingId, by: &By) -> Result<(), StoreError> {
        self.change(|connection| {
            let patient = patient_of(connection, id)?;
            connection.execute(
                "INSERT OR IGNORE INTO loose_content SELECT content FROM recording WHERE id = ?1",
                [id],
            )?;
            connection.execute("DELETE FROM recording WHERE id = ?1", [id])?;
            audit::note(connection, by, done("recording-deleted", patient, id))
        })?;
        self.forget()
    }

    /// Takes away the bytes of contents that no recording has any more, from the disk and from the database's file.
    pub(super) fn forget(&mut self) -> Result<(), StoreError> {
        let (data_dir, encryption) = (self.data_dir.clone(), self.encryption.clone());
        self.change(|connection| {
            let loose: Vec<String> = connection
                .prepare("SELECT content FROM loose_content WHERE content NOT IN (SELECT content FROM recording)")?
                .query_map([], |row| row.get(0))?
                .collect::<rusqlite::Result<_>>()?;
            for content in &loose {
                let path = contents::path_of(&data_dir, &encryption, content);
                match std::fs::remove_file(&path) {
                    Ok(()) => {}
                    // Perhaps another program is about to put it there; the next start sees to it.
                    Err(error) if error.kind() == std::io::ErrorKind::NotFound => continue,
                    Err(error) => return Err(StoreError::io(&path, "deleted")(error)),
                }
                connection.execute("DELETE FROM recording_file WHERE content = ?1", [content])?;
                connection.execute("DELETE FROM loose_content WHERE content = ?1", [content])?;
            }
            connection.execute(
                "DELETE FROM loose_content WHERE content IN (SELECT content FROM recording)",
                [],
            )?;
            Ok(())
        })?;
        self.truncate_log()
    }
}

impl Reading {
    /// As the reader takes it.
    pub fn options(&self) -> ReadOptions {
        ReadOptions {
            only: self.only.clone(),
            sites: self.sites.clone(),
            ignore: self.ignore.clone(),
            ..ReadOptions::default()
        }
    }
}

fn read(row: &Row) -> Result<StoredRecording, StoreError> {
    let added: Timestamp = from_us(row.get(6)?)?;
    Ok(StoredRecording {
        id: row.get(0)?,
        visit: row.get(1)?,
        patient: row.get(2)?,
        content: row.get(3)?,
        title: row.get(4)?,
        protocol: row.get(5)?,
        added,
        reading: serde_json::from_str(&row.get::<_, String>(7)?)
            .map_err(StoreError::json("how a recording is read"))?,
        files: Vec::new(),
    })
}

fn missing(id: RecordingId) -> StoreError {
    StoreError::Missing {
        what: "recording",
        id: id.0,
    }
}

pub(super) fn patient_of(connection: &Connection, id: RecordingId) -> Result<PatientId, StoreError> {
    connection
        .prepare_cached("SELECT v.patient_id FROM recording r JOIN visit v ON v.id = r.visit_id WHERE r.id = ?1")?
        .query_row([id], |row| row.get(0))
        .optional()?
        .ok_or_else(|| missing(id))
}

fn done(action: &str, patient: PatientId, id: RecordingId) -> Done<'_> {
    Done {
        action,
        patient: Some(patient),
        object: Some(id.0),
        ..Done::default()
    }
}
