//! The program itself, killed at random while people work with it: what it confirmed is there at the next start, what was
//! deleted stays deleted, and nothing is left behind. `GAITSCOPE_KILLS` says how often (a tenth of it here).

#![allow(clippy::unwrap_used, reason = "a test fails where it stands")]

#[path = "web/desk.rs"]
mod desk;
mod web;

use desk::{PATIENCE, Program, can_start, connect_all};
use rand::seq::IteratorRandom;
use rand::{Rng, RngExt, SeedableRng};
use rand_pcg::Pcg64Mcg;
use recording::recovery;
use std::collections::{BTreeMap, BTreeSet};
use std::panic::AssertUnwindSafe;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};
use store::{PatientId, RecordingId, Store, StoreError, Trace, VisitId};
use web::{Answer, Browser};

fn kills(otherwise: u64) -> u64 {
    std::env::var("GAITSCOPE_KILLS").map_or(otherwise, |text| text.parse().expect("a number of kills"))
}

fn last<T: std::str::FromStr<Err: std::fmt::Debug>>(location: &str) -> T {
    location.rsplit('/').next().unwrap().parse().unwrap()
}

/// The numbers that stand between `before` and `after` in a page.
fn numbers<T: std::str::FromStr>(page: &str, before: &str, after: &str) -> Vec<T> {
    let parts = page.split(before).skip(1).filter_map(|rest| rest.split(after).next());
    parts.filter_map(|number| number.parse().ok()).collect()
}

/// The visit that a recording stands with, on the page of a person.
fn visit_of(browser: &Browser, home: &str, recording: RecordingId) -> VisitId {
    for page in 1..100 {
        let page = browser.get(&format!("{home}?page={page}")).body;
        if let Some(rest) = page.split(&format!("\"/recordings/{recording}\"")).nth(1) {
            return numbers(rest, "action=\"/visits/", "\"")[0];
        }
    }
    panic!("{recording} is not on {home}");
}

/// Works until it is not answered any more, by a program that was killed; anything else that goes wrong is a failure.
fn until_unanswered(work: impl FnOnce()) {
    if let Err(reason) = std::panic::catch_unwind(AssertUnwindSafe(work))
        && !reason.is::<web::Unanswered>()
    {
        std::panic::resume_unwind(reason);
    }
}

fn led(answer: &Answer) {
    assert_eq!(answer.status, 303, "{answer:?}");
}

/// What was confirmed of a visit.
#[derive(Debug, Default)]
struct Visit {
    title: Option<String>,
    /// Whether the places of a recording were exchanged afterwards.
    recordings: BTreeMap<RecordingId, Option<bool>>,
}

/// What was confirmed of a person. What was asked for and not answered is in neither state here: it may be both.
#[derive(Debug, Default)]
struct Person {
    pseudonym: String,
    name: Option<String>,
    notes: BTreeSet<String>,
    taken_back: BTreeSet<String>,
    consents: BTreeSet<String>,
    withdrawn: BTreeSet<String>,
    visits: BTreeMap<VisitId, Visit>,
}

/// What the app confirmed by leading on, since the first round.
#[derive(Debug, Default)]
struct Confirmed {
    people: BTreeMap<PatientId, Person>,
    deleted: BTreeSet<PatientId>,
    visits_gone: BTreeSet<VisitId>,
    recordings_gone: BTreeSet<RecordingId>,
    language: Option<&'static str>,
    warnings: usize,
    count: usize,
}

impl Confirmed {
    fn person(&mut self, random: &mut impl Rng) -> Option<PatientId> {
        self.people.keys().copied().choose(random)
    }

