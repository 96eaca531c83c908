//! From what was measured to pass, warn or fail, with what to do.

use super::trial::Trial;
use crate::family::Capabilities;
use crate::violation;
use recording::STANDARD_GRAVITY;
use serde::Serialize;

/// How a check ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    Pass,
    /// Recordings will be weaker than they could be.
    Warn,
    Fail,
    /// Could not be looked at, or this family has no such thing.
    Skipped,
}

/// One line of the table.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Check {
    /// Kebab-case name.
    pub name: &'static str,
    pub outcome: Outcome,
    /// What was found.
    pub found: String,
    /// What to do, where it did not pass.
    pub advice: Option<&'static str>,
}

/// Limits; all are our choice unless said otherwise.
const WEAK_SIGNAL_DBM: i16 = -80;
const LOST_SIGNAL_DBM: i16 = -92;
/// Share by which the rate may be off: good, still usable.
const RATE: [f64; 2] = [0.02, 0.05];
/// Share of samples missed on the air.
const MISSED: [f64; 2] = [0.01, 0.05];
/// 95 of 100 samples arrive within, s.
const DELAY_S: [f64; 2] = [0.150, 0.500];
/// Uncertainty of the clock's offset, s: 5 ms between two sensors is the aim.
const CLOCK_S: [f64; 2] = [0.0035, 0.015];
/// Size of gravity, m/s²: the limits of the analysis.
const GRAVITY_MPS2: [f64; 2] = [0.10, 0.30];
/// Offset of the angular rate, °/s: the analysis takes up to 2 °/s out by itself.
const OFFSET_DEGPS: [f64; 2] = [1.0, 2.0];
/// More noise than this is movement, °/s.
const NOISE_DEGPS: [f64; 2] = [0.5, 3.0];
const BATTERY_PERCENT: [u8; 2] = [30, 10];

fn graded(name: &'static str, value: f64, limits: [f64; 2], found: String, advice: &'static str) -> Check {
    let outcome = if value <= limits[0] {
        Outcome::Pass
    } else if value <= limits[1] {
        Outcome::Warn
    } else {
        Outcome::Fail
    };
    Check {
        name,
        outcome,
        found,
        advice: (outcome != Outcome::Pass).then_some(advice),
    }
}

fn skipped(name: &'static str, found: &str) -> Check {
    Check {
        name,
        outcome: Outcome::Skipped,
        found: found.to_owned(),
        advice: None,
    }
}

pub(super) fn signal(rssi_dbm: Option<i16>) -> Check {
    match rssi_dbm {
        Some(dbm) => graded(
            "signal",
            -f64::from(dbm),
            [-f64::from(WEAK_SIGNAL_DBM), -f64::from(LOST_SIGNAL_DBM)],
            format!("{dbm} dBm"),
            "move the computer nearer, or use a Bluetooth adapter on an extension cable",
        ),
        None => skipped("signal", "this computer does not tell"),
    }
}

pub(super) fn unusable(reason: &str) -> Check {
    Check {
        name: "usable",
        outcome: Outcome::Fail,
        found: reason.to_owned(),
        advice: Some("see the sensor's manual; the firmware may be too old or too new for this program"),
    }
}

/// All checks of a trial, in its order; those after trouble are left out.
pub(super) fn checks(trial: &Trial, capabilities: &Capabilities) -> Vec<Check> {
    let mut list = vec![connection(trial)];
    if trial.identity.is_some() {
        list.push(battery(trial, capabilities));
    }
    if let Some(nominal) = trial.identity.as_ref().map(|identity| identity.rate_hz) {
        list.extend(samples(trial, capabilities, nominal));
        list.extend(trial.violations.iter().map(|(violation, seen)| Check {
            name: "protocol",
            // A packet or two can be the computer's doing.
            outcome: if violation.is_damage() && seen.count < 3 {
                Outcome::Warn
            } else {
                Outcome::Fail
            },
            found: violation::sentence(violation, seen),
            advice: Some("mend the firmware by that section of firmware-protocol/PROTOCOL.md"),
        }));
        list.push(clock(trial, capabilities));
        list.extend(rest(trial));
    }
    list
}

