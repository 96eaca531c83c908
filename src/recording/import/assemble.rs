//! Sensors of many files become one recording: who sits where, on one clock.

use super::super::error::{Quantity, RecordingError};
use super::super::naming::{self, Named};
use super::super::{
    Clock, Input, Notice, NoticeCode, ReadOptions, SensorEntry, SensorInfo, Session, Severity, Site, Track, input,
    plausible, printable, units,
};
use super::clocks::{self, Aligned, Correction};
use super::{Export, ForeignSensor, Format, Half, Part, PassedOver, pair};
use rayon::prelude::*;
use serde::Serialize;
use std::collections::BTreeMap;

/// A sensor whose place on the body must be told: [`ReadOptions::sites`] under `key`.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct SensorToPlace {
    /// What to give as key in [`ReadOptions::sites`]: the file's name, or `file:sensor` where the file
    /// holds several.
    pub key: String,
    /// The file, without its folder.
    pub file: String,
    /// The sensor's own name in the file; empty where it has none.
    pub sensor: String,
    /// The maker's format; `CSV` for plain tables.
    pub format: String,
    /// What its name suggests. A hint to show, and no more.
    pub guess: Option<Site>,
    /// Rows of samples.
    pub rows: usize,
    /// From the first row to the last, seconds.
    pub duration_s: f64,
}

/// What became of the files.
pub(in super::super) enum Assembled {
    Tracks {
        tracks: BTreeMap<Site, Track>,
        notices: Vec<Notice>,
    },
    NeedsSites(Vec<SensorToPlace>),
}

