//! What no sensor can have measured is left out before anything is sized by it: values beyond every range, and time stamps
//! that lie alone, far from all others. Long pauses are closed, so that the analysis' memory follows from the number of
//! samples and never from a number that stands in a file.

use super::error::RecordingError;
use super::{Notice, NoticeCode, STANDARD_GRAVITY, SensorInfo, Session, Severity, Site, Track};
use nalgebra::Vector3;
use std::collections::BTreeMap;

/// The widest ranges of sensors worn on bodies: 200 g (impact sensors), 4000 deg/s; and a quarter more. Ours.
const WIDEST_ACC_MPS2: f64 = 1.25 * 200.0 * STANDARD_GRAVITY;
const WIDEST_GYR_RADPS: f64 = 1.25 * 4000.0 * std::f64::consts::PI / 180.0;
/// The usual ranges, 16 g and 2000 deg/s: where no range is stated, values up to a quarter beyond them are believed.
const USUAL_ACC_MPS2: f64 = 16.0 * STANDARD_GRAVITY;
const USUAL_GYR_RADPS: f64 = 2000.0 * std::f64::consts::PI / 180.0;
/// Values above a stated range by less are calibration.
const BEYOND_RANGE: f64 = 1.25;
/// Where no range is stated, a value this many times the 99th percentile of the recording is no movement. Ours: the
/// hardest heel strikes reach six times the percentile.
const BEYOND_USUAL: f64 = 15.0;
/// With more impossible samples the unit is wrong, not the sample. Ours.
const MOST_IMPOSSIBLE: f64 = 0.05;

/// A rest longer than this, in all sensors, is shown as one of [`CLOSED_S`]; shorter limits where the samples are so sparse
/// that they would need [`MOST_PER_SAMPLE`] values each. Ours.
const PAUSES_S: [f64; 3] = [600.0, 60.0, 10.0];
const CLOSED_S: f64 = 10.0;
/// Fewer samples than this that lie further than the longest pause from all others have a wrong time stamp. Ours.
const LONELY: usize = 10;
/// Values of the uniform clock that one sample may cost, and how many are free. Ours.
const MOST_PER_SAMPLE: f64 = 20.0;
const FREE: f64 = 300_000.0;
/// The analysis' uniform clock, Hz: the coarsest that a track is put on.
const CLOCK_HZ: f64 = 100.0;

/// The samples of one sensor, SI units, all of one length. `lines` says where each stands in its file; it is empty where
/// the file has no lines.
pub(super) struct Columns<'a> {
    pub time_s: &'a mut Vec<f64>,
    pub acc: &'a mut Vec<Vector3<f64>>,
    pub gyr: &'a mut Vec<Vector3<f64>>,
    pub lines: &'a [u32],
}

/// Leaves out what cannot have been measured; `impossible-samples` and `wrong-time-stamps` say what and where.
///
/// # Errors
/// [`RecordingError::Impossible`] where so many values are impossible that the unit must be wrong (not if `lenient`).
///
/// # Cost
/// Linear.
pub(super) fn sift(
    file: &str,
    columns: Columns,
    info: &SensorInfo,
    lenient: bool,
) -> Result<Vec<Notice>, RecordingError> {
    let Columns {
        time_s,
        acc,
        gyr,
        lines,
    } = columns;
    let mut notices = Vec::new();
    let line = |k: usize| lines.get(k).copied().unwrap_or(0);
    let acc_limit = limit(acc, info.acc_range_mps2, USUAL_ACC_MPS2, WIDEST_ACC_MPS2);
    let gyr_limit = limit(gyr, info.gyr_range_radps, USUAL_GYR_RADPS, WIDEST_GYR_RADPS);
    // Not `>`: a value that cannot be compared is impossible as well.
    let possible = |k: usize| acc[k].amax() <= acc_limit && gyr[k].amax() <= gyr_limit;
    let impossible: Vec<usize> = (0..time_s.len()).filter(|&k| !possible(k)).collect();
    let mut keep = vec![true; time_s.len()];
    if let Some(&first) = impossible.first() {
        let (value, unit) = if acc[first].amax() <= acc_limit {
            (gyr[first].amax(), "rad/s")
        } else {
            (acc[first].amax(), "m/s²")
        };
        let found = format!("{} {unit}", short(value));
        if impossible.len() as f64 > MOST_IMPOSSIBLE * time_s.len() as f64 {
            if !lenient {
                return Err(RecordingError::Impossible {
                    file: file.to_owned(),
                    line: u64::from(line(first)),
                    found,
                    count: impossible.len(),
                    samples: time_s.len(),
                });
            }
        } else {
            impossible.iter().for_each(|&k| keep[k] = false);
            notices.push(
                Notice::new(NoticeCode::ImpossibleSamples, Severity::Warning)
                    .with("file", file)
                    .with("count", impossible.len())
                    .with("line", line(first) as usize)
                    .with("found", found),
            );
        }
    }
    let stretches = stretches(time_s, PAUSES_S[0]);
    if stretches.iter().any(|stretch| stretch.len() >= LONELY) {
        let lonely = stretches.iter().filter(|stretch| stretch.len() < LONELY);
        let lonely: Vec<usize> = lonely.cloned().flatten().collect();
        if let Some(&first) = lonely.first() {
            lonely.iter().for_each(|&k| keep[k] = false);
            notices.push(
                Notice::new(NoticeCode::WrongTimeStamps, Severity::Warning)
                    .with("file", file)
                    .with("count", lonely.len())
                    .with("line", line(first) as usize)
                    .with("found", format!("{} s", short(time_s[first]))),
            );
        }
    }
    if keep.contains(&false) {
        retain(time_s, &keep);
        retain(acc, &keep);
        retain(gyr, &keep);
    }
    Ok(notices)
}

