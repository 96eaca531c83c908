//! Commands: what the collector writes to the CONTROL characteristic.
//!
//! A command is its opcode, a tag chosen by the collector, and the arguments; at most 20 bytes, so that every command
//! passes at MTU 23. [`Response`](crate::Response) is the answer.

use crate::bytes::{Reader, Writer};
use crate::{Ranges, RunId, Site, Span};

/// The longest command and the longest response.
pub const MAX_FRAME: usize = 20;

/// A command or a response as bytes; dereferences to them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Frame {
    bytes: [u8; MAX_FRAME],
    len: usize,
}

impl Frame {
    pub(crate) fn build(write: impl for<'a> FnOnce(Writer<'a>) -> Writer<'a>) -> Frame {
        let mut bytes = [0; MAX_FRAME];
        // Every layout in this crate fits; `layouts_fit` proves it.
        let len = write(Writer::new(&mut bytes)).len().unwrap_or(0);
        Frame { bytes, len }
    }
}

impl core::ops::Deref for Frame {
    type Target = [u8];

    fn deref(&self) -> &[u8] {
        &self.bytes[..self.len]
    }
}

/// What the collector wants.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Command {
    /// 0x01: agree on a protocol version; first on every connection.
    Hello {
        /// Oldest version that the collector speaks.
        version_min: u8,
        /// Newest.
        version_max: u8,
    },
    /// 0x02: state, site, battery, settings, buffer.
    Status,
    /// 0x03: set rate and ranges; refused as `busy` during a run.
    Configure {
        /// One of the rates in [`Info`](crate::Info).
        rate_hz: u16,
        /// As offered in [`Info`](crate::Info).
        ranges: Ranges,
    },
    /// 0x04: begin a run, or go on sending the run that was going on when the link broke.
    Start,
    /// 0x05: end the run.
    Stop,
    /// 0x06: what time is it.
    Time,
    /// 0x07: send samples again.
    Resend {
        /// Of this run.
        id: RunId,
        /// The first sample wanted.
        first: u32,
        /// How many; 0 has no meaning.
        count: u16,
    },
    /// 0x08: blink for so many seconds; 0 stops.
    Identify {
        /// Duration, s.
        seconds: u8,
    },
    /// 0x09: remember, also without power, where the sensor is worn.
    AssignSite {
        /// `None` takes the assignment back.
        site: Option<Site>,
    },
    /// 0x0a: end the run, disconnect, and sleep until woken by the button, by motion or by the charger.
    Sleep,
}

/// Why a frame is no command; what the sensor needs to answer it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum CommandError {
    /// Less than an opcode and a tag: cannot be answered.
    NoTag,
    /// This version has no such command.
    Unknown {
        /// First byte.
        opcode: u8,
        /// Second byte.
        tag: u8,
    },
    /// The arguments are too short or too long.
    Length {
        /// First byte.
        opcode: u8,
        /// Second byte.
        tag: u8,
    },
    /// An argument has no meaning in this version.
    Argument {
        /// First byte.
        opcode: u8,
        /// Second byte.
        tag: u8,
    },
}

impl core::fmt::Display for CommandError {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        match self {
            CommandError::NoTag => f.write_str("a command has at least an opcode and a tag"),
            CommandError::Unknown { opcode, .. } => write!(f, "no command 0x{opcode:02x}"),
            CommandError::Length { opcode, .. } => write!(f, "command 0x{opcode:02x}: wrong length"),
            CommandError::Argument { opcode, .. } => write!(f, "command 0x{opcode:02x}: argument without meaning"),
        }
    }
}

impl core::error::Error for CommandError {}

impl Command {
    /// A request for a gap, or its first 65 535 samples.
    pub fn resend(id: RunId, span: Span) -> Command {
        Command::Resend {
            id,
            first: span.first,
            count: span.count().min(u32::from(u16::MAX)) as u16,
        }
    }

    /// The first byte.
    pub const fn opcode(&self) -> u8 {
        match self {
            Command::Hello { .. } => 0x01,
            Command::Status => 0x02,
            Command::Configure { .. } => 0x03,
            Command::Start => 0x04,
            Command::Stop => 0x05,
            Command::Time => 0x06,
            Command::Resend { .. } => 0x07,
            Command::Identify { .. } => 0x08,
            Command::AssignSite { .. } => 0x09,
            Command::Sleep => 0x0a,
        }
    }

