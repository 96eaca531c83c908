//! A person's walk against healthy people at the same speed: expected cadence and step length, and the shape of curves.
//!
//! Speed first, then age. The zero of an angle is the person's own standing, the reference's is an anatomical model's:
//! curves are compared in their shape (means removed), their offsets are given apart. The reduced profile score covers
//! knee, hip and pelvis and bears its own name; it is not the Gait Profile Score of Baker et al. (2009).

use crate::patterns::expected::fit;
use crate::{AbsenceReason, Absent};
use gait::SpeedMethod;
use gait::{Curve, CycleCurve, Measure, Stride};
use recording::{Session, Side};
use schemars::JsonSchema;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use signal::statistics;
use std::sync::LazyLock;

#[cfg(test)]
mod tests;

/// Speeds that the regressions were fitted on, m/s.
const REGRESSION_MPS: std::ops::RangeInclusive<f64> = 0.4..=1.7;
/// Speeds that the comfortable-speed curves stand for, m/s.
const CURVES_MPS: std::ops::RangeInclusive<f64> = 0.9..=1.6;
const YOUNGEST_YEARS: f64 = 18.0;
/// From this age on the older group is expected.
const OLDER_FROM_YEARS: f64 = 45.0;
const POINTS: usize = 101;
/// Fewest strides behind a curve.
const FEWEST_STRIDES: usize = 5;

/// The curves that have a reference, with the tables' names.
const CURVES: [(Curve, &str); 5] = [
    (Curve::KneeFlexion, "knee_flexion"),
    (Curve::HipFlexion, "hip_flexion"),
    (Curve::PelvisTilt, "pelvis_ant_tilt"),
    (Curve::PelvisObliquity, "pelvis_obliquity_up_ipsi"),
    (Curve::PelvisRotation, "pelvis_rotation_fwd_ipsi"),
];

/// A walk against its reference.
#[derive(Debug, Clone, Default, PartialEq, Serialize, JsonSchema)]
pub struct Profile {
    /// Measures against healthy people at this speed.
    pub expected: Vec<Expected>,
    /// Curves against healthy ones.
    pub shapes: Vec<ShapeScore>,
    /// The curves' scores in one number; `None` where curves are missing.
    pub reduced: Option<ReducedScore>,
    /// What has no reference here, and why.
    pub absent: Vec<Absent>,
}

/// Which people the expectation comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum AgeGroup {
    /// 45 years and younger (mean 28).
    Young,
    /// Older than 45 (mean 64).
    Older,
    /// Age unknown: both together.
    All,
}

impl AgeGroup {
    /// `None` for children.
    pub fn of(age_years: Option<f64>) -> Option<AgeGroup> {
        match age_years {
            None => Some(AgeGroup::All),
            Some(age) if age < YOUNGEST_YEARS => None,
            Some(age) if age <= OLDER_FROM_YEARS => Some(AgeGroup::Young),
            Some(_) => Some(AgeGroup::Older),
        }
    }

    fn name(self) -> &'static str {
        match self {
            AgeGroup::Young => "Young",
            AgeGroup::Older => "Older",
            AgeGroup::All => "All",
        }
    }
}

/// A measure against what healthy people show at this walking speed.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct Expected {
    /// Which.
    pub measure: Measure,
    /// This person's, in `unit`.
    pub value: f64,
    /// Of healthy people at this speed, in `unit`.
    pub expected: f64,
    /// Standard deviation of healthy people about the expectation.
    pub sd: f64,
    /// `(value − expected) / sd`.
    pub z: f64,
    /// UCUM unit.
    pub unit: String,
    /// The walking speed, m/s.
    pub speed_mps: f64,
    /// Which people.
    pub group: AgeGroup,
    /// Short id of the source.
    pub source: String,
}

/// How much a curve's shape differs from the healthy mean's: root mean square after both means were removed.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct ShapeScore {
    /// Which.
    pub curve: Curve,
    /// Of which leg.
    pub side: Side,
    /// The difference in shape, degrees.
    pub score_deg: f64,
    /// Mean of the curve minus mean of the reference; of standing against a model's zero, hence only for comparison with
    /// the same person.
    pub offset_deg: f64,
    /// Healthy median and 95th percentile of the score.
    pub healthy_median_deg: f64,
    /// Healthy 95th percentile of the score.
    pub healthy_p95_deg: f64,
    /// Whether the score lies above the healthy 95th percentile.
    pub above_healthy: bool,
    /// Strides behind it.
    pub n: usize,
}

