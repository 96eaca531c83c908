//! Why files cannot be read, in the page's language: words for each code, in `reading.ftl`.

use recording::RecordingError;
use std::collections::BTreeMap;
use wording::{Language, Word, Wording};

/// The reason in a language.
pub(crate) fn said(error: &RecordingError, language: Language) -> String {
    let words = Wording::new(language);
    let values = error.values();
    // What an error does not have is told as such: a sentence may leave it out, but not guess it.
    let absent = ["file", "line", "column", "signals"].map(|name| (name, Word::from("none")));
    let mut told: BTreeMap<&str, Word> = absent.into();
    told.extend(values.iter().map(|(name, value)| (*name, Word::from(value))));
    let told: Vec<(&str, Word)> = told.into_iter().collect();
    let sentence = words.text(error.code().key(), &told);
    match error {
        RecordingError::NoRawSignals { advice, .. } => format!("{sentence} {}", words.say(advice.key())),
        _ => sentence,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use recording::{
        ArchiveProblem, ExportProblem, ForeignContent, IntakeError, MappingProblem, MissingSignals, NoteError,
        Quantity, RawSignalsAdvice, RecordingChoice, RecordingErrorCode, SensorToPlace, SessionProblem, Site,
    };
    use std::collections::BTreeSet;

    fn some() -> Vec<RecordingError> {
        use RecordingError::*;
        let (f, c) = (|| "a.csv".to_owned(), || "acc_x".to_owned());
        let name = "Thigh".to_owned();
        let choice = || RecordingChoice {
            key: "monday".to_owned(),
            sites: vec![Site::Pelvis],
        };
        let mut all = vec![
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
            MixedFormats { file: f(), other: f() },
            NoRate {
                file: f(),
                format: "Noraxon",
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
            Impossible {
                file: f(),
                line: 19,
                found: "3.2e29 m/s²".to_owned(),
                count: 60,
                samples: 301,
            },
            Sparse {
                samples: 300,
                hours: 7000.0,
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
            Lengths {
                site: Site::Pelvis,
                times: 5,
                accelerations: 4,
                rates: 5,
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
            NothingGiven,
            Write {
                file: f(),
                source: std::io::Error::other("full"),
            },
            SeveralRecordings {
                folder: f(),
                choices: vec![choice()],
            },
            NoSuchRecording {
                only: "tuesday".to_owned(),
                choices: vec![choice()],
            },
            NeedsSites {
                sensors: vec![SensorToPlace {
                    key: f(),
                    file: f(),
                    sensor: String::new(),
                    format: "CSV".to_owned(),
                    guess: None,
                    rows: 2,
                    duration_s: 0.01,
                }],
            },
            WrongScale {
                file: f(),
                column: c(),
                typical_mps2: 180.0,
            },
        ];
        let site = Site::Pelvis;
        for problem in [
            SessionProblem::Toml {
                reason: "odd".to_owned(),
            },
            SessionProblem::Version { found: 7 },
            SessionProblem::Date {
                found: "monday".to_owned(),
            },
            SessionProblem::OutOfRange {
                value: 172.0,
                from: 0.5,
                to: 2.6,
            },
            SessionProblem::Intake(IntakeError::Contradiction {
                key: "sitting",
                value: "worse",
            }),
            SessionProblem::Note(NoteError::Empty),
            SessionProblem::Phase {
                start_s: 5.0,
                end_s: 2.0,
            },
            SessionProblem::Mark,
            SessionProblem::SiteTwice { site },
            SessionProblem::ClockOffset { site },
            SessionProblem::ClockUncertainty { site },
            SessionProblem::NotPositive { site },
            SessionProblem::NotAShank { site },
            SessionProblem::Mounting { site },
            SessionProblem::JournalClock { at_s: 1.5, drift: 0.25 },
            SessionProblem::Journal {
                reason: "odd".to_owned(),
            },
        ] {
            all.push(Session {
                file: f(),
                line: Some(3),
                key: Some("sensor.site".to_owned()),
                problem: Box::new(problem),
            });
        }
        for problem in [
            MappingProblem::Toml {
                reason: "odd".to_owned(),
            },
            MappingProblem::NoTime,
            MappingProblem::NotPositive,
            MappingProblem::RateOrColumn,
            MappingProblem::TimeUnit,
            MappingProblem::AccUnit,
            MappingProblem::GyrUnit,
        ] {
            all.push(Mapping {
                file: f(),
                line: None,
                key: Some("time.unit".to_owned()),
                problem,
            });
        }
        for content in [
            ForeignContent::Spreadsheet,
            ForeignContent::SpreadsheetOrArchive,
            ForeignContent::Utf16,
            ForeignContent::Matlab,
            ForeignContent::C3d,
            ForeignContent::Pdf,
            ForeignContent::Mvnx,
            ForeignContent::Numpy,
            ForeignContent::Parquet,
            ForeignContent::Database,
            ForeignContent::Picture,
            ForeignContent::Binary,
        ] {
            all.push(ForeignFormat { file: f(), content });
        }
        for missing in [
            MissingSignals::AngularVelocity,
            MissingSignals::Acceleration,
            MissingSignals::OrientationOnly,
            MissingSignals::Both { signals: vec![] },
            MissingSignals::Axes,
            MissingSignals::Calibration,
        ] {
            all.push(NoRawSignals {
                file: f(),
                format: "Movella DOT",
                missing,
                mode: None,
                advice: RawSignalsAdvice::XsensDot,
            });
        }
        let (member, reason) = (|| "b.csv".to_owned(), || "cut short".to_owned());
        for problem in [
            ArchiveProblem::TooLarge,
            ArchiveProblem::TooManyFiles,
            ArchiveProblem::Damaged { reason: reason() },
            ArchiveProblem::NameTwice { member: member() },
            ArchiveProblem::CannotUnpack { reason: reason() },
            ArchiveProblem::LeadsOut { member: member() },
            ArchiveProblem::GrowsBeyond {
                member: member(),
                limit_bytes: 1 << 30,
            },
            ArchiveProblem::Nested,
            ArchiveProblem::NoTable { member: member() },
        ] {
            all.push(Archive { file: f(), problem });
        }
        for problem in [
            ExportProblem::NoColumnNames,
            ExportProblem::NoColumns { columns: "x, y, z" },
            ExportProblem::MissingFile { other: member() },
            ExportProblem::Unreadable { reason: reason() },
            ExportProblem::Shape {
                sensor: "SI-1".to_owned(),
                shape: vec![2, 2],
            },
            ExportProblem::Counts {
                sensor: "SI-1".to_owned(),
                times: 5,
                accelerations: 4,
                rates: 5,
            },
            ExportProblem::WhichQuantity,
            ExportProblem::Json { reason: reason() },
            ExportProblem::TimeBackward { at_s: 1.5 },
            ExportProblem::SameHalf {
                other: member(),
                quantity: Quantity::Gyroscope,
            },
            ExportProblem::NoTable,
            ExportProblem::NoTables,
            ExportProblem::WithoutHdf5,
            ExportProblem::NoGyroscope,
            ExportProblem::NoMappedColumn {
                name: "a1".to_owned(),
                columns: vec![c()],
            },
        ] {
            all.push(Export {
                file: f(),
                format: "phyphox",
                line: None,
                problem,
            });
        }
        all
    }

    #[test]
    fn every_code_has_a_sentence_with_all_its_values() {
        let examples = some();
        for language in Language::ALL {
            let words = Wording::new(language);
            for error in &examples {
                assert!(
                    words.has(error.code().key()),
                    "{language:?}: no words for {}",
                    error.code()
                );
                let sentence = said(error, language);
                for (name, value) in error.values() {
                    assert!(
                        sentence.contains(&value),
                        "{} does not tell {name}: {sentence}",
                        error.code()
                    );
                }
            }
        }
        let seen: BTreeSet<RecordingErrorCode> = examples.iter().map(RecordingError::code).collect();
        let untried: Vec<_> = RecordingErrorCode::ALL
            .iter()
            .filter(|code| !seen.contains(*code))
            .collect();
        assert!(untried.is_empty(), "no example of {untried:?}");
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
