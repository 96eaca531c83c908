//! Quiet upright standing: the posture from which every angle has its zero.
//!
//! A rest counts as standing where the session names it or no phase says otherwise, where every sensor is still, and
//! where the thighs are about as upright as in their own walk: seated they lie 60 to 90° from it. Thighs refuse a rest for
//! all segments: a seated person's shanks may well be upright, and the pelvis leans back by 10 to 30° only. Afterwards the
//! stand itself must read zero.

use super::Body;
use super::activity::keep_long_runs;
use super::motion::{Motion, RATE_HZ, SensorMotion, runs};
use super::types::{LongAxisMethod, Refusal, SegmentCalibration};
use nalgebra::Vector3;
use recording::{PhaseKind, Recording, Segment, Side, Site};
use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

/// Largest angle between a rest's vertical and that of the walk, degrees, by segment. The mean of healthy walking lies
/// 4.5° (thigh) and 14° (shank) from standing; ours.
const THIGH_DEG: f64 = 25.0;
const SHANK_DEG: f64 = 30.0;
/// Pelvis and trunk, where thighs prove the posture, and where none are worn (a seated pelvis leans back by 10 to 30°).
const UPPER_DEG: f64 = 20.0;
const UPPER_ALONE_DEG: f64 = 10.0;
/// Largest reading of a joint or segment while its owner stands, degrees.
const LARGEST_READING_DEG: f64 = 3.0;
/// Standard uncertainty of a stand's zero, degrees: sway and the posture of the moment; and where no thigh is worn.
const STAND_DEG: f64 = 1.5;
const UNPROVED_STAND_DEG: f64 = 3.0;
/// Shortest stand, seconds.
const SHORTEST_S: f64 = 2.0;

/// The rests that were proven to be standing.
#[derive(Debug, Clone, Default)]
pub(crate) struct Standing {
    runs: Vec<Range<usize>>,
    /// Rests in another posture.
    refused: usize,
    /// Thighs prove the posture.
    proved: bool,
    /// Named in a session that names no walk: in rising from a chair the mean of all motion lies half way to sitting, and
    /// proves nothing.
    trusted: bool,
    /// Sensors whose stand did not read zero, with the reading, degrees.
    unlike_zero: BTreeMap<Site, f64>,
}

/// The vertical of one sensor in standing.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Stand {
    /// Sensor frame, unit length.
    pub(crate) up: Vector3<f64>,
    pub(crate) uncertainty_deg: f64,
}

/// Finds the stands of a recording: the named ones that are still and upright, else all quiet stretches outside the
/// phases that name another posture. `walking_up`: mean vertical of every limb's walk, sensor frame.
pub(crate) fn find(
    recording: &Recording,
    motion: &Motion,
    quiet: &[bool],
    walking_up: &BTreeMap<Site, Vector3<f64>>,
) -> Standing {
    let named = |wanted: &[PhaseKind]| -> Vec<bool> {
        let mut mask = vec![false; quiet.len()];
        for phase in &recording.session.protocol.phases {
            if wanted.contains(&phase.kind) {
                let index = |time: f64| (motion.grid.index(time).max(0.0) as usize).min(quiet.len());
                mask[index(phase.start_s)..index(phase.end_s).max(index(phase.start_s))].fill(true);
            }
        }
        mask
    };
    let stands = named(&[PhaseKind::Stand]);
    let others = named(&[PhaseKind::Sit, PhaseKind::Rest, PhaseKind::Swing, PhaseKind::Wall]);
    let shortest = (SHORTEST_S * RATE_HZ) as usize;
    let walks = |kind: PhaseKind| recording.session.protocol.phases.iter().any(|phase| phase.kind == kind);
    let trusted = walks(PhaseKind::Stand) && !walks(PhaseKind::Walk);
    let proven = |mask: Vec<bool>| -> (Vec<Range<usize>>, usize) {
        let (upright, refused): (Vec<_>, Vec<_>) = runs(&keep_long_runs(&mask, shortest))
            .into_iter()
            .partition(|run| trusted || is_upright(motion, walking_up, run));
        (upright, refused.len())
    };
    let (mut upright, mut refused) = proven((0..quiet.len()).map(|k| quiet[k] && stands[k]).collect());
    if upright.is_empty() {
        let (found, unlike) = proven((0..quiet.len()).map(|k| quiet[k] && !stands[k] && !others[k]).collect());
        upright = found;
        refused += unlike;
    }
    Standing {
        runs: upright,
        refused,
        trusted,
        proved: walking_up.keys().any(|site| site.segment() == Segment::Thigh),
        unlike_zero: BTreeMap::new(),
    }
}

/// Whether a thigh is about as upright as in its own walk; true where no thigh is worn. Both thighs of a seated person
/// lie; a single one in another posture is refused by itself.
fn is_upright(motion: &Motion, walking_up: &BTreeMap<Site, Vector3<f64>>, run: &Range<usize>) -> bool {
    let angles: Vec<f64> = walking_up
        .iter()
        .filter(|(site, _)| site.segment() == Segment::Thigh)
        .filter_map(|(site, walking)| {
            let resting = resting_up(motion.sensor(*site)?, run)?;
            Some(resting.angle(walking).to_degrees())
        })
        .collect();
    angles.is_empty() || angles.into_iter().any(|angle| angle <= THIGH_DEG)
}

