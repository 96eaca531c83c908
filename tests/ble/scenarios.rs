//! Faults that a recording survives, each against the BlueZ look-alike.

use super::lab::{Check, Lab, Scenario};
use crate::must;

pub(crate) const ALL: &[Scenario] = &[
    ("steady", steady),
    ("out_of_range_for_30_s", out_of_range),
    ("hang_up", hang_up),
    ("all_drop_together", all_drop),
    ("one_never_appears", never_appears),
    ("bluez_is_busy", busy),
    ("late_service_discovery", late_discovery),
    ("battery_dies", battery_dies),
    ("wrong_protocol_version", wrong_version),
    ("bad_packets", bad_packets),
    ("clock_jumps", clock_jumps),
    ("chip_loses_samples", chip_loses),
    ("away_for_longer_than_the_buffer", long_absence),
    ("bluetoothd_restarts", daemon_restarts),
    ("no_adapter", no_adapter),
    ("adapter_off", adapter_off),
    ("no_bluetoothd", no_daemon),
    ("two_programs", two_programs),
    ("killed_and_resumed", killed_and_resumed),
    ("hung_up_by_the_collector", hung_up),
    ("restart_under_the_old_boot_number", same_boot),
    ("away_at_the_stop", away_at_the_stop),
    ("answers_8_s_late", late_answers),
    ("no_battery", no_battery),
    ("makers_mistakes", mistakes),
    ("ranges_of_1000_dps", narrow_ranges),
    ("numbers_run_ahead", numbers_ahead),
    ("a_chip_at_104_hz", chip_at_104),
    ("clocks_1000_ppm_off", wild_clocks),
    ("identify_while_recorded", identify_while_recorded),
    ("a_used_folder", used_folder),
    ("scan", scan),
    ("sensors_to_buy", sensors_to_buy),
    ("polar_verity_sense", polar),
    ("selftest_of_sensors_on_a_table", selftest),
    #[cfg(feature = "app")]
    ("a_session_in_the_app", app_session),
];

const EVERY: [usize; 5] = [1, 2, 3, 4, 5];

/// Records for so long, without anybody at the keys.
fn record(seconds: u32) -> String {
    format!("record \"$OUT\" --now --wait 8 --count 5 --seconds {seconds}")
}

/// Records in a laboratory and expects success and, of the sensors given, every sample of the whole time.
fn keeps_all(options: &str, seconds: u32, sensors: &[usize]) -> Check {
    let outcome = Lab::new(options).run(&record(seconds))?;
    let check = outcome
        .sound(0)
        .and_then(|()| outcome.nothing_lost(sensors, f64::from(seconds) - 2.0));
    outcome.explain(check)
}

/// Drifting clocks, connection intervals of 50 ms: nothing lost, and all on one clock within 5 ms.
fn steady() -> Check {
    let drift = "--set 1:ppm=50 --set 2:ppm=-50 --set 3:ppm=30 --set 4:ppm=-20 --interval-ms 50";
    let outcome = Lab::new(drift).run(&record(15))?;
    let check = outcome
        .sound(0)
        .and_then(|()| outcome.nothing_lost(&EVERY, 13.0))
        .and_then(|()| {
            let offsets = EVERY
                .iter()
                .map(|&n| Ok(outcome.compare(n)?.offsets_s))
                .collect::<Result<Vec<_>, String>>()?;
            let all = || offsets.iter().flatten();
            let spread = all().fold(f64::MIN, |a, &b| a.max(b)) - all().fold(f64::MAX, |a, &b| a.min(b));
            must!(spread <= 0.005, "the sensors' times are {:.1} ms apart", spread * 1e3);
            Ok(())
        });
    outcome.explain(check)
}

fn out_of_range() -> Check {
    keeps_all("--event 4:2:lose:30", 42, &EVERY)
}

fn hang_up() -> Check {
    keeps_all("--event 3:1:hangup --event 5:4:hangup --event 6:4:hangup", 15, &EVERY)
}

fn all_drop() -> Check {
    keeps_all("--event 4:*:lose:3", 18, &EVERY)
}

