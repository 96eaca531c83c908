//! Doubt before verdict: whether a recording's sensors agree with each other, before anything is judged by them.
//!
//! What is found is data ([`Doubt`]): which sensors, what of them is touched, which grade is left, and a notice with the cause.
//! Every summary and every verdict asks the same list. What cannot be a person's walk is refused ([`Refusal`]).

use crate::measure_summary::Context;
use crate::setup::{self, Bias, Fault, SetupFinding};
use crate::{Grade, GradeReason, limits, sensor_dependence};
use body::activity::heading_rate;
use body::synchronisation::{self, Alignment, Group};
use body::{Body, BodyAngles, Motion, RATE_HZ};
use gait::{Bout, Comparison, Contact, ContactSource, Domain, Exclusion, Measure, Stride};
use rayon::prelude::*;
use recording::{Notice, NoticeCode, Recording, STANDARD_GRAVITY, Segment, Severity, Side, Site, Track};
use signal::statistics;
use std::borrow::Cow;
use std::collections::BTreeMap;

/// What of a sensor's measures a doubt touches.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Scope {
    /// Everything that stands on one of the sensors.
    Sensor,
    /// Impacts, and what else wants fast samples.
    Fast,
    /// Everything that needs the time of one of these sensors against another one's.
    Joined,
    /// Everything.
    All,
}

/// One doubt about a recording, before it is judged.
#[derive(Debug, Clone, PartialEq)]
pub struct Doubt {
    /// `gate-<code>` and `reason-<code>` in the wording files.
    pub code: GradeReason,
    /// The sensors that it is about.
    pub sites: Vec<Site>,
    /// What it touches of them.
    pub scope: Scope,
    /// The best grade that is left to what it touches.
    pub grade: Grade,
    /// Whether verdicts on what it touches are withheld; else it is in the intervals, or in the number of strides.
    pub withholds: bool,
    /// As the reader is told.
    pub notice: Notice,
}

/// What no walk of one person with sensors in their places can show.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[expect(missing_docs, reason = "the sentence of each names its values")]
pub enum Refusal {
    #[error(
        "{first} and {second} hold the same samples: one file was given for two sensors. Give each sensor its own file"
    )]
    SameSamples { first: Site, second: Site },
    #[error(
        "thigh and shank of the {0} leg are exchanged: the sensor called shank swings less than the one called thigh. Exchange their names, \
         or let `gaitscope check --repair` do it",
        side.name()
    )]
    ThighForShank { side: Side },
}

impl Doubt {
    /// Whether the doubt touches a measure of one side (of both or of the comparison, for `None`).
    pub fn touches(&self, measure: Measure, side: Option<Side>, source: ContactSource) -> bool {
        let sensors = |side| sites_behind(measure, side, source);
        let any = |side| sensors(side).iter().any(|site| self.sites.contains(site));
        match self.scope {
            Scope::All => true,
            Scope::Sensor => any(side),
            Scope::Fast => wants_fast_samples(measure) && any(side),
            Scope::Joined => {
                let splits = |side: Option<Side>| {
                    let joined = joined_sites(measure, side, source, self.code == GradeReason::ClockUnknown);
                    joined.iter().any(|site| self.sites.contains(site))
                        && joined.iter().any(|site| !self.sites.contains(site))
                };
                match side {
                    None if !limits::crosses_clocks(measure) && measure.comparison() != Comparison::None => {
                        Side::BOTH.iter().any(|side| splits(Some(*side)))
                    }
                    side => splits(side),
                }
            }
        }
    }

    /// Whether nothing may be concluded from what its sensors show, for a reason that lies in them.
    fn spoils_sensors(&self) -> bool {
        self.scope == Scope::Sensor && self.withholds
    }

    /// Whether it forbids a verdict on the difference between the legs.
    pub fn forbids(&self, measure: Measure, source: ContactSource) -> bool {
        self.withholds && self.touches(measure, None, source)
    }
}

/// What of a recording nothing may be concluded from.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Withheld<'a> {
    pub doubts: &'a [Doubt],
    pub source: ContactSource,
}

impl Withheld<'_> {
    /// Doubts about samples; clocks that are apart, and legs that measure differently, leave each value what it is.
    fn of_samples(&self) -> impl Iterator<Item = &Doubt> {
        let touched = |doubt: &&Doubt| doubt.withholds && matches!(doubt.scope, Scope::Sensor | Scope::All);
        self.doubts.iter().filter(touched)
    }

    /// Why nothing is concluded from the values of a measure of one side (of both or of the comparison, for `None`).
    pub(crate) fn values(&self, measure: Measure, side: Option<Side>) -> Option<GradeReason> {
        let mut about = self.of_samples();
        let doubt = about.find(|doubt| doubt.touches(measure, side, self.source))?;
        Some(doubt.code)
    }

    /// Why nothing is concluded from what a sensor shows.
    pub(crate) fn sensor(&self, site: Site) -> Option<GradeReason> {
        let mut about = self.of_samples();
        let doubt = about.find(|doubt| doubt.scope == Scope::All || doubt.sites.contains(&site))?;
        Some(doubt.code)
    }
}

/// Peaks of milliseconds, and the rates whose peak is short: a low-pass of 6 Hz changes a thigh's by more than two visits differ,
/// a shank's in no real walk.
fn wants_fast_samples(measure: Measure) -> bool {
    use Measure::{ContactTrough, PelvicDropRate, ThighSwingPeakRate};
    measure.domain() == Domain::Impact || matches!(measure, ContactTrough | PelvicDropRate | ThighSwingPeakRate)
}

fn contact_segment(source: ContactSource) -> Segment {
    match source {
        ContactSource::Shank => Segment::Shank,
        ContactSource::Thigh => Segment::Thigh,
        ContactSource::Pelvis => Segment::Pelvis,
    }
}

fn sites_of(segments: &[Segment], side: Option<Side>) -> Vec<Site> {
    Site::ALL
        .into_iter()
        .filter(|site| segments.contains(&site.segment()) && sensor_dependence::of_side(*site, side))
        .collect()
}