    /// One more thing that a therapist does, by its number.
    fn step(&mut self, browser: &Browser, random: &mut Pcg64Mcg, name: &str) {
        let Some(id) = self.person(random).filter(|_| random.random_bool(0.85)) else {
            let answer = browser.submit("/patients", &[("pseudonym", name), ("name", "Somebody")]);
            let person = Person {
                pseudonym: name.to_owned(),
                name: Some("Somebody".to_owned()),
                ..Person::default()
            };
            self.people.insert(last(answer.location()), person);
            self.count += 1;
            return;
        };
        let person = self.people.get_mut(&id).unwrap();
        let home = format!("/patients/{id}");
        let visit = person.visits.keys().copied().choose(random);
        match (random.random_range(0..16), visit) {
            (0, _) => {
                person.name = None;
                let fields = [
                    ("pseudonym", person.pseudonym.as_str()),
                    ("name", name),
                    ("height", "172,5"),
                ];
                led(&browser.submit(&home, &fields));
                person.name = Some(name.to_owned());
            }
            (1, _) => {
                led(&browser.submit(&format!("{home}/notes"), &[("note", name)]));
                person.notes.insert(name.to_owned());
            }
            (2, _) => {
                let page = browser.get(&home).body;
                let Some(text) = person.notes.iter().next().cloned() else {
                    return;
                };
                let rest = page
                    .split(&format!("{text}</p>"))
                    .nth(1)
                    .unwrap_or_else(|| panic!("{text}: {page}"));
                let note: u64 = numbers(rest, "action=\"/notes/", "/")[0];
                person.notes.remove(&text);
                led(&browser.submit(&format!("/notes/{note}/retract/{id}"), &[]));
                person.taken_back.insert(text);
            }
            (3, _) => {
                led(&browser.submit(&format!("{home}/consents"), &[("purpose", name)]));
                person.consents.insert(name.to_owned());
            }
            (4, _) => {
                let page = browser.get(&home).body;
                let Some(purpose) = person.consents.iter().next().cloned() else {
                    return;
                };
                let rest = page
                    .split(&format!("{purpose}</strong>"))
                    .nth(1)
                    .unwrap_or_else(|| panic!("{purpose}: {page}"));
                let consent: u64 = numbers(rest, "action=\"/consents/", "/")[0];
                person.consents.remove(&purpose);
                led(&browser.submit(&format!("/consents/{consent}/withdraw/{id}"), &[]));
                person.withdrawn.insert(purpose);
            }
            (5 | 6, _) | (7..=11, None) => {
                let next = browser.upload_folder("samples/limp").next();
                if random.random_bool(0.2) {
                    led(&browser.submit(&format!("{next}/discard"), &[]));
                    return;
                }
                let kept = browser.submit(&format!("{next}/keep"), &[("patient", &id.to_string())]);
                let recording: RecordingId = last(kept.location());
                let visit = person.visits.entry(visit_of(browser, &home, recording)).or_default();
                visit.recordings.insert(recording, Some(false));
            }
            (7, Some(visit)) => {
                let known = person.visits.get_mut(&visit).unwrap();
                known.title = None;
                led(&browser.submit(&format!("/visits/{visit}"), &[("day", "2024-03-05"), ("title", name)]));
                known.title = Some(name.to_owned());
            }
            (8, Some(visit)) => {
                let known = person.visits.remove(&visit).unwrap();
                let to = self.person(random).unwrap();
                led(&browser.submit(&format!("/visits/{visit}/move"), &[("patient", &to.to_string())]));
                self.people.get_mut(&to).unwrap().visits.insert(visit, known);
            }
            (9, Some(visit)) => {
                let known = person.visits.remove(&visit).unwrap();
                led(&browser.submit(&format!("/visits/{visit}/delete"), &[]));
                self.visits_gone.insert(visit);
                self.recordings_gone.extend(known.recordings.into_keys());
            }
            (10, Some(visit)) => {
                let known = person.visits.get_mut(&visit).unwrap();
                let Some((&recording, exchanged)) = known.recordings.iter_mut().next() else {
                    return;
                };
                let Some(before) = exchanged.take() else { return };
                led(&browser.submit(&format!("/recordings/{recording}/exchange"), &[("places", "legs")]));
                *exchanged = Some(!before);
            }
            (11, Some(visit)) => {
                let known = person.visits.get_mut(&visit).unwrap();
                let Some((recording, _)) = known.recordings.pop_first() else {
                    return;
                };
                led(&browser.submit(&format!("/recordings/{recording}/delete"), &[]));
                self.recordings_gone.insert(recording);
            }
            (12, _) => assert_eq!(browser.get(&format!("{home}/export.zip")).status, 200),
            (13, _) => {
                self.language = None;
                let language = ["en", "de"][random.random_range(0..2)];
                led(&browser.submit("/settings/language", &[("language", language)]));
                self.language = Some(language);
            }
            (14, _) => {
                // Begun, stopped by a warning sign, and left: nothing of it stays but that it was read.
                led(&browser.submit("/session/person", &[("patient", &id.to_string())]));
                let who = [
                    ("patient", id.to_string()),
                    ("intake-saddle_numbness", "yes".to_owned()),
                ];
                led(&browser.submit(
                    "/session/who",
                    &who.each_ref().map(|(key, value)| (*key, value.as_str())),
                ));
                led(&browser.submit("/session/warned", &[("read", "yes")]));
                self.warnings += 1;
                let end = ["/session/cancel", "/session/new"][random.random_range(0..2)];
                led(&browser.submit(end, &[]));
            }
            (_, _) => {
                let person = self.people.remove(&id).unwrap();
                led(&browser.submit(&format!("{home}/delete"), &[("confirm", &person.pseudonym)]));
                self.deleted.insert(id);
                for (visit, known) in person.visits {
                    self.visits_gone.insert(visit);
                    self.recordings_gone.extend(known.recordings.into_keys());
                }
            }
        }
        self.count += 1;
    }