/// The direction of the specific force over a rest.
fn resting_up(sensor: &SensorMotion, run: &Range<usize>) -> Option<Vector3<f64>> {
    let sum: Vector3<f64> = run.clone().filter(|&k| sensor.valid[k]).map(|k| sensor.acc[k]).sum();
    sum.try_normalize(1e-6)
}

impl Standing {
    /// The standing vertical of one sensor; `None`, with the reason in the report, where there is none.
    ///
    /// Stands that agree are averaged by their length. Where they do not, the longest one counts, and the disagreement
    /// is in its uncertainty.
    pub(crate) fn direction(
        &self,
        sensor: &SensorMotion,
        walking_up: &Vector3<f64>,
        report: &mut SegmentCalibration,
    ) -> Option<Stand> {
        if let Some(reading) = self.unlike_zero.get(&sensor.site) {
            report.refusals.push(Refusal::StandReads {
                reading_deg: *reading,
                limit_deg: LARGEST_READING_DEG,
            });
            return None;
        }
        let limit = match sensor.site.segment() {
            Segment::Thigh => THIGH_DEG,
            Segment::Shank | Segment::Foot => SHANK_DEG,
            _ if self.proved => UPPER_DEG,
            _ => UPPER_ALONE_DEG,
        };
        let (own, unlike): (Vec<(f64, Vector3<f64>)>, Vec<_>) = self
            .runs
            .iter()
            .filter_map(|run| Some((run.len() as f64, resting_up(sensor, run)?)))
            .partition(|(_, up)| self.trusted || up.angle(walking_up).to_degrees() <= limit);
        let refused = self.refused + unlike.len();
        if refused > 0 {
            report.refusals.push(Refusal::RestsInAnotherPosture(refused));
        }
        let mean: Vector3<f64> = own.iter().map(|(weight, up)| up * *weight).sum();
        let mean = mean.try_normalize(1e-6)?;
        let from_mean = |up: &Vector3<f64>| up.angle(&mean).to_degrees();
        let farthest = own.iter().map(|(_, up)| from_mean(up)).fold(0.0, f64::max);
        let base = if self.proved || sensor.site.segment() == Segment::Shank {
            STAND_DEG
        } else {
            UNPROVED_STAND_DEG
        };
        let total: f64 = own.iter().map(|(weight, _)| weight).sum();
        let square: f64 = own.iter().map(|(weight, up)| weight * from_mean(up).powi(2)).sum();
        let up = if farthest <= LARGEST_READING_DEG {
            mean
        } else {
            own.iter()
                .max_by(|a, b| a.0.total_cmp(&b.0))
                .map_or(mean, |(_, up)| *up)
        };
        Some(Stand {
            up,
            uncertainty_deg: base.hypot((square / total).sqrt()),
        })
    }

    /// Takes the stand away from sensors that do not read zero in it.
    pub(crate) fn without(&self, unlike_zero: BTreeMap<Site, f64>) -> Standing {
        Standing {
            unlike_zero,
            ..self.clone()
        }
    }

    /// Sensors whose own angle, or whose joint's, does not read zero in the longest stand, with the reading, degrees.
    ///
    /// The zero comes from the acceleration at rest, the angles from the orientation filter: the two part where samples
    /// are false or the filter has not settled.
    pub(crate) fn unlike_zero(&self, motion: &Motion, body: &Body) -> BTreeMap<Site, f64> {
        let Some(run) = self.runs.iter().max_by_key(|run| run.len()) else {
            return BTreeMap::new();
        };
        let reading = |site: Site| -> Option<f64> {
            let alignment = body.alignments.get(&site)?;
            let (axes, sensor) = (alignment.axes.as_ref()?, motion.sensor(site)?);
            if alignment.report.long_axis != Some(LongAxisMethod::Standing) {
                return None;
            }
            let sum: Vector3<f64> = run.clone().filter(|&k| sensor.valid[k]).map(|k| sensor.up[k]).sum();
            Some(axes.inclination(&sum.try_normalize(1e-6)?).to_degrees())
        };
        let readings: BTreeMap<Site, f64> = body
            .alignments
            .keys()
            .filter_map(|site| Some((*site, reading(*site)?)))
            .collect();
        let mut wrong: BTreeSet<Site> = readings
            .iter()
            .filter(|(_, reading)| reading.abs() > LARGEST_READING_DEG)
            .map(|(site, _)| *site)
            .collect();
        // Of a joint that reads wrong, the segment that reads worse. Inclination of the pelvis is minus its tilt.
        let pairs = Side::BOTH.into_iter().flat_map(|side| {
            [
                (Site::thigh(side), Site::shank(side)),
                (Site::thigh(side), Site::Pelvis),
            ]
        });
        for (one, other) in pairs {
            if let (Some(a), Some(b)) = (readings.get(&one), readings.get(&other))
                && (a - b).abs() > LARGEST_READING_DEG
            {
                wrong.insert(if a.abs() > b.abs() { one } else { other });
            }
        }
        readings.into_iter().filter(|(site, _)| wrong.contains(site)).collect()
    }
}
