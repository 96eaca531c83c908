//! Backups and databases that were changed on the way.

use super::Target;
use super::mutate;
use super::reader::sentence;
use jiff::Timestamp;
use rand::{RngExt, SeedableRng};
use rand_pcg::Pcg64Mcg;
use sha2::{Digest, Sha256};
use std::io::Read;
use std::path::Path;
use std::sync::Arc;
use store::{By, NewNote, NewRecording, PatientDetails, Store, StoreError, restore};

fn by() -> By {
    By {
        who: "fuzz".to_owned(),
        at: Timestamp::from_second(1_790_000_000).unwrap(),
    }
}

const ROWS: &str = "time_s,acc_x_mps2,acc_y_mps2,acc_z_mps2,gyr_x_radps,gyr_y_radps,gyr_z_radps\n\
                    0.00,0,9.81,0,0,0,0\n0.01,0,9.81,0,0,0,0\n0.02,0,9.81,0,0,0,0\n";

/// A store with two people, and its backup.
fn filled(folder: &Path) -> Vec<u8> {
    let mut store = Store::open(&folder.join("data"), None).unwrap();
    for name in ["P-1", "P-2"] {
        let patient = store.add_patient(name, &PatientDetails::default(), &by()).unwrap();
        let visit = store.add_visit(patient, by().at, "first", &by()).unwrap();
        let note = NewNote {
            visit: Some(visit),
            text: format!("note of {name}"),
            in_report: true,
        };
        store.add_note(patient, &note, &by()).unwrap();
        let files = vec![
            ("pelvis.csv".to_owned(), Arc::from(ROWS.as_bytes())),
            ("session.toml".to_owned(), Arc::from(format!("# {name}\n").into_bytes())),
        ];
        store
            .add_recording_files(visit, files, &NewRecording::default(), &by())
            .unwrap();
    }
    let out = folder.join("backup.tar");
    assert_eq!(store.backup(&out, &by()).unwrap(), []);
    std::fs::read(out).unwrap()
}

/// Everything in the store can be asked for: each answer is there, or a sentence.
fn ask_everything(store: &mut Store) -> Result<(), StoreError> {
    let mut trouble = None;
    let mut heard = |error: StoreError| {
        sentence(&error.to_string());
        trouble.get_or_insert(error);
    };
    for row in store.patients("")? {
        if let Err(error) = store.notes_ever(row.id).map(drop) {
            heard(error);
        }
        for visit in store.visits(row.id)? {
            for recording in store.recordings(visit.id)? {
                if let Err(error) = store.recording_files(recording.id).map(drop) {
                    heard(error);
                }
            }
        }
    }
    if let Err(error) = store.audit(None, 1000).map(drop) {
        heard(error);
    }
    trouble.map_or(Ok(()), Err)
}

/// Hostile and damaged backups.
pub(crate) struct Restore {
    backup: Vec<u8>,
    entries: Vec<(String, Vec<u8>)>,
}

impl Restore {
    pub(crate) fn new() -> Restore {
        let folder = tempfile::tempdir().unwrap();
        let backup = filled(folder.path());
        let entries = tar::Archive::new(&backup[..])
            .entries()
            .unwrap()
            .map(|entry| {
                let mut entry = entry.unwrap();
                let mut bytes = Vec::new();
                entry.read_to_end(&mut bytes).unwrap();
                (entry.path().unwrap().to_string_lossy().into_owned(), bytes)
            })
            .collect();
        Restore { backup, entries }
    }

