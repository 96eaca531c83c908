//! Sensors of many files become one recording: who sits where, on one clock.

use super::super::error::RecordingError;
use super::super::naming::{self, Named};
use super::super::{Clock, Input, Notice, ReadOptions, SensorInfo, Session, Severity, Site, Track, input, units};
use super::clocks::{self, Aligned, Correction};
use super::{Export, ForeignSensor, Format, Half, Part, pair};
use rayon::prelude::*;
use serde::Serialize;
use std::collections::BTreeMap;

/// A sensor whose place on the body must be told: [`ReadOptions::sites`] under `key`.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct SensorToPlace {
    /// What to give as key in [`ReadOptions::sites`] (`--site KEY=SITE`): the file's name, or `file:sensor` where the file
    /// holds several.
    pub key: String,
    pub file: String,
    /// The sensor's own name in the file; empty where it has none.
    pub sensor: String,
    /// The maker's format; `CSV` for plain tables.
    pub format: String,
    /// What its name suggests. A hint to show, and no more.
    pub guess: Option<Site>,
    pub rows: usize,
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

/// Rates that can be analysed, Hz.
const RATE_HZ: std::ops::RangeInclusive<f64> = 20.0..=2000.0;
const LOW_RATE_HZ: f64 = 50.0;

/// Reads files of known formats (`None`: a table that `options.mapping` describes) and makes tracks of them.
pub(in super::super) fn assemble(
    files: &[(Input, Option<&'static Format>)],
    around: &[Input],
    options: &ReadOptions,
    session: &Session,
) -> Result<Assembled, RecordingError> {
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
    for part in parts.into_iter().collect::<Result<Vec<_>, _>>()?.into_iter().flatten() {
        match part {
            Part::Sensor(sensor) => sensors.push(*sensor),
            Part::Half(half) => halves.push(*half),
        }
    }
    sensors.extend(pair::pair(halves)?);
    if let Some(sensor) = sensors.iter().find(|sensor| sensor.samples.time_s.len() < 2) {
        return Err(RecordingError::TooShort {
            file: sensor.files[0].clone(),
            rows: sensor.samples.time_s.len(),
        });
    }
    if sensors.is_empty() {
        return Err(RecordingError::NoSensorFiles {
            folder: files.first().map(|(input, _)| input.file()).unwrap_or_default(),
            ignored: files.iter().map(|(input, _)| input.file()).collect(),
            subfolders: Vec::new(),
        });
    }
    let mut notices = Vec::new();
    let sites = match place(&sensors, options, session, &mut notices)? {
        Ok(sites) => sites,
        Err(open) => return Ok(Assembled::NeedsSites(open)),
    };
    let (kept, sites): (Vec<ForeignSensor>, Vec<Site>) = sensors
        .into_iter()
        .zip(sites)
        .filter_map(|(sensor, site)| Some((sensor, site?)))
        .unzip();
    let corrections = corrections(&kept, &sites, session, &mut notices)?;
    let mut tracks = BTreeMap::new();
    for ((sensor, site), correction) in kept.into_iter().zip(sites).zip(corrections) {
        tracks.insert(site, track(sensor, site, correction, session, &mut notices)?);
    }
    Ok(Assembled::Tracks { tracks, notices })
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

/// One site for each sensor (`None`: passed over), or the sensors that must be asked about.
#[allow(clippy::type_complexity)]
fn place(
    sensors: &[ForeignSensor],
    options: &ReadOptions,
    session: &Session,
    notices: &mut Vec<Notice>,
) -> Result<Result<Vec<Option<Site>>, Vec<SensorToPlace>>, RecordingError> {
    let several = |sensor: &ForeignSensor| {
        sensors.iter().filter(|other| other.files[0] == sensor.files[0]).count() > 1 && !sensor.label.is_empty()
    };
    let mut found: Vec<(Option<Site>, bool)> = Vec::new();
    for sensor in sensors {
        let mut names = vec![key_of(sensor, several(sensor)), sensor.label.clone()];
        if !several(sensor) {
            names.extend(sensor.files.iter().cloned());
            names.extend(
                sensor
                    .files
                    .iter()
                    .filter_map(|file| file.rsplit('/').next())
                    .map(str::to_owned),
            );
        }
        names.extend(sensor.serial.iter().cloned());
        let told = names
            .iter()
            .filter(|name| !name.is_empty())
            .find_map(|name| options.sites.get(name).copied());
        let by_serial = || {
            let serial = sensor.serial.as_ref()?;
            session
                .sensors
                .iter()
                .find(|entry| entry.serial.as_ref() == Some(serial))
                .map(|entry| entry.site)
        };
        let site = told.or_else(by_serial);
        found.push((site.or_else(|| guess(sensor)), site.is_some()));
    }
    let to_place = |k: usize| {
        let sensor = &sensors[k];
        let time = &sensor.samples.time_s;
        SensorToPlace {
            key: key_of(sensor, several(sensor)),
            file: sensor.files[0].clone(),
            sensor: sensor.label.clone(),
            format: sensor.format.to_owned(),
            guess: found[k].0,
            rows: time.len(),
            duration_s: time[time.len() - 1] - time[0],
        }
    };
    // A file of many sensors may hold some that are of no use here (wrists, head); they are named and passed over.
    let passed_over = |k: usize| {
        found[k].0.is_none()
            && several(&sensors[k])
            && (0..sensors.len()).any(|j| found[j].0.is_some() && sensors[j].files[0] == sensors[k].files[0])
    };
    if (0..sensors.len()).any(|k| found[k].0.is_none() && !passed_over(k)) {
        return Ok(Err((0..sensors.len()).map(to_place).collect()));
    }
    let mut sites: Vec<Option<Site>> = Vec::new();
    for k in 0..sensors.len() {
        let (site, told) = found[k];
        let Some(site) = site else {
            notices.push(
                Notice::new("sensor-site-unknown", Severity::Warning)
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
                    Notice::new("second-sensor-ignored", Severity::Warning)
                        .at(site)
                        .with("kept", key_of(&sensors[j], several(&sensors[j])))
                        .with("ignored", key_of(&sensors[k], several(&sensors[k]))),
                );
                sites.push(None);
                continue;
            }
            Some(j) if found[j].1 == told => {
                return Err(RecordingError::SameSite {
                    site,
                    first: key_of(&sensors[k.min(j)], several(&sensors[k.min(j)])),
                    second: key_of(&sensors[k.max(j)], several(&sensors[k.max(j)])),
                });
            }
            _ => {}
        }
        if !told {
            notices.push(
                Notice::new("site-from-name", Severity::Info)
                    .at(site)
                    .with("name", key_of(&sensors[k], several(&sensors[k]))),
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
    let names = [Some(sensor.label.as_str()), file.rsplit('/').next(), archive];
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
) -> Result<Vec<Correction>, RecordingError> {
    match clocks::align(sensors) {
        Aligned::Shared(found) => {
            let worst = found.iter().map(|own| own.uncertainty_s).fold(0.0, f64::max);
            if worst > 0.0 {
                notices.push(Notice::new("clocks-by-time-stamps", Severity::Info).with("uncertainty_ms", 1e3 * worst));
            }
            Ok(found)
        }
        Aligned::Movement(found) => {
            let worst = found.iter().map(|own| own.uncertainty_s).fold(0.0, f64::max);
            notices.push(Notice::new("clocks-by-movement", Severity::Info).with("uncertainty_ms", 1e3 * worst));
            Ok(found)
        }
        Aligned::Apart(apart) => {
            let entry = |site: Site| {
                session
                    .sensors
                    .iter()
                    .find(|entry| entry.site == site && entry.clock_uncertainty_s.is_some())
            };
            let stated: Option<Vec<Correction>> = sites
                .iter()
                .map(|site| {
                    entry(*site).map(|entry| Correction {
                        offset_s: entry.clock_offset_s,
                        drift: 0.0,
                        uncertainty_s: entry.clock_uncertainty_s.unwrap_or(0.0),
                    })
                })
                .collect();
            stated.ok_or_else(|| RecordingError::NoCommonClock {
                first: sensors[0].files[0].clone(),
                others: apart.iter().map(|&k| sensors[k].files[0].clone()).collect(),
            })
        }
    }
}

fn track(
    sensor: ForeignSensor,
    site: Site,
    correction: Correction,
    session: &Session,
    notices: &mut Vec<Notice>,
) -> Result<Track, RecordingError> {
    let file = sensor.files[0].clone();
    let measured = units::measured_rate(&sensor.samples.time_s);
    let rate_hz = match sensor.rate_hz {
        Some(stated) if (stated / measured - 1.0).abs() <= 0.05 => stated,
        _ => measured,
    };
    if !RATE_HZ.contains(&rate_hz) {
        return Err(RecordingError::Rate {
            file,
            column: "time".to_owned(),
            rate_hz,
        });
    }
    if rate_hz < LOW_RATE_HZ {
        notices.push(
            Notice::new("low-rate", Severity::Warning)
                .at(site)
                .with("rate_hz", rate_hz),
        );
    }
    if sensor.samples.incomplete > 0 {
        notices.push(
            Notice::new("incomplete-rows", Severity::Warning)
                .at(site)
                .with("count", sensor.samples.incomplete),
        );
    }
    if sensor.samples.duplicates > 0 {
        notices.push(
            Notice::new("duplicate-rows-dropped", Severity::Warning)
                .with("file", file.as_str())
                .with("count", sensor.samples.duplicates),
        );
    }
    notices.extend(sensor.notices.into_iter().map(|notice| notice.at(site)));
    let entry = session.sensors.iter().find(|entry| entry.site == site);
    let time_s = sensor
        .samples
        .time_s
        .iter()
        .map(|own| own + correction.offset_s + correction.drift * own)
        .collect();
    Ok(Track {
        site,
        time_s,
        acc_mps2: sensor.samples.acc,
        gyr_radps: sensor.samples.gyr,
        rate_hz,
        clock: Clock {
            offset_s: correction.offset_s,
            uncertainty_s: correction.uncertainty_s,
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
