//! Everything about one person in one archive, to take along.

use super::notice::store_trouble;
use crate::context::Context;
use crate::safety;
use crate::store_handle::{StoreSteps, by};
use axum::body::{Body, Bytes};
use axum::extract::Path;
use axum::http::header;
use axum::response::{IntoResponse, Response};
use jiff::Timestamp;
use jiff::tz::TimeZone;
use std::fs::{self, File};
use std::io::{self, BufWriter, Seek, Write};
use std::path::PathBuf;
use store::{PatientId, RecordingId, StoreError};
use tokio::io::AsyncReadExt;
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

/// Sent at a time.
const BLOCK_BYTES: usize = 1 << 16;

/// `GET /patients/{id}/export.zip`. The archive's name holds a number, not a name. It is packed into a file, one recording
/// at a time, so that neither memory nor other pages wait for a person with many.
pub(crate) async fn person(context: Context, Path(id): Path<PatientId>) -> Response {
    // Named as a report: a deletion, also of another run, takes it along.
    let folder = context.app.incoming.join(format!("report-export-{}", safety::name()));
    // Reports are made before, one at a time; a recording without one is exported without it.
    let mut reports = Vec::new();
    let recordings = context.app.store.with(move |store| {
        let visits = store.visits(id)?;
        let all: Result<Vec<_>, StoreError> = visits.iter().map(|visit| store.recordings(visit.id)).collect();
        Ok(all?
            .into_iter()
            .flatten()
            .map(|recording| recording.id)
            .collect::<Vec<RecordingId>>())
    });
    let recordings = match recordings.await {
        Ok(recordings) => recordings,
        Err(error) => return store_trouble(&context, error, "/patients"),
    };
    for recording in recordings {
        match context.app.store.report(recording, context.app.language()).await {
            Ok(made) => reports.push((recording, made)),
            Err(error) => tracing::info!("recording {recording} has no report for the export: {error}"),
        }
    }
    let packed = context.app.store.in_steps(move |store| {
        let packed = pack_into(&store, id, &folder, &reports);
        // On Windows the file is open and stays until the end of the program; elsewhere it goes once it was sent.
        let _ = fs::remove_dir_all(&folder);
        packed
    });
    match packed.await {
        Ok((file, bytes)) => {
            let disposition = format!("attachment; filename=\"person-{id}.zip\"");
            (
                [
                    (header::CONTENT_TYPE, "application/zip".to_owned()),
                    (header::CONTENT_DISPOSITION, disposition),
                    (header::CONTENT_LENGTH, bytes.to_string()),
                ],
                Body::from_stream(blocks(file)),
            )
                .into_response()
        }
        Err(error) => store_trouble(&context, error, &format!("/patients/{id}")),
    }
}

/// The file's content, a block at a time.
fn blocks(file: File) -> impl futures::Stream<Item = io::Result<Bytes>> {
    futures::stream::unfold(tokio::fs::File::from_std(file), |mut file| async move {
        let mut block = vec![0; BLOCK_BYTES];
        match file.read(&mut block).await {
            Ok(0) => None,
            Ok(got) => {
                block.truncate(got);
                Some((Ok(Bytes::from(block)), file))
            }
            Err(error) => Some((Err(error), file)),
        }
    })
}

fn pack_into(
    store: &StoreSteps,
    id: PatientId,
    folder: &std::path::Path,
    reports: &[(RecordingId, PathBuf)],
) -> Result<(File, u64), StoreError> {
    let path = folder.join("person.zip");
    let failed = |source| StoreError::Io {
        path: path.clone(),
        doing: "written",
        source,
    };
    fs::create_dir_all(folder).map_err(failed)?;
    let file = File::options()
        .read(true)
        .write(true)
        .create_new(true)
        .open(&path)
        .map_err(failed)?;
    let mut zip = ZipWriter::new(BufWriter::new(file));
    pack(store, id, reports, &mut zip, &failed)?;
    let done = zip.finish().map_err(|error| failed(io::Error::other(error)))?;
    let mut file = done.into_inner().map_err(|error| failed(error.into_error()))?;
    let bytes = file.stream_position().map_err(failed)?;
    file.rewind().map_err(failed)?;
    Ok((file, bytes))
}

/// `person.json` with all that is typed in, and each recording's files and analyses in a folder of its own.
fn pack(
    store: &StoreSteps,
    id: PatientId,
    reports: &[(RecordingId, PathBuf)],
    zip: &mut ZipWriter<BufWriter<File>>,
    failed: &impl Fn(io::Error) -> StoreError,
) -> Result<(), StoreError> {
    let mut visits = Vec::new();
    // As the clock on the wall: archives know no time zones.
    let now = Timestamp::now().to_zoned(TimeZone::system()).datetime();
    let dated = zip::DateTime::from_date_and_time(
        now.year().unsigned_abs(),
        now.month().unsigned_abs(),
        now.day().unsigned_abs(),
        now.hour().unsigned_abs(),
        now.minute().unsigned_abs(),
        now.second().unsigned_abs(),
    );
    // A clock that is off by decades gives the archive's own beginning of time.
    let options = SimpleFileOptions::default().last_modified_time(dated.unwrap_or_default());
    let mut add = |name: String, bytes: &[u8]| -> Result<(), StoreError> {
        zip.start_file(name, options)
            .map_err(|error| failed(io::Error::other(error)))?;
        zip.write_all(bytes).map_err(failed)
    };
    for visit in store.step(|store| store.visits(id))? {
        let recordings = store.step(|store| store.recordings(visit.id))?;
        for recording in &recordings {
            let folder = format!("visit-{}/recording-{}", visit.id, recording.id);
            for (name, bytes) in store.step(|store| store.recording_files(recording.id))? {
                add(format!("{folder}/{name}"), &bytes)?;
            }
            for (_, made) in reports.iter().filter(|(of, _)| *of == recording.id) {
                for name in ["report.html", "report.pdf", "patient.pdf"] {
                    // Not every build of the program makes each of them.
                    if let Ok(bytes) = fs::read(made.join(name)) {
                        add(format!("{folder}/{name}"), &bytes)?;
                    }
                }
            }
            for analysis in store.step(|store| store.analyses(recording.id))? {
                add(
                    format!("{folder}/analysis-{}.json", analysis.id),
                    analysis.summary.as_bytes(),
                )?;
            }
        }
        visits.push(serde_json::json!({ "visit": visit, "recordings": recordings }));
    }
    // In one step, and last: a person who was deleted meanwhile is not exported.
    let person = store.step(|store| {
        let person = serde_json::json!({
            "person": store.patient(id)?,
            "visits": visits,
            "notes": store.notes_ever(id)?,
            "consents": store.consents(id)?,
            "audit": store.audit(Some(id), usize::MAX)?,
        });
        store.note_export(id, &by())?;
        Ok(person)
    })?;
    add("person.json".to_owned(), format!("{person:#}\n").as_bytes())
}
