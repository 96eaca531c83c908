use super::*;
use crate::{Counts, Flags, Packetiser, Ranges, Site};
use proptest::prelude::*;
use std::collections::{BTreeMap, BTreeSet};
use std::vec;
use std::vec::Vec;

const RUN: RunId = RunId { boot: 0x1234, run: 5 };

fn header(sequence: u32, time_us: u64) -> StreamHeader {
    StreamHeader {
        id: RUN,
        sequence,
        time_us,
        rate_hz: 100,
        ranges: Ranges::default(),
        site: Some(Site::Pelvis),
    }
}

fn data(id: RunId, sequence: u32, time_us: u64, count: u32) -> Vec<u8> {
    let mut out = vec![0; crate::MAX_PAYLOAD];
    let samples = (0..count).map(|k| counts(sequence.wrapping_add(k)));
    let len = crate::encode_data(id, sequence, time_us, Flags::default(), samples, &mut out).unwrap();
    out.truncate(len);
    out
}

/// Every sample tells its own number.
fn counts(sequence: u32) -> Counts {
    let [a, b, c, d] = sequence.to_le_bytes();
    [i16::from(a), i16::from(b), i16::from(c), i16::from(d), 7, -7]
}

/// What the tests look at, owned.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Seen {
    Run(RunId),
    Restart(RunId),
    Header(u32),
    Stale(u32),
    Jump(u32, u64, u64),
    Gap(u32, u32),
    Lost(u32, u32, LossReason),
    New(u32, u32),
    Recovered(u32, u32),
    Duplicate(u32, u32),
    Corrupt(CorruptReason),
    Unanchored(u32),
}

/// Notes the event, and every sample with its time; checks that a sample is what its number says.
fn note(event: Event<'_>, seen: &mut Vec<Seen>, samples: &mut Vec<(u32, u64)>) {
    seen.push(match event {
        Event::Corrupt(reason) => Seen::Corrupt(reason),
        Event::Unanchored { count } => Seen::Unanchored(count),
        Event::Lost { span, reason } => Seen::Lost(span.first, span.end, reason),
        Event::Restarted { previous } => Seen::Restart(previous),
        Event::RunStarted { header } => Seen::Run(header.id),
        Event::Header { header } => Seen::Header(header.sequence),
        Event::Stale { header } => Seen::Stale(header.sequence),
        Event::ClockJump {
            sequence,
            expected_us,
            actual_us,
        } => Seen::Jump(sequence, expected_us, actual_us),
        Event::Gap(span) => Seen::Gap(span.first, span.end),
        Event::Duplicate(span) => Seen::Duplicate(span.first, span.end),
        Event::Samples(block) => {
            for sample in block.iter() {
                assert_eq!(sample.counts, counts(sample.sequence));
                samples.push((sample.sequence, sample.device_us));
            }
            let end = block.first + block.count();
            if block.recovered {
                Seen::Recovered(block.first, end)
            } else {
                Seen::New(block.first, end)
            }
        }
    });
}

struct Bench<const GAPS: usize> {
    decoder: Decoder<GAPS>,
    seen: Vec<Seen>,
    samples: Vec<(u32, u64)>,
}

impl<const GAPS: usize> Bench<GAPS> {
    fn new() -> Self {
        Bench {
            decoder: Decoder::new(),
            seen: Vec::new(),
            samples: Vec::new(),
        }
    }

    fn push(&mut self, bytes: &[u8]) -> Vec<Seen> {
        self.seen.clear();
        self.decoder
            .push(bytes, |event| note(event, &mut self.seen, &mut self.samples));
        let account = self.decoder.account();
        assert_eq!(
            account.expected,
            account.delivered + account.recovered + account.lost + account.outstanding,
            "{account:?}"
        );
        self.seen.clone()
    }
}

#[test]
fn a_gap_a_resend_and_a_duplicate() {
    let mut bench = Bench::<8>::new();
    assert_eq!(bench.push(&header(0, 1_000_000).encode()), [Seen::Run(RUN)]);
    assert_eq!(bench.push(&data(RUN, 0, 1_000_000, 10)), [Seen::New(0, 10)]);
    assert_eq!(
        bench.push(&data(RUN, 30, 1_300_000, 10)),
        [Seen::Gap(10, 30), Seen::New(30, 40)]
    );
    // The resend is cut otherwise than the packets were, and overlaps what is known.
    assert_eq!(
        bench.push(&data(RUN, 5, 1_050_000, 10)),
        [Seen::Duplicate(5, 10), Seen::Recovered(10, 15)]
    );
    assert_eq!(
        bench.push(&data(RUN, 14, 1_140_000, 20)),
        [
            Seen::Duplicate(14, 15),
            Seen::Recovered(15, 30),
            Seen::Duplicate(30, 34)
        ]
    );
    assert_eq!(
        bench.push(&data(RUN, 38, 1_380_000, 4)),
        [Seen::Duplicate(38, 40), Seen::New(40, 42)]
    );
    bench.samples.sort_unstable();
    let truth: Vec<_> = (0..42).map(|k| (k, 1_000_000 + u64::from(k) * 10_000)).collect();
    assert_eq!(bench.samples, truth);
    assert_eq!(bench.decoder.gaps().spans(), []);
}

