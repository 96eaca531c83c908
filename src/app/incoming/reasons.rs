//! Why dropped files cannot be read, as a page says it. The reader's errors speak English and to people at a command
//! line: here hints at options are left out, and other languages have sentences of their own, in `reading.ftl`.

use crate::recording::RecordingError;
use crate::wording::{Language, Word, Wording};

/// The reason in a language; in English where that language has no sentence for it.
pub fn said(error: &RecordingError, language: Language) -> String {
    let own = || plain(error);
    if language == Language::English {
        return own();
    }
    let Some((key, mut values)) = named(error) else {
        return own();
    };
    values.extend(position(error));
    let words: Vec<(&str, Word)> = values.iter().map(|(name, value)| (*name, Word::from(value))).collect();
    Wording::new(language)
        .try_text(&format!("reading-{key}"), &words)
        .unwrap_or_else(own)
}

/// What a page says in English.
fn plain(error: &RecordingError) -> String {
    let text = error.to_string();
    let text = text.split(", or say it with --site").next().unwrap_or_default();
    let text = text.split(" Say it, such as --rate").next().unwrap_or_default();
    let text = text
        .split("Choose one with --only")
        .next()
        .unwrap_or_default()
        .trim_end();
    if text.ends_with(['.', '?', '!', ':']) {
        text.to_owned()
    } else {
        format!("{text}.")
    }
}

/// The key of the sentence and what it tells beyond file, line and column; `None` for what is asked on the page instead,
/// what only a command line can cause, and the importers' many details.
fn named(error: &RecordingError) -> Option<(&'static str, Vec<(&'static str, String)>)> {
    use RecordingError::*;
    let alone = |key| (key, Vec::new());
    Some(match error {
        NotFound { .. } => alone("not-found"),
        Io { source, .. } => ("io", vec![("reason", source.to_string())]),
        NoSensorFiles { .. } => alone("no-sensor-files"),
        NotASensorFile { columns, .. } => {
            let shown: Vec<&str> = columns.iter().take(8).map(String::as_str).collect();
            ("not-a-sensor-file", vec![("columns", shown.join(", "))])
        }
        NoRawSignals { format, .. } => ("no-raw-signals", vec![("format", (*format).to_owned())]),
        MixedFormats { other, .. } => ("mixed-formats", vec![("other", other.clone())]),
        Archive { .. } => alone("archive"),
        NoRate { format, .. } => ("no-rate", vec![("format", (*format).to_owned())]),
        NoCommonClock { others, .. } => ("no-common-clock", vec![("others", others.join(", "))]),
        UnknownSite { .. } => alone("unknown-site"),
        UnknownPrefix { name, .. } => ("unknown-prefix", vec![("name", name.clone())]),
        NoSide { name, .. } => ("no-side", vec![("name", name.clone())]),
        AmbiguousSite { name, .. } => ("ambiguous-site", vec![("name", name.clone())]),
        SameSite { second, .. } => ("same-site", vec![("second", second.clone())]),
        HalfSensor { .. } => alone("half-sensor"),
        MissingAxis { axis, .. } => ("missing-axis", vec![("axis", axis.to_string())]),
        SameColumn { .. } => alone("same-column"),
        GravityRemoved { .. } => alone("gravity-removed"),
        NoTime { .. } => alone("no-time"),
        NoHeader { .. } => alone("no-header"),
        UnknownUnit { .. } => alone("unknown-unit"),
        MixedUnits { .. } => alone("mixed-units"),
        WrongUnit {
            claimed,
            likely,
            rename,
            ..
        } => {
            let values = [("claimed", *claimed), ("likely", *likely), ("rename", *rename)];
            (
                "wrong-unit",
                values.map(|(name, value)| (name, value.to_owned())).into(),
            )
        }
        NotANumber { found, .. } => ("not-a-number", vec![("found", found.clone())]),
        Infinite { found, .. } => ("infinite", vec![("found", found.clone())]),
        MissingTime { .. } => alone("missing-time"),
        CellCount {
            expected, found, last, ..
        } => {
            let key = if *last { "cell-count-last" } else { "cell-count" };
            let counts = [("found", found), ("expected", expected)];
            (key, counts.map(|(name, count)| (name, count.to_string())).into())
        }
        OpenQuote { .. } => alone("open-quote"),
        TimeRepeats { time, earlier_line, .. } => (
            "time-repeats",
            vec![("time", time.to_string()), ("earlier", earlier_line.to_string())],
        ),
        TimeBackward { before, after, .. } => (
            "time-backward",
            vec![("before", before.to_string()), ("after", after.to_string())],
        ),
        TooShort { rows, .. } => ("too-short", vec![("rows", rows.to_string())]),
        Rate { rate_hz, .. } => ("rate", vec![("rate", format!("{rate_hz:.0}"))]),
        UnknownTimeUnit { .. } => alone("unknown-time-unit"),
        Compressed { .. } => alone("compressed"),
        TooBig { limit_bytes, .. } => ("too-big", vec![("limit", limit_bytes.to_string())]),
        LineTooLong { limit_bytes, .. } => ("line-too-long", vec![("limit", limit_bytes.to_string())]),
        NoUsableSite { found } => {
            let names: Vec<&str> = found.iter().map(|site| site.name()).collect();
            ("no-usable-site", vec![("found", names.join(", "))])
        }
        _ => return None,
    })
}

