//! Recordings that broke off: offered on the first page, taken in or gone on with.

use super::layout::csrf;
use super::notice::{Trouble, store_trouble};
use super::patient::protocol_name;
use super::session::refused;
use super::understood::clock;
use super::words::day;
use crate::app::clinic::Session;
use crate::app::context::{Context, Form};
use crate::app::keep::{self, BrokenOff};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use maud::{Markup, html};

fn all(context: &Context) -> Vec<BrokenOff> {
    let being_made = context.app.clinic.folder();
    keep::broken_off(&context.app.desk.unfinished, being_made.as_deref())
}

/// The cards on the first page; nothing where no recording broke off.
pub fn cards(context: &Context) -> Markup {
    let all = all(context);
    html! {
        @if !all.is_empty() {
            section.panel.urgent #broken {
                h2 { (context.say("app-broken-title")) }
                p { (context.say("app-broken-text")) }
                @for broken in &all {
                    form method="post" action="/broken/take" {
                        (csrf(context))
                        input type="hidden" name="name" value=(broken.name);
                        p {
                            strong { (broken.pseudonym.clone().unwrap_or_default()) } " · "
                            (protocol_name(context, broken.protocol.map(|kind| kind.name())))
                            @if let Some(began) = broken.began { " · " (day(context, began)) }
                            @if let Some(length_s) = broken.length_s { " · " (clock(length_s)) " min" }
                        }
                        @if let Some(problem) = &broken.problem {
                            p { (problem) }
                            p { (context.text("app-broken-unreadable", &[("folder", broken.folder.display().to_string().into())])) }
                        } @else { p.actions {
                            button.primary type="submit" { (context.say("app-broken-take")) }
                            @if keep::can_go_on(broken) {
                                button type="submit" formaction="/broken/go-on" { (context.say("app-broken-go-on")) }
                            }
                        } }
                    }
                }
            }
        }
    }
}

fn wanted(context: &Context, fields: &Form) -> Result<BrokenOff, Box<Response>> {
    let mut found = all(context).into_iter().filter(|one| one.problem.is_none());
    let found = found.find(|one| one.name == fields.get("name"));
    found.ok_or_else(|| Box::new(Trouble::of(context, StatusCode::NOT_FOUND, "missing", "/").show(context)))
}

/// `POST /broken/take`: stores what there is, and shows its report.
pub async fn take(context: Context, fields: Form) -> Response {
    let broken = match wanted(&context, &fields) {
        Ok(broken) => broken,
        Err(answer) => return *answer,
    };
    match keep::take_in(&context.app, &broken).await {
        Ok(id) => Redirect::to(&format!("/recordings/{id}")).into_response(),
        Err(error) => store_trouble(&context, error, "/"),
    }
}

/// `POST /broken/go-on`: connects the same sensors and is ready to go on.
pub async fn go_on(context: Context, fields: Form) -> Response {
    let broken = match wanted(&context, &fields) {
        Ok(broken) => broken,
        Err(answer) => return *answer,
    };
    let visit = broken.visit;
    let known = context.app.desk.with(move |store| {
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
        worn: broken.worn.clone(),
        protocol: broken.protocol,
        ..Session::new()
    };
    match context.app.clinic.resume(session, broken.folder, broken.phases).await {
        Ok(line) => {
            keep::attend(&context.app, line, visit.id);
            Redirect::to("/session").into_response()
        }
        Err(error) => refused(&context, error),
    }
}
