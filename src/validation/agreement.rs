//! Sensors that do not agree with each other, planted at five sizes in good recordings: what is concluded from them all the
//! same.

use super::report::{Bar, Row, SetInfo, ValidationReport};
use assessment::compare::{ChangeState, Visit, compare};
use assessment::{Analysis, AnalysisError, FindingVerdict, Grade, GradeReason, Settings, Verdict, analyze};
use nalgebra::Vector3;
use rayon::prelude::*;
use recording::{self, ReadOptions, Recording, Side, Site, Track};
use signal::filter::Butterworth;
use signal::resample;
use simulation::{presets, simulate};
use std::path::Path;

const NAME: &str = "sensors that disagree, planted";
/// Recordings into which each fault is planted: half of them real where there are real ones.
const PLANTED_IN: usize = 10;
/// Fewest strides of a recording that is planted into: shorter ones have no verdicts to be false.
const FEWEST_STRIDES: usize = 60;

/// A kind of fault, its sizes, and how it is planted; `None` where a recording has no sensors for it. The last
/// argument is another person's recording.
struct Kind {
    name: &'static str,
    unit: &'static str,
    sizes: &'static [f64],
    plant: fn(&Recording, f64, usize, &Recording) -> Option<Recording>,
    /// The doubts that are its true reason; a refusal is another one.
    named_by: &'static [GradeReason],
}

impl Kind {
    /// Whether nothing can be made of a recording with this fault, so that refusing it is right.
    fn is_unusable(&self) -> bool {
        self.named_by.is_empty() || self.named_by.contains(&GradeReason::ThighForShank)
    }
}

fn changed(recording: &Recording, sites: &[Site], change: impl Fn(&mut Track)) -> Option<Recording> {
    let mut changed = recording.clone();
    for site in sites {
        change(changed.tracks.get_mut(site)?);
    }
    Some(changed)
}

/// As separate files without a word on clocks.
fn unstated(mut recording: Recording) -> Recording {
    recording
        .tracks
        .values_mut()
        .for_each(|track| track.clock.uncertainty_s = None);
    recording
}

fn some_side(turn: usize) -> Side {
    Side::BOTH[turn % 2]
}

/// A sensor of a leg; each recording another one.
fn some_limb(turn: usize) -> Site {
    let side = some_side(turn / 2);
    [Site::shank(side), Site::thigh(side)][turn % 2]
}

fn leg(side: Side) -> [Site; 2] {
    [Site::thigh(side), Site::shank(side)]
}

fn late(track: &mut Track, by_s: f64) {
    track.time_s.iter_mut().for_each(|time| *time += by_s);
}

fn exchanged(recording: &Recording, a: Site, b: Site) -> Option<Recording> {
    let mut changed = recording.clone();
    let (first, second) = (changed.tracks.remove(&a)?, changed.tracks.remove(&b)?);
    for (mut track, site) in [(first, b), (second, a)] {
        track.site = site;
        changed.tracks.insert(site, track);
    }
    Some(changed)
}

/// The sensor low-passed, without delay.
fn smoothed(track: &mut Track, cutoff_hz: f64) {
    let Ok(filter) = Butterworth::lowpass(4, cutoff_hz, track.rate_hz) else {
        return;
    };
    for values in [&mut track.acc_mps2, &mut track.gyr_radps] {
        for axis in 0..3 {
            let smooth = filter.filtfilt(&values.iter().map(|value| value[axis]).collect::<Vec<f64>>());
            values.iter_mut().zip(smooth).for_each(|(value, own)| value[axis] = own);
        }
    }
}

/// The sensor at a lower rate, low-passed as sensors do.
fn slower(track: &mut Track, rate_hz: f64) {
    smoothed(track, 0.4 * rate_hz);
    let (start, end) = (track.time_s[0], track.time_s[track.len() - 1]);
    let n = ((end - start) * rate_hz) as usize;
    let at = |values: &[Vector3<f64>]| resample::linear(&track.time_s, values, start, rate_hz, n);
    (track.acc_mps2, track.gyr_radps) = (at(&track.acc_mps2), at(&track.gyr_radps));
    track.time_s = (0..n).map(|k| start + k as f64 / rate_hz).collect();
    track.rate_hz = rate_hz;
}

/// Each value stands until the next one of a slower sensor.
fn held(track: &mut Track, rate_hz: f64) {
    let every = (track.rate_hz / rate_hz).round().max(1.0) as usize;
    for k in 0..track.len() {
        (track.acc_mps2[k], track.gyr_radps[k]) = (track.acc_mps2[k - k % every], track.gyr_radps[k - k % every]);
    }
}

