//! stub
use super::listen::{Options, StartError};
use std::path::PathBuf;
pub struct Desk { pub incoming: PathBuf }
pub fn open(options: &Options) -> Result<Desk, StartError> {
    let root = options.data_dir.clone().unwrap_or_else(|| std::env::temp_dir().join("gaitscope-app"));
    let incoming = root.join("incoming");
    std::fs::create_dir_all(&incoming).map_err(|e| StartError::Folder { folder: root, reason: e.to_string() })?;
    Ok(Desk { incoming })
}
impl Desk { pub fn patients_for_choice(&self) -> Vec<(i64, String)> { Vec::new() } }
