//! The stored vectors, which `vectors/check.py` wrote and reads by an implementation of its own.

use firmware_protocol::{
    Advertisement, Command, CommandError, CorruptReason, Counts, Decoder, Event, Flags, Info, LossReason, MAX_PAYLOAD,
    PROTOCOL_VERSION, PROTOCOL_VERSION_MIN, Packet, PacketError, Ranges, Reply, Response, ResponseError, RunId, Sensor,
    Setup, Site, Span, State, StreamHeader, crc16, encode_data,
};
use serde_json::{Value, json};

fn load(name: &str) -> Value {
    let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("vectors")
        .join(name);
    serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap()
}

fn list(value: &Value) -> &[Value] {
    let list = value.as_array().unwrap();
    assert!(!list.is_empty());
    list
}

fn unhex(value: &Value) -> Vec<u8> {
    let text = value.as_str().unwrap();
    (0..text.len())
        .step_by(2)
        .map(|at| u8::from_str_radix(&text[at..at + 2], 16).unwrap())
        .collect()
}

fn number(value: &Value) -> u64 {
    value.as_u64().unwrap()
}

fn id(value: &Value) -> RunId {
    RunId {
        boot: number(&value["boot"]) as u16,
        run: number(&value["run"]) as u8,
    }
}

fn site(site: Option<Site>) -> Value {
    json!(site.map(Site::name))
}

fn ranges(ranges: Ranges) -> Value {
    json!([ranges.acc.full_scale_g(), ranges.gyr.full_scale_dps()])
}

fn state(state: State) -> &'static str {
    match state {
        State::Idle => "idle",
        State::Sampling => "sampling",
        State::Fault => "fault",
    }
}

/// Every field of `got` is in the vector; the vector has nothing else but the given fields.
fn agree(got: Value, vector: &Value, besides: &[&str]) {
    let (got, wanted) = (got.as_object().unwrap(), vector.as_object().unwrap());
    for (key, value) in wanted {
        if !besides.contains(&key.as_str()) {
            assert_eq!(got.get(key), Some(value), "{key} of {vector}");
        }
    }
    assert_eq!(got.len() + besides.len(), wanted.len(), "{got:?} {vector}");
}

#[test]
fn crc() {
    for v in list(&load("crc.json")) {
        assert_eq!(u64::from(crc16(&unhex(&v["bytes"]))), number(&v["crc"]));
    }
}

#[test]
fn data_packets() {
    let vectors = load("data.json");
    for v in list(&vectors["valid"]) {
        let bytes = unhex(&v["bytes"]);
        let samples: Vec<Counts> = serde_json::from_value(v["samples"].clone()).unwrap();
        let flag = |name: &str| v[name].as_bool().unwrap();
        let flags = Flags {
            clipped: flag("clipped"),
            button: flag("button"),
            low_battery: flag("low_battery"),
        };
        let (sequence, time_us) = (number(&v["sequence"]), number(&v["time_us"]));
        let mut out = [0; 600];
        let len = encode_data(
            id(v),
            sequence as u32,
            time_us,
            flags,
            samples.iter().copied(),
            &mut out,
        )
        .unwrap();
        assert_eq!(out[..len], bytes, "{}", v["name"]);
        let Ok(Packet::Data(packet)) = Packet::parse(&bytes) else {
            panic!("{v}")
        };
        assert!(packet.verify(id(v)));
        assert_eq!(packet.flags(), flags);
        assert_eq!(u64::from(packet.sequence_low()), sequence % (1 << 20));
        assert_eq!(u64::from(packet.time_low()), time_us % (1 << 24));
        assert_eq!(packet.samples().collect::<Vec<_>>(), samples);
    }
    for v in list(&vectors["invalid"]) {
        let bytes = unhex(&v["bytes"]);
        let error = match Packet::parse(&bytes) {
            Ok(Packet::Data(packet)) => {
                assert!(!packet.verify(id(v)), "{v}");
                PacketError::Crc
            }
            Ok(Packet::Header(_)) => panic!("{v}"),
            Err(error) => error,
        };
        assert_eq!(packet_error(error), v["error"], "{v}");
    }
}

