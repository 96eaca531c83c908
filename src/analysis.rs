//! The offline chain in one function: a recording in, an analysis out.

use crate::assessment::loading::{self, LoadingBalance};
use crate::assessment::patterns::{self, PatternInput};
use crate::assessment::posture::{self, Posture};
use crate::assessment::profile::{self, Profile};
use crate::assessment::protocol::{self, WalkRestWalk};
use crate::assessment::quality::Evidence;
use crate::assessment::shifts::{self, Changes};
use crate::assessment::{Context, Finding, Grade, MeasureSummary, SideDifference, quality, sides, summary};
use crate::body::motion::RATE_HZ;
use crate::body::{Body, BodyAngles, Motion, SegmentCalibration};
use crate::gait::function::{self, FunctionResult};
use crate::gait::impact::{self, ShockTransfer};
use crate::gait::regularity::{self, Regularity, Variability};
use crate::gait::{
    AngleSeries, Bout, Contact, ContactSource, CycleCurve, Exclusion, Stride, Turn, contacts, kinematics, segment,
    speed, temporal,
};
use crate::recording::check::{self, TrackCheck};
use crate::recording::{Notice, Recording, Session, Severity, Side, Site, Source};
use rayon::prelude::*;
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

/// What one sensor contributed.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct SensorSummary {
    pub site: Site,
    pub rate_hz: f64,
    pub start_s: f64,
    pub end_s: f64,
    pub samples: usize,
    /// Share of expected samples that are missing, 0..1.
    pub lost_share: f64,
    /// Longest gap, seconds.
    pub longest_gap_s: f64,
    /// Share of samples at the range's end, 0..1.
    pub clipped_share: f64,
    /// Mean magnitude of the acceleration at rest, m/s², where it rested.
    pub gravity_mps2: Option<f64>,
    pub clock_uncertainty_s: f64,
}

/// Whole-session quality: the worst grade that matters, with reasons and advice as notices.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct SessionQuality {
    pub grade: Grade,
    /// Codes of the reasons behind B or C (`quality-<code>` in the wording files).
    pub reasons: Vec<String>,
}

/// How walking speed and stride length were found.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum SpeedMethod {
    /// Shank strapdown between mid-stances.
    ShankStrapdown,
    /// Thigh and shank of both legs.
    TwoLegModel,
    /// Inverted pendulum from vertical pelvis motion: an estimate.
    PelvisPendulum,
    /// Typed in by the therapist (timed walk).
    Timed,
}

/// What could not be measured, and why (`absent-<reason>` in the wording files).
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct Absent {
    /// Measure or curve name.
    pub what: String,
    /// Kebab-case reason: `no-thigh-sensor`, `one-sided-kit`, `not-calibrated`, `no-walking`, …
    pub reason: String,
}

/// All that is known after the analysis; the report and the exports are views of it.
#[derive(Debug, Clone, PartialEq)]
pub struct Analysis {
    pub version: String,
    pub source: Source,
    pub session: Session,
    pub settings: Settings,
    /// From first to last sample of any sensor, seconds.
    pub duration_s: f64,
    pub sensors: Vec<SensorSummary>,
    pub calibration: Vec<SegmentCalibration>,
    pub contact_source: Option<ContactSource>,
    pub speed_method: Option<SpeedMethod>,
    pub contacts: Vec<Contact>,
    pub bouts: Vec<Bout>,
    pub turns: Vec<Turn>,
    /// In order of start.
    pub strides: Vec<Stride>,
    pub angles: AngleSeries,
    pub cycles: Vec<CycleCurve>,
    pub measures: Vec<MeasureSummary>,
    pub side_differences: Vec<SideDifference>,
    pub shock_transfer: Vec<ShockTransfer>,
    pub regularity: Vec<Regularity>,
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
    pub absent: Vec<Absent>,
    pub quality: SessionQuality,
    pub notices: Vec<Notice>,
}

impl Analysis {
    /// The summary of one measure on one side.
    pub fn measure(&self, measure: crate::gait::Measure, side: Option<Side>) -> Option<&MeasureSummary> {
        self.measures
            .iter()
            .find(|summary| summary.measure == measure && summary.side == side)
    }
}

/// Why a recording cannot be analysed.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum AnalysisError {
    #[error(
        "the recording holds no sensor with two or more samples; record again, or check that the files are complete"
    )]
    Empty,
    #[error(
        "no sensor sits on a pelvis, thigh or shank (found: {found}); gait is measured from these, so name the files or \
         columns by site (pelvis, thigh_left, thigh_right, shank_left, shank_right) or strap sensors there"
    )]
    NoUsefulSite { found: String },
}

