//! Times come from outside: every change is told who makes it and when.

use super::StoreError;
use jiff::Timestamp;

/// Who changes something, and when. Goes into the audit trail.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct By {
    /// The therapist's sign, or the command's name.
    pub who: String,
    pub at: Timestamp,
}

/// Where the time comes from: the computer's clock, or a test's.
pub trait Clock: Send + Sync {
    fn now(&self) -> Timestamp;

    /// This person, now.
    fn by(&self, who: &str) -> By {
        By {
            who: who.to_owned(),
            at: self.now(),
        }
    }
}

/// The computer's clock.
#[derive(Debug, Clone, Copy, Default)]
pub struct SystemClock;

impl Clock for SystemClock {
    fn now(&self) -> Timestamp {
        Timestamp::now()
    }
}

/// A clock that stands still.
impl Clock for Timestamp {
    fn now(&self) -> Timestamp {
        *self
    }
}

pub(super) fn from_us(us: i64) -> Result<Timestamp, StoreError> {
    Timestamp::from_microsecond(us).map_err(|error| StoreError::Field {
        field: "time",
        problem: error.to_string(),
    })
}
