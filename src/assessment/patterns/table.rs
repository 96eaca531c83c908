//! The table of patterns: needed sensors, criteria, limits with their sources, look-alikes, forbidden claims, hand checks.
//!
//! Limits marked "ours" are choices of this program. "Healthy" is the table of 42 adults (Fukuchi, Fukuchi & Duarte
//! 2018; `data/norms`): 5th and 95th percentile of limbs for levels, 95th percentile of the absolute difference between
//! legs for differences. A difference must besides pass the decision rule of the side differences (noise, measurement
//! error, healthy variation, quality), whose limits may be wider than the one given here.

use super::super::Pattern;
use gait::Measure;

/// In which direction a criterion looks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Toward {
    /// Less than the limit.
    Lower,
    /// More than the limit.
    Higher,
}

impl Toward {
    /// −1 for lower, 1 for higher.
    pub fn sign(self) -> f64 {
        match self {
            Toward::Lower => -1.0,
            Toward::Higher => 1.0,
        }
    }
}

/// Whether a criterion can carry a pattern alone (as `Possible`) or only confirm it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Role {
    /// Can carry it.
    Leading,
    /// Can only confirm it.
    Confirming,
}

/// What is measured. Limits are positive sizes for differences and plain values for levels, in the measure's unit.
#[derive(Debug, Clone, Copy, PartialEq)]
#[expect(missing_docs, reason = "the fields are what the variant and the list as a whole say")]
pub enum Test {
    /// This leg against the other.
    Difference {
        measure: Measure,
        toward: Toward,
        limit: f64,
    },
    /// As `Difference`, but only if this leg is the unusual one: further from the healthy mean than the other, and on
    /// this side of it; in a primary measure, which may stand alone, by more than healthy people differ. Keeps a leg that
    /// does less from making the other one look as if it did more.
    UnusualDifference {
        measure: Measure,
        toward: Toward,
        limit: f64,
    },
    /// This leg against healthy adults, at walking speeds within `speeds` (m/s).
    Level {
        measure: Measure,
        toward: Toward,
        limit: f64,
        speeds: (f64, f64),
    },
    /// This leg (or the whole body, where the measure has no side) outside what healthy adults show, at walking speeds
    /// within `speeds`.
    Outside {
        measure: Measure,
        low: f64,
        high: f64,
        speeds: (f64, f64),
    },
    /// As `Level`, with the limit scaled to the step length that is expected at the walking speed.
    LevelBySpeed {
        measure: Measure,
        toward: Toward,
        limit: f64,
    },
    /// Shank-to-thigh transfer of the impact band (9 to 20 Hz) higher than on the other leg, dB: less is absorbed.
    TransferHigher { limit: f64 },
    /// Trunk lean towards this leg while it stands (mean of 15 to 50 % of its cycle) against the same of the other, deg.
    TrunkLean { limit: f64 },
    /// Trunk lean from standing on one leg to standing on the other, degrees: has no side, and no tilt of the sensor can
    /// fake it.
    TrunkSway { limit: f64 },
    /// Forward tilt in the last minute of walking against the first, degrees.
    TiltChange { trunk: bool, limit: f64 },
    /// Steady rise of forward tilt over the walk: total along the slope in degrees, with p below 0.01.
    TiltTrend { trunk: bool, limit: f64 },
    /// Walking speed as a share of what is usual at this age and sex.
    SpeedShare { limit: f64 },
    /// Step length below what is expected at this speed and leg length, in standard deviations between people.
    StepForSpeed { limit: f64 },
    /// Double support above what is expected at this speed, percent of the stride.
    DoubleSupportForSpeed { limit: f64 },
    /// Coefficient of variation between strides, percent.
    Variation {
        measure: Measure,
        limit: f64,
        least_speed: f64,
    },
}

/// One criterion of a pattern.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct CriterionRule {
    /// Key in the wording files: `criterion-<code>`.
    pub code: &'static str,
    /// Criteria with the same strand are not independent and count once.
    pub strand: &'static str,
    /// Whether it can carry the pattern.
    pub role: Role,
    /// What is measured.
    pub test: Test,
    /// Where the limit comes from.
    pub source: &'static str,
}

/// A sensor (or one of several) that a pattern cannot do without.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Need {
    /// Both shanks.
    Shanks,
    /// Both thighs.
    Thighs,
    /// Both thighs or both shanks.
    Legs,
    /// The pelvis.
    Pelvis,
    /// The trunk.
    Trunk,
    /// Pelvis or trunk.
    Upper,
}

