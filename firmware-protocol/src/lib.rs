//! The packets and GATT layout that a gaitscope sensor and the collector share.
//!
//! `PROTOCOL.md` beside this crate says the same in prose, complete enough to build a sensor from it in any language;
//! `vectors/` holds bytes that every implementation must agree on.
//!
//! Nothing here reads a clock, touches a radio or allocates. Bytes go in, values come out:
//!
//! * the collector feeds every notification to a [`Decoder`] and receives [`Event`]s: samples, gaps, recovered
//!   samples, duplicates, corrupt packets, clock jumps, restarts. Live radio, a replay and a file use the same decoder;
//! * the sensor keeps its samples in a [`ResendBuffer`] and cuts packets from it, or uses [`Sensor`], which also
//!   answers the control point and is the reference for every rule of the protocol;
//! * [`Command`] and [`Response`] are the control point, [`Advertisement`] is what a scan shows, [`Info`] what a
//!   connection reads first.
//!
//! # A sample's journey
//!
//! ```
//! use firmware_protocol::{Decoder, Event, Flags, Packetiser, Ranges, RunId, Site, StreamHeader};
//!
//! let run = RunId { boot: 0x51a7, run: 1 };
//! let header = StreamHeader { id: run, sequence: 0, time_us: 2_000_000, rate_hz: 100, ranges: Ranges::default(),
//!                             site: Some(Site::ShankLeft) };
//! let mut decoder: Decoder = Decoder::new();
//! decoder.push(&header.encode(), |event| assert!(matches!(event, Event::RunStarted { .. })));
//!
//! // MTU 23 carries one sample per packet.
//! let mut packetiser = Packetiser::new(run, 23, 100);
//! let packet = packetiser.push(&[0, 0, 2048, 0, 0, 0], 2_000_000, Flags::default()).expect("one sample fills it");
//! let mut up = 0.0;
//! decoder.push(packet, |event| {
//!     if let Event::Samples(block) = event {
//!         up = header.ranges.to_si(&block.iter().next().expect("one sample").counts).acc_mps2[2];
//!     }
//! });
//! assert!((up - 9.80665).abs() < 1e-9);
//! ```
#![no_std]
#![forbid(unsafe_code)]
#![warn(missing_docs)]

#[cfg(test)]
extern crate std;

#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;

mod advertising;
mod bytes;
mod clock;
mod control;
mod crc;
mod decoder;
mod event;
mod gaps;
pub mod gatt;
mod info;
mod packet;
mod packetiser;
mod ranges;
mod resend;
mod response;
mod sensor;
mod site;
mod status;

pub use advertising::{AdvertiseError, Advertisement, State};
pub use clock::TimeExchange;
pub use control::{Command, CommandError, Frame, MAX_FRAME};
pub use crc::{crc16, crc16_from};
pub use decoder::Decoder;
pub use event::{Account, Block, CorruptReason, Event, LossReason, Sample};
pub use gaps::{GapSet, Span};
pub use info::{Info, InfoError, MAX_RATES};
pub use packet::{
    Counts, DataPacket, EncodeError, Flags, HEADER_LEN, MAX_PAYLOAD, MAX_SAMPLES, MIN_MTU, OVERHEAD, Packet,
    PacketError, RATE_HZ, RunId, SAMPLE_LEN, SEQUENCE_BITS, StreamHeader, TIME_BITS, encode_data, is_clipped,
    samples_per_packet,
};
pub use packetiser::Packetiser;
pub use ranges::{AccRange, GyrRange, Ranges, Rescale, STANDARD_GRAVITY_MPS2, SiSample};
pub use resend::{ResendBuffer, Stored};
pub use response::{Reply, Response, ResponseError, StatusReport};
pub use sensor::{Action, Sensor, Setup};
pub use site::Site;
pub use status::Status;

/// The newest protocol version that this crate speaks, as it is sent: `PROTOCOL.md` 1.1.
pub const PROTOCOL_VERSION: u8 = 2;
/// The oldest one: 1.0.
pub const PROTOCOL_VERSION_MIN: u8 = 1;
