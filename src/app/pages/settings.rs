//! Language, data folder, sensors, thresholds with their sources, and the audit trail.

use super::layout::{Page, Section, button_form, csrf};
use super::notice::store_trouble;
use super::words;
use crate::context::{Context, Form};
use assessment::limits;
use axum::response::{Html, IntoResponse, Redirect, Response};
use gait::{Comparison, Measure};
use maud::{Markup, html};
use store::AuditEntry;
use wording::{Language, Word};

/// Rows of the audit trail that are shown.
const SHOWN: usize = 50;

/// `GET /settings`.
pub(crate) async fn show(context: Context) -> Response {
    let read = context
        .app
        .store
        .with(|store| Ok((store.audit(None, SHOWN)?, store.audit_break()?, store.is_encrypted())));
    let (audit, broken, encrypted) = match read.await {
        Ok(read) => read,
        Err(error) => return store_trouble(&context, error, "/"),
    };
    let body = html! {
        h1 { (context.say("app-settings-title")) }
        form method="post" action="/settings/language" .panel {
            (csrf(&context))
            p.field {
                label for="language" { (context.say("app-settings-language")) }
                select #language name="language" {
                    @for language in Language::ALL {
                        option value=(language.tag()) selected[context.app.language() == language] {
                            (context.say(&format!("app-settings-language-{}", language.tag())))
                        }
                    }
                }
            }
            p.actions { button.primary type="submit" { (context.say("app-save")) } }
        }
        h2 { (context.say("app-settings-data")) }
        p { code { (context.app.store.root.display()) } }
        p.soft { (context.say("app-settings-data-help")) }
        p { (context.say(if encrypted { "app-settings-encrypted" } else { "app-settings-plain" })) }
        (sensors(&context))
        (thresholds(&context))
        (trail(&context, &audit, broken))
        (button_form(&context, "/leave", &context.say("app-settings-leave"), ""))
    };
    let page = Page::new(context.say("app-settings-title"), Section::Settings, body);
    Html(page.show(&context).into_string()).into_response()
}

fn sensors(context: &Context) -> Markup {
    let remembered = context.app.controller.remembered();
    html! {
        h2 { (context.say("app-settings-sensors")) }
        p.soft { (context.say("app-settings-sensors-help")) }
        ul {
            @for (label, site) in &remembered {
                li { (label) ": " (context.say(&format!("site-{}", site.name()))) }
            }
        }
    }
}

fn thresholds(context: &Context) -> Markup {
    let rows: Vec<(Measure, limits::Limits)> = Measure::ALL
        .iter()
        .filter_map(|measure| Some((*measure, limits::limits(*measure)?)))
        .collect();
    let unit = |measure: Measure| match measure.comparison() {
        Comparison::LogRatioPercent => "%",
        Comparison::Difference | Comparison::None => measure.unit(),
    };
    html! {
        details.more {
            summary { (context.say("app-settings-thresholds")) }
            p.soft { (context.say("app-settings-thresholds-help")) }
            div.table tabindex="0" role="region" aria-label=(context.say("app-settings-thresholds")) { table {
                thead { tr {
                    th scope="col" { (context.say("app-settings-measure")) }
                    th scope="col" .right { (context.say("app-settings-error")) }
                    th scope="col" .right { (context.say("app-settings-healthy")) }
                    th scope="col" { (context.say("app-settings-source")) }
                } }
                tbody {
                    @for (measure, limit) in &rows {
                        tr {
                            th scope="row" { (words::measure(context, *measure)) }
                            td.right { (words::value(context, limit.error, unit(*measure))) }
                            td.right { (words::value(context, limit.healthy, unit(*measure))) }
                            @let sources = limits::sources(*measure);
                            td {
                                (context.text("app-settings-source-error", &[("source", source(context, sources.error).into())])) br;
                                (context.text("app-settings-source-healthy", &[("source", source(context, sources.healthy).into())]))
                            }
                        }
                    }
                }
            } }
        }
    }
}

/// A publication, or that it is our choice.
fn source(context: &Context, named: Option<&str>) -> String {
    named.map_or_else(|| context.say("app-settings-source-ours"), str::to_owned)
}

fn trail(context: &Context, audit: &[AuditEntry], broken: Option<i64>) -> Markup {
    html! {
        details.more {
            summary { (context.say("app-settings-audit")) }
            p.soft { (context.say("app-settings-audit-help")) }
            @match broken {
                None => p { (context.say("app-settings-audit-whole")) },
                Some(row) => p.banner.bad { (context.text("app-settings-audit-broken", &[("row", Word::from(row as f64))])) },
            }
            div.table tabindex="0" role="region" aria-label=(context.say("app-settings-audit")) { table {
                thead { tr {
                    th scope="col" { (context.say("app-settings-when")) }
                    th scope="col" { (context.say("app-settings-what")) }
                    th scope="col" .right { (context.say("app-settings-person")) }
                    th scope="col" { (context.say("app-settings-detail")) }
                } }
                tbody {
                    @for entry in audit {
                        tr {
                            td { (words::moment(context, entry.at)) }
                            td { (entry.action) }
                            td.right { @if let Some(patient) = entry.patient { (patient) } }
                            td { (entry.detail.as_deref().unwrap_or_default()) }
                        }
                    }
                }
            } }
        }
    }
}

/// `POST /settings/language`.
pub(crate) async fn language(context: Context, fields: Form) -> Response {
    if let Some(language) = Language::from_tag(fields.get("language")) {
        if let Err(error) = context.app.store.set_language(language).await {
            return store_trouble(&context, error, "/settings");
        }
        context.app.speak(language);
    }
    Redirect::to("/settings").into_response()
}
