//! Files instead of sensors: drop, see what was understood, answer what must be asked, read the report.

use super::columns;
use super::layout::{Page, Section, button_form, csrf};
use super::notice::{Problem, store_trouble};
use super::understood;
use super::visit;
use crate::context::{Context, Form};
use crate::incoming::apart::{self, TooMuch};
use crate::incoming::drops::{self, Answers, Dropped, Outcome, Question};
use crate::incoming::{reasons, receive};
use crate::safety;
use crate::state::UPLOADS;
use crate::store_handle::by;
use axum::Json;
use axum::extract::{Multipart, Path};
use axum::http::StatusCode;
use axum::response::{Html, IntoResponse, Redirect, Response};
use jiff::Timestamp;
use maud::{Markup, html};
use recording::{Recording, SensorToPlace, Site};
use std::collections::BTreeSet;
use store::{NewRecording, PatientId, RecordingId, Store, StoreError};
use wording::Word;

/// `GET /files`.
pub(crate) async fn drop_page(context: Context) -> Response {
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
            data-limit=(limits.sent_bytes) data-too-large=(context.text("app-upload-too-large", &[("limit", Word::from((limits.sent_bytes >> 20) as usize))]))
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
                    li.card {
                        a href={ "/files/" (dropped.id) } { (title_of(&context, dropped)) }
                        p.soft { (state_of(&context, dropped)) }
                        (button_form(&context, &format!("/files/{}/discard", dropped.id), &context.say("app-files-discard"), ""))
                    }
                }
            }
        }
    };
    let page = Page::new(context.say("app-files-title"), Section::Files, body).scripts(&["drop.js"]);
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
pub(crate) async fn upload(context: Context, form: Multipart) -> Response {
    let app = &context.app;
    let Ok(_permit) = app.uploads.try_acquire() else {
        return told(&context, StatusCode::TOO_MANY_REQUESTS, "busy", UPLOADS as f64);
    };
    let id = safety::name();
    let folder = app.incoming.join(&id);
    let received = match receive::receive(form, &folder, &app.limits, app.reader.as_deref()).await {
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

/// Reads the files again and keeps the outcome; what was said of a table with the same columns is said again.
async fn read_again(context: &Context, mut dropped: Dropped) {
    let app = &context.app;
    dropped.outcome = outcome(context, &dropped).await;
    if let Outcome::Ask {
        question: Question::Columns { found },
        ..
    } = &dropped.outcome
        && dropped.answers.mapping.is_none()
        && let Some(mapping) = app.drops.remembered(&found.columns)
    {
        dropped.answers.mapping = Some(mapping);
        dropped.outcome = outcome(context, &dropped).await;
    }
    // Of the answers before.
    drops::remove_reports(&dropped.folder);
    app.drops.put(dropped);
}

async fn outcome(context: &Context, dropped: &Dropped) -> Outcome {
    let app = &context.app;
    // The semaphore is never closed.
    let _permit = app.work.acquire().await;
    let (folder, answers, language) = (dropped.folder.clone(), dropped.answers.clone(), app.language());
    let program = app.reader.clone();
    let read = tokio::task::spawn_blocking(move || {
        if let Some(program) = program {
            apart::try_out(&program, &folder, &answers)?;
        }
        Ok(drops::read(&folder, &answers, language))
    })
    .await;
    let refused = |key: &str| Outcome::Refused {
        because: app.words().say(key),
        line: None,
    };
    match read {
        Ok(Ok(outcome)) => outcome,
        Ok(Err(too_much)) => {
            let too_much: TooMuch = too_much;
            Outcome::Refused {
                because: too_much.said(app.words()),
                line: None,
            }
        }
        Err(_) => refused("app-files-panic"),
    }
}

/// A visit with the recording in it: both, or neither.
fn keep_folder(
    store: &mut Store,
    patient: PatientId,
    began: Timestamp,
    title: &str,
    folder: &std::path::Path,
    recording: &Recording,
) -> Result<RecordingId, StoreError> {
    let visit = |store: &mut Store| {
        let visit = store.add_visit(patient, began, title, &by())?;
        if !recording.session.intake.is_empty() {
            store.set_intake(visit, &recording.session.intake, &by())?;
        }
        Ok(visit)
    };
    let new = NewRecording {
        protocol: recording.session.protocol.name.clone(),
        ..NewRecording::default()
    };
    store.add_recording_with_visit(visit, folder, &new, &by())
}

/// `GET /files/{id}`.
pub(crate) async fn show(context: Context, Path(id): Path<String>) -> Response {
    let Some(dropped) = context.app.drops.get(&id) else {
        return Problem::of(&context, StatusCode::NOT_FOUND, "drop-gone", "/files").show(&context);
    };
    let body = match &dropped.outcome {
        Outcome::Ask { question, because } => ask(&context, &dropped, question, because.as_deref()),
        Outcome::Refused { because, .. } => {
            let trouble = Problem::of(&context, StatusCode::OK, "unreadable", "/files").because(because);
            html! { h1 { (title_of(&context, &dropped)) } (trouble.markup(&context)) }
        }
        Outcome::Ready { recording, analysis } => {
            let patients = match context.app.store.people().await {
                Ok(patients) => patients,
                Err(error) => return store_trouble(&context, error, "/files"),
            };
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
                    p.field {
                        label for="day" { (context.say("app-visit-day")) }
                        input #day type="date" name="day" value=(day_of(recording)) max=(visit::of_day(Timestamp::now()));
                    }
                    p.soft { (context.say("app-files-nobody-help")) }
                    p.actions { button.primary type="submit" { (context.say("app-files-report")) } }
                }
            }
        }
    };
    let page = Page::new(context.say("app-files-title"), Section::Files, body).show(&context);
    Html(page.into_string()).into_response()
}

