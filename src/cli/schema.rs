//! `gaitscope schema`.

use std::io::Write;

pub fn run() -> anyhow::Result<()> {
    let text = serde_json::to_string_pretty(&crate::report::summary_schema())?;
    writeln!(std::io::stdout(), "{text}")?;
    Ok(())
}
