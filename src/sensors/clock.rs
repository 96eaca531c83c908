//! From a sensor's clock to the computer's: offset and drift with their uncertainty.
//!
//! Two kinds of bound are known of the offset θ (host time minus device time) at any moment, whatever the delays:
//!
//! * a `time` command that left at host time s and reached the sensor at device time r: θ ≥ s − r, off by the way out;
//! * anything that left the sensor at device time d and arrived at host time h: θ ≤ h − d, off by the way back.
//!
//! The way out waits for the next connection event, so with commands at random moments its delay is spread evenly over
//! the connection interval, and the largest of n bounds is near the truth by about interval / n. The way back cannot be
//! spread: samples leave by the sensor's own rhythm, which may be locked to the connection events for minutes and so be
//! late by up to a whole interval, always the same. The fit therefore is the lowest line above all bounds of the way out
//! (the hull method of Zhang, Liu & Xia, INFOCOM 2002, here by search over the slope), and the way back only limits it.
//! What both ways have in common on one computer (its Bluetooth service, its controller) cancels between its sensors.
//!
//! The drift is taken as constant over a recording; crystals change by a few ppm with temperature, which over an hour can
//! be some milliseconds. The residual shows in the uncertainty.

use firmware_protocol::TimeExchange;
use serde::{Deserialize, Serialize};
use tokio::time::Instant;

/// Largest drift that is believed, s/s: two crystals of ±100 ppm. Our choice.
const MAX_DRIFT: f64 = 200e-6;
/// Drift that is expected without a measurement, s/s. Our choice.
const USUAL_DRIFT: f64 = 50e-6;
/// What stays unknown after any fit: unequal software delays, s. Our choice.
const FLOOR_S: f64 = 0.001;
/// Without exchanges: how uncertain the earliest arrivals are, s. Half a usual connection interval.
const ARRIVAL_S: f64 = 0.012;
/// Bounds kept of either way; when more came, neighbours are joined. An hour gives about 2000.
const KEPT: usize = 4096;
/// One bound of the way back is kept of each such stretch, s.
const ARRIVAL_EVERY_S: f64 = 2.0;

/// The computer's clock as the collector counts it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct HostClock {
    origin: Instant,
}

impl HostClock {
    /// Moments before the origin can be told up to this long, µs.
    const BEFORE_US: u64 = 1_000_000_000_000;

    /// A clock that was started now.
    pub fn start() -> HostClock {
        HostClock { origin: Instant::now() }
    }

    /// Microseconds; only differences mean anything.
    pub fn us(&self, at: Instant) -> u64 {
        let after = at.saturating_duration_since(self.origin).as_micros() as u64;
        let before = self.origin.saturating_duration_since(at).as_micros() as u64;
        HostClock::BEFORE_US + after - before.min(HostClock::BEFORE_US)
    }

    /// Microseconds now.
    pub fn now_us(&self) -> u64 {
        self.us(Instant::now())
    }
}

/// A line from device time to host time.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct ClockLine {
    /// Device time at which the offset holds, µs.
    pub at_device_us: u64,
    /// Host time at that moment, µs.
    pub at_host_us: f64,
    /// How much faster the host's clock runs, s/s.
    pub drift: f64,
}

impl ClockLine {
    /// Host time of a device time, µs.
    pub fn host_us(&self, device_us: u64) -> f64 {
        let since = device_us as f64 - self.at_device_us as f64;
        self.at_host_us + since * (1.0 + self.drift)
    }
}

/// How a sensor's clock stands.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct ClockState {
    /// To be added to device time to reach host time, now, s.
    pub offset_s: f64,
    /// How much faster the host's clock runs than the sensor's, ppm.
    pub drift_ppm: f64,
    /// Standard uncertainty of the offset, s.
    pub uncertainty_s: f64,
    /// Standard uncertainty of the drift, ppm.
    pub drift_uncertainty_ppm: f64,
    /// Exchanges of times behind it; 0 where only arrivals are known.
    pub exchanges: usize,
}

/// A bound of the offset: device time and offset, both s since the fit's reference.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Bound {
    at: f64,
    offset: f64,
}

/// The fit of one device clock. Feed it whatever is known; [`ClockFit::update`] about once a second.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct ClockFit {
    /// Device and host time of the first thing known, µs.
    reference: Option<(u64, u64)>,
    out: Vec<Bound>,
    back: Vec<Bound>,
    newest: f64,
    fitted: Option<Fitted>,
}

