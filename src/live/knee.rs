//! The angles of one leg as they come, and the knee over the last stride.

use super::calibration::Fit;
use super::sensor::LiveSensor;
use super::types::LiveAngles;
use body::RATE_HZ;
use body::angles::knee_flexion;
use recording::Side;
use std::collections::VecDeque;

/// Longest stride over which a knee is looked at, samples of the common clock.
const KEPT: usize = (3.0 * RATE_HZ) as usize;
/// One in so many samples of the common clock is told.
const TOLD_EVERY: i64 = 2;

/// A sensor with its fit.
pub(super) type Fitted<'a> = (&'a LiveSensor, &'a Fit);

/// Knee over the last seconds of one leg.
#[derive(Debug, Clone, Default)]
pub(super) struct LegAngles {
    /// Next index of the common clock.
    next: Option<i64>,
    knee: VecDeque<f64>,
}

/// The knee within one stride, degrees.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct KneeOfStride {
    pub(super) peak: f64,
    pub(super) range: f64,
}

impl LegAngles {
    /// Goes on as far as all sensors of the leg have come. A sensor that is silent is left out by the caller.
    pub(super) fn advance(
        &mut self,
        side: Side,
        origin_s: f64,
        thigh: Option<Fitted>,
        shank: Option<Fitted>,
        mut tell: impl FnMut(LiveAngles),
    ) {
        let both = [thigh, shank];
        let sensors = || both.iter().flatten().map(|(sensor, _)| sensor);
        let (Some(end), Some(first)) = (
            sensors().map(|sensor| sensor.end()).min(),
            sensors().map(|sensor| sensor.first).max(),
        ) else {
            return;
        };
        // A leg that is calibrated now begins now, not with its past.
        let start = self.next.unwrap_or(end).max(first);
        if self.next.is_some_and(|next| next < start) {
            self.knee.clear();
        }
        for index in start..end {
            let inclination = |fitted: Option<Fitted>| -> Option<f64> {
                let (sensor, fit) = fitted?;
                let place = sensor.place(index)?;
                sensor.motion.valid[place].then(|| fit.axes.inclination(&sensor.motion.up[place]).to_degrees())
            };
            let (upper, lower) = (inclination(thigh), inclination(shank));
            let knee = upper.zip(lower).map(|(upper, lower)| knee_flexion(upper, lower));
            self.knee.push_back(knee.unwrap_or(f64::NAN));
            if self.knee.len() > KEPT {
                self.knee.pop_front();
            }
            if index % TOLD_EVERY == 0 {
                tell(LiveAngles {
                    side,
                    time_s: origin_s + index as f64 / RATE_HZ,
                    knee_flexion_deg: knee,
                    thigh_inclination_deg: upper,
                    shank_inclination_deg: lower,
                });
            }
        }
        self.next = Some(start.max(end));
    }

    /// One past the newest index that has angles.
    pub(super) fn end(&self) -> Option<i64> {
        self.next
    }

    /// Knee flexion at a fractional index, degrees.
    pub(super) fn at(&self, index: f64) -> Option<f64> {
        let oldest = self.next? - self.knee.len() as i64;
        let below = index.floor();
        let place = usize::try_from(below as i64 - oldest).ok()?;
        let (a, b) = (*self.knee.get(place)?, *self.knee.get(place + 1)?);
        let value = a + (b - a) * (index - below);
        value.is_finite().then_some(value)
    }

    /// Peak and range between two indices, where no sample is missing.
    pub(super) fn within(&self, from: f64, to: f64) -> Option<KneeOfStride> {
        let oldest = self.next? - self.knee.len() as i64;
        let first = usize::try_from(from.ceil() as i64 - oldest).ok()?;
        let last = usize::try_from(to.floor() as i64 - oldest).ok()?.min(self.knee.len());
        if last <= first {
            return None;
        }
        let (low, high) = self
            .knee
            .range(first..last)
            .fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), value| {
                (low.min(*value), high.max(*value))
            });
        let whole = self.knee.range(first..last).all(|value| value.is_finite());
        whole.then_some(KneeOfStride {
            peak: high,
            range: high - low,
        })
    }
}
