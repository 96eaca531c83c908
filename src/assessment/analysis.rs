//! The offline chain in one function: a recording in, an analysis out.

use crate::doubt::{self, ClockEffects, Doubt, Refusal};
use crate::loading::{self, LoadingBalance};
use crate::patterns::{self, PatternInput};
use crate::posture::{self, Posture};
use crate::profile::{self, Profile};
use crate::protocol::{self, WalkRestWalk};
use crate::quality::Evidence;
use crate::shifts::{self, Changes, MovedBy, MovedSensor};
use crate::{
    AbsenceReason, Absent, Context, Finding, GradeReason, MeasureSummary, SensorSummary, SessionQuality,
    SideDifference, measure_summary, quality, sides,
};
use body::motion::RATE_HZ;
use body::{Body, BodyAngles, Motion, SegmentCalibration, remount};
use gait::function::{self, FunctionResult};
use gait::impact::{self, ShockTransfer};
use gait::regularity::{self, Regularity, Variability};
use gait::speed::SpeedEstimate;
use gait::{
    AngleColumn, AngleSeries, Bout, Contact, ContactSource, Curve, CycleCurve, Domain, Exclusion, Measure, SpeedMethod,
    Stride, Turn, Withheld, contacts, kinematics, segment, speed, temporal,
};
use rayon::prelude::*;
use recording::check::{self, TrackCheck};
use recording::{Notice, NoticeCode, Recording, Session, Severity, Side, Site, Source};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Everything that can be set, with defaults that need no setting. Printed in `summary.json`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Settings {
    /// Seed of the bootstrap.
    pub seed: u64,
}

impl Default for Settings {
    fn default() -> Self {
        Settings { seed: 20_180_424 }
    }
}

/// All that is known after the analysis; the report and the exports are views of it.
#[derive(Debug, Clone, PartialEq)]
pub struct Analysis {
    /// The package's version.
    pub version: String,
    /// Where the recording came from.
    pub source: Source,
    /// What is said of person, protocol and sensors.
    pub session: Session,
    /// What the analysis was told to do.
    pub settings: Settings,
    /// From first to last sample of any sensor, seconds.
    pub duration_s: f64,
    /// One for each sensor, by site.
    pub sensors: Vec<SensorSummary>,
    /// How each sensor sits on its segment.
    pub calibration: Vec<SegmentCalibration>,
    /// The kind of sensor that told the contacts; `None` where no walking was found.
    pub contact_source: Option<ContactSource>,
    /// How walking speed was found; `None` where it was not.
    pub speed_method: Option<SpeedMethod>,
    /// How sure lengths and speed are, beyond the scatter of strides; `None` without a speed.
    pub speed: Option<SpeedEstimate>,
    /// In order of time.
    pub contacts: Vec<Contact>,
    /// Stretches of uninterrupted walking, in order.
    pub bouts: Vec<Bout>,
    /// Changes of walking direction, in order.
    pub turns: Vec<Turn>,
    /// In order of start.
    pub strides: Vec<Stride>,
    /// Angles over time.
    pub angles: AngleSeries,
    /// Mean curves over the gait cycle, by side.
    pub cycles: Vec<CycleCurve>,
    /// Each measure by side.
    pub measures: Vec<MeasureSummary>,
    /// Left against right.
    pub side_differences: Vec<SideDifference>,
    /// How vibration changes from sensor to sensor.
    pub shock_transfer: Vec<ShockTransfer>,
    /// How alike steps and strides are.
    pub regularity: Vec<Regularity>,
    /// Spread from stride to stride.
    pub variability: Vec<Variability>,
    /// Compensation patterns, one per pattern, shown or not.
    pub findings: Vec<Finding>,
    /// The loading indicators drawn together: which leg is spared, by how much, how surely; `None` for one leg.
    pub loading: Option<LoadingBalance>,
    /// What changed on the way.
    pub changes: Changes,
    /// Walk, rest, walk again: minute by minute, where the session has a rest.
    pub walk_rest_walk: Option<WalkRestWalk>,
    /// Timed up and go or five times sit-to-stand, where the session's protocol names one.
    pub function_test: Option<FunctionResult>,
    /// Quiet standing, where the session has ten seconds of it.
    pub posture: Option<Posture>,
    /// Against healthy adults at the same speed.
    pub profile: Profile,
    /// What was not measured, and why.
    pub absent: Vec<Absent>,
    /// How far the session can be trusted.
    pub quality: SessionQuality,
    /// Where the sensors do not agree with each other; each has its notice among `notices`.
    pub doubts: Vec<Doubt>,
    /// Every doubt and remark.
    pub notices: Vec<Notice>,
}

