//! How large a side difference must be before it is called one: measurement error and healthy variation.
//!
//! One row a measure. Constants from a source name it; "ours" marks a choice of this program and says what would replace
//! it. What strapped sensors, skin and placement add to healthy legs is estimated from healthy people who wore straps
//! (`data/norms/straps_side_differences.csv`, made by `scripts/limits/straps.py`); the wider of that and the published
//! figure holds.

use super::reference;
use gait::Measure;
use std::sync::LazyLock;

/// Limits on the absolute side difference, in the unit of the measure's comparison (per cent for log ratios).
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Limits {
    /// What the instrument may produce by itself.
    pub error: f64,
    /// What healthy people show (95th percentile).
    pub healthy: f64,
}

/// Joint-angle error between two legs, degrees: detectable change of 6° for excursions and 8° for levels (marker
/// laboratories report 5 to 9°: Wilken et al. 2012), divided by √2 for a difference within one session; ours.
const EXCURSION_ERROR_DEG: f64 = 4.2;
const LEVEL_ERROR_DEG: f64 = 5.7;
/// Pelvic angles: detectable change of 3°, divided by √2; ours.
const PELVIS_ERROR_DEG: f64 = 2.1;
/// Outward lean: the pelvis figure with one more sensor's skin; ours.
const LEAN_ERROR_DEG: f64 = 3.0;

/// The side measures that carry verdicts; all others are described without one. Few, so that few are found by chance
/// (of 100 healthy people at most 5 may be told of any); chosen so that times, angles, lengths and the pelvis each have
/// one that stands on no absolute zero.
pub(crate) const PRIMARY: [Measure; 8] = [
    Measure::StanceTime,
    Measure::SingleSupportTime,
    Measure::StepTime,
    Measure::TerminalDoubleSupportTime,
    Measure::StepLength,
    Measure::KneeRange,
    Measure::KneeLoadingExcursion,
    Measure::PelvicDrop,
];

/// True for the measures whose side difference carries a verdict.
pub fn is_primary(measure: Measure) -> bool {
    PRIMARY.contains(&measure)
}

/// What healthy people who wear straps show: 95 % of them differ between the legs by less than `difference_p95`; mean and
/// standard deviation of their own values.
struct Strapped {
    measure: Measure,
    difference_p95: f64,
    level: (f64, f64),
}

static STRAPS: LazyLock<Vec<Strapped>> = LazyLock::new(|| {
    let table = include_str!("../../data/norms/straps_side_differences.csv");
    let mut reader = csv::Reader::from_reader(table.as_bytes());
    reader
        .records()
        .filter_map(|record| {
            let record = record.ok()?;
            let value = |column: usize| record.get(column)?.parse().ok();
            Some(Strapped {
                measure: Measure::from_name(record.get(0)?)?,
                difference_p95: value(3)?,
                level: (value(4)?, value(5)?),
            })
        })
        .collect()
});

/// Mean and standard deviation between healthy people who wear straps.
pub(crate) fn strapped_level(measure: Measure) -> Option<(f64, f64)> {
    STRAPS.iter().find(|row| row.measure == measure).map(|row| row.level)
}

/// The strapped people's figure, where it may widen a limit. Not for step lengths: of seven people two, one of them 82
/// years old, make it 16 %, and a step that is 15 % shorter must not pass as healthy; a set of more people would settle it.
fn straps(measure: Measure) -> Option<f64> {
    let found = STRAPS.iter().find(|row| row.measure == measure);
    found
        .map(|row| row.difference_p95)
        .filter(|_| measure != Measure::StepLength)
}

/// What a side difference of a measure must exceed by its whole interval to be called one, and stay within by its whole
/// interval to be called none: the wider of the limits.
pub fn side_limit(measure: Measure) -> Option<f64> {
    limits(measure).map(|limits| limits.error.max(limits.healthy))
}

/// The limits of a measure; `None` where sides are not compared.
pub fn limits(measure: Measure) -> Option<Limits> {
    published(measure).map(|limits| Limits {
        error: foot_sensors(measure).unwrap_or(limits.error),
        healthy: straps(measure).map_or(limits.healthy, |p95| limits.healthy.max(p95)),
    })
}

