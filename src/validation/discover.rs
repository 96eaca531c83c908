//! Which folders hold recordings of which kind, and which files form one recording.

use super::load::{Placed, place_of, wide_sites};
use super::table::header_of;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// The kinds of sets, told apart by the files that stand beside the sensor files.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    /// `*_imu.csv` with `*_angles.csv` and `*_events.csv`: a whole kit, optical angles and contacts.
    WholeKit,
    /// `*_imu.csv` with `*_reference.csv`, numbered windows in a column `step`.
    ShortWindows,
    /// `*_knee_angle.csv` beside thigh and shank files.
    OneKnee,
    /// `*_bouts_<reference>.csv` beside a lower-back file.
    LowBackBouts,
    /// `events.csv` over numbered trials beside lower-back files.
    LowBackTrials,
    /// A folder a walk, each with `truth_events.csv` but no strides: a pelvis sensor alone.
    PelvisWalks,
    /// `trials.csv` with the belt's speed beside wide files.
    Treadmill,
    /// One sensor with an optical orientation.
    Orientation,
    /// A folder a recording, with `recording.csv.gz` and `truth_*.csv`.
    FolderRecordings,
    /// Sensors alone.
    NoReference,
}

/// One set folder.
#[derive(Debug, Clone)]
pub(crate) struct SetFolder {
    pub name: String,
    pub path: PathBuf,
    pub kind: Kind,
    /// Names of the CSV files, sorted.
    pub files: Vec<String>,
}

impl SetFolder {
    /// The stems of files that end in `suffix`, sorted, without the suffix.
    pub(crate) fn stems(&self, suffix: &str) -> Vec<String> {
        self.files
            .iter()
            .filter_map(|file| file.strip_suffix(suffix))
            .map(str::to_owned)
            .collect()
    }

    pub(crate) fn has(&self, file: &str) -> bool {
        self.files.iter().any(|name| name == file)
    }

    pub(crate) fn file(&self, name: &str) -> PathBuf {
        self.path.join(name)
    }
}

/// The set folders in `data`: its folders in order of name, or `data` itself if recordings stand directly in it.
pub(crate) fn set_folders(data: &Path) -> Result<Vec<SetFolder>, String> {
    let name = super::table::file_name(data);
    let entries = std::fs::read_dir(data).map_err(|cause| format!("the folder `{name}` cannot be read: {cause}"))?;
    let mut folders: Vec<PathBuf> = entries
        .flatten()
        .map(|entry| entry.path())
        .filter(|path| path.is_dir())
        .collect();
    folders.sort();
    folders.push(data.to_owned());
    Ok(folders.iter().filter_map(|folder| set_folder(folder)).collect())
}

fn set_folder(path: &Path) -> Option<SetFolder> {
    let mut files: Vec<String> = std::fs::read_dir(path)
        .ok()?
        .flatten()
        .filter(|entry| entry.path().is_file())
        .map(|entry| entry.file_name().to_string_lossy().into_owned())
        .filter(|name| name.ends_with(".csv"))
        .collect();
    files.sort();
    let kind = match kind_of(path, &files) {
        Some(kind) => kind,
        None if !super::sets::folder_recordings::folders(path).is_empty() => Kind::FolderRecordings,
        None => return None,
    };
    // Resolved only for the name, so that `validate --data .` has one too.
    let whole = path.canonicalize().unwrap_or_else(|_| path.to_owned());
    Some(SetFolder {
        name: super::table::file_name(&whole),
        path: path.to_owned(),
        kind,
        files,
    })
}

fn kind_of(path: &Path, files: &[String]) -> Option<Kind> {
    let header = |file: &str| header_of(&path.join(file));
    let holds = |file: &str, column: &str| header(file).iter().any(|name| name == column);
    let with_partner = |suffix: &str, partner: &str| {
        let stems = files.iter().filter_map(|file| file.strip_suffix(suffix));
        stems
            .into_iter()
            .any(|stem| files.iter().any(|file| *file == format!("{stem}{partner}")))
    };
    if with_partner("_imu.csv", "_angles.csv") {
        return Some(Kind::WholeKit);
    }
    if with_partner("_imu.csv", "_reference.csv") {
        return Some(Kind::ShortWindows);
    }
    if files.iter().any(|file| file.ends_with("_knee_angle.csv")) {
        return Some(Kind::OneKnee);
    }
    if files.iter().any(|file| file.contains("_bouts_")) {
        return Some(Kind::LowBackBouts);
    }
    if files.iter().any(|file| file == "events.csv") && holds("events.csv", "trial") {
        return Some(Kind::LowBackTrials);
    }
    if !super::sets::pelvis_walks::folders_with_contacts(path).is_empty() {
        return Some(Kind::PelvisWalks);
    }
    if files.iter().any(|file| file == "trials.csv") && holds("trials.csv", "treadmill_speed_mps") {
        return Some(Kind::Treadmill);
    }
    let sensors: Vec<&String> = files.iter().filter(|file| is_sensor_header(&header(file))).collect();
    let unplaced =
        |file: &&String| place_of(file.trim_end_matches(".csv")).is_none() && wide_sites(&header(file)).is_empty();
    if sensors.is_empty() {
        None
    } else if sensors.iter().all(|file| unplaced(file) && holds(file, "ref_quat_w")) {
        Some(Kind::Orientation)
    } else {
        Some(Kind::NoReference)
    }
}

fn is_sensor_header(header: &[String]) -> bool {
    header.iter().any(|name| name == "time_s")
        && header.iter().any(|name| name.ends_with("acc_x_mps2"))
        && header.iter().any(|name| name.ends_with("gyr_x_radps"))
}

/// The recordings of a folder of sensor files without a fixed naming: every wide file is one, and files that differ
/// only in the body segment at some place of their name belong together (`a_left_thigh` and `a_left_shank`). Where
/// two files claim one site (`pelvis` and `lower_back`) the one named exactly like the site is kept.
pub(crate) fn group_recordings(folder: &SetFolder) -> BTreeMap<String, Vec<PathBuf>> {
    let mut groups: BTreeMap<String, BTreeMap<Option<Placed>, PathBuf>> = BTreeMap::new();
    for file in &folder.files {
        let header = header_of(&folder.file(file));
        let stem = file.trim_end_matches(".csv");
        if !is_sensor_header(&header) {
            continue;
        }
        if !wide_sites(&header).is_empty() {
            groups
                .entry(stem.to_owned())
                .or_default()
                .insert(None, folder.file(file));
        } else if let Some(placed) = place_of(stem) {
            let group = groups.entry(placed.rest.clone()).or_default();
            let exact = stem == placed.site.name();
            let key = Placed {
                rest: String::new(),
                ..placed
            };
            if exact || !group.contains_key(&Some(key.clone())) {
                group.insert(Some(key), folder.file(file));
            }
        }
    }
    let name_of = |key: String| if key.is_empty() { folder.name.clone() } else { key };
    let files_of = |group: BTreeMap<Option<Placed>, PathBuf>| group.into_values().collect();
    groups
        .into_iter()
        .map(|(key, group)| (name_of(key), files_of(group)))
        .collect()
}
