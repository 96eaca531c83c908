//! Which sensors a measure stands on.

use gait::Measure;
use recording::{Segment, Side, Site};

/// The segments whose sensors give the measure's value; empty for times between contacts (a turned strap changes a
/// rate's size, hardly the moment of its zero crossing) and for stride length and speed, which have several methods.
pub fn segments(measure: Measure) -> &'static [Segment] {
    use Measure::*;
    match measure {
        KneeAtContact
        | KneeLoadingPeak
        | KneeLoadingPeakTime
        | KneeLoadingExcursion
        | KneeStanceMinimum
        | KneeSwingPeak
        | KneeSwingGain
        | KneeRange
        | AttenuationShankThigh
        | StepLength => &[Segment::Thigh, Segment::Shank],
        HipAtContact | HipMinimum | HipRange => &[Segment::Thigh, Segment::Pelvis],
        ThighMaximum | ThighMinimum | ThighRange | ThighSwingPeakRate | Circumduction => &[Segment::Thigh],
        ShankRange
        | ShankSwingPeakRate
        | ContactTrough
        | LateralExcursion
        | PeakTibialAcceleration
        | ResultantTibialAcceleration
        | SecondImpactPeak
        | TibialTimeToPeak
        | TibialLoadingRate => &[Segment::Shank],
        PelvisTiltMean
        | PelvisTiltRange
        | PelvisObliquityRange
        | PelvisRotationRange
        | PelvicDrop
        | PelvicDropRate
        | HipHike
        | PelvisLoadingPeak
        | PelvisPushOffPeak
        | HarmonicRatioVertical
        | HarmonicRatioForward
        | HarmonicRatioSideways => &[Segment::Pelvis],
        AttenuationShankPelvis => &[Segment::Shank, Segment::Pelvis],
        StrideTime
        | StanceTime
        | SwingTime
        | StancePercent
        | StepTime
        | SingleSupportTime
        | InitialDoubleSupportTime
        | TerminalDoubleSupportTime
        | DoubleSupportPercent
        | Cadence
        | StrideLength
        | Speed => &[],
    }
}

/// Whether a site's sensor is behind the measure of one side (of both, for `None`).
pub(crate) fn depends_on_sensor(site: Site, measure: Measure, side: Option<Side>) -> bool {
    segments(measure).contains(&site.segment()) && of_side(site, side)
}

/// Whether a site belongs to a side; what has none belongs to both.
pub fn of_side(site: Site, side: Option<Side>) -> bool {
    site.side().is_none_or(|own| side.is_none_or(|wanted| own == wanted))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sensors_of_the_other_leg_are_not_behind() {
        let depends = |side| -> Vec<Site> {
            Site::ALL
                .into_iter()
                .filter(|site| depends_on_sensor(*site, Measure::HipRange, side))
                .collect()
        };
        assert_eq!(depends(Some(Side::Left)).len(), 2);
        assert_eq!(depends(None).len(), 3);
        assert!(!depends_on_sensor(Site::ShankLeft, Measure::StanceTime, None));
    }
}
