//! What the person does, as far as the sensors show it.

use super::sensor::LiveSensor;
use super::types::Activity;
use body::RATE_HZ;
use recording::Site;
use std::collections::BTreeMap;

/// Mean angular rate over a second below which a sensor rests, rad/s; as offline.
const QUIET_RATE_RADPS: f64 = 0.06;
/// Mean angular rate over a second from which a leg moves enough to be calibrated, rad/s.
const MOVING_RATE_RADPS: f64 = 0.4;
/// Without a landing for this long, a walk is over, seconds; as offline.
pub(super) const BOUT_BREAK_S: f64 = 2.5;

/// Mean size of a sensor's angular rate over the last second, rad/s.
fn mean_rate(sensor: &LiveSensor) -> Option<f64> {
    let len = sensor.motion.gyr.len();
    let from = len.checked_sub(RATE_HZ as usize)?;
    let sum: f64 = sensor.motion.gyr[from..].iter().map(|rate| rate.norm()).sum();
    Some(sum / RATE_HZ)
}

/// True where a sensor of a leg moves as in walking, calibrated or not.
pub(super) fn legs_move(sensors: &BTreeMap<Site, LiveSensor>) -> bool {
    sensors
        .values()
        .filter(|sensor| !sensor.silent)
        .filter_map(mean_rate)
        .any(|rate| rate > MOVING_RATE_RADPS)
}

/// The activity at `now_s`; `landings` are the last two initial contacts of either foot, seconds.
pub(super) fn now(sensors: &BTreeMap<Site, LiveSensor>, landings: [Option<f64>; 2], now_s: f64) -> Option<Activity> {
    if let [Some(first), Some(second)] = landings
        && now_s - second < BOUT_BREAK_S
        && second - first < BOUT_BREAK_S
    {
        return Some(Activity::Walking);
    }
    let rates: Vec<f64> = sensors
        .values()
        .filter(|sensor| !sensor.silent)
        .filter_map(mean_rate)
        .collect();
    if rates.is_empty() {
        return None;
    }
    Some(if rates.iter().all(|rate| *rate < QUIET_RATE_RADPS) {
        Activity::Still
    } else {
        Activity::Moving
    })
}
