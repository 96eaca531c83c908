//! The line to every open page: a beat each second, so that a lost program is noticed at once; the state of the
//! session, so that all tabs show the same; on the live page what the sensors see.

use super::context::Context;
use super::state::Shared;
use axum::extract::Query;
use axum::extract::ws::{Message, Utf8Bytes, WebSocket, WebSocketUpgrade};
use axum::response::Response;
use serde::Deserialize;
use std::time::Duration;
use tokio::sync::broadcast::error::RecvError;
use tokio::time::{MissedTickBehavior, interval};

const BEAT: Duration = Duration::from_secs(1);
/// A page says nothing; whoever sends more than this is no page.
const LARGEST_MESSAGE: usize = 1024;

#[derive(Debug, Deserialize)]
pub(crate) struct SocketQuery {
    /// Present where the page draws what the sensors see.
    live: Option<String>,
}

/// `GET /socket`.
pub(crate) async fn open(context: Context, Query(query): Query<SocketQuery>, upgrade: WebSocketUpgrade) -> Response {
    let live = query.live.is_some();
    upgrade
        .max_message_size(LARGEST_MESSAGE)
        .on_upgrade(move |socket| talk(context.app, context.visitor.cookie, socket, live))
}

async fn talk(app: Shared, cookie: String, mut socket: WebSocket, live: bool) {
    let mut revision = app.controller.watch();
    let mut frames = app.controller.frames();
    let mut ended = app.ended();
    let mut beat = interval(BEAT);
    beat.set_missed_tick_behavior(MissedTickBehavior::Delay);
    if live {
        // A page that comes late, or again, gets the curves of the last seconds at once.
        for frame in app.controller.recent_frames() {
            if socket.send(Message::Text(frame)).await.is_err() {
                return;
            }
        }
    }
    loop {
        let text: Utf8Bytes = tokio::select! {
            // An error is a program that is gone, too.
            _ = async { ended.wait_for(|ended| *ended).await.is_ok() } => return,
            _ = beat.tick() => {
                // A recording that goes on is use enough; else an open page prolongs nothing, and who left hears no more.
                let inside = match app.controller.is_recording() {
                    true => app.authenticator.csrf_of(&cookie).is_some(),
                    false => app.authenticator.knows(&cookie),
                };
                if !inside {
                    return;
                }
                state(&app)
            }
            changed = revision.changed() => match changed {
                Ok(()) => state(&app),
                Err(_) => return,
            },
            frame = frames.recv(), if live => match frame {
                Ok(frame) => frame,
                // This page is slower than the sensors: it misses frames, the recording does not.
                Err(RecvError::Lagged(_)) => continue,
                Err(RecvError::Closed) => return,
            },
            message = socket.recv() => match message {
                Some(Ok(Message::Close(_)) | Err(_)) | None => return,
                Some(Ok(_)) => continue,
            },
        };
        if socket.send(Message::Text(text)).await.is_err() {
            return;
        }
    }
}

fn state(app: &Shared) -> Utf8Bytes {
    let value = serde_json::json!({
        "kind": "state",
        "revision": app.controller.revision(),
        "recording": app.controller.is_recording(),
    });
    Utf8Bytes::from(value.to_string())
}
