//! The guided path of a session: who, sensors, check, protocol, recording.

use super::layout::{Page, Section, button_form, csrf};
use super::live;
use super::notice::{Problem, store_trouble};
use super::person_form::{self, field_error, field_errors};
use super::words::day;
use crate::context::{Context, Form};
use crate::ingest;
use crate::safety::fields::Fields;
use crate::session::places::PlaceDoubt;
use crate::session::protocol::ProtocolKind;
use crate::session::sensor_manager::{FoundSensor, SensorManagerError};
use crate::session::{Session, SessionError, Step};
use crate::store_handle::{StoreHandleError, by};
use axum::extract::Query;
use axum::http::StatusCode;
use axum::response::{Html, IntoResponse, Redirect, Response};
use explanation::{RedFlag, Sign};
use jiff::Timestamp;
use maud::{Markup, PreEscaped, html};
use recording::{Intake, Site};
use sensors::radio::RadioError;
use serde::Deserialize;
use std::collections::BTreeMap;
use store::{PatientDetails, PatientId, Store, StoreError, VisitId};

const STEPS: [(Step, &str); 6] = [
    (Step::Who, "app-step-who"),
    (Step::Warning, "app-step-warning"),
    (Step::Sensors, "app-step-sensors"),
    (Step::Check, "app-step-check"),
    (Step::Protocol, "app-step-protocol"),
    (Step::Live, "app-step-live"),
];

/// Where sensors are usually worn: these get a picture.
const WORN: [Site; 5] = [
    Site::Pelvis,
    Site::ThighLeft,
    Site::ThighRight,
    Site::ShankLeft,
    Site::ShankRight,
];

/// What a page that follows the session asks with.
#[derive(Debug, Deserialize)]
pub(crate) struct Following {
    /// Present where a page follows the session by itself.
    follow: Option<String>,
    /// The step of a page that the browser goes back to.
    step: Option<String>,
}

/// `GET /session`: whatever comes next. A page that followed the recording to its end gets the report; one that the browser
/// goes back to takes the session back to its step, as long as nothing is recorded.
pub(crate) async fn show(context: Context, Query(following): Query<Following>) -> Response {
    if let Some(step) = following.step.as_deref().and_then(Step::from_name) {
        // Where one cannot go back, the page of now is shown.
        let _ = context.app.controller.go_back(step);
    }
    let session = context.app.controller.session();
    if let (Step::Done, Some(id), Some(_)) = (session.step, session.result, following.follow) {
        return Redirect::to(&format!("/recordings/{id}")).into_response();
    }
    page(&context, &session, StatusCode::OK, None).await
}

/// What was typed at a step, and which sentence stands at which field.
#[derive(Default)]
struct Typed {
    fields: Fields,
    errors: BTreeMap<&'static str, String>,
}

/// The page of the session; with what was typed or chosen and refused.
async fn page(context: &Context, session: &Session, status: StatusCode, typed: Option<Typed>) -> Response {
    let (title, body, scripts): (&str, Markup, &[&str]) = match session.step {
        Step::Who => {
            let people = match context.app.store.people().await {
                Ok(people) => people,
                Err(error) => return store_trouble(context, error, "/"),
            };
            let typed = typed.unwrap_or_else(|| Typed {
                fields: known(session),
                ..Typed::default()
            });
            ("app-who-title", who(context, &typed, &people), &["session.js"])
        }
        Step::Warning => ("app-warning-title", warning(context, session), &[]),
        Step::Sensors => (
            "app-sensors-title",
            sensors(context, session, typed.as_ref()),
            &["session.js"],
        ),
        Step::Check => ("app-check-title", check(context, session), &["session.js"]),
        Step::Protocol => ("app-protocol-title", protocols(context, session), &[]),
        Step::Live | Step::Storing => (
            "app-live-title",
            live::page(context, session),
            &["vendor/uPlot.iife.min.js", "live.js"],
        ),
        // Only what the store has is called stored.
        Step::Done if session.result.is_some() => ("app-done-title", done(context, session), &[]),
        Step::Done if session.trouble.is_none() => ("app-done-gone-title", done(context, session), &[]),
        Step::Done => ("app-done-not-stored-title", done(context, session), &[]),
    };
    let wide = matches!(session.step, Step::Sensors | Step::Live | Step::Storing);
    let live = matches!(session.step, Step::Live | Step::Storing);
    let body = html! {
        div data-follow="session" data-step=(session.step.name()) {
            (head(context, session))
            @if live { h1.hidden { (context.say(title)) } } @else { h1 { (context.say(title)) } }
            (body)
        }
    };
    let page = Page::new(context.say(title), Section::Session, body).scripts(scripts);
    let page = if wide { page.wide() } else { page };
    (status, Html(page.show(context).into_string())).into_response()
}

