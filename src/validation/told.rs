//! What people are told, on recordings that can contradict it: healthy people who wear straps, people after a stroke who
//! walked twice within the hour, and walks over force plates.
//!
//! A set is recognised by its `trials.csv`: one with `person` and `group` holds healthy controls (`HC`), one with `person`
//! and `trial` may hold a regular trial twice (`1Reg`, `2Reg`). The recordings stand in folders of their names.

use super::score::median;
use super::table::{Table, file_name};
use super::{Bar, Row, SetInfo, Tools, ValidationReport};
use assessment::limits::{is_primary, side_limit};
use assessment::{Analysis, FindingVerdict, SideDifference, Verdict};
use gait::{ContactKind, Measure};
use recording::{Recording, Side};
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

/// Strides a leg from which on the primary measures have to be judged, and how many of them.
const STRIDES: usize = 20;
const PRIMARY_JUDGED: usize = 5;
/// Strides or pairs behind a median whose second half is held against the first.
const FEWEST_IN_HALF: usize = 10;

/// One row of `trials.csv`.
struct Trial {
    recording: String,
    person: String,
    kind: String,
}

/// Adds the rows of every set below `data` whose name holds one of `only` (all, if that is empty).
pub(super) fn add(data: &Path, only: &[String], tools: &Tools, report: &mut ValidationReport) {
    let entries = std::fs::read_dir(data).into_iter().flatten().flatten();
    let mut folders: Vec<PathBuf> = entries.map(|entry| entry.path()).filter(|path| path.is_dir()).collect();
    folders.sort();
    for folder in folders {
        let set = file_name(&folder);
        let wanted = only.is_empty() || only.iter().any(|part| set.contains(part.as_str()));
        if !wanted {
            continue;
        }
        force_plates(&folder, &set, tools, report);
        let Ok(table) = Table::read(&folder.join("trials.csv")) else {
            continue;
        };
        if let Some(trials) = trials(&table, "group") {
            healthy(&folder, &set, &trials, tools, report);
        }
        if let Some(trials) = trials(&table, "trial") {
            repeated(&folder, &set, &trials, tools, report);
        }
    }
}

fn trials(table: &Table, kind: &str) -> Option<Vec<Trial>> {
    let (recordings, people) = (table.text("recording").ok()?, table.text("person").ok()?);
    let kinds = table.text(kind).ok()?;
    let mut found: Vec<Trial> = (0..table.len())
        .map(|row| Trial {
            recording: recordings[row].to_owned(),
            person: people[row].to_owned(),
            kind: kinds[row].to_owned(),
        })
        .collect();
    found.sort_by(|one, other| one.recording.cmp(&other.recording));
    Some(found)
}

fn read(folder: &Path, set: &str, trial: &Trial, tools: &Tools, report: &mut ValidationReport) -> Option<Recording> {
    let base = folder.join(&trial.recording);
    let files: Vec<PathBuf> = ["recording.csv.gz", "session.toml"]
        .map(|file| base.join(file))
        .into_iter()
        .filter(|file| file.is_file())
        .collect();
    let mut found = (tools.read)(&files)
        .map_err(|reason| report.findings.push(format!("{set}/{}: {reason}", trial.recording)))
        .ok()?;
    for side in Side::BOTH {
        found.tracks.remove(&recording::Site::foot(side));
    }
    Some(found)
}

fn shown(analysis: &Analysis) -> Vec<&SideDifference> {
    let rows = analysis.side_differences.iter();
    rows.filter(|row| row.verdict == Verdict::Shown).collect()
}