fn connection(trial: &Trial) -> Check {
    let failed = |found: String| Check {
        name: "connection",
        outcome: Outcome::Fail,
        found,
        advice: Some(
            "switch the sensor off and on, end every phone and computer that may hold it, and try again nearer to the computer",
        ),
    };
    match (&trial.trouble, trial.connected_after) {
        (Some(trouble), _) if trial.unusable => unusable(trouble),
        (Some(trouble), _) => failed(trouble.clone()),
        (None, Some(after)) => Check {
            name: "connection",
            outcome: Outcome::Pass,
            found: format!("in {:.1} s, held", after.as_secs_f64()),
            advice: None,
        },
        (None, None) => failed("was never made".to_owned()),
    }
}

fn battery(trial: &Trial, capabilities: &Capabilities) -> Check {
    match trial.battery_percent {
        Some(percent) => {
            let outcome = match percent {
                _ if percent >= BATTERY_PERCENT[0] => Outcome::Pass,
                _ if percent >= BATTERY_PERCENT[1] => Outcome::Warn,
                _ => Outcome::Fail,
            };
            Check {
                name: "battery",
                outcome,
                found: format!("{percent} %"),
                advice: (outcome != Outcome::Pass).then_some("charge it before the next recording"),
            }
        }
        None if capabilities.battery => skipped("battery", "it did not tell"),
        None => skipped("battery", "this family does not tell"),
    }
}

fn samples(trial: &Trial, capabilities: &Capabilities, nominal_hz: f64) -> Vec<Check> {
    const AIR: &str = "move the computer nearer, keep it in sight of the sensors, switch off other Bluetooth devices, or record at a \
                       lower rate";
    if trial.streamed == 0 {
        return vec![Check {
            name: "rate",
            outcome: Outcome::Fail,
            found: "no samples came".to_owned(),
            advice: Some("switch the sensor off and on and try again; if it stays so, update its firmware"),
        }];
    }
    let measured = trial.streamed as f64 / trial.streamed_s.max(1e-3);
    // What is missing on the air is judged by itself.
    let made = measured * (1.0 + trial.missed as f64 / trial.streamed as f64);
    let share = trial.missed as f64 / (trial.streamed as f64 + trial.missed as f64);
    let mut list = vec![
        graded(
            "rate",
            (made / nominal_hz - 1.0).abs(),
            RATE,
            format!("{made:.1} of {nominal_hz:.0} Hz"),
            "switch the sensor off and on; a rate that stays wrong needs new firmware",
        ),
        graded(
            "missed-on-air",
            share,
            MISSED,
            format!(
                "{} of {} samples ({:.2} %)",
                trial.missed,
                trial.streamed as u64 + trial.missed,
                100.0 * share
            ),
            AIR,
        ),
    ];
    if capabilities.resend {
        list.push(resend(trial));
    } else {
        list.push(Check {
            name: "resend",
            outcome: Outcome::Warn,
            found: "this family cannot send missed samples again".to_owned(),
            advice: Some("stay within a few metres; every break of the radio leaves a gap in the recording"),
        });
    }
    let late = trial.delays_s.get(trial.delays_s.len() * 95 / 100).copied();
    list.push(match late {
        Some(late) if capabilities.device_time => {
            let median = trial.delays_s[trial.delays_s.len() / 2];
            graded(
                "delay",
                late,
                DELAY_S,
                format!("{:.0} ms, 95 of 100 within {:.0} ms", 1e3 * median, 1e3 * late),
                AIR,
            )
        }
        _ => skipped("delay", "this family does not tell when a sample was taken"),
    });
    if trial.corrupt > 0 {
        list.push(Check {
            name: "damage",
            outcome: Outcome::Warn,
            found: format!("{} damaged notifications", trial.corrupt),
            advice: Some("update the sensor's firmware; the samples are lost or were sent again"),
        });
    }
    list
}

fn resend(trial: &Trial) -> Check {
    let missed = trial.missed + trial.missed_in_break;
    let done = trial.came_back && trial.lost == 0 && trial.missed_in_break > 0;
    let found = if !trial.came_back {
        "it did not come back after the break".to_owned()
    } else if trial.missed_in_break == 0 {
        "no samples were missing after the break: it did not go on sampling".to_owned()
    } else {
        format!(
            "{} of {missed} missed samples came again, {} lost",
            trial.recovered, trial.lost
        )
    };
    Check {
        name: "resend",
        outcome: if done { Outcome::Pass } else { Outcome::Fail },
        found,
        advice: (!done).then_some("update the sensor's firmware; until then a break of the radio loses samples"),
    }
}

