//! Measures one criterion of one pattern on one leg.

use super::super::limits;
use super::super::{Criterion, Grade, GradeReason, Interval, MeasureSummary, Reason, SideDifference, Verdict};
use super::course::{self, Courses};
use super::table::{CriterionRule, Need, PatternRule, Test, Toward, When};
use super::{PatternInput, expected};
use crate::doubt::Doubt;
use crate::reference;
use body::{LongAxisMethod, SegmentCalibration};
use gait::{Comparison, ContactSource, Measure};
use recording::{Segment, Side, Site};

/// Strides of a leg behind a level: below, the median is no good mean (König et al. 2014 name 10 to 20).
const LEVEL_STRIDES: usize = 20;
/// Strides or stances of each leg behind a comparison of the legs.
const SIDE_STRIDES: usize = 20;
/// Half of the 95 % interval by which an angle's zero in a person's own stand and that of the healthy adults' optical
/// model may differ, degrees: what strapped healthy people differ by from the optical table. Ours; a set with straps and
/// markers on the same people would replace it.
const ZERO_DEG: f64 = 6.0;
/// The same of the trunk's frontal zero alone, which the person's own stand sets, degrees; ours.
const TRUNK_ZERO_DEG: f64 = 4.0;
/// An outward swing's angle brings at least this share of the way that a leg of 0.8 m makes by it; ours.
const LEAST_PATH_SHARE: f64 = 0.25;
const LEG_M: f64 = 0.8;
/// Strides behind a variability.
const VARIABILITY_STRIDES: usize = 50;
/// Loading flexion below which its peak has no time, degrees; ours.
const LEAST_PEAK_DEG: f64 = 2.0;
const YOUNGEST_YEARS: f64 = 18.0;
/// Speeds to which the healthy means can be carried, to tell which of two legs is the unusual one, m/s; ours.
const UNUSUAL_SPEEDS: std::ops::RangeInclusive<f64> = 0.4..=2.0;
/// Walking that must lie between the first and the last stride of a trend, seconds: six minutes less starts and stops.
const TREND_S: f64 = 340.0;
/// Largest probability of a trend by chance.
const TREND_P: f64 = 0.01;
/// A criterion as measured, or why it could not be.
#[derive(Debug, Clone)]
pub(super) struct Judged {
    pub rule: &'static CriterionRule,
    pub criterion: Criterion,
    /// `None` where it was judged.
    pub reason: Option<Reason>,
    pub grade: Grade,
    /// Not met, but the value itself lies beyond the limit.
    pub near: bool,
}

impl Judged {
    /// Met by a primary measure, whose verdict is sure enough to stand alone.
    pub(super) fn by_primary(&self) -> bool {
        let primary = self.criterion.measure.is_some_and(limits::is_primary);
        let of_sides = matches!(self.rule.test, Test::Difference { .. } | Test::UnusualDifference { .. });
        primary && of_sides
    }

    pub(super) fn judged(&self) -> bool {
        self.reason.is_none()
    }

    /// How far the value is along the way to the limit and beyond, 1 at the limit; 0 where unknown.
    pub(super) fn extent(&self) -> f64 {
        match self.criterion.value {
            Some(value) if self.criterion.limit.abs() > f64::MIN_POSITIVE => value / self.criterion.limit,
            _ => 0.0,
        }
    }
}

/// A value with its interval, as found.
struct Measured {
    value: f64,
    interval: Option<Interval>,
    limit: f64,
    met: bool,
    near: bool,
    grade: Grade,
}

type Outcome = Result<Measured, (Reason, Option<f64>)>;

/// Everything that is worked out once for all patterns.
pub(super) struct Judge<'a> {
    pub input: &'a PatternInput<'a>,
    courses: Courses,
}

