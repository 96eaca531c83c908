//! The store as its users see it, on a folder that is thrown away.

use super::*;
use assessment::Settings;
use jiff::Timestamp;
use jiff::civil::date;
use recording::{Answer, Intake, Side};
use std::fs;
use std::sync::Arc;

fn at(second: i64) -> By {
    let at = Timestamp::from_second(1_790_000_000 + second).unwrap();
    By {
        who: "AM".to_owned(),
        at,
    }
}

fn open(dir: &Path) -> Store {
    Store::open(dir, None).unwrap()
}

fn details() -> PatientDetails {
    PatientDetails {
        height_m: Some(1.7),
        birth_year: Some(1970),
        affected_side: Some(Side::Left),
        sensor_height_m: Some(0.3),
        ..PatientDetails::default()
    }
}

/// A small recording: a shank sensor that lies still.
fn lying() -> Vec<(String, Arc<[u8]>)> {
    let mut text = "time_s,acc_x_mps2,acc_y_mps2,acc_z_mps2,gyr_x_radps,gyr_y_radps,gyr_z_radps\n".to_owned();
    for i in 0..400 {
        let wobble = f64::from(i % 7) * 0.01;
        text += &format!("{:.2},{wobble:.2},9.81,0.1,0,0,{wobble:.3}\n", f64::from(i) * 0.01);
    }
    let session = "[protocol]\nname = \"quiet-stand\"\n";
    vec![
        ("shank_left.csv".to_owned(), Arc::from(text.as_bytes())),
        ("session.toml".to_owned(), Arc::from(session.as_bytes())),
    ]
}

/// Every byte in a folder.
fn contains(dir: &Path, needle: &[u8]) -> bool {
    fs::read_dir(dir).unwrap().any(|entry| {
        let path = entry.unwrap().path();
        if path.is_dir() {
            contains(&path, needle)
        } else {
            fs::read(&path)
                .unwrap()
                .windows(needle.len())
                .any(|window| window == needle)
        }
    })
}

fn packs(dir: &Path) -> usize {
    fs::read_dir(dir.join("recordings"))
        .unwrap()
        .map(|folder| fs::read_dir(folder.unwrap().path()).unwrap().count())
        .sum()
}

#[test]
fn a_person_comes_back_as_added() {
    let dir = tempfile::tempdir().unwrap();
    let mut store = open(dir.path());
    let id = store.add_patient(" P-017 ", &details(), &at(0)).unwrap();
    let identity = Identity {
        name: "Jürgen Özil".to_owned(),
        birth_date: Some(date(1970, 2, 3)),
        contact: None,
    };
    store.set_identity(id, Some(&identity), &at(1)).unwrap();
    let other = store.add_patient("B", &PatientDetails::default(), &at(2)).unwrap();
    store.add_visit(other, at(3).at, "", &at(3)).unwrap();

    let store = open(dir.path());
    let patient = store.patient_called("p-017").unwrap();
    assert_eq!(patient, store.patient(id).unwrap());
    assert_eq!((patient.pseudonym.as_str(), patient.added), ("P-017", at(0).at));
    assert_eq!((patient.details, patient.identity), (details(), Some(identity)));
    let found = |search: &str| -> Vec<PatientId> { store.patients(search).unwrap().iter().map(|row| row.id).collect() };
    assert_eq!(
        found(""),
        [id, other],
        "those without a visit first: they are about to have one"
    );
    assert_eq!(found("özil jürg"), [id]);
    assert_eq!(found("ÖZIL"), [id]);
    assert!(found("nobody").is_empty());
    assert_eq!(store.patients("b").unwrap()[0].visits, 1);
}

#[test]
fn what_cannot_be_is_refused_and_changes_nothing() {
    let dir = tempfile::tempdir().unwrap();
    let mut store = open(dir.path());
    let id = store.add_patient("P1", &details(), &at(0)).unwrap();
    let rows = store.audit(None, 100).unwrap().len();
    for pseudonym in [
        "",
        " ",
        "../P1",
        "a/b",
        "a\\b",
        "Müller",
        "<b>",
        "a b",
        ".hidden",
        "dot.",
        &"x".repeat(41),
    ] {
        assert!(
            matches!(
                store.add_patient(pseudonym, &details(), &at(1)),
                Err(StoreError::Field { .. })
            ),
            "{pseudonym}"
        );
    }
    assert!(matches!(
        store.add_patient("p1", &details(), &at(1)),
        Err(StoreError::PseudonymTaken { .. })
    ));
    let tall = PatientDetails {
        height_m: Some(172.0),
        ..details()
    };
    let error = store.change_patient(id, "P1", &tall, &at(1)).unwrap_err();
    assert!(error.to_string().contains("metres"), "{error}");
    assert!(matches!(store.patient(PatientId(99)), Err(StoreError::Missing { .. })));
    assert!(matches!(
        store.add_visit(PatientId(99), at(1).at, "", &at(1)),
        Err(StoreError::Missing { .. })
    ));
    let long = NewNote {
        visit: None,
        text: "x".repeat(types::LONGEST_NOTE + 1),
        in_report: false,
    };
    assert!(store.add_note(id, &long, &at(1)).is_err());
    let mut intake = Intake {
        back_position: Some(Answer::No),
        ..Intake::default()
    };
    intake.standing = Some(recording::PositionEffect::Worse);
    let visit = store.add_visit(id, at(1).at, "", &at(1)).unwrap();
    assert!(store.set_intake(visit, &intake, &at(1)).is_err());
    assert_eq!(store.audit(None, 100).unwrap().len(), rows + 1);
    assert_eq!(store.patient(id).unwrap().details, details());
}

