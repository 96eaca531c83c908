//! Sets with a folder a recording (`recording.csv.gz`, `session.toml`, `truth_*.csv`): contacts and stride lengths against
//! foot sensors, pressure and belts, and the parts of the timed up and go against video.

use super::common::{Honesty, TrueContact, contact_times, run, run_loaded, true_contacts, truth_times};
use crate::discover::SetFolder;
use crate::score::{Tally, median, pair_nearest_first};
use crate::table::Table;
use crate::{Bar, RecordingDetail, Row, SetInfo, Tools, ValidationReport};
use assessment::Analysis;
use gait::function::{FunctionPhaseKind, FunctionResult};
use gait::{ContactKind, Measure};
use recording::{Recording, SensorEntry, Side, Site};
use std::path::Path;

const CONTACT_S: f64 = 0.15;
/// Contacts count inside the truth's first and last, widened by this, seconds.
const AROUND_S: f64 = 0.3;
/// Strides of the truth (from flat foot to flat foot) and of the analysis (from contact to contact) are paired nearest middle
/// first, at most so far apart, seconds.
const MIDDLE_S: f64 = 0.6;
/// Strides that turn by more are left out, degrees.
const TURNED_DEG: f64 = 20.0;
/// Fewest strides of a leg.
const FEWEST: usize = 6;
/// Height of the shank sensors above the ankle that makes stride lengths of the odd people agree with their reference, metres:
/// what a tape would have read, for the rows with the lever given. In order: parts of the sets' names.
const LEVERS_M: [(&str, f64); 5] = [
    ("tripod", 0.03),
    ("pd_freezing", 0.10),
    ("noraxon", 0.33),
    ("stroke_treadmill", 0.30),
    ("walk5m", 0.30),
];
/// What the initial contacts of a set should reach; other sets have no bar.
const CONTACTS_F1: [(&str, f64); 4] = [
    ("noraxon", 0.95),
    ("pd_freezing", 0.98),
    ("stroke_treadmill_all", 0.97),
    ("walk5m", 0.90),
];

#[derive(Default)]
struct Lengths {
    /// Found against true stride length of every leg, per cent.
    legs: Vec<f64>,
    /// Left minus right of every walk on a belt, per cent.
    between: Vec<f64>,
}

pub(super) fn score(folder: &SetFolder, tools: &Tools, report: &mut ValidationReport) {
    let set = folder.name.as_str();
    let lever_m = LEVERS_M
        .iter()
        .find(|(part, _)| set.contains(part))
        .map(|(_, lever)| *lever);
    let (mut initial, mut last) = (Tally::default(), Tally::default());
    let (mut assumed, mut given) = (Lengths::default(), Lengths::default());
    let (mut parts, mut turns, mut totals) = (Vec::new(), Vec::new(), Vec::new());
    let mut honesty = Honesty::default();
    let recordings = folders(&folder.path);
    for name in &recordings {
        let base = folder.file(name);
        let mut detail = RecordingDetail::new(set, name);
        let files = ["recording.csv.gz", "session.toml"].map(|file| base.join(file));
        let run = run(tools, &files, &[], &mut detail, without_feet);
        run.iter().for_each(|run| honesty.see(run));
        let analysis = run.as_ref().and_then(|run| run.analysis.as_ref());
        if let Ok(events) = Table::read(&base.join("truth_events.csv")) {
            contacts(&events, analysis, &mut initial, &mut last);
        }
        let truth = true_lengths(&base.join("truth_strides.csv"));
        if let Some(analysis) = analysis {
            lengths(&truth, analysis, &mut assumed, Some(&mut detail));
            if let (Some(found), Ok(video)) = (&analysis.function_test, Table::read(&base.join("truth_phases.csv"))) {
                function_parts(&video, found, (&mut parts, &mut turns, &mut totals));
            }
        }
        if let (Some(run), Some(lever_m)) = (&run, lever_m.filter(|_| !truth.is_empty())) {
            let mut recording = run.recording.clone();
            give_lever(&mut recording, lever_m);
            let again = run_loaded(tools, recording, &mut RecordingDetail::new(set, name));
            if let Some(analysis) = &again.analysis {
                lengths(&truth, analysis, &mut given, None);
            }
        }
        report.recordings.push(detail);
    }
    let row = |figure: &str, value, unit, n| Row::new(set, figure, value, unit, n);
    if !initial.errors_s.is_empty() {
        let f1 = row(
            "initial contact F1 (±150 ms)",
            initial.f1(),
            "1",
            initial.errors_s.len(),
        );
        let bar = CONTACTS_F1.iter().find(|(part, _)| set.contains(part));
        report.rows.push(match bar {
            Some((_, bar)) => f1.bar(Bar::AtLeast(*bar)),
            None => f1,
        });
        for (kind, tally) in [("initial", &initial), ("final", &last)] {
            let figure = format!("{kind} contact median error");
            report
                .rows
                .push(row(&figure, tally.median_ms(), "ms", tally.errors_s.len()));
        }
    }
    length_rows(set, "lever not given", &assumed, (8.0, 5.0), report);
    length_rows(set, "lever given", &given, (2.0, 3.5), report);
    for (figure, errors, bar) in [
        ("parts of the test, median absolute error", &parts, 0.15),
        ("turns of the test, median absolute error", &turns, 0.3),
        ("duration of the test, median absolute error", &totals, 0.3),
    ] {
        if !errors.is_empty() {
            let of_errors = row(figure, median(errors), "s", errors.len());
            report.rows.push(of_errors.bar(Bar::AtMost(bar)));
        }
    }
    report.rows.push(honesty.row(set));
    report.sets.push(SetInfo {
        name: set.to_owned(),
        kind: "a folder a recording".to_owned(),
        recordings: recordings.len(),
        reference:
            "Foot sensors (stride length within 1 % of belts, final contacts ±50 ms), pressure under the foot, a \
                    belt's speed or marks on video, whichever a recording has."
                .to_owned(),
        synthetic: false,
    });
}

