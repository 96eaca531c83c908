//! A program that is killed at any moment loses nothing that it had confirmed, and leaves nothing half done: every command
//! of the store, at random, killed at random. `GAITSCOPE_KILLS` says how often (100 unless told).

#![allow(clippy::unwrap_used, reason = "a test fails where it stands")]

use jiff::Timestamp;
use rand::{RngExt, SeedableRng};
use rand_pcg::Pcg64Mcg;
use simulation::{Extent, Scenario, Stage, presets, simulate};
use std::collections::BTreeMap;
use std::io::{BufRead, BufReader, Write};
use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::Arc;
use std::time::Duration;
use store::{
    AnalysisId, By, ConsentId, Identity, NewNote, NewRecording, NoteId, PatientDetails, PatientId, RecordingId, Store,
    StoreError, VisitId, restore,
};

fn rounds() -> u64 {
    std::env::var("GAITSCOPE_KILLS").map_or(100, |text| text.parse().expect("a number of kills"))
}

fn by() -> By {
    By {
        who: "child".to_owned(),
        at: Timestamp::from_second(1_790_000_000).unwrap(),
    }
}

/// The files of a recording, known by its tag alone.
fn files(tag: u64) -> Vec<(String, Arc<[u8]>)> {
    let mut random = Pcg64Mcg::seed_from_u64(tag);
    let length = random.random_range(1..60_000);
    let bytes: Vec<u8> = (0..length).map(|_| random.random_range(0..40u8) + b'0').collect();
    vec![
        ("pelvis.csv".to_owned(), Arc::from(bytes)),
        ("session.toml".to_owned(), Arc::from(format!("# {tag}\n").into_bytes())),
    ]
}

/// What the child confirms, one line each.
fn confirm(line: &str) {
    let mut out = std::io::stdout().lock();
    writeln!(out, "+ {line}").and_then(|()| out.flush()).unwrap();
}

#[test]
#[ignore = "is started, and killed, by the test below"]
fn child() {
    let dir = std::env::var_os("GAITSCOPE_KILL_DIR").expect("set by the test below");
    let round: u64 = std::env::var("GAITSCOPE_KILL_ROUND").unwrap().parse().unwrap();
    let mut random = Pcg64Mcg::seed_from_u64(round);
    let mut store = Store::open(Path::new(&dir), None).unwrap();
    let patient = store
        .add_patient(&format!("R{round}"), &PatientDetails::default(), &by())
        .unwrap();
    confirm(&format!("patient R{round} {patient}"));
    let visit = store.add_visit(patient, by().at, "", &by()).unwrap();
    let mut mine: Vec<RecordingId> = Vec::new();
    let mut notes: Vec<NoteId> = Vec::new();
    let mut consents: Vec<ConsentId> = Vec::new();
    let beside = |name: &str| Path::new(&dir).with_extension(name);
    let day = jiff::civil::date(2026, 9, 1);
    for step in 0.. {
        match random.random_range(0..40) {
            // A restore beside; the store itself is open here.
            0 if step > 3 => {
                let out = beside("saved").join(format!("{round}-{step}.tar"));
                assert_eq!(store.backup(&out, &by()).unwrap(), []);
                confirm(&format!("backup {}", out.display()));
                restore(&out, &beside("copy"), None, false, &by()).unwrap();
                confirm("restored");
            }
            1 => {
                let id = store
                    .add_recording(visit, &beside("walk"), &NewRecording::default(), &by())
                    .unwrap();
                let analysis = store.analyze(id, &assessment::Settings::default(), &by()).unwrap();
                confirm(&format!("analysis {} {id}", analysis.id));
            }
            2 => {
                let out = beside("exported").join(format!("{round}-{step}"));
                store.export_patient(patient, &out, &by()).unwrap();
                confirm(&format!("exported {}", out.display()));
            }
            3 | 4 => {
                let identity = Identity {
                    name: format!("name {round} {step}"),
                    ..Identity::default()
                };
                store.set_identity(patient, Some(&identity), &by()).unwrap();
                store.set_setting("kills", &step, &by()).unwrap();
                confirm(&format!("setting {step}"));
            }
            5 | 6 => {
                let id = store.add_consent(patient, "study", day, None, &by()).unwrap();
                consents.push(id);
                confirm(&format!("consent {patient} {id}"));
            }
            7 if !consents.is_empty() => {
                let id = consents.swap_remove(0);
                store.withdraw_consent(id, day, &by()).unwrap();
                confirm(&format!("withdrawn {patient} {id}"));
            }
            8 if !notes.is_empty() => {
                store.retract_note(notes.swap_remove(0), &by()).unwrap();
            }
            // Several changes at once: a visit with its answers, or neither.
            9 | 10 => {
                let made = store.together(|store| {
                    let visit = store.add_visit(patient, by().at, "together", &by())?;
                    store.set_intake(visit, &recording::Intake::default(), &by())?;
                    Ok(visit)
                });
                confirm(&format!("visit {}", made.unwrap()));
            }
            11 | 12 => {
                let other = store.add_visit(patient, by().at, "short", &by()).unwrap();
                store
                    .add_recording_files(other, files(round * 1000 + 700 + step), &NewRecording::default(), &by())
                    .unwrap();
                // A recording that broke off lies beside it.
                let folder = store.unfinished_dir().join(format!("visit-{other}-{step}"));
                std::fs::create_dir(&folder).unwrap();
                std::fs::write(folder.join("pelvis.csv"), b"x").unwrap();
                store.delete_visit(other, &by()).unwrap();
                confirm(&format!("novisit {other}"));
            }
            _ => usual_step(
                &mut store,
                &mut random,
                (patient, visit),
                (round, step),
                &mut mine,
                &mut notes,
            ),
        }
    }
}