#[test]
fn packets_before_the_first_header_are_not_guessed() {
    let mut bench = Bench::<8>::new();
    assert_eq!(bench.push(&data(RUN, 3, 0, 4)), [Seen::Unanchored(4)]);
    assert_eq!(bench.push(&header(7, 70_000).encode()), [Seen::Run(RUN)]);
    let mut gaps = Vec::new();
    bench
        .decoder
        .expect_from(0, |event| note(event, &mut gaps, &mut Vec::new()));
    assert_eq!(gaps, [Seen::Gap(0, 7)]);
    assert_eq!(bench.push(&data(RUN, 3, 30_000, 4)), [Seen::Recovered(3, 7)]);
    assert_eq!(bench.decoder.account().outstanding, 3);
}

#[test]
fn a_restart_ends_what_was_open() {
    let mut bench = Bench::<8>::new();
    bench.push(&header(0, 0).encode());
    bench.push(&data(RUN, 5, 50_000, 1));
    let other = RunId { boot: 0x4321, run: 1 };
    // The header of the new run was lost: its packets are not taken for the old run's.
    assert_eq!(bench.push(&data(other, 0, 0, 3)), [Seen::Corrupt(CorruptReason::Crc)]);
    assert_eq!(
        bench.push(
            &StreamHeader {
                id: other,
                ..header(0, 900)
            }
            .encode()
        ),
        [
            Seen::Lost(0, 5, LossReason::RunEnded),
            Seen::Restart(RUN),
            Seen::Run(other)
        ]
    );
    assert_eq!(bench.push(&data(other, 0, 900, 3)), [Seen::New(0, 3)]);
    // A new run of the same firmware is no restart.
    let next = RunId { run: 2, ..other };
    assert_eq!(
        bench.push(
            &StreamHeader {
                id: next,
                ..header(0, 5000)
            }
            .encode()
        ),
        [Seen::Run(next)]
    );
}

#[test]
fn headers_show_what_is_missing_at_the_end() {
    let mut bench = Bench::<8>::new();
    bench.push(&header(0, 0).encode());
    bench.push(&data(RUN, 0, 0, 10));
    assert_eq!(
        bench.push(&header(25, 250_000).encode()),
        [Seen::Header(25), Seen::Gap(10, 25)]
    );
    assert_eq!(bench.push(&header(10, 100_000).encode()), [Seen::Stale(10)]);
    let mut seen = Vec::new();
    bench
        .decoder
        .expect_end(RUN, 30, |event| note(event, &mut seen, &mut Vec::new()));
    bench
        .decoder
        .give_up(Span::new(12, 27), |event| note(event, &mut seen, &mut Vec::new()));
    bench.decoder.finish(|event| note(event, &mut seen, &mut Vec::new()));
    assert_eq!(
        seen,
        [
            Seen::Gap(25, 30),
            Seen::Lost(12, 25, LossReason::GivenUp),
            Seen::Lost(25, 27, LossReason::GivenUp),
            Seen::Lost(10, 12, LossReason::GivenUp),
            Seen::Lost(27, 30, LossReason::GivenUp),
        ]
    );
}

#[test]
fn the_answer_to_start_can_name_another_run() {
    let mut bench = Bench::<8>::new();
    bench.push(&header(0, 0).encode());
    let other = RunId { boot: 1, run: 1 };
    let mut seen = Vec::new();
    bench
        .decoder
        .expect_run(RUN, |event| note(event, &mut seen, &mut Vec::new()));
    assert_eq!(seen, []);
    bench
        .decoder
        .expect_run(other, |event| note(event, &mut seen, &mut Vec::new()));
    assert_eq!(seen, [Seen::Restart(RUN)]);
    assert_eq!(bench.push(&data(other, 0, 0, 1)), [Seen::Unanchored(1)]);
    assert_eq!(bench.push(&header(0, 0).encode()), [Seen::Stale(0)]);
    assert_eq!(
        bench.push(
            &StreamHeader {
                id: other,
                ..header(0, 0)
            }
            .encode()
        ),
        [Seen::Run(other)]
    );
}