impl Analysis {
    /// The summary of one measure on one side.
    pub fn measure(&self, measure: Measure, side: Option<Side>) -> Option<&MeasureSummary> {
        self.measures
            .iter()
            .find(|summary| summary.measure == measure && summary.side == side)
    }

    /// Why nothing is concluded from a curve: what its sensors show is doubted.
    pub fn curve_doubt(&self, curve: Curve, side: Side) -> Option<GradeReason> {
        let withheld = doubt::Withheld {
            doubts: &self.doubts,
            source: self.contact_source?,
        };
        withheld.values(profile::range(curve)?, Some(side))
    }
}

/// Why a recording cannot be analysed.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
#[expect(missing_docs, reason = "the sentence of each names its values")]
pub enum AnalysisError {
    /// No samples.
    #[error(
        "the recording holds no sensor with two or more samples; record again, or check that the files are complete"
    )]
    Empty,
    #[error(
        "no sensor sits on a pelvis, thigh or shank (found: {found}); gait is measured from these, so name the files or \
         columns by site (pelvis, thigh_left, thigh_right, shank_left, shank_right) or strap sensors there"
    )]
    NoUsefulSite { found: String },
    /// What the sensors show is no walk of one person who wears them as they are named.
    #[error("{0}")]
    Refused(#[from] Refusal),
}

