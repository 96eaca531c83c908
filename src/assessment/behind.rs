//! Which sensors a measure stands on.

use crate::gait::Measure;
use crate::recording::{Segment, Side, Site};

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
        ShankRange | ShankSwingPeakRate | ContactTrough | SwingSideways | ShockShank | ShockShankResultant
        | SecondShock | ShockTimeToPeak | ShockSlope => &[Segment::Shank],
        PelvisTiltMean
        | PelvisTiltRange
        | PelvisObliquityRange
        | PelvisRotationRange
        | PelvicDrop
        | PelvicDropRate
        | SwingHike
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
        | LoadingDoubleSupportTime
        | UnloadingDoubleSupportTime
        | DoubleSupportPercent
        | Cadence
        | StrideLength
        | Speed => &[],
    }
}

/// Whether a site's sensor is behind the measure of one side (of both, for `None`).
pub fn is_behind(site: Site, measure: Measure, side: Option<Side>) -> bool {
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
        let behind = |side| -> Vec<Site> {
            Site::ALL
                .into_iter()
                .filter(|site| is_behind(*site, Measure::HipRange, side))
                .collect()
        };
        assert_eq!(behind(Some(Side::Left)).len(), 2);
        assert_eq!(behind(None).len(), 3);
        assert!(!is_behind(Site::ShankLeft, Measure::StanceTime, None));
    }
}
