//! A session in the clinic in which nothing wrong can be clicked, by plain HTTP: sensors on the other leg, the wrong person,
//! dead ends, forms that are sent twice, visits that should not be.

#![allow(clippy::unwrap_used, reason = "a test fails where it stands")]

#[path = "web/desk.rs"]
mod desk;
mod web;

use app::GivenRadio;
use desk::{Program, can_start, connect_all, get_ready, until};
use recording::{NoticeCode, Recording, Site};
use sensors::virtual_radio::{VirtualRadio, VirtualSensor};
use simulation::{presets, simulate};
use std::process::Command;
use std::sync::Arc;
use std::time::Duration;
use store::{PatientId, RecordingId, Store, StoreError, VisitId};
use web::{Browser, Server};

/// A server whose sensors are worn by somebody who walks.
fn clinic(walk: &Recording) -> Server {
    let given = GivenRadio(Arc::new(VirtualRadio::new(VirtualSensor::wearing(walk, 5))));
    Server::with(|options| options.radio = Some(given))
}

fn nobody_near() -> Server {
    let given = GivenRadio(Arc::new(VirtualRadio::new(Vec::new())));
    Server::with(|options| options.radio = Some(given))
}

fn with<T: Send + 'static>(
    server: &Server,
    work: impl FnOnce(&mut Store) -> Result<T, StoreError> + Send + 'static,
) -> T {
    server.runtime().block_on(server.app().store.with(work)).unwrap()
}

fn add(browser: &Browser, pseudonym: &str) -> PatientId {
    let answer = browser.submit("/patients", &[("pseudonym", pseudonym)]);
    answer.location().rsplit('/').next().unwrap().parse().unwrap()
}

fn begin(browser: &Browser, pseudonym: &str) {
    let answer = browser.submit(
        "/session/who",
        &[("patient", ""), ("pseudonym", pseudonym), ("title", "")],
    );
    assert_eq!(answer.location(), "/session", "{answer:?}");
}

fn found(browser: &Browser) {
    until("found", || {
        browser.get("/session").body.matches("data-blink").count() == 5
    });
}

/// The value that is chosen in the list of a sensor.
fn chosen(page: &str, sensor: &str) -> String {
    let select = page.split(&format!("value=\"{sensor}\"")).nth(1).unwrap();
    let select = select.split("</select>").next().unwrap();
    match select.split_once(" selected") {
        Some((before, _)) => before
            .rsplit("value=\"")
            .next()
            .unwrap()
            .split('"')
            .next()
            .unwrap()
            .to_owned(),
        None => String::new(),
    }
}

#[test]
fn sensors_on_the_other_leg_are_seen_while_they_walk_and_exchanged() {
    let mut walk = simulate(&presets::limp(3)).recording;
    for [a, b] in [[Site::ThighLeft, Site::ThighRight], [Site::ShankLeft, Site::ShankRight]] {
        walk.exchange(a, b);
    }
    let server = clinic(&walk);
    let browser = server.enter();
    begin(&browser, "P-1");
    found(&browser);
    connect_all(&browser);
    let check = browser.get("/session").body;
    assert!(
        !check.contains("on its leg"),
        "nothing is ticked that was not tested: {check}"
    );
    browser.submit("/session/checked", &[]);
    browser.submit("/session/protocol", &[("protocol", "walk_10_m")]);
    until("ready", || can_start(&browser));
    browser.submit("/session/begin", &[]);
    until("it is said", || {
        browser
            .get("/session")
            .body
            .contains("Left and right seem to be exchanged")
    });
    let page = browser.get("/session").body;
    assert!(page.contains("Exchange left and right for me"), "{page}");
    assert_eq!(
        browser.submit("/session/exchange", &[("places", "nonsense")]).status,
        409
    );
    assert_eq!(
        browser.submit("/session/exchange", &[("places", "legs")]).location(),
        "/session"
    );
    assert!(!browser.get("/session").body.contains("seem to be exchanged"));
    // Looked at once more with the new names, and nothing is found.
    std::thread::sleep(Duration::from_secs(25));
    assert!(!browser.get("/session").body.contains("seem to be exchanged"));
    let stopped = browser.submit("/session/stop", &[]);
    let id: i64 = stopped.location().rsplit('/').next().unwrap().parse().unwrap();
    let page = browser.get(stopped.location()).body;
    assert!(!page.contains("were on the other leg"), "{page}");
    let recording = with(&server, move |store| store.read_recording(RecordingId(id)));
    let marked = recording
        .notices
        .iter()
        .filter(|notice| notice.code == NoticeCode::PlacesExchanged);
    assert_eq!(marked.count(), 4);
    assert_eq!(
        with(&server, move |store| Ok(store
            .stored_recording(RecordingId(id))?
            .protocol))
        .as_deref(),
        Some("walk_10_m")
    );

    // The next person: the sensors are proposed where they really were.
    browser.submit("/session/new", &[]);
    begin(&browser, "P-2");
    found(&browser);
    let page = browser.get("/session").body;
    let thigh = walk.tracks.keys().position(|site| *site == Site::ThighLeft).unwrap() + 1;
    assert_eq!(chosen(&page, &format!("virtual-A000000{thigh}")), "thigh_right");
}

