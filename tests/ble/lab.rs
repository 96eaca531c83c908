//! Starting the laboratory, running the program in it, and what it said and when.

use super::truth::{self, Truth};
use std::io::Read;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::{Mutex, OnceLock, PoisonError, mpsc};
use std::time::{Duration, Instant};

/// A person must not look at a silent screen for longer.
const SILENCE: Duration = Duration::from_secs(10);

pub(crate) type Check = Result<(), String>;

/// Fails the scenario with a sentence.
#[macro_export]
macro_rules! must {
    ($condition:expr, $($say:tt)+) => {
        // Named, so that a comparison with a number that is none fails as well.
        let holds: bool = $condition;
        if !holds {
            return Err(format!($($say)+));
        }
    };
}

pub(crate) fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/ble-lab")
}

pub(crate) fn installed() -> PathBuf {
    std::env::var_os("BLE_LAB").map_or_else(
        || Path::new(env!("CARGO_MANIFEST_DIR")).join("target/ble-lab"),
        PathBuf::from,
    )
}

/// Sets the laboratory up, once for all scenarios; the reason if that fails.
fn set_up(what: &'static str) -> Result<(), String> {
    static DONE: Mutex<Vec<(&str, Result<(), String>)>> = Mutex::new(Vec::new());
    let mut done = DONE.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some((_, result)) = done.iter().find(|(name, _)| *name == what) {
        return result.clone();
    }
    let result = match Command::new(folder().join("setup.sh"))
        .arg(what)
        .arg(installed())
        .output()
    {
        Ok(out) if out.status.success() => Ok(()),
        Ok(out) => Err(String::from_utf8_lossy(&out.stderr).into_owned()),
        Err(error) => Err(error.to_string()),
    };
    done.push((what, result.clone()));
    result
}