fn packet_error(error: PacketError) -> &'static str {
    match error {
        PacketError::Length => "length",
        PacketError::Crc => "crc",
        PacketError::Field => "field",
    }
}

#[test]
fn stream_headers() {
    let vectors = load("headers.json");
    for v in list(&vectors["valid"]) {
        let bytes = unhex(&v["bytes"]);
        let Ok(Packet::Header(header)) = Packet::parse(&bytes) else {
            panic!("{v}")
        };
        let StreamHeader {
            id,
            sequence,
            time_us,
            rate_hz,
            ranges,
            site,
        } = header;
        let got = json!({
            "boot": id.boot, "run": id.run, "sequence": sequence, "time_us": time_us, "rate_hz": rate_hz,
            "acc_g": ranges.acc.full_scale_g(), "gyr_dps": ranges.gyr.full_scale_dps(), "site": site.map(Site::name),
        });
        agree(got, v, &["name", "bytes"]);
        assert_eq!(header.encode(), bytes[..]);
    }
    for v in list(&vectors["invalid"]) {
        assert_eq!(
            packet_error(Packet::parse(&unhex(&v["bytes"])).unwrap_err()),
            v["error"],
            "{v}"
        );
    }
}

#[test]
fn commands() {
    let vectors = load("control.json");
    for v in list(&vectors["commands"]) {
        let bytes = unhex(&v["bytes"]);
        let (tag, command) = Command::decode(&bytes).unwrap();
        let got = match command {
            Command::Hello {
                version_min,
                version_max,
            } => {
                json!({"command": "hello", "version_min": version_min, "version_max": version_max})
            }
            Command::Status => json!({"command": "status"}),
            Command::Configure { rate_hz, ranges: r } => {
                json!({"command": "configure", "rate_hz": rate_hz, "ranges": ranges(r)})
            }
            Command::Start => json!({"command": "start"}),
            Command::Stop => json!({"command": "stop"}),
            Command::Time => json!({"command": "time"}),
            Command::Resend { id, first, count } => {
                json!({"command": "resend", "boot": id.boot, "run": id.run, "first": first, "count": count})
            }
            Command::Identify { seconds } => json!({"command": "identify", "seconds": seconds}),
            Command::AssignSite { site: s } => json!({"command": "assign_site", "site": site(s)}),
            Command::Sleep => json!({"command": "sleep"}),
        };
        agree(got, v, &["name", "bytes", "tag"]);
        assert_eq!(u64::from(tag), number(&v["tag"]));
        assert_eq!(command.encode(tag)[..], bytes);
    }
    for v in list(&vectors["invalid_commands"]) {
        let error = match Command::decode(&unhex(&v["bytes"])).unwrap_err() {
            CommandError::NoTag => "no_tag",
            CommandError::Unknown { .. } => "unknown_command",
            CommandError::Length { .. } => "bad_length",
            CommandError::Argument { .. } => "bad_argument",
        };
        assert_eq!(error, v["error"], "{v}");
    }
}

