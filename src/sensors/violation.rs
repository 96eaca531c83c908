//! What a sensor does that its protocol does not allow: the first mistakes of whoever builds one, each with its place in
//! `firmware-protocol/PROTOCOL.md`.
//!
//! All of them are survived; none is passed over in silence, because samples behind a mistake can be wrong in ways that
//! nobody sees.

use serde::Serialize;
use std::collections::BTreeMap;

/// A rule of the sensor protocol that was not kept. Serialises to its snake-case name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Violation {
    /// A notification that is neither a data packet nor a stream header by its length.
    PacketLength,
    /// The check sum of a data packet does not fit.
    PacketCheck,
    /// More samples in a packet than are allowed.
    PacketSize,
    /// The check sum of a stream header does not fit.
    HeaderCheck,
    /// A rate, range or site in a stream header that has no meaning.
    HeaderField,
    /// Samples without a stream header before them.
    HeaderMissing,
    /// A stream header with another rate than was configured.
    HeaderRate,
    /// A stream header with other ranges than were configured.
    HeaderRanges,
    /// A number before the first or after the last that a run can have.
    Sequence,
    /// Numbers run ahead of time.
    NumbersAhead,
    /// The time from one sample to the next is not that of the stated rate.
    Rate,
    /// Its clock runs faster or slower than a crystal does.
    ClockDrift,
    /// A restart of the firmware under the old boot number.
    SameBoot,
    /// An answer that is none.
    Answer,
}

impl Violation {
    /// Whether a notification that was damaged on its way looks the same.
    pub(crate) fn is_damage(self) -> bool {
        matches!(
            self,
            Violation::PacketLength | Violation::PacketCheck | Violation::HeaderCheck | Violation::Answer
        )
    }

    /// Where the specification says what is right.
    pub fn section(self) -> &'static str {
        match self {
            Violation::SameBoot | Violation::ClockDrift => "1",
            Violation::PacketLength | Violation::PacketCheck => "5.1",
            Violation::HeaderCheck | Violation::HeaderMissing | Violation::HeaderRate | Violation::HeaderRanges => {
                "5.2"
            }
            Violation::HeaderField => "5.2 and 7",
            Violation::PacketSize => "5.3",
            Violation::NumbersAhead | Violation::Rate => "1 and 5.3",
            Violation::Sequence => "5.4",
            Violation::Answer => "6",
        }
    }
}

impl std::fmt::Display for Violation {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Violation::PacketLength => {
                "a notification is neither 8 + 12 n bytes (samples) nor 20 bytes (stream header) long, or was cut short"
            }
            Violation::PacketCheck => {
                "the CRC of a data packet does not fit; it runs over boot and run, which are not sent, and then the packet"
            }
            Violation::PacketSize => "a packet holds more samples than 100 ms or than the MTU allow",
            Violation::HeaderCheck => "the CRC of a stream header does not fit; it starts with 0xFFFF and runs over bytes 0 to 17",
            Violation::HeaderField => "a stream header has a rate, ranges or a site that have no meaning",
            Violation::HeaderMissing => "samples come without a stream header before them; they cannot be used",
            Violation::HeaderRate => "a stream header states another rate than was configured",
            Violation::HeaderRanges => {
                "a stream header states other ranges than were configured; samples are read by the header"
            }
            Violation::Sequence => "a packet has a number before the first or after the last of its run",
            Violation::NumbersAhead => "sample numbers ran ahead of time; they are counted on from there",
            Violation::Rate => "samples are not taken at the stated rate; their times are right, the rate is not",
            Violation::ClockDrift => "its clock is off by more than 200 ppm; it is fitted, but no crystal does that",
            Violation::SameBoot => "it restarted under its old boot number; what comes is taken for a new start",
            Violation::Answer => "an answer on CONTROL cannot be read",
        })
    }
}

/// How often each rule was not kept, and what was seen at last.
#[derive(Debug, Clone, PartialEq, Default, Serialize)]
#[serde(transparent)]
pub struct Violations(BTreeMap<Violation, Seen>);

/// One rule that was not kept.
#[derive(Debug, Clone, PartialEq, Default, Serialize)]
pub struct Seen {
    pub count: u64,
    pub detail: Option<String>,
}

impl Violations {
    /// Takes note of one more.
    pub(crate) fn note(&mut self, violation: Violation, detail: Option<String>) {
        let seen = self.0.entry(violation).or_default();
        seen.count += 1;
        seen.detail = detail.or(seen.detail.take());
    }

    /// Each with its count.
    pub fn iter(&self) -> impl Iterator<Item = (Violation, &Seen)> {
        self.0.iter().map(|(violation, seen)| (*violation, seen))
    }

    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

/// How often, what, and where the specification says what is right: `3 times: … (PROTOCOL.md, section 5.1)`.
pub fn sentence(violation: Violation, seen: &Seen) -> String {
    let times = if seen.count > 1 {
        format!("{} times: ", seen.count)
    } else {
        String::new()
    };
    let detail = seen
        .detail
        .as_ref()
        .map_or(String::new(), |detail| format!(": {detail}"));
    format!(
        "{times}{violation}{detail} (PROTOCOL.md, section {})",
        violation.section()
    )
}
