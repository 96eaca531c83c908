//! The program as its user drives it: commands, files, status.

#[path = "program/broken.rs"]
mod broken;
#[path = "program/commands.rs"]
mod commands;
#[path = "program/forms.rs"]
mod forms;
#[path = "program/kits.rs"]
mod kits;
#[path = "program/replay.rs"]
mod replay;
#[path = "program/samples.rs"]
mod samples;
#[cfg(feature = "sensors")]
#[path = "program/selftest.rs"]
mod selftest;
#[path = "program/support.rs"]
mod support;
