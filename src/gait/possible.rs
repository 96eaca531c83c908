//! What a human body can do: results beyond it are no results, whatever the samples were.

use super::measure::{Domain, Measure};
use super::types::{Curve, Stride};
use std::collections::BTreeMap;
use std::ops::RangeInclusive;

/// With more of its strides impossible, none of a measure's strides are believed. Ours.
const MOST_IMPOSSIBLE: f64 = 0.2;

impl Measure {
    /// The values that a person's body can show, far wider than those of any walk; `walking` where the stride counts as
    /// level walking, whose speed and length end with the fastest race walkers (4.3 m/s) and not with sprinters (12.4 m/s).
    /// Joint angles end with the joint (knee: -40 to 170 degrees), rates with kicks and throws. Ours, where nothing is
    /// named.
    pub fn possible(self, walking: bool) -> RangeInclusive<f64> {
        use Measure::*;
        match self {
            StrideTime => 0.2..=10.0,
            StanceTime | SwingTime | StepTime | SingleSupportTime => 0.0..=10.0,
            InitialDoubleSupportTime | TerminalDoubleSupportTime => -1.0..=10.0,
            StancePercent | KneeLoadingPeakTime => 0.0..=100.0,
            DoubleSupportPercent => -100.0..=100.0,
            Cadence => 10.0..=400.0,
            StrideLength if walking => 0.0..=3.0,
            StrideLength => 0.0..=5.5,
            StepLength => -2.0..=3.0,
            Speed if walking => 0.0..=4.5,
            Speed => 0.0..=12.5,
            KneeAtContact | KneeLoadingPeak | KneeStanceMinimum | KneeSwingPeak => -40.0..=170.0,
            KneeLoadingExcursion | KneeSwingGain => -100.0..=170.0,
            KneeRange => 0.0..=170.0,
            HipAtContact | HipMinimum => -80.0..=150.0,
            HipRange => 0.0..=180.0,
            ThighMaximum | ThighMinimum => -120.0..=150.0,
            ThighRange | ShankRange => 0.0..=200.0,
            Circumduction => -60.0..=90.0,
            LateralExcursion => -1.0..=1.0,
            PelvisTiltMean => -90.0..=90.0,
            PelvisTiltRange | PelvisObliquityRange => 0.0..=120.0,
            PelvisRotationRange => 0.0..=180.0,
            PelvicDrop | HipHike => -60.0..=60.0,
            PelvicDropRate => -1000.0..=1500.0,
            ShankSwingPeakRate | ThighSwingPeakRate => 0.0..=2000.0,
            // Ratios have no limit of the body's.
            ContactTrough
            | SecondImpactPeak
            | AttenuationShankThigh
            | AttenuationShankPelvis
            | HarmonicRatioVertical
            | HarmonicRatioForward
            | HarmonicRatioSideways => f64::MIN..=f64::MAX,
            // Landings of jumpers reach 40 g at the shank.
            PeakTibialAcceleration | ResultantTibialAcceleration => 0.0..=600.0,
            TibialTimeToPeak => 0.0..=1.0,
            TibialLoadingRate => 0.0..=600.0 / 0.002,
            PelvisLoadingPeak | PelvisPushOffPeak => -50.0..=300.0,
        }
    }

    /// Measures of one source stand and fall together: an integral that gave an impossible length gave no speed either.
    fn source(self) -> &'static str {
        use Measure::*;
        match self {
            StrideLength | Speed | LateralExcursion => "way",
            StepLength => "step",
            ThighMaximum | ThighMinimum | ThighRange => "thigh",
            ShankSwingPeakRate | ContactTrough => "shank rate",
            ThighSwingPeakRate => "thigh rate",
            Circumduction => "side",
            ShankRange => "shank",
            PelvisLoadingPeak | PelvisPushOffPeak => "pelvis impact",
            PeakTibialAcceleration
            | ResultantTibialAcceleration
            | SecondImpactPeak
            | TibialTimeToPeak
            | TibialLoadingRate
            | AttenuationShankThigh
            | AttenuationShankPelvis => "shock",
            HarmonicRatioVertical | HarmonicRatioForward | HarmonicRatioSideways => "harmonics",
            PelvisRotationRange => "rotation",
            _ if self.domain() == Domain::Temporal => "time",
            _ if self.name().starts_with("knee") => "knee",
            _ if self.name().starts_with("hip") => "hip",
            _ => "pelvis",
        }
    }
}

impl Curve {
    /// The angles that a body can show, degrees; see [`Measure::possible`].
    pub(crate) fn possible(self) -> RangeInclusive<f64> {
        match self {
            Curve::KneeFlexion => -40.0..=170.0,
            Curve::HipFlexion => -80.0..=150.0,
            Curve::ThighInclination => -120.0..=150.0,
            Curve::ShankInclination => -170.0..=120.0,
            Curve::PelvisTilt | Curve::PelvisObliquity | Curve::TrunkLean => -90.0..=90.0,
            Curve::PelvisRotation => -180.0..=180.0,
        }
    }
}