#[test]
fn the_clock_jumps() {
    let mut bench = Bench::<8>::new();
    bench.push(&header(0, 1_000_000).encode());
    bench.push(&data(RUN, 0, 1_000_000, 1));
    // 8 ms late is jitter, a second is not.
    assert_eq!(bench.push(&data(RUN, 1, 1_018_000, 1)), [Seen::New(1, 2)]);
    assert_eq!(
        bench.push(&data(RUN, 2, 2_020_000, 1)),
        [Seen::Jump(2, 1_028_000, 2_020_000), Seen::New(2, 3)]
    );
    // A header tells even what the low 24 bits cannot: a jump of a whole turn.
    let turn = 1 << 24;
    assert_eq!(
        bench.push(&header(3, 2_030_000 + turn).encode()),
        [Seen::Header(3), Seen::Jump(3, 2_030_000, 2_030_000 + turn)]
    );
}

#[test]
fn without_room_the_oldest_gap_is_lost() {
    let mut bench = Bench::<2>::new();
    bench.push(&header(0, 0).encode());
    bench.push(&data(RUN, 1, 10_000, 1));
    bench.push(&data(RUN, 3, 30_000, 1));
    assert_eq!(
        bench.push(&data(RUN, 5, 50_000, 1)),
        [Seen::Lost(0, 1, LossReason::NoRoom), Seen::Gap(4, 5), Seen::New(5, 6)]
    );
    assert_eq!(bench.push(&data(RUN, 0, 0, 1)), [Seen::Duplicate(0, 1)]);
}

#[test]
fn numbers_and_times_wrap() {
    // 100 Hz that is really 97.3 Hz, for twelve hours: sequence and time wrap many times, one minute is lost now and then.
    let period_us = 10_277.5;
    let time = |k: u32| 5_000_000 + (f64::from(k) * period_us) as u64;
    let mut bench = Bench::<8>::new();
    bench.push(&header(0, time(0)).encode());
    let mut first = 0u32;
    while first < 4_300_000 {
        bench.push(&data(RUN, first, time(first), 10));
        let missing = if first % 100_000 == 50_000 { 6000 } else { 0 };
        if missing > 0 {
            bench.push(&data(RUN, first + 10 + missing, time(first + 10 + missing), 10));
            bench.push(&data(RUN, first + 10, time(first + 10), 10));
            first += missing + 10;
        }
        first += 10;
    }
    assert!(bench.samples.len() > 4_000_000);
    for &(sequence, us) in &bench.samples {
        // Up to the second second the period is the nominal one.
        let tolerance = if sequence < 200 { 3000 } else { 60 };
        assert!(
            us.abs_diff(time(sequence)) <= tolerance,
            "{sequence}: {us} {}",
            time(sequence)
        );
    }
}

#[test]
fn a_number_before_the_run_or_after_its_last_is_refused() {
    let mut bench = Bench::<8>::new();
    bench.push(&header(2, 0).encode());
    assert_eq!(
        bench.push(&data(RUN, 0xf_ffff, 0, 1)),
        [Seen::Corrupt(CorruptReason::Sequence)]
    );
    bench.push(&header(u32::MAX - 1, 0).encode());
    assert_eq!(
        bench.push(&data(RUN, u32::MAX - 2, 0, 3))[0],
        Seen::Corrupt(CorruptReason::Sequence)
    );
}

/// What happens to one packet on the way.
#[derive(Debug, Clone, Copy)]
enum Fate {
    Arrives,
    Vanishes,
    Twice,
    Damaged(u16, u8),
    /// So many packets late.
    Late(usize),
}

fn fate() -> impl Strategy<Value = Fate> {
    prop_oneof![
        6 => Just(Fate::Arrives),
        2 => Just(Fate::Vanishes),
        1 => Just(Fate::Twice),
        1 => (any::<u16>(), 0u8..8).prop_map(|(byte, bit)| Fate::Damaged(byte, bit)),
        1 => (1usize..9).prop_map(Fate::Late),
    ]
}

