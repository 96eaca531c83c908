//! `gaitscope completions SHELL`.

use clap::{Args, CommandFactory};
use clap_complete::Shell;
use std::io::Write;

/// For which shell.
#[derive(Debug, Args)]
#[command(after_help = "Example:\n  gaitscope completions bash > ~/.local/share/bash-completion/completions/gaitscope")]
pub(super) struct CompletionsArgs {
    /// The shell to write for.
    shell: Shell,
}

pub(super) fn run(options: &CompletionsArgs) -> anyhow::Result<()> {
    // Into memory first: it panics where it cannot write.
    let mut script = Vec::new();
    clap_complete::generate(
        options.shell,
        &mut super::Arguments::command(),
        "gaitscope",
        &mut script,
    );
    std::io::stdout().write_all(&script)?;
    Ok(())
}
