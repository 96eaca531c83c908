//! Broken and hostile files, in great number, into everything that reads files: none ends the program, none hangs it, none
//! fills its memory, and what comes out is a recording, a question or a sentence that acts on nobody's terminal.
//!
//! Each target changes the small recordings in `corpus/` (written by `corpus.py`) at random and reads them in a process of
//! its own, under a limit of memory and of ten seconds for each input. `GAITSCOPE_FUZZ_SECONDS` says how long (1 s each
//! unless told), `GAITSCOPE_FUZZ_SEED` where to begin: a seed gives the same input again. What failed is written to the
//! folder that the failure names.
//!
//! Changes at random need no compiler of their own, so that this is built once with all other tests; the protocol of the
//! sensors has a target that is led by coverage (`firmware-protocol/fuzz`).

#![allow(clippy::unwrap_used, reason = "a test fails where it stands")]

mod analysis;
mod backup;
mod mutate;
mod reader;

use libtest_mimic::{Arguments, Failed, Trial};
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode, Stdio};
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

const CHILD: &str = "GAITSCOPE_FUZZ_CHILD";
/// The longest that one input may take.
const LONGEST: Duration = Duration::from_secs(10);

/// What becomes of inputs of one kind.
pub(crate) trait Target {
    /// Makes the input of a seed and reads it; true where something was read. Panics where a promise is broken.
    fn run(&self, seed: u64) -> bool;
    /// The input of a seed as files, to look at.
    fn files(&self, seed: u64) -> Vec<(String, Vec<u8>)>;
    /// Address space of the process, MiB.
    fn most_mib(&self) -> u64;
}

const READERS: [&str; 20] = [
    "table",
    "packed",
    "session",
    "journal",
    "mapping",
    "dot",
    "mtmanager",
    "shimmer",
    "apdm",
    "hdf5",
    "metamotion",
    "archive",
    "phone",
    "json",
    "movesense",
    "noraxon",
    "witmotion",
    "bids",
    "plain",
    "delsys",
];

fn target(name: &str) -> Box<dyn Target> {
    match name {
        "analysis" => Box::new(analysis::Analysis::new()),
        "restore" => Box::new(backup::Restore::new()),
        "database" => Box::new(backup::Damaged::new()),
        reader => Box::new(reader::Reader::new(reader)),
    }
}

fn number(name: &str) -> Option<u64> {
    std::env::var(name).ok()?.parse().ok()
}

/// Runs seeds until the time is over; writes each seed to standard output before it is tried.
fn child(name: &str) -> ExitCode {
    static BEGAN_MS: AtomicU64 = AtomicU64::new(0);
    static SEED: AtomicU64 = AtomicU64::new(0);
    let target = target(name);
    platform::limit(target.most_mib() << 20).unwrap();
    let start = Instant::now();
    let ms = move || u64::try_from(start.elapsed().as_millis()).unwrap_or(u64::MAX);
    std::thread::spawn(move || {
        loop {
            std::thread::sleep(Duration::from_millis(100));
            let began = BEGAN_MS.load(Ordering::SeqCst);
            if ms().saturating_sub(began) > LONGEST.as_millis() as u64 {
                eprintln!("seed {} took longer than {LONGEST:?}", SEED.load(Ordering::SeqCst));
                std::process::abort();
            }
        }
    });
    let time = Duration::from_secs(number("GAITSCOPE_FUZZ_SECONDS").unwrap_or(1));
    let first = number("GAITSCOPE_FUZZ_SEED").unwrap_or(0);
    let only = std::env::var_os("GAITSCOPE_FUZZ_ONE").is_some();
    let mut out = std::io::stdout().lock();
    let (mut tried, mut read) = (0u64, 0u64);
    while tried == 0 || (start.elapsed() < time && !only) {
        let seed = first + tried;
        SEED.store(seed, Ordering::SeqCst);
        BEGAN_MS.store(ms(), Ordering::SeqCst);
        writeln!(out, "{seed}").unwrap();
        read += u64::from(target.run(seed));
        tried += 1;
    }
    BEGAN_MS.store(u64::MAX, Ordering::SeqCst);
    writeln!(out, "done {tried} {read}").unwrap();
    ExitCode::SUCCESS
}

/// Starts the child, and says what failed with which input.
fn fuzz(name: &str) -> Result<(), Failed> {
    let mut command = Command::new(std::env::current_exe()?);
    command
        .env(CHILD, name)
        .env("RUST_BACKTRACE", "0")
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    let child = command.spawn()?.wait_with_output()?;
    let told = String::from_utf8_lossy(&child.stdout);
    let last = told.lines().last().unwrap_or_default();
    if child.status.success() {
        let counts: Vec<u64> = last.split(' ').filter_map(|word| word.parse().ok()).collect();
        println!("{name}: {} inputs, {} of them read", counts[0], counts[1]);
        return Ok(());
    }
    let errors = String::from_utf8_lossy(&child.stderr);
    let Ok(seed) = last.parse::<u64>() else {
        return Err(format!("{name} ended with {} before its first input:\n{errors}", child.status).into());
    };
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR"))
        .join("fuzz")
        .join(format!("{name}-{seed}"));
    std::fs::create_dir_all(&folder)?;
    for (k, (file, bytes)) in target(name).files(seed).into_iter().enumerate() {
        let plain: String = file
            .chars()
            .map(|c| {
                if c.is_alphanumeric() || ".-_()".contains(c) {
                    c
                } else {
                    '_'
                }
            })
            .collect();
        let plain = if plain == file { plain } else { format!("{k}-{plain}") };
        std::fs::write(folder.join(plain), bytes)?;
    }
    let end: String = errors.chars().take(2000).collect();
    Err(format!(
        "{name}, seed {seed}: ended with {}; the input is in {}; again: GAITSCOPE_FUZZ_SEED={seed} GAITSCOPE_FUZZ_ONE=1 \
         GAITSCOPE_FUZZ_CHILD={name} {}\n{end}",
        child.status,
        folder.display(),
        std::env::current_exe()?.display(),
    )
    .into())
}

/// Where the corpus lies.
pub(crate) fn corpus() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fuzz/corpus")
}

fn main() -> ExitCode {
    if let Ok(name) = std::env::var(CHILD) {
        return child(&name);
    }
    let mut trials = vec![Trial::test("unchanged_recordings_are_read", || {
        reader::unchanged_recordings_are_read(&READERS);
        Ok(())
    })];
    for name in READERS.iter().chain(&["analysis", "restore", "database"]) {
        trials.push(Trial::test(*name, || fuzz(name)));
    }
    libtest_mimic::run(&Arguments::from_args(), trials).exit_code()
}
