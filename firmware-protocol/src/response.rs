//! Responses: what the sensor indicates on the CONTROL characteristic.
//!
//! A response is the command's opcode with bit 7 set, the command's tag, a status, and what the status calls for.

use crate::bytes::{Reader, Writer};
use crate::control::Frame;
use crate::{Ranges, RunId, Site, State, Status};

/// The answer to `status`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct StatusReport {
    /// What the sensor is doing.
    pub state: State,
    /// On the charger.
    pub charging: bool,
    /// Lasts less than about ten minutes.
    pub low_battery: bool,
    /// New samples are being sent on this connection.
    pub sending: bool,
    /// Where it is worn, if assigned.
    pub site: Option<Site>,
    /// Percent, if known.
    pub battery_percent: Option<u8>,
    /// Of the current run, or of the next.
    pub rate_hz: u16,
    /// Of the current run, or of the next.
    pub ranges: Ranges,
    /// The current or the latest run.
    pub run: u8,
    /// The oldest number in the buffer; equal to `next` if it is empty.
    pub oldest: u32,
    /// The number of the next sample.
    pub next: u32,
}

/// What the sensor answers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Reply {
    /// To `hello`: this version is spoken on this connection.
    Hello {
        /// Agreed version.
        version: u8,
        /// This start of the firmware; see [`RunId::boot`].
        boot: u16,
    },
    /// To `hello`: no version in common.
    UnsupportedVersion {
        /// Oldest version of the sensor.
        version_min: u8,
        /// Newest.
        version_max: u8,
    },
    /// To `status`.
    Status(StatusReport),
    /// To `configure`: in force from the next run.
    Configured {
        /// As asked.
        rate_hz: u16,
        /// As asked.
        ranges: Ranges,
    },
    /// To `start`.
    Started {
        /// The run that is being sent.
        id: RunId,
        /// True if it was going on already.
        resumed: bool,
        /// The number of the first sample that will be sent on this connection.
        next: u32,
    },
    /// To `stop`.
    Stopped {
        /// The run that ended, now or before.
        id: RunId,
        /// How many samples it has.
        end: u32,
    },
    /// To `time`.
    Time {
        /// Device time when the command arrived, µs.
        received_us: u64,
        /// Device time when this response left, µs.
        sent_us: u64,
    },
    /// To `resend`: first as accepted (`done` false), then when all was handed to the radio.
    Resend {
        /// Status `ok` rather than `pending`.
        done: bool,
        /// The first number of what the buffer still has of the span asked for.
        first: u32,
        /// From there to the end of that span.
        count: u16,
    },
    /// To `resend`: nothing of it is in the buffer.
    NotAvailable {
        /// The run that is in the buffer.
        id: RunId,
        /// The oldest number in the buffer.
        oldest: u32,
        /// One past the newest.
        next: u32,
    },
    /// To `identify`.
    Identifying {
        /// As asked.
        seconds: u8,
    },
    /// To `assign site`: stored.
    Assigned {
        /// As asked.
        site: Option<Site>,
    },
    /// To `sleep`: the connection ends now.
    Sleeping,
    /// To any command: not done.
    Refused {
        /// Of the command.
        opcode: u8,
        /// Why; not `ok`, `pending`, `unsupported_version` or `not_available`, which say more.
        status: Status,
    },
}

/// A reply and the tag of the command that it answers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Response {
    /// As in the command.
    pub tag: u8,
    /// What the sensor answers.
    pub reply: Reply,
}

/// Why bytes are no response.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ResponseError {
    /// No response has this length.
    Length,
    /// The first byte is no command's opcode with bit 7 set.
    Opcode(u8),
    /// A status that this version does not know.
    Status(u8),
    /// A field has no meaning in this version, or the status does not belong to this command.
    Field,
}

impl core::fmt::Display for ResponseError {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        match self {
            ResponseError::Length => f.write_str("the response has a wrong length"),
            ResponseError::Opcode(opcode) => write!(f, "0x{opcode:02x} is no response"),
            ResponseError::Status(status) => write!(f, "unknown status {status}"),
            ResponseError::Field => f.write_str("a field of the response has no meaning in this version"),
        }
    }
}

impl core::error::Error for ResponseError {}

impl Reply {
    /// The opcode of the command that this answers.
    pub const fn opcode(&self) -> u8 {
        match self {
            Reply::Hello { .. } | Reply::UnsupportedVersion { .. } => 0x01,
            Reply::Status(_) => 0x02,
            Reply::Configured { .. } => 0x03,
            Reply::Started { .. } => 0x04,
            Reply::Stopped { .. } => 0x05,
            Reply::Time { .. } => 0x06,
            Reply::Resend { .. } | Reply::NotAvailable { .. } => 0x07,
            Reply::Identifying { .. } => 0x08,
            Reply::Assigned { .. } => 0x09,
            Reply::Sleeping => 0x0a,
            Reply::Refused { opcode, .. } => *opcode,
        }
    }

