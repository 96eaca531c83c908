//! Delsys Trigno: the CSV of Trigno Discover (sensors in the row above the names, a row of rates below them, columns that end
//! early) and of both with a column of times before each signal (`X[s]`, `Time Series`). Times of Discover are else its rows
//! over the stated rate. Where the two signals of a sensor have unlike rates, the gyroscope is interpolated.
//!
//! Tests: hand-made files after the headers of real ones; no recording of walking was at hand.

use super::super::columns::Unit;
use super::super::error::RecordingError;
use super::super::problem::{MissingSignals, RawSignalsAdvice};
use super::{Export, Format, FormatDescription, Head, Part, plain};

pub(super) const FORMAT: Format = Format {
    name: "Delsys Trigno CSV",
    detect,
    read,
    about: FormatDescription {
        program: "Delsys Trigno Discover, EMGworks: CSV",
        reads: "sensors, rates and units above the samples, or times before each signal; unlike rates are interpolated",
        source: "headers of real files",
        tried: "made after them",
        refused: "modes without gyroscope",
    },
};

fn detect(head: &Head) -> bool {
    let names = head.lines().next().unwrap_or_default();
    names.contains("Trigno Discover")
        || names.to_lowercase().contains("time series") && names.contains("ACC")
        || (names.starts_with("X[s]") || names.starts_with("\"X[s]\"") || names.starts_with("X [s]"))
            && axes(names, "ACC")
}

/// A signal named as the makers' programs do: `ACC.X 1`, `ACC X (G)`.
fn axes(text: &str, signal: &str) -> bool {
    text.contains(&format!("{signal}.X")) || text.contains(&format!("{signal} X"))
}

fn read(export: &Export) -> Result<Vec<Part>, RecordingError> {
    let text = export.beginning()?;
    let names: String = text.lines().take(8).collect();
    let missing = match (axes(&names, "ACC"), axes(&names, "GYRO")) {
        (true, true) => {
            // EMGworks names no units; the maker's are g and degrees per second.
            return plain::read_as(export, FORMAT.name, [Some(Unit::G), Some(Unit::Dps)]);
        }
        (true, false) => MissingSignals::AngularVelocity,
        (false, true) => MissingSignals::Acceleration,
        (false, false) => MissingSignals::BOTH,
    };
    Err(export.no_raw_signals(FORMAT.name, missing, RawSignalsAdvice::Delsys))
}