#[test]
fn doubted_places_are_not_proposed_again() {
    let mut walk = simulate(&presets::limp(3)).recording;
    walk.exchange(Site::ShankLeft, Site::ShankRight);
    let server = clinic(&walk);
    let browser = server.enter();
    begin(&browser, "P-1");
    found(&browser);
    connect_all(&browser);
    browser.submit("/session/checked", &[]);
    browser.submit("/session/protocol", &[("protocol", "walk_10_m")]);
    until("ready", || can_start(&browser));
    browser.submit("/session/begin", &[]);
    until("it is said", || browser.get("/session").body.contains("id=\"doubt\""));
    let stopped = browser.submit("/session/stop", &[]);
    let page = browser.get(stopped.location()).body;
    assert!(
        page.contains("were on the other leg"),
        "the head of the report says it: {page}"
    );
    // Exchanged after the recording, and taken back.
    let at = format!("{}/exchange", stopped.location());
    assert_eq!(
        browser.submit(&at, &[("places", "shanks")]).location(),
        stopped.location()
    );
    let page = browser.get(stopped.location()).body;
    assert!(
        !page.contains("were on the other leg") && page.contains("exchanged in this recording by hand"),
        "{page}"
    );
    browser.submit(&at, &[("places", "")]);
    assert!(browser.get(stopped.location()).body.contains("were on the other leg"));

    browser.submit("/session/new", &[]);
    begin(&browser, "P-2");
    found(&browser);
    let page = browser.get("/session").body;
    assert_eq!(page.matches("choose its place anew").count(), 4, "{page}");
    let shank = walk.tracks.keys().position(|site| *site == Site::ShankLeft).unwrap() + 1;
    let shank = format!("virtual-A000000{shank}");
    assert_eq!(chosen(&page, &shank), "", "nothing is proposed");
    let answer = browser.submit("/session/sensors", &[("sensor", &shank), ("site", "")]);
    assert_eq!(answer.status, 422, "{answer:?}");
}

#[test]
fn a_session_that_was_left_gives_its_sensors_back() {
    let server = clinic(&simulate(&presets::limp(3)).recording);
    let browser = server.enter();
    begin(&browser, "P-1");
    found(&browser);
    connect_all(&browser);
    until("connected", || {
        let status = server.app().controller.status();
        status.is_some_and(|status| status.sensors.iter().all(|sensor| sensor.rate_hz > 90.0))
    });
    let visit = server.app().controller.session().visit.unwrap();
    assert_eq!(browser.submit("/session/cancel", &[]).location(), "/");
    // Nothing was in it, and nothing is left of it.
    assert!(
        matches!(server.runtime().block_on(server.app().store.with(move |store| store.visit(visit))), Err(error) if error.to_string().contains("no visit"))
    );
    for pseudonym in ["P-2", "P-3"] {
        begin(&browser, pseudonym);
        found(&browser);
        connect_all(&browser);
        assert_eq!(browser.submit("/session/new", &[]).location(), "/session");
    }
}