/// The commands that are given most.
fn usual_step(
    store: &mut Store,
    random: &mut Pcg64Mcg,
    (patient, visit): (PatientId, VisitId),
    (round, step): (u64, u64),
    mine: &mut Vec<RecordingId>,
    notes: &mut Vec<NoteId>,
) {
    match random.random_range(0..6) {
        0..3 => {
            let tag = round * 1000 + step;
            let id = store
                .add_recording_files(visit, files(tag), &NewRecording::default(), &by())
                .unwrap();
            mine.push(id);
            confirm(&format!("recording {tag} {id}"));
        }
        3 if !mine.is_empty() => {
            let id = mine.swap_remove(random.random_range(0..mine.len()));
            store.delete_recording(id, &by()).unwrap();
            confirm(&format!("deleted {id}"));
        }
        4 => {
            let name = format!("D{round}-{step}");
            let other = store.add_patient(&name, &PatientDetails::default(), &by()).unwrap();
            let visit: VisitId = store.add_visit(other, by().at, "", &by()).unwrap();
            store
                .add_recording_files(visit, files(round * 1000 + 500 + step), &NewRecording::default(), &by())
                .unwrap();
            store.delete_patient(other, &by()).unwrap();
            confirm(&format!("nobody {other}"));
        }
        _ => {
            let note = NewNote {
                visit: Some(visit),
                text: format!("note {round} {step}"),
                in_report: false,
            };
            notes.push(store.add_note(patient, &note, &by()).unwrap());
            confirm(&format!("note {patient} {round} {step}"));
        }
    }
}

/// What was confirmed over all rounds and must be there.
#[derive(Default)]
struct Confirmed {
    patients: BTreeMap<PatientId, String>,
    recordings: BTreeMap<RecordingId, u64>,
    notes: BTreeMap<PatientId, Vec<String>>,
    gone: Vec<RecordingId>,
    nobody: Vec<PatientId>,
    visits: Vec<VisitId>,
    no_visits: Vec<VisitId>,
    /// Analysis and recording.
    analyses: Vec<(AnalysisId, RecordingId)>,
    consents: Vec<(PatientId, ConsentId)>,
    withdrawn: Vec<(PatientId, ConsentId)>,
    backups: Vec<String>,
    exports: Vec<String>,
    setting: Option<u64>,
    restored: bool,
}

impl Confirmed {
    fn take(&mut self, line: &str) {
        let words: Vec<&str> = line.split(' ').collect();
        match words[..] {
            ["patient", name, id] => {
                self.patients.insert(id.parse().unwrap(), name.to_owned());
            }
            ["recording", tag, id] => {
                self.recordings.insert(id.parse().unwrap(), tag.parse().unwrap());
            }
            ["deleted", id] => {
                let id = id.parse().unwrap();
                self.recordings.remove(&id);
                self.gone.push(id);
            }
            ["nobody", id] => self.nobody.push(id.parse().unwrap()),
            ["visit", id] => self.visits.push(id.parse().unwrap()),
            ["novisit", id] => self.no_visits.push(id.parse().unwrap()),
            ["analysis", id, recording] => self.analyses.push((id.parse().unwrap(), recording.parse().unwrap())),
            ["consent", patient, id] => self.consents.push((patient.parse().unwrap(), id.parse().unwrap())),
            ["withdrawn", patient, id] => self.withdrawn.push((patient.parse().unwrap(), id.parse().unwrap())),
            ["backup", path] => self.backups.push(path.to_owned()),
            ["exported", path] => self.exports.push(path.to_owned()),
            ["setting", step] => self.setting = Some(step.parse().unwrap()),
            ["restored"] => self.restored = true,
            ["note", patient, round, step] => {
                let notes = self.notes.entry(patient.parse().unwrap()).or_default();
                notes.push(format!("note {round} {step}"));
            }
            _ => panic!("not a confirmation: {line}"),
        }
    }