/// Names of the folders that hold a recording, sorted.
pub(crate) fn folders(path: &Path) -> Vec<String> {
    let entries = std::fs::read_dir(path).into_iter().flatten().flatten();
    let mut names: Vec<String> = entries
        .filter(|entry| entry.path().join("recording.csv.gz").is_file())
        .map(|entry| entry.file_name().to_string_lossy().into_owned())
        .collect();
    names.sort();
    names
}

/// The feet serve as reference.
fn without_feet(recording: &mut Recording) {
    for side in Side::BOTH {
        recording.tracks.remove(&Site::foot(side));
    }
}

fn give_lever(recording: &mut Recording, lever_m: f64) {
    for site in Side::BOTH.map(Site::shank) {
        let sensors = &mut recording.session.sensors;
        let at = sensors.iter().position(|entry| entry.site == site);
        let at = at.unwrap_or_else(|| {
            sensors.push(SensorEntry::new(site));
            sensors.len() - 1
        });
        sensors[at].sensor_height_m = Some(lever_m);
    }
}

/// Scores the contacts of each foot against the foot sensors, else against what else there is.
fn contacts(events: &Table, analysis: Option<&Analysis>, initial: &mut Tally, last: &mut Tally) {
    let Ok(sources) = events.text("source") else { return };
    for side in Side::BOTH {
        let of = |wanted: Option<&str>| -> Vec<TrueContact> {
            let keep = |row: usize| wanted.is_none_or(|wanted| sources[row] == wanted);
            let list = true_contacts(events, keep).unwrap_or_default();
            list.into_iter().filter(|contact| contact.side == side).collect()
        };
        let mut truth = of(Some("foot_imu"));
        if truth.is_empty() {
            truth = of(None);
        }
        let (Some(first), Some(end)) = (truth.first(), truth.last()) else {
            continue;
        };
        let edges_s = (first.time_s - AROUND_S, end.time_s + AROUND_S);
        for (kind, tally) in [
            (ContactKind::InitialContact, &mut *initial),
            (ContactKind::FinalContact, &mut *last),
        ] {
            let found = contact_times(analysis, kind, Some(side));
            tally.add(&Tally::of(
                &truth_times(&truth, kind, Some(side)),
                &found,
                CONTACT_S,
                edges_s,
            ));
        }
    }
}

/// Side, middle in seconds and length in metres of the straight strides of the truth.
fn true_lengths(path: &Path) -> Vec<(Side, f64, f64)> {
    let Ok(table) = Table::read(path) else {
        return Vec::new();
    };
    let columns = (
        table.text("side"),
        table.numbers("start_s"),
        table.numbers("end_s"),
        table.numbers("stride_length_m"),
    );
    let (Ok(sides), Ok(starts), Ok(ends), Ok(lengths)) = columns else {
        return Vec::new();
    };
    let turned = table.numbers("turned_deg").ok();
    let straight = |row: &usize| {
        turned
            .as_ref()
            .is_none_or(|turned| turned[*row].is_nan() || turned[*row].abs() <= TURNED_DEG)
    };
    (0..table.len())
        .filter(straight)
        .filter(|row| lengths[*row] > 0.0)
        .filter_map(|row| {
            let side = Side::BOTH.into_iter().find(|side| side.name() == sides[row])?;
            Some((side, 0.5 * (starts[row] + ends[row]), lengths[row]))
        })
        .collect()
}

