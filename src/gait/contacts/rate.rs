//! Contacts from the sagittal angular rate of a shank (or, weaker, a thigh).
//!
//! A swing is a high positive peak of the rate. The shank stops turning forward just before the heel lands and starts
//! just after the toes have left: the zero crossings beside the peak, with a fixed delay, mark the contacts. Crossings
//! are steep, so they move little with smoothing; the minima that the textbooks take (Salarian 2004; Catalfamo 2010)
//! move by tens of milliseconds and split in two.

use crate::types::ContactSource;
use body::activity::low_pass;
use body::motion::{RATE_HZ, runs};
use signal::{peaks, statistics};

/// Which landmarks of the rate mark the contacts.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Method {
    /// The kind of sensor.
    pub source: ContactSource,
    /// Lowest swing peak, rad/s.
    pub floor_radps: f64,
    /// Share of the local upper peaks that a swing must reach.
    pub share: f64,
    /// Initial contact after the downward zero crossing, seconds.
    pub initial_delay_s: f64,
    /// Final contact after the upward zero crossing, seconds; negative is before.
    pub final_delay_s: f64,
    /// The same as shares of the stride time, for landmarks that move with it.
    pub initial_delay_share: f64,
    /// Final contact after the upward zero crossing, as a share of the stride time.
    pub final_delay_share: f64,
    /// What is added to an initial contact for every second by which a stride lasts longer than `SLOW_STRIDE_S`, seconds.
    pub initial_slow_share: f64,
    /// What is added to a final contact for every second by which push-offs last longer than `SLOW_PUSH_OFF_S`, seconds.
    pub final_slow_share: f64,
}

/// Beyond this stride time the downward crossing of the shank's rate moves away from the contact, seconds. Ours: after a stroke
/// and with Parkinson's disease foot sensors show no such move up to 1.6 s; what lies beyond rests on healthy curves alone.
const SLOW_STRIDE_S: f64 = 1.65;
/// Usual time from a shank's fastest backward turn to the upward crossing, seconds: 84 to 118 ms in walks of healthy people,
/// after a stroke and of old people at 0.9 to 1.5 s a stride, where the final contact keeps its distance from the crossing.
const SLOW_PUSH_OFF_S: f64 = 0.125;
/// Part of a stride before the crossing in which the shank turns backward fastest.
const PUSH_OFF_SHARE: f64 = 0.35;
/// Push-offs of both legs, before and after one, over which their time is taken.
const PUSH_OFFS_AROUND: usize = 8;

impl Method {
    /// Samples from the downward zero crossing to the initial contact, for a stride of so many samples.
    pub fn initial_delay(&self, stride: f64) -> f64 {
        let slow = (stride - SLOW_STRIDE_S * RATE_HZ).max(0.0);
        RATE_HZ * self.initial_delay_s + stride * self.initial_delay_share + slow * self.initial_slow_share
    }

    /// Samples from the upward zero crossing to the final contact (negative: before), for a stride of so many samples and a
    /// push-off of usual length.
    pub fn final_delay(&self, stride: f64) -> f64 {
        RATE_HZ * self.final_delay_s + stride * self.final_delay_share
    }
}

/// Shank: delays between what force plates show (28 and −65 ms) and what the healthy adult mean curves show (34 and
/// −74 ms); the two differ by less than the plates' own spread between people. Where a push-off takes longer, the final contact
/// lies farther before the crossing: in the mean curves of three laboratories from 0.4 to 1.5 m/s by 0.53 to 0.63 of what it
/// takes longer. People who walk as slowly with quick push-offs (1.5 to 1.9 s a stride after a stroke) keep the usual distance.
pub const SHANK: Method = Method {
    source: ContactSource::Shank,
    floor_radps: 0.61,
    share: 0.4,
    initial_delay_s: 0.032,
    final_delay_s: -0.070,
    initial_delay_share: 0.0,
    final_delay_share: 0.0,
    initial_slow_share: 0.035,
    final_slow_share: -0.55,
};

/// Thigh: largest flexion lies at 86.7 %, largest extension at 52.5 % of the healthy cycle (84 adult strides), so the
/// contacts follow by 13 % and 8 % of the stride.
pub const THIGH: Method = Method {
    source: ContactSource::Thigh,
    floor_radps: 0.5,
    share: 0.4,
    initial_delay_s: 0.0,
    final_delay_s: 0.0,
    initial_delay_share: 0.13,
    final_delay_share: 0.08,
    initial_slow_share: 0.0,
    final_slow_share: 0.0,
};

