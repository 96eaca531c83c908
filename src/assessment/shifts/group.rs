//! One event of the session, however many measures saw it.

use crate::{FindingVerdict, Shift};
use schemars::JsonSchema;
use serde::Serialize;

/// Onsets this many strides apart belong to one event.
const NEAR_STRIDES: f64 = 10.0;

/// Shifts that happened together.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct ShiftEvent {
    /// Onset of the weightiest shift, seconds.
    pub onset_s: f64,
    /// Of the weightiest of its shifts.
    pub verdict: FindingVerdict,
    /// Largest change in multiples of its limit.
    pub weight: f64,
    /// Indices into the list of shifts, weightiest first.
    pub shifts: Vec<usize>,
}

/// How many times its limit a change is.
pub fn weight(shift: &Shift) -> f64 {
    if shift.limit > 0.0 {
        shift.change.abs() / shift.limit
    } else {
        0.0
    }
}

/// Groups the shifts that are beyond measurement error by onset, weightiest event first. `stride_s` is the usual stride
/// time, seconds.
pub(super) fn events(shifts: &[Shift], stride_s: f64) -> Vec<ShiftEvent> {
    let rank = |verdict: FindingVerdict| match verdict {
        FindingVerdict::Shown => 0,
        FindingVerdict::Possible => 1,
        FindingVerdict::CannotBeJudged => 2,
        FindingVerdict::NotShown => 3,
    };
    let mut left: Vec<usize> = (0..shifts.len())
        .filter(|&k| shifts[k].verdict != FindingVerdict::NotShown)
        .collect();
    left.sort_by(|&a, &b| {
        rank(shifts[a].verdict)
            .cmp(&rank(shifts[b].verdict))
            .then(weight(&shifts[b]).total_cmp(&weight(&shifts[a])))
            .then(a.cmp(&b))
    });
    let mut found: Vec<ShiftEvent> = Vec::new();
    for k in left {
        let near = |event: &&mut ShiftEvent| (event.onset_s - shifts[k].onset_s).abs() <= NEAR_STRIDES * stride_s;
        match found.iter_mut().find(near) {
            Some(event) => event.shifts.push(k),
            None => found.push(ShiftEvent {
                onset_s: shifts[k].onset_s,
                verdict: shifts[k].verdict,
                weight: weight(&shifts[k]),
                shifts: vec![k],
            }),
        }
    }
    found
}