/// What was taken back.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Withheld {
    /// By domain, how many included strides lost a value.
    pub strides: BTreeMap<Domain, usize>,
    /// Measures of which no value is left because too many were impossible, in their order.
    pub measures: Vec<Measure>,
}

/// Makes impossible values absent, with all that came from the same source in the same stride; where more than a fifth of
/// a measure's strides were impossible, the measure is absent.
pub fn withhold_impossible(strides: &mut [Stride]) -> Withheld {
    let mut withheld = Withheld::default();
    let mut impossible: BTreeMap<&'static str, usize> = BTreeMap::new();
    let mut measured: BTreeMap<&'static str, usize> = BTreeMap::new();
    for stride in strides.iter_mut() {
        let walking = stride.included();
        let mut wrong: Vec<&'static str> = Vec::new();
        let mut seen: Vec<&'static str> = Vec::new();
        for measure in Measure::ALL {
            if let Some(value) = stride.values.get(*measure) {
                let source = measure.source();
                if !seen.contains(&source) {
                    seen.push(source);
                }
                if !measure.possible(walking).contains(&value) && !wrong.contains(&source) {
                    wrong.push(source);
                }
            }
        }
        if walking {
            seen.iter().for_each(|source| *measured.entry(source).or_default() += 1);
            wrong
                .iter()
                .for_each(|source| *impossible.entry(source).or_default() += 1);
        }
        let mut domains: Vec<Domain> = Vec::new();
        for measure in Measure::ALL.iter().filter(|measure| wrong.contains(&measure.source())) {
            stride.values.set(*measure, f64::NAN);
            if walking && !domains.contains(&measure.domain()) {
                domains.push(measure.domain());
            }
        }
        domains
            .into_iter()
            .for_each(|domain| *withheld.strides.entry(domain).or_default() += 1);
    }
    let gone = |source: &str| {
        let of = |counts: &BTreeMap<&'static str, usize>| counts.get(source).copied().unwrap_or(0) as f64;
        of(&impossible) > MOST_IMPOSSIBLE * of(&measured)
    };
    for measure in Measure::ALL.iter().filter(|measure| gone(measure.source())) {
        strides
            .iter_mut()
            .for_each(|stride| stride.values.set(*measure, f64::NAN));
        withheld.measures.push(*measure);
    }
    withheld
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use recording::Side;

    fn stride(values: &[(Measure, f64)]) -> Stride {
        let mut stride = Stride {
            side: Side::Left,
            bout: 0,
            start_s: 0.0,
            end_s: 1.0,
            final_contact_s: None,
            opposite_final_contact_s: None,
            opposite_initial_contact_s: None,
            values: Default::default(),
            excluded_because: Vec::new(),
        };
        for (measure, value) in values {
            stride.values.set(*measure, *value);
        }
        stride
    }

    #[test]
    fn one_impossible_stride_is_left_out_with_its_source() {
        let good = [
            (Measure::Speed, 1.2),
            (Measure::StrideLength, 1.3),
            (Measure::KneeRange, 60.0),
        ];
        let mut strides = vec![stride(&good); 20];
        strides[3] = stride(&[
            (Measure::Speed, 1.1),
            (Measure::StrideLength, 2.8e28),
            (Measure::KneeRange, 61.0),
        ]);
        let withheld = withhold_impossible(&mut strides);
        assert_eq!(strides[3].values.get(Measure::Speed), None);
        assert_eq!(strides[3].values.get(Measure::KneeRange), Some(61.0));
        assert_eq!(strides[4].values.get(Measure::Speed), Some(1.2));
        assert_eq!(withheld.strides[&Domain::Spatial], 1);
        assert!(withheld.measures.is_empty());
    }

    #[test]
    fn a_measure_that_is_often_impossible_is_absent() {
        let mut strides = vec![stride(&[(Measure::KneeRange, 60.0)]); 10];
        for stride in &mut strides[..3] {
            stride.values.set(Measure::KneeRange, 357.0);
        }
        let withheld = withhold_impossible(&mut strides);
        assert!(withheld.measures.contains(&Measure::KneeRange));
        assert!(
            strides
                .iter()
                .all(|stride| stride.values.get(Measure::KneeRange).is_none())
        );
    }

    proptest! {
        #[test]
        fn what_is_left_is_possible(values in proptest::collection::vec((0..Measure::COUNT, proptest::num::f64::ANY), 0..80)) {
            let values: Vec<(Measure, f64)> = values.into_iter().map(|(k, value)| (Measure::ALL[k], value)).collect();
            let mut strides: Vec<Stride> = values.chunks(7).map(stride).collect();
            withhold_impossible(&mut strides);
            for stride in &strides {
                for measure in Measure::ALL {
                    if let Some(value) = stride.values.get(*measure) {
                        prop_assert!(measure.possible(true).contains(&value));
                    }
                }
            }
        }
    }
}
