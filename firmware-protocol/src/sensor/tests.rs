use super::*;
use crate::{Decoder, Event};
use proptest::prelude::*;
use std::collections::BTreeMap;
use std::vec::Vec;

fn setup(rate_hz: u16) -> Setup {
    let info = Info {
        version_min: crate::PROTOCOL_VERSION_MIN,
        version_max: crate::PROTOCOL_VERSION,
        has_button: true,
        wakes_by_motion: true,
        can_blink: true,
        acc_ranges: 0b01111,
        gyr_ranges: 0b011111,
        buffer_samples: 24_000,
        unit: 0xC0FFEE,
        rates_hz: [50, 100, 200, 400, 0, 0, 0, 0],
    };
    Setup {
        info,
        boot: 77,
        site: None,
        rate_hz,
        ranges: Ranges::default(),
    }
}

fn ask<const N: usize>(sensor: &mut Sensor<N>, command: Command) -> (Reply, Option<Action>) {
    let (frame, action) = sensor.command(&command.encode(9), 1000, || 1200).unwrap();
    let response = Response::decode(&frame).unwrap();
    assert_eq!(response.tag, 9);
    assert_eq!(response.reply.opcode(), command.opcode());
    (response.reply, action)
}

const HELLO: Command = Command::Hello {
    version_min: 1,
    version_max: 3,
};

fn refusal<const N: usize>(sensor: &mut Sensor<N>, command: Command) -> Status {
    let (reply, action) = ask(sensor, command);
    assert_eq!(action, None);
    reply.status()
}

#[test]
fn every_refusal_has_its_name() {
    let mut sensor = Sensor::<32>::new(setup(100));
    sensor.connected();
    assert_eq!(refusal(&mut sensor, Command::Status), Status::NotNegotiated);
    assert_eq!(
        ask(
            &mut sensor,
            Command::Hello {
                version_min: 3,
                version_max: 4
            }
        )
        .0,
        Reply::UnsupportedVersion {
            version_min: 1,
            version_max: 2
        }
    );
    assert_eq!(refusal(&mut sensor, Command::Time), Status::NotNegotiated);
    assert_eq!(ask(&mut sensor, HELLO).0, Reply::Hello { version: 2, boot: 77 });
    assert_eq!(
        ask(&mut sensor, Command::Time).0,
        Reply::Time {
            received_us: 1000,
            sent_us: 1200
        }
    );
    assert_eq!(refusal(&mut sensor, Command::Start), Status::NotSubscribed);
    sensor.set_subscribed(true);
    let configure = |rate_hz, acc| Command::Configure {
        rate_hz,
        ranges: Ranges {
            acc,
            ..Ranges::default()
        },
    };
    assert_eq!(
        refusal(&mut sensor, configure(123, crate::AccRange::G8)),
        Status::UnsupportedRate
    );
    assert_eq!(
        refusal(&mut sensor, configure(0, crate::AccRange::G8)),
        Status::UnsupportedRate
    );
    assert_eq!(
        refusal(&mut sensor, configure(200, crate::AccRange::G32)),
        Status::UnsupportedRange
    );
    assert_eq!(refusal(&mut sensor, configure(200, crate::AccRange::G8)), Status::Ok);
    assert_eq!(refusal(&mut sensor, Command::Start), Status::MtuTooSmall);
    sensor.set_mtu(247);
    sensor.set_fault(true);
    assert_eq!(refusal(&mut sensor, Command::Start), Status::Fault);
    sensor.set_fault(false);
    sensor.set_battery(Some(0), true, false);
    assert_eq!(refusal(&mut sensor, Command::Start), Status::BatteryEmpty);
    sensor.set_battery(Some(80), false, false);
    let id = RunId { boot: 77, run: 1 };
    let resend = |id, first, count| Command::Resend { id, first, count };
    assert_eq!(refusal(&mut sensor, resend(id, 0, 1)), Status::NotAvailable);
    let (reply, action) = ask(&mut sensor, Command::Start);
    assert_eq!(
        reply,
        Reply::Started {
            id,
            resumed: false,
            next: 0
        }
    );
    let ranges = Ranges {
        acc: crate::AccRange::G8,
        ..Ranges::default()
    };
    assert_eq!(action, Some(Action::StartSampling { rate_hz: 200, ranges }));
    assert_eq!(refusal(&mut sensor, configure(100, crate::AccRange::G8)), Status::Busy);
    for k in 0..40 {
        sensor.sample(&[k; 6], 5_000 * k as u64);
    }
    assert_eq!(refusal(&mut sensor, resend(id, 0, 0)), Status::BadArgument);
    // None of it was sent: it comes by itself.
    assert_eq!(refusal(&mut sensor, resend(id, 9, 8)), Status::Busy);
    let mut out = [0; 244];
    while sensor.next_notification(&mut out).is_some() {}
    assert_eq!(
        ask(&mut sensor, resend(id, 0, 8)).0,
        Reply::NotAvailable {
            id,
            oldest: 8,
            next: 40
        }
    );
    assert_eq!(
        refusal(&mut sensor, resend(RunId { run: 0, ..id }, 9, 8)),
        Status::NotAvailable
    );
    assert_eq!(
        ask(&mut sensor, resend(id, 0, 10)).0,
        Reply::Resend {
            done: false,
            first: 8,
            count: 2
        }
    );
    assert_eq!(refusal(&mut sensor, resend(id, 9, 1)), Status::Busy);

    // What is no command at all.
    let answer = |sensor: &mut Sensor<32>, bytes: &[u8]| {
        sensor
            .command(bytes, 0, || 0)
            .map(|(frame, _)| Response::decode(&frame).unwrap().reply.status())
    };
    assert_eq!(answer(&mut sensor, &[2]), None);
    assert_eq!(answer(&mut sensor, &[0x55, 1]), Some(Status::UnknownCommand));
    assert_eq!(answer(&mut sensor, &[0x02, 1, 1]), Some(Status::BadLength));
    assert_eq!(answer(&mut sensor, &[0x09, 1, 99]), Some(Status::BadArgument));
}

