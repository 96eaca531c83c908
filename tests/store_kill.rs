//! A program that is killed at any moment loses nothing that it had confirmed, and leaves nothing half done.
#![cfg(feature = "store")]

use gaitscope::store::{By, NewNote, NewRecording, PatientDetails, PatientId, RecordingId, Store, StoreError, VisitId};
use jiff::Timestamp;
use rand::{RngExt, SeedableRng};
use rand_pcg::Pcg64Mcg;
use std::collections::BTreeMap;
use std::io::{BufRead, BufReader, Write};
use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::Arc;
use std::time::Duration;

const ROUNDS: u64 = 200;

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
    let Some(dir) = std::env::var_os("GAITSCOPE_KILL_DIR") else {
        return;
    };
    let round: u64 = std::env::var("GAITSCOPE_KILL_ROUND").unwrap().parse().unwrap();
    let mut random = Pcg64Mcg::seed_from_u64(round);
    let mut store = Store::open(Path::new(&dir), None).unwrap();
    let patient = store
        .add_patient(&format!("R{round}"), &PatientDetails::default(), &by())
        .unwrap();
    confirm(&format!("patient R{round} {patient}"));
    let visit = store.add_visit(patient, by().at, "", &by()).unwrap();
    let mut mine: Vec<RecordingId> = Vec::new();
    for step in 0.. {
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
                store.add_note(patient, &note, &by()).unwrap();
                confirm(&format!("note {patient} {round} {step}"));
            }
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
                .notes(*patient)
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
fn killed_two_hundred_times_nothing_confirmed_is_lost() {
    let dir = tempfile::tempdir().unwrap();
    let mut random = Pcg64Mcg::seed_from_u64(9);
    let (mut confirmations, mut recordings) = (0, 0);
    let mut last = Confirmed::default();
    for round in 0..ROUNDS {
        let mut child = Command::new(std::env::current_exe().unwrap())
            .args(["child", "--exact", "--ignored", "--nocapture", "--quiet"])
            .env("GAITSCOPE_KILL_DIR", dir.path())
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

        let store = Store::open(dir.path(), None).unwrap();
        round_confirmed.check(&store, round);
        last = round_confirmed;
    }
    let store = Store::open(dir.path(), None).unwrap();
    last.check(&store, ROUNDS);
    assert_eq!(store.audit_break().unwrap(), None);
    assert!(
        confirmations > ROUNDS && recordings > 100,
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
    let on_disk: std::collections::BTreeSet<String> = std::fs::read_dir(dir.path().join("recordings"))
        .unwrap()
        .flat_map(|folder| std::fs::read_dir(folder.unwrap().path()).unwrap())
        .map(|file| file.unwrap().file_name().into_string().unwrap())
        .collect();
    assert_eq!(contents, on_disk);
    assert_eq!(std::fs::read_dir(dir.path().join("incoming")).unwrap().count(), 0);
}
