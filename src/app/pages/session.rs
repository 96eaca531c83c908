//! The guided path of a session: who, sensors, check, protocol, recording.

use super::layout::{Page, Place, button_form, csrf};
use super::live;
use super::notice::Trouble;
use super::patients::field_trouble;
use crate::app::clinic::line::LineError;
use crate::app::clinic::protocol::ProtocolKind;
use crate::app::clinic::{ClinicError, Session, Step};
use crate::app::context::{Context, Form};
use crate::app::desk::by;
use crate::app::keep;
use crate::explanation::{RedFlag, Sign};
use crate::recording::{Intake, Site};
use crate::report;
use crate::sensors::radio::RadioError;
use crate::store::{PatientDetails, PatientId};
use axum::extract::Query;
use axum::http::StatusCode;
use axum::response::{Html, IntoResponse, Redirect, Response};
use maud::{Markup, PreEscaped, html};
use serde::Deserialize;
use std::collections::BTreeMap;

const STEPS: [(Step, &str); 5] = [
    (Step::Who, "app-step-who"),
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
pub struct Following {
    /// Present where a page follows the session by itself.
    follow: Option<String>,
}

/// `GET /session`: whatever comes next. A page that followed the recording to its end gets the report.
pub async fn show(context: Context, Query(following): Query<Following>) -> Response {
    let session = context.app.clinic.session();
    if let (Step::Done, Some(id), Some(_)) = (session.step, session.result, following.follow) {
        return Redirect::to(&format!("/recordings/{id}")).into_response();
    }
    let (title, body, scripts): (&str, Markup, &[&str]) = match session.step {
        Step::Who => {
            let people = context.app.desk.people().await.unwrap_or_default();
            ("app-who-title", who(&context, &session, &people), &[])
        }
        Step::Sensors => ("app-sensors-title", sensors(&context, &session), &["session.js"]),
        Step::Check => ("app-check-title", check(&context, &session), &["session.js"]),
        Step::Protocol => ("app-protocol-title", protocols(&context, &session), &[]),
        Step::Live | Step::Storing => (
            "app-live-title",
            live::page(&context, &session),
            &["vendor/uPlot.iife.min.js", "live.js"],
        ),
        Step::Done => ("app-done-title", done(&context, &session), &[]),
    };
    let wide = matches!(session.step, Step::Sensors | Step::Live | Step::Storing);
    let body = html! {
        div data-follow="session" {
            (progress(&context, &session))
            @if !matches!(session.step, Step::Live | Step::Storing) { h1 { (context.say(title)) } }
            @else { h1.hidden { (context.say(title)) } }
            (body)
        }
    };
    let page = Page::new(context.say(title), Place::Session, body).scripts(scripts);
    let page = if wide { page.wide() } else { page };
    Html(page.show(&context).into_string()).into_response()
}

fn progress(context: &Context, session: &Session) -> Markup {
    let now = if session.step > Step::Live {
        Step::Live
    } else {
        session.step
    };
    html! {
        ol.progress aria-label=(context.say("app-session-steps")) {
            @for (step, key) in STEPS {
                li .past[step < now] aria-current=[(step == now).then_some("step")] { (context.say(key)) }
            }
            @if !session.pseudonym.is_empty() { li.person { (session.pseudonym) } }
        }
    }
}

fn who(context: &Context, session: &Session, people: &[(PatientId, String)]) -> Markup {
    html! {
        form method="post" action="/session/who" {
            (csrf(context))
            div.fields {
                p.field {
                    label for="patient" { (context.say("app-who-known")) }
                    select #patient name="patient" {
                        option value="" { (context.say("app-who-choose")) }
                        @for (id, name) in people { option value=(id) selected[session.patient == Some(*id)] { (name) } }
                    }
                }
                p.field {
                    label for="pseudonym" { (context.say("app-who-new")) }
                    input #pseudonym name="pseudonym" maxlength="40" autocomplete="off" aria-describedby="pseudonym-help";
                    span.soft #pseudonym-help { (context.say("app-patients-pseudonym-help")) }
                }
            }
            p.field {
                label for="title" { (context.say("app-who-visit")) }
                input #title name="title" maxlength="200" autocomplete="off" .full;
            }
            h2 { (context.say("app-intake-title")) }
            p.soft { (context.say("app-intake-help")) }
            div.panel.urgent {
                h2 { (context.say("app-intake-red")) }
                p { (context.say("app-intake-red-help")) }
                @for flag in RedFlag::ALL {
                    (question(context, flag.intake_key(), &context.say(&format!("app-red-{}", flag.intake_key().replace('_', "-")))))
                }
            }
            div.panel {
                h2 { (context.say("app-intake-signs")) }
                @for sign in Sign::ALL {
                    @if let Some(key) = sign.intake_key() { (question(context, key, &context.say(&format!("{}.question", sign.key())))) }
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
                            option value="left" { (context.say("app-side-left")) }
                            option value="right" { (context.say("app-side-right")) }
                            option value="both" { (context.say("app-intake-both")) }
                        }
                    }
                    p.field {
                        label for="pain_score" { (context.say("app-intake-score")) }
                        input #pain_score name="intake-pain_score" type="number" min="0" max="10" step="1" inputmode="numeric";
                    }
                }
            }
            p.actions { button.primary type="submit" { (context.say("app-next")) } }
        }
    }
}