    /// Holds the store against what was confirmed.
    fn check(&self, store: &Store) {
        for (id, person) in &self.people {
            let stored = store.patient(*id).unwrap();
            let name = stored.identity.map(|identity| identity.name);
            assert!(person.name.is_none() || person.name == name, "{name:?}: {person:?}");
            let notes: BTreeSet<String> = store.notes(*id).unwrap().into_iter().map(|note| note.text).collect();
            assert!(person.notes.is_subset(&notes), "{notes:?}: {person:?}");
            assert!(person.taken_back.is_disjoint(&notes), "{notes:?}: {person:?}");
            let consents = store.consents(*id).unwrap();
            let given = |purpose: &String, withdrawn: bool| {
                let mut fit = consents.iter().filter(|consent| consent.purpose == *purpose);
                fit.any(|consent| consent.withdrawn_on.is_some() == withdrawn)
            };
            assert!(
                person.consents.iter().all(|purpose| given(purpose, false)),
                "{consents:?}: {person:?}"
            );
            assert!(
                person.withdrawn.iter().all(|purpose| given(purpose, true)),
                "{consents:?}: {person:?}"
            );
            for (visit, known) in &person.visits {
                let visit = store.visit(*visit).unwrap();
                assert_eq!(visit.patient, *id, "{person:?}");
                assert!(
                    known.title.as_ref().is_none_or(|title| *title == visit.title),
                    "{visit:?}: {known:?}"
                );
                for (recording, exchanged) in &known.recordings {
                    assert!(store.recording_files(*recording).unwrap().len() > 3);
                    let stored = store.stored_recording(*recording).unwrap();
                    assert_eq!(stored.visit, visit.id);
                    let now = !stored.reading.exchanged.is_empty();
                    assert!(
                        exchanged.is_none_or(|exchanged| exchanged == now),
                        "{stored:?}: {known:?}"
                    );
                }
            }
        }
        let missing = |error: StoreError| matches!(error, StoreError::Missing { .. });
        assert!(self.deleted.iter().all(|id| store.patient(*id).is_err_and(missing)));
        assert!(self.visits_gone.iter().all(|id| store.visit(*id).is_err_and(missing)));
        assert!(
            self.recordings_gone
                .iter()
                .all(|id| store.stored_recording(*id).is_err_and(missing))
        );
        if let Some(language) = self.language {
            assert_eq!(store.setting::<String>("language").unwrap().as_deref(), Some(language));
        }
        let trail = store.audit(None, 100_000).unwrap();
        let warnings = trail.iter().filter(|row| row.action == "warning-acknowledged").count();
        assert!(warnings >= self.warnings, "{warnings} of {}", self.warnings);
        assert_eq!(store.audit_break().unwrap(), None);
    }
}

