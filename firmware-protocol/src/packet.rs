//! What travels on the DATA characteristic: data packets and stream headers.
//!
//! ```text
//! data packet, 8 + 12 n bytes                     stream header, 20 bytes
//! 0  u24  bit 0     0                             0   u8   0x01
//!         bit 1     clipped                       1   u8   run
//!         bit 2     button                        2   u16  boot
//!         bit 3     low battery                   4   u32  number of the next sample
//!         bits 4-23 number of the first sample    8   u48  its device time, µs
//! 3  u24  its device time, µs, modulo 2^24        14  u16  nominal rate, Hz
//! 6  n × 6 × i16  ax ay az gx gy gz               16  u8   ranges
//! .. u16  CRC, continued from boot and run        17  u8   site
//!                                                 18  u16  CRC
//! ```

use crate::bytes::{Reader, Writer};
use crate::{Ranges, Site, crc16, crc16_from};

/// One sample as the sensor counts it: acceleration x, y, z, angular velocity x, y, z.
pub type Counts = [i16; 6];

/// Bytes of a sample.
pub const SAMPLE_LEN: usize = 12;
/// Bytes of a data packet that are not samples.
pub const OVERHEAD: usize = 8;
/// Bytes of a stream header.
pub const HEADER_LEN: usize = 20;
/// The smallest ATT MTU; a packet then has 20 bytes, and one sample.
pub const MIN_MTU: u16 = 23;
/// The most samples in a packet: an attribute value ends at 512 bytes.
pub const MAX_SAMPLES: usize = (512 - OVERHEAD) / SAMPLE_LEN;
/// The longest data packet.
pub const MAX_PAYLOAD: usize = OVERHEAD + MAX_SAMPLES * SAMPLE_LEN;
/// Bits of the sample number that a data packet carries.
pub const SEQUENCE_BITS: u32 = 20;
/// Bits of the device time (µs) that a data packet carries.
pub const TIME_BITS: u32 = 24;
/// Nominal rates that a stream header may state, Hz.
pub const RATE_HZ: core::ops::RangeInclusive<u16> = 1..=1000;

/// The byte that tells a stream header from a data packet, whose first bit is 0.
const HEADER_KIND: u8 = 0x01;

/// Names a run: one uninterrupted stretch of sampling with one rate and one pair of ranges.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct RunId {
    /// Different after every start of the firmware: a counter in non-volatile memory, or random.
    pub boot: u16,
    /// Counts the runs since then, modulo 256.
    pub run: u8,
}

impl RunId {
    /// The CRC of a data packet starts here: the CRC of `boot` and `run`, three bytes. A packet of another run thus fails
    /// its check, and is never taken for a sample of this one.
    pub fn crc_seed(self) -> u16 {
        let [low, high] = self.boot.to_le_bytes();
        crc16(&[low, high, self.run])
    }
}

/// What is remarkable about a packet.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Hash)]
pub struct Flags {
    /// A count in this packet reached an end of the scale.
    pub clipped: bool,
    /// The button was down at some time during this packet.
    pub button: bool,
    /// The battery lasts for less than about ten minutes.
    pub low_battery: bool,
}

impl Flags {
    /// Bits 1 to 3 of the packet's first byte.
    pub const fn code(self) -> u8 {
        (self.clipped as u8) << 1 | (self.button as u8) << 2 | (self.low_battery as u8) << 3
    }

    /// The flags in the packet's first byte; other bits are not looked at.
    pub const fn from_code(byte: u8) -> Flags {
        Flags {
            clipped: byte & 2 != 0,
            button: byte & 4 != 0,
            low_battery: byte & 8 != 0,
        }
    }

    /// Set where either is.
    pub const fn union(self, other: Flags) -> Flags {
        Flags::from_code(self.code() | other.code())
    }
}

/// True if a count is at an end of the scale.
pub fn is_clipped(counts: &Counts) -> bool {
    counts.iter().any(|&count| count == i16::MAX || count == i16::MIN)
}

/// What a collector must know to read the packets that follow; the sensor repeats it every two seconds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct StreamHeader {
    /// The run that the next packets belong to.
    pub id: RunId,
    /// The number of the next sample that is sent for the first time; after a stop, how many samples the run had.
    pub sequence: u32,
    /// Device time of that sample, µs since the firmware started, below 2^48; after a stop, of the sample that would
    /// have come.
    pub time_us: u64,
    /// Nominal rate, Hz.
    pub rate_hz: u16,
    /// Full scales.
    pub ranges: Ranges,
    /// Where the sensor is worn, if assigned.
    pub site: Option<Site>,
}

