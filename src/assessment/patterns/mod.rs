//! Ways of walking that relieve something: which are there, on which leg, and how surely.
//!
//! Every pattern is a description of movement and names no cause. [`table`] is the one place where a pattern's sensors,
//! criteria, limits and sources, look-alikes, forbidden claims and hand checks are written; `judge` measures each
//! criterion, `verdict` puts them together.
//!
//! - `Shown`: a leading criterion on a primary measure holds (its verdict as a side difference is `Shown`), or at least
//!   two independent criteria hold on the same leg, one of them a leading one.
//! - `Possible`: another leading criterion holds alone, or the value itself, not its whole interval, is beyond its limit.
//! - `NotShown`: enough criteria could be judged, and no leading one holds.
//! - `CannotBeJudged`: a sensor, the alignment, strides, speed or walking time is missing; the reasons say which.
//!
//! Criteria that share a zero, a sensor or a signal form one *strand* and count once: times from contacts, angles of one
//! segment or joint, the pelvis, accelerations at the impact. Levels against healthy adults carry the uncertainty of two
//! zeros, the person's own stand and the optical model's, and confirm at most, except a swing flexion so small that no
//! zero explains it. Impacts confirm and never lead.

mod course;
pub mod expected;
mod judge;
pub mod table;
mod verdict;

#[cfg(test)]
mod tests;

pub use verdict::has_side;

use super::{Finding, MeasureSummary, Pattern, SideDifference};
use crate::Doubt;
use body::SegmentCalibration;
use gait::impact::ShockTransfer;
use gait::regularity::Variability;
use gait::{AngleSeries, ContactSource, Stride};
use recording::{Session, Site};

/// What the patterns are read from; the parts of an analysis that are there before.
#[derive(Debug, Clone)]
pub struct PatternInput<'a> {
    /// What is said of person and protocol.
    pub session: &'a Session,
    /// Sites with a sensor, sorted.
    pub sites: Vec<Site>,
    /// How each sensor sits on its segment.
    pub calibration: &'a [SegmentCalibration],
    /// The kind of sensor that told the contacts.
    pub contact_source: Option<ContactSource>,
    /// In order of start.
    pub strides: &'a [Stride],
    /// Degrees over time; the tilt and lean of pelvis and trunk are read from it.
    pub angles: &'a AngleSeries,
    /// Each measure by side.
    pub measures: &'a [MeasureSummary],
    /// Left against right.
    pub side_differences: &'a [SideDifference],
    /// How vibration changes from sensor to sensor.
    pub shock_transfer: &'a [ShockTransfer],
    /// Spread from stride to stride.
    pub variability: &'a [Variability],
    /// Where the sensors do not agree with each other.
    pub doubts: &'a [Doubt],
    /// Sites whose sensor moved on its strap.
    pub moved: Vec<Site>,
    /// Median over included strides, m/s.
    pub speed_mps: Option<f64>,
    /// Seed of the bootstrap intervals that are made here.
    pub seed: u64,
}

/// One finding per pattern, in the order of [`Pattern::ALL`].
///
/// A finding names the leg with the stronger evidence. Where both legs are shown (against healthy adults, since neither
/// can differ from the other in both directions), or both are possible by as many strands, the side is `None`, the remark
/// `both-legs` says so, and the criteria are those of the leg that is further from the limits. Criteria are
/// written from the named leg's point of view: a difference is own minus other (for log ratios `100 ln(own / other)`).
///
/// Cost: milliseconds; the trend over a long walk is quadratic in its blocks of five strides.
pub fn findings(input: &PatternInput) -> Vec<Finding> {
    let judge = judge::Judge::new(input);
    Pattern::ALL
        .iter()
        .map(|pattern| verdict::finding(table::rule(*pattern), &judge))
        .collect()
}