/// Asked for by name, it is missed before anything is recorded; otherwise the others are recorded.
fn never_appears() -> Check {
    let outcome = Lab::new("--set 5:absent=1").run(&record(10))?;
    let others = &EVERY[..4];
    let check = outcome.sound(0).and_then(|()| outcome.nothing_lost(others, 8.0));
    outcome.explain(check)?;
    let wanted =
        "record \"$OUT\" --now --wait 4 --sensor GS-1AB00001=pelvis --sensor GS-1AB00005=shank_right --seconds 5";
    let outcome = Lab::new("--set 5:absent=1").run(wanted)?;
    let check = outcome
        .sound(1)
        .and_then(|()| outcome.mentions(&["GS-1AB00005 (right shank) is not in sight", "not in sight"]));
    outcome.explain(check)
}

fn busy() -> Check {
    keeps_all("--set *:busy=2 --event 4:2:busy:3 --event 4.1:2:hangup", 15, &EVERY)
}

fn late_discovery() -> Check {
    keeps_all("--set 3:slow=3", 10, &EVERY)
}

fn battery_dies() -> Check {
    let outcome = Lab::new("--event 2:3:battery:5 --event 6:3:die").run(&record(15))?;
    let check = outcome
        .sound(3)
        .and_then(|()| outcome.nothing_lost(&[1, 2, 4, 5], 13.0))
        .and_then(|()| outcome.nothing_lost(&[3], 4.0))
        .and_then(|()| outcome.mentions(&["battery"]))
        .and_then(|()| outcome.mentions(&["ended early: GS-1AB00003"]));
    outcome.explain(check)
}

/// Refused before anything is recorded, with the versions.
fn wrong_version() -> Check {
    let outcome = Lab::new("--set 4:oldest=3 --set 4:newest=4").run(&record(5))?;
    let check = outcome
        .sound(1)
        .and_then(|()| outcome.mentions(&["version"]))
        .and_then(|()| outcome.mentions(&["GS-1AB00004"]));
    outcome.explain(check)
}

fn bad_packets() -> Check {
    keeps_all(
        "--event 2:1:corrupt:3 --event 2:2:truncate:3 --event 2:3:repeat:3 --event 2:4:reorder:6 --event 2:5:drop:5 \
         --event 5:1:drop:1 --event 5:1:corrupt:1 --event 5:1:repeat:1 --event 5:1:reorder:2",
        15,
        &EVERY,
    )
}

/// The time that a sensor reports steps on; the recording's does not.
fn clock_jumps() -> Check {
    let outcome = Lab::new("--event 6:1:clock:2500000 --event 6:2:clock:-400000").run(&record(15))?;
    let check = outcome
        .sound(0)
        .and_then(|()| outcome.nothing_lost(&EVERY, 13.0))
        .and_then(|()| {
            for number in [1, 2] {
                let offsets = outcome.compare(number)?.offsets_s;
                let spread =
                    offsets.iter().fold(f64::MIN, |a, &b| a.max(b)) - offsets.iter().fold(f64::MAX, |a, &b| a.min(b));
                must!(spread < 0.05, "sensor {number}: times move by {spread:.3} s");
            }
            Ok(())
        });
    outcome.explain(check)
}

/// Numbers that pass without a sample: nothing to ask for, and nothing made up.
fn chip_loses() -> Check {
    let outcome = Lab::new("--event 4:2:fifo:40").run(&record(12))?;
    let check = outcome
        .sound(0)
        .and_then(|()| outcome.nothing_lost(&EVERY, 10.0))
        .and_then(|()| {
            let taken = &outcome.sensor(2)?.runs[0].taken;
            must!(taken.len() == 2, "the laboratory made no gap: {taken:?}");
            Ok(())
        });
    outcome.explain(check)
}

/// Lost is exactly what the sensor had to forget, and it is said.
fn long_absence() -> Check {
    let outcome = Lab::new("--set 2:buffer_s=6 --event 5:2:lose:14").run(&record(25))?;
    let check = outcome
        .sound(0)
        .and_then(|()| outcome.nothing_lost(&[1, 3, 4, 5], 23.0))
        .and_then(|()| {
            let c = outcome.compare(2)?;
            let lost: u32 = c.missing.iter().map(|(a, b)| b - a).sum();
            must!(
                c.missing.len() == 1 && (650..950).contains(&lost),
                "lost {:?}; 14 s away, 6 s kept",
                c.missing
            );
            outcome.mentions(&["lost"])
        });
    outcome.explain(check)
}