/// Both sensors of a leg from another person's recording, at this one's times.
fn other_leg(recording: &Recording, side: Side, other: &Recording) -> Option<Recording> {
    let mut changed = recording.clone();
    for site in leg(side) {
        let own = recording.tracks.get(&site)?;
        let mut track = other.tracks.get(&site)?.clone();
        let by_s = own.time_s.first()? - track.time_s.first()?;
        late(&mut track, by_s);
        changed.tracks.insert(site, track);
    }
    Some(changed)
}

const KINDS: [Kind; 21] = [
    Kind {
        name: "one sensor's clock is off, clocks not stated",
        unit: "ms",
        sizes: &[20.0, 40.0, 80.0, 150.0, 400.0],
        plant: |recording, size, turn, _| {
            changed(&unstated(recording.clone()), &[some_limb(turn)], |track| {
                late(track, 1e-3 * size)
            })
        },
        named_by: CLOCKS,
    },
    Kind {
        name: "one sensor's clock is off, clocks stated to be one",
        unit: "ms",
        sizes: &[60.0, 80.0, 120.0, 200.0, 350.0],
        plant: |recording, size, turn, _| changed(recording, &[some_limb(turn)], |track| late(track, 1e-3 * size)),
        named_by: CLOCKS,
    },
    Kind {
        name: "two or three sensors' clocks are off, each by its own, clocks stated to be one",
        unit: "ms",
        sizes: &[60.0, 80.0, 120.0, 200.0, 350.0],
        plant: |recording, size, turn, _| {
            let limbs: Vec<Site> = Side::BOTH.iter().flat_map(|side| leg(*side)).collect();
            let mut changed = recording.clone();
            for k in 0..2 + turn % 2 {
                let track = changed.tracks.get_mut(&limbs[(turn / 2 + k) % limbs.len()])?;
                late(track, 1e-3 * size * [1.0, -1.0, 2.0][k]);
            }
            Some(changed)
        },
        named_by: CLOCKS,
    },
    Kind {
        name: "a leg's clock is off, clocks not stated",
        unit: "ms",
        sizes: &[20.0, 40.0, 80.0, 150.0, 400.0],
        plant: |recording, size, turn, _| {
            changed(&unstated(recording.clone()), &leg(some_side(turn)), |track| {
                late(track, 1e-3 * size)
            })
        },
        named_by: CLOCKS,
    },
    Kind {
        name: "a file for each leg and one for the pelvis, a leg's clock is off, clocks not stated",
        unit: "ms",
        sizes: &[20.0, 40.0, 80.0, 150.0, 400.0],
        plant: |recording, size, turn, _| {
            let mut files = unstated(recording.clone());
            for track in files.tracks.values_mut() {
                track.clock.group = track.site.side().map(|side| side as usize);
            }
            changed(&files, &leg(some_side(turn)), |track| late(track, 1e-3 * size))
        },
        named_by: CLOCKS,
    },
    Kind {
        name: "one file begins at its own zero, clocks not stated",
        unit: "s",
        sizes: &[0.7, 1.5, 3.2, 5.0, 8.0],
        plant: |recording, size, turn, _| {
            changed(&unstated(recording.clone()), &[some_limb(turn)], |track| {
                let keep = track.time_s.partition_point(|time| *time < track.time_s[0] + size);
                track.time_s.drain(..keep);
                track.acc_mps2.drain(..keep);
                track.gyr_radps.drain(..keep);
                late(track, -size);
            })
        },
        named_by: CLOCKS,
    },
    Kind {
        name: "one clock drifts, clocks not stated",
        unit: "ppm",
        sizes: &[300.0, 1000.0, 2000.0, 4000.0, 8300.0],
        plant: |recording, size, turn, _| {
            changed(&unstated(recording.clone()), &[some_limb(turn)], |track| {
                let start = track.time_s[0];
                track
                    .time_s
                    .iter_mut()
                    .for_each(|time| *time += (*time - start) * 1e-6 * size);
            })
        },
        named_by: CLOCKS,
    },
    Kind {
        name: "a leg of another person's walk",
        unit: "",
        sizes: &[1.0, 2.0, 3.0, 4.0, 5.0],
        plant: |recording, size, turn, other| other_leg(recording, some_side(turn + size as usize), other),
        named_by: &[GradeReason::NotOneWalk, GradeReason::ClockContradicted],
    },
    Kind {
        name: "one file for both shanks",
        unit: "% of it",
        sizes: &[20.0, 40.0, 60.0, 80.0, 100.0],
        plant: |recording, size, _, _| {
            let mut track = recording.tracks.get(&Site::ShankLeft)?.clone();
            let n = (0.01 * size * track.len() as f64) as usize;
            track.time_s.truncate(n);
            track.acc_mps2.truncate(n);
            track.gyr_radps.truncate(n);
            track.site = Site::ShankRight;
            let mut changed = recording.clone();
            changed.tracks.insert(Site::ShankRight, track);
            Some(changed)
        },
        named_by: &[],
    },
    Kind {
        name: "thigh and shank of a leg exchanged",
        unit: "",
        sizes: &[1.0, 2.0, 3.0, 4.0, 5.0],
        plant: |recording, size, turn, _| {
            let side = some_side(turn + size as usize);
            exchanged(recording, Site::thigh(side), Site::shank(side))
        },
        named_by: &[GradeReason::ThighForShank],
    },
    Kind {
        name: "one shank measures slower",
        unit: "Hz",
        sizes: &[60.0, 50.0, 33.0, 25.6, 20.0],
        plant: |recording, size, turn, _| {
            changed(recording, &[Site::shank(some_side(turn))], |track| slower(track, size))
        },
        named_by: &[GradeReason::RatesDiffer],
    },
    Kind {
        name: "one shank's samples are held",
        unit: "Hz",
        sizes: &[50.0, 33.0, 25.0, 20.0, 10.0],
        plant: |recording, size, turn, _| {
            changed(recording, &[Site::shank(some_side(turn))], |track| held(track, size))
        },
        named_by: &[GradeReason::HeldSamples, GradeReason::BandwidthDiffers],
    },
    Kind {
        name: "one shank's gyroscope ends early in its range",
        unit: "deg/s",
        sizes: &[300.0, 250.0, 200.0, 160.0, 125.0],
        plant: |recording, size, turn, _| {
            changed(recording, &[Site::shank(some_side(turn))], |track| {
                let range = size.to_radians();
                track.info.gyr_range_radps = None;
                track
                    .gyr_radps
                    .iter_mut()
                    .for_each(|rate| *rate = rate.map(|value| value.clamp(-range, range)));
            })
        },
        named_by: &[GradeReason::GyroscopeClipped],
    },
    Kind {
        name: "impossible values",
        unit: "cells",
        sizes: &[1.0, 3.0, 10.0, 40.0, 150.0],
        plant: |recording, size, turn, _| {
            changed(recording, &[some_limb(turn)], |track| {
                let every = track.len() / (size as usize + 1);
                for k in 1..=size as usize {
                    track.acc_mps2[k * every].x = 99_999.0;
                }
            })
        },
        named_by: &[GradeReason::ImpossibleValues],
    },
    Kind {
        name: "both legs' sensors exchanged",
        unit: "",
        sizes: &[1.0],
        plant: |recording, _, _, _| {
            let thighs = exchanged(recording, Site::ThighLeft, Site::ThighRight)?;
            exchanged(&thighs, Site::ShankLeft, Site::ShankRight)
        },
        named_by: &[GradeReason::LegsExchanged],
    },
    Kind {
        name: "one sensor ends early",
        unit: "% of it",
        sizes: &[20.0, 40.0, 60.0, 75.0, 90.0],
        plant: |recording, size, turn, _| {
            changed(recording, &[some_limb(turn)], |track| {
                let n = (0.01 * size * track.len() as f64) as usize;
                track.time_s.truncate(n);
                track.acc_mps2.truncate(n);
                track.gyr_radps.truncate(n);
            })
        },
        named_by: &[GradeReason::EndsEarly],
    },
    Kind {
        name: "times of arrival, in packets",
        unit: "samples",
        sizes: &[2.0, 3.0, 5.0, 8.0, 12.0],
        plant: |recording, size, _, _| {
            let sites: Vec<Site> = recording.tracks.keys().copied().collect();
            changed(&unstated(recording.clone()), &sites, |track| {
                let (measured, packet) = (track.time_s.clone(), size as usize);
                for k in 0..track.len() {
                    let last = (k - k % packet + packet - 1).min(track.len() - 1);
                    track.time_s[k] = measured[last] + 0.001 * (k % packet) as f64;
                }
                track.rate_hz = 1000.0;
            })
        },
        named_by: &[GradeReason::ArrivalTimes],
    },
    Kind {
        name: "one leg's sensors are smoothed",
        unit: "Hz",
        sizes: &[25.0, 20.0, 15.0, 10.0, 6.0],
        plant: |recording, size, turn, _| changed(recording, &leg(some_side(turn)), |track| smoothed(track, size)),
        named_by: &[GradeReason::BandwidthDiffers, GradeReason::GyroscopeSmoothed],
    },
    Kind {
        name: "one gyroscope's values are too large or too small",
        unit: "times",
        sizes: &[0.25, 0.5, 0.8, 1.25, 4.0],
        plant: |recording, size, turn, _| {
            changed(recording, &[some_limb(turn)], |track| {
                track.gyr_radps.iter_mut().for_each(|rate| *rate *= size);
            })
        },
        named_by: &[GradeReason::GyroscopeDoubtful, GradeReason::ImpossibleRange],
    },
    Kind {
        name: "one gyroscope has a bias",
        unit: "deg/s",
        sizes: &[3.0, 5.0, 8.0, 12.0, 18.0],
        plant: |recording, size, turn, _| {
            changed(recording, &[some_limb(turn)], |track| {
                let bias = Vector3::new(0.6, -0.5, 0.62) * f64::to_radians(size);
                track.gyr_radps.iter_mut().for_each(|rate| *rate += bias);
            })
        },
        named_by: &[GradeReason::GyroscopeBias],
    },
    Kind {
        name: "one sensor's acceleration is turned round",
        unit: "",
        sizes: &[1.0, 2.0, 3.0, 4.0, 5.0],
        plant: |recording, size, turn, _| {
            changed(recording, &[some_limb(turn + size as usize)], |track| {
                track.acc_mps2.iter_mut().for_each(|force| *force = -*force);
            })
        },
        named_by: &[GradeReason::UpsideDown, GradeReason::GyroscopeDoubtful],
    },
];

