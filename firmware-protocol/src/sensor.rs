//! The sensor's side as a state machine: what firmware does between the motion chip and the radio.

use crate::control::Frame;
use crate::response::Reply;
use crate::{
    Advertisement, Command, CommandError, Counts, Flags, Info, MIN_MTU, Ranges, ResendBuffer, Response, RunId, Site,
    Span, State, Status, StatusReport, Stored, samples_per_packet,
};

/// Without a connection a run goes on for this long, s.
const LINGER_S: u32 = 120;

/// What the firmware must do now.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Action {
    /// Set up the motion chip, and call [`Sensor::sample`] for every sample from now on.
    StartSampling {
        /// Nominal rate.
        rate_hz: u16,
        /// Full scales.
        ranges: Ranges,
    },
    /// Put the motion chip to rest.
    StopSampling,
    /// Blink for so many seconds; 0 stops.
    Blink {
        /// Duration, s.
        seconds: u8,
    },
    /// Write the site to non-volatile memory.
    StoreSite {
        /// `None` takes the assignment back.
        site: Option<Site>,
    },
    /// Disconnect when the response has been confirmed, put the motion chip to rest, power down.
    Sleep,
}

/// What a sensor knows when its firmware starts.
#[derive(Debug, Clone, Copy)]
pub struct Setup {
    /// The value of the INFO characteristic.
    pub info: Info,
    /// Different after every start: a counter in non-volatile memory, or random.
    pub boot: u16,
    /// From non-volatile memory.
    pub site: Option<Site>,
    /// Until configured otherwise; should be offered by `info`.
    pub rate_hz: u16,
    /// Until configured otherwise; should be offered by `info`.
    pub ranges: Ranges,
}

/// What is being sent again.
#[derive(Debug, Clone, Copy)]
struct Job {
    tag: u8,
    asked: Span,
    cursor: u32,
    /// A stream header goes first: the run is not being sent, and a collector that was restarted may not know it.
    header: bool,
}

/// The rules of `PROTOCOL.md` for a sensor, without clock, chip or radio; `N` samples of resend buffer (16 bytes each).
///
/// The firmware's loop: pass writes of CONTROL to [`Sensor::command`] and indicate the answer; call [`Sensor::sample`]
/// for every sample; while the radio takes more, notify what [`Sensor::next_notification`] gives on DATA and indicate
/// what [`Sensor::next_indication`] gives on CONTROL.
#[derive(Debug, Clone)]
pub struct Sensor<const N: usize, B = [Stored; N]> {
    setup: Setup,
    buffer: ResendBuffer<N, B>,
    /// The newest sample's time in full.
    newest_us: u64,
    /// A run is going on.
    sampling: bool,
    fault: bool,
    battery_percent: Option<u8>,
    low_battery: bool,
    charging: bool,
    button: bool,

    connected: bool,
    negotiated: bool,
    subscribed: bool,
    mtu: u16,
    /// New samples are sent on this connection.
    sending: bool,
    /// The header that a `start` calls for was not sent yet.
    header_due: bool,
    /// The next sample to be sent for the first time.
    cursor: u32,
    /// The next periodic header is due when the cursor reaches this.
    header_at: u32,
    /// Numbers since a collector last listened.
    alone: u32,
    job: Option<Job>,
    finished: Option<Response>,
}

impl<const N: usize> Sensor<N> {
    /// A sensor that was just switched on. `const`: place it in a `static`.
    pub const fn new(setup: Setup) -> Self {
        Sensor::with_ring(setup, [Stored::EMPTY; N])
    }
}

impl<const N: usize, B> Sensor<N, B> {
    /// A sensor that keeps its samples in `ring`: a `static` of its own takes no flash, unlike a whole sensor.
    pub const fn with_ring(setup: Setup, ring: B) -> Self {
        let run = RunId {
            boot: setup.boot,
            run: 0,
        };
        Sensor {
            setup,
            buffer: ResendBuffer::with_ring(run, ring),
            newest_us: 0,
            sampling: false,
            fault: false,
            battery_percent: None,
            low_battery: false,
            charging: false,
            button: false,
            connected: false,
            negotiated: false,
            subscribed: false,
            mtu: MIN_MTU,
            sending: false,
            header_due: false,
            cursor: 0,
            header_at: 0,
            alone: 0,
            job: None,
            finished: None,
        }
    }
}

