//! Every request passes here before any page's code runs.
//!
//! A page of another site that is open in the same browser must not be able to read or change anything, even where its
//! name was bent to point at this machine (DNS rebinding): the `Host` must be one of this server's names, a change must
//! carry this server's `Origin` and the secret of its form, and everything but the login and the style sheet wants the
//! cookie.

use super::fields::Fields;
use crate::pages::notice;
use crate::state::Shared;
use axum::body::{Body, to_bytes};
use axum::extract::{Request, State};
use axum::http::{HeaderMap, Method, StatusCode, Uri, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Redirect, Response};
use std::collections::BTreeSet;
use std::net::SocketAddr;

/// Largest form, bytes; files come by another way.
const LARGEST_FORM: usize = 256 * 1024;

/// The names under which this server may be called.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Names {
    /// `host:port`, lower case.
    hosts: BTreeSet<String>,
    secure: bool,
}

impl Names {
    /// Names of a server at this address; `extra` are names that it was given besides.
    pub fn new(address: SocketAddr, secure: bool, extra: &[String]) -> Names {
        let port = address.port();
        let mut hosts = BTreeSet::new();
        if address.ip().is_loopback() {
            for host in ["127.0.0.1", "localhost", "[::1]"] {
                hosts.insert(format!("{host}:{port}"));
            }
        }
        if !address.ip().is_unspecified() {
            hosts.insert(address.to_string());
        }
        for name in extra {
            hosts.insert(format!("{}:{port}", name.to_lowercase()));
        }
        let usual = if secure { 443 } else { 80 };
        if port == usual {
            let bare: Vec<String> = hosts
                .iter()
                .filter_map(|host| host.rsplit_once(':').map(|(name, _)| name.to_owned()))
                .collect();
            hosts.extend(bare);
        }
        Names { hosts, secure }
    }

    pub(crate) fn secure(&self) -> bool {
        self.secure
    }

    fn host(&self, host: &str) -> bool {
        self.hosts.contains(&host.to_lowercase())
    }

    fn origin(&self, origin: &str) -> bool {
        let scheme = if self.secure { "https://" } else { "http://" };
        origin.strip_prefix(scheme).is_some_and(|host| self.host(host))
    }
}

/// What the guard found out about a request, for the page's code.
#[derive(Debug, Clone)]
pub(crate) struct Visitor {
    pub cookie: String,
    /// Goes into every form of the page.
    pub csrf: String,
}

/// The cookie's name: cookies do not know ports, so the name does.
pub(crate) fn cookie_name(port: u16) -> String {
    format!("gaitscope-{port}")
}

/// The value of this server's cookie.
pub(crate) fn cookie_of(headers: &HeaderMap, name: &str) -> Option<String> {
    headers
        .get_all(header::COOKIE)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|line| line.split(';'))
        .filter_map(|pair| pair.trim().split_once('='))
        .find(|(key, _)| *key == name)
        .map(|(_, value)| value.to_owned())
}

fn text<'a>(headers: &'a HeaderMap, name: &header::HeaderName) -> Option<&'a str> {
    headers.get(name).and_then(|value| value.to_str().ok())
}

/// Refuses a request in a few plain words; no detail helps a stranger.
fn refuse(status: StatusCode, words: &str) -> Response {
    (status, words.to_owned()).into_response()
}

/// Paths that a browser may ask for before it was let in.
fn is_login(uri: &Uri) -> bool {
    matches!(uri.path(), "/enter" | "/login") || uri.path().starts_with("/static/")
}

