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
    let Some((key, values)) = named(error) else {
        return own();
    };
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

type Named = (&'static str, Vec<(&'static str, String)>);

/// The key of the sentence and its values; `None` for what is asked on the page instead, what only a command line can
/// cause, and the importers' many details.
fn named(error: &RecordingError) -> Option<Named> {
    use RecordingError::*;
    let text = |value: &dyn ToString| value.to_string();
    let file_and = |file: &str, more: Vec<(&'static str, String)>| {
        let mut values = vec![("file", file.to_owned())];
        values.extend(more);
        values
    };
    Some(match error {
        NotFound { file } => ("not-found", file_and(file, vec![])),
        Io { file, source } => ("io", file_and(file, vec![("reason", text(source))])),
        NoSensorFiles { folder, .. } => ("no-sensor-files", vec![("folder", folder.clone())]),
        NotASensorFile { file, columns } => {
            let shown = columns.iter().take(8).cloned().collect::<Vec<_>>().join(", ");
            ("not-a-sensor-file", file_and(file, vec![("columns", shown)]))
        }
        NoRawSignals { file, format, .. } => ("no-raw-signals", file_and(file, vec![("format", text(format))])),
        MixedFormats { file, other } => ("mixed-formats", file_and(file, vec![("other", other.clone())])),
        Archive { file, .. } => ("archive", file_and(file, vec![])),
        NoRate { file, format } => ("no-rate", file_and(file, vec![("format", text(format))])),
        NoCommonClock { first, others } => (
            "no-common-clock",
            vec![("first", first.clone()), ("others", others.join(", "))],
        ),
        UnknownSite { file } => ("unknown-site", file_and(file, vec![])),
        UnknownPrefix { file, name, .. } => ("unknown-prefix", file_and(file, vec![("name", name.clone())])),
        NoSide { file, name, .. } => ("no-side", file_and(file, vec![("name", name.clone())])),
        AmbiguousSite { file, name } => ("ambiguous-site", file_and(file, vec![("name", name.clone())])),
        SameSite { first, second, .. } => ("same-site", vec![("first", first.clone()), ("second", second.clone())]),
        HalfSensor { file, .. } => ("half-sensor", file_and(file, vec![])),
        MissingAxis { file, axis, .. } => ("missing-axis", file_and(file, vec![("axis", text(axis))])),
        SameColumn { file, column } => ("same-column", file_and(file, vec![("column", column.clone())])),
        GravityRemoved { file, column } => ("gravity-removed", file_and(file, vec![("column", column.clone())])),
        NoTime { file } => ("no-time", file_and(file, vec![])),
        NoHeader { file, line } => ("no-header", file_and(file, vec![("line", text(line))])),
        UnknownUnit { file, column, .. } => ("unknown-unit", file_and(file, vec![("column", column.clone())])),
        MixedUnits { file, column } => ("mixed-units", file_and(file, vec![("column", column.clone())])),
        WrongUnit {
            file,
            claimed,
            likely,
            rename,
            ..
        } => (
            "wrong-unit",
            file_and(
                file,
                vec![
                    ("claimed", text(claimed)),
                    ("likely", text(likely)),
                    ("rename", text(rename)),
                ],
            ),
        ),
        NotANumber {
            file,
            line,
            column,
            found,
        } => ("not-a-number", cell(file, *line, column, Some(found))),
        Infinite {
            file,
            line,
            column,
            found,
        } => ("infinite", cell(file, *line, column, Some(found))),
        MissingTime { file, line, column } => ("missing-time", cell(file, *line, column, None)),
        CellCount {
            file,
            line,
            expected,
            found,
            last,
        } => (
            if *last { "cell-count-last" } else { "cell-count" },
            file_and(
                file,
                vec![
                    ("line", text(line)),
                    ("found", text(found)),
                    ("expected", text(expected)),
                ],
            ),
        ),
        OpenQuote { file, line } => ("open-quote", file_and(file, vec![("line", text(line))])),
        TimeRepeats {
            file,
            line,
            time,
            earlier_line,
            ..
        } => (
            "time-repeats",
            file_and(
                file,
                vec![
                    ("line", text(line)),
                    ("time", text(time)),
                    ("earlier", text(earlier_line)),
                ],
            ),
        ),
        TimeBackward {
            file,
            line,
            before,
            after,
            ..
        } => (
            "time-backward",
            file_and(
                file,
                vec![("line", text(line)), ("before", text(before)), ("after", text(after))],
            ),
        ),
        TooShort { file, rows } => ("too-short", file_and(file, vec![("rows", text(rows))])),
        Rate { file, rate_hz, .. } => ("rate", file_and(file, vec![("rate", format!("{rate_hz:.0}"))])),
        UnknownTimeUnit { file, column, .. } => ("unknown-time-unit", file_and(file, vec![("column", column.clone())])),
        Compressed { file, line, .. } => ("compressed", file_and(file, vec![("line", text(line))])),
        TooBig { file, limit_bytes, .. } => ("too-big", file_and(file, vec![("limit", text(limit_bytes))])),
        LineTooLong {
            file,
            line,
            limit_bytes,
        } => (
            "line-too-long",
            file_and(file, vec![("line", text(line)), ("limit", text(limit_bytes))]),
        ),
        NoUsableSite { found } => {
            let names: Vec<&str> = found.iter().map(|site| site.name()).collect();
            ("no-usable-site", vec![("found", names.join(", "))])
        }
        _ => return None,
    })
}

fn cell(file: &str, line: u64, column: &str, found: Option<&String>) -> Vec<(&'static str, String)> {
    let mut values = vec![
        ("file", file.to_owned()),
        ("line", line.to_string()),
        ("column", column.to_owned()),
    ];
    values.extend(found.map(|found| ("found", found.clone())));
    values
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
            let (key, values) = named(&error).unwrap_or_else(|| panic!("{error:?}"));
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
