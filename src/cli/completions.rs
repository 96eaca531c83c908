//! `gaitscope completions SHELL`.

use clap::{Args, CommandFactory};
use clap_complete::Shell;

/// Example: gaitscope completions bash > ~/.local/share/bash-completion/completions/gaitscope
#[derive(Debug, Args)]
#[command(verbatim_doc_comment)]
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
