//! How large a change must be before it is one: the smallest detectable change of every watched measure.
//!
//! Two kinds of change are told apart. Between two visits the sensors were taken off and put on again; the full
//! detectable change (MDC95) holds. Within one session they stayed where they were: the limit is the error of one
//! session's difference, MDC95 / √2, the same figure that side differences are held against.

use crate::limits;
use gait::{Comparison, Measure};
use std::f64::consts::SQRT_2;

/// Detectable change between visits of the measures that sides are not compared in, in the measure's unit.
fn whole_body(measure: Measure) -> Option<f64> {
    use Measure::*;
    Some(match measure {
        // IMU test-retest in slow walkers: speed 0.18 m/s, cadence 12.2 steps/min, step length 10.6 cm (two per stride).
        Speed => 0.18,
        Cadence => 12.2,
        StrideLength => 0.212,
        // Cadence's figure at 110 steps/min, as a time.
        StrideTime => 0.12,
        // Pelvic angles: 3° for ranges; the mean tilt stands on the strap as well; ours.
        PelvisTiltMean => 3.0 * SQRT_2,
        PelvisTiltRange | PelvisObliquityRange => 3.0,
        PelvisRotationRange => 5.0,
        // Twice the error of one support; ours.
        DoubleSupportPercent => 5.0,
        _ => return None,
    })
}

/// Where the limit of a measure is a share of its value, that share in per cent (MDC95 of one side between visits).
fn relative(measure: Measure) -> Option<f64> {
    (measure.comparison() == Comparison::LogRatioPercent)
        .then(|| limits::published(measure).map(|limit| limit.error * SQRT_2))
        .flatten()
}

/// Smallest detectable change between two visits (MDC95) of a measure at a level, in the measure's unit, for one side or
/// the whole body. `None` where no error is known: then no change is claimed.
pub fn between_visits(measure: Measure, level: f64) -> Option<f64> {
    if measure.comparison() == Comparison::None {
        return whole_body(measure);
    }
    match relative(measure) {
        Some(percent) => Some(percent / 100.0 * level.abs()),
        None => limits::published(measure).map(|limit| limit.error * SQRT_2),
    }
}

/// Smallest detectable change between two visits of a side difference, in the unit of its comparison.
pub fn between_visits_of_difference(measure: Measure) -> Option<f64> {
    limits::published(measure).map(|limit| limit.error * SQRT_2)
}

/// What a change within one session must exceed: of a side difference in the unit of its comparison, otherwise in the
/// measure's unit at a level.
pub fn within_session(measure: Measure, of_difference: bool, level: f64) -> Option<f64> {
    let visits = if of_difference {
        between_visits_of_difference(measure)
    } else {
        between_visits(measure, level)
    };
    visits.map(|limit| limit / SQRT_2)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn limits_follow_the_table_and_the_level() {
        let speed = within_session(Measure::Speed, false, 1.2).unwrap();
        assert!((speed - 0.18 / SQRT_2).abs() < 1e-12);
        // Seven per cent of a time stays a share of that time.
        let stance = within_session(Measure::StanceTime, false, 0.6).unwrap();
        assert!((stance - 0.057 * 0.6).abs() < 1e-12, "{stance}");
        assert_eq!(
            within_session(Measure::StanceTime, true, 0.6),
            limits::published(Measure::StanceTime).map(|l| l.error * SQRT_2 / SQRT_2)
        );
        assert!(between_visits(Measure::HarmonicRatioVertical, 2.0).is_none());
        for measure in Measure::ALL {
            if let (Some(visits), Some(session)) = (between_visits(*measure, 1.0), within_session(*measure, false, 1.0))
            {
                assert!(visits > session && session > 0.0, "{}", measure.name());
            }
        }
    }
}
