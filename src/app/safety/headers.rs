//! What every answer forbids the browser.

use crate::state::Shared;
use axum::extract::{Request, State};
use axum::http::{HeaderName, HeaderValue, header};
use axum::middleware::Next;
use axum::response::Response;

/// For the app's own pages: nothing from elsewhere, nothing written into a page.
const PAGE: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; \
                    frame-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'; object-src 'none'";

/// For a report, which carries its own style and drawings: no script, no request, no form; only this app may frame it.
const REPORT: &str = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; form-action 'none'; \
                      base-uri 'none'; frame-ancestors 'self'; sandbox allow-same-origin allow-modals";

/// Marks an answer as a report: it gets the report's policy instead of the pages'.
#[derive(Debug, Clone, Copy)]
pub(crate) struct IsReport;

/// Adds the headers to every answer, errors included.
pub async fn add(State(app): State<Shared>, request: Request, next: Next) -> Response {
    let mut response = next.run(request).await;
    let report = response.extensions().get::<IsReport>().is_some();
    let headers = response.headers_mut();
    let fixed = [
        (header::CONTENT_SECURITY_POLICY, if report { REPORT } else { PAGE }),
        (header::X_FRAME_OPTIONS, if report { "SAMEORIGIN" } else { "DENY" }),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        // Health data stays out of the browser's cache.
        (header::CACHE_CONTROL, "no-store"),
        // `same-origin`, not `no-referrer`: with the latter browsers send `Origin: null` with forms.
        (header::REFERRER_POLICY, "same-origin"),
        (HeaderName::from_static("cross-origin-opener-policy"), "same-origin"),
        (HeaderName::from_static("cross-origin-resource-policy"), "same-origin"),
        (
            HeaderName::from_static("permissions-policy"),
            "camera=(), microphone=(), geolocation=(), usb=(), bluetooth=(), serial=()",
        ),
    ];
    for (name, value) in fixed {
        headers.insert(name, HeaderValue::from_static(value));
    }
    if app.names.secure() {
        // Whoever came once by TLS does not come without it again.
        headers.insert(
            header::STRICT_TRANSPORT_SECURITY,
            HeaderValue::from_static("max-age=31536000"),
        );
    }
    response
}
