//! How far a measure and a whole session can be trusted, and what could not be measured at all.

use crate::doubt::{Doubt, Scope};
use crate::{AbsenceReason, Absent, QualityReason, SensorSummary, SessionQuality};
use body::{LongAxisMethod, Refusal, SegmentCalibration};
use gait::{ContactSource, Exclusion, Stride};
use recording::{Notice, Recording, STANDARD_GRAVITY, SensorEntry, Severity, Side, Site};
use schemars::JsonSchema;
use serde::Serialize;

/// A: as good as this kit gives. B: usable with care. C: shown, but nothing may be concluded from it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, JsonSchema)]
pub enum Grade {
    /// As good as this kit gives.
    A,
    /// Usable with care.
    B,
    /// Shown, but nothing may be concluded from it.
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
const VERDICT_STRIDES: usize = 20;
const FEW_STRIDES: usize = 8;

/// What a session's quality is judged from.
pub struct Evidence<'a> {
    /// The recording.
    pub recording: &'a Recording,
    /// One for each sensor.
    pub sensors: &'a [SensorSummary],
    /// How each sensor sits on its segment.
    pub calibration: &'a [SegmentCalibration],
    /// The kind of sensor that told the contacts.
    pub source: Option<ContactSource>,
    /// All strides.
    pub strides: &'a [Stride],
    /// What is said so far.
    pub notices: &'a [Notice],
    /// Sites whose sensor moved on its strap.
    pub moved: &'a [Site],
    /// Where the sensors do not agree with each other.
    pub doubts: &'a [Doubt],
    /// True where a test of function has its result: then little walking is no fault of the recording.
    pub tested: bool,
}

/// Reasons found so far, each with the grade that it leaves.
#[derive(Default)]
struct Reasons(Vec<(Grade, QualityReason)>);

impl Reasons {
    fn add(&mut self, wrong: bool, grade: Grade, code: QualityReason) {
        if wrong {
            self.0.push((grade, code));
        }
    }
}

/// The session's grade: the worst of its reasons.
pub fn session(evidence: &Evidence) -> SessionQuality {
    let mut found = Reasons::default();
    of_samples(evidence, &mut found);
    of_walk(evidence, &mut found);
    of_placement(evidence, &mut found);
    of_doubts(evidence, &mut found);
    let Reasons(mut reasons) = found;
    let grade = reasons.iter().map(|(grade, _)| *grade).max().unwrap_or(Grade::A);
    reasons.sort_by_key(|reason| std::cmp::Reverse(reason.0));
    SessionQuality {
        grade,
        reasons: reasons.into_iter().map(|(_, code)| code).collect(),
    }
}

/// What the sensors' samples lack.
fn of_samples(evidence: &Evidence, reasons: &mut Reasons) {
    let worst_loss = evidence
        .sensors
        .iter()
        .map(|sensor| sensor.lost_share)
        .fold(0.0, f64::max);
    reasons.add(worst_loss > LOST_POOR, Grade::C, QualityReason::MuchLost);
    reasons.add(
        worst_loss > LOST_NOTE && worst_loss <= LOST_POOR,
        Grade::B,
        QualityReason::SomeLost,
    );
    reasons.add(
        evidence
            .sensors
            .iter()
            .any(|sensor| sensor.clipped_share > CLIPPED_NOTE),
        Grade::B,
        QualityReason::Clipped,
    );
    let off = |sensor: &SensorSummary| {
        sensor
            .gravity_mps2
            .is_some_and(|g| (g - STANDARD_GRAVITY).abs() > GRAVITY_NOTE)
    };
    reasons.add(evidence.sensors.iter().any(off), Grade::B, QualityReason::GravityOff);
}

/// What the walk lacks.
fn of_walk(evidence: &Evidence, reasons: &mut Reasons) {
    let fewest = fewest_strides(evidence.strides);
    let walk = !evidence.tested;
    reasons.add(
        walk && (evidence.source.is_none() || evidence.strides.is_empty()),
        Grade::C,
        if evidence.source.is_none() && unaligned(evidence.calibration) {
            QualityReason::NoSensorAligned
        } else {
            QualityReason::NoWalking
        },
    );
    reasons.add(
        walk && !evidence.strides.is_empty() && fewest < FEW_STRIDES,
        Grade::C,
        QualityReason::VeryFewStrides,
    );
    let few = walk && (FEW_STRIDES..VERDICT_STRIDES).contains(&fewest);
    let implausible = mostly_implausible(evidence.strides);
    reasons.add(few && !implausible, Grade::B, QualityReason::FewStrides);
    reasons.add(few && implausible, Grade::B, QualityReason::FewPlausibleStrides);
    match evidence.source {
        Some(ContactSource::Thigh) => reasons.add(true, Grade::B, QualityReason::ContactsFromThighs),
        Some(ContactSource::Pelvis) => reasons.add(true, Grade::C, QualityReason::ContactsFromPelvis),
        _ => {}
    }
}

