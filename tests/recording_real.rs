//! Real recordings, where they are present: each folder is read, or refused in words.

#![allow(clippy::unwrap_used, reason = "a test fails where it stands")]

mod real;

use recording::{ReadOptions, RecordingError, inspect, read};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

fn main() -> ExitCode {
    real::run(vec![real::on_recordings(
        "real_recordings_are_read",
        real_recordings_are_read,
    )])
}

fn real_recordings_are_read(data: &Path) {
    let mut folders: Vec<PathBuf> = std::fs::read_dir(data)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .collect();
    folders.sort();
    let mut recordings = 0;
    for folder in folders.iter().filter(|folder| folder.is_dir()) {
        eprintln!("== {}", folder.file_name().unwrap().to_string_lossy());
        let keys: Vec<Option<String>> = match read(std::slice::from_ref(folder), &ReadOptions::default()) {
            Err(RecordingError::SeveralRecordings { choices, .. }) => {
                choices.into_iter().map(|choice| Some(choice.key)).collect()
            }
            _ => vec![None],
        };
        for only in keys {
            match read(
                std::slice::from_ref(folder),
                &ReadOptions {
                    only: only.clone(),
                    ..ReadOptions::default()
                },
            ) {
                Err(error) => eprintln!("{only:?}: {error}"),
                Ok(recording) => {
                    recordings += 1;
                    for notice in &recording.notices {
                        eprintln!(
                            "{}: {} {:?} {:?}",
                            recording.source.name, notice.code, notice.site, notice.values
                        );
                    }
                    for track in recording.tracks.values() {
                        let check = inspect(track);
                        assert!(track.time_s.windows(2).all(|pair| pair[0] < pair[1]));
                        eprintln!(
                            "{} {}: {} at {} Hz, lost {:.4}, clipped {:.4}, gravity {:?} {:?}",
                            recording.source.name,
                            track.site,
                            track.len(),
                            track.rate_hz,
                            check.lost_share,
                            check.clipped_share,
                            check.gravity_at_rest_mps2,
                            check.notices.iter().map(|n| &n.code).collect::<Vec<_>>()
                        );
                    }
                }
            }
        }
    }
    assert!(recordings > 20, "only {recordings} recordings were read");
}