/// Who it is, in large letters, the steps, and the way out.
fn head(context: &Context, session: &Session) -> Markup {
    let now = session.step.min(Step::Live);
    let recorded = session.step > Step::Live || context.app.controller.is_recording();
    let has = |step: Step| step != Step::Warning || !session.red_flags().is_empty();
    html! {
        @if !session.pseudonym.is_empty() {
            p.whose {
                span.hidden { (context.say("app-session-of")) " " }
                strong { (session.name.as_deref().unwrap_or(&session.pseudonym)) }
                @if session.name.is_some() { " " span.soft { (session.pseudonym) } }
            }
        }
        div.way {
            ol.progress aria-label=(context.say("app-session-steps")) {
                @for (step, key) in STEPS.into_iter().filter(|(step, _)| has(*step)) {
                    li .past[step < now] aria-current=[(step == now).then_some("step")] {
                        @if step < now && !recorded { a href={ "/session?step=" (step.name()) } { (context.say(key)) } }
                        @else { (context.say(key)) }
                    }
                }
            }
            @if session.step > Step::Who && !recorded {
                form method="post" action="/session/cancel" .inline data-sure=(context.say("app-session-cancel-sure")) {
                    (csrf(context))
                    button type="submit" { (context.say("app-session-cancel")) }
                }
            }
        }
    }
}

/// What the session knows already, as the fields of its first step.
fn known(session: &Session) -> Fields {
    let mut fields = vec![("title".to_owned(), session.title.clone())];
    if let Some(patient) = session.patient {
        fields.push(("patient".to_owned(), patient.to_string()));
    }
    fields.extend(session.answers.iter().cloned());
    Fields::of(fields)
}

fn who(context: &Context, typed: &Typed, people: &[(PatientId, String)]) -> Markup {
    let value = |name: &str| typed.fields.get(name);
    let error = |name: &'static str| typed.errors.get(name);
    html! {
        // What the browser remembers of the page must not take the place of what the session knows.
        form method="post" action="/session/who" autocomplete="off" {
            (csrf(context))
            (field_errors(context, typed.errors.values()))
            div.fields {
                p.field {
                    label for="patient" { (context.say("app-who-known")) }
                    input #patient-filter type="search" autocomplete="off" data-filters="patient" hidden
                        aria-label=(context.say("app-patients-search")) placeholder=(context.say("app-patients-search"));
                    select #patient name="patient" aria-describedby=[error("patient").map(|_| "patient-error")] {
                        option value="" { (context.say("app-who-choose")) }
                        @for (id, name) in people { option value=(id) selected[value("patient") == id.to_string()] { (name) } }
                    }
                    (field_error("patient", error("patient")))
                }
                p.field {
                    label for="pseudonym" { (context.say("app-who-new")) }
                    input #pseudonym name="pseudonym" maxlength="40" autocomplete="off" aria-describedby="pseudonym-help"
                        value=(value("pseudonym")) aria-invalid=[error("pseudonym").map(|_| "true")];
                    span.soft #pseudonym-help { (context.say("app-patients-pseudonym-help")) }
                    (field_error("pseudonym", error("pseudonym")))
                }
            }
            p.field {
                label for="title" { (context.say("app-who-visit")) }
                input #title name="title" maxlength="200" autocomplete="off" .full value=(value("title"));
                (field_error("title", error("title")))
            }
            h2 { (context.say("app-intake-title")) }
            p.soft { (context.say("app-intake-help")) }
            div.panel.urgent {
                h2 { (context.say("app-intake-red")) }
                p { (context.say("app-intake-red-help")) }
                @for flag in RedFlag::ALL {
                    (question(context, typed, flag.intake_key(), &context.say(&format!("app-red-{}", flag.intake_key().replace('_', "-")))))
                }
            }
            div.panel {
                h2 { (context.say("app-intake-signs")) }
                @for sign in Sign::ALL {
                    @if let Some(key) = sign.intake_key() { (question(context, typed, key, &context.say(&format!("{}.question", sign.key())))) }
                    @else { p.soft { (context.say("app-intake-gait")) } }
                }
            }
            div.panel {
                h2 { (context.say("app-intake-pain")) }
                div.fields {
                    p.field {
                        label for="pain_side" { (context.say("app-intake-side")) }
                        select #pain_side name="intake-pain_side" {
                            option value="" { "–" }
                            @for (side, key) in [("left", "app-side-left"), ("right", "app-side-right"), ("both", "app-intake-both")] {
                                option value=(side) selected[value("intake-pain_side") == side] { (context.say(key)) }
                            }
                        }
                    }
                    p.field {
                        label for="pain_score" { (context.say("app-intake-score")) }
                        input #pain_score name="intake-pain_score" type="number" min="0" max="10" step="1" inputmode="numeric"
                            value=(value("intake-pain_score"));
                        (field_error("pain_score", error("pain_score")))
                    }
                }
            }
            p.actions { button.primary type="submit" { (context.say("app-next")) } }
        }
    }
}