proptest! {
    /// Packets vanish, come twice, damaged, late; then the gaps are asked for, and some of that vanishes too. The account
    /// is the truth, and no sample comes twice.
    #[test]
    fn the_account_is_the_truth(mtu in 23u16..260, rate_hz in 50u16..=400, fates in prop::collection::vec(fate(), 1..80),
                                again in prop::collection::vec(prop::bool::weighted(0.7), 80), start: u16) {
        let start_us = u64::from(start) * 1_000_000;
        let period = 1_000_000 / u64::from(rate_hz);
        let mut packetiser = Packetiser::new(RUN, mtu, rate_hz);
        let mut packets = Vec::new();
        let mut made = 0u32;
        while packets.len() < fates.len() {
            let time_us = start_us + u64::from(made) * period;
            packets.extend(packetiser.push(&counts(made), time_us, Flags::default()).map(<[u8]>::to_vec));
            made += 1;
        }
        // Position on the air, packet.
        let mut air: BTreeMap<(usize, usize), Vec<u8>> = BTreeMap::new();
        let (mut arrived, mut arrivals) = (BTreeSet::new(), 0u64);
        let mut damaged = 0;
        let per_packet = made as usize / packets.len();
        for (k, (packet, fate)) in packets.iter().zip(&fates).enumerate() {
            let numbers = (k * per_packet) as u32..((k + 1) * per_packet) as u32;
            let mut bytes = packet.clone();
            let (at, copies) = match *fate {
                Fate::Arrives => (k, 1),
                Fate::Vanishes => (k, 0),
                Fate::Twice => (k, 2),
                Fate::Late(by) => (k + by, 1),
                Fate::Damaged(byte, bit) => {
                    let at = usize::from(byte) % bytes.len();
                    bytes[at] ^= 1 << bit;
                    damaged += 1;
                    (k, 1)
                }
            };
            if !matches!(fate, Fate::Damaged(..)) && copies > 0 {
                arrived.extend(numbers.clone());
                arrivals += copies as u64 * numbers.len() as u64;
            }
            for copy in 0..copies {
                air.insert((at, 2 * k + copy), bytes.clone());
            }
        }
        let mut bench = Bench::<128>::new();
        let head = StreamHeader { rate_hz, ..header(0, start_us) };
        bench.push(&head.encode());
        for bytes in air.values() {
            bench.push(bytes);
        }
        bench.push(&StreamHeader { sequence: made, time_us: start_us + u64::from(made) * period, ..head }.encode());
        let account = bench.decoder.account();
        prop_assert_eq!(account.expected, u64::from(made));
        prop_assert_eq!(account.outstanding, u64::from(made) - arrived.len() as u64);
        prop_assert_eq!(account.delivered + account.recovered, arrived.len() as u64);
        prop_assert_eq!(account.duplicate, arrivals - arrived.len() as u64);
        prop_assert_eq!(account.corrupt_packets, damaged);
        let missing: Vec<u32> = bench.decoder.gaps().spans().iter().flat_map(|s| s.first..s.end).collect();
        prop_assert_eq!(missing, (0..made).filter(|k| !arrived.contains(k)).collect::<Vec<_>>());

        // The resend: one sample a packet, some vanish again.
        let recovered_before = account.recovered;
        let gaps: Vec<Span> = bench.decoder.gaps().spans().to_vec();
        let mut back = 0u64;
        for (number, &arrives) in gaps.iter().flat_map(|s| s.first..s.end).zip(again.iter().cycle()) {
            if arrives {
                bench.push(&data(RUN, number, start_us + u64::from(number) * period, 1));
                back += 1;
            }
        }
        bench.decoder.finish(|_| ());
        let account = bench.decoder.account();
        prop_assert_eq!(account.recovered, recovered_before + back);
        prop_assert_eq!(account.outstanding, 0);
        prop_assert_eq!(account.expected, account.delivered + account.recovered + account.lost);

        let numbers: BTreeMap<u32, u64> = bench.samples.iter().copied().collect();
        prop_assert_eq!(numbers.len(), bench.samples.len(), "a sample came twice");
        for (number, us) in numbers {
            prop_assert!(us.abs_diff(start_us + u64::from(number) * period) <= 200, "{number} {us}");
        }
    }

    /// Any bytes, in any order, with good checks or not.
    #[test]
    fn never_panics(frames in prop::collection::vec(prop::collection::vec(any::<u8>(), 0..80), 0..20),
                    marks in prop::collection::vec((any::<u32>(), 0u64..1 << 48, 1u16..=1000, 1u32..42), 0..30)) {
        let mut decoder = Decoder::<3>::new();
        for frame in &frames {
            decoder.push(frame, |_| ());
        }
        for (k, &(sequence, time_us, rate_hz, count)) in marks.iter().enumerate() {
            decoder.push(&StreamHeader { rate_hz, ..header(sequence, time_us) }.encode(), |_| ());
            let sequence = sequence.min(u32::MAX - 50);
            decoder.push(&data(RUN, sequence, time_us, count), |event| {
                if let Event::Samples(block) = event {
                    assert_eq!(block.iter().count() as u32, block.count());
                }
            });
            match k % 4 {
                0 => decoder.expect_from(sequence / 2, |_| ()),
                1 => decoder.expect_end(RUN, sequence, |_| ()),
                2 => decoder.give_up(Span::new(sequence, time_us as u32), |_| ()),
                _ => {}
            }
            let account = decoder.account();
            prop_assert_eq!(account.expected,
                account.delivered + account.recovered + account.lost + account.outstanding);
        }
    }
}
