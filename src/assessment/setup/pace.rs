//! Sensors that fall behind the others: rows were lost, and the file's time counts rows.
//!
//! The sagittal rates of two limbs keep their shift against each other through a whole recording. It is followed from one
//! window to the next, which no stride's ambiguity can disturb as long as each loss is short. A sensor that shifts against
//! all others, in one direction, has lost rows.

use super::{Fault, Remedy, SetupFinding};
use crate::body::activity::low_pass;
use crate::body::{Motion, RATE_HZ};
use crate::recording::{Recording, Site};
use nalgebra::Vector3;

/// Windows that are compared, the step between them, and how far the shift may move from one to the next, seconds.
const WINDOW_S: f64 = 6.0;
const STEP_S: f64 = 3.0;
const MOST_S: f64 = 0.30;
/// A shift against the others beyond this is no clock's drift and no change of gait, seconds.
const LATE_S: f64 = 0.15;
/// Windows that fit worse than this say nothing.
const FIT: f64 = 0.6;

/// Compares all pairs of sensors.
pub(super) fn compare(recording: &Recording, refused: &[Site]) -> Vec<SetupFinding> {
    // Only rows as time can hide a loss: a gap in the times is seen as a gap.
    let even = |site: &Site| {
        recording.tracks.get(site).is_some_and(|track| {
            let interval = 1.0 / track.rate_hz;
            track
                .time_s
                .windows(2)
                .all(|pair| (pair[1] - pair[0] - interval).abs() < 0.02 * interval)
        })
    };
    let Some(motion) = Motion::from_recording(recording) else {
        return Vec::new();
    };
    let sizes: Vec<(Site, Vec<f64>)> = motion
        .sensors
        .iter()
        .filter(|(site, _)| !refused.contains(site))
        .map(|(site, sensor)| {
            (
                *site,
                low_pass(&sensor.gyr.iter().map(Vector3::norm).collect::<Vec<f64>>(), 4.0),
            )
        })
        .collect();
    let mut findings = Vec::new();
    for (k, (site, own)) in sizes.iter().enumerate() {
        if !even(site) {
            continue;
        }
        let shifts: Vec<f64> = (0..sizes.len())
            .filter(|&j| j != k)
            .filter_map(|j| end_shift(own, &sizes[j].1))
            .collect();
        if shifts.is_empty() {
            continue;
        }
        // Early against most of the others: the rows after a loss come too soon.
        let late = shifts.iter().filter(|shift| **shift > LATE_S).count();
        if late * 2 > shifts.len() || (late == shifts.len() && late > 0) {
            let mut ordered = shifts.clone();
            ordered.sort_by(f64::total_cmp);
            let shift = ordered[ordered.len() / 2];
            findings.push(
                SetupFinding::new(Fault::LostRows, Remedy::Refused)
                    .at(*site)
                    .sized(1e3 * shift),
            );
        }
    }
    findings
}

/// By how much the first signal came to be early against the second one, seconds; `None` where they cannot be followed.
fn end_shift(a: &[f64], b: &[f64]) -> Option<f64> {
    let (window, step, most) = (
        (WINDOW_S * RATE_HZ) as usize,
        (STEP_S * RATE_HZ) as usize,
        (MOST_S * RATE_HZ) as isize,
    );
    let n = a.len().min(b.len());
    let mut shift: Option<isize> = None;
    let mut first: Option<isize> = None;
    let mut at = 0;
    while at + window <= n {
        let centre = shift.unwrap_or(0);
        let range = if shift.is_none() { (RATE_HZ as isize) / 2 } else { most };
        let mut best = (f64::NEG_INFINITY, centre);
        for lag in centre - range..=centre + range {
            let from = at as isize + lag;
            if from < 0 || from as usize + window > n {
                continue;
            }
            let from = from as usize;
            let fit = crate::signal::statistics::correlation(&a[at..at + window], &b[from..from + window]);
            if fit > best.0 {
                best = (fit, lag);
            }
        }
        if best.0 > FIT {
            first.get_or_insert(best.1);
            shift = Some(best.1);
        }
        at += step;
    }
    Some((shift? - first?) as f64 / RATE_HZ)
}
