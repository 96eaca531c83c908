//! Healthy curves over the stride, to be drawn behind a person's own (Fukuchi, Fukuchi & Duarte 2018; see
//! `data/norms/README.md`).

use assessment::Analysis;
use gait::{Curve, Measure};
use serde::Deserialize;
use std::sync::LazyLock;

/// Mean and 5th to 95th percentile of healthy limbs, 101 points each, degrees.
#[derive(Debug, Clone, PartialEq, Default)]
pub(crate) struct Band {
    pub mean: Vec<f64>,
    pub p05: Vec<f64>,
    pub p95: Vec<f64>,
}

/// A row of the table, degrees.
#[derive(Deserialize)]
struct AngleRow {
    variable: String,
    mean_deg: f64,
    p05: f64,
    p95: f64,
}

static TABLE: LazyLock<Vec<(String, Band)>> = LazyLock::new(|| {
    let table = include_str!("../../data/norms/fukuchi2018_adult_comfortable_angles.csv");
    let mut bands: Vec<(String, Band)> = Vec::new();
    let reader = csv::Reader::from_reader(table.as_bytes());
    for row in reader.into_deserialize::<AngleRow>().flatten() {
        if bands.last().is_none_or(|(last, _)| *last != row.variable) {
            bands.push((row.variable, Band::default()));
        }
        if let Some((_, band)) = bands.last_mut() {
            band.mean.push(row.mean_deg);
            band.p05.push(row.p05);
            band.p95.push(row.p95);
        }
    }
    bands
});

fn row_name(curve: Curve) -> Option<&'static str> {
    match curve {
        Curve::KneeFlexion => Some("knee_flexion"),
        Curve::HipFlexion => Some("hip_flexion"),
        Curve::PelvisTilt => Some("pelvis_ant_tilt"),
        Curve::PelvisObliquity => Some("pelvis_obliquity_up_ipsi"),
        Curve::PelvisRotation => Some("pelvis_rotation_fwd_ipsi"),
        // The table has no segment inclinations: the thigh is hip minus pelvis only for each person, not for percentiles.
        Curve::ThighInclination | Curve::ShankInclination | Curve::TrunkLean => None,
    }
}

/// The healthy band of a curve, where the table has one.
pub(crate) fn band(curve: Curve) -> Option<&'static Band> {
    let name = row_name(curve)?;
    TABLE
        .iter()
        .find(|(known, _)| known == name)
        .map(|(_, band)| band)
        .filter(|band| band.mean.len() == 101)
}

/// Why the healthy band does not fit this person or walk (`band-<reason>` in the wording files).
pub(crate) fn refusal(analysis: &Analysis) -> Option<&'static str> {
    if analysis.session.subject.age_years.is_some_and(|age| age < 18.0) {
        return Some("child");
    }
    let speeds: Vec<f64> = analysis
        .measures
        .iter()
        .filter(|row| row.measure == Measure::Speed)
        .map(|row| row.value)
        .collect();
    let speed = speeds.iter().sum::<f64>() / speeds.len() as f64;
    // The table's people walk from 0.94 m/s (slow third) to 1.50 m/s (fast third).
    (!speeds.is_empty() && !(0.9..=1.6).contains(&speed)).then_some("speed")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn five_curves_have_a_band_and_the_mean_lies_within() {
        let with: Vec<Curve> = Curve::ALL.into_iter().filter(|curve| band(*curve).is_some()).collect();
        assert_eq!(with.len(), 5);
        for curve in with {
            let band = band(curve).unwrap();
            for k in 0..101 {
                assert!(
                    band.p05[k] < band.mean[k] && band.mean[k] < band.p95[k],
                    "{} at {k} %",
                    curve.name()
                );
            }
        }
    }
}
