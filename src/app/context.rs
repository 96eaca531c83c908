//! What a page's code knows of the request: the app, the browser, the language, the form.

use super::safety::fields::Fields;
use super::safety::guard::Visitor;
use super::state::Shared;
use axum::extract::FromRequestParts;
use axum::http::StatusCode;
use axum::http::request::Parts;
use std::convert::Infallible;
use std::ops::Deref;
use wording::{Word, Wording};

/// A request of a browser that was let in.
#[derive(Clone)]
pub(crate) struct Context {
    pub app: Shared,
    pub visitor: Visitor,
}

impl Context {
    pub(crate) fn words(&self) -> &Wording {
        self.app.words()
    }

    /// A sentence without values.
    pub(crate) fn say(&self, key: &str) -> String {
        self.words().say(key)
    }

    pub(crate) fn text(&self, key: &str, words: &[(&str, Word)]) -> String {
        self.words().text(key, words)
    }
}

impl FromRequestParts<Shared> for Context {
    type Rejection = StatusCode;

    async fn from_request_parts(parts: &mut Parts, app: &Shared) -> Result<Self, Self::Rejection> {
        // The guard puts the visitor there; without it nobody was let in.
        let visitor = parts
            .extensions
            .get::<Visitor>()
            .cloned()
            .ok_or(StatusCode::FORBIDDEN)?;
        Ok(Context {
            app: app.clone(),
            visitor,
        })
    }
}

/// The form that the guard read; empty where there was none.
pub(crate) struct Form(pub Fields);

impl Deref for Form {
    type Target = Fields;

    fn deref(&self) -> &Fields {
        &self.0
    }
}

impl FromRequestParts<Shared> for Form {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &Shared) -> Result<Self, Self::Rejection> {
        Ok(Form(parts.extensions.get::<Fields>().cloned().unwrap_or_default()))
    }
}
