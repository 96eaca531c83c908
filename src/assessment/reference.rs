//! Healthy reference values that ship with the program (`data/norms`, with their credit).

use super::{Reference, limits};
use gait::Measure;
use std::sync::LazyLock;

/// One scalar of healthy adults at comfortable speed.
#[derive(Debug, Clone, PartialEq)]
pub struct HealthyFeature {
    /// Mean of limbs.
    pub mean: f64,
    /// Standard deviation between limbs.
    pub sd: f64,
    /// 5th percentile of limbs.
    pub p05: f64,
    /// 95th percentile of limbs.
    pub p95: f64,
    /// 95th percentile of the absolute difference between the legs of one person, one stride a leg: an upper limit for a
    /// median over many strides.
    pub difference_p95: f64,
}

const SOURCE: &str = "fukuchi2018";

static FEATURES: LazyLock<Vec<(Measure, HealthyFeature)>> = LazyLock::new(|| {
    let wide = include_str!("../../data/norms/fukuchi2018_adult_comfortable_features.csv");
    let patterns = include_str!("../../data/norms/fukuchi2018_adult_pattern_features.csv");
    let mut found = rows(wide, ["mean", "sd_between", "p05_limb", "p95_limb", "abs_LR_diff_p95"]);
    found.extend(rows(patterns, ["mean", "sd", "p05", "p95", "absLR_p95"]));
    found.extend(hike().map(|feature| (Measure::HipHike, feature)));
    found
});

/// Which row of the tables describes a measure.
fn measure_of(feature: &str) -> Option<Measure> {
    Some(match feature {
        "knee_ic_deg" => Measure::KneeAtContact,
        "knee_lr_peak_deg" => Measure::KneeLoadingPeak,
        "knee_lr_peak_pct" => Measure::KneeLoadingPeakTime,
        "knee_lr_excursion_deg" => Measure::KneeLoadingExcursion,
        "knee_min_stance_deg" => Measure::KneeStanceMinimum,
        "knee_swing_peak_deg" => Measure::KneeSwingPeak,
        "knee_exc_TO_to_peak" => Measure::KneeSwingGain,
        "knee_rom_deg" => Measure::KneeRange,
        "hip_ic_deg" => Measure::HipAtContact,
        "hip_min_deg(max ext = -)" => Measure::HipMinimum,
        "hip_rom_deg" => Measure::HipRange,
        "thigh_max_ext" => Measure::ThighMinimum,
        "thigh_max_flex" => Measure::ThighMaximum,
        "thigh_range" => Measure::ThighRange,
        "shank_range" => Measure::ShankRange,
        "hip_abd_exc_swing" => Measure::Circumduction,
        "pelvis_tilt_mean_deg" => Measure::PelvisTiltMean,
        "pelvis_tilt_rom_deg" => Measure::PelvisTiltRange,
        "pelvis_obliq_rom_deg" => Measure::PelvisObliquityRange,
        "pelvis_rot_rom_deg" => Measure::PelvisRotationRange,
        "pelvic_drop_exc" => Measure::PelvicDrop,
        _ => return None,
    })
}

/// How far healthy adults lift the pelvis above level in swing, from their curves: where the mean curve is highest in 60 to
/// 90 % of the cycle, over its mean at the two feet's contacts. The spread is that of the curves, which stand on the
/// laboratory's horizontal, so that it is rather too wide.
fn hike() -> Option<HealthyFeature> {
    let table = include_str!("../../data/norms/fukuchi2018_adult_comfortable_angles.csv");
    let mut reader = csv::Reader::from_reader(table.as_bytes());
    // Percent of the cycle, mean, SD between people, 5th and 95th percentile.
    let curve: Vec<[f64; 5]> = reader
        .records()
        .filter_map(Result::ok)
        .filter(|record| record.get(0) == Some("pelvis_obliquity_up_ipsi"))
        .filter_map(|record| {
            let value = |column: usize| record.get(column)?.parse::<f64>().ok();
            Some([value(1)?, value(2)?, value(3)?, value(5)?, value(6)?])
        })
        .collect();
    let at = |percent: f64| curve.iter().find(|row| row[0] == percent);
    let level = 0.5 * (at(0.0)?[1] + at(50.0)?[1]);
    let swing = curve.iter().filter(|row| (60.0..=90.0).contains(&row[0]));
    let highest = swing.max_by(|one, other| one[1].total_cmp(&other[1]))?;
    Some(HealthyFeature {
        mean: highest[1] - level,
        sd: highest[2],
        p05: highest[3] - level,
        p95: highest[4] - level,
        difference_p95: HIKE_DIFFERENCE_DEG,
    })
}