fn daemon_restarts() -> Check {
    keeps_all("--event 5:*:bluetoothd:3", 22, &EVERY)
}

/// Fails at once, and says what to do.
fn refuses(options: &str, words: &[&str]) -> Check {
    let outcome = Lab::new(options).run(&record(5))?;
    let check = outcome.sound(1).and_then(|()| outcome.mentions(words)).and_then(|()| {
        must!(outcome.took.as_secs_f64() < 15.0, "it took {:?}", outcome.took);
        Ok(())
    });
    outcome.explain(check)
}

fn no_adapter() -> Check {
    refuses("--no-adapter", &["no bluetooth adapter", "plug in"])
}

fn adapter_off() -> Check {
    refuses("--unpowered", &["switched off", "switch bluetooth on"])
}

fn no_daemon() -> Check {
    refuses("--no-bluez", &["bluetooth service", "BlueZ"])
}

/// The second is told; the first loses nothing.
fn two_programs() -> Check {
    let script = format!(
        "\"$0\" {} & first=$!; sleep 9; if \"$0\" record \"$OUT-second\" --now --count 2 --seconds 3; then echo SECOND-SUCCEEDED; fi; wait $first",
        record(25)
    );
    let outcome = Lab::new("--sensors 2").script(&script)?;
    let check = outcome
        .sound(0)
        .and_then(|()| outcome.nothing_lost(&[1, 2], 23.0))
        .and_then(|()| {
            must!(
                !outcome.said.contains("SECOND-SUCCEEDED"),
                "two programs recorded one sensor"
            );
            outcome.mentions(&["in use", "another"])
        });
    outcome.explain(check)
}

fn killed_and_resumed() -> Check {
    let script = "\"$0\" record \"$OUT\" --now --count 5 --seconds 60 & first=$!; sleep 12; kill -9 $first; wait $first; sleep 2; \
                  exec \"$0\" record \"$OUT\" --now --resume --seconds 20";
    let outcome = Lab::new("").script(script)?;
    let check = outcome.sound(0).and_then(|()| outcome.nothing_lost(&EVERY, 18.0));
    outcome.explain(check)
}

/// Silent for so long that the collector hangs up itself: the end of that connection is none of the next ones'.
fn hung_up() -> Check {
    let outcome = Lab::new("--event 4:1:drop:56").run(&record(25))?;
    let check = outcome
        .sound(0)
        .and_then(|()| outcome.nothing_lost(&EVERY, 23.0))
        .and_then(|()| {
            let connections = outcome.sensor(1)?.connections;
            must!((2..=3).contains(&connections), "{connections} connections");
            Ok(())
        });
    outcome.explain(check)
}

/// It calls itself the same after a restart: times stay true, and it is said.
fn same_boot() -> Check {
    let outcome = Lab::new("--set 2:boot=1 --event 6:2:reset:3").run(&record(20))?;
    let check = outcome
        .sound(0)
        .and_then(|()| outcome.nothing_lost(&[1, 3, 4, 5], 18.0))
        .and_then(|()| {
            let offsets = super::truth::offsets_over_restarts(outcome.sensor(2)?, &outcome.recording())?;
            let spread =
                offsets.iter().fold(f64::MIN, |a, &b| a.max(b)) - offsets.iter().fold(f64::MAX, |a, &b| a.min(b));
            must!(offsets.len() > 1200, "only {} rows", offsets.len());
            must!(spread < 0.05, "its times move by {spread:.3} s");
            outcome.mentions(&["section 1)"])
        });
    outcome.explain(check)
}