fn reply(reply: Reply) -> Value {
    match reply {
        Reply::Hello { version, boot } => json!({"version": version, "boot": boot}),
        Reply::UnsupportedVersion {
            version_min,
            version_max,
        } => {
            json!({"version_min": version_min, "version_max": version_max})
        }
        Reply::Status(r) => json!({
            "state": state(r.state), "flags": r.charging as u8 + 2 * r.low_battery as u8 + 4 * r.sending as u8,
            "site": site(r.site), "battery_percent": r.battery_percent, "rate_hz": r.rate_hz,
            "ranges": ranges(r.ranges), "run": r.run, "oldest": r.oldest, "next": r.next,
        }),
        Reply::Configured { rate_hz, ranges: r } => json!({"rate_hz": rate_hz, "ranges": ranges(r)}),
        Reply::Started { id, resumed, next } => {
            json!({"boot": id.boot, "run": id.run, "resumed": resumed as u8, "next": next})
        }
        Reply::Stopped { id, end } => json!({"boot": id.boot, "run": id.run, "end": end}),
        Reply::Time { received_us, sent_us } => json!({"received_us": received_us, "sent_us": sent_us}),
        Reply::Resend { first, count, .. } => json!({"first": first, "count": count}),
        Reply::NotAvailable { id, oldest, next } => {
            json!({"boot": id.boot, "run": id.run, "oldest": oldest, "next": next})
        }
        Reply::Identifying { seconds } => json!({"seconds": seconds}),
        Reply::Assigned { site: s } => json!({"site": site(s)}),
        Reply::Sleeping | Reply::Refused { .. } => json!({}),
    }
}

#[test]
fn answers() {
    let names = [
        "",
        "hello",
        "status",
        "configure",
        "start",
        "stop",
        "time",
        "resend",
        "identify",
        "assign_site",
        "sleep",
    ];
    let vectors = load("control.json");
    for v in list(&vectors["answers"]) {
        let bytes = unhex(&v["bytes"]);
        let response = Response::decode(&bytes).unwrap();
        agree(reply(response.reply), v, &["name", "bytes", "tag", "command", "status"]);
        assert_eq!(names[usize::from(response.reply.opcode())], v["command"]);
        assert_eq!(response.reply.status().name(), v["status"]);
        assert_eq!(u64::from(response.tag), number(&v["tag"]));
        assert_eq!(response.encode()[..], bytes);
    }
    for v in list(&vectors["invalid_answers"]) {
        let got = Response::decode(&unhex(&v["bytes"]));
        let error = match got.unwrap_err() {
            ResponseError::Length => "length",
            ResponseError::Opcode(_) => "opcode",
            ResponseError::Status(_) => "status",
            ResponseError::Field => "field",
        };
        assert_eq!(error, v["error"], "{v}");
    }
}

#[test]
fn advertising() {
    let vectors = load("advertising.json");
    for v in list(&vectors["valid"]) {
        let bytes = unhex(&v["bytes"]);
        let a = Advertisement::decode(&bytes).unwrap();
        let got = json!({
            "version": a.version, "state": state(a.state), "charging": a.charging, "low_battery": a.low_battery,
            "site": site(a.site), "battery_percent": a.battery_percent, "unit": a.unit,
        });
        agree(got, v, &["name", "bytes", "advertising_packet", "scan_response"]);
        assert_eq!(a.encode(), bytes[..]);
        assert_eq!(a.packet(), unhex(&v["advertising_packet"])[..]);
        assert_eq!(a.scan_response(), unhex(&v["scan_response"])[..]);
    }
    for v in list(&vectors["invalid"]) {
        assert!(Advertisement::decode(&unhex(&v["bytes"])).is_err(), "{v}");
    }
}

#[test]
fn info() {
    let vectors = load("info.json");
    for v in list(&vectors["valid"]) {
        let bytes = unhex(&v["bytes"]);
        let i = Info::decode(&bytes).unwrap();
        let got = json!({
            "version_min": i.version_min, "version_max": i.version_max, "has_button": i.has_button,
            "wakes_by_motion": i.wakes_by_motion, "can_blink": i.can_blink,
            "acc_g": i.acc().map(|r| r.full_scale_g()).collect::<Vec<_>>(),
            "gyr_dps": i.gyr().map(|r| r.full_scale_dps()).collect::<Vec<_>>(),
            "buffer_samples": i.buffer_samples, "unit": i.unit, "rates_hz": i.rates().collect::<Vec<_>>(),
        });
        agree(got, v, &["name", "bytes"]);
        assert_eq!(i.encode(), bytes[..]);
    }
    for v in list(&vectors["invalid"]) {
        use firmware_protocol::InfoError;
        let error = match Info::decode(&unhex(&v["bytes"])).unwrap_err() {
            InfoError::Length => "length",
            InfoError::Layout { .. } => "layout",
            InfoError::Rates => "rates",
        };
        assert_eq!(error, v["error"], "{v}");
    }
}

