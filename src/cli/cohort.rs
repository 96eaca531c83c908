//! `gaitscope cohort DATASET QUESTION`: hands over to the program `gaitscope-cohort` beside this one.
//!
//! A query engine is as large as all the rest together; who looks at one walk does not build it.

use anyhow::{Context, bail};
use clap::Args;
use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitStatus};

const PROGRAM: &str = "gaitscope-cohort";

/// What to ask.
#[derive(Debug, Args)]
#[command(
    after_help = "Runs the program gaitscope-cohort, which lies beside this one or in the PATH. In the repository it is built by:\n  \
                  cd cohort && cargo build --release\n\n\
                  Examples:\n  \
                  gaitscope cohort dataset tables\n  \
                  gaitscope cohort dataset \"SELECT side, median(stance_time_s) FROM strides WHERE included GROUP BY side\"\n  \
                  gaitscope cohort dataset compare --measure speed_mps --by sex --out answers\n\n\
                  All its options: gaitscope-cohort --help"
)]
pub(super) struct CohortArgs {
    /// The data set that `batch` wrote, the question (tables, compare, distribution, changed, or SQL), and its options.
    #[arg(
        required = true,
        trailing_var_arg = true,
        allow_hyphen_values = true,
        value_name = "DATASET QUESTION"
    )]
    arguments: Vec<OsString>,
}

pub(super) fn run(options: &CohortArgs) -> anyhow::Result<()> {
    let mine = std::env::current_exe().context("this program does not find itself")?;
    let program = beside(&mine).unwrap_or_else(|| PathBuf::from(PROGRAM));
    let status = match Command::new(&program).args(&options.arguments).status() {
        Ok(status) => status,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => bail!(
            "the program {PROGRAM} is neither beside {} nor in the PATH; build it in the repository with: cd cohort && cargo build --release",
            mine.display()
        ),
        Err(error) => return Err(error).with_context(|| format!("{} cannot be run", program.display())),
    };
    passed_on(status)
}

fn beside(mine: &Path) -> Option<PathBuf> {
    let name = format!("{PROGRAM}{}", std::env::consts::EXE_SUFFIX);
    let path = mine.parent()?.join(name);
    path.is_file().then_some(path)
}

/// It has told its reason itself.
fn passed_on(status: ExitStatus) -> anyhow::Result<()> {
    match status.code() {
        Some(0) => Ok(()),
        Some(code) => std::process::exit(code),
        None => bail!("{PROGRAM} was stopped from outside"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_program_beside_this_one_is_taken_if_it_is_there() {
        let dir = tempfile::tempdir().expect("a folder");
        let mine = dir.path().join("gaitscope");
        assert_eq!(beside(&mine), None);
        let other = dir.path().join(format!("{PROGRAM}{}", std::env::consts::EXE_SUFFIX));
        std::fs::write(&other, "").expect("written");
        assert_eq!(beside(&mine), Some(other));
    }
}
