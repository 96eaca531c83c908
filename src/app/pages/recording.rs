//! One stored recording: its report, the therapist's note, its files.

use super::layout::{Page, Place, csrf};
use super::notice::store_trouble;
use super::patient::notes;
use super::words::day;
use super::{layout, report};
use crate::app::context::Context;
use crate::app::desk::by;
use crate::store::{RecordingId, Store, StoreError};
use axum::extract::Path;
use axum::http::StatusCode;
use axum::response::{Html, IntoResponse, Redirect, Response};
use maud::html;

type Parts = (crate::store::Patient, crate::store::Visit, Vec<crate::store::Note>);

fn parts(store: &Store, id: RecordingId) -> Result<Parts, StoreError> {
    let recording = store.stored_recording(id)?;
    Ok((
        store.patient(recording.patient)?,
        store.visit(recording.visit)?,
        store.notes(recording.patient)?,
    ))
}

/// `GET /recordings/{id}`.
pub async fn show(context: Context, Path(id): Path<RecordingId>) -> Response {
    let app = &context.app;
    let (patient, visit, all) = match app.desk.with(move |store| parts(store, id)).await {
        Ok(parts) => parts,
        Err(error) => return store_trouble(&context, error, "/patients"),
    };
    let home = format!("/patients/{}", patient.id);
    let words = [
        ("person", patient.pseudonym.as_str().into()),
        ("day", day(&context, visit.began).into()),
    ];
    let title = context.text("app-recording-of", &words);
    let _permit = app.work.acquire().await;
    let shown = match app.desk.report(id, app.language()).await {
        Ok(_) => report::frame(&context, &format!("/recordings/{id}")),
        Err(error) => {
            let trouble = super::notice::Trouble::of(&context, StatusCode::OK, "analysis", &home).because(error);
            trouble.markup(&context)
        }
    };
    let body = html! {
        h1 { (context.say("app-report-title")) }
        p.lead { a href=(home) { (title) } }
        details.more open[all.iter().any(|note| note.visit == Some(visit.id))] {
            summary { (context.say("app-note-title")) }
            (notes(&context, &patient, &all, Some((&visit, &id.to_string()))))
        }
        (shown)
        form method="post" action={ "/recordings/" (id) "/delete" } data-sure=(context.say("app-recording-sure")) .actions {
            (csrf(&context))
            button.danger type="submit" { (context.say("app-recording-delete")) }
        }
    };
    let page = layout::Page::new(title, Place::Patients, body).wide();
    Html(Page::show(page, &context).into_string()).into_response()
}

/// `GET /recordings/{id}/{name}`.
pub async fn file(context: Context, Path((id, name)): Path<(RecordingId, String)>) -> Response {
    match context.app.desk.report(id, context.app.language()).await {
        Ok(folder) => report::file(folder, &name, &format!("recording-{id}")).await,
        Err(_) => StatusCode::NOT_FOUND.into_response(),
    }
}

/// `POST /recordings/{id}/delete`.
pub async fn delete(context: Context, Path(id): Path<RecordingId>) -> Response {
    let deleted = context.app.desk.with(move |store| {
        let patient = store.stored_recording(id)?.patient;
        store.delete_recording(id, &by())?;
        Ok(patient)
    });
    match deleted.await {
        Ok(patient) => {
            context.app.desk.forget_reports().await;
            Redirect::to(&format!("/patients/{patient}")).into_response()
        }
        Err(error) => store_trouble(&context, error, "/patients"),
    }
}