/// The day that a recording says it was made on; else today.
fn day_of(recording: &Recording) -> String {
    let said = recording.session.date.as_deref();
    let said = said.and_then(|day| visit::on_day(day, Timestamp::now()));
    visit::of_day(said.unwrap_or_else(Timestamp::now))
}

/// `POST /files/{id}/discard`.
pub(crate) async fn discard(context: Context, Path(id): Path<String>) -> Response {
    context.app.drops.forget(&id);
    Redirect::to("/files").into_response()
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
                Question::Columns { found } => { (columns::form(context, found)) }
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
pub(crate) async fn answer(context: Context, Path(id): Path<String>, fields: Form) -> Response {
    let Some(mut dropped) = context.app.drops.get(&id) else {
        return Problem::of(&context, StatusCode::NOT_FOUND, "drop-gone", "/files").show(&context);
    };
    let back = format!("/files/{id}");
    let mut taken = BTreeSet::new();
    for (file, site) in fields.all("file").zip(fields.all("site")) {
        dropped.answers.sites.remove(file);
        dropped.answers.unused.remove(file);
        match Site::from_name(site) {
            Some(site) if !taken.insert(site) => {
                return Problem::of(&context, StatusCode::UNPROCESSABLE_ENTITY, "field", &back)
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
    if let Outcome::Ask {
        question: Question::Columns { found },
        ..
    } = &dropped.outcome
    {
        match columns::chosen(found, &fields) {
            Ok(mapping) => {
                context.app.drops.remember(found.columns.clone(), mapping.clone());
                dropped.answers.mapping = Some(mapping);
            }
            Err(error) => {
                return Problem::of(&context, StatusCode::UNPROCESSABLE_ENTITY, "field", &back)
                    .because(reasons::said(&error, context.app.language()))
                    .show(&context);
            }
        }
    } else if let Ok(rate_hz) = fields.get("rate").replace(',', ".").parse::<f64>() {
        dropped.answers.rate_hz = Some(rate_hz);
    }
    read_again(&context, dropped).await;
    Redirect::to(&back).into_response()
}

/// `POST /files/{id}/keep`: into a new visit of somebody, or only the report.
pub(crate) async fn keep(context: Context, Path(id): Path<String>, fields: Form) -> Response {
    let Some(dropped) = context.app.drops.get(&id) else {
        return Problem::of(&context, StatusCode::NOT_FOUND, "drop-gone", "/files").show(&context);
    };
    let Outcome::Ready { recording, .. } = &dropped.outcome else {
        return Redirect::to(&format!("/files/{id}")).into_response();
    };
    let Ok(patient) = fields.get("patient").parse::<PatientId>() else {
        return Redirect::to(&format!("/files/{id}/report")).into_response();
    };
    let now = Timestamp::now();
    let began = match fields.get("day") {
        // Today keeps this moment.
        day if day.is_empty() || day == visit::of_day(now) => now,
        day => match visit::on_day(day, now) {
            Some(began) => began,
            None => {
                return Problem::of(
                    &context,
                    StatusCode::UNPROCESSABLE_ENTITY,
                    "field",
                    &format!("/files/{id}"),
                )
                .because(context.say("app-visit-day-wrong"))
                .show(&context);
            }
        },
    };
    let (recording, title) = (recording.clone(), context.say("app-files-visit"));
    let folder = context.app.incoming.join(format!("{id}.session"));
    let kept = context.app.store.with(move |store| {
        // Written anew, named by site: names of files that came can be names of people.
        let written = recording::write_session(&folder, &recording).map_err(StoreError::from);
        let stored = written.and_then(|()| keep_folder(store, patient, began, &title, &folder, &recording));
        // The store has its own copy, or the person is told that it has none: this one is nobody's.
        if let Err(error) = std::fs::remove_dir_all(&folder) {
            tracing::warn!("the copy of a kept upload cannot be removed: {error}");
        }
        stored
    });
    match kept.await {
        Ok(stored) => {
            context.app.drops.forget(&id);
            Redirect::to(&format!("/recordings/{stored}")).into_response()
        }
        Err(error) => store_trouble(&context, error, &format!("/files/{id}")),
    }
}
