//! Everything about one person in one archive, to take along.

use super::notice::store_trouble;
use crate::app::context::Context;
use crate::store::{PatientId, Store, StoreError};
use axum::extract::Path;
use axum::http::header;
use axum::response::{IntoResponse, Response};
use std::io::{Cursor, Write};
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

/// `GET /patients/{id}/export.zip`. The archive's name holds a number, not a name.
pub async fn person(context: Context, Path(id): Path<PatientId>) -> Response {
    match context.app.desk.with(move |store| pack(store, id)).await {
        Ok(bytes) => {
            let disposition = format!("attachment; filename=\"person-{id}.zip\"");
            (
                [
                    (header::CONTENT_TYPE, "application/zip".to_owned()),
                    (header::CONTENT_DISPOSITION, disposition),
                ],
                bytes,
            )
                .into_response()
        }
        Err(error) => store_trouble(&context, error, &format!("/patients/{id}")),
    }
}

/// `person.json` with all that is typed in, and each recording's files and analyses in a folder of its own.
fn pack(store: &mut Store, id: PatientId) -> Result<Vec<u8>, StoreError> {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    let mut visits = Vec::new();
    let failed = |error: std::io::Error| StoreError::Field {
        field: "export",
        problem: error.to_string(),
    };
    let mut add = |name: String, bytes: &[u8]| -> Result<(), StoreError> {
        zip.start_file(name, SimpleFileOptions::default())
            .map_err(|error| failed(std::io::Error::other(error)))?;
        zip.write_all(bytes).map_err(failed)
    };
    for visit in store.visits(id)? {
        let recordings = store.recordings(visit.id)?;
        for recording in &recordings {
            let folder = format!("visit-{}/recording-{}", visit.id, recording.id);
            for (name, bytes) in store.recording_files(recording.id)? {
                add(format!("{folder}/{name}"), &bytes)?;
            }
            for analysis in store.analyses(recording.id)? {
                add(
                    format!("{folder}/analysis-{}.json", analysis.id),
                    analysis.summary.as_bytes(),
                )?;
            }
        }
        visits.push(serde_json::json!({ "visit": visit, "recordings": recordings }));
    }
    let person = serde_json::json!({
        "person": store.patient(id)?,
        "visits": visits,
        "notes": store.notes_ever(id)?,
        "consents": store.consents(id)?,
        "audit": store.audit(Some(id), usize::MAX)?,
    });
    add("person.json".to_owned(), format!("{person:#}\n").as_bytes())?;
    let done = zip.finish().map_err(|error| failed(std::io::Error::other(error)))?;
    Ok(done.into_inner())
}
