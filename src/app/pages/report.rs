//! The report in its place, and its files.

use super::layout::{Page, Section};
use super::notice::Problem;
use crate::context::Context;
use crate::incoming::drops::{self, Dropped, Outcome};
use crate::safety::headers::IsReport;
use crate::store_handle::write_report;
use axum::extract::Path;
use axum::http::{StatusCode, header};
use axum::response::{Html, IntoResponse, Response};
use maud::{Markup, html};
use report::{self, ReportOptions};
use std::path::PathBuf;

/// What may be fetched of a report, and as what.
const FILES: [(&str, &str); 8] = [
    ("report.html", "text/html; charset=utf-8"),
    ("report.pdf", "application/pdf"),
    ("patient.pdf", "application/pdf"),
    ("summary.json", "application/json"),
    ("events.csv", "text/csv; charset=utf-8"),
    ("strides.csv", "text/csv; charset=utf-8"),
    ("angles.csv", "text/csv; charset=utf-8"),
    ("cycles.csv", "text/csv; charset=utf-8"),
];

/// The report inside a page, with everything that one does with it. `base` is the address of its files.
pub(crate) fn frame(context: &Context, base: &str) -> Markup {
    html! {
        p.actions {
            a.button.primary href={ (base) "/report.pdf" } target="_blank" rel="noopener" { (context.say("app-report-pdf")) }
            a.button href={ (base) "/patient.pdf" } target="_blank" rel="noopener" { (context.say("app-report-patient")) }
            button.button type="button" data-print="report" { (context.say("app-report-print")) }
            a.button href={ (base) "/report.html" } target="_blank" rel="noopener" { (context.say("app-report-alone")) }
        }
        details.more {
            summary { (context.say("app-report-data")) }
            ul {
                @for (name, _) in FILES.iter().skip(3) {
                    li { a href={ (base) "/" (name) } download { (name) } " – " (context.say(&format!("app-report-file-{}", name.replace('.', "-")))) }
                }
            }
        }
        iframe #report .report loading="lazy" src={ (base) "/report.html" } title=(context.say("app-report-frame"))
            sandbox="allow-same-origin allow-modals" {}
    }
}

/// One file of a report, by a name from the list and never by a path.
pub(crate) async fn file(folder: PathBuf, name: &str, download_as: &str) -> Response {
    let Some((name, kind)) = FILES.iter().find(|(known, _)| *known == name) else {
        return StatusCode::NOT_FOUND.into_response();
    };
    let Ok(bytes) = tokio::fs::read(folder.join(name)).await else {
        return StatusCode::NOT_FOUND.into_response();
    };
    let shown = if matches!(*name, "report.html" | "report.pdf" | "patient.pdf") {
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
pub(crate) async fn of_drop(context: Context, Path(id): Path<String>) -> Response {
    let Some(dropped) = context.app.drops.get(&id) else {
        return Problem::of(&context, StatusCode::NOT_FOUND, "drop-gone", "/files").show(&context);
    };
    if let Err(because) = write_drop(&context, &dropped).await {
        let back = format!("/files/{id}");
        return Problem::of(&context, StatusCode::INTERNAL_SERVER_ERROR, "report", &back)
            .because(because)
            .show(&context);
    }
    let body = html! {
        h1 { (context.say("app-report-title")) }
        p.banner.info { (context.say("app-report-not-kept")) " " a href={ "/files/" (id) } { (context.say("app-report-keep")) } }
        (frame(&context, &format!("/files/{id}/report")))
    };
    let page = Page::new(context.say("app-report-title"), Section::Files, body).wide();
    Html(page.show(&context).into_string()).into_response()
}

async fn write_drop(context: &Context, dropped: &Dropped) -> Result<(), String> {
    let Outcome::Ready { analysis, .. } = &dropped.outcome else {
        return Err(context.say("app-files-state-ask"));
    };
    let options = ReportOptions {
        language: context.app.language(),
        ..ReportOptions::default()
    };
    let (analysis, folder) = (
        analysis.clone(),
        drops::report_folder(&dropped.folder, &dropped.answers, options.language),
    );
    // The second who asks waits, and finds it.
    let _making = context.app.making.lock().await;
    let written = tokio::task::spawn_blocking(move || {
        if folder.exists() {
            return Ok(());
        }
        write_report(&analysis, &folder, &options).map_err(|error| error.to_string())
    })
    .await;
    written.unwrap_or_else(|error| Err(error.to_string()))
}

/// `GET /files/{id}/report/{name}`.
pub(crate) async fn drop_file(context: Context, Path((id, name)): Path<(String, String)>) -> Response {
    match context.app.drops.get(&id) {
        // Made in the language of now, where that was changed since the page.
        Some(dropped) if write_drop(&context, &dropped).await.is_ok() => {
            let folder = drops::report_folder(&dropped.folder, &dropped.answers, context.app.language());
            file(folder, &name, "gait").await
        }
        _ => StatusCode::NOT_FOUND.into_response(),
    }
}
