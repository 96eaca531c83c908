//! One stored recording: its report, the therapist's note, its files.

use super::analysed::{self, Analysed, protocol_name};
use super::bars::bars;
use super::layout::{Page, Section, csrf};
use super::notice::{Problem, store_trouble};
use super::patient::notes;
use super::person_form::Refused;
use super::words::{self, day};
use super::{layout, report};
use crate::context::{Context, Form};
use crate::safety::headers::IsReport;
use crate::session::Step;
use crate::session::places::PlaceDoubt;
use crate::store_handle::{StoreHandleError, by};
use assessment::Settings;
use assessment::compare::{ChangeState, Comparison, MeasureChange, compare};
use assessment::sides::real_difference;
use axum::extract::Path;
use axum::http::StatusCode;
use axum::response::{Html, IntoResponse, Redirect, Response};
use maud::{Markup, html};
use store::{MethodChange, RecordingId, Store, StoreError, StoredRecording};
use wording::Word;

struct Parts {
    recording: StoredRecording,
    patient: store::Patient,
    visit: store::Visit,
    notes: Vec<store::Note>,
}

fn parts(store: &Store, id: RecordingId) -> Result<Parts, StoreError> {
    let recording = store.stored_recording(id)?;
    Ok(Parts {
        patient: store.patient(recording.patient)?,
        visit: store.visit(recording.visit)?,
        notes: store.notes(recording.patient)?,
        recording,
    })
}

/// `GET /recordings/{id}`.
pub(crate) async fn show(context: Context, Path(id): Path<RecordingId>) -> Response {
    page(context, id, StatusCode::OK, None).await
}

/// The page; with a note that was refused, where one was.
pub(super) async fn page(context: Context, id: RecordingId, status: StatusCode, refused: Option<&Refused>) -> Response {
    let app = &context.app;
    let Parts {
        recording,
        patient,
        visit,
        notes: all,
    } = match app.store.with(move |store| parts(store, id)).await {
        Ok(parts) => parts,
        Err(error) => return store_trouble(&context, error, "/patients"),
    };
    let home = format!("/patients/{}", patient.id);
    let words = [
        ("person", patient.pseudonym.as_str().into()),
        ("day", day(&context, visit.began).into()),
    ];
    let title = context.text("app-recording-of", &words);
    let _permit = app.work.acquire().await;
    let shown = match app.store.analysed(id, app.language()).await {
        Ok(()) => report::frame(&context, &format!("/recordings/{id}")),
        Err(error) => {
            let trouble = Problem::of(&context, StatusCode::OK, "analysis", &home).because(error);
            trouble.markup(&context)
        }
    };
    // Read after the report, which analyses again what an earlier program analysed.
    let read = app.store.with(move |store| {
        let changed = store.changed_by_method(id)?;
        let earlier = analysed::earlier(store, &recording)?;
        Ok((
            changed,
            store.analysis_to_show(id, &Settings::default())?,
            earlier,
            recording,
        ))
    });
    let (changed, newest, earlier, recording) = match read.await {
        Ok(read) => read,
        Err(error) => return store_trouble(&context, error, &home),
    };
    let one = newest.and_then(|newest| analysed::of_analysis(&recording, &newest, app.language()));
    let last = earlier.last(app.language()).map(|(_, last)| last);
    let body = html! {
        h1 { (context.say("app-report-title")) }
        p.lead { a href=(home) { (title) } " · " (protocol_name(&context, recording.protocol.as_deref())) }
        @if let Some(one) = &one { (first_screen(&context, &recording, one, last.as_ref())) }
        (after_session(&context, id))
        details.more open[refused.is_some() || all.iter().any(|note| note.visit == Some(visit.id))] {
            summary { (context.say("app-note-title")) }
            (notes(&context, &patient, &all, Some((&visit, &id.to_string())), refused))
        }
        (shown)
        @if !changed.is_empty() {
            section.panel {
                h2 { (context.say("app-recording-method")) }
                p { (context.say("app-recording-method-help")) }
                ul {
                    @for change in &changed {
                        li { (context.say(&match change {
                            MethodChange::Pattern(name) => format!("pattern-{name}"),
                            MethodChange::SideMeasure(name) => format!("measure-{name}"),
                        })) }
                    }
                }
            }
        }
        form method="post" action={ "/recordings/" (id) "/delete" } data-sure=(context.say("app-recording-sure")) .actions {
            (csrf(&context))
            button.danger type="submit" { (context.say("app-recording-delete")) }
        }
    };
    let page = layout::Page::new(title, Section::Patients, body).wide();
    (status, Html(Page::show(page, &context).into_string())).into_response()
}

