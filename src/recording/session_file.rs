//! `session.toml` in and out, checked against what a person and a sensor can be.

use super::error::RecordingError;
use super::{Input, Session};

pub(super) const NAME: &str = "session.toml";

/// Reads and checks a session file.
pub(super) fn load(input: &Input) -> Result<Session, RecordingError> {
    let file = input.file();
    let text = input.text().map_err(|source| RecordingError::Io {
        file: file.clone(),
        source,
    })?;
    let session: Session = toml::from_str(&text).map_err(|error| {
        let line = error
            .span()
            .map(|span| 1 + text[..span.start.min(text.len())].matches('\n').count() as u64);
        let reason = error.message().lines().next().unwrap_or_default();
        RecordingError::Session {
            file: file.clone(),
            line,
            column: None,
            message: format!("{reason}. Correct the spelling or the value, or delete the line."),
        }
    })?;
    validate(&session).map_err(|(key, message)| {
        let last = key.rsplit('.').next().unwrap_or(&key);
        let line = text
            .lines()
            .position(|line| line.trim_start().starts_with(last))
            .map(|at| at as u64 + 1);
        RecordingError::Session {
            file,
            line,
            column: Some(key),
            message,
        }
    })?;
    Ok(session)
}

/// The first thing that cannot be true: its key and a sentence.
fn validate(session: &Session) -> Result<(), (String, String)> {
    let wrong = |key: &str, message: String| Err((key.to_owned(), message));
    if let Some(version) = session.schema_version
        && version != 1
    {
        return wrong(
            "schema_version",
            format!("is {version}, but this program knows version 1. Update the program."),
        );
    }
    let subject = &session.subject;
    for (key, value, range) in [
        ("subject.height_m", subject.height_m, 0.5..=2.6),
        ("subject.thigh_length_m", subject.thigh_length_m, 0.1..=0.8),
        ("subject.shank_length_m", subject.shank_length_m, 0.1..=0.8),
        ("subject.age_years", subject.age_years, 0.0..=130.0),
        (
            "protocol.timed_speed_mps",
            session.protocol.timed_speed_mps,
            0.05..=12.0,
        ),
    ] {
        if let Some(value) = value
            && !range.contains(&value)
        {
            let unit = if key.ends_with("_m") {
                " Write metres, such as 1.72."
            } else {
                ""
            };
            return wrong(
                key,
                format!("{value} is not possible ({} to {}).{unit}", range.start(), range.end()),
            );
        }
    }
    if let Err(error) = session.intake.check() {
        return wrong(&format!("intake.{}", error.key()), format!("{error}."));
    }
    if let Some(Err(error)) = session.note.as_ref().map(|note| note.check()) {
        return wrong(&format!("note.{}", error.key()), format!("{error}."));
    }
    for phase in &session.protocol.phases {
        if !(phase.start_s.is_finite() && phase.end_s.is_finite() && phase.start_s < phase.end_s) {
            return wrong(
                "protocol.phase.start_s",
                format!(
                    "a phase must start before it ends, but one runs from {} to {} s.",
                    phase.start_s, phase.end_s
                ),
            );
        }
    }
    if session.protocol.marks_s.iter().any(|mark| !mark.is_finite()) {
        return wrong(
            "protocol.marks_s",
            "a mark is not a finite number of seconds.".to_owned(),
        );
    }
    for (i, entry) in session.sensors.iter().enumerate() {
        let site = entry.site;
        if session.sensors[..i].iter().any(|before| before.site == site) {
            return wrong(
                "sensor.site",
                format!("{site} stands twice. Keep one entry per sensor."),
            );
        }
        if !entry.clock_offset_s.is_finite() {
            return wrong(
                "sensor.clock_offset_s",
                format!("the clock offset of {site} is not a finite number."),
            );
        }
        if entry
            .clock_uncertainty_s
            .is_some_and(|value| !(value >= 0.0 && value.is_finite()))
        {
            return wrong(
                "sensor.clock_uncertainty_s",
                format!("the clock uncertainty of {site} must be 0 or more seconds."),
            );
        }
        for (key, value) in [
            ("sensor.rate_hz", entry.rate_hz),
            ("sensor.acc_range_mps2", entry.acc_range_mps2),
            ("sensor.gyr_range_radps", entry.gyr_range_radps),
        ] {
            if value.is_some_and(|value| !(value > 0.0 && value.is_finite())) {
                return wrong(key, format!("of {site} must be greater than 0."));
            }
        }
        if let Some(rows) = entry.mounting {
            let matrix = nalgebra::Matrix3::from_fn(|row, column| rows[row][column]);
            let off = (matrix * matrix.transpose() - nalgebra::Matrix3::identity()).norm();
            if off.is_nan() || off > 1e-3 || matrix.determinant() < 0.0 {
                return wrong(
                    "sensor.mounting",
                    format!(
                        "of {site} is not a rotation: its rows must be unit vectors at right angles, right-handed."
                    ),
                );
            }
        }
    }
    Ok(())
}
