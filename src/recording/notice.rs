//! Doubts about the data, as data: they travel with the result and reach the report.

use super::{Quantity, Site, codes};
use schemars::JsonSchema;
use serde::Serialize;
use std::collections::BTreeMap;

/// How much a notice matters to a reader of the report.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Severity {
    /// How something was done; nothing is wrong.
    Info,
    /// Results are weaker than they could be.
    Warning,
    /// Something was lost or had to be withheld.
    Problem,
}

/// A stretch of the recording's clock, seconds, start inclusive.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, JsonSchema)]
pub struct TimeRange {
    /// Its beginning.
    pub start_s: f64,
    /// Its end.
    pub end_s: f64,
}

/// A value inside a notice's sentence.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
#[serde(untagged)]
pub enum NoticeValue {
    /// Shown as its sentence says.
    Number(f64),
    /// Shown as it is.
    Text(String),
}

impl From<f64> for NoticeValue {
    fn from(value: f64) -> Self {
        NoticeValue::Number(value)
    }
}

impl From<usize> for NoticeValue {
    fn from(value: usize) -> Self {
        NoticeValue::Number(value as f64)
    }
}

impl From<&str> for NoticeValue {
    fn from(value: &str) -> Self {
        NoticeValue::Text(value.to_owned())
    }
}

impl From<String> for NoticeValue {
    fn from(value: String) -> Self {
        NoticeValue::Text(value)
    }
}

codes! {
    /// What a [`Notice`] is about.
    pub enum NoticeCode of "notice" {
        Gap = "gap" with advice,
        Clipped = "clipped" with advice,
        FlatSignal = "flat-signal" with advice,
        GyroscopeDead = "gyroscope-dead" with advice,
        AccelerationOff = "acceleration-off" with advice,
        GravityOff = "gravity-off" with advice,
        IncompleteRows = "incomplete-rows",
        DuplicateRowsDropped = "duplicate-rows-dropped",
        RecordingUnfinished = "recording-unfinished" with advice,
        SamplesInSensor = "samples-in-sensor" with advice,
        FilesIgnored = "files-ignored",
        ColumnsIgnored = "columns-ignored",
        SessionSensorAbsent = "session-sensor-absent",
        SensorSiteUnknown = "sensor-site-unknown" with advice,
        SecondSensorIgnored = "second-sensor-ignored",
        HalfSensorIgnored = "half-sensor-ignored" with advice,
        TimesSpread = "times-spread",
        RateDiffers = "rate-differs",
        LowRate = "low-rate" with advice,
        ImpossibleSamples = "impossible-samples",
        WrongTimeStamps = "wrong-time-stamps",
        PauseClosed = "pause-closed",
        ImpossibleTemporal = "impossible-temporal",
        ImpossibleSpatial = "impossible-spatial",
        ImpossibleKinematic = "impossible-kinematic",
        ImpossibleImpact = "impossible-impact",
        ClockShifted = "clock-shifted",
        TimeUnitInferred = "time-unit-inferred",
        AccUnitInferred = "acc-unit-inferred",
        GyrUnitInferred = "gyr-unit-inferred",
        SiteFromName = "site-from-name" with advice,
        ClocksByTimeStamps = "clocks-by-time-stamps",
        ClocksByMovement = "clocks-by-movement",
        GyroscopeInterpolated = "gyroscope-interpolated",
        LowRangeAccelerometer = "low-range-accelerometer" with advice,
        SensorNoResend = "sensor-no-resend" with advice,
        SensorNoDeviceTime = "sensor-no-device-time" with advice,
        SensorLowLiveRate = "sensor-low-live-rate" with advice,
        HeightAssumed = "height-assumed" with advice,
        LeverAtAnkle = "lever-at-ankle",
        LeverBelowKnee = "lever-below-knee",
        LeverUnclear = "lever-unclear",
        StrideLengthsDisagree = "stride-lengths-disagree",
        TimedSpeedDisagrees = "timed-speed-disagrees",
        StartsAndStopsCounted = "starts-and-stops-counted" with advice,
        TurnsCounted = "turns-counted" with advice,
        SensorMoved = "sensor-moved" with advice,
        SensorRemounted = "sensor-remounted" with advice,
        LengthsLeftOut = "lengths-left-out",
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
        DoubtfulBout = "doubtful-bout" with advice,
        ArrivalTimes = "arrival-times" with advice,
        LegsCrossed = "legs-crossed" with advice,
        LegsExchanged = "legs-exchanged" with advice,
        PlacesExchanged = "places-exchanged",
        SetupAccelerationUnit = "setup-acceleration_unit" with advice,
        SetupRateUnit = "setup-rate_unit" with advice,
        SetupExchanged = "setup-exchanged" with advice,
        SetupAxesPermuted = "setup-axes_permuted" with advice,
        SetupRateScale = "setup-rate_scale" with advice,
        SetupGyroscopeBias = "setup-gyroscope_bias" with advice,
        SetupContradiction = "setup-contradiction" with advice,
        SetupUnlikeLimb = "setup-unlike_limb" with advice,
        SetupThighForShank = "setup-thigh_for_shank" with advice,
        SetupLegsCrossed = "setup-legs_crossed" with advice,
        SetupLeftForRight = "setup-left_for_right" with advice,
        SetupUpsideDown = "setup-upside_down" with advice,
        SetupClipped = "setup-clipped" with advice,
        SetupSlipped = "setup-slipped" with advice,
        SetupLostRows = "setup-lost_rows" with advice,
    }
}

/// One doubt or remark. Its sentence is not here: `code` names a message of the wording files (`values` are its
/// arguments), so that a second language is a file.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct Notice {
    /// What is said, as the key of its words.
    pub code: NoticeCode,
    /// How much it matters.
    pub severity: Severity,
    /// The sensor that it is about, if it is about one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub site: Option<Site>,
    /// When, if not all the time.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub range: Option<TimeRange>,
    /// The arguments of its sentence, by name.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub values: BTreeMap<String, NoticeValue>,
}

impl Notice {
    /// About the whole recording, without values.
    pub fn new(code: NoticeCode, severity: Severity) -> Notice {
        Notice {
            code,
            severity,
            site: None,
            range: None,
            values: BTreeMap::new(),
        }
    }

    /// A sensor that was passed over, because the file holds only one of its two signals.
    pub(super) fn half_sensor(file: &str, name: &str, has: Quantity) -> Notice {
        Notice::new(NoticeCode::HalfSensorIgnored, Severity::Warning)
            .with("file", file)
            .with("name", name)
            .with(
                "has",
                match has {
                    Quantity::Accelerometer => "acceleration",
                    Quantity::Gyroscope => "rotation",
                },
            )
    }

    /// The same about one sensor.
    pub fn at(mut self, site: Site) -> Notice {
        self.site = Some(site);
        self
    }

    /// The same about a stretch, seconds on the recording's clock.
    pub fn between(mut self, start_s: f64, end_s: f64) -> Notice {
        self.range = Some(TimeRange { start_s, end_s });
        self
    }

    /// With one more value for its sentence.
    pub fn with(mut self, name: &str, value: impl Into<NoticeValue>) -> Notice {
        self.values.insert(name.to_owned(), value.into());
        self
    }
}