/// What a reader must know first: doubted places with a way to mend them, the headlines, the result of a test, and what
/// changed since the last visit.
fn first_screen(context: &Context, recording: &StoredRecording, one: &Analysed, last: Option<&Analysed>) -> Markup {
    let doubts: &[PlaceDoubt] = match one.places_doubted {
        Some("legs-exchanged") => &[PlaceDoubt::Legs],
        Some(_) => &[PlaceDoubt::Thighs, PlaceDoubt::Shanks],
        None => &[],
    };
    let found = last.map(|last| compare(&last.compared, &one.compared));
    html! {
        @if !doubts.is_empty() || !recording.reading.exchanged.is_empty() {
            section.panel.urgent {
                @if !doubts.is_empty() { p.headline { (context.say("app-places-doubted")) } }
                @else { p { (context.say("app-places-exchanged")) } }
                div.actions {
                    @for doubt in doubts { (exchange_form(context, recording.id, *doubt)) }
                    // Back to how the files have it.
                    @if doubts.is_empty() {
                        form method="post" action={ "/recordings/" (recording.id) "/exchange" } .inline {
                            (csrf(context))
                            button type="submit" name="places" value="" { (context.say("app-places-back")) }
                        }
                    }
                }
            }
        }
        div.first {
            section {
                h2 { (context.say("app-first-headlines")) }
                @for sentence in &one.sentences { p.headline { (sentence) } }
                @if let Some(seconds) = one.test_s {
                    p { strong { (words::value(context, seconds, "s")) }
                        @if let Some(norm) = one.test_norm {
                            " " (context.text("app-first-norm", &[
                                ("low", Word::from(norm.low_age as usize)), ("high", Word::from(norm.high_age as usize)),
                                ("limit", words::value(context, norm.limit_s, "s").into()),
                                ("verdict", if seconds > norm.limit_s { "slower" } else { "within" }.into()),
                            ]))
                        }
                    }
                }
            }
            section {
                h2 { (context.say("app-first-bars")) }
                (bars(context, one, found.as_ref()))
                @if one.differences.is_empty() && one.test_s.is_none() { p.soft { (context.say("app-first-no-bars")) } }
            }
            section {
                h2 { (context.say("app-first-changes")) }
                @match &found {
                    None => p.soft { (context.say("app-first-no-visit")) },
                    Some(found) => { (changes(context, found)) }
                }
            }
        }
    }
}

fn exchange_form(context: &Context, id: RecordingId, doubt: PlaceDoubt) -> Markup {
    html! {
        form method="post" action={ "/recordings/" (id) "/exchange" } .inline {
            (csrf(context))
            button.primary type="submit" name="places" value=(doubt.name()) { (context.say(&format!("app-places-swap-{}", doubt.name()))) }
        }
    }
}

/// What changed beyond the error of measuring twice.
fn changes(context: &Context, found: &Comparison) -> Markup {
    let rows = found
        .side_differences
        .iter()
        .map(|row| (row, true))
        .chain(found.measures.iter().map(|row| (row, false)))
        .filter(|(row, _)| row.state == ChangeState::ChangedBeyondError);
    let rows: Vec<(&MeasureChange, bool)> = rows.take(5).collect();
    let mut all = found.side_differences.iter().chain(&found.measures);
    let comparable = all.any(|row| row.state != ChangeState::NotComparable);
    html! {
        @if rows.is_empty() { p.soft { (context.say(if comparable { "app-first-no-change" } else { "app-first-not-comparable" })) } }
        ul {
            @for (row, of_difference) in rows {
                @let real = |value: f64| if of_difference { real_difference(row.measure, &row.unit, value) } else { value };
                li {
                    (words::measure(context, row.measure))
                    @if of_difference { ", " (context.say("app-first-difference")) }
                    @else if let Some(side) = row.side { ", " (context.say(&format!("app-side-{}", side.name()))) }
                    ": " (words::value(context, real(row.earlier), &row.unit)) " → " strong { (words::value(context, real(row.later), &row.unit)) }
                }
            }
        }
    }
}

/// The report and the sheet for the patient; where the session ended with this recording, what comes next.
fn after_session(context: &Context, id: RecordingId) -> Markup {
    let session = context.app.controller.session();
    let ended = session.step == Step::Done && session.result == Some(id);
    html! {
        @if ended && session.short { p.banner.care { (context.say("app-done-short")) } }
        div.actions {
            a.button href="#report" { (context.say("app-first-report")) }
            a.button href={ "/recordings/" (id) "/patient.pdf" } target="_blank" rel="noopener" { (context.say("app-report-patient")) }
            @if ended {
                (layout::button_form(context, "/session/again", &context.say("app-done-again"), if session.short { "primary" } else { "" }))
                (layout::button_form(context, "/session/new", &context.say("app-done-new"), ""))
            }
        }
    }
}

/// `POST /recordings/{id}/exchange`: the sensors were worn the other way round.
pub(crate) async fn exchange(context: Context, Path(id): Path<RecordingId>, fields: Form) -> Response {
    let pairs = PlaceDoubt::from_name(fields.get("places")).map(PlaceDoubt::pairs);
    let exchanged = context.app.store.with(move |store| {
        let pairs = match pairs {
            Some(pairs) => pairs,
            None => store.stored_recording(id)?.reading.exchanged,
        };
        store.exchange_places(id, &pairs, &by())
    });
    match exchanged.await {
        Ok(()) => Redirect::to(&format!("/recordings/{id}")).into_response(),
        Err(error) => store_trouble(&context, error, "/patients"),
    }
}

/// `GET /recordings/{id}/{name}`.
pub(crate) async fn file(context: Context, Path((id, name)): Path<(RecordingId, String)>) -> Response {
    match context.app.store.report(id, context.app.language()).await {
        Ok(folder) => report::file(folder, &name, &format!("recording-{id}")).await,
        Err(StoreHandleError::Store(StoreError::Missing { .. })) => StatusCode::NOT_FOUND.into_response(),
        // Read in the page's frame.
        Err(error) => {
            let said = Problem::of(&context, StatusCode::INTERNAL_SERVER_ERROR, "report", "/").because(error);
            let mut response = (said.status, said.happened).into_response();
            response.extensions_mut().insert(IsReport);
            response
        }
    }
}

/// `POST /recordings/{id}/delete`.
pub(crate) async fn delete(context: Context, Path(id): Path<RecordingId>) -> Response {
    let deleted = context.app.store.with(move |store| {
        let patient = store.stored_recording(id)?.patient;
        store.delete_recording(id, &by())?;
        Ok(patient)
    });
    match deleted.await {
        Ok(patient) => {
            context.app.controller.forget_result(id);
            context.app.store.forget_reports().await;
            Redirect::to(&format!("/patients/{patient}")).into_response()
        }
        Err(error) => store_trouble(&context, error, "/patients"),
    }
}
