//! The way in: the opened address with its secret, or the password.

use super::notice;
use crate::app::context::{Context, Form};
use crate::app::safety::door::Refused;
use crate::app::state::{App, Shared};
use axum::extract::{Query, State};
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Redirect, Response};
use maud::html;
use std::collections::BTreeMap;

/// `GET /enter?token=…`: spends the token, sets the cookie, goes to the first page so that the token leaves the address.
pub async fn enter(State(app): State<Shared>, Query(query): Query<BTreeMap<String, String>>) -> Response {
    let token = query.get("token").map_or("", String::as_str);
    match app.door.enter_with_token(token) {
        Ok(cookie) => {
            app.tell_address();
            inside(&app, &cookie)
        }
        Err(_) => notice::stranger(&app),
    }
}

fn inside(app: &App, cookie: &str) -> Response {
    let secure = if app.names.secure() { "; Secure" } else { "" };
    let value = format!(
        "{}={cookie}; Path=/; HttpOnly; SameSite=Strict{secure}",
        app.cookie_name
    );
    let mut response = Redirect::to("/").into_response();
    if let Ok(value) = HeaderValue::from_str(&value) {
        response.headers_mut().insert(header::SET_COOKIE, value);
    }
    response
}

/// `GET /login`.
pub async fn login(State(app): State<Shared>) -> Response {
    if !app.door.wants_password() {
        return notice::stranger(&app);
    }
    form(&app, StatusCode::OK, None)
}

fn form(app: &App, status: StatusCode, problem: Option<&str>) -> Response {
    let words = app.words();
    let body = html! {
        @if let Some(problem) = problem { p.banner.bad role="alert" { (words.say(problem)) } }
        form method="post" action="/login" {
            p.field {
                label for="password" { (words.say("app-login-password")) }
                input #password type="password" name="password" required autocomplete="current-password" autofocus;
            }
            p.actions { button.primary type="submit" { (words.say("app-login-enter")) } }
        }
    };
    (status, notice::bare(app, &words.say("app-login-title"), body)).into_response()
}

/// `POST /login`.
pub async fn try_password(State(app): State<Shared>, fields: Form) -> Response {
    let given = fields.get("password").to_owned();
    let door = app.clone();
    let tried = tokio::task::spawn_blocking(move || door.door.enter_with_password(&given)).await;
    match tried {
        Ok(Ok(cookie)) => inside(&app, &cookie),
        Ok(Err(Refused::Shut)) => form(&app, StatusCode::TOO_MANY_REQUESTS, Some("app-login-shut")),
        Ok(Err(Refused::Wrong)) | Err(_) => form(&app, StatusCode::FORBIDDEN, Some("app-login-wrong")),
    }
}

/// `POST /leave`: this browser is forgotten.
pub async fn leave(context: Context) -> Response {
    context.app.door.leave(&context.visitor.cookie);
    let words = context.app.words();
    let page = notice::bare(
        &context.app,
        &words.say("app-left-title"),
        html! { p { (words.say("app-left-text")) } },
    );
    page.into_response()
}