#[test]
fn one_can_go_back_at_every_step_and_the_visit_is_corrected() {
    let server = clinic(&simulate(&presets::limp(3)).recording);
    let browser = server.enter();
    let one = add(&browser, "P-1");
    let other = add(&browser, "P-2");
    let who = |patient: PatientId, title: &str| {
        let patient = patient.to_string();
        let fields = [
            ("patient", patient.as_str()),
            ("pseudonym", ""),
            ("title", title),
            ("intake-radiating", "yes"),
        ];
        assert_eq!(browser.submit("/session/who", &fields).location(), "/session");
    };
    who(one, "first words");
    found(&browser);
    connect_all(&browser);
    browser.submit("/session/checked", &[]);
    assert!(browser.get("/session").body.contains("data-step=\"protocol\""));
    // By the browser's own button, by the name of a step, by the page's button.
    assert!(browser.get("/session?step=check").body.contains("data-step=\"check\""));
    assert_eq!(browser.submit("/session/back", &[]).location(), "/session");
    assert!(browser.get("/session").body.contains("data-step=\"sensors\""));
    let page = browser.get("/session?step=who").body;
    assert!(
        page.contains("data-step=\"who\"") && page.contains("value=\"first words\""),
        "{page}"
    );
    assert!(page.contains(&format!("<option value=\"{one}\" selected>")), "{page}");
    assert!(
        page.contains("id=\"radiating-yes\" type=\"radio\" name=\"intake-radiating\" value=\"yes\" checked"),
        "{page}"
    );
    // A step that is not there yet is none to go to.
    assert!(browser.get("/session?step=live").body.contains("data-step=\"who\""));
    who(one, "other words");
    let visits = with(&server, move |store| store.visits(one));
    assert_eq!((visits.len(), visits[0].title.as_str()), (1, "other words"));
    // It was another person: the visit goes along.
    browser.get("/session?step=who");
    who(other, "");
    assert_eq!(with(&server, move |store| store.visits(one)).len(), 0);
    assert_eq!(with(&server, move |store| store.visits(other)).len(), 1);
    let page = browser.get("/").body;
    assert!(page.contains("A session was begun") && page.contains("P-2"), "{page}");
}

#[test]
fn a_chosen_person_and_a_new_one_are_not_one() {
    let server = nobody_near();
    let browser = server.enter();
    let id = add(&browser, "P-1");
    let fields = [
        ("patient", "1"),
        ("pseudonym", "P-9"),
        ("title", "kept words"),
        ("intake-neuro", "no"),
    ];
    let answer = browser.submit("/session/who", &fields);
    assert!(
        answer.status == 422 && answer.body.contains("Whose visit is it?"),
        "{answer:?}"
    );
    for kept in ["value=\"P-9\"", "value=\"kept words\"", "value=\"no\" checked"] {
        assert!(answer.body.contains(kept), "{kept}: {}", answer.body);
    }
    assert_eq!(with(&server, move |store| store.visits(id)).len(), 0);
}

#[test]
fn a_warning_sign_stops_the_session_until_it_was_read() {
    let server = nobody_near();
    let browser = server.enter();
    let answer = browser.submit(
        "/session/who",
        &[
            ("patient", ""),
            ("pseudonym", "P-1"),
            ("title", ""),
            ("intake-saddle_numbness", "yes"),
        ],
    );
    assert_eq!(answer.location(), "/session");
    let page = browser.get("/session").body;
    assert!(
        page.contains("Stop: a warning sign") && page.contains("needs medical assessment today"),
        "{page}"
    );
    assert_eq!(browser.submit("/session/search", &[]).location(), "/session");
    assert_eq!(
        browser
            .submit("/session/sensors", &[("sensor", "x"), ("site", "pelvis")])
            .status,
        409
    );
    assert_eq!(browser.submit("/session/warned", &[]).status, 409, "unread");
    let letter = browser.get("/session/letter").body;
    assert!(
        letter.contains("To the doctor") && letter.contains("saddle area"),
        "{letter}"
    );
    assert_eq!(
        browser.submit("/session/warned", &[("read", "yes")]).location(),
        "/session"
    );
    assert!(browser.get("/session").body.contains("data-step=\"sensors\""));
    let audit = with(&server, |store| store.audit(None, 5));
    let row = audit.iter().find(|row| row.action == "warning-acknowledged").unwrap();
    assert_eq!(row.detail.as_deref(), Some("saddle_numbness"));
}