/// The sensors whose samples make a measure: its segments and those that find the contacts; both legs' where it crosses.
fn sites_behind(measure: Measure, side: Option<Side>, source: ContactSource) -> Vec<Site> {
    let mut segments = sensor_dependence::segments(measure).to_vec();
    segments.push(contact_segment(source));
    // The other foot's contact ends what is looked at, or is half of the level that it is counted from.
    let crossing = limits::crosses_clocks(measure)
        || matches!(
            measure,
            Measure::StepLength
                | Measure::SingleSupportTime
                | Measure::DoubleSupportPercent
                | Measure::PelvicDrop
                | Measure::PelvicDropRate
                | Measure::HipHike
        );
    sites_of(&segments, if crossing { None } else { side })
}

/// The sensors whose clocks a measure of one side joins: it changes where one of them is shifted against the others, by some
/// hundredths of a second or, where nobody knows by how much, by any time.
fn joined_sites(measure: Measure, side: Option<Side>, source: ContactSource, by_any_time: bool) -> Vec<Site> {
    use Measure::*;
    let mut segments = sensor_dependence::segments(measure).to_vec();
    // Where in the cycle: the contacts' sensor belongs to it. Ranges and extremes over a cycle hardly notice.
    let timed = measure.domain() == Domain::Impact
        || matches!(
            measure,
            HipAtContact | PelvicDrop | PelvicDropRate | HipHike | Circumduction
        );
    if timed || by_any_time || limits::crosses_clocks(measure) {
        segments.push(contact_segment(source));
    }
    let crossing = limits::crosses_clocks(measure) || measure == StepLength;
    sites_of(&segments, if crossing { None } else { side })
}

/// A recording on one clock as far as that is known, and what is doubted of it.
pub(crate) struct Settled<'a> {
    pub recording: Cow<'a, Recording>,
    pub motion: Motion,
    pub doubts: Vec<Doubt>,
    /// Sensors that share a clock, with the uncertainty of that clock; those that are sure are left out.
    pub clocks: Vec<Group>,
}

/// Values beyond these come from no sensor on a walking person: 200 g and 6000 °/s are the widest ranges on the market.
const IMPOSSIBLE_MPS2: f64 = 200.0 * STANDARD_GRAVITY;
const IMPOSSIBLE_RADPS: f64 = 105.0;
/// Beyond a stated range by more than this share is no reading of that sensor.
const BEYOND_RANGE: f64 = 1.1;
/// A single sample that leaves both neighbours by this much, and by ten times what these differ: no body does (a heel
/// strike lasts several milliseconds, but a slow sensor can see it in one sample).
const SPIKE_MPS2: f64 = 200.0;
const SPIKE_RADPS: f64 = 20.0;
const SPIKE_SHARE: f64 = 10.0;
/// A sensor that misses this much of the others' time, seconds and share, began late or ended early.
const MISSED_S: f64 = 2.0;
const MISSED_SHARE: f64 = 0.02;
/// Share of samples that repeat the one before from which a slower sensor was held.
const HELD_SHARE: f64 = 0.4;
/// Rates of the legs that differ by more are not alike.
const LIKE_RATES: f64 = 1.25;
/// Power of the acceleration beyond this frequency, and how much less one leg can have: impacts differ by a few times, a
/// low-pass takes orders of magnitude.
const FAST_HZ: f64 = 20.0;
const FASTER_HZ: f64 = 35.0;
const LIKE_POWER: f64 = 40.0;
/// The same of the rates, as a share of all their power: up to 5 times apart in 80 pairs of real legs, after a stroke too. A gyroscope's
/// own low-pass of 10 Hz takes nine tenths of it, and delays what is left by 30 ms.
const FAST_RATES_HZ: f64 = 15.0;
const LIKE_RATE_POWER: f64 = 9.0;
const SHORTEST_S: f64 = 8.0;
/// Share of gyroscope samples at the end of the range from which angles suffer.
const CLIPPED_SHARE: f64 = 0.002;

/// Looks at every sensor by itself and at all together, and brings them to one clock as far as the walk tells it.
///
/// # Errors
/// [`Refusal`] where two sensors hold the same samples.
///
/// # Cost
/// Linear; where all clocks are known, a small share of the analysis. Unknown ones cost about as much as the analysis.
pub(crate) fn settle(recording: &Recording) -> Result<Option<Settled<'_>>, Refusal> {
    same_samples(recording)?;
    let mut doubts = Vec::new();
    let mut settled = without_impossible(recording, &mut doubts);
    spread_packets(&mut settled, &mut doubts);
    for track in settled.tracks.values() {
        doubts.extend(held(track));
        doubts.extend(clipped_rates(track));
    }
    let faults = setup::of_sensors(&settled);
    for bias in &faults.biases {
        if let Some(track) = settled.to_mut().tracks.get_mut(&bias.site) {
            track.gyr_radps.iter_mut().for_each(|rate| *rate -= bias.radps);
        }
    }
    // A sensor that is slow or cut off fits nothing, for the reason that is named already.
    let explained = spoiled(&doubts);
    let of_sensors = faults.findings.iter().filter_map(of_setup).map(|mut doubt| {
        // Of 4 and 8°/s planted in 30 real walks at most 0.1° are left in an angle where a rest shows the bias, and 0.9° of a leg's
        // where gravity tells it; of a pelvis' in 45 s 1.1° are.
        let gone = |bias: &Bias| {
            let leg = matches!(bias.site.segment(), Segment::Thigh | Segment::Shank);
            doubt.sites.contains(&bias.site) && (bias.at_rest || leg)
        };
        if doubt.code == GradeReason::GyroscopeBias && faults.biases.iter().any(gone) {
            doubt.grade = Grade::A;
        }
        doubt
    });
    doubts.extend(of_sensors.filter(|doubt| doubt.sites.iter().all(|site| !explained.contains(site))));
    doubts.extend(unlike(&settled));
    doubts.extend(smoothed_rates(&settled, &explained));
    let Some(mut motion) = Motion::from_recording(&settled) else {
        return Ok(None);
    };
    let alignment = to_one_clock(&mut settled, &mut motion);
    doubts.extend(cut_short(&settled));
    doubts.extend(clocks(&alignment));
    let faulty = spoiled(&doubts);
    let of_the_body = setup::of_the_body(&settled, &motion, &faulty);
    for finding in &of_the_body {
        if let (Fault::ThighForShank, Some(side), Some(ratio)) = (finding.fault, finding.side, finding.size)
            && ratio < PROVED_SLOWER
        {
            return Err(Refusal::ThighForShank { side });
        }
    }
    doubts.extend(of_the_body.iter().filter_map(of_setup));
    doubts.extend(other_turns(&motion));
    Ok(Some(Settled {
        recording: settled,
        motion,
        doubts,
        clocks: alignment.groups,
    }))
}