fn lengths(
    truth: &[(Side, f64, f64)],
    analysis: &Analysis,
    into: &mut Lengths,
    mut detail: Option<&mut RecordingDetail>,
) {
    let mut of_legs = Vec::new();
    for side in Side::BOTH {
        let of_side: Vec<&(Side, f64, f64)> = truth.iter().filter(|stride| stride.0 == side).collect();
        let found: Vec<(f64, f64)> = analysis
            .strides
            .iter()
            .filter(|stride| stride.side == side && stride.included())
            .filter_map(|stride| {
                Some((
                    0.5 * (stride.start_s + stride.end_s),
                    stride.values.get(Measure::StrideLength)?,
                ))
            })
            .collect();
        if found.len() >= FEWEST {
            of_legs.extend(median(&found.iter().map(|stride| stride.1).collect::<Vec<f64>>()));
        }
        let middles: Vec<f64> = of_side.iter().map(|stride| stride.1).collect();
        let found_middles: Vec<f64> = found.iter().map(|stride| stride.0).collect();
        let ratios: Vec<f64> = pair_nearest_first(&middles, &found_middles, MIDDLE_S)
            .into_iter()
            .map(|(t, f)| 100.0 * (found[f].1 / of_side[t].2 - 1.0))
            .collect();
        if let (true, Some(error)) = (ratios.len() >= FEWEST, median(&ratios)) {
            into.legs.push(error);
            if let Some(detail) = detail.as_deref_mut() {
                detail.figure(format!("stride length {side} against the reference"), error, "%");
            }
        }
    }
    if let (true, [left, right]) = (analysis.session.protocol.treadmill, &of_legs[..]) {
        into.between.push(200.0 * (left - right) / (left + right));
    }
}

fn length_rows(set: &str, how: &str, found: &Lengths, (mean_bar, sd_bar): (f64, f64), report: &mut ValidationReport) {
    let n = found.legs.len();
    if n < 2 {
        return;
    }
    let (mean, sd) = mean_and_sd(&found.legs);
    let row =
        |figure: &str, value: f64, n| Row::new(set, &format!("stride length, {how}: {figure}"), Some(value), "%", n);
    report
        .rows
        .push(row("mean of legs, absolute", mean.abs(), n).bar(Bar::AtMost(mean_bar)));
    report.rows.push(row("SD of legs", sd, n).bar(Bar::AtMost(sd_bar)));
    if found.between.len() >= 3 {
        let (_, sd) = mean_and_sd(&found.between);
        let between = row("left minus right on a belt, SD", sd, found.between.len());
        report.rows.push(if how == "lever given" {
            between.bar(Bar::AtMost(3.0))
        } else {
            between
        });
    }
}

fn mean_and_sd(values: &[f64]) -> (f64, f64) {
    let n = values.len() as f64;
    let mean = values.iter().sum::<f64>() / n;
    let squares: f64 = values.iter().map(|value| (value - mean).powi(2)).sum();
    (mean, (squares / (n - 1.0)).sqrt())
}

/// Absolute errors of the moments of a timed up and go, seconds: of rising and sitting down, of the turns, of the whole.
fn function_parts(
    video: &Table,
    found: &FunctionResult,
    (parts, turns, totals): (&mut Vec<f64>, &mut Vec<f64>, &mut Vec<f64>),
) {
    let columns = (video.text("part"), video.numbers("start_s"), video.numbers("end_s"));
    let (Ok(names), Ok(starts), Ok(ends)) = columns else {
        return;
    };
    let truth = |part: &str| {
        let row = names.iter().position(|name| *name == part)?;
        Some((starts[row], ends[row]))
    };
    let phase = |kind: FunctionPhaseKind| {
        let phase = found.phases.iter().find(|phase| phase.kind == kind)?;
        Some((phase.start_s, phase.end_s))
    };
    let sit_start_s = found.repetitions.first().and_then(|once| once.sit_start_s);
    if let (Some(truth), Some(found)) = (truth("rise"), phase(FunctionPhaseKind::Rise)) {
        parts.extend([(found.0 - truth.0).abs(), (found.1 - truth.1).abs()]);
    }
    if let (Some(truth), Some(sit_start_s)) = (truth("sit_down"), sit_start_s) {
        parts.push((sit_start_s - truth.0).abs());
    }
    if let (Some(truth), Some(found)) = (truth("turn"), phase(FunctionPhaseKind::Turn)) {
        turns.extend([(found.0 - truth.0).abs(), (found.1 - truth.1).abs()]);
    }
    if let (Some(truth), Some(found)) = (truth("turn_to_sit"), phase(FunctionPhaseKind::TurnToSit)) {
        turns.push((found.0 - truth.0).abs());
    }
    if let (Some(rise), Some(sit), Some(total)) = (truth("rise"), truth("sit_down"), found.total_s) {
        totals.push((total - (sit.1 - rise.0)).abs());
    }
}