impl StreamHeader {
    /// The 20 bytes on the air; time beyond 48 bits is cut off.
    pub fn encode(&self) -> [u8; HEADER_LEN] {
        let mut out = [0; HEADER_LEN];
        Writer::new(&mut out)
            .u8(HEADER_KIND)
            .u8(self.id.run)
            .u16(self.id.boot)
            .u32(self.sequence)
            .u48(self.time_us)
            .u16(self.rate_hz)
            .u8(self.ranges.code())
            .u8(Site::code_of(self.site));
        let crc = crc16(&out[..HEADER_LEN - 2]);
        out[HEADER_LEN - 2..].copy_from_slice(&crc.to_le_bytes());
        out
    }

    fn decode(bytes: &[u8]) -> Result<StreamHeader, PacketError> {
        let (body, crc) = bytes.split_last_chunk::<2>().ok_or(PacketError::Length)?;
        if bytes.len() != HEADER_LEN {
            return Err(PacketError::Length);
        }
        if crc16(body) != u16::from_le_bytes(*crc) {
            return Err(PacketError::Crc);
        }
        Self::fields(body).ok_or(PacketError::Field)
    }

    fn fields(body: &[u8]) -> Option<StreamHeader> {
        let mut reader = Reader::new(body);
        if reader.u8()? != HEADER_KIND {
            return None;
        }
        let run = reader.u8()?;
        let id = RunId {
            boot: reader.u16()?,
            run,
        };
        let (sequence, time_us, rate_hz) = (reader.u32()?, reader.u48()?, reader.u16()?);
        let ranges = Ranges::from_code(reader.u8()?)?;
        let site = Site::from_code(reader.u8()?).ok()?;
        RATE_HZ.contains(&rate_hz).then_some(StreamHeader {
            id,
            sequence,
            time_us,
            rate_hz,
            ranges,
            site,
        })
    }
}

/// A data packet whose length is right; its CRC is checked by [`DataPacket::verify`], which needs to know the run.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DataPacket<'a> {
    bytes: &'a [u8],
}

impl<'a> DataPacket<'a> {
    /// Low 20 bits of the number of the first sample.
    pub fn sequence_low(&self) -> u32 {
        u32::from_le_bytes([self.bytes[0], self.bytes[1], self.bytes[2], 0]) >> 4
    }

    /// Low 24 bits of the first sample's device time, µs.
    pub fn time_low(&self) -> u32 {
        u32::from_le_bytes([self.bytes[3], self.bytes[4], self.bytes[5], 0])
    }

    /// What is remarkable.
    pub fn flags(&self) -> Flags {
        Flags::from_code(self.bytes[0])
    }

    /// How many samples; at least one.
    pub fn count(&self) -> usize {
        (self.bytes.len() - OVERHEAD) / SAMPLE_LEN
    }

    /// The samples' bytes, a multiple of 12.
    pub(crate) fn sample_bytes(&self) -> &'a [u8] {
        &self.bytes[6..self.bytes.len() - 2]
    }

    /// The samples in order.
    pub fn samples(&self) -> impl ExactSizeIterator<Item = Counts> + 'a {
        self.sample_bytes().chunks_exact(SAMPLE_LEN).map(read_counts)
    }

    /// True if the packet is intact and of this run.
    pub fn verify(&self, run: RunId) -> bool {
        let (body, crc) = self.bytes.split_at(self.bytes.len() - 2);
        crc16_from(run.crc_seed(), body) == u16::from_le_bytes([crc[0], crc[1]])
    }
}

/// Six counts from 12 bytes; missing bytes read as zero.
pub(crate) fn read_counts(bytes: &[u8]) -> Counts {
    let mut counts = [0; 6];
    for (count, pair) in counts.iter_mut().zip(bytes.chunks_exact(2)) {
        *count = i16::from_le_bytes([pair[0], pair[1]]);
    }
    counts
}

/// What a notification on DATA holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Packet<'a> {
    /// Samples.
    Data(DataPacket<'a>),
    /// A stream header, its CRC checked.
    Header(StreamHeader),
}

/// Why bytes are not a packet.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum PacketError {
    /// No packet of this kind has this length.
    Length,
    /// The check failed: damaged on the way.
    Crc,
    /// The check holds, but a field has no meaning in this version.
    Field,
}

