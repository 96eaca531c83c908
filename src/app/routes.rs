//! Which address leads where.

use super::pages::{compare, door, export, files, notice, patient, patients, recording, report, start};
use super::safety::{guard, headers};
use super::state::Shared;
use super::{assets, socket};
use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::middleware::{from_fn, from_fn_with_state};
use axum::routing::{get, post};

/// All pages, behind the guard; the headers go on everything, refusals included.
pub fn router(app: Shared) -> Router {
    Router::new()
        .route("/", get(start::show))
        .route("/enter", get(door::enter))
        .route("/login", get(door::login).post(door::try_password))
        .route("/leave", post(door::leave))
        .route("/static/{*name}", get(assets::serve))
        .route("/socket", get(socket::open))
        .route("/files", get(files::drop_page).post(files::upload))
        .route("/files/{id}", get(files::show).post(files::answer))
        .route("/files/{id}/keep", post(files::keep))
        .route("/files/{id}/report", get(report::of_drop))
        .route("/files/{id}/report/{name}", get(report::drop_file))
        .route("/patients", get(patients::list).post(patients::add))
        .route("/patients/new", get(patients::new))
        .route("/patients/{id}", get(patient::show).post(patient::change))
        .route("/patients/{id}/delete", post(patient::delete))
        .route("/patients/{id}/notes", post(patient::add_note))
        .route("/patients/{id}/consents", post(patient::add_consent))
        .route("/patients/{id}/export.zip", get(export::person))
        .route("/notes/{id}/retract/{patient}", post(patient::retract_note))
        .route("/consents/{id}/withdraw/{patient}", post(patient::withdraw_consent))
        .route("/recordings/{id}", get(recording::show))
        .route("/recordings/{id}/delete", post(recording::delete))
        .route("/recordings/{id}/{name}", get(recording::file))
        .route("/compare", get(compare::show))
        .fallback(notice::not_found)
        // The guard bounds forms, the receiver bounds uploads; axum's own limit would stop both early.
        .layer(DefaultBodyLimit::disable())
        .layer(from_fn_with_state(app.clone(), guard::check))
        .layer(from_fn(headers::add))
        .with_state(app)
}
