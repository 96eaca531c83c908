//! Any bytes as notifications, commands, responses, advertisements: no panic, and the account stays true.
//!
//! The input is a list of frames, each after a byte that says what to do with it and a byte for its length. Frames can
//! ask for a good CRC, which chance would hardly find.
#![no_main]

use firmware_protocol::{
    Action, Advertisement, Command, Decoder, Event, Info, PROTOCOL_VERSION, PROTOCOL_VERSION_MIN, Packet, Ranges,
    Reply, Response, RunId, Sensor, Setup, Span, State, crc16, crc16_from,
};
use libfuzzer_sys::fuzz_target;
use std::collections::BTreeSet;

const RUN: RunId = RunId { boot: 1, run: 1 };

fn sensor() -> Sensor<64> {
    let info = Info {
        version_min: PROTOCOL_VERSION_MIN,
        version_max: PROTOCOL_VERSION,
        has_button: true,
        wakes_by_motion: false,
        can_blink: true,
        acc_ranges: 15,
        gyr_ranges: 31,
        buffer_samples: 64,
        unit: 1,
        rates_hz: [50, 100, 200, 0, 0, 0, 0, 0],
    };
    Sensor::new(Setup {
        info,
        boot: 1,
        site: None,
        rate_hz: 100,
        ranges: Ranges::default(),
    })
}

fuzz_target!(|data: &[u8]| {
    let mut decoder = Decoder::<4>::new();
    let mut sensor = sensor();
    let mut now = 0u64;
    // A `start` was answered, and nothing was sent since.
    let mut started = false;
    let mut rest = data;
    // Delivered numbers of the current run: none may come twice.
    let mut seen = BTreeSet::new();
    while let [kind, len, tail @ ..] = rest {
        let (frame, tail) = tail.split_at(usize::from(*len).min(tail.len()));
        rest = tail;
        let word = frame.iter().fold(0u32, |word, &byte| word << 8 | u32::from(byte));
        let mut on = |event: Event<'_>| match event {
            Event::Samples(block) => {
                assert_eq!(block.iter().count() as u32, block.count());
                for sample in block.iter() {
                    assert!(seen.insert(sample.sequence), "{} came twice", sample.sequence);
                }
            }
            Event::RunStarted { .. } => seen.clear(),
            Event::Gap(span) | Event::Duplicate(span) | Event::Lost { span, .. } => assert!(!span.is_empty()),
            _ => {}
        };
        match kind % 16 {
            0 => decoder.push(frame, &mut on),
            1 => {
                let mut sealed = frame.to_vec();
                sealed.extend(crc16(frame).to_le_bytes());
                decoder.push(&sealed, &mut on);
            }
            2 => {
                let id = decoder.header().map_or(RUN, |header| header.id);
                let mut sealed = frame.to_vec();
                sealed.extend(crc16_from(id.crc_seed(), frame).to_le_bytes());
                decoder.push(&sealed, &mut on);
            }
            3 => decoder.give_up(Span::new(word, word.wrapping_mul(3)), &mut on),
            4 => decoder.expect_from(word, &mut on),
            5 => {
                let id = decoder.header().map_or(RUN, |header| header.id);
                decoder.expect_end(id, word, &mut on);
            }
            6 => {
                let head = sensor.buffer().next_sequence();
                if let Some((answer, action)) = sensor.command(frame, now, || now + 1) {
                    let reply = Response::decode(&answer).expect("an answer").reply;
                    match reply {
                        Reply::Started { .. } => started = true,
                        Reply::Resend { first, count, .. } => {
                            assert!(count > 0 && first + u32::from(count) <= head);
                        }
                        _ => {}
                    }
                    if let Some(Action::StartSampling { rate_hz, .. }) = action {
                        assert!([50, 100, 200].contains(&rate_hz));
                    }
                }
            }
            7 => {
                sensor.connected();
                started = false;
                sensor.set_mtu(word as u16);
                sensor.set_subscribed(true);
                let _ = sensor.command(
                    &Command::Hello {
                        version_min: 1,
                        version_max: 1,
                    }
                    .encode(0),
                    0,
                    || 0,
                );
            }
            8 => {
                for k in 0..word % 300 {
                    now += 10_000;
                    sensor.sample(&[k as i16; 6], now);
                }
                sensor.chip_lost(u32::from(frame.first().copied().unwrap_or(0)));
            }
            9 => {
                let mut out = [0; 512];
                let mut last = None;
                while let Some(len) = sensor.next_notification(&mut out) {
                    decoder.push(&out[..len], &mut on);
                    let header = match Packet::parse(&out[..len]) {
                        Ok(Packet::Header(header)) => Some(header),
                        _ => None,
                    };
                    // After a `start`, a header comes first.
                    assert!(!core::mem::take(&mut started) || header.is_some());
                    last = Some(header);
                }
                let resent = sensor.next_indication().is_some();
                // What is sent of a run that ended ends with its end header, whatever ended it.
                if sensor.state() != State::Sampling
                    && !resent
                    && let Some(last) = last
                {
                    let end = sensor.buffer().next_sequence();
                    assert!(last.is_some_and(|header| header.sequence == end));
                }
            }
            10 => {
                sensor.disconnected();
                started = false;
            }
            11 => sensor.set_subscribed(word % 2 == 0),
            12 => sensor.set_fault(word % 2 == 0),
            13 => sensor.set_battery(Some((word % 3) as u8), false, word % 5 == 0),
            14 => {
                let id = decoder.header().map_or(RUN, |header| header.id);
                decoder.expect_run(id, &mut on);
            }
            _ => {
                let _ = (
                    Advertisement::decode(frame),
                    Info::decode(frame),
                    Response::decode(frame),
                );
            }
        }
        let account = decoder.account();
        assert_eq!(
            account.expected,
            account.delivered + account.recovered + account.lost + account.outstanding
        );
    }
});
