//! A session in the local web app, by plain HTTP: sensors on a radio in process, from the search to the stored recording;
//! a program that is killed meanwhile; a radio that does not work.

#![allow(clippy::unwrap_used, reason = "a test fails where it stands")]

#[path = "web/desk.rs"]
mod desk;
mod web;

use app::GivenRadio;
use desk::{Program, can_start, connect_all, get_ready, journal_s, until};
use futures::FutureExt;
use futures::stream::BoxStream;
use recording::{PhaseKind, Site};
use sensors::radio::{Link, PeerId, Radio, RadioError, RadioFuture, Sighting};
use sensors::virtual_radio::{VirtualRadio, VirtualSensor};
use simulation::{presets, simulate};
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;
use store::RecordingId;
use web::Server;

const SITES: [Site; 5] = [
    Site::Pelvis,
    Site::ThighLeft,
    Site::ThighRight,
    Site::ShankLeft,
    Site::ShankRight,
];

fn recording_page(location: &str) -> i64 {
    location.strip_prefix("/recordings/").unwrap().parse().unwrap()
}

#[test]
fn a_session_from_the_search_to_the_report() {
    let walk = simulate(&presets::limp(3)).recording;
    let radio = VirtualRadio::new(VirtualSensor::wearing(&walk, 5));
    let given = GivenRadio(Arc::new(radio.clone()));
    let server = Server::with(|options| options.radio = Some(given));
    let browser = server.enter();
    let answer = browser.submit("/session/who", &[("patient", ""), ("pseudonym", "P-1"), ("title", "")]);
    assert_eq!(answer.location(), "/session");
    until("found", || {
        browser.get("/session").body.matches("data-blink").count() == 5
    });

    // One blinks, and only that one.
    let answer = browser.submit("/session/blink", &[("sensor", "virtual-A0000002")]);
    assert_eq!(answer.status, 204, "{answer:?}");
    let blinks: Vec<u32> = (0..5).map(|k| radio.blinks(0xA000_0001 + k)).collect();
    assert_eq!(blinks, [0, 1, 0, 0, 0]);
    let answer = browser.submit("/session/blink", &[("sensor", "nobody")]);
    assert!(
        answer.status == 502 && answer.body.contains("Search again"),
        "{answer:?}"
    );

    // Nothing chosen, or two at one place, is told.
    let answer = browser.submit("/session/sensors", &[("sensor", "virtual-A0000001"), ("site", "")]);
    assert!(answer.body.contains("No sensor was chosen"), "{answer:?}");
    let twice = [
        ("sensor", "virtual-A0000001"),
        ("site", "pelvis"),
        ("sensor", "virtual-A0000002"),
        ("site", "pelvis"),
    ];
    assert_eq!(browser.submit("/session/sensors", &twice).status, 422);

    connect_all(&browser);
    until("all send", || {
        server.app().controller.status().is_some_and(|status| {
            status.sensors.len() == 5 && status.sensors.iter().all(|sensor| sensor.rate_hz > 90.0)
        })
    });
    assert_eq!(browser.submit("/session/checked", &[]).location(), "/session");
    // The protocol is chosen without connecting anew.
    assert_eq!(
        browser
            .submit("/session/protocol", &[("protocol", "walk_10_m")])
            .location(),
        "/session"
    );
    until("ready", || can_start(&browser));
    let status = server.app().controller.status().unwrap();
    assert!(
        status.sensors.iter().all(|sensor| sensor.connections == 1),
        "{status:?}"
    );
    assert_eq!(browser.submit("/session/begin", &[]).location(), "/session");
    assert!(browser.get("/session").body.contains("data-recording=\"yes\""));

    // Whoever is being recorded is not deleted: the recorder's files would go.
    let person = server.app().controller.session().patient.unwrap();
    let answer = browser.submit(&format!("/patients/{person}/delete"), &[("confirm", "P-1")]);
    assert!(
        answer.status == 409 && answer.body.contains("being recorded"),
        "{answer:?}"
    );

    // Every browser closes; another one finds the recording still running.
    let other = server.enter();
    assert!(other.get("/session").body.contains("data-recording=\"yes\""));
    assert!(other.get("/patients").body.contains("banner live"));
    until("walks", || {
        let status = server.app().controller.status().unwrap();
        status
            .phase
            .is_some_and(|phase| phase.kind == PhaseKind::Walk && phase.elapsed_s > 15.0)
    });
    assert_eq!(other.submit("/session/mark", &[]).location(), "/session");
    assert_eq!(other.submit("/session/pause", &[]).location(), "/session");
    std::thread::sleep(Duration::from_secs(2));
    assert_eq!(browser.submit("/session/pause", &[]).location(), "/session");
    std::thread::sleep(Duration::from_secs(3));
    let stopped = browser.submit("/session/stop", &[]);
    let id = recording_page(stopped.location());
    let page = browser.get(stopped.location());
    assert!(page.status == 200 && page.body.contains("id=\"report\""), "{page:?}");
    assert!(browser.get("/session?follow=1").location() == format!("/recordings/{id}"));
    assert_eq!(
        std::fs::read_dir(server.data.path().join("unfinished"))
            .unwrap()
            .count(),
        0
    );

    // What was stored is what the sensors made: whole, with its phases, the pause among them.
    let read = server
        .app()
        .store
        .with(move |store| store.read_recording(RecordingId(id)));
    let recording = server.runtime().block_on(read).unwrap();
    assert_eq!(recording.tracks.keys().copied().collect::<Vec<_>>(), SITES);
    for track in recording.tracks.values() {
        let expected = (track.time_s[track.len() - 1] - track.time_s[0]) * 100.0 + 1.0;
        assert!(
            (track.len() as f64 - expected).abs() <= 1.0,
            "{}: {} of {expected}",
            track.site,
            track.len()
        );
    }
    let kinds: Vec<PhaseKind> = recording
        .session
        .protocol
        .phases
        .iter()
        .map(|phase| phase.kind)
        .collect();
    assert_eq!(
        kinds,
        [PhaseKind::Stand, PhaseKind::Walk, PhaseKind::Rest, PhaseKind::Walk]
    );
    assert_eq!(recording.session.subject.pseudonym.as_deref(), Some("P-1"));
    assert_eq!(recording.session.protocol.name.as_deref(), Some("walk_10_m"));
    let marks = &recording.session.protocol.marks_s;
    assert!(marks.len() == 1 && (20.0..120.0).contains(&marks[0]), "{marks:?}");
}