fn healthy(folder: &Path, set: &str, trials: &[Trial], tools: &Tools, report: &mut ValidationReport) {
    let (mut people, mut of_sides, mut of_patterns, mut of_any) =
        (BTreeSet::new(), BTreeSet::new(), BTreeSet::new(), BTreeSet::new());
    let (mut long, mut judged) = (0, 0);
    let mut named: BTreeMap<String, usize> = BTreeMap::new();
    for trial in trials.iter().filter(|trial| trial.kind == "HC") {
        let Some(recording) = read(folder, set, trial, tools, report) else {
            continue;
        };
        let Ok(analysis) = tools.run(set, &trial.recording, &recording) else {
            continue;
        };
        people.insert(&trial.person);
        for row in shown(&analysis) {
            of_sides.insert(&trial.person);
            *named.entry(row.measure.name().to_owned()).or_default() += 1;
        }
        for finding in &analysis.findings {
            if finding.verdict == FindingVerdict::Shown {
                of_patterns.insert(&trial.person);
                *named.entry(finding.pattern.name().to_owned()).or_default() += 1;
            }
            if matches!(finding.verdict, FindingVerdict::Shown | FindingVerdict::Possible) {
                of_any.insert(&trial.person);
            }
        }
        let strides = |side: Side| {
            let of_side = analysis.strides.iter().filter(|stride| stride.side == side);
            of_side.filter(|stride| stride.included()).count()
        };
        if strides(Side::Left).min(strides(Side::Right)) >= STRIDES {
            long += 1;
            let rows = analysis.side_differences.iter();
            let count = rows
                .filter(|row| is_primary(row.measure) && row.verdict.is_judged())
                .count();
            judged += usize::from(count >= PRIMARY_JUDGED);
        }
    }
    if people.is_empty() {
        return;
    }
    let names: Vec<String> = named.iter().map(|(name, count)| format!("{name} {count}")).collect();
    let row = |figure: &str, value: usize, n: usize| Row::new(set, figure, Some(value as f64), "", n);
    report.rows.extend([
        row("healthy people told of a side difference", of_sides.len(), people.len())
            .bar(Bar::AtMost(1.0))
            .note(names.join(", ")),
        row(
            "healthy people told of a pattern, shown",
            of_patterns.len(),
            people.len(),
        )
        .bar(Bar::AtMost(0.0)),
        row(
            "healthy people told of a pattern, shown or possible",
            of_any.len(),
            people.len(),
        )
        .bar(Bar::AtMost(2.0)),
        Row::new(
            set,
            "recordings of 20 included strides a leg in which 5 primary side measures are judged",
            (long > 0).then(|| 100.0 * judged as f64 / long as f64),
            "%",
            long,
        )
        .bar(Bar::AtLeast(100.0)),
    ]);
    report.sets.push(SetInfo {
        name: set.to_owned(),
        kind: "healthy people with straps: what they are told".to_owned(),
        recordings: trials.iter().filter(|trial| trial.kind == "HC").count(),
        reference: "Healthy controls of a study of dizziness: no complaint of the legs is recorded, but no leg was examined. \
                    The limits between the legs, and the usual values of the pelvis and of the outward swing that the \
                    pattern rules ask, are estimated from these people: that few of them are told of anything is no proof. \
                    Leaving each out in turn, the script of the limits says how many lie beyond those of the others."
            .to_owned(),
        synthetic: false,
    });
}

/// An analysis, and how far its times are from those of the foot sensors.
type AgainstFootSensors = (Analysis, BTreeMap<Measure, f64>);

