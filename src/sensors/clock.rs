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
//! late by up to a whole interval, always the same. The fit therefore rests on the way out (as the hull method of Zhang,
//! Liu & Xia, INFOCOM 2002), and the way back only limits it: it is the mean over all lines above all bounds of the way
//! out, each with its likelihood under evenly spread delays, and its uncertainty is their spread where they are furthest
//! apart, at an end of the recording. What both ways have in common on one computer (its Bluetooth service, its
//! controller) cancels between its sensors and is not in the uncertainty.
//!
//! The drift is taken as constant over a recording; crystals change by a few ppm with temperature, which over an hour can
//! be some milliseconds. The residual shows in the uncertainty.

use firmware_protocol::TimeExchange;
use serde::{Deserialize, Serialize};
use signal::statistics::median;
use tokio::time::Instant;

/// Largest drift of two crystals, of ±100 ppm each, s/s. Our choice.
const MAX_DRIFT: f64 = 200e-6;
/// Largest drift that is looked for where that does not do: a resistor and a capacitor in place of a crystal, s/s. Ours.
const WILD_DRIFT: f64 = 20_000e-6;
/// Drift that is expected without a measurement, s/s. Our choice.
const USUAL_DRIFT: f64 = 50e-6;
/// What stays unknown after any fit: unequal software delays, s. Our choice.
const FLOOR_S: f64 = 0.001;
/// The same of the drift: crystals move with temperature, s/s. Our choice.
const DRIFT_FLOOR: f64 = 0.3e-6;
/// Waits are never spread quite evenly: the drift is so much more uncertain. Our choice.
const UNEVEN: f64 = 1.5;
/// No interval is taken for shorter, s.
const SHORTEST_S: f64 = 1e-5;
/// Drifts that the fit is averaged over.
const GRID: u32 = 33;
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
    pub(crate) fn now_us(&self) -> u64 {
        self.us(Instant::now())
    }
}

/// A line from device time to host time.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub(crate) struct ClockLine {
    /// Device time at which the offset holds, µs.
    pub at_device_us: u64,
    /// Host time at that moment, µs.
    pub at_host_us: f64,
    /// How much faster the host's clock runs, s/s.
    pub drift: f64,
}

impl ClockLine {
    /// Host time of a device time, µs.
    pub(crate) fn host_us(&self, device_us: u64) -> f64 {
        let since = device_us as f64 - self.at_device_us as f64;
        self.at_host_us + since * (1.0 + self.drift)
    }

    /// Device time of a host time, µs.
    pub(crate) fn device_us(&self, host_us: f64) -> u64 {
        let since = (host_us - self.at_host_us) / (1.0 + self.drift);
        (self.at_device_us as f64 + since).max(0.0) as u64
    }
}

/// How a sensor's clock stands.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct ClockState {
    /// To be added to device time to reach host time, now, s.
    pub offset_s: f64,
    /// How much faster the host's clock runs than the sensor's, ppm.
    pub drift_ppm: f64,
    /// Standard uncertainty of the offset against the recording's other sensors, at worst anywhere in the recording, s.
    pub uncertainty_s: f64,
    /// Standard uncertainty of the drift, ppm.
    pub drift_uncertainty_ppm: f64,
    /// Exchanges of times behind it; 0 where only arrivals are known.
    pub exchanges: usize,
}

impl ClockState {
    /// Whether it surely drifts more than two crystals can, where exchanges tell.
    pub(crate) fn is_no_crystal(&self) -> bool {
        self.exchanges > 0 && self.drift_ppm.abs() - 3.0 * self.drift_uncertainty_ppm > MAX_DRIFT * 1e6
    }
}

/// A bound of the offset: device time and offset, both s since the fit's reference.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Bound {
    at: f64,
    offset: f64,
}

