//! Which address leads where.

use super::pages::{door, files, notice, report, start};
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
        .fallback(notice::not_found)
        // The guard bounds forms, the receiver bounds uploads; axum's own limit would stop both early.
        .layer(DefaultBodyLimit::disable())
        .layer(from_fn_with_state(app.clone(), guard::check))
        .layer(from_fn(headers::add))
        .with_state(app)
}