fn retain<T>(values: &mut Vec<T>, keep: &[bool]) {
    let mut kept = keep.iter();
    values.retain(|_| kept.next().copied().unwrap_or(true));
}

/// As a person would write it, whatever its size.
fn short(value: f64) -> String {
    if value.abs() < 1e6 {
        format!("{value:.1}")
    } else {
        format!("{value:.1e}")
    }
}

/// The largest value of an axis that is believed.
fn limit(values: &[Vector3<f64>], range: Option<f64>, usual: f64, widest: f64) -> f64 {
    if let Some(range) = range {
        return (BEYOND_RANGE * range).min(widest);
    }
    let mut sizes: Vec<f64> = values
        .iter()
        .step_by(values.len() / 20_000 + 1)
        .map(|value| value.amax())
        .collect();
    if sizes.is_empty() {
        return widest;
    }
    let at = (sizes.len() - 1) * 99 / 100;
    let high = *sizes.select_nth_unstable_by(at, f64::total_cmp).1;
    (BEYOND_USUAL * high).clamp(BEYOND_RANGE * usual, widest)
}

/// The ranges of samples between steps longer than `pause_s`.
fn stretches(time_s: &[f64], pause_s: f64) -> Vec<std::ops::Range<usize>> {
    let mut found = Vec::new();
    let mut first = 0;
    for k in 1..=time_s.len() {
        if k == time_s.len() || time_s[k] - time_s[k - 1] > pause_s {
            found.push(first..k);
            first = k;
        }
    }
    found
}

/// A time in which no sensor measured, seconds.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Pause {
    start_s: f64,
    end_s: f64,
}

/// Closes long pauses in the tracks, and in the session's phases and marks with them, and says so (`pause-closed`). What is
/// left is bounded: the uniform clock needs at most 20 values for each sample, and 300 000 more.
///
/// # Errors
/// [`RecordingError::Sparse`] where the samples lie so far apart that no recording is left.
pub(super) fn close_pauses(
    tracks: &mut BTreeMap<Site, Track>,
    session: &mut Session,
    notices: &mut Vec<Notice>,
) -> Result<(), RecordingError> {
    for pause_s in PAUSES_S {
        let pauses = pauses(tracks, pause_s);
        if let Some(longest) = pauses
            .iter()
            .copied()
            .max_by(|a, b| (a.end_s - a.start_s).total_cmp(&(b.end_s - b.start_s)))
        {
            notices.push(
                Notice::new(NoticeCode::PauseClosed, Severity::Warning)
                    .with("count", pauses.len())
                    .with("longest_min", ((longest.end_s - longest.start_s) / 60.0).round())
                    .with("at_s", shifted(&pauses, longest.start_s))
                    .with("shown_s", CLOSED_S),
            );
            for track in tracks.values_mut() {
                let mut closing = Closing::new(&pauses);
                track.time_s.iter_mut().for_each(|time| *time = closing.place(*time));
            }
            let protocol = &mut session.protocol;
            protocol
                .marks_s
                .iter_mut()
                .for_each(|mark| *mark = shifted(&pauses, *mark));
            for phase in &mut protocol.phases {
                phase.start_s = shifted(&pauses, phase.start_s);
                phase.end_s = shifted(&pauses, phase.end_s);
            }
        }
        if is_bounded(tracks) {
            return Ok(());
        }
    }
    let samples = tracks.values().map(Track::len).max().unwrap_or(0);
    Err(RecordingError::Sparse {
        samples,
        hours: span(tracks.values()) / 3600.0,
    })
}