/// Away at the stop and for as long as it is waited for: what may be missing is said, and fetched later.
fn away_at_the_stop() -> Check {
    let script = format!(
        "\"$0\" {}; echo \"EXIT $?\"; sleep 3; exec \"$0\" record \"$OUT\" --resume --now --wait 20",
        record(12)
    );
    let outcome = Lab::new("--event 7:3:lose:34").script(&script)?;
    let check = outcome
        .sound(0)
        .and_then(|()| outcome.nothing_lost(&EVERY, 10.0))
        .and_then(|()| outcome.mentions(&["EXIT 3"]))
        .and_then(|()| {
            outcome.mentions(&[
                "GS-1AB00003 (left thigh) may still have",
                "GS-1AB00003 (right thigh) may still have",
            ])
        })
        .and_then(|()| {
            // All end together, at the stop.
            let ends = EVERY
                .iter()
                .map(|&n| Ok(outcome.compare(n)?.offsets_s.len()))
                .collect::<Result<Vec<_>, String>>()?;
            let (low, high) = (ends.iter().min(), ends.iter().max());
            must!(
                high.zip(low).is_some_and(|(high, low)| high - low < 250),
                "rows: {ends:?}"
            );
            Ok(())
        });
    outcome.explain(check)
}

fn late_answers() -> Check {
    keeps_all("--event 4:2:late:8 --event 5:2:drop:5", 25, &EVERY)
}

fn no_battery() -> Check {
    let outcome = Lab::new("--set 4:battery=0").run(&record(6))?;
    let check = outcome
        .sound(3)
        .and_then(|()| outcome.nothing_lost(&[1, 2, 3, 5], 4.0))
        .and_then(|()| outcome.mentions(&["not recorded: GS-1AB00004"]))
        .and_then(|()| outcome.mentions(&["its battery is empty"]));
    outcome.explain(check)
}

/// What a maker does wrong first is named, with its place in the specification; the others are recorded.
fn mistakes() -> Check {
    for (wrong, section, status) in [
        ("crc", "section 5.1", 3),
        ("header", "section 5.2", 3),
        ("site", "section 5.2 and 7", 3),
        ("ranges", "section 5.2", 0),
    ] {
        let outcome = Lab::new(&format!("--sensors 2 --set 1:wrong={wrong}"))
            .run("record \"$OUT\" --now --wait 6 --count 2 --seconds 6")?;
        let check = outcome
            .sound(status)
            .and_then(|()| outcome.nothing_lost(&[2], 4.0))
            .and_then(|()| outcome.mentions(&[section]));
        outcome.explain(check)?;
    }
    Ok(())
}

fn narrow_ranges() -> Check {
    keeps_all("--set *:gyr=500,1000", 8, &EVERY)
}

fn numbers_ahead() -> Check {
    let outcome = Lab::new("--event 5:2:ahead:1000000").run(&record(15))?;
    let check = outcome
        .sound(0)
        .and_then(|()| outcome.nothing_lost(&[1, 3, 4, 5], 13.0))
        .and_then(|()| outcome.mentions(&["sample numbers ran ahead"]))
        .and_then(|()| {
            let rows = super::truth::rows(&outcome.recording(), "thigh_left")?;
            must!(rows.len() > 1200, "only {} rows", rows.len());
            Ok(())
        });
    outcome.explain(check)
}

/// Named while it is recorded, and by whoever checks the recording.
fn chip_at_104() -> Check {
    let script = format!("\"$0\" {}; exec \"$0\" check \"$OUT\"", record(15));
    let outcome = Lab::new("--set 3:chip=104").script(&script)?;
    let check = outcome
        .sound(0)
        .and_then(|()| outcome.mentions(&["104.0 Hz, stated 100 Hz"]))
        .and_then(|()| outcome.mentions(&["Hz are stated, the times say"]));
    outcome.explain(check)
}

/// No crystal: said, and still on one clock.
fn wild_clocks() -> Check {
    let outcome = Lab::new("--set 1:ppm=1000 --set 2:ppm=-1000 --interval-ms 50").run(&record(40))?;
    let check = outcome
        .sound(0)
        .and_then(|()| outcome.nothing_lost(&EVERY, 38.0))
        .and_then(|()| outcome.mentions(&["more than 200 ppm"]))
        .and_then(|()| {
            let offsets = EVERY
                .iter()
                .map(|&n| Ok(outcome.compare(n)?.offsets_s))
                .collect::<Result<Vec<_>, String>>()?;
            let all = || offsets.iter().flatten();
            let spread = all().fold(f64::MIN, |a, &b| a.max(b)) - all().fold(f64::MAX, |a, &b| a.min(b));
            must!(spread <= 0.010, "the sensors' times are {:.1} ms apart", spread * 1e3);
            Ok(())
        });
    outcome.explain(check)
}

