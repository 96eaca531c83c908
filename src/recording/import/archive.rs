//! Zip archives: their members as files, within bounds.
//!
//! Nothing is written to disk, so a member's path can lead nowhere; one that tries to is refused all the same, because such
//! an archive was not made by a sensor's program.

use super::super::error::RecordingError;
use super::super::input::Input;
use std::io::{Cursor, Read};
use std::sync::Arc;

const MOST_MEMBERS: usize = 500;
/// Sum of all members, unpacked.
const MOST_BYTES: u64 = 1 << 30;
/// The archive itself.
const LARGEST_ARCHIVE: u64 = 1 << 30;

/// The members of a zip archive that can be tables, named `archive.zip/member.csv`.
///
/// # Errors
/// [`RecordingError::Archive`] for a damaged archive, too many members, members that grow beyond the bound, paths that
/// lead out of the archive, and encryption; [`RecordingError::ForeignFormat`] for a spreadsheet, which is a zip as well.
pub(in super::super) fn members(input: &Input, max_bytes: u64) -> Result<Vec<Input>, RecordingError> {
    let file = input.file();
    let refuse = |what: String| RecordingError::Archive {
        file: file.clone(),
        what,
    };
    let mut bytes = Vec::new();
    let raw = input.raw().map_err(|source| RecordingError::Io {
        file: file.clone(),
        source,
    })?;
    raw.take(LARGEST_ARCHIVE.min(max_bytes) + 1)
        .read_to_end(&mut bytes)
        .map_err(|source| RecordingError::Io {
            file: file.clone(),
            source,
        })?;
    if bytes.len() as u64 > LARGEST_ARCHIVE.min(max_bytes) {
        return Err(refuse("the archive is larger than any recording".to_owned()));
    }
    let mut archive =
        zip::ZipArchive::new(Cursor::new(bytes)).map_err(|error| refuse(format!("it is damaged ({error})")))?;
    if archive.index_for_name("[Content_Types].xml").is_some() {
        return Err(RecordingError::ForeignFormat {
            file,
            what: "this is a spreadsheet, not a CSV file",
            advice: "Open it and save it as CSV (UTF-8).",
        });
    }
    if archive.len() > MOST_MEMBERS {
        return Err(refuse(format!(
            "it holds {} files, more than any recording",
            archive.len()
        )));
    }
    let mut found = Vec::new();
    let mut left = MOST_BYTES.min(max_bytes);
    for index in 0..archive.len() {
        let mut member = archive
            .by_index(index)
            .map_err(|error| refuse(format!("a file in it cannot be unpacked ({error})")))?;
        let Some(path) = member.enclosed_name() else {
            return Err(refuse(format!("{:?} in it leads out of the archive", member.name())));
        };
        let name = path
            .components()
            .map(|part| part.as_os_str().to_string_lossy())
            .collect::<Vec<_>>()
            .join("/");
        let own = name.rsplit('/').next().unwrap_or(&name);
        if member.is_dir() || name.starts_with("__MACOSX/") || own.starts_with('.') || !is_data_name(own) {
            continue;
        }
        let mut content = Vec::new();
        // What the archive says about sizes may be a lie: only what comes out counts.
        Read::by_ref(&mut member)
            .take(left + 1)
            .read_to_end(&mut content)
            .map_err(|error| refuse(format!("{name:?} in it cannot be unpacked ({error})")))?;
        if content.len() as u64 > left {
            return Err(refuse(format!(
                "{name:?} in it grows beyond {} bytes",
                MOST_BYTES.min(max_bytes)
            )));
        }
        left -= content.len() as u64;
        found.push(Input::Bytes {
            name: format!("{file}/{name}"),
            bytes: Arc::from(content),
        });
    }
    found.sort_by_key(Input::file);
    Ok(found)
}

/// Whether a member can belong to a recording.
fn is_data_name(name: &str) -> bool {
    let lower = name.to_lowercase();
    let plain = lower
        .strip_suffix(".gz")
        .or_else(|| lower.strip_suffix(".zst"))
        .unwrap_or(&lower);
    [".csv", ".tsv", ".txt", ".json", ".h5", ".hdf5", ".xml", ".toml"]
        .iter()
        .any(|ending| plain.ends_with(ending))
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Write;

    fn archive(members: &[(&str, &[u8])]) -> Input {
        let mut writer = zip::ZipWriter::new(Cursor::new(Vec::new()));
        let options = zip::write::SimpleFileOptions::default();
        for (name, content) in members {
            writer.start_file(*name, options).unwrap();
            writer.write_all(content).unwrap();
        }
        Input::Bytes {
            name: "walk.zip".to_owned(),
            bytes: Arc::from(writer.finish().unwrap().into_inner()),
        }
    }

    #[test]
    fn tables_come_out_by_name_and_the_rest_stays() {
        let input = archive(&[
            ("b/Gyroscope.csv", b"x"),
            ("a.csv", b"y"),
            ("photo.jpg", b"z"),
            ("__MACOSX/a.csv", b"-"),
        ]);
        let names: Vec<String> = members(&input, 1 << 20).unwrap().iter().map(Input::file).collect();
        assert_eq!(names, ["walk.zip/a.csv", "walk.zip/b/Gyroscope.csv"]);
    }

    #[test]
    fn a_bomb_is_refused_by_what_comes_out() {
        let input = archive(&[("a.csv", &vec![b'0'; 3 << 20])]);
        let error = members(&input, 1 << 20).unwrap_err().to_string();
        assert!(error.contains("grows beyond"), "{error}");
    }

    #[test]
    fn paths_that_lead_out_are_refused() {
        let error = members(&archive(&[("../../etc/a.csv", b"x")]), 1 << 20)
            .unwrap_err()
            .to_string();
        assert!(error.contains("leads out"), "{error}");
    }

    #[test]
    fn spreadsheets_are_named() {
        let error = members(&archive(&[("[Content_Types].xml", b"x")]), 1 << 20)
            .unwrap_err()
            .to_string();
        assert!(error.contains("spreadsheet"), "{error}");
    }
}