/// Knee and hip of both sides and the pelvis once, in one number.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct ReducedScore {
    /// `rGPS-5 (shape)`.
    pub name: String,
    /// Root mean square of the seven shape scores, degrees. There is no healthy table of this composite: its parts have one.
    pub score_deg: f64,
}

struct CurveReference {
    curve: Curve,
    mean: Vec<f64>,
    shape_median: f64,
    shape_p95: f64,
}

/// A row of the healthy curves.
#[derive(Deserialize)]
struct AngleRow {
    variable: String,
    mean_deg: f64,
}

/// A row of the healthy scores.
#[derive(Deserialize)]
struct ScoreRow {
    variable: String,
    #[serde(rename = "GVSshape_median")]
    median: f64,
    #[serde(rename = "GVSshape_p95")]
    p95: f64,
}

fn rows<T: DeserializeOwned>(table: &str) -> Vec<T> {
    let reader = csv::Reader::from_reader(table.as_bytes());
    reader.into_deserialize().filter_map(Result::ok).collect()
}

static REFERENCES: LazyLock<Vec<CurveReference>> = LazyLock::new(|| {
    let angles: Vec<AngleRow> = rows(include_str!(
        "../../../data/norms/fukuchi2018_adult_comfortable_angles.csv"
    ));
    let scores: Vec<ScoreRow> = rows(include_str!(
        "../../../data/norms/fukuchi2018_adult_curve_asymmetry_and_gvs.csv"
    ));
    let reference = |&(curve, name): &(Curve, &str)| {
        let of_curve = angles.iter().filter(|row| row.variable == name);
        let mean: Vec<f64> = of_curve.map(|row| row.mean_deg).collect();
        let score = scores.iter().find(|row| row.variable == name)?;
        (mean.len() == POINTS).then_some(CurveReference {
            curve,
            mean,
            shape_median: score.median,
            shape_p95: score.p95,
        })
    };
    CURVES.iter().filter_map(reference).collect()
});

/// What healthy people of an age group show at a speed: mean and standard deviation. Step length in metres, cadence in
/// steps per minute; `None` for other measures and outside 0.4 to 1.7 m/s.
pub fn expected(measure: Measure, speed_mps: f64, group: AgeGroup) -> Option<(f64, f64)> {
    if !REGRESSION_MPS.contains(&speed_mps) {
        return None;
    }
    let quantity = match measure {
        Measure::StepLength => "StepLength",
        Measure::Cadence => "Cadence",
        _ => return None,
    };
    let fit = fit(group.name(), quantity)?;
    Some((fit.at(speed_mps), fit.sd))
}

/// The profile of a walk. `speed_mps` is the walk's median speed; nothing is compared without one, nor for children.
/// `speed_method` matters: a speed typed in gives step length only together with cadence. Cost: negligible.
pub fn profile(
    strides: &[Stride],
    cycles: &[CycleCurve],
    session: &Session,
    speed_mps: Option<f64>,
    speed_method: Option<SpeedMethod>,
) -> Profile {
    let mut profile = Profile::default();
    let mut refuse = |what: &str, reason: AbsenceReason| {
        profile.absent.push(Absent {
            what: what.to_owned(),
            reason,
        })
    };
    let Some(group) = AgeGroup::of(session.subject.age_years) else {
        refuse("profile", AbsenceReason::NoReferenceForChildren);
        return profile;
    };
    let Some(speed) = speed_mps.filter(|speed| speed.is_finite()) else {
        refuse("profile", AbsenceReason::NoSpeed);
        return profile;
    };
    if !REGRESSION_MPS.contains(&speed) {
        refuse("profile", AbsenceReason::NoReferenceAtThisSpeed);
        return profile;
    }
    let curves_fit = CURVES_MPS.contains(&speed);
    if !curves_fit {
        refuse("curve-shapes", AbsenceReason::NoReferenceAtThisSpeed);
    }
    profile.expected = expectations(strides, speed, speed_method, group);
    if curves_fit {
        profile.shapes = cycles.iter().filter_map(shape_score).collect();
        profile.reduced = reduced(&profile.shapes);
        if profile.reduced.is_none() {
            profile.absent.push(Absent {
                what: "rgps-5".to_owned(),
                reason: AbsenceReason::NeedsBothKneesHipsAndPelvis,
            });
        }
    }
    profile
}

