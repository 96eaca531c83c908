//! Files instead of sensors: drop, see what was understood, answer what must be asked, read the report.

use super::layout::{Page, Place, csrf};
use super::notice::{Trouble, store_trouble};
use super::understood;
use crate::app::context::{Context, Form};
use crate::app::desk::by;
use crate::app::incoming::drops::{self, Answers, Dropped, Outcome, Question};
use crate::app::incoming::receive;
use crate::app::safety;
use crate::recording::{SensorToPlace, Site};
use crate::store::{NewRecording, PatientId};
use crate::wording::Word;
use axum::Json;
use axum::extract::{Multipart, Path};
use axum::http::StatusCode;
use axum::response::{Html, IntoResponse, Redirect, Response};
use maud::{Markup, html};
use std::collections::BTreeSet;

/// `GET /files`.
pub async fn drop_page(context: Context) -> Response {
    let recent = context.app.drops.list();
    let limits = context.app.limits;
    let body = html! {
        h1 { (context.say("app-files-title")) }
        p.lead { (context.say("app-files-lead")) }
        noscript { p.banner.bad { (context.say("app-files-script")) } }
        form #drop .drop method="post" action="/files" enctype="multipart/form-data"
            data-csrf=(context.visitor.csrf)
            data-sending=(context.say("app-files-sending"))
            data-reading=(context.say("app-files-reading"))
            data-failed=(context.say("app-files-failed"))
            data-none=(context.say("app-files-none")) {
            p.drop-here aria-hidden="true" { (context.say("app-files-drop-here")) }
            div.drop-choices {
                p.field {
                    label for="chosen" { (context.say("app-files-choose")) }
                    input #chosen type="file" name="file" multiple;
                }
                p.field {
                    label for="folder" { (context.say("app-files-choose-folder")) }
                    input #folder type="file" name="file" webkitdirectory multiple;
                }
            }
            p.actions { button.primary type="submit" { (context.say("app-files-read")) } }
            p #drop-status role="status" aria-live="polite" {}
        }
        p.soft {
            (context.text("app-files-limits", &[
                ("size", Word::from((limits.sent_bytes >> 20) as usize)), ("files", Word::from(limits.files)),
            ]))
        }
        @if !recent.is_empty() {
            h2 { (context.say("app-files-recent")) }
            ul.cards {
                @for dropped in &recent {
                    li.card { a href={ "/files/" (dropped.id) } { (title_of(&context, dropped)) } p.soft { (state_of(&context, dropped)) } }
                }
            }
        }
    };
    let page = Page::new(context.say("app-files-title"), Place::Files, body).scripts(&["drop.js"]);
    Html(page.show(&context).into_string()).into_response()
}

fn title_of(context: &Context, dropped: &Dropped) -> String {
    let first = dropped.shown.first().map_or("", String::as_str);
    match dropped.shown.len() {
        0 | 1 => first.to_owned(),
        n => context.text(
            "app-files-and-more",
            &[("first", first.into()), ("more", (n - 1).into())],
        ),
    }
}

fn state_of(context: &Context, dropped: &Dropped) -> String {
    context.say(match dropped.outcome {
        Outcome::Ask { .. } => "app-files-state-ask",
        Outcome::Refused { .. } => "app-files-state-refused",
        Outcome::Ready { .. } => "app-files-state-ready",
    })
}

/// `POST /files`: takes the upload and answers a script with the address to go to.
pub async fn upload(context: Context, form: Multipart) -> Response {
    let app = &context.app;
    let Ok(_permit) = app.uploads.try_acquire() else {
        return told(&context, StatusCode::TOO_MANY_REQUESTS, "busy", 0.0);
    };
    let id = safety::name();
    let folder = app.incoming.join(&id);
    let received = match receive::receive(form, &folder, &app.limits).await {
        Ok(received) => received,
        Err(error) => {
            // The kind of trouble only: names of files can be names of people.
            tracing::info!("an upload was refused: {}", error.code());
            return told(&context, StatusCode::BAD_REQUEST, error.code(), error.limit());
        }
    };
    let dropped = Dropped {
        id: id.clone(),
        folder: received.folder,
        shown: received.shown,
        answers: Answers::default(),
        outcome: Outcome::Refused {
            because: String::new(),
            line: None,
        },
    };
    read_again(&context, dropped).await;
    Json(serde_json::json!({ "next": format!("/files/{id}") })).into_response()
}

fn told(context: &Context, status: StatusCode, code: &str, limit: f64) -> Response {
    let words = [("limit", Word::from(limit))];
    let key = format!("app-upload-{code}");
    let text = context.text(&key, &words);
    let kept = context.say("app-upload-kept");
    let next = context.text(&format!("{key}.next"), &words);
    (
        status,
        Json(serde_json::json!({ "happened": text, "kept": kept, "next": next })),
    )
        .into_response()
}

