//! The gait session.
use axum::extract::ws::Utf8Bytes;
use tokio::sync::{broadcast, watch};
pub struct Clinic { revision: watch::Sender<u64>, frames: broadcast::Sender<Utf8Bytes> }
impl Default for Clinic { fn default() -> Self { Clinic { revision: watch::Sender::new(0), frames: broadcast::Sender::new(64) } } }
impl Clinic {
    pub fn revision(&self) -> u64 { *self.revision.borrow() }
    pub fn watch(&self) -> watch::Receiver<u64> { self.revision.subscribe() }
    pub fn frames(&self) -> broadcast::Receiver<Utf8Bytes> { self.frames.subscribe() }
    pub fn recent_frames(&self) -> Vec<Utf8Bytes> { Vec::new() }
    pub fn is_recording(&self) -> bool { false }
    pub async fn close(&self) {}
}