    /// Two thirds of the changes stand behind sums that are right, so that what checks the contents is reached.
    fn changed(&self, seed: u64) -> (Vec<u8>, bool) {
        let mut random = Pcg64Mcg::seed_from_u64(seed);
        let partial = random.random_bool(0.5);
        if random.random_bool(0.33) {
            return (mutate::file(&self.backup, &[], &mut random), partial);
        }
        let mut entries = self.entries.clone();
        entries.pop();
        let at = random.random_range(0..entries.len());
        match random.random_range(0..6) {
            0 => {
                let other = entries[random.random_range(0..entries.len())].clone();
                entries.push(other);
            }
            1 => drop(entries.remove(at)),
            2 => entries[at].0 = mutate::name(&entries[at].0.clone(), &mut random),
            _ => mutate::change(&mut entries[at].1, ROWS.as_bytes(), &mut random),
        }
        let sums: String = entries
            .iter()
            .map(|(name, bytes)| {
                let sum: String = Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect();
                format!("{sum}  {name}\n")
            })
            .collect();
        entries.push(("SHA256SUMS".to_owned(), sums.into_bytes()));
        let mut tar = tar::Builder::new(Vec::new());
        for (name, bytes) in &entries {
            let mut header = tar::Header::new_gnu();
            header.set_size(bytes.len() as u64);
            header.set_mode(0o600);
            // Names that lead out are refused by the writer; by hand they come in all the same.
            let field = &mut header.as_gnu_mut().unwrap().name;
            for (to, from) in field.iter_mut().zip(name.bytes()) {
                *to = from;
            }
            header.set_cksum();
            tar.append(&header, &bytes[..]).unwrap();
        }
        (tar.into_inner().unwrap(), partial)
    }
}

impl Target for Restore {
    fn run(&self, seed: u64) -> bool {
        let (bytes, partial) = self.changed(seed);
        let folder = tempfile::tempdir().unwrap();
        let backup = folder.path().join("backup.tar");
        std::fs::write(&backup, bytes).unwrap();
        let target = folder.path().join("data");
        let restored = restore(&backup, &target, None, partial, &by());
        let left: Vec<String> = std::fs::read_dir(folder.path())
            .unwrap()
            .map(|entry| entry.unwrap().file_name().to_string_lossy().into_owned())
            .filter(|name| name != "backup.tar")
            .collect();
        match restored {
            Ok(_) => {
                assert_eq!(left, ["data"]);
                let mut store = Store::open(&target, None).unwrap();
                assert_eq!(store.audit_break().unwrap(), None);
                let answer = ask_everything(&mut store);
                // A restore that says nothing of losses has lost nothing.
                assert!(partial || answer.is_ok(), "{answer:?}");
                true
            }
            Err(error) => {
                sentence(&error.to_string());
                assert_eq!(left, [""; 0], "left behind after: {error}");
                false
            }
        }
    }

    fn files(&self, seed: u64) -> Vec<(String, Vec<u8>)> {
        vec![("backup.tar".to_owned(), self.changed(seed).0)]
    }

    fn most_mib(&self) -> u64 {
        1024
    }
}

/// Databases on a bad disk.
pub(crate) struct Damaged {
    backup: Restore,
}

impl Damaged {
    pub(crate) fn new() -> Damaged {
        Damaged { backup: Restore::new() }
    }

    fn changed(&self, seed: u64) -> Vec<u8> {
        let mut random = Pcg64Mcg::seed_from_u64(seed);
        let (_, database) = self
            .backup
            .entries
            .iter()
            .find(|(name, _)| name.ends_with(".db"))
            .unwrap();
        let mut bytes = database.clone();
        for _ in 0..random.random_range(1..4) {
            mutate::change(&mut bytes, ROWS.as_bytes(), &mut random);
        }
        bytes
    }
}

impl Target for Damaged {
    fn run(&self, seed: u64) -> bool {
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join("gaitscope.db"), self.changed(seed)).unwrap();
        match Store::open(folder.path(), None) {
            Ok(mut store) => {
                // Bytes that mean something else without breaking a rule of the database are found by the audit trail, by
                // hashes, or not: there is nothing to hold them against.
                ask_everything(&mut store).ok();
                if let Err(error) = store.backup(&folder.path().join("out.tar"), &by()) {
                    sentence(&error.to_string());
                }
                true
            }
            Err(error) => {
                sentence(&error.to_string());
                false
            }
        }
    }

    fn files(&self, seed: u64) -> Vec<(String, Vec<u8>)> {
        vec![("gaitscope.db".to_owned(), self.changed(seed))]
    }

    fn most_mib(&self) -> u64 {
        1024
    }
}
