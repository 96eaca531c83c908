//! The command line, a file per command. Exit status: 0 done, 1 it could not be done (said why), 2 wrong usage, 3 recorded,
//! but not everything that was asked for (said what is not there).

#[macro_use]
mod output;

mod analyze;
#[cfg(feature = "app")]
mod app;
#[cfg(feature = "exports")]
mod batch;
mod check;
mod cohort;
mod compare;
mod completions;
#[cfg(feature = "exports")]
mod export;
mod import;
mod placement;
#[cfg(feature = "sensors")]
mod record;
mod refusal;
mod replay;
mod schema;
#[cfg(feature = "sensors")]
mod selftest;
#[cfg(feature = "sensors")]
mod sensors;
mod simulate;
#[cfg(feature = "store")]
mod store;
mod validate;

use clap::{Parser, Subcommand};
use recording::printable_lines;
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
    Analyze(analyze::AnalyzeArgs),
    /// Say what a recording holds and what is wrong with it, without writing a report.
    Check(check::CheckArgs),
    /// Start the local web app: sessions, patients, files, reports.
    #[cfg(feature = "app")]
    App(app::AppArgs),
    /// Read dropped files under limits, for the app: see `app::incoming::apart`.
    #[cfg(feature = "app")]
    #[command(name = ::app::incoming::apart::COMMAND, hide = true)]
    ReadApart,
    /// Compare two visits of one person.
    Compare(compare::CompareArgs),
    /// Make a session folder of exports of other makers' programs.
    Import(import::ImportArgs),
    /// Draw where each sensor goes.
    Placement(placement::PlacementArgs),
    /// Find sensors, make one blink, say where one is worn.
    #[cfg(feature = "sensors")]
    Sensors(sensors::SensorsArgs),
    /// Record from sensors into a session folder.
    #[cfg(feature = "sensors")]
    Record(record::RecordArgs),
    /// Play a recording through the live chain, then analyse it.
    Replay(replay::ReplayArgs),
    /// Try the sensors at hand with this computer: what works, what does not, what to do.
    #[cfg(feature = "sensors")]
    Selftest(selftest::SelftestArgs),
    /// Write recordings of simulated people with their truth.
    Simulate(simulate::SimulateArgs),
    /// Keep, export, delete and back up the data of patients and visits.
    #[cfg(feature = "store")]
    Store(store::StoreArgs),
    /// Measure accuracy against recordings with references.
    Validate(validate::ValidateArgs),
    /// Write a recording and its results in the formats of other programs.
    #[cfg(feature = "exports")]
    Export(export::ExportArgs),
    /// Analyse every recording below some folders into one data set.
    #[cfg(feature = "exports")]
    Batch(batch::BatchArgs),
    /// Ask the data set of many recordings that `batch` wrote: SQL, groups compared, who changed.
    Cohort(cohort::CohortArgs),
    /// Print the JSON Schema of `summary.json`.
    #[command(after_help = "Example:\n  gaitscope schema > summary.schema.json")]
    Schema,
    /// Print a completion script for a shell.
    Completions(completions::CompletionsArgs),
}

/// Says at once that another program has the data, instead of standing still without a word.
#[cfg(feature = "store")]
fn say_waiting(longest: std::time::Duration) {
    errln!(
        "another program is using the data; waiting at most {} s",
        longest.as_secs()
    );
}

/// Runs the program with these arguments (the first is its own name).
pub(crate) fn run(arguments: impl IntoIterator<Item = impl Into<OsString> + Clone>) -> ExitCode {
    let arguments = match Arguments::try_parse_from(arguments) {
        Ok(arguments) => arguments,
        Err(error) => {
            // Help and version come this way too; a closed pipe is nobody's fault.
            error.print().ok();
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
        #[cfg(feature = "app")]
        Command::App(options) => app::run(&options),
        #[cfg(feature = "app")]
        Command::ReadApart => ::app::incoming::apart::run().map_err(anyhow::Error::from),
        Command::Compare(options) => compare::run(&options),
        Command::Import(options) => import::run(&options),
        Command::Placement(options) => placement::run(&options),
        #[cfg(feature = "sensors")]
        Command::Sensors(options) => sensors::run(&options),
        #[cfg(feature = "sensors")]
        Command::Record(options) => record::run(&options),
        Command::Replay(options) => replay::run(&options),
        #[cfg(feature = "sensors")]
        Command::Selftest(options) => selftest::run(&options),
        Command::Simulate(options) => simulate::run(&options),
        #[cfg(feature = "store")]
        Command::Store(options) => store::run(&options),
        Command::Validate(options) => validate::run(&options),
        #[cfg(feature = "exports")]
        Command::Export(options) => export::run(&options),
        #[cfg(feature = "exports")]
        Command::Batch(options) => batch::run(&options),
        Command::Cohort(options) => cohort::run(&options),
        Command::Schema => schema::run(),
        Command::Completions(options) => completions::run(&options),
    };
    match output::finish(done) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            errln!("gaitscope: {}", printable_lines(&refusal::worded(&error)));
            #[cfg(feature = "sensors")]
            if error.is::<record::Incomplete>() {
                return ExitCode::from(3);
            }
            ExitCode::FAILURE
        }
    }
}