/// One swing phase; fractional sample indices. A swing cut by the recording's edge has one contact only.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Swing {
    /// Where the rate is highest.
    pub peak: f64,
    /// Height of the peak, rad/s.
    pub height: f64,
    /// Where the foot left the ground.
    pub final_contact: Option<f64>,
    /// Where the foot met the ground.
    pub initial_contact: Option<f64>,
    /// Samples from the fastest backward turn to the upward zero crossing.
    pub push_off: Option<f64>,
}

/// Moves the final contacts of both legs to where slow push-offs put them. All legs' push-offs count together, so that no
/// difference between the legs comes from it. Cost: linear.
pub(super) fn allow_for_slow_push_off(legs: &mut [Vec<Swing>], method: &Method) {
    let mut all: Vec<(f64, f64)> = legs
        .iter()
        .flatten()
        .filter_map(|swing| Some((swing.peak, swing.push_off?)))
        .collect();
    all.sort_by(|a, b| a.0.total_cmp(&b.0));
    let around = |peak: f64| {
        let at = all.partition_point(|other| other.0 < peak);
        let near = &all[at.saturating_sub(PUSH_OFFS_AROUND)..(at + PUSH_OFFS_AROUND).min(all.len())];
        statistics::median(&near.iter().map(|other| other.1).collect::<Vec<f64>>())
    };
    for swing in legs.iter_mut().flatten().filter(|swing| swing.push_off.is_some()) {
        let slow = (around(swing.peak) - SLOW_PUSH_OFF_S * RATE_HZ).max(0.0);
        let moved = |contact: f64| (contact + slow * method.final_slow_share).max(0.0);
        swing.final_contact = swing.final_contact.map(moved);
    }
}

/// Cut-off for finding swings and for timing contacts, Hz.
const SWING_HZ: f64 = 6.0;
const TIMING_HZ: f64 = 15.0;
/// Swings of one leg follow each other by at least this, seconds.
const SHORTEST_STRIDE_S: f64 = 0.5;
/// Longest time from a zero crossing to the swing peak, seconds: a fifth of a stride, and strides last up to 4 s.
const LONGEST_HALF_SWING_S: f64 = 1.2;
/// Missing samples within this distance of a contact withdraw it, seconds.
const CLEAR_S: f64 = 0.03;

/// Finds all swings of one leg. `rate` is the sagittal angular rate on the common clock, rad/s, swing positive; `valid`
/// marks samples that are not missing. Cost: linear.
pub fn swings(rate: &[f64], valid: &[bool], method: &Method) -> Vec<Swing> {
    let mut found = Vec::new();
    for run in joined_runs(valid) {
        swings_of_run(&rate[run.clone()], run.start, method, &mut found);
    }
    for swing in &mut found {
        for contact in [&mut swing.final_contact, &mut swing.initial_contact] {
            *contact = contact.filter(|index| is_clear(valid, *index));
        }
    }
    found
}

/// Runs of valid samples, joined over gaps of up to a quarter of a second: the rate is interpolated there, and a swing
/// peak is still where it is.
fn joined_runs(valid: &[bool]) -> Vec<std::ops::Range<usize>> {
    let mut joined: Vec<std::ops::Range<usize>> = Vec::new();
    for run in runs(valid) {
        match joined.last_mut() {
            Some(last) if run.start - last.end <= (0.25 * RATE_HZ) as usize => last.end = run.end,
            _ => joined.push(run),
        }
    }
    joined
}

fn is_clear(valid: &[bool], index: f64) -> bool {
    let reach = CLEAR_S * RATE_HZ;
    let from = (index - reach).max(0.0) as usize;
    let to = ((index + reach) as usize).min(valid.len().saturating_sub(1));
    from <= to && valid[from..=to].iter().all(|valid| *valid)
}

fn swings_of_run(rate: &[f64], offset: usize, method: &Method, found: &mut Vec<Swing>) {
    if rate.len() < (0.3 * RATE_HZ) as usize {
        return;
    }
    let smooth = low_pass(rate, SWING_HZ);
    let timing = low_pass(rate, TIMING_HZ);
    let peaks = swing_peaks(&smooth, method);
    for (order, &peak) in peaks.iter().enumerate() {
        let before = if order > 0 { peaks[order - 1] } else { 0 };
        let after = peaks.get(order + 1).copied().unwrap_or(rate.len() - 1);
        let reach = (LONGEST_HALF_SWING_S * RATE_HZ) as usize;
        let rise = last_rising(&timing, before.max(peak.saturating_sub(reach)), peak);
        let fall = first_falling(&timing, peak, after.min(peak + reach));
        let stride = stride_around(&peaks, order);
        let initial = fall.map(|index| index + method.initial_delay(stride));
        let last = rise.map(|index| index + method.final_delay(stride));
        let inside = |index: &f64| *index >= 0.0 && *index <= (rate.len() - 1) as f64;
        found.push(Swing {
            peak: (peak + offset) as f64,
            height: smooth[peak],
            final_contact: last.filter(inside).map(|index| index + offset as f64),
            initial_contact: initial.filter(inside).map(|index| index + offset as f64),
            push_off: rise.and_then(|index| push_off(&timing, before, index, stride)),
        });
    }
}