fn question(context: &Context, typed: &Typed, key: &str, text: &str) -> Markup {
    let given = typed.fields.get(&format!("intake-{key}"));
    html! {
        fieldset.question {
            legend { (text) }
            div.answers {
                @for answer in ["yes", "no", "unknown"] {
                    span.choice {
                        input id={ (key) "-" (answer) } type="radio" name={ "intake-" (key) } value=(answer) checked[given == answer];
                        label for={ (key) "-" (answer) } { (context.say(&format!("app-answer-{answer}"))) }
                    }
                }
            }
        }
    }
}

/// A warning sign comes before everything else: what it means, a letter, and on only when it was read.
fn warning(context: &Context, session: &Session) -> Markup {
    html! {
        div.trouble role="alert" {
            p.happened { (context.say("red-flags-urgent")) }
            ul { @for flag in session.red_flags() { li { (context.text("red-flag-reported", &[("sign", context.say(flag.key()).into())])) } } }
            p { (context.say("red-flags-whatever-gait")) }
        }
        p.actions { a.button href="/session/letter" target="_blank" rel="noopener" { (context.say("app-warning-letter")) } }
        form method="post" action="/session/warned" .panel {
            (csrf(context))
            p.choice {
                input #read type="checkbox" name="read" value="yes" required;
                label for="read" { (context.say("app-warning-read")) }
            }
            p.actions { button type="submit" { (context.say("app-warning-go")) } }
        }
    }
}

/// `GET /session/letter`: for the doctor, to be printed; signed by hand.
pub(crate) async fn letter(context: Context) -> Response {
    let session = context.app.controller.session();
    let flags = session.red_flags();
    if flags.is_empty() {
        return refused(&context, SessionError::OtherStep);
    }
    let title = context.say("app-letter-title");
    let body = html! {
        h1 { (title) }
        p { (day(&context, Timestamp::now())) }
        p { (context.say("app-letter-about")) ": " strong { (session.name.as_deref().unwrap_or(&session.pseudonym)) }
            @if session.name.is_some() { " (" (session.pseudonym) ")" } }
        p { (context.say("app-letter-reported")) }
        ul { @for flag in &flags { li { (context.say(flag.key())) } } }
        p { (context.say("app-letter-asks")) }
        p.signature { (context.say("app-letter-signature")) }
        p.actions { button type="button" .primary data-print="" { (context.say("app-report-print")) } a.button href="/session" { (context.say("app-trouble-back")) } }
    };
    Html(Page::new(title, Section::Session, body).show(&context).into_string()).into_response()
}

