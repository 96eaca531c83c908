//! The sensor's own firmware, built for Linux, recorded through the real Linux Bluetooth stack: every sample is compared with
//! what its motion chip took. `.ci/long` sets `GAITSCOPE_LONG` for five instances and an empty battery.

use super::lab::{self, Check, Lab, Outcome, Scenario};
use super::truth::{self, Run};
use crate::must;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::OnceLock;

const SHORT: &[Scenario] = &[
    ("firmware_by_itself", by_itself),
    ("firmware_steady", steady),
    ("firmware_two_losses", two_losses),
    ("firmware_restart", restart),
];
const LONG: &[Scenario] = &[
    ("firmware_five", five),
    ("firmware_five_losses", five_losses),
    ("firmware_empty_battery", empty_battery),
];

pub(crate) fn scenarios() -> impl Iterator<Item = &'static Scenario> {
    let long = std::env::var_os("GAITSCOPE_LONG").map_or(&[][..], |_| LONG);
    SHORT.iter().chain(long)
}

/// Builds the firmware, once for all scenarios.
fn program() -> Result<&'static Path, String> {
    static PROGRAM: OnceLock<Result<PathBuf, String>> = OnceLock::new();
    let built = PROGRAM.get_or_init(|| {
        let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("firmware/build.sh");
        let out = Command::new(&script)
            .arg("linux")
            .stderr(Stdio::inherit())
            .output()
            .map_err(|e| format!("{}: {e}", script.display()))?;
        must!(out.status.success(), "{} linux: {}", script.display(), out.status);
        Ok(PathBuf::from(String::from_utf8_lossy(&out.stdout).trim()))
    });
    built.as_deref().map_err(Clone::clone)
}

/// Records `sensors` instances for so long.
fn record(sensors: usize, options: &str, seconds: u32) -> Result<Outcome, String> {
    let program = program()?.display();
    Lab::new(&format!(
        "--sensors {sensors} --set *:kind=firmware --firmware {program} {options}"
    ))
    .run_in_vm(&format!(
        "record /out/rec --now --wait 15 --count {sensors} --seconds {seconds}"
    ))
}

/// Asked by a central of the laboratory, without a machine: refusals, MTU 23, rates, site and boot number over a restart, sleep.
fn by_itself() -> Check {
    let out = Command::new(lab::installed().join("venv-vm/bin/python"))
        .arg(lab::folder().join("vm/firmware_check.py"))
        .arg(program()?)
        .output()
        .map_err(|e| e.to_string())?;
    must!(out.status.success(), "{}", String::from_utf8_lossy(&out.stderr));
    Ok(())
}

fn steady() -> Check {
    let outcome = record(3, "--set 1:slow_chip=-0.001", 15)?;
    let check = outcome.sound(0).and_then(|()| outcome.nothing_lost(&[1, 2, 3], 13.0));
    outcome.explain(check)
}

fn two_losses() -> Check {
    let outcome = record(3, "--event 3:2:lose:3 --event 11:2:lose:3", 22)?;
    let check = outcome
        .sound(0)
        .and_then(|()| outcome.nothing_lost(&[1, 2, 3], 20.0))
        .and_then(|()| connected(&outcome, 2, 3));
    outcome.explain(check)
}

/// The firmware starts anew, as by its watchdog: what it had not sent yet is gone with its memory, and nothing else.
fn restart() -> Check {
    let outcome = record(3, "--event 5:2:reset:1", 24)?;
    let check = outcome
        .sound_but_silent(outcome.status.unwrap_or(-1))
        .and_then(|()| outcome.nothing_lost(&[1, 3], 22.0))
        .and_then(|()| {
            let stretches = stretches(&outcome, 2)?;
            must!(stretches.len() == 2, "{stretches:?}: no restart was recorded");
            let (before, after) = (&stretches[0], &stretches[1]);
            must!(before.unsent <= 60, "{before:?}: more than half a second was not sent");
            must!(after.first == 0 && after.last > 200, "{after:?}");
            Ok(())
        });
    outcome.explain(check)
}