impl<const N: usize, B: AsRef<[Stored]> + AsMut<[Stored]>> Sensor<N, B> {
    /// A collector connected; MTU 23 until [`Sensor::set_mtu`].
    pub fn connected(&mut self) {
        self.disconnected();
        self.connected = true;
        self.alone = 0;
    }

    /// The link ended, for whatever reason. A run goes on into the buffer.
    pub fn disconnected(&mut self) {
        self.connected = false;
        self.negotiated = false;
        self.subscribed = false;
        self.mtu = MIN_MTU;
        self.sending = false;
        self.header_due = false;
        self.job = None;
        self.finished = None;
    }

    /// The ATT MTU was exchanged.
    pub fn set_mtu(&mut self, mtu: u16) {
        self.mtu = mtu;
    }

    /// The collector enabled or disabled notifications of DATA. While they are disabled nothing is sent; what is made
    /// waits in the buffer, and goes out from where it was when they are enabled again.
    pub fn set_subscribed(&mut self, subscribed: bool) {
        self.subscribed = subscribed;
    }

    /// What the battery gauge says. At 0 %, off the charger, a run ends as by `stop`: the firmware puts the motion chip
    /// to rest when [`Sensor::state`] is no longer [`State::Sampling`].
    pub fn set_battery(&mut self, percent: Option<u8>, low: bool, charging: bool) {
        self.battery_percent = percent.map(|percent| percent.min(100));
        (self.low_battery, self.charging) = (low, charging);
        self.sampling &= !self.is_empty();
    }

    fn is_empty(&self) -> bool {
        self.battery_percent == Some(0) && !self.charging
    }

    /// The button is down or up.
    pub fn set_button(&mut self, down: bool) {
        self.button = down;
    }

    /// The motion chip does not work, by its self-test or because it gave no samples; a run ends as by `stop`.
    pub fn set_fault(&mut self, fault: bool) {
        self.fault = fault;
        self.sampling &= !fault;
    }

    /// Takes an assignment back that could not be stored; the firmware answers [`Status::StorageFailed`].
    pub fn set_site(&mut self, site: Option<Site>) {
        self.setup.site = site;
    }

    /// What the sensor is doing.
    pub fn state(&self) -> State {
        match (self.fault, self.sampling) {
            (true, _) => State::Fault,
            (false, true) => State::Sampling,
            (false, false) => State::Idle,
        }
    }

    /// The current or the latest run.
    pub fn run(&self) -> RunId {
        self.buffer.run()
    }

    /// The samples kept for a resend.
    pub fn buffer(&self) -> &ResendBuffer<N, B> {
        &self.buffer
    }

    /// The value of the INFO characteristic.
    pub fn info(&self) -> [u8; Info::LEN] {
        self.setup.info.encode()
    }

    /// What to advertise while not connected.
    pub fn advertisement(&self) -> Advertisement {
        Advertisement {
            version: self.setup.info.version_max,
            state: self.state(),
            charging: self.charging,
            low_battery: self.low_battery,
            site: self.setup.site,
            battery_percent: self.battery_percent,
            unit: self.setup.info.unit,
        }
    }

    /// One sample from the chip, taken at `time_us` (µs since the firmware started). Ignored outside a run. Returns
    /// [`Action::StopSampling`] if no collector
    /// took new samples for two minutes.
    pub fn sample(&mut self, counts: &Counts, time_us: u64) -> Option<Action> {
        if !self.sampling {
            return None;
        }
        let flags = Flags {
            clipped: false,
            button: self.button,
            low_battery: self.low_battery,
        };
        self.buffer.push(counts, time_us, flags);
        self.newest_us = time_us;
        let listened_to = self.connected && self.subscribed && self.sending;
        self.alone = if listened_to { 0 } else { self.alone + 1 };
        let forgotten = self.alone >= LINGER_S * u32::from(self.setup.rate_hz);
        // The numbers have run out: 124 days at 400 Hz.
        let full = self.buffer.next_sequence() == u32::MAX;
        self.sampling = !(forgotten || full);
        (!self.sampling).then_some(Action::StopSampling)
    }

