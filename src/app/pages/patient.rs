//! One person: visits, trend, notes, consent, details, and everything that can be taken along or deleted.

use super::layout::{Page, Place, button_form, csrf};
use super::notice::{Trouble, store_trouble};
use super::patients::{field_trouble, person_fields, read_person};
use super::trend::trend;
use super::words::day;
use crate::app::context::{Context, Form};
use crate::app::desk::by;
use crate::assessment::compare::Visit as Compared;
use crate::store::{
    Consent, ConsentId, NewNote, Note, NoteId, Patient, PatientId, Store, StoreError, StoredRecording, Visit,
};
use crate::wording::Word;
use axum::extract::Path;
use axum::http::StatusCode;
use axum::response::{Html, IntoResponse, Redirect, Response};
use jiff::Timestamp;
use jiff::tz::TimeZone;
use maud::{Markup, html};

/// Everything that the page shows.
struct File {
    patient: Patient,
    visits: Vec<(Visit, Vec<StoredRecording>)>,
    notes: Vec<Note>,
    consents: Vec<Consent>,
    /// The analysed visits, the earliest first.
    analysed: Vec<(Timestamp, Compared)>,
}

fn read(store: &Store, id: PatientId) -> Result<File, StoreError> {
    let mut visits = Vec::new();
    let mut analysed = Vec::new();
    for visit in store.visits(id)? {
        let recordings = store.recordings(visit.id)?;
        if let Some(compared) = compared(store, &recordings)? {
            analysed.insert(0, (visit.began, compared));
        }
        visits.push((visit, recordings));
    }
    Ok(File {
        patient: store.patient(id)?,
        visits,
        notes: store.notes(id)?,
        consents: store.consents(id)?,
        analysed,
    })
}

/// The last analysed recording of a visit, as a comparison needs it.
pub fn compared(store: &Store, recordings: &[StoredRecording]) -> Result<Option<Compared>, StoreError> {
    for recording in recordings.iter().rev() {
        if let Some(analysis) = store.latest_analysis(recording.id)?
            && let Ok(visit) = Compared::from_summary(&analysis.summary)
        {
            return Ok(Some(visit));
        }
    }
    Ok(None)
}

/// `GET /patients/{id}`.
pub async fn show(context: Context, Path(id): Path<PatientId>) -> Response {
    let file = match context.app.desk.with(move |store| read(store, id)).await {
        Ok(file) => file,
        Err(error) => return store_trouble(&context, error, "/patients"),
    };
    let patient = &file.patient;
    let body = html! {
        h1 { (patient.pseudonym) @if let Some(identity) = &patient.identity { " " span.soft { "(" (identity.name) ")" } } }
        form method="post" action="/session/person" .actions {
            (csrf(&context))
            input type="hidden" name="patient" value=(patient.id);
            button.primary type="submit" { (context.say("app-patient-session")) }
        }
        h2 { (context.say("app-patient-visits")) }
        (visits(&context, &file))
        h2 { (context.say("app-patient-trend")) }
        (trend(&context, &file.analysed))
        (notes(&context, patient, &file.notes, None))
        (consents(&context, patient, &file.consents))
        details.more {
            summary { (context.say("app-patient-details")) }
            form method="post" action={ "/patients/" (patient.id) } {
                (csrf(&context))
                (person_fields(&context, Some(patient)))
                p.actions { button type="submit" { (context.say("app-save")) } }
            }
        }
        details.more {
            summary { (context.say("app-patient-data")) }
            p.actions { a.button href={ "/patients/" (patient.id) "/export.zip" } download { (context.say("app-patient-export")) } }
            form method="post" action={ "/patients/" (patient.id) "/delete" } .panel {
                (csrf(&context))
                h2 { (context.say("app-patient-delete")) }
                p { (context.say("app-patient-delete-text")) }
                p.field {
                    label for="confirm" { (context.say("app-patient-delete-confirm")) }
                    input #confirm name="confirm" required autocomplete="off";
                }
                p.actions { button.danger type="submit" { (context.say("app-patient-delete")) } }
            }
        }
    };
    let page = Page::new(patient.pseudonym.clone(), Place::Patients, body);
    Html(page.show(&context).into_string()).into_response()
}

