//! What an expert would say of a recording, written down before the program was asked: one file a recording in
//! `tests/readings/`, held against headlines, page one, the page for the person who walked, and the next steps.
//!
//! A reading names what must be said and what must not. `pair` names another reading that differs in one thing. With
//! `GAITSCOPE_SAMPLES=FOLDER` the reports are written there, to be looked at.

#[path = "../real/mod.rs"]
mod real;

use assessment::headlines::{Headline, headlines};
use assessment::{Analysis, AnalysisError, FindingVerdict, Settings, analyze};
use explanation::{ExaminationStep, Explanation};
use libtest_mimic::{Failed, Trial};
use recording::{Recording, Side, Site};
use report::ReportOptions;
use serde::Deserialize;
use simulation::{Course, Edit, EditKind, Extent, Stage, presets, simulate};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Reading {
    /// The file's name.
    #[serde(skip)]
    name: String,
    /// What an expert sees, in words.
    why: String,
    /// A reading that differs in one thing.
    pair: Option<String>,
    recording: Source,
    #[serde(default)]
    intake: BTreeMap<String, String>,
    #[serde(default)]
    page_one: PageOne,
    #[serde(default)]
    next: Next,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Source {
    /// A recording of `samples/`.
    sample: Option<String>,
    /// A scenario of `gaitscope simulate`, seed 1.
    preset: Option<String>,
    /// A folder of the real recordings.
    data: Option<String>,
    /// Peculiarities planted into the preset.
    #[serde(default)]
    planted: Vec<Planted>,
    /// The preset's person walks for so many seconds on a lane of 20 m, instead of the preset's own way.
    #[serde(default)]
    walks_s: Vec<f64>,
    /// And stands still between the walks for so long.
    stands_s: Option<f64>,
    /// The protocol's name, instead of the recording's own.
    protocol: Option<String>,
    /// Only these sensors were worn.
    sites: Option<Vec<String>>,
    /// Recorded no longer than this.
    until_s: Option<f64>,
    /// Two sensors named as each other.
    exchange: Option<[String; 2]>,
    /// The first sensor's samples under the second's name too.
    copy: Option<[String; 2]>,
    ends: Option<Ends>,
    late: Option<Late>,
    scaled: Option<Scaled>,
    from_other: Option<FromOther>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Planted {
    kind: String,
    side: Side,
    size: f64,
    from_s: Option<f64>,
    ramp_s: Option<[f64; 2]>,
}

#[derive(Deserialize)]
struct Ends {
    site: String,
    at_s: f64,
}

#[derive(Deserialize)]
struct Late {
    site: String,
    by_s: f64,
}

/// A gyroscope that reads so much of what it should.
#[derive(Deserialize)]
struct Scaled {
    site: String,
    rate: f64,
}

#[derive(Deserialize)]
struct FromOther {
    sample: String,
    sites: Vec<String>,
}

/// A headline as far as it is named.
#[derive(Deserialize, Debug)]
#[serde(deny_unknown_fields)]
struct Named {
    code: Option<String>,
    about: Option<String>,
    side: Option<Side>,
    verdict: Option<String>,
    of_difference: Option<bool>,
}

impl Named {
    fn fits(&self, headline: &Headline) -> bool {
        let word = |value: &dyn erased::Word| value.word();
        self.code.as_ref().is_none_or(|code| *code == word(&headline.code))
            && self
                .about
                .as_ref()
                .is_none_or(|about| headline.about.as_ref() == Some(about))
            && self.side.is_none_or(|side| headline.side == Some(side))
            && self
                .verdict
                .as_ref()
                .is_none_or(|verdict| *verdict == word(&headline.verdict))
            && self.of_difference.is_none_or(|wanted| headline.of_difference == wanted)
    }
}

/// The name of a code as `summary.json` writes it.
mod erased {
    pub(crate) trait Word {
        fn word(&self) -> String;
    }

    impl<T: serde::Serialize> Word for T {
        fn word(&self) -> String {
            match serde_json::to_value(self) {
                Ok(serde_json::Value::String(word)) => word,
                other => panic!("no word: {other:?}"),
            }
        }
    }
}

#[derive(Deserialize, Default)]
#[serde(deny_unknown_fields, default)]
struct PageOne {
    first: Option<Named>,
    /// The recording is refused, and the reason holds these words.
    refused: Option<String>,
    headlines: Vec<Named>,
    never: Vec<Named>,
    /// Of all headlines with a side one at least is of this one, and none of the other.
    says_of_side: Option<Side>,
    /// The first headline's onset lies between these.
    onset_s: Option<[f64; 2]>,
    /// Values of the first headline, by name, lie between these.
    values: BTreeMap<String, [f64; 2]>,
    says: Vec<String>,
    never_says: Vec<String>,
    patient_says: Vec<String>,
    patient_never: Vec<String>,
}

#[derive(Deserialize, Default)]
#[serde(deny_unknown_fields, default)]
struct Next {
    reasons_first: Option<String>,
    reasons: Vec<String>,
    never_reasons: Vec<String>,
    checks: Vec<String>,
    never_checks: Vec<String>,
}

fn main() -> ExitCode {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/readings");
    let mut files: Vec<PathBuf> = std::fs::read_dir(&folder)
        .expect("the folder of readings")
        .map(|entry| entry.expect("an entry of the folder").path())
        .filter(|path| path.extension().is_some_and(|extension| extension == "toml"))
        .collect();
    files.sort();
    let readings: Vec<(String, Reading)> = files
        .iter()
        .map(|path| {
            let name = path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
            let text = std::fs::read_to_string(path).expect("a reading in UTF-8");
            let mut reading: Reading = toml::from_str(&text).unwrap_or_else(|error| panic!("{name}: {error}"));
            reading.name.clone_from(&name);
            (name, reading)
        })
        .collect();
    let names: Vec<String> = readings.iter().map(|(name, _)| name.clone()).collect();
    let paired = readings.iter().filter(|(_, reading)| reading.pair.is_some()).count();
    for (name, reading) in &readings {
        let pair = reading.pair.as_ref();
        assert!(
            pair.is_none_or(|pair| names.contains(pair)),
            "{name}: no reading {pair:?}"
        );
        assert!(!reading.why.trim().is_empty(), "{name}: no reason");
    }
    assert!(readings.len() >= 40 && 3 * paired >= readings.len());
    let trials = readings
        .into_iter()
        .map(|(name, reading)| match reading.recording.data.clone() {
            Some(path) => real::on_recordings(name, move |data| {
                hold(&reading, real_recording(&data.join(path))).unwrap_or_else(|wrong| panic!("{wrong}"));
            }),
            None => Trial::test(name, move || {
                hold(&reading, made(&reading.recording)).map_err(Failed::from)
            }),
        });
    real::run(trials.collect())
}

fn site(name: &str) -> Site {
    Site::from_name(name).unwrap_or_else(|| panic!("no site {name}"))
}

fn real_recording(folder: &Path) -> Recording {
    let files = ["recording.csv.gz", "session.toml"].map(|file| folder.join(file));
    let files: Vec<PathBuf> = files.into_iter().filter(|file| file.exists()).collect();
    recording::read(&files, &recording::ReadOptions::default()).unwrap_or_else(|error| panic!("{error}"))
}

fn sample(name: &str) -> Recording {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../samples").join(name);
    recording::read(&[folder], &recording::ReadOptions::default()).unwrap_or_else(|error| panic!("{error}"))
}

fn made(source: &Source) -> Recording {
    if let Some(name) = &source.sample {
        return sample(name);
    }
    let name = source.preset.as_deref().expect("sample, preset or data");
    let mut scenario = presets::by_name(name, 1).unwrap_or_else(|| panic!("no preset {name}"));
    scenario.edits.extend(source.planted.iter().map(|planted| {
        let kind = EditKind::ALL.into_iter().find(|kind| kind.name() == planted.kind);
        let course = match (planted.from_s, planted.ramp_s) {
            (Some(at), _) => Course::StepAt(at),
            (None, Some([from_s, to_s])) => Course::Ramp { from_s, to_s },
            (None, None) => Course::Always,
        };
        Edit::new(
            kind.unwrap_or_else(|| panic!("no peculiarity {}", planted.kind)),
            planted.side,
            planted.size,
        )
        .with_course(course)
    }));
    if !source.walks_s.is_empty() {
        let walks = source.walks_s.iter().map(|seconds| Stage::Walk {
            extent: Extent::Seconds(*seconds),
            lane_m: Some(20.0),
        });
        let stand = |seconds| Stage::Stand { seconds };
        let between = stand(source.stands_s.unwrap_or(6.0));
        scenario.protocol = vec![stand(6.0)];
        scenario.protocol.extend(walks.flat_map(|walk| [walk, between.clone()]));
    }
    simulate(&scenario).recording
}

/// What happened to the recording after it was made.
fn spoil(recording: &mut Recording, source: &Source) {
    if let Some(name) = &source.protocol {
        recording.session.protocol.name = Some(name.clone()).filter(|name| !name.is_empty());
    }
    if let Some(worn) = &source.sites {
        let worn: Vec<Site> = worn.iter().map(|name| site(name)).collect();
        recording.tracks.retain(|site, _| worn.contains(site));
        recording.session.sensors.retain(|entry| worn.contains(&entry.site));
    }
    let cut = |recording: &mut Recording, only: Option<Site>, at_s: f64| {
        for (_, track) in recording
            .tracks
            .iter_mut()
            .filter(|(site, _)| only.is_none_or(|only| only == **site))
        {
            let len = track.time_s.partition_point(|time| *time <= at_s);
            track.time_s.truncate(len);
            track.acc_mps2.truncate(len);
            track.gyr_radps.truncate(len);
        }
    };
    if let Some(until_s) = source.until_s {
        cut(recording, None, until_s);
    }
    if let Some(ends) = &source.ends {
        cut(recording, Some(site(&ends.site)), ends.at_s);
    }
    if let Some(late) = &source.late {
        let track = recording.tracks.get_mut(&site(&late.site)).expect("the late sensor");
        track.time_s.iter_mut().for_each(|time| *time += late.by_s);
    }
    if let Some(scaled) = &source.scaled {
        let track = recording
            .tracks
            .get_mut(&site(&scaled.site))
            .expect("the scaled sensor");
        track.gyr_radps.iter_mut().for_each(|rate| *rate *= scaled.rate);
    }
    if let Some(names) = &source.exchange {
        let [a, b] = [site(&names[0]), site(&names[1])];
        let tracks = [a, b].map(|site| recording.tracks.remove(&site).expect("the exchanged sensor"));
        for (site, mut track) in [b, a].into_iter().zip(tracks) {
            track.site = site;
            recording.tracks.insert(site, track);
        }
    }
    if let Some(names) = &source.copy {
        let [from, to] = [site(&names[0]), site(&names[1])];
        let mut track = recording.tracks[&from].clone();
        track.site = to;
        recording.tracks.insert(to, track);
    }
    if let Some(other) = &source.from_other {
        let stranger = sample(&other.sample);
        for site in other.sites.iter().map(|name| site(name)) {
            recording.tracks.insert(site, stranger.tracks[&site].clone());
        }
    }
}

/// Whether a reading agrees.
fn hold(reading: &Reading, recording: Recording) -> Result<(), String> {
    let wrong = disagreements(reading, recording);
    match wrong.is_empty() {
        true => Ok(()),
        false => Err(format!("{}\n{}", reading.why.trim(), wrong.join("\n"))),
    }
}

/// What does not agree with the reading, and what was found instead.
fn disagreements(reading: &Reading, mut recording: Recording) -> Vec<String> {
    spoil(&mut recording, &reading.recording);
    for (key, value) in &reading.intake {
        recording
            .session
            .intake
            .set(key, value)
            .expect("an answer of the intake");
    }
    let analysis = match (analyze(&recording, &Settings::default()), &reading.page_one.refused) {
        (Ok(analysis), None) => analysis,
        (Ok(_), Some(reason)) => return vec![format!("not refused: {reason}")],
        (Err(AnalysisError::Refused(found)), Some(reason)) if found.to_string().contains(reason) => return Vec::new(),
        (Err(error), _) => return vec![format!("refused: {error}")],
    };
    if let Some(folder) = std::env::var_os("GAITSCOPE_SAMPLES") {
        let options = ReportOptions {
            full: reading.recording.sample.as_deref() == Some("limp"),
            ..ReportOptions::default()
        };
        report::write_all(&analysis, &Path::new(&folder).join(&reading.name), &options).expect("a report");
    }
    let mut wrong = Vec::new();
    page_one(&reading.page_one, &analysis, &mut wrong);
    next(&reading.next, &Explanation::of(&analysis).examination, &mut wrong);
    #[cfg(feature = "pdf")]
    limits(&analysis, &mut wrong);
    if !wrong.is_empty() {
        let found = headlines(&analysis);
        let found = found
            .iter()
            .map(|headline| serde_json::to_string(headline).expect("a headline as JSON"));
        wrong.extend(found.map(|headline| format!("found: {headline}")));
    }
    wrong
}

/// Page one holds 250 words on one page, in letters of nine points; with what follows it takes six pages, half a page more for each
/// finding beyond three; the sheet takes one.
#[cfg(feature = "pdf")]
fn limits(analysis: &Analysis, wrong: &mut Vec<String>) {
    let findings = Explanation::of(analysis).chains.len();
    let most = 6 + findings.saturating_sub(3).div_ceil(2);
    for language in wording::Language::ALL {
        let options = ReportOptions {
            language,
            ..ReportOptions::default()
        };
        let found = report::fullness(analysis, &options).expect("a report");
        let page_one = found.words <= 250 && found.front_pages == 1 && found.smallest_letters_pt >= 8.99;
        if !page_one || found.pages > most || found.sheet_pages != 1 {
            wrong.push(format!("too full in {language:?}, {findings} findings: {found:?}"));
        }
    }
}

fn page_one(wanted: &PageOne, analysis: &Analysis, wrong: &mut Vec<String>) {
    let options = ReportOptions::default();
    let found = headlines(analysis);
    let first = &found[0];
    if let Some(named) = wanted.first.as_ref().filter(|named| !named.fits(first)) {
        wrong.push(format!("first: not {named:?}"));
    }
    for named in wanted
        .headlines
        .iter()
        .filter(|named| !found.iter().any(|found| named.fits(found)))
    {
        wrong.push(format!("missing: {named:?}"));
    }
    for named in wanted
        .never
        .iter()
        .filter(|named| found.iter().any(|found| named.fits(found)))
    {
        wrong.push(format!("must not be there: {named:?}"));
    }
    if let Some(side) = wanted.says_of_side {
        let sides: Vec<Side> = found.iter().filter_map(|headline| headline.side).collect();
        if sides.is_empty() || sides.contains(&side.other()) {
            wrong.push(format!("sides told: {sides:?}, wanted: {side:?}"));
        }
    }
    if let Some([from, to]) = wanted.onset_s
        && !first.onset_s.is_some_and(|onset| (from..=to).contains(&onset))
    {
        wrong.push(format!("onset {:?} not between {from} and {to}", first.onset_s));
    }
    for (name, [from, to]) in &wanted.values {
        let value = first.get(name).map(|value| value.value);
        if !value.is_some_and(|value| (*from..=*to).contains(&value)) {
            wrong.push(format!("{name}: {value:?} not between {from} and {to}"));
        }
    }
    if found.iter().any(|headline| {
        headline.verdict == FindingVerdict::Shown && headline.code == assessment::headlines::HeadlineCode::Doubt
    }) {
        wrong.push("a doubt is no finding".to_owned());
    }
    let pages = [
        (
            "page one",
            &wanted.says,
            &wanted.never_says,
            report::page_one_text(analysis, &options),
        ),
        (
            "patient page",
            &wanted.patient_says,
            &wanted.patient_never,
            report::patient_text(analysis, &options),
        ),
    ];
    for (page, says, never, text) in pages {
        let text = text.expect("a page");
        for words in says.iter().filter(|words| !text.contains(words.as_str())) {
            wrong.push(format!("{page} does not say “{words}”: {text}"));
        }
        for words in never.iter().filter(|words| text.contains(words.as_str())) {
            wrong.push(format!("{page} says “{words}”"));
        }
    }
}

fn next(wanted: &Next, steps: &[ExaminationStep], wrong: &mut Vec<String>) {
    use erased::Word;
    let reasons: Vec<String> = steps.iter().map(|step| step.reason.word()).collect();
    let checks: Vec<&str> = steps
        .iter()
        .flat_map(|step| &step.checks)
        .filter_map(|check| check.key.strip_prefix("check-"))
        .collect();
    if let Some(reason) = wanted
        .reasons_first
        .as_ref()
        .filter(|reason| reasons.first() != Some(reason))
    {
        wrong.push(format!("first step is not for {reason}: {reasons:?}"));
    }
    for reason in wanted.reasons.iter().filter(|reason| !reasons.contains(reason)) {
        wrong.push(format!("no step for {reason}: {reasons:?}"));
    }
    for reason in wanted.never_reasons.iter().filter(|reason| reasons.contains(reason)) {
        wrong.push(format!("a step for {reason}"));
    }
    for check in wanted.checks.iter().filter(|check| !checks.contains(&check.as_str())) {
        wrong.push(format!("no check {check}: {checks:?}"));
    }
    for check in wanted
        .never_checks
        .iter()
        .filter(|check| checks.contains(&check.as_str()))
    {
        wrong.push(format!("a check {check}"));
    }
}