#[test]
fn a_recording_comes_back_byte_for_byte_and_completed() {
    let dir = tempfile::tempdir().unwrap();
    let mut store = open(dir.path());
    let patient = store.add_patient("P1", &details(), &at(0)).unwrap();
    let visit = store.add_visit(patient, at(0).at, "first", &at(0)).unwrap();
    let mut intake = Intake::default();
    intake.set("radiating", "yes").unwrap();
    store.set_intake(visit, &intake, &at(1)).unwrap();

    let session = dir.path().join("session");
    fs::create_dir(&session).unwrap();
    for (name, bytes) in lying() {
        fs::write(session.join(name), bytes).unwrap();
    }
    fs::write(session.join(".DS_Store"), "junk").unwrap();
    let id = store
        .add_recording(visit, &session, &NewRecording::default(), &at(2))
        .unwrap();
    fs::remove_dir_all(&session).unwrap();
    let again = store
        .add_recording_files(visit, lying(), &NewRecording::default(), &at(3))
        .unwrap();
    assert_eq!(id, again, "the same bytes are one recording");

    let store = open(dir.path());
    let mut files = store.recording_files(id).unwrap();
    files.sort_by(|a, b| b.0.cmp(&a.0));
    assert_eq!(files, lying());
    let stored = store.recordings(visit).unwrap();
    assert_eq!(stored, [store.stored_recording(id).unwrap()]);
    assert_eq!((stored[0].patient, stored[0].added), (patient, at(2).at));
    let recording = store.read_recording(id).unwrap();
    let session = &recording.session;
    assert_eq!(session.subject.pseudonym.as_deref(), Some("P1"));
    assert_eq!(session.subject.height_m, Some(1.7));
    assert_eq!(session.subject.age_years, Some(56.0));
    assert_eq!(session.affected_side, Some(Side::Left));
    let worn: Vec<_> = session
        .sensors
        .iter()
        .map(|entry| (entry.site, entry.sensor_height_m))
        .collect();
    assert!(
        recording.tracks.keys().all(|site| worn.contains(&(*site, Some(0.3)))),
        "{worn:?}"
    );
    assert_eq!(session.protocol.name.as_deref(), Some("quiet-stand"));
    assert_eq!(session.intake, intake);
    assert_eq!(packs(dir.path()), 1);
}

#[test]
fn an_analysis_is_current_until_anything_changes_and_old_ones_stay() {
    let dir = tempfile::tempdir().unwrap();
    let mut store = open(dir.path());
    let patient = store.add_patient("P1", &details(), &at(0)).unwrap();
    let visit = store.add_visit(patient, at(0).at, "", &at(0)).unwrap();
    let id = store
        .add_recording_files(visit, lying(), &NewRecording::default(), &at(0))
        .unwrap();
    let settings = Settings::default();
    assert_eq!(store.current_analysis(id, &settings).unwrap(), None);
    let first = store.analyze(id, &settings, &at(1)).unwrap();
    assert_eq!(store.analyze(id, &settings, &at(2)).unwrap(), first);
    assert!(first.summary.contains("\"schema_version\":1"));
    assert_eq!(first.key.program, summary::METHODS);

    let other = Settings { seed: 1 };
    assert_eq!(store.current_analysis(id, &other).unwrap(), None, "other settings");
    let taller = PatientDetails {
        height_m: Some(1.8),
        ..details()
    };
    store.change_patient(patient, "P1", &taller, &at(3)).unwrap();
    assert_eq!(store.current_analysis(id, &settings).unwrap(), None, "another height");
    let second = store.analyze(id, &settings, &at(4)).unwrap();
    store
        .connection
        .execute("UPDATE analysis SET program = '0.0.9+0' WHERE id = ?1", [second.id])
        .unwrap();
    assert_eq!(store.current_analysis(id, &settings).unwrap(), None, "another program");
    let third = store.analyze(id, &settings, &at(5)).unwrap();
    let kept: Vec<AnalysisId> = store.analyses(id).unwrap().iter().map(|row| row.id).collect();
    assert_eq!(kept, [third.id, second.id, first.id]);
    assert_eq!(store.changed_by_method(id).unwrap(), [], "both say the same");
    let mut older: serde_json::Value = serde_json::from_str(&second.summary).unwrap();
    older["findings"] = serde_json::json!([{ "pattern": "pelvic_drop", "verdict": "shown", "side": "left" }]);
    let packed = zstd::encode_all(older.to_string().as_bytes(), 3).unwrap();
    let update = "UPDATE analysis SET summary = ?2 WHERE id = ?1";
    store
        .connection
        .execute(update, rusqlite::params![second.id, packed])
        .unwrap();
    let changed = [MethodChange::Pattern("pelvic-drop".to_owned())];
    assert_eq!(
        store.changed_by_method(id).unwrap(),
        changed,
        "told by the earlier method alone"
    );
    assert_eq!(store.latest_analysis(id).unwrap(), Some(third));
    store.change_patient(patient, "P1", &details(), &at(6)).unwrap();
    assert_eq!(
        store.current_analysis(id, &settings).unwrap(),
        Some(first),
        "changed back"
    );
}

#[test]
fn notes_are_taken_back_and_kept() {
    let dir = tempfile::tempdir().unwrap();
    let mut store = open(dir.path());
    let patient = store.add_patient("P1", &details(), &at(0)).unwrap();
    let other = store.add_patient("P2", &details(), &at(0)).unwrap();
    let visit = store.add_visit(patient, at(0).at, "", &at(0)).unwrap();
    let note = NewNote {
        visit: Some(visit),
        text: "limps\r\na little ".to_owned(),
        in_report: true,
    };
    assert!(store.add_note(other, &note, &at(1)).is_err(), "another person's visit");
    let first = store.add_note(patient, &note, &at(1)).unwrap();
    let notes = store.notes(patient).unwrap();
    assert_eq!(notes.len(), 1);
    assert_eq!((notes[0].id, notes[0].visit), (first, Some(visit)));
    store.retract_note(first, &at(4)).unwrap();
    assert!(store.notes(patient).unwrap().is_empty());
    assert!(store.retract_note(first, &at(5)).is_err(), "taken back already");
    assert_eq!(store.notes_ever(patient).unwrap()[0].text, "limps\na little");
}