    /// The bytes to write. The tag comes back in the response.
    pub fn encode(&self, tag: u8) -> Frame {
        Frame::build(|writer| {
            let writer = writer.u8(self.opcode()).u8(tag);
            match *self {
                Command::Hello {
                    version_min,
                    version_max,
                } => writer.u8(version_min).u8(version_max),
                Command::Configure { rate_hz, ranges } => writer.u16(rate_hz).u8(ranges.code()),
                Command::Resend { id, first, count } => writer.u16(id.boot).u8(id.run).u32(first).u16(count),
                Command::Identify { seconds } => writer.u8(seconds),
                Command::AssignSite { site } => writer.u8(Site::code_of(site)),
                Command::Status | Command::Start | Command::Stop | Command::Time | Command::Sleep => writer,
            }
        })
    }

    /// The tag and the command in these bytes.
    pub fn decode(bytes: &[u8]) -> Result<(u8, Command), CommandError> {
        let [opcode, tag, ref arguments @ ..] = *bytes else {
            return Err(CommandError::NoTag);
        };
        let length = match opcode {
            0x01 => 2,
            0x03 => 3,
            0x07 => 9,
            0x08 | 0x09 => 1,
            0x02 | 0x04..=0x06 | 0x0a => 0,
            _ => return Err(CommandError::Unknown { opcode, tag }),
        };
        if arguments.len() != length {
            return Err(CommandError::Length { opcode, tag });
        }
        let command = Self::arguments(opcode, arguments).ok_or(CommandError::Argument { opcode, tag })?;
        Ok((tag, command))
    }

    fn arguments(opcode: u8, arguments: &[u8]) -> Option<Command> {
        let mut reader = Reader::new(arguments);
        Some(match opcode {
            0x01 => Command::Hello {
                version_min: reader.u8()?,
                version_max: reader.u8()?,
            },
            0x02 => Command::Status,
            0x03 => Command::Configure {
                rate_hz: reader.u16()?,
                ranges: Ranges::from_code(reader.u8()?)?,
            },
            0x04 => Command::Start,
            0x05 => Command::Stop,
            0x06 => Command::Time,
            0x07 => {
                let (boot, run) = (reader.u16()?, reader.u8()?);
                let (first, count) = (reader.u32()?, reader.u16()?);
                if count == 0 {
                    return None;
                }
                Command::Resend {
                    id: RunId { boot, run },
                    first,
                    count,
                }
            }
            0x08 => Command::Identify { seconds: reader.u8()? },
            0x09 => Command::AssignSite {
                site: Site::from_code(reader.u8()?).ok()?,
            },
            0x0a => Command::Sleep,
            _ => return None,
        })
    }
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;
    use proptest::prelude::*;

    pub fn any_ranges() -> impl Strategy<Value = Ranges> {
        (0u8..5, 0u8..6).prop_map(|(acc, gyr)| Ranges::from_code(acc | gyr << 4).unwrap())
    }

    pub fn any_site() -> impl Strategy<Value = Option<Site>> {
        (0u8..=8).prop_map(|code| Site::from_code(code).unwrap())
    }

    pub fn any_id() -> impl Strategy<Value = RunId> {
        any::<(u16, u8)>().prop_map(|(boot, run)| RunId { boot, run })
    }

    fn any_command() -> impl Strategy<Value = Command> {
        prop_oneof![
            any::<(u8, u8)>().prop_map(|(version_min, version_max)| Command::Hello {
                version_min,
                version_max
            }),
            Just(Command::Status),
            (any::<u16>(), any_ranges()).prop_map(|(rate_hz, ranges)| Command::Configure { rate_hz, ranges }),
            Just(Command::Start),
            Just(Command::Stop),
            Just(Command::Time),
            (any_id(), any::<u32>(), 1..=u16::MAX).prop_map(|(id, first, count)| Command::Resend { id, first, count }),
            any::<u8>().prop_map(|seconds| Command::Identify { seconds }),
            any_site().prop_map(|site| Command::AssignSite { site }),
            Just(Command::Sleep),
        ]
    }

    proptest! {
        #[test]
        fn round_trip(command in any_command(), tag: u8) {
            let frame = command.encode(tag);
            prop_assert!(frame.len() >= 2);
            prop_assert_eq!(Command::decode(&frame), Ok((tag, command)));
        }

        #[test]
        fn never_panics_and_is_canonical(bytes in prop::collection::vec(any::<u8>(), 0..24), opcode in 0u8..12) {
            let _ = Command::decode(&bytes);
            let mut bytes = bytes;
            bytes.insert(0, opcode);
            if let Ok((tag, command)) = Command::decode(&bytes) {
                prop_assert_eq!(&*command.encode(tag), &bytes[..]);
            }
        }
    }

    #[test]
    fn a_gap_longer_than_a_request() {
        let id = RunId { boot: 1, run: 1 };
        assert_eq!(
            Command::resend(id, Span::new(5, 100_000)),
            Command::Resend {
                id,
                first: 5,
                count: 65_535
            }
        );
    }
}