impl core::fmt::Display for PacketError {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.write_str(match self {
            PacketError::Length => "no packet has this length",
            PacketError::Crc => "the check failed",
            PacketError::Field => "a field has no meaning in this protocol version",
        })
    }
}

impl core::error::Error for PacketError {}

impl<'a> Packet<'a> {
    /// Tells the kinds apart and checks what can be checked without knowing the run.
    pub fn parse(bytes: &'a [u8]) -> Result<Packet<'a>, PacketError> {
        let first = *bytes.first().ok_or(PacketError::Length)?;
        if first & 1 != 0 {
            return StreamHeader::decode(bytes).map(Packet::Header);
        }
        let samples = bytes.len().checked_sub(OVERHEAD).ok_or(PacketError::Length)?;
        if samples == 0 || samples % SAMPLE_LEN != 0 || bytes.len() > MAX_PAYLOAD {
            return Err(PacketError::Length);
        }
        Ok(Packet::Data(DataPacket { bytes }))
    }
}

/// Why samples were not written as a packet.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum EncodeError {
    /// No sample was given, or more than [`MAX_SAMPLES`].
    Count,
    /// The packet does not fit into the output.
    Space,
}

impl core::fmt::Display for EncodeError {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.write_str(match self {
            EncodeError::Count => "a packet holds 1 to 42 samples",
            EncodeError::Space => "the packet does not fit into the output",
        })
    }
}

impl core::error::Error for EncodeError {}

/// Writes one data packet and returns its length.
///
/// `sequence` and `time_us` are the full values of the first sample; the packet carries their low bits. The samples are
/// one period apart each. [`Flags::clipped`] is set if a count is at an end of the scale, whatever `flags` says.
pub fn encode_data(
    run: RunId,
    sequence: u32,
    time_us: u64,
    flags: Flags,
    samples: impl IntoIterator<Item = Counts>,
    out: &mut [u8],
) -> Result<usize, EncodeError> {
    let mut end = 6;
    let mut clipped = flags.clipped;
    for counts in samples {
        if end + SAMPLE_LEN + 2 > MAX_PAYLOAD {
            return Err(EncodeError::Count);
        }
        let space = out.get_mut(end..end + SAMPLE_LEN).ok_or(EncodeError::Space)?;
        for (pair, count) in space.chunks_exact_mut(2).zip(counts) {
            pair.copy_from_slice(&count.to_le_bytes());
        }
        clipped |= is_clipped(&counts);
        end += SAMPLE_LEN;
    }
    if end == 6 {
        return Err(EncodeError::Count);
    }
    let flags = Flags { clipped, ..flags };
    Writer::new(out)
        .u24(sequence << 4 | u32::from(flags.code()))
        .u24(time_us as u32);
    let crc = crc16_from(run.crc_seed(), &out[..end]);
    out.get_mut(end..end + 2)
        .ok_or(EncodeError::Space)?
        .copy_from_slice(&crc.to_le_bytes());
    Ok(end + 2)
}