#[test]
fn consent_is_given_and_withdrawn() {
    let dir = tempfile::tempdir().unwrap();
    let mut store = open(dir.path());
    let patient = store.add_patient("P1", &details(), &at(0)).unwrap();
    let id = store
        .add_consent(patient, "treatment", date(2026, 5, 1), Some("folder 3"), &at(0))
        .unwrap();
    assert!(
        store.withdraw_consent(id, date(2026, 4, 1), &at(1)).is_err(),
        "before it was given"
    );
    store.withdraw_consent(id, date(2026, 6, 1), &at(1)).unwrap();
    assert!(store.withdraw_consent(id, date(2026, 6, 2), &at(1)).is_err(), "twice");
    let consent = &store.consents(patient).unwrap()[0];
    assert_eq!(
        (consent.given_on, consent.withdrawn_on),
        (date(2026, 5, 1), Some(date(2026, 6, 1)))
    );
}

#[test]
fn the_trail_cannot_be_changed_and_a_forced_change_is_seen() {
    let dir = tempfile::tempdir().unwrap();
    let mut store = open(dir.path());
    for i in 0..5 {
        store.set_setting("language", &i, &at(i)).unwrap();
    }
    store.set_setting("language", &4, &at(9)).unwrap();
    let entries = store.audit(None, 100).unwrap();
    assert_eq!(entries.len(), 5, "a setting that stays the same is no change");
    assert_eq!(entries[0].detail.as_deref(), Some("language: 3 -> 4"));
    assert_eq!((entries[0].who.as_str(), entries[0].at), ("AM", at(4).at));
    assert_eq!(store.setting::<i32>("language").unwrap(), Some(4));
    for sql in [
        "UPDATE audit SET who = 'nobody' WHERE id = 2",
        "DELETE FROM audit WHERE id = 2",
        "DELETE FROM audit",
        "INSERT OR REPLACE INTO audit SELECT id, 0, who, action, patient_id, object_id, detail, hash FROM audit WHERE id = 2",
    ] {
        store.connection.execute(sql, []).ok();
        assert_eq!(store.audit(None, 100).unwrap(), entries, "{sql}");
        assert_eq!(store.audit_break().unwrap(), None);
    }
    store
        .connection
        .execute_batch("DROP TRIGGER audit_is_not_changed; UPDATE audit SET who = 'x' WHERE id = 2")
        .unwrap();
    assert_eq!(store.audit_break().unwrap(), Some(2));
}

#[test]
fn deletion_leaves_nothing_of_a_person() {
    let dir = tempfile::tempdir().unwrap();
    let mut store = open(dir.path());
    let gone = store.add_patient("GONE-77", &details(), &at(0)).unwrap();
    let stays = store.add_patient("STAYS", &details(), &at(0)).unwrap();
    let identity = Identity {
        name: "Erika Mustermann".to_owned(),
        contact: Some("0123-456789".to_owned()),
        ..Identity::default()
    };
    store.set_identity(gone, Some(&identity), &at(0)).unwrap();
    store
        .add_consent(gone, "treatment of Erika", date(2026, 1, 1), None, &at(0))
        .unwrap();
    let note = NewNote {
        visit: None,
        text: "peculiar zanzibar".to_owned(),
        in_report: false,
    };
    store.add_note(gone, &note, &at(0)).unwrap();
    let visit = store.add_visit(gone, at(0).at, "kilimanjaro", &at(0)).unwrap();
    let shared = store.add_visit(stays, at(0).at, "", &at(0)).unwrap();
    let mut own = lying();
    own[1].1 = Arc::from("[protocol]\nname = \"own\"\n".as_bytes());
    let own = store
        .add_recording_files(visit, own, &NewRecording::default(), &at(0))
        .unwrap();
    store
        .add_recording_files(visit, lying(), &NewRecording::default(), &at(0))
        .unwrap();
    let kept = store
        .add_recording_files(shared, lying(), &NewRecording::default(), &at(0))
        .unwrap();
    store.analyze(own, &Settings::default(), &at(0)).unwrap();
    let words: [&[u8]; 6] = [
        b"Erika",
        b"Mustermann",
        b"0123-456789",
        b"zanzibar",
        b"kilimanjaro",
        b"GONE-77",
    ];
    assert!(words.iter().all(|word| contains(dir.path(), word)));
    assert_eq!(packs(dir.path()), 2);

    store.delete_patient(gone, &at(5)).unwrap();
    for word in words {
        assert!(!contains(dir.path(), word), "{}", String::from_utf8_lossy(word));
    }
    assert_eq!(packs(dir.path()), 1, "what another person's visit holds too, stays");
    assert!(store.recording_files(kept).is_ok());
    assert!(store.stored_recording(own).is_err());
    assert_eq!(store.audit(Some(gone), 1).unwrap()[0].action, "patient-deleted");
    let next = store.add_patient("NEXT", &details(), &at(6)).unwrap();
    assert!(next > stays && next != gone, "numbers are not given twice");
}