/// Sensors that a doubt has spoiled already.
fn spoiled(doubts: &[Doubt]) -> Vec<Site> {
    let spoiling = doubts.iter().filter(|doubt| doubt.spoils_sensors());
    spoiling.flat_map(|doubt| doubt.sites.iter().copied()).collect()
}

/// Brings all sensors to one clock, as far as their clocks are stated or the walk tells them.
pub(crate) fn to_one_clock(recording: &mut Cow<Recording>, motion: &mut Motion) -> Alignment {
    let anew = |recording: &Recording, motion: &mut Motion| {
        if let Some(moved) = Motion::from_recording(recording) {
            *motion = moved;
        }
    };
    let mut alignment = synchronisation::align(recording, motion);
    if alignment.moves() {
        alignment.apply(recording.to_mut(), motion.grid.start_s);
        anew(recording, motion);
        // A second look, at times that nearly agree, sees what a drift had smeared.
        let again = synchronisation::refine(&alignment, recording, motion);
        if again.moves() {
            again.apply(recording.to_mut(), motion.grid.start_s);
            anew(recording, motion);
        }
        alignment.add(again);
    }
    note_clocks(&alignment, recording);
    alignment
}

/// Whether contacts of the legs and of the pelvis can be told to be of one moment: a shank that hangs on the pelvis without a
/// thigh between them is known but for a step, and a step is the other leg.
pub(crate) fn tells_legs_apart(clocks: &[Group]) -> bool {
    clocks.iter().all(|group| {
        let alone = group.estimated && group.sites.iter().all(|site| site.segment() == Segment::Shank);
        let below = |site: &Site| {
            let thigh = site.side().map(Site::thigh);
            clocks
                .iter()
                .any(|other| thigh.is_some_and(|thigh| other.sites.contains(&thigh)))
        };
        group.uncertainty_s.is_some() && (!alone || group.sites.iter().all(below))
    })
}

/// What the setup detective found, as a doubt about what stands on the sensors that it names. What it says of pairs of legs
/// is asked of the walk ([`of_the_walk`]), what ends at its range and what slipped are known by themselves.
fn of_setup(finding: &SetupFinding) -> Option<Doubt> {
    let code = match finding.fault {
        Fault::AccelerationUnit | Fault::Exchanged => GradeReason::AccelerationDoubtful,
        Fault::RateUnit | Fault::RateScale | Fault::AxesPermuted | Fault::Contradiction => {
            GradeReason::GyroscopeDoubtful
        }
        Fault::GyroscopeBias => GradeReason::GyroscopeBias,
        Fault::UnlikeLimb => GradeReason::UnlikeLimb,
        Fault::ThighForShank => GradeReason::ThighForShank,
        Fault::UpsideDown => GradeReason::UpsideDown,
        Fault::LostRows => GradeReason::LostRows,
        Fault::LegsCrossed | Fault::LeftForRight | Fault::Clipped | Fault::Slipped => return None,
    };
    let sites = match (finding.site, finding.side) {
        (Some(site), _) => vec![site],
        (None, Some(side)) => vec![Site::thigh(side), Site::shank(side)],
        (None, None) => Vec::new(),
    };
    // A bias is taken off; what is left of it is below what the angles' intervals hold.
    let mended = finding.fault == Fault::GyroscopeBias;
    Some(Doubt {
        code,
        sites,
        scope: Scope::Sensor,
        grade: if mended { Grade::B } else { Grade::C },
        withholds: !mended,
        notice: finding.notice(),
    })
}

fn same_samples(recording: &Recording) -> Result<(), Refusal> {
    let tracks: Vec<&Track> = recording.tracks.values().filter(|track| track.len() > 50).collect();
    for (k, first) in tracks.iter().enumerate() {
        for second in &tracks[k + 1..] {
            // A shorter copy is a copy as well.
            let n = first.len().min(second.len());
            if first.gyr_radps[..n] == second.gyr_radps[..n] && first.acc_mps2[..n] == second.acc_mps2[..n] {
                return Err(Refusal::SameSamples {
                    first: first.site,
                    second: second.site,
                });
            }
        }
    }
    Ok(())
}

/// Drops samples that no sensor reads and no body makes.
fn without_impossible<'a>(recording: &'a Recording, doubts: &mut Vec<Doubt>) -> Cow<'a, Recording> {
    let found: Vec<(Site, Vec<usize>)> = recording
        .tracks
        .par_iter()
        .map(|(site, track)| (*site, impossible(track)))
        .filter(|(_, rows)| !rows.is_empty())
        .collect();
    if found.is_empty() {
        return Cow::Borrowed(recording);
    }
    let mut cleaned = recording.clone();
    for (site, rows) in found {
        let Some(track) = cleaned.tracks.get_mut(&site) else {
            continue;
        };
        let share = rows.len() as f64 / track.len() as f64;
        let at_s = track.time_s[rows[0]];
        let mut keep = vec![true; track.len()];
        rows.iter().for_each(|&row| keep[row] = false);
        let kept = |k: &mut usize| {
            *k += 1;
            keep[*k - 1]
        };
        let (mut a, mut b, mut c) = (0, 0, 0);
        track.time_s.retain(|_| kept(&mut a));
        track.acc_mps2.retain(|_| kept(&mut b));
        track.gyr_radps.retain(|_| kept(&mut c));
        doubts.push(Doubt {
            code: GradeReason::ImpossibleValues,
            sites: vec![site],
            scope: Scope::Sensor,
            grade: if share > 0.001 { Grade::C } else { Grade::B },
            withholds: share > 0.001,
            notice: Notice::new(NoticeCode::ImpossibleValues, Severity::Problem)
                .at(site)
                .with("count", rows.len())
                .with("at_s", at_s)
                .with("row", rows[0] + 1),
        });
    }
    Cow::Owned(cleaned)
}