fn clock(trial: &Trial, capabilities: &Capabilities) -> Check {
    if !capabilities.device_time {
        return Check {
            name: "clock",
            outcome: Outcome::Warn,
            found: "its samples carry no time; the time of arrival is used".to_owned(),
            advice: Some("do not trust differences between the legs below 30 ms; sensors with a clock are better"),
        };
    }
    match &trial.clock {
        Some(state) => graded(
            "clock",
            state.uncertainty_s,
            CLOCK_S,
            format!(
                "± {:.1} ms, {:+.0} ppm, {} exchanges",
                1e3 * state.uncertainty_s,
                state.drift_ppm,
                state.exchanges
            ),
            "record longer or move nearer; without exchanges of times the offset stays uncertain by some 10 ms",
        ),
        None => skipped("clock", "no samples to fit"),
    }
}

fn rest(trial: &Trial) -> Vec<Check> {
    let (Some(gravity), Some((offset, noise))) = (trial.still.gravity_mps2(), trial.still.offset_and_noise_degps())
    else {
        return vec![skipped("rest", "too few samples")];
    };
    let moved = graded(
        "rest",
        noise,
        NOISE_DEGPS,
        format!("angular rate varies by {noise:.2} °/s"),
        "lay all sensors on a table, touch nothing, and try again",
    );
    if moved.outcome == Outcome::Fail {
        return vec![moved];
    }
    vec![
        moved,
        graded(
            "gravity",
            (gravity - STANDARD_GRAVITY).abs(),
            GRAVITY_MPS2,
            format!("{gravity:.3} m/s²"),
            "calibrate the accelerometer with the maker's tool; angles suffer",
        ),
        graded(
            "gyroscope",
            offset,
            OFFSET_DEGPS,
            format!("offset {offset:.2} °/s"),
            "let the sensor warm up for some minutes, or calibrate its gyroscope with the maker's tool",
        ),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;

    const OURS: Capabilities = Capabilities {
        resend: true,
        device_time: true,
        numbered: true,
        max_rate_hz: 400.0,
        battery: true,
        identify: true,
        stores_site: true,
    };

    #[test]
    fn limits_grade_and_advise() {
        for (value, outcome) in [(0.5, Outcome::Pass), (1.5, Outcome::Warn), (2.5, Outcome::Fail)] {
            let check = graded("x", value, [1.0, 2.0], String::new(), "do this");
            assert_eq!(check.outcome, outcome);
            assert_eq!(check.advice.is_none(), outcome == Outcome::Pass);
        }
        assert_eq!(signal(Some(-60)).outcome, Outcome::Pass);
        assert_eq!(signal(Some(-85)).outcome, Outcome::Warn);
        assert_eq!(signal(Some(-95)).outcome, Outcome::Fail);
    }

    #[test]
    fn a_sensor_that_never_connected_fails_with_its_reason() {
        let trial = Trial {
            trouble: Some("it is not in sight".to_owned()),
            ..Trial::default()
        };
        let list = checks(&trial, &OURS);
        assert_eq!(list.len(), 1);
        assert!(list[0].outcome == Outcome::Fail && list[0].found.contains("not in sight") && list[0].advice.is_some());
    }

    #[test]
    fn lost_samples_fail_where_they_could_be_had_again_and_warn_where_not() {
        let trial = Trial {
            came_back: true,
            missed_in_break: 300,
            recovered: 290,
            lost: 10,
            ..Trial::default()
        };
        assert_eq!(resend(&trial).outcome, Outcome::Fail);
        let whole = Trial {
            recovered: 300,
            lost: 0,
            ..trial
        };
        assert_eq!(resend(&whole).outcome, Outcome::Pass);
        let other = Capabilities {
            resend: false,
            device_time: false,
            ..OURS
        };
        let streaming = Trial {
            streamed: 1000,
            streamed_s: 10.0,
            ..Trial::default()
        };
        let list = samples(&streaming, &other, 100.0);
        let of = |name: &str| list.iter().find(|check| check.name == name).map(|check| check.outcome);
        assert_eq!(of("resend"), Some(Outcome::Warn));
        assert_eq!(of("delay"), Some(Outcome::Skipped));
        assert_eq!(of("rate"), Some(Outcome::Pass));
        assert_eq!(clock(&streaming, &other).outcome, Outcome::Warn);
    }
}
