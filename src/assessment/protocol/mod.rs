//! Walk, rest, walk.

use crate::gait::Bout;
use std::ops::Range;

/// A pause between bouts that counts as a rest, seconds (ours): long enough that nobody only waited for a door.
pub const SHORTEST_REST_S: f64 = 30.0;

/// The bouts of each walk: bouts with less than a rest between them belong together.
pub fn walks(bouts: &[Bout]) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    let mut start = 0;
    for k in 1..=bouts.len() {
        if k == bouts.len() || bouts[k].start_s - bouts[k - 1].end_s >= SHORTEST_REST_S {
            found.push(start..k);
            start = k;
        }
    }
    found
}
