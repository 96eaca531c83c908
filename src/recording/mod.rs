//! What was recorded: sites, sensors, tracks, the person, and the files they come from.
//!
//! This module knows nothing of signal processing or anatomy beyond the names of the body segments.

pub mod notice;
pub mod session;
pub mod site;
pub mod track;

pub use notice::{Notice, Severity, TimeRange};
pub use session::{Phase, PhaseKind, Protocol, SensorEntry, Session, Subject};
pub use site::{Segment, Side, Site};
pub use track::{Clock, Recording, SensorInfo, Source, Track};