    /// The status byte.
    pub const fn status(&self) -> Status {
        match self {
            Reply::UnsupportedVersion { .. } => Status::UnsupportedVersion,
            Reply::NotAvailable { .. } => Status::NotAvailable,
            Reply::Resend { done: false, .. } => Status::Pending,
            Reply::Refused { status, .. } => *status,
            _ => Status::Ok,
        }
    }

    fn write<'a>(&self, writer: Writer<'a>) -> Writer<'a> {
        match *self {
            Reply::Hello { version, boot } => writer.u8(version).u16(boot),
            Reply::UnsupportedVersion {
                version_min,
                version_max,
            } => writer.u8(version_min).u8(version_max),
            Reply::Status(report) => report.write(writer),
            Reply::Configured { rate_hz, ranges } => writer.u16(rate_hz).u8(ranges.code()),
            Reply::Started { id, resumed, next } => writer.u16(id.boot).u8(id.run).u8(resumed as u8).u32(next),
            Reply::Stopped { id, end } => writer.u16(id.boot).u8(id.run).u32(end),
            Reply::Time { received_us, sent_us } => writer.u48(received_us).u48(sent_us),
            Reply::Resend { first, count, .. } => writer.u32(first).u16(count),
            Reply::NotAvailable { id, oldest, next } => writer.u16(id.boot).u8(id.run).u32(oldest).u32(next),
            Reply::Identifying { seconds } => writer.u8(seconds),
            Reply::Assigned { site } => writer.u8(Site::code_of(site)),
            Reply::Sleeping | Reply::Refused { .. } => writer,
        }
    }

    /// The fields in the order in which `write` wrote them.
    fn read(opcode: u8, status: Status, reader: &mut Reader<'_>) -> Option<Reply> {
        let id = |reader: &mut Reader<'_>| {
            Some(RunId {
                boot: reader.u16()?,
                run: reader.u8()?,
            })
        };
        Some(match (opcode, status) {
            (0x01, Status::Ok) => Reply::Hello {
                version: reader.u8()?,
                boot: reader.u16()?,
            },
            (0x01, Status::UnsupportedVersion) => Reply::UnsupportedVersion {
                version_min: reader.u8()?,
                version_max: reader.u8()?,
            },
            (0x02, Status::Ok) => Reply::Status(StatusReport::read(reader)?),
            (0x03, Status::Ok) => Reply::Configured {
                rate_hz: reader.u16()?,
                ranges: Ranges::from_code(reader.u8()?)?,
            },
            (0x04, Status::Ok) => {
                let id = id(reader)?;
                let resumed = match reader.u8()? {
                    0 => false,
                    1 => true,
                    _ => return None,
                };
                Reply::Started {
                    id,
                    resumed,
                    next: reader.u32()?,
                }
            }
            (0x05, Status::Ok) => Reply::Stopped {
                id: id(reader)?,
                end: reader.u32()?,
            },
            (0x06, Status::Ok) => Reply::Time {
                received_us: reader.u48()?,
                sent_us: reader.u48()?,
            },
            (0x07, Status::Ok | Status::Pending) => Reply::Resend {
                done: status == Status::Ok,
                first: reader.u32()?,
                count: reader.u16()?,
            },
            (0x07, Status::NotAvailable) => Reply::NotAvailable {
                id: id(reader)?,
                oldest: reader.u32()?,
                next: reader.u32()?,
            },
            (0x08, Status::Ok) => Reply::Identifying { seconds: reader.u8()? },
            (0x09, Status::Ok) => Reply::Assigned {
                site: Site::from_code(reader.u8()?).ok()?,
            },
            (0x0a, Status::Ok) => Reply::Sleeping,
            (_, Status::Ok | Status::Pending | Status::UnsupportedVersion | Status::NotAvailable) => return None,
            (opcode, status) => Reply::Refused { opcode, status },
        })
    }
}

impl StatusReport {
    fn write<'a>(&self, writer: Writer<'a>) -> Writer<'a> {
        let flags = self.charging as u8 | (self.low_battery as u8) << 1 | (self.sending as u8) << 2;
        writer
            .u8(self.state.code())
            .u8(flags)
            .u8(Site::code_of(self.site))
            .u8(self.battery_percent.unwrap_or(255))
            .u16(self.rate_hz)
            .u8(self.ranges.code())
            .u8(self.run)
            .u32(self.oldest)
            .u32(self.next)
    }

    fn read(reader: &mut Reader<'_>) -> Option<StatusReport> {
        let state = State::from_code(reader.u8()?)?;
        let flags = reader.u8()?;
        let site = Site::from_code(reader.u8()?).ok()?;
        let battery_percent = match reader.u8()? {
            255 => None,
            percent @ 0..=100 => Some(percent),
            _ => return None,
        };
        Some(StatusReport {
            state,
            charging: flags & 1 != 0,
            low_battery: flags & 2 != 0,
            sending: flags & 4 != 0,
            site,
            battery_percent,
            rate_hz: reader.u16()?,
            ranges: Ranges::from_code(reader.u8()?)?,
            run: reader.u8()?,
            oldest: reader.u32()?,
            next: reader.u32()?,
        })
    }
}