    /// Everything confirmed in this round is there, and whatever else is there is whole.
    fn check(&self, store: &Store, round: u64) {
        for (id, name) in &self.patients {
            assert_eq!(&store.patient(*id).unwrap().pseudonym, name, "round {round}");
        }
        for (id, tag) in &self.recordings {
            match store.recording_files(*id) {
                Ok(found) => assert_eq!(found, files(*tag), "round {round}"),
                // The child was killed between a deletion and its confirmation.
                Err(StoreError::Missing { .. }) => assert!(self.may_be_deleted(store, *id), "round {round}: {id} lost"),
                Err(error) => panic!("round {round}: {error}"),
            }
        }
        for (patient, notes) in &self.notes {
            let kept: Vec<String> = store
                .notes_ever(*patient)
                .unwrap()
                .into_iter()
                .map(|note| note.text)
                .collect();
            assert!(notes.iter().all(|note| kept.contains(note)), "round {round}");
        }
        assert!(
            self.gone.iter().all(|id| store.stored_recording(*id).is_err()),
            "round {round}"
        );
        assert!(
            self.nobody.iter().all(|id| store.patient(*id).is_err()),
            "round {round}"
        );
        assert!(self.visits.iter().all(|id| store.visit(*id).is_ok()), "round {round}");
        assert!(
            self.no_visits.iter().all(|id| store.visit(*id).is_err()),
            "round {round}"
        );
        for (analysis, recording) in &self.analyses {
            let kept = store.analyses(*recording).unwrap();
            assert!(kept.iter().any(|kept| kept.id == *analysis), "round {round}");
        }
        for (patient, id) in self.consents.iter().chain(&self.withdrawn) {
            let kept = store.consents(*patient).unwrap();
            let consent = kept.iter().find(|consent| consent.id == *id);
            let consent = consent.unwrap_or_else(|| panic!("round {round}: consent {id}"));
            assert!(
                consent.withdrawn_on.is_some() || !self.withdrawn.contains(&(*patient, *id)),
                "round {round}"
            );
        }
        for path in &self.exports {
            assert!(Path::new(path).join("person.json").is_file(), "round {round}: {path}");
        }
        if let Some(step) = self.setting {
            assert!(store.setting::<u64>("kills").unwrap() >= Some(step), "round {round}");
        }
        for row in store.patients("").unwrap() {
            for visit in store.visits(row.id).unwrap() {
                for recording in store.recordings(visit.id).unwrap() {
                    assert!(self.recordings.contains_key(&recording.id) || store.recording_files(recording.id).is_ok());
                }
            }
        }
    }

    /// A deletion that nobody asked for would have no row in the audit trail.
    fn may_be_deleted(&self, store: &Store, id: RecordingId) -> bool {
        let trail = store.audit(None, 50).unwrap();
        trail
            .iter()
            .any(|row| row.action == "recording-deleted" && row.object == Some(id.0))
    }
}