/// What the kit and its placement lack.
fn of_placement(evidence: &Evidence, reasons: &mut Reasons) {
    let assumed = |c: &SegmentCalibration| c.long_axis == Some(LongAxisMethod::WalkingMean);
    reasons.add(
        evidence.calibration.iter().any(assumed),
        Grade::B,
        QualityReason::NoStandingPhase,
    );
    reasons.add(
        evidence.calibration.iter().any(|c| c.rotation.is_none()),
        Grade::B,
        QualityReason::SensorNotAligned,
    );
    reasons.add(one_sided(evidence.recording), Grade::B, QualityReason::OneSidedKit);
    reasons.add(!evidence.moved.is_empty(), Grade::B, QualityReason::SensorMoved);
    let unsure = |sensor: &SensorSummary| sensor.clock_uncertainty_s.is_some_and(|unsure| unsure > 0.010);
    let joined = |doubt: &Doubt| doubt.scope == Scope::Joined && doubt.grade > Grade::A;
    reasons.add(
        evidence.sensors.iter().any(unsure) || evidence.doubts.iter().any(joined),
        Grade::B,
        QualityReason::ClocksUncertain,
    );
}

/// Where the sensors do not agree, and what else was said.
fn of_doubts(evidence: &Evidence, reasons: &mut Reasons) {
    let disagree = |doubt: &Doubt| doubt.scope != Scope::Joined && doubt.grade > Grade::A;
    reasons.add(
        evidence.doubts.iter().any(disagree),
        Grade::B,
        QualityReason::SensorsDisagree,
    );
    let whole = |doubt: &Doubt| doubt.scope == Scope::All && doubt.grade == Grade::C;
    reasons.add(evidence.doubts.iter().any(whole), Grade::C, QualityReason::NotOneWalk);
    let limited = |entry: &SensorEntry| evidence.recording.tracks.contains_key(&entry.site) && !entry.limits.is_empty();
    reasons.add(
        evidence.recording.session.sensors.iter().any(limited),
        Grade::B,
        QualityReason::LimitedSensors,
    );
    reasons.add(
        evidence
            .notices
            .iter()
            .any(|notice| notice.severity == Severity::Problem),
        Grade::B,
        QualityReason::ProblemsFound,
    );
}

/// Thighs or shanks were worn on one leg and not on the other: what the legs are compared in is missing.
fn one_sided(recording: &Recording) -> bool {
    let worn = |site: Site| recording.tracks.contains_key(&site);
    [Site::thigh as fn(Side) -> Site, Site::shank]
        .iter()
        .any(|site| worn(site(Side::Left)) != worn(site(Side::Right)))
}

/// Whether more strides are left out because they cannot be, or because samples are missing, than count.
fn mostly_implausible(strides: &[Stride]) -> bool {
    let faulty = |stride: &&Stride| {
        stride.excluded_because.contains(&Exclusion::Implausible) || stride.excluded_because.contains(&Exclusion::Gap)
    };
    let included = strides.iter().filter(|stride| stride.included()).count();
    strides.iter().filter(faulty).count() > included
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

/// Somebody moved, and no sensor could be aligned to tell how: that is not the same as that nobody walked.
pub(crate) fn unaligned(calibration: &[SegmentCalibration]) -> bool {
    let moved = |c: &SegmentCalibration| {
        let still = |refusal: &Refusal| matches!(refusal, Refusal::NoMotion | Refusal::NoSteadyWalking);
        !c.refusals.iter().any(still)
    };
    calibration.iter().all(|c| c.rotation.is_none()) && calibration.iter().any(moved)
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
    let mut add = |what: &str, reason: AbsenceReason| {
        found.push(Absent {
            what: what.to_owned(),
            reason,
        });
    };
    let (thighs, shanks) = ([Site::ThighLeft, Site::ThighRight], [Site::ShankLeft, Site::ShankRight]);
    if source.is_none() || strides.is_empty() {
        let unaligned = source.is_none() && unaligned(calibration);
        add(
            "gait",
            if unaligned {
                AbsenceReason::NoSensorAligned
            } else {
                AbsenceReason::NoWalking
            },
        );
    }
    if source == Some(ContactSource::Pelvis) && has(Site::Pelvis) && !aligned(Site::Pelvis) {
        add("sides", AbsenceReason::WeakPelvisAxis);
        add("speed", AbsenceReason::WeakPelvisAxis);
    }
    for (pair, what) in [(thighs, "knee_flexion"), (shanks, "knee_flexion")] {
        match pair.iter().filter(|site| has(**site)).count() {
            0 => add(
                what,
                if pair == thighs {
                    AbsenceReason::NoThighSensor
                } else {
                    AbsenceReason::NoShankSensor
                },
            ),
            1 => add(what, AbsenceReason::OneSidedKit),
            _ => {}
        }
    }
    for site in recording
        .tracks
        .keys()
        .filter(|site| !matches!(site, Site::FootLeft | Site::FootRight))
    {
        if !aligned(*site) {
            add(site.name(), AbsenceReason::NotCalibrated);
        }
    }
    if !has(Site::Pelvis) {
        add("hip_flexion", AbsenceReason::NoPelvisSensor);
        add("pelvis", AbsenceReason::NoPelvisSensor);
    }
    if !has(Site::Trunk) {
        add("trunk_lean", AbsenceReason::NoTrunkSensor);
    }
    match source {
        Some(ContactSource::Pelvis) => add("stance", AbsenceReason::ContactsFromPelvis),
        Some(ContactSource::Thigh) => add("shock", AbsenceReason::NoShankSensor),
        _ => {}
    }
    add("foot", AbsenceReason::NoFootAnalysis);
    found
}
