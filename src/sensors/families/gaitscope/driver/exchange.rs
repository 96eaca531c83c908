//! Exchanges of times, which the clock fit lives on.

use super::{ANSWER, CONTROL, GaitscopeDriver, SLOW_ANSWER, answer};
use crate::family::{DriverError, DriverEvent, Wire};
use firmware_protocol::{Command, Reply, Response, RunId, TimeExchange};
use std::time::Duration;
use tokio::time::Instant;

/// Exchanges of times: quickly until there are so many, then slowly. Our choice.
const QUICK_EXCHANGES: u32 = 40;
const QUICK: Duration = Duration::from_millis(200);
const SLOW: Duration = Duration::from_millis(500);
/// Exchanges before the start, each after a random pause of up to so long: one right after the other would wait for the
/// connection event equally long each time, which tells nothing.
pub(super) const FIRST_EXCHANGES: u32 = 4;
pub(super) const FIRST_PAUSE: Duration = Duration::from_millis(60);

/// An exchange of times that was begun.
#[derive(Debug, Clone, Copy)]
pub(super) struct Asked {
    tag: u8,
    sent_us: u64,
    pub(super) at: Instant,
}

#[derive(Debug)]
pub(super) struct Exchanges {
    /// The one that waits for its answer.
    pub(super) asked: Option<Asked>,
    pub(super) count: u32,
    pub(super) next_at: Instant,
}

impl Exchanges {
    pub(super) fn new(now: Instant) -> Exchanges {
        Exchanges {
            asked: None,
            count: 0,
            next_at: now,
        }
    }
}

impl GaitscopeDriver {
    pub(super) async fn exchange_now(
        &mut self,
        wire: &mut Wire,
        out: &mut Vec<DriverEvent>,
    ) -> Result<(), DriverError> {
        let tag = self.tag();
        let sent = wire.clock.now_us();
        let clock = wire.clock;
        let got = wire
            .ask(CONTROL, &Command::Time.encode(tag), ANSWER, |notification| {
                answer(notification)
                    .filter(|response| response.tag == tag)
                    .map(|response| (response.reply, clock.us(notification.arrived)))
            })
            .await?;
        if let (Reply::Time { received_us, sent_us }, arrived) = got {
            self.note_exchange(sent, received_us, sent_us, arrived, out);
        }
        Ok(())
    }

    /// Times are exchanged; what they tell is kept until it is known whose clock it is. Gives the sensor's.
    pub(super) async fn first_exchange(
        &mut self,
        wire: &mut Wire,
        out: &mut Vec<DriverEvent>,
    ) -> Result<u64, DriverError> {
        tokio::time::sleep(self.random.pause(FIRST_PAUSE)).await;
        self.exchange_now(wire, out).await?;
        Ok(match out.last() {
            Some(DriverEvent::Exchange { exchange, .. }) => exchange.sensor_received_us,
            _ => u64::MAX,
        })
    }

    /// Asks for the sensor's time without waiting for it.
    pub(super) async fn begin_exchange(&mut self, wire: &mut Wire) -> Result<(), DriverError> {
        self.plan_exchange();
        let tag = self.tag();
        self.exchanges.asked = Some(Asked {
            tag,
            sent_us: wire.clock.now_us(),
            at: Instant::now(),
        });
        Ok(wire.write(CONTROL, &Command::Time.encode(tag), true).await?)
    }

    /// Whether an answer is the one to [`begin_exchange`](Self::begin_exchange).
    pub(super) fn exchange_answered(&mut self, response: Response, arrived: u64, out: &mut Vec<DriverEvent>) -> bool {
        let Some(asked) = self.exchanges.asked.filter(|asked| asked.tag == response.tag) else {
            return false;
        };
        self.exchanges.asked = None;
        self.slow = asked.at.elapsed() > SLOW_ANSWER;
        if let Reply::Time { received_us, sent_us } = response.reply {
            self.note_exchange(asked.sent_us, received_us, sent_us, arrived, out);
        }
        true
    }

    fn note_exchange(&mut self, sent: u64, received_us: u64, sent_us: u64, arrived: u64, out: &mut Vec<DriverEvent>) {
        self.exchanges.count += 1;
        let run = RunId {
            boot: self.boot,
            run: self.run.run,
        };
        out.push(DriverEvent::Exchange {
            run: self.naming.key(run, 0),
            exchange: TimeExchange {
                collector_sent_us: sent,
                sensor_received_us: received_us,
                sensor_sent_us: sent_us,
                collector_received_us: arrived,
            },
        });
    }

    /// Random moments spread the way out over the connection interval, which the clock fit lives on.
    pub(super) fn plan_exchange(&mut self) {
        let base = if self.exchanges.count < QUICK_EXCHANGES {
            QUICK
        } else {
            SLOW
        };
        self.exchanges.next_at = Instant::now() + base + self.random.pause(Duration::from_millis(100));
    }
}