#[derive(Debug, Clone, Copy, PartialEq)]
struct Fitted {
    at: f64,
    offset: f64,
    drift: f64,
    uncertainty: f64,
    drift_uncertainty: f64,
}

impl ClockFit {
    pub fn new() -> ClockFit {
        ClockFit::default()
    }

    /// One exchange of times. Contradictory ones (a corrupt answer) are ignored.
    pub fn exchange(&mut self, exchange: &TimeExchange) {
        if exchange.round_trip_us().is_none() {
            return;
        }
        let out = self.bound(exchange.sensor_received_us, exchange.collector_sent_us);
        let back = self.bound(exchange.sensor_sent_us, exchange.collector_received_us);
        self.newest = self.newest.max(back.at);
        self.out.push(out);
        let drift = self.fitted.map_or(0.0, |fit| fit.drift);
        thin(&mut self.out, drift, 1.0);
        self.arrived(back);
    }

    /// A sample of this device time arrived at this host time, µs.
    pub fn arrival(&mut self, device_us: u64, host_us: u64) {
        let bound = self.bound(device_us, host_us);
        self.newest = self.newest.max(bound.at);
        self.arrived(bound);
    }

    fn arrived(&mut self, bound: Bound) {
        match self.back.last_mut() {
            Some(last) if bound.at - last.at < ARRIVAL_EVERY_S => {
                if bound.offset < last.offset {
                    // The time stays that of the stretch's beginning: the drift within it is a tenth of a millisecond.
                    last.offset = bound.offset;
                }
            }
            _ => self.back.push(bound),
        }
        let drift = self.fitted.map_or(0.0, |fit| fit.drift);
        thin(&mut self.back, drift, -1.0);
    }

    fn bound(&mut self, device_us: u64, host_us: u64) -> Bound {
        let (device, host) = *self.reference.get_or_insert((device_us, host_us));
        let at = device_us.wrapping_sub(device) as i64 as f64;
        let host = host_us.wrapping_sub(host) as i64 as f64;
        Bound {
            at: at * 1e-6,
            offset: (host - at) * 1e-6,
        }
    }

    /// Fits anew. O(bounds × 60).
    pub fn update(&mut self) {
        self.fitted = if self.out.len() >= 2 {
            Some(self.by_exchanges())
        } else {
            self.by_arrivals()
        };
    }

    fn by_exchanges(&self) -> Fitted {
        let n = self.out.len() as f64;
        let (first, last) = ends(&self.out);
        let (centre, span) = ((first + last) / 2.0, last - first);
        let spread = |drift: f64, level: f64| {
            let mut above: Vec<f64> = self
                .out
                .iter()
                .map(|bound| level + drift * (bound.at - centre) - bound.offset)
                .collect();
            2.0 * median(&mut above)
        };
        let level = |drift: f64| highest(&self.out, centre, drift);
        let slack = (spread(0.0, level(0.0)) / (n + 1.0)).max(1e-5);
        let drift = lowest(|drift| level(drift) + 0.5 * slack * (drift / USUAL_DRIFT).powi(2));
        let under = level(drift);
        let wait = spread(drift, under).max(0.0);
        // Evenly spread delays leave the highest bound short of the truth by this; the line rests on two of them.
        let short = 1.5 * wait / (n + 1.0);
        let room = -highest_of(&self.back, |bound| -(bound.offset - drift * (bound.at - centre))) - under;
        let offset = under + if room > 0.0 { short.min(room / 2.0) } else { room / 2.0 };
        let contradiction = (-room).max(0.0) / 2.0;
        let envelope = 1.2 * wait / (n + 1.0);
        let slope = if span > 0.0 {
            2.0 * envelope / span + 0.3e-6
        } else {
            f64::INFINITY
        };
        Fitted {
            at: centre,
            offset,
            drift,
            uncertainty: (FLOOR_S.powi(2) + envelope.powi(2) + contradiction.powi(2)).sqrt(),
            drift_uncertainty: both(slope, USUAL_DRIFT),
        }
    }

