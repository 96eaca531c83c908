//! One person: visits, trend, notes, consent, details, and everything that can be taken along or deleted.

use super::analysed::{self, Analysed, by_protocol, protocol_name};
use super::layout::{Page, Section, button_form, csrf};
use super::notice::{Problem, store_trouble};
use super::patients::field_trouble;
use super::person_form::{self, Errors, FormOf, Refused, field_error, person_fields};
use super::recording;
use super::trend::trend;
use super::visit;
use super::words::{self, day, moment};
use crate::context::{Context, Form};
use crate::store_handle::{StoreHandleError, StoreSteps, by};
use assessment::Settings;
use axum::extract::{Path, Query};
use axum::http::StatusCode;
use axum::response::{Html, IntoResponse, Redirect, Response};
use jiff::Timestamp;
use jiff::tz::TimeZone;
use maud::{Markup, html};
use serde::Deserialize;
use store::{Consent, ConsentId, NewNote, Note, NoteId, Patient, PatientId, StoreError, StoredRecording, Visit};
use wording::{Language, Word};

/// Visits of one page of the list.
const SHOWN: usize = 10;

/// How the visits are listed.
#[derive(Debug, Default, Deserialize)]
pub(crate) struct Asked {
    /// From 1.
    #[serde(default)]
    page: usize,
    #[serde(default)]
    order: Order,
}

#[derive(Debug, Default, Clone, Copy, PartialEq, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Order {
    #[default]
    Newest,
    Oldest,
}

/// A visit with everything in it.
struct VisitFile {
    visit: Visit,
    recordings: Vec<StoredRecording>,
    analysed: Vec<Analysed>,
}

/// Everything that the page shows.
struct File {
    patient: Patient,
    visits: Vec<VisitFile>,
    notes: Vec<Note>,
    consents: Vec<Consent>,
    /// To whom a visit can be given.
    others: Vec<(PatientId, String)>,
}

/// Read in steps, so that other pages get their turn: a person can have many visits.
fn read(store: &StoreSteps, id: PatientId, language: Language) -> Result<File, StoreError> {
    let patient = store.step(|store| store.patient(id))?;
    let mut visits = Vec::new();
    for visit in store.step(|store| store.visits(id))? {
        let recordings = store.step(|store| store.recordings(visit.id))?;
        let mut analysed = Vec::new();
        for recording in &recordings {
            let newest = store.step(|store| store.analysis_to_show(recording.id, &Settings::default()))?;
            analysed.extend(newest.and_then(|newest| analysed::of_analysis(recording, &newest, language)));
        }
        visits.push(VisitFile {
            visit,
            recordings,
            analysed,
        });
    }
    store.step(|store| {
        let others = store.patients("")?;
        Ok(File {
            patient,
            visits,
            notes: store.notes(id)?,
            consents: store.consents(id)?,
            others: others
                .into_iter()
                .filter(|row| row.id != id)
                .map(|row| (row.id, row.pseudonym))
                .collect(),
        })
    })
}

/// `GET /patients/{id}`.
pub(crate) async fn show(context: Context, Path(id): Path<PatientId>, Query(asked): Query<Asked>) -> Response {
    page(&context, id, StatusCode::OK, &asked, None).await
}

/// The page with a form that was refused.
pub(super) async fn again(context: &Context, id: PatientId, form: FormOf, fields: &Form, errors: Errors) -> Response {
    let refused = Refused {
        form,
        fields: fields.0.clone(),
        errors,
    };
    let status = StatusCode::UNPROCESSABLE_ENTITY;
    page(context, id, status, &Asked::default(), Some(&refused)).await
}

