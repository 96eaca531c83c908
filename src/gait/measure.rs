//! The table of everything that is measured per stride: name, unit, kind and the sensors it comes from.

use schemars::JsonSchema;
use serde::{Serialize, Serializer};

/// How two sides of a measure are compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Comparison {
    /// A positive quantity: `100 ln(right / left)` in per cent (Plotnik's gait asymmetry), symmetric and additive.
    LogRatioPercent,
    /// An angle, level or score: `right − left` in its own unit.
    Difference,
    /// The same for both legs by its nature, or of the whole body: summed up over all strides, not compared.
    None,
}

/// What a measure describes; side differences are corrected for multiplicity within a domain.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Domain {
    /// Times and their shares.
    Temporal,
    /// Lengths and speeds.
    Spatial,
    /// Angles and angular rates.
    Kinematic,
    /// What the ground does to the leg.
    Impact,
    /// How alike strides are.
    Regularity,
}

macro_rules! measures {
    ($($variant:ident = $name:literal, $unit:literal, $domain:ident, $comparison:ident, $doc:literal;)*) => {
        /// A measure of one stride. The name carries the unit; definitions in `methods` terms stand beside each.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Measure { $(#[doc = $doc] $variant,)* }

        impl Measure {
            /// In the order of tables.
            pub const ALL: &'static [Measure] = &[$(Measure::$variant,)*];
            /// How many there are.
            pub const COUNT: usize = Measure::ALL.len();

            /// The name used in files, with its unit, such as `stance_time_s`.
            pub fn name(self) -> &'static str {
                match self { $(Measure::$variant => $name,)* }
            }

            /// UCUM unit; `1` for ratios.
            pub fn unit(self) -> &'static str {
                match self { $(Measure::$variant => $unit,)* }
            }

            /// What it describes.
            pub fn domain(self) -> Domain {
                match self { $(Measure::$variant => Domain::$domain,)* }
            }

            /// How its two sides are compared.
            pub fn comparison(self) -> Comparison {
                match self { $(Measure::$variant => Comparison::$comparison,)* }
            }

            /// One English sentence: how it is defined.
            pub fn definition(self) -> &'static str {
                match self { $(Measure::$variant => $doc,)* }
            }
        }
    };
}

