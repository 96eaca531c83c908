//! Printing that cannot end the program. `println!` panics where nobody reads any more (`gaitscope check … | head`), or
//! where standard error is closed, also in the middle of a recording.

use std::fmt;
use std::io::{self, ErrorKind, Write};
use std::sync::{Mutex, PoisonError};

/// Why standard output could not take everything; a reader that has gone is no reason.
static FAILED: Mutex<Option<io::Error>> = Mutex::new(None);

/// A line on standard output.
macro_rules! outln {
    ($($text:tt)*) => { $crate::cli::output::line(format_args!($($text)*)) };
}

/// A line on standard error.
macro_rules! errln {
    ($($text:tt)*) => { $crate::cli::output::error_line(format_args!($($text)*)) };
}

pub(super) fn line(text: fmt::Arguments) {
    let mut failed = FAILED.lock().unwrap_or_else(PoisonError::into_inner);
    if failed.is_none()
        && let Err(error) = writeln!(io::stdout(), "{text}")
        && error.kind() != ErrorKind::BrokenPipe
    {
        *failed = Some(error);
    }
}

pub(super) fn error_line(text: fmt::Arguments) {
    // Nobody is left to tell.
    writeln!(io::stderr(), "{text}").ok();
}

/// The end of a command: its own, unless what it printed did not arrive. A reader that has gone had what it wanted.
pub(super) fn finish(done: anyhow::Result<()>) -> anyhow::Result<()> {
    match done {
        Err(error) if is_broken_pipe(&error) => return Ok(()),
        done => done?,
    }
    let flushed = io::stdout().flush();
    let failed = FAILED.lock().unwrap_or_else(PoisonError::into_inner).take();
    match failed.map_or(flushed, Err) {
        Err(error) if error.kind() != ErrorKind::BrokenPipe => {
            Err(anyhow::Error::from(error).context("standard output could not take everything"))
        }
        _ => Ok(()),
    }
}

fn is_broken_pipe(error: &anyhow::Error) -> bool {
    error
        .downcast_ref::<io::Error>()
        .is_some_and(|error| error.kind() == ErrorKind::BrokenPipe)
}
