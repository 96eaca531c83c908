//! What the sensor sends on DATA, and when.

use super::{Job, Sensor};
use crate::control::Frame;
use crate::response::Reply;
use crate::{EncodeError, HEADER_LEN, MIN_MTU, Response, Stored, StreamHeader, TIME_BITS, samples_per_packet};

/// A stream header is repeated after this long, s.
const HEADER_EVERY_S: u32 = 2;

impl<const N: usize, B: AsRef<[Stored]> + AsMut<[Stored]>> Sensor<N, B> {
    /// The next notification for DATA, if one is due: its length in `out`, which should have room for MTU − 3 bytes.
    /// New samples go first, then what is to be sent again. Call it only when the radio can take the notification: what
    /// was returned counts as sent.
    pub fn next_notification(&mut self, out: &mut [u8]) -> Option<usize> {
        if !self.subscribed {
            return None;
        }
        // An output that is too small would lose samples in silence; send nothing instead.
        self.live(out).or_else(|| self.again(out)).and_then(Result::ok)
    }

    fn live(&mut self, out: &mut [u8]) -> Option<Result<usize, EncodeError>> {
        if !self.sending {
            return None;
        }
        let next = self.buffer.next_sequence();
        // Passed over by the chip, or so late that the buffer forgot them: not sent, the numbers tell.
        self.cursor = self.buffer.first_present(self.cursor).unwrap_or(next);
        let ended = !self.sampling && self.cursor == next;
        if ended || (self.cursor < next && (self.header_due || self.cursor >= self.header_at)) {
            let header = self.header();
            let Some(space) = out.get_mut(..HEADER_LEN) else {
                return Some(Err(EncodeError::Space));
            };
            space.copy_from_slice(&header.encode());
            let every = HEADER_EVERY_S * u32::from(self.setup.rate_hz);
            self.header_at = self.cursor.saturating_add(every);
            self.header_due = false;
            self.sending = !ended;
            return Some(Ok(HEADER_LEN));
        }
        let max = self.per_packet();
        let waiting = (next - self.cursor) as usize;
        if waiting == 0 || (self.sampling && waiting < max) {
            return None;
        }
        let (len, cursor) = match self.buffer.packet(self.cursor, next, max, out)? {
            Ok(done) => done,
            Err(error) => return Some(Err(error)),
        };
        self.cursor = cursor;
        Some(Ok(len))
    }

    fn again(&mut self, out: &mut [u8]) -> Option<Result<usize, EncodeError>> {
        let job = self.job?;
        if self.header_due {
            return None; // Nothing comes between a `start` and its header.
        }
        if job.header {
            let Some(space) = out.get_mut(..HEADER_LEN) else {
                return Some(Err(EncodeError::Space));
            };
            space.copy_from_slice(&self.header().encode());
            self.job = Some(Job { header: false, ..job });
            return Some(Ok(HEADER_LEN));
        }
        match self.buffer.packet(job.cursor, job.asked.end, self.per_packet(), out) {
            Some(Ok((len, cursor))) => {
                self.job = Some(Job { cursor, ..job });
                Some(Ok(len))
            }
            Some(Err(error)) => Some(Err(error)),
            None => {
                let reply = Reply::Resend {
                    done: true,
                    first: job.asked.first,
                    count: job.asked.count() as u16,
                };
                self.finished = Some(Response { tag: job.tag, reply });
                self.job = None;
                None
            }
        }
    }

    /// The second response to `resend`, once everything was given out by [`Sensor::next_notification`].
    pub fn next_indication(&mut self) -> Option<Frame> {
        self.finished.take().map(|response| response.encode())
    }

    fn per_packet(&self) -> usize {
        let fit = (usize::from(self.mtu.max(MIN_MTU)) - 3 - crate::OVERHEAD) / crate::SAMPLE_LEN;
        samples_per_packet(self.mtu, self.setup.rate_hz).unwrap_or(fit)
    }

    fn header(&self) -> StreamHeader {
        let next = self.buffer.next_sequence();
        // Counted back (or one on) from the newest sample by the nominal rate, then made exact by the stored low bits.
        let behind = u64::from(next - self.cursor) * self.period_us();
        let near = (self.newest_us + self.period_us()).saturating_sub(behind);
        let time_us = match self.buffer.time_low(self.cursor) {
            Some(low) => {
                let span = 1u64 << TIME_BITS;
                let ahead = u64::from(low).wrapping_sub(near).wrapping_add(span / 2) & (span - 1);
                (near + ahead).checked_sub(span / 2).unwrap_or(near + ahead + span / 2)
            }
            None => near,
        };
        StreamHeader {
            id: self.run(),
            sequence: self.cursor,
            time_us,
            rate_hz: self.setup.rate_hz,
            ranges: self.setup.ranges,
            site: self.setup.site,
        }
    }
}