impl<'a> Judge<'a> {
    pub(super) fn new(input: &'a PatternInput<'a>) -> Judge<'a> {
        Judge {
            input,
            courses: Courses::of(input),
        }
    }

    /// Codes of what is missing for a pattern altogether; empty if it can be judged.
    pub(super) fn missing(&self, rule: &PatternRule) -> Vec<Reason> {
        let mut reasons = Vec::new();
        for need in rule.needs {
            let missing = match need {
                Need::Shanks => self.pair(Segment::Shank),
                Need::Thighs => self.pair(Segment::Thigh),
                Need::Legs => self.pair(Segment::Thigh).and(self.pair(Segment::Shank)),
                Need::Pelvis => self.single(Site::Pelvis),
                Need::Trunk => self.single(Site::Trunk),
                Need::Upper => self.single(Site::Trunk).and(self.single(Site::Pelvis)),
            };
            reasons.extend(missing);
        }
        match self.input.contact_source {
            None if crate::quality::unaligned(self.input.calibration) => reasons.push(Reason::NoSensorAligned),
            None => reasons.push(Reason::NoWalking),
            Some(ContactSource::Pelvis) if !rule.pelvis_contacts_do => reasons.push(Reason::ContactsFromPelvis),
            Some(_) if self.input.strides.is_empty() => reasons.push(Reason::NoWalking),
            Some(_) => {}
        }
        reasons
    }

    /// Sites behind a pattern, as far as they were worn.
    pub(super) fn sensors(&self, rule: &PatternRule) -> Vec<Site> {
        let mut sites: Vec<Site> = rule
            .needs
            .iter()
            .flat_map(|need| -> &[Site] {
                match need {
                    Need::Shanks => &[Site::ShankLeft, Site::ShankRight],
                    Need::Thighs => &[Site::ThighLeft, Site::ThighRight],
                    Need::Legs => &[Site::ThighLeft, Site::ThighRight, Site::ShankLeft, Site::ShankRight],
                    Need::Pelvis => &[Site::Pelvis],
                    Need::Trunk => &[Site::Trunk],
                    Need::Upper => &[Site::Pelvis, Site::Trunk],
                }
            })
            .copied()
            .filter(|site| self.input.sites.contains(site))
            .collect();
        sites.sort_unstable();
        sites.dedup();
        sites
    }

    fn single(&self, site: Site) -> Option<Reason> {
        if !self.input.sites.contains(&site) {
            return Some(match site.segment() {
                Segment::Trunk => Reason::NoTrunkSensor,
                Segment::Pelvis => Reason::NoPelvisSensor,
                Segment::Thigh => Reason::NoThighSensor,
                _ => Reason::NoShankSensor,
            });
        }
        let aligned = self
            .input
            .calibration
            .iter()
            .any(|calibration| calibration.site == site && calibration.rotation.is_some());
        (!aligned).then_some(Reason::NotCalibrated)
    }

    fn pair(&self, segment: Segment) -> Option<Reason> {
        let site = |side: Side| {
            if segment == Segment::Thigh {
                Site::thigh(side)
            } else {
                Site::shank(side)
            }
        };
        let worn = Side::BOTH
            .iter()
            .filter(|side| self.input.sites.contains(&site(**side)))
            .count();
        if worn == 1 {
            return Some(Reason::OneSidedKit);
        }
        Side::BOTH.iter().find_map(|side| self.single(site(*side)))
    }

    /// One criterion seen from one leg.
    pub(super) fn judge(&self, rule: &'static CriterionRule, side: Side) -> Judged {
        let outcome = self.outcome(&rule.test, side);
        let limit = plain_limit(&rule.test);
        let (measure, unit) = described(&rule.test);
        let (value, interval, limit, met, near, grade, reason) = match outcome {
            Ok(found) => (
                Some(found.value),
                found.interval,
                found.limit,
                found.met,
                found.near && !found.met,
                found.grade,
                None,
            ),
            Err((reason, value)) => (value, None, limit, false, false, Grade::C, Some(reason)),
        };
        Judged {
            rule,
            criterion: Criterion {
                code: rule.code.to_owned(),
                measure,
                value,
                unit,
                interval,
                limit,
                met,
            },
            reason,
            grade,
            near,
        }
    }

    fn outcome(&self, test: &Test, side: Side) -> Outcome {
        match *test {
            Test::Difference { measure, toward, limit } => self.difference(measure, toward, limit, side, false),
            Test::UnusualDifference { measure, toward, limit } => self.difference(measure, toward, limit, side, true),
            Test::Level {
                measure,
                toward,
                limit,
                speeds,
            } => self.level(measure, toward, limit, speeds, side),
            Test::Outside {
                measure,
                low,
                high,
                speeds,
            } => self.outside(measure, (low, high), speeds, side),
            Test::LevelBySpeed { measure, toward, limit } => {
                let speed = self.input.speed_mps.ok_or((Reason::SpeedUnknown, None))?;
                let reach = expected::reach(speed, &self.input.session.subject).ok_or((Reason::NoReference, None))?;
                self.level(measure, toward, limit * reach, (0.4, 1.7), side)
            }
            Test::TransferHigher { limit } => self.transfer(limit, side),
            Test::TrunkLean { limit } => self.lean(limit, side, false),
            Test::TrunkSway { limit } => self.lean(limit, side, true),
            Test::TiltChange { trunk, limit } => self.tilt_change(trunk, limit),
            Test::TiltTrend { trunk, limit } => self.tilt_trend(trunk, limit),
            Test::SpeedShare { limit } => self.speed_share(limit),
            Test::StepForSpeed { limit } => self.step_for_speed(limit),
            Test::DoubleSupportForSpeed { limit } => self.double_support(limit),
            Test::Variation {
                measure,
                limit,
                least_speed,
            } => self.variation(measure, limit, least_speed),
        }
    }

    /// Included strides of the leg that has fewer.
    pub(super) fn fewest_strides(&self) -> usize {
        let of = |side: Side| {
            let strides = self.input.strides.iter();
            strides
                .filter(|stride| stride.side == side && stride.included())
                .count()
        };
        of(Side::Left).min(of(Side::Right))
    }

    /// Whether a condition of a remark holds for a leg.
    pub(super) fn holds(&self, when: &When, side: Side, judged: &[Judged]) -> bool {
        match *when {
            When::NoneOf(strand) => {
                let mut of = judged.iter().filter(|judged| judged.rule.strand == strand).peekable();
                of.clone().any(Judged::judged) && of.all(|judged| !judged.criterion.met)
            }
            When::Below(measure, limit) => {
                let absolute = self.against_healthy(measure, (0.0, f64::INFINITY), side);
                absolute.is_ok_and(|summary| summary.value < limit)
            }
            When::DifferenceBelow(measure, limit) => self
                .side_difference(measure)
                .is_some_and(|found| found.gates.quality_reasons.is_empty() && own_minus_other(found, side).0 < limit),
        }
    }

    fn side_difference(&self, measure: Measure) -> Option<&SideDifference> {
        self.input
            .side_differences
            .iter()
            .find(|found| found.measure == measure)
    }

    fn difference(&self, measure: Measure, toward: Toward, limit: f64, side: Side, unusual: bool) -> Outcome {
        let found = self.side_difference(measure).ok_or((Reason::NotMeasured, None))?;
        let own = own_minus_other(found, side);
        if let Some(reason) = found.gates.quality_reasons.first() {
            return Err((Reason::from(*reason), Some(own.0)));
        }
        // The widest of the limits, so that the report shows the one that had to be passed.
        let widest = [found.gates.error_limit, found.gates.healthy_limit]
            .into_iter()
            .flatten()
            .fold(limit, f64::max);
        let (value, interval) = own;
        let nearest = match toward {
            Toward::Higher => interval.low,
            Toward::Lower => -interval.high,
        };
        let unusual = if unusual {
            self.is_unusual(measure, toward, side)
        } else {
            Some(true)
        };
        let fits = unusual != Some(false) && self.explained(measure, side, value);
        let sure = unusual.is_some() && (!limits::is_primary(measure) || found.verdict == Verdict::Shown);
        // A value beside its limit falls on either side of it by which strides are in it: legs that were recorded over unlike
        // times do not lend it.
        let near = limits::is_primary(measure) && found.gates.beyond_noise && !self.is_cut_short(measure);
        Ok(Measured {
            value,
            interval: Some(interval),
            limit: toward.sign() * widest,
            met: sure && found.gates.beyond_limits && nearest > widest && fits,
            near: near && toward.sign() * value > widest && fits,
            grade: found.grade,
        })
    }

    /// Less attenuation counts only on a leg that also bends less in loading, beyond the noise: a softer contact alone
    /// changes the ratio of the two sensors as well. A faster drop counts only where this leg's drop is the unusual one: a
    /// leg in whose stance the pelvis hardly drops makes the other's look fast. An outward swing counts only if the shank's
    /// path bears it out.
    fn explained(&self, measure: Measure, side: Side, value: f64) -> bool {
        match measure {
            Measure::AttenuationShankThigh => self.bends_less(side),
            Measure::Circumduction => self.path_agrees(side, value),
            Measure::PelvicDropRate => self.is_unusual(Measure::PelvicDrop, Toward::Higher, side) == Some(true),
            _ => true,
        }
    }

    /// An outward swing leads the shank out of the straight line. Where the accelerations saw no such way, or the other
    /// leg's, the frontal angle is one of a badly aligned sensor or of another movement than straight walking.
    fn path_agrees(&self, side: Side, outward_deg: f64) -> bool {
        let least_m = LEAST_PATH_SHARE * LEG_M * outward_deg.abs().to_radians().sin();
        self.side_difference(Measure::LateralExcursion)
            .is_none_or(|found| own_minus_other(found, side).0 > least_m)
    }

    fn bends_less(&self, side: Side) -> bool {
        self.side_difference(Measure::KneeLoadingExcursion)
            .is_some_and(|found| {
                found.gates.beyond_noise
                    && found.gates.quality_reasons.is_empty()
                    && own_minus_other(found, side).0 < 0.0
            })
    }

    /// True where this leg is on the looked-for side of the healthy mean and further from it than the other leg; in a
    /// primary measure further than healthy people differ by besides, since its verdict may stand alone. `None` where no
    /// healthy mean is known for this person and speed: then the difference alone says nothing of which leg is unusual.
    fn is_unusual(&self, measure: Measure, toward: Toward, side: Side) -> Option<bool> {
        let subject = &self.input.session.subject;
        let speed = self.input.speed_mps;
        let difference = self.side_difference(measure)?;
        let (healthy_mean, healthy_sd) = reference::usual(measure)?;
        if subject.age_years.is_some_and(|age| age < YOUNGEST_YEARS)
            || speed.is_some_and(|speed| !UNUSUAL_SPEEDS.contains(&speed))
        {
            return None;
        }
        let (own, other) = match side {
            Side::Left => (difference.left, difference.right),
            Side::Right => (difference.right, difference.left),
        };
        let mean = speed_matched_mean(measure, healthy_mean, speed, subject);
        let excess = toward.sign() * (own - mean);
        let least = if limits::is_primary(measure) { healthy_sd } else { 0.0 };
        Some(excess > least && excess > (other - mean).abs())
    }

    fn level(&self, measure: Measure, toward: Toward, limit: f64, speeds: (f64, f64), side: Side) -> Outcome {
        let summary = self.against_healthy(measure, speeds, side)?;
        let limit = limit + self.knee_speed_shift(measure);
        let interval = with_zero(measure, summary);
        let beyond = interval.is_some_and(|interval| match toward {
            Toward::Lower => interval.high < limit,
            Toward::Higher => interval.low > limit,
        });
        Ok(Measured {
            value: summary.value,
            interval,
            limit,
            met: beyond,
            near: false,
            grade: summary.grade,
        })
    }

    /// By how much healthy knees bend more or less at this speed than in the table.
    fn knee_speed_shift(&self, measure: Measure) -> f64 {
        match measure {
            Measure::KneeSwingPeak | Measure::KneeLoadingExcursion => {
                speed_matched_mean(measure, 0.0, self.input.speed_mps, &self.input.session.subject)
            }
            _ => 0.0,
        }
    }

    /// Outside a range; the limit that is reported is the nearer end.
    fn outside(&self, measure: Measure, (low, high): (f64, f64), speeds: (f64, f64), side: Side) -> Outcome {
        let summary = self.against_healthy(measure, speeds, side)?;
        if measure == Measure::KneeLoadingPeakTime && self.no_loading_peak(side) {
            return Err((Reason::NotMeasured, Some(summary.value)));
        }
        let beyond = |interval: Interval| interval.high < low || interval.low > high;
        let nearer = if (summary.value - low).abs() < (summary.value - high).abs() {
            low
        } else {
            high
        };
        let interval = with_zero(measure, summary);
        Ok(Measured {
            value: summary.value,
            interval,
            limit: nearer,
            met: interval.is_some_and(beyond),
            near: false,
            grade: summary.grade,
        })
    }

    /// A knee that hardly bends while loading has no peak whose time could be told.
    fn no_loading_peak(&self, side: Side) -> bool {
        self.summary(Measure::KneeLoadingExcursion, side)
            .is_none_or(|summary| summary.value < LEAST_PEAK_DEG)
    }

    fn summary(&self, measure: Measure, side: Side) -> Option<&MeasureSummary> {
        let wanted = (measure.comparison() != Comparison::None).then_some(side);
        self.input
            .measures
            .iter()
            .find(|summary| summary.measure == measure && summary.side == wanted)
    }

    /// The summary of a measure where it may be held against healthy adults.
    fn against_healthy(
        &self,
        measure: Measure,
        speeds: (f64, f64),
        side: Side,
    ) -> Result<&MeasureSummary, (Reason, Option<f64>)> {
        let summary = self.summary(measure, side).ok_or((Reason::NotMeasured, None))?;
        let value = Some(summary.value);
        let age = self.input.session.subject.age_years;
        if age.is_some_and(|age| age < YOUNGEST_YEARS) {
            return Err((Reason::NoReference, value));
        }
        let speed = self.input.speed_mps.ok_or((Reason::SpeedUnknown, value))?;
        if speed < speeds.0 {
            return Err((Reason::SlowWalking, value));
        }
        if speed > speeds.1 {
            return Err((Reason::FastWalking, value));
        }
        if limits::depends_on_zero(measure) && self.zero_assumed() {
            return Err((Reason::ZeroAssumed, value));
        }
        if summary.n < LEVEL_STRIDES {
            return Err((Reason::TooFewStrides, value));
        }
        let unlike = |found: &SideDifference| {
            found.measure == measure && found.gates.quality_reasons.contains(&GradeReason::UnlikeSwing)
        };
        if self.input.side_differences.iter().any(unlike) {
            return Err((Reason::UnlikeSwing, value));
        }
        if summary.grade == Grade::C {
            let reason = summary.grade_reasons.first();
            return Err((
                reason.map_or(Reason::PoorQuality, |reason| Reason::from(*reason)),
                value,
            ));
        }
        Ok(summary)
    }

    fn zero_assumed(&self) -> bool {
        self.input
            .calibration
            .iter()
            .any(|calibration| calibration.long_axis == Some(LongAxisMethod::WalkingMean))
    }

    /// Whether a sensor behind a measure began late or ended early.
    fn is_cut_short(&self, measure: Measure) -> bool {
        let cut = |doubt: &Doubt| matches!(doubt.code, GradeReason::StartsLate | GradeReason::EndsEarly);
        let source = self.input.contact_source;
        let touched = |doubt: &Doubt| source.is_some_and(|source| doubt.touches(measure, None, source));
        self.input.doubts.iter().any(|doubt| cut(doubt) && touched(doubt))
    }

    /// A doubt that forbids comparing the legs in a measure.
    fn doubt_about(&self, measure: Measure) -> Option<&Doubt> {
        let source = self.input.contact_source?;
        self.input.doubts.iter().find(|doubt| doubt.forbids(measure, source))
    }

    fn transfer(&self, limit: f64, side: Side) -> Outcome {
        let of = |side: Side| {
            self.input
                .shock_transfer
                .iter()
                .find(|transfer| transfer.side == side && transfer.to == Site::thigh(side))
        };
        let (Some(own), Some(other)) = (of(side), of(side.other())) else {
            return Err((Reason::NotMeasured, None));
        };
        let value = own.impact_db - other.impact_db;
        if !value.is_finite() {
            return Err((Reason::NotMeasured, None));
        }
        if own.n.min(other.n) < SIDE_STRIDES {
            return Err((Reason::TooFewStrides, Some(value)));
        }
        if let Some(doubt) = self.doubt_about(Measure::AttenuationShankThigh) {
            return Err((doubt.code.into(), Some(value)));
        }
        let error = own.impact_se_db.hypot(other.impact_se_db);
        let interval = Interval {
            low: value - 1.96 * error,
            high: value + 1.96 * error,
        };
        Ok(Measured {
            value,
            interval: Some(interval),
            limit,
            met: interval.low > limit && self.bends_less(side),
            near: false,
            grade: Grade::B,
        })
    }

    /// Trunk lean over this leg minus that over the other, or (`sway`) the sum of both, which no tilt of the sensor moves.
    fn lean(&self, limit: f64, side: Side, sway: bool) -> Outcome {
        let [left, right] = &self.courses.trunk_lean;
        if left.is_empty() || right.is_empty() {
            return Err((Reason::NotMeasured, None));
        }
        let (own, other) = if side == Side::Left {
            (left, right)
        } else {
            (right, left)
        };
        let other: Vec<f64> = other.iter().map(|lean| if sway { -lean } else { *lean }).collect();
        let (value, interval) =
            course::difference_of_medians(own, &other, self.input.seed).ok_or((Reason::TooFewStrides, None))?;
        if own.len().min(other.len()) < SIDE_STRIDES {
            return Err((Reason::TooFewStrides, Some(value)));
        }
        let assumed =
            |c: &SegmentCalibration| c.site == Site::Trunk && c.long_axis == Some(LongAxisMethod::WalkingMean);
        if !sway && self.input.calibration.iter().any(assumed) {
            return Err((Reason::ZeroAssumed, Some(value)));
        }
        let interval = if sway {
            interval
        } else {
            widened(value, interval, TRUNK_ZERO_DEG)
        };
        Ok(Measured {
            value,
            interval: Some(interval),
            limit,
            met: interval.low > limit,
            near: value > limit,
            grade: Grade::B,
        })
    }

    fn tilt(&self, trunk: bool) -> Result<&course::Series, (Reason, Option<f64>)> {
        let (site, series) = if trunk {
            (Site::Trunk, &self.courses.trunk_tilt)
        } else {
            (Site::Pelvis, &self.courses.pelvis_tilt)
        };
        if let Some(reason) = self.single(site) {
            return Err((reason, None));
        }
        if series.span_s() < TREND_S {
            return Err((Reason::ShortRecording, None));
        }
        if series.slipped() || self.input.moved.contains(&site) {
            return Err((Reason::SensorMoved, None));
        }
        Ok(series)
    }

    fn tilt_change(&self, trunk: bool, limit: f64) -> Outcome {
        let series = self.tilt(trunk)?;
        let (value, interval) = series
            .last_minute_against_first(self.input.seed)
            .ok_or((Reason::TooFewStrides, None))?;
        Ok(Measured {
            value,
            interval: Some(interval),
            limit,
            met: interval.low > limit,
            near: value > limit && interval.low > 0.0,
            grade: Grade::B,
        })
    }

    fn tilt_trend(&self, trunk: bool, limit: f64) -> Outcome {
        let trend = self.tilt(trunk)?.trend().ok_or((Reason::TooFewStrides, None))?;
        Ok(Measured {
            value: trend.total,
            interval: Some(trend.interval),
            limit,
            met: trend.interval.low > limit && trend.p < TREND_P,
            near: trend.total > limit && trend.p < TREND_P,
            grade: Grade::B,
        })
    }

    fn speed_share(&self, limit: f64) -> Outcome {
        let (summary, speed) = self.whole_body(Measure::Speed)?;
        let usual = expected::usual_speed_mps(&self.input.session.subject).ok_or((Reason::AgeUnknown, None))?;
        let share = |value: f64| value / usual;
        if self.input.session.protocol.treadmill {
            return Err((Reason::Treadmill, Some(share(speed))));
        }
        Ok(Measured {
            value: share(speed),
            interval: summary.interval.map(|interval| scaled(interval, share)),
            limit,
            met: summary.interval.is_some_and(|interval| share(interval.high) < limit),
            near: false,
            grade: summary.grade,
        })
    }

    fn step_for_speed(&self, limit: f64) -> Outcome {
        let (_, speed) = self.whole_body(Measure::Speed)?;
        let (summary, stride) = self.whole_body(Measure::StrideLength)?;
        let (usual, sd) =
            expected::step_length_m(speed, &self.input.session.subject).ok_or((Reason::NoReference, None))?;
        let score = |stride: f64| (stride / 2.0 - usual) / sd;
        Ok(Measured {
            value: score(stride),
            interval: summary.interval.map(|interval| scaled(interval, score)),
            limit: -limit,
            met: summary.interval.is_some_and(|interval| score(interval.high) < -limit),
            near: false,
            grade: summary.grade,
        })
    }

    fn double_support(&self, limit: f64) -> Outcome {
        let (_, speed) = self.whole_body(Measure::Speed)?;
        let (summary, percent) = self.whole_body(Measure::DoubleSupportPercent)?;
        let usual = expected::double_support_percent(speed).ok_or((Reason::NoReference, None))?;
        let excess = |percent: f64| percent - usual;
        Ok(Measured {
            value: excess(percent),
            interval: summary.interval.map(|interval| scaled(interval, excess)),
            limit,
            met: summary.interval.is_some_and(|interval| excess(interval.low) > limit),
            near: false,
            grade: summary.grade,
        })
    }

    /// A measure that belongs to no leg, over enough strides.
    fn whole_body(&self, measure: Measure) -> Result<(&MeasureSummary, f64), (Reason, Option<f64>)> {
        let summary = self
            .input
            .measures
            .iter()
            .find(|summary| summary.measure == measure && summary.side.is_none())
            .ok_or((Reason::NotMeasured, None))?;
        if summary.n < LEVEL_STRIDES {
            return Err((Reason::TooFewStrides, None));
        }
        if summary.grade == Grade::C {
            return Err((Reason::PoorQuality, None));
        }
        Ok((summary, summary.value))
    }

    fn variation(&self, measure: Measure, limit: f64, least_speed: f64) -> Outcome {
        let found = self
            .input
            .variability
            .iter()
            .filter(|variability| variability.measure == measure);
        let (mut sum, mut n, mut legs) = (0.0, 0, 0.0);
        for variability in found {
            sum += variability.cv_percent;
            n = n.max(variability.n);
            legs += 1.0;
        }
        if legs == 0.0 {
            return Err((Reason::NotMeasured, None));
        }
        let value = sum / legs;
        if let Some(doubt) = self.doubt_about(measure) {
            return Err((doubt.code.into(), Some(value)));
        }
        let speed = self.input.speed_mps.ok_or((Reason::SpeedUnknown, Some(value)))?;
        if speed < least_speed {
            return Err((Reason::SlowWalking, Some(value)));
        }
        if n < VARIABILITY_STRIDES {
            return Err((Reason::TooFewStrides, Some(value)));
        }
        // Of a standard deviation over n strides (both legs' strides overlap: one leg's count).
        let error = 1.96 / (2.0 * (n as f64 - 1.0)).sqrt();
        let interval = Interval {
            low: value / (1.0 + error),
            high: value / (1.0 - error),
        };
        Ok(Measured {
            value,
            interval: Some(interval),
            limit,
            met: interval.low > limit,
            near: value > limit,
            grade: Grade::A,
        })
    }
}