/// The whole offline chain: resampling and orientation, calibration, contacts, strides, measures, side differences.
///
/// A pure function: the same recording and settings give the same analysis. Cost: linear in the recording's length; an
/// hour of five sensors at 100 Hz takes about a second on two cores.
///
/// # Errors
/// No samples, no sensor on pelvis, thigh or shank, and what no walk of one person can show.
pub fn analyze(recording: &Recording, settings: &Settings) -> Result<Analysis, AnalysisError> {
    let mut settled = doubt::settle(recording)?.ok_or(AnalysisError::Empty)?;
    // From here on every sensor sits as in its first walk.
    let remounted = remount::find(&settled.motion);
    if !remounted.is_empty() {
        let undone = remount::undo(&settled.recording, &remounted);
        settled.motion = Motion::from_recording(&undone).ok_or(AnalysisError::Empty)?;
        settled.recording = std::borrow::Cow::Owned(undone);
    }
    let recording: &Recording = &settled.recording;
    let motion = &settled.motion;
    let useful = |site: &Site| !matches!(site, Site::Trunk | Site::FootLeft | Site::FootRight);
    if !motion.sensors.keys().any(useful) {
        let found: Vec<&str> = motion.sensors.keys().map(|site| site.name()).collect();
        return Err(AnalysisError::NoUsefulSite {
            found: found.join(", "),
        });
    }
    let checks: BTreeMap<Site, TrackCheck> = recording
        .tracks
        .par_iter()
        .map(|(site, track)| (*site, check::inspect(track)))
        .collect();
    let mut notices = recording.notices.clone();
    notices.extend(checks.values().flat_map(|check| check.notices.iter().cloned()));

    let body = Body::calibrate(recording, motion);
    let Walk {
        angles,
        found,
        turns,
        bouts,
        mut strides,
        speed_method,
        speed_estimate,
        withheld,
        notices: of_the_walk,
    } = walk(recording, motion, &body);
    let doubtful_bouts = doubt::leave_out_doubtful_bouts(&mut strides, &bouts);
    let clock_effects = ClockEffects::of(&settled, &strides, |recording, motion| {
        walk(recording, motion, &body).strides
    });
    let mut doubts = settled.doubts.clone();
    doubts.extend(doubt::of_the_walk(&settled, &body, &angles, &found.list, &strides));
    notices.extend(doubts.iter().map(|doubt| doubt.notice.clone()));
    notices.extend(of_the_walk);
    notices.extend(doubtful_bouts);
    notices.extend(impossible_results(&withheld));

    let calibration: Vec<SegmentCalibration> = body
        .alignments
        .values()
        .map(|alignment| alignment.report.clone())
        .collect();
    let sensors = sensor_summaries(recording, &checks);
    let withheld_by = doubt::Withheld {
        doubts: &doubts,
        source: found.source.unwrap_or(ContactSource::Pelvis),
    };
    let inputs = shifts::Inputs {
        recording,
        motion,
        strides: &strides,
        bouts: &bouts,
        speed_method,
        withheld: withheld_by,
        seed: settings.seed,
    };
    let mut moved: Vec<MovedSensor> = remounted
        .iter()
        .map(|one| MovedSensor {
            site: one.site,
            at_s: Some(one.from_s),
            turn_deg: one.turn_deg,
            by: MovedBy::Rest,
        })
        .collect();
    let slipped = shifts::moved_sensors(&inputs);
    moved.extend(
        slipped
            .into_iter()
            .filter(|one| remounted.iter().all(|other| other.site != one.site)),
    );
    let moved_sites: Vec<Site> = moved.iter().map(|sensor| sensor.site).collect();
    let context = Context {
        recording,
        calibration: &calibration,
        source: found.source.unwrap_or(ContactSource::Pelvis),
        speed_mps: speed::median_speed(&strides),
        speed: speed_estimate,
        seed: settings.seed,
        poor_sites: sites_where(&sensors, |sensor| sensor.lost_share > 0.10),
        clipped_sites: sites_where(&sensors, |sensor| sensor.clipped_share > 0.01),
        moved_sites: moved_sites.clone(),
        doubts: &doubts,
        clock_effects: &clock_effects,
    };
    let mut measures = measure_summary::summaries(&strides, &context);
    let side_differences = sides::differences(&strides, &context);
    measure_summary::lower_where_withheld(&mut measures, &side_differences);
    let mut absent = quality::absent(recording, &calibration, found.source, &strides);
    absent.extend(withheld.measures.iter().map(|measure| Absent {
        what: measure.name().to_owned(),
        reason: AbsenceReason::ImpossibleValues,
    }));
    let function_test = function::measure(recording, motion, &body, &turns);
    let evidence = Evidence {
        recording,
        sensors: &sensors,
        calibration: &calibration,
        source: found.source,
        strides: &strides,
        notices: &notices,
        moved: &moved_sites,
        doubts: &doubts,
        tested: function_test.as_ref().is_some_and(|found| found.total_s.is_some()),
    };
    let quality = quality::session(&evidence);
    let (cycles, shock_transfer) = rayon::join(
        || kinematics::cycle_curves(&strides, &angles),
        || impact::shock_transfer(&strides, recording, motion, &body),
    );
    let mut variability = regularity::variability(&strides);
    variability.retain(|row| withheld_by.values(row.measure, Some(row.side)).is_none());
    let changes = shifts::find_with(&inputs, moved);
    let walk_rest_walk = protocol::walk_rest_walk(&inputs, &changes.moved);
    let posture = posture::posture(recording, motion, &body, &angles, &changes.moved, withheld_by);
    notices.extend(changes.notices.iter().cloned());
    let mut profile = profile::profile(&strides, &cycles, &recording.session, context.speed_mps, speed_method);
    profile.withhold(|measure, side| withheld_by.values(measure, side).is_some());
    let mut regularity = regularity::autocorrelation(&strides, &turns, motion, &body);
    if !regularity.is_empty() && withheld_by.values(Measure::HarmonicRatioVertical, None).is_some() {
        regularity.clear();
        absent.push(Absent {
            what: "regularity".to_owned(),
            reason: AbsenceReason::SensorsDisagree,
        });
    }
    let angles = series(angles);
    let findings = patterns::findings(&PatternInput {
        session: &recording.session,
        sites: sensors.iter().map(|sensor| sensor.site).collect(),
        calibration: &calibration,
        contact_source: found.source,
        strides: &strides,
        angles: &angles,
        measures: &measures,
        side_differences: &side_differences,
        shock_transfer: &shock_transfer,
        variability: &variability,
        doubts: &doubts,
        moved: moved_sites.clone(),
        speed_mps: (measures.iter())
            .find(|summary| summary.measure == Measure::Speed && summary.side.is_none())
            .map(|summary| summary.value),
        seed: settings.seed,
    });
    let loading = loading::balance(&side_differences, &findings);
    Ok(Analysis {
        version: env!("CARGO_PKG_VERSION").to_owned(),
        source: recording.source.clone(),
        session: recording.session.clone(),
        settings: settings.clone(),
        duration_s: (motion.grid.len - 1) as f64 / RATE_HZ,
        sensors,
        contact_source: found.source,
        speed_method,
        speed: speed_estimate,
        contacts: found.list,
        bouts,
        turns,
        cycles,
        shock_transfer,
        regularity,
        variability,
        findings,
        loading,
        changes,
        walk_rest_walk,
        function_test,
        posture,
        profile,
        strides,
        angles,
        measures,
        side_differences,
        absent,
        quality,
        calibration,
        doubts,
        notices,
    })
}