/// What unknown or contradicted clocks are told by.
const CLOCKS: &[GradeReason] = &[
    GradeReason::ClockUnknown,
    GradeReason::ClockEstimated,
    GradeReason::ClockContradicted,
    GradeReason::StartsLate,
    GradeReason::NotOneWalk,
];

/// What was concluded from one planted recording.
struct Outcome {
    /// Measures and patterns that are shown, or possible, only with the fault.
    false_verdicts: Vec<&'static str>,
    false_changes: Vec<&'static str>,
    refused: bool,
    grade_a: bool,
    doubts: Vec<GradeReason>,
    /// Why it was refused.
    error: Option<String>,
}

fn outcome(before: &Analysis, planted: &Recording) -> Outcome {
    let after = match analyze(planted, &Settings::default()) {
        Ok(after) => after,
        Err(error) => {
            return Outcome {
                false_verdicts: Vec::new(),
                false_changes: Vec::new(),
                refused: matches!(error, AnalysisError::Refused(_)),
                grade_a: false,
                doubts: Vec::new(),
                error: Some(error.to_string()),
            };
        }
    };
    let differences = after.side_differences.iter().filter(|row| {
        row.verdict == Verdict::Shown
            && !before.side_differences.iter().any(|was| {
                was.measure == row.measure && was.verdict == Verdict::Shown && was.difference * row.difference > 0.0
            })
    });
    let said = |verdict: FindingVerdict| matches!(verdict, FindingVerdict::Shown | FindingVerdict::Possible);
    let findings = after.findings.iter().filter(|finding| {
        said(finding.verdict)
            && !before.findings.iter().any(|was| {
                // Of what was said of both legs, one may be left.
                let leg = was.side.is_none() || was.side == finding.side;
                was.pattern == finding.pattern && leg && said(was.verdict)
            })
    });
    let comparison = compare(&Visit::from_analysis(before), &Visit::from_analysis(&after));
    let changes = comparison
        .measures
        .iter()
        .chain(&comparison.side_differences)
        .filter(|row| row.state == ChangeState::ChangedBeyondError);
    Outcome {
        false_verdicts: differences
            .map(|row| row.measure.name())
            .chain(findings.map(|finding| finding.pattern.name()))
            .collect(),
        false_changes: changes.map(|row| row.measure.name()).collect(),
        refused: false,
        grade_a: after.quality.grade == Grade::A,
        doubts: after.doubts.iter().map(|doubt| doubt.code).collect(),
        error: None,
    }
}