/// A radio that does not work.
struct Broken(RadioError);

impl Radio for Broken {
    fn scan(&self) -> RadioFuture<'_, BoxStream<'static, Sighting>> {
        let error = self.0.clone();
        async move { Err(error) }.boxed()
    }

    fn stop_scan(&self) -> RadioFuture<'_, ()> {
        async { Ok(()) }.boxed()
    }

    fn link(&self, _: &PeerId) -> RadioFuture<'_, Arc<dyn Link>> {
        let error = self.0.clone();
        async move { Err(error) }.boxed()
    }
}

#[test]
fn a_radio_that_does_not_work_says_what_to_do() {
    let reason = "no bus".to_owned();
    for (error, happened, to_do) in [
        (
            RadioError::NoService { reason },
            "No Bluetooth service",
            "systemctl start bluetooth",
        ),
        (RadioError::NoAdapter, "no Bluetooth adapter", "Plug in"),
        (RadioError::AdapterOff, "switched off", "Switch Bluetooth on"),
        (RadioError::NotAllowed, "not allowed", "group bluetooth"),
        (RadioError::Other("strange".to_owned()), "strange", "search again"),
    ] {
        let given = GivenRadio(Arc::new(Broken(error)));
        let server = Server::with(|options| options.radio = Some(given));
        let browser = server.enter();
        browser.submit("/session/who", &[("patient", ""), ("pseudonym", "P-1"), ("title", "")]);
        until(happened, || browser.get("/session").body.contains(happened));
        let page = browser.get("/session").body;
        assert!(
            page.contains(to_do) && page.contains("intake of this session are kept"),
            "{page}"
        );
        assert!(
            page.contains("formaction=\"/session/search\""),
            "one can search again: {page}"
        );
    }
}

#[test]
fn no_sensor_in_sight_is_said() {
    let given = GivenRadio(Arc::new(VirtualRadio::new(Vec::new())));
    let server = Server::with(|options| options.radio = Some(given));
    let browser = server.enter();
    browser.submit("/session/who", &[("patient", ""), ("pseudonym", "P-1"), ("title", "")]);
    until("searching is said", || {
        browser.get("/session").body.contains("Looking for sensors")
    });
    until("told", || {
        browser.get("/session").body.contains("No sensor is in sight")
    });
}

fn broken_name(page: &str) -> String {
    let part = page
        .split("name=\"name\" value=\"")
        .nth(1)
        .unwrap_or_else(|| panic!("{page}"));
    part.split('"').next().unwrap().to_owned()
}

