//! The program: parses the command line and hands over to [`gaitscope::cli`].

use std::process::ExitCode;

fn main() -> ExitCode {
    gaitscope::cli::run(std::env::args_os())
}