/// The guard itself.
pub async fn check(State(app): State<Shared>, mut request: Request, next: Next) -> Response {
    let headers = request.headers();
    // Over HTTP/2, which browsers choose with TLS, the address' authority takes the place of `Host`; a request that
    // brings both must mean one server.
    let authority = request.uri().authority().map(|authority| authority.as_str());
    let host = text(headers, &header::HOST);
    let named = authority.or(host).is_some();
    if !named || ![authority, host].into_iter().flatten().all(|name| app.names.host(name)) {
        return refuse(
            StatusCode::MISDIRECTED_REQUEST,
            "This is not the server that you asked for.",
        );
    }
    let method = request.method().clone();
    if ![Method::GET, Method::HEAD, Method::POST].contains(&method) {
        return refuse(StatusCode::METHOD_NOT_ALLOWED, "This server does not know that.");
    }
    let changes = method == Method::POST;
    let upgrade = headers.contains_key(header::UPGRADE);
    let origin = text(headers, &header::ORIGIN);
    // Browsers name the origin of every form, every upload and every web socket; where it is missing, none asked.
    let foreign = match origin {
        Some(origin) => !app.names.origin(origin),
        None => changes || upgrade,
    };
    let site = headers.get("sec-fetch-site").and_then(|value| value.to_str().ok());
    let cross = site.is_some_and(|site| matches!(site, "cross-site" | "same-site"));
    if foreign || (cross && (changes || upgrade)) {
        return refuse(StatusCode::FORBIDDEN, "Only this program's own pages may do that.");
    }
    let visitor = cookie_of(headers, &app.cookie_name)
        .and_then(|cookie| app.authenticator.csrf_of(&cookie).map(|csrf| Visitor { cookie, csrf }));
    let Some(visitor) = visitor else {
        if is_login(request.uri()) {
            return without_login(request, next, changes).await;
        }
        if app.authenticator.wants_password() && method == Method::GET && !upgrade {
            return Redirect::to("/login").into_response();
        }
        return notice::stranger(&app).into_response();
    };
    if changes {
        let kind = text(headers, &header::CONTENT_TYPE).unwrap_or_default().to_owned();
        let in_header = headers
            .get("x-csrf")
            .and_then(|value| value.to_str().ok())
            .is_some_and(|given| super::same(given, &visitor.csrf));
        if kind.starts_with("application/x-www-form-urlencoded") {
            let (parts, fields) = match read_form(request).await {
                Ok(read) => read,
                Err(refusal) => return refusal,
            };
            if !in_header && !super::same(fields.get("csrf"), &visitor.csrf) {
                return notice::stale_form(&app).into_response();
            }
            request = Request::from_parts(parts, Body::empty());
            request.extensions_mut().insert(fields.clone());
            request.extensions_mut().insert(visitor);
            let path = request.uri().path().to_owned();
            return app.repeats.once(&path, &fields, next.run(request)).await;
        } else if !in_header {
            return notice::stale_form(&app).into_response();
        }
    }
    request.extensions_mut().insert(visitor);
    next.run(request).await
}

/// The login form has no secret yet; its origin was checked.
async fn without_login(request: Request, next: Next, changes: bool) -> Response {
    if !changes {
        return next.run(request).await;
    }
    match read_form(request).await {
        Ok((parts, fields)) => {
            let mut request = Request::from_parts(parts, Body::empty());
            request.extensions_mut().insert(fields);
            next.run(request).await
        }
        Err(refusal) => refusal,
    }
}

async fn read_form(request: Request) -> Result<(axum::http::request::Parts, Fields), Response> {
    let (parts, body) = request.into_parts();
    let read = tokio::time::timeout(std::time::Duration::from_secs(20), to_bytes(body, LARGEST_FORM)).await;
    match read {
        Ok(Ok(bytes)) => Ok((parts, Fields::parse(&bytes))),
        Ok(Err(_)) => Err(refuse(
            StatusCode::PAYLOAD_TOO_LARGE,
            "The form is too large; nothing was changed.",
        )),
        Err(_) => Err(refuse(
            StatusCode::REQUEST_TIMEOUT,
            "The form came too slowly; nothing was changed.",
        )),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(address: &str, secure: bool, extra: &[&str]) -> Names {
        let extra: Vec<String> = extra.iter().map(|name| (*name).to_owned()).collect();
        Names::new(address.parse().unwrap(), secure, &extra)
    }

    #[test]
    fn only_own_names_are_answered() {
        let names = names("127.0.0.1:8123", false, &[]);
        assert!(names.host("127.0.0.1:8123") && names.host("LOCALHOST:8123"));
        for other in [
            "evil.example:8123",
            "127.0.0.1:80",
            "127.0.0.1",
            "localhost.evil.example:8123",
            "",
        ] {
            assert!(!names.host(other), "{other}");
        }
        assert!(names.origin("http://127.0.0.1:8123"));
        for other in [
            "https://127.0.0.1:8123",
            "null",
            "http://evil.example",
            "http://127.0.0.1:8123.evil.example",
        ] {
            assert!(!names.origin(other), "{other}");
        }
    }

    #[test]
    fn everywhere_is_no_name() {
        let names = names("0.0.0.0:443", true, &["Praxis.example"]);
        assert!(names.host("praxis.example:443") && names.host("praxis.example") && !names.host("0.0.0.0:443"));
        assert!(names.origin("https://praxis.example"));
    }
}