/// The measure that stands on the same sensors as a curve.
pub(crate) fn range(curve: Curve) -> Option<Measure> {
    Some(match curve {
        Curve::KneeFlexion => Measure::KneeRange,
        Curve::HipFlexion => Measure::HipRange,
        Curve::ThighInclination => Measure::ThighRange,
        Curve::ShankInclination => Measure::ShankRange,
        Curve::PelvisTilt => Measure::PelvisTiltRange,
        Curve::PelvisObliquity => Measure::PelvisObliquityRange,
        Curve::PelvisRotation => Measure::PelvisRotationRange,
        Curve::TrunkLean => return None,
    })
}

impl Profile {
    /// Leaves out what stands on a measure that is `doubted`; curves by the range of their angle.
    pub(crate) fn withhold(&mut self, doubted: impl Fn(Measure, Option<Side>) -> bool) {
        let before = self.expected.len() + self.shapes.len();
        self.expected.retain(|row| !doubted(row.measure, None));
        self.shapes
            .retain(|row| range(row.curve).is_none_or(|measure| !doubted(measure, Some(row.side))));
        if self.expected.len() + self.shapes.len() == before {
            return;
        }
        self.reduced = reduced(&self.shapes);
        self.absent.push(Absent {
            what: "profile".to_owned(),
            reason: AbsenceReason::SensorsDisagree,
        });
    }
}

fn expectations(strides: &[Stride], speed: f64, method: Option<SpeedMethod>, group: AgeGroup) -> Vec<Expected> {
    let median = |measure: Measure| -> Option<f64> {
        let values: Vec<f64> = strides
            .iter()
            .filter(|stride| stride.included())
            .filter_map(|stride| stride.values.get(measure))
            .collect();
        (values.len() >= FEWEST_STRIDES).then(|| statistics::median(&values))
    };
    let cadence = median(Measure::Cadence);
    // A mean step is half a stride; the pendulum's stride stands on an assumed height and is no news about the person.
    let step = match method {
        Some(SpeedMethod::PelvisPendulum) | None => None,
        Some(SpeedMethod::Timed) => cadence.map(|cadence| 60.0 * speed / cadence),
        Some(_) => median(Measure::StrideLength).map(|stride| 0.5 * stride),
    };
    [(Measure::Cadence, cadence), (Measure::StepLength, step)]
        .into_iter()
        .filter_map(|(measure, value)| {
            let (value, (mean, sd)) = (value?, expected(measure, speed, group)?);
            Some(Expected {
                measure,
                value,
                expected: mean,
                sd,
                z: (value - mean) / sd,
                unit: measure.unit().to_owned(),
                speed_mps: speed,
                group,
                source: "bmclab-h2a".to_owned(),
            })
        })
        .collect()
}

fn shape_score(cycle: &CycleCurve) -> Option<ShapeScore> {
    let reference = REFERENCES.iter().find(|reference| reference.curve == cycle.curve)?;
    if cycle.mean.len() != POINTS || cycle.n < FEWEST_STRIDES || cycle.mean.iter().any(|value| !value.is_finite()) {
        return None;
    }
    let (own, healthy) = (statistics::mean(&cycle.mean), statistics::mean(&reference.mean));
    let squares: f64 = cycle
        .mean
        .iter()
        .zip(&reference.mean)
        .map(|(a, b)| ((a - own) - (b - healthy)).powi(2))
        .sum();
    let score_deg = (squares / POINTS as f64).sqrt();
    Some(ShapeScore {
        curve: cycle.curve,
        side: cycle.side,
        score_deg,
        offset_deg: own - healthy,
        healthy_median_deg: reference.shape_median,
        healthy_p95_deg: reference.shape_p95,
        above_healthy: score_deg > reference.shape_p95,
        n: cycle.n,
    })
}

/// The pelvis counts once, with the left cycle, as in the original convention.
fn reduced(shapes: &[ShapeScore]) -> Option<ReducedScore> {
    let wanted = [
        (Curve::KneeFlexion, Side::Left),
        (Curve::KneeFlexion, Side::Right),
        (Curve::HipFlexion, Side::Left),
        (Curve::HipFlexion, Side::Right),
        (Curve::PelvisTilt, Side::Left),
        (Curve::PelvisObliquity, Side::Left),
        (Curve::PelvisRotation, Side::Left),
    ];
    let squares: Option<Vec<f64>> = wanted
        .iter()
        .map(|&(curve, side)| {
            let found = shapes.iter().find(|shape| shape.curve == curve && shape.side == side)?;
            Some(found.score_deg.powi(2))
        })
        .collect();
    squares.map(|squares| ReducedScore {
        name: "rGPS-5 (shape)".to_owned(),
        score_deg: statistics::mean(&squares).sqrt(),
    })
}
