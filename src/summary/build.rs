//! Gives the methods a fingerprint, so that a stored analysis is known to be of this very program.

use sha2::{Digest, Sha256};
use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

/// Everything that the numbers and sentences of a summary come from, seen from this package's folder.
const METHODS: [&str; 10] = [
    "../../Cargo.lock",
    "../../data",
    "../assessment",
    "../body",
    "../explanation",
    "../gait",
    "../recording",
    "../signal",
    "build.rs",
    "lib.rs",
];

fn main() {
    let mut files = BTreeSet::new();
    for path in METHODS {
        println!("cargo::rerun-if-changed={path}");
        gather(Path::new(path), &mut files);
    }
    // The content of files alone, by paths seen from here: the same on every machine and with every compiler.
    let mut hasher = Sha256::new();
    for path in files {
        // A package without `data` or `Cargo.lock` has another fingerprint, not none.
        if let Ok(bytes) = fs::read(&path) {
            hasher.update(path.to_string_lossy().replace('\\', "/").as_bytes());
            hasher.update((bytes.len() as u64).to_le_bytes());
            hasher.update(&bytes);
        }
    }
    let hash = hasher.finalize();
    let fingerprint: String = hash.iter().take(8).map(|byte| format!("{byte:02x}")).collect();
    println!("cargo::rustc-env=GAITSCOPE_METHODS={fingerprint}");
}

fn gather(path: &Path, files: &mut BTreeSet<PathBuf>) {
    match fs::read_dir(path) {
        Ok(entries) => entries.flatten().for_each(|entry| gather(&entry.path(), files)),
        Err(_) => {
            files.insert(path.to_owned());
        }
    }
}