/// Measurement error of a difference between the legs within one recording: 1.96 times the root mean square by which it
/// differs from that of foot sensors, over the five people of the open stroke set (22 walks on a belt;
/// `scripts/limits/foot_sensors.py`), the foot sensors' own error included. Repeats of one day with the sensors left on
/// differ by less (stance 1.4 %, single support 2.5 %, step time 4.6 %). Of other measures no second instrument is known.
fn foot_sensors(measure: Measure) -> Option<f64> {
    use Measure::*;
    match measure {
        StanceTime => Some(2.5),
        SingleSupportTime | SwingTime => Some(4.1),
        StepTime => Some(6.9),
        InitialDoubleSupportTime | TerminalDoubleSupportTime => Some(12.6),
        _ => None,
    }
}

/// The limits before the figures of strapped people and foot sensors; its errors are those of changes in time.
pub(crate) fn published(measure: Measure) -> Option<Limits> {
    use Measure::*;
    let angle = |error: f64, fallback: f64| Limits {
        error,
        healthy: reference::healthy(measure).map_or(fallback, |feature| feature.difference_p95),
    };
    let share = |error: f64, healthy: f64| Limits { error, healthy };
    Some(match measure {
        // Stance-time asymmetry: 8 % detectable (ours) / √2; healthy ratio 1.05 (Patterson et al. 2010).
        StanceTime => share(5.7, 4.9),
        // The same error in seconds is a larger share of the shorter swing; healthy ratio 1.06.
        SwingTime | SingleSupportTime => share(9.2, 5.8),
        StancePercent => share(3.5, 3.0),
        // Step-time asymmetry: 14.2 %-points detectable between sessions / √2 (slow walkers, one trunk sensor).
        StepTime => share(10.0, 5.0),
        // A tenth of a second with an error of 20 ms at either end; ours. No healthy figure but that of the strapped people.
        InitialDoubleSupportTime | TerminalDoubleSupportTime => share(25.0, 0.0),
        // Three degrees of difference between the legs' zeros fake 7 % of a step; ours. Healthy ratio 1.08 (Patterson).
        StepLength => share(10.0, 8.0),
        KneeAtContact | KneeLoadingPeak | KneeStanceMinimum | HipAtContact | HipMinimum | ThighMaximum
        | ThighMinimum => angle(LEVEL_ERROR_DEG, 5.5),
        KneeLoadingExcursion | KneeSwingPeak | KneeSwingGain | KneeRange | HipRange | ThighRange | ShankRange => {
            angle(EXCURSION_ERROR_DEG, 5.5)
        }
        KneeLoadingPeakTime => angle(4.0, 4.0),
        Circumduction => angle(LEAN_ERROR_DEG, 2.8),
        // Thirty millimetres of path between the legs; ours.
        LateralExcursion => share(0.030, 0.030),
        // Ratios above 10 % were seen after hip replacement with a dropping pelvis (pilot, 13 people); healthy legs' drops
        // differ by a third of their mean.
        PelvicDropRate => share(10.0, 33.0),
        // Shares of the swing rate and of the first impact; no healthy figure is published for a sensor below the knee;
        // ours.
        ContactTrough => share(0.20, 0.30),
        SecondImpactPeak => share(0.25, 0.40),
        PelvicDrop | HipHike => angle(PELVIS_ERROR_DEG, 1.7),
        // Swing rates: gyroscope scale and alignment within 5 %; healthy legs' ranges differ by 7 % (shank) and 12 %
        // (thigh) of their mean, rates by more than ranges; ours.
        ShankSwingPeakRate => share(7.0, 12.0),
        ThighSwingPeakRate => share(7.0, 16.0),
        // Peak shank acceleration: 18 % detectable in children (Tirosh et al. 2019), 20 % taken, / √2; healthy: the same.
        // No healthy side difference is published for a sensor below the knee: twice the detectable change; ours.
        PeakTibialAcceleration | ResultantTibialAcceleration => share(14.1, 40.0),
        TibialLoadingRate => share(28.0, 80.0),
        TibialTimeToPeak => share(0.010, 0.020),
        AttenuationShankThigh | AttenuationShankPelvis => share(0.15, 0.40),
        // A quarter of the usual peak of 8 m/s²; ours.
        PelvisLoadingPeak | PelvisPushOffPeak => share(0.8, 2.5),
        _ => return None,
    })
}

