//! Our reading of what was said of each known recording: prose from `readings.toml`, and what the person is known to be.

use serde::{Deserialize, Serialize};
use std::sync::LazyLock;

/// What is known of a person from outside the recording.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Known {
    Healthy,
    /// After a stroke: asymmetry is expected.
    Stroke,
    /// Not a plain walk, or nothing is known.
    Other,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Entry {
    /// `set/recording`, one or several.
    recordings: Vec<String>,
    known: Known,
    reading: String,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Readings {
    entry: Vec<Entry>,
}

static READINGS: LazyLock<Vec<Entry>> = LazyLock::new(|| {
    let readings: Result<Readings, _> = toml::from_str(include_str!("readings.toml"));
    // The file is part of the program; a test holds it readable.
    readings.map(|readings| readings.entry).unwrap_or_default()
});

/// The reading of a recording, where one has been written.
pub(crate) fn reading(set: &str, recording: &str) -> Option<(&'static str, Known)> {
    let name = format!("{set}/{recording}");
    let entry = READINGS.iter().find(|entry| entry.recordings.contains(&name))?;
    Some((entry.reading.trim(), entry.known))
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn every_recording_is_read_once() {
        let readings: Readings = toml::from_str(include_str!("readings.toml")).unwrap();
        assert!(!readings.entry.is_empty());
        let mut names = BTreeSet::new();
        for entry in &readings.entry {
            assert!(entry.reading.trim().len() > 20, "{:?}", entry.recordings);
            for name in &entry.recordings {
                assert!(name.contains('/') && names.insert(name.clone()), "{name}");
            }
        }
        assert!(reading("no", "such").is_none());
    }
}