#[test]
fn what_is_sent_twice_is_done_once() {
    let server = nobody_near();
    let browser = server.enter();
    let id = add(&browser, "P-1");
    let note = [("once", "abc"), ("note", "Works on stairs.")];
    let at = format!("/patients/{id}/notes");
    let (first, second) = std::thread::scope(|scope| {
        let first = scope.spawn(|| browser.submit(&at, &note).status);
        let second = scope.spawn(|| browser.submit(&at, &note).status);
        (first.join().unwrap(), second.join().unwrap())
    });
    assert_eq!((first, second), (303, 303));
    assert_eq!(with(&server, move |store| store.notes(id)).len(), 1);
    let consent = [("once", "abd"), ("purpose", "gait analysis")];
    for _ in 0..3 {
        browser.submit(&format!("/patients/{id}/consents"), &consent);
    }
    assert_eq!(with(&server, move |store| store.consents(id)).len(), 1);
    let who = [("once", "abe"), ("patient", "1"), ("pseudonym", ""), ("title", "")];
    for _ in 0..2 {
        assert_eq!(browser.submit("/session/who", &who).location(), "/session");
    }
    assert_eq!(with(&server, move |store| store.visits(id)).len(), 1);
    assert!(browser.get("/patients/new").body.contains("name=\"once\""));
}

#[test]
fn a_form_that_is_refused_comes_back_as_it_was() {
    let server = nobody_near();
    let browser = server.enter();
    browser.submit("/settings/language", &[("language", "de")]);
    let fields = [
        ("pseudonym", "P-1"),
        ("name", "Zoë Groß"),
        ("height", "1,72"),
        ("birth_year", "1962.7"),
        ("sex", "female"),
    ];
    let answer = browser.submit("/patients", &fields);
    assert_eq!(answer.status, 422);
    for said in [
        "von 50 bis 260 cm",
        "Ein Geburtsjahr ist eine ganze Zahl",
        "value=\"1,72\"",
        "value=\"Zoë Groß\"",
        "id=\"height-error\"",
    ] {
        assert!(answer.body.contains(said), "{said}: {}", answer.body);
    }
    for year in ["2090", "1879", "-1"] {
        let answer = browser.submit("/patients", &[("pseudonym", "P-1"), ("birth_year", year)]);
        assert_eq!(answer.status, 422, "{year}");
    }
    let answer = browser.submit(
        "/patients",
        &[("pseudonym", "P-1"), ("height", "172,5"), ("sex", "female")],
    );
    let home = answer.location().to_owned();
    let again = browser.submit("/patients", &[("pseudonym", "p-1"), ("name", "Other")]);
    assert!(
        again.status == 422 && again.body.contains("vergeben") && again.body.contains("value=\"Other\""),
        "{again:?}"
    );
    // Opened and saved, nothing changes.
    let page = browser.get(&home).body;
    assert!(page.contains("value=\"172,5\""), "{page}");
    let saved = [
        ("pseudonym", "P-1"),
        ("name", ""),
        ("height", "172,5"),
        ("sex", "female"),
        ("birth_year", ""),
    ];
    assert_eq!(browser.submit(&home, &saved).location(), home);
    let details = with(&server, |store| Ok(store.patient_called("P-1")?.details));
    assert_eq!(details.height_m, Some(1.725));
    let audit = with(&server, |store| store.audit(None, 50));
    assert_eq!(
        audit.iter().filter(|row| row.action == "patient-changed").count(),
        0,
        "{audit:?}"
    );
}

