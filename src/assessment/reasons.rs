//! Why something is doubted, withheld or missing: the codes of the assessment.

use recording::{Side, codes};

codes! {
    /// What keeps a session from grade A.
    pub enum QualityReason of "quality" {
        MuchLost = "much-lost" with advice,
        SomeLost = "some-lost" with advice,
        Clipped = "clipped" with advice,
        GravityOff = "gravity-off" with advice,
        NoWalking = "no-walking" with advice,
        NoSensorAligned = "no-sensor-aligned" with advice,
        VeryFewStrides = "very-few-strides" with advice,
        FewStrides = "few-strides" with advice,
        ContactsFromThighs = "contacts-from-thighs" with advice,
        ContactsFromPelvis = "contacts-from-pelvis" with advice,
        NoStandingPhase = "no-standing-phase" with advice,
        SensorNotAligned = "sensor-not-aligned" with advice,
        ClocksUncertain = "clocks-uncertain" with advice,
        LimitedSensors = "limited-sensors" with advice,
        ProblemsFound = "problems-found" with advice,
        SensorMoved = "sensor-moved" with advice,
        OneSidedKit = "one-sided-kit" with advice,
        SensorsDisagree = "sensors-disagree" with advice,
        NotOneWalk = "not-one-walk" with advice,
        FewPlausibleStrides = "few-plausible-strides" with advice,
    }
}

codes! {
    /// What keeps one measure from grade A, or forbids a verdict on its side difference.
    pub enum GradeReason of "gate" {
        TooFewStrides = "too-few-strides" with advice,
        Clock = "clock" with advice,
        ZeroAssumed = "zero-assumed" with advice,
        LeverAssumed = "lever-assumed" with advice,
        LeverUnclear = "lever-unclear" with advice,
        WeakSource = "weak-source" with advice,
        UnlikeSwing = "unlike-swing",
        PoorSensor = "poor-sensor" with advice,
        SensorMoved = "sensor-moved" with advice,
        SlowSampling = "slow-sampling" with advice,
        ClockUnknown = "clock-unknown" with advice,
        ClockEstimated = "clock-estimated" with advice,
        ClockContradicted = "clock-contradicted" with advice,
        NotOneWalk = "not-one-walk" with advice,
        ImpossibleValues = "impossible-values" with advice,
        ImpossibleRange = "impossible-range" with advice,
        HeldSamples = "held-samples" with advice,
        GyroscopeClipped = "gyroscope-clipped" with advice,
        RatesDiffer = "rates-differ" with advice,
        BandwidthDiffers = "bandwidth-differs" with advice,
        GyroscopeSmoothed = "gyroscope-smoothed" with advice,
        StartsLate = "starts-late" with advice,
        EndsEarly = "ends-early" with advice,
        ManyImplausible = "many-implausible" with advice,
        ArrivalTimes = "arrival-times" with advice,
        LegsCrossed = "legs-crossed" with advice,
        LegsExchanged = "legs-exchanged" with advice,
        GyroscopeDoubtful = "gyroscope-doubtful" with advice,
        AccelerationDoubtful = "acceleration-doubtful" with advice,
        GyroscopeBias = "gyroscope-bias" with advice,
        UnlikeLimb = "unlike-limb" with advice,
        ThighForShank = "thigh-for-shank" with advice,
        UpsideDown = "upside-down" with advice,
        LostRows = "lost-rows" with advice,
    }
}

codes! {
    /// Why something could not be measured.
    pub enum AbsenceReason of "absent" {
        NoWalking = "no-walking",
        NoSensorAligned = "no-sensor-aligned",
        WeakPelvisAxis = "weak-pelvis-axis",
        NoThighSensor = "no-thigh-sensor",
        NoShankSensor = "no-shank-sensor",
        NoPelvisSensor = "no-pelvis-sensor",
        NoTrunkSensor = "no-trunk-sensor",
        NoFootAnalysis = "no-foot-analysis",
        OneSidedKit = "one-sided-kit",
        NotCalibrated = "not-calibrated",
        ContactsFromPelvis = "contacts-from-pelvis",
        ImpossibleValues = "impossible-values",
        NotANumber = "not-a-number",
        NoSpeed = "no-speed",
        NoReferenceForChildren = "no-reference-for-children",
        NoReferenceAtThisSpeed = "no-reference-at-this-speed",
        NoOuterZero = "no-outer-zero",
        SensorsDisagree = "sensors-disagree",
        NeedsBothKneesHipsAndPelvis = "needs-both-knees-hips-and-pelvis",
    }
}