    fn by_arrivals(&self) -> Option<Fitted> {
        if self.back.is_empty() {
            return None;
        }
        let upside_down: Vec<Bound> = self
            .back
            .iter()
            .map(|bound| Bound {
                offset: -bound.offset,
                ..*bound
            })
            .collect();
        let (first, last) = ends(&upside_down);
        let (centre, span) = ((first + last) / 2.0, last - first);
        let level = |drift: f64| highest(&upside_down, centre, -drift);
        let drift = lowest(|drift| level(drift) + 0.5 * 0.002 * (drift / USUAL_DRIFT).powi(2));
        let slope = if span > 0.0 { ARRIVAL_S / span } else { f64::INFINITY };
        Some(Fitted {
            at: centre,
            offset: -level(drift),
            drift,
            uncertainty: ARRIVAL_S,
            drift_uncertainty: both(slope, USUAL_DRIFT),
        })
    }

    /// The line from device time to host time; `None` while nothing is known.
    pub fn line(&self) -> Option<ClockLine> {
        let ((device, host), fit) = (self.reference?, self.fitted?);
        // The reference stays the first thing known, which all numbers are relative to.
        let at_device_us = (device as f64 + fit.at * 1e6).round().max(0.0) as u64;
        let at = (at_device_us as f64 - device as f64) * 1e-6;
        let offset = fit.offset + fit.drift * (at - fit.at);
        Some(ClockLine {
            at_device_us,
            at_host_us: host as f64 + (at + offset) * 1e6,
            drift: fit.drift,
        })
    }

    /// How the clock stands at the newest thing known.
    pub fn state(&self) -> Option<ClockState> {
        let ((device, host), fit) = (self.reference?, self.fitted?);
        let between = host as f64 - device as f64;
        let away = self.newest - fit.at;
        Some(ClockState {
            offset_s: between * 1e-6 + fit.offset + fit.drift * away,
            drift_ppm: fit.drift * 1e6,
            uncertainty_s: fit.uncertainty,
            drift_uncertainty_ppm: fit.drift_uncertainty * 1e6,
            exchanges: self.out.len(),
        })
    }
}

fn ends(bounds: &[Bound]) -> (f64, f64) {
    bounds
        .iter()
        .fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), bound| {
            (low.min(bound.at), high.max(bound.at))
        })
}

/// The lowest height at `centre` of a line with this slope above all bounds.
fn highest(bounds: &[Bound], centre: f64, slope: f64) -> f64 {
    highest_of(bounds, |bound| bound.offset - slope * (bound.at - centre))
}

fn highest_of(bounds: &[Bound], height: impl Fn(&Bound) -> f64) -> f64 {
    bounds.iter().map(height).fold(f64::NEG_INFINITY, f64::max)
}

/// Where a convex function of the drift is lowest (golden section; to 1e-10).
fn lowest(cost: impl Fn(f64) -> f64) -> f64 {
    const RATIO: f64 = 0.618_033_988_749_894_8;
    let (mut low, mut high) = (-MAX_DRIFT, MAX_DRIFT);
    let (mut a, mut b) = (high - RATIO * (high - low), low + RATIO * (high - low));
    let (mut cost_a, mut cost_b) = (cost(a), cost(b));
    while high - low > 1e-10 {
        if cost_a < cost_b {
            (high, b, cost_b) = (b, a, cost_a);
            a = high - RATIO * (high - low);
            cost_a = cost(a);
        } else {
            (low, a, cost_a) = (a, b, cost_b);
            b = low + RATIO * (high - low);
            cost_b = cost(b);
        }
    }
    (low + high) / 2.0
}

/// Joins neighbours where there are too many, keeping of each pair the tighter (`sign` 1: the higher offset).
fn thin(bounds: &mut Vec<Bound>, drift: f64, sign: f64) {
    if bounds.len() <= KEPT {
        return;
    }
    let kept = bounds
        .chunks(2)
        .filter_map(|pair| {
            let height = |bound: &&Bound| sign * (bound.offset - drift * bound.at);
            pair.iter().max_by(|a, b| height(a).total_cmp(&height(b))).copied()
        })
        .collect();
    *bounds = kept;
}

fn median(values: &mut [f64]) -> f64 {
    if values.is_empty() {
        return 0.0;
    }
    let middle = values.len() / 2;
    *values.select_nth_unstable_by(middle, f64::total_cmp).1
}

/// Standard uncertainty of the mean of two independent ways to know a thing.
fn both(a: f64, b: f64) -> f64 {
    if a.is_finite() {
        a * b / (a * a + b * b).sqrt()
    } else {
        b
    }
}