/// A side difference seen from one leg: own minus other.
fn own_minus_other(found: &SideDifference, side: Side) -> (f64, Interval) {
    match side {
        Side::Right => (found.difference, found.interval),
        Side::Left => (
            -found.difference,
            Interval {
                low: -found.interval.high,
                high: -found.interval.low,
            },
        ),
    }
}

/// An interval with a further half-width that the strides do not show.
fn widened(value: f64, interval: Interval, by: f64) -> Interval {
    Interval {
        low: value - (value - interval.low).hypot(by),
        high: value + (interval.high - value).hypot(by),
    }
}

/// The interval of a level against healthy adults: an angle that stands on its zero is no surer than that.
fn with_zero(measure: Measure, summary: &MeasureSummary) -> Option<Interval> {
    let interval = summary.interval?;
    let stands_on_zero = limits::depends_on_zero(measure) && measure.unit() == "deg";
    Some(if stands_on_zero {
        widened(summary.value, interval, ZERO_DEG)
    } else {
        interval
    })
}

/// An interval through a rising function.
fn scaled(interval: Interval, through: impl Fn(f64) -> f64) -> Interval {
    Interval {
        low: through(interval.low),
        high: through(interval.high),
    }
}

/// The healthy mean moved to the walking speed: adults' swing peak grows by 11° per m/s, loading flexion by about 8°
/// (Fukuchi 2018, Schwartz 2008), thigh angles with the step.
fn speed_matched_mean(measure: Measure, mean: f64, speed: Option<f64>, subject: &recording::Subject) -> f64 {
    use Measure::*;
    let Some(speed) = speed else { return mean };
    let faster = speed - 1.24;
    match measure {
        KneeSwingPeak | KneeRange => mean + 11.0 * faster,
        KneeLoadingExcursion => mean + 8.0 * faster,
        ThighMinimum | ThighMaximum | ThighRange => mean * expected::reach(speed, subject).unwrap_or(1.0),
        _ => mean,
    }
}