#[test]
fn a_killed_program_loses_nothing_that_was_written() {
    let data = tempfile::tempdir().unwrap();
    let program = Program::start(data.path());
    get_ready(&program.browser, "walk_10_m");
    program.browser.submit("/session/begin", &[]);
    until("fifteen seconds are written", || journal_s(data.path()) > 15.0);
    program.kill();
    let written_s = journal_s(data.path());

    // The next start offers it, and goes on with it.
    let program = Program::start(data.path());
    let page = program.browser.get("/").body;
    assert!(page.contains("A recording broke off") && page.contains("P-1"), "{page}");
    let name = broken_name(&page);
    let answer = program.browser.submit("/broken/go-on", &[("name", &name)]);
    assert_eq!(answer.location(), "/session", "{answer:?}");
    until("ready", || can_start(&program.browser));
    assert!(!program.browser.get("/").body.contains("A recording broke off"));
    program.browser.submit("/session/begin", &[]);
    // With the part in which it broke off, and the words of that part.
    let page = program.browser.get("/session").body;
    let prompt = page
        .split("id=\"prompt\"")
        .nth(1)
        .and_then(|rest| rest.split("</p>").next());
    assert!(
        prompt.is_some_and(|text| text.contains("Walk to the mark")),
        "{prompt:?}"
    );
    until("it went on", || journal_s(data.path()) > written_s + 20.0);
    program.kill();
    let longer_s = journal_s(data.path());

    // Killed once more; this time what there is is taken in.
    let program = Program::start(data.path());
    let name = broken_name(&program.browser.get("/").body);
    let answer = program.browser.submit("/broken/take", &[("name", &name)]);
    let location = answer.location().to_owned();
    let report = program.browser.get(&location);
    assert!(
        report.status == 200 && report.body.contains("id=\"report\""),
        "{report:?}"
    );
    assert!(!program.browser.get("/").body.contains("A recording broke off"));
    let summary = program.browser.get(&format!("{location}/summary.json"));
    let summary: serde_json::Value = serde_json::from_str(&summary.body).unwrap();
    let duration_s = summary["duration_s"].as_f64().unwrap_or_else(|| panic!("{summary}"));
    assert!(
        duration_s > longer_s - 2.0,
        "{duration_s} s of {longer_s} s; {written_s} s before the first kill"
    );
}

#[test]
fn a_broken_off_recording_must_be_there() {
    let server = Server::start();
    let browser = server.enter();
    for name in ["../../etc", "visit-1-x", ""] {
        assert_eq!(browser.submit("/broken/take", &[("name", name)]).status, 404, "{name}");
    }
}

/// All file names below a folder.
fn names_below(folder: &Path, into: &mut Vec<String>) {
    for entry in std::fs::read_dir(folder).unwrap().flatten() {
        into.push(entry.path().display().to_string());
        if entry.path().is_dir() {
            names_below(&entry.path(), into);
        }
    }
}

#[test]
fn a_persons_name_stays_within_the_store() {
    let home = tempfile::tempdir().unwrap();
    let data = home.path().join("data");
    let program = Program::start(&data);
    let browser = &program.browser;
    let mut addresses = Vec::new();
    let added = browser.submit(
        "/patients",
        &[("pseudonym", "P-9"), ("name", "Zebulon Quux"), ("height", "180")],
    );
    let home_of = added.location().to_owned();
    addresses.push(home_of.clone());
    assert!(
        browser.get(&home_of).body.contains("Zebulon Quux"),
        "the name is in the store"
    );
    // Files that are named after the person, one that is read and one that is not.
    let pelvis = std::fs::read(Path::new(env!("CARGO_MANIFEST_DIR")).join("samples/limp/pelvis.csv")).unwrap();
    for content in [pelvis.as_slice(), b"a,b\n1,2\n"] {
        let answer = browser.upload(&[("Zebulon Quux.csv", content)]);
        let next = answer.next();
        let asked = browser.get(&next);
        assert!(asked.body.contains("Zebulon Quux.csv"));
        let answer = browser.submit(&next, &[("file", "Zebulon Quux.csv"), ("site", "pelvis")]);
        addresses.push(answer.location().to_owned());
        let patient = home_of.rsplit('/').next().unwrap();
        let kept = browser.submit(&format!("{next}/keep"), &[("patient", patient)]);
        addresses.push(kept.location().to_owned());
        addresses.push(next);
    }
    let page = browser.get(&home_of).body;
    assert!(page.contains("/recordings/"), "one of them was kept: {page}");
    let recording = page
        .split("href=\"/recordings/")
        .nth(1)
        .unwrap()
        .split('"')
        .next()
        .unwrap();
    assert_eq!(browser.get(&format!("/recordings/{recording}")).status, 200);
    for name in ["report.pdf", "summary.json"] {
        let file = browser.get(&format!("/recordings/{recording}/{name}"));
        addresses.push(file.header("content-disposition").unwrap().to_owned());
        assert!(!file.body.contains("Zebulon"), "{name} is given away by pseudonym");
    }
    for part in page.split("href=\"").chain(page.split("action=\"")).skip(1) {
        addresses.push(part.split('"').next().unwrap().to_owned());
    }
    // Something that goes wrong is told at the terminal, and names nobody either.
    browser.upload(&[("../Zebulon Quux.csv", b"x")]);
    browser.submit("/patients", &[("pseudonym", "P-9"), ("name", "Zebulon Quux")]);
    let mut names = Vec::new();
    names_below(&data, &mut names);
    assert!(names.len() > 5, "{names:?}");
    // What was dropped and not kept lies under its own name until the program ends, and nowhere else.
    names.retain(|name| !name.contains("/data/dropped/"));
    let told = std::fs::read_to_string(&program.told).unwrap();
    assert!(
        told.contains("an upload was refused"),
        "it tells what goes wrong: {told}"
    );
    for (what, text) in [
        ("terminal", told),
        ("files", names.join("\n")),
        ("addresses", addresses.join("\n")),
    ] {
        let found: Vec<&str> = text
            .lines()
            .filter(|line| line.contains("Zebulon") || line.contains("Quux"))
            .collect();
        assert!(found.is_empty(), "{what}: {found:#?}");
    }
}