fn five() -> Check {
    let outcome = record(5, "--set 4:slow_chip=-0.001", 60)?;
    let check = outcome
        .sound(0)
        .and_then(|()| outcome.nothing_lost(&[1, 2, 3, 4, 5], 58.0));
    outcome.explain(check)
}

fn five_losses() -> Check {
    let outcome = record(
        5,
        "--event 4:2:lose:4 --event 15:4:lose:10 --event 18:2:lose:3 --event 24:5:hangup",
        50,
    )?;
    let check = outcome
        .sound(0)
        .and_then(|()| outcome.nothing_lost(&[1, 2, 3, 4, 5], 48.0))
        .and_then(|()| connected(&outcome, 2, 3))
        .and_then(|()| connected(&outcome, 4, 2));
    outcome.explain(check)
}

/// At 0 % it ends its run by itself: what it took until then is there to the last sample.
fn empty_battery() -> Check {
    let outcome = record(3, "--event 8:3:cell:3200", 35)?;
    let check = outcome
        .sound_but_silent(outcome.status.unwrap_or(-1))
        .and_then(|()| outcome.nothing_lost(&[1, 2], 33.0))
        .and_then(|()| outcome.nothing_lost(&[3], 5.0))
        .and_then(|()| {
            let stretches = stretches(&outcome, 3)?;
            must!(stretches.len() == 1, "{stretches:?}");
            // What the chip took while the run was being ended is in no run: a look at it brings five samples.
            must!(stretches[0].unsent <= 10, "{:?}: the end is missing", stretches[0]);
            let seconds = outcome.compare(3)?.seconds();
            must!(seconds < 30.0, "it recorded {seconds} s: its battery never was empty");
            Ok(())
        });
    outcome.explain(check)
}

fn connected(outcome: &Outcome, number: usize, at_least: u32) -> Check {
    let connections = outcome.sensor(number)?.connections;
    must!(
        connections >= at_least,
        "sensor {number} had {connections} connections: nothing was tested"
    );
    Ok(())
}

/// A part of a recording that comes from one run.
#[derive(Debug)]
struct Stretch {
    first: u32,
    last: u32,
    /// Samples that the chip took after the last.
    unsent: u32,
}

/// The runs that a recording holds, each compared sample by sample and without a gap. Where the device clock goes back, the
/// firmware began anew; the recording numbers on.
fn stretches(outcome: &Outcome, number: usize) -> Result<Vec<Stretch>, String> {
    let truth = outcome.sensor(number)?;
    let site = truth.site.as_deref().ok_or("the sensor has no site")?;
    let rows = truth::rows(&outcome.recording(), site)?;
    let runs: Vec<&Run> = truth.runs.iter().filter(|run| !run.is_empty()).collect();
    let parts: Vec<&[truth::Row]> = rows.chunk_by(|a, b| a.device_us <= b.device_us).collect();
    must!(
        parts.len() <= runs.len(),
        "{} stretches of {} runs",
        parts.len(),
        runs.len()
    );
    let mut out = Vec::new();
    for (k, (part, run)) in parts.into_iter().zip(runs).enumerate() {
        let taken = run.samples()?;
        // The first run keeps its numbers; those of a later one go on from it.
        let from = part[0].sequence.ok_or("a row without a number")?;
        let base = if k == 0 { 0 } else { from };
        for (row, expected) in part.iter().zip(from..) {
            must!(
                row.sequence == Some(expected),
                "{site}: {:?} where {expected} comes next",
                row.sequence
            );
            let sample = taken
                .get(&(expected - base))
                .ok_or_else(|| format!("{site}: number {} of run {k} was never taken", expected - base))?;
            run.fits(row, sample)?;
        }
        let last = from - base + part.len() as u32 - 1;
        let end = taken.keys().next_back().copied().unwrap_or(0);
        out.push(Stretch {
            first: from - base,
            last,
            unsent: end - last,
        });
    }
    Ok(out)
}
