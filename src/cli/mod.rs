//! The command line, a file per command. Exit status: 0 done, 1 it could not be done (said why), 2 wrong usage.

mod analyze;
mod check;
mod compare;
mod completions;
mod placement;
#[cfg(feature = "sensors")]
mod record;
mod schema;
#[cfg(feature = "sensors")]
mod sensors;
mod simulate;
mod validate;

use clap::{Parser, Subcommand};
use std::ffi::OsString;
use std::process::ExitCode;

/// Gait analysis for physiotherapists: motion sensors on hips and knees in, an honest report out.
///
/// Works offline. Describes movement with its uncertainty; never diagnoses.
#[derive(Debug, Parser)]
#[command(name = "gaitscope", version, max_term_width = 100)]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Analyse a recording and write its report.
    Analyze(analyze::Options),
    /// Say what a recording holds and what is wrong with it, without writing a report.
    Check(check::Options),
    /// Compare two visits of one person.
    Compare(compare::Options),
    /// Draw where each sensor goes.
    Placement(placement::Options),
    /// Find sensors, make one blink, say where one is worn.
    #[cfg(feature = "sensors")]
    Sensors(sensors::Options),
    /// Record from sensors into a session folder.
    #[cfg(feature = "sensors")]
    Record(record::Options),
    /// Write recordings of simulated people with their truth.
    Simulate(simulate::SimulateArgs),
    /// Measure accuracy against recordings with references.
    Validate(validate::Options),
    /// Print the JSON Schema of `summary.json`.
    #[command(after_help = "Example:\n  gaitscope schema > summary.schema.json")]
    Schema,
    /// Print a completion script for a shell.
    Completions(completions::Options),
}

/// Runs the program with these arguments (the first is its own name).
pub fn run(arguments: impl IntoIterator<Item = impl Into<OsString> + Clone>) -> ExitCode {
    let arguments = match Arguments::try_parse_from(arguments) {
        Ok(arguments) => arguments,
        Err(error) => {
            // Help and version come this way too; a closed pipe is nobody's fault.
            let _ = error.print();
            return if error.use_stderr() {
                ExitCode::from(2)
            } else {
                ExitCode::SUCCESS
            };
        }
    };
    let done = match arguments.command {
        Command::Analyze(options) => analyze::run(&options),
        Command::Check(options) => check::run(&options),
        Command::Compare(options) => compare::run(&options),
        Command::Placement(options) => placement::run(&options),
        #[cfg(feature = "sensors")]
        Command::Sensors(options) => sensors::run(&options),
        #[cfg(feature = "sensors")]
        Command::Record(options) => record::run(&options),
        Command::Simulate(options) => simulate::run(&options),
        Command::Validate(options) => validate::run(&options),
        Command::Schema => schema::run(),
        Command::Completions(options) => completions::run(&options),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("gaitscope: {error:#}");
            ExitCode::FAILURE
        }
    }
}
