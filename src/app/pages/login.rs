//! The way in: the opened address with its secret, or the password.

use super::notice;
use crate::context::{Context, Form};
use crate::safety::authenticator::LoginRefused;
use crate::state::{App, Shared};
use axum::extract::{ConnectInfo, Query, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Redirect, Response};
use maud::html;
use std::collections::BTreeMap;
use std::net::SocketAddr;

/// `GET /enter?token=…`: spends the token, sets the cookie, goes to the first page so that the token leaves the address.
///
/// Where the browser comes from a page (the program's own file, which leads here), a redirect would go on without the new
/// cookie, which no other site may send along: a page of this site leads on then.
pub(crate) async fn enter(
    State(app): State<Shared>,
    headers: HeaderMap,
    Query(query): Query<BTreeMap<String, String>>,
) -> Response {
    let token = query.get("token").map_or("", String::as_str);
    match app.authenticator.enter_with_token(token) {
        Ok(cookie) => {
            app.tell_address();
            let site = headers.get("sec-fetch-site").and_then(|site| site.to_str().ok());
            match site {
                None | Some("none" | "same-origin") => inside(&app, &cookie, Redirect::to("/").into_response()),
                Some(_) => inside(&app, &cookie, onward(&app)),
            }
        }
        Err(_) => notice::stranger(&app),
    }
}

/// A page that leads to the first one.
fn onward(app: &App) -> Response {
    let words = app.words();
    let body = html! {
        meta http-equiv="refresh" content="0; url=/";
        p { a href="/" { (words.say("app-login-onward")) } }
    };
    notice::bare(app, &words.say("app-login-onward"), body).into_response()
}

fn inside(app: &App, cookie: &str, mut response: Response) -> Response {
    let secure = if app.names.secure() { "; Secure" } else { "" };
    let value = format!(
        "{}={cookie}; Path=/; HttpOnly; SameSite=Strict{secure}",
        app.cookie_name
    );
    if let Ok(value) = HeaderValue::from_str(&value) {
        response.headers_mut().insert(header::SET_COOKIE, value);
    }
    response
}

/// `GET /login`.
pub(crate) async fn login(State(app): State<Shared>) -> Response {
    if !app.authenticator.wants_password() {
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
pub(crate) async fn try_password(
    State(app): State<Shared>,
    ConnectInfo(from): ConnectInfo<SocketAddr>,
    fields: Form,
) -> Response {
    let given = fields.get("password").to_owned();
    let login = app.clone();
    let tried = tokio::task::spawn_blocking(move || login.authenticator.enter_with_password(&given, from.ip())).await;
    match tried {
        Ok(Ok(cookie)) => inside(&app, &cookie, Redirect::to("/").into_response()),
        Ok(Err(LoginRefused::Locked)) => form(&app, StatusCode::TOO_MANY_REQUESTS, Some("app-login-shut")),
        Ok(Err(LoginRefused::Wrong)) | Err(_) => form(&app, StatusCode::FORBIDDEN, Some("app-login-wrong")),
    }
}

/// `POST /leave`: this browser is forgotten.
pub(crate) async fn leave(context: Context) -> Response {
    context.app.authenticator.leave(&context.visitor.cookie);
    let words = context.app.words();
    let page = notice::bare(
        &context.app,
        &words.say("app-left-title"),
        html! { p { (words.say("app-left-text")) } },
    );
    page.into_response()
}