/// Another program that would make a sensor blink is refused; the recording loses nothing.
fn identify_while_recorded() -> Check {
    let script = format!(
        "\"$0\" {} & first=$!; sleep 9; if \"$0\" sensors --identify GS-1AB00001; then echo BLINKED; fi; \
         if \"$0\" selftest --scan 3 --seconds 5; then echo TESTED; fi; wait $first",
        record(25)
    );
    let outcome = Lab::new("--sensors 2").script(&script)?;
    let check = outcome
        .sound(0)
        .and_then(|()| outcome.nothing_lost(&[1, 2], 23.0))
        .and_then(|()| {
            let said = &outcome.said;
            must!(!said.contains("BLINKED") && !said.contains("TESTED"), "it was let");
            for number in [1, 2] {
                must!(
                    outcome.sensor(number)?.connections == 1,
                    "sensor {number} was hung up on"
                );
            }
            Ok(())
        });
    outcome.explain(check)
}

/// Told at once, not after the scan.
fn used_folder() -> Check {
    let script = format!(
        "mkdir \"$OUT\" && echo x >\"$OUT/pelvis.csv\" && exec \"$0\" {}",
        record(5)
    );
    let outcome = Lab::new("").script(&script)?;
    let check = outcome
        .sound(1)
        .and_then(|()| outcome.mentions(&["holds a recording already"]))
        .and_then(|()| {
            must!(
                !outcome.said.contains("looking for sensors"),
                "it looked for sensors first"
            );
            Ok(())
        });
    outcome.explain(check)
}

/// Everything that a choice needs is in the scan.
fn scan() -> Check {
    let outcome = Lab::new("--sensors 7 --set 6:kind=dot --set 7:kind=wit --set 2:battery=4").run("sensors --json")?;
    let check = outcome
        .sound(0)
        .and_then(|()| outcome.mentions(&["GS-1AB00001"]))
        .and_then(|()| {
            // A line of its own: other programs write brackets too.
            let start = outcome.said.find("\n[\n").ok_or("no JSON")?;
            let json = serde_json::Deserializer::from_str(&outcome.said[start..])
                .into_iter::<serde_json::Value>()
                .next();
            let text = json.ok_or("no JSON")?.map_err(|e| e.to_string())?.to_string();
            for word in ["GS-1AB00005", "thigh_left", "pelvis", "Movella DOT", "WT901BLE07", "87"] {
                must!(text.contains(word), "{word} is not in {text}");
            }
            Ok(())
        });
    outcome.explain(check)
}

/// A kit of sensors from a shop: what arrived is written, with the values that were sent.
fn sensors_to_buy() -> Check {
    let kit = "--sensors 4 --set 1:kind=dot --set 2:kind=dot --set 3:kind=wit --set 4:kind=wit";
    let sites = "--site thigh_left=C0:DE:00:00:00:01 --site thigh_right=C0:DE:00:00:00:02 \
                 --site shank_left=C0:DE:00:00:00:03 --site shank_right=C0:DE:00:00:00:04";
    let outcome = Lab::new(kit).run(&format!("{} {sites}", record(10)))?;
    let check = outcome.sound(0).and_then(|()| {
        for (number, site) in (1..).zip(["thigh_left", "thigh_right", "shank_left", "shank_right"]) {
            let sent: Vec<_> = outcome.sensor(number)?.samples.iter().filter(|s| s.4 == 1).collect();
            let rows = super::truth::rows(&outcome.recording(), site)?;
            must!(
                rows.len() as f64 > 0.85 * 10.0 * 50.0,
                "{site}: {} rows, {} sent",
                rows.len(),
                sent.len()
            );
            // The file's rows are a stretch of what was sent, in order and complete.
            let close = |row: &super::truth::Row, values: &[f64; 6]| {
                row.values().iter().zip(values).all(|(a, b)| (a - b).abs() < 2e-3)
            };
            // A person who stands looks alike for a while: the stretch counts as a whole.
            let fits = |at: usize| rows.iter().zip(&sent[at..]).all(|(row, s)| close(row, &s.3));
            let mut begins = 0..(sent.len() + 1).saturating_sub(rows.len());
            must!(begins.any(fits), "{site}: rows differ from what was sent");
        }
        Ok(())
    });
    outcome.explain(check)
}