/// 95th percentile of the difference between the legs of the lift in swing from the drop's bottom, in the same people: of the
/// lift above level, which is less, no figure is published.
const HIKE_DIFFERENCE_DEG: f64 = 1.68;

fn rows(table: &str, columns: [&str; 5]) -> Vec<(Measure, HealthyFeature)> {
    let mut reader = csv::Reader::from_reader(table.as_bytes());
    let Ok(headers) = reader.headers().cloned() else {
        return Vec::new();
    };
    let at = |name: &str| headers.iter().position(|header| header == name);
    let places = columns.map(at);
    reader
        .records()
        .filter_map(|record| {
            let record = record.ok()?;
            let measure = measure_of(record.get(0)?)?;
            let value = |column: usize| -> Option<f64> { record.get(places[column]?)?.parse().ok() };
            let feature = HealthyFeature {
                mean: value(0)?,
                sd: value(1)?,
                p05: value(2)?,
                p95: value(3)?,
                difference_p95: value(4)?,
            };
            Some((measure, feature))
        })
        .collect()
}

/// The healthy feature behind a measure, if one is known.
pub fn healthy(measure: Measure) -> Option<&'static HealthyFeature> {
    FEATURES
        .iter()
        .find(|(known, _)| *known == measure)
        .map(|(_, feature)| feature)
}

/// Mean and standard deviation between people by which an unusual leg is told from a healthy one. Of the pelvis and of the
/// outward swing those of healthy people who wear straps, where they are known: optical models see 1.6 times the drop (5.0°
/// against 3.2°) and 3.4 times the outward swing (4.1° against 1.2°) that a sensor on the skin sees.
pub(crate) fn usual(measure: Measure) -> Option<(f64, f64)> {
    let worn = matches!(measure, Measure::PelvicDrop | Measure::HipHike | Measure::Circumduction);
    match limits::strapped_level(measure).filter(|_| worn) {
        Some(level) => Some(level),
        None => healthy(measure).map(|feature| (feature.mean, feature.sd)),
    }
}

/// Speeds that the comfortable-speed table covers, m/s: its people's slow to fast thirds lie at 0.94 to 1.50.
const COMFORTABLE_MPS: std::ops::RangeInclusive<f64> = 0.9..=1.6;
/// Adults only.
const YOUNGEST_YEARS: f64 = 18.0;

/// The reference for one measure at a walking speed; none for children, nor outside the table's speeds.
pub fn reference(measure: Measure, speed_mps: Option<f64>, age_years: Option<f64>) -> Option<Reference> {
    if age_years.is_some_and(|age| age < YOUNGEST_YEARS) {
        return None;
    }
    if speed_mps.is_some_and(|speed| !COMFORTABLE_MPS.contains(&speed)) {
        return None;
    }
    healthy(measure).map(|feature| Reference {
        mean: feature.mean,
        sd: feature.sd,
        p05: feature.p05,
        p95: feature.p95,
        source: SOURCE.to_owned(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_tables_hold_what_the_rules_need() {
        for measure in [
            Measure::KneeLoadingExcursion,
            Measure::KneeSwingPeak,
            Measure::KneeSwingGain,
            Measure::HipRange,
            Measure::ThighMinimum,
            Measure::PelvicDrop,
            Measure::HipHike,
            Measure::Circumduction,
        ] {
            let feature = healthy(measure).unwrap_or_else(|| panic!("no healthy value for {}", measure.name()));
            assert!(
                feature.p05 < feature.mean && feature.mean < feature.p95,
                "{}",
                measure.name()
            );
            assert!(feature.difference_p95 > 0.0);
        }
        let swing = healthy(Measure::KneeSwingPeak).unwrap();
        assert!((swing.mean - 61.1).abs() < 0.1, "{}", swing.mean);
    }

    #[test]
    fn children_and_unusual_speeds_have_no_reference() {
        assert!(reference(Measure::KneeSwingPeak, Some(1.2), Some(12.0)).is_none());
        assert!(reference(Measure::KneeSwingPeak, Some(0.5), Some(40.0)).is_none());
        assert!(reference(Measure::KneeSwingPeak, Some(1.2), None).is_some());
    }
}