codes! {
    /// Why no verdict is given: on a pattern, a change within the session or a change between visits.
    pub enum Reason of "reason" {
        NoWalking = "no-walking",
        NoSensorAligned = "no-sensor-aligned",
        ContactsFromPelvis = "contacts-from-pelvis",
        NoTrunkSensor = "no-trunk-sensor",
        NoPelvisSensor = "no-pelvis-sensor",
        NoThighSensor = "no-thigh-sensor",
        NoShankSensor = "no-shank-sensor",
        OneSidedKit = "one-sided-kit",
        NotCalibrated = "not-calibrated",
        NotMeasured = "not-measured",
        NoReference = "no-reference",
        SpeedUnknown = "speed-unknown",
        AgeUnknown = "age-unknown",
        SlowWalking = "slow-walking",
        FastWalking = "fast-walking",
        Treadmill = "treadmill",
        ZeroAssumed = "zero-assumed",
        TooFewStrides = "too-few-strides",
        ShortRecording = "short-recording",
        PoorQuality = "poor-quality",
        PoorSensor = "poor-sensor",
        WeakSource = "weak-source",
        Clock = "clock",
        UnlikeSwing = "unlike-swing",
        LevelsExplainIt = "levels-explain-it",
        SensorMoved = "sensor-moved",
        ClockUnknown = "clock-unknown",
        ClockEstimated = "clock-estimated",
        ClockContradicted = "clock-contradicted",
        NotOneWalk = "not-one-walk",
        ImpossibleValues = "impossible-values",
        ImpossibleRange = "impossible-range",
        HeldSamples = "held-samples",
        GyroscopeClipped = "gyroscope-clipped",
        RatesDiffer = "rates-differ",
        BandwidthDiffers = "bandwidth-differs",
        GyroscopeSmoothed = "gyroscope-smoothed",
        StartsLate = "starts-late",
        EndsEarly = "ends-early",
        ManyImplausible = "many-implausible",
        ArrivalTimes = "arrival-times",
        LegsCrossed = "legs-crossed",
        LegsExchanged = "legs-exchanged",
        GyroscopeDoubtful = "gyroscope-doubtful",
        AccelerationDoubtful = "acceleration-doubtful",
        GyroscopeBias = "gyroscope-bias",
        UnlikeLimb = "unlike-limb",
        ThighForShank = "thigh-for-shank",
        UpsideDown = "upside-down",
        LostRows = "lost-rows",
        OtherPerson = "other-person",
        EarlierMethod = "earlier-method",
        OtherWalkway = "other-walkway",
        OtherProtocol = "other-protocol",
        OtherContactSource = "other-contact-source",
        OtherSpeedMethod = "other-speed-method",
        OtherSensors = "other-sensors",
        OtherRate = "other-rate",
        OtherCalibration = "other-calibration",
        OtherSpeed = "other-speed",
        TooUncertain = "too-uncertain",
        ErrorUnknown = "error-unknown",
    }
}

impl GradeReason {
    /// Whether it doubts the values themselves of one side (of both, for `None`), so that they are not compared with those of
    /// another visit. Legs that are taken for each other leave what belongs to no leg.
    pub(crate) fn doubts_values(self, side: Option<Side>) -> bool {
        use GradeReason::*;
        match self {
            LegsExchanged | LegsCrossed => side.is_some(),
            NotOneWalk | ImpossibleRange | HeldSamples | GyroscopeClipped | GyroscopeSmoothed | RatesDiffer
            | BandwidthDiffers | StartsLate | EndsEarly | ClockUnknown | GyroscopeDoubtful | AccelerationDoubtful
            | UnlikeLimb | ThighForShank | UpsideDown | LostRows => true,
            TooFewStrides | Clock | ZeroAssumed | LeverAssumed | LeverUnclear | WeakSource | UnlikeSwing
            | PoorSensor | SensorMoved | SlowSampling | ClockEstimated | ClockContradicted | ImpossibleValues
            | ManyImplausible | ArrivalTimes | GyroscopeBias => false,
        }
    }
}

impl From<GradeReason> for Reason {
    /// What forbids a verdict on a side difference forbids one on what is built upon it.
    fn from(reason: GradeReason) -> Reason {
        match reason {
            GradeReason::TooFewStrides => Reason::TooFewStrides,
            GradeReason::Clock => Reason::Clock,
            GradeReason::ZeroAssumed => Reason::ZeroAssumed,
            GradeReason::WeakSource => Reason::WeakSource,
            GradeReason::UnlikeSwing => Reason::UnlikeSwing,
            GradeReason::PoorSensor => Reason::PoorSensor,
            GradeReason::SensorMoved => Reason::SensorMoved,
            GradeReason::SlowSampling | GradeReason::LeverAssumed | GradeReason::LeverUnclear => Reason::PoorQuality,
            GradeReason::ClockUnknown => Reason::ClockUnknown,
            GradeReason::ClockEstimated => Reason::ClockEstimated,
            GradeReason::ClockContradicted => Reason::ClockContradicted,
            GradeReason::NotOneWalk => Reason::NotOneWalk,
            GradeReason::ImpossibleValues => Reason::ImpossibleValues,
            GradeReason::ImpossibleRange => Reason::ImpossibleRange,
            GradeReason::HeldSamples => Reason::HeldSamples,
            GradeReason::GyroscopeClipped => Reason::GyroscopeClipped,
            GradeReason::RatesDiffer => Reason::RatesDiffer,
            GradeReason::BandwidthDiffers => Reason::BandwidthDiffers,
            GradeReason::GyroscopeSmoothed => Reason::GyroscopeSmoothed,
            GradeReason::StartsLate => Reason::StartsLate,
            GradeReason::EndsEarly => Reason::EndsEarly,
            GradeReason::ManyImplausible => Reason::ManyImplausible,
            GradeReason::ArrivalTimes => Reason::ArrivalTimes,
            GradeReason::LegsCrossed => Reason::LegsCrossed,
            GradeReason::LegsExchanged => Reason::LegsExchanged,
            GradeReason::GyroscopeDoubtful => Reason::GyroscopeDoubtful,
            GradeReason::AccelerationDoubtful => Reason::AccelerationDoubtful,
            GradeReason::GyroscopeBias => Reason::GyroscopeBias,
            GradeReason::UnlikeLimb => Reason::UnlikeLimb,
            GradeReason::ThighForShank => Reason::ThighForShank,
            GradeReason::UpsideDown => Reason::UpsideDown,
            GradeReason::LostRows => Reason::LostRows,
        }
    }
}
