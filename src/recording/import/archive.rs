//! Zip archives: their members as files, within bounds.
//!
//! Nothing is written to disk, so a member's path can lead nowhere; one that tries to is refused all the same, because such
//! an archive was not made by a sensor's program.

use super::super::error::RecordingError;
use super::super::input::Input;
use super::super::problem::{ArchiveProblem, ForeignContent};
use super::super::text::reason;
use std::io::{Cursor, Read};
use std::sync::Arc;

const MOST_MEMBERS: usize = 500;
/// Longest path of a file in it, signs; as long as any file system's.
const LONGEST_NAME: usize = 1000;
/// Sum of all members of all archives of a recording, unpacked.
pub(in super::super) const MOST_BYTES: u64 = 1 << 30;
/// The archive itself.
const LARGEST_ARCHIVE: u64 = 1 << 30;

/// Nearer to 2 million entries than to 500, a directory alone would need a gigabyte.
const MOST_ENTRIES: usize = 10 * MOST_MEMBERS;
const ENTRY: &[u8] = b"PK\x01\x02";

/// The members of a zip archive that can be tables, named `archive.zip/member.csv`.
///
/// # Errors
/// [`RecordingError::Archive`] for a damaged archive, too many members, members that grow beyond the bound, paths that
/// lead out of the archive, and encryption; [`RecordingError::ForeignFormat`] for a spreadsheet, which is a zip as well.
///
/// `left` is what may still be unpacked for all archives of one recording; it is counted down.
pub(in super::super) fn members(input: &Input, left: &mut u64) -> Result<Vec<Input>, RecordingError> {
    let max_bytes = *left;
    let file = input.file();
    let refuse = |problem| RecordingError::Archive {
        file: file.clone(),
        problem,
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
        return Err(refuse(ArchiveProblem::TooLarge));
    }
    check_directory(&bytes).map_err(refuse)?;
    let mut archive = zip::ZipArchive::new(Cursor::new(&bytes))
        .map_err(|error| refuse(ArchiveProblem::Damaged { reason: reason(error) }))?;
    if archive.index_for_name("[Content_Types].xml").is_some() {
        return Err(RecordingError::ForeignFormat {
            file,
            content: ForeignContent::Spreadsheet,
        });
    }
    if archive.len() > MOST_MEMBERS {
        return Err(refuse(ArchiveProblem::TooManyFiles));
    }
    let mut found = Vec::new();
    let mut inner = None;
    for index in 0..archive.len() {
        let mut member = archive
            .by_index(index)
            .map_err(|error| refuse(ArchiveProblem::CannotUnpack { reason: reason(error) }))?;
        let characters = member.name().chars().count();
        if characters > LONGEST_NAME {
            return Err(refuse(ArchiveProblem::CannotUnpack {
                reason: format!("the name of one of its files has {characters} characters"),
            }));
        }
        let Some(path) = member.enclosed_name() else {
            return Err(refuse(ArchiveProblem::LeadsOut {
                member: reason(member.name()),
            }));
        };
        let name = path
            .components()
            .map(|part| part.as_os_str().to_string_lossy())
            .collect::<Vec<_>>()
            .join("/");
        let own = name.rsplit('/').next().unwrap_or(&name);
        if member.is_dir() || name.starts_with("__MACOSX/") || own.starts_with('.') || !is_data_name(own) {
            if own.to_lowercase().ends_with(".zip") {
                inner.get_or_insert(name);
            }
            continue;
        }
        let mut content = Vec::new();
        // What the archive says about sizes may be a lie: only what comes out counts.
        Read::by_ref(&mut member)
            .take(*left + 1)
            .read_to_end(&mut content)
            .map_err(|error| {
                refuse(ArchiveProblem::CannotUnpack {
                    reason: reason(format!("{name}: {error}")),
                })
            })?;
        if content.len() as u64 > *left {
            return Err(refuse(ArchiveProblem::GrowsBeyond {
                member: reason(&name),
                limit_bytes: max_bytes,
            }));
        }
        *left -= content.len() as u64;
        found.push(Input::Bytes {
            name: format!("{file}/{name}"),
            bytes: Arc::from(content),
        });
    }
    if let (true, Some(inner)) = (found.is_empty(), inner) {
        return Err(RecordingError::Archive {
            file: reason(format!("{file}/{inner}")),
            problem: ArchiveProblem::Nested,
        });
    }
    if found.is_empty() && !archive.is_empty() {
        let first = archive.name_for_index(0).unwrap_or_default();
        return Err(refuse(ArchiveProblem::NoTable { member: reason(first) }));
    }
    found.sort_by_key(Input::file);
    Ok(found)
}