/// What lies in the data folder without belonging to anybody.
fn left_behind(data: &Path, store: &Store) -> Vec<String> {
    let mut left: Vec<PathBuf> = Vec::new();
    for trace in [Trace::Incoming, Trace::Dropped, Trace::Restoring, Trace::Partial] {
        left.extend(trace.paths(data).unwrap());
    }
    let mut contents = BTreeSet::new();
    for person in store.patients("").unwrap() {
        for visit in store.visits(person.id).unwrap() {
            let recordings = store.recordings(visit.id).unwrap();
            contents.extend(
                recordings
                    .into_iter()
                    .map(|recording| format!("{}.tar.zst", recording.content)),
            );
        }
    }
    for folder in Trace::Recordings.paths(data).unwrap() {
        let files = std::fs::read_dir(&folder).unwrap().flatten();
        let stray = |path: &PathBuf| !contents.contains(&path.file_name().unwrap().to_string_lossy().into_owned());
        left.extend(files.map(|file| file.path()).filter(stray));
    }
    // A recording that broke off is kept as long as its visit is.
    let of_nobody = |path: &PathBuf| {
        let visit = numbers::<VisitId>(&path.file_name().unwrap().to_string_lossy(), "visit-", "-");
        visit.first().is_none_or(|visit| store.visit(*visit).is_err())
    };
    left.extend(Trace::Unfinished.paths(data).unwrap().into_iter().filter(of_nobody));
    left.iter().map(|path| path.display().to_string()).collect()
}

#[test]
fn an_app_that_is_killed_at_random_keeps_what_it_confirmed() {
    let place = tempfile::tempdir().unwrap();
    let data = place.path().join("data");
    let rounds = (kills(100) / 10).max(3);
    let mut random = Pcg64Mcg::seed_from_u64(14);
    let mut confirmed = Confirmed::default();
    for round in 0..rounds {
        let mut program = Program::start_with(&data, &[]);
        let browser = program.browser.clone();
        let until_killed = Duration::from_millis(random.random_range(100..4000));
        let seed = random.random();
        let worker = std::thread::spawn(move || {
            let mut random = Pcg64Mcg::seed_from_u64(seed);
            until_unanswered(|| {
                for step in 0.. {
                    confirmed.step(&browser, &mut random, &format!("K{round}-{step}"));
                }
            });
            confirmed
        });
        std::thread::sleep(until_killed);
        assert!(program.child.try_wait().unwrap().is_none(), "it ended by itself");
        program.kill();
        confirmed = worker.join().unwrap_or_else(|reason| std::panic::resume_unwind(reason));
        let store = Store::open_existing(&data, None).unwrap();
        println!(
            "round {round}: {} confirmed, {} people",
            confirmed.count,
            confirmed.people.len()
        );
        confirmed.check(&store);
        assert_eq!(left_behind(&data, &store), [""; 0], "round {round}");
    }
    assert!(confirmed.count as u64 > rounds, "{confirmed:?}");
}

/// What was confirmed of the recordings of a demonstration.
#[derive(Debug, Default)]
struct Recorded {
    stored: BTreeSet<RecordingId>,
    /// Names of recordings that broke off and were taken in or discarded.
    gone: BTreeSet<String>,
    running: Option<Running>,
    begun: usize,
}

/// The recording that runs: whose, and when what was confirmed of it.
#[derive(Debug, Default)]
struct Running {
    pseudonym: String,
    marks: Vec<Instant>,
    exchanged: Option<bool>,
}