#[test]
fn units() {
    use firmware_protocol::{AccRange, GyrRange};
    for v in list(&load("units.json")) {
        let acc = AccRange::ALL
            .into_iter()
            .find(|r| json!(r.full_scale_g()) == v["acc_g"])
            .unwrap();
        let gyr = GyrRange::ALL
            .into_iter()
            .find(|r| json!(r.full_scale_dps()) == v["gyr_dps"])
            .unwrap();
        let counts: Counts = serde_json::from_value(v["counts"].clone()).unwrap();
        let si = Ranges { acc, gyr }.to_si(&counts);
        for (got, wanted) in si.acc_mps2.iter().chain(&si.gyr_radps).zip(list(&v["si"])) {
            assert!((got - wanted.as_f64().unwrap()).abs() < 1e-9, "{v}");
        }
    }
}

fn event(event: Event<'_>) -> Value {
    let lost = |reason| match reason {
        LossReason::GivenUp => "given_up",
        LossReason::RunEnded => "run_ended",
        LossReason::NoRoom => "no_room",
    };
    match event {
        Event::Corrupt(reason) => json!([
            "corrupt",
            match reason {
                CorruptReason::Length => "length",
                CorruptReason::Crc => "crc",
                CorruptReason::Field => "field",
                CorruptReason::Sequence => "sequence",
            }
        ]),
        Event::Unanchored { count } => json!(["unanchored", count]),
        Event::Lost { span, reason } => json!(["lost", span.first, span.end, lost(reason)]),
        Event::Restarted { previous } => json!(["restarted", previous.boot, previous.run]),
        Event::RunStarted { header } => json!(["run_started", header.id.boot, header.id.run, header.sequence]),
        Event::Header { header } => json!(["header", header.sequence]),
        Event::Stale { header } => json!(["stale", header.sequence]),
        Event::ClockJump {
            sequence,
            expected_us,
            actual_us,
        } => {
            json!(["clock_jump", sequence, expected_us, actual_us])
        }
        Event::Gap(span) => json!(["gap", span.first, span.end]),
        Event::Duplicate(span) => json!(["duplicate", span.first, span.end]),
        Event::Samples(block) => {
            let mut times = Vec::new();
            for sample in block.iter() {
                // The stored samples tell their own number.
                let [a, b, c, d, 7, -7] = sample.counts else {
                    panic!("{sample:?}")
                };
                assert_eq!([a, b, c, d], sample.sequence.to_le_bytes().map(i16::from));
                times.push(sample.device_us);
            }
            json!([
                "samples",
                block.first,
                block.first + block.count(),
                block.recovered,
                times
            ])
        }
    }
}

/// Equal, but for whole numbers that may differ by one: two ways of rounding the same time.
fn alike(a: &Value, b: &Value) -> bool {
    match (a, b) {
        (Value::Array(a), Value::Array(b)) => a.len() == b.len() && a.iter().zip(b).all(|(a, b)| alike(a, b)),
        (Value::Number(_), Value::Number(_)) => number(a).abs_diff(number(b)) <= 1,
        _ => a == b,
    }
}