/// Where the two limits of a measure come from; `None` marks a choice of this program.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Sources {
    /// Of the measurement error; `None` where the limit is ours.
    pub error: Option<&'static str>,
    /// Of what healthy people show; `None` where the limit is ours.
    pub healthy: Option<&'static str>,
}

/// The sources of [`limits`].
pub fn sources(measure: Measure) -> Sources {
    use Measure::*;
    const PATTERSON: Option<&str> = Some("Patterson et al. 2010");
    const FUKUCHI: Option<&str> = Some("Fukuchi et al. 2018");
    const FOOT: Option<&str> = Some("against foot sensors (MovingReality, Sint Maartenskliniek)");
    const STRAPPED: Option<&str> = Some("healthy people with straps (mea-lab GaitValidation)");
    let (error, healthy) = match measure {
        StanceTime | SwingTime | SingleSupportTime => (None, PATTERSON),
        KneeAtContact | KneeLoadingPeak | KneeStanceMinimum | HipAtContact | HipMinimum | ThighMaximum
        | ThighMinimum => (Some("Wilken et al. 2012"), None),
        PeakTibialAcceleration | ResultantTibialAcceleration => (Some("Tirosh et al. 2019"), None),
        _ => (None, None),
    };
    let healthy = match reference::healthy(measure) {
        Some(_) => FUKUCHI,
        None => healthy,
    };
    let widened = published(measure)
        .zip(straps(measure))
        .is_some_and(|(limits, p95)| p95 > limits.healthy);
    let healthy = if widened { STRAPPED } else { healthy };
    let error = if foot_sensors(measure).is_some() { FOOT } else { error };
    Sources { error, healthy }
}

/// True where the value stands on the angle's zero, so that an assumed zero forbids a verdict.
pub(crate) fn depends_on_zero(measure: Measure) -> bool {
    use Measure::*;
    matches!(
        measure,
        KneeAtContact
            | KneeLoadingPeak
            | KneeStanceMinimum
            | KneeSwingPeak
            | HipAtContact
            | HipMinimum
            | ThighMaximum
            | ThighMinimum
            | PelvisTiltMean
            | StepLength
    )
}

/// True where the measure is a time from one leg's sensor to the other's.
pub(crate) fn crosses_clocks(measure: Measure) -> bool {
    use Measure::*;
    matches!(measure, StepTime | InitialDoubleSupportTime | TerminalDoubleSupportTime)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn straps_widen_and_never_narrow() {
        assert!(STRAPS.len() > 20, "the table is read: {}", STRAPS.len());
        for measure in Measure::ALL {
            let (Some(before), Some(after)) = (published(*measure), limits(*measure)) else {
                continue;
            };
            assert!(after.healthy >= before.healthy, "{}", measure.name());
        }
        // Where straps and skin show more between healthy legs than cameras do, their figure holds, and its source is named.
        for measure in [Measure::KneeRange, Measure::KneeSwingPeak, Measure::HipRange] {
            assert!(limits(measure).map(|l| l.healthy) > published(measure).map(|l| l.healthy));
            assert!(sources(measure).healthy.is_some_and(|source| source.contains("straps")));
        }
        assert_eq!(side_limit(Measure::StanceTime), Some(4.9));
        assert_eq!(side_limit(Measure::StepTime), Some(6.9));
        assert!(
            sources(Measure::StepTime)
                .error
                .is_some_and(|source| source.contains("foot sensors"))
        );
    }

    #[test]
    fn primary_measures_are_compared_and_stand_on_no_level() {
        for measure in PRIMARY {
            assert!(side_limit(measure).is_some(), "{}", measure.name());
            assert!(
                !depends_on_zero(measure) || measure == Measure::StepLength,
                "{}",
                measure.name()
            );
        }
        assert!((6..=8).contains(&PRIMARY.len()));
    }
}