/// The recordings that the first page offers because they broke off.
fn offered(browser: &Browser) -> BTreeSet<String> {
    let page = browser.get("/").body;
    let names = page.split("name=\"name\" value=\"").skip(1);
    names
        .filter_map(|rest| rest.split('"').next())
        .map(str::to_owned)
        .collect()
}

impl Recorded {
    /// Whatever broke off before, then one recording after the other.
    fn work(&mut self, browser: &Browser, random: &mut Pcg64Mcg, round: u64) {
        for name in offered(browser) {
            let of = [("name", name.as_str())];
            // One whose sensors are not known yet can only be taken in or discarded.
            let page = browser.get("/").body;
            let ways = page.matches(&format!("value=\"{name}\"")).count() as u32;
            match random.random_range(0..ways) {
                0 => {
                    led(&browser.submit("/broken/discard", &of));
                    self.gone.insert(name);
                }
                1 => {
                    self.stored.insert(last(browser.submit("/broken/take", &of).location()));
                    self.gone.insert(name);
                }
                _ => {
                    led(&browser.submit("/broken/go-on", &of));
                    self.record(browser, random, None);
                }
            }
        }
        for step in 0.. {
            led(&browser.submit("/session/new", &[]));
            let pseudonym = format!("S{round}-{step}");
            led(&browser.submit("/session/who", &[("patient", ""), ("pseudonym", &pseudonym)]));
            wait(|| browser.get("/session").body.matches("data-blink").count() == 5);
            connect_all(browser);
            led(&browser.submit("/session/back", &[]));
            connect_all(browser);
            led(&browser.submit("/session/checked", &[]));
            led(&browser.submit("/session/protocol", &[("protocol", "walk_free")]));
            self.record(browser, random, Some(pseudonym));
        }
    }

    /// From sensors that are connected to the stored recording.
    fn record(&mut self, browser: &Browser, random: &mut Pcg64Mcg, pseudonym: Option<String>) {
        wait(|| can_start(browser));
        led(&browser.submit("/session/begin", &[]));
        wait(|| browser.get("/session").body.contains("data-recording=\"yes\""));
        self.begun += 1;
        // One that was gone on with has marks of before, and a name that is not known here.
        self.running = pseudonym.map(|pseudonym| Running {
            pseudonym,
            exchanged: Some(false),
            ..Running::default()
        });
        for _ in 0..random.random_range(1..12) {
            std::thread::sleep(Duration::from_millis(random.random_range(0..700)));
            match random.random_range(0..4) {
                0 | 1 => {
                    led(&browser.submit("/session/mark", &[]));
                    self.running
                        .iter_mut()
                        .for_each(|running| running.marks.push(Instant::now()));
                }
                2 => led(&browser.submit("/session/pause", &[])),
                _ => {
                    let before = self.running.as_mut().and_then(|running| running.exchanged.take());
                    led(&browser.submit("/session/exchange", &[("places", "legs")]));
                    self.running
                        .iter_mut()
                        .for_each(|running| running.exchanged = before.map(|before| !before));
                }
            }
        }
        led(&browser.submit("/session/next", &[]));
        self.running = None;
        let answer = browser.submit("/session/stop", &[]);
        let stored = answer
            .location()
            .strip_prefix("/recordings/")
            .and_then(|id| id.parse().ok());
        self.stored
            .insert(stored.unwrap_or_else(|| panic!("{answer:?}: {}", browser.get("/session").body)));
    }