/// Real walks with the full kit on one clock, and simulated ones.
fn good(data: Option<&Path>) -> Vec<(String, Recording)> {
    let mut folders: Vec<_> = data
        .and_then(|data| std::fs::read_dir(data.join("noraxon_walks")).ok())
        .into_iter()
        .flatten()
        .flatten()
        .map(|entry| entry.path())
        .filter(|path| path.is_dir())
        .collect();
    folders.sort();
    let complete = |recording: &Recording| {
        Side::BOTH
            .iter()
            .all(|side| leg(*side).iter().all(|site| recording.tracks.contains_key(site)))
    };
    let mut found: Vec<(String, Recording)> = folders
        .into_iter()
        .filter_map(|path| {
            let recording = recording::read(std::slice::from_ref(&path), &ReadOptions::default()).ok()?;
            (complete(&recording) && recording.tracks.contains_key(&Site::Pelvis))
                .then(|| (super::table::file_name(&path), recording))
        })
        .filter(|(_, recording)| {
            analyze(recording, &Settings::default()).is_ok_and(|analysis| analysis.strides.len() >= FEWEST_STRIDES)
        })
        .take(PLANTED_IN / 2)
        .collect();
    let simulated = (0..(PLANTED_IN - found.len()) as u64).map(|seed| {
        (
            format!("simulated/{seed}"),
            simulate(&presets::healthy_person(seed)).recording,
        )
    });
    found.extend(simulated);
    found
}