measures! {
    StrideTime = "stride_time_s", "s", Temporal, None, "Initial contact to the next initial contact of the same foot.";
    StanceTime = "stance_time_s", "s", Temporal, LogRatioPercent, "Initial contact to final contact of the same foot.";
    SwingTime = "swing_time_s", "s", Temporal, LogRatioPercent, "Final contact to the next initial contact of the same foot.";
    StancePercent = "stance_percent", "%", Temporal, Difference, "Stance time as a share of the stride time.";
    StepTime = "step_time_s", "s", Temporal, LogRatioPercent, "Initial contact of the other foot to this foot's following initial contact.";
    SingleSupportTime = "single_support_time_s", "s", Temporal, LogRatioPercent, "Time on this leg alone: the other leg's swing within this stance.";
    InitialDoubleSupportTime = "loading_double_support_time_s", "s", Temporal, LogRatioPercent, "This foot's initial contact to the other foot's final contact.";
    TerminalDoubleSupportTime = "unloading_double_support_time_s", "s", Temporal, LogRatioPercent, "The other foot's initial contact to this foot's final contact.";
    DoubleSupportPercent = "double_support_percent", "%", Temporal, None, "Both double supports of a stride as a share of the stride time.";
    Cadence = "cadence_spm", "{steps}/min", Temporal, None, "Two steps per stride time, per minute.";
    StrideLength = "stride_length_m", "m", Spatial, None, "Distance travelled in one stride.";
    StepLength = "step_length_m", "m", Spatial, LogRatioPercent, "How far this foot lands ahead of the other (two-leg model only).";
    Speed = "speed_mps", "m/s", Spatial, None, "Stride length divided by stride time.";
    KneeAtContact = "knee_at_contact_deg", "deg", Kinematic, Difference, "Knee flexion at initial contact.";
    KneeLoadingPeak = "knee_loading_peak_deg", "deg", Kinematic, Difference, "Largest knee flexion from 0 to 25 % of the cycle.";
    KneeLoadingPeakTime = "knee_loading_peak_percent", "%", Kinematic, Difference, "Where in the cycle the loading-response peak lies.";
    KneeLoadingExcursion = "knee_loading_excursion_deg", "deg", Kinematic, Difference, "Loading-response peak minus flexion at contact.";
    KneeStanceMinimum = "knee_stance_minimum_deg", "deg", Kinematic, Difference, "Smallest knee flexion from 25 to 55 % of the cycle.";
    KneeSwingPeak = "knee_swing_peak_deg", "deg", Kinematic, Difference, "Largest knee flexion from 50 to 100 % of the cycle.";
    KneeSwingGain = "knee_swing_gain_deg", "deg", Kinematic, Difference, "Swing peak minus knee flexion at final contact.";
    KneeRange = "knee_range_deg", "deg", Kinematic, Difference, "Largest minus smallest knee flexion over the cycle.";
    HipAtContact = "hip_at_contact_deg", "deg", Kinematic, Difference, "Hip flexion at initial contact.";
    HipMinimum = "hip_minimum_deg", "deg", Kinematic, Difference, "Smallest hip flexion from 30 to 70 % of the cycle; negative is extension.";
    HipRange = "hip_range_deg", "deg", Kinematic, Difference, "Largest minus smallest hip flexion over the cycle.";
    ThighMaximum = "thigh_maximum_deg", "deg", Kinematic, Difference, "Largest forward thigh inclination from 55 to 100 % of the cycle.";
    ThighMinimum = "thigh_minimum_deg", "deg", Kinematic, Difference, "Smallest thigh inclination from 30 to 70 % of the cycle; negative is behind the body.";
    ThighRange = "thigh_range_deg", "deg", Kinematic, Difference, "Largest minus smallest thigh inclination over the cycle.";
    ShankRange = "shank_range_deg", "deg", Kinematic, Difference, "Largest minus smallest shank inclination over the cycle.";
    Circumduction = "circumduction_deg", "deg", Kinematic, Difference, "Largest outward lean of the thigh (else shank) from 60 to 90 % of the cycle, minus that at final contact.";
    LateralExcursion = "swing_sideways_m", "m", Kinematic, Difference, "Largest outward way of the shank sensor in swing from the straight line between two mid-stances of the same foot; negative where it stays inside.";
    PelvisTiltMean = "pelvis_tilt_mean_deg", "deg", Kinematic, None, "Mean anterior pelvic tilt over the cycle.";
    PelvisTiltRange = "pelvis_tilt_range_deg", "deg", Kinematic, None, "Range of pelvic tilt over the cycle.";
    PelvisObliquityRange = "pelvis_obliquity_range_deg", "deg", Kinematic, None, "Range of pelvic obliquity over the cycle.";
    PelvisRotationRange = "pelvis_rotation_range_deg", "deg", Kinematic, None, "Range of pelvic rotation over the cycle.";
    PelvicDrop = "pelvic_drop_deg", "deg", Kinematic, Difference, "Obliquity maximum (this side up) from 0 to 30 % of the cycle minus that at contact: how far the other side drops.";
    PelvicDropRate = "pelvic_drop_rate_degps", "deg/s", Kinematic, LogRatioPercent, "Largest rate of the obliquity (this side up) from 0 to 20 % of the cycle: how fast the other side drops.";
    HipHike = "swing_hike_deg", "deg", Kinematic, Difference, "Obliquity maximum (this side up) from 60 to 90 % of the cycle minus the mean of that at this foot's and at the other foot's contact: how far this side is lifted above level in swing.";
    ShankSwingPeakRate = "shank_swing_peak_rate_degps", "deg/s", Kinematic, LogRatioPercent, "Largest sagittal angular rate of the shank in swing.";
    ContactTrough = "contact_trough", "1", Kinematic, Difference, "Depth of the shank rate's trough at contact (25 ms before to 125 ms after) as a share of the swing peak rate.";
    ThighSwingPeakRate = "thigh_swing_peak_rate_degps", "deg/s", Kinematic, LogRatioPercent, "Largest sagittal angular rate of the thigh in swing.";
    PeakTibialAcceleration = "shank_shock_mps2", "m/s2", Impact, LogRatioPercent, "Peak axial shank acceleration without gravity from 20 ms before to 100 ms after contact. Not a force.";
    ResultantTibialAcceleration = "shank_shock_resultant_mps2", "m/s2", Impact, LogRatioPercent, "Peak of the acceleration's magnitude minus gravity in the same window. Not a force.";
    SecondImpactPeak = "shank_second_shock", "1", Impact, Difference, "Second peak of the axial shank acceleration 30 to 120 ms after the first, measured from the dip between them, as a share of the first; 0 where there is none.";
    TibialTimeToPeak = "shank_shock_time_to_peak_s", "s", Impact, Difference, "Last crossing of 10 % of the peak to the peak.";
    TibialLoadingRate = "shank_shock_slope_mps3", "m/s3", Impact, LogRatioPercent, "Peak divided by the time to peak.";
    AttenuationShankThigh = "shock_attenuation_shank_thigh", "1", Impact, Difference, "1 − thigh shock / shank shock.";
    AttenuationShankPelvis = "shock_attenuation_shank_pelvis", "1", Impact, Difference, "1 − pelvis shock / shank shock.";
    PelvisLoadingPeak = "pelvis_loading_peak_mps2", "m/s2", Impact, Difference, "Largest upward pelvis acceleration from 0 to 20 % of the cycle. Not a force.";
    PelvisPushOffPeak = "pelvis_push_off_peak_mps2", "m/s2", Impact, Difference, "Largest upward pelvis acceleration from 40 to 60 % of the cycle. Not a force.";
    HarmonicRatioVertical = "harmonic_ratio_vertical", "1", Regularity, None, "Even over odd harmonic amplitudes of vertical pelvis acceleration within the stride.";
    HarmonicRatioForward = "harmonic_ratio_forward", "1", Regularity, None, "Even over odd harmonic amplitudes of forward pelvis acceleration within the stride.";
    HarmonicRatioSideways = "harmonic_ratio_sideways", "1", Regularity, None, "Odd over even harmonic amplitudes of sideways pelvis acceleration within the stride.";
}