#[test]
fn every_form_of_a_person_comes_back_as_it_was() {
    let server = nobody_near();
    let browser = server.enter();
    browser.submit("/settings/language", &[("language", "de")]);
    let id = add(&browser, "P-1");
    let visit = with(&server, move |store| {
        let by = app::store_handle::by();
        store.add_visit(id, by.at, "", &by)
    });
    let home = format!("/patients/{id}");
    let bell = "bleibt \u{7} stehen";
    for (path, fields, said) in [
        (
            format!("{home}/notes"),
            vec![("note", bell)],
            vec![
                "id=\"note-error\"",
                "Kürzen oder berichtigen",
                "bleibt \u{7} stehen</textarea>",
            ],
        ),
        (
            format!("{home}/notes"),
            vec![("note", "")],
            vec!["id=\"note-error\"", "Schreiben Sie hier zuerst etwas."],
        ),
        (
            format!("{home}/consents"),
            vec![("purpose", bell), ("evidence", "Ordner 3")],
            vec!["id=\"purpose-error\"", "Kürzen oder berichtigen", "value=\"Ordner 3\""],
        ),
        (
            format!("/visits/{visit}"),
            vec![("day", "2999-01-01"), ("title", "sechs Wochen")],
            vec!["value=\"2999-01-01\"", "value=\"sechs Wochen\"", "-error\""],
        ),
        (
            format!("{home}/delete"),
            vec![("confirm", "P-2")],
            vec!["id=\"confirm-error\"", "value=\"P-2\""],
        ),
    ] {
        let answer = browser.submit(&path, &fields);
        assert_eq!(answer.status, 422, "{path}: {answer:?}");
        for said in said {
            assert!(answer.body.contains(said), "{path}: {said}: {}", answer.body);
        }
        assert!(answer.body.contains("Nichts wurde geändert"), "{path}");
    }
    assert_eq!(with(&server, move |store| store.notes(id)).len(), 0);
    assert_eq!(with(&server, move |store| store.consents(id)).len(), 0);
}

#[test]
fn many_visits_are_a_page_at_a_time() {
    let server = nobody_near();
    let browser = server.enter();
    let id = add(&browser, "P-1");
    with(&server, move |store| {
        let by = app::store_handle::by();
        for month in 1..=12 {
            let began = format!("2024-{month:02}-03T10:00:00Z").parse().unwrap();
            store.add_visit(id, began, &format!("visit {month}."), &by)?;
        }
        Ok(())
    });
    for (address, shown, page) in [
        ("", 3..=12, "Page 1 of 2"),
        ("?page=2", 1..=2, "Page 2 of 2"),
        ("?order=oldest", 1..=10, "Page 1 of 2"),
        ("?order=oldest&page=2", 11..=12, "Page 2 of 2"),
    ] {
        let body = browser.get(&format!("/patients/{id}{address}")).body;
        let listed = body
            .split("id=\"visits\"")
            .nth(1)
            .unwrap()
            .split("action=\"/compare\"")
            .next()
            .unwrap();
        for month in 1..=12 {
            let there = listed.contains(&format!(" – visit {month}.</h3>"));
            assert_eq!(there, shown.contains(&month), "{address}: {month}");
        }
        assert!(body.contains(page), "{address}");
    }
}

#[test]
fn visits_are_dated_renamed_moved_and_deleted() {
    let server = nobody_near();
    let browser = server.enter();
    let (one, other) = (add(&browser, "P-1"), add(&browser, "P-2"));
    let next = browser.upload_folder("samples/limp").next();
    let page = browser.get(&next).body;
    assert!(page.contains("type=\"date\""), "{page}");
    let kept = browser.submit(
        &format!("{next}/keep"),
        &[("patient", &one.to_string()), ("day", "2024-03-05")],
    );
    assert!(kept.location().starts_with("/recordings/"), "{kept:?}");
    let visit = with(&server, move |store| store.visits(one))[0].clone();
    assert_eq!(visit.began.to_string().get(..7), Some("2024-03"));
    let at = format!("/visits/{}", visit.id);
    let refused = browser.submit(&at, &[("day", "2999-01-01"), ("title", "x")]);
    assert_eq!(refused.status, 422);
    assert_eq!(
        browser
            .submit(&at, &[("day", "2024-04-06"), ("title", "six weeks")])
            .status,
        303
    );
    let changed = with(&server, move |store| store.visit(visit.id));
    assert!(
        changed.title == "six weeks" && changed.began.to_string().starts_with("2024-04-0"),
        "{changed:?}"
    );
    assert_eq!(
        browser
            .submit(&format!("{at}/move"), &[("patient", &other.to_string())])
            .status,
        303
    );
    assert_eq!(with(&server, move |store| store.visits(other)).len(), 1);
    assert_eq!(
        browser.submit(&format!("{at}/delete"), &[]).location(),
        format!("/patients/{other}")
    );
    assert_eq!(with(&server, move |store| store.visits(other)).len(), 0);
    assert_eq!(browser.get(kept.location()).status, 404);
}