/// How many samples a sensor puts into a packet: as many as fit, but not more than 100 ms of them, so that live use
/// stays live. `None` if that takes more than 100 notifications a second, which links do not carry reliably: the sensor
/// then refuses to start with `mtu_too_small`. An MTU below 23 counts as 23.
///
/// ```
/// use firmware_protocol::samples_per_packet;
/// assert_eq!(samples_per_packet(23, 100), Some(1));
/// assert_eq!(samples_per_packet(23, 200), None);
/// assert_eq!(samples_per_packet(247, 100), Some(10));
/// assert_eq!(samples_per_packet(247, 400), Some(19));
/// ```
pub fn samples_per_packet(mtu: u16, rate_hz: u16) -> Option<usize> {
    let payload = usize::from(mtu.max(MIN_MTU)) - 3;
    let fit = ((payload - OVERHEAD) / SAMPLE_LEN).min(MAX_SAMPLES);
    let samples = fit.min(usize::from(rate_hz / 10)).max(1);
    (usize::from(rate_hz) <= 100 * samples).then_some(samples)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use std::vec::Vec;

    const RUN: RunId = RunId { boot: 7, run: 3 };

    #[test]
    fn one_sample_fits_the_smallest_mtu() {
        let mut out = [0; 20];
        assert_eq!(
            encode_data(RUN, 1, 2, Flags::default(), [[1, 2, 3, 4, 5, 6]], &mut out),
            Ok(20)
        );
        assert_eq!(
            encode_data(RUN, 1, 2, Flags::default(), [[1, 2, 3, 4, 5, 6]], &mut out[..19]),
            Err(EncodeError::Space)
        );
    }

    #[test]
    fn counts_out_of_bounds_are_refused() {
        let mut out = [0; 600];
        assert_eq!(
            encode_data(RUN, 0, 0, Flags::default(), [], &mut out),
            Err(EncodeError::Count)
        );
        let max = core::iter::repeat_n([0; 6], MAX_SAMPLES);
        assert_eq!(encode_data(RUN, 0, 0, Flags::default(), max, &mut out), Ok(MAX_PAYLOAD));
        let more = core::iter::repeat_n([0; 6], MAX_SAMPLES + 1);
        assert_eq!(
            encode_data(RUN, 0, 0, Flags::default(), more, &mut out),
            Err(EncodeError::Count)
        );
    }

    #[test]
    fn a_packet_of_another_run_fails() {
        let mut out = [0; 20];
        encode_data(RUN, 1, 2, Flags::default(), [[1; 6]], &mut out).unwrap();
        let Ok(Packet::Data(packet)) = Packet::parse(&out) else {
            panic!()
        };
        assert!(packet.verify(RUN));
        assert!(!packet.verify(RunId { run: 4, ..RUN }));
        assert!(!packet.verify(RunId { boot: 8, ..RUN }));
    }

    #[test]
    fn every_single_bit_error_is_found() {
        let mut out = [0; 32];
        encode_data(RUN, 77, 2, Flags::default(), [[1; 6], [2; 6]], &mut out).unwrap();
        let header = StreamHeader {
            id: RUN,
            sequence: 5,
            time_us: 6,
            rate_hz: 100,
            ranges: Ranges::default(),
            site: Some(Site::Pelvis),
        };
        for bytes in [&out[..], &header.encode()[..]] {
            for bit in 0..bytes.len() * 8 {
                let mut bad = bytes.to_vec();
                bad[bit / 8] ^= 1 << (bit % 8);
                match Packet::parse(&bad) {
                    Ok(Packet::Data(packet)) => assert!(!packet.verify(RUN), "bit {bit}"),
                    Ok(Packet::Header(_)) => panic!("bit {bit}"),
                    Err(_) => {}
                }
            }
        }
    }

    proptest! {
        #[test]
        fn data_round_trip(boot: u16, run: u8, sequence: u32, time_us: u64, code in 0u8..8,
                           samples in prop::collection::vec(any::<Counts>(), 1..=MAX_SAMPLES)) {
            let id = RunId { boot, run };
            let flags = Flags::from_code(code << 1);
            let mut out = [0; MAX_PAYLOAD];
            let len = encode_data(id, sequence, time_us, flags, samples.iter().copied(), &mut out).unwrap();
            prop_assert_eq!(len, OVERHEAD + samples.len() * SAMPLE_LEN);
            let Ok(Packet::Data(packet)) = Packet::parse(&out[..len]) else { panic!() };
            prop_assert!(packet.verify(id));
            prop_assert_eq!(packet.sequence_low(), sequence & 0xf_ffff);
            prop_assert_eq!(u64::from(packet.time_low()), time_us & 0xff_ffff);
            prop_assert_eq!(packet.flags(), Flags { clipped: flags.clipped || samples.iter().any(is_clipped), ..flags });
            prop_assert_eq!(packet.samples().collect::<Vec<_>>(), samples);
        }

        #[test]
        fn header_round_trip(boot: u16, run: u8, sequence: u32, time_us in 0u64..1 << 48, rate_hz in 1u16..=1000,
                             acc in 0u8..5, gyr in 0u8..6, site in 0u8..=8) {
            let header = StreamHeader {
                id: RunId { boot, run }, sequence, time_us, rate_hz,
                ranges: Ranges::from_code(acc | gyr << 4).unwrap(), site: Site::from_code(site).unwrap(),
            };
            let bytes = header.encode();
            prop_assert_eq!(Packet::parse(&bytes), Ok(Packet::Header(header)));
        }

        #[test]
        fn a_packet_fits_its_mtu(mtu: u16, rate_hz in 1u16..=1000) {
            if let Some(samples) = samples_per_packet(mtu, rate_hz) {
                prop_assert!((1..=MAX_SAMPLES).contains(&samples));
                prop_assert!(OVERHEAD + samples * SAMPLE_LEN <= usize::from(mtu.max(23)) - 3);
                prop_assert!(usize::from(rate_hz) <= 100 * samples);
            } else {
                prop_assert!(mtu < 23 + 9 * 12);
            }
        }
    }
}
