//! Why a command was not carried out, as a person at a command line reads it: the error's own sentence, and the option
//! that answers what a recording does not say of itself.

use recording::{Question, RecordingError, SensorToPlace, Site};
use std::fmt::Write;

/// The sentence of an error, with the options that mend it.
pub(super) fn worded(error: &anyhow::Error) -> String {
    let own = format!("{error:#}");
    if let Some(option) = error.chain().find_map(option_of) {
        return format!("{own}. {option}");
    }
    let refused = error.chain().find_map(|cause| cause.downcast_ref::<RecordingError>());
    match refused.and_then(RecordingError::question) {
        None => own,
        Some(Question::Sites(sensors)) => format!("{own}{}", sites(sensors)),
        Some(Question::Site(key)) => format!("{own} Or say it with --site {}.", option(key, "pelvis")),
        Some(Question::Recording(choices)) => match choices.first() {
            Some(first) => format!("{} Say it with --only {}.", own.trim_end(), quoted(&first.key)),
            None => own,
        },
        Some(Question::Rate) => {
            format!("{own} Say it with --rate, such as --rate 100, or by a mapping (`import --explain`).")
        }
        Some(Question::Columns) => format!(
            "{own} Or say in a file which column is what: --mapping FILE; `gaitscope import --explain FILE` writes one."
        ),
    }
}

/// The option that mends what another room refused.
fn option_of(cause: &(dyn std::error::Error + 'static)) -> Option<&'static str> {
    #[cfg(feature = "app")]
    {
        use app::StartError;
        match cause.downcast_ref() {
            Some(StartError::Unprotected { .. }) => {
                return Some(
                    "Options: --tls-certificate, --tls-key and --password-file; without --listen it stays here",
                );
            }
            Some(StartError::Nameless { .. }) => return Some("Option: --name"),
            Some(StartError::Password(_)) => return Some("`gaitscope app --hash-password` makes one"),
            _ => {}
        }
    }
    #[cfg(feature = "store")]
    {
        use store::StoreError;
        match cause.downcast_ref() {
            Some(StoreError::NoStore { .. } | StoreError::NoPlace) => return Some("Option: --data-dir FOLDER"),
            Some(StoreError::PartlyWhole { .. }) => return Some("Option: --partial"),
            _ => {}
        }
    }
    #[cfg(feature = "sensors")]
    {
        use sensors::capture::CaptureError;
        use sensors::settings::SettingsError;
        if let Some(CaptureError::FolderInUse { .. }) = cause.downcast_ref() {
            return Some("`--resume` goes on with it");
        }
        if let Some(CaptureError::NoSensors) = cause.downcast_ref() {
            return Some("`gaitscope sensors` lists them");
        }
        if let Some(SettingsError::NoPlace | SettingsError::Io { .. }) = cause.downcast_ref() {
            return Some("Option: --config-dir FOLDER");
        }
    }
    let _ = cause;
    None
}

/// A line to copy for each sensor.
fn sites(sensors: &[SensorToPlace]) -> String {
    let mut text = String::from(" Say it with:");
    for sensor in sensors {
        let site = sensor.guess.map_or("SITE", Site::name);
        write!(text, "\n  --site {}", option(&sensor.key, site)).expect("a string takes all");
    }
    text
}

fn option(key: &str, site: &str) -> String {
    format!("\"{key}={site}\"")
}

fn quoted(key: &str) -> String {
    if key.is_empty() || key.contains(char::is_whitespace) {
        format!("\"{key}\"")
    } else {
        key.to_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use recording::RecordingChoice;

    fn said(error: RecordingError) -> String {
        worded(&anyhow::Error::from(error).context("a.csv"))
    }

    #[test]
    fn every_question_names_its_option() {
        let file = || "walk.csv".to_owned();
        let sensor = |guess| SensorToPlace {
            key: file(),
            file: file(),
            sensor: String::new(),
            format: "CSV".to_owned(),
            guess,
            rows: 2,
            duration_s: 0.01,
        };
        let choices = ["walk 1", "walk2"].map(|key| RecordingChoice {
            key: key.to_owned(),
            sites: vec![Site::Pelvis],
        });
        for (error, option) in [
            (
                RecordingError::UnknownSite { file: file() },
                "--site \"walk.csv=pelvis\".",
            ),
            (
                RecordingError::NeedsSites {
                    sensors: vec![sensor(None), sensor(Some(Site::ThighLeft))],
                },
                "\n  --site \"walk.csv=SITE\"\n  --site \"walk.csv=thigh_left\"",
            ),
            (
                RecordingError::SeveralRecordings {
                    folder: file(),
                    choices: choices.to_vec(),
                },
                "--only \"walk 1\".",
            ),
            (
                RecordingError::NoRate {
                    file: file(),
                    format: "Noraxon",
                },
                "--rate 100",
            ),
            (RecordingError::NoTime { file: file() }, "--rate 100"),
            (
                RecordingError::NotASensorFile {
                    file: file(),
                    columns: Vec::new(),
                },
                "--mapping FILE",
            ),
        ] {
            let text = said(error);
            assert!(text.contains(option), "{text}");
        }
        assert!(!said(RecordingError::TooShort { file: file(), rows: 0 }).contains("--"));
    }
}
