//! How large a side difference must be before it is called one: measurement error and healthy variation.
//!
//! One row a measure. Constants from a source name it; "ours" marks a choice of this program.

use super::reference;
use crate::gait::Measure;

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

/// The limits of a measure; `None` where sides are not compared.
pub fn limits(measure: Measure) -> Option<Limits> {
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
        // A tenth of a second with an error of 20 ms at either end; ours.
        LoadingDoubleSupportTime | UnloadingDoubleSupportTime => share(25.0, 25.0),
        // Three degrees of difference between the legs' zeros fake 7 % of a step; ours.
        StepLength => share(10.0, 8.0),
        KneeAtContact | KneeLoadingPeak | KneeStanceMinimum | HipAtContact | HipMinimum | ThighMaximum
        | ThighMinimum => angle(LEVEL_ERROR_DEG, 5.5),
        KneeLoadingExcursion | KneeSwingPeak | KneeSwingGain | KneeRange | HipRange | ThighRange | ShankRange => {
            angle(EXCURSION_ERROR_DEG, 5.5)
        }
        KneeLoadingPeakTime => angle(4.0, 4.0),
        Circumduction => angle(LEAN_ERROR_DEG, 2.8),
        // Thirty millimetres of path between the legs; ours.
        SwingSideways => share(0.030, 0.030),
        // Ratios above 10 % were seen after hip replacement with a dropping pelvis (pilot, 13 people); healthy legs' drops
        // differ by a third of their mean.
        PelvicDropRate => share(10.0, 33.0),
        // Shares of the swing rate and of the first impact; no healthy figure is published for a sensor below the knee;
        // ours.
        ContactTrough => share(0.20, 0.30),
        SecondShock => share(0.25, 0.40),
        PelvicDrop | SwingHike => angle(PELVIS_ERROR_DEG, 1.7),
        // Swing rates: gyroscope scale and alignment within 5 %; healthy legs' ranges differ by 7 % (shank) and 12 %
        // (thigh) of their mean, rates by more than ranges; ours.
        ShankSwingPeakRate => share(7.0, 12.0),
        ThighSwingPeakRate => share(7.0, 16.0),
        // Peak shank acceleration: 18 % detectable in children (Tirosh et al. 2019), 20 % taken, / √2; healthy: the same.
        // No healthy side difference is published for a sensor below the knee: twice the detectable change; ours.
        ShockShank | ShockShankResultant => share(14.1, 40.0),
        ShockSlope => share(28.0, 80.0),
        ShockTimeToPeak => share(0.010, 0.020),
        AttenuationShankThigh | AttenuationShankPelvis => share(0.15, 0.40),
        // A quarter of the usual peak of 8 m/s²; ours.
        PelvisLoadingPeak | PelvisPushOffPeak => share(0.8, 2.5),
        _ => return None,
    })
}

/// Where the two limits of a measure come from; `None` marks a choice of this program.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Sources {
    pub error: Option<&'static str>,
    pub healthy: Option<&'static str>,
}

/// The sources of [`limits`].
pub fn sources(measure: Measure) -> Sources {
    use Measure::*;
    const PATTERSON: Option<&str> = Some("Patterson et al. 2010");
    const FUKUCHI: Option<&str> = Some("Fukuchi et al. 2018");
    let (error, healthy) = match measure {
        StanceTime | SwingTime | SingleSupportTime => (None, PATTERSON),
        KneeAtContact | KneeLoadingPeak | KneeStanceMinimum | HipAtContact | HipMinimum | ThighMaximum
        | ThighMinimum => (Some("Wilken et al. 2012"), None),
        ShockShank | ShockShankResultant => (Some("Tirosh et al. 2019"), None),
        _ => (None, None),
    };
    let healthy = match reference::healthy(measure) {
        Some(_) => FUKUCHI,
        None => healthy,
    };
    Sources { error, healthy }
}

/// True where the value stands on the angle's zero, so that an assumed zero forbids a verdict.
pub fn depends_on_zero(measure: Measure) -> bool {
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
pub fn crosses_clocks(measure: Measure) -> bool {
    use Measure::*;
    matches!(
        measure,
        StepTime | LoadingDoubleSupportTime | UnloadingDoubleSupportTime
    )
}