#[test]
fn damage_on_the_disk_is_seen() {
    let dir = tempfile::tempdir().unwrap();
    let mut store = open(dir.path());
    let patient = store.add_patient("P1", &details(), &at(0)).unwrap();
    let visit = store.add_visit(patient, at(0).at, "", &at(0)).unwrap();
    let id = store
        .add_recording_files(visit, lying(), &NewRecording::default(), &at(0))
        .unwrap();
    let path = contents::path_of(
        &store.data_dir,
        &store.encryption,
        &store.stored_recording(id).unwrap().content,
    );
    let good = fs::read(&path).unwrap();
    for cut in [0, 1, good.len() / 2, good.len() - 1] {
        fs::write(&path, &good[..cut]).unwrap();
        // The last byte of a frame may be padding of the archive's end.
        if cut < good.len() - 1 {
            assert!(
                matches!(store.recording_files(id), Err(StoreError::Damaged { .. })),
                "{cut}"
            );
        }
    }
    fs::remove_file(&path).unwrap();
    let error = store.recording_files(id).unwrap_err();
    assert!(error.to_string().contains("restore a backup"), "{error}");
    fs::write(&path, &good).unwrap();
    assert!(store.recording_files(id).is_ok());
}

#[test]
fn left_overs_are_swept_and_unfinished_sessions_are_not() {
    let dir = tempfile::tempdir().unwrap();
    let store = open(dir.path());
    fs::write(store.data_dir.incoming().join("pack-1-1"), "half").unwrap();
    fs::create_dir(store.unfinished_dir().join("today")).unwrap();
    let second = open(dir.path());
    assert!(
        store.data_dir.incoming().join("pack-1-1").exists(),
        "another window is open"
    );
    drop((store, second));
    // A content that was moved in, but whose recording was never confirmed.
    let loose = dir.path().join("recordings/ab/abcd.tar.zst");
    fs::create_dir_all(loose.parent().unwrap()).unwrap();
    fs::write(&loose, "x").unwrap();
    let store = open(dir.path());
    assert!(loose.exists(), "what is unknown is not deleted");
    store
        .connection
        .execute("INSERT INTO loose_content VALUES ('abcd')", [])
        .unwrap();
    drop(store);
    let store = open(dir.path());
    assert!(!loose.exists());
    assert!(!store.data_dir.incoming().join("pack-1-1").exists());
    assert!(store.unfinished_dir().join("today").exists());
}

#[test]
fn foreign_and_newer_databases_are_refused() {
    let dir = tempfile::tempdir().unwrap();
    let foreign = Connection::open(dir.path().join("gaitscope.db")).unwrap();
    foreign.execute_batch("CREATE TABLE cats (name TEXT)").unwrap();
    drop(foreign);
    assert!(matches!(
        Store::open(dir.path(), None),
        Err(StoreError::NotAStore { .. })
    ));

    let dir = tempfile::tempdir().unwrap();
    open(dir.path())
        .connection
        .pragma_update(None, "user_version", 99)
        .unwrap();
    assert!(matches!(Store::open(dir.path(), None), Err(StoreError::TooNew { .. })));

    let dir = tempfile::tempdir().unwrap();
    fs::write(
        dir.path().join("gaitscope.db"),
        "this is not a database at all, but it is long enough",
    )
    .unwrap();
    assert!(matches!(Store::open(dir.path(), None), Err(StoreError::Damaged { .. })));
}

#[test]
fn hostile_files_are_refused_by_name() {
    let dir = tempfile::tempdir().unwrap();
    let mut store = open(dir.path());
    let patient = store.add_patient("P1", &details(), &at(0)).unwrap();
    let visit = store.add_visit(patient, at(0).at, "", &at(0)).unwrap();
    let bytes: Arc<[u8]> = Arc::from(&b"x"[..]);
    for name in [
        "../../escape.csv",
        "/etc/passwd",
        "..",
        ".",
        "",
        "a/b.csv",
        "a\\b.csv",
        "C:evil.csv",
        "nul.csv",
        "COM1",
        "line\nbreak.csv",
        "zero\0.csv",
        "trailing. ",
        "quote\".csv",
        "<script>.csv",
        &"x".repeat(300),
    ] {
        let files = vec![(name.to_owned(), Arc::clone(&bytes))];
        let error = store
            .add_recording_files(visit, files, &NewRecording::default(), &at(1))
            .unwrap_err();
        assert!(matches!(error, StoreError::FileName { .. }), "{name:?}: {error}");
        assert!(error.to_string().len() < 300);
    }
    let twice = vec![
        ("A.csv".to_owned(), Arc::clone(&bytes)),
        ("a.csv".to_owned(), Arc::clone(&bytes)),
    ];
    assert!(
        store
            .add_recording_files(visit, twice, &NewRecording::default(), &at(1))
            .is_err()
    );
    store.limit_recordings(100);
    let big = vec![("a.csv".to_owned(), Arc::from(vec![0u8; 101]))];
    assert!(matches!(
        store.add_recording_files(visit, big, &NewRecording::default(), &at(1)),
        Err(StoreError::TooLarge { .. })
    ));
    #[cfg(unix)]
    {
        let folder = dir.path().join("linked");
        fs::create_dir(&folder).unwrap();
        std::os::unix::fs::symlink("/etc/passwd", folder.join("pelvis.csv")).unwrap();
        assert!(matches!(
            store.add_recording(visit, &folder, &NewRecording::default(), &at(1)),
            Err(StoreError::FileName { .. })
        ));
    }
    assert!(store.recordings(visit).unwrap().is_empty());
    assert_eq!(
        fs::read_dir(store.data_dir.incoming()).unwrap().count(),
        0,
        "nothing is left half written"
    );
    assert_eq!(packs(dir.path()), 0);
}

#[cfg(unix)]
#[test]
fn only_the_owner_can_enter() {
    use std::os::unix::fs::PermissionsExt;
    let dir = tempfile::tempdir().unwrap();
    let store = open(&dir.path().join("data"));
    assert_eq!(fs::metadata(store.dir()).unwrap().permissions().mode() & 0o077, 0);
}

