//! `gaitscope completions SHELL`.

use clap::{Args, CommandFactory};
use clap_complete::Shell;

/// For which shell.
#[derive(Debug, Args)]
#[command(after_help = "Example:\n  gaitscope completions bash > ~/.local/share/bash-completion/completions/gaitscope")]
pub struct Options {
    /// The shell to write for.
    shell: Shell,
}

pub fn run(options: &Options) -> anyhow::Result<()> {
    clap_complete::generate(
        options.shell,
        &mut super::Arguments::command(),
        "gaitscope",
        &mut std::io::stdout(),
    );
    Ok(())
}
