//! Recordings that broke off: offered on the first page, taken in or gone on with.

use super::analysed::protocol_name;
use super::layout::csrf;
use super::notice::{Problem, store_trouble};
use super::session::refused;
use super::understood::clock;
use super::words::day;
use crate::context::{Context, Form};
use crate::ingest::{self, InterruptedRecording};
use crate::session::Session;
use crate::store_handle::{StoreHandleError, by};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use maud::{Markup, html};
use store::StoreError;

fn all(context: &Context) -> Result<Vec<InterruptedRecording>, StoreHandleError> {
    let being_made = context.app.controller.folder();
    let folder = &context.app.store.unfinished;
    let language = context.app.words().language();
    ingest::interrupted_recordings(folder, being_made.as_deref(), language).map_err(|source| {
        StoreHandleError::Store(StoreError::Io {
            path: folder.clone(),
            doing: "listed",
            source,
        })
    })
}

/// The cards on the first page; nothing where no recording broke off.
pub(crate) fn cards(context: &Context) -> Markup {
    let all = match all(context) {
        Ok(all) => all,
        Err(error) => {
            let trouble = Problem::of(context, StatusCode::INTERNAL_SERVER_ERROR, "store", "/");
            return trouble.because(error).markup(context);
        }
    };
    html! {
        @if !all.is_empty() {
            section.panel.urgent #broken {
                h2 { (context.say("app-broken-title")) }
                p { (context.say("app-broken-text")) }
                @for interrupted in &all {
                    div.panel {
                        p {
                            strong { (interrupted.pseudonym.clone().unwrap_or_default()) } " · "
                            (protocol_name(context, interrupted.protocol.map(|kind| kind.name())))
                            @if let Some(began) = interrupted.began { " · " (day(context, began)) }
                            @if let Some(length_s) = interrupted.length_s { " · " (clock(length_s)) " min" }
                        }
                        @if let Some(count) = interrupted.fetchable {
                            p { (context.text("app-broken-fetchable", &[
                                ("count", (count as f64).into()),
                                ("sensors", labels(interrupted).into()),
                            ])) }
                        }
                        @if let Some(problem) = &interrupted.problem {
                            p { (problem) }
                            p { (context.text("app-broken-unreadable", &[("folder", interrupted.folder.display().to_string().into())])) }
                        }
                        div.actions {
                            @if interrupted.problem.is_none() {
                                @if interrupted.fetchable.is_some() && ingest::can_resume(interrupted) {
                                    (button(context, "go-on", "fetch", interrupted, "primary"))
                                    (order(context, "take", interrupted, ""))
                                } @else {
                                    (order(context, "take", interrupted, "primary"))
                                    @if ingest::can_resume(interrupted) { (order(context, "go-on", interrupted, "")) }
                                }
                            }
                            form method="post" action="/broken/discard" .inline data-sure=(context.say("app-broken-sure")) {
                                (csrf(context))
                                input type="hidden" name="name" value=(interrupted.name);
                                button.danger type="submit" { (context.say("app-broken-discard")) }
                            }
                        }
                    }
                }
            }
        }
    }
}

fn labels(interrupted: &InterruptedRecording) -> String {
    let labels: Vec<&str> = interrupted.worn.values().map(String::as_str).collect();
    labels.join(", ")
}

/// A button that does something with a recording that broke off.
fn order(context: &Context, what: &str, interrupted: &InterruptedRecording, class: &str) -> Markup {
    button(context, what, what, interrupted, class)
}

/// The same under another name.
fn button(context: &Context, what: &str, name: &str, interrupted: &InterruptedRecording, class: &str) -> Markup {
    html! {
        form method="post" action={ "/broken/" (what) } .inline {
            (csrf(context))
            input type="hidden" name="name" value=(interrupted.name);
            button type="submit" class=(class) { (context.say(&format!("app-broken-{name}"))) }
        }
    }
}

/// The recording that a form names; one that cannot be read only where it is to be discarded.
fn wanted(context: &Context, fields: &Form, unread_too: bool) -> Result<InterruptedRecording, Box<Response>> {
    let all = all(context).map_err(|error| Box::new(store_trouble(context, error, "/")))?;
    let mut found = all.into_iter().filter(|one| unread_too || one.problem.is_none());
    let found = found.find(|one| one.name == fields.get("name"));
    found.ok_or_else(|| Box::new(Problem::of(context, StatusCode::NOT_FOUND, "missing", "/").show(context)))
}

/// `POST /broken/take`: stores what there is, and shows its report.
pub(crate) async fn take(context: Context, fields: Form) -> Response {
    let interrupted = match wanted(&context, &fields, false) {
        Ok(interrupted) => interrupted,
        Err(answer) => return *answer,
    };
    match ingest::store_interrupted(&context.app, &interrupted).await {
        Ok(id) => Redirect::to(&format!("/recordings/{id}")).into_response(),
        Err(error) => store_trouble(&context, error, "/"),
    }
}

/// `POST /broken/discard`: for good.
pub(crate) async fn discard(context: Context, fields: Form) -> Response {
    let interrupted = match wanted(&context, &fields, true) {
        Ok(interrupted) => interrupted,
        Err(answer) => return *answer,
    };
    let folder = interrupted.folder;
    let discarded = context
        .app
        .store
        .with(move |store| store.discard_unfinished(&folder, &by()));
    match discarded.await {
        Ok(()) => Redirect::to("/").into_response(),
        Err(error) => store_trouble(&context, error, "/"),
    }
}

/// `POST /broken/go-on`: connects the same sensors and is ready to go on.
pub(crate) async fn resume(context: Context, fields: Form) -> Response {
    let interrupted = match wanted(&context, &fields, false) {
        Ok(interrupted) => interrupted,
        Err(answer) => return *answer,
    };
    let visit = interrupted.visit;
    let known = context.app.store.with(move |store| {
        let visit = store.visit(visit)?;
        Ok((store.patient(visit.patient)?, visit))
    });
    let (patient, visit) = match known.await {
        Ok(known) => known,
        Err(error) => return store_trouble(&context, error, "/"),
    };
    let session = Session {
        patient: Some(patient.id),
        pseudonym: patient.pseudonym,
        details: patient.details,
        visit: Some(visit.id),
        intake: visit.intake,
        title: visit.title,
        name: patient.identity.map(|identity| identity.name),
        exchanged: interrupted.exchanged.clone(),
        worn: interrupted.worn.clone(),
        protocol: interrupted.protocol,
        ..Session::new()
    };
    match context
        .app
        .controller
        .resume(session, interrupted.folder, interrupted.phases)
        .await
    {
        Ok(capture) => {
            ingest::store_when_finished(&context.app, capture, visit.id);
            Redirect::to("/session").into_response()
        }
        Err(error) => refused(&context, error),
    }
}