#[test]
fn streams() {
    for v in list(&load("streams.json")) {
        let mut decoder = Decoder::<64>::new();
        for step in list(&v["steps"]) {
            let mut events = Vec::new();
            let on = |e: Event<'_>| events.push(event(e));
            if step["notify"].is_string() {
                decoder.push(&unhex(&step["notify"]), on);
            } else if let Some(first) = step["expect_from"].as_u64() {
                decoder.expect_from(first as u32, on);
            } else if let Some(end) = step["expect_end"].as_u64() {
                decoder.expect_end(decoder.header().unwrap().id, end as u32, on);
            } else {
                let span = list(&step["give_up"]);
                decoder.give_up(Span::new(number(&span[0]) as u32, number(&span[1]) as u32), on);
            }
            let events = Value::Array(events);
            assert!(
                alike(&events, &step["events"]),
                "{}: {events}\nnot {}",
                v["name"],
                step["events"]
            );
        }
        let a = decoder.account();
        let account = json!({
            "expected": a.expected, "delivered": a.delivered, "recovered": a.recovered, "lost": a.lost,
            "outstanding": a.outstanding, "duplicate": a.duplicate, "unanchored": a.unanchored,
            "corrupt_packets": a.corrupt_packets,
        });
        assert_eq!(account, v["account"], "{}", v["name"]);
    }
}

/// Conversations with a sensor: every answer and every notification, byte by byte.
#[test]
fn sensor() {
    const CAPACITY: usize = 64;
    let hex = |bytes: &[u8]| bytes.iter().map(|byte| format!("{byte:02x}")).collect::<String>();
    for v in list(&load("sensor.json")) {
        assert_eq!(number(&v["capacity"]), CAPACITY as u64);
        let info = Info {
            version_min: PROTOCOL_VERSION_MIN,
            version_max: PROTOCOL_VERSION,
            has_button: false,
            wakes_by_motion: false,
            can_blink: true,
            acc_ranges: 0b01111,
            gyr_ranges: 0b011111,
            buffer_samples: CAPACITY as u32,
            unit: 1,
            rates_hz: [50, 100, 104, 208, 0, 0, 0, 0],
        };
        let mut sensor = Sensor::<CAPACITY>::new(Setup {
            info,
            boot: 0x51a7,
            site: None,
            rate_hz: 100,
            ranges: Ranges::default(),
        });
        sensor.set_battery(Some(90), false, false);
        for (k, step) in list(&v["steps"]).iter().enumerate() {
            let on = step["on"].as_bool();
            match step["do"].as_str().unwrap() {
                "connect" => {
                    sensor.connected();
                    sensor.set_mtu(number(&step["mtu"]) as u16);
                }
                "disconnect" => sensor.disconnected(),
                "subscribe" => sensor.set_subscribed(on.unwrap()),
                "fault" => sensor.set_fault(on.unwrap()),
                "battery" => sensor.set_battery(Some(number(&step["percent"]) as u8), false, false),
                "lost" => sensor.chip_lost(number(&step["count"]) as u32),
                "samples" => {
                    for k in 0..number(&step["count"]) {
                        let [a, b, c, d] = sensor.buffer().next_sequence().to_le_bytes().map(i16::from);
                        sensor.sample(
                            &[a, b, c, d, 7, -7],
                            number(&step["from_us"]) + k * number(&step["period_us"]),
                        );
                    }
                }
                "write" => {
                    let at_us = number(&step["at_us"]);
                    let answer = sensor.command(&unhex(&step["bytes"]), at_us, || at_us + 100);
                    let answer = answer.map(|(frame, _)| hex(&frame));
                    assert_eq!(json!(answer), step["answer"], "{}, step {k}", v["name"]);
                }
                "send" => {
                    let mut out = [0; MAX_PAYLOAD];
                    let mut data = Vec::new();
                    while let Some(len) = sensor.next_notification(&mut out) {
                        data.push(hex(&out[..len]));
                    }
                    let indication = sensor.next_indication().map(|frame| hex(&frame));
                    assert_eq!(json!(data), step["data"], "{}, step {k}", v["name"]);
                    assert_eq!(json!(indication), step["indication"], "{}, step {k}", v["name"]);
                }
                other => panic!("{other}"),
            }
        }
    }
}

/// The second implementation, if there is a Python.
#[test]
fn python_agrees() {
    let script = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("vectors/check.py");
    match std::process::Command::new("python3").arg("-B").arg(script).output() {
        Ok(output) => assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr)),
        Err(error) => eprintln!("skipped: python3 does not run ({error})"),
    }
}
