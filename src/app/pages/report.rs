//! The report in its place, and its files.

use super::layout::{Page, Place};
use super::notice::Trouble;
use crate::app::context::Context;
use crate::app::incoming::drops::{Dropped, Outcome};
use crate::app::safety::headers::IsReport;
use crate::report::{self, ReportOptions};
use axum::extract::Path;
use axum::http::{StatusCode, header};
use axum::response::{Html, IntoResponse, Response};
use maud::{Markup, html};
use std::path::PathBuf;

/// What may be fetched of a report, and as what.
const FILES: [(&str, &str); 7] = [
    ("report.html", "text/html; charset=utf-8"),
    ("report.pdf", "application/pdf"),
    ("summary.json", "application/json"),
    ("events.csv", "text/csv; charset=utf-8"),
    ("strides.csv", "text/csv; charset=utf-8"),
    ("angles.csv", "text/csv; charset=utf-8"),
    ("cycles.csv", "text/csv; charset=utf-8"),
];

/// The report inside a page, with everything that one does with it. `base` is the address of its files.
pub fn frame(context: &Context, base: &str) -> Markup {
    html! {
        p.actions {
            a.button.primary href={ (base) "/report.pdf" } target="_blank" rel="noopener" { (context.say("app-report-pdf")) }
            button.button type="button" data-print="report" { (context.say("app-report-print")) }
            a.button href={ (base) "/report.html" } target="_blank" rel="noopener" { (context.say("app-report-alone")) }
        }
        details.more {
            summary { (context.say("app-report-data")) }
            ul {
                @for (name, _) in FILES.iter().skip(2) {
                    li { a href={ (base) "/" (name) } download { (name) } " – " (context.say(&format!("app-report-file-{}", name.replace('.', "-")))) }
                }
            }
        }
        iframe #report .report loading="lazy" src={ (base) "/report.html" } title=(context.say("app-report-frame"))
            sandbox="allow-same-origin allow-modals" {}
    }
}

/// One file of a report, by a name from the list and never by a path.
pub async fn file(folder: PathBuf, name: &str, download_as: &str) -> Response {
    let Some((name, kind)) = FILES.iter().find(|(known, _)| *known == name) else {
        return StatusCode::NOT_FOUND.into_response();
    };
    let Ok(bytes) = tokio::fs::read(folder.join(name)).await else {
        return StatusCode::NOT_FOUND.into_response();
    };
    let shown = if matches!(*name, "report.html" | "report.pdf") {
        "inline"
    } else {
        "attachment"
    };
    let disposition = format!("{shown}; filename=\"{download_as}-{name}\"");
    let mut response = (
        [
            (header::CONTENT_TYPE, (*kind).to_owned()),
            (header::CONTENT_DISPOSITION, disposition),
        ],
        bytes,
    )
        .into_response();
    if *name == "report.html" {
        response.extensions_mut().insert(IsReport);
    }
    response
}

/// `GET /files/{id}/report`: of an upload that is kept for nobody.
pub async fn of_drop(context: Context, Path(id): Path<String>) -> Response {
    let Some(dropped) = context.app.drops.get(&id) else {
        return Trouble::of(&context, StatusCode::NOT_FOUND, "drop-gone", "/files").show(&context);
    };
    if let Err(because) = write_drop(&context, &dropped).await {
        let back = format!("/files/{id}");
        return Trouble::of(&context, StatusCode::INTERNAL_SERVER_ERROR, "report", &back)
            .because(because)
            .show(&context);
    }
    let body = html! {
        h1 { (context.say("app-report-title")) }
        p.banner.info { (context.say("app-report-not-kept")) " " a href={ "/files/" (id) } { (context.say("app-report-keep")) } }
        (frame(&context, &format!("/files/{id}/report")))
    };
    let page = Page::new(context.say("app-report-title"), Place::Files, body).wide();
    Html(page.show(&context).into_string()).into_response()
}

async fn write_drop(context: &Context, dropped: &Dropped) -> Result<(), String> {
    let Outcome::Ready { analysis, .. } = &dropped.outcome else {
        return Err(context.say("app-files-state-ask"));
    };
    let (analysis, folder) = (analysis.clone(), report_folder(context, &dropped.id));
    let options = ReportOptions {
        language: context.app.language(),
    };
    let written = tokio::task::spawn_blocking(move || report::write_all(&analysis, &folder, &options)).await;
    match written {
        Ok(Ok(_)) => Ok(()),
        Ok(Err(error)) => Err(error.to_string()),
        Err(error) => Err(error.to_string()),
    }
}

/// Beside the upload, not within it: what is read must stay what was sent.
fn report_folder(context: &Context, id: &str) -> PathBuf {
    context.app.incoming.join(format!("{id}.report"))
}

/// `GET /files/{id}/report/{name}`.
pub async fn drop_file(context: Context, Path((id, name)): Path<(String, String)>) -> Response {
    match context.app.drops.get(&id) {
        Some(dropped) => file(report_folder(&context, &dropped.id), &name, "gait").await,
        None => StatusCode::NOT_FOUND.into_response(),
    }
}
