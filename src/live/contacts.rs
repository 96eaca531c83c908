//! Contacts from the sagittal angular rate of a shank or thigh, as it comes.
//!
//! The landmarks, delays and thresholds are those of [`rate`](gait::contacts::rate): the zero crossings beside a
//! swing peak. What differs is what can be known: the rate is smoothed by a short symmetric kernel in place of a filter
//! that runs both ways, so that a crossing is seen 50 ms after it happened; that a swing follows is read off the rise of the
//! rate in these 50 ms; and swing heights are compared with those of the past only.

use body::RATE_HZ;
use gait::ContactKind;
use gait::contacts::rate::Method;
use signal::filter::Butterworth;
use signal::statistics;
use std::collections::VecDeque;

/// Half length of the smoothing kernel, samples of the common clock: how far it looks ahead.
const LOOK_AHEAD: usize = 5;
/// Cut-off of the filter whose two-way response the kernel is cut from, Hz; as offline.
const TIMING_HZ: f64 = 15.0;
/// Latest decision on a contact, seconds of sample time after it (in slow walking later by the slowness of the landmark).
pub(super) const LATEST_S: f64 = 0.150;
/// The rate just after an upward crossing that shows a swing, as a share of the usual swing peak, and at least. Most swings
/// are at half their peak there, a stiff knee's at a tenth; the wobble of a loaded leg rarely crosses zero at all. With
/// 0.15 a third of a stiff leg's final contacts came too late to be told, with 0.05 one in 700 was false.
const RISE_SHARE: f64 = 0.07;
const RISE_FLOOR_RADPS: f64 = 0.3;
/// Shortest time from one swing peak of a leg to the next, seconds; as offline.
const SHORTEST_STRIDE_S: f64 = 0.5;
/// Longest time from a crossing to the swing peak, seconds; as offline.
const LONGEST_HALF_SWING_S: f64 = 1.2;
/// Shortest stance, seconds: a rise earlier than this after a landing is its bounce.
const SHORTEST_STANCE_S: f64 = 0.2;
/// How long a swing height counts for the threshold, seconds.
const HEIGHTS_S: f64 = 5.0;
/// Missing samples within this many samples of a contact withdraw it; as offline.
const CLEAR: usize = 3;

/// A contact on the common clock.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct ContactCandidate {
    pub(super) kind: ContactKind,
    /// Fractional index on the common clock.
    pub(super) index: f64,
}

#[derive(Debug, Clone, Copy, PartialEq)]
enum Phase {
    /// The leg turns backwards, or its rate has not shown a swing yet.
    Stance,
    /// The rate crossed zero upwards; a swing if it goes on.
    Rising { crossing: f64, told: bool },
    /// High enough for a swing; its peak so far.
    Swing {
        crossing: f64,
        told: bool,
        peak: i64,
        height: f64,
    },
}

/// Finds the contacts of one leg in the rate as it comes. About 20 ns a sample.
#[derive(Debug, Clone)]
pub(super) struct LegContacts {
    method: Method,
    kernel: [f64; 2 * LOOK_AHEAD + 1],
    /// The latest rates and whether they are valid, newest last.
    rates: VecDeque<(f64, bool)>,
    /// Index of the next rate.
    next: i64,
    smooth: f64,
    phase: Phase,
    /// Peaks above the floor: index and height.
    heights: VecDeque<(i64, f64)>,
    /// Peaks of the last two accepted swings.
    peaks: [Option<i64>; 2],
    last_initial: Option<f64>,
}

impl LegContacts {
    pub(super) fn new(method: Method) -> LegContacts {
        LegContacts {
            method,
            kernel: kernel(),
            rates: VecDeque::with_capacity(KEPT + 1),
            next: 0,
            smooth: f64::NAN,
            phase: Phase::Stance,
            heights: VecDeque::new(),
            peaks: [None; 2],
            last_initial: None,
        }
    }

    /// Takes the sagittal rate at the next index of the common clock, rad/s, swing positive; `newest` is the fractional
    /// index of the newest sample, by which the decision is timed. A jump of the index begins anew.
    pub(super) fn push(
        &mut self,
        at: i64,
        rate: f64,
        valid: bool,
        newest: f64,
        mut tell: impl FnMut(ContactCandidate),
    ) {
        if at != self.next {
            self.rates.clear();
            self.smooth = f64::NAN;
            self.phase = Phase::Stance;
            self.next = at;
        }
        self.rates.push_back((rate, valid));
        if self.rates.len() > KEPT {
            self.rates.pop_front();
        }
        self.next += 1;
        if self.rates.len() < 2 * LOOK_AHEAD + 1 {
            return;
        }
        let recent = self.rates.len() - (2 * LOOK_AHEAD + 1);
        let value: f64 = self
            .rates
            .range(recent..)
            .zip(&self.kernel)
            .map(|((rate, _), weight)| rate * weight)
            .sum();
        let index = self.next - 1 - LOOK_AHEAD as i64;
        let before = std::mem::replace(&mut self.smooth, value);
        if before.is_nan() {
            return;
        }
        self.step(before, value, index, newest, &mut tell);
    }

