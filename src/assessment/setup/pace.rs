//! Sensors that fall behind the others: rows were lost, and the file's time counts rows.
//!
//! All sensors on one body share its rhythm: a limb turns once to and fro in a stride, the pelvis rises twice. The phase of
//! one sensor's rhythm against another's stays where it is for a whole recording (a limp that begins on the way moves one
//! leg's against the other's by a few hundredths of a second). A sensor whose rows were lost runs ahead of the others, more
//! and more or at once, and never comes back; it does so against all of them by the same time.

use super::{Fault, Remedy, SetupFinding};
use body::activity::turning_mask;
use body::period::stride_period;
use body::principal::{active_mask, mean_direction, principal_axis, sagittal_rate, signed_by_third_moment};
use body::trunk::around;
use body::{Motion, RATE_HZ, SensorMotion};
use nalgebra::Complex;
use recording::{Recording, Segment, Site, Track};
use signal::spectrum::analytic_signal;
use signal::statistics;

/// Strides in a window, and in the step from one to the next.
const WINDOW_STRIDES: f64 = 2.0;
const STEP_STRIDES: f64 = 0.25;
/// A window counts where both rhythms have this share of their usual strength in each of its quarters (starting and
/// stopping is another movement), and where they keep step this well (0..1).
const STRENGTH: f64 = 0.5;
const COHERENCE: f64 = 0.9;
const QUARTERS: usize = 4;
/// Over a longer pause nobody knows how many strides are gone; what happened in it is not counted.
const PAUSE_STRIDES: f64 = 8.0;
/// Windows at the beginning and at the end of each stretch whose median is taken, and fewest of all.
const ENDS: usize = 3;
const FEWEST: usize = 3 * ENDS;
/// Shortest recording that is looked at, seconds.
const SHORTEST_S: f64 = 20.0;
/// A shift against the others beyond this is no change of gait, seconds; nor, with the second, a clock's drift.
const EARLY_S: f64 = 0.12;
const DRIFT: f64 = 200e-6;

/// The rhythm of one sensor: amplitude and phase of its oscillation.
struct Rhythm {
    site: Site,
    /// Oscillations in a stride: 1 for limbs, 2 for pelvis and trunk.
    per_stride: i32,
    wave: Vec<Complex<f64>>,
    /// Usual size of the wave.
    strength: f64,
}

/// Compares all sensors with each other.
pub(super) fn compare(recording: &Recording, motion: &Motion, refused: &[Site]) -> Vec<SetupFinding> {
    // A short walk is hardly more than a start and a stop.
    let Some(period) = stride_period(motion).filter(|_| motion.grid.len as f64 > SHORTEST_S * RATE_HZ) else {
        return Vec::new();
    };
    let rhythms: Vec<Rhythm> = motion
        .sensors
        .values()
        .filter(|sensor| !refused.contains(&sensor.site))
        .filter_map(|sensor| rhythm(sensor, RATE_HZ / period))
        .collect();
    let n = rhythms.len();
    // How far each came to be ahead of each other one, seconds.
    let ahead: Vec<Vec<Option<f64>>> = (0..n)
        .map(|a| {
            (0..n)
                .map(|b| {
                    if a == b {
                        None
                    } else {
                        shift(&rhythms[a], &rhythms[b], period)
                    }
                })
                .collect()
        })
        .collect();
    let allowed = EARLY_S + DRIFT * motion.grid.len as f64 / RATE_HZ;
    let mut findings = Vec::new();
    for (a, rhythm) in rhythms.iter().enumerate() {
        let own: Vec<f64> = ahead[a].iter().flatten().copied().collect();
        if own.is_empty() || !recording.tracks.get(&rhythm.site).is_some_and(counts_rows) {
            continue;
        }
        // Ahead of most of the others; of two sensors, of the other one.
        let early = own.iter().filter(|shift| **shift > allowed).count();
        if 2 * early > own.len() {
            findings.push(
                SetupFinding::new(Fault::LostRows, Remedy::Refused)
                    .at(rhythm.site)
                    .sized(1e3 * statistics::median(&own)),
            );
        }
    }
    findings
}

/// Whether the times are those of a counter: only such times can hide a loss, which otherwise is seen as a gap.
fn counts_rows(track: &Track) -> bool {
    let interval = 1.0 / track.rate_hz;
    track
        .time_s
        .windows(2)
        .all(|pair| (pair[1] - pair[0] - interval).abs() < 0.02 * interval)
}