fn question(context: &Context, key: &str, text: &str) -> Markup {
    html! {
        fieldset.question {
            legend { (text) }
            div.answers {
                @for answer in ["yes", "no", "unknown"] {
                    span.choice {
                        input id={ (key) "-" (answer) } type="radio" name={ "intake-" (key) } value=(answer);
                        label for={ (key) "-" (answer) } { (context.say(&format!("app-answer-{answer}"))) }
                    }
                }
            }
        }
    }
}

fn sensors(context: &Context, session: &Session) -> Markup {
    html! {
        p.lead { (context.say("app-sensors-lead")) }
        p #blink-status role="status" aria-live="polite" {}
        @if session.searching { p.banner role="status" #searching { (context.say("app-sensors-searching")) } }
        @else if let Some(error) = &session.radio { (line_trouble(context, error).block(context)) }
        @else if session.found.is_empty() { p.banner.care { (context.say("app-sensors-none")) } }
        form method="post" action="/session/sensors" {
            (csrf(context))
            ul.cards.two {
                @for (k, sensor) in session.found.iter().enumerate() {
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
                            select id={ "worn-" (k) } name="site" disabled[sensor.unusable.is_some()] {
                                option value="" { (context.say("app-sensors-unused")) }
                                @for site in Site::ALL {
                                    option value=(site.name()) selected[session.worn.get(&site) == Some(&sensor.id)] { (context.say(&format!("site-{}", site.name()))) }
                                }
                            }
                        }
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
                button type="submit" formaction="/session/search" disabled[session.searching] { (context.say("app-sensors-search")) }
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
            data-leg=(context.say("app-check-leg")) data-wrong-leg=(context.say("app-check-wrong-leg")) {
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
                            checked[session.protocol.unwrap_or(ProtocolKind::TenMetres) == kind];
                        label for=(kind.name()) { strong { (context.say(&key)) } span.soft { (context.say(&format!("{key}-help"))) } }
                    }
                }
            }
            p.actions { button.primary type="submit" { (context.say("app-protocol-go")) } }
        }
    }
}