/// The walk as measured, before it is judged.
struct Walk {
    angles: BodyAngles,
    found: contacts::Contacts,
    turns: Vec<Turn>,
    bouts: Vec<Bout>,
    strides: Vec<Stride>,
    speed_method: Option<SpeedMethod>,
    speed_estimate: Option<SpeedEstimate>,
    withheld: Withheld,
    notices: Vec<Notice>,
}

/// From motion and its alignment with the body to measured strides.
fn walk(recording: &Recording, motion: &Motion, body: &Body) -> Walk {
    let mut notices = Vec::new();
    let angles = BodyAngles::compute(motion, body);
    let found = contacts::find(motion, body, &angles);
    let turns = segment::turns(motion);
    let bouts = segment::bouts(&found);
    let mut strides = segment::strides(motion, &angles, &found, &bouts, &turns);
    notices.extend(relax_exclusions(&mut strides));

    let mut speed_method = None;
    let mut speed_estimate = None;
    if let Some(source) = found.source {
        temporal::measure(&mut strides, source);
        speed_method = speed::method_for(source, motion, body);
        match speed_method {
            Some(SpeedMethod::ShankStrapdown) => {
                speed_estimate = speed::by_shank_strapdown(&mut strides, motion, body, &recording.session);
                notices.extend(lengths_left_out(&strides));
            }
            Some(SpeedMethod::PelvisPendulum) => {
                speed_estimate = speed::by_pelvis_pendulum(&mut strides, motion, &recording.session);
                if recording.session.subject.height_m.is_none() {
                    notices.push(Notice::new(NoticeCode::HeightAssumed, Severity::Warning));
                }
            }
            _ => {}
        }
    }
    kinematics::measure(&mut strides, &angles);
    speed::step_lengths(&mut strides, &angles, &recording.session);
    if let (Some(method), Some(estimate)) = (&mut speed_method, &mut speed_estimate) {
        *method = speed::settle(&mut strides, &recording.session, *method, estimate);
        notices.extend(estimate.notices());
    }
    impact::measure(&mut strides, recording, motion, body);
    regularity::harmonic_ratios(&mut strides, motion, body);
    let withheld = gait::withhold_impossible(&mut strides);
    Walk {
        angles,
        found,
        turns,
        bouts,
        strides,
        speed_method,
        speed_estimate,
        withheld,
        notices,
    }
}

/// `impossible-spatial` and its kin: how many strides had values that no body can show.
fn impossible_results(withheld: &Withheld) -> Vec<Notice> {
    let code = |domain: Domain| match domain {
        Domain::Temporal => NoticeCode::ImpossibleTemporal,
        Domain::Spatial => NoticeCode::ImpossibleSpatial,
        Domain::Kinematic => NoticeCode::ImpossibleKinematic,
        Domain::Impact | Domain::Regularity => NoticeCode::ImpossibleImpact,
    };
    let notice =
        |(domain, count): (&Domain, &usize)| Notice::new(code(*domain), Severity::Warning).with("count", *count);
    withheld.strides.iter().map(notice).collect()
}

/// Strides that count but whose length would lean on a broken neighbour.
fn lengths_left_out(strides: &[Stride]) -> Option<Notice> {
    let leans = |stride: &&Stride| {
        let next = |other: &Stride| other.side == stride.side && other.start_s == stride.end_s && other.is_broken();
        stride.included() && strides.iter().any(next)
    };
    // Only broken strides can be leaned on: without one there is nothing to look for.
    let any = strides.iter().any(Stride::is_broken);
    let count = if any { strides.iter().filter(leans).count() } else { 0 };
    (count > 0).then(|| Notice::new(NoticeCode::LengthsLeftOut, Severity::Info).with("count", count as f64))
}