    /// The chip lost `count` samples, such as by an overflow of its FIFO: their numbers are passed over.
    pub fn chip_lost(&mut self, count: u32) {
        if self.sampling {
            self.buffer.skip(count);
            self.newest_us += u64::from(count) * self.period_us();
        }
    }

    fn period_us(&self) -> u64 {
        1_000_000 / u64::from(self.setup.rate_hz.max(1))
    }

    /// Answers one write of CONTROL, and says what to do. Writes that arrive while indications of CONTROL are not enabled
    /// do not belong here: the GATT server refuses them (ATT error 0xFD).
    ///
    /// `received_us` is when it arrived; `clock` is read when the
    /// answer is ready. `None` for a frame too short to be answered.
    pub fn command(
        &mut self,
        frame: &[u8],
        received_us: u64,
        clock: impl FnOnce() -> u64,
    ) -> Option<(Frame, Option<Action>)> {
        let (tag, reply, action) = match Command::decode(frame) {
            Ok((tag, Command::Time)) if self.negotiated => (
                tag,
                Reply::Time {
                    received_us,
                    sent_us: clock(),
                },
                None,
            ),
            Ok((tag, command)) => match self.obey(command, tag, received_us) {
                Ok((reply, action)) => (tag, reply, action),
                Err(status) => (
                    tag,
                    Reply::Refused {
                        opcode: command.opcode(),
                        status,
                    },
                    None,
                ),
            },
            Err(CommandError::NoTag) => return None,
            Err(CommandError::Unknown { opcode, tag }) => (
                tag,
                Reply::Refused {
                    opcode: opcode & 0x7f,
                    status: Status::UnknownCommand,
                },
                None,
            ),
            Err(CommandError::Length { opcode, tag }) => (
                tag,
                Reply::Refused {
                    opcode,
                    status: Status::BadLength,
                },
                None,
            ),
            Err(CommandError::Argument { opcode, tag }) => (
                tag,
                Reply::Refused {
                    opcode,
                    status: Status::BadArgument,
                },
                None,
            ),
        };
        Some((Response { tag, reply }.encode(), action))
    }

    fn obey(&mut self, command: Command, tag: u8, now_us: u64) -> Result<(Reply, Option<Action>), Status> {
        if let Command::Hello {
            version_min,
            version_max,
        } = command
        {
            let Info {
                version_min: ours_min,
                version_max: ours_max,
                ..
            } = self.setup.info;
            let version = version_max.min(ours_max);
            self.negotiated = version >= version_min.max(ours_min);
            let reply = if self.negotiated {
                Reply::Hello {
                    version,
                    boot: self.setup.boot,
                }
            } else {
                Reply::UnsupportedVersion {
                    version_min: ours_min,
                    version_max: ours_max,
                }
            };
            return Ok((reply, None));
        }
        if !self.negotiated {
            return Err(Status::NotNegotiated);
        }
        match command {
            Command::Hello { .. } | Command::Time => Err(Status::UnknownCommand), // answered before
            Command::Status => Ok((Reply::Status(self.report()), None)),
            Command::Configure { rate_hz, ranges } => {
                if self.sampling {
                    return Err(Status::Busy);
                }
                if !self.setup.info.rates().any(|rate| rate == rate_hz) {
                    return Err(Status::UnsupportedRate);
                }
                if !self.setup.info.supports(rate_hz, ranges) {
                    return Err(Status::UnsupportedRange);
                }
                (self.setup.rate_hz, self.setup.ranges) = (rate_hz, ranges);
                Ok((Reply::Configured { rate_hz, ranges }, None))
            }
            Command::Start => self.start(now_us),
            Command::Stop => {
                let action = core::mem::take(&mut self.sampling).then_some(Action::StopSampling);
                Ok((
                    Reply::Stopped {
                        id: self.run(),
                        end: self.buffer.next_sequence(),
                    },
                    action,
                ))
            }
            Command::Resend { id, first, count } => self.resend(id, first, count, tag).map(|reply| (reply, None)),
            Command::Identify { seconds } => Ok((Reply::Identifying { seconds }, Some(Action::Blink { seconds }))),
            Command::AssignSite { site } => {
                self.setup.site = site;
                Ok((Reply::Assigned { site }, Some(Action::StoreSite { site })))
            }
            Command::Sleep => {
                self.sampling = false;
                Ok((Reply::Sleeping, Some(Action::Sleep)))
            }
        }
    }