fn repeated(folder: &Path, set: &str, trials: &[Trial], tools: &Tools, report: &mut ValidationReport) {
    let mut regular: BTreeMap<&str, BTreeMap<&str, AgainstFootSensors>> = BTreeMap::new();
    let mut against_feet = AgainstFeet::default();
    let (mut inside, mut halves) = (0, 0);
    let (mut sides_inside, mut sides_halves) = (0, 0);
    for trial in trials {
        let Some(recording) = read(folder, set, trial, tools, report) else {
            continue;
        };
        if let Some((one, other)) = split(&recording)
            && let Ok(one) = tools.run(set, &trial.recording, &one)
            && let Ok(other) = tools.run(set, &trial.recording, &other)
        {
            for (first, second) in same_measures(&one, &other) {
                halves += 1;
                inside += usize::from((first.0..=first.1).contains(&second));
            }
            for (first, second) in same_differences(&one, &other) {
                sides_halves += 1;
                sides_inside += usize::from((first.0..=first.1).contains(&second));
            }
        }
        let Ok(analysis) = tools.run(set, &trial.recording, &recording) else {
            continue;
        };
        let feet = foot_differences(&folder.join(&trial.recording).join("truth_events.csv"));
        against_feet.see(&analysis, &feet);
        if ["1Reg", "2Reg"].contains(&trial.kind.as_str()) {
            let person = regular.entry(&trial.person).or_default();
            person.insert(&trial.kind, (analysis, feet));
        }
    }
    let (mut either, mut both, mut contradictory, mut people, mut by_feet) = (0, 0, 0, 0, 0);
    for trials in regular.values() {
        let (Some((one, one_feet)), Some((other, other_feet))) = (trials.get("1Reg"), trials.get("2Reg")) else {
            continue;
        };
        people += 1;
        by_feet += one_feet
            .iter()
            .filter(|(measure, found)| {
                let again = other_feet.get(measure).copied().unwrap_or(0.0);
                side_limit(**measure).is_some_and(|limit| found.abs().min(again.abs()) > limit && **found * again > 0.0)
            })
            .count();
        let signs = |analysis: &Analysis| -> BTreeMap<String, bool> {
            let rows = shown(analysis).into_iter();
            rows.map(|row| (row.measure.name().to_owned(), row.difference > 0.0))
                .collect()
        };
        let sides = |analysis: &Analysis| -> BTreeMap<String, bool> {
            let rows = analysis
                .findings
                .iter()
                .filter(|row| row.verdict == FindingVerdict::Shown);
            rows.filter_map(|row| Some((row.pattern.name().to_owned(), row.side? == Side::Right)))
                .collect()
        };
        let (first, second) = (signs(one), signs(other));
        let names: BTreeSet<&String> = first.keys().chain(second.keys()).collect();
        either += names.len();
        both += names
            .iter()
            .filter(|name| first.contains_key(**name) && first.get(**name) == second.get(**name))
            .count();
        for (one, other) in [(&first, &second), (&sides(one), &sides(other))] {
            contradictory += one
                .iter()
                .filter(|(name, right)| other.get(*name).is_some_and(|other| other != *right))
                .count();
        }
    }
    let share = |part: usize, of: usize| (of > 0).then(|| 100.0 * part as f64 / of as f64);
    report.rows.extend([
        Row::new(
            set,
            "side differences shown in one regular trial and not in the other",
            share(either - both, either),
            "%",
            either,
        )
        .bar(Bar::AtMost(15.0))
        .note(format!("of {people} people with both")),
        Row::new(
            set,
            "sides named in one regular trial and the other side in the other",
            (people > 0).then_some(contradictory as f64),
            "",
            people,
        )
        .bar(Bar::AtMost(0.0)),
        Row::new(
            set,
            "side differences shown in both regular trials",
            (people > 0).then_some(both as f64),
            "",
            people,
        )
        .bar(Bar::AtLeast(6.0))
        .note(format!(
            "by foot sensors {by_feet} differences of times lie beyond the limits in both"
        )),
        Row::new(
            set,
            "second half's median inside the first half's interval",
            share(inside, halves),
            "%",
            halves,
        )
        .bar(Bar::AtLeast(80.0)),
        Row::new(
            set,
            "second half's side difference inside the first half's interval",
            share(sides_inside, sides_halves),
            "%",
            sides_halves,
        )
        .bar(Bar::AtLeast(80.0)),
    ]);
    against_feet.rows(set, report);
    report.sets.push(SetInfo {
        name: set.to_owned(),
        kind: "the same people within the hour: do findings repeat?".to_owned(),
        recordings: trials.len(),
        reference:
            "Two regular trials of the same people, the sensors left on: what is shown in one should be shown in the \
                    other. An honest 95 % interval of the first half holds the second half's median in 84 % of cases. The \
                    wandering is set on the people with odd numbers; the error limits of the legs' times are estimated \
                    from all of these walks against foot sensors, which the analysis is not given."
                .to_owned(),
        synthetic: false,
    });
}

