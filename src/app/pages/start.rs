//! The first page: one thing to begin with, and what is often needed.

use super::broken;
use super::layout::{Page, Place};
use crate::app::context::Context;
use axum::response::{Html, IntoResponse, Response};
use maud::html;

/// `GET /`.
pub async fn show(context: Context) -> Response {
    let running = context.app.clinic.is_recording();
    let body = html! {
        h1 { (context.say("app-start-title")) }
        p.lead { (context.say("app-start-lead")) }
        (broken::cards(&context))
        p.actions {
            a.button.primary.large href="/session" {
                (context.say(if running { "app-running-go" } else { "app-start-session" }))
            }
        }
        ul.cards.three {
            li.card { h2 { a href="/patients" { (context.say("app-nav-patients")) } } p { (context.say("app-start-patients")) } }
            li.card { h2 { a href="/files" { (context.say("app-nav-files")) } } p { (context.say("app-start-files")) } }
            li.card { h2 { a href="/settings" { (context.say("app-nav-settings")) } } p { (context.say("app-start-settings")) } }
        }
    };
    let page = Page::new(context.say("app-start-title"), Place::Start, body);
    Html(page.show(&context).into_string()).into_response()
}
