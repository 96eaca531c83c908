//! `session.toml` in and out, checked against what a person and a sensor can be.

use super::error::RecordingError;
use super::note::is_date;
use super::problem::SessionProblem;
use super::{Input, Segment, Session, printable, printable_lines, text};

pub(super) const NAME: &str = "session.toml";

/// Reads and checks a session file.
pub(super) fn load(input: &Input) -> Result<Session, RecordingError> {
    let file = input.file();
    let content = input.text().map_err(|source| RecordingError::Io {
        file: file.clone(),
        source,
    })?;
    let mut session: Session = toml::from_str(&content).map_err(|error| {
        let line = error
            .span()
            .map(|span| 1 + content[..span.start.min(content.len())].matches('\n').count() as u64);
        let reason = text::reason(error.message().lines().next().unwrap_or_default());
        RecordingError::Session {
            file: file.clone(),
            line,
            key: None,
            problem: Box::new(SessionProblem::Toml { reason }),
        }
    })?;
    make_printable(&mut session);
    validate(&session).map_err(|(key, problem)| {
        let last = key.rsplit('.').next().unwrap_or(&key);
        let line = content
            .lines()
            .position(|line| line.trim_start().starts_with(last))
            .map(|at| at as u64 + 1);
        RecordingError::Session {
            file,
            line,
            key: Some(key),
            problem: Box::new(problem),
        }
    })?;
    Ok(session)
}

/// Checks a session that comes from no file.
pub(super) fn check(session: &Session) -> Result<(), RecordingError> {
    validate(session).map_err(|(key, problem)| RecordingError::Session {
        file: NAME.to_owned(),
        line: None,
        key: Some(key),
        problem: Box::new(problem),
    })
}

/// TOML's escapes can write what a terminal or a page would act upon.
fn make_printable(session: &mut Session) {
    let words = [
        &mut session.subject.pseudonym,
        &mut session.subject.sex,
        &mut session.protocol.name,
    ];
    let sensors = session.sensors.iter_mut();
    let sensors = sensors.flat_map(|sensor| [&mut sensor.model, &mut sensor.serial]);
    for word in words.into_iter().chain(sensors).flatten() {
        *word = printable(word).into_owned();
    }
    if let Some(note) = &mut session.note {
        note.text = printable_lines(&note.text).into_owned();
        if let Some(author) = &mut note.author {
            *author = printable(author).into_owned();
        }
    }
}

/// The first thing that cannot be true, and its key.
fn validate(session: &Session) -> Result<(), (String, SessionProblem)> {
    let wrong = |key: &str, problem: SessionProblem| Err((key.to_owned(), problem));
    if let Some(found) = session.schema_version.filter(|version| *version != 1) {
        return wrong("schema_version", SessionProblem::Version { found });
    }
    if let Some(date) = session.date.as_deref().filter(|date| !is_date(date)) {
        let found = printable(date).into_owned();
        return wrong("date", SessionProblem::Date { found });
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
        if let Some(value) = value.filter(|value| !range.contains(value)) {
            let (from, to) = range.into_inner();
            return wrong(key, SessionProblem::OutOfRange { value, from, to });
        }
    }
    if let Err(error) = session.intake.check() {
        return wrong(&format!("intake.{}", error.key()), SessionProblem::Intake(error));
    }
    if let Some(Err(error)) = session.note.as_ref().map(|note| note.check()) {
        return wrong(&format!("note.{}", error.key()), SessionProblem::Note(error));
    }
    for phase in &session.protocol.phases {
        let (start_s, end_s) = (phase.start_s, phase.end_s);
        if !(start_s.is_finite() && end_s.is_finite() && start_s < end_s) {
            return wrong("protocol.phase.start_s", SessionProblem::Phase { start_s, end_s });
        }
    }
    if session.protocol.marks_s.iter().any(|mark| !mark.is_finite()) {
        return wrong("protocol.marks_s", SessionProblem::Mark);
    }
    for (i, entry) in session.sensors.iter().enumerate() {
        let site = entry.site;
        if session.sensors[..i].iter().any(|before| before.site == site) {
            return wrong("sensor.site", SessionProblem::SiteTwice { site });
        }
        // Times since 1970 beside times since the start are 2e9 s apart; beyond 1e10 s steps of samples are lost in rounding.
        if entry.clock_offset_s.is_nan() || entry.clock_offset_s.abs() > 1e10 {
            return wrong("sensor.clock_offset_s", SessionProblem::ClockOffset { site });
        }
        let unsure = entry.clock_uncertainty_s;
        if unsure.is_some_and(|value| !(value >= 0.0 && value.is_finite())) {
            return wrong("sensor.clock_uncertainty_s", SessionProblem::ClockUncertainty { site });
        }
        for (key, value) in [
            ("sensor.rate_hz", entry.rate_hz),
            ("sensor.acc_range_mps2", entry.acc_range_mps2),
            ("sensor.gyr_range_radps", entry.gyr_range_radps),
        ] {
            if value.is_some_and(|value| !(value > 0.0 && value.is_finite())) {
                return wrong(key, SessionProblem::NotPositive { site });
            }
        }
        if let Some(value) = entry.sensor_height_m {
            if site.segment() != Segment::Shank {
                return wrong("sensor.sensor_height_m", SessionProblem::NotAShank { site });
            }
            let (from, to) = (0.0, 0.6);
            if !(from..=to).contains(&value) {
                return wrong("sensor.sensor_height_m", SessionProblem::OutOfRange { value, from, to });
            }
        }
        if let Some(rows) = entry.mounting {
            let matrix = nalgebra::Matrix3::from_fn(|row, column| rows[row][column]);
            let off = (matrix * matrix.transpose() - nalgebra::Matrix3::identity()).norm();
            if off.is_nan() || off > 1e-3 || matrix.determinant() < 0.0 {
                return wrong("sensor.mounting", SessionProblem::Mounting { site });
            }
        }
    }
    Ok(())
}