/// Reads files of known formats (`None`: a table that `options.mapping` describes) and makes tracks of them.
pub(in super::super) fn assemble(
    files: &[(Input, Option<&'static Format>)],
    around: &[Input],
    options: &ReadOptions,
    session: &Session,
) -> Result<Assembled, RecordingError> {
    let (mut sensors, mut passed_over) = read_all(files, around, options)?;
    let left_out = |file: &str, label: &str| {
        options.ignore.contains(file) || !label.is_empty() && options.ignore.contains(&format!("{file}:{label}"))
    };
    for k in 0..sensors.len() {
        let file = &sensors[k].files[0];
        let shared = |other: &String| other == file;
        let others = sensors.iter().filter(|other| shared(&other.files[0])).count() > 1;
        let shares_file = others || passed_over.iter().any(|half| shared(&half.file));
        sensors[k].shares_file |= shares_file;
    }
    sensors.retain(|sensor| !left_out(&sensor.files[0], &sensor.label));
    passed_over.retain(|half| !left_out(&half.file, &half.label));
    for sensor in &mut sensors {
        clean(sensor, options)?;
    }
    need_whole(files, &sensors, &passed_over)?;
    let mut notices: Vec<Notice> = (passed_over.iter())
        .map(|half| Notice::half_sensor(&half.file, &half.label, half.has))
        .collect();
    let sites = match place(&sensors, options, session, &mut notices)? {
        Ok(sites) => sites,
        Err(open) => return Ok(Assembled::NeedsSites(open)),
    };
    let (kept, sites): (Vec<ForeignSensor>, Vec<Site>) = sensors
        .into_iter()
        .zip(sites)
        .filter_map(|(sensor, site)| Some((sensor, site?)))
        .unzip();
    let corrections = corrections(&kept, &sites, session, &mut notices);
    let mut tracks = BTreeMap::new();
    let groups = clocks::groups(&kept);
    let corrections = corrections.into_iter().zip(groups);
    for ((sensor, site), correction) in kept.into_iter().zip(sites).zip(corrections) {
        tracks.insert(site, track(sensor, site, correction, session, &mut notices)?);
    }
    Ok(Assembled::Tracks { tracks, notices })
}

/// All whole sensors of the files, and the halves that nothing was found for.
fn read_all(
    files: &[(Input, Option<&'static Format>)],
    around: &[Input],
    options: &ReadOptions,
) -> Result<(Vec<ForeignSensor>, Vec<PassedOver>), RecordingError> {
    let parts: Vec<Result<Vec<Part>, RecordingError>> = files
        .par_iter()
        .map(|(input, format)| {
            let export = Export {
                input,
                file: input.file(),
                options,
                around,
            };
            match (format, &options.mapping) {
                (Some(format), _) => (format.read)(&export),
                (None, Some(mapping)) => mapping.read(&export),
                (None, None) => Ok(Vec::new()),
            }
        })
        .collect();
    let mut sensors: Vec<ForeignSensor> = Vec::new();
    let mut halves: Vec<Half> = Vec::new();
    let mut passed_over: Vec<PassedOver> = Vec::new();
    for part in parts.into_iter().collect::<Result<Vec<_>, _>>()?.into_iter().flatten() {
        match part {
            Part::Sensor(sensor) => sensors.push(*sensor),
            Part::Half(half) => halves.push(*half),
            Part::PassedOver(half) => passed_over.push(half),
        }
    }
    sensors.extend(pair::pair(halves)?);
    Ok((sensors, passed_over))
}

/// Makes a sensor's names printable, and takes samples out that no sensor can have measured.
fn clean(sensor: &mut ForeignSensor, options: &ReadOptions) -> Result<(), RecordingError> {
    for text in [Some(&mut sensor.label), sensor.model.as_mut(), sensor.serial.as_mut()]
        .into_iter()
        .flatten()
    {
        *text = printable(text).into_owned();
    }
    let info = SensorInfo {
        acc_range_mps2: sensor.acc_range_mps2,
        gyr_range_radps: sensor.gyr_range_radps,
        ..SensorInfo::default()
    };
    let samples = &mut sensor.samples;
    let columns = plausible::Columns {
        time_s: &mut samples.time_s,
        acc: &mut samples.acc,
        gyr: &mut samples.gyr,
        lines: &samples.lines,
    };
    let found = plausible::sift(&sensor.files[0], columns, &info, options.lenient)?;
    sensor.notices.extend(found);
    Ok(())
}

/// Refuses sensors of less than two rows, and files without any whole sensor.
fn need_whole(
    files: &[(Input, Option<&'static Format>)],
    sensors: &[ForeignSensor],
    passed_over: &[PassedOver],
) -> Result<(), RecordingError> {
    if let Some(sensor) = sensors.iter().find(|sensor| sensor.samples.time_s.len() < 2) {
        return Err(RecordingError::TooShort {
            file: sensor.files[0].clone(),
            rows: sensor.samples.time_s.len(),
        });
    }
    if !sensors.is_empty() {
        return Ok(());
    }
    Err(match passed_over.first() {
        Some(half) => RecordingError::HalfSensor {
            file: half.file.clone(),
            group: half.label.clone(),
            has: half.has,
            lacks: match half.has {
                Quantity::Accelerometer => Quantity::Gyroscope,
                Quantity::Gyroscope => Quantity::Accelerometer,
            },
        },
        None => RecordingError::NoSensorFiles {
            folder: files.first().map(|(input, _)| input.file()).unwrap_or_default(),
            ignored: files.iter().map(|(input, _)| input.file()).collect(),
            subfolders: Vec::new(),
        },
    })
}

/// The file's name as a person would write it: without the archive's folder.
fn key_of(sensor: &ForeignSensor, several: bool) -> String {
    let file = &sensor.files[0];
    // All files of an archive are one device where the format says so.
    let file = match file.split_once('/') {
        Some((archive, _)) if sensor.files.len() > 1 => archive,
        _ => file,
    };
    if several {
        format!("{file}:{}", sensor.label)
    } else {
        file.to_owned()
    }
}

/// Whether a sensor is told from others of its file by its label.
fn several(sensor: &ForeignSensor) -> bool {
    sensor.shares_file && !sensor.label.is_empty()
}

/// A sensor's site as somebody told it by name or serial number.
fn told(sensor: &ForeignSensor, options: &ReadOptions, session: &Session) -> Option<Site> {
    let mut names = vec![key_of(sensor, several(sensor)), sensor.label.clone()];
    if !several(sensor) {
        let bare = sensor.files.iter().filter_map(|file| file.rsplit('/').next());
        names.extend(sensor.files.iter().cloned().chain(bare.map(str::to_owned)));
    }
    names.extend(sensor.serial.iter().cloned());
    let by_name = names
        .iter()
        .filter(|name| !name.is_empty())
        .find_map(|name| options.sites.get(name).copied());
    by_name.or_else(|| {
        let serial = sensor.serial.as_ref()?;
        let own = |entry: &&SensorEntry| entry.serial.as_ref() == Some(serial);
        session.sensors.iter().find(own).map(|entry| entry.site)
    })
}

/// A sensor to ask about, with what is found of its site.
fn to_place(sensor: &ForeignSensor, found: Option<Site>) -> SensorToPlace {
    let time = &sensor.samples.time_s;
    SensorToPlace {
        key: key_of(sensor, several(sensor)),
        file: sensor.files[0].clone(),
        sensor: sensor.label.clone(),
        format: sensor.format.to_owned(),
        guess: found.or_else(|| {
            let own = naming::abbreviation(&sensor.label);
            let stem = input::stem(sensor.files[0].rsplit('/').next().unwrap_or_default());
            own.or_else(|| naming::abbreviation(stem).filter(|_| !sensor.shares_file))
        }),
        rows: time.len(),
        duration_s: time[time.len() - 1] - time[0],
    }
}

/// One site for each sensor (`None`: passed over).
type Sites = Vec<Option<Site>>;

/// The sites, or the sensors that must be asked about.
fn place(
    sensors: &[ForeignSensor],
    options: &ReadOptions,
    session: &Session,
    notices: &mut Vec<Notice>,
) -> Result<Result<Sites, Vec<SensorToPlace>>, RecordingError> {
    // With each site, whether somebody told it.
    let found: Vec<(Option<Site>, bool)> = sensors
        .iter()
        .map(|sensor| {
            let site = told(sensor, options, session);
            (site.or_else(|| guess(sensor)), site.is_some())
        })
        .collect();
    // A file of many sensors may hold some that are of no use here (wrists, head); they are named and passed over.
    let passed_over = |k: usize| {
        found[k].0.is_none()
            && several(&sensors[k])
            && naming::abbreviation(&sensors[k].label).is_none()
            && (0..sensors.len()).any(|j| found[j].0.is_some() && sensors[j].files[0] == sensors[k].files[0])
    };
    if (0..sensors.len()).any(|k| found[k].0.is_none() && !passed_over(k)) {
        let asked = sensors.iter().zip(&found);
        return Ok(Err(asked.map(|(sensor, found)| to_place(sensor, found.0)).collect()));
    }
    let key = |k: usize| key_of(&sensors[k], several(&sensors[k]));
    let mut sites: Sites = Vec::new();
    for k in 0..sensors.len() {
        let (site, told) = found[k];
        let Some(site) = site else {
            notices.push(
                Notice::new(NoticeCode::SensorSiteUnknown, Severity::Warning)
                    .with("file", sensors[k].files[0].as_str())
                    .with("name", sensors[k].label.as_str()),
            );
            sites.push(None);
            continue;
        };
        let twin = (0..sensors.len()).find(|&j| j != k && found[j].0 == Some(site));
        match twin {
            Some(j) if found[j].1 && !told => {
                notices.push(
                    Notice::new(NoticeCode::SecondSensorIgnored, Severity::Warning)
                        .at(site)
                        .with("kept", key(j))
                        .with("ignored", key(k)),
                );
                sites.push(None);
                continue;
            }
            Some(j) if found[j].1 == told => {
                return Err(RecordingError::SameSite {
                    site,
                    first: key(k.min(j)),
                    second: key(k.max(j)),
                });
            }
            _ => {}
        }
        if !told {
            notices.push(
                Notice::new(NoticeCode::SiteFromName, Severity::Info)
                    .at(site)
                    .with("name", key(k)),
            );
        }
        sites.push(Some(site));
    }
    Ok(Ok(sites))
}

/// What the sensor's own name or its file's says.
fn guess(sensor: &ForeignSensor) -> Option<Site> {
    let file = sensor.files[0].as_str();
    let archive = file.split_once('/').map(|(archive, _)| archive);
    let mut names = vec![Some(sensor.label.as_str())];
    if !sensor.shares_file {
        names.extend([file.rsplit('/').next(), archive]);
    }
    names.into_iter().flatten().find_map(
        |name| match naming::site_of(input::stem(name.trim_end_matches(".zip"))) {
            Named::Site { site, .. } => Some(site),
            _ => None,
        },
    )
}

fn corrections(
    sensors: &[ForeignSensor],
    sites: &[Site],
    session: &Session,
    notices: &mut Vec<Notice>,
) -> Vec<Correction> {
    match clocks::align(sensors) {
        Aligned::Shared(found) => {
            let worst = found.iter().filter_map(|own| own.uncertainty_s).fold(0.0, f64::max);
            if worst > 0.0 {
                notices.push(
                    Notice::new(NoticeCode::ClocksByTimeStamps, Severity::Info).with("uncertainty_ms", 1e3 * worst),
                );
            }
            found
        }
        Aligned::Movement(found) => {
            let worst = found.iter().filter_map(|own| own.uncertainty_s).fold(0.0, f64::max);
            notices.push(Notice::new(NoticeCode::ClocksByMovement, Severity::Info).with("uncertainty_ms", 1e3 * worst));
            found
        }
        // What the session states of all of them stands; else it is left to the walk.
        Aligned::Apart(found) => {
            let stated = |site: &Site| {
                let entry = session.sensors.iter().find(|entry| entry.site == *site)?;
                Some(Correction {
                    offset_s: entry.clock_offset_s,
                    drift: 0.0,
                    uncertainty_s: Some(entry.clock_uncertainty_s?),
                })
            };
            sites.iter().map(stated).collect::<Option<Vec<_>>>().unwrap_or(found)
        }
    }
}

fn track(
    sensor: ForeignSensor,
    site: Site,
    (correction, group): (Correction, Option<usize>),
    session: &Session,
    notices: &mut Vec<Notice>,
) -> Result<Track, RecordingError> {
    let file = sensor.files[0].clone();
    let measured = units::measured_rate(&sensor.samples.time_s);
    let differs = sensor.rate_hz.and_then(|stated| units::rate_differs(stated, measured));
    let rate_hz = match (sensor.rate_hz, &differs) {
        (Some(stated), None) => stated,
        _ => measured,
    };
    notices.extend(differs.map(|notice| notice.at(site)));
    if !units::RATE_HZ.contains(&rate_hz) {
        return Err(RecordingError::Rate {
            file,
            column: "time".to_owned(),
            rate_hz,
        });
    }
    if rate_hz < units::LOW_RATE_HZ {
        notices.push(
            Notice::new(NoticeCode::LowRate, Severity::Warning)
                .at(site)
                .with("rate_hz", rate_hz),
        );
    }
    if sensor.samples.incomplete > 0 {
        notices.push(
            Notice::new(NoticeCode::IncompleteRows, Severity::Warning)
                .at(site)
                .with("count", sensor.samples.incomplete),
        );
    }
    if sensor.samples.duplicates > 0 {
        notices.push(
            Notice::new(NoticeCode::DuplicateRowsDropped, Severity::Warning)
                .with("file", file.as_str())
                .with("count", sensor.samples.duplicates),
        );
    }
    notices.extend(sensor.notices.into_iter().map(|notice| notice.at(site)));
    let entry = session.sensors.iter().find(|entry| entry.site == site);
    let mut time_s = sensor.samples.time_s;
    (time_s.iter_mut()).for_each(|own| *own += correction.offset_s + correction.drift * *own);
    Ok(Track {
        site,
        time_s,
        acc_mps2: sensor.samples.acc,
        gyr_radps: sensor.samples.gyr,
        rate_hz,
        clock: Clock {
            offset_s: correction.offset_s,
            uncertainty_s: correction.uncertainty_s,
            group,
        },
        info: SensorInfo {
            model: entry.and_then(|entry| entry.model.clone()).or(sensor.model),
            serial: entry.and_then(|entry| entry.serial.clone()).or(sensor.serial),
            acc_range_mps2: entry.and_then(|entry| entry.acc_range_mps2).or(sensor.acc_range_mps2),
            gyr_range_radps: entry.and_then(|entry| entry.gyr_range_radps).or(sensor.gyr_range_radps),
            mounting: entry.and_then(|entry| entry.mounting),
        },
    })
}

impl SensorToPlace {
    /// A plain table whose name tells no site.
    pub(in super::super) fn plain(file: &str, sensor: &str, guess: Option<Site>) -> SensorToPlace {
        SensorToPlace {
            key: if sensor.is_empty() {
                file.to_owned()
            } else {
                format!("{file}:{sensor}")
            },
            file: file.to_owned(),
            sensor: sensor.to_owned(),
            format: "CSV".to_owned(),
            guess,
            rows: 0,
            duration_s: 0.0,
        }
    }
}
