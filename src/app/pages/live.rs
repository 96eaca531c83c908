//! The recording while it runs: prompts that can be read from four metres, the curves, the state of the sensors.

use super::layout::csrf;
use super::session::refused;
use crate::context::Context;
use crate::session::places::PlaceDoubt;
use crate::session::protocol::ProtocolKind;
use crate::session::{SHORT_S, Session, Step};
use axum::response::{IntoResponse, Redirect, Response};
use maud::{Markup, html};
use recording::PhaseKind;
use sensors::capture::CaptureCommand;
use sensors::status::{CaptureStatus, Stage};
use std::collections::BTreeMap;

/// What a sensor's state is called.
pub(crate) fn state_words(context: &Context, state: &str) -> String {
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
        (ProtocolKind::QuietStand, _) => "app-prompt-stand-long",
        _ => "app-prompt-stand",
    };
    phases
        .iter()
        .enumerate()
        .map(|(k, phase)| context.say(key(k, phase.kind)))
        .collect()
}

/// The page; script fills it, and without script the buttons work all the same.
pub(crate) fn page(context: &Context, session: &Session) -> Markup {
    let kind = session.protocol.unwrap_or(ProtocolKind::TenMetres);
    let status = context.app.controller.status();
    let stage = status.as_ref().map(|status| status.stage);
    let recording = stage == Some(Stage::Recording);
    let paused = status.as_ref().is_some_and(|status| status.paused);
    if session.step == Step::Storing || stage.is_some_and(|stage| stage > Stage::Recording) {
        return html! { p.banner role="status" data-live="storing" { (context.say("app-live-stopping")) } };
    }
    let said = prompts_left(context, kind, status.as_ref());
    let first = instruction(context, &said, status.as_ref());
    let states = states(context);
    html! {
        @if let Some(doubt) = session.doubt.filter(|_| recording) { (places(context, doubt)) }
        div #live data-live="curves" data-recording=(if recording { "yes" } else { "no" })
            data-prompts=(serde_json::json!(said).to_string())
            data-ready=(context.say("app-prompt-ready")) data-connecting=(context.say("app-prompt-connecting"))
            data-missing=(context.say("app-prompt-missing")) data-done=(context.say("app-prompt-done"))
            data-paused=(context.say("app-prompt-paused")) data-pause=(context.say("app-live-pause"))
            data-resume=(context.say("app-live-resume")) data-left-word=(context.say("app-live-left-time"))
            data-left=(context.say("app-live-left")) data-right=(context.say("app-live-right"))
            data-full=(context.say("app-live-full"))
            data-wanted=(kind.steps_wanted().unwrap_or_default())
            data-enough=(context.say("app-live-enough"))
            data-rises=(if kind == ProtocolKind::SitToStand { "5" } else { "" })
            data-lanes=[kind.lanes()] data-lane-word=(context.say("app-live-lane"))
            data-mark-lost=(context.say("app-live-mark-lost"))
            data-short=(context.say("app-live-short-sure")) data-short-s=(SHORT_S)
            data-elapsed=(status.as_ref().map_or(0.0, |status| status.elapsed_s))
            data-stopping=(context.say("app-live-stopping")) data-states=(serde_json::json!(states).to_string()) {
            div.prompt {
                p #prompt role="status" aria-live="assertive" { (first) }
                p.clock { span.hidden { (context.say("app-live-clock")) " " } output #clock { @if !recording { "0:00" } }
                    span #clock-note .soft hidden[!paused] { (context.say("app-live-clock-goes-on")) } }
            }
            p #mark-lost .banner.bad role="alert" hidden {}
            (controls(context, stage, paused))
            p #disk .banner.care role="status" hidden[!status.as_ref().is_some_and(|status| status.disk_behind)] {
                (context.say("app-live-disk"))
            }
            @if kind.steps_wanted().is_some() {
                p.wanted { progress #progress max=(kind.steps_wanted().unwrap_or_default()) value="0" aria-label=(context.say("app-live-steps")) {}
                    " " output #progress-text { (context.text("app-live-wanted", &[("steps", 0_usize.into()), ("wanted", kind.steps_wanted().unwrap_or_default().into())])) } }
            }
            div.live-grid {
                figure.curves {
                    figcaption { (context.say("app-live-knee")) ": "
                        span.leg.left { (context.say("app-live-left")) } " " span.leg.right { (context.say("app-live-right")) } }
                    div #plot role="img" aria-label=(context.say("app-live-plot")) {}
                    p.soft #waiting { (context.say("app-live-waiting")) }
                }
                (values(context))
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

/// The prompts that are left: a recording that was gone on with has only the last of them.
fn prompts_left(context: &Context, kind: ProtocolKind, status: Option<&CaptureStatus>) -> Vec<String> {
    let mut said = prompts(context, kind);
    if let Some(phase) = status.and_then(|status| status.phase.as_ref()) {
        said.drain(..said.len().saturating_sub(phase.count));
    }
    said
}

/// What the person is told now. As the script will say it, so that a page that is loaded again says nothing else for a
/// moment.
fn instruction(context: &Context, said: &[String], status: Option<&CaptureStatus>) -> String {
    match status {
        Some(status) if status.stage == Stage::Recording => match &status.phase {
            _ if status.paused => context.say("app-prompt-paused"),
            Some(phase) => said.get(phase.index).cloned().unwrap_or_default(),
            None => context.say("app-prompt-done"),
        },
        Some(status) if status.stage == Stage::Ready => context.say("app-prompt-ready"),
        _ => context.say("app-prompt-connecting"),
    }
}

/// The words for each state of a sensor's connection, by the name under which the script hears of it.
fn states(context: &Context) -> BTreeMap<String, String> {
    [
        "searching",
        "connecting",
        "setting-up",
        "streaming",
        "lost",
        "fetching",
        "closed",
        "failed",
    ]
    .iter()
    .map(|state| (state.replace('-', "_"), state_words(context, state)))
    .collect()
}

/// The buttons that steer a recording.
fn controls(context: &Context, stage: Option<Stage>, paused: bool) -> Markup {
    html! {
        form method="post" action="/session/begin" .actions.controls {
            (csrf(context))
            @if stage == Some(Stage::Recording) {
                button.primary.large type="submit" formaction="/session/mark" data-order="mark" { (context.say("app-live-mark")) }
                button.large type="submit" formaction="/session/next" data-order="next" #next { (context.say("app-live-next")) }
                button.large type="submit" formaction="/session/pause" #pause {
                    (context.say(if paused { "app-live-resume" } else { "app-live-pause" }))
                }
                button.danger.large.apart type="submit" formaction="/session/stop" #stop { (context.say("app-live-stop")) }
            } @else {
                button.primary.large type="submit" #start disabled[stage != Some(Stage::Ready)] { (context.say("app-live-start")) }
                button type="submit" formaction="/session/back" { (context.say("app-live-abort")) }
            }
            button type="button" #speak aria-pressed="false" { (context.say("app-live-speak")) }
        }
    }
}

/// What is measured meanwhile; the script fills it.
fn values(context: &Context) -> Markup {
    let value = |id: &str, key: &str, unit: &str| {
        html! { div.value { dt { (context.say(key)) } dd { output id=(id) { "–" } " " span.soft { (unit) } } } }
    };
    html! {
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
}

/// In large letters: which sensors are on each other's places, and the button that exchanges them.
fn places(context: &Context, doubt: PlaceDoubt) -> Markup {
    html! {
        section.panel.urgent.doubt #doubt role="alert" {
            p.large-word { (context.say(&format!("app-places-{}", doubt.name()))) }
            p { (context.say("app-places-look")) }
            div.actions {
                @for remedy in doubt.remedies() {
                    form method="post" action="/session/exchange" .inline {
                        (csrf(context))
                        input type="hidden" name="places" value=(remedy.name());
                        button.primary.large type="submit" { (context.say(&format!("app-places-swap-{}", remedy.name()))) }
                    }
                }
            }
        }
    }
}

async fn command(context: Context, command: CaptureCommand) -> Response {
    match context.app.controller.command(command).await {
        Ok(()) => Redirect::to("/session").into_response(),
        Err(error) => refused(&context, error),
    }
}

/// `POST /session/begin`.
pub(crate) async fn begin(context: Context) -> Response {
    let mut status = context.app.controller.status_watch();
    let response = command(context, CaptureCommand::Begin).await;
    // The page that follows shall show the recording, whose beginning a slow disk may take seconds to keep.
    if let Some(status) = &mut status {
        let began = status.wait_for(|status| status.stage >= Stage::Recording);
        let _ = tokio::time::timeout(std::time::Duration::from_secs(5), began).await;
    }
    response
}

/// `POST /session/mark`.
pub(crate) async fn mark(context: Context) -> Response {
    command(context, CaptureCommand::Mark).await
}

/// `POST /session/next`.
pub(crate) async fn next(context: Context) -> Response {
    command(context, CaptureCommand::NextPhase).await
}

/// `POST /session/pause`.
pub(crate) async fn pause(context: Context) -> Response {
    match context.app.controller.pause().await {
        Ok(()) => Redirect::to("/session").into_response(),
        Err(error) => refused(&context, error),
    }
}

/// `POST /session/stop`: waits until the recording is stored with the visit, and leads to its report.
pub(crate) async fn stop(context: Context) -> Response {
    let controller = &context.app.controller;
    if let Err(error) = controller.stop().await {
        return refused(&context, error);
    }
    match controller.stored().await.result {
        Some(id) => Redirect::to(&format!("/recordings/{id}")).into_response(),
        None => Redirect::to("/session").into_response(),
    }
}