fn impossible(track: &Track) -> Vec<usize> {
    let limit = |range: Option<f64>, most: f64| range.map_or(most, |range| (BEYOND_RANGE * range).min(most));
    let acc = limit(track.info.acc_range_mps2, IMPOSSIBLE_MPS2);
    let gyr = limit(track.info.gyr_range_radps, IMPOSSIBLE_RADPS);
    let spike = |values: &[nalgebra::Vector3<f64>], k: usize, size: f64| {
        k > 0 && k + 1 < values.len() && {
            let out = (values[k] - values[k - 1])
                .amax()
                .min((values[k] - values[k + 1]).amax());
            out > size && out > SPIKE_SHARE * (values[k + 1] - values[k - 1]).amax()
        }
    };
    (0..track.len())
        .filter(|&k| {
            track.acc_mps2[k].amax() > acc
                || track.gyr_radps[k].amax() > gyr
                || spike(&track.acc_mps2, k, SPIKE_MPS2)
                || spike(&track.gyr_radps, k, SPIKE_RADPS)
        })
        .collect()
}

/// Packets: the step within one is this much shorter than the mean step, and this share of them has the usual length.
const PACKET_STEPS: f64 = 0.5;
const LIKE_PACKETS: f64 = 0.8;
/// Times of packets that lie evenly to this share of the usual step from packet to packet leave no loss open.
const EVEN_PACKETS: f64 = 0.5;

/// Times of arrival: samples come in packets, close together, with pauses between them. Where the packets come evenly the
/// samples are spread evenly; the share of a packet that their order leaves open is the clocks' affair.
fn spread_packets(recording: &mut Cow<Recording>, doubts: &mut Vec<Doubt>) {
    let found: Vec<Site> = recording
        .tracks
        .values()
        .filter(|track| in_packets(track))
        .map(|track| track.site)
        .collect();
    for site in found {
        let Some(track) = recording.to_mut().tracks.get_mut(&site) else {
            continue;
        };
        let places: Vec<f64> = (0..track.len()).map(|k| k as f64).collect();
        let Some(line) = statistics::linear_regression(&places, &track.time_s) else {
            continue;
        };
        track.time_s = places.iter().map(|k| line.intercept + line.slope * k).collect();
        track.rate_hz = 1.0 / line.slope;
        // Where in a packet's time the samples lie, only the walk can tell.
        track.clock.uncertainty_s = None;
        doubts.push(Doubt {
            code: GradeReason::ArrivalTimes,
            sites: vec![site],
            scope: Scope::Joined,
            grade: Grade::B,
            withholds: false,
            notice: Notice::new(NoticeCode::ArrivalTimes, Severity::Warning)
                .at(site)
                .with("rate_hz", track.rate_hz),
        });
    }
}

fn in_packets(track: &Track) -> bool {
    let steps: Vec<f64> = track.time_s.windows(2).map(|pair| pair[1] - pair[0]).collect();
    if steps.len() < 100 {
        return false;
    }
    let mean = (track.time_s[track.len() - 1] - track.time_s[0]) / steps.len() as f64;
    // Of packets of two, half of the steps are short.
    if statistics::percentile(&steps, 40.0) > PACKET_STEPS * mean {
        return false;
    }
    let starts: Vec<usize> = (0..steps.len()).filter(|&k| steps[k] > mean).collect();
    let lengths: Vec<f64> = starts.windows(2).map(|pair| (pair[1] - pair[0]) as f64).collect();
    let pauses: Vec<f64> = starts
        .windows(2)
        .map(|pair| track.time_s[pair[1]] - track.time_s[pair[0]])
        .collect();
    if lengths.len() < 20 {
        return false;
    }
    let (length, pause) = (statistics::median(&lengths), statistics::median(&pauses));
    let alike = lengths.iter().filter(|own| **own == length).count() as f64;
    let even = pauses
        .iter()
        .filter(|own| (*own - pause).abs() < EVEN_PACKETS * pause)
        .count() as f64;
    alike >= LIKE_PACKETS * lengths.len() as f64 && even >= LIKE_PACKETS * pauses.len() as f64
}

/// Share of samples that repeat the one before.
fn repeated(track: &Track) -> f64 {
    let same = (1..track.len())
        .filter(|&k| track.acc_mps2[k] == track.acc_mps2[k - 1] && track.gyr_radps[k] == track.gyr_radps[k - 1])
        .count();
    same as f64 / track.len().max(1) as f64
}

fn held(track: &Track) -> Option<Doubt> {
    let share = repeated(track);
    (share > HELD_SHARE && share < 0.99).then(|| Doubt {
        code: GradeReason::HeldSamples,
        sites: vec![track.site],
        scope: Scope::Sensor,
        grade: Grade::C,
        withholds: true,
        notice: Notice::new(NoticeCode::HeldSamples, Severity::Problem)
            .at(track.site)
            .with("rate_hz", track.rate_hz)
            .with("true_hz", track.rate_hz * (1.0 - share)),
    })
}

/// A gyroscope that ends at its range again and again: what it would have read beyond is missing in every angle.
fn clipped_rates(track: &Track) -> Option<Doubt> {
    let top = track.gyr_radps.iter().map(|rate| rate.amax()).fold(0.0, f64::max);
    // Slower than the smallest range on the market (125 °/s) nothing ends.
    if top < 2.1 {
        return None;
    }
    let at = |share: f64| track.gyr_radps.iter().filter(|rate| rate.amax() >= share * top).count() as f64;
    let (near, below) = (at(0.999), at(0.98));
    let stated = track.info.gyr_range_radps.is_some_and(|range| top >= 0.98 * range);
    // A peak touches its maximum once; a clipped one runs along it.
    let share = near / track.len() as f64;
    (share > CLIPPED_SHARE && (stated || near > 0.6 * below)).then(|| Doubt {
        code: GradeReason::GyroscopeClipped,
        sites: vec![track.site],
        scope: Scope::Sensor,
        grade: Grade::C,
        withholds: true,
        notice: Notice::new(NoticeCode::GyroscopeClipped, Severity::Problem)
            .at(track.site)
            .with("range_degps", top.to_degrees())
            .with("percent", 100.0 * share),
    })
}