/// The legs' times compared as by foot sensors, which the analysis is not given.
#[derive(Default)]
struct AgainstFeet {
    /// Found minus by foot sensors, per cent.
    errors: BTreeMap<Measure, Vec<f64>>,
    shown: usize,
    /// Shown where the foot sensors see the other side, or less than half the limit.
    not_seen: usize,
    /// Beyond its limit by the foot sensors, and of these shown on that side.
    beyond: usize,
    found: usize,
}

impl AgainstFeet {
    fn see(&mut self, analysis: &Analysis, feet: &BTreeMap<Measure, f64>) {
        for row in &analysis.side_differences {
            let (Some(by_feet), Some(limit)) = (feet.get(&row.measure), side_limit(row.measure)) else {
                continue;
            };
            if !row.verdict.is_judged() {
                continue;
            }
            self.errors
                .entry(row.measure)
                .or_default()
                .push(row.difference - by_feet);
            let same_side = by_feet * row.difference > 0.0;
            let shown = row.verdict == Verdict::Shown;
            self.shown += usize::from(shown);
            self.not_seen += usize::from(shown && (!same_side || by_feet.abs() < 0.5 * limit));
            self.beyond += usize::from(by_feet.abs() > limit);
            self.found += usize::from(by_feet.abs() > limit && shown && same_side);
        }
    }

    fn rows(&self, set: &str, report: &mut ValidationReport) {
        for (measure, errors) in &self.errors {
            let squares = errors.iter().map(|error| error * error).sum::<f64>() / errors.len() as f64;
            let figure = format!(
                "side difference of {} against foot sensors, root mean square",
                measure.name()
            );
            report
                .rows
                .push(Row::new(set, &figure, Some(squares.sqrt()), "%", errors.len()));
        }
        if self.errors.is_empty() {
            return;
        }
        let row = |figure: &str, value: usize, n: usize| Row::new(set, figure, Some(value as f64), "", n);
        // Where nothing is shown, nothing is proven.
        if self.shown > 0 {
            let figure =
                "differences of times shown, of which foot sensors see less than half the limit or the other side";
            let row = row(figure, self.not_seen, self.shown);
            report.rows.push(row.bar(Bar::AtMost(0.0)));
        }
        report.rows.push(row(
            "differences of times beyond the limits by foot sensors, shown on that side",
            self.found,
            self.beyond,
        ));
    }
}

/// Fewest contacts behind a leg's median.
const FEWEST_CONTACTS: usize = 6;

/// `100 ln(right / left)` of the legs' median times by foot sensors; empty where the truth has none for both feet.
fn foot_differences(path: &Path) -> BTreeMap<Measure, f64> {
    let mut found = BTreeMap::new();
    let Ok(events) = Table::read(path) else { return found };
    let (Ok(sources), Ok(sides), Ok(kinds), Ok(times)) = (
        events.text("source"),
        events.text("side"),
        events.text("event"),
        events.numbers("time_s"),
    ) else {
        return found;
    };
    let of = |side: Side, kind: &str| -> Vec<f64> {
        let rows = (0..events.len()).filter(|row| sources[*row] == "foot_imu" && kinds[*row] == kind);
        let mut found: Vec<f64> = rows
            .filter(|row| sides[*row] == side.name())
            .map(|row| times[row])
            .collect();
        found.sort_by(f64::total_cmp);
        found
    };
    let legs = Side::BOTH.map(|side| {
        leg_times(&of(side, "initial_contact"), &of(side, "final_contact"), &{
            let other = side.other();
            [of(other, "initial_contact"), of(other, "final_contact")]
        })
    });
    for (measure, left) in &legs[0] {
        let Some(right) = legs[1].get(measure) else { continue };
        if left.len().min(right.len()) >= FEWEST_CONTACTS
            && let (Some(left), Some(right)) = (median(left), median(right))
        {
            found.insert(*measure, 100.0 * (right / left).ln());
        }
    }
    found
}

