//! Ways of walking that relieve something: which are there, on which leg, and how surely.
//!
//! Every pattern is a description of movement and names no cause. [`table`] is the one place where a pattern's sensors,
//! criteria, limits and sources, look-alikes, forbidden claims and hand checks are written; `judge` measures each
//! criterion, `verdict` puts them together.
//!
//! - `Shown`: at least two independent criteria hold on the same leg, one of them a leading one.
//! - `Possible`: a leading criterion holds alone.
//! - `NotShown`: enough criteria could be judged, and no leading one holds.
//! - `CannotBeJudged`: a sensor, the alignment, strides, speed or walking time is missing; the reasons say which.
//!
//! Criteria that rest on the same contacts or the same angle against the same yardstick form one *strand* and count
//! once. A level against healthy adults and a difference against the other leg are two strands: the yardsticks are
//! independent, and a person who walks like that on both legs meets only the first.

mod course;
pub(crate) mod expected;
mod judge;
pub mod table;
mod verdict;

#[cfg(test)]
mod tests;

pub use verdict::has_side;

use super::{Finding, MeasureSummary, Pattern, SideDifference};
use crate::analysis::Analysis;
use crate::body::SegmentCalibration;
use crate::gait::impact::ShockTransfer;
use crate::gait::regularity::Variability;
use crate::gait::{AngleSeries, ContactSource, Measure, Stride};
use crate::recording::{Session, Site};

/// What the patterns are read from; everything is borrowed from a finished or nearly finished analysis.
#[derive(Debug, Clone)]
pub struct PatternInput<'a> {
    pub session: &'a Session,
    /// Sites with a sensor, sorted.
    pub sites: Vec<Site>,
    pub calibration: &'a [SegmentCalibration],
    pub contact_source: Option<ContactSource>,
    /// In order of start.
    pub strides: &'a [Stride],
    /// Degrees over time; the tilt and lean of pelvis and trunk are read from it.
    pub angles: &'a AngleSeries,
    pub measures: &'a [MeasureSummary],
    pub side_differences: &'a [SideDifference],
    pub shock_transfer: &'a [ShockTransfer],
    pub variability: &'a [Variability],
    /// Sites whose sensor moved on its strap.
    pub moved: Vec<Site>,
    /// Median over included strides, m/s.
    pub speed_mps: Option<f64>,
    /// Seed of the bootstrap intervals that are made here.
    pub seed: u64,
}

impl<'a> PatternInput<'a> {
    /// The input as a finished analysis holds it.
    pub fn of(analysis: &'a Analysis) -> PatternInput<'a> {
        let mut sites: Vec<Site> = analysis.sensors.iter().map(|sensor| sensor.site).collect();
        sites.sort_unstable();
        PatternInput {
            session: &analysis.session,
            sites,
            calibration: &analysis.calibration,
            contact_source: analysis.contact_source,
            strides: &analysis.strides,
            angles: &analysis.angles,
            measures: &analysis.measures,
            side_differences: &analysis.side_differences,
            shock_transfer: &analysis.shock_transfer,
            variability: &analysis.variability,
            moved: analysis.changes.moved.iter().map(|sensor| sensor.site).collect(),
            speed_mps: analysis.measure(Measure::Speed, None).map(|summary| summary.value),
            seed: analysis.settings.seed,
        }
    }
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