fn sites_where(sensors: &[SensorSummary], condition: impl Fn(&SensorSummary) -> bool) -> Vec<Site> {
    sensors
        .iter()
        .filter(|sensor| condition(sensor))
        .map(|sensor| sensor.site)
        .collect()
}

/// Fewest strides of a side that must be left before starts, stops and turns may be excluded.
const FEWEST_LEFT: usize = 3;

/// Short walks hold little but starts, stops and turns. Where a side would keep fewer than three strides, the strides
/// at starts and stops count after all, then those near turns; the report says so.
fn relax_exclusions(strides: &mut [Stride]) -> Option<Notice> {
    let enough = |strides: &[Stride]| {
        Side::BOTH.iter().all(|side| {
            let all = strides.iter().filter(|stride| stride.side == *side).count();
            let left = strides
                .iter()
                .filter(|stride| stride.side == *side && stride.included())
                .count();
            left >= FEWEST_LEFT.min(all)
        })
    };
    let mut relaxed = None;
    for (excuse, code) in [
        (
            &[Exclusion::GaitStart, Exclusion::GaitStop][..],
            NoticeCode::StartsAndStopsCounted,
        ),
        (&[Exclusion::Turn][..], NoticeCode::TurnsCounted),
    ] {
        if enough(strides) {
            break;
        }
        for stride in strides.iter_mut() {
            stride.excluded_because.retain(|reason| !excuse.contains(reason));
        }
        relaxed = Some(Notice::new(code, Severity::Warning));
    }
    // Not the walk was short where most strides are left out for faults; those are named by themselves.
    let faults = [Exclusion::Implausible, Exclusion::Gap];
    let faulty = strides
        .iter()
        .filter(|stride| faults.iter().any(|fault| stride.excluded_because.contains(fault)))
        .count();
    relaxed.filter(|_| 2 * faulty < strides.len())
}

fn sensor_summaries(recording: &Recording, checks: &BTreeMap<Site, TrackCheck>) -> Vec<SensorSummary> {
    recording
        .tracks
        .values()
        .filter_map(|track| {
            let check = checks.get(&track.site)?;
            Some(SensorSummary {
                site: track.site,
                rate_hz: track.rate_hz,
                start_s: *track.time_s.first()?,
                end_s: *track.time_s.last()?,
                samples: track.len(),
                lost_share: check.lost_share,
                longest_gap_s: check.longest_gap_s,
                clipped_share: check.clipped_share,
                gravity_mps2: check.gravity_at_rest_mps2,
                clock_uncertainty_s: track.clock.uncertainty_s,
            })
        })
        .collect()
}

/// The angle series in the order and with the names of `angles.csv`.
fn series(angles: BodyAngles) -> AngleSeries {
    let grid = angles.grid;
    let mut columns: Vec<(AngleColumn, Vec<f64>)> = Vec::new();
    let mut push =
        |column: AngleColumn, values: Option<Vec<f64>>| columns.extend(values.map(|values| (column, values)));
    let (left, right) = (angles.left, angles.right);
    push(AngleColumn::KneeFlexion(Side::Left), left.knee);
    push(AngleColumn::KneeFlexion(Side::Right), right.knee);
    push(AngleColumn::HipFlexion(Side::Left), left.hip);
    push(AngleColumn::HipFlexion(Side::Right), right.hip);
    push(AngleColumn::ThighInclination(Side::Left), left.thigh);
    push(AngleColumn::ThighInclination(Side::Right), right.thigh);
    push(AngleColumn::ShankInclination(Side::Left), left.shank);
    push(AngleColumn::ShankInclination(Side::Right), right.shank);
    if let Some(pelvis) = angles.pelvis {
        push(AngleColumn::PelvisTilt, Some(pelvis.tilt));
        push(AngleColumn::PelvisObliquity, Some(pelvis.obliquity));
        push(AngleColumn::PelvisRotation, Some(pelvis.rotation));
    }
    if let Some(trunk) = angles.trunk {
        push(AngleColumn::TrunkTilt, Some(trunk.tilt));
        push(AngleColumn::TrunkObliquity, Some(trunk.obliquity));
        push(AngleColumn::TrunkRotation, Some(trunk.rotation));
    }
    AngleSeries {
        time_s: (0..grid.len).map(|k| grid.time(k as f64)).collect(),
        columns,
    }
}