/// Where it is, by the error's own account.
fn position(error: &RecordingError) -> Vec<(&'static str, String)> {
    let file = error.file().map(|file| ("file", file.to_owned()));
    let line = error.line().map(|line| ("line", line.to_string()));
    let column = error.column().map(|column| ("column", column.to_owned()));
    [file, line, column].into_iter().flatten().collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::recording::{Quantity, Site};

    fn some() -> Vec<RecordingError> {
        use RecordingError::*;
        let (f, c) = (|| "a.csv".to_owned(), || "acc_x".to_owned());
        let name = "Thigh".to_owned();
        vec![
            NotFound { file: f() },
            Io {
                file: f(),
                source: std::io::Error::other("broken"),
            },
            NoSensorFiles {
                folder: f(),
                ignored: vec![],
                subfolders: vec![],
            },
            NotASensorFile {
                file: f(),
                columns: vec![c()],
            },
            NoRawSignals {
                file: f(),
                format: "Movella DOT",
                holds: "angles".to_owned(),
                advice: "Export again.",
            },
            MixedFormats { file: f(), other: f() },
            Archive {
                file: f(),
                what: "encrypted".to_owned(),
            },
            NoRate {
                file: f(),
                format: "Noraxon",
            },
            NoCommonClock {
                first: f(),
                others: vec![f()],
            },
            UnknownSite { file: f() },
            UnknownPrefix {
                file: f(),
                name: name.clone(),
                groups: 2,
            },
            NoSide {
                file: f(),
                name: name.clone(),
                segment: "thigh",
            },
            AmbiguousSite { file: f(), name },
            SameSite {
                site: Site::Pelvis,
                first: f(),
                second: f(),
            },
            HalfSensor {
                file: f(),
                group: String::new(),
                has: Quantity::Accelerometer,
                lacks: Quantity::Gyroscope,
            },
            MissingAxis {
                file: f(),
                group: String::new(),
                quantity: Quantity::Gyroscope,
                axis: 'z',
            },
            SameColumn { file: f(), column: c() },
            GravityRemoved { file: f(), column: c() },
            NoTime { file: f() },
            NoHeader { file: f(), line: 1 },
            UnknownUnit {
                file: f(),
                column: c(),
                quantity: Quantity::Gyroscope,
                found: None,
            },
            MixedUnits { file: f(), column: c() },
            WrongUnit {
                file: f(),
                column: c(),
                claimed: "m/s²",
                likely: "g",
                evidence: "at rest it is 1".to_owned(),
                rename: "acc_x_g",
            },
            NotANumber {
                file: f(),
                line: 1234,
                column: c(),
                found: "1,5".to_owned(),
            },
            Infinite {
                file: f(),
                line: 3,
                column: c(),
                found: "inf".to_owned(),
            },
            MissingTime {
                file: f(),
                line: 3,
                column: c(),
            },
            CellCount {
                file: f(),
                line: 301,
                expected: 7,
                found: 2,
                last: false,
            },
            CellCount {
                file: f(),
                line: 301,
                expected: 7,
                found: 2,
                last: true,
            },
            OpenQuote { file: f(), line: 3 },
            TimeRepeats {
                file: f(),
                line: 5,
                column: c(),
                time: 0.25,
                earlier_line: 4,
            },
            TimeBackward {
                file: f(),
                line: 5,
                column: c(),
                before: 0.25,
                after: 0.125,
            },
            TooShort { file: f(), rows: 1 },
            Rate {
                file: f(),
                column: c(),
                rate_hz: 5.0,
            },
            UnknownTimeUnit {
                file: f(),
                column: c(),
                step: 0.3,
            },
            Compressed {
                file: f(),
                line: 5,
                reason: "cut".to_owned(),
            },
            TooBig {
                file: f(),
                line: 5,
                limit_bytes: 1 << 30,
            },
            LineTooLong {
                file: f(),
                line: 5,
                limit_bytes: 1 << 20,
            },
            NoUsableSite {
                found: vec![Site::Trunk],
            },
        ]
    }

    #[test]
    fn every_reason_has_a_german_sentence_with_all_its_values() {
        for error in some() {
            let (key, mut values) = named(&error).unwrap_or_else(|| panic!("{error:?}"));
            values.extend(position(&error));
            let german = said(&error, Language::German);
            assert_ne!(german, plain(&error), "{key}");
            for (name, value) in values {
                assert!(german.contains(&value), "{key} does not tell {name}: {german}");
            }
            assert_eq!(said(&error, Language::English), plain(&error));
        }
    }

    #[test]
    fn no_sentence_speaks_of_options() {
        for error in some() {
            for language in Language::ALL {
                let sentence = said(&error, language);
                assert!(!sentence.contains("--"), "{sentence}");
            }
        }
    }
}
