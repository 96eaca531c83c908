//! Which address leads where.

use super::pages::{
    compare, export, files, interrupted, live, login, notice, patient, patients, recording, report, session, settings,
    start, visit,
};
use super::safety::{guard, headers};
use super::state::Shared;
use super::{assets, socket};
use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::middleware::from_fn_with_state;
use axum::routing::{get, post};

/// All pages, behind the guard; the headers go on everything, refusals included.
pub(crate) fn router(app: Shared) -> Router {
    Router::new()
        .route("/", get(start::show))
        .route("/enter", get(login::enter))
        .route("/login", get(login::login).post(login::try_password))
        .route("/leave", post(login::leave))
        .route("/static/{*name}", get(assets::serve))
        .route("/socket", get(socket::open))
        .route("/files", get(files::drop_page).post(files::upload))
        .route("/files/{id}", get(files::show).post(files::answer))
        .route("/files/{id}/keep", post(files::keep))
        .route("/files/{id}/discard", post(files::discard))
        .route("/files/{id}/report", get(report::of_drop))
        .route("/files/{id}/report/{name}", get(report::drop_file))
        .route("/patients", get(patients::list).post(patients::add))
        .route("/patients/new", get(patients::new))
        .route("/patients/search", post(patients::search))
        .route("/visits/{id}", post(visit::change))
        .route("/visits/{id}/move", post(visit::give))
        .route("/visits/{id}/delete", post(visit::delete))
        .route("/patients/{id}", get(patient::show).post(patient::change))
        .route("/patients/{id}/delete", post(patient::delete))
        .route("/patients/{id}/notes", post(patient::add_note))
        .route("/patients/{id}/consents", post(patient::add_consent))
        .route("/patients/{id}/export.zip", get(export::person))
        .route("/notes/{id}/retract/{patient}", post(patient::retract_note))
        .route("/consents/{id}/withdraw/{patient}", post(patient::withdraw_consent))
        .route("/recordings/{id}", get(recording::show))
        .route("/recordings/{id}/delete", post(recording::delete))
        .route("/recordings/{id}/exchange", post(recording::exchange))
        .route("/recordings/{id}/{name}", get(recording::file))
        .route("/compare", get(compare::show))
        .route("/session", get(session::show))
        .route("/session/person", post(session::person))
        .route("/session/who", post(session::who_is_it))
        .route("/session/search", post(session::search))
        .route("/session/blink", post(session::blink))
        .route("/session/sensors", post(session::wear))
        .route("/session/checked", post(session::checked))
        .route("/session/back", post(session::back))
        .route("/session/cancel", post(session::cancel))
        .route("/session/warned", post(session::warned))
        .route("/session/letter", get(session::letter))
        .route("/session/exchange", post(session::exchange))
        .route("/session/protocol", post(session::protocol))
        .route("/session/begin", post(live::begin))
        .route("/session/mark", post(live::mark))
        .route("/session/next", post(live::next))
        .route("/session/pause", post(live::pause))
        .route("/session/stop", post(live::stop))
        .route("/session/again", post(session::again))
        .route("/session/new", post(session::new))
        .route("/broken/take", post(interrupted::take))
        .route("/broken/go-on", post(interrupted::resume))
        .route("/broken/discard", post(interrupted::discard))
        .route("/settings", get(settings::show))
        .route("/settings/language", post(settings::language))
        .fallback(notice::not_found)
        // The guard bounds forms, the receiver bounds uploads; axum's own limit would stop both early.
        .layer(DefaultBodyLimit::disable())
        .layer(from_fn_with_state(app.clone(), guard::check))
        .layer(from_fn_with_state(app.clone(), headers::add))
        .with_state(app)
}