fn span<'a>(tracks: impl Iterator<Item = &'a Track>) -> f64 {
    let (mut start, mut end) = (f64::INFINITY, f64::NEG_INFINITY);
    for track in tracks {
        if let (Some(first), Some(last)) = (track.time_s.first(), track.time_s.last()) {
            start = start.min(*first);
            end = end.max(*last);
        }
    }
    (end - start).max(0.0)
}

fn is_bounded(tracks: &BTreeMap<Site, Track>) -> bool {
    let samples = tracks.values().map(Track::len).max().unwrap_or(0);
    let most = |samples: usize| FREE + MOST_PER_SAMPLE * samples as f64;
    span(tracks.values()) * CLOCK_HZ <= most(samples)
        && tracks
            .values()
            .all(|track| span(std::iter::once(track)) * track.rate_hz.max(CLOCK_HZ) <= most(samples))
}

/// Where no sensor measured for longer than `pause_s`.
fn pauses(tracks: &BTreeMap<Site, Track>, pause_s: f64) -> Vec<Pause> {
    let mut spans: Vec<(f64, f64)> = tracks
        .values()
        .flat_map(|track| {
            stretches(&track.time_s, pause_s)
                .into_iter()
                .filter(|stretch| !stretch.is_empty())
                .map(|stretch| (track.time_s[stretch.start], track.time_s[stretch.end - 1]))
        })
        .collect();
    spans.sort_by(|a, b| a.0.total_cmp(&b.0));
    let mut found = Vec::new();
    let mut end = spans.first().map_or(0.0, |first| first.1);
    for (from, to) in spans {
        if from - end > pause_s {
            found.push(Pause {
                start_s: end,
                end_s: from,
            });
        }
        end = end.max(to);
    }
    found
}

/// Moves times, given in ascending order, to where they lie when all pauses before them are closed.
struct Closing<'a> {
    pauses: &'a [Pause],
    next: usize,
    /// The end of the last pause, and where that end lies now: differences from there keep small steps beside huge times.
    from_s: f64,
    at_s: f64,
}

impl<'a> Closing<'a> {
    fn new(pauses: &'a [Pause]) -> Closing<'a> {
        Closing {
            pauses,
            next: 0,
            from_s: 0.0,
            at_s: 0.0,
        }
    }

    fn place(&mut self, time_s: f64) -> f64 {
        while let Some(pause) = self.pauses.get(self.next).filter(|pause| time_s >= pause.end_s) {
            self.at_s += pause.start_s - self.from_s + CLOSED_S;
            self.from_s = pause.end_s;
            self.next += 1;
        }
        match self.pauses.get(self.next) {
            Some(pause) if time_s > pause.start_s => {
                self.at_s + (pause.start_s - self.from_s) + (time_s - pause.start_s).min(CLOSED_S)
            }
            _ => self.at_s + (time_s - self.from_s),
        }
    }
}

fn shifted(pauses: &[Pause], time_s: f64) -> f64 {
    Closing::new(pauses).place(time_s)
}

#[cfg(test)]
mod tests {
    use super::super::{Clock, Phase, PhaseKind};
    use super::*;
    use proptest::prelude::*;

    fn track(site: Site, times: Vec<f64>) -> Track {
        Track {
            site,
            acc_mps2: vec![Vector3::new(0.0, 9.8, 0.0); times.len()],
            gyr_radps: vec![Vector3::zeros(); times.len()],
            time_s: times,
            rate_hz: 100.0,
            clock: Clock::default(),
            info: SensorInfo::default(),
        }
    }

    fn even(from: f64, count: usize) -> impl Iterator<Item = f64> {
        (0..count).map(move |k| from + k as f64 / 100.0)
    }

    fn sifted(time: Vec<f64>, acc: Vec<Vector3<f64>>, gyr: Vec<Vector3<f64>>) -> (Vec<f64>, Vec<Notice>) {
        let lines: Vec<u32> = (2..).take(time.len()).collect();
        let (mut time, mut acc, mut gyr) = (time, acc, gyr);
        let columns = Columns {
            time_s: &mut time,
            acc: &mut acc,
            gyr: &mut gyr,
            lines: &lines,
        };
        let notices = sift("a.csv", columns, &SensorInfo::default(), false).unwrap();
        assert!(time.len() == acc.len() && time.len() == gyr.len());
        (time, notices)
    }

    #[test]
    fn a_lonely_time_stamp_and_an_impossible_value_are_left_out_and_named() {
        let mut time: Vec<f64> = even(0.0, 300).collect();
        time.push(1e9);
        let mut acc = vec![Vector3::new(0.1, 9.8, 0.0); 301];
        acc[17].y = -3.2e29;
        let (kept, notices) = sifted(time, acc, vec![Vector3::repeat(0.1); 301]);
        assert_eq!(kept.len(), 299);
        let said: Vec<(NoticeCode, &crate::notice::NoticeValue)> = notices
            .iter()
            .map(|notice| (notice.code, &notice.values["line"]))
            .collect();
        assert_eq!(said[0], (NoticeCode::ImpossibleSamples, &19usize.into()));
        assert_eq!(said[1], (NoticeCode::WrongTimeStamps, &302usize.into()));
    }