/// A store with one person who has everything.
fn furnished(dir: &Path, passphrase: Option<&Passphrase>) -> (Store, PatientId, RecordingId) {
    let mut store = Store::open(dir, passphrase).unwrap();
    let patient = store.add_patient("P1", &details(), &at(0)).unwrap();
    let identity = Identity {
        name: "Erika Mustermann".to_owned(),
        ..Identity::default()
    };
    store.set_identity(patient, Some(&identity), &at(0)).unwrap();
    let visit = store.add_visit(patient, at(0).at, "first", &at(0)).unwrap();
    let note = NewNote {
        visit: Some(visit),
        text: "limps <script>".to_owned(),
        in_report: true,
    };
    store.add_note(patient, &note, &at(1)).unwrap();
    let id = store
        .add_recording_files(visit, lying(), &NewRecording::default(), &at(1))
        .unwrap();
    store.analyze(id, &Settings::default(), &at(2)).unwrap();
    (store, patient, id)
}

#[test]
fn export_holds_everything_and_replaces_nothing() {
    let dir = tempfile::tempdir().unwrap();
    let (mut store, patient, id) = furnished(&dir.path().join("data"), None);
    let out = dir.path().join("out");
    store.export_patient(patient, &out, &at(5)).unwrap();
    let person: serde_json::Value = serde_json::from_slice(&fs::read(out.join("person.json")).unwrap()).unwrap();
    assert_eq!(person["person"]["identity"]["name"], "Erika Mustermann");
    assert_eq!(person["notes"][0]["text"], "limps <script>");
    assert_eq!(
        person["visits"][0]["recordings"][0]["folder"],
        format!("recording-{id}")
    );
    let analysis = person["visits"][0]["recordings"][0]["analyses"][0]["file"]
        .as_str()
        .unwrap();
    assert!(
        fs::read_to_string(out.join(analysis))
            .unwrap()
            .contains("schema_version")
    );
    for (name, bytes) in lying() {
        assert_eq!(
            fs::read(out.join(format!("recording-{id}")).join(name)).unwrap(),
            &bytes[..]
        );
    }
    assert!(matches!(
        store.export_patient(patient, &out, &at(6)),
        Err(StoreError::Exists { .. })
    ));
    assert_eq!(store.audit(Some(patient), 1).unwrap()[0].action, "patient-exported");
}

#[test]
fn a_backup_brings_everything_back() {
    let dir = tempfile::tempdir().unwrap();
    let data = dir.path().join("data");
    let (mut store, patient, id) = furnished(&data, None);
    let file = dir.path().join("practice.backup");
    store.backup(&file, &at(5)).unwrap();
    assert!(matches!(store.backup(&file, &at(5)), Err(StoreError::Exists { .. })));
    let person = store.patient(patient).unwrap();
    let analyses = store.analyses(id).unwrap();
    assert!(matches!(
        restore(&file, &data, None, false, &at(6)),
        Err(StoreError::InUse)
    ));
    store.delete_patient(patient, &at(6)).unwrap();
    drop(store);

    let kept = restore(&file, &data, None, false, &at(7)).unwrap().kept.unwrap();
    let store = open(&data);
    assert_eq!(store.patient(patient).unwrap(), person);
    assert_eq!(store.analyses(id).unwrap(), analyses);
    assert_eq!(store.recording_files(id).unwrap().len(), 2);
    let trail: Vec<String> = store
        .audit(None, 2)
        .unwrap()
        .into_iter()
        .map(|row| row.action)
        .collect();
    assert_eq!(trail, ["backup-restored", "backup-made"]);
    assert!(
        open(&kept).patient(patient).is_err(),
        "the store that was there is kept as it was"
    );

    let elsewhere = dir.path().join("new");
    assert_eq!(restore(&file, &elsewhere, None, false, &at(8)).unwrap().kept, None);
    assert_eq!(open(&elsewhere).patient(patient).unwrap(), person);
}

#[test]
fn broken_and_hostile_backups_change_nothing() {
    let dir = tempfile::tempdir().unwrap();
    let data = dir.path().join("data");
    let (mut store, patient, _) = furnished(&data, None);
    let file = dir.path().join("good.backup");
    store.backup(&file, &at(5)).unwrap();
    drop(store);
    let good = fs::read(&file).unwrap();
    let bad = dir.path().join("bad.backup");
    let refused = |what: &str| {
        let result = restore(&bad, &data, None, false, &at(6));
        assert!(result.is_err(), "{what}");
        assert!(open(&data).patient(patient).is_ok(), "{what}");
        let left: Vec<String> = fs::read_dir(dir.path())
            .unwrap()
            .map(|entry| entry.unwrap().file_name().into_string().unwrap())
            .filter(|name| name.starts_with("data."))
            .collect();
        assert!(left.is_empty(), "{what}: {left:?}");
    };
    for share in [0, 1, 3, 7] {
        fs::write(&bad, &good[..good.len() * share / 8]).unwrap();
        refused("cut");
    }
    let mut flipped = good.clone();
    flipped[good.len() / 2] ^= 1;
    fs::write(&bad, flipped).unwrap();
    refused("one bit changed");
    // The path bytes are written into the header as they are: the library itself refuses such names.
    for name in [
        "../escape",
        "/tmp/escape",
        "recordings/../../escape",
        "recordings/ab/../../x",
        "lock",
        "key.json/x",
    ] {
        let mut tar = tar::Builder::new(fs::File::create(&bad).unwrap());
        let mut header = tar::Header::new_gnu();
        header.as_gnu_mut().unwrap().name[..name.len()].copy_from_slice(name.as_bytes());
        header.set_size(1);
        header.set_cksum();
        tar.append(&header, &b"x"[..]).unwrap();
        tar.into_inner().unwrap();
        refused(name);
    }
    let mut tar = tar::Builder::new(fs::File::create(&bad).unwrap());
    let mut header = tar::Header::new_gnu();
    header.set_entry_type(tar::EntryType::Symlink);
    header.set_size(0);
    tar.append_link(&mut header, "gaitscope.db", "/etc/passwd").unwrap();
    tar.into_inner().unwrap();
    refused("a link");
}