fn rhythm(sensor: &SensorMotion, stride_hz: f64) -> Option<Rhythm> {
    let (values, per_stride) = match sensor.site.segment() {
        Segment::Thigh | Segment::Shank | Segment::Foot => {
            let active = active_mask(sensor, &turning_mask(sensor));
            let up = mean_direction(&sensor.up, &active)?;
            let axis = principal_axis(&sensor.gyr, &active, &up)?.axis;
            let axis = signed_by_third_moment(sensor, axis, &active);
            (sagittal_rate(sensor, &axis), 1)
        }
        Segment::Pelvis | Segment::Trunk => {
            let vertical = sensor.acc.iter().zip(&sensor.up).map(|(acc, up)| acc.dot(up));
            (vertical.collect(), 2)
        }
    };
    let wave = analytic_signal(&around(&values, stride_hz * f64::from(per_stride)));
    let sizes: Vec<f64> = wave.iter().map(|value| value.norm()).collect();
    let strength = statistics::percentile(&sizes, 75.0);
    (strength > 0.0).then_some(Rhythm {
        site: sensor.site,
        per_stride,
        wave,
        strength,
    })
}

/// By how much the first sensor came to be ahead of the second one, seconds; `None` where they do not keep step.
fn shift(a: &Rhythm, b: &Rhythm, period: f64) -> Option<f64> {
    let common = a.per_stride.max(b.per_stride);
    let window = (WINDOW_STRIDES * period) as usize;
    let step = ((STEP_STRIDES * period) as usize).max(1);
    let n = a.wave.len().min(b.wave.len());
    let mut stretches: Vec<Vec<f64>> = Vec::new();
    let mut last: Option<(usize, f64)> = None;
    let mut at = 0;
    while at + window <= n {
        if let Some(phase) = in_step(a, b, common, at, window) {
            // Unrolled from window to window, over a short pause to the nearest.
            let near = last.filter(|(before_at, _)| (at - before_at) as f64 <= PAUSE_STRIDES * period);
            let unrolled = near.map_or(phase, |(_, before)| before + statistics::wrap_angle(phase - before));
            if near.is_none() {
                stretches.push(Vec::new());
            }
            if let Some(stretch) = stretches.last_mut() {
                stretch.push(unrolled);
            }
            last = Some((at, unrolled));
        }
        at += step;
    }
    if stretches.iter().map(Vec::len).sum::<usize>() < FEWEST {
        return None;
    }
    let gained: f64 = stretches
        .iter()
        .map(|stretch| {
            let ends = (stretch.len() / 2).clamp(1, ENDS);
            statistics::median(&stretch[stretch.len() - ends..]) - statistics::median(&stretch[..ends])
        })
        .sum();
    let per_second = std::f64::consts::TAU * f64::from(common) * RATE_HZ / period;
    Some(gained / per_second)
}

/// Phase of the first rhythm against the second one in a window; `None` where they are weak or out of step.
fn in_step(a: &Rhythm, b: &Rhythm, common: i32, at: usize, window: usize) -> Option<f64> {
    // A limb's phase is doubled where it is compared with the pelvis.
    let raised = |rhythm: &Rhythm, k: usize| {
        let value = rhythm.wave[k];
        if rhythm.per_stride == common || value.norm() <= 0.0 {
            value
        } else {
            value * value / value.norm()
        }
    };
    let (mut product, mut size_a, mut size_b) = (Complex::new(0.0, 0.0), 0.0, 0.0);
    for quarter in 0..QUARTERS {
        let range = at + quarter * window / QUARTERS..at + (quarter + 1) * window / QUARTERS;
        let length = range.len() as f64;
        let (mut own_a, mut own_b) = (0.0, 0.0);
        for k in range {
            let (x, y) = (raised(a, k), raised(b, k));
            product += x * y.conj();
            own_a += x.norm_sqr();
            own_b += y.norm_sqr();
        }
        let strong = |size: f64, rhythm: &Rhythm| (size / length).sqrt() > STRENGTH * rhythm.strength;
        if !strong(own_a, a) || !strong(own_b, b) {
            return None;
        }
        size_a += own_a;
        size_b += own_b;
    }
    (product.norm() > COHERENCE * (size_a * size_b).sqrt()).then(|| product.arg())
}