fn visits(context: &Context, file: &File) -> Markup {
    if file.visits.is_empty() {
        return html! { p.soft { (context.say("app-patient-no-visits")) } };
    }
    let named = |visit: &Visit| context.text("app-patient-visit", &[("day", day(context, visit.began).into())]);
    html! {
        ul.cards {
            @for (visit, recordings) in &file.visits {
                li.card {
                    h3 { (named(visit)) @if !visit.title.is_empty() { " – " (visit.title) } }
                    @if recordings.is_empty() { p.soft { (context.text("app-patient-recordings", &[("count", Word::from(0.0))])) } }
                    @for recording in recordings {
                        a href={ "/recordings/" (recording.id) } {
                            (context.say("app-report-title")) ": "
                            (protocol_name(context, recording.protocol.as_deref()))
                        } br;
                    }
                }
            }
        }
        @if file.visits.len() >= 2 {
            form method="get" action="/compare" .panel {
                h2 { (context.say("app-patient-compare")) }
                div.fields {
                    @for (name, key, chosen) in [("earlier", "app-patient-earlier", file.visits.len() - 1), ("later", "app-patient-later", 0)] {
                        p.field {
                            label for=(name) { (context.say(key)) }
                            select id=(name) name=(name) {
                                @for (k, (visit, _)) in file.visits.iter().enumerate() {
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

/// A protocol's name: one of ours by its key, others as they are written.
pub fn protocol_name(context: &Context, protocol: Option<&str>) -> String {
    match protocol {
        Some(name) => context
            .words()
            .try_text(&format!("app-protocol-{}", name.replace('_', "-")), &[])
            .unwrap_or_else(|| name.to_owned()),
        None => context.say("app-protocol-unknown"),
    }
}

/// The notes of a person, or of one visit, and the form for another.
pub fn notes(context: &Context, patient: &Patient, all: &[Note], visit: Option<(&Visit, &str)>) -> Markup {
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
            @if let Some((visit, back)) = visit {
                input type="hidden" name="visit" value=(visit.id);
                input type="hidden" name="back" value=(back);
            }
            p.field {
                label for="note" { (context.say("app-note-text")) }
                textarea #note name="note" required maxlength="10000" {}
            }
            @if visit.is_some() {
                p.choice {
                    input #in_report type="checkbox" name="in_report" value="yes" checked;
                    label for="in_report" { (context.say("app-note-in-report")) }
                }
            }
            p.actions { button type="submit" { (context.say("app-note-add")) } }
        }
    }
}

fn consents(context: &Context, patient: &Patient, all: &[Consent]) -> Markup {
    html! {
        h2 { (context.say("app-patient-consent")) }
        @if all.is_empty() { p.banner.care { (context.say("app-patient-consent-none")) } }
        @for consent in all {
            div.panel {
                p { strong { (consent.purpose) } " " (context.text("app-patient-consent-since", &[("day", consent.given_on.to_string().into())]))
                    @if let Some(evidence) = &consent.evidence { " · " (evidence) }
                    @if let Some(until) = consent.withdrawn_on { " · " (context.text("app-patient-consent-until", &[("day", until.to_string().into())])) }
                }
                @if consent.withdrawn_on.is_none() {
                    (button_form(context, &format!("/consents/{}/withdraw/{}", consent.id, patient.id), &context.say("app-patient-consent-withdraw"), ""))
                }
            }
        }
        details.more {
            summary { (context.say("app-patient-consent-add")) }
            form method="post" action={ "/patients/" (patient.id) "/consents" } {
                (csrf(context))
                p.field { label for="purpose" { (context.say("app-patient-consent-purpose")) } input #purpose name="purpose" required maxlength="200"; }
                p.field { label for="evidence" { (context.say("app-patient-consent-evidence")) } input #evidence name="evidence" maxlength="200"; }
                p.actions { button type="submit" { (context.say("app-save")) } }
            }
        }
    }
}

fn home(id: PatientId) -> String {
    format!("/patients/{id}")
}

/// `POST /patients/{id}`.
pub async fn change(context: Context, Path(id): Path<PatientId>, fields: Form) -> Response {
    let (pseudonym, details, identity) = match read_person(&context, &fields) {
        Ok(read) => read,
        Err(refusal) => return *refusal,
    };
    let changed = context.app.desk.with(move |store| {
        let before = store.patient(id)?;
        // What the form does not show stays.
        let identity = identity.map(|new| match before.identity {
            Some(old) => crate::store::Identity { name: new.name, ..old },
            None => new,
        });
        store.change_patient(id, &pseudonym, &details, &by())?;
        store.set_identity(id, identity.as_ref(), &by())
    });
    match changed.await {
        Ok(()) => Redirect::to(&home(id)).into_response(),
        Err(error) => field_trouble(&context, error, &home(id)),
    }
}

/// `POST /patients/{id}/delete`.
pub async fn delete(context: Context, Path(id): Path<PatientId>, fields: Form) -> Response {
    let typed = fields.get("confirm").to_owned();
    let deleted = context.app.desk.with(move |store| {
        if !store.patient(id)?.pseudonym.eq_ignore_ascii_case(&typed) {
            return Ok(false);
        }
        store.delete_patient(id, &by())?;
        Ok(true)
    });
    match deleted.await {
        Ok(true) => {
            context.app.desk.forget_reports().await;
            Redirect::to("/patients").into_response()
        }
        Ok(false) => Trouble::of(&context, StatusCode::UNPROCESSABLE_ENTITY, "field", &home(id))
            .because(context.say("app-patient-delete-wrong"))
            .show(&context),
        Err(error) => store_trouble(&context, error, &home(id)),
    }
}

/// `POST /patients/{id}/notes`.
pub async fn add_note(context: Context, Path(id): Path<PatientId>, fields: Form) -> Response {
    let note = NewNote {
        visit: fields.get("visit").parse().ok(),
        text: fields.get("note").to_owned(),
        in_report: fields.ticked("in_report"),
    };
    // Only to a recording of this app: an address from a form is not followed elsewhere.
    let back = match fields.get("back").parse::<crate::store::RecordingId>() {
        Ok(recording) => format!("/recordings/{recording}"),
        Err(_) => home(id),
    };
    match context
        .app
        .desk
        .with(move |store| store.add_note(id, &note, &by()))
        .await
    {
        Ok(_) => Redirect::to(&back).into_response(),
        Err(error) => field_trouble(&context, error, &back),
    }
}

/// `POST /notes/{id}/retract/{patient}`.
pub async fn retract_note(context: Context, Path((note, id)): Path<(NoteId, PatientId)>) -> Response {
    match context
        .app
        .desk
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
pub async fn add_consent(context: Context, Path(id): Path<PatientId>, fields: Form) -> Response {
    let (purpose, evidence) = (fields.get("purpose").to_owned(), fields.get("evidence").to_owned());
    let added = context.app.desk.with(move |store| {
        let evidence = Some(evidence.as_str()).filter(|text| !text.is_empty());
        store.add_consent(id, &purpose, today(), evidence, &by())
    });
    match added.await {
        Ok(_) => Redirect::to(&home(id)).into_response(),
        Err(error) => field_trouble(&context, error, &home(id)),
    }
}

/// `POST /consents/{id}/withdraw/{patient}`.
pub async fn withdraw_consent(context: Context, Path((consent, id)): Path<(ConsentId, PatientId)>) -> Response {
    match context
        .app
        .desk
        .with(move |store| store.withdraw_consent(consent, today(), &by()))
        .await
    {
        Ok(()) => Redirect::to(&home(id)).into_response(),
        Err(error) => field_trouble(&context, error, &home(id)),
    }
}