#[cfg(feature = "encrypted")]
mod encrypted {
    use super::*;

    fn phrase() -> Passphrase {
        Passphrase::new("correct horse battery staple")
    }

    #[test]
    fn nothing_is_readable_on_the_disk() {
        let dir = tempfile::tempdir().unwrap();
        let (store, patient, id) = furnished(dir.path(), Some(&phrase()));
        assert!(store.is_encrypted());
        // The database's log too, while it is open.
        for word in [
            "Mustermann",
            "limps",
            "SQLite format",
            "CREATE TABLE",
            "acc_x_mps2",
            "pelvis",
            "shank_left",
        ] {
            assert!(!contains(dir.path(), word.as_bytes()), "{word}");
        }
        assert!(
            !contains(dir.path(), &[0x28, 0xb5, 0x2f, 0xfd]),
            "no packed recording in the open"
        );
        drop(store);
        let store = Store::open(dir.path(), Some(&phrase())).unwrap();
        assert_eq!(
            store.patient(patient).unwrap().identity.unwrap().name,
            "Erika Mustermann"
        );
        assert_eq!(store.read_recording(id).unwrap().tracks.len(), 1);
    }

    #[test]
    fn it_opens_with_its_passphrase_alone() {
        let dir = tempfile::tempdir().unwrap();
        drop(furnished(dir.path(), Some(&phrase())));
        assert!(matches!(
            Store::open(dir.path(), None),
            Err(StoreError::NeedsPassphrase { .. })
        ));
        let wrong = Passphrase::new("correct horse battery stable");
        assert!(matches!(
            Store::open(dir.path(), Some(&wrong)),
            Err(StoreError::WrongPassphrase { .. })
        ));
        let key = dir.path().join("key.json");
        let text = fs::read_to_string(&key).unwrap();
        fs::remove_file(&key).unwrap();
        assert!(matches!(Store::open(dir.path(), None), Err(StoreError::Damaged { .. })));
        assert!(matches!(
            Store::open(dir.path(), Some(&phrase())),
            Err(StoreError::Damaged { .. })
        ));
        fs::write(&key, text.replace("argon2id", "none")).unwrap();
        assert!(matches!(
            Store::open(dir.path(), Some(&phrase())),
            Err(StoreError::Damaged { .. })
        ));
        fs::write(&key, text).unwrap();
        assert!(Store::open(dir.path(), Some(&phrase())).is_ok());

        let plain = tempfile::tempdir().unwrap();
        drop(open(plain.path()));
        assert!(matches!(
            Store::open(plain.path(), Some(&phrase())),
            Err(StoreError::NotEncrypted { .. })
        ));
        let short = tempfile::tempdir().unwrap();
        assert!(matches!(
            Store::open(short.path(), Some(&Passphrase::new("short"))),
            Err(StoreError::ShortPassphrase { .. })
        ));
    }

    #[test]
    fn another_passphrase_opens_the_same_data() {
        let dir = tempfile::tempdir().unwrap();
        let (mut store, patient, id) = furnished(dir.path(), Some(&phrase()));
        let new = Passphrase::new("a new passphrase of four words");
        let wrong = Passphrase::new("correct horse battery stable");
        assert!(matches!(
            store.change_passphrase(&wrong, &new, &at(7)),
            Err(StoreError::WrongPassphrase { .. })
        ));
        assert!(matches!(
            store.change_passphrase(&phrase(), &Passphrase::new("short"), &at(7)),
            Err(StoreError::ShortPassphrase { .. })
        ));
        assert!(
            !store
                .audit(None, 100)
                .unwrap()
                .iter()
                .any(|row| row.action == "passphrase-changed")
        );
        store.change_passphrase(&phrase(), &new, &at(8)).unwrap();
        drop(store);
        assert!(matches!(
            Store::open(dir.path(), Some(&phrase())),
            Err(StoreError::WrongPassphrase { .. })
        ));
        let store = Store::open(dir.path(), Some(&new)).unwrap();
        assert!(store.patient(patient).is_ok() && store.recording_files(id).is_ok());
        assert_eq!(store.audit(None, 1).unwrap()[0].action, "passphrase-changed");
        assert_eq!(store.audit_break().unwrap(), None);
    }

    #[test]
    fn sealed_recordings_that_were_cut_or_changed_do_not_open() {
        let dir = tempfile::tempdir().unwrap();
        let mut store = Store::open(dir.path(), Some(&phrase())).unwrap();
        let patient = store.add_patient("P1", &details(), &at(0)).unwrap();
        let visit = store.add_visit(patient, at(0).at, "", &at(0)).unwrap();
        // Does not pack well, so that it takes several sealed blocks.
        let mut noise = vec![0u8; 300_000];
        rand::Rng::fill_bytes(&mut rand_pcg::Pcg64Mcg::new(1), &mut noise);
        let files = vec![("noise.csv".to_owned(), Arc::from(noise))];
        let id = store
            .add_recording_files(visit, files.clone(), &NewRecording::default(), &at(0))
            .unwrap();
        assert_eq!(store.recording_files(id).unwrap(), files);
        let content = store.stored_recording(id).unwrap().content;
        let path = contents::path_of(&store.data_dir, &store.encryption, &content);
        let good = fs::read(&path).unwrap();
        let block = (1 << 16) + 16;
        assert!(good.len() > 27 + 3 * block);
        let mut broken: Vec<Vec<u8>> = [0, 10, 27, 27 + block, 27 + 2 * block, good.len() - 1]
            .iter()
            .map(|&cut| good[..cut].to_vec())
            .collect();
        for at in [0, 9, 100, good.len() - 1] {
            let mut bytes = good.clone();
            bytes[at] ^= 1;
            broken.push(bytes);
        }
        let mut swapped = good.clone();
        swapped[27..27 + 2 * block].rotate_left(block);
        broken.push(swapped);
        for (i, bytes) in broken.iter().enumerate() {
            fs::write(&path, bytes).unwrap();
            assert!(
                matches!(store.recording_files(id), Err(StoreError::Damaged { .. })),
                "{i}"
            );
        }
    }

