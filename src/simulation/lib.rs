//! People who walk with a known truth, and sensors that behave badly on purpose.
//!
//! [`simulate`] turns a [`Scenario`] into a [`Recording`] as a device would have made it, and the [`Truth`] behind it:
//! contacts, strides, angles, planted differences. Nothing here knows how the analysis works, so it can judge it.
//!
//! The way: a protocol becomes contacts ([`schedule`]); the phase between contacts drives the mean curves of healthy
//! adults from one of three laboratories ([`curves`]) with the planted edits ([`shape`]); the angles move a skeleton ([`skeleton`]) whose standing
//! foot rolls without slipping, which carries the pelvis ([`walk`]); sensors are differentiated from their paths, then
//! struck, covered with skin, biased, rounded, clipped and partly lost ([`sensor`]).
//!
//! Frame: x forward at the start, y up, z to the person's right, for world and segments alike. Angles are zero in
//! standing: all segments upright. The curves keep their anatomical offsets in walking (a thigh inclination of the
//! table's hip flexion minus pelvic tilt); the pelvis' own mean tilt of the table is taken as its standing tilt.
//!
//! Limits: no ground clearance (a foot may brush the floor where an edit lowers it), knees are hinges, feet have one
//! part, arms and breath are absent. Steps out of and into standing are healthy steps that grow and fade.
//!
//! ```
//! use simulation::{presets, simulate};
//!
//! let person = simulate(&presets::healthy(1));
//! assert!(person.recording.tracks.len() >= 5 && person.truth.contacts.len() > 100);
//! // The same seed is the same person to the last bit.
//! assert_eq!(simulate(&presets::healthy(1)).recording.tracks, person.recording.tracks);
//! ```

#![warn(missing_docs, clippy::missing_errors_doc)]

pub mod curves;
pub mod kit;
pub mod model;
pub mod presets;
pub mod random;
pub mod samples;
pub mod scenario;
pub mod schedule;
pub mod sensor;
pub mod shape;
pub mod skeleton;
pub mod smooth;
pub mod truth;
pub mod walk;

pub use curves::CurveSource;
pub use kit::{ClockFault, Kit, Loss, Mount, Sensor, Slip, SoftTissue};
pub use scenario::{Course, Edit, EditKind, Extent, Person, Scenario, Sex, Stage, Variability};
pub use truth::{Angles, Contact, EditEffect, Features, SensorTruth, Stride, Truth, Turn};

use recording::{Protocol, Recording, Segment, SensorEntry, Session, Side, Source, Subject};
use schedule::Schedule;
use sensor::Impact;
use walk::Motion;

/// A recording and what is true of it.
#[derive(Debug, Clone)]
pub struct Simulated {
    /// As a reader would give it.
    pub recording: Recording,
    /// What really happened.
    pub truth: Truth,
}

/// Simulates one recording. Deterministic; O(duration × (fine rate + sensors × rates)).
pub fn simulate(scenario: &Scenario) -> Simulated {
    let schedule = Schedule::of(scenario);
    let fastest = scenario
        .kit
        .sensors
        .iter()
        .map(|sensor| sensor.rate_hz)
        .fold(100.0, f64::max);
    // A multiple of the truth's grid, at least twice the fastest sensor; kinematics end at about 20 Hz.
    let fine_hz = (2.0 * fastest / truth::TRUTH_HZ).ceil().clamp(2.0, 10.0) * truth::TRUTH_HZ;
    let mut motion = Motion::of(scenario, &schedule, fine_hz);
    let gain = |time_s: f64| schedule.walks.iter().map(|walk| walk.gain(time_s)).fold(0.0, f64::max);
    let mut truth = truth::observe(scenario, &schedule, &motion, |side, time_s| {
        truth::impact_size(scenario, side, time_s, gain(time_s))
    });
    if scenario.treadmill {
        for walk in &schedule.walks {
            motion.put_on_belt(walk, truth.speed_mps);
        }
    }
    let impacts = impacts(scenario, &truth);
    let mut recording = Recording {
        session: session(scenario, &truth),
        source: Source {
            name: scenario.name.clone(),
            ..Source::default()
        },
        ..Recording::default()
    };
    for (sensor, path) in scenario.kit.sensors.iter().zip(&motion.sensors) {
        let track = sensor::record(scenario, sensor, path, fine_hz, &impacts);
        let span = track.time_s.last().unwrap_or(&0.0) - track.time_s.first().unwrap_or(&0.0);
        let expected = (span * sensor.rate_hz).round() + 1.0;
        truth.sensors.push(SensorTruth {
            sensor: sensor.clone(),
            lost_share: (1.0 - track.len() as f64 / expected).max(0.0),
        });
        recording.tracks.insert(sensor.site, track);
    }
    Simulated { recording, truth }
}