#[test]
fn killed_at_random_nothing_confirmed_is_lost() {
    let place = tempfile::tempdir().unwrap();
    let dir = place.path().join("data");
    let copy = dir.with_extension("copy");
    for folder in ["saved", "exported"] {
        std::fs::create_dir(dir.with_extension(folder)).unwrap();
    }
    let walk = Scenario {
        protocol: vec![
            Stage::Stand { seconds: 3.0 },
            Stage::Walk {
                extent: Extent::Seconds(8.0),
                lane_m: None,
            },
        ],
        ..presets::healthy(1)
    };
    recording::write_session(&dir.with_extension("walk"), &simulate(&walk).recording).unwrap();
    let mut restored = false;
    let mut random = Pcg64Mcg::seed_from_u64(9);
    let (mut confirmations, mut recordings) = (0, 0);
    let mut last = Confirmed::default();
    let rounds = rounds();
    for round in 0..rounds {
        let mut child = Command::new(std::env::current_exe().unwrap())
            .args(["child", "--exact", "--ignored", "--nocapture", "--quiet"])
            .env("GAITSCOPE_KILL_DIR", &dir)
            .env("GAITSCOPE_KILL_ROUND", round.to_string())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
        let mut round_confirmed = Confirmed::default();
        let mut take = |line: String| {
            // The test harness writes lines of its own, and the last line may be cut.
            if let Some(confirmed) = line.strip_prefix("+ ") {
                round_confirmed.take(confirmed);
                confirmations += 1;
            }
        };
        // Killed a random while after a random confirmation: at times while it opens, at times in the midst.
        let until = random.random_range(0..12);
        let mut seen = 0;
        while seen < until {
            let line = lines.next().expect("the child works until it is killed").unwrap();
            seen += usize::from(line.starts_with("+ "));
            take(line);
        }
        std::thread::sleep(Duration::from_micros(random.random_range(0..15_000)));
        child.kill().unwrap();
        child.wait().unwrap();
        lines.map_while(Result::ok).for_each(&mut take);
        recordings += round_confirmed.recordings.len();

        let mut store = Store::open(&dir, None).unwrap();
        round_confirmed.check(&store, round);
        // The copy is a store at every moment, once one was restored there, and its next start sweeps what a killed
        // restore left.
        assert!(copy.exists() || !restored, "round {round}: no store under its name");
        restored |= round_confirmed.restored;
        assert!(copy.exists() || !restored, "round {round}: no store under its name");
        assert_eq!(
            Store::open(&copy, None).unwrap().audit_break().unwrap(),
            None,
            "round {round}"
        );
        if let Some(path) = round_confirmed.backups.last() {
            let again = place.path().join("again");
            assert_eq!(restore(Path::new(path), &again, None, false, &by()).unwrap().lost, []);
            std::fs::remove_dir_all(again).unwrap();
        }
        // A recording that broke off is kept as long as its visit is.
        let kept = |path: &String| {
            let name = path.rsplit('/').next().unwrap_or_default();
            let visit = name
                .strip_prefix("visit-")
                .and_then(|rest| rest.split('-').next()?.parse().ok());
            visit.is_some_and(|visit| store.visit(visit).is_ok())
        };
        let mut left = left_behind(place.path());
        left.retain(|path| !kept(path));
        assert_eq!(left, [""; 0], "round {round}");
        // So that the store, its backups and copies do not grow without end.
        if round % 20 == 19 {
            for row in store.patients("").unwrap().iter().skip(8) {
                store.delete_patient(row.id, &by()).unwrap();
            }
            round_confirmed = Confirmed::default();
        }
        for path in &round_confirmed.backups {
            std::fs::remove_file(path).unwrap();
        }
        drop(store);
        for old in std::fs::read_dir(place.path()).unwrap().flatten() {
            if old.file_name().to_string_lossy().contains("before-restore") {
                std::fs::remove_dir_all(old.path()).unwrap();
            }
        }
        last = round_confirmed;
    }
    let mut store = Store::open(&dir, None).unwrap();
    last.check(&store, rounds);
    let out = dir.with_extension("saved").join("last.tar");
    store.backup(&out, &by()).unwrap();
    let someone = store.patients("").unwrap()[0].id;
    let exported = dir.with_extension("exported");
    store.export_patient(someone, &exported.join("last"), &by()).unwrap();
    let half: Vec<_> = std::fs::read_dir(&exported)
        .unwrap()
        .flatten()
        .map(|entry| entry.file_name().to_string_lossy().into_owned())
        .filter(|name| name.contains("partial"))
        .collect();
    assert_eq!(half, [""; 0], "half exports stay");
    let saved: Vec<_> = std::fs::read_dir(out.parent().unwrap())
        .unwrap()
        .flatten()
        .map(|entry| entry.path())
        .collect();
    assert!(
        saved
            .iter()
            .all(|path| path.extension().is_some_and(|ending| ending == "tar")),
        "half backups stay: {saved:?}"
    );
    assert_eq!(store.audit_break().unwrap(), None);
    assert!(
        confirmations > rounds && recordings as u64 > rounds / 2,
        "{confirmations} confirmations, {recordings} recordings"
    );
    // No bytes on the disk without a recording, and none half written.
    let contents: std::collections::BTreeSet<String> = store
        .patients("")
        .unwrap()
        .iter()
        .flat_map(|row| store.visits(row.id).unwrap())
        .flat_map(|visit| store.recordings(visit.id).unwrap())
        .map(|recording| format!("{}.tar.zst", recording.content))
        .collect();
    let on_disk: std::collections::BTreeSet<String> = std::fs::read_dir(dir.join("recordings"))
        .unwrap()
        .flat_map(|folder| std::fs::read_dir(folder.unwrap().path()).unwrap())
        .map(|file| file.unwrap().file_name().into_string().unwrap())
        .collect();
    assert_eq!(contents, on_disk);
    assert_eq!(std::fs::read_dir(dir.join("incoming")).unwrap().count(), 0);
}

/// What killed runs left in or beside the data folder once the next start has swept.
fn left_behind(place: &Path) -> Vec<String> {
    let names = |folder: &Path| -> Vec<String> {
        let entries = std::fs::read_dir(folder).into_iter().flatten().flatten();
        entries.map(|entry| entry.path().display().to_string()).collect()
    };
    let mut left: Vec<String> = names(place)
        .into_iter()
        .filter(|name| name.contains("restoring"))
        .collect();
    for folder in ["incoming", "unfinished", "dropped"] {
        left.extend(names(&place.join("data").join(folder)));
    }
    left
}