    #[test]
    fn hard_impacts_and_fast_turns_stay() {
        let time: Vec<f64> = even(0.0, 1000).collect();
        let acc: Vec<Vector3<f64>> = (0..1000)
            .map(|k| Vector3::new(0.0, if k % 100 == 0 { 156.0 } else { 9.8 }, 0.0))
            .collect();
        let gyr: Vec<Vector3<f64>> = (0..1000)
            .map(|k| Vector3::new(0.0, 0.0, if k % 100 < 3 { 34.0 } else { 0.2 }))
            .collect();
        let (kept, notices) = sifted(time, acc, gyr);
        assert_eq!((kept.len(), notices), (1000, vec![]));
    }

    #[test]
    fn values_of_another_unit_are_refused_with_their_line() {
        let mut columns = (
            even(0.0, 100).collect(),
            vec![Vector3::repeat(1e9); 100],
            vec![Vector3::zeros(); 100],
        );
        let lines: Vec<u32> = (2..102).collect();
        let given = Columns {
            time_s: &mut columns.0,
            acc: &mut columns.1,
            gyr: &mut columns.2,
            lines: &lines,
        };
        let error = sift("a.csv", given, &SensorInfo::default(), false).unwrap_err();
        assert_eq!((error.file(), error.line()), (Some("a.csv"), Some(2)));
    }

    #[test]
    fn a_pause_of_hours_is_closed_and_marks_move_along() {
        let mut session = Session::default();
        session.protocol.marks_s = vec![1.0, 100.0, 36_001.0];
        session.protocol.phases = vec![Phase {
            kind: PhaseKind::Walk,
            start_s: 36_000.5,
            end_s: 36_002.0,
        }];
        let times: Vec<f64> = even(0.0, 300).chain(even(36_000.0, 300)).collect();
        let mut tracks = BTreeMap::from([
            (Site::Pelvis, track(Site::Pelvis, times.clone())),
            (Site::ShankLeft, track(Site::ShankLeft, times)),
        ]);
        let mut notices = Vec::new();
        close_pauses(&mut tracks, &mut session, &mut notices).unwrap();
        let track = &tracks[&Site::Pelvis];
        assert_eq!(track.len(), 600);
        assert!((track.time_s[300] - 12.99).abs() < 1e-9, "{}", track.time_s[300]);
        assert!((track.time_s[599] - 15.98).abs() < 1e-9);
        assert_eq!(notices.len(), 1);
        let marks = &session.protocol.marks_s;
        assert!(
            marks[0] == 1.0 && (marks[1] - 12.99).abs() < 1e-9 && (marks[2] - 13.99).abs() < 1e-9,
            "{marks:?}"
        );
        assert!((session.protocol.phases[0].start_s - 13.49).abs() < 1e-9);
    }

    #[test]
    fn a_pause_of_one_sensor_is_a_gap_and_stays() {
        let mut tracks = BTreeMap::from([
            (Site::Pelvis, track(Site::Pelvis, even(0.0, 100_000).collect())),
            (
                Site::ShankLeft,
                track(Site::ShankLeft, even(0.0, 300).chain(even(900.0, 300)).collect()),
            ),
        ]);
        let before = tracks.clone();
        let mut notices = Vec::new();
        close_pauses(&mut tracks, &mut Session::default(), &mut notices).unwrap();
        assert_eq!((tracks, notices), (before, vec![]));
    }

    proptest! {
        /// Whatever the times, what is left is bounded by the samples, ascends, and no step within a stretch changes.
        #[test]
        fn the_clock_is_bounded_by_samples(steps in proptest::collection::vec((-3.0..12.0f64, 1usize..40), 1..60)) {
            let mut time = 0.0;
            let mut times = Vec::new();
            for (power, count) in steps {
                time += 10f64.powf(power);
                for _ in 0..count {
                    time += 0.01;
                    times.push(time);
                }
            }
            times.dedup();
            let samples = times.len() as f64;
            let mut tracks = BTreeMap::from([(Site::Pelvis, track(Site::Pelvis, times))]);
            let closed = close_pauses(&mut tracks, &mut Session::default(), &mut Vec::new());
            if closed.is_ok() {
                let times = &tracks[&Site::Pelvis].time_s;
                prop_assert!(times.windows(2).all(|pair| pair[1] > pair[0]));
                prop_assert!((times[times.len() - 1] - times[0]) * 100.0 <= FREE + MOST_PER_SAMPLE * samples);
            }
        }
    }
}