/// The blows of all contacts. A knee that gives less in loading passes more of it on: 4 % per degree.
fn impacts(scenario: &Scenario, truth: &Truth) -> Vec<Impact> {
    let initial = truth.contacts.iter().filter(|contact| contact.initial);
    initial
        .map(|contact| {
            let stiff: f64 = scenario
                .edits
                .iter()
                .filter(|edit| edit.kind == EditKind::LoadingResponse && edit.side == contact.side)
                .map(|edit| -edit.size * edit.course.share(contact.time_s))
                .sum();
            Impact {
                side: contact.side,
                time_s: contact.time_s,
                size_mps2: truth::impact_size(scenario, contact.side, contact.time_s, contact.gain),
                passed_on: (1.0 + 0.04 * stiff).clamp(0.3, 1.8),
            }
        })
        .collect()
}

/// A test of function is known by the chairs at one's own pace; with a walk it is the timed up and go.
fn protocol_name(scenario: &Scenario) -> &'static str {
    let has = |kind: fn(&Stage) -> bool| scenario.protocol.iter().any(kind);
    let chair = has(|stage| matches!(stage, Stage::Chair { .. }));
    let walk = has(|stage| matches!(stage, Stage::Walk { .. }));
    match (chair, walk) {
        (false, _) => "simulated walk",
        (true, true) => "timed-up-and-go",
        (true, false) => "five-times-sit-to-stand",
    }
}

fn session(scenario: &Scenario, truth: &Truth) -> Session {
    let person = &scenario.person;
    let millimetres = |x: f64| (x * 1000.0).round() / 1000.0;
    let sensors = scenario.kit.sensors.iter().map(|sensor| SensorEntry {
        model: Some("simulated".to_owned()),
        rate_hz: Some(sensor.rate_hz),
        acc_range_mps2: Some(sensor.acc_range_mps2),
        gyr_range_radps: Some(sensor.gyr_range_radps),
        sensor_height_m: (sensor.site.segment() == Segment::Shank)
            .then(|| millimetres(walk::height_over_ankle_m(person, sensor))),
        clock_uncertainty_s: sensor::stated_clock(sensor).uncertainty_s,
        ..SensorEntry::new(sensor.site)
    });
    let mut phases = truth.phases.clone();
    for phase in &mut phases {
        phase.start_s = millimetres(phase.start_s);
        phase.end_s = millimetres(phase.end_s);
    }
    Session {
        schema_version: Some(1),
        date: None,
        subject: Subject {
            pseudonym: Some(scenario.name.clone()),
            height_m: Some(millimetres(person.height_m)),
            thigh_length_m: Some(millimetres(person.thigh_m)),
            shank_length_m: Some(millimetres(person.shank_m)),
            age_years: Some(person.age_years),
            sex: Some(if person.sex == Sex::Female { "female" } else { "male" }.to_owned()),
        },
        protocol: Protocol {
            name: Some(protocol_name(scenario).to_owned()),
            treadmill: scenario.treadmill,
            timed_speed_mps: None,
            marks_s: Vec::new(),
            phases,
        },
        affected_side: None::<Side>,
        intake: Default::default(),
        note: None,
        sensors: sensors.collect(),
        exchanged: Vec::new(),
    }
}

#[cfg(test)]
mod tests;