async fn page(
    context: &Context,
    id: PatientId,
    status: StatusCode,
    asked: &Asked,
    refused: Option<&Refused>,
) -> Response {
    let language = context.app.language();
    let file = match context
        .app
        .store
        .in_steps(move |store| read(&store, id, language))
        .await
    {
        Ok(file) => file,
        Err(error) => return store_trouble(context, error, "/patients"),
    };
    let patient = &file.patient;
    let own = person_form::filled(context, patient);
    let none = Errors::new();
    let details = Refused::of(refused, FormOf::Details);
    let (fields, errors) = details.map_or((&own, &none), |refused| (&refused.fields, &refused.errors));
    let deletion = Refused::of(refused, FormOf::Deletion);
    let body = html! {
        h1 { (patient.pseudonym) @if let Some(identity) = &patient.identity { " " span.soft { "(" (identity.name) ")" } } }
        form method="post" action="/session/person" .actions {
            (csrf(context))
            input type="hidden" name="patient" value=(patient.id);
            button.primary type="submit" { (context.say("app-patient-session")) }
        }
        h2 { (context.say("app-patient-visits")) }
        (visits(context, &file, asked, refused))
        h2 { (context.say("app-patient-trend")) }
        (trends(context, &file))
        (notes(context, patient, &file.notes, None, refused))
        (consents(context, patient, &file.consents, refused))
        details.more open[details.is_some()] {
            summary { (context.say("app-patient-details")) }
            form method="post" action={ "/patients/" (patient.id) } {
                (csrf(context))
                (person_fields(context, fields, errors))
                p.actions { button type="submit" { (context.say("app-save")) } }
            }
        }
        details.more open[deletion.is_some()] {
            summary { (context.say("app-patient-data")) }
            p.actions { a.button href={ "/patients/" (patient.id) "/export.zip" } download { (context.say("app-patient-export")) } }
            form method="post" action={ "/patients/" (patient.id) "/delete" } .panel {
                (csrf(context))
                h2 { (context.say("app-patient-delete")) }
                (Refused::summary(context, deletion))
                p { (context.say("app-patient-delete-text")) }
                p.field {
                    label for="confirm" { (context.say("app-patient-delete-confirm")) }
                    input #confirm name="confirm" required autocomplete="off" value=(Refused::typed(deletion, "confirm", ""))
                        aria-invalid=[Refused::said(deletion, "confirm").map(|_| "true")];
                    (field_error("confirm", Refused::said(deletion, "confirm")))
                }
                p.actions { button.danger type="submit" { (context.say("app-patient-delete")) } }
            }
        }
    };
    let page = Page::new(patient.pseudonym.clone(), Section::Patients, body);
    (status, Html(page.show(context).into_string())).into_response()
}

/// One trend for each protocol that was done on two visits or more.
fn trends(context: &Context, file: &File) -> Markup {
    let visits = file.visits.iter().map(|one| (one.visit.began, &one.analysed[..]));
    let all: Vec<_> = by_protocol(visits)
        .into_iter()
        .filter(|(_, visits)| visits.len() >= 2)
        .collect();
    html! {
        @if all.is_empty() { p.soft { (context.say("app-patient-trend-none")) } }
        @else { p.soft { (context.say("app-patient-trend-help")) } }
        @for (protocol, visits) in &all {
            h3 { (protocol_name(context, Some(protocol))) }
            (trend(context, visits))
        }
    }
}

/// What stands behind a stored recording: its headlines.
fn headlines(one: Option<&Analysed>) -> Markup {
    html! {
        @if let Some(one) = one {
            @for sentence in &one.sentences { p.headline { (sentence) } }
        }
    }
}

/// The visits, a page of them at a time; that with a form that was refused, where there is one.
fn visits(context: &Context, file: &File, asked: &Asked, refused: Option<&Refused>) -> Markup {
    if file.visits.is_empty() {
        return html! { p.soft { (context.say("app-patient-no-visits")) } };
    }
    let named = |visit: &Visit| context.text("app-patient-visit", &[("day", moment(context, visit.began).into())]);
    // As the store gives them, the newest is the first.
    let mut ordered: Vec<&VisitFile> = file.visits.iter().collect();
    if asked.order == Order::Oldest {
        ordered.reverse();
    }
    let pages = ordered.len().div_ceil(SHOWN);
    let told = ordered
        .iter()
        .position(|one| refused.is_some_and(|of| of.form == FormOf::Visit(one.visit.id)));
    let page = told.map_or(asked.page, |at| at / SHOWN + 1).clamp(1, pages);
    let shown = ordered.into_iter().skip((page - 1) * SHOWN).take(SHOWN);
    let order = if asked.order == Order::Oldest {
        "oldest"
    } else {
        "newest"
    };
    let address = |order: &str, page: usize| format!("{}?order={order}&page={page}#visits", home(file.patient.id));
    html! {
        @if file.visits.len() >= 2 {
            p.soft {
                @for (name, key) in [("newest", "app-visits-newest"), ("oldest", "app-visits-oldest")] {
                    a.order href=(address(name, 1)) aria-current=[(name == order).then_some("true")] { (context.say(key)) } " "
                }
            }
        }
        ul.cards #visits {
            @for VisitFile { visit, recordings, analysed } in shown {
                li.card {
                    h3 { (named(visit)) @if !visit.title.is_empty() { " – " (visit.title) } }
                    @if recordings.is_empty() { p.soft { (context.text("app-patient-recordings", &[("count", Word::from(0.0))])) } }
                    @for recording in recordings {
                        a href={ "/recordings/" (recording.id) } {
                            (context.say("app-report-title")) ": "
                            (protocol_name(context, recording.protocol.as_deref()))
                        }
                        (headlines(analysed.iter().find(|one| one.recording == recording.id)))
                    }
                    @for note in file.notes.iter().filter(|note| note.visit == Some(visit.id)) {
                        p.note-text.soft { (note.text) }
                    }
                    (corrections(context, visit, &file.others, Refused::of(refused, FormOf::Visit(visit.id))))
                }
            }
        }
        (super::layout::pages(context, page, pages, |page| address(order, page)))
        @if file.visits.len() >= 2 {
            form method="get" action="/compare" .panel {
                h2 { (context.say("app-patient-compare")) }
                div.fields {
                    @for (name, key, chosen) in [("earlier", "app-patient-earlier", file.visits.len() - 1), ("later", "app-patient-later", 0)] {
                        p.field {
                            label for=(name) { (context.say(key)) }
                            select id=(name) name=(name) {
                                @for (k, VisitFile { visit, .. }) in file.visits.iter().enumerate() {
                                    option value=(visit.id) selected[k == chosen] { (named(visit)) " " (visit.title) }
                                }
                            }
                        }
                    }
                }
                p.actions { button type="submit" { (context.say("app-patient-compare-go")) } }
            }
        }
    }
}