/// A scenario: its name and what it does.
pub(crate) type Scenario = (&'static str, fn() -> Check);

pub(crate) fn trial(what: &'static str, name: &'static str, test: fn() -> Check) -> libtest_mimic::Trial {
    let prefix = if what == "vm" { "vm_" } else { "" };
    libtest_mimic::Trial::test(format!("{prefix}{name}"), move || {
        if let Err(why) = set_up(what) {
            // The VM's scenarios run only when asked for: then they must be able to.
            if what == "vm" || std::env::var("GAITSCOPE_LAB").is_ok_and(|v| v == "require") {
                return Err(format!("the laboratory cannot be set up: {why}").into());
            }
            static SAID: OnceLock<()> = OnceLock::new();
            SAID.get_or_init(|| eprintln!("NOT TESTED: the Bluetooth laboratory cannot be set up here: {why}"));
            return Ok(());
        }
        test().map_err(Into::into)
    })
}

/// The program under test.
pub(crate) fn program() -> PathBuf {
    std::env::var_os("GAITSCOPE_BIN").map_or_else(|| env!("CARGO_BIN_EXE_gaitscope").into(), PathBuf::from)
}

/// A laboratory to be: what its sensors are and what happens to them.
pub(crate) struct Lab {
    options: Vec<String>,
    dir: tempfile::TempDir,
}

/// What the program did in it.
pub(crate) struct Outcome {
    pub status: Option<i32>,
    /// Standard output and error, as they came.
    pub said: String,
    pub took: Duration,
    longest_silence: Duration,
    pub truth: Vec<Truth>,
    dir: tempfile::TempDir,
}

impl Lab {
    /// `options` as on the command line of `fake_bluez.py` and `sensors.py`.
    pub(crate) fn new(options: &str) -> Lab {
        Lab {
            options: options.split_whitespace().map(str::to_owned).collect(),
            dir: tempfile::tempdir().expect("a folder for temporary files"),
        }
    }

    fn path(&self, name: &str) -> PathBuf {
        self.dir.path().join(name)
    }

    /// Runs `gaitscope ARGUMENTS` against the BlueZ look-alike; the recording, if any, goes to [`Outcome::recording`].
    pub(crate) fn run(self, arguments: &str) -> Result<Outcome, String> {
        let script = format!("exec \"$0\" {arguments}");
        self.script(&script)
    }

    /// Runs a shell script in which `$0` is the program and `$OUT` the folder for the recording.
    pub(crate) fn script(self, script: &str) -> Result<Outcome, String> {
        let mut command = Command::new(folder().join("fake/run-fake-bluez.sh"));
        command
            .arg("--log")
            .arg(self.path("lab.log"))
            .args(&self.options)
            .env("PYTHON", installed().join("venv-fast/bin/python"))
            .env("OUT", self.path("out"));
        if !self.options.iter().any(|o| o == "--no-bluez") {
            command.arg("--truth").arg(self.path("truth.json"));
        }
        command.args(["--", "bash", "-c", script]).arg(program());
        self.finish(command, Duration::from_secs(150))
    }

    /// Runs `gaitscope ARGUMENTS` in the VM; the program finds the folder `/out` there.
    pub(crate) fn run_in_vm(self, arguments: &str) -> Result<Outcome, String> {
        // One machine at a time: its processor is emulated.
        static MACHINE: Mutex<()> = Mutex::new(());
        let _one = MACHINE.lock().unwrap_or_else(PoisonError::into_inner);
        // Without its debug information the program fits into a small memory.
        let small = self.path("gaitscope");
        let strip = Command::new("strip").arg("-o").arg(&small).arg(program()).status();
        if !strip.is_ok_and(|s| s.success()) {
            std::fs::copy(program(), &small).map_err(|e| e.to_string())?;
        }
        let mut command = Command::new(folder().join("vm/run-ble-vm.sh"));
        command
            .env("BLE_LAB", installed())
            .arg("--out")
            .arg(self.dir.path())
            .args(["--timeout", "300"])
            .args(&self.options)
            .arg("--")
            .arg(small)
            .args(arguments.split_whitespace());
        let mut outcome = self.finish(command, Duration::from_secs(350))?;
        // The VM's output is handed over at its end.
        outcome.longest_silence = Duration::ZERO;
        Ok(outcome)
    }

    fn finish(self, mut command: Command, limit: Duration) -> Result<Outcome, String> {
        let begun = Instant::now();
        let mut child = command
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .env("HOME", self.dir.path())
            .env("XDG_CONFIG_HOME", self.path("config"))
            .env("XDG_DATA_HOME", self.path("data"))
            .spawn()
            .map_err(|e| format!("{command:?}: {e}"))?;
        let (tx, rx) = mpsc::channel();
        let pipes: [Box<dyn Read + Send>; 2] = [
            Box::new(child.stdout.take().expect("piped")),
            Box::new(child.stderr.take().expect("piped")),
        ];
        for mut pipe in pipes {
            let tx = tx.clone();
            std::thread::spawn(move || {
                let mut buffer = [0; 4096];
                while let Ok(n @ 1..) = pipe.read(&mut buffer) {
                    if tx.send(buffer[..n].to_vec()).is_err() {
                        break;
                    }
                }
            });
        }
        drop(tx);
        let (mut said, mut last, mut longest) = (Vec::new(), begun, Duration::ZERO);
        loop {
            match rx.recv_timeout((begun + limit).saturating_duration_since(Instant::now())) {
                Ok(bytes) => {
                    longest = longest.max(last.elapsed());
                    last = Instant::now();
                    said.extend(bytes);
                }
                Err(mpsc::RecvTimeoutError::Disconnected) => break,
                Err(mpsc::RecvTimeoutError::Timeout) => {
                    child.kill().ok();
                    return Err(format!(
                        "not done after {limit:?}; it said:\n{}",
                        String::from_utf8_lossy(&said)
                    ));
                }
            }
        }
        longest = longest.max(last.elapsed());
        let status = child.wait().map_err(|e| e.to_string())?.code();
        let truth = match std::fs::read(self.path("truth.json")) {
            Ok(bytes) => serde_json::from_slice(&bytes).map_err(|e| format!("truth.json: {e}"))?,
            Err(_) => Vec::new(),
        };
        let said = String::from_utf8_lossy(&said).into_owned();
        let (took, dir) = (begun.elapsed(), self.dir);
        Ok(Outcome {
            status,
            said,
            took,
            longest_silence: longest,
            truth,
            dir,
        })
    }
}

impl Outcome {
    /// The session folder that was recorded.
    pub(crate) fn recording(&self) -> PathBuf {
        let vm = self.dir.path().join("files/rec");
        if vm.exists() { vm } else { self.dir.path().join("out") }
    }

    /// Keeps the folder and adds where it is, what was said, and the laboratory's log to a failure.
    pub(crate) fn explain(self, check: Check) -> Check {
        check.map_err(|why| {
            let log = ["lab.log", "sensors.log"]
                .iter()
                .find_map(|n| std::fs::read_to_string(self.dir.path().join(n)).ok());
            let kept = self.dir.keep();
            format!(
                "{why}\n--- it said ({:?}, in {}):\n{}\n--- laboratory:\n{}",
                self.status,
                kept.display(),
                self.said,
                log.unwrap_or_default()
            )
        })
    }

    /// What holds in every scenario: no panic, no silence, and the expected exit status.
    pub(crate) fn sound(&self, status: i32) -> Check {
        self.sound_but_silent(status)?;
        must!(
            self.longest_silence < SILENCE,
            "it was silent for {:?}",
            self.longest_silence
        );
        Ok(())
    }

    /// The same of a command that says beforehand for how long it will be silent.
    pub(crate) fn sound_but_silent(&self, status: i32) -> Check {
        must!(!self.said.contains("panicked"), "it panicked");
        must!(
            self.status == Some(status),
            "exit status {:?}, not {status}",
            self.status
        );
        Ok(())
    }

    pub(crate) fn mentions(&self, words: &[&str]) -> Check {
        let said = self.said.to_lowercase();
        must!(
            words.iter().any(|w| said.contains(&w.to_lowercase())),
            "none of {words:?} was said"
        );
        Ok(())
    }

    /// The truth about a sensor, 1 to N.
    pub(crate) fn sensor(&self, number: usize) -> Result<&Truth, String> {
        self.truth
            .get(number - 1)
            .ok_or_else(|| format!("no truth about sensor {number}"))
    }

    /// What was recorded of a sensor, compared with its truth, sample by sample.
    pub(crate) fn compare(&self, number: usize) -> Result<truth::Comparison, String> {
        truth::compare(self.sensor(number)?, &self.recording())
    }

    /// Every number between the first and the last that was written is there, with its values, for at least so long.
    pub(crate) fn nothing_lost(&self, sensors: &[usize], at_least_s: f64) -> Check {
        for &number in sensors {
            let c = self.compare(number)?;
            must!(
                c.missing.is_empty(),
                "sensor {number}: lost {:?} of {} to {}",
                c.missing,
                c.first,
                c.last
            );
            must!(
                c.seconds() >= at_least_s,
                "sensor {number}: only {} s recorded",
                c.seconds()
            );
        }
        Ok(())
    }
}
