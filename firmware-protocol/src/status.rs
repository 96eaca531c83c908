//! How a command fared: the status byte of every response.

/// How a command fared.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[repr(u8)]
pub enum Status {
    /// Done.
    Ok = 0,
    /// Accepted; a second response with the same tag follows when it is done.
    Pending = 1,
    /// This version has no such command.
    UnknownCommand = 2,
    /// The arguments are too short or too long.
    BadLength = 3,
    /// An argument has no meaning in this version.
    BadArgument = 4,
    /// Sensor and collector have no protocol version in common.
    UnsupportedVersion = 5,
    /// `hello` must come first.
    NotNegotiated = 6,
    /// The sensor does not offer this rate.
    UnsupportedRate = 7,
    /// The sensor does not offer these ranges.
    UnsupportedRange = 8,
    /// Not during a run, or another resend is going on.
    Busy = 9,
    /// The samples asked for are not in the buffer.
    NotAvailable = 10,
    /// Notifications of DATA are not enabled.
    NotSubscribed = 11,
    /// At this MTU the rate would need more than 100 notifications a second.
    MtuTooSmall = 12,
    /// The motion chip does not answer or failed its self-test.
    Fault = 13,
    /// Not enough battery for a recording.
    BatteryEmpty = 14,
    /// The setting could not be stored.
    StorageFailed = 15,
}

impl Status {
    /// All, in the order of their codes.
    pub const ALL: [Status; 16] = [
        Status::Ok,
        Status::Pending,
        Status::UnknownCommand,
        Status::BadLength,
        Status::BadArgument,
        Status::UnsupportedVersion,
        Status::NotNegotiated,
        Status::UnsupportedRate,
        Status::UnsupportedRange,
        Status::Busy,
        Status::NotAvailable,
        Status::NotSubscribed,
        Status::MtuTooSmall,
        Status::Fault,
        Status::BatteryEmpty,
        Status::StorageFailed,
    ];

    /// The code on the air.
    pub const fn code(self) -> u8 {
        self as u8
    }

    /// The status with this code.
    pub fn from_code(code: u8) -> Option<Status> {
        Status::ALL.get(usize::from(code)).copied()
    }

    /// The name in `PROTOCOL.md`.
    pub const fn name(self) -> &'static str {
        match self {
            Status::Ok => "ok",
            Status::Pending => "pending",
            Status::UnknownCommand => "unknown_command",
            Status::BadLength => "bad_length",
            Status::BadArgument => "bad_argument",
            Status::UnsupportedVersion => "unsupported_version",
            Status::NotNegotiated => "not_negotiated",
            Status::UnsupportedRate => "unsupported_rate",
            Status::UnsupportedRange => "unsupported_range",
            Status::Busy => "busy",
            Status::NotAvailable => "not_available",
            Status::NotSubscribed => "not_subscribed",
            Status::MtuTooSmall => "mtu_too_small",
            Status::Fault => "fault",
            Status::BatteryEmpty => "battery_empty",
            Status::StorageFailed => "storage_failed",
        }
    }
}

impl core::fmt::Display for Status {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.write_str(self.name())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn status_codes_are_reversible() {
        for code in 0..=u8::MAX {
            assert_eq!(Status::from_code(code).map(Status::code), (code < 16).then_some(code));
        }
    }
}
