//! Gives the methods a fingerprint, so that a stored analysis is known to be of this very program.

use std::collections::BTreeSet;
use std::fs;
use std::hash::{DefaultHasher, Hasher};
use std::path::{Path, PathBuf};

/// Everything that the numbers of an analysis come from.
const METHODS: [&str; 10] = [
    "Cargo.lock",
    "data",
    "src/analysis.rs",
    "src/assessment",
    "src/body",
    "src/explanation",
    "src/gait",
    "src/recording",
    "src/report/summary.rs",
    "src/signal",
];

fn main() {
    let mut files = BTreeSet::new();
    for path in METHODS {
        println!("cargo::rerun-if-changed={path}");
        gather(Path::new(path), &mut files);
    }
    let mut hasher = DefaultHasher::new();
    for path in files {
        // A package without `data` or `Cargo.lock` has another fingerprint, not none.
        if let Ok(bytes) = fs::read(&path) {
            hasher.write(path.to_string_lossy().replace('\\', "/").as_bytes());
            hasher.write(&bytes);
        }
    }
    println!("cargo::rustc-env=GAITSCOPE_METHODS={:016x}", hasher.finish());
}

fn gather(path: &Path, files: &mut BTreeSet<PathBuf>) {
    match fs::read_dir(path) {
        Ok(entries) => entries.flatten().for_each(|entry| gather(&entry.path(), files)),
        Err(_) => {
            files.insert(path.to_owned());
        }
    }
}