impl Measure {
    /// The measure with exactly this [`name`](Measure::name).
    pub fn from_name(name: &str) -> Option<Measure> {
        Measure::ALL.iter().copied().find(|measure| measure.name() == name)
    }
}

impl Serialize for Measure {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.name())
    }
}

impl JsonSchema for Measure {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Measure".into()
    }

    fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
        let names: Vec<&str> = Measure::ALL.iter().map(|measure| measure.name()).collect();
        schemars::json_schema!({ "type": "string", "enum": names })
    }
}

/// The measures of one stride; what was not measured is absent, never zero.
#[derive(Debug, Clone, PartialEq)]
pub struct Values([f64; Measure::COUNT]);

impl Default for Values {
    fn default() -> Self {
        Values([f64::NAN; Measure::COUNT])
    }
}

impl Values {
    /// The value in the measure's unit; `None` where it was not measured.
    pub fn get(&self, measure: Measure) -> Option<f64> {
        Some(self.0[measure as usize]).filter(|value| value.is_finite())
    }

    /// Stores a value; one that is not finite counts as not measured.
    pub fn set(&mut self, measure: Measure, value: f64) {
        self.0[measure as usize] = value;
    }

    pub(crate) fn set_optional(&mut self, measure: Measure, value: Option<f64>) {
        self.set(measure, value.unwrap_or(f64::NAN));
    }
}