/// When a remark is added to a finding.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum When {
    /// No criterion of this strand holds, though one could be judged.
    NoneOf(&'static str),
    /// The measure of the named leg lies below this.
    Below(Measure, f64),
    /// The difference (named leg minus other) lies below this.
    DifferenceBelow(Measure, f64),
}

/// A remark and when it is made: any of the conditions is enough.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct RemarkRule {
    /// Key in the wording files: `remark-<code>`.
    pub code: &'static str,
    /// Any of these is enough.
    pub when: &'static [When],
}

/// Everything about one pattern.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct PatternRule {
    /// Which.
    pub pattern: Pattern,
    /// All of these are needed.
    pub needs: &'static [Need],
    /// Contacts found from the pelvis alone are good enough.
    pub pelvis_contacts_do: bool,
    /// What is looked at.
    pub criteria: &'static [CriterionRule],
    /// Keys `remark-<code>`: what is added to a finding that is shown or possible.
    pub remarks: &'static [RemarkRule],
    /// Pairs of strides from which on the finding can have the best grade.
    pub min_pairs_for_grade_a: usize,
    /// Keys `alike-<code>`: what looks the same.
    pub mimics: &'static [&'static str],
    /// Keys `not-<code>`: what must not be claimed.
    pub excluded_claims: &'static [&'static str],
    /// Keys `check-<code>`: what the physiotherapist can check by hand.
    pub checks: &'static [&'static str],
}

const fn leading(code: &'static str, strand: &'static str, test: Test, source: &'static str) -> CriterionRule {
    CriterionRule {
        code,
        strand,
        role: Role::Leading,
        test,
        source,
    }
}

const fn confirming(code: &'static str, strand: &'static str, test: Test, source: &'static str) -> CriterionRule {
    CriterionRule {
        code,
        strand,
        role: Role::Confirming,
        test,
        source,
    }
}

const fn lower(measure: Measure, limit: f64) -> Test {
    Test::Difference {
        measure,
        toward: Toward::Lower,
        limit,
    }
}

const fn higher(measure: Measure, limit: f64) -> Test {
    Test::Difference {
        measure,
        toward: Toward::Higher,
        limit,
    }
}

const fn unusually_low(measure: Measure, limit: f64) -> Test {
    Test::UnusualDifference {
        measure,
        toward: Toward::Lower,
        limit,
    }
}

const fn unusually_high(measure: Measure, limit: f64) -> Test {
    Test::UnusualDifference {
        measure,
        toward: Toward::Higher,
        limit,
    }
}

const fn level(measure: Measure, toward: Toward, limit: f64, speeds: (f64, f64)) -> Test {
    Test::Level {
        measure,
        toward,
        limit,
        speeds,
    }
}

const fn outside(measure: Measure, low: f64, high: f64, speeds: (f64, f64)) -> Test {
    Test::Outside {
        measure,
        low,
        high,
        speeds,
    }
}

/// Speeds at which absolute knee angles may be compared with healthy adults: knee peaks depend on speed, and below
/// 0.8 m/s only the legs are compared with one another; ours.
const KNEE_SPEEDS: (f64, f64) = (0.8, 1.7);
/// Speeds of the healthy adults' comfortable table with its slow and fast thirds.
const TABLE_SPEEDS: (f64, f64) = (0.8, 1.7);
/// The limit of reduced loading flexion holds from here on: flexion fades in slow walking.
const LOADING_SPEEDS: (f64, f64) = (1.0, 1.7);
/// The limit of increased loading flexion: in fast walking more is usual.
const INCREASED_SPEEDS: (f64, f64) = (0.8, 1.45);
/// Hip extension grows with the step and stands on the pelvis's zero: only near the table's own speed.
const HIP_SPEEDS: (f64, f64) = (1.05, 1.5);

const HEALTHY_P05: &str = "fukuchi2018, 5th percentile of limbs";
const HEALTHY_P95: &str = "fukuchi2018, 95th percentile of limbs";
const HEALTHY_DIFFERENCE: &str = "fukuchi2018, 95th percentile between legs";
const OURS: &str = "ours";

/// The row of a pattern.
pub fn rule(pattern: Pattern) -> &'static PatternRule {
    // The table is in the order of `Pattern::ALL`; a test holds it there.
    &TABLE[Pattern::ALL.iter().position(|known| *known == pattern).unwrap_or(0)]
}

