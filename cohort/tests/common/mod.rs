//! Recordings and the data set that `batch` makes of them.

use assessment::Settings;
use export::batch::{self, BatchOptions, Outcome};
use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

/// One recording: clinic, person, number of the visit, the sample that it is a copy of, age and sex.
pub type Visit = (&'static str, &'static str, u32, &'static str, f64, &'static str);

fn samples() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../samples")
}

/// Writes session folders `CLINIC/PERSON/VISIT`, copies of samples under another pseudonym; visit 1 lies 30 days before 2.
pub fn write(root: &Path, visits: &[Visit]) {
    for (clinic, person, visit, sample, age, sex) in visits {
        let from = samples().join(sample);
        let to = root.join(clinic).join(person).join(format!("visit-{visit}"));
        fs::create_dir_all(&to).expect("a folder");
        for site in ["pelvis", "thigh_left", "thigh_right", "shank_left", "shank_right"] {
            fs::copy(from.join(format!("{site}.csv")), to.join(format!("{site}.csv"))).expect("copied");
        }
        let session = fs::read_to_string(from.join("session.toml"))
            .expect("a session")
            .replace(
                &format!("pseudonym = \"{sample}\""),
                &format!("pseudonym = \"{person}\""),
            )
            .replace("age_years = 40.0", &format!("age_years = {age:.1}"))
            .replace("sex = \"female\"", &format!("sex = \"{sex}\""));
        fs::write(to.join("session.toml"), session).expect("written");
        // 2026-01-10 and 30 days later, at noon.
        let day = SystemTime::UNIX_EPOCH + Duration::from_secs(1_768_046_400 + u64::from(visit - 1) * 30 * 86_400);
        for entry in fs::read_dir(&to).expect("listed") {
            let file = File::options()
                .write(true)
                .open(entry.expect("an entry").path())
                .expect("opened");
            file.set_modified(day).expect("dated");
        }
    }
}

/// Analyses them as `gaitscope batch` does.
pub fn batch(recordings: &Path, dataset: &Path) {
    let found = batch::discover(&[recordings.to_owned()]).expect("found");
    let options = BatchOptions {
        settings: Settings::default(),
        dataset: dataset.to_owned(),
        workers: 2,
        clinic: None,
    };
    let done = batch::run(&found, &options, |_| {}).expect("run");
    for row in &done {
        assert_eq!(row.outcome, Outcome::Analysed, "{}", row.recording.name);
    }
}