/// Sensors that begin later or end earlier than most.
fn cut_short(recording: &Recording) -> Vec<Doubt> {
    let ends = |track: &Track| Some((*track.time_s.first()?, *track.time_s.last()?));
    let spans: BTreeMap<Site, (f64, f64)> = recording
        .tracks
        .iter()
        .filter_map(|(site, track)| Some((*site, ends(track)?)))
        .collect();
    if spans.len() < 2 {
        return Vec::new();
    }
    let first = spans.values().map(|span| span.0).fold(f64::INFINITY, f64::min);
    let last = spans.values().map(|span| span.1).fold(f64::NEG_INFINITY, f64::max);
    let missed = MISSED_S.max(MISSED_SHARE * (last - first));
    let mut doubts = Vec::new();
    for (site, (start, end)) in spans {
        for (code, wrong, at_s, missing) in [
            (
                (GradeReason::StartsLate, NoticeCode::StartsLate),
                start - first > missed,
                start,
                start - first,
            ),
            (
                (GradeReason::EndsEarly, NoticeCode::EndsEarly),
                last - end > missed,
                end,
                last - end,
            ),
        ] {
            if wrong {
                doubts.push(Doubt {
                    code: code.0,
                    sites: vec![site],
                    scope: Scope::Sensor,
                    grade: Grade::B,
                    withholds: false,
                    notice: Notice::new(code.1, Severity::Problem)
                        .at(site)
                        .with("at_s", at_s)
                        .with("percent", 100.0 * missing / (last - first)),
                });
            }
        }
    }
    doubts
}

/// Legs whose sensors do not measure alike.
fn unlike(recording: &Recording) -> Vec<Doubt> {
    let mut doubts = Vec::new();
    for site in [Site::thigh as fn(Side) -> Site, Site::shank] {
        let pair = [site(Side::Left), site(Side::Right)];
        let (Some(left), Some(right)) = (recording.tracks.get(&pair[0]), recording.tracks.get(&pair[1])) else {
            continue;
        };
        let rates = [left.rate_hz, right.rate_hz];
        let ratio = rates[0].max(rates[1]) / rates[0].min(rates[1]).max(f64::MIN_POSITIVE);
        let power = [fast_power(left, FAST_HZ), fast_power(right, FAST_HZ)];
        let faster = [fast_power(left, FASTER_HZ), fast_power(right, FASTER_HZ)];
        let apart =
            |power: [f64; 2]| power[0].max(power[1]) > LIKE_POWER * power[0].min(power[1]).max(f64::MIN_POSITIVE);
        let blunted = apart(power) || apart(faster);
        let power = if apart(power) { power } else { faster };
        if ratio > LIKE_RATES || blunted {
            let code = if ratio > LIKE_RATES {
                (GradeReason::RatesDiffer, NoticeCode::RatesDiffer)
            } else {
                (GradeReason::BandwidthDiffers, NoticeCode::BandwidthDiffers)
            };
            doubts.push(Doubt {
                code: code.0,
                sites: pair.to_vec(),
                scope: Scope::Fast,
                grade: Grade::B,
                withholds: true,
                notice: Notice::new(code.1, Severity::Problem)
                    .at(
                        if (ratio > LIKE_RATES && rates[0] < rates[1]) || (ratio <= LIKE_RATES && power[0] < power[1]) {
                            pair[0]
                        } else {
                            pair[1]
                        },
                    )
                    .with("left_hz", rates[0])
                    .with("right_hz", rates[1]),
            });
        }
    }
    doubts
}

/// A leg's gyroscope that is smoothed far more than the other leg's: its rates are late, and with them contacts and angles.
fn smoothed_rates(recording: &Recording, explained: &[Site]) -> Vec<Doubt> {
    let smoothed = |site: fn(Side) -> Site| -> Option<Doubt> {
        let pair = Side::BOTH.map(site);
        if pair.iter().any(|site| explained.contains(site)) {
            return None;
        }
        let [left, right] = pair.map(|site| fast_share_of_rates(recording.tracks.get(&site)?));
        let (left, right) = (left?, right?);
        (left.max(right) > LIKE_RATE_POWER * left.min(right)).then(|| {
            let site = if left < right { pair[0] } else { pair[1] };
            Doubt {
                code: GradeReason::GyroscopeSmoothed,
                sites: vec![site],
                scope: Scope::Sensor,
                grade: Grade::C,
                withholds: true,
                notice: Notice::new(NoticeCode::GyroscopeSmoothed, Severity::Problem).at(site),
            }
        })
    };
    [Site::thigh as fn(Side) -> Site, Site::shank]
        .into_iter()
        .filter_map(smoothed)
        .collect()
}

/// Share of the rates' power, all axes together, that changes fast; `None` for a sensor that is too slow to show it, and for a few
/// strides, which are not alike.
fn fast_share_of_rates(track: &Track) -> Option<f64> {
    let filter = signal::filter::Butterworth::highpass(4, FAST_RATES_HZ, track.rate_hz).ok()?;
    if track.rate_hz <= 2.5 * FAST_RATES_HZ || (track.len() as f64) < SHORTEST_S * track.rate_hz {
        return None;
    }
    let (mut fast, mut all) = (0.0, 0.0);
    for axis in 0..3 {
        let rates: Vec<f64> = track.gyr_radps[middle_minute(track)]
            .iter()
            .map(|rate| rate[axis])
            .collect();
        let sum_of_squares = |values: &[f64]| values.iter().map(|value| value * value).sum::<f64>();
        fast += sum_of_squares(&filter.filtfilt(&rates));
        all += statistics::sd(&rates).powi(2) * rates.len() as f64;
    }
    (all > 0.0).then(|| fast / all)
}