/// The times of one leg from its contacts and the other's, seconds.
fn leg_times(
    initial: &[f64],
    last: &[f64],
    [other_initial, other_last]: &[Vec<f64>; 2],
) -> BTreeMap<Measure, Vec<f64>> {
    let first = |times: &[f64], from: f64, to: f64| times.iter().copied().find(|time| (from..to).contains(time));
    let mut found: BTreeMap<Measure, Vec<f64>> = BTreeMap::new();
    for &start in initial {
        let leaves = first(last, start + 0.3, start + 2.0);
        let again = first(initial, start + 0.5, start + 2.5);
        let other = first(other_initial, start + 0.1, start + 1.5);
        let lifted = first(other_last, start - 0.02, start + 0.6);
        let before = other_initial
            .iter()
            .copied()
            .rfind(|time| (start - 1.5..start - 0.1).contains(time));
        let mut add = |measure: Measure, duration: Option<f64>| {
            found
                .entry(measure)
                .or_default()
                .extend(duration.filter(|duration| *duration > 0.0));
        };
        let between = |from: Option<f64>, to: Option<f64>| Some(to? - from?);
        let within = leaves.filter(|leaves| again.is_some_and(|again| *leaves < again));
        add(Measure::StanceTime, between(Some(start), within));
        add(Measure::SingleSupportTime, between(lifted, other));
        add(Measure::StepTime, between(before, Some(start)));
        add(Measure::TerminalDoubleSupportTime, between(other, leaves));
    }
    found
}

/// Largest difference of the legs' impulses that is none, per cent.
const EVEN_PERCENT: f64 = 5.0;

/// Which leg carries less, by force plates and by the times of support.
fn force_plates(folder: &Path, set: &str, tools: &Tools, report: &mut ValidationReport) {
    let entries = std::fs::read_dir(folder).into_iter().flatten().flatten();
    let mut stems: Vec<String> = entries
        .filter_map(|entry| Some(entry.file_name().to_str()?.strip_suffix("_grf.csv")?.to_owned()))
        .collect();
    stems.sort();
    let (mut uneven, mut right_side, mut told, mut told_wrong) = (0, 0, 0, 0);
    for stem in &stems {
        let Some((percent, starts_s)) = impulses(&folder.join(format!("{stem}_grf.csv"))) else {
            continue;
        };
        let Ok(recording) = (tools.read)(&[folder.join(format!("{stem}_imu.csv"))]) else {
            continue;
        };
        let Ok(analysis) = tools.run(set, stem, &recording) else {
            continue;
        };
        let spared = analysis.loading.as_ref().and_then(|loading| loading.spared);
        let lighter = if percent > 0.0 { Side::Left } else { Side::Right };
        told += usize::from(spared.is_some());
        told_wrong += usize::from(spared.is_some_and(|side| side != lighter || percent.abs() <= EVEN_PERCENT));
        if percent.abs() > EVEN_PERCENT {
            uneven += 1;
            let [left, right] = [0, 1].map(|leg| stance_s(&analysis, Side::BOTH[leg], starts_s[leg]));
            let difference_s = right.zip(left).map(|(right, left)| right - left);
            right_side += usize::from(difference_s.is_some_and(|seconds| seconds * percent > 0.0));
        }
    }
    if uneven == 0 {
        return;
    }
    report.rows.push(
        Row::new(
            set,
            "leg with over 5 % less vertical impulse is the one that stands for less time on the same plates",
            Some(100.0 * right_side as f64 / uneven as f64),
            "%",
            uneven,
        )
        .bar(Bar::AtLeast(100.0))
        .note("direction alone: one stance a leg allows no verdict"),
    );
    // Where nobody is told, nothing is proven.
    if told > 0 {
        let row = Row::new(
            set,
            "wrong leg called the spared one",
            Some(told_wrong as f64),
            "",
            told,
        );
        report.rows.push(row.bar(Bar::AtMost(0.0)));
    }
}