    fn step(&mut self, before: f64, value: f64, index: i64, newest: f64, tell: &mut impl FnMut(ContactCandidate)) {
        let crossing = || (index - 1) as f64 + before / (before - value);
        match self.phase {
            Phase::Stance => {
                if before < 0.0 && value >= 0.0 {
                    self.phase = Phase::Rising {
                        crossing: crossing(),
                        told: false,
                    };
                    self.rise(value, index, newest, tell);
                }
            }
            Phase::Rising { .. } => {
                if value < 0.0 {
                    self.phase = Phase::Stance;
                } else {
                    self.rise(value, index, newest, tell);
                }
            }
            Phase::Swing {
                crossing: start,
                told,
                peak,
                height,
            } => {
                if value > height {
                    self.phase = Phase::Swing {
                        crossing: start,
                        told,
                        peak: index,
                        height: value,
                    };
                } else if value < 0.0 {
                    self.phase = Phase::Stance;
                    self.land(crossing(), peak, height, newest, tell);
                }
            }
        }
    }

    /// After an upward crossing: tells the final contact once the rise shows a swing, and notes when it is one.
    fn rise(&mut self, value: f64, index: i64, newest: f64, tell: &mut impl FnMut(ContactCandidate)) {
        let Phase::Rising { crossing, mut told } = self.phase else {
            return;
        };
        let usual = self.usual_height(index);
        let contact = crossing + self.method.final_delay(self.stride());
        // The newest rates are not smoothed yet; three of them say how far the rise has come.
        let ahead: f64 = self.rates.iter().rev().take(3).map(|(rate, _)| rate / 3.0).sum();
        let rising = ahead >= (RISE_SHARE * usual.unwrap_or(0.0)).max(RISE_FLOOR_RADPS);
        let bounce = self
            .last_initial
            .is_some_and(|initial| crossing - initial < SHORTEST_STANCE_S * RATE_HZ);
        // In slow walking the foot leaves longer before the crossing that shows it.
        let slow = (self.method.final_delay(0.0) - self.method.final_delay(self.stride())).max(0.0);
        let early = newest - contact <= LATEST_S * RATE_HZ + slow;
        if !told && rising && !bounce && early && self.is_clear(contact) {
            told = true;
            tell(ContactCandidate {
                kind: ContactKind::FinalContact,
                index: contact,
            });
        }
        let threshold = (self.method.share * usual.unwrap_or(0.0)).max(self.method.floor_radps);
        self.phase = if value >= threshold {
            Phase::Swing {
                crossing,
                told,
                peak: index,
                height: value,
            }
        } else {
            Phase::Rising { crossing, told }
        };
    }

    /// The rate fell through zero after a swing peak.
    fn land(&mut self, crossing: f64, peak: i64, height: f64, newest: f64, tell: &mut impl FnMut(ContactCandidate)) {
        self.heights.push_back((peak, height));
        let apart = self.peaks[1].is_none_or(|last| (peak - last) as f64 >= SHORTEST_STRIDE_S * RATE_HZ);
        let near = crossing - peak as f64 <= LONGEST_HALF_SWING_S * RATE_HZ;
        if !apart || !near {
            return;
        }
        self.peaks = [self.peaks[1], Some(peak)];
        let contact = crossing + self.method.initial_delay(self.stride());
        self.last_initial = Some(contact);
        if newest - contact <= LATEST_S * RATE_HZ && self.is_clear(contact) {
            tell(ContactCandidate {
                kind: ContactKind::InitialContact,
                index: contact,
            });
        }
    }

    /// Upper peaks of the last seconds.
    fn usual_height(&mut self, index: i64) -> Option<f64> {
        while self
            .heights
            .front()
            .is_some_and(|(peak, _)| (index - peak) as f64 > HEIGHTS_S * RATE_HZ)
        {
            self.heights.pop_front();
        }
        let heights: Vec<f64> = self.heights.iter().map(|(_, height)| *height).collect();
        (!heights.is_empty()).then(|| statistics::percentile(&heights, 75.0))
    }

    /// Stride duration in samples from the last two swings; one second where there is none.
    fn stride(&self) -> f64 {
        match self.peaks {
            [Some(first), Some(second)] => ((second - first) as f64).clamp(0.6 * RATE_HZ, 4.0 * RATE_HZ),
            _ => RATE_HZ,
        }
    }

    /// No sample is missing around a contact, as far as samples have come.
    fn is_clear(&self, contact: f64) -> bool {
        let oldest = self.next - self.rates.len() as i64;
        let from = contact.floor() as i64 - CLEAR as i64;
        let to = contact.ceil() as i64 + CLEAR as i64;
        let place = |index: i64| (index - oldest).clamp(0, self.rates.len() as i64) as usize;
        self.rates.range(place(from)..place(to + 1)).all(|(_, valid)| *valid)
    }
}

/// How many rates are kept: the kernel's length, and what lies around a contact that is decided at the last moment.
const KEPT: usize = 32;

/// The two-way response of the timing filter around its middle, cut to the look-ahead and scaled to a sum of one.
fn kernel() -> [f64; 2 * LOOK_AHEAD + 1] {
    const MIDDLE: usize = 60;
    let mut impulse = [0.0; 2 * MIDDLE + 1];
    impulse[MIDDLE] = 1.0;
    let response = match Butterworth::lowpass(4, TIMING_HZ, RATE_HZ) {
        Ok(filter) => filter.filtfilt(&impulse),
        Err(_) => impulse.to_vec(),
    };
    let mut kernel = [0.0; 2 * LOOK_AHEAD + 1];
    kernel.copy_from_slice(&response[MIDDLE - LOOK_AHEAD..=MIDDLE + LOOK_AHEAD]);
    let sum: f64 = kernel.iter().sum();
    kernel.map(|weight| weight / sum)
}