/// A minute of a track from its middle, or all of a shorter one.
fn middle_minute(track: &Track) -> std::ops::Range<usize> {
    let wanted = ((60.0 * track.rate_hz) as usize)
        .clamp(1, track.len().max(1))
        .min(track.len());
    let from = (track.len() - wanted) / 2;
    from..from + wanted
}

/// Mean square of what of the acceleration's magnitude changes faster than a frequency, over a minute at most from the middle.
fn fast_power(track: &Track, than_hz: f64) -> f64 {
    let sizes: Vec<f64> = track.acc_mps2[middle_minute(track)]
        .iter()
        .map(|acc| acc.norm())
        .collect();
    match signal::filter::Butterworth::highpass(4, than_hz, track.rate_hz) {
        // The Nyquist rate must be to spare.
        Ok(filter) if track.rate_hz > 2.5 * than_hz => {
            let fast = filter.filtfilt(&sizes);
            fast.iter().map(|value| value * value).sum::<f64>() / fast.len().max(1) as f64
        }
        _ => f64::NAN,
    }
}

/// Writes what is known now into the tracks, relative to the sensor that all hang on.
fn note_clocks(alignment: &Alignment, recording: &mut Cow<Recording>) {
    if !alignment.groups.iter().any(|group| group.estimated) {
        return;
    }
    for track in recording.to_mut().tracks.values_mut() {
        let own = alignment
            .groups
            .iter()
            .filter(|group| group.sites.contains(&track.site));
        track.clock.uncertainty_s = own
            .map(|group| group.uncertainty_s)
            .try_fold(0.0f64, |sum, unsure| Some(sum.hypot(unsure?)));
    }
}

fn clocks(alignment: &Alignment) -> Vec<Doubt> {
    let mut doubts = Vec::new();
    for group in &alignment.groups {
        let site = group.sites[0];
        let doubt = |code: (GradeReason, NoticeCode), grade: Grade, notice: Notice| Doubt {
            code: code.0,
            sites: group.sites.clone(),
            scope: Scope::Joined,
            grade,
            withholds: grade == Grade::C,
            notice,
        };
        match group.uncertainty_s {
            None => doubts.push(doubt(
                (GradeReason::ClockUnknown, NoticeCode::ClockUnknown),
                Grade::C,
                Notice::new(NoticeCode::ClockUnknown, Severity::Problem).at(site),
            )),
            Some(unsure) if group.contradicted => doubts.push(doubt(
                (GradeReason::ClockContradicted, NoticeCode::ClockContradicted),
                Grade::B,
                Notice::new(NoticeCode::ClockContradicted, Severity::Problem)
                    .at(site)
                    .with("offset_ms", 1e3 * group.offset_s)
                    .with("uncertainty_ms", 1e3 * unsure),
            )),
            Some(unsure) if group.estimated => doubts.push(doubt(
                (GradeReason::ClockEstimated, NoticeCode::ClockEstimated),
                if unsure > SURE_CLOCK_S { Grade::B } else { Grade::A },
                Notice::new(NoticeCode::ClockEstimated, Severity::Info)
                    .at(site)
                    .with("offset_ms", 1e3 * group.offset_s)
                    .with("drift_ppm", 1e6 * group.drift)
                    .with("uncertainty_ms", 1e3 * unsure),
            )),
            Some(_) => {}
        }
    }
    doubts
}

/// Clocks that are known better are as good as one.
const SURE_CLOCK_S: f64 = 0.003;
/// Turning of the whole body, rad/s, from which legs must agree on it, and how well.
const TURNS_RADPS: f64 = 0.15;
const SAME_TURNS: f64 = 0.4;

/// The legs of one person turn together.
fn other_turns(motion: &Motion) -> Option<Doubt> {
    let leg = |side: Side| motion.shank(side).or_else(|| motion.thigh(side));
    let (left, right) = (leg(Side::Left)?, leg(Side::Right)?);
    let (a, b) = rayon::join(|| heading_rate(left), || heading_rate(right));
    let both: Vec<usize> = (0..a.len()).filter(|&k| left.valid[k] && right.valid[k]).collect();
    let of = |values: &[f64]| both.iter().map(|&k| values[k]).collect::<Vec<f64>>();
    let (a, b) = (of(&a), of(&b));
    // A single leg may rotate about its own axis in every step, as after a stroke: both must turn.
    let turned = statistics::sd(&a).min(statistics::sd(&b)) > TURNS_RADPS;
    let alike = statistics::correlation(&a, &b);
    (turned && alike < SAME_TURNS).then(|| not_one_walk("turns"))
}

fn not_one_walk(why: &str) -> Doubt {
    Doubt {
        code: GradeReason::NotOneWalk,
        sites: Vec::new(),
        scope: Scope::All,
        grade: Grade::C,
        withholds: true,
        notice: Notice::new(NoticeCode::NotOneWalk, Severity::Problem).with("why", why),
    }
}

/// Stride times of the legs that differ by more than this share, beyond their own noise, are not of one walk.
const SAME_PACE: f64 = 0.012;
/// Share of implausible strides from which something other than the person is wrong; of fewer than so many strides, as in a
/// timed up and go, two make a share.
const FEWEST_OF_WALK: usize = 20;
const MANY_IMPLAUSIBLE: f64 = 0.15;
/// Beyond this share nothing is concluded from the rest.
const MOSTLY_IMPLAUSIBLE: f64 = 0.35;
/// Ranges that no walking person shows, degrees: knee of one leg against the other's, thigh, knee, shank.
const KNEE_APART_DEG: f64 = 40.0;
const THIGH_RANGE_DEG: f64 = 70.0;
const KNEE_RANGE_DEG: f64 = 110.0;
const SHANK_RANGE_DEG: f64 = 120.0;
/// A shank swings 1.7 times as fast as its thigh, at least as fast with a stiff knee.
const PROVED_SLOWER: f64 = 0.80;
const FEWEST_STRIDES: usize = 6;