/// `100 ln(right / left)` of the vertical impulses on the plates, and when left and right step on them, seconds.
fn impulses(path: &Path) -> Option<(f64, [f64; 2])> {
    let table = Table::read(path).ok()?;
    let (sides, forces) = (table.text("side").ok()?, table.numbers("fz_N").ok()?);
    let times = table.numbers("time_s").ok()?;
    let of = |side: Side| {
        let rows = (0..table.len()).filter(|row| sides[*row] == side.name() && forces[*row].abs() > LOADED_N);
        let start_s = rows.clone().map(|row| times[row]).reduce(f64::min)?;
        Some((rows.map(|row| forces[row].abs()).sum::<f64>(), start_s))
    };
    let (left, right) = (of(Side::Left)?, of(Side::Right)?);
    Some((100.0 * (right.0 / left.0).ln(), [left.1, right.1]))
}

/// Force from which on a plate is stood on, N.
const LOADED_N: f64 = 20.0;
/// Contacts found this near to the plate's are the same, seconds.
const SAME_CONTACT_S: f64 = 0.1;

/// How long a leg stands, by the contacts that were found, in the stance that begins on the plate.
fn stance_s(analysis: &Analysis, side: Side, start_s: f64) -> Option<f64> {
    let of = |kind: ContactKind| {
        let contacts = analysis.contacts.iter();
        contacts
            .filter(move |contact| contact.side == side && contact.kind == kind)
            .map(|contact| contact.time_s)
    };
    let initial = of(ContactKind::InitialContact).find(|time| (time - start_s).abs() < SAME_CONTACT_S)?;
    let last = of(ContactKind::FinalContact)
        .filter(|time| *time > initial)
        .reduce(f64::min)?;
    Some(last - initial)
}

/// The recording's first and second half in time.
fn split(recording: &Recording) -> Option<(Recording, Recording)> {
    let ends: Vec<f64> = recording
        .tracks
        .values()
        .filter_map(|track| Some(0.5 * (track.time_s.first()? + track.time_s.last()?)))
        .collect();
    let middle_s = median(&ends)?;
    let part = |keep: &dyn Fn(f64) -> bool| {
        let mut part = recording.clone();
        for track in part.tracks.values_mut() {
            let kept: Vec<usize> = (0..track.time_s.len()).filter(|k| keep(track.time_s[*k])).collect();
            track.acc_mps2 = kept.iter().map(|k| track.acc_mps2[*k]).collect();
            track.gyr_radps = kept.iter().map(|k| track.gyr_radps[*k]).collect();
            track.time_s = kept.iter().map(|k| track.time_s[*k]).collect();
        }
        part
    };
    Some((part(&|time| time < middle_s), part(&|time| time >= middle_s)))
}

/// First interval and second median of every measure that both halves have.
fn same_measures(one: &Analysis, other: &Analysis) -> Vec<((f64, f64), f64)> {
    let pair = |row: &assessment::MeasureSummary| {
        let again = other.measure(row.measure, row.side)?;
        let interval = row.interval?;
        (row.n.min(again.n) >= FEWEST_IN_HALF).then_some(((interval.low, interval.high), again.value))
    };
    one.measures.iter().filter_map(pair).collect()
}

fn same_differences(one: &Analysis, other: &Analysis) -> Vec<((f64, f64), f64)> {
    let pair = |row: &SideDifference| {
        let again = other
            .side_differences
            .iter()
            .find(|again| again.measure == row.measure)?;
        let enough = row.pairs.min(again.pairs) >= FEWEST_IN_HALF;
        enough.then_some(((row.interval.low, row.interval.high), again.difference))
    };
    one.side_differences.iter().filter_map(pair).collect()
}