fn done(context: &Context, session: &Session) -> Markup {
    html! {
        @if let Some(because) = &session.trouble {
            (Trouble::of(context, StatusCode::OK, "recording", "/session").because(because).markup(context))
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
pub fn refused(context: &Context, error: ClinicError) -> Response {
    match error {
        ClinicError::OtherStep => Trouble::of(context, StatusCode::CONFLICT, "session", "/session").show(context),
        ClinicError::Line(error) => line_trouble(context, &error).show(context),
    }
}

/// What the radio or a sensor could not do.
fn line_trouble(context: &Context, error: &LineError) -> Trouble {
    let of = |code: &str| Trouble::of(context, StatusCode::OK, code, "/session");
    match error {
        LineError::Radio(RadioError::NoService { .. }) => of("radio-service"),
        LineError::Radio(RadioError::NoAdapter) => of("radio-adapter"),
        LineError::Radio(RadioError::AdapterOff) => of("radio-off"),
        LineError::Radio(RadioError::NotAllowed) => of("radio-not-allowed"),
        LineError::NoSensors => of("radio-none"),
        LineError::Forgotten => of("radio-forgotten"),
        other => of("radio").because(other),
    }
}

fn told(context: &Context, result: Result<(), ClinicError>) -> Response {
    match result {
        Ok(()) => go(),
        Err(error) => refused(context, error),
    }
}

/// `POST /session/person`: a session with somebody from the list.
pub async fn person(context: Context, fields: Form) -> Response {
    let clinic = &context.app.clinic;
    if let Err(error) = clinic.begin_anew() {
        return refused(&context, error);
    }
    let patient = fields.get("patient").parse().ok();
    told(
        &context,
        clinic.change(&[Step::Who], |session| session.patient = patient),
    )
}

/// `POST /session/who`: person and answers; begins the visit.
pub async fn who_is_it(context: Context, fields: Form) -> Response {
    if context.app.clinic.session().step != Step::Who {
        return refused(&context, ClinicError::OtherStep);
    }
    let mut intake = Intake::default();
    for (key, value) in fields.iter() {
        if let Some(key) = key.strip_prefix("intake-")
            && let Err(error) = intake.set(key, value)
        {
            return Trouble::of(&context, StatusCode::UNPROCESSABLE_ENTITY, "field", "/session")
                .because(error)
                .show(&context);
        }
    }
    let known: Option<PatientId> = fields.get("patient").parse().ok();
    let (pseudonym, title) = (fields.get("pseudonym").to_owned(), fields.get("title").to_owned());
    if known.is_none() && pseudonym.is_empty() {
        let because = context.say("app-who-neither");
        return Trouble::of(&context, StatusCode::UNPROCESSABLE_ENTITY, "field", "/session")
            .because(because)
            .show(&context);
    }
    let answers = intake.clone();
    let begun = context.app.desk.with(move |store| {
        let id = match known {
            Some(id) => id,
            None => store.add_patient(&pseudonym, &PatientDetails::default(), &by())?,
        };
        let patient = store.patient(id)?;
        let visit = store.add_visit(id, by().at, &title, &by())?;
        if !answers.is_empty() {
            store.set_intake(visit, &answers, &by())?;
        }
        Ok((patient, visit))
    });
    let (patient, visit) = match begun.await {
        Ok(begun) => begun,
        Err(error) => return field_trouble(&context, error, "/session"),
    };
    let changed = context.app.clinic.change(&[Step::Who], |session| {
        session.step = Step::Sensors;
        session.patient = Some(patient.id);
        session.pseudonym = patient.pseudonym;
        session.details = patient.details;
        session.visit = Some(visit);
        session.intake = intake;
    });
    if let Err(error) = changed {
        return refused(&context, error);
    }
    search(context).await
}

/// `POST /session/search`: looks around for a few seconds; the page says so, and follows by itself.
pub async fn search(context: Context) -> Response {
    let app = context.app.clone();
    tokio::spawn(async move { app.clinic.search().await });
    go()
}

/// `POST /session/blink`.
pub async fn blink(context: Context, fields: Form) -> Response {
    match context.app.clinic.blink(fields.get("sensor")).await {
        Ok(()) => StatusCode::NO_CONTENT.into_response(),
        // A script shows it beside the button.
        Err(ClinicError::Line(error)) => {
            let trouble = line_trouble(&context, &error);
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
pub async fn wear(context: Context, fields: Form) -> Response {
    let mut worn = BTreeMap::new();
    for (sensor, site) in fields.all("sensor").zip(fields.all("site")) {
        if let Some(site) = Site::from_name(site)
            && worn.insert(site, sensor.to_owned()).is_some()
        {
            let because = context.say("app-sensors-twice");
            return Trouble::of(&context, StatusCode::UNPROCESSABLE_ENTITY, "field", "/session")
                .because(because)
                .show(&context);
        }
    }
    connect(&context, worn, ProtocolKind::TenMetres).await
}

async fn connect(context: &Context, worn: BTreeMap<Site, String>, kind: ProtocolKind) -> Response {
    let app = &context.app;
    let Some(visit) = app.clinic.session().visit else {
        return refused(context, ClinicError::OtherStep);
    };
    let folder = app.desk.unfinished.join(keep::folder_name(visit));
    match app.clinic.connect(worn, folder, kind).await {
        Ok(line) => {
            keep::attend(app, line, visit);
            go()
        }
        Err(error) => refused(context, error),
    }
}

/// `POST /session/checked`.
pub async fn checked(context: Context) -> Response {
    told(&context, context.app.clinic.checked())
}

/// `POST /session/back`: from the check to the sensors, from the recording that has not begun to the protocols.
pub async fn back(context: Context) -> Response {
    let clinic = &context.app.clinic;
    if clinic.is_recording() {
        return refused(&context, ClinicError::OtherStep);
    }
    let changed = clinic.change(&[Step::Check, Step::Protocol, Step::Live], |session| {
        session.step = if session.step == Step::Live {
            Step::Protocol
        } else {
            Step::Sensors
        };
    });
    told(&context, changed)
}

/// `POST /session/protocol`: gets everything ready for the start.
pub async fn protocol(context: Context, fields: Form) -> Response {
    let Some(kind) = ProtocolKind::from_name(fields.get("protocol")) else {
        return Trouble::of(&context, StatusCode::UNPROCESSABLE_ENTITY, "field", "/session").show(&context);
    };
    match context.app.clinic.choose(kind).await {
        Ok(true) => go(),
        // After a recording the sensors were let go.
        Ok(false) => connect(&context, context.app.clinic.session().worn, kind).await,
        Err(error) => refused(&context, error),
    }
}

/// `POST /session/again`: another recording in the same visit.
pub async fn again(context: Context) -> Response {
    let changed = context.app.clinic.change(&[Step::Done], |session| {
        session.step = Step::Protocol;
        session.result = None;
        session.trouble = None;
    });
    told(&context, changed)
}

/// `POST /session/new`.
pub async fn new(context: Context) -> Response {
    told(&context, context.app.clinic.begin_anew())
}