/// A visit's day and words, whose it is, and its end.
fn corrections(context: &Context, visit: &Visit, others: &[(PatientId, String)], refused: Option<&Refused>) -> Markup {
    let id = visit.id;
    let own = visit::of_day(visit.began);
    let (day_said, title_said) = (Refused::said(refused, "day"), Refused::said(refused, "title"));
    html! {
        details.more open[refused.is_some()] {
            summary { (context.say("app-visit-change")) }
            form method="post" action={ "/visits/" (id) } {
                (csrf(context))
                (Refused::summary(context, refused))
                div.fields {
                    p.field {
                        label for={ "day-" (id) } { (context.say("app-visit-day")) }
                        input id={ "day-" (id) } type="date" name="day" required max=(visit::of_day(Timestamp::now()))
                            value=(Refused::typed(refused, "day", &own)) aria-invalid=[day_said.map(|_| "true")];
                        (field_error(&format!("day-{id}"), day_said))
                    }
                    p.field {
                        label for={ "title-" (id) } { (context.say("app-who-visit")) }
                        input id={ "title-" (id) } name="title" maxlength="200" autocomplete="off"
                            value=(Refused::typed(refused, "title", &visit.title)) aria-invalid=[title_said.map(|_| "true")];
                        (field_error(&format!("title-{id}"), title_said))
                    }
                }
                p.actions { button type="submit" { (context.say("app-save")) } }
            }
            @if !others.is_empty() {
                form method="post" action={ "/visits/" (id) "/move" } data-sure=(context.say("app-visit-move-sure")) {
                    (csrf(context))
                    p.field {
                        label for={ "whose-" (id) } { (context.say("app-visit-whose")) }
                        select id={ "whose-" (id) } name="patient" required {
                            option value="" { (context.say("app-who-choose")) }
                            @for (other, pseudonym) in others { option value=(other) { (pseudonym) } }
                        }
                    }
                    p.actions { button type="submit" { (context.say("app-visit-move")) } }
                }
            }
            form method="post" action={ "/visits/" (id) "/delete" } data-sure=(context.say("app-visit-delete-sure")) .actions {
                (csrf(context))
                button.danger type="submit" { (context.say("app-visit-delete")) }
            }
        }
    }
}