/// What only the walk itself can tell: pace, places and ranges.
pub(crate) fn of_the_walk(
    settled: &Settled,
    body: &Body,
    angles: &BodyAngles,
    contacts: &[Contact],
    strides: &[Stride],
) -> Vec<Doubt> {
    let mut doubts = Vec::new();
    doubts.extend(on_the_other_legs(settled, body, angles, contacts));
    let values = |measure: Measure, side: Side| -> Option<f64> {
        let all: Vec<f64> = strides
            .iter()
            .filter(|stride| stride.side == side && stride.included())
            .filter_map(|stride| stride.values.get(measure))
            .collect();
        (all.len() >= FEWEST_STRIDES).then(|| statistics::median(&all))
    };
    let both = |measure: Measure| Some((values(measure, Side::Left)?, values(measure, Side::Right)?));
    if let Some([left, right]) = paces(strides)
        && (left.0 / right.0 - 1.0).abs() > SAME_PACE + 2.5 * left.1.hypot(right.1)
    {
        doubts.push(not_one_walk("pace"));
    }
    let mut faulty = |sites: Vec<Site>, measure: Measure, size: f64| {
        doubts.push(Doubt {
            code: GradeReason::ImpossibleRange,
            notice: Notice::new(NoticeCode::ImpossibleRange, Severity::Problem)
                .at(sites[0])
                .with("measure", measure.name())
                .with("size_deg", size),
            sites,
            scope: Scope::Sensor,
            grade: Grade::C,
            withholds: true,
        });
    };
    for side in Side::BOTH {
        let (thigh, shank) = (Site::thigh(side), Site::shank(side));
        for (measure, most, sites) in [
            (Measure::ThighRange, THIGH_RANGE_DEG, vec![thigh]),
            (Measure::ShankRange, SHANK_RANGE_DEG, vec![shank]),
            (Measure::KneeRange, KNEE_RANGE_DEG, vec![thigh, shank]),
        ] {
            if let Some(size) = values(measure, side).filter(|size| *size > most) {
                faulty(sites, measure, size);
            }
        }
    }
    if let Some((left, right)) = both(Measure::KneeRange)
        && (left - right).abs() > KNEE_APART_DEG
    {
        let all = sites_of(&[Segment::Thigh, Segment::Shank], None);
        faulty(all, Measure::KneeRange, (left - right).abs());
    }
    let judged = strides
        .iter()
        .filter(|stride| !stride.excluded_because.contains(&Exclusion::DoubtfulBout));
    let (walked, implausible) = plausibility(judged);
    let share = implausible as f64 / walked.max(1) as f64;
    if walked >= FEWEST_OF_WALK && share > MANY_IMPLAUSIBLE {
        doubts.push(Doubt {
            code: GradeReason::ManyImplausible,
            sites: Vec::new(),
            scope: Scope::All,
            grade: Grade::B,
            withholds: share > MOSTLY_IMPLAUSIBLE,
            notice: Notice::new(NoticeCode::ManyImplausible, Severity::Warning)
                .with("percent", 100.0 * share)
                .with("count", implausible),
        });
    }
    doubts
}

/// Strides from which a bout is judged by itself; of fewer, as in a timed up and go, two make a share.
const FEWEST_OF_BOUT: usize = 12;

/// How many strides were walked, and how many of these are implausible. In turns, starts and stops feet do what they do in no
/// stride, and tests of function are made of these.
fn plausibility<'a>(strides: impl Iterator<Item = &'a Stride>) -> (usize, usize) {
    let beside = [Exclusion::Turn, Exclusion::GaitStart, Exclusion::GaitStop];
    let walked = strides.filter(|stride| !stride.excluded_because.iter().any(|reason| beside.contains(reason)));
    walked.fold((0, 0), |(all, implausible), stride| {
        let is_one = stride.excluded_because.contains(&Exclusion::Implausible);
        (all + 1, implausible + usize::from(is_one))
    })
}

/// Leaves out the bouts that are mostly implausible where the others are sound: what is wrong there, a sensor that was held or
/// a person who was helped, says nothing of the rest. Gives a notice for each.
pub(crate) fn leave_out_doubtful_bouts(strides: &mut [Stride], bouts: &[Bout]) -> Vec<Notice> {
    let share = |(walked, implausible): (usize, usize)| implausible as f64 / walked.max(1) as f64;
    let of_bout = |bout: usize| plausibility(strides.iter().filter(|stride| stride.bout == bout));
    let doubtful: BTreeMap<usize, f64> = (0..bouts.len())
        .map(|bout| (bout, of_bout(bout)))
        .filter(|(_, strides)| strides.0 >= FEWEST_OF_BOUT)
        .map(|(bout, strides)| (bout, share(strides)))
        .filter(|(_, share)| *share > MOSTLY_IMPLAUSIBLE)
        .collect();
    if doubtful.is_empty() {
        return Vec::new();
    }
    let rest = plausibility(strides.iter().filter(|stride| !doubtful.contains_key(&stride.bout)));
    if rest.0 < FEWEST_OF_WALK || share(rest) > MANY_IMPLAUSIBLE {
        return Vec::new();
    }
    for stride in strides.iter_mut().filter(|stride| doubtful.contains_key(&stride.bout)) {
        stride.excluded_because.push(Exclusion::DoubtfulBout);
    }
    let notice = |(bout, share): (usize, f64)| {
        Notice::new(NoticeCode::DoubtfulBout, Severity::Warning)
            .with("from_s", bouts[bout].start_s)
            .with("to_s", bouts[bout].end_s)
            .with("percent", 100.0 * share)
    };
    doubtful.into_iter().map(notice).collect()
}

/// By how much better the other leg must fit: its own leg's blows agree by 0.8 to 0.97, the other's by 0 to 0.6.
const FITS_BETTER: f64 = 0.2;
/// Sensors that are named for the other leg: two of them, or all.
fn on_the_other_legs(settled: &Settled, body: &Body, angles: &BodyAngles, contacts: &[Contact]) -> Option<Doubt> {
    let motion = &settled.motion;
    let doubt = |code: (GradeReason, NoticeCode)| Doubt {
        code: code.0,
        sites: Vec::new(),
        scope: Scope::All,
        grade: Grade::B,
        withholds: true,
        notice: Notice::new(code.1, Severity::Problem),
    };
    if setup::fits_other_leg(motion).is_some_and(|better| better > FITS_BETTER) {
        return Some(doubt((GradeReason::LegsCrossed, NoticeCode::LegsCrossed)));
    }
    let by_pelvis = contacts.first()?.source == ContactSource::Pelvis;
    if by_pelvis || !tells_legs_apart(&settled.clocks) {
        return None;
    }
    setup::on_the_other_legs(motion, body, angles, contacts)?
        .then(|| doubt((GradeReason::LegsExchanged, NoticeCode::LegsExchanged)))
}

