//! Recordings through the real Linux Bluetooth stack, in a virtual machine.

use super::lab::{Check, Lab, Scenario};
use crate::must;

pub(crate) const ALL: &[Scenario] = &[
    ("steady", steady),
    ("loss_and_reconnect", loss),
    ("long_absence", long_absence),
];

const EVERY: [usize; 5] = [1, 2, 3, 4, 5];

fn record(options: &str, seconds: u32) -> Result<super::lab::Outcome, String> {
    Lab::new(&format!("--interval-ms 50 --per-event 2 {options}")).run_in_vm(&format!(
        "record /out/rec --now --wait 15 --count 5 --seconds {seconds}"
    ))
}

/// Five sensors, 100 Hz each.
fn steady() -> Check {
    let outcome = record("--set 1:ppm=50 --set 2:ppm=-50", 20)?;
    let check = outcome.sound(0).and_then(|()| outcome.nothing_lost(&EVERY, 18.0));
    outcome.explain(check)
}

/// Sensors that go and come: what was missed is sent again.
fn loss() -> Check {
    let outcome = record(
        "--event 4:2:lose:3 --event 8:4:hangup --event 10:1:lose:2 --event 10:5:lose:2",
        30,
    )?;
    let check = outcome
        .sound(0)
        .and_then(|()| outcome.nothing_lost(&EVERY, 28.0))
        .and_then(|()| {
            for number in [1, 2, 4, 5] {
                let connections = outcome.sensor(number)?.connections;
                must!(
                    connections >= 2,
                    "sensor {number} had {connections} connections: nothing was tested"
                );
            }
            Ok(())
        });
    outcome.explain(check)
}

/// Away for longer than its buffer reaches: what the sensor still had is there, the rest is a gap.
fn long_absence() -> Check {
    let outcome = record("--set 3:buffer_s=8 --event 4:3:lose:20", 40)?;
    let check = outcome
        .sound(0)
        .and_then(|()| outcome.nothing_lost(&[1, 2, 4, 5], 38.0))
        .and_then(|()| {
            let c = outcome.compare(3)?;
            let lost: u32 = c.missing.iter().map(|(a, b)| b - a).sum();
            must!(
                c.missing.len() == 1 && lost > 900,
                "lost {:?} of {} to {}",
                c.missing,
                c.first,
                c.last
            );
            // 20 s away and the time that connecting takes, less the 8 s that it had kept.
            must!(lost < 2600, "{lost} lost: more than the sensor had to forget");
            outcome.mentions(&["lost"])
        });
    outcome.explain(check)
}