impl Response {
    /// The bytes to indicate.
    pub fn encode(&self) -> Frame {
        Frame::build(|writer| {
            let writer = writer
                .u8(self.reply.opcode() | 0x80)
                .u8(self.tag)
                .u8(self.reply.status().code());
            self.reply.write(writer)
        })
    }

    /// The response in these bytes.
    pub fn decode(bytes: &[u8]) -> Result<Response, ResponseError> {
        let [first, tag, status, ref body @ ..] = *bytes else {
            return Err(ResponseError::Length);
        };
        let opcode = first & 0x7f;
        if first & 0x80 == 0 {
            return Err(ResponseError::Opcode(first));
        }
        let status = Status::from_code(status).ok_or(ResponseError::Status(status))?;
        let mut reader = Reader::new(body);
        let reply = Reply::read(opcode, status, &mut reader).ok_or(ResponseError::Field)?;
        reader.end().ok_or(ResponseError::Length)?;
        Ok(Response { tag, reply })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::MAX_FRAME;
    use crate::control::tests::{any_id, any_ranges, any_site};
    use proptest::prelude::*;
    use std::vec;

    fn any_reply() -> impl Strategy<Value = Reply> {
        let report = (
            any::<(bool, bool, bool, u8, u16, u32, u32)>(),
            0u8..3,
            any_site(),
            any_ranges(),
            0u8..=101,
        )
            .prop_map(
                |((charging, low_battery, sending, run, rate_hz, oldest, next), state, site, ranges, percent)| {
                    let state = State::from_code(state).unwrap();
                    let battery_percent = (percent <= 100).then_some(percent);
                    Reply::Status(StatusReport {
                        state,
                        charging,
                        low_battery,
                        sending,
                        site,
                        battery_percent,
                        rate_hz,
                        ranges,
                        run,
                        oldest,
                        next,
                    })
                },
            );
        prop_oneof![
            any::<(u8, u16)>().prop_map(|(version, boot)| Reply::Hello { version, boot }),
            any::<(u8, u8)>().prop_map(|(version_min, version_max)| Reply::UnsupportedVersion {
                version_min,
                version_max
            }),
            report,
            (any::<u16>(), any_ranges()).prop_map(|(rate_hz, ranges)| Reply::Configured { rate_hz, ranges }),
            (any_id(), any::<bool>(), any::<u32>()).prop_map(|(id, resumed, next)| Reply::Started {
                id,
                resumed,
                next
            }),
            (any_id(), any::<u32>()).prop_map(|(id, end)| Reply::Stopped { id, end }),
            (0u64..1 << 48, 0u64..1 << 48).prop_map(|(received_us, sent_us)| Reply::Time { received_us, sent_us }),
            any::<(bool, u32, u16)>().prop_map(|(done, first, count)| Reply::Resend { done, first, count }),
            (any_id(), any::<(u32, u32)>()).prop_map(|(id, (oldest, next))| Reply::NotAvailable { id, oldest, next }),
            any::<u8>().prop_map(|seconds| Reply::Identifying { seconds }),
            any_site().prop_map(|site| Reply::Assigned { site }),
            Just(Reply::Sleeping),
            (0u8..128, prop::sample::select(&Status::ALL[..])).prop_filter_map("says more", |(opcode, status)| {
                let more = matches!(
                    status,
                    Status::Ok | Status::Pending | Status::UnsupportedVersion | Status::NotAvailable
                );
                (!more).then_some(Reply::Refused { opcode, status })
            }),
        ]
    }

    proptest! {
        #[test]
        fn round_trip(reply in any_reply(), tag: u8) {
            let response = Response { tag, reply };
            let frame = response.encode();
            prop_assert!((3..=MAX_FRAME).contains(&frame.len()), "layouts fit");
            prop_assert_eq!(Response::decode(&frame), Ok(response));
            prop_assert!(Response::decode(&frame[..frame.len() - 1]).is_err());
        }

        #[test]
        fn never_panics(opcode in 0x80u8..0x8c, bytes in prop::collection::vec(any::<u8>(), 0..24)) {
            let _ = Response::decode(&bytes);
            let mut bytes = bytes;
            bytes.insert(0, opcode);
            let _ = Response::decode(&bytes);
        }
    }
}
