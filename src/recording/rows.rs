//! A recording from rows in memory, for programs that have the samples already: checked as the reader checks files.

use super::columns::{self, Header};
use super::error::RecordingError;
use super::input::{self, Probed};
use super::placing::Placed;
use super::table::Samples;
use super::text::hex;
use super::{Clock, ReadOptions, Recording, SensorInfo, Session, Site, Source, Track, read, session_file, units};
use nalgebra::Vector3;
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;

const COLUMNS: [&str; 7] = [
    "time_s",
    "acc_x_mps2",
    "acc_y_mps2",
    "acc_z_mps2",
    "gyr_x_radps",
    "gyr_y_radps",
    "gyr_z_radps",
];

impl Track {
    /// A track from its rows: times on the sensor's own clock (s), specific force (m/s², +9.81 upwards at rest) and angular
    /// rate (rad/s) in the sensor's axes. The rate is measured; clock and sensor are unknown.
    ///
    /// # Errors
    /// Columns of different lengths, fewer than two rows, values that are not finite, times that do not increase, and rates
    /// that cannot be analysed. The error's file is the site, its line the row, counted from 1.
    pub fn new(
        site: Site,
        time_s: Vec<f64>,
        acc_mps2: Vec<Vector3<f64>>,
        gyr_radps: Vec<Vector3<f64>>,
    ) -> Result<Track, RecordingError> {
        let rows = time_s.len();
        if acc_mps2.len() != rows || gyr_radps.len() != rows {
            return Err(RecordingError::Lengths {
                site,
                times: rows,
                accelerations: acc_mps2.len(),
                rates: gyr_radps.len(),
            });
        }
        let file = || site.name().to_owned();
        let line = |row: usize| row as u64 + 1;
        for row in 0..rows {
            let values = [time_s[row]].into_iter().chain(acc_mps2[row].iter().copied());
            let values = values.chain(gyr_radps[row].iter().copied());
            if let Some((column, value)) = values.enumerate().find(|(_, value)| !value.is_finite()) {
                return Err(RecordingError::Infinite {
                    file: file(),
                    line: line(row),
                    column: COLUMNS[column].to_owned(),
                    found: value.to_string(),
                });
            }
        }
        if let Some(row) = time_s.windows(2).position(|pair| pair[1] <= pair[0]) {
            let (before, after) = (time_s[row], time_s[row + 1]);
            let (line, column) = (line(row + 1), COLUMNS[0].to_owned());
            return Err(if before == after {
                RecordingError::TimeRepeats {
                    file: file(),
                    line,
                    column,
                    time: after,
                    earlier_line: line - 1,
                }
            } else {
                RecordingError::TimeBackward {
                    file: file(),
                    line,
                    column,
                    before,
                    after,
                }
            });
        }
        if rows < 2 {
            return Err(RecordingError::TooShort { file: file(), rows });
        }
        let rate_hz = units::measured_rate(&time_s);
        if !units::RATE_HZ.contains(&rate_hz) {
            return Err(RecordingError::Rate {
                file: file(),
                column: COLUMNS[0].to_owned(),
                rate_hz,
            });
        }
        Ok(Track {
            site,
            time_s,
            acc_mps2,
            gyr_radps,
            rate_hz,
            clock: Clock::default(),
            info: SensorInfo::default(),
        })
    }
}

impl Recording {
    /// A recording from the rows of its sensors, as [`read`](super::read::read) makes one of a session folder: what the
    /// session knows of sensors and clocks is applied, values are held against their units and against what a sensor can
    /// measure. `tracks` are as [`Track::new`] gives them, one per site; their times are the sensors' own.
    ///
    /// # Errors
    /// As [`read`](super::read::read); a site given twice.
    pub fn new(
        name: &str,
        session: Session,
        tracks: impl IntoIterator<Item = Track>,
    ) -> Result<Recording, RecordingError> {
        session_file::check(&session)?;
        let mut by_site: BTreeMap<Site, Track> = BTreeMap::new();
        for track in tracks {
            let site = track.site;
            if by_site.insert(site, track).is_some() {
                let twice = || site.name().to_owned();
                return Err(RecordingError::SameSite {
                    site,
                    first: twice(),
                    second: twice(),
                });
            }
        }
        if by_site.is_empty() {
            return Err(RecordingError::NothingGiven);
        }
        read::need_usable(by_site.keys().copied())?;
        let source = Source {
            name: name.to_owned(),
            sha256: digest(&session, &by_site),
            files: Vec::new(),
        };
        let shared = by_site.len() == 1;
        let mut notices = Vec::new();
        let mut placed = BTreeMap::new();
        for (site, track) in by_site {
            let rows = u32::try_from(track.len()).unwrap_or(u32::MAX);
            let samples = Samples {
                time: track.time_s,
                acc: track.acc_mps2,
                gyr: track.gyr_radps,
                lines: (1..=rows).collect(),
                incomplete: 0,
            };
            let (probed, own) = (probed(site)?, Placed::new(site));
            let mut track = read::track(&probed, &own, samples, &session, &ReadOptions::default(), &mut notices)?;
            if shared {
                track.clock.uncertainty_s.get_or_insert(0.0);
            }
            placed.insert(site, track);
        }
        read::finish(session, placed, source, notices)
    }
}

/// The columns of rows in memory, by the names that a file would give them.
fn probed(site: Site) -> Result<Probed, RecordingError> {
    let file = site.name().to_owned();
    let names: Vec<String> = COLUMNS.map(str::to_owned).into();
    let header: Option<Header> = columns::understand(&file, &names)?;
    let Some(header) = header else {
        return Err(RecordingError::NotASensorFile { file, columns: names });
    };
    Ok(Probed {
        input: input::Input::Bytes {
            name: file.clone(),
            bytes: [].into(),
        },
        file,
        delimiter: b',',
        decimal_comma: false,
        lines_before: 0,
        names,
        header,
    })
}