/// `POST /session/warned`: the warning was read; it is kept in the audit trail.
pub(crate) async fn warned(context: Context, fields: Form) -> Response {
    let session = context.app.controller.session();
    let (Step::Warning, Some(visit), true) = (session.step, session.visit, fields.ticked("read")) else {
        return refused(&context, SessionError::OtherStep);
    };
    let flags: Vec<&'static str> = session.red_flags().iter().map(|flag| flag.intake_key()).collect();
    let noted = context
        .app
        .store
        .with(move |store| store.acknowledge_warning(visit, &flags, &by()));
    if let Err(error) = noted.await {
        return store_trouble(&context, error, "/session");
    }
    let changed = context
        .app
        .controller
        .change(&[Step::Warning], |session| session.step = Step::Sensors);
    match changed {
        Ok(()) => search(context).await,
        Err(error) => refused(&context, error),
    }
}

fn sensors(context: &Context, session: &Session, typed: Option<&Typed>) -> Markup {
    // Where a sensor is said to be: as it was chosen a moment ago, else as the session knows it.
    let site_of = |sensor: &FoundSensor| match typed {
        Some(typed) => {
            let mut chosen = typed.fields.all("sensor").zip(typed.fields.all("site"));
            let (_, site) = chosen.find(|(id, _)| *id == sensor.id).unzip();
            site.and_then(Site::from_name)
        }
        None => session
            .worn
            .iter()
            .find(|(_, id)| **id == sensor.id)
            .map(|(site, _)| *site),
    };
    let twice =
        |site: Site| typed.is_some() && session.found.iter().filter(|one| site_of(one) == Some(site)).count() > 1;
    html! {
        p.lead { (context.say("app-sensors-lead")) }
        p #blink-status role="status" aria-live="polite" .near {}
        @if session.searching { p.banner role="status" #searching { (context.say("app-sensors-searching")) } }
        @else if let Some(error) = &session.radio { (sensor_trouble(context, error).block(context)) }
        @else if session.found.is_empty() { p.banner.care { (context.say("app-sensors-none")) } }
        form method="post" action="/session/sensors" {
            (csrf(context))
            @if let Some(typed) = typed { (field_errors(context, typed.errors.values())) }
            ul.cards.two {
                @for (k, sensor) in session.found.iter().enumerate() {
                    @let site_now = site_of(sensor);
                    li.card {
                        h2 { (sensor.label) }
                        p {
                            @if let Some(percent) = sensor.battery_percent {
                                span class=(if percent < 20 { "care-word" } else { "" }) {
                                    (context.text(if percent < 20 { "app-sensors-battery-low" } else { "app-sensors-battery" }, &[("percent", usize::from(percent).into())]))
                                }
                                " · "
                            }
                            @if let Some(rssi) = sensor.rssi_dbm {
                                (context.say(match rssi { -65.. => "app-sensors-signal-good", -80.. => "app-sensors-signal-fair", _ => "app-sensors-signal-weak" }))
                            }
                        }
                        p.field {
                            label for={ "worn-" (k) } { (context.text("app-sensors-where", &[("label", (&sensor.label).into())])) }
                            input type="hidden" name="sensor" value=(sensor.id) disabled[sensor.unusable.is_some()];
                            select id={ "worn-" (k) } name="site" disabled[sensor.unusable.is_some()] required[sensor.doubted]
                                aria-invalid=[site_now.is_some_and(twice).then_some("true")] {
                                @if sensor.doubted { option value="" { (context.say("app-files-choose-site")) } }
                                option value="-" { (context.say("app-sensors-unused")) }
                                @for site in Site::ALL {
                                    option value=(site.name()) selected[site_now == Some(site)] { (context.say(&format!("site-{}", site.name()))) }
                                }
                            }
                        }
                        @if sensor.doubted { p.care-word { (context.say("app-sensors-doubted")) } }
                        @if let Some(problem) = &sensor.unusable { p.care-word { (problem) } }
                        @if sensor.can_blink && sensor.unusable.is_none() {
                            p { button type="button" data-blink=(sensor.id) data-csrf=(context.visitor.csrf)
                                data-asks=(context.text("app-sensors-asks", &[("label", (&sensor.label).into())]))
                                data-says=(context.text("app-sensors-blinks", &[("label", (&sensor.label).into())]))
                                aria-label={ (context.say("app-sensors-blink")) ": " (sensor.label) } { (context.say("app-sensors-blink")) } }
                        }
                    }
                }
            }
            p.actions {
                button.primary type="submit" disabled[session.found.is_empty() || session.searching] { (context.say("app-sensors-go")) }
                button type="submit" formaction="/session/search" formnovalidate disabled[session.searching] { (context.say("app-sensors-search")) }
                button type="submit" formaction="/session/back" formnovalidate { (context.say("app-back")) }
            }
        }
        details.more open {
            summary { (context.say("app-sensors-pictures")) }
            ul.cards.pictures {
                @for site in WORN {
                    @if let Ok(picture) = report::placement_svg(site, context.app.language()) {
                        li.card.picture { (PreEscaped(picture)) }
                    }
                }
            }
        }
    }
}

fn check(context: &Context, session: &Session) -> Markup {
    html! {
        p.lead { (context.say("app-check-lead")) }
        p #check-status .banner role="status" aria-live="polite" data-live="check"
            data-good=(context.say("app-check-good")) data-wait=(context.say("app-check-wait")) { (context.say("app-check-wait")) }
        ul.cards.two #check
            data-still=(context.say("app-check-still")) data-moves=(context.say("app-check-moves"))
            data-upright=(context.say("app-check-upright")) data-upside-down=(context.say("app-check-upside-down"))
            data-leg=(context.say("app-check-leg-later")) data-wrong-leg=(context.say("app-check-wrong-leg")) {
            @for site in session.worn.keys() {
                li.card data-site=(site.name()) data-leg=(if site.side().is_some() { "yes" } else { "no" }) {
                    h2 { (context.say(&format!("site-{}", site.name()))) }
                    p.state { (live::state_words(context, "connecting")) }
                    ul.ticks {}
                }
            }
        }
        form method="post" action="/session/checked" .actions {
            (csrf(context))
            button.primary type="submit" { (context.say("app-check-go")) }
            button type="submit" formaction="/session/back" { (context.say("app-check-back")) }
        }
    }
}

fn protocols(context: &Context, session: &Session) -> Markup {
    html! {
        form method="post" action="/session/protocol" {
            (csrf(context))
            fieldset.protocols {
                legend.hidden { (context.say("app-protocol-title")) }
                @for kind in ProtocolKind::ALL {
                    @let key = format!("app-protocol-{}", kind.name().replace('_', "-"));
                    p.choice.card {
                        input id=(kind.name()) type="radio" name="protocol" value=(kind.name()) required
                            checked[session.proposed.unwrap_or(ProtocolKind::TenMetres) == kind];
                        label for=(kind.name()) { strong { (context.say(&key)) } span.soft { (context.say(&format!("{key}-help"))) } }
                    }
                }
            }
            p.actions {
                button.primary type="submit" { (context.say("app-protocol-go")) }
                button type="submit" formaction="/session/back" formnovalidate { (context.say("app-back")) }
            }
        }
    }
}

fn done(context: &Context, session: &Session) -> Markup {
    html! {
        @if let Some(because) = &session.trouble {
            (Problem::of(context, StatusCode::OK, "recording", "/session").because(because).markup(context))
        }
        div.actions {
            @if let Some(recording) = session.result {
                a.button.primary href={ "/recordings/" (recording) } { (context.say("app-done-report")) }
            }
            @if session.visit.is_some() { (button_form(context, "/session/again", &context.say("app-done-again"), "")) }
            (button_form(context, "/session/new", &context.say("app-done-new"), ""))
        }
    }
}

fn go() -> Response {
    Redirect::to("/session").into_response()
}

/// What the session could not do.
pub(crate) fn refused(context: &Context, error: SessionError) -> Response {
    match error {
        SessionError::OtherStep => Problem::of(context, StatusCode::CONFLICT, "session", "/session").show(context),
        SessionError::Sensors(error) => sensor_trouble(context, &error).show(context),
    }
}

/// What the radio or a sensor could not do.
fn sensor_trouble(context: &Context, error: &SensorManagerError) -> Problem {
    let of = |code: &str| Problem::of(context, StatusCode::OK, code, "/session");
    match error {
        SensorManagerError::Radio(RadioError::NoService { .. }) => of("radio-service"),
        SensorManagerError::Radio(RadioError::NoAdapter) => of("radio-adapter"),
        SensorManagerError::Radio(RadioError::AdapterOff) => of("radio-off"),
        SensorManagerError::Radio(RadioError::NotAllowed) => of("radio-not-allowed"),
        SensorManagerError::NoSensors => of("radio-none"),
        SensorManagerError::Forgotten => of("radio-forgotten"),
        other => of("radio").because(other),
    }
}

fn told(context: &Context, result: Result<(), SessionError>) -> Response {
    match result {
        Ok(()) => go(),
        Err(error) => refused(context, error),
    }
}

/// `POST /session/person`: a session with somebody from the list.
pub(crate) async fn person(context: Context, fields: Form) -> Response {
    let controller = &context.app.controller;
    if let Err(response) = leave(&context).await {
        return *response;
    }
    let patient = fields.get("patient").parse().ok();
    told(
        &context,
        controller.change(&[Step::Who], |session| session.patient = patient),
    )
}

/// Ends a session that records nothing. A visit that it began and in which nothing is goes with it.
async fn leave(context: &Context) -> Result<(), Box<Response>> {
    let session = context.app.controller.session();
    if let Err(error) = context.app.controller.reset() {
        return Err(Box::new(refused(context, error)));
    }
    let Some(visit) = session.visit else { return Ok(()) };
    let emptied = context.app.store.with(move |store| drop_empty(store, visit));
    match emptied.await {
        Ok(()) => Ok(()),
        // Somebody deleted it meanwhile.
        Err(StoreHandleError::Store(StoreError::Missing { .. })) => Ok(()),
        Err(error) => Err(Box::new(store_trouble(context, error, "/"))),
    }
}

/// Deletes a visit without a recording and without a note.
fn drop_empty(store: &mut Store, visit: VisitId) -> Result<(), StoreError> {
    let patient = store.visit(visit)?.patient;
    let noted = store.notes(patient)?.iter().any(|note| note.visit == Some(visit));
    if noted || !store.recordings(visit)?.is_empty() {
        return Ok(());
    }
    store.delete_visit(visit, &by())
}

/// The intake of a form; else the sentence for a field.
fn intake_of(context: &Context, fields: &Form, errors: &mut BTreeMap<&'static str, String>) -> Intake {
    let mut intake = Intake::default();
    for (key, value) in fields.iter() {
        if let Some(key) = key.strip_prefix("intake-")
            && let Err(error) = intake.set(key, value)
        {
            let at = if error.key() == "pain_score" {
                "pain_score"
            } else {
                "intake"
            };
            errors.insert(at, context.say("app-intake-wrong"));
        }
    }
    intake
}

/// `POST /session/who`: person and answers; begins the visit.
pub(crate) async fn who_is_it(context: Context, fields: Form) -> Response {
    let session = context.app.controller.session();
    if session.step != Step::Who {
        return refused(&context, SessionError::OtherStep);
    }
    let mut errors = BTreeMap::new();
    let intake = intake_of(&context, &fields, &mut errors);
    let known: Option<PatientId> = fields.get("patient").parse().ok();
    let (pseudonym, title) = (fields.get("pseudonym").to_owned(), fields.get("title").to_owned());
    match (known, pseudonym.is_empty()) {
        // Whoever is meant, the other one must not get the visit in silence.
        (Some(_), false) => drop(errors.insert("pseudonym", context.say("app-who-both"))),
        (None, true) => drop(errors.insert("patient", context.say("app-who-neither"))),
        (None, false) => {
            errors.extend(person_form::pseudonym_problem(&context, &pseudonym).map(|said| ("pseudonym", said)))
        }
        (Some(_), true) => {}
    }
    let again = |errors| Typed {
        fields: fields.0.clone(),
        errors,
    };
    if !errors.is_empty() {
        return page(
            &context,
            &session,
            StatusCode::UNPROCESSABLE_ENTITY,
            Some(again(errors)),
        )
        .await;
    }
    let typed = fields.iter().filter(|(key, _)| key.starts_with("intake-"));
    let typed: Vec<(String, String)> = typed.map(|(key, value)| (key.to_owned(), value.to_owned())).collect();
    let (answers, shown, before) = (intake.clone(), title.clone(), session.visit);
    let begun = context.app.store.with(move |store| {
        let begun = store.together(|store| {
            let id = match known {
                Some(id) => id,
                None => store.add_patient(&pseudonym, &PatientDetails::default(), &by())?,
            };
            let patient = store.patient(id)?;
            // Whoever came back to this step corrects the visit that was begun.
            let visit = match before.filter(|visit| store.visit(*visit).is_ok_and(|visit| visit.patient == id)) {
                Some(visit) => {
                    let began = store.visit(visit)?.began;
                    store.change_visit(visit, began, &title, &by())?;
                    visit
                }
                None => store.add_visit(id, by().at, &title, &by())?,
            };
            if before == Some(visit) || !answers.is_empty() {
                store.set_intake(visit, &answers, &by())?;
            }
            Ok((patient, visit))
        })?;
        if let Some(other) = before.filter(|other| *other != begun.1) {
            match drop_empty(store, other) {
                Ok(()) | Err(StoreError::Missing { .. }) => {}
                Err(error) => return Err(error),
            }
        }
        let proposed = last_protocol(store, begun.0.id)?;
        Ok((begun, proposed))
    });
    let ((patient, visit), proposed) = match begun.await {
        Ok(begun) => begun,
        Err(error) => match person_form::of_store(&context, &error) {
            Some((at, said)) => {
                let typed = again(BTreeMap::from([(at, said)]));
                return page(&context, &session, StatusCode::UNPROCESSABLE_ENTITY, Some(typed)).await;
            }
            None => return store_trouble(&context, error, "/session"),
        },
    };
    let changed = context.app.controller.change(&[Step::Who], |session| {
        session.patient = Some(patient.id);
        session.pseudonym = patient.pseudonym;
        session.name = patient.identity.map(|identity| identity.name);
        session.details = patient.details;
        session.title = shown;
        session.visit = Some(visit);
        session.intake = intake;
        session.answers = typed;
        session.proposed = proposed;
        session.step = match session.red_flags().is_empty() {
            true => Step::Sensors,
            false => Step::Warning,
        };
    });
    if let Err(error) = changed {
        return refused(&context, error);
    }
    match context.app.controller.session().step {
        Step::Sensors => search(context).await,
        _ => go(),
    }
}

/// The protocol of a person's newest recording that is one of ours.
fn last_protocol(store: &Store, patient: PatientId) -> Result<Option<ProtocolKind>, StoreError> {
    for visit in store.visits(patient)? {
        let recordings = store.recordings(visit.id)?;
        let named = recordings
            .iter()
            .rev()
            .filter_map(|recording| recording.protocol.as_deref());
        if let Some(kind) = named.filter_map(ProtocolKind::from_name).next() {
            return Ok(Some(kind));
        }
    }
    Ok(None)
}

/// `POST /session/cancel`: nothing was recorded, and nothing is kept of it.
pub(crate) async fn cancel(context: Context) -> Response {
    match leave(&context).await {
        Ok(()) => Redirect::to("/").into_response(),
        Err(response) => *response,
    }
}

/// `POST /session/search`: looks around for a few seconds; the page says so, and follows by itself.
pub(crate) async fn search(context: Context) -> Response {
    let app = context.app.clone();
    tokio::spawn(async move { app.controller.search().await });
    go()
}

/// `POST /session/blink`.
pub(crate) async fn blink(context: Context, fields: Form) -> Response {
    match context.app.controller.blink(fields.get("sensor")).await {
        Ok(()) => StatusCode::NO_CONTENT.into_response(),
        // A script shows it beside the button.
        Err(SessionError::Sensors(error)) => {
            let trouble = sensor_trouble(&context, &error);
            (
                StatusCode::BAD_GATEWAY,
                format!("{} {}", trouble.happened, trouble.next),
            )
                .into_response()
        }
        Err(error) => refused(&context, error),
    }
}

/// `POST /session/sensors`: which sensor is where; connects them.
pub(crate) async fn wear(context: Context, fields: Form) -> Response {
    // The same form, with what was chosen.
    let again = async |key: &str| {
        let typed = Typed {
            fields: fields.0.clone(),
            errors: BTreeMap::from([("site", context.say(key))]),
        };
        let session = context.app.controller.session();
        page(&context, &session, StatusCode::UNPROCESSABLE_ENTITY, Some(typed)).await
    };
    let mut worn = BTreeMap::new();
    for (sensor, site) in fields.all("sensor").zip(fields.all("site")) {
        let doubted = |found: &FoundSensor| found.id == sensor && found.doubted;
        if site.is_empty() && context.app.controller.session().found.iter().any(doubted) {
            return again("app-sensors-doubted").await;
        }
        if let Some(site) = Site::from_name(site)
            && worn.insert(site, sensor.to_owned()).is_some()
        {
            return again("app-sensors-twice").await;
        }
    }
    connect(&context, worn, ProtocolKind::TenMetres).await
}

async fn connect(context: &Context, worn: BTreeMap<Site, String>, kind: ProtocolKind) -> Response {
    let app = &context.app;
    let Some(visit) = app.controller.session().visit else {
        return refused(context, SessionError::OtherStep);
    };
    let folder = app.store.unfinished.join(ingest::folder_name(visit));
    match app.controller.connect(worn, folder, kind).await {
        Ok(capture) => {
            ingest::store_when_finished(app, capture, visit);
            go()
        }
        Err(error) => refused(context, error),
    }
}

/// `POST /session/checked`.
pub(crate) async fn checked(context: Context) -> Response {
    told(&context, context.app.controller.checked())
}

/// `POST /session/back`: one step back, as long as nothing is recorded.
pub(crate) async fn back(context: Context) -> Response {
    let controller = &context.app.controller;
    let now = controller.session().step;
    let earlier = Step::WAY.into_iter().rev().filter(|step| *step < now);
    for step in earlier {
        if controller.go_back(step).is_ok() {
            return go();
        }
    }
    refused(&context, SessionError::OtherStep)
}

/// `POST /session/exchange`: sensors that are on each other's places, while the recording runs.
pub(crate) async fn exchange(context: Context, fields: Form) -> Response {
    let pairs = PlaceDoubt::from_name(fields.get("places"))
        .map(PlaceDoubt::pairs)
        .unwrap_or_default();
    if pairs.is_empty() {
        return refused(&context, SessionError::OtherStep);
    }
    told(&context, context.app.controller.exchange(&pairs))
}

/// `POST /session/protocol`: gets everything ready for the start.
pub(crate) async fn protocol(context: Context, fields: Form) -> Response {
    let Some(kind) = ProtocolKind::from_name(fields.get("protocol")) else {
        return Problem::of(&context, StatusCode::UNPROCESSABLE_ENTITY, "field", "/session").show(&context);
    };
    let _ = context
        .app
        .controller
        .change(&[Step::Protocol], |session| session.proposed = Some(kind));
    match context.app.controller.choose(kind).await {
        Ok(true) => go(),
        // After a recording the sensors were let go.
        Ok(false) => connect(&context, context.app.controller.session().worn, kind).await,
        Err(error) => refused(&context, error),
    }
}

/// `POST /session/again`: another recording in the same visit.
pub(crate) async fn again(context: Context) -> Response {
    let changed = context.app.controller.change(&[Step::Done], |session| {
        session.step = Step::Protocol;
        session.result = None;
        session.trouble = None;
    });
    told(&context, changed)
}

/// `POST /session/new`.
pub(crate) async fn new(context: Context) -> Response {
    match leave(&context).await {
        Ok(()) => go(),
        Err(response) => *response,
    }
}