/// Samples from the fastest backward turn to an upward zero crossing.
fn push_off(timing: &[f64], before: usize, crossing: f64, stride: f64) -> Option<f64> {
    let from = before.max((crossing - PUSH_OFF_SHARE * stride).max(0.0) as usize);
    let fastest = (from..crossing as usize).min_by(|a, b| timing[*a].total_cmp(&timing[*b]))?;
    Some(crossing - fastest as f64)
}

/// Local stride duration in samples; one second where a swing stands alone.
fn stride_around(peaks: &[usize], order: usize) -> f64 {
    let mut nearest = Vec::new();
    if order > 0 {
        nearest.push((peaks[order] - peaks[order - 1]) as f64);
    }
    if order + 1 < peaks.len() {
        nearest.push((peaks[order + 1] - peaks[order]) as f64);
    }
    nearest
        .into_iter()
        .fold(f64::INFINITY, f64::min)
        .clamp(0.6 * RATE_HZ, 4.0 * RATE_HZ)
        .min(if peaks.len() < 2 { RATE_HZ } else { f64::INFINITY })
}

/// Peaks of the smoothed rate that are swings: high enough among their neighbours, with a stance between them.
fn swing_peaks(smooth: &[f64], method: &Method) -> Vec<usize> {
    let mut candidates = peaks::local_maxima(smooth, method.floor_radps, 1);
    // A recording may begin or end in mid-swing: an edge that is high and falls away inwards counts as a peak.
    let last = smooth.len() - 1;
    if smooth[0] > smooth[1] && smooth[0] >= method.floor_radps {
        candidates.insert(0, 0);
    }
    if smooth[last] > smooth[last - 1] && smooth[last] >= method.floor_radps {
        candidates.push(last);
    }
    let thresholds = local_thresholds(smooth, &candidates, method);
    let mut kept: Vec<usize> = Vec::new();
    for (&candidate, threshold) in candidates.iter().zip(thresholds) {
        if smooth[candidate] < threshold {
            continue;
        }
        match kept.last().copied() {
            Some(previous) if !is_separate(smooth, previous, candidate) => {
                if smooth[candidate] > smooth[previous] {
                    kept.pop();
                    kept.push(candidate);
                }
            }
            _ => kept.push(candidate),
        }
    }
    kept
}

/// Two peaks are two swings if the leg turned backwards between them and enough time passed.
fn is_separate(smooth: &[f64], first: usize, second: usize) -> bool {
    let lowest = smooth[first..=second].iter().copied().fold(f64::INFINITY, f64::min);
    (second - first) as f64 >= SHORTEST_STRIDE_S * RATE_HZ && lowest < 0.0
}

/// For every candidate, `share` of the upper peaks within five seconds: the median of the upper half.
fn local_thresholds(smooth: &[f64], candidates: &[usize], method: &Method) -> Vec<f64> {
    let reach = (5.0 * RATE_HZ) as usize;
    let (mut from, mut to) = (0, 0);
    candidates
        .iter()
        .map(|&centre| {
            while candidates[from] + reach < centre {
                from += 1;
            }
            while to < candidates.len() && candidates[to] <= centre + reach {
                to += 1;
            }
            let heights: Vec<f64> = candidates[from..to].iter().map(|&k| smooth[k]).collect();
            (method.share * statistics::percentile(&heights, 75.0)).max(method.floor_radps)
        })
        .collect()
}

/// Last upward zero crossing in `from..=to`.
fn last_rising(values: &[f64], from: usize, to: usize) -> Option<f64> {
    (from..to)
        .rev()
        .find(|&k| values[k] < 0.0 && values[k + 1] >= 0.0)
        .map(|k| cross(values, k))
}

/// First downward zero crossing in `from..=to`.
fn first_falling(values: &[f64], from: usize, to: usize) -> Option<f64> {
    (from..to)
        .find(|&k| values[k] >= 0.0 && values[k + 1] < 0.0)
        .map(|k| cross(values, k))
}

fn cross(values: &[f64], k: usize) -> f64 {
    k as f64 + values[k] / (values[k] - values[k + 1])
}