/// The notes of a person, or of one visit, and the form for another.
pub(super) fn notes(
    context: &Context,
    patient: &Patient,
    all: &[Note],
    visit: Option<(&Visit, &str)>,
    refused: Option<&Refused>,
) -> Markup {
    let refused = Refused::of(refused, FormOf::Note);
    let said = Refused::said(refused, "note");
    let shown: Vec<&Note> = all
        .iter()
        .filter(|note| visit.is_none_or(|(visit, _)| note.visit == Some(visit.id)))
        .collect();
    html! {
        @if visit.is_none() { h2 { (context.say("app-note-title")) } }
        @for note in shown {
            div.panel {
                p.note-text { (note.text) }
                p.soft {
                    (day(context, note.written))
                    @if note.in_report && note.visit.is_some() { " · " (context.say("app-note-printed")) }
                }
                (button_form(context, &format!("/notes/{}/retract/{}", note.id, patient.id), &context.say("app-note-retract"), ""))
            }
        }
        form method="post" action={ "/patients/" (patient.id) "/notes" } {
            (csrf(context))
            (Refused::summary(context, refused))
            @if let Some((visit, back)) = visit {
                input type="hidden" name="visit" value=(visit.id);
                input type="hidden" name="back" value=(back);
            }
            p.field {
                label for="note" { (context.say("app-note-text")) }
                textarea #note name="note" required maxlength="10000" aria-invalid=[said.map(|_| "true")] { (Refused::typed(refused, "note", "")) }
                (field_error("note", said))
            }
            @if visit.is_some() {
                p.choice {
                    input #in_report type="checkbox" name="in_report" value="yes" checked[Refused::typed(refused, "in_report", "yes") == "yes"];
                    label for="in_report" { (context.say("app-note-in-report")) }
                }
            }
            p.actions { button type="submit" { (context.say("app-note-add")) } }
        }
    }
}

fn consents(context: &Context, patient: &Patient, all: &[Consent], refused: Option<&Refused>) -> Markup {
    let refused = Refused::of(refused, FormOf::Consent);
    let field = |name: &'static str, required: bool| {
        let said = Refused::said(refused, name);
        html! {
            p.field {
                label for=(name) { (context.say(&format!("app-patient-consent-{name}"))) }
                input id=(name) name=(name) required[required] maxlength="200" value=(Refused::typed(refused, name, ""))
                    aria-invalid=[said.map(|_| "true")];
                (field_error(name, said))
            }
        }
    };
    html! {
        h2 { (context.say("app-patient-consent")) }
        @if all.is_empty() { p.banner.care { (context.say("app-patient-consent-none")) } }
        @for consent in all {
            div.panel {
                p { strong { (consent.purpose) } " " (context.text("app-patient-consent-since", &[("day", words::date(context, consent.given_on).into())]))
                    @if let Some(evidence) = &consent.evidence { " · " (evidence) }
                    @if let Some(until) = consent.withdrawn_on { " · " (context.text("app-patient-consent-until", &[("day", words::date(context, until).into())])) }
                }
                @if consent.withdrawn_on.is_none() {
                    (button_form(context, &format!("/consents/{}/withdraw/{}", consent.id, patient.id), &context.say("app-patient-consent-withdraw"), ""))
                }
            }
        }
        details.more open[refused.is_some()] {
            summary { (context.say("app-patient-consent-add")) }
            form method="post" action={ "/patients/" (patient.id) "/consents" } {
                (csrf(context))
                (Refused::summary(context, refused))
                (field("purpose", true))
                (field("evidence", false))
                p.actions { button type="submit" { (context.say("app-save")) } }
            }
        }
    }
}

pub(super) fn home(id: PatientId) -> String {
    format!("/patients/{id}")
}

/// `POST /patients/{id}`.
pub(crate) async fn change(context: Context, Path(id): Path<PatientId>, fields: Form) -> Response {
    let again = async |errors: Errors| again(&context, id, FormOf::Details, &fields, errors).await;
    let read = match person_form::read(&context, &fields) {
        Ok(read) => read,
        Err(errors) => return again(errors).await,
    };
    let changed = context.app.store.with(move |store| {
        let before = store.patient(id)?;
        // What the form does not show stays.
        let identity = read.identity.map(|new| match before.identity.clone() {
            Some(old) => store::Identity { name: new.name, ..old },
            None => new,
        });
        store.together(|store| {
            if (&read.pseudonym, &read.details) != (&before.pseudonym, &before.details) {
                store.change_patient(id, &read.pseudonym, &read.details, &by())?;
            }
            if identity != before.identity {
                store.set_identity(id, identity.as_ref(), &by())?;
            }
            Ok(())
        })
    });
    match changed.await {
        Ok(()) => Redirect::to(&home(id)).into_response(),
        Err(error) => match person_form::of_store(&context, &error) {
            Some((at, said)) => again(Errors::from([(at, said)])).await,
            None => store_trouble(&context, error, &home(id)),
        },
    }
}

