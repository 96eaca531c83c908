//! Which file or column group is which site, and which files make one recording.

use super::error::{RecordingChoice, RecordingError};
use super::input::{self, Probed};
use super::naming::{self, Named};
use super::{Notice, NoticeCode, ReadOptions, Severity, Site};
use std::collections::BTreeMap;

/// One sensor of one file.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Placed {
    /// Index of the file and of the sensor within it.
    pub file: usize,
    pub sensor: usize,
    pub site: Site,
    exact: bool,
}

impl Placed {
    /// The only sensor of its own rows, at the site that was told.
    pub(super) fn new(site: Site) -> Placed {
        Placed {
            file: 0,
            sensor: 0,
            site,
            exact: true,
        }
    }
}

/// The sensors of one recording.
#[derive(Debug, Default)]
pub(super) struct Group {
    pub key: String,
    pub sensors: Vec<Placed>,
}

/// Gives every sensor its site, and every file its recording's key.
///
/// With `together` all files are one recording whatever their names say (they were given one by one).
pub(super) fn place(
    files: &[Probed],
    options: &ReadOptions,
    together: bool,
    notices: &mut Vec<Notice>,
) -> Result<Vec<Group>, RecordingError> {
    let mut groups: BTreeMap<String, Vec<Placed>> = BTreeMap::new();
    // Files placed by hand belong to every recording of the folder; usually there is one.
    let mut by_hand = Vec::new();
    for (file, probed) in files.iter().enumerate() {
        let sensors = &probed.header.sensors;
        let name = &probed.file;
        // A sensor whose neighbour was passed over is not the one that the file is named after.
        let wide = sensors.len() > 1 || sensors[0].site.is_some() || !probed.header.halves.is_empty();
        if let Some(&site) = options.sites.get(name).filter(|_| !wide) {
            by_hand.push(Placed {
                file,
                sensor: 0,
                site,
                exact: true,
            });
            continue;
        }
        if !wide {
            let (placed, key) = place_single(file, name)?;
            groups.entry(key).or_default().push(placed);
            continue;
        }
        let key = naming::key_of(input::stem(name));
        let told = |group: &str| {
            let key = format!("{name}:{group}");
            options.sites.get(&key).or_else(|| options.sites.get(group)).copied()
        };
        let left_out = |group: &str| options.ignore.contains(&format!("{name}:{group}"));
        if (sensors.iter()).all(|sensor| sensor.site.is_none() && told(&sensor.group).is_none()) {
            let name = sensors[0].group.clone();
            return Err(RecordingError::UnknownPrefix {
                file: probed.file.clone(),
                name,
                groups: sensors.len(),
            });
        }
        for (sensor, columns) in sensors.iter().enumerate() {
            if left_out(&columns.group) {
                continue;
            }
            match told(&columns.group).map(|site| (site, true)).or(columns.site) {
                Some((site, exact)) => {
                    groups.entry(key.clone()).or_default().push(Placed {
                        file,
                        sensor,
                        site,
                        exact,
                    });
                }
                None => notices.push(
                    Notice::new(NoticeCode::SensorSiteUnknown, Severity::Warning)
                        .with("file", name.as_str())
                        .with("name", columns.group.as_str()),
                ),
            }
        }
    }
    if together && groups.len() > 1 {
        let all: Vec<Placed> = groups.into_values().flatten().collect();
        groups = BTreeMap::from([(String::new(), all)]);
    }
    if groups.is_empty() && !by_hand.is_empty() {
        groups.insert(String::new(), Vec::new());
    }
    Ok(groups
        .into_iter()
        .map(|(key, mut sensors)| {
            sensors.extend(&by_hand);
            Group { key, sensors }
        })
        .collect())
}

fn place_single(file: usize, name: &str) -> Result<(Placed, String), RecordingError> {
    let stem = input::stem(name);
    match naming::site_of(stem) {
        Named::Site { site, exact, rest } => Ok((
            Placed {
                file,
                sensor: 0,
                site,
                exact,
            },
            rest,
        )),
        Named::NoSide(segment) => Err(RecordingError::NoSide {
            file: name.to_owned(),
            name: stem.to_owned(),
            segment,
        }),
        Named::Ambiguous => Err(RecordingError::AmbiguousSite {
            file: name.to_owned(),
            name: stem.to_owned(),
        }),
        Named::Nothing => Err(RecordingError::UnknownSite { file: name.to_owned() }),
    }
}

/// The one recording that is meant.
pub(super) fn choose(mut groups: Vec<Group>, only: Option<&str>, place: &str) -> Result<Group, RecordingError> {
    let choices = || -> Vec<RecordingChoice> {
        (groups.iter())
            .map(|group| {
                let mut sites: Vec<Site> = group.sensors.iter().map(|placed| placed.site).collect();
                sites.sort();
                sites.dedup();
                RecordingChoice {
                    key: group.key.clone(),
                    sites,
                }
            })
            .collect()
    };
    let at = match only {
        Some(only) => match groups.iter().position(|group| group.key.eq_ignore_ascii_case(only)) {
            Some(at) => at,
            None => {
                return Err(RecordingError::NoSuchRecording {
                    only: only.to_owned(),
                    choices: choices(),
                });
            }
        },
        None if groups.len() == 1 => 0,
        None => {
            return Err(RecordingError::SeveralRecordings {
                folder: place.to_owned(),
                choices: choices(),
            });
        }
    };
    Ok(groups.swap_remove(at))
}

/// Leaves one sensor per site: a site's own name wins over an alias, two equals are refused.
pub(super) fn one_per_site(
    group: &Group,
    files: &[Probed],
    notices: &mut Vec<Notice>,
) -> Result<BTreeMap<Site, Placed>, RecordingError> {
    let mut chosen: BTreeMap<Site, Placed> = BTreeMap::new();
    let label = |placed: &Placed| {
        let probed = &files[placed.file];
        let column_group = &probed.header.sensors[placed.sensor].group;
        if column_group.is_empty() {
            probed.file.clone()
        } else {
            format!("{}: {column_group}", probed.file)
        }
    };
    let mut by_rank = group.sensors.clone();
    by_rank.sort_by_key(|placed| !placed.exact);
    for placed in by_rank {
        match chosen.get(&placed.site) {
            None => {
                chosen.insert(placed.site, placed);
            }
            Some(kept) if kept.exact && !placed.exact => notices.push(
                Notice::new(NoticeCode::SecondSensorIgnored, Severity::Warning)
                    .at(placed.site)
                    .with("kept", label(kept))
                    .with("ignored", label(&placed)),
            ),
            Some(kept) => {
                return Err(RecordingError::SameSite {
                    site: placed.site,
                    first: label(kept),
                    second: label(&placed),
                });
            }
        }
    }
    Ok(chosen)
}
