//! Pages that say that something went wrong: what happened, what was kept, what to do.

use super::layout::{self, Page, Section};
use crate::context::Context;
use crate::state::App;
use crate::store_handle::StoreHandleError;
use axum::http::StatusCode;
use axum::response::{Html, IntoResponse, Response};
use maud::{DOCTYPE, Markup, html};
use store::StoreError;

/// A trouble in three sentences.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Problem {
    pub status: StatusCode,
    pub happened: String,
    pub kept: String,
    pub next: String,
    /// Where the button leads.
    pub back: String,
}

impl Problem {
    /// A trouble whose three sentences are the message `app-trouble-<code>` and its attributes `kept` and `next`.
    pub(crate) fn of(context: &Context, status: StatusCode, code: &str, back: &str) -> Problem {
        let key = format!("app-trouble-{code}");
        Problem {
            status,
            happened: context.say(&key),
            kept: context.say(&format!("{key}.kept")),
            next: context.say(&format!("{key}.next")),
            back: back.to_owned(),
        }
    }

    /// The same with another first sentence, such as the library's own.
    pub(crate) fn because(self, happened: impl ToString) -> Problem {
        Problem {
            happened: happened.to_string(),
            ..self
        }
    }

    /// With a button that leads back.
    pub(crate) fn markup(&self, context: &Context) -> Markup {
        html! {
            (self.block(context))
            p.actions { a.button.primary href=(self.back) { (context.say("app-trouble-back")) } }
        }
    }

    /// The three sentences alone, for a page that goes on below them.
    pub(crate) fn block(&self, context: &Context) -> Markup {
        html! {
            div.trouble role="alert" {
                h2 { (context.say("app-trouble-happened")) }
                p.happened { (self.happened) }
                h2 { (context.say("app-trouble-kept")) }
                p { (self.kept) }
                h2 { (context.say("app-trouble-next")) }
                p { (self.next) }
            }
        }
    }

    pub(crate) fn show(&self, context: &Context) -> Response {
        let title = context.say("app-trouble-title");
        let body = html! { h1 { (title) } (self.markup(context)) };
        let page = Page::new(title, Section::None, body).show(context);
        (self.status, Html(page.into_string())).into_response()
    }
}

/// A page without navigation, for those who are not inside.
pub(crate) fn bare(app: &App, title: &str, body: Markup) -> Html<String> {
    let page = html! {
        (DOCTYPE)
        html lang=(app.words().language().tag()) {
            (layout::head(title, &[]))
            body.bare { main #main { h1 { (title) } (body) } }
        }
    };
    Html(page.into_string())
}

/// For a browser without a cookie.
pub(crate) fn stranger(app: &App) -> Response {
    let words = app.words();
    let title = words.say("app-stranger-title");
    let page = bare(app, &title, html! { p { (words.say("app-stranger-text")) } });
    (StatusCode::FORBIDDEN, page).into_response()
}

/// For a form whose secret is not this start's.
pub(crate) fn stale_form(app: &App) -> Response {
    let words = app.words();
    let title = words.say("app-stale-title");
    let body = html! {
        p { (words.say("app-stale-text")) }
        p { a.button.primary href="/" { (words.say("app-nav-start")) } }
    };
    (StatusCode::FORBIDDEN, bare(app, &title, body)).into_response()
}

/// For an address that leads nowhere.
pub(crate) async fn not_found(context: Context) -> Response {
    Problem::of(&context, StatusCode::NOT_FOUND, "nowhere", "/").show(&context)
}

/// What the store, an analysis or a report could not do.
pub(crate) fn store_trouble(context: &Context, error: StoreHandleError, back: &str) -> Response {
    let (status, code) = match &error {
        StoreHandleError::Store(StoreError::Missing { .. }) => (StatusCode::NOT_FOUND, "missing"),
        StoreHandleError::Analysis(_) => (StatusCode::OK, "analysis"),
        StoreHandleError::Store(StoreError::Recording(_)) => (StatusCode::OK, "unread"),
        StoreHandleError::Report(_) => (StatusCode::INTERNAL_SERVER_ERROR, "report"),
        StoreHandleError::Store(_) | StoreHandleError::Fault(_) => (StatusCode::INTERNAL_SERVER_ERROR, "store"),
    };
    let trouble = Problem::of(context, status, code, back);
    if code == "missing" {
        trouble.show(context)
    } else {
        trouble.because(error).show(context)
    }
}