    #[test]
    fn its_backup_is_encrypted_and_comes_back() {
        let dir = tempfile::tempdir().unwrap();
        let data = dir.path().join("data");
        let (mut store, patient, id) = furnished(&data, Some(&phrase()));
        fs::create_dir(dir.path().join("stick")).unwrap();
        let file = dir.path().join("stick/practice.backup");
        store.backup(&file, &at(5)).unwrap();
        drop(store);
        for word in ["Mustermann", "limps", "SQLite format", "shank_left"] {
            assert!(!contains(&dir.path().join("stick"), word.as_bytes()), "{word}");
        }
        let new = dir.path().join("new");
        assert!(restore(&file, &new, None, false, &at(6)).is_err());
        assert!(restore(&file, &new, Some(&Passphrase::new("another passphrase")), false, &at(6)).is_err());
        assert!(!new.exists());
        restore(&file, &new, Some(&phrase()), false, &at(6)).unwrap();
        let store = Store::open(&new, Some(&phrase())).unwrap();
        assert!(store.patient(patient).is_ok() && store.recording_files(id).is_ok());
    }
}

#[cfg(not(feature = "encrypted"))]
#[test]
fn a_build_without_encryption_says_so() {
    let dir = tempfile::tempdir().unwrap();
    let phrase = Passphrase::new("correct horse battery staple");
    assert!(matches!(
        Store::open(dir.path(), Some(&phrase)),
        Err(StoreError::NoEncryption)
    ));
    fs::write(dir.path().join("key.json"), "{}").unwrap();
    assert!(matches!(
        Store::open(dir.path(), None),
        Err(StoreError::NeedsPassphrase { .. })
    ));
}

#[test]
fn a_strangers_folder_is_refused_and_stays_as_it_was() {
    let dir = tempfile::tempdir().unwrap();
    fs::create_dir(dir.path().join("incoming")).unwrap();
    fs::write(dir.path().join("incoming/thesis.txt"), "years of work").unwrap();
    let refused = Store::open(dir.path(), None);
    assert!(matches!(refused, Err(StoreError::NotEmpty { .. })), "{refused:?}");
    let backup = dir.path().with_extension("backup");
    fs::write(&backup, "x").unwrap();
    let refused = restore(&backup, dir.path(), None, false, &at(1));
    assert!(matches!(refused, Err(StoreError::NotEmpty { .. })), "{refused:?}");
    fs::remove_file(&backup).unwrap();
    assert_eq!(fs::read_dir(dir.path()).unwrap().count(), 1);
    assert!(dir.path().join("incoming/thesis.txt").exists());
    let nowhere = dir.path().join("nowhere");
    let refused = Store::open_existing(&nowhere, None);
    assert!(matches!(refused, Err(StoreError::NoStore { .. })) && !nowhere.exists());
}

#[test]
fn only_names_of_ours_are_swept() {
    let dir = tempfile::tempdir().unwrap();
    drop(open(dir.path()));
    let incoming = dir.path().join("incoming");
    fs::write(incoming.join("thesis.txt"), "years of work").unwrap();
    fs::create_dir(incoming.join("pack-1-2")).unwrap();
    fs::write(incoming.join("pack-1-2/thesis.txt"), "years of work").unwrap();
    fs::write(incoming.join("pack-77-3"), "half").unwrap();
    drop(open(dir.path()));
    assert!(incoming.join("thesis.txt").exists() && incoming.join("pack-1-2/thesis.txt").exists());
    assert!(!incoming.join("pack-77-3").exists());
}

#[cfg(unix)]
#[test]
fn links_lead_nowhere_and_rights_are_narrowed() {
    use std::os::unix::fs::{PermissionsExt, symlink};
    let other = tempfile::tempdir().unwrap();
    fs::write(other.path().join("pack-1-1"), "a stranger's").unwrap();
    let dir = tempfile::tempdir().unwrap();
    drop(open(dir.path()));
    symlink(other.path().join("pack-1-1"), dir.path().join("incoming/pack-1-1")).unwrap();
    for name in ["", "gaitscope.db", "lock"] {
        let path = dir.path().join(name);
        let mode = if name.is_empty() { 0o755 } else { 0o644 };
        fs::set_permissions(path, fs::Permissions::from_mode(mode)).unwrap();
    }
    let store = open(dir.path());
    for name in ["", "gaitscope.db", "gaitscope.db-wal", "gaitscope.db-shm", "lock"] {
        let path = dir.path().join(name);
        if path.exists() {
            assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o077, 0, "{name}");
        }
    }
    drop(store);
    assert!(other.path().join("pack-1-1").exists());
    fs::remove_file(dir.path().join("incoming/pack-1-1")).unwrap();
    fs::remove_dir(dir.path().join("incoming")).unwrap();
    symlink(other.path(), dir.path().join("incoming")).unwrap();
    assert!(matches!(Store::open(dir.path(), None), Err(StoreError::Link { .. })));
    assert!(other.path().join("pack-1-1").exists());
}

