//! Asymmetric loading in one statement: which leg is spared, by how much, how surely.
//!
//! Every loading indicator is held against what healthy legs differ by; the indicators of one strand (support, contact,
//! bending, swing) are averaged, then the strands, so that four times of the same contacts do not outvote one impact.
//! Accelerations and times, never forces, never shares of body weight.

use super::limits::limits;
use super::{Finding, FindingVerdict, Pattern, SideDifference, Verdict};
use gait::Measure;
use recording::Side;
use schemars::JsonSchema;
use serde::Serialize;

/// One indicator: a leg that has less of it is the spared one.
const INDICATORS: [(Measure, Strand); 9] = [
    (Measure::StanceTime, Strand::Support),
    (Measure::SingleSupportTime, Strand::Support),
    (Measure::PeakTibialAcceleration, Strand::Contact),
    (Measure::TibialLoadingRate, Strand::Contact),
    (Measure::KneeLoadingExcursion, Strand::Bending),
    (Measure::AttenuationShankThigh, Strand::Bending),
    (Measure::ThighSwingPeakRate, Strand::Swing),
    (Measure::ShankSwingPeakRate, Strand::Swing),
    (Measure::ShankRange, Strand::Swing),
];

/// Indicators that rest on the same thing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Strand {
    /// Time on the leg.
    Support,
    /// How hard the foot is put down.
    Contact,
    /// How the knee takes the load, and how much of the impact it lets through.
    Bending,
    /// How fast and how far the leg is swung.
    Swing,
}

/// One loading indicator, from the left leg's and the right leg's difference.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct Indicator {
    /// Which.
    pub measure: Measure,
    /// What it rests on.
    pub strand: Strand,
    /// The leg that has less, `None` where the interval includes no difference.
    pub spared: Option<Side>,
    /// Size of the difference in multiples of what measurement error and healthy legs explain; above 1 is beyond both.
    pub times_limit: f64,
    /// On the side difference itself.
    pub verdict: Verdict,
}

/// The loading indicators drawn together.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct LoadingBalance {
    /// The leg that is spared; `None` where the indicators do not agree on one.
    pub spared: Option<Side>,
    /// Mean over the strands in multiples of the limits, against the leg that is spared; 0 is even.
    pub times_limit: f64,
    /// Indicators that point to the spared leg, that point to the other, and that were judged at all.
    pub towards: usize,
    /// Indicators that point to the other leg.
    pub against: usize,
    /// Indicators that were judged at all.
    pub judged: usize,
    /// As the pattern says: `Shown` needs two independent criteria and none against.
    pub verdict: FindingVerdict,
    /// One by one.
    pub indicators: Vec<Indicator>,
}

/// Draws the indicators together; `None` where no side was compared at all.
pub fn balance(differences: &[SideDifference], findings: &[Finding]) -> Option<LoadingBalance> {
    let rows: Vec<(Indicator, f64)> = INDICATORS
        .iter()
        .filter_map(|(measure, strand)| {
            let row = differences.iter().find(|row| row.measure == *measure)?;
            let limit = limits(*measure).map(|limit| limit.error.max(limit.healthy))?;
            // Right minus left: positive means that the left leg has less.
            let signed = row.difference / limit;
            let less = if signed > 0.0 { Side::Left } else { Side::Right };
            let sure = row.gates.beyond_noise && row.verdict != Verdict::CannotBeJudged;
            let indicator = Indicator {
                measure: *measure,
                strand: *strand,
                spared: sure.then_some(less),
                times_limit: signed.abs(),
                verdict: row.verdict,
            };
            Some((indicator, signed))
        })
        .collect();
    if rows.is_empty() {
        return None;
    }
    let judged: Vec<&(Indicator, f64)> = rows
        .iter()
        .filter(|(indicator, _)| indicator.verdict != Verdict::CannotBeJudged)
        .collect();
    let mut strands: Vec<f64> = Vec::new();
    for strand in [Strand::Support, Strand::Contact, Strand::Bending, Strand::Swing] {
        let of: Vec<f64> = judged
            .iter()
            .filter(|(indicator, _)| indicator.strand == strand)
            .map(|(_, signed)| *signed)
            .collect();
        if !of.is_empty() {
            strands.push(of.iter().sum::<f64>() / of.len() as f64);
        }
    }
    let mean = if strands.is_empty() {
        0.0
    } else {
        strands.iter().sum::<f64>() / strands.len() as f64
    };
    let finding = findings
        .iter()
        .find(|finding| finding.pattern == Pattern::AsymmetricLoading);
    let verdict = finding.map_or(FindingVerdict::CannotBeJudged, |finding| finding.verdict);
    let seen = matches!(verdict, FindingVerdict::Shown | FindingVerdict::Possible);
    let spared = finding.and_then(|finding| finding.side).filter(|_| seen);
    let towards = |side: Side| judged.iter().filter(|row| row.0.spared == Some(side)).count();
    let (for_it, against) = match spared {
        Some(side) => (towards(side), towards(side.other())),
        None => {
            let both = [towards(Side::Left), towards(Side::Right)];
            (both[0].max(both[1]), both[0].min(both[1]))
        }
    };
    Some(LoadingBalance {
        spared,
        times_limit: match spared {
            Some(Side::Left) => mean,
            Some(Side::Right) => -mean,
            None => mean.abs(),
        },
        towards: for_it,
        against,
        judged: judged.len(),
        verdict,
        indicators: rows.into_iter().map(|(indicator, _)| indicator).collect(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Settings, analyze};
    use simulation::presets::{healthy, limp};
    use simulation::{Scenario, simulate};

    fn balance_of(scenario: &Scenario) -> LoadingBalance {
        let analysis = analyze(&simulate(scenario).recording, &Settings::default()).expect("a walk");
        analysis.loading.expect("both legs")
    }

    #[test]
    fn a_limp_spares_its_leg_and_in_the_mirror_the_other() {
        let scenario = limp(5);
        let (one, other) = (balance_of(&scenario), balance_of(&scenario.mirrored()));
        assert_eq!(one.verdict, FindingVerdict::Shown, "{one:#?}");
        assert_eq!((one.spared, other.spared), (Some(Side::Left), Some(Side::Right)));
        assert!(
            one.times_limit > 0.5 && one.towards >= 3 && one.against == 0,
            "{one:#?}"
        );
        assert!((one.times_limit - other.times_limit).abs() < 0.1);
    }

    #[test]
    fn even_legs_spare_none() {
        let even = balance_of(&healthy(5));
        assert_eq!(even.spared, None, "{even:#?}");
        assert!(
            even.times_limit < 0.5 && even.verdict == FindingVerdict::NotShown,
            "{even:#?}"
        );
    }
}
