//! One file per kind of set: which files form a recording, what its reference is, which figures are judged.

pub(crate) mod common;
pub(super) mod folder_recordings;
mod low_back_bouts;
mod low_back_trials;
mod no_reference;
mod one_knee;
mod orientation;
pub(crate) mod pelvis_walks;
mod short_windows;
mod still;
mod treadmill;
mod whole_kit;

use super::discover::{Kind, SetFolder};
use super::{Tools, ValidationReport};

/// Scores one folder by the rules of its kind.
pub(crate) fn score_set(folder: &SetFolder, tools: &Tools, report: &mut ValidationReport) {
    match folder.kind {
        Kind::WholeKit => whole_kit::score(folder, tools, report),
        Kind::ShortWindows => short_windows::score(folder, tools, report),
        Kind::OneKnee => one_knee::score(folder, tools, report),
        Kind::LowBackBouts => low_back_bouts::score(folder, tools, report),
        Kind::LowBackTrials => low_back_trials::score(folder, tools, report),
        Kind::PelvisWalks => pelvis_walks::score(folder, tools, report),
        Kind::Treadmill => treadmill::score(folder, tools, report),
        Kind::FolderRecordings => folder_recordings::score(folder, tools, report),
        Kind::Orientation => orientation::score(folder, tools, report),
        Kind::NoReference => no_reference::score(folder, tools, report),
    }
}