#[test]
fn settings_and_actions() {
    let mut sensor = Sensor::<32>::new(setup(100));
    sensor.connected();
    ask(&mut sensor, HELLO);
    let site = Some(Site::ThighLeft);
    assert_eq!(
        ask(&mut sensor, Command::AssignSite { site }),
        (Reply::Assigned { site }, Some(Action::StoreSite { site }))
    );
    assert_eq!(
        ask(&mut sensor, Command::Identify { seconds: 5 }).1,
        Some(Action::Blink { seconds: 5 })
    );
    sensor.set_battery(Some(130), true, true);
    let (Reply::Status(report), _) = ask(&mut sensor, Command::Status) else {
        panic!()
    };
    assert_eq!(
        (report.site, report.battery_percent, report.charging),
        (site, Some(100), true)
    );
    assert_eq!(ask(&mut sensor, Command::Sleep), (Reply::Sleeping, Some(Action::Sleep)));
    let shown = sensor.advertisement();
    assert_eq!((shown.site, shown.state, shown.unit), (site, State::Idle, 0xC0FFEE));
}

#[test]
fn a_run_without_a_listener_ends_after_two_minutes() {
    let mut sensor = Sensor::<64>::new(setup(50));
    sensor.connected();
    ask(&mut sensor, HELLO);
    sensor.set_subscribed(true);
    ask(&mut sensor, Command::Start);
    sensor.disconnected();
    assert_eq!(sensor.state(), State::Sampling);
    let ends: Vec<u32> = (0..7000)
        .filter(|&k| sensor.sample(&[0; 6], u64::from(k) * 20_000).is_some())
        .collect();
    assert_eq!(ends, [5999]);
    assert_eq!(sensor.state(), State::Idle);
}

#[test]
fn a_restarted_collector_recovers_a_run_that_ended() {
    let mut lab = Lab {
        sensor: Sensor::<64>::new(setup(100)),
        decoder: Decoder::new(),
        received: BTreeMap::new(),
    };
    lab.connect(185);
    for k in 0..50 {
        lab.sensor.sample(&[k; 6], 10_000 * k as u64);
    }
    lab.sensor.disconnected();
    lab.sensor.connected();
    lab.sensor.set_mtu(23);
    ask(&mut lab.sensor, HELLO);
    lab.sensor.set_subscribed(true);
    ask(&mut lab.sensor, Command::Stop);
    let id = lab.sensor.run();
    ask(
        &mut lab.sensor,
        Command::Resend {
            id,
            first: 0,
            count: 50,
        },
    );
    let mut out = [0; 20];
    let len = lab.sensor.next_notification(&mut out).unwrap();
    lab.decoder = Decoder::new();
    let mut first = None;
    lab.decoder.push(&out[..len], |event| {
        if let Event::RunStarted { header } = event {
            first = Some((header.sequence, header.time_us));
        }
    });
    assert_eq!(first, Some((50, 500_000)));
    lab.decoder.expect_from(0, |_| ());
    lab.drain(&mut 0, 0);
    assert_eq!(lab.received.len(), 50);
    assert_eq!(lab.received[&49], ([49; 6], 490_000));
    assert!(lab.sensor.next_indication().is_some());
}

/// A collector that does everything right, a sensor, and a link that drops connections.
struct Lab<const N: usize> {
    sensor: Sensor<N>,
    decoder: Decoder<512>,
    received: BTreeMap<u32, (Counts, u64)>,
}

impl<const N: usize> Lab<N> {
    fn connect(&mut self, mtu: u16) {
        self.sensor.connected();
        self.sensor.set_mtu(mtu);
        ask(&mut self.sensor, HELLO);
        self.sensor.set_subscribed(true);
        let (Reply::Started { id, .. }, _) = ask(&mut self.sensor, Command::Start) else {
            panic!("no start")
        };
        self.decoder.expect_run(id, |_| ());
    }