/// The limit of a test before anything is measured, with its sign.
fn plain_limit(test: &Test) -> f64 {
    match *test {
        Test::Difference { toward, limit, .. } | Test::UnusualDifference { toward, limit, .. } => toward.sign() * limit,
        Test::StepForSpeed { limit } => -limit,
        Test::Outside { low, .. } => low,
        Test::Level { limit, .. }
        | Test::LevelBySpeed { limit, .. }
        | Test::TransferHigher { limit }
        | Test::TrunkLean { limit }
        | Test::TrunkSway { limit }
        | Test::TiltChange { limit, .. }
        | Test::TiltTrend { limit, .. }
        | Test::SpeedShare { limit }
        | Test::DoubleSupportForSpeed { limit }
        | Test::Variation { limit, .. } => limit,
    }
}

/// Measure and unit of a test's value.
fn described(test: &Test) -> (Option<Measure>, String) {
    match *test {
        Test::Difference { measure, .. } | Test::UnusualDifference { measure, .. } => {
            let unit = match measure.comparison() {
                Comparison::LogRatioPercent => "%",
                _ => measure.unit(),
            };
            (Some(measure), unit.to_owned())
        }
        Test::Level { measure, .. } | Test::LevelBySpeed { measure, .. } | Test::Outside { measure, .. } => {
            (Some(measure), measure.unit().to_owned())
        }
        Test::Variation { measure, .. } => (Some(measure), "%".to_owned()),
        Test::TransferHigher { .. } => (None, "dB".to_owned()),
        Test::TrunkLean { .. } | Test::TrunkSway { .. } => (None, "deg".to_owned()),
        Test::TiltChange { trunk, .. } | Test::TiltTrend { trunk, .. } => {
            ((!trunk).then_some(Measure::PelvisTiltMean), "deg".to_owned())
        }
        Test::SpeedShare { .. } => (Some(Measure::Speed), "1".to_owned()),
        Test::StepForSpeed { .. } => (Some(Measure::StrideLength), "1".to_owned()),
        Test::DoubleSupportForSpeed { .. } => (Some(Measure::DoubleSupportPercent), "%".to_owned()),
    }
}
