//! `gaitscope schema`.

use std::io::Write;

pub(super) fn run() -> anyhow::Result<()> {
    let text = serde_json::to_string_pretty(&summary::summary_schema())?;
    writeln!(std::io::stdout(), "{text}")?;
    Ok(())
}
