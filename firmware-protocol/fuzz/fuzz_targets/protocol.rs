//! Any bytes as notifications, commands, responses, advertisements: no panic, and the account stays true.
//!
//! The input is a list of frames, each after a byte that says what to do with it and a byte for its length. Frames can
//! ask for a good CRC, which chance would hardly find.
#![no_main]

use firmware_protocol::{
    Action, Advertisement, Command, Decoder, Event, Info, Ranges, Response, RunId, Sensor, Setup, Span, crc16,
    crc16_from,
};
use libfuzzer_sys::fuzz_target;
use std::collections::BTreeSet;

const RUN: RunId = RunId { boot: 1, run: 1 };

fn sensor() -> Sensor<64> {
    let info = Info {
        version_min: 1,
        version_max: 1,
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
        match kind % 12 {
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
                if let Some((answer, action)) = sensor.command(frame, now, || now + 1) {
                    assert!(Response::decode(&answer).is_ok());
                    if let Some(Action::StartSampling { rate_hz, .. }) = action {
                        assert!([50, 100, 200].contains(&rate_hz));
                    }
                }
            }
            7 => {
                sensor.connected();
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
                while let Some(len) = sensor.next_notification(&mut out) {
                    decoder.push(&out[..len], &mut on);
                }
                sensor.next_indication();
            }
            10 => sensor.disconnected(),
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
