//! The recording while it runs: prompts that can be read from four metres, the curves, the state of the sensors.

use super::layout::csrf;
use super::session::refused;
use crate::app::clinic::protocol::ProtocolKind;
use crate::app::clinic::{Session, Step};
use crate::app::context::Context;
use crate::recording::PhaseKind;
use crate::sensors::capture::Order;
use crate::sensors::status::Stage;
use axum::response::{IntoResponse, Redirect, Response};
use maud::{Markup, html};

/// What a sensor's state is called.
pub fn state_words(context: &Context, state: &str) -> String {
    context.say(&format!("app-live-state-{state}"))
}

/// What the person hears and reads in each phase.
fn prompts(context: &Context, kind: ProtocolKind) -> Vec<String> {
    let phases = kind.phases();
    let key = |k: usize, phase: PhaseKind| match (kind, phase) {
        (ProtocolKind::TimedUpAndGo, PhaseKind::Walk) => "app-prompt-up-and-go",
        (ProtocolKind::SitToStand, PhaseKind::Sit) if k + 1 == phases.len() => "app-prompt-five-times",
        (ProtocolKind::TenMetres, PhaseKind::Walk) => "app-prompt-walk-10-m",
        (_, PhaseKind::Walk | PhaseKind::Turn) => "app-prompt-walk",
        (_, PhaseKind::Sit) => "app-prompt-sit",
        _ => "app-prompt-stand",
    };
    phases
        .iter()
        .enumerate()
        .map(|(k, phase)| context.say(key(k, phase.kind)))
        .collect()
}

/// The page; script fills it, and without script the buttons work all the same.
pub fn page(context: &Context, session: &Session) -> Markup {
    let kind = session.protocol.unwrap_or(ProtocolKind::TenMetres);
    let status = context.app.clinic.status();
    let stage = status.as_ref().map(|status| status.stage);
    let recording = stage == Some(Stage::Recording);
    let paused = status.as_ref().is_some_and(|status| status.paused);
    let ready = stage == Some(Stage::Ready);
    if session.step == Step::Storing || stage.is_some_and(|stage| stage > Stage::Recording) {
        return html! { p.banner role="status" data-live="storing" { (context.say("app-live-stopping")) } };
    }
    let states = [
        "searching",
        "connecting",
        "setting-up",
        "streaming",
        "lost",
        "fetching",
        "closed",
        "failed",
    ];
    let states: std::collections::BTreeMap<String, String> = states
        .iter()
        .map(|state| (state.replace('-', "_"), state_words(context, state)))
        .collect();
    let value = |id: &str, key: &str, unit: &str| {
        html! { div.value { dt { (context.say(key)) } dd { output id=(id) { "–" } " " span.soft { (unit) } } } }
    };
    html! {
        div #live data-live="curves" data-recording=(if recording { "yes" } else { "no" })
            data-prompts=(serde_json::json!(prompts(context, kind)).to_string())
            data-ready=(context.say("app-prompt-ready")) data-connecting=(context.say("app-prompt-connecting"))
            data-missing=(context.say("app-prompt-missing")) data-done=(context.say("app-prompt-done"))
            data-paused=(context.say("app-prompt-paused")) data-pause=(context.say("app-live-pause"))
            data-resume=(context.say("app-live-resume")) data-left-word=(context.say("app-live-left-time"))
            data-left=(context.say("app-live-left")) data-right=(context.say("app-live-right"))
            data-stopping=(context.say("app-live-stopping")) data-states=(serde_json::json!(states).to_string()) {
            div.prompt {
                p #prompt role="status" aria-live="assertive" {
                    (context.say(if ready || recording { "app-prompt-ready" } else { "app-prompt-connecting" }))
                }
                p.clock { span.hidden { (context.say("app-live-clock")) " " } output #clock { "0:00" } }
            }
            form method="post" action="/session/begin" .actions.controls {
                (csrf(context))
                @if recording {
                    button.primary.danger.large type="submit" formaction="/session/stop" #stop { (context.say("app-live-stop")) }
                    button.large type="submit" formaction="/session/mark" data-order="mark" { (context.say("app-live-mark")) }
                    button.large type="submit" formaction="/session/pause" #pause {
                        (context.say(if paused { "app-live-resume" } else { "app-live-pause" }))
                    }
                    button.large type="submit" formaction="/session/next" data-order="next" #next { (context.say("app-live-next")) }
                } @else {
                    button.primary.large type="submit" #start disabled[!ready] { (context.say("app-live-start")) }
                    button type="submit" formaction="/session/back" { (context.say("app-live-abort")) }
                }
                button type="button" #speak aria-pressed="false" { (context.say("app-live-speak")) }
            }
            div.live-grid {
                figure.curves {
                    figcaption { (context.say("app-live-knee")) ": "
                        span.leg.left { (context.say("app-live-left")) } " " span.leg.right { (context.say("app-live-right")) } }
                    div #plot role="img" aria-label=(context.say("app-live-plot")) {}
                    p.soft #waiting { (context.say("app-live-waiting")) }
                }
                dl.values {
                    (value("cadence", "app-live-cadence", &context.say("app-live-cadence-unit")))
                    (value("difference", "app-live-difference", "ms"))
                    (value("steps", "app-live-steps", ""))
                    (value("lost-samples", "app-live-lost", &context.say("app-live-samples-unit")))
                    (value("recovered", "app-live-recovered", &context.say("app-live-samples-unit")))
                    (value("battery", "app-live-battery", &format!("% ({})", context.say("app-live-battery-lowest"))))
                    (value("marks", "app-live-marks", ""))
                }
            }
            details.more {
                summary { (context.say("app-live-sensors")) }
                ul #sensors .plain {
                    @for site in session.worn.keys() {
                        li data-site=(site.name()) { strong { (context.say(&format!("site-{}", site.name()))) } ": " span.state {} }
                    }
                }
            }
        }
    }
}

async fn order(context: Context, order: Order) -> Response {
    match context.app.clinic.order(order).await {
        Ok(()) => Redirect::to("/session").into_response(),
        Err(error) => refused(&context, error),
    }
}

/// `POST /session/begin`.
pub async fn begin(context: Context) -> Response {
    let mut status = context.app.clinic.status_watch();
    let response = order(context, Order::Begin).await;
    // The page that follows shall show the recording.
    if let Some(status) = &mut status {
        let began = status.wait_for(|status| status.stage >= Stage::Recording);
        let _ = tokio::time::timeout(std::time::Duration::from_secs(1), began).await;
    }
    response
}

/// `POST /session/mark`.
pub async fn mark(context: Context) -> Response {
    order(context, Order::Mark).await
}

/// `POST /session/next`.
pub async fn next(context: Context) -> Response {
    order(context, Order::NextPhase).await
}

/// `POST /session/pause`.
pub async fn pause(context: Context) -> Response {
    match context.app.clinic.pause().await {
        Ok(()) => Redirect::to("/session").into_response(),
        Err(error) => refused(&context, error),
    }
}

/// `POST /session/stop`: waits until the recording is stored with the visit, and leads to its report.
pub async fn stop(context: Context) -> Response {
    let clinic = &context.app.clinic;
    if let Err(error) = clinic.stop().await {
        return refused(&context, error);
    }
    match clinic.stored().await.result {
        Some(id) => Redirect::to(&format!("/recordings/{id}")).into_response(),
        None => Redirect::to("/session").into_response(),
    }
}