/// The whole offline chain: resampling and orientation, calibration, contacts, strides, measures, side differences.
///
/// A pure function: the same recording and settings give the same analysis. Cost: linear in the recording's length; an
/// hour of five sensors at 100 Hz takes about a second on two cores.
pub fn analyze(recording: &Recording, settings: &Settings) -> Result<Analysis, AnalysisError> {
    let motion = Motion::from_recording(recording).ok_or(AnalysisError::Empty)?;
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

    let body = Body::calibrate(recording, &motion);
    let angles = BodyAngles::compute(&motion, &body);
    let found = contacts::find(&motion, &body, &angles);
    let turns = segment::turns(&motion);
    let bouts = segment::bouts(&found);
    let mut strides = segment::strides(&motion, &angles, &found, &bouts, &turns);
    notices.extend(relax_exclusions(&mut strides));

    let mut speed_method = None;
    if let Some(source) = found.source {
        temporal::measure(&mut strides, source);
        speed_method = speed::method_for(source, &motion, &body);
        match speed_method {
            Some(SpeedMethod::ShankStrapdown) => speed::by_shank_strapdown(&mut strides, &motion, &body),
            Some(SpeedMethod::PelvisPendulum) => {
                let assumed = speed::by_pelvis_pendulum(&mut strides, &motion, &recording.session);
                notices.extend(assumed.then(|| Notice::new("height-assumed", Severity::Warning)));
            }
            _ => {}
        }
    }
    kinematics::measure(&mut strides, &angles);
    speed::step_lengths(&mut strides, &angles, &recording.session);
    impact::measure(&mut strides, recording, &motion, &body);
    regularity::harmonic_ratios(&mut strides, &motion, &body);

    let calibration: Vec<SegmentCalibration> = body
        .alignments
        .values()
        .map(|alignment| alignment.report.clone())
        .collect();
    let sensors = sensor_summaries(recording, &checks);
    let inputs = shifts::Inputs {
        recording,
        motion: &motion,
        strides: &strides,
        bouts: &bouts,
        speed_method,
        seed: settings.seed,
    };
    let moved = shifts::moved_sensors(&inputs);
    let moved_sites: Vec<Site> = moved.iter().map(|sensor| sensor.site).collect();
    let context = Context {
        recording,
        calibration: &calibration,
        source: found.source.unwrap_or(ContactSource::Pelvis),
        speed_mps: speed::median_speed(&strides),
        seed: settings.seed,
        poor_sites: sites_where(&sensors, |sensor| sensor.lost_share > 0.10),
        clipped_sites: sites_where(&sensors, |sensor| sensor.clipped_share > 0.01),
        moved_sites: moved_sites.clone(),
    };
    let measures = summary::summaries(&strides, &context);
    let side_differences = sides::differences(&strides, &context);
    let absent = quality::absent(recording, &calibration, found.source, &strides);
    let evidence = Evidence {
        recording,
        sensors: &sensors,
        calibration: &calibration,
        source: found.source,
        strides: &strides,
        notices: &notices,
        moved: &moved_sites,
    };
    let quality = quality::session(&evidence);
    let (cycles, shock_transfer) = rayon::join(
        || kinematics::cycle_curves(&strides, &angles),
        || impact::shock_transfer(&strides, recording, &motion, &body),
    );
    let variability = regularity::variability(&strides);
    let changes = shifts::find_with(&inputs, moved);
    let walk_rest_walk = protocol::walk_rest_walk(&inputs, &changes.moved);
    let posture = posture::posture(recording, &motion, &body, &angles, &changes.moved);
    let function_test = function::measure(recording, &motion, &body, &turns);
    notices.extend(changes.notices.iter().cloned());
    let profile = profile::profile(&strides, &cycles, &recording.session, context.speed_mps, speed_method);
    let regularity = regularity::autocorrelation(&strides, &turns, &motion, &body);
    let mut analysis = Analysis {
        version: env!("CARGO_PKG_VERSION").to_owned(),
        source: recording.source.clone(),
        session: recording.session.clone(),
        settings: settings.clone(),
        duration_s: (motion.grid.len - 1) as f64 / RATE_HZ,
        sensors,
        contact_source: found.source,
        speed_method,
        contacts: found.list,
        bouts,
        turns,
        cycles,
        shock_transfer,
        regularity,
        variability,
        findings: Vec::new(),
        loading: None,
        changes,
        walk_rest_walk,
        function_test,
        posture,
        profile,
        strides,
        angles: series(angles),
        measures,
        side_differences,
        absent,
        quality,
        calibration,
        notices,
    };
    analysis.findings = patterns::findings(&PatternInput::of(&analysis));
    analysis.loading = loading::balance(&analysis.side_differences, &analysis.findings);
    Ok(analysis)
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
            "starts-and-stops-counted",
        ),
        (&[Exclusion::Turn][..], "turns-counted"),
    ] {
        if enough(strides) {
            break;
        }
        for stride in strides.iter_mut() {
            stride.excluded_because.retain(|reason| !excuse.contains(reason));
        }
        relaxed = Some(Notice::new(code, Severity::Warning));
    }
    relaxed
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
    let mut columns: Vec<(String, Vec<f64>)> = Vec::new();
    let mut push = |name: String, values: Option<Vec<f64>>| {
        if let Some(values) = values {
            columns.push((name, values));
        }
    };
    let (left, right) = (angles.left, angles.right);
    push("knee_flexion_left_deg".to_owned(), left.knee);
    push("knee_flexion_right_deg".to_owned(), right.knee);
    push("hip_flexion_left_deg".to_owned(), left.hip);
    push("hip_flexion_right_deg".to_owned(), right.hip);
    push("thigh_inclination_left_deg".to_owned(), left.thigh);
    push("thigh_inclination_right_deg".to_owned(), right.thigh);
    push("shank_inclination_left_deg".to_owned(), left.shank);
    push("shank_inclination_right_deg".to_owned(), right.shank);
    for (name, upper) in [("pelvis", angles.pelvis), ("trunk", angles.trunk)] {
        if let Some(upper) = upper {
            push(format!("{name}_tilt_deg"), Some(upper.tilt));
            push(format!("{name}_obliquity_deg"), Some(upper.obliquity));
            push(format!("{name}_rotation_deg"), Some(upper.rotation));
        }
    }
    AngleSeries {
        time_s: (0..grid.len).map(|k| grid.time(k as f64)).collect(),
        columns,
    }
}
