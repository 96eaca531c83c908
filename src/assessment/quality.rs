//! How far a measure and a whole session can be trusted, and what could not be measured at all.

use crate::analysis::{Absent, SensorSummary, SessionQuality};
use crate::body::{LongAxisMethod, SegmentCalibration};
use crate::gait::{ContactSource, Stride};
use crate::recording::{Notice, Recording, SensorEntry, Severity, Side, Site};
use schemars::JsonSchema;
use serde::Serialize;

/// A: as good as this kit gives. B: usable with care. C: shown, but nothing may be concluded from it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, JsonSchema)]
pub enum Grade {
    A,
    B,
    C,
}

/// Lost samples: a note from 2 %, poor from 10 %; ours.
const LOST_NOTE: f64 = 0.02;
const LOST_POOR: f64 = 0.10;
/// Clipped samples: impacts touch the range in good recordings too; ours.
const CLIPPED_NOTE: f64 = 0.01;
/// Gravity at rest off by more than this, m/s².
const GRAVITY_NOTE: f64 = 0.30;
/// Included strides of a side for verdicts, and for anything but a look.
const VERDICT_STRIDES: usize = 30;
const FEW_STRIDES: usize = 8;

/// What a session's quality is judged from.
pub struct Evidence<'a> {
    pub recording: &'a Recording,
    pub sensors: &'a [SensorSummary],
    pub calibration: &'a [SegmentCalibration],
    pub source: Option<ContactSource>,
    pub strides: &'a [Stride],
    pub notices: &'a [Notice],
    /// Sites whose sensor moved on its strap.
    pub moved: &'a [Site],
}

/// The session's grade: the worst of its reasons.
pub fn session(evidence: &Evidence) -> SessionQuality {
    let mut reasons: Vec<(Grade, &str)> = Vec::new();
    let mut add = |wrong: bool, grade: Grade, code: &'static str| {
        if wrong {
            reasons.push((grade, code));
        }
    };
    let worst_loss = evidence
        .sensors
        .iter()
        .map(|sensor| sensor.lost_share)
        .fold(0.0, f64::max);
    add(worst_loss > LOST_POOR, Grade::C, "much-lost");
    add(worst_loss > LOST_NOTE && worst_loss <= LOST_POOR, Grade::B, "some-lost");
    add(
        evidence
            .sensors
            .iter()
            .any(|sensor| sensor.clipped_share > CLIPPED_NOTE),
        Grade::B,
        "clipped",
    );
    let off = |sensor: &SensorSummary| sensor.gravity_mps2.is_some_and(|g| (g - 9.80665).abs() > GRAVITY_NOTE);
    add(evidence.sensors.iter().any(off), Grade::B, "gravity-off");
    let fewest = fewest_strides(evidence.strides);
    add(
        evidence.source.is_none() || evidence.strides.is_empty(),
        Grade::C,
        "no-walking",
    );
    add(
        !evidence.strides.is_empty() && fewest < FEW_STRIDES,
        Grade::C,
        "very-few-strides",
    );
    add(
        (FEW_STRIDES..VERDICT_STRIDES).contains(&fewest),
        Grade::B,
        "few-strides",
    );
    match evidence.source {
        Some(ContactSource::Thigh) => add(true, Grade::B, "contacts-from-thighs"),
        Some(ContactSource::Pelvis) => add(true, Grade::C, "contacts-from-pelvis"),
        _ => {}
    }
    let assumed = |c: &SegmentCalibration| c.long_axis == Some(LongAxisMethod::WalkingMean);
    add(evidence.calibration.iter().any(assumed), Grade::B, "no-standing-phase");
    add(
        evidence.calibration.iter().any(|c| c.rotation.is_none()),
        Grade::B,
        "sensor-not-aligned",
    );
    add(one_sided(evidence.recording), Grade::B, "one-sided-kit");
    add(!evidence.moved.is_empty(), Grade::B, "sensor-moved");
    let unsure = |sensor: &SensorSummary| sensor.clock_uncertainty_s > 0.010;
    add(evidence.sensors.iter().any(unsure), Grade::B, "clocks-uncertain");
    let limited = |entry: &SensorEntry| evidence.recording.tracks.contains_key(&entry.site) && !entry.limits.is_empty();
    add(
        evidence.recording.session.sensors.iter().any(limited),
        Grade::B,
        "limited-sensors",
    );
    add(
        evidence
            .notices
            .iter()
            .any(|notice| notice.severity == Severity::Problem),
        Grade::B,
        "problems-found",
    );
    let grade = reasons.iter().map(|(grade, _)| *grade).max().unwrap_or(Grade::A);
    reasons.sort_by_key(|reason| std::cmp::Reverse(reason.0));
    SessionQuality {
        grade,
        reasons: reasons.into_iter().map(|(_, code)| code.to_owned()).collect(),
    }
}

/// Thighs or shanks were worn on one leg and not on the other: what the legs are compared in is missing.
fn one_sided(recording: &Recording) -> bool {
    let worn = |site: Site| recording.tracks.contains_key(&site);
    [Site::thigh as fn(Side) -> Site, Site::shank]
        .iter()
        .any(|site| worn(site(Side::Left)) != worn(site(Side::Right)))
}

/// Included strides of the side that has fewer, among the sides that have any.
fn fewest_strides(strides: &[Stride]) -> usize {
    Side::BOTH
        .iter()
        .filter(|side| strides.iter().any(|stride| stride.side == **side))
        .map(|side| {
            strides
                .iter()
                .filter(|stride| stride.side == *side && stride.included())
                .count()
        })
        .min()
        .unwrap_or(0)
}

/// What the kit or the recording could not give, each with its reason.
pub fn absent(
    recording: &Recording,
    calibration: &[SegmentCalibration],
    source: Option<ContactSource>,
    strides: &[Stride],
) -> Vec<Absent> {
    let has = |site: Site| recording.tracks.contains_key(&site);
    let aligned = |site: Site| calibration.iter().any(|c| c.site == site && c.rotation.is_some());
    let mut found = Vec::new();
    let mut add = |what: &str, reason: &str| {
        found.push(Absent {
            what: what.to_owned(),
            reason: reason.to_owned(),
        });
    };
    let (thighs, shanks) = ([Site::ThighLeft, Site::ThighRight], [Site::ShankLeft, Site::ShankRight]);
    if source.is_none() || strides.is_empty() {
        add("gait", "no-walking");
    }
    for (pair, what) in [(thighs, "knee_flexion"), (shanks, "knee_flexion")] {
        match pair.iter().filter(|site| has(**site)).count() {
            0 => add(
                what,
                if pair == thighs {
                    "no-thigh-sensor"
                } else {
                    "no-shank-sensor"
                },
            ),
            1 => add(what, "one-sided-kit"),
            _ => {}
        }
    }
    for site in recording
        .tracks
        .keys()
        .filter(|site| !matches!(site, Site::FootLeft | Site::FootRight))
    {
        if !aligned(*site) {
            add(site.name(), "not-calibrated");
        }
    }
    if !has(Site::Pelvis) {
        add("hip_flexion", "no-pelvis-sensor");
        add("pelvis", "no-pelvis-sensor");
    }
    if !has(Site::Trunk) {
        add("trunk_lean", "no-trunk-sensor");
    }
    match source {
        Some(ContactSource::Pelvis) => add("stance", "contacts-from-pelvis"),
        Some(ContactSource::Thigh) => add("shock", "no-shank-sensor"),
        _ => {}
    }
    add("foot", "no-foot-analysis");
    found
}