    fn start(&mut self, now_us: u64) -> Result<(Reply, Option<Action>), Status> {
        if self.fault {
            return Err(Status::Fault);
        }
        if self.is_empty() {
            return Err(Status::BatteryEmpty);
        }
        if !self.subscribed {
            return Err(Status::NotSubscribed);
        }
        let Setup {
            rate_hz, ranges, boot, ..
        } = self.setup;
        samples_per_packet(self.mtu, rate_hz).ok_or(Status::MtuTooSmall)?;
        let resumed = self.sampling;
        if !resumed {
            let run = self.run().run.wrapping_add(1);
            self.buffer.restart(RunId { boot, run });
            self.job = None;
            self.finished = None;
            self.cursor = 0;
            self.sampling = true;
            // The header of a run that ends before its first sample tells the time of the start.
            self.newest_us = now_us.saturating_sub(self.period_us());
        } else if !self.sending {
            // What was missed meanwhile comes by resend, when the collector asks.
            self.cursor = self.buffer.next_sequence();
        }
        self.sending = true;
        self.header_due = true;
        self.alone = 0;
        let action = (!resumed).then_some(Action::StartSampling { rate_hz, ranges });
        Ok((
            Reply::Started {
                id: self.run(),
                resumed,
                next: self.cursor,
            },
            action,
        ))
    }

    fn resend(&mut self, id: RunId, first: u32, count: u16, tag: u8) -> Result<Reply, Status> {
        if !self.subscribed {
            return Err(Status::NotSubscribed);
        }
        if self.job.is_some() || self.finished.is_some() {
            return Err(Status::Busy);
        }
        let (oldest, next) = (self.buffer.oldest(), self.buffer.next_sequence());
        let wanted = Span::new(first, first.saturating_add(u32::from(count)));
        // What waits for its first sending comes by itself.
        let sent = if self.sending { self.cursor } else { next };
        let held = wanted.intersection(Span::new(oldest, sent));
        let start = self
            .buffer
            .first_present(held.first)
            .filter(|&start| id == self.run() && start < held.end);
        let Some(start) = start else {
            if id == self.run() && !wanted.intersection(Span::new(sent.max(oldest), next)).is_empty() {
                return Err(Status::Busy);
            }
            return Ok(Reply::NotAvailable {
                id: self.run(),
                oldest,
                next,
            });
        };
        let asked = Span::new(start, held.end);
        if !self.sending {
            self.cursor = next;
        }
        self.job = Some(Job {
            tag,
            asked,
            cursor: start,
            header: !self.sending,
        });
        Ok(Reply::Resend {
            done: false,
            first: asked.first,
            count: asked.count() as u16,
        })
    }

    fn report(&self) -> StatusReport {
        StatusReport {
            state: self.state(),
            charging: self.charging,
            low_battery: self.low_battery,
            sending: self.sending,
            site: self.setup.site,
            battery_percent: self.battery_percent,
            rate_hz: self.setup.rate_hz,
            ranges: self.setup.ranges,
            run: self.run().run,
            oldest: self.buffer.oldest(),
            next: self.buffer.next_sequence(),
        }
    }
}

mod stream;
#[cfg(test)]
mod tests;