    /// Sends what is due; every `drop`th notification vanishes (0: none).
    fn drain(&mut self, sent: &mut u32, drop: u32) {
        let mut out = [0; 512];
        while let Some(len) = self.sensor.next_notification(&mut out) {
            *sent += 1;
            if drop != 0 && *sent % drop == 0 {
                continue;
            }
            self.decoder.push(&out[..len], |event| match event {
                Event::Samples(block) => {
                    for sample in block.iter() {
                        let before = self.received.insert(sample.sequence, (sample.counts, sample.device_us));
                        assert_eq!(before, None);
                    }
                }
                Event::RunStarted { .. } | Event::Header { .. } | Event::Gap(_) | Event::Duplicate(_) => {}
                other => panic!("{other:?}"),
            });
        }
    }

    /// Asks for what is missing until everything came or nothing more is to be had.
    fn fill(&mut self, drop: u32) {
        let (mut sent, mut from) = (0, 0);
        while let Some(gap) = self.decoder.gaps().next_from(from) {
            let id = self.decoder.header().unwrap().id;
            match ask(&mut self.sensor, Command::resend(id, gap)).0 {
                Reply::Resend { done: false, first, .. } => {
                    self.drain(&mut sent, drop);
                    assert!(self.sensor.next_indication().is_some());
                    from = first;
                    if drop == 0 || self.decoder.gaps().next_from(from).is_none_or(|next| next != gap) {
                        continue;
                    }
                }
                Reply::NotAvailable { .. } => from = gap.end,
                other => panic!("{other:?}"),
            }
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]
    /// Whatever the MTU, the rate, the losses and the breaks of the link: every sample that the chip gave and that the
    /// buffer still has reaches the collector once, with its counts and its time.
    #[test]
    fn nothing_is_lost_that_the_buffer_holds(
        rate in prop::sample::select(&[50u16, 100, 200, 400][..]), mtu in 131u16..517, drop in prop_oneof![Just(0u32), 3u32..9],
        breaks in prop::collection::btree_map(1u32..1500, 1u32..400, 0..4),
        chip in prop::collection::btree_map(2u32..1500, 1u32..5, 0..3),
    ) {
        let mut lab =
            Lab { sensor: Sensor::<2048>::new(setup(rate)), decoder: Decoder::new(), received: BTreeMap::new() };
        lab.connect(mtu);
        let period = 1_000_000 / u64::from(rate);
        let (mut truth, mut number, mut sent, mut back) = (BTreeMap::new(), 0u32, 0, None);
        for k in 0..1500u32 {
            if let Some(&lost) = chip.get(&k) {
                lab.sensor.chip_lost(lost);
                number += lost;
            }
            let (counts, time) = ([k as i16; 6], 3_000_000 + u64::from(number) * period);
            lab.sensor.sample(&counts, time);
            truth.insert(number, (counts, time));
            number += 1;
            if let Some(&duration) = breaks.get(&k) {
                lab.sensor.disconnected();
                back = Some(k + duration);
            }
            if back.is_some_and(|back| k >= back) {
                back = None;
                lab.connect(mtu);
            }
            lab.drain(&mut sent, drop);
        }
        if back.is_some() {
            lab.connect(mtu);
        }
        let (reply, action) = ask(&mut lab.sensor, Command::Stop);
        let Reply::Stopped { id, end } = reply else { panic!() };
        prop_assert_eq!(action, Some(Action::StopSampling));
        prop_assert_eq!(end, number);
        lab.drain(&mut sent, drop);
        lab.decoder.expect_end(id, end, |_| ());
        if lab.decoder.header().is_some() {
            lab.decoder.expect_from(0, |_| ());
        }
        lab.fill(drop);
        lab.fill(0);
        if lab.decoder.header().is_none() {
            return Ok(()); // every header vanished
        }
        prop_assert_eq!(lab.received.len(), truth.len());
        for (number, (counts, time)) in &truth {
            let (got, at) = lab.received[number];
            prop_assert_eq!(got, *counts);
            prop_assert!(at.abs_diff(*time) <= 1, "{} {} {}", number, at, time);
        }
        let account = lab.decoder.account();
        prop_assert_eq!(account.outstanding + account.delivered + account.recovered, u64::from(number));
        prop_assert_eq!(account.outstanding, chip.values().map(|&n| u64::from(n)).sum::<u64>());
    }

    #[test]
    fn no_bytes_make_it_panic(frames in prop::collection::vec(prop::collection::vec(any::<u8>(), 0..20), 0..40)) {
        let mut sensor = Sensor::<8>::new(setup(100));
        sensor.connected();
        sensor.set_subscribed(true);
        let mut out = [0; 20];
        for (k, mut frame) in frames.into_iter().enumerate() {
            if let Some(first) = frame.first_mut() {
                *first %= 12;
            }
            let _ = sensor.command(&HELLO.encode(0), 0, || 0);
            if let Some((answer, _)) = sensor.command(&frame, 0, || 0) {
                prop_assert!(Response::decode(&answer).is_ok());
            }
            sensor.sample(&[k as i16; 6], k as u64);
            while sensor.next_notification(&mut out).is_some() {}
            sensor.next_indication();
        }
    }
}