/// Reads the files again and keeps the outcome.
async fn read_again(context: &Context, mut dropped: Dropped) {
    let app = &context.app;
    // The semaphore is never closed.
    let _permit = app.work.acquire().await;
    let (folder, answers, language) = (dropped.folder.clone(), dropped.answers.clone(), app.language());
    let read = tokio::task::spawn_blocking(move || drops::read(&folder, &answers, language)).await;
    dropped.outcome = read.unwrap_or_else(|_| Outcome::Refused {
        because: app.words().say("app-files-panic"),
        line: None,
    });
    app.drops.put(dropped);
}

/// `GET /files/{id}`.
pub async fn show(context: Context, Path(id): Path<String>) -> Response {
    let Some(dropped) = context.app.drops.get(&id) else {
        return Trouble::of(&context, StatusCode::NOT_FOUND, "drop-gone", "/files").show(&context);
    };
    let body = match &dropped.outcome {
        Outcome::Ask { question, because } => ask(&context, &dropped, question, because.as_deref()),
        Outcome::Refused { because, .. } => {
            let trouble = Trouble::of(&context, StatusCode::OK, "unreadable", "/files").because(because);
            html! { h1 { (title_of(&context, &dropped)) } (trouble.markup(&context)) }
        }
        Outcome::Ready { recording, analysis } => {
            let patients = context.app.desk.people().await.unwrap_or_default();
            html! {
                h1 { (context.say("app-files-understood")) }
                p.lead { (title_of(&context, &dropped)) }
                (understood::summary(&context, recording, analysis))
                form method="post" action={ "/files/" (dropped.id) "/keep" } .panel {
                    (csrf(&context))
                    h2 { (context.say("app-files-whose")) }
                    p.field {
                        label for="patient" { (context.say("app-files-patient")) }
                        select #patient name="patient" {
                            option value="" { (context.say("app-files-nobody")) }
                            @for (id, name) in &patients { option value=(id) { (name) } }
                        }
                    }
                    p.soft { (context.say("app-files-nobody-help")) }
                    p.actions { button.primary type="submit" { (context.say("app-files-report")) } }
                }
            }
        }
    };
    let page = Page::new(context.say("app-files-title"), Place::Files, body).show(&context);
    Html(page.into_string()).into_response()
}

fn ask(context: &Context, dropped: &Dropped, question: &Question, because: Option<&str>) -> Markup {
    html! {
        h1 { (context.say("app-files-question")) }
        p.lead { (title_of(context, dropped)) }
        @if let Some(because) = because { p.banner.care { (because) } }
        form method="post" action={ "/files/" (dropped.id) } .panel {
            (csrf(context))
            @match question {
                Question::Sensors { sensors } => { (places(context, dropped, sensors)) }
                Question::Rate { file, format } => {
                    p { (context.text("app-files-rate", &[("file", file.into()), ("format", (*format).into())])) }
                    p.field {
                        label for="rate" { (context.say("app-files-rate-label")) }
                        input #rate name="rate" type="number" min="20" max="2000" step="any" required inputmode="decimal";
                    }
                }
                Question::Sites { files, about } => {
                    h2 { (context.say("app-files-where")) }
                    @for (k, file) in files.iter().enumerate() {
                        p.field {
                            label for={ "site-" (k) } { (file) }
                            input type="hidden" name="file" value=(file);
                            select id={ "site-" (k) } name="site" required[file == about] {
                                option value="" { (context.say(if file == about { "app-files-choose-site" } else { "app-files-by-name" })) }
                                @for site in Site::ALL {
                                    option value=(site.name()) selected[dropped.answers.sites.get(file) == Some(&site)] {
                                        (context.say(&format!("site-{}", site.name())))
                                    }
                                }
                            }
                        }
                    }
                }
                Question::Which { choices } => {
                    fieldset {
                        legend { (context.say("app-files-which")) }
                        @for (k, choice) in choices.iter().enumerate() {
                            p.choice {
                                input id={ "only-" (k) } type="radio" name="only" value=(choice.key) required checked[k == 0];
                                label for={ "only-" (k) } {
                                    (choice.key) " "
                                    span.soft { (choice.sites.iter().map(|site| context.say(&format!("site-{}", site.name()))).collect::<Vec<_>>().join(", ")) }
                                }
                            }
                        }
                    }
                }
            }
            p.actions { button.primary type="submit" { (context.say("app-files-go-on")) } }
        }
    }
}