/// Refuses an archive by its directory alone, before a reader takes the directory apart: one of so many names that it would
/// fill memory, and one in which a name stands twice, of which readers keep one file in silence.
///
/// # Errors
/// [`ArchiveProblem::TooManyFiles`], [`ArchiveProblem::NameTwice`]. What is no archive is left to its reader.
pub fn check_directory(bytes: &[u8]) -> Result<(), ArchiveProblem> {
    if bytes.windows(ENTRY.len()).filter(|window| *window == ENTRY).count() > MOST_ENTRIES {
        return Err(ArchiveProblem::TooManyFiles);
    }
    let Ok(archive) = zip::ZipArchive::new(Cursor::new(bytes)) else {
        return Ok(());
    };
    let directory = usize::try_from(archive.central_directory_start()).unwrap_or(usize::MAX);
    match twice(bytes, directory) {
        Some(member) => Err(ArchiveProblem::NameTwice { member: reason(member) }),
        None => Ok(()),
    }
}

/// A name that stands twice in the archive's directory: readers keep one file for each name.
fn twice(bytes: &[u8], directory: usize) -> Option<String> {
    let mut names = std::collections::BTreeSet::new();
    let mut rest = bytes.get(directory..)?;
    while rest.starts_with(ENTRY) {
        let length = |at: usize| Some(usize::from(u16::from_le_bytes([*rest.get(at)?, *rest.get(at + 1)?])));
        let (name, extra, comment) = (length(28)?, length(30)?, length(32)?);
        let own = rest.get(46..46 + name)?;
        if !names.insert(own) {
            return Some(String::from_utf8_lossy(own).into_owned());
        }
        rest = rest.get(46 + name + extra + comment..)?;
    }
    None
}

/// Whether a member can belong to a recording.
fn is_data_name(name: &str) -> bool {
    let lower = name.to_lowercase();
    let plain = lower
        .strip_suffix(".gz")
        .or_else(|| lower.strip_suffix(".zst"))
        .unwrap_or(&lower);
    [
        ".csv", ".tsv", ".txt", ".json", ".h5", ".hdf5", ".xml", ".toml", ".xlsx", ".mat", ".cwa",
    ]
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
        let names: Vec<String> = members(&input, &mut (1 << 20))
            .unwrap()
            .iter()
            .map(Input::file)
            .collect();
        assert_eq!(names, ["walk.zip/a.csv", "walk.zip/b/Gyroscope.csv"]);
    }

    #[test]
    fn a_bomb_is_refused_by_what_comes_out() {
        let input = archive(&[("a.csv", &vec![b'0'; 3 << 20])]);
        let error = members(&input, &mut (1 << 20)).unwrap_err().to_string();
        assert!(error.contains("grows beyond"), "{error}");
    }

    #[test]
    fn paths_that_lead_out_are_refused() {
        let error = members(&archive(&[("../../etc/a.csv", b"x")]), &mut (1 << 20))
            .unwrap_err()
            .to_string();
        assert!(error.contains("leads out"), "{error}");
    }

    #[test]
    fn spreadsheets_are_named() {
        let error = members(&archive(&[("[Content_Types].xml", b"x")]), &mut (1 << 20))
            .unwrap_err()
            .to_string();
        assert!(error.contains("spreadsheet"), "{error}");
    }

    #[test]
    fn a_name_that_stands_twice_is_refused_and_not_halved() {
        // Writers refuse to make such an archive: two names of one length are made equal afterwards.
        let input = archive(&[("pelvis_a.csv", b"one"), ("pelvis_b.csv", b"two")]);
        let Input::Bytes { name, bytes } = input else {
            unreachable!()
        };
        let mut bytes = bytes.to_vec();
        for at in 0..bytes.len() - 12 {
            if bytes[at..].starts_with(b"pelvis_b.csv") {
                bytes[at + 7] = b'a';
            }
        }
        let input = Input::Bytes {
            name,
            bytes: Arc::from(bytes),
        };
        let error = members(&input, &mut (1 << 20)).unwrap_err().to_string();
        assert!(error.contains("twice"), "{error}");
    }

    #[test]
    fn all_archives_of_a_recording_share_one_budget() {
        let input = archive(&[("a.csv", &vec![b'0'; 600 << 10])]);
        let mut left = 1 << 20;
        assert_eq!(members(&input, &mut left).unwrap().len(), 1);
        let error = members(&input, &mut left).unwrap_err().to_string();
        assert!(error.contains("grows beyond"), "{error}");
    }
}
