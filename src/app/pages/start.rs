//! The first page: the session that goes on, people of late, and one thing to begin with.

use super::interrupted;
use super::layout::{Page, Section, button_form, csrf};
use super::notice::store_trouble;
use super::words::day;
use crate::context::Context;
use crate::session::{Session, Step};
use axum::response::{Html, IntoResponse, Response};
use maud::{Markup, html};
use store::PatientRow;

/// People that are offered at once.
const RECENT: usize = 6;

/// `GET /`.
pub(crate) async fn show(context: Context) -> Response {
    let session = context.app.controller.session();
    let people = match context.app.store.with(|store| store.patients("")).await {
        Ok(people) => people,
        Err(error) => return store_trouble(&context, error, "/patients"),
    };
    let recent: Vec<&PatientRow> = people
        .iter()
        .filter(|row| row.last_visit.is_some())
        .take(RECENT)
        .collect();
    let goes_on = session.step != Step::Who && session.step != Step::Done;
    let body = html! {
        h1 { (context.say("app-start-title")) }
        p.lead { (context.say("app-start-lead")) }
        (interrupted::cards(&context))
        @if goes_on { (going_on(&context, &session)) }
        @else { p.actions { (button_form(&context, "/session/new", &context.say("app-start-session"), "primary large")) } }
        @if !goes_on && !recent.is_empty() {
            h2 { (context.say("app-start-recent")) }
            ul.cards.three {
                @for row in recent {
                    li.card {
                        a href={ "/patients/" (row.id) } { (row.name.as_deref().unwrap_or(&row.pseudonym)) }
                        p.soft { @if row.name.is_some() { (row.pseudonym) " · " } @if let Some(at) = row.last_visit { (day(&context, at)) } }
                        form method="post" action="/session/person" {
                            (csrf(&context))
                            input type="hidden" name="patient" value=(row.id);
                            button type="submit" aria-label={ (context.say("app-start-repeat")) ": " (row.pseudonym) } { (context.say("app-start-repeat")) }
                        }
                    }
                }
            }
        }
        ul.cards.three {
            li.card { h2 { a href="/patients" { (context.say("app-nav-patients")) } } p { (context.say("app-start-patients")) } }
            li.card { h2 { a href="/files" { (context.say("app-nav-files")) } } p { (context.say("app-start-files")) } }
            li.card { h2 { a href="/settings" { (context.say("app-nav-settings")) } } p { (context.say("app-start-settings")) } }
        }
    };
    let page = Page::new(context.say("app-start-title"), Section::Start, body);
    Html(page.show(&context).into_string()).into_response()
}

/// A session that was begun: whose it is, on with it, or out of it.
fn going_on(context: &Context, session: &Session) -> Markup {
    let running = context.app.controller.is_recording() || session.step == Step::Storing;
    html! {
        section.panel #going-on {
            p.whose { strong { (session.name.as_deref().unwrap_or(&session.pseudonym)) }
                @if session.name.is_some() { " " span.soft { (session.pseudonym) } } }
            p { (context.say(if running { "app-running-banner" } else { "app-start-goes-on" })) }
            div.actions {
                a.button.primary.large href="/session" { (context.say(if running { "app-running-go" } else { "app-start-go-on" })) }
                @if !running {
                    form method="post" action="/session/new" .inline data-sure=(context.say("app-session-cancel-sure")) {
                        (csrf(context))
                        button type="submit" { (context.say("app-start-other")) }
                    }
                }
            }
        }
    }
}