#[test]
fn a_deleted_person_is_in_none_of_the_places() {
    let outer = tempfile::tempdir().unwrap();
    let data = outer.path().join("data");
    let (mut store, patient, _) = furnished(&data, None);
    let visit = store.visits(patient).unwrap()[0].id;
    const WORD: &[u8] = b"xyzzy-of-this-person";
    let broken = store.unfinished_dir().join(format!("visit-{visit}-ab"));
    let (run, _lock) = store.own_run("0123").unwrap();
    let report = run.join("report-1-ff");
    // What only a person at the keyboard removes, and what the next backup does: known, and told.
    let replaced = outer.path().join("data.before-restore-1");
    let partial = outer.path().join("of-today.backup.partial-1");
    fs::create_dir(&partial).unwrap();
    for folder in [&replaced, &broken, &report] {
        fs::create_dir(folder).unwrap();
        fs::write(folder.join("pelvis.csv"), WORD).unwrap();
    }
    store
        .add_note(
            patient,
            &NewNote {
                visit: None,
                text: String::from_utf8_lossy(WORD).into_owned(),
                in_report: false,
            },
            &at(3),
        )
        .unwrap();
    let has = |place: &Trace| {
        place.paths(&data).unwrap().iter().any(|path| match path.is_dir() {
            true => contains(path, WORD),
            false => fs::read(path).unwrap().windows(WORD.len()).any(|window| window == WORD),
        })
    };
    assert_eq!(
        Trace::ALL.iter().copied().filter(has).collect::<Vec<_>>(),
        [Trace::Database, Trace::Unfinished, Trace::Dropped, Trace::Replaced]
    );
    assert_eq!(Trace::Partial.paths(&data).unwrap(), [partial]);
    let held = Store::hold_unfinished(&broken).unwrap();
    assert!(matches!(
        store.delete_patient(patient, &at(4)),
        Err(StoreError::BeingRecorded)
    ));
    assert!(matches!(
        store.delete_visit(visit, &at(4)),
        Err(StoreError::BeingRecorded)
    ));
    drop(held);
    store.delete_patient(patient, &at(4)).unwrap();
    assert_eq!(
        Trace::ALL.iter().copied().filter(has).collect::<Vec<_>>(),
        [Trace::Replaced]
    );
    assert!(!contains(&data, WORD), "a place that is not in the list");
    assert_eq!(packs(&data), 0);
}

#[test]
fn runs_that_are_over_are_swept_and_those_that_go_on_are_not() {
    let outer = tempfile::tempdir().unwrap();
    let data = outer.path().join("data");
    let store = open(&data);
    let (dead, lock) = store.own_run("aa").unwrap();
    drop(lock);
    let (alive, _lock) = store.own_run("bb").unwrap();
    let unpacking = outer.path().join("data.restoring-1");
    fs::create_dir(&unpacking).unwrap();
    fs::write(unpacking.join("restoring"), "").unwrap();
    let kept = outer.path().join("data.restoring-2");
    fs::create_dir(&kept).unwrap();
    drop(store);
    let _store = open(&data);
    assert!(!dead.exists() && alive.exists());
    assert!(
        !unpacking.exists() && kept.exists(),
        "a store that a restore put aside stays"
    );
}

#[test]
fn a_damaged_recording_stops_no_backup_and_is_named() {
    let outer = tempfile::tempdir().unwrap();
    let data = outer.path().join("data");
    let (mut store, patient, id) = furnished(&data, None);
    let pack = Trace::Recordings.paths(&data).unwrap()[0].clone();
    let pack = fs::read_dir(pack).unwrap().next().unwrap().unwrap().path();
    let good = fs::read(&pack).unwrap();
    let whole = outer.path().join("whole.backup");
    assert_eq!(store.backup(&whole, &at(5)).unwrap(), []);
    let mut bytes = good.clone();
    bytes[good.len() / 2] ^= 1;
    fs::write(&pack, &bytes).unwrap();
    let file = outer.path().join("some.backup");
    let lost = store.backup(&file, &at(6)).unwrap();
    assert_eq!((lost.len(), lost[0].recording), (1, id));
    drop(store);
    let new = outer.path().join("new");
    let restored = restore(&file, &new, None, false, &at(7)).unwrap();
    assert_eq!(restored.lost.len(), 1);
    assert!(open(&new).patient(patient).is_ok());
    // One byte of a whole backup, in the recording: refused, and with the word, all but that comes back.
    let mut bytes = fs::read(&whole).unwrap();
    let at_pack = bytes.windows(good.len()).position(|window| window == good).unwrap();
    bytes[at_pack + good.len() / 2] ^= 1;
    fs::write(&whole, bytes).unwrap();
    let newer = outer.path().join("newer");
    let refused = restore(&whole, &newer, None, false, &at(8)).unwrap_err().to_string();
    assert!(
        refused.contains("what is whole can still be restored") && !newer.exists(),
        "{refused}"
    );
    let restored = restore(&whole, &newer, None, true, &at(8)).unwrap();
    assert_eq!(restored.lost.len(), 1);
    assert!(open(&newer).patient(patient).is_ok());
}

#[test]
fn several_changes_are_made_together_or_not_at_all() {
    let dir = tempfile::tempdir().unwrap();
    let mut store = open(dir.path());
    let half = store.together(|store| {
        store.add_patient("P-1", &details(), &at(1))?;
        store.add_patient("P-1", &details(), &at(1))
    });
    assert!(matches!(half, Err(StoreError::PseudonymTaken { .. })));
    assert!(store.patient_called("P-1").is_err());
    assert_eq!(store.audit_break().unwrap(), None);
    let id = store
        .together(|store| store.add_patient("P-1", &details(), &at(2)))
        .unwrap();
    assert!(store.patient(id).is_ok());
}