    /// Holds the folder, after the next start, against what was confirmed before the kill.
    fn check(&self, data: &Path, store: &Store, killed: Instant) {
        for id in &self.stored {
            assert!(store.recording_files(*id).unwrap().len() > 3, "{self:?}");
        }
        let folders = Trace::Unfinished.paths(data).unwrap();
        let again = |path: &PathBuf| self.gone.contains(&*path.file_name().unwrap().to_string_lossy());
        assert!(!folders.iter().any(again), "{folders:?} came back: {self:?}");
        let Some(running) = &self.running else { return };
        let of = |folder: &PathBuf| {
            recovery::session(folder)
                .ok()
                .flatten()
                .map(|session| (folder.clone(), session))
        };
        let mut found = folders.iter().filter_map(of);
        let found = found.find(|(_, session)| session.subject.pseudonym.as_deref() == Some(&running.pseudonym));
        let (folder, session) = found.unwrap_or_else(|| panic!("no recording of {running:?} in {folders:?}"));
        if let Some(exchanged) = running.exchanged {
            assert_eq!(!session.exchanged.is_empty(), exchanged, "{running:?}");
        }
        // Rows and marks of the last second may wait for the disk; docs/recording.md says so.
        let safe = |at: &&Instant| killed.duration_since(**at) > Duration::from_secs(2);
        let marks = recovery::journal(&folder)
            .unwrap()
            .map_or(0, |journal| journal.marks_s.len());
        assert!(
            marks >= running.marks.iter().filter(safe).count(),
            "{marks} marks of {running:?}"
        );
    }
}

/// As [`desk::until`], but a program that is gone ends the waiting.
fn wait(mut holds: impl FnMut() -> bool) {
    let begun = Instant::now();
    while !holds() {
        assert!(begun.elapsed() < PATIENCE, "waited in vain");
        std::thread::sleep(Duration::from_millis(50));
    }
}

#[test]
fn a_recording_whose_app_is_killed_at_random_is_offered_or_stored() {
    let place = tempfile::tempdir().unwrap();
    let data = place.path().join("data");
    let rounds = (kills(100) / 20).max(3);
    let mut random = Pcg64Mcg::seed_from_u64(15);
    let mut recorded = Recorded::default();
    for round in 0..rounds {
        let mut program = Program::start(&data);
        let browser = program.browser.clone();
        let until_killed = Duration::from_millis(random.random_range(1000..30_000));
        let seed = random.random();
        let worker = std::thread::spawn(move || {
            let mut random = Pcg64Mcg::seed_from_u64(seed);
            until_unanswered(|| recorded.work(&browser, &mut random, round));
            recorded
        });
        std::thread::sleep(until_killed);
        assert!(program.child.try_wait().unwrap().is_none(), "it ended by itself");
        let killed = Instant::now();
        program.kill();
        recorded = worker.join().unwrap_or_else(|reason| std::panic::resume_unwind(reason));
        {
            let store = Store::open_existing(&data, None).unwrap();
            recorded.check(&data, &store, killed);
            assert_eq!(left_behind(&data, &store), [""; 0], "round {round}");
        }
        println!(
            "round {round}: {} begun, {} stored",
            recorded.begun,
            recorded.stored.len()
        );
        // Whatever broke off is offered, so that nothing lies there unseen.
        let program = Program::start_with(&data, &[]);
        let folders = Trace::Unfinished.paths(&data).unwrap();
        let name = |path: &PathBuf| path.file_name().unwrap().to_string_lossy().into_owned();
        let names: BTreeSet<String> = folders.iter().map(name).collect();
        assert_eq!(offered(&program.browser), names, "round {round}");
        recorded.running = None;
        program.kill();
    }
    assert!(recorded.begun > 0, "{recorded:?}");
    // With its people everything goes.
    let program = Program::start_with(&data, &[]);
    for name in offered(&program.browser) {
        led(&program.browser.submit("/broken/discard", &[("name", &name)]));
    }
    let people = Store::open_existing(&data, None).unwrap().patients("").unwrap();
    for person in people {
        let confirm = [("confirm", person.pseudonym.as_str())];
        led(&program
            .browser
            .submit(&format!("/patients/{}/delete", person.id), &confirm));
    }
    program.kill();
    let store = Store::open_existing(&data, None).unwrap();
    assert_eq!(left_behind(&data, &store), [""; 0]);
    assert_eq!(Trace::Unfinished.paths(&data).unwrap(), Vec::<PathBuf>::new());
}