fn codes(doubts: &[GradeReason]) -> String {
    doubts.iter().map(|code| code.code()).collect::<Vec<_>>().join(" ")
}

/// Simulated people beside the real recordings that must raise no doubt.
const UNDOUBTED_PEOPLE: u64 = 100;

/// Sets of which their README says that they are no walks: drop landings, cutting.
const NO_WALKS: &[&str] = &["knee_fan_v3d"];

/// The row of good recordings that are doubted: all real walks, and simulated people.
fn add_doubted(report: &mut ValidationReport, data: Option<&Path>) {
    let mut all = data.map(super::setup_faults::real).unwrap_or_default();
    all.retain(|(name, _)| NO_WALKS.iter().all(|set| !name.starts_with(set)));
    all.extend((0..UNDOUBTED_PEOPLE).map(|seed| {
        let recording = simulate(&presets::healthy_person(seed)).recording;
        (format!("simulated/{seed}"), recording)
    }));
    // Doubts that leave grade A and withhold nothing are remarks.
    let doubted: Vec<Option<String>> = all
        .par_iter()
        .map(|(name, recording)| match analyze(recording, &Settings::default()) {
            Err(error) => Some(format!("{name}: {error}")),
            Ok(analysis) => {
                // That nobody stated the clocks of separate files is no mistake of the program's.
                let unstated = recording
                    .tracks
                    .values()
                    .any(|track| track.clock.uncertainty_s.is_none());
                let of_clocks = |code: GradeReason| {
                    unstated && matches!(code, GradeReason::ClockUnknown | GradeReason::ClockEstimated)
                };
                let weighs = analysis
                    .doubts
                    .iter()
                    .filter(|doubt| doubt.withholds || doubt.grade > Grade::A);
                let found: Vec<GradeReason> = weighs
                    .map(|doubt| doubt.code)
                    .filter(|code| !of_clocks(*code))
                    .collect();
                (!found.is_empty()).then(|| format!("{name}: {}", codes(&found)))
            }
        })
        .collect();
    let doubted: Vec<String> = doubted.into_iter().flatten().collect();
    report.rows.push(
        Row::new(
            NAME,
            "good recordings that are doubted",
            (!all.is_empty()).then(|| 100.0 * doubted.len() as f64 / all.len() as f64),
            "%",
            all.len(),
        )
        .bar(Bar::AtMost(2.0))
        .note(doubted.join(", ")),
    );
}