/// `POST /patients/{id}/delete`.
pub(crate) async fn delete(context: Context, Path(id): Path<PatientId>, fields: Form) -> Response {
    let known = match context.app.store.with(move |store| store.patient(id)).await {
        Ok(patient) => patient.pseudonym,
        Err(error) => return store_trouble(&context, error, "/patients"),
    };
    if !known.eq_ignore_ascii_case(fields.get("confirm")) {
        let errors = Errors::from([("confirm", context.say("app-patient-delete-wrong"))]);
        return again(&context, id, FormOf::Deletion, &fields, errors).await;
    }
    let being_recorded = || Problem::of(&context, StatusCode::CONFLICT, "being-recorded", "/session").show(&context);
    // The files of a recording that is being made would go under the recorder.
    if !context.app.controller.let_go(id) {
        return being_recorded();
    }
    match context
        .app
        .store
        .with(move |store| store.delete_patient(id, &by()))
        .await
    {
        Ok(()) => {
            context.app.store.forget_reports().await;
            Redirect::to("/patients").into_response()
        }
        Err(StoreHandleError::Store(StoreError::BeingRecorded)) => being_recorded(),
        Err(error) => store_trouble(&context, error, &home(id)),
    }
}

/// `POST /patients/{id}/notes`.
pub(crate) async fn add_note(context: Context, Path(id): Path<PatientId>, fields: Form) -> Response {
    let note = NewNote {
        visit: fields.get("visit").parse().ok(),
        text: fields.get("note").to_owned(),
        in_report: fields.ticked("in_report"),
    };
    // Only to a recording of this app: an address from a form is not followed elsewhere.
    let of_recording = fields.get("back").parse::<store::RecordingId>().ok();
    let back = of_recording.map_or_else(|| home(id), |recording| format!("/recordings/{recording}"));
    let errors = if note.text.is_empty() {
        Errors::from([("note", context.say("app-form-empty"))])
    } else {
        let added = context.app.store.with(move |store| store.add_note(id, &note, &by()));
        match added.await {
            Ok(_) => return Redirect::to(&back).into_response(),
            Err(error) => match person_form::of_store(&context, &error) {
                Some((_, said)) => Errors::from([("note", said)]),
                None => return store_trouble(&context, error, &back),
            },
        }
    };
    match of_recording {
        None => again(&context, id, FormOf::Note, &fields, errors).await,
        Some(recording) => {
            let refused = Refused {
                form: FormOf::Note,
                fields: fields.0.clone(),
                errors,
            };
            recording::page(context, recording, StatusCode::UNPROCESSABLE_ENTITY, Some(&refused)).await
        }
    }
}

/// `POST /notes/{id}/retract/{patient}`.
pub(crate) async fn retract_note(context: Context, Path((note, id)): Path<(NoteId, PatientId)>) -> Response {
    match context
        .app
        .store
        .with(move |store| store.retract_note(note, &by()))
        .await
    {
        Ok(()) => Redirect::to(&home(id)).into_response(),
        Err(error) => field_trouble(&context, error, &home(id)),
    }
}

fn today() -> jiff::civil::Date {
    Timestamp::now().to_zoned(TimeZone::system()).date()
}

/// `POST /patients/{id}/consents`.
pub(crate) async fn add_consent(context: Context, Path(id): Path<PatientId>, fields: Form) -> Response {
    let (purpose, evidence) = (fields.get("purpose").to_owned(), fields.get("evidence").to_owned());
    if purpose.is_empty() {
        let errors = Errors::from([("purpose", context.say("app-form-empty"))]);
        return again(&context, id, FormOf::Consent, &fields, errors).await;
    }
    let added = context.app.store.with(move |store| {
        let evidence = Some(evidence.as_str()).filter(|text| !text.is_empty());
        store.add_consent(id, &purpose, today(), evidence, &by())
    });
    match added.await {
        Ok(_) => Redirect::to(&home(id)).into_response(),
        Err(error) => match person_form::of_store(&context, &error) {
            Some((at, said)) => again(&context, id, FormOf::Consent, &fields, Errors::from([(at, said)])).await,
            None => store_trouble(&context, error, &home(id)),
        },
    }
}

/// `POST /consents/{id}/withdraw/{patient}`.
pub(crate) async fn withdraw_consent(context: Context, Path((consent, id)): Path<(ConsentId, PatientId)>) -> Response {
    match context
        .app
        .store
        .with(move |store| store.withdraw_consent(consent, today(), &by()))
        .await
    {
        Ok(()) => Redirect::to(&home(id)).into_response(),
        Err(error) => field_trouble(&context, error, &home(id)),
    }
}