#[test]
fn people_are_found_without_accents_and_the_way_back_asks_nothing() {
    let server = nobody_near();
    let browser = server.enter();
    for (pseudonym, name) in [("P-1", "Jörg Müller"), ("P-2", "Zoé Weiß"), ("P-3", "Ada Muster")] {
        browser.submit("/patients", &[("pseudonym", pseudonym), ("name", name)]);
    }
    for (search, hit) in [
        ("mueller", "P-1"),
        ("muller", "P-1"),
        ("MÜLLER", "P-1"),
        ("joerg", "P-1"),
        ("jorg muell", "P-1"),
        ("mulle", "P-1"),
        ("zoe weiss", "P-2"),
    ] {
        let answer = browser.submit("/patients/search", &[("search", search)]);
        assert_eq!(
            answer.location(),
            "/patients?found=1",
            "no word in the address, and nothing to send again"
        );
        let page = browser.get(answer.location()).body;
        assert!(
            page.contains(&format!(">{hit}<")) && page.matches("scope=\"row\"").count() == 1,
            "{search}: {page}"
        );
    }
    for k in 0..60 {
        browser.submit("/patients", &[("pseudonym", &format!("Q-{k}"))]);
    }
    let page = browser.get("/patients").body;
    assert!(
        page.matches("scope=\"row\"").count() == 50 && page.contains("Page 1 of 2"),
        "{page}"
    );
    let page = browser.get("/patients?order=pseudonym&page=2").body;
    assert!(
        page.matches("scope=\"row\"").count() == 13 && page.contains(">Q-9<"),
        "{page}"
    );
}

#[test]
fn who_is_recorded_is_deleted_by_no_program() {
    let place = tempfile::tempdir().unwrap();
    let data = place.path().join("data");
    let program = Program::start(&data);
    get_ready(&program.browser, "walk_10_m");
    // A wrong word ends no session.
    let id = with_store(&data, |store| store.patient_called("P-1").unwrap().id);
    let answer = program
        .browser
        .submit(&format!("/patients/{id}/delete"), &[("confirm", "P-2")]);
    assert_eq!(answer.status, 422, "{answer:?}");
    assert!(can_start(&program.browser), "the session goes on");
    program.browser.submit("/session/begin", &[]);
    until("it records", || {
        program.browser.get("/session").body.contains("data-recording=\"yes\"")
    });
    std::thread::sleep(Duration::from_secs(1));
    let deleted = Command::new(env!("CARGO_BIN_EXE_gaitscope"))
        .args(["store", "delete", "P-1", "--yes", "--data-dir"])
        .arg(&data)
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&deleted.stderr).into_owned();
    assert!(!deleted.status.success() && said.contains("is being made"), "{said}");
    let visit = VisitId(with_store(&data, |store| store.visits(id).unwrap()[0].id.0));
    assert_eq!(
        program.browser.submit(&format!("/visits/{visit}/delete"), &[]).status,
        409
    );
    program.kill();

    // Broken off, it can be discarded, and then the person deleted.
    let program = Program::start(&data);
    let page = program.browser.get("/").body;
    let name = page
        .split("name=\"name\" value=\"")
        .nth(1)
        .unwrap_or_else(|| panic!("{page}"));
    let name = name.split('"').next().unwrap();
    // Unreadable too.
    let folder = data.join("unfinished").join(name);
    std::fs::write(folder.join("session.toml"), "[subject\n").unwrap();
    assert!(program.browser.get("/").body.contains("Discard it"));
    assert_eq!(
        program.browser.submit("/broken/discard", &[("name", name)]).location(),
        "/"
    );
    assert!(!folder.exists() && !program.browser.get("/").body.contains("broke off"));
    let answer = program
        .browser
        .submit(&format!("/patients/{id}/delete"), &[("confirm", "P-1")]);
    assert_eq!(answer.location(), "/patients");
}

fn with_store<T>(data: &std::path::Path, work: impl FnOnce(&Store) -> T) -> T {
    work(&Store::open_existing(data, None).unwrap())
}
