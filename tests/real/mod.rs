//! Tests on real recordings, which lie beside this repository and are never copied into it.
//!
//! They run where the folder is: `GAITSCOPE_DATA`, or `../shared/data` seen from the repository. Where it is not, each is
//! listed as ignored with the reason. Under `CI=true` a missing folder is a failure, unless `GAITSCOPE_DATA=none` says that
//! it is meant.

use libtest_mimic::{Arguments, Completion, Trial};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

/// The folder of real recordings, or why there is none.
fn data() -> Result<PathBuf, String> {
    let given = std::env::var_os("GAITSCOPE_DATA");
    if given.as_deref().is_some_and(|given| given == "none") {
        return Err("GAITSCOPE_DATA=none".to_owned());
    }
    let folder = given.as_ref().map_or_else(
        || Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/data"),
        PathBuf::from,
    );
    if folder.is_dir() {
        return Ok(folder);
    }
    let why = format!("no real recordings at {}", folder.display());
    let demanded = given.is_some() || std::env::var_os("CI").is_some_and(|ci| ci == "true");
    assert!(
        !demanded,
        "{why}; GAITSCOPE_DATA names their folder, GAITSCOPE_DATA=none leaves these tests out"
    );
    Err(why)
}

/// A test on real recordings; it panics where it fails.
pub(crate) fn on_recordings(name: impl Into<String>, test: impl FnOnce(&Path) + Send + 'static) -> Trial {
    Trial::ignorable_test(name, move || match data() {
        Ok(folder) => {
            test(&folder);
            Ok(Completion::Completed)
        }
        Err(why) => Ok(Completion::ignored_with(why)),
    })
}

/// Runs them as `cargo test` would, one after the other or side by side.
pub(crate) fn run(trials: Vec<Trial>) -> ExitCode {
    libtest_mimic::run(&Arguments::from_args(), trials).exit_code()
}