/// All patterns, in the order of [`Pattern::ALL`].
pub static TABLE: [PatternRule; 14] = [
    PatternRule {
        pattern: Pattern::Antalgic,
        needs: &[Need::Legs],
        pelvis_contacts_do: false,
        criteria: &[
            leading(
                "shorter-stance",
                "contacts",
                lower(Measure::StanceTime, 5.0),
                "ours; healthy ratio 1.05: Patterson 2010",
            ),
            leading(
                "shorter-single-support",
                "contacts",
                lower(Measure::SingleSupportTime, 5.8),
                "healthy ratio 1.06: Patterson 2010",
            ),
            confirming("hurried-next-step", "contacts", higher(Measure::StepTime, 5.0), OURS),
            confirming(
                "softer-contact",
                "acceleration",
                lower(Measure::PeakTibialAcceleration, 20.0),
                "detectable change 18 %: Tirosh 2019; 20 ours",
            ),
            confirming(
                "longer-unloading",
                "contacts",
                higher(Measure::TerminalDoubleSupportTime, 16.7),
                "healthy people with straps: mea-lab GaitValidation",
            ),
        ],
        remarks: &[],
        min_pairs_for_grade_a: 50,
        mimics: &[
            "knee-or-foot-pain",
            "hip-pain",
            "leg-length",
            "one-sided-weakness",
            "habit",
        ],
        excluded_claims: &["pain-place", "nerve", "cause"],
        checks: &["ask-pain", "leg-length", "palpate-joints"],
    },
    PatternRule {
        pattern: Pattern::ReducedLoadingFlexion,
        needs: &[Need::Thighs, Need::Shanks],
        pelvis_contacts_do: false,
        criteria: &[
            confirming(
                "little-loading-flexion",
                "angles",
                level(Measure::KneeLoadingExcursion, Toward::Lower, 6.0, LOADING_SPEEDS),
                HEALTHY_P05,
            ),
            leading(
                "less-loading-flexion",
                "angles",
                unusually_low(Measure::KneeLoadingExcursion, 5.2),
                HEALTHY_DIFFERENCE,
            ),
            confirming(
                "less-shock-absorbed",
                "acceleration",
                lower(Measure::AttenuationShankThigh, 0.2),
                OURS,
            ),
            confirming(
                "more-shock-passed-on",
                "acceleration",
                Test::TransferHigher { limit: 3.0 },
                OURS,
            ),
            confirming(
                "unusual-loading-peak-time",
                "angles",
                outside(Measure::KneeLoadingPeakTime, 8.0, 15.0, LOADING_SPEEDS),
                "healthy 11 ± 2 %: fukuchi2018, two standard deviations",
            ),
            confirming(
                "knee-kept-straight",
                "angles",
                level(Measure::KneeStanceMinimum, Toward::Lower, -5.0, KNEE_SPEEDS),
                OURS,
            ),
        ],
        remarks: &[],
        min_pairs_for_grade_a: 30,
        mimics: &[
            "knee-arthritis",
            "knee-effusion",
            "ligament-injury",
            "slow-walking",
            "fear",
        ],
        excluded_claims: &["femoral-nerve", "weak-quadriceps", "cause"],
        checks: &[
            "quadriceps-strength",
            "knee-jerk",
            "femoral-nerve-stretch",
            "knee-effusion",
        ],
    },
    PatternRule {
        pattern: Pattern::IncreasedLoadingFlexion,
        needs: &[Need::Thighs, Need::Shanks],
        pelvis_contacts_do: false,
        criteria: &[
            confirming(
                "much-loading-flexion",
                "angles",
                level(Measure::KneeLoadingExcursion, Toward::Higher, 16.3, INCREASED_SPEEDS),
                HEALTHY_P95,
            ),
            leading(
                "more-loading-flexion",
                "angles",
                unusually_high(Measure::KneeLoadingExcursion, 5.2),
                HEALTHY_DIFFERENCE,
            ),
        ],
        remarks: &[],
        min_pairs_for_grade_a: 30,
        mimics: &[
            "knee-effusion",
            "knee-flexion-contracture",
            "longer-leg",
            "fast-walking",
        ],
        excluded_claims: &["nerve-root", "weak-quadriceps", "cause"],
        checks: &[
            "quadriceps-strength",
            "knee-extension-range",
            "knee-effusion",
            "leg-length",
        ],
    },
    PatternRule {
        pattern: Pattern::StiffKnee,
        needs: &[Need::Thighs, Need::Shanks],
        pelvis_contacts_do: false,
        criteria: &[
            leading(
                "low-swing-peak",
                "knee",
                level(Measure::KneeSwingPeak, Toward::Lower, 50.0, KNEE_SPEEDS),
                "ours, below the healthy 5th percentile of 54.6",
            ),
            leading(
                "lower-swing-peak",
                "knee",
                unusually_low(Measure::KneeSwingPeak, 10.0),
                "ours, above the healthy 95th percentile of 7.0",
            ),
            leading(
                "smaller-knee-range",
                "knee",
                unusually_low(Measure::KneeRange, 10.0),
                "ours, above the healthy 95th percentile of 5.8",
            ),
            confirming(
                "less-flexion-gain",
                "knee",
                unusually_low(Measure::KneeSwingGain, 6.9),
                HEALTHY_DIFFERENCE,
            ),
            confirming(
                "little-flexion-gain",
                "knee",
                level(Measure::KneeSwingGain, Toward::Lower, 12.0, KNEE_SPEEDS),
                "proposed for stiff-knee gait; healthy mean 23.8",
            ),
            confirming(
                "slower-shank-swing",
                "knee",
                lower(Measure::ShankSwingPeakRate, 12.0),
                OURS,
            ),
        ],
        remarks: &[RemarkRule {
            code: "marked",
            when: &[
                When::Below(Measure::KneeSwingPeak, 44.3),
                When::DifferenceBelow(Measure::KneeSwingPeak, -17.0),
            ],
        }],
        min_pairs_for_grade_a: 30,
        mimics: &[
            "knee-stiffness",
            "knee-pain",
            "knee-prosthesis",
            "slow-walking",
            "after-stroke",
        ],
        excluded_claims: &["spasticity", "cause"],
        checks: &["knee-range", "rectus-length", "knee-effusion", "tone"],
    },
    PatternRule {
        pattern: Pattern::PelvicDrop,
        needs: &[Need::Pelvis, Need::Legs],
        pelvis_contacts_do: false,
        criteria: &[
            leading(
                "more-pelvic-drop",
                "pelvis",
                unusually_high(Measure::PelvicDrop, 3.0),
                "ours, above the healthy 95th percentile of 1.6",
            ),
            confirming(
                "much-pelvic-drop",
                "pelvis",
                level(Measure::PelvicDrop, Toward::Higher, 8.0, TABLE_SPEEDS),
                HEALTHY_P95,
            ),
            confirming(
                "faster-pelvic-drop",
                "pelvis",
                higher(Measure::PelvicDropRate, 33.0),
                "ours; ratios above 10 % after hip replacement with a dropping pelvis (pilot)",
            ),
            confirming(
                "unusual-pelvic-range",
                "pelvis",
                outside(Measure::PelvisObliquityRange, 4.5, 14.8, TABLE_SPEEDS),
                "fukuchi2018, 5th and 95th percentile; hip arthritis reduces it",
            ),
        ],
        remarks: &[],
        min_pairs_for_grade_a: 30,
        mimics: &["hip-arthritis", "leg-length", "hip-pain", "habit"],
        excluded_claims: &["gluteal-paresis", "nerve-root", "cause"],
        checks: &["single-leg-stand", "hip-abduction-strength", "leg-length"],
    },
    PatternRule {
        pattern: Pattern::LateralTrunkLean,
        needs: &[Need::Trunk, Need::Legs],
        pelvis_contacts_do: false,
        criteria: &[
            leading(
                "leans-over-stance-leg",
                "position",
                Test::TrunkLean { limit: 4.0 },
                OURS,
            ),
            confirming("sways-over-stance-legs", "sway", Test::TrunkSway { limit: 4.0 }, OURS),
        ],
        remarks: &[],
        min_pairs_for_grade_a: 30,
        mimics: &["hip-arthritis", "hip-pain", "leg-length", "one-sided-load", "scoliosis"],
        excluded_claims: &["gluteal-paresis", "cause"],
        checks: &[
            "single-leg-stand",
            "hip-abduction-strength",
            "hip-range",
            "spine-inspection",
        ],
    },
    PatternRule {
        pattern: Pattern::HipHiking,
        needs: &[Need::Pelvis, Need::Legs],
        pelvis_contacts_do: false,
        criteria: &[
            leading(
                "more-hiking",
                "pelvis",
                unusually_high(Measure::HipHike, 3.0),
                "ours, above the healthy 95th percentile of 1.7 of the lift from the drop's bottom",
            ),
            confirming(
                "much-hiking",
                "pelvis",
                level(Measure::HipHike, Toward::Higher, 2.4, TABLE_SPEEDS),
                "fukuchi2018, 95th percentile of the curve over level",
            ),
            confirming(
                "less-swing-flexion",
                "clearance",
                unusually_low(Measure::KneeSwingPeak, 7.0),
                HEALTHY_DIFFERENCE,
            ),
            confirming(
                "less-thigh-lift",
                "clearance",
                unusually_low(Measure::ThighMaximum, 3.4),
                HEALTHY_DIFFERENCE,
            ),
        ],
        remarks: &[RemarkRule {
            code: "isolated",
            when: &[When::NoneOf("clearance")],
        }],
        min_pairs_for_grade_a: 30,
        mimics: &["stiff-knee", "stiff-ankle", "longer-leg", "foot-lift-weakness", "habit"],
        excluded_claims: &["nerve-root", "cause"],
        checks: &[
            "knee-range",
            "ankle-lift-strength",
            "leg-length",
            "hip-flexion-strength",
        ],
    },
    PatternRule {
        pattern: Pattern::Circumduction,
        needs: &[Need::Legs],
        pelvis_contacts_do: false,
        criteria: &[
            leading(
                "more-outward-swing",
                "angles",
                unusually_high(Measure::Circumduction, 4.0),
                "ours, above the healthy 95th percentile of 2.8",
            ),
            leading(
                "wider-swing-path",
                "acceleration",
                higher(Measure::LateralExcursion, 0.030),
                "ours: the same movement seen by the accelerometer",
            ),
            confirming(
                "much-outward-swing",
                "angles",
                level(Measure::Circumduction, Toward::Higher, 8.0, TABLE_SPEEDS),
                HEALTHY_P95,
            ),
            confirming(
                "less-swing-flexion",
                "clearance",
                unusually_low(Measure::KneeSwingPeak, 7.0),
                HEALTHY_DIFFERENCE,
            ),
            confirming(
                "slower-shank-swing",
                "clearance",
                lower(Measure::ShankSwingPeakRate, 12.0),
                OURS,
            ),
            confirming(
                "higher-thigh-lift",
                "clearance",
                unusually_high(Measure::ThighMaximum, 3.4),
                HEALTHY_DIFFERENCE,
            ),
        ],
        remarks: &[RemarkRule {
            code: "isolated",
            when: &[When::NoneOf("clearance")],
        }],
        min_pairs_for_grade_a: 30,
        mimics: &[
            "stiff-knee",
            "longer-leg",
            "hip-stiffness",
            "foot-lift-weakness",
            "wide-steps",
        ],
        excluded_claims: &["nerve", "cause"],
        checks: &[
            "knee-range",
            "ankle-lift-strength",
            "hip-flexion-strength",
            "leg-length",
        ],
    },
    PatternRule {
        pattern: Pattern::Steppage,
        needs: &[Need::Thighs, Need::Shanks],
        pelvis_contacts_do: false,
        criteria: &[
            leading(
                "higher-thigh-lift",
                "thigh",
                unusually_high(Measure::ThighMaximum, 3.4),
                HEALTHY_DIFFERENCE,
            ),
            confirming(
                "high-thigh-lift",
                "thigh",
                level(Measure::ThighMaximum, Toward::Higher, 25.6, TABLE_SPEEDS),
                HEALTHY_P95,
            ),
            confirming(
                "higher-swing-peak",
                "thigh",
                unusually_high(Measure::KneeSwingPeak, 7.0),
                HEALTHY_DIFFERENCE,
            ),
            confirming(
                "high-swing-peak",
                "thigh",
                level(Measure::KneeSwingPeak, Toward::Higher, 66.7, KNEE_SPEEDS),
                HEALTHY_P95,
            ),
            confirming(
                "larger-shank-range",
                "shank",
                higher(Measure::ShankRange, 4.0),
                "ours: the limit between legs is wider",
            ),
            confirming(
                "softer-heel-contact",
                "contact",
                lower(Measure::ContactTrough, 0.30),
                OURS,
            ),
            confirming(
                "foot-slap",
                "contact",
                higher(Measure::SecondImpactPeak, 0.50),
                "half of the first impact; ours",
            ),
        ],
        remarks: &[RemarkRule {
            code: "no-foot-slap",
            when: &[When::NoneOf("contact")],
        }],
        min_pairs_for_grade_a: 30,
        mimics: &[
            "other-leg-stiff",
            "fibular-nerve-pressure",
            "ankle-foot-pain",
            "obstacles",
        ],
        excluded_claims: &["foot-drop", "ankle-movement", "nerve-root"],
        checks: &["ankle-lift-strength", "big-toe-lift", "sensation-foot", "urgent-signs"],
    },
    PatternRule {
        pattern: Pattern::ReducedThighExtension,
        needs: &[Need::Thighs],
        pelvis_contacts_do: false,
        criteria: &[
            confirming(
                "little-extension",
                "thigh",
                Test::LevelBySpeed {
                    measure: Measure::ThighMinimum,
                    toward: Toward::Higher,
                    limit: -15.2,
                },
                HEALTHY_P95,
            ),
            leading(
                "less-extension",
                "thigh",
                unusually_high(Measure::ThighMinimum, 3.5),
                HEALTHY_DIFFERENCE,
            ),
            confirming(
                "little-hip-extension",
                "thigh",
                level(Measure::HipMinimum, Toward::Higher, 1.4, HIP_SPEEDS),
                HEALTHY_P95,
            ),
            leading(
                "less-hip-extension",
                "thigh",
                unusually_high(Measure::HipMinimum, 4.2),
                HEALTHY_DIFFERENCE,
            ),
            confirming(
                "smaller-thigh-range",
                "thigh",
                unusually_low(Measure::ThighRange, 4.9),
                HEALTHY_DIFFERENCE,
            ),
            confirming(
                "smaller-shank-range",
                "shank",
                lower(Measure::ShankRange, 4.0),
                "ours: the limit between legs is wider",
            ),
            confirming(
                "little-thigh-range",
                "thigh",
                Test::LevelBySpeed {
                    measure: Measure::ThighRange,
                    toward: Toward::Lower,
                    limit: 35.0,
                },
                "fukuchi2018, two standard deviations below the mean",
            ),
        ],
        remarks: &[],
        min_pairs_for_grade_a: 30,
        mimics: &[
            "hip-flexor-contracture",
            "hip-arthritis",
            "slow-walking",
            "age",
            "vascular",
        ],
        excluded_claims: &["stenosis", "cause"],
        checks: &["hip-extension-range", "thomas-test", "straight-leg-raise", "pulses"],
    },
    PatternRule {
        pattern: Pattern::ForwardLean,
        needs: &[Need::Upper],
        pelvis_contacts_do: true,
        criteria: &[
            leading(
                "leans-at-the-end",
                "change",
                Test::TiltChange {
                    trunk: false,
                    limit: 3.0,
                },
                OURS,
            ),
            leading(
                "trunk-leans-at-the-end",
                "change",
                Test::TiltChange {
                    trunk: true,
                    limit: 5.0,
                },
                OURS,
            ),
            leading(
                "leans-more-and-more",
                "trend",
                Test::TiltTrend {
                    trunk: false,
                    limit: 3.0,
                },
                OURS,
            ),
            leading(
                "trunk-leans-more-and-more",
                "trend",
                Test::TiltTrend {
                    trunk: true,
                    limit: 5.0,
                },
                OURS,
            ),
        ],
        remarks: &[],
        min_pairs_for_grade_a: 30,
        mimics: &["sensor-slip", "tiredness", "clothing", "hip-flexor-contracture"],
        excluded_claims: &["stenosis", "cause"],
        checks: &["sensor-still-in-place", "ask-relief-sitting", "lumbar-extension"],
    },
    PatternRule {
        pattern: Pattern::ShortSlowSteps,
        needs: &[Need::Shanks],
        pelvis_contacts_do: false,
        criteria: &[
            confirming(
                "slow-for-age",
                "speed",
                Test::SpeedShare { limit: 0.7 },
                "share ours; usual speeds: Bohannon & Andrews 2011",
            ),
            leading(
                "short-steps-for-speed",
                "step",
                Test::StepForSpeed { limit: 1.645 },
                "bmclab, 5th percentile at the speed",
            ),
            confirming(
                "long-double-support",
                "double-support",
                Test::DoubleSupportForSpeed { limit: 6.0 },
                "mean at the speed: fukuchi2018; margin ours",
            ),
        ],
        remarks: &[],
        min_pairs_for_grade_a: 30,
        mimics: &[
            "pain-anywhere",
            "caution",
            "unknown-surroundings",
            "heart-and-lungs",
            "age",
        ],
        excluded_claims: &["cause", "fall-risk"],
        checks: &["ask-usual-speed", "ask-pain", "timed-walk"],
    },
    PatternRule {
        pattern: Pattern::IncreasedVariability,
        needs: &[Need::Legs],
        pelvis_contacts_do: false,
        criteria: &[
            leading(
                "uneven-stride-time",
                "time",
                Test::Variation {
                    measure: Measure::StrideTime,
                    limit: 4.0,
                    least_speed: 0.8,
                },
                OURS,
            ),
            leading(
                "uneven-stride-length",
                "length",
                Test::Variation {
                    measure: Measure::StrideLength,
                    limit: 5.0,
                    least_speed: 0.8,
                },
                OURS,
            ),
        ],
        remarks: &[],
        min_pairs_for_grade_a: 30,
        mimics: &["tiredness", "distraction", "uneven-floor", "slow-walking"],
        excluded_claims: &["cause", "fall-risk"],
        checks: &["balance-test", "ask-falls", "repeat-quiet-place"],
    },
    PatternRule {
        pattern: Pattern::AsymmetricLoading,
        needs: &[Need::Shanks],
        pelvis_contacts_do: false,
        criteria: &[
            leading(
                "shorter-stance",
                "contacts",
                lower(Measure::StanceTime, 5.0),
                "ours; healthy ratio 1.05: Patterson 2010",
            ),
            leading(
                "shorter-single-support",
                "contacts",
                lower(Measure::SingleSupportTime, 5.8),
                "healthy ratio 1.06: Patterson 2010",
            ),
            confirming(
                "softer-contact",
                "acceleration",
                lower(Measure::PeakTibialAcceleration, 20.0),
                "detectable change 18 %: Tirosh 2019; 20 ours",
            ),
            confirming(
                "less-loading-flexion",
                "flexion",
                unusually_low(Measure::KneeLoadingExcursion, 5.2),
                HEALTHY_DIFFERENCE,
            ),
            confirming(
                "less-shock-absorbed",
                "flexion",
                lower(Measure::AttenuationShankThigh, 0.2),
                OURS,
            ),
            confirming(
                "more-shock-passed-on",
                "flexion",
                Test::TransferHigher { limit: 3.0 },
                OURS,
            ),
            confirming(
                "slower-shank-swing",
                "contacts",
                lower(Measure::ShankSwingPeakRate, 8.0),
                OURS,
            ),
            confirming(
                "slower-thigh-swing",
                "contacts",
                lower(Measure::ThighSwingPeakRate, 8.0),
                OURS,
            ),
        ],
        remarks: &[],
        min_pairs_for_grade_a: 30,
        mimics: &[
            "knee-or-foot-pain",
            "hip-pain",
            "leg-length",
            "one-sided-weakness",
            "sensor-height",
        ],
        excluded_claims: &["force", "body-weight", "joint-load", "cause"],
        checks: &["two-scales-stand", "ask-pain", "leg-length", "sensor-height"],
    },
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_follows_the_list_of_patterns() {
        for (row, pattern) in TABLE.iter().zip(Pattern::ALL) {
            assert_eq!(row.pattern, pattern);
            assert_eq!(rule(pattern).pattern, pattern);
        }
    }

    #[test]
    fn every_pattern_can_be_shown_and_says_what_it_is_not() {
        for row in &TABLE {
            let mut strands: Vec<&str> = row.criteria.iter().map(|criterion| criterion.strand).collect();
            strands.sort_unstable();
            strands.dedup();
            let by_primary = row.criteria.iter().any(|criterion| {
                let of_sides = match criterion.test {
                    Test::Difference { measure, .. } | Test::UnusualDifference { measure, .. } => Some(measure),
                    _ => None,
                };
                criterion.role == Role::Leading && of_sides.is_some_and(crate::limits::is_primary)
            });
            assert!(by_primary || strands.len() >= 2, "{}", row.pattern.name());
            assert!(row.criteria.iter().any(|criterion| criterion.role == Role::Leading));
            assert!(
                !row.mimics.is_empty()
                    && !row.excluded_claims.is_empty()
                    && !row.checks.is_empty()
                    && !row.needs.is_empty()
            );
        }
    }
}