/// Adds the table: every kind (whose name contains one of `only`, if that names any) at five sizes in ten recordings, and
/// how many good recordings are doubted.
pub fn add_agreement(report: &mut ValidationReport, data: Option<&Path>, only: &[String]) {
    if only.is_empty() || only.iter().any(|part| "good".contains(part.as_str())) {
        add_doubted(report, data);
    }
    let good = good(data);
    let reals = good.iter().filter(|(name, _)| !name.starts_with("simulated")).count();
    let before: Vec<(usize, Analysis)> = good
        .iter()
        .enumerate()
        .filter_map(|(k, (_, recording))| Some((k, analyze(recording, &Settings::default()).ok()?)))
        .collect();
    let percent = |part: usize, of: usize| (of > 0).then(|| 100.0 * part as f64 / of as f64);
    let (mut all, mut all_unnamed, mut believed) = (0, 0, Vec::new());
    let wanted = |kind: &&Kind| only.is_empty() || only.iter().any(|part| kind.name.contains(part.as_str()));
    for kind in KINDS.iter().filter(wanted) {
        let cases: Vec<(usize, f64)> = (0..before.len())
            .flat_map(|k| kind.sizes.iter().map(move |size| (k, *size)))
            .collect();
        let outcomes: Vec<(usize, f64, Outcome)> = cases
            .par_iter()
            .filter_map(|&(k, size)| {
                let (at, analysis) = &before[k];
                let other = &good[(at + size as usize) % good.len()].1;
                let planted = (kind.plant)(&good[*at].1, size, k, other)?;
                Some((*at, size, outcome(analysis, &planted)))
            })
            .collect();
        let right = |outcome: &Outcome| {
            let said_nothing_false = outcome.false_verdicts.is_empty() && outcome.false_changes.is_empty();
            said_nothing_false && (outcome.error.is_none() || outcome.refused && kind.is_unusable())
        };
        let n = outcomes.len();
        let wrong: Vec<String> = outcomes
            .iter()
            .filter(|(_, _, outcome)| !right(outcome))
            .map(|(at, size, outcome)| {
                format!(
                    "{} {size} {}: verdicts {:?}, changes {:?} ({})",
                    good[*at].0,
                    kind.unit,
                    outcome.false_verdicts,
                    outcome.false_changes,
                    codes(&outcome.doubts)
                )
            })
            .collect();
        let named =
            |outcome: &Outcome| outcome.refused || outcome.doubts.iter().any(|code| kind.named_by.contains(code));
        let unnamed: Vec<String> = outcomes
            .iter()
            .filter(|(_, _, outcome)| !named(outcome))
            .map(|(at, size, outcome)| format!("{} {size} ({})", good[*at].0, codes(&outcome.doubts)))
            .collect();
        all += n;
        all_unnamed += unnamed.len();
        let false_at_a = outcomes
            .iter()
            .filter(|(_, _, outcome)| outcome.grade_a && !outcome.false_verdicts.is_empty());
        believed.extend(false_at_a.map(|(at, size, _)| format!("{} {} {size} {}", kind.name, good[*at].0, kind.unit)));
        let count = |of: fn(&Outcome) -> bool| outcomes.iter().filter(|(_, _, outcome)| of(outcome)).count();
        let verdicts: usize = outcomes
            .iter()
            .map(|(_, _, outcome)| outcome.false_verdicts.len())
            .sum();
        let changes: usize = outcomes.iter().map(|(_, _, outcome)| outcome.false_changes.len()).sum();
        let note = format!(
            "{verdicts} false verdicts, {changes} false changes, {} refused, {} of grade A; wrong: {}; {} without the true \
             reason: {}",
            count(|outcome| outcome.refused),
            count(|outcome| outcome.grade_a),
            wrong.join(", "),
            unnamed.len(),
            unnamed.join(", ")
        );
        report.rows.push(
            Row::new(NAME, kind.name, percent(n - wrong.len(), n), "%", n)
                .bar(Bar::AtLeast(98.0))
                .note(note),
        );
    }
    report.rows.extend([
        Row::new(
            NAME,
            "grade A beside a false verdict",
            (all > 0).then_some(believed.len() as f64),
            "",
            all,
        )
        .bar(Bar::AtMost(0.0))
        .note(believed.join(", ")),
        Row::new(
            NAME,
            "planted faults of which the true reason is not told",
            percent(all_unnamed, all),
            "%",
            all,
        )
        .bar(Bar::AtMost(2.0)),
    ]);
    report.sets.push(SetInfo {
        name: NAME.to_owned(),
        kind: format!(
            "{reals} real and {} simulated walks with the full kit, each with every kind of fault at up to five sizes",
            good.len() - reals
        ),
        recordings: good.len(),
        reference:
            "The same recording without the fault: a difference or pattern that is shown, or possible, only with the \
                    fault, and a change between the two, is false."
                .to_owned(),
        synthetic: data.is_none(),
    });
}