/// Two Verity Senses beside one of ours: what was sent is written, at its true time but for a constant, and what the air
/// swallowed is told.
fn polar() -> Check {
    let kit = "--sensors 3 --set 2:kind=polar --set 3:kind=polar --set 2:ppm=40 --event 12:3:drop:1";
    let sites = "--site pelvis=GS-1AB00001 --site shank_left=C0:DE:00:00:00:02 --site shank_right=C0:DE:00:00:00:03";
    let outcome = Lab::new(kit).run(&format!("record \"$OUT\" --now --wait 8 --seconds 25 {sites}"))?;
    let check = outcome
        .sound(0)
        .and_then(|()| outcome.nothing_lost(&[1], 23.0))
        .and_then(|()| {
            for (number, site, least) in [(2, "shank_left", 1200), (3, "shank_right", 1100)] {
                let rows = super::truth::rows(&outcome.recording(), site)?;
                must!(rows.len() > least, "{site}: {} rows", rows.len());
                let taken: std::collections::BTreeMap<u64, _> = outcome
                    .sensor(number)?
                    .samples
                    .iter()
                    .map(|sample| (sample.1, sample))
                    .collect();
                let mut offsets = Vec::new();
                for row in &rows {
                    let device_us = row.device_us.ok_or("a row without a device time")?;
                    let near = taken.range(device_us.saturating_sub(400)..=device_us + 400).next();
                    let (_, sample) = near.ok_or_else(|| format!("{site}: nothing was taken at {device_us} µs"))?;
                    let values = row.values();
                    let off = |k: usize| (values[k] - sample.3[k]).abs();
                    must!((3..6).all(|k| off(k) < 2e-3), "{site}: {values:?}, not {:?}", sample.3);
                    offsets.push(row.time_s - sample.2);
                }
                let spread =
                    offsets.iter().fold(f64::MIN, |a, &b| a.max(b)) - offsets.iter().fold(f64::MAX, |a, &b| a.min(b));
                must!(spread < 0.03, "{site}: times move by {spread:.3} s");
            }
            let lost = outcome
                .said
                .lines()
                .any(|line| line.contains("shank_right") && line.contains("(the gap is marked"));
            must!(lost, "the swallowed frame was not told");
            Ok(())
        });
    outcome.explain(check)
}

/// The clinic's screen on the same stack: found, blinked at, connected, recorded while one of them is gone for a while,
/// stored; the store has every sample.
#[cfg(feature = "app")]
fn app_session() -> Check {
    let driver = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/ble-lab/app_session.py");
    let script = format!("exec \"$PYTHON\" {driver} \"$0\" \"$OUT-data\" \"$OUT\" --seconds 16");
    let outcome = Lab::new("--event 7:2:lose:4").script(&script)?;
    let check = outcome
        .sound(0)
        .and_then(|()| outcome.nothing_lost(&EVERY, 14.0))
        .and_then(|()| outcome.mentions(&["stored"]));
    outcome.explain(check)
}

/// All checks pass on sensors that lie still; resend and clock among them.
fn selftest() -> Check {
    let outcome = Lab::new("--set *:still=1000").run("selftest --scan 4 --seconds 15")?;
    let check = outcome.sound_but_silent(0).and_then(|()| {
        for check in ["resend", "clock", "missed-on-air", "rest"] {
            let passed = outcome
                .said
                .lines()
                .filter(|line| line.trim_start().starts_with("pass") && line.contains(check));
            must!(passed.count() == 5, "not every sensor passes `{check}`");
        }
        Ok(())
    });
    outcome.explain(check)
}