/// The fit of one device clock. Feed it whatever is known; [`ClockFit::update`] about once a second.
#[derive(Debug, Clone, PartialEq, Default)]
pub(crate) struct ClockFit {
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
    /// One exchange of times. Contradictory ones (a corrupt answer) are ignored.
    pub(crate) fn exchange(&mut self, exchange: &TimeExchange) {
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
    pub(crate) fn arrival(&mut self, device_us: u64, host_us: u64) {
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

    /// Fits anew. O(bounds × 130).
    pub(crate) fn update(&mut self) {
        self.fitted = if self.out.len() >= 2 {
            Some(self.by_exchanges())
        } else {
            self.by_arrivals()
        };
    }

    fn by_exchanges(&self) -> Fitted {
        let (first, last) = ends(&self.out);
        let last = last.max(self.newest);
        let (centre, half) = ((first + last) / 2.0, (last - first) / 2.0);
        let way_out = WayOut::new(&self.out, &self.back, centre);
        let likeliest = lowest(|drift| way_out.level(drift).cost);
        let (low, high) = way_out.reach(likeliest);
        let lines: Vec<(f64, Level)> = (0..GRID)
            .map(|i| {
                let drift = low + (high - low) * (f64::from(i) + 0.5) / f64::from(GRID);
                (drift, way_out.level(drift))
            })
            .collect();
        let cheapest = lines.iter().map(|(_, level)| level.cost).fold(f64::INFINITY, f64::min);
        let weights: Vec<f64> = lines.iter().map(|(_, level)| (cheapest - level.cost).exp()).collect();
        let sum: f64 = weights.iter().sum();
        let mean = |value: &dyn Fn(f64, &Level) -> f64| {
            let terms = lines.iter().zip(&weights);
            let terms = terms.map(|((drift, level), weight)| weight * value(*drift, level));
            terms.sum::<f64>() / sum
        };
        let drift = mean(&|drift, _| drift);
        let offset = mean(&|_, level| level.offset);
        let variance =
            |away: f64| mean(&|d, level| level.variance + (level.offset - offset + (d - drift) * away).powi(2));
        let drift_sd = mean(&|d, _| (d - drift).powi(2)).sqrt();
        Fitted {
            at: centre,
            offset,
            drift,
            uncertainty: (FLOOR_S.powi(2) + few(self.out.len()) * variance(half).max(variance(-half))).sqrt(),
            drift_uncertainty: (UNEVEN * drift_sd).min(USUAL_DRIFT.max(drift.abs())).hypot(DRIFT_FLOOR),
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
        let drift = lowest(|drift| level(drift) + 0.002 * unlikely(drift));
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
    pub(crate) fn line(&self) -> Option<ClockLine> {
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
    pub(crate) fn state(&self) -> Option<ClockState> {
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

/// What the bounds say of a line of one drift.
#[derive(Debug, Clone, Copy)]
struct Level {
    /// Minus the logarithm of the drift's likelihood, up to a constant.
    cost: f64,
    /// Mean and variance of the offset at the centre, s and s².
    offset: f64,
    variance: f64,
}

/// The bounds of the way out, as the likelihood of offset and drift.
struct WayOut<'a> {
    out: &'a [Bound],
    back: &'a [Bound],
    centre: f64,
    /// A longer wait counts as this one, s: a computer that was busy for a moment tells nothing of the interval.
    longest: f64,
}

impl WayOut<'_> {
    fn new<'a>(out: &'a [Bound], back: &'a [Bound], centre: f64) -> WayOut<'a> {
        let top = highest(out, centre, 0.0);
        let waits: Vec<f64> = out.iter().map(|bound| top - bound.offset).collect();
        WayOut {
            out,
            back,
            centre,
            longest: 3.0 * median(&waits).max(SHORTEST_S),
        }
    }

    /// Of n waits spread evenly over an interval the shortest is, in the mean, the interval / n, and the likelihood of
    /// the line falls with its height over the lowest possible one exponentially, by that length. Arrivals cut it off.
    fn level(&self, drift: f64) -> Level {
        let n = self.out.len() as f64;
        let under = highest(self.out, self.centre, drift);
        let wait = |bound: &Bound| under + drift * (bound.at - self.centre) - bound.offset;
        let waits: f64 = self.out.iter().map(|bound| wait(bound).min(self.longest)).sum();
        // One usual wait more, so that a few that are alike by chance do not make a short interval.
        let interval = 2.0 * (waits + ARRIVAL_S) / n;
        let short = interval / n;
        let room = -highest_of(self.back, |bound| -(bound.offset - drift * (bound.at - self.centre))) - under;
        // The density of even waits at their end is half of what their mean alone would say: hence one half.
        let cost = 0.5 * (n - 1.0) * interval.ln() + unlikely(drift);
        if room <= 1e-9 {
            // The two ways contradict each other by so much.
            return Level {
                cost: cost + 20.0 - room / short,
                offset: under + room / 2.0,
                variance: room * room / 4.0,
            };
        }
        let beyond = (-room / short).exp();
        let within = 1.0 - beyond;
        Level {
            cost: cost - within.ln(),
            offset: under + short - room * beyond / within,
            variance: (short * short - room * room * beyond / (within * within)).max(0.0),
        }
    }

    /// The drifts that are worth looking at: outside the likelihood is below e⁻¹⁰ of the best.
    fn reach(&self, best: f64) -> (f64, f64) {
        let top = self.level(best).cost + 10.0;
        let side = |sign: f64| {
            let (mut near, mut far) = (0.0, 4.0 * MAX_DRIFT);
            for _ in 0..24 {
                let middle = (near + far) / 2.0;
                if self.level(best + sign * middle).cost < top {
                    near = middle;
                } else {
                    far = middle;
                }
            }
            best + sign * far
        };
        (side(-1.0), side(1.0))
    }
}

/// By how much the variance grows because the interval itself is known from few waits only: the largest of n values spread
/// evenly from an unknown width leaves the end of the interval with the variance of a Pareto distribution, not of an
/// exponential one. The usual wait that is always counted makes it one more. 1 for many.
fn few(exchanges: usize) -> f64 {
    let n = (exchanges + 1).max(4) as f64;
    n * n * (n - 1.0) / ((n - 2.0).powi(2) * (n - 3.0))
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

/// What a drift costs before anything is known of it: as spread evenly about crystals' up to twice the usual, and from there
/// on it rises slowly, so that a clock that is no crystal's is believed when it shows.
fn unlikely(drift: f64) -> f64 {
    const TWICE: f64 = 2.0;
    let x = (drift / USUAL_DRIFT).abs();
    if x <= TWICE {
        0.5 * x * x
    } else {
        0.5 * TWICE * TWICE * (1.0 + 2.0 * (x / TWICE).ln())
    }
}

/// Where a function of the drift is lowest: among crystals' drifts, and beyond where that is the end of them.
fn lowest(cost: impl Fn(f64) -> f64) -> f64 {
    let usual = lowest_between(&cost, -MAX_DRIFT, MAX_DRIFT);
    if usual.abs() < 0.9 * MAX_DRIFT {
        return usual;
    }
    let sign = usual.signum();
    // Ever wider, because one that is far from the bounds' own slope has no single valley.
    let mut edge = MAX_DRIFT;
    let mut best = usual;
    while edge < WILD_DRIFT {
        let next = 2.0 * edge;
        let found = lowest_between(&cost, sign * 0.5 * edge, sign * next);
        if cost(found) >= cost(best) {
            break;
        }
        (best, edge) = (found, next);
    }
    best
}

/// Where a convex function of the drift is lowest between two (golden section; to 1e-10).
fn lowest_between(cost: impl Fn(f64) -> f64, from: f64, to: f64) -> f64 {
    const RATIO: f64 = 0.618_033_988_749_894_8;
    let (mut low, mut high) = (from.min(to), from.max(to));
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

/// Standard uncertainty of the mean of two independent ways to know a thing.
fn both(a: f64, b: f64) -> f64 {
    if a.is_finite() {
        a * b / (a * a + b * b).sqrt()
    } else {
        b
    }
}