/// The sensors that were found, each with what its name suggests.
fn places(context: &Context, dropped: &Dropped, sensors: &[SensorToPlace]) -> Markup {
    let formats: BTreeSet<&str> = sensors.iter().map(|sensor| sensor.format.as_str()).collect();
    let formats: Vec<&str> = formats.into_iter().collect();
    let words = [("count", sensors.len().into()), ("format", formats.join(", ").into())];
    let alone = |sensor: &SensorToPlace| sensors.iter().filter(|other| other.file == sensor.file).count() == 1;
    html! {
        h2 { (context.say("app-files-where")) }
        p { (context.text("app-files-recognised", &words)) }
        @for (k, sensor) in sensors.iter().enumerate() {
            @let chosen = dropped.answers.sites.get(&sensor.key).copied().or(sensor.guess);
            p.field {
                label for={ "site-" (k) } { (sensor.key) }
                input type="hidden" name="file" value=(sensor.key);
                select id={ "site-" (k) } name="site" required aria-describedby={ "about-" (k) } {
                    option value="" { (context.say("app-files-choose-site")) }
                    @for site in Site::ALL {
                        option value=(site.name()) selected[chosen == Some(site)] { (context.say(&format!("site-{}", site.name()))) }
                    }
                    @if sensors.len() > 1 && alone(sensor) {
                        option value="-" selected[dropped.answers.unused.contains(&sensor.file)] { (context.say("app-sensors-unused")) }
                    }
                }
                span.soft id={ "about-" (k) } {
                    // Of plain tables the rows are not counted before their places are known.
                    @if sensor.rows > 0 { (context.text("app-files-about-sensor", &[("rows", sensor.rows.into()), ("length", understood::clock(sensor.duration_s).into())])) }
                    @if sensor.guess.is_some() { " " (context.say("app-files-guessed")) }
                }
            }
        }
    }
}

/// `POST /files/{id}`: the answers.
pub async fn answer(context: Context, Path(id): Path<String>, fields: Form) -> Response {
    let Some(mut dropped) = context.app.drops.get(&id) else {
        return Trouble::of(&context, StatusCode::NOT_FOUND, "drop-gone", "/files").show(&context);
    };
    let back = format!("/files/{id}");
    let mut taken = BTreeSet::new();
    for (file, site) in fields.all("file").zip(fields.all("site")) {
        dropped.answers.sites.remove(file);
        dropped.answers.unused.remove(file);
        match Site::from_name(site) {
            Some(site) if !taken.insert(site) => {
                return Trouble::of(&context, StatusCode::UNPROCESSABLE_ENTITY, "field", &back)
                    .because(context.say("app-sensors-twice"))
                    .show(&context);
            }
            Some(site) => {
                dropped.answers.sites.insert(file.to_owned(), site);
            }
            None if site == "-" => {
                dropped.answers.unused.insert(file.to_owned());
            }
            None => {}
        }
    }
    if !fields.get("only").is_empty() {
        dropped.answers.only = Some(fields.get("only").to_owned());
    }
    if let Ok(rate_hz) = fields.get("rate").replace(',', ".").parse::<f64>() {
        dropped.answers.rate_hz = Some(rate_hz);
    }
    read_again(&context, dropped).await;
    Redirect::to(&back).into_response()
}

/// `POST /files/{id}/keep`: into a new visit of somebody, or only the report.
pub async fn keep(context: Context, Path(id): Path<String>, fields: Form) -> Response {
    let Some(dropped) = context.app.drops.get(&id) else {
        return Trouble::of(&context, StatusCode::NOT_FOUND, "drop-gone", "/files").show(&context);
    };
    let Outcome::Ready { recording, .. } = &dropped.outcome else {
        return Redirect::to(&format!("/files/{id}")).into_response();
    };
    let Ok(patient) = fields.get("patient").parse::<PatientId>() else {
        return Redirect::to(&format!("/files/{id}/report")).into_response();
    };
    let (recording, title) = (recording.clone(), context.say("app-files-visit"));
    let folder = context.app.incoming.join(format!("{id}.session"));
    let kept = context.app.desk.with(move |store| {
        // Written anew, named by site: names of files that came can be names of people.
        crate::recording::write_session(&folder, &recording)?;
        let visit = store.add_visit(patient, by().at, &title, &by())?;
        if !recording.session.intake.is_empty() {
            store.set_intake(visit, &recording.session.intake, &by())?;
        }
        let new = NewRecording {
            protocol: recording.session.protocol.name.clone(),
            ..NewRecording::default()
        };
        store.add_recording(visit, &folder, &new, &by())
    });
    match kept.await {
        Ok(stored) => {
            context.app.drops.forget(&id);
            Redirect::to(&format!("/recordings/{stored}")).into_response()
        }
        Err(error) => store_trouble(&context, error, &format!("/files/{id}")),
    }
}