/// SHA-256 of what was handed over: the session as JSON, then every track's site and numbers, little-endian.
fn digest(session: &Session, tracks: &BTreeMap<Site, Track>) -> String {
    let mut hasher = Sha256::new();
    // A session always has a JSON form; without it the tracks alone are told apart.
    hasher.update(serde_json::to_vec(session).unwrap_or_default());
    for (site, track) in tracks {
        hasher.update(site.name());
        let rows = track.time_s.iter().zip(&track.acc_mps2).zip(&track.gyr_radps);
        for ((time, acc), gyr) in rows {
            for value in [time].into_iter().chain(acc.iter()).chain(gyr.iter()) {
                hasher.update(value.to_le_bytes());
            }
        }
    }
    hex(&hasher.finalize())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{STANDARD_GRAVITY, SensorEntry, read_memory};

    fn walk(rows: usize, offset: f64) -> (Vec<f64>, Vec<Vector3<f64>>, Vec<Vector3<f64>>) {
        let time: Vec<f64> = (0..rows).map(|k| k as f64 / 100.0).collect();
        let acc = time
            .iter()
            .map(|t| Vector3::new(0.3 * (7.0 * t + offset).sin(), STANDARD_GRAVITY, 0.1 / 3.0))
            .collect();
        let gyr = time
            .iter()
            .map(|t| Vector3::new(0.0, (5.0 * t + offset).cos() / 7.0, 1e-7))
            .collect();
        (time, acc, gyr)
    }

    fn csv((time, acc, gyr): &(Vec<f64>, Vec<Vector3<f64>>, Vec<Vector3<f64>>)) -> Vec<u8> {
        let mut text = COLUMNS.join(",") + "\n";
        for ((time, a), g) in time.iter().zip(acc).zip(gyr) {
            text += &format!("{time},{},{},{},{},{},{}\n", a.x, a.y, a.z, g.x, g.y, g.z);
        }
        text.into_bytes()
    }

    #[test]
    fn rows_in_memory_are_read_as_files_are() {
        let mut session = Session {
            schema_version: Some(1),
            ..Session::default()
        };
        let mut entry = SensorEntry::new(Site::ShankLeft);
        entry.clock_offset_s = 0.25;
        entry.clock_uncertainty_s = Some(0.002);
        session.sensors.push(entry);
        let rows = [(Site::Pelvis, walk(400, 0.0)), (Site::ShankLeft, walk(300, 1.0))];
        let mut files: Vec<(String, std::sync::Arc<[u8]>)> = rows
            .iter()
            .map(|(site, rows)| (format!("{site}.csv"), csv(rows).into()))
            .collect();
        let text = toml::to_string(&session).unwrap();
        files.push(("session.toml".to_owned(), text.into_bytes().into()));
        let from_files = read_memory("walk", files, &ReadOptions::default()).unwrap();
        let tracks = rows.map(|(site, (time, acc, gyr))| Track::new(site, time, acc, gyr).unwrap());
        let direct = Recording::new("walk", session, tracks).unwrap();
        assert_eq!(direct.tracks, from_files.tracks);
        assert_eq!(direct.session, from_files.session);
        assert_eq!(direct.notices, from_files.notices);
        assert_eq!(direct.source.name, from_files.source.name);
    }

    #[test]
    fn what_is_no_track_is_refused_with_its_row() {
        let (time, acc, gyr) = walk(100, 0.0);
        let new = |time: &[f64], acc: &[Vector3<f64>]| {
            Track::new(Site::Pelvis, time.to_vec(), acc.to_vec(), gyr.clone()).unwrap_err()
        };
        let mut holed = acc.clone();
        holed[7].y = f64::NAN;
        let error = new(&time, &holed);
        assert_eq!(
            (error.file(), error.line(), error.column()),
            (Some("pelvis"), Some(8), Some("acc_y_mps2"))
        );
        let mut back = time.clone();
        back[50] = 0.0;
        assert!(matches!(
            new(&back, &acc),
            RecordingError::TimeBackward { line: 51, .. }
        ));
        back[50] = back[49];
        assert!(matches!(new(&back, &acc), RecordingError::TimeRepeats { line: 51, .. }));
        assert!(matches!(
            new(&time[..99], &acc),
            RecordingError::Lengths { times: 99, .. }
        ));
        let slow: Vec<f64> = time.iter().map(|time| 100.0 * time).collect();
        assert!(matches!(new(&slow, &acc), RecordingError::Rate { .. }));
    }

    #[test]
    fn values_are_held_against_their_units() {
        let (time, acc, gyr) = walk(300, 0.0);
        let in_g: Vec<Vector3<f64>> = acc.iter().map(|acc| acc / STANDARD_GRAVITY).collect();
        let track = Track::new(Site::Pelvis, time, in_g, gyr).unwrap();
        let error = Recording::new("walk", Session::default(), [track.clone()]).unwrap_err();
        assert!(matches!(error, RecordingError::WrongUnit { .. }), "{error}");
        let twice = Recording::new("walk", Session::default(), [track.clone(), track]).unwrap_err();
        assert!(matches!(twice, RecordingError::SameSite { .. }), "{twice}");
        let mut session = Session::default();
        session.subject.height_m = Some(172.0);
        let error = Recording::new("walk", session, []).unwrap_err();
        assert_eq!(error.column(), Some("subject.height_m"));
    }
}
