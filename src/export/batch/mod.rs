//! Many recordings: found below folders, analysed side by side, written as one data set.
//!
//! ```text
//! DATASET/
//!   strides/clinic=north/date=2026-03-01/<key>.parquet      likewise events, measures, findings, recordings
//!   failed.csv                                              what could not be analysed, and why
//! ```
//!
//! The key is made of the recording's bytes, the settings and the program's version. What is there already is not analysed
//! again: a run that was stopped goes on where it was, and a new version analyses everything anew beside the old.
//! `recordings` is written last, so that its file says that the others are whole. Programs that read partitioned Parquet
//! (DuckDB, DataFusion, Spark, pandas) read each folder as one table with the columns `clinic` and `date`.
//!
//! Memory: one recording a worker. Each worker computes alone: recordings, not parts of one, run side by side, which costs
//! no waiting.

mod discover;

pub use discover::{DiscoveredRecording, discover, is_table};

use crate::{ExportError, files, tables};
use assessment::Settings;
use recording::{self, ReadOptions, RecordingError};
use sha2::{Digest, Sha256};
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

/// How a batch runs.
#[derive(Debug, Clone, PartialEq)]
pub struct BatchOptions {
    /// What each analysis is told to do.
    pub settings: Settings,
    /// Where the data set goes.
    pub dataset: PathBuf,
    /// Workers; at least 1.
    pub workers: usize,
    /// Name of the clinic for all recordings; otherwise the first folder below the root.
    pub clinic: Option<String>,
}

/// What became of one recording.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outcome {
    /// Its rows are in the data set.
    Analysed,
    /// These bytes were in the data set already.
    Known,
    /// Why not, in one sentence or more.
    Failed(String),
}

/// One recording and what became of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Done {
    /// Where it lies.
    pub recording: DiscoveredRecording,
    /// What became of it.
    pub outcome: Outcome,
}

/// Why a batch cannot go on. A recording that fails is no such reason: it is an [`Outcome`].
#[derive(Debug, thiserror::Error)]
#[expect(missing_docs, reason = "the sentence of each names its values")]
pub enum BatchError {
    /// A folder that cannot be read.
    #[error("{}: cannot be read: {source}. Check the spelling and that you may read it.", path.display())]
    Folder { path: PathBuf, source: std::io::Error },
    /// The data set cannot be written.
    #[error(transparent)]
    Export(#[from] ExportError),
    /// The machine gives no threads.
    #[error("no worker could be started: {0}")]
    Workers(String),
}

/// Analyses all recordings and writes the data set. `progress` is called after each, from any worker.
///
/// The results come in the order of `recordings`, whatever the order of the workers.
///
/// # Errors
/// [`BatchError`] where the data set cannot be written: then the work would be lost, so that the batch stops.
pub fn run(
    recordings: &[DiscoveredRecording],
    options: &BatchOptions,
    progress: impl Fn(&Done) + Sync,
) -> Result<Vec<Done>, BatchError> {
    let next = AtomicUsize::new(0);
    let results: Mutex<Vec<Option<Done>>> = Mutex::new(vec![None; recordings.len()]);
    let failure: Mutex<Option<BatchError>> = Mutex::new(None);
    let known = Mutex::new(BTreeSet::new());
    let worker = || -> Result<(), BatchError> {
        // One thread a pool: the analysis' own parallel parts run in this worker.
        let pool = rayon::ThreadPoolBuilder::new()
            .num_threads(1)
            .build()
            .map_err(|error| BatchError::Workers(error.to_string()))?;
        loop {
            let index = next.fetch_add(1, Ordering::Relaxed);
            let stopped = failure.lock().is_ok_and(|failure| failure.is_some());
            let Some(found) = recordings.get(index).filter(|_| !stopped) else {
                return Ok(());
            };
            let outcome = pool.install(|| one(found, options, &known))?;
            let done = Done {
                recording: found.clone(),
                outcome,
            };
            progress(&done);
            if let Ok(mut results) = results.lock() {
                results[index] = Some(done);
            }
        }
    };
    std::thread::scope(|scope| {
        for _ in 0..options.workers.max(1) {
            scope.spawn(|| {
                if let Err(error) = worker()
                    && let Ok(mut failure) = failure.lock()
                {
                    failure.get_or_insert(error);
                }
            });
        }
    });
    if let Ok(Some(error)) = failure.into_inner() {
        return Err(error);
    }
    let done: Vec<Done> = results.into_inner().unwrap_or_default().into_iter().flatten().collect();
    write_failures(&done, &options.dataset)?;
    Ok(done)
}

/// The key of an analysis: recording, settings and methods.
pub fn key(sha256: &str, settings: &Settings) -> String {
    let settings = serde_json::to_string(settings).unwrap_or_default();
    let digest = Sha256::digest(format!("{sha256} {settings} {}", summary::METHODS).as_bytes());
    recording::hex(&digest[..12])
}

fn one(
    found: &DiscoveredRecording,
    options: &BatchOptions,
    known: &Mutex<BTreeSet<String>>,
) -> Result<Outcome, BatchError> {
    let read = ReadOptions {
        only: found.only.clone(),
        ..ReadOptions::default()
    };
    let recording = match recording::read(&found.paths, &read) {
        Ok(recording) => recording,
        Err(error) => return Ok(Outcome::Failed(reason(&error))),
    };
    let key = key(&recording.source.sha256, &options.settings);
    let clinic = label(options.clinic.as_deref().unwrap_or(&found.clinic));
    let partition = format!("clinic={clinic}/date={}", found.date);
    // The same bytes twice in one batch, by copies of a folder: the first one counts.
    let first = known.lock().is_ok_and(|mut known| known.insert(key.clone()));
    let marker = file(&options.dataset, "recordings", &partition, &key);
    if !first || marker.exists() {
        return Ok(Outcome::Known);
    }
    let analysis = match assessment::analyze(&recording, &options.settings) {
        Ok(analysis) => analysis,
        Err(error) => return Ok(Outcome::Failed(error.to_string())),
    };
    for (name, table) in tables::tables(&analysis) {
        let folder = options.dataset.join(name).join(&partition);
        table.write(&folder, &key)?;
    }
    Ok(Outcome::Analysed)
}

fn file(dataset: &Path, table: &str, partition: &str, key: &str) -> PathBuf {
    dataset.join(table).join(partition).join(format!("{key}.parquet"))
}

fn reason(error: &RecordingError) -> String {
    error.to_string()
}

/// A name as a partition takes it: letters, digits, `-` and `_`.
pub fn label(text: &str) -> String {
    let label: String = text
        .chars()
        .map(|c| {
            if c.is_alphanumeric() || matches!(c, '-' | '_') {
                c
            } else {
                '-'
            }
        })
        .collect();
    if label.is_empty() { "unknown".to_owned() } else { label }
}

/// `failed.csv`: always written, so that an old one cannot be taken for the new.
fn write_failures(done: &[Done], dataset: &Path) -> Result<(), BatchError> {
    let path = dataset.join("failed.csv");
    let failed = |source| ExportError::Write {
        path: path.clone(),
        source,
    };
    let mut table = csv::Writer::from_writer(Vec::new());
    table
        .write_record(["recording", "reason"])
        .map_err(|error| failed(error.into()))?;
    for row in done {
        if let Outcome::Failed(reason) = &row.outcome {
            table
                .write_record([row.recording.name.as_str(), reason.as_str()])
                .map_err(|error| failed(error.into()))?;
        }
    }
    let table = table.into_inner().map_err(|error| failed(error.into_error()))?;
    files::write(path, &table)?;
    Ok(())
}