/// Median stride time of each leg while both walk, seconds, and its standard error as a share.
fn paces(strides: &[Stride]) -> Option<[(f64, f64); 2]> {
    let span = |side: Side| {
        let own = || strides.iter().filter(move |stride| stride.side == side);
        Some((own().next()?.start_s, own().next_back()?.end_s))
    };
    let (left, right) = (span(Side::Left)?, span(Side::Right)?);
    let (from, to) = (left.0.max(right.0), left.1.min(right.1));
    let of = |side: Side| {
        let times: Vec<f64> = strides
            .iter()
            .filter(|stride| stride.side == side && stride.included() && stride.start_s >= from && stride.end_s <= to)
            .map(|stride| stride.end_s - stride.start_s)
            .collect();
        let middle = statistics::median(&times);
        let error = statistics::robust_sd(&times) / middle / (times.len().max(1) as f64).sqrt();
        (times.len() >= FEWEST_STRIDES).then_some((middle, error))
    };
    Some([of(Side::Left)?, of(Side::Right)?])
}

/// What the clocks' uncertainty does to each median: standard uncertainty, in the measure's unit.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct ClockEffects {
    pub of_measure: BTreeMap<(Measure, Option<Side>), f64>,
    /// In the unit of the comparison.
    pub of_difference: BTreeMap<Measure, f64>,
}

/// Uncertainties below this change nothing that is measured.
const NEGLIGIBLE_S: f64 = 0.0005;
/// By how much clocks are shifted on trial: a whole number of samples of the grid.
pub(crate) const TRIAL_SAMPLES: usize = 2;

impl ClockEffects {
    /// Shifts the clock of each unsure group by a little, measures the walk anew, and takes what changes for the effect.
    ///
    /// # Cost
    /// One measuring of the walk for each unsure group; nothing where all clocks are sure.
    pub(crate) fn of(
        settled: &Settled,
        strides: &[Stride],
        measure: impl Fn(&Recording, &Motion) -> Vec<Stride> + Sync,
    ) -> ClockEffects {
        let unsure: Vec<(&Group, f64)> = settled
            .clocks
            .iter()
            .filter_map(|group| Some((group, group.uncertainty_s.filter(|unsure| *unsure > NEGLIGIBLE_S)?)))
            .collect();
        if unsure.is_empty() {
            return ClockEffects::default();
        }
        let before = Medians::of(strides);
        let mut effects = ClockEffects::default();
        for (group, unsure) in unsure {
            let (recording, motion) = shifted(&settled.recording, &settled.motion, &group.sites);
            let after = Medians::of(&measure(&recording, &motion));
            let scale = unsure / (TRIAL_SAMPLES as f64 / RATE_HZ);
            for (key, value) in &before.0 {
                if let Some(other) = after.0.get(key) {
                    let own = effects.of_measure.entry(*key).or_default();
                    *own = own.hypot((other - value) * scale);
                }
            }
            for measure in Measure::ALL {
                if let (Some(was), Some(is)) = (before.difference(*measure), after.difference(*measure)) {
                    let own = effects.of_difference.entry(*measure).or_default();
                    *own = own.hypot((is - was) * scale);
                }
            }
        }
        effects
    }
}

struct Medians(BTreeMap<(Measure, Option<Side>), f64>);

impl Medians {
    fn of(strides: &[Stride]) -> Medians {
        let mut all: BTreeMap<(Measure, Option<Side>), Vec<f64>> = BTreeMap::new();
        for stride in strides.iter().filter(|stride| stride.included()) {
            for measure in Measure::ALL {
                if let Some(value) = stride.values.get(*measure) {
                    let side = (measure.comparison() != Comparison::None).then_some(stride.side);
                    all.entry((*measure, side)).or_default().push(value);
                }
            }
        }
        Medians(
            all.into_iter()
                .map(|(key, values)| (key, statistics::median(&values)))
                .collect(),
        )
    }

    fn difference(&self, measure: Measure) -> Option<f64> {
        let of = |side: Side| self.0.get(&(measure, Some(side))).copied();
        crate::pairs::compare(measure.comparison(), of(Side::Right)?, of(Side::Left)?)
    }
}

/// The same recording with some sensors' clocks a little later.
fn shifted(recording: &Recording, motion: &Motion, sites: &[Site]) -> (Recording, Motion) {
    let (mut recording, mut motion) = (recording.clone(), motion.clone());
    for site in sites {
        if let Some(track) = recording.tracks.get_mut(site) {
            let late = TRIAL_SAMPLES as f64 / RATE_HZ;
            track.time_s.iter_mut().for_each(|time| *time += late);
        }
        if let Some(sensor) = motion.sensors.get_mut(site) {
            sensor.acc.rotate_right(TRIAL_SAMPLES);
            sensor.gyr.rotate_right(TRIAL_SAMPLES);
            sensor.orientation.rotate_right(TRIAL_SAMPLES);
            sensor.up.rotate_right(TRIAL_SAMPLES);
            sensor.valid.rotate_right(TRIAL_SAMPLES);
            let first = TRIAL_SAMPLES.min(sensor.valid.len());
            sensor.valid[..first].iter_mut().for_each(|valid| *valid = false);
        }
    }
    (recording, motion)
}

impl Context<'_> {
    /// The doubts that touch a measure of a side.
    pub(crate) fn doubts_about(&self, measure: Measure, side: Option<Side>) -> impl Iterator<Item = &Doubt> {
        self.doubts
            .iter()
            .filter(move |doubt| doubt.touches(measure, side, self.source))
    }
}

#[cfg(test)]
mod tests;
