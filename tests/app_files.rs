//! Files instead of sensors in the local web app: exports of sensor makers' programs, what is asked about them, and the
//! report.

#![allow(clippy::unwrap_used, reason = "a test fails where it stands")]

mod web;

use recording::{self, ReadOptions, Recording, Site};
use std::fmt::Write as _;
use std::path::Path;
use web::{Browser, Server};

fn limp() -> Recording {
    let folder = Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../..")).join("samples/limp");
    recording::read(&[folder], &ReadOptions::default()).unwrap()
}

/// A sensor's rows as Movella's app exports them: m/s², °/s, microseconds in 32 bits.
fn movella(walk: &Recording, site: Site, tag: &str) -> Vec<u8> {
    let track = &walk.tracks[&site];
    let mut text = format!(
        "sep=,\nDeviceTag:,{tag}\nSyncStatus:,Synced\nOutputRate:,100Hz\nMeasurement Mode:,Rate quantities\n\n\
         PacketCounter,SampleTimeFine,Acc_X,Acc_Y,Acc_Z,Gyr_X,Gyr_Y,Gyr_Z\n"
    );
    for (k, time_s) in track.time_s.iter().enumerate() {
        let (a, g) = (track.acc_mps2[k], track.gyr_radps[k].map(f64::to_degrees));
        let stamp = 1_000_000 + (1e6 * time_s).round() as u64;
        writeln!(
            text,
            "{k},{stamp},{:.6},{:.6},{:.6},{:.6},{:.6},{:.6}",
            a.x, a.y, a.z, g.x, g.y, g.z
        )
        .unwrap();
    }
    text.into_bytes()
}

/// The keys that the page asks about, in its order.
fn asked(page: &str) -> Vec<String> {
    page.split("name=\"file\" value=\"")
        .skip(1)
        .map(|part| part.split('"').next().unwrap().to_owned())
        .collect()
}

fn answer(browser: &Browser, page: &str, sites: &[(&str, &str)]) -> String {
    let mut fields = Vec::new();
    for (file, site) in sites {
        fields.push(("file", *file));
        fields.push(("site", *site));
    }
    browser.submit(page, &fields).location().to_owned()
}

#[test]
fn a_makers_export_asks_only_where_each_sensor_was() {
    let walk = limp();
    let server = Server::start();
    let browser = server.enter();
    let exports: Vec<(String, Vec<u8>)> = [
        ("D1_20260101.csv", Site::Pelvis),
        ("D2_20260101.csv", Site::ShankLeft),
        ("D3_20260101.csv", Site::ShankRight),
        ("D4_20260101.csv", Site::ThighLeft),
    ]
    .iter()
    .enumerate()
    .map(|(k, (name, site))| ((*name).to_owned(), movella(&walk, *site, &format!("tag-{k}"))))
    .collect();
    let files: Vec<(&str, &[u8])> = exports
        .iter()
        .map(|(name, bytes)| (name.as_str(), bytes.as_slice()))
        .collect();
    // Dropped one by one and as a zip: the same.
    for sent in [
        browser.upload(&files),
        browser.upload(&[("exports.zip", &web::zip(&files))]),
    ] {
        let at = sent.next();
        let page = browser.get(&at).body;
        assert!(page.contains("Recognised as: Movella DOT CSV. Sensors: 4."), "{page}");
        let keys = asked(&page);
        assert_eq!(keys.len(), 4, "{keys:?}");
        let key = |n: usize| {
            keys.iter()
                .find(|key| key.contains(&format!("D{n}_")))
                .unwrap()
                .as_str()
        };
        // Two at one place are no answer.
        let twice = [
            ("file", key(1)),
            ("site", "pelvis"),
            ("file", key(2)),
            ("site", "pelvis"),
        ];
        assert_eq!(browser.submit(&at, &twice).status, 422);
        // One of them is not used.
        let location = answer(
            &browser,
            &at,
            &[
                (key(1), "pelvis"),
                (key(2), "shank_left"),
                (key(3), "shank_right"),
                (key(4), "-"),
            ],
        );
        let page = browser.get(&location).body;
        assert!(page.contains("This is what was understood"), "{page}");
        assert!(
            page.contains("3 sensors were found") && page.contains("tag-0"),
            "{page}"
        );
        assert!(!page.contains("name=\"site\""), "nothing more is asked: {page}");
        let report = browser.submit(&format!("{at}/keep"), &[("patient", "")]);
        assert!(browser.get(report.location()).body.contains("id=\"report\""));
        let strides = browser.get(&format!("{at}/report/strides.csv"));
        assert!(
            strides.status == 200 && strides.body.lines().count() > 20,
            "{strides:?}"
        );
    }
}

#[test]
fn exports_whose_names_say_it_are_not_asked_about() {
    let walk = limp();
    let server = Server::start();
    let browser = server.enter();
    let exports: Vec<(String, Vec<u8>)> = [
        ("pelvis.csv", Site::Pelvis),
        ("shank_left.csv", Site::ShankLeft),
        ("shank_right.csv", Site::ShankRight),
    ]
    .iter()
    .map(|(name, site)| ((*name).to_owned(), movella(&walk, *site, "t")))
    .collect();
    let files: Vec<(&str, &[u8])> = exports
        .iter()
        .map(|(name, bytes)| (name.as_str(), bytes.as_slice()))
        .collect();
    let at = browser.upload(&files).next();
    let page = browser.get(&at).body;
    assert!(
        page.contains("This is what was understood") && !page.contains("name=\"site\""),
        "{page}"
    );
    // For somebody: a visit of theirs, with the recording as a session folder.
    let person = browser.submit("/patients", &[("pseudonym", "P-1"), ("name", ""), ("height", "")]);
    let id = person.location().rsplit('/').next().unwrap().to_owned();
    let kept = browser.submit(&format!("{at}/keep"), &[("patient", &id)]);
    let report = browser.get(kept.location());
    assert!(
        report.status == 200 && report.body.contains("id=\"report\""),
        "{report:?}"
    );
}

#[test]
fn an_export_without_raw_signals_is_refused_with_what_to_do() {
    let server = Server::start();
    let browser = server.enter();
    let text = "sep=,\nDeviceTag:,a\nOutputRate:,60Hz\n\nPacketCounter,SampleTimeFine,Euler_X,Euler_Y,Euler_Z\n1,1000,0,0,0\n2,17667,0,0,0\n";
    let page = browser
        .get(&browser.upload(&[("LTibia.csv", text.as_bytes())]).next())
        .body;
    assert!(
        page.contains("Rate quantities") && page.contains("What to do") && page.contains("LTibia.csv"),
        "{page}"
    );
}
